//! Changes that are taken back in another order than that in which they were made: either that is refused, or nothing is lost.

use super::change::ChangeError;
use super::estate::Dependent;
use super::history_model::{DAYS, day};
use super::history_tests::{act, acts, settle};
use super::tests::{FIRST, begin, unit};
use super::*;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::people::{self, NewPerson};
use crate::testing::{self, morning, vault};
use kit::clock::Day;
use kit::db::Conn;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;

/// Who is at no unit of a day, or at more than one, of these persons; and units below one that is not there.
async fn astray(conn: &mut Conn, persons: &[i64], on: Day) -> Vec<String> {
    let tree = Tree::as_of(conn, on).await.unwrap();
    let roll = people::roll(conn, on).await.unwrap();
    let at = |person: i64| roll.iter().filter(|(it, unit)| *it == person && tree.get(*unit).is_some()).count();
    let people = persons.iter().filter(|person| at(**person) != 1).map(|person| format!("person {person} on {on}"));
    let units = tree.preorder().iter().filter_map(|id| tree.get(*id));
    let below = units.filter(|unit| unit.parent_id.is_some_and(|parent| tree.get(parent).is_none()));
    people.chain(below.map(|unit| format!("unit {} on {on}", unit.id))).collect()
}

/// Takes an event back, or leaves everything as it is.
async fn try_undo(conn: &mut Conn, event: i64) -> Result<(), ChangeError> {
    conn.batch("SAVEPOINT back").await.unwrap();
    let undone = undo(conn, Deciding::console(NOWHERE), event, morning()).await;
    if undone.is_err() {
        conn.batch("ROLLBACK TO SAVEPOINT back").await.unwrap();
    }
    conn.batch("RELEASE SAVEPOINT back").await.unwrap();
    undone
}

#[test]
fn whatever_is_taken_back_in_whatever_order_everybody_is_somewhere_on_each_day() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let test = runtime.block_on(testing::empty());
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let (undone, refused) = (Cell::new(0), Cell::new(0));
    let shape = prop::collection::vec(0..1_000_usize, 16);
    let order = prop::collection::vec(0..1_000_usize, 22);
    let history = |(shape, acts, order): (Vec<usize>, Vec<_>, Vec<usize>)| {
        runtime.block_on(async {
            let mut tx = test.db.begin().await.unwrap();
            let mut w = settle(&mut tx, &shape).await;
            let mut events = Vec::new();
            for (step, one) in acts.into_iter().enumerate() {
                let before = (w.model.clone(), w.units.clone());
                tx.batch("SAVEPOINT step").await.unwrap();
                match act(&mut tx, &mut w, step, one).await {
                    Ok(event) => events.extend(event),
                    Err(_) => {
                        tx.batch("ROLLBACK TO SAVEPOINT step").await.unwrap();
                        (w.model, w.units) = before;
                    }
                }
                tx.batch("RELEASE SAVEPOINT step").await.unwrap();
            }
            for place in order {
                if events.is_empty() {
                    break;
                }
                let event = events[place % events.len()];
                match try_undo(&mut tx, event).await {
                    Ok(()) => {
                        undone.set(undone.get() + 1);
                        events.retain(|it| *it != event);
                    }
                    Err(error) => {
                        prop_assert!(matches!(&error, ChangeError::Depends(_) | ChangeError::Ring(_)), "{error:?}");
                        refused.set(refused.get() + 1);
                    }
                }
                for at in 0..DAYS {
                    let lost = astray(&mut tx, &w.persons, day(at)).await;
                    prop_assert!(lost.is_empty(), "after event {event}: {lost:?}");
                }
            }
            Ok(())
        })
    };
    runner.run(&(shape, acts(), order), history).unwrap();
    assert!(undone.get() > 20 && refused.get() > 5, "{undone:?} undone, {refused:?} refused");
}

/// A unit under another one.
async fn below(conn: &mut Conn, name: &str, parent: i64) -> i64 {
    unit(conn, name, name, Some(parent)).await
}

