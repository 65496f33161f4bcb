//! Whoever was let into a case for the work of closed rooms leaves it with that work, and the case goes on with others.

use super::tests::{CASES, begin, someone};
use crate::identity::right::Role;
use crate::testing::{TestOffice, agrees};
use kit::testing::Door;

async fn account(t: &TestOffice, login: &str) -> String {
    t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await
}

/// The manager ends the role that somebody holds; their post stays.
async fn end_role(t: &TestOffice, login: &str) {
    let holding = "SELECT h.id FROM role_holding h JOIN account a ON a.id = h.account_id
                   WHERE a.login = $1 AND h.to_day IS NULL";
    let holding: i64 = t.value(holding, &[&login]).await;
    let address = format!("/van-phong/nguoi-dung/{}", account(t, login).await);
    let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let ended = manager.post(&format!("{address}/vai-tro/{holding}"), &[]).await.outcome();
    assert_eq!(ended, format!("303 {address}?xong=luu"));
}

/// Asks to open a case to somebody, and the leader agrees.
async fn opened(t: &TestOffice, door: &mut Door, case: &str, login: &str) {
    let who = account(t, login).await;
    let asked = door.post(&format!("{case}/mo-cho"), &[("who", who.as_str()), ("reason", "Bàn giao hồ sơ")]).await;
    let outcome = asked.outcome();
    let proposal = outcome.strip_prefix("303 ").and_then(|to| to.split('?').next());
    let proposal = proposal.unwrap_or_else(|| panic!("{login}: {outcome} {}", asked.text()));
    let agreed = agrees(&mut t.as_cast("leader").await, proposal).await;
    assert!(agreed.outcome().starts_with("303"), "{login}: {}", agreed.text());
}

#[tokio::test]
async fn a_case_closes_with_the_work_and_whoever_carries_on_takes_it_over_with_a_second_person() {
    for known_to in ["heads", "members"] {
        let t = TestOffice::new().await;
        let mut inspector = t.as_cast("inspector").await;
        let (case, name) = begin(&t, &mut inspector, known_to).await;
        let mut other = t.signed_in("ke nhiem", Role::Inspector, t.district).await;
        assert_eq!(other.get(&case).await.outcome(), "404", "{known_to}: somebody keeps it");
        assert!(inspector.get("/van-phong/tai-khoan").await.text().contains("hồ sơ kín mở cho anh chị"));

        end_role(&t, "inspector").await;
        let own = inspector.get("/van-phong/tai-khoan").await.text();
        assert!(own.contains("Nhận việc") && !own.contains("hồ sơ kín mở cho anh chị"), "{known_to}: {own}");
        assert_eq!(inspector.get(CASES).await.outcome(), "403", "{known_to}: the page says what the door says");
        assert_eq!(inspector.post(&format!("{case}/xem"), &[]).await.outcome(), "404", "{known_to}");

        for (who, sees) in [("another commune's inspector", "404"), ("manager", "404"), ("leader", "404")] {
            assert_eq!(someone(&t, who).await.get(&case).await.outcome(), sees, "{known_to} {who}");
        }
        assert!(other.get("/van-phong").await.text().contains("không còn ai giữ: bàn giao"), "{known_to}: on the desk");
        let list = other.get(&format!("{CASES}?ten=zqn")).await;
        assert!(list.html().contains(&case) && list.text().contains("Không còn ai giữ"), "{known_to}: {}", list.text());
        let page = other.get(&case).await;
        assert!(page.outcome() == "200" && !page.html().contains(&name), "{known_to}: whom it concerns is not said");
        assert_eq!(other.post(&format!("{case}/xem"), &[]).await.outcome(), "403", "{known_to}: knowing opens nothing");
        opened(&t, &mut other, &case, "ke-nhiem").await;
        assert!(other.post(&format!("{case}/xem"), &[]).await.html().contains(&name), "{known_to}");
        let list = other.get(&format!("{CASES}?ten=zqn")).await.text();
        assert!(!list.contains("Không còn ai giữ"), "{known_to}: {list}");
    }
}

#[tokio::test]
async fn what_was_opened_to_be_read_stays_open_while_its_reader_has_any_work_here() {
    let t = TestOffice::new().await;
    let mut inspector = t.as_cast("inspector").await;
    let (case, _) = begin(&t, &mut inspector, "heads").await;
    opened(&t, &mut inspector, &case, "publisher").await;
    let mut reader = t.as_cast("publisher").await;
    let read = format!("{case}/xem");
    assert_eq!(reader.post(&read, &[]).await.outcome(), "200");
    end_role(&t, "publisher").await;
    assert_eq!(reader.post(&read, &[]).await.outcome(), "200", "a post of a board is work here");
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE post_holding SET to_day = '2018-11-23' WHERE to_day IS NULL
               AND person_id = (SELECT person_id FROM account WHERE login = 'publisher')";
    assert!(tx.exec(sql, &[]).await.unwrap() > 0, "they hold one");
    tx.commit().await.unwrap();
    assert_eq!(reader.post(&read, &[]).await.outcome(), "404");
    assert!(
        reader.get("/van-phong/tai-khoan").await.text().contains("Chưa có quyền nào hôm nay"),
        "nor does their page say so"
    );
    let offered = inspector.get(&case).await.html();
    assert!(!offered.contains(&account(&t, "publisher").await), "nobody is offered to whom it would stay closed");
}
