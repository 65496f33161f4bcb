//! Transfer of members: from one cell to another, away from this office and into it, for good or for a time.
//!
//! `requested → reviewed → introduced → in transit → received`; the receiving side may send it back, the sending side
//! may introduce again or withdraw. That a time limit has passed is no state: it follows from the day.
//!
//! On whose roll somebody stands is never open. **A member on the way belongs to the sending unit up to and with the
//! day before reception, and to the receiving one from the day of reception on**; who goes elsewhere leaves the roll on
//! that day, who comes from elsewhere enters it on that day. A temporary stay changes no roll: the member stays with
//! the main unit in every denominator, and [`away_at`] names those who are away, for rules that leave them out.

mod flow;
mod overtaken;
pub mod pages;
mod reading;
mod receive;
#[cfg(test)]
mod tests;
mod verbs;

pub use flow::{Side, State, Step};
pub use overtaken::{By, closed_by, open_by, open_of, open_to, overtake, reopen, settle, would_stay};
pub use reading::{Done, Newcomer, Transfer, away_at};
pub use receive::{end_stay, left_without, receive, receive_newcomer, take_back};
pub use verbs::{Asked, TransferError, Written, advance, announce, ask, direct};

/// The tables of this slice; after those of units and persons.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "transfer/0001_transfer", sql: include_str!("schema.sql") };

/// Posts that ended by a transfer; after those of posts.
pub const POSTS: kit::db::Migration =
    kit::db::Migration { name: "transfer/0002_posts", sql: include_str!("posts.sql") };

/// Transfers that a change closed.
pub const CLOSED: kit::db::Migration =
    kit::db::Migration { name: "transfer/0004_closed", sql: include_str!("closed.sql") };

/// Where transfers were to go before that was changed.
pub const DIRECTED: kit::db::Migration =
    kit::db::Migration { name: "transfer/0003_directed", sql: include_str!("directed.sql") };

/// Transfers that a change of standing closed.
pub const LAPSED: kit::db::Migration =
    kit::db::Migration { name: "transfer/0005_lapsed", sql: include_str!("lapsed.sql") };
