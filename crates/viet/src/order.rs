//! Order: keys whose bytes sort as a Vietnamese reader expects.
//!
//! A key is compared as plain bytes (a BLOB or bytea column, or `Ord` on the vector). Its layout:
//!
//! ```text
//! part (PART part)* CASE cases      part = word (WORD word)*      word = weights LEVEL tones
//! ```
//!
//! Dictionaries compare word by word, and within a word letters before tones, so "ba đào" stands before
//! "bà con"; a collator that compares the letters of the whole string first has it the other way. Capitals
//! decide last of all, so that a list typed half in capitals still is one list.

use crate::letter::Letter;
use crate::settle::settled;

/// Ends the words. Below all else, so that a text stands before its continuation.
const CASE: u8 = 0x00;
/// Separates the parts of a name, so that one without middle names stands before those with.
const PART: u8 = 0x01;
/// Separates words. Below every weight, so that a word stands before its continuation ("An Vũ", "Anh Bùi").
const WORD: u8 = 0x02;
/// Separates the letters of a word from its tones.
const LEVEL: u8 = 0x03;
/// The level tone; the other tones follow in dictionary order: huyền, hỏi, ngã, sắc, nặng.
const TONE: u8 = 0x04;
/// Marks that are not Vietnamese, after all tones: this plus the place in the block of combining marks.
const MARK: u8 = 0x20;
/// A run of digits, before all letters; its length and digits follow.
const NUMBER: u8 = 0x10;
/// Each letter's weight is this plus its place in [`ALPHABET`].
const LETTER: u8 = 0x20;
/// Letters of other scripts, after z; the code point follows.
const FOREIGN: u8 = 0xF0;
const SMALL: u8 = 0x01;
const CAPITAL: u8 = 0x02;

/// The Vietnamese alphabet with f j w z in their Latin places. Digraphs (ch, ng, tr) are not letters.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Sort key of a personal name as office lists have it: given name, then family name, then middle names; so a spreadsheet
/// with the columns `Họ đệm` and `Tên` sorts them.
///
/// The given name is the last word, the family name the first. Words are parted by blanks; punctuation within
/// them does not count (`K' Brêu`). Letters in the order of the alphabet, tones in the order ngang huyền hỏi ngã
/// sắc nặng, small before capital at the very end; spelling differences that [`settle`](crate::settle) levels
/// do not count. Equal keys are possible: order ties by birth date, then id.
///
/// Not every name is built this way (Y Phương, monks, foreigners): a record should allow its own sort name.
pub fn name_key(full_name: &str) -> Vec<u8> {
    let letters = settled(full_name);
    let words = words(&letters, |l| l.base.is_whitespace());
    match words.as_slice() {
        [] => key(&[]),
        [given] => key(&[&[*given]]),
        [family, middle @ .., given] => key(&[&[*given], &[*family], middle]),
    }
}

/// Sort key of any other text, unit names first of all, in the order of dictionaries.
///
/// Words are runs of letters and digits of any script. A run of digits counts as a number, so `Ấp 2` stands
/// before `Ấp 10`; numbers stand before letters. Letters, tones and case as in [`name_key`].
pub fn text_key(text: &str) -> Vec<u8> {
    let letters = settled(text);
    key(&[&words(&letters, |l| !l.is_of_a_word())])
}

fn words(letters: &[Letter], parts: impl Fn(&Letter) -> bool) -> Vec<&[Letter]> {
    letters.split(parts).filter(|word| word.iter().any(Letter::is_of_a_word)).collect()
}

fn key(parts: &[&[&[Letter]]]) -> Vec<u8> {
    let (mut out, mut cases) = (Vec::new(), Vec::new());
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push(PART);
        }
        for (j, word) in part.iter().enumerate() {
            if j > 0 {
                out.push(WORD);
            }
            push_word(&mut out, &mut cases, word);
        }
    }
    trim(&mut cases, 0, SMALL);
    if !cases.is_empty() {
        out.push(CASE);
        out.append(&mut cases);
    }
    out
}

