//! Changes of units: establish, rename, move, merge, split, transfer a part, dissolve. Each is an event with its paper and
//! its lineage, done as a whole and undone as a whole while nothing depends on it.
//!
//! A change on a day leaves what is recorded for later days alone where it can: a name given for 2019 holds until the
//! renaming of 2023. A unit that ends takes everything of later days with it, to where its own go.

use super::spans::{self, Span, begin, end, from_day_on};
use super::write::{NewUnit, insert_unit};
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;
use std::collections::HashMap;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The unit does not exist on the day.
    #[error("unit {0} does not exist on the day")]
    NotThere(i64),
    /// The unit that is to take over ends itself later.
    #[error("unit {0} does not last")]
    DoesNotLast(i64),
    /// A unit would stand under itself, on that day or later.
    #[error("unit {0} would stand under itself")]
    Ring(i64),
    /// The person does not belong to the unit on the day.
    #[error("person {0} does not belong to the unit on the day")]
    NotAMember(i64),
    /// Something that happened since depends on it.
    #[error("something else depends on this change")]
    Depends,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, ChangeError>;

/// Kinds of event, by the words in the record.
pub const KINDS: [&str; 7] = ["establish", "rename", "move", "merge", "split", "transfer_part", "dissolve"];

/// The paper behind a change.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The event's identity outside the database.
    pub uid: String,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// From when it holds.
    pub day: Day,
    /// Number and day of the paper.
    pub paper: String,
}

/// A change under way, in the caller's transaction. Without [`Change::finish`] nothing of it must be committed.
#[must_use = "a change is made by finish"]
pub struct Change {
    event: i64,
    decision: Decision,
    grant: Grant<KeepOrganisation>,
}

impl Change {
    /// Begins a change decided at the grant's unit.
    pub async fn begin(conn: &mut Conn, grant: Grant<KeepOrganisation>, decision: Decision, now: Ts) -> Result<Change> {
        let event = conn
            .insert(
                "INSERT INTO unit_event (uid, kind, unit_id, effective_day, paper, at) VALUES ($1, $2, $3, $4, $5, $6)",
                &[&decision.uid, &decision.kind, &grant.unit(), &decision.day, &decision.paper, &now],
            )
            .await?;
        Ok(Change { event, decision, grant })
    }

    /// Establishes a unit under the grant's one; its id.
    pub async fn establish(&self, conn: &mut Conn, parent: Grant<KeepOrganisation>, new: &NewUnit<'_>) -> Result<i64> {
        self.takes_over(conn, parent.unit()).await?;
        let unit = self.establish_root(conn, new).await?;
        let below: [&dyn kit::db::Arg; 3] = [&unit, &parent.unit(), &self.decision.paper];
        let span = (self.decision.day, None);
        begin(conn, self.event, Span::Parent, ("unit_id, parent_id, paper", &below), span).await?;
        Ok(unit)
    }

    /// Gives the grant's unit another name.
    pub async fn rename(&self, conn: &mut Conn, unit: Grant<KeepOrganisation>, names: (&str, &str)) -> Result<()> {
        let (unit, day) = (unit.unit(), self.decision.day);
        let rows = from_day_on(conn, Span::Name, "unit_id = $2", unit, day).await?;
        let row = rows.into_iter().find(|(_, from, _)| *from <= day).ok_or(ChangeError::NotThere(unit))?;
        end(conn, self.event, Span::Name, row, day).await?;
        let named: [&dyn kit::db::Arg; 4] = [&unit, &names.0, &names.1, &self.decision.paper];
        begin(conn, self.event, Span::Name, ("unit_id, name, short, paper", &named), (day, row.2)).await?;
        self.descends(conn, Some(unit), Some(unit), "all").await
    }

    /// Puts the grant's unit under another one.
    pub async fn relocate(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        parent: Grant<KeepOrganisation>,
    ) -> Result<()> {
        let (unit, day) = (unit.unit(), self.decision.day);
        self.is_there(conn, unit).await?;
        self.takes_over(conn, parent.unit()).await?;
        let rows = from_day_on(conn, Span::Parent, "unit_id = $2", unit, day).await?;
        let row = rows.into_iter().find(|(_, from, _)| *from <= day).ok_or(ChangeError::NotThere(unit))?;
        self.put_under(conn, row, unit, parent.unit()).await?;
        self.descends(conn, Some(unit), Some(unit), "all").await
    }

