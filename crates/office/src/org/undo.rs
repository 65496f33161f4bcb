//! Taking a change of units back, and what no change may leave behind: a unit that stands under itself.

use super::change::ChangeError;
use super::estate::{Dependent, Named};
use super::lineage::heir_of;
use super::onward::{ending, first_day};
use super::spans::Span;
use super::stays::void_own;
use super::{NOWHERE, Tree, along, end_of, entered, names_on, spans};
use crate::identity::reach::deciding::Deciding;
use crate::identity::right::UndoUnits;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::journal;
use serde_json::json;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

type Result<T> = std::result::Result<T, ChangeError>;

/// Takes an event back as a whole, as it was decided at the unit at which the event is kept today.
///
/// # Errors
/// [`ChangeError::Depends`] when a row that it touched was changed since, or something was entered at a unit that it
/// established.
pub async fn undo(conn: &mut Conn, decided: Deciding<UndoUnits>, event: i64, now: Ts) -> Result<()> {
    let (uid, kind) = undo_to_look(conn, decided.unit(), event, now).await?;
    decided.check(decided.unit(), &kind)?;
    let row = decided.event("org.unit.undo", event).after(json!({"event": uid}));
    journal::write(conn, &row, now).await?;
    Ok(())
}

/// The same to be looked at: nothing of it must be committed. The event's identity and its kind.
///
/// # Errors
/// As for [`undo`].
pub async fn undo_to_look(conn: &mut Conn, unit: i64, event: i64, now: Ts) -> Result<(String, String)> {
    let sql = "SELECT uid, kind, effective_day, unit_id FROM unit_event WHERE id = $1 AND undone_at IS NULL";
    let known: Option<(String, String, Day, i64)> = conn.opt(sql, &[&event]).await?;
    let (uid, kind, day, decided_at) = known.ok_or_else(|| ChangeError::Depends(vec![]))?;
    if unit != decided_at && unit != kept_at(conn, decided_at, now.day()).await? {
        return Err(ChangeError::Depends(vec![]));
    }
    let with = along::with_them(conn, event, now.day()).await?;
    let longer = spans::take_back(conn, event, (unit, day)).await?;
    along::go_along(conn, &with, now.day()).await?;
    let mut depends = ended_since(conn, &longer, unit).await?;
    let made = "SELECT to_unit FROM unit_lineage WHERE event_id = $1 AND from_unit IS NULL";
    let made: Vec<(i64,)> = conn.all(made, &[&event]).await?;
    for (made,) in made {
        depends.extend(entered::at(conn, made, (event, unit, day), now).await?);
    }
    if !depends.is_empty() {
        return Err(ChangeError::Depends(depends));
    }
    for (_, row) in longer.iter().filter(|(span, _)| *span == Span::Membership) {
        void_own(conn, *row, day).await?;
    }
    no_rings(conn, day).await?;
    conn.exec("UPDATE unit_event SET undone_at = $1 WHERE id = $2", &[&now, &event]).await?;
    Ok((uid, kind))
}

/// The later changes by which a unit ends at which something would go on that is taken back: they come first; and units that never
/// were, for their establishment was taken back.
async fn ended_since(conn: &mut Conn, longer: &[(Span, i64)], seat: i64) -> Result<Vec<Dependent>> {
    let (mut ends, mut events, mut gone) = (HashMap::new(), BTreeMap::new(), BTreeMap::new());
    for (span, row) in longer {
        let Some(column) = span.rests_on() else { continue };
        let sql = format!("SELECT {column}, t.from_day, t.to_day FROM {} t WHERE t.id = $1", span.table());
        let (unit, from, to): (i64, Day, Option<Day>) = conn.one(&sql, &[row]).await?;
        if to.is_some_and(|to| to <= from) {
            continue;
        }
        if let Entry::Vacant(place) = ends.entry(unit) {
            place.insert(end_of(conn, unit).await?);
        }
        if ends[&unit].is_none() && first_day(conn, unit).await?.is_none() {
            let names = names_on(conn, &[unit], from).await?;
            let label = names.get(&unit).map_or(String::new(), |(_, name)| name.clone());
            gone.insert(unit, Dependent { key: "gone", label, named: Named::Openly, unit: seat });
        }
        let outlives = |end: &Day| to.is_none_or(|to| to > *end);
        if let Some(end) = ends[&unit].filter(outlives)
            && let Some(event) = ending(conn, unit, end).await?
        {
            events.insert(event, unit);
        }
    }
    let mut depends: Vec<Dependent> = gone.into_values().collect();
    for (event, unit) in events {
        depends.push(comes_first(conn, (event, unit), seat).await?);
    }
    Ok(depends)
}

/// A later change that has to be taken back first: by a unit that it changed, `unit` where that is one of several, by its day and
/// by its paper.
pub(super) async fn comes_first(conn: &mut Conn, (event, unit): (i64, i64), seat: i64) -> kit::db::Result<Dependent> {
    let sql = "SELECT coalesce(l.from_unit, l.to_unit), e.effective_day, e.paper FROM unit_event e
               JOIN unit_lineage l ON l.event_id = e.id WHERE e.id = $1
               ORDER BY CASE WHEN l.from_unit = $2 THEN 0 ELSE 1 END, l.id LIMIT 1";
    let (unit, day, paper): (i64, Day, String) = conn.one(sql, &[&event, &unit]).await?;
    let names = names_on(conn, &[unit], day.plus_days(-1)).await?;
    let name = names.get(&unit).map_or("", |(_, name)| name.as_str());
    let label = format!("{name} ({}, {paper})", day.written());
    Ok(Dependent { key: "changes", label, named: Named::Openly, unit: seat })
}

/// The unit at which an event is kept that was decided at a unit: that one, or what carries on for it. One that was decided for
/// the whole office is kept by the committee whose office it is.
async fn kept_at(conn: &mut Conn, decided_at: i64, today: Day) -> Result<i64> {
    match decided_at {
        NOWHERE => Ok(Tree::as_of(conn, today).await?.committee().map_or(NOWHERE, |committee| committee.id)),
        unit => Ok(heir_of(conn, unit, today).await?),
    }
}

/// Walks up from every unit, on the day and on each later day on which a link begins.
pub(super) async fn no_rings(conn: &mut Conn, day: Day) -> Result<()> {
    let links: Vec<(i64, i64, Day, Option<Day>)> = conn
        .all(
            "SELECT unit_id, parent_id, from_day, to_day FROM unit_parent
             WHERE to_day IS NULL OR (to_day > $1 AND to_day > from_day)",
            &[&day],
        )
        .await?;
    let mut days: Vec<Day> = links.iter().map(|(_, _, from, _)| (*from).max(day)).collect();
    days.sort_unstable();
    days.dedup();
    for day in days {
        let holds = |from: Day, to: Option<Day>| from <= day && to.is_none_or(|to| to > day);
        let above: HashMap<i64, i64> = links
            .iter()
            .filter(|(_, _, from, to)| holds(*from, *to))
            .map(|(unit, parent, ..)| (*unit, *parent))
            .collect();
        for unit in above.keys() {
            let mut at = *unit;
            for _ in 0..=above.len() {
                match above.get(&at) {
                    Some(parent) if parent == unit => return Err(ChangeError::Ring(*unit)),
                    Some(parent) => at = *parent,
                    None => break,
                }
            }
        }
    }
    Ok(())
}
