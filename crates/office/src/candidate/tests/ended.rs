//! The file of a candidate is kept for good: it can be opened after the cell has ended.

use super::again::{DECIDED, agreed};
use super::*;

#[tokio::test]
async fn a_file_that_is_closed_opens_for_whoever_carries_on_once_the_cell_has_ended() {
    let t = TestOffice::new().await;
    let (mut cell, mut officer) = (t.as_cast("cell_secretary").await, t.as_cast("organisation").await);
    let unit = uid(&t, t.silent_cell).await;
    let admitted = candidate(&t, "filed").await;
    let refused = agreed(&t, "Thạch Sóc Rên", "2/9/1990", "").await;
    let fields = [&NEW[..], &[("unit", unit.as_str())]].concat();
    let made = cell.post(&format!("{LIST}/moi"), &fields).await.outcome();
    let withdrawn = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&made).to_owned();
    for (at, to, more) in [
        (&admitted, "buoc/xet", vec![("day", "20/11/2018"), ("paper", "NQ 11")]),
        (&admitted, "buoc/quyet-dinh", DECIDED.to_vec()),
        (&refused, "buoc/khong-ket-nap", DECIDED.to_vec()),
        (&withdrawn, "buoc/rut", vec![("day", "20/11/2018")]),
    ] {
        let done = step(&mut officer, at, to, &more).await;
        assert!(done.starts_with("303"), "{to}: {done}");
    }
    let beside = "SELECT p.unit_id FROM unit_parent p JOIN unit u ON u.id = p.unit_id
                  WHERE u.kind = 'cell' AND p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id = (
                    SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
    let beside: i64 = t.value(beside, &[&t.silent_cell]).await;
    let name = "SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL";
    let (name, into): (String, _) = (t.value(name, &[&t.silent_cell]).await, uid(&t, beside).await);
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
    t.agreed(&t.changed(&mut officer, &format!("/van-phong/to-chuc/{unit}/thay-doi"), &fields).await).await;

    for (who, role, unit, outcome) in [
        ("the organisation", Role::OrganisationOfficer, t.district, "200"),
        ("the leader", Role::Leader, t.district, "200"),
        ("the cell that carries on", Role::CellSecretary, beside, "200"),
        ("an editor", Role::Editor, t.district, "403"),
        ("another commune", Role::OrganisationOfficer, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        let list = door.get(LIST).await.html();
        for at in [&admitted, &refused, &withdrawn] {
            let page = door.get(at).await;
            assert_eq!(page.outcome(), outcome, "{who}: {at}");
            assert_eq!(page.text().contains(&name), outcome == "200", "{who}: {}", page.text());
            let row = list.split(&format!("<a href=\"{at}\">")).nth(1).and_then(|rest| rest.split("</li>").next());
            assert_eq!(row.is_some_and(|row| row.contains(&name)), outcome == "200", "{who}: {row:?}");
        }
    }
}
