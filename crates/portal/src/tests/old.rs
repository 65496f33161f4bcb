//! Addresses of an older site, articles brought from it, their pictures and what they had been read.

use super::*;
use bridge::{Leads, OldAddress, Picture};

pub(super) const TO: &str = "/xay-dung-dang/dai-hoi-10000001";
pub(super) const FILE: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.jpg";

pub(super) fn brought(article: i64, name: &str, slug: &str, read_before: u64, body: Vec<Block>) -> Entry {
    let Entry::Edition(it) = edition(article, 1) else { panic!("an edition") };
    let external_id = Some(name.to_owned());
    let edition = Edition { slug: slug.into(), external_id, read_before, body, figures: Vec::new(), ..*it };
    Entry::Edition(Box::new(edition))
}

pub(super) fn address(from: &str, leads: Leads) -> Entry {
    Entry::Address(OldAddress { from: from.into(), leads })
}

pub(super) fn entries() -> Vec<Entry> {
    let picture =
        Picture {
            file: FILE.into(), width: 8, height: 6, alt: "\"><script>".into(), caption: "Ảnh: <b>A</b>".into()
        };
    let rows = vec![vec![vec![Inline::Text("Xã".into())]], vec![vec![Inline::Text("An Cư <i>".into())]]];
    let to = |path: &str| Leads::To(path.into());
    vec![
        edition(1, 1),
        brought(10_000_001, "joomla:254", "dai-hoi", 1200, vec![Block::Picture(picture), Block::Table(rows)]),
        brought(10_000_002, "joomla:20", "nam-xay-dung", 34, vec![]),
        brought(10_000_003, "k2:7", "dan-van", 0, vec![]),
        brought(10_000_004, "wp:12", "tin-wp", 0, vec![]),
        brought(10_000_005, "joomla:300", "bo-roi", 500, vec![]),
        brought(10_000_006, "joomla:301", "trung", 0, vec![]),
        brought(10_000_007, "joomla:302", "trung", 0, vec![]),
        Entry::Withdrawal {
            article_id: 10_000_005,
            at: Day::of(2018, 11, 22).begins().0,
            reason: "Nhầm".into(),
            fate: bridge::Fate::Gone,
        },
        address("joomla:cat:3", to("/xay-dung-dang")),
        address("joomla:cat:4", to("/chuyen-muc-4")),
        address("/gioi-thieu", to(TO)),
        address("/tin-tuc/xay-dung", to("/xay-dung-dang")),
        address("joomla:99", to("/xay-dung-dang")),
        brought(10_000_008, "joomla:1", "mot", 0, vec![]),
        address("/images/stories/a_b.jpg", to(&format!("/anh/{FILE}"))),
        address("joomla:257", Leads::Gone),
        address("wp:15", to("/xay-dung-dang/tin-wp-10000004")),
        address("wp:cat:2", to("/xay-dung-dang")),
        address("/quen", to("/")),
        address("/quen", Leads::Nowhere),
    ]
}

/// A paragraph with a link to an article of its old site, and one to a page of the portal.
fn linked() -> Block {
    let link = |href: &str, text: &str| Inline::Link { href: href.into(), text: vec![Inline::Text(text.into())] };
    let old = "/index.php?option=com_content&view=article&id=254:x#sau";
    Block::Paragraph(vec![link(old, "bài ấy"), link("/so-lieu", "số liệu")])
}

pub(super) async fn with_old_site() -> TestPortal {
    let t = TestPortal::new().await;
    t.portal.apply(&bundle(1, &entries()), STREAM).await.expect("applied");
    t
}

