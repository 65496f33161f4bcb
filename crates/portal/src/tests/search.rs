//! Search through the door: what is found, what is not any more, and what strangers may type.

use super::*;
use serde_json::Value as Json;

async fn found(t: &TestPortal, query: &str) -> Json {
    let address = format!("/api/v1/search?q={}&limit=5", kit::web::encode(query));
    serde_json::from_str(&t.reader().get(&address).await.html()).expect("JSON")
}

fn titles(answer: &Json) -> Vec<&str> {
    answer["items"].as_array().expect("items").iter().filter_map(|i| i["title"].as_str()).collect()
}

#[tokio::test]
async fn an_article_is_found_however_its_words_are_typed() {
    let t = TestPortal::with_articles().await;
    for (typed, meant) in [
        ("Tịnh Biên chăm lo", "tịnh biên chăm lo"),
        ("tinh bien cham lo", "tinh bien cham lo"),
        ("tinhj bieen chawm lo", "tịnh biên chăm lo"),
        ("ti5nh bie6n cha8m lo", "tịnh biên chăm lo"),
        ("chăm lo Tịnh Biên", "chăm lo tịnh biên"),
        ("tịnh biêm chăm lo", "tịnh biên chăm lo"),
        ("ti\u{323}nh bie\u{302}n", "ti\u{323}nh bie\u{302}n"),
        ("những kinh nghiêm", "những kinh nghiêm"),
    ] {
        let answer = found(&t, typed).await;
        assert!(titles(&answer).contains(&"Tịnh Biên chăm lo 1.1"), "{typed}: {answer}");
        assert_eq!((&answer["query"], &answer["interpreted_as"]), (&Json::from(typed), &Json::from(meant)));
    }
    let answer = found(&t, "tỷ lệ tham gia").await;
    assert_eq!(
        (&answer["items"][0]["kind"], &answer["items"][0]["url"]),
        (&"figure".into(), &"/so-lieu/ty-le-hoc-tap".into())
    );
    let answer = found(&t, "tiến tới đại hội").await;
    assert_eq!(answer["items"][0]["url"], "/chuyen-de/tien-toi-dai-hoi-dang");
    assert_eq!(found(&t, "khủng long").await["total"], 0);
}

#[tokio::test]
async fn the_index_follows_each_edition_and_withdrawal() {
    let t = TestPortal::with_articles().await;
    t.portal.apply(&bundle(4, &[edition(1, 2)]), STREAM).await.unwrap();
    let answer = found(&t, "chăm lo 1.2").await;
    assert_eq!(titles(&answer)[0], "Tịnh Biên chăm lo 1.2");
    assert!(!titles(&answer).contains(&"Tịnh Biên chăm lo 1.1"), "the older edition");
    let withdrawal =
        |article_id| Entry::Withdrawal { article_id, at: 0, reason: "Sai".into(), fate: bridge::Fate::Gone };
    t.portal.apply(&bundle(5, &[withdrawal(1), withdrawal(2)]), STREAM).await.unwrap();
    let answer = found(&t, "chăm lo").await;
    assert!(!answer["items"].as_array().unwrap().iter().any(|i| i["kind"] != "figure"), "{answer}");
}

#[tokio::test]
async fn what_was_found_is_kept_until_something_else_would_be_found() {
    let t = TestPortal::with_articles().await;
    let asked = "/tim-kiem?q=ch%C4%83m+lo+1.2";
    let first = t.reader().get(asked).await;
    let has = |page: &kit::testing::Answer| {
        page.html().replace("<mark>", "").replace("</mark>", "").contains("Tịnh Biên chăm lo 1.2</a>")
    };
    assert!(!has(&first), "{}", first.html());
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let mut reader = t.reader().with_header("if-none-match", &tag);
    assert_eq!(reader.get(asked).await.outcome(), "304");
    assert_eq!(reader.get("/tim-kiem?trang=1&q=chăm+lo+1.3").await.outcome(), "200", "another question");
    t.portal.apply(&bundle(4, &[edition(1, 2)]), STREAM).await.unwrap();
    assert_eq!(reader.get(asked).await.outcome(), "200", "another answer");
    let later = t.reader().get(asked).await;
    assert!(has(&later), "{}", later.html());
}

