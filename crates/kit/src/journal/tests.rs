//! The journal on the engine under test: order, sealing, and what verifying finds.

use super::seal::seal;
use super::verify::{Problem, verify};
use super::{Event, MIGRATIONS, after, cursor, keep_cursor, mark, touched, write};
use crate::clock::Ts;
use crate::db::Db;
use crate::testing::{TestDb, fresh};

const NOW: Ts = Ts(1_542_931_200_000_000);

async fn journal() -> TestDb {
    fresh("journal", async |db: Db| db.migrate(MIGRATIONS, NOW).await.expect("the schema")).await
}

async fn with_rows(count: i64) -> TestDb {
    let test = journal().await;
    for subject in 1..=count {
        change(&test.db, subject).await;
        if subject % 3 == 0 {
            seal(&test.db, NOW).await.unwrap();
        }
    }
    seal(&test.db, NOW).await.unwrap();
    test
}

async fn change(db: &Db, subject: i64) {
    let mut tx = db.begin().await.unwrap();
    let event = Event::new(Some(7), "thing.change", "thing", subject).after(serde_json::json!({ "value": subject }));
    write(&mut tx, &event, NOW.plus(subject)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_mark_moves_with_each_committed_row_and_not_with_the_sealer() {
    let test = with_rows(3).await;
    let mut conn = test.db.read().await.unwrap();
    let before = mark(&mut conn).await.unwrap();
    assert!(!touched(&mut conn, before, "thing.").await.unwrap());
    change(&test.db, 4).await;
    let after = mark(&mut conn).await.unwrap();
    assert_ne!(after, before);
    for (verbs, expected) in [("thing.", true), ("thing.change", true), ("thing.changed", false), ("hing", false)] {
        assert_eq!(touched(&mut conn, before, verbs).await.unwrap(), expected, "{verbs}");
    }
    seal(&test.db, NOW).await.unwrap();
    let sealed = mark(&mut conn).await.unwrap();
    assert_eq!((sealed, sealed.position), (after, before.position + 1));
    assert!(
        touched(&mut conn, before, "thing.").await.unwrap() && !touched(&mut conn, sealed, "thing.").await.unwrap()
    );
}

async fn problems_after(tampering: &str) -> Vec<Problem> {
    let test = with_rows(8).await;
    let mut tx = test.db.begin().await.unwrap();
    tx.batch(tampering).await.unwrap();
    tx.commit().await.unwrap();
    verify(&mut test.db.read().await.unwrap()).await.unwrap().problems
}

#[tokio::test]
async fn a_sound_journal_verifies_and_every_row_is_covered() {
    let test = with_rows(8).await;
    let report = verify(&mut test.db.read().await.unwrap()).await.unwrap();
    assert_eq!((report.rows, report.batches, report.unsealed, report.problems), (8, 3, 0, vec![]));
    assert_eq!(report.head.len(), 64);
}

#[tokio::test]
async fn verifying_says_which_row_was_tampered_with() {
    use Problem::{Changed, Inserted, Moved, Removed, Seal};
    for (tampering, found) in [
        ("UPDATE journal SET after = '{\"value\":9}' WHERE position = 4", vec![Changed { position: 4, id: 4 }]),
        ("UPDATE journal SET actor = NULL WHERE position = 1", vec![Changed { position: 1, id: 1 }]),
        ("DELETE FROM journal WHERE position = 5", vec![Removed { position: 5 }]),
        (
            "UPDATE journal SET position = -1 WHERE position = 4; UPDATE journal SET position = 4 WHERE position = 6;
             UPDATE journal SET position = 6 WHERE position = -1",
            vec![Moved { id: 6, from: 6, to: 4 }, Moved { id: 4, from: 4, to: 6 }],
        ),
        (
            "INSERT INTO journal (position, at, verb, subject, subject_id) VALUES (9, 1, 'thing.forge', 'thing', 1)",
            vec![Inserted { position: 9, id: 9 }],
        ),
        (
            "UPDATE seal SET sealed_at = 0, last_position = 3, chain = root WHERE first_position = 1",
            vec![Seal { first: 1 }, Seal { first: 4 }],
        ),
        ("DELETE FROM seal WHERE first_position = 4", vec![Seal { first: 7 }]),
    ] {
        assert_eq!(problems_after(tampering).await, found, "{tampering}");
    }
}

#[tokio::test]
async fn a_rolled_back_change_leaves_no_row() {
    let test = with_rows(1).await;
    let mut tx = test.db.begin().await.unwrap();
    write(&mut tx, &Event::new(None, "thing.change", "thing", 99), NOW).await.unwrap();
    drop(tx);
    change(&test.db, 2).await;
    seal(&test.db, NOW).await.unwrap();
    let rows = after(&mut test.db.read().await.unwrap(), 0, 100).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.subject_id).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_listener_goes_on_where_it_stopped() {
    let test = with_rows(5).await;
    let mut tx = test.db.begin().await.unwrap();
    let begin = cursor(&mut tx, "reader").await.unwrap();
    let first = after(&mut tx, begin, 2).await.unwrap();
    keep_cursor(&mut tx, "reader", first[1].position.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let from = cursor(&mut conn, "reader").await.unwrap();
    let rest = after(&mut conn, from, 100).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.subject_id).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(rest[0].values()["value"], 3);
}

#[tokio::test]
async fn a_row_that_becomes_visible_late_is_not_skipped() {
    let test = journal().await;
    if test.db.kind() == crate::db::EngineKind::Lite {
        // One writer: a second transaction cannot even begin, so nothing can overtake.
        let _writing = test.db.begin().await.unwrap();
        let second = tokio::time::timeout(std::time::Duration::from_millis(1), test.db.begin()).await;
        assert!(second.is_err());
        return;
    }
    let mut slow = test.db.begin().await.unwrap();
    write(&mut slow, &Event::new(None, "thing.change", "thing", 1), NOW).await.unwrap();
    change(&test.db, 2).await;
    assert_eq!(seal(&test.db, NOW).await.unwrap(), 1);
    slow.commit().await.unwrap();
    assert_eq!(seal(&test.db, NOW).await.unwrap(), 2);
    let rows = after(&mut test.db.read().await.unwrap(), 0, 100).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.subject_id).collect::<Vec<_>>(), [2, 1]);
}
