//! The door and the accounts, as people meet them.

mod beyond;
mod hands;
mod invitations;
mod lockout;
mod passkeys;
mod provider;
mod roles;
mod second;
mod ways;

use super::password::{Weak, judge};
use super::right::Role;
use super::setup::make_code;
use crate::testing::TestOffice;
use kit::clock::{DAY, Day};
use kit::testing::Door;

const SENTENCE: &str = "mưa rơi trên núi Cấm";

/// Chooses a first password on the account page.
async fn choose(door: &mut Door, password: &str) -> String {
    let fields = [("password", password), ("password_again", password)];
    door.post("/van-phong/tai-khoan", &fields).await.outcome()
}

#[test]
fn a_password_is_long_and_not_the_owners_name() {
    for (password, judged) in [
        (SENTENCE, Ok(())),
        ("dung-ngua-sat-pin", Ok(())),
        ("ngan", Err(Weak::Short)),
        ("hanh-nt hanh-nt", Err(Weak::Guessable)),
        ("Nguyễn Thị Hạnh 1", Err(Weak::Guessable)),
        ("aaaaaaaaaaaaaaa", Err(Weak::Guessable)),
        ("123456789012", Err(Weak::Guessable)),
        ("matkhaumatkhau", Err(Weak::Guessable)),
        ("Mật khẩu 123456", Err(Weak::Guessable)),
        ("matkhau12345", Err(Weak::Guessable)),
        ("Chi bộ 30-04-1975", Err(Weak::Guessable)),
        ("hanh-nt 19870512", Err(Weak::Guessable)),
        ("mật khẩu ngựa sắt đen", Ok(())),
        ("mật khẩu ngựa sắt 1975", Ok(())),
        ("đò 30 chuyến, 4 bến", Ok(())),
    ] {
        assert_eq!(judge(password, "hanh-nt", "Nguyễn Thị Hạnh"), judged, "{password}");
    }
    assert_eq!(judge(&"dài ".repeat(60), "x", "y"), Err(Weak::Long));
}

#[tokio::test]
async fn the_first_visitor_needs_the_code_of_the_console_and_only_once() {
    let t = TestOffice::bare().await;
    let mut door = t.visitor();
    assert_eq!(door.get("/van-phong").await.outcome(), "303 /van-phong/dang-nhap?tiep=/van-phong");
    assert_eq!(door.get("/van-phong/dang-nhap").await.outcome(), "303 /van-phong/cai-dat");
    let mut tx = t.office.db.begin().await.unwrap();
    let old = make_code(&mut tx, &t.office.chance).await.unwrap().expect("nobody is in yet");
    let code = make_code(&mut tx, &t.office.chance).await.unwrap().expect("nobody is in yet");
    tx.commit().await.unwrap();

    let typed = code.replace('-', " ").to_lowercase();
    let with = |code: &str, committee: &str, again: &str| {
        [
            ("code", code.to_owned()),
            ("committee", committee.to_owned()),
            ("kind", "commune_committee".to_owned()),
            ("name", "Lê Thị Thu".to_owned()),
            ("login", "Thu.LT".to_owned()),
            ("password", SENTENCE.to_owned()),
            ("password_again", again.to_owned()),
        ]
    };
    for (fields, wrong) in [
        (with(&old, "Đảng bộ xã An Phú", SENTENCE), "Mã cài đặt không đúng"),
        (with(&typed, "", SENTENCE), "Ghi tên đảng bộ"),
        (with(&typed, "Đảng bộ xã An Phú", "khác"), "Hai lần gõ mật khẩu chưa giống nhau"),
    ] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = door.post("/van-phong/cai-dat", &fields).await;
        assert_eq!(answer.outcome(), "422");
        assert!(answer.text().contains(wrong), "{wrong}");
        assert_eq!(answer.field("name"), "Lê Thị Thu", "what was typed comes back");
        assert_eq!(answer.field("password"), "", "a password never does");
    }
    let fields = with(&typed, "Đảng bộ xã An Phú", SENTENCE);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(door.post("/van-phong/cai-dat", &fields).await.outcome(), "303 /van-phong/nguoi-dung?xong=cai-dat");
    let accounts = door.get("/van-phong/nguoi-dung").await.text();
    assert!(accounts.contains("Quản lý văn phòng, Đảng bộ xã An Phú"), "{accounts}");
    assert_eq!(t.visitor().post("/van-phong/cai-dat", &fields).await.outcome(), "404");
    assert_eq!(t.visitor().get("/van-phong/cai-dat").await.outcome(), "404");
    let mut conn = t.office.db.begin().await.unwrap();
    assert_eq!(make_code(&mut conn, &t.office.chance).await.unwrap(), None);
}

