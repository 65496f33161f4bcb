//! What a transfer takes along and what it leaves: posts end with the unit that is left, a reception that was taken back
//! binds no day, and whoever comes back brings what was typed of them.

use super::whither::{INTRODUCED, introduced_by_words, left};
use super::{LIST, cells, member, step, today, uid, unit_of};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::Day;
use kit::testing::Door;

/// Gives a member the first post of a unit, beside whoever holds it.
async fn holds(t: &TestOffice, person: &str, unit: i64) -> i64 {
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO post_holding (post_id, person_id, from_day)
               SELECT (SELECT min(id) FROM post WHERE unit_id = $1), id, '2018-01-01' FROM person WHERE uid = $2";
    let row = tx.insert(sql, &[&unit, &person]).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn ends(t: &TestOffice, holding: i64) -> Option<Day> {
    let sql = "SELECT to_day FROM post_holding WHERE id = $1";
    let end: Option<Option<Day>> = t.office.db.read().await.unwrap().value(sql, &[&holding]).await.unwrap();
    end.flatten()
}

#[tokio::test]
async fn a_post_in_which_somebody_has_followed_is_not_given_back() {
    let t = TestOffice::new().await;
    let (person, at, mut clerk) = introduced_by_words(&t, "Đảng bộ Sở Y tế").await;
    let commune: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let [of_cell, of_commune] = [holds(&t, &person, t.silent_cell).await, holds(&t, &person, commune).await];
    let gone = step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[("whither", "outside")]).await;
    assert!(gone.starts_with("303"), "{gone}");
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO post_holding (post_id, person_id, from_day)
               SELECT post_id, (SELECT min(id) FROM person), '2018-11-23' FROM post_holding WHERE id = $1";
    tx.exec(sql, &[&of_cell]).await.unwrap();
    tx.commit().await.unwrap();
    let version = clerk.get(&at).await.field("version");
    let fields = [("version", version.as_str()), ("why", "nhầm nơi nhận")];
    let back = clerk.post(&format!("{at}/lay-lai"), &fields).await.outcome();
    assert_eq!(back, format!("303 {at}?xong=chuyen-lay-lai-thieu-chuc"));
    assert_eq!(ends(&t, of_cell).await, Some(Day::of(2018, 11, 22)), "one seat, one secretary");
    assert_eq!(ends(&t, of_commune).await, None, "nobody followed there");
}

#[tokio::test]
async fn who_leaves_holds_no_post_there_and_holds_it_again_when_taken_back() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let (person, at, mut clerk) = introduced_by_words(&t, "Đảng bộ Sở Y tế").await;
    let commune: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let front = "SELECT p.unit_id FROM post p JOIN unit u ON u.id = p.unit_id WHERE u.kind = 'front' ORDER BY p.id";
    let front: i64 = t.value(front, &[]).await;
    let [of_cell, of_commune, of_front] =
        [holds(&t, &person, t.silent_cell).await, holds(&t, &person, commune).await, holds(&t, &person, front).await];
    let page = clerk.get(&at).await.text();
    assert!(page.contains("Từ ngày tiếp nhận, người này thôi các chức vụ"), "named before it is done: {page}");
    let gone = step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[("whither", "outside")]).await;
    assert!(gone.starts_with("303"), "{gone}");
    let day = Some(Day::of(2018, 11, 22));
    assert_eq!((ends(&t, of_cell).await, ends(&t, of_commune).await, ends(&t, of_front).await), (day, day, None));

    let version = clerk.get(&at).await.field("version");
    let fields = [("version", version.as_str()), ("why", "nhầm nơi nhận")];
    assert!(clerk.post(&format!("{at}/lay-lai"), &fields).await.outcome().starts_with("303"));
    assert_eq!((ends(&t, of_cell).await, ends(&t, of_commune).await), (None, None), "as if nobody had left");

    // The true reception was earlier than both the wrong one and the day of taking it back.
    let (version, into) = (clerk.get(&at).await.field("version"), uid(&t, beside).await);
    let chosen = clerk.post(&format!("{at}/noi-nhan"), &[("version", &*version), ("to", &*into)]).await.outcome();
    assert!(chosen.starts_with("303"), "{chosen}");
    assert_eq!(step(&mut clerk, &at, "tiep-nhan", "20/11/2018", &[]).await, "422", "not before the introduction");
    let received = step(&mut clerk, &at, "tiep-nhan", "21/11/2018", &[]).await;
    assert!(received.starts_with("303"), "{received}");
    assert_eq!(unit_of(&t, &person, Day::of(2018, 11, 21)).await, Some(beside));
    assert_eq!(ends(&t, of_cell).await, Some(Day::of(2018, 11, 21)), "who moves leads the cell of before no more");
    assert_eq!(ends(&t, of_commune).await, None, "within the commune");
}

