//! The row of headings: given where another was taken for it, remembered without what stands in it.

use super::*;

const LIST: &str = "DANH SÁCH CHI BỘ,\nDanh tính,Sinh\nLê Văn Khánh Ân,1960\nTrần Khánh Bảy,1958\n";

/// A form without the fields of columns is none: those that a list has, as they are chosen.
const CHOSEN: [(&str, &str); 2] = [("f-0", "name"), ("f-1", "birth")];

#[tokio::test]
async fn a_row_of_headings_given_anew_is_read_before_anything_is_looked_at() {
    for (header, outcome, counts) in [
        // Row 2 is said to be the headings: both below are persons.
        ("2", "303 {list}?xong=doc-lai", [2, 0, 0, 0, 0]),
        // None: the headings are read as a row of somebody, and so are the titles.
        ("0", "303 {list}", [2, 0, 0, 0, 2]),
        ("", "303 {list}", [2, 0, 0, 0, 2]),
        ("2-1", "422", [0; 5]),
        ("hai", "422", [0; 5]),
    ] {
        let t = TestOffice::new().await;
        let mut door = t.as_cast("organisation").await;
        let cell = uid(&t, t.silent_cell).await;
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", LIST.as_bytes())).await;
        let given: Vec<(&str, &str)> = CHOSEN.into_iter().chain([("unit", &*cell), ("header", header)]).collect();
        let answer = look(&mut door, &list, &given).await;
        assert_eq!(answer.outcome(), outcome.replace("{list}", &list), "{header}: {}", answer.text());
        if answer.outcome() == "422" {
            assert!(answer.text().contains("Ghi số dòng"), "{header}: {}", answer.text());
            continue;
        }
        if answer.outcome().contains("doc-lai") {
            let page = door.get(&format!("{list}?xong=doc-lai")).await;
            assert!(page.text().contains("Đã đọc lại tệp theo dòng tiêu đề"), "{}", page.text());
            assert!(page.text().contains("Danh tính") && page.field("header") == header, "{}", page.text());
            // What was chosen of the columns is still chosen.
            look(&mut door, &list, &[("header", header), ("unit", &cell)]).await;
        }
        assert_eq!(counted(&t, &list).await, counts, "{header}");
    }
}

#[tokio::test]
async fn headings_that_were_pointed_out_once_are_found_the_next_time_and_nothing_of_the_list_is_kept() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    // By mistake a member's row first, then the right one.
    for header in ["3", "2"] {
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", LIST.as_bytes())).await;
        let given: Vec<(&str, &str)> = CHOSEN.into_iter().chain([("unit", &*cell), ("header", header)]).collect();
        for _read_then_looked_at in 0..2 {
            look(&mut door, &list, &given).await;
        }
        press(&mut door, &list, "bo", &[]).await;
    }
    let habits: Vec<(String,)> =
        t.office.db.read().await.unwrap().all("SELECT plan FROM import_habit", &[]).await.unwrap();
    assert_eq!(habits.len(), 2);
    assert!(habits.iter().all(|(plan,)| !["Ân", "1960", "Danh"].iter().any(|word| plan.contains(word))), "{habits:?}");
    let next = LIST.replace("DANH SÁCH CHI BỘ", "DANH SÁCH THÁNG 12").replace("Ân", "Út").replace("Bảy", "Tám");
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", next.as_bytes())).await;
    assert_eq!(door.get(&list).await.field("header"), "2");
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(counted(&t, &list).await, [2, 0, 0, 0, 0]);
}
