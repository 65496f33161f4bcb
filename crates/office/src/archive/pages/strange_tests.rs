//! Correcting texts that an older site wrote unlike ours: very long ones, ones in another Unicode form, linked pictures.

use super::correct_tests::{FORM, ask, filled, value_of};
use super::tests::bring_row;
use crate::testing::TestOffice;

fn paragraph(text: &str) -> serde_json::Value {
    serde_json::json!({ "paragraph": [{ "text": text }] })
}

#[tokio::test]
async fn a_text_longer_than_a_megabyte_is_corrected() {
    let t = TestOffice::new().await;
    let long = "Đảng bộ huyện Tịnh Biên. ".repeat(3_000);
    let blocks: Vec<_> = (0..20).map(|_| paragraph(&long)).collect();
    let row = serde_json::json!({ "id": "joomla:11", "section": "Tin tức", "title": "Dài", "at": 1, "blocks": blocks });
    let number = bring_row(&t, row).await;
    let mut editor = t.as_cast("editor").await;
    let page = editor.get(&format!("{FORM}?so={number}")).await.html();
    assert!(page.contains("multipart/form-data"), "percent signs would make three of each byte");
    let body = value_of(&page, "body").replacen("Đảng bộ", "đảng bộ", 1);
    assert!(body.len() > 1 << 20);
    let fields = filled(&mut editor, number, &[("body", &body), ("note", "Bổ sung.")]).await;
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("do", "ask")]).collect();
    let asked = editor.post_file(FORM, &fields, ("none", "", b"")).await;
    let told = asked.text();
    assert!(asked.outcome().starts_with("303"), "{}", told.get(..2_000).unwrap_or(&told));
}

#[tokio::test]
async fn what_an_older_text_said_is_not_found_anew_in_another_unicode_form() {
    let t = TestOffice::new().await;
    // As some sites wrote it: each mark a character of its own.
    let link =
        serde_json::json!({ "link": { "href": "/tin/ba\u{301}o-cu\u{303}-999", "text": [{ "text": "báo cũ" }] } });
    let blocks = [serde_json::json!({ "paragraph": [{ "text": "Xem " }, link] })];
    let row = serde_json::json!({ "id": "joomla:12", "section": "Tin tức", "title": "Họp", "at": 1, "blocks": blocks });
    let number = bring_row(&t, row).await;
    let mut editor = t.as_cast("editor").await;
    for (link, outcome) in [("/tin/báo-mới-999", "422"), ("/tin/báo-cũ-999", "303")] {
        let body = format!("Xem [báo](<{link}>)");
        let answer = ask(&mut editor, number, &[("body", &body), ("note", "Bổ sung.")]).await;
        assert_eq!(&answer[..3], outcome, "{link}: {answer}");
    }
}

#[tokio::test]
async fn a_link_to_a_picture_of_the_text_leads_somewhere_and_one_to_another_picture_does_not() {
    let t = TestOffice::new().await;
    let (own, other) = (format!("{}.jpg", "a".repeat(64)), format!("{}.jpg", "b".repeat(64)));
    let row = serde_json::json!({
        "id": "joomla:10", "section": "Tin tức", "title": "Có ảnh", "at": 1_500_000_000_000_000_i64,
        "blocks": [{ "picture": { "file": own, "width": 8, "height": 6, "alt": "Hội nghị", "caption": "" } }]
    });
    let number = bring_row(&t, row).await;
    let mut editor = t.as_cast("editor").await;
    let old = value_of(&editor.get(&format!("{FORM}?so={number}")).await.html(), "body");
    for (file, outcome) in [(&other, "422"), (&own, "303")] {
        let body = format!("{old}\n\nXem [ảnh lớn](/anh/{file}).");
        let answer = ask(&mut editor, number, &[("body", &body), ("note", "Bổ sung.")]).await;
        assert_eq!(&answer[..3], outcome, "{file}");
    }
}
