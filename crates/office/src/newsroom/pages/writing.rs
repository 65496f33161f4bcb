//! The page on which an article is written, with what stands around the form: figures, colleagues, what was not saved.

use super::contributions::{Upward, upward};
use super::found::{Shown, shown};
use super::media::{Tile, tile};
use super::remarks::{Remark, remarks};
use super::trail::{Step, trail};
use super::translations::{Languages, languages};
use super::versions::differences;
use super::{account_names, address, note, public_address, refused, state};
use crate::figures;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::newsroom::diff::Piece;
use crate::newsroom::media::Media;
use crate::newsroom::versions::Draft;
use crate::newsroom::{Article, SECTIONS, Text, compose_so_far};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use bridge::Edition;
use bridge::print::Printer;
use kit::clock::{Day, SECOND, Ts};
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::{Lang, Words};

#[derive(Template)]
#[template(path = "newsroom/pages/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    title: String,
    state: &'static str,
    state_name: String,
    /// Why it was sent back; empty when it was not.
    note: String,
    sections: Vec<(String, String)>,
    picker: Vec<Pick>,
    /// The newest pictures of the newsroom, to be put into the text.
    tiles: Vec<Tile>,
    /// Those that can stand beside the headline.
    pictures: Vec<(String, String)>,
    trail: Vec<Step>,
    /// What the state means and what comes next.
    state_text: String,
    /// Where readers have an earlier edition; empty when they do not.
    public: String,
    preview: Option<Preview>,
    /// That pictures are being made which are not in the preview yet.
    making: String,
    /// What somebody else saved meanwhile.
    theirs: Option<Theirs>,
    /// What the reader of the page typed and has not saved; of new articles there may be several.
    unsaved: Vec<Unsaved>,
    /// Who else has the article open.
    others: Vec<String>,
    remarks: Vec<Remark>,
    /// Where what is typed is kept.
    autosave: String,
    /// Where a Word file is taken.
    word: String,
    /// Where the article is; empty for a new one.
    href: String,
    findings: Option<Vec<Shown>>,
    /// Newsrooms above, to which it can be offered.
    upward: Option<Upward>,
    /// The article in other languages.
    languages: Option<Languages>,
    /// Where the second person decides; empty for others.
    review: String,
}

/// So many pictures stand beside the text; the others are in the library.
const TILES: usize = 8;

struct Pick {
    mark: String,
    value: String,
    name: String,
}

/// The text as readers would see it.
pub(crate) struct Preview {
    pub(crate) kicker: String,
    pub(crate) headline: String,
    /// The picture beside the headline, printed.
    pub(crate) picture: String,
    pub(crate) lead: String,
    pub(crate) body: String,
    pub(crate) byline: String,
    pub(crate) byline_post: String,
    pub(crate) topics: String,
    pub(crate) source: String,
    /// Papers that belong to it.
    pub(crate) papers: Vec<String>,
    /// The code of its language.
    pub(crate) lang: &'static str,
}

struct Unsaved {
    at: String,
    /// Where it is kept, and thrown away.
    kept: String,
    /// Where it is put into the form.
    href: String,
    fields: Vec<(String, Vec<Piece>)>,
}

struct Theirs {
    who: String,
    at: String,
    text: Text,
}

/// What stands around the form this time.
pub(super) enum Extra {
    None,
    Preview,
    Theirs,
    /// What was not saved stands in the form.
    Restored,
}

/// That somebody has the article open, and since when there was no sign of them.
pub(super) fn here(w: Words, who: &str, at: Ts, now: Ts) -> String {
    w.fill("article-here", &[("who", who.into()), ("minutes", ((now.0 - at.0) / (60 * SECOND)).into())])
}

/// What somebody typed for an article, or for new ones, and has not saved; what stands in the form (`place`) aside.
async fn unsaved(
    conn: &mut Conn,
    w: Words,
    officer: &Officer,
    (article, place): (Option<&Article>, &str),
) -> Result<Vec<Unsaved>, Failure> {
    let drafts = match article {
        Some(article) => Draft::of(conn, officer.account, &article.uid).await?.into_iter().collect(),
        None => Draft::of_new(conn, officer.account).await?,
    };
    let known = article.map(Article::text).unwrap_or_default();
    let here = article.map_or("/van-phong/toa-soan/bai-moi".to_owned(), address);
    let told = drafts.into_iter().filter(|draft| draft.place != place).map(|draft| Unsaved {
        at: draft.saved_at.written(),
        kept: kept_at(&draft.place),
        href: format!("{here}?lay={}", draft.place),
        fields: differences(w, &known, &draft.text()),
    });
    Ok(told.filter(|one| !one.fields.is_empty()).collect())
}

