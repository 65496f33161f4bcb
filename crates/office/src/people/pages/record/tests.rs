//! The record through the door: who may, each mistake at its field, two people on one record, one number at two places.

mod ending;
mod facts;
mod former;
mod mistake;
mod near;

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const ROLL: &str = "/van-phong/dang-vien";
/// A number of no province, as the cast's are: nobody's.
const ID: &str = "099060001234";
const SOUND: [(&str, &str); 13] = [
    ("full_name", "Néang Sóc Kha"),
    ("birth_day", "12/03/1960"),
    ("sex", "m"),
    ("joined_on", "19/05/1990"),
    ("official_on", "19/05/1991"),
    ("card_no", "56.012345"),
    ("paper", "GT 12 ngày 01/11/2018"),
    ("from", "05/11/2018"),
    ("citizen_id", "089060001234"),
    ("phone", "0912 345 678"),
    ("ethnicity", "Khmer"),
    ("religion", "Phật giáo"),
    ("sure", ""),
];

fn but<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = SOUND.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes.iter().copied()).collect()
}

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

async fn member_of(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1
               AND m.to_day IS NULL AND p.id NOT IN (SELECT person_id FROM post_holding) ORDER BY p.id LIMIT 1";
    format!("{ROLL}/{}", t.value::<String>(sql, &[&unit]).await)
}

/// Enters the sound form into the silent cell; where the record is.
async fn entered(t: &TestOffice, door: &mut Door, changes: &[(&str, &str)]) -> String {
    let unit = uid(t, t.silent_cell).await;
    let fields: Vec<(&str, &str)> = but(changes).into_iter().chain([("unit", unit.as_str())]).collect();
    let outcome = door.post(&format!("{ROLL}/moi"), &fields).await.outcome();
    outcome.strip_prefix("303 ").and_then(|at| at.strip_suffix("?xong=dang-vien")).expect(&outcome).to_owned()
}

#[tokio::test]
async fn only_who_keeps_members_may_enter_correct_and_change_them() {
    let t = TestOffice::new().await;
    let person = member_of(&t, t.silent_cell).await;
    let unit = uid(&t, t.silent_cell).await;
    let new: Vec<(&str, &str)> = but(&[]).into_iter().chain([("unit", unit.as_str())]).collect();
    for (who, role, at, write, roll) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "422", "200"),
        ("the leader", Role::Leader, t.district, "403", "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403", "403"),
        ("the inspector", Role::Inspector, t.district, "403", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
        ("another commune's organisation officer", Role::OrganisationOfficer, t.elsewhere, "404", "200"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&format!("{ROLL}/moi")).await.outcome(), roll, "{who} opens the form for somebody new");
        if write != "422" {
            assert_eq!(door.post(&format!("{ROLL}/moi"), &new).await.outcome(), write, "{who} enters somebody");
        }
        let bad = [("version", "1"), ("full_name", ""), ("change", ""), ("kind", "")];
        for verb in ["sua", "tu-cach", "noi-sinh-hoat"] {
            let see = if write == "422" { "200" } else { write };
            assert_eq!(door.get(&format!("{person}/{verb}")).await.outcome(), see, "{who} opens {verb}");
            assert_eq!(door.post(&format!("{person}/{verb}"), &bad).await.outcome(), write, "{who}: {verb}");
        }
        let open = door.post(&format!("{person}/mo/phone"), &[("reason", "")]).await.outcome();
        assert_eq!(open, write, "{who} opens a sealed value");
        let page = door.get(&person).await;
        assert_eq!(page.text().contains("Dữ liệu được khóa"), write == "422", "{who} sees which values are sealed");
    }
    assert!(t.visitor().get(&format!("{ROLL}/moi")).await.outcome().starts_with("303 /van-phong/dang-nhap"));
}

