//! Rights passed on for a while, and the page that says who may see a thing: both hold at the door.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::DAY;
use kit::testing::Door;

const PAGE: &str = "/van-phong/uy-quyen";

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

async fn account(t: &TestOffice, login: &str) -> String {
    t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await
}

/// Passes rights on, from today until so many days later.
async fn pass_on(t: &TestOffice, door: &mut Door, (to, unit): (&str, i64), rights: &[&str], days: i64) -> String {
    let (today, to, unit) = (t.office.clock.today(), account(t, to).await, uid(t, unit).await);
    let (from, until) = (today.written(), today.plus_days(days).written());
    let rights: Vec<String> = rights.iter().map(|right| format!("right-{right}")).collect();
    let mut fields =
        vec![("who", to.as_str()), ("unit", &unit), ("from", &from), ("until", &until), ("reason", "đi học")];
    fields.extend(rights.iter().map(|right| (right.as_str(), "1")));
    door.post(PAGE, &fields).await.outcome()
}

/// Days go by; those at work are seen at work.
async fn days_go_by(t: &TestOffice, days: i64, doors: &mut [&mut Door]) {
    for _ in 0..days * 3 {
        t.office.clock.advance(DAY / 3);
        for door in doors.iter_mut() {
            door.get("/van-phong").await;
        }
    }
}

