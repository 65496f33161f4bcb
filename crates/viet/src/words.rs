//! Numbers as they are spoken and as papers print them, both ways.
//!
//! Northern, official speech is written (`nghìn`, `linh`); southern and older forms are read as well (`ngàn`,
//! `lẻ`, `tỉ`, `mươi` left out). Source: the usage of state papers, `Decree 30/2020` for dates.

use crate::settle;

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const SCALES: [&str; 4] = ["", " nghìn", " triệu", " tỷ"];

/// The number in words: `in_words(1_005)` is `"một nghìn không trăm linh năm"`. From a million million on, the
/// words of thousands repeat before `tỷ`.
pub fn in_words(number: u64) -> String {
    const BILLION: u64 = 1_000_000_000;
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let (head, tail) = (number / BILLION, number % BILLION);
    let mut parts = Vec::new();
    if head > 0 {
        parts.push(format!("{} tỷ", in_words(head)));
    }
    for scale in [2, 1, 0] {
        let group = tail / 1000_u64.pow(scale) % 1000;
        if group > 0 {
            parts.push(format!("{}{}", hundreds(group as usize, !parts.is_empty()), SCALES[scale as usize]));
        }
    }
    parts.join(" ")
}

/// One group of three; `full` when a greater group stands before it, so that empty hundreds are spoken.
fn hundreds(group: usize, full: bool) -> String {
    let (hundred, ten, unit) = (group / 100, group / 10 % 10, group % 10);
    let mut parts: Vec<&str> = Vec::new();
    if hundred > 0 || full {
        parts.extend([DIGITS[hundred], "trăm"]);
    }
    match ten {
        0 if unit > 0 && !parts.is_empty() => parts.push("linh"),
        0 => {}
        1 => parts.push("mười"),
        _ => parts.extend([DIGITS[ten], "mươi"]),
    }
    match unit {
        0 => {}
        1 if ten > 1 => parts.push("mốt"),
        4 if ten > 1 => parts.push("tư"),
        5 if ten > 0 => parts.push("lăm"),
        _ => parts.push(DIGITS[unit]),
    }
    parts.join(" ")
}

/// The number that words speak, the whole text of it; `None` for anything else.
///
/// ```
/// use viet::words::{from_words, in_words};
/// assert_eq!(from_words("Hai nghìn không trăm hai mươi sáu"), Some(2026));
/// assert_eq!(from_words("một ngàn lẻ năm"), Some(1005));
/// assert_eq!(in_words(35_599), "ba mươi lăm nghìn năm trăm chín mươi chín");
/// ```
pub fn from_words(text: &str) -> Option<u64> {
    let settled = settle(text);
    let words: Vec<&str> = settled.split_whitespace().collect();
    if words.is_empty() { None } else { value(&words) }
}

fn value(words: &[&str]) -> Option<u64> {
    let scales: [(&[&str], u64); 3] =
        [(&["tỷ", "tỉ"], 1_000_000_000), (&["triệu"], 1_000_000), (&["nghìn", "ngàn"], 1_000)];
    for (names, scale) in scales {
        if let Some(at) = words.iter().rposition(|w| names.contains(w)) {
            let head = value(words.get(..at).filter(|w| !w.is_empty())?)?;
            let tail = match &words[at + 1..] {
                [] => 0,
                tail => value(tail).filter(|&v| v < scale)?,
            };
            return head.checked_mul(scale)?.checked_add(tail);
        }
    }
    let (head, tail) = match words.iter().position(|&w| w == "trăm") {
        Some(at) => (digit(words.get(at.checked_sub(1)?)?)? * 100, &words[at + 1..]),
        None => (0, words),
    };
    if words.iter().position(|&w| w == "trăm").is_some_and(|at| at != 1) {
        return None;
    }
    Some(head + if tail.is_empty() { 0 } else { below_hundred(tail)? })
}

fn below_hundred(words: &[&str]) -> Option<u64> {
    match words {
        ["linh" | "lẻ", unit] => digit(unit),
        ["mười"] => Some(10),
        ["mười", unit] => Some(10 + digit(unit)?),
        [ten, "mươi"] => Some(digit(ten)? * 10),
        [ten, "mươi", unit] => Some(digit(ten)? * 10 + digit(unit)?),
        [ten, unit @ ("mốt" | "tư" | "lăm")] => Some(digit(ten)? * 10 + digit(unit)?),
        [unit] => digit(unit),
        _ => None,
    }
}

