//! Nothing that crossed runs: a payload stands in every text of everything that may cross, wherever the bridge lets it; on no
//! page, feed, map or file of the portal does it stand as anything but text.

use super::*;
use bridge::{
    Attached, Contact, Content, Language, Layout, LinkTo, Monitor, Official, PaperRelation, PaperRelationKind, Photo,
    PhotoFile, PhotoFormat,
};
use bridge::{Picture, Place, Placed, PublicPaper, Site, Standing, Translation};
use serde_json::Value as Json;
use std::path::Path;

/// Breaks out of text, of an attribute in either quotes, of a script, of CDATA, of a title.
const PAYLOAD: &str = "\"'></script></title>]]><xss-1 onload=x>";

/// Puts the payload into each text of an entry, one after the other, as long as the bridge lets it cross.
fn poisoned(entry: &Entry) -> (Entry, usize) {
    let mut json = serde_json::to_value(entry).expect("JSON");
    let (mut at, mut taken) = (0, 0);
    loop {
        let mut nth = 0;
        let mut tried = json.clone();
        if !replace(&mut tried, at, &mut nth) {
            let entry = serde_json::from_value(json).expect("an entry");
            return (entry, taken);
        }
        at += 1;
        let sound = serde_json::from_value::<Entry>(tried.clone()).is_ok_and(|entry| bridge::check(&entry).is_ok());
        if sound {
            (json, taken) = (tried, taken + 1);
        }
    }
}

/// Replaces the text at a place in the order of the walk; whether there is one.
fn replace(json: &mut Json, at: usize, nth: &mut usize) -> bool {
    match json {
        Json::String(text) => {
            *nth += 1;
            if *nth - 1 == at {
                *text = PAYLOAD.to_owned();
            }
            *nth - 1 == at
        }
        Json::Array(items) => items.iter_mut().any(|item| replace(item, at, nth)),
        Json::Object(fields) => fields.values_mut().any(|field| replace(field, at, nth)),
        _ => false,
    }
}

