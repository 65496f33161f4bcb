//! Numbers of papers: who may issue which kind, and the next number of a series, taken, kept or entered later.

use super::Ruling;
use super::body::{Body, letters_of};
use super::error::PaperError;
use super::verbs::Changes;
use crate::identity::reach::Grant;
use crate::identity::right::KeepPapers;
use crate::org::term::Term;
use crate::org::{Tree, kind};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use rules::PaperKind;
use serde_json::json;

type Result<T> = std::result::Result<T, PaperError>;

kit::record! {
    /// A series of numbers.
    pub struct Series {
        /// The series.
        pub id: i64,
        /// The letters that its numbers go with; [`ARRIVALS`] for papers that came in.
        pub letters: String,
        /// `term:7` (the row of the term) or `year:2018`.
        pub period: String,
        /// Numbers up to here were given in a book on paper before.
        pub base: i64,
        /// The last number that was given.
        pub last: i64,
    }
}

/// The letters of the series of arrivals.
pub const ARRIVALS: &str = "in";

/// The kind, when this body at a unit of this kind may issue it by the rule.
///
/// # Errors
/// [`PaperError::MayNot`] otherwise.
pub fn may_issue<'a>(ruling: Ruling<'a>, unit_kind: &str, body: Body, kind: &str) -> Result<&'a PaperKind> {
    let known = ruling.rule.kind(kind).filter(|known| known.issued_by.contains(&body.in_rules(unit_kind)));
    known.ok_or(PaperError::MayNot)
}

/// The term in which a unit's papers of a day are numbered: its own, or that of the committee above it.
pub(super) async fn term_of(conn: &mut Conn, tree: &Tree, unit: i64, day: Day) -> Result<Term> {
    for unit in tree.path(unit).into_iter().rev() {
        if tree.get(unit).is_some_and(|unit| kind::has_terms(&unit.kind) && unit.kind != kind::GOVERNMENT) {
            return Term::on(conn, unit, day).await?.ok_or(PaperError::NoTerm(unit));
        }
    }
    Err(PaperError::NoTerm(unit))
}

/// A kind of paper that a body issues, with all that its number and symbol need.
pub(super) struct Issue<'a> {
    pub(super) kind: &'a PaperKind,
    letters: String,
    series: String,
    period: String,
}

impl<'a> Issue<'a> {
    /// What a body at a unit issues on a day.
    pub(super) async fn of(
        conn: &mut Conn,
        ruling: Ruling<'a>,
        (tree, unit): (&Tree, i64),
        (body, kind, day): (Body, &str, Day),
    ) -> Result<Issue<'a>> {
        let unit_kind = tree.get(unit).map_or("", |unit| unit.kind.as_str());
        let kind = may_issue(ruling, unit_kind, body, kind)?;
        let letters = letters_of(ruling.rule, tree, unit, body).ok_or(PaperError::NoLetters)?;
        let term = term_of(conn, tree, unit, day).await?;
        // All papers of a congress are counted together.
        let series = if body == Body::Congress { letters.clone() } else { kind.letters.clone() };
        Ok(Issue { kind, letters, series, period: term.period() })
    }

    /// `05-NQ/ĐU`
    pub(super) fn symbol(&self, no: i64) -> String {
        format!("{no:02}-{}/{}", self.kind.letters, self.letters)
    }

    /// Its series, which is made when there is none yet.
    pub(super) async fn series(&self, conn: &mut Conn, unit: i64) -> Result<i64> {
        series(conn, unit, &self.series, &self.period).await
    }
}

async fn series(conn: &mut Conn, unit: i64, letters: &str, period: &str) -> Result<i64> {
    let sql = "INSERT INTO paper_series (unit_id, letters, period) VALUES ($1, $2, $3)
               ON CONFLICT (unit_id, letters, period) DO NOTHING";
    conn.exec(sql, &[&unit, &letters, &period]).await?;
    let sql = "SELECT id FROM paper_series WHERE unit_id = $1 AND letters = $2 AND period = $3";
    let id: Option<i64> = conn.value(sql, &[&unit, &letters, &period]).await?;
    id.ok_or_else(|| DbError::Broken("a series was not made".to_owned()).into())
}

