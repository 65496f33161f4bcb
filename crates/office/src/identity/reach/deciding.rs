//! Which changes of units one person decides and which take two: the rules name the kinds. Nothing of a change is kept, and
//! none is taken back, without a [`Deciding`].

use super::second::{Asking, Way};
use super::{Grant, Officer};
use crate::identity::right::{Act, EndUnits, KeepOrganisation, TwoPerson, UndoUnits};
use crate::shell::Office;
use kit::db::{Conn, DbError};
use kit::failure::Failure;
use kit::journal::Event;
use std::marker::PhantomData;

/// What is done to a change of units: it is made ([`EndUnits`]) or taken back ([`UndoUnits`]).
pub trait OfUnits: TwoPerson {}

impl OfUnits for EndUnits {}
impl OfUnits for UndoUnits {}

/// The permission to make one kind of change of units at one unit, or to take it back.
#[derive(Debug)]
pub struct Deciding<A> {
    grant: Grant<KeepOrganisation>,
    /// `None` for any.
    kind: Option<String>,
    act: PhantomData<A>,
}

/// How whoever keeps the organisation gets a change made.
pub enum DecidingWay<A> {
    /// At once.
    Now(Deciding<A>),
    /// When a second one agrees.
    Together(Asking<A>),
}

impl<A: OfUnits> Deciding<A> {
    /// What whoever sits at the machine's own console may decide. Never for a request.
    pub fn console(unit: i64) -> Deciding<A> {
        Deciding { grant: Grant::console(unit), kind: None, act: PhantomData }
    }

    /// At which unit.
    pub fn unit(&self) -> i64 {
        self.grant.unit()
    }

    /// Whether it is for this kind of change at this unit.
    ///
    /// # Errors
    /// [`DbError::Refused`] when it is for another one.
    pub(crate) fn check(&self, unit: i64, kind: &str) -> Result<(), DbError> {
        if self.unit() == unit && self.kind.as_deref().is_none_or(|known| known == kind) {
            return Ok(());
        }
        Err(DbError::Refused(format!("what was decided is not to {kind} at unit {unit}")))
    }

    /// The journal's row of what is done with it.
    pub(crate) fn event(&self, verb: &'static str, event: i64) -> Event {
        self.grant.event(verb, "unit_event", event)
    }
}

impl Officer {
    /// How they get a kind of change of units made, or taken back, that is decided at a unit.
    ///
    /// # Errors
    /// As for [`Officer::require`] with the right to keep the organisation.
    pub async fn deciding<A: OfUnits>(
        &self,
        conn: &mut Conn,
        office: &Office,
        act: A,
        (unit, kind): (i64, &str),
    ) -> Result<DecidingWay<A>, Failure> {
        let mut grant = self.require(KeepOrganisation, unit)?;
        if office.roles()?.change_takes_two(A::ACT, kind) {
            match self.way(conn, office, act, unit).await? {
                Way::Together(asking) => return Ok(DecidingWay::Together(asking)),
                Way::Alone(alone) => grant.also = alone.also,
            }
        }
        Ok(DecidingWay::Now(Deciding { grant, kind: Some(kind.to_owned()), act: PhantomData }))
    }

    /// Whether a kind of change takes somebody else too: for what a button says.
    pub async fn decides_together(
        &self,
        conn: &mut Conn,
        office: &Office,
        act: Act,
        (unit, kind): (i64, &str),
    ) -> Result<bool, Failure> {
        let way = (unit, kind);
        Ok(match act {
            Act::UndoUnits => matches!(self.deciding(conn, office, UndoUnits, way).await?, DecidingWay::Together(_)),
            _ => matches!(self.deciding(conn, office, EndUnits, way).await?, DecidingWay::Together(_)),
        })
    }
}

impl<A: OfUnits> Grant<A> {
    /// The permission for the kind of change that two persons agreed on.
    pub fn deciding(self, kind: &str) -> Deciding<A> {
        let Grant { account, person, unit, also, hand, .. } = self;
        let grant = Grant { account, person, unit, also, hand, permission: PhantomData };
        Deciding { grant, kind: Some(kind.to_owned()), act: PhantomData }
    }
}
