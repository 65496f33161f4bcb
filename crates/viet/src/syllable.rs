//! The spelling of one syllable, onset and rime, as far as it decides where the tone stands.
//!
//! Only a syllable that Vietnamese spelling allows is touched; "café" and "Léon" stay as they are.

use crate::letter::Letter;

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
    ("t", "a ă â e ê i iê o oa oă oe ô ơ u uâ uô ươ uy uyê yê uê"),
];

/// Moves the tone of every syllable of the text to its place in the new style (hoà, khoẻ, thuý), also from a
/// wrong letter (tòan, qủa, đựơc).
pub(crate) fn place_tones(text: &mut [Letter]) {
    for word in text.chunk_by_mut(|a, b| a.base.is_alphabetic() && b.base.is_alphabetic()) {
        place_tone(word);
    }
}

fn place_tone(word: &mut [Letter]) {
    if word.iter().filter(|l| l.is_vowel()).count() < 2 || word.iter().any(|l| !l.others.is_empty()) {
        return;
    }
    let mut toned = word.iter().enumerate().filter(|(_, l)| l.tone > 0);
    let (Some((from, _)), None) = (toned.next(), toned.next()) else { return };
    if !word[from].is_vowel() {
        return;
    }
    let plain: Vec<char> = word.iter().map(Letter::plain).collect();
    if let Some(to) = tone_place(&plain) {
        let tone = std::mem::take(&mut word[from].tone);
        word[to].tone = tone;
    }
}

/// Where the tone of a toneless, lower-case syllable stands; `None` when the spelling is not Vietnamese.
fn tone_place(syllable: &[char]) -> Option<usize> {
    let onset = ONSETS.iter().find(|onset| after(syllable, onset).is_some_and(|rime| fits(onset, rime)))?;
    let start = onset.chars().count();
    let rime = &syllable[start..];
    let vowels = &rime[..rime.iter().take_while(|&&c| is_vowel(c)).count()];
    let closed = rime.len() > vowels.len();
    let place = match vowels {
        v if v.iter().any(|&c| is_shaped(c)) => v.iter().rposition(|&c| is_shaped(c))?,
        v if closed => v.len() - 1,
        ['o', 'a' | 'e'] | ['u', 'y'] => 1,
        [_, _, _] => 1,
        _ => 0,
    };
    Some(start + place)
}

fn after<'a>(syllable: &'a [char], onset: &str) -> Option<&'a [char]> {
    let length = onset.chars().count();
    (syllable.len() > length && onset.chars().eq(syllable[..length].iter().copied())).then(|| &syllable[length..])
}

/// `gi` has swallowed the i of iê (giếng), `qu` the u of uy (quỳnh, quýt).
fn fits(onset: &str, rime: &[char]) -> bool {
    match onset {
        "gi" => is_rime(rime) || rime[0] == 'ê' && is_rime(&[&['i'], rime].concat()),
        "qu" => is_rime(rime) || is_rime(&[&['u'], rime].concat()),
        _ => is_rime(rime),
    }
}

fn is_rime(rime: &[char]) -> bool {
    let (vowels, coda) = rime.split_at(rime.iter().take_while(|&&c| is_vowel(c)).count());
    let is = |part: &[char], word: &str| word.chars().eq(part.iter().copied());
    let list = if coda.is_empty() { Some(OPEN) } else { CLOSED.iter().find(|(c, _)| is(coda, c)).map(|(_, v)| *v) };
    list.is_some_and(|list| list.split_whitespace().any(|v| is(vowels, v)))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || is_shaped(c)
}

fn is_shaped(c: char) -> bool {
    matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư')
}

/// Every onset with every rime that it can bear, for tests.
#[cfg(test)]
pub(crate) fn all_syllables() -> Vec<String> {
    let closed = CLOSED.iter().flat_map(|(coda, v)| v.split_whitespace().map(move |v| format!("{v}{coda}")));
    let rimes: Vec<String> = OPEN.split_whitespace().map(str::to_owned).chain(closed).collect();
    ONSETS.iter().flat_map(|onset| rimes.iter().map(move |rime| format!("{onset}{rime}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::letters;

    #[test]
    fn the_tone_has_one_place() {
        let spelt_right = "hoà khoẻ thuý toàn hoét huỳnh xoóng ngoài xoáy ngoèo khuỷu mái cửa múa mía quý già gì gìn \
                           giếng giết quỳnh quýt quả được nguyễn quyền yếu quốc giường quấy quái tuyết luỹ goá";
        for syllable in spelt_right.split_whitespace().map(letters) {
            let plain: Vec<char> = syllable.iter().map(Letter::plain).collect();
            assert_eq!(tone_place(&plain), syllable.iter().position(|l| l.tone > 0), "{plain:?}");
        }
    }

    #[test]
    fn what_is_not_a_syllable_has_no_place() {
        for word in ["", "q", "cafe", "leon", "resume", "windows", "hoaa", "ng", "gi\u{304}", "ưoi"] {
            let letters: Vec<char> = word.chars().collect();
            assert_eq!(tone_place(&letters), None, "{word}");
        }
    }
}
