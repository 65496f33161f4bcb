//! The second step: nobody comes in with the first one alone, no code counts twice, and it is taken off by two.

use crate::identity::reach::Grant;
use crate::identity::right::Role;
use crate::identity::second::lift;
use crate::identity::second::totp::Secret;
use crate::identity::sessions::end_sessions;
use crate::org::NOWHERE;
use crate::testing::{TestOffice, agrees};
use kit::clock::SECOND;
use kit::testing::{Answer, Door};
use rules::{BUILTIN, RuleBook};
use std::sync::Arc;

const SENTENCE: &str = "mưa rơi trên núi Cấm";
const PAGE: &str = "/van-phong/tai-khoan/buoc-hai";
pub(super) const STEP: &str = "/van-phong/dang-nhap/buoc-hai";

/// Whose sign-in takes two steps: their telephone, their paper, and the desk at which they turned it on.
pub(super) struct Owner {
    pub(super) secret: Secret,
    codes: Vec<String>,
    pub(super) desk: Door,
}

async fn with_password(t: &TestOffice, login: &str, (role, unit): (Role, i64)) -> Door {
    let mut desk = t.signed_in(login, role, unit).await;
    let fields = [("password", SENTENCE), ("password_again", SENTENCE)];
    assert_eq!(desk.post("/van-phong/tai-khoan", &fields).await.outcome(), "303 /van-phong/tai-khoan?xong=mat-khau");
    desk
}

fn codes_on(answer: &Answer) -> Vec<String> {
    let html = answer.html();
    html.split("<li class=\"code\">").skip(1).filter_map(|part| Some(part.split('<').next()?.to_owned())).collect()
}

pub(super) async fn turned_on(t: &TestOffice, login: &str, role: Role) -> Owner {
    turned_on_at(t, login, (role, t.district)).await
}

async fn turned_on_at(t: &TestOffice, login: &str, at: (Role, i64)) -> Owner {
    let mut desk = with_password(t, login, at).await;
    let secret = desk.get(PAGE).await.field("secret");
    let shown = Secret::read(&secret).expect("a secret").shown(t.office.clock.now());
    let fields = [("secret", secret.as_str()), ("code", &shown), ("password_now", SENTENCE)];
    let answer = desk.post(PAGE, &fields).await;
    assert_eq!(answer.outcome(), "200");
    t.office.clock.advance(30 * SECOND);
    Owner { secret: Secret::read(&secret).unwrap(), codes: codes_on(&answer), desk }
}

