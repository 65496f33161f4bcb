//! Where changes of units take people, and no further: persons of an earlier day by the units of a later one.

use super::history_model::{DAYS, day};
use super::history_tests::{Act, World, act, acts, settle};
use super::lineage::Lineage;
use super::tests::{FIRST, begin, unit};
use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::people::exemption::{NewExemption, Ruling, grant_exemption};
use crate::people::{self, NewPerson};
use crate::testing::{self, morning, vault};
use kit::clock::Day;
use kit::db::Conn;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;

fn runner(few: u32) -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Does what can be done of these acts; the events.
async fn done(conn: &mut Conn, w: &mut World, acts: Vec<Act>) -> Vec<i64> {
    let mut events = Vec::new();
    for (step, one) in acts.into_iter().enumerate() {
        let before = (w.model.clone(), w.units.clone());
        conn.batch("SAVEPOINT step").await.unwrap();
        match act(conn, w, step, one).await {
            Ok(event) => events.extend(event),
            Err(_) => {
                conn.batch("ROLLBACK TO SAVEPOINT step").await.unwrap();
                (w.model, w.units) = before;
            }
        }
        conn.batch("RELEASE SAVEPOINT step").await.unwrap();
    }
    events
}

/// These persons of a day by the units of a later one.
async fn carried(conn: &mut Conn, days: (Day, Day)) -> Vec<(i64, i64)> {
    let lineage = Lineage::read(conn).await.unwrap();
    let roll = people::roll(conn, days.0).await.unwrap();
    lineage.carry(conn, &roll, days).await.unwrap()
}

#[test]
fn everybody_is_followed_through_changes_of_units_and_through_no_transfer_of_their_own() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let test = runtime.block_on(testing::empty());
    let (changed, went) = (Cell::new(0), Cell::new(0));
    let shape = prop::collection::vec(0..1_000_usize, 16);
    let history = |(shape, acts): (Vec<usize>, Vec<Act>)| {
        runtime.block_on(async {
            let mut tx = test.db.begin().await.unwrap();
            let mut w = settle(&mut tx, &shape).await;
            done(&mut tx, &mut w, acts).await;
            let lineage = Lineage::read(&mut tx).await.unwrap();
            for from in 0..DAYS {
                for to in from + 1..DAYS {
                    for (person, at) in carried(&mut tx, (day(from), day(to))).await {
                        let along = w.model.followed(person, (from, to));
                        prop_assert_eq!(at, lineage.heir(along, day(to)), "{} from {} to {}", person, from, to);
                        let (then, now) = (w.model.days[from].1[&person].0, w.model.days[to].1[&person].0);
                        changed.set(changed.get() + u32::from(at != then));
                        went.set(went.get() + u32::from(at != now));
                    }
                }
            }
            Ok(())
        })
    };
    runner(48).run(&(shape, acts()), history).unwrap();
    assert!(changed.get() > 100 && went.get() > 100, "{changed:?} taken along, {went:?} elsewhere of their own");
}

/// An exemption without an end of each of these persons, where they are at first: the rows.
async fn exempt(conn: &mut Conn, w: &World) -> Vec<(i64, i64)> {
    let ruling = Ruling::on(&people::pages::BOOK, DEMO_DAY).unwrap();
    let mut exempt = Vec::new();
    for person in &w.persons {
        let new = NewExemption {
            uid: format!("x{person}"),
            person: *person,
            kind: rules::EXEMPT,
            reason: "age",
            words: None,
            paper: None,
            scan: None,
            asked_how: "oral",
            decided_on: day(0),
            from: day(0),
            to: None,
        };
        let home = Grant::console(w.model.days[0].1[person].0);
        let id = grant_exemption(conn, home, &vault(), ruling, &new, day(0).begins()).await.unwrap();
        exempt.push((id, *person));
    }
    exempt
}

