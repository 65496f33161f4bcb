//! Whoever made the way in for somebody does not agree by it to what they ask for themselves.

use super::second::{STEP, turned_on};
use crate::identity::right::Role;
use crate::testing::{TestOffice, agrees};
use kit::clock::{DAY, SECOND};
use kit::testing::Door;

pub(super) const SENTENCE: &str = "đò chiều qua sông Hậu";

pub(super) async fn uid(t: &TestOffice, login: &str) -> String {
    t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await
}

/// Comes in by a link that somebody makes for an account.
pub(super) async fn by_link(t: &TestOffice, maker: &mut Door, login: &str) -> Door {
    t.let_in(maker, login).await
}

/// Comes in by a slip that somebody prints for an account.
async fn by_slip(t: &TestOffice, maker: &mut Door, login: &str) -> Door {
    let page = maker.post(&format!("/van-phong/nguoi-dung/{}/loi-moi", uid(t, login).await), &[]).await.html();
    let code = page.split("class=\"code\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a code").to_owned();
    let mut door = t.visitor();
    assert!(door.post("/van-phong/ma", &[("ma", &code)]).await.outcome().starts_with("303 /van-phong"));
    door
}

pub(super) async fn choose_password(door: &mut Door) {
    let fields = [("password", SENTENCE), ("password_again", SENTENCE)];
    assert_eq!(door.post("/van-phong/tai-khoan", &fields).await.outcome(), "303 /van-phong/tai-khoan?xong=mat-khau");
}

pub(super) async fn by_password(t: &TestOffice, login: &str) -> Door {
    let mut door = t.visitor();
    let fields = [("login", login), ("password", SENTENCE)];
    assert_eq!(door.post("/van-phong/dang-nhap", &fields).await.outcome(), "303 /van-phong");
    door
}

/// Asks to make the editor a manager; where the proposal is.
pub(super) async fn ask(t: &TestOffice, asker: &mut Door) -> String {
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let fields = [("role", "manager"), ("unit", unit.as_str()), ("reason", "Thay người nghỉ hưu")];
    let address = format!("/van-phong/nguoi-dung/{}/vai-tro", uid(t, "editor").await);
    let asked = asker.post(&address, &fields).await.outcome();
    asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("a proposal").to_owned()
}

#[tokio::test]
async fn whoever_made_the_way_in_does_not_agree_by_it_to_what_they_ask() {
    for (way, outcome, told) in [
        ("a link of the asker", "409", "chỉ đồng ý được sau"),
        ("a slip of the asker", "409", "chỉ đồng ý được sau"),
        ("a password chosen behind a link of the asker", "409", "chỉ đồng ý được sau"),
        ("a link made behind a link of the asker", "409", "chỉ đồng ý được sau"),
        ("a link of another manager", "303", ""),
        ("a link of the console", "303", ""),
        ("a link of the asker and a second step of their own", "303", ""),
        ("a password, days after a link of the asker", "303", ""),
    ] {
        let t = TestOffice::new().await;
        t.link("bi thu hai", Role::Leader, t.district).await;
        let second = "bi-thu-hai";
        let mut asker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut other = t.signed_in("quan ly khac", Role::OfficeManager, t.district).await;
        let mut door = match way {
            "a link of the asker" => by_link(&t, &mut asker, second).await,
            "a slip of the asker" => by_slip(&t, &mut asker, second).await,
            "a password chosen behind a link of the asker" => {
                choose_password(&mut by_link(&t, &mut asker, second).await).await;
                by_password(&t, second).await
            }
            "a link made behind a link of the asker" => {
                let mut behind = by_link(&t, &mut asker, "quan-ly-khac").await;
                by_link(&t, &mut behind, second).await
            }
            "a link of another manager" => by_link(&t, &mut other, second).await,
            "a link of the console" => t.as_cast(second).await,
            "a link of the asker and a second step of their own" => {
                let owner = turned_on(&t, "bi-thu-ba", Role::Leader).await;
                let mut door = by_link(&t, &mut asker, "bi-thu-ba").await;
                let code = owner.secret.shown(t.office.clock.now().plus(30 * SECOND));
                t.office.clock.advance(30 * SECOND);
                assert_eq!(door.post(STEP, &[("code", &code)]).await.outcome(), "303 /van-phong");
                door
            }
            _ => {
                choose_password(&mut by_link(&t, &mut asker, second).await).await;
                t.office.clock.advance(4 * DAY);
                asker = t.as_cast("quan-ly").await;
                by_password(&t, second).await
            }
        };
        let proposal = ask(&t, &mut asker).await;
        let page = door.get(&proposal).await;
        assert_eq!(page.outcome(), "200", "{way} sees it");
        assert!(page.text().contains(told), "{way} is told before: {}", page.text());
        assert_eq!(page.text().contains("Đồng ý và làm"), told.is_empty(), "{way}");
        let answer = agrees(&mut door, &proposal).await;
        assert!(answer.outcome().starts_with(outcome), "{way}: {}", answer.outcome());
        assert!(answer.text().contains(told), "{way}: {}", answer.text());
        let managers = "SELECT count(*) FROM role_holding h JOIN account a ON a.id = h.account_id
                        WHERE h.role = 'manager' AND a.login = 'editor'";
        assert_eq!(t.value::<i64>(managers, &[]).await, i64::from(told.is_empty()), "{way}");
    }
}

