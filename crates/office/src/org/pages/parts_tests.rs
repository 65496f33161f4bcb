//! A split into several new units at once, through the door.

use super::tests::{home, uid};
use crate::testing::TestOffice;
use kit::testing::{Answer, Door};

/// The form of a split of the commune committee of the silent cell: three of its cells to two new committees, one each, and
/// a second one to the second.
pub(super) struct Split {
    pub(super) page: String,
    pub(super) cells: Vec<i64>,
    fields: Vec<(String, String)>,
}

impl Split {
    pub(super) async fn of_the_commune(t: &TestOffice) -> Split {
        let home = home(t).await;
        let sql = "SELECT p.unit_id FROM unit_parent p JOIN unit u ON u.id = p.unit_id
                   WHERE p.parent_id = $1 AND p.to_day IS NULL AND u.kind = 'cell' ORDER BY p.unit_id";
        let cells: Vec<(i64,)> = t.office.db.read().await.unwrap().all(sql, &[&home]).await.unwrap();
        let cells: Vec<i64> = cells.into_iter().map(|(cell,)| cell).collect();
        assert!(cells.len() > 3, "a commune of several cells");
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(t, home).await);
        let mut split = Split { page, cells, fields: vec![] };
        for (name, value) in [
            ("kind", "split"),
            ("day", "24/11/2018"),
            ("paper", "QĐ 15-QĐ/HU"),
            ("parts", "2"),
            ("name-1", "Đảng bộ xã Đông"),
            ("short-1", "Xã Đông"),
            ("unit_kind-1", "commune_committee"),
            ("code-1", "89.890.101.000.000"),
            ("name-2", "Đảng bộ xã Tây"),
            ("short-2", "Xã Tây"),
            ("unit_kind-2", "commune_committee"),
            ("rest", ""),
        ] {
            split.say(name, value);
        }
        for (nth, part) in [(0, "1"), (1, "2"), (2, "2")] {
            split.say(&format!("unit-{}", split.cells[nth]), part);
        }
        split
    }

    /// Says otherwise in a field.
    pub(super) fn say(&mut self, name: &str, value: &str) {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    fn with<'a>(&'a self, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let others = self.fields.iter().filter(|(known, _)| known != name);
        let mut all: Vec<(&str, &str)> = others.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.push((name, value));
        all
    }

    pub(super) fn all(&self) -> Vec<(&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    async fn post(&self, door: &mut Door) -> Answer {
        door.post(&self.page, &self.all()).await
    }
}

pub(super) async fn unit_of(t: &TestOffice, name: &str) -> i64 {
    let sql = "SELECT unit_id FROM unit_name WHERE name = $1 AND (to_day IS NULL OR to_day > from_day)";
    t.value(sql, &[&name]).await
}

/// What stands on record about the commune and what was made of it.
pub(super) async fn record(t: &TestOffice) -> Vec<String> {
    let mut all = vec![];
    for (table, columns) in [
        ("unit_name", "CAST(unit_id AS TEXT) || name"),
        ("unit_parent", "CAST(unit_id AS TEXT) || '<' || CAST(parent_id AS TEXT)"),
        ("membership", "CAST(person_id AS TEXT) || '@' || CAST(unit_id AS TEXT)"),
        ("post_holding", "CAST(person_id AS TEXT) || '^' || CAST(post_id AS TEXT)"),
        ("unit_code", "CAST(unit_id AS TEXT) || '#' || code"),
        ("role_holding", "CAST(account_id AS TEXT) || role"),
        ("area_name", "CAST(area_id AS TEXT) || name"),
    ] {
        let sql = format!(
            "SELECT '{table} ' || {columns} || ' ' || from_day || ' ' || coalesce(to_day, '') FROM {table}
             WHERE to_day IS NULL OR to_day > from_day ORDER BY id"
        );
        let rows: Vec<(String,)> = t.office.db.read().await.unwrap().all(&sql, &[]).await.unwrap();
        all.extend(rows.into_iter().map(|(row,)| row));
    }
    all
}

