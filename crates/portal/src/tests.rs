//! The portal through its door: what visitors see, what is counted, what the bridge may bring.

use crate::{LEXICON, MIGRATIONS, Portal, Settings, online_sentence};
use axum::http::Method;
use bridge::{
    Block, Byline, Edition, Entry, Figure, Inline, RuleCitation, ScopePart, Section, Show, SigningKey, Text, Topic,
    Value,
};
use kit::clock::{Clock, Day, SECOND};
use kit::testing::{Door, TestDb, fresh};
use kit::words::Lang;
use std::sync::Arc;

mod counting;
mod endings;
mod escaping;
mod exporting;
mod feeds;
mod languages;
mod layouts;
mod lists;
mod looks;
mod old;
mod older_names;
mod papers;
mod pictures;
mod reading;
mod reception;
mod search;
mod sites;
mod verifying;

const STREAM: &str = "office";
const ARTICLE: &str = "/xay-dung-dang/tinh-bien-cham-lo-1";

struct TestPortal {
    portal: Portal,
    clock: Clock,
    /// Keeps the database's folder until the test ends.
    test: TestDb,
}

impl TestPortal {
    async fn new() -> TestPortal {
        let test = fresh("portal", async |db: kit::db::Db| {
            let now = Day::of(2018, 11, 23).begins();
            db.migrate(kit::journal::MIGRATIONS, now).await.expect("the schema");
            db.migrate(MIGRATIONS, now).await.expect("the schema");
        })
        .await;
        let clock = Clock::standing(Day::of(2018, 11, 23).begins());
        let portal = open(&test, &clock).await;
        TestPortal { portal, clock, test }
    }

    async fn with_articles() -> TestPortal {
        let t = TestPortal::new().await;
        t.portal.apply(&bundle(1, &[edition(1, 1), edition(2, 1), today(97)]), STREAM).await.expect("applied");
        t
    }

    fn reader(&self) -> Door {
        Door::new(self.portal.router()).with_header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")
    }

    async fn counters(&self) -> String {
        let answer = Door::new(self.portal.router()).get("/dem").await.html();
        answer.replace('\u{a0}', " ")
    }
}

async fn open(test: &TestDb, clock: &Clock) -> Portal {
    open_in(test, clock, None).await
}

async fn open_in(test: &TestDb, clock: &Clock, search_folder: Option<std::path::PathBuf>) -> Portal {
    let settings = Settings {
        site_name: Arc::new(|| "Đảng bộ huyện Tịnh Biên".to_owned()),
        origin: Arc::new(|| "https://tinhbien.example".to_owned()),
        imported_views: 16_735_341,
        demo: true,
        members_online: Arc::new(|| 0),
        search_folder,
        pictures: kit::files::Files::at(test.folder.path().join("pictures")),
    };
    Portal::open(test.db.clone(), clock.clone(), vec![key().verifying_key()], settings).await.expect("it opens")
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn bundle(first: u64, entries: &[Entry]) -> Vec<u8> {
    bridge::seal(&key(), STREAM, first, entries).expect("a sound bundle")
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.into(), en: en.into() }
}

fn figure(numerator: u64) -> Figure {
    Figure {
        id: "ty-le-hoc-tap".into(),
        name: text("Tỷ lệ tham gia học tập", "Participation in study"),
        definition: text("Số đã học chia cho số phải học.", "Those who studied over those who had to."),
        unit: "Đảng bộ huyện Tịnh Biên".into(),
        as_of: "2018-11-23".into(),
        value: Value::Rate { numerator, denominator: 100, target_basis_points: Some(9800) },
        counted: text("đảng viên đã học", "members who studied"),
        out_of: text("đảng viên phải học", "members who had to"),
        scope: vec![ScopePart { name: "An Cư".into(), numerator: None, denominator: None }],
        rule: RuleCitation {
            id: "study-founding".into(),
            title: text("Chỉ tiêu học tập", "Study target"),
            source: "Kế hoạch của Huyện ủy".into(),
            in_force_from: None,
        },
        computed_at: 0,
    }
}

fn today(numerator: u64) -> Entry {
    Entry::Figure(Box::new(figure(numerator)))
}

