//! Cells as values of the record, or why they are none.

use super::fields::words;
use super::told::{Fault, Notice};
use crate::people::facts::{NO, YES};
use crate::people::numbers::{CitizenId, Phone, WrongId};

/// A cell's text as it is read: composed, with plain single blanks.
pub fn clean(text: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
    let visible: String = viet::nfc(text).chars().filter(|c| !invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a spreadsheet shows an error there.
pub fn is_error(text: &str) -> bool {
    matches!(text, "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NULL!" | "#NUM!")
}

/// A person's name as it is kept: without numbers and forms of address in front; one in capitals or small letters alone
/// is written as names are.
///
/// # Errors
/// When it is no name.
pub fn name(text: &str) -> Result<String, Fault> {
    let mut kept = as_name(text)?;
    // Some letters have capitals of several signs, which are composed otherwise or look like a shout: until it stays as it is.
    for _ in 0..4 {
        let again = as_name(&clean(&kept))?;
        if again == kept {
            return Ok(kept);
        }
        kept = again;
    }
    Err(Fault::NotAName)
}

fn as_name(text: &str) -> Result<String, Fault> {
    let text = bare(text).trim_end_matches([',', ';', '.', '*', ' ']);
    if text.is_empty() {
        return Err(Fault::NoName);
    }
    let fits = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.') || is_mark(c);
    if !text.chars().all(fits) || text.chars().count() > 80 || !text.chars().any(char::is_alphabetic) {
        return Err(Fault::NotAName);
    }
    let shouts = !text.chars().any(char::is_lowercase);
    let whispers = !text.chars().any(char::is_uppercase);
    if shouts || whispers {
        return Ok(titled(text));
    }
    // The old charsets have no capitals with marks: Vâ ThÞ ¸nh is Võ Thị Ánh.
    let begun = text.split(' ').map(viet::capital).collect::<Vec<_>>().join(" ");
    Ok(if begun.chars().any(char::is_lowercase) { begun } else { titled(&begun) })
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Without numbers and forms of address in front.
fn bare(text: &str) -> &str {
    let mut text = text;
    loop {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '-' | ' ' | '*'));
        let rest = without_address(rest);
        if rest.len() == text.len() {
            return text;
        }
        text = rest;
    }
}

fn without_address(text: &str) -> &str {
    let after = |address: &str| {
        let end = text.char_indices().nth(address.chars().count()).map(|(end, _)| end);
        end.filter(|end| text[..*end].to_lowercase() == address).map(|end| text[end..].trim_start())
    };
    let cut = ["đồng chí ", "đ/c ", "đ/c: ", "đc ", "đ.c ", "d/c "].into_iter().find_map(after);
    // Ông and Bà are family names too: they are cut where another one follows. Văn is a middle name far more often.
    let begins = |rest: &&str| {
        let word = rest.split(' ').next().unwrap_or_default();
        viet::is_family_name(word) && viet::fold(word) != "van"
    };
    cut.or_else(|| ["ông ", "bà "].into_iter().find_map(after).filter(begins)).unwrap_or(text)
}

/// Whether a form of address in front that may be a family name was cut off a name.
pub fn was_addressed(text: &str, name: &str) -> bool {
    let starts = |word: &str| text.to_lowercase().split(' ').any(|it| it == word);
    ["ông", "bà"].into_iter().any(|word| starts(word) && !name.to_lowercase().split(' ').any(|it| it == word))
}

fn titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins {
            out.extend(c.to_uppercase())
        } else {
            out.extend(c.to_lowercase())
        }
        begins = matches!(c, ' ' | '-' | '.');
    }
    out
}

/// `m` or `f`.
pub fn sex(text: &str) -> Option<&'static str> {
    // “Năm” is no man; but here nobody writes it.
    match words(text).as_str() {
        "nam" | "m" | "male" | "trai" => Some("m"),
        "nu" | "f" | "female" | "gai" => Some("f"),
        _ => None,
    }
}

