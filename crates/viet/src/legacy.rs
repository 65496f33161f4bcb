//! Old charsets: TCVN3 (ABC), VNI-Windows, VISCII, VPS and Windows-1258, to Unicode and back.
//!
//! Old files reach us as bytes, or as text in which a program took the bytes for Latin-1 or Windows-1252
//! letters (`§¶ng bé x·`). Both are one here: [`latin`] turns bytes into such text, and all else works on text.
//! A character that no byte of the charset stands for is kept, so curly quotes survive.
//!
//! Tables: TCVN 5712:1993 (VN3), the VNI font encoding, RFC 1456 (VISCII), the VPS charset as two independent
//! keyboards have it, code page 1258 as the WHATWG Encoding Standard has it. TCVN3 has no capitals with tones: such headings are lower-case bytes in a font of
//! capitals. What that loses is reported word by word ([`Decoded::lost_capitals`]) and restored only when asked.

use crate::letter::letters;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A charset of the years before Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// TCVN3, also ABC: fonts named .Vn…
    Tcvn3,
    /// VNI for Windows: fonts named VNI-…; a vowel and a mark byte.
    Vni,
    /// VISCII, RFC 1456.
    Viscii,
    /// VPS, the charset of the Vietnamese Professionals Society.
    Vps,
    /// Code page 1258, in which Excel on a Vietnamese Windows saves a plain CSV; a letter and a tone byte.
    Windows1258,
}

/// All of them, in the order in which offices have them.
pub const CHARSETS: [Charset; 5] = [Charset::Tcvn3, Charset::Vni, Charset::Viscii, Charset::Vps, Charset::Windows1258];

impl Charset {
    /// The name used at the command line and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Tcvn3 => "tcvn3",
            Charset::Vni => "vni",
            Charset::Viscii => "viscii",
            Charset::Vps => "vps",
            Charset::Windows1258 => "windows-1258",
        }
    }

    /// The charset of that [`name`](Self::name), or a common other one (`abc`, `tcvn`, `cp1258`).
    pub fn named(name: &str) -> Option<Charset> {
        match name.to_ascii_lowercase().as_str() {
            "abc" | "tcvn" => Some(Charset::Tcvn3),
            "cp1258" => Some(Charset::Windows1258),
            name => CHARSETS.into_iter().find(|c| c.name() == name),
        }
    }

    fn table(self) -> &'static Table {
        static TABLES: LazyLock<HashMap<Charset, Table>> =
            LazyLock::new(|| CHARSETS.into_iter().map(|c| (c, Table::of(c))).collect());
        &TABLES[&self]
    }
}

/// Text made Unicode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, composed (NFC).
    pub text: String,
    /// Words of `text`, in bytes, whose toned letters were very likely capitals, by the letters around them.
    pub lost_capitals: Vec<Range<usize>>,
}

impl Decoded {
    /// The text with the lost capitals written as capitals: `ĐảNG` becomes `ĐẢNG`.
    pub fn with_capitals(&self) -> String {
        let (mut out, mut end) = (String::with_capacity(self.text.len()), 0);
        for word in &self.lost_capitals {
            out.push_str(&self.text[end..word.start]);
            out.push_str(&self.text[word.clone()].to_uppercase());
            end = word.end;
        }
        out.push_str(&self.text[end..]);
        out
    }
}

/// A character that the charset cannot express, and where it stands in the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inexpressible {
    /// Where.
    pub at: usize,
    /// What.
    pub character: char,
}

/// Bytes as text: each byte the character of its number, which is how [`decode`] wants them.
pub fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|&b| char::from(b)).collect()
}

/// Text of an old charset as Unicode. Letters that are Vietnamese already (ă, ơ, ế …) are kept, so that nothing
/// is converted twice, word by word.
///
/// ```
/// use viet::legacy::{Charset, decode, latin};
/// assert_eq!(decode("§¶ng bé x· TÞnh Biªn", Charset::Tcvn3).text, "Đảng bộ xã Tịnh Biên");
/// assert_eq!(decode(&latin(b"\xD1a\xFBng bo\xE4"), Charset::Vni).text, "Đảng bộ");
/// ```
pub fn decode(text: &str, from: Charset) -> Decoded {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for word in text.split_inclusive(is_blank) {
        if is_unicode(word) { out.push_str(word) } else { from.table().decode(&mut out, word) }
    }
    let lost_capitals = if from == Charset::Tcvn3 { lost_capitals(&out) } else { Vec::new() };
    Decoded { text: out, lost_capitals }
}

/// Unicode text in the bytes of an old charset.
///
/// # Errors
/// The first character that the charset lacks: capitals with tones in TCVN3, anything beyond Vietnamese.
pub fn encode(text: &str, to: Charset) -> Result<Vec<u8>, Inexpressible> {
    let mut out = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match to.table().bytes.get(&c) {
            Some(bytes) => out.extend_from_slice(bytes),
            None if c.is_ascii() => out.push(c as u8),
            None => return Err(Inexpressible { at, character: c }),
        }
    }
    Ok(out)
}

