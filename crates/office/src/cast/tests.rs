use super::*;
use crate::figures;
use crate::org::{Tree, kind};
use crate::study::Standing;
use crate::testing::{empty, morning, vault};
use bridge::Value;

async fn counts(db: &Db) -> Vec<i64> {
    let mut conn = db.read().await.unwrap();
    let mut counts = Vec::new();
    for table in
        ["unit", "unit_name", "person", "post_holding", "exemption", "attendance", "handin", "journal", "outbox"]
    {
        let sql = format!("SELECT count(*) FROM {table}");
        counts.push(conn.value::<i64>(&sql, &[]).await.unwrap().unwrap());
    }
    counts
}

#[tokio::test]
async fn the_same_cast_is_loaded_each_time_and_agrees_with_the_article() {
    let (one, two) = (empty().await, empty().await);
    let clock = Clock::standing(morning());
    let began = std::time::Instant::now();
    let cast = load(&one.db, &vault(), &clock).await.unwrap();
    println!("loaded in {:?}: {:?}", began.elapsed(), counts(&one.db).await);
    assert_eq!(cast, load(&two.db, &vault(), &clock).await.unwrap());
    assert_eq!(counts(&one.db).await, counts(&two.db).await);
    assert!(load(&one.db, &vault(), &clock).await.is_err(), "a house that is not empty is left alone");

    assert!((3_900..=4_100).contains(&cast.persons), "{}", cast.persons);
    let mut conn = one.db.read().await.unwrap();
    let tree = Tree::as_of(&mut conn, DEMO_DAY).await.unwrap();
    let bodies = [kind::DISTRICT_COMMITTEE, kind::COMMUNE_COMMITTEE, kind::AGENCY_COMMITTEE, kind::CELL];
    let bodies: usize = bodies.into_iter().map(|kind| tree.of_kind(kind).count()).sum();
    assert!((185..=195).contains(&bodies), "{bodies}");
    assert_eq!(cast.communes.len(), 14);
    assert_eq!(cast.characters.len(), 9);
    let names: std::collections::HashSet<&str> = cast.characters.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), 9, "those with a part to play are told apart by name: {names:?}");

    let standing = Standing::build(&mut conn, cast.campaign).await.unwrap();
    let rate = standing.rate(cast.district).unwrap();
    println!("{rate:?}");
    assert_eq!(rate.reaches(9_800), Some(true), "{rate:?}");
    assert_eq!(rate.reaches(9_900), Some(false), "{rate:?}");
    assert_eq!(standing.missing(cast.district), [cast.silent_cell]);
    let below = cast.communes.iter().filter(|unit| standing.rate(**unit).unwrap().reaches(9_800) == Some(false));
    assert!((2..=5).contains(&below.count()));

    let figures = figures::by_id(figures::compute(&mut conn, DEMO_DAY, morning()).await.unwrap());
    assert_eq!(figures[figures::CONCURRENT].value, Value::Ratio { numerator: 7, denominator: 14 });
    let Value::Series { points } = &figures[figures::DISCIPLINE].value else { panic!("a series") };
    assert_eq!(points.len(), 5);
    assert!(points.is_sorted_by(|a, b| a.numerator > b.numerator), "{points:?}");
}

#[tokio::test]
async fn the_district_is_a_town_from_april_2023() {
    let test = crate::testing::cast().await;
    let mut conn = test.db.read().await.unwrap();
    let before = Tree::as_of(&mut conn, DEMO_DAY).await.unwrap();
    let after = Tree::as_of(&mut conn, places::TOWN_FROM).await.unwrap();
    let names = |tree: &Tree| -> Vec<String> { tree.preorder().iter().map(|id| tree.name(*id).to_owned()).collect() };
    assert!(names(&before).iter().all(|name| !name.contains("phường") && !name.contains("thị xã")));
    assert!(names(&after).iter().all(|name| !name.contains("huyện") && !name.contains("thị trấn")));
    assert_eq!(after.of_kind(kind::COMMUNE_COMMITTEE).filter(|unit| unit.name.contains("phường")).count(), 7);
    assert_eq!(before.preorder(), after.preorder());
}

