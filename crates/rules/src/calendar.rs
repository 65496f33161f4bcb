//! Working days: Monday to Friday without public holidays, with the days of a weekend that were worked in exchange.
//!
//! Deadlines of the field are counted in working days, and which days those are is decided year by year: the Lunar New
//! Year wanders, and the Government exchanges days. A year is a file `rules/calendar-YYYY.toml`. A year without a file
//! is counted by weekends only, and every reckoning says which such years it went through.

use crate::problem::Problem;
use crate::reader::Fields;
use crate::ruleset::{self, Confidence, Text};
use jiff::civil::Date;
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// The years that come with the program, as (file name, text).
pub const CALENDARS: &[(&str, &str)] = &[
    ("calendar-2014.toml", include_str!("../../../rules/calendar-2014.toml")),
    ("calendar-2015.toml", include_str!("../../../rules/calendar-2015.toml")),
    ("calendar-2016.toml", include_str!("../../../rules/calendar-2016.toml")),
    ("calendar-2017.toml", include_str!("../../../rules/calendar-2017.toml")),
    ("calendar-2018.toml", include_str!("../../../rules/calendar-2018.toml")),
    ("calendar-2019.toml", include_str!("../../../rules/calendar-2019.toml")),
    ("calendar-2020.toml", include_str!("../../../rules/calendar-2020.toml")),
    ("calendar-2021.toml", include_str!("../../../rules/calendar-2021.toml")),
    ("calendar-2022.toml", include_str!("../../../rules/calendar-2022.toml")),
    ("calendar-2023.toml", include_str!("../../../rules/calendar-2023.toml")),
    ("calendar-2024.toml", include_str!("../../../rules/calendar-2024.toml")),
    ("calendar-2025.toml", include_str!("../../../rules/calendar-2025.toml")),
    ("calendar-2026.toml", include_str!("../../../rules/calendar-2026.toml")),
];

/// Which days are worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
}

/// What is known of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Days off, in their order; none overlaps another one.
    pub off: Vec<DaysOff>,
    /// Days of a weekend that are worked in exchange for a day off, in their order.
    pub worked: Vec<Date>,
    /// Where this is written.
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// What a reader should know. English.
    pub note: Option<String>,
}

/// Days off that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysOff {
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
    /// The feast.
    pub name: Text,
}

/// A day that was counted out, with what was met on the way, so that a page can say how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// The day the count began with; it is not counted itself.
    pub from: Date,
    /// How many working days were counted.
    pub working_days: u32,
    /// The last of them.
    pub day: Date,
    /// Feasts that took at least one working day from the count.
    pub off: Vec<DaysOff>,
    /// Days of a weekend that counted because they were worked.
    pub worked: Vec<Date>,
    /// Years that no file covers: only their weekends were left out.
    pub uncovered: Vec<i16>,
}

