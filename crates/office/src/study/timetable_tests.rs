//! Sessions planned, corrected and dropped, what their days allow, and what a cell knows of what stands above it: through the
//! door.

use super::session::{Session, badges, give_badges};
use super::*;
use crate::identity::right::Role;
use crate::testing::{TestOffice, morning};
use kit::testing::Door;

/// A unit's page in the campaign that was just issued: the district's, to be studied until 20-12-2018.
async fn issued(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT c.uid FROM campaign c WHERE c.state IN ('issued', 'running') AND c.study_by = '2018-12-20'";
    let campaign: String = t.value(sql, &[]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await;
    format!("/van-phong/hoc-tap/{campaign}/{unit}")
}

async fn above(t: &TestOffice) -> i64 {
    t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await
}

const HALL: [(&str, &str); 4] =
    [("kind", "hall"), ("on", "05/12/2018"), ("at", "7 giờ 30"), ("place", "Hội trường xã")];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = HALL.iter().filter(|(name, _)| !changes.iter().any(|(new, _)| new == name));
    kept.chain(changes).copied().collect()
}

/// A page as it was sent, with what stands in its fields and links.
fn html(answer: &kit::testing::Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// A session held by a unit in the campaign that was just issued; its page.
async fn planned(door: &mut Door, unit: &str, fields: &[(&str, &str)]) -> String {
    let outcome = door.post(&format!("{unit}/buoi"), fields).await.outcome();
    let to = outcome.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=buoi-hoc"));
    to.unwrap_or_else(|| panic!("{outcome}")).to_owned()
}

#[tokio::test]
async fn who_may_correct_and_drop_a_session() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let here = planned(&mut t.as_cast("cell_secretary").await, &cell, &HALL).await;
    for (who, role, at, outcome) in [
        ("leader", Role::Leader, t.district, "403"),
        ("inspector", Role::Inspector, t.district, "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
        ("clerk", Role::CommuneClerk, above(&t).await, "303"),
        ("secretary", Role::CellSecretary, t.silent_cell, "303"),
    ] {
        let mut door = t.signed_in(&format!("{who} b"), role, at).await;
        let see = if outcome == "303" { "200" } else { outcome };
        assert_eq!(&door.get(&format!("{here}/sua")).await.outcome()[..3], see, "{who} looks");
        let version: i64 = t.value("SELECT max(version) FROM study_session", &[]).await;
        let version = version.to_string();
        let fields = with(&[("lecturer", who), ("version", &version)]);
        assert_eq!(&door.post(&format!("{here}/sua"), &fields).await.outcome()[..3], outcome, "{who} corrects");
        let other = planned(&mut t.as_cast("cell_secretary").await, &cell, &HALL).await;
        assert_eq!(
            &door.post(&format!("{other}/bo"), &[("version", "1")]).await.outcome()[..3],
            outcome,
            "{who} drops"
        );
    }
    let mut visitor = t.visitor();
    for step in ["sua", "bo"] {
        let outcome = visitor.post(&format!("{here}/{step}"), &[("version", "1")]).await.outcome();
        assert!(outcome.starts_with("303 /van-phong/dang-nhap"), "{outcome}");
    }
    for (verb, n) in [("study.session.correct", 2), ("study.session.drop", 2)] {
        assert_eq!(t.value::<i64>("SELECT count(*) FROM journal WHERE verb = $1", &[&verb]).await, n, "{verb}");
    }
}

#[tokio::test]
async fn a_session_that_makes_no_sense_comes_back_with_words() {
    let t = TestOffice::new().await;
    let (cell, commune) = (issued(&t, t.silent_cell).await, issued(&t, above(&t).await).await);
    let mut secretary = t.as_cast("cell_secretary").await;
    let here = planned(&mut secretary, &cell, &HALL).await;
    let plan = [("version", "0"), ("study_by", "15/12/2018")];
    let mut clerk = t.as_cast("clerk").await;
    assert!(clerk.post(&format!("{commune}/ke-hoach"), &plan).await.outcome().starts_with("303"));
    for (changes, said) in [
        (vec![("at", "25 giờ")], "Giờ: Giờ từ 0 đến 23"),
        (vec![("at", "7 giờ 75")], "phút từ 0 đến 59"),
        (vec![("on", "21/11/2018")], "Ngày học: Ngày học không được trước 22-11-2018"),
        (vec![("on", "16/12/2018")], "Hạn học của đơn vị là ngày 15-12-2018"),
        (vec![("on", "21/11/2018"), ("kind", "make_up")], "không được trước 22-11-2018"),
        (vec![("place", "")], "Học tập trung thì ghi nơi học."),
    ] {
        for (door, at) in [("plans", format!("{cell}/buoi")), ("corrects", format!("{here}/sua"))] {
            let fields = with(&[&changes[..], &[("version", "1"), ("lecturer", "Ông Chau Sóc")]].concat());
            let answer = secretary.post(&at, &fields).await;
            assert_eq!(answer.outcome(), "422", "{door} {changes:?}");
            let page = html(&answer);
            assert!(answer.text().contains(said) && page.contains("Ông Chau Sóc"), "{door} {changes:?}: {page}");
        }
    }
    let sessions = "SELECT count(*) FROM study_session WHERE lecturer <> '' AND unit_id = $1 AND version > 1";
    assert_eq!(t.value::<i64>(sessions, &[&t.silent_cell]).await, 0, "nothing half-written");
    let later = with(&[("on", "16/12/2018"), ("kind", "make_up")]);
    planned(&mut secretary, &cell, &later).await;
}

#[tokio::test]
async fn two_people_at_one_session_see_both_versions_and_what_is_sent_twice_is_done_once() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let (mut secretary, mut clerk) = (t.as_cast("cell_secretary").await, t.as_cast("clerk").await);
    let here = planned(&mut secretary, &cell, &HALL).await;
    let moved = with(&[("version", "1"), ("on", "06/12/2018"), ("place", "Chùa Svay So")]);
    assert_eq!(clerk.post(&format!("{here}/sua"), &moved).await.outcome(), format!("303 {here}?xong=buoi-hoc"));
    let mine = with(&[("version", "1"), ("lecturer", "Bà Neang Kim")]);
    let answer = secretary.post(&format!("{here}/sua"), &mine).await;
    assert_eq!(answer.outcome(), "409");
    let (text, page) = (answer.text(), html(&answer));
    assert!(text.contains("06-12-2018, 7 giờ 30, Chùa Svay So") && page.contains("Bà Neang Kim"), "{page}");
    let stale = secretary.post(&format!("{here}/bo"), &[("version", "1")]).await;
    assert!(stale.outcome() == "409" && stale.text().contains("Có người vừa sửa buổi học này"), "{}", stale.text());
    let drop = [("version", "2"), ("request", "mot-lan")];
    for nth in 1..=2 {
        let done = secretary.post(&format!("{here}/bo"), &drop).await.outcome();
        assert_eq!(done, format!("303 {cell}?xong=bo-buoi-hoc"), "time {nth}");
    }
    assert_eq!(secretary.get(&here).await.outcome(), "404");
    let kept = "SELECT count(*) FROM journal WHERE verb = 'study.session.drop' AND before LIKE '%Svay So%'";
    assert_eq!(t.value::<i64>(kept, &[]).await, 1, "what it was stays on record");
}

