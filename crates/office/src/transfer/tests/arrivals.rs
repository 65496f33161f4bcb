//! Whoever arrives at a unit whose end is decided belongs there until then, and goes on with the others.

use super::rolls::introduced;
use super::*;
use crate::org::due;

/// Where somebody belongs or stays: the unit, the kind, from when, to when.
async fn ties(t: &TestOffice, person: &str) -> Vec<(i64, String, String, Option<String>)> {
    let sql = "SELECT m.unit_id, m.kind, m.from_day, m.to_day FROM membership m JOIN person p ON p.id = m.person_id
               WHERE p.uid = $1 AND (m.to_day IS NULL OR (m.to_day > m.from_day AND m.to_day > '2018-11-23')) ORDER BY m.from_day, m.id";
    t.office.db.read().await.unwrap().all(sql, &[&person]).await.unwrap()
}

#[tokio::test]
async fn an_arrival_at_a_unit_that_is_to_end_goes_on_with_it_and_stays_with_it_when_that_is_taken_back() {
    for (kind, heir_is_home) in [("main", false), ("temporary", false), ("temporary", true), ("main", true)] {
        let t = TestOffice::new().await;
        let (beside, far) = cells(&t).await;
        let into = if heir_is_home { t.silent_cell } else { far };
        let person = member(&t, 0).await;
        let mut officer = t.as_cast("organisation").await;
        let to = uid(&t, beside).await;
        let until = if kind == "main" { "" } else { "14/05/2019" };
        let at = introduced(&t, &person, &[("kind", kind), ("until", until), ("to", &*to)]).await;
        let heir = uid(&t, into).await;
        let fields = [("kind", "dissolve"), ("day", "10/12/2018"), ("paper", "QĐ 9"), ("into", &*heir)];
        let page = format!("/van-phong/to-chuc/{to}/thay-doi");
        let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;

        let mut receiving = t.signed_in("receiving", Role::CellSecretary, beside).await;
        let received = step(&mut receiving, &at, "tiep-nhan", "23/11/2018", &PAPER).await;
        assert!(received.starts_with("303"), "{kind} {heir_is_home}: it is there until the ninth: {received}");
        let until = (kind == "temporary").then(|| "2019-05-15".to_owned());
        let end = |day: &str| Some(day.to_owned());
        let here = (beside, kind.to_owned(), "2018-11-23".to_owned(), end("2018-12-10"));
        let on = (into, kind.to_owned(), "2018-12-10".to_owned(), until.clone());
        let own: Vec<_> =
            ties(&t, &person).await.into_iter().filter(|(.., from, _)| from >= &"2018-11-23".to_owned()).collect();
        // A stay in what becomes one's own cell is over with that.
        let expected = if kind == "temporary" && heir_is_home { vec![here] } else { vec![here, on] };
        assert_eq!(own, expected, "{kind} {heir_is_home}");

        t.office.clock.advance(18 * DAY);
        let mut tx = t.office.db.begin().await.unwrap();
        let now = t.office.clock.now();
        due::settle(&mut tx, now).await.unwrap();
        crate::transfer::settle(&mut tx, crate::identity::reach::Grant::console, now).await.unwrap();
        tx.commit().await.unwrap();
        let mut officer = t.as_cast("organisation").await;
        let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await;
        t.agreed(&asked.outcome()).await;
        let own: Vec<_> =
            ties(&t, &person).await.into_iter().filter(|(.., from, _)| from >= &"2018-11-23".to_owned()).collect();
        assert_eq!(
            own,
            [(beside, kind.to_owned(), "2018-11-23".to_owned(), until)],
            "{kind} {heir_is_home}: taken back"
        );
    }
}
