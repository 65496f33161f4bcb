//! Communes that become one or fall apart: the area, what stands beside the committee there, and the figures.

use super::parts_tests::{Split, record, unit_of};
use super::tests::{home, uid};
use crate::gazetteer::tests::bring_corner;
use crate::identity::reach::Grant;
use crate::org::{NOWHERE, NewArea, NewUnit, add_area, add_unit, kind};
use crate::testing::TestOffice;
use kit::clock::{DAY, Day};
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

async fn run(t: &TestOffice, sql: &str, args: &[&dyn kit::db::Arg]) {
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

async fn area(t: &TestOffice, code: &str, name: &str) -> i64 {
    let mut tx = t.office.db.begin().await.unwrap();
    let new = NewArea { uid: format!("area-{code}"), code, kind: "commune", name, from: Day::of(2018, 1, 1) };
    let area = add_area(&mut tx, Grant::console(NOWHERE), &new, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    area
}

async fn unit(t: &TestOffice, kind: &str, area: i64, parent: Option<i64>, from: Day) -> i64 {
    let mut tx = t.office.db.begin().await.unwrap();
    let (uid, name) = (format!("{kind}-{area}"), format!("Đơn vị {kind} {area}"));
    let new = NewUnit { uid, kind, area: Some(area), parent, name: &name, short: &name, from, paper: None };
    let unit = add_unit(&mut tx, Grant::console(NOWHERE), &new, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    unit
}

/// The form that makes one commune of two, where the district's page has it.
struct Merge {
    page: String,
    fields: Vec<(String, String)>,
}

impl Merge {
    async fn of(t: &TestOffice, olds: [i64; 2], place: &str) -> Merge {
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(t, t.district).await);
        let said = [
            ("kind", "merge"),
            ("day", "24/11/2018"),
            ("paper", "QĐ 20-QĐ/HU"),
            ("name", "Đảng bộ xã An Cư Nông"),
            ("short", "Xã An Cư Nông"),
            ("unit_kind", "commune_committee"),
            ("place", place),
        ];
        let said = said.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let ticked = olds.map(|old| (format!("unit-{old}"), "1".to_owned()));
        Merge { page, fields: said.into_iter().chain(ticked).collect() }
    }

    fn all(&self) -> Vec<(&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
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
    let merge = Merge::of(&t, olds, "").await;
    assert!(officer.get(&format!("{}?loai=merge", merge.page)).await.html().contains("name=\"place\""));
    let look = officer.post(&merge.page, &merge.all()).await.text();
    let area = |name: String| name.replace("Đảng bộ ", "");
    let ended = [area(name(&t, olds[0]).await), area(name(&t, olds[1]).await)];
    for told in ["Đảng bộ xã An Cư Nông: Xã An Cư Nông", "Ủy ban nhân dân xã An Cư Nông", "Địa bàn kết thúc"]
    {
        assert!(look.contains(told), "the preview tells {told}: {look}");
    }
    assert!(ended.iter().all(|area| look.contains(&viet::capital(area))), "{ended:?}: {look}");
    let event = t.agreed(&t.changed(&mut officer, &merge.page, &merge.all()).await).await;

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
    for called in ["", "Ủy ban nhân dân vùng biên"] {
        let t = TestOffice::new().await;
        let (old, into) = (home(&t).await, t.elsewhere);
        let (before, there) = (beside(&t, old).await, beside(&t, into).await);
        if !called.is_empty() {
            run(&t, "UPDATE unit_name SET name = $1 WHERE unit_id = $2", &[&called, &there[0]]).await;
        }
        let mut officer = t.as_cast("organisation").await;
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, old).await);
        let into = uid(&t, into).await;
        let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 21-QĐ/HU"), ("into", &*into)];
        let was = record(&t).await;
        let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
        for (gone, heir) in before.iter().zip(&there) {
            let passed = "SELECT count(*) FROM unit_lineage WHERE from_unit = $1 AND to_unit = $2 AND share = 'all'";
            assert_eq!(t.value::<i64>(passed, &[gone, heir]).await, 1, "{gone} into {heir}, called {called}");
        }
        assert_eq!(opens(&t, &mut officer, &before).await, vec!["200"; EACH]);
        let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
        t.agreed(&asked).await;
        assert_eq!(record(&t).await, was, "to the letter");
    }
}

#[tokio::test]
async fn nothing_passes_into_what_stands_beside_the_committee_of_another_area() {
    // A commune that was set up without an area of its own has its district's.
    let t = TestOffice::new().await;
    let (old, into) = (home(&t).await, t.elsewhere);
    let of_district = "UPDATE unit SET area_id = (SELECT area_id FROM unit WHERE id = $1) WHERE id = $2";
    run(&t, of_district, &[&t.district, &into]).await;
    let (mut officer, all) = (t.as_cast("organisation").await, beside(&t, old).await);
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, old).await);
    let into = uid(&t, into).await;
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 21-QĐ/HU"), ("into", &*into)];
    t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    for unit in &all {
        assert!(lasts(&t, *unit).await, "{unit} goes on");
    }
    let stands = "SELECT count(*) FROM area_name n JOIN unit u ON u.area_id = n.area_id WHERE u.id = $1 AND n.to_day = '2018-11-23'";
    assert_eq!(t.value::<i64>(stands, &[&all[0]]).await, 0, "and so does the area");
}

