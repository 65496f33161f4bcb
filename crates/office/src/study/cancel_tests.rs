//! A campaign that was made by mistake, through the door: dropped as a draft, cancelled once the units have it.

use super::campaign_tests::{made, uid, with};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const TITLE: &str = "Học thử A";

/// A campaign of the district, moved on as far as these steps lead; its address.
async fn tried(t: &TestOffice, office: &mut Door, steps: &[&str]) -> String {
    let here = made(office, &uid(t, t.district).await, &with(&[("title", TITLE), ("cutoff", "23/11/2018")])).await;
    for (at, step) in steps.iter().enumerate() {
        let version = (at + 1).to_string();
        let fields = [("version", version.as_str()), ("sure", "1"), ("day", "23/11/2018"), ("paper", "46-BC/HU")];
        let outcome = office.post(&format!("{here}/{step}"), &fields).await.outcome();
        assert!(outcome.starts_with("303"), "{step}: {outcome}");
    }
    here
}

#[tokio::test]
async fn only_whoever_keeps_study_at_its_unit_cancels_a_campaign_and_says_why() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let here = tried(&t, &mut office, &["ban-hanh"]).await;
    let fields = [("version", "2"), ("why", "Ban hành nhầm")];
    for (who, role, at, outcome) in [
        ("the leader", Role::Leader, t.district, "403"),
        ("the inspector", Role::Inspector, t.district, "403"),
        ("a cell's secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("a commune's clerk", Role::CommuneClerk, t.elsewhere, "403"),
    ] {
        let answer = t.signed_in(who, role, at).await.post(&format!("{here}/huy"), &fields).await.outcome();
        assert_eq!(answer, outcome, "{who}");
    }
    let without = office.post(&format!("{here}/huy"), &[("version", "2")]).await;
    assert_eq!(without.outcome(), "422");
    assert!(without.text().contains("Ghi lý do hủy."), "{}", without.text());
    assert_eq!(office.post(&format!("{here}/huy"), &[("version", "1"), ("why", "x")]).await.outcome(), "409");
    assert!(office.post(&format!("{here}/huy"), &fields).await.outcome().starts_with("303"));
    let told = "SELECT after FROM journal WHERE verb = 'study.campaign.cancel'";
    assert!(t.value::<String>(told, &[]).await.contains("Ban hành nhầm"));
    assert_eq!(office.post(&format!("{here}/ban-hanh"), &[("version", "3")]).await.outcome(), "409", "it is over");
}

#[tokio::test]
async fn a_cancelled_campaign_leaves_every_sum_and_the_units_read_why() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let mut leader = t.as_cast("leader").await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let (district, cell) = (uid(&t, t.district).await, uid(&t, t.silent_cell).await);
    let year = format!("/van-phong/hoc-tap/theo-ky/{district}");
    let (before, desk) = (office.get(&year).await.text(), leader.get("/van-phong").await.text());
    let here = tried(&t, &mut office, &["ban-hanh", "chot"]).await;
    assert!(office.get(&year).await.text().contains(TITLE), "it counts as long as it holds");
    assert!(leader.get("/van-phong").await.text().contains(TITLE));
    assert!(secretary.get("/van-phong/hoc-tap").await.text().contains(TITLE));

    let why = [("version", "3"), ("why", "Mở để thử")];
    assert!(office.post(&format!("{here}/huy"), &why).await.outcome().starts_with("303"));
    assert_eq!(office.get(&year).await.text(), before, "the year is what it was");
    for form in ["", "?tep=docx", "?tep=xlsx"] {
        let report = office.get(&format!("{here}/{district}/bao-cao{form}")).await.outcome();
        assert_eq!(report, format!("303 {here}/{district}"), "nothing of it is there to be signed: {form}");
    }
    let after = leader.get("/van-phong").await.text();
    assert!(!after.contains(TITLE), "{after}");
    assert_eq!(after.matches("tile").count(), desk.matches("tile").count());
    assert!(!secretary.get("/van-phong").await.text().contains(TITLE), "nothing is to be done");
    let day = t.office.clock.today();
    let mut conn = t.office.db.read().await.unwrap();
    let lineage = crate::org::lineage::Lineage::read(&mut conn).await.unwrap();
    let latest = super::Campaign::latest_of(&mut conn, &lineage, t.district, day).await.unwrap().unwrap();
    assert_ne!(latest.title, TITLE, "nor is it what the public is told");
    drop(conn);

    let said = "đã hủy ngày 23-11-2018. Lý do: Mở để thử.";
    for at in ["/van-phong/hoc-tap".to_owned(), here.clone(), format!("{here}/{cell}")] {
        let page = secretary.get(&at).await.text();
        assert!(page.contains(said), "{at}: {page}");
    }
    let person = "SELECT person_id FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL ORDER BY id";
    let person: i64 = t.value(person, &[&t.silent_cell]).await;
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    let sheet = format!("{here}/{cell}/diem-danh");
    let refused = secretary.post(&sheet, &[(&mark, "attended"), (&version, "0")]).await;
    assert_eq!(refused.outcome(), "409");
    assert!(refused.text().contains(said), "{}", refused.text());
    assert_eq!(office.post(&format!("{here}/cap-duoi/ky"), &[]).await.outcome(), "409", "nothing of it is signed");
}

