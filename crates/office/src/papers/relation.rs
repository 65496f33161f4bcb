//! What a paper says of others: replaces, amends, stands on. The other one is named as the text names it.

use super::Paper;
use kit::clock::Day;
use kit::db::{Conn, Result};

/// How a paper stands to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// It takes the other one's place.
    Replaces,
    /// It changes or adds to the other one, which goes on.
    Amends,
    /// It stands on the other one.
    BasedOn,
}

impl RelationKind {
    /// All of them, in the order in which pages show them.
    pub const ALL: [RelationKind; 3] = [RelationKind::BasedOn, RelationKind::Replaces, RelationKind::Amends];

    /// The word in the record and the name of the field.
    pub fn word(self) -> &'static str {
        match self {
            RelationKind::Replaces => "replaces",
            RelationKind::Amends => "amends",
            RelationKind::BasedOn => "based_on",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<RelationKind> {
        RelationKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A paper as a text names it. Numbers are used again in a new term, so the day tells two of one symbol apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// In one spelling: `39-NQ/TW`.
    pub symbol: String,
    /// Its day, when the text says it.
    pub issued_on: Option<Day>,
}

impl Named {
    /// As people read it: `39-NQ/TW, ngày 17-04-2015` is two values of a message.
    pub fn day_written(&self) -> String {
        self.issued_on.map_or(String::new(), Day::written)
    }

    /// Whether a paper may be the one that is named.
    pub fn is(&self, paper: &Paper) -> bool {
        self.symbol == paper.symbol && self.issued_on.is_none_or(|day| day == paper.issued_on)
    }
}

/// Every paper that a text names, each once.
pub fn named_in(text: &str) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for citation in viet::cite(text) {
        let day = citation.date.and_then(|date| Day::parse(&date.to_string()));
        match found.iter_mut().find(|known| known.symbol == citation.canonical) {
            Some(known) => known.issued_on = known.issued_on.or(day),
            None => found.push(Named { symbol: citation.canonical, issued_on: day }),
        }
    }
    found
}

/// The paper that a line of a form names; `None` when it names none that can be read.
pub fn of_line(line: &str) -> Option<Named> {
    // Whoever writes the symbol alone means a paper, which running text would have to announce.
    let named = named_in(line).into_iter().next();
    named.or_else(|| named_in(&format!("văn bản số {line}")).into_iter().next())
}

/// The papers that lines name, one to a line; lines that name none are passed over.
pub fn named_in_lines(lines: &str) -> Vec<Named> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).filter_map(of_line).collect()
}

/// Relations of papers.
pub struct Relations;

impl Relations {
    /// What a paper says of others, in the order in which it was entered.
    pub async fn of(conn: &mut Conn, paper: i64) -> Result<Vec<(RelationKind, Named)>> {
        let sql = "SELECT kind, symbol, issued_on FROM paper_relation WHERE paper_id = $1 ORDER BY id";
        let rows: Vec<(String, String, Option<Day>)> = conn.all(sql, &[&paper]).await?;
        let known = |(kind, symbol, issued_on): (String, String, Option<Day>)| {
            Some((RelationKind::of(&kind)?, Named { symbol, issued_on }))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// The papers that say something of this one: how, and which one.
    pub async fn to(conn: &mut Conn, paper: &Paper) -> Result<Vec<(RelationKind, i64)>> {
        let sql = "SELECT kind, paper_id FROM paper_relation
                   WHERE symbol = $1 AND (issued_on IS NULL OR issued_on = $2) AND paper_id <> $3 ORDER BY paper_id";
        let rows: Vec<(String, i64)> = conn.all(sql, &[&paper.symbol, &paper.issued_on, &paper.id]).await?;
        Ok(rows.into_iter().filter_map(|(kind, id)| Some((RelationKind::of(&kind)?, id))).collect())
    }

    /// Writes what a paper says of others anew.
    pub(super) async fn set(conn: &mut Conn, paper: i64, relations: &[(RelationKind, Named)]) -> Result<()> {
        conn.exec("DELETE FROM paper_relation WHERE paper_id = $1", &[&paper]).await?;
        for (kind, named) in relations {
            let sql = "INSERT INTO paper_relation (paper_id, kind, symbol, issued_on) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (paper_id, kind, symbol) DO NOTHING";
            conn.exec(sql, &[&paper, &kind.word(), &named.symbol, &named.issued_on]).await?;
        }
        Ok(())
    }
}
