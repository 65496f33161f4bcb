//! Which charset a run of text is in, by trial: the reading with the most Vietnamese syllables wins.

use crate::legacy::{CHARSETS, Charset, Decoded, decode, is_blank, is_unicode};
use crate::letter::letters;
use crate::syllable::is_readable;

/// What [`detect`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// The charset; `None` is Unicode, nothing to convert.
    pub charset: Option<Charset>,
    /// 0 to 1: the share of words that the best reading makes Vietnamese, less when it is ahead in few words only.
    pub confidence: f64,
}

/// Below this a [`Guess`] is a doubt: show it to a person, convert nothing.
pub const SURE: f64 = 0.7;

/// The charset of a line or paragraph. Only words that pure ASCII cannot write tell anything, and words with
/// letters of Unicode only are left out, so a line may mix converted and unconverted words.
///
/// `None` when no word tells: plain ASCII, numbers, other scripts.
///
/// ```
/// use viet::legacy::Charset;
/// let guess = viet::detect("§¶ng bé x· TÞnh Biªn tæ chøc ®¹i héi").unwrap();
/// assert_eq!(guess.charset, Some(Charset::Tcvn3));
/// assert!(guess.confidence > viet::SURE);
/// ```
pub fn detect(text: &str) -> Option<Guess> {
    let telling: Vec<&str> = text.split(is_blank).filter(|w| tells(w)).collect();
    if telling.is_empty() {
        let unicode = text.split(is_blank).any(is_unicode);
        return unicode.then_some(Guess { charset: None, confidence: 1.0 });
    }
    let count = telling.len() as f64;
    let share = |charset: Option<Charset>| telling.iter().filter(|w| reads(w, charset)).count() as f64 / count;
    let mut readings: Vec<(f64, Option<Charset>)> = vec![(share(None), None)];
    // Where a charset leaves every word as it is, it is no other reading: Windows-1258 has `là` and `có` as Latin-1 has them.
    let differs = |c: &Charset| telling.iter().any(|word| decode(word, *c).text != **word);
    readings.extend(CHARSETS.into_iter().filter(differs).map(|c| (share(Some(c)), Some(c))));
    // A stable sort: of equal readings the first wins, and Unicode is the first.
    readings.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, charset) = readings[0];
    let ahead = best - readings.get(1).map_or(0.0, |(next, _)| *next);
    // Each word that the best reading has and the next has not halves the doubt.
    Some(Guess { charset, confidence: best * (1.0 - 0.5_f64.powf(ahead * count)) })
}

/// The text as Unicode when its charset is [`SURE`], the text itself otherwise; and the guess.
pub fn decode_auto(text: &str) -> (Decoded, Option<Guess>) {
    let guess = detect(text);
    match guess {
        Some(Guess { charset: Some(charset), confidence }) if confidence >= SURE => (decode(text, charset), guess),
        _ => (Decoded { text: text.to_owned(), lost_capitals: Vec::new() }, guess),
    }
}

/// The lines of a text as Unicode, each with the charset it was in; `None` where nothing was converted.
///
/// A line is in its own charset where that is sure. A short one (`Sè 17-CV/TU`) is too little to tell: it goes with the
/// text as a whole, unless one of its words can only be Unicode.
///
/// ```
/// use viet::legacy::Charset;
/// let lines = viet::decode_lines("§¶ng bé x· tæ chøc ®¹i héi\nSè 17-CV/TU\nTỉnh ủy");
/// let texts: Vec<&str> = lines.iter().map(|(line, _)| line.text.as_str()).collect();
/// assert_eq!(texts, ["Đảng bộ xã tổ chức đại hội", "Số 17-CV/TU", "Tỉnh ủy"]);
/// assert_eq!(lines[1].1, Some(Charset::Tcvn3));
/// ```
pub fn decode_lines(text: &str) -> Vec<(Decoded, Option<Charset>)> {
    let sure = |text: &str| detect(text).filter(|guess| guess.confidence >= SURE);
    let whole = sure(text).and_then(|guess| guess.charset);
    let of = |line: &str| match sure(line) {
        Some(guess) => guess.charset,
        None => whole.filter(|_| line.split(is_blank).any(tells) && !line.split(is_blank).any(is_unicode)),
    };
    let read = |line: &str| match of(line) {
        Some(charset) => (decode(line, charset), Some(charset)),
        None => (Decoded { text: line.to_owned(), lost_capitals: Vec::new() }, None),
    };
    text.lines().map(read).collect()
}

fn tells(word: &str) -> bool {
    let odd = |c: char| !c.is_ascii() || c.is_ascii_control();
    word.chars().any(odd) && !is_unicode(word)
}

/// Whether every part of the word is a syllable in that reading.
fn reads(word: &str, charset: Option<Charset>) -> bool {
    let text = match charset {
        Some(charset) => decode(word, charset).text,
        None => word.to_owned(),
    };
    let is_letter = |c: char| c.is_alphabetic();
    let mut parts = text.split(|c| !is_letter(c)).filter(|p| !p.is_empty()).peekable();
    let rubbish = |c: char| !c.is_alphabetic() && matches!(c, '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{BF}' | '×' | '÷');
    parts.peek().is_some()
        && !text.chars().any(|c| rubbish(c) && !is_quote(c))
        && parts.all(|p| is_readable(&letters(p)) && (charset == Some(Charset::Tcvn3) || !rises(p)))
}

/// A capital after a small letter, as a wrong charset makes them; and as TCVN3 has them in headings.
fn rises(word: &str) -> bool {
    word.chars().skip_while(|c| c.is_uppercase()).any(char::is_uppercase)
}

