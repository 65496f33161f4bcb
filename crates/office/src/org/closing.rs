//! A unit that is to end: it goes on, marked as closing, until each member, each unit below, each open piece of work has a
//! destination; then one event ends it. Its files follow the unit that carries on for it, its register the one that was chosen.

use super::change::{Change, ChangeError, Decision};
use super::destinations::{Destinations, WHOLE};
use super::estate::{self, Kind, Thing};
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::identity::right::{EndUnits, KeepOrganisation};
use kit::clock::{Chance, Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

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
        /// 0 where an end of the unit that carries on is on record.
        heir_lasts: i64,
    }
}

const OPEN: &str = "c.id, c.uid, c.unit_id, c.into_unit, c.day, c.paper, c.version,
                    (SELECT count(*) FROM unit_name n WHERE n.unit_id = c.into_unit AND n.to_day IS NULL) AS heir_lasts
                    FROM unit_closing c LEFT JOIN unit_event e ON e.id = c.event_id
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
    /// Something goes to a unit that whoever ends this one does not keep.
    #[error("a receiving unit is out of reach")]
    OutOfReach,
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
    /// The units that were chosen for some of those that wait, and whose end is on record since.
    pub gone: BTreeSet<i64>,
}

impl Portion {
    /// The things in the order of their names.
    pub fn by_name(&self) -> Vec<&(Thing, Option<i64>)> {
        let mut things: Vec<_> = self.things.iter().collect();
        things.sort_by_cached_key(|(thing, _)| match thing.label.split_once(" (") {
            // A person, with the year of birth behind the name.
            Some((name, born)) => (viet::name_key(name), viet::text_key(born)),
            None => (viet::text_key(&thing.label), vec![]),
        });
        things
    }

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

    /// What the unit has that wants a destination, by kind; kinds of which it has nothing are left out. What lies in closed
    /// rooms and in the register stands there as a whole, and goes to the unit that carries on where nothing else is said.
    /// What was sent to a unit whose end is on record since waits again: it was sent there, and not to whom that one goes to.
    pub async fn portions(&self, conn: &mut Conn) -> Result<Vec<Portion>> {
        let sql = "SELECT d.kind, d.row_id, d.into_unit,
                     (SELECT count(*) FROM unit_name n WHERE n.unit_id = d.into_unit AND n.to_day IS NULL)
                   FROM unit_destination d WHERE d.closing_id = $1";
        let chosen: Vec<(String, i64, i64, i64)> = conn.all(sql, &[&self.id]).await?;
        let chosen: HashMap<(&str, i64), (i64, bool)> =
            chosen.iter().map(|(kind, row, into, lasts)| ((kind.as_str(), *row), (*into, *lasts > 0))).collect();
        let mut portions = Vec::new();
        for kind in estate::ALL.iter().filter(|kind| kind.wants_destination()) {
            let (things, unsaid) = match kind.goes_as_whole() {
                true => (vec![Thing { id: WHOLE, label: String::new() }], Some((self.into_unit, self.heir_lasts()))),
                false => (kind.of(conn, self.unit_id, self.day).await?, None),
            };
            let mut portion = Portion { kind, things: vec![], gone: BTreeSet::new() };
            for thing in things {
                let into = match chosen.get(&(kind.key, thing.id)).copied().or(unsaid) {
                    Some((into, false)) => {
                        portion.gone.insert(into);
                        None
                    }
                    said => said.map(|(into, _)| into),
                };
                portion.things.push((thing, into));
            }
            if !portion.things.is_empty() {
                portions.push(portion);
            }
        }
        Ok(portions)
    }

    /// Whether the unit that carries on goes on itself, with no end on record.
    pub fn heir_lasts(&self) -> bool {
        self.heir_lasts > 0
    }

    /// How many things wait for a destination; the unit that carries on is one of them where its own end is on record.
    pub fn waiting(&self, portions: &[Portion]) -> usize {
        portions.iter().map(Portion::waiting).sum::<usize>() + usize::from(!self.heir_lasts())
    }

    /// That nothing waits.
    ///
    /// # Errors
    /// [`ClosingError::Waits`] while something does.
    pub fn ready(&self, portions: &[Portion]) -> std::result::Result<(), ClosingError> {
        match self.waiting(portions) {
            0 => Ok(()),
            waiting => Err(ClosingError::Waits(waiting)),
        }
    }

    /// The units below that are sent: those of the rows that are named, or with none named all that wait.
    pub async fn units_sent(&self, conn: &mut Conn, rows: &[i64]) -> Result<Vec<i64>> {
        let portion = self.portions(conn).await?.into_iter().find(|portion| portion.kind.key == "units");
        let things = portion.map(|portion| portion.things).unwrap_or_default();
        let is_sent =
            |row: i64, known: Option<i64>| if rows.is_empty() { known.is_none() } else { rows.contains(&row) };
        let mut units = Vec::new();
        for (thing, _) in things.iter().filter(|(thing, known)| is_sent(thing.id, *known)) {
            units.extend(conn.value::<i64>("SELECT unit_id FROM unit_parent WHERE id = $1", &[&thing.id]).await?);
        }
        Ok(units)
    }

