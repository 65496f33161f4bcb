//! The library of papers: what readers find, on which day it holds, what they may take, what is gone.

use super::{STREAM, TestPortal, bundle, key, text};
use bridge::{Entry, PaperRelation, PaperRelationKind, PublicFile, PublicFileKind, PublicPaper};
use kit::clock::Day;

fn paper(id: i64, symbol: &str, day: &str) -> PublicPaper {
    let at = Day::of(2018, 11, 20).begins().0 + id;
    PublicPaper {
        paper_id: id,
        edition: 1,
        slug: "ke-hoach".into(),
        symbol: symbol.into(),
        kind: "plan".into(),
        kind_name: text("kế hoạch", "plan"),
        issuer: "Ban Thường vụ Huyện ủy Tịnh Biên".into(),
        issued_on: day.into(),
        in_force_from: day.into(),
        ends_on: None,
        recalled: false,
        subject: format!("Học tập nghị quyết lần {id} <b>"),
        signer: "Phó Bí thư Nguyễn Văn Mẫu".into(),
        relations: vec![],
        files: vec![],
        text: "ngăn chặn suy thoái trong nội bộ".into(),
        published_at: at,
        first_published_at: at,
    }
}

fn entry(paper: PublicPaper) -> Entry {
    Entry::Paper(Box::new(paper))
}

fn names(kind: PaperRelationKind, symbol: &str) -> PaperRelation {
    PaperRelation { kind, symbol: symbol.into(), issued_on: None }
}

const FILE: &[u8] = b"%PDF-1.4 <script>alert(1)</script>";

/// One of 2015, one of 2018 that takes its place and stands on one that is not here; the second one has a file.
async fn library() -> TestPortal {
    let t = TestPortal::new().await;
    t.portal.keep_picture(FILE).unwrap();
    let relations = vec![names(PaperRelationKind::Replaces, "05-KH/HU"), names(PaperRelationKind::BasedOn, "04-NQ/TW")];
    let files = vec![PublicFile { hash: bridge::digest(FILE), kind: PublicFileKind::Pdf, size: FILE.len() as u64 }];
    let new = PublicPaper { relations, files, ..paper(8, "86-KH/HU", "2018-10-22") };
    let other = PublicPaper {
        kind: "notice".into(),
        kind_name: text("thông báo", "notice"),
        issuer: "Ban Tuyên giáo".into(),
        in_force_from: "2018-12-01".into(),
        ..paper(9, "07-TB/HU", "2018-11-01")
    };
    let entries = [entry(paper(5, "05-KH/HU", "2015-03-02")), entry(new), entry(other)];
    t.portal.apply(&bundle(1, &entries), STREAM).await.expect("applied");
    t
}

#[tokio::test]
async fn the_list_is_narrowed_by_kind_issuer_year_words_and_validity_on_a_day() {
    let t = library().await;
    let mut reader = t.reader();
    for (asked, has, lacks) in [
        ("", "86-KH/HU", "Không có văn bản"),
        ("?loai=notice", "07-TB/HU", "86-KH/HU"),
        ("?co-quan=ban-tuyen-giao", "07-TB/HU", "86-KH/HU"),
        ("?nam=2015", "05-KH/HU", "86-KH/HU"),
        ("?hieu-luc=con", "86-KH/HU", "05-KH/HU"),
        ("?hieu-luc=het", "05-KH/HU", "86-KH/HU"),
        ("?hieu-luc=chua", "07-TB/HU", "86-KH/HU"),
        ("?hieu-luc=con&ngay=01/01/2016", "05-KH/HU", "86-KH/HU"),
        ("?q=hoc+tap+8", "86-KH/HU", "07-TB/HU"),
        ("?nam=20180000", "Không văn bản nào hợp", "86-KH/HU"),
        ("?ngay=hom-nay", "Ghi ngày theo dạng", "zz"),
    ] {
        let page = reader.get(&format!("/van-ban{asked}")).await;
        assert_eq!(page.outcome(), "200", "{asked}");
        let list = page.text();
        assert!(list.contains(has) && !list.contains(lacks), "{asked}: {list}");
        assert!(!page.html().contains("<b>\n"), "what is said is text");
    }
    assert_eq!(reader.get("/van-ban?trang=2").await.outcome(), "404");
    assert_eq!(reader.get("/en/van-ban").await.outcome(), "200");
    assert!(reader.get("/").await.html().contains("href=\"/van-ban\""));
    assert!(!TestPortal::new().await.reader().get("/").await.html().contains("href=\"/van-ban\""));
}

#[tokio::test]
async fn a_paper_says_whether_it_holds_what_it_stands_on_and_gives_its_file_to_be_saved() {
    let t = library().await;
    let mut reader = t.reader();
    assert_eq!(reader.get("/van-ban/sai-8").await.outcome(), "301 /van-ban/ke-hoach-8");
    let page = reader.get("/van-ban/ke-hoach-8").await;
    for told in ["Còn hiệu lực", "Thay thế", "05-KH/HU", "04-NQ/TW", "không có trong thư viện này", "22-10-2018"]
    {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    for told in ["\"@type\":\"Legislation\"", "\"legislationIdentifier\":\"86-KH/HU\"", "schema.org/InForce"] {
        assert!(page.html().contains(told), "{told}");
    }
    let old = reader.get("/van-ban/ke-hoach-5").await;
    for told in ["Hết hiệu lực", "Được thay thế bằng 86-KH/HU", "Bị thay thế bởi"] {
        assert!(old.text().contains(told), "{told}: {}", old.text());
    }
    let at = format!("/van-ban/tep/{}.pdf", bridge::digest(FILE));
    assert!(page.html().contains(&at));
    let file = reader.get(&at).await;
    assert_eq!(file.outcome(), "200");
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "attachment; filename*=UTF-8''86-kh-hu.pdf"),
    ] {
        assert_eq!(file.headers[name], value, "{name}");
    }
    assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    // Neither another ending of the same bytes nor bytes that no paper names.
    t.portal.keep_picture(b"%PDF other").unwrap();
    for path in [at.replace(".pdf", ".docx"), format!("/van-ban/tep/{}.pdf", bridge::digest(b"%PDF other"))] {
        assert_eq!(reader.get(&path).await.outcome(), "404", "{path}");
    }
}

