//! Changes of units: what holds on which day, and what cannot be.

use super::*;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::testing::{self, morning};
use kit::clock::Day;
use kit::db::Conn;

pub(super) const FIRST: Day = Day::of(2015, 1, 1);

pub(super) async fn unit(conn: &mut Conn, uid: &str, name: &str, parent: Option<i64>) -> i64 {
    let new =
        NewUnit { uid: uid.into(), kind: kind::CELL, area: None, parent, name, short: name, from: FIRST, paper: None };
    add_unit(conn, Grant::console(parent.unwrap_or(NOWHERE)), &new, morning()).await.unwrap()
}

pub(super) async fn begin(conn: &mut Conn, kind: &'static str, day: Day, uid: &str) -> Change {
    let decision = Decision { uid: uid.into(), kind, day, paper: format!("QĐ {uid}") };
    Change::begin(conn, Grant::console(NOWHERE), decision, morning()).await.unwrap()
}

#[tokio::test]
async fn a_unit_bears_the_name_of_the_day_asked_for() {
    let test = testing::empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "u1", "Xã A", None).await;
    let left = unit(&mut tx, "u2", "Ấp 1", Some(root)).await;
    let right = unit(&mut tx, "u3", "Ấp 2", Some(root)).await;
    let change = begin(&mut tx, "rename", Day::of(2023, 4, 10), "721").await;
    change.rename(&mut tx, Grant::console(root), ("Phường A", "A")).await.unwrap();
    change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
    // A name given for an earlier day holds until the renaming that is on record already.
    let change = begin(&mut tx, "rename", Day::of(2020, 1, 1), "1").await;
    change.rename(&mut tx, Grant::console(root), ("Xã A Đông", "A")).await.unwrap();
    change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
    for (day, name) in [
        (Day::of(2019, 12, 31), "Xã A"),
        (Day::of(2020, 1, 1), "Xã A Đông"),
        (Day::of(2023, 4, 9), "Xã A Đông"),
        (Day::of(2023, 4, 10), "Phường A"),
    ] {
        assert_eq!(Tree::as_of(&mut tx, day).await.unwrap().name(root), name, "{day}");
    }
    let after = Tree::as_of(&mut tx, Day::of(2023, 4, 10)).await.unwrap();
    assert_eq!(after.preorder(), [root, left, right]);
    assert!(after.is_within(right, root) && !after.is_within(root, right) && !after.is_within(left, right));
    assert_eq!(after.path(left), [root, left]);
    assert!(Tree::as_of(&mut tx, Day::of(2014, 12, 31)).await.unwrap().preorder().is_empty());
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let test = testing::empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "u1", "Gốc", None).await;
    let a = unit(&mut tx, "u2", "A", Some(root)).await;
    let b = unit(&mut tx, "u3", "B", Some(a)).await;
    let day = Day::of(2020, 1, 1);
    let change = begin(&mut tx, "move", day, "1").await;
    change.relocate(&mut tx, Grant::console(a), Grant::console(b)).await.unwrap();
    assert!(
        matches!(change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await, Err(ChangeError::Ring(_))),
        "under its own child"
    );
    drop(tx);
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "u1", "Gốc", None).await;
    let a = unit(&mut tx, "u2", "A", Some(root)).await;
    let b = unit(&mut tx, "u3", "B", Some(root)).await;
    let change = begin(&mut tx, "dissolve", day.plus_days(10), "1").await;
    change.absorb(&mut tx, Grant::console(b), Grant::console(root)).await.unwrap();
    change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
    let change = begin(&mut tx, "merge", day, "2").await;
    let gone = change.absorb(&mut tx, Grant::console(a), Grant::console(b)).await;
    assert!(matches!(gone, Err(ChangeError::DoesNotLast(_))), "into a unit whose end is on record");
    let change = begin(&mut tx, "rename", day.plus_days(10), "3").await;
    let gone = change.rename(&mut tx, Grant::console(b), ("C", "C")).await;
    assert!(matches!(gone, Err(ChangeError::NotThere(_))), "a unit that has ended");
    let change = begin(&mut tx, "transfer_part", day, "4").await;
    let nobody = change.hand_over(&mut tx, Grant::console(a), Grant::console(root), (&[1], &[])).await;
    assert!(matches!(nobody, Err(ChangeError::NotAMember(1))));
}