#[tokio::test]
async fn every_shape_of_an_old_address_answers() {
    let t = with_old_site().await;
    let to = format!("301 {TO}");
    for (asked, outcome) in [
        ("/index.php?option=com_content&view=article&id=254:dai-hoi&catid=3:x&Itemid=9", to.as_str()),
        ("/index.php?option=com_content&amp;view=article&amp;id=254", &to),
        ("/?option=com_content&view=article&id=254", &to),
        // Browsers and Joomla 1.5 itself write the colon so.
        ("/index.php?option=com_content&view=article&id=254%3Adai-hoi&catid=3%3Ax", &to),
        ("/index.php?view=article&catid=3%3Ax&id=254%3Adai-hoi&format=pdf&option=com_content&Itemid=9", &to),
        ("/index.php?option=com_content&task=view&id=254&Itemid=2", &to),
        (
            "/index.php?option=com_content&view=article&id=254&tmpl=component&print=1&page=",
            "301 /xay-dung-dang/dai-hoi-10000001/in",
        ),
        ("/index.php?option=com_content&view=article&id=254&format=pdf", &to),
        ("/3-xay-dung/254-dai-hoi", &to),
        ("/3-xay-dung/254-dai-hoi.html", &to),
        ("/tin-tuc/xay-dung/254-ten-khac-han", &to),
        ("/index.php/3-xay-dung/254-dai-hoi", &to),
        ("/component/content/article/3-xay-dung/254-dai-hoi", &to),
        ("/component/content/article/254", &to),
        ("/component/content/?id=254", &to),
        ("/component/content/article?id=254:x&Itemid=3", &to),
        ("/component/content/category?id=3", "301 /xay-dung-dang"),
        ("/index.php/component/k2/item?id=7", "301 /xay-dung-dang/dan-van-10000003"),
        ("/component/users/?id=254", "404"),
        (
            "/component/content/article/3-xay-dung/254-dai-hoi.html?tmpl=component&print=1&layout=default",
            "301 /xay-dung-dang/dai-hoi-10000001/in",
        ),
        ("/content/view/254/31/", &to),
        ("/tin-tuc/xay-dung/254-dai-hoi.pdf", &to),
        // The modern router writes no number.
        ("/tin-tuc/dai-hoi", &to),
        ("/tin-tuc/trung", "404"),
        // What could be read as an address of ours is the older one when number and words are its.
        ("/tin/20-nam-xay-dung", "301 /xay-dung-dang/nam-xay-dung-10000002"),
        ("/gioi-thieu", &to),
        ("/Gioi-Thieu.html", &to),
        ("/index.php/gioi-thieu", &to),
        ("/index.php?option=com_content&view=category&layout=blog&id=3", "301 /xay-dung-dang"),
        ("/index.php?option=com_content&view=category&id=3&format=feed&type=rss", "301 /xay-dung-dang/rss.xml"),
        ("/index.php?option=com_content&view=category&id=4&format=feed", "301 /chuyen-muc-4/rss.xml"),
        ("/index.php?option=com_content&view=article&id=254&format=feed", &to),
        ("/component/content/category/3-xay-dung", "301 /xay-dung-dang"),
        ("/?format=feed&type=rss", "301 /rss.xml"),
        ("/index.php?format=feed&type=atom", "301 /rss.xml"),
        ("/feed/", "301 /rss.xml"),
        ("/index.php?option=com_content&view=featured", "301 /"),
        ("/item/7-dan-van", "301 /xay-dung-dang/dan-van-10000003"),
        ("/index.php?option=com_k2&view=item&id=7:dan-van", "301 /xay-dung-dang/dan-van-10000003"),
        ("/?p=12", "301 /xay-dung-dang/tin-wp-10000004"),
        ("/?attachment_id=15", "301 /xay-dung-dang/tin-wp-10000004"),
        ("/?cat=2", "301 /xay-dung-dang"),
        // What a WordPress asks for is not the front page.
        ("/?p=13", "404"),
        ("/?cat=9", "404"),
        ("/?page_id=1&preview=true", "404"),
        ("/?q=13", "200"),
        ("/images/stories/A%20b.jpg", "301 /anh/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.jpg"),
        // Thrown away on the old site; taken back here.
        ("/index.php?option=com_content&view=article&id=257", "410"),
        ("/3-xay-dung/300-bo-roi", "410"),
        ("/quen", "404"),
        ("/3-xay-dung/999-khong-co", "404"),
        ("/index.php?option=com_users&view=login", "404"),
        ("/index.php?option=com_content&view=article&id=99999999999999999999", "404"),
        ("/index.php?option=com_content&view=article&id=-1", "404"),
        // Our own addresses mean what they meant.
        ("/", "200"),
        (ARTICLE, "200"),
        ("/xay-dung-dang", "200"),
    ] {
        assert_eq!(t.reader().get(asked).await.outcome(), outcome, "{asked}");
    }
}

