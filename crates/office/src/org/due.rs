//! What the day of a change of units brings that was decided ahead. Until then a unit that is to end goes on with its work;
//! then the work goes where it was sent, and what was entered meanwhile goes along to what carries on for the unit.

use super::along;
use super::estate::{self, Fate, Kind};
use super::spans::hand;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use serde_json::json;
use std::collections::BTreeMap;

/// A thing that waits: its row among what is handed over, the event and its unit, the kind, the thing, the unit that has it and
/// the one that it was sent to.
type Waiting = (i64, i64, String, i64, i64, i64);

/// Hands over what waits for a day that has come, and what somebody entered at a unit whose end was decided; how many things.
/// Done again, it does nothing.
pub async fn settle(conn: &mut Conn, now: Ts) -> Result<usize> {
    let mut handed: BTreeMap<i64, usize> = BTreeMap::new();
    what_waits(conn, now.day(), &mut handed).await?;
    what_came_late(conn, now.day(), &mut handed).await?;
    what_is_behind(conn, now.day(), &mut handed).await?;
    for (event, things) in &handed {
        let place: Option<i64> = conn.value("SELECT unit_id FROM unit_event WHERE id = $1", &[event]).await?;
        let row = Event::new(None, "org.unit.settle", "unit_event", *event).at_place(place.unwrap_or(super::NOWHERE));
        journal::write(conn, &row.after(json!({"things": things})), now).await?;
    }
    Ok(handed.into_values().sum())
}

async fn what_waits(conn: &mut Conn, today: Day, handed: &mut BTreeMap<i64, usize>) -> Result<()> {
    let sql = "SELECT d.id, d.event_id, d.thing, d.row_id, d.had_unit, d.set_unit FROM unit_handed d
               JOIN unit_event e ON e.id = d.event_id
               WHERE d.waits = 1 AND e.undone_at IS NULL AND e.effective_day <= $1 ORDER BY e.effective_day, d.id";
    for (id, event, thing, row, had, sent) in conn.all::<Waiting>(sql, &[&today]).await? {
        let kind = Kind::by_key(&thing).ok_or_else(|| DbError::Broken(format!("no kind of thing is {thing}")))?;
        conn.exec("DELETE FROM unit_handed WHERE id = $1", &[&id]).await?;
        // What was closed or has gone elsewhere meanwhile is not handed over by this.
        let still = format!(
            "SELECT count(*) FROM {} t WHERE t.id = $2 AND {} AND t.{} = $3",
            kind.table,
            kind.open(),
            kind.column
        );
        if conn.value::<i64>(&still, &[&today, &row, &had]).await?.unwrap_or(0) > 0 {
            go(conn, kind, (row, had), (event, sent), today, handed).await?;
        }
    }
    Ok(())
}

/// The events by which units have ended, with what carries on for them: by the unit.
async fn heirs(conn: &mut Conn, today: Day) -> Result<BTreeMap<i64, (i64, i64)>> {
    let sql = "SELECT l.from_unit, e.id, l.to_unit FROM unit_lineage l JOIN unit_event e ON e.id = l.event_id
               WHERE l.share = 'all' AND l.to_unit <> l.from_unit AND e.undone_at IS NULL AND e.effective_day <= $1
                 AND NOT EXISTS (SELECT 1 FROM unit_name n WHERE n.unit_id = l.from_unit AND n.from_day <= $1
                   AND (n.to_day IS NULL OR n.to_day > $1))
               ORDER BY e.effective_day, e.id";
    let rows: Vec<(i64, i64, i64)> = conn.all(sql, &[&today]).await?;
    Ok(rows.into_iter().map(|(unit, event, into)| (unit, (event, into))).collect())
}

async fn what_came_late(conn: &mut Conn, today: Day, handed: &mut BTreeMap<i64, usize>) -> Result<()> {
    let heirs = heirs(conn, today).await?;
    if heirs.is_empty() {
        return Ok(());
    }
    let ended = heirs.keys().map(i64::to_string).collect::<Vec<_>>().join(", ");
    // Transfers that lead to the unit lead on by `transfer::settle`.
    let leads_on = |kind: &&Kind| kind.waits_for_the_day() && kind.key != estate::TRANSFERS_IN;
    for kind in estate::ALL.iter().filter(leads_on) {
        let Kind { table, column, .. } = kind;
        let sql = format!(
            "SELECT t.id, t.{column} FROM {table} t WHERE t.{column} IN ({ended}) AND {} ORDER BY t.id",
            kind.open()
        );
        for (row, mut unit) in conn.all::<(i64, i64)>(&sql, &[&today]).await? {
            // What carries on may have ended in its turn.
            while let Some(end) = heirs.get(&unit) {
                let next = go(conn, kind, (row, unit), *end, today, handed).await?;
                if next == unit {
                    break;
                }
                unit = next;
            }
        }
    }
    Ok(())
}

/// What a change has taken somebody away from that is not to end itself: it was decided for a later day than one that was decided
/// since, and so nothing of it waits where that one has put what goes along.
async fn what_is_behind(conn: &mut Conn, today: Day, handed: &mut BTreeMap<i64, usize>) -> Result<()> {
    for ((kind, row, person), at) in along::left_behind(conn, today).await? {
        if let Some(way) = along::way(conn, (person, at), today).await? {
            step_by_step(conn, kind, (row, at), way, handed).await?;
        }
    }
    Ok(())
}

/// Hands a thing over from the unit that has it, by the event that ends its being there and to where that sends it; one that is
/// about somebody goes to where they are, by each change that took them there. The unit at which it then is.
async fn go(
    conn: &mut Conn,
    kind: &Kind,
    (row, at): (i64, i64),
    (event, sent): (i64, i64),
    today: Day,
    handed: &mut BTreeMap<i64, usize>,
) -> Result<i64> {
    let way = match home_of(conn, kind, row, today).await? {
        Some((_, home)) if home == at => vec![],
        // Whoever went of their own takes it along in one step.
        Some((person, home)) => along::way(conn, (person, at), today).await?.unwrap_or_else(|| vec![(event, home)]),
        None => vec![(event, sent)],
    };
    step_by_step(conn, kind, (row, at), way, handed).await
}

async fn step_by_step(
    conn: &mut Conn,
    kind: &Kind,
    (row, mut at): (i64, i64),
    way: Vec<(i64, i64)>,
    handed: &mut BTreeMap<i64, usize>,
) -> Result<i64> {
    for (event, into) in way {
        hand(conn, event, kind, row, (at, into), false).await?;
        *handed.entry(event).or_default() += 1;
        at = into;
    }
    Ok(at)
}

/// The person with whom a thing goes, and where they are; `None` of one that goes with nobody, or whose person is nowhere.
async fn home_of(conn: &mut Conn, kind: &Kind, row: i64, today: Day) -> Result<Option<(i64, i64)>> {
    if kind.fate != Fate::WithPerson {
        return Ok(None);
    }
    let sql = format!(
        "SELECT m.person_id, m.unit_id FROM {} t JOIN membership m ON m.person_id = t.person_id AND m.kind = 'main'
           AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1) WHERE t.id = $2",
        kind.table
    );
    conn.opt(&sql, &[&today, &row]).await
}