    /// The grant's unit ends; what stands under it and who belongs to it goes to `into`, its posts and roles end.
    pub async fn absorb(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        into: Grant<KeepOrganisation>,
    ) -> Result<()> {
        let (unit, into, day) = (unit.unit(), into.unit(), self.decision.day);
        if unit == into {
            return Err(ChangeError::Ring(unit));
        }
        self.is_there(conn, unit).await?;
        self.takes_over(conn, into).await?;
        for row in from_day_on(conn, Span::Parent, "parent_id = $2", unit, day).await? {
            let child: Option<i64> = conn.value("SELECT unit_id FROM unit_parent WHERE id = $1", &[&row.0]).await?;
            self.put_under(conn, row, child.unwrap_or(0), into).await?;
        }
        for row in from_day_on(conn, Span::Membership, "unit_id = $2", unit, day).await? {
            self.put_into(conn, row, into).await?;
        }
        let of_posts = "post_id IN (SELECT id FROM post WHERE unit_id = $2)";
        for (span, condition) in [
            (Span::Post, of_posts),
            (Span::Role, "unit_id = $2"),
            (Span::Code, "unit_id = $2"),
            (Span::Term, "unit_id = $2"),
            (Span::Name, "unit_id = $2"),
            (Span::Parent, "unit_id = $2"),
        ] {
            for row in from_day_on(conn, span, condition, unit, day).await? {
                end(conn, self.event, span, row, day).await?;
            }
        }
        self.descends(conn, Some(unit), Some(into), "all").await
    }

    /// Members and units below pass from the grant's unit to `into`; the unit itself goes on.
    pub async fn hand_over(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        into: Grant<KeepOrganisation>,
        (persons, units): (&[i64], &[i64]),
    ) -> Result<()> {
        let (unit, into, day) = (unit.unit(), into.unit(), self.decision.day);
        if unit == into {
            return Err(ChangeError::Ring(unit));
        }
        self.is_there(conn, unit).await?;
        self.takes_over(conn, into).await?;
        for child in units {
            let rows = from_day_on(conn, Span::Parent, "unit_id = $2", *child, day).await?;
            let row = rows.into_iter().find(|(_, from, _)| *from <= day).ok_or(ChangeError::NotThere(*child))?;
            let sql = "SELECT parent_id FROM unit_parent WHERE id = $1";
            if conn.value::<i64>(sql, &[&row.0]).await? != Some(unit) {
                return Err(ChangeError::NotThere(*child));
            }
            self.put_under(conn, row, *child, into).await?;
        }
        for person in persons {
            let sql = "SELECT id, from_day, to_day FROM membership WHERE person_id = $1 AND unit_id = $2
                       AND kind = 'main' AND from_day <= $3 AND (to_day IS NULL OR to_day > $3)";
            let row = conn.opt(sql, &[person, &unit, &day]).await?.ok_or(ChangeError::NotAMember(*person))?;
            self.put_into(conn, row, into).await?;
        }
        self.descends(conn, Some(unit), Some(into), "part").await
    }

    /// The area ends, or bears another name and kind from then on.
    pub async fn reshape(&self, conn: &mut Conn, area: i64, named: Option<(&str, &str)>) -> Result<()> {
        let day = self.decision.day;
        for row in from_day_on(conn, Span::Area, "area_id = $2", area, day).await? {
            end(conn, self.event, Span::Area, row, day).await?;
        }
        let Some((kind, name)) = named else { return Ok(()) };
        let values: [&dyn kit::db::Arg; 4] = [&area, &kind, &name, &self.decision.paper];
        begin(conn, self.event, Span::Area, ("area_id, kind, name, paper", &values), (day, None)).await?;
        Ok(())
    }

    /// Establishes a unit that stands under no other; its id.
    pub async fn establish_root(&self, conn: &mut Conn, new: &NewUnit<'_>) -> Result<i64> {
        let unit = insert_unit(conn, new).await?;
        let named: [&dyn kit::db::Arg; 4] = [&unit, &new.name, &new.short, &self.decision.paper];
        begin(conn, self.event, Span::Name, ("unit_id, name, short, paper", &named), (self.decision.day, None)).await?;
        self.descends(conn, None, Some(unit), "all").await?;
        Ok(unit)
    }

    /// Makes it: no unit stands under itself from the day on, and the journal has its row. The event's id.
    pub async fn finish(self, conn: &mut Conn, now: Ts) -> Result<i64> {
        no_rings(conn, self.decision.day).await?;
        let Decision { uid, kind, day, paper } = &self.decision;
        let after = json!({"event": uid, "from": day, "paper": paper});
        let event = self.grant.event(verb(kind), "unit_event", self.event);
        journal::write(conn, &event.after(after), now).await?;
        Ok(self.event)
    }