#[tokio::test]
async fn somebody_new_is_entered_once_with_everything_and_seen_on_the_record() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let request = officer.get(&format!("{ROLL}/moi")).await.field("request");
    let person = entered(&t, &mut officer, &[("request", &request)]).await;
    let again = entered(&t, &mut officer, &[("request", &request)]).await;
    assert_eq!(person, again, "a double click enters nobody twice");
    let page = officer.get(&person).await.text();
    for shown in [
        "Néang Sóc Kha",
        "12-03-1960",
        "19-05-1990",
        "28 năm 6 tháng, tính đến 23-11-2018",
        "56.012345",
        "Đảng viên chính thức, từ 19-05-1991",
        "Sinh hoạt chính thức",
        "GT 12 ngày 01/11/2018",
        "Đang giữ",
        "Căn cứ: Điều lệ Đảng",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for sealed in ["089060001234", "0912", "Phật giáo"] {
        assert!(!page.contains(sealed), "{sealed} stays sealed");
    }
    let mut english = officer.clone();
    english.set_cookie("thenchot_lang", "en");
    let page = english.get(&person).await.text();
    assert!(page.contains("28 years and 6 months, as of 23-11-2018") && page.contains("Kept to be sure of"), "{page}");
    let earlier = officer.get(&format!("{person}?ngay=20/05/2018")).await.text();
    assert!(earlier.contains("Không thuộc chi bộ nào vào ngày này"), "{earlier}");
    assert!(
        earlier.contains("khi ấy chưa") && !earlier.contains("đã hết"),
        "nothing is over before it began: {earlier}"
    );
    assert_eq!(officer.get(&format!("{person}?ngay=mai")).await.outcome(), "200");
    assert!(officer.get(&format!("{person}?ngay=mai")).await.text().contains("Ghi ngày theo dạng"));
}

#[tokio::test]
async fn each_mistake_is_named_at_its_field_and_what_is_unusual_is_asked_once() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let unit = uid(&t, t.silent_cell).await;
    let persons = "SELECT count(*) FROM person";
    let before: i64 = t.value(persons, &[]).await;
    for (field, value, told) in [
        ("full_name", "", "Ghi họ và tên"),
        ("full_name", "Kha 2", "không có chữ số"),
        ("birth_day", "31/02/1960", "dạng ngày/tháng/năm"),
        ("birth_day", "1850", "Xem lại năm sinh"),
        ("joined_on", "24/11/2018", "Ngày này chưa tới"),
        ("joined_on", "hôm qua", "Ghi ngày theo dạng"),
        ("official_on", "19/05/1989", "không được trước ngày vào Đảng 19-05-1990"),
        ("from", "19/05/1989", "Không được trước ngày vào Đảng"),
        ("sex", "x", "Chọn nam hoặc nữ"),
        ("citizen_id", "351234567", "9 số"),
        ("citizen_id", "0890600012", "ở đây có 10"),
        ("citizen_id", "08906000123x", "chỉ có chữ số"),
        ("phone", "gọi anh Ba", "Không đọc được số điện thoại"),
        ("unit", "", "Chọn chi bộ"),
        // What may be right although it is unusual.
        ("full_name", "Kha", "chỉ có một chữ"),
        ("joined_on", "19/05/1977", "chưa đủ 18 tuổi"),
        ("citizen_id", "089160001234", "giới tính Nữ"),
        ("citizen_id", "089061001234", "sinh năm 1961"),
        ("citizen_id", ID, "không phải mã tỉnh nào"),
        ("phone", "+855 12 345 678", "không giống số di động"),
    ] {
        let mut fields = but(&[(field, value)]);
        if field != "unit" {
            fields.push(("unit", &unit));
        }
        let answer = officer.post(&format!("{ROLL}/moi"), &fields).await;
        assert_eq!(answer.outcome(), "422", "{field} = {value}");
        let html = answer.html();
        assert!(answer.text().contains(told), "{field} = {value}: {}", answer.text());
        assert!(html.contains(&format!("href=\"#{field}\"")), "{field} = {value}");
        assert!(html.contains("value=\"Phật giáo\" autocomplete"), "what was typed comes back: {field} = {value}");
    }
    assert_eq!(t.value::<i64>(persons, &[]).await, before, "nobody was entered");
    let unusual = [("citizen_id", "089161001234"), ("phone", "+855 12 345 678"), ("sure", "1")];
    entered(&t, &mut officer, &unusual).await;
    assert_eq!(t.value::<i64>(persons, &[]).await, before + 1, "it was looked at again");
}

