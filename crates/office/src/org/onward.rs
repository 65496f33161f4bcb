//! Since when and how long a unit is there for whoever is entered into it; and where somebody goes on who is entered into a
//! unit whose end is decided already but still to come.

use super::estate::{self, Fate, Kind};
use super::reading::end_of;
use super::spans::{Span, end, hand, pass};
use kit::clock::Day;
use kit::db::{Conn, DbError, Result};
use std::collections::HashMap;

/// Why nobody can be entered into a unit from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The unit begins on this day.
    Begins(Day),
    /// The unit is there no more from this day on, and no single unit takes in its members.
    Ends(Day),
}

/// What stands against entering somebody into a unit from a day on.
pub async fn misfit(conn: &mut Conn, unit: i64, from: Day) -> Result<Option<Misfit>> {
    if let Some(first) = first_day(conn, unit).await?.filter(|first| from < *first) {
        return Ok(Some(Misfit::Begins(first)));
    }
    let Some(end) = end_of(conn, unit).await? else { return Ok(None) };
    if from >= end {
        return Ok(Some(Misfit::Ends(end)));
    }
    // Each unit on the way may end in its turn, even on the same day.
    let (mut at, mut ends) = (unit, Some(end));
    while let Some(end) = ends {
        let Some((_, into, _)) = onward(conn, at, end).await? else { return Ok(Some(Misfit::Ends(end))) };
        (at, ends) = (into, end_of(conn, into).await?);
    }
    Ok(None)
}

/// The first day of a unit that came to be.
pub(super) async fn first_day(conn: &mut Conn, unit: i64) -> Result<Option<Day>> {
    let sql = "SELECT min(from_day) FROM unit_name WHERE unit_id = $1 AND (to_day IS NULL OR to_day > from_day)";
    Ok(conn.value::<Option<Day>>(sql, &[&unit]).await?.flatten())
}

/// The first day of each unit that ever came to be, and the first day without it where its end is on record.
pub async fn days_of_units(conn: &mut Conn) -> Result<HashMap<i64, (Day, Option<Day>)>> {
    let sql = "SELECT unit_id, min(from_day), CASE WHEN count(*) = count(to_day) THEN max(to_day) END FROM unit_name
               WHERE to_day IS NULL OR to_day > from_day GROUP BY unit_id";
    let rows: Vec<(i64, Day, Option<Day>)> = conn.all(sql, &[]).await?;
    Ok(rows.into_iter().map(|(unit, from, to)| (unit, (from, to))).collect())
}

/// The event that ends a unit on a day, the unit that takes in all its members, and the paper. Where a unit closes, its
/// members go to several, or to others than its files: to a committee, which keeps files alone, nobody goes.
async fn onward(conn: &mut Conn, unit: i64, end: Day) -> Result<Option<(i64, i64, String)>> {
    let sql = "SELECT e.id, l.to_unit, e.paper FROM unit_lineage l JOIN unit_event e ON e.id = l.event_id
               JOIN unit f ON f.id = l.from_unit JOIN unit t ON t.id = l.to_unit
               WHERE l.from_unit = $1 AND l.to_unit <> $1 AND l.share = 'all' AND e.undone_at IS NULL
                 AND e.effective_day = $2 AND (f.kind <> 'cell' OR t.kind = 'cell')
                 AND (e.kind = 'split' OR NOT EXISTS (SELECT 1 FROM unit_lineage o WHERE o.event_id = l.event_id AND o.from_unit = l.from_unit
                   AND o.share = 'part' AND o.to_unit <> l.from_unit AND o.to_unit <> l.to_unit))
               ORDER BY e.id DESC";
    conn.opt(sql, &[&unit, &end]).await
}

/// Lets a row that was entered into a unit pass where the unit's end leads its members, and on from there. It is noted with the
/// event that ends the unit: undoing that takes this back as well.
///
/// # Errors
/// [`DbError::Refused`] where the unit ends and no single unit takes in its members: see [`misfit`].
pub async fn carry_on(conn: &mut Conn, span: Span, mut row: i64) -> Result<()> {
    let columns = estate::ALL.iter().find_map(|kind| match kind.fate {
        Fate::Passes(of, columns) if of == span => Some(columns),
        _ => None,
    });
    let columns = columns.ok_or_else(|| DbError::Broken(format!("{} do not pass", span.table())))?;
    let sql = format!("SELECT unit_id, from_day, to_day FROM {} WHERE id = $1", span.table());
    let mut is_on_the_way = false;
    loop {
        let (unit, from, to): (i64, Day, Option<Day>) = conn.one(&sql, &[&row]).await?;
        let Some(end) = end_of(conn, unit).await?.filter(|end| to.is_none_or(|to| to > *end)) else { return Ok(()) };
        let refused = || DbError::Refused(format!("unit {unit} ends on {end}"));
        let (event, into, paper) =
            onward(conn, unit, end).await?.filter(|_| from < end || is_on_the_way).ok_or_else(refused)?;
        is_on_the_way = true;
        row = pass(conn, event, (span, columns), (row, from, to), (end, &paper), into).await?;
    }
}

/// The main membership out of which a change of units made one, by passing it on.
pub struct Before {
    /// The change.
    pub event: i64,
    /// The membership before.
    pub row: i64,
    /// Its unit.
    pub unit: i64,
    /// Its first day.
    pub from: Day,
}