/// Takes the next number. Whoever else wants one waits until this transaction has ended, whichever way.
pub(super) async fn take(conn: &mut Conn, series: i64) -> Result<i64> {
    let sql = "UPDATE paper_series SET last = last + 1 WHERE id = $1 RETURNING last";
    let (no,): (i64,) = conn.one(sql, &[&series]).await?;
    Ok(no)
}

/// Numbers follow the days: one that does not is a slip, or the note gives the reason.
pub(super) async fn in_order(conn: &mut Conn, series: i64, said: &Changes<'_>) -> Result<()> {
    if !(said.note.is_empty() && said.secret.is_empty()) {
        return Ok(());
    }
    let sql = "SELECT symbol, issued_on FROM paper WHERE series_id = $1 AND issued_on > $2 ORDER BY no DESC LIMIT 1";
    let later = conn.opt(sql, &[&series, &said.issued_on]).await?;
    later.map_or(Ok(()), |(symbol, day)| Err(PaperError::Earlier { symbol, day }))
}

/// The number of an arrival in a year.
pub(super) async fn arrival(conn: &mut Conn, unit: i64, day: Day) -> Result<(i64, i64)> {
    let series = series(conn, unit, ARRIVALS, &format!("year:{}", day.year())).await?;
    Ok((series, take(conn, series).await?))
}

/// Lets a number be used that the clerk names: one that was given in a book on paper before. Whoever wants the next one,
/// or one further on, is told what is next.
pub(super) async fn use_given(conn: &mut Conn, series: i64, no: i64) -> Result<()> {
    // The row is locked, so that nobody moves the base meanwhile.
    let sql = "UPDATE paper_series SET last = last WHERE id = $1 RETURNING base, last";
    let (base, last): (i64, i64) = conn.one(sql, &[&series]).await?;
    if no > base {
        return Err(PaperError::NotGiven { next: last + 1 });
    }
    let sql = "SELECT count(*) FROM (SELECT no FROM paper WHERE series_id = $1 AND no = $2
               UNION ALL SELECT no FROM paper_reservation WHERE series_id = $1 AND no = $2) n";
    if conn.value::<i64>(sql, &[&series, &no]).await?.unwrap_or(0) > 0 {
        return Err(PaperError::Taken(no));
    }
    Ok(())
}

kit::record! {
    /// A number that is kept.
    pub struct Reservation {
        /// The reservation.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose number it is.
        pub unit_id: i64,
        /// The series.
        pub series_id: i64,
        /// The number.
        pub no: i64,
        /// The key of the kind it was kept for.
        pub kind: String,
        /// The word of the [`Body`].
        pub body: String,
        /// The symbol that the paper will have.
        pub symbol: String,
        /// Why.
        pub reason: String,
        /// Since when.
        pub day: Day,
        /// The paper that took it.
        pub paper_id: Option<i64>,
        /// When it was given up.
        pub voided_on: Option<Day>,
        /// Why it was given up.
        pub void_reason: String,
    }
}

const RESERVATIONS: &str =
    "SELECT id, uid, unit_id, series_id, no, kind, body, symbol, reason, day, paper_id, voided_on,
    void_reason FROM paper_reservation";

impl Reservation {
    /// The reservation of this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> kit::db::Result<Option<Reservation>> {
        conn.opt(&format!("{RESERVATIONS} WHERE uid = $1"), &[&uid]).await
    }

    /// Those of a unit that no paper has taken, those given up among them.
    pub async fn of(conn: &mut Conn, unit: i64) -> kit::db::Result<Vec<Reservation>> {
        conn.all(&format!("{RESERVATIONS} WHERE unit_id = $1 AND paper_id IS NULL ORDER BY id DESC"), &[&unit]).await
    }

    /// Whether it still waits for its paper.
    pub fn is_open(&self) -> bool {
        self.paper_id.is_none() && self.voided_on.is_none()
    }
}

