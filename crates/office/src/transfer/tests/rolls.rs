//! On whose roll whom, on which day: away, into, for a time, and any sequence of steps against a naive model.

use super::{cells, member, step, today, uid, unit_of};
use crate::identity::reach::Grant;
use crate::people;
use crate::study::{Campaign, Standing, check_against_sql};
use crate::testing::{TestOffice, cast, morning};
use crate::transfer::{Asked, Step, Transfer, Written, advance, ask, away_at, receive};
use kit::clock::{Chance, Day};
use std::collections::HashMap;

async fn members(t: &TestOffice, unit: i64, day: Day) -> usize {
    people::members_of(&mut t.office.db.read().await.unwrap(), unit, day).await.unwrap().len()
}

/// A request with its review and introduction in one form; where it is shown.
pub(super) async fn introduced(t: &TestOffice, person: &str, more: &[(&str, &str)]) -> String {
    let mut officer = t.as_cast("organisation").await;
    let mut fields = vec![
        ("cause", "work"),
        ("cause_on", "12/11/2018"),
        ("day", "12/11/2018"),
        ("reviewed_on", "13/11/2018"),
        ("introduced_on", "14/11/2018"),
        ("introduced_paper", "GT 20"),
    ];
    fields.extend_from_slice(more);
    let outcome = officer.post(&format!("/van-phong/dang-vien/{person}/chuyen"), &fields).await.outcome();
    outcome.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap_or_else(|| panic!("{outcome}")).to_owned()
}

#[tokio::test]
async fn who_goes_elsewhere_leaves_the_roll_when_the_other_side_says_so() {
    let t = TestOffice::new().await;
    let person = member(&t, 0).await;
    let before = members(&t, t.silent_cell, today()).await;
    let at = introduced(&t, &person, &[("kind", "main"), ("elsewhere", "Đảng bộ Sở Y tế")]).await;
    assert_eq!(members(&t, t.silent_cell, today()).await, before);
    let mut clerk = t.as_cast("clerk").await;
    assert!(clerk.get(&at).await.text().contains("Ghi nơi nhận đã tiếp nhận"));
    assert!(
        step(&mut clerk, &at, "tiep-nhan", "20/11/2018", &[("paper", "Giấy báo 7"), ("whither", "outside")])
            .await
            .starts_with("303")
    );
    for (day, there) in [(Day::of(2018, 11, 19), Some(t.silent_cell)), (Day::of(2018, 11, 20), None), (today(), None)] {
        assert_eq!(unit_of(&t, &person, day).await, there, "{day}");
    }
    assert_eq!(members(&t, t.silent_cell, today()).await, before - 1);
    assert_eq!(clerk.get(&at).await.outcome(), "200", "the page stays with the sending side");
}

