//! Exemptions through the door: from the request to the day on which they hold, and what counts when.

use super::{State, Step};
use crate::identity::right::Role;
use crate::people::exemption::{NewExemption, Ruling, grant_exemption};
use crate::testing::{TestOffice, leads_nowhere_else, vault};
use kit::clock::Day;
use kit::testing::Door;

mod reduced;
mod young;

const LIST: &str = "/van-phong/mien-sinh-hoat";
const PDF: (&str, &str, &[u8]) = ("scan", "đơn.pdf", b"%PDF-1.4 don");
const SOUND: [(&str, &str); 7] = [
    ("kind", "exempt"),
    ("reason", "health"),
    ("words", "Đang điều trị"),
    ("asked_how", "written"),
    ("asked_on", "01/11/2018"),
    ("paper", "Đơn ngày 01/11/2018"),
    ("from", "5-11-2018"),
];

async fn member_of(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1
               AND p.id NOT IN (SELECT person_id FROM exemption)
               AND p.id NOT IN (SELECT person_id FROM exemption_request) ORDER BY p.id LIMIT 1";
    let uid: String = t.value(sql, &[&unit]).await;
    format!("/van-phong/dang-vien/{uid}")
}

/// A request of the silent cell in this state, from the cast.
async fn request(t: &TestOffice, state: &str) -> String {
    let sql = "SELECT uid FROM exemption_request WHERE unit_id = $1 AND state = $2 ORDER BY id LIMIT 1";
    let uid: String = t.value(sql, &[&t.silent_cell, &state]).await;
    format!("{LIST}/{uid}")
}

/// How many are exempt in the latest campaign, over the whole district.
async fn exempt(t: &TestOffice) -> u64 {
    let campaign: i64 = t.value("SELECT id FROM campaign ORDER BY id LIMIT 1", &[]).await;
    let standing = t.office.standing(campaign).await.unwrap();
    let differences = crate::study::check_against_sql(&standing, &mut t.office.db.read().await.unwrap()).await.unwrap();
    assert_eq!(differences, [], "memory and database agree");
    standing.line(t.district).unwrap().exempt
}

/// Does a step as a browser would: opens the page, fills in its form, sends it.
async fn step(door: &mut Door, at: &str, to: &str, more: &[(&str, &str)]) -> String {
    let page = door.get(&if to == "rut" { format!("{at}?buoc=rut") } else { at.to_owned() }).await;
    let (request, version) = (page.field("request"), page.field("version"));
    let mut fields = vec![("request", &*request), ("version", &*version)];
    fields.extend_from_slice(more);
    door.post(&format!("{at}/{to}"), &fields).await.outcome()
}

#[test]
fn steps_lead_from_state_to_state_and_nowhere_else() {
    let ways = [
        (State::Asked, Step::Grant, State::Granted),
        (State::Asked, Step::Refuse, State::Refused),
        (State::Asked, Step::Withdraw, State::Withdrawn),
        (State::Granted, Step::Report, State::Active),
        (State::Granted, Step::Withdraw, State::Withdrawn),
    ];
    leads_nowhere_else(&State::ALL, &Step::ALL, &ways, State::after);
    for state in State::ALL {
        assert_eq!(State::of(state.word()), Some(state));
    }
}