/// Somebody at another device who has passed the first step.
async fn half_way(t: &TestOffice, login: &str) -> Door {
    let mut door = t.visitor();
    let fields = [("login", login), ("password", SENTENCE), ("tiep", "/van-phong/hoc-tap")];
    assert_eq!(
        door.post("/van-phong/dang-nhap", &fields).await.outcome(),
        format!("303 {STEP}?tiep=/van-phong/hoc-tap"),
        "{login}"
    );
    assert!(door.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"), "no session has begun");
    door
}

async fn try_code(door: &mut Door, code: &str) -> String {
    door.post(STEP, &[("code", code), ("tiep", "/van-phong/hoc-tap")]).await.outcome()
}

#[tokio::test]
async fn it_is_turned_on_with_the_telephone_in_hand_and_the_secret_is_nowhere_in_clear() {
    let t = TestOffice::new().await;
    let mut none = t.signed_in("chua co", Role::Leader, t.district).await;
    assert!(none.get(PAGE).await.text().contains("Hãy đặt mật khẩu trước"));
    let mut desk = with_password(&t, "hanh-nt", (Role::Leader, t.district)).await;
    let mut phone = t.visitor();
    let sign_in = [("login", "hanh-nt"), ("password", SENTENCE)];
    assert_eq!(phone.post("/van-phong/dang-nhap", &sign_in).await.outcome(), "303 /van-phong");
    let page = desk.get(PAGE).await;
    let text = page.field("secret");
    let secret = Secret::read(&text).expect("a secret");
    assert!(page.html().contains("class=\"qr\"") && page.text().contains(&text[..4]));
    let (right, later) = (secret.shown(t.office.clock.now()), secret.shown(t.office.clock.now().plus(300 * SECOND)));
    for (code, password, wrong) in [
        (later.as_str(), SENTENCE, "Mã không đúng hoặc đã đổi"),
        ("", SENTENCE, "Mã không đúng hoặc đã đổi"),
        (&right, "không nhớ nữa rồi", "Mật khẩu đang dùng không đúng"),
    ] {
        let answer = desk.post(PAGE, &[("secret", &text), ("code", code), ("password_now", password)]).await;
        assert_eq!(answer.outcome(), "422");
        assert!(answer.text().contains(wrong), "{code} {wrong}");
        assert_eq!((answer.field("secret"), answer.field("code")), (text.clone(), String::new()), "the square stays");
    }
    let before = desk.cookie("thenchot").map(str::to_owned);
    let fields = [("secret", text.as_str()), ("code", &right), ("password_now", SENTENCE)];
    let on = desk.post(PAGE, &fields).await;
    assert_eq!((on.outcome().as_str(), codes_on(&on).len()), ("200", 10));
    assert_ne!(desk.cookie("thenchot").map(str::to_owned), before, "the session goes on under a new token");
    assert!(phone.get("/van-phong").await.outcome().starts_with("303 "), "who came in by the password alone is out");
    let again = desk.post(PAGE, &fields).await;
    assert_eq!(codes_on(&again).len(), 10, "sent twice, it shows codes that hold");
    let other = Secret::draw(&t.office.chance);
    let other = [("secret", other.text()), ("code", other.shown(t.office.clock.now()))];
    let fields = [("secret", other[0].1.as_str()), ("code", &other[1].1), ("password_now", SENTENCE)];
    assert_eq!(desk.post(PAGE, &fields).await.outcome(), "409", "another telephone does not push the first one out");
    assert!(desk.get(PAGE).await.text().contains("Còn 10 mã dự phòng"));
    let kept: String = t.value("SELECT sealed_secret FROM authenticator", &[]).await;
    let told: i64 =
        t.value("SELECT count(*) FROM journal WHERE after LIKE $1 OR before LIKE $1", &[&format!("%{text}%")]).await;
    assert!(!kept.contains(&text) && told == 0);
}

#[tokio::test]
async fn each_code_counts_once_and_only_for_its_owner() {
    let t = TestOffice::new().await;
    let owner = turned_on(&t, "hanh-nt", Role::Leader).await;
    let other = turned_on(&t, "an-tv", Role::Leader).await;
    let now = |t: &TestOffice| t.office.clock.now();
    let (first, early) = (owner.secret.shown(now(&t)), owner.secret.shown(now(&t).plus(-30 * SECOND)));
    let paper = owner.codes[0].to_lowercase().replace('-', " ");
    for (what, code, outcome) in [
        ("the telephone", first.clone(), "303 /van-phong/hoc-tap"),
        ("the same code again", first.clone(), "422"),
        ("the code before it", early, "422"),
        ("the other's telephone", other.secret.shown(now(&t)), "422"),
        ("the other's paper", other.codes[0].clone(), "422"),
        ("paper", paper.clone(), "303 /van-phong/tai-khoan/buoc-hai?xong=ma-du-phong"),
        ("the same paper again", paper, "422"),
    ] {
        let mut door = half_way(&t, "hanh-nt").await;
        assert_eq!(try_code(&mut door, &code).await, outcome, "{what}");
        let inside = door.get("/van-phong").await.outcome();
        assert_eq!(inside == "200", outcome.starts_with("303"), "{what}: {inside}");
    }
    t.office.clock.advance(1800 * SECOND);
    let mut desk = owner.desk;
    assert!(desk.get(PAGE).await.text().contains("Còn 9 mã dự phòng"));
    let renewed = desk.post(&format!("{PAGE}/ma"), &[("password_now", SENTENCE)]).await;
    assert_eq!(codes_on(&renewed).len(), 10);
    let mut door = half_way(&t, "hanh-nt").await;
    assert_eq!(try_code(&mut door, &owner.codes[1]).await, "422", "new codes end the old ones");
    assert!(try_code(&mut door, &codes_on(&renewed)[1]).await.starts_with("303 "));
    let mut other = other.desk;
    for address in ["/ma", "/tat"] {
        let wrong = other.post(&format!("{PAGE}{address}"), &[("password_now", "không nhớ nữa rồi")]).await.outcome();
        assert_eq!(wrong, "422", "{address}");
    }
    assert_eq!(
        other.post(&format!("{PAGE}/tat"), &[("password_now", SENTENCE)]).await.outcome(),
        format!("303 {PAGE}?xong=buoc-hai-tat")
    );
    let fields = [("login", "an-tv"), ("password", SENTENCE)];
    assert_eq!(t.visitor().post("/van-phong/dang-nhap", &fields).await.outcome(), "303 /van-phong");
}

#[tokio::test]
async fn half_way_in_is_nowhere_unless_this_office_said_so_and_for_ten_minutes() {
    let t = TestOffice::new().await;
    let mut owner = turned_on(&t, "hanh-nt", Role::Leader).await;
    let code = |t: &TestOffice| owner.secret.shown(t.office.clock.now());
    let note = half_way(&t, "hanh-nt").await.cookie("thenchot_half").expect("a note").to_owned();
    let parts: Vec<&str> = note.split('.').collect();
    let forged = [
        format!("{}.{}.{}.{}", parts[0], parts[1], parts[2].replace('1', "9"), parts[3]),
        format!("1.{}.{}.{}", parts[1], parts[2], parts[3]),
        format!("{}.link.{}.{}", parts[0], parts[2], parts[3]),
        "…".to_owned(),
        String::new(),
    ];
    for note in &forged {
        let mut door = t.visitor();
        door.set_cookie("thenchot_half", note);
        assert_eq!(try_code(&mut door, &code(&t)).await, "303 /van-phong/dang-nhap", "{note}");
        assert_eq!(door.get(STEP).await.outcome(), "303 /van-phong/dang-nhap", "{note}");
    }
    let (mut in_time, mut late) = (half_way(&t, "hanh-nt").await, half_way(&t, "hanh-nt").await);
    t.office.clock.advance(590 * SECOND);
    assert_eq!(in_time.get(STEP).await.outcome(), "200");
    let mut thief = in_time.clone();
    assert_eq!(try_code(&mut in_time, &code(&t)).await, "303 /van-phong/hoc-tap");
    t.office.clock.advance(5 * SECOND);
    assert_eq!(thief.get(STEP).await.outcome(), "303 /van-phong/dang-nhap", "a note is worth nothing once it was used");
    t.office.clock.advance(5 * SECOND);
    assert_eq!(try_code(&mut late, &code(&t)).await, "303 /van-phong/dang-nhap");
    let mut old = half_way(&t, "hanh-nt").await;
    let change = [
        ("password_now", SENTENCE),
        ("password", "nắng vàng trên cánh đồng"),
        ("password_again", "nắng vàng trên cánh đồng"),
    ];
    owner.desk.post("/van-phong/tai-khoan", &change).await;
    assert_eq!(old.get(STEP).await.outcome(), "303 /van-phong/dang-nhap", "another password ends it");
}

#[tokio::test]
async fn links_and_slips_are_a_first_step_too() {
    let t = TestOffice::new().await;
    let owner = turned_on(&t, "hanh-nt", Role::Leader).await;
    let link = t.link_of("hanh-nt").await;
    let mut door = t.visitor();
    assert_eq!(door.post(&link, &[]).await.outcome(), format!("303 {STEP}?tiep=/van-phong"));
    assert!(door.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"));
    assert_eq!(t.visitor().post(&link, &[]).await.outcome(), "410", "the link is used up");
    assert_eq!(try_code(&mut door, &owner.secret.shown(t.office.clock.now())).await, "303 /van-phong/hoc-tap");
    let fields = [("password", "nắng vàng trên cánh đồng"), ("password_again", "nắng vàng trên cánh đồng")];
    let chosen = door.post("/van-phong/tai-khoan", &fields).await.outcome();
    assert_eq!(chosen, "303 /van-phong/tai-khoan?xong=mat-khau", "a forgotten password is replaced after both steps");
}

#[tokio::test]
async fn guessing_the_code_is_slowed_told_to_the_owner_and_does_not_stop_them() {
    let t = TestOffice::new().await;
    let owner = turned_on(&t, "hanh-nt", Role::Leader).await;
    let mut outcomes = Vec::new();
    for place in 0..7 {
        let mut guesser = half_way(&t, "hanh-nt").await.from_address([203, 0, 113, place]);
        outcomes.push(try_code(&mut guesser, "000000").await);
    }
    assert_eq!((outcomes[4].as_str(), outcomes[5].as_str(), outcomes[6].as_str()), ("422", "429", "429"));
    let mut laptop = owner.desk.clone().from_address([198, 51, 100, 9]);
    let fields = [("login", "hanh-nt"), ("password", SENTENCE), ("tiep", "")];
    assert!(
        laptop.post("/van-phong/dang-nhap", &fields).await.outcome().starts_with("303 /van-phong/dang-nhap/buoc-hai")
    );
    assert!(try_code(&mut laptop, &owner.secret.shown(t.office.clock.now())).await.starts_with("303 /van-phong"));
    let told = laptop.get("/van-phong/tai-khoan").await.text();
    assert!(told.contains("5 lần gõ sai mật khẩu hoặc mã"), "{told}");
}

#[tokio::test]
async fn two_persons_take_it_off_and_never_one() {
    for (who, asks) in [
        ("visitor", "303 /van-phong/dang-nhap"),
        ("leader", "403"),
        ("clerk", "403"),
        ("another commune's manager", "404"),
        ("the manager", "303 /van-phong/de-nghi/"),
    ] {
        let t = TestOffice::new().await;
        let mut owner = turned_on(&t, "mat-may", Role::CommuneClerk).await;
        let uid: String = t.value("SELECT uid FROM account WHERE login = 'mat-may'", &[]).await;
        let address = format!("/van-phong/nguoi-dung/{uid}/buoc-hai");
        let mut door = match who {
            "visitor" => t.visitor(),
            "another commune's manager" => t.signed_in(who, Role::OfficeManager, t.elsewhere).await,
            "the manager" => t.signed_in(who, Role::OfficeManager, t.district).await,
            cast => t.as_cast(cast).await,
        };
        let asked = door.post(&address, &[("reason", "Mất điện thoại")]).await.outcome();
        assert!(asked.starts_with(asks), "{who}: {asked}");
        let on = "SELECT count(*) FROM authenticator";
        assert_eq!(t.value::<i64>(on, &[]).await, 1, "{who} alone does not take it off");
        let Some(proposal) = asked.strip_prefix("303 /van-phong/de-nghi/") else { continue };
        let proposal = format!("/van-phong/de-nghi/{}", proposal.split('?').next().unwrap_or_default());
        assert_eq!(door.post(&format!("{proposal}/dong-y"), &[]).await.outcome(), "403", "nobody seconds themselves");
        let mut leader = t.as_cast("leader").await;
        let shown = leader.get(&proposal).await.text();
        assert!(shown.contains("Gỡ xác nhận hai bước") && shown.contains("mat-may"), "{shown}");
        assert!(agrees(&mut leader, &proposal).await.outcome().starts_with("303 "));
        assert_eq!(t.value::<i64>(on, &[]).await, 0);
        assert!(owner.desk.get("/van-phong").await.outcome().starts_with("303 "), "whoever has the telephone is out");
        let fields = [("login", "mat-may"), ("password", SENTENCE)];
        assert_eq!(t.visitor().post("/van-phong/dang-nhap", &fields).await.outcome(), "303 /van-phong");
        let both: String = t.value("SELECT after FROM journal WHERE verb = 'identity.second.lift'", &[]).await;
        assert!(both.contains("\"agreed\":"), "the journal names both: {both}");
    }
}

#[tokio::test]
async fn beside_the_tree_the_second_one_is_of_the_committee_that_keeps_the_unit() {
    for (who, sees, agrees) in [
        ("the committee's leader", "200", "303"),
        ("another manager", "200", "303"),
        ("the organisation's officer", "404", "404"),
        ("another commune's leader", "404", "404"),
        ("an officer of the Front", "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let front: i64 = t.value("SELECT min(id) FROM unit WHERE kind = 'front'", &[]).await;
        turned_on_at(&t, "mat-may", (Role::FrontMember, front)).await;
        let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
        let mut door = match who {
            "the committee's leader" => t.as_cast("leader").await,
            "another manager" => t.signed_in(who, Role::OfficeManager, t.district).await,
            "the organisation's officer" => t.as_cast("organisation").await,
            "another commune's leader" => t.signed_in(who, Role::Leader, t.elsewhere).await,
            _ => t.as_cast("front").await,
        };
        let account = async |login: &str| {
            let uid: String = t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await;
            format!("/van-phong/nguoi-dung/{uid}")
        };
        let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&front]).await;
        let (lost, own) = (account("mat-may").await, account("manager").await);
        let fields = [("reason", "Mất điện thoại")];
        let lifted = manager.post(&format!("{lost}/buoc-hai"), &fields).await.outcome();
        let given = manager.post(&format!("{own}/vai-tro"), &[("role", "editor"), ("unit", &*unit)]).await.outcome();
        let (on, held) = (
            "SELECT 1 - count(*) FROM authenticator",
            "SELECT count(*) FROM role_holding h JOIN account a ON a.id = h.account_id
             WHERE h.role = 'editor' AND a.login = 'manager'",
        );
        for (what, asked, done) in [("the second step", lifted, on), ("a role for oneself", given, held)] {
            let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&asked).to_owned();
            assert!(proposal.starts_with("/van-phong/de-nghi/"), "{what} takes two: {asked}");
            let seconds = manager.get(&proposal).await.text();
            let leader: String = t.value("SELECT name FROM account WHERE login = 'leader'", &[]).await;
            assert!(seconds.contains(&leader), "{what}: whom to call: {seconds}");
            let page = door.get(&proposal).await;
            assert_eq!(page.outcome(), sees, "{who}, {what}");
            let seen = if sees == "200" { page.field("seen") } else { String::new() };
            let agreed = door.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await.outcome();
            assert!(agreed.starts_with(agrees), "{who}, {what}: {agreed}");
            assert_eq!(t.value::<i64>(done, &[]).await, i64::from(agrees == "303"), "{who}, {what}");
        }
    }
}

