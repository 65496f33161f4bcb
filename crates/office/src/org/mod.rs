//! Areas and units, dated: what a unit was called and where it stood on any day.

pub mod change;
pub mod pages;
mod reading;
pub mod reorganise;
mod spans;
mod tree;
mod write;

#[cfg(test)]
mod tests;

pub use change::{Change, ChangeError, Decision};
pub use reading::{Consequences, Happened, changes, last_names, members_by_unit, names_of, whenever};
pub use tree::{Place, Tree, TreeUnit};
pub use write::{NOWHERE, NewArea, NewUnit, add_area, add_post, add_unit, rename_area};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration = kit::db::Migration { name: "org/0001_org", sql: include_str!("schema.sql") };

/// The tables of events; after those of persons and roles, whose rows they note.
pub const EVENTS: kit::db::Migration = kit::db::Migration { name: "org/0002_event", sql: include_str!("event.sql") };

/// Kinds of unit.
pub mod kind {
    /// Party committee of the district (đảng bộ huyện).
    pub const DISTRICT_COMMITTEE: &str = "district_committee";
    /// Party committee of a commune (đảng bộ xã, phường, thị trấn).
    pub const COMMUNE_COMMITTEE: &str = "commune_committee";
    /// Party committee of an agency or force (đảng bộ cơ sở khác).
    pub const AGENCY_COMMITTEE: &str = "agency_committee";
    /// Party cell (chi bộ).
    pub const CELL: &str = "cell";
    /// Advisory body of the district committee (ban, ủy ban kiểm tra, văn phòng).
    pub const BOARD: &str = "board";
    /// People's committee (ủy ban nhân dân).
    pub const GOVERNMENT: &str = "government";
    /// Fatherland Front committee.
    pub const FRONT: &str = "front";
    /// Mass organisation.
    pub const MASS_ORGANISATION: &str = "mass_organisation";
}
