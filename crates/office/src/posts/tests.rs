//! Who holds which post is entered, ended and corrected by whoever keeps the unit; what carries power by two persons.

use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::seating::Seating;
use crate::identity::right::Role;
use crate::people::members_of;
use crate::testing::{TestOffice, agrees, cast, morning};
use kit::clock::Day;
use kit::testing::Door;
use proptest::prelude::*;

mod doubt;
mod joined;

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// Where the posts of a unit are.
async fn posts(t: &TestOffice, unit: i64) -> String {
    format!("/van-phong/to-chuc/{}/chuc-vu", uid(t, unit).await)
}

/// The commune committee above the silent cell, and its people's committee.
async fn commune(t: &TestOffice) -> (i64, i64) {
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1";
    let committee: i64 = t.value(above, &[&t.silent_cell]).await;
    let beside =
        "SELECT g.id FROM unit g JOIN unit c ON c.area_id = g.area_id WHERE c.id = $1 AND g.kind = 'government'";
    (committee, t.value(beside, &[&committee]).await)
}

/// A member of the silent cell who holds no post there.
async fn member(t: &TestOffice) -> String {
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id
               WHERE m.unit_id = $1 AND p.id NOT IN (SELECT person_id FROM post_holding) ORDER BY p.id LIMIT 1";
    t.value(sql, &[&t.silent_cell]).await
}

async fn count(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM post_holding WHERE to_day IS NULL OR to_day > from_day", &[]).await
}

/// The address of the newest holding at a unit.
async fn newest(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT CAST(max(h.id) AS TEXT) FROM post_holding h JOIN post p ON p.id = h.post_id WHERE p.unit_id = $1";
    let id: String = t.value(sql, &[&unit]).await;
    format!("{}/{id}", posts(t, unit).await)
}

async fn give(door: &mut Door, at: &str, more: &[(&str, &str)]) -> kit::testing::Answer {
    let mut fields = vec![("do", "save"), ("from", "23/11/2018"), ("paper", "QĐ 5-QĐ/ĐU")];
    fields.extend(more);
    door.post(&format!("{at}/moi"), &fields).await
}

#[tokio::test]
async fn only_who_keeps_the_unit_gives_a_post_ends_and_corrects_it() {
    for (who, sees, may) in [
        ("visitor", "303", "303"),
        ("another commune's officer", "404", "404"),
        ("cell_secretary", "200", "403"),
        ("clerk", "200", "403"),
        ("leader", "200", "403"),
        ("editor", "403", "403"),
        ("front", "404", "404"),
        ("organisation", "200", "303"),
    ] {
        let t = TestOffice::new().await;
        let at = posts(&t, t.silent_cell).await;
        let mut door = match who {
            "visitor" => t.visitor(),
            "another commune's officer" => t.signed_in(who, Role::OrganisationOfficer, t.elsewhere).await,
            cast => t.as_cast(cast).await,
        };
        let (person, before) = (member(&t).await, count(&t).await);
        let outcome = |answer: kit::testing::Answer| answer.outcome()[..3].to_owned();
        assert_eq!(outcome(door.get(&at).await), sees, "{who} sees");
        assert_eq!(
            outcome(give(&mut door, &at, &[("post", "deputy_secretary"), ("who", &person)]).await),
            may,
            "{who}"
        );
        assert_eq!(count(&t).await - before, i64::from(who == "organisation"), "{who} gives");
        let mut officer = t.as_cast("organisation").await;
        if who != "organisation" {
            give(&mut officer, &at, &[("post", "deputy_secretary"), ("who", &person)]).await;
        }
        let one = newest(&t, t.silent_cell).await;
        for (what, fields) in [
            ("", vec![("version", "1"), ("from", "20/11/2018")]),
            ("/thoi", vec![("version", "2"), ("last", "24/11/2018"), ("end-paper", "QĐ 6")]),
            ("/bo", vec![("version", "3 2018-11-25"), ("why", "nhầm người")]),
        ] {
            assert_eq!(outcome(door.post(&format!("{one}{what}"), &fields).await), may, "{who}: {what}");
        }
        let left = i64::from(who != "organisation");
        assert_eq!(count(&t).await - before, left, "{who} set it aside");
    }
}