#[tokio::test]
async fn who_was_let_in_by_the_asker_may_decline_and_the_owner_is_told_on_the_desk() {
    let t = TestOffice::new().await;
    t.link("bi thu hai", Role::Leader, t.district).await;
    let mut asker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let proposal = ask(&t, &mut asker).await;
    let listed = asker.get(&proposal).await.text();
    assert!(listed.contains("bi-thu-hai"), "may agree: {listed}");
    let mut door = by_link(&t, &mut asker, "bi-thu-hai").await;
    assert!(!door.get("/van-phong").await.text().contains("Có người vào tài khoản"), "one's own coming in is no news");
    let listed = asker.get(&proposal).await.text();
    assert!(!listed.contains("bi-thu-hai"), "no more: {listed}");
    let mut owner = t.as_cast("bi-thu-hai").await;
    let desk = owner.get("/van-phong").await.text();
    assert!(desk.contains("Có người vào tài khoản của anh chị") && desk.contains("do quan-ly lập"), "{desk}");
    let declined = door.post(&format!("{proposal}/tu-choi"), &[("note", "Chưa rõ")]).await.outcome();
    assert_eq!(declined, format!("303 {proposal}?xong=tu-choi"));
    t.office.clock.advance(4 * DAY);
    assert!(!t.as_cast("bi-thu-hai").await.get("/van-phong").await.text().contains("Có người vào tài khoản"));
}

#[tokio::test]
async fn whoever_holds_a_post_with_power_gets_an_account_by_two_persons() {
    let t = TestOffice::new().await;
    // The secretary of a commune's committee has no account yet; that post carries the role of a leader.
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let holder = "SELECT n.uid FROM post_holding h JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
                  WHERE p.title = 'secretary' AND p.unit_id = $1 AND h.to_day IS NULL";
    let person: String = t.value(holder, &[&t.elsewhere]).await;
    let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let fields = [
        ("don-vi", unit.as_str()),
        ("chuc-vu", "commune_committee.secretary"),
        ("address", "https://vanphong.example"),
        (&format!("nguoi-{person}"), "1"),
    ];
    let accounts = "SELECT count(*) FROM account a JOIN person n ON n.id = a.person_id WHERE n.uid = $1";
    let asked = manager.post("/van-phong/loi-moi/moi", &fields).await.outcome();
    assert_eq!(t.value::<i64>(accounts, &[&person]).await, 0, "one alone makes no such account");
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=de-nghi")).expect(&asked).to_owned();
    let again = manager.post("/van-phong/loi-moi/moi", &fields).await.outcome();
    assert_eq!(again, asked, "asked twice, it is one");
    let told = t.as_cast("leader").await.get(&proposal).await.text();
    assert!(told.contains("Lãnh đạo: Đảng bộ ") && told.contains("Bí thư"), "{told}");
    assert_eq!(manager.post(&format!("{proposal}/dong-y"), &[]).await.outcome(), "403");
    assert_eq!(t.agreed(&asked).await, "/van-phong/loi-moi/moi");
    assert_eq!(t.value::<i64>(accounts, &[&person]).await, 1);
    let both: String =
        t.value("SELECT after FROM journal WHERE verb = 'identity.account.create' ORDER BY id DESC LIMIT 1", &[]).await;
    assert!(both.contains("\"agreed\":"), "{both}");
    let slips = manager.post("/van-phong/loi-moi/moi", &fields).await;
    assert_eq!(slips.outcome(), "200");
    assert!(slips.html().contains("class=\"code\""), "now the slip is printed");
}