#[tokio::test]
async fn a_phone_that_brings_codes_of_a_dropped_session_keeps_them_and_is_told_so() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let here = planned(&mut secretary, &cell, &HALL).await;
    assert!(secretary.post(&format!("{here}/bo"), &[("version", "1")]).await.outcome().starts_with("303"));
    let codes = [("codes", "H7KM-3RTP-9XQF\nH7KM-3RTP-9XQA"), ("way", "badge"), ("moments", "1,2"), ("sent", "3")];
    for (who, role, at, outcome) in [
        ("secretary", Role::CellSecretary, t.silent_cell, "200"),
        ("leader", Role::Leader, t.district, "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
    ] {
        let door = t.signed_in(&format!("{who} phone"), role, at).await;
        let mut phone = door.with_header("accept", "application/json");
        let answer = phone.post(&format!("{here}/quet"), &codes).await;
        assert_eq!(answer.outcome(), outcome, "{who}");
        let text = answer.html();
        assert_eq!(text.matches("\"stranded\":true").count(), if outcome == "200" { 2 } else { 0 }, "{who}: {text}");
        assert_eq!(text.contains("9XQA”: buổi học này đã bỏ"), outcome == "200", "{who}: {text}");
    }
    assert_eq!(
        secretary.post(&format!("{here}/quet"), &codes).await.outcome(),
        "404",
        "a form has no page to come back to"
    );
}

