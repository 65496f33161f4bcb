//! Somebody entered into a cell whose end is decided already, or that is not there yet.

use super::*;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::org::estate::Kind;
use crate::org::{Change, Decision, Destinations, undo_to_look};
use crate::people::ties::{NewTie, Place, Tie, tie};
use crate::testing::morning;
use kit::clock::Day;
use kit::db::Conn;

const ENDS: Day = Day::of(2019, 1, 1);

/// A cell beside another one, under the same committee.
async fn beside(t: &TestOffice, cell: i64) -> i64 {
    let sql = "SELECT p.unit_id FROM unit_parent p WHERE p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id =
               (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
    t.value(sql, &[&cell]).await
}

/// A cell is dissolved into another one from a day on.
async fn dissolved(t: &TestOffice, (cell, into): (i64, i64), day: &str) {
    let mut officer = t.as_cast("organisation").await;
    let into = uid(t, into).await;
    let fields = [("kind", "dissolve"), ("day", day), ("paper", "QĐ 9"), ("into", &*into)];
    let change = format!("/van-phong/to-chuc/{}/thay-doi", uid(t, cell).await);
    let asked = t.changed(&mut officer, &change, &fields).await;
    t.agreed(&asked).await;
}

/// Where somebody belongs in a way: unit, first day, first day after it; what never came to hold is left out.
async fn belongs(conn: &mut Conn, person: &str, kind: &str) -> Vec<(i64, Day, Option<Day>)> {
    let sql = "SELECT m.unit_id, m.from_day, m.to_day FROM membership m JOIN person p ON p.id = m.person_id
               WHERE p.uid = $1 AND m.kind = $2 AND (m.to_day IS NULL OR m.to_day > m.from_day) ORDER BY m.from_day";
    conn.all(sql, &[&person, &kind]).await.unwrap()
}

#[tokio::test]
async fn whoever_is_entered_into_a_cell_that_is_to_end_goes_on_where_its_members_go() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let beside = beside(&t, t.silent_cell).await;
    dissolved(&t, (t.silent_cell, beside), "01/01/2019").await;

    let on = "SELECT count(*) FROM membership WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)";
    let record = entered(&t, &mut officer, &[]).await;
    let person = record.rsplit('/').next().unwrap();
    let mut tx = t.office.db.begin().await.unwrap();
    let guest =
        "SELECT p.id, p.uid, m.unit_id FROM membership m JOIN person p ON p.id = m.person_id WHERE m.kind = 'main'
                 AND m.to_day IS NULL AND m.unit_id NOT IN ($1, $2)
                 AND p.id NOT IN (SELECT person_id FROM membership WHERE kind = 'temporary') ORDER BY p.id LIMIT 1";
    let (guest, guest_uid, home): (i64, String, i64) = tx.one(guest, &[&t.silent_cell, &beside]).await.unwrap();
    let (from, until) = (Day::of(2018, 11, 10), Day::of(2019, 6, 30));
    let new = NewTie { tie: Tie::Temporary, from, to: Some(until), paper: None };
    let place = Place::Cell(Grant::console(t.silent_cell));
    tie(&mut tx, Grant::console(home), &place, guest, new, morning()).await.unwrap().unwrap();
    let entered_on = Day::of(2018, 11, 5);
    let went = [(t.silent_cell, entered_on, Some(ENDS)), (beside, ENDS, None)];
    assert_eq!(belongs(&mut tx, person, "main").await, went);
    let went = [(t.silent_cell, from, Some(ENDS)), (beside, ENDS, Some(until))];
    assert_eq!(belongs(&mut tx, &guest_uid, "temporary").await, went);
    let last: Option<i64> = tx.value(on, &[&ENDS.plus_days(-1)]).await.unwrap();
    assert_eq!(tx.value(on, &[&ENDS]).await.unwrap(), last, "nobody is lost on the day");

    // Undoing the end takes both back into the cell.
    let event = "SELECT id, unit_id FROM unit_event ORDER BY id DESC LIMIT 1";
    let (event, unit): (i64, i64) = tx.one(event, &[]).await.unwrap();
    undo_to_look(&mut tx, unit, event, morning()).await.unwrap();
    assert_eq!(belongs(&mut tx, person, "main").await, [(t.silent_cell, entered_on, None)]);
    assert_eq!(belongs(&mut tx, &guest_uid, "temporary").await, [(t.silent_cell, from, Some(until))]);
}

#[tokio::test]
async fn nobody_is_entered_from_a_day_before_the_cell() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let above: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let fields = [
        ("kind", "establish"),
        ("day", "10/11/2018"),
        ("paper", "QĐ 1"),
        ("name", "Chi bộ ấp 9"),
        ("short", "Ấp 9"),
        ("unit_kind", "cell"),
    ];
    let change = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, above).await);
    assert!(t.changed(&mut officer, &change, &fields).await.starts_with("303"));
    let (new, cell): (i64, String) =
        t.office.db.read().await.unwrap().one("SELECT id, uid FROM unit ORDER BY id DESC LIMIT 1", &[]).await.unwrap();
    let fields: Vec<(&str, &str)> = but(&[]).into_iter().chain([("unit", cell.as_str())]).collect();
    let early = officer.post(&format!("{ROLL}/moi"), &fields).await;
    let told = early.text().contains("Đơn vị này có từ ngày 10-11-2018");
    assert!(early.outcome() == "422" && told && early.field("full_name") == "Néang Sóc Kha", "{}", early.text());
    let fields: Vec<(&str, &str)> =
        but(&[("from", "10/11/2018")]).into_iter().chain([("unit", cell.as_str())]).collect();
    assert!(officer.post(&format!("{ROLL}/moi"), &fields).await.outcome().starts_with("303"));

    // Neither by a selection from the list.
    let person = member_of(&t, t.silent_cell).await;
    let person = person.rsplit('/').next().unwrap();
    let page = officer.get(&format!("{ROLL}/loat/chuyen?dong={person}")).await;
    let mark = page.field("dau");
    let filter = page.field("loc");
    let moved =
        [("loc", &*filter), ("dau", &*mark), ("den", "Chi bộ ấp 9"), ("ngay", "09/11/2018"), ("van-ban", "QĐ 2")];
    let early = officer.post(&format!("{ROLL}/loat/chuyen"), &moved).await;
    assert!(early.outcome() == "422" && early.text().contains("có từ ngày 10-11-2018"), "{}", early.text());
    let here: i64 = t.value("SELECT count(*) FROM membership WHERE unit_id = $1", &[&new]).await;
    assert_eq!(here, 1);
}

