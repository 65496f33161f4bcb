//! The front page as somebody arranged it: order, days, what is empty, what readers may have of it; and without it.

use super::*;
use bridge::{Contact, Content, Layout, LinkTo, Monitor, Official, Photo, PhotoFile, PhotoFormat, Place, Placed};
use kit::clock::DAY;

fn placed(place: Place, title: &str, what: Content) -> Placed {
    Placed { place, title: text(title, ""), from: None, until: None, what }
}

fn between(mut it: Placed, from: &str, until: &str) -> Placed {
    (it.from, it.until) = (Some(from.to_owned()), Some(until.to_owned()));
    it
}

fn layout(number: u32, blocks: Vec<Placed>) -> Entry {
    Entry::Layout(Box::new(Layout { site: String::new(), number, published_at: 0, blocks }))
}

fn links(links: &[(&str, &str)]) -> Content {
    let link = |(name, href): &(&str, &str)| LinkTo { name: text(name, ""), href: (*href).to_owned() };
    Content::Links(links.iter().map(link).collect())
}

fn banner(t: &TestPortal, alt: &str, href: Option<&str>) -> (Content, String) {
    let bytes = format!("\u{ff}jpeg of {alt}");
    let hash = bridge::digest(bytes.as_bytes());
    t.portal.keep_picture(bytes.as_bytes()).expect("kept");
    let file = PhotoFile { hash, format: PhotoFormat::Jpeg, width: 960, height: 240 };
    let at = file.address();
    let photo = Photo { alt: alt.into(), caption: None, credit: None, files: vec![file], card: vec![] };
    (Content::Banner { photo: Box::new(photo), href: href.map(str::to_owned) }, at)
}

fn in_order(html: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = html[from..].find(part).unwrap_or_else(|| panic!("{part} does not follow in {html}"));
        from += at + part.len();
    }
}

#[tokio::test]
async fn the_front_page_stands_as_it_was_arranged_and_empty_blocks_do_not() {
    let t = TestPortal::with_articles().await;
    let before = t.reader().get("/").await.html();
    in_order(&before, &["top-story", "chăm lo 2.1", "Bài mới", "chăm lo 1.1", "class=\"topic\"", "class=\"counters\""]);
    let (picture, at) = banner(&t, "Chào mừng <đại hội>", Some("/chuyen-de/tien-toi-dai-hoi-dang"));
    assert_eq!(t.reader().get(&at).await.outcome(), "404", "not before a layout shows it");
    let topic = Content::Topic { slug: "tien-toi-dai-hoi-dang".into(), most: 1 };
    let blocks = vec![
        placed(Place::Front, "", picture),
        placed(Place::Front, "", Content::Lead(Some(1))),
        placed(Place::Front, "Không có gì", Content::Section { slug: "van-hoa".into(), most: 3 }),
        placed(Place::Front, "", topic),
        placed(Place::Front, "Nên đọc", Content::Articles(vec![99, 2])),
        placed(Place::Front, "", Content::Latest(5)),
        placed(Place::Side, "", Content::Counters),
        placed(Place::Side, "Liên kết <b>", links(&[("Công báo", "https://congbao.gov.vn/"), ("Số liệu", "/so-lieu")])),
        placed(Place::Menu, "", links(&[("Trang nhất", "/"), ("Lưu trữ", "/luu-tru")])),
    ];
    t.portal.apply(&bundle(4, &[layout(1, blocks)]), STREAM).await.expect("applied");
    let html = t.reader().get("/").await.html();
    let parts = [
        "<a href=\"/\">Trang nhất</a>",
        "<a href=\"/luu-tru\">Lưu trữ</a>",
        "<a href=\"/chuyen-de/tien-toi-dai-hoi-dang\"><picture>",
        "alt=\"Chào mừng &lt;đại hội&gt;\"",
        "top-story",
        "chăm lo 1.1",
        "Tiến tới đại hội Đảng",
        "chăm lo 2.1",
        "Nên đọc",
        "chăm lo 2.1",
        "class=\"counters\"",
        "Liên kết &#60;b&#62;",
        "https://congbao.gov.vn/",
    ];
    in_order(&html, &parts);
    for gone in ["Không có gì", "Bài mới", "class=\"topic\"", "<b>"] {
        assert!(
            !html.contains(gone) || gone == "<b>" && !html.contains("Liên kết <b>"),
            "{gone} is empty or was left out"
        );
    }
    assert_eq!(t.reader().get(&at).await.outcome(), "200");
    let english = t.reader().get("/en").await.html();
    in_order(&english, &["<a href=\"/en/luu-tru\">Lưu trữ</a>", "href=\"/en/chuyen-de/tien-toi-dai-hoi-dang\""]);
    let article = t.reader().get(ARTICLE).await.html();
    assert!(article.contains("congbao.gov.vn") && article.contains("Trang nhất"), "menu and side stand on every page");
    // One without any block takes it back, and the picture is nobody's any more.
    t.portal.apply(&bundle(5, &[layout(2, vec![])]), STREAM).await.expect("applied");
    assert!(t.reader().get("/").await.html().contains("Bài mới"));
    assert_eq!(open(&t.test, &t.clock).await.library().layout(""), None, "a restart reads the same");
}

