//! A transfer that is over is kept for good: it can be opened after its units have ended, by the names of then.

use super::rolls::introduced;
use super::{LIST, cells, member, step, uid};
use crate::identity::right::Role;
use crate::org::{Tree, kind};
use crate::testing::TestOffice;

async fn name(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&unit]).await
}

/// A third cell of the silent one's commune, and the commune.
async fn third(t: &TestOffice, beside: i64) -> (i64, i64) {
    let tree = Tree::as_of(&mut t.office.db.read().await.unwrap(), t.office.clock.today()).await.unwrap();
    let commune = tree.get(t.silent_cell).unwrap().parent_id.unwrap();
    let mut all = tree.children(commune).iter().copied().filter(|unit| tree.get(*unit).unwrap().kind == kind::CELL);
    (all.find(|cell| ![t.silent_cell, beside].contains(cell)).unwrap(), commune)
}

#[tokio::test]
async fn what_is_over_opens_for_whoever_carries_on_once_its_cells_have_ended() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let (third, commune) = third(&t, beside).await;
    let (from, to, into) = (name(&t, t.silent_cell).await, name(&t, beside).await, uid(&t, third).await);
    let mut officer = t.as_cast("organisation").await;
    let (moved, beside_uid) = (member(&t, 0).await, uid(&t, beside).await);
    let goes = introduced(&t, &moved, &[("kind", "main"), ("to", &*beside_uid)]).await;
    let stay = [("kind", "temporary"), ("until", "14/05/2019"), ("elsewhere", "Đảng bộ Sở Y tế")];
    let stays = introduced(&t, &member(&t, 0).await, &stay).await;
    let dropped = introduced(&t, &member(&t, 0).await, &[("kind", "main"), ("elsewhere", "Đảng bộ Sở Y tế")]).await;
    for (at, what, more) in [
        (&goes, "tiep-nhan", vec![]),
        (&stays, "tiep-nhan", vec![]),
        (&dropped, "rut", vec![("words", "thôi không đi")]),
    ] {
        let done = step(&mut officer, at, what, "20/11/2018", &more).await;
        assert!(done.starts_with("303"), "{what}: {done}");
    }
    for cell in [t.silent_cell, beside] {
        let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, cell).await);
        t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    }
    let all = [(&goes, format!("{from} → {to}")), (&stays, format!("{from} → ")), (&dropped, format!("{from} → "))];
    for (who, role, unit, outcome) in [
        ("the organisation", Role::OrganisationOfficer, t.district, "200"),
        ("the leader", Role::Leader, t.district, "200"),
        ("the commune", Role::CommuneClerk, commune, "200"),
        ("the cell that carries on", Role::CellSecretary, third, "200"),
        ("an editor", Role::Editor, t.district, "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
        ("another cell", Role::CellSecretary, far, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        let list = door.get(LIST).await;
        for (at, way) in &all {
            let page = door.get(at).await;
            assert_eq!(page.outcome(), outcome, "{who}: {at}");
            let line = list.html().contains(&format!("<a href=\"{at}\">"));
            assert_eq!(
                (page.text().contains(way), line),
                (outcome == "200", outcome == "200"),
                "{who}: {}",
                page.text()
            );
            assert_eq!(list.text().contains(way), outcome == "200", "{who}: {}", list.text());
        }
    }
    assert!(officer.get(&goes).await.html().contains(&format!("/van-phong/dang-vien/{moved}")), "the record leads on");

    // Who is away for a time is a member of the cell that carries on.
    let mut secretary = t.signed_in("secretary", Role::CellSecretary, third).await;
    let version = secretary.get(&stays).await.field("version");
    let longer = [("version", version.as_str()), ("last", "30/06/2019")];
    let mut stranger = t.signed_in("stranger", Role::CellSecretary, far).await;
    assert_eq!(stranger.post(&format!("{stays}/thoi-han"), &longer).await.outcome(), "404");
    let done = secretary.post(&format!("{stays}/thoi-han"), &longer).await.outcome();
    assert_eq!(done, format!("303 {stays}?xong=chuyen-thoi-han"));
}
