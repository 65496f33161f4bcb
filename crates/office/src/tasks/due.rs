//! Until when a task runs whose paper says no day.

use crate::deadline::CALENDAR;
use kit::clock::Day;
use rules::{CountedDays, TasksRule};

/// The last day of a task that was given on a day, by the rule.
pub fn default_due(rule: &TasksRule, given_on: Day) -> Day {
    match rule.counted {
        CountedDays::Working => Day(CALENDAR.plus_working_days(given_on.0, rule.default_days).day),
        CountedDays::All => on_working_day(given_on.plus_days(i64::from(rule.default_days))),
    }
}

/// The day itself when it is worked, otherwise the next one that is.
pub fn on_working_day(day: Day) -> Day {
    Day(CALENDAR.plus_working_days(day.plus_days(-1).0, 1).day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(counted: CountedDays) -> TasksRule {
        TasksRule {
            default_days: 10,
            counted,
            soon_within_working_days: 2,
            escalate_after_working_days: 3,
            addressed: vec![],
            addressing: vec![],
            communes: vec![],
            cells: vec![],
            others: vec![],
            names: vec![],
            due_words: vec![],
            assigned: vec![],
        }
    }

    #[test]
    fn ten_days_meet_weekends_feasts_and_the_lunar_new_year() {
        for (given, working, all) in [
            ("23/11/2018", "07/12/2018", "03/12/2018"),
            // Ten days from a Wednesday end on a Saturday: Monday.
            ("14/11/2018", "28/11/2018", "26/11/2018"),
            // New Year's Day and the day before it, for which a Saturday was worked.
            ("20/12/2018", "05/01/2019", "02/01/2019"),
            // The Lunar New Year of 2018, 14 to 20 February.
            ("05/02/2018", "26/02/2018", "21/02/2018"),
        ] {
            let given = Day::parse(given).unwrap();
            assert_eq!(
                default_due(&rule(CountedDays::Working), given).written(),
                Day::parse(working).unwrap().written()
            );
            assert_eq!(default_due(&rule(CountedDays::All), given).written(), Day::parse(all).unwrap().written());
        }
    }

    proptest! {
        #[test]
        fn no_task_ends_on_a_day_off(days in 0..4000_i64) {
            let given = Day::of(2015, 1, 1).plus_days(days);
            for counted in [CountedDays::Working, CountedDays::All] {
                let due = default_due(&rule(counted), given);
                prop_assert_eq!(on_working_day(due), due);
                prop_assert!(due >= given.plus_days(10));
            }
        }
    }
}
