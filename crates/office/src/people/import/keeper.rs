//! Whose list it is: an officer as they stand at this moment, or whoever sits at the console.

use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepPeople, Right};
use crate::org::Tree;
use kit::failure::Failure;

/// Who brings a list.
pub enum Keeper {
    /// Somebody with an account.
    Officer(Box<Officer>),
    /// The console, which the caller vouches for.
    Console {
        /// Today's tree.
        tree: Box<Tree>,
        /// How it is given what it may do.
        grant: fn(i64) -> Grant<KeepPeople>,
    },
}

impl Keeper {
    /// Today's tree.
    pub fn tree(&self) -> &Tree {
        match self {
            Keeper::Officer(officer) => &officer.tree,
            Keeper::Console { tree, .. } => tree,
        }
    }

    /// Whether they keep the records of a unit.
    pub fn may(&self, unit: i64) -> bool {
        match self {
            Keeper::Officer(officer) => officer.may(Right::KeepPeople, unit),
            Keeper::Console { .. } => true,
        }
    }

    /// The permission to change the records of a unit.
    ///
    /// # Errors
    /// As [`Officer::require`].
    pub fn grant(&self, unit: i64) -> Result<Grant<KeepPeople>, Failure> {
        match self {
            Keeper::Officer(officer) => officer.require(KeepPeople, unit),
            Keeper::Console { grant, .. } => Ok(grant(unit)),
        }
    }
}
