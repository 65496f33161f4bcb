//! A campaign from draft to report, through the door and in the record.

use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::seating::Seating;
use crate::identity::right::Role;
use crate::org::{Tree, kind};
use crate::people::exemption::{NewExemption, Ruling, grant_exemption};
use crate::people::{self, ties};
use crate::posts;
use crate::testing::{TestOffice, cast, morning, vault};
use kit::clock::Chance;
use kit::journal::seal::seal;
use kit::testing::Door;

/// A campaign for the members of its unit under the founding rule, to be filled in.
pub(super) fn founding() -> Campaign {
    Campaign::draft(String::new(), DEMO_DAY, ("study-founding", 9800))
}

const FILLED: &[(&str, &str)] = &[
    ("title", "Học tập Nghị quyết 35-NQ/TW"),
    ("paper", "Nghị quyết 35-NQ/TW ngày 22/10/2018"),
    ("rule", "study-founding"),
    ("audience", "members"),
    ("roll", "frozen"),
    ("counts", "submitted"),
    ("cutoff", "26/11/2018"),
    ("study_by", "30/11/2018"),
    ("write_by", "07/12/2018"),
    ("report_by", "14/12/2018"),
    ("handin-reflection", "1"),
];

pub(super) fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FILLED.iter().filter(|(name, _)| !changes.iter().any(|(new, _)| new == name));
    kept.chain(changes).copied().collect()
}

pub(super) async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// A draft made through the door; its address.
pub(super) async fn made(door: &mut Door, unit: &str, fields: &[(&str, &str)]) -> String {
    let outcome = door.post(&format!("/van-phong/hoc-tap/moi/{unit}"), fields).await.outcome();
    let address = outcome.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=dot-hoc-tap-moi"));
    address.unwrap_or_else(|| panic!("{outcome}")).to_owned()
}