    /// The units to which something is sent, each once.
    pub fn receivers(portions: &[Portion]) -> Vec<i64> {
        let all = portions.iter().flat_map(|portion| portion.things.iter().filter_map(|(_, into)| *into));
        let mut receivers: Vec<i64> = all.collect();
        receivers.sort_unstable();
        receivers.dedup();
        receivers
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

/// Lets the grant's unit close, into the other grant's one; one that is closing already gets another day, paper, heir.
/// `seen` is the version that was looked at, 0 before the first.
///
/// # Errors
/// [`ClosingError::Stale`] when somebody else began or changed it meanwhile.
pub async fn begin(
    conn: &mut Conn,
    unit: Grant<KeepOrganisation>,
    into: Grant<KeepOrganisation>,
    (new, seen): (&NewClosing<'_>, i64),
    now: Ts,
) -> std::result::Result<i64, ClosingError> {
    let known = Closing::of(conn, unit.unit()).await?;
    if known.as_ref().map_or(0, |known| known.version) != seen {
        return Err(ClosingError::Stale);
    }
    if unit.unit() == into.unit() {
        return Err(ChangeError::Ring(unit.unit()).into());
    }
    let (verb, id, before) = match known {
        None => {
            let sql = "INSERT INTO unit_closing (uid, unit_id, into_unit, day, paper, begun_at)
                       VALUES ($1, $2, $3, $4, $5, $6)";
            let id = conn.insert(sql, &[&new.uid, &unit.unit(), &into.unit(), &new.day, &new.paper, &now]).await?;
            ("org.closing.begin", id, None)
        }
        Some(known) => {
            let sql = "UPDATE unit_closing SET into_unit = $1, day = $2, paper = $3, version = version + 1
                       WHERE id = $4 AND version = $5";
            if conn.exec(sql, &[&into.unit(), &new.day, &new.paper, &known.id, &seen]).await? == 0 {
                return Err(ClosingError::Stale);
            }
            let before = json!({"into": known.into_unit, "day": known.day, "paper": known.paper});
            ("org.closing.change", known.id, Some(before))
        }
    };
    let after = json!({"into": into.unit(), "day": new.day, "paper": new.paper});
    let mut event = unit.event(verb, "unit_closing", id).after(after);
    event.before = before;
    journal::write(conn, &event, now).await?;
    Ok(id)
}

/// Sends things of a kind to the grant's unit: those that are named, or with none named all that wait. How many.
///
/// # Errors
/// [`ClosingError::Stale`] when somebody else changed the closing since `closing` was read.
pub async fn send(
    conn: &mut Conn,
    closing: &Closing,
    into: Grant<KeepOrganisation>,
    (kind, rows): (&'static Kind, &[i64]),
    now: Ts,
) -> std::result::Result<usize, ClosingError> {
    step(conn, closing).await?;
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
    let after = json!({"kind": kind.key, "rows": meant, "into": into.unit()});
    let event = into.event("org.closing.send", "unit_closing", closing.id);
    journal::write(conn, &event.at_place(closing.unit_id).after(after), now).await?;
    Ok(meant.len())
}

/// Leaves a closing: the grant's unit goes on as before.
///
/// # Errors
/// [`ClosingError::Stale`] when somebody else changed it since it was read.
pub async fn leave(
    conn: &mut Conn,
    unit: Grant<KeepOrganisation>,
    closing: &Closing,
    now: Ts,
) -> std::result::Result<(), ClosingError> {
    step(conn, closing).await?;
    conn.exec("UPDATE unit_closing SET left_at = $1 WHERE id = $2", &[&now, &closing.id]).await?;
    journal::write(conn, &unit.event("org.closing.leave", "unit_closing", closing.id), now).await?;
    Ok(())
}

/// One more version of a closing, if it is still as it was read.
async fn step(conn: &mut Conn, closing: &Closing) -> std::result::Result<(), ClosingError> {
    let sql = "UPDATE unit_closing SET version = version + 1 WHERE id = $1 AND version = $2 AND left_at IS NULL";
    match conn.exec(sql, &[&closing.id, &closing.version]).await? {
        0 => Err(ClosingError::Stale),
        _ => Ok(()),
    }
}

/// Ends the unit: each thing goes where it was sent. `decided` is the grant at the unit above, which can take it back;
/// `receivers` are grants for [`Closing::receivers`]. Without `permission` it is only looked at, and nothing of it must be
/// committed. The event.
///
/// # Errors
/// [`ClosingError::Waits`] while something has no destination.
pub async fn finish(
    conn: &mut Conn,
    closing: &Closing,
    (decided, unit, into): (Grant<KeepOrganisation>, Grant<KeepOrganisation>, Grant<KeepOrganisation>),
    (receivers, permission): (Vec<Grant<KeepOrganisation>>, Option<Deciding<EndUnits>>),
    event_uid: String,
    (chance, now): (&Chance, Ts),
) -> std::result::Result<i64, ClosingError> {
    step(conn, closing).await?;
    let portions = closing.portions(conn).await?;
    closing.ready(&portions)?;
    let mut destinations = Destinations::to(receivers);
    for (portion, thing, into) in
        portions.iter().flat_map(|p| p.things.iter().map(move |(thing, into)| (p, thing, into)))
    {
        if !into.is_some_and(|into| destinations.send(portion.kind, thing.id, into)) {
            return Err(ClosingError::Waits(1));
        }
    }
    let decision = Decision { uid: event_uid, kind: "dissolve", day: closing.day, paper: closing.paper.clone() };
    let change = Change::begin(conn, decided, decision, now).await?;
    change.dissolve(conn, unit, into, &destinations).await?;
    change.carry_areas(conn, (chance, now)).await?;
    let event = match permission {
        Some(permission) => change.finish(conn, permission, now).await?,
        None => change.look(conn).await?,
    };
    conn.exec("UPDATE unit_closing SET event_id = $1 WHERE id = $2", &[&event, &closing.id]).await?;
    Ok(event)
}
