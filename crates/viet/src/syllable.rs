//! The spelling of one syllable: onset, rime, tone, and why a word is none.
//!
//! A Vietnamese syllable is an onset (or none), a rime and a tone. The spelling rules make an exact test, and
//! the test is the gate of everything that guesses here: keystrokes, old charsets and tone placement touch a
//! word only when it reads as Vietnamese; "café" and "Léon" stay as they are.

use crate::letter::{Letter, letters};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// Longest first, so that the first that fits with a rime behind it is the right one.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

const OPEN: &str = "a ai ao au ay âu ây e eo ê êu i ia iu iêu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua ui uê uơ uôi \
                    uya uy uyu uây ư ưa ưi ưu ươi ươu y yêu";

/// What may stand before each final consonant.
const CLOSED: [(&str, &str); 8] = [
    ("c", "a ă â e i iê o oa oă ô oo u uô ư ươ"),
    ("ch", "a ê i oa uê uy"),
    ("m", "a ă â e ê i iê o oa oă ô ơ u uô ươ yê"),
    ("n", "a ă â e ê i iê o oa oă oe ô ơ u uâ uô ươ uyê yê"),
    ("ng", "a ă â e iê o oa oă oo ô u uâ uô ư ươ yê"),
    ("nh", "a ê i oa uê uy"),
    ("p", "a ă â e ê i iê o oa ô ơ u ươ uy"),
    ("t", "a ă â e ê i iê o oa oă oe ô ơ u uâ uô ư ươ uy uyê yê uê"),
];

/// One of the six tones, in dictionary order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Level, unmarked.
    Ngang,
    /// Falling: à.
    Huyen,
    /// Dipping: ả.
    Hoi,
    /// Broken: ã.
    Nga,
    /// Rising: á.
    Sac,
    /// Heavy: ạ.
    Nang,
}

const TONES: [Tone; 6] = [Tone::Ngang, Tone::Huyen, Tone::Hoi, Tone::Nga, Tone::Sac, Tone::Nang];

/// A well-spelt syllable, taken apart. Lower case, without its tone mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syllable {
    /// The first consonants; empty when the syllable begins with a vowel. `qu` and `gi` are onsets.
    pub onset: &'static str,
    /// Vowels and final consonants, as spoken: the rime of `giếng` is `iêng`, that of `quý` is `y`.
    pub rime: &'static str,
    /// The tone.
    pub tone: Tone,
}

/// Why a word is not a well-spelt Vietnamese syllable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Empty, or with digits, signs or blanks in it.
    NotAWord,
    /// A letter or mark that the Vietnamese alphabet does not have (f j w z, ü, ĉ).
    ForeignLetter,
    /// No vowel.
    NoVowel,
    /// More than one tone mark.
    TwoTones,
    /// The first consonants are no onset.
    UnknownOnset,
    /// The vowels and final consonants are no rime.
    UnknownRime,
    /// Onset and rime exist, but not side by side: `ke` not `ce`, `nghe` not `nge`.
    WrongPair,
    /// After c, ch, p or t only sắc and nặng are spoken: `môt`, `đươc` are slips of the keyboard.
    StopNeedsTone,
    /// The tone stands on a letter where neither style puts it: `tòan`, `qủa`.
    TonePlace,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flaw::NotAWord => "not a word",
            Flaw::ForeignLetter => "a letter that Vietnamese does not have",
            Flaw::NoVowel => "no vowel",
            Flaw::TwoTones => "more than one tone mark",
            Flaw::UnknownOnset => "no such initial consonant",
            Flaw::UnknownRime => "no such rime",
            Flaw::WrongPair => "this rime does not follow this initial consonant",
            Flaw::StopNeedsTone => "a final c, ch, p or t needs the tone sắc or nặng",
            Flaw::TonePlace => "the tone mark stands on the wrong letter",
        })
    }
}

impl std::error::Error for Flaw {}

impl Syllable {
    /// Reads one syllable in any case, Unicode form and tone style.
    ///
    /// # Errors
    /// Says the first [`Flaw`] found, in the order of the enum.
    ///
    /// ```
    /// use viet::{Flaw, Syllable};
    /// assert_eq!(Syllable::parse("Giếng").unwrap().onset, "gi");
    /// assert_eq!(Syllable::parse("đươc"), Err(Flaw::StopNeedsTone));
    /// ```
    pub fn parse(word: &str) -> Result<Syllable, Flaw> {
        parse(&letters(word))
    }
}

