//! Rights come from roles that were given and from posts, on the days on which they are held, as the rules say.

use super::*;
use crate::identity::reach::seating::Seating;
use crate::identity::right::Role;
use crate::org::{Tree, kind};
use crate::posts;
use crate::testing::TestOffice;
use kit::clock::DAY;
use rules::{Area, BUILTIN, RuleBook};
use std::sync::Arc;

async fn board(t: &TestOffice, begins: &str) -> i64 {
    let mut conn = t.office.db.read().await.unwrap();
    let tree = Tree::as_of(&mut conn, t.office.clock.today()).await.unwrap();
    tree.of_kind(kind::BOARD).find(|unit| unit.name.starts_with(begins)).expect("a board").id
}

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// An office whose own rules say `to` where the program's say `from`.
fn with_rules(t: &mut TestOffice, from: &str, to: &str) {
    let general = BUILTIN.iter().find(|(name, _)| *name == "roles-general.toml").expect("the roles").1;
    assert!(general.contains(from), "{from}");
    let own = general.replacen("id = \"roles-general\"", "id = \"ours\"\nscope = \"office\"", 1).replace(from, to);
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    t.office.book = Arc::new(RuleBook::load(files).expect("sound rules"));
}

#[test]
fn the_roles_that_the_program_names_are_among_the_rules() {
    let book = RuleBook::builtin();
    let rule = book.on(Area::Roles, None, crate::cast::DEMO_DAY.0).and_then(|ruleset| ruleset.roles()).expect("roles");
    use Role::*;
    for role in [
        OfficeManager,
        Leader,
        OrganisationOfficer,
        CommuneClerk,
        CellSecretary,
        Editor,
        Publisher,
        Inspector,
        FrontMember,
    ] {
        assert!(rule.role(role.word()).is_some(), "{role:?}");
    }
    let kinds = kind::ESTABLISHED.iter().chain(&kind::COMMITTEES);
    for post in &rule.posts {
        assert!(post.unit_kinds.iter().all(|named| kinds.clone().any(|known| known == named)), "{}", post.key);
    }
}

#[tokio::test]
async fn whoever_holds_a_post_acts_in_its_role_with_nothing_else_entered() {
    let t = TestOffice::new().await;
    let (organisation, inspection) = (board(&t, "Ban Tổ chức").await, board(&t, "Ủy ban Kiểm tra").await);
    let cell = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let elsewhere = format!("/van-phong/to-chuc/{}", uid(&t, t.elsewhere).await);
    let change = format!("{elsewhere}/thay-doi");
    for (title, unit, sees_cell, sees_elsewhere, changes, discipline) in [
        ("secretary", t.silent_cell, "200", "404", "404", "403"),
        ("secretary", t.elsewhere, "404", "200", "403", "403"),
        ("secretary", t.district, "200", "200", "403", "403"),
        ("head", organisation, "200", "200", "200", "403"),
        ("head", inspection, "200", "200", "403", "200"),
    ] {
        let mut door = t.by_post(&format!("{title} {unit}"), title, unit).await;
        for (address, outcome) in [
            (&cell, sees_cell),
            (&elsewhere, sees_elsewhere),
            (&change, changes),
            (&"/van-phong/ky-luat".into(), discipline),
        ] {
            assert_eq!(door.get(address).await.outcome(), outcome, "{title} at {unit}: {address}");
        }
    }
}

#[tokio::test]
async fn the_rights_of_a_post_end_on_the_day_the_post_ends_and_so_do_given_ones() {
    let t = TestOffice::new().await;
    let cell = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let mut secretary = t.by_post("bi thu", "secretary", t.silent_cell).await;
    let mut clerk = t.signed_in("giup viec", Role::CommuneClerk, t.silent_cell).await;
    let last = t.office.clock.today().plus_days(2);
    let mut tx = t.office.db.begin().await.unwrap();
    let held = posts::holders_at(&mut tx, t.silent_cell, t.office.clock.today()).await.unwrap().remove(0);
    let (seating, which) = (Seating::console(t.silent_cell, "secretary"), (held.id, held.stamp()));
    posts::leave(&mut tx, seating, which, (last, ""), t.office.clock.now()).await.unwrap();
    tx.exec("UPDATE role_holding SET to_day = $1 WHERE role = 'clerk' AND unit_id = $2", &[&last, &t.silent_cell])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (day, outcome) in [(0, "200"), (1, "200"), (2, "403"), (3, "403")] {
        for door in [&mut secretary, &mut clerk] {
            // Not everybody works every day; a session that slept is begun anew elsewhere, here it is kept awake.
            assert_eq!(door.get("/van-phong/to-chuc").await.outcome(), outcome, "after {day} days");
        }
        let expected = if outcome == "200" { "200" } else { "404" };
        assert_eq!(secretary.get(&cell).await.outcome(), expected, "after {day} days");
        for _ in 0..3 {
            t.office.clock.advance(DAY / 3);
            secretary.get("/van-phong").await;
            clerk.get("/van-phong").await;
        }
    }
}