#[tokio::test]
async fn days_take_effect_by_themselves() {
    let t = TestPortal::with_articles().await;
    let blocks = vec![
        placed(Place::Front, "", Content::Latest(5)),
        between(placed(Place::Front, "Hai ngày", links(&[("A", "/")])), "2018-11-24", "2018-11-25"),
        between(placed(Place::Side, "Một ngày", links(&[("B", "/")])), "2018-11-25", "2018-11-25"),
        between(placed(Place::Menu, "", links(&[("Riêng hôm nay", "/luu-tru")])), "2018-11-23", "2018-11-23"),
    ];
    t.portal.apply(&bundle(4, &[layout(1, blocks)]), STREAM).await.expect("applied");
    for (day, shown) in
        [(23, [false, false, true]), (24, [true, false, false]), (25, [true, true, false]), (26, [false, false, false])]
    {
        // Asked for in the last second of the day as well: what was made for it must not live on.
        for part in ["the morning", "the evening"] {
            let html = t.reader().get("/").await.html();
            let found = ["Hai ngày", "Một ngày", "Riêng hôm nay"].map(|words| html.contains(words));
            assert_eq!(found, shown, "{part} of {day}");
            t.clock.advance(if part == "the morning" { DAY - SECOND } else { SECOND });
        }
    }
}

#[tokio::test]
async fn a_preview_shows_what_is_not_published_and_nobody_else_sees_it() {
    let t = TestPortal::with_articles().await;
    let blocks = vec![between(placed(Place::Front, "Sắp tới", links(&[("A", "/")])), "2018-12-01", "2018-12-02")];
    let Entry::Layout(asked) = layout(1, blocks) else { unreachable!() };
    let on = |day| t.portal.preview((*asked).clone(), day, Lang::Vi).expect("a page");
    assert!(on(Day::of(2018, 12, 1)).contains("Sắp tới"));
    assert!(!on(Day::of(2018, 12, 3)).contains("Sắp tới"));
    let html = t.reader().get("/").await.html();
    assert!(!html.contains("Sắp tới") && html.contains("Bài mới"), "nothing of it was kept");
}

#[tokio::test]
async fn the_copy_as_files_has_the_banner_and_a_forged_layout_is_found() {
    let t = TestPortal::with_articles().await;
    let (picture, at) = banner(&t, "Chào mừng", None);
    t.portal.apply(&bundle(4, &[layout(1, vec![placed(Place::Front, "", picture)])]), STREAM).await.expect("applied");
    let folder = kit::testing::TempDir::new();
    let done = t.portal.export(folder.path(), &key(), |_| {}).await.expect("a copy");
    assert_eq!(done.dead, Default::default());
    assert!(folder.path().join(at.trim_start_matches('/')).is_file(), "{at}");
    let sound = Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap();
    assert!(sound.problems.is_empty() && sound.entries == 4, "{sound:?}");
    let sql = "UPDATE crossed SET content = $1 WHERE kind = 'layout'";
    let Entry::Layout(forged) = layout(1, vec![placed(Place::Menu, "", links(&[("Cá cược", "https://w88.example")]))])
    else {
        unreachable!()
    };
    let mut tx = t.test.db.begin().await.unwrap();
    tx.exec(sql, &[&serde_json::to_string(&Entry::Layout(forged)).unwrap()]).await.unwrap();
    tx.commit().await.unwrap();
    let report = Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap();
    assert!(!report.problems.is_empty(), "a layout that nobody signed is found");
}

