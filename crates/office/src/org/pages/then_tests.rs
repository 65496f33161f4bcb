//! Pages of a day on which units were others than today's: each is shown by the units of that day and by those of today,
//! with the same persons, and an old unit says what became of it.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const BEFORE: &str = "2018-11-22";

/// The silent cell and the one beside it become one today; (the old ones, the new one).
async fn merged(t: &TestOffice, officer: &mut Door) -> ([i64; 2], i64) {
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let old = [t.silent_cell, t.value(sql, &[&home(t).await, &t.silent_cell]).await];
    let units = old.map(|unit| format!("unit-{unit}"));
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
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(t, home(t).await).await);
    t.agreed(&t.changed(officer, &page, &fields).await).await;
    (old, t.value("SELECT unit_id FROM unit_name WHERE name = 'Chi bộ ấp Chung'", &[]).await)
}

/// The lines of a list as a file.
async fn lines(door: &mut Door, address: &str) -> Vec<String> {
    let file = door.get(&format!("{address}&tep=csv")).await;
    assert_eq!(file.outcome(), "200", "{address}: {}", file.text());
    String::from_utf8(file.body.to_vec()).unwrap().lines().skip(1).map(str::to_owned).collect()
}

/// The numbers of a line of heads.
fn numbers(line: &str) -> Vec<i64> {
    let cells: Vec<&str> = line.split([',', ';']).collect();
    cells[cells.len() - 5..].iter().map(|cell| cell.trim_matches('"').parse().expect(line)).collect()
}

#[tokio::test]
async fn heads_of_an_earlier_day_are_the_same_by_the_units_of_then_and_of_today() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let main = "SELECT count(*) FROM membership WHERE unit_id = $1 AND kind = 'main' AND from_day <= $2";
    let at = |unit: &str| format!("/van-phong/to-chuc/{unit}/dau-nguoi");
    let district = at(&uid(&t, t.district).await);
    let before = lines(&mut officer, &format!("{district}?ngay={BEFORE}")).await;
    let (old, new) = merged(&t, &mut officer).await;
    let members: [i64; 2] = [t.value(main, &[&old[0], &BEFORE]).await, t.value(main, &[&old[1], &BEFORE]).await];

    for (of, theo) in [("of then", ""), ("of today", "&theo=hom-nay")] {
        let now = lines(&mut officer, &format!("{district}?ngay={BEFORE}{theo}")).await;
        assert_eq!(now.last(), before.last(), "the sum by the units {of}");
    }
    let (old_page, new_page) = (at(&uid(&t, old[0]).await), at(&uid(&t, new).await));
    let own = lines(&mut officer, &format!("{old_page}?ngay={BEFORE}")).await;
    assert_eq!(numbers(own.last().unwrap())[..2], [members[0], members[0]], "the old one by itself");
    let shown = officer.get(&old_page).await.text();
    assert!(shown.contains("tại ngày 22-11-2018"), "on its last day when none is asked for: {shown}");
    let both = lines(&mut officer, &format!("{new_page}?ngay={BEFORE}&theo=hom-nay")).await;
    assert_eq!(numbers(both.last().unwrap())[1], members[0] + members[1], "by today's units they are one");
    let html = officer.get(&format!("{new_page}?ngay={BEFORE}")).await.html();
    assert!(html.contains("Ngày này chưa có đơn vị") && !html.contains("<td class=\"num\""), "no zeros: {html}");
    let switch = format!("{}?ngay={BEFORE}&#38;theo=hom-nay", new_page);
    assert!(html.contains(&switch), "one click away: {html}");
    let html = officer.get(&format!("{old_page}?ngay={BEFORE}")).await.html();
    assert!(html.contains(&switch), "from the old one too: {html}");
    let gone = officer.get(&format!("{old_page}?ngay=23/11/2018")).await.text();
    assert!(gone.contains("Ngày này không còn đơn vị"), "{gone}");

    let taken: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'list.export'", &[]).await;
    assert_eq!(taken, 5, "each file is noted");
    for (who, role, unit, see) in [
        ("the leader", Role::Leader, t.district, "200"),
        ("an editor", Role::Editor, t.district, "404"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        for address in [old_page.clone(), format!("{old_page}?ngay={BEFORE}"), format!("{old_page}?tep=csv")] {
            assert_eq!(door.get(&address).await.outcome(), see, "{who}: {address}");
        }
    }
}

