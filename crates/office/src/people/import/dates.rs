//! Days as people type them into lists: `5/3/1962`, `05.03.62`, `3/1962`, `1962`, `05031962`, the bare number that Excel
//! keeps of a day, words.

use viet::Date;

/// How a column writes its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The day first, as everybody here does.
    #[default]
    DayFirst,
    /// The month first, as programs that were never told of Vietnam do.
    MonthFirst,
}

/// What a cell says, as much of it as is known; `None` when it is no day. Years of two digits are the latest ones not
/// after `latest`.
pub fn read(text: &str, order: Order, latest: i64) -> Option<Date> {
    let text = text.trim().trim_matches(['\'', '"', '.', ',', ';']).trim();
    if let Some(date) = digits(text, latest) {
        return Some(date);
    }
    let parts: Vec<&str> =
        text.split(['/', '-', '.', ' ', ',', '–', '\\', '_']).filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<u64>> = parts
        .iter()
        .map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten())
        .collect();
    match (parts.as_slice(), numbers.as_deref()) {
        ([y, ..], Some([year, month, day])) if y.len() == 4 => Date::new(*year, Some(*month), Some(*day)),
        // What is not known is left out, or written as noughts.
        ([_, _, y], Some([0, 0, year])) => Date::new(full(y, *year, latest)?, None, None),
        ([y], Some([year])) if y.len() == 4 => Date::new(*year, None, None),
        ([_, _, y], Some([first, second, year])) => {
            let (day, month) = if order == Order::DayFirst { (first, second) } else { (second, first) };
            Date::new(full(y, *year, latest)?, Some(*month), Some(*day))
        }
        ([y, _], Some([year, month])) if y.len() == 4 => Date::new(*year, Some(*month), None),
        ([_, y], Some([month, year])) if y.len() == 4 => Date::new(*year, Some(*month), None),
        _ => {
            // What is written in words, and nothing besides: “sinh ngày 5 tháng 3 năm 1962”.
            let (date, span) = Date::find(text)?;
            let besides = text.len() - span.len();
            (besides <= 24).then_some(date)
        }
    }
}

/// One run of digits: a year, a day without separators, or Excel's number of a day.
fn digits(text: &str, latest: i64) -> Option<Date> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let n: u64 = text.parse().ok()?;
    match text.len() {
        2 => Date::new(full(text, n, latest)?, None, None),
        4 => Date::new(n, None, None),
        // 1927 to 2064.
        5 if (10_000..60_000).contains(&n) => {
            let day = kit::clock::Day::of(1899, 12, 30).plus_days(n as i64);
            Date::new(u64::try_from(day.year()).ok()?, Some(day.0.month() as u64), Some(day.0.day() as u64))
        }
        8 => Date::new(n % 10_000, Some(n / 10_000 % 100), Some(n / 1_000_000))
            .or_else(|| Date::new(n / 10_000, Some(n / 100 % 100), Some(n % 100))),
        _ => None,
    }
}

fn full(written: &str, year: u64, latest: i64) -> Option<u64> {
    match written.len() {
        4 => Some(year),
        2 => {
            let latest = u64::try_from(latest).ok()?;
            let of_this_century = latest / 100 * 100 + year;
            Some(if of_this_century > latest { of_this_century - 100 } else { of_this_century })
        }
        _ => None,
    }
}