fn everything() -> Vec<Entry> {
    let Entry::Edition(mut it) = edition(1, 1) else { unreachable!() };
    let photo = || {
        let file = |format| PhotoFile { hash: "a".repeat(64), format, width: 9, height: 9 };
        let files = vec![file(PhotoFormat::Jpeg), file(PhotoFormat::Webp)];
        let said = Some("x".to_owned());
        Photo { alt: "x".into(), caption: said.clone(), credit: said, card: files.clone(), files }
    };
    let words = || vec![Inline::Text("x".into())];
    it.body.extend([
        Block::Quote(vec![Block::Paragraph(vec![Inline::Strong(words()), Inline::Emphasis(words())])]),
        Block::Paragraph(vec![Inline::Link { href: "/so-lieu".into(), text: words() }]),
        Block::Table(vec![vec![words()], vec![words()]]),
        Block::Photo(Box::new(photo())),
        Block::Picture(Picture {
            file: format!("{}.png", "b".repeat(64)),
            width: 9,
            height: 9,
            alt: "x".into(),
            caption: "x".into(),
        }),
    ]);
    it.photo = Some(Box::new(photo()));
    (it.source, it.correction_note, it.external_id) = (Some("x".into()), Some("x".into()), Some("x".into()));
    it.papers = vec![Attached { symbol: "x".into(), issued_on: None }];
    let mut second = it.clone();
    (second.edition, second.published_at) = (2, it.published_at + SECOND);
    let mut taken_back = it.clone();
    taken_back.article_id = 2;
    let mut translated = it.clone();
    translated.article_id = 3;
    (translated.language, translated.translation) = (Language::En, Some(Translation { of: 1, edition: 1 }));
    let placed = |place, what| Placed { place, title: text("x", "x"), from: None, until: None, what };
    let links = || Content::Links(vec![LinkTo { name: text("x", "x"), href: "/so-lieu".into() }]);
    let banner = Content::Banner { photo: Box::new(photo()), href: Some("/so-lieu".into()) };
    let (post, said) = (text("x", "x"), || "x".to_owned());
    let official = Official { post, name: said(), phone: String::new(), email: String::new() };
    let contact = Contact {
        address: text("x", "x"),
        phone: String::new(),
        email: String::new(),
        hours: text("x", "x"),
        persons: vec![official],
    };
    let blocks = vec![
        placed(Place::Side, Content::Contact(Box::new(contact))),
        placed(Place::Menu, links()),
        placed(Place::Front, banner.clone()),
        placed(Place::Front, Content::Lead(None)),
        placed(Place::Front, Content::Latest(9)),
        placed(Place::Front, Content::Articles(vec![1])),
        placed(Place::Front, links()),
        placed(Place::Side, links()),
        placed(Place::Side, banner),
        placed(Place::Side, Content::Monitor(Monitor { at: "https://x.gov.vn".into(), code: "1".into() })),
        placed(Place::Side, Content::Topics),
        placed(Place::Side, Content::Counters),
    ];
    let layout = Layout { site: String::new(), number: 1, published_at: 0, blocks };
    vec![
        Entry::Site(Site { key: "xa-an-cu".into(), host: None, name: text("x", "x"), ended: false }),
        Entry::Standing(Standing { article_id: 1, home: "xa-an-cu".into(), also: vec![String::new()] }),
        Entry::Edition(it),
        Entry::Edition(second),
        Entry::Edition(translated),
        Entry::Edition(taken_back),
        Entry::Withdrawal { article_id: 2, at: 0, reason: "x".into(), fate: bridge::Fate::Notice },
        today(97),
        Entry::Layout(Box::new(layout)),
        Entry::Paper(Box::new(paper(1))),
        Entry::Paper(Box::new(paper(2))),
        Entry::PaperWithdrawal { paper_id: 2, at: 0, reason: "x".into() },
        Entry::Reception(bridge::Reception {
            key: bridge::ReceptionKey::of(&[9; 32]).public(),
            days: 10,
            open: true,
            kept_months: 60,
        }),
        Entry::Reply(Box::new(answered())),
    ]
}

fn answered() -> bridge::Reply {
    let (question, answer) = ("x".to_owned(), "x".to_owned());
    bridge::Reply {
        receipt: bridge::Code::new([1; 12]).receipt().to_owned(),
        kind: bridge::PetitionKind::Opinion,
        state: bridge::ReplyState::Answered,
        on: "2018-11-23".into(),
        said: None,
        shown: Some(bridge::Shown { question, answer, on: "2018-11-23".into() }),
    }
}

fn paper(id: i64) -> PublicPaper {
    let said = || "x".to_owned();
    let relation = PaperRelation { kind: PaperRelationKind::BasedOn, symbol: said(), issued_on: None };
    let at = Day::of(2018, 11, 20).begins().0;
    PublicPaper {
        paper_id: id,
        edition: 1,
        slug: said(),
        symbol: said(),
        kind: "plan".into(),
        kind_name: text("x", "x"),
        issuer: said(),
        issued_on: "2018-10-22".into(),
        in_force_from: "2018-10-22".into(),
        ends_on: None,
        recalled: false,
        subject: said(),
        signer: said(),
        relations: vec![relation],
        files: vec![],
        text: said(),
        published_at: at,
        first_published_at: at,
    }
}

