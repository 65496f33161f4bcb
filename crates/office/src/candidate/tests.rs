//! Coming into the Party through the door: from the recommendation to the decision, probation and its end.

mod again;
mod as_of;
mod correct;
mod ended;
mod twins;

use super::checks::{Facts, Finding, Point, check, months_between};
use super::*;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::{DAY, Day};
use kit::testing::Door;
use proptest::prelude::*;

const LIST: &str = "/van-phong/ket-nap";
const NEW: [(&str, &str); 5] = [
    ("full_name", "Lê Thị Mỹ Duyên"),
    ("birth_day", "5/5/1995"),
    ("schooling", "university"),
    ("day", "1/6/2018"),
    ("paper", "NQ 05-NQ/ĐTN"),
];

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// The page of a candidate of the silent cell who has come this far.
async fn candidate(t: &TestOffice, stage: &str) -> String {
    let sql = "SELECT uid FROM candidate WHERE unit_id = $1 AND state = $2";
    format!("{LIST}/{}", t.value::<String>(sql, &[&t.silent_cell, &stage]).await)
}

/// Does a step as a browser would: opens the page, fills in its form, sends it.
async fn step(door: &mut Door, at: &str, to: &str, more: &[(&str, &str)]) -> String {
    let page = door.get(at).await;
    if page.outcome() != "200" {
        return page.outcome();
    }
    let version = page.field("version");
    let mut fields = vec![("version", &*version)];
    fields.extend_from_slice(more);
    // What a form shows is sent with it.
    let unsaid = ["full_name", "birth_day"].into_iter().filter(|name| !more.iter().any(|(said, _)| said == name));
    let shown: Vec<_> = unsaid.filter(|_| to == "bo-sung").map(|name| (name, page.field(name))).collect();
    fields.extend(shown.iter().map(|(name, value)| (*name, value.as_str())));
    let html = page.html();
    let record = html.split("name=\"ban-").nth(1).and_then(|rest| rest.split('"').next());
    let record = record.filter(|_| to == "buoc/quyet-dinh").map(|uid| format!("ban-{uid}"));
    let seen = record.map(|name| (page.field(&name), name));
    if let Some((version, name)) = seen.as_ref().filter(|(_, name)| !more.iter().any(|(said, _)| said == name)) {
        fields.push((name, version));
    }
    let answer = door.post(&format!("{at}/{to}"), &fields).await;
    if answer.outcome().starts_with("303") {
        answer.outcome()
    } else {
        format!("{} {}", answer.outcome(), answer.text())
    }
}

async fn members(t: &TestOffice) -> i64 {
    let sql = "SELECT count(*) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
    t.value(sql, &[&t.silent_cell]).await
}

async fn somebody(t: &TestOffice, who: &str) -> Door {
    match who {
        "visitor" => t.visitor(),
        "another commune's officer" => t.signed_in(who, Role::OrganisationOfficer, t.elsewhere).await,
        cast => t.as_cast(cast).await,
    }
}

#[tokio::test]
async fn each_step_is_done_by_its_side_alone() {
    for (who, sees, cell, above) in [
        ("visitor", "303", "303", "303"),
        ("another commune's officer", "404", "404", "404"),
        ("leader", "200", "403", "403"),
        ("inspector", "200", "403", "403"),
        ("editor", "403", "403", "403"),
        ("cell_secretary", "200", "303", "403"),
        ("clerk", "200", "303", "403"),
        ("organisation", "200", "303", "303"),
    ] {
        let t = TestOffice::new().await;
        let at = candidate(&t, "filed").await;
        let mut door = somebody(&t, who).await;
        let short = |outcome: String| outcome[..3].to_owned();
        assert_eq!(short(door.get(&at).await.outcome()), sees, "{who} sees");
        let fields = [("version", "4"), ("day", "20/11/2018"), ("paper", "NQ 11")];
        assert_eq!(short(door.post(&format!("{at}/buoc/xet"), &fields).await.outcome()), cell, "{who} in the cell");
        if cell != "303" || who == "visitor" {
            let mut secretary = t.as_cast("cell_secretary").await;
            assert!(secretary.post(&format!("{at}/buoc/xet"), &fields).await.outcome().starts_with("303"));
        }
        let fields = [("version", "5"), ("day", "22/11/2018"), ("paper", "QĐ 125-QĐ/HU")];
        let before = members(&t).await;
        let decided = short(door.post(&format!("{at}/buoc/quyet-dinh"), &fields).await.outcome());
        assert_eq!(decided, above, "{who} above");
        assert_eq!(members(&t).await - before, i64::from(who == "organisation"), "{who}");
    }
}