#[tokio::test]
async fn whoever_keeps_study_at_a_unit_makes_its_campaigns() {
    let t = TestOffice::new().await;
    let district = uid(&t, t.district).await;
    for (who, role, at, outcome) in [
        ("the organisation", Role::OrganisationOfficer, t.district, "303"),
        ("the leader", Role::Leader, t.district, "403"),
        ("the inspector", Role::Inspector, t.district, "403"),
        ("a commune's clerk", Role::CommuneClerk, t.elsewhere, "404"),
        ("a cell's secretary", Role::CellSecretary, t.silent_cell, "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        let answer = door.post(&format!("/van-phong/hoc-tap/moi/{district}"), FILLED).await.outcome();
        assert_eq!(&answer[..3], outcome, "{who}");
    }
    let visitor = t.visitor().post(&format!("/van-phong/hoc-tap/moi/{district}"), FILLED).await.outcome();
    assert!(visitor.starts_with("303 /van-phong/dang-nhap"), "{visitor}");
    assert_eq!(t.value::<i64>("SELECT count(*) FROM campaign WHERE state = 'draft'", &[]).await, 1);
}

#[tokio::test]
async fn a_form_that_makes_no_sense_comes_back_with_words() {
    let t = TestOffice::new().await;
    let district = uid(&t, t.district).await;
    let cell = format!("branch-{}", uid(&t, t.silent_cell).await);
    let mut door = t.as_cast("organisation").await;
    for (changes, said) in [
        (vec![("title", "")], "Ghi tên đợt học tập."),
        (vec![("paper", "")], "Ghi văn bản căn cứ."),
        (vec![("cutoff", "32/13/2018")], "Ghi ngày theo dạng"),
        (vec![("rule", "")], "Chọn quy định và chỉ tiêu."),
        (vec![("rule", "study-19-qd-tw-2026")], "Chọn quy định"),
        (vec![("audience", "public")], "Chọn đối tượng học."),
        (vec![("counts", "")], "Chọn khi nào bài được tính."),
        (vec![("write_by", "29/11/2018")], "Hạn nộp bài: Hạn này không được trước 30-11-2018"),
        (vec![("study_by", "25/11/2018")], "Hạn học: Hạn này không được trước ngày chốt danh sách 26-11-2018"),
        (
            vec![("study_by", ""), ("write_by", "25/11/2018")],
            "Hạn nộp bài: Hạn này không được trước ngày chốt danh sách",
        ),
        (vec![("cutoff", "01/01/1990")], "Ngày chốt 01-01-1990 cách hôm nay hơn một năm"),
        (vec![("cutoff", "01/01/2090")], "Ngày chốt 01-01-2090 cách hôm nay hơn một năm"),
        (vec![("cutoff", "01/01/1970"), ("far", "1"), (&cell, "1")], "Ngày chốt 01-01-1970 chưa có đơn vị này: Chi bộ"),
        (vec![("kind-attached_committee", "1")], "không có ai trong phạm vi"),
    ] {
        let answer = door.post(&format!("/van-phong/hoc-tap/moi/{district}"), &with(&changes)).await;
        assert_eq!(answer.outcome(), "422", "{changes:?}");
        assert!(answer.text().contains(said), "{changes:?}: {}", answer.text());
        let title = changes.iter().all(|(name, _)| *name != "title");
        assert_eq!(answer.text().contains("Học tập Nghị quyết 35-NQ/TW"), title, "what was typed comes back");
    }
    assert_eq!(
        t.value::<i64>("SELECT count(*) FROM campaign WHERE state = 'draft'", &[]).await,
        0,
        "nothing half-written"
    );
}

#[tokio::test]
async fn a_campaign_goes_from_draft_to_report_and_says_what_it_refuses() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut leader = t.as_cast("leader").await;
    let cell = uid(&t, t.silent_cell).await;
    let here = made(&mut office, &uid(&t, t.district).await, FILLED).await;
    let sheet = format!("{here}/{cell}/diem-danh");
    for (who, door) in [("secretary", &mut secretary), ("leader", &mut leader)] {
        assert_ne!(door.get(&here).await.outcome(), "200", "{who} sees no draft");
        assert!(!door.get("/van-phong/hoc-tap").await.text().contains("35-NQ/TW"), "{who}");
    }
    let edited = with(&[("version", "1"), ("title", "Học tập Nghị quyết 35, sửa")]);
    assert!(office.post(&format!("{here}/sua"), &edited).await.outcome().starts_with("303"));
    let stale = office.post(&format!("{here}/sua"), &edited).await;
    assert_eq!(stale.outcome(), "409");
    assert!(stale.text().contains("Có người vừa sửa bản nháp này"), "{}", stale.text());

    assert_eq!(office.post(&format!("{here}/ban-hanh"), &[("version", "1")]).await.outcome(), "409", "an old picture");
    assert!(office.post(&format!("{here}/ban-hanh"), &[("version", "2")]).await.outcome().starts_with("303"));
    assert!(secretary.get("/van-phong").await.text().contains("Học tập Nghị quyết 35, sửa"), "on the desk below");
    assert_eq!(secretary.get(&here).await.outcome(), "200");
    assert_eq!(secretary.post(&format!("{here}/chot"), &[("version", "3")]).await.outcome(), "403");
    assert_eq!(leader.post(&format!("{here}/chot"), &[("version", "3")]).await.outcome(), "403");

    let person = "SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.to_day IS NULL ORDER BY m.id LIMIT 1";
    let person: i64 = t.value(person, &[&t.silent_cell]).await;
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    assert!(secretary.post(&sheet, &[(&mark, "attended"), (&version, "0")]).await.outcome().starts_with("303"));
    let state = "SELECT state FROM campaign WHERE state NOT IN ('reported', 'issued') ORDER BY id DESC LIMIT 1";
    assert_eq!(t.value::<String>(state, &[]).await, "running", "the first mark sets it going");

    assert!(
        office.post(&format!("{here}/chot"), &[("version", "3"), ("sure", "1")]).await.outcome().starts_with("303")
    );
    let refused = secretary.post(&sheet, &[(&mark, "absent"), (&version, "1")]).await;
    assert_eq!(refused.outcome(), "409");
    assert!(refused.text().contains("Số liệu đã chốt ngày 23-11-2018, không ghi thêm được"), "{}", refused.text());
    let papers = format!("{here}/{cell}/thu-bai");
    let paper = format!("paper-{person}-reflection");
    let refused = secretary.post(&papers, &[("form", "typed"), (&paper, "1")]).await;
    assert_eq!(refused.outcome(), "409");
    assert!(refused.text().contains("Cần đính chính thì đề nghị"), "{}", refused.text());
    let fixed = "SELECT attended FROM campaign_result WHERE unit_id = $1 AND closing = 1 AND roll > 0 ORDER BY campaign_id DESC";
    assert_eq!(t.value::<i64>(fixed, &[&t.district]).await, 1, "the numbers as they stood");

    let without = office.post(&format!("{here}/mo-lai"), &[("version", "4")]).await;
    assert_eq!(without.outcome(), "422");
    assert!(without.text().contains("Ghi lý do mở lại."));
    let reason = [("version", "4"), ("reason", "Ghi nhầm một người")];
    assert!(office.post(&format!("{here}/mo-lai"), &reason).await.outcome().starts_with("303"));
    assert!(secretary.post(&sheet, &[(&mark, "absent"), (&version, "1")]).await.outcome().starts_with("303"));
    assert!(
        office.post(&format!("{here}/chot"), &[("version", "5"), ("sure", "1")]).await.outcome().starts_with("303")
    );
    let told = [("version", "6"), ("day", "22/11/2018"), ("paper", "46-BC/HU")];
    assert!(office.post(&format!("{here}/bao-cao"), &told).await.outcome().starts_with("303"));
    let page = office.get(&here).await.text();
    assert!(page.contains("22-11-2018, 46-BC/HU") && page.contains("Đã báo cáo"), "{page}");
    assert_eq!(office.post(&format!("{here}/mo-lai"), &[("version", "7"), ("reason", "x")]).await.outcome(), "409");
}