/// Out of which main membership a change of units made this one; `None` of one that somebody recorded as it is.
pub async fn passed_from(conn: &mut Conn, membership: i64) -> Result<Option<Before>> {
    let sql = "SELECT b.event_id, o.id, o.unit_id, o.from_day FROM membership n
               JOIN unit_step b ON b.span = 'membership' AND b.row_id = n.id AND b.began = 1
               JOIN unit_step e ON e.event_id = b.event_id AND e.span = 'membership' AND e.began = 0
                 AND e.set_to_day = n.from_day AND e.id < b.id
               JOIN membership o ON o.id = e.row_id AND o.person_id = n.person_id AND o.kind = 'main'
               WHERE n.id = $1 ORDER BY e.id DESC LIMIT 1";
    let before = conn.opt::<(i64, i64, i64, Day)>(sql, &[&membership]).await?;
    Ok(before.map(|(event, row, unit, from)| Before { event, row, unit, from }))
}

/// A row of somebody's that ends on a day of its own does not go on where a change of units would have passed it later.
pub async fn goes_no_further(conn: &mut Conn, span: Span, row: i64, day: Day) -> Result<()> {
    let table = span.table();
    let kind = if span == Span::Membership { "AND n.kind = o.kind" } else { "" };
    let sql = format!(
        "SELECT b.row_id, n.from_day FROM unit_step s JOIN unit_event e ON e.id = s.event_id AND e.undone_at IS NULL
         JOIN unit_step b ON b.event_id = s.event_id AND b.span = s.span AND b.began = 1 AND b.id > s.id
         JOIN {table} o ON o.id = s.row_id JOIN {table} n ON n.id = b.row_id AND n.person_id = o.person_id {kind}
         WHERE s.span = '{table}' AND s.row_id = $1 AND s.began = 0 AND n.from_day = s.set_to_day AND n.from_day >= $2
           AND (n.to_day IS NULL OR n.to_day > n.from_day) ORDER BY b.id"
    );
    let mut at = row;
    while let Some((next, from)) = conn.opt::<(i64, Day)>(&sql, &[&at, &day]).await? {
        conn.exec(&format!("UPDATE {table} SET to_day = $1 WHERE id = $2"), &[&from, &next]).await?;
        at = next;
    }
    Ok(())
}

/// Lets a row that was entered at a unit end with it, where the unit's end is decided already. It is noted with the event that
/// ends the unit: undoing that takes this back as well.
///
/// # Errors
/// [`DbError::Refused`] where the row begins when the unit is there no more.
pub async fn end_with_unit(conn: &mut Conn, span: Span, row: i64) -> Result<()> {
    let sql = format!("SELECT unit_id, from_day, to_day FROM {} WHERE id = $1", span.table());
    let (unit, from, to): (i64, Day, Option<Day>) = conn.one(&sql, &[&row]).await?;
    let Some(day) = end_of(conn, unit).await?.filter(|day| to.is_none_or(|to| to > *day)) else { return Ok(()) };
    if from >= day {
        return Err(DbError::Refused(format!("unit {unit} ends on {day}")));
    }
    match ending(conn, unit, day).await? {
        Some(event) => end(conn, event, span, (row, from, to), day).await,
        // A unit that came with its end on record, by no event of this office's.
        None => {
            let sql = format!("UPDATE {} SET to_day = $1 WHERE id = $2", span.table());
            conn.exec(&sql, &[&day, &row]).await.map(|_| ())
        }
    }
}

/// The end that a row would have without the changes of units that have ended it where it ends.
pub async fn end_without_change(conn: &mut Conn, span: Span, row: i64, end: Option<Day>) -> Result<Option<Day>> {
    let sql = "SELECT s.had_to_day FROM unit_step s JOIN unit_event e ON e.id = s.event_id AND e.undone_at IS NULL
               WHERE s.span = $1 AND s.row_id = $2 AND s.began = 0 ORDER BY s.id LIMIT 1";
    Ok(conn.value::<Option<Day>>(sql, &[&span.table(), &row]).await?.unwrap_or(end))
}

/// The event by which a unit ends on a day.
pub(super) async fn ending(conn: &mut Conn, unit: i64, day: Day) -> Result<Option<i64>> {
    // A renaming that was decided since has given the unit another name with the same end: it is not what ends the unit.
    let ends = "SELECT e.id FROM unit_step s JOIN unit_event e ON e.id = s.event_id
                JOIN unit_name n ON s.span = 'unit_name' AND n.id = s.row_id
                WHERE n.unit_id = $1 AND s.began = 0 AND s.set_to_day = $2 AND e.effective_day = $2
                  AND e.undone_at IS NULL ORDER BY s.id DESC";
    conn.value(ends, &[&unit, &day]).await
}

/// Hands an open thing, by the key of its kind, on from a unit that has ended by `day` to where its end has led the members, and
/// on from there; it stays where no single unit took them in. Noted with the event that ended the unit, as
/// [`carry_on`] does.
pub async fn hand_on(conn: &mut Conn, key: &str, (row, mut unit): (i64, i64), day: Day) -> Result<()> {
    let kind = Kind::by_key(key).ok_or_else(|| DbError::Broken(format!("no kind of thing is {key}")))?;
    while let Some(end) = end_of(conn, unit).await?.filter(|end| *end <= day) {
        let Some((event, into, _)) = onward(conn, unit, end).await? else { return Ok(()) };
        hand(conn, event, kind, row, (unit, into), false).await?;
        unit = into;
    }
    Ok(())
}
