//! The reorganisation of 1 July 2025 on the cast, from the published lists: lineage and figures before and after agree.

use super::lineage::Lineage;
use super::reorganise::{ListError, Lists, Province, reorganise};
use super::*;
use crate::cast::DEMO_DAY;
use crate::figures;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::identity::reach::seating::Seating;
use crate::identity::right::Role;
use crate::people;
use crate::posts::{self, NewHolding};
use crate::study::{Campaign, Line, Standing};
use crate::testing::{TestOffice, cast, morning};
use bridge::Value;
use kit::clock::{Chance, DAY as A_DAY, Day};
use kit::db::Conn;
use std::collections::{BTreeMap, HashMap};

const DAY: Day = Day::of(2025, 7, 1);

fn lists() -> Lists {
    crate::cast::lists_of_2025().unwrap()
}

fn an_giang() -> Province {
    Province::of("tỉnh An Giang", DAY).unwrap().unwrap()
}

async fn run(conn: &mut Conn) -> i64 {
    let paper = "Nghị quyết 1654/NQ-UBTVQH15 ngày 16/6/2025".into();
    let decision = Decision { uid: "run".into(), kind: "merge", day: DAY, paper };
    let lists = (&lists(), &an_giang(), false);
    reorganise(conn, (Grant::console, Deciding::console(NOWHERE)), lists, decision, &Chance::seeded(1), morning())
        .await
        .unwrap()
}

#[tokio::test]
async fn on_1_july_2025_fourteen_communes_become_the_five_of_today_and_nobody_is_lost() {
    let test = cast().await;
    let lists = lists();
    assert_eq!((lists.successors.len(), lists.areas.len()), (14, 5));
    let day = DAY;
    let mut tx = test.db.begin().await.unwrap();
    let before = Tree::as_of(&mut tx, day).await.unwrap();
    let old: Vec<_> = before.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| (unit.id, unit.area_id.unwrap())).collect();
    let members = members_by_unit(&mut tx, day).await.unwrap();
    let total = |tree: &Tree, unit: i64| -> i64 { tree.branch(unit).iter().filter_map(|id| members.get(id)).sum() };
    let decision = Decision { uid: "r".into(), kind: "merge", day, paper: "1654/NQ-UBTVQH15 ngày 16/6/2025".into() };
    let event = reorganise(
        &mut tx,
        (Grant::console, Deciding::console(NOWHERE)),
        (&lists, &an_giang(), false),
        decision,
        &Chance::seeded(1),
        morning(),
    )
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
    let places = Place::as_of(&mut tx, day).await.unwrap();
    assert_eq!(places.iter().filter(|place| ["commune", "ward"].contains(&&*place.kind)).count(), 5);
    let province: Vec<_> = places.iter().filter(|place| place.kind == "province").collect();
    assert!(matches!(province[..], [place] if (&*place.code, &*place.name) == ("91", "Tỉnh An Giang")), "{province:?}");
    for unit in after.preorder().iter().filter_map(|unit| after.get(*unit)).filter(|unit| after.is_beside(unit.id)) {
        let of_area = |keeper: &i64| after.get(*keeper).is_some_and(|keeper| keeper.area_id == unit.area_id);
        assert!(after.keepers(unit.id).iter().any(of_area), "{} is kept where it stands", unit.name);
    }

    let decision = Decision { uid: "r2".into(), kind: "merge", day, paper: "1654/NQ-UBTVQH15".into() };
    reorganise(
        &mut tx,
        (Grant::console, Deciding::console(NOWHERE)),
        (&lists, &an_giang(), false),
        decision,
        &Chance::seeded(2),
        morning(),
    )
    .await
    .unwrap();
    let twice = Tree::as_of(&mut tx, day).await.unwrap();
    assert_eq!(twice.preorder(), after.preorder(), "the same lists again change nothing");

    undo(&mut tx, Deciding::console(NOWHERE), event, morning()).await.unwrap();
    let again = Tree::as_of(&mut tx, day).await.unwrap();
    assert_eq!(again.preorder(), before.preorder(), "taken back as a whole");
    assert_eq!(Place::as_of(&mut tx, day).await.unwrap().len(), 15);
}

