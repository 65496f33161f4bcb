//! A signed report from one office to another, through both doors.

use super::above::{Received, together};
use super::*;
use crate::identity::right::Role;
use crate::org::{Tree, kind};
use crate::testing::{TestOffice, morning};
use kit::testing::Door;

fn reflection(person: i64) -> HandIn<'static> {
    HandIn { person, kind: HANDINS[0], form: "typed", scan: None, replaces: 0 }
}

/// A campaign at the district for some branches, studied by some and closed; its address.
pub(super) async fn closed(t: &TestOffice, paper: &str, branches: Vec<i64>, close: bool) -> (i64, String) {
    let mut tx = t.office.db.begin().await.unwrap();
    let home = || Grant::console(t.district);
    let new = Campaign {
        uid: format!("bao-cao-{}", viet::slug(paper)),
        title: format!("Học tập {paper}"),
        paper: paper.to_owned(),
        cutoff_day: Day::of(2018, 11, 15),
        ..super::campaign_tests::founding()
    };
    let terms = Terms { scope: Scope { branches, kinds: vec![] }, handins: vec![HANDINS[0]] };
    let id = open_campaign(&mut tx, home(), &new, &terms, morning()).await.unwrap();
    move_campaign(&mut tx, home(), (id, 1), Move::Issue, morning()).await.unwrap();
    let campaign = Campaign::get(&mut tx, id).await.unwrap();
    let standing = Standing::build(&mut tx, id).await.unwrap();
    for (nth, unit) in standing.tree().preorder().iter().enumerate() {
        let marks = standing.own(*unit).into_iter().take(nth % 7);
        let marks: Vec<Mark> =
            marks.map(|person| Mark { person, state: State::ALL[person as usize % 3], expected: 0 }).collect();
        mark_attendance(&mut tx, Grant::console(*unit), &campaign, &marks, morning()).await.unwrap();
        let papers: Vec<HandIn> = marks.iter().map(|mark| reflection(mark.person)).collect();
        let day = morning().day();
        receive_handins(&mut tx, Grant::console(*unit), &campaign, &papers, day, morning()).await.unwrap();
        let sql = "UPDATE handin SET read_on = '2018-11-23' WHERE campaign_id = $1 AND person_id % 2 = 0";
        tx.exec(sql, &[&id]).await.unwrap();
    }
    tx.commit().await.unwrap();
    if close {
        let mut tx = t.office.db.begin().await.unwrap();
        let version = Campaign::get(&mut tx, id).await.unwrap().version;
        move_campaign(&mut tx, home(), (id, version), Move::Close(&t.office.book), morning()).await.unwrap();
        tx.commit().await.unwrap();
    }
    (id, format!("/van-phong/hoc-tap/{}", new.uid))
}

pub(super) async fn communes(t: &TestOffice) -> Vec<i64> {
    let tree = Tree::as_of(&mut t.office.db.read().await.unwrap(), Day::of(2018, 11, 15)).await.unwrap();
    tree.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| unit.id).collect()
}

pub(super) async fn upload(door: &mut Door, at: &str, bytes: &[u8]) -> kit::testing::Answer {
    door.post_file(&format!("{at}/cap-duoi"), &[], ("file", "bao-cao.thenchot", bytes)).await
}

pub(super) const PAPER: &str = "Nghị quyết 35-NQ/TW ngày 22/10/2018";

