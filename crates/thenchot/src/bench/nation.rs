//! The made-up nation: one centre, provinces, communes, grassroots organisations, attached committees, cells.

use super::Size;
use kit::clock::Day;
use kit::db::{Conn, Result};

/// Provinces and communes as there are since 2025; one of three grassroots organisations is split into attached committees.
const PROVINCES: u32 = 34;
const COMMUNES: u32 = 3_321;

/// The day on which everything stands.
pub const DAY: Day = Day::of(2026, 6, 1);

/// The units in the order of their ids, from 1, each with the one above it.
pub fn units(size: Size) -> Vec<(i64, Option<i64>)> {
    let mut units: Vec<(i64, Option<i64>)> = vec![(1, None)];
    let mut level = |count: u32, above: (i64, u32)| {
        let first = units.len() as i64 + 1;
        for index in 0..count {
            let parent = above.0 + i64::from(index) * i64::from(above.1) / i64::from(count);
            units.push((units.len() as i64 + 1, Some(parent)));
        }
        (first, count)
    };
    let provinces = level(PROVINCES, (1, 1));
    let communes = level(COMMUNES.min(size.grassroots), provinces);
    let grassroots = level(size.grassroots, communes);
    let attached = level(size.grassroots.div_ceil(3), grassroots);
    // Two thirds of the cells stand under grassroots organisations, one third under the attached committees.
    level(size.cells - size.cells / 3, grassroots);
    level(size.cells / 3, attached);
    units
}

/// The cell of a member, both counted from 0.
pub fn cell_of(size: Size, units: usize, person: u32) -> i64 {
    let first = units as i64 + 1 - i64::from(size.cells);
    first + i64::from(person) * i64::from(size.cells) / i64::from(size.persons)
}

const NUMBERS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)";

/// Enters the nation into an empty record, in the engine itself: this is the bench's ground, not what it measures.
pub async fn enter(conn: &mut Conn, size: Size, units: &[(i64, Option<i64>)]) -> Result<()> {
    let persons = i64::from(size.persons);
    for (unit, parent) in units {
        conn.exec("INSERT INTO unit (uid, kind) VALUES ($1, 'cell')", &[&format!("u{unit}")]).await?;
        let name = format!("Đơn vị {unit}");
        let sql = "INSERT INTO unit_name (unit_id, name, short, from_day) VALUES ($1, $2, $2, $3)";
        conn.exec(sql, &[unit, &name, &DAY]).await?;
        if let Some(parent) = parent {
            let sql = "INSERT INTO unit_parent (unit_id, parent_id, from_day) VALUES ($1, $2, $3)";
            conn.exec(sql, &[unit, parent, &DAY]).await?;
        }
    }
    let key = viet::name_key("Nguyễn Văn An");
    let sql = format!(
        "INSERT INTO person (uid, full_name, name_key, birth_year, sex)
         {NUMBERS} SELECT 'p' || i, 'Nguyễn Văn An', $2, 1950 + i % 55, CASE WHEN i % 3 = 0 THEN 'f' ELSE 'm' END FROM n"
    );
    conn.exec(&sql, &[&persons, &key]).await?;
    let first = units.len() as i64 + 1 - i64::from(size.cells);
    let sql = format!(
        "INSERT INTO membership (person_id, unit_id, kind, from_day)
         {NUMBERS} SELECT i, $2 + (i - 1) * $3 / $1, 'main', $4 FROM n"
    );
    conn.exec(&sql, &[&persons, &first, &i64::from(size.cells), &DAY]).await?;
    let sql = format!(
        "INSERT INTO exemption (uid, person_id, unit_id, reason, asked_how, decided_on, from_day, ruleset)
         {NUMBERS} SELECT 'x' || i, i, $2 + (i - 1) * $3 / $1, 'age', 'oral', $4, $4, 'bench' FROM n WHERE i % 37 = 0"
    );
    conn.exec(&sql, &[&persons, &first, &i64::from(size.cells), &DAY]).await?;
    Ok(())
}

/// Lets everybody have attended whose number does not end in 0 (of fifty), and hand in two of the three papers.
pub async fn attend(conn: &mut Conn, size: Size, campaign: i64) -> Result<()> {
    let persons = i64::from(size.persons);
    let sql = format!(
        "INSERT INTO attendance (campaign_id, person_id, state)
         {NUMBERS} SELECT $2, i, 'attended' FROM n WHERE i % 50 <> 0"
    );
    conn.exec(&sql, &[&persons, &campaign]).await?;
    for kind in ["reflection", "cultivation_plan"] {
        let sql = format!(
            "INSERT INTO handin (campaign_id, person_id, kind, form, state, received_on)
             {NUMBERS} SELECT $2, i, '{kind}', 'typed', 'received', $3 FROM n WHERE i % 10 <> 0"
        );
        conn.exec(&sql, &[&persons, &campaign, &DAY]).await?;
    }
    Ok(())
}