/// Whether a cell is marked: with a cross, a one, a tick; or not, with a dash or a zero. `None` for what is neither.
pub fn is_marked(text: &str) -> Option<bool> {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '−' | '_' | '.' | ',' | '/' | '\\' | ' ');
    match words(text).as_str() {
        "x" | "1" | "v" | "co" | "yes" | "true" | "nam" | "nu" => Some(true),
        "0" | "o" | "khong" | "ko" | "no" | "false" => Some(false),
        // What is no letter: a tick, a star.
        "" => Some(!text.chars().all(is_dash)),
        _ => None,
    }
}

/// What is kept of an answer by yes or no.
pub fn yes_or_no(text: &str) -> Option<&'static str> {
    match words(text).as_str() {
        "co" | "x" | "1" | "v" | "yes" | "y" | "true" | "roi" => Some(YES),
        "khong" | "ko" | "k" | "0" | "no" | "n" | "false" | "chua" => Some(NO),
        _ => None,
    }
}

/// Whether somebody is official (otherwise probationary).
pub fn is_official(text: &str) -> Option<bool> {
    match words(text).as_str() {
        "chinh thuc" | "ct" | "dvct" | "dang vien chinh thuc" | "official" | "dv chinh thuc" => Some(true),
        "du bi" | "db" | "dvdb" | "dang vien du bi" | "probationary" | "dv du bi" => Some(false),
        _ => None,
    }
}

/// A citizen id's digits, and what is worth a look; an old number is none.
///
/// # Errors
/// When it is no number of either kind.
pub fn citizen_id(text: &str) -> Result<(Option<CitizenId>, Option<Notice>), Fault> {
    // What Excel makes of long numbers: 8.906E+10.
    if text.contains(['E', 'e']) && text.contains('+') {
        return Err(Fault::IdRounded);
    }
    match CitizenId::parse(text) {
        Ok(id) => Ok((Some(id), None)),
        Err(WrongId::NineDigits) => Ok((None, Some(Notice::IdOld))),
        // Numbers lose their zeros in front: the places of birth are 001 to 096.
        Err(WrongId::Digits(digits @ (10 | 11))) => {
            let padded = format!("{}{text}", "0".repeat(12 - digits));
            CitizenId::parse(&padded).map(|id| (Some(id), Some(Notice::IdPadded))).map_err(|_| Fault::IdDigits)
        }
        Err(WrongId::Digits(_)) => Err(Fault::IdDigits),
        Err(WrongId::Letters) => Err(Fault::IdLetters),
    }
}

