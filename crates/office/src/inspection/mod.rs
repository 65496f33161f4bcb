//! Discipline as far as it is counted. Who and why stay in files of their own; nothing here is in any search index.

use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "inspection/0001_inspection", sql: include_str!("schema.sql") };

/// Enters a decision on discipline. The journal row names neither person nor form.
pub async fn enter_discipline(
    conn: &mut Conn,
    uid: &str,
    (person, unit): (i64, i64),
    form: &str,
    signed_on: Day,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64> {
    let id = conn
        .insert(
            "INSERT INTO discipline (uid, person_id, unit_id, form, signed_on) VALUES ($1, $2, $3, $4, $5)",
            &[&uid, &person, &unit, &form, &signed_on],
        )
        .await?;
    journal::write(conn, &Event::new(actor, "inspection.discipline.enter", "discipline", id).at_place(unit), now)
        .await?;
    Ok(id)
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

/// The counts of the years `from..=to`, as known on `day`.
pub async fn by_year(conn: &mut Conn, from: i64, to: i64, day: Day) -> Result<Vec<Year>> {
    let mut years = Vec::new();
    for year in from..=to {
        let of_year = |month, date| Day::of(i16::try_from(year).unwrap_or(i16::MAX), month, date);
        let last = of_year(12, 31).min(day);
        let disciplined: Option<i64> = conn
            .value(
                "SELECT count(DISTINCT person_id) FROM discipline WHERE signed_on >= $1 AND signed_on <= $2",
                &[&of_year(1, 1), &last],
            )
            .await?;
        let members: Option<i64> = conn
            .value(
                "SELECT count(DISTINCT person_id) FROM membership WHERE kind = 'main' AND from_day <= $1
                 AND (to_day IS NULL OR to_day > $1)",
                &[&last],
            )
            .await?;
        let count = |value: Option<i64>| value.unwrap_or(0).unsigned_abs();
        years.push(Year { year, disciplined: count(disciplined), members: count(members) });
    }
    Ok(years)
}
