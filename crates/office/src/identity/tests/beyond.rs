//! A way in that somebody made holds no longer than they keep the account: not once it may do more than they reach.

use super::hands::{by_password, choose_password, uid};
use super::passkeys::{OWN, enter, handle, make, office, site};
use crate::identity::passkey::tests::Device;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

async fn unit(t: &TestOffice, id: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&id]).await
}

/// The address of a link, or the code of a slip, that somebody makes for an account.
async fn make_way(t: &TestOffice, maker: &mut Door, way: &str) -> String {
    let account = format!("/van-phong/nguoi-dung/{}", uid(t, "can-bo").await);
    let (made, begins) = match way {
        "slip" => (maker.post(&format!("{account}/loi-moi"), &[]).await.html(), "class=\"code\">"),
        _ => (maker.post(&format!("{account}/lien-ket"), &[]).await.html(), "<code>"),
    };
    let made = made.split(begins).nth(1).and_then(|rest| rest.split('<').next()).expect("a way in").to_owned();
    match made.find("/van-phong/lien-ket/") {
        Some(at) => made[at..].to_owned(),
        None => made,
    }
}

async fn come_in(door: &mut Door, way: &str, made: &str) -> String {
    match way {
        "slip" => door.post("/van-phong/ma", &[("ma", made)]).await.outcome(),
        _ => door.post(made, &[]).await.outcome(),
    }
}

/// The district's manager gives the account a role at the district, from a day on; empty for today.
async fn promote(t: &TestOffice, from: &str) {
    let mut above = t.signed_in("quan ly huyen", Role::OfficeManager, t.district).await;
    let address = format!("/van-phong/nguoi-dung/{}", uid(t, "can-bo").await);
    let district = unit(t, t.district).await;
    let fields = [("role", "organisation"), ("unit", district.as_str()), ("from", from)];
    let given = above.post(&format!("{address}/vai-tro"), &fields).await.outcome();
    assert_eq!(given, format!("303 {address}?xong=luu"));
}

#[tokio::test]
async fn a_way_in_that_was_kept_through_a_promotion_lets_nobody_in() {
    let later = |t: &TestOffice| t.office.clock.today().plus_days(1).written();
    for (way, maker, promoted, holds) in [
        ("link", "the commune's manager", "", true),
        ("slip", "the commune's manager", "", true),
        ("link", "the commune's manager", "today", false),
        ("slip", "the commune's manager", "today", false),
        ("link", "the commune's manager", "later", false),
        ("link", "the district's manager", "today", true),
        ("slip", "the district's manager", "today", true),
    ] {
        let t = TestOffice::new().await;
        t.link("can bo", Role::CommuneClerk, t.elsewhere).await;
        let at = if maker == "the commune's manager" { t.elsewhere } else { t.district };
        let mut manager = t.signed_in("quan ly", Role::OfficeManager, at).await;
        let made = make_way(&t, &mut manager, way).await;
        match promoted {
            "" => {}
            "later" => promote(&t, &later(&t)).await,
            _ => promote(&t, "").await,
        }
        let told = format!("{way} {maker} {promoted}");
        if way == "link" {
            assert_eq!(t.visitor().get(&made).await.outcome(), if holds { "200" } else { "410" }, "{told}");
        }
        let came = come_in(&mut t.visitor(), way, &made).await;
        assert_eq!(came.starts_with("303 /van-phong"), holds, "{told}: {came}");
    }
}

