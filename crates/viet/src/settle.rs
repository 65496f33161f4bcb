//! Settling: the form in which two spellings of the same words are equal.

use crate::letter::{Letter, is_invisible, is_latin_mark, letters};
use crate::syllable::{ToneStyle, place_tone, place_tones};
use unicode_normalization::UnicodeNormalization;

/// The comparison form: composed (NFC), lower case, tones in one place. For keys only, never for display.
///
/// Both schools of tone placement are right in print (the Education Ministry's decision 1989/QĐ-BGDĐT of
/// 2018 asks for hoà, laws print hòa), so neither may be imposed on what a person wrote; and misplaced tones
/// (tòan, Hùynh, qủa) stand in official lists. Here all become the new style: `hòa` and `hoà` settle to
/// `hoà`, `tòan` to `toàn`. A word that is not a Vietnamese syllable, or carries two tones, keeps its marks.
///
/// Look-alikes of `đ` become `đ`, blanks of any kind a plain space, zero-width characters and soft hyphens
/// go. The letters i and y stay apart (Mỹ is not Mĩ): in names the choice is the bearer's.
///
/// Settling is idempotent and never fails.
pub fn settle(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    settled(text).iter().flat_map(Letter::chars).nfc().collect()
}

/// The text in composed form (NFC), nothing else changed: what two keyboards type alike is alike (passwords).
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// A name of one line as it is kept and shown: composed (NFC), one blank between words, and nothing that cannot be seen or that
/// turns the letters around it. What is seen stays as it was typed. Idempotent; never fails.
pub fn tidy(text: &str) -> String {
    let is_seen = |c: &char| !is_invisible(*c) && (c.is_whitespace() || !c.is_control());
    let seen: String = text.chars().filter(is_seen).nfc().collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with every tone where the style puts it: `hoà thuý quý toàn` in the old style is
/// `hòa thúy quý toàn`. A tone on a wrong letter (`tòan`, `qủa`) goes to the right one.
///
/// Only the syllables whose tone moves are written anew, composed and in their own case; all else comes back
/// byte for byte, foreign words and invisible characters included. Idempotent; never fails.
pub fn tone_style(text: &str, style: ToneStyle) -> String {
    let mut out = String::with_capacity(text.len());
    let in_word = |c: char| c.is_alphabetic() || is_latin_mark(c);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let inside = in_word(c);
        let (run, after) = rest.split_at(rest.find(|c| in_word(c) != inside).unwrap_or(rest.len()));
        let mut word = if inside && !run.is_ascii() { letters(run) } else { Vec::new() };
        match place_tone(&mut word, style) {
            true => out.push_str(&spelt(&word)),
            false => out.push_str(run),
        }
        rest = after;
    }
    out
}

/// The letters as text, composed, capitals as capitals.
pub(crate) fn spelt(word: &[Letter]) -> String {
    let cased = |l: &Letter| {
        let c: String = l.chars().nfc().collect();
        if l.capital { c.to_uppercase() } else { c }
    };
    word.iter().map(cased).collect()
}