#[tokio::test]
async fn an_office_is_set_up_for_a_committee_that_there_is_on_the_day() {
    for (day, kind, may) in [
        ("2018-11-23", "province_committee", true),
        ("2018-11-23", "district_committee", true),
        ("2025-06-30", "district_committee", true),
        ("2025-07-01", "district_committee", false),
        ("2026-11-26", "province_committee", true),
        ("2026-11-26", "commune_committee", true),
        ("2026-11-26", "attached_committee", false),
        ("2026-11-26", "cell", false),
    ] {
        let t = TestOffice::bare().await;
        while t.office.clock.today() < Day::parse(day).unwrap() {
            t.office.clock.advance(DAY);
        }
        let mut tx = t.office.db.begin().await.unwrap();
        let code = make_code(&mut tx, &t.office.chance).await.unwrap().expect("nobody is in yet");
        tx.commit().await.unwrap();
        let mut door = t.visitor();
        let offered = door.get("/van-phong/cai-dat").await.html().contains(&format!("value=\"{kind}\""));
        let fields = [
            ("code", &*code),
            ("committee", "Đảng bộ An Giang"),
            ("kind", kind),
            ("name", "Lê Thị Thu"),
            ("login", "Thu.LT"),
            ("password", SENTENCE),
            ("password_again", SENTENCE),
        ];
        let answer = door.post("/van-phong/cai-dat", &fields).await;
        assert_eq!((offered, answer.outcome().starts_with("303")), (may, may), "{day} {kind}: {}", answer.text());
        if !may {
            assert!(answer.text().contains("Chọn loại tổ chức"), "{day} {kind}");
            continue;
        }
        assert_eq!(t.value::<String>("SELECT kind FROM unit", &[]).await, kind);
        // What stands under it can be established there.
        let root: i64 = t.value("SELECT id FROM unit", &[]).await;
        let uid: String = t.value("SELECT uid FROM unit", &[]).await;
        let mut officer = t.signed_in("officer", Role::OrganisationOfficer, root).await;
        assert_eq!(officer.get(&format!("/van-phong/to-chuc/{uid}/thay-doi?loai=establish")).await.outcome(), "200");
    }
}

#[tokio::test]
async fn login_and_password_let_in_and_lead_where_one_was_going() {
    let t = TestOffice::new().await;
    let mut door = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    assert_eq!(choose(&mut door, SENTENCE).await, "303 /van-phong/tai-khoan?xong=mat-khau");
    // Typed on a keyboard that sends each tone as a sign of its own.
    let decomposed = "mu\u{31b}a ro\u{31b}i tre\u{302}n nu\u{301}i Ca\u{302}\u{301}m";
    for (login, password, next, outcome) in [
        ("hanh-nt", SENTENCE, "/van-phong/hoc-tap", "303 /van-phong/hoc-tap"),
        ("HANH-NT", SENTENCE, "", "303 /van-phong"),
        ("hanh-nt", decomposed, "", "303 /van-phong"),
        ("hanh-nt", SENTENCE, "//evil.example", "303 /van-phong"),
        ("hanh-nt", SENTENCE, "https://evil.example", "303 /van-phong"),
        ("hanh-nt", "mưa rơi trên núi Sam", "", "422"),
        ("hanh-nt", "", "", "422"),
        ("ai.do", SENTENCE, "", "422"),
        // Has no password: the empty one does not let in either.
        ("leader", "", "", "422"),
    ] {
        let mut visitor = t.visitor();
        visitor.set_cookie("thenchot", "somebody-planted-this");
        let answer =
            visitor.post("/van-phong/dang-nhap", &[("login", login), ("password", password), ("tiep", next)]).await;
        assert_eq!(answer.outcome(), outcome, "{login} {password} {next}");
        if outcome == "422" {
            assert!(answer.text().contains("Tên đăng nhập hoặc mật khẩu không đúng"));
            assert_eq!((answer.field("login").as_str(), answer.field("password").as_str()), (login, ""));
        } else {
            assert_ne!(visitor.cookie("thenchot"), Some("somebody-planted-this"), "a session begins under a new token");
            assert_eq!(visitor.get("/van-phong").await.outcome(), "200");
        }
    }
}

