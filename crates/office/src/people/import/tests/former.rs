//! Rows that are somebody who is no member any more: what they say otherwise is taken over field by field, and nobody is
//! admitted or taken in by a list.

use super::{counted, look, press, uid, upload};
use crate::testing::TestOffice;
use kit::testing::Door;

const FIRST: &str = "Họ và tên,Ngày sinh,Giới tính,Ngày vào Đảng,Số thẻ,Điện thoại,CCCD\n\
                     Lê Thị Hòa,05/03/1962,Nữ,01/02/1985,56.000001,0912345678,089162001234\n\
                     Trần Văn Bảy,09/09/1958,Nam,01/02/1985,56.000002,,089058001234\n";
/// Another card, another day of admission, a day of birth with which that came too early, and what is sealed already.
const SECOND: &str = "Họ và tên,Ngày sinh,Giới tính,Ngày vào Đảng,Số thẻ,Điện thoại,CCCD\n\
                      Lê Thị Hòa,05/03/1969,Nữ,01/02/1986,56.999991,0987654321,089162001234\n\
                      Trần Văn Bảy,09/09/1958,Nam,01/02/1986,56.999992,,089058001234\n";

/// What the record says, and on how many rolls somebody stands.
async fn kept(t: &TestOffice) -> Vec<String> {
    let mut said = Vec::new();
    for name in ["Lê Thị Hòa", "Trần Văn Bảy"] {
        let sql = "SELECT birth_day || ' ' || joined_on || ' ' || card_no FROM person WHERE full_name = $1";
        let record: String = t.value(sql, &[&name]).await;
        let sql = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id
                   WHERE p.full_name = $1 AND m.to_day IS NULL";
        said.push(format!("{record} {}", t.value::<i64>(sql, &[&name]).await));
    }
    said
}

/// One has left the Party, one has gone to another office; their ids, as the form names them.
async fn left(t: &TestOffice, door: &mut Door, cell: &str) -> Vec<i64> {
    let list = upload(t, door, t.silent_cell, ("a.csv", FIRST.as_bytes())).await;
    look(door, &list, &[("unit", cell), ("since", "01/01/2010")]).await;
    press(door, &list, "ghi", &[]).await;
    let person: String = t.value("SELECT uid FROM person WHERE full_name = 'Lê Thị Hòa'", &[]).await;
    let record = format!("/van-phong/dang-vien/{person}");
    let version = door.get(&format!("{record}/tu-cach")).await.field("version");
    let fields = [("version", &*version), ("change", "left"), ("day", "10/10/2014"), ("paper", "ĐX 1")];
    assert!(door.post(&format!("{record}/tu-cach"), &fields).await.outcome().starts_with("303"));
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE membership SET to_day = '2015-01-01' WHERE person_id =
               (SELECT id FROM person WHERE full_name = 'Trần Văn Bảy')";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let ids = "SELECT id FROM person WHERE full_name IN ('Lê Thị Hòa', 'Trần Văn Bảy') ORDER BY id";
    let ids: Vec<(i64,)> = t.office.db.read().await.unwrap().all(ids, &[]).await.unwrap();
    ids.into_iter().map(|(id,)| id).collect()
}

#[tokio::test]
async fn what_a_list_says_of_a_former_member_is_taken_over_field_by_field_and_back() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let ids = left(&t, &mut door, &cell).await;
    let before = kept(&t).await;
    assert_eq!(before, ["1962-03-05 1985-02-01 56.000001 0", "1958-09-09 1985-02-01 56.000002 0"]);
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", SECOND.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(counted(&t, &list).await, [0, 0, 0, 2, 0], "nobody is entered twice unseen");
    let page = door.get(&format!("{list}/trung")).await;
    for told in
        ["Người này từng là đảng viên", "Người này đã chuyển đi", "Danh sách không kết nạp lại được", "56.999991"]
    {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    for field in ["birth_day", "joined_on", "card_no"] {
        assert!(page.html().contains(&format!("name=\"t-1-{}-{field}\"", ids[0])), "{field} is offered");
    }
    assert!(!page.html().contains(&format!("t-1-{}-phone", ids[0])), "what is sealed is not replaced unasked");

    let same: Vec<String> = ids.iter().map(|id| format!("same-{id}")).collect();
    let tick = |row: usize, field: &str| format!("t-{row}-{}-{field}", ids[row - 1]);
    let (birth, card, joined) = (tick(1, "birth_day"), tick(1, "card_no"), tick(2, "joined_on"));
    let version = page.field("version");
    let chosen = [("version", &*version), ("kind", "doubtful"), ("w-1", &*same[0]), ("w-2", &*same[1])];
    let ticks = [(&*birth, "1"), (&*card, "1"), (&*joined, "1")];
    door.post(&format!("{list}/trung"), &[&chosen[..], &ticks[..]].concat()).await;
    assert_eq!(counted(&t, &list).await, [0, 2, 0, 0, 0]);
    assert_eq!(kept(&t).await, before, "so far nothing is written");
    let preview = door.get(&list).await.text();
    assert!(
        preview.contains("Lấy theo tệp thì hồ sơ ghi vào Đảng khi chưa đủ tuổi"),
        "born 1969, in by 1985: {preview}"
    );

    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(kept(&t).await, ["1969-03-05 1985-02-01 56.999991 0", "1958-09-09 1986-02-01 56.000002 0"]);
    let admitted = "SELECT count(*) FROM member_state WHERE change_key = 'readmitted'";
    assert_eq!(t.value::<i64>(admitted, &[]).await, 0, "a list admits nobody again");
    press(&mut door, &list, "hoan-tac", &[]).await;
    assert_eq!(kept(&t).await, before, "the whole list is taken back");
}

#[tokio::test]
async fn a_former_member_of_whom_nothing_is_taken_stays_as_they_are() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let ids = left(&t, &mut door, &cell).await;
    let before = kept(&t).await;
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", SECOND.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let version = door.get(&format!("{list}/trung")).await.field("version");
    let same = format!("same-{}", ids[0]);
    let chosen = [("version", &*version), ("kind", "doubtful"), ("w-1", &*same), ("w-2", "skip")];
    door.post(&format!("{list}/trung"), &chosen).await;
    assert_eq!(counted(&t, &list).await, [0, 0, 1, 0, 0]);
    // Whom the row was not laid beside cannot be named.
    let stranger: i64 = t.value("SELECT min(person_id) FROM membership WHERE unit_id = $1", &[&t.silent_cell]).await;
    let (version, stranger) = (door.get(&list).await.field("version"), format!("same-{stranger}"));
    let other = [("version", &*version), ("kind", "doubtful"), ("w-1", &*stranger)];
    assert_eq!(door.post(&format!("{list}/trung"), &other).await.outcome(), "400");
    assert_eq!(kept(&t).await, before);
}
