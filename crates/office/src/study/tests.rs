use super::reading::{Paper, Verdict};
use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::Grant;
use crate::identity::right::Role;
use crate::people;
use crate::people::exemption::{NewExemption, Ruling, end_exemption, grant_exemption};
use crate::testing::{TestOffice, cast, morning, vault};
use kit::clock::Chance;
use kit::journal::seal::seal;

#[tokio::test]
async fn the_tally_follows_the_journal_and_agrees_with_sql() {
    let test = cast().await;
    let now = morning();
    seal(&test.db, now).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let campaign = Campaign::all(&mut conn).await.unwrap().remove(0);
    drop(conn);
    for rule in HandinRule::ALL {
        follows_the_journal(&test, (&campaign, rule), now).await;
    }
}

async fn follows_the_journal(
    test: &kit::testing::TestDb,
    (campaign, rule): (&Campaign, HandinRule),
    now: kit::clock::Ts,
) {
    let mut tx = test.db.begin().await.unwrap();
    let sql = "UPDATE campaign SET handin_rule = $1 WHERE id = $2";
    tx.exec(sql, &[&rule.word(), &campaign.id]).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let mut standing = Standing::build(&mut conn, campaign.id).await.unwrap();
    assert_eq!(check_against_sql(&standing, &mut conn).await.unwrap(), [], "{rule:?}");
    let roll = people::roll(&mut conn, campaign.cutoff_day).await.unwrap();
    drop(conn);

    let book = rules::RuleBook::builtin();
    for seed in (0..4).map(|seed| seed * 2 + rule as u64) {
        // Far apart: neighbouring seeds give overlapping sequences.
        let chance = Chance::seeded(seed << 32);
        let mut tx = test.db.begin().await.unwrap();
        for _ in 0..80 {
            let (person, unit) = roll[chance.below(roll.len() as u64) as usize];
            match chance.below(6) {
                0 => {
                    let (from, to) = (campaign.cutoff_day.plus_days(chance.below(3) as i64 - 1), None);
                    let new = NewExemption {
                        uid: chance.uuid(now).to_string(),
                        person,
                        kind: if person % 3 == 0 { "reduced" } else { "exempt" },
                        reason: "age",
                        words: None,
                        paper: None,
                        scan: None,
                        asked_how: "oral",
                        decided_on: from,
                        from,
                        to,
                    };
                    let ruling = Ruling::on(&book, DEMO_DAY).unwrap();
                    grant_exemption(&mut tx, Grant::console(unit), &vault(), ruling, &new, now).await.unwrap();
                }
                1 => {
                    let kind = HANDINS[chance.below(3) as usize];
                    let there = Paper::of(&mut tx, campaign.id, person).await.unwrap();
                    let replaces = there.iter().find(|paper| paper.kind == kind).map_or(0, |paper| paper.version);
                    let paper = [HandIn { person, kind, form: "typed", scan: None, replaces }];
                    let grant = Grant::console(unit);
                    receive_handins(&mut tx, grant, campaign, &paper, DEMO_DAY, now).await.unwrap();
                }
                5 => {
                    // A reader accepts what was handed in, or gives it back.
                    let sql = "SELECT id, version FROM handin WHERE person_id = $1 AND state = 'received' ORDER BY id";
                    let found: Option<(i64, i64)> = tx.opt(sql, &[&person]).await.unwrap();
                    if let Some((id, version)) = found {
                        let verdict = if chance.below(2) == 0 { Verdict::Accept("good") } else { Verdict::Return };
                        let (grant, of) = (Grant::console(unit), (campaign, id, version));
                        reading::judge(&mut tx, grant, &vault(), of, (verdict, "Viết thêm"), now).await.unwrap();
                    }
                }
                2 => {
                    let found: Option<(i64, i64)> =
                        tx.opt("SELECT id, version FROM exemption WHERE person_id = $1", &[&person]).await.unwrap();
                    if let Some((id, version)) = found {
                        let day = campaign.cutoff_day;
                        let grant = Grant::console(unit);
                        assert!(end_exemption(&mut tx, grant, (id, version), day, now).await.unwrap());
                    }
                }
                _ => {
                    let sql = "SELECT version FROM attendance WHERE person_id = $1 AND campaign_id = $2";
                    let expected = tx.value::<i64>(sql, &[&person, &campaign.id]).await.unwrap().unwrap_or(0);
                    let mark = Mark { person, state: State::ALL[chance.below(4) as usize], expected };
                    mark_attendance(&mut tx, Grant::console(unit), campaign, &[mark], now).await.unwrap();
                }
            }
        }
        tx.commit().await.unwrap();
        seal(&test.db, now).await.unwrap();
        let mut conn = test.db.read().await.unwrap();
        assert!(standing.catch_up(&mut conn).await.unwrap() > 0);
        assert_eq!(check_against_sql(&standing, &mut conn).await.unwrap(), [], "{rule:?}, seed {seed}");
    }
}

