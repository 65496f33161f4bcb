//! Roles as rules: what each role allows, which posts carry one, what may be passed on, what takes two persons.

use crate::act::{ACTS, Act, CHANGES};
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
    /// Open what members handed in, grade it, give it back.
    ReadHandins,
    /// Write articles.
    EditArticle,
    /// Publish articles.
    PublishArticle,
    /// See the register of papers and what was done with them.
    ReadPapers,
    /// Enter papers, give numbers, correct entries.
    KeepPapers,
    /// Write papers that are to go out.
    DraftPapers,
    /// Look at papers before they are signed, and clear them or send them back.
    ClearPapers,
    /// Sign papers.
    SignPapers,
    /// Give tasks from papers, extend them, accept what was done.
    GiveTasks,
    /// Accept and report the tasks of a unit.
    DoTasks,
    /// Keep what people send in: read it, pass it on, answer it.
    KeepReception,
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
    ("read_handins", Right::ReadHandins),
    ("edit_article", Right::EditArticle),
    ("publish_article", Right::PublishArticle),
    ("read_papers", Right::ReadPapers),
    ("keep_papers", Right::KeepPapers),
    ("draft_papers", Right::DraftPapers),
    ("clear_papers", Right::ClearPapers),
    ("sign_papers", Right::SignPapers),
    ("give_tasks", Right::GiveTasks),
    ("do_tasks", Right::DoTasks),
    ("keep_reception", Right::KeepReception),
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
    /// Which kinds of change of units are meant by [`Act::EndUnits`] and [`Act::UndoUnits`].
    pub two_person_changes: Vec<&'static str>,
    /// Within how many hours the second one has to agree: 1 to 720.
    pub two_person_hours: u32,
    /// For how many hours an account that somebody let in agrees to nothing that they ask: 0 to 720.
    pub let_in_hours: u32,
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
    /// At which kinds of unit it is given; any where none is named.
    pub held_at: Vec<String>,
}

impl RoleRule {
    /// Whether it is given at units of a kind.
    pub fn is_held_at(&self, unit_kind: &str) -> bool {
        self.held_at.is_empty() || self.held_at.iter().any(|kind| kind == unit_kind)
    }
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
        // An office's own rules of before posts took two name the giving of roles alone: they mean posts as well. What of
        // either is power is not the same: a post by any right to agree ([`RolesRule::post_is_power`]), a role by fewer.
        let of_a_post = act == Act::FillPost && self.two_person.contains(&Act::GivePower);
        of_a_post || self.two_person.contains(&act)
    }

    /// Whether a kind of change of units takes two persons, or taking it back does.
    pub fn change_takes_two(&self, act: Act, kind: &str) -> bool {
        self.takes_two(act) && self.two_person_changes.contains(&kind)
    }

    /// Whether a role lets people in, confirms, or says to whom closed rooms open: whoever gives it gives power over the office
    /// itself.
    pub fn is_power(&self, key: &str) -> bool {
        let power = [Right::KeepAccounts, Right::Confirm, Right::AssignCases];
        self.role(key).is_some_and(|role| power.into_iter().any(|right| role.rights.has(right)))
    }

    /// What a post may carry at a kind of unit. What the unit is called does not count: a name is easily changed.
    pub fn carried(&self, unit_kind: &str, post: &str) -> impl Iterator<Item = &PostRule> {
        self.posts.iter().filter(move |rule| rule.post == post && rule.unit_kinds.iter().any(|kind| kind == unit_kind))
    }

    /// Whether a post carries power: its role lets its holder agree to what takes two persons.
    pub fn post_is_power(&self, unit_kind: &str, post: &str) -> bool {
        let agrees = |right: Right| self.two_person.iter().any(|act| act.agreed_with().contains(&right));
        let mut roles = self.carried(unit_kind, post).filter_map(|rule| self.role(&rule.role));
        roles.any(|role| role.rights.iter().any(agrees))
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
        let held_at = if fields.has("held_at") { fields.texts("held_at") } else { Some(Vec::new()) };
        Some(RoleRule { key, name: name?, rights: rights?.into_iter().collect(), held_at: held_at? })
    });
    let posts = if fields.has("posts") { posts(fields, roles.as_deref()) } else { Some(Vec::new()) };
    let delegation = fields.table("delegation", |fields| {
        let (days, never) = (fields.number("max_days", 1..=366), fields.words("never", RIGHTS, true));
        Some((days?, never?.into_iter().collect()))
    });
    let two_person = fields.table("two_person", |fields| {
        let (acts, hours) = (fields.words("acts", ACTS, true), fields.number("hours", 1..=720));
        // A file of an office from before has neither: it meant no change of units, and links were not looked at.
        let changes = if fields.has("changes") { fields.words("changes", CHANGES, true) } else { Some(vec![]) };
        let let_in = if fields.has("let_in_hours") { fields.number("let_in_hours", 0..=720) } else { Some(72) };
        let (acts, changes) = (acts?, changes?);
        let of_units = acts.iter().any(|act| matches!(act, Act::EndUnits | Act::UndoUnits));
        if of_units && changes.is_empty() {
            fields.report("changes", "names no kind of change, so \"end_units\" and \"undo_units\" mean nothing");
        }
        Some((acts, changes, hours?, let_in?))
    });
    let (delegation_days, never_delegated) = delegation?;
    let (two_person, two_person_changes, two_person_hours, let_in_hours) = two_person?;
    let rule = RolesRule {
        roles: roles?,
        posts: posts?,
        delegation_days,
        never_delegated,
        two_person,
        two_person_changes,
        two_person_hours,
        let_in_hours,
    };
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
mod tests;
