//! Somebody entered into a cell whose end is decided already, or that is not there yet.

use super::*;
use crate::identity::reach::Grant;
use crate::org::undo_to_look;
use crate::people::ties::{NewTie, Place, Tie, tie};
use crate::testing::morning;
use kit::clock::Day;
use kit::db::Conn;

const ENDS: Day = Day::of(2019, 1, 1);

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
    let beside = "SELECT p.unit_id FROM unit_parent p WHERE p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id =
                  (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
    let beside: i64 = t.value(beside, &[&t.silent_cell]).await;
    let into = uid(&t, beside).await;
    let fields = [("kind", "dissolve"), ("day", "01/01/2019"), ("paper", "QĐ 9"), ("into", &*into)];
    let change = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
    let asked = t.changed(&mut officer, &change, &fields).await;
    t.agreed(&asked).await;

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
