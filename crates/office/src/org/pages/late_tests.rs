//! Roles and rights that are given at a unit after its end was decided: they end with it, and go on with it when the decision
//! is taken back.

use super::tests::uid;
use super::together_tests::ask;
use crate::identity::right::Role;
use crate::testing::{TestOffice, agrees};
use kit::clock::{DAY, Day};

const LAST: &str = "23/11/2018";

async fn account(t: &TestOffice, login: &str) -> String {
    let uid: String = t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await;
    format!("/van-phong/nguoi-dung/{uid}")
}

/// Decides that the silent cell is there no more from the 24th on, tomorrow; where the event is seen.
async fn decided(t: &TestOffice) -> String {
    let mut officer = t.as_cast("organisation").await;
    let proposal = ask(t, &mut officer).await;
    t.agreed(&format!("303 {proposal}?xong=de-nghi")).await
}

async fn taken_back(t: &TestOffice, event: &str) {
    let asked = t.as_cast("organisation").await.post(&format!("{event}/hoan-tac"), &[]).await;
    t.agreed(&asked.outcome()).await;
}

/// The end of what was entered last.
async fn end_of_last(t: &TestOffice, table: &str) -> Option<Day> {
    let sql = format!("SELECT to_day FROM {table} ORDER BY id DESC LIMIT 1");
    t.value(&sql, &[]).await
}

#[tokio::test]
async fn a_role_given_at_a_unit_that_is_to_end_ends_with_it() {
    for (what, from, until, told, ends) in [
        ("for good", "", "", "", Some("2018-11-24")),
        ("until later", "", "30/11/2018", "", Some("2018-11-24")),
        ("until its last day", "", LAST, "", Some("2018-11-24")),
        ("from the day without it", "24/11/2018", "", "kết thúc ngày 24-11-2018", None),
        ("from later", "28/11/2018", "30/11/2018", "kết thúc ngày 24-11-2018", None),
    ] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let (editor, cell) = (account(&t, "editor").await, uid(&t, t.silent_cell).await);
        decided(&t).await;
        let fields = [("role", "cell_secretary"), ("unit", &*cell), ("from", from), ("until", until)];
        let answer = manager.post(&format!("{editor}/vai-tro"), &fields).await;
        assert_eq!(answer.outcome().starts_with("303"), told.is_empty(), "{what}: {}", answer.text());
        assert!(answer.text().contains(told), "{what}: {}", answer.text());
        let Some(ends) = ends else { continue };
        assert_eq!(end_of_last(&t, "role_holding").await, Day::parse(ends), "{what}");
        let again = manager.post(&format!("{editor}/vai-tro"), &fields).await.outcome();
        assert!(again.starts_with("303"), "{what}: {again}");
        let rows = "SELECT count(*) FROM role_holding r JOIN account a ON a.id = r.account_id
                    WHERE a.login = 'editor' AND r.role = 'cell_secretary'";
        assert_eq!(t.value::<i64>(rows, &[]).await, 1, "{what}: given twice it is held once");

        let page = format!("/van-phong/to-chuc/{cell}");
        assert_eq!(t.as_cast("editor").await.get(&page).await.outcome(), "200", "{what}: on its last day");
        t.office.clock.advance(DAY);
        let mut keeper = t.as_cast("manager").await;
        let mut editor_door = t.as_cast("editor").await;
        assert_eq!(editor_door.get(&page).await.outcome(), "404", "{what}: the day after");
        assert_eq!(editor_door.get(&format!("{page}?ngay={LAST}")).await.outcome(), "404", "{what}: as it was");
        assert_eq!(keeper.get(&editor).await.outcome(), "200", "{what}: the account is still the manager's");
    }
}

#[tokio::test]
async fn a_new_account_has_its_role_as_long_as_the_unit_is_there() {
    for (from, told) in [("", ""), ("24/11/2018", "kết thúc ngày 24-11-2018")] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let cell = uid(&t, t.silent_cell).await;
        decided(&t).await;
        let new = "/van-phong/nguoi-dung/moi";
        let fields =
            [("name", "Lê Thị Thu"), ("login", "thu.lt"), ("role", "cell_secretary"), ("unit", &*cell), ("from", from)];
        let answer = manager.post(new, &fields).await;
        assert_eq!(answer.outcome().starts_with("303"), told.is_empty(), "{}", answer.text());
        assert!(answer.text().contains(told), "{}", answer.text());
        let made: i64 = t.value("SELECT count(*) FROM account WHERE login = 'thu.lt'", &[]).await;
        assert_eq!(made, i64::from(told.is_empty()));
        if made > 0 {
            assert_eq!(end_of_last(&t, "role_holding").await, Day::parse("2018-11-24"));
        }
    }
}

