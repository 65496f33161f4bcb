//! What a campaign's last days do, and to whom it is said: through the door, on 23-11-2018, a Friday.

use super::campaign_tests::{made, uid, with};
use crate::testing::TestOffice;
use kit::testing::Door;

/// A campaign of the district that was issued; its address.
async fn issued(t: &TestOffice, office: &mut Door, changes: &[(&str, &str)]) -> String {
    let here = made(office, &uid(t, t.district).await, &with(changes)).await;
    assert!(office.post(&format!("{here}/ban-hanh"), &[("version", "1")]).await.outcome().starts_with("303"));
    here
}

/// Marks the first member of the silent cell present.
async fn mark_one(t: &TestOffice, secretary: &mut Door, here: &str) {
    let sql = "SELECT person_id FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL
               AND person_id NOT IN (SELECT person_id FROM exemption) ORDER BY id";
    let person: i64 = t.value(sql, &[&t.silent_cell]).await;
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    let sheet = format!("{here}/{}/diem-danh", uid(t, t.silent_cell).await);
    assert!(secretary.post(&sheet, &[(&mark, "attended"), (&version, "0")]).await.outcome().starts_with("303"));
}

/// What a page says of the campaign under its name, up to what is said of the next thing.
fn duty(page: &str) -> String {
    let told = page.split("Học tập Nghị quyết 35-NQ/TW").nth(1).unwrap_or_else(|| panic!("{page}"));
    told.split("Học tập, quán").next().unwrap_or_default().to_owned()
}

const PAST: [(&str, &str); 4] =
    [("cutoff", "19/11/2018"), ("study_by", "20/11/2018"), ("write_by", "21/11/2018"), ("report_by", "22/11/2018")];

#[tokio::test]
async fn a_last_day_that_is_past_is_said_on_the_desk_the_units_page_and_in_the_report() {
    let t = TestOffice::new().await;
    let (mut office, mut secretary) = (t.as_cast("organisation").await, t.as_cast("cell_secretary").await);
    let here = issued(&t, &mut office, &PAST).await;
    mark_one(&t, &mut secretary, &here).await;
    let (district, cell) = (uid(&t, t.district).await, uid(&t, t.silent_cell).await);
    let (study, report) =
        ("Hạn học 20-11-2018: quá hạn 3 ngày làm việc.", "Hạn báo cáo 22-11-2018: quá hạn 1 ngày làm việc.");
    for (who, door, at, report_too) in [
        ("the desk of the office", &mut office, "/van-phong".to_owned(), true),
        ("the desk of the cell", &mut secretary, "/van-phong".to_owned(), false),
    ] {
        let page = door.get(&at).await.text();
        assert!(page.contains(study) && page.contains("Quá hạn"), "{who}: {page}");
        assert_eq!(page.contains(report), report_too, "{who}: the report is owed by whoever runs it");
    }
    for at in [format!("{here}/{district}"), format!("{here}/{district}/bao-cao")] {
        let page = office.get(&at).await.text();
        assert!(page.contains(study), "{at}: {page}");
        let name: String = t.value("SELECT name FROM unit_name WHERE unit_id = $1", &[&t.silent_cell]).await;
        let list = page.split("hưa điểm danh xong").nth(1).unwrap_or_else(|| panic!("{at}: {page}"));
        assert!(list.contains(&name), "the cell that began is late, not missing: {at}: {page}");
    }
    let leader = t.as_cast("leader").await.get("/van-phong").await.text();
    assert!(leader.contains(study), "{leader}");
    let page = secretary.get(&format!("{here}/{cell}")).await.text();
    assert!(page.contains(study) && page.contains("Hạn nộp bài 21-11-2018: quá hạn 2 ngày làm việc."), "{page}");
}

#[tokio::test]
async fn a_day_that_nobody_has_set_is_no_deadline() {
    let t = TestOffice::new().await;
    let (mut office, mut secretary) = (t.as_cast("organisation").await, t.as_cast("cell_secretary").await);
    let here = issued(&t, &mut office, &[("study_by", ""), ("write_by", ""), ("report_by", "")]).await;
    let duty = duty(&office.get("/van-phong/hoc-tap").await.text());
    assert!(duty.contains("người. Lập kế hoạch") && !duty.contains("hạn"), "{duty}");
    // What a member is to write is said to them all the same.
    let desk = secretary.get("/van-phong").await.text();
    assert!(desk.contains("Đợt này không đặt hạn"), "{desk}");
    mark_one(&t, &mut secretary, &here).await;
    let running = self::duty(&secretary.get("/van-phong/hoc-tap").await.text());
    assert!(!running.contains("hạn"), "{running}");
}

