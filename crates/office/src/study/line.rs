//! The numbers of a unit in a campaign, and what follows from them.

use tally::Rate;

/// The numbers of one unit with all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The unit.
    pub unit: i64,
    /// Members on the roll.
    pub roll: u64,
    /// Of them exempt.
    pub exempt: u64,
    /// Took part in the session, among those not exempt.
    pub attended: u64,
    /// Made it up, among those not exempt.
    pub made_up: u64,
    /// Marked absent, among those not exempt.
    pub absent: u64,
    /// Hand-ins of those who took part, as far as the campaign counts them, in the order of [`HANDINS`].
    pub handins: [u64; 3],
}

impl Line {
    /// Took part, out of those from whom it is expected.
    pub fn rate(&self) -> Rate {
        Rate { numerator: self.attended + self.made_up, denominator: self.roll - self.exempt }
    }

    /// Expected, and nothing is known yet.
    pub fn unmarked(&self) -> u64 {
        self.rate().denominator - self.attended - self.made_up - self.absent
    }
}

/// The numbers of a unit, and of the units right below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The unit with all below it.
    pub whole: Line,
    /// The units right below it that have anybody on the roll, in the order of the tree.
    pub below: Vec<Line>,
}
