//! Transfers through the door: each step by the side whose it is, the clock, two people, and on whose roll whom.

use super::{State, Step};
use crate::identity::right::Role;
use crate::org::{Tree, kind};
use crate::testing::TestOffice;
use kit::clock::{DAY, Day};
use kit::testing::Door;

mod arrivals;
mod as_of;
mod ended;
mod lapsed;
mod met;
mod overtaken;
mod returned;
mod rolls;
mod whither;

const LIST: &str = "/van-phong/chuyen-sinh-hoat";

/// A cell beside the silent one, and one of another commune.
async fn cells(t: &TestOffice) -> (i64, i64) {
    let tree = Tree::as_of(&mut t.office.db.read().await.unwrap(), t.office.clock.today()).await.unwrap();
    let commune = tree.get(t.silent_cell).unwrap().parent_id.unwrap();
    let beside = tree.children(commune).iter().copied().find(|cell| *cell != t.silent_cell).unwrap();
    let far = tree.branch(t.elsewhere).iter().copied().find(|unit| tree.get(*unit).unwrap().kind == kind::CELL);
    (beside, far.unwrap())
}

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// The `n`-th ordinary member of the silent cell, by the outward identity.
async fn member(t: &TestOffice, n: i64) -> String {
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
               WHERE m.unit_id = $1 AND p.id NOT IN (SELECT person_id FROM post_holding)
               AND p.id NOT IN (SELECT person_id FROM account WHERE person_id IS NOT NULL)
               AND p.id NOT IN (SELECT person_id FROM transfer WHERE person_id IS NOT NULL AND state <> 'withdrawn') ORDER BY p.id LIMIT 1 OFFSET $2";
    t.value(sql, &[&t.silent_cell, &n]).await
}

async fn unit_of(t: &TestOffice, person: &str, day: Day) -> Option<i64> {
    let sql = "SELECT m.unit_id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.uid = $1
               AND m.kind = 'main' AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)";
    t.office.db.read().await.unwrap().value(sql, &[&person, &day]).await.unwrap()
}

fn today() -> Day {
    Day::of(2018, 11, 23)
}

/// A request of a member of the silent cell to another unit, entered by its secretary; where it is shown.
async fn asked(t: &TestOffice, door: &mut Door, person: &str, to: &str) -> String {
    let form = format!("/van-phong/dang-vien/{person}/chuyen");
    let fields = [
        ("kind", "main"),
        ("cause", "residence"),
        ("cause_on", "15/11/2018"),
        ("day", "20/11/2018"),
        ("to", to),
        ("elsewhere", "Chi bộ ấp Phú Hòa, huyện An Phú"),
    ];
    let outcome = door.post(&form, &fields).await.outcome();
    let at = outcome.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=chuyen-de-nghi"));
    let at = at.unwrap_or_else(|| panic!("asked: {outcome}")).to_owned();
    let open: i64 = t.value("SELECT count(*) FROM transfer WHERE uid = $1", &[&at.rsplit('/').next().unwrap()]).await;
    assert_eq!(open, 1);
    at
}

/// Does a step as a browser would: opens its form, fills it in, sends it.
async fn step(door: &mut Door, at: &str, step: &str, day: &str, more: &[(&str, &str)]) -> String {
    let page = door.get(&format!("{at}?buoc={step}")).await;
    if page.outcome() != "200" || !page.html().contains("name=\"request\"") {
        return door.post(&format!("{at}/buoc/{step}"), &[("version", "1"), ("day", day)]).await.outcome();
    }
    let (request, version) = (page.field("request"), page.field("version"));
    let mut fields = vec![("request", &*request), ("version", &*version), ("day", day)];
    fields.extend_from_slice(more);
    door.post(&format!("{at}/buoc/{step}"), &fields).await.outcome()
}

const PAPER: [(&str, &str); 1] = [("paper", "GT 15 ngày 21/11/2018")];

#[test]
fn steps_lead_from_state_to_state_and_nowhere_else() {
    let table = [
        (State::Requested, Step::Review, State::Reviewed),
        (State::Requested, Step::Withdraw, State::Withdrawn),
        (State::Reviewed, Step::Introduce, State::Introduced),
        (State::Reviewed, Step::Withdraw, State::Withdrawn),
        (State::Introduced, Step::SendOff, State::InTransit),
        (State::Introduced, Step::Receive, State::Received),
        (State::Introduced, Step::SendBack, State::Returned),
        (State::Introduced, Step::Withdraw, State::Withdrawn),
        (State::InTransit, Step::Receive, State::Received),
        (State::InTransit, Step::SendBack, State::Returned),
        (State::InTransit, Step::Withdraw, State::Withdrawn),
        (State::Returned, Step::Introduce, State::Introduced),
        (State::Returned, Step::Withdraw, State::Withdrawn),
    ];
    let mut known = 0;
    for state in State::ALL {
        assert_eq!(State::of(state.word()), Some(state));
        for step in state.steps() {
            assert!(table.contains(&(state, step, state.after(step).unwrap())), "{state:?} {step:?}");
            assert_eq!(Step::at(step.address()), Some(step));
            known += 1;
        }
        assert_eq!(state.is_open(), !state.steps().is_empty(), "{state:?}");
    }
    assert_eq!(known, table.len());
}

