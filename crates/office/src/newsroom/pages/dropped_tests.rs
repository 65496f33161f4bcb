//! A Word file dropped into the editor: its structure and pictures come along, hostile and secret ones are refused.

use crate::identity::right::Role;
use crate::newsroom::media::{MAKE, make};
use crate::testing::TestOffice;
use docx::testing::{file, packed};
use kit::testing::Answer;

const NEW: &str = "/van-phong/toa-soan/tu-tep/moi";
/// A PNG of one white dot.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\r\xefF\xb8\0\0\0\0IEND\xaeB`\x82";

fn with_picture() -> Vec<u8> {
    let main = "<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:a=\"a\"><w:body>\
        <w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>Kết quả</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr><w:t>§¶ng bé x· TÞnh Biªn tæ chøc ®¹i héi</w:t></w:r></w:p>\
        <w:p><w:r><a:blip r:embed=\"r1\"/></w:r></w:p><w:p><w:r><a:blip r:embed=\"r2\"/></w:r></w:p></w:body></w:document>";
    let relations = "<Relationships><Relationship Id=\"r1\" Target=\"media/a.png\"/>\
        <Relationship Id=\"r2\" Target=\"media/b.emf\"/></Relationships>";
    packed(&[
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/media/a.png", DOT),
        ("word/media/b.emf", b"no raster"),
    ])
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.html()).expect("JSON")
}

#[tokio::test]
async fn structure_and_pictures_come_along_and_nothing_goes_out_before_they_are_described() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let word = with_picture();
    let mut told = serde_json::Value::Null;
    for _twice in 0..2 {
        told = json(&editor.post_file(NEW, &[("how", "json")], ("word", "bài.docx", &word)).await);
    }
    let pictures: i64 = t.value("SELECT count(*) FROM media", &[]).await;
    assert_eq!(pictures, 1, "the same picture is brought once");
    let id: i64 = t.value("SELECT id FROM media", &[]).await;
    let text = told["text"].as_str().unwrap().to_owned();
    assert_eq!(text, format!("## Kết quả\n\nĐảng bộ xã Tịnh Biên tổ chức đại hội\n\n[[anh:{id}]]"));
    let said = told["said"].to_string();
    assert!(said.contains("ảnh đã vào Kho ảnh") && said.contains("TCVN3") && said.contains("không dán theo"), "{said}");
    // The picture is being made: the text is kept, and does not go out.
    let fields = [("headline", "Tin từ tệp"), ("section", "xay-dung-dang"), ("body", text.as_str()), ("do", "submit")];
    assert!(editor.post("/van-phong/toa-soan/bai-moi", &fields).await.outcome().starts_with("303"));
    let uid: String = t.value("SELECT uid FROM article ORDER BY id DESC LIMIT 1", &[]).await;
    let review = format!("/van-phong/toa-soan/{uid}/duyet");
    assert!(publisher.get(&review).await.text().contains("đang được làm"));
    let publish = [("do", "publish"), ("version", "2")];
    let urgent = [("do", "urgent"), ("version", "2"), ("why", "Gấp")];
    for decision in [&publish[..], &urgent[..]] {
        let answer = publisher.post(&review, decision).await;
        assert!(answer.outcome() == "422" && answer.text().contains("đang được làm"), "{}", answer.text());
    }
    let order: String = t.value("SELECT payload FROM job WHERE kind = $1", &[&MAKE]).await;
    make(&t.office.db, &t.office.files, &order).await.unwrap();
    let answer = publisher.post(&review, &publish).await;
    assert!(answer.outcome() == "422" && answer.text().contains("chưa ghi ảnh cho thấy gì"), "{}", answer.text());
    let picture: String = t.value("SELECT uid FROM media", &[]).await;
    let about = [("version", "1"), ("focus", "500 500"), ("blurs", ""), ("alt", "Đại hội"), ("do", "save")];
    assert!(editor.post(&format!("/van-phong/toa-soan/anh/{picture}"), &about).await.outcome().starts_with("303"));
    assert!(publisher.post(&review, &publish).await.outcome().starts_with("303"));
}

#[tokio::test]
async fn without_a_script_the_words_stand_below_what_is_being_typed() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let answer = editor.post_file(NEW, &[], ("word", "bài.docx", &file("Một đoạn\nHai đoạn"))).await;
    assert_eq!(answer.outcome(), "303 /van-phong/toa-soan/bai-moi?lay=moi&xong=lay-tep");
    assert!(editor.get("/van-phong/toa-soan/bai-moi?lay=moi").await.html().contains("Một đoạn\n\nHai đoạn</textarea>"));
    let answer = editor.post_file(NEW, &[], ("word", "bài.docx", &file("Ba đoạn"))).await;
    assert!(answer.outcome().starts_with("303"));
    let page = editor.get("/van-phong/toa-soan/bai-moi?lay=moi").await.html();
    assert!(page.contains("Một đoạn\n\nHai đoạn\n\nBa đoạn</textarea>"), "nothing that was there is lost: {page}");
    let broken = editor.post_file(NEW, &[], ("word", "bài.doc", b"\xd0\xcf\x11\xe0")).await;
    assert!(broken.outcome() == "422" && broken.text().contains("không phải tệp .docx"), "{}", broken.text());
}

#[tokio::test]
async fn hostile_and_secret_files_are_refused_and_strangers_get_nothing() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let macros = packed(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")]);
    let word = file("Chữ");
    for (name, bytes, said) in [
        ("a.docx", macros.as_slice(), "chương trình kèm theo"),
        ("a.docx", &word[..40], "hỏng"),
        ("a.pdf", b"%PDF-1.7".as_slice(), "không phải tệp .docx"),
        ("a.docx", file("TUYỆT MẬT\nSố 01").as_slice(), "Nội dung mật"),
    ] {
        let answer = editor.post_file(NEW, &[("how", "json")], ("word", name, bytes)).await;
        assert!(answer.outcome() == "422" && json(&answer)["said"].to_string().contains(said), "{}", answer.html());
    }
    assert_eq!(editor.post(NEW, &[("how", "json")]).await.outcome(), "422");
    let uid: String = t.value("SELECT uid FROM article ORDER BY id LIMIT 1", &[]).await;
    let at = format!("/van-phong/toa-soan/tu-tep/{uid}");
    for (who, role, unit, outcome) in [
        ("another commune's editor", Role::Editor, t.elsewhere, "404"),
        ("the leader", Role::Leader, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.post_file(&at, &[], ("word", "a.docx", &word)).await.outcome(), outcome, "{who}");
    }
    let mut leader = t.as_cast("leader").await;
    assert_eq!(leader.post_file(NEW, &[], ("word", "a.docx", &word)).await.outcome(), "403");
    let pictures: i64 = t.value("SELECT count(*) FROM media", &[]).await;
    assert_eq!(pictures, 0);
}

#[tokio::test]
async fn what_is_pasted_with_its_pictures_brings_them_along() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let html =
        "<p>Trên</p><p><img src=\"/trong-tep/0\" alt=\"Một <b>buổi</b> họp\"></p><p><img src=\"/trong-tep/1\"></p>";
    let told = json(&editor.post_file(NEW, &[("how", "json"), ("html", html)], ("anh-0", "a.png", DOT)).await);
    let id: i64 = t.value("SELECT id FROM media", &[]).await;
    assert_eq!(told["text"], format!("Trên\n\n[[anh:{id}]]"));
    let alt: String = t.value("SELECT alt FROM media", &[]).await;
    assert!(alt.contains("họp") && !alt.contains("<b>"), "{alt}");
}