fn push_word(out: &mut Vec<u8>, cases: &mut Vec<u8>, word: &[Letter]) {
    let counted = || word.iter().filter(|l| l.is_of_a_word());
    let counted_letters: Vec<&Letter> = counted().collect();
    for run in counted_letters.chunk_by(|a, b| a.base.is_ascii_digit() && b.base.is_ascii_digit()) {
        if run[0].base.is_ascii_digit() { push_number(out, run) } else { push_letter(out, run[0]) }
    }
    out.push(LEVEL);
    let start = out.len();
    for letter in counted() {
        out.push(TONE + letter.tone);
        out.extend(letter.others.iter().map(|&mark| mark_weight(mark)));
        cases.push(if letter.capital { CAPITAL } else { SMALL });
    }
    trim(out, start, TONE);
}

fn push_letter(out: &mut Vec<u8>, letter: &Letter) {
    let plain = letter.plain();
    match ALPHABET.chars().position(|c| c == plain) {
        Some(place) => out.push(LETTER + place as u8),
        None => {
            let code = u32::from(plain);
            out.push(FOREIGN);
            out.extend([code >> 14, code >> 7, code].map(|part| 0x80 | (part & 0x7F) as u8));
        }
    }
}

/// Longer numbers are larger once leading zeros are gone. A length that a byte cannot hold takes several, each
/// full one greater than any last one.
fn push_number(out: &mut Vec<u8>, digits: &[&Letter]) {
    const FULL: usize = 0xEF;
    let zeros = digits.iter().take_while(|l| l.base == '0').count();
    let digits = &digits[zeros..];
    out.push(NUMBER);
    out.extend(std::iter::repeat_n(0xFF, digits.len() / FULL));
    out.push(0x10 + (digits.len() % FULL) as u8);
    out.extend(digits.iter().map(|l| 0x10 + (l.base as u8 - b'0')));
}

fn mark_weight(mark: char) -> u8 {
    match u32::from(mark) {
        code @ 0x0300..=0x036F => MARK + (code - 0x0300) as u8,
        _ => u8::MAX,
    }
}