#[tokio::test]
async fn an_index_that_missed_something_is_made_anew_while_the_old_one_serves() {
    let mut t = TestPortal::with_articles().await;
    let folder = std::env::temp_dir().join(format!("thenchot-search-{}", std::process::id()));
    t.portal = open_in(&t.test, &t.clock, Some(folder.clone())).await;
    assert_eq!(found(&t, "chăm lo").await["total"], 0, "a new folder knows nothing");
    assert!(t.reader().get("/tim-kiem?q=ch%C4%83m+lo").await.html().contains("đang được lập lại"), "and says so");
    t.portal.apply(&bundle(4, &[edition(1, 2)]), STREAM).await.unwrap();
    t.portal.mend_search().await.unwrap();
    assert!(t.reader().get("/tim-kiem?q=kh%E1%BB%A7ng+long").await.html().contains("Hãy thử ít từ hơn"));
    let all = found(&t, "chăm lo").await["total"].clone();
    assert_eq!(all, 2);
    assert_eq!(Portal::rebuild_search(&t.test.db, &folder).await.unwrap(), 4, "two articles, a figure, a topic");
    assert_eq!(found(&t, "chăm lo").await["total"], all, "the old one");
    t.portal.mend_search().await.unwrap();
    t.portal.apply(&bundle(5, &[edition(1, 3)]), STREAM).await.unwrap();
    assert_eq!(titles(&found(&t, "chăm lo 1.3").await)[0], "Tịnh Biên chăm lo 1.3", "the new one follows");
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn strangers_may_type_anything() {
    let t = TestPortal::with_articles().await;
    let long = "đảng bộ ".repeat(1300);
    for query in [
        "",
        " ",
        "\u{0}\u{1}\u{7f}\u{feff}",
        "title:* AND (a OR",
        "\"",
        "+-!(){}[]^~*?:\\/",
        "(a+)+$",
        "^.*$",
        "<script>alert(1)</script>",
        "ខ្មែរ ភាសា",
        "中文 русский عربى",
        "' OR 1=1 --",
        "%",
        "đ",
        "0",
        "99999999999999999999",
        long.as_str(),
        &"a".repeat(10_000),
        &"z1".repeat(3_000),
        "a\u{301}\u{302}\u{303}\u{323}\u{301}",
        "\u{202e}đảng",
    ] {
        assert!(found(&t, query).await["total"].is_u64(), "{query:?}");
        let page = t.reader().get(&format!("/tim-kiem?q={}", kit::web::encode(query))).await.html();
        assert!(!page.contains("<script>alert"), "{query:?}");
    }
    for address in [
        "/api/v1/search",
        "/api/v1/search?q=%ff%fe&limit=x",
        "/api/v1/search?q=a&limit=99999999999",
        "/tim-kiem?trang=-1&q=a&nam=x",
    ] {
        t.reader().get(address).await.html();
    }
}

#[tokio::test]
async fn a_search_is_narrowed_sorted_paged_and_followed() {
    let t = TestPortal::new().await;
    let many: Vec<Entry> = (1..=25).map(|n| edition(n, 1)).collect();
    t.portal.apply(&bundle(1, &many), STREAM).await.unwrap();
    let page = t.reader().get("/tim-kiem?q=cham+lo").await.html();
    for part in ["<mark>chăm lo</mark>", "25 kết quả", "trang=2", "tim-kiem.atom?q=cham%20lo"] {
        assert!(page.replace("+", "%20").contains(part) || page.contains(part), "{part}: {page}");
    }
    let narrowed = t.reader().get("/tim-kiem?q=cham+lo&chuyen-muc=xay-dung-dang&nam=2018&sap=moi&trang=3").await.html();
    assert!(narrowed.contains("Xây dựng Đảng <span aria-hidden"), "what it is narrowed to can be taken back");
    assert!(narrowed.contains("rel=\"prev\"") && !narrowed.contains("rel=\"next\""), "the last page");
    assert!(t.reader().get("/tim-kiem?q=cham+lo&nam=1999").await.html().contains("Không tìm thấy"));
    let feed = t.reader().get("/tim-kiem.atom?q=cham+lo").await.html();
    assert_eq!(feed.matches("<entry>").count(), 25);
    let newest = feed.find("chăm lo 25.1").unwrap();
    assert!(newest < feed.find("chăm lo 1.1").unwrap(), "the newest first");
    assert!(t.reader().get("/en/tim-kiem?q=cham+lo").await.html().contains("25 results"));
    let list = t.reader().get("/xay-dung-dang").await.html();
    assert!(!list.contains("rel=\"next\""), "25 stand on one page");
}
