//! Rules of the field as data: dated, sourced, checked when loaded. No IO.
//!
//! Nearly every rule this product counts by was replaced within two years, some of them twice, so a
//! target or a denominator is never a constant in code. It stands in a *ruleset*: a small TOML file that
//! says who issued the rule, when it holds, where that is written and how sure we are of it.
//!
//! ```
//! use rules::{Area, RuleBook};
//!
//! let book = RuleBook::builtin();
//! let date = jiff::civil::date(2026, 5, 1);
//! let ruleset = book.on(Area::Study, None, date).unwrap();
//! assert_eq!(ruleset.study().unwrap().target_basis_points, 10_000);
//! assert_eq!(ruleset.citation().id, "study-19-qd-tw-2026");
//! ```
//!
//! Invariants of a [`RuleBook`], all of them checked by [`RuleBook::load`]:
//!
//! - ids are unique;
//! - within one area and one scope no two rulesets are in force on the same day;
//! - every field of every file was understood (an unknown field is refused, not skipped).
//!
//! Deadlines in working days are counted by a [`Calendar`]:
//!
//! ```
//! let due = rules::Calendar::builtin().plus_working_days(jiff::civil::date(2018, 2, 12), 2);
//! assert_eq!(due.day, jiff::civil::date(2018, 2, 21)); // after the Lunar New Year
//! assert_eq!(due.off[0].name.vi, "Tết Nguyên đán Mậu Tuất");
//! ```
//!
//! Absent on purpose: reading files, the clock, and any way to change a book once it is loaded.

mod act;
mod body;
mod book;
mod builtin;
mod calendar;
mod exemption;
mod layout;
mod movement;
mod newsroom;
mod papers;
mod person;
mod posts;
mod problem;
mod reader;
mod reception;
mod roles;
mod ruleset;
mod sign_in;
mod tasks;
mod units;

pub use act::Act;
pub use body::{
    Body, ConcurrentPostsRule, CountedBy, Denominator, DisciplineRule, Form, HandIn, Numerator, StudyRule, StudyState,
    UnitKind,
};
pub use book::RuleBook;
pub use builtin::BUILTIN;
pub use calendar::{CALENDARS, Calendar, DaysOff, Reckoning, Year};
pub use exemption::{AskedHow, DecidedBy, EXEMPT, ExemptionKind, ExemptionRule, OverAge, Reason};
pub use layout::{HeadName, LayoutCheck, LayoutRule, SignLetters, SignName};
pub use movement::{AdmissionRule, Cause, ProbationFrom, Schooling, TransferRule};
pub use newsroom::{Check, NewsroomRule};
pub use papers::{BoardLetters, Letters, PaperBody, PaperKind, PapersRule, SignForm};
pub use person::{
    DataField, EndsPosts, MemberState, Named, OnErasure, PersonalDataRule, Reader, RequestKind, StandingChange,
    StandingRule,
};
pub use posts::{PostLine, PostsRule};
pub use problem::Problem;
pub use reception::{ReceptionRule, Refusal};
pub use roles::{At, PostRule, Right, RightSet, RoleRule, RolesRule};
pub use ruleset::{Area, Citation, Confidence, Ruleset, Text};
pub use sign_in::SignInRule;
pub use tasks::{Assigned, CountedDays, TasksRule};
pub use units::{UnitLine, UnitsRule};

#[cfg(test)]
mod tests;