#[test]
fn what_goes_with_somebody_is_where_they_are_whatever_came_in_one_go_and_is_taken_back() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let test = runtime.block_on(testing::empty());
    let (moved, undone) = (Cell::new(0), Cell::new(0));
    let shape = prop::collection::vec(0..1_000_usize, 16);
    let order = prop::collection::vec(0..1_000_usize, 12);
    let history = |(shape, mut acts, order): (Vec<usize>, Vec<Act>, Vec<usize>)| {
        runtime.block_on(async {
            let mut tx = test.db.begin().await.unwrap();
            let mut w = settle(&mut tx, &shape).await;
            let exempt = exempt(&mut tx, &w).await;
            // Units end, or pass a part on, or are split; nobody goes of their own.
            acts.iter_mut().filter(|act| !matches!(act.what, 5 | 8)).for_each(|act| act.what = 2 + act.what % 2);
            let mut events = done(&mut tx, &mut w, acts).await;
            let now = day(DAYS).begins();
            for place in std::iter::once(None).chain(order.into_iter().map(Some)) {
                if let Some(place) = place {
                    let Some(event) = (!events.is_empty()).then(|| events[place % events.len()]) else { break };
                    tx.batch("SAVEPOINT back").await.unwrap();
                    match undo(&mut tx, Deciding::console(NOWHERE), event, now).await {
                        Ok(()) => {
                            events.retain(|it| *it != event);
                            undone.set(undone.get() + 1);
                        }
                        Err(_) => tx.batch("ROLLBACK TO SAVEPOINT back").await.unwrap(),
                    }
                    tx.batch("RELEASE SAVEPOINT back").await.unwrap();
                }
                moved.set(moved.get() + due::settle(&mut tx, now).await.unwrap());
                for (row, person) in &exempt {
                    let at: Option<i64> =
                        tx.value("SELECT unit_id FROM exemption WHERE id = $1", &[row]).await.unwrap();
                    let home = people::unit_of(&mut tx, *person, day(DAYS)).await.unwrap();
                    prop_assert_eq!(at, home, "person {}", person);
                }
            }
            Ok(())
        })
    };
    runner(48).run(&(shape, acts(), order), history).unwrap();
    assert!(moved.get() > 50 && undone.get() > 20, "{moved:?} handed over, {undone:?} taken back");
}

/// A cell below a unit.
async fn cell(conn: &mut Conn, name: &str, parent: i64) -> i64 {
    unit(conn, name, name, Some(parent)).await
}

#[tokio::test]
async fn who_went_of_their_own_to_a_cell_that_ends_by_then_is_not_followed_there() {
    for (what, moved, ends, next) in [
        ("an earlier day", day(4), day(2), None),
        ("the same day", day(4), day(4), None),
        ("the same day, and the heir ends as well", day(4), day(4), Some(day(4))),
        ("an earlier day, and the heir ends later", day(4), day(2), Some(day(6))),
        ("a later day", day(4), day(5), None),
    ] {
        let test = testing::empty().await;
        let mut tx = test.db.begin().await.unwrap();
        let root = unit(&mut tx, "root", "Gốc", None).await;
        let (own, gone) = (cell(&mut tx, "khóm 1", root).await, cell(&mut tx, "khóm 3", root).await);
        let (heir, last) = (cell(&mut tx, "khóm 4", root).await, cell(&mut tx, "khóm 5", root).await);
        let mut persons = Vec::new();
        for (uid, at) in [("goes", own), ("stays", gone)] {
            let new = NewPerson { uid: uid.into(), full_name: "Lê Văn A", birth_year: 1970, ..NewPerson::default() };
            persons.push(people::enter(&mut tx, Grant::console(at), &vault(), &new, FIRST, morning()).await.unwrap());
        }
        let received = people::transfer(&mut tx, Grant::console(gone), persons[0], moved, "GT", morning()).await;
        assert!(received.unwrap(), "{what}");
        let mut at = heir;
        for (uid, from, into, day) in
            [Some(("e1", gone, heir, ends)), next.map(|day| ("e2", heir, last, day))].into_iter().flatten()
        {
            let change = begin(&mut tx, "dissolve", day, uid).await;
            change.absorb(&mut tx, Grant::console(from), Grant::console(into)).await.unwrap();
            change.finish(&mut tx, Deciding::console(NOWHERE), morning()).await.unwrap();
            at = into;
        }
        let mut by_later = carried(&mut tx, (day(1), day(8))).await;
        by_later.sort_unstable();
        assert_eq!(by_later, [(persons[0], own), (persons[1], at)], "{what}");
        let mut since = carried(&mut tx, (day(4), day(8))).await;
        since.sort_unstable();
        assert_eq!(since, [(persons[0], at), (persons[1], at)], "{what}: since they went, they are taken along");
    }
}
