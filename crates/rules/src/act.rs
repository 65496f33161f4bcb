//! What may take two persons: acts that one alone might undo badly.

use crate::reader::{Vocabulary, word_of};
use crate::roles::Right;

/// The kinds of change of units that may take two persons.
pub(crate) const CHANGES: &Vocabulary<&str> = &[
    ("merge", "merge"),
    ("split", "split"),
    ("dissolve", "dissolve"),
    ("move", "move"),
    ("transfer_part", "transfer_part"),
];

/// What one person alone might undo badly: done when a second one agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Merge, split or dissolve units: the kinds of change that the rule names.
    EndUnits,
    /// Take such a change back.
    UndoUnits,
    /// Erase a person's record.
    ErasePerson,
    /// Give a role that lets people in or confirms, or an account to whoever holds a post that carries one.
    GivePower,
    /// Take what is sealed out as a file.
    ExportSealed,
    /// Open a case of a closed room to somebody.
    OpenCase,
    /// Take the second step of signing in off an account whose owner has lost it.
    LiftSecondStep,
    /// Make a paper public: it crosses to the portal.
    PublishPaper,
    /// Give somebody a post whose holder may be the second person of what takes two.
    FillPost,
}

pub(crate) const ACTS: &Vocabulary<Act> = &[
    ("end_units", Act::EndUnits),
    ("undo_units", Act::UndoUnits),
    ("erase_person", Act::ErasePerson),
    ("give_power", Act::GivePower),
    ("export_sealed", Act::ExportSealed),
    ("open_case", Act::OpenCase),
    ("lift_second_step", Act::LiftSecondStep),
    ("fill_post", Act::FillPost),
    ("publish_paper", Act::PublishPaper),
];

impl Act {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Act> {
        ACTS.iter().map(|(_, act)| *act)
    }

    /// The word used in files and in the record: `end_units`, ….
    pub fn word(self) -> &'static str {
        word_of(ACTS, &self)
    }

    /// The right that whoever asks for it needs.
    pub fn asked_with(self) -> Right {
        match self {
            Act::EndUnits | Act::UndoUnits | Act::FillPost => Right::KeepOrganisation,
            Act::ErasePerson => Right::KeepPeople,
            Act::GivePower | Act::LiftSecondStep => Right::KeepAccounts,
            Act::ExportSealed => Right::ReadSensitive,
            Act::OpenCase => Right::KeepDiscipline,
            Act::PublishPaper => Right::KeepPapers,
        }
    }

    /// The rights of which whoever agrees needs one.
    pub fn agreed_with(self) -> [Right; 2] {
        let own = if self == Act::OpenCase { Right::AssignCases } else { self.asked_with() };
        [own, Right::Confirm]
    }

    /// The act of a word.
    pub fn of(word: &str) -> Option<Act> {
        ACTS.iter().find(|(known, _)| *known == word).map(|(_, act)| *act)
    }
}
