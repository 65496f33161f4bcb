//! What rules say on coming into the Party and on moving from one organisation to another.

use crate::reader::{Fields, Vocabulary};
use crate::ruleset::Text;

/// How members move from one cell to another (chuyển sinh hoạt đảng).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRule {
    /// Why a member moves. Keys are unique.
    pub causes: Vec<Cause>,
    /// Working days after its cause (a new post, a new home) in which a transfer is to be completed: 1 to 366.
    pub complete_within_working_days: u32,
    /// Days after the introduction in which the member presents it at the receiving side: 1 to 366.
    pub present_within_days: u32,
    /// Working days before the end of the time limit from which it is shown as soon due: 0 to 60. A product idea.
    pub soon_within_working_days: u32,
    /// Months that a temporary stay lasts at least: 0 to 120.
    pub temporary_min_months: u32,
    /// Months that a temporary stay may last: 1 to 120.
    pub temporary_max_months: u32,
    /// Months that a temporary stay for studies may last: 1 to 120.
    pub temporary_study_max_months: u32,
}

/// Why a member moves to another cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// `work`, `residence`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Whether a temporary stay for it may last as long as one for studies.
    pub studies: bool,
}

/// Whom a cell may propose for admission, and what follows the decision (kết nạp, dự bị).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmissionRule {
    /// Full years of age from which the cell may consider somebody, counted by the month: 14 to 100.
    pub min_age: u32,
    /// Full years of age up to which it may do so without a special consent, counted by the month: 14 to 150.
    pub max_age: u32,
    /// Levels of schooling, lowest first. Keys are unique; at least one is enough.
    pub schooling: Vec<Schooling>,
    /// How many sponsors there must be: 1 to 9.
    pub sponsors: u32,
    /// Months for which the certificate of the class of knowledge about the Party holds: 1 to 240.
    pub class_valid_months: u32,
    /// Working days after the decision reached the cell in which it holds the ceremony: 1 to 366.
    pub ceremony_within_working_days: u32,
    /// Months of probation: 1 to 60.
    pub probation_months: u32,
    /// From which day probation runs.
    pub probation_from: ProbationFrom,
    /// Working days after the end of probation in which the cell reviews: 1 to 366.
    pub review_within_working_days: u32,
    /// Months by which probation may be made longer: 0 where the rule knows no extension.
    pub extension_months: u32,
    /// Months that must have passed before somebody who left is admitted again: 0 to 240.
    pub readmission_after_months: u32,
    /// Days before the end of probation from which it is shown as soon due: 0 to 120. A product idea.
    pub soon_within_days: u32,
}

/// A level of schooling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schooling {
    /// `primary`, `lower_secondary`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Whether it is enough by the general rule; where it is not, a special consent is cited.
    pub enough: bool,
}

/// The day from which probation runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProbationFrom {
    /// The ceremony of admission in the cell.
    Ceremony,
    /// The decision on admission.
    Decision,
}

const BEGINNINGS: &Vocabulary<ProbationFrom> =
    &[("ceremony", ProbationFrom::Ceremony), ("decision", ProbationFrom::Decision)];

pub(crate) fn transfer(fields: &mut Fields) -> Option<TransferRule> {
    let causes = fields.keyed("causes", |key, fields| {
        let (name, studies) = (fields.both_languages(), fields.boolean("studies"));
        Some(Cause { key, name: name?, studies: studies? })
    });
    let complete_within_working_days = fields.number("complete_within_working_days", 1..=366);
    let present_within_days = fields.number("present_within_days", 1..=366);
    let soon_within_working_days = fields.number("soon_within_working_days", 0..=60);
    let temporary_min_months = fields.number("temporary_min_months", 0..=120);
    let temporary_max_months = fields.number("temporary_max_months", 1..=120);
    let temporary_study_max_months = fields.number("temporary_study_max_months", 1..=120);
    if temporary_min_months > temporary_max_months {
        fields.report("temporary_max_months", "is less than temporary_min_months");
    }
    Some(TransferRule {
        causes: causes?,
        complete_within_working_days: complete_within_working_days?,
        present_within_days: present_within_days?,
        soon_within_working_days: soon_within_working_days?,
        temporary_min_months: temporary_min_months?,
        temporary_max_months: temporary_max_months?,
        temporary_study_max_months: temporary_study_max_months?,
    })
}

pub(crate) fn admission(fields: &mut Fields) -> Option<AdmissionRule> {
    let min_age = fields.number("min_age", 14..=100);
    let max_age = fields.number("max_age", 14..=150);
    let schooling = fields.keyed("schooling", |key, fields| {
        let (name, enough) = (fields.both_languages(), fields.boolean("enough"));
        Some(Schooling { key, name: name?, enough: enough? })
    });
    let sponsors = fields.number("sponsors", 1..=9);
    let class_valid_months = fields.number("class_valid_months", 1..=240);
    let ceremony_within_working_days = fields.number("ceremony_within_working_days", 1..=366);
    let probation_months = fields.number("probation_months", 1..=60);
    let probation_from = fields.word("probation_from", BEGINNINGS);
    let review_within_working_days = fields.number("review_within_working_days", 1..=366);
    let extension_months = fields.number("extension_months", 0..=60);
    let readmission_after_months = fields.number("readmission_after_months", 0..=240);
    let soon_within_days = fields.number("soon_within_days", 0..=120);
    if min_age > max_age {
        fields.report("max_age", "is less than min_age");
    }
    if schooling.as_ref().is_some_and(|levels| !levels.iter().any(|level| level.enough)) {
        fields.report("schooling", "has no level that is enough; nobody could be admitted");
    }
    Some(AdmissionRule {
        min_age: min_age?,
        max_age: max_age?,
        schooling: schooling?,
        sponsors: sponsors?,
        class_valid_months: class_valid_months?,
        ceremony_within_working_days: ceremony_within_working_days?,
        probation_months: probation_months?,
        probation_from: probation_from?,
        review_within_working_days: review_within_working_days?,
        extension_months: extension_months?,
        readmission_after_months: readmission_after_months?,
        soon_within_days: soon_within_days?,
    })
}
