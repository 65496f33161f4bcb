//! Wrong guesses are slowed; nobody can be locked out by somebody else.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::SECOND;
use kit::testing::{Answer, Door};
use std::time::{Duration, Instant};

const SENTENCE: &str = "mưa rơi trên núi Cấm";
const WRONG: &str = "đoán mò một câu dài";

/// Where nobody of the office works.
fn elsewhere(t: &TestOffice, number: usize) -> Door {
    t.visitor().from_address([203, 0, (113 + number / 250) as u8, (number % 250) as u8])
}

async fn sign_in(door: &mut Door, login: &str, password: &str) -> Answer {
    door.post("/van-phong/dang-nhap", &[("login", login), ("password", password)]).await
}

/// Someone with a password, at the desk where it was chosen.
async fn owner(t: &TestOffice, login: &str) -> Door {
    let mut desk = t.signed_in(login, Role::Leader, t.district).await;
    let fields = [("password", SENTENCE), ("password_again", SENTENCE)];
    assert_eq!(desk.post("/van-phong/tai-khoan", &fields).await.outcome(), "303 /van-phong/tai-khoan?xong=mat-khau");
    desk
}

#[tokio::test]
async fn a_stranger_who_hammers_a_login_does_not_stop_its_owner() {
    let t = TestOffice::new().await;
    let desk = owner(&t, "hanh-nt").await;
    let mut outcomes = Vec::new();
    for place in 0..12 {
        outcomes.push(sign_in(&mut elsewhere(&t, place), "hanh-nt", WRONG).await.outcome());
    }
    assert_eq!((outcomes[9].as_str(), outcomes[10].as_str()), ("422", "429"));
    let laptop = desk.clone().from_address([198, 51, 100, 9]);
    let colleague = t.visitor();
    let link = t.link_of("hanh-nt").await;
    for (who, mut door, minutes, password, outcome) in [
        ("a stranger, who guessed right at last", elsewhere(&t, 300), 0, SENTENCE, "429"),
        ("the owner on the laptop, on a journey", laptop.clone(), 0, SENTENCE, "303 /van-phong"),
        ("the owner at a new computer of the office", colleague.clone(), 0, SENTENCE, "303 /van-phong"),
        ("the owner on the laptop, who mistypes", laptop.clone(), 0, WRONG, "422"),
        ("the owner on the laptop, afterwards", laptop.clone(), 0, SENTENCE, "303 /van-phong"),
        ("the owner at a hotel's computer", elsewhere(&t, 301), 0, SENTENCE, "429"),
        ("the owner there, a minute later", elsewhere(&t, 301), 1, SENTENCE, "303 /van-phong"),
        ("a stranger right after", elsewhere(&t, 302), 0, WRONG, "422"),
        ("another stranger", elsewhere(&t, 303), 0, WRONG, "429"),
    ] {
        t.office.clock.advance(minutes * 60 * SECOND);
        assert_eq!(sign_in(&mut door, "hanh-nt", password).await.outcome(), outcome, "{who}");
    }
    assert_eq!(elsewhere(&t, 304).post(&link, &[]).await.outcome(), "303 /van-phong", "by a one-time link");
}

#[tokio::test]
async fn who_hammers_from_within_the_office_does_not_stop_the_colleagues() {
    let t = TestOffice::new().await;
    let desk = owner(&t, "hanh-nt").await;
    for guess in 0..60 {
        let login = if guess % 2 == 0 { "hanh-nt".to_owned() } else { format!("ai{guess}") };
        sign_in(&mut t.visitor(), &login, WRONG).await;
    }
    assert_eq!(sign_in(&mut t.visitor(), "hanh-nt", SENTENCE).await.outcome(), "429");
    assert_eq!(sign_in(&mut desk.clone(), "hanh-nt", SENTENCE).await.outcome(), "303 /van-phong");
    // The cookie of a device speaks for the logins that came in with it, and for no other.
    owner(&t, "other").await;
    let mut thief = elsewhere(&t, 1);
    thief.set_cookie("thenchot_known", desk.cookie("thenchot_known").expect("the device is known"));
    for _ in 0..10 {
        sign_in(&mut elsewhere(&t, 2), "other", WRONG).await;
    }
    assert_eq!(sign_in(&mut thief, "other", SENTENCE).await.outcome(), "429");
}

#[tokio::test]
async fn who_is_right_is_not_counted() {
    let t = TestOffice::new().await;
    owner(&t, "hanh-nt").await;
    for morning in 0..45 {
        assert_eq!(sign_in(&mut t.visitor(), "hanh-nt", SENTENCE).await.outcome(), "303 /van-phong", "{morning}");
    }
}