#[tokio::test]
async fn a_commune_falls_into_three_by_one_paper_and_is_whole_again_by_one_undo() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let mut split = Split::of_the_commune(&t).await;
    let home = home(&t).await;
    let held = "SELECT h.id FROM post_holding h JOIN post p ON p.id = h.post_id
                WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL ORDER BY h.id LIMIT 1";
    let held: i64 = t.value(held, &[&home]).await;
    let secretary: String = t
        .value("SELECT n.full_name FROM person n JOIN post_holding h ON h.person_id = n.id WHERE h.id = $1", &[&held])
        .await;
    split.say(&format!("post-{held}"), "2");
    let was = record(&t).await;

    let look = split.post(&mut officer).await;
    assert_eq!(look.outcome(), "200", "{}", look.text());
    let text = look.text();
    let moved = format!("{secretary}: Bí thư, Đảng bộ xã Tây");
    for told in ["Đảng bộ xã Đông", "Đảng bộ xã Tây", "Một phần của", "Đảng bộ xã Đông: 89.890.101.000.000", &moved]
    {
        assert!(text.contains(told), "one page tells {told}: {text}");
    }
    let asked = t.changed(&mut officer, &split.page, &split.all()).await;
    let event = t.agreed(&asked).await;
    t.office.clock.advance(kit::clock::DAY);
    let mut officer = t.as_cast("organisation").await;

    let (east, west) = (unit_of(&t, "Đảng bộ xã Đông").await, unit_of(&t, "Đảng bộ xã Tây").await);
    let below = "SELECT count(*) FROM unit_parent WHERE parent_id = $1 AND to_day IS NULL";
    for (unit, count) in [(east, 1), (west, 2), (home, split.cells.len() as i64 - 3)] {
        let cells = format!("{below} AND unit_id IN (SELECT id FROM unit WHERE kind = 'cell')");
        assert_eq!(t.value::<i64>(&cells, &[&unit]).await, count, "cells below {unit}");
    }
    let events: i64 = t.value("SELECT count(*) FROM unit_event WHERE kind = 'split' AND undone_at IS NULL", &[]).await;
    assert_eq!(events, 1, "one change");
    let page = format!("/van-phong/to-chuc/{}", uid(&t, home).await);
    let chart = officer.get(&format!("{page}/qua-trinh")).await.text();
    assert!(chart.contains("Đảng bộ xã Đông") && chart.contains("Đảng bộ xã Tây"), "the chart shows both: {chart}");
    let posts = format!("/van-phong/to-chuc/{}/chuc-vu", uid(&t, west).await);
    assert!(officer.get(&posts).await.text().contains(&secretary), "and the secretary leads there");

    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert_eq!(record(&t).await, was, "to the letter");
}

#[tokio::test]
async fn a_unit_may_fall_apart_whole_and_a_part_bear_its_code() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let mut split = Split::of_the_commune(&t).await;
    let home = home(&t).await;
    let code: String = t.value("SELECT code FROM unit_code WHERE unit_id = $1 AND to_day IS NULL", &[&home]).await;
    split.say("code-1", &code);
    let refused = split.post(&mut officer).await;
    assert_eq!(refused.outcome(), "422", "as long as the old unit goes on, the code is its own");
    assert!(refused.html().contains("href=\"#code-1\"") && refused.text().contains("Đơn vị mới 1: Mã này đang thuộc"));
    split.say("rest", "1");
    let was = record(&t).await;
    let asked = t.changed(&mut officer, &split.page, &split.all()).await;
    let event = t.agreed(&asked).await;
    let east = unit_of(&t, "Đảng bộ xã Đông").await;
    let below = "SELECT count(*) FROM unit_parent WHERE parent_id = $1 AND to_day IS NULL";
    assert_eq!(t.value::<i64>(below, &[&home]).await, 0, "nothing stays");
    let bears: i64 = t.value("SELECT unit_id FROM unit_code WHERE code = $1 AND to_day IS NULL", &[&code]).await;
    assert_eq!(bears, east);
    t.office.clock.advance(kit::clock::DAY);
    let mut officer = t.as_cast("organisation").await;
    let old = officer.get(&format!("/van-phong/to-chuc/{}", uid(&t, home).await)).await.text();
    assert!(old.contains("Đơn vị này kết thúc ngày 23-11-2018") && old.contains("Đảng bộ xã Đông"), "{old}");
    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert_eq!(record(&t).await, was, "to the letter");
}