pub(crate) fn parse(word: &[Letter]) -> Result<Syllable, Flaw> {
    if word.is_empty() || !word.iter().all(|l| l.base.is_alphabetic()) {
        return Err(Flaw::NotAWord);
    }
    if word.iter().any(|l| !l.others.is_empty() || !is_of_the_alphabet(l.base)) {
        return Err(Flaw::ForeignLetter);
    }
    if !word.iter().any(Letter::is_vowel) {
        return Err(Flaw::NoVowel);
    }
    let mut toned = word.iter().enumerate().filter(|(_, l)| l.tone > 0);
    let at = toned.next();
    if toned.next().is_some() {
        return Err(Flaw::TwoTones);
    }
    let plain: String = word.iter().map(Letter::plain).collect();
    let spelling = SPELLINGS.get(plain.as_str()).ok_or_else(|| no_spelling(&plain))?;
    if !spelling.proper {
        return Err(Flaw::WrongPair);
    }
    let tone = TONES[at.map_or(0, |(_, l)| usize::from(l.tone))];
    let stopped = plain.ends_with(['c', 'p', 't']) || plain.ends_with("ch");
    if stopped && !matches!(tone, Tone::Sac | Tone::Nang) {
        return Err(Flaw::StopNeedsTone);
    }
    match at {
        Some((place, _)) if place != spelling.new && place != spelling.old => Err(Flaw::TonePlace),
        _ => Ok(Syllable { onset: spelling.onset, rime: spelling.rime, tone }),
    }
}

/// Whether the word reads as Vietnamese: a well-spelt syllable, or one of the few spelt against the rules.
pub(crate) fn is_readable(word: &[Letter]) -> bool {
    parse(word).is_ok() || {
        let plain: String = word.iter().map(Letter::plain).collect();
        LOANS.contains(&plain.as_str())
    }
}

/// Syllables of place names from other languages of the country, spelt against the rules (Bắc Kạn, Đắk Lắk,
/// Krông Búk), without their tones.
const LOANS: [&str; 6] = ["kan", "đăk", "lăk", "krông", "plông", "kông"];

/// The two schools of tone placement. They differ only in the open rimes oa, oe, uy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToneStyle {
    /// Tone on the first letter: hòa, khỏe, thúy. Laws print it.
    Old,
    /// Tone on the second letter: hoà, khoẻ, thuý. Schoolbooks print it (1989/QĐ-BGDĐT of 2018, article 8).
    New,
}

/// Moves the tone of every syllable of the text to its place, also from a wrong letter (tòan, qủa, đựơc).
pub(crate) fn place_tones(text: &mut [Letter], style: ToneStyle) {
    for word in text.chunk_by_mut(|a, b| a.base.is_alphabetic() && b.base.is_alphabetic()) {
        place_tone(word, style);
    }
}

/// Returns whether anything moved.
pub(crate) fn place_tone(word: &mut [Letter], style: ToneStyle) -> bool {
    if word.iter().filter(|l| l.is_vowel()).count() < 2 || word.iter().any(|l| !l.others.is_empty()) {
        return false;
    }
    let mut toned = word.iter().enumerate().filter(|(_, l)| l.tone > 0);
    let (Some((from, _)), None) = (toned.next(), toned.next()) else { return false };
    if !word[from].is_vowel() {
        return false;
    }
    let plain: String = word.iter().map(Letter::plain).collect();
    match SPELLINGS.get(plain.as_str()).map(|s| s.place(style)) {
        Some(to) if to != from => {
            let tone = std::mem::take(&mut word[from].tone);
            word[to].tone = tone;
            true
        }
        _ => false,
    }
}

struct Spelling {
    onset: &'static str,
    rime: &'static str,
    /// Where the tone stands in either style, in letters.
    old: usize,
    new: usize,
    /// False for pairs that the rules do not allow; their tones still have a place.
    proper: bool,
}

impl Spelling {
    fn place(&self, style: ToneStyle) -> usize {
        match style {
            ToneStyle::Old => self.old,
            ToneStyle::New => self.new,
        }
    }
}

/// Every toneless spelling, some 5.000, each read once.
static SPELLINGS: LazyLock<HashMap<String, Spelling>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for onset in ONSETS {
        for rime in rimes() {
            let (written, spelling) = spell(onset, rime);
            all.entry(written).or_insert(spelling);
        }
    }
    all
});

/// `gi` swallows the i of a rime (gì, giếng), `qu` the u of uy and its like (quỳnh, quýt).
fn spell(onset: &'static str, rime: &'static str) -> (String, Spelling) {
    let (written, start, rime) = match (onset, rime.as_bytes()[0]) {
        ("gi", b'i') => (format!("g{rime}"), 1, rime),
        ("qu", b'u') if rime[1..].starts_with(is_vowel) => (format!("q{rime}"), 2, &rime[1..]),
        _ => (format!("{onset}{rime}"), onset.chars().count(), rime),
    };
    let (old, new) = (start + place_in(rime, ToneStyle::Old), start + place_in(rime, ToneStyle::New));
    let proper = match onset {
        "k" | "gh" | "ngh" => rime.starts_with(FRONT),
        "c" | "g" | "ng" => !rime.starts_with(FRONT),
        "qu" => !rime.starts_with(['o', 'u', 'ư']),
        "gi" => !rime.starts_with('ê'),
        _ => true,
    };
    (written, Spelling { onset, rime, old, new, proper })
}

const FRONT: [char; 4] = ['e', 'ê', 'i', 'y'];

