//! Terms of office: which term a committee or cell is in, from when to when, and by which paper. Papers are numbered
//! anew in each term.

use super::end_of;
use super::onward::first_day;
use super::spans::{Span, is_of_change};
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;

kit::record! {
    /// A term of a unit.
    pub struct Term {
        /// The term.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Which one it is, from 1.
        pub no: i64,
        /// The first day.
        pub from_day: Day,
        /// The first day after it; `None` while the next congress has no day.
        pub to_day: Option<Day>,
        /// Number and day of the paper; empty when none is known.
        pub paper: String,
        /// Counts the changes.
        pub version: i64,
        /// The term whose beginning ended it; `None` where somebody gave its end.
        pub cut_by: Option<i64>,
    }
}

const COLUMNS: &str = "id, uid, no, from_day, to_day, paper, version, cut_by FROM unit_term";

/// What is to be on record of a term.
#[derive(Clone, Debug)]
pub struct NewTerm<'a> {
    /// Which one, from 1.
    pub no: i64,
    /// The first day.
    pub from: Day,
    /// The first day after it.
    pub to: Option<Day>,
    /// Number and day of the paper.
    pub paper: &'a str,
}

/// Why a term was not kept.
#[derive(Debug, thiserror::Error)]
pub enum TermError {
    /// The unit has a term of this number.
    #[error("there is a term {0} already")]
    Number(i64),
    /// It would overlap this term.
    #[error("it overlaps term {0}")]
    Overlaps(i64),
    /// The unit begins on this day only.
    #[error("the unit begins on {0}")]
    Begins(Day),
    /// The unit is there no more from this day on.
    #[error("the unit ends on {0}")]
    Ends(Day),
    /// These rest on it.
    #[error("something rests on the term: {0:?}")]
    Rests(Vec<Rest>),
    /// Papers that are numbered in a term would no longer lie in it.
    #[error("papers that are numbered in a term would lie outside of it: {0:?}")]
    LeavesOut(LeftOut),
    /// Somebody else changed it since it was read.
    #[error("the term was changed meanwhile")]
    Stale,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What rests on a term, so that it is not taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// A paper that is numbered in it: its symbol.
    Paper(String),
    /// A number that is kept in it: the symbol.
    Number(String),
    /// Somebody holds a post for it: their name.
    Post(String),
    /// A change of units ended it.
    Change,
}

/// Which day leaves papers out of their term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The first day of the term that follows it.
    Next,
    /// Its own first day.
    First,
    /// Its own last day.
    Last,
}

/// Papers that are numbered in a term and would lie outside of it.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Which term, from 1.
    pub no: i64,
    /// Which day leaves them out.
    pub edge: Edge,
    /// Symbol and day of each, the first first.
    pub papers: Vec<(String, Day)>,
    /// The nearest day instead that leaves none out.
    pub day: Day,
}

impl Term {
    /// The terms of a unit, the newest first.
    pub async fn of(conn: &mut Conn, unit: i64) -> Result<Vec<Term>> {
        let sql = format!(
            "SELECT {COLUMNS} WHERE unit_id = $1 AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day DESC"
        );
        conn.all(&sql, &[&unit]).await
    }

    /// The term that a unit is in on a day.
    pub async fn on(conn: &mut Conn, unit: i64, day: Day) -> Result<Option<Term>> {
        Ok(Term::of(conn, unit).await?.into_iter().find(|term| term.holds_on(day)))
    }

    /// The term with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Term>> {
        conn.opt(&format!("SELECT {COLUMNS} WHERE id = $1"), &[&id]).await
    }

    /// What papers of this term keep with their numbers.
    pub fn period(&self) -> String {
        format!("term:{}", self.id)
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|to| to > day)
    }
}

