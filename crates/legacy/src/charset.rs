//! What charset a value of an old database is in. The dump says one thing, the site did another: for years Vietnamese
//! UTF-8 was written into columns that called themselves latin1, and came out of the dump encoded twice.

/// What the bytes 0x80 to 0x9F mean where MySQL says latin1; five of them mean nothing and stay what they are.
const LATIN: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The text of a value. Bytes that are UTF-8 are taken as such whatever the dump says, all others as latin1; what was
/// encoded twice is put right.
pub fn text(bytes: &[u8]) -> String {
    let mut text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| latin(byte)).collect(),
    };
    // Three times is seen too, where a site moved house twice.
    for _ in 0..3 {
        match once_less(&text) {
            Some(mended) => text = mended,
            None => break,
        }
    }
    text.retain(|c| c != '\0');
    text
}

fn latin(byte: u8) -> char {
    match byte {
        0x80..=0x9F => LATIN[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn byte(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7F}' | '\u{A0}'..='\u{FF}' => Some(c as u8),
        _ => LATIN.iter().position(|l| *l == c).map(|at| 0x80 + at as u8).or_else(|| u8::try_from(u32::from(c)).ok()),
    }
}

/// The text with one encoding taken off, when there was one too many: each letter is one that a byte stands for, and the
/// bytes read as UTF-8 nearly everywhere.
fn once_less(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(byte).collect::<Option<_>>()?;
    let (mut out, mut read, mut odd) = (String::with_capacity(bytes.len()), 0_usize, 0_usize);
    for part in bytes.utf8_chunks() {
        read += part.valid().chars().filter(|c| !c.is_ascii()).count();
        out.push_str(part.valid());
        odd += part.invalid().len();
        out.extend(part.invalid().iter().map(|&byte| latin(byte)));
    }
    (read > 0 && read >= odd * 4).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn twice(text: &str) -> String {
        text.bytes().map(latin).collect()
    }

    #[test]
    fn each_way_in_which_a_site_kept_its_text() {
        let said = "Đảng bộ huyện Tịnh Biên “98%”";
        let latin_bytes: &[u8] = &[0xE9, b't', 0xE9];
        for (bytes, read) in [
            (said.as_bytes(), said),
            (twice(said).as_bytes(), said),
            (twice(&twice(said)).as_bytes(), said),
            (latin_bytes, "été"),
            // TCVN3 is bytes that are no UTF-8; what they mean is not known here.
            (b"\xa7\xb6ng b\xe9", "§¶ng bé"),
            ("café".as_bytes(), "café"),
            ("giá 5€ – 6€".as_bytes(), "giá 5€ – 6€"),
            (b"a\0b", "ab"),
            (b"", ""),
        ] {
            assert_eq!(text(bytes), read);
        }
    }

    proptest! {
        #[test]
        fn vietnamese_is_read_however_often_it_was_encoded(text in "[a-zđĐăâêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ ,.]{0,40}", times in 0..4) {
            let mut kept = text.clone();
            for _ in 0..times {
                kept = twice(&kept);
            }
            prop_assert_eq!(super::text(kept.as_bytes()), text);
        }

        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!super::text(&bytes).contains('\0'));
        }
    }
}
