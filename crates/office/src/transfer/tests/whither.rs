//! Where somebody goes when the receiving side was named in words: a unit of this office is never lost for another one, what
//! was noted wrongly is taken back, and whoever comes back goes on with the record that exists.

use super::{LIST, cells, member, step, today, uid, unit_of};
use crate::identity::right::Role;
use crate::people::members_of;
use crate::testing::TestOffice;
use kit::testing::Door;

const REQUEST: [(&str, &str); 5] =
    [("kind", "main"), ("cause", "residence"), ("cause_on", "15/11/2018"), ("day", "20/11/2018"), ("to", "")];

async fn name(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&unit]).await
}

async fn transfers(t: &TestOffice, person: &str) -> i64 {
    let sql = "SELECT count(*) FROM transfer t JOIN person p ON p.id = t.person_id WHERE p.uid = $1";
    t.value(sql, &[&person]).await
}

/// What a letter of introduction says of whoever it is for.
pub(super) const INTRODUCED: [(&str, &str); 6] = [
    ("joined_on", "03/02/2005"),
    ("elsewhere", "Đảng bộ Sở Y tế"),
    ("paper", "GT 99"),
    ("day", "22/11/2018"),
    ("cause", "work"),
    ("cause_on", "22/11/2018"),
];

#[tokio::test]
async fn a_cell_chooses_among_the_units_of_its_committee_and_words_that_name_one_are_asked_about() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let person = member(&t, 0).await;
    let form = format!("/van-phong/dang-vien/{person}/chuyen");
    let mut secretary = t.as_cast("cell_secretary").await;
    let page = secretary.get(&form).await;
    let (near, out) = (uid(&t, beside).await, uid(&t, far).await);
    assert!(page.html().contains(&format!("value=\"{near}\"")), "a cell of the same commune");
    assert!(!page.html().contains(&out), "and none of another one");
    let other = [("to", out.as_str()), ("elsewhere", "Đảng bộ Sở Y tế")];
    let fields: Vec<_> = REQUEST.into_iter().filter(|(name, _)| *name != "to").chain(other).collect();
    assert_eq!(secretary.post(&form, &fields).await.outcome(), "422", "as if there were none");

    let typed = viet::fold(&name(&t, beside).await).to_uppercase();
    let words: Vec<_> = REQUEST.into_iter().chain([("elsewhere", typed.as_str())]).collect();
    let told = secretary.post(&form, &words).await;
    assert_eq!(told.outcome(), "422");
    assert!(told.text().contains("Tên đã ghi giống tên đơn vị của văn phòng này"), "{}", told.text());
    assert!(told.html().contains("href=\"#whither\"") && told.field("elsewhere") == typed, "what was typed comes back");
    assert_eq!(transfers(&t, &person).await, 0);
    let chosen: Vec<_> = words.into_iter().chain([("whither", near.as_str())]).collect();
    assert!(secretary.post(&form, &chosen).await.outcome().starts_with("303"));
    let sql = "SELECT t.to_unit FROM transfer t JOIN person p ON p.id = t.person_id WHERE p.uid = $1";
    assert_eq!(t.value::<i64>(sql, &[&person]).await, beside);
}

/// A transfer by words that nobody understood, up to the introduction.
pub(super) async fn introduced_by_words(t: &TestOffice, words: &str) -> (String, String, Door) {
    let person = member(t, 0).await;
    let mut clerk = t.as_cast("clerk").await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let form = format!("/van-phong/dang-vien/{person}/chuyen");
    let fields: Vec<_> = REQUEST.into_iter().chain([("elsewhere", words), ("whither", "outside")]).collect();
    let at = secretary.post(&form, &fields).await.outcome();
    let at = at.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap_or_else(|| panic!("{at}")).to_owned();
    assert!(step(&mut secretary, &at, "xet", "21/11/2018", &[]).await.starts_with("303"));
    let paper = [("paper", "GT 15"), ("whither", "outside")];
    assert!(step(&mut clerk, &at, "gioi-thieu", "21/11/2018", &paper).await.starts_with("303"));
    (person, at, clerk)
}