#[tokio::test]
async fn a_post_is_found_given_shown_and_taken_as_a_file() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (at, person) = (posts(&t, t.silent_cell).await, member(&t).await);
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let form = door.get(&format!("{at}/moi?chuc=deputy_secretary")).await;
    let request = form.field("request");
    let looked = [("do", "find"), ("find", &*viet::fold(&name)), ("post", "deputy_secretary"), ("paper", "QĐ 9")];
    let found = door.post(&format!("{at}/moi"), &looked).await;
    assert_eq!(found.outcome(), "200");
    assert!(
        found.html().contains(&format!("value=\"{person}\"")) && found.field("paper") == "QĐ 9",
        "{}",
        found.text()
    );
    let nobody = door.post(&format!("{at}/moi"), &[("do", "find"), ("find", "xyz")]).await;
    assert!(nobody.outcome() == "422" && nobody.text().contains("Không thấy ai tên “xyz”"), "{}", nobody.text());
    let before = count(&t).await;
    for _twice in 0..2 {
        let given =
            give(&mut door, &at, &[("post", "deputy_secretary"), ("who", &person), ("request", &request)]).await;
        assert_eq!(given.outcome(), format!("303 {at}?xong=chuc-vu"));
    }
    assert_eq!(count(&t).await, before + 1, "sent twice, given once");
    let page = door.get(&at).await.text();
    assert!(page.contains("Phó Bí thư") && page.contains(&name) && page.contains("QĐ 5-QĐ/ĐU"), "{page}");
    assert!(!door.get(&format!("{at}?ngay=2018-11-22")).await.text().contains("Phó Bí thư từ"), "not the day before");
    let record = door.get(&format!("/van-phong/dang-vien/{person}")).await.text();
    assert!(record.contains("Phó Bí thư, Chi bộ"), "{record}");
    let csv = String::from_utf8(door.get(&format!("{at}?tep=csv")).await.body.to_vec()).unwrap();
    assert!(csv.contains("Phó Bí thư") && csv.contains("23-11-2018"), "{csv}");
    assert_eq!(door.get(&format!("{at}?tep=doc")).await.outcome(), "404");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_what_was_typed() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (at, person) = (posts(&t, t.silent_cell).await, member(&t).await);
    for (field, value, said) in [
        ("post", "chairman", "Chọn chức vụ"),
        ("who", "0192f0c1-2345-7abc-8def-0123456789ab", "Tìm và chọn người"),
        ("from", "31/2/2018", "dạng ngày/tháng/năm"),
        ("to", "1/1/2018", "không được trước ngày bắt đầu"),
        ("post", "secretary", "đang có người giữ trong thời gian đó"),
        ("term", "x", "Nhiệm kỳ này không phải của đơn vị"),
        ("from", "1/1/1900", "Đơn vị có từ ngày"),
    ] {
        let fields =
            [("post", "deputy_secretary"), ("who", person.as_str()), ("from", "23/11/2018"), ("paper", "QĐ lạ")];
        let mut fields: Vec<_> = fields.into_iter().filter(|(name, _)| *name != field).collect();
        fields.extend([(field, value), ("do", "save")]);
        let before = count(&t).await;
        let answer = door.post(&format!("{at}/moi"), &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains(said), "{field} {value}: {}", answer.text());
        assert_eq!((answer.field("paper").as_str(), count(&t).await), ("QĐ lạ", before), "{field} {value}");
    }
    // Somebody outside reach is nobody, in a form as in an address.
    let mut near = t.signed_in("near", Role::OrganisationOfficer, t.elsewhere).await;
    let at = posts(&t, t.elsewhere).await;
    let answer = give(&mut near, &at, &[("post", "committee_member"), ("who", &person)]).await;
    assert!(answer.text().contains("Tìm và chọn người"), "{}", answer.text());
}

#[tokio::test]
async fn two_people_on_one_post_see_both_versions() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (at, person) = (posts(&t, t.silent_cell).await, member(&t).await);
    give(&mut door, &at, &[("post", "deputy_secretary"), ("who", &person)]).await;
    let one = newest(&t, t.silent_cell).await;
    let first = [("version", "1"), ("from", "20/11/2018"), ("paper", "QĐ 7")];
    assert!(door.post(&one, &first).await.outcome().starts_with("303"));
    let second = [("version", "1"), ("from", "21/11/2018"), ("paper", "QĐ 8")];
    let answer = door.post(&one, &second).await;
    assert_eq!(answer.outcome(), "409");
    assert!(answer.text().contains("từ 20-11-2018. QĐ 7") && answer.field("paper") == "QĐ 8", "{}", answer.text());
    let again = [("version", &*answer.field("version")), ("from", "21/11/2018"), ("paper", "QĐ 8")];
    assert!(door.post(&one, &again).await.outcome().starts_with("303"));
}

