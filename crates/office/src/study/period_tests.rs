//! The year of a unit by months, by the units of each campaign's day and by those of today, through the door.

use super::campaign_tests::uid;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

async fn at(t: &TestOffice, unit: i64) -> String {
    format!("/van-phong/hoc-tap/theo-ky/{}", uid(t, unit).await)
}

/// The commune committee of the silent cell, and the first other cell of it.
async fn near(t: &TestOffice) -> (i64, i64) {
    let home = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let home: i64 = t.value(home, &[&t.silent_cell]).await;
    let beside = "SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 AND to_day IS NULL";
    (home, t.value(beside, &[&home, &t.silent_cell]).await)
}

/// Today the silent cell goes into the one beside it, which is returned.
pub(super) async fn dissolved(t: &TestOffice) -> i64 {
    let (_, beside) = near(t).await;
    let into = uid(t, beside).await;
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9"), ("into", &into)];
    let change = format!("/van-phong/to-chuc/{}/thay-doi", uid(t, t.silent_cell).await);
    t.agreed(&t.changed(&mut t.as_cast("organisation").await, &change, &fields).await).await;
    beside
}

/// The year at an address as a file.
async fn lines(door: &mut Door, address: &str, by: &str) -> Vec<String> {
    let file = door.get(&format!("{address}?nam=2018{by}&tep=csv")).await;
    assert_eq!(file.outcome(), "200", "{address}, {by}: {}", file.text());
    String::from_utf8(file.body.to_vec()).unwrap().lines().skip(1).map(str::to_owned).collect()
}

/// Turns expected, turns taken and exemptions of the whole year.
async fn sum(door: &mut Door, address: &str, by: &str) -> [i64; 3] {
    let lines = lines(door, address, by).await;
    let whole = lines.iter().find(|line| line.starts_with("Học tập năm 2018")).unwrap_or_else(|| panic!("{lines:?}"));
    let mut cells = whole.split(',').skip(1).map(|cell| cell.parse::<i64>().expect(whole));
    std::array::from_fn(|_| cells.next().expect(whole))
}

fn together(one: [i64; 3], other: [i64; 3]) -> [i64; 3] {
    std::array::from_fn(|at| one[at] + other[at])
}

/// An address as it stands on a page.
fn href(address: &str) -> String {
    format!("href=\"{}\"", address.replace('&', "&#38;"))
}

const TODAY: &str = "&theo=hom-nay";
const THEN: &str = "&theo=thoi-diem";

#[tokio::test]
async fn a_year_is_by_the_units_of_each_campaigns_day_or_by_those_of_today_with_one_click() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (_, beside) = near(&t).await;
    let (old_at, heir_at, district) = (at(&t, t.silent_cell).await, at(&t, beside).await, at(&t, t.district).await);
    let (own, theirs) = (sum(&mut officer, &old_at, "").await, sum(&mut officer, &heir_at, "").await);
    let all = sum(&mut officer, &district, "").await;
    assert!(own[0] > 0 && theirs[0] > 0, "{own:?} {theirs:?}");
    assert_eq!(dissolved(&t).await, beside);

    for (who, address, by, told) in [
        ("the cell that carries on", &heir_at, "", theirs),
        ("the same, by the units of then", &heir_at, THEN, theirs),
        ("the same, by those of today", &heir_at, TODAY, together(own, theirs)),
        ("the ended cell", &old_at, "", own),
        ("the ended cell, which is none of today's", &old_at, TODAY, own),
        ("the district", &district, "", all),
        ("the district by the units of today", &district, TODAY, all),
    ] {
        assert_eq!(sum(&mut officer, address, by).await, told, "{who}");
    }
    let (then, now) = (format!("{heir_at}?nam=2018{THEN}"), format!("{heir_at}?nam=2018{TODAY}"));
    let page = officer.get(&heir_at).await;
    assert!(page.html().contains(&href(&then)) && page.html().contains(&href(&now)), "{}", page.html());
    assert!(page.text().contains("có thể khác địa bàn"), "whose numbers they are is said: {}", page.text());
    assert!(page.html().contains(&href(&format!("{old_at}?nam=2018"))), "and where the others are: {}", page.html());
    let page = officer.get(&now).await;
    assert!(page.text().contains("là của cùng một địa bàn"), "{}", page.text());
    assert!(!page.text().contains("Đơn vị đã nhập vào đây"), "they are counted in: {}", page.text());
    let campaign: String = t.value("SELECT uid FROM campaign ORDER BY id LIMIT 1", &[]).await;
    let (old, heir) = (uid(&t, t.silent_cell).await, uid(&t, beside).await);
    let behind = format!("/van-phong/hoc-tap/{campaign}/{heir}?theo=hom-nay");
    assert!(page.html().contains(&href(&behind)), "a campaign opens by the same units: {}", page.html());
    assert!(page.html().contains(&format!("nam=2018{TODAY}&thang=").replace('&', "&#38;")), "so does a month");
    for (by, said) in [("", "các đơn vị của ngày chốt danh sách"), (TODAY, "các đơn vị của hôm nay")]
    {
        let file = lines(&mut officer, &heir_at, by).await;
        assert!(file.iter().any(|line| line.contains(said)), "the file says it as well: {file:?}");
    }
    let noted = "SELECT count(*) FROM journal WHERE verb = 'list.export' AND after LIKE '%Theo đơn vị hôm nay%'";
    assert!(t.value::<i64>(noted, &[]).await > 0, "and so does the journal");

    let ended = officer.get(&old_at).await;
    assert!(ended.text().contains("Đơn vị này kết thúc ngày 22-11-2018"), "{}", ended.text());
    assert!(ended.html().contains(&href(&now)), "one click to the one that carries on: {}", ended.html());
    let behind = format!("/van-phong/hoc-tap/{campaign}/{old}");
    assert!(ended.html().contains(&href(&behind)), "{}", ended.html());
    assert_eq!(officer.get(&behind).await.outcome(), "200");
}

