//! Groups of members that are looked at apart: those who lead, women, the young; and what of each group is counted.

use super::State;
use super::standing::{Line, Standing};
use crate::shell::OFFICE_SCOPE;
use kit::clock::Day;
use kit::db::{Conn, Result};
use rules::{Area, RuleBook};
use tally::Set;

/// A group that is looked at apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Whoever holds a post on the day whose roll counts: leaders study first.
    Leaders,
    /// Of them whoever heads a unit, by the rule on posts: they set the example.
    Heads,
    /// Women.
    Women,
    /// Those younger than the rule says, on the day whose roll counts.
    Young,
}

impl Section {
    /// All of them.
    pub const ALL: [Section; 4] = [Section::Leaders, Section::Heads, Section::Women, Section::Young];

    /// The word in addresses and messages.
    pub fn word(self) -> &'static str {
        match self {
            Section::Leaders => "leaders",
            Section::Heads => "heads",
            Section::Women => "women",
            Section::Young => "young",
        }
    }

    /// The section of a word.
    pub fn of(word: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| section.word() == word)
    }

    /// Several of them as one word of an address; `all` without any.
    pub fn words(sections: &[Section]) -> String {
        match sections {
            [] => "all".to_owned(),
            some => some.iter().map(|section| section.word()).collect::<Vec<_>>().join("."),
        }
    }

    /// Those of such a word.
    pub fn of_words(words: &str) -> Vec<Section> {
        words.split('.').filter_map(Section::of).collect()
    }

    /// Those on record who belong to it on the day whose roll counts.
    pub(super) async fn persons(self, conn: &mut Conn, standing: &Standing) -> Result<Vec<i64>> {
        let day = standing.roll_day();
        let rows: Vec<(i64,)> = match self {
            Section::Leaders => {
                let sql = "SELECT DISTINCT person_id FROM post_holding
                           WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)";
                conn.all(sql, &[&day]).await?
            }
            Section::Heads => heads(conn, standing.book(), day).await?.into_iter().map(|person| (person,)).collect(),
            Section::Women => conn.all("SELECT id FROM person WHERE sex = 'f'", &[]).await?,
            Section::Young => {
                let born = day.year() - standing.young_under();
                conn.all("SELECT id FROM person WHERE birth_year > $1", &[&born]).await?
            }
        };
        Ok(rows.into_iter().map(|(person,)| person).collect())
    }
}

/// Whoever heads a unit on a day.
async fn heads(conn: &mut Conn, book: &RuleBook, day: Day) -> Result<Vec<i64>> {
    let rule = book.on(Area::Posts, Some(OFFICE_SCOPE), day.0).and_then(|rule| rule.posts());
    let Some(rule) = rule else { return Ok(vec![]) };
    let sql = "SELECT DISTINCT h.person_id, p.title, u.kind FROM post_holding h JOIN post p ON p.id = h.post_id
               JOIN unit u ON u.id = p.unit_id WHERE h.from_day <= $1 AND (h.to_day IS NULL OR h.to_day > $1)
               ORDER BY h.person_id";
    let rows: Vec<(i64, String, String)> = conn.all(sql, &[&day]).await?;
    let leads = |kind: &str, title: &str| rule.at(kind, title).is_some_and(|post| post.leads(kind));
    let mut heads: Vec<i64> =
        rows.into_iter().filter(|(_, title, kind)| leads(kind, title)).map(|(person, ..)| person).collect();
    heads.dedup();
    Ok(heads)
}

/// Which of a group are meant: each number of a line has one of these behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All on the roll.
    Roll,
    /// Those exempt.
    Exempt,
    /// Those who are to study.
    Due,
    /// Those who took part.
    TookPart,
    /// Of them those who made it up.
    MadeUp,
    /// Those who were absent.
    Absent,
    /// Those of whom nothing is known.
    Unmarked,
}

impl Which {
    /// All of them, in the order of a line.
    pub const ALL: [Which; 7] =
        [Which::Roll, Which::Exempt, Which::Due, Which::TookPart, Which::MadeUp, Which::Absent, Which::Unmarked];

    /// The word in addresses and messages.
    pub fn word(self) -> &'static str {
        match self {
            Which::Roll => "roll",
            Which::Exempt => "exempt",
            Which::Due => "due",
            Which::TookPart => "took_part",
            Which::MadeUp => "made_up",
            Which::Absent => "absent",
            Which::Unmarked => "unmarked",
        }
    }

    /// The one of a word.
    pub fn of(word: &str) -> Option<Which> {
        Which::ALL.into_iter().find(|which| which.word() == word)
    }

    /// How many of a line.
    pub fn count(self, line: &Line) -> u64 {
        match self {
            Which::Roll => line.roll,
            Which::Exempt => line.exempt,
            Which::Due => line.rate().denominator,
            Which::TookPart => line.rate().numerator,
            Which::MadeUp => line.made_up,
            Which::Absent => line.absent,
            Which::Unmarked => line.unmarked(),
        }
    }

    fn takes(self, state: Option<State>, exempt: bool) -> bool {
        match self {
            Which::Roll => true,
            Which::Exempt => exempt,
            Which::Due => !exempt,
            Which::TookPart => !exempt && matches!(state, Some(State::Attended | State::MadeUp)),
            Which::MadeUp => !exempt && state == Some(State::MadeUp),
            Which::Absent => !exempt && state == Some(State::Absent),
            Which::Unmarked => !exempt && state.is_none(),
        }
    }
}

/// Those who belong to all of these sections; everybody without any.
fn set(sections: &[Section]) -> Set {
    match sections {
        [] => Set::Everyone,
        some => Set::all_of(some.iter().map(|section| super::standing::section_mark(*section))),
    }
}

impl Standing {
    /// The age from which on somebody is not young any more, in years, by the campaign's rule.
    pub fn young_under(&self) -> i64 {
        let rule = self.book().by_id(&self.campaign().ruleset).and_then(|rule| rule.study());
        rule.map_or(31, |rule| i64::from(rule.young_under))
    }

    /// The numbers of those who belong to all of these sections, in a unit with all below it.
    pub fn section_line(&self, unit: i64, sections: &[Section]) -> Option<Line> {
        self.line_within(unit, &set(sections))
    }

    /// The persons behind a number, in the order of the units.
    pub fn persons(&self, unit: i64, sections: &[Section], which: Which) -> Vec<i64> {
        let all: Vec<i64> = self.members_within(&set(sections), unit);
        let takes = |person: &i64| {
            let (state, exempt) = self.person(*person);
            which.takes(state, exempt)
        };
        all.into_iter().filter(takes).collect()
    }
}
