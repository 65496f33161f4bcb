//! A closed room opens by case: reach does not open it, a second person agrees before it opens to somebody, and neither a
//! count, a search nor the journal tells of it to others.

use crate::identity::right::Role;
use crate::testing::{TestOffice, agrees};
use kit::testing::Door;

pub(super) const CASES: &str = "/van-phong/ho-so-kin";

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// A case of discipline against a member of the silent cell, begun by somebody; its address and the member's name.
pub(super) async fn begin(t: &TestOffice, door: &mut Door, known_to: &str) -> (String, String) {
    let unit = uid(t, t.silent_cell).await;
    let sql = "SELECT p.uid, p.full_name FROM person p JOIN membership m ON m.person_id = p.id
               WHERE m.unit_id = $1 AND m.kind = 'main' ORDER BY p.id DESC LIMIT 1";
    let (person, _): (String, String) =
        t.office.db.read().await.unwrap().opt(sql, &[&t.silent_cell]).await.unwrap().expect("a member");
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE person SET full_name = 'Zqx Hồ Sơ Kín' WHERE uid = $1", &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    let fields = [
        ("unit", unit.as_str()),
        ("person", &person),
        ("kind", "discipline"),
        ("number", "Zqn/2018"),
        ("known_to", known_to),
    ];
    let begun = door.post(&format!("{CASES}/moi"), &fields).await.outcome();
    let case = begun.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("a case").to_owned();
    (case, "Zqx Hồ Sơ Kín".to_owned())
}

pub(super) async fn someone(t: &TestOffice, who: &str) -> Door {
    match who {
        "another inspector" => t.signed_in(who, Role::Inspector, t.district).await,
        "the head" => {
            let board = "SELECT u.id FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE u.kind = 'board' AND n.name LIKE 'Ủy ban Kiểm tra%'";
            let board: i64 = t.value(board, &[]).await;
            t.by_post(who, "head", board).await
        }
        "manager" => t.signed_in(who, Role::OfficeManager, t.district).await,
        "another commune's inspector" => t.signed_in(who, Role::Inspector, t.elsewhere).await,
        cast => t.as_cast(cast).await,
    }
}

#[tokio::test]
async fn a_case_opens_to_its_members_and_is_known_to_the_heads_alone() {
    for (who, list, sees, opens, known) in [
        ("inspector", "200", "200", "200", "heads"),
        ("another inspector", "200", "404", "404", "heads"),
        ("the head", "200", "200", "403", "heads"),
        ("the head", "200", "404", "404", "members"),
        ("leader", "403", "404", "404", "heads"),
        ("organisation", "403", "404", "404", "heads"),
        ("cell_secretary", "403", "404", "404", "heads"),
        ("manager", "403", "404", "404", "heads"),
        ("another commune's inspector", "200", "404", "404", "heads"),
    ] {
        let t = TestOffice::new().await;
        let mut inspector = t.as_cast("inspector").await;
        let (case, name) = begin(&t, &mut inspector, known).await;
        let mut door = someone(&t, who).await;
        let page = door.get(CASES).await;
        assert_eq!(page.outcome(), list, "{who} asks for the list");
        assert_eq!(page.html().contains(&case), sees == "200", "{who} finds it in the list");
        let page = door.get(&case).await;
        assert_eq!(page.outcome(), sees, "{who} looks");
        assert!(!page.html().contains(&name), "{who}: whom it concerns is not said before it is opened");
        let opened = door.post(&format!("{case}/xem"), &[]).await;
        assert_eq!(opened.outcome(), opens, "{who} opens it");
        assert_eq!(opened.html().contains(&name), opens == "200", "{who} reads it");
        let read: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'inspection.case.read'", &[]).await;
        assert_eq!(read, i64::from(opens == "200"), "{who}: an opening is noted");
        if who == "the head" {
            assert_eq!(
                door.post(&format!("{case}/quyet-dinh"), &[]).await.outcome(),
                opens,
                "knowing is not being in it"
            );
        }
    }
}