#[tokio::test]
async fn the_year_of_an_ended_unit_opens_for_whoever_reads_study_where_it_went() {
    let t = TestOffice::new().await;
    let (home, beside) = near(&t).await;
    dissolved(&t).await;
    let ended = at(&t, t.silent_cell).await;
    for (who, role, unit, see) in [
        ("the leader", Role::Leader, t.district, "200"),
        ("the commune's clerk", Role::CommuneClerk, home, "200"),
        ("the secretary of the cell that carries on", Role::CellSecretary, beside, "200"),
        ("an editor", Role::Editor, t.district, "404"),
        ("another commune's clerk", Role::CommuneClerk, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        for address in [ended.clone(), format!("{ended}?nam=2017"), format!("{ended}?tep=csv")] {
            assert_eq!(door.get(&address).await.outcome(), see, "{who}: {address}");
        }
    }
}

#[tokio::test]
async fn a_unit_that_began_since_is_shown_by_the_units_of_today_unless_those_of_then_are_asked_for() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (home, beside) = near(&t).await;
    let (old_at, other_at) = (at(&t, t.silent_cell).await, at(&t, beside).await);
    let (own, theirs) = (sum(&mut officer, &old_at, "").await, sum(&mut officer, &other_at, "").await);
    let units = [t.silent_cell, beside].map(|unit| format!("unit-{unit}"));
    let fields = [
        ("kind", "merge"),
        ("day", "23/11/2018"),
        ("paper", "QĐ 3"),
        ("name", "Chi bộ ấp Chung"),
        ("short", "Ấp Chung"),
        ("unit_kind", "cell"),
        (units[0].as_str(), "1"),
        (units[1].as_str(), "1"),
    ];
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, home).await);
    t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    let new: i64 = t.value("SELECT unit_id FROM unit_name WHERE name = 'Chi bộ ấp Chung'", &[]).await;
    let new_at = at(&t, new).await;
    assert_eq!(sum(&mut officer, &new_at, "").await, together(own, theirs));
    let page = officer.get(&new_at).await.text();
    assert!(page.contains("là của cùng một địa bàn"), "{page}");
    let then = officer.get(&format!("{new_at}?nam=2018{THEN}")).await;
    assert!(then.text().contains("đơn vị này chưa có hoặc không còn"), "no zeros: {}", then.text());
    for came in [old_at, other_at] {
        assert!(then.html().contains(&href(&format!("{came}?nam=2018"))), "{came}: {}", then.html());
    }
}