fn digit(word: &str) -> Option<u64> {
    let place = match word {
        "mốt" => 1,
        "tư" => 4,
        "lăm" | "nhăm" => 5,
        "bẩy" => 7,
        _ => DIGITS.iter().position(|&d| d == word)?,
    };
    Some(place as u64)
}

/// A count as papers print it: `"35.599"`, `"1 200"`, `"98"`. Points or blanks must part groups of three.
pub fn read_count(text: &str) -> Option<u64> {
    let text = text.trim();
    let groups: Vec<&str> = text.split(['.', ' ', '\u{A0}']).collect();
    let digits = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let grouped = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3);
    (grouped && groups.iter().all(|g| digits(g))).then(|| groups.concat().parse().ok())?
}

/// A decimal or a rate as papers print it, as digits and how many of them are decimals: `"99,16%"` is
/// `(9916, 2)`, `"1.250,5"` is `(12505, 1)`.
pub fn read_decimal(text: &str) -> Option<(u64, u32)> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, part) = text.split_once(',').unwrap_or((text, ""));
    if !part.bytes().all(|b| b.is_ascii_digit()) || text.ends_with(',') {
        return None;
    }
    let decimals = u32::try_from(part.len()).ok()?;
    let scale = 10_u64.checked_pow(decimals)?;
    let part: u64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Some((read_count(whole)?.checked_mul(scale)?.checked_add(part)?, decimals))
}

/// So many of so many, as in `07/14`.
pub fn read_fraction(text: &str) -> Option<(u64, u64)> {
    let (n, d) = text.split_once('/')?;
    Some((read_count(n)?, read_count(d)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{fraction, grouped, rate};
    use proptest::prelude::*;

    #[test]
    fn numbers_are_spoken() {
        for (number, words) in [
            (0, "không"),
            (10, "mười"),
            (15, "mười lăm"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (105, "một trăm linh năm"),
            (1_005, "một nghìn không trăm linh năm"),
            (35_900, "ba mươi lăm nghìn chín trăm"),
            (2_000_000, "hai triệu"),
            (1_000_000_007, "một tỷ không trăm linh bảy"),
        ] {
            assert_eq!(in_words(number), words);
        }
    }

    #[test]
    fn speech_of_the_south_is_read_too() {
        for (words, number) in [
            ("một ngàn lẻ năm", Some(1_005)),
            ("hai mươi bốn", Some(24)),
            ("hai tư", Some(24)),
            ("MỘT TỈ", Some(1_000_000_000)),
            ("bẩy", Some(7)),
            ("trăm", None),
            ("hai hai trăm", None),
            ("nghìn hai", None),
            ("đảng", None),
            ("", None),
        ] {
            assert_eq!(from_words(words), number, "{words}");
        }
    }

    #[test]
    fn print_is_read() {
        assert_eq!(
            (read_count("35.599"), read_count("3.55"), read_count("1234"), read_count("1.")),
            (Some(35_599), None, Some(1234), None)
        );
        assert_eq!(
            (read_decimal("99,16%"), read_decimal("1.250,5"), read_decimal("98 %"), read_decimal("9,")),
            (Some((9916, 2)), Some((12505, 1)), Some((98, 0)), None)
        );
        assert_eq!(read_fraction("07/14"), Some((7, 14)));
    }

    proptest! {
        #[test]
        fn what_is_spoken_is_understood(number: u64) {
            prop_assert_eq!(from_words(&in_words(number)), Some(number));
            prop_assert_eq!(from_words(&in_words(number % 10_000)), Some(number % 10_000));
        }

        #[test]
        fn what_is_printed_is_read(n in 0u64..i64::MAX as u64, d in 1u64..1_000_000) {
            prop_assert_eq!(read_count(&grouped(n as i64)), Some(n));
            prop_assert_eq!(read_fraction(&fraction(n, d, 2)), Some((n, d)));
            let hundredths = read_decimal(&rate(n % 1_000_000, d).unwrap()).unwrap();
            prop_assert_eq!(hundredths, ((n % 1_000_000 * 20_000 + d) / (d * 2), 2));
        }

        #[test]
        fn any_text_may_be_read(text in any::<String>()) {
            let _ = (from_words(&text), read_count(&text), read_decimal(&text), read_fraction(&text));
        }
    }
}
