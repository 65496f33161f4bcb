//! The newsroom through the door.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use std::sync::Arc;

const TEXT: [(&str, &str); 4] =
    [("headline", "Tin mới"), ("lead", "Lời dẫn"), ("body", "Thân bài"), ("section", "xay-dung-dang")];

#[tokio::test]
async fn who_may_write_publish_and_withdraw() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let submit =
        |version: &'static str| TEXT.into_iter().chain([("do", "submit"), ("version", version)]).collect::<Vec<_>>();
    let submitted = editor.post("/van-phong/toa-soan/bai-moi", &submit("")).await.outcome();
    assert_eq!(submitted, "303 /van-phong/toa-soan?xong=gui-bai");
    let uid: String = t.value("SELECT uid FROM article WHERE headline = 'Tin mới'", &[]).await;
    let article = format!("/van-phong/toa-soan/{uid}");
    for (who, role, unit, list, read, review, publish) in [
        ("another editor", Role::Editor, t.district, "200", "200", "403", "403"),
        ("a publisher", Role::Publisher, t.district, "200", "200", "200", "409"),
        ("another commune's publisher", Role::Publisher, t.elsewhere, "200", "404", "404", "404"),
        ("the leader", Role::Leader, t.district, "403", "403", "403", "403"),
        ("the inspector", Role::Inspector, t.district, "403", "403", "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get("/van-phong/toa-soan").await.outcome(), list, "{who} lists");
        assert_eq!(door.get(&article).await.outcome(), read, "{who} reads");
        assert_eq!(door.get(&format!("{article}/duyet")).await.outcome(), review, "{who} reviews");
        let fields = [("do", "publish"), ("version", "99")];
        assert_eq!(door.post(&format!("{article}/duyet"), &fields).await.outcome(), publish, "{who} publishes");
        let fields = [("reason", "thử"), ("fate", "withdrawn"), ("version", "99")];
        assert_eq!(door.post(&format!("{article}/go"), &fields).await.outcome(), publish, "{who} withdraws");
        let stale = door.post(&article, &submit("0")).await.outcome();
        assert_eq!(stale, if read == "200" { "409" } else { read }, "{who} writes over a version they did not see");
    }
    assert!(t.visitor().post(&article, &submit("1")).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    assert_eq!(editor.post(&format!("{article}/duyet"), &[("do", "publish"), ("version", "2")]).await.outcome(), "403");
    let state: String = t.value("SELECT state FROM article WHERE uid = $1", &[&uid]).await;
    assert_eq!(state, "submitted");
}

#[tokio::test]
async fn a_publisher_does_not_publish_what_they_changed_themselves() {
    let t = TestOffice::new().await;
    let mut publisher = t.as_cast("publisher").await;
    let fields: Vec<_> = TEXT.into_iter().chain([("do", "submit")]).collect();
    publisher.post("/van-phong/toa-soan/bai-moi", &fields).await;
    let uid: String = t.value("SELECT uid FROM article WHERE headline = 'Tin mới'", &[]).await;
    let review = format!("/van-phong/toa-soan/{uid}/duyet");
    assert!(publisher.get(&review).await.text().contains("Người khác phải duyệt đăng"));
    let publish = [("do", "publish"), ("version", "2")];
    assert_eq!(publisher.post(&review, &publish).await.outcome(), "403");
    let mut second = t.signed_in("second publisher", Role::Publisher, t.district).await;
    let back = [("do", "return"), ("version", "2"), ("note", "")];
    let refused = second.post(&review, &back).await;
    assert!(refused.outcome() == "422" && refused.text().contains("Ghi rõ cần sửa gì"));
    assert_eq!(second.post(&review, &publish).await.outcome(), "303 /van-phong/toa-soan?xong=dang-bai");
    assert_eq!(second.post(&review, &publish).await.outcome(), "409", "a double click publishes once");
}

#[tokio::test]
async fn each_mistake_is_named_at_its_field_and_what_was_typed_comes_back() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let long = "a ".repeat(150);
    for (field, value, told) in [
        ("headline", "", "Ghi đầu đề"),
        ("headline", long.as_str(), "nhiều nhất là 200"),
        ("section", "the-thao", "Chọn chuyên mục"),
        ("body", "Tỷ lệ [[so-lieu:tu-nghi-ra]]", "Không có số liệu “tu-nghi-ra”"),
        ("body", "[bấm](javascript:alert(1))", "Có chỗ không đăng được"),
        ("lead", "[bấm](//evil.example)", "Có chỗ không đăng được"),
        ("body", "> > > > > > > > > > sâu", "Có chỗ không đăng được"),
    ] {
        let mut fields: Vec<(&str, &str)> = TEXT.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let answer = editor.post("/van-phong/toa-soan/bai-moi", &fields).await;
        assert_eq!(answer.outcome(), "422", "{field}");
        assert!(answer.text().contains(told), "{field}: {}", answer.text());
        let kept = if field == "lead" { "Thân bài</textarea>" } else { "Lời dẫn</textarea>" };
        assert!(answer.html().contains(kept), "what was typed comes back");
    }
    let count: i64 = t.value("SELECT count(*) FROM article", &[]).await;
    assert_eq!(count, 3);
}

