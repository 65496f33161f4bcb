//! Which pairs of neighbours a segment has, as far as a few bits for each can tell: most of what is asked for when slips
//! are looked for is not there, and that is said without looking it up. (Bloom's filter, a word of memory for each pair:
//! Putze, Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters", 2007.)

use std::iter;

/// At most so many pairs share a word of memory.
const SHARING: usize = 5;

pub(crate) struct Pairs(Vec<u64>);

impl Pairs {
    pub fn of(pairs: usize, terms: impl Iterator<Item = u64>) -> Pairs {
        let mut it = Pairs(vec![0; (pairs / SHARING + 1).next_power_of_two()]);
        terms.for_each(|key| {
            let at = it.at(key);
            it.0[at] |= bits(key);
        });
        it
    }

    /// Whether a pair may be there; `false` is sure.
    pub fn may_have(&self, key: u64) -> bool {
        let bits = bits(key);
        self.0[self.at(key)] & bits == bits
    }

    fn at(&self, key: u64) -> usize {
        key as usize & (self.0.len() - 1)
    }
}

fn bits(key: u64) -> u64 {
    [40, 46, 52, 58].into_iter().fold(0, |bits, from| bits | 1 << (key >> from & 63))
}

/// A pair's number: of its term as the index has it.
pub(crate) fn key(term: &[u8]) -> u64 {
    settled(bytes(term.iter().copied()))
}

/// The same of its two words.
pub(crate) fn key_of(a: &str, b: &str) -> u64 {
    settled(bytes(a.bytes().chain(iter::once(b' ')).chain(b.bytes())))
}

/// FNV-1a, 64 bits.
fn bytes(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Every bit of it depends on every other (the end of Appleby's MurmurHash3).
fn settled(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let hash = (hash ^ hash >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_never_denied_and_what_is_not_nearly_always() {
        let pair = |n: usize| (format!("w{n}"), format!("v{}", n * 7));
        let keys = (0..10_000).map(pair).map(|(a, b)| key(format!("{a} {b}").as_bytes()));
        let pairs = Pairs::of(10_000, keys);
        let may_have = |n: &usize| {
            let (a, b) = pair(*n);
            pairs.may_have(key_of(&a, &b))
        };
        assert!((0..10_000).all(|n| may_have(&n)));
        assert!((10_000..20_000).filter(may_have).count() < 400);
    }
}
