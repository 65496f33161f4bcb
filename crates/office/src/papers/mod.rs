//! The register of papers: what came in, what went out, what stayed inside; who may issue what, and under which number.
//!
//! A number is taken in the transaction of its paper, per letters of the symbol and term of office, or is reserved with a
//! reason: a series has neither a gap nor a double. An entry is corrected with before and after in the journal, and never
//! deleted. What a paper replaces, amends or stands on is named as the paper names it and looked up when it is read, so a
//! paper that comes later is found. **No classified content**: of a paper with a mark of secrecy the register knows that it
//! is there and where it is kept, nothing more.

mod body;
mod error;
mod files;
mod ground;
mod number;
pub mod pages;
mod propose;
mod public;
mod relation;
mod taken;
#[cfg(test)]
mod tests;
mod verbs;

pub use body::{Body, bodies_of, letters_of};
pub use error::PaperError;
pub use files::{MOST_FILES, PaperFile, attach, detach};
pub(crate) use ground::go_on;
pub use number::{Reservation, Series, may_issue, next_numbers, reserve, set_base, void};
pub use propose::{Proposal, is_readable, leading_mark, propose, secret_mark};
pub use public::{PUBLIC, Public, is_behind, may_be_public, publish, refresh, withdraw};
pub use relation::{Named, RelationKind, Relations, named_in, named_in_lines, of_line};
pub use taken::{Chosen, Dropped, Taken, chosen, in_unicode, keep_drop, pdf_text, sweep};
pub use verbs::{Changes, NewPaper, Number, correct, recall, register};

use kit::clock::Day;
use kit::db::{Conn, Result};
use kit::failure::Failure;
use rules::{Area, PapersRule};

/// The tables of this slice; after those of units and terms.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "papers/0001_papers", sql: include_str!("schema.sql") };

/// Files that are read before their papers are entered; after accounts.
pub const DROP: kit::db::Migration = kit::db::Migration { name: "papers/0002_drop", sql: include_str!("drop.sql") };

/// Which way a paper went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It came from somebody else.
    In,
    /// It was issued here and sent.
    Out,
    /// It was issued here and stayed.
    Internal,
}

impl Direction {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Direction; 3] = [Direction::In, Direction::Out, Direction::Internal];

    /// The word in the record.
    pub fn word(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::Internal => "internal",
        }
    }

    /// The word in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Direction::In => "den",
            Direction::Out => "di",
            Direction::Internal => "noi-bo",
        }
    }

    /// The direction of a word, of the record or of an address.
    pub fn of(word: &str) -> Option<Direction> {
        Direction::ALL.into_iter().find(|direction| direction.word() == word || direction.slug() == word)
    }
}

/// The paper is in the register.
pub const REGISTERED: &str = "registered";
/// It was taken back by whoever issued it; its number stays used.
pub const RECALLED: &str = "recalled";

kit::record! {
    /// An entry of a register.
    pub struct Paper {
        /// The paper.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose register it is in.
        pub unit_id: i64,
        /// The word of its [`Direction`].
        pub direction: String,
        /// [`REGISTERED`] or [`RECALLED`].
        pub state: String,
        /// Its number; of a paper that came in, that of its arrival.
        pub no: Option<i64>,
        /// The key of its kind in the rules.
        pub kind: String,
        /// The word of the [`Body`] that issued it; empty when it came in.
        pub body: String,
        /// Who issued it, by name.
        pub issuer: String,
        /// Number and letters as they stand on it, settled: `39-NQ/TW`.
        pub symbol: String,
        /// Its day.
        pub issued_on: Day,
        /// When it came in.
        pub arrived_on: Option<Day>,
        /// What it is about; empty for one with a mark of secrecy.
        pub subject: String,
        /// Who signed it.
        pub signer: String,
        /// The signer's post.
        pub signer_post: String,
        /// The key of the form of signature; may be empty for what came in.
        pub sign_form: String,
        /// The key of how pressing it is.
        pub urgency: String,
        /// To whom it went.
        pub recipients: String,
        /// The key of its mark of secrecy; empty without.
        pub secret: String,
        /// Where the paper itself is kept.
        pub kept_at: String,
        /// The first day on which it holds, when it says one.
        pub in_force_from: Option<Day>,
        /// The first day on which it no longer holds, when that was entered.
        pub lapsed_on: Option<Day>,
        /// What else there is to say.
        pub note: String,
        /// The ruleset it was entered under.
        pub ruleset: String,
        /// Counts the changes.
        pub version: i64,
        /// The first day on which another paper of the same register takes its place.
        pub replaced_on: Option<Day>,
    }
}

