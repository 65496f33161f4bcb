//! Papers on their way out: written, looked at, cleared, signed, numbered, issued, filed.
//!
//! `draft → submitted → cleared → signed → numbered → issued → filed`; what was submitted or cleared may be sent back with a
//! reason, what has no number yet may be dropped. It is submitted only when its layout is as the rule has it. **The number is
//! taken after the signature**, in the transaction that enters the paper into the register, so nothing that was never signed
//! has one. Whoever signs is whom the paper names (`signing`); where the rule says so, whoever cleared it does not. The Word file is written from the fields, or is
//! one that somebody wrote elsewhere, which is looked at in the same way.

mod file;
#[cfg(test)]
mod hand_tests;
pub mod pages;
mod signing;
#[cfg(test)]
mod tests;
mod verbs;

pub use file::{letter, look, printed, seen};
pub use signing::{cleared_apart, is_here, is_signer, note_signature, sign};
pub use verbs::{
    Numbering, OutError, begin, change, clear, drop_it, file_it, issue, keep_word, number, put_word, send_back, submit,
};

use crate::papers::Body;
use crate::shell::{OFFICE_SCOPE, Office};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::failure::Failure;
use rules::{Area, LayoutRule, RuleBook};
use serde::{Deserialize, Serialize};

/// The tables of this slice; after those of papers.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "outgoing/0001_outgoing", sql: include_str!("schema.sql") };

/// How far a paper has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It is being written.
    Draft,
    /// It waits to be cleared.
    Submitted,
    /// It waits for the signature.
    Cleared,
    /// It waits for its number.
    Signed,
    /// It is in the register and waits to be sent.
    Numbered,
    /// It was sent and waits to be filed.
    Issued,
    /// It is filed; nothing is left to do.
    Filed,
    /// It was given up.
    Dropped,
}

const STATES: [(State, &str); 8] = [
    (State::Draft, "draft"),
    (State::Submitted, "submitted"),
    (State::Cleared, "cleared"),
    (State::Signed, "signed"),
    (State::Numbered, "numbered"),
    (State::Issued, "issued"),
    (State::Filed, "filed"),
    (State::Dropped, "dropped"),
];

impl State {
    /// All of them, in the order in which a paper goes through them.
    pub fn all() -> impl Iterator<Item = State> {
        STATES.iter().map(|(state, _)| *state)
    }

    /// The word in the record.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        STATES.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// What is to be printed beside kind and subject; what is not there is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// `out` or `internal`.
    pub direction: String,
    /// The body above the issuer.
    pub above: String,
    /// Who issues it.
    pub issuer: String,
    /// Where it is issued.
    pub place: String,
    /// The text, a paragraph to a line.
    pub text: String,
    /// To whom it goes, one to a line.
    pub recipients: String,
    /// The key of the form of signature.
    pub sign_form: String,
    /// The line above the signer's post.
    pub sign_line: String,
    /// The signer's post.
    pub post: String,
    /// The signer.
    pub signer: String,
    /// The key of how pressing it is.
    pub urgency: String,
    /// What it stands on, one to a line.
    pub based_on: String,
    /// What it replaces, one to a line.
    pub replaces: String,
    /// What it changes, one to a line.
    pub amends: String,
}

kit::record! {
    /// A paper on its way out.
    pub struct Outgoing {
        /// The row.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose paper it is.
        pub unit_id: i64,
        /// The word of its [`State`].
        pub state: String,
        /// The key of its kind.
        pub kind: String,
        /// The word of the [`Body`] that issues it.
        pub body: String,
        /// What it is about.
        pub subject: String,
        /// The rest of what is printed, see [`Said`].
        pub said: String,
        /// The hash of a Word file that was written elsewhere.
        pub word: String,
        /// What that file was called.
        pub word_name: String,
        /// Why it was sent back or dropped.
        pub note: String,
        /// Who began it.
        pub author_id: Option<i64>,
        /// Who changed it last.
        pub reviser_id: Option<i64>,
        /// Who cleared it.
        pub cleared_by: Option<i64>,
        /// Who signed it here; nobody where the paper copy was signed.
        pub signed_by: Option<i64>,
        /// When it was signed.
        pub signed_on: Option<Day>,
        /// Its entry in the register.
        pub paper_id: Option<i64>,
        /// How it went out.
        pub sent: String,
        /// When it was changed last.
        pub changed_at: Ts,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "SELECT id, uid, unit_id, state, kind, body, subject, said, word, word_name, note, author_id,
    reviser_id, cleared_by, signed_by, signed_on, paper_id, sent, changed_at, version FROM outgoing";

impl Outgoing {
    /// The paper of this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Outgoing>> {
        conn.opt(&format!("{COLUMNS} WHERE uid = $1"), &[&uid]).await
    }

    /// The paper with this row.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Outgoing>> {
        conn.opt(&format!("{COLUMNS} WHERE id = $1"), &[&id]).await
    }

    /// The one that an entry of the register came from.
    pub async fn of_paper(conn: &mut Conn, paper: i64) -> Result<Option<Outgoing>> {
        conn.opt(&format!("{COLUMNS} WHERE paper_id = $1"), &[&paper]).await
    }

    /// Those with which something is still to be done, the one that was changed last first.
    pub async fn open(conn: &mut Conn) -> Result<Vec<Outgoing>> {
        let sql = format!("{COLUMNS} WHERE state NOT IN ('filed', 'dropped') ORDER BY changed_at DESC, id DESC");
        conn.all(&sql, &[]).await
    }

    /// Those that came to an end since an instant, the latest first.
    pub async fn closed_since(conn: &mut Conn, at: Ts) -> Result<Vec<Outgoing>> {
        let sql = format!(
            "{COLUMNS} WHERE state IN ('filed', 'dropped') AND changed_at >= $1 ORDER BY changed_at DESC, id DESC"
        );
        conn.all(&sql, &[&at]).await
    }

    /// The latest of a unit's that were sent, at most so many.
    pub async fn sent_by(conn: &mut Conn, unit: i64, most: i64) -> Result<Vec<Outgoing>> {
        let sql = format!(
            "{COLUMNS} WHERE unit_id = $1 AND state IN ('issued', 'filed') ORDER BY signed_on DESC, id DESC LIMIT $2"
        );
        conn.all(&sql, &[&unit, &most]).await
    }

    /// How far it has come.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Dropped)
    }

    /// What is printed beside kind and subject.
    pub fn said(&self) -> Said {
        serde_json::from_str(&self.said).unwrap_or_default()
    }

    /// Who issues it.
    pub fn issued_by(&self) -> Option<Body> {
        Body::of(&self.body)
    }
}

/// The rule on the layout of papers of a day, with the id of its ruleset.
#[derive(Clone, Copy)]
pub struct LayoutRuling<'a> {
    /// The id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a rules::Text,
    /// What it says.
    pub rule: &'a LayoutRule,
}

/// The rule on layout of a book that holds on a day.
pub fn layout_of(book: &RuleBook, day: Day) -> Option<LayoutRuling<'_>> {
    let ruleset = book.on(Area::Layout, Some(OFFICE_SCOPE), day.0)?;
    Some(LayoutRuling { id: &ruleset.id, title: &ruleset.title, rule: ruleset.layout()? })
}

impl Office {
    /// The rule on the layout of papers that holds today: the office's own, or the program's.
    ///
    /// # Errors
    /// When none holds.
    pub fn layout_rule(&self) -> std::result::Result<LayoutRuling<'_>, Failure> {
        let today = self.clock.today();
        layout_of(&self.book, today).ok_or_else(|| anyhow::anyhow!("no rule on layout holds on {today}").into())
    }
}
