//! Reports that provinces and districts have published, entered as rolls and attendance: the numbers that come out are the
//! printed ones, or the page's own slip is shown. Only figures are taken from the pages.

use super::*;
use crate::org::{NewUnit, add_unit, kind};
use crate::testing::{empty, morning};

/// What a page prints.
struct Printed {
    page: &'static str,
    members: i64,
    exempt: i64,
    studied: i64,
    /// The rate as it is printed; empty where the page says in words that all who were due studied.
    rate: &'static str,
    /// What the numbers give.
    ours: &'static str,
}

const PAGES: [Printed; 4] = [
    Printed {
        page: "baotayninh.vn: Trên 99% đảng viên học tập Nghị quyết Đại hội XI Đảng bộ tỉnh (2020-2025)",
        members: 35_900,
        exempt: 0,
        studied: 35_599,
        rate: "99,16%",
        ours: "99,16%",
    },
    Printed {
        // 95,5650… %: the page cuts off where it should have rounded.
        page: "duclinh.binhthuan.dcs.vn, post 208656: kết quả tổ chức học tập Nghị quyết Đại hội XIII",
        members: 3_044,
        exempt: 0,
        studied: 2_909,
        rate: "95,56%",
        ours: "95,57%",
    },
    Printed {
        page: "baotayninh.vn, a1069: thị trấn Dương Minh Châu, 171/177, sáu người già yếu được miễn",
        members: 177,
        exempt: 6,
        studied: 171,
        rate: "",
        ours: "100,00%",
    },
    Printed {
        page: "baotayninh.vn, a1069: xã Cầu Khởi, 123/134, mười một người già yếu được miễn",
        members: 134,
        exempt: 11,
        studied: 123,
        rate: "",
        ours: "100,00%",
    },
];

#[tokio::test]
async fn published_reports_give_the_printed_numbers_or_show_the_pages_own_slip() {
    let test = empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let day = Day::of(2018, 11, 20);
    for (at, of) in PAGES.iter().enumerate() {
        let uid = format!("unit-{at}");
        let new = NewUnit {
            uid,
            kind: kind::CELL,
            area: None,
            name: of.page,
            short: "Nơi học",
            parent: None,
            from: Day::of(2000, 1, 1),
            paper: None,
        };
        let unit = add_unit(&mut tx, Grant::console(crate::org::NOWHERE), &new, morning()).await.unwrap();
        let key: Vec<u8> = vec![1];
        let first = format!("p{at}-0");
        let sql = "INSERT INTO person (uid, full_name, name_key, birth_year) VALUES ($1, 'A', $2, 1970)";
        tx.insert(sql, &[&first, &key]).await.unwrap();
        let sql = format!(
            "INSERT INTO person (uid, full_name, name_key, birth_year)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
             SELECT 'p{at}-' || CAST(n.i AS TEXT), 'A', p.name_key, 1970 FROM n, person p WHERE p.uid = 'p{at}-0'",
            of.members - 1
        );
        tx.exec(&sql, &[]).await.unwrap();
        let sql = format!(
            "INSERT INTO membership (person_id, unit_id, kind, from_day)
             SELECT id, {unit}, 'main', '2010-01-01' FROM person WHERE uid LIKE 'p{at}-%'"
        );
        tx.exec(&sql, &[]).await.unwrap();
        let sql = format!(
            "INSERT INTO exemption (uid, person_id, unit_id, reason, asked_how, decided_on, from_day, ruleset)
             SELECT 'e' || uid, id, {unit}, 'age', 'written', '2018-01-01', '2018-01-01', 'exemption' FROM person
             WHERE uid LIKE 'p{at}-%' ORDER BY id LIMIT {}",
            of.exempt
        );
        tx.exec(&sql, &[]).await.unwrap();
        let campaign = Campaign {
            uid: format!("c{at}"),
            title: of.page.into(),
            unit_id: unit,
            cutoff_day: day,
            ..super::campaign_tests::founding()
        };
        let id = open_campaign(&mut tx, Grant::console(unit), &campaign, &Terms::default(), morning()).await.unwrap();
        move_campaign(&mut tx, Grant::console(unit), (id, 1), Move::Issue, morning()).await.unwrap();
        let sql = format!(
            "INSERT INTO attendance (campaign_id, person_id, state) SELECT {id}, id, 'attended' FROM person
             WHERE uid LIKE 'p{at}-%' ORDER BY id DESC LIMIT {}",
            of.studied
        );
        tx.exec(&sql, &[]).await.unwrap();
        let standing = Standing::build(&mut tx, id).await.unwrap();
        assert_eq!(check_against_sql(&standing, &mut tx).await.unwrap(), [], "{}", of.page);
        let line = standing.line(unit).unwrap();
        let told = (line.roll, line.exempt, line.attended, line.unmarked());
        let left = of.members - of.exempt - of.studied;
        let entered = [of.members, of.exempt, of.studied, left].map(i64::unsigned_abs);
        assert_eq!([told.0, told.1, told.2, told.3], entered, "{}", of.page);
        let rate = line.rate();
        assert_eq!(viet::number::rate(rate.numerator, rate.denominator).unwrap(), of.ours, "{}", of.page);
        let slip = !of.rate.is_empty() && of.rate != of.ours;
        assert_eq!(slip, of.page.contains("duclinh"), "{}", of.page);
    }
}

#[test]
fn shares_of_units_that_were_printed_are_looked_at_too() {
    // baoninhthuan.com.vn, news/17345p1c24: 11/12 committees “91,63%”, 350/459 organisations “76,3 %”.
    assert_eq!(viet::number::rate(11, 12).unwrap(), "91,67%", "the page's own slip: 91,63 is no rounding of 11/12");
    assert_eq!(viet::number::rate(350, 459).unwrap(), "76,25%", "which is 76,3 to one place");
}