#[tokio::test]
async fn a_list_of_a_unit_that_has_ended_leads_to_that_of_the_one_that_carries_on() {
    let t = TestOffice::new().await;
    let (old, new) = merged(&t, &mut t.as_cast("organisation").await).await;
    let (old_uid, new_uid) = (uid(&t, old[0]).await, uid(&t, new).await);
    let mut leader = t.as_cast("leader").await;
    let mut far = t.signed_in("far", Role::Leader, t.elsewhere).await;
    for list in [
        "mien-sinh-hoat",
        "chuyen-sinh-hoat",
        "ket-nap",
        "viec",
        "van-ban",
        "dang-vien",
        "dang-vien/lien-he-cu-tru",
        "chuc-vu",
    ] {
        let kept = format!("/van-phong/{list}?don-vi={old_uid}");
        let on = format!("/van-phong/{list}?don-vi={new_uid}&xong=noi-tiep");
        assert_eq!(leader.get(&kept).await.outcome(), format!("303 {on}"), "{list}");
        let heir = leader.get(&on).await;
        let told = heir.text().contains("Đây là danh sách của đơn vị tiếp nối");
        assert!(heir.outcome() == "200" && told, "{list}: {}", heir.text());
        assert_eq!(far.get(&kept).await.outcome(), "404", "{list}: as if there were none");
    }
}

#[tokio::test]
async fn posts_of_an_earlier_day_stand_under_the_units_of_today_with_one_click() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (old, new) = merged(&t, &mut officer).await;
    let (old_uid, new_uid) = (uid(&t, old[0]).await, uid(&t, new).await);
    let all = format!("/van-phong/chuc-vu?ngay={BEFORE}");
    let then = lines(&mut officer, &all).await;
    let today = lines(&mut officer, &format!("{all}&theo=hom-nay")).await;
    assert_eq!(then.len(), today.len(), "the same posts");
    let names: Vec<&String> = today.iter().filter(|line| line.contains("Chi bộ ấp Chung (khi ấy: Chi bộ")).collect();
    assert!(names.len() >= 2 && names.iter().any(|line| line.contains("Bí thư")), "{names:?}");
    let page = officer.get(&format!("{all}&don-vi={old_uid}")).await.html();
    let switch = format!("theo=hom-nay&#38;don-vi={new_uid}");
    assert!(page.contains("Theo đơn vị hôm nay") && page.contains(&switch), "{page}");
    let page = officer.get(&format!("{all}&theo=hom-nay&don-vi={new_uid}")).await.text();
    assert!(page.contains("khi ấy: Chi bộ"), "{page}");
    let kept = officer.get(&format!("/van-phong/chuc-vu?don-vi={old_uid}")).await.outcome();
    let to = kept.strip_prefix("303 ").expect(&kept).to_owned();
    let heir = officer.get(&to).await;
    assert!(to.contains(&format!("don-vi={new_uid}")) && heir.outcome() == "200", "{to}");
    assert!(heir.text().contains("Đây là danh sách của đơn vị tiếp nối"), "{}", heir.text());
    for list in ["", "/kiem-nhiem"] {
        for (file, outcome) in [("", "422"), ("&tep=csv", "422"), ("&tep=xlsx", "422")] {
            let asked = format!("/van-phong/chuc-vu{list}?ngay=31/02/2018{file}");
            assert_eq!(officer.get(&asked).await.outcome(), outcome, "{asked}");
        }
    }
    let mut far = t.signed_in("far", Role::OrganisationOfficer, t.elsewhere).await;
    assert_eq!(
        far.get(&format!("/van-phong/chuc-vu?don-vi={old_uid}")).await.outcome(),
        "404",
        "as if there were none"
    );
    assert_eq!(far.get(&format!("{all}&theo=hom-nay&don-vi={new_uid}")).await.outcome(), "404");
    assert!(!far.get(&format!("{all}&theo=hom-nay")).await.text().contains("ấp Chung"));

    let both = format!("/van-phong/chuc-vu/kiem-nhiem?ngay={BEFORE}");
    for (theo, here) in [("", "Theo đơn vị thời điểm đó"), ("&theo=hom-nay", "Theo đơn vị hôm nay")] {
        let page = officer.get(&format!("{both}{theo}")).await;
        assert!(page.text().contains("07/14"), "the figure of the day stays");
        assert!(page.html().contains(&format!("aria-current=\"true\">{here}")), "{}", page.html());
    }
    let (mut then, mut now) =
        (lines(&mut officer, &both).await, lines(&mut officer, &format!("{both}&theo=hom-nay")).await);
    then.sort_unstable();
    now.sort_unstable();
    assert_eq!(then, now, "no commune has changed, so none is said to have been called otherwise");
    let today = officer.get("/van-phong/chuc-vu/kiem-nhiem").await.text();
    assert!(!today.contains("Theo đơn vị hôm nay"), "today there is nothing to choose");
}