#[tokio::test]
async fn what_is_passed_on_is_ones_own_within_the_rules_and_for_a_while() {
    let t = TestOffice::new().await;
    t.signed_in("phó bí thư", Role::FrontMember, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let done = format!("303 {PAGE}?xong=uy-quyen");
    for (what, to, unit, rights, days, outcome) in [
        ("another's right", "pho-bi-thu", t.silent_cell, vec!["keep_organisation"], 10, "422"),
        ("none", "pho-bi-thu", t.silent_cell, vec![], 10, "422"),
        ("elsewhere", "pho-bi-thu", t.elsewhere, vec!["keep_study"], 10, "422"),
        ("above", "pho-bi-thu", t.district, vec!["keep_study"], 10, "422"),
        ("too long", "pho-bi-thu", t.silent_cell, vec!["keep_study"], 90, "422"),
        ("into the past", "pho-bi-thu", t.silent_cell, vec!["keep_study"], -1, "422"),
        ("to a stranger", "leader", t.silent_cell, vec!["keep_study"], 10, "422"),
        ("to oneself", "cell_secretary", t.silent_cell, vec!["keep_study"], 10, "422"),
        ("within the rules", "pho-bi-thu", t.silent_cell, vec!["read_study", "keep_study"], 89, done.as_str()),
    ] {
        assert_eq!(pass_on(&t, &mut secretary, (to, unit), &rights, days).await, outcome, "{what}");
    }
    let to = ("pho-bi-thu", t.silent_cell);
    assert_eq!(pass_on(&t, &mut secretary, to, &["keep_study"], 20).await, "422", "passed on already for that time");
    let mut leader = t.as_cast("leader").await;
    let confirm = pass_on(&t, &mut leader, ("pho-bi-thu", t.district), &["confirm"], 10).await;
    assert_eq!(confirm, "422", "what the rules keep is never passed on");
    let made: i64 = t.value("SELECT count(*) FROM delegation", &[]).await;
    assert_eq!(made, 1);
}

#[tokio::test]
async fn it_holds_from_day_to_day_ends_by_itself_and_is_done_in_anothers_place() {
    let t = TestOffice::new().await;
    let mut deputy = t.signed_in("phó bí thư", Role::FrontMember, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let sheet = format!("{}/diem-danh", t.cell_address().await);
    assert_eq!(deputy.get(&sheet).await.outcome(), "403");
    pass_on(&t, &mut secretary, ("pho-bi-thu", t.silent_cell), &["read_study", "keep_study"], 2).await;
    for (day, outcome) in [(0, "200"), (1, "200"), (2, "200"), (3, "403")] {
        let seen = deputy.get(&sheet).await;
        assert_eq!(seen.outcome(), outcome, "after {day} days");
        if day == 0 {
            let html = seen.html();
            let person =
                html.split("name=\"mark-").nth(1).and_then(|s| s.split('"').next()).expect("a member").to_owned();
            let (mark, version, request) =
                (format!("mark-{person}"), format!("version-{person}"), seen.field("request"));
            let fields = [("request", request.as_str()), (mark.as_str(), "attended"), (version.as_str(), "0")];
            assert!(deputy.post(&sheet, &fields).await.outcome().starts_with("303 "));
            let sql = "SELECT after FROM journal WHERE verb = 'study.attendance.mark' ORDER BY id DESC LIMIT 1";
            let after: String = t.value(sql, &[]).await;
            assert!(after.contains("\"in_place_of\":"), "{after}");
            let onward = pass_on(&t, &mut deputy, ("cell_secretary", t.silent_cell), &["keep_study"], 2).await;
            assert_eq!(onward, "422", "not onward");
        }
        days_go_by(&t, 1, &mut [&mut deputy]).await;
    }
}

#[tokio::test]
async fn it_is_worth_no_more_than_what_its_giver_holds_and_is_taken_back_at_once() {
    for (what, by) in [
        ("the giver takes it back", "cell_secretary"),
        ("the receiver gives it back", "pho-bi-thu"),
        ("the manager ends it", "quan-ly"),
        ("the giver's role ends", ""),
        ("the giver's account is closed", "closed"),
    ] {
        let t = TestOffice::new().await;
        let mut deputy = t.signed_in("phó bí thư", Role::FrontMember, t.silent_cell).await;
        let manager = t.signed_in("quản lý", Role::OfficeManager, t.silent_cell).await;
        // Somebody whose rights come from the role alone.
        let mut giver = t.signed_in("bí thư cũ", Role::CellSecretary, t.silent_cell).await;
        let mut secretary = t.as_cast("cell_secretary").await;
        let cell = t.cell_address().await;
        let from = if by == "cell_secretary" { &mut secretary } else { &mut giver };
        pass_on(&t, from, ("pho-bi-thu", t.silent_cell), &["read_study"], 30).await;
        assert_eq!(deputy.get(&cell).await.outcome(), "200", "{what}");
        let end = format!("{PAGE}/{}/thu-hoi", {
            let uid: String = t.value("SELECT uid FROM delegation", &[]).await;
            uid
        });
        let mut stranger = t.as_cast("clerk").await;
        assert_eq!(stranger.post(&end, &[("tiep", "")]).await.outcome(), "404", "{what}");
        let ended = match by {
            "cell_secretary" => secretary.post(&end, &[("tiep", "")]).await.outcome(),
            "pho-bi-thu" => deputy.post(&end, &[("tiep", "")]).await.outcome(),
            "quan-ly" => manager.clone().post(&end, &[("tiep", "//evil.example")]).await.outcome(),
            by => {
                let sql = match by {
                    "closed" => "UPDATE account SET disabled_at = 1 WHERE login = 'bi-thu-cu'",
                    _ => {
                        "UPDATE role_holding SET to_day = from_day
                         WHERE account_id = (SELECT id FROM account WHERE login = 'bi-thu-cu')"
                    }
                };
                let mut tx = t.office.db.begin().await.unwrap();
                tx.exec(sql, &[]).await.unwrap();
                tx.commit().await.unwrap();
                format!("303 {PAGE}?xong=thu-hoi")
            }
        };
        assert_eq!(ended, format!("303 {PAGE}?xong=thu-hoi"), "{what}");
        assert_eq!(deputy.get(&cell).await.outcome(), "403", "{what}");
    }
}

/// Names on the page on who may see a thing.
async fn named(door: &mut Door, address: &str) -> String {
    let answer = door.get(address).await;
    assert_eq!(answer.outcome(), "200", "{address}");
    answer.html()
}

#[tokio::test]
async fn the_page_names_exactly_those_whom_the_door_lets_in() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("quản lý", Role::OfficeManager, t.district).await;
    t.signed_in("người cũ", Role::OrganisationOfficer, t.district).await;
    t.signed_in("nơi khác", Role::OrganisationOfficer, t.elsewhere).await;
    t.signed_in("phó bí thư", Role::FrontMember, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    pass_on(&t, &mut secretary, ("pho-bi-thu", t.silent_cell), &["read_people"], 30).await;
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE account SET disabled_at = 1 WHERE login = 'nguoi-cu'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let (cell, elsewhere) = (uid(&t, t.silent_cell).await, uid(&t, t.elsewhere).await);
    let person = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1 LIMIT 1";
    let person: String = t.value(person, &[&t.silent_cell]).await;
    let article: String = t.value("SELECT uid FROM article ORDER BY id LIMIT 1", &[]).await;
    let campaign: String = t.value("SELECT uid FROM campaign ORDER BY id LIMIT 1", &[]).await;
    let accounts: Vec<(String, String)> = {
        let mut conn = t.office.db.read().await.unwrap();
        conn.all("SELECT login, name FROM account WHERE disabled_at IS NULL ORDER BY id", &[]).await.unwrap()
    };
    assert!(accounts.len() >= 11);
    let mut doors = Vec::new();
    for (login, name) in accounts {
        doors.push((t.as_cast(&login).await, login, name));
    }
    let mut let_in = 0;
    for (thing, page) in [
        (format!("don-vi/{cell}"), format!("/van-phong/to-chuc/{cell}")),
        (format!("don-vi/{elsewhere}"), format!("/van-phong/to-chuc/{elsewhere}")),
        (format!("dang-vien/{person}"), format!("/van-phong/dang-vien/{person}")),
        (format!("bai-viet/{article}"), format!("/van-phong/toa-soan/{article}")),
        (format!("dot-hoc-tap/{campaign}"), format!("/van-phong/hoc-tap/{campaign}")),
    ] {
        let html = named(&mut manager, &format!("/van-phong/quyen/{thing}")).await;
        assert!(!html.contains("nguoi-cu"), "closed accounts are let in nowhere");
        for (door, login, name) in &mut doors {
            let outcome = door.get(&page).await.outcome();
            let row = format!("<th scope=\"row\">{}", name.replace('\'', "&#39;"));
            assert_eq!(html.contains(&row), outcome == "200", "{login} at {page}: {outcome}");
            let_in += usize::from(outcome == "200");
        }
    }
    assert!(let_in > 15, "{let_in}");
}

#[tokio::test]
async fn who_keeps_accounts_or_reads_the_journal_may_ask_and_everybody_about_themselves() {
    let t = TestOffice::new().await;
    let own = "SELECT p.uid FROM person p JOIN account a ON a.person_id = p.id WHERE a.login = $1";
    let secretary: String = t.value(own, &[&"cell_secretary"]).await;
    let page = format!("/van-phong/quyen/dang-vien/{secretary}");
    for (who, outcome) in [
        ("cell_secretary", "200"),
        ("inspector", "200"),
        ("organisation", "403"),
        ("leader", "403"),
        ("editor", "403"),
        ("front", "404"),
    ] {
        assert_eq!(t.as_cast(who).await.get(&page).await.outcome(), outcome, "{who}");
    }
    let (unit, href) = (format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await), "/van-phong/quyen/don-vi/");
    for (who, asks) in [("head_of_office", true), ("inspector", true), ("organisation", false), ("leader", false)] {
        assert_eq!(t.as_cast(who).await.get(&unit).await.html().contains(href), asks, "{who} is led there");
    }
    let mut far = t.signed_in("kiểm tra nơi khác", Role::Inspector, t.elsewhere).await;
    assert_eq!(far.get(&page).await.outcome(), "404");
    let name: String = t.value("SELECT name FROM account WHERE login = 'cell_secretary'", &[]).await;
    let mut manager = t.signed_in("quản lý", Role::OfficeManager, t.district).await;
    let html = named(&mut manager, &page).await;
    assert!(!html.contains(&format!("<p>{name}")), "who only keeps accounts does not learn whose record it is");
    let mut own = t.as_cast("cell_secretary").await;
    assert!(own.get("/van-phong/tai-khoan").await.html().contains(&page));
    let mut elsewhere = t.signed_in("nơi khác", Role::OfficeManager, t.elsewhere).await;
    assert_eq!(elsewhere.get(&page).await.outcome(), "404");
}

#[tokio::test]
async fn an_account_says_what_it_may_do_and_where_that_comes_from() {
    let t = TestOffice::new().await;
    t.signed_in("phó bí thư", Role::FrontMember, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    pass_on(&t, &mut secretary, ("pho-bi-thu", t.silent_cell), &["keep_study"], 10).await;
    let own = secretary.get("/van-phong/tai-khoan").await.text();
    for told in ["Được giao vai trò", "Theo chức vụ Bí thư", "Điểm danh, thu bài", "Ủy quyền đã giao"]
    {
        assert!(own.contains(told), "{told}: {own}");
    }
    let until = t.office.clock.today().plus_days(10).written();
    let mut manager = t.signed_in("quản lý", Role::OfficeManager, t.district).await;
    let page = manager.get(&format!("/van-phong/nguoi-dung/{}", account(&t, "pho-bi-thu").await)).await.text();
    assert!(page.contains("ủy quyền") && page.contains(&until), "{page}");
}

#[tokio::test]
async fn who_may_see_what_is_left_of_a_unit_that_ended_is_told_at_the_one_that_carries_on() {
    let t = TestOffice::new().await;
    let cell = uid(&t, t.silent_cell).await;
    let beside = "SELECT p.unit_id FROM unit_parent p WHERE p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id =
                  (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
    let beside: i64 = t.value(beside, &[&t.silent_cell]).await;
    let into = uid(&t, beside).await;
    let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
    let mut officer = t.as_cast("organisation").await;
    let asked = t.changed(&mut officer, &format!("/van-phong/to-chuc/{cell}/thay-doi"), &fields).await;
    t.agreed(&asked).await;
    let mut head = t.as_cast("head_of_office").await;
    let (ended, carries_on) = (
        head.get(&format!("/van-phong/quyen/don-vi/{cell}")).await,
        head.get(&format!("/van-phong/quyen/don-vi/{into}")).await,
    );
    assert_eq!((ended.outcome(), carries_on.outcome()), ("200".to_owned(), "200".to_owned()));
    assert!(ended.text().contains("Bí thư Huyện ủy"), "whoever sees the heir sees this: {}", ended.text());
    let mut elsewhere = t.signed_in("khac", Role::OfficeManager, t.elsewhere).await;
    assert_eq!(elsewhere.get(&format!("/van-phong/quyen/don-vi/{cell}")).await.outcome(), "404");
}
