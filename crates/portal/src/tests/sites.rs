//! Portals of units: their own pages, feeds, search, layout and counters, under a path or a host; articles that stand on more
//! than one of them.

use super::*;
use bridge::{Content, Fate, Layout, Place, Placed, Site, Standing};
use kit::testing::Answer;

fn site(key: &str, host: Option<&str>) -> Entry {
    let name = text(if key == "xa-an-cu" { "Đảng ủy xã An Cư" } else { "Đảng ủy xã Văn Giáo" }, "");
    Entry::Site(Site { key: key.into(), host: host.map(str::to_owned), name, ended: false })
}

fn standing(article_id: i64, home: &str, also: &[&str]) -> Entry {
    let also = also.iter().map(|key| (*key).to_owned()).collect();
    Entry::Standing(Standing { article_id, home: home.into(), also })
}

/// Articles 1 and 2 of the committee; 3 of An Cư, also above; 4 of An Cư alone; 5 of Văn Giáo, which has a host of its own.
async fn family() -> TestPortal {
    let t = TestPortal::with_articles().await;
    let more = [
        site("xa-an-cu", None),
        site("xa-van-giao", Some("vangiao.example")),
        standing(3, "xa-an-cu", &[""]),
        edition(3, 1),
        standing(4, "xa-an-cu", &[]),
        edition(4, 1),
        standing(5, "xa-van-giao", &[]),
        edition(5, 1),
    ];
    t.portal.apply(&bundle(4, &more), STREAM).await.expect("applied");
    t
}

fn has(answer: &Answer, articles: [bool; 5]) {
    let html = answer.html();
    for (nth, expected) in articles.into_iter().enumerate() {
        let headline = format!("Tịnh Biên chăm lo {}.1", nth + 1);
        assert_eq!(html.contains(&headline), expected, "{headline} in {html}");
    }
}

#[tokio::test]
async fn each_portal_has_its_own_articles_lists_feeds_and_search() {
    let t = family().await;
    let at_host = || t.reader().at_host("vangiao.example:443");
    for path in ["/", "/xay-dung-dang", "/rss.xml", "/xay-dung-dang/atom.xml", "/sitemap/2018.xml", "/luu-tru/2018/11"]
    {
        if path != "/sitemap/2018.xml" {
            has(&t.reader().get(path).await, [true, true, true, false, false]);
            has(&t.reader().get(&format!("/xa-an-cu{path}")).await, [false, false, true, true, false]);
            has(&at_host().get(path).await, [false, false, false, false, true]);
        }
        let own = t.reader().get(&format!("/xa-an-cu{path}")).await;
        assert!(!own.html().contains("href=\"/xay-dung-dang"), "{path}: every link stays on its portal");
        assert!(!own.html().contains("tinhbien.example/xay-dung-dang"), "{path}: addresses are its own");
    }
    let front = t.reader().get("/xa-an-cu").await;
    for part in [
        "Đảng ủy xã An Cư</span>",
        "href=\"/xa-an-cu/xay-dung-dang/bai-khac-3\"",
        "href=\"https://tinhbien.example/xa-an-cu/\"",
        "action=\"/xa-an-cu/tim-kiem\"",
        "data-counters=\"/xa-an-cu/dem\"",
        "href=\"/tinh/portal-",
        "<a href=\"/\">Đảng bộ huyện Tịnh Biên</a>",
    ] {
        assert!(front.html().contains(part), "{part} in {}", front.html());
    }
    assert!(t.reader().get("/").await.html().contains("<a href=\"/xa-an-cu/\">Đảng ủy xã An Cư</a>"));
    let english = t.reader().get("/xa-an-cu/en").await;
    assert!(english.html().contains("href=\"/xa-an-cu/en/xay-dung-dang"), "{}", english.html());
    for (door, found) in [("", [true, true, true, false, false]), ("/xa-an-cu", [false, false, true, true, false])] {
        let answer = t
            .reader()
            .get(&format!("{door}/api/v1/search?q=B%C3%A1c%20H%E1%BB%93%20ch%E1%BB%89%20r%C3%B5&limit=50"))
            .await;
        let urls = answer.html();
        for (nth, expected) in found.into_iter().enumerate() {
            assert_eq!(urls.contains(&format!("-{}\"", nth + 1)), expected, "{door} article {}: {urls}", nth + 1);
        }
        assert!(door.is_empty() || urls.contains("\"/xa-an-cu/xay-dung-dang/"), "{urls}");
    }
    let robots = t.reader().get("/robots.txt").await.html();
    assert!(robots.contains("Sitemap: https://tinhbien.example/xa-an-cu/sitemap.xml"), "{robots}");
    for (path, outcome) in [
        ("/xa-van-giao/xay-dung-dang", "301 https://vangiao.example/xay-dung-dang"),
        ("/xa-an-cu/khac/ten-cu-3", "301 /xa-an-cu/xay-dung-dang/bai-khac-3"),
        ("/xay-dung-dang/bai-khac-4", "301 https://tinhbien.example/xa-an-cu/xay-dung-dang/bai-khac-4"),
        ("/xay-dung-dang/bai-khac-5", "301 https://vangiao.example/xay-dung-dang/bai-khac-5"),
        ("/xa-an-cu/xay-dung-dang/khong-co-99", "404"),
        ("/xa-an-cu//evil.example/", "404"),
        ("/xa-an-cu/chuyen-de", "200"),
        ("/xa-an-cu/hien-thi", "200"),
        ("/nhin/lon-toi/xa-an-cu/xay-dung-dang/bai-khac-3", "200"),
        ("/xa-khac/", "404"),
    ] {
        assert_eq!(t.reader().get(path).await.outcome(), outcome, "{path}");
    }
    let looked = t.reader().get("/nhin/lon/xa-an-cu/").await.html();
    assert!(looked.contains("href=\"/nhin/lon/xa-an-cu/xay-dung-dang/bai-khac-3\""), "{looked}");
}