#[tokio::test]
async fn decisions_are_listed_to_those_in_their_cases_and_counted_for_all_who_see_counts() {
    let t = TestOffice::new().await;
    let mut inspector = t.as_cast("inspector").await;
    let (case, name) = begin(&t, &mut inspector, "heads").await;
    for (form, signed, outcome, told) in [
        ("reprimand", "31/02/2018", "422", "Ghi ngày theo dạng"),
        ("reprimand", "24/11/2018", "422", "Ngày này chưa tới"),
        ("reprimand", "20/11/2030", "422", "Ngày này chưa tới"),
        ("reprimand", "20/11/1990", "422", "không có quy định về kỷ luật của ngày ấy"),
        ("praise", "20/11/2018", "422", "Chọn hình thức kỷ luật"),
        ("warning", "20/11/2018", "303", ""),
    ] {
        let made = inspector.post(&format!("{case}/quyet-dinh"), &[("form", form), ("signed_on", signed)]).await;
        assert!(made.outcome().starts_with(outcome), "{form} {signed}: {}", made.outcome());
        assert!(made.text().contains(told), "{form} {signed}: {}", made.text());
        let about_form = made.text().contains("Chọn hình thức kỷ luật");
        assert_eq!(about_form, form == "praise", "{form} {signed}: only what is wrong is told");
    }
    let own = inspector.post("/van-phong/ky-luat/2018", &[]).await.html();
    assert!(own.contains(&name) && own.matches("<tr>").count() > 20, "the cast's inspector is in every case");
    let mut another = someone(&t, "another inspector").await;
    let list = another.post("/van-phong/ky-luat/2018", &[]).await;
    assert!(list.outcome() == "200" && !list.html().contains(&name) && list.text().contains("Năm này không có"));
    let count = |html: String| {
        html.split("<th scope=\"row\">2018</th>").nth(1).unwrap().split("</td>").next().unwrap().to_owned()
    };
    let (mine, theirs) =
        (inspector.get("/van-phong/ky-luat").await.html(), another.get("/van-phong/ky-luat").await.html());
    assert_eq!(count(mine), count(theirs), "the count is the same for both");
    // Among a cell's few members a count would point at somebody.
    let mut of_cell = t.signed_in("chi bo", Role::Inspector, t.silent_cell).await;
    let page = of_cell.get("/van-phong/ky-luat").await.text();
    assert!(page.contains("chưa nêu") && !page.contains("%"), "{page}");
}

#[tokio::test]
async fn it_is_opened_to_somebody_by_two_and_closed_again() {
    let t = TestOffice::new().await;
    let mut inspector = t.as_cast("inspector").await;
    let (case, name) = begin(&t, &mut inspector, "heads").await;
    let who: String = t.value("SELECT uid FROM account WHERE login = 'organisation'", &[]).await;
    let fields = [("who", who.as_str()), ("reason", "Thẩm tra lý lịch")];
    let mut another = someone(&t, "another inspector").await;
    assert_eq!(another.post(&format!("{case}/mo-cho"), &fields).await.outcome(), "404", "not to those outside it");
    assert_eq!(inspector.post(&format!("{case}/mo-cho"), &[("who", "x"), ("reason", "")]).await.outcome(), "422");
    let asked = inspector.post(&format!("{case}/mo-cho"), &fields).await.outcome();
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("a proposal").to_owned();
    let mut officer = t.as_cast("organisation").await;
    assert_eq!(officer.get(&case).await.outcome(), "404", "asking opens nothing");
    assert_eq!(another.get(&proposal).await.outcome(), "404", "another inspector is no head");
    let mut leader = t.as_cast("leader").await;
    let told = leader.get(&proposal).await;
    assert!(told.outcome() == "200" && !told.html().contains(&name), "whom it concerns is not said to the second");
    assert!(agrees(&mut leader, &proposal).await.outcome().starts_with("303"));
    assert_eq!(leader.get(&case).await.outcome(), "404", "agreeing does not open it to oneself");
    assert!(officer.get("/van-phong").await.html().contains(&case), "it stands on the desk of whom it was opened to");
    assert!(officer.post(&format!("{case}/xem"), &[]).await.html().contains(&name));
    let decide = [("form", "warning"), ("signed_on", "20/11/2018")];
    assert_eq!(officer.post(&format!("{case}/quyet-dinh"), &decide).await.outcome(), "403", "reading is not keeping");
    let mut head = someone(&t, "the head").await;
    let out = format!("{case}/thanh-vien/{who}");
    assert_eq!(inspector.post(&out, &[]).await.outcome(), "403");
    assert!(head.post(&out, &[]).await.outcome().starts_with("303"));
    assert_eq!(officer.get(&case).await.outcome(), "404");
}

