//! What of a change is refused in words, and what the pages about it tell.

use super::parts_tests::Split;
use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;

fn wizard(unit: &str) -> String {
    format!("/van-phong/to-chuc/{unit}/thay-doi")
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_refused_in_words() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let cell = wizard(&uid(&t, t.silent_cell).await);
    let above = uid(&t, home(&t).await).await;
    let name = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= '2018-11-23' ORDER BY from_day DESC";
    let short = name.replacen("name", "short", 1);
    let (name, short): (String, String) =
        (t.value(name, &[&t.silent_cell]).await, t.value(&short, &[&t.silent_cell]).await);
    for (fields, told) in [
        (vec![("kind", "rename"), ("name", &*name), ("short", &*short)], "Ngày ấy đơn vị đã mang đúng tên này"),
        (vec![("kind", "move"), ("into", &*above)], "Ngày ấy đơn vị đã đứng dưới chính đơn vị này"),
    ] {
        let fields: Vec<_> = fields.into_iter().chain([("day", "24/11/2018"), ("paper", "QĐ 1")]).collect();
        let refused = officer.post(&cell, &fields).await;
        assert_eq!(refused.outcome(), "422", "{told}");
        assert!(refused.text().contains(told), "{}", refused.text());
    }
    let other = [("kind", "rename"), ("name", &*name), ("short", "Khác"), ("day", "24/11/2018"), ("paper", "QĐ 1")];
    assert_eq!(officer.post(&cell, &other).await.outcome(), "200", "another short name is another name");
}

#[tokio::test]
async fn the_proposal_to_take_a_split_back_has_words_for_everything() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let split = Split::of_the_commune(&t).await;
    let event = t.agreed(&t.changed(&mut officer, &split.page, &split.all()).await).await;
    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&asked).to_owned();
    let told = t.as_cast("leader").await.get(&proposal).await.text();
    assert!(told.contains("Đảng bộ xã Đông") && !told.contains("unit-kind-"), "{told}");
    assert!(!told.contains("Các đơn vị mới"), "the lines of its form are the split's own: {told}");
}

#[tokio::test]
async fn a_delegation_ends_with_its_unit_and_is_told_so() {
    let t = TestOffice::new().await;
    let mut giver = t.signed_in("giao quyen", Role::CommuneClerk, t.silent_cell).await;
    let secretary: String = t.value("SELECT uid FROM account WHERE login = 'cell_secretary'", &[]).await;
    let (cell, name) = (uid(&t, t.silent_cell).await, "SELECT name FROM unit_name WHERE unit_id = $1 ORDER BY id");
    let name: String = t.value(name, &[&t.silent_cell]).await;
    let fields = [
        ("who", secretary.as_str()),
        ("unit", &cell),
        ("from", "23/11/2018"),
        ("until", "30/11/2018"),
        ("reason", "nghỉ phép"),
        ("right-read_study", "1"),
    ];
    assert_eq!(giver.post("/van-phong/uy-quyen", &fields).await.outcome(), "303 /van-phong/uy-quyen?xong=uy-quyen");
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let into: i64 = t.value(sql, &[&home(&t).await, &t.silent_cell]).await;
    let into = uid(&t, into).await;
    let mut officer = t.as_cast("organisation").await;
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", &*into)];
    let look = officer.post(&wizard(&cell), &fields).await.text();
    assert!(look.contains("Kết thúc theo Ủy quyền: 1"), "{look}");
    t.agreed(&t.changed(&mut officer, &wizard(&cell), &fields).await).await;
    let own = giver.get("/van-phong/uy-quyen").await.text();
    assert!(own.contains(&format!("{name}: ")) && own.contains("chưa ngày nào có hiệu lực"), "{own}");
}

#[tokio::test]
async fn units_in_preparation_go_to_the_heir_and_come_back() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (old, into) = (uid(&t, home(&t).await).await, uid(&t, t.elsewhere).await);
    let draft = [("kind", "establish"), ("do", "draft"), ("name", "Chi bộ đang lập"), ("unit_kind", "cell")];
    assert!(officer.post(&wizard(&old), &draft).await.outcome().starts_with("303"));
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 2"), ("into", &*into)];
    let look = officer.post(&wizard(&old), &fields).await.text();
    assert!(look.contains("Đơn vị đang chuẩn bị lập: 1"), "{look}");
    let event = t.agreed(&t.changed(&mut officer, &wizard(&old), &fields).await).await;
    let page = |unit: &str| format!("/van-phong/to-chuc/{unit}");
    assert!(officer.get(&page(&into)).await.text().contains("Chi bộ đang lập"));
    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert!(officer.get(&page(&old)).await.text().contains("Chi bộ đang lập"));
    assert!(!officer.get(&page(&into)).await.text().contains("Chi bộ đang lập"));
}

#[tokio::test]
async fn the_members_of_a_unit_that_closes_stand_in_the_order_of_their_names() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let closing = format!("/van-phong/to-chuc/{}/ket-thuc", uid(&t, t.silent_cell).await);
    let into: i64 = t.value("SELECT max(unit_id) FROM unit_parent WHERE parent_id = $1", &[&home(&t).await]).await;
    let into = uid(&t, into).await;
    let begin = [("do", "begin"), ("day", "01/12/2018"), ("paper", "QĐ 5"), ("into", &*into)];
    assert!(officer.post(&closing, &begin).await.outcome().starts_with("303"));
    let html = officer.get(&closing).await.html();
    let members = html.split("name=\"kind\" value=\"members\"").nth(1).unwrap_or_default();
    let members = members.split("</form>").next().unwrap_or_default();
    let told: Vec<&str> =
        members.split("name=\"row-").skip(1).filter_map(|row| row.split("<span>").nth(1)?.split(" (").next()).collect();
    let mut sorted = told.clone();
    sorted.sort_by_key(|name| viet::name_key(name));
    assert!(told.len() > 5, "{members}");
    assert_eq!(told, sorted);
}
