//! What a unit has: one line for each kind of thing that belongs to units, and what becomes of it when its unit ends.
//!
//! The wizard, the closing of a unit and the check before an undo read this list. A slice that lets something belong to
//! units adds its line to [`ALL`] and its words (`estate-…`) to the messages; nothing else has to know.

use super::spans::Span;
use crate::identity::right::Right;
use kit::clock::Day;
use kit::db::{Conn, Result};

/// What becomes of a thing when its unit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its dated row ends and one at the receiving unit begins, with these columns carried over.
    Passes(Span, &'static str),
    /// Its dated row ends with the unit.
    Ends(Span),
    /// It names the receiving unit from then on.
    Handed,
    /// It goes to the unit of the person whom it is about (`person_id`).
    WithPerson,
    /// It stays the old unit's, and is reached through the lineage.
    Stays,
    /// It stays the old unit's and is closed with it; another unit keeps it.
    Kept,
}

/// Who may see what such things are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Whoever sees the unit.
    Openly,
    /// Whoever has one of these rights there; others learn how many there are.
    ToWhoMay(&'static [Right]),
    /// Nobody here: the room is a closed one, and even a number would tell.
    Never,
}

/// A kind of thing that belongs to units.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its word in the record and in the messages.
    pub key: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The column that names the unit, where a thing can be handed over.
    pub(super) column: &'static str,
    /// Which of its rows are a unit's; the unit is at `{unit}`.
    owner: &'static str,
    /// Which of them are open on the day `$1` or later.
    open: &'static str,
    /// What one is called.
    label: &'static str,
    /// Who may see that.
    pub named: Named,
    /// What becomes of it.
    pub fate: Fate,
    /// Whether it goes when the change is decided, before its day.
    at_once: bool,
}

/// One thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its row.
    pub id: i64,
    /// What it is called.
    pub label: String,
}

/// A thing that depends on a change of units, so that the change is not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// The word of what it is (`estate-…` in the messages).
    pub key: &'static str,
    /// What it is called.
    pub label: String,
    /// Who may see that.
    pub named: Named,
    /// The unit at which those rights count.
    pub unit: i64,
}

const HOLDS: &str = "(to_day IS NULL OR (to_day > $1 AND to_day > from_day))";
const ALWAYS: &str = "CAST($1 AS TEXT) <> ''";
const ASKED: &str = "CAST($1 AS TEXT) <> '' AND state IN ('asked', 'granted')";
const WAITING: &str = "state IN ('open', 'checking', 'checked', 'running') AND CAST($1 AS TEXT) <> ''";
const CANDIDATES: &str = "CAST($1 AS TEXT) <> '' AND state IN ('recognised', 'sympathiser', 'filed', 'reviewed')";
const CANDIDATE: &str = "full_name || ' (' || substr(birth_day, 1, 4) || ')'";
const OPEN_TASK: &str = "CAST($1 AS TEXT) <> '' AND state IN ('new', 'doing', 'submitted')";
const OFFERED: &str = "CAST($1 AS TEXT) <> '' AND state = 'offered'";
const OFFERED_AS: &str = "(SELECT headline FROM article WHERE article.id = t.article_id)";
const UNSENT: &str = "CAST($1 AS TEXT) <> '' AND state NOT IN ('numbered', 'issued', 'filed', 'dropped')";
const PREPARED: &str = "CAST($1 AS TEXT) <> '' AND (event_id IS NULL
                         OR event_id IN (SELECT id FROM unit_event WHERE undone_at IS NOT NULL))";
const OWN: &str = "unit_id = {unit}";
const PERSON: &str =
    "(SELECT full_name || ' (' || CAST(birth_year AS TEXT) || ')' FROM person WHERE person.id = t.person_id)";