#[tokio::test]
async fn an_article_opens_those_of_its_papers_that_readers_have() {
    let t = library().await;
    let Entry::Edition(mut article) = super::edition(1, 1) else { unreachable!("an edition") };
    let attached =
        |symbol: &str, day: Option<&str>| bridge::Attached { symbol: symbol.into(), issued_on: day.map(Into::into) };
    article.papers = vec![
        attached("86-KH/HU", Some("2018-10-22")),
        attached("05-KH/HU", Some("2016-01-01")),
        attached("04-NQ/TW", None),
    ];
    t.portal.apply(&bundle(4, &[Entry::Edition(article)]), STREAM).await.unwrap();
    let page = t.reader().get("/xay-dung-dang/tinh-bien-cham-lo-1").await;
    assert!(page.html().contains("<a href=\"/van-ban/ke-hoach-8\">86-KH/HU, ngày 22-10-2018</a>"), "{}", page.html());
    for closed in ["<li>05-KH/HU, ngày 01-01-2016</li>", "<li>04-NQ/TW</li>"] {
        assert!(page.html().contains(closed), "another day, or never public: {}", page.html());
    }
}

#[tokio::test]
async fn an_article_of_a_unit_opens_the_committees_papers() {
    let t = library().await;
    let Entry::Edition(mut article) = super::edition(3, 1) else { unreachable!("an edition") };
    let symbol = |symbol: &str| bridge::Attached { symbol: symbol.into(), issued_on: Some("2018-10-22".into()) };
    article.papers = vec![symbol("86-KH/HU"), symbol("9-KH/HU")];
    let site =
        bridge::Site { key: "xa-an-cu".into(), host: None, name: text("Đảng ủy xã An Cư", ""), ended: false };
    let standing = bridge::Standing { article_id: 3, home: "xa-an-cu".into(), also: vec![] };
    let brought = [Entry::Site(site), Entry::Standing(standing), Entry::Edition(article)];
    t.portal.apply(&bundle(4, &brought), STREAM).await.unwrap();
    let page = t.reader().get("/xa-an-cu/xay-dung-dang/bai-khac-3").await;
    assert!(page.html().contains("<a href=\"/van-ban/ke-hoach-8\">86-KH/HU, ngày 22-10-2018</a>"), "{}", page.html());
    assert!(page.html().contains("<li>9-KH/HU, ngày 22-10-2018</li>"), "never public: {}", page.html());
}

#[tokio::test]
async fn search_feeds_map_and_copy_have_the_papers() {
    let t = library().await;
    let mut reader = t.reader();
    let found = reader.get("/tim-kiem?q=suy+thoai+trong+noi+bo").await;
    assert!(found.html().contains("/van-ban/ke-hoach-8"), "{}", found.text());
    for (path, has) in [
        ("/van-ban/rss.xml", "van-ban-8"),
        ("/van-ban/atom.xml", "86-KH/HU"),
        ("/van-ban/feed.json", "Học tập nghị quyết lần 8 <b>"),
        ("/sitemap/trang.xml", "https://tinhbien.example/van-ban/ke-hoach-8"),
    ] {
        assert!(reader.get(path).await.html().contains(has), "{path}");
    }
    let copy = t.test.folder.path().join("copy");
    let done = t.portal.export(&copy, &key(), |_| {}).await.unwrap();
    assert!(done.dead.is_empty(), "{:?}", done.dead);
    for file in ["van-ban/index.html", "van-ban/ke-hoach-8/index.html", "van-ban/rss.xml"] {
        assert!(copy.join(file).exists(), "{file}");
    }
    assert_eq!(std::fs::read(copy.join(format!("van-ban/tep/{}.pdf", bridge::digest(FILE)))).unwrap(), FILE);
}

#[tokio::test]
async fn one_that_is_taken_back_says_why_and_a_later_edition_brings_it_again() {
    let t = library().await;
    let mut reader = t.reader();
    let at = format!("/van-ban/tep/{}.pdf", bridge::digest(FILE));
    let gone = Entry::PaperWithdrawal { paper_id: 8, at: 1, reason: "Có thông tin cá nhân".into() };
    t.portal.apply(&bundle(4, &[gone]), STREAM).await.unwrap();
    let page = reader.get("/van-ban/ke-hoach-8").await;
    assert!(page.outcome() == "410" && page.text().contains("Có thông tin cá nhân"), "{}", page.text());
    assert_eq!(reader.get(&at).await.outcome(), "404");
    assert!(!reader.get("/van-ban").await.text().contains("86-KH/HU"));
    assert!(!reader.get("/tim-kiem?q=86-KH").await.html().contains("ke-hoach-8"));
    assert!(reader.get("/van-ban/ke-hoach-5").await.text().contains("Còn hiệu lực"), "nothing replaces it any more");
    let again = PublicPaper { edition: 2, ends_on: Some("2018-11-01".into()), ..paper(8, "86-KH/HU", "2018-10-22") };
    t.portal.apply(&bundle(5, &[entry(again)]), STREAM).await.unwrap();
    assert!(reader.get("/van-ban/ke-hoach-8").await.text().contains("Hết hiệu lực"));
    let report = crate::Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}