#[tokio::test]
async fn whoever_leaves_a_case_leaves_somebody_in_it_who_may_keep_it() {
    for (successor, gone, leaves) in [
        ("nobody", false, false),
        // Who was only let in to read could open it to nobody.
        ("organisation", false, false),
        ("another inspector", true, false),
        ("another inspector", false, true),
    ] {
        for known_to in ["heads", "members"] {
            let t = TestOffice::new().await;
            let mut inspector = t.as_cast("inspector").await;
            let (case, _) = begin(&t, &mut inspector, known_to).await;
            if successor != "nobody" {
                let mut their = someone(&t, successor).await;
                let login = successor.replace(' ', "-");
                let who: String = t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await;
                let fields = [("who", who.as_str()), ("reason", "Bàn giao hồ sơ")];
                let asked = inspector.post(&format!("{case}/mo-cho"), &fields).await.outcome();
                let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&asked).to_owned();
                let agreed = agrees(&mut t.as_cast("leader").await, &proposal).await;
                assert!(agreed.outcome().starts_with("303"), "{successor} {proposal}: {}", agreed.text());
                assert_eq!(their.get(&case).await.outcome(), "200");
                if gone {
                    let mut tx = t.office.db.begin().await.unwrap();
                    tx.exec("UPDATE account SET disabled_at = 1 WHERE login = $1", &[&login]).await.unwrap();
                    tx.commit().await.unwrap();
                }
            }
            let left = inspector.post(&format!("{case}/xin-thoi"), &[]).await;
            let told = format!("{successor} {gone} {known_to}: {}", left.text());
            assert_eq!(left.outcome().starts_with("303"), leaves, "{told}");
            assert_eq!(left.text().contains("Mở hồ sơ cho một người làm công tác kiểm tra"), !leaves, "{told}");
            let after = inspector.post(&format!("{case}/xem"), &[]).await.outcome();
            assert_eq!(after, if leaves { "404" } else { "200" }, "{told}");
        }
    }
}

