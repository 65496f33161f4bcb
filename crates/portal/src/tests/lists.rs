//! Sections, topics and the archive: every article can be reached from each, page by page.

use super::*;

/// Forty articles a day apart, back from 20 November 2018, in two sections.
async fn with_many() -> TestPortal {
    let t = TestPortal::new().await;
    let article = |number: i64| {
        let Entry::Edition(mut it) = edition(number, 1) else { unreachable!() };
        let at = Day::of(2018, 11, 20).plus_days(number - 80).begins().0;
        (it.published_at, it.first_published_at) = (at, at);
        if number % 2 == 0 {
            it.section = Section { slug: "van-hoa".into(), name: text("Văn hóa", "Culture") };
            it.topics.clear();
        }
        Entry::Edition(it)
    };
    let entries: Vec<Entry> = (1..=80).map(article).collect();
    t.portal.apply(&bundle(1, &entries), STREAM).await.expect("applied");
    t
}

/// The newest, and down from it each second one.
fn every_other(newest: i64) -> Vec<i64> {
    (1..=newest).rev().step_by(2).collect()
}

fn numbers(html: &str) -> Vec<i64> {
    let main = html.split_once("<ol class=\"stories").map_or("", |(_, rest)| rest.split_once("</ol>").unwrap().0);
    let links = main.split("<h3><a href=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0);
    links.map(|href| href.rsplit_once('-').unwrap().1.parse().unwrap()).collect()
}

#[tokio::test]
async fn every_article_of_a_list_is_on_one_of_its_pages() {
    let t = with_many().await;
    for (list, expected) in [
        ("/xay-dung-dang", every_other(79)),
        ("/van-hoa", every_other(80)),
        ("/en/van-hoa", every_other(80)),
        ("/chuyen-de/tien-toi-dai-hoi-dang", every_other(79)),
        ("/luu-tru/2018", (1..=80).rev().collect()),
        ("/luu-tru/2018/09", (1..=29).rev().collect()),
        ("/luu-tru/2018/11/20", vec![80]),
    ] {
        let (mut found, mut next) = (Vec::new(), Some(list.to_owned()));
        while let Some(page) = next {
            let html = t.reader().get(&page).await.html();
            found.extend(numbers(&html));
            let rel = html.find("rel=\"next\" href=\"").map(|at| &html[at + 17..]);
            next = rel.map(|rest| rest.split_once('"').unwrap().0.to_owned());
        }
        assert_eq!(found, expected, "{list}");
    }
    let second = t.reader().get("/xay-dung-dang?trang=2").await;
    assert!(second.text().contains("Trang 2 trong 2") && second.text().contains("40 bài viết"), "{}", second.text());
    assert!(second.html().contains("rel=\"canonical\" href=\"https://tinhbien.example/xay-dung-dang?trang=2\""));
    for (path, outcome) in
        [("/xay-dung-dang?trang=3", "404"), ("/xay-dung-dang?trang=99999", "404"), ("/?trang=7", "200")]
    {
        assert_eq!(t.reader().get(path).await.outcome(), outcome, "{path}");
    }
}

#[tokio::test]
async fn the_archive_opens_by_year_month_and_day() {
    let t = with_many().await;
    for (path, part) in [
        ("/luu-tru", "Năm 2018 80 bài viết"),
        ("/luu-tru/2018", "Tháng 11 năm 2018 20 bài viết Tháng 10 năm 2018 31 bài viết Tháng 09 năm 2018 29 bài viết"),
        ("/luu-tru/2018/11", "Ngày 20-11-2018 một bài viết Ngày 19-11-2018 một bài viết"),
        ("/luu-tru/2018/11/20", "Trang chủ Lưu trữ Năm 2018 Tháng 11 năm 2018 Ngày 20-11-2018"),
        ("/en/luu-tru/2018/11/20", "Front page Archive 2018 11/2018 20-11-2018"),
    ] {
        let text = t.reader().get(path).await.text();
        assert!(text.contains(part), "{path}: {text}");
    }
    for nothing in ["/luu-tru/2017", "/luu-tru/2018/01", "/luu-tru/2018/11/21", "/luu-tru/2018/11/31", "/luu-tru/x"] {
        assert_eq!(t.reader().get(nothing).await.outcome(), "404", "{nothing}");
    }
    let front = t.reader().get("/").await;
    assert!(front.html().contains("/luu-tru\">Xem các bài cũ hơn"), "the front page leads to what is older");
    let topics = t.reader().get("/chuyen-de").await.text().replace('\u{a0}', " ");
    assert!(topics.contains("Tiến tới đại hội Đảng 40 bài viết"), "{topics}");
}

#[tokio::test]
async fn an_empty_portal_says_so_in_each_list() {
    let t = TestPortal::new().await;
    for (path, outcome) in [
        ("/", "200"),
        ("/luu-tru", "200"),
        ("/chuyen-de", "200"),
        ("/xay-dung-dang", "404"),
        ("/sitemap.xml", "200"),
        ("/rss.xml", "200"),
    ] {
        assert_eq!(t.reader().get(path).await.outcome(), outcome, "{path}");
    }
    assert!(t.reader().get("/chuyen-de").await.text().contains("Chưa có chuyên đề nào"));
}