#[tokio::test]
async fn a_secretary_may_go_to_one_part_and_lead_another() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let held = "SELECT h.id, h.person_id FROM post_holding h JOIN post p ON p.id = h.post_id
                WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL ORDER BY h.id LIMIT 1";
    let (held, person): (i64, i64) = t.office.db.read().await.unwrap().one(held, &[&t.silent_cell]).await.unwrap();
    let other = "SELECT person_id FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL
                 AND person_id <> $2 ORDER BY id LIMIT 1";
    let other: i64 = t.value(other, &[&t.silent_cell, &person]).await;
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
    let (person_field, other_field, post) =
        (format!("person-{person}"), format!("person-{other}"), format!("post-{held}"));
    let fields = [
        ("kind", "split"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 16-QĐ/HU"),
        ("parts", "2"),
        ("name-1", "Chi bộ ấp Thượng"),
        ("short-1", "Ấp Thượng"),
        ("unit_kind-1", "cell"),
        ("name-2", "Chi bộ ấp Hạ"),
        ("short-2", "Ấp Hạ"),
        ("unit_kind-2", "cell"),
        ("rest", ""),
        (&person_field, "1"),
        (&other_field, "2"),
        (&post, "2"),
    ];
    let was = record(&t).await;
    // Asked about once, since it is unusual.
    let look = officer.post(&page, &fields).await;
    assert_eq!(look.outcome(), "422", "{}", look.text());
    assert!(look.text().contains("mà không sang Chi bộ ấp Hạ"), "{}", look.text());
    assert!(look.html().contains("name=\"apart\""), "the answer to it");
    let fields: Vec<_> = fields.into_iter().chain([("apart", "1")]).collect();
    let asked = t.changed(&mut officer, &page, &fields).await;
    let event = t.agreed(&asked).await;
    let (upper, lower) = (unit_of(&t, "Chi bộ ấp Thượng").await, unit_of(&t, "Chi bộ ấp Hạ").await);
    let member = "SELECT unit_id FROM membership WHERE person_id = $1 AND kind = 'main' AND to_day IS NULL";
    assert_eq!(t.value::<i64>(member, &[&person]).await, upper);
    let leads = "SELECT p.unit_id FROM post p JOIN post_holding h ON h.post_id = p.id
                 WHERE h.person_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL";
    assert_eq!(t.value::<i64>(leads, &[&person]).await, lower);
    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    assert_eq!(record(&t).await, was, "to the letter");
}

#[tokio::test]
async fn a_row_is_added_without_script_and_nothing_that_was_typed_is_lost() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let split = Split::of_the_commune(&t).await;
    let begin = officer.get(&format!("{}?loai=split", split.page)).await;
    assert!(begin.html().contains("name=\"name-1\"") && !begin.html().contains("name=\"name-2\""));
    let fields: Vec<_> = split.all().into_iter().chain([("do", "add")]).collect();
    let grown = officer.post(&split.page, &fields).await;
    assert_eq!(grown.outcome(), "200");
    for (name, value) in &split.fields {
        if !["parts", "rest"].contains(&name.as_str()) && !name.starts_with("unit") {
            assert_eq!(grown.field(name), *value, "{name}");
        }
    }
    assert_eq!(grown.field("parts"), "3");
    let html = grown.html();
    let second = html.split(&format!("name=\"unit-{}\"", split.cells[1])).nth(1).unwrap_or_default();
    let select = second.split("</select>").next().unwrap_or_default();
    assert!(select.contains("<option value=\"2\" selected>Đơn vị mới 2: Đảng bộ xã Tây</option>"), "{select}");
    assert!(html.contains("name=\"name-3\"") && !grown.text().contains("Chưa ghi"), "{html}");
    // An empty row is none.
    let three = split.with("parts", "3");
    let kind = [("unit_kind-3", "commune_committee")];
    let look = officer.post(&split.page, &three.into_iter().chain(kind).collect::<Vec<_>>()).await;
    assert_eq!(look.outcome(), "200", "{}", look.text());
}

