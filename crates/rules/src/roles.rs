//! Roles as rules: what each role allows, which posts carry one, what may be passed on, what takes two persons.

use crate::reader::{Fields, Vocabulary, word_of};
use crate::ruleset::Text;

/// Something that may be allowed. Verbs name it by a type; which role allows it is data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// Keep what a unit does with its members: transfers, candidates, probation.
    KeepMoves,
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
    /// See the counts of discipline.
    ReadDiscipline,
    /// Open cases and enter decisions on discipline in one's own.
    KeepDiscipline,
    /// Say to whom a case is opened.
    AssignCases,
    /// See the journal.
    ReadJournal,
    /// Be the second person of what takes two.
    Confirm,
}

const RIGHTS: &Vocabulary<Right> = &[
    ("keep_accounts", Right::KeepAccounts),
    ("read_organisation", Right::ReadOrganisation),
    ("keep_organisation", Right::KeepOrganisation),
    ("read_people", Right::ReadPeople),
    ("keep_people", Right::KeepPeople),
    ("keep_moves", Right::KeepMoves),
    ("read_sensitive", Right::ReadSensitive),
    ("read_study", Right::ReadStudy),
    ("keep_study", Right::KeepStudy),
    ("edit_article", Right::EditArticle),
    ("publish_article", Right::PublishArticle),
    ("read_discipline", Right::ReadDiscipline),
    ("keep_discipline", Right::KeepDiscipline),
    ("assign_cases", Right::AssignCases),
    ("read_journal", Right::ReadJournal),
    ("confirm", Right::Confirm),
];

impl Right {
    /// All of them, in the order in which pages show them.
    pub fn all() -> impl Iterator<Item = Right> {
        RIGHTS.iter().map(|(_, right)| *right)
    }

    /// The word used in files and in the record: `keep_accounts`, ….
    pub fn word(self) -> &'static str {
        word_of(RIGHTS, &self)
    }

    /// The right of a word.
    pub fn of(word: &str) -> Option<Right> {
        RIGHTS.iter().find(|(known, _)| *known == word).map(|(_, right)| *right)
    }
}

/// Some rights, each at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RightSet(u64);

impl RightSet {
    /// Whether `right` is one of them.
    pub fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u64) != 0
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: RightSet) -> RightSet {
        RightSet(self.0 & other.0)
    }

    /// Those that are in this one and not in the other.
    #[must_use]
    pub fn without(self, other: RightSet) -> RightSet {
        RightSet(self.0 & !other.0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order of [`Right::all`].
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::all().filter(move |right| self.has(*right))
    }
}

impl FromIterator<Right> for RightSet {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> RightSet {
        RightSet(rights.into_iter().fold(0, |set, right| set | 1 << right as u64))
    }
}

/// What one person alone might undo badly: done when a second one agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// End units above the level of the cell: dissolve or merge them.
    EndUnits,
    /// Take back what ended units above the level of the cell.
    UndoUnits,
    /// Erase a person's record.
    ErasePerson,
    /// Give a role that lets people in or confirms.
    GivePower,
    /// Take what is sealed out as a file.
    ExportSealed,
    /// Open a case of a closed room to somebody.
    OpenCase,
    /// Take the second step of signing in off an account whose owner has lost it.
    LiftSecondStep,
}

const ACTS: &Vocabulary<Act> = &[
    ("end_units", Act::EndUnits),
    ("undo_units", Act::UndoUnits),
    ("erase_person", Act::ErasePerson),
    ("give_power", Act::GivePower),
    ("export_sealed", Act::ExportSealed),
    ("open_case", Act::OpenCase),
    ("lift_second_step", Act::LiftSecondStep),
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
            Act::EndUnits | Act::UndoUnits => Right::KeepOrganisation,
            Act::ErasePerson => Right::KeepPeople,
            Act::GivePower | Act::LiftSecondStep => Right::KeepAccounts,
            Act::ExportSealed => Right::ReadSensitive,
            Act::OpenCase => Right::KeepDiscipline,
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

/// The roles of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolesRule {
    /// The roles; keys are unique.
    pub roles: Vec<RoleRule>,
    /// The posts that carry one of them; keys are unique.
    pub posts: Vec<PostRule>,
    /// How long rights may be passed on: 1 to 366 days.
    pub delegation_days: u32,
    /// Rights that are never passed on.
    pub never_delegated: RightSet,
    /// What takes two persons; none where somebody works alone.
    pub two_person: Vec<Act>,
    /// Within how many hours the second one has to agree: 1 to 720.
    pub two_person_hours: u32,
}

