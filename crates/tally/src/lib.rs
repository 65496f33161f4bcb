//! Exact counting over a tree of units. No IO.

mod rate;
mod roster;

pub use rate::Rate;
pub use roster::{Node, Roster, RosterError};
