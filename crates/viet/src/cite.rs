//! Citations: papers named in running text, in the style of the party and of the state.
//!
//! A symbol is a number and capitals: `39-NQ/TW`, `59/2023/NĐ-CP`, `130/KH-UBND`. What stands in real text has
//! blanks and long dashes in it, separators changed over, marks left out, a date or the kind of paper far off, or
//! several numbers that share a symbol. The rules of symbols: 399-QĐ/TW (party), Decree 30/2020/NĐ-CP (state).

use crate::date::Date;
use crate::symbol::{KINDS, Symbol, kind_named};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A paper as one text names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The kind in Vietnamese, small letters: `nghị quyết`. The text's own word where it fits the symbol.
    pub kind: Option<String>,
    /// The number as printed: `39`, `05`.
    pub number: String,
    /// The issuer's letters, settled: `TW`, `BTCTW`, `CP`, `UBND`; or its name where there is no symbol.
    pub issuer: String,
    /// When the paper was issued, as far as the text says.
    pub date: Option<Date>,
    /// Where it stands in the text, in bytes, from the kind to the date.
    pub span: Range<usize>,
    /// One spelling for all: `39-NQ/TW`, `59/2023/NĐ-CP`.
    pub canonical: String,
}

/// Every paper that the text names, in its order.
///
/// ```
/// let found = viet::cite("theo Nghị quyết số 39 –NQ/TW, ngày 17/4/2015 và 34/2016/NĐ-CP");
/// assert_eq!(found[0].canonical, "39-NQ/TW");
/// assert_eq!(found[0].date.unwrap().to_string(), "2015-04-17");
/// assert_eq!(found[1].kind.as_deref(), Some("nghị định"));
/// ```
pub fn cite(text: &str) -> Vec<Citation> {
    let (text, places) = composed(text);
    let mut found: Vec<Citation> = Vec::new();
    let mut from = 0;
    while let Some(symbol) = SYMBOL.captures_at(&text, from) {
        let whole = whole(&symbol);
        from = whole.end;
        found.extend(cited(&text, &symbol));
        from = found.last().map_or(from, |c| c.span.end.max(from));
    }
    let free = |span: &Range<usize>| found.iter().all(|c| c.span.end <= span.start || span.end <= c.span.start);
    let plenums: Vec<Citation> =
        PLENUM.captures_iter(&text).map(|p| plenum(&text, &p)).filter(|c| free(&c.span)).collect();
    found.extend(plenums);
    found.sort_by_key(|c| (c.span.start, c.span.end));
    for citation in &mut found {
        citation.span = places.original(citation.span.clone());
    }
    found
}