#[tokio::test]
async fn whatever_crosses_stands_on_every_page_and_in_every_file_as_text() {
    let t = TestPortal::new().await;
    let (entries, taken): (Vec<Entry>, Vec<usize>) = everything().iter().map(poisoned).unzip();
    assert!(taken.iter().sum::<usize>() > 80, "the payload stands in {taken:?} texts only");
    t.portal.apply(&bundle(1, &entries), STREAM).await.expect("applied");
    let folder = kit::testing::TempDir::new();
    t.portal.export(folder.path(), &key(), |_| {}).await.expect("a copy");
    let mut seen = (0, 0);
    look(folder.path(), &mut seen);
    assert!(seen.0 > 40 && seen.1 > 25, "{} files were read, the text in {} of them", seen.0, seen.1);
    // What a reader types comes back as text too, on the portals of units as well.
    let typed = kit::web::encode(PAYLOAD);
    for path in [
        format!("/tim-kiem?q={typed}"),
        format!("/tim-kiem?q=x&chuyen-muc={typed}&tac-gia={typed}&nam={typed}&loai={typed}&sap={typed}"),
        format!("/en/tim-kiem?q={typed}"),
        format!("/xa-an-cu/tim-kiem?q={typed}"),
        format!("/tim-kiem.atom?q={typed}"),
        format!("/hien-thi?co-chu={typed}"),
        format!("/nhin/lon/tim-kiem?q={typed}"),
        format!("/{typed}"),
        format!("/xay-dung-dang/{typed}-1"),
        format!("/xa-an-cu/{typed}"),
        format!("/so-lieu/{typed}"),
        format!("/so-lieu/luot-xem?thang={typed}"),
        format!("/nhin/{typed}/"),
        format!("/van-ban?q={typed}&loai={typed}&ngay={typed}&hieu-luc={typed}&co-quan={typed}"),
        format!("/en/van-ban?q={typed}"),
        format!("/van-ban/{typed}-1"),
    ] {
        let answer = t.reader().with_header("referer", &format!("http://127.0.0.1:8080/{typed}")).get(&path).await;
        assert!(!runs(&answer.html()), "{path}: {}", answer.html());
        let kept = answer.headers.values().all(|value| !String::from_utf8_lossy(value.as_bytes()).contains("<xss"));
        assert!(kept, "{path}: {:?}", answer.headers);
    }
    // What is sent in comes back as text when something else is wrong with it.
    let fields = ["code", "about", "subject", "place", "name", "contact"].map(|name| (name, PAYLOAD));
    for path in ["/gop-y", "/en/phan-anh", "/giam-sat", "/gop-y/tra-cuu", "/nhin/lon/gop-y"] {
        let answer = t.reader().post(path, &fields).await;
        assert!(answer.outcome() == "422" && answer.html().contains("xss-1"), "{path}: {}", answer.outcome());
        assert!(!runs(&answer.html()), "{path}: {}", answer.html());
    }
}

fn runs(text: &str) -> bool {
    text.to_lowercase().contains("<xss-1")
}

fn look(folder: &Path, seen: &mut (usize, usize)) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            look(&entry, seen);
            continue;
        }
        let name = entry.to_string_lossy().into_owned();
        let Ok(text) = std::fs::read_to_string(&entry) else { continue };
        seen.0 += 1;
        seen.1 += usize::from(text.contains("xss-1"));
        let is_markup = [".html", ".xml", ".svg"].iter().any(|ending| name.ends_with(ending));
        assert!(!is_markup || !runs(&text), "{name}: {text}");
        if name.ends_with(".html") {
            let (opened, closed) = (text.matches("<script").count(), text.matches("</script").count());
            assert_eq!(opened, closed, "{name}: a script ends early");
            for data in text.split("<script type=\"application/ld+json\">").skip(1) {
                let data = data.split("</script>").next().unwrap_or_default();
                serde_json::from_str::<Json>(data).unwrap_or_else(|error| panic!("{name}: {error}: {data}"));
            }
        }
        if name.ends_with(".json") || name.ends_with("/dem") {
            serde_json::from_str::<Json>(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        if name.ends_with("feed.json") {
            // Readers show this as HTML.
            let feed: Json = serde_json::from_str(&text).unwrap();
            for item in feed["items"].as_array().into_iter().flatten() {
                assert!(!runs(item["content_html"].as_str().unwrap_or_default()), "{name}");
            }
        }
    }
}