#[tokio::test]
async fn a_report_is_signed_below_and_sums_exactly_above_once() {
    let (below, above) = (TestOffice::new().await, TestOffice::new().await.of_another_key(8));
    let all = communes(&above).await;
    let (_, low) = closed(&below, PAPER, all[..2].to_vec(), true).await;
    let (high_id, high) = closed(&above, PAPER, all[3..5].to_vec(), false).await;
    let mut clerk = below.as_cast("organisation").await;
    let signed = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await;
    assert_eq!(signed.outcome(), "200", "{}", signed.text());
    let file = signed.body;
    let again = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    assert_eq!(file, again, "the same numbers give the same file");
    let journal = below.as_cast("head_of_office").await.get("/van-phong/nhat-ky").await.text();
    assert_eq!(journal.matches("Ký báo cáo").count(), 2, "{journal}");
    assert!(!journal.contains("study.report.sign") && !journal.contains("CSV"), "{journal}");

    let mut officer = above.as_cast("organisation").await;
    let foreign = upload(&mut officer, &high, &file).await;
    assert_eq!(foreign.outcome(), "422");
    assert!(foreign.text().contains("chưa được tin cậy ở đây"), "{}", foreign.text());

    // The office below gives its key, which is then entered for the commune that keeps an office of its own.
    let page = clerk.get(&format!("{low}/cap-duoi")).await.text();
    let key = page.split_whitespace().find(|word| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()));
    let key = key.expect("the key").to_owned();
    let unit: String = above.value("SELECT uid FROM unit WHERE id = $1", &[&all[6]]).await;
    for (fields, said) in [
        ([("unit", unit.as_str()), ("key", "abc")], "đủ 64 chữ số"),
        ([("unit", "x"), ("key", key.as_str())], "Chọn đơn vị"),
    ] {
        let wrong = officer.post(&format!("{high}/cap-duoi/khoa"), &fields).await;
        assert_eq!(wrong.outcome(), "422");
        assert!(wrong.text().contains(said), "{}", wrong.text());
    }
    let own = super::signing_tests::key_of(&mut officer, &high).await;
    let wrong = officer.post(&format!("{high}/cap-duoi/khoa"), &[("unit", &unit), ("key", &own)]).await;
    assert!(wrong.outcome() == "422" && wrong.text().contains("của chính văn phòng này"), "{}", wrong.text());
    let trust = [("unit", unit.as_str()), ("key", key.as_str())];
    assert!(officer.post(&format!("{high}/cap-duoi/khoa"), &trust).await.outcome().starts_with("303"));
    let twice = officer.post(&format!("{high}/cap-duoi/khoa"), &trust).await;
    assert!(twice.outcome() == "409" && twice.text().contains("Khóa này đang được ghi cho"), "{}", twice.text());

    let text = String::from_utf8(file.clone()).unwrap();
    let altered = text.replacen("\"attended\":", "\"attended\":1", 1);
    for (bytes, said) in [
        (altered.as_bytes(), "Chữ ký không khớp"),
        (&file[..file.len() - 1], "Chữ ký không khớp"),
        (&file[20..], "không phải báo cáo có chữ ký"),
        (&b"%PDF-1.4"[..], "không phải báo cáo có chữ ký"),
    ] {
        let refused = upload(&mut officer, &high, bytes).await;
        assert_eq!(refused.outcome(), "422", "{said}");
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
    }
    assert_eq!(above.value::<i64>("SELECT count(*) FROM study_report", &[]).await, 0, "nothing half-taken");

    let taken = upload(&mut officer, &high, &file).await;
    assert_eq!(taken.outcome(), format!("303 {high}/cap-duoi?xong=nhan-bao-cao"), "{}", taken.text());
    let second = upload(&mut officer, &high, &file).await;
    assert_eq!(second.outcome(), "422");
    assert!(second.text().contains("không cộng hai lần"), "{}", second.text());
    let mut conn = below.office.db.read().await.unwrap();
    let lower = Campaign::by_uid(&mut conn, "bao-cao-nghi-quyet-35-nq-tw-ngay-22-10-2018").await.unwrap().unwrap();
    drop(conn);
    let theirs = below.office.standing(lower.id).await.unwrap().line(below.district).unwrap();
    let ours = above.office.standing(high_id).await.unwrap().line(above.district).unwrap();
    let received = Received::of(&mut above.office.db.read().await.unwrap(), high_id).await.unwrap();
    let sum = together(&ours, &received);
    assert_eq!((sum.roll, sum.exempt), (ours.roll + theirs.roll, ours.exempt + theirs.exempt));
    assert_eq!(sum.rate().numerator, ours.rate().numerator + theirs.rate().numerator);
    assert_eq!(sum.rate().denominator, ours.rate().denominator + theirs.rate().denominator);

    // Each page of the branch says that there is more than it counts, and what it comes to; others say nothing.
    let said = kit::words::Lang::from_code("vi");
    let w = crate::shell::LEXICON.words(said);
    let campaign = Campaign::get(&mut above.office.db.read().await.unwrap(), high_id).await.unwrap();
    let whole = super::report::share(w, &campaign, &sum);
    let place = async |unit: i64| {
        format!("{high}/{}", above.value::<String>("SELECT uid FROM unit WHERE id = $1", &[&unit]).await)
    };
    let district = place(above.district).await;
    let pages = [high.clone(), district.clone(), format!("{district}/nhom"), format!("{district}/bao-cao")];
    for page in &pages {
        let text = officer.get(page).await.text();
        assert!(text.contains("báo cáo đã nhận của 1 đơn vị") && text.contains(&whole), "{page}: {text}");
    }
    let page = String::from_utf8(officer.get(&district).await.body).unwrap();
    assert!(page.contains(&format!("{high}/cap-duoi")), "and leads there");
    let beside = officer.get(&place(all[3]).await).await.text();
    assert!(!beside.contains("báo cáo đã nhận"), "{beside}");
    let counted = {
        let mut tx = above.office.db.begin().await.unwrap();
        let sql = "INSERT INTO campaign_branch (campaign_id, unit_id) VALUES ($1, $2)";
        tx.exec(sql, &[&high_id, &all[6]]).await.unwrap();
        let standing = Standing::build(&mut tx, high_id).await.unwrap();
        let added = super::above::added(&mut tx, &standing, above.district).await.unwrap().unwrap();
        assert_eq!(added.whole, Line { handins: added.whole.handins, ..standing.line(above.district).unwrap() });
        (added.reports, added.counted_here)
    };
    assert_eq!(counted, (0, vec![all[6]]), "who is counted here by now is not counted twice");

    let without = officer.post(&format!("{high}/cap-duoi/{}/bo", received[0].uid), &[]).await;
    assert_eq!(without.outcome(), "422");
    let why = [("why", "Nhận nhầm đợt")];
    assert!(officer.post(&format!("{high}/cap-duoi/{}/bo", received[0].uid), &why).await.outcome().starts_with("303"));
    let received = Received::of(&mut above.office.db.read().await.unwrap(), high_id).await.unwrap();
    assert_eq!(together(&ours, &received), ours, "what was set aside counts no more");
    assert!(!officer.get(&district).await.text().contains("báo cáo đã nhận"), "nor is it told of");
    assert!(officer.get(&format!("{high}/cap-duoi")).await.text().contains("Nhận nhầm đợt"), "and stays on record");
}

