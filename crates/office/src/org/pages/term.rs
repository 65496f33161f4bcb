//! The terms of a unit: which one it is in, those before, and the form that enters or corrects one.

use super::{address, unit_name};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepOrganisation, ReadOrganisation, Right};
use crate::org::term::{Edge, LeftOut, NewTerm, Term, TermError, keep_term};
use crate::people::pages::span;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

/// Papers that are named in a refusal.
const NAMED: usize = 5;

#[derive(Template)]
#[template(path = "org/pages/term.html")]
struct TermPage {
    shell: Shell,
    form: Form,
    unit: String,
    back: String,
    /// Where the form goes; empty for those who only look.
    here: String,
    /// Whether one of the terms is corrected rather than another one entered.
    corrects: bool,
    /// (name, from to, paper, whether it holds, where it is corrected)
    terms: Vec<(String, String, String, bool, String)>,
}

/// `Nhiệm kỳ 12 (2020 – 2025)`, `Nhiệm kỳ 12 (từ 2020)` while nobody knows the last year.
pub(crate) fn term_name(w: Words, term: &Term) -> String {
    let (no, first) = (w.number(term.no).into(), term.from_day.0.year().to_string().into());
    match term.to_day {
        Some(to) => {
            let last = to.plus_days(-1).0.year().to_string().into();
            w.fill("term-name", &[("no", no), ("first", first), ("last", last)])
        }
        None => w.fill("term-name-open", &[("no", no), ("first", first)]),
    }
}

fn list(tree: &crate::org::Tree, unit: i64) -> String {
    format!("{}/nhiem-ky", address(tree, unit))
}

pub(super) async fn all(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(ReadOrganisation, unit)?;
    let terms = Term::of(&mut office.db.read().await?, unit).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let no = terms.iter().map(|term| term.no).max().map_or(String::new(), |no| (no + 1).to_string());
    let form = Form::filled([("request", request), ("no", no)]);
    page(&office, &officer, unit, StatusCode::OK, form, None).await
}

pub(super) async fn one(
    State(office): State<Office>,
    officer: Officer,
    Path((unit, term)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(KeepOrganisation, unit)?;
    let term = find(&office, unit, &term).await?;
    let last = |to: Day| to.plus_days(-1).written();
    let form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("version", term.version.to_string()),
        ("no", term.no.to_string()),
        ("from", term.from_day.written()),
        ("to", term.to_day.map_or(String::new(), last)),
        ("paper", term.paper.clone()),
    ]);
    page(&office, &officer, unit, StatusCode::OK, form, Some(&term)).await
}

pub(super) async fn add(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    keep(&office, &officer, unit, form, None).await
}

