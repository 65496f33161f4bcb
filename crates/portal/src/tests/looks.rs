//! How a reader wants pages to look, without a script and without anything kept here.

use super::*;

#[tokio::test]
async fn the_choice_is_carried_by_addresses_alone() {
    let t = TestPortal::with_articles().await;
    let page = t.reader().with_header("referer", &format!("http://127.0.0.1:8080{ARTICLE}")).get("/hien-thi").await;
    assert_eq!(page.field("ve"), ARTICLE, "it leads back to where the reader comes from");
    let chosen = t.reader().get(&format!("/hien-thi?ve={ARTICLE}&co-chu=lon&nen=toi&tuong-phan=ro")).await;
    assert_eq!(chosen.outcome(), format!("303 /nhin/lon-toi-ro{ARTICLE}"));
    let seen = t.reader().get(&format!("/nhin/lon-toi-ro{ARTICLE}")).await;
    let html = seen.html();
    assert!(
        html.contains("<html data-size=\"large\" data-theme=\"dark\" data-contrast=\"more\" lang=\"vi\">"),
        "{html}"
    );
    assert!(html.contains("<h1>Tịnh Biên chăm lo 1.1</h1>"));
    for link in html.split(" href=\"/").skip(1).map(|rest| rest.split_once('"').unwrap().0) {
        assert!(link.starts_with("nhin/lon-toi-ro/") || link.starts_with("tinh/"), "{link} forgets the look");
    }
    assert!(html.contains(" action=\"/nhin/lon-toi-ro/tim-kiem\""), "the search keeps it too");
    assert!(html.contains(&format!("rel=\"canonical\" href=\"https://tinhbien.example{ARTICLE}\"")));
    assert_eq!(seen.headers["x-robots-tag"], "noindex");
    for answer in [&page, &chosen, &seen] {
        assert!(answer.headers.get("set-cookie").is_none());
    }
}

#[tokio::test]
async fn a_look_can_be_changed_and_taken_back() {
    let t = TestPortal::with_articles().await;
    let page =
        t.reader().with_header("referer", "http://127.0.0.1:8080/nhin/lon/so-lieu").get("/nhin/lon/hien-thi").await;
    assert_eq!(page.field("ve"), "/so-lieu");
    assert!(page.html().contains("name=\"co-chu\" value=\"lon\" data-value=\"large\" checked"), "{}", page.html());
    for (query, outcome) in [
        ("ve=/so-lieu&co-chu=&nen=&tuong-phan=", "303 /so-lieu"),
        ("ve=/so-lieu&co-chu=lonnhat", "303 /nhin/lonnhat/so-lieu"),
        ("ve=/nhin/toi/so-lieu&nen=sang", "303 /nhin/sang/so-lieu"),
        ("ve=/so-lieu&co-chu=khong-co", "303 /so-lieu"),
        ("ve=//evil.example/&nen=toi", "303 /nhin/toi/"),
        ("ve=https://evil.example/&nen=toi", "303 /nhin/toi/"),
        ("ve=/nhin/lon//evil.example/", "303 /"),
    ] {
        for door in ["/hien-thi", "/nhin/lon/hien-thi"] {
            assert_eq!(t.reader().get(&format!("{door}?{query}")).await.outcome(), outcome, "{door} {query}");
        }
    }
}

#[tokio::test]
async fn everything_can_be_seen_in_a_look_and_counts_the_same() {
    let t = TestPortal::with_articles().await;
    for (path, outcome) in [
        ("/nhin/toi/", "200"),
        ("/nhin/toi/en", "200"),
        ("/nhin/toi/tim-kiem?q=ch%C4%83m+lo", "200"),
        ("/nhin/toi/rss.xml", "200"),
        ("/nhin/toi/xay-dung-dang/ten-cu-1", "301 /nhin/toi/xay-dung-dang/tinh-bien-cham-lo-1"),
        ("/nhin/toi/khong-co", "404"),
        ("/nhin/la/", "404"),
        ("/nhin/toi/nhin/toi/", "404"),
        ("/nhin/", "404"),
        ("/nhin/toi//evil.example", "404"),
    ] {
        assert_eq!(t.reader().get(path).await.outcome(), outcome, "{path}");
    }
    t.reader().get(&format!("/nhin/toi{ARTICLE}")).await;
    t.reader().with_header("cache-control", "max-age=0").get(&format!("/nhin/toi{ARTICLE}")).await;
    assert!(t.counters().await.contains("16.735.342"), "{}", t.counters().await);
    let packed = t.reader().with_header("accept-encoding", "br").get("/nhin/toi/").await;
    assert_eq!(packed.headers["content-encoding"], "br");
    assert_eq!(packed.headers["content-length"].to_str().unwrap(), packed.body.len().to_string());
}

#[tokio::test]
async fn another_site_does_not_say_where_the_reader_goes_back_to() {
    let t = TestPortal::with_articles().await;
    for from in [
        "https://evil.example/x",
        "http://127.0.0.1:8080//evil.example",
        "http://127.0.0.1:8080.evil.example/",
        "x",
        "",
    ] {
        let page = t.reader().with_header("referer", from).get("/hien-thi").await;
        assert_eq!(page.field("ve"), "/", "{from}");
    }
}