/// The papers of one symbol: several when their numbers share it.
fn cited(text: &str, found: &Captures) -> Vec<Citation> {
    let whole = whole(found);
    let part = |name| found.name(name).map(|m| m.as_str());
    let glued = text[..whole.start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/-–.,_".contains(c));
    let cut = text[whole.end..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    if glued || cut {
        return Vec::new();
    }
    let before = Before::of(text, whole.start);
    let announced = before.kind.is_some() || before.numbered;
    let Some(symbol) = Symbol::read(part("year"), part("letters").unwrap_or_default(), announced) else {
        return Vec::new();
    };
    let kind = symbol.kind(before.kind.map(|(_, kind)| kind));
    let near = before.kind.filter(|&(_, word)| kind == Some(word)).map(|(at, _)| at);
    let start = near.filter(|&at| before.start - at <= 60).unwrap_or(before.start);
    let (date, end) = date_after(text, whole.end);
    let of = |number: &str, span: Range<usize>| Citation {
        kind: kind.map(str::to_owned),
        canonical: symbol.canonical(number, part("year")),
        number: number.to_owned(),
        issuer: symbol.issuer.clone(),
        date,
        span,
    };
    let last = part("number").unwrap_or_default();
    let mut out: Vec<Citation> = Vec::new();
    for shared in before.shared {
        out.push(of(&text[shared.clone()], shared));
    }
    out.push(of(last, if out.is_empty() { start } else { whole.start }..end));
    if let [first, _, ..] = out.as_mut_slice() {
        first.span.start = start.min(first.span.start);
    }
    out
}

/// What stands before a symbol: the numbers that share it, `số`, and the last kind of paper named.
struct Before {
    shared: Vec<Range<usize>>,
    numbered: bool,
    start: usize,
    kind: Option<(usize, &'static str)>,
}

impl Before {
    fn of(text: &str, symbol: usize) -> Before {
        let mut head = &text[..symbol];
        let mut shared: Vec<Range<usize>> = Vec::new();
        let list = SHARED
            .find(head)
            .filter(|l| NUMBERED.is_match(&head[..l.start()]) || KIND_AT_END.is_match(&head[..l.start()]));
        if let Some(list) = list {
            shared =
                DIGITS.find_iter(list.as_str()).map(|n| list.start() + n.start()..list.start() + n.end()).collect();
            head = &head[..list.start()];
        }
        let numbered = NUMBERED.find(head);
        let start = numbered.map_or(shared.first().map_or(symbol, |n| n.start), |m| m.start());
        let reach = head.char_indices().rev().nth(120).map_or(0, |(at, _)| at);
        let clause = head[reach..].rfind([';', ':', '\u{2028}']).map_or(reach, |at| reach + at + 1);
        let sentence = head[clause..].rfind(". ").map_or(clause, |at| clause + at + 2);
        let named = KIND.captures_iter(&head[sentence..]).filter_map(|k| k.get(1)).last();
        let kind = named.and_then(|k| kind_named(k.as_str()).map(|kind| (sentence + k.start(), kind)));
        Before { shared, numbered: numbered.is_some(), start, kind }
    }
}

/// The date that belongs to the symbol before it, and where the citation ends.
fn date_after(text: &str, end: usize) -> (Option<Date>, usize) {
    let tail: String = text[end..].chars().take(140).collect();
    match Date::find(&tail) {
        Some((date, span)) if JOINED.is_match(&tail[..span.start]) => (Some(date), end + span.end),
        _ => (None, end),
    }
}

/// Resolutions are also named by the plenum that passed them.
fn plenum(text: &str, found: &Captures) -> Citation {
    let whole = whole(found);
    let part = |name| found.name(name).map(|m| m.as_str().to_owned()).unwrap_or_default();
    let number = match part("n").parse::<u64>() {
        Ok(n) => n.to_string(),
        Err(_) => crate::words::from_words(&part("n")).map_or_else(|| part("n"), |n| n.to_string()),
    };
    let term = part("term").to_uppercase();
    let (date, end) = date_after(text, whole.end);
    let issuer = format!("Ban Chấp hành Trung ương Đảng khóa {term}");
    let canonical = format!("Nghị quyết Hội nghị lần thứ {number} {issuer}");
    Citation { kind: Some("nghị quyết".to_owned()), number, issuer, date, span: whole.start..end, canonical }
}

fn whole(found: &Captures) -> Range<usize> {
    found.get(0).map_or(0..0, |m| m.range())
}

/// A place in composed text, and the same place in the text as it came.
struct Places(Option<Vec<usize>>);

impl Places {
    fn original(&self, span: Range<usize>) -> Range<usize> {
        let at = |place: usize| self.0.as_ref().and_then(|p| p.get(place)).copied().unwrap_or(place);
        at(span.start)..at(span.end)
    }
}

fn composed(text: &str) -> (String, Places) {
    if unicode_normalization::is_nfc(text) {
        return (text.to_owned(), Places(None));
    }
    let (mut out, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.char_indices().skip(1).find(|(_, c)| !is_combining_mark(*c)).map_or(rest.len(), |(at, _)| at);
        let place = text.len() - rest.len();
        let letter: String = rest[..length.max(first.len_utf8())].nfc().collect();
        places.extend(std::iter::repeat_n(place, letter.len()));
        out.push_str(&letter);
        rest = &rest[length..];
    }
    places.push(text.len());
    (out, Places(Some(places)))
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|e| unreachable!("a pattern of this file: {e}"))
}

/// The kinds of papers with and without their marks, blanks of any width.
fn kinds() -> String {
    let spellings = |word: &str| [word.to_owned(), crate::fold(word)].map(|w| w.replace(' ', r"\s+"));
    KINDS.iter().flat_map(|(word, _)| spellings(word)).collect::<Vec<_>>().join("|")
}

const GAP: &str = r"\s{0,3}[-–—‑−/]\s{0,3}";
const LETTERS: &str = r"(?:T\.?Ư|T\.W|TTg|TTG|QĐi|CTr|TTr|[A-ZĐÂĂÊÔƠƯ]{1,12}\d{0,2}|nb)";

static SYMBOL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<number>\d{{1,5}}(?:\.\d)?)(?:/(?P<year>(?:19|20)\d{{2}}))?(?P<letters>{GAP}{LETTERS}(?:{GAP}{LETTERS}){{0,3}})"
    ))
});
static SHARED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\d{1,4}\s*(?:,|;|và|và số|, số)\s*(?:số\s+)?)+$"));
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+"));
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:số|so)\s*:?\s*$"));
static KIND: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i)(?:^|[^\p{{L}}\d])({})(?:$|[^\p{{L}}])", kinds())));
static KIND_AT_END: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)(?:^|[^\p{{L}}\d])({})\s*$", kinds())));
/// Between a symbol and its date: punctuation, and at most the issuer's name.
static JOINED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s,(–—-]*(?:của\s+[^\d.;:()]{2,90})?[\s,(–—-]*(?:ban hành\s*)?$"));
static PLENUM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)nghị\s+quyết\s+(?:của\s+)?hội\s+nghị\s+(?:lần\s+thứ|trung\s+ương(?:\s+lần\s+thứ)?)\s+(?P<n>\d{1,2}|\p{L}+)[^.;:\d]{0,70}?\(?(?:khóa|khoá)\s+(?P<term>[IVX]+|\d{1,2})\b",
    )
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> Vec<String> {
        cite(text).into_iter().map(|c| c.canonical).collect()
    }

    #[test]
    fn one_spelling_for_the_many_of_real_texts() {
        for (text, symbols) in [
            ("Nghị quyết số 39 –NQ/TW, ngày 17/4/2015", vec!["39-NQ/TW"]),
            ("Hướng dẫn số 16 -\nHD/BTCTW", vec!["16-HD/BTCTW"]),
            ("Quyết định 217/QĐ-TW, 296-QĐ/TƯ và 366-QD/TW", vec!["217-QĐ/TW", "296-QĐ/TW", "366-QĐ/TW"]),
            ("Quy định 11-QĐi/TW; 885-QĐ/UBKTTW; 27/NQ- TW", vec!["11-QĐi/TW", "885-QĐ/UBKTTW", "27-NQ/TW"]),
            ("68-NQ-TW, 45/CT-T.Ư", vec!["68-NQ/TW", "45-CT/TW"]),
            ("các Quy định số 22, 37-QĐ/TW", vec!["22-QĐ/TW", "37-QĐ/TW"]),
            ("Nghị quyết số 18-NQ/TW và số 19-NQ/TW", vec!["18-NQ/TW", "19-NQ/TW"]),
            ("Số: 130/KH-UBND, 59/2023/NĐ-CP, 1837/QĐ-TTg", vec!["130/KH-UBND", "59/2023/NĐ-CP", "1837/QĐ-TTg"]),
            ("Luật số 72/2025/QH15; văn bản số 5110/VPCP-KTTH", vec!["72/2025/QH15", "5110/VPCP-KTTH"]),
            ("Nghị định 178/CP, Quyết định 144/2002/QĐ/BTC, 162/VH-QĐ", vec!["178/CP", "144/2002/QĐ-BTC", "162/VH-QĐ"]),
            (
                "1289-QĐ/TWĐTN-CTĐ, 919-CV/VPTW/nb, 128-KH/HU, 5-NQ/ĐU",
                vec!["1289-QĐ/TWĐTN-CTĐ", "919-CV/VPTW/nb", "128-KH/HU", "05-NQ/ĐU"],
            ),
            ("NGHỊ QUYẾT SỐ 39-NQ/TW", vec!["39-NQ/TW"]),
            ("Nghi\u{323} quye\u{302}\u{301}t 39-NQ/TW", vec!["39-NQ/TW"]),
        ] {
            assert_eq!(canonical(text), symbols, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_symbol_and_is_none() {
        for text in [
            "mẫu 02/GTGT",
            "nhà số 198/3A",
            "Windows 2000/XP",
            "1/ VN",
            "07/14 xã",
            "ngày 17/4/2015",
            "Nghị quyết Trung ương 4",
            "A32.65-ĐU-ĐA-0001-2025.pdf",
            "Luật Đất đai năm 2013",
            "tỷ lệ 35.599/35.900 đảng viên",
            "COVID-19",
            "",
        ] {
            assert_eq!(canonical(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn kind_and_date_are_read_around_the_symbol() {
        for (text, kind, date) in [
            ("Quy định thi hành Điều lệ Đảng số 294-QĐ/TW, ngày 26-5-2025", "quy định", "2025-05-26"),
            ("Quyết định số 217-QĐ/TW ngày 12 tháng 12 năm 2013 của Bộ Chính trị", "quyết định", "2013-12-12"),
            ("theo 296-QĐ/TW của Ban Chấp hành Trung ương, ngày 30/5/2025", "quy định", "2025-05-30"),
            ("kế hoạch thực hiện 39-NQ/TW (17/4/2015)", "nghị quyết", "2015-04-17"),
            ("Nghị quyết của Bộ Chính trị số 39-NQ/TW năm 2015", "nghị quyết", "2015"),
            ("Qui định số 37-QĐ/TW – 25/10/2021", "quy định", "2021-10-25"),
            ("Thông tri 01-TT/TW ngày mồng ba tháng hai năm hai nghìn không trăm hai mươi", "thông tri", "2020-02-03"),
            ("Nghị quyết số 66.1/2025/NQ-CP ngày 18/7/2025", "nghị quyết", "2025-07-18"),
        ] {
            let found = cite(text);
            let first = found.first().unwrap();
            assert_eq!(
                (first.kind.as_deref(), first.date.map(|d| d.to_string()).as_deref()),
                (Some(kind), Some(date)),
                "{text}"
            );
        }
        let text = "Theo Nghị quyết số 39-NQ/TW, ngày 17/4/2015 thì";
        assert_eq!(&text[cite(text)[0].span.clone()], "Nghị quyết số 39-NQ/TW, ngày 17/4/2015");
        assert_eq!(cite("15-CT/TW. Ngày 3/2/2020 họp")[0].date, None, "a new sentence");
    }

    #[test]
    fn a_plenum_names_its_resolution() {
        let text = "Gần đây nhất là Nghị quyết Hội nghị lần thứ 4 Ban chấp hành Trung ương Đảng khóa XII về tăng cường";
        let found = cite(text);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].number.as_str(), found[0].kind.as_deref()), ("4", Some("nghị quyết")));
        assert_eq!(found[0].canonical, "Nghị quyết Hội nghị lần thứ 4 Ban Chấp hành Trung ương Đảng khóa XII");
        assert!(text[found[0].span.clone()].ends_with("khóa XII"));
        assert_eq!(cite("Nghị quyết Hội nghị lần thứ tư Ban Chấp hành Trung ương (khoá XI)")[0].number, "4");
    }

    proptest! {
        #[test]
        fn spans_are_within_the_text_and_in_order(text in prop_oneof![any::<String>(),
            "([số,và. ]{0,3}[0-9]{1,3}[-/ ]{1,2}(NQ|QĐ|TW|UBND|nb)[-/]?(TW|CP)?( ngày 1/2/2020)?( e\u{301})?){0,4}"]) {
            let mut end = 0;
            for citation in cite(&text) {
                prop_assert!(text.get(citation.span.clone()).is_some_and(|t| t.contains(&citation.number)
                    || citation.kind.as_deref() == Some("nghị quyết")), "{:?}", citation);
                prop_assert!(citation.span.start >= end);
                end = citation.span.end;
            }
        }

        #[test]
        fn a_canonical_symbol_is_its_own(number in 1u32..999, code in prop::sample::select(vec!["NQ", "QĐ", "CT", "HD"])) {
            let symbol = format!("{number:02}-{code}/TW");
            prop_assert_eq!(canonical(&symbol), vec![symbol]);
        }
    }
}
