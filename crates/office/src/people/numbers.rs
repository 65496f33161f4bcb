//! Numbers by which a person is found elsewhere: the citizen id and the telephone, read as people write them.

/// Why a citizen id cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongId {
    /// It has nine digits: the number of an identity card of before, which is none.
    NineDigits,
    /// It has another number of digits than twelve.
    Digits(usize),
    /// Something in it is neither a digit nor a usual separator.
    Letters,
}

/// A citizen id of twelve digits: three for the place, one for sex and century, two for the year of birth, six drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitizenId(String);

impl CitizenId {
    /// Reads what was typed; blanks, dots and hyphens between the digits do not matter.
    ///
    /// # Errors
    /// When it is no citizen id.
    pub fn parse(text: &str) -> Result<CitizenId, WrongId> {
        let digits = bare(text).ok_or(WrongId::Letters)?;
        match digits.len() {
            12 => Ok(CitizenId(digits)),
            9 => Err(WrongId::NineDigits),
            other => Err(WrongId::Digits(other)),
        }
    }

    /// The twelve digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The place where the birth was entered, three digits.
    pub fn place(&self) -> &str {
        &self.0[..3]
    }

    /// The sex that it tells: `m` or `f`.
    pub fn sex(&self) -> &'static str {
        if self.digit(3) % 2 == 0 { "m" } else { "f" }
    }

    /// The year of birth that it tells.
    pub fn birth_year(&self) -> i64 {
        1900 + self.digit(3) / 2 * 100 + self.digit(4) * 10 + self.digit(5)
    }

    fn digit(&self, at: usize) -> i64 {
        i64::from(self.0.as_bytes()[at] - b'0')
    }
}

/// A telephone number: its digits, of numbers abroad with `+` in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads what was typed: `0912 345 678`, `+84 912-345-678`, `(0296) 3.876.543`. `None` when it is no number, or has
    /// fewer than eight or more than fifteen digits.
    pub fn parse(text: &str) -> Option<Phone> {
        let text = text.trim();
        let (abroad, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits = bare(&rest.replace(['(', ')', '/'], " ")).filter(|digits| (8..=15).contains(&digits.len()))?;
        Some(Phone(match digits.strip_prefix("84").filter(|_| abroad) {
            Some(own) => format!("0{}", own.trim_start_matches('0')),
            None if abroad => format!("+{digits}"),
            None => digits,
        }))
    }

    /// The number as it is kept.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether it looks like a number of this country: a mobile of ten digits, or a landline.
    pub fn is_usual(&self) -> bool {
        let mobile = self.0.len() == 10 && ["03", "05", "07", "08", "09"].iter().any(|start| self.0.starts_with(start));
        mobile || (self.0.starts_with("02") && (10..=11).contains(&self.0.len()))
    }

    /// For the eye: `0912 345 678`.
    pub fn written(&self) -> String {
        match (self.0.get(..4), self.0.get(4..7), self.0.get(7..)) {
            (Some(one), Some(two), Some(three)) if self.0.len() == 10 => format!("{one} {two} {three}"),
            _ => self.0.clone(),
        }
    }
}

/// The digits of a text that has nothing in it besides digits and what people put between them.
fn bare(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '.' | '-' | '\t')).collect();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_citizen_id_tells_place_sex_and_year() {
        for (typed, read) in [
            ("089060001234", Ok(("089", "m", 1960))),
            (" 089 160 001234 ", Ok(("089", "f", 1960))),
            ("001.204.000.001", Ok(("001", "m", 2004))),
            ("001305000001", Ok(("001", "f", 2005))),
            ("351234567", Err(WrongId::NineDigits)),
            ("08906000123", Err(WrongId::Digits(11))),
            ("08906000123x", Err(WrongId::Letters)),
            ("", Err(WrongId::Letters)),
        ] {
            let id = CitizenId::parse(typed);
            let told = id.as_ref().map(|id| (id.place(), id.sex(), id.birth_year())).map_err(|wrong| *wrong);
            assert_eq!(told, read, "{typed}");
        }
    }

    #[test]
    fn a_telephone_is_read_as_people_write_it() {
        for (typed, kept, usual) in [
            ("0912 345 678", Some("0912345678"), true),
            ("+84 912-345-678", Some("0912345678"), true),
            ("+84 (0) 912 345 678", Some("0912345678"), true),
            ("(0296) 3.876.543", Some("02963876543"), true),
            ("+855 12 345 678", Some("+85512345678"), false),
            ("01234567890", Some("01234567890"), false),
            ("1234", None, false),
            ("gọi anh Ba", None, false),
            ("+", None, false),
        ] {
            let phone = Phone::parse(typed);
            assert_eq!(phone.as_ref().map(Phone::digits), kept, "{typed}");
            assert_eq!(phone.is_some_and(|phone| phone.is_usual()), usual, "{typed}");
        }
        assert_eq!(Phone::parse("0912345678").map(|phone| phone.written()).as_deref(), Some("0912 345 678"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_the_same_way_again(text in ".{0,30}") {
            if let Ok(id) = CitizenId::parse(&text) {
                prop_assert_eq!(CitizenId::parse(id.digits()), Ok(id.clone()));
                prop_assert!((1900..2400).contains(&id.birth_year()));
            }
            if let Some(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.digits()), Some(phone.clone()));
                prop_assert!(!phone.written().is_empty());
            }
        }
    }
}