/// Enters a term of the grant's unit, or, with `known` (its id, and the version that was read), changes it. A term
/// before it that was without an end ends when it begins, and moves its end with that day.
///
/// # Errors
/// See [`TermError`]; the caller rolls back.
pub async fn keep_term(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    (uid, known): (&str, Option<(i64, i64)>),
    new: &NewTerm<'_>,
    now: Ts,
) -> std::result::Result<i64, TermError> {
    let unit = grant.unit();
    let mut others = Term::of(conn, unit).await?;
    let before = known.and_then(|(id, _)| others.iter().position(|term| term.id == id)).map(|at| others.remove(at));
    let moves = before.as_ref().is_none_or(|before| before.from_day != new.from);
    if let Some(first) = first_day(conn, unit).await?.filter(|first| moves && new.from < *first) {
        return Err(TermError::Begins(first));
    }
    if let Some(end) = end_of(conn, unit).await?.filter(|end| new.to.is_none_or(|to| to > *end)) {
        return Err(TermError::Ends(end));
    }
    if let Some(other) = others.iter().find(|other| other.no == new.no) {
        return Err(TermError::Number(other.no));
    }
    let is_open = |other: &Term| other.to_day.is_none() || known.is_some_and(|(id, _)| other.cut_by == Some(id));
    let open = others.iter().find(|other| is_open(other) && other.from_day < new.from).cloned();
    let overlaps = |other: &&Term| {
        open.as_ref().is_none_or(|open| open.id != other.id)
            && other.to_day.is_none_or(|to| to > new.from)
            && new.to.is_none_or(|to| to > other.from_day)
    };
    if let Some(other) = others.iter().find(overlaps) {
        return Err(TermError::Overlaps(other.no));
    }
    if let Some(before) = &before {
        keeps_papers(conn, before, (new.from, new.to), Edge::Last).await?;
    }
    if let Some(open) = &open {
        keeps_papers(conn, open, (open.from_day, Some(new.from)), Edge::Next).await?;
    }
    let id = match known {
        None => {
            let sql =
                "INSERT INTO unit_term (uid, unit_id, no, from_day, to_day, paper) VALUES ($1, $2, $3, $4, $5, $6)";
            conn.insert(sql, &[&uid, &unit, &new.no, &new.from, &new.to, &new.paper]).await?
        }
        Some((id, version)) => {
            let cut_by = before.as_ref().filter(|before| before.to_day == new.to).and_then(|before| before.cut_by);
            let sql = "UPDATE unit_term SET no = $1, from_day = $2, to_day = $3, paper = $4, cut_by = $5,
                       version = version + 1 WHERE id = $6 AND version = $7 AND unit_id = $8";
            let values: [&dyn kit::db::Arg; 8] =
                [&new.no, &new.from, &new.to, &new.paper, &cut_by, &id, &version, &unit];
            if conn.exec(sql, &values).await? == 0 {
                return Err(TermError::Stale);
            }
            id
        }
    };
    if let Some(open) = open.filter(|open| (open.to_day, open.cut_by) != (Some(new.from), Some(id))) {
        let sql = "UPDATE unit_term SET to_day = $1, cut_by = $2, version = version + 1 WHERE id = $3";
        conn.exec(sql, &[&new.from, &id, &open.id]).await?;
    }
    let mut event = grant.event("org.term.keep", "unit_term", id);
    event.before = before.map(|term| json!({"no": term.no, "from": term.from_day, "to": term.to_day}));
    journal::write(conn, &event.after(json!({"no": new.no, "from": new.from, "to": new.to})), now).await?;
    Ok(id)
}

