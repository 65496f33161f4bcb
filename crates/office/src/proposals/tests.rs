//! What takes two persons is done by two, within the time, and nobody is their own second.

use crate::identity::right::Role;
use crate::testing::{TestOffice, agrees};
use kit::clock::SECOND;
use kit::testing::Door;

/// Asks to make the editor a manager of the district; where the proposal is.
async fn ask(t: &TestOffice, door: &mut Door) -> String {
    let editor: String = t.value("SELECT uid FROM account WHERE login = 'editor'", &[]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let fields = [("role", "manager"), ("unit", unit.as_str()), ("reason", "Thay đồng chí nghỉ hưu")];
    let asked = door.post(&format!("/van-phong/nguoi-dung/{editor}/vai-tro"), &fields).await.outcome();
    let address = asked.strip_prefix("303 ").expect("a redirect").split('?').next().unwrap_or_default().to_owned();
    assert!(address.starts_with("/van-phong/de-nghi/"), "{asked}");
    address
}

async fn managers(t: &TestOffice) -> i64 {
    let sql = "SELECT count(*) FROM role_holding h JOIN account a ON a.id = h.account_id
               WHERE h.role = 'manager' AND a.login = 'editor'";
    t.value(sql, &[]).await
}

#[tokio::test]
async fn a_second_person_with_the_right_agrees_and_nobody_else() {
    for (who, sees, agrees, done) in [
        ("visitor", "303", "303", 0),
        ("the asker", "200", "403", 0),
        ("leader", "200", "303", 1),
        ("another manager", "200", "303", 1),
        ("organisation", "404", "404", 0),
        ("inspector", "404", "404", 0),
        ("cell_secretary", "404", "404", 0),
        ("another commune's manager", "404", "404", 0),
        ("another commune's leader", "404", "404", 0),
    ] {
        let t = TestOffice::new().await;
        let mut asker = t.signed_in("nguoi de nghi", Role::OfficeManager, t.district).await;
        let proposal = ask(&t, &mut asker).await;
        assert_eq!(ask(&t, &mut asker).await, proposal, "asked twice, it is one");
        let mut door = match who {
            "visitor" => t.visitor(),
            "the asker" => asker,
            "another manager" => t.signed_in(who, Role::OfficeManager, t.district).await,
            "another commune's manager" => t.signed_in(who, Role::OfficeManager, t.elsewhere).await,
            "another commune's leader" => t.signed_in(who, Role::Leader, t.elsewhere).await,
            cast => t.as_cast(cast).await,
        };
        assert!(door.get(&proposal).await.outcome().starts_with(sees), "{who} looks");
        let desk = door.get("/van-phong").await.html();
        assert_eq!(desk.contains(&proposal), done == 1, "{who} is told on the desk");
        let agreed = crate::testing::agrees(&mut door, &proposal).await.outcome();
        assert!(agreed.starts_with(agrees), "{who} agrees: {agreed}");
        assert_eq!(managers(&t).await, done, "{who}");
        if done == 1 {
            assert_eq!(crate::testing::agrees(&mut door, &proposal).await.outcome(), "409", "only once");
            assert_eq!(managers(&t).await, 1);
            let after: String = t
                .value("SELECT after FROM journal WHERE verb = 'identity.role.give' ORDER BY id DESC LIMIT 1", &[])
                .await;
            assert!(after.contains("\"agreed\":"), "the journal names both: {after}");
        }
    }
}

#[tokio::test]
async fn a_role_that_gives_power_or_is_for_oneself_takes_two() {
    for (whose, role, takes_two) in [
        ("editor", "inspector", false),
        ("editor", "organisation", false),
        ("editor", "leader", true),
        ("editor", "manager", true),
        ("editor", "inspection_head", true),
        ("nguoi-quan-ly", "inspector", true),
        ("nguoi-quan-ly", "organisation", true),
        ("nguoi-quan-ly", "editor", true),
    ] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("nguoi quan ly", Role::OfficeManager, t.district).await;
        let account: String = t.value("SELECT uid FROM account WHERE login = $1", &[&whose]).await;
        let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
        let sql = "SELECT count(*) FROM role_holding h JOIN account a ON a.id = h.account_id
                   WHERE a.login = $1 AND h.role = $2 AND h.unit_id = $3";
        let holds = async || t.value::<i64>(sql, &[&whose, &role, &t.district]).await;
        let before = holds().await;
        let fields = [("role", role), ("unit", unit.as_str()), ("reason", "Phân công")];
        let given = manager.post(&format!("/van-phong/nguoi-dung/{account}/vai-tro"), &fields).await.outcome();
        assert_eq!(given.contains("/van-phong/de-nghi/"), takes_two, "{role} for {whose}: {given}");
        assert_eq!(holds().await - before, i64::from(!takes_two), "{role} for {whose}");
    }
}

