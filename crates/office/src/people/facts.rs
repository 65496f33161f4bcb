//! What is kept of a person beside the core of the record: the code, the home place, schooling, how to be reached. In the
//! clear, each under its key in the rules on personal data; who leaves one empty says nothing.

use kit::db::{Conn, Result};

/// Longest value, in characters.
pub const LONGEST: usize = 120;

/// A fact of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The member's code in the Party's files.
    Code,
    /// Where the family comes from.
    HomePlace,
    /// Schooling.
    Schooling,
    /// Schooling in political theory.
    Theory,
    /// Occupation.
    Occupation,
    /// Whether the person has a telephone that runs the office's pages.
    Smartphone,
    /// Whether the person wants papers printed.
    OnPaper,
}

/// What is kept of a question.
pub const YES: &str = "yes";
/// See [`YES`].
pub const NO: &str = "no";

impl Fact {
    /// All of them, in the order of pages.
    pub const ALL: &'static [Fact] = &[
        Fact::Code,
        Fact::HomePlace,
        Fact::Schooling,
        Fact::Theory,
        Fact::Occupation,
        Fact::Smartphone,
        Fact::OnPaper,
    ];

    /// The word in tables, forms and rulesets.
    pub fn word(self) -> &'static str {
        match self {
            Fact::Code => "member_code",
            Fact::HomePlace => "home_place",
            Fact::Schooling => "schooling",
            Fact::Theory => "theory",
            Fact::Occupation => "occupation",
            Fact::Smartphone => "smartphone",
            Fact::OnPaper => "on_paper",
        }
    }

    /// The fact of a word.
    pub fn of(word: &str) -> Option<Fact> {
        Fact::ALL.iter().copied().find(|fact| fact.word() == word)
    }

    /// Whether it is answered by yes or no.
    pub fn is_question(self) -> bool {
        matches!(self, Fact::Smartphone | Fact::OnPaper)
    }

    /// The value as it is kept: composed, single blanks; `None` when it is too long, or neither yes nor no.
    pub fn kept(self, value: &str) -> Option<String> {
        let value = viet::nfc(value).split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = if self.is_question() { ["", YES, NO].contains(&&*value) } else { value.chars().count() <= LONGEST };
        fits.then_some(value)
    }
}

/// What is kept of a person, in the order of pages.
pub async fn facts_of(conn: &mut Conn, person: i64) -> Result<Vec<(Fact, String)>> {
    let rows: Vec<(String, String)> =
        conn.all("SELECT field, value FROM person_fact WHERE person_id = $1", &[&person]).await?;
    let mut known: Vec<(Fact, String)> =
        rows.into_iter().filter_map(|(word, value)| Some((Fact::of(&word)?, value))).collect();
    known.sort_unstable();
    Ok(known)
}

/// Keeps these facts of a person in place of the known ones; an empty one takes the known one away. The caller writes the
/// journal, and has looked at the values ([`Fact::kept`]).
pub(super) async fn keep(conn: &mut Conn, person: i64, facts: &[(Fact, &str)]) -> Result<()> {
    for (fact, value) in facts {
        if value.is_empty() {
            let sql = "DELETE FROM person_fact WHERE person_id = $1 AND field = $2";
            conn.exec(sql, &[&person, &fact.word()]).await?;
        } else {
            let sql = "INSERT INTO person_fact (person_id, field, value) VALUES ($1, $2, $3)
                       ON CONFLICT (person_id, field) DO UPDATE SET value = excluded.value";
            conn.exec(sql, &[&person, &fact.word(), value]).await?;
        }
    }
    Ok(())
}