#[tokio::test]
async fn two_ends_on_one_day_take_whoever_is_entered_to_the_last() {
    let t = TestOffice::new().await;
    let first = beside(&t, t.silent_cell).await;
    let last: i64 = t
        .value(
            "SELECT max(p.unit_id) FROM unit_parent p JOIN unit u ON u.id = p.unit_id WHERE p.to_day IS NULL AND u.kind = 'cell'
             AND p.parent_id = (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL)",
            &[&t.silent_cell],
        )
        .await;
    assert!(last != first && last != t.silent_cell);
    dissolved(&t, (t.silent_cell, first), "01/01/2019").await;
    dissolved(&t, (first, last), "01/01/2019").await;
    let mut officer = t.as_cast("organisation").await;
    let record = entered(&t, &mut officer, &[]).await;
    let person = record.rsplit('/').next().unwrap();
    let went = [(t.silent_cell, Day::of(2018, 11, 5), Some(ENDS)), (last, ENDS, None)];
    assert_eq!(belongs(&mut t.office.db.read().await.unwrap(), person, "main").await, went);
}

#[tokio::test]
async fn nobody_is_entered_into_a_cell_whose_files_go_to_the_committee_alone() {
    let t = TestOffice::new().await;
    let cell = t.silent_cell;
    let above: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&cell]).await;
    let others: Vec<(i64,)> = {
        let sql = "SELECT p.unit_id FROM unit_parent p JOIN unit u ON u.id = p.unit_id
                   WHERE p.parent_id = $1 AND p.unit_id <> $2 AND u.kind = 'cell' ORDER BY p.unit_id LIMIT 2";
        t.office.db.read().await.unwrap().all(sql, &[&above, &cell]).await.unwrap()
    };
    let mut tx = t.office.db.begin().await.unwrap();
    let decision = Decision { uid: "kt".into(), kind: "dissolve", paper: "QĐ 9".into(), day: ENDS };
    let change = Change::begin(&mut tx, Grant::console(cell), decision, morning()).await.unwrap();
    let mut destinations = Destinations::to(others.iter().map(|(unit,)| Grant::console(*unit)));
    let kind = Kind::by_key("members").unwrap();
    for (nth, thing) in kind.of(&mut tx, cell, ENDS).await.unwrap().into_iter().enumerate() {
        assert!(destinations.send(kind, thing.id, others[nth % 2].0));
    }
    change.dissolve(&mut tx, Grant::console(cell), Grant::console(above), &destinations).await.unwrap();
    change.finish(&mut tx, Deciding::console(cell), morning()).await.unwrap();
    let misfit = crate::org::misfit(&mut tx, cell, Day::of(2018, 11, 5)).await.unwrap();
    assert_eq!(misfit, Some(crate::org::Misfit::Ends(ENDS)), "its members go to cells, and no one cell takes in all");
}

#[tokio::test]
async fn whoever_goes_elsewhere_before_their_cell_ends_is_not_taken_along() {
    let t = TestOffice::new().await;
    let heir = beside(&t, t.silent_cell).await;
    dissolved(&t, (t.silent_cell, heir), "01/01/2019").await;
    let elsewhere: i64 = t
        .value(
            "SELECT max(m.unit_id) FROM membership m WHERE m.kind = 'main' AND m.to_day IS NULL AND m.unit_id NOT IN ($1, $2)",
            &[&t.silent_cell, &heir],
        )
        .await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "SELECT p.id, p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
               WHERE m.unit_id = $1 AND m.to_day = $2 ORDER BY p.id LIMIT 1";
    let (person, uid): (i64, String) = tx.one(sql, &[&t.silent_cell, &ENDS]).await.unwrap();
    let on = Day::of(2018, 12, 1);
    let moved = crate::people::transfer(&mut tx, Grant::console(elsewhere), person, on, "GT 1", morning()).await;
    assert!(moved.unwrap());
    let went = belongs(&mut tx, &uid, "main").await;
    assert_eq!(went[1..], [(elsewhere, on, None)], "not in the heir of the cell that they left: {went:?}");
    assert_eq!((went[0].0, went[0].2), (t.silent_cell, Some(on)));
    // Nor does it stand in the way of taking the end back.
    let event = "SELECT id, unit_id FROM unit_event ORDER BY id DESC LIMIT 1";
    let (event, unit): (i64, i64) = tx.one(event, &[]).await.unwrap();
    undo_to_look(&mut tx, unit, event, morning()).await.unwrap();
    assert_eq!(belongs(&mut tx, &uid, "main").await, went, "they stay where they went");
}
