//! The register on screen: the list, the books, one paper, the form that enters or corrects one, kept numbers.

mod book;
mod correct;
mod drop;
mod enter;
mod fields;
mod file;
mod list;
mod numbers;
mod one;
pub(crate) mod public;

#[cfg(test)]
pub(super) use fields::lines;
pub(crate) use fields::relations;
pub use list::{FILTERS, KEY, PATH};
pub(crate) use one::look_up;

use super::{Body, Direction, Paper, PaperError, Ruling, Validity};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepPapers, ReadPapers, Right};
use crate::org::Tree;
use crate::org::lineage::Past;
use crate::people::pages::span;
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::Words;
use rules::{PapersRule, Text};

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/van-ban", get(list::list))
        .route("/van-phong/van-ban/moi", get(enter::begin).post(enter::save))
        .route("/van-phong/van-ban/doc", post(drop::read))
        .route("/van-phong/van-ban/so", get(book::show))
        .route("/van-phong/van-ban/giu-so", get(numbers::show).post(numbers::keep))
        .route("/van-phong/van-ban/giu-so/{reservation}/bo", post(numbers::give_up))
        .route("/van-phong/van-ban/so-bat-dau", post(numbers::begin_at))
        .route("/van-phong/van-ban/{paper}", get(one::show))
        .route("/van-phong/van-ban/{paper}/sua", get(correct::begin).post(correct::save))
        .route("/van-phong/van-ban/{paper}/thu-hoi", post(one::take_back))
        .route("/van-phong/van-ban/{paper}/cong-khai", post(public::ask))
        .route("/van-phong/van-ban/{paper}/rut", post(public::take_back))
        .route("/van-phong/van-ban/{paper}/tep", post(file::add))
        .route("/van-phong/van-ban/{paper}/tep/{file}", get(file::send))
        .route("/van-phong/van-ban/{paper}/tep/{file}/bo", post(file::take_off))
}

/// Where a paper's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("{PATH}/{uid}")
}

/// Where the first paper that a text names is, in a register within reach: that of the unit, or another one. Empty where
/// there is none.
pub(crate) async fn href_of(office: &Office, officer: &Officer, unit: i64, text: &str) -> Result<String, Failure> {
    let today = office.clock.today();
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    for named in super::named_in(text) {
        if let Some(paper) = one::look_up(&mut conn, (officer, &past), unit, &named).await? {
            return Ok(address(&paper.uid));
        }
    }
    Ok(String::new())
}

/// A paper that the officer may read, and the past that reach is decided by.
pub(crate) async fn find(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    uid: &str,
) -> Result<(Paper, Past), Failure> {
    let today = office.clock.today();
    // Read before it is known whether there is such a paper: the answer takes as long either way.
    let past = office.trees.past(conn, today, today).await?;
    let paper = Paper::by_uid(conn, uid).await?.ok_or(Failure::NotFound)?;
    officer.require_then(ReadPapers, &past, paper.unit_id)?;
    Ok((paper, past))
}

/// A transaction in which whoever keeps a register changes one of its papers.
struct Writing {
    tx: Tx,
    paper: Paper,
    grant: Grant<KeepPapers>,
}

impl Writing {
    /// Begins one; a form that was sent before only says where it led.
    async fn begin(office: &Office, officer: &Officer, uid: &str, form: &Form) -> Result<Writing, Failure> {
        let mut tx = office.db.begin().await?;
        let (paper, past) = find(&mut tx, office, officer, uid).await?;
        let grant = officer.require_then(KeepPapers, &past, paper.unit_id)?;
        once::first_time(&mut tx, form).await?;
        Ok(Writing { tx, paper, grant })
    }
}

pub(crate) fn text(w: Words, text: &Text) -> String {
    if w.code() == "en" { text.en.clone() } else { text.vi.clone() }
}

/// What a kind is called; its key when the rules do not know it (any more).
pub(crate) fn kind_name(w: Words, rule: &PapersRule, key: &str) -> String {
    rule.kind(key).map_or(key.to_owned(), |kind| viet::capital(&text(w, &kind.name)))
}

pub(crate) fn named(w: Words, list: &[rules::Named], key: &str) -> String {
    list.iter().find(|one| one.key == key).map_or(key.to_owned(), |one| text(w, &one.name))
}

/// `Ban Thường vụ, Đảng bộ huyện Tịnh Biên`
pub(crate) fn issuer_name(w: Words, tree: &Tree, unit: i64, body: Body) -> String {
    let unit = tree.name(unit).to_owned();
    match body {
        Body::Cell | Body::Board => unit,
        other => w.with(&format!("papers-issuer-{}", other.word()), "unit", unit),
    }
}