/// Takes a term away that was entered by mistake: it never came to hold, and the one that it ended goes on, as long as the
/// unit does, where no later one follows. An end that somebody gave stays. `why` stands in the journal.
///
/// # Errors
/// [`TermError::Rests`] while something is numbered or held in it; the caller rolls back.
pub async fn drop_term(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    (id, version): (i64, i64),
    why: &str,
    now: Ts,
) -> std::result::Result<(), TermError> {
    let unit = grant.unit();
    let all = Term::of(conn, unit).await?;
    let term = all.iter().find(|term| (term.id, term.version) == (id, version)).ok_or(TermError::Stale)?;
    let rests = rests_on(conn, term).await?;
    if !rests.is_empty() {
        return Err(TermError::Rests(rests));
    }
    let sql = "UPDATE unit_term SET to_day = from_day, version = version + 1 WHERE id = $1 AND version = $2";
    if conn.exec(sql, &[&id, &version]).await? == 0 {
        return Err(TermError::Stale);
    }
    let is_last = all.iter().all(|other| other.from_day <= term.from_day);
    let cut = all.iter().find(|other| other.cut_by == Some(id));
    if let Some(cut) = cut {
        let to = if is_last { end_of(conn, unit).await? } else { cut.to_day };
        let sql = "UPDATE unit_term SET to_day = $1, cut_by = NULL, version = version + 1 WHERE id = $2";
        conn.exec(sql, &[&to, &cut.id]).await?;
    }
    let goes_on = cut.filter(|_| is_last);
    let before = json!({"no": term.no, "from": term.from_day, "to": term.to_day, "paper": term.paper,
                        "ended": goes_on.map(|cut| json!({"no": cut.no, "to": cut.to_day}))});
    let event = grant.event("org.term.drop", "unit_term", id).before(before);
    journal::write(conn, &event.after(json!({"why": why, "goes_on": goes_on.map(|cut| cut.no)})), now).await?;
    Ok(())
}

/// What rests on a term.
async fn rests_on(conn: &mut Conn, term: &Term) -> Result<Vec<Rest>> {
    let numbered = |table: &str, fit: &str| {
        format!(
            "SELECT t.symbol FROM {table} t JOIN paper_series s ON s.id = t.series_id
             WHERE s.period = $1 AND {fit} ORDER BY t.id"
        )
    };
    let papers: Vec<(String,)> = conn.all(&numbered("paper", "1 = 1"), &[&term.period()]).await?;
    let numbers: Vec<(String,)> = conn
        .all(&numbered("paper_reservation", "t.paper_id IS NULL AND t.voided_on IS NULL"), &[&term.period()])
        .await?;
    let posts = "SELECT p.full_name FROM post_holding h JOIN person p ON p.id = h.person_id
                 WHERE h.term_id = $1 AND (h.to_day IS NULL OR h.to_day > h.from_day) ORDER BY h.id";
    let posts: Vec<(String,)> = conn.all(posts, &[&term.id]).await?;
    let change = is_of_change(conn, Span::Term, term.id).await?.then_some(Rest::Change);
    let papers = papers.into_iter().map(|(symbol,)| Rest::Paper(symbol));
    let numbers = numbers.into_iter().map(|(symbol,)| Rest::Number(symbol));
    Ok(papers.chain(numbers).chain(posts.into_iter().map(|(name,)| Rest::Post(name))).chain(change).collect())
}

/// Refuses days of a term that leave papers out which are numbered in it: two of one symbol would follow. What lay outside of
/// it before stays where it is. `end` is what the last day is called.
async fn keeps_papers(
    conn: &mut Conn,
    term: &Term,
    (from, to): (Day, Option<Day>),
    end: Edge,
) -> std::result::Result<(), TermError> {
    let sql = "SELECT p.symbol, p.issued_on FROM paper p JOIN paper_series s ON s.id = p.series_id
               WHERE s.period = $1 ORDER BY p.issued_on, p.id";
    let mut papers: Vec<(String, Day)> = conn.all(sql, &[&term.period()]).await?;
    papers.retain(|(_, day)| term.holds_on(*day));
    let (Some(first), Some(last)) = (papers.first().map(|one| one.1), papers.last().map(|one| one.1)) else {
        return Ok(());
    };
    let is_late = |day: Day| to.is_some_and(|to| day >= to);
    let (edge, day) = match end {
        _ if first < from => (Edge::First, first),
        Edge::Next if is_late(last) => (end, last.plus_days(1)),
        _ if is_late(last) => (end, last),
        _ => return Ok(()),
    };
    papers.retain(|(_, day)| if edge == Edge::First { *day < from } else { is_late(*day) });
    Err(TermError::LeavesOut(LeftOut { no: term.no, edge, papers, day }))
}