    async fn put_under(&self, conn: &mut Conn, row: spans::Row, unit: i64, parent: i64) -> Result<()> {
        let from = row.1.max(self.decision.day);
        end(conn, self.event, Span::Parent, row, self.decision.day).await?;
        let below: [&dyn kit::db::Arg; 3] = [&unit, &parent, &self.decision.paper];
        begin(conn, self.event, Span::Parent, ("unit_id, parent_id, paper", &below), (from, row.2)).await?;
        Ok(())
    }

    async fn put_into(&self, conn: &mut Conn, row: spans::Row, unit: i64) -> Result<()> {
        let sql = "SELECT person_id, kind FROM membership WHERE id = $1";
        let (person, kind): (i64, String) = conn.one(sql, &[&row.0]).await?;
        let from = row.1.max(self.decision.day);
        end(conn, self.event, Span::Membership, row, self.decision.day).await?;
        let member: [&dyn kit::db::Arg; 4] = [&person, &unit, &kind, &self.decision.paper];
        begin(conn, self.event, Span::Membership, ("person_id, unit_id, kind, paper", &member), (from, row.2)).await?;
        Ok(())
    }

    async fn descends(&self, conn: &mut Conn, from: Option<i64>, to: Option<i64>, share: &str) -> Result<()> {
        conn.exec(
            "INSERT INTO unit_lineage (event_id, from_unit, to_unit, share) VALUES ($1, $2, $3, $4)",
            &[&self.event, &from, &to, &share],
        )
        .await?;
        Ok(())
    }

    async fn is_there(&self, conn: &mut Conn, unit: i64) -> Result<()> {
        let rows = from_day_on(conn, Span::Name, "unit_id = $2", unit, self.decision.day).await?;
        let there = rows.iter().any(|(_, from, _)| *from <= self.decision.day);
        if there { Ok(()) } else { Err(ChangeError::NotThere(unit)) }
    }

    /// Who takes over exists on the day and has no end on record.
    async fn takes_over(&self, conn: &mut Conn, unit: i64) -> Result<()> {
        self.is_there(conn, unit).await?;
        let rows = from_day_on(conn, Span::Name, "unit_id = $2", unit, self.decision.day).await?;
        let lasts = rows.iter().any(|(.., to)| to.is_none());
        if lasts { Ok(()) } else { Err(ChangeError::DoesNotLast(unit)) }
    }
}

/// Takes an event back as a whole; the grant is for the unit at which it was decided.
///
/// # Errors
/// [`ChangeError::Depends`] when a row that it touched was changed since, or something was entered at a unit that it
/// established.
pub async fn undo(conn: &mut Conn, grant: Grant<KeepOrganisation>, event: i64, now: Ts) -> Result<()> {
    let sql = "SELECT uid, effective_day FROM unit_event WHERE id = $1 AND unit_id = $2 AND undone_at IS NULL";
    let known: Option<(String, Day)> = conn.opt(sql, &[&event, &grant.unit()]).await?;
    let (uid, day) = known.ok_or(ChangeError::Depends)?;
    spans::take_back(conn, event).await?;
    let made = "SELECT to_unit FROM unit_lineage WHERE event_id = $1 AND from_unit IS NULL";
    let made: Vec<(i64,)> = conn.all(made, &[&event]).await?;
    for (unit,) in made {
        for (table, column) in [("unit_parent", "parent_id"), ("membership", "unit_id"), ("role_holding", "unit_id")] {
            let sql =
                format!("SELECT count(*) FROM {table} WHERE {column} = $1 AND (to_day IS NULL OR to_day > from_day)");
            if conn.value::<i64>(&sql, &[&unit]).await?.unwrap_or(0) > 0 {
                return Err(ChangeError::Depends);
            }
        }
        for table in ["post", "campaign", "exemption", "discipline", "article"] {
            let sql = format!("SELECT count(*) FROM {table} WHERE unit_id = $1");
            if conn.value::<i64>(&sql, &[&unit]).await?.unwrap_or(0) > 0 {
                return Err(ChangeError::Depends);
            }
        }
    }
    no_rings(conn, day).await?;
    conn.exec("UPDATE unit_event SET undone_at = $1 WHERE id = $2", &[&now, &event]).await?;
    let row = grant.event("org.unit.undo", "unit_event", event).after(json!({"event": uid}));
    journal::write(conn, &row, now).await?;
    Ok(())
}

/// Walks up from every unit, on the day and on each later day on which a link begins.
async fn no_rings(conn: &mut Conn, day: Day) -> Result<()> {
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

fn verb(kind: &str) -> &'static str {
    match kind {
        "establish" => "org.unit.establish",
        "rename" => "org.unit.rename",
        "move" => "org.unit.move",
        "merge" => "org.unit.merge",
        "split" => "org.unit.split",
        "transfer_part" => "org.unit.transfer_part",
        _ => "org.unit.dissolve",
    }
}