#[tokio::test]
async fn one_number_is_one_person_and_outside_reach_nobody_learns_whose() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &[]).await;
    let unit = uid(&t, t.silent_cell).await;
    let second: Vec<(&str, &str)> = but(&[("full_name", "Chau Văn Ba"), ("birth_day", "1960")])
        .into_iter()
        .chain([("unit", unit.as_str())])
        .collect();
    let answer = officer.post(&format!("{ROLL}/moi"), &second).await;
    assert_eq!(answer.outcome(), "422");
    assert!(answer.html().contains(&format!("href=\"{person}\"")), "within reach the first one is shown");

    let mut elsewhere = t.signed_in("elsewhere", Role::OrganisationOfficer, t.elsewhere).await;
    let cell = "SELECT u.uid FROM unit u JOIN unit_parent p ON p.unit_id = u.id WHERE p.parent_id = $1
                AND u.kind = 'cell' ORDER BY u.id LIMIT 1";
    let cell: String = t.value(cell, &[&t.elsewhere]).await;
    let third: Vec<(&str, &str)> = but(&[("full_name", "Chau Văn Ba"), ("birth_day", "1960")])
        .into_iter()
        .chain([("unit", cell.as_str())])
        .collect();
    let met = "SELECT count(*) FROM journal WHERE verb = 'people.citizen.met'";
    for time in 1..=5 {
        let answer = elsewhere.post(&format!("{ROLL}/moi"), &third).await;
        let text = answer.text();
        assert_eq!(answer.outcome(), "422");
        assert!(text.contains("ngoài phạm vi") && text.contains("huyện Tịnh Biên"), "whom to ask: {text}");
        for leak in ["Sóc Kha", &person, &unit] {
            assert!(!answer.html().contains(leak), "{leak}");
        }
        assert_eq!(t.value::<i64>(met, &[]).await, time, "each time is noted");
    }
    assert_eq!(
        elsewhere.post(&format!("{ROLL}/moi"), &third).await.outcome(),
        "429",
        "nobody tries number after number"
    );
    // The same name and day of birth outside reach are not spoken of.
    let unknown = but(&[("citizen_id", ""), ("birth_day", "12/03/1960")]);
    let unknown: Vec<(&str, &str)> = unknown.into_iter().chain([("unit", cell.as_str())]).collect();
    assert!(elsewhere.post(&format!("{ROLL}/moi"), &unknown).await.outcome().ends_with("?xong=dang-vien"));
}

#[tokio::test]
async fn a_sealed_value_is_opened_for_a_reason_and_for_one_page() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &[]).await;
    let readings = "SELECT count(*) FROM reading";
    for (reason, outcome, shown) in [("", "422", false), ("curiosity", "422", false), ("report", "200", true)] {
        let answer = officer.post(&format!("{person}/mo/ethnicity"), &[("reason", reason)]).await;
        assert_eq!((answer.outcome().as_str(), answer.text().contains("Khmer")), (outcome, shown), "{reason}");
    }
    assert_eq!(t.value::<i64>(readings, &[]).await, 1);
    let phone = officer.post(&format!("{person}/mo/phone"), &[("reason", "contact")]).await.text();
    assert!(phone.contains("0912 345 678") && !phone.contains("Phật giáo"), "one value at a time");
    assert!(!officer.get(&person).await.text().contains("0912 345 678"), "the next page shows nothing");
    for unknown in ["birth_day", "x"] {
        assert_eq!(officer.post(&format!("{person}/mo/{unknown}"), &[("reason", "report")]).await.outcome(), "404");
    }
    let last = "SELECT count(*) FROM journal WHERE verb = 'people.secret.read' AND actor IS NOT NULL";
    assert_eq!(t.value::<i64>(last, &[]).await, 2);
}