#[tokio::test]
async fn guessing_one_login_from_many_places_is_slowed() {
    let t = TestOffice::new().await;
    let mut outcomes = Vec::new();
    for place in 0..14 {
        let mut guesser = t.visitor().from_address([203, 0, 113, place]);
        let fields = [("login", "leader"), ("password", "đoán mò một câu")];
        outcomes.push(guesser.post("/van-phong/dang-nhap", &fields).await.outcome());
    }
    assert_eq!((outcomes[0].as_str(), outcomes[13].as_str()), ("422", "429"));
}

#[tokio::test]
async fn a_new_password_ends_the_other_devices_and_needs_the_old_one() {
    let t = TestOffice::new().await;
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    choose(&mut desk, SENTENCE).await;
    let mut phone = t.visitor().with_header("user-agent", "Mozilla/5.0 (Linux; Android 9) Chrome/120");
    let sign_in = [("login", "hanh-nt"), ("password", SENTENCE)];
    assert_eq!(phone.post("/van-phong/dang-nhap", &sign_in).await.outcome(), "303 /van-phong");
    assert!(desk.get("/van-phong/tai-khoan").await.text().contains("Chrome, Android"));

    let change =
        |now: &'static str, new: &'static str| [("password_now", now), ("password", new), ("password_again", new)];
    let new = "nắng vàng trên cánh đồng";
    let refused = desk.post("/van-phong/tai-khoan", &change("không nhớ nữa rồi", new)).await;
    assert_eq!(refused.outcome(), "422");
    assert!(refused.text().contains("Mật khẩu đang dùng không đúng"));
    assert_eq!(phone.get("/van-phong").await.outcome(), "200");
    let before = desk.cookie("thenchot").map(str::to_owned);
    let changed = desk.post("/van-phong/tai-khoan", &change(SENTENCE, new)).await.outcome();
    assert_eq!(changed, "303 /van-phong/tai-khoan?xong=mat-khau");
    assert_ne!(desk.cookie("thenchot").map(str::to_owned), before, "the session goes on under a new token");
    assert_eq!(desk.get("/van-phong").await.outcome(), "200");
    assert!(phone.get("/van-phong").await.outcome().starts_with("303 "), "the telephone is out");
    let old = t.visitor().post("/van-phong/dang-nhap", &sign_in).await.outcome();
    assert_eq!(old, "422");
}

#[tokio::test]
async fn one_device_is_signed_out_from_another_but_never_somebody_elses() {
    let t = TestOffice::new().await;
    let mut desk = t.as_cast("leader").await;
    let mut phone = t.as_cast("leader").await;
    let mut other = t.as_cast("inspector").await;
    let page = desk.get("/van-phong/tai-khoan").await.html();
    let end =
        page.split("action=\"").find(|part| part.starts_with("/van-phong/tai-khoan/thiet-bi/")).expect("a device");
    let end = end.split('"').next().unwrap();
    assert_eq!(other.post(end, &[]).await.outcome(), "404");
    assert_eq!(phone.get("/van-phong").await.outcome(), "200");
    assert_eq!(desk.post(end, &[]).await.outcome(), "303 /van-phong/tai-khoan?xong=thiet-bi");
    assert!(phone.get("/van-phong").await.outcome().starts_with("303 "));
    assert_eq!(desk.get("/van-phong").await.outcome(), "200");
}