const UNDER_WAY: &str = "CAST($1 AS TEXT) <> '' AND state NOT IN ('received', 'withdrawn')";
const COMES: &str = "(SELECT full_name || ' (' || CAST(birth_year AS TEXT) || ')' FROM
  (SELECT full_name, birth_year FROM person WHERE person.id = t.person_id
   UNION ALL SELECT full_name, birth_year FROM transfer_newcomer n
   WHERE n.transfer_id = t.id AND t.person_id IS NULL) c)";
const HOLDER: &str =
    "(SELECT title || ' ' || full_name FROM post, person WHERE post.id = post_id AND person.id = person_id)";
const BELOW: &str = "(SELECT max(name) FROM unit_name n WHERE n.unit_id = t.unit_id AND n.from_day <= $1
                      AND (n.to_day IS NULL OR n.to_day > $1))";
/// Of campaigns whose roll is by the units after the change: what was held and what is planned go with their members. One that
/// was closed before is told by the units of the day on which it was closed.
const BY_LATER_UNITS: &str = "CAST($1 AS TEXT) <> '' AND campaign_id IN (SELECT id FROM campaign
   WHERE (roll_rule = 'current' AND (closed_on IS NULL OR closed_on >= $1)) OR (roll_rule <> 'current' AND cutoff_day >= $1))";
const BY_EARLIER_UNITS: &str = "on_day >= $1 AND campaign_id IN (SELECT id FROM campaign
       WHERE (roll_rule = 'current' AND closed_on < $1) OR (roll_rule <> 'current' AND cutoff_day < $1))";
const SESSION: &str = "(SELECT c.title FROM campaign c WHERE c.id = t.campaign_id) || ' (' || substr(on_day, 9, 2) || '-' || substr(on_day, 6, 2) || '-' || substr(on_day, 1, 4) || ')'";
const PLANNED: &str = "(SELECT c.title FROM campaign c WHERE c.id = t.campaign_id)";
const USER: &str = "(SELECT name FROM account WHERE account.id = account_id)";

/// The register of papers: its numbers are the unit's own, so nobody else goes on with it.
pub const REGISTER: &str = "papers";

/// Members on their way out of a unit.
pub const TRANSFERS_OUT: &str = "transfers-out";
/// The key of transfers under way into a unit.
pub const TRANSFERS_IN: &str = "transfers-in";