#[tokio::test]
async fn a_member_goes_step_by_step_and_the_roll_changes_on_the_day_of_reception() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let person = member(&t, 0).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut clerk = t.as_cast("clerk").await;
    let mut receiving = t.signed_in("receiving", Role::CellSecretary, beside).await;
    // The secretary does not reach the other cell, so it is named in words and the clerk chooses it.
    let at = asked(&t, &mut secretary, &person, "").await;
    assert!(secretary.get(&at).await.text().contains("Chi bộ ấp Phú Hòa, huyện An Phú"));
    assert_eq!(receiving.get(&at).await.outcome(), "404", "not introduced yet, so nobody's business there");
    assert_eq!(step(&mut secretary, &at, "xet", "21/11/2018", &[]).await, format!("303 {at}?xong=chuyen-xet"));
    let version = clerk.get(&at).await.field("version");
    let to = uid(&t, beside).await;
    let chosen = clerk.post(&format!("{at}/noi-nhan"), &[("version", &version), ("to", &to)]).await.outcome();
    assert_eq!(chosen, format!("303 {at}?xong=chuyen-noi-nhan"));
    assert_eq!(step(&mut secretary, &at, "gioi-thieu", "21/11/2018", &PAPER).await, "403", "the unit above introduces");
    assert_eq!(
        step(&mut clerk, &at, "gioi-thieu", "21/11/2018", &PAPER).await,
        format!("303 {at}?xong=chuyen-gioi-thieu")
    );
    let page = receiving.get(&at).await;
    assert!(page.text().contains("Tiếp nhận đảng viên"), "{}", page.text());
    assert!(receiving.get("/van-phong").await.text().contains("Nơi nhận kiểm tra hồ sơ và tiếp nhận"));
    assert!(receiving.get(LIST).await.text().contains("Đang chuyển đến"));
    assert!(secretary.get(LIST).await.text().contains("Đang chuyển đi"));
    assert!(clerk.get(LIST).await.text().contains("Đang chuyển trong phạm vi"));
    assert_eq!(
        step(&mut secretary, &at, "len-duong", "22/11/2018", &[]).await,
        format!("303 {at}?xong=chuyen-len-duong")
    );
    assert_eq!(unit_of(&t, &person, today()).await, Some(t.silent_cell), "on the way, still here");
    assert_eq!(step(&mut secretary, &at, "tiep-nhan", "23/11/2018", &[]).await, "403", "the receiving side takes in");

    let page = receiving.get(&format!("{at}?buoc=tiep-nhan")).await;
    let (request, version) = (page.field("request"), page.field("version"));
    let fields = [("request", &*request), ("version", &*version), ("day", "23/11/2018")];
    for _double_click in 0..2 {
        let outcome = receiving.post(&format!("{at}/buoc/tiep-nhan"), &fields).await.outcome();
        assert_eq!(outcome, format!("303 {at}?xong=chuyen-tiep-nhan"));
    }
    assert_eq!(unit_of(&t, &person, today().plus_days(-1)).await, Some(t.silent_cell));
    assert_eq!(unit_of(&t, &person, today()).await, Some(beside));
    let moved = "SELECT count(*) FROM journal WHERE verb = 'people.membership.transfer'";
    assert_eq!(t.value::<i64>(moved, &[]).await, 1);
    assert_eq!(secretary.get(&at).await.outcome(), "200", "who sent away still sees what became of it");
    let text = receiving.get(&at).await.text();
    for told in ["Đảng viên đề nghị , 20-11-2018", "Cấp trên giới thiệu , 21-11-2018. GT 15", "Đã tiếp nhận"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[tokio::test]
async fn each_step_is_that_of_its_side_and_outside_nothing_is_there() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let to = uid(&t, far).await;
    let commune: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let mut doors = Vec::new();
    for (who, role, unit) in [
        ("the cell", Role::CellSecretary, t.silent_cell),
        ("the commune", Role::CommuneClerk, commune),
        ("the receiving cell", Role::CellSecretary, far),
        ("the receiving commune", Role::CommuneClerk, t.elsewhere),
        ("the district", Role::OrganisationOfficer, t.district),
        ("the leader", Role::Leader, t.district),
        ("an editor", Role::Editor, t.district),
        ("another cell", Role::CellSecretary, beside),
    ] {
        doors.push((who, t.signed_in(who, role, unit).await));
    }
    let mut officer = t.as_cast("organisation").await;
    // (steps before, step, whose it is)
    for (before, tried, allowed) in [
        (&[][..], "xet", &["the cell", "the commune", "the district"][..]),
        (&["xet"], "gioi-thieu", &["the commune", "the district"]),
        (&["xet", "gioi-thieu"], "len-duong", &["the cell", "the commune", "the district"]),
        (&["xet", "gioi-thieu"], "tiep-nhan", &["the receiving cell", "the receiving commune", "the district"]),
        (&["xet", "gioi-thieu"], "tra-lai", &["the receiving cell", "the receiving commune", "the district"]),
        (&["xet", "gioi-thieu"], "rut", &["the commune", "the district"]),
        (&[], "rut", &["the cell", "the commune", "the district"]),
    ] {
        for (who, door) in &mut doors {
            let person = member(&t, 0).await;
            let at = asked(&t, &mut officer, &person, &to).await;
            for done in before {
                assert!(step(&mut officer, &at, done, "21/11/2018", &PAPER).await.starts_with("303"), "{done}");
            }
            let words = [PAPER[0], ("words", "Thiếu bản tự kiểm điểm")];
            let expected = match *who {
                who if allowed.contains(&who) => format!("303 {at}?xong=chuyen-{tried}"),
                "another cell" => "404".into(),
                "the receiving cell" | "the receiving commune" if before.len() < 2 => "404".into(),
                _ => "403".into(),
            };
            assert_eq!(step(door, &at, tried, "22/11/2018", &words).await, expected, "{who}: {tried}");
            if expected == "404" {
                let nobody = format!("{LIST}/0190b5f0-0000-7000-8000-000000000000");
                let (real, none) = (door.get(&at).await, door.get(&nobody).await);
                assert_eq!((real.outcome(), real.text()), (none.outcome(), none.text()), "{who} learns nothing");
            }
            // What was refused is taken out of the way, so that the member can ask again.
            step(&mut officer, &at, "rut", "22/11/2018", &words).await;
            assert!(t.visitor().get(&at).await.outcome().starts_with("303 /van-phong/dang-nhap"));
        }
    }
}

