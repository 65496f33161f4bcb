//! Who may keep who holds a post: to give one that carries power takes two persons, to end it takes one.

use super::second::{Asking, Way};
use super::{Grant, Officer};
use crate::identity::right::{FillPost, KeepOrganisation};
use crate::posts::Seat;
use crate::shell::Office;
use kit::db::Conn;
use kit::failure::Failure;
use std::marker::PhantomData;

/// The permission to keep who holds one post. One whose holder may be the second person of what takes two is given by two
/// persons; to end it, or to correct what is over, takes one.
#[derive(Debug)]
pub struct Seating {
    grant: Grant<KeepOrganisation>,
    seat: Seat,
    gives: bool,
}

impl Seating {
    /// What whoever sits at the machine's own console may do. Never for a request.
    pub fn console(unit: i64, title: &str) -> Seating {
        Seating { grant: Grant::console(unit), seat: Seat::unruled(unit, title), gives: true }
    }

    /// What a test may do at a seat of the rules.
    #[cfg(test)]
    pub(crate) fn for_tests(seat: Seat) -> Seating {
        Seating { grant: Grant::console(seat.keeper()), seat, gives: true }
    }

    /// The post.
    pub fn seat(&self) -> &Seat {
        &self.seat
    }

    /// Whether somebody may hold it by this who did not.
    pub fn gives(&self) -> bool {
        self.gives
    }

    /// The grant, for the journal.
    pub fn grant(&self) -> &Grant<KeepOrganisation> {
        &self.grant
    }
}

/// How whoever keeps the organisation keeps who holds a post.
pub enum SeatingWay {
    /// At once.
    Now(Seating),
    /// When a second one agrees.
    Together(Asking<FillPost>),
}

impl Officer {
    /// How they keep who holds a post; `gives` when somebody shall hold it on a day to come who does not yet.
    ///
    /// # Errors
    /// As for [`Officer::require`] with the right to keep the organisation, at the unit at which the post is kept.
    pub async fn seating(
        &self,
        conn: &mut Conn,
        office: &Office,
        seat: Seat,
        gives: bool,
    ) -> Result<SeatingWay, Failure> {
        let mut grant = self.require(KeepOrganisation, seat.keeper())?;
        let power = office.roles()?.post_is_power(seat.kind(), seat.title());
        if power && gives {
            match self.way(conn, office, FillPost, seat.keeper()).await? {
                Way::Together(asking) => return Ok(SeatingWay::Together(asking)),
                Way::Alone(alone) => grant.also = alone.also,
            }
        }
        Ok(SeatingWay::Now(Seating { grant, seat, gives: gives || !power }))
    }
}

impl Grant<FillPost> {
    /// The permission to give the post that two persons agreed on; `None` for one that is kept elsewhere.
    pub fn seating(self, seat: Seat) -> Option<Seating> {
        let Grant { account, person, unit, also, .. } = self;
        let grant = Grant { account, person, unit, also, permission: PhantomData };
        (unit == seat.keeper()).then_some(Seating { grant, seat, gives: true })
    }
}