#[tokio::test]
async fn an_office_changes_what_its_roles_allow_without_a_new_program() {
    let mut t = TestOffice::new().await;
    let mut clerk = t.as_cast("clerk").await;
    assert_eq!(clerk.get("/van-phong/dang-vien").await.outcome(), "200");
    with_rules(
        &mut t,
        "en = \"Commune clerk\", rights = [\"read_organisation\", \"read_people\", ",
        "en = \"Commune clerk\", rights = [\"read_organisation\", ",
    );
    let mut clerk = t.as_cast("clerk").await;
    assert_eq!(clerk.get("/van-phong/dang-vien").await.outcome(), "403");
    assert_eq!(clerk.get("/van-phong/to-chuc").await.outcome(), "200");
}

#[tokio::test]
async fn a_post_above_the_managers_reach_keeps_the_account_from_them() {
    let t = TestOffice::new().await;
    t.by_post("bi thu huyen", "secretary", t.district).await;
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(
        "INSERT INTO role_holding (account_id, role, unit_id, from_day) SELECT id, 'clerk', $1, '2018-01-01' FROM account
         WHERE login = 'bi-thu-huyen'",
        &[&t.elsewhere],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let account: String = t.value("SELECT uid FROM account WHERE login = 'bi-thu-huyen'", &[]).await;
    let page = format!("/van-phong/nguoi-dung/{account}");
    for (who, unit, outcome) in [("the district's", t.district, "200"), ("the commune's", t.elsewhere, "404")] {
        let mut manager = t.signed_in(who, Role::OfficeManager, unit).await;
        assert_eq!(manager.get(&page).await.outcome(), outcome, "{who}: a link to it is a key to the district");
    }
    let mut manager = t.as_cast("leader").await;
    assert_eq!(manager.get(&page).await.outcome(), "403");
}

#[tokio::test]
async fn an_account_without_any_role_is_nobodys_but_its_own_managers() {
    let t = TestOffice::new().await;
    t.signed_in("da nghi", Role::CommuneClerk, t.silent_cell).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let today = t.office.clock.today();
    let sql = "UPDATE role_holding SET to_day = $1 WHERE account_id = (SELECT id FROM account WHERE login = 'da-nghi')";
    tx.exec(sql, &[&today]).await.unwrap();
    tx.commit().await.unwrap();
    for (who, unit, sees) in [("the district", t.district, true), ("elsewhere", t.elsewhere, false)] {
        let mut manager = t.signed_in(who, Role::OfficeManager, unit).await;
        assert_eq!(manager.get("/van-phong/nguoi-dung").await.html().contains("da-nghi"), sees, "{who}");
    }
}

#[tokio::test]
async fn beside_the_tree_whoever_keeps_a_unit_decides_on_it_and_who_acts_for_it_not_on_what_lies_in_it() {
    let t = TestOffice::new().await;
    let mut conn = t.office.db.read().await.unwrap();
    let tree = Tree::as_of(&mut conn, t.office.clock.today()).await.unwrap();
    let front = tree.of_kind(kind::FRONT).next().expect("the district's").id;
    let leader: i64 = t.value("SELECT id FROM account WHERE login = 'leader'", &[]).await;
    let leader = rights_of(&mut conn, t.office.roles().unwrap(), &tree, leader).await.unwrap();
    for act in Act::all() {
        let (at_home, beside) = (leader.may_agree(&tree, act, t.district), leader.may_agree(&tree, act, front));
        let kept = !matches!(act, Act::ErasePerson | Act::ExportSealed | Act::OpenCase | Act::PublishPaper);
        assert_eq!((at_home, beside), (true, kept), "{act:?}");
    }
}

#[tokio::test]
async fn a_role_given_where_it_makes_no_sense_changes_no_unit() {
    let t = TestOffice::new().await;
    let front: i64 = t.value("SELECT min(id) FROM unit WHERE kind = 'front'", &[]).await;
    for (unit, changes) in [(t.silent_cell, "403"), (front, "403"), (t.elsewhere, "200")] {
        let mut officer = t.signed_in(&format!("officer {unit}"), Role::OrganisationOfficer, unit).await;
        let page = format!("/van-phong/to-chuc/{}", uid(&t, unit).await);
        assert_eq!(officer.get(&page).await.outcome(), "200", "{unit}");
        assert_eq!(officer.get(&format!("{page}/thay-doi")).await.outcome(), changes, "{unit}");
    }
}

#[tokio::test]
async fn everybody_at_once_is_the_same_as_one_by_one() {
    let t = TestOffice::new().await;
    t.by_post("truong ban", "head", board(&t, "Ban Tổ chức").await).await;
    let mut conn = t.office.db.read().await.unwrap();
    let tree = Tree::as_of(&mut conn, t.office.clock.today()).await.unwrap();
    let rule = t.office.roles().unwrap();
    let all = rights_of_all(&mut conn, rule, &tree).await.unwrap();
    assert!(all.len() >= 9);
    for (account, rights) in &all {
        assert_eq!(rights_of(&mut conn, rule, &tree, *account).await.unwrap(), *rights);
    }
}
