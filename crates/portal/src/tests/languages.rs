//! One article in Vietnamese, English and Khmer: each text at its own address, known to the others.

use super::*;
use bridge::{Language, Translation};

const ENGLISH: &str = "/en/xay-dung-dang/the-care-of-tinh-bien-7";
const KHMER: &str = "/km/xay-dung-dang/tinh-bien-cham-lo-8";
/// “All human beings are born free”: the first words of the Universal Declaration.
const WORDS: &str = "មនុស្សទាំងអស់កើតមកមានសេរីភាព";

fn translated(article: i64, slug: &str, headline: &str, language: Language, of: u32) -> Entry {
    let Entry::Edition(it) = edition(article, 1) else { unreachable!() };
    let body = vec![Block::Paragraph(vec![Inline::Text(headline.to_owned())])];
    let translation = Some(Translation { of: 1, edition: of });
    let (slug, headline, figures) = (slug.to_owned(), headline.to_owned(), Vec::new());
    Entry::Edition(Box::new(Edition { slug, headline, body, figures, language, translation, ..*it }))
}

fn in_english() -> Entry {
    translated(7, "the-care-of-tinh-bien", "The care of Tinh Bien", Language::En, 1)
}

fn in_khmer() -> Entry {
    translated(8, "tinh-bien-cham-lo", WORDS, Language::Km, 1)
}

async fn in_three_languages() -> TestPortal {
    let t = TestPortal::with_articles().await;
    t.portal.apply(&bundle(4, &[in_english(), in_khmer()]), STREAM).await.expect("applied");
    t
}

#[tokio::test]
async fn each_text_has_its_own_address_in_its_language() {
    let t = in_three_languages().await;
    let mut reader = t.reader();
    for (path, outcome) in [
        (ENGLISH, "200".to_owned()),
        (KHMER, "200".to_owned()),
        ("/xay-dung-dang/the-care-of-tinh-bien-7", format!("301 {ENGLISH}")),
        ("/km/xay-dung-dang/the-care-of-tinh-bien-7", format!("301 {ENGLISH}")),
        ("/en/xay-dung-dang/tinh-bien-cham-lo-8", format!("301 {KHMER}")),
        // The signs are English, the text is not.
        ("/en/xay-dung-dang/tinh-bien-cham-lo-1", "200".to_owned()),
        // There are no signs in Khmer: the Vietnamese page is the same.
        ("/km/xay-dung-dang/tinh-bien-cham-lo-1", format!("301 {ARTICLE}")),
    ] {
        assert_eq!(reader.get(path).await.outcome(), outcome, "{path}");
    }
    for (path, page, text) in [(ARTICLE, "vi", "vi"), (ENGLISH, "en", "en"), (KHMER, "vi", "km")] {
        let html = reader.get(path).await.html();
        assert!(html.contains(&format!("<html lang=\"{page}\"")), "{path}");
        assert!(html.contains(&format!("<div class=\"body\" lang=\"{text}\"")), "{path}");
        for (code, at) in [("vi", ARTICLE), ("en", ENGLISH), ("km", KHMER), ("x-default", ARTICLE)] {
            let link = format!("hreflang=\"{code}\" href=\"https://tinhbien.example{at}\"");
            assert!(html.contains(&link), "{path} does not tell of {code}: {html}");
        }
        assert!(html.contains(&format!("<link rel=\"canonical\" href=\"https://tinhbien.example{path}\">")), "{path}");
        assert!(html.contains(&format!("\"inLanguage\":\"{text}\"")), "{path}");
        // The switch leads to the same article.
        for (code, at) in [("vi", ARTICLE), ("en", ENGLISH), ("km", KHMER)].iter().filter(|(_, at)| *at != path) {
            let link = format!("<a href=\"{at}\" hreflang=\"{code}\" lang=\"{code}\">");
            assert!(html.contains(&link), "{path} does not lead to {code}");
        }
    }
    assert!(reader.get(KHMER).await.html().contains(&format!("<h1 lang=\"km\">{WORDS}</h1>")));
}

