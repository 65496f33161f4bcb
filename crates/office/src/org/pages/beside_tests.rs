//! Units beside the Party's tree through the door: who opens and changes a people's committee, the Front, an organisation.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

/// The unit of a kind beside the committee of a commune; of organisations the first one.
async fn beside(t: &TestOffice, committee: i64, kind: &str) -> i64 {
    let sql = "SELECT min(u.id) FROM unit u JOIN unit c ON c.area_id = u.area_id WHERE c.id = $1 AND u.kind = $2";
    t.value(sql, &[&committee, &kind]).await
}

#[tokio::test]
async fn a_committee_set_up_below_another_one_keeps_nothing_where_an_area_has_its_own() {
    let t = TestOffice::new().await;
    let (home, far) = (home(&t).await, t.elsewhere);
    let mut tx = t.office.db.begin().await.unwrap();
    let copy = "INSERT INTO unit (uid, kind, area_id) SELECT '0192f0c1-0000-7000-8000-0000000000aa', 'attached_committee', area_id
                FROM unit WHERE id = $1";
    for (above, below) in [(home, far), (far, home)] {
        let unit = tx.insert(copy, &[&below]).await.unwrap();
        let name =
            "INSERT INTO unit_name (unit_id, name, short, from_day) VALUES ($1, 'Đảng bộ Trạm', 'Trạm', '2018-01-01')";
        tx.exec(name, &[&unit]).await.unwrap();
        let place = "INSERT INTO unit_parent (unit_id, parent_id, from_day) VALUES ($1, $2, '2018-01-01')";
        tx.exec(place, &[&unit, &above]).await.unwrap();
        let tree = crate::org::Tree::as_of(&mut tx, t.office.clock.today()).await.unwrap();
        for committee in [home, far] {
            let sql = "SELECT u.id FROM unit u JOIN unit c ON c.area_id = u.area_id WHERE c.id = $1 AND u.kind = 'government'";
            let government: i64 = tx.value(sql, &[&committee]).await.unwrap().unwrap();
            assert_eq!(tree.keepers(government), [committee], "the committee of the commune");
        }
        tx.exec("UPDATE unit SET uid = $1 WHERE id = $2", &[&format!("of-{above}"), &unit]).await.unwrap();
    }
}

#[tokio::test]
async fn an_agency_that_lies_in_an_area_keeps_nothing_there_however_high_it_stands() {
    for what in ["entered before the commune's committee", "higher than the commune's committee"] {
        let t = TestOffice::new().await;
        let (home, far) = (home(&t).await, t.elsewhere);
        let copy = async |kind: &str, above: i64| {
            let mut tx = t.office.db.begin().await.unwrap();
            let sql = "INSERT INTO unit (uid, kind, area_id) SELECT $1, $2, area_id FROM unit WHERE id = $3";
            let unit = tx.insert(sql, &[&"copy", &kind, &home]).await.unwrap();
            let sql = "INSERT INTO unit_name (unit_id, name, short, from_day) VALUES ($1, 'Đảng bộ', 'Đảng bộ', '2018-01-01')";
            tx.exec(sql, &[&unit]).await.unwrap();
            let sql = "INSERT INTO unit_parent (unit_id, parent_id, from_day) VALUES ($1, $2, '2018-01-01')";
            tx.exec(sql, &[&unit, &above]).await.unwrap();
            tx.commit().await.unwrap();
            unit
        };
        let run = async |sql: &str, unit: i64| {
            let mut tx = t.office.db.begin().await.unwrap();
            tx.exec(sql, &[&unit]).await.unwrap();
            tx.commit().await.unwrap();
        };
        let (agency, commune) = if what.starts_with("entered") {
            run("UPDATE unit SET kind = 'agency_committee' WHERE id = $1", home).await;
            (home, copy("commune_committee", t.district).await)
        } else {
            run(&format!("UPDATE unit_parent SET parent_id = {far} WHERE unit_id = $1"), home).await;
            (copy("agency_committee", t.district).await, home)
        };
        let sql =
            "SELECT u.id FROM unit u JOIN unit c ON c.area_id = u.area_id WHERE c.id = $1 AND u.kind = 'government'";
        let government: i64 = t.value(sql, &[&commune]).await;
        let at = page(&t, government).await;
        for (who, unit, may) in [("agency", agency, "404"), ("commune", commune, "200")] {
            let mut officer = t.signed_in(who, Role::OrganisationOfficer, unit).await;
            let told = officer.get(&format!("{at}/thay-doi?loai=rename")).await.outcome();
            assert_eq!(told, may, "the officer of the {who}, {what}");
        }
    }
}

#[tokio::test]
async fn what_stands_beside_and_lies_in_no_area_is_kept_at_the_committee_whose_office_it_is() {
    let t = TestOffice::new().await;
    let mut tx = t.office.db.begin().await.unwrap();
    let unit = tx.insert("INSERT INTO unit (uid, kind) VALUES ('nowhere', 'government')", &[]).await.unwrap();
    let name =
        "INSERT INTO unit_name (unit_id, name, short, from_day) VALUES ($1, 'Ủy ban nhân dân', 'UBND', '2018-01-01')";
    tx.exec(name, &[&unit]).await.unwrap();
    tx.commit().await.unwrap();
    let at = page(&t, unit).await;
    for (who, may) in [("organisation", "200"), ("the commune's officer", "404"), ("front", "404")] {
        let mut door = somebody(&t, who).await;
        for what in ["/thay-doi?loai=rename", "/chuc-vu/moi", "/nhiem-ky"] {
            assert_eq!(door.get(&format!("{at}{what}")).await.outcome(), may, "{who} {what}");
        }
    }
}

