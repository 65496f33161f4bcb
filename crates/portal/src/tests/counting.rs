//! What is a view and what is none, and what the counters tell of each day.

use super::*;
use kit::clock::DAY;
use serde_json::Value as Json;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";

async fn told(t: &TestPortal) -> [String; 3] {
    let json: Json = serde_json::from_str(&t.counters().await).expect("JSON");
    ["today", "week", "views"].map(|name| json[name].as_str().expect("a number").to_owned())
}

#[tokio::test]
async fn the_rules_of_counting() {
    type Headers = &'static [(&'static str, &'static str)];
    let rows: &[(&str, &str, Headers, &str)] = &[
        ("a reader opens the page", FIREFOX, &[], "view"),
        ("a telephone opens the page", SAFARI, &[("sec-fetch-dest", "document")], "view"),
        ("a reader comes back by a link", FIREFOX, &[("if-none-match", "\"x\"")], "view"),
        ("a reader loads it again (Chrome, Firefox)", FIREFOX, &[("cache-control", "max-age=0")], "reload"),
        ("a reader loads all of it again", FIREFOX, &[("cache-control", "no-cache"), ("pragma", "no-cache")], "reload"),
        ("a browser fetches ahead", FIREFOX, &[("sec-purpose", "prefetch")], "prefetch"),
        ("a browser draws ahead", FIREFOX, &[("sec-purpose", "prefetch;prerender")], "prefetch"),
        ("an older Chrome fetches ahead", FIREFOX, &[("purpose", "prefetch")], "prefetch"),
        ("an older Firefox fetches ahead", FIREFOX, &[("x-moz", "prefetch")], "prefetch"),
        ("a telephone shows a preview", SAFARI, &[("x-purpose", "preview")], "prefetch"),
        ("another site frames it", FIREFOX, &[("sec-fetch-dest", "iframe")], "part"),
        ("a script asks", FIREFOX, &[("sec-fetch-dest", "empty")], "part"),
        (
            "Google",
            "Mozilla/5.0 AppleWebKit/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            &[],
            "program",
        ),
        (
            "Cốc Cốc's crawler",
            "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
            &[],
            "program",
        ),
        ("Zalo's preview of a link", "ZaloPC-win32-24v455 LinkPreview", &[], "program"),
        ("Facebook's preview of a link", "facebookexternalhit/1.1", &[], "program"),
        ("a browser without a window", "Mozilla/5.0 HeadlessChrome/140.0", &[], "program"),
        ("curl", "curl/8.5.0", &[], "program"),
        ("a feed reader", "FreshRSS feed fetcher", &[], "program"),
        (
            "an audit of sites on a telephone",
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.128 Mobile Safari/537.36 \
             (compatible; AhrefsSiteAudit/6.1; +http://ahrefs.com/robot/site-audit)",
            &[],
            "program",
        ),
        (
            "a page that is read aloud",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 (compatible; \
             Google-Read-Aloud; +https://support.google.com/webmasters/answer/1061943)",
            &[],
            "program",
        ),
        (
            "WebPageTest",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 PTST/241118",
            &[],
            "program",
        ),
        ("somebody without a name", "", &[], "program"),
    ];
    for (what, browser, headers, counted) in rows {
        let t = TestPortal::with_articles().await;
        let mut door = Door::new(t.portal.router()).with_header("user-agent", browser);
        for (name, value) in *headers {
            door = door.with_header(name, value);
        }
        door.get(ARTICLE).await;
        let views = if *counted == "view" { "1" } else { "0" };
        assert_eq!(told(&t).await[0], views, "{what}");
        let passed: Vec<_> = t.portal.passed_over().into_iter().collect();
        let expected = if *counted == "view" { vec![] } else { vec![(*counted, 1)] };
        assert_eq!(passed, expected, "{what}");
    }
}

#[tokio::test]
async fn what_is_made_from_an_article_is_no_view() {
    let t = TestPortal::with_articles().await;
    for ending in ["/in", "/luu.html", "/luu.txt", "/qr.svg", "/anh.png"] {
        assert_eq!(t.reader().get(&format!("{ARTICLE}{ending}")).await.outcome(), "200", "{ending}");
    }
    assert_eq!(told(&t).await, ["0", "0", "16.735.341"]);
    t.reader().get(&format!("{ARTICLE}/ban/1")).await;
    assert_eq!(told(&t).await, ["1", "1", "16.735.342"], "an earlier edition is read like any other");
}

#[tokio::test]
async fn today_and_this_week_begin_when_people_say() {
    let t = TestPortal::with_articles().await;
    // Friday, 23 November 2018.
    t.reader().get(ARTICLE).await;
    t.portal.flush().await.unwrap();
    t.clock.advance(DAY - SECOND);
    t.reader().get(ARTICLE).await;
    assert_eq!(told(&t).await, ["2", "2", "16.735.343"]);
    t.clock.advance(SECOND);
    assert_eq!(told(&t).await, ["0", "2", "16.735.343"], "a new day at midnight in Vietnam");
    t.reader().get(ARTICLE).await;
    t.clock.advance(2 * DAY);
    assert_eq!(told(&t).await, ["0", "0", "16.735.344"], "Monday");
    // What was read before midnight and written after it belongs to the day on which it was read.
    t.portal.flush().await.unwrap();
    let reopened = open(&t.test, &t.clock).await;
    let file = Door::new(reopened.router()).get("/so-lieu/luot-xem.csv").await;
    assert_eq!(file.html(), "Ngày,Lượt xem\r\n2018-11-23,2\r\n2018-11-24,1\r\n2018-11-25,0\r\n2018-11-26,0\r\n");
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("luot-xem.csv"));
}

#[tokio::test]
async fn the_days_stand_in_a_table_by_month() {
    let t = TestPortal::with_articles().await;
    t.reader().get(ARTICLE).await;
    t.clock.advance(10 * DAY);
    t.reader().get(ARTICLE).await;
    let text = t.reader().get("/so-lieu/luot-xem").await.text();
    assert!(text.contains("Tháng 12 năm 2018 Ngày Lượt xem 03-12-2018 1 02-12-2018 0 01-12-2018 0 Cộng 1"), "{text}");
    assert!(text.contains("16.735.341 lượt xem do trang cũ đã đếm"), "{text}");
    let november = t.reader().get("/so-lieu/luot-xem?thang=2018-11").await.text();
    assert!(november.contains("30-11-2018 0") && november.contains("23-11-2018 1 Cộng 1"), "{november}");
    for (path, outcome) in [
        ("/so-lieu/luot-xem?thang=2018-10", "404"),
        ("/so-lieu/luot-xem?thang=2019-01", "404"),
        ("/en/so-lieu/luot-xem", "200"),
        ("/en/so-lieu/luot-xem.csv", "200"),
    ] {
        assert_eq!(t.reader().get(path).await.outcome(), outcome, "{path}");
    }
    let box_text = t.reader().get("/").await.text();
    assert!(box_text.contains("Hôm nay 1 Tuần này 1 Số lần xem các bài viết 16.735.343"), "{box_text}");
}
