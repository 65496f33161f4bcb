use super::*;
use crate::figures;
use crate::org::{Tree, kind};
use crate::study::sections::Section;
use crate::study::{Audience, Campaign, CampaignState, Standing};
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
    let of = |section| standing.section_line(cast.district, &[section]).unwrap().roll;
    assert!(of(Section::Leaders) > of(Section::Heads), "not everybody with a post heads a unit");
    assert_eq!(rate.reaches(9_800), Some(true), "{rate:?}");
    assert_eq!(rate.reaches(9_900), Some(false), "{rate:?}");
    assert_eq!(standing.missing(cast.district), [cast.silent_cell]);
    let below = cast.communes.iter().filter(|unit| standing.rate(**unit).unwrap().reaches(9_800) == Some(false));
    assert!((2..=5).contains(&below.count()));

    let all = Campaign::all(&mut conn).await.unwrap();
    let told: Vec<_> = all.iter().map(|campaign| (campaign.state(), campaign.audience())).collect();
    let members = Audience::Members;
    let expected = [
        (CampaignState::Running, members),
        (CampaignState::Reported, members),
        (CampaignState::Running, Audience::Cadres),
        (CampaignState::Issued, members),
        (CampaignState::Reported, members),
    ];
    assert_eq!(told, expected);
    let finished = Standing::build(&mut conn, all[1].id).await.unwrap();
    assert_eq!(finished.rate(cast.district).unwrap().reaches(9_800), Some(true));
    assert!(finished.missing(cast.district).is_empty());
    let before = Standing::build(&mut conn, all[4].id).await.unwrap().rate(cast.district).unwrap();
    assert_eq!(before.reaches(9_800), Some(true), "a year before: {before:?}");
    let under_way = Standing::build(&mut conn, all[2].id).await.unwrap();
    let line = under_way.line(cast.district).unwrap();
    println!("{line:?}");
    let rate = line.rate();
    assert!(rate.reaches(9_755) == Some(true) && rate.reaches(9_765) == Some(false), "97,6 %: {rate:?}");
    let silent = under_way.missing(cast.district);
    assert!(silent.len() == 2 && silent.contains(&cast.silent_cell) && line.unmarked() > 2, "{silent:?} {line:?}");

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