#[tokio::test]
async fn the_second_of_two_on_one_record_sees_both_versions() {
    let t = TestOffice::new().await;
    let mut first = t.as_cast("organisation").await;
    let mut second = t.signed_in("second", Role::OrganisationOfficer, t.district).await;
    let person = entered(&t, &mut first, &[]).await;
    let form = format!("{person}/sua");
    let version = second.get(&form).await.field("version");
    let theirs = but(&[("version", &version), ("full_name", "Néang Sóc Kha Ry"), ("phone", ""), ("religion", "")]);
    assert_eq!(first.post(&form, &theirs).await.outcome(), format!("303 {person}?xong=ho-so"));
    let yours = but(&[("version", &version), ("full_name", "Néang Sóc Kha"), ("birth_day", "13/03/1960")]);
    let answer = second.post(&form, &yours).await;
    assert_eq!(answer.outcome(), "409");
    let text = answer.text();
    assert!(text.contains("Néang Sóc Kha Ry") && text.contains("12-03-1960") && text.contains("13/03/1960"), "{text}");
    let fresh = answer.field("version");
    let mended = but(&[
        ("version", &fresh),
        ("full_name", "Néang Sóc Kha Ry"),
        ("birth_day", "13/03/1960"),
        ("clear-phone", "1"),
        ("phone", ""),
    ]);
    assert_eq!(second.post(&form, &mended).await.outcome(), format!("303 {person}?xong=ho-so"));
    let page = second.get(&person).await.text();
    assert!(page.contains("Ngày sinh: 12-03-1960 → 13-03-1960"), "what was corrected is told: {page}");
    assert!(page.contains("Điện thoại: đã ghi lại, giá trị được khóa"), "{page}");
    assert_eq!(second.post(&form, &[("version", "x")]).await.outcome(), "400");
    // What is restricted since is not shown as it was either.
    let access = [("kind", "access"), ("asked_how", "oral"), ("asked_on", "23/11/2018")];
    assert!(second.post(&format!("{person}/yeu-cau"), &access).await.outcome().starts_with("303"));
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO restriction (person_id, field, request_id, from_day)
               SELECT person_id, 'birth_day', id, '2018-11-01' FROM data_request WHERE id = (SELECT max(id) FROM data_request)";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let page = second.get(&person).await.text();
    assert!(!page.contains("12-03-1960") && !page.contains("13-03-1960"), "{page}");
    assert!(page.contains("Ngày sinh: đã ghi lại, giá trị được khóa"), "{page}");
}

#[tokio::test]
async fn a_standing_is_changed_with_a_paper_and_amended_and_the_record_stays() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &[("from", "01/02/2015")]).await;
    let form = format!("{person}/tu-cach");
    let page = officer.get(&form).await.text();
    assert!(
        page.contains("Khai trừ") && !page.contains("Công nhận chính thức"),
        "only what can follow is offered: {page}"
    );
    for (fields, told) in [
        ([("change", ""), ("day", "20/11/2018"), ("paper", "QĐ 1")], "Chọn quyết định"),
        ([("change", "removed"), ("day", "20/11/2018"), ("paper", "")], "Ghi số và ngày của văn bản"),
        ([("change", "removed"), ("day", "24/11/2018"), ("paper", "QĐ 1")], "Ngày này chưa tới"),
        ([("change", "removed"), ("day", "01/02/2015"), ("paper", "QĐ 1")], "Phải sau ngày 01-02-2015"),
        ([("change", "official"), ("day", "20/11/2018"), ("paper", "QĐ 1")], "Không thể từ tư cách hiện nay"),
    ] {
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("version", "1")]).collect();
        let answer = officer.post(&form, &fields).await;
        assert_eq!(answer.outcome(), "422", "{told}");
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    let sound = [("version", "1"), ("change", "removed"), ("day", "20/06/2015"), ("paper", "QĐ 7-QĐ/HU")];
    assert_eq!(officer.post(&form, &sound).await.outcome(), format!("303 {person}?xong=tu-cach"));
    assert_eq!(officer.post(&form, &sound).await.outcome(), "409", "the second of two is told");
    let page = officer.get(&person).await.text();
    assert!(page.contains("Đã xóa tên từ 20-06-2015. Không còn trong danh sách"), "the record stays: {page}");

    let unit = uid(&t, t.silent_cell).await;
    let again = [("version", "2"), ("change", "readmitted"), ("day", "20/05/2018"), ("paper", "QĐ 8"), ("unit", &unit)];
    assert!(officer.post(&form, &again).await.text().contains("từ ngày 20-06-2018"));
    let again = [("version", "2"), ("change", "readmitted"), ("day", "20/06/2018"), ("paper", "QĐ 8"), ("unit", &unit)];
    assert_eq!(officer.post(&form, &again).await.outcome(), format!("303 {person}?xong=tu-cach"));
    let state: i64 = t.value("SELECT max(id) FROM member_state WHERE change_key = 'readmitted'", &[]).await;
    let amend = format!("{form}/{state}");
    let answer = officer.post(&amend, &[("version", "3"), ("instead", ""), ("amended_by", "")]).await;
    assert!(answer.outcome() == "422" && answer.text().contains("Chọn một"), "{}", answer.text());
    let never = [("version", "3"), ("instead", "never"), ("amended_by", "BB 2")];
    assert_eq!(officer.post(&amend, &never).await.outcome(), format!("303 {person}?xong=dinh-chinh"));
    let page = officer.get(&person).await.text();
    assert!(page.contains("Đã đính chính ngày 23-11-2018, theo BB 2") && page.contains("Không còn trong danh sách"));
    let mut elsewhere = t.signed_in("elsewhere", Role::OrganisationOfficer, t.elsewhere).await;
    assert_eq!(elsewhere.get(&person).await.outcome(), "404", "who was a member here is still only of here");
}

