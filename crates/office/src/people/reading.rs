//! What pages and verbs ask about persons: where a record is kept.

use crate::org::kind::COMMITTEES;
use kit::clock::Day;
use kit::db::{Conn, DbError, Result};

/// The unit at which a person's record is kept on a day: that of the main membership, of the last one for who is no
/// longer a member. When that unit is no more, the nearest above it that still is, else the office's committee. `None` for
/// who never was a member. One question to the database, whoever it is about.
pub async fn home(conn: &mut Conn, person: i64, day: Day) -> Result<Option<i64>> {
    let holds = |span: &str| format!("{span}.from_day <= $2 AND ({span}.to_day IS NULL OR {span}.to_day > $2)");
    let sql = format!(
        "WITH RECURSIVE own (unit_id, gone_day) AS (
           SELECT m.unit_id, coalesce(m.to_day, $3) FROM membership m
           WHERE m.person_id = $1 AND m.kind = 'main' AND (m.to_day IS NULL OR m.to_day > m.from_day)
           ORDER BY CASE WHEN m.from_day <= $2 THEN 0 ELSE 1 END, m.from_day DESC LIMIT 1
         ), up (unit_id, gone_day, steps) AS (
           SELECT unit_id, gone_day, 0 FROM own
           UNION ALL
           SELECT p.parent_id, up.gone_day, up.steps + 1 FROM up JOIN unit_parent p ON p.unit_id = up.unit_id
             AND p.from_day < up.gone_day AND (p.to_day IS NULL OR p.to_day >= up.gone_day)
           WHERE up.steps < 50
         )
         SELECT coalesce(
           (SELECT up.unit_id FROM up
            WHERE EXISTS (SELECT 1 FROM unit_name n WHERE n.unit_id = up.unit_id AND {name})
            ORDER BY up.steps LIMIT 1),
           (SELECT u.id FROM unit u JOIN unit_name n ON n.unit_id = u.id AND {name}
            WHERE u.kind IN ('{kinds}') AND NOT EXISTS (
              SELECT 1 FROM unit_parent p JOIN unit_name n ON n.unit_id = p.parent_id AND {name}
              WHERE p.unit_id = u.id AND {parent})
            ORDER BY u.id LIMIT 1))
         FROM own",
        name = holds("n"),
        parent = holds("p"),
        kinds = COMMITTEES.join("', '"),
    );
    Ok(conn.value::<Option<i64>>(&sql, &[&person, &day, &day.plus_days(1)]).await?.flatten())
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