#[tokio::test]
async fn on_1_july_2025_fourteen_communes_become_the_five_of_today_and_nobody_is_lost() {
    use crate::identity::reach::Grant;
    use crate::org::reorganise::{Lists, reorganise};
    use crate::org::{Decision, NOWHERE, change, members_by_unit};
    let test = crate::testing::cast().await;
    let lists = Lists::read(include_str!("successors-2025.csv"), include_str!("units-2025.csv")).unwrap();
    assert_eq!((lists.successors.len(), lists.areas.len()), (14, 5));
    let day = Day::of(2025, 7, 1);
    let mut tx = test.db.begin().await.unwrap();
    let before = Tree::as_of(&mut tx, day).await.unwrap();
    let old: Vec<_> = before.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| (unit.id, unit.area_id.unwrap())).collect();
    let members = members_by_unit(&mut tx, day).await.unwrap();
    let total = |tree: &Tree, unit: i64| -> i64 { tree.branch(unit).iter().filter_map(|id| members.get(id)).sum() };
    let decision = Decision { uid: "r".into(), kind: "merge", day, paper: "1654/NQ-UBTVQH15 ngày 16/6/2025".into() };
    let event = reorganise(&mut tx, Grant::console, (&lists, "tỉnh An Giang"), decision, &Chance::seeded(1), morning())
        .await
        .unwrap();

    let after = Tree::as_of(&mut tx, day).await.unwrap();
    let mut names: Vec<String> = after.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| unit.name.clone()).collect();
    names.sort();
    let expected = ["phường Chi Lăng", "phường Thới Sơn", "phường Tịnh Biên", "xã An Cư", "xã Núi Cấm"];
    assert_eq!(names, expected.map(|name| format!("Đảng bộ {name}")));
    assert_eq!(after.of_kind(kind::GOVERNMENT).count(), 6, "five of communes, one of the province");
    assert_eq!(after.committee().unwrap().name, "Đảng bộ tỉnh An Giang");
    let now = members_by_unit(&mut tx, day).await.unwrap();
    assert_eq!(now, members, "every member stays in the cell, which passes on as it is");
    assert_eq!(total(&after, after.committee().unwrap().id), total(&before, before.committee().unwrap().id));
    for unit in after.of_kind(kind::COMMUNE_COMMITTEE) {
        let lineage = "SELECT from_unit FROM unit_lineage WHERE to_unit = $1 AND from_unit IS NOT NULL";
        let from: Vec<(i64,)> = tx.all(lineage, &[&unit.id]).await.unwrap();
        let came: i64 = from.iter().map(|(old,)| total(&before, *old)).sum();
        assert_eq!(total(&after, unit.id), came, "{}", unit.name);
        assert!(from.iter().all(|(unit,)| old.iter().any(|(old, _)| old == unit)));
    }
    let eve = Tree::as_of(&mut tx, day.plus_days(-1)).await.unwrap();
    assert_eq!(eve.of_kind(kind::COMMUNE_COMMITTEE).count(), 14, "by the units of that time");
    let places = crate::org::Place::as_of(&mut tx, day).await.unwrap();
    assert_eq!(places.iter().filter(|place| place.kind != "town").count(), 5);

    let decision = Decision { uid: "r2".into(), kind: "merge", day, paper: "1654/NQ-UBTVQH15".into() };
    reorganise(&mut tx, Grant::console, (&lists, "tỉnh An Giang"), decision, &Chance::seeded(2), morning())
        .await
        .unwrap();
    let twice = Tree::as_of(&mut tx, day).await.unwrap();
    assert_eq!(twice.preorder(), after.preorder(), "the same lists again change nothing");

    change::undo(&mut tx, Grant::console(NOWHERE), event, morning()).await.unwrap();
    let again = Tree::as_of(&mut tx, day).await.unwrap();
    assert_eq!(again.preorder(), before.preorder(), "taken back as a whole");
    assert_eq!(crate::org::Place::as_of(&mut tx, day).await.unwrap().len(), 15);
}

#[test]
fn a_list_that_cannot_be_read_says_which_line() {
    use crate::org::reorganise::{ListError, Lists};
    let units = "code,name,kind,parent_code\n";
    let wrong = |successors: &str| Lists::read(successors, units).unwrap_err();
    assert_eq!(wrong("x,y\n"), ListError { line: 1, what: "the header names other columns" });
    assert_eq!(
        wrong("old_code,new_code\n30502,30502\n\n30505\n"),
        ListError { line: 4, what: "two codes are expected" }
    );
}
