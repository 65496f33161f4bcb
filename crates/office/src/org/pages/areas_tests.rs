//! Communes that become one or fall apart: the area, what stands beside the committee there, and the figures.

use super::parts_tests::{Split, record, unit_of};
use super::tests::{home, uid};
use crate::testing::TestOffice;
use kit::clock::DAY;
use kit::testing::Door;

/// A people's committee, a Front, five organisations stand beside the committee of each commune.
const EACH: usize = 7;
const BOTH: &str = "/van-phong/chuc-vu/kiem-nhiem?ngay=24/11/2018";

async fn name(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= '2018-11-23' ORDER BY id LIMIT 1";
    t.value(sql, &[&unit]).await
}

/// What stands beside a commune's committee: the units of its area under none of the Party.
async fn beside(t: &TestOffice, committee: i64) -> Vec<i64> {
    let sql = "SELECT u.id FROM unit u JOIN unit c ON c.area_id = u.area_id WHERE c.id = $1
               AND u.kind IN ('government', 'front', 'mass_organisation') ORDER BY u.id";
    let all: Vec<(i64,)> = t.office.db.read().await.unwrap().all(sql, &[&committee]).await.unwrap();
    all.into_iter().map(|(unit,)| unit).collect()
}

/// Whether the posts of each of these units can be seen.
async fn opens(t: &TestOffice, door: &mut Door, units: &[i64]) -> Vec<String> {
    let mut all = vec![];
    for unit in units {
        all.push(door.get(&format!("/van-phong/to-chuc/{}/chuc-vu", uid(t, *unit).await)).await.outcome());
    }
    all
}

async fn lasts(t: &TestOffice, unit: i64) -> bool {
    t.value::<i64>("SELECT count(*) FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&unit]).await > 0
}

#[tokio::test]
async fn communes_that_become_one_have_one_area_with_one_of_each_beside_the_committee() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let olds = [home(&t).await, t.elsewhere];
    let mut before = vec![];
    for old in olds {
        before.extend(beside(&t, old).await);
    }
    assert_eq!(before.len(), 2 * EACH, "of both communes");
    assert!(officer.get(BOTH).await.text().contains("/14"));
    let was = record(&t).await;
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.district).await);
    let ticked = olds.map(|old| format!("unit-{old}"));
    let fields = [
        ("kind", "merge"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 20-QĐ/HU"),
        ("name", "Đảng bộ xã An Cư Nông"),
        ("short", "Xã An Cư Nông"),
        ("unit_kind", "commune_committee"),
        (&*ticked[0], "1"),
        (&*ticked[1], "1"),
    ];
    assert!(officer.get(&format!("{page}?loai=merge")).await.html().contains("name=\"place\""));
    let look = officer.post(&page, &fields).await.text();
    let area = |name: String| name.replace("Đảng bộ ", "");
    let ended = [area(name(&t, olds[0]).await), area(name(&t, olds[1]).await)];
    for told in ["Đảng bộ xã An Cư Nông: Xã An Cư Nông", "Ủy ban nhân dân xã An Cư Nông", "Địa bàn kết thúc"]
    {
        assert!(look.contains(told), "the preview tells {told}: {look}");
    }
    assert!(ended.iter().all(|area| look.contains(&viet::capital(area))), "{ended:?}: {look}");
    let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;

    let figure = officer.get(BOTH).await.text();
    assert!(figure.contains("/13") && figure.contains("Xã An Cư Nông"), "{figure}");
    let new = unit_of(&t, "Đảng bộ xã An Cư Nông").await;
    let mut now = beside(&t, new).await;
    assert_eq!(now.len(), EACH, "one of each");
    now.extend(before);
    t.office.clock.advance(DAY);
    let mut officer = t.as_cast("organisation").await;
    assert_eq!(opens(&t, &mut officer, &now).await, vec!["200"; 3 * EACH], "the posts of the new and of the old ones");
    for (nth, unit) in now.iter().enumerate() {
        assert_eq!(lasts(&t, *unit).await, nth < EACH, "{unit}");
    }
    let cell = officer.get(&format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await)).await.text();
    assert!(cell.contains("Xã An Cư Nông"), "a cell is where its committee is: {cell}");

    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert_eq!(record(&t).await, was, "to the letter");
    assert!(officer.get(BOTH).await.text().contains("/14"));
}