/// Signs that stand in honest text beside words.
fn is_quote(c: char) -> bool {
    matches!(c, '«' | '»' | '°' | '§' | '\u{A0}' | '\u{93}' | '\u{94}' | '\u{91}' | '\u{92}' | '\u{96}' | '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legacy::{encode, latin};
    use proptest::prelude::*;

    const LETTERS: &str = "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
    const SENTENCE: &str = "Đảng bộ xã tổ chức học tập nghị quyết, tỷ lệ đảng viên tham gia đạt rất cao";

    #[test]
    fn every_letter_comes_back_from_every_charset() {
        let capitals = LETTERS.to_uppercase();
        for charset in CHARSETS {
            let letters: Vec<char> = LETTERS.chars().chain(capitals.chars()).collect();
            let lost: String = letters.iter().filter(|c| encode(&c.to_string(), charset).is_err()).collect();
            for c in letters {
                if let Ok(bytes) = encode(&c.to_string(), charset) {
                    assert_eq!(decode(&latin(&bytes), charset).text, c.to_string(), "{charset:?}");
                }
            }
            let without = if charset == Charset::Tcvn3 { 60 } else { 0 };
            assert_eq!(lost.chars().count(), without, "{charset:?} {lost}");
        }
        let in_tcvn3 = |c: char| encode(&c.to_string(), Charset::Tcvn3).is_ok();
        assert!("ĂÂÊÔƠƯĐ".chars().all(in_tcvn3) && !in_tcvn3('Ả'));
    }

    #[test]
    fn bytes_of_the_published_tables() {
        for (charset, bytes, text) in [
            (Charset::Tcvn3, b"\xa7\xb6ng \xad\xac \xb5\xbb\xc6\xfe".as_slice(), "Đảng ươ àằặỵ"),
            (Charset::Vni, b"\xd1a\xfbng \xf6\xf4\xf9 a\xeb t\xf2nh \xce Y\xd9".as_slice(), "Đảng ướ ặ tịnh Ỵ Ý"),
            (Charset::Viscii, b"\xd0\xe4ng \x02\x05\x06\x14\x19\x1e \xff".as_slice(), "Đảng ẲẴẪỶỸỴ Ữ"),
            (Charset::Vps, b"\xf1\xe5ng \x02\x1d \xf0\xff".as_slice(), "Đạng ẠỮ Ẵỳ"),
            (
                Charset::Windows1258,
                b"\xd0a\xd2ng Nguy\xea\xden Tr\xe2\xccn \xdd\xf2 \xe0a\xcc \xfd\xf5\xecc".as_slice(),
                "Đảng Nguyễn Trần Ự àà ước",
            ),
        ] {
            assert_eq!(decode(&latin(bytes), charset).text, text);
        }
    }

    #[test]
    fn the_charset_of_a_sentence_is_found_and_nothing_is_converted_twice() {
        for charset in CHARSETS {
            let old = latin(&encode(SENTENCE, charset).unwrap());
            let guess = detect(&old).unwrap();
            assert_eq!(guess.charset, Some(charset));
            assert!(guess.confidence >= SURE, "{charset:?} {guess:?}");
            let (once, _) = decode_auto(&old);
            assert_eq!(once.text, SENTENCE);
            assert_eq!(decode_auto(&once.text).0.text, SENTENCE);
        }
        for plain in ["là và có ba cô thì", "François Müller a été là", "plain ASCII 2015", "", "ខ្មែរ", "§ 5"]
        {
            assert_eq!(decode_auto(plain).0.text, plain);
        }
        let mixed = "Đảng bộ TÞnh Biªn häc tËp nghÞ quyÕt vµ chØ thÞ";
        assert_eq!(decode_auto(mixed).0.text, "Đảng bộ Tịnh Biên học tập nghị quyết và chỉ thị");
    }

    #[test]
    fn the_soft_hyphen_is_a_letter_and_pdf_signs_are_known() {
        let of = |text| decode(text, Charset::Tcvn3).text;
        assert_eq!(of("ng\u{AD}êi d\u{2212}¬ng x\u{2219}"), "người dương xã");
        assert_eq!(of("“®\u{B9}i héi”"), "“đại hội”");
    }

    #[test]
    fn lost_capitals_are_told_and_restored_only_on_request() {
        for (old, read, restored) in [
            ("§¶NG Bé TÞNH BI£N", "ĐảNG Bộ TịNH BIÊN", "ĐẢNG BỘ TỊNH BIÊN"),
            ("§¶ng bé x·", "Đảng bộ xã", "Đảng bộ xã"),
            ("Hµ Néi", "Hà Nội", "Hà Nội"),
            ("Hµ NéI", "Hà NộI", "HÀ NỘI"),
        ] {
            let decoded = decode(old, Charset::Tcvn3);
            assert_eq!((decoded.text.as_str(), decoded.with_capitals().as_str()), (read, restored));
        }
    }

    proptest! {
        #[test]
        fn decoding_never_fails_and_keeps_ascii(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            for charset in CHARSETS {
                let ascii = latin(&bytes.iter().map(|b| b & 0x7F | 0x20).collect::<Vec<u8>>());
                prop_assert_eq!(&decode(&ascii, charset).text, &ascii);
                prop_assert!(decode(&latin(&bytes), charset).text.chars().count() <= bytes.len());
            }
        }

        #[test]
        fn what_can_be_encoded_comes_back(text in "[a-zđăêưàảãáạắằẳẵặộớỵ ]{0,30}") {
            for charset in CHARSETS {
                let bytes = encode(&text, charset).unwrap();
                prop_assert_eq!(decode(&latin(&bytes), charset).text, text.clone());
            }
        }
    }
}