#[tokio::test]
async fn the_committee_keeps_the_posts_of_the_peoples_committee_of_its_area() {
    let t = TestOffice::new().await;
    let (_, government) = commune(&t).await;
    let at = posts(&t, government).await;
    for (who, sees) in [("organisation", "200"), ("clerk", "200"), ("inspector", "200"), ("editor", "403")] {
        assert_eq!(t.as_cast(who).await.get(&at).await.outcome(), sees, "{who}");
    }
    let mut outsider = t.signed_in("outsider", Role::OrganisationOfficer, t.elsewhere).await;
    assert_eq!(outsider.get(&at).await.outcome(), "404");
    let mut door = t.as_cast("organisation").await;
    let person = member(&t).await;
    let given = give(&mut door, &at, &[("post", "deputy_chairman"), ("who", &person)]).await;
    assert_eq!(given.outcome(), format!("303 {at}?xong=chuc-vu"));
}

#[tokio::test]
async fn a_post_that_carries_power_is_given_by_two() {
    let t = TestOffice::new().await;
    let (committee, _) = commune(&t).await;
    let (at, person) = (posts(&t, committee).await, member(&t).await);
    let mut door = t.as_cast("organisation").await;
    // The secretary leaves: one person is enough to end it, and today's end leaves the post vacant from tomorrow.
    let one = newest(&t, committee).await;
    let left = door.post(&format!("{one}/thoi"), &[("version", "1"), ("last", "22/11/2018")]).await;
    assert!(left.outcome().starts_with("303"), "{}", left.text());
    let before = count(&t).await;
    let asked = give(&mut door, &at, &[("post", "secretary"), ("who", &person), ("reason", "đại hội")]).await.outcome();
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap_or_default().to_owned();
    assert!(proposal.starts_with("/van-phong/de-nghi/"), "{asked}");
    assert_eq!(count(&t).await, before, "nothing yet");
    assert_eq!(door.post(&format!("{proposal}/dong-y"), &[]).await.outcome(), "403", "not by oneself");
    assert_eq!(t.as_cast("clerk").await.get(&proposal).await.outcome(), "404");
    let mut leader = t.as_cast("leader").await;
    let told = leader.get(&proposal).await.text();
    assert!(told.contains("Bí thư") && told.contains("từ 23-11-2018") && told.contains("QĐ 5-QĐ/ĐU"), "{told}");
    assert!(agrees(&mut leader, &proposal).await.outcome().starts_with("303"));
    assert_eq!(count(&t).await, before + 1);
    // To prolong it takes two again, to shorten it one.
    let one = newest(&t, committee).await;
    let shorter = door.post(&one, &[("version", "1"), ("from", "23/11/2018"), ("to", "30/11/2018")]).await.outcome();
    assert!(shorter.contains("/chuc-vu?xong"), "{shorter}");
    let longer = [("version", "2 2018-12-01"), ("from", "23/11/2018"), ("to", "31/12/2018")];
    assert!(door.post(&one, &longer).await.outcome().starts_with("303 /van-phong/de-nghi/"));
    let stale = [("version", "1"), ("from", "23/11/2018"), ("to", "31/12/2018")];
    assert_eq!(door.post(&one, &stale).await.outcome(), "409");
    let later = door.post(&format!("{one}/thoi"), &[("version", "2 2018-12-01"), ("last", "31/12/2018")]).await;
    assert!(later.outcome() == "422" && later.text().contains("Muốn kéo dài"), "{}", later.text());
}

