//! A unit that is to end: it goes on, marked as closing, until each member, each unit below, each open piece of work has a
//! destination; then one event ends it. Its files follow the unit that carries on for it.

use super::change::{Change, ChangeError, Decision, Destinations};
use super::estate::{self, Kind, Thing};
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;
use std::collections::HashMap;

kit::record! {
    /// A closing under way.
    pub struct Closing {
        /// The closing.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The unit that is to end.
        pub unit_id: i64,
        /// The unit that carries on for it, and keeps its files.
        pub into_unit: i64,
        /// The first day without it.
        pub day: Day,
        /// Number and day of the paper.
        pub paper: String,
        /// Counts the changes.
        pub version: i64,
    }
}

const OPEN: &str = "c.id, c.uid, c.unit_id, c.into_unit, c.day, c.paper, c.version FROM unit_closing c
                    LEFT JOIN unit_event e ON e.id = c.event_id
                    WHERE c.left_at IS NULL AND (c.event_id IS NULL OR e.undone_at IS NOT NULL)";

/// Why a closing did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ClosingError {
    /// The unit is closing already, or is closing no more.
    #[error("the closing was changed meanwhile")]
    Stale,
    /// So many things have no destination.
    #[error("{0} things have no destination")]
    Waits(usize),
    /// The change cannot be made.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<DbError> for ClosingError {
    fn from(error: DbError) -> ClosingError {
        ClosingError::Change(error.into())
    }
}

/// What a closing unit has of one kind, each thing with where it goes.
pub struct Portion {
    /// The kind.
    pub kind: &'static Kind,
    /// The things, with their destinations; `None` where one waits.
    pub things: Vec<(Thing, Option<i64>)>,
}

impl Portion {
    /// How many things wait for a destination.
    pub fn waiting(&self) -> usize {
        self.things.iter().filter(|(_, into)| into.is_none()).count()
    }
}

impl Closing {
    /// The closing of a unit, while it is under way; one whose event was taken back is under way again.
    pub async fn of(conn: &mut Conn, unit: i64) -> Result<Option<Closing>> {
        conn.opt(&format!("SELECT {OPEN} AND c.unit_id = $1 ORDER BY c.id DESC"), &[&unit]).await
    }

    /// All that are under way.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Closing>> {
        conn.all(&format!("SELECT {OPEN} ORDER BY c.day, c.id"), &[]).await
    }

    /// What the unit has that wants a destination, by kind; kinds of which it has nothing are left out.
    pub async fn portions(&self, conn: &mut Conn) -> Result<Vec<Portion>> {
        let sql = "SELECT kind, row_id, into_unit FROM unit_destination WHERE closing_id = $1";
        let chosen: Vec<(String, i64, i64)> = conn.all(sql, &[&self.id]).await?;
        let chosen: HashMap<(&str, i64), i64> =
            chosen.iter().map(|(kind, row, into)| ((kind.as_str(), *row), *into)).collect();
        let mut portions = Vec::new();
        for kind in estate::ALL.iter().filter(|kind| kind.wants_destination()) {
            let things = kind.of(conn, self.unit_id, self.day).await?;
            let things: Vec<_> = things
                .into_iter()
                .map(|thing| {
                    let into = chosen.get(&(kind.key, thing.id)).copied();
                    (thing, into)
                })
                .collect();
            if !things.is_empty() {
                portions.push(Portion { kind, things });
            }
        }
        Ok(portions)
    }
}

/// What is decided of a closing.
#[derive(Clone, Debug)]
pub struct NewClosing<'a> {
    /// Its identity outside the database.
    pub uid: &'a str,
    /// The first day without the unit.
    pub day: Day,
    /// Number and day of the paper.
    pub paper: &'a str,
}

/// Lets the grant's unit close, into the other grant's one.
///
/// # Errors
/// [`ClosingError::Stale`] when it is closing already.
pub async fn begin(
    conn: &mut Conn,
    unit: Grant<KeepOrganisation>,
    into: Grant<KeepOrganisation>,
    new: &NewClosing<'_>,
    now: Ts,
) -> std::result::Result<i64, ClosingError> {
    if Closing::of(conn, unit.unit()).await?.is_some() {
        return Err(ClosingError::Stale);
    }
    if unit.unit() == into.unit() {
        return Err(ChangeError::Ring(unit.unit()).into());
    }
    let sql = "INSERT INTO unit_closing (uid, unit_id, into_unit, day, paper, begun_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let id = conn.insert(sql, &[&new.uid, &unit.unit(), &into.unit(), &new.day, &new.paper, &now]).await?;
    let after = json!({"into": into.unit(), "day": new.day, "paper": new.paper});
    journal::write(conn, &unit.event("org.closing.begin", "unit_closing", id).after(after), now).await?;
    Ok(id)
}

