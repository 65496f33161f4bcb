//! What pages and verbs ask about persons: where a record is kept.

use super::record::Record;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::Tree;
use kit::clock::Day;
use kit::db::{Conn, DbError, Result};
use std::collections::HashSet;

/// The unit at which a person's record is kept on a day: that of the main membership, of the last one for who is no
/// longer a member. When that unit is no more, the nearest above it that still is, else the office's committee. `None` for
/// who never was a member.
pub async fn home(conn: &mut Conn, person: i64, day: Day) -> Result<Option<i64>> {
    match last_units(conn, Some(person), day).await? {
        (None, _) => Ok(None),
        (_, Some(standing)) => Ok(Some(standing)),
        (Some(_), None) => committee(conn, day).await,
    }
}

/// A record by its outward identity with the unit at which it is kept today. For an identity that never was another record is
/// read and placed and then let go, so that the answer takes as long as for a record out of reach.
pub async fn kept(conn: &mut Conn, officer: &Officer, uid: &str) -> Result<Option<(Record, i64)>> {
    let found = Record::of_or_other(conn, uid).await?;
    let unit = home_of_any(conn, found.as_ref().map(|record| record.id), officer).await?;
    Ok(found.filter(|record| record.uid == uid).zip(unit))
}

/// The home today of who may be nobody, as an officer asks: for nobody somebody else's is looked up and let go.
pub async fn home_of_any(conn: &mut Conn, person: Option<i64>, officer: &Officer) -> Result<Option<i64>> {
    let (last, standing) = last_units(conn, person.or(officer.person), officer.tree.day()).await?;
    let known = person.and(last).is_some();
    Ok(standing.or(officer.tree.committee().map(|committee| committee.id)).filter(|_| known))
}

/// Of these persons, those whose records an officer may open today: a list of an earlier day names whom it named then, and leads
/// to nobody's page who has gone out of reach since.
pub async fn opened(conn: &mut Conn, officer: &Officer, persons: impl Iterator<Item = i64>) -> Result<HashSet<i64>> {
    let mut opened = HashSet::new();
    for person in persons {
        let home = home_of_any(conn, Some(person), officer).await?;
        if home.is_some_and(|unit| officer.may(Right::ReadPeople, unit)) {
            opened.insert(person);
        }
    }
    Ok(opened)
}

/// The unit of a person's main membership, or of the last one, and the nearest from there upwards that is there on the day.
/// One question to the database, whoever it is about; about the first of all where it is about nobody.
async fn last_units(conn: &mut Conn, person: Option<i64>, day: Day) -> Result<(Option<i64>, Option<i64>)> {
    let sql = "WITH RECURSIVE own (unit_id, gone_day) AS (
           SELECT m.unit_id, coalesce(m.to_day, $3) FROM membership m
           WHERE m.person_id = coalesce($1, (SELECT min(id) FROM person)) AND m.kind = 'main' AND (m.to_day IS NULL OR m.to_day > m.from_day)
           ORDER BY CASE WHEN m.from_day <= $2 THEN 0 ELSE 1 END, m.from_day DESC LIMIT 1
         ), up (unit_id, gone_day, steps) AS (
           SELECT unit_id, gone_day, 0 FROM own
           UNION ALL
           SELECT p.parent_id, up.gone_day, up.steps + 1 FROM up JOIN unit_parent p ON p.unit_id = up.unit_id
             AND p.from_day < up.gone_day AND (p.to_day IS NULL OR p.to_day >= up.gone_day)
           WHERE up.steps < 50
         )
         SELECT (SELECT unit_id FROM own),
           (SELECT up.unit_id FROM up
            WHERE EXISTS (SELECT 1 FROM unit_name n
                          WHERE n.unit_id = up.unit_id AND n.from_day <= $2 AND (n.to_day IS NULL OR n.to_day > $2))
            ORDER BY up.steps LIMIT 1)";
    Ok(conn.opt(sql, &[&person, &day, &day.plus_days(1)]).await?.unwrap_or_default())
}

/// The committee whose office this is, as [`Tree::committee`] says it.
async fn committee(conn: &mut Conn, day: Day) -> Result<Option<i64>> {
    Ok(Tree::as_of(conn, day).await?.committee().map(|committee| committee.id))
}

/// Refuses a verb on a person whose record is not kept at this unit.
pub(super) async fn require_home(conn: &mut Conn, person: i64, unit: i64, day: Day) -> Result<()> {
    if home(conn, person, day).await? == Some(unit) {
        return Ok(());
    }
    Err(DbError::Refused(format!("the record of person {person} is not kept at unit {unit}")))
}