/// All columns; the day on which a paper was replaced is read from the papers that say so. A symbol that several bodies use
/// alike means the paper of the body that replaces it, and none of the others.
const PAPERS: &str = "SELECT p.id, p.uid, p.unit_id, p.direction, p.state, p.no, p.kind, p.body, p.issuer, p.symbol,
    p.issued_on, p.arrived_on, p.subject, p.signer, p.signer_post, p.sign_form, p.urgency, p.recipients, p.secret, p.kept_at,
    p.in_force_from, p.lapsed_on, p.note, p.ruleset, p.version,
    (SELECT min(coalesce(o.in_force_from, o.issued_on)) FROM paper_relation r JOIN paper o ON o.id = r.paper_id
      WHERE r.kind = 'replaces' AND r.symbol = p.symbol AND o.unit_id = p.unit_id AND o.state = 'registered' AND o.id <> p.id
        AND (r.issued_on IS NULL OR r.issued_on = p.issued_on)
        AND (o.issuer = p.issuer OR NOT EXISTS (SELECT 1 FROM paper q WHERE q.unit_id = p.unit_id AND q.symbol = p.symbol
          AND q.issuer <> p.issuer AND q.id <> o.id AND (r.issued_on IS NULL OR q.issued_on = r.issued_on)))) AS replaced_on
    FROM paper p";

impl Paper {
    /// Whom it goes to, in one line.
    pub fn recipients_in_line(&self) -> String {
        in_line(&self.recipients)
    }

    /// The paper of this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Paper>> {
        conn.opt(&format!("{PAPERS} WHERE p.uid = $1"), &[&uid]).await
    }

    /// The paper with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Paper>> {
        conn.opt(&format!("{PAPERS} WHERE p.id = $1"), &[&id]).await
    }

    /// All papers, the latest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Paper>> {
        conn.all(&format!("{PAPERS} ORDER BY coalesce(p.arrived_on, p.issued_on) DESC, p.id DESC"), &[]).await
    }

    /// All papers of one symbol, the latest first.
    pub async fn of_symbol(conn: &mut Conn, symbol: &str) -> Result<Vec<Paper>> {
        conn.all(&format!("{PAPERS} WHERE p.symbol = $1 ORDER BY p.issued_on DESC, p.id DESC"), &[&symbol]).await
    }

    /// The papers of one register and direction in the order of their numbers.
    pub async fn book(conn: &mut Conn, unit: i64, direction: Direction) -> Result<Vec<Paper>> {
        let sql = format!(
            "{PAPERS} WHERE p.unit_id = $1 AND p.direction = $2 ORDER BY coalesce(p.arrived_on, p.issued_on), p.no, p.id"
        );
        conn.all(&sql, &[&unit, &direction.word()]).await
    }

    /// Which way it went.
    pub fn direction(&self) -> Direction {
        Direction::of(&self.direction).unwrap_or(Direction::In)
    }

    /// The first day on which it no longer holds: as entered, or because another one takes its place.
    pub fn ends_on(&self) -> Option<Day> {
        [self.lapsed_on, self.replaced_on].into_iter().flatten().min()
    }

    /// Whether it was taken back.
    pub fn is_recalled(&self) -> bool {
        self.state == RECALLED
    }

    /// Whether it holds on a day.
    pub fn validity(&self, day: Day) -> Validity {
        if self.is_recalled() || self.ends_on().is_some_and(|end| end <= day) {
            Validity::Lapsed
        } else if self.in_force_from.unwrap_or(self.issued_on) > day {
            Validity::ToCome
        } else {
            Validity::Holds
        }
    }
}

/// Whether a paper holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It does.
    Holds,
    /// It no longer does.
    Lapsed,
    /// It will.
    ToCome,
}

impl Validity {
    /// All of them.
    pub const ALL: [Validity; 3] = [Validity::Holds, Validity::Lapsed, Validity::ToCome];

    /// The word in addresses and messages.
    pub fn word(self) -> &'static str {
        match self {
            Validity::Holds => "con",
            Validity::Lapsed => "het",
            Validity::ToCome => "chua",
        }
    }
}

/// Names in one line: a form has each in a line of its own, a register has one.
pub fn in_line(names: &str) -> String {
    let each = names.lines().map(|line| line.trim().trim_start_matches(['-', ' ']).trim_end_matches([';', ',', '.']));
    each.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The rule on papers of a day, with the id of its ruleset.
#[derive(Clone, Copy)]
pub struct Ruling<'a> {
    /// The id, which an entry keeps.
    pub id: &'a str,
    /// Its title.
    pub title: &'a rules::Text,
    /// What it says.
    pub rule: &'a PapersRule,
}

impl crate::shell::Office {
    /// The rule on papers that holds on a day: the office's own, or the program's.
    ///
    /// # Errors
    /// When none holds.
    pub fn papers_rule(&self, day: Day) -> std::result::Result<Ruling<'_>, Failure> {
        ruling(&self.book, day).ok_or_else(|| anyhow::anyhow!("no rule on papers holds on {day}").into())
    }
}

/// The rule on papers of a book that holds on a day.
pub fn ruling(book: &rules::RuleBook, day: Day) -> Option<Ruling<'_>> {
    let ruleset = book.on(Area::Papers, Some(crate::shell::OFFICE_SCOPE), day.0)?;
    Some(Ruling { id: &ruleset.id, title: &ruleset.title, rule: ruleset.papers()? })
}