#[tokio::test]
async fn each_mistake_names_its_row() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let mut split = Split::of_the_commune(&t).await;
    let (first, far) = (split.cells[0], t.elsewhere);
    let below = format!("unit-{}", split.cells[1]);
    let taken: String = t.value("SELECT code FROM unit_code WHERE unit_id = $1 AND to_day IS NULL", &[&far]).await;
    let cell = format!("unit-{first}");
    let secretary = "SELECT h.id FROM post_holding h JOIN post p ON p.id = h.post_id
                     WHERE p.unit_id = $1 AND h.to_day IS NULL ORDER BY h.id LIMIT 1";
    let (own, other): (i64, i64) = (t.value(secretary, &[&home(&t).await]).await, t.value(secretary, &[&far]).await);
    let (own, other) = (format!("post-{own}"), format!("post-{other}"));
    for name in [&own, &other, &"short-2".to_owned(), &"code-2".to_owned()] {
        let value =
            split.fields.iter().find(|(known, _)| known == name).map_or(String::new(), |(_, value)| value.clone());
        split.say(name, &value);
    }
    for (name, value, at, told) in [
        ("name-2", "", "name-2", "Đơn vị mới 2: Ghi tên đầy đủ"),
        ("short-2", "", "short-2", "Đơn vị mới 2: Ghi tên ngắn"),
        ("name-2", "đảng bộ xã đông", "name-2", "Đơn vị mới 2: Hai đơn vị mới cùng tên"),
        ("code-2", "89.890", "code-2", "Đơn vị mới 2: Mã tổ chức có 14 chữ số; mã vừa gõ có 5"),
        ("code-2", taken.as_str(), "code-2", "Đơn vị mới 2: Mã này đang thuộc"),
        ("code-2", "89.890.101.000.000", "code-2", "Đơn vị mới 2: Mã này đang thuộc"),
        (cell.as_str(), "", "units", "Đơn vị mới 1: chọn ít nhất một đơn vị trực thuộc hoặc đảng viên"),
        ("unit_kind-2", "province_committee", "unit_kind-2", "không đứng dưới"),
        ("unit_kind-2", "cell", below.as_str(), "không đứng dưới"),
        (other.as_str(), "1", other.as_str(), "Đơn vị mới 1: Chức vụ này không còn do người ấy giữ"),
        ("day", "mai", "day", "Ghi ngày theo dạng"),
    ] {
        let answer = officer.post(&split.page, &split.with(name, value)).await;
        assert_eq!(answer.outcome(), "422", "{name} = {value}: {}", answer.text());
        assert!(answer.text().contains(told), "{name} = {value}: {told}: {}", answer.text());
        assert!(answer.html().contains(&format!("href=\"#{at}\"")), "{name} = {value} at {at}");
        assert_eq!(answer.field("name-1"), "Đảng bộ xã Đông", "what was typed comes back");
    }
    for (name, value, outcome) in [
        (cell.as_str(), "3", "400"),
        (cell.as_str(), "x", "400"),
        ("rest", "7", "400"),
        ("unit_kind-1", "palace", "400"),
    ] {
        let answer = officer.post(&split.page, &split.with(name, value)).await;
        assert_eq!(answer.outcome(), outcome, "{name} = {value}");
    }
    let foreign = format!("unit-{far}");
    split.say(&foreign, "1");
    let mut near = t.signed_in("near", crate::identity::right::Role::OrganisationOfficer, home(&t).await).await;
    let outcome = split.post(&mut near).await.outcome();
    assert!(
        ["400", "404"].contains(&outcome.as_str()),
        "a unit outside reach, and a split without the unit above: {outcome}"
    );
    let made: i64 = t.value("SELECT count(*) FROM unit_event WHERE kind = 'split'", &[]).await;
    assert_eq!(made, 0);
}