#[tokio::test]
async fn who_left_before_their_cell_ends_holds_the_post_again_as_if_the_end_taken_back_had_never_been() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let (person, at, mut clerk) = introduced_by_words(&t, "Đảng bộ Sở Y tế").await;
    let post = holds(&t, &person, t.silent_cell).await;
    let mut officer = t.as_cast("organisation").await;
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
    let into = uid(&t, beside).await;
    let fields = [("kind", "dissolve"), ("day", "01/01/2019"), ("paper", "QĐ 9-QĐ/HU"), ("into", &*into)];
    let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    assert_eq!(ends(&t, post).await, Some(Day::of(2019, 1, 1)));
    let gone = step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[("whither", "outside")]).await;
    assert!(gone.starts_with("303"), "{gone}");
    let version = clerk.get(&at).await.field("version");
    let fields = [("version", version.as_str()), ("why", "nhầm nơi nhận")];
    let refused = clerk.post(&format!("{at}/lay-lai"), &fields).await;
    assert!(
        refused.outcome() == "422"
            && refused.text().contains("Đơn vị mà người này đã rời chỉ còn đến hết ngày 31-12-2018"),
        "{}",
        refused.text()
    );
    t.agreed(&officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome()).await;
    assert_eq!(ends(&t, post).await, Some(Day::of(2018, 11, 22)), "gone, whatever becomes of the cell");
    assert!(clerk.post(&format!("{at}/lay-lai"), &fields).await.outcome().starts_with("303"));
    assert_eq!(ends(&t, post).await, None, "nothing ends the cell any more");
}

/// Announces somebody who has left before, by another card and as official since another day; where it is shown.
async fn announced(t: &TestOffice, officer: &mut Door, person: &str, name: &str) -> String {
    let sql = "SELECT coalesce(birth_day, CAST(birth_year AS TEXT) || '-01-01') FROM person WHERE uid = $1";
    let day: String = t.value(sql, &[&person]).await;
    let cell = uid(t, t.silent_cell).await;
    let who_and_where = [
        ("full_name", name),
        ("birth_day", day.as_str()),
        ("official_on", "03/02/2006"),
        ("card_no", "56.777777"),
        ("to", cell.as_str()),
        ("again", person),
    ];
    let fields = [&INTRODUCED[..], &who_and_where].concat();
    let made = officer.post(&format!("{LIST}/den"), &fields).await.outcome();
    made.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=chuyen-den")).expect(&made).to_owned()
}