#[tokio::test]
async fn a_draft_is_dropped_without_a_reason_and_nobody_sees_it_any_more() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let here = tried(&t, &mut office, &[]).await;
    assert!(office.get("/van-phong/hoc-tap").await.text().contains(TITLE));
    let fields = [("version", "1"), ("drop", "1"), ("request", "once")];
    for _ in 0..2 {
        let outcome = office.post(&format!("{here}/huy"), &fields).await.outcome();
        assert_eq!(outcome, "303 /van-phong/hoc-tap?xong=bo-ban-nhap", "pressed twice");
    }
    assert!(!office.get("/van-phong/hoc-tap").await.text().contains(TITLE));
    assert_eq!(office.get(&here).await.outcome(), "404");
    assert_eq!(office.get(&format!("{here}/sua")).await.outcome(), "404");
}

#[tokio::test]
async fn what_has_been_reported_is_not_cancelled() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let here = tried(&t, &mut office, &["ban-hanh", "chot", "bao-cao"]).await;
    let page = office.get(&here).await.text();
    assert!(!page.contains("/huy"), "it is not offered: {page}");
    let answer = office.post(&format!("{here}/huy"), &[("version", "4"), ("why", "x")]).await.outcome();
    assert_eq!(answer, "409", "what stands in the papers of two offices is put right by a paper");
}

#[tokio::test]
async fn closing_names_those_of_whom_nothing_is_known_and_asks() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let year = format!("/van-phong/hoc-tap/theo-ky/{}", uid(&t, t.district).await);
    let before = office.get(&year).await.text();
    let here = tried(&t, &mut office, &["ban-hanh"]).await;
    let due = "SELECT count(*) FROM campaign_result";
    let (page, fixed) = (office.get(&here).await.text(), t.value::<i64>(due, &[]).await);
    assert!(page.contains("người chưa điểm danh; chốt bây giờ"), "{page}");
    let asked = office.post(&format!("{here}/chot"), &[("version", "2")]).await;
    assert_eq!(asked.outcome(), "422");
    assert!(asked.text().contains("vẫn chốt số liệu"), "{}", asked.text());
    assert_eq!(t.value::<i64>(due, &[]).await, fixed, "nothing was fixed");
    let open = |page: &str| {
        let row = page.split("Học tập năm 2018 (gồm ").nth(1).and_then(|row| row.split(' ').next());
        row.map_or(0, |n| n.parse::<i64>().unwrap())
    };
    let after = office.get(&year).await.text();
    assert_eq!(open(&after), open(&before) + 1, "a year says how much of it still moves: {after}");
    assert!(
        office.post(&format!("{here}/chot"), &[("version", "2"), ("sure", "1")]).await.outcome().starts_with("303")
    );
}

#[tokio::test]
async fn a_cut_off_of_another_year_is_taken_when_it_is_meant() {
    let t = TestOffice::new().await;
    let mut office = t.as_cast("organisation").await;
    let far = with(&[("cutoff", "20/11/2017"), ("far", "1")]);
    let answer = office.post(&format!("/van-phong/hoc-tap/moi/{}", uid(&t, t.district).await), &far).await;
    assert!(answer.outcome().starts_with("303"), "{}", answer.text());
}

#[tokio::test]
async fn what_somebody_handed_in_stays_theirs_to_read_when_the_campaign_is_cancelled() {
    let t = TestOffice::new().await;
    let campaign = t.cell_address().await.split('/').nth(3).unwrap_or_default().to_owned();
    let members = "SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.kind = 'main' AND m.to_day IS NULL
                   AND m.person_id NOT IN (SELECT person_id FROM exemption)
                   AND m.person_id NOT IN (SELECT person_id FROM handin) ORDER BY m.id";
    let members: Vec<(i64,)> = t.office.db.read().await.unwrap().all(members, &[&t.silent_cell]).await.unwrap();
    let (mut author, mut other) = (t.member("author", members[0].0).await, t.member("other", members[1].0).await);
    let own = format!("/van-phong/bai-cua-toi/{campaign}/reflection");
    let words = "Tôi nhận giúp một hộ khó khăn trong ấp.";
    let sent = author.post(&own, &[("words", words), ("version", "0")]).await;
    assert!(sent.outcome().starts_with("303"), "{}", sent.text());
    let title: String = t.value("SELECT title FROM campaign WHERE uid = $1", &[&campaign]).await;
    let mut office = t.as_cast("organisation").await;
    let here = format!("/van-phong/hoc-tap/{campaign}");
    let version = office.get(&here).await.field("version");
    let why = [("version", &*version), ("why", "Mở để thử")];
    assert!(office.post(&format!("{here}/huy"), &why).await.outcome().starts_with("303"));

    let said = "đã hủy ngày 23-11-2018. Lý do: Mở để thử.";
    let page = author.get("/van-phong/bai-cua-toi").await;
    let part = page.html().split("<section").find(|part| part.contains(&title)).unwrap_or_default().to_owned();
    assert!(part.contains(said) && part.contains(&format!("action=\"{own}/xem\"")), "{part}");
    assert!(!part.contains("Hạn nộp"), "{part}");
    let read = author.post(&format!("{own}/xem"), &[]).await;
    assert!(read.outcome() == "200" && read.text().contains(words) && read.text().contains(said), "{}", read.text());
    assert!(!author.get("/van-phong").await.text().contains(&title), "nothing is to be done");
    let late = author.post(&own, &[("words", "Viết thêm."), ("version", "1")]).await;
    assert!(late.outcome() == "409" && late.text().contains(said), "{}", late.text());
    // Who handed nothing in has nothing there.
    assert!(!other.get("/van-phong/bai-cua-toi").await.text().contains(&title));
    assert_eq!(other.post(&own, &[("words", "Viết sau."), ("version", "0")]).await.outcome(), "404");
}
