//! The work of a unit whose end is decided for a later day: it stays there until then, and goes on from there.

use super::estate::{self, Fate, Kind};
use super::*;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::people;
use crate::testing::TestOffice;
use kit::clock::{DAY, Day};
use kit::db::Conn;

const LAST: Day = Day::of(2018, 12, 1);

/// Decides that the silent cell ends on a day, its members and its work going to another one; the event and that one.
async fn decided(t: &TestOffice, conn: &mut Conn, day: Day) -> (i64, i64) {
    let beside = "SELECT min(p.unit_id) FROM unit_parent p JOIN unit_parent o ON o.parent_id = p.parent_id
                  WHERE o.unit_id = $1 AND p.unit_id <> $1";
    let heir: i64 = conn.value(beside, &[&t.silent_cell]).await.unwrap().unwrap();
    (dissolved(t, conn, (t.silent_cell, heir), day).await, heir)
}

async fn dissolved(t: &TestOffice, conn: &mut Conn, (unit, into): (i64, i64), day: Day) -> i64 {
    let now = t.office.clock.now();
    let decision = Decision { uid: format!("e-{unit}-{into}"), kind: "dissolve", day, paper: "QĐ 9".into() };
    let change = Change::begin(conn, Grant::console(NOWHERE), decision, now).await.unwrap();
    change.absorb(conn, Grant::console(unit), Grant::console(into)).await.unwrap();
    change.finish(conn, Deciding::console(NOWHERE), now).await.unwrap()
}

/// One open thing of each kind that waits for the day of a change, put at a unit: the kind, the row.
async fn work(conn: &mut Conn, unit: i64) -> Vec<(&'static Kind, i64)> {
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND kind = 'main'
                    AND (to_day IS NULL OR to_day >= $2)";
    let member: Option<i64> = conn.value(member, &[&unit, &LAST]).await.unwrap();
    let mut work = Vec::new();
    let kinds = estate::ALL.iter().filter(|kind| kind.waits_for_the_day() && kind.key != estate::TRANSFERS_IN);
    for kind in kinds {
        let Kind { table, column, .. } = kind;
        let row = format!("SELECT max(t.id) FROM {table} t WHERE {}", kind.open());
        let row: Option<i64> = conn.value::<Option<i64>>(&row, &[&LAST]).await.unwrap().flatten();
        let Some(row) = row else { continue };
        conn.exec(&format!("UPDATE {table} SET {column} = $1 WHERE id = $2"), &[&unit, &row]).await.unwrap();
        if kind.fate == Fate::WithPerson {
            let sql = format!("UPDATE {table} SET person_id = $1 WHERE id = $2");
            conn.exec(&sql, &[&member, &row]).await.unwrap();
        }
        work.push((kind, row));
    }
    work
}