#[tokio::test]
async fn a_login_that_nobody_has_answers_alike_and_takes_as_long() {
    let t = TestOffice::new().await;
    owner(&t, "hanh-nt").await;
    let logins = ["hanh-nt", "khong.ai"];
    let (mut pages, mut fastest) = ([Vec::new(), Vec::new()], [Duration::MAX; 2]);
    // In turns, so that whatever else this machine does slows both.
    for place in 0..12 {
        for (at, login) in logins.iter().enumerate() {
            let began = Instant::now();
            let answer = sign_in(&mut elsewhere(&t, 20 * at + place), login, WRONG).await;
            if answer.outcome() == "422" {
                fastest[at] = fastest[at].min(began.elapsed());
            }
            pages[at].push((answer.outcome(), answer.html().replace(login, "…")));
        }
    }
    assert!(pages[0] == pages[1], "the pages differ");
    assert_eq!(pages[0][11].0, "429");
    // Without the hash, nobody's login would be answered some fifty times as fast.
    let ratio = fastest[0].as_secs_f64() / fastest[1].as_secs_f64();
    assert!((0.2..5.0).contains(&ratio), "{fastest:?}");
}

#[tokio::test]
async fn wrong_tries_and_entries_are_told_to_the_owner_alone() {
    let t = TestOffice::new().await;
    let mut desk = owner(&t, "hanh-nt").await;
    let mut other = owner(&t, "other").await;
    for place in 0..3 {
        sign_in(&mut elsewhere(&t, place), "HANH-NT", WRONG).await;
    }
    let page = desk.get("/van-phong/tai-khoan").await.text();
    for told in ["có 3 lần gõ sai", "203.0.113.2", "Liên kết một lần", "Đặt mật khẩu hanh-nt"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let page = other.get("/van-phong/tai-khoan").await.text();
    assert!(!page.contains("lần gõ sai") && !page.contains("203.0.113"), "{page}");
    let logins: i64 = t.value("SELECT count(*) FROM wrong_try WHERE login_mark LIKE '%hanh%'", &[]).await;
    assert_eq!(logins, 0, "a login that somebody typed, perhaps their password, is not kept");
    t.office.clock.advance(31 * kit::clock::DAY);
    let mut tx = t.office.db.begin().await.unwrap();
    assert_eq!(crate::identity::attempts::forget(&mut tx, t.office.clock.now()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_session_goes_on_under_a_new_token_when_its_owner_may_do_other_things() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    let mut clerk = t.signed_in("clerk-two", Role::CommuneClerk, t.elsewhere).await;
    let uid: String = t.value("SELECT uid FROM account WHERE login = 'clerk-two'", &[]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    clerk.get("/van-phong").await;
    let before = clerk.cookie("thenchot").expect("a session").to_owned();
    clerk.get("/van-phong/hoc-tap").await;
    assert_eq!(clerk.cookie("thenchot"), Some(before.as_str()), "nothing has changed yet");

    let given = [("role", "editor"), ("unit", unit.as_str())];
    manager.post(&format!("/van-phong/nguoi-dung/{uid}/vai-tro"), &given).await;
    assert_eq!(
        clerk.post("/van-phong/tai-khoan/thiet-bi", &[]).await.outcome(),
        "303 /van-phong/tai-khoan?xong=thiet-bi"
    );
    assert_eq!(clerk.cookie("thenchot"), Some(before.as_str()), "a form on its way is not lost");
    assert_eq!(clerk.get("/van-phong/toa-soan").await.outcome(), "200");
    assert_ne!(clerk.cookie("thenchot"), Some(before.as_str()));
    assert_eq!(clerk.get("/van-phong/toa-soan").await.outcome(), "200");
    let mut planted = t.visitor();
    planted.set_cookie("thenchot", &before);
    assert!(planted.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"), "the old token is dead");
}

#[tokio::test]
async fn a_list_of_names_is_not_asked_for_logins_and_who_adds_users_is_not_slowed() {
    let t = TestOffice::new().await;
    let new = "/van-phong/nguoi-dung/moi";
    let mut curious = t.signed_in("quan ly xa", Role::OfficeManager, t.elsewhere).await;
    let mut outcomes = Vec::new();
    for guess in 0..70 {
        let login = if guess % 2 == 0 { "inspector".to_owned() } else { format!("ai.do{guess}") };
        outcomes.push(curious.post(new, &[("login", &*login)]).await.outcome());
    }
    assert_eq!((outcomes[0].as_str(), outcomes[59].as_str(), outcomes[60].as_str()), ("422", "422", "429"));
    assert!(outcomes[60..].iter().all(|outcome| outcome == "429"), "taken or free, it is answered alike: {outcomes:?}");
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let mut busy = t.signed_in("quan ly khac", Role::OfficeManager, t.elsewhere).await;
    for number in 0..70 {
        let login = format!("can.bo{number}");
        let fields = [("login", &*login), ("name", "Cán Bộ"), ("role", "clerk"), ("unit", &*unit)];
        assert!(busy.post(new, &fields).await.outcome().starts_with("303"), "{number}");
    }
    t.office.clock.advance(61 * SECOND);
    assert_eq!(curious.post(new, &[("login", "inspector")]).await.outcome(), "422", "a minute later");
}