#[tokio::test]
async fn nobody_leaves_the_office_before_somebody_said_that_it_is_outside() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let words = name(&t, beside).await;
    let (person, at, mut clerk) = introduced_by_words(&t, &words).await;
    let text = clerk.get(&format!("{at}?buoc=tiep-nhan")).await.text();
    assert!(text.contains("Tên đã ghi là đơn vị nào") && text.contains(&words), "{text}");
    assert_eq!(step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[]).await, "422", "it is asked");
    assert_eq!(unit_of(&t, &person, today()).await, Some(t.silent_cell));
    let into = uid(&t, beside).await;
    let done = step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[("whither", &into)]).await;
    assert_eq!(done, format!("303 {at}?xong=chuyen-noi-nhan"), "the unit is said, and takes the member in itself");
    let mut receiving = t.signed_in("receiving", Role::CellSecretary, beside).await;
    assert!(step(&mut receiving, &at, "tiep-nhan", "22/11/2018", &[]).await.starts_with("303"));
    assert_eq!(unit_of(&t, &person, today()).await, Some(beside));
}

#[tokio::test]
async fn a_place_that_is_not_on_record_is_said_to_be_outside() {
    let t = TestOffice::new().await;
    let (person, at, mut clerk) = introduced_by_words(&t, "Đảng bộ Sở Y tế").await;
    let page = clerk.get(&format!("{at}?buoc=tiep-nhan")).await;
    assert!(page.text().contains("Nơi này không có trong sổ"), "{}", page.text());
    assert_eq!(step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[]).await, "422");
    assert_eq!(unit_of(&t, &person, today()).await, Some(t.silent_cell));
    assert!(step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[("whither", "outside")]).await.starts_with("303"));
    assert_eq!(unit_of(&t, &person, today()).await, None);
}

/// Somebody who has left by a transfer: (person, where it is shown).
pub(super) async fn left(t: &TestOffice) -> (String, String) {
    let (person, at, mut clerk) = introduced_by_words(t, "Đảng bộ Sở Y tế").await;
    let done = step(&mut clerk, &at, "tiep-nhan", "22/11/2018", &[("whither", "outside")]).await;
    assert!(done.starts_with("303"), "{done}");
    (person, at)
}

#[tokio::test]
async fn whoever_left_by_mistake_is_taken_back_by_the_unit_above_and_no_link_leads_nowhere() {
    let t = TestOffice::new().await;
    let (beside, _) = cells(&t).await;
    let (person, at) = left(&t).await;
    let mut organisation = t.as_cast("organisation").await;
    let record = organisation.get(&format!("/van-phong/dang-vien/{person}")).await;
    assert_eq!(record.outcome(), "200");
    assert!(!record.html().contains(&format!("/van-phong/dang-vien/{person}/chuyen\"")), "nothing to move from");
    let commune: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let version = organisation.get(&at).await.field("version");
    let fields = [("version", version.as_str()), ("why", "nhầm nơi nhận")];
    for (who, role, unit, outcome) in [
        ("the cell", Role::CellSecretary, t.silent_cell, "403"),
        ("the leader", Role::Leader, t.district, "403"),
        ("an editor", Role::Editor, t.district, "403"),
        ("another cell", Role::CellSecretary, beside, "404"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.post(&format!("{at}/lay-lai"), &fields).await.outcome(), outcome, "{who}");
    }
    let mut clerk = t.signed_in("the commune", Role::CommuneClerk, commune).await;
    assert!(clerk.get(&at).await.text().contains("Ghi nhầm là đã rời đi?"));
    let silent = clerk.post(&format!("{at}/lay-lai"), &[("version", version.as_str())]).await;
    assert!(silent.outcome() == "422" && silent.html().contains("href=\"#why\""), "a reason is asked for");
    assert_eq!(clerk.post(&format!("{at}/lay-lai"), &fields).await.outcome(), format!("303 {at}?xong=chuyen-lay-lai"));
    assert_eq!(unit_of(&t, &person, today()).await, Some(t.silent_cell), "as if nobody had left");
    assert_eq!(clerk.post(&format!("{at}/lay-lai"), &fields).await.outcome(), "409", "only once");
    let text = clerk.get(&at).await.text();
    assert!(text.contains("Đã giới thiệu") && text.contains("Lấy lại việc đã ghi là rời đi"), "{text}");
    let version = clerk.get(&at).await.field("version");
    let into = uid(&t, beside).await;
    let chosen = clerk.post(&format!("{at}/noi-nhan"), &[("version", &*version), ("to", &*into)]).await.outcome();
    assert_eq!(chosen, format!("303 {at}?xong=chuyen-noi-nhan"));
    assert!(step(&mut clerk, &at, "tiep-nhan", "23/11/2018", &[]).await.starts_with("303"));
    assert_eq!(unit_of(&t, &person, today()).await, Some(beside));
    assert!(
        t.visitor().post(&format!("{at}/lay-lai"), &fields).await.outcome().starts_with("303 /van-phong/dang-nhap")
    );
}