/// Where what is typed is kept.
fn kept_at(place: &str) -> String {
    format!("/van-phong/toa-soan/tu-luu/{place}")
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    article: Option<&Article>,
    status: StatusCode,
    mut form: Form,
    extra: Extra,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let english = w.lang() == Lang::En;
    let pick = |figure: bridge::Figure| Pick {
        mark: format!("[[so-lieu:{}]]", figure.id),
        value: figure.value.written(english).value,
        name: if english { figure.name.en } else { figure.name.vi },
    };
    let picker = figures::compute(&mut conn, now.day(), now).await?.into_iter().map(pick).collect();
    let trail = match article {
        Some(article) => trail(&mut conn, w, article, &names).await?,
        None => vec![],
    };
    let mut theirs = None;
    if let (Extra::Theirs, Some(article)) = (&extra, article) {
        // Read again: what is shown beside one's own text is what is kept now.
        let kept = Article::get(&mut conn, article.id).await.map_err(refused)?;
        form.set("version", kept.version.to_string());
        let who = names.get(&kept.reviser_id).cloned().unwrap_or_default();
        theirs = Some(Theirs { who, at: kept.changed_at.written(), text: kept.text() });
    }
    let newsroom = article.map(|article| article.unit_id).or(officer.roots(Right::EditArticle).first().copied());
    let own = Media::all(&mut conn).await?.into_iter().filter(|media| Some(media.unit_id) == newsroom);
    let own: Vec<Media> = own.filter(|media| media.made().is_some()).collect();
    let none = (String::new(), w.say("article-no-picture"));
    let named = own.iter().map(|media| (media.id.to_string(), tile(w, media).alt));
    let unsaved = match &extra {
        Extra::None | Extra::Preview => unsaved(&mut conn, w, officer, (article, form.get("place"))).await?,
        Extra::Theirs | Extra::Restored => vec![],
    };
    let others = article.map(|article| office.editing.note(article.id, officer.account, now)).unwrap_or_default();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let (composed, in_the_making) = match (&extra, article) {
        (Extra::Preview, Some(article)) => {
            let (edition, missing) = compose_so_far(&mut conn, article, now).await.map_err(refused)?;
            (Some(edition), missing)
        }
        _ => (None, vec![]),
    };
    let findings = match (&composed, article) {
        (Some(edition), Some(article)) => Some(shown(office, officer, &mut conn, (article, edition)).await?),
        _ => None,
    };
    let remarks = match article {
        Some(article) => remarks(&mut conn, article, &names).await?,
        None => vec![],
    };
    let (state, key) = article.map_or(("draft", "new"), state);
    let reviews = article.filter(|article| {
        ["submitted", "cleared", "scheduled"].contains(&article.state.as_str())
            && officer.may(Right::PublishArticle, article.unit_id)
    });
    let section = |(slug, vi, en): &(&str, &str, &str)| {
        ((*slug).to_owned(), if english { (*en).to_owned() } else { (*vi).to_owned() })
    };
    let place = article.map_or(form.get("place"), |article| article.uid.as_str());
    let page = EditPage {
        shell: office.shell(officer),
        action: article.map_or("/van-phong/toa-soan/bai-moi".to_owned(), address),
        title: article.map_or_else(|| w.say("article-new"), |article| article.headline.clone()),
        state,
        state_name: w.say(&format!("article-state-{key}")),
        state_text: match article.and_then(|article| article.due_at) {
            Some(due) => {
                format!("{} {}", w.with("article-due", "at", due.written()), w.say("article-next-scheduled-edit"))
            }
            None => w.say(&format!("article-next-{key}")),
        },
        note: article.map_or(String::new(), |article| note(w, &article.note)),
        sections: SECTIONS.iter().map(section).collect(),
        picker,
        tiles: own.iter().take(TILES).map(|media| tile(w, media)).collect(),
        pictures: std::iter::once(none).chain(named).collect(),
        trail,
        public: article.filter(|article| article.is_public()).map_or(String::new(), public_address),
        preview: composed.map(|edition| preview(w, &edition)),
        making: making(w, &in_the_making),
        findings,
        theirs,
        unsaved,
        upward: match article {
            Some(article) => upward(office, &mut conn, officer, article).await?,
            None => None,
        },
        languages: match article {
            Some(article) => Some(languages(&mut conn, w, article).await?),
            None => None,
        },
        others: others.into_iter().map(|(id, at)| here(w, &name(id), at, now)).collect(),
        remarks,
        autosave: kept_at(place),
        word: format!("/van-phong/toa-soan/tu-tep/{place}"),
        href: article.map_or(String::new(), address),
        review: reviews.map_or(String::new(), |article| format!("{}/duyet", address(article))),
        form,
    };
    html(status, &page)
}

/// That pictures are being made; empty when none are.
pub(super) fn making(w: Words, numbers: &[String]) -> String {
    if numbers.is_empty() { String::new() } else { w.with("article-pictures-making", "numbers", numbers.join(", ")) }
}

/// The text as readers would see it, printed by what the portal prints with.
pub(crate) fn preview(w: Words, edition: &Edition) -> Preview {
    let href = |id: &str| format!("/so-lieu/{id}");
    let mark = w.say("article-figure-mark");
    let printer = Printer {
        edition,
        english: w.lang() == Lang::En || edition.language == bridge::Language::En,
        mark: &mark,
        href: &href,
    };
    let author = edition.author.clone();
    Preview {
        kicker: edition.kicker.clone().unwrap_or_default(),
        headline: edition.headline.clone(),
        picture: inside(printer.photo()),
        lead: printer.inlines(&edition.lead),
        body: inside(printer.blocks(&edition.body)),
        byline: author.as_ref().map(|author| author.name.clone()).unwrap_or_default(),
        byline_post: author.and_then(|author| author.post).unwrap_or_default(),
        topics: edition.topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>().join(", "),
        source: edition.source.clone().unwrap_or_default(),
        papers: edition
            .papers
            .iter()
            .map(|paper| match paper.issued_on.as_deref().and_then(Day::parse) {
                Some(day) => w.fill(
                    "article-paper-of",
                    &[("symbol", paper.symbol.clone().into()), ("day", day.written().into())],
                ),
                None => paper.symbol.clone(),
            })
            .collect(),
        lang: edition.language.code(),
    }
}

/// Pictures as the office shows them before they have crossed: the same files, from within.
pub(crate) fn inside(html: String) -> String {
    html.replace("\"/anh-bai/", "\"/van-phong/toa-soan/anh-da-lam/")
        .replace(", /anh-bai/", ", /van-phong/toa-soan/anh-da-lam/")
}