/// How a column's cells write their days: the month first where that alone makes sense of them, and of enough of them. Most days
/// are after the twelfth, so among days written month first most tell; a single one among many is a slip of the pen.
pub fn order<'a>(cells: impl Iterator<Item = &'a str>) -> Order {
    let (mut day_first, mut month_first, mut either) = (0, 0, 0);
    for cell in cells {
        let parts: Vec<u32> = cell.split(['/', '-', '.', ' ']).filter_map(|part| part.parse().ok()).collect();
        match parts[..] {
            [13..=31, 1..=12, _] => day_first += 1,
            [1..=12, 13..=31, _] => month_first += 1,
            [1..=12, 1..=12, _] => either += 1,
            _ => {}
        }
    }
    let enough = month_first > 0 && 2 * month_first >= either;
    if enough && day_first == 0 { Order::MonthFirst } else { Order::DayFirst }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_read_in_the_forms_people_type() {
        for (text, read_as) in [
            ("5/3/1962", "1962-03-05"),
            ("05.03.62", "1962-03-05"),
            ("05-03-1962", "1962-03-05"),
            ("5 / 3 / 1962", "1962-03-05"),
            ("5 3 1962", "1962-03-05"),
            ("1962-03-05", "1962-03-05"),
            ("'05/03/1962", "1962-03-05"),
            ("05031962", "1962-03-05"),
            ("19620305", "1962-03-05"),
            ("22710", "1962-03-05"),
            ("ngày 5 tháng 3 năm 1962", "1962-03-05"),
            ("Sinh ngày 05/3/1962", "1962-03-05"),
            ("3/1962", "1962-03"),
            ("1962-03", "1962-03"),
            ("tháng 3 năm 1962", "1962-03"),
            ("1962", "1962"),
            ("62", "1962"),
            ("00/00/1962", "1962"),
            ("  /  /1962", "1962"),
            ("15/8/05", "2005-08-15"),
            ("15/8/19", "1919-08-15"),
        ] {
            assert_eq!(
                read(text, Order::DayFirst, 2018).map(|date| date.to_string()).as_deref(),
                Some(read_as),
                "{text}"
            );
        }
        for text in [
            "",
            "31/02/1960",
            "3/25/1962",
            "1962?",
            "khoảng năm 1962 hoặc 1963, khai lại lần sau",
            "0",
            "123",
            "5/3",
            "32/1/1960",
            "1/1/1",
        ] {
            assert_eq!(read(text, Order::DayFirst, 2018), None, "{text}");
        }
        assert_eq!(
            read("3/25/62", Order::MonthFirst, 2018).map(|date| date.to_string()).as_deref(),
            Some("1962-03-25")
        );
    }

    #[test]
    fn a_column_writes_the_month_first_only_where_nothing_else_makes_sense() {
        for (cells, expected) in [
            (&["5/3/1962", "6/12/1970"][..], Order::DayFirst),
            (&["3/25/1962", "6/12/1970"], Order::MonthFirst),
            (&["3/25/1962", "25/3/1970"], Order::DayFirst),
            (&["5/3/1985", "3/25/1985", "5/4/1985", "6/2/1985"], Order::DayFirst),
            (&["5/3/1985", "3/25/1985", "5/14/1985", "6/2/1985", "1/1/1990"], Order::MonthFirst),
            (&[], Order::DayFirst),
        ] {
            assert_eq!(order(cells.iter().copied()), expected, "{cells:?}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_from_each_way_to_write_it(days in 0_i64..44_000) {
            let day = kit::clock::Day::of(1900, 1, 1).plus_days(days);
            let (y, m, d) = (day.0.year(), day.0.month(), day.0.day());
            for text in [format!("{d}/{m}/{y}"), format!("{d:02}.{m:02}.{y}"), format!("{y}-{m:02}-{d:02}"), format!("{d:02}{m:02}{y}")] {
                prop_assert_eq!(read(&text, Order::DayFirst, 2030).map(|date| date.to_string()), Some(day.to_string()), "{}", text);
            }
            prop_assert_eq!(read(&format!("{m}/{d}/{y}"), Order::MonthFirst, 2030).map(|date| date.to_string()), Some(day.to_string()));
        }

        #[test]
        fn nothing_that_is_typed_makes_it_stop(text in "\\PC{0,40}") {
            let _ = read(&text, Order::DayFirst, 2018);
            let _ = read(&text, Order::MonthFirst, 2018);
        }
    }
}