#[tokio::test]
async fn only_the_offices_manager_lets_people_in_and_only_within_reach() {
    let t = TestOffice::new().await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let district: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let leader: String = t.value("SELECT uid FROM account WHERE login = 'leader'", &[]).await;
    for (who, role, at, here, above, link) in [
        ("the district's manager", Role::OfficeManager, t.district, "303", "303", "200"),
        ("the commune's manager", Role::OfficeManager, t.elsewhere, "303", "404", "404"),
        ("another commune's manager", Role::OfficeManager, t.silent_cell, "404", "404", "404"),
        ("the leader", Role::Leader, t.district, "403", "403", "403"),
        ("the commune's clerk", Role::CommuneClerk, t.elsewhere, "403", "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        for (unit, outcome, which) in [(&unit, here, "here"), (&district, above, "above")] {
            let login = format!("{}-{which}", viet::slug(who));
            let fields = [("name", "Trần Văn Mới"), ("login", &login), ("role", "clerk"), ("unit", unit)];
            let made = door.post("/van-phong/nguoi-dung/moi", &fields).await.outcome();
            assert!(made.starts_with(outcome), "{who} at {which}: {made}");
        }
        let made = door.post(&format!("/van-phong/nguoi-dung/{leader}/lien-ket"), &[]).await;
        assert_eq!(made.outcome(), link, "{who} makes a link for the leader");
        let closed = door.post(&format!("/van-phong/nguoi-dung/{leader}/khoa"), &[]).await.outcome();
        assert!(closed.starts_with(if link == "200" { "303" } else { link }), "{who} closes the leader: {closed}");
    }
    let visitor = t.visitor().post("/van-phong/nguoi-dung/moi", &[("login", "x")]).await.outcome();
    assert!(visitor.starts_with("303 /van-phong/dang-nhap"));
    let closed: i64 =
        t.value("SELECT count(*) FROM account WHERE login = 'leader' AND disabled_at IS NOT NULL", &[]).await;
    assert_eq!(closed, 1);
}

#[tokio::test]
async fn a_new_user_comes_in_by_a_link_that_is_shown_once() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let form = manager.get("/van-phong/nguoi-dung/moi").await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let request = form.field("request");
    let mut fields =
        [("request", request.as_str()), ("name", "Trần Văn Mới"), ("login", "moi.tv"), ("role", "x"), ("unit", &unit)];
    let wrong = manager.post("/van-phong/nguoi-dung/moi", &fields).await;
    assert_eq!((wrong.outcome().as_str(), wrong.field("login").as_str()), ("422", "moi.tv"));
    fields[3].1 = "cell_secretary";
    let made = manager.post("/van-phong/nguoi-dung/moi", &fields).await.outcome();
    let again = manager.post("/van-phong/nguoi-dung/moi", &fields).await.outcome();
    assert_eq!(made, again, "a double click adds one user");
    let taken = [("name", "Ai Đó"), ("login", "MOI.TV"), ("role", "clerk"), ("unit", unit.as_str())];
    let taken = manager.post("/van-phong/nguoi-dung/moi", &taken).await;
    assert!(taken.text().contains("đã có người dùng"), "{}", taken.outcome());

    let account = made.strip_prefix("303 ").unwrap().split('?').next().unwrap().to_owned();
    let shown = manager.post(&format!("{account}/lien-ket"), &[]).await.html();
    let link = shown.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).expect("the link").to_owned();
    assert!(!manager.get(&account).await.html().contains("/van-phong/lien-ket/"), "not a second time");
    let mut new = t.visitor();
    assert_eq!(new.post(&link, &[]).await.outcome(), "303 /van-phong");
    assert_eq!(new.get(&t.cell_address().await).await.outcome(), "200");

    manager.post(&format!("{account}/khoa"), &[]).await;
    assert!(new.get("/van-phong").await.outcome().starts_with("303 "), "a closed account is out at once");
    t.office.clock.advance(DAY);
    manager = t.as_cast("leader").await;
    assert_eq!(manager.get(&account).await.outcome(), "403");
}