#[tokio::test]
async fn power_from_wherever_ends_the_session_that_was_let_in_before_it() {
    for way in ["link", "slip"] {
        let t = TestOffice::new().await;
        t.link("can bo", Role::CommuneClerk, t.elsewhere).await;
        let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.elsewhere).await;
        let mut inside = t.visitor();
        let first = make_way(&t, &mut manager, "link").await;
        assert!(come_in(&mut inside, "link", &first).await.starts_with("303 /van-phong"));
        assert_eq!(inside.get("/van-phong").await.outcome(), "200");
        let made = make_way(&t, &mut manager, way).await;
        // Not by the page about roles: wherever the power comes from, it is asked when the way in is used.
        let sql = "INSERT INTO role_holding (account_id, role, unit_id, from_day)
                   SELECT id, 'organisation', CAST($1 AS BIGINT), '2018-01-01' FROM account WHERE login = 'can-bo'";
        let mut tx = t.office.db.begin().await.unwrap();
        tx.exec(sql, &[&t.district]).await.unwrap();
        tx.commit().await.unwrap();
        let came = come_in(&mut t.visitor(), way, &made).await;
        assert!(!came.starts_with("303 "), "{way}: {came}");
        let post = inside.post("/van-phong/tai-khoan/thiet-bi", &[]).await.outcome();
        assert!(post.starts_with("303 /van-phong/dang-nhap"), "{way}, the session that it had begun: {post}");
        assert!(inside.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"), "{way}");
    }
}

#[tokio::test]
async fn what_was_made_behind_it_holds_no_longer_either() {
    let t = office().await;
    t.link("can bo", Role::CommuneClerk, t.elsewhere).await;
    let mut manager = t.signed_in("quan ly", Role::OfficeManager, t.elsewhere).await;
    let made = make_way(&t, &mut manager, "link").await;
    let (mut behind, mut device) = (t.visitor(), Device::at(&site()));
    assert!(come_in(&mut behind, "link", &made).await.starts_with("303 /van-phong"));
    assert_eq!(make(&mut behind, &mut device, &[("name", "Máy")]).await, format!("303 {OWN}?xong=khoa-truy-cap"));
    let handle = handle(&t, "can-bo").await;
    assert_eq!(enter(&mut t.visitor(), &mut device, &handle).await, "303 /van-phong/hoc-tap");
    choose_password(&mut behind).await;
    by_password(&t, "can-bo").await;
    promote(&t, "").await;
    assert_eq!(enter(&mut t.visitor(), &mut device, &handle).await, "410");
    let fields = [("login", "can-bo"), ("password", super::hands::SENTENCE)];
    let early = t.visitor().post("/van-phong/dang-nhap", &fields).await;
    assert!(early.outcome() == "410" && early.text().contains("không còn giữ tài khoản này"), "{}", early.text());
    // Its owner had time to see a password that is not theirs.
    t.office.clock.advance(4 * kit::clock::DAY);
    by_password(&t, "can-bo").await;
}

#[tokio::test]
async fn a_role_to_come_beyond_reach_is_named_to_those_who_may_end_it_alone() {
    let t = TestOffice::new().await;
    t.link("can bo", Role::CommuneClerk, t.elsewhere).await;
    promote(&t, &t.office.clock.today().plus_days(1).written()).await;
    let address = format!("/van-phong/nguoi-dung/{}", uid(&t, "can-bo").await);
    let row = "SELECT h.id FROM role_holding h JOIN account a ON a.id = h.account_id
               WHERE a.login = 'can-bo' AND h.role = 'organisation'";
    let row: i64 = t.value(row, &[]).await;
    for (who, at, named) in [("quan ly xa", t.elsewhere, false), ("quan ly khac", t.district, true)] {
        let mut manager = t.signed_in(who, Role::OfficeManager, at).await;
        let page = manager.get(&address).await;
        assert_eq!(page.outcome(), "200", "{who}");
        assert_eq!(page.html().contains(&format!("{address}/vai-tro/{row}\"")), named, "{who}");
        assert_eq!(page.text().contains("Vai trò sẽ bắt đầu"), named, "{who}");
        let ended = manager.post(&format!("{address}/vai-tro/{row}"), &[]).await.outcome();
        assert!(ended.starts_with(if named { "303" } else { "404" }), "{who}: {ended}");
    }
}