#[tokio::test]
async fn a_mark_made_on_an_old_picture_is_refused() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let campaign = Campaign::all(&mut tx).await.unwrap().remove(0);
    let sql = "SELECT person_id FROM attendance ORDER BY id LIMIT 1";
    let person = tx.value::<i64>(sql, &[]).await.unwrap().unwrap();
    let unit = people::unit_of(&mut tx, person, campaign.cutoff_day).await.unwrap().unwrap();
    let mark = |person, expected| [Mark { person, state: State::Absent, expected }];
    let stale = mark_attendance(&mut tx, Grant::console(unit), &campaign, &mark(person, 0), morning()).await;
    assert!(matches!(&stale, Err(StudyError::Stale(whose)) if *whose == [person]), "{stale:?}");
    mark_attendance(&mut tx, Grant::console(unit), &campaign, &mark(person, 1), morning()).await.unwrap();
    let version = marks_of(&mut tx, &campaign, unit, campaign.cutoff_day).await.unwrap()[&person].2;
    assert_eq!(version, 2);
    let nobody = mark_attendance(&mut tx, Grant::console(unit), &campaign, &mark(-1, 0), morning()).await;
    assert!(matches!(nobody, Err(StudyError::NotOnRoll(-1))));
    let elsewhere = mark_attendance(&mut tx, Grant::console(unit + 1), &campaign, &mark(person, 2), morning()).await;
    assert!(matches!(elsewhere, Err(StudyError::NotOnRoll(_))), "a grant is good for its own unit alone");
}

#[tokio::test]
async fn whoever_keeps_what_carries_on_for_a_cell_still_marks_its_sheet() {
    let t = TestOffice::new().await;
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let above: i64 = t.value(above, &[&t.silent_cell]).await;
    let beside = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let beside: i64 = t.value(beside, &[&above, &t.silent_cell]).await;
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let into: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&beside]).await;
    let cell = t.cell_address().await;
    let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &into)];
    let change = format!("/van-phong/to-chuc/{uid}/thay-doi");
    let asked = t.changed(&mut t.as_cast("organisation").await, &change, &fields).await;
    t.agreed(&asked).await;
    let person = "SELECT person_id FROM membership WHERE unit_id = $1 AND to_day IS NOT NULL ORDER BY id LIMIT 1";
    let person: i64 = t.value(person, &[&t.silent_cell]).await;
    for (who, role, at, see, outcome) in [
        ("the secretary of the cell that carries on", Role::CellSecretary, beside, "200", "303"),
        ("the commune's clerk", Role::CommuneClerk, above, "200", "303"),
        ("the leader", Role::Leader, t.district, "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, t.elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        let sheet = format!("{cell}/diem-danh");
        assert_eq!(door.get(&sheet).await.outcome(), see, "{who} opens the sheet");
        assert_eq!(door.get(&format!("{cell}/thu-bai")).await.outcome(), see, "{who} opens the papers");
        let version = "SELECT coalesce(max(version), 0) FROM attendance WHERE person_id = $1";
        let version: i64 = t.value(version, &[&person]).await;
        let (mark, seen) = (format!("mark-{person}"), format!("version-{person}"));
        let state = if version == 0 { "attended" } else { "absent" };
        let answer = door.post(&sheet, &[(&mark, state), (&seen, &version.to_string())]).await.outcome();
        assert_eq!(&answer[..3], outcome, "{who} marks");
    }
    let own = t.value::<i64>("SELECT count(*) FROM attendance WHERE person_id = $1 AND version = 2", &[&person]).await;
    assert_eq!(own, 1, "both who may have marked");
}