#[tokio::test]
async fn a_merge_or_a_part_is_not_put_where_somebody_else_is_in_charge() {
    let t = TestOffice::new().await;
    bring_corner(&t).await;
    let (since, kept) = (Day::of(2018, 1, 1), area(&t, "899.1", "Vùng khác").await);
    // A district that this officer does not keep, with a commune in which no committee stands.
    let open = area(&t, "899", "Huyện Giồng Riềng").await;
    unit(&t, kind::DISTRICT_COMMITTEE, kept, None, since).await;
    let above = unit(&t, kind::GOVERNMENT, kept, None, since).await;
    unit(&t, kind::GOVERNMENT, open, Some(above), since).await;
    let mut officer = t.as_cast("organisation").await;
    let own = "xã An Cư, thị xã Tịnh Biên, tỉnh An Giang (đến hết 30-06-2025)";
    let told = "Địa bàn này do đơn vị khác phụ trách";
    for place in ["xã An Nông", "huyện Giồng Riềng"] {
        let merge = Merge::of(&t, [home(&t).await, t.elsewhere], place).await;
        let answer = officer.post(&merge.page, &merge.all()).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{place}: {}", answer.text());
        assert!(answer.html().contains("href=\"#place\"") && answer.field("place").contains(place), "what was typed");
    }
    let merge = Merge::of(&t, [home(&t).await, t.elsewhere], own).await;
    let answer = officer.post(&merge.page, &merge.all()).await;
    assert!(answer.outcome() == "200" && answer.text().contains("An Cư Nông: Xã An Cư"), "{}", answer.text());

    for (rest, place, right) in [("1", "xã An Nông", false), ("", own, false), ("1", own, true), ("", "", true)] {
        let mut split = Split::of_the_commune(&t).await;
        split.say("rest", rest);
        split.say("place-1", place);
        let answer = officer.post(&split.page, &split.all()).await;
        let outcome = if right { "200" } else { "422" };
        assert_eq!((answer.outcome().as_str(), answer.text().contains(told)), (outcome, !right), "{rest} {place}");
        assert!(right || answer.field("place-1").contains(place));
    }
}

