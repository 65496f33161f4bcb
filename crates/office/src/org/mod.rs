//! Areas and units, dated: what a unit was called and where it stood on any day.

mod along;
mod areas;
pub mod change;
pub mod closing;
pub mod code;
mod destinations;
pub mod draft;
pub mod due;
mod entered;
pub mod estate;
mod history;
pub mod kind;
pub mod lineage;
mod onward;
pub mod pages;
mod reading;
pub mod reorganise;
mod spans;
pub mod split;
mod stays;
pub mod term;
mod tree;
mod trees;
mod undo;
mod write;

#[cfg(test)]
mod carried_tests;
#[cfg(test)]
mod due_tests;
#[cfg(test)]
mod history_model;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod leaving_tests;
#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod reorganise_tests;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeError, Decision};
pub use destinations::Destinations;
pub use onward::{
    Misfit, carry_on, days_of_units, end_with_unit, end_without_change, goes_no_further, hand_on, misfit, passed_from,
};
pub use reading::{
    Consequences, Ended, Happened, area_on, end_of, ended_by, members_by_unit, name_on, names_of, names_on, whenever,
};
pub use spans::Span;
pub use stays::end_own_later;
pub use tree::{Place, Tree, TreeUnit};
pub use trees::Trees;
pub use undo::{undo, undo_to_look};
pub use write::{NOWHERE, NewArea, NewUnit, add_area, add_unit, rename_area};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration = kit::db::Migration { name: "org/0001_org", sql: include_str!("schema.sql") };

/// The tables of events; after those of persons and roles, whose rows they note.
pub const EVENTS: kit::db::Migration = kit::db::Migration { name: "org/0002_event", sql: include_str!("event.sql") };

/// Codes and terms.
pub const TERMS: kit::db::Migration = kit::db::Migration { name: "org/0003_term", sql: include_str!("term.sql") };

/// Which term ended a term.
pub const CUT: kit::db::Migration = kit::db::Migration { name: "org/0006_term_cut", sql: include_str!("term_cut.sql") };

/// What waits for the day of a change.
pub const DUE: kit::db::Migration = kit::db::Migration { name: "org/0007_due", sql: include_str!("due.sql") };

/// Units on their way in and out.
pub const CLOSING: kit::db::Migration =
    kit::db::Migration { name: "org/0005_closing", sql: include_str!("closing.sql") };

/// What a change gave to another unit.
pub const HANDED: kit::db::Migration = kit::db::Migration { name: "org/0004_handed", sql: include_str!("handed.sql") };
