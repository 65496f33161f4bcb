//! Exact counting over a tree of units. No IO.
//!
//! The [`Roster`] lays persons out in the tree's preorder, so that a unit's branch is one contiguous range of
//! slots. What is true of persons is a *mark*: one bit for each slot. Any cross count for any unit is then an AND
//! of bitmaps and a popcount of a range, and costs the same whoever asks for it:
//!
//! ```
//! use tally::{Node, Roster, Set, Tally};
//!
//! let (commune, hamlet) = (1, 2);
//! let nodes = [Node { id: commune, parent: None }, Node { id: hamlet, parent: Some(commune) }];
//! let roster = Roster::build(nodes, [(101, hamlet), (102, hamlet), (103, commune)])?;
//!
//! const ATTENDED: usize = 0;
//! const EXEMPT: usize = 1;
//! let mut tally = Tally::new(roster, 2);
//! tally.mark(101, ATTENDED, true)?;
//! tally.mark(103, EXEMPT, true)?;
//!
//! let due = !Set::Mark(EXEMPT);
//! let rate = tally.rate(&Set::Mark(ATTENDED), &due, commune).unwrap();
//! assert_eq!((rate.numerator, rate.denominator), (1, 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A tally is one day's picture: when units or memberships change, build another.

mod bitmap;
mod rate;
mod roster;
mod set;
mod tally;

pub use bitmap::Bitmap;
pub use rate::Rate;
pub use roster::{Node, Roster, RosterError};
pub use set::Set;
pub use tally::{MarkError, Split, Table, Tally};