#[tokio::test]
async fn the_published_rate_is_of_the_committee_and_not_of_whoever_ran_a_campaign_last() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let rate = async |tx: &mut Conn, day: Day| {
        let figures = figures::by_id(figures::compute(tx, day, morning()).await.unwrap());
        let figure = figures[figures::STUDY].clone();
        (figure.value, figure.unit)
    };
    let before = rate(&mut tx, DEMO_DAY).await;
    assert!(before.1.contains("Tịnh Biên"), "{before:?}");
    let cell = Tree::as_of(&mut tx, DEMO_DAY).await.unwrap().of_kind(kind::CELL).next().unwrap().id;
    let own = Campaign { cutoff_day: DEMO_DAY, uid: "own".into(), ..Campaign::all(&mut tx).await.unwrap().remove(0) };
    let terms = crate::study::Terms::default();
    let own = crate::study::open_campaign(&mut tx, Grant::console(cell), &own, &terms, morning()).await.unwrap();
    let issue = crate::study::Move::Issue;
    crate::study::move_campaign(&mut tx, Grant::console(cell), (own, 1), issue, morning()).await.unwrap();
    assert_eq!(rate(&mut tx, DEMO_DAY).await, before, "a cell's own campaign is none of the committee's");
    run(&mut tx).await;
    assert_eq!(rate(&mut tx, DAY).await, before, "the province carries on for the district");
}

/// The parts of the figure on concurrent posts on a day.
async fn concurrent(conn: &mut Conn, day: Day) -> (u64, u64) {
    let figures = figures::by_id(figures::compute(conn, day, morning()).await.unwrap());
    match figures[figures::CONCURRENT].value {
        Value::Ratio { numerator, denominator } => (numerator, denominator),
        ref other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn concurrent_posts_are_7_of_14_before_and_of_5_after() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    run(&mut tx).await;
    let eve = DAY.plus_days(-1);
    assert_eq!(concurrent(&mut tx, DEMO_DAY).await, (7, 14));
    assert_eq!(concurrent(&mut tx, eve).await, (7, 14));
    assert_eq!(concurrent(&mut tx, DAY).await, (0, 5), "posts ended with their units");
    // One person in both posts in two of the five; two persons in a third.
    let tree = Tree::as_of(&mut tx, DAY).await.unwrap();
    let governments: HashMap<Option<i64>, i64> =
        tree.of_kind(kind::GOVERNMENT).map(|unit| (unit.area_id, unit.id)).collect();
    let roll = people::roll(&mut tx, DAY).await.unwrap();
    for (nth, committee) in tree.of_kind(kind::COMMUNE_COMMITTEE).take(3).enumerate() {
        let chairman = if nth < 2 { nth } else { 99 };
        let government = governments[&committee.area_id];
        for (unit, title, person) in [(committee.id, "secretary", nth), (government, "chairman", chairman)] {
            let uid = format!("{title}-{nth}");
            let new = NewHolding { person: roll[person].0, from: DAY, to: None, term: None, paper: "" };
            posts::hold(&mut tx, Seating::console(unit, title), &uid, &new, morning()).await.unwrap();
        }
    }
    assert_eq!(concurrent(&mut tx, DAY).await, (2, 5));
    assert_eq!(concurrent(&mut tx, eve).await, (7, 14), "the past stays as it was");
}

#[tokio::test]
async fn the_study_rate_is_the_same_by_the_units_of_that_time_and_of_today() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let before = Tree::as_of(&mut tx, DAY.plus_days(-1)).await.unwrap();
    run(&mut tx).await;
    let campaign = Campaign::all(&mut tx).await.unwrap().remove(0);
    let then = Standing::build(&mut tx, campaign.id).await.unwrap();
    let today = Standing::build_by(&mut tx, campaign.id, Some(DAY)).await.unwrap();
    let numbers = |line: Line| (line.roll, line.exempt, line.attended, line.made_up, line.absent, line.handins);
    let whole = today.tree().committee().unwrap().id;
    let of_then = then.line(campaign.unit_id).unwrap();
    assert_eq!(numbers(today.line(whole).unwrap()), numbers(of_then));
    assert!(of_then.roll > 3_900 && of_then.attended > 3_500, "{of_then:?}");
    // Each commune of today has what its old ones had.
    let lineage = Lineage::read(&mut tx).await.unwrap();
    let mut sums: BTreeMap<i64, [u64; 3]> = BTreeMap::new();
    for old in before.of_kind(kind::COMMUNE_COMMITTEE) {
        let (line, sum) = (then.line(old.id).unwrap(), sums.entry(lineage.heir(old.id, DAY)).or_default());
        for (part, of) in sum.iter_mut().zip([line.roll, line.attended, line.absent]) {
            *part += of;
        }
    }
    assert_eq!(sums.len(), 5);
    let former = lineage.former(&sums.keys().copied().collect(), DAY);
    let eve = lineage.former(&sums.keys().copied().collect(), DAY.plus_days(-1));
    assert_eq!((former.len(), eve.len()), (14, 0), "each of the five answers for those that it came from");
    for (unit, sum) in sums {
        let line = today.line(unit).unwrap();
        assert_eq!([line.roll, line.attended, line.absent], sum, "{}", today.tree().name(unit));
    }
}