#[tokio::test]
async fn what_ended_a_unit_since_comes_first_and_is_named() {
    for what in ["part of a cell", "a cell that moved", "a cell that merged"] {
        let test = testing::empty().await;
        let mut tx = test.db.begin().await.unwrap();
        let root = unit(&mut tx, "root", "Gốc", None).await;
        let (commune, next) = (below(&mut tx, "xã A", root).await, below(&mut tx, "xã B", root).await);
        let (cell, other) = (below(&mut tx, "ấp 1", commune).await, below(&mut tx, "ấp 2", next).await);
        let new = NewPerson { uid: "p".into(), full_name: "Lê Văn A", birth_year: 1970, ..NewPerson::default() };
        let person = people::enter(&mut tx, Grant::console(cell), &vault(), &new, FIRST, morning()).await.unwrap();
        let on = |unit: i64| Grant::console(unit);
        let (first, later) = (day(2), day(4));
        let change = begin(&mut tx, if what == "part of a cell" { "transfer_part" } else { "move" }, first, "e1").await;
        match what {
            "part of a cell" => change.hand_over(&mut tx, on(cell), on(other), (&[person], &[])).await.unwrap(),
            "a cell that moved" => change.relocate(&mut tx, on(cell), on(next)).await.unwrap(),
            _ => change.absorb(&mut tx, on(cell), on(other)).await.unwrap(),
        }
        let earlier = change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
        let (ends, into) = if what == "part of a cell" { (cell, other) } else { (commune, next) };
        let change = begin(&mut tx, "dissolve", later, "e2").await;
        change.absorb(&mut tx, on(ends), on(into)).await.unwrap();
        let since = change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();

        let Err(ChangeError::Depends(told)) = try_undo(&mut tx, earlier).await else { panic!("{what}: taken back") };
        let named = |one: &Dependent| one.key == "changes" && one.label.contains(&later.written());
        assert!(told.iter().any(named), "{what}: {told:?}");
        try_undo(&mut tx, since).await.unwrap();
        try_undo(&mut tx, earlier).await.unwrap();
        for at in 0..DAYS {
            assert!(astray(&mut tx, &[person], day(at)).await.is_empty(), "{what}: {at}");
        }
    }
}

#[tokio::test]
async fn what_has_taken_people_on_since_comes_first_and_is_named_instead_of_them() {
    for later in ["dissolve", "transfer_part"] {
        let test = testing::empty().await;
        let mut tx = test.db.begin().await.unwrap();
        let root = unit(&mut tx, "root", "Gốc", None).await;
        let (cell, other) = (below(&mut tx, "ấp 1", root).await, below(&mut tx, "ấp 2", root).await);
        let last = below(&mut tx, "ấp 3", root).await;
        let mut persons = Vec::new();
        for uid in ["p1", "p2"] {
            let new = NewPerson { uid: uid.into(), full_name: "Lê Văn A", birth_year: 1970, ..NewPerson::default() };
            persons.push(people::enter(&mut tx, Grant::console(cell), &vault(), &new, FIRST, morning()).await.unwrap());
        }
        let on = |unit: i64| Grant::console(unit);
        let change = begin(&mut tx, "dissolve", day(2), "e1").await;
        change.absorb(&mut tx, on(cell), on(other)).await.unwrap();
        let earlier = change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
        let change = begin(&mut tx, later, day(4), "e2").await;
        match later {
            "dissolve" => change.absorb(&mut tx, on(other), on(last)).await.unwrap(),
            _ => change.hand_over(&mut tx, on(other), on(last), (&persons, &[])).await.unwrap(),
        }
        let since = change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
        let Err(ChangeError::Depends(told)) = try_undo(&mut tx, earlier).await else { panic!("{later}: taken back") };
        let told: Vec<_> = told.iter().map(|one| (one.key, one.label.as_str())).collect();
        let named = format!("ấp 2 ({}, QĐ e2)", day(4).written());
        assert_eq!(told, [("changes", named.as_str())], "{later}: the change, and nobody by name");
        try_undo(&mut tx, since).await.unwrap();
        try_undo(&mut tx, earlier).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_decided_for_a_day_after_the_end_is_no_part_of_a_units_history() {
    let test = testing::empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "root", "Gốc", None).await;
    let (cell, other) = (below(&mut tx, "ấp 1", root).await, below(&mut tx, "ấp 2", root).await);
    let change = begin(&mut tx, "rename", day(6), "e1").await;
    change.rename(&mut tx, Grant::console(cell), ("ấp Mới", "ấp Mới")).await.unwrap();
    change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
    let told =
        |lineage: &lineage::Lineage| lineage.around(cell).iter().map(|event| event[0].kind.clone()).collect::<Vec<_>>();
    let before = lineage::Lineage::read(&mut tx).await.unwrap();
    assert!(told(&before).contains(&"rename".to_owned()));
    let change = begin(&mut tx, "dissolve", day(4), "e2").await;
    change.absorb(&mut tx, Grant::console(cell), Grant::console(other)).await.unwrap();
    let event = change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
    let ended = told(&lineage::Lineage::read(&mut tx).await.unwrap());
    assert!(ended.contains(&"dissolve".to_owned()) && !ended.contains(&"rename".to_owned()), "{ended:?}");
    try_undo(&mut tx, event).await.unwrap();
    assert_eq!(told(&lineage::Lineage::read(&mut tx).await.unwrap()), told(&before), "taken back, it is to come again");
}