#[tokio::test]
async fn who_comes_from_elsewhere_enters_the_record_with_reception_and_not_before() {
    let t = TestOffice::new().await;
    let cell = uid(&t, t.silent_cell).await;
    let mut clerk = t.as_cast("clerk").await;
    let sound = [
        ("full_name", "Trần Thị Hồng Đào"),
        ("birth_day", "02/09/1980"),
        ("sex", "f"),
        ("joined_on", "03/02/2005"),
        ("official_on", "03/02/2006"),
        ("card_no", "12 345 678"),
        ("elsewhere", "Đảng bộ Trường Đại học An Giang"),
        ("paper", "GT 99"),
        ("day", "14/11/2018"),
        ("cause", "work"),
        ("cause_on", "12/11/2018"),
        ("to", cell.as_str()),
    ];
    let form = "/van-phong/chuyen-sinh-hoat/den";
    for (field, value, told) in [
        ("full_name", "", "Ghi họ và tên"),
        ("birth_day", "1980", "Ghi ngày theo dạng"),
        ("joined_on", "01/01/1970", "không được trước ngày 02-09-1980"),
        ("official_on", "01/01/2004", "không được trước ngày 03-02-2005"),
        ("elsewhere", "", "Ghi tên nơi giới thiệu"),
        ("paper", "", "Ghi số giấy giới thiệu"),
        ("sex", "x", "Chọn nam hoặc nữ"),
        ("to", "", "Chọn đơn vị tiếp nhận"),
    ] {
        let mut fields: Vec<(&str, &str)> = sound.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let answer = clerk.post(form, &fields).await;
        assert_eq!(answer.outcome(), "422", "{field} = {value}");
        assert!(answer.text().contains(told) && answer.html().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let outcome = clerk.post(form, &sound).await.outcome();
    let at = outcome.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=chuyen-den")).unwrap().to_owned();
    let people: i64 = t.value("SELECT count(*) FROM person WHERE full_name = 'Trần Thị Hồng Đào'", &[]).await;
    assert_eq!(people, 0, "announced is not a member yet");
    assert!(clerk.get("/van-phong/chuyen-sinh-hoat").await.text().contains("Trần Thị Hồng Đào (1980)"));
    assert_eq!(step(&mut clerk, &at, "tiep-nhan", "20/11/2018", &[]).await, "403", "a clerk keeps no members");
    let before = members(&t, t.silent_cell, today()).await;
    let mut officer = t.as_cast("organisation").await;
    assert!(step(&mut officer, &at, "tiep-nhan", "20/11/2018", &[]).await.starts_with("303"));
    assert_eq!(members(&t, t.silent_cell, today()).await, before + 1);
    assert_eq!(members(&t, t.silent_cell, Day::of(2018, 11, 19)).await, before);
    let kept: String = t.value("SELECT card_no FROM person WHERE full_name = 'Trần Thị Hồng Đào'", &[]).await;
    assert_eq!(kept, "12 345 678");
    let left: i64 = t.value("SELECT count(*) FROM transfer_newcomer WHERE full_name = 'Trần Thị Hồng Đào'", &[]).await;
    assert_eq!(left, 0, "kept once, in the record");
}

#[tokio::test]
async fn a_temporary_stay_changes_no_roll_and_says_who_is_away() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let (inside, outside) = (member(&t, 0).await, member(&t, 1).await);
    let before = members(&t, t.silent_cell, today()).await;
    let to = uid(&t, beside).await;
    let stay = [("kind", "temporary"), ("until", "14/05/2019")];
    let within = introduced(&t, &inside, &[stay[0], stay[1], ("to", &*to)]).await;
    let away = introduced(&t, &outside, &[stay[0], stay[1], ("elsewhere", "Đảng bộ Sở Y tế")]).await;
    let mut officer = t.as_cast("organisation").await;
    for at in [&within, &away] {
        assert!(step(&mut officer, at, "tiep-nhan", "19/11/2018", &[]).await.starts_with("303"));
    }
    assert_eq!(members(&t, t.silent_cell, today()).await, before, "nobody left the roll");
    assert_eq!(unit_of(&t, &inside, today()).await, Some(t.silent_cell));
    let mut conn = t.office.db.read().await.unwrap();
    for (day, count) in
        [(Day::of(2018, 11, 18), 0), (Day::of(2018, 11, 19), 2), (Day::of(2019, 5, 14), 2), (Day::of(2019, 5, 15), 0)]
    {
        assert_eq!(away_at(&mut conn, t.silent_cell, day).await.unwrap().len(), count, "{day}");
    }
    drop(conn);
    let version = officer.get(&within).await.field("version");
    let early = [("version", &*version), ("last", "01/11/2018")];
    assert_eq!(officer.post(&format!("{within}/thoi-han"), &early).await.outcome(), "422");
    let sooner = [("version", &*version), ("last", "31/12/2018")];
    let outcome = officer.post(&format!("{within}/thoi-han"), &sooner).await.outcome();
    assert_eq!(outcome, format!("303 {within}?xong=chuyen-thoi-han"));
    let mut conn = t.office.db.read().await.unwrap();
    assert_eq!(away_at(&mut conn, t.silent_cell, Day::of(2019, 1, 1)).await.unwrap().len(), 1);
    let stays = "SELECT count(*) FROM membership WHERE kind = 'temporary' AND to_day = '2019-01-01'";
    assert_eq!(conn.value::<i64>(stays, &[]).await.unwrap(), Some(1));
    drop(conn);
    let mut leader = t.as_cast("leader").await;
    assert_eq!(leader.post(&format!("{within}/thoi-han"), &sooner).await.outcome(), "403");
    let stale = officer.post(&format!("{within}/thoi-han"), &sooner).await;
    assert_eq!(stale.outcome(), "409");
}

#[tokio::test]
async fn a_stay_that_was_over_before_reception_wants_another_last_day() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let to = uid(&t, beside).await;
    let mut officer = t.as_cast("organisation").await;
    for (place, whose) in [(("to", &*to), 1), (("elsewhere", "Đảng bộ Sở Y tế"), 0)] {
        let person = member(&t, 0).await;
        let asked = [
            ("kind", "temporary"),
            ("cause", "work"),
            ("cause_on", "01/01/2018"),
            ("until", "30/04/2018"),
            ("day", "10/01/2018"),
            ("reviewed_on", "12/01/2018"),
            ("introduced_on", "15/01/2018"),
            ("introduced_paper", "GT 20"),
            place,
        ];
        let made = officer.post(&format!("/van-phong/dang-vien/{person}/chuyen"), &asked).await;
        let made = made.outcome();
        let at = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&made).to_owned();
        let transfer = at.rsplit('/').next().unwrap_or_default();
        for (last, told) in [
            ("30/04/2018", "trước ngày tiếp nhận 20-11-2018"),
            ("", "trước ngày tiếp nhận 20-11-2018"),
            ("19/11/2018", "trước ngày tiếp nhận 20-11-2018"),
            ("mai", "Ghi ngày theo dạng"),
            ("31/12/2018", ""),
        ] {
            let page = officer.get(&format!("{at}?buoc=tiep-nhan")).await;
            assert_eq!(page.field("last"), "30-04-2018", "as it was asked for");
            let (request, version) = (page.field("request"), page.field("version"));
            let fields = [("request", &*request), ("version", &*version), ("day", "20/11/2018"), ("last", last)];
            let answer = officer.post(&format!("{at}/buoc/tiep-nhan"), &fields).await;
            assert_eq!(answer.outcome().starts_with("303"), told.is_empty(), "{last}: {}", answer.text());
            assert!(answer.text().contains(told), "{last}: {}", answer.text());
            assert_eq!(answer.html().contains("href=\"#last\""), !told.is_empty(), "{last}");
        }
        let kept = "SELECT stay_from || ' ' || stay_to FROM transfer WHERE uid = $1";
        assert_eq!(t.value::<String>(kept, &[&transfer]).await, "2018-11-20 2019-01-01");
        let stays = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id WHERE p.uid = $1
                     AND m.kind = 'temporary' AND m.from_day = '2018-11-20' AND m.to_day = '2019-01-01'";
        assert_eq!(t.value::<i64>(stays, &[&person]).await, whose, "of a place elsewhere only the transfer tells");
    }
}