#[tokio::test]
async fn a_proposal_is_declined_withdrawn_or_runs_out_and_then_nothing_is_done() {
    for what in ["declined", "withdrawn", "late", "asker lost the role", "asker closed"] {
        let t = TestOffice::new().await;
        let mut asker = t.signed_in("nguoi de nghi", Role::OfficeManager, t.district).await;
        let proposal = ask(&t, &mut asker).await;
        let mut leader = t.as_cast("leader").await;
        let (mut outcome, mut told) = ("409", "không còn chờ nữa");
        match what {
            "declined" => {
                assert_eq!(leader.post(&format!("{proposal}/tu-choi"), &[("note", "")]).await.outcome(), "422");
                let declined = leader.post(&format!("{proposal}/tu-choi"), &[("note", "Đã có người khác")]).await;
                assert_eq!(declined.outcome(), format!("303 {proposal}?xong=tu-choi"));
                assert!(asker.get(&proposal).await.text().contains("Đã có người khác"));
            }
            "withdrawn" => {
                assert_eq!(leader.post(&format!("{proposal}/rut"), &[]).await.outcome(), "403");
                assert_eq!(
                    asker.post(&format!("{proposal}/rut"), &[]).await.outcome(),
                    format!("303 {proposal}?xong=rut")
                );
            }
            "late" => {
                for _ in 0..8 {
                    t.office.clock.advance(9 * 3600 * SECOND);
                    leader.get("/van-phong").await;
                }
                assert!(leader.get(&proposal).await.text().contains("Quá hạn"));
            }
            lost => {
                let sql = match lost {
                    "asker closed" => "UPDATE account SET disabled_at = 1 WHERE login = 'nguoi-de-nghi'",
                    _ => {
                        "DELETE FROM role_holding WHERE account_id = (SELECT id FROM account WHERE login = 'nguoi-de-nghi')"
                    }
                };
                let mut tx = t.office.db.begin().await.unwrap();
                tx.exec(sql, &[]).await.unwrap();
                tx.commit().await.unwrap();
                (outcome, told) = ("409", "không còn quyền");
            }
        }
        let answer = agrees(&mut leader, &proposal).await;
        assert_eq!(answer.outcome(), outcome, "{what}");
        assert!(answer.text().contains(told), "{what}: {}", answer.text());
        assert_eq!(managers(&t).await, 0, "{what}");
    }
}

#[tokio::test]
async fn who_asks_is_told_whom_to_call() {
    let t = TestOffice::new().await;
    let mut asker = t.signed_in("nguoi de nghi", Role::OfficeManager, t.district).await;
    let proposal = ask(&t, &mut asker).await;
    let page = asker.get(&proposal).await.text();
    assert!(page.contains("Bí thư Huyện ủy") && page.contains("Thay đồng chí nghỉ hưu"), "{page}");
}

