//! Keystrokes: Vietnamese typed in Telex or VNI while the input method was off.
//!
//! `tinh bieen` and `Tinh Bie6n` are what reaches a search box then. A word is decoded when, and only when,
//! the result reads as Vietnamese; English words that happen to decode (`his`, `test`, `too`) stay unless
//! the words around them are keystrokes too. Plain syllables, numbers and everything else come back as they are.
//!
//! The keys are those of the two methods as keyboards have them: Telex aa ee oo aw ow uw dd with f s r x j (and
//! z to take a tone back), VNI 6 7 8 9 with 1 to 5 (and 0). Marks may stand right after their letter or at the
//! end of the syllable, uow gives ươ, a doubled key takes its mark back (xooong is xoong).

use crate::keyboard::decode;
use crate::letter::{BREVE, CIRCUMFLEX, HORN, letters};
use crate::settle::spelt;
use crate::syllable::is_readable;

/// English words whose letters are also the keystrokes of a syllable. They need evidence around them.
const ENGLISH: &str = "as also was ax axe bar bars bas beef been best bet bits boom boost boot boots bow bows box bus \
    bust buts can car cars cast coast coax cool coot cost cow cows dot dots door dust draw east eel far fix for gas \
    get guest has hash hats her hers his hits hoax hoot host hot how is its keen lax law laws lees less list loom \
    loot los lost low lows max maths meet mix moon moor most must new news nor noon not now of off old or our oust \
    ours out over oxen past pass per pest poor post pots pus rest room root rust saw see seen set sex six so soon \
    soot star stars tar tax tea teen test tests text than that the them these this thus tic tool tools too tour tows \
    tree trust two us use user vast vat vet via vow vows war wars was waste way west worst xerox as if mas kit hex dos \
    gif jazz lens bios nas pos los mos tees meets tens tons bots dees hues vues sues nos ups";

/// Toneless syllables with a long o that are words as they stand (loans of things, gongs and ships).
const LONG_O: [&str; 7] = ["xoong", "boong", "goong", "toong", "loong", "noong", "coong"];

#[derive(Clone, Copy, PartialEq)]
enum Reading {
    /// Keystrokes beyond doubt.
    Keys,
    /// Keystrokes, or a word of another language.
    Perhaps,
    /// Vietnamese as it stands.
    Plain,
    Foreign,
}

/// The text with the words decoded that were typed in Telex or VNI with the input method off.
///
/// ```
/// assert_eq!(viet::keys("ddangr booj tinh bieen, 39-NQ/TW"), "đảng bộ tinh biên, 39-NQ/TW");
/// assert_eq!(viet::keys("Tinh Bie6n has a new list"), "Tinh Biên has a new list");
/// ```
///
/// Tones are placed in the old style (hòa), as keyboards do unless told otherwise. Idempotent on what it
/// decodes; never fails.
pub fn keys(text: &str) -> String {
    let words: Vec<Word> = words(text);
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for (i, word) in words.iter().enumerate() {
        let decoded = match word.reading {
            Reading::Keys => true,
            Reading::Perhaps => is_among_keys(&words, i),
            Reading::Plain | Reading::Foreign => false,
        };
        out.push_str(word.decoded.as_deref().filter(|_| decoded).unwrap_or(word.raw));
        out.push_str(word.after);
    }
    out
}

/// One word of keystrokes decoded, whatever stands around it; `None` when it does not read as Vietnamese.
pub fn key_word(word: &str) -> Option<String> {
    let vni = word.bytes().any(|b| b.is_ascii_digit());
    if !word.bytes().all(|b| b.is_ascii_alphanumeric()) || word.len() > 16 || word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let tries = [(false, false), (false, true), (true, false), (true, true)];
    tries.iter().find_map(|&(far, split)| decode(word, vni, far, split)).map(|letters| spelt(&letters))
}