#[tokio::test]
async fn a_candidate_goes_the_whole_way_and_is_official_as_of_the_end_of_probation() {
    let t = TestOffice::new().await;
    let mut cell = t.as_cast("cell_secretary").await;
    let unit = uid(&t, t.silent_cell).await;
    let mut fields = NEW.to_vec();
    fields.push(("unit", &unit));
    let made = cell.post(&format!("{LIST}/moi"), &fields).await.outcome();
    let at = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap_or_default().to_owned();
    assert!(at.starts_with(LIST), "{made}");
    assert_eq!(cell.post(&format!("{LIST}/moi"), &fields).await.outcome(), format!("303 {at}?xong=ket-nap-da-co"));
    let done = async |door: &mut Door, to: &str, more: &[(&str, &str)]| {
        let outcome = step(door, &at, to, more).await;
        assert!(outcome.starts_with("303"), "{to}: {outcome}");
        outcome
    };
    done(&mut cell, "buoc/lop", &[("day", "1/7/2018")]).await;
    done(&mut cell, "buoc/ho-so", &[("day", "1/9/2018")]).await;
    let early = step(&mut cell, &at, "buoc/xet", &[("day", "1/8/2018")]).await;
    assert!(early.starts_with("422"), "{early}");
    let missing = step(&mut cell, &at, "buoc/xet", &[("day", "20/11/2018"), ("paper", "NQ 11")]).await;
    assert!(missing.starts_with("422") && missing.contains("Còn điều kiện chưa đạt"), "{missing}");
    let official =
        "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.unit_id = $1 AND m.kind = 'main'
                    JOIN member_state s ON s.person_id = p.id AND s.state = 'official' AND s.to_day IS NULL
                    WHERE m.to_day IS NULL AND s.from_day < '2018-01-01' ORDER BY p.id";
    let sponsors: Vec<(String,)> = t.office.db.read().await.unwrap().all(official, &[&t.silent_cell]).await.unwrap();
    let (one, other) = (sponsors[0].0.as_str(), sponsors[1].0.as_str());
    let same =
        step(&mut cell, &at, "bo-sung", &[("schooling", "university"), ("sponsor1", one), ("sponsor2", one)]).await;
    assert!(same.contains("phải là hai người khác nhau"), "{same}");
    for (field, value, told) in [("full_name", "", "Ghi họ và tên"), ("birth_day", "31/02/1990", "Ghi ngày theo dạng")]
    {
        let wrong = step(&mut cell, &at, "bo-sung", &[("schooling", "university"), (field, value)]).await;
        assert!(wrong.starts_with("422") && wrong.contains(told), "{field}: {wrong}");
    }
    done(&mut cell, "bo-sung", &[("schooling", "university"), ("birth_day", "12/03/1991")]).await;
    assert!(cell.get(&at).await.text().contains("12-03-1991"), "a day of birth typed wrongly is put right");
    done(&mut cell, "bo-sung", &[("schooling", "university"), ("sponsor1", one), ("sponsor2", other)]).await;
    done(&mut cell, "buoc/xet", &[("day", "20/11/2018"), ("paper", "NQ 11")]).await;
    let mut above = t.as_cast("organisation").await;
    assert!(above.get("/van-phong").await.text().contains("Kết nạp: Lê Thị Mỹ Duyên"), "on the desk");
    let unsigned = step(&mut above, &at, "buoc/quyet-dinh", &[("day", "22/11/2018")]).await;
    assert!(unsigned.contains("Ghi số và ngày của văn bản"), "{unsigned}");
    let before = members(&t).await;
    let decided = done(&mut above, "buoc/quyet-dinh", &[("day", "22/11/2018"), ("paper", "QĐ 125-QĐ/HU")]).await;
    assert_eq!(members(&t).await, before + 1);
    let trial = decided.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap_or_default().to_owned();
    assert!(trial.starts_with("/van-phong/du-bi/"), "{decided}");
    let page = cell.get(&trial).await.text();
    let due = Day(crate::deadline::working(Day::of(2018, 11, 22), 30).day).written();
    assert!(page.contains(&format!("Tổ chức lễ kết nạp chậm nhất ngày {due}")), "30 working days: {page}");
    assert!(step(&mut cell, &trial, "le", &[("day", "21/11/2018")]).await.contains("không được trước ngày 22-11-2018"));
    t.office.clock.advance(10 * DAY);
    let mut cell = t.as_cast("cell_secretary").await;
    assert!(step(&mut cell, &trial, "le", &[("day", "30/11/2018")]).await.starts_with("303"));
    let review = [("day", "2/12/2018"), ("proposal", "official"), ("version", "2")];
    let soon = cell.post(&format!("{trial}/xet"), &review).await;
    assert!(soon.outcome() == "422" && soon.text().contains("không được trước ngày 30-11-2019"), "{}", soon.text());
    t.office.clock.advance(400 * DAY);
    let mut cell = t.as_cast("cell_secretary").await;
    assert!(cell.get("/van-phong").await.text().contains("Đảng viên dự bị: Lê Thị Mỹ Duyên"), "on the desk when over");
    let reviewed = step(&mut cell, &trial, "xet", &[("day", "5/12/2019"), ("proposal", "official")]).await;
    assert!(reviewed.starts_with("303"), "{reviewed}");
    let not_theirs = cell.post(&format!("{trial}/quyet-dinh"), &[("version", "3")]).await.outcome();
    assert_eq!(not_theirs, "403", "the decision is of those above");
    let mut above = t.as_cast("organisation").await;
    let fields = [("day", "30/12/2019"), ("proposal", "official"), ("paper", "QĐ 9-QĐ/HU")];
    let official = step(&mut above, &trial, "quyet-dinh", &fields).await;
    assert!(official.starts_with("303 /van-phong/dang-vien/"), "{official}");
    let since = "SELECT s.from_day FROM member_state s JOIN person p ON p.id = s.person_id
                 WHERE p.full_name = 'Lê Thị Mỹ Duyên' AND s.state = 'official'";
    assert_eq!(t.value::<Day>(since, &[]).await, Day::of(2019, 11, 30), "as of the end of the 12 months");
    let over = above.get(&trial).await.outcome();
    assert!(over.starts_with("303 /van-phong/dang-vien/") && over.ends_with("?xong=thu-thach-khong"), "{over}");
    let record = official.trim_start_matches("303 ").split('?').next().unwrap_or_default().to_owned();
    let copy = above.post(&format!("{record}/du-lieu"), &[]).await.text();
    assert!(copy.contains("Lễ kết nạp") && copy.contains("NQ 05-NQ/ĐTN"), "the person's copy: {copy}");
}