#[tokio::test]
async fn after_the_close_the_report_stays_on_the_desk_until_it_has_gone_up() {
    let t = TestOffice::new().await;
    let (mut office, mut leader) = (t.as_cast("organisation").await, t.as_cast("leader").await);
    let here = issued(&t, &mut office, &PAST).await;
    assert!(
        office.post(&format!("{here}/chot"), &[("version", "2"), ("sure", "1")]).await.outcome().starts_with("303")
    );
    let owed = "Lập báo cáo gửi cấp trên, hạn 22-11-2018.";
    let desk = office.get("/van-phong").await.text();
    assert!(desk.contains(owed) && desk.contains("Hạn báo cáo 22-11-2018: quá hạn 1 ngày làm việc."), "{desk}");
    assert!(!duty(&desk).contains("Hạn học"), "nobody studies any more: {desk}");
    assert!(!leader.get("/van-phong").await.text().contains(owed), "whoever looks on is asked for nothing");
    let told = [("version", "3"), ("day", "23/11/2018"), ("paper", "46-BC/HU")];
    assert!(office.post(&format!("{here}/bao-cao"), &told).await.outcome().starts_with("303"));
    assert!(!office.get("/van-phong").await.text().contains(owed));
}

#[tokio::test]
async fn whoever_leads_is_told_apart_and_truly() {
    let t = TestOffice::new().await;
    let first: String = t.value("SELECT uid FROM campaign ORDER BY id LIMIT 1", &[]).await;
    let district = uid(&t, t.district).await;
    let mut leader = t.as_cast("leader").await;
    let page = leader.get(&format!("/van-phong/hoc-tap/{first}/{district}")).await.text();
    assert!(page.contains("Người giữ chức vụ: ") && page.contains("người học bù."), "{page}");
    assert!(!page.contains("gương mẫu"), "who made it up has set no example: {page}");
    let mass = "SELECT uid FROM campaign WHERE audience = 'mass_organisations' ORDER BY id LIMIT 1";
    let mut conn = t.office.db.read().await.unwrap();
    if let Some(mass) = conn.value::<String>(mass, &[]).await.unwrap() {
        drop(conn);
        let page = leader.get(&format!("/van-phong/hoc-tap/{mass}/{district}")).await.text();
        assert!(!page.contains("Người đứng đầu"), "{page}");
    }
}

#[tokio::test]
async fn the_report_names_whom_it_goes_to_and_what_was_handed_in_says_of_whom() {
    let t = TestOffice::new().await;
    let sql = "SELECT c.uid FROM campaign c JOIN campaign_handin h ON h.campaign_id = c.id ORDER BY c.id LIMIT 1";
    let campaign: String = t.value(sql, &[]).await;
    let at = format!("/van-phong/hoc-tap/{campaign}/{}", uid(&t, t.district).await);
    let mut office = t.as_cast("organisation").await;
    let report = office.get(&format!("{at}/bao-cao")).await.text();
    assert!(report.contains("ĐẢNG BỘ TỈNH AN GIANG"), "as the office's letters have it: {report}");
    assert!(report.contains("(để báo cáo)"), "{report}");
    // What was not sent yet says nothing; of what was sent the latest counts.
    for (done, above) in [
        ("UPDATE outgoing SET said = replace(said, 'An Giang', 'Kiên Giang') WHERE state <> 'filed'", "AN GIANG"),
        ("UPDATE outgoing SET state = 'issued', signed_on = '2018-11-22' WHERE state = 'cleared'", "KIÊN GIANG"),
        ("UPDATE outgoing SET state = 'dropped'", ""),
    ] {
        let mut tx = t.office.db.begin().await.unwrap();
        tx.exec(done, &[]).await.unwrap();
        tx.commit().await.unwrap();
        let report = office.get(&format!("{at}/bao-cao")).await.text();
        let named = report.split("ĐẢNG BỘ TỈNH ").nth(1).map_or("", |rest| rest);
        assert!(named.starts_with(above) && named.is_empty() == above.is_empty(), "{done}: {report}");
    }
    let page = office.get(&at).await.text();
    assert!(page.contains("Bài được tính, của người đã học: thu hoạch "), "{page}");
}

#[tokio::test]
async fn the_board_of_propaganda_runs_study_and_reads_nothing_else() {
    let t = TestOffice::new().await;
    let district = uid(&t, t.district).await;
    let mut deputy = t.as_cast("publisher").await;
    for (at, outcome) in [
        ("/van-phong/hoc-tap".to_owned(), "200"),
        (format!("/van-phong/hoc-tap/moi/{district}"), "200"),
        ("/van-phong/dang-vien".to_owned(), "403"),
        ("/van-phong/to-chuc".to_owned(), "403"),
    ] {
        assert_eq!(deputy.get(&at).await.outcome(), outcome, "{at}");
    }
}
