//! A transfer whose member has died or left the Party is over, and comes back when that is amended.

use super::*;

/// Enters a change of standing on the member's record.
async fn changed(door: &mut Door, person: &str, change: &str, day: &str) {
    let form = format!("/van-phong/dang-vien/{person}/tu-cach");
    let version = door.get(&form).await.field("version");
    let fields = [("version", &*version), ("change", change), ("day", day), ("paper", "QĐ 20-QĐ/HU")];
    let done = door.post(&form, &fields).await;
    assert!(done.outcome().starts_with("303"), "{change}: {}", done.text());
}

/// The state of a member's only transfer in the list, as of a day; nothing when it is not there.
async fn listed(door: &mut Door, at: &str, day: &str) -> String {
    let html = door.get(&format!("{LIST}?ngay={day}")).await.html();
    let row = html.split(&format!("<a href=\"{at}\">")).nth(1).and_then(|rest| rest.split("</li>").next());
    let row = row.unwrap_or_default().to_owned();
    let known = ["Mới đề nghị", "Chi bộ đã xét", "Đã giới thiệu", "Đã khép lại", "Đã rút"];
    known.into_iter().find(|state| row.contains(state)).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn who_has_died_or_was_expelled_is_on_the_way_no_more_until_that_is_amended() {
    for change in ["deceased", "expelled", "removed", "left"] {
        let t = TestOffice::new().await;
        let (beside, _) = cells(&t).await;
        let person = member(&t, 0).await;
        let mut secretary = t.as_cast("cell_secretary").await;
        let mut officer = t.as_cast("organisation").await;
        let at = asked(&t, &mut secretary, &person, &uid(&t, beside).await).await;
        changed(&mut officer, &person, change, "22/11/2018").await;
        let page = officer.get(&at).await;
        let told = "Khép lại: đảng viên không còn trong Đảng";
        assert!(page.text().contains(told) && page.text().contains("QĐ 20-QĐ/HU"), "{change}: {}", page.text());
        assert!(!page.text().contains("ngày làm việc"), "{change}: no clock runs any more: {}", page.text());
        assert_eq!(step(&mut secretary, &at, "xet", "23/11/2018", &[]).await, "409", "{change}: nothing is to be done");
        for (day, state) in [("21/11/2018", "Mới đề nghị"), ("22/11/2018", "Đã khép lại"), ("", "Đã khép lại")]
        {
            assert_eq!(listed(&mut officer, &at, day).await, state, "{change} on {day}");
        }
        let wrong: i64 = t.value("SELECT max(id) FROM member_state", &[]).await;
        let amend = format!("/van-phong/dang-vien/{person}/tu-cach/{wrong}");
        let version = officer.get(&format!("/van-phong/dang-vien/{person}/tu-cach")).await.field("version");
        let never = [("version", &*version), ("instead", "never"), ("amended_by", "BB 2")];
        assert!(officer.post(&amend, &never).await.outcome().starts_with("303"), "{change}");
        assert_eq!(listed(&mut officer, &at, "").await, "Mới đề nghị", "{change}: taken back, it is open again");
        assert!(step(&mut secretary, &at, "xet", "23/11/2018", &[]).await.starts_with("303"), "{change}");
        for verb in ["transfer.overtake", "transfer.reopen"] {
            let told: i64 = t.value("SELECT count(*) FROM journal WHERE verb = $1", &[&verb]).await;
            assert_eq!(told, 1, "{change}: {verb}");
        }
    }
}

#[tokio::test]
async fn a_death_on_another_day_closes_it_on_that_day() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let person = member(&t, 0).await;
    let mut officer = t.as_cast("organisation").await;
    let at = asked(&t, &mut officer, &person, &uid(&t, beside).await).await;
    changed(&mut officer, &person, "deceased", "21/11/2018").await;
    let wrong: i64 = t.value("SELECT max(id) FROM member_state", &[]).await;
    let version = officer.get(&format!("/van-phong/dang-vien/{person}/tu-cach")).await.field("version");
    let later = [("version", &*version), ("instead", "on"), ("amended_day", "22/11/2018"), ("amended_by", "GKT 5")];
    let done = officer.post(&format!("/van-phong/dang-vien/{person}/tu-cach/{wrong}"), &later).await;
    assert!(done.outcome().starts_with("303"), "{}", done.text());
    for (day, state) in [("21/11/2018", "Mới đề nghị"), ("22/11/2018", "Đã khép lại")] {
        assert_eq!(listed(&mut officer, &at, day).await, state, "{day}");
    }
}
