//! Reminders through the door: who sends them, what they raise on whose desk, and that once a day is enough.

use super::*;

#[tokio::test]
async fn who_gave_a_task_reminds_of_it_and_nobody_else() {
    for (who, role, at, may) in [
        ("the commune's clerk", Role::CommuneClerk, "home", "303"),
        ("the cell's secretary", Role::CellSecretary, "cell", "403"),
        ("the district's organisation officer", Role::OrganisationOfficer, "district", "403"),
        ("the district's leader", Role::Leader, "district", "303"),
        ("an editor", Role::Editor, "district", "403"),
        ("another commune's clerk", Role::CommuneClerk, "elsewhere", "404"),
    ] {
        for several in [false, true] {
            let t = TestOffice::new().await;
            let unit = match at {
                "cell" => t.silent_cell,
                "home" => home(&t).await,
                "elsewhere" => t.elsewhere,
                _ => t.district,
            };
            let task = given(&t, "").await;
            let mut door = t.signed_in(who, role, unit).await;
            let chosen = format!("nhac-{}", task.rsplit('/').next().unwrap());
            let got = match several {
                false => door.post(&format!("{task}/nhac"), &[]).await,
                true => door.post(&format!("{LIST}/cham"), &[(&chosen, "1")]).await,
            };
            assert_eq!(got.outcome()[..3], *may, "{who}, several: {several}");
            let sent: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'tasks.task.remind'", &[]).await;
            assert_eq!(sent, i64::from(may == "303"), "{who}, several: {several}");
        }
    }
    let t = TestOffice::new().await;
    let task = given(&t, "").await;
    for path in [format!("{task}/nhac"), format!("{LIST}/cham")] {
        assert!(t.visitor().post(&path, &[]).await.outcome().starts_with("303 /van-phong/dang-nhap"), "{path}");
    }
}

#[tokio::test]
async fn a_reminder_stands_on_the_desk_of_who_leads_and_is_sent_once_a_day() {
    let t = TestOffice::new().await;
    let (task, later) = (given(&t, "26/11/2018").await, given(&t, "14/12/2018").await);
    t.office.clock.advance(4 * DAY);
    let late = format!("{LIST}/cham");
    let mut clerk = t.signed_in("clerk on tuesday", Role::CommuneClerk, home(&t).await).await;
    let mut cell = t.as_cast("cell_secretary").await;
    let version = cell.get(&task).await.field("version");
    let chosen = format!("nhac-{}", task.rsplit('/').next().unwrap());
    let page = clerk.get(&late).await;
    assert!(page.html().contains(&chosen) && page.text().contains("Nhắc các việc đã chọn"), "{}", page.text());
    assert!(!cell.get(&late).await.html().contains("name=\"nhac-"), "who leads is told, and tells nobody");
    let nothing = clerk.post(&late, &[("reminder", "Xin báo cáo")]).await;
    assert!(nothing.outcome() == "422" && nothing.text().contains("Chọn ít nhất một việc"), "{}", nothing.text());
    let long = "dài ".repeat(200);
    let refused = clerk.post(&late, &[(&*chosen, "1"), ("reminder", &long)]).await;
    assert!(refused.outcome() == "422" && refused.text().contains("Dài quá 500 chữ cái"), "{}", refused.text());
    assert!(refused.html().contains(&format!("name=\"{chosen}\" value=\"1\" checked")), "what was chosen stays so");
    let words = [(&*chosen, "1"), ("reminder", "Xin báo cáo trước thứ sáu"), ("request", "remind-once")];
    for _double_click in 0..2 {
        assert_eq!(clerk.post(&late, &words).await.outcome(), format!("303 {late}?xong=viec-nhac-nhieu"));
    }
    let told = "Nhắc 1 lần, lần cuối ngày 27-11-2018, clerk-on-tuesday. “Xin báo cáo trước thứ sáu”";
    for (who, page) in [
        ("the desk of who leads", cell.get("/van-phong").await),
        ("the page of who is late", clerk.get(&late).await),
        ("the task", cell.get(&task).await),
    ] {
        assert!(page.text().contains(told), "{who}: {}", page.text());
    }
    let desk = cell.get("/van-phong").await.html();
    assert!(desk.find(&task) < desk.find(&later), "what is reminded of stands first");
    // Not again on this day, whichever way.
    for (path, fields, why) in [
        (format!("{task}/nhac"), vec![], "clerk-on-tuesday đã nhắc việc này hôm nay"),
        (late.clone(), vec![(&*chosen, "1")], "đều đã được nhắc hôm nay"),
        (late.clone(), vec![("do", "all")], "Chọn ít nhất một việc"),
    ] {
        let again = clerk.post(&path, &fields).await;
        assert!(again.outcome() == "422" && again.text().contains(why), "{path}: {}", again.text());
    }
    assert!(!clerk.get(&late).await.html().contains(&chosen), "nothing is offered that would be refused");
    // Whoever was writing meanwhile loses nothing by it.
    let taken = [("step", "accept"), ("version", &*version)];
    assert!(cell.post(&format!("{task}/buoc"), &taken).await.outcome().starts_with("303"));
    t.office.clock.advance(DAY);
    let mut clerk = t.signed_in("clerk on wednesday", Role::CommuneClerk, home(&t).await).await;
    assert_eq!(
        clerk.post(&late, &[("do", "all")]).await.outcome(),
        format!("303 {late}?xong=viec-nhac-nhieu"),
        "the next day it is sent again, of all that are late"
    );
    // One that is not late yet is reminded of from its own page.
    assert_eq!(clerk.post(&format!("{later}/nhac"), &[]).await.outcome(), format!("303 {later}?xong=viec-nhac"));
    let mut cell = t.as_cast("cell_secretary").await;
    let desk = cell.get("/van-phong").await.text();
    assert!(desk.contains("Nhắc 2 lần, lần cuối ngày 28-11-2018, clerk-on-wednesday.") && desk.contains("Được nhắc"));
    assert!(step(&mut cell, &task, "submit", "Đã họp 38/40 đảng viên").await.starts_with("303"));
    t.office.clock.advance(DAY);
    let mut clerk = t.signed_in("clerk on thursday", Role::CommuneClerk, home(&t).await).await;
    let reported = clerk.post(&format!("{task}/nhac"), &[]).await;
    assert!(reported.outcome() == "422" && reported.text().contains("không còn gì để nhắc"), "{}", reported.text());
    let sent: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'tasks.task.remind'", &[]).await;
    assert_eq!(sent, 3);
}
