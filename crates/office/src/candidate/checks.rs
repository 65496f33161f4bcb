//! What the rule asks of a candidate, checked on a day. Pure.

use super::Ruling;
use kit::clock::Day;

/// What the checks look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Day of birth.
    pub birth_day: Day,
    /// The key of the schooling in the ruleset.
    pub schooling: &'a str,
    /// Whether a paper is cited by which those above consent to what is outside the general rule.
    pub has_consent: bool,
    /// The day of the certificate of the class.
    pub class_on: Option<Day>,
    /// How many sponsors there are.
    pub sponsors: usize,
    /// The day on which somebody who was a member before left the Party.
    pub left_on: Option<Day>,
    /// How often the person on record was admitted again so far.
    pub readmitted: u32,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Age, counted by the month.
    Age,
    /// Schooling.
    Schooling,
    /// The class of knowledge about the Party.
    Class,
    /// Sponsors.
    Sponsors,
    /// The time since somebody left the Party.
    Return,
    /// How often somebody may be admitted again.
    Again,
}

impl Point {
    /// The part of a message key that names it.
    pub fn word(self) -> &'static str {
        match self {
            Point::Age => "age",
            Point::Schooling => "schooling",
            Point::Class => "class",
            Point::Sponsors => "sponsors",
            Point::Return => "return",
            Point::Again => "again",
        }
    }
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As the rule asks.
    Met,
    /// Outside the general rule, with the consent of those above.
    ByConsent,
    /// Possible with the consent of those above only.
    NeedsConsent,
    /// Not yet, or no more.
    Unmet,
}

impl Finding {
    /// Whether the cell may go on.
    pub fn is_fine(self) -> bool {
        matches!(self, Finding::Met | Finding::ByConsent)
    }
}

/// All points that concern the candidate, with what came of them on `day`.
pub fn check(ruling: Ruling<'_>, facts: &Facts<'_>, day: Day) -> Vec<(Point, Finding)> {
    let rule = ruling.rule;
    let consent = if facts.has_consent { Finding::ByConsent } else { Finding::NeedsConsent };
    let age = match months_between(facts.birth_day, day) {
        months if months < 12 * i64::from(rule.min_age) => Finding::Unmet,
        months if months <= 12 * i64::from(rule.max_age) => Finding::Met,
        _ => consent,
    };
    let schooling = match rule.schooling.iter().find(|level| level.key == facts.schooling) {
        Some(level) if level.enough => Finding::Met,
        _ => consent,
    };
    let valid = i32::try_from(rule.class_valid_months).unwrap_or(i32::MAX);
    let class = met(facts.class_on.is_some_and(|on| on <= day && day <= on.plus_months(valid)));
    let sponsors = met(facts.sponsors >= rule.sponsors as usize);
    let mut all =
        vec![(Point::Age, age), (Point::Schooling, schooling), (Point::Class, class), (Point::Sponsors, sponsors)];
    if let Some(left) = facts.left_on {
        let wait = i32::try_from(rule.readmission_after_months).unwrap_or(i32::MAX);
        all.push((Point::Return, met(left.plus_months(wait) <= day)));
        all.push((Point::Again, met(facts.readmitted < ruling.readmissions)));
    }
    all
}

fn met(is: bool) -> Finding {
    if is { Finding::Met } else { Finding::Unmet }
}

/// Months from one day to another as the rule counts them: by the month, whatever the day in it.
pub fn months_between(from: Day, to: Day) -> i64 {
    (to.year() - from.year()) * 12 + i64::from(to.0.month()) - i64::from(from.0.month())
}
