//! What somebody made behind a link that they had made for an account is named to its owner, and ends when the owner says so.

use super::hands::{SENTENCE, ask, by_link, by_password, choose_password, uid};
use super::passkeys::{OWN, enter, handle, make, office, site};
use super::second::STEP;
use crate::identity::passkey::tests::Device;
use crate::identity::right::Role;
use crate::identity::second::totp::Secret;
use crate::testing::agrees;
use kit::clock::{DAY, SECOND};

const ACCOUNT: &str = "/van-phong/tai-khoan";
const WAYS: &str = "/van-phong/tai-khoan/loi-vao";
const STEP_PAGE: &str = "/van-phong/tai-khoan/buoc-hai";

#[tokio::test]
async fn a_passkey_made_behind_a_managers_link_is_named_and_ends_with_the_owners_word() {
    let password = [("password", SENTENCE), ("password_again", SENTENCE)];
    for (what, address, fields, target, stays) in [
        ("nothing", "", &[][..], "", true),
        ("another password", ACCOUNT, &password[..], "?xong=mat-khau-loi-vao", false),
        ("drops them", WAYS, &[("viec", "bo")][..], "?xong=loi-vao-bo", false),
        ("says that they are their own", WAYS, &[("viec", "giu")][..], "?xong=loi-vao-giu", true),
    ] {
        let t = office().await;
        t.link("bi thu hai", Role::Leader, t.district).await;
        let (login, mut device) = ("bi-thu-hai", Device::at(&site()));
        let mut asker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut behind = by_link(&t, &mut asker, login).await;
        assert_eq!(
            make(&mut behind, &mut device, &[("name", "Máy lạ")]).await,
            format!("303 {OWN}?xong=khoa-truy-cap")
        );
        let told = "Khóa truy cập “Máy lạ”, tạo lúc";
        assert!(!behind.get("/van-phong").await.text().contains(told), "{what}: no news to whoever made it");
        assert_eq!(behind.post(WAYS, &[("viec", "giu")]).await.outcome(), "403", "{what}: nor theirs to keep");

        let mut owner = t.as_cast(login).await;
        for page in ["/van-phong", ACCOUNT] {
            let text = owner.get(page).await.text();
            assert!(text.contains(told) && text.contains("do quan-ly lập"), "{what} {page}: {text}");
        }
        if !address.is_empty() {
            assert_eq!(owner.post(address, fields).await.outcome(), format!("303 {ACCOUNT}{target}"), "{what}");
            assert!(!owner.get("/van-phong").await.text().contains(told), "{what}: it is settled");
        }
        // Long after, so that nothing but the passkey itself tells whose hand it was.
        t.office.clock.advance(4 * DAY);
        let (mut door, handle) = (t.visitor(), handle(&t, login).await);
        let came = enter(&mut door, &mut device, &handle).await;
        assert_eq!(came, if stays { "303 /van-phong/hoc-tap" } else { "422" }, "{what}");
        if stays {
            let mut asker = t.as_cast("quan-ly").await;
            let proposal = ask(&t, &mut asker).await;
            let agreed = agrees(&mut door, &proposal).await;
            let outcome = if what == "nothing" { "409" } else { "303" };
            assert!(agreed.outcome().starts_with(outcome), "{what}: {}", agreed.text());
        }
    }
}

#[tokio::test]
async fn a_second_step_turned_on_behind_a_link_does_not_show_the_owner_at_the_next_link() {
    let t = office().await;
    t.link("bi thu hai", Role::Leader, t.district).await;
    let mut asker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let mut behind = by_link(&t, &mut asker, "bi-thu-hai").await;
    choose_password(&mut behind).await;
    let secret = behind.get(STEP_PAGE).await.field("secret");
    let shown = Secret::read(&secret).expect("a secret").shown(t.office.clock.now());
    let fields = [("secret", secret.as_str()), ("code", &shown), ("password_now", SENTENCE)];
    assert_eq!(behind.post(STEP_PAGE, &fields).await.outcome(), "200");
    t.office.clock.advance(4 * DAY);
    let mut asker = t.as_cast("quan-ly").await;
    let mut door = by_link(&t, &mut asker, "bi-thu-hai").await;
    let code = Secret::read(&secret).expect("a secret").shown(t.office.clock.now());
    assert_eq!(door.post(STEP, &[("code", &code)]).await.outcome(), "303 /van-phong");
    let proposal = ask(&t, &mut asker).await;
    let agreed = agrees(&mut door, &proposal).await;
    assert_eq!(agreed.outcome(), "409", "{}", agreed.text());
}