fn edition(article: i64, edition: u32) -> Entry {
    let at = Day::of(2018, 11, 20).begins().plus(article * SECOND).0;
    Entry::Edition(Box::new(Edition {
        article_id: article,
        edition,
        section: Section { slug: "xay-dung-dang".into(), name: text("Xây dựng Đảng", "Party building") },
        slug: if article == 1 { "tinh-bien-cham-lo" } else { "bai-khac" }.into(),
        kicker: Some("(TGAG)-".into()),
        headline: format!("Tịnh Biên chăm lo {article}.{edition}"),
        lead: vec![Inline::Text("Bác Hồ chỉ rõ <script>alert(1)</script>".into())],
        body: vec![
            Block::Heading { level: 2, text: vec![Inline::Text("Những kinh nghiệm".into())] },
            Block::Paragraph(vec![
                Inline::Text("đạt ".into()),
                Inline::Figure { id: "ty-le-hoc-tap".into(), show: Show::Parts },
            ]),
            Block::List {
                ordered: true,
                start: 1,
                items: vec![vec![Block::Paragraph(vec![Inline::Text("Giữ vững".into())])]],
            },
        ],
        author: Some(Byline { name: "Trương Hữu Tiền".into(), post: Some("Trưởng Ban Tuyên giáo".into()) }),
        topics: vec![Topic { slug: "tien-toi-dai-hoi-dang".into(), name: "Tiến tới đại hội Đảng".into() }],
        figures: vec![figure(99)],
        published_at: at,
        first_published_at: at,
        correction_note: None,
        external_id: None,
        read_before: 0,
        undated: false,
        alone: false,
        papers: vec![],
        beside: vec![],
        language: bridge::Language::Vi,
        translation: None,
        source: None,
        photo: None,
    }))
}

#[test]
fn the_sentence_about_who_is_here_has_all_its_forms() {
    for (guests, members, vi, en) in [
        (173, 0, "Đang có 173\u{a0}khách và không thành viên đang online", "173\u{a0}guests and no members online"),
        (1, 0, "Đang có một khách và không thành viên đang online", "one guest and no members online"),
        (0, 0, "Đang không có khách và không có thành viên đang online", "No guests and no members online"),
        (0, 1, "Đang không có khách, có một thành viên đang online", "No guests, one member online"),
        (1, 1, "Đang có một khách và một thành viên đang online", "one guest and one member online"),
        (
            1200,
            3,
            "Đang có 1.200\u{a0}khách và 3\u{a0}thành viên đang online",
            "1,200\u{a0}guests and 3\u{a0}members online",
        ),
    ] {
        assert_eq!(online_sentence(LEXICON.words(Lang::Vi), guests, members), vi);
        assert_eq!(online_sentence(LEXICON.words(Lang::En), guests, members), en);
    }
}

#[test]
fn every_message_is_there_in_both_languages() {
    assert_eq!(LEXICON.unpaired_keys(), Vec::<String>::new());
    let mut sources = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            match entry.extension().and_then(|e| e.to_str()) {
                _ if entry.is_dir() => folders.push(entry),
                Some("rs" | "html") => sources.push(std::fs::read_to_string(&entry).expect("a source")),
                _ => {}
            }
        }
    }
    let mut seen = 0;
    for source in &sources {
        for call in ["w.say(\"", "w.count(\"", "w.with(\"", "w.fill(\"", "words.count(\""] {
            for (at, _) in source.match_indices(call) {
                let key = source[at + call.len()..].split('"').next().unwrap_or("");
                assert!(LEXICON.has(key), "no message {key}");
                seen += 1;
            }
        }
    }
    assert!(seen > 150, "only {seen} keys were found");
}

