//! Discipline as far as it is counted. Who and why stay in files of their own; nothing here is in any search index.

pub mod pages;

use crate::identity::reach::Grant;
use crate::identity::right::{KeepDiscipline, ReadDiscipline};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use std::collections::HashSet;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "inspection/0001_inspection", sql: include_str!("schema.sql") };

/// Enters a decision on discipline against a member of the grant's unit. The journal row names neither person nor form.
pub async fn enter_discipline(
    conn: &mut Conn,
    grant: Grant<KeepDiscipline>,
    uid: &str,
    person: i64,
    form: &str,
    signed_on: Day,
    now: Ts,
) -> Result<i64> {
    let id = conn
        .insert(
            "INSERT INTO discipline (uid, person_id, unit_id, form, signed_on) VALUES ($1, $2, $3, $4, $5)",
            &[&uid, &person, &grant.unit(), &form, &signed_on],
        )
        .await?;
    journal::write(conn, &grant.event("inspection.discipline.enter", "discipline", id), now).await?;
    Ok(id)
}

kit::record! {
    /// A decision on discipline, with whom it concerns.
    pub struct Decision {
        /// The decision.
        pub id: i64,
        /// Whom it concerns.
        pub full_name: String,
        /// Year of birth, which tells two of one name apart.
        pub birth_year: i64,
        /// The unit at the time.
        pub unit_id: i64,
        /// The key of the form in the ruleset.
        pub form: String,
        /// When it was signed.
        pub signed_on: Day,
    }
}

/// The decisions of a year in the branch of the grant's unit, `units`; that they were read stands in the journal.
pub async fn read_decisions(
    conn: &mut Conn,
    grant: Grant<ReadDiscipline>,
    units: &[i64],
    year: i64,
    now: Ts,
) -> Result<Vec<Decision>> {
    let event = grant.event("inspection.discipline.read", "unit", grant.unit());
    journal::write(conn, &event.after(serde_json::json!({ "year": year })), now).await?;
    let (from, to) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let found: Vec<Decision> = conn
        .all(
            "SELECT d.id, p.full_name, p.birth_year, d.unit_id, d.form, d.signed_on FROM discipline d
             JOIN person p ON p.id = d.person_id WHERE d.signed_on >= $1 AND d.signed_on <= $2
             ORDER BY d.signed_on, d.id",
            &[&from, &to],
        )
        .await?;
    Ok(found.into_iter().filter(|decision| units.contains(&decision.unit_id)).collect())
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