async fn page(t: &TestOffice, unit: i64) -> String {
    format!("/van-phong/to-chuc/{}", uid(t, unit).await)
}

async fn somebody(t: &TestOffice, who: &str) -> Door {
    match who {
        "the commune's officer" => t.signed_in(who, Role::OrganisationOfficer, home(t).await).await,
        "another commune's officer" => t.signed_in(who, Role::OrganisationOfficer, t.elsewhere).await,
        "the commune's Front" => t.signed_in(who, Role::FrontMember, beside(t, home(t).await, "front").await).await,
        cast => t.as_cast(cast).await,
    }
}

#[tokio::test]
async fn who_keeps_the_committee_of_an_area_keeps_what_stands_beside_it_and_the_front_its_own() {
    let t = TestOffice::new().await;
    // Seen, renamed, given a term, ended: a people's committee, the Front, an organisation of the silent cell's commune.
    for (who, government, front, organisation) in [
        ("organisation", "200 200 200 200", "200 200 200 200", "200 200 200 200"),
        ("the commune's officer", "200 200 200 403", "200 200 200 403", "200 200 200 403"),
        ("another commune's officer", "404 404 404 404", "404 404 404 404", "404 404 404 404"),
        ("front", "404 404 404 404", "200 200 200 200", "200 200 200 200"),
        ("the commune's Front", "404 404 404 404", "200 200 200 403", "200 200 200 403"),
        ("leader", "200 403 200 403", "200 403 200 403", "200 403 200 403"),
        ("clerk", "200 403 200 403", "200 403 200 403", "200 403 200 403"),
        ("editor", "403 403 403 403", "403 403 403 403", "403 403 403 403"),
    ] {
        let mut door = somebody(&t, who).await;
        for (kind, may) in [("government", government), ("front", front), ("mass_organisation", organisation)] {
            let at = page(&t, beside(&t, home(&t).await, kind).await).await;
            let mut told = vec![];
            for what in ["", "/thay-doi?loai=rename", "/nhiem-ky", "/ket-thuc"] {
                told.push(door.get(&format!("{at}{what}")).await.outcome());
            }
            assert_eq!(told.join(" "), may, "{who} at {kind}");
        }
    }
}

#[tokio::test]
async fn a_people_s_committee_is_renamed_given_a_term_and_closed_and_an_organisation_passes_into_another() {
    let t = TestOffice::new().await;
    let (home, far) = (home(&t).await, t.elsewhere);
    let mut officer = t.as_cast("organisation").await;
    assert!(officer.get("/van-phong/to-chuc").await.text().contains("Ủy ban nhân dân huyện"), "the tree shows them");
    let government = page(&t, beside(&t, home, "government").await).await;
    let names = [("name", "Ủy ban nhân dân xã Mới"), ("short", "UBND xã Mới")];
    let fields = [[("kind", "rename"), ("day", "24/11/2018"), ("paper", "NQ 1")], [names[0], names[1], ("do", "")]];
    let renamed = t.changed(&mut officer, &format!("{government}/thay-doi"), &fields.concat()).await;
    assert!(renamed.ends_with("?xong=thay-doi"), "{renamed}");
    let term = [("no", "1"), ("from", "01/07/2016"), ("paper", "NQ 2")];
    let given = officer.post(&format!("{government}/nhiem-ky"), &term).await.outcome();
    assert_eq!(given, format!("303 {government}/nhiem-ky?xong=luu"));
    let organisation = page(&t, beside(&t, home, "mass_organisation").await).await;
    let into = uid(&t, beside(&t, far, "mass_organisation").await).await;
    let wizard = officer.get(&format!("{organisation}/thay-doi?loai=dissolve")).await.html();
    assert!(wizard.contains(&format!("value=\"{into}\"")), "the one of the other commune may take it over");
    let fields = [("kind", "dissolve"), ("day", "24/11/2018"), ("paper", "QĐ 3"), ("into", &*into)];
    let asked = t.changed(&mut officer, &format!("{organisation}/thay-doi"), &fields).await;
    t.agreed(&asked).await;
    let close = [("do", "begin"), ("day", "01/12/2018"), ("paper", "QĐ 4"), ("into", &*into)];
    let front = page(&t, beside(&t, home, "front").await).await;
    let into = uid(&t, beside(&t, far, "front").await).await;
    let close = [close[0], close[1], close[2], ("into", &*into)];
    let mut by_front = t.as_cast("front").await;
    let begun = by_front.post(&format!("{front}/ket-thuc"), &close).await.outcome();
    assert_eq!(begun, format!("303 {front}/ket-thuc?xong=luu"));
    let cell = page(&t, t.silent_cell).await;
    let wizard = officer.get(&format!("{cell}/thay-doi?loai=dissolve")).await.html();
    assert!(!wizard.contains(&format!("value=\"{into}\"")), "no cell passes into the Front");
}
