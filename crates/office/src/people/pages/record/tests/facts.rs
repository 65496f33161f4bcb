//! The facts beside the core of a record, wherever a record is: form, page, correction, copy, list, restriction, erasure.

use super::*;
use crate::people::facts::Fact;

/// Every fact with what is typed and what people read.
const FACTS: [(&str, &str, &str); 7] = [
    ("member_code", "DV0012345", "DV0012345"),
    ("home_place", "xã An Cư, huyện Tịnh Biên, tỉnh An Giang", "xã An Cư, huyện Tịnh Biên, tỉnh An Giang"),
    ("schooling", "Trung học  phổ thông", "Trung học phổ thông"),
    ("theory", "Sơ cấp", "Sơ cấp"),
    ("occupation", "Thợ may", "Thợ may"),
    ("smartphone", "no", "Có điện thoại thông minh Không"),
    ("on_paper", "yes", "Muốn nhận bản giấy Có"),
];

fn typed() -> Vec<(&'static str, &'static str)> {
    FACTS.iter().map(|(name, value, _)| (*name, *value)).collect()
}

#[tokio::test]
async fn every_fact_is_entered_corrected_listed_and_told_to_its_person() {
    let t = TestOffice::new().await;
    assert_eq!(FACTS.len(), Fact::ALL.len());
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &typed()).await;
    let page = officer.get(&person).await.text();
    for (name, _, told) in FACTS {
        assert!(page.contains(told), "{name}: {page}");
    }
    // A correction changes one, takes one away, and says what was before.
    let form = officer.get(&format!("{person}/sua")).await;
    assert!(form.html().contains("value=\"Thợ may\""), "the form is filled in");
    let version = form.field("version");
    let mut fields = but(&typed());
    fields.retain(|(name, _)| !["occupation", "theory", "smartphone"].contains(name));
    fields.extend([("version", &*version), ("occupation", "Hưu trí"), ("theory", ""), ("smartphone", "yes")]);
    assert_eq!(officer.post(&format!("{person}/sua"), &fields).await.outcome(), format!("303 {person}?xong=ho-so"));
    let page = officer.get(&person).await.text();
    for told in [
        "Nghề nghiệp, công việc: Thợ may → Hưu trí",
        "Trình độ lý luận chính trị: Sơ cấp → Chưa ghi",
        "Có điện thoại thông minh: Không → Có",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    // What cannot be is said at its field, and what was typed comes back.
    for (name, value, told) in [("smartphone", "maybe", "Chọn có, không"), ("occupation", &"x".repeat(121), "120 chữ")]
    {
        let unit = uid(&t, t.silent_cell).await;
        let wrong: Vec<_> = but(&[(name, value), ("citizen_id", "")]).into_iter().chain([("unit", &*unit)]).collect();
        let answer = officer.post(&format!("{ROLL}/moi"), &wrong).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{name}: {}", answer.text());
        assert!(answer.html().contains(&format!("href=\"#{name}\"")), "{name}");
    }
    // The copy that the person gets.
    let copy = officer.post(&format!("{person}/du-lieu"), &[]).await.text();
    for told in ["DV0012345", "Hưu trí", "xã An Cư, huyện Tịnh Biên", "Mã đảng viên", "để ghép đúng hồ sơ"]
    {
        assert!(copy.to_lowercase().contains(&told.to_lowercase()), "{told}: {copy}");
    }
    // The list: columns, a filter, and the file.
    let asked = format!("{ROLL}?ten=soc+kha&giay=co&cot=ma.que.hoc-van.ly-luan.nghe.may.giay");
    let list = officer.get(&asked).await.text();
    for told in ["DV0012345", "Hưu trí", "Trung học phổ thông", "xã An Cư"] {
        assert!(list.contains(told), "{told}: {list}");
    }
    let file = officer.get(&format!("{asked}&tep=csv")).await.html();
    assert!(file.contains("DV0012345") && file.contains("Hưu trí"), "{file}");
    let none = officer.get(&format!("{ROLL}?ten=soc+kha&giay=khong")).await.text();
    assert!(!none.contains("Néang Sóc Kha"), "{none}");
    let mut english = officer.clone();
    english.set_cookie("thenchot_lang", "en");
    let page = english.get(&person).await.text();
    assert!(page.contains("Has a smartphone Yes") && page.contains("Member's code"), "{page}");
}

/// A person has had a field restricted.
pub(super) async fn restrict(t: &TestOffice, person: i64, field: &str) {
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO data_request (uid, person_id, kind, fields, asked_how, asked_on, ruleset, reply_due, due,
               state) VALUES ('r', $1, 'restrict', $2, 'oral', '2018-11-01', 'x', '2018-11-03', '2018-11-09', 'granted')";
    tx.exec(sql, &[&person, &field]).await.unwrap();
    let sql = "INSERT INTO restriction (person_id, field, request_id, from_day)
               SELECT person_id, fields, id, '2018-11-02' FROM data_request WHERE uid = 'r'";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_restricted_fact_is_shown_to_nobody_and_an_erasure_takes_all_of_them() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &typed()).await;
    let id: i64 = t.value("SELECT max(id) FROM person", &[]).await;
    restrict(&t, id, "home_place").await;
    for page in [person.clone(), format!("{person}/sua"), format!("{ROLL}?ten=soc+kha&cot=que")] {
        let text = officer.get(&page).await;
        assert!(!text.html().contains("xã An Cư, huyện Tịnh Biên"), "{page}: {}", text.text());
    }
    let version = officer.get(&format!("{person}/sua")).await.field("version");
    let mut fields = but(&typed());
    fields.retain(|(name, _)| *name != "home_place");
    fields.extend([("version", &*version), ("home_place", "nơi khác"), ("sure", "1")]);
    assert!(officer.post(&format!("{person}/sua"), &fields).await.outcome().starts_with("303"));
    let kept = "SELECT value FROM person_fact WHERE person_id = $1 AND field = 'home_place'";
    assert_eq!(t.value::<String>(kept, &[&id]).await, "xã An Cư, huyện Tịnh Biên, tỉnh An Giang", "kept as it was");
    let mut tx = t.office.db.begin().await.unwrap();
    let (rule, _) = crate::people::pages::record::data_rule(officer_words(), t.office.clock.today()).unwrap();
    let erased = crate::people::erasure::erase(&mut tx, &t.office.vault, rule, id, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(Fact::ALL.iter().all(|fact| erased.cleared.iter().any(|key| key == fact.word())), "{erased:?}");
    assert_eq!(t.value::<i64>("SELECT count(*) FROM person_fact WHERE person_id = $1", &[&id]).await, 0);
}

fn officer_words() -> kit::words::Words {
    crate::shell::LEXICON.words(kit::words::Lang::Vi)
}