#[tokio::test]
async fn a_front_page_shows_what_there_is_in_its_language_and_says_so() {
    let t = TestPortal::with_articles().await;
    let mut reader = t.reader();
    assert!(reader.get("/en").await.text().contains("Nothing is in English yet"));
    assert!(!reader.get("/").await.html().contains("hreflang=\"km\""), "nothing is in Khmer");
    t.portal.apply(&bundle(4, &[in_english(), in_khmer()]), STREAM).await.expect("applied");
    let english = reader.get("/en").await;
    assert!(english.text().contains("One article is in English, the others are in Vietnamese."), "{}", english.text());
    let (own, others) = english.html().split_once("In Vietnamese").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(own.contains(ENGLISH) && !own.contains("cham-lo-1") && !own.contains("bai-khac-2"), "{own}");
    assert!(others.contains("lang=\"vi\"") && others.contains("/en/xay-dung-dang/bai-khac-2"), "{others}");
    assert!(!others.contains("tinh-bien-cham-lo-1"), "what was translated is not there twice");
    let khmer = reader.get("/km").await;
    assert!(khmer.text().contains("1 bài bằng tiếng Khmer") && khmer.text().contains(WORDS), "{}", khmer.text());
    assert!(khmer.html().contains("lang=\"km\""));
    // The Vietnamese page is what it was.
    let front = reader.get("/").await.html();
    assert!(front.contains("tinh-bien-cham-lo-1") && !front.contains(WORDS) && front.contains("hreflang=\"km\""));
    let section = reader.get("/km/xay-dung-dang").await;
    assert!(section.text().contains("bài bằng tiếng Khmer") && section.html().contains(KHMER));
    for path in ["/km/tim-kiem?q=", "/km/hien-thi", "/km/dem", "/km/so-lieu"] {
        assert_eq!(reader.get(path).await.outcome(), "200", "{path}");
    }
    assert!(reader.get(&format!("/km/tim-kiem?q={}", kit::web::encode(WORDS))).await.html().contains(KHMER));
    assert!(reader.get("/tim-kiem?q=care").await.html().contains(ENGLISH));
}

/// What a page says, each text with the language that the element around it names.
fn spoken(html: &str) -> Vec<(String, String)> {
    let (mut open, mut said): (Vec<(String, String)>, _) = (Vec::new(), Vec::new());
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split_whitespace().next().unwrap_or_default();
        let around = open.last().map(|(_, lang)| lang.clone()).unwrap_or_default();
        let lang = tag.split(" lang=\"").nth(1).and_then(|it| Some(it.split_once('"')?.0.to_owned())).unwrap_or(around);
        match name.strip_prefix('/') {
            Some(name) => while open.pop().is_some_and(|(other, _)| other != name) {},
            None if tag.ends_with('/')
                || ["!doctype", "meta", "link", "img", "input", "br", "source"].contains(&name) => {}
            None => open.push((name.to_owned(), lang)),
        }
        if !text.trim().is_empty() && open.iter().all(|(name, _)| !["head", "script"].contains(&name.as_str())) {
            said.push((open.last().map(|(_, lang)| lang.clone()).unwrap_or_default(), text.trim().to_owned()));
        }
    }
    said
}

#[tokio::test]
async fn what_is_khmer_is_said_to_be_and_nothing_else_is() {
    let t = TestPortal::with_articles().await;
    let all_khmer = |entry: Entry| {
        let Entry::Edition(it) = entry else { unreachable!() };
        let lead = vec![Inline::Text(WORDS.to_owned())];
        Entry::Edition(Box::new(Edition { lead, kicker: None, author: None, topics: Vec::new(), ..*it }))
    };
    let second = translated(9, "bai-khac", "មនុស្សម្នាក់ៗ", Language::Km, 1);
    let texts = [in_english(), all_khmer(in_khmer()), all_khmer(second)];
    t.portal.apply(&bundle(4, &texts), STREAM).await.expect("applied");
    let is_khmer = |text: &str| text.chars().any(|c| ('\u{1780}'..='\u{17ff}').contains(&c));
    let mut reader = t.reader();
    for path in [
        "/km",
        "/km/xay-dung-dang",
        "/km/luu-tru",
        KHMER,
        "/km/tim-kiem?q=cham+lo",
        "/",
        ARTICLE,
        "/km/so-lieu",
        "/km/lien-he",
    ] {
        let html = reader.get(path).await.html();
        for (lang, text) in spoken(&html) {
            assert_eq!(is_khmer(&text), lang == "km", "{path}: {lang} {text}");
        }
    }
}

