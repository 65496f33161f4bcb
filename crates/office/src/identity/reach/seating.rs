//! Who may keep who holds a post: to give one that carries power takes two persons, and so does giving oneself one that carries
//! a role that one does not hold; to end it takes one.

use super::second::{Asking, Way};
use super::{Grant, Officer};
use crate::identity::right::{FillPost, KeepOrganisation};
use crate::posts::{Seat, Span, gives};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use rules::{At, RolesRule};
use std::marker::PhantomData;

/// The permission to keep that somebody holds one post. One whose holder may be the second person of what takes two is given by
/// two persons, and nobody gives themselves a role alone; to end it, or to correct what is over, takes one.
#[derive(Debug)]
pub struct Seating {
    grant: Grant<KeepOrganisation>,
    seat: Seat,
    /// Who holds it; anybody for the console.
    whom: Option<i64>,
    gives: bool,
}

impl Seating {
    /// What whoever sits at the machine's own console may do. Never for a request.
    pub fn console(unit: i64, title: &str) -> Seating {
        Seating { grant: Grant::console(unit), seat: Seat::unruled(unit, title), whom: None, gives: true }
    }

    /// What a test may do at a seat of the rules.
    #[cfg(test)]
    pub(crate) fn for_tests(seat: Seat) -> Seating {
        Seating { grant: Grant::console(seat.keeper()), seat, whom: None, gives: true }
    }

    /// The post.
    pub fn seat(&self) -> &Seat {
        &self.seat
    }

    /// Whether a person may hold it by this who did not.
    pub fn gives(&self, person: i64) -> bool {
        self.gives && self.whom.is_none_or(|whom| whom == person)
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
    /// How they keep that a person, who holds a post by the span `old`, holds it by `new`.
    ///
    /// # Errors
    /// As for [`Officer::require`] with the right to keep the organisation, at the unit at which the post is kept.
    pub async fn seating(
        &self,
        conn: &mut Conn,
        office: &Office,
        seat: Seat,
        (person, old, new): (i64, Option<Span>, Span),
    ) -> Result<SeatingWay, Failure> {
        let mut grant = self.require(KeepOrganisation, seat.keeper())?;
        let (two, gives) =
            (self.asks_for(office.roles()?, &seat, (person, new.1)), gives(old, new, office.clock.today()));
        if two && gives {
            match self.way(conn, office, FillPost, seat.keeper()).await? {
                Way::Together(asking) => return Ok(SeatingWay::Together(asking)),
                Way::Alone(alone) => grant.also = alone.also,
            }
        }
        Ok(SeatingWay::Now(Seating { grant, seat, whom: Some(person), gives: gives || !two }))
    }

    /// Whether it takes a second one that a person holds a post up to a day: it carries power, or is one's own and carries a
    /// role that one does not hold for as long.
    pub fn asks_for(&self, rule: &RolesRule, seat: &Seat, (person, until): (i64, Option<Day>)) -> bool {
        let as_long = |to: Option<Day>| to.is_none_or(|to| until.is_some_and(|until| until <= to));
        let holds = |role: &str, unit: i64| {
            let mut own = self.rights.held().iter().filter(|held| held.is_own() && held.role == role);
            own.any(|held| self.tree.is_within(unit, held.unit) && as_long(held.to_day))
        };
        let at = |at: At| match at {
            At::Unit => Some(seat.unit()),
            At::Above => self.tree.get(seat.unit())?.parent_id,
        };
        let mut carried = rule.carried(seat.kind(), seat.title());
        let own = self.person == Some(person);
        rule.post_is_power(seat.kind(), seat.title())
            || own && carried.any(|post| at(post.at).is_some_and(|unit| !holds(&post.role, unit)))
    }
}

impl Grant<FillPost> {
    /// The permission to give a person the post that two persons agreed on; `None` for one that is kept elsewhere.
    pub fn seating(self, seat: Seat, whom: i64) -> Option<Seating> {
        let Grant { account, person, unit, also, hand, .. } = self;
        let grant = Grant { account, person, unit, also, hand, permission: PhantomData };
        (unit == seat.keeper()).then_some(Seating { grant, seat, whom: Some(whom), gives: true })
    }
}
