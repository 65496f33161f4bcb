use super::*;
use crate::identity::reach::Grant;
use crate::testing;
use kit::clock::{Day, Ts};

#[tokio::test]
async fn a_unit_bears_the_name_of_the_day_asked_for() {
    let test = testing::empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let (from, now) = (Day::of(2015, 1, 1), Ts(0));
    let unit = |uid: &str, name: &'static str, parent| NewUnit {
        uid: uid.into(),
        kind: kind::CELL,
        area: None,
        parent,
        name,
        short: name,
        from,
        paper: None,
    };
    let root = add_unit(&mut tx, Grant::console(NOWHERE), &unit("u1", "Xã A", None), now).await.unwrap();
    let left = add_unit(&mut tx, Grant::console(NOWHERE), &unit("u2", "Ấp 1", Some(root)), now).await.unwrap();
    let right = add_unit(&mut tx, Grant::console(NOWHERE), &unit("u3", "Ấp 2", Some(root)), now).await.unwrap();
    rename_unit(&mut tx, Grant::console(root), ("Phường A", "A"), Day::of(2023, 4, 10), "721", now).await.unwrap();

    let before = Tree::as_of(&mut tx, Day::of(2023, 4, 9)).await.unwrap();
    let after = Tree::as_of(&mut tx, Day::of(2023, 4, 10)).await.unwrap();
    assert_eq!((before.name(root), after.name(root)), ("Xã A", "Phường A"));
    assert_eq!(after.preorder(), [root, left, right]);
    assert_eq!(after.children(root), [left, right]);
    assert!(after.is_within(right, root) && !after.is_within(root, right) && !after.is_within(left, right));
    assert_eq!(after.path(left), [root, left]);
    assert!(Tree::as_of(&mut tx, Day::of(2014, 12, 31)).await.unwrap().preorder().is_empty());

    let (moved, gone) = (Day::of(2024, 1, 1), Day::of(2025, 7, 1));
    move_unit(&mut tx, Grant::console(right), left, moved, "QĐ 1", now).await.unwrap();
    dissolve_unit(&mut tx, Grant::console(right), gone, "QĐ 2", now).await.unwrap();
    assert!(!Tree::as_of(&mut tx, Day::of(2023, 12, 31)).await.unwrap().is_within(right, left));
    assert!(Tree::as_of(&mut tx, moved).await.unwrap().is_within(right, left));
    assert_eq!(Tree::as_of(&mut tx, gone).await.unwrap().preorder(), [root, left]);
}