#[tokio::test]
async fn a_member_of_two_organisations_is_one_head_and_two_belongings() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = member_of(&t, t.silent_cell).await;
    let front = "SELECT u.uid FROM unit u WHERE u.kind = 'front' ORDER BY u.id LIMIT 1";
    let front: String = t.value(front, &[]).await;
    let other = "SELECT u.uid FROM unit u WHERE u.kind = 'cell' AND u.id <> $1 ORDER BY u.id DESC LIMIT 1";
    let other: String = t.value(other, &[&t.silent_cell]).await;
    let own = uid(&t, t.silent_cell).await;
    let district = format!("/van-phong/to-chuc/{}/dau-nguoi", uid(&t, t.district).await);
    let numbers = async |door: &mut Door| {
        let html = door.get(&district).await.html();
        let sum = html.split("class=\"sum\"").nth(1).expect("a line of sums").to_owned();
        let cells: Vec<i64> = sum
            .split("<td")
            .skip(1)
            .map(|cell| cell.split("</td>").next().unwrap().trim_end_matches("</a>").rsplit('>').next().unwrap())
            .map(|number| number.replace('.', "").parse().unwrap())
            .collect();
        cells
    };
    let before = numbers(&mut officer).await;
    assert_eq!(before[0], before[1], "everybody is a member of one cell: {before:?}");
    let form = format!("{person}/noi-sinh-hoat");
    for (kind, unit, told) in [
        ("", &other, "Chọn loại"),
        ("temporary", &String::new(), "Chọn nơi"),
        ("temporary", &front, "không hợp với loại"),
        ("temporary", &own, "đang sinh hoạt chính thức"),
        ("affiliation", &other, "không hợp với loại"),
    ] {
        let answer = officer.post(&form, &[("kind", kind), ("unit", unit), ("from", "01/10/2018")]).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{told}: {}", answer.text());
    }
    for (kind, unit) in [("temporary", &other), ("residence", &other), ("affiliation", &front)] {
        let fields = [("kind", kind), ("unit", unit.as_str()), ("from", "01/10/2018"), ("paper", "GT 3")];
        assert_eq!(officer.post(&form, &fields).await.outcome(), format!("303 {person}?xong=noi-sinh-hoat"), "{kind}");
        assert_eq!(officer.post(&form, &fields).await.outcome(), "422", "{kind}: one at a time");
    }
    let after = numbers(&mut officer).await;
    let more: Vec<i64> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
    assert_eq!(more, [0, 0, 1, 1, 1], "no head more: {after:?}");
    let day = officer.get(&format!("{district}?ngay=30/09/2018")).await.text();
    assert!(day.contains("tại ngày 30-09-2018"));
    let page = officer.get(&person).await.text();
    assert!(page.contains("Sinh hoạt tạm thời") && page.contains("Giữ mối liên hệ nơi cư trú"), "{page}");

    let row: i64 = t.value("SELECT max(id) FROM membership WHERE kind = 'temporary'", &[]).await;
    let end = format!("{form}/temporary/{row}");
    let first = [("read", ""), ("last", "31/10/2018")];
    assert_eq!(officer.post(&end, &first).await.outcome(), format!("303 {person}?xong=het-noi-sinh-hoat"));
    let second = officer.post(&end, &[("read", ""), ("last", "20/11/2018")]).await;
    assert_eq!(second.outcome(), "409");
    assert!(second.text().contains("đến hết 31-10-2018") && second.text().contains("20-11-2018"), "{}", second.text());
    assert_eq!(numbers(&mut officer).await[2], before[2], "ended");
    let main: i64 = t.value("SELECT max(id) FROM membership WHERE kind = 'main'", &[]).await;
    for unknown in [format!("{form}/main/{main}"), format!("{form}/temporary/{main}"), format!("{form}/x/1")] {
        assert_eq!(officer.post(&unknown, &first).await.outcome(), "404", "{unknown}");
    }
}
