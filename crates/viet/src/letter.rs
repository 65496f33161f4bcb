//! Letters taken apart: base, shape, tone, case. The one place that knows combining marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(crate) const CIRCUMFLEX: char = '\u{0302}';
pub(crate) const BREVE: char = '\u{0306}';
pub(crate) const HORN: char = '\u{031B}';

/// Tone marks in dictionary order: huyền, hỏi, ngã, sắc, nặng. Ngang, the level tone, has no mark.
const TONES: [char; 5] = ['\u{0300}', '\u{0309}', '\u{0303}', '\u{0301}', '\u{0323}'];

/// One base character with all that was written on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Lower case, without marks; `đ` is a base of its own.
    pub base: char,
    /// Whether it was typed as a capital.
    pub capital: bool,
    /// Circumflex, breve or horn, only where Vietnamese has such a letter (â ă ê ô ơ ư).
    pub shape: Option<char>,
    /// 0 ngang, 1 huyền, 2 hỏi, 3 ngã, 4 sắc, 5 nặng.
    pub tone: u8,
    /// Any other mark, in canonical order: foreign letters, signs of other scripts, a second tone.
    pub others: Vec<char>,
}

impl Letter {
    /// The letter with its shape and without its tone, as Vietnamese spelling rules see it.
    pub fn plain(&self) -> char {
        match (self.base, self.shape) {
            ('a', Some(BREVE)) => 'ă',
            ('a', Some(CIRCUMFLEX)) => 'â',
            ('e', Some(CIRCUMFLEX)) => 'ê',
            ('o', Some(CIRCUMFLEX)) => 'ô',
            ('o', Some(HORN)) => 'ơ',
            ('u', Some(HORN)) => 'ư',
            (base, _) => base,
        }
    }

    /// Whether a Vietnamese tone may stand here.
    pub fn is_vowel(&self) -> bool {
        matches!(self.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }

    /// Whether words are made of it, in any script.
    pub fn is_of_a_word(&self) -> bool {
        self.base.is_alphanumeric() || is_combining_mark(self.base)
    }

    /// Base and marks in the canonical Vietnamese order: shape, tone, the rest. Lower case, not yet composed.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        let tone = (self.tone > 0).then(|| TONES[usize::from(self.tone) - 1]);
        [Some(self.base), self.shape, tone].into_iter().flatten().chain(self.others.iter().copied())
    }

    fn add(&mut self, mark: char) {
        let tone = TONES.iter().position(|&t| t == mark);
        match (self.base, mark) {
            ('a' | 'e' | 'o', CIRCUMFLEX) | ('a', BREVE) | ('o' | 'u', HORN) if self.shape.is_none() => {
                self.shape = Some(mark);
            }
            _ => match tone {
                Some(i) if self.tone == 0 && self.base.is_alphabetic() => self.tone = i as u8 + 1,
                _ => self.others.push(mark),
            },
        }
    }
}

/// The text as letters, whatever the composition and the order of marks it came in.
pub(crate) fn letters(text: &str) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(text.len());
    for c in visible(text).nfd() {
        if is_latin_mark(c)
            && let Some(last) = out.last_mut()
        {
            last.add(c);
            continue;
        }
        // After decomposition no character has a lower case of more than one character.
        let base = c.to_lowercase().next().unwrap_or(c);
        out.push(Letter { base, capital: base != c, shape: None, tone: 0, others: Vec::new() });
    }
    out
}

/// The text without what cannot be seen, look-alikes of `đ` and of the space replaced.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|&c| !is_invisible(c)).map(|c| match c {
        '\u{00D0}' | '\u{0189}' => 'Đ',
        '\u{00F0}' | '\u{0256}' => 'đ',
        '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        _ => c,
    })
}

/// Marks put on Latin, Greek and Cyrillic letters; the signs of other scripts are letters to us.
pub(crate) fn is_latin_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Soft hyphen, grapheme joiner, zero-width and direction characters, variation selectors.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// The text with its first letter capital, as at the beginning of a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_the_same_however_its_marks_came() {
        let expected = letters("ậ");
        assert_eq!((expected[0].plain(), expected[0].tone), ('â', 5));
        for form in ["a\u{0302}\u{0323}", "a\u{0323}\u{0302}", "â\u{0323}", "ạ\u{0302}", "a\u{200D}\u{0302}\u{0323}"]
        {
            assert_eq!(letters(form), expected, "{form:?}");
        }
        assert_eq!(letters("a\u{0301}\u{0302}"), letters("ấ"), "tone before shape is not canonical, yet typed");
    }

    #[test]
    fn foreign_marks_are_kept_apart() {
        let of = |s: &str| letters(s).remove(0);
        assert_eq!((of("ü").tone, of("ü").others), (0, vec!['\u{0308}']));
        assert_eq!((of("ĉ").shape, of("ĉ").others), (None, vec![CIRCUMFLEX]));
        assert_eq!(of("ñ").tone, 3);
        assert_eq!((of("Đ").base, of("Đ").capital), ('đ', true));
    }
}