/// The letters of the text with their tones in place; capitals are still marked as such.
pub(crate) fn settled(text: &str) -> Vec<Letter> {
    let mut letters = letters(text);
    place_tones(&mut letters, ToneStyle::New);
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fold, spellings};
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_word_are_equal() {
        for (form, others) in [
            ("hoà", "hòa HÒA Hoà hoa\u{0300} ho\u{0300}a"),
            ("thuý", "thúy Thuý THÚY"),
            ("khoẻ", "khỏe khoẻ"),
            ("toàn", "tòan toàn"),
            ("huỳnh", "Hùynh Huỳnh"),
            ("quả", "qủa quả"),
            ("được", "đựơc được ðược Ðược"),
            ("quý", "qúy quý"),
            ("già", "gìa già"),
            ("giếng", "gíêng giếng"),
            ("của", "cuả của"),
            ("loại", "lọai loại"),
            ("nấm", "nấm na\u{0301}\u{0302}m na\u{0302}\u{0301}m"),
        ] {
            for other in others.split(' ') {
                assert_eq!(settle(other), form, "{other:?}");
            }
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for word in ["café", "léon", "jalapeño", "müller", "résumé", "ưòi", "mỹ", "mĩ", "ខ្មែរ", "39-nq/tw"]
        {
            assert_eq!(settle(word), word);
        }
        assert_ne!(settle("đường"), settle("dương"));
        assert_ne!(settle("Hoá"), settle("Hoà"));
    }

    #[test]
    fn the_tone_of_a_syllable_may_have_been_typed_on_any_of_its_vowels() {
        for syllable in spellings() {
            for tone in ['\u{0300}', '\u{0309}', '\u{0303}', '\u{0301}', '\u{0323}'] {
                let vowels = syllable.char_indices().filter(|(_, c)| "aăâeêioôơuưy".contains(*c));
                let with_tone = vowels.map(|(at, vowel)| {
                    let (before, after) = syllable.split_at(at + vowel.len_utf8());
                    settle(&format!("{before}{tone}{after}"))
                });
                let settled: std::collections::BTreeSet<String> = with_tone.collect();
                assert_eq!(settled.len(), 1, "{syllable}: {settled:?}");
            }
        }
    }

    #[test]
    fn a_name_is_what_is_seen_of_it() {
        for (typed, kept) in [
            ("\u{200B}\u{200B}", ""),
            (" \u{FEFF}\u{2060}\t\u{0}", ""),
            ("Chi bộ\u{00A0} khóm\u{200B} 1\n", "Chi bộ khóm 1"),
            ("Lê \u{202E}Văn\u{202C} A\u{200F}", "Lê Văn A"),
            ("Hoa\u{0300} ĐỨC thúy", "Hoà ĐỨC thúy"),
            ("ខ្មែរ", "ខ្មែរ"),
        ] {
            assert_eq!(tidy(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn either_style_can_be_had() {
        use ToneStyle::{New, Old};
        for (style, typed, printed) in [
            (Old, "Hoà thuận, uỷ ban, khoẻ, thuý", "Hòa thuận, ủy ban, khỏe, thúy"),
            (New, "HÒA THUẬN, ỦY BAN, Khỏe, thúy", "HOÀ THUẬN, UỶ BAN, Khoẻ, thuý"),
            (Old, "quý già toàn huỳnh của mùa ngoài", "quý già toàn huỳnh của mùa ngoài"),
            (New, "tòan Hùynh qủa đựơc cuả", "toàn Huỳnh quả được của"),
            (Old, "café Léon jalapeño ho\u{00AD}à", "café Léon jalapeño ho\u{00AD}à"),
            (Old, "hoa\u{0300}", "hòa"),
        ] {
            assert_eq!(tone_style(typed, style), printed);
        }
    }

    /// Few letters under many marks, in any order, among them marks that Vietnamese does not have.
    const MARKED: &str =
        "[achgiouytđâêơưÀÁẠĐỜ \u{300}\u{301}\u{302}\u{306}\u{308}\u{31b}\u{323}\u{345}\u{200b}\u{3099}-]{0,12}";

    proptest! {
        #[test]
        fn settling_twice_is_settling_once(text in prop_oneof![MARKED, any::<String>()]) {
            prop_assert_eq!(settle(&settle(&text)), settle(&text));
        }

        #[test]
        fn tidying_twice_is_tidying_once(text in prop_oneof![MARKED, any::<String>()]) {
            prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
        }

        #[test]
        fn composed_and_decomposed_settle_alike(text in prop_oneof![MARKED, any::<String>()]) {
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(settle(&nfc), settle(&nfd));
        }

        #[test]
        fn settling_changes_marks_and_case_only(text in MARKED) {
            prop_assert_eq!(fold(&settle(&text)), fold(&text));
        }
    }
}
