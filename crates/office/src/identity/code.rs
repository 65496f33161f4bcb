//! Short codes that people copy from paper: invitations, recovery codes, the setup code.
//!
//! Twelve letters in three groups: eleven drawn, and one that checks them. The alphabet has no letters that look alike,
//! and none that a Vietnamese keyboard joins into another: without vowels, d and w, neither Telex nor VNI keystrokes do
//! anything. Small letters, blanks, and what is easily taken for a letter of the code are read as meant.
//!
//! What a guesser can do. There are 22^11 codes (5,8 · 10^14, some 49 bits). From one place 20 wrong ones may be tried at
//! once, then one a minute: 1.460 on the first day, 1.440 on each other (codes whose check letter is wrong are refused
//! unseen, and cost nobody anything). With 200 slips waiting, the chance that a year of guessing day and night hits any of
//! them is one in 5,5 million from one place, one in 5.500 from a thousand places together. A test holds these numbers.

use kit::clock::Chance;

/// The letters, each at its value.
const LETTERS: &[u8; 22] = b"23456789CFHJKLMNPQRTVX";
/// Letters that are drawn.
const DRAWN: usize = 11;
/// Letters in a group.
const GROUP: usize = 4;
/// A prime above the number of letters: then each wrong letter and each swap of two changes the check.
const MODULUS: usize = 23;

/// Why what was typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistyped {
    /// Too few or too many letters: how many there are.
    Length(usize),
    /// A letter that no code has, as typed.
    Letter(char),
    /// Some letter is another one, or two are swapped.
    Check,
}

impl Mistyped {
    /// The end of the message's key.
    pub fn key(self) -> &'static str {
        match self {
            Mistyped::Length(_) => "length",
            Mistyped::Letter(_) => "letter",
            Mistyped::Check => "check",
        }
    }

    /// What the message names: the number of letters, the letter.
    pub fn what(self) -> String {
        match self {
            Mistyped::Length(typed) => typed.to_string(),
            Mistyped::Letter(letter) => letter.to_string(),
            Mistyped::Check => String::new(),
        }
    }
}

/// Draws a code, as it is printed: `H7KM-3RTP-9XQF`.
pub fn draw(chance: &Chance) -> String {
    loop {
        let values: Vec<usize> = (0..DRAWN).map(|_| chance.below(LETTERS.len() as u64) as usize).collect();
        // One in 23 would need a letter that there is not.
        if let Some(check) = LETTERS.get(check(&values)) {
            let letters: Vec<u8> = values.iter().map(|value| LETTERS[*value]).chain([*check]).collect();
            return letters.chunks(GROUP).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-");
        }
    }
}

/// The code that somebody typed, as it is compared: twelve letters without hyphens.
///
/// # Errors
/// What is wrong with it, before anything is asked of the record.
pub fn read(typed: &str) -> Result<String, Mistyped> {
    let marks = |c: &char| c.is_whitespace() || ['-', '–', '.', '_', '/'].contains(c);
    let letters: Vec<char> = typed.chars().filter(|c| !marks(c)).take(100).collect();
    if letters.len() != DRAWN + 1 {
        return Err(Mistyped::Length(letters.len()));
    }
    let mut values = Vec::with_capacity(letters.len());
    for letter in letters {
        let value = u8::try_from(letter).ok().map(meant).and_then(|l| LETTERS.iter().position(|it| *it == l));
        values.push(value.ok_or(Mistyped::Letter(letter))?);
    }
    if check(&values[..DRAWN]) != values[DRAWN] {
        return Err(Mistyped::Check);
    }
    Ok(values.iter().map(|value| char::from(LETTERS[*value])).collect())
}

/// The letter of a code that a typed one stands for.
fn meant(letter: u8) -> u8 {
    match letter.to_ascii_uppercase() {
        b'S' => b'5',
        b'Z' => b'2',
        b'B' => b'8',
        b'G' => b'6',
        b'U' => b'V',
        b'I' | b'1' => b'L',
        b'O' | b'0' => b'Q',
        other => other,
    }
}

/// The value of the check letter: with it, at weight −1, the weighted sum is a multiple of the modulus.
fn check(values: &[usize]) -> usize {
    values.iter().enumerate().map(|(at, value)| (at + 1) * value).sum::<usize>() % MODULUS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_typed_is_read_as_it_was_meant() {
        let code = draw(&Chance::seeded(7));
        let plain = code.replace('-', "");
        assert_eq!((code.len(), code.matches('-').count()), (14, 2));
        for typed in [code.clone(), plain.clone(), code.to_lowercase(), code.replace('-', " "), format!(" {code}. ")] {
            assert_eq!(read(&typed), Ok(plain.clone()), "{typed}");
        }
        let lookalikes = plain.replace('5', "s").replace('2', "Z").replace('8', "B").replace('6', "g");
        assert_eq!(read(&lookalikes.replace('V', "u").replace('L', "1").replace('Q', "O")), Ok(plain.clone()));
        for (typed, wrong) in [
            ("", Mistyped::Length(0)),
            (&plain[1..], Mistyped::Length(11)),
            ("H7KM-3RTP-9XQFF", Mistyped::Length(13)),
            ("A7KM-3RTP-9XQF", Mistyped::Letter('A')),
            ("ă7KM-3RTP-9XQF", Mistyped::Letter('ă')),
        ] {
            assert_eq!(read(typed), Err(wrong), "{typed}");
        }
    }

    #[test]
    fn no_letter_of_a_code_is_joined_by_a_vietnamese_keyboard() {
        for typed in LETTERS.map(char::from).iter().flat_map(|a| LETTERS.map(|b| format!("{a}{}", char::from(b)))) {
            let typed = typed.to_lowercase();
            assert!(!typed.contains(['a', 'e', 'i', 'o', 'u', 'y', 'd', 'w']), "{typed}");
        }
    }

    #[test]
    fn the_odds_are_as_they_are_said_to_be() {
        let codes = (LETTERS.len() as f64).powi(DRAWN as i32);
        assert!((5.8e14..5.9e14).contains(&codes), "{codes}");
        let one_in = |places: f64| codes / (200.0 * 1440.0 * 365.25 * places);
        assert!((5.5e6..5.6e6).contains(&one_in(1.0)), "{}", one_in(1.0));
        assert!((5.5e3..5.6e3).contains(&one_in(1000.0)), "{}", one_in(1000.0));
    }

    proptest! {
        #[test]
        fn every_wrong_letter_and_every_swap_is_seen(seed: u64, at in 0usize..12, other in 0usize..12, to in 0usize..22) {
            let plain = draw(&Chance::seeded(seed)).replace('-', "");
            let mut wrong: Vec<u8> = plain.clone().into_bytes();
            wrong[at] = LETTERS[to];
            let wrong = String::from_utf8(wrong).expect("letters");
            prop_assert_eq!(read(&wrong).is_ok(), wrong == plain);
            let mut swapped: Vec<u8> = plain.clone().into_bytes();
            swapped.swap(at, other);
            let swapped = String::from_utf8(swapped).expect("letters");
            prop_assert_eq!(read(&swapped).is_ok(), swapped == plain);
        }
    }
}