#[tokio::test]
async fn nobody_is_present_before_the_day_and_a_session_that_somebody_was_in_stays() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let here = planned(&mut secretary, &cell, &HALL).await;
    let sql = "SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.kind = 'main' AND m.to_day IS NULL
               AND m.person_id NOT IN (SELECT person_id FROM exemption) ORDER BY m.id";
    let person: i64 = t.value(sql, &[&t.silent_cell]).await;
    let name: String = t.value("SELECT full_name FROM person WHERE id = $1", &[&person]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    give_badges(&mut tx, Grant::console(t.silent_cell), &[person], &t.office.chance, morning()).await.unwrap();
    let code = badges(&mut tx, &[person]).await.unwrap().remove(0).1;
    tx.commit().await.unwrap();
    let taken = [("codes", code.as_str()), ("way", "badge")];

    let early = secretary.post(&format!("{here}/quet"), &taken).await.text();
    assert!(early.contains(&code) && early.contains(&name), "which code, and whose: {early}");
    assert!(early.contains("buổi học vào ngày 05-12-2018, đến ngày đó mới ghi có mặt được"), "{early}");
    let sheet = [(format!("mark-{person}"), "attended"), (format!("version-{person}"), "0")];
    let sheet: Vec<(&str, &str)> = sheet.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let refused = secretary.post(&format!("{cell}/diem-danh"), &sheet).await;
    assert_eq!(refused.outcome(), "409");
    assert!(refused.text().contains("Buổi học sớm nhất của đơn vị là ngày 05-12-2018"), "{}", refused.text());
    let page = html(&secretary.get(&here).await);
    assert!(
        page.contains("đến ngày đó mới ghi có mặt được") && page.contains("/phieu"),
        "lists are printed before: {page}"
    );
    assert!(!page.contains("/quet"), "{page}");
    let desk = secretary.get("/van-phong").await.text();
    assert!(!desk.contains("Điểm danh: còn 5"), "{desk}");
    let marks =
        "SELECT count(*) FROM attendance a JOIN campaign c ON c.id = a.campaign_id WHERE c.study_by = '2018-12-20'";
    assert_eq!(t.value::<i64>(marks, &[]).await, 0);
    let state = "SELECT state FROM campaign WHERE study_by = '2018-12-20'";
    assert_eq!(t.value::<String>(state, &[]).await, "issued", "what was refused sets nothing going");

    let today = with(&[("on", "23/11/2018"), ("version", "1")]);
    assert!(secretary.post(&format!("{here}/sua"), &today).await.outcome().starts_with("303"));
    // The page was looked at before: it says at once that they are studying.
    assert!(secretary.get(&cell).await.text().contains("Mới ban hành"));
    assert!(secretary.post(&format!("{here}/quet"), &taken).await.text().contains(": đã ghi"));
    let (own, all) = (secretary.get(&cell).await.text(), cell.rsplit_once('/').unwrap().0);
    assert!(own.contains("Đang học") && !own.contains("Mới ban hành"), "{own}");
    assert!(secretary.get(all).await.text().contains("Đang học"));
    // Another one that makes up says nothing of who studies now.
    let later = with(&[("kind", "make_up"), ("on", "25/12/2018")]);
    planned(&mut secretary, &cell, &later).await;
    let kept = secretary.post(&format!("{here}/bo"), &[("version", "2")]).await;
    assert!(kept.outcome() == "409" && kept.text().contains("Đã ghi 1 người"), "{}", kept.text());
    for changes in [[("on", "05/12/2018"), ("version", "2")], [("kind", "make_up"), ("version", "2")]] {
        let answer = secretary.post(&format!("{here}/sua"), &with(&[&changes[..], &[("at", "8 giờ")]].concat())).await;
        let outcome = answer.outcome();
        assert!(outcome == "422" && answer.text().contains("Đã ghi 1 người"), "{changes:?}: {}", answer.text());
    }
    let hour = with(&[("on", "23/11/2018"), ("version", "2"), ("at", "8 giờ")]);
    assert!(secretary.post(&format!("{here}/sua"), &hour).await.outcome().starts_with("303"), "the hour may change");
    let uid = here.rsplit_once('/').unwrap().1;
    let session = Session::by_uid(&mut t.office.db.read().await.unwrap(), uid).await.unwrap().unwrap();
    assert_eq!((session.at_time.as_str(), session.version), ("8 giờ", 3));
    // Whoever turns out to have been absent was in no session, which then may go.
    let sheet = [(format!("mark-{person}"), "absent"), (format!("version-{person}"), "1")];
    let sheet: Vec<(&str, &str)> = sheet.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert!(secretary.post(&format!("{cell}/diem-danh"), &sheet).await.outcome().starts_with("303"));
    assert!(secretary.post(&format!("{here}/bo"), &[("version", "3")]).await.outcome().starts_with("303"));
    t.office.check_tallies().await.unwrap();
}

