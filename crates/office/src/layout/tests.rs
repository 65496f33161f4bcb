//! Arranging the portal's pages through the door: who may, what is refused, what crosses, and who publishes it.

use super::{Arranged, Mirror, PublicList};
use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::testing::TestOffice;
use bridge::{Content, Entry, Layout, Place};
use kit::testing::{Answer, Door};
use std::sync::Arc;

async fn with_lists() -> (TestOffice, String) {
    let mut t = TestOffice::new().await;
    let list = |is_topic, slug: &str, name: &str| PublicList { is_topic, slug: slug.into(), name: name.into() };
    let lists = vec![list(false, "van-hoa", "Văn hóa"), list(true, "dai-hoi", "Tiến tới đại hội")];
    t.office.mirror = Mirror {
        lists: Arc::new(move |_| lists.clone()),
        preview: Arc::new(|layout, day, _| Some(format!("{day}: {} blocks", layout.blocks.len()))),
        ..Mirror::default()
    };
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    (t, format!("/van-phong/trang-chu/{uid}"))
}

async fn version(t: &TestOffice) -> String {
    let mut conn = t.office.db.read().await.unwrap();
    Arranged::of(&mut conn, t.district).await.unwrap().version.to_string()
}

/// Sends a form with the newest version in it.
async fn post(t: &TestOffice, door: &mut Door, path: &str, fields: &[(&str, &str)]) -> Answer {
    let version = version(t).await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    door.post(path, &fields).await
}

async fn crossed(t: &TestOffice) -> Option<Layout> {
    let mut conn = t.office.db.read().await.unwrap();
    let all = outbox::after(&mut conn, 0).await.unwrap();
    all.into_iter().filter_map(|(_, entry)| if let Entry::Layout(it) = entry { Some(*it) } else { None }).next_back()
}

async fn order(t: &TestOffice) -> Vec<&'static str> {
    let mut conn = t.office.db.read().await.unwrap();
    let arranged = Arranged::of(&mut conn, t.district).await.unwrap();
    arranged.blocks.iter().map(|block| block.kind.word()).collect()
}

#[tokio::test]
async fn who_may_arrange_and_who_may_publish() {
    let (t, page) = with_lists().await;
    for (who, role, unit, looks, acts) in [
        ("outsider", Role::Publisher, t.elsewhere, "404", "404"),
        ("leader", Role::Leader, t.district, "403", "403"),
        ("editor", Role::Editor, t.district, "200", "303"),
    ] {
        let mut door = t.signed_in(&format!("x {who}"), role, unit).await;
        for path in [page.clone(), format!("{page}/khoi?loai=links"), format!("{page}/xem-truoc")] {
            assert_eq!(door.get(&path).await.outcome(), looks, "{who} looks at {path}");
        }
        assert_eq!(&post(&t, &mut door, &page, &[("do", "down-1")]).await.outcome()[..3], acts, "{who} moves");
        let again = post(&t, &mut door, &page, &[("do", "publish")]).await.outcome();
        assert_eq!(again, if acts == "303" { "403" } else { acts }, "{who} publishes");
    }
    assert!(t.visitor().get(&page).await.outcome().starts_with("303 /van-phong/dang-nhap"));
}

