//! The tally: marks of persons, counted by set and unit.

use crate::bitmap::{Span, ones_in, ones_in_both};
use crate::set::BLOCK;
use crate::{Bitmap, Rate, Roster, Set};
use std::fmt;
use std::ops::Range;

/// A roster and, for each mark, who bears it.
///
/// Marks are numbered from 0 by the caller, who knows what they mean. A count reads the words of the branch once
/// for each mark of the set and allocates nothing.
#[derive(Clone, Debug)]
pub struct Tally {
    roster: Roster,
    marks: Vec<Bitmap>,
}

/// A line of a table: how many are in a set, and how many of those in each of some parts as well.
pub type Split<const PARTS: usize> = (u64, [u64; PARTS]);

/// A unit with all below it, and each of the units right below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<const PARTS: usize> {
    /// The unit itself: those of its own and the sum of the lines below.
    pub whole: Split<PARTS>,
    /// The units right below, in the order of [`Roster::children`].
    pub below: Vec<(i64, Split<PARTS>)>,
}

/// Why a mark could not be set or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkError {
    /// The person is not on the roster.
    UnknownPerson(i64),
    /// The tally was made with fewer marks.
    UnknownMark(usize),
}

impl fmt::Display for MarkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarkError::UnknownPerson(person) => write!(f, "person {person} is not on the roster"),
            MarkError::UnknownMark(mark) => write!(f, "there is no mark {mark}"),
        }
    }
}

impl std::error::Error for MarkError {}

impl Tally {
    /// A tally with the marks `0..marks`, which nobody bears yet.
    pub fn new(roster: Roster, marks: usize) -> Tally {
        let marks = vec![Bitmap::new(roster.len()); marks];
        Tally { roster, marks }
    }

    /// The roster that is counted.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Sets or takes away a mark of a person; true when that changed it, so that doing it twice is harmless.
    ///
    /// # Errors
    /// When the person is not on the roster or the mark is unknown.
    pub fn mark(&mut self, person: i64, mark: usize, on: bool) -> Result<bool, MarkError> {
        let slot = self.roster.slot(person).ok_or(MarkError::UnknownPerson(person))?;
        let bits = self.marks.get_mut(mark).ok_or(MarkError::UnknownMark(mark))?;
        Ok(bits.set(slot, on))
    }

    /// Whether a person bears a mark.
    ///
    /// # Errors
    /// When the person is not on the roster or the mark is unknown.
    pub fn is_marked(&self, person: i64, mark: usize) -> Result<bool, MarkError> {
        let slot = self.roster.slot(person).ok_or(MarkError::UnknownPerson(person))?;
        let bits = self.marks.get(mark).ok_or(MarkError::UnknownMark(mark))?;
        Ok(bits.get(slot))
    }

    /// How many of the set are in the unit or below it.
    ///
    /// `None`, which is not zero, when there is no such unit or the set names an unknown mark.
    pub fn count(&self, set: &Set, unit: i64) -> Option<u64> {
        self.count_within(set, self.roster.branch(unit)?)
    }

    /// How many of the set belong to this very unit. `None` as in [`count`](Tally::count).
    pub fn count_own(&self, set: &Set, unit: i64) -> Option<u64> {
        self.count_within(set, self.roster.own(unit)?)
    }

    /// The persons behind a [`count`](Tally::count), in roster order. `None` as there.
    pub fn members<'a>(&'a self, set: &'a Set, unit: i64) -> Option<impl Iterator<Item = i64> + 'a> {
        self.known(set)?;
        let pieces = Span::of(&self.roster.branch(unit)?).pieces(BLOCK);
        Some(pieces.flat_map(move |piece| {
            let mut block = [0; BLOCK];
            self.load(set, &piece, &mut block);
            piece.words.zip(block).flat_map(move |(at, word)| {
                let base = at as u32 * u64::BITS;
                ones(word).map(move |bit| self.roster.person(base + bit))
            })
        }))
    }