#[tokio::test]
async fn an_old_unit_names_all_who_carry_on_and_is_no_more_on_later_days() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let person: i64 = t.value(member, &[&t.silent_cell]).await;
    let (unit, chosen) = (uid(&t, t.silent_cell).await, format!("person-{person}"));
    let page = format!("/van-phong/to-chuc/{unit}");
    let fields = [
        ("kind", "split"),
        ("day", "03/12/2018"),
        ("paper", "QĐ 4"),
        ("parts", "2"),
        ("name-1", "Chi bộ ấp 2A"),
        ("short-1", "Ấp 2A"),
        ("unit_kind-1", "cell"),
        ("name-2", "Chi bộ ấp 2B"),
        ("short-2", "Ấp 2B"),
        ("unit_kind-2", "cell"),
        ("rest", "2"),
        (chosen.as_str(), "1"),
    ];
    let event = t.agreed(&t.changed(&mut officer, &format!("{page}/thay-doi"), &fields).await).await;
    for (day, told, not, changes) in [
        ("", "sẽ kết thúc, ngày cuối là 02-12-2018. Sau đó là", "không còn", true),
        ("?ngay=02/12/2018", "sẽ kết thúc, ngày cuối là 02-12-2018", "không còn", true),
        ("?ngay=03/12/2018", "Ngày này không còn đơn vị", "chưa có", false),
        ("?ngay=05/12/2018", "Ngày này không còn đơn vị", "chưa có", false),
        ("?ngay=01/01/1950", "Ngày này chưa có đơn vị", "không còn", true),
    ] {
        let answer = officer.get(&format!("{page}{day}")).await;
        let text = answer.text();
        assert!(text.contains(told) && !text.contains(not), "{day}: {text}");
        assert_eq!(answer.html().contains("/thay-doi\""), changes, "{day}: what is no more is not changed");
        assert!(text.contains("Chi bộ ấp 2B") && text.contains("Chi bộ ấp 2A"), "both carry on, {day}: {text}");
    }
    t.agreed(&officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome()).await;
    let text = officer.get(&page).await.text();
    assert!(!text.contains("sẽ kết thúc") && !text.contains("Chi bộ ấp 2B."), "{text}");
}

#[tokio::test]
async fn a_unit_that_ended_is_found_by_its_last_name_and_code_by_whoever_reaches_its_heir() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let old: String =
        t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    let code: String = t.value("SELECT code FROM unit_code WHERE unit_id = $1", &[&t.silent_cell]).await;
    merged(&t, &mut officer).await;
    let address = format!("/van-phong/to-chuc/{}\"", uid(&t, t.silent_cell).await);
    let mut far = t.signed_in("far", Role::OrganisationOfficer, t.elsewhere).await;
    for typed in [viet::fold(&old), crate::org::code::written(&code), code] {
        let ask = format!("/van-phong/tim?q={}", kit::web::encode(&typed));
        let found = officer.get(&ask).await;
        assert!(found.html().contains(&address), "{typed}: {}", found.html());
        assert!(found.text().contains("Tổ chức đã kết thúc"), "it says so: {}", found.text());
        assert!(!far.get(&ask).await.html().contains(&address), "{typed}: out of reach");
    }
}

