//! The branches that a list is about.

use super::Officer;
use crate::identity::right::{Permission, Right};
use kit::failure::Failure;

impl Officer {
    /// The units that `right` is held at.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for whoever holds it nowhere.
    pub fn somewhere(&self, right: Right) -> Result<Vec<i64>, Failure> {
        let roots = self.roots(right);
        if roots.is_empty() { Err(Failure::Forbidden) } else { Ok(roots) }
    }

    /// The same, or the one unit that the address asks for with `don-vi`, with its name; the name is empty for all.
    ///
    /// # Errors
    /// As [`Officer::somewhere`], and for that unit as [`Officer::require`].
    pub fn asked_branches<P: Permission>(&self, permission: P) -> Result<(Vec<i64>, String), Failure> {
        let roots = self.somewhere(P::RIGHT)?;
        let asked = self.query("don-vi").unwrap_or_default();
        if asked.is_empty() {
            return Ok((roots, String::new()));
        }
        let unit = self.tree.by_uid(&asked).ok_or(Failure::NotFound)?;
        self.require(permission, unit.id)?;
        Ok((vec![unit.id], unit.name.clone()))
    }
}