#[tokio::test]
async fn addresses_are_permanent_and_a_lost_reader_is_helped() {
    let t = TestPortal::with_articles().await;
    for (path, outcome) in [
        ("/", "200"),
        ("/en", "200"),
        (ARTICLE, "200"),
        ("/xay-dung-dang/ten-cu-1", "301 /xay-dung-dang/tinh-bien-cham-lo-1"),
        ("/khac/tinh-bien-cham-lo-1", "301 /xay-dung-dang/tinh-bien-cham-lo-1"),
        ("/en/khac/x-1/in", "301 /en/xay-dung-dang/tinh-bien-cham-lo-1/in"),
        ("/xay-dung-dang/tinh-bien-cham-lo-1/in", "200"),
        ("/xay-dung-dang/tinh-bien-cham-lo-1/ban/1", "200"),
        ("/xay-dung-dang/tinh-bien-cham-lo-1/ban/2", "404"),
        ("/xay-dung-dang", "200"),
        ("/khong-co", "404"),
        ("/xay-dung-dang/khong-co-99", "404"),
        ("/chuyen-de/tien-toi-dai-hoi-dang", "200"),
        ("/chuyen-de/khong-co", "404"),
        ("/so-lieu", "200"),
        ("/so-lieu/ty-le-hoc-tap", "200"),
        ("/so-lieu/ty-le-hoc-tap?bai=1&ban=1", "200"),
        ("/so-lieu/ty-le-hoc-tap?bai=1&ban=9", "404"),
        ("/so-lieu/khong-co", "404"),
        ("/so-lieu/cach-dem", "200"),
        ("/%00", "404"),
        ("/a/b/c/d/e/f", "404"),
    ] {
        let answer = t.reader().get(path).await;
        assert_eq!(answer.outcome(), outcome, "{path}");
        let html = answer.html();
        if outcome == "404" {
            assert!(html.contains("Tịnh Biên chăm lo 1.1"), "{path} names a page that may help");
        }
        assert!(!html.contains("<script>") && !html.contains("style=\""), "{path} has nothing inline");
        if outcome != "200" && outcome != "404" {
            continue;
        }
        for (name, value) in kit::web::SECURITY_HEADERS {
            assert_eq!(answer.headers.get(&name).and_then(|v| v.to_str().ok()), Some(value), "{path} {name}");
        }
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
    }
}