/// The state of the style sheet, and the state in words.
pub(super) fn state(w: Words, paper: &Paper, today: Day) -> (&'static str, String) {
    if paper.state == super::RECALLED {
        return ("off", w.say("papers-recalled"));
    }
    let validity = paper.validity(today);
    let state = match validity {
        Validity::Holds => "done",
        Validity::Lapsed => "off",
        Validity::ToCome => "wait",
    };
    (state, w.say(&format!("papers-validity-{}", validity.word())))
}

/// What a list or a link says a paper is: its symbol and what it is about.
pub(crate) fn title(w: Words, paper: &Paper) -> String {
    let subject = if paper.secret.is_empty() { paper.subject.clone() } else { w.say("papers-secret-subject") };
    format!("{}: {subject}", paper.symbol)
}

/// The units at which the officer may enter papers: those that the right is held at, with their boards.
pub(super) fn keepers(officer: &Officer, direction: Direction) -> Vec<i64> {
    let tree = &officer.tree;
    let mut units = Vec::new();
    for root in officer.roots(Right::KeepPapers) {
        let is_board = |unit: &i64| tree.get(*unit).is_some_and(|unit| unit.kind == crate::org::kind::BOARD);
        units.extend([root].into_iter().chain(tree.children(root).iter().copied().filter(is_board)));
    }
    let issues = |unit: &i64| tree.get(*unit).is_some_and(|unit| !super::bodies_of(&unit.kind).is_empty());
    units.retain(|unit| direction == Direction::In || issues(unit));
    units
}

/// The unit that the address asks for, or the first one at which the right is held.
pub(super) fn find_unit(officer: &Officer, right: Right) -> Result<i64, Failure> {
    match officer.query("don-vi").unwrap_or_default().as_str() {
        "" => officer.roots(right).first().copied().ok_or(Failure::Forbidden),
        uid => Ok(officer.tree.by_uid(uid).ok_or(Failure::NotFound)?.id),
    }
}

/// What a refusal says, with the field that it belongs to.
pub(crate) fn refusal(
    w: Words,
    officer: &Officer,
    ruling: Ruling<'_>,
    error: &PaperError,
    kind: &str,
) -> Option<(&'static str, String)> {
    let rule = text(w, ruling.title);
    Some(match error {
        PaperError::MayNot => {
            let known = ruling.rule.kind(kind)?;
            let by: Vec<String> = known.issued_by.iter().map(|body| w.say(body_words(*body))).collect();
            let values = [("rule", rule.into()), ("kind", text(w, &known.name).into()), ("by", by.join(", ").into())];
            ("kind", w.fill(if by.is_empty() { "papers-may-not-anyone" } else { "papers-may-not" }, &values))
        }
        PaperError::MayNotSign => ("sign_form", w.with("papers-may-not-sign", "rule", rule)),
        PaperError::NoTerm(unit) => {
            ("issued_on", w.with("papers-no-term", "unit", officer.tree.name(*unit).to_owned()))
        }
        PaperError::NoLetters => ("unit", w.with("papers-no-letters", "rule", rule)),
        PaperError::NotGiven { next } => ("no", w.with("papers-not-given", "next", w.number(*next))),
        PaperError::Earlier { symbol, day } => {
            let values = [("symbol", symbol.as_str().into()), ("day", day.written().into())];
            ("issued_on", w.fill("papers-earlier", &values))
        }
        PaperError::Taken(no) => ("no", w.with("papers-taken", "no", w.number(*no))),
        PaperError::KeptInTerm { symbol, term } => {
            let when = span(w, term.from_day, term.to_day);
            let values = [("symbol", symbol.as_str().into()), ("no", w.number(term.no).into()), ("when", when.into())];
            ("number", w.fill("papers-kept-in-term", &values))
        }
        PaperError::OtherTerm => ("issued_on", w.say("papers-other-term")),
        PaperError::Secret => ("secret", w.say("papers-secret-refused")),
        PaperError::Known(_) | PaperError::Stale | PaperError::Db(_) => return None,
    })
}

fn body_words(body: rules::PaperBody) -> &'static str {
    use rules::PaperBody::*;
    match body {
        Congress => "papers-body-congress",
        HigherCommittee => "papers-body-higher-committee",
        HigherStanding => "papers-body-higher-standing",
        Committee => "papers-body-committee",
        Standing => "papers-body-standing",
        Cell => "papers-body-cell",
        Board => "papers-body-board",
    }
}

/// The failure of an error that no field can mend.
pub(crate) fn broken(error: PaperError) -> Failure {
    match error {
        PaperError::Db(error) => error.into(),
        other => Failure::Broken(other.into()),
    }
}