#[tokio::test]
async fn a_number_is_an_article_only_where_the_older_site_put_one() {
    let t = with_old_site().await;
    let next = entries().len() as u64 + 1;
    let gone = Entry::Withdrawal {
        article_id: 1,
        at: Day::of(2018, 11, 23).begins().0,
        reason: "Nhầm tên".into(),
        fate: bridge::Fate::Gone,
    };
    t.portal.apply(&bundle(next, &[gone]), STREAM).await.unwrap();
    let one = "301 /xay-dung-dang/mot-10000008";
    let taken_off = format!("{ARTICLE}/ban/1");
    for (asked, outcome) in [
        ("/component/content/article/1", one),
        ("/tin-tuc/xay-dung/1-ten-cu", one),
        ("/tin-tuc/xay-dung/3-xay-dung/1-ten-cu", one),
        ("/3-xay-dung/1-ten-cu", one),
        // A number and just its words are its article's wherever they stand.
        ("/dau-cung-duoc/1-mot", one),
        // Lists that the older site never had, years, and numbers alone.
        ("/thong-bao/2018/1-quyet-dinh", "404"),
        ("/thong-bao/1-quyet-dinh", "404"),
        ("/8-chua-tung-co/1-quyet-dinh", "404"),
        ("/tin-tuc/xay-dung/1", "404"),
        ("/2018/1-quyet-dinh", "404"),
        // What somebody has said of a number holds.
        ("/thong-bao/99-quyet-dinh", "301 /xay-dung-dang"),
        // The portal's own shapes.
        ("/so-lieu/1", "404"),
        ("/chuyen-de/1", "404"),
        ("/chuyen-de/1-mot-viec", "404"),
        ("/en/xay-dung-dang/khong-co-77/ban/1", "404"),
        ("/km/so-lieu/1", "404"),
        ("/xay-dung-dang/khong-co-77/ban/1", "404"),
        (taken_off.as_str(), "410"),
    ] {
        assert_eq!(t.reader().get(asked).await.outcome(), outcome, "{asked}");
    }
}

