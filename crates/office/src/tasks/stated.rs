//! The day that a clause states as its end.

use super::lines::plain;
use kit::clock::Day;

/// The first day that stands behind one of the words for an end; a month that is one ends with its last day. A month without a
/// year is the next one from the day of the paper on.
pub(super) fn due(what: &str, words: &[String], since: Day) -> Option<Day> {
    let what = &with_years(what, since);
    let mut from = 0;
    while let Some((date, span)) = viet::Date::find(what.get(from..)?) {
        let before: String =
            what[..from + span.start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        // The word `ngày` at a date's head belongs to both: `trước ngày 15/12/2018`.
        let head = what[from + span.start..from + span.end].chars().take_while(|c| !c.is_ascii_digit());
        let before = plain(&before.chars().chain(head).collect::<String>());
        if words.iter().any(|word| before.contains(word.as_str())) {
            return match (date.month, date.day) {
                (Some(month), None) => Day::parse(&format!("{:04}-{month:02}-01", date.year)).map(last_of_month),
                _ => Day::parse(&date.to_string()),
            };
        }
        from += span.end.max(1);
    }
    None
}

fn last_of_month(first: Day) -> Day {
    first.plus_months(1).plus_days(-1)
}

/// The same with a year behind each `tháng 12` that has none.
fn with_years(what: &str, since: Day) -> String {
    let words: Vec<&str> = what.split_whitespace().collect();
    let mut all: Vec<String> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = word.split_at(digits);
        let month = number.parse::<i64>().ok().filter(|month| (1..=12).contains(month));
        let is_month = at > 0 && plain(words[at - 1]) == "thang" && !rest.starts_with(['/', '-']);
        let has_year = words.get(at + 1).is_some_and(|next| plain(next) == "nam");
        match month.filter(|_| is_month && !has_year) {
            Some(month) => all.push(format!("{number} năm {}{rest}", year_of(month, since))),
            None => all.push((*word).to_owned()),
        }
    }
    all.join(" ")
}

/// The year in which a month comes that is not over on a day.
fn year_of(month: i64, since: Day) -> i64 {
    let first = |year: i64| Day::parse(&format!("{year:04}-{month:02}-01"));
    let over = first(since.year()).is_some_and(|first| last_of_month(first) < since);
    since.year() + i64::from(over)
}