#[tokio::test]
async fn two_people_on_one_candidate_and_one_form_sent_twice() {
    let t = TestOffice::new().await;
    let at = candidate(&t, "recognised").await;
    let mut door = t.as_cast("cell_secretary").await;
    let page = door.get(&at).await;
    let (request, version) = (page.field("request"), page.field("version"));
    let fields = [("request", &*request), ("version", &*version), ("day", "1/11/2018")];
    for _twice in 0..2 {
        let done = door.post(&format!("{at}/buoc/lop"), &fields).await.outcome();
        assert_eq!(done, format!("303 {at}?xong=ket-nap-lop"));
    }
    let second =
        t.as_cast("clerk").await.post(&format!("{at}/buoc/rut"), &[("version", &version), ("day", "2/11/2018")]).await;
    assert!(second.outcome() == "409" && second.text().contains("Đã học lớp nhận thức"), "{}", second.text());
    assert_eq!(door.post(&format!("{at}/buoc/bay"), &fields).await.outcome(), "404");
    let steps = "SELECT count(*) FROM candidate_step s JOIN candidate c ON c.id = s.candidate_id WHERE $1 = '/van-phong/ket-nap/' || c.uid";
    assert_eq!(t.value::<i64>(steps, &[&at]).await, 2);
}

#[tokio::test]
async fn whoever_is_taken_off_after_probation_leaves_the_roll_on_the_day_of_the_decision() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let over = "SELECT p.uid FROM probation b JOIN person p ON p.id = b.person_id ORDER BY b.decided_on LIMIT 1";
    let person: String = t.value(over, &[]).await;
    let trial = format!("/van-phong/du-bi/{person}");
    let page = door.get(&trial).await.text();
    assert!(page.contains("Đã đủ 12 tháng") && page.contains("Chi bộ xét chậm nhất ngày"), "{page}");
    assert!(door.get(LIST).await.text().contains("Đang dự bị"));
    let nothing = step(&mut door, &trial, "xet", &[("day", "23/11/2018")]).await;
    assert!(nothing.contains("Chọn công nhận chính thức hay xóa tên"), "{nothing}");
    let reviewed = step(&mut door, &trial, "xet", &[("day", "22/11/2018"), ("proposal", "removed")]).await;
    assert!(reviewed.starts_with("303"), "{reviewed}");
    let fields = [("day", "23/11/2018"), ("proposal", "removed"), ("paper", "QĐ 3")];
    let done = step(&mut door, &trial, "quyet-dinh", &fields).await;
    assert!(done.starts_with("303"), "{done}");
    let left = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id
                WHERE p.uid = $1 AND m.kind = 'main' AND m.to_day = '2018-11-23'";
    assert_eq!(t.value::<i64>(left, &[&person]).await, 1);
}