#[tokio::test]
async fn each_mistake_is_named_at_its_field_and_what_was_typed_comes_back() {
    let t = TestOffice::new().await;
    let person = member(&t, 0).await;
    let mut officer = t.as_cast("organisation").await;
    let form = format!("/van-phong/dang-vien/{person}/chuyen");
    let sound = [
        ("kind", "temporary"),
        ("cause", "work"),
        ("cause_on", "15/11/2018"),
        ("until", "14/05/2019"),
        ("day", "20/11/2018"),
        ("to", ""),
        ("elsewhere", "Đảng bộ Sở Y tế"),
        ("reviewed_on", "21/11/2018"),
        ("introduced_on", "22/11/2018"),
        ("introduced_paper", "GT 16"),
    ];
    let own = uid(&t, t.silent_cell).await;
    for (field, value, at, told) in [
        ("kind", "never", "kind", "Chọn chuyển chính thức hay tạm thời"),
        ("cause", "love", "cause", "Chọn lý do chuyển"),
        ("cause_on", "hôm qua", "cause_on", "Ghi ngày theo dạng"),
        ("day", "24/11/2018", "day", "Ngày này chưa tới"),
        ("elsewhere", "", "to", "Chọn đơn vị tiếp nhận"),
        ("to", own.as_str(), "to", "Nơi đến phải khác"),
        ("until", "", "until", "Ghi ngày theo dạng"),
        ("until", "31/12/2018", "until", "từ 3 đến 12 tháng: đến hết một ngày từ 14-02-2019 đến 14-11-2019"),
        ("until", "15/11/2019", "until", "từ 3 đến 12 tháng"),
        ("reviewed_on", "19/11/2018", "reviewed_on", "Bước trước ghi ngày 20-11-2018"),
        ("reviewed_on", "", "reviewed_on", "Chi bộ xét trước"),
        ("introduced_on", "20/11/2018", "introduced_on", "Bước trước ghi ngày 21-11-2018"),
        ("introduced_paper", "", "introduced_paper", "Ghi số giấy giới thiệu"),
    ] {
        let mut fields: Vec<(&str, &str)> = sound.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let answer = officer.post(&form, &fields).await;
        assert_eq!(answer.outcome(), "422", "{field} = {value}: {}", answer.text());
        let html = answer.html();
        assert!(answer.text().contains(told), "{field} = {value}: {}", answer.text());
        assert!(html.contains(&format!("href=\"#{at}\"")), "{field} = {value}");
        assert!(html.contains("14/05/2019") || field == "until", "what was typed comes back");
    }
    let none: i64 = t
        .value("SELECT count(*) FROM transfer t JOIN person p ON p.id = t.person_id WHERE p.uid = $1", &[&person])
        .await;
    assert_eq!(none, 0, "nothing is half written");
    let mut secretary = t.as_cast("cell_secretary").await;
    assert_eq!(secretary.post(&form, &sound).await.outcome(), "403", "a cell does not introduce its own");
    let outcome = officer.post(&form, &sound).await.outcome();
    let at = outcome.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap().to_owned();
    let text = officer.get(&at).await.text();
    assert!(text.contains("Đã giới thiệu") && text.contains("GT 16"), "three steps in one form: {text}");
    let again = officer.post(&form, &sound).await.outcome();
    assert_eq!(again, format!("303 {at}?xong=chuyen-dang-co"), "one open transfer for one member");
    for (fields, at_field, told) in [
        (vec![("day", "24/11/2018")], "day", "Ngày này chưa tới"),
        (vec![("day", "21/11/2018")], "day", "Bước trước ghi ngày 22-11-2018"),
    ] {
        let version = officer.get(&at).await.field("version");
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("version", &*version)]).collect();
        let answer = officer.post(&format!("{at}/buoc/tiep-nhan"), &fields).await;
        assert_eq!(answer.outcome(), "422");
        assert!(answer.text().contains(told) && answer.html().contains(&format!("href=\"#{at_field}\"")));
    }
    let version = officer.get(&at).await.field("version");
    let fields = [("version", &*version), ("day", "23/11/2018")];
    let answer = officer.post(&format!("{at}/buoc/tra-lai"), &fields).await;
    assert!(answer.outcome() == "422" && answer.text().contains("Ghi rõ lý do"), "sent back without a word");
}