#[tokio::test]
async fn feeds_and_maps_know_the_languages() {
    let t = in_three_languages().await;
    let mut reader = t.reader();
    for (feed, own, others) in [
        ("/rss.xml", ARTICLE, [ENGLISH, KHMER]),
        ("/en/rss.xml", ENGLISH, [ARTICLE, KHMER]),
        ("/km/rss.xml", KHMER, [ARTICLE, ENGLISH]),
    ] {
        let text = reader.get(feed).await.html();
        assert!(text.contains(&format!("https://tinhbien.example{own}</link>")), "{feed}");
        assert!(others.iter().all(|other| !text.contains(&format!("{other}</link>"))), "{feed}");
        let code = feed.split('/').nth(1).filter(|part| part.len() == 2).unwrap_or("vi");
        assert!(text.contains(&format!("<language>{code}</language>")), "{feed}");
    }
    let atom = reader.get("/km/atom.xml").await.html();
    assert!(
        atom.contains("xml:lang=\"km\"")
            && atom.contains(&format!("hreflang=\"en\" href=\"https://tinhbien.example{ENGLISH}\""))
    );
    let year = reader.get("/sitemap/2018.xml").await.html();
    for at in [ARTICLE, ENGLISH, KHMER] {
        assert!(year.contains(&format!("<loc>https://tinhbien.example{at}</loc>")), "{at}");
        assert_eq!(year.matches(&format!("href=\"https://tinhbien.example{at}\"/>")).count(), 3, "{at}: {year}");
    }
    let pages = reader.get("/sitemap/trang.xml").await.html();
    assert!(pages.contains("<loc>https://tinhbien.example/km/xay-dung-dang</loc>"), "{pages}");
    assert!(!pages.contains("/km/so-lieu"), "{pages}");
}

#[tokio::test]
async fn a_translation_says_that_its_original_moved_on_or_is_gone() {
    let t = in_three_languages().await;
    let mut reader = t.reader();
    assert!(reader.get(ENGLISH).await.text().contains("Translated from Vietnamese:"));
    assert!(reader.get(&format!("/en{ARTICLE}")).await.html().contains(&format!("<a href=\"{ENGLISH}\"")));
    t.portal.apply(&bundle(6, &[edition(1, 2)]), STREAM).await.unwrap();
    assert!(reader.get(ENGLISH).await.text().contains("The Vietnamese text was changed on"));
    assert!(reader.get(KHMER).await.text().contains("Bài tiếng Việt đã được sửa ngày"));
    let gone = Entry::Withdrawal { article_id: 1, at: 0, reason: "Sai".into(), fate: bridge::Fate::Gone };
    t.portal.apply(&bundle(7, &[gone]), STREAM).await.unwrap();
    let left = reader.get(ENGLISH).await;
    assert!(left.outcome() == "200" && left.text().contains("no longer here"), "{}", left.text());
    assert!(
        !left.html().contains("hreflang=\"vi\" href=\"https://tinhbien.example/xay-dung-dang/tinh"),
        "it leads nowhere"
    );
    assert!(!reader.get("/sitemap/2018.xml").await.html().contains(ARTICLE));
    // A translation that is taken back leaves the original alone.
    let gone = Entry::Withdrawal { article_id: 7, at: 0, reason: "Sai".into(), fate: bridge::Fate::Gone };
    t.portal.apply(&bundle(8, &[edition(1, 3), gone]), STREAM).await.unwrap();
    assert_eq!(reader.get(ENGLISH).await.outcome(), "410");
    assert!(!reader.get(ARTICLE).await.html().contains("the-care-of"));
    assert!(reader.get("/en").await.text().contains("Nothing is in English yet"));
}

#[test]
fn no_translation_crosses_that_is_none() {
    let sealed = |entry: Entry| bridge::seal(&key(), STREAM, 1, &[entry]).is_ok();
    assert!(sealed(in_english()));
    for (language, of, edition) in
        [(Language::Vi, 1, 1), (Language::En, 7, 1), (Language::En, 0, 1), (Language::En, 1, 0)]
    {
        let Entry::Edition(it) = in_english() else { unreachable!() };
        let translation = Some(Translation { of, edition });
        let entry = Entry::Edition(Box::new(Edition { language, translation, ..*it }));
        assert!(!sealed(entry), "{language:?} {of} {edition}");
    }
}