#[tokio::test]
async fn whoever_kept_the_district_looks_back_by_the_units_of_then_and_of_today() {
    let t = TestOffice::new().await;
    let old: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let government =
        "SELECT u.uid FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE n.name = 'Ủy ban nhân dân tỉnh An Giang'";
    let mut tx = t.office.db.begin().await.unwrap();
    run(&mut tx).await;
    tx.commit().await.unwrap();
    t.office.clock.advance(2_500 * A_DAY);
    assert!(t.office.clock.today() > DAY, "{}", t.office.clock.today());
    let mut leader = t.as_cast("leader").await;
    let tree = "/van-phong/to-chuc";
    let now = leader.get(tree).await.text();
    assert!(now.contains("5 đảng bộ xã, phường, thị trấn") && now.contains("3.902 đảng viên"), "{now}");
    let persons = |text: &str| text.split(" đảng viên").next().and_then(|t| t.rsplit(' ').next()).unwrap().to_owned();
    let then = leader.get(&format!("{tree}?ngay=30/06/2025")).await.text();
    assert!(then.contains("14 đảng bộ xã, phường, thị trấn"), "{then}");
    let by_today = leader.get(&format!("{tree}?ngay=30/06/2025&theo=hom-nay")).await.text();
    assert!(
        by_today.contains("5 đảng bộ xã, phường, thị trấn") && by_today.contains("Vẫn là người của ngày 30-06-2025")
    );
    assert_eq!((persons(&then), persons(&by_today)), (persons(&now), persons(&now)), "nobody is lost or doubled");

    let page = leader.get(&format!("{tree}/{old}")).await;
    assert_eq!(page.outcome(), "200", "the old page stays");
    assert!(page.text().contains("Đơn vị này kết thúc ngày 30-06-2025"), "{}", page.text());
    assert!(page.text().contains("Nay là: Đảng bộ "), "{}", page.text());
    for day in ["", "?ngay=23/11/2018"] {
        let text = leader.get(&format!("{tree}/{old}{day}")).await.text();
        assert!(text.contains("Nhiệm kỳ 11 (2015 – 2025)"), "its terms stay with it, {day}: {text}");
    }
    let chart = leader.get(&format!("{tree}/{old}/qua-trinh")).await;
    assert_eq!(chart.outcome(), "200");
    assert!(chart.html().contains("<svg class=\"chart\"") && chart.text().contains("Toàn bộ"), "{}", chart.text());
    let csv = leader.get(&format!("{tree}?ngay=30/06/2025&theo=hom-nay&tep=csv")).await;
    assert_eq!(csv.outcome(), "200");
    let campaign: String = t.value("SELECT uid FROM campaign ORDER BY id LIMIT 1", &[]).await;
    let study = format!("/van-phong/hoc-tap/{campaign}/{old}");
    assert_eq!(leader.get(&study).await.outcome(), "200", "by the units of the cut-off day");
    assert_eq!(leader.get(&format!("{study}?theo=hom-nay")).await.outcome(), "404", "it is none of today's");
    let desk = leader.get("/van-phong").await.text();
    assert!(desk.contains("Tịnh Biên") && desk.contains('%'), "the desk goes on: {desk}");

    let members = "/van-phong/dang-vien";
    let of_then = leader.get(&format!("{members}?ngay=30/06/2025")).await;
    let of_today = leader.get(&format!("{members}?ngay=30/06/2025&theo=hom-nay")).await;
    for (page, unit) in [(&of_then, "Đảng bộ phường Nhà Bàng ("), (&of_today, "Đảng bộ xã Núi Cấm (")]
    {
        assert_eq!(page.outcome(), "200");
        assert!(page.text().contains("3.902 đảng viên") && page.text().contains(unit), "{}", page.text());
    }
    assert!(!of_today.text().contains("Nhà Bàng ("), "no unit that is no more: {}", of_today.text());
    let lines = async |door: &mut kit::testing::Door, query: &str| {
        door.get(&format!("{members}?ngay=30/06/2025{query}&tep=csv&cot=don-vi")).await.text().matches("Chi bộ").count()
    };
    let (then, today) = (lines(&mut leader, "").await, lines(&mut leader, "&theo=hom-nay").await);
    assert_eq!(then, today, "the same persons in both files");
    assert!(then >= 3_800, "{then}");

    let government: String = t.value(government, &[]).await;
    let mut officer = t.as_cast("organisation").await;
    let terms = officer.get(&format!("{tree}/{old}/nhiem-ky")).await;
    assert!(terms.text().contains("Nhiệm kỳ 11 (2015 – 2025)"), "{}", terms.text());
    let (text, html) = (terms.text(), terms.html());
    assert!(!text.contains("Sửa nhiệm kỳ") && !html.contains("name=\"from\""), "what is no more is read only: {text}");
    for page in ["/chuc-vu/moi", "/nhiem-ky", "/thay-doi?loai=rename"] {
        let page = format!("{tree}/{government}{page}");
        assert_eq!(officer.get(&page).await.outcome(), "200", "what stands beside the province's committee: {page}");
    }

    // Another commune's clerk of today finds neither the old page nor the chart.
    let new = "SELECT to_unit FROM unit_lineage WHERE from_unit = $1 AND to_unit <> from_unit";
    let heir: i64 = t.value(new, &[&t.elsewhere]).await;
    let other = "SELECT p.unit_id FROM unit_parent p JOIN unit u ON u.id = p.unit_id WHERE u.kind = 'commune_committee'
                 AND p.to_day IS NULL AND p.unit_id <> $1";
    let other: i64 = t.value(other, &[&heir]).await;
    for (unit, outcome) in [(heir, "200"), (other, "404")] {
        let mut clerk = t.signed_in(&format!("clerk {unit}"), Role::CommuneClerk, unit).await;
        let of_it = ["", "/qua-trinh", "/nhiem-ky"].map(|page| format!("{tree}/{old}{page}"));
        for page in of_it.into_iter().chain([study.clone()]) {
            assert_eq!(clerk.get(&page).await.outcome(), outcome, "{page}");
        }
    }
}

#[test]
fn a_list_that_cannot_be_read_says_which_line() {
    let units = "code,name,kind,parent_code\n";
    let wrong = |successors: &str| Lists::read(successors, units).unwrap_err();
    assert_eq!(wrong("x,y\n"), ListError { line: 1, what: "the header names other columns" });
    assert_eq!(
        wrong("old_code,new_code\n30502,30502\n\n30505\n"),
        ListError { line: 4, what: "two codes are expected" }
    );
}
