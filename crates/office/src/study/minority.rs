//! Which numbers of a minority may be told: none that points at somebody. Whoever may open the sealed values sees the rest by
//! opening the list behind a number, which is noted for everyone on it.

use std::collections::HashMap;

/// Fewer than so many are not told apart: a product rule, as for opinions.
pub(super) const LEAST: u64 = 5;

/// Some persons: how many belong to a minority, and how many are known not to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub of: u64,
    pub others: u64,
}

impl Part {
    /// Counts persons of whom it is known.
    pub fn of(known: &HashMap<i64, bool>, persons: impl IntoIterator<Item = i64>) -> Part {
        let mut part = Part::default();
        for is in persons.into_iter().filter_map(|person| known.get(&person)) {
            *(if *is { &mut part.of } else { &mut part.others }) += 1;
        }
        part
    }

    fn is_empty(self) -> bool {
        self.of + self.others == 0
    }

    /// Whether a person of the one kind could be told from the few of the other.
    fn points_at_somebody(self) -> bool {
        !self.is_empty() && (self.of < LEAST || self.others < LEAST)
    }
}

/// Which of the parts of a whole may be told, when the whole is told: what is kept back could be worked out together from the
/// others, so that the smallest of them are kept back with it until that points at nobody.
pub(super) fn told(parts: &[Part]) -> Vec<bool> {
    let mut told: Vec<bool> = parts.iter().map(|part| !part.points_at_somebody()).collect();
    while kept_back(parts, &told).points_at_somebody() {
        let others = (0..parts.len()).filter(|at| told[*at] && !parts[*at].is_empty());
        let Some(smallest) = others.min_by_key(|at| parts[*at].of) else { break };
        told[smallest] = false;
    }
    told
}

/// All together that are not told.
fn kept_back(parts: &[Part], told: &[bool]) -> Part {
    let kept = parts.iter().zip(told).filter(|(_, told)| !**told);
    kept.fold(Part::default(), |sum, (part, _)| Part { of: sum.of + part.of, others: sum.others + part.others })
}

/// The same of the numbers of a line, in the order of [`super::sections::Which::ALL`].
pub(super) fn line_told(parts: [Part; 7]) -> [bool; 7] {
    let [roll, exempt, due, took_part, made_up, absent, unmarked] = parts;
    let attended = Part { of: took_part.of - made_up.of, others: took_part.others - made_up.others };
    let below = told(&[took_part, absent, unmarked]);
    let whole = [exempt, due].map(|part| !part.points_at_somebody());
    // What was expected is told rather than how many there are.
    let roll = !roll.points_at_somebody() && whole[0] == whole[1];
    let made_up = told(&[attended, made_up])[1] && !made_up.points_at_somebody();
    [roll, whole[0], whole[1], below[0], made_up, below[1], below[2]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(of: u64, others: u64) -> Part {
        Part { of, others }
    }

    #[test]
    fn a_number_that_points_at_somebody_is_kept_back() {
        for (parts, expected, why) in [
            (vec![part(7, 20), part(0, 0)], vec![true, true], "nobody at all is no secret"),
            (vec![part(7, 20), part(8, 9)], vec![true, true], "many of both kinds"),
            (vec![part(7, 20), part(2, 30)], vec![false, false], "two, and what is left of the whole"),
            (vec![part(7, 20), part(2, 30), part(0, 4)], vec![false; 3], "two and none are two together"),
            (vec![part(7, 20), part(3, 30), part(4, 4)], vec![true, false, false], "seven of many in two are nobody"),
            (vec![part(9, 0), part(6, 9), part(8, 9)], vec![false, false, true], "all of them belong to it"),
        ] {
            assert_eq!(told(&parts), expected, "{why}");
        }
    }

    proptest! {
        /// Whoever subtracts what is told from the whole never comes upon a few.
        #[test]
        fn no_part_is_left_over_by_subtraction(parts in prop::collection::vec((0_u64..12, 0_u64..12), 2..5)) {
            let parts: Vec<Part> = parts.into_iter().map(|(of, others)| part(of, others)).collect();
            let told = told(&parts);
            for (part, told) in parts.iter().zip(&told) {
                prop_assert!(!told || !part.points_at_somebody());
            }
            let all_kept = parts.iter().zip(&told).all(|(part, told)| !told || part.is_empty());
            prop_assert!(all_kept || !kept_back(&parts, &told).points_at_somebody(), "{parts:?} {told:?}");
        }
    }
}
