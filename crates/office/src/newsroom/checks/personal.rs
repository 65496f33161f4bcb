//! Numbers of persons in a text: telephones and identity numbers, however they are grouped.

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A telephone that somebody carries.
    Phone,
    /// A citizen's identity number of twelve digits, or an older one of nine that is called so.
    CitizenId,
}

/// A number that was found, as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    /// Its kind.
    pub kind: Kind,
    /// As it stands.
    pub text: &'a str,
}

/// The numbers of persons in a text, in order.
pub fn numbers(text: &str) -> Vec<Number<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find(|c: char| c.is_ascii_digit()).map(|step| at + step) {
        let to = end(text, from);
        at = to;
        let begins_inside = text[..from].ends_with(|c: char| c.is_alphanumeric() || c == '/' || c == ',');
        let ends_inside = text[to..].starts_with(|c: char| c.is_alphanumeric() || c == '%' || c == '/');
        if begins_inside || ends_inside {
            continue;
        }
        let plus = text[..from].ends_with('+');
        let run = &text[from - usize::from(plus)..to];
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if let Some(kind) = kind(&digits, plus, &text[..from]) {
            found.push(Number { kind, text: run.trim() });
            continue;
        }
        // Several numbers with only a blank between them.
        for part in run.split([' ', '\u{a0}']) {
            let digits: String = part.chars().filter(char::is_ascii_digit).collect();
            found.extend(kind(&digits, false, "").map(|kind| Number { kind, text: part }));
        }
    }
    found
}

/// Where a run of digits ends that single blanks, dots and hyphens may group.
fn end(text: &str, from: usize) -> usize {
    let (mut to, mut gap) = (from, false);
    for (step, c) in text[from..].char_indices() {
        match c {
            '0'..='9' => (to, gap) = (from + step + 1, false),
            ' ' | '.' | '-' | '\u{a0}' if !gap => gap = true,
            _ => break,
        }
    }
    to
}

fn kind(digits: &str, plus: bool, before: &str) -> Option<Kind> {
    let national = match (plus, digits.strip_prefix("84")) {
        (true, Some(rest)) => format!("0{rest}"),
        (true, None) => return None,
        (false, _) => digits.to_owned(),
    };
    let bytes = national.as_bytes();
    let is_mobile = bytes.len() == 10 && bytes[0] == b'0' && matches!(bytes[1], b'3' | b'5' | b'7' | b'8' | b'9');
    if is_mobile {
        return Some(Kind::Phone);
    }
    if plus {
        return None;
    }
    // Twelve digits begin with the number of a province, 001 to 096, and the century and sex.
    let province: u32 = digits.get(..3).and_then(|text| text.parse().ok()).unwrap_or(0);
    if digits.len() == 12 && (1..=96).contains(&province) {
        return Some(Kind::CitizenId);
    }
    let words = viet::fold(before.get(before.floor_char_boundary(before.len().saturating_sub(60))..).unwrap_or(""));
    let called = ["cmnd", "cccd", "can cuoc", "chung minh"].iter().any(|word| words.contains(word));
    (digits.len() == 9 && called).then_some(Kind::CitizenId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_persons_are_found_and_others_are_not() {
        let phone = |text| vec![Number { kind: Kind::Phone, text }];
        let id = |text| vec![Number { kind: Kind::CitizenId, text }];
        for (text, expected) in [
            ("Liên hệ ông An, 0912345678.", phone("0912345678")),
            ("gọi 0912.345.678 nhé", phone("0912.345.678")),
            ("gọi 091 234 56 78", phone("091 234 56 78")),
            ("+84 912 345 678", phone("+84 912 345 678")),
            ("CCCD 089201001234", id("089201001234")),
            ("số 089 201 001 234", id("089 201 001 234")),
            ("CMND số 351234567", id("351234567")),
            ("Bà An (căn cước: 351 234 567)", id("351 234 567")),
            ("0912345678 0351234567", vec![phone("0912345678")[0].clone(), phone("0351234567")[0].clone()]),
            ("thu 351234567 đồng", vec![]),
            ("Chỉ thị 05-CT/TW ngày 15/5/2016", vec![]),
            ("Nghị quyết số 39 –NQ/TW, ngày 17/4/2015", vec![]),
            ("35.599/35.900 đảng viên, đạt 99,16%", vec![]),
            ("tổng vốn 1.250.000.000.000 đồng", vec![]),
            ("điện thoại cơ quan 0296 3875 123", vec![]),
            ("1900 1234", vec![]),
            ("bài số 0912345678a", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(numbers(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_telephone_is_found_wherever_it_stands(
            before in "[a-zđêô ]{0,20}", rest in "[0-9]{8}", after in "([ ,.][a-zđ ]{0,10})?",
        ) {
            let text = format!("{before} 09{rest}{after}");
            let phone = format!("09{rest}");
            prop_assert!(numbers(&text).iter().any(|number| number.text == phone), "{}", text);
        }

        #[test]
        fn any_text_can_be_read(text in ".{0,80}") {
            numbers(&text);
        }
    }
}