#[tokio::test]
async fn a_make_up_that_is_planned_alone_does_not_keep_back_those_who_have_studied() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    planned(&mut secretary, &cell, &with(&[("kind", "make_up"), ("on", "30/12/2018")])).await;
    let sql = "SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.kind = 'main' AND m.to_day IS NULL
               AND m.person_id NOT IN (SELECT person_id FROM exemption) ORDER BY m.id";
    let person: i64 = t.value(sql, &[&t.silent_cell]).await;
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    let done = secretary.post(&format!("{cell}/diem-danh"), &[(&mark, "attended"), (&version, "0")]).await;
    assert!(done.outcome().starts_with("303"), "{}", done.text());
}

#[tokio::test]
async fn two_clerks_at_one_list_at_once_are_told_and_never_left_without_an_answer() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let mut doors =
        (t.as_cast("cell_secretary").await, t.signed_in("clerk b", Role::CommuneClerk, above(&t).await).await);
    let sql = "SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.kind = 'main' AND m.to_day IS NULL
               AND m.person_id NOT IN (SELECT person_id FROM exemption) ORDER BY m.id";
    let persons: Vec<(i64,)> = t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap();
    for (person,) in persons {
        let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
        let there = [(mark.as_str(), "attended"), (version.as_str(), "0")];
        let absent = [(mark.as_str(), "absent"), (version.as_str(), "0")];
        let sheet = format!("{cell}/diem-danh");
        let (first, second) = tokio::join!(doors.0.post(&sheet, &there), doors.1.post(&sheet, &absent));
        let mut outcomes = [first.outcome()[..3].to_owned(), second.outcome()[..3].to_owned()];
        outcomes.sort();
        assert_eq!(outcomes, ["303", "409"], "one wrote it, the other sees both");
    }
}

#[tokio::test]
async fn a_communes_clerk_is_told_of_a_new_campaign_and_a_cell_of_the_communes_plan() {
    let t = TestOffice::new().await;
    let (cell, commune) = (issued(&t, t.silent_cell).await, issued(&t, above(&t).await).await);
    let title: String = t.value("SELECT title FROM campaign WHERE study_by = '2018-12-20'", &[]).await;
    let (mut clerk, mut secretary) = (t.as_cast("clerk").await, t.as_cast("cell_secretary").await);
    let desk = clerk.get("/van-phong").await.text();
    assert!(desk.contains(&title) && desk.contains("Tiếp nhận đợt học tập, lập kế hoạch"), "{desk}");
    let looks_on = t.as_cast("leader").await.get("/van-phong").await.text();
    assert!(!looks_on.contains("Tiếp nhận đợt học tập"), "whoever only looks on is told to do nothing: {looks_on}");
    let page = secretary.get(&cell).await.text();
    assert!(page.contains("Chưa ghi buổi học nào") && page.contains("Hạn học: 20-12-2018"), "{page}");

    let plan = [
        ("version", "0"),
        ("paper", "Kế hoạch 12-KH/ĐU"),
        ("words", "Học chung tại chùa Svay So"),
        ("study_by", "15/12/2018"),
        ("write_by", "18/12/2018"),
    ];
    assert!(clerk.post(&format!("{commune}/ke-hoach"), &plan).await.outcome().starts_with("303"));
    planned(&mut clerk, &commune, &HALL).await;
    let page = secretary.get(&cell).await.text();
    let name: String =
        t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&above(&t).await]).await;
    for said in [
        format!("Kế hoạch của {name}"),
        "Kế hoạch 12-KH/ĐU".to_owned(),
        "Học chung tại chùa Svay So".to_owned(),
        format!("05-12-2018, 7 giờ 30, Hội trường xã ({name} tổ chức)"),
        format!("Hạn học: 15-12-2018 ({name} yêu cầu thêm)"),
    ] {
        assert!(page.contains(&said), "{said}: {page}");
    }
    assert!(!page.contains("Chưa ghi buổi học nào") && !page.contains("Hạn học: 20-12-2018"), "{page}");
    assert!(secretary.get("/van-phong").await.text().contains("hạn 15-12-2018"), "the day that binds, on the desk");
    let own = secretary.get("/van-phong/bai-cua-toi").await.text();
    assert!(own.contains("18-12-2018") && !own.contains("31-12-2018"), "the same to the member: {own}");
    let beside =
        t.signed_in("khac", Role::CommuneClerk, t.elsewhere).await.get(&issued(&t, t.elsewhere).await).await.text();
    assert!(!beside.contains("Svay So") && !beside.contains("12-KH/ĐU"), "another commune learns nothing: {beside}");
}