/// [`key_word`] for words typed without their tone keys: `dduwowc` is `đươc`, which no syllable test lets pass.
pub fn key_shapes(word: &str) -> Option<String> {
    let toned = |key: &str| key_word(&format!("{word}{key}"));
    let word = toned("s").or_else(|| toned("1"))?;
    let mut letters = letters(&word);
    letters.iter_mut().for_each(|l| l.tone = 0);
    Some(spelt(&letters))
}

/// The keys that type the text, Telex when `vni` is false: marks after their letter, tones at the end.
pub fn typed(text: &str, vni: bool) -> String {
    let (mut out, mut tone) = (String::new(), 0);
    let flush = |out: &mut String, tone: &mut u8| {
        out.push_str(
            [
                "",
                if vni { "2" } else { "f" },
                if vni { "3" } else { "r" },
                if vni { "4" } else { "x" },
                if vni { "1" } else { "s" },
                if vni { "5" } else { "j" },
            ][usize::from(std::mem::take(tone))],
        );
    };
    for letter in letters(text) {
        if !letter.base.is_alphabetic() {
            flush(&mut out, &mut tone);
        }
        let base = if letter.base == 'đ' { 'd' } else { letter.base };
        let cased = |c: char| if letter.capital { c.to_ascii_uppercase() } else { c };
        out.push(cased(base));
        out.extend(letter.others.iter());
        let key = match (letter.base, letter.shape, vni) {
            ('đ', _, true) => Some('9'),
            (_, Some(CIRCUMFLEX), true) => Some('6'),
            (_, Some(HORN), true) => Some('7'),
            (_, Some(BREVE), true) => Some('8'),
            ('đ', _, false) | (_, Some(CIRCUMFLEX), false) => Some(cased(base)),
            (_, Some(_), false) => Some(cased('w')),
            _ => None,
        };
        out.extend(key);
        tone = tone.max(letter.tone);
    }
    flush(&mut out, &mut tone);
    out
}

struct Word<'a> {
    raw: &'a str,
    after: &'a str,
    reading: Reading,
    decoded: Option<String>,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let part = |c: char| !c.is_alphanumeric();
    let mut rest = text;
    while !rest.is_empty() {
        let (raw, tail) = rest.split_at(rest.find(part).unwrap_or(rest.len()));
        let (after, tail) = tail.split_at(tail.find(|c| !part(c)).unwrap_or(tail.len()));
        let before = text[..text.len() - rest.len()].chars().next_back();
        let in_address = |c: Option<char>| matches!(c, Some('@' | '_'));
        let dotted = after == "." || after == "://" || before == Some('.');
        let (reading, decoded) = match dotted || in_address(before) || in_address(after.chars().next()) {
            true => (Reading::Foreign, None),
            false => read(raw),
        };
        out.push(Word { raw, after, reading, decoded });
        rest = tail;
    }
    out
}

fn read(raw: &str) -> (Reading, Option<String>) {
    let decoded = key_word(raw);
    let lower = raw.to_ascii_lowercase();
    let reading = match &decoded {
        None if is_readable(&letters(raw)) => Reading::Plain,
        None => Reading::Foreign,
        Some(_) if LONG_O.contains(&lower.as_str()) => Reading::Perhaps,
        Some(_) if ENGLISH.split_whitespace().any(|w| w == lower) => Reading::Perhaps,
        Some(_) if is_a_label(raw) => Reading::Perhaps,
        Some(_) => Reading::Keys,
    };
    (reading, decoded)
}

/// `TW`, `QT`; `A4`, `T5`, `KV1`, `u2`: an abbreviation, or letters with a number, in capitals or only one letter.
fn is_a_label(raw: &str) -> bool {
    let head = raw.trim_end_matches(|c: char| c.is_ascii_digit());
    let capitals = head.bytes().all(|b| b.is_ascii_uppercase());
    match raw.len() - head.len() {
        0 => capitals && head.len() < 3,
        1 => head.len() == 1 || capitals,
        _ => false,
    }
}

