//! What pages and verbs ask about posts: who holds or held them at a unit, of a person, on a day.

use kit::clock::Day;
use kit::db::{Conn, Result};

kit::record! {
    /// A post that somebody holds or held.
    pub struct Holding {
        /// The holding.
        pub id: i64,
        /// Who holds it.
        pub person_id: i64,
        /// Their outward identity.
        pub person_uid: String,
        /// Whose name this is.
        pub full_name: String,
        /// Their year of birth.
        pub birth_year: i64,
        /// The unit of the post.
        pub unit_id: i64,
        /// The post's key: `secretary`, `chairman`, `head`, `president`, ….
        pub title: String,
        /// Since when.
        pub from_day: Day,
        /// The first day without it.
        pub to_day: Option<Day>,
        /// By which paper it was given.
        pub paper: Option<String>,
        /// By which paper it ended.
        pub ended_by: Option<String>,
        /// The term for which it is held.
        pub term_id: Option<i64>,
        /// Counts the changes.
        pub version: i64,
    }
}

/// What a holding was when it was read; a verb refuses to change it when it has become another since.
pub type Stamp = (i64, Option<Day>);

impl Holding {
    /// Whether it is held on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|to| to > day)
    }

    /// What it is now. The end is part of it: changes of units and of standing move it without counting.
    pub fn stamp(&self) -> Stamp {
        (self.version, self.to_day)
    }
}

const HOLDINGS: &str =
    "SELECT h.id, h.person_id, n.uid AS person_uid, n.full_name, n.birth_year, p.unit_id, p.title, h.from_day,
    h.to_day, h.paper, h.ended_by, h.term_id, h.version
    FROM post_holding h JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
    WHERE (h.to_day IS NULL OR h.to_day > h.from_day)";
const ON: &str = "h.from_day <= $1 AND (h.to_day IS NULL OR h.to_day > $1)";

/// The posts a person holds on a day.
pub async fn posts_of(conn: &mut Conn, person: i64, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND {ON} AND h.person_id = $2 ORDER BY h.id"), &[&day, &person]).await
}

/// Every post a person holds, held or is to hold, the newest first.
pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND h.person_id = $1 ORDER BY h.from_day DESC, h.id DESC"), &[&person]).await
}

/// Who holds a post at a unit on a day.
pub async fn holders_at(conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND {ON} AND p.unit_id = $2 ORDER BY h.id"), &[&day, &unit]).await
}

/// Who holds, held or is to hold a post at a unit, the newest first.
pub async fn of_unit(conn: &mut Conn, unit: i64) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND p.unit_id = $1 ORDER BY h.from_day DESC, h.id DESC"), &[&unit]).await
}

/// Who holds a post anywhere on a day.
pub async fn all_on(conn: &mut Conn, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND {ON} ORDER BY h.id"), &[&day]).await
}
