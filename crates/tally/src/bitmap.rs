//! One bit for each slot of a roster.

use std::ops::Range;

const BITS: u32 = u64::BITS;

/// A fixed number of bits, all clear at first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// Bits at and beyond `len` are always clear.
    words: Vec<u64>,
    len: u32,
}

impl Bitmap {
    /// `len` bits, all clear.
    pub fn new(len: u32) -> Bitmap {
        Bitmap { words: vec![0; len.div_ceil(BITS) as usize], len }
    }

    /// The number of bits, set or clear.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether there are no bits at all; a bitmap of clear bits is not empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Sets or clears bit `i`; true when that changed it.
    ///
    /// # Panics
    /// When `i` is not below [`len`](Bitmap::len).
    pub fn set(&mut self, i: u32, on: bool) -> bool {
        let changed = self.get(i) != on;
        if changed {
            self.words[(i / BITS) as usize] ^= 1 << (i % BITS);
        }
        changed
    }

    /// Whether bit `i` is set.
    ///
    /// # Panics
    /// When `i` is not below [`len`](Bitmap::len).
    pub fn get(&self, i: u32) -> bool {
        assert!(i < self.len, "bit {i} of {}", self.len);
        self.words[(i / BITS) as usize] >> (i % BITS) & 1 == 1
    }

    /// How many bits of the range are set. An empty range has none.
    ///
    /// # Panics
    /// When the range ends beyond [`len`](Bitmap::len).
    pub fn count(&self, range: Range<u32>) -> u64 {
        assert!(range.end <= self.len, "bits {range:?} of {}", self.len);
        let span = Span::of(&range);
        let inside = |(i, word): (usize, &u64)| u64::from((word & span.mask(i)).count_ones());
        self.words[span.words.clone()].iter().enumerate().map(inside).sum()
    }

    /// The bits, 64 to a word, the lowest first.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }
}

/// How many bits are set in the words.
pub(crate) fn ones_in(words: &[u64]) -> u64 {
    ones_in_both(words, words)
}

/// How many bits are set in the words of both, which are as many.
///
/// Sums the words bit by bit first (carry-save adders, as in Harley and Seal's count: W. Muła, N. Kurz, D. Lemire, "Faster
/// population counts using AVX2 instructions", The Computer Journal 61 (2018), section 3.3), so that but one word in eight is
/// counted by itself: a count is dear on processors whose instruction for it may not be assumed.
pub(crate) fn ones_in_both(one: &[u64], other: &[u64]) -> u64 {
    let (mut eights, mut ones, mut twos, mut fours) = (0, [0; LANES], [0; LANES], [0; LANES]);
    let ((rows, rest), (others, others_rest)) = (one.as_chunks::<ROW>(), other.as_chunks::<ROW>());
    for (row, other) in rows.iter().zip(others) {
        let row: [Lanes; 8] =
            std::array::from_fn(|i| std::array::from_fn(|lane| row[i * LANES + lane] & other[i * LANES + lane]));
        let first = (add(&mut ones, row[0], row[1]), add(&mut ones, row[2], row[3]));
        let first = add(&mut twos, first.0, first.1);
        let second = (add(&mut ones, row[4], row[5]), add(&mut ones, row[6], row[7]));
        let second = add(&mut twos, second.0, second.1);
        eights += each(add(&mut fours, first, second));
    }
    let rest = rest.iter().zip(others_rest).map(|(a, b)| a & b);
    8 * eights + 4 * each(fours) + 2 * each(twos) + each(ones) + each(rest)
}

/// So many words are added side by side.
const LANES: usize = 4;
const ROW: usize = 8 * LANES;
type Lanes = [u64; LANES];

/// Adds two to the sum, bit by bit, and returns what is carried.
fn add(sum: &mut Lanes, a: Lanes, b: Lanes) -> Lanes {
    std::array::from_fn(|lane| {
        let (s, a, b) = (sum[lane], a[lane], b[lane]);
        sum[lane] = s ^ a ^ b;
        (a & b) | (s & (a ^ b))
    })
}