#[tokio::test]
async fn a_page_is_arranged_previewed_sent_back_and_published_by_a_second_person() {
    let (t, page) = with_lists().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let usual = editor.get(&page).await;
    assert!(usual.text().contains("Chưa sắp xếp") && usual.text().contains("Bài chính"), "{}", usual.text());
    let form = format!("{page}/khoi");
    let add = [
        vec![("loai", "links"), ("place", "menu"), ("about", "Trang nhất | Front | /\n\nSố liệu | /so-lieu")],
        vec![
            ("loai", "topic"),
            ("place", "front"),
            ("about", "Tiến tới Đại hội"),
            ("most", "3"),
            ("until", "30/11/2018"),
        ],
        vec![("loai", "section"), ("place", "side"), ("about", "van-hoa"), ("most", "4"), ("from", "1-12-2018")],
        vec![
            ("loai", "links"),
            ("place", "side"),
            ("title", "Liên kết"),
            ("about", "Công báo | https://congbao.chinhphu.vn/a"),
        ],
    ];
    for fields in &add {
        let answer = post(&t, &mut editor, &form, fields).await;
        assert!(answer.outcome().starts_with(&format!("303 {page}?xong=luu#khoi-")), "{}", answer.text());
    }
    assert_eq!(order(&t).await, ["lead", "latest", "topics", "counters", "links", "topic", "section", "links"]);
    // The topic goes above the latest articles, not into the side between them.
    assert_eq!(post(&t, &mut editor, &page, &[("do", "up-6")]).await.outcome(), format!("303 {page}?xong=luu#khoi-2"));
    assert_eq!(order(&t).await, ["lead", "topic", "topics", "counters", "links", "latest", "section", "links"]);
    assert!(post(&t, &mut editor, &page, &[("do", "drop-3")]).await.outcome().starts_with("303"));
    for nonsense in ["up-1", "down-99", "drop-0", "up-x", "fly-2", ""] {
        assert_eq!(post(&t, &mut editor, &page, &[("do", nonsense)]).await.outcome(), "400", "{nonsense:?}");
    }
    let shown = editor.get(&page).await.text();
    for part in ["Đến hết 30-11-2018", "Từ 01-12-2018", "Chưa đến ngày", "Trang nhất, Số liệu", "Bản nháp"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert_eq!(editor.get(&format!("{page}/xem-truoc?ngay=2018-12-01")).await.html(), "2018-12-01: 7 blocks");
    assert!(crossed(&t).await.is_none(), "nothing crosses by itself");
    assert!(post(&t, &mut editor, &page, &[("do", "submit")]).await.outcome().ends_with("?xong=gui-trang"));
    assert!(publisher.get("/van-phong").await.text().contains("Trang chủ chờ anh chị xem và đăng"));
    let mute = post(&t, &mut publisher, &page, &[("do", "return")]).await;
    assert!(mute.outcome() == "422" && mute.text().contains("Ghi cần sửa gì"), "{}", mute.text());
    let back = post(&t, &mut publisher, &page, &[("do", "return"), ("note", "Bỏ công báo")]).await;
    assert!(back.outcome().ends_with("?xong=tra-trang"));
    assert!(editor.get("/van-phong").await.text().contains("Trang chủ được trả lại để sửa"));
    assert!(editor.get(&page).await.text().contains("Bỏ công báo"));
    // Whoever publishes has changed nothing of it.
    assert!(post(&t, &mut publisher, &page, &[("do", "drop-7")]).await.outcome().starts_with("303"));
    assert!(post(&t, &mut publisher, &page, &[("do", "submit")]).await.outcome().ends_with("?xong=gui-trang"));
    assert_eq!(post(&t, &mut publisher, &page, &[("do", "publish")]).await.outcome(), "403", "their own hand is in it");
    let mut second = t.signed_in("hai", Role::Publisher, t.district).await;
    assert!(post(&t, &mut second, &page, &[("do", "publish")]).await.outcome().ends_with("?xong=dang-trang"));
    let layout = crossed(&t).await.expect("it crosses");
    let places: Vec<Place> = layout.blocks.iter().map(|block| block.place).collect();
    assert_eq!(places, [Place::Front, Place::Front, Place::Side, Place::Menu, Place::Front, Place::Side]);
    assert_eq!(layout.blocks[1].what, Content::Topic { slug: "tien-toi-dai-hoi".into(), most: 3 });
    assert_eq!((layout.number, layout.blocks[1].until.as_deref()), (1, Some("2018-11-30")));
    let links = editor.get("/van-phong/toa-soan/lien-ket").await.text();
    assert!(links.contains("https://congbao.chinhphu.vn/a"), "what ever led out is listed: {links}");
}

#[tokio::test]
async fn what_is_wrong_with_a_block_is_told_and_what_was_typed_comes_back() {
    let (t, page) = with_lists().await;
    let mut editor = t.as_cast("editor").await;
    let form = format!("{page}/khoi");
    for (fields, told) in [
        (vec![("loai", "links"), ("place", "side"), ("about", "Không có gì")], "ghi như Tên | /dia-chi"),
        (vec![("loai", "links"), ("place", "side"), ("about", "Chơi | https://w88-vn.example/")], "trang cờ bạc"),
        (
            vec![("loai", "links"), ("place", "side"), ("about", "Lạ | https://la.example/")],
            "chưa có trong danh sách trang tin cậy",
        ),
        (vec![("loai", "links"), ("place", "side"), ("about", "Chết | /khong-co")], "không dẫn tới trang nào"),
        (vec![("loai", "links"), ("place", "side"), ("about", "Chạy | javascript:alert(1)")], "ghi như Tên | /dia-chi"),
        (vec![("loai", "links"), ("place", "side"), ("about", "Ra | //evil.example")], "ghi như Tên | /dia-chi"),
        (vec![("loai", "links"), ("place", "side"), ("about", "Ra | /\\evil.example")], "ghi như Tên | /dia-chi"),
        (vec![("loai", "links"), ("place", "side"), ("about", "")], "Ghi ít nhất một liên kết"),
        (vec![("loai", "links"), ("place", "giua"), ("about", "A | /")], "Chọn chỗ đứng"),
        (vec![("loai", "latest"), ("place", "front"), ("most", "0")], "từ 1 đến 30"),
        (vec![("loai", "section"), ("place", "front"), ("about", "khac"), ("most", "3")], "Chọn một chuyên mục"),
        (
            vec![("loai", "lead"), ("place", "front"), ("about", "/xay-dung-dang/khong-co-999")],
            "không phải bài đang có",
        ),
        (vec![("loai", "articles"), ("place", "front"), ("about", "")], "Ghi ít nhất một bài"),
        (vec![("loai", "banner"), ("place", "front"), ("picture", "77")], "Chọn một ảnh"),
        (vec![("loai", "topics"), ("place", "side"), ("from", "32/1/2018")], "Ghi ngày như"),
        (
            vec![("loai", "topics"), ("place", "side"), ("from", "2/12/2018"), ("until", "1/12/2018")],
            "Ngày cuối trước ngày đầu",
        ),
    ] {
        let answer = post(&t, &mut editor, &form, &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{fields:?}: {}", answer.text());
        for (name, value) in &fields {
            if *name == "about" && fields[0].1 == "links" {
                assert!(answer.text().contains(value), "{name} comes back");
            }
        }
    }
    assert_eq!(order(&t).await, ["lead", "latest", "topics", "counters"], "nothing was written");
    assert_eq!(editor.get(&format!("{form}?loai=khac")).await.outcome(), "404");
    assert_eq!(editor.get(&format!("{form}?so=9")).await.outcome(), "404");
}

#[tokio::test]
async fn of_two_who_change_it_the_second_sees_both() {
    let (t, page) = with_lists().await;
    let (mut one, mut two) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let form = format!("{page}/khoi");
    let fields = |title| {
        [("loai", "latest"), ("place", "front"), ("so", "2"), ("most", "9"), ("version", "0"), ("title", title)]
    };
    assert!(one.post(&form, &fields("Của một")).await.outcome().starts_with("303"));
    let late = two.post(&form, &fields("Của hai")).await;
    assert_eq!(late.outcome(), "409");
    assert!(late.text().contains("Của một") && late.html().contains("Của hai"), "{}", late.text());
    let moved = two.post(&page, &[("do", "down-3"), ("version", "0")]).await;
    assert!(moved.outcome() == "409" && moved.text().contains("Người khác vừa đổi"), "{}", moved.text());
    let again =
        [("loai", "latest"), ("place", "front"), ("so", "2"), ("most", "9"), ("version", "1"), ("title", "Của hai")];
    assert!(two.post(&form, &again).await.outcome().starts_with("303"), "whoever still wants it saves again");
}

#[tokio::test]
async fn whom_readers_may_ask_comes_from_the_register_and_whoever_leaves_is_told() {
    let (t, page) = with_lists().await;
    let form = format!("{page}/khoi");
    let mut editor = t.as_cast("editor").await;
    let empty = editor.get(&format!("{form}?loai=contact")).await.text();
    let mut conn = t.office.db.read().await.unwrap();
    let holders = crate::posts::holders_at(&mut conn, t.district, t.office.clock.today()).await.unwrap();
    drop(conn);
    let secretary = &holders.iter().find(|it| it.title == "secretary").expect("a secretary").full_name;
    assert!(!empty.contains(secretary.as_str()), "whoever may not read who holds what is told nothing");
    let mut both = t.signed_in("ca hai", Role::Editor, t.district).await;
    let sql = "INSERT INTO role_holding (account_id, role, unit_id, from_day)
               SELECT id, 'leader', $1, '2018-01-01' FROM account WHERE login = 'ca-hai'";
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, &[&t.district]).await.unwrap();
    tx.commit().await.unwrap();
    let filled = both.get(&format!("{form}?loai=contact")).await.text();
    assert!(filled.contains(&format!("Bí thư | Secretary | {secretary}")), "{filled}");
    for (field, value, told) in [
        ("address", "", "Ghi địa chỉ trụ sở"),
        ("phone", "gọi sau", "không phải số điện thoại"),
        ("email", "a b@c.d", "không phải địa chỉ thư"),
        ("about", "Bí thư Nguyễn Văn A", "ghi Chức vụ"),
        ("about", "Bí thư | Secretary | Nguyễn Văn A | không", "ghi Chức vụ"),
    ] {
        let mut fields = vec![("loai", "contact"), ("place", "side"), ("address", "Số 1"), ("about", "")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = post(&t, &mut editor, &form, &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{field} {value}: {}", answer.text());
    }
    let about =
        format!("Bí thư | Secretary | {secretary} | 0296 3875 123\nThường trực | On duty | Ai đó | | a@b.example");
    let fields = [
        ("loai", "contact"),
        ("place", "side"),
        ("address", "Số 1, Nhà Bàng"),
        ("address_en", "1 Nha Bang"),
        ("hours", "7 giờ"),
        ("about", about.as_str()),
    ];
    assert!(post(&t, &mut editor, &form, &fields).await.outcome().starts_with("303"));
    assert!(!editor.get(&page).await.text().contains("nay không còn giữ"));
    assert!(post(&t, &mut editor, &page, &[("do", "submit")]).await.outcome().ends_with("?xong=gui-trang"));
    let mut publisher = t.as_cast("publisher").await;
    assert!(post(&t, &mut publisher, &page, &[("do", "publish")]).await.outcome().ends_with("?xong=dang-trang"));
    let layout = crossed(&t).await.expect("it crosses");
    let Some(Content::Contact(contact)) = layout.blocks.last().map(|block| block.what.clone()) else { panic!() };
    assert_eq!((contact.address.en.as_str(), contact.persons.len()), ("1 Nha Bang", 2));
    assert_eq!(contact.persons[1].email, "a@b.example");
    let met = publisher.get("/van-phong/toa-soan/tu-kiem-tra").await.html();
    assert!(met.contains("/en/lien-he"), "{met}");
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE post_holding SET to_day = $1 WHERE person_id = $2";
    let secretary = holders.iter().find(|it| it.title == "secretary").expect("a secretary");
    tx.exec(sql, &[&t.office.clock.today(), &secretary.person_id]).await.unwrap();
    tx.commit().await.unwrap();
    let warned = editor.get(&page).await.text();
    assert!(warned.contains(&format!("ghi {} (Bí thư), nay không còn giữ", secretary.full_name)), "{warned}");
    assert!(!warned.contains("Ai đó (Thường trực)"), "of others nothing is known");
}

#[tokio::test]
async fn the_code_of_the_states_monitoring_crosses_with_where_the_rule_says_it_is() {
    let (t, page) = with_lists().await;
    let form = format!("{page}/khoi");
    let mut editor = t.as_cast("editor").await;
    for code in ["", "setSiteId('8981')", "12a", "1234567890123"] {
        let fields = [("loai", "monitor"), ("place", "side"), ("about", code)];
        let answer = post(&t, &mut editor, &form, &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains("chỉ có chữ số"), "{code}: {}", answer.text());
    }
    let fields = [("loai", "monitor"), ("place", "side"), ("about", " 8981 "), ("href", "https://evil.example")];
    assert!(post(&t, &mut editor, &form, &fields).await.outcome().starts_with("303"));
    assert!(editor.get(&page).await.text().contains("8981 https://f-emc.ngsp.gov.vn"));
    let check = "/van-phong/toa-soan/tu-kiem-tra";
    let missing = editor.get(check).await.html();
    assert!(missing.contains(&format!("href=\"{page}\">Cơ quan được cấp mã")), "a draft counts nothing: {missing}");
    assert!(post(&t, &mut editor, &page, &[("do", "submit")]).await.outcome().ends_with("?xong=gui-trang"));
    let mut publisher = t.as_cast("publisher").await;
    assert!(post(&t, &mut publisher, &page, &[("do", "publish")]).await.outcome().ends_with("?xong=dang-trang"));
    let layout = crossed(&t).await.expect("it crosses");
    let Some(Content::Monitor(monitor)) = layout.blocks.last().map(|block| block.what.clone()) else { panic!() };
    assert_eq!((monitor.code.as_str(), monitor.at.as_str()), ("8981", "https://f-emc.ngsp.gov.vn"));
    assert!(!publisher.get(check).await.text().contains("Cơ quan được cấp mã"));
    let links = publisher.get("/van-phong/toa-soan/lien-ket").await.text();
    assert!(links.contains("f-emc.ngsp.gov.vn"), "what readers are led to is listed: {links}");
}

#[tokio::test]
async fn a_menu_leads_to_every_page_that_readers_have_and_to_no_other() {
    let (mut t, page) = with_lists().await;
    let list = |slug: &str| PublicList { is_topic: false, slug: slug.into(), name: slug.into() };
    t.office.mirror.lists = Arc::new(move |key| vec![list(if key.is_empty() { "van-hoa" } else { "tin-xa" })]);
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO portal_site (unit_id, key, name, changed_at) VALUES ($1, 'xa-an-cu', 'An Cư', 1)";
    tx.exec(sql, &[&t.elsewhere]).await.unwrap();
    tx.commit().await.unwrap();
    let mut editor = t.as_cast("editor").await;
    let form = format!("{page}/khoi");
    for (href, outcome) in [
        ("/", "303"),
        ("/en", "303"),
        ("/gop-y", "303"),
        ("/gop-y/tra-cuu", "303"),
        ("/km/giam-sat?x=1", "303"),
        ("/rss.xml", "303"),
        ("/van-hoa", "303"),
        ("/en/van-hoa/", "303"),
        ("/van-hoa/atom.xml", "303"),
        ("/xa-an-cu/", "303"),
        ("/xa-an-cu/en/tin-xa", "303"),
        ("/xa-an-cu/gop-y", "303"),
        ("/gop-y/khac", "422"),
        ("/tin-xa", "422"),
        ("/xa-an-cu/van-hoa", "422"),
        ("/xa-khac/", "422"),
        ("/khong-co.html", "422"),
        ("/lien-he", "422"),
    ] {
        let fields = [("loai", "links"), ("place", "menu"), ("about", &format!("Tên | {href}"))];
        assert_eq!(&post(&t, &mut editor, &form, &fields).await.outcome()[..3], outcome, "{href}");
    }
    let contact = [("loai", "contact"), ("place", "side"), ("address", "Thị trấn Nhà Bàng")];
    assert_eq!(&post(&t, &mut editor, &form, &contact).await.outcome()[..3], "303");
    let fields = [("loai", "links"), ("place", "menu"), ("about", "Liên hệ | /lien-he")];
    assert_eq!(&post(&t, &mut editor, &form, &fields).await.outcome()[..3], "303", "now the page is there");
}

#[tokio::test]
async fn a_banner_says_what_its_picture_shows() {
    let (t, page) = with_lists().await;
    let mut editor = t.as_cast("editor").await;
    let made = r#"{"files":[],"card":[]}"#;
    for (alt, outcome, told) in [(" ", "422", "chưa ghi ảnh cho thấy gì"), ("Cờ Đảng", "303", "")] {
        let mut tx = t.office.db.begin().await.unwrap();
        let sql = "INSERT INTO media (uid, unit_id, name, original, width, height, alt, caption, credit, made, at)
                   VALUES ($1, $2, 'a.jpg', 'x', 1, 1, $3, '', '', $4, 1)";
        tx.exec(sql, &[&format!("anh{outcome}"), &t.district, &alt, &made]).await.unwrap();
        tx.commit().await.unwrap();
        let id: i64 = t.value("SELECT max(id) FROM media", &[]).await;
        let id = id.to_string();
        let fields = [("loai", "banner"), ("place", "front"), ("picture", id.as_str())];
        let answer = post(&t, &mut editor, &format!("{page}/khoi"), &fields).await;
        assert!(answer.outcome().starts_with(outcome) && answer.text().contains(told), "{}", answer.text());
    }
}

#[tokio::test]
async fn whoever_arranged_the_page_does_not_publish_it_behind_a_link_that_they_made() {
    for (way, outcome) in
        [("a link of the editor", "422"), ("a link of another manager", "303"), ("a link of the console", "303")]
    {
        let (t, page) = with_lists().await;
        let mut editor = t.signed_in("nguoi sua", Role::Editor, t.district).await;
        t.also("nguoi-sua", Role::OfficeManager, t.district).await;
        let mut other = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut second = t.signed_in("nguoi dang", Role::Publisher, t.district).await;
        for act in ["down-1", "submit"] {
            assert!(post(&t, &mut editor, &page, &[("do", act)]).await.outcome().starts_with("303"), "{act}");
        }
        match way {
            "a link of the editor" => second = t.let_in(&mut editor, "nguoi-dang").await,
            "a link of another manager" => second = t.let_in(&mut other, "nguoi-dang").await,
            _ => {}
        }
        let is_hindered = outcome == "422";
        let shown = second.get(&page).await;
        assert_eq!(shown.html().contains("value=\"publish\""), !is_hindered, "{way}");
        assert!(shown.html().contains("value=\"return\""), "{way}: it can be sent back");
        let answer = post(&t, &mut second, &page, &[("do", "publish")]).await;
        assert!(answer.outcome().starts_with(outcome), "{way}: {}", answer.outcome());
        let told = answer.text().contains("tài khoản này chỉ làm được sau 26-11-2018");
        assert_eq!(told, is_hindered, "{way}: {}", answer.text());
        assert_eq!(crossed(&t).await.is_some(), !is_hindered, "{way}");
    }
}