/// That an open reservation is of the same letters as a series, and of another term.
pub(super) async fn kept_in_another_term(
    conn: &mut Conn,
    unit: i64,
    (id, series): (i64, i64),
) -> Result<Option<PaperError>> {
    let sql = "SELECT r.symbol, s.period FROM paper_reservation r JOIN paper_series s ON s.id = r.series_id
               JOIN paper_series o ON o.unit_id = s.unit_id AND o.letters = s.letters AND o.id <> s.id
               WHERE r.id = $1 AND r.unit_id = $2 AND o.id = $3 AND r.paper_id IS NULL AND r.voided_on IS NULL";
    let kept: Option<(String, String)> = conn.opt(sql, &[&id, &unit, &series]).await?;
    let Some((symbol, period)) = kept else { return Ok(None) };
    let Some(term) = period.strip_prefix("term:").and_then(|id| id.parse().ok()) else { return Ok(None) };
    Ok(Term::get(conn, term).await?.map(|term| PaperError::KeptInTerm { symbol, term: Box::new(term) }))
}

/// Keeps the next number of the grant's unit for a paper to come; the reservation's symbol.
pub async fn reserve(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (ruling, tree): (Ruling<'_>, &Tree),
    (uid, body, kind, reason): (&str, Body, &str, &str),
    now: Ts,
) -> Result<String> {
    let (unit, day) = (grant.unit(), now.day());
    let issue = Issue::of(conn, ruling, (tree, unit), (body, kind, day)).await?;
    let series = issue.series(conn, unit).await?;
    let no = take(conn, series).await?;
    let symbol = issue.symbol(no);
    let sql = "INSERT INTO paper_reservation (uid, unit_id, series_id, no, kind, body, symbol, reason, day)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [&dyn kit::db::Arg; 9] = [&uid, &unit, &series, &no, &kind, &body.word(), &symbol, &reason, &day];
    let id = conn.insert(sql, &values).await?;
    let event = grant.event("papers.number.reserve", "paper_reservation", id);
    journal::write(conn, &event.after(json!({"symbol": symbol, "reason": reason})).under(ruling.id), now).await?;
    Ok(symbol)
}

/// Gives a kept number of the grant's unit up: it stays in the book, without a paper, with the reason.
pub async fn void(conn: &mut Conn, grant: Grant<KeepPapers>, id: i64, reason: &str, now: Ts) -> Result<()> {
    let sql = "UPDATE paper_reservation SET voided_on = $1, void_reason = $2
               WHERE id = $3 AND unit_id = $4 AND paper_id IS NULL AND voided_on IS NULL";
    if conn.exec(sql, &[&now.day(), &reason, &id, &grant.unit()]).await? == 0 {
        return Err(PaperError::Stale);
    }
    let event = grant.event("papers.number.void", "paper_reservation", id).after(json!({"reason": reason}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Says that numbers up to `base` of a series were given in a book on paper before: the next one follows it.
///
/// # Errors
/// [`PaperError::Stale`] when a number was given here already; nothing may then be put before it.
pub async fn set_base(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (ruling, tree): (Ruling<'_>, &Tree),
    (body, kind, base): (Body, &str, i64),
    now: Ts,
) -> Result<()> {
    let unit = grant.unit();
    let issue = Issue::of(conn, ruling, (tree, unit), (body, kind, now.day())).await?;
    let series = issue.series(conn, unit).await?;
    let sql = "UPDATE paper_series SET base = $1, last = $1 WHERE id = $2 AND last = base AND base <= $1";
    if conn.exec(sql, &[&base, &series]).await? == 0 {
        return Err(PaperError::Stale);
    }
    let event = grant.event("papers.number.base", "paper_series", series);
    journal::write(conn, &event.after(json!({"letters": issue.series, "base": base})), now).await?;
    Ok(())
}

/// The series of a unit with what was given last, those of the latest term first.
pub async fn next_numbers(conn: &mut Conn, unit: i64) -> kit::db::Result<Vec<Series>> {
    let sql = "SELECT id, letters, period, base, last FROM paper_series WHERE unit_id = $1 ORDER BY id DESC";
    conn.all(sql, &[&unit]).await
}