#[tokio::test]
async fn what_was_given_goes_on_when_the_unit_does() {
    for (what, until, taken, after) in [
        ("for good", "", false, None),
        ("until later", "30/11/2018", false, Some("2018-12-01")),
        ("and taken away meanwhile", "", true, Some("2018-11-23")),
    ] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let (editor, cell) = (account(&t, "editor").await, uid(&t, t.silent_cell).await);
        let event = decided(&t).await;
        let fields = [("role", "cell_secretary"), ("unit", &*cell), ("from", ""), ("until", until)];
        assert!(manager.post(&format!("{editor}/vai-tro"), &fields).await.outcome().starts_with("303"), "{what}");
        if taken {
            let row: String = t.value("SELECT CAST(max(id) AS TEXT) FROM role_holding", &[]).await;
            assert!(manager.post(&format!("{editor}/vai-tro/{row}"), &[]).await.outcome().starts_with("303"), "{what}");
        }
        taken_back(&t, &event).await;
        let end: Option<Day> = {
            let sql = "SELECT to_day FROM role_holding ORDER BY id DESC LIMIT 1";
            t.office.db.read().await.unwrap().value::<Option<Day>>(sql, &[]).await.unwrap().flatten()
        };
        assert_eq!(end, after.and_then(Day::parse), "{what}");
    }
}

#[tokio::test]
async fn it_is_the_end_of_the_unit_that_ends_it_and_no_renaming_decided_since() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    let (editor, cell) = (account(&t, "editor").await, uid(&t, t.silent_cell).await);
    let event = decided(&t).await;
    let mut officer = t.as_cast("organisation").await;
    let named = [("kind", "rename"), ("day", LAST), ("paper", "QĐ 11"), ("name", "Chi bộ ấp Mới"), ("short", "Ấp Mới")];
    let page = format!("/van-phong/to-chuc/{cell}/thay-doi");
    let renamed = t.changed(&mut officer, &page, &named).await;
    let renamed = renamed.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&renamed).to_owned();
    let fields = [("role", "cell_secretary"), ("unit", &*cell), ("from", ""), ("until", "")];
    assert!(manager.post(&format!("{editor}/vai-tro"), &fields).await.outcome().starts_with("303"));
    let undone = officer.post(&format!("{renamed}/hoan-tac"), &[]).await;
    assert_eq!(undone.outcome(), format!("303 {renamed}?xong=hoan-tac"), "{}", undone.text());
    assert_eq!(end_of_last(&t, "role_holding").await, Day::parse("2018-11-24"), "the unit still ends");
    taken_back(&t, &event).await;
    let open: i64 = t
        .value(
            "SELECT count(*) FROM role_holding WHERE to_day IS NULL AND id = (SELECT max(id) FROM role_holding)",
            &[],
        )
        .await;
    assert_eq!(open, 1);
}

#[tokio::test]
async fn rights_passed_on_at_a_unit_that_is_to_end_end_with_it() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    t.signed_in("phó bí thư", Role::FrontMember, t.silent_cell).await;
    let event = decided(&t).await;
    let (cell, deputy) = (uid(&t, t.silent_cell).await, account(&t, "pho-bi-thu").await);
    let deputy = deputy.rsplit('/').next().unwrap().to_owned();
    let page = "/van-phong/uy-quyen";
    let give = |from: &'static str| {
        let (cell, deputy) = (cell.clone(), deputy.clone());
        move || {
            [
                ("who", deputy.clone()),
                ("unit", cell.clone()),
                ("from", from.to_owned()),
                ("until", "30/11/2018".to_owned()),
                ("reason", "đi học".to_owned()),
                ("right-read_study", "1".to_owned()),
            ]
        }
    };
    for (from, outcome) in [("24/11/2018", "422"), (LAST, "303 /van-phong/uy-quyen?xong=uy-quyen")] {
        let fields = give(from)();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = secretary.post(page, &fields).await;
        assert_eq!(answer.outcome(), outcome, "{from}");
        assert_eq!(answer.text().contains("kết thúc ngày 24-11-2018"), outcome == "422", "{}", answer.text());
    }
    assert_eq!(end_of_last(&t, "delegation").await, Day::parse("2018-11-24"));
    let listed = secretary.get(page).await.text();
    assert!(listed.contains("23-11-2018") && !listed.contains("30-11-2018"), "{listed}");
    taken_back(&t, &event).await;
    assert_eq!(end_of_last(&t, "delegation").await, Day::parse("2018-12-01"));
}

#[tokio::test]
async fn a_role_that_two_persons_agree_on_is_given_as_long_as_the_unit_is_there() {
    for (from, agreed, ends) in [(LAST, "303", Some("2018-11-24")), ("25/11/2018", "409", None)] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let (own, cell) = (account(&t, "manager").await, uid(&t, t.silent_cell).await);
        let fields =
            [("role", "cell_secretary"), ("unit", &*cell), ("from", from), ("until", ""), ("reason", "Trực thay")];
        let asked = manager.post(&format!("{own}/vai-tro"), &fields).await.outcome();
        let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&asked).to_owned();
        decided(&t).await;
        let answer = agrees(&mut t.as_cast("leader").await, &proposal).await;
        assert!(answer.outcome().starts_with(agreed), "{from}: {} {}", answer.outcome(), answer.text());
        let told = answer.text().contains("kết thúc ngày 24-11-2018");
        assert_eq!(told, ends.is_none(), "{from}: {}", answer.text());
        let given = "SELECT count(*) FROM role_holding r JOIN account a ON a.id = r.account_id
                     WHERE a.login = 'manager' AND r.role = 'cell_secretary'";
        assert_eq!(t.value::<i64>(given, &[]).await, i64::from(ends.is_some()), "{from}");
        if ends.is_some() {
            assert_eq!(end_of_last(&t, "role_holding").await, ends.and_then(Day::parse), "{from}");
        }
    }
}
