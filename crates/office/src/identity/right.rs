//! Rights as types. Which role allows which of them, and which posts carry a role, is data: `rules/roles-*.toml`.

pub use rules::{Act, Right, RightSet};

/// The roles that the program itself names: at the first run, in the cast, in tests. An office may have others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Keeps the office itself: accounts and their roles.
    OfficeManager,
    /// Leads the unit.
    Leader,
    /// Keeps the organisation's record.
    OrganisationOfficer,
    /// Does the paperwork of a commune.
    CommuneClerk,
    /// Leads a cell.
    CellSecretary,
    /// Writes articles.
    Editor,
    /// Publishes what others wrote.
    Publisher,
    /// Inspects.
    Inspector,
    /// Works for the Front.
    FrontMember,
}

impl Role {
    /// Its key in the ruleset and in the record.
    pub fn word(self) -> &'static str {
        match self {
            Role::OfficeManager => "manager",
            Role::Leader => "leader",
            Role::OrganisationOfficer => "organisation",
            Role::CommuneClerk => "clerk",
            Role::CellSecretary => "cell_secretary",
            Role::Editor => "editor",
            Role::Publisher => "publisher",
            Role::Inspector => "inspector",
            Role::FrontMember => "front",
        }
    }
}

/// What takes two persons, as a type: a grant for it is made from a proposal that a second one agreed to, or where the
/// rules let one person do it.
pub trait TwoPerson {
    /// The act that it stands for.
    const ACT: Act;
}

macro_rules! acts {
    ($($name:ident)*) => {$(
        #[doc = concat!("[`Act::", stringify!($name), "`] as a type.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl TwoPerson for $name {
            const ACT: Act = Act::$name;
        }
    )*};
}

acts! { EndUnits UndoUnits ErasePerson GivePower ExportSealed OpenCase LiftSecondStep FillPost PublishPaper }

/// A right as a type, so that a verb can name in its signature which grant it takes.
pub trait Permission {
    /// The right that it stands for.
    const RIGHT: Right;
}

macro_rules! permissions {
    ($($name:ident)*) => {$(
        #[doc = concat!("[`Right::", stringify!($name), "`] as a type.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Permission for $name {
            const RIGHT: Right = Right::$name;
        }
    )*};
}

permissions! {
    KeepAccounts ReadOrganisation KeepOrganisation ReadPeople KeepPeople KeepMoves ReadSensitive ReadStudy KeepStudy ReadHandins EditArticle
    PublishArticle ReadPapers KeepPapers DraftPapers ClearPapers SignPapers GiveTasks DoTasks KeepReception ReadDiscipline KeepDiscipline AssignCases ReadJournal Confirm
}