#[tokio::test]
async fn an_article_of_another_portal_says_whose_it_is_and_comes_and_goes() {
    let t = family().await;
    let above = t.reader().get("/xay-dung-dang/bai-khac-3").await.html();
    let home = "https://tinhbien.example/xa-an-cu/xay-dung-dang/bai-khac-3";
    assert!(above.contains(&format!("Bài của <a href=\"{home}\">Đảng ủy xã An Cư</a>")), "{above}");
    assert!(above.contains(&format!("rel=\"canonical\" href=\"{home}\"")), "{above}");
    let own = t.reader().get("/xa-an-cu/xay-dung-dang/bai-khac-3").await.html();
    assert!(!own.contains("Bài của") && own.contains(&format!("rel=\"canonical\" href=\"{home}\"")), "{own}");
    // The committee's first article goes down, the commune's third one is taken from above.
    let moved = [standing(1, "", &["xa-an-cu"]), standing(3, "xa-an-cu", &[])];
    t.portal.apply(&bundle(12, &moved), STREAM).await.expect("applied");
    has(&t.reader().get("/").await, [true, true, false, false, false]);
    has(&t.reader().get("/xa-an-cu/").await, [true, false, true, true, false]);
    let below = t.reader().get("/xa-an-cu/xay-dung-dang/tinh-bien-cham-lo-1").await.html();
    assert!(
        below.contains("Bài của <a href=\"https://tinhbien.example/xay-dung-dang/tinh-bien-cham-lo-1\">"),
        "{below}"
    );
    // A correction reaches both, and so does a withdrawal.
    t.portal.apply(&bundle(14, &[edition(1, 2)]), STREAM).await.expect("applied");
    assert!(t.reader().get("/xa-an-cu/xay-dung-dang/tinh-bien-cham-lo-1").await.text().contains("chăm lo 1.2"));
    let gone = Entry::Withdrawal { article_id: 1, at: 0, reason: "Đăng nhầm".into(), fate: Fate::Gone };
    t.portal.apply(&bundle(15, &[gone]), STREAM).await.expect("applied");
    for path in [ARTICLE, "/xa-an-cu/xay-dung-dang/tinh-bien-cham-lo-1"] {
        assert_eq!(t.reader().get(path).await.outcome(), "410", "{path}");
    }
    // Whoever opens the record anew sees the same.
    let again = Door::new(open(&t.test, &t.clock).await.router());
    let mut again = again.with_header("user-agent", "Mozilla/5.0 Firefox/145.0");
    has(&again.get("/xa-an-cu/").await, [false, false, true, true, false]);
    has(&again.get("/").await, [false, true, false, false, false]);
    let ended = Entry::Site(Site { key: "xa-an-cu".into(), host: None, name: text("Xã An Cư", ""), ended: true });
    t.portal.apply(&bundle(16, &[ended]), STREAM).await.expect("applied");
    assert_eq!(t.reader().get("/xa-an-cu/").await.outcome(), "404");
    assert!(!t.reader().get("/").await.html().contains("xa-an-cu"));
}

#[tokio::test]
async fn counters_are_true_for_each_portal() {
    let t = family().await;
    for _ in 0..3 {
        t.reader().get("/xa-an-cu/xay-dung-dang/bai-khac-3").await;
    }
    t.reader().get("/xay-dung-dang/bai-khac-3").await;
    let said = async |path: &str| t.reader().get(path).await.html().replace('\u{a0}', " ");
    assert!(said("/dem").await.contains("\"views\":\"16.735.342\""), "{}", said("/dem").await);
    assert!(said("/xa-an-cu/dem").await.contains("\"views\":\"3\""), "{}", said("/xa-an-cu/dem").await);
    t.portal.flush().await.unwrap();
    t.portal.flush().await.unwrap();
    let again = open(&t.test, &t.clock).await;
    for (path, views) in [("/dem", "16.735.342"), ("/xa-an-cu/dem", "\"3\""), ("/xa-an-cu/so-lieu/luot-xem.csv", ",3")]
    {
        let answer = Door::new(again.router()).get(path).await.html();
        assert!(answer.contains(views), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_portal_has_a_layout_of_its_own_and_is_in_the_copy_and_explained() {
    let t = family().await;
    let blocks = |title: &str| {
        vec![Placed { place: Place::Front, title: text(title, ""), from: None, until: None, what: Content::Latest(5) }]
    };
    let of = |site: &str, title: &str| {
        Entry::Layout(Box::new(Layout { site: site.into(), number: 1, published_at: 0, blocks: blocks(title) }))
    };
    let both = [of("", "Của huyện"), of("xa-an-cu", "Của xã")];
    t.portal.apply(&bundle(12, &both), STREAM).await.expect("applied");
    let (above, below) = (t.reader().get("/").await.html(), t.reader().get("/xa-an-cu/").await.html());
    assert!(above.contains("Của huyện") && !above.contains("Của xã"));
    assert!(below.contains("Của xã") && !below.contains("Của huyện"));
    let folder = kit::testing::TempDir::new();
    let done = t.portal.export(folder.path(), &key(), |_| {}).await.expect("a copy");
    assert_eq!(done.dead, Default::default());
    for name in
        ["xa-an-cu/index.html", "xa-an-cu/xay-dung-dang/bai-khac-4/index.html", "xa-an-cu/rss.xml", "xa-an-cu/anh.png"]
    {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    let report = Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap();
    assert!(report.problems.is_empty() && report.entries == 13, "{report:?}");
}