/// Among the three words on either side, more are keystrokes than of another language.
fn is_among_keys(words: &[Word], i: usize) -> bool {
    let near = &words[i.saturating_sub(3)..words.len().min(i + 4)];
    let count = |reading| near.iter().filter(|w| w.reading == reading && !w.raw.is_empty()).count();
    count(Reading::Keys) > count(Reading::Foreign) + count(Reading::Perhaps) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syllable::parse;
    use crate::{ToneStyle, spellings, tone_style};
    use proptest::prelude::*;

    #[test]
    fn keystrokes_become_words() {
        for (typed, read) in [
            ("tinh bieen", "tinh biên"),
            ("ddangr booj", "đảng bộ"),
            ("DDangr Booj xax", "Đảng Bộ xã"),
            ("Tinh Bie6n", "Tinh Biên"),
            ("D9a3ng bo65 xa4 Ti5nh Bie6n", "Đảng bộ xã Tịnh Biên"),
            ("dang93 bo65", "đảng bộ"),
            ("nguwowif, nguowif, nguwoif, nguoi72, ngu7o7i2", "người, người, người, người, người"),
            ("khuyur, khuyu3, quys, gif, gieengs", "khuỷu, khuỷu, quý, gì, giếng"),
            ("tw tuwowng, hoawcj, quawng, muwa, muaw", "tư tương, hoặc, quăng, mưa, mưa"),
            ("xooong", "xoong"),
            ("hoaf bình thuyr", "hòa bình thủy"),
            ("BOOJ CHINHS TRIJ", "BỘ CHÍNH TRỊ"),
            ("ruowuj, ruou75", "rượu, rượu"),
            ("ddawks lawks, bawcs kanj", "đắk lắk, bắc kạn"),
        ] {
            assert_eq!(keys(typed), read, "{typed}");
        }
    }

    #[test]
    fn what_is_not_keystrokes_stays() {
        for text in [
            "This is the first test of a new list for his room",
            "nghi quyet 39-NQ/TW",
            "tổ 5, quý 3, A4, T5, H5N1, COVID19, khu vực KV1",
            "windows, office, user@test.vn, www.test.vn, https://as.vn",
            "Đảng bộ xã Tịnh Biên, hòa, hoà",
            "noi xoong",
            "ខ្មែរ 2015 {}[]<>",
            "",
        ] {
            assert_eq!(keys(text), text);
        }
        assert_eq!(keys("meeting với ddangr booj"), "meeting với đảng bộ");
        assert_eq!(keys("coong tacs toor chuwcs"), "công tác tổ chức", "a doubtful word among keystrokes is one");
    }

    #[test]
    fn shapes_are_read_without_tones() {
        for (typed, read) in
            [("dduwowc", Some("đươc")), ("moot", Some("môt")), ("d9u7o7c", Some("đươc")), ("windows", None)]
        {
            assert_eq!(key_shapes(typed).as_deref(), read);
        }
    }

    #[test]
    fn every_syllable_comes_back_from_its_keys() {
        let tones = ["", "\u{0300}", "\u{0309}", "\u{0303}", "\u{0301}", "\u{0323}"];
        for plain in spellings() {
            for tone in tones {
                let vowel = plain.find(|c| "aăâeêioôơuưy".contains(c)).unwrap();
                let end = vowel + plain[vowel..].chars().next().unwrap().len_utf8();
                let word =
                    tone_style(&crate::nfc(&format!("{}{tone}{}", &plain[..end], &plain[end..])), ToneStyle::Old);
                if parse(&letters(&word)).is_err() {
                    continue;
                }
                for vni in [false, true] {
                    let keys = typed(&word, vni);
                    let doubled_o = !vni && plain.contains("oo");
                    if keys != word && !doubled_o {
                        assert_eq!(key_word(&keys).as_deref(), Some(word.as_str()), "{keys}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn anything_may_be_typed(text in any::<String>()) {
            let once = keys(&text);
            prop_assert!(once.chars().count() <= text.chars().count());
        }

        #[test]
        fn short_words_never_surprise(word in "[a-z0-9]{1,9}") {
            if let Some(read) = key_word(&word) {
                prop_assert!(is_readable(&letters(&read)), "{word} {read}");
            }
        }
    }
}
