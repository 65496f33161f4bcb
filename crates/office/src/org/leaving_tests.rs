//! Whoever leaves a unit of their own on the very day of its end, or between two ends that follow each other: the way back of the
//! change brings nobody back.

use super::*;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::people;
use crate::testing::TestOffice;
use kit::clock::Day;
use kit::db::Conn;
use kit::testing::Door;

/// A change that ends a unit, its members going to another one; the event.
async fn dissolved(t: &TestOffice, conn: &mut Conn, (unit, into): (i64, i64), day: Day) -> i64 {
    let now = t.office.clock.now();
    let decision = Decision { uid: format!("e-{unit}-{into}"), kind: "dissolve", day, paper: "QĐ 9".into() };
    let change = Change::begin(conn, Grant::console(NOWHERE), decision, now).await.unwrap();
    change.absorb(conn, Grant::console(unit), Grant::console(into)).await.unwrap();
    change.finish(conn, Deciding::console(NOWHERE), now).await.unwrap()
}

async fn taken_back(t: &TestOffice, event: i64) {
    let mut tx = t.office.db.begin().await.unwrap();
    undo(&mut tx, Deciding::console(NOWHERE), event, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Other cells of the silent cell's commune.
async fn beside(t: &TestOffice) -> Vec<i64> {
    let sql = "SELECT p.unit_id FROM unit_parent p JOIN unit_parent o ON o.parent_id = p.parent_id JOIN unit u ON u.id = p.unit_id
               WHERE o.unit_id = $1 AND p.unit_id <> $1 AND u.kind = 'cell' ORDER BY p.unit_id";
    let all: Vec<(i64,)> = t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap();
    all.into_iter().map(|(unit,)| unit).collect()
}

/// The secretary of the silent cell, and the address of the record.
async fn secretary(t: &TestOffice) -> (i64, String) {
    let sql = "SELECT h.person_id FROM post_holding h JOIN post p ON p.id = h.post_id
               WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL";
    let person: i64 = t.value(sql, &[&t.silent_cell]).await;
    let uid: String = t.value("SELECT uid FROM person WHERE id = $1", &[&person]).await;
    (person, format!("/van-phong/dang-vien/{uid}"))
}

/// Records that somebody died.
async fn died(door: &mut Door, record: &str, day: &str) {
    let form = door.get(&format!("{record}/tu-cach")).await;
    let version = form.field("version");
    let fields = [("change", "deceased"), ("day", day), ("paper", "QĐ 7"), ("version", &*version)];
    let done = door.post(&format!("{record}/tu-cach"), &fields).await;
    assert_eq!(done.outcome(), format!("303 {record}?xong=tu-cach"), "{}", done.text());
}

/// What somebody belongs to and holds that has no end: main memberships, posts.
async fn open(t: &TestOffice, person: i64) -> (Vec<i64>, i64) {
    let sql =
        "SELECT unit_id FROM membership WHERE person_id = $1 AND kind = 'main' AND to_day IS NULL ORDER BY unit_id";
    let at: Vec<(i64,)> = t.office.db.read().await.unwrap().all(sql, &[&person]).await.unwrap();
    let posts = "SELECT count(*) FROM post_holding WHERE person_id = $1 AND to_day IS NULL";
    (at.into_iter().map(|(unit,)| unit).collect(), t.value(posts, &[&person]).await)
}

#[tokio::test]
async fn who_died_or_went_elsewhere_on_the_day_of_the_end_does_not_come_back_with_the_unit() {
    for (what, day, died_on) in [
        ("died that day", Day::of(2018, 11, 23), "23/11/2018"),
        ("died on the day of a past change", Day::of(2018, 11, 20), "20/11/2018"),
        ("went elsewhere that day", Day::of(2018, 11, 23), ""),
    ] {
        let t = TestOffice::new().await;
        let cells = beside(&t).await;
        let (person, record) = secretary(&t).await;
        let was = open(&t, person).await;
        assert!(was.1 > 0 && was.0 == [t.silent_cell], "{what}: {was:?}");
        let mut tx = t.office.db.begin().await.unwrap();
        let event = dissolved(&t, &mut tx, (t.silent_cell, cells[0]), day).await;
        if died_on.is_empty() {
            let (to, now) = (Grant::console(cells[1]), t.office.clock.now());
            assert!(people::transfer(&mut tx, to, person, day, "GT 1", now).await.unwrap());
        }
        tx.commit().await.unwrap();
        let mut officer = t.as_cast("organisation").await;
        if !died_on.is_empty() {
            died(&mut officer, &record, died_on).await;
        }
        taken_back(&t, event).await;
        let (at, posts) = open(&t, person).await;
        let expected = if died_on.is_empty() { vec![cells[1]] } else { vec![] };
        assert_eq!((at, posts), (expected, 0), "{what}");
        if died_on.is_empty() {
            continue;
        }
        // It was somebody else who died: as if neither had been.
        let state: i64 = t.value("SELECT max(id) FROM member_state WHERE person_id = $1", &[&person]).await;
        let form = officer.get(&format!("{record}/tu-cach")).await;
        let version = form.field("version");
        let never = [("instead", "never"), ("amended_day", ""), ("amended_by", "QĐ 8"), ("version", &*version)];
        let amended = officer.post(&format!("{record}/tu-cach/{state}"), &never).await;
        assert!(amended.outcome().starts_with("303"), "{what}: {}", amended.text());
        assert_eq!(open(&t, person).await, was, "{what}: amended");
    }
}

#[tokio::test]
async fn who_left_between_two_ends_that_follow_each_other_hinders_neither_way_back() {
    let t = TestOffice::new().await;
    let cells = beside(&t).await;
    let (person, record) = secretary(&t).await;
    let (first, second) = (Day::of(2018, 11, 30), Day::of(2018, 12, 5));
    let mut tx = t.office.db.begin().await.unwrap();
    let one = dissolved(&t, &mut tx, (t.silent_cell, cells[0]), first).await;
    let other = dissolved(&t, &mut tx, (cells[0], cells[1]), second).await;
    tx.commit().await.unwrap();
    died(&mut t.as_cast("organisation").await, &record, "23/11/2018").await;
    for event in [other, one] {
        taken_back(&t, event).await;
        assert_eq!(open(&t, person).await, (vec![], 0));
    }
    let there = "SELECT count(*) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
    assert!(t.value::<i64>(there, &[&t.silent_cell]).await > 10, "the others are there again");
}

#[tokio::test]
async fn a_tie_that_is_ended_does_not_begin_again_where_its_cell_goes_on() {
    for ended in ["25/11/2018", "29/11/2018"] {
        let t = TestOffice::new().await;
        let cells = beside(&t).await;
        let (_, record) = secretary(&t).await;
        let mut officer = t.as_cast("organisation").await;
        let place: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&cells[0]]).await;
        let fields = [("kind", "residence"), ("unit", &*place), ("from", "01/10/2018"), ("to", ""), ("paper", "")];
        let form = format!("{record}/noi-sinh-hoat");
        assert!(officer.post(&form, &fields).await.outcome().starts_with("303"));
        let mut tx = t.office.db.begin().await.unwrap();
        let event = dissolved(&t, &mut tx, (cells[0], cells[1]), Day::of(2018, 11, 30)).await;
        tx.commit().await.unwrap();
        let row: i64 = t
            .value("SELECT min(id) FROM residence_link WHERE unit_id = $1 AND from_day = '2018-10-01'", &[&cells[0]])
            .await;
        let page = format!("{record}/noi-sinh-hoat/residence/{row}");
        let end = officer.post(&page, &[("last", ended), ("read", "30/11/2018")]).await;
        assert!(end.outcome().starts_with("303"), "{ended}: {}", end.text());
        let on = "SELECT count(*) FROM residence_link WHERE unit_id IN ($1, $2) AND from_day >= '2018-10-01'
                  AND (to_day IS NULL OR (to_day > '2018-11-30' AND to_day > from_day))
                  AND person_id = (SELECT person_id FROM residence_link WHERE id = $3)";
        assert_eq!(t.value::<i64>(on, &[&cells[0], &cells[1], &row]).await, 0, "{ended}: it is over");
        taken_back(&t, event).await;
        assert_eq!(t.value::<i64>(on, &[&cells[0], &cells[1], &row]).await, 0, "{ended}: and stays so");
    }
}

