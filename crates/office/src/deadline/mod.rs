//! Time limits in words: the day on which they end, how it was counted, how much is left.

#[cfg(test)]
mod tests;

use kit::clock::Day;
use kit::form::Form;
use kit::words::Words;
use rules::{Calendar, DaysOff, Reckoning};
use std::sync::LazyLock;

/// The calendar of working days that comes with the program.
pub static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::builtin);

/// How a time limit stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressure {
    /// There is time.
    Running,
    /// It ends within so many working days.
    Soon,
    /// It has ended.
    Late,
}

impl Pressure {
    /// The state of the style sheet.
    pub fn state(self) -> &'static str {
        match self {
            Pressure::Running => "wait",
            Pressure::Soon => "late",
            Pressure::Late => "short",
        }
    }
}

/// Reads the day of a form's field that must not be to come; an error is put to the field.
pub fn past_day(form: &mut Form, name: &str, today: Day, w: Words) -> Option<Day> {
    match Day::parse(form.get(name)) {
        Some(day) if day > today => {
            form.wrong(name, w.say("day-to-come"));
            None
        }
        None => {
            form.wrong(name, w.say("wrong-day"));
            None
        }
        day => day,
    }
}

/// The count of `working_days` working days that begins with `from`.
pub fn working(from: Day, working_days: u32) -> Reckoning {
    CALENDAR.plus_working_days(from.0, working_days)
}

/// How a limit that ends with `due` stands today; soon is within `soon` working days.
pub fn pressure(today: Day, due: Day, soon: u32) -> Pressure {
    if today > due {
        Pressure::Late
    } else if CALENDAR.working_days_between(today.0, due.0) <= i64::from(soon) {
        Pressure::Soon
    } else {
        Pressure::Running
    }
}

/// `còn 12 ngày làm việc`, `hết hạn hôm nay`, `quá hạn 3 ngày làm việc`.
pub fn left(w: Words, today: Day, due: Day) -> String {
    match CALENDAR.working_days_between(today.0, due.0) {
        // On a weekend no working day may have passed, though the day has.
        days if today > due => w.count("due-late", (-days).max(1)),
        0 if today == due => w.say("due-today"),
        days => w.count("due-left", days),
    }
}

/// How the day was counted, in a sentence or three; `since` says what happened on the first day.
pub fn how(w: Words, reckoning: &Reckoning, since: &str) -> String {
    let from = Day(reckoning.from).written();
    let count = w.number(i64::from(reckoning.working_days));
    let mut told = w.fill("due-how", &[("count", count.into()), ("from", from.into()), ("since", since.into())]);
    if !reckoning.off.is_empty() {
        let feasts: Vec<String> = reckoning.off.iter().map(|off| feast(w, off)).collect();
        told += &w.with("due-how-off", "feasts", feasts.join(", "));
    }
    if !reckoning.worked.is_empty() {
        let days: Vec<String> = reckoning.worked.iter().map(|day| Day(*day).written()).collect();
        told += &w.with("due-how-worked", "days", days.join(", "));
    }
    if !reckoning.uncovered.is_empty() {
        let years: Vec<String> = reckoning.uncovered.iter().map(i16::to_string).collect();
        told += &w.with("due-how-uncovered", "years", years.join(", "));
    }
    told
}

fn feast(w: Words, off: &DaysOff) -> String {
    let name = if w.code() == "en" { &off.name.en } else { &off.name.vi };
    let (from, to) = (Day(off.from).written(), Day(off.to).written());
    if off.from == off.to {
        w.fill("due-feast-day", &[("name", name.into()), ("from", from.into())])
    } else {
        w.fill("due-feast", &[("name", name.into()), ("from", from.into()), ("to", to.into())])
    }
}
