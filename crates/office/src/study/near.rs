//! Whether two texts are nearly the same: a sketch of each is kept, from which the text cannot be read, and sketches are
//! compared. A hint for the reader and nothing else: people of one cell study the same paper and use its words.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Numbers in a sketch.
const SIZE: usize = 64;
/// Words that stand side by side.
const RUN: usize = 4;
/// Shorter texts are alike by chance.
const WORDS: usize = 30;
/// From how many of a hundred on two texts are called nearly the same.
pub const NEAR: u32 = 60;

/// The sketch of a text, as it is kept; `None` for one that is too short to say anything. Marks, capitals and what stands
/// between words do not matter.
pub fn sketch(text: &str) -> Option<String> {
    let folded = viet::fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() < WORDS {
        return None;
    }
    let mut least = [u32::MAX; SIZE];
    for run in words.windows(RUN) {
        for (at, least) in least.iter_mut().enumerate() {
            let mut hasher = DefaultHasher::new();
            (at, run).hash(&mut hasher);
            *least = (*least).min((hasher.finish() >> 32) as u32);
        }
    }
    Some(least.iter().map(|n| format!("{n:08x}")).collect())
}

/// How much of two texts is the same, of a hundred, as far as their sketches tell.
pub fn likeness(one: &str, other: &str) -> u32 {
    let parts = |sketch: &str| sketch.as_bytes().chunks(8).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    if one.len() != SIZE || other.len() != SIZE {
        return 0;
    }
    let same = one.iter().zip(&other).filter(|(a, b)| a == b).count();
    (same * 100 / SIZE) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(seed: u64, n: u64) -> String {
        (0..n).map(|at| format!("tu{}", (at * 7919 + seed * 104_729) % 9973)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_copy_with_a_few_words_changed_is_near_and_another_text_is_not() {
        let text = words(1, 200);
        let copy = text.replacen("tu", "Từ", 3).replacen(' ', ", ", 5) + " em xin hứa phấn đấu";
        let of = |text: &str| sketch(text).unwrap();
        assert!(likeness(&of(&text), &of(&copy)) >= NEAR, "{}", likeness(&of(&text), &of(&copy)));
        assert!(likeness(&of(&text), &of(&words(2, 200))) < 20);
        assert_eq!(sketch("Tôi hứa phấn đấu."), None);
    }

    proptest! {
        #[test]
        fn a_text_is_like_itself_whatever_its_marks_and_capitals(seed in 0u64..1000, n in 30u64..120) {
            let text = words(seed, n);
            let one = sketch(&text).unwrap();
            prop_assert_eq!(likeness(&one, &sketch(&text.to_uppercase()).unwrap()), 100);
            prop_assert!(!one.contains("tu"));
        }

        #[test]
        fn no_sketch_is_too_strange_to_compare(one in ".{0,40}", other in ".{0,40}") {
            prop_assert!(likeness(&one, &other) <= 100);
        }
    }
}
