//! Roles and what each of them allows.

/// A role that is held at a unit.
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

/// Something that may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Let people in: accounts, roles, one-time links.
    KeepAccounts,
    /// See units, who leads them and how many belong to them.
    ReadOrganisation,
    /// Change units, their posts and terms.
    KeepOrganisation,
    /// See the members: who they are, where they belong, what is not sealed of their record.
    ReadPeople,
    /// Keep the members' record: enter, correct, import, admit, transfer.
    KeepPeople,
    /// Open what is sealed of a member's record; each opening is journalled.
    ReadSensitive,
    /// See the state of study.
    ReadStudy,
    /// Mark attendance, grant exemptions, receive hand-ins.
    KeepStudy,
    /// Write articles.
    EditArticle,
    /// Publish articles.
    PublishArticle,
    /// See discipline.
    ReadDiscipline,
    /// Enter decisions on discipline.
    KeepDiscipline,
    /// See the journal.
    ReadJournal,
}

impl Role {
    /// All roles, as (role, word, what it allows).
    pub const ALL: [(Role, &str, &[Right]); 9] = [
        (Role::OfficeManager, "manager", &[Right::KeepAccounts, Right::ReadOrganisation, Right::ReadJournal]),
        (Role::Leader, "leader", &[Right::ReadOrganisation, Right::ReadPeople, Right::ReadStudy]),
        (
            Role::OrganisationOfficer,
            "organisation",
            &[
                Right::ReadOrganisation,
                Right::KeepOrganisation,
                Right::ReadPeople,
                Right::KeepPeople,
                Right::ReadSensitive,
                Right::ReadStudy,
                Right::KeepStudy,
            ],
        ),
        (
            Role::CommuneClerk,
            "clerk",
            &[Right::ReadOrganisation, Right::ReadPeople, Right::ReadStudy, Right::KeepStudy],
        ),
        (
            Role::CellSecretary,
            "cell_secretary",
            &[Right::ReadOrganisation, Right::ReadPeople, Right::ReadStudy, Right::KeepStudy],
        ),
        (Role::Editor, "editor", &[Right::EditArticle]),
        (Role::Publisher, "publisher", &[Right::EditArticle, Right::PublishArticle]),
        (
            Role::Inspector,
            "inspector",
            &[
                Right::ReadOrganisation,
                Right::ReadPeople,
                Right::ReadStudy,
                Right::ReadDiscipline,
                Right::KeepDiscipline,
                Right::ReadJournal,
            ],
        ),
        (Role::FrontMember, "front", &[Right::ReadOrganisation]),
    ];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        Role::ALL.iter().find(|(role, ..)| *role == self).map_or("", |(_, word, _)| word)
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Role> {
        Role::ALL.iter().find(|(_, w, _)| *w == word).map(|(role, ..)| *role)
    }

    /// What it allows, in the branch of the unit that it is held at.
    pub fn rights(self) -> &'static [Right] {
        Role::ALL.iter().find(|(role, ..)| *role == self).map_or(&[], |(.., rights)| rights)
    }
}

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
    KeepAccounts ReadOrganisation KeepOrganisation ReadPeople KeepPeople ReadSensitive ReadStudy KeepStudy EditArticle
    PublishArticle ReadDiscipline KeepDiscipline ReadJournal
}