#[tokio::test]
async fn an_office_of_one_person_gives_the_first_power_alone_and_only_then() {
    let t = TestOffice::bare().await;
    let mut tx = t.office.db.begin().await.unwrap();
    let now = t.office.clock.now();
    let hash = crate::identity::password::hashed("một câu chỉ mình biết", &t.office.chance).await.unwrap();
    let first = crate::identity::setup::FirstRun {
        committee: "Đảng bộ xã An Phú",
        kind: crate::org::kind::COMMUNE_COMMITTEE,
        name: "Nguyễn Thị Hạnh",
        login: "hanh",
        password_hash: &hash,
    };
    crate::identity::setup::set_up(&mut tx, &first, &t.office.chance, now).await.unwrap();
    tx.commit().await.unwrap();
    let mut first = t.as_cast("hanh").await;
    let unit: String = t.value("SELECT uid FROM unit", &[]).await;
    let mut add = async |login: &str, role: &str| {
        let fields = [("name", "Trần Văn Mới"), ("login", login), ("role", role), ("unit", unit.as_str())];
        first.post("/van-phong/nguoi-dung/moi", &fields).await.outcome()
    };
    assert!(add("thu-ky", "clerk").await.starts_with("303 /van-phong/nguoi-dung/"));
    assert!(add("bi-thu", "leader").await.starts_with("303 /van-phong/nguoi-dung/"), "nobody else could agree yet");
    let given: String =
        t.value("SELECT after FROM journal WHERE verb = 'identity.role.give' ORDER BY id DESC LIMIT 1", &[]).await;
    assert!(given.contains("\"alone\":"), "{given}");
    assert!(add("quan-ly-2", "manager").await.starts_with("303 /van-phong/de-nghi/"), "from now on there are two");
    assert!(add("bien-tap", "editor").await.starts_with("303 /van-phong/nguoi-dung/"), "other roles as before");
    let leader: String = t.value("SELECT uid FROM account WHERE login = 'bi-thu'", &[]).await;
    let mut manager = t.as_cast("hanh").await;
    assert!(manager.post(&format!("/van-phong/nguoi-dung/{leader}/khoa"), &[]).await.outcome().starts_with("303"));
    let fields = [("name", "Ai Đó"), ("login", "quan-ly-3"), ("role", "manager"), ("unit", unit.as_str())];
    let asked = manager.post("/van-phong/nguoi-dung/moi", &fields).await.outcome();
    assert!(asked.starts_with("303 /van-phong/de-nghi/"), "closing the other does not make one alone again: {asked}");
}

#[tokio::test]
async fn a_proposal_whose_unit_ends_waits_for_nobody_and_says_so() {
    let t = TestOffice::new().await;
    let uid = async |unit: i64| t.value::<String>("SELECT uid FROM unit WHERE id = $1", &[&unit]).await;
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let commune: i64 = t.value(above, &[&t.silent_cell]).await;
    let beside = "SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2";
    let beside: i64 = t.value(beside, &[&commune, &t.silent_cell]).await;
    let mut asker = t.as_cast("organisation").await;
    let mut end = async |unit: i64, into: i64, day: &str| {
        let (wizard, into) = (format!("/van-phong/to-chuc/{}/thay-doi", uid(unit).await), uid(into).await);
        let fields = [("kind", "dissolve"), ("day", day), ("paper", "QĐ 2"), ("into", into.as_str())];
        t.changed(&mut asker, &wizard, &fields).await
    };
    let asked = end(t.silent_cell, beside, "30/11/2018").await;
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("a proposal").to_owned();
    let mut leader = t.as_cast("leader").await;
    let mut heir = t.signed_in("heir", Role::Leader, t.elsewhere).await;
    assert!(leader.get("/van-phong").await.html().contains(&proposal));
    assert_eq!(heir.get(&proposal).await.outcome(), "404");
    let event = t.agreed(&end(commune, t.elsewhere, "23/11/2018").await).await;

    let gone = "không còn nên không ai đồng ý được nữa";
    let mut asker = t.as_cast("organisation").await;
    for (who, door) in [("the asker", &mut asker), ("the leader", &mut leader), ("the heir", &mut heir)] {
        let page = door.get(&proposal).await;
        assert!(page.text().contains(gone) && !page.text().contains("Chờ đồng ý"), "{who}: {}", page.text());
        let buttons = ["/dong-y\"", "/tu-choi\""].iter().any(|end| page.html().contains(&format!("{proposal}{end}")));
        assert!(!buttons, "{who}: {}", page.html());
        let list = door.get("/van-phong/de-nghi").await.text();
        assert!(list.contains("Không còn nơi quyết định"), "{who}: {list}");
        assert!(!door.get("/van-phong").await.html().contains(&proposal), "{who}: nothing waits");
        for what in ["dong-y", "tu-choi"] {
            let late = door.post(&format!("{proposal}/{what}"), &[("note", "Không")]).await;
            assert!(late.outcome() == "409" && late.text().contains(gone), "{who}: {what}: {}", late.text());
        }
    }
    let asked = asker.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert!(leader.get("/van-phong").await.html().contains(&proposal), "taken back, it waits again");
}
