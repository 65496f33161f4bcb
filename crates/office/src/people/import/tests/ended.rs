//! A list of a unit that has ended since.

use super::*;

#[tokio::test]
async fn a_list_of_a_unit_that_has_ended_is_kept_and_taken_back_by_the_one_that_carries_on() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let commune: i64 = t.value(above, &[&t.silent_cell]).await;
    let (called, cell, before) = (name(&t, commune).await, uid(&t, t.silent_cell).await, members(&t).await);
    let csv = "Họ và tên,Năm sinh\nLê Văn Ân,1950\nNgô Văn Bê,1960\n".as_bytes();
    let list = upload(&t, &mut door, commune, ("a.csv", csv)).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(members(&t).await, before + 2);
    let mut heir = t.signed_in("heir", Role::OrganisationOfficer, t.elsewhere).await;
    assert_eq!(heir.get(&list).await.outcome(), "404", "another commune's list");

    let wizard = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, commune).await);
    let into = uid(&t, t.elsewhere).await;
    let over = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 2"), ("into", into.as_str())];
    let asked = t.changed(&mut door, &wizard, &over).await;
    t.agreed(&asked).await;
    for door in [&mut door, &mut heir] {
        assert_eq!(door.get(&list).await.outcome(), "200");
        let register = door.get(REGISTER).await.text();
        assert!(register.contains("a.csv") && register.contains(&called), "by its name: {register}");
        assert_eq!(door.post(&format!("{list}/bo"), &[]).await.outcome(), format!("303 {list}"), "it was brought");
    }
    let mut leader = t.as_cast("leader").await;
    assert_eq!(leader.get(&list).await.outcome(), "403", "who keeps no records");
    assert_eq!(press(&mut heir, &list, "hoan-tac", &[]).await.outcome(), format!("303 {list}"));
    let page = heir.get(&list).await.text();
    assert!(page.contains("Đã hoàn tác lúc"), "{page}");
    assert_eq!(members(&t).await, before);
}