#[tokio::test]
async fn whatever_was_taken_in_before_the_close_is_in_its_numbers() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let cell = uid(&t, t.silent_cell).await;
    let here = made(&mut office, &uid(&t, t.district).await, FILLED).await;
    assert!(office.post(&format!("{here}/ban-hanh"), &[("version", "1")]).await.outcome().starts_with("303"));
    let sheet = format!("{here}/{cell}/diem-danh");
    let sql = "SELECT person_id FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL ORDER BY id";
    let persons: Vec<(i64,)> = t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap();
    for (round, (person,)) in persons.into_iter().take(8).enumerate() {
        let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
        let marked = [(mark.as_str(), "attended"), (version.as_str(), "0")];
        let (close, step) = (format!("{here}/chot"), (2 + 2 * round).to_string());
        let closing = [("version", step.as_str()), ("sure", "1")];
        let (closed, marked) = tokio::join!(office.post(&close, &closing), secretary.post(&sheet, &marked));
        assert!(closed.outcome().starts_with("303"), "{}", closed.text());
        assert!(["303", "409"].contains(&&marked.outcome()[..3]), "taken in, or told that it is closed");
        let sql = "SELECT count(*) FROM attendance a JOIN campaign c ON c.id = a.campaign_id WHERE c.uid = $1";
        let record: i64 = t.value(sql, &[&here.rsplit_once('/').unwrap().1]).await;
        let sql = "SELECT r.attended FROM campaign_result r JOIN campaign c ON c.id = r.campaign_id
                   WHERE c.uid = $1 AND r.unit_id = $2 AND r.closing = $3";
        let args: [&dyn kit::db::Arg; 3] = [&here.rsplit_once('/').unwrap().1, &t.district, &(round as i64 + 1)];
        assert_eq!(t.value::<i64>(sql, &args).await, record, "round {round}: the numbers of the close and the record");
        let again = [("version", (3 + 2 * round).to_string()), ("reason", "bổ sung".to_owned())];
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(office.post(&format!("{here}/mo-lai"), &again).await.outcome().starts_with("303"));
    }
}

