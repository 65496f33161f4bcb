//! Bringing members along from the spreadsheets that offices keep: read in whatever form they have, mapped, checked row by
//! row, mended, brought in one transaction, taken back as a whole.

mod check;
mod dates;
pub(super) mod doubles;
pub mod errors;
pub mod fields;
pub mod keeper;
mod layout;
mod likeness;
pub mod pages;
mod places;
pub mod plan;
mod rows;
pub mod run;
pub mod stage;
#[cfg(test)]
mod tests;
mod told;
pub mod undo;
pub mod values;
pub mod work;
mod write;

pub use check::{Choice, Counts};
pub use likeness::may_be_one;
pub use places::{takes_members, unit_called};

/// The tables of this slice; after those of units and persons.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "import/0001_import", sql: include_str!("schema.sql") };