#[tokio::test]
async fn a_commune_dissolved_into_another_takes_the_people_s_committee_along() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (old, into) = (home(&t).await, t.elsewhere);
    let (before, there) = (beside(&t, old).await, beside(&t, into).await);
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, old).await);
    let into = uid(&t, into).await;
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 21-QĐ/HU"), ("into", &*into)];
    let was = record(&t).await;
    let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    for (gone, heir) in before.iter().zip(&there) {
        let passed = "SELECT count(*) FROM unit_lineage WHERE from_unit = $1 AND to_unit = $2 AND share = 'all'";
        assert_eq!(t.value::<i64>(passed, &[gone, heir]).await, 1, "{gone} into {heir}");
    }
    assert_eq!(opens(&t, &mut officer, &before).await, vec!["200"; EACH]);
    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert_eq!(record(&t).await, was, "to the letter");
}

#[tokio::test]
async fn parts_of_a_commune_are_communes_of_their_own_and_each_committee_is_counted() {
    for rest in ["", "1"] {
        let t = TestOffice::new().await;
        let mut officer = t.as_cast("organisation").await;
        let mut split = Split::of_the_commune(&t).await;
        split.say("rest", rest);
        let home = home(&t).await;
        let (old, was) = (beside(&t, home).await, record(&t).await);
        let held = "SELECT n.full_name FROM person n JOIN post_holding h ON h.person_id = n.id
                    JOIN post p ON p.id = h.post_id
                    WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL ORDER BY h.id LIMIT 1";
        let secretary: String = t.value(held, &[&home]).await;
        let begin = officer.get(&format!("{}?loai=split", split.page)).await.html();
        assert!(begin.contains("name=\"place-1\""), "{begin}");
        let event = t.agreed(&t.changed(&mut officer, &split.page, &split.all()).await).await;
        let figure = officer.get(BOTH).await.text();
        let (east, west) = (unit_of(&t, "Đảng bộ xã Đông").await, unit_of(&t, "Đảng bộ xã Tây").await);
        assert_eq!(beside(&t, west).await.len(), EACH, "a people's committee, a Front, organisations of its own");
        assert!(figure.contains("Xã Đông") && figure.contains("Xã Tây"), "{figure}");
        let area = "SELECT area_id FROM unit WHERE id = $1";
        let (was_there, to_east): (i64, i64) = (t.value(area, &[&home]).await, t.value(area, &[&east]).await);
        let to_west: i64 = t.value(area, &[&west]).await;
        assert!(was_there != to_west && to_west != to_east, "each has its own");
        if rest.is_empty() {
            assert!(figure.contains("/16") && figure.contains(&secretary), "the old secretary counts: {figure}");
            assert_eq!(beside(&t, east).await.len(), EACH);
        } else {
            assert!(figure.contains("/15"), "{figure}");
            assert_eq!((was_there, beside(&t, east).await), (to_east, old.clone()), "what carries on keeps the seat");
            let named = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day = '2018-11-24' AND to_day IS NULL";
            assert_eq!(t.value::<String>(named, &[&old[0]]).await, "Ủy ban nhân dân xã Đông");
        }
        t.office.clock.advance(DAY);
        let mut officer = t.as_cast("organisation").await;
        assert_eq!(opens(&t, &mut officer, &old).await, vec!["200"; EACH], "{rest}");
        let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
        t.agreed(&asked).await;
        assert_eq!(record(&t).await, was, "to the letter");
    }
}
