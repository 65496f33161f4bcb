//! Bringing a file twice, changing it, taking it back.

use super::*;
use crate::org::NOWHERE;
use crate::testing;

fn row(id: &str, title: &str) -> Row {
    serde_json::from_value(json!({ "id": id, "section": "Xây dựng Đảng", "title": title, "body": "Một.\n\nHai." }))
        .unwrap()
}

#[tokio::test]
async fn a_file_is_brought_once_changed_and_taken_back() {
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.jsonl", now).await.unwrap();
    for (title, brought) in [("A", Brought::New), ("A", Brought::Same), ("B", Brought::Changed)] {
        assert_eq!(bring(&mut tx, batch, &row("7", title), now).await.unwrap(), brought);
    }
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), 1);
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), 0);
    assert_eq!(bring(&mut tx, batch, &row("7", "B"), now).await.unwrap(), Brought::Changed, "after it was taken back");
    let entries: Vec<Entry> = outbox::after(&mut tx, 0).await.unwrap().into_iter().map(|(_, e)| e).collect();
    let editions: Vec<(i64, u32)> = entries
        .iter()
        .filter_map(|e| if let Entry::Edition(e) = e { Some((e.article_id, e.edition)) } else { None })
        .collect();
    assert_eq!(editions, [(FIRST_NUMBER + 1, 1), (FIRST_NUMBER + 1, 2), (FIRST_NUMBER + 1, 3)]);
    assert_eq!(batches(&mut tx).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_row_says_what_is_wrong() {
    let now = Ts(1_700_000_000_000_000);
    for (json, field) in [
        (json!({ "id": "", "title": "A", "body": "" }), "id"),
        (json!({ "id": true, "title": "A", "body": "" }), "id"),
        (json!({ "id": 1, "title": " ", "body": "x" }), "headline"),
        (json!({ "id": 1, "title": "A", "body": "x", "published_at": "hôm qua" }), "published_at"),
    ] {
        let row: Row = serde_json::from_value(json).unwrap();
        assert!(check(&row, now).unwrap_err().contains(field), "{field}");
    }
    assert!(check(&row("1", "A"), now).is_ok());
}
