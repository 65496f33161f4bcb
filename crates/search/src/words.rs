//! Text as words, each in two forms: with its marks, and without.

use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// A word of a text.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Settled: lower case, tones in one place, final y as i where both are written (kỹ, kĩ).
    pub exact: Rc<str>,
    /// The same without marks.
    pub folded: Rc<str>,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

/// Longer runs without a blank (scripts that write none, rubbish) are cut.
const LONGEST: usize = 40;

/// The words of a text: runs of letters, digits and their marks, of any script and Unicode form.
pub(crate) fn words(text: &str) -> Vec<Word> {
    spans(text).map(|span| word(text, span)).collect()
}

/// Where the words of a text stand in it, in bytes.
pub(crate) fn spans(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = letters.find(|(_, c)| is_inside(*c))?;
        let mut length = 1;
        while letters.next_if(|(_, c)| length < LONGEST && is_inside(*c)).is_some() {
            length += 1;
        }
        Some(start..letters.peek().map_or(text.len(), |(end, _)| *end))
    })
}

/// Whether a character belongs to a word.
fn is_inside(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        // Letters all of them, among them nearly all that Vietnamese has; the others are looked up.
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => true,
        _ => c.is_alphanumeric() || is_mark(c),
    }
}

/// Marks belong to the letter before them, and what cannot be seen belongs to the word it stands in.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{17B4}'..='\u{17D3}' | '\u{FE00}'..='\u{FE0F}')
}

type Forms = (Rc<str>, Rc<str>);

fn word(text: &str, span: Range<usize>) -> Word {
    /// A language has few words: those of the last texts are remembered.
    const REMEMBERED: usize = 20_000;
    thread_local! {
        static KNOWN: RefCell<FxHashMap<String, Forms>> = RefCell::default();
    }
    let raw = &text[span.clone()];
    let (exact, folded) = KNOWN.with_borrow_mut(|known| match known.get(raw) {
        Some(forms) => forms.clone(),
        None => {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.entry(raw.to_owned()).or_insert_with(|| forms(raw)).clone()
        }
    });
    Word { exact, folded, span }
}

/// Both forms of a word.
pub(crate) fn forms(word: &str) -> Forms {
    let mut exact = viet::settle(word);
    let folded = viet::fold(&exact);
    if y_is_i(&folded) {
        exact = exact.chars().map(plain_i).collect();
    }
    let folded = if y_is_i(&folded) { viet::fold(&exact) } else { folded };
    (exact.into(), folded.into())
}

/// Open syllables in which i and y are a matter of taste.
fn y_is_i(folded: &str) -> bool {
    matches!(folded, "hy" | "ky" | "ly" | "my" | "sy" | "ty" | "quy" | "vy")
}

fn plain_i(c: char) -> char {
    "yỳỷỹýỵ".chars().zip("iìỉĩíị".chars()).find(|(y, _)| *y == c).map_or(c, |(_, i)| i)
}

/// A word's number, by which words are compared in ranking: FNV-1a, 32 bits.
pub(crate) fn number(word: &str) -> u32 {
    word.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Two words side by side as one term.
pub(crate) fn pair(a: &str, b: &str) -> String {
    format!("{a} {b}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> Vec<String> {
        words(text).iter().map(|w| format!("{}/{}", w.exact, w.folded)).collect()
    }

    #[test]
    fn a_word_has_two_forms() {
        assert_eq!(both("Hòa, HOÀ ho\u{300}a"), ["hoà/hoa"; 3]);
        assert_eq!(both("Kỹ kĩ, Lý-lí"), ["kĩ/ki", "kĩ/ki", "lí/li", "lí/li"]);
        assert_eq!(both("39-NQ/TW 99,16%"), ["39/39", "nq/nq", "tw/tw", "99/99", "16/16"]);
        assert_eq!(both("ខ្មែរ"), ["ខ្មែរ/ខ្មែរ"]);
        assert_eq!(words(&"a".repeat(1000)).len(), 25);
    }
}