pub(super) async fn correct(
    State(office): State<Office>,
    officer: Officer,
    Path((unit, term)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(KeepOrganisation, unit)?;
    let term = find(&office, unit, &term).await?;
    keep(&office, &officer, unit, form, Some(term)).await
}

async fn find(office: &Office, unit: i64, uid: &str) -> Result<Term, Failure> {
    let terms = Term::of(&mut office.db.read().await?, unit).await?;
    terms.into_iter().find(|term| term.uid == uid).ok_or(Failure::NotFound)
}

async fn keep(
    office: &Office,
    officer: &Officer,
    unit: i64,
    mut form: Form,
    known: Option<Term>,
) -> Result<Response, Failure> {
    let grant = officer.require(KeepOrganisation, unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let Some((no, from, to)) = read(&mut form, w) else {
        drop(tx);
        return page(office, officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form, known.as_ref()).await;
    };
    let uid = office.chance.uuid(now).to_string();
    let seen = known.as_ref().map(|term| (term.id, form.get("version").parse().unwrap_or(0)));
    let new = NewTerm { no, from, to, paper: form.get("paper") };
    match keep_term(&mut tx, grant, (&uid, seen), &new, now).await {
        Ok(_) => {
            let target = format!("{}?xong=luu", list(&officer.tree, unit));
            return once::done(tx, &form, &target, now).await;
        }
        Err(TermError::Db(error)) => return Err(error.into()),
        Err(TermError::Number(no)) => form.wrong("no", w.with("term-number-taken", "no", no)),
        Err(TermError::Overlaps(no)) => form.wrong("from", w.with("term-overlaps", "no", no)),
        Err(TermError::LeavesOut(left)) => {
            let (field, why) = left_out(w, &left);
            form.wrong(field, why);
        }
        Err(TermError::Stale) => {
            drop(tx);
            // Their version, in words above one's own, which stays in the form.
            let theirs = match &known {
                Some(term) => Some(find(office, unit, &term.uid).await?),
                None => None,
            };
            if let Some(term) = &theirs {
                let said = format!("{}, {}", term_name(w, term), span(w, term.from_day, term.to_day));
                form.wrong("no", w.with("term-stale", "theirs", said));
                form.set("version", term.version.to_string());
            }
            return page(office, officer, unit, StatusCode::CONFLICT, form, theirs.as_ref()).await;
        }
    }
    drop(tx);
    page(office, officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form, known.as_ref()).await
}

/// At which field it is said which papers would lie outside of their term, and which day is possible.
fn left_out(w: Words, left: &LeftOut) -> (&'static str, String) {
    let named = left.papers.iter().take(NAMED).map(|(symbol, day)| format!("{symbol} ({})", day.written()));
    let more = left.papers.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| w.count("term-papers-more", more as i64));
    let papers = named.chain(more).collect::<Vec<_>>().join(", ");
    let (field, key) = match left.edge {
        Edge::Next => ("from", "term-papers-next"),
        Edge::First => ("from", "term-papers-first"),
        Edge::Last => ("to", "term-papers-last"),
    };
    let values = [("papers", papers.into()), ("no", w.number(left.no).into()), ("day", left.day.written().into())];
    (field, w.fill(key, &values))
}

fn read(form: &mut Form, w: Words) -> Option<(i64, Day, Option<Day>)> {
    let no = form.get("no").parse::<i64>().ok().filter(|no| (1..=999).contains(no));
    if no.is_none() {
        form.wrong("no", w.say("term-no-number"));
    }
    let from = Day::parse(form.get("from"));
    let last = Day::parse(form.get("to"));
    for (field, day) in [("from", from), ("to", last)] {
        if day.is_none() && (field == "from" || !form.get(field).is_empty()) {
            form.wrong(field, w.say("wrong-day"));
        }
    }
    if let (Some(from), Some(last)) = (from, last)
        && last < from
    {
        form.wrong("to", w.with("ends-before", "day", from.written()));
    }
    let read = (no?, from?, last.map(|last| last.plus_days(1)));
    form.is_sound().then_some(read)
}

async fn page(
    office: &Office,
    officer: &Officer,
    unit: i64,
    status: StatusCode,
    form: Form,
    corrects: Option<&Term>,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let terms = Term::of(&mut office.db.read().await?, unit).await?;
    let keeps = officer.may(Right::KeepOrganisation, unit);
    let list = list(&officer.tree, unit);
    let row = |term: Term| {
        let edit = if keeps { format!("{list}/{}", term.uid) } else { String::new() };
        let when = span(w, term.from_day, term.to_day);
        (term_name(w, &term), when, term.paper.clone(), term.holds_on(today), edit)
    };
    let here = corrects.map_or_else(|| list.clone(), |term| format!("{list}/{}", term.uid));
    let page = TermPage {
        shell: office.shell(officer),
        unit: unit_name(&officer.tree, unit),
        back: if corrects.is_some() { list.clone() } else { address(&officer.tree, unit) },
        here: if keeps { here } else { String::new() },
        corrects: corrects.is_some(),
        terms: terms.into_iter().map(row).collect(),
        form,
    };
    html(status, &page)
}
