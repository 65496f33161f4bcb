//! What is about somebody goes along with them: exemptions, requests for one and transfers away are where changes of units
//! have taken the person, in whatever order those were decided, came to hold and are taken back.

use super::estate::{self, Fate, Kind};
use super::onward::passed_from;
use crate::people;
use kit::clock::Day;
use kit::db::{Conn, Result};

/// A thing that is about somebody: its kind, its row, the person.
pub(super) type About = (&'static Kind, i64, i64);

fn kinds() -> impl Iterator<Item = &'static Kind> {
    estate::ALL.iter().filter(|kind| kind.fate == Fate::WithPerson)
}

/// Through which changes of units somebody has come by a day from a unit to where they are then: each with the unit to which it
/// took them, the first first. `None` where they went of their own since.
pub(super) async fn way(conn: &mut Conn, (person, from): (i64, i64), day: Day) -> Result<Option<Vec<(i64, i64)>>> {
    let sql = "SELECT id, unit_id, from_day FROM membership WHERE person_id = $1 AND kind = 'main' AND from_day <= $2
               AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day DESC, id DESC";
    let mut way = Vec::new();
    // The days say what came before, not out of which membership one was made: a change that was decided since for an earlier
    // day has put another one between.
    for (mut row, mut unit, first) in conn.all::<(i64, i64, Day)>(sql, &[&person, &day]).await? {
        loop {
            if unit == from {
                way.reverse();
                return Ok(Some(way));
            }
            let Some(before) = passed_from(conn, row).await? else { return Ok(None) };
            way.push((before.event, unit));
            if before.from < first {
                break;
            }
            // Several changes of one day pass a belonging on from one to the next.
            (row, unit) = (before.row, before.unit);
        }
    }
    Ok(None)
}

/// What is open and not where its person is, whom a change of units has taken to where they are: with the unit that has it.
pub(super) async fn left_behind(conn: &mut Conn, today: Day) -> Result<Vec<(About, i64)>> {
    let mut behind = Vec::new();
    for kind in kinds() {
        let Kind { table, column, .. } = kind;
        let sql = format!(
            "SELECT t.id, t.person_id, t.{column} FROM {table} t WHERE {} AND EXISTS (SELECT 1 FROM membership m
               JOIN unit_step s ON s.span = 'membership' AND s.row_id = m.id AND s.began = 1
               WHERE m.person_id = t.person_id AND m.kind = 'main' AND m.unit_id <> t.{column}
                 AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)) ORDER BY t.id",
            kind.open()
        );
        let rows: Vec<(i64, i64, i64)> = conn.all(&sql, &[&today]).await?;
        behind.extend(rows.into_iter().map(|(row, person, at)| ((kind, row, person), at)));
    }
    Ok(behind)
}

/// What is with the persons whom an event takes along, where they are today.
pub(super) async fn with_them(conn: &mut Conn, event: i64, today: Day) -> Result<Vec<About>> {
    let mut with = Vec::new();
    for kind in kinds() {
        let Kind { table, column, .. } = kind;
        let sql = format!(
            "SELECT t.id, t.person_id FROM {table} t JOIN membership m ON m.person_id = t.person_id AND m.kind = 'main'
               AND m.unit_id = t.{column} AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
             WHERE t.person_id IN (SELECT o.person_id FROM unit_step s JOIN membership o ON o.id = s.row_id
               WHERE s.event_id = $2 AND s.span = 'membership') ORDER BY t.id"
        );
        let rows: Vec<(i64, i64)> = conn.all(&sql, &[&today, &event]).await?;
        with.extend(rows.into_iter().map(|(row, person)| (kind, row, person)));
    }
    Ok(with)
}

/// Puts what was with its persons, as far as it is open, where they are today; of who is nowhere it stays where it is.
pub(super) async fn go_along(conn: &mut Conn, with: &[About], today: Day) -> Result<()> {
    for (kind, row, person) in with {
        let Some(home) = people::unit_of(conn, *person, today).await? else { continue };
        let Kind { table, column, .. } = kind;
        let sql = format!("UPDATE {table} SET {column} = $2 WHERE id = $3 AND {}", kind.open());
        conn.exec(&sql, &[&today, &home, row]).await?;
    }
    Ok(())
}
