//! What pages and verbs ask about persons: where a record is kept.

use crate::org::Tree;
use kit::clock::Day;
use kit::db::{Conn, DbError, Result};

/// The unit at which a person's record is kept on a day: that of the main membership, of the last one for who is no
/// longer a member. When that unit is no more, the nearest above it that still is. `None` for who never was a member.
pub async fn home(conn: &mut Conn, person: i64, day: Day) -> Result<Option<i64>> {
    let sql = "SELECT m.unit_id, m.to_day, (SELECT count(*) FROM unit_name n WHERE n.unit_id = m.unit_id
                 AND n.from_day <= $2 AND (n.to_day IS NULL OR n.to_day > $2)) FROM membership m
               WHERE m.person_id = $1 AND m.kind = 'main' AND (m.to_day IS NULL OR m.to_day > m.from_day)
               ORDER BY CASE WHEN m.from_day <= $2 THEN 0 ELSE 1 END, m.from_day DESC";
    let known: Option<(i64, Option<Day>, i64)> = conn.opt(sql, &[&person, &day]).await?;
    let Some((unit, to, there)) = known else { return Ok(None) };
    if there > 0 {
        return Ok(Some(unit));
    }
    let last = Tree::as_of(conn, to.map_or(day, |to| to.plus_days(-1))).await?;
    let today = Tree::as_of(conn, day).await?;
    let above = last.path(unit).into_iter().rev().find(|above| today.get(*above).is_some());
    Ok(above.or_else(|| today.committee().map(|unit| unit.id)))
}

/// The same of who may be nobody: the database is asked alike, so that an answer takes as long for a record out of reach as
/// for one that never was.
pub async fn home_of_any(conn: &mut Conn, person: Option<i64>, day: Day) -> Result<Option<i64>> {
    let known = home(conn, person.unwrap_or_default(), day).await?;
    Ok(known.filter(|_| person.is_some()))
}

/// Refuses a verb on a person whose record is not kept at this unit.
pub(super) async fn require_home(conn: &mut Conn, person: i64, unit: i64, day: Day) -> Result<()> {
    if home(conn, person, day).await? == Some(unit) {
        return Ok(());
    }
    Err(DbError::Refused(format!("the record of person {person} is not kept at unit {unit}")))
}
