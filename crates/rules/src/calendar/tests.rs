//! Which days are worked, and what a count of them meets on its way.

use super::*;
use crate::{Area, ProbationFrom, RuleBook};
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn feasts_are_off_and_exchanged_days_are_worked() {
    let calendar = Calendar::builtin();
    for (day, worked) in [
        (date(2018, 2, 13), true),
        (date(2018, 2, 14), false), // the 29th of the last lunar month
        (date(2018, 2, 20), false),
        (date(2018, 2, 21), true),
        (date(2018, 9, 3), false),   // for Sunday the 2nd
        (date(2018, 12, 31), false), // exchanged …
        (date(2019, 1, 5), true),    // … for this Saturday
        (date(2019, 1, 6), false),
        (date(2021, 9, 3), false), // two days for the National Day since the Labour Code of 2019
        (date(2020, 9, 3), true),
        (date(2024, 5, 4), true),
        (date(2026, 8, 22), true),
        (date(2026, 8, 31), false),
        (date(2035, 1, 1), true), // no file: weekends only
        (date(2035, 1, 6), false),
    ] {
        assert_eq!(calendar.is_working_day(day), worked, "{day}");
    }
    for year in 2014..=2026 {
        let known = calendar.year(year).expect("a year");
        let days: i32 = known.off.iter().map(|off| off.from.until(off.to).unwrap().get_days() + 1).sum();
        // Ten days by the Labour Code of 2012 and eleven by that of 2019, with what lies between and exchanged days.
        assert!((10..=18).contains(&days), "{year}: {days}");
        assert!(known.off.iter().any(|off| off.name.vi.contains("Nguyên đán")), "{year}");
        let off_in_exchange = (date(year, 1, 1).series(jiff::Span::new().days(1)))
            .take_while(|day| day.year() == year)
            .filter(|day| !is_weekend(*day) && !calendar.is_working_day(*day))
            .count();
        assert!((9..=14).contains(&off_in_exchange), "{year}: {off_in_exchange}");
    }
}

#[test]
fn sixty_working_days_over_the_lunar_new_year_say_what_they_met() {
    let due = Calendar::builtin().plus_working_days(date(2018, 11, 23), 60);
    assert_eq!(due.day, date(2019, 2, 25));
    let off: Vec<&str> = due.off.iter().map(|off| off.name.vi.as_str()).collect();
    assert_eq!(off, ["Tết Dương lịch 2019", "Tết Dương lịch", "Tết Nguyên đán Kỷ Hợi"]);
    assert_eq!(due.worked, [date(2019, 1, 5)]);
    assert_eq!(due.uncovered, Vec::<i16>::new());
}

#[test]
fn a_year_without_a_file_is_reported_and_counted_by_weekends() {
    let calendar = Calendar::builtin();
    let due = calendar.plus_working_days(date(2026, 12, 28), 10);
    assert_eq!((due.day, due.uncovered), (date(2027, 1, 11), vec![2027]));
    let none = Calendar::load::<&str, &str>([]).unwrap().plus_working_days(date(2018, 2, 9), 5);
    assert_eq!((none.day, none.uncovered), (date(2018, 2, 16), vec![2018]));
}

#[test]
fn a_count_ends_and_begins_anywhere() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.plus_working_days(date(2018, 2, 17), 0).day, date(2018, 2, 17), "none is none");
    assert_eq!(calendar.plus_working_days(date(2018, 2, 17), 1).day, date(2018, 2, 21));
    assert_eq!(calendar.plus_working_days(Date::MAX, 3).day, Date::MAX);
    assert_eq!(calendar.working_day_from(date(2018, 2, 17)), date(2018, 2, 21));
    assert_eq!(calendar.working_day_from(date(2018, 2, 21)), date(2018, 2, 21));
}