#[tokio::test]
async fn only_who_keeps_the_study_of_the_cell_asks_decides_reports_and_takes_back() {
    let right = "303";
    for (who, role, at_cell, see, write) in [
        ("the cell's secretary", Role::CellSecretary, Some(true), "200", right),
        ("the organisation's officer", Role::OrganisationOfficer, None, "200", right),
        ("the leader", Role::Leader, None, "200", "403"),
        ("the inspector", Role::Inspector, None, "200", "403"),
        ("an editor", Role::Editor, None, "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, Some(false), "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let unit = match at_cell {
            Some(true) => t.silent_cell,
            Some(false) => t.elsewhere,
            None => t.district,
        };
        let (asked, granted) = (request(&t, "asked").await, request(&t, "granted").await);
        let person = member_of(&t, t.silent_cell).await;
        let mut door = t.signed_in(who, role, unit).await;
        let page = door.get(&granted).await;
        assert_eq!(page.outcome(), see, "{who} looks");
        assert!(!page.text().contains("Điều trị"), "{who} is not told why");
        let day = [("version", "1"), ("day", "22/11/2018")];
        let decision = [&day[..], &[("verdict", "yes"), ("kind", "exempt"), ("from", "01/12/2018")]].concat();
        let reading = if write == right { "200" } else { write };
        for (to, fields, outcome) in [
            (format!("{granted}/ly-do"), vec![("reason", "verify")], reading),
            (format!("{granted}/giay"), vec![("reason", "verify")], if write == right { "404" } else { write }),
            (format!("{asked}/quyet-dinh"), decision, write),
            (format!("{granted}/bao-cao"), vec![("version", "2"), ("day", "22/11/2018")], write),
            (format!("{asked}/rut"), vec![("version", "2"), ("day", "22/11/2018")], write),
            (format!("{person}/mien"), SOUND.to_vec(), write),
        ] {
            assert_eq!(door.post(&to, &fields).await.outcome()[..3], *outcome, "{who}: {to}");
        }
        let list = door.get(LIST).await;
        assert_eq!(list.outcome(), if see == "403" { "403" } else { "200" }, "{who} opens the list");
        if see == "404" {
            assert!(!list.html().contains(&granted), "{who} sees nothing of another commune");
        }
    }
    let t = TestOffice::new().await;
    let asked = request(&t, "asked").await;
    for path in [LIST.to_owned(), asked.clone()] {
        assert!(t.visitor().get(&path).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    }
    assert!(
        t.visitor().post(&format!("{asked}/quyet-dinh"), &[]).await.outcome().starts_with("303 /van-phong/dang-nhap")
    );
}

#[tokio::test]
async fn it_counts_from_the_report_to_the_last_day_and_neither_before_nor_after() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let person = member_of(&t, t.silent_cell).await;
    let before = exempt(&t).await;
    let asked = secretary.post_file(&format!("{person}/mien"), &SOUND, PDF).await.outcome();
    let at = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=mien")).expect(&asked).to_owned();
    assert_eq!(exempt(&t).await, before, "asked");
    let yes =
        [("kind", "exempt"), ("verdict", "yes"), ("day", "12/11/2018"), ("paper", "NQ 11"), ("from", "05/11/2018")];
    assert_eq!(step(&mut secretary, &at, "quyet-dinh", &yes).await, format!("303 {at}?xong=mien-dong-y"));
    assert_eq!(exempt(&t).await, before, "decided and not reported");
    let told = [("day", "13/11/2018"), ("paper", "BC 21")];
    assert_eq!(step(&mut secretary, &at, "bao-cao", &told).await, format!("303 {at}?xong=mien-hieu-luc"));
    assert_eq!(exempt(&t).await, before + 1, "in force");
    assert_eq!(secretary.post(&format!("{at}/rut"), &[("version", "3"), ("day", "14/11/2018")]).await.outcome(), "409");

    let exemption: String = t.value("SELECT uid FROM exemption ORDER BY id DESC LIMIT 1", &[]).await;
    let one = format!("{person}/mien/{exemption}");
    let cutoff: Day = t.value("SELECT cutoff_day FROM campaign ORDER BY id LIMIT 1", &[]).await;
    for (version, last, expected) in [("1", cutoff, 1), ("2", cutoff.plus_days(-1), 0), ("3", cutoff.plus_days(9), 1)] {
        let fields = [("version", version), ("last", &*last.written())];
        assert_eq!(
            secretary.post(&format!("{one}/ket-thuc"), &fields).await.outcome(),
            format!("303 {person}?xong=het-mien")
        );
        assert_eq!(exempt(&t).await, before + expected, "up to {last}");
    }
    // What was sealed has moved with it: it stands in one place and is opened there.
    let left = "SELECT count(*) FROM exemption_request WHERE exemption_id IS NOT NULL AND reason_sealed IS NOT NULL";
    assert_eq!(t.value::<i64>(left, &[]).await, 0);
    let page = secretary.post(&format!("{one}/ly-do"), &[("reason", "verify")]).await;
    assert!(page.text().contains("Đang điều trị"), "{}", page.outcome());
    // A refusal changes nothing.
    let other = request(&t, "asked").await;
    assert_eq!(
        step(&mut secretary, &other, "quyet-dinh", &[("verdict", "no"), ("day", "21/11/2018")]).await,
        format!("303 {other}?xong=mien-khong")
    );
    assert_eq!(exempt(&t).await, before + 1);
}

#[tokio::test]
async fn each_mistake_is_named_at_its_field_and_nothing_is_kept() {
    let t = TestOffice::new().await;
    let form = format!("{}/mien", member_of(&t, t.silent_cell).await);
    let mut secretary = t.as_cast("cell_secretary").await;
    let requests = "SELECT count(*) FROM exemption_request";
    let before: i64 = t.value(requests, &[]).await;
    for (field, value, told) in [
        ("kind", "", "Chọn miễn hay giảm"),
        ("kind", "doubled", "Chọn miễn hay giảm"),
        ("reason", "", "Chọn lý do miễn"),
        ("reason", "lottery", "Chọn lý do miễn"),
        ("asked_how", "by dream", "Chọn cách đề nghị"),
        ("paper", "", "ghi số, ngày của đơn"),
        ("asked_on", "31/02/2018", "Ghi ngày theo dạng"),
        ("asked_on", "24/11/2018", "Ngày này chưa tới"),
        ("from", "mai", "Ghi ngày theo dạng"),
        ("from", "31/10/2018", "không được trước ngày đề nghị 01-11-2018"),
        ("to", "04/11/2018", "không được trước ngày bắt đầu 05-11-2018"),
        ("decided_on", "24/11/2018", "Ngày này chưa tới"),
        ("decided_on", "30/10/2018", "Bước trước ghi ngày 01-11-2018"),
    ] {
        let mut fields: Vec<(&str, &str)> = SOUND.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let answer = secretary.post(&form, &fields).await;
        assert_eq!(answer.outcome(), "422", "{field} = {value}");
        let html = answer.html();
        assert!(answer.text().contains(told) && html.contains(&format!("href=\"#{field}\"")), "{field} = {value}");
        assert!(html.contains("Đang điều trị"), "what was typed comes back");
    }
    let skipped = [&SOUND[..], &[("reported_on", "12/11/2018")]].concat();
    let answer = secretary.post(&form, &skipped).await;
    assert!(answer.outcome() == "422" && answer.text().contains("Chi bộ quyết định trước"), "{}", answer.outcome());
    let evil = ("scan", "đơn.pdf", &b"<html><script>alert(1)</script>"[..]);
    let answer = secretary.post_file(&form, &SOUND, evil).await;
    assert!(answer.outcome() == "422" && answer.text().contains("không phải PDF"), "{}", answer.outcome());
    let huge = vec![b'a'; 13 << 20];
    assert_eq!(secretary.post_file(&form, &SOUND, ("scan", "a.pdf", &huge)).await.outcome(), "413");
    let broken = secretary.send(axum::http::Method::POST, &form, Some("text/plain".into()), b"a=b".to_vec()).await;
    assert_eq!(broken.outcome(), "400");
    assert_eq!(t.value::<i64>(requests, &[]).await, before);

    let asked = request(&t, "asked").await;
    for (fields, told) in [
        (vec![("day", "22/11/2018")], "Chọn đồng ý hay không"),
        (vec![("day", "19/11/2018"), ("verdict", "no")], "Bước trước ghi ngày 20-11-2018"),
        (vec![("day", "hôm qua"), ("verdict", "no")], "Ghi ngày theo dạng"),
        (vec![("day", "22/11/2018"), ("verdict", "yes"), ("from", "")], "Ghi ngày theo dạng"),
        (vec![("day", "22/11/2018"), ("verdict", "yes"), ("from", "01/12/2018")], "Chọn miễn hay giảm"),
    ] {
        let answer = secretary.post(&format!("{asked}/quyet-dinh"), &[&[("version", "1")], &fields[..]].concat()).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{told}: {}", answer.outcome());
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM exemption_step WHERE step = 'refuse'", &[]).await, 0);
}

#[tokio::test]
async fn it_is_asked_once_decided_by_the_first_of_two_and_never_twice_on_one_day() {
    let t = TestOffice::new().await;
    let person = member_of(&t, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut officer = t.as_cast("organisation").await;
    let once = secretary.get(&format!("{person}/mien")).await.field("request");
    let fields: Vec<(&str, &str)> = SOUND.iter().copied().chain([("request", once.as_str())]).collect();
    let first = secretary.post(&format!("{person}/mien"), &fields).await.outcome();
    assert_eq!(secretary.post(&format!("{person}/mien"), &fields).await.outcome(), first, "a double click");
    let again = secretary.post(&format!("{person}/mien"), &SOUND).await;
    let at = first.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=mien")).expect(&first).to_owned();
    assert_eq!((again.outcome().as_str(), again.field("paper").as_str()), ("409", "Đơn ngày 01/11/2018"));
    assert!(again.html().contains(&format!("href=\"{at}\"")), "the way to the open one: {}", again.text());
    assert!(again.html().contains("Đang điều trị"), "what was typed is still there");
    let clear: i64 = t
        .value("SELECT count(*) FROM exemption_request WHERE reason = 'health' OR reason_sealed LIKE '%health%'", &[])
        .await;
    assert_eq!(clear, 0, "a sensitive reason is nowhere in the clear");

    let yes = [("version", "1"), ("day", "12/11/2018"), ("verdict", "yes"), ("kind", "exempt"), ("from", "05/11/2018")];
    assert_eq!(officer.post(&format!("{at}/quyet-dinh"), &yes).await.outcome(), format!("303 {at}?xong=mien-dong-y"));
    let second = secretary
        .post(&format!("{at}/quyet-dinh"), &[("version", "1"), ("day", "12/11/2018"), ("verdict", "no")])
        .await;
    assert_eq!(second.outcome(), "409");
    assert!(second.text().contains("Chờ báo cáo cấp trên"), "the second sees what the first did: {}", second.text());
    assert_eq!(
        step(&mut secretary, &at, "bao-cao", &[("day", "13/11/2018")]).await,
        format!("303 {at}?xong=mien-hieu-luc")
    );
    let form = secretary.get(&format!("{person}/mien")).await.text();
    assert!(
        form.contains("Đảng viên này đang được miễn hoặc giảm từ 05-11-2018"),
        "told before anything is filled in: {form}"
    );
    let overlapping = secretary.post(&format!("{person}/mien"), &SOUND).await;
    assert!(overlapping.outcome() == "422" && overlapping.text().contains("Đã có quyết định miễn"));

    // The opening of a reason says what for, the person is told of it, and the page says so without one.
    let exemption: String = t.value("SELECT uid FROM exemption ORDER BY id DESC LIMIT 1", &[]).await;
    let open = format!("{person}/mien/{exemption}/ly-do");
    let unchosen = secretary.post(&open, &[]).await;
    assert!(unchosen.outcome() == "422" && unchosen.text().contains("Chọn lý do mở"), "{}", unchosen.outcome());
    let readings = "SELECT count(*) FROM reading WHERE field = 'exemption_reason'";
    assert_eq!(t.value::<i64>(readings, &[]).await, 0, "a refusal is no opening");
    assert!(secretary.post(&open, &[("reason", "decision")]).await.text().contains("Đang điều trị"));
    assert_eq!(t.value::<i64>(readings, &[]).await, 1);
}

#[tokio::test]
async fn one_without_an_end_is_looked_at_again_each_year() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let reviews = "SELECT count(*) FROM exemption e WHERE e.unit_id = $1 AND e.to_day IS NULL
                   AND coalesce(e.reviewed_on, e.decided_on) <= '2017-11-23'";
    let due: i64 = t.value(reviews, &[&t.silent_cell]).await;
    let uid: String = member_of(&t, t.silent_cell).await.rsplit('/').next().unwrap().to_owned();
    let person: i64 = t.value("SELECT id FROM person WHERE uid = $1", &[&uid]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    for (decided, to) in [(Day::of(2016, 5, 1), Some(Day::of(2016, 9, 1))), (Day::of(2017, 11, 23), None)] {
        let new = NewExemption {
            uid: t.office.chance.uuid(t.office.clock.now()).to_string(),
            person,
            kind: rules::EXEMPT,
            reason: "age",
            words: None,
            paper: None,
            scan: None,
            asked_how: "oral",
            decided_on: decided,
            from: decided,
            to,
        };
        let ruling = Ruling::on(&crate::people::pages::BOOK, decided).unwrap();
        let grant = crate::identity::reach::Grant::console(t.silent_cell);
        grant_exemption(&mut tx, grant, &vault(), ruling, &new, t.office.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(t.value::<i64>(reviews, &[&t.silent_cell]).await, due + 1, "exactly twelve months ago is due");
    let list = secretary.get(LIST).await.html();
    assert!(list.contains(&format!("/van-phong/dang-vien/{uid}#mien")), "it is on the list");
    assert!(secretary.get("/van-phong").await.text().contains("Xem lại quyết định miễn"), "and on the desk");
    let exemption: String = t.value("SELECT uid FROM exemption ORDER BY id DESC LIMIT 1", &[]).await;
    let confirm = format!("/van-phong/dang-vien/{uid}/mien/{exemption}/con-dung");
    for (who, role, unit, outcome) in [
        ("leader of it", Role::Leader, t.district, "403".to_owned()),
        ("clerk of another", Role::CommuneClerk, t.elsewhere, "404".to_owned()),
        ("bi thu", Role::CellSecretary, t.silent_cell, format!("303 /van-phong/dang-vien/{uid}?xong=mien-con-dung")),
        ("the second of two", Role::CellSecretary, t.silent_cell, "409".to_owned()),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.post(&confirm, &[("version", "1")]).await.outcome(), outcome, "{who}");
    }
    assert!(!secretary.get(LIST).await.html().contains(&format!("/van-phong/dang-vien/{uid}#mien")), "done for a year");
}
