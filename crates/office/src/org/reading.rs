//! What pages ask about units besides the tree: names over time, counts of members, changes on record.

use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::{HashMap, HashSet};

/// The names a unit bore, the newest first: name, first day, first day without it, paper.
pub async fn names_of(conn: &mut Conn, unit: i64) -> Result<Vec<(String, Day, Option<Day>, String)>> {
    conn.all(
        "SELECT name, from_day, to_day, coalesce(paper, '') FROM unit_name WHERE unit_id = $1
         AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day DESC",
        &[&unit],
    )
    .await
}

/// How many main members each unit has on a day, those below it not counted.
pub async fn members_by_unit(conn: &mut Conn, day: Day) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = conn
        .all(
            "SELECT unit_id, count(*) FROM membership WHERE kind = 'main' AND from_day <= $1
               AND (to_day IS NULL OR to_day > $1) GROUP BY unit_id",
            &[&day],
        )
        .await?;
    Ok(rows.into_iter().collect())
}

/// Days on which any of these units took another name, the newest first, with the paper and how many did.
pub async fn changes(conn: &mut Conn, units: &[i64]) -> Result<Vec<(Day, Option<String>, i64)>> {
    let rows: Vec<(Day, Option<String>, i64)> = conn
        .all(
            "SELECT n.from_day, n.paper, n.unit_id FROM unit_name n
             JOIN unit_name o ON o.unit_id = n.unit_id AND o.to_day = n.from_day ORDER BY n.from_day DESC, n.unit_id",
            &[],
        )
        .await?;
    let within: HashSet<i64> = units.iter().copied().collect();
    let mut changes: Vec<(Day, Option<String>, i64)> = Vec::new();
    for (day, paper, _) in rows.into_iter().filter(|(.., unit)| within.contains(unit)) {
        match changes.last_mut() {
            Some(last) if last.0 == day && last.1 == paper => last.2 += 1,
            _ => changes.push((day, paper, 1)),
        }
    }
    Ok(changes)
}
