//! Facts beside the core of the record in lists: brought, filled in, named when wrong, taken back.

use super::*;

const HEADINGS: &str = "Họ và tên,Ngày sinh,Số CCCD,Mã đảng viên,Quê quán,Trình độ học vấn,LLCT,Nghề nghiệp,\
                        Có điện thoại thông minh,Nhận bản giấy\n";

async fn brought(t: &TestOffice, door: &mut Door, name: &str, rows: &str) -> String {
    let cell = uid(t, t.silent_cell).await;
    let text = format!("{HEADINGS}{rows}");
    let list = upload(t, door, t.silent_cell, (name, text.as_bytes())).await;
    look(door, &list, &[("unit", &cell)]).await;
    list
}

/// The facts of somebody of this name, in the order of their words.
async fn kept(t: &TestOffice, name: &str) -> Vec<(String, String)> {
    let sql = "SELECT f.field, f.value FROM person_fact f JOIN person p ON p.id = f.person_id WHERE p.full_name = $1
               ORDER BY f.field";
    t.office.db.read().await.unwrap().all(sql, &[&name]).await.unwrap()
}

fn said(facts: &[(&str, &str)]) -> Vec<(String, String)> {
    facts.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_list_brings_facts_fills_what_is_missing_and_is_taken_back() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let first = "Lâm Thị Chuông,5/6/1971,089171000077,DV0077,xã Văn Giáo,Đại học,Trung cấp,Giáo viên,x,không\n";
    let list = brought(&t, &mut door, "a.csv", first).await;
    press(&mut door, &list, "ghi", &[]).await;
    let whole = [
        ("home_place", "xã Văn Giáo"),
        ("member_code", "DV0077"),
        ("occupation", "Giáo viên"),
        ("on_paper", "no"),
        ("schooling", "Đại học"),
        ("smartphone", "yes"),
        ("theory", "Trung cấp"),
    ];
    assert_eq!(kept(&t, "Lâm Thị Chuông").await, said(&whole));
    // A second list says one thing anew; what it leaves empty stays.
    let second = "Lâm Thị Chuông,5/6/1971,089171000077,,,,,Hưu trí,ko,\n";
    let list = brought(&t, &mut door, "b.csv", second).await;
    assert_eq!(counted(&t, &list).await, [0, 1, 0, 0, 0], "{}", door.get(&list).await.text());
    press(&mut door, &list, "ghi", &[]).await;
    let changed = whole.map(|fact| match fact.0 {
        "occupation" => ("occupation", "Hưu trí"),
        "smartphone" => ("smartphone", "no"),
        _ => fact,
    });
    assert_eq!(kept(&t, "Lâm Thị Chuông").await, said(&changed));
    press(&mut door, &list, "hoan-tac", &[]).await;
    assert_eq!(kept(&t, "Lâm Thị Chuông").await, said(&whole), "as it was before the second list");
}

#[tokio::test]
async fn what_is_no_answer_is_named_at_its_cell() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let long = "x".repeat(121);
    let rows = format!("Trần Văn Mây,7/8/1972,,,,,,,chắc có,\nTrần Văn Gió,7/8/1973,,,{long},,,,,\n");
    let list = brought(&t, &mut door, "a.csv", &rows).await;
    assert_eq!(counted(&t, &list).await, [0, 0, 0, 0, 2]);
    let text = door.get(&format!("{list}/sua")).await.text();
    assert!(text.contains("Ghi có hoặc không") && text.contains("Dài quá 120 chữ"), "{text}");
}

#[tokio::test]
async fn who_has_left_for_another_office_is_not_entered_again_unseen() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let row = "Lâm Thị Chuông,5/6/1971,089171000077,,,,,,,\n";
    let list = brought(&t, &mut door, "a.csv", row).await;
    press(&mut door, &list, "ghi", &[]).await;
    let person: i64 = t.value("SELECT max(id) FROM person", &[]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let day = t.office.clock.today();
    crate::people::move_main(&mut tx, person, None, day, "GT 1").await.unwrap().expect("a member");
    // They were a member for a time before.
    let sql = "UPDATE membership SET from_day = '2018-01-01' WHERE person_id = $1";
    tx.exec(sql, &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    for (nth, row) in ["Lâm Thị Chuông,5/6/1971,,,,,,,,\n", row].into_iter().enumerate() {
        let list = brought(&t, &mut door, &format!("{nth}.csv"), row).await;
        assert_eq!(counted(&t, &list).await, [0, 0, 0, 1, 0], "{}", door.get(&list).await.text());
        let page = door.get(&format!("{list}/trung")).await;
        assert!(page.text().contains("Người này đã chuyển đi từ ngày 23-11-2018"), "{}", page.text());
        assert!(page.html().contains("/van-phong/chuyen-sinh-hoat/den"), "and where they are taken in");
    }
}

#[tokio::test]
async fn a_plain_csv_of_a_vietnamese_excel_is_read_as_it_was_written() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let text =
        "Số TT;Họ và tên;Ngày sinh;Giới tính\n1;Nguyễn Thị Hường;05/03/1962;Nữ\n2;Trần Đăng Khoa;19/05/1958;Nam\n";
    let bytes = encode(text, Charset::Windows1258).expect("all of Vietnamese is in it");
    let list = upload(&t, &mut door, t.silent_cell, ("Danh sách.csv", &bytes)).await;
    let page = door.get(&list).await.text();
    for seen in ["Họ và tên", "Nguyễn Thị Hường", "Giới tính", "Đã đổi sang Unicode"] {
        assert!(page.contains(seen), "{seen}: {page}");
    }
    look(&mut door, &list, &[("unit", &uid(&t, t.silent_cell).await)]).await;
    assert_eq!(counted(&t, &list).await, [2, 0, 0, 0, 0]);
    assert!(door.get(&list).await.text().contains("Trần Đăng Khoa"));
}
