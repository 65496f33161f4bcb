//! An older site whose lists or whose name somebody has now, and articles that have no day.

use super::old::{FILE, TO, address, brought, entries, with_old_site};
use super::*;
use bridge::Leads;

#[tokio::test]
async fn a_list_that_has_kept_its_address_was_one_of_the_older_site() {
    let t = with_old_site().await;
    let same = ["/xay-dung-dang", "/trong"].map(|list| address(list, Leads::To(list.into())));
    t.portal.apply(&bundle(entries().len() as u64 + 1, &same), STREAM).await.unwrap();
    let to = format!("301 {TO}");
    for (asked, outcome) in [
        ("/xay-dung-dang", "200"),
        ("/xay-dung-dang.html", "301 /xay-dung-dang"),
        ("/index.php/xay-dung-dang", "301 /xay-dung-dang"),
        ("/xay-dung-dang?format=feed&type=rss", "301 /xay-dung-dang/rss.xml"),
        ("/xay-dung-dang/254-ten-cu", &to),
        ("/index.php/xay-dung-dang/254-ten-cu", &to),
        ("/xay-dung-dang/257-thung-rac", "410"),
        // Without an article it is no page, and leads nowhere: not to itself.
        ("/trong", "404"),
        ("/trong/", "301 /trong"),
        ("/trong.html", "301 /trong"),
    ] {
        assert_eq!(t.reader().get(asked).await.outcome(), outcome, "{asked}");
    }
}

#[tokio::test]
async fn a_units_portal_answers_for_the_site_whose_name_it_has_taken() {
    let t = with_old_site().await;
    let site = |key: &str, host: &str| {
        let name = text("Đảng ủy xã An Hảo", "");
        Entry::Site(bridge::Site { key: key.into(), host: Some(host.into()), name, ended: false })
    };
    let more = [
        address("//anhao.example", Leads::To("/".into())),
        address("/xay-dung-dang", Leads::To("/xay-dung-dang".into())),
        brought(10_000_020, "tanchau.example|joomla:254", "tan-chau", 0, vec![]),
        site("an-hao", "anhao.example"),
        site("tan-chau", "tanchau.example"),
        site("khac", "khac.example"),
    ];
    t.portal.apply(&bundle(entries().len() as u64 + 1, &more), STREAM).await.unwrap();
    let article = "/index.php?option=com_content&view=article&id=254";
    let at = |path: &str| format!("301 https://tinhbien.example{path}");
    for (host, asked, outcome) in [
        ("anhao.example", article, at(TO)),
        ("www.anhao.example", article, format!("301 {TO}")),
        ("anhao.example", "/3-xay-dung/254-dai-hoi", at(TO)),
        ("anhao.example", "/gioi-thieu.html", at(TO)),
        // The list has kept its address at the committee's.
        ("anhao.example", "/xay-dung-dang", at("/xay-dung-dang")),
        ("anhao.example", "/xay-dung-dang.html", at("/xay-dung-dang")),
        ("anhao.example", "/images/stories/a_b.jpg", at(&format!("/anh/{FILE}"))),
        ("anhao.example", "/index.php?option=com_content&view=article&id=257", "410".to_owned()),
        // The front page is its own.
        ("anhao.example", "/index.php?option=com_content&view=featured", "301 /".to_owned()),
        ("anhao.example", "/", "200".to_owned()),
        ("anhao.example", "/lich-tiep-dan", "404".to_owned()),
        ("tanchau.example", article, at("/xay-dung-dang/tan-chau-10000020")),
        ("tanchau.example", "/gioi-thieu.html", "404".to_owned()),
        // No site was brought for this name: what another one called 254 is not what is meant.
        ("khac.example", article, "404".to_owned()),
    ] {
        assert_eq!(t.reader().at_host(host).get(asked).await.outcome(), outcome, "{host} {asked}");
    }
    let missed = t.portal.misses().into_iter().map(|miss| miss.address).collect::<Vec<_>>();
    assert_eq!(missed, ["//tanchau.example/gioi-thieu.html", "/lich-tiep-dan"]);
}

#[tokio::test]
async fn an_article_without_a_day_is_no_news_and_stands_last() {
    let t = TestPortal::with_articles().await;
    let Entry::Edition(it) = brought(10_000_040, "joomla:40", "khong-ngay", 0, vec![]) else { panic!("an edition") };
    let at = t.clock.now().0;
    let it =
        Edition { headline: "Không ngày".into(), published_at: at, first_published_at: at, undated: true, ..*it };
    t.portal.apply(&bundle(4, &[Entry::Edition(Box::new(it))]), STREAM).await.unwrap();
    for (page, shown) in [
        ("/sitemap/tin-moi.xml", false),
        ("/luu-tru/2018/11", false),
        ("/sitemap/2018.xml", false),
        // It is read, and found.
        ("/xay-dung-dang/khong-ngay-10000040", true),
        ("/sitemap/trang.xml", true),
        ("/rss.xml", true),
        ("/xay-dung-dang", true),
    ] {
        let answer = t.reader().get(page).await;
        assert_eq!(answer.outcome(), "200", "{page}");
        assert_eq!(answer.html().contains("khong-ngay-10000040"), shown, "{page}: {}", answer.html());
    }
    let list = t.reader().get("/xay-dung-dang").await.html();
    assert!(list.find("bai-khac-2") < list.find("khong-ngay-10000040"), "{list}");
}

#[tokio::test]
async fn a_list_of_another_site_hides_no_page_of_the_first_under_its_own_name() {
    let t = with_old_site().await;
    let page = |article: i64, name: &str, section: &str| {
        let Entry::Edition(it) = brought(article, name, "trang", 0, vec![]) else { panic!("an edition") };
        let section = bridge::Section { slug: section.into(), name: text("Giới thiệu", "") };
        Entry::Edition(Box::new(Edition { section, ..*it }))
    };
    let more = [
        address("//anhao.example", Leads::To("/".into())),
        page(10_000_050, "tanchau.example|wp:5", "gioi-thieu"),
        address("/ve-chung-toi", Leads::To(TO.into())),
        page(10_000_051, "tanchau.example|wp:6", "ve-chung-toi"),
        page(10_000_052, "joomla:52", "ve-chung-toi"),
    ];
    t.portal.apply(&bundle(entries().len() as u64 + 1, &more), STREAM).await.unwrap();
    let to = format!("301 {TO}");
    for (host, asked, outcome) in [
        ("anhao.example", "/gioi-thieu", to.as_str()),
        ("tanchau.example", "/gioi-thieu", "200"),
        ("portal.example", "/gioi-thieu", "200"),
        // A list with articles of its own is its own.
        ("anhao.example", "/ve-chung-toi", "200"),
        // No other site asks by a number at the root.
        ("tanchau.example", "/?p=77", "404"),
        ("tanchau.example", "/", "200"),
    ] {
        assert_eq!(t.reader().at_host(host).get(asked).await.outcome(), outcome, "{host} {asked}");
    }
}
