//! The lists that come with the program: every province, district and commune before and since 1 July 2025. Where they are
//! from stands beside them, in `lists/NOTICE.md`.

use super::bring::Edition;
use super::files::{Became, ListError, places, successors};
use kit::clock::Day;

/// From this day on the later of the two editions holds.
pub const DAY: Day = Day::of(2025, 7, 1);
/// What the lists are called in the journal.
pub const NAME: &str = "2024.csv, 2025.csv, became-2025.csv";

/// The two editions, and what became of what.
///
/// # Errors
/// Never, while a test reads them.
pub fn with_the_program() -> Result<([Edition; 2], Vec<Became>), ListError> {
    let old =
        Edition { year: DAY.year() - 1, from: None, to: Some(DAY), places: places(include_str!("lists/2024.csv"))? };
    let new = Edition { year: DAY.year(), from: Some(DAY), to: None, places: places(include_str!("lists/2025.csv"))? };
    Ok(([old, new], successors(include_str!("lists/became-2025.csv"))?.0))
}
