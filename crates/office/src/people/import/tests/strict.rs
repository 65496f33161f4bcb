//! What a list would write that nobody would by hand: into another commune's cell, before admission, below the age, with
//! another's card.

use super::*;

/// Answers what the list calls a unit, once.
async fn answer(door: &mut Door, list: &str, unit: &str) {
    let page = door.get(list).await;
    let (version, key) = (page.field("version"), page.field("k-0"));
    let fields = [("version", version.as_str()), ("k-0", key.as_str()), ("u-0", unit)];
    assert_eq!(door.post(&format!("{list}/don-vi"), &fields).await.outcome(), format!("303 {list}"));
}

#[tokio::test]
async fn what_one_commune_calls_a_cell_is_no_answer_for_another() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let home = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let home: i64 = t.value(home, &[&t.silent_cell]).await;
    let cell = uid(&t, t.silent_cell).await;
    let list = async |door: &mut Door, unit: i64, name: &str| {
        let csv = format!("Họ và tên,Ngày sinh,Chi bộ\n{name},05/03/1962,Chi bộ số lạ\n");
        let list = upload(&t, door, unit, ("a.csv", csv.as_bytes())).await;
        look(door, &list, &[("unit", "")]).await;
        list
    };
    let first = list(&mut door, home, "Lê Thị Khánh Hòa").await;
    assert_eq!(counted(&t, &first).await, [0, 0, 0, 0, 1], "it is asked");
    answer(&mut door, &first, &cell).await;
    assert_eq!(counted(&t, &first).await, [1, 0, 0, 0, 0]);
    // Whoever looks at the columns again keeps the answer for the next list.
    look(&mut door, &first, &[("unit", "")]).await;
    press(&mut door, &first, "ghi", &[]).await;
    let again = list(&mut door, home, "Trần Văn Khánh Bảy").await;
    assert_eq!(counted(&t, &again).await, [1, 0, 0, 0, 0], "known there");
    let elsewhere = list(&mut door, t.elsewhere, "Ngô Khánh Mới").await;
    assert_eq!(counted(&t, &elsewhere).await, [0, 0, 0, 0, 1], "and asked elsewhere");
}

#[tokio::test]
async fn what_nobody_would_write_by_hand_is_a_fault_or_worth_a_look() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let known = "SELECT card_no FROM person WHERE card_no IS NOT NULL ORDER BY id LIMIT 1";
    let known: String = t.value(known, &[]).await;
    let (young, card) = ("ghi vào Đảng khi chưa đủ tuổi", "Số thẻ đảng viên này là của người khác");
    for (row, wrong, told) in [
        ("Lê Khánh Một,01/02/1970,01/01/2010,,01/01/2005", 1, "Ngày về chi bộ trước ngày vào Đảng"),
        ("Lê Khánh Hai,01/12/2000,20/11/2018,,", 0, young),
        ("Lê Khánh Ba,01/01/2015,,,", 0, young),
        ("Lê Khánh Bốn,01/12/1970,20/11/2000,{card},", 0, card),
        ("Lê Khánh Năm,01/12/1970,20/11/2000,11.1,\nLê Khánh Sáu,01/12/1971,20/11/2000,11.1,", 0, card),
        ("Lê Khánh Bảy,01/12/1970,20/11/2000,11.2,20/11/2005", 0, ""),
    ] {
        let row = row.replace("{card}", &known);
        let csv = format!("Họ và tên,Ngày sinh,Ngày vào Đảng,Số thẻ,Ngày về chi bộ\n{row}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        if counted(&t, &list).await[3] > 0 {
            // Like whoever has the card, and said to be somebody else.
            let version = door.get(&format!("{list}/trung")).await.field("version");
            let other = [("version", version.as_str()), ("kind", "doubtful"), ("w-1", "other")];
            assert_eq!(door.post(&format!("{list}/trung"), &other).await.outcome(), format!("303 {list}"));
        }
        assert_eq!(counted(&t, &list).await[4], wrong, "{row}");
        let place = if wrong > 0 { format!("{list}/sua") } else { list };
        let page = door.get(&place).await.text();
        assert!(page.contains(told), "{told}: {page}");
        assert_eq!(page.contains("Nên xem lại"), wrong == 0 && !told.is_empty(), "{row}: {page}");
    }
}