/// Sends things of a kind to the grant's unit: those that are named, or with none named all that wait. How many.
pub async fn send(
    conn: &mut Conn,
    closing: &Closing,
    into: Grant<KeepOrganisation>,
    (kind, rows): (&'static Kind, &[i64]),
    now: Ts,
) -> Result<usize> {
    let portion = closing.portions(conn).await?.into_iter().find(|portion| portion.kind.key == kind.key);
    let things = portion.map(|portion| portion.things).unwrap_or_default();
    let is_meant = |row: i64, known: Option<i64>| if rows.is_empty() { known.is_none() } else { rows.contains(&row) };
    let meant: Vec<i64> =
        things.iter().filter(|(thing, known)| is_meant(thing.id, *known)).map(|(thing, _)| thing.id).collect();
    for row in &meant {
        let sql = "INSERT INTO unit_destination (closing_id, kind, row_id, into_unit) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (closing_id, kind, row_id) DO UPDATE SET into_unit = excluded.into_unit";
        conn.exec(sql, &[&closing.id, &kind.key, row, &into.unit()]).await?;
    }
    if !meant.is_empty() {
        conn.exec("UPDATE unit_closing SET version = version + 1 WHERE id = $1", &[&closing.id]).await?;
        let after = json!({"kind": kind.key, "rows": meant, "into": into.unit()});
        let event = into.event("org.closing.send", "unit_closing", closing.id);
        journal::write(conn, &event.at_place(closing.unit_id).after(after), now).await?;
    }
    Ok(meant.len())
}

/// Leaves a closing: the grant's unit goes on as before.
///
/// # Errors
/// [`ClosingError::Stale`] when it is not under way any more.
pub async fn leave(
    conn: &mut Conn,
    unit: Grant<KeepOrganisation>,
    closing: &Closing,
    now: Ts,
) -> std::result::Result<(), ClosingError> {
    let sql = "UPDATE unit_closing SET left_at = $1 WHERE id = $2 AND unit_id = $3 AND left_at IS NULL";
    if conn.exec(sql, &[&now, &closing.id, &unit.unit()]).await? == 0 {
        return Err(ClosingError::Stale);
    }
    journal::write(conn, &unit.event("org.closing.leave", "unit_closing", closing.id), now).await?;
    Ok(())
}

/// Ends the unit: each thing goes where it was sent. `decided` is the grant at the unit above, which can take it back;
/// `grant` gives one for any unit that receives. The event.
///
/// # Errors
/// [`ClosingError::Waits`] while something has no destination.
pub async fn finish<E: From<ClosingError>>(
    conn: &mut Conn,
    decided: Grant<KeepOrganisation>,
    closing: &Closing,
    grant: impl Fn(i64) -> std::result::Result<Grant<KeepOrganisation>, E>,
    event_uid: String,
    now: Ts,
) -> std::result::Result<i64, E> {
    let portions = closing.portions(conn).await.map_err(ClosingError::from)?;
    let waiting = portions.iter().map(Portion::waiting).sum();
    if waiting > 0 {
        return Err(ClosingError::Waits(waiting).into());
    }
    let mut receivers: Vec<i64> = portions.iter().flat_map(|p| p.things.iter().filter_map(|(_, into)| *into)).collect();
    receivers.sort_unstable();
    receivers.dedup();
    let grants = receivers.into_iter().map(&grant).collect::<std::result::Result<Vec<_>, E>>()?;
    let mut destinations = Destinations::to(grants);
    for portion in &portions {
        for (thing, into) in &portion.things {
            destinations.send(portion.kind, thing.id, into.unwrap_or(closing.into_unit));
        }
    }
    let decision = Decision { uid: event_uid, kind: "dissolve", day: closing.day, paper: closing.paper.clone() };
    let (unit, into) = (grant(closing.unit_id)?, grant(closing.into_unit)?);
    let made = end_unit(conn, decided, decision, (unit, into), &destinations, now).await;
    let event = made.map_err(ClosingError::from)?;
    let sql = "UPDATE unit_closing SET event_id = $1, version = version + 1 WHERE id = $2";
    conn.exec(sql, &[&event, &closing.id]).await.map_err(ClosingError::from)?;
    Ok(event)
}

async fn end_unit(
    conn: &mut Conn,
    decided: Grant<KeepOrganisation>,
    decision: Decision,
    (unit, into): (Grant<KeepOrganisation>, Grant<KeepOrganisation>),
    destinations: &Destinations,
    now: Ts,
) -> std::result::Result<i64, ChangeError> {
    let change = Change::begin(conn, decided, decision, now).await?;
    change.dissolve(conn, unit, into, destinations).await?;
    change.finish(conn, now).await
}