#[tokio::test]
async fn nobody_gives_themselves_a_post_with_a_role_alone() {
    let t = TestOffice::new().await;
    let sql = "SELECT u.id FROM unit u JOIN unit_name n ON n.unit_id = u.id JOIN unit_parent p ON p.unit_id = u.id
               WHERE u.kind = 'board' AND n.name LIKE 'Ban Tuyên giáo%' AND p.parent_id = $1 ORDER BY u.id LIMIT 1";
    let board: i64 = t.value(sql, &[&t.district]).await;
    let (cell, board) = (posts(&t, t.silent_cell).await, posts(&t, board).await);
    let own = "SELECT p.uid FROM account a JOIN person p ON p.id = a.person_id WHERE a.login = 'organisation'";
    let (own, other): (String, String) = (t.value(own, &[]).await, member(&t).await);
    let mut door = t.as_cast("organisation").await;
    let (alone, two) = ("?xong=chuc-vu", "?xong=de-nghi");
    let role = async |role: &str, until: Option<&str>| {
        let mut tx = t.office.db.begin().await.unwrap();
        let sql = "INSERT INTO role_holding (account_id, role, unit_id, from_day, to_day)
                   SELECT id, CAST($1 AS TEXT), CAST($2 AS BIGINT), '2018-01-01', CAST($3 AS TEXT) FROM account WHERE login = 'organisation'";
        tx.exec(sql, &[&role, &t.district, &until]).await.unwrap();
        tx.commit().await.unwrap();
    };
    for (at, post, who, to, way, why) in [
        (&cell, "deputy_secretary", &own, "", alone, "it carries nothing"),
        (&board, "deputy_head", &other, "", alone, "another one's"),
        (&board, "deputy_head", &own, "", two, "it carries two roles"),
        (&board, "board_member", &own, "", two, "it carries one"),
    ] {
        let fields = [("post", post), ("who", who.as_str()), ("to", to), ("sure", "1")];
        let outcome = give(&mut door, at, &fields).await.outcome();
        assert!(outcome.starts_with("303") && outcome.ends_with(way), "{post}, {why}: {outcome}");
    }
    let mut form = door.post(&format!("{board}/moi"), &[("do", "save"), ("post", "deputy_head"), ("who", &own)]).await;
    assert!(form.text().contains("Không ai tự ghi cho mình"), "{}", form.text());
    // Who holds the role as long as the post lasts gains nothing by it.
    role("board_member", None).await;
    role("study", Some("2018-12-31")).await;
    let fields = [("post", "deputy_head"), ("who", own.as_str()), ("sure", "1")];
    let longer = give(&mut door, &board, &fields).await.outcome();
    assert!(longer.ends_with(two), "one of them ends before: {longer}");
    let given = give(&mut door, &board, &[&fields[..], &[("to", "30/12/2018")]].concat()).await.outcome();
    assert!(given.ends_with(alone), "{given}");
    // To prolong it takes two, to shorten it one.
    let sql = "SELECT CAST(max(id) AS TEXT) FROM post_holding";
    let one = format!("{board}/{}", t.value::<String>(sql, &[]).await);
    for (to, way) in [("31/01/2019", two), ("01/12/2018", alone)] {
        form = door.get(&one).await;
        assert!(form.text().contains("Kéo dài chức vụ này cần thêm một người"), "{}", form.text());
        let fields = [("version", &*form.field("version")), ("from", "23/11/2018"), ("to", to)];
        let outcome = door.post(&one, &fields).await.outcome();
        assert!(outcome.ends_with(way), "{to}: {outcome}");
    }
}

#[tokio::test]
async fn concurrent_posts_and_vacant_ones_are_told_on_any_day() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let both = "/van-phong/chuc-vu/kiem-nhiem";
    let page = door.get(both).await.text();
    assert!(page.contains("07/14") && page.contains("Kiêm nhiệm: 7") && page.contains("Không kiêm nhiệm: 7"), "{page}");
    let csv = String::from_utf8(door.get(&format!("{both}?loc=co&tep=csv")).await.body.to_vec()).unwrap();
    assert_eq!(csv.lines().count(), 8, "the figure opens its list: {csv}");
    assert!(door.get(&format!("{both}?ngay=1/1/2014")).await.text().contains("00/14"));
    assert_eq!(door.get(&format!("{both}?ngay=hom%20qua")).await.outcome(), "422");
    // A leader of one commune sees that one alone.
    let mut near = t.signed_in("near", Role::Leader, t.elsewhere).await;
    assert!(near.get(both).await.text().contains("/01"));
    let (committee, _) = commune(&t).await;
    let all = "/van-phong/chuc-vu";
    let vacant = format!("{all}?don-vi={}&trong=1", uid(&t, committee).await);
    assert!(door.get(&vacant).await.text().contains("Không có chức vụ nào còn trống"));
    let one = newest(&t, t.silent_cell).await;
    door.post(&format!("{one}/thoi"), &[("version", "1"), ("last", "22/11/2018")]).await;
    let page = door.get(&vacant).await.text();
    assert!(page.contains("Còn trống") && page.contains("1 còn trống"), "{page}");
    assert!(door.get(&format!("{vacant}&ngay=22/11/2018")).await.text().contains("Không có chức vụ nào còn trống"));
    assert_eq!(near.get(&vacant).await.outcome(), "404");
    assert_eq!(t.as_cast("editor").await.get(all).await.outcome(), "403");
}

