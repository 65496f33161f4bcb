//! Coming into the Party: the candidates before the decision, and probation after it.
//!
//! `recognised → sympathiser → filed → reviewed → admitted`, or refused or withdrawn on the way. The decision enters a
//! probationary member; the ceremony follows within its time limit; when the months of probation are over the cell
//! reviews, and the member is official as of that very day, however late the paper.

pub mod checks;
pub mod pages;
mod probation;
mod reading;
#[cfg(test)]
mod tests;
mod verbs;

pub use probation::{Outcome, Probation, ProbationError, decide_probation, hold_ceremony, review_probation};
pub use reading::{Candidate, Sponsor, Stage, StepDone};
pub use verbs::{Admitted, CandidateError, NewCandidate, Written, admit, advance, end, recognise, set_sponsors};

use rules::{AdmissionRule, Area, RuleBook};

/// The tables of this slice; after those of units and persons.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "candidate/0001_candidate", sql: include_str!("schema.sql") };

/// The ruleset on admission that something is judged by: its id, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    /// The ruleset's id.
    pub id: &'a str,
    /// What it says.
    pub rule: &'a AdmissionRule,
}

impl<'a> Ruling<'a> {
    /// The ruleset that holds on a day, if one does.
    pub fn on(book: &'a RuleBook, day: kit::clock::Day) -> Option<Ruling<'a>> {
        let ruleset = book.on(Area::Admission, None, day.0)?;
        Some(Ruling { id: &ruleset.id, rule: ruleset.admission()? })
    }

    /// The ruleset with this id.
    pub fn by_id(book: &'a RuleBook, id: &str) -> Option<Ruling<'a>> {
        let ruleset = book.by_id(id)?;
        Some(Ruling { id: &ruleset.id, rule: ruleset.admission()? })
    }
}