/// Whether a word has letters or marks that only Unicode has: it needs no conversion.
pub(crate) fn is_unicode(word: &str) -> bool {
    word.chars().any(|c| {
        matches!(c, '\u{0102}'..='\u{0111}' | '\u{0128}' | '\u{0129}' | '\u{0168}' | '\u{0169}'
        | '\u{01A0}' | '\u{01A1}' | '\u{01AF}' | '\u{01B0}' | '\u{0300}'..='\u{0323}' | '\u{1EA0}'..='\u{1EF9}')
    })
}

/// Where words end. The no-break space is a letter's byte in some of the charsets, so it is no blank here.
pub(crate) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

struct Table {
    /// What stands for one byte.
    letters: [Option<char>; 256],
    /// What stands for a letter and a mark after it (VNI).
    pairs: HashMap<(u8, u8), char>,
    bytes: HashMap<char, Vec<u8>>,
}

impl Table {
    fn of(charset: Charset) -> Table {
        let mut table = Table { letters: [None; 256], pairs: HashMap::new(), bytes: HashMap::new() };
        match charset {
            Charset::Tcvn3 => table.add_runs(TCVN3),
            Charset::Viscii => table.add_runs(VISCII),
            Charset::Vps => table.add_runs(VPS),
            Charset::Vni => table.add_vni(),
            Charset::Windows1258 => table.add_windows_1258(),
        }
        table
    }

    fn add_runs(&mut self, runs: &[(u8, &str)]) {
        for &(start, run) in runs {
            for (byte, letter) in (start..=u8::MAX).zip(run.chars()) {
                self.letters[usize::from(byte)] = Some(letter);
                self.bytes.insert(letter, vec![byte]);
            }
        }
    }

    fn add_vni(&mut self) {
        for &(letter, bytes) in &VNI_SINGLES {
            self.add(letter, &[bytes]);
        }
        for (bases, marks) in [("aeouy", VNI_TONES), ("ơư", VNI_TONES), ("âêô", VNI_CIRCUMFLEX), ("ă", VNI_BREVE)]
        {
            for (base, tone) in bases.chars().flat_map(|b| (0..6).map(move |t| (b, t))) {
                let mark = marks[tone];
                let letter = toned(base, tone);
                if mark == 0 || letter == 'ỵ' {
                    continue;
                }
                let head = match base {
                    'ơ' => 0xF4,
                    'ư' => 0xF6,
                    _ => crate::fold(&base.to_string()).as_bytes()[0],
                };
                self.add(letter, &[head, mark]);
            }
        }
    }

    fn add_windows_1258(&mut self) {
        self.add_runs(WINDOWS_1258);
        let bases: Vec<char> = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars().collect();
        for (base, tone) in bases.into_iter().flat_map(|base| (1..6).map(move |tone| (base, tone))) {
            let (letter, mark) = (toned(base, tone), WINDOWS_1258_TONES[tone]);
            let head = self.bytes.get(&base).map_or(base as u8, |bytes| bytes[0]);
            self.pairs.insert((head, mark), letter);
            self.bytes.entry(letter).or_insert_with(|| vec![head, mark]);
        }
    }

    /// Adds a lower-case letter and its capital, whose bytes are 0x20 lower; the mark may come in either case.
    fn add(&mut self, letter: char, bytes: &[u8]) {
        let capital = letter.to_uppercase().next().unwrap_or(letter);
        for (letter, head_down) in [(letter, 0), (capital, 0x20)] {
            let head = bytes[0] - head_down;
            match bytes[1..] {
                [mark] => {
                    self.pairs.insert((head, mark), letter);
                    self.pairs.insert((head, mark - 0x20), letter);
                    self.bytes.insert(letter, vec![head, mark - head_down]);
                }
                _ => {
                    self.letters[usize::from(head)] = Some(letter);
                    self.bytes.insert(letter, vec![head]);
                }
            }
        }
    }

    fn decode(&self, out: &mut String, word: &str) {
        let mut rest = word.chars().peekable();
        while let Some(c) = rest.next() {
            let Some(byte) = byte_of(c) else {
                out.push(c);
                continue;
            };
            let pair = rest.peek().and_then(|&next| byte_of(next)).and_then(|mark| self.pairs.get(&(byte, mark)));
            match (pair, self.letters[usize::from(byte)]) {
                (Some(&letter), _) => {
                    rest.next();
                    out.push(letter);
                }
                (None, letter) => out.push(letter.unwrap_or(c)),
            }
        }
    }
}

