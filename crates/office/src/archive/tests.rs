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
        assert_eq!(bring(&mut tx, batch, &row("7", title), now).await.unwrap().0, brought);
    }
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), 1);
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), 0);
    assert_eq!(
        bring(&mut tx, batch, &row("7", "B"), now).await.unwrap().0,
        Brought::Changed,
        "after it was taken back"
    );
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

async fn crossed(conn: &mut Conn) -> Vec<String> {
    let entries = outbox::after(conn, 0).await.unwrap();
    let told = |entry: Entry| match entry {
        Entry::Edition(it) => format!("edition {} {}", it.edition, it.slug),
        Entry::Withdrawal { .. } => "withdrawal".to_owned(),
        Entry::Address(it) => format!("{} {:?}", it.from, it.leads),
        _ => "another".to_owned(),
    };
    entries.into_iter().map(|(_, entry)| told(entry)).collect()
}

#[tokio::test]
async fn what_readers_did_not_have_is_kept_and_not_shown() {
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    let article = |kept: Option<&str>| Row {
        kept: kept.map(str::to_owned),
        alias: "dai-hoi".into(),
        at: Some(1_600_000_000_000_000),
        ..row("joomla:7", "Đại hội chi bộ")
    };
    for (kept, brought) in [
        (Some("unpublished"), Brought::New),
        (Some("unpublished"), Brought::Same),
        (None, Brought::Changed),
        (Some("expired"), Brought::Changed),
    ] {
        let (what, path) = bring(&mut tx, batch, &article(kept), now).await.unwrap();
        assert_eq!((what, path), (brought, format!("/xay-dung-dang/dai-hoi-{}", FIRST_NUMBER + 1)));
    }
    assert_eq!(crossed(&mut tx).await, ["edition 1 dai-hoi", "withdrawal"]);
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), 1);
    assert_eq!(crossed(&mut tx).await.len(), 2, "what was not shown needs no withdrawal");
}

#[tokio::test]
async fn old_addresses_lead_into_the_portal_and_go_with_their_file() {
    use bridge::Leads;
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    let to = |path: &str| Leads::To(path.to_owned());
    for (by, from, leads, new) in [
        (Some(batch), "/tin", to("/xay-dung-dang"), true),
        (Some(batch), "/tin", to("/xay-dung-dang"), false),
        (Some(batch), "joomla:9", Leads::Gone, true),
        (Some(batch), "/khac", Leads::Nowhere, false),
        (None, "/lich", to("/"), true),
        (Some(batch), "/lich", to("/tin"), false),
    ] {
        assert_eq!(lead(&mut tx, by, from, leads.clone(), now).await.unwrap(), new, "{from} {leads:?}");
    }
    for out in ["https://evil.example/", "//evil.example", "/\\evil.example", "tin", "", "/a b", "/a\nb"] {
        let refused = lead(&mut tx, Some(batch), "/x", to(out), now).await;
        assert!(matches!(refused, Err(DbError::Refused(_))), "{out}");
    }
    undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap();
    assert_eq!(
        crossed(&mut tx).await,
        ["/tin To(\"/xay-dung-dang\")", "joomla:9 Gone", "/lich To(\"/\")", "/tin Nowhere", "joomla:9 Nowhere",]
    );
}