#[tokio::test]
async fn a_password_chosen_behind_a_link_keeps_nothing_for_its_owner_before_they_had_time_to_see_it() {
    let t = office().await;
    t.link("bi thu hai", Role::Leader, t.district).await;
    let mut device = Device::at(&site());
    let mut asker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let mut behind = by_link(&t, &mut asker, "bi-thu-hai").await;
    assert_eq!(make(&mut behind, &mut device, &[("name", "Máy")]).await, format!("303 {OWN}?xong=khoa-truy-cap"));
    // Whoever came in for the first time does both: nothing of it is taken away by the other.
    choose_password(&mut behind).await;
    for (days, outcome) in [(0, "403"), (4, "303 /van-phong/tai-khoan?xong=loi-vao-giu")] {
        t.office.clock.advance(days * DAY + SECOND);
        let mut door = by_password(&t, "bi-thu-hai").await;
        assert!(door.get(ACCOUNT).await.text().contains("Khóa truy cập “Máy”"), "{days}");
        assert_eq!(door.post(WAYS, &[("viec", "giu")]).await.outcome(), outcome, "{days}");
    }
}

#[tokio::test]
async fn whoever_keeps_an_account_ends_its_keys_and_sessions_and_neither_password_nor_second_step() {
    let t = office().await;
    let mut device = Device::at(&site());
    let mut owner = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    assert_eq!(make(&mut owner, &mut device, &[("name", "Máy")]).await, format!("303 {OWN}?xong=khoa-truy-cap"));
    choose_password(&mut owner).await;
    let handle = handle(&t, "hanh-nt").await;
    assert_eq!(enter(&mut t.visitor(), &mut device, &handle).await, "303 /van-phong/hoc-tap");
    let waiting = t.link_of("hanh-nt").await;
    let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let account = format!("/van-phong/nguoi-dung/{}", uid(&t, "hanh-nt").await);
    assert_eq!(
        manager.post(&format!("{account}/loi-vao"), &[]).await.outcome(),
        format!("303 {account}?xong=loi-vao-het")
    );
    assert_eq!(enter(&mut t.visitor(), &mut device, &handle).await, "422");
    assert_eq!(t.visitor().post(&waiting, &[]).await.outcome(), "410");
    assert!(owner.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"));
    by_password(&t, "hanh-nt").await;
    let own = format!("/van-phong/nguoi-dung/{}/loi-vao", uid(&t, "quan-ly").await);
    assert_eq!(manager.post(&own, &[]).await.outcome(), "403", "one's own are on one's own page");
}

#[tokio::test]
async fn a_link_made_in_a_session_that_somebody_let_in_is_of_that_hand() {
    let t = office().await;
    t.link("quan ly hai", Role::OfficeManager, t.district).await;
    let mut maker = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let mut behind = by_link(&t, &mut maker, "quan-ly-hai").await;
    // Also one to the very account, which would be the owner's own otherwise.
    for login in ["quan-ly-hai", "inspector"] {
        by_link(&t, &mut behind, login).await;
        let sql = "SELECT m.login FROM session s JOIN account m ON m.id = s.let_in_by ORDER BY s.id DESC LIMIT 1";
        assert_eq!(t.value::<String>(sql, &[]).await, "quan-ly", "{login}");
        behind = by_link(&t, &mut maker, "quan-ly-hai").await;
    }
}

#[tokio::test]
async fn a_second_step_outlives_whoever_had_let_its_owner_in() {
    let t = office().await;
    t.link("bi thu hai", Role::Leader, t.district).await;
    let mut first = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
    let mut owner = by_link(&t, &mut first, "bi-thu-hai").await;
    choose_password(&mut owner).await;
    let secret = owner.get(STEP_PAGE).await.field("secret");
    let shown = Secret::read(&secret).expect("a secret").shown(t.office.clock.now());
    let fields = [("secret", secret.as_str()), ("code", &shown), ("password_now", SENTENCE)];
    assert_eq!(owner.post(STEP_PAGE, &fields).await.outcome(), "200");
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE account SET disabled_at = 1 WHERE login = 'quan-ly'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    t.office.clock.advance(DAY);
    let mut second = t.signed_in("quan ly moi", Role::OfficeManager, t.district).await;
    let mut door = by_link(&t, &mut second, "bi-thu-hai").await;
    let code = Secret::read(&secret).expect("a secret").shown(t.office.clock.now());
    assert_eq!(door.post(STEP, &[("code", &code)]).await.outcome(), "303 /van-phong");
}
