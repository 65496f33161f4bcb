//! Coming into the Party: the candidates before the decision, and the probation after it.
//!
//! `recognised → sympathiser → filed → reviewed → admitted`, or refused or withdrawn on the way. The decision enters a
//! probationary member in the same transaction; the ceremony follows within its time limit; when the months of probation
//! are over the cell reviews, and the member is official as of that very day, however late the paper.

pub mod checks;
mod correct;
pub mod pages;
mod probation;
mod reading;
#[cfg(test)]
mod tests;
mod verbs;

pub use correct::correct_step;
pub use probation::{Probation, ProbationError, Proposal, conclude, hold_ceremony, review};
pub use reading::{Candidate, MaySponsor, Sponsor, Stage, StepDone};
pub use verbs::{CandidateError, Mended, NewCandidate, admit, advance, identify, mend, recognise, refuse};

use rules::{AdmissionRule, Area, RuleBook};

/// The tables of this slice; after those of units and persons.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "candidate/0001_candidate", sql: include_str!("schema.sql") };

/// Who was a member before; after probation.
pub const AGAIN: kit::db::Migration =
    kit::db::Migration { name: "candidate/0002_again", sql: include_str!("again.sql") };

/// The ruleset on admission that something is judged by: its id, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    /// The ruleset's id.
    pub id: &'a str,
    /// What it says.
    pub rule: &'a AdmissionRule,
    /// How often somebody may be admitted again, by the ruleset on standing of the day.
    pub readmissions: u32,
}

impl<'a> Ruling<'a> {
    /// The ruleset that holds on a day, if one does.
    pub fn on(book: &'a RuleBook, day: kit::clock::Day) -> Option<Ruling<'a>> {
        let ruleset = book.on(Area::Admission, None, day.0)?;
        let readmissions = book.on(Area::Standing, None, day.0)?.standing()?.readmissions;
        Some(Ruling { id: &ruleset.id, rule: ruleset.admission()?, readmissions })
    }

    /// What a record says of somebody with this schooling; empty where the rule does not know it.
    pub fn schooling(&self, key: &str) -> String {
        let level = self.rule.schooling.iter().find(|level| level.key == key);
        level.map_or(String::new(), |level| viet::capital(&level.name.vi))
    }
}