/// Opens a campaign again, corrects a mark and the papers of a unit, and closes it.
pub(super) async fn corrected(t: &TestOffice, id: i64) {
    let mut tx = t.office.db.begin().await.unwrap();
    let version = Campaign::get(&mut tx, id).await.unwrap().version;
    let home = || Grant::console(t.district);
    move_campaign(&mut tx, home(), (id, version), Move::Reopen("Thiếu một người"), morning()).await.unwrap();
    let campaign = Campaign::get(&mut tx, id).await.unwrap();
    let sql = "SELECT person_id, version FROM attendance WHERE campaign_id = $1 AND state = 'absent'
               AND person_id NOT IN (SELECT person_id FROM exemption) ORDER BY id LIMIT 1";
    let (person, expected): (i64, i64) = tx.opt(sql, &[&id]).await.unwrap().unwrap();
    let unit = crate::people::unit_of(&mut tx, person, campaign.cutoff_day).await.unwrap().unwrap();
    let mark = Mark { person, state: State::MadeUp, expected };
    mark_attendance(&mut tx, Grant::console(unit), &campaign, &[mark], morning()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = t.office.db.begin().await.unwrap();
    move_campaign(&mut tx, home(), (id, version + 1), Move::Close(&t.office.book), morning()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_correction_takes_the_place_of_the_report_that_it_corrects_and_papers_come_along() {
    let (below, above) = (TestOffice::new().await, TestOffice::new().await.of_another_key(8));
    let all = communes(&above).await;
    let (low_id, low) = closed(&below, PAPER, all[..2].to_vec(), true).await;
    let (high_id, high) = closed(&above, PAPER, all[3..5].to_vec(), false).await;
    let key = bridge::keys::verifying_key_to_hex(
        &bridge::SigningKey::from_bytes(&below.office.vault.key_for("study-report")).verifying_key(),
    );
    let mut tx = above.office.db.begin().await.unwrap();
    above::trust(&mut tx, Grant::console(above.district), (all[6], &key), morning()).await.unwrap();
    tx.commit().await.unwrap();
    let (mut clerk, mut officer) = (below.as_cast("organisation").await, above.as_cast("organisation").await);
    let first = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    assert!(upload(&mut officer, &high, &first).await.outcome().starts_with("303"));

    // What the office below says of papers is what its members handed in, of those who took part.
    let received = Received::of(&mut above.office.db.read().await.unwrap(), high_id).await.unwrap();
    let told = received[0].told().unwrap();
    let papers = &told.lines[0].handins;
    let sql = "SELECT count(*), count(h.read_on) FROM handin h JOIN attendance a ON a.person_id = h.person_id
               AND a.campaign_id = h.campaign_id AND a.state <> 'absent' WHERE h.campaign_id = $1 AND h.kind = 'reflection'
               AND h.person_id NOT IN (SELECT person_id FROM exemption WHERE from_day <= '2018-11-15'
                 AND (to_day IS NULL OR to_day > '2018-11-15'))";
    let counted: (i64, i64) = below.office.db.read().await.unwrap().opt(sql, &[&low_id]).await.unwrap().unwrap();
    assert_eq!(papers.len(), 1);
    let took_part = told.lines[0].attended + told.lines[0].made_up;
    assert_eq!((papers[0].kind.as_str(), papers[0].due), ("reflection", took_part));
    assert_eq!((papers[0].submitted as i64, papers[0].accepted as i64), counted);
    assert!(counted.0 > counted.1 && counted.1 > 0, "some are handed in, some of them read: {counted:?}");
    let w = crate::shell::LEXICON.words(kit::words::Lang::from_code("vi"));
    let said = format!("đã nộp {}/{}", w.number(counted.0), w.number(took_part as i64));
    for (whose, page) in [
        ("below", clerk.get(&format!("{low}/cap-duoi")).await.text()),
        ("above", officer.get(&format!("{high}/cap-duoi")).await.text()),
    ] {
        assert!(page.contains(&said), "{whose}: {said}: {page}");
    }

    corrected(&below, low_id).await;
    let second = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    assert!(clerk.get(&format!("{low}/cap-duoi")).await.text().contains("chốt lần 2"));
    assert!(upload(&mut officer, &high, &second).await.outcome().starts_with("303"));
    let received = Received::of(&mut above.office.db.read().await.unwrap(), high_id).await.unwrap();
    let [old, new] = &received[..] else { panic!("both are kept: {received:?}") };
    assert!(old.aside_on.is_some() && new.aside_on.is_none());
    assert_eq!((old.closing, new.closing), (1, 2));
    assert_eq!((new.made_up, new.absent), (old.made_up + 1, old.absent - 1));
    let ours = above.office.standing(high_id).await.unwrap().line(above.district).unwrap();
    let sum = together(&ours, &received);
    assert_eq!(sum.roll, ours.roll + new.roll.unsigned_abs(), "the later one alone counts");
    assert_eq!(sum.made_up, ours.made_up + new.made_up.unsigned_abs());
    let page = officer.get(&format!("{high}/cap-duoi")).await.text();
    assert!(page.contains("Thay bằng bản đính chính ngày 23-11-2018"), "{page}");
    let late = upload(&mut officer, &high, &first).await;
    assert_eq!(late.outcome(), "422");
    assert!(late.text().contains("Đã biết bản đính chính mới hơn"), "{}", late.text());
}

#[tokio::test]
async fn what_would_count_twice_or_is_about_something_else_is_refused() {
    let (below, above) = (TestOffice::new().await, TestOffice::new().await.of_another_key(8));
    let all = communes(&above).await;
    let (_, low) = closed(&below, PAPER, all[..1].to_vec(), true).await;
    let (_, other) = closed(&above, "Chỉ thị 05-CT/TW ngày 15/5/2016", all[3..4].to_vec(), false).await;
    let (_, high) = closed(&above, PAPER, all[3..4].to_vec(), false).await;
    let mut clerk = below.as_cast("organisation").await;
    let file = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    let key = bridge::keys::verifying_key_to_hex(
        &bridge::SigningKey::from_bytes(&below.office.vault.key_for("study-report")).verifying_key(),
    );
    let mut tx = above.office.db.begin().await.unwrap();
    above::trust(&mut tx, Grant::console(above.district), (all[3], &key), morning()).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = above.as_cast("organisation").await;
    let here = upload(&mut officer, &high, &file).await;
    assert!(here.text().contains("thì tính hai lần"), "its members are on the roll here: {}", here.text());
    let mut tx = above.office.db.begin().await.unwrap();
    tx.exec("UPDATE study_report_key SET unit_id = $1", &[&all[7]]).await.unwrap();
    tx.commit().await.unwrap();
    let elsewhere = upload(&mut officer, &other, &file).await;
    assert!(elsewhere.text().contains("là của đợt khác"), "{}", elsewhere.text());
    assert!(upload(&mut officer, &high, &file).await.outcome().starts_with("303"));
}

#[tokio::test]
async fn only_whoever_keeps_the_campaign_signs_and_takes_in() {
    let t = TestOffice::new().await;
    let all = communes(&t).await;
    let (_, at) = closed(&t, PAPER, all, true).await;
    for (who, role, unit, see, act) in [
        ("the organisation", Role::OrganisationOfficer, t.district, "200", "200"),
        ("the leader", Role::Leader, t.district, "200", "403"),
        ("the secretary", Role::CellSecretary, t.silent_cell, "403", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&format!("{at}/cap-duoi")).await.outcome(), see, "{who} looks");
        assert_eq!(door.post(&format!("{at}/cap-duoi/ky"), &[]).await.outcome(), act, "{who} signs");
        let taken = upload(&mut door, &at, b"x").await.outcome();
        assert_eq!(taken, if act == "200" { "422" } else { act }, "{who} takes in");
    }
}
