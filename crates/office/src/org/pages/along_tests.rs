//! What a change tells of units that come under another one, before it is made.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;

fn wizard(unit: &str) -> String {
    format!("/van-phong/to-chuc/{unit}/thay-doi")
}

#[tokio::test]
async fn a_move_tells_what_goes_along_and_whose_rights_end_and_begin() {
    let t = TestOffice::new().await;
    let (home, far) = (home(&t).await, t.elsewhere);
    t.signed_in("van phong cu", Role::CommuneClerk, home).await;
    t.signed_in("van phong moi", Role::CommuneClerk, far).await;
    let mut officer = t.as_cast("organisation").await;
    let (cell, commune, into) = (uid(&t, t.silent_cell).await, uid(&t, home).await, uid(&t, far).await);
    let count = "SELECT count(*) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
    let members: i64 = t.value(count, &[&t.silent_cell]).await;
    let code: String = t.value("SELECT code FROM unit_code WHERE unit_id = $1", &[&t.silent_cell]).await;
    let code = crate::org::code::written(&code);
    let cell_field = format!("unit-{}", t.silent_cell);
    for (unit, fields) in [
        (&cell, vec![("kind", "move"), ("into", &*into)]),
        (&commune, vec![("kind", "transfer_part"), ("into", &*into), (&*cell_field, "1")]),
    ] {
        let fields: Vec<_> = fields.into_iter().chain([("day", "24/11/2018"), ("paper", "QĐ 1")]).collect();
        let look = officer.post(&wizard(unit), &fields).await.text();
        for told in [
            format!("Đi theo các đơn vị ấy Đảng viên: {members}; Chức vụ: "),
            "Việc đang mở đi theo".to_owned(),
            "van-phong-cu: Văn phòng đảng ủy xã".to_owned(),
            "van-phong-moi: Văn phòng đảng ủy xã".to_owned(),
            code.clone(),
        ] {
            assert!(look.contains(&told), "{told}: {look}");
        }
        let (lose, gain) = look.split_once("Có quyền ở các đơn vị ấy").expect("who gets rights");
        assert!(lose.contains("van-phong-cu: ") && !lose.contains("van-phong-moi"), "{lose}");
        assert!(gain.contains("van-phong-moi: ") && !gain.contains("van-phong-cu"), "{gain}");
        let leader: String = t.value("SELECT name FROM account WHERE login = 'leader'", &[]).await;
        assert!(!look.contains(&format!("{leader}: Lãnh đạo")), "who stands above both goes on: {look}");
    }
}

#[tokio::test]
async fn a_move_beside_the_tree_tells_whose_keeping_ends_and_begins() {
    let t = TestOffice::new().await;
    let (home, far) = (home(&t).await, t.elsewhere);
    let of = "SELECT min(u.id) FROM unit u JOIN unit c ON c.area_id = u.area_id WHERE c.id = $1 AND u.kind = $2";
    let (union, other): (i64, i64) =
        (t.value(of, &[&home, &"mass_organisation"]).await, t.value(of, &[&far, &"mass_organisation"]).await);
    let (front, of_front): (i64, i64) =
        (t.value(of, &[&t.district, &"front"]).await, t.value(of, &[&far, &"front"]).await);
    let mut tx = t.office.db.begin().await.unwrap();
    // One whose area is not known is kept where the unit above it is.
    let unknown = tx.insert("INSERT INTO unit (uid, kind) VALUES ('unknown', 'mass_organisation')", &[]).await.unwrap();
    let name = "INSERT INTO unit_name (unit_id, name, short, from_day) VALUES ($1, 'Hội', 'Hội', '2018-01-01')";
    tx.exec(name, &[&unknown]).await.unwrap();
    let link = "INSERT INTO unit_parent (unit_id, parent_id, from_day) VALUES ($1, $2, '2018-01-01')";
    tx.exec(link, &[&unknown, &union]).await.unwrap();
    tx.commit().await.unwrap();
    t.signed_in("to chuc cu", Role::OrganisationOfficer, home).await;
    t.signed_in("to chuc moi", Role::OrganisationOfficer, far).await;
    t.signed_in("mat tran moi", Role::FrontMember, of_front).await;
    let of_front: String = t.value("SELECT name FROM account WHERE login = 'front'", &[]).await;
    let mut officer = t.as_cast("organisation").await;
    for (what, unit, into, lose, gain) in [
        ("of a commune, kept there before and after", union, front, vec![], vec![]),
        ("of no area", unknown, other, vec!["to-chuc-cu"], vec!["to-chuc-moi", "mat-tran-moi"]),
    ] {
        let into = uid(&t, into).await;
        let fields = [("kind", "move"), ("into", &*into), ("day", "24/11/2018"), ("paper", "QĐ 1")];
        let look = officer.post(&wizard(&uid(&t, unit).await), &fields).await;
        assert_eq!(look.outcome(), "200", "{}", look.text());
        let look = look.text();
        let part = |from: &str, to: &str| {
            let rest = look.split_once(from).map_or("", |(_, rest)| rest);
            rest.split_once(to).map_or(rest, |(part, _)| part).to_owned()
        };
        let (lost, gained) =
            (part("Thôi quyền ở các đơn vị ấy", "Có quyền ở các đơn vị ấy"), part("Có quyền ở các đơn vị ấy", "Mã"));
        for (told, who) in [(lost, lose), (gained, gain)] {
            for somebody in ["to-chuc-cu", "to-chuc-moi", "mat-tran-moi", &of_front] {
                let named = told.contains(&format!("{somebody}: "));
                assert_eq!(named, who.contains(&somebody), "{what}, {somebody}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn the_page_of_a_move_opens_when_the_unit_ended_on_the_very_day() {
    let t = TestOffice::new().await;
    let (into, page) = (uid(&t, t.elsewhere).await, wizard(&uid(&t, t.silent_cell).await));
    let other = "SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1 AND to_day IS NULL";
    let other: i64 = t.value(other, &[&t.elsewhere]).await;
    let mut officer = t.as_cast("organisation").await;
    let fields = [("kind", "move"), ("into", &*into), ("day", "23/11/2018"), ("paper", "QĐ 1")];
    let moved = t.changed(&mut officer, &page, &fields).await;
    let event = moved.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&moved).to_owned();
    let heir = uid(&t, other).await;
    let fields = [("kind", "dissolve"), ("into", &*heir), ("day", "23/11/2018"), ("paper", "QĐ 2")];
    t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    let page = officer.get(&event).await;
    assert!(page.outcome() == "200" && page.text().contains("QĐ 1"), "{} {}", page.outcome(), page.text());
}