#[test]
fn the_rule_is_asked_point_by_point() {
    let book = RuleBook::builtin();
    let day = Day::of(2018, 11, 23);
    let ruling = Ruling::on(&book, day).unwrap();
    let sound = Facts {
        birth_day: Day::of(1990, 1, 1),
        schooling: "university",
        has_consent: false,
        class_on: Some(Day::of(2017, 1, 1)),
        sponsors: 2,
        left_on: None,
        readmitted: 0,
    };
    let of =
        |facts: Facts<'_>, point: Point| check(ruling, &facts, day).into_iter().find(|(it, _)| *it == point).unwrap().1;
    assert!(check(ruling, &sound, day).iter().all(|(_, finding)| finding.is_fine()));
    for (facts, point, finding) in [
        (Facts { birth_day: Day::of(2001, 1, 1), ..sound }, Point::Age, Finding::Unmet),
        (Facts { birth_day: Day::of(1950, 1, 1), ..sound }, Point::Age, Finding::NeedsConsent),
        (Facts { birth_day: Day::of(1950, 1, 1), has_consent: true, ..sound }, Point::Age, Finding::ByConsent),
        (Facts { schooling: "primary", ..sound }, Point::Schooling, Finding::NeedsConsent),
        (Facts { class_on: None, ..sound }, Point::Class, Finding::Unmet),
        (Facts { class_on: Some(Day::of(2012, 1, 1)), ..sound }, Point::Class, Finding::Unmet),
        (Facts { sponsors: 1, ..sound }, Point::Sponsors, Finding::Unmet),
        (Facts { left_on: Some(Day::of(2017, 1, 1)), ..sound }, Point::Return, Finding::Unmet),
        (Facts { left_on: Some(Day::of(2015, 1, 1)), ..sound }, Point::Return, Finding::Met),
        (Facts { left_on: Some(Day::of(2015, 1, 1)), ..sound }, Point::Again, Finding::Met),
        (Facts { left_on: Some(Day::of(2015, 1, 1)), readmitted: 1, ..sound }, Point::Again, Finding::Unmet),
    ] {
        assert_eq!(of(facts, point), finding, "{facts:?}");
    }
}

proptest! {
    #[test]
    fn ages_are_counted_by_the_month(from in 0..20_000_i64, later in 0..20_000_i64) {
        let first = Day::of(1950, 1, 1).plus_days(from);
        let day = first.plus_days(later);
        let months = months_between(first, day);
        // The whole months that have passed, or one more where the day of the month has not come yet.
        let whole = (0..).take_while(|n| first.plus_months(n + 1) <= day).count() as i64;
        prop_assert!(months == whole || months == whole + 1);
    }
}