#[tokio::test]
async fn each_rule_of_the_roll_follows_what_happens_in_mid_campaign_and_agrees_with_sql() {
    let test = cast().await;
    let book = rules::RuleBook::builtin();
    let ruling = Ruling::on(&book, DEMO_DAY).unwrap();
    let mut tx = test.db.begin().await.unwrap();
    let first = Campaign::all(&mut tx).await.unwrap().remove(0);
    let tree = Tree::as_of(&mut tx, DEMO_DAY).await.unwrap();
    let communes: Vec<i64> = tree.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| unit.id).collect();
    let mut campaigns = Vec::new();
    for (audience, rule, branches, kinds) in [
        (Audience::Members, RollRule::Frozen, vec![], vec![]),
        (Audience::Members, RollRule::Current, communes[..3].to_vec(), vec![]),
        (Audience::Cadres, RollRule::Current, vec![], vec![kind::COMMUNE_COMMITTEE.to_owned()]),
        (Audience::MassOrganisations, RollRule::Current, vec![], vec![]),
    ] {
        let new = Campaign {
            uid: format!("{}-{}", audience.word(), rule.word()),
            audience: audience.word().into(),
            roll_rule: rule.word().into(),
            cutoff_day: DEMO_DAY.plus_days(-5),
            ..first.clone()
        };
        let terms = Terms { scope: Scope { branches, kinds }, handins: HANDINS.to_vec() };
        let home = || Grant::console(first.unit_id);
        let id = open_campaign(&mut tx, home(), &new, &terms, morning()).await.unwrap();
        move_campaign(&mut tx, home(), (id, 1), Move::Issue, morning()).await.unwrap();
        campaigns.push((id, rule));
    }
    tx.commit().await.unwrap();
    seal(&test.db, morning()).await.unwrap();
    let cells: Vec<i64> = tree.of_kind(kind::CELL).map(|unit| unit.id).collect();
    let mut standings = Vec::new();
    let mut conn = test.db.read().await.unwrap();
    for (id, rule) in &campaigns {
        standings.push((Standing::build_on(&mut conn, &crate::shell::BOOK, *id, DEMO_DAY, None).await.unwrap(), *rule));
    }
    drop(conn);
    let before: Vec<u64> = standings.iter().map(|(standing, _)| standing.line(first.unit_id).unwrap().roll).collect();
    for seed in 0..3u64 {
        let chance = Chance::seeded(seed << 40 | 7);
        let day = DEMO_DAY.plus_days(seed as i64 - 1);
        let now = day.begins().plus(9 * 3600 * kit::clock::SECOND);
        let mut tx = test.db.begin().await.unwrap();
        let roll = people::roll(&mut tx, day).await.unwrap();
        for _ in 0..40 {
            let (person, unit) = roll[chance.below(roll.len() as u64) as usize];
            let here = people::unit_of(&mut tx, person, day).await.unwrap().unwrap_or(unit);
            match chance.below(3) {
                0 => {
                    let to = cells[chance.below(cells.len() as u64) as usize];
                    people::transfer(&mut tx, Grant::console(to), person, day, "QĐ", now).await.unwrap();
                }
                1 => {
                    let new = NewExemption {
                        uid: chance.uuid(now).to_string(),
                        person,
                        kind: if person % 3 == 0 { "reduced" } else { "exempt" },
                        reason: "age",
                        words: None,
                        paper: None,
                        scan: None,
                        asked_how: "oral",
                        decided_on: day,
                        from: day,
                        to: None,
                    };
                    grant_exemption(&mut tx, Grant::console(here), &vault(), ruling, &new, now).await.unwrap();
                }
                _ => {
                    for (standing, _) in &standings {
                        let campaign = standing.campaign();
                        let at = campaign.roll_day(now.day());
                        let sql = format!("SELECT unit_id FROM ({}) r WHERE person_id = $2", campaign.roll_sql("$1"));
                        let Some(unit) = tx.value::<i64>(&sql, &[&at, &person]).await.unwrap() else { continue };
                        let sql = "SELECT version FROM attendance WHERE person_id = $1 AND campaign_id = $2";
                        let expected = tx.value::<i64>(sql, &[&person, &campaign.id]).await.unwrap().unwrap_or(0);
                        let mark = Mark { person, state: State::ALL[chance.below(4) as usize], expected };
                        match mark_attendance(&mut tx, Grant::console(unit), campaign, &[mark], now).await {
                            Ok(()) | Err(StudyError::NotOnRoll(_)) => {}
                            other => other.unwrap(),
                        }
                    }
                }
            }
        }
        // Somebody holds a post no more, and somebody comes to an organisation.
        let mut held = None;
        for cell in cells.iter().filter(|cell| communes.iter().any(|commune| tree.is_within(**cell, *commune))) {
            held = posts::holders_at(&mut tx, *cell, day).await.unwrap().into_iter().next().map(|held| (*cell, held));
            if held.is_some() {
                break;
            }
        }
        let (cell, held) = held.expect("a secretary");
        let (seating, which) = (Seating::console(cell, &held.title), (held.id, held.stamp()));
        posts::leave(&mut tx, seating, which, (day, ""), now).await.unwrap();
        let alone = "SELECT person_id FROM membership WHERE kind = 'main' AND to_day IS NULL
                     AND person_id NOT IN (SELECT person_id FROM affiliation) ORDER BY id LIMIT 1";
        let person: i64 = tx.value(alone, &[]).await.unwrap().expect("somebody");
        let union = "SELECT o.id FROM unit o JOIN unit c ON c.area_id = o.area_id AND c.kind = 'commune_committee'
                     WHERE o.kind = 'mass_organisation' ORDER BY o.id LIMIT 1";
        let union = ties::Place::Front(tx.value(union, &[]).await.unwrap().expect("an organisation"));
        let home = people::unit_of(&mut tx, person, day).await.unwrap().expect("a member");
        let new = ties::NewTie { tie: ties::Tie::Affiliation, from: day, to: None, paper: None };
        ties::tie(&mut tx, Grant::console(home), &union, person, new, now).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        seal(&test.db, now).await.unwrap();
        let mut conn = test.db.read().await.unwrap();
        for (standing, rule) in &mut standings {
            standing.catch_up(&mut conn).await.unwrap();
            assert_eq!(standing.holds_on(day), *rule == RollRule::Frozen || standing.roll_day() == day);
            if !standing.holds_on(day) {
                *standing = Standing::build_on(&mut conn, &crate::shell::BOOK, standing.campaign().id, day, None)
                    .await
                    .unwrap();
            }
            let what = (&standing.campaign().audience, *rule, seed);
            assert_eq!(check_against_sql(standing, &mut conn).await.unwrap(), [], "{what:?}");
        }
    }
    let after: Vec<u64> = standings.iter().map(|(standing, _)| standing.line(first.unit_id).unwrap().roll).collect();
    assert_eq!(before[0], after[0], "the roll of the cut-off day stays");
    for (at, who) in [(1, "members"), (2, "those with posts"), (3, "members of organisations")] {
        assert_ne!(before[at], after[at], "the current roll of {who} does not");
    }
}

