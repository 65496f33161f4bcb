//! What is asked of whoever brings a list, and what they are not asked twice.

use super::{counted, look, press, uid, upload};
use crate::testing::TestOffice;

#[tokio::test]
async fn who_agrees_in_all_but_marks_and_sex_may_be_the_same_person_and_is_asked_about() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first = "Họ và tên,Ngày sinh,Giới tính\nĐỗ Khánh Yến,22/11/1959,Nữ\nĐỗ Văn Lẫm,05/03/1958,Nam\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(counted(&t, &list).await, [2, 0, 0, 0, 0]);
    press(&mut door, &list, "ghi", &[]).await;
    for (row, [new, doubtful], why) in [
        ("DO KHANH YEN,22/11/1959,Nam", [0, 1], "all else agrees"),
        ("DO KHANH YEN,22/11/1959,Nữ", [0, 1], "without marks"),
        ("Đỗ Khánh Yên,22/11/1959,Nam", [0, 1], "with other marks"),
        ("DO KHANH YEN,1959,Nam", [1, 0], "only the year, and another sex"),
        ("Đỗ Yến,22/11/1959,Nam", [1, 0], "a middle name less, and another sex"),
        ("DO KHANH YEN,23/11/1959,Nam", [1, 0], "another day"),
    ] {
        let csv = format!("Họ và tên,Ngày sinh,Giới tính\n{row}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("b.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        let counts = counted(&t, &list).await;
        assert_eq!([counts[0], counts[3]], [new, doubtful], "{row}: {why}");
    }
}

#[tokio::test]
async fn how_columns_were_mapped_is_known_again_also_when_the_list_was_dropped() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let csv = "Họ và tên,Ngày sinh,Gọi về đâu\nĐỗ Văn Lẫm,05/03/1958,0912345678\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
    let mapped = [("unit", cell.as_str()), ("f-2", "phone")];
    assert_eq!(look(&mut door, &list, &mapped).await.outcome(), format!("303 {list}"));
    assert!(press(&mut door, &list, "bo", &[]).await.outcome().starts_with("303"));
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
    let page = door.get(&format!("{list}?buoc=cot")).await.html();
    let column = page.split("<select id=\"f-2\"").nth(1).and_then(|rest| rest.split("</select>").next()).unwrap();
    assert!(column.contains("value=\"phone\" selected"), "as it was mapped: {column}");
}