#[tokio::test]
async fn two_sites_are_told_apart_by_their_hosts() {
    let t = with_old_site().await;
    let second = [
        brought(10_000_020, "tanchau.example|joomla:254", "tan-chau", 0, vec![]),
        brought(10_000_022, "tanchau.example|joomla:402", "dan-lai", 0, vec![linked()]),
        brought(10_000_023, "joomla:402", "dan-lai-mot", 0, vec![linked()]),
        brought(10_000_021, "tanchau.example|joomla:400", "dai-hoi", 0, vec![]),
        address("tanchau.example|/gioi-thieu", Leads::To("/xay-dung-dang/tan-chau-10000020".into())),
        address("tanchau.example|joomla:cat:3", Leads::To("/xay-dung-dang".into())),
    ];
    t.portal.apply(&bundle(entries().len() as u64 + 1, &second), STREAM).await.unwrap();
    // A link within a text is its own site's, wherever it is read.
    for (page, leads) in [
        ("/xay-dung-dang/dan-lai-10000022", "/xay-dung-dang/tan-chau-10000020#sau"),
        ("/xay-dung-dang/dan-lai-mot-10000023", "/xay-dung-dang/dai-hoi-10000001#sau"),
    ] {
        let html = t.reader().get(page).await.html();
        assert!(html.contains(&format!("<a href=\"{leads}\">bài ấy</a>")), "{page}: {html}");
        assert!(html.contains("<a href=\"/so-lieu\">số liệu</a>"), "{page}");
    }
    let (first, theirs) = (format!("301 {TO}"), "301 /xay-dung-dang/tan-chau-10000020");
    let article = "/index.php?option=com_content&view=article&id=254";
    for (host, asked, outcome) in [
        ("portal.example", article, first.as_str()),
        ("tanchau.example", article, theirs),
        ("WWW.TanChau.example:443", article, theirs),
        ("tanchau.example", "/3-xay-dung/254-ten-cu", theirs),
        ("tanchau.example", "/gioi-thieu.html", theirs),
        ("portal.example", "/gioi-thieu.html", &first),
        ("tanchau.example", "/tin/dai-hoi", "301 /xay-dung-dang/dai-hoi-10000021"),
        ("portal.example", "/tin/dai-hoi", &first),
        // Of what only the other one had nothing is known.
        ("portal.example", "/index.php?option=com_content&view=article&id=400", "404"),
        ("tanchau.example", "/index.php?option=com_content&view=article&id=20", "404"),
    ] {
        let mut reader = t.reader().at_host(host);
        assert_eq!(reader.get(asked).await.outcome(), outcome, "{host} {asked}");
    }
    let missed = t.portal.misses().into_iter().map(|miss| (miss.address, miss.from)).collect::<Vec<_>>();
    let question = "/index.php?option=com_content&view=article&id=";
    assert_eq!(
        missed,
        [
            (format!("//tanchau.example{question}20"), "tanchau.example|joomla:20".to_owned()),
            (format!("{question}400"), "joomla:400".to_owned()),
        ]
    );
}

#[tokio::test]
async fn what_readers_ask_for_in_vain_is_told_until_it_leads_somewhere() {
    let t = with_old_site().await;
    for asked in [
        "/lich-tiep-dan",
        "/lich-tiep-dan",
        "/index.php?option=com_content&view=article&id=999",
        "/wp-login.php",
        "/gioi-thieu",
    ] {
        t.reader().get(asked).await;
    }
    Door::new(t.portal.router()).with_header("user-agent", "curl/8").get("/chi-may-hoi").await;
    let told = |portal: &Portal| portal.misses().into_iter().map(|miss| (miss.from, miss.times)).collect::<Vec<_>>();
    assert_eq!(told(&t.portal), [("/lich-tiep-dan".into(), 2), ("joomla:999".into(), 1)]);
    t.portal.flush().await.unwrap();
    let again = open(&t.test, &t.clock).await;
    assert_eq!(told(&again), told(&t.portal), "they outlive the process");
    let next = [address("/lich-tiep-dan", Leads::To(TO.into())), address("joomla:999", Leads::Gone)];
    t.portal.apply(&bundle(entries().len() as u64 + 1, &next), STREAM).await.unwrap();
    assert_eq!(told(&t.portal), []);
    assert_eq!(t.reader().get("/lich-tiep-dan").await.outcome(), format!("301 {TO}"));
    assert_eq!(t.reader().get("/index.php?option=com_content&view=article&id=999").await.outcome(), "410");
}

#[tokio::test]
async fn no_old_address_leads_out() {
    let t = with_old_site().await;
    for asked in [
        "//evil.example/254-dai-hoi",
        "/index.php//evil.example",
        "/https://evil.example/",
        "/%2f%2fevil.example/254-dai-hoi",
        "/index.php?option=com_content&view=article&id=254&return=https://evil.example",
        "/index.php?option=https://evil.example&id=254",
        "/\\evil.example",
        "/%0d%0aLocation:%20https://evil.example/254-x",
    ] {
        let answer = t.reader().get(asked).await;
        if let Some(to) = answer.headers.get("location") {
            assert_eq!(to.to_str().unwrap(), TO, "{asked}");
        }
    }
    for out in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", ""] {
        let entry = address("/x", Leads::To(out.into()));
        assert!(bridge::seal(&key(), STREAM, 1, &[entry]).is_err(), "{out}");
    }
}