#[tokio::test]
async fn a_tie_that_begins_before_its_cell_became_ones_own_ends_with_that() {
    for tie in ["residence", "temporary"] {
        let t = TestOffice::new().await;
        let cells = beside(&t).await;
        let (person, record) = secretary(&t).await;
        let mut tx = t.office.db.begin().await.unwrap();
        let now = t.office.clock.now();
        let (to, day) = (Grant::console(cells[0]), Day::of(2018, 6, 1));
        assert!(people::transfer(&mut tx, to, person, day, "GT 1", now).await.unwrap());
        tx.commit().await.unwrap();
        let mut officer = t.as_cast("organisation").await;
        let place: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&cells[0]]).await;
        let fields = [("kind", tie), ("unit", &*place), ("from", "01/01/2018"), ("to", ""), ("paper", "")];
        let entered = officer.post(&format!("{record}/noi-sinh-hoat"), &fields).await;
        assert!(entered.outcome().starts_with("303"), "{tie}: {}", entered.text());
        let (table, fit) =
            if tie == "residence" { ("residence_link", "1 = 1") } else { ("membership", "kind = 'temporary'") };
        let sql = format!("SELECT to_day FROM {table} WHERE person_id = $1 AND from_day = '2018-01-01' AND {fit}");
        assert_eq!(t.value::<Day>(&sql, &[&person]).await, day, "{tie}");
    }
}