#[tokio::test]
async fn as_many_are_named_as_are_counted_and_who_stays_for_a_time_is_told_apart() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let guest = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let cell = "SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1 AND to_day IS NULL";
    let cell: i64 = t.value(cell, &[&t.elsewhere]).await;
    let guest: i64 = t.value(guest, &[&cell]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO membership (person_id, unit_id, from_day, kind) VALUES ($1, $2, '2018-10-01', 'temporary')";
    tx.exec(sql, &[&guest, &t.silent_cell]).await.unwrap();
    tx.commit().await.unwrap();
    let name: String = t.value("SELECT full_name FROM person WHERE id = $1", &[&guest]).await;
    let main = "SELECT count(*) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let main: i64 = t.value(main, &[&t.silent_cell]).await;
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let into = uid(&t, t.value(sql, &[&home(&t).await, &t.silent_cell]).await).await;
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
    let fields = [("kind", "dissolve"), ("day", "24/11/2018"), ("paper", "QĐ 9"), ("into", into.as_str())];
    let look = officer.post(&page, &fields).await.text();
    let told = look.split("Đảng viên chuyển sinh hoạt ").nth(1).expect(&look);
    let (own, stays) = told.split_once("Đảng viên sinh hoạt tạm thời chuyển nơi ").expect(&look);
    assert!(own.starts_with(&format!("{main} người")) && stays.starts_with("1 người"), "{look}");
    assert_eq!(own.matches(" (19").count() as i64, main, "as many are named: {own}");
    assert!(stays.contains(&name) && !own.contains(&format!("{name} (")), "{look}");
    // Who goes elsewhere before the day does not go along.
    let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    let leaves = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day = '2018-11-24' AND kind = 'main'";
    let leaves: i64 = t.value(leaves, &[&t.silent_cell]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let (on, grant) = (kit::clock::Day::of(2018, 11, 23), crate::identity::reach::Grant::console(cell));
    crate::people::transfer(&mut tx, grant, leaves, on, "GT 1", crate::testing::morning()).await.unwrap();
    tx.commit().await.unwrap();
    let then = officer.get(&event).await.text();
    let told = then.split("Đảng viên chuyển sinh hoạt ").nth(1).expect(&then);
    let (own, _) = told.split_once("Đảng viên sinh hoạt tạm thời chuyển nơi ").expect(&then);
    assert!(own.starts_with(&format!("{} người", main - 1)), "{then}");
    assert_eq!(own.matches(" (19").count() as i64, main - 1, "{own}");
    t.agreed(&officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome()).await;
    let undone = officer.get(&event).await.text();
    assert!(undone.contains(&format!("Đảng viên chuyển sinh hoạt {main} người")), "as many as it was about: {undone}");
}

#[tokio::test]
async fn a_new_unit_says_its_area_and_stands_where_the_old_one_stood() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let commune = home(&t).await;
    let order = async |door: &mut Door| {
        let html = door.get(&format!("/van-phong/to-chuc/{}", uid(&t, commune).await)).await.html();
        let below = html.split("t-below\"").nth(2).expect(&html).split("</table>").next().unwrap().to_owned();
        below
            .split("<a href=")
            .skip(1)
            .map(|cell| cell.split(['>', '<']).nth(1).unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let before = order(&mut officer).await;
    let (old, new) = merged(&t, &mut officer).await;
    let first = "SELECT name FROM unit_name WHERE unit_id = $1 ORDER BY id LIMIT 1";
    let names: [String; 2] = [t.value(first, &[&old[0]]).await, t.value(first, &[&old[1]]).await];
    let mut expected: Vec<String> = before.clone();
    let at = before.iter().position(|name| names.contains(name)).expect("one of the old ones");
    expected[at] = "Chi bộ ấp Chung".to_owned();
    expected.retain(|name| !names.contains(name));
    assert_eq!(order(&mut officer).await, expected);
    let area = "SELECT n.name FROM area_name n JOIN unit u ON u.area_id = n.area_id WHERE u.id = $1
                ORDER BY n.from_day LIMIT 1";
    let area: String = t.value(area, &[&new]).await;
    let page = officer.get(&format!("/van-phong/to-chuc/{}", uid(&t, new).await)).await.text();
    assert!(page.contains(&format!("Địa bàn {area}")), "{page}");
    let event: String = t.value("SELECT uid FROM unit_event ORDER BY id DESC LIMIT 1", &[]).await;
    let event = officer.get(&format!("/van-phong/to-chuc/su-kien/{event}")).await.text();
    assert!(event.contains(&format!("Địa bàn của đơn vị mới Chi bộ ấp Chung: {area}")), "{event}");
}

#[tokio::test]
async fn of_those_who_carry_on_out_of_reach_only_their_number_is_told() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let above = home(&t).await;
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let chosen = format!("person-{}", t.value::<i64>(member, &[&t.silent_cell]).await);
    let page = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let fields = [
        ("kind", "split"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 4"),
        ("parts", "2"),
        ("name-1", "Chi bộ ấp 2A"),
        ("short-1", "Ấp 2A"),
        ("unit_kind-1", "cell"),
        ("name-2", "Chi bộ ấp 2B"),
        ("short-2", "Ấp 2B"),
        ("unit_kind-2", "cell"),
        ("rest", "2"),
        (chosen.as_str(), "1"),
    ];
    t.agreed(&t.changed(&mut officer, &format!("{page}/thay-doi"), &fields).await).await;
    t.office.clock.advance(kit::clock::DAY);
    let part: i64 = t.value("SELECT unit_id FROM unit_name WHERE name = 'Chi bộ ấp 2B'", &[]).await;
    for (who, unit, named, others) in
        [("above both", above, ["ấp 2A", "ấp 2B"], false), ("the one", part, ["ấp 2B", ""], true)]
    {
        let text = t.signed_in(who, Role::CommuneClerk, unit).await.get(&page).await.text();
        let banner = text.split("Nay là: ").nth(1).unwrap_or_default().chars().take(90).collect::<String>();
        assert!(named.iter().all(|name| banner.contains(name)), "{who}: {text}");
        assert_eq!(banner.contains("Cùng kế tục: 1 tổ chức khác"), others, "{who}: {text}");
        assert_eq!(banner.contains("ấp 2A"), !others, "{who}: {banner}");
    }
}
