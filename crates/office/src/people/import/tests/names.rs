//! Who a row is: names that are also sums or forms of address, marks of sex, spellings, standings that the days speak against.

use super::*;

/// The names of whoever came in by the list that was brought last, in their order.
async fn brought(t: &TestOffice) -> Vec<String> {
    let sql = "SELECT p.full_name FROM import_step s JOIN person p ON p.id = s.person_id
               WHERE s.list_id = (SELECT max(id) FROM import_list) AND s.kind = 'new' ORDER BY p.id";
    let names: Vec<(String,)> = t.office.db.read().await.unwrap().all(sql, &[]).await.unwrap();
    names.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn names_that_are_also_sums_or_forms_of_address_are_kept_whole() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let text = "STT,Họ và tên,Năm sinh\n1,Công Thị Nghĩa,1960\n2,Tống Công Minh,1961\n3,Ông Văn Tùng,1962\n4,BÀ THỊ MỪNG,1963\n\
                5,Ông Nguyễn Văn Tám,1964\n6,Tống Số Bảy,1965\nSTT,Họ và tên,Năm sinh\n,Cộng: 6,\n,Tổng cộng 6 đảng viên,\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", text.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(counted(&t, &list).await, [6, 0, 0, 0, 0]);
    let shown = door.get(&list).await.text();
    assert!(shown.contains("Bỏ chữ “Ông”, “Bà” đứng trước tên"), "{shown}");
    press(&mut door, &list, "ghi", &[]).await;
    let expected = ["Công Thị Nghĩa", "Tống Công Minh", "Ông Văn Tùng", "Bà Thị Mừng", "Nguyễn Văn Tám", "Tống Số Bảy"];
    assert_eq!(brought(&t).await, expected);
}

#[tokio::test]
async fn a_dash_marks_nobody_and_what_is_no_mark_is_asked_about() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    for (head, rows, counts, women) in [
        ("Nữ", "A Văn Một,1960,-\nA Thị Hai,1961,x\nA Văn Ba,1962,–\nA Văn Bốn,1963,\n", [4, 0, 0, 0, 0], 1),
        ("Nam,Nữ", "B Văn Một,1960,x,-\nB Thị Hai,1961,-,x\n", [2, 0, 0, 0, 0], 1),
        ("Nữ", "C Văn Một,1960,xem lại\n", [0, 0, 0, 0, 1], 0),
    ] {
        let text = format!("Họ và tên,Năm sinh,{head}\n{rows}");
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", text.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        assert_eq!(counted(&t, &list).await, counts, "{rows}");
        if counts[4] > 0 {
            continue;
        }
        press(&mut door, &list, "ghi", &[]).await;
        let sql = "SELECT count(*) FROM import_step s JOIN person p ON p.id = s.person_id
                   WHERE s.list_id = (SELECT max(id) FROM import_list) AND p.sex = 'f'";
        assert_eq!(t.value::<i64>(sql, &[]).await, women, "{rows}");
    }
}

#[tokio::test]
async fn a_name_a_slip_of_the_pen_away_with_the_same_birth_day_is_asked_about() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let head = "Họ và tên,Ngày sinh,Giới tính\n";
    let text =
        format!("{head}Đinh Sỹ Khánh Kỳ,17/02/1941,Nam\nNgô Minh Khánh Trang,26/11/1942,Nữ\nMạc An,03/04/1943,Nam\n");
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", text.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(brought(&t).await, ["Đinh Sỹ Khánh Kỳ", "Ngô Minh Khánh Trang", "Mạc An"]);
    for (row, doubtful) in [
        ("Đinh Sĩ Khánh Kỳ,17/02/1941,Nam", true),
        ("Ngô Minh Khánh Trag,26/11/1942,Nữ", true),
        ("Ngô Khánh Minh Trang,26/11/1942,Nữ", true),
        ("Ngô Minh Khánh Trag,26/11/1942,Nam", false),
        ("Ngô Minh Khánh Trag,27/11/1942,Nữ", false),
        ("Ngô Thị Thu Trang,26/11/1942,Nữ", false),
        // Of a short name two other letters are another name.
        ("Mạc Bi,03/04/1943,Nam", false),
        ("Mạc Ấn,03/04/1943,Nam", true),
    ] {
        let text = format!("{head}{row}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("b.csv", text.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        let [new, .., asked, _] = counted(&t, &list).await;
        assert_eq!((new, asked), if doubtful { (0, 1) } else { (1, 0) }, "{row}");
    }
}

#[tokio::test]
async fn a_standing_that_the_days_or_the_record_speak_against_is_told() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let head = "Họ và tên,Ngày sinh,Ngày vào Đảng,Ngày chính thức,Tình trạng\n";
    for (row, told, becomes) in [
        ("Đỗ Văn Một,01/02/1980,03/02/2010,03/02/2011,Chính thức", "", "official"),
        ("Đỗ Văn Hai,01/02/1980,03/02/2010,03/02/2011,Dự bị", "ghi là chính thức từ ngày ấy", "official"),
        ("Đỗ Văn Ba,01/02/1980,03/02/2018,,Chính thức", "chưa hết thời gian dự bị mà tệp ghi chính thức", "official"),
        ("Đỗ Văn Bốn,01/02/1980,03/02/2018,,", "tệp không ghi tình trạng; ghi là dự bị", "probationary"),
        ("Đỗ Văn Năm,01/02/1980,03/02/1995,,Dự bị", "Vào Đảng đã lâu mà tệp ghi dự bị", "probationary"),
        ("Đỗ Văn Sáu,01/02/1980,03/02/2005,,", "", "official"),
    ] {
        let text = format!("{head}{row}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", text.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        let page = door.get(&list).await.text();
        assert_eq!(page.contains("Nên xem lại"), !told.is_empty(), "{row}: {page}");
        assert!(page.contains(told), "{row}: {page}");
        press(&mut door, &list, "ghi", &[]).await;
        let sql = "SELECT state FROM member_state WHERE person_id = (SELECT max(id) FROM person) AND to_day IS NULL";
        assert_eq!(t.value::<String>(sql, &[]).await, becomes, "{row}");
    }
    let text = format!("{head}Đỗ Văn Bốn,01/02/1980,03/02/2018,,Chính thức\n");
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", text.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let page = door.get(&list).await.text();
    assert!(page.contains("nhập danh sách không đổi tư cách"), "{page}");
}

#[tokio::test]
async fn a_list_for_one_cell_is_of_that_cell() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let chosen = format!("value=\"{}\" selected", uid(&t, t.silent_cell).await);
    for (unit, columns, preset) in
        [(t.silent_cell, "", true), (t.silent_cell, ",Chi bộ", false), (t.district, "", false)]
    {
        let text = format!("Họ và tên,Năm sinh{columns}\nLê Văn Ân,1960\n");
        let list = upload(&t, &mut door, unit, ("a.csv", text.as_bytes())).await;
        assert_eq!(door.get(&list).await.html().contains(&chosen), preset, "{columns}");
    }
}