#[tokio::test]
async fn whoever_comes_back_goes_on_with_the_record_and_is_asked_about_first() {
    let t = TestOffice::new().await;
    let (person, at) = left(&t).await;
    let here = member(&t, 1).await;
    let born = async |uid: &str| -> (String, String) {
        let sql =
            "SELECT full_name, coalesce(birth_day, CAST(birth_year AS TEXT) || '-01-01') FROM person WHERE uid = $1";
        t.office.db.read().await.unwrap().one(sql, &[&uid]).await.unwrap()
    };
    let mut officer = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let form = format!("{LIST}/den");
    let people: i64 = t.value("SELECT count(*) FROM person", &[]).await;
    for (who, told) in [(&here, "không phải từ nơi khác đến"), (&person, "")] {
        let (name, day) = born(who).await;
        let who_and_where = [
            ("full_name", name.as_str()),
            ("birth_day", day.as_str()),
            ("official_on", "03/02/2006"),
            ("to", cell.as_str()),
        ];
        let sound = [&INTRODUCED[..], &who_and_where].concat();
        let asked = officer.post(&form, &sound).await;
        assert_eq!(asked.outcome(), "422", "{}", asked.text());
        assert!(asked.text().contains("Có thể đã có hồ sơ ở đây"), "{}", asked.text());
        assert!(asked.html().contains("href=\"#again\"") && asked.html().contains(&format!("value=\"{who}\"")));
        let same: Vec<_> = sound.into_iter().chain([("again", who.as_str())]).collect();
        let answer = officer.post(&form, &same).await;
        if !told.is_empty() {
            assert!(answer.outcome() == "422" && answer.text().contains(told), "{}", answer.text());
            continue;
        }
        let back = answer.outcome();
        let back =
            back.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=chuyen-den")).expect(&back).to_owned();
        assert_eq!(officer.post(&form, &same).await.outcome(), format!("303 {back}?xong=chuyen-dang-co"), "once");
        let version = officer.get(&at).await.field("version");
        let late = [("version", version.as_str()), ("why", "nhầm")];
        assert_eq!(
            officer.post(&format!("{at}/lay-lai"), &late).await.outcome(),
            "409",
            "another transfer depends on it"
        );
        let done = step(&mut officer, &back, "tiep-nhan", "23/11/2018", &[]).await;
        assert!(done.starts_with("303"), "{done}");
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM person", &[]).await, people, "nobody is two persons");
    assert_eq!(unit_of(&t, &person, today()).await, Some(t.silent_cell));
    let mut conn = t.office.db.read().await.unwrap();
    let cell = members_of(&mut conn, t.silent_cell, today()).await.unwrap();
    assert_eq!(cell.iter().filter(|one| one.uid == person).count(), 1);
    drop(conn);
    let stays = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id WHERE p.uid = $1
                 AND m.kind = 'main' AND m.to_day > m.from_day";
    assert_eq!(t.value::<i64>(stays, &[&person]).await, 1, "the membership of before stays in the record");
}

#[tokio::test]
async fn a_stay_without_an_end_names_its_field() {
    let t = TestOffice::new().await;
    let person = member(&t, 0).await;
    let form = format!("/van-phong/dang-vien/{person}/chuyen");
    let stay = [("kind", "temporary"), ("elsewhere", "Đảng bộ Sở Y tế"), ("until", "")];
    let fields: Vec<_> = stay.into_iter().chain(REQUEST.into_iter().filter(|(name, _)| *name != "kind")).collect();
    let told = t.as_cast("cell_secretary").await.post(&form, &fields).await;
    assert!(told.outcome() == "422" && told.text().contains("Tạm thời đến hết ngày nào?"), "{}", told.text());
}