#[tokio::test]
async fn whoever_keeps_study_at_a_committee_opens_it_for_the_organisations_of_its_level_and_below() {
    let t = TestOffice::new().await;
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let commune: i64 = t.value(above, &[&t.silent_cell]).await;
    let asked = with(&[("audience", "mass_organisations"), ("cutoff", "23/11/2018")]);
    let (mut office, mut clerk) = (t.as_cast("organisation").await, t.as_cast("clerk").await);
    let belong = "SELECT count(DISTINCT a.person_id) FROM affiliation a JOIN unit o ON o.id = a.unit_id
                  JOIN unit c ON c.area_id = o.area_id AND c.kind = 'commune_committee' AND (c.id = $1 OR $1 = 0)";
    let (all, own) = (t.value::<i64>(belong, &[&0i64]).await, t.value::<i64>(belong, &[&commune]).await);
    assert!(own > 0 && all > own);
    let organisation = "SELECT o.id FROM unit o JOIN unit c ON c.area_id = o.area_id
                        WHERE o.kind = 'mass_organisation' AND c.id = $1 ORDER BY o.id LIMIT 1";
    let (union, person): (i64, i64) = {
        let person =
            "SELECT person_id FROM affiliation a JOIN unit o ON o.id = a.unit_id JOIN unit c ON c.area_id = o.area_id
                      WHERE c.id = $1 ORDER BY person_id LIMIT 1";
        (t.value(organisation, &[&commune]).await, t.value(person, &[&commune]).await)
    };
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO affiliation (person_id, unit_id, from_day) VALUES ($1, $2, '2018-01-01')";
    tx.exec(sql, &[&person, &union]).await.unwrap();
    tx.commit().await.unwrap();
    let names =
        "SELECT DISTINCT n.name FROM affiliation a JOIN unit_name n ON n.unit_id = a.unit_id AND n.to_day IS NULL
                 WHERE a.person_id = $1 AND a.to_day IS NULL ORDER BY n.name";
    let names: Vec<(String,)> = t.office.db.read().await.unwrap().all(names, &[&person]).await.unwrap();
    let names = names.into_iter().map(|(name,)| name).collect::<Vec<_>>().join("; ");
    for (who, door, unit, due) in [("district", &mut office, t.district, all), ("commune", &mut clerk, commune, own)] {
        let here = made(door, &uid(&t, unit).await, &asked).await;
        assert!(
            door.post(&format!("{here}/ban-hanh"), &[("version", "1")]).await.outcome().starts_with("303"),
            "{who}"
        );
        let id: i64 = t.value("SELECT max(id) FROM campaign", &[]).await;
        let standing = t.office.standing(id).await.unwrap();
        assert_eq!(standing.line(unit).unwrap().roll as i64, due, "{who}: each once, though one belongs to two");
        assert_eq!(standing.own(commune).len() as i64, own, "{who}: at the committee of the same area");
        let sheet = format!("{here}/{}/diem-danh", uid(&t, commune).await);
        let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
        for (name, role, at, outcome) in [
            ("clerk", Role::CommuneClerk, commune, "303"),
            ("leader", Role::Leader, t.district, "403"),
            ("front", Role::FrontMember, union, "404"),
            ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
        ] {
            let mut door = t.signed_in(&format!("{who} {name}"), role, at).await;
            let answer = door.post(&sheet, &[(&mark, "attended"), (&version, "0")]).await.outcome();
            assert_eq!(&answer[..3], outcome, "{who}, {name} marks");
        }
        assert_eq!(t.office.standing(id).await.unwrap().line(unit).unwrap().attended, 1, "{who}");
        // The printed list and the badges say to which organisations each belongs.
        let mut clerk = t.signed_in(&format!("{who} prints"), Role::CommuneClerk, commune).await;
        let plan = [("kind", "hall"), ("on", "23/11/2018"), ("place", "Hội trường")];
        let planned = clerk.post(&format!("{here}/{}/buoi", uid(&t, commune).await), &plan).await.outcome();
        let session = planned.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&planned).to_owned();
        let given = clerk.post(&format!("{session}/phieu"), &[]).await.outcome();
        assert!(given.starts_with("303"), "{given}");
        for page in ["phieu", "phieu?the=1"] {
            let page = clerk.get(&format!("{session}/{page}")).await.text();
            assert!(page.contains(&names) && page.contains("; "), "{names}: {page}");
        }
    }
    let cells = with(&[("audience", "mass_organisations"), ("kind-cell", "1"), ("cutoff", "23/11/2018")]);
    let nobody = office.post(&format!("/van-phong/hoc-tap/moi/{}", uid(&t, t.district).await), &cells).await;
    assert!(nobody.outcome() == "422" && nobody.text().contains("mục Nơi sinh hoạt"), "{}", nobody.text());
    t.office.check_tallies().await.unwrap();
}