#[tokio::test]
async fn an_article_has_structure_and_its_figures_open() {
    let t = TestPortal::with_articles().await;
    let answer = t.reader().get(ARTICLE).await;
    let html = answer.html();
    for part in [
        "<h1>Tịnh Biên chăm lo 1.1</h1>",
        "<h2 id=\"nhung-kinh-nghiem\">Những kinh nghiệm</h2>",
        "<ol><li>Giữ vững</li>",
        "(TGAG)- Bác Hồ chỉ rõ &lt;script&gt;alert(1)&lt;/script&gt;",
        "<a class=\"figure\" href=\"/so-lieu/ty-le-hoc-tap?bai=1&amp;ban=1\">99/100 (99,00%)<small>số liệu</small></a>",
        "<b>Trương Hữu Tiền</b>",
        "rel=\"next\" href=\"/xay-dung-dang/bai-khac-2\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    let figure = t.reader().get("/so-lieu/ty-le-hoc-tap?bai=1&ban=1").await.text();
    for part in
        ["Đã chốt trong bài viết 99,00% 99/100", "Hôm nay 97,00% 97/100", "từ 98,00% trở lên", "An Cư không nêu"]
    {
        assert!(figure.contains(part), "{part} in {figure}");
    }
    let english = t.reader().get("/en/so-lieu/ty-le-hoc-tap").await.text();
    assert!(english.contains("Participation in study") && english.contains("97.00%"), "{english}");
}

#[tokio::test]
async fn a_bundle_is_applied_once_or_not_at_all() {
    let t = TestPortal::new().await;
    let first = bundle(1, &[edition(1, 1)]);
    assert_eq!(t.portal.apply(&first, STREAM).await.unwrap(), 1);
    assert_eq!(t.portal.apply(&first, STREAM).await.unwrap(), 0, "the second time there is nothing new");
    assert!(t.portal.apply(&bundle(3, &[edition(1, 2)]), STREAM).await.is_err(), "a gap");
    let mut forged = bundle(2, &[edition(1, 2)]);
    let last = forged.len() - 10;
    forged[last] ^= 1;
    assert!(t.portal.apply(&forged, STREAM).await.is_err(), "a changed byte");
    let twice = bundle(2, &[edition(2, 1), edition(2, 1)]);
    assert!(t.portal.apply(&twice, STREAM).await.is_err(), "the same edition twice");
    assert_eq!(t.portal.last_applied(STREAM).await.unwrap(), 1);
    assert_eq!(t.reader().get("/xay-dung-dang/bai-khac-2").await.outcome(), "404", "nothing half-written");
}

#[tokio::test]
async fn a_new_edition_shows_at_once_and_the_earlier_one_stays_readable() {
    let t = TestPortal::with_articles().await;
    assert!(t.reader().get(ARTICLE).await.text().contains("chăm lo 1.1"));
    t.portal.apply(&bundle(4, &[edition(1, 2)]), STREAM).await.unwrap();
    assert!(t.reader().get(ARTICLE).await.text().contains("chăm lo 1.2"));
    let earlier = t.reader().get("/xay-dung-dang/tinh-bien-cham-lo-1/ban/1").await.text();
    assert!(earlier.contains("chăm lo 1.1") && earlier.contains("Đây là bản cũ"), "{earlier}");
    let withdrawal =
        Entry::Withdrawal { article_id: 1, at: 0, reason: "Đăng nhầm".into(), fate: bridge::Fate::Gone };
    t.portal.apply(&bundle(5, &[withdrawal]), STREAM).await.unwrap();
    let gone = t.reader().get(ARTICLE).await;
    assert_eq!(gone.outcome(), "410");
    assert!(gone.text().contains("Đăng nhầm"));
}

#[tokio::test]
async fn only_what_people_look_at_is_counted() {
    for (who, header, method, path, counted) in [
        ("a reader", ("user-agent", "Mozilla/5.0 Firefox/145.0"), Method::GET, ARTICLE, 1),
        (
            "a reader in English",
            ("user-agent", "Mozilla/5.0 Firefox/145.0"),
            Method::GET,
            "/en/xay-dung-dang/tinh-bien-cham-lo-1",
            1,
        ),
        ("a reader of the front page", ("user-agent", "Mozilla/5.0 Firefox/145.0"), Method::GET, "/", 0),
        ("a reader of nothing", ("user-agent", "Mozilla/5.0 Firefox/145.0"), Method::GET, "/xay-dung-dang/x-99", 0),
        ("a search engine", ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)"), Method::GET, ARTICLE, 0),
        ("a tool", ("user-agent", "curl/8.1"), Method::GET, ARTICLE, 0),
        ("nobody's browser", ("accept", "*/*"), Method::GET, ARTICLE, 0),
        ("a page fetched ahead", ("sec-purpose", "prefetch;prerender"), Method::GET, ARTICLE, 0),
        ("a question for headers", ("user-agent", "Mozilla/5.0 Firefox/145.0"), Method::HEAD, ARTICLE, 0),
    ] {
        let t = TestPortal::with_articles().await;
        let mut door = Door::new(t.portal.router()).with_header(header.0, header.1);
        if header.0 == "sec-purpose" {
            door = door.with_header("user-agent", "Mozilla/5.0 Firefox/145.0");
        }
        door.send(method, path, None, vec![]).await;
        let views = if counted == 1 { "16.735.342" } else { "16.735.341" };
        assert!(t.counters().await.contains(views), "{who}: {}", t.counters().await);
    }
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_a_view_all_the_same() {
    let t = TestPortal::with_articles().await;
    let first = t.reader().get(ARTICLE).await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = t.reader().with_header("if-none-match", &tag).get(ARTICLE).await;
    assert_eq!((again.outcome().as_str(), again.body.len()), ("304", 0));
    assert!(t.counters().await.contains("16.735.343"));
    t.clock.advance(SECOND);
    let later = t.reader().with_header("if-none-match", &tag).get(ARTICLE).await;
    assert_eq!(later.outcome(), "200", "the numbers on the page are others now");
}

#[tokio::test]
async fn guests_are_counted_once_and_leave_after_five_minutes() {
    let t = TestPortal::with_articles().await;
    for _ in 0..3 {
        t.reader().get("/").await;
    }
    t.reader().from_address([192, 0, 2, 8]).get("/").await;
    assert!(t.counters().await.contains("Đang có 2 khách và không thành viên"), "{}", t.counters().await);
    t.clock.advance(4 * 60 * SECOND);
    t.reader().get("/").await;
    t.clock.advance(60 * SECOND);
    assert!(t.counters().await.contains("Đang có một khách"), "the other one left");
    t.clock.advance(5 * 60 * SECOND);
    assert!(t.counters().await.contains("Đang không có khách và không có thành viên"));
}

#[tokio::test]
async fn views_survive_a_restart_and_are_written_once() {
    let t = TestPortal::with_articles().await;
    for _ in 0..5 {
        t.reader().get(ARTICLE).await;
    }
    t.portal.flush().await.unwrap();
    t.portal.flush().await.unwrap();
    t.reader().get(ARTICLE).await;
    assert!(t.counters().await.contains("16.735.347"));
    let reopened = open(&t.test, &t.clock).await;
    let answer = Door::new(reopened.router()).get("/dem").await.html();
    assert!(answer.contains("16.735.346"), "the view that was never flushed is lost, no other: {answer}");
}
