//! A signed report on its way over several offices, and the keys by which it is believed.

use super::above::{Received, together};
use super::above_tests::{PAPER, closed, communes, upload};
use super::*;
use crate::identity::right::Role;
use crate::testing::{TestOffice, morning};
use kit::testing::Door;

pub(super) async fn uid_of(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// The key of an office, as its page tells it.
pub(super) async fn key_of(door: &mut Door, at: &str) -> String {
    let page = door.get(&format!("{at}/cap-duoi")).await.text();
    let key = page.split_whitespace().find(|word| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()));
    key.expect("the key").to_owned()
}

pub(super) async fn trusts(door: &mut Door, at: &str, unit: &str, key: &str) -> String {
    door.post(&format!("{at}/cap-duoi/khoa"), &[("unit", unit), ("key", key)]).await.outcome()
}

pub(super) async fn close(t: &TestOffice, id: i64) {
    let mut tx = t.office.db.begin().await.unwrap();
    let version = Campaign::get(&mut tx, id).await.unwrap().version;
    let home = Grant::console(t.district);
    move_campaign(&mut tx, home, (id, version), Move::Close(&t.office.book), morning()).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) async fn received(t: &TestOffice, campaign: i64) -> Vec<Received> {
    Received::of(&mut t.office.db.read().await.unwrap(), campaign).await.unwrap()
}

#[tokio::test]
async fn what_came_from_below_goes_further_up_with_ones_own_and_counts_once() {
    let (below, middle, top) =
        (TestOffice::new().await, TestOffice::new().await.of_another_key(8), TestOffice::new().await.of_another_key(9));
    let all = communes(&middle).await;
    let (_, low) = closed(&below, PAPER, all[..2].to_vec(), true).await;
    let (middle_id, mid) = closed(&middle, PAPER, all[3..5].to_vec(), false).await;
    let (top_id, high) = closed(&top, PAPER, all[8..9].to_vec(), false).await;
    let (mut clerk, mut officer, mut upper) =
        (below.as_cast("organisation").await, middle.as_cast("organisation").await, top.as_cast("organisation").await);
    let file = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    let (key, place) = (key_of(&mut clerk, &low).await, uid_of(&middle, all[6]).await);
    assert!(trusts(&mut officer, &mid, &place, &key).await.starts_with("303"));
    assert!(upload(&mut officer, &mid, &file).await.outcome().starts_with("303"));
    close(&middle, middle_id).await;

    let key = key_of(&mut officer, &mid).await;
    let place = uid_of(&top, all[10]).await;
    assert!(trusts(&mut upper, &high, &place, &key).await.starts_with("303"));
    let file = officer.post(&format!("{mid}/cap-duoi/ky"), &[]).await;
    assert_eq!(file.outcome(), "200", "{}", file.text());
    assert!(upload(&mut upper, &high, &file.body).await.outcome().starts_with("303"));
    let ours = middle.office.standing(middle_id).await.unwrap().line(middle.district).unwrap();
    let theirs = received(&middle, middle_id).await;
    let up = received(&top, top_id).await;
    let whole = together(&ours, &theirs);
    let numbers = |line: &Line| (line.roll, line.exempt, line.attended, line.made_up, line.absent);
    assert_eq!(numbers(&up[0].line()), numbers(&whole), "the middle's own and what it took in");
    let (told, below_told) = (up[0].told().unwrap(), theirs[0].told().unwrap());
    let at = told.lines.iter().position(|line| line.name == below_told.lines[0].name && line.depth == 1);
    let at = at.expect("the office below stands under the middle");
    for (line, known) in told.lines[at..].iter().zip(&below_told.lines) {
        assert_eq!((&line.name, line.roll, line.depth), (&known.name, known.roll, known.depth + 1));
        assert_eq!(line.handins, known.handins);
    }
    let papers = |line: &bridge::ReportLine| line.handins[0].submitted;
    let standing = middle.office.standing(middle_id).await.unwrap();
    let mut conn = middle.office.db.read().await.unwrap();
    let own = super::fixing::papers(&mut conn, &standing).await.unwrap()[&middle.district][0].submitted;
    drop(conn);
    assert_eq!(papers(&told.lines[0]), own + papers(&below_told.lines[0]), "papers too");

    // What is set aside after the close is told, and gone from the file once the campaign is closed anew.
    let page = officer.get(&format!("{mid}/cap-duoi")).await.text();
    assert!(!page.contains("chưa theo kịp"), "{page}");
    let why = [("why", "Nhầm đợt")];
    assert!(officer.post(&format!("{mid}/cap-duoi/{}/bo", theirs[0].uid), &why).await.outcome().starts_with("303"));
    let page = officer.get(&format!("{mid}/cap-duoi")).await.text();
    assert!(page.contains("chưa theo kịp"), "{page}");
    let mut tx = middle.office.db.begin().await.unwrap();
    let version = Campaign::get(&mut tx, middle_id).await.unwrap().version;
    let reopen = Move::Reopen("Nhầm đợt");
    move_campaign(&mut tx, Grant::console(middle.district), (middle_id, version), reopen, morning()).await.unwrap();
    tx.commit().await.unwrap();
    close(&middle, middle_id).await;
    let file = officer.post(&format!("{mid}/cap-duoi/ky"), &[]).await.body;
    assert!(upload(&mut upper, &high, &file).await.outcome().starts_with("303"));
    let up = received(&top, top_id).await;
    assert_eq!(numbers(&up[1].line()), numbers(&ours), "the correction counts the middle's own alone");
}

