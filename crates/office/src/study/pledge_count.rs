//! How far the pledges of the year are, counted by unit, and the members behind each number.

use crate::org::Tree;
use crate::people::Person;
use kit::db::{Conn, DbError};
use std::collections::HashMap;

/// Of the members of a unit who are not exempt, on a day: how many there are and how far their pledges of a year are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Members from whom a pledge is expected.
    pub due: u64,
    /// Registered, approved or further.
    pub registered: u64,
    /// Approved or further.
    pub approved: u64,
    /// Looked at in mid-year.
    pub mid: u64,
    /// Looked at at the end.
    pub year: u64,
    /// Things pledged by those who were looked at at the end, and of them done.
    pub items: u64,
    /// Of them done.
    pub done: u64,
}

impl Counts {
    /// This and another one, of other members, together.
    #[must_use]
    pub fn and(self, other: &Counts) -> Counts {
        Counts {
            due: self.due + other.due,
            registered: self.registered + other.registered,
            approved: self.approved + other.approved,
            mid: self.mid + other.mid,
            year: self.year + other.year,
            items: self.items + other.items,
            done: self.done + other.done,
        }
    }
}

kit::record! {
    struct Counted {
        unit_id: i64,
        due: i64,
        registered: i64,
        approved: i64,
        mid: i64,
        year: i64,
        items: i64,
        done: i64,
    }
}

/// The counts of each unit with all below it, as the units and members stand on a day.
pub async fn counts(conn: &mut Conn, tree: &Tree, year: i64) -> Result<HashMap<i64, Counts>, DbError> {
    let day = tree.day();
    let sql = "SELECT m.unit_id, count(*) AS due, count(p.id) AS registered,
                 count(CASE WHEN p.approved_on IS NOT NULL THEN 1 END) AS approved, count(p.mid_on) AS mid,
                 count(p.year_on) AS year,
                 CAST(coalesce(sum(CASE WHEN p.year_on IS NOT NULL THEN p.items END), 0) AS BIGINT) AS items,
                 CAST(coalesce(sum(CASE WHEN p.year_on IS NOT NULL THEN p.year_done END), 0) AS BIGINT) AS done
               FROM membership m LEFT JOIN pledge p ON p.person_id = m.person_id AND p.year = $2
               WHERE m.kind = 'main' AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
                 AND NOT EXISTS (SELECT 1 FROM exemption e WHERE e.person_id = m.person_id AND e.excluded = 1 AND e.from_day <= $1
                   AND (e.to_day IS NULL OR e.to_day > $1))
               GROUP BY m.unit_id";
    let rows: Vec<Counted> = conn.all(sql, &[&day, &year]).await?;
    let mut all: HashMap<i64, Counts> = HashMap::new();
    for row in rows {
        let n = [row.due, row.registered, row.approved, row.mid, row.year, row.items, row.done].map(i64::unsigned_abs);
        let own =
            Counts { due: n[0], registered: n[1], approved: n[2], mid: n[3], year: n[4], items: n[5], done: n[6] };
        for unit in tree.path(row.unit_id) {
            let sum = all.entry(unit).or_default();
            *sum = sum.and(&own);
        }
    }
    Ok(all)
}

/// Whose number is meant: each is a column of [`Counts`], and the members whom no pledge is known of yet.
pub const LISTS: [(&str, &str); 6] = [
    ("due", ""),
    ("missing", "AND l.id IS NULL"),
    ("registered", "AND l.id IS NOT NULL"),
    ("approved", "AND l.approved_on IS NOT NULL"),
    ("mid", "AND l.mid_on IS NOT NULL"),
    ("year", "AND l.year_on IS NOT NULL"),
];

impl Counts {
    /// The number of the persons of one of [`LISTS`].
    pub fn of(&self, list: &str) -> u64 {
        match list {
            "missing" => self.due.saturating_sub(self.registered),
            "registered" => self.registered,
            "approved" => self.approved,
            "mid" => self.mid,
            "year" => self.year,
            _ => self.due,
        }
    }
}

/// The members behind a number of [`counts`] in the branch of a unit, by name, so many at most.
///
/// # Errors
/// [`DbError::Refused`] for a word that is none of [`LISTS`].
pub async fn persons(
    conn: &mut Conn,
    tree: &Tree,
    (unit, year): (i64, i64),
    which: &str,
    most: i64,
) -> Result<Vec<Person>, DbError> {
    let known = LISTS.iter().find(|(word, _)| *word == which).map(|(_, holds)| holds);
    let holds = known.ok_or_else(|| DbError::Refused(format!("no list {which}")))?;
    let units = tree.branch(unit).iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT p.id, p.uid, p.full_name, p.birth_year, p.sex, m.unit_id FROM membership m
         JOIN person p ON p.id = m.person_id LEFT JOIN pledge l ON l.person_id = m.person_id AND l.year = $2
         WHERE m.kind = 'main' AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
           AND NOT EXISTS (SELECT 1 FROM exemption e WHERE e.person_id = m.person_id AND e.excluded = 1 AND e.from_day <= $1
             AND (e.to_day IS NULL OR e.to_day > $1))
           AND m.unit_id IN ({units}) {holds} ORDER BY p.name_key, p.birth_year, p.id LIMIT $3"
    );
    if units.is_empty() { Ok(Vec::new()) } else { conn.all(&sql, &[&tree.day(), &year, &most]).await }
}