#[tokio::test]
async fn it_never_opens_to_whom_it_concerns_and_nobody_opens_it_to_themselves() {
    let t = TestOffice::new().await;
    let mut inspector = t.as_cast("inspector").await;
    let (case, _) = begin(&t, &mut inspector, "heads").await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE account SET person_id = (SELECT person_id FROM closed_case ORDER BY id DESC LIMIT 1) WHERE login = 'organisation'";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let ask = async |inspector: &mut Door, login: &str| {
        let who: String = t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await;
        assert_eq!(inspector.get(&case).await.html().contains(&who), login != "organisation", "{login} is offered");
        inspector.post(&format!("{case}/mo-cho"), &[("who", who.as_str()), ("reason", "Thẩm tra lý lịch")]).await
    };
    let refused = ask(&mut inspector, "organisation").await;
    assert!(refused.outcome() == "422" && refused.text().contains("người liên quan trong hồ sơ"));
    let asked = ask(&mut inspector, "leader").await.outcome();
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("a proposal").to_owned();
    let mut leader = t.as_cast("leader").await;
    let name: String = t.value("SELECT name FROM account WHERE login = 'leader'", &[]).await;
    assert!(!inspector.get(&proposal).await.text().contains(&format!("{name},")), "they are not named as the second");
    assert!(leader.get(&proposal).await.text().contains("cho chính anh chị"));
    assert_eq!(agrees(&mut leader, &proposal).await.outcome(), "409");
    assert_eq!(leader.get(&case).await.outcome(), "404");
    let mut head = someone(&t, "the head").await;
    assert!(agrees(&mut head, &proposal).await.outcome().starts_with("303"));
    assert_eq!(leader.get(&case).await.outcome(), "200");
    // A head whom a case concerns does not know of it, and nobody begins one about themselves.
    let person: i64 = t.value("SELECT person_id FROM closed_case ORDER BY id DESC LIMIT 1", &[]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE account SET person_id = NULL WHERE login = 'organisation'", &[]).await.unwrap();
    tx.exec("UPDATE closed_case SET person_id = (SELECT person_id FROM account WHERE login = 'the-head') WHERE number = 'Zqn/2018'", &[])
        .await
        .unwrap();
    tx.exec("UPDATE account SET person_id = $1 WHERE login = 'inspector'", &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(head.get(&case).await.outcome(), "404");
    assert!(!head.get(CASES).await.html().contains(&case));
    let uids: (String, String) = t
        .office
        .db
        .read()
        .await
        .unwrap()
        .one("SELECT p.uid, u.uid FROM person p JOIN unit u ON u.id = $2 WHERE p.id = $1", &[&person, &t.silent_cell])
        .await
        .unwrap();
    let about = [("unit", uids.1.as_str()), ("person", &uids.0), ("kind", "discipline"), ("number", "2/2018")];
    let own = inspector.post(&format!("{CASES}/moi"), &about).await;
    assert!(own.outcome() == "422" && own.text().contains("không tự lập hồ sơ về mình"), "{}", own.text());
}

#[tokio::test]
async fn nothing_else_tells_of_a_case() {
    let t = TestOffice::new().await;
    let mut inspector = t.as_cast("inspector").await;
    let (case, _) = begin(&t, &mut inspector, "heads").await;
    inspector.post(&format!("{case}/quyet-dinh"), &[("form", "warning"), ("signed_on", "20/11/2018")]).await;
    inspector.post(&format!("{case}/xem"), &[]).await;
    let uid = case.rsplit('/').next().unwrap().to_owned();
    let named = |text: &str| text.contains("Lập hồ sơ kín") || text.contains("Ghi quyết định kỷ luật");
    assert!(named(&inspector.get("/van-phong/nhat-ky").await.text()), "those in it read of it in the journal");
    for who in ["another inspector", "manager", "leader", "organisation", "the head"] {
        let mut door = someone(&t, who).await;
        let journal = door.get("/van-phong/nhat-ky").await;
        assert!(!named(&journal.text()), "{who} reads of it in the journal");
        for page in ["/van-phong", "/van-phong/tim?q=zqn", "/van-phong/tim?q=canh+cao", "/van-phong/dang-vien?tep=csv"]
        {
            let page = door.get(page).await.html();
            assert!(!page.contains(&uid) && !page.contains("Zqn/2018"), "{who}");
        }
    }
    let found = inspector.get("/van-phong/tim?q=zqn").await.html();
    assert!(!found.contains("/ho-so-kin/"), "not even its members find it by searching");
}

#[tokio::test]
async fn cases_are_looked_for_by_number_kind_and_unit_and_come_in_pages() {
    let t = TestOffice::new().await;
    let mut inspector = t.as_cast("inspector").await;
    let (case, name) = begin(&t, &mut inspector, "members").await;
    let unit: String =
        t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    let (unit, name) = (viet::fold(&unit), viet::fold(&name));
    for (asked, found) in [
        ("zqn", true),
        ("Zqn/2018 ky luat", true),
        (&*unit, true),
        ("zqn khong co", false),
        // Whom it concerns stands in the room alone.
        (&*name, false),
    ] {
        let page = inspector.get(&format!("{CASES}?ten={}", kit::web::encode(asked))).await;
        assert_eq!(page.html().contains(&case), found, "{asked}: {}", page.text());
        assert_eq!(page.text().contains("Tìm thấy 0 hồ sơ."), !found, "{asked}: {}", page.text());
        assert_eq!(page.field("ten"), asked, "what was asked for comes back");
    }
    // Whoever is in no case finds none by its number.
    let other = someone(&t, "another inspector").await.get(&format!("{CASES}?ten=zqn")).await;
    assert!(other.text().contains("Tìm thấy 0 hồ sơ.") && !other.html().contains(&case), "{}", other.text());

    let mut tx = t.office.db.begin().await.unwrap();
    for nth in 0..60 {
        let new = super::case::NewCase {
            uid: format!("case-{nth}"),
            kind: "inspection",
            number: &format!("Zqp-{nth}"),
            person: None,
            confidentiality: "members",
            day: t.office.clock.today(),
        };
        let account: i64 = tx.value("SELECT id FROM account WHERE login = 'inspector'", &[]).await.unwrap().unwrap();
        let grant = crate::identity::reach::Grant::console(t.silent_cell).on_behalf_of(account, 0);
        super::case::open_case(&mut tx, grant, &new, t.office.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let all = "SELECT count(DISTINCT m.case_id) FROM case_member m JOIN account a ON a.id = m.account_id
               WHERE a.login = 'inspector' AND m.to_day IS NULL";
    let all = t.value::<i64>(all, &[]).await as usize;
    let pages = all.div_ceil(50);
    let mut shown = 0;
    for (asked, page, rows) in (1..=pages).map(|page| ("", page, 50)).chain([("zqp", 1, 50), ("zqp", 2, 10)]) {
        let html = inspector.get(&format!("{CASES}?ten={asked}&trang={page}")).await.html();
        let (seen, of) = (html.matches("<th scope=\"row\">").count(), if asked.is_empty() { pages } else { 2 });
        assert!(seen == rows || (asked.is_empty() && page == of), "{asked} {page}: {seen}");
        assert!(html.contains(&format!("Trang {page} trên {of}")), "{asked} {page}");
        assert_eq!((html.contains("rel=\"prev\""), html.contains("rel=\"next\"")), (page > 1, page < of), "{page}");
        shown += if asked.is_empty() { seen } else { 0 };
    }
    assert_eq!(shown, all, "each once");
}

#[tokio::test]
async fn a_number_that_is_there_already_is_asked_about_by_those_who_know_of_the_case_and_told_to_nobody_else() {
    for (who, known_to, number, kind, asked) in [
        ("inspector", "members", "Zqn/2018", "discipline", true),
        ("inspector", "members", "zqn/2018", "discipline", true),
        ("inspector", "members", "Zqn/2018", "inspection", false),
        ("inspector", "members", "Zqm/2018", "discipline", false),
        ("the head", "heads", "Zqn/2018", "discipline", true),
        ("the head", "members", "Zqn/2018", "discipline", false),
        ("another inspector", "heads", "Zqn/2018", "discipline", false),
    ] {
        let t = TestOffice::new().await;
        let mut inspector = t.as_cast("inspector").await;
        begin(&t, &mut inspector, known_to).await;
        let unit = uid(&t, t.silent_cell).await;
        let person = "SELECT p.uid FROM person p JOIN closed_case c ON c.person_id = p.id WHERE c.number = 'Zqn/2018'";
        let person: String = t.value(person, &[]).await;
        let fields =
            [("unit", &*unit), ("person", &*person), ("kind", kind), ("number", number), ("known_to", "members")];
        let mut door = someone(&t, who).await;
        let answer = door.post(&format!("{CASES}/moi"), &fields).await;
        let told = format!("{who} {known_to} {number} {kind}: {}", answer.text());
        assert_eq!(answer.outcome() == "422", asked, "{told}");
        assert_eq!(answer.text().contains("Đã có hồ sơ cùng số"), asked, "{told}");
        let sure = [&fields[..], &[("sure", "1")]].concat();
        assert!(!asked || door.post(&format!("{CASES}/moi"), &sure).await.outcome().starts_with("303"), "{told}");
    }
}
