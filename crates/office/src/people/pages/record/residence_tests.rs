//! Who keeps in touch with a cell where they live: listed there by name, year and own cell, and nothing more is told.

use crate::identity::right::Role;
use crate::testing::TestOffice;

const LIST: &str = "/van-phong/dang-vien/lien-he-cu-tru";

#[tokio::test]
async fn whoever_keeps_in_touch_is_listed_where_they_live_and_nothing_else_of_them_is_told() {
    let t = TestOffice::new().await;
    let cell = "SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1 AND to_day IS NULL";
    let cell: i64 = t.value(cell, &[&t.elsewhere]).await;
    let person = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
    let person: i64 = t.value(person, &[&cell]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("DELETE FROM residence_link", &[]).await.unwrap();
    let sql = "INSERT INTO residence_link (person_id, unit_id, from_day) VALUES ($1, $2, '2018-10-01')";
    tx.exec(sql, &[&person, &t.silent_cell]).await.unwrap();
    tx.commit().await.unwrap();
    let of = |column: &str| format!("SELECT {column} FROM person WHERE id = $1");
    let name: String = t.value(&of("full_name"), &[&person]).await;
    let (record, card): (String, String) =
        (t.value(&of("uid"), &[&person]).await, t.value(&of("card_no"), &[&person]).await);
    let named = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= '2018-11-23' ORDER BY from_day DESC";
    let home: String = t.value(named, &[&cell]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let own = format!("{LIST}?don-vi={unit}");

    let mut secretary = t.as_cast("cell_secretary").await;
    for address in [LIST.to_owned(), own.clone(), format!("{own}&ngay=01/10/2018")] {
        let answer = secretary.get(&address).await;
        let (text, html) = (answer.text(), answer.html());
        assert!(text.contains(&name) && text.contains(&home) && text.contains("01-10-2018"), "{address}: {text}");
        assert!(!html.contains(&record) && !html.contains(&card), "nothing leads to the record: {html}");
    }
    assert!(!secretary.get(&format!("{own}&ngay=30/09/2018")).await.text().contains(&name), "not before");
    assert_eq!(secretary.get(&format!("/van-phong/dang-vien/{record}")).await.outcome(), "404");
    let csv = String::from_utf8(secretary.get(&format!("{own}&tep=csv")).await.body.to_vec()).unwrap();
    assert!(csv.lines().count() == 2 && csv.contains(&name) && !csv.contains(&card), "{csv}");
    // The members' list has nobody of them, and leads here.
    let asked = secretary.get(&format!("/van-phong/dang-vien?loai=cu-tru&don-vi={unit}")).await.outcome();
    assert_eq!(asked, format!("303 {own}"));
    let list = secretary.get("/van-phong/dang-vien?loai=tat-ca").await;
    assert!(list.html().contains("value=\"cu-tru\"") && !list.text().contains(&name), "{}", list.text());
    let heads = format!("/van-phong/to-chuc/{unit}/dau-nguoi");
    assert!(secretary.get(&heads).await.html().contains(&format!("<a href=\"{own}\">1</a>")), "the count leads here");
    let mut officer = t.as_cast("organisation").await;
    assert!(officer.get(&own).await.html().contains(&record), "whoever reaches the record is led to it");

    for (who, role, at, see) in [
        ("the clerk of the other commune", Role::CommuneClerk, t.elsewhere, "404"),
        ("an editor", Role::Editor, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&own).await.outcome(), see, "{who}");
        assert_eq!(door.get(&format!("{own}&tep=csv")).await.outcome(), see, "{who}");
    }
}
