//! More time, through the door: who asks, who answers, and what both find on their desks.

use super::*;

async fn asks(door: &mut Door, task: &str, until: &str, plea: &str) -> String {
    let version = door.get(task).await.field("version");
    let fields = [("until", until), ("plea", plea), ("version", &*version)];
    door.post(&format!("{task}/xin-gia-han"), &fields).await.outcome()
}

#[tokio::test]
async fn who_leads_asks_and_who_gave_it_answers() {
    for (who, role, at, may_ask, refuses) in [
        ("the cell's secretary", Role::CellSecretary, "cell", "303", "403"),
        ("the commune's clerk", Role::CommuneClerk, "home", "303", "303"),
        ("the district's leader", Role::Leader, "district", "403", "303"),
        ("the district's organisation officer", Role::OrganisationOfficer, "district", "403", "403"),
        ("an editor", Role::Editor, "district", "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, "elsewhere", "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let unit = match at {
            "cell" => t.silent_cell,
            "home" => home(&t).await,
            "elsewhere" => t.elsewhere,
            _ => t.district,
        };
        let task = given(&t, "").await;
        let mut door = t.signed_in(who, role, unit).await;
        let plea = [("until", "14/12/2018"), ("plea", "Chờ hướng dẫn"), ("version", "1")];
        assert_eq!(door.post(&format!("{task}/xin-gia-han"), &plea).await.outcome()[..3], *may_ask, "{who} asks");
        if may_ask != "303" {
            let mut cell = t.as_cast("cell_secretary").await;
            assert!(asks(&mut cell, &task, "14/12/2018", "Chờ hướng dẫn").await.starts_with("303"));
        }
        let refusal = [("refusal", "Đã có hướng dẫn"), ("version", "2")];
        assert_eq!(
            door.post(&format!("{task}/khong-gia-han"), &refusal).await.outcome()[..3],
            *refuses,
            "{who} refuses"
        );
        let refused: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'tasks.task.refuse'", &[]).await;
        assert_eq!(refused, i64::from(refuses == "303"), "{who}");
    }
    let t = TestOffice::new().await;
    let task = given(&t, "").await;
    for path in [format!("{task}/xin-gia-han"), format!("{task}/khong-gia-han")] {
        assert!(t.visitor().post(&path, &[]).await.outcome().starts_with("303 /van-phong/dang-nhap"), "{path}");
    }
}

#[tokio::test]
async fn a_question_waits_on_the_desk_of_who_gave_the_task_until_it_is_answered() {
    let t = TestOffice::new().await;
    let task = given(&t, "").await;
    let mut cell = t.as_cast("cell_secretary").await;
    let mut clerk = t.signed_in("clerk on monday", Role::CommuneClerk, home(&t).await).await;
    for (until, plea, told) in [
        ("", "Chờ hướng dẫn", "Ghi ngày theo dạng"),
        ("14/12/2018", "", "Ghi lý do"),
        ("07/12/2018", "Chờ hướng dẫn", "Ngày xin phải sau hạn đang có, 07-12-2018"),
        ("15/12/2018", "Chờ hướng dẫn", "Hạn rơi vào ngày nghỉ. Ngày làm việc tiếp theo là 17-12-2018"),
    ] {
        let fields = [("until", until), ("plea", plea), ("version", "1")];
        let page = cell.post(&format!("{task}/xin-gia-han"), &fields).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{told}: {}", page.text());
        assert_eq!(
            (page.field("until"), page.field("plea")),
            (until.to_owned(), plea.to_owned()),
            "what was typed stays"
        );
    }
    assert!(!clerk.get("/van-phong").await.html().contains(&task));
    assert!(asks(&mut cell, &task, "14/12/2018", "Bí thư đi học").await.starts_with("303"));
    let desk = clerk.get("/van-phong").await.text();
    assert!(
        desk.contains("Trả lời xin gia hạn: Tổ chức học tập cho đảng viên") && desk.contains("“Bí thư đi học”"),
        "{desk}"
    );
    // Refused, whoever leads reads why, and may ask again.
    let refusal = [("refusal", "Huyện cần báo cáo ngày 10"), ("version", "2")];
    for _double_click in 0..2 {
        let done =
            clerk.post(&format!("{task}/khong-gia-han"), &[&refusal[..], &[("request", "một lần")]].concat()).await;
        assert_eq!(done.outcome(), format!("303 {task}?xong=viec-khong-gia-han"));
    }
    assert!(!clerk.get("/van-phong").await.html().contains(&task), "it is answered");
    let desk = cell.get("/van-phong").await.text();
    assert!(desk.contains("Không đồng ý gia hạn: “Huyện cần báo cáo ngày 10”"), "{desk}");
    assert!(asks(&mut cell, &task, "10/12/2018", "Bí thư về ngày 9").await.starts_with("303"));
    // What is agreed to is the day that was asked for, with its reason.
    let page = clerk.get(&task).await;
    let agreed = [("due", page.field("due")), ("why", page.field("why")), ("version", page.field("version"))];
    assert_eq!((&*agreed[0].1, &*agreed[1].1), ("10-12-2018", "Bí thư về ngày 9"));
    let agreed = agreed.each_ref().map(|(name, value)| (*name, &**value));
    assert!(clerk.post(&format!("{task}/gia-han"), &agreed).await.outcome().starts_with("303"));
    let late = [("refusal", "Thôi"), ("version", "5")];
    let page = clerk.post(&format!("{task}/khong-gia-han"), &late).await;
    assert!(page.outcome() == "422" && page.text().contains("Tải lại trang"), "nothing waits: {}", page.text());
    let page = cell.get(&task).await.text();
    for told in ["Xin đến 14-12-2018. Bí thư đi học", "Hạn từ 07-12-2018 sang 10-12-2018. Bí thư về ngày 9"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    // A report says more than a question that still waits.
    assert!(asks(&mut cell, &task, "14/12/2018", "Còn thiếu").await.starts_with("303"));
    assert!(step(&mut cell, &task, "submit", "Đã họp").await.starts_with("303"));
    let desk = clerk.get("/van-phong").await.text();
    assert!(desk.contains("Xem báo cáo: Tổ chức học tập") && !desk.contains("Trả lời xin gia hạn"), "{desk}");
    let asked =
        cell.post(&format!("{task}/xin-gia-han"), &[("until", "28/12/2018"), ("plea", "a"), ("version", "7")]).await;
    assert_eq!(asked.outcome(), "422", "what is reported waits for the other side");
}
