//! Passing rights on for a while: only one's own, only those that may be, only where one holds them.

use super::Officer;
use crate::identity::right::{Right, RightSet};
use crate::shell::Office;
use kit::failure::Failure;

/// The permission to pass some rights on at one unit.
#[derive(Debug)]
pub struct Passing {
    account: i64,
    unit: i64,
    rights: RightSet,
}

impl Passing {
    /// Whose rights they are.
    pub fn account(&self) -> i64 {
        self.account
    }

    /// In the branch of which unit.
    pub fn unit(&self) -> i64 {
        self.unit
    }

    /// Which.
    pub fn rights(&self) -> RightSet {
        self.rights
    }
}

impl Officer {
    /// What they may pass on at a unit: what they hold there by a role or a post of their own, save what the rules keep.
    ///
    /// # Errors
    /// When no rule on roles holds.
    pub fn may_pass_on(&self, office: &Office, unit: i64) -> Result<RightSet, Failure> {
        Ok(self.rights.own_at(&self.tree, unit).without(office.roles()?.never_delegated))
    }

    /// The permission to pass these rights on at a unit.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside their reach, [`Failure::Forbidden`] for a right that is not theirs to pass on there.
    pub fn passing(&self, office: &Office, unit: i64, rights: &[Right]) -> Result<Passing, Failure> {
        if !self.reaches(unit) {
            return Err(Failure::NotFound);
        }
        let own = self.may_pass_on(office, unit)?;
        if rights.is_empty() || rights.iter().any(|right| !own.has(*right)) {
            return Err(Failure::Forbidden);
        }
        Ok(Passing { account: self.account, unit, rights: rights.iter().copied().collect() })
    }
}