#[tokio::test]
async fn a_key_is_ended_with_a_reason_and_what_was_set_aside_is_taken_in_again() {
    let (below, above) = (TestOffice::new().await, TestOffice::new().await.of_another_key(8));
    let all = communes(&above).await;
    let (_, low) = closed(&below, PAPER, all[..2].to_vec(), true).await;
    let (high_id, high) = closed(&above, PAPER, all[3..5].to_vec(), false).await;
    let (mut clerk, mut officer) = (below.as_cast("organisation").await, above.as_cast("organisation").await);
    let file = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    let key = key_of(&mut clerk, &low).await;
    let (wrong, right) = (uid_of(&above, all[7]).await, uid_of(&above, all[6]).await);
    let counted = uid_of(&above, all[3]).await;
    assert_eq!(trusts(&mut officer, &high, &counted, &key).await, "422", "its members are counted here");
    assert!(trusts(&mut officer, &high, &wrong, &key).await.starts_with("303"));
    assert!(upload(&mut officer, &high, &file).await.outcome().starts_with("303"));
    assert_eq!(received(&above, high_id).await[0].unit_id, all[7]);

    // It was the wrong unit: the report is set aside, the key is ended and entered for the right one.
    let one = received(&above, high_id).await[0].uid.clone();
    let why = [("why", "Nhầm đơn vị")];
    assert!(officer.post(&format!("{high}/cap-duoi/{one}/bo"), &why).await.outcome().starts_with("303"));
    let short: String = above.value("SELECT key_id FROM study_report_key", &[]).await;
    let ends = format!("{high}/cap-duoi/khoa/{short}/thoi");
    let silent = officer.post(&ends, &[("ends", "")]).await;
    assert!(silent.outcome() == "422" && silent.text().contains("Ghi lý do"), "{}", silent.text());
    for (who, role, unit, outcome) in [
        ("the leader", Role::Leader, above.district, "403"),
        ("a secretary whom the campaign is not for", Role::CellSecretary, above.silent_cell, "404"),
        ("an editor", Role::Editor, above.district, "403"),
    ] {
        let mut door = above.signed_in(who, role, unit).await;
        assert_eq!(door.post(&ends, &[("ends", "thôi")]).await.outcome(), outcome, "{who}");
    }
    assert!(officer.post(&ends, &[("ends", "Ghi nhầm đơn vị")]).await.outcome().starts_with("303"));
    let again = officer.post(&ends, &[("ends", "Ghi nhầm đơn vị")]).await;
    assert!(again.outcome().starts_with("303"), "whoever ended it before did what was asked for");
    let unknown = format!("{high}/cap-duoi/khoa/0000/thoi");
    assert_eq!(officer.post(&unknown, &[("ends", "Ghi nhầm đơn vị")]).await.outcome(), "404");
    let foreign = upload(&mut officer, &high, &file).await;
    assert!(foreign.text().contains("chưa được tin cậy"), "{}", foreign.text());
    assert!(trusts(&mut officer, &high, &right, &key).await.starts_with("303"));
    assert!(
        upload(&mut officer, &high, &file).await.outcome().starts_with("303"),
        "it counts nowhere, so it is taken in"
    );
    let all_received = received(&above, high_id).await;
    let places: Vec<_> = all_received.iter().map(|one| (one.unit_id, one.aside_on.is_none())).collect();
    assert_eq!(places, [(all[7], false), (all[6], true)], "the line that was set aside stays on record");
    let twice = upload(&mut officer, &high, &file).await;
    assert!(twice.text().contains("không cộng hai lần"), "{}", twice.text());
}
