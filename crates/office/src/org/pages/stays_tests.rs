//! Stays for a time and links of residence that a change of units would leave in the member's own cell.

use super::tests::{home, uid};
use crate::testing::TestOffice;

/// Where somebody belongs, where they have a tie besides, and which.
const TIES: [(&str, &str, &str); 4] = [
    ("the cell that ends", "its heir", "temporary"),
    ("its heir", "the cell that ends", "temporary"),
    ("the cell that ends", "its heir", "residence"),
    ("its heir", "the cell that ends", "residence"),
];

/// Each tie of somebody that is or comes: the unit, its kind, from when, to when.
async fn ties(t: &TestOffice, person: i64) -> Vec<(i64, String, String, Option<String>)> {
    let sql = "SELECT unit_id, kind, from_day, to_day FROM (
                 SELECT person_id, unit_id, kind, from_day, to_day FROM membership
                 UNION ALL SELECT person_id, unit_id, 'residence', from_day, to_day FROM residence_link) x
               WHERE person_id = $1 AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day, kind, unit_id";
    t.office.db.read().await.unwrap().all(sql, &[&person]).await.unwrap()
}

#[tokio::test]
async fn whoever_is_in_a_cell_for_good_has_no_other_tie_to_it_after_a_merger() {
    for (belongs, stays, tie) in TIES {
        let t = TestOffice::new().await;
        let beside = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
        let heir: i64 = t.value(beside, &[&home(&t).await, &t.silent_cell]).await;
        let at = |what: &str| if what == "its heir" { heir } else { t.silent_cell };
        let person = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
        let person: i64 = t.value(person, &[&at(belongs)]).await;
        let mut tx = t.office.db.begin().await.unwrap();
        for table in ["residence_link", "membership"] {
            // What the demo knows of them is not looked at.
            let main = if table == "membership" { " AND kind <> 'main'" } else { "" };
            let sql = format!("UPDATE {table} SET to_day = from_day WHERE person_id = $1{main}");
            tx.exec(&sql, &[&person]).await.unwrap();
        }
        let sql = match tie {
            "residence" => "INSERT INTO residence_link (person_id, unit_id, from_day) VALUES ($1, $2, '2018-10-01')",
            _ => {
                "INSERT INTO membership (person_id, unit_id, from_day, kind) VALUES ($1, $2, '2018-10-01', 'temporary')"
            }
        };
        tx.exec(sql, &[&person, &at(stays)]).await.unwrap();
        tx.commit().await.unwrap();
        let before = ties(&t, person).await;

        let mut officer = t.as_cast("organisation").await;
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
        let into = uid(&t, heir).await;
        let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
        let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
        let now: Vec<_> = ties(&t, person).await.into_iter().filter(|(.., to)| to.is_none()).collect();
        assert!(matches!(&now[..], [(unit, kind, ..)] if *unit == heir && kind == "main"), "{belongs}, {tie}: {now:?}");
        let stay = ties(&t, person).await.into_iter().filter(|(_, kind, ..)| kind == tie).collect::<Vec<_>>();
        let until = (at(stays), tie.to_owned(), "2018-10-01".to_owned(), Some("2018-11-23".to_owned()));
        assert_eq!(stay, [until], "{belongs}, {tie}");

        let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
        t.agreed(&asked).await;
        assert_eq!(ties(&t, person).await, before, "{belongs}, {tie}: taken back to the letter");
    }
}

#[tokio::test]
async fn a_tie_to_what_is_to_become_ones_own_cell_ends_on_that_day_also_when_it_is_entered_later() {
    for (belongs, stays, tie) in TIES {
        let t = TestOffice::new().await;
        let beside = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
        let heir: i64 = t.value(beside, &[&home(&t).await, &t.silent_cell]).await;
        let at = |what: &str| if what == "its heir" { heir } else { t.silent_cell };
        let person = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL
                        AND person_id NOT IN (SELECT person_id FROM residence_link)
                        AND person_id NOT IN (SELECT person_id FROM membership WHERE kind <> 'main')";
        let person: i64 = t.value(person, &[&at(belongs)]).await;
        let mut officer = t.as_cast("organisation").await;
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
        let into = uid(&t, heir).await;
        let fields = [("kind", "dissolve"), ("day", "01/12/2018"), ("paper", "QĐ 9"), ("into", &*into)];
        let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;

        let record: String = t.value("SELECT uid FROM person WHERE id = $1", &[&person]).await;
        let record = format!("/van-phong/dang-vien/{record}");
        let place = uid(&t, at(stays)).await;
        let fields = [("kind", tie), ("unit", &*place), ("from", "23/11/2018"), ("to", ""), ("paper", "")];
        let entered = officer.post(&format!("{record}/noi-sinh-hoat"), &fields).await;
        assert_eq!(
            entered.outcome(),
            format!("303 {record}?xong=noi-sinh-hoat"),
            "{belongs}, {tie}: {}",
            entered.text()
        );
        let stay = async || ties(&t, person).await.into_iter().filter(|(_, kind, ..)| kind == tie).collect::<Vec<_>>();
        let row =
            |until: Option<&str>| [(at(stays), tie.to_owned(), "2018-11-23".to_owned(), until.map(str::to_owned))];
        assert_eq!(stay().await, row(Some("2018-12-01")), "{belongs}, {tie}");
        let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
        t.agreed(&asked).await;
        assert_eq!(stay().await, row(None), "{belongs}, {tie}: taken back");
    }
}