#[tokio::test]
async fn a_day_of_admission_after_that_of_becoming_official_is_not_taken_over() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first = "Họ và tên,Ngày sinh,CCCD,Ngày vào Đảng,Ngày chính thức\nLê Khánh Hòa,05/03/1962,089162001234,01/02/1990,01/02/1991\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    for (joined, counts) in [("01/01/2018", [0, 0, 0, 0, 1]), ("01/02/1989", [0, 1, 0, 0, 0])] {
        let csv = format!("Họ và tên,Ngày sinh,CCCD,Ngày vào Đảng\nLê Khánh Hòa,05/03/1962,089162001234,{joined}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("b.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        assert_eq!(counted(&t, &list).await, counts, "{joined}");
    }
}

#[tokio::test]
async fn a_tie_that_was_entered_by_mistake_and_taken_away_hinders_no_way_back() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let csv = "Họ và tên,Ngày sinh\nLê Khánh Hòa,05/03/1962\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    let person: String = t.value("SELECT uid FROM person WHERE full_name = 'Lê Khánh Hòa'", &[]).await;
    let other = "SELECT u.uid FROM unit u JOIN unit_parent p ON p.unit_id = u.id WHERE u.kind = 'cell' AND u.id <> $1 ORDER BY u.id LIMIT 1";
    let other: String = t.value(other, &[&t.silent_cell]).await;
    let ties = format!("/van-phong/dang-vien/{person}/noi-sinh-hoat");
    let fields = [("kind", "residence"), ("unit", &*other), ("from", "23/11/2018"), ("to", ""), ("paper", "")];
    assert!(door.post(&ties, &fields).await.outcome().starts_with("303"));
    assert_eq!(press(&mut door, &list, "hoan-tac", &[]).await.outcome(), format!("303 {list}"));
    assert!(!door.get(&list).await.text().contains("Đã hoàn tác"), "something was entered since");
    let row: i64 = t.value("SELECT max(id) FROM residence_link", &[]).await;
    let taken = door.post(&format!("{ties}/residence/{row}"), &[("read", ""), ("last", "22/11/2018")]).await;
    assert!(taken.outcome().starts_with("303"), "{}", taken.text());
    assert_eq!(press(&mut door, &list, "hoan-tac", &[]).await.outcome(), format!("303 {list}"));
    assert!(door.get(&list).await.text().contains("Đã hoàn tác"));
}

#[tokio::test]
async fn a_card_of_another_member_is_asked_about_once_when_it_is_typed_by_hand() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let known = "SELECT card_no FROM person WHERE card_no IS NOT NULL ORDER BY id LIMIT 1";
    let known: String = t.value(known, &[]).await;
    let cell = uid(&t, t.silent_cell).await;
    let new = "/van-phong/dang-vien/moi";
    for (card, sure, outcome) in [(known.as_str(), "", "422"), (known.as_str(), "1", "303"), ("11.999", "", "303")] {
        let request = door.get(new).await.field("request");
        let name = format!("Lê Khánh Thẻ {}", if sure.is_empty() { "Một" } else { "Hai" });
        let fields = [
            ("request", request.as_str()),
            ("unit", &cell),
            ("full_name", &name),
            ("birth_day", "01/12/1970"),
            ("from", "01/11/2018"),
            ("card_no", card),
            ("sure", sure),
        ];
        let answer = door.post(new, &fields).await;
        assert!(answer.outcome().starts_with(outcome), "{card} {sure}: {} {}", answer.outcome(), answer.text());
        assert_eq!(answer.text().contains("Số thẻ này là của"), outcome == "422", "{card} {sure}");
    }
}