#[tokio::test]
async fn as_many_hold_a_post_as_it_has_seats_and_for_terms_of_the_unit() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let tree = Tree::as_of(&mut tx, DEMO_DAY).await.unwrap();
    let cell = tree.of_kind(crate::org::kind::CELL).next().unwrap().id;
    let people = members_of(&mut tx, cell, DEMO_DAY).await.unwrap();
    let book = rules::RuleBook::builtin();
    let rule = book.on(Area::Posts, None, DEMO_DAY.0).and_then(|ruleset| ruleset.posts()).unwrap();
    let seat = Seat::of(&tree, rule, cell, "deputy_secretary").unwrap();
    let new =
        |at: usize, from: Day, to: Option<Day>| NewHolding { person: people[at].id, from, to, term: None, paper: "" };
    let day = |month| Day::of(2018, month, 1);
    for at in 1..=5 {
        hold(&mut tx, Seating::for_tests(seat.clone()), "u", &new(at, day(1), Some(day(6))), morning()).await.unwrap();
    }
    let mut hold = async |new| hold(&mut tx, Seating::for_tests(seat.clone()), "u", &new, morning()).await;
    assert!(matches!(hold(new(6, day(5), None)).await, Err(PostError::Taken(held)) if held.len() == 5));
    assert!(matches!(hold(new(1, day(5), None)).await, Err(PostError::Twice(_))));
    assert!(hold(new(6, day(6), None)).await.is_ok(), "from the day on which they leave");
    let wrong = NewHolding { term: Some(999_999), ..new(2, day(8), None) };
    assert!(matches!(hold(wrong).await, Err(PostError::Term)));
}

proptest! {
    #[test]
    fn a_post_is_given_when_a_day_to_come_is_new(
        old in proptest::option::of((0..20_i64, proptest::option::of(0..20_i64))),
        new in (0..20_i64, proptest::option::of(0..20_i64)),
        today in 0..20_i64,
    ) {
        let day = |n: i64| DEMO_DAY.plus_days(n);
        let span = |(from, to): (i64, Option<i64>)| (day(from), to.map(day));
        let holds = |(from, to): (i64, Option<i64>), on: i64| from <= on && to.is_none_or(|to| to > on);
        let naive = (today..60).any(|on| holds(new, on) && !old.is_some_and(|old| holds(old, on)));
        prop_assert_eq!(gives(old.map(span), span(new), day(today)), naive);
    }
}

#[tokio::test]
async fn an_office_adds_a_post_of_its_own_with_its_rules() {
    let mut t = TestOffice::new().await;
    let general = rules::BUILTIN.iter().find(|(name, _)| *name == "posts-general.toml").expect("the posts").1;
    let own = general
        .replacen("id = \"posts-general\"", "id = \"posts-ours\"\nscope = \"office\"", 1)
        .replacen(
            "posts = [",
            "posts = [{ key = \"mobilisation_leader\", vi = \"tổ trưởng tổ dân vận\", en = \"leader of the mobilisation team\",
             unit_kinds = [\"cell\"], seats = 1, leads_at = [\"cell\"] },",
            1,
        );
    let files = rules::BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    t.office.follow(rules::RuleBook::load(files).expect("sound rules"));
    let mut door = t.as_cast("organisation").await;
    let at = posts(&t, t.silent_cell).await;
    let page = door.get(&at).await.text();
    assert!(page.contains("Tổ trưởng tổ dân vận"), "named as vacant: {page}");
    let who = member(&t).await;
    let given = give(&mut door, &at, &[("post", "mobilisation_leader"), ("who", &who)]).await;
    assert!(given.outcome().starts_with("303"), "{}: {}", given.outcome(), given.text());
    for shown in [at, format!("/van-phong/dang-vien/{who}"), "/van-phong/chuc-vu?chuc=mobilisation_leader".to_owned()] {
        let page = door.get(&shown).await.text();
        assert!(page.contains("Tổ trưởng tổ dân vận"), "{shown}: {page}");
    }
    door.set_cookie("thenchot_lang", "en");
    let page = door.get(&format!("/van-phong/dang-vien/{who}")).await.text();
    assert!(page.contains("Leader of the mobilisation team"), "{page}");
}