fn place_in(rime: &str, style: ToneStyle) -> usize {
    let letters: Vec<char> = rime.chars().collect();
    let vowels = &letters[..letters.iter().take_while(|&&c| is_vowel(c)).count()];
    let shaped = vowels.iter().rposition(|&c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư'));
    match vowels {
        _ if shaped.is_some() => shaped.unwrap_or_default(),
        _ if letters.len() > vowels.len() => vowels.len() - 1,
        ['o', 'a' | 'e'] | ['u', 'y'] => usize::from(style == ToneStyle::New),
        [_, _, _] => 1,
        _ => 0,
    }
}

fn rimes() -> impl Iterator<Item = &'static str> {
    static CLOSED_RIMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        CLOSED.iter().flat_map(|(coda, v)| v.split_whitespace().map(move |v| format!("{v}{coda}"))).collect()
    });
    OPEN.split_whitespace().chain(CLOSED_RIMES.iter().map(String::as_str))
}

fn no_spelling(plain: &str) -> Flaw {
    let vowel = plain.find(is_vowel).unwrap_or_default();
    let onset_is_known = ONSETS.contains(&&plain[..vowel]) || plain.starts_with("qu");
    if onset_is_known { Flaw::UnknownRime } else { Flaw::UnknownOnset }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư')
}

fn is_of_the_alphabet(base: char) -> bool {
    base == 'đ' || base.is_ascii_lowercase() && !matches!(base, 'f' | 'j' | 'w' | 'z')
}

/// Every toneless syllable that the rules allow, sorted.
pub fn spellings() -> Vec<&'static str> {
    let mut all: Vec<&str> = SPELLINGS.iter().filter(|(_, s)| s.proper).map(|(w, _)| w.as_str()).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone_place(plain: &str, style: ToneStyle) -> Option<usize> {
        SPELLINGS.get(plain).map(|s| s.place(style))
    }

    #[test]
    fn a_syllable_is_taken_apart() {
        for (word, onset, rime, tone) in [
            ("Đảng", "đ", "ang", Tone::Hoi),
            ("giếng", "gi", "iêng", Tone::Sac),
            ("gì", "gi", "i", Tone::Huyen),
            ("già", "gi", "a", Tone::Huyen),
            ("QUÝ", "qu", "y", Tone::Sac),
            ("quỳnh", "qu", "ynh", Tone::Huyen),
            ("quốc", "qu", "ôc", Tone::Sac),
            ("hòa", "h", "oa", Tone::Huyen),
            ("hoà", "h", "oa", Tone::Huyen),
            ("nghie\u{0323}\u{0302}p", "ngh", "iêp", Tone::Nang),
            ("yêu", "", "yêu", Tone::Ngang),
            ("khuỷu", "kh", "uyu", Tone::Hoi),
        ] {
            assert_eq!(Syllable::parse(word), Ok(Syllable { onset, rime, tone }), "{word}");
        }
    }

    #[test]
    fn what_is_no_syllable_says_why() {
        for (word, flaw) in [
            ("", Flaw::NotAWord),
            ("39", Flaw::NotAWord),
            ("xã hội", Flaw::NotAWord),
            ("windows", Flaw::ForeignLetter),
            ("müa", Flaw::ForeignLetter),
            ("ng", Flaw::NoVowel),
            ("khóá", Flaw::TwoTones),
            ("stop", Flaw::UnknownOnset),
            ("cafe", Flaw::ForeignLetter),
            ("resume", Flaw::UnknownRime),
            ("nghành", Flaw::WrongPair),
            ("ca\u{0302}e", Flaw::UnknownRime),
            ("kon", Flaw::WrongPair),
            ("môt", Flaw::StopNeedsTone),
            ("đươc", Flaw::StopNeedsTone),
            ("tòan", Flaw::TonePlace),
            ("qủa", Flaw::TonePlace),
        ] {
            assert_eq!(Syllable::parse(word), Err(flaw), "{word}");
        }
    }

    #[test]
    fn the_tone_has_one_place_in_each_style() {
        let new = "hoà khoẻ thuý toàn hoét huỳnh xoóng ngoài xoáy ngoèo khuỷu mái cửa múa mía quý già gì gìn giếng giết \
                   quỳnh quýt quả được nguyễn quyền yếu quốc giường quấy quái tuyết luỹ goá";
        for syllable in new.split_whitespace() {
            let letters = letters(syllable);
            let plain: String = letters.iter().map(Letter::plain).collect();
            let place = letters.iter().position(|l| l.tone > 0);
            assert_eq!(tone_place(&plain, ToneStyle::New), place, "{syllable}");
            let differs = ["oa", "oe", "uy"].iter().any(|r| plain.ends_with(r)) && !plain.starts_with("qu");
            assert_eq!(tone_place(&plain, ToneStyle::Old) != place, differs, "{syllable}");
        }
    }

    #[test]
    fn what_is_not_a_syllable_has_no_place() {
        for word in ["", "q", "cafe", "leon", "resume", "windows", "hoaa", "ng", "ưoi"] {
            assert_eq!(tone_place(word, ToneStyle::New), None, "{word}");
        }
    }
}
