//! Folding: the form in which text is found by those who type no marks.

use crate::letter::{is_latin_mark, visible};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Lower case without marks: `"Đảng bộ"` becomes `"dang bo"`.
///
/// The same result for composed, decomposed and disordered marks. `đ Đ`, and the look-alikes `ð Ð ɖ Ɖ` that
/// some keyboards and converters produce, become `d`; Unicode does not decompose them, which is why generic
/// folding misses them. Every kind of blank becomes a plain space, zero-width characters and soft hyphens go.
/// Runs of blanks are kept as they are.
///
/// Only the marks of the Latin, Greek and Cyrillic scripts are dropped: the vowel signs of Khmer are Unicode
/// marks too, and without them a Khmer word is another word.
///
/// Folding is idempotent. It never fails; text without letters folds to what is left of it.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(ascii) = rest.bytes().position(|b| b >= 0x80) {
        push_ascii(&mut out, &rest[..ascii]);
        let c = rest[ascii..].chars().next().unwrap_or_default();
        match known(c) {
            Some(DROPPED) => {}
            Some(ITSELF) => out.push(c),
            Some(letter) => out.push(char::from(letter)),
            None => return fold_slowly(text),
        }
        rest = &rest[ascii + c.len_utf8()..];
    }
    push_ascii(&mut out, rest);
    out
}

fn push_ascii(out: &mut String, run: &str) {
    let start = out.len();
    out.push_str(run);
    if let Some(copied) = out.get_mut(start..) {
        copied.make_ascii_lowercase();
    }
}

/// The rule, for every script. What [`fold`] does faster where each character folds by itself.
fn fold_slowly(text: &str) -> String {
    visible(text)
        .nfd()
        .filter(|&c| !is_latin_mark(c))
        .map(|c| if c == 'đ' || c == 'Đ' { 'd' } else { c })
        .flat_map(char::to_lowercase)
        .nfc()
        .collect()
}

const DROPPED: u8 = 0;
const ITSELF: u8 = 0xFE;
const UNKNOWN: u8 = 0xFF;

/// The ASCII character that one of the commonest others folds to, or what else becomes of it; `None` for the
/// slow way.
fn known(c: char) -> Option<u8> {
    let at = match u32::from(c) {
        code @ 0x0080..=0x036F => code - 0x0080,
        code @ 0x1E00..=0x1EFF => code - 0x1E00 + 0x02F0,
        code @ 0x2000..=0x206F => code - 0x2000 + 0x03F0,
        _ => return None,
    };
    Some(TABLE[at as usize]).filter(|&letter| letter != UNKNOWN)
}

/// Made by the rule itself, so that the two cannot differ.
static TABLE: LazyLock<[u8; 0x0460]> = LazyLock::new(|| {
    let codes = (0x0080..=0x036F).chain(0x1E00..=0x1EFF).chain(0x2000..=0x206F);
    let mut table = [UNKNOWN; 0x0460];
    for (entry, code) in table.iter_mut().zip(codes) {
        let text = char::from_u32(code).map(String::from).unwrap_or_default();
        let folded = fold_slowly(&text);
        *entry = match folded.as_bytes() {
            [] => DROPPED,
            [letter] => *letter,
            _ if folded == text => ITSELF,
            _ => UNKNOWN,
        };
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_fall_off_and_blanks_become_plain() {
        for (typed, folded) in [
            ("Đại hội Đảng bộ", "dai hoi dang bo"),
            ("\u{00D0}ảng, \u{00F0}ảng, \u{0189}ảng", "dang, dang, dang"),
            ("Nghị quyết\u{00A0}39-NQ/TW", "nghi quyet 39-nq/tw"),
            ("Tịnh\u{202F}Biên\u{3000}xã", "tinh bien xa"),
            ("thông\u{00AD} tin\u{200B}\u{FEFF}", "thong tin"),
            ("ƯƠỚ ươớ ĂẶ ÂẬ ÊỆ ÔỘ ƠỢ ƯỰ", "uoo uoo aa aa ee oo oo uu"),
            ("o\u{0323}\u{0302} o\u{0302}\u{0323} ộ", "o o o"),
            ("a\u{0301}\u{0302} ấ", "a a"),
            ("François Müller", "francois muller"),
            ("ខ្មែរ", "ខ្មែរ"),
            ("tab\tand\nline", "tab\tand\nline"),
            ("", ""),
        ] {
            assert_eq!(fold(typed), folded, "{typed:?}");
        }
    }

    #[test]
    fn every_vietnamese_letter_folds_to_its_ascii_base() {
        for (base, letters) in [
            ('a', "aàảãáạăằẳẵắặâầẩẫấậ"),
            ('d', "dđ"),
            ('e', "eèẻẽéẹêềểễếệ"),
            ('i', "iìỉĩíị"),
            ('o', "oòỏõóọôồổỗốộơờởỡớợ"),
            ('u', "uùủũúụưừửữứự"),
            ('y', "yỳỷỹýỵ"),
        ] {
            for letter in letters.chars().chain(letters.chars().flat_map(char::to_uppercase)) {
                let nfd: String = letter.nfd().collect();
                assert_eq!((fold(&letter.to_string()), fold(&nfd)), (base.to_string(), base.to_string()));
            }
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn the_fast_way_is_the_rule(text in prop_oneof![any::<String>(), "[a-zA-ZàÁđĐưỚ “”–…\u{300}\u{31b}\u{ad}ßøĲﬀ]{0,20}"]) {
            prop_assert_eq!(fold(&text), fold_slowly(&text));
        }

        #[test]
        fn composed_and_decomposed_fold_alike(text in any::<String>()) {
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(fold(&nfc), fold(&nfd));
        }
    }
}