impl Calendar {
    /// Loads years from `(name, text)` pairs; the name is only for messages. A later file for the same year takes the
    /// place of an earlier one, so that an office can bring its own.
    ///
    /// # Errors
    ///
    /// Every problem of every file at once.
    pub fn load<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Result<Calendar, Vec<Problem>>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let mut problems = Vec::new();
        let mut years = BTreeMap::new();
        for (name, text) in files {
            if let Some(year) = read(name.as_ref(), text.as_ref(), &mut problems) {
                years.insert(year.year, year);
            }
        }
        if problems.is_empty() { Ok(Calendar { years }) } else { Err(problems) }
    }

    /// The years that come with the program.
    ///
    /// # Panics
    ///
    /// Never in a tested build: a test loads the same files.
    pub fn builtin() -> Calendar {
        Calendar::load(CALENDARS.iter().copied()).expect("the built-in calendar is sound")
    }

    /// What is known of a year; `None` when only its weekends are.
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Whether offices that work Monday to Friday work on this day.
    pub fn is_working_day(&self, day: Date) -> bool {
        let weekend = is_weekend(day);
        match self.years.get(&day.year()) {
            Some(year) if weekend => year.worked.contains(&day),
            Some(year) => year.off_on(day).is_none(),
            None => !weekend,
        }
    }

    /// The day itself when it is a working day, else the next one.
    pub fn working_day_from(&self, day: Date) -> Date {
        let mut day = day;
        while !self.is_working_day(day) && day < Date::MAX {
            day = next(day);
        }
        day
    }

    /// The day on which `working_days` working days after `from` are over: the first day after `from` that is worked is
    /// number one. With 0 it is `from` itself, whatever day that is. Never later than the last day there is.
    pub fn plus_working_days(&self, from: Date, working_days: u32) -> Reckoning {
        let mut reckoning =
            Reckoning { from, working_days, day: from, off: Vec::new(), worked: Vec::new(), uncovered: Vec::new() };
        let mut left = working_days;
        while left > 0 && reckoning.day < Date::MAX {
            reckoning.day = next(reckoning.day);
            left -= u32::from(self.meet(&mut reckoning));
        }
        reckoning
    }

    /// How many working days lie after `from`, up to and with `to`: the inverse of [`Calendar::plus_working_days`].
    /// Negative when `to` is earlier, then counted from `to`.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = next(day);
            count += i64::from(self.is_working_day(day));
        }
        count
    }

    /// Notes what the reckoning's day is; whether it counts.
    fn meet(&self, reckoning: &mut Reckoning) -> bool {
        let day = reckoning.day;
        let Some(year) = self.years.get(&day.year()) else {
            if !reckoning.uncovered.contains(&day.year()) {
                reckoning.uncovered.push(day.year());
            }
            return !is_weekend(day);
        };
        if is_weekend(day) {
            let worked = year.worked.contains(&day);
            if worked {
                reckoning.worked.push(day);
            }
            return worked;
        }
        let Some(off) = year.off_on(day) else { return true };
        if reckoning.off.last() != Some(off) {
            reckoning.off.push(off.clone());
        }
        false
    }
}

impl Year {
    fn off_on(&self, day: Date) -> Option<&DaysOff> {
        self.off.iter().find(|off| off.from <= day && day <= off.to)
    }
}

fn is_weekend(day: Date) -> bool {
    use jiff::civil::Weekday::{Saturday, Sunday};
    matches!(day.weekday(), Saturday | Sunday)
}

fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// Reads one year's file. Returns `None` after at least one problem was reported.
fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Year> {
    let before = problems.len();
    let table = ruleset::parse(file, text, problems)?;
    let mut fields = Fields::new(file, table, problems);
    let year = fields.number("year", 1900..=9999).and_then(|year| i16::try_from(year).ok());
    let source = fields.text("source");
    let confidence = fields.word("confidence", ruleset::CONFIDENCES);
    let note = fields.optional_text("note");
    let off = fields.keyed("off", |_, fields| {
        let (from, to, name) = (fields.date("from"), fields.date("to"), fields.both_languages());
        let (from, to) = (from?, to?);
        if to < from {
            fields.report("to", format!("{to} is before from {from}"));
        }
        for (key, day) in [("from", from), ("to", to)] {
            if year.is_some_and(|year| day.year() != year) {
                fields.report(key, format!("{day} is in another year; put it into that year's file"));
            }
        }
        Some(DaysOff { from, to, name: name? })
    });
    let worked = fields.dates("worked");
    let mut off = off.unwrap_or_default();
    off.sort_by_key(|off| off.from);
    for pair in off.windows(2) {
        if pair[1].from <= pair[0].to {
            fields.report("off", format!("{} is in two spans", pair[1].from));
        }
    }
    let mut worked = worked.unwrap_or_default();
    worked.sort();
    for day in &worked {
        if !is_weekend(*day) {
            fields.report("worked", format!("{day} is not of a weekend; it is worked anyway"));
        }
        if year.is_some_and(|year| day.year() != year) {
            fields.report("worked", format!("{day} is in another year; put it into that year's file"));
        }
        if off.iter().any(|off| off.from <= *day && *day <= off.to) {
            fields.report("worked", format!("{day} is also a day off"));
        }
    }
    fields.finish();
    let year = Year { year: year?, off, worked, source: source?, confidence: confidence?, note };
    (problems.len() == before).then_some(year)
}
