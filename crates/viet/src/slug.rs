//! Slugs: the readable part of a public address.

use crate::fold;

/// The longest slug, in bytes. Longer titles are cut at a word.
pub const SLUG_MAX: usize = 80;

/// What [`slug`] gives for text without a Latin letter or a digit: "muc" (mục, an item).
pub const SLUG_FALLBACK: &str = "muc";

/// `"Đại hội Đảng bộ"` becomes `"dai-hoi-dang-bo"`.
///
/// Runs of `a-z0-9` of the [folded](fold) text joined by `-`, at most [`SLUG_MAX`] bytes, cut between words; a
/// first word that is too long by itself is cut within. Never empty: see [`SLUG_FALLBACK`]. Letters that have
/// no decomposition are written out (`ß` ss, `æ` ae, `œ` oe, `ø` o, `ł` l).
///
/// Slugs are not unique, since hoà, hóa and hoa become one: an address carries the record's id as well.
pub fn slug(text: &str) -> String {
    let spelt = spell_out(&fold(text));
    let mut out = String::new();
    for word in spelt.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        if out.is_empty() {
            out.push_str(&word[..word.len().min(SLUG_MAX)]);
        } else if out.len() + 1 + word.len() <= SLUG_MAX {
            out.push('-');
            out.push_str(word);
        } else {
            break;
        }
    }
    if out.is_empty() { SLUG_FALLBACK.to_owned() } else { out }
}

fn spell_out(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_become_addresses() {
        for (title, address) in [
            ("Đại hội Đảng bộ", "dai-hoi-dang-bo"),
            ("  Nghị quyết số 39-NQ/TW:  kết quả (2018) ", "nghi-quyet-so-39-nq-tw-ket-qua-2018"),
            ("Ðảng ủy xã Tịnh Biên", "dang-uy-xa-tinh-bien"),
            ("Ủy ban MTTQ – “Vì người nghèo”", "uy-ban-mttq-vi-nguoi-ngheo"),
            ("Ấp 10", "ap-10"),
            ("Straße, Łódź, Tromsø", "strasse-lodz-tromso"),
            ("ខ្មែរ", SLUG_FALLBACK),
            ("…", SLUG_FALLBACK),
            ("", SLUG_FALLBACK),
        ] {
            assert_eq!(slug(title), address, "{title:?}");
        }
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        let cut = slug(&"tuyên ".repeat(30)); // 13 words of 5 letters and 12 dashes are 77, one more is 83
        assert_eq!(cut, ["tuyen"; 13].join("-"));
        assert_eq!(slug(&"a".repeat(200)).len(), SLUG_MAX, "a word without end is cut within");
    }

    proptest! {
        #[test]
        fn an_address_is_always_safe(text in any::<String>()) {
            let s = slug(&text);
            prop_assert!(!s.is_empty() && s.len() <= SLUG_MAX);
            prop_assert!(s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            prop_assert!(!s.starts_with('-') && !s.ends_with('-') && !s.contains("--"));
            prop_assert_eq!(slug(&s), s.clone());
        }
    }
}