#[tokio::test]
async fn the_console_takes_it_off_and_ends_sessions_and_the_journal_says_that_it_was_the_console() {
    let t = TestOffice::new().await;
    let mut owner = turned_on(&t, "hanh-nt", Role::Leader).await;
    let account: i64 = t.value("SELECT id FROM account WHERE login = 'hanh-nt'", &[]).await;
    let (now, mut tx) = (t.office.clock.now(), t.office.db.begin().await.unwrap());
    assert!(lift(&mut tx, Grant::console(NOWHERE), account, now).await.unwrap());
    assert!(!lift(&mut tx, Grant::console(NOWHERE), account, now).await.unwrap(), "there is nothing left to take off");
    tx.commit().await.unwrap();
    assert!(owner.desk.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let fields = [("login", "hanh-nt"), ("password", SENTENCE)];
    assert_eq!(owner.desk.post("/van-phong/dang-nhap", &fields).await.outcome(), "303 /van-phong");
    let mut tx = t.office.db.begin().await.unwrap();
    assert_eq!(end_sessions(&mut tx, Grant::console(NOWHERE), account, now).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(owner.desk.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"));
    for verb in ["identity.second.lift", "identity.session.end_all"] {
        let rows = "SELECT count(*) FROM journal WHERE verb = $1 AND subject_id = $2 AND actor IS NULL";
        assert_eq!(t.value::<i64>(rows, &[&verb, &account]).await, 1, "{verb}");
    }
}

/// The rules of an office that asks a second step of a role.
pub(super) fn asking_second_of(role: &str) -> Arc<RuleBook> {
    let general = BUILTIN.iter().find(|(name, _)| *name == "sign-in-general.toml").expect("the rule").1;
    let own = general
        .replacen("id = \"sign-in-general\"", "id = \"ours\"\nscope = \"office\"", 1)
        .replace("second_factor_roles = []", &format!("second_factor_roles = [\"{role}\"]"));
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    Arc::new(RuleBook::load(files).expect("sound rules"))
}

#[tokio::test]
async fn an_office_may_ask_it_of_a_role_and_then_nothing_else_opens_before() {
    let mut t = TestOffice::new().await;
    t.office.book = asking_second_of("leader");
    let mut clerk = t.signed_in("van thu", Role::CommuneClerk, t.district).await;
    assert_eq!(clerk.get("/van-phong").await.outcome(), "200");
    let mut desk = with_password(&t, "hanh-nt", (Role::Leader, t.district)).await;
    for address in ["/van-phong", "/van-phong/dang-vien", "/van-phong/tim?q=an"] {
        assert_eq!(desk.get(address).await.outcome(), format!("303 {PAGE}?xong=buoc-hai-can"), "{address}");
    }
    assert!(desk.get(&format!("{PAGE}?xong=buoc-hai-can")).await.text().contains("cần xác nhận hai bước"));
    let mut owner = turned_on(&t, "an-tv", Role::Leader).await;
    assert_eq!(owner.desk.get("/van-phong").await.outcome(), "200");
}
