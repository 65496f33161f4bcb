//! Pictures through the door: who brings them, what is refused, what readers get of them.

use crate::identity::right::Role;
use crate::newsroom::media::{MAKE, Media, make};
use crate::newsroom::outbox;
use crate::testing::TestOffice;
use bridge::{Block, Entry};
use kit::testing::Door;

const LIBRARY: &str = "/van-phong/toa-soan/anh";
/// A PNG of one white dot.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\r\xefF\xb8\0\0\0\0IEND\xaeB`\x82";
const ABOUT: [(&str, &str); 3] =
    [("alt", "Đại biểu <b>biểu quyết</b>"), ("caption", "Quang cảnh"), ("credit", "Ảnh: Trọng Tín")];

async fn bring(t: &TestOffice, door: &mut Door) -> String {
    let answer = door.post_file(LIBRARY, &ABOUT, ("file", "hội nghị.png", DOT)).await.outcome();
    let target = answer.strip_prefix("303 ").unwrap_or_else(|| panic!("{answer}"));
    run(t).await;
    target.split('?').next().unwrap().to_owned()
}

/// Does all the jobs there are, twice.
async fn run(t: &TestOffice) {
    let sql = "SELECT payload FROM job WHERE kind = $1 ORDER BY id";
    let orders: Vec<(String,)> = t.office.db.read().await.unwrap().all(sql, &[&MAKE]).await.unwrap();
    for _twice in 0..2 {
        for (order,) in &orders {
            make(&t.office.db, &t.office.files, order).await.unwrap();
        }
    }
}

