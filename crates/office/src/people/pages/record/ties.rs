//! Where a member belongs besides the own cell: entering and ending it.

use super::{Found, address, find, keeper, span};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::org::pages::misfit_told;
use crate::people::ties::{Belonging, NewTie, Place, Tie, TieRefusal, belongings, tie, untie};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

#[derive(Template)]
#[template(path = "people/pages/record/ties.html")]
struct TiesPage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    back: String,
    kinds: Vec<(String, String)>,
    /// Units by kind of tie: (heading, (uid, name)).
    units: Vec<(String, Vec<(String, String)>)>,
    known: Vec<Known>,
    /// The newest change that somebody else made meanwhile; empty when there is none.
    conflict: String,
}

struct Known {
    kind: String,
    unit: String,
    span: String,
    paper: String,
    /// Where it is ended; empty when it has ended or is not theirs to end.
    end: String,
    /// Its end as it is now, which the form sends back.
    to: String,
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    keeper(&officer, &found)?;
    let today = office.clock.today().written();
    let form = Form::filled([("request", office.chance.uuid(office.clock.now()).to_string()), ("from", today)]);
    page(&office, &officer, &found, form, String::new(), StatusCode::OK).await
}

pub(super) async fn enter(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let at_home = keeper(&officer, &found)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let kind = Tie::of(form.get("kind"));
    if kind.is_none() {
        form.wrong("kind", w.say("tie-no-kind"));
    }
    let place = match form.get("unit") {
        "" => {
            form.wrong("unit", w.say("tie-no-unit"));
            None
        }
        uid => {
            let unit = officer.tree.by_uid(uid).ok_or(Failure::NotFound)?;
            let front = is_near(&officer, unit) && Tie::Affiliation.unit_kinds().contains(&unit.kind.as_str());
            Some(if front { Place::Front(unit.id) } else { Place::Cell(officer.require(KeepPeople, unit.id)?) })
        }
    };
    let from = day(&mut form, "from", w);
    let last = if form.get("to").is_empty() { None } else { day(&mut form, "to", w) };
    if let (Some(from), Some(last)) = (from, last)
        && last < from
    {
        form.wrong("to", w.with("ends-before", "day", from.written()));
    }
    let (Some(kind), Some(place), Some(from)) = (kind, place.filter(|_| form.is_sound()), from) else {
        return page(&office, &officer, &found, form, String::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let paper = Some(form.get("paper")).filter(|paper| !paper.is_empty());
    let new = NewTie { tie: kind, from, to: last.map(|last| last.plus_days(1)), paper };
    if let Err(refusal) = tie(&mut tx, at_home, &place, found.person.id, new, now).await? {
        match refusal {
            TieRefusal::WrongKind => form.wrong("unit", w.say("tie-wrong-kind")),
            TieRefusal::NoMember => form.wrong("from", w.say("tie-no-member")),
            TieRefusal::OwnUnit => form.wrong("unit", w.say("tie-own-unit")),
            TieRefusal::Misfit(misfit) => form.wrong("from", misfit_told(w, misfit)),
            TieRefusal::Overlaps(from, to) => form.wrong("from", w.with("tie-overlaps", "when", span(w, from, to))),
        }
        return page(&office, &officer, &found, form, String::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let target = format!("{}?xong=noi-sinh-hoat", address(&found.person.uid));
    once::done(tx, &form, &target, now).await
}

/// Whether somebody may be tied to a unit: one that the officer keeps, or of the Front of the same area. The Front stands
/// beside the Party's tree, and who its members are is kept by the Party's own officers.
fn is_near(officer: &Officer, unit: &crate::org::TreeUnit) -> bool {
    let kept = |area: i64| {
        let of = officer.tree.preorder().iter().filter_map(|unit| officer.tree.get(*unit));
        of.into_iter().any(|unit| unit.area_id == Some(area) && officer.may(Right::KeepPeople, unit.id))
    };
    let front = Tie::Affiliation.unit_kinds().contains(&unit.kind.as_str());
    officer.may(Right::KeepPeople, unit.id) || (front && unit.area_id.is_some_and(kept))
}

fn day(form: &mut Form, name: &str, w: Words) -> Option<Day> {
    let day = Day::parse(form.get(name));
    if day.is_none() {
        form.wrong(name, w.say("wrong-day"));
    }
    day
}

pub(super) async fn end(
    State(office): State<Office>,
    officer: Officer,
    Path((person, kind, row)): Path<(String, String, i64)>,
    form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let grant = keeper(&officer, &found)?;
    let kind = Tie::of(&kind).ok_or(Failure::NotFound)?;
    let known = belongings(&mut office.db.read().await?, found.person.id).await?;
    let known = known.into_iter().find(|tie| tie.id == row && tie.kind == kind.word()).ok_or(Failure::NotFound)?;
    let w = officer.words();
    let read = Day::parse(form.get("read"));
    let Some(last) = Day::parse(form.get("last")).filter(|last| *last >= known.from_day.plus_days(-1)) else {
        let conflict = w.with("ends-before", "day", known.from_day.written());
        return page(&office, &officer, &found, fresh(&office), conflict, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = office.db.begin().await?;
    if !untie(&mut tx, grant, found.person.id, (kind, row), (read, last.plus_days(1)), office.clock.now()).await? {
        drop(tx);
        let theirs = span(w, known.from_day, known.to_day);
        let conflict = w.fill("tie-conflict", &[("theirs", theirs.into()), ("yours", last.written().into())]);
        return page(&office, &officer, &found, fresh(&office), conflict, StatusCode::CONFLICT).await;
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=het-noi-sinh-hoat", address(&found.person.uid))))
}

fn fresh(office: &Office) -> Form {
    Form::filled([("request", office.chance.uuid(office.clock.now()).to_string())])
}

async fn page(
    office: &Office,
    officer: &Officer,
    found: &Found,
    form: Form,
    conflict: String,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let known = belongings(&mut office.db.read().await?, found.person.id).await?;
    let line = |tie: Belonging| {
        let open =
            tie.kind != "main" && tie.to_day.is_none_or(|to| to > today) && officer.may(Right::KeepPeople, tie.unit_id);
        let end = format!("{}/noi-sinh-hoat/{}/{}", address(&found.person.uid), tie.kind, tie.id);
        Known {
            kind: w.say(&format!("tie-{}", tie.kind)),
            unit: officer.tree.name(tie.unit_id).to_owned(),
            span: span(w, tie.from_day, tie.to_day),
            paper: tie.paper.unwrap_or_default(),
            end: if open { end } else { String::new() },
            to: tie.to_day.map_or(String::new(), |to| to.to_string()),
        }
    };
    let units = |kinds: &[&str]| {
        let fit = officer.tree.preorder().iter().filter_map(|unit| officer.tree.get(*unit));
        let fit = fit.filter(|unit| kinds.contains(&unit.kind.as_str()) && is_near(officer, unit));
        let name = |unit: &crate::org::TreeUnit| {
            let above = unit.parent_id.map_or(String::new(), |above| format!(", {}", officer.tree.name(above)));
            (unit.uid.clone(), format!("{}{above}", unit.name))
        };
        fit.map(name).collect::<Vec<_>>()
    };
    let page = TiesPage {
        name: found.person.full_name.clone(),
        birth_year: found.person.birth_year,
        back: address(&found.person.uid),
        kinds: Tie::ALL.map(|tie| (tie.word().to_owned(), w.say(&format!("tie-{}", tie.word())))).into(),
        units: vec![
            (w.say("tie-cells"), units(Tie::Temporary.unit_kinds())),
            (w.say("tie-fronts"), units(Tie::Affiliation.unit_kinds())),
        ],
        known: known.into_iter().map(line).collect(),
        conflict,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
