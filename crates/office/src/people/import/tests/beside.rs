//! A row beside the record: where each has the person, and why a row is asked about.

use super::*;

#[tokio::test]
async fn a_list_that_has_somebody_at_another_cell_moves_nobody_and_says_so() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (cell, here) = (uid(&t, t.silent_cell).await, name(&t, t.silent_cell).await);
    let sql = "SELECT min(p.unit_id) FROM unit_parent p JOIN unit_parent o ON o.parent_id = p.parent_id
               WHERE o.unit_id = $1 AND p.unit_id <> $1";
    let beside: i64 = t.value(sql, &[&t.silent_cell]).await;
    let (other, there) = (uid(&t, beside).await, name(&t, beside).await);
    let first = "Họ và tên,Ngày sinh,CCCD\nLê Thị Khánh Hòa,05/03/1962,089162001234\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    let told = "Tệp ghi người ở đơn vị khác với hồ sơ";
    for (row, unit, counts, warned) in [
        ("Lê Thị Khánh Hòa,05/03/1962,089162001234,", &cell, [0, 0, 1, 0, 0], false),
        ("Lê Thị Khánh Hòa,05/03/1962,089162001234,", &other, [0, 0, 1, 0, 0], true),
        ("Lê Thị Khánh Hòa,05/03/1962,089162001234,Nữ", &other, [0, 1, 0, 0, 0], true),
        ("Lê Thị Khánh Hòa,05/03/1962,,", &other, [0, 0, 0, 1, 0], false),
        ("Lê Thị Khánh Hòa,03/05/1962,,", &cell, [0, 0, 0, 1, 0], false),
    ] {
        let csv = format!("Họ và tên,Ngày sinh,CCCD,Giới tính\n{row}\n");
        let list = upload(&t, &mut door, t.district, ("b.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", unit)]).await;
        assert_eq!(counted(&t, &list).await, counts, "{row}");
        assert_eq!(door.get(&list).await.text().contains(told), warned, "{row}");
        let kind = if counts[1] > 0 { "changed" } else { "doubtful" };
        let page = door.get(&format!("{list}/trung?loai={kind}")).await.text();
        if counts[1] + counts[3] > 0 {
            let listed = if unit == &cell { &here } else { &there };
            assert!(page.contains(&format!("Chi bộ {listed} {here}")), "{row}: {page}");
            assert_eq!(page.contains("Danh sách không chuyển ai"), listed != &here, "{row}: {page}");
        }
        // A unit is nobody whom a row could be.
        let probe = format!("same-{beside}");
        let version = door.get(&format!("{list}/trung?loai={kind}")).await;
        if counts[3] > 0 {
            let (version, row) = (version.field("version"), "w-1");
            let fields = [("version", version.as_str()), (row, probe.as_str())];
            assert_eq!(door.post(&format!("{list}/trung"), &fields).await.outcome(), "400");
        }
    }
    let moved = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id
                 WHERE p.full_name = 'Lê Thị Khánh Hòa' AND m.unit_id <> $1";
    assert_eq!(t.value::<i64>(moved, &[&t.silent_cell]).await, 0);
}

#[tokio::test]
async fn the_file_of_errors_says_whom_a_row_is_like() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first = "Họ và tên,Ngày sinh\nLê Thị Khánh Hòa,05/03/1962\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    let csv = "Họ và tên,Ngày sinh\nNgô Khánh Mới,1970\nNgô Khánh Mới,1970\nLê Thị Khánh Hòa,03/05/1962\n\
               Lê Thị Khánh Hòa,03/05/1962\n";
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", csv.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let file = door.get(&format!("{list}/loi.xlsx")).await;
    let rows = sheet::read(&file.body).expect("a workbook").rows;
    let reason = |number: &str| {
        rows.iter().find(|row| row.first().is_some_and(|cell| cell == number)).map(|row| row[row.len() - 1].clone())
    };
    for (number, expected) in [
        ("2", None),
        ("3", Some("Giống với dòng 2 của danh sách này.")),
        ("4", Some("Nghi trùng với người đã có.")),
        ("5", Some("Nghi trùng với người đã có. Giống với dòng 4 của danh sách này.")),
    ] {
        assert_eq!(reason(number).as_deref(), expected, "row {number}: {rows:?}");
    }
}

#[tokio::test]
async fn a_record_tells_that_a_list_which_had_changed_it_was_taken_back() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    for (row, changed) in [("Lê Thị Khánh Hòa,05/03/1962,", 0), ("Lê Thị Khánh Hòa,05/03/1962,Nữ", 1)] {
        let csv = format!("Họ và tên,Ngày sinh,Giới tính\n{row}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        assert_eq!(counted(&t, &list).await, [1 - changed, changed, 0, 0, 0]);
        press(&mut door, &list, "ghi", &[]).await;
        if changed > 0 {
            press(&mut door, &list, "hoan-tac", &[]).await;
        }
    }
    let person: String = t.value("SELECT uid FROM person WHERE full_name = 'Lê Thị Khánh Hòa'", &[]).await;
    let page = door.get(&format!("/van-phong/dang-vien/{person}")).await.text();
    assert!(page.contains("Giới tính: Chưa ghi → Nữ") && page.contains("hoàn tác lần nhập danh sách"), "{page}");
}