/// Any sequence of requests, reviews, introductions and receptions on any days: on each day everybody stands on exactly
/// one roll, the one a naive model says, and the study's tally counts the same people as plain SQL.
#[tokio::test]
async fn any_sequence_leaves_everybody_on_exactly_one_roll_a_day() {
    let test = cast().await;
    let first = Day::of(2018, 9, 1);
    let days: Vec<Day> = (0..90).map(|n| first.plus_days(n)).collect();
    let mut conn = test.db.read().await.unwrap();
    let roll = people::roll(&mut conn, first).await.unwrap();
    let cells: Vec<i64> = roll.iter().map(|(_, unit)| *unit).collect();
    drop(conn);
    let chance = Chance::seeded(33);
    let persons: Vec<i64> = roll.iter().step_by(97).map(|(person, _)| *person).collect();
    // person → the unit of each day
    let mut model: HashMap<i64, Vec<i64>> = roll
        .iter()
        .filter(|(person, _)| persons.contains(person))
        .map(|(person, unit)| (*person, vec![*unit; days.len()]))
        .collect();
    let mut tx = test.db.begin().await.unwrap();
    let now = morning();
    let mut moved = 0;
    for round in 0..120 {
        let person = persons[chance.below(persons.len() as u64) as usize];
        let to = cells[chance.below(cells.len() as u64) as usize];
        let at = chance.below(83) as usize;
        let from = *model[&person].last().unwrap();
        let new = Asked {
            uid: format!("t{round}"),
            person,
            temporary: chance.below(4) == 0,
            to: Some(to).filter(|to| *to != from),
            elsewhere: "nơi khác",
            cause: "work",
            cause_on: days[at],
            until: Some(days[at].plus_months(6)),
            due: days[at],
            ruleset: "transfer-29-qd-tw-2016",
        };
        if new.to.is_none() {
            continue;
        }
        let written = Written { day: days[at], paper: "GT", words: "" };
        let home = people::unit_of(&mut tx, person, now.day()).await.unwrap().unwrap();
        let id = ask(&mut tx, Grant::console(home), &new, written, now).await.unwrap();
        let above: i64 =
            tx.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&home]).await.unwrap().unwrap();
        advance(&mut tx, Grant::console(home), (id, 1), Step::Review, written, now).await.unwrap();
        // A grant for another unit is refused, whatever the step.
        let strange = advance(&mut tx, Grant::console(to), (id, 2), Step::Introduce, written, now).await;
        assert!(strange.is_err());
        advance(&mut tx, Grant::console(above), (id, 2), Step::Introduce, written, now).await.unwrap();
        if chance.below(5) == 0 {
            let back = Written { words: "thiếu giấy", ..written };
            advance(&mut tx, Grant::console(to), (id, 3), Step::SendBack, back, now).await.unwrap();
            advance(&mut tx, Grant::console(above), (id, 4), Step::Withdraw, back, now).await.unwrap();
            continue;
        }
        receive(&mut tx, Grant::console(to), (id, 3), written, None, now).await.unwrap();
        assert!(receive(&mut tx, Grant::console(to), (id, 4), written, None, now).await.is_err(), "taken in once");
        let kept = Transfer::get(&mut tx, id, now.day()).await.unwrap();
        assert!(!kept.state().is_open());
        if !new.temporary {
            // Entered with an earlier day it holds up to what was entered for later days.
            let was = model[&person][at];
            let line = model.get_mut(&person).unwrap();
            let end = line.iter().enumerate().skip(at).find(|(_, unit)| **unit != was).map_or(days.len(), |(n, _)| n);
            line[at..end].fill(to);
            moved += 1;
        }
    }
    assert!(moved > 40, "{moved}");
    for (index, day) in days.iter().enumerate() {
        let roll = people::roll(&mut tx, *day).await.unwrap();
        let mut seen = HashMap::new();
        for (person, unit) in roll {
            assert!(seen.insert(person, unit).is_none(), "{person} stands on two rolls on {day}");
        }
        for person in &persons {
            assert_eq!(seen.get(person), Some(&model[person][index]), "{person} on {day}");
        }
    }
    tx.commit().await.unwrap();
    kit::journal::seal::seal(&test.db, now).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let campaign = Campaign::all(&mut conn).await.unwrap().remove(0);
    let standing = Standing::build(&mut conn, campaign.id).await.unwrap();
    assert_eq!(check_against_sql(&standing, &mut conn).await.unwrap(), []);
}
