//! Where the things of a unit go that ends.

use super::estate::Kind;
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use std::collections::HashMap;

/// Stands for the row of all things of a kind that go together.
pub(super) const WHOLE: i64 = 0;

/// Where the things of a unit that ends go, when not all of them go to one unit.
#[derive(Debug, Default)]
pub struct Destinations {
    units: Vec<i64>,
    chosen: HashMap<(&'static str, i64), i64>,
}

impl Destinations {
    /// The units that receive, each with the permission to change it.
    pub fn to(receivers: impl IntoIterator<Item = Grant<KeepOrganisation>>) -> Destinations {
        let units = receivers.into_iter().map(|grant| grant.unit()).collect();
        Destinations { units, chosen: HashMap::new() }
    }

    /// Sends a thing of a kind to one of the receiving units; false when the unit is none of them.
    pub fn send(&mut self, kind: &Kind, row: i64, unit: i64) -> bool {
        let receives = self.units.contains(&unit);
        if receives {
            self.chosen.insert((kind.key, row), unit);
        }
        receives
    }

    pub(super) fn of(&self, kind: &'static str, row: i64) -> Option<i64> {
        let of = |row| self.chosen.get(&(kind, row)).copied();
        of(row).or_else(|| of(WHOLE))
    }

    /// Those to which something is sent, each once.
    pub(super) fn units(&self) -> impl Iterator<Item = i64> + '_ {
        self.units.iter().copied().filter(|unit| self.chosen.values().any(|chosen| chosen == unit))
    }
}
