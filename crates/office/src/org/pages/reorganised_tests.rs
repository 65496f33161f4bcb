//! A reorganisation that was entered for the whole office is taken back by the office that holds its units since, by two persons.

use super::tests::uid;
use crate::cast::lists_of_2025;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::identity::right::Role;
use crate::org::reorganise::{Province, reorganise};
use crate::org::{Decision, NOWHERE};
use crate::testing::TestOffice;
use kit::clock::{Chance, DAY, Day};
use kit::db::Conn;

const FROM: Day = Day::of(2025, 7, 1);

/// Runs the lists of 2025 as the console does; the event's page.
async fn run(t: &TestOffice) -> String {
    let (lists, an_giang) = (lists_of_2025().unwrap(), Province::of("tỉnh An Giang", FROM).unwrap().unwrap());
    let decision = Decision { uid: "sap-xep".into(), kind: "merge", day: FROM, paper: "NQ 1654".into() };
    let (mut tx, now) = (t.office.db.begin().await.unwrap(), t.office.clock.now());
    let grants = (Grant::console, Deciding::console(NOWHERE));
    reorganise(&mut tx, grants, (&lists, &an_giang, false), decision, &Chance::seeded(5), now).await.unwrap();
    tx.commit().await.unwrap();
    "/van-phong/to-chuc/su-kien/sap-xep".to_owned()
}

/// Everything that holds, is held or lies somewhere: each table with its rows, those left out that never came to hold.
async fn record(conn: &mut Conn) -> Vec<(&'static str, Vec<(String,)>)> {
    let of = "COALESCE(CAST(unit_id AS TEXT), '') || ' ' || from_day || ' ' || COALESCE(to_day, '')";
    let dated = |rest: &str| format!("{of} || ' ' || {rest}");
    let held = "WHERE to_day IS NULL OR to_day > from_day";
    let mut all = Vec::new();
    for (table, row, fit) in [
        ("unit_name", dated("name || short"), held),
        ("unit_parent", dated("CAST(parent_id AS TEXT)"), held),
        ("unit_code", dated("code"), held),
        ("unit_term", dated("CAST(no AS TEXT)"), held),
        ("membership", dated("CAST(person_id AS TEXT) || kind"), held),
        ("role_holding", dated("CAST(account_id AS TEXT) || role"), held),
        ("residence_link", dated("CAST(person_id AS TEXT)"), held),
        ("affiliation", dated("CAST(person_id AS TEXT)"), held),
        ("post_holding", of.replace("unit_id", "post_id") + " || ' ' || CAST(person_id AS TEXT)", held),
        ("area_name", of.replace("unit_id", "area_id") + " || kind || name", held),
        ("delegation", dated("reason"), held),
        ("exemption", dated("CAST(person_id AS TEXT)"), held),
        (
            "transfer",
            "CAST(id AS TEXT) || ' ' || COALESCE(CAST(from_unit AS TEXT), '') || ' ' ||
                      COALESCE(CAST(to_unit AS TEXT), '') || state"
                .to_owned(),
            "",
        ),
        ("candidate", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
        ("campaign", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
        ("article", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
        ("task", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
        ("paper", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
        ("petition", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
        ("study_session", "CAST(id AS TEXT) || ' ' || CAST(unit_id AS TEXT)".to_owned(), ""),
    ] {
        let rows = conn.all(&format!("SELECT {row} AS line FROM {table} {fit} ORDER BY 1"), &[]).await;
        all.push((table, rows.unwrap_or_else(|error| panic!("{table}: {error}"))));
    }
    all
}

#[tokio::test]
async fn it_is_taken_back_by_two_persons_of_the_office_that_holds_the_units_and_everything_is_as_it_was() {
    for (when, days) in [("before it holds", 0), ("since it holds", 2_500)] {
        let t = TestOffice::new().await;
        let before = record(&mut t.office.db.read().await.unwrap()).await;
        let event = run(&t).await;
        t.office.clock.advance(days * DAY);
        let mut officer = t.as_cast("organisation").await;
        assert!(officer.get(&event).await.text().contains("Đề nghị hoàn tác"), "{when}");
        // Cells go on under the new communes; at those that ended nobody has a role any more.
        let far = "SELECT min(p.unit_id) FROM unit_parent p JOIN unit u ON u.id = p.unit_id WHERE p.parent_id = $1 AND u.kind = 'cell'";
        let far: i64 = t.value(far, &[&t.elsewhere]).await;
        for (who, role, at, sees, outcome) in [
            ("the secretary of a cell of another commune", Role::CellSecretary, far, "404", "404"),
            ("the silent cell's secretary", Role::CellSecretary, t.silent_cell, "404", "404"),
        ] {
            let mut door = t.signed_in(who, role, at).await;
            assert_eq!(door.get(&event).await.outcome(), sees, "{when}: {who} sees it");
            assert_eq!(door.post(&format!("{event}/hoan-tac"), &[]).await.outcome(), outcome, "{when}: {who}");
        }
        let mut leader = t.as_cast("leader").await;
        assert_eq!(leader.get(&event).await.outcome(), "200", "{when}");
        assert_eq!(leader.post(&format!("{event}/hoan-tac"), &[]).await.outcome(), "403", "{when}: sees it only");

        let asked = officer.post(&format!("{event}/hoan-tac"), &[("reason", "Nhầm ngày")]).await.outcome();
        let again = officer.post(&format!("{event}/hoan-tac"), &[("reason", "Nhầm ngày")]).await.outcome();
        assert_eq!(again, asked, "{when}: asked twice, it is one");
        let units: i64 = t.value("SELECT count(*) FROM unit_name WHERE to_day IS NULL", &[]).await;
        assert_eq!(t.agreed(&asked).await, event, "{when}");
        let now: i64 = t.value("SELECT count(*) FROM unit_name WHERE to_day IS NULL", &[]).await;
        assert!(now > units, "{when}: one alone did nothing");
        let after = record(&mut t.office.db.read().await.unwrap()).await;
        for ((table, was), (_, is)) in before.iter().zip(&after) {
            // The two who were let in for this test came meanwhile.
            let came = if *table == "role_holding" { 2 } else { 0 };
            let differs: Vec<_> = is.iter().filter(|row| !was.contains(row)).collect();
            assert!(was.iter().all(|row| is.contains(row)) && differs.len() == came, "{when}: {table}: {differs:?}");
        }
        assert!(officer.get(&event).await.text().contains("Đã hoàn tác"), "{when}");
        let settled = officer.get("/van-phong/de-nghi").await.text();
        assert!(
            settled.contains("giải thể: Đảng bộ"),
            "{when}: the committee that went with it is called as it was: {settled}"
        );
    }
}

#[tokio::test]
async fn it_stays_once_something_was_entered_at_a_unit_that_it_made() {
    let t = TestOffice::new().await;
    let event = run(&t).await;
    t.office.clock.advance(2_500 * DAY);
    let mut officer = t.as_cast("organisation").await;
    let new = "SELECT to_unit FROM unit_lineage WHERE from_unit = $1 AND to_unit <> from_unit";
    let terms = format!("/van-phong/to-chuc/{}/nhiem-ky", uid(&t, t.value(new, &[&t.elsewhere]).await).await);
    let entered = officer.post(&terms, &[("no", "1"), ("from", "01/07/2025"), ("paper", "NQ")]).await.outcome();
    assert_eq!(entered, format!("303 {terms}?xong=luu"));
    let refused = officer.post(&format!("{event}/hoan-tac"), &[]).await;
    assert_eq!(refused.outcome(), "409");
    assert!(refused.text().contains("Nhiệm kỳ: 1"), "{}", refused.text());
}