#[tokio::test]
async fn a_headline_without_anything_to_read_is_not_published() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    for (lead, body, told, outcome) in [
        ("", "", "Dưới đầu đề chưa có chữ hay ảnh nào", "422"),
        ("", "\u{a0} \n\n##", "Dưới đầu đề chưa có chữ hay ảnh nào", "422"),
        ("Lời dẫn", "", "Không thấy gì phải sửa", "303"),
        ("", "- Một", "Không thấy gì phải sửa", "303"),
    ] {
        let fields = [
            ("headline", "Chỉ có đầu đề"),
            ("lead", lead),
            ("body", body),
            ("section", "xay-dung-dang"),
            ("do", "submit"),
        ];
        let submitted = editor.post("/van-phong/toa-soan/bai-moi", &fields).await.outcome();
        assert!(submitted.starts_with("303"), "{body:?} {submitted}");
        let uid: String = t.value("SELECT uid FROM article ORDER BY id DESC LIMIT 1", &[]).await;
        let review = format!("/van-phong/toa-soan/{uid}/duyet");
        let page = publisher.get(&review).await.text();
        assert!(page.contains(told), "{lead:?} {body:?}: {page}");
        let decided = publisher.post(&review, &[("do", "publish"), ("version", "2")]).await.outcome();
        assert_eq!(&decided[..3], outcome, "{lead:?} {body:?}");
    }
}

#[tokio::test]
async fn a_link_with_a_host_of_the_house_is_a_link_within_it() {
    let mut t = TestOffice::new().await;
    t.office.mirror.origin = Arc::new(|| "https://tinhbien.example:8443".into());
    t.office.mirror.shows = Arc::new(|key, address| (key, address) == ("", "/anh/co.jpg"));
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO portal_site (unit_id, key, host, name, changed_at) VALUES ($1, 'xa-an-cu', 'ancu.example', 'An Cư', 1)";
    tx.exec(sql, &[&t.elsewhere]).await.unwrap();
    tx.commit().await.unwrap();
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    for (link, told, outcome) in [
        ("https://tinhbien.example/gop-y", "Không thấy gì phải sửa", "303"),
        ("https://TinhBien.example:8443", "Không thấy gì phải sửa", "303"),
        ("http://ancu.example/xay-dung-dang?trang=2", "Không thấy gì phải sửa", "303"),
        ("https://tinhbien.example/khong-co", "Liên kết không dẫn tới đâu: https://tinhbien.example/khong-co", "422"),
        ("http://ancu.example/tin/mat-9", "Liên kết không dẫn tới đâu: http://ancu.example/tin/mat-9", "422"),
        ("https://tinhbien.example/anh/co.jpg", "Không thấy gì phải sửa", "303"),
        ("/anh/co.jpg", "Không thấy gì phải sửa", "303"),
        ("/anh/mat.jpg", "Liên kết không dẫn tới đâu: /anh/mat.jpg", "422"),
        ("/anh-bai/mat.webp", "Liên kết không dẫn tới đâu: /anh-bai/mat.webp", "422"),
        ("http://ancu.example/anh/co.jpg", "Liên kết không dẫn tới đâu: http://ancu.example/anh/co.jpg", "422"),
        ("https://tinhbien.example@la.example/gop-y", "Liên kết ra trang lạ la.example", "422"),
        ("https://www.tinhbien.example.la.example/", "Liên kết ra trang lạ www.tinhbien.example.la.example", "422"),
    ] {
        let body = format!("[xem]({link})");
        let fields: Vec<(&str, &str)> =
            vec![("headline", "Tin"), ("body", &body), ("section", "xay-dung-dang"), ("do", "submit")];
        assert!(editor.post("/van-phong/toa-soan/bai-moi", &fields).await.outcome().starts_with("303"), "{link}");
        let uid: String = t.value("SELECT uid FROM article ORDER BY id DESC LIMIT 1", &[]).await;
        let review = format!("/van-phong/toa-soan/{uid}/duyet");
        let page = publisher.get(&review).await.text();
        assert!(page.contains(told), "{link}: {page}");
        let decided = publisher.post(&review, &[("do", "publish"), ("version", "2")]).await.outcome();
        assert_eq!(&decided[..3], outcome, "{link}");
    }
    let links = publisher.get("/van-phong/toa-soan/lien-ket").await.text();
    assert!(links.contains("la.example/gop-y") && !links.contains("ancu.example"), "{links}");
}