/// A role and what it allows, in the branch of the unit that it is held at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRule {
    /// `manager`, `leader`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// What it allows.
    pub rights: RightSet,
}

/// A post that carries a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRule {
    /// The line's own key.
    pub key: String,
    /// Key of the post: `secretary`, `head`, ….
    pub post: String,
    /// At which kinds of unit.
    pub unit_kinds: Vec<String>,
    /// How the unit's name begins, any of these; empty where the name does not matter.
    pub named: Vec<String>,
    /// The role, one of the same ruleset.
    pub role: String,
    /// Where the role is then held.
    pub at: At,
}

/// Where a post's role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// At the unit of the post.
    Unit,
    /// At the unit above it: the head of a committee's board acts for the committee.
    Above,
}

impl RolesRule {
    /// The role of a key.
    pub fn role(&self, key: &str) -> Option<&RoleRule> {
        self.roles.iter().find(|role| role.key == key)
    }

    /// Whether an act takes two persons.
    pub fn takes_two(&self, act: Act) -> bool {
        self.two_person.contains(&act)
    }

    /// Whether a role lets people in or confirms: whoever gives it gives power over the office itself.
    pub fn is_power(&self, key: &str) -> bool {
        let power = [Right::KeepAccounts, Right::Confirm];
        self.role(key).is_some_and(|role| power.into_iter().any(|right| role.rights.has(right)))
    }

    /// Rights that no role allows: nobody but the console can do what they are for.
    pub fn unheld(&self) -> Vec<Right> {
        Right::all().filter(|right| self.roles.iter().all(|role| !role.rights.has(*right))).collect()
    }
}

/// Reads the table `roles`. `general` rules must leave no right to nobody; an office may.
pub(crate) fn read(fields: &mut Fields, general: bool) -> Option<RolesRule> {
    let roles = fields.keyed("roles", |key, fields| {
        let (name, rights) = (fields.both_languages(), fields.words("rights", RIGHTS, false));
        Some(RoleRule { key, name: name?, rights: rights?.into_iter().collect() })
    });
    let posts = if fields.has("posts") { posts(fields, roles.as_deref()) } else { Some(Vec::new()) };
    let delegation = fields.table("delegation", |fields| {
        let (days, never) = (fields.number("max_days", 1..=366), fields.words("never", RIGHTS, true));
        Some((days?, never?.into_iter().collect()))
    });
    let two_person = fields.table("two_person", |fields| {
        let (acts, hours) = (fields.words("acts", ACTS, true), fields.number("hours", 1..=720));
        Some((acts?, hours?))
    });
    let ((delegation_days, never_delegated), (two_person, two_person_hours)) = (delegation?, two_person?);
    let rule =
        RolesRule { roles: roles?, posts: posts?, delegation_days, never_delegated, two_person, two_person_hours };
    if general {
        for right in rule.unheld() {
            fields.report("roles", format!("no role allows \"{}\"; nobody could do what it is for", right.word()));
        }
    }
    if !rule.two_person.is_empty() && rule.unheld().contains(&Right::Confirm) {
        // With nobody to confirm, each act would wait for a second holder of its own right: a dangerous right held alone.
        fields.report("two_person.acts", "takes two persons, but no role allows \"confirm\"");
    }
    Some(rule)
}

