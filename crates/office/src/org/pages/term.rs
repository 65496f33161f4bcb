//! The terms of a unit: which one it is in, those before, and the form that enters or corrects one.

use super::{Named, address};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepOrganisation, Right};
use crate::org::names_on;
use crate::org::term::{Edge, LeftOut, NewTerm, Rest, Term, TermError, drop_term, keep_term};
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

/// Things that are named in a refusal.
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

/// All terms of a unit, also of one that is no more: those are only read.
pub(super) async fn all(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let unit = Named::seen(&mut conn, &office, &officer, &unit).await?.unit;
    let terms = Term::of(&mut conn, unit).await?;
    drop(conn);
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
    page(&office, &officer, unit, StatusCode::OK, on_record(&office, &term), Some(&term)).await
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

pub(super) async fn take_away(
    State(office): State<Office>,
    officer: Officer,
    Path((unit, term)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    let grant = officer.require(KeepOrganisation, unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    // Sent twice, the term is gone already.
    once::first_time(&mut tx, &form).await?;
    let term = find(&office, unit, &term).await?;
    let seen = form.get("version").parse().unwrap_or(0);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.get("why").is_empty() {
        form.wrong("why", w.say("term-no-why"));
    } else {
        match drop_term(&mut tx, grant, (term.id, seen), form.get("why"), now).await {
            Ok(()) => return once::done(tx, &form, &format!("{}?xong=luu", list(&officer.tree, unit)), now).await,
            Err(TermError::Rests(rests)) => {
                form.wrong("why", rested(w, &rests));
                status = StatusCode::CONFLICT;
            }
            Err(TermError::Stale) => {
                form.wrong("why", w.with("term-drop-stale", "theirs", said(w, &term)));
                status = StatusCode::CONFLICT;
            }
            Err(TermError::Db(error)) => return Err(error.into()),
            Err(_) => return Err(Failure::Malformed),
        }
    }
    drop(tx);
    let mut shown = on_record(&office, &term);
    shown.set("request", form.get("request").to_owned());
    shown.set("why", form.get("why").to_owned());
    form.errors().iter().for_each(|(field, why)| shown.wrong(field, why.clone()));
    page(&office, &officer, unit, status, shown, Some(&term)).await
}

/// What rests on a term, in words.
fn rested(w: Words, rests: &[Rest]) -> String {
    let one = |rest: &Rest| match rest {
        Rest::Paper(symbol) => w.with("term-rest-paper", "symbol", symbol.as_str()),
        Rest::Number(symbol) => w.with("term-rest-number", "symbol", symbol.as_str()),
        Rest::Post(name) => w.with("term-rest-post", "name", name.as_str()),
        Rest::Change => w.say("term-rest-change"),
    };
    let more = rests.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| w.count("term-rests-more", more as i64));
    let named: Vec<String> = rests.iter().take(NAMED).map(one).chain(more).collect();
    w.with("term-rests", "what", named.join("; "))
}

/// The form of a term as it stands on record.
fn on_record(office: &Office, term: &Term) -> Form {
    let last = |to: Day| to.plus_days(-1).written();
    Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("version", term.version.to_string()),
        ("no", term.no.to_string()),
        ("from", term.from_day.written()),
        ("to", term.to_day.map_or(String::new(), last)),
        ("paper", term.paper.clone()),
    ])
}

fn said(w: Words, term: &Term) -> String {
    format!("{}, {}", term_name(w, term), span(w, term.from_day, term.to_day))
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
        Err(TermError::Begins(day)) => form.wrong("from", w.with("unit-begins", "day", day.written())),
        Err(TermError::Ends(day)) => form.wrong("to", w.with("term-unit-ends", "day", day.plus_days(-1).written())),
        Err(TermError::Rests(_)) => return Err(Failure::Malformed),
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
                form.wrong("no", w.with("term-stale", "theirs", said(w, term)));
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
    let mut conn = office.db.read().await?;
    let terms = Term::of(&mut conn, unit).await?;
    // A unit that is no more goes by its last name.
    let (uid, name) = names_on(&mut conn, &[unit], today).await?.remove(&unit).ok_or(Failure::NotFound)?;
    let (back, keeps) = (format!("/van-phong/to-chuc/{uid}"), officer.may(Right::KeepOrganisation, unit));
    let list = format!("{back}/nhiem-ky");
    let row = |term: Term| {
        let edit = if keeps { format!("{list}/{}", term.uid) } else { String::new() };
        let when = span(w, term.from_day, term.to_day);
        (term_name(w, &term), when, term.paper.clone(), term.holds_on(today), edit)
    };
    let here = corrects.map_or_else(|| list.clone(), |term| format!("{list}/{}", term.uid));
    let page = TermPage {
        shell: office.shell(officer),
        unit: name,
        back: if corrects.is_some() { list.clone() } else { back },
        here: if keeps { here } else { String::new() },
        corrects: corrects.is_some(),
        terms: terms.into_iter().map(row).collect(),
        form,
    };
    html(status, &page)
}
