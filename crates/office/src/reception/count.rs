//! Petitions in numbers: by kind, by month and by area. Never by person; a small number of an area stands with others.

use super::Ruling;
use kit::db::{Conn, Result};
use std::collections::BTreeMap;

/// Numbers of one kind each: opinions, reports, supervision.
pub type ByKind = [i64; 3];

/// The numbers of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// By month, from 1, what was received.
    pub months: [ByKind; 12],
    /// Told in time, told late, waiting.
    pub told: [i64; 3],
    /// Taken up or answered, passed on, not taken up; of those that were told.
    pub came_of: [i64; 3],
    /// By the unit in whose area it plays; areas with few stand under `None`, with those that have none.
    pub areas: Vec<(Option<i64>, ByKind)>,
}

/// Counts what a unit received in a year, what was handed over to the inspection included.
pub async fn count(conn: &mut Conn, unit: i64, year: i16, ruling: Ruling<'_>) -> Result<Counted> {
    let (from, to) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let sql = "SELECT kind, received_on, area_unit, state, CAST(CASE WHEN noticed_on IS NULL THEN 2
               WHEN noticed_on > due_day THEN 1 ELSE 0 END AS BIGINT) FROM petition
               WHERE unit_id = $1 AND received_on >= $2 AND received_on <= $3";
    let rows: Vec<(String, String, Option<i64>, String, i64)> = conn.all(sql, &[&unit, &from, &to]).await?;
    let (mut counted, mut areas) = (Counted::default(), BTreeMap::<Option<i64>, ByKind>::new());
    for (kind, on, area, state, told) in rows {
        let kind = bridge::PetitionKind::of(&kind).map_or(0, |kind| kind as usize);
        let month = on.get(5..7).and_then(|month| month.parse::<usize>().ok()).unwrap_or(1).clamp(1, 12);
        counted.months[month - 1][kind] += 1;
        counted.told[usize::try_from(told).unwrap_or(2).min(2)] += 1;
        match state.as_str() {
            "received" => {}
            "forwarded" => counted.came_of[1] += 1,
            "refused" => counted.came_of[2] += 1,
            _ => counted.came_of[0] += 1,
        }
        areas.entry(area).or_default()[kind] += 1;
    }
    let mut others = areas.remove(&None).unwrap_or_default();
    for (area, by_kind) in areas {
        if by_kind.iter().sum::<i64>() < i64::from(ruling.rule.smallest_count) {
            others.iter_mut().zip(by_kind).for_each(|(sum, n)| *sum += n);
        } else {
            counted.areas.push((area, by_kind));
        }
    }
    if others != ByKind::default() {
        counted.areas.push((None, others));
    }
    Ok(counted)
}
