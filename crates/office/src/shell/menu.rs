//! The index at the side: its chapters, their pages, and the right that each page needs.

use crate::identity::reach::Officer;
use crate::identity::right::Right;

/// A heading of the index with what stands below it.
pub struct Chapter {
    /// Its name.
    pub name: String,
    /// Its pages, as (address, name, whether this is the page that is shown).
    pub pages: Vec<(&'static str, String, bool)>,
}

/// A page of the index: its address, its message, and the right that it needs.
type MenuPage = (&'static str, &'static str, Option<Right>);

/// Chapters of the index: the heading's message, and its pages.
const MENU: &[(&str, &[MenuPage])] = &[
    (
        "menu-desk",
        &[("/van-phong", "desk", None), ("/van-phong/tim", "find", None), ("/van-phong/de-nghi", "proposals", None)],
    ),
    (
        "menu-papers",
        &[
            ("/van-phong/van-ban", "papers", Some(Right::ReadPapers)),
            ("/van-phong/van-ban-di", "outgoing", Some(Right::DraftPapers)),
            ("/van-phong/viec", "tasks", Some(Right::ReadPapers)),
        ],
    ),
    ("menu-people", &[("/van-phong/tiep-nhan", "reception", Some(Right::KeepReception))]),
    (
        "menu-study",
        &[
            ("/van-phong/hoc-tap", "study", Some(Right::ReadStudy)),
            // Whoever has an account is asked for papers as a member.
            ("/van-phong/bai-cua-toi", "own-papers", None),
            ("/van-phong/cam-ket-cua-toi", "own-pledge", None),
        ],
    ),
    (
        "menu-organisation",
        &[
            ("/van-phong/to-chuc", "organisation", Some(Right::ReadOrganisation)),
            ("/van-phong/chuc-vu", "posts", Some(Right::ReadOrganisation)),
            ("/van-phong/dang-vien", "members", Some(Right::ReadPeople)),
            ("/van-phong/dia-danh", "places", None),
            ("/van-phong/yeu-cau", "requests", Some(Right::KeepPeople)),
            ("/van-phong/chuyen-sinh-hoat", "transfers", Some(Right::ReadPeople)),
            ("/van-phong/ket-nap", "candidates", Some(Right::ReadPeople)),
            ("/van-phong/mien-sinh-hoat", "exempting-menu", Some(Right::ReadPeople)),
        ],
    ),
    (
        "menu-inspection",
        &[
            ("/van-phong/ky-luat", "discipline", Some(Right::ReadDiscipline)),
            ("/van-phong/ho-so-kin", "cases", Some(Right::KeepDiscipline)),
            ("/van-phong/tiep-nhan", "petitions-handed", Some(Right::KeepDiscipline)),
        ],
    ),
    (
        "menu-news",
        &[
            ("/van-phong/toa-soan", "newsroom", Some(Right::EditArticle)),
            ("/van-phong/trang-chu", "layout", Some(Right::EditArticle)),
            ("/van-phong/dia-chi-cu", "old-addresses", Some(Right::EditArticle)),
        ],
    ),
    (
        "menu-office",
        &[
            ("/van-phong/nguoi-dung", "accounts", Some(Right::KeepAccounts)),
            ("/van-phong/nhat-ky", "journal", Some(Right::ReadJournal)),
            ("/van-phong/uy-quyen", "delegation", None),
            ("/van-phong/quyen", "roles-page", None),
            ("/van-phong/tai-khoan", "account", None),
        ],
    ),
];

/// The index of an officer.
pub(super) fn menu(officer: &Officer) -> Vec<Chapter> {
    let w = officer.words();
    let is_here = |href: &str| {
        let rest = officer.path().strip_prefix(href);
        rest.is_some_and(|rest| rest.is_empty() || (href != "/van-phong" && rest.starts_with('/')))
    };
    let chapters = MENU.iter().map(|(name, pages)| {
        let open = pages.iter().filter(|(.., right)| right.is_none_or(|right| !officer.roots(right).is_empty()));
        let pages = open.map(|(href, key, _)| (*href, w.say(key), is_here(href))).collect();
        Chapter { name: w.say(name), pages }
    });
    chapters.filter(|chapter| !chapter.pages.is_empty()).collect()
}