fn posts(fields: &mut Fields, roles: Option<&[RoleRule]>) -> Option<Vec<PostRule>> {
    fields.keyed("posts", |key, fields| {
        let post = fields.key("post", '_');
        let unit_kinds = fields.texts("unit_kinds");
        if unit_kinds.as_ref().is_some_and(Vec::is_empty) {
            fields.report("unit_kinds", "is empty; name at least one");
        }
        let named = if fields.has("named") { fields.texts("named") } else { Some(Vec::new()) };
        let role = fields.key("role", '_');
        if let (Some(role), Some(roles)) = (&role, roles)
            && roles.iter().all(|known| known.key != *role)
        {
            fields.report("role", format!("\"{role}\" is not among the roles of this file"));
        }
        let at = fields.word("at", &[("unit", At::Unit), ("above", At::Above)]);
        Some(PostRule { key, post: post?, unit_kinds: unit_kinds?, named: named?, role: role?, at: at? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Area, BUILTIN, RuleBook};

    fn file() -> &'static str {
        BUILTIN.iter().find(|(name, _)| *name == "roles-general.toml").expect("the roles").1
    }

    #[test]
    fn a_broken_file_of_roles_is_told_what_and_where() {
        let office = "scope = \"office\"\nissuer = \"x\"";
        for (from, to, problem) in [
            ("\"keep_people\"", "\"keep_poeple\"", "roles.roles[2].rights: \"keep_poeple\" is not known here"),
            (", \"keep_people\"", "", "roles.roles: no role allows \"keep_people\"; nobody could do what it is for"),
            (
                "role = \"leader\"",
                "role = \"boss\"",
                "roles.posts[1].role: \"boss\" is not among the roles of this file",
            ),
            ("unit_kinds = [\"cell\"]", "unit_kinds = []", "roles.posts[0].unit_kinds: is empty"),
            ("at = \"above\"", "at = \"below\"", "roles.posts[3].at: \"below\" is not known here"),
            ("max_days = 90", "max_days = 900", "roles.delegation.max_days: 900 is outside 1 to 366"),
            ("\"erase_person\",", "\"end_all\",", "roles.two_person.acts: \"end_all\" is not known here"),
            (", \"confirm\"]", "]", "roles.two_person.acts: takes two persons, but no role allows \"confirm\""),
        ] {
            assert!(file().contains(from), "{from}");
            let broken = file().replacen(from, to, 1);
            let told = RuleBook::load([("r.toml", &broken)]).expect_err(from);
            let told: Vec<String> = told.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|it| it.starts_with(&format!("r.toml: {problem}"))), "{problem}: {told:?}");
            // An office may leave a right to nobody; whatever else is wrong is wrong there too.
            let own = broken.replacen("issuer = \"Then Chốt\"", office, 1);
            let sound = RuleBook::load([("r.toml", &own)]).is_ok();
            assert_eq!(sound, problem.contains("no role allows \"keep_people\""), "{problem}");
        }
    }

    #[test]
    fn an_office_has_its_own_roles_and_may_let_one_person_do_all() {
        let own = file().replacen("id = \"roles-general\"", "id = \"roles-ours\"\nscope = \"office\"", 1).replacen(
            "acts = [\"erase_person\", \"give_power\", \"open_case\", \"lift_second_step\"]",
            "acts = []",
            1,
        );
        let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
        let book = RuleBook::load(files).expect("both are sound");
        let day = jiff::civil::date(2026, 5, 1);
        for (scope, acts) in [(Some("office"), 0), (None, 4)] {
            let rule = book.on(Area::Roles, scope, day).and_then(|ruleset| ruleset.roles()).expect("roles");
            assert_eq!(rule.two_person.len(), acts, "{scope:?}");
            assert!(rule.unheld().is_empty());
        }
    }

    #[test]
    fn rights_are_a_set() {
        let some: RightSet = [Right::ReadPeople, Right::Confirm].into_iter().collect();
        let other: RightSet = [Right::Confirm, Right::KeepStudy].into_iter().collect();
        assert_eq!(some.and(other).iter().collect::<Vec<_>>(), [Right::Confirm]);
        assert_eq!(some.without(other).iter().collect::<Vec<_>>(), [Right::ReadPeople]);
        assert!(RightSet::default().is_empty() && !some.is_empty() && some.has(Right::Confirm));
        assert!(Right::all().all(|right| Right::of(right.word()) == Some(right)));
        assert!(Act::all().all(|act| Act::of(act.word()) == Some(act)));
    }
}