#[tokio::test]
async fn a_conflict_names_only_what_differs() {
    let t = TestOffice::new().await;
    let cell = issued(&t, t.silent_cell).await;
    let (mut secretary, mut clerk) = (t.as_cast("cell_secretary").await, t.as_cast("clerk").await);
    let sql = "SELECT p.id, p.full_name FROM membership m JOIN person p ON p.id = m.person_id WHERE m.unit_id = $1
               AND m.kind = 'main' AND m.to_day IS NULL AND p.id NOT IN (SELECT person_id FROM exemption) ORDER BY p.id LIMIT 2";
    let two: Vec<(i64, String)> = t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap();
    let sheet = |states: [&str; 2]| {
        let fields = two.iter().zip(states).flat_map(|((person, _), state)| {
            [(format!("mark-{person}"), state.to_owned()), (format!("version-{person}"), "0".to_owned())]
        });
        fields.collect::<Vec<_>>()
    };
    let at = format!("{cell}/diem-danh");
    for (first, states, outcome) in [
        (true, ["attended", "attended"], "303"),
        // Who chose the same has nothing to decide.
        (false, ["attended", "attended"], "303"),
        (false, ["attended", "absent"], "409"),
    ] {
        let door = if first { &mut secretary } else { &mut clerk };
        let fields = sheet(states);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = door.post(&at, &fields).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{states:?}: {}", answer.text());
        if outcome == "409" {
            let told = format!("{}: đã lưu “Có mặt”, anh chị chọn “Vắng”", two[1].1);
            let text = answer.text();
            assert!(text.contains(&told) && !text.contains("anh chị chọn “Có mặt”"), "{text}");
        }
    }
    let rows = "SELECT count(*) FROM journal WHERE verb = 'study.attendance.mark' AND place = $1 AND at >= $2";
    assert_eq!(t.value::<i64>(rows, &[&t.silent_cell, &morning().0]).await, 2, "one row for each who was marked");
}

#[tokio::test]
async fn a_report_has_the_head_the_place_and_the_signature_of_its_unit() {
    let t = TestOffice::new().await;
    let (cell, district) = (issued(&t, t.silent_cell).await, issued(&t, t.district).await);
    let report = t.as_cast("cell_secretary").await.get(&format!("{cell}/bao-cao")).await.text();
    for said in ["ĐẢNG ỦY XÃ", "T/M CHI BỘ BÍ THƯ", "-BC/CB", "ngày 23 tháng 11 năm 2018"] {
        assert!(report.contains(said), "{said}: {report}");
    }
    assert!(!report.contains("BAN THƯỜNG VỤ") && !report.contains("0/0 người đã học"), "{report}");
    let mut leader = t.as_cast("leader").await;
    let report = leader.get(&format!("{district}/bao-cao")).await.text();
    for said in ["HUYỆN ỦY TỊNH BIÊN", "T/M BAN THƯỜNG VỤ", "-BC/HU", "Tịnh Biên, ngày 23 tháng 11 năm 2018"]
    {
        assert!(report.contains(said), "{said}: {report}");
    }
    assert!(!report.contains("ĐẢNG BỘ HUYỆN"), "{report}");
    let period =
        leader.get(&format!("/van-phong/hoc-tap/theo-ky/{}", district.rsplit_once('/').unwrap().1)).await.text();
    assert!(
        period.contains("Chưa tính vào bảng") && period.contains("ngày chốt danh sách 05-12-2018 chưa tới"),
        "{period}"
    );
}
