//! The closed rooms: cases of inspection, discipline and cadre work, open to their members alone; and discipline as far as
//! it is counted. Nothing here is in any search index.

pub mod case;
#[cfg(test)]
mod concerned_tests;
pub mod pages;
#[cfg(test)]
mod tests;
mod unkept;
#[cfg(test)]
mod unkept_tests;

use crate::identity::reach::Grant;
use crate::identity::right::KeepDiscipline;
use case::{NewCase, insert_decision, open_case};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;
use std::collections::HashSet;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "inspection/0001_inspection", sql: include_str!("schema.sql") };

/// Cases; after those of accounts.
pub const CASES: kit::db::Migration =
    kit::db::Migration { name: "inspection/0002_case", sql: include_str!("case.sql") };

/// Whether a case was opened to somebody for the work of closed rooms.
pub const WORKS: kit::db::Migration =
    kit::db::Migration { name: "inspection/0003_works", sql: include_str!("works.sql") };

/// Enters a decision on discipline against a member of the grant's unit, with a case of its own. The journal rows name
/// neither person nor form.
pub async fn enter_discipline(
    conn: &mut Conn,
    grant: Grant<KeepDiscipline>,
    new: &NewCase<'_>,
    uid: &str,
    form: &str,
    now: Ts,
) -> Result<i64> {
    let person = new.person.unwrap_or(0);
    let (unit, event) = (grant.unit(), grant.event("inspection.discipline.enter", "discipline", 0));
    let case = open_case(conn, grant, new, now).await?;
    let id = insert_decision(conn, (case, person, unit), uid, form, new.day).await?;
    let event = journal::Event { subject_id: id, ..event }.after(json!({"case": case}));
    journal::write(conn, &event, now).await?;
    Ok(case)
}

/// A year's count: members disciplined, out of the members at the end of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// The calendar year.
    pub year: i64,
    /// Members with a decision signed in the year, each counted once.
    pub disciplined: u64,
    /// Members on the last day of the year, or on the day asked for when that is earlier.
    pub members: u64,
}

/// The counts of the years `from..=to`, as known on `day`; of these units alone when some are named.
pub async fn by_year(conn: &mut Conn, (from, to): (i64, i64), day: Day, units: Option<&[i64]>) -> Result<Vec<Year>> {
    let within: Option<HashSet<i64>> = units.map(|units| units.iter().copied().collect());
    let counts = |unit: i64| within.as_ref().is_none_or(|units| units.contains(&unit));
    let mut years = Vec::new();
    for year in from..=to {
        let of_year = |month, date| Day::of(i16::try_from(year).unwrap_or(i16::MAX), month, date);
        let last = of_year(12, 31).min(day);
        let sql = "SELECT DISTINCT person_id, unit_id FROM discipline WHERE signed_on >= $1 AND signed_on <= $2";
        let decisions: Vec<(i64, i64)> = conn.all(sql, &[&of_year(1, 1), &last]).await?;
        let disciplined: HashSet<i64> =
            decisions.into_iter().filter(|(_, unit)| counts(*unit)).map(|(person, _)| person).collect();
        let members = crate::org::members_by_unit(conn, last).await?;
        let members: i64 = members.into_iter().filter(|(unit, _)| counts(*unit)).map(|(_, count)| count).sum();
        years.push(Year { year, disciplined: disciplined.len() as u64, members: members.unsigned_abs() });
    }
    Ok(years)
}