#[tokio::test]
async fn readers_are_told_where_the_office_is_and_whom_to_ask() {
    let t = TestPortal::with_articles().await;
    for path in ["/lien-he", "/en/lien-he"] {
        assert_eq!(t.reader().get(path).await.outcome(), "404", "nobody has said so yet");
    }
    assert!(!t.reader().get("/").await.html().contains("/lien-he"));
    let official = |vi: &str, en: &str, phone: &str| Official {
        post: text(vi, en),
        name: "Nguyễn Văn <b>".into(),
        phone: phone.into(),
        email: String::new(),
    };
    let contact = Contact {
        address: text("Số 1, đường Trần Hưng Đạo", "1 Tran Hung Dao Street"),
        phone: "(0296) 3875-123".into(),
        email: "vp@tinhbien.example".into(),
        hours: text("7 giờ đến 17 giờ", ""),
        persons: vec![official("Chánh Văn phòng", "Chief of Office", ""), official("Thường trực", "", "0296 1")],
    };
    let block = |what| between(placed(Place::Side, "", what), "2018-11-01", "2018-11-30");
    let content = Content::Contact(Box::new(contact));
    t.portal.apply(&bundle(4, &[layout(1, vec![block(content)])]), STREAM).await.expect("applied");
    let page = t.reader().get("/lien-he").await.html();
    for part in [
        "Số 1, đường Trần Hưng Đạo",
        "href=\"tel:02963875123\"",
        "href=\"mailto:vp@tinhbien.example\"",
        "7 giờ đến 17 giờ",
        "<h3>Nguyễn Văn &#60;b&#62;</h3>",
        "Chánh Văn phòng",
        "Theo bản đăng ngày",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let english = t.reader().get("/en/lien-he").await.html();
    assert!(english.contains("1 Tran Hung Dao Street") && english.contains("Chief of Office"), "{english}");
    assert!(english.contains("Thường trực"), "what nobody has translated stays: {english}");
    let front = t.reader().get("/").await.html();
    let foot = front.split("<footer").nth(1).expect("a foot");
    assert!(foot.contains("Trần Hưng Đạo") && foot.contains("href=\"/lien-he\""), "{foot}");
    assert!(front.contains("\"telephone\":\"(0296) 3875-123\""), "machines are told: {front}");
    assert!(t.reader().get("/sitemap/trang.xml").await.html().contains("/en/lien-he"));
    t.clock.advance(8 * DAY);
    assert_eq!(t.reader().get("/lien-he").await.outcome(), "404", "its days are over");
}

#[tokio::test]
async fn the_states_monitoring_counts_where_the_office_lets_it_and_never_where_people_confide() {
    let t = TestPortal::with_articles().await;
    let policy = |answer: &kit::testing::Answer| answer.headers["content-security-policy"].to_str().unwrap().to_owned();
    let strict = policy(&t.reader().get("/").await);
    assert!(!strict.contains("http"), "nothing is loaded from elsewhere: {strict}");
    let what = Content::Monitor(Monitor { at: "https://f-emc.ngsp.gov.vn".into(), code: "8981".into() });
    let block = between(placed(Place::Side, "", what), "2018-11-01", "2018-11-24");
    let desk =
        bridge::Reception { key: bridge::ReceptionKey::of(&[9; 32]).public(), days: 10, open: true, kept_months: 60 };
    let entries = [layout(1, vec![block]), Entry::Reception(desk)];
    t.portal.apply(&bundle(4, &entries), STREAM).await.expect("applied");
    let own = "data-code=\"8981\" data-tracker=\"https://f-emc.ngsp.gov.vn/tracking\"";
    for path in ["/", "/en", ARTICLE, "/xay-dung-dang", "/so-lieu/cach-dem", "/nhin/lon/"] {
        let page = t.reader().get(path).await;
        let html = page.html();
        in_order(&html, &[own, "<script src=\"https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js\" defer>"]);
        for part in ["script-src", "connect-src", "img-src"] {
            let let_in = format!("{part} 'self' https://f-emc.ngsp.gov.vn;");
            assert!(policy(&page).contains(&let_in), "{path}: {}", policy(&page));
        }
        assert_eq!(policy(&page).matches("http").count(), 3, "{path}: nothing else is let in");
        assert!(page.text().contains("8981") && page.text().contains("f-emc.ngsp.gov.vn"), "{path}: it is said");
    }
    for path in ["/gop-y", "/en/phan-anh", "/giam-sat", "/gop-y/tra-cuu", "/tim-kiem?q=an", "/khong-co"] {
        let page = t.reader().get(path).await;
        assert!(!page.html().contains("<script src=\"http"), "{path}");
        assert_eq!(policy(&page), strict, "{path}");
    }
    let printed = t.reader().get(&format!("{ARTICLE}/in")).await.html();
    assert!(!printed.contains("<script src=\"http"), "a printed sheet is no second view");
    t.clock.advance(2 * DAY);
    let after = t.reader().get(ARTICLE).await;
    assert!(policy(&after) == strict && !after.html().contains("gov-tracking"), "its days are over");
}

#[tokio::test]
async fn contacts_alone_leave_the_front_page_of_each_language_as_it_was() {
    let t = TestPortal::with_articles().await;
    let before = t.reader().get("/en").await.html();
    let usual = [Content::Lead(None), Content::Latest(20)].map(|what| placed(Place::Front, "", what));
    let contact = Contact {
        address: text("Nhà Bàng", ""),
        phone: String::new(),
        email: String::new(),
        hours: text("", ""),
        persons: vec![],
    };
    let side = [Content::Topics, Content::Counters, Content::Contact(Box::new(contact))];
    let blocks = usual.into_iter().chain(side.map(|what| placed(Place::Side, "", what))).collect();
    t.portal.apply(&bundle(4, &[layout(1, blocks)]), STREAM).await.expect("applied");
    let main = |html: &str| html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).map(str::to_owned);
    assert_eq!(main(&t.reader().get("/en").await.html()), main(&before));
}
