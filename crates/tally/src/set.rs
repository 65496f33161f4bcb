//! Which persons are meant: marks joined by and, or, not.

use crate::Bitmap;
use std::ops::{BitAnd, BitOr, Not, Range};

/// Sets are evaluated this many words at a time, on the stack: 128 words are 8 192 persons.
pub(crate) const BLOCK: usize = 128;

/// A set of persons, said by their marks. Sets are small; the persons are never listed in them.
///
/// `&`, `|` and `!` join sets: `Set::Mark(WOMAN) & !Set::Mark(EXEMPT)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Set {
    /// Every person of the roster.
    Everyone,
    /// Those who bear the mark.
    Mark(usize),
    /// Those who are in every one of these; everyone when there are none.
    All(Vec<Set>),
    /// Those who are in at least one of these; nobody when there are none.
    Any(Vec<Set>),
    /// Those who are not in it.
    Not(Box<Set>),
}

impl Set {
    /// Nobody.
    pub fn nobody() -> Set {
        Set::Any(Vec::new())
    }

    /// Those who bear all of the marks.
    pub fn all_of(marks: impl IntoIterator<Item = usize>) -> Set {
        Set::All(marks.into_iter().map(Set::Mark).collect())
    }

    /// Those who bear at least one of the marks.
    pub fn any_of(marks: impl IntoIterator<Item = usize>) -> Set {
        Set::Any(marks.into_iter().map(Set::Mark).collect())
    }

    /// Those of this set who are not in the other.
    pub fn without(self, other: Set) -> Set {
        self & !other
    }

    /// The highest mark named, if any is.
    pub(crate) fn highest_mark(&self) -> Option<usize> {
        match self {
            Set::Everyone => None,
            Set::Mark(mark) => Some(*mark),
            Set::All(parts) | Set::Any(parts) => parts.iter().filter_map(Set::highest_mark).max(),
            Set::Not(set) => set.highest_mark(),
        }
    }

    /// Writes the set's bits at these words, at most [`BLOCK`] of them, into `out`, which is as long.
    ///
    /// Bits beyond the last slot come out as anything: the caller trims them.
    pub(crate) fn load(&self, marks: &[Bitmap], at: &Range<usize>, out: &mut [u64]) {
        match self {
            Set::Everyone => out.fill(u64::MAX),
            Set::Mark(mark) => out.copy_from_slice(&marks[*mark].words()[at.clone()]),
            Set::Not(set) => {
                set.load(marks, at, out);
                out.iter_mut().for_each(|word| *word = !*word);
            }
            Set::All(parts) => {
                out.fill(u64::MAX);
                parts.iter().for_each(|part| part.join(marks, at, out, |a, b| a & b));
            }
            Set::Any(parts) => {
                out.fill(0);
                parts.iter().for_each(|part| part.join(marks, at, out, |a, b| a | b));
            }
        }
    }

    /// The set's bits at these words: a mark's own, any other set's written into `scratch`, which is as long.
    pub(crate) fn words<'a>(&self, marks: &'a [Bitmap], at: &Range<usize>, scratch: &'a mut [u64]) -> &'a [u64] {
        match self {
            Set::Mark(mark) => &marks[*mark].words()[at.clone()],
            set => {
                set.load(marks, at, scratch);
                scratch
            }
        }
    }

    /// Joins the set's bits to those already in `out`.
    fn join(&self, marks: &[Bitmap], at: &Range<usize>, out: &mut [u64], with: impl Fn(u64, u64) -> u64) {
        let mut scratch = [0; BLOCK];
        let words = self.words(marks, at, &mut scratch[..out.len()]);
        out.iter_mut().zip(words).for_each(|(a, b)| *a = with(*a, *b));
    }
}

impl From<usize> for Set {
    fn from(mark: usize) -> Set {
        Set::Mark(mark)
    }
}

impl BitAnd for Set {
    type Output = Set;

    fn bitand(self, other: Set) -> Set {
        let mut parts = match self {
            Set::Everyone => return other,
            Set::All(parts) => parts,
            set => vec![set],
        };
        match other {
            Set::Everyone => {}
            Set::All(more) => parts.extend(more),
            set => parts.push(set),
        }
        Set::All(parts)
    }
}

impl BitOr for Set {
    type Output = Set;

    fn bitor(self, other: Set) -> Set {
        let mut parts = match self {
            Set::Any(parts) => parts,
            set => vec![set],
        };
        match other {
            Set::Any(more) => parts.extend(more),
            set => parts.push(set),
        }
        Set::Any(parts)
    }
}

impl Not for Set {
    type Output = Set;

    fn not(self) -> Set {
        match self {
            Set::Not(set) => *set,
            set => Set::Not(Box::new(set)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_sets_stay_flat() {
        let (a, b, c) = (Set::Mark(1), Set::Mark(2), Set::Mark(3));
        assert_eq!(a.clone() & b.clone() & c.clone(), Set::all_of([1, 2, 3]));
        assert_eq!(a.clone() | (b.clone() | c.clone()), Set::any_of([1, 2, 3]));
        assert_eq!(!!a.clone(), a);
        assert_eq!(a.clone().without(b.clone()), a.clone() & !b.clone());
        assert_eq!(Set::nobody() | a.clone(), Set::any_of([1]));
        assert_eq!(Set::Everyone & a.clone(), a);
        assert_eq!(a.clone() & Set::Everyone, Set::all_of([1]));
        assert_eq!(((a | !c) & b).highest_mark(), Some(3));
        assert_eq!((!Set::Everyone).highest_mark(), None);
    }
}
