//! How a number is shown: as a day, a month, a year, with leading zeros, or as it is.

/// What a cell's format makes of its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Plain,
    /// With the day.
    Day,
    /// Month and year alone.
    Month,
    /// The year alone.
    Year,
    /// Digits at least, with zeros in front: identity numbers.
    Padded(usize),
}

impl Format {
    /// One of the formats that have a number only.
    pub(crate) fn built_in(id: u16) -> Format {
        match id {
            14..=16 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Day,
            17 | 55 => Format::Month,
            _ => Format::Plain,
        }
    }

    /// A format as its author wrote it: `dd/mm/yyyy`, `"ngày" dd`, `000000000000`.
    pub(crate) fn of(code: &str) -> Format {
        let code = code.split(';').next().unwrap_or_default();
        if ["general", "standard"].iter().any(|plain| code.eq_ignore_ascii_case(plain)) {
            return Format::Plain;
        }
        if code.len() <= 20 && !code.is_empty() && code.bytes().all(|byte| byte == b'0') {
            return if code.len() == 1 { Format::Plain } else { Format::Padded(code.len()) };
        }
        let (mut day, mut month, mut year) = (false, false, false);
        let mut signs = code.chars();
        while let Some(sign) = signs.next() {
            match sign {
                '"' => while signs.next().is_some_and(|c| c != '"') {},
                '[' => while signs.next().is_some_and(|c| c != ']') {},
                '\\' | '_' | '*' => {
                    signs.next();
                }
                'd' | 'D' => day = true,
                'm' | 'M' => month = true,
                'y' | 'Y' => year = true,
                _ => {}
            }
        }
        match (day, month, year) {
            (true, ..) => Format::Day,
            (false, true, true) => Format::Month,
            (false, false, true) => Format::Year,
            _ => Format::Plain,
        }
    }

    /// The number as it is shown. `since_1904`: the workbook counts days from 1904.
    pub(crate) fn show(self, n: f64, since_1904: bool) -> String {
        let dated = |show: fn(i64, u32, u32) -> String| {
            let (year, month, day) = date(n, since_1904)?;
            Some(show(year, month, day))
        };
        let shown = match self {
            Format::Plain => None,
            Format::Day => dated(|year, month, day| format!("{year:04}-{month:02}-{day:02}")),
            Format::Month => dated(|year, month, _| format!("{month:02}/{year:04}")),
            Format::Year => dated(|year, _, _| format!("{year:04}")),
            Format::Padded(width) if n.fract() == 0.0 && (0.0..1e15).contains(&n) => Some(format!("{n:0>width$.0}")),
            Format::Padded(_) => None,
        };
        shown.unwrap_or_else(|| plain(n))
    }
}

/// A number as it was typed: identity numbers of twelve digits come as floating point.
fn plain(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.0}") } else { n.to_string() }
}

/// The day of a serial number: 1 is 1900-01-01 (and 60 a day that never was), or 0 is 1904-01-01.
pub(crate) fn date(n: f64, since_1904: bool) -> Option<(i64, u32, u32)> {
    let serial = n.floor();
    let last = 2_958_465.0;
    if !(if since_1904 { 0.0..=last - 1462.0 } else { 1.0..=last }).contains(&serial) {
        return None;
    }
    let serial = serial as i64;
    // Days since 1970-01-01.
    let days = match (since_1904, serial) {
        (true, n) => n - 24_107,
        (false, n @ ..60) => n - 25_568,
        (false, n) => n - 25_569,
    };
    Some(civil(days))
}

/// Year, month and day of a day since 1970-01-01 (Hinnant's civil_from_days).
fn civil(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let turned = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * turned + 2) / 5 + 1) as u32;
    let month = if turned < 10 { turned + 3 } else { turned - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
