//! Posts: who holds which post where, from when to when, in which term and by which paper; and who holds several.
//!
//! A unit's posts are kept by whoever keeps the unit. People's committees, the Front and its organisations stand beside the
//! Party's tree; theirs are kept by the Party committee of the same area ([`Seat::keeper`]). A post whose role may be the
//! second person of what takes two is itself given by two ([`crate::identity::reach::seating::Seating`]), and nobody gives
//! themselves a post alone that carries a role that they do not hold.

pub mod concurrent;
pub mod pages;
mod reading;
#[cfg(test)]
mod tests;
mod verbs;

pub use reading::{Holding, Stamp, all_on, holders_at, of_person, of_unit, posts_of};
pub use verbs::{NewHolding, PostError, Span, correct, drop_holding, fits, gives, hold, leave};

use crate::org::{Tree, TreeUnit};
use crate::shell::{OFFICE_SCOPE, Office};
use kit::failure::Failure;
use rules::{Area, PostsRule};

/// The columns of this slice; the tables stand with units and persons.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "posts/0001_posts", sql: include_str!("schema.sql") };

/// A post of a unit, with the unit at which it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    unit: i64,
    keeper: i64,
    kind: String,
    title: String,
    seats: u32,
}

impl Seat {
    /// The post of a unit that stands in the tree; `None` when units of its kind have no such post.
    pub fn of(tree: &Tree, rule: &PostsRule, unit: i64, title: &str) -> Option<Seat> {
        let at = tree.get(unit)?;
        let post = rule.at(&at.kind, title)?;
        let (kind, title) = (at.kind.clone(), post.key.clone());
        Some(Seat { unit, keeper: keeper(tree, at), kind, title, seats: post.seats })
    }

    /// A post as the console gives it, whatever the rules say.
    pub(crate) fn unruled(unit: i64, title: &str) -> Seat {
        Seat { unit, keeper: unit, kind: String::new(), title: title.to_owned(), seats: u32::MAX }
    }

    /// The unit of the post.
    pub fn unit(&self) -> i64 {
        self.unit
    }

    /// The unit at which it is kept.
    pub fn keeper(&self) -> i64 {
        self.keeper
    }

    /// The kind of the unit.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The post's key.
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// The unit at which the posts of a unit are kept: itself within the Party's tree, or else the committee of the Party that
/// keeps it; where there is none, itself.
pub fn keeper(tree: &Tree, unit: &TreeUnit) -> i64 {
    tree.keepers(unit.id).first().copied().unwrap_or(unit.id)
}

impl Office {
    /// The posts of each kind of unit as the rules have them today: the office's own, or those that come with the program.
    ///
    /// # Errors
    /// When no rule on posts holds today.
    pub fn posts(&self) -> Result<&PostsRule, Failure> {
        let ruleset = self.book.on(Area::Posts, Some(OFFICE_SCOPE), self.clock.today().0);
        let rule = ruleset.and_then(|ruleset| ruleset.posts());
        rule.ok_or_else(|| anyhow::anyhow!("no rule on posts holds today").into())
    }
}