#[test]
fn a_broken_year_is_told_what_and_where() {
    let sound = "year = 2030\nsource = \"test\"\nconfidence = \"low\"\nworked = [2030-01-05]\n\
                 off = [{ key = \"a\", from = 2030-01-01, to = 2030-01-02, vi = \"Tết\", en = \"New year\" }]\n";
    assert!(Calendar::load([("c.toml", sound)]).is_ok());
    for (from, to, field, what) in [
        ("year = 2030", "year = 2031", "off[0].from", "2030-01-01 is in another year; put it into that year's file"),
        ("2030-01-02", "2029-01-02", "off[0].to", "2029-01-02 is before from 2030-01-01"),
        ("2030-01-02", "\"2030-01-02\"", "off[0].to", "should be a date like 2026-04-08, without quotes, hour or zone"),
        ("[2030-01-05]", "[2030-01-04]", "worked", "2030-01-04 is not of a weekend; it is worked anyway"),
        ("[2030-01-05]", "[2030-01-05, 2030-01-05]", "worked", "2030-01-05 is named twice"),
        ("2030-01-02, vi", "2030-01-06, vi", "worked", "2030-01-05 is also a day off"),
        ("worked", "worked_on", "worked", "is missing"),
        (
            "off = [",
            "off = [{ key = \"b\", from = 2030-01-02, to = 2030-01-02, vi = \"b\", en = \"b\" }, ",
            "off",
            "2030-01-02 is in two spans",
        ),
    ] {
        assert!(sound.contains(from), "{from}");
        let found = Calendar::load([("c.toml", sound.replacen(from, to, 1))]).expect_err(to);
        assert!(found.contains(&Problem::new("c.toml", field, what)), "{field}: {what}\nnot among {found:#?}");
    }
}

#[test]
fn an_offices_own_year_takes_the_place_of_the_built_in_one() {
    let own = "year = 2018\nsource = \"own\"\nconfidence = \"high\"\nworked = []\n\
               off = [{ key = \"a\", from = 2018-11-26, to = 2018-11-26, vi = \"a\", en = \"a\" }]\n";
    let calendar = Calendar::load(CALENDARS.iter().copied().chain([("own.toml", own)])).unwrap();
    assert!(!calendar.is_working_day(date(2018, 11, 26)) && calendar.is_working_day(date(2018, 2, 14)));
    assert!(calendar.year(2019).is_some());
}

#[test]
fn the_numbers_of_transfer_and_admission_on_a_day() {
    let book = RuleBook::builtin();
    for (day, transfer, admission) in [
        (date(2015, 1, 1), "transfer-before-2016", "admission-before-2016"),
        (date(2018, 11, 23), "transfer-29-qd-tw-2016", "admission-29-qd-tw-2016"),
        (date(2025, 7, 1), "transfer-24-qd-tw-2021", "admission-24-qd-tw-2021"),
        (date(2026, 7, 26), "transfer-208-qd-tw-2026", "admission-208-qd-tw-2026"),
    ] {
        let ruleset = book.on(Area::Transfer, None, day).unwrap();
        assert_eq!(ruleset.id, transfer);
        assert_eq!(ruleset.transfer().unwrap().complete_within_working_days, 60);
        let ruleset = book.on(Area::Admission, None, day).unwrap();
        assert_eq!(ruleset.id, admission);
        let rule = ruleset.admission().unwrap();
        assert_eq!((rule.min_age, rule.max_age, rule.ceremony_within_working_days), (18, 60, 30));
        assert_eq!((rule.probation_months, rule.probation_from), (12, ProbationFrom::Ceremony));
        assert_eq!((rule.extension_months, rule.readmission_after_months), (0, 36));
        let enough: Vec<&str> = rule.schooling.iter().filter(|it| !it.enough).map(|it| it.key.as_str()).collect();
        assert_eq!(enough, ["primary"]);
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (2012i16..2030, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    /// Counting forth and counting between are each other's inverse, and both agree with looking at every day.
    #[test]
    fn counting_agrees_with_looking_at_every_day(from in any_day(), working_days in 0u32..200) {
        let calendar = Calendar::builtin();
        let due = calendar.plus_working_days(from, working_days);
        let days: Vec<Date> =
            from.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= due.day).collect();
        let worked = days.iter().filter(|day| calendar.is_working_day(**day)).count();
        prop_assert_eq!(worked, working_days as usize);
        prop_assert_eq!(calendar.working_days_between(from, due.day), i64::from(working_days));
        prop_assert_eq!(calendar.working_days_between(due.day, from), -i64::from(working_days));
        if working_days > 0 {
            prop_assert!(calendar.is_working_day(due.day), "it ends on a working day");
        }
        for off in &due.off {
            let met = days.iter().any(|day| off.from <= *day && *day <= off.to);
            prop_assert!(met, "{:?} was met", off);
        }
        let uncovered = days.iter().any(|day| calendar.year(day.year()).is_none());
        prop_assert_eq!(!due.uncovered.is_empty(), uncovered);
    }

    /// A later start or a longer count never ends earlier.
    #[test]
    fn counting_is_monotonous(from in any_day(), later in 0i64..40, days in 0u32..100, more in 0u32..20) {
        let calendar = Calendar::builtin();
        let due = |from, days| calendar.plus_working_days(from, days).day;
        let then = from.saturating_add(jiff::Span::new().days(later));
        prop_assert!(due(from, days) <= due(then, days));
        prop_assert!(due(from, days) <= due(from, days + more));
    }
}
