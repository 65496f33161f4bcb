//! Sets of things, a bit for each: what has a word, what a filter lets through, what a facet counts.

/// Things by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Set(Vec<u64>);

impl Set {
    /// Nothing, of so many things.
    pub fn none(things: usize) -> Set {
        Set(vec![0; things.div_ceil(64)])
    }

    pub fn add(&mut self, thing: u32) {
        self.0[thing as usize / 64] |= 1 << (thing % 64);
    }

    pub fn has(&self, thing: u32) -> bool {
        self.0[thing as usize / 64] & 1 << (thing % 64) != 0
    }

    pub fn unite(&mut self, other: &Set) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// Keeps what the other has too.
    pub fn keep(&mut self, other: &Set) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    /// Takes out what the other has.
    pub fn drop(&mut self, other: &Set) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// How many things both have.
    pub fn shared(&self, other: &Set) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| u64::from((a & b).count_ones())).sum::<u64>() as usize
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().zip(0..).flat_map(|(bits, word): (_, u32)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let first = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(word * 64 + first)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_set_is_what_was_put_into_it(a: BTreeSet<u8>, b: BTreeSet<u8>) {
            let set = |of: &BTreeSet<u8>| {
                let mut set = Set::none(256);
                of.iter().for_each(|thing| set.add(u32::from(*thing)));
                set
            };
            let all = |set: &Set| set.iter().map(|thing| thing as u8).collect::<BTreeSet<u8>>();
            let (mut either, mut both, mut rest) = (set(&a), set(&a), set(&a));
            either.unite(&set(&b));
            both.keep(&set(&b));
            rest.drop(&set(&b));
            prop_assert_eq!(all(&either), &a | &b);
            prop_assert_eq!(all(&both), &a & &b);
            prop_assert_eq!(all(&rest), &a - &b);
            prop_assert_eq!(set(&a).shared(&set(&b)), both.len());
            prop_assert!((0..=255).all(|thing| set(&a).has(thing.into()) == a.contains(&thing)));
        }
    }
}