#[tokio::test]
async fn what_was_asked_for_in_a_session_that_somebody_let_in_is_not_theirs_to_agree_to_however_old_that_is() {
    let told = "vừa được mở bằng liên kết hay phiếu do quan-ly lập";
    for (place, outcome, told) in [
        ("in that session", "409", told),
        ("with a password, while that session goes on", "409", told),
        ("with a password, after that session was ended", "303", ""),
        ("with a password, after that session was left alone for a day", "303", ""),
    ] {
        let t = TestOffice::new().await;
        t.link("can bo", Role::OfficeManager, t.district).await;
        let mut maker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut kept = by_link(&t, &mut maker, "can-bo").await;
        choose_password(&mut kept).await;
        for _ in 0..9 {
            t.office.clock.advance(11 * 3600 * SECOND);
            assert_eq!(kept.get("/van-phong").await.outcome(), "200", "it is kept for more than four days");
        }
        match place {
            "with a password, after that session was ended" => {
                kept.post("/van-phong/dang-xuat", &[]).await;
            }
            "with a password, after that session was left alone for a day" => t.office.clock.advance(DAY),
            _ => {}
        }
        let mut asker = if place == "in that session" { kept } else { by_password(&t, "can-bo").await };
        let proposal = ask(&t, &mut asker).await;
        let listed = asker.get(&proposal).await.text();
        assert_eq!(listed.contains("quan-ly"), told.is_empty(), "asked for {place}, who may agree: {listed}");
        let mut maker = t.as_cast("quan-ly").await;
        let page = maker.get(&proposal).await.text();
        assert!(page.contains(told), "asked for {place}: {page}");
        assert_eq!(page.contains("Đồng ý và làm"), told.is_empty(), "asked for {place}: {page}");
        let answer = agrees(&mut maker, &proposal).await;
        assert!(answer.outcome().starts_with(outcome), "asked for {place}: {}", answer.outcome());
        assert!(answer.text().contains(told), "asked for {place}: {}", answer.text());
        // Anybody else may agree.
        let other = agrees(&mut t.as_cast("leader").await, &proposal).await.outcome();
        assert!(other.starts_with(if told.is_empty() { "409" } else { "303" }), "asked for {place}: {other}");
    }
}

#[tokio::test]
async fn whoever_made_the_way_in_opens_no_closed_case_by_it() {
    for (way, opens) in [
        ("a link of the manager", false),
        ("a slip of the manager", false),
        ("a password chosen behind a link of the manager", false),
        ("that password, days after", true),
        ("a link of the console", true),
        ("their own password, after somebody used a link of the manager", true),
    ] {
        let t = TestOffice::new().await;
        let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut door = match way {
            "a link of the manager" => by_link(&t, &mut manager, "inspector").await,
            "a slip of the manager" => by_slip(&t, &mut manager, "inspector").await,
            "a link of the console" => t.as_cast("inspector").await,
            "their own password, after somebody used a link of the manager" => {
                choose_password(&mut t.as_cast("inspector").await).await;
                by_link(&t, &mut manager, "inspector").await;
                by_password(&t, "inspector").await
            }
            _ => {
                choose_password(&mut by_link(&t, &mut manager, "inspector").await).await;
                if opens {
                    t.office.clock.advance(4 * DAY);
                }
                by_password(&t, "inspector").await
            }
        };
        let case = "SELECT c.uid FROM closed_case c JOIN case_member m ON m.case_id = c.id
                    JOIN account a ON a.id = m.account_id WHERE a.login = 'inspector' ORDER BY c.id LIMIT 1";
        let case: String = t.value(case, &[]).await;
        let list = door.get("/van-phong/ho-so-kin").await;
        assert_eq!(list.outcome(), "200", "{way}");
        assert_eq!(list.html().contains("/van-phong/ho-so-kin/moi"), opens, "{way} begins one");
        assert_eq!(list.html().contains("<th scope=\"row\">"), opens, "{way} reads the list");
        assert_eq!(list.text().contains("do quan-ly lập"), !opens, "{way} is told why: {}", list.text());
        let case = format!("/van-phong/ho-so-kin/{case}");
        assert_eq!(door.get(&case).await.outcome(), if opens { "200" } else { "404" }, "{way}");
        let read = door.post(&format!("{case}/xem"), &[]).await;
        assert_eq!(read.outcome(), if opens { "200" } else { "404" }, "{way}");
        let year = door.post("/van-phong/ky-luat/2018", &[]).await;
        assert_eq!(year.outcome(), "200", "{way}");
        assert_eq!(year.html().contains("<th scope=\"row\">"), opens, "{way} reads the names of a year");
    }
}