fn each(words: impl IntoIterator<Item = u64>) -> u64 {
    words.into_iter().map(|word| u64::from(word.count_ones())).sum()
}

/// The words that a range of bits touches, and which bits of the first and of the last belong to it.
pub(crate) struct Span {
    pub words: Range<usize>,
    first: u64,
    last: u64,
}

impl Span {
    /// An empty range touches no word.
    pub fn of(range: &Range<u32>) -> Span {
        if range.is_empty() {
            return Span { words: 0..0, first: 0, last: 0 };
        }
        let words = (range.start / BITS) as usize..range.end.div_ceil(BITS) as usize;
        Span { words, first: u64::MAX << (range.start % BITS), last: u64::MAX >> ((BITS - range.end % BITS) % BITS) }
    }

    /// The same bits in spans of at most `size` words.
    pub fn pieces(self, size: usize) -> impl Iterator<Item = Span> {
        self.words.clone().step_by(size).map(move |start| {
            let end = self.words.end.min(start + size);
            let first = if start == self.words.start { self.first } else { u64::MAX };
            let last = if end == self.words.end { self.last } else { u64::MAX };
            Span { words: start..end, first, last }
        })
    }

    /// Clears the bits beyond the edges in what was read from the words of this span.
    pub fn trim(&self, read: &mut [u64]) {
        if let Some(word) = read.first_mut() {
            *word &= self.first;
        }
        if let Some(word) = read.last_mut() {
            *word &= self.last;
        }
    }

    /// The bits of the `i`-th word of this span that belong to it.
    fn mask(&self, i: usize) -> u64 {
        let first = if i == 0 { self.first } else { u64::MAX };
        let last = if i + 1 == self.words.len() { self.last } else { u64::MAX };
        first & last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bit_changes_once() {
        let mut bits = Bitmap::new(65);
        assert!(bits.set(64, true) && !bits.set(64, true));
        assert_eq!((bits.get(64), bits.get(63), bits.count(0..65), bits.count(0..64)), (true, false, 1, 0));
        assert!(bits.set(64, false) && !bits.set(64, false));
        assert!(Bitmap::new(0).is_empty() && !bits.is_empty());
    }

    #[test]
    fn ranges_that_begin_or_end_at_a_word() {
        let mut bits = Bitmap::new(192);
        (0..192).for_each(|i| assert!(bits.set(i, true)));
        for (start, end) in [(0, 0), (64, 64), (192, 192), (0, 64), (64, 128), (63, 65), (1, 63), (0, 192), (127, 129)]
        {
            assert_eq!(bits.count(start..end), u64::from(end - start), "{start}..{end}");
        }
    }

    #[test]
    #[should_panic(expected = "bit 3 of 3")]
    fn there_is_no_bit_beyond_the_last() {
        Bitmap::new(3).get(3);
    }

    /// Places in and around the borders of words.
    fn place() -> impl Strategy<Value = u32> {
        prop_oneof![0u32..300, (0u32..5, 0u32..3).prop_map(|(word, off)| (word * 64 + off).saturating_sub(1))]
    }

    fn word() -> impl Strategy<Value = u64> {
        prop_oneof![Just(0), Just(u64::MAX), any::<u64>()]
    }

    proptest! {
        #[test]
        fn words_added_up_first_are_counted_as_one_by_one(
            words in prop::collection::vec((word(), word()), 0..150),
        ) {
            let (one, other): (Vec<u64>, Vec<u64>) = words.iter().copied().unzip();
            prop_assert_eq!(ones_in(&one), each(one.iter().copied()));
            prop_assert_eq!(ones_in_both(&one, &other), each(words.iter().map(|(a, b)| a & b)));
        }

        #[test]
        fn a_count_is_the_number_of_bits_in_the_range(
            set in prop::collection::btree_set(place(), 0..60), a in place(), b in place(),
        ) {
            let mut bits = Bitmap::new(300);
            set.iter().for_each(|&i| assert!(bits.set(i, true)));
            let range = a.min(b)..a.max(b);
            prop_assert_eq!(bits.count(range.clone()), set.range(range).count() as u64);
        }
    }
}
