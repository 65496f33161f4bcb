//! What pages ask about persons: who holds which post.

use kit::clock::Day;
use kit::db::{Conn, Result};

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
