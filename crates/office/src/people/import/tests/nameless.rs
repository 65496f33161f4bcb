//! What a list leaves out is told, and what the record has is not overwritten by a tick that nobody set.

use super::{counted, look, name, press, uid, upload};
use crate::testing::TestOffice;

#[tokio::test]
async fn a_numbered_row_without_a_name_is_wrong_and_a_heading_is_none() {
    let t = TestOffice::new().await;
    let cell = name(&t, t.silent_cell).await;
    let head = "Đảng ủy xã;;;\nDanh sách đảng viên;;;\nSTT;Họ và tên;Năm sinh;Chi bộ\n";
    for (row, counts, told) in [
        (format!("2;;;{cell}"), [1, 0, 0, 0, 1], "Chưa có họ tên"),
        ("2;;1961;".to_owned(), [1, 0, 0, 0, 1], "Chưa có họ tên"),
        (format!("2.;;1961;{cell}"), [1, 0, 0, 0, 1], "Chưa có họ tên"),
        // No person's row: a number alone, a heading, a sum.
        ("2;;;".to_owned(), [1, 0, 0, 0, 0], ""),
        (format!("II;{cell};;"), [1, 0, 0, 0, 0], ""),
        (";Tổng cộng: 1;;".to_owned(), [1, 0, 0, 0, 0], ""),
    ] {
        let mut door = t.as_cast("organisation").await;
        let csv = format!("{head}1;Lê Văn Ân;1950;{cell}\n{row}\n");
        let list = upload(&t, &mut door, t.district, ("a.csv", csv.as_bytes())).await;
        let shown = door.get(&list).await.text();
        assert!(shown.contains("2 dòng"), "titles are no rows: {shown}");
        look(&mut door, &list, &[]).await;
        assert_eq!(counted(&t, &list).await, counts, "{row}");
        if !told.is_empty() {
            let wrong = door.get(&format!("{list}/sua")).await.text();
            assert!(wrong.contains("Dòng 5") && wrong.contains(told), "{row}: {wrong}");
        }
    }
}

#[tokio::test]
async fn what_the_record_has_is_taken_from_the_list_only_where_somebody_ticks_it() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first = "Họ và tên,Ngày sinh,Ngày vào Đảng,Số thẻ\nTrần Văn Bảy,05/03/1958,26/10/1992,\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    let id: i64 = t.value("SELECT max(id) FROM person WHERE full_name = 'Trần Văn Bảy'", &[]).await;
    // A middle name is missing: a doubt. The list says another day of admission, and a card that the record has not.
    let second = "Họ và tên,Ngày sinh,Ngày vào Đảng,Số thẻ\nTrần Bảy,05/03/1958,01/01/2001,56.1\n";
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", second.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let page = door.get(&format!("{list}/trung")).await.html();
    for (field, ticked) in [("full_name", false), ("joined_on", false), ("card_no", true)] {
        let tick = format!("-{id}-{field}\" value=\"1\"");
        let at = page.find(&tick).unwrap_or_else(|| panic!("{field} is offered: {page}")) + tick.len();
        assert_eq!(page[at..].starts_with(" checked"), ticked, "{field}");
    }
}
