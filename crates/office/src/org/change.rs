//! Changes of units: establish, rename, move, merge, split, transfer a part, dissolve. Each is an event with its paper and
//! its lineage, done as a whole and undone as a whole while nothing depends on it.
//!
//! A change on a day leaves what is recorded for later days alone where it can: a name given for 2019 holds until the
//! renaming of 2023. A unit that ends takes everything of later days with it, to where its own go.

use super::destinations::Destinations;
use super::estate::{self, Dependent, Fate, Kind};
use super::spans::{Span, begin, end, from_day_on, hand, pass};
use super::undo::no_rings;
use super::write::{NewUnit, insert_unit};
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::identity::right::{EndUnits, KeepOrganisation};
use crate::{people, transfer};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

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
    /// The post of the unit is not held any more on the day, or by this holding.
    #[error("holding {0} is none of the unit's on the day")]
    NotHeld(i64),
    /// Another unit bears the code.
    #[error("unit {0} bears this code")]
    CodeTaken(i64),
    /// Something that happened since depends on it: these things, as far as they may be named.
    #[error("something else depends on this change")]
    Depends(Vec<Dependent>),
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
    pub(super) event: i64,
    pub(super) decision: Decision,
    grant: Grant<KeepOrganisation>,
    now: Ts,
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
        Ok(Change { event, decision, grant, now })
    }

    /// Establishes a unit under the grant's one; its id.
    pub async fn establish(&self, conn: &mut Conn, parent: Grant<KeepOrganisation>, new: &NewUnit<'_>) -> Result<i64> {
        self.establish_at(conn, parent.unit(), new).await
    }

    pub(super) async fn establish_at(&self, conn: &mut Conn, parent: i64, new: &NewUnit<'_>) -> Result<i64> {
        self.takes_over(conn, parent).await?;
        let unit = self.establish_root(conn, new).await?;
        let below: [&dyn kit::db::Arg; 3] = [&unit, &parent, &self.decision.paper];
        let span = (self.decision.day, None);
        begin(conn, self.event, Span::Parent, ("unit_id, parent_id, paper", &below), span).await?;
        Ok(unit)
    }

    /// Gives the grant's unit another name.
    pub async fn rename(&self, conn: &mut Conn, unit: Grant<KeepOrganisation>, names: (&str, &str)) -> Result<()> {
        self.rename_it(conn, unit.unit(), names).await
    }

    pub(super) async fn rename_it(&self, conn: &mut Conn, unit: i64, names: (&str, &str)) -> Result<()> {
        let day = self.decision.day;
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
        pass(conn, self.event, (Span::Parent, "unit_id"), row, (day, &self.decision.paper), parent.unit()).await?;
        self.descends(conn, Some(unit), Some(unit), "all").await
    }

    /// The grant's unit ends; what stands under it, who belongs to it and its work go to `into`, its posts and roles end.
    pub async fn absorb(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        into: Grant<KeepOrganisation>,
    ) -> Result<()> {
        self.dissolve(conn, unit, into, &Destinations::default()).await
    }

    /// The grant's unit ends; each thing goes where `destinations` sends it, and the rest to `into`, which carries on
    /// for the unit.
    pub async fn dissolve(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        into: Grant<KeepOrganisation>,
        destinations: &Destinations,
    ) -> Result<()> {
        self.dissolve_into(conn, unit.unit(), into.unit(), destinations).await
    }

    pub(super) async fn dissolve_into(
        &self,
        conn: &mut Conn,
        unit: i64,
        into: i64,
        destinations: &Destinations,
    ) -> Result<()> {
        let day = self.decision.day;
        self.is_there(conn, unit).await?;
        for receiver in destinations.units().chain([into]) {
            if receiver == unit {
                return Err(ChangeError::Ring(unit));
            }
            self.takes_over(conn, receiver).await?;
        }
        for kind in estate::ALL {
            self.settle(conn, kind, unit, |row| destinations.of(kind.key, row).unwrap_or(into)).await?;
        }
        super::stays::end_own(conn, self.event, day).await?;
        for span in [Span::Code, Span::Term, Span::Name, Span::Parent] {
            for row in from_day_on(conn, span, "unit_id = $2", unit, day).await? {
                end(conn, self.event, span, row, day).await?;
            }
        }
        self.descends(conn, Some(unit), Some(into), "all").await?;
        for part in destinations.units().filter(|part| *part != into) {
            self.descends(conn, Some(unit), Some(part), "part").await?;
        }
        Ok(())
    }

    /// Who acts in a role at `unit` acts in it at `into` from the day on: for an office that goes on under another unit.
    pub async fn carry_roles(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        into: Grant<KeepOrganisation>,
    ) -> Result<()> {
        let day = self.decision.day;
        for row in from_day_on(conn, Span::Role, "unit_id = $2", unit.unit(), day).await? {
            let sql = "SELECT account_id, role FROM role_holding WHERE id = $1";
            let (account, role): (i64, String) = conn.one(sql, &[&row.0]).await?;
            end(conn, self.event, Span::Role, row, day).await?;
            let held: [&dyn kit::db::Arg; 3] = [&account, &role, &into.unit()];
            let span = (day.max(row.1), row.2);
            // Whoever acted in it at two units that become one acts in it once, for as long as in the longer one.
            let sql = "SELECT count(*) FROM role_holding WHERE account_id = $1 AND role = $2 AND unit_id = $3
                       AND from_day <= $4 AND coalesce(to_day, '9999-12-31') >= $5";
            let until = span.1.unwrap_or(Day::of(9999, 12, 31));
            if conn.value::<i64>(sql, &[&account, &role, &into.unit(), &span.0, &until]).await?.unwrap_or(0) > 0 {
                continue;
            }
            begin(conn, self.event, Span::Role, ("account_id, role, unit_id", &held), span).await?;
        }
        Ok(())
    }

    /// Lets all that a unit has of a kind pass, end or be handed over, each thing to where `into` says.
    async fn settle(&self, conn: &mut Conn, kind: &Kind, unit: i64, into: impl Fn(i64) -> i64) -> Result<()> {
        let (day, paper) = (self.decision.day, &*self.decision.paper);
        match kind.fate {
            Fate::Passes(span, columns) => {
                for row in from_day_on(conn, span, &kind.owned_by("$2"), unit, day).await? {
                    pass(conn, self.event, (span, columns), row, (day, paper), into(row.0)).await?;
                }
            }
            Fate::Ends(span) => {
                for row in from_day_on(conn, span, &kind.owned_by("$2"), unit, day).await? {
                    end(conn, self.event, span, row, day).await?;
                }
            }
            Fate::Handed => {
                for thing in kind.of(conn, unit, day).await? {
                    self.pass_on(conn, kind, thing.id, (unit, into(thing.id))).await?;
                }
            }
            Fate::WithPerson => {
                for thing in kind.of(conn, unit, day).await? {
                    let sql = format!("SELECT person_id FROM {} WHERE id = $1", kind.table);
                    let person: Option<i64> = conn.value(&sql, &[&thing.id]).await?;
                    let home = people::unit_of(conn, person.unwrap_or(0), day).await?;
                    let home = home.filter(|home| *home != unit).unwrap_or_else(|| into(thing.id));
                    self.pass_on(conn, kind, thing.id, (unit, home)).await?;
                }
            }
            Fate::Stays | Fate::Kept => {}
        }
        Ok(())
    }

    /// A thing belongs to another unit from the day on; a transfer that would go from there to itself is over.
    async fn pass_on(&self, conn: &mut Conn, kind: &Kind, row: i64, (had, set): (i64, i64)) -> Result<()> {
        let is_now = self.decision.day <= self.now.day();
        hand(conn, self.event, kind, row, (had, set), !is_now && kind.waits_for_the_day()).await?;
        let side = (kind.key == estate::TRANSFERS_OUT, set);
        // Of one of a later day the member may still arrive by it; on the day `transfer::settle` closes it.
        if is_now && kind.table == "transfer" && transfer::would_stay(conn, row, side, self.decision.day).await? {
            let by = transfer::By::Change(self.event);
            transfer::overtake(conn, &self.grant, (row, by), &self.decision.paper, self.now).await?;
        }
        Ok(())
    }

    /// Members and units below pass from the grant's unit to `into`; the unit itself goes on.
    pub async fn hand_over(
        &self,
        conn: &mut Conn,
        unit: Grant<KeepOrganisation>,
        into: Grant<KeepOrganisation>,
        parts: (&[i64], &[i64]),
    ) -> Result<()> {
        self.hand_part(conn, unit.unit(), into.unit(), parts).await
    }

    pub(super) async fn hand_part(
        &self,
        conn: &mut Conn,
        unit: i64,
        into: i64,
        (persons, units): (&[i64], &[i64]),
    ) -> Result<()> {
        let day = self.decision.day;
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
            pass(conn, self.event, (Span::Parent, "unit_id"), row, (day, &self.decision.paper), into).await?;
        }
        for person in persons {
            let sql = "SELECT id, from_day, to_day FROM membership WHERE person_id = $1 AND unit_id = $2
                       AND kind = 'main' AND from_day <= $3 AND (to_day IS NULL OR to_day > $3)";
            let row = conn.opt(sql, &[person, &unit, &day]).await?.ok_or(ChangeError::NotAMember(*person))?;
            let member = (Span::Membership, "person_id, kind");
            pass(conn, self.event, member, row, (day, &self.decision.paper), into).await?;
            // Who leaves a unit holds no post of it any more.
            let held = format!("person_id = $2 AND post_id IN (SELECT id FROM post WHERE post.unit_id = {unit})");
            for row in from_day_on(conn, Span::Post, &held, *person, day).await? {
                end(conn, self.event, Span::Post, row, day).await?;
            }
        }
        super::stays::end_own(conn, self.event, day).await?;
        // What is about those persons goes along with them.
        for kind in estate::ALL.iter().filter(|kind| kind.fate == Fate::WithPerson) {
            for thing in kind.of(conn, unit, day).await? {
                let sql = format!("SELECT person_id FROM {} WHERE id = $1", kind.table);
                let person: Option<i64> = conn.value(&sql, &[&thing.id]).await?;
                if person.is_some_and(|person| persons.contains(&person)) {
                    self.pass_on(conn, kind, thing.id, (unit, into)).await?;
                }
            }
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

    /// Makes it, as it was decided: no unit stands under itself from the day on, and the journal has its row. The event's
    /// id.
    pub async fn finish(self, conn: &mut Conn, decided: Deciding<EndUnits>, now: Ts) -> Result<i64> {
        let Decision { uid, kind, day, paper } = &self.decision;
        decided.check(self.grant.unit(), kind)?;
        let after = json!({"event": uid, "from": day, "paper": paper});
        let event = decided.event(verb(kind), self.event);
        self.look(conn).await?;
        journal::write(conn, &event.after(after), now).await?;
        Ok(self.event)
    }

    /// The event as it would be, to be looked at: nothing of it must be committed.
    ///
    /// # Errors
    /// [`ChangeError::Ring`] when a unit would stand under itself.
    pub async fn look(&self, conn: &mut Conn) -> Result<i64> {
        no_rings(conn, self.decision.day).await?;
        Ok(self.event)
    }

    pub(super) async fn descends(
        &self,
        conn: &mut Conn,
        from: Option<i64>,
        to: Option<i64>,
        share: &str,
    ) -> Result<()> {
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