/// Where each of these is, by the key of its kind.
async fn places(conn: &mut Conn, work: &[(&'static Kind, i64)]) -> Vec<(&'static str, i64)> {
    let mut places = Vec::new();
    for (Kind { key, table, column, .. }, row) in work {
        let sql = format!("SELECT {column} FROM {table} WHERE id = $1");
        places.push((*key, conn.value(&sql, &[row]).await.unwrap().unwrap()));
    }
    places
}

#[tokio::test]
async fn work_stays_until_the_last_day_of_its_unit_and_goes_where_it_was_sent() {
    for (entered, undone) in [
        ("before the decision", "before the day"),
        ("before the decision", "after the day"),
        ("after the decision", "before the day"),
        ("after the decision", "after the day"),
    ] {
        let t = TestOffice::new().await;
        let mut tx = t.office.db.begin().await.unwrap();
        let mut known = work(&mut tx, t.silent_cell).await;
        if entered == "after the decision" {
            // Nothing of it is there when it is decided.
            for (Kind { table, column, .. }, row) in &known {
                let sql = format!("UPDATE {table} SET {column} = $1 WHERE id = $2");
                tx.exec(&sql, &[&t.elsewhere, row]).await.unwrap();
            }
        }
        let (event, heir) = decided(&t, &mut tx, LAST).await;
        if entered == "after the decision" {
            known = work(&mut tx, t.silent_cell).await;
        }
        let keys: Vec<&str> = known.iter().map(|(kind, _)| kind.key).collect();
        for key in ["candidates", "tasks", "articles", "exemptions", "campaigns", "outgoing", "transfers-out"] {
            assert!(keys.contains(&key), "{entered}: nothing of {key} was looked at: {keys:?}");
        }
        let at = |unit: i64| keys.iter().map(|key| (*key, unit)).collect::<Vec<_>>();
        let (eve, day) = (t.office.clock.now(), t.office.clock.now().plus(8 * DAY));
        assert_eq!(places(&mut tx, &known).await, at(t.silent_cell), "{entered}: it is decided, no more");
        assert_eq!(due::settle(&mut tx, eve).await.unwrap(), 0, "{entered}: the day has not come");
        if undone == "before the day" {
            undo(&mut tx, Deciding::console(NOWHERE), event, eve).await.unwrap();
            assert_eq!(due::settle(&mut tx, day).await.unwrap(), 0, "{entered}: it was taken back");
            assert_eq!(places(&mut tx, &known).await, at(t.silent_cell), "{entered}: it goes on there");
            continue;
        }
        assert!(due::settle(&mut tx, day).await.unwrap() >= known.len(), "{entered}");
        assert_eq!(places(&mut tx, &known).await, at(heir), "{entered}: the day has come");
        assert_eq!(due::settle(&mut tx, day).await.unwrap(), 0, "{entered}: done twice, it is done once");
        let told = "SELECT count(*) FROM journal WHERE verb = 'org.unit.settle'";
        assert_eq!(tx.value::<i64>(told, &[]).await.unwrap(), Some(1), "{entered}");
        undo(&mut tx, Deciding::console(NOWHERE), event, day).await.unwrap();
        assert_eq!(places(&mut tx, &known).await, at(t.silent_cell), "{entered}: taken back, it is there again");
        assert_eq!(due::settle(&mut tx, day).await.unwrap(), 0, "{entered}: and stays");
    }
}

#[tokio::test]
async fn what_is_over_or_has_gone_elsewhere_by_then_is_left_where_it_is() {
    let t = TestOffice::new().await;
    let mut tx = t.office.db.begin().await.unwrap();
    let known = work(&mut tx, t.silent_cell).await;
    let row = |key: &str| known.iter().find(|(kind, _)| kind.key == key).expect("one of it").1;
    let (task, article, exemption) = (row("tasks"), row("articles"), row("exemptions"));
    let (_, heir) = decided(&t, &mut tx, LAST).await;
    let now = t.office.clock.now();
    tx.exec("UPDATE task SET state = 'done' WHERE id = $1", &[&task]).await.unwrap();
    tx.exec("UPDATE article SET unit_id = $1 WHERE id = $2", &[&t.elsewhere, &article]).await.unwrap();
    // Whoever goes elsewhere before that day takes what is about them along.
    let person: i64 = tx.value("SELECT person_id FROM exemption WHERE id = $1", &[&exemption]).await.unwrap().unwrap();
    let cell = "SELECT min(id) FROM unit WHERE kind = 'cell' AND id NOT IN ($1, $2)";
    let cell: i64 = tx.value(cell, &[&t.silent_cell, &heir]).await.unwrap().unwrap();
    let day = Day::of(2018, 11, 28);
    assert!(people::transfer(&mut tx, Grant::console(cell), person, day, "GT 1", now).await.unwrap());
    due::settle(&mut tx, now.plus(8 * DAY)).await.unwrap();
    let places: Vec<(&str, i64)> = places(&mut tx, &known).await;
    let at = |key: &str| places.iter().find(|(known, _)| *known == key).map(|(_, unit)| *unit);
    for (key, expected) in
        [("tasks", t.silent_cell), ("articles", t.elsewhere), ("exemptions", cell), ("candidates", heir)]
    {
        assert_eq!(at(key), Some(expected), "{key}");
    }
}

/// A third cell beside those two.
async fn one_more(t: &TestOffice, conn: &mut Conn, heir: i64) -> i64 {
    let next = "SELECT min(p.unit_id) FROM unit_parent p JOIN unit_parent o ON o.parent_id = p.parent_id
                WHERE o.unit_id = $1 AND p.unit_id NOT IN ($1, $2)";
    conn.value(next, &[&t.silent_cell, &heir]).await.unwrap().unwrap()
}

#[tokio::test]
async fn where_what_carries_on_ends_in_its_turn_work_goes_on_from_there() {
    let t = TestOffice::new().await;
    let mut tx = t.office.db.begin().await.unwrap();
    let before = work(&mut tx, t.silent_cell).await;
    let (_, heir) = decided(&t, &mut tx, LAST).await;
    let next = one_more(&t, &mut tx, heir).await;
    dissolved(&t, &mut tx, (heir, next), LAST.plus_days(5)).await;
    let now = t.office.clock.now();
    due::settle(&mut tx, now.plus(8 * DAY)).await.unwrap();
    assert!(places(&mut tx, &before).await.iter().all(|(_, unit)| *unit == heir), "the first day");
    due::settle(&mut tx, now.plus(13 * DAY)).await.unwrap();
    let after = places(&mut tx, &before).await;
    // A campaign whose cut-off day lies before is told by the units of that day.
    let after = after.into_iter().filter(|(key, _)| *key != "campaigns").collect::<Vec<_>>();
    assert!(after.iter().all(|(_, unit)| *unit == next), "the second day: {after:?}");
}

#[tokio::test]
async fn where_two_ends_come_to_hold_in_one_go_each_way_back_brings_work_one_step_back() {
    for (what, later) in [("on one day", 0), ("on two days between which nobody was there", 5)] {
        let t = TestOffice::new().await;
        let mut tx = t.office.db.begin().await.unwrap();
        let known = work(&mut tx, t.silent_cell).await;
        let (first, heir) = decided(&t, &mut tx, LAST).await;
        let next = one_more(&t, &mut tx, heir).await;
        let second = dissolved(&t, &mut tx, (heir, next), LAST.plus_days(later)).await;
        let day = t.office.clock.now().plus(13 * DAY);
        // A campaign whose cut-off day lies before is told by the units of that day.
        let known: Vec<_> = known.into_iter().filter(|(kind, _)| kind.key != "campaigns").collect();
        for key in ["exemptions", "transfers-out", "tasks", "candidates"] {
            assert!(known.iter().any(|(kind, _)| kind.key == key), "{what}: nothing of {key}");
        }
        let at = |unit: i64| known.iter().map(|(kind, _)| (kind.key, unit)).collect::<Vec<_>>();
        due::settle(&mut tx, day).await.unwrap();
        assert_eq!(places(&mut tx, &known).await, at(next), "{what}: both days have come");
        for (event, back) in [(second, heir), (first, t.silent_cell)] {
            undo(&mut tx, Deciding::console(NOWHERE), event, day).await.unwrap();
            assert_eq!(places(&mut tx, &known).await, at(back), "{what}: taken back");
            due::settle(&mut tx, day).await.unwrap();
            assert_eq!(places(&mut tx, &known).await, at(back), "{what}: and it stays");
        }
    }
}

#[tokio::test]
async fn what_is_about_somebody_goes_along_where_a_later_decision_holds_sooner() {
    for (what, days) in [("day by day", &[8, 13, 14][..]), ("in one go", &[14])] {
        let t = TestOffice::new().await;
        let mut tx = t.office.db.begin().await.unwrap();
        let (later, heir) = decided(&t, &mut tx, LAST.plus_days(5)).await;
        let next = one_more(&t, &mut tx, heir).await;
        let mut known = work(&mut tx, t.silent_cell).await;
        known.retain(|(kind, _)| kind.fate == Fate::WithPerson);
        let keys: Vec<&str> = known.iter().map(|(kind, _)| kind.key).collect();
        assert!(keys.contains(&"exemptions") && keys.contains(&"transfers-out"), "{what}: {keys:?}");
        let sooner = dissolved(&t, &mut tx, (t.silent_cell, next), LAST).await;
        let again = dissolved(&t, &mut tx, (heir, next), LAST.plus_days(6)).await;
        let at = |unit: i64| keys.iter().map(|key| (*key, unit)).collect::<Vec<_>>();
        let on = |days: i64| t.office.clock.now().plus(days * DAY);
        for day in days {
            due::settle(&mut tx, on(*day)).await.unwrap();
            let home = if *day == 13 { heir } else { next };
            assert_eq!(places(&mut tx, &known).await, at(home), "{what}: day {day}");
        }
        for (event, home) in [(again, heir), (sooner, heir), (later, t.silent_cell)] {
            undo(&mut tx, Deciding::console(NOWHERE), event, on(14)).await.unwrap();
            assert_eq!(places(&mut tx, &known).await, at(home), "{what}: taken back");
            due::settle(&mut tx, on(14)).await.unwrap();
            assert_eq!(places(&mut tx, &known).await, at(home), "{what}: and it stays");
        }
    }
}