#[tokio::test]
async fn somebody_who_comes_back_hinders_no_closing_and_loses_nothing_that_was_typed() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let (person, _) = left(&t).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut officer = t.as_cast("organisation").await;
    let back = announced(&t, &mut officer, &person, &name).await;
    let page = officer.get(&back).await.text();
    assert!(page.contains("Giấy giới thiệu ghi khác hồ sơ cũ") && page.contains("56.777777"), "{page}");
    // A record that was last kept in another cell is none of the receiving one's until it has received.
    let kept = async |unit: i64| {
        let mut tx = t.office.db.begin().await.unwrap();
        let sql = "UPDATE membership SET unit_id = $1 WHERE person_id = (SELECT id FROM person WHERE uid = $2)";
        tx.exec(sql, &[&unit, &person]).await.unwrap();
        tx.commit().await.unwrap();
    };
    kept(beside).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let receiving = secretary.get(&back).await;
    assert_eq!(receiving.outcome(), "200");
    assert!(!receiving.text().contains("Giấy giới thiệu ghi khác hồ sơ cũ"), "{}", receiving.text());
    assert!(officer.get(&back).await.text().contains("Giấy giới thiệu ghi khác hồ sơ cũ"), "within reach");
    kept(t.silent_cell).await;
    let received = step(&mut officer, &back, "tiep-nhan", "23/11/2018", &[]).await;
    assert!(received.starts_with("303"), "{received}");
    assert_eq!(unit_of(&t, &person, today()).await, Some(t.silent_cell));
    let page = officer.get(&back).await;
    for told in ["56.777777", "03-02-2006"] {
        assert!(page.text().contains(told), "{told} is there to be entered: {}", page.text());
    }
    let record = format!("/van-phong/dang-vien/{person}");
    assert!(page.html().contains(&format!("{record}/sua")) && page.html().contains(&format!("{record}/tu-cach")));
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE person SET card_no = '56.777777', joined_on = '2005-02-03', official_on = '2006-02-03'
               WHERE uid = $1";
    tx.exec(sql, &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!officer.get(&back).await.text().contains("Giấy giới thiệu ghi khác"), "both say the same");

    // Somebody else is on the way back while the cell that is to receive them closes.
    let t = TestOffice::new().await;
    let (person, _) = left(&t).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut officer = t.as_cast("organisation").await;
    announced(&t, &mut officer, &person, &name).await;
    let into = uid(&t, beside).await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let fields = [("do", "begin"), ("version", "0"), ("day", "24/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
    assert!(officer.post(&format!("{unit}/ket-thuc"), &fields).await.outcome().starts_with("303"));
    let closing = officer.get(&format!("{unit}/ket-thuc")).await;
    assert_eq!(closing.outcome(), "200");
    assert_eq!(closing.text().matches(&format!("{name} (")).count(), 1, "once: {}", closing.text());
    assert_eq!(officer.get("/van-phong").await.outcome(), "200", "nor does the desk break");
    let gone = [("kind", "dissolve"), ("day", "24/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
    assert_eq!(officer.post(&format!("{unit}/thay-doi"), &gone).await.outcome(), "200");
}

#[tokio::test]
async fn what_the_letter_says_otherwise_is_taken_over_field_by_field() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let (person, _) = left(&t).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut officer = t.as_cast("organisation").await;
    let back = announced(&t, &mut officer, &person, &name).await;
    assert!(step(&mut officer, &back, "tiep-nhan", "23/11/2018", &[]).await.starts_with("303"));
    let known = "SELECT coalesce(card_no, '') || ' ' || coalesce(joined_on, '') FROM person WHERE uid = $1";
    let was: String = t.value(known, &[&person]).await;
    let joined = was.split(' ').nth(1).unwrap_or_default().to_owned();
    let page = officer.get(&back).await;
    assert!(page.html().contains("name=\"lay-card_no\"") && page.html().contains("name=\"lay-joined_on\""));
    let html = page.html();
    let form = html.split("/theo-giay").nth(1).expect("the form");
    let shown = format!("ban-{person}");
    let version = form.split(&format!("name=\"{shown}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    let version = version.expect("the record's version").to_owned();
    let take = format!("{back}/theo-giay");
    let chosen = [(&*shown, version.as_str()), ("lay-card_no", "1")];
    for (who, role, unit, outcome) in [
        ("the secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("the leader", Role::Leader, t.district, "403"),
        ("a clerk of another commune", Role::CommuneClerk, far, "404"),
        ("a secretary beside", Role::CellSecretary, beside, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.post(&take, &chosen).await.outcome(), outcome, "{who}");
    }
    assert!(t.visitor().post(&take, &chosen).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    assert_eq!(t.value::<String>(known, &[&person]).await, was, "nobody of them changed anything");
    let none = officer.post(&take, &[(&*shown, version.as_str())]).await;
    assert!(none.outcome() == "422" && none.text().contains("Chọn ít nhất một mục"), "{}", none.text());
    assert_eq!(officer.post(&take, &chosen).await.outcome(), format!("303 {back}?xong=ho-so"));
    assert_eq!(t.value::<String>(known, &[&person]).await, format!("56.777777 {joined}"), "that field and no other");
    let late = officer.post(&take, &[(&*shown, version.as_str()), ("lay-joined_on", "1")]).await;
    assert!(late.outcome() == "409" && late.text().contains("đã được người khác sửa"), "{}", late.text());
    let text = officer.get(&back).await.text();
    assert!(!text.contains("56.777777") && text.contains("03-02-2005"), "what is taken over differs no more: {text}");
}

#[tokio::test]
async fn what_a_letter_says_is_measured_by_the_age_of_admission() {
    let t = TestOffice::new().await;
    let (person, _) = left(&t).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE person SET birth_year = 1990, birth_day = '1990-05-05', joined_on = '2010-06-01',
               official_on = '2011-06-01' WHERE uid = $1";
    tx.exec(sql, &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = t.as_cast("organisation").await;
    // The letter: admitted on 03/02/2005, with fourteen.
    let back = announced(&t, &mut officer, &person, &name).await;
    assert!(step(&mut officer, &back, "tiep-nhan", "23/11/2018", &[]).await.starts_with("303"));
    let html = officer.get(&back).await.html();
    let form = html.split("/theo-giay").nth(1).expect("the form");
    let shown = format!("ban-{person}");
    let version = form.split(&format!("name=\"{shown}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    let version = version.expect("the record's version").to_owned();
    let take = [(&*shown, version.as_str()), ("lay-joined_on", "1")];
    let young = officer.post(&format!("{back}/theo-giay"), &take).await;
    assert_eq!(young.outcome(), "422");
    assert!(young.text().contains("Ngày vào Đảng: Lúc vào Đảng chưa đủ 18 tuổi"), "{}", young.text());
    assert!(young.html().contains("href=\"#lay-joined_on\"") && young.html().contains("name=\"sure\""));
    let joined = "SELECT joined_on FROM person WHERE uid = $1";
    assert_eq!(t.value::<String>(joined, &[&person]).await, "2010-06-01");
    let sure = [&take[..], &[("sure", "1")]].concat();
    assert_eq!(officer.post(&format!("{back}/theo-giay"), &sure).await.outcome(), format!("303 {back}?xong=ho-so"));
    assert_eq!(t.value::<String>(joined, &[&person]).await, "2005-02-03");
}

#[tokio::test]
async fn what_a_letter_of_introduction_says_is_in_the_copy_for_the_member() {
    let t = TestOffice::new().await;
    let (person, _) = left(&t).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut officer = t.as_cast("organisation").await;
    let back = announced(&t, &mut officer, &person, &name).await;
    assert!(step(&mut officer, &back, "tiep-nhan", "23/11/2018", &[]).await.starts_with("303"));
    let id: i64 = t.value("SELECT id FROM person WHERE uid = $1", &[&person]).await;
    let mut member = t.member("nguoi tro ve", id).await;
    let page = member.get("/van-phong/tai-khoan/du-lieu").await.text();
    for told in ["Giấy giới thiệu chuyển sinh hoạt", "56.777777", "03-02-2006", "Đảng bộ Sở Y tế", "22-11-2018"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let file = member.post("/van-phong/tai-khoan/du-lieu/tep", &[]).await;
    let kept: serde_json::Value = serde_json::from_slice(&file.body).unwrap();
    let letters = kept["kept"]["introductions"].as_array().unwrap();
    let typed = letters.iter().find(|letter| letter["card_no"] == "56.777777").expect("the letter with what was typed");
    for (name, value) in [("official_on", "2006-02-03"), ("cause_on", "2018-11-22"), ("cause", "work")] {
        assert_eq!(typed[name], value, "{name}");
    }
}

#[tokio::test]
async fn who_moves_within_the_office_is_led_by_nobody_who_left() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let person = member(&t, 0).await;
    let holding = holds(&t, &person, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let at = super::asked(&t, &mut secretary, &person, &uid(&t, beside).await).await;
    let mut clerk = t.as_cast("clerk").await;
    for (door, what, more) in
        [(&mut secretary, "xet", vec![]), (&mut clerk, "gioi-thieu", vec![("paper", "GT 15 ngày 21/11/2018")])]
    {
        let done = step(door, &at, what, "21/11/2018", &more).await;
        assert!(done.starts_with("303"), "{what}: {done}");
    }
    assert_eq!(ends(&t, holding).await, None, "who is on the way still belongs here");
    let mut receiving = t.signed_in("receiving", Role::CellSecretary, beside).await;
    assert!(step(&mut receiving, &at, "tiep-nhan", "22/11/2018", &[]).await.starts_with("303"));
    assert_eq!(ends(&t, holding).await, Some(Day::of(2018, 11, 22)));
    let told = "SELECT after FROM journal WHERE verb = 'people.membership.transfer' ORDER BY id DESC";
    assert!(t.value::<String>(told, &[]).await.contains(&format!("\"posts_ended\":[{holding}]")));
}

#[tokio::test]
async fn somebody_who_is_announced_already_is_asked_about() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let who_and_where = [("full_name", "Trần Thị Mới Tới"), ("birth_day", "05/06/1981"), ("to", cell.as_str())];
    let fields = [&INTRODUCED[..], &who_and_where].concat();
    let form = format!("{LIST}/den");
    let first = officer.post(&form, &fields).await.outcome();
    let first = first.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&first).to_owned();
    let again = officer.post(&form, &fields).await;
    assert!(again.outcome() == "422" && again.text().contains("đã được báo đến"), "{}", again.text());
    assert!(again.html().contains(&format!("href=\"{first}\"")), "the one there is can be opened");
    let other: Vec<_> = fields.into_iter().chain([("twin", "1")]).collect();
    assert!(officer.post(&form, &other).await.outcome().starts_with("303"), "unless somebody else is meant");
}
