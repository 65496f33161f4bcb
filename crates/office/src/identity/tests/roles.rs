//! Roles are given for days, at units where they make sense, by whoever says where.

use crate::identity::right::Role;
use crate::testing::{TestOffice, agrees};
use kit::clock::DAY;

async fn unit(t: &TestOffice, sql: &str) -> String {
    t.value(&format!("SELECT uid FROM unit WHERE {sql}"), &[]).await
}

/// The address of the editor's account.
async fn editor(t: &TestOffice) -> String {
    let uid: String = t.value("SELECT uid FROM account WHERE login = 'editor'", &[]).await;
    format!("/van-phong/nguoi-dung/{uid}")
}

#[tokio::test]
async fn a_role_is_given_at_units_of_its_kinds_and_nobodys_is_at_the_highest_by_accident() {
    for (role, place, told) in [
        ("cell_secretary", "cell", ""),
        ("cell_secretary", "district", "Vai trò Bí thư chi bộ giữ tại: Chi bộ"),
        ("organisation", "cell", "Vai trò Chuyên viên tổ chức giữ tại"),
        ("study", "district", ""),
        // The Front stands beside the Party's tree, and whoever keeps the accounts of its committee says who acts for it.
        ("front", "front", ""),
        ("front", "district", "Vai trò Cán bộ Mặt trận giữ tại"),
        ("study", "", "Chọn đơn vị mà người này giữ vai trò"),
        ("boss", "district", "Chọn một vai trò"),
    ] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let at = match place {
            "" => String::new(),
            "cell" => unit(&t, &format!("id = {}", t.silent_cell)).await,
            "front" => {
                unit(&t, &format!("kind = 'front' AND area_id = (SELECT area_id FROM unit WHERE id = {})", t.district))
                    .await
            }
            _ => unit(&t, &format!("id = {}", t.district)).await,
        };
        let here = editor(&t).await;
        let new = "/van-phong/nguoi-dung/moi";
        for form in [here.as_str(), new] {
            let page = manager.get(form).await.html();
            let select = page.split("<select id=\"unit\"").nth(1).and_then(|rest| rest.split("</select>").next());
            let select = select.expect("the units");
            assert!(select.contains("value=\"\"") && !select.contains(" selected>Đảng bộ"), "{form}: {select}");
        }
        let fields = [("role", role), ("unit", &*at), ("name", "Lê Thị Thu"), ("login", "thu.lt")];
        for address in [format!("{here}/vai-tro"), new.to_owned()] {
            let answer = manager.post(&address, &fields).await;
            assert_eq!(answer.outcome().starts_with("303"), told.is_empty(), "{role} {place}: {}", answer.text());
            assert!(answer.text().contains(told), "{role} {place} at {address}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_role_is_held_on_the_days_for_which_it_is_given() {
    for (from, until, told) in [
        ("", "", ""),
        ("", "25/11/2018", ""),
        ("25/11/2018", "", ""),
        ("25/11/2018", "25/11/2018", ""),
        ("22/11/2018", "", "không giao lùi"),
        ("25/11/2018", "24/11/2018", "trước ngày đầu"),
        ("mai", "", "Ghi ngày theo dạng"),
    ] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let (here, at) = (editor(&t).await, unit(&t, &format!("id = {}", t.district)).await);
        let fields = [("role", "study"), ("unit", &*at), ("from", from), ("until", until)];
        let answer = manager.post(&format!("{here}/vai-tro"), &fields).await;
        assert_eq!(answer.outcome().starts_with("303"), told.is_empty(), "{from} {until}: {}", answer.text());
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
        if !told.is_empty() {
            continue;
        }
        let listed = manager.get(&here).await.text();
        assert_eq!(listed.contains("Vai trò sẽ bắt đầu"), !from.is_empty(), "{from} {until}: {listed}");
        // The 23rd is today; looked at on the 23rd, 25th and 26th.
        let begins = if from.is_empty() { 0 } else { 2 };
        let ends = if until.is_empty() { 99 } else { 2 };
        for day in [0, 2, 3] {
            while t.office.clock.today() < crate::cast::DEMO_DAY.plus_days(day) {
                t.office.clock.advance(DAY);
            }
            let sees = t.as_cast("editor").await.get("/van-phong/hoc-tap").await.outcome() == "200";
            assert_eq!(sees, begins <= day && day <= ends, "{from} {until}: {day} days later");
        }
    }
}

#[tokio::test]
async fn a_role_to_come_and_one_with_an_end_can_be_ended_before() {
    for (from, until) in [("25/11/2018", ""), ("", "30/11/2018"), ("25/11/2018", "30/11/2018")] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let (here, at) = (editor(&t).await, unit(&t, &format!("id = {}", t.district)).await);
        let fields = [("role", "study"), ("unit", &*at), ("from", from), ("until", until)];
        assert!(manager.post(&format!("{here}/vai-tro"), &fields).await.outcome().starts_with("303"));
        let row: String = t.value("SELECT CAST(max(id) AS TEXT) FROM role_holding WHERE role = 'study'", &[]).await;
        assert!(manager.get(&here).await.html().contains(&format!("{here}/vai-tro/{row}")), "{from} {until}");
        assert!(manager.post(&format!("{here}/vai-tro/{row}"), &[]).await.outcome().starts_with("303"));
        t.office.clock.advance(3 * DAY);
        assert_eq!(t.as_cast("editor").await.get("/van-phong/hoc-tap").await.outcome(), "403", "{from} {until}");
    }
}

#[tokio::test]
async fn two_persons_agree_on_the_days_of_a_role_that_gives_power() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    let (here, at) = (editor(&t).await, unit(&t, &format!("id = {}", t.district)).await);
    let fields =
        [("role", "manager"), ("unit", &*at), ("from", "25/11/2018"), ("until", "30/11/2018"), ("reason", "Trực thay")];
    let asked = manager.post(&format!("{here}/vai-tro"), &fields).await.outcome();
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&asked).to_owned();
    let mut leader = t.as_cast("leader").await;
    let told = leader.get(&proposal).await.text();
    assert!(told.contains("25-11-2018") && told.contains("30-11-2018"), "{told}");
    assert!(agrees(&mut leader, &proposal).await.outcome().starts_with("303"));
    let held = "SELECT from_day || ' ' || to_day FROM role_holding h JOIN account a ON a.id = h.account_id
                WHERE a.login = 'editor' AND h.role = 'manager'";
    assert_eq!(t.value::<String>(held, &[]).await, "2018-11-25 2018-12-01");
}