#[tokio::test]
async fn what_was_read_before_is_carried_over() {
    let t = with_old_site().await;
    assert!(
        t.counters().await.contains("16.736.575"),
        "16.735.341 and 1200 and 34; what was taken back does not count"
    );
    let html = t.reader().get(TO).await.html().replace('\u{a0}', " ");
    assert!(html.contains("1.201 lượt"), "the reader is the next one");
}

#[tokio::test]
async fn a_picture_is_shown_where_a_text_shows_it() {
    let t = with_old_site().await;
    let html = t.reader().get(TO).await.html();
    let shown =
        format!("<img src=\"/anh/{FILE}\" alt=\"&quot;&gt;&lt;script&gt;\" width=\"8\" height=\"6\" loading=\"lazy\">");
    assert!(html.contains(&shown) && html.contains("<figcaption>Ảnh: &lt;b&gt;A&lt;/b&gt;</figcaption>"));
    assert!(html.contains("<td>An Cư &lt;i&gt;</td>"));
    let folder = kit::testing::TempDir::new();
    let files = kit::files::Files::at(folder.path());
    // The digest above is that of nothing.
    files.put(b"").unwrap();
    let other = files.put(b"nobody shows it").unwrap();
    let settings = Settings { pictures: files, ..t.portal.0.settings.clone() };
    let portal = Portal::open(t.test.db.clone(), t.clock.clone(), vec![key().verifying_key()], settings).await.unwrap();
    let mut reader = Door::new(portal.router());
    let picture = reader.get(&format!("/anh/{FILE}")).await;
    assert_eq!((picture.outcome().as_str(), picture.headers["content-type"].to_str().unwrap()), ("200", "image/jpeg"));
    assert_eq!(picture.headers["x-content-type-options"], "nosniff");
    for hidden in
        [format!("/anh/{other}.jpg"), FILE.replace("jpg", "svg"), "/anh/..%2f..%2fkeys.jpg".into(), "/anh/x".into()]
    {
        let path = if hidden.starts_with('/') { hidden } else { format!("/anh/{hidden}") };
        assert_eq!(reader.get(&path).await.outcome(), "404", "{path}");
    }
    let gone = Entry::Withdrawal {
        article_id: 10_000_001,
        at: Day::of(2018, 11, 23).begins().0,
        reason: "Nhầm".into(),
        fate: bridge::Fate::Gone,
    };
    portal.apply(&bundle(entries().len() as u64 + 1, &[gone]), STREAM).await.unwrap();
    assert_eq!(reader.get(&format!("/anh/{FILE}")).await.outcome(), "404", "with its text");
}

#[tokio::test]
async fn an_article_of_a_section_that_has_no_other_leads_to_no_list() {
    let t = TestPortal::new().await;
    let moved = |section: &str, number: u32| {
        let Entry::Edition(it) = brought(10_000_030, "joomla:31", "to-chuc", 0, vec![]) else { panic!("an edition") };
        let section = bridge::Section { slug: section.into(), name: text("Tổ chức cũ", "") };
        let topics = vec![bridge::Topic { slug: format!("{}-nho", section.slug), name: section.name.vi.clone() }];
        Entry::Edition(Box::new(Edition { section, topics, edition: number, lead: vec![], kicker: None, ..*it }))
    };
    t.portal.apply(&bundle(1, &[moved("to-chuc", 1), moved("dang-vu", 2)]), STREAM).await.unwrap();
    for (page, section, leads) in
        [("/dang-vu/to-chuc-10000030/ban/1", "to-chuc", false), ("/dang-vu/to-chuc-10000030", "dang-vu", true)]
    {
        let html = t.reader().get(page).await.html();
        for href in [format!("href=\"/{section}\""), format!("href=\"/chuyen-de/{section}-nho\"")] {
            assert_eq!(html.contains(&href), leads, "{page} {href}");
        }
        assert!(html.contains("Tổ chức cũ"), "the name is said");
        assert!(!html.contains("<p class=\"lead\">"), "no lead, no paragraph for it");
    }
}
