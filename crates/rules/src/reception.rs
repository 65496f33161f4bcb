//! What an office's rules say on what people send in: by when they are told, and why something is not taken up.

use crate::reader::Fields;
use crate::ruleset::Text;

/// Receiving opinions, reports and what the people's supervision sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceptionRule {
    /// Working days in which a sender is told whether it is taken up: 1 to 366.
    pub notice_working_days: u32,
    /// Working days before that from which it is shown as soon due: 0 to 60.
    pub soon_within_working_days: u32,
    /// A place with fewer petitions than this is not counted by itself: 1 to 100.
    pub smallest_count: u32,
    /// Months after a petition is done with, for which what was said and who said it are kept: 1 to 1200.
    pub kept_months: u32,
    /// Why something is not taken up. Not empty; keys are unique.
    pub refusals: Vec<Refusal>,
}

/// A reason for not taking something up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its key in the record.
    pub key: String,
    /// What the sender is told.
    pub name: Text,
}

pub(crate) fn read(fields: &mut Fields) -> Option<ReceptionRule> {
    let notice_working_days = fields.number("notice_working_days", 1..=366);
    let soon_within_working_days = fields.number("soon_within_working_days", 0..=60);
    let smallest_count = fields.number("smallest_count", 1..=100);
    let kept_months = fields.number("kept_months", 1..=1200);
    let refusals = fields.keyed("refusals", |key, fields| fields.both_languages().map(|name| Refusal { key, name }));
    if refusals.as_ref().is_some_and(Vec::is_empty) {
        fields.report("refusals", "is empty");
        return None;
    }
    Some(ReceptionRule {
        notice_working_days: notice_working_days?,
        soon_within_working_days: soon_within_working_days?,
        smallest_count: smallest_count?,
        kept_months: kept_months?,
        refusals: refusals?,
    })
}