#[tokio::test]
async fn who_may_see_and_change_pictures() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let picture = bring(&t, &mut editor).await;
    let page = editor.get(&picture).await;
    assert!(page.text().contains("hội nghị.png, 1 × 1 điểm") && !page.html().contains("<b>biểu"), "{}", page.text());
    let small = editor.get(&format!("{picture}/nho.jpg")).await;
    assert_eq!((small.outcome().as_str(), &small.body[..3]), ("200", &b"\xff\xd8\xff"[..]));
    let save = [("version", "1"), ("focus", "150 850"), ("blurs", "10 10 20 20"), ("alt", "Khác"), ("do", "save")];
    for (who, role, unit, outcome) in [
        ("another commune's editor", Role::Editor, t.elsewhere, "404"),
        ("the leader", Role::Leader, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        for path in [picture.clone(), format!("{picture}/nho.jpg")] {
            assert_eq!(door.get(&path).await.outcome(), outcome, "{who} looks at {path}");
        }
        assert_eq!(door.post(&picture, &save).await.outcome(), outcome, "{who} saves");
        assert!(!door.get(LIBRARY).await.html().contains(&picture), "{who} lists");
    }
    assert!(t.visitor().get(&picture).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    for (blurs, focus, alt, told) in [
        ("mặt", "500 500", "x", "bốn số từ 0 đến 100"),
        ("", "1 2", "x", "Chọn một phần"),
        ("", "500 500", "", "Ghi ảnh cho thấy gì"),
    ] {
        let fields = [("version", "1"), ("focus", focus), ("blurs", blurs), ("alt", alt), ("do", "save")];
        let answer = editor.post(&picture, &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{told}: {}", answer.text());
    }
    assert_eq!(editor.post(&picture, &save).await.outcome(), format!("303 {picture}?xong=luu"));
    assert_eq!(editor.post(&picture, &save).await.outcome(), "409", "somebody else's change is not overwritten");
    assert!(editor.get(&picture).await.text().contains("Đang làm ảnh"), "the blurred one is made anew");
    run(&t).await;
    assert!(editor.get(&picture).await.html().contains("lon.jpg"));
    let done = editor.post(&picture, &[("version", "2"), ("do", "remove")]).await.outcome();
    assert_eq!(done, format!("303 {LIBRARY}?xong=bo-anh"));
    assert_eq!(editor.get(&picture).await.outcome(), "404");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_by_what_it_is_and_not_by_its_name() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let mut bomb = DOT.to_vec();
    bomb[16..20].copy_from_slice(&50_000u32.to_be_bytes());
    for (name, bytes, told) in [
        ("anh.jpg", &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..], "không phải ảnh"),
        ("anh.png", b"<!doctype html><script>alert(1)</script>", "không phải ảnh"),
        ("anh.gif", b"GIF89a....", "không phải ảnh"),
        ("anh.png", &bomb, "không"),
        ("anh.png", &DOT[..20], "hỏng"),
        ("anh.png", b"", "Chọn một tệp ảnh"),
    ] {
        let answer = editor.post_file(LIBRARY, &ABOUT, ("file", name, bytes)).await;
        assert_eq!(answer.outcome(), "422", "{told}");
        assert!(answer.text().contains(told) || told == "không", "{told}: {}", answer.text());
        assert!(answer.html().contains("value=\"Quang cảnh\""), "what was typed comes back");
    }
    let kept: i64 = t.value("SELECT count(*) FROM media", &[]).await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn an_article_shows_pictures_of_its_newsroom_and_a_table_and_they_cross_by_hash() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let picture = bring(&t, &mut editor).await;
    let uid = picture.rsplit('/').next().unwrap();
    let media = Media::by_uid(&mut t.office.db.read().await.unwrap(), uid).await.unwrap().unwrap();
    let number = media.id.to_string();
    let table = "| Xã | Số |\n| --- | --- |\n| An Cư | 301 |\n| Văn Giáo |\n";
    let body = format!("Một đoạn.\n\n[[anh:{number}]]\n\n{table}");
    let fields = |picture: &str, body: &str| {
        let fields = [
            ("headline", "Có ảnh"),
            ("section", "xay-dung-dang"),
            ("source", "Báo An Giang"),
            ("picture", picture),
            ("body", body),
            ("do", "submit"),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    async fn send(door: &mut Door, fields: [(String, String); 6]) -> kit::testing::Answer {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        door.post("/van-phong/toa-soan/bai-moi", &fields).await
    }
    let unknown = send(&mut editor, fields("", "[[anh:987]]")).await;
    assert!(unknown.outcome() == "422" && unknown.text().contains("Không có ảnh số 987"), "{}", unknown.text());
    assert_eq!(send(&mut editor, fields("987", "x")).await.outcome(), "422");
    let mut outsider = t.signed_in("ngoài", Role::Editor, t.elsewhere).await;
    assert_eq!(send(&mut outsider, fields(&number, &body)).await.outcome(), "422", "another newsroom's picture");
    assert!(send(&mut editor, fields(&number, &body)).await.outcome().starts_with("303"));
    let article: String = t.value("SELECT uid FROM article WHERE headline = 'Có ảnh'", &[]).await;
    let review = format!("/van-phong/toa-soan/{article}/duyet");
    let page = publisher.get(&review).await.html();
    let inside = page.split("src=\"/van-phong/toa-soan/anh-da-lam/").nth(1).expect("a picture in the preview");
    let inside = format!("/van-phong/toa-soan/anh-da-lam/{}", inside.split('"').next().unwrap());
    assert_eq!(publisher.get(&inside).await.outcome(), "200");
    assert_eq!(outsider.get(&inside).await.outcome(), "404");
    let done = publisher.post(&review, &[("do", "publish"), ("version", "2")]).await.outcome();
    assert_eq!(done, "303 /van-phong/toa-soan?xong=dang-bai");
    let seq: i64 = t.value("SELECT max(seq) FROM outbox", &[]).await;
    let entry = outbox::between(&mut t.office.db.read().await.unwrap(), seq - 1, seq).await.unwrap().remove(0).1;
    let Entry::Edition(edition) = entry else { panic!("an edition") };
    assert_eq!((edition.photos().len(), edition.source.as_deref()), (2, Some("Báo An Giang")));
    for file in &edition.photos()[0].files {
        assert_eq!(bridge::digest(&t.office.files.get(&file.hash).unwrap()), file.hash);
    }
    let rows = edition.body.iter().find_map(|block| match block {
        Block::Table(rows) => Some(rows.iter().map(Vec::len).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(rows, Some(vec![2, 2, 2]), "each row has as many cells as the head");
}