/// Trailing lowest weights say nothing: what follows or ends the key is lower still.
fn trim(bytes: &mut Vec<u8>, start: usize, lowest: u8) {
    while bytes.len() > start && bytes.last() == Some(&lowest) {
        bytes.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settle;
    use proptest::prelude::*;
    use std::cmp::Ordering;
    use unicode_normalization::UnicodeNormalization;

    fn in_order(key: fn(&str) -> Vec<u8>, list: &[&str]) {
        for pair in list.windows(2) {
            assert_eq!(key(pair[0]).cmp(&key(pair[1])), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn the_dictionary() {
        in_order(text_key, &["ma", "mà", "mả", "mã", "má", "mạ", "mac", "mă", "mâ", "me"]);
        in_order(text_key, &["An", "Ánh", "Ân", "Đào", "Đức", "Hoa", "Hoà", "Hoá", "Ý"]);
        in_order(text_key, &["ba", "ba đào", "bà con", "bác", "da", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư", "v"]);
        in_order(text_key, &["chi", "co", "fa", "ga", "ja", "ka", "va", "wa", "xa", "ya", "za", "ខ្មែរ"]);
        in_order(text_key, &["ty", "Ty", "tý", "Tý"]);
        in_order(text_key, &["muller", "müller", "mullet"]);
    }

    #[test]
    fn numbers_count() {
        in_order(text_key, &["Ấp", "Ấp 2", "Ấp 10", "Ấp 10A", "Ấp 11", "Ấp Hoà Bình", "Ấp Tân"]);
        in_order(text_key, &["05-CT/TW", "39-NQ/TW", "128-KH/HU"]);
        let long = |n| "9".repeat(n);
        in_order(text_key, &[&long(238), &long(239), &long(240), &long(478), &long(479)]);
        assert_eq!(text_key("Tổ 05"), text_key("Tổ 5"));
        assert_eq!(text_key("Tổ 0"), text_key("Tổ 000"));
    }

    #[test]
    fn names_by_given_then_family_then_middle() {
        in_order(
            name_key,
            &[
                "An",
                "Bùi Văn An",
                "Bùi Văn Bá An",
                "Nguyễn An",
                "Nguyễn Thị An",
                "NGUYỄN THỊ AN",
                "Nguyễn Văn An",
                "Trần An",
                "Trần Bá An",
                "Bùi Anh",
                "Lê Ánh",
                "Lê Ân",
                "Tôn Nữ Thị Đào",
                "Nguyễn Thị Hoa",
                "Lê Hoà",
                "Phạm Hòa",
                "K' Brêu Hoá",
                "Hờ A Sùng",
                "Trần Thị Ý",
            ],
        );
        assert_eq!(name_key("K' Brêu"), name_key("K’  Brêu "));
        assert_eq!(name_key("Hùynh Thúy"), name_key("Huỳnh Thuý"));
        assert_eq!(name_key(" - "), Vec::<u8>::new());
    }

    /// Words that stress the order: few letters, all tones, both cases.
    const WORDS: &str = "[aăâbdđAĂĐ]{1,2}[\u{300}\u{309}\u{303}\u{301}\u{323}]?[nN]?";

    /// The order of two words as the rule puts it, without keys: letters, then tones.
    fn plainly(a: &[Letter], b: &[Letter]) -> Ordering {
        let letters = |w: &[Letter]| w.iter().map(|l| ALPHABET.find(l.plain())).collect::<Vec<_>>();
        let tones = |w: &[Letter]| w.iter().map(|l| l.tone).collect::<Vec<_>>();
        letters(a).cmp(&letters(b)).then_with(|| tones(a).cmp(&tones(b)))
    }

    proptest! {
        #[test]
        fn keys_agree_with_the_rule(a in prop::collection::vec(WORDS, 0..4), b in prop::collection::vec(WORDS, 0..4)) {
            let split = |words: &[String]| words.iter().map(|w| settled(w)).collect::<Vec<_>>();
            let (x, y) = (split(&a), split(&b));
            let by_words = x.iter().zip(&y).map(|(p, q)| plainly(p, q)).find(|o| o.is_ne());
            let capitals = |w: &[Vec<Letter>]| w.iter().flatten().map(|l| l.capital).collect::<Vec<_>>();
            let rule = by_words.unwrap_or(x.len().cmp(&y.len())).then_with(|| capitals(&x).cmp(&capitals(&y)));
            prop_assert_eq!(text_key(&a.join(" ")).cmp(&text_key(&b.join(" "))), rule);
        }

        #[test]
        fn names_compare_part_by_part(a in prop::collection::vec(WORDS, 2..5), b in prop::collection::vec(WORDS, 2..5)) {
            let parts = |w: &[String]| {
                let lower = w.iter().map(|w| settle(w)).collect::<Vec<_>>();
                let middle = text_key(&lower[1..lower.len() - 1].join(" "));
                [text_key(&lower[lower.len() - 1]), text_key(&lower[0]), middle]
            };
            let rule = parts(&a).cmp(&parts(&b));
            let keys = name_key(&settle(&a.join(" "))).cmp(&name_key(&settle(&b.join(" "))));
            prop_assert_eq!(keys, rule);
        }

        #[test]
        fn numbers_in_text_compare_as_numbers(a: u64, b: u64, zeros in 0usize..4) {
            let padded = format!("Ấp {}{a}", "0".repeat(zeros));
            prop_assert_eq!(text_key(&padded).cmp(&text_key(&format!("Ấp {b}"))), a.cmp(&b));
        }

        #[test]
        fn composed_and_decomposed_have_one_key(text in any::<String>()) {
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(text_key(&nfc), text_key(&nfd));
            prop_assert_eq!(name_key(&nfc), name_key(&nfd));
        }
    }
}
