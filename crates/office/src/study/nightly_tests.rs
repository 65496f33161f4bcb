//! A tally that went wrong is found at night, told to whoever stands for the numbers, and stays on record.

use super::*;
use crate::identity::right::Role;
use crate::testing::{TestOffice, morning};

#[tokio::test]
async fn a_tally_that_differed_at_night_stays_on_record_and_stands_on_the_desks_of_who_keeps_it() {
    let t = TestOffice::new().await;
    let campaign = Campaign::issued(&mut t.office.db.read().await.unwrap()).await.unwrap().remove(0);
    t.office.check_tallies().await.unwrap();
    // A mark that the journal does not know of: memory cannot follow it.
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = format!(
        "INSERT INTO attendance (campaign_id, person_id, state) SELECT $1, r.person_id, 'absent' FROM ({}) r
         WHERE r.person_id NOT IN (SELECT person_id FROM attendance WHERE campaign_id = $1)
         AND r.person_id NOT IN (SELECT person_id FROM exemption) LIMIT 1",
        campaign.roll_sql("$2")
    );
    assert_eq!(tx.exec(&sql, &[&campaign.id, &campaign.cutoff_day]).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let told = t.office.check_tallies().await.unwrap_err().to_string();
    assert!(told.contains(&format!("campaign {}", campaign.id)), "{told}");
    t.office.check_tallies().await.unwrap();
    let kept = "SELECT count(*) FROM journal WHERE verb = 'study.tally.differ' AND subject_id = $1 AND place = $2";
    assert_eq!(t.value::<i64>(kept, &[&campaign.id, &campaign.unit_id]).await, 1, "once, though it agrees again");
    let mut conn = t.office.db.read().await.unwrap();
    let found = nightly::differed(&mut conn, morning()).await.unwrap();
    drop(conn);
    assert!(found.len() == 1 && found[0].units() >= 2, "its cell and all above it: {found:?}");
    for (who, role, at, reads) in [
        ("organisation", Role::OrganisationOfficer, t.district, true),
        ("manager", Role::OfficeManager, t.district, true),
        ("leader", Role::Leader, t.district, false),
        ("another commune", Role::CommuneClerk, t.elsewhere, false),
    ] {
        let mut door = t.signed_in(&format!("{who} night"), role, at).await;
        let desk = door.get("/van-phong").await.text();
        assert_eq!(desk.contains("Số liệu học tập đã có lúc lệch"), reads, "{who}: {desk}");
        assert_eq!(desk.contains(&format!("đợt “{}” lệch với sổ", campaign.title)), reads, "{who}: {desk}");
    }
    let journal = t.as_cast("head_of_office").await.get("/van-phong/nhat-ky").await.text();
    assert!(journal.contains("Đối chiếu ban đêm: số liệu học tập lệch với sổ"), "{journal}");
    t.office.clock.advance(8 * kit::clock::DAY);
    let desk = t.signed_in("organisation later", Role::OrganisationOfficer, t.district).await.get("/van-phong").await;
    assert!(!desk.text().contains("đã có lúc lệch"), "a week later: {}", desk.text());
}

#[tokio::test]
async fn jobs_that_gave_up_stand_on_the_desk_of_whoever_keeps_the_office() {
    let t = TestOffice::new().await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO job (kind, payload, run_at, attempts, error) VALUES ('letter.send', '{}', $1, 8, 'no post')";
    tx.exec(sql, &[&morning()]).await.unwrap();
    tx.commit().await.unwrap();
    for (role, reads) in [(Role::OfficeManager, true), (Role::OrganisationOfficer, false), (Role::Leader, false)] {
        let mut door = t.signed_in(&format!("{role:?} jobs"), role, t.district).await;
        let desk = door.get("/van-phong").await.text();
        assert_eq!(desk.contains("1 việc máy tự làm đã thử nhiều lần không xong"), reads, "{role:?}: {desk}");
    }
}