/// All of them: people, what stands below, who acts for it, work, files.
pub const ALL: &[Kind] = &[
    kind("members", "membership", OWN, HOLDS, PERSON, Fate::Passes(Span::Membership, "person_id, kind")).of_people(),
    kind("units", "unit_parent", "parent_id = {unit}", HOLDS, BELOW, Fate::Passes(Span::Parent, "unit_id")),
    kind("drafts", "unit_draft", "parent_id = {unit} AND dropped_at IS NULL", PREPARED, "name", Fate::Handed)
        .in_column("parent_id"),
    kind("residence", "residence_link", OWN, HOLDS, PERSON, Fate::Passes(Span::Residence, "person_id")).of_people(),
    kind("affiliations", "affiliation", OWN, HOLDS, PERSON, Fate::Passes(Span::Affiliation, "person_id")).of_people(),
    kind(
        "posts",
        "post_holding",
        "post_id IN (SELECT id FROM post WHERE post.unit_id = {unit})",
        HOLDS,
        HOLDER,
        Fate::Ends(Span::Post),
    ),
    kind("roles", "role_holding", OWN, HOLDS, USER, Fate::Ends(Span::Role)),
    kind("delegations", "delegation", OWN, HOLDS, "reason", Fate::Ends(Span::Delegation)),
    kind("exemptions", "exemption", OWN, HOLDS, PERSON, Fate::WithPerson).of_people(),
    kind(TRANSFERS_OUT, "transfer", "from_unit = {unit}", UNDER_WAY, PERSON, Fate::WithPerson)
        .of_people()
        .in_column("from_unit"),
    kind(TRANSFERS_IN, "transfer", "to_unit = {unit}", UNDER_WAY, COMES, Fate::Handed).of_people().in_column("to_unit"),
    kind("asking", "exemption_request", OWN, ASKED, PERSON, Fate::WithPerson).of_people(),
    kind("candidates", "candidate", OWN, CANDIDATES, CANDIDATE, Fate::Handed).of_people(),
    kind("campaigns", "campaign", OWN, "cutoff_day >= $1", "title", Fate::Handed),
    kind("sessions", "study_session", OWN, BY_LATER_UNITS, SESSION, Fate::Handed).goes_at_once(),
    // The roll of a cut-off day is by the units of that day, and so are its sessions.
    kind("sessions-then", "study_session", OWN, BY_EARLIER_UNITS, SESSION, Fate::Stays),
    kind("plans", "campaign_plan", OWN, ALWAYS, PLANNED, Fate::Stays),
    kind("articles", "article", OWN, ALWAYS, "headline", Fate::Handed),
    kind("offers", "article_offer", OWN, OFFERED, OFFERED_AS, Fate::Handed),
    kind("offered", "article_offer", "from_unit = {unit}", OFFERED, OFFERED_AS, Fate::Handed).in_column("from_unit"),
    kind("pictures", "media", OWN, "CAST($1 AS TEXT) <> '' AND removed_at IS NULL", "name", Fate::Handed),
    kind("sites", "trusted_host", OWN, "CAST($1 AS TEXT) <> '' AND ended_at IS NULL", "host", Fate::Handed),
    // A portal's pages are its own: who carries on arranges theirs.
    kind("layouts", "layout", OWN, ALWAYS, BELOW, Fate::Stays),
    kind("portals", "portal_site", OWN, "CAST($1 AS TEXT) <> '' AND ended = 0", "key", Fate::Stays),
    kind("cases", "closed_case", OWN, ALWAYS, "''", Fate::Handed).closed(),
    kind("lists", "import_list", OWN, WAITING, "file", Fate::Handed).of_people(),
    kind("petitions", "petition", OWN, ALWAYS, "''", Fate::Handed).closed(),
    kind("files", "discipline", OWN, ALWAYS, "''", Fate::Stays).closed(),
    kind("tasks", "task", OWN, OPEN_TASK, "what", Fate::Handed).named_to(crate::tasks::pages::SEEN_WITH),
    kind("outgoing", "outgoing", OWN, UNSENT, "subject", Fate::Handed).named_to(crate::outgoing::pages::SEEN_WITH),
    kind(REGISTER, "paper", OWN, ALWAYS, "''", Fate::Kept).closed(),
];

/// The unit at which a thing is on the day `$1`, as SQL: what a change of a later day has handed over was at the unit that
/// had it, what waits for a change of that day or before is at the one it was sent to. `row` is its id, `column` the unit of
/// today.
pub fn unit_then(key: &str, row: &str, column: &str) -> String {
    format!(
        "coalesce((SELECT d.had_unit FROM unit_handed d JOIN unit_event v ON v.id = d.event_id
          WHERE d.thing = '{key}' AND d.row_id = {row} AND v.undone_at IS NULL AND v.effective_day > $1
          ORDER BY v.effective_day, v.id LIMIT 1),
         (SELECT d.set_unit FROM unit_handed d JOIN unit_event v ON v.id = d.event_id
          WHERE d.thing = '{key}' AND d.row_id = {row} AND v.undone_at IS NULL AND v.effective_day <= $1 AND d.waits = 1
          ORDER BY v.effective_day DESC, v.id DESC LIMIT 1), {column})"
    )
}

const fn kind(
    key: &'static str,
    table: &'static str,
    owner: &'static str,
    open: &'static str,
    label: &'static str,
    fate: Fate,
) -> Kind {
    Kind { key, table, column: "unit_id", owner, open, label, named: Named::Openly, fate, at_once: false }
}

impl Kind {
    const fn of_people(self) -> Kind {
        self.named_to(&[Right::ReadPeople])
    }