#[tokio::test]
async fn of_two_people_the_second_sees_what_the_first_did() {
    let t = TestOffice::new().await;
    let person = member(&t, 0).await;
    let (mut secretary, mut clerk) = (t.as_cast("cell_secretary").await, t.as_cast("clerk").await);
    let at = asked(&t, &mut secretary, &person, "").await;
    let seen = clerk.get(&at).await.field("version");
    assert!(step(&mut secretary, &at, "xet", "21/11/2018", &[]).await.starts_with("303"));
    let fields = [("version", &*seen), ("day", "22/11/2018"), ("words", "Nghị quyết số 3")];
    let second = clerk.post(&format!("{at}/buoc/xet"), &fields).await;
    assert_eq!(second.outcome(), "409");
    let text = second.text();
    assert!(text.contains("hiện là: Chi bộ đã xét") && text.contains("Chi bộ xét, đồng ý , 21-11-2018"), "{text}");
    assert!(second.html().contains("Nghị quyết số 3"), "what was typed is not lost");
}

#[tokio::test]
async fn the_clock_is_told_in_words_and_presses_on_both_desks_when_it_has_run_out() {
    let t = TestOffice::new().await;
    let (_, far) = cells(&t).await;
    let person = member(&t, 0).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut officer = t.as_cast("organisation").await;
    let at = asked(&t, &mut officer, &person, &uid(&t, far).await).await;
    for done in ["xet", "gioi-thieu"] {
        assert!(step(&mut officer, &at, done, "21/11/2018", &PAPER).await.starts_with("303"));
    }
    let text = officer.get(&at).await.text();
    for told in [
        "Hoàn thành chậm nhất ngày 15-02-2019: còn 54 ngày làm việc",
        "Tính 60 ngày làm việc sau ngày 15-11-2018",
        "Tết Nguyên đán Kỷ Hợi (04-02-2019 đến 08-02-2019)",
        "Xuất trình giấy giới thiệu chậm nhất 21-12-2018",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let duty = format!("Chuyển sinh hoạt: {name}");
    let lines = |text: String| text.split(&duty).nth(1).unwrap_or("").chars().take(260).collect::<String>();
    for (days, told) in [(80, "còn 4 ngày làm việc"), (10, "quá hạn 4 ngày làm việc")] {
        t.office.clock.advance(days * DAY);
        // The clock has carried the sessions past their end.
        for (who, role, unit) in [
            ("sending cell", Role::CellSecretary, t.silent_cell),
            ("receiving cell", Role::CellSecretary, far),
            ("receiving commune", Role::CommuneClerk, t.elsewhere),
            ("district", Role::OrganisationOfficer, t.district),
        ] {
            let mut door = t.signed_in(&format!("{who} {days}"), role, unit).await;
            let desk = lines(door.get("/van-phong").await.text());
            assert!(desk.contains(told), "{who} after {days} days: {desk}");
            assert_eq!(desk.contains("Quá hạn"), told.contains("quá hạn"), "{who}: {desk}");
        }
        let mut leader = t.signed_in(&format!("leader {days}"), Role::Leader, t.district).await;
        assert!(!leader.get("/van-phong").await.text().contains(&duty), "no duty of those who may not act");
    }
}
