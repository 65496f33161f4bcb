//! The keyboard of an input method, key by key: what Telex and VNI make of one word.

use crate::letter::{BREVE, CIRCUMFLEX, HORN, Letter};
use crate::syllable::{ToneStyle, is_readable, parse, place_tone};

/// `far`: a mark may stand apart from its letter. `split`: w after ua belongs to the a (`quaw`), not the u.
pub(crate) fn decode(word: &str, vni: bool, far: bool, split: bool) -> Option<Vec<Letter>> {
    let mut state = State { word: Vec::with_capacity(word.len()), tone: 0, changed: false };
    for c in word.chars() {
        let l = c.to_ascii_lowercase();
        let done = match (vni, l) {
            (true, '1'..='5') => state.tone([4, 1, 2, 3, 5][l as usize - '1' as usize]),
            (true, '0') => state.tone(0),
            (true, '6') => state.shape(&['a', 'e', 'o'], CIRCUMFLEX, true),
            (true, '7') => state.horn(split),
            (true, '8') => state.shape(&['a'], BREVE, true),
            (true, '9') => state.bar(true),
            (true, d) if d.is_ascii_digit() => return None,
            (false, 'f' | 'r' | 'x' | 's' | 'j') => state.tone("frxsj".find(l).map_or(0, |i| i as u8 + 1)),
            (false, 'z') => state.tone(0),
            (false, 'a' | 'e' | 'o') => state.shape(&[l], CIRCUMFLEX, far),
            (false, 'w') => state.horn_or_breve(split, far) || state.plain_horn(c),
            (false, 'd') => state.bar(far),
            _ => false,
        };
        if !done {
            state.push(c);
        }
    }
    state.finish()
}

struct State {
    word: Vec<Letter>,
    tone: u8,
    changed: bool,
}

impl State {
    fn push(&mut self, c: char) {
        let (base, capital) = (c.to_ascii_lowercase(), c.is_ascii_uppercase());
        self.word.push(Letter { base, capital, shape: None, tone: 0, others: Vec::new() });
    }

    fn tone(&mut self, tone: u8) -> bool {
        let has_vowel = self.word.iter().any(Letter::is_vowel);
        if !has_vowel || tone == 0 && self.tone == 0 {
            return false;
        }
        self.changed = true;
        let again = self.tone == tone && tone > 0;
        self.tone = if again { 0 } else { tone };
        !again
    }

    fn shape(&mut self, bases: &[char], shape: char, far: bool) -> bool {
        let last = self.word.len().checked_sub(1);
        let Some(at) = self.word.iter().rposition(|l| bases.contains(&l.base)) else { return false };
        if !far && Some(at) != last {
            return false;
        }
        self.mark(at, shape)
    }

    fn mark(&mut self, at: usize, shape: char) -> bool {
        self.changed = true;
        let again = self.word[at].shape == Some(shape);
        self.word[at].shape = if again { None } else { Some(shape) };
        !again
    }

    /// 7 of VNI: ươ from uo, else the last o or u.
    fn horn(&mut self, split: bool) -> bool {
        let Some(at) = self.word.iter().rposition(|l| matches!(l.base, 'o' | 'u')) else { return false };
        if at > 0 && self.word[at].base == 'o' && self.word[at - 1].base == 'u' && !split {
            self.word[at - 1].shape = Some(HORN);
        } else if at > 0 && self.word[at].base == 'u' && self.word[at - 1].base == 'o' {
            return self.horn_before_u(at);
        }
        self.mark(at, HORN)
    }

    /// ươu: the horns stand on the first two.
    fn horn_before_u(&mut self, at: usize) -> bool {
        if at > 1 && self.word[at - 2].base == 'u' {
            self.word[at - 2].shape = Some(HORN);
        }
        self.mark(at - 1, HORN)
    }

    fn horn_or_breve(&mut self, split: bool, far: bool) -> bool {
        let last = self.word.len().checked_sub(1);
        let Some(at) = self.word.iter().rposition(|l| matches!(l.base, 'a' | 'o' | 'u')) else { return false };
        if !far && Some(at) != last {
            return false;
        }
        match self.word[at].base {
            'a' if at > 0 && self.word[at - 1].base == 'u' && !split => self.mark(at - 1, HORN),
            'a' => self.mark(at, BREVE),
            _ => self.horn(split),
        }
    }

    /// w alone is ư.
    fn plain_horn(&mut self, c: char) -> bool {
        self.push(if c == 'W' { 'U' } else { 'u' });
        let at = self.word.len() - 1;
        self.mark(at, HORN)
    }

    fn bar(&mut self, far: bool) -> bool {
        let alone = self.word.len() == 1;
        match self.word.first_mut().filter(|l| l.base == 'd' && (far || alone)) {
            Some(first) => {
                first.base = 'đ';
                self.changed = true;
                true
            }
            None => false,
        }
    }

    fn finish(mut self) -> Option<Vec<Letter>> {
        let vowel = self.word.iter().position(Letter::is_vowel)?;
        if let Some(at) = self.word.windows(2).position(|w| w[0].plain() == 'ư' && w[1].plain() == 'o') {
            self.word[at + 1].shape = Some(HORN);
        }
        self.word[vowel].tone = self.tone;
        place_tone(&mut self.word, ToneStyle::Old);
        let reads = parse(&self.word).is_ok() || self.tone > 0 && is_readable(&self.word);
        (self.changed && reads).then_some(self.word)
    }
}
