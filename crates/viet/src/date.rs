//! Dates as papers write them: `17/4/2015`, `ngày 03 tháng 02 năm 2026`, in words, or the year alone.

use crate::words::{from_words, in_words};
use regex::Regex;
use std::fmt;
use std::sync::LazyLock;

/// A date on a paper. The day, or day and month, may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to the month's last.
    pub day: Option<u8>,
}

/// ISO 8601, as much as is known: `2015-04-17`, `2015-04`, `2015`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].into_iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

impl Date {
    /// The date, when the calendar has such a day and papers such a year (1900 to 2199).
    pub fn new(year: u64, month: Option<u64>, day: Option<u64>) -> Option<Date> {
        let year = u16::try_from(year).ok().filter(|y| (1900..2200).contains(y))?;
        let month = part(month, 12)?;
        let last = match month {
            Some(2) if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            Some(2) => 28,
            Some(4 | 6 | 9 | 11) => 30,
            _ => 31,
        };
        let day = part(day, last)?;
        (day.is_none() || month.is_some()).then_some(Date { year, month, day })
    }

    /// As official papers print it: `ngày 03 tháng 02 năm 2026`. Days below 10 and the months 1 and 2 take a zero
    /// (Decree 30/2020; the party's guidance alike).
    pub fn in_print(&self) -> String {
        let day = self.day.map(|d| format!("ngày {d:02} "));
        let month = self.month.map(|m| if m < 3 { format!("tháng {m:02} ") } else { format!("tháng {m} ") });
        format!("{}{}năm {}", day.unwrap_or_default(), month.unwrap_or_default(), self.year)
    }

    /// In words: `ngày mười bảy tháng tư năm hai nghìn không trăm mười lăm`.
    pub fn in_words(&self) -> String {
        let day = self.day.map(|d| format!("ngày {} ", in_words(d.into())));
        let month = self.month.map(|m| match m {
            4 => "tháng tư ".to_owned(),
            m => format!("tháng {} ", in_words(m.into())),
        });
        format!("{}{}năm {}", day.unwrap_or_default(), month.unwrap_or_default(), in_words(self.year.into()))
    }

    /// The first date in the text, and where it stands in bytes. Impossible dates (`31/02/2020`) are passed over.
    ///
    /// ```
    /// let (date, span) = viet::Date::find("họp ngày 03 tháng 02 năm 2026 tại xã").unwrap();
    /// assert_eq!((date.to_string().as_str(), span), ("2026-02-03", 6..34));
    /// ```
    pub fn find(text: &str) -> Option<(Date, std::ops::Range<usize>)> {
        let mut best: Option<(Date, std::ops::Range<usize>)> = None;
        for pattern in PATTERNS.iter() {
            for found in pattern.captures_iter(text) {
                let Some(whole) = found.get(0) else { continue };
                let number = |name: &str| found.name(name).map(|m| spoken(m.as_str()));
                let flat = |part: Option<Option<u64>>| part.map_or(Some(None), |n| n.map(Some));
                let (Some(Some(year)), Some(month), Some(day)) = (number("y"), flat(number("m")), flat(number("d")))
                else {
                    continue;
                };
                let Some(date) = Date::new(year, month, day) else { continue };
                if best.as_ref().is_none_or(|(_, span)| whole.start() < span.start) {
                    best = Some((date, whole.range()));
                }
                break;
            }
        }
        best
    }
}

/// `None` outside 1 to `last`.
fn part(value: Option<u64>, last: u8) -> Option<Option<u8>> {
    match value {
        None => Some(None),
        Some(v) => u8::try_from(v).ok().filter(|v| (1..=last).contains(v)).map(Some),
    }
}

fn spoken(part: &str) -> Option<u64> {
    let lower = part.trim().to_lowercase();
    match lower.as_str() {
        "giêng" => Some(1),
        "chạp" => Some(12),
        _ => lower.parse().ok().or_else(|| from_words(lower.trim_start_matches("mồng ").trim_start_matches("mùng "))),
    }
}

/// Greedier first, so that of two that begin at one place the longer wins.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const WORDS: &str = r"\p{L}+(?:\s+\p{L}+){0,7}?";
    [
        format!(r"(?i)\bngày\s+(?P<d>\d{{1,2}}|{WORDS})\s+tháng\s+(?P<m>\d{{1,2}}|{WORDS})\s*,?\s+năm\s+(?P<y>\d{{4}}|(?:một|hai)\s+(?:nghìn|ngàn)(?:\s+(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|trăm|linh|lẻ|mười|mươi|mốt|tư|lăm))*)"),
        r"(?i)\b(?:ngày\s+)?(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s*,?\s+năm\s+(?P<y>\d{4})\b".to_owned(),
        r"(?i)\bnăm\s+(?P<y>\d{4})\s+ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\b".to_owned(),
        r"(?i)\b(?:ngày\s+)?(?P<d>\d{1,2})\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<y>\d{4})\b".to_owned(),
        r"(?i)\btháng\s+(?P<m>\d{1,2})\s*(?:[-/]|\s+năm\s+)\s*(?P<y>\d{4})\b".to_owned(),
        r"(?i)\bnăm\s+(?P<y>\d{4})\b".to_owned(),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read() {
        assert_eq!(PATTERNS.len(), 6, "every pattern is one");
        for (text, date) in [
            ("ngày 17/4/2015", "2015-04-17"),
            ("17-4-2015", "2015-04-17"),
            ("17.4.2015.", "2015-04-17"),
            ("ngày 03 tháng 02 năm 2026", "2026-02-03"),
            ("NGÀY 3 THÁNG 2 NĂM 2026", "2026-02-03"),
            ("ngày mười bảy tháng tư năm hai nghìn không trăm mười lăm", "2015-04-17"),
            ("ngày mồng ba tháng Hai năm 1930", "1930-02-03"),
            ("năm 2015 ngày 17 tháng 4", "2015-04-17"),
            ("tháng 4/2015", "2015-04"),
            ("trong năm 2015", "2015"),
            ("31/02/2020, rồi 29/02/2020", "2020-02-29"),
            ("08/6/20210 rồi năm 2021", "2021"),
        ] {
            assert_eq!(Date::find(text).map(|(d, _)| d.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in ["39/2015", "13/13/2013", "ngày mai", "0123456789", ""] {
            assert_eq!(Date::find(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(year in 1900u64..2200, month in 1u64..13, day in 1u64..32) {
            if let Some(date) = Date::new(year, Some(month), Some(day)) {
                for text in [date.in_print(), date.in_words(), format!("{day}/{month}/{year}")] {
                    prop_assert_eq!(Date::find(&text).map(|(d, _)| d), Some(date), "{}", text);
                }
            }
        }
    }
}