/// A telephone, and what is worth a look.
///
/// # Errors
/// When it is none.
pub fn phone(text: &str) -> Result<(Phone, Option<Notice>), Fault> {
    let read = |text: &str| {
        let phone = Phone::parse(text)?;
        // Numbers lose their zero in front.
        let lost = phone.digits().len() == 9 && phone.digits().starts_with(['3', '5', '7', '8', '9']);
        if lost { Phone::parse(&format!("0{}", phone.digits())) } else { Some(phone) }
    };
    let (phone, notice) = match read(text).filter(|phone| phone.is_usual()) {
        Some(phone) => (phone, None),
        None => match text.split([';', ',', '/', '-', '–']).find_map(|one| read(one).filter(|phone| phone.is_usual()))
        {
            Some(first) => (first, Some(Notice::PhoneFirst)),
            None => (read(text).ok_or(Fault::NotAPhone)?, Some(Notice::PhoneUnusual)),
        },
    };
    Ok((phone, notice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_written_as_names_are() {
        for (text, kept) in [
            ("NGUYỄN THỊ HƯỜNG", Ok("Nguyễn Thị Hường")),
            ("nguyễn thị hường", Ok("Nguyễn Thị Hường")),
            ("Nguyễn Thị Hường", Ok("Nguyễn Thị Hường")),
            ("1. Đ/c Nguyễn Văn Ân", Ok("Nguyễn Văn Ân")),
            ("ﬀ", Ok("Ff")),
            ("Đồng chí TRẦN B", Ok("Trần B")),
            ("Bà Lê Thị C.", Ok("Lê Thị C")),
            ("K' BRÊU", Ok("K' Brêu")),
            ("Ông Nguyễn Văn Ba", Ok("Nguyễn Văn Ba")),
            ("Ông Văn Ba", Ok("Ông Văn Ba")),
            ("BÀ THỊ MỪNG", Ok("Bà Thị Mừng")),
            ("Đ/c Ông Văn Tùng", Ok("Ông Văn Tùng")),
            ("Bàng Văn Tư", Ok("Bàng Văn Tư")),
            ("12", Err(Fault::NoName)),
            ("", Err(Fault::NoName)),
            ("Nguyễn Văn A (mất)", Err(Fault::NotAName)),
            ("=HYPERLINK(1)", Err(Fault::NotAName)),
        ] {
            assert_eq!(name(text), kept.map(str::to_owned), "{text}");
        }
        assert_eq!(clean("Nguyễn\u{a0} Thi\u{323}\u{200b}  Ân "), "Nguyễn Thị Ân");
    }

    #[test]
    fn numbers_that_spreadsheets_spoilt_are_mended_or_named() {
        let id = |text: &str| citizen_id(text).map(|(id, notice)| (id.map(|id| id.digits().to_owned()), notice));
        let known = |digits: &str| Some(digits.to_owned());
        assert_eq!(id("089060001234"), Ok((known("089060001234"), None)));
        assert_eq!(id("89060001234"), Ok((known("089060001234"), Some(Notice::IdPadded))));
        assert_eq!(id("1060001234"), Ok((known("001060001234"), Some(Notice::IdPadded))));
        assert_eq!(id("351234567"), Ok((None, Some(Notice::IdOld))));
        assert_eq!(
            [id("8.9060001234E+10"), id("0890600"), id("không có")],
            [Err(Fault::IdRounded), Err(Fault::IdDigits), Err(Fault::IdLetters)]
        );
        let number = |text: &str| phone(text).map(|(phone, notice)| (phone.digits().to_owned(), notice));
        assert_eq!(number("912345678"), Ok(("0912345678".into(), None)));
        assert_eq!(number("0912.345.678 / 0987654321"), Ok(("0912345678".into(), Some(Notice::PhoneFirst))));
        assert_eq!(number("0912345678-0987654321"), Ok(("0912345678".into(), Some(Notice::PhoneFirst))));
        assert_eq!(number("0912-345-678"), Ok(("0912345678".into(), None)));
        assert_eq!(number("01234567890"), Ok(("01234567890".into(), Some(Notice::PhoneUnusual))));
        assert_eq!(number("gọi anh Ba"), Err(Fault::NotAPhone));
    }

    #[test]
    fn marks_and_words_tell_sex_and_standing() {
        assert_eq!(["Nam", "NỮ", "nu", "N", "x"].map(sex), [Some("m"), Some("f"), Some("f"), None, None]);
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(["x", "X", "1", "✓", "*"].map(is_marked), [yes; 5]);
        assert_eq!(["0", "không", "-", "–", " . "].map(is_marked), [no; 5]);
        assert_eq!(["xem lại", "?1"].map(is_marked), [None, Some(true)]);
        assert_eq!(
            ["Chính thức", "CT", "Dự bị", "ĐVDB", "miễn"].map(is_official),
            [Some(true), Some(true), Some(false), Some(false), None]
        );
    }

    #[test]
    fn whatever_letter_a_name_has_it_is_kept_the_same() {
        for letter in ('a'..=char::MAX).filter(|c| c.is_alphabetic()) {
            for text in [format!("{letter}"), format!("{letter}a"), format!("A{letter}"), format!("aB {letter}")] {
                if let Ok(kept) = name(&clean(&text)) {
                    assert_eq!(name(&clean(&kept)), Ok(kept.clone()), "{text}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_name_that_was_kept_is_kept_the_same(text in "\\PC{0,60}") {
            if let Ok(kept) = name(&clean(&text)) {
                prop_assert_eq!(name(&clean(&kept)), Ok(kept.clone()));
                prop_assert!(!kept.starts_with(['=', '+', '@']));
            }
        }

        #[test]
        fn no_number_makes_it_stop(text in "\\PC{0,40}") {
            let _ = (citizen_id(&text), phone(&text), sex(&text), is_official(&text));
        }
    }
}
