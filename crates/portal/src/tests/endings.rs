//! What became of an article that was taken back: its address goes on answering.

use super::*;
use bridge::Fate;

fn withdrawal(article_id: i64, fate: Fate) -> Entry {
    let at = Day::of(2018, 11, 22).begins().0;
    Entry::Withdrawal { article_id, at, reason: "Số liệu <b>chưa</b> đúng".into(), fate }
}

const OTHER: &str = "/xay-dung-dang/bai-khac-2";

#[tokio::test]
async fn the_address_of_an_article_says_what_became_of_it() {
    for (fate, article, print, saved, feed) in [
        (Fate::Gone, "410", "410", "410", false),
        (Fate::Notice, "200", "200", "410", false),
        (Fate::Merged { into: 2 }, "301", "301", "301", false),
        (Fate::Merged { into: 99 }, "410", "410", "410", false),
    ] {
        let t = TestPortal::with_articles().await;
        t.portal.apply(&bundle(4, &[withdrawal(1, fate)]), STREAM).await.unwrap();
        let mut reader = t.reader();
        for (path, outcome) in [("", article), ("/in", print), ("/luu.html", saved), ("/luu.txt", saved)] {
            let answer = reader.get(&format!("{ARTICLE}{path}")).await;
            assert_eq!(&answer.outcome()[..3], outcome, "{fate:?} {path}");
        }
        assert_eq!(reader.get("/rss.xml").await.html().contains("tinh-bien-cham-lo-1"), feed, "{fate:?}");
        assert!(!reader.get("/").await.html().contains("tinh-bien-cham-lo-1"), "{fate:?}: the front page has it");
        assert!(!reader.get("/sitemap/2018.xml").await.html().contains("tinh-bien-cham-lo-1"), "{fate:?}");
        // A new edition brings it back.
        t.portal.apply(&bundle(5, &[edition(1, 2)]), STREAM).await.unwrap();
        let back = reader.get(ARTICLE).await;
        assert!(back.outcome() == "200" && !back.text().contains("chưa"), "{fate:?}");
    }
}

#[tokio::test]
async fn a_withdrawn_text_stays_under_a_notice_that_machines_pass_over() {
    let t = TestPortal::with_articles().await;
    t.portal.apply(&bundle(4, &[withdrawal(1, Fate::Notice)]), STREAM).await.unwrap();
    let page = t.reader().get(ARTICLE).await;
    assert!(page.text().contains("đã được gỡ lúc") && page.text().contains("chăm lo 1.1"), "{}", page.text());
    assert!(page.html().contains("Số liệu &#60;b&#62;chưa&#60;/b&#62; đúng"), "the reason is text");
    assert!(
        page.html().contains("noindex") && !page.html().contains("/luu."),
        "what is gone is not offered: {}",
        page.html()
    );
}

#[tokio::test]
async fn readers_of_a_merged_article_are_led_on_in_their_language() {
    let t = TestPortal::with_articles().await;
    t.portal.apply(&bundle(4, &[withdrawal(1, Fate::Merged { into: 2 })]), STREAM).await.unwrap();
    let other = t.reader().get(OTHER).await;
    let there = if other.outcome() == "200" { OTHER.to_owned() } else { other.outcome()[4..].to_owned() };
    assert_eq!(t.reader().get(ARTICLE).await.outcome(), format!("301 {there}"));
    assert_eq!(t.reader().get(&format!("/en{ARTICLE}")).await.outcome(), format!("301 /en{there}"));
    // What it leads to is taken back as well: nothing is there any more.
    t.portal.apply(&bundle(5, &[withdrawal(2, Fate::Gone)]), STREAM).await.unwrap();
    assert_eq!(t.reader().get(ARTICLE).await.outcome(), "410");
}

#[tokio::test]
async fn an_edition_that_hides_those_before_it_stands_alone() {
    let t = TestPortal::with_articles().await;
    let Entry::Edition(it) = edition(1, 2) else { panic!("an edition") };
    let again = Entry::Edition(Box::new(Edition { alone: true, ..*it }));
    t.portal.apply(&bundle(4, &[again, edition(1, 3)]), STREAM).await.unwrap();
    for (ending, outcome) in [("", "200"), ("/ban/1", "404"), ("/ban/2", "200"), ("/ban/3", "200")] {
        assert_eq!(t.reader().get(&format!("{ARTICLE}{ending}")).await.outcome(), outcome, "{ending}");
    }
    let page = t.reader().get(ARTICLE).await.html();
    assert!(!page.contains("/ban/1\"") && page.contains("/ban/2\""), "{page}");
}
