//! What pages and verbs ask about persons: where a record is kept, who holds which post.

use crate::org::Tree;
use kit::clock::Day;
use kit::db::{Conn, DbError, Result};

kit::record! {
    /// A post that somebody holds on a day.
    pub struct Holding {
        /// The holding.
        pub id: i64,
        /// Who holds it.
        pub person_id: i64,
        /// Whose name this is.
        pub full_name: String,
        /// The unit of the post.
        pub unit_id: i64,
        /// The post's key: `secretary`, `chairman`, `head`, `president`.
        pub title: String,
        /// Since when.
        pub from_day: Day,
        /// The first day without it.
        pub to_day: Option<Day>,
    }
}

const HOLDINGS: &str = "SELECT h.id, h.person_id, n.full_name, p.unit_id, p.title, h.from_day, h.to_day
    FROM post_holding h JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
    WHERE h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day > $2)";

/// The posts a person holds on a day.
pub async fn posts_of(conn: &mut Conn, person: i64, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND h.person_id = $1 ORDER BY h.id"), &[&person, &day]).await
}

/// Who holds a post at a unit on a day.
pub async fn holders_at(conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND p.unit_id = $1 ORDER BY h.id"), &[&unit, &day]).await
}

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

/// Refuses a verb on a person whose record is not kept at this unit.
pub(super) async fn require_home(conn: &mut Conn, person: i64, unit: i64, day: Day) -> Result<()> {
    if home(conn, person, day).await? == Some(unit) {
        return Ok(());
    }
    Err(DbError::Refused(format!("the record of person {person} is not kept at unit {unit}")))
}