    const fn named_to(mut self, rights: &'static [Right]) -> Kind {
        self.named = Named::ToWhoMay(rights);
        self
    }

    const fn in_column(mut self, column: &'static str) -> Kind {
        self.column = column;
        self
    }

    /// It is by the units of a later day already: nobody goes on with it at the unit that is to end.
    const fn goes_at_once(mut self) -> Kind {
        self.at_once = true;
        self
    }

    const fn closed(mut self) -> Kind {
        self.named = Named::Never;
        self
    }

    /// The kind of a word.
    pub fn by_key(key: &str) -> Option<&'static Kind> {
        ALL.iter().find(|kind| kind.key == key)
    }

    /// Whether each such thing wants a destination of its own before its unit can end.
    pub fn wants_destination(&self) -> bool {
        matches!(self.fate, Fate::Passes(..) | Fate::Handed | Fate::Kept)
    }

    /// Whether they have one destination together, which is asked for whether there are any or not: what lies in a closed
    /// room is not told by a question either.
    pub fn goes_as_whole(&self) -> bool {
        self.wants_destination() && self.named == Named::Never
    }

    /// Whether such things end with the unit.
    pub fn ends(&self) -> bool {
        matches!(self.fate, Fate::Ends(_))
    }

    /// Whether the unit goes on with it until the day of the change.
    pub(super) fn waits_for_the_day(&self) -> bool {
        matches!(self.fate, Fate::Handed | Fate::WithPerson) && !self.at_once
    }

    /// Which of its rows are open on the day `$1` or later.
    pub(super) fn open(&self) -> &'static str {
        self.open
    }

    /// Which rows are a unit's, with the unit at this place of the statement.
    pub(super) fn owned_by(&self, place: &str) -> String {
        self.owner.replace("{unit}", place)
    }

    /// What a unit has of it on a day or later.
    pub async fn of(&self, conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Thing>> {
        let sql = format!(
            "SELECT t.id, coalesce({}, '') FROM {} t WHERE {} AND {} ORDER BY t.id",
            self.label,
            self.table,
            self.open,
            self.owned_by("$2")
        );
        let rows: Vec<(i64, String)> = conn.all(&sql, &[&day, &unit]).await?;
        Ok(rows.into_iter().map(|(id, label)| Thing { id, label }).collect())
    }

    /// How many of it these units have on a day or later.
    pub async fn count_at(&self, conn: &mut Conn, units: &[i64], day: Day) -> Result<i64> {
        // PostgreSQL knows no empty list.
        if units.is_empty() {
            return Ok(0);
        }
        let units = units.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let owner = self.owner.replace("= {unit}", &format!("IN ({units})"));
        let sql = format!("SELECT count(*) FROM {} t WHERE {} AND {owner}", self.table, self.open);
        Ok(conn.value(&sql, &[&day]).await?.unwrap_or(0))
    }

    /// What a row of it is called on a day.
    pub(super) async fn label_of(&self, conn: &mut Conn, row: i64, day: Day) -> Result<String> {
        let sql = format!(
            "SELECT coalesce({}, '') FROM {} t WHERE id = $2 AND CAST($1 AS TEXT) <> ''",
            self.label, self.table
        );
        Ok(conn.value(&sql, &[&day, &row]).await?.unwrap_or_default())
    }

    /// What a unit ever had of it; rows that never came to hold do not count.
    pub(super) async fn all_ever(&self, conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Thing>> {
        let holds = if self.open == HOLDS { "AND (to_day IS NULL OR to_day > from_day)" } else { "" };
        let sql = format!(
            "SELECT t.id, coalesce({}, '') FROM {} t WHERE CAST($1 AS TEXT) <> '' AND {} {holds} ORDER BY t.id",
            self.label,
            self.table,
            self.owned_by("$2")
        );
        let rows: Vec<(i64, String)> = conn.all(&sql, &[&day, &unit]).await?;
        Ok(rows.into_iter().map(|(id, label)| Thing { id, label }).collect())
    }
}
