//! A rate keeps its two parts. Adding rates adds the parts; the mean of rates is never taken.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// So many persons of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rate {
    /// Those who did, among those of the denominator.
    pub numerator: u64,
    /// Those of whom it was expected.
    pub denominator: u64,
}

impl Rate {
    /// Whether the rate is at least the target, in hundredths of a per cent (98 % is 9 800).
    ///
    /// Compared in integers: 35.899 of 35.900 does not reach 10 000, although it prints as 100,00%. `None` when
    /// the denominator is 0, for nobody can be said to have reached or missed anything.
    pub fn reaches(self, target_basis_points: u32) -> Option<bool> {
        let (done, due) = (u128::from(self.numerator), u128::from(self.denominator));
        (due > 0).then(|| done * 10_000 >= due * u128::from(target_basis_points))
    }
}

impl Add for Rate {
    type Output = Rate;

    fn add(self, other: Rate) -> Rate {
        Rate { numerator: self.numerator + other.numerator, denominator: self.denominator + other.denominator }
    }
}

impl AddAssign for Rate {
    fn add_assign(&mut self, other: Rate) {
        *self = *self + other;
    }
}

/// The rate of a whole from the rates of its parts.
impl Sum for Rate {
    fn sum<I: Iterator<Item = Rate>>(parts: I) -> Rate {
        parts.fold(Rate::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(numerator: u64, denominator: u64) -> Rate {
        Rate { numerator, denominator }
    }

    #[test]
    fn a_target_is_reached_exactly_or_not() {
        for (part, target, reached) in [
            (rate(98, 100), 9_800, Some(true)),
            (rate(97_999, 100_000), 9_800, Some(false)),
            (rate(35_599, 35_900), 9_800, Some(true)),
            (rate(35_899, 35_900), 10_000, Some(false)),
            (rate(2, 3), 6_666, Some(true)),
            (rate(2, 3), 6_667, Some(false)),
            (rate(0, 5), 0, Some(true)),
            (rate(0, 0), 0, None),
            (rate(u64::MAX, u64::MAX), 10_000, Some(true)),
            (rate(u64::MAX - 1, u64::MAX), 10_000, Some(false)),
        ] {
            assert_eq!(part.reaches(target), reached, "{part:?} against {target}");
        }
    }

    #[test]
    fn the_whole_is_the_sum_of_parts_not_their_mean() {
        let (hamlet, town) = (rate(1, 1), rate(0, 99)); // the mean would be 50 %
        assert_eq!([hamlet, town].into_iter().sum::<Rate>(), rate(1, 100));
        let mut grown = hamlet;
        grown += town;
        assert_eq!(grown, hamlet + town);
    }
}