#[tokio::test]
async fn who_has_left_the_office_keeps_in_touch_with_no_cell_in_figure_and_list() {
    let t = TestOffice::new().await;
    let cells = beside(&t).await;
    let (person, _) = secretary(&t).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO residence_link (person_id, unit_id, from_day) VALUES ($1, $2, '2018-01-01')";
    tx.insert(sql, &[&person, &cells[0]]).await.unwrap();
    let (before, after) = (Day::of(2018, 11, 19), Day::of(2018, 11, 20));
    people::move_main(&mut tx, person, None, after, "GT 2").await.unwrap();
    for (day, more) in [(before, 1), (after, 0)] {
        let heads = people::ties::Count::on(&mut tx, day).await.unwrap().of(&[cells[0]]);
        let listed = people::ties::in_touch(&mut tx, day, after).await.unwrap();
        let listed = listed.iter().filter(|one| one.cell == cells[0]).count() as i64;
        assert_eq!(heads.residence, listed, "{day}: the figure is the length of the list");
        assert!(listed >= more, "{day}");
    }
}

#[tokio::test]
async fn a_tie_entered_meanwhile_is_void_where_the_way_back_makes_its_cell_ones_own_again() {
    let t = TestOffice::new().await;
    let cells = beside(&t).await;
    let (person, record) = secretary(&t).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let (now, day) = (t.office.clock.now(), Day::of(2018, 11, 20));
    let decision = Decision { uid: "part".into(), kind: "transfer_part", day, paper: "QĐ 9".into() };
    let change = Change::begin(&mut tx, Grant::console(NOWHERE), decision, now).await.unwrap();
    let (from, into) = (Grant::console(t.silent_cell), Grant::console(cells[0]));
    change.hand_over(&mut tx, from, into, (&[person], &[])).await.unwrap();
    let event = change.finish(&mut tx, Deciding::console(NOWHERE), now).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = t.as_cast("organisation").await;
    let place: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let fields = [("kind", "residence"), ("unit", &*place), ("from", "21/11/2018"), ("to", ""), ("paper", "")];
    assert!(officer.post(&format!("{record}/noi-sinh-hoat"), &fields).await.outcome().starts_with("303"));
    let held = "SELECT count(*) FROM residence_link WHERE person_id = $1 AND (to_day IS NULL OR to_day > from_day)";
    assert_eq!(t.value::<i64>(held, &[&person]).await, 1);
    taken_back(&t, event).await;
    assert_eq!(open(&t, person).await.0, [t.silent_cell]);
    assert_eq!(t.value::<i64>(held, &[&person]).await, 0, "nobody keeps in touch with their own cell");
}

#[tokio::test]
async fn who_is_no_member_is_offered_no_exemption() {
    let t = TestOffice::new().await;
    let (_, record) = secretary(&t).await;
    let mut officer = t.as_cast("cell_secretary").await;
    let page = officer.get(&record).await;
    assert!(page.html().contains(&format!("{record}/mien")), "{}", page.text());
    died(&mut t.as_cast("organisation").await, &record, "23/11/2018").await;
    let page = t.as_cast("organisation").await.get(&record).await;
    assert!(!page.html().contains(&format!("{record}/mien")), "{}", page.text());
}