#[tokio::test]
async fn an_area_is_taken_by_its_name_where_it_lies_beside_the_old_ones_and_nobody_is_there() {
    for (what, code, there, from, taken) in [
        ("of another province", "99001", "", 2018, false),
        ("of the same district by the lists", "30599", "", 2018, true),
        ("made beside an old one", "30526.7", "", 2018, true),
        ("with a people's committee", "30526.7", kind::GOVERNMENT, 2018, false),
        ("with a committee", "30526.7", kind::COMMUNE_COMMITTEE, 2018, false),
        ("with a committee of a later day", "30526.7", kind::COMMUNE_COMMITTEE, 2019, false),
    ] {
        let t = TestOffice::new().await;
        bring_corner(&t).await;
        let known = "INSERT INTO locality (uid, edition, code, kind, name, parent_id)
                     SELECT 'l', edition, '30599', kind, 'An Cư Nông', parent_id FROM locality WHERE code = '30526' AND edition = 2024";
        run(&t, known, &[]).await;
        let of_name = area(&t, code, "Xã An Cư Nông").await;
        if !there.is_empty() {
            unit(&t, there, of_name, Some(t.district), Day::of(from, 1, 1)).await;
        }
        let mut officer = t.as_cast("organisation").await;
        let merge = Merge::of(&t, [home(&t).await, t.elsewhere], "").await;
        t.agreed(&t.changed(&mut officer, &merge.page, &merge.all()).await).await;
        let new = unit_of(&t, "Đảng bộ xã An Cư Nông").await;
        let its: i64 = t.value("SELECT area_id FROM unit WHERE id = $1", &[&new]).await;
        assert_eq!(its == of_name, taken, "{what}");
        assert_eq!(beside(&t, new).await.len(), EACH, "{what}: one of each");
    }
}

#[tokio::test]
async fn a_committee_that_is_established_says_for_which_area() {
    for (lists, kind, place, outcome, told) in [
        (true, "commune_committee", "", "422", "Đảng bộ này phụ trách địa bàn nào?"),
        (true, "commune_committee", "xã An Nông", "200", "Đơn vị mới: Xã An Nông"),
        (true, "agency_committee", "", "200", "Đơn vị mới: Huyện Tịnh Biên"),
        // Where no lists were brought, nothing can be named.
        (false, "commune_committee", "", "200", "Đơn vị mới: Xã Mới"),
    ] {
        let t = TestOffice::new().await;
        if lists {
            bring_corner(&t).await;
        }
        let mut officer = t.as_cast("organisation").await;
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.district).await);
        let said = [("kind", "establish"), ("day", "24/11/2018"), ("paper", "QĐ 3"), ("name", "Đơn vị mới")];
        let more = [("short", "Xã Mới"), ("unit_kind", kind), ("place", place)];
        let look = officer.post(&page, &[&said[..], &more].concat()).await;
        assert_eq!(look.outcome(), outcome, "{kind} {place}: {}", look.text());
        assert!(look.text().contains(told), "{told}: {}", look.text());
    }
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

#[tokio::test]
async fn each_part_that_names_its_area_has_what_stands_beside_a_committee() {
    let t = TestOffice::new().await;
    bring_corner(&t).await;
    for (uid, code, name) in [("l1", "30598", "Đông"), ("l2", "30599", "Tây")] {
        let known = "INSERT INTO locality (uid, edition, code, kind, name, parent_id)
                     SELECT $1, edition, $2, kind, $3, parent_id FROM locality WHERE code = '30526' AND edition = 2024";
        run(&t, known, &[&uid, &code, &name]).await;
    }
    let mut officer = t.as_cast("organisation").await;
    let mut split = Split::of_the_commune(&t).await;
    split.say("rest", "1");
    split.say("place-1", "xã Đông");
    split.say("place-2", "xã Đông");
    let twice = officer.post(&split.page, &split.all()).await;
    assert!(twice.outcome() == "422" && twice.text().contains("cùng phụ trách một địa bàn"), "{}", twice.text());
    split.say("place-2", "xã Tây");
    // What the register calls an area stays known, whoever named it.
    let units = async |t: &TestOffice| {
        record(t).await.into_iter().filter(|row| !row.starts_with("area_name")).collect::<Vec<_>>()
    };
    let (home, was) = (home(&t).await, units(&t).await);
    let old = beside(&t, home).await;
    let event = t.agreed(&t.changed(&mut officer, &split.page, &split.all()).await).await;
    for name in ["Đảng bộ xã Đông", "Đảng bộ xã Tây"] {
        assert_eq!(beside(&t, unit_of(&t, name).await).await.len(), EACH, "{name}");
    }
    let ways = "SELECT count(*) FROM unit_lineage WHERE from_unit = $1 AND share = $2";
    assert_eq!(t.value::<i64>(ways, &[&old[0], &"part"]).await, 1, "a part of the people's committee's work");
    assert_eq!(t.value::<i64>(ways, &[&old[0], &"all"]).await, 1, "the rest of it");
    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert_eq!(units(&t).await, was, "to the letter");
}
