//! Passkeys at the door: whoever holds the device comes in, and nobody else.

use crate::identity::passkey::ceremony::Site;
use crate::identity::passkey::tests::{Answer as Said, Device};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::SECOND;
use kit::testing::{Answer, Door};

pub(super) const OWN: &str = "/van-phong/tai-khoan/khoa-truy-cap";
const DOOR: &str = "/van-phong/dang-nhap/khoa-truy-cap";
const SENTENCE: &str = "mưa rơi trên núi Cấm";

pub(super) fn site() -> Site {
    Site::at("https://vanphong.example").expect("a site")
}

pub(super) async fn office() -> TestOffice {
    let mut t = TestOffice::new().await;
    t.office.site = Some(site());
    t
}

/// What the page hands to the script.
fn data(answer: &Answer, name: &str) -> String {
    let html = answer.html();
    let mark = format!("data-{name}=\"");
    html.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// Makes a passkey for whoever is at this door, with these fields first.
pub(super) async fn make(door: &mut Door, device: &mut Device, fields: &[(&str, &str)]) -> String {
    let page = door.post(&format!("{OWN}/moi"), fields).await;
    assert_eq!(page.outcome(), "200");
    add(door, device, &page).await
}

async fn add(door: &mut Door, device: &mut Device, page: &Answer) -> String {
    let said = device.answer("create", &data(page, "question"));
    let (credential, info, note, name) = (device.credential(), device.info(), page.field("note"), page.field("name"));
    let fields = [
        ("name", name.as_str()),
        ("note", &note),
        ("credential", &credential),
        ("client", &said.client),
        ("authenticator", &said.authenticator),
        ("algorithm", "-7"),
        ("key", &info),
    ];
    door.post(OWN, &fields).await.outcome()
}

pub(super) async fn handle(t: &TestOffice, login: &str) -> String {
    t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await
}

async fn send(door: &mut Door, device: &Device, said: &Said, handle: &str) -> String {
    let credential = device.credential();
    let fields = [
        ("tiep", "/van-phong/hoc-tap"),
        ("credential", credential.as_str()),
        ("client", &said.client),
        ("authenticator", &said.authenticator),
        ("signature", &said.signature),
        ("handle", handle),
    ];
    door.post(DOOR, &fields).await.outcome()
}

/// Opens the page and answers its question.
pub(super) async fn enter(door: &mut Door, device: &mut Device, handle: &str) -> String {
    let said = device.answer("get", &data(&door.get(DOOR).await, "question"));
    send(door, device, &said, handle).await
}

#[tokio::test]
async fn a_passkey_is_made_lets_in_is_named_and_removed() {
    let t = office().await;
    let mut device = Device::at(&site());
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    let fields = [("password", SENTENCE), ("password_again", SENTENCE)];
    desk.post("/van-phong/tai-khoan", &fields).await;
    for (name, password, wrong) in [
        ("Máy của tôi", "không nhớ nữa rồi", "Mật khẩu đang dùng không đúng"),
        ("", SENTENCE, "Đặt tên cho khóa"),
        (&"x".repeat(61), SENTENCE, "Đặt tên cho khóa"),
    ] {
        let answer = desk.post(&format!("{OWN}/moi"), &[("name", name), ("password_now", password)]).await;
        assert_eq!((answer.outcome().as_str(), answer.field("name").as_str()), ("422", name));
        assert!(answer.text().contains(wrong), "{name} {password}");
    }
    let mut phone = t.visitor();
    let sign_in = [("login", "hanh-nt"), ("password", SENTENCE)];
    assert_eq!(phone.post("/van-phong/dang-nhap", &sign_in).await.outcome(), "303 /van-phong");
    let before = desk.cookie("thenchot").map(str::to_owned);
    let fields = [("name", "Máy cơ quan"), ("password_now", SENTENCE)];
    assert_eq!(make(&mut desk, &mut device, &fields).await, format!("303 {OWN}?xong=khoa-truy-cap"));
    assert_ne!(desk.cookie("thenchot").map(str::to_owned), before, "the session goes on under a new token");
    assert!(phone.get("/van-phong").await.outcome().starts_with("303 "), "the others are out");
    assert!(desk.get(OWN).await.text().contains("Máy cơ quan"));
    assert_eq!(make(&mut desk, &mut device, &fields).await, "422", "one passkey belongs to one account, once");

    let (handle, mut door) = (handle(&t, "hanh-nt").await, t.visitor());
    assert_eq!(enter(&mut door, &mut device, &handle).await, "303 /van-phong/hoc-tap");
    assert_eq!(door.get("/van-phong").await.outcome(), "200");
    assert!(door.get("/van-phong/tai-khoan").await.text().contains("Khóa truy cập"));
    let uid: String = t.value("SELECT uid FROM passkey", &[]).await;
    let own = format!("{OWN}/{uid}");
    let mut other = t.as_cast("inspector").await;
    for address in [own.clone(), format!("{own}/xoa")] {
        assert_eq!(other.post(&address, &[("name", "của tôi")]).await.outcome(), "404", "somebody else's");
    }
    assert_eq!(door.post(&own, &[("name", "")]).await.outcome(), "422");
    assert_eq!(door.post(&own, &[("name", "Điện thoại")]).await.outcome(), format!("303 {OWN}?xong=luu"));
    assert!(door.get(OWN).await.text().contains("Điện thoại"));
    let removed = door.post(&format!("{own}/xoa"), &[("password_now", "không nhớ nữa rồi")]).await;
    assert_eq!(removed.outcome(), "422");
    let removed = door.post(&format!("{own}/xoa"), &[("password_now", SENTENCE)]).await.outcome();
    assert_eq!(removed, format!("303 {OWN}?xong=khoa-truy-cap-xoa"));
    assert_eq!(door.post(&format!("{own}/xoa"), &[("password_now", SENTENCE)]).await.outcome(), "404");
    assert_eq!(enter(&mut t.visitor(), &mut device, &handle).await, "422", "a removed passkey lets nobody in");
    for verb in ["add", "rename", "remove"] {
        let rows = "SELECT count(*) FROM journal WHERE verb = $1 AND subject = 'account'";
        assert_eq!(t.value::<i64>(rows, &[&format!("identity.passkey.{verb}")]).await, 1, "{verb}");
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_was_asked_and_for_its_owner() {
    let t = office().await;
    let (mut device, mut stranger) = (Device::at(&site()), Device::at(&site()));
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    assert_eq!(make(&mut desk, &mut device, &[("name", "a")]).await, format!("303 {OWN}?xong=khoa-truy-cap"));
    let (own, leader) = (handle(&t, "hanh-nt").await, handle(&t, "leader").await);
    let mut door = t.visitor();
    let said = device.answer("get", &data(&door.get(DOOR).await, "question"));
    door.get(DOOR).await;
    let mut elsewhere = t.visitor();
    elsewhere.get(DOOR).await;
    assert_eq!(send(&mut elsewhere, &device, &said, &own).await, "422", "another browser's question");
    assert_eq!(send(&mut t.visitor(), &device, &said, &own).await, "422", "no question at all");
    let mut thief = door.clone();
    assert_eq!(send(&mut door, &device, &said, &own).await, "303 /van-phong/hoc-tap");
    assert_eq!(send(&mut thief, &device, &said, &own).await, "422", "it was answered before");
    assert_eq!(
        enter(&mut t.visitor(), &mut device, &leader).await,
        "422",
        "the device says that it is somebody else's"
    );
    assert_eq!(enter(&mut t.visitor(), &mut device, "").await, "422", "or nobody's");
    assert_eq!(enter(&mut t.visitor(), &mut stranger, &own).await, "422", "nobody has this one");
    let mut slow = t.visitor();
    let said = device.answer("get", &data(&slow.get(DOOR).await, "question"));
    t.office.clock.advance(601 * SECOND);
    assert_eq!(send(&mut slow, &device, &said, &own).await, "422", "too late");
    device.origin = "https://evil.example".to_owned();
    assert_eq!(enter(&mut t.visitor(), &mut device, &own).await, "422", "signed on another site's page");
    device.origin = site().origin;
    assert_eq!(enter(&mut t.visitor(), &mut device, &own).await, "303 /van-phong/hoc-tap");
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE account SET disabled_at = 1 WHERE login = 'hanh-nt'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(enter(&mut t.visitor(), &mut device, &own).await, "422", "a closed account");
    let waiting: i64 = t.value("SELECT count(*) FROM passkey_question", &[]).await;
    assert_eq!(waiting, 1, "questions that could no more be answered are forgotten");
}

#[tokio::test]
async fn a_question_to_make_one_is_of_one_session_and_comes_after_the_proof() {
    let t = office().await;
    let mut device = Device::at(&site());
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    let page = desk.post(&format!("{OWN}/moi"), &[("name", "a")]).await;
    let mut other = t.as_cast("leader").await;
    assert_eq!(add(&mut other, &mut device, &page).await, "422", "another session");
    assert_eq!(add(&mut t.visitor(), &mut device, &page).await, format!("303 /van-phong/dang-nhap?tiep={OWN}"));
    t.office.clock.advance(601 * SECOND);
    assert_eq!(add(&mut desk, &mut device, &page).await, "422", "too late");
    // An hour after coming in by a link, an account without a password has nothing to prove it with.
    t.office.clock.advance(3600 * SECOND);
    let late = desk.post(&format!("{OWN}/moi"), &[("name", "a")]).await;
    assert!(late.outcome() == "422" && late.text().contains("Hãy đặt mật khẩu trước"));
    assert_eq!(t.value::<i64>("SELECT count(*) FROM passkey", &[]).await, 0);
}

#[tokio::test]
async fn the_site_is_what_was_set_and_never_what_a_request_says() {
    for (set, host, usable) in [
        (Some("https://vanphong.example"), "evil.example", "vanphong.example"),
        (None, "evil.example", ""),
        (None, "192.168.1.5:8080", ""),
        (None, "localhost.evil.example", ""),
        (None, "localhost:8080", "localhost"),
    ] {
        let mut t = TestOffice::new().await;
        t.office.site = set.and_then(Site::at);
        let page = t.visitor().at_host(host).get(DOOR).await;
        assert_eq!(data(&page, "site"), usable, "{host}");
        assert_eq!(page.text().contains("chưa dùng được khóa truy cập"), usable.is_empty(), "{host}");
        let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await.at_host(host);
        let begun = desk.post(&format!("{OWN}/moi"), &[("name", "a")]).await.outcome();
        assert_eq!(begun, if usable.is_empty() { "422" } else { "200" }, "{host}");
    }
}

#[tokio::test]
async fn a_passkey_needs_no_second_step_and_fulfils_what_the_office_asks() {
    let mut t = office().await;
    t.office.book = super::second::asking_second_of("leader");
    let mut device = Device::at(&site());
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    assert!(desk.get("/van-phong").await.outcome().contains("xong=buoc-hai-can"));
    assert_eq!(make(&mut desk, &mut device, &[("name", "a")]).await, format!("303 {OWN}?xong=khoa-truy-cap"));
    let own = handle(&t, "hanh-nt").await;
    assert!(desk.get("/van-phong").await.outcome().contains("xong=buoc-hai-can"), "a link is still one step");
    let mut door = t.visitor();
    assert_eq!(enter(&mut door, &mut device, &own).await, "303 /van-phong/hoc-tap");
    assert_eq!(door.get("/van-phong").await.outcome(), "200");
}