    /// How many of the denominator set are in the numerator set as well, in the unit or below it.
    ///
    /// Who is not in the denominator is not counted in the numerator either, so no rate exceeds 100 %. `None` as
    /// in [`count`](Tally::count); a unit without anyone in the denominator has the rate 0 of 0.
    pub fn rate(&self, numerator: &Set, denominator: &Set, unit: i64) -> Option<Rate> {
        self.rate_within(numerator, denominator, self.roster.branch(unit)?)
    }

    /// The [`rate`](Tally::rate) of those who belong to this very unit.
    pub fn rate_own(&self, numerator: &Set, denominator: &Set, unit: i64) -> Option<Rate> {
        self.rate_within(numerator, denominator, self.roster.own(unit)?)
    }

    /// How many of `base` are in the unit or below it, and how many of those are in each part as well: a line of a
    /// table in one reading of the branch, the base read once for all parts. `None` as in [`count`](Tally::count).
    pub fn split<const PARTS: usize>(&self, base: &Set, parts: [&Set; PARTS], unit: i64) -> Option<Split<PARTS>> {
        self.split_within(base, parts, self.roster.branch(unit)?)
    }

    /// The [`split`](Tally::split) of a unit and of each unit right below it. Everybody is looked at once: the unit's own
    /// line is what its members and the lines below come to.
    pub fn table<const PARTS: usize>(&self, base: &Set, parts: [&Set; PARTS], unit: i64) -> Option<Table<PARTS>> {
        let mut whole = self.split_within(base, parts, self.roster.own(unit)?)?;
        let mut below = Vec::with_capacity(self.roster.children(unit).len());
        for child in self.roster.children(unit) {
            let line = self.split(base, parts, *child)?;
            whole.0 += line.0;
            whole.1.iter_mut().zip(line.1).for_each(|(sum, n)| *sum += n);
            below.push((*child, line));
        }
        Some(Table { whole, below })
    }

    fn count_within(&self, set: &Set, range: Range<u32>) -> Option<u64> {
        self.split_within(set, [], range).map(|(count, [])| count)
    }

    fn rate_within(&self, numerator: &Set, denominator: &Set, range: Range<u32>) -> Option<Rate> {
        let (denominator, [numerator]) = self.split_within(denominator, [numerator], range)?;
        Some(Rate { numerator, denominator })
    }

    fn split_within<const PARTS: usize>(
        &self,
        base: &Set,
        parts: [&Set; PARTS],
        range: Range<u32>,
    ) -> Option<Split<PARTS>> {
        self.known(base)?;
        parts.iter().try_for_each(|part| self.known(part))?;
        // Nobody need be looked at to count everyone.
        if let (Set::Everyone, 0) = (base, PARTS) {
            return Some((u64::from(range.end - range.start), [0; PARTS]));
        }
        let (mut whole, mut of_parts) = (0, [0; PARTS]);
        for piece in Span::of(&range).pieces(BLOCK) {
            let (mut block, mut scratch) = ([0; BLOCK], [0; BLOCK]);
            let words = self.load(base, &piece, &mut block);
            whole += ones_in(words);
            for (count, part) in of_parts.iter_mut().zip(parts) {
                *count += ones_in_both(words, part.words(&self.marks, &piece.words, &mut scratch[..words.len()]));
            }
        }
        Some((whole, of_parts))
    }

    /// The set's bits at the words of the piece, none beyond its edges.
    fn load<'b>(&self, set: &Set, piece: &Span, block: &'b mut [u64; BLOCK]) -> &'b mut [u64] {
        let words = &mut block[..piece.words.len()];
        set.load(&self.marks, &piece.words, words);
        piece.trim(words);
        words
    }

    /// A set that names an unknown mark has no count, rather than a wrong one.
    fn known(&self, set: &Set) -> Option<()> {
        set.highest_mark().is_none_or(|mark| mark < self.marks.len()).then_some(())
    }
}

/// The places of the set bits, lowest first.
fn ones(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = (word != 0).then(|| word.trailing_zeros());
        word &= word.wrapping_sub(1);
        place
    })
}