/// A vowel with a tone: none, huyền, hỏi, ngã, sắc, nặng.
fn toned(base: char, tone: usize) -> char {
    let mark = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"][tone];
    crate::nfc(&format!("{base}{mark}")).chars().next().unwrap_or(base)
}

/// The byte that a character of mistaken text was: Latin-1, Windows-1252, and what PDF tools make of ­ and ·.
fn byte_of(c: char) -> Option<u8> {
    const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";
    match c {
        '\u{2212}' => Some(0xAD),
        '\u{2219}' => Some(0xB7),
        'μ' => Some(0xB5),
        c if u32::from(c) < 0x100 => Some(c as u8),
        c => WINDOWS_1252.chars().position(|w| w == c).map(|i| 0x80 + i as u8),
    }
}

/// A word of capitals in which toned letters are small: with two capitals or more, or beside such a word.
fn lost_capitals(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<(Range<usize>, Case)> = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
        if !word.is_empty() {
            words.push((start..start + word.len(), case(word)));
        }
        start += part.len();
    }
    let shouts = |i: Option<&(Range<usize>, Case)>| i.is_some_and(|(_, c)| matches!(c, Case::Capitals | Case::Lost));
    let near = |i: usize| shouts(i.checked_sub(1).and_then(|i| words.get(i))) || shouts(words.get(i + 1));
    let lost = |i: usize, case| case == Case::Lost || case == Case::Perhaps && near(i);
    words.iter().enumerate().filter(|(i, (_, case))| lost(*i, *case)).map(|(_, (range, _))| range.clone()).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Case {
    Capitals,
    Lost,
    Perhaps,
    Small,
}

fn case(word: &str) -> Case {
    let letters = letters(word);
    let small_ascii = word.chars().any(|c| c.is_ascii_lowercase());
    let capitals = letters.iter().filter(|l| l.capital).count();
    match capitals {
        _ if small_ascii => Case::Small,
        n if n == letters.len() => {
            if n > 1 {
                Case::Capitals
            } else {
                Case::Small
            }
        }
        0 => {
            if letters.len() <= 2 {
                Case::Perhaps
            } else {
                Case::Small
            }
        }
        1 => Case::Perhaps,
        _ => Case::Lost,
    }
}

const TCVN3: &[(u8, &str)] = &[
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
];

const VISCII: &[(u8, &str)] = &[
    (0x02, "Ẳ"),
    (0x05, "ẴẪ"),
    (0x14, "Ỷ"),
    (0x19, "Ỹ"),
    (0x1E, "Ỵ"),
    (0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"),
    (0xA0, "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"),
];

const VPS: &[(u8, &str)] = &[
    (0x02, "ẠẬẶẸỆ"),
    (0x10, "ỊỌỘỢỤỰ"),
    (0x19, "Ỵ"),
    (0x1C, "ẪỮ"),
    (0x80, "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ"),
    (0x93, "ỀỂỄỐỒỔỖýỷỵỚỜỞ"),
    (0xA1, "ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ"),
    (0xE0, "àáâãảạă"),
    (0xE8, "èéêẽìí"),
    (0xEF, "ĩẴĐòóôõ"),
    (0xF7, "Ơụùúủ"),
    (0xFD, "ỶẼỳ"),
];

/// Tone marks of VNI: none, huyền, hỏi, ngã, sắc, nặng.
const VNI_TONES: [u8; 6] = [0, 0xF8, 0xFB, 0xF5, 0xF9, 0xEF];
const VNI_CIRCUMFLEX: [u8; 6] = [0xE2, 0xE0, 0xE5, 0xE3, 0xE1, 0xE4];
const VNI_BREVE: [u8; 6] = [0xEA, 0xE8, 0xFA, 0xFC, 0xE9, 0xEB];
const VNI_SINGLES: [(char, u8); 9] = [
    ('ơ', 0xF4),
    ('ư', 0xF6),
    ('đ', 0xF1),
    ('ì', 0xEC),
    ('ỉ', 0xE6),
    ('ĩ', 0xF3),
    ('í', 0xED),
    ('ị', 0xF2),
    ('ỵ', 0xEE),
];

/// Letters of one byte; those of the two tones that French has are among them.
const WINDOWS_1258: &[(u8, &str)] = &[
    (0xC0, "ÀÁÂĂ"),
    (0xC8, "ÈÉÊ"),
    (0xCD, "Í"),
    (0xD0, "Đ"),
    (0xD3, "ÓÔƠ"),
    (0xD9, "ÙÚ"),
    (0xDD, "Ư"),
    (0xE0, "àáâă"),
    (0xE8, "èéê"),
    (0xED, "í"),
    (0xF0, "đ"),
    (0xF3, "óôơ"),
    (0xF9, "ùú"),
    (0xFD, "ư"),
];
const WINDOWS_1258_TONES: [u8; 6] = [0, 0xCC, 0xD2, 0xDE, 0xEC, 0xF2];
