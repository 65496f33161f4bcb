//! The tree of units on a day, and one unit: its names, who leads it, who belongs to it.

mod change;
mod event;
#[cfg(test)]
mod tests;

use super::{Tree, changes, kind, members_by_unit, names_of, whenever};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::people;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use std::collections::HashMap;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/to-chuc", get(tree))
        .route("/van-phong/to-chuc/{unit}", get(unit))
        .route("/van-phong/to-chuc/{unit}/thay-doi", get(change::begin).post(change::go_on))
        .route("/van-phong/to-chuc/su-kien/{event}", get(event::show))
        .route("/van-phong/to-chuc/su-kien/{event}/hoan-tac", post(event::take_back))
}

#[derive(Template)]
#[template(path = "org/pages/tree.html")]
struct TreePage {
    shell: Shell,
    form: Form,
    /// The day of the picture, when it is not today.
    other_day: String,
    summary: String,
    branches: Vec<Branch>,
    changes: Vec<Change>,
}

/// A unit with all below it, ready to show.
#[derive(Template)]
#[template(path = "org/pages/branch.html")]
struct Branch {
    href: String,
    name: String,
    members: String,
    /// The words of the link to a unit that opens and closes.
    look: String,
    open: bool,
    below: Vec<Branch>,
}

struct Change {
    href: String,
    day: String,
    paper: String,
    units: String,
}

#[derive(Template)]
#[template(path = "org/pages/unit.html")]
struct UnitPage {
    shell: Shell,
    form: Form,
    other_day: String,
    name: String,
    kind: String,
    trail: Vec<(String, String)>,
    holders: Vec<(String, String, String)>,
    names: Vec<(String, String, String)>,
    members: String,
    below: Vec<(String, String, String)>,
    /// What happened to it: (address, words, paper).
    story: Vec<(String, String, String)>,
    /// Where it is changed; empty for those who may not.
    change: String,
    /// The day it ended; empty while it goes on.
    ended: String,
    /// Members of the unit itself as (address, name, year of birth), for those who may see names.
    people: Vec<(String, String, i64)>,
}

/// The day asked for with `ngay`, and the form with what was typed; today when nothing was.
fn day_asked(office: &Office, officer: &Officer) -> (Day, Form) {
    let (today, typed) = (office.clock.today(), officer.query("ngay").unwrap_or_default());
    let day = Day::parse(&typed);
    let mut form = Form::filled([("ngay", if typed.is_empty() { today.written() } else { typed.clone() })]);
    if day.is_none() && !typed.trim().is_empty() {
        form.wrong("ngay", officer.words().say("wrong-day"));
    }
    (day.unwrap_or(today), form)
}

async fn tree(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let roots = officer.roots(Right::ReadOrganisation);
    if roots.is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, (day, form)) = (officer.words(), day_asked(&office, &officer));
    let mut conn = office.db.read().await?;
    let tree = Tree::as_of(&mut conn, day).await?;
    let members = members_by_unit(&mut conn, day).await?;
    let ending = ending(day, office.clock.today());
    let there = roots.iter().filter(|root| tree.get(**root).is_some());
    let branches: Vec<Branch> =
        there.clone().map(|root| branch(w, &tree, &members, *root, &ending, roots.len() == 1)).collect();
    let all: Vec<i64> = there.flat_map(|root| tree.branch(*root).to_vec()).collect();
    let changes = changes(&mut conn, &all).await?.into_iter().map(|(day, paper, units)| Change {
        href: format!("/van-phong/to-chuc?ngay={day}"),
        day: day.written(),
        paper: paper.unwrap_or_default(),
        units: w.count("org-units", units),
    });
    let page = TreePage {
        shell: office.shell(&officer),
        other_day: if day == office.clock.today() { String::new() } else { day.written() },
        summary: summary(w, &tree, &members, &all),
        branches,
        changes: changes.collect(),
        form,
    };
    let status = if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &page)
}

/// `14 đảng bộ xã, 161 chi bộ, 4.023 đảng viên`
fn summary(w: Words, tree: &Tree, members: &HashMap<i64, i64>, units: &[i64]) -> String {
    let of_kind = |kind: &str| units.iter().filter(|unit| tree.get(**unit).is_some_and(|u| u.kind == kind)).count();
    let mut parts = Vec::new();
    for kind in [kind::COMMUNE_COMMITTEE, kind::AGENCY_COMMITTEE, kind::CELL, kind::FRONT, kind::MASS_ORGANISATION] {
        let count = of_kind(kind) as i64;
        if count > 0 {
            parts.push(w.count(&format!("count-{kind}"), count));
        }
    }
    let persons: i64 = units.iter().filter_map(|unit| members.get(unit)).sum();
    if persons > 0 {
        parts.push(w.count("org-members", persons));
    }
    parts.join(", ")
}

fn branch(w: Words, tree: &Tree, members: &HashMap<i64, i64>, unit: i64, ending: &str, open: bool) -> Branch {
    let count: i64 = tree.branch(unit).iter().filter_map(|unit| members.get(unit)).sum();
    Branch {
        href: format!("/van-phong/to-chuc/{}{ending}", tree.uid(unit)),
        name: tree.name(unit).to_owned(),
        members: if count > 0 { w.count("org-members", count) } else { String::new() },
        look: w.say("org-look"),
        open,
        below: tree.children(unit).iter().map(|child| branch(w, tree, members, *child, ending, false)).collect(),
    }
}

/// What an address needs to stay on the day.
fn ending(day: Day, today: Day) -> String {
    if day == today { String::new() } else { format!("?ngay={day}") }
}

/// Where a unit's page is.
fn address(tree: &Tree, unit: i64) -> String {
    format!("/van-phong/to-chuc/{}", tree.uid(unit))
}

fn unit_name(tree: &Tree, unit: i64) -> String {
    tree.name(unit).to_owned()
}

async fn unit(State(office): State<Office>, officer: Officer, Path(unit): Path<String>) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let (unit, last) = whenever(&mut conn, &unit).await?.ok_or(Failure::NotFound)?;
    // A unit that is no more, or not yet, is within reach as it was when it was there.
    let seen = if officer.tree.get(unit).is_some() {
        officer.may(Right::ReadOrganisation, unit)
    } else {
        let day = last.unwrap_or(Day::of(9999, 12, 31));
        officer.may_in(&Tree::as_of(&mut conn, day).await?, Right::ReadOrganisation, unit)
    };
    if !seen {
        return Err(if officer.tree.get(unit).is_some() && officer.reaches(unit) {
            Failure::Forbidden
        } else {
            Failure::NotFound
        });
    }
    drop(conn);
    let (w, (day, form)) = (officer.words(), day_asked(&office, &officer));
    let mut conn = office.db.read().await?;
    let tree = Tree::as_of(&mut conn, day).await?;
    let members = members_by_unit(&mut conn, day).await?;
    let ending = ending(day, office.clock.today());
    let href = |unit: i64| format!("/van-phong/to-chuc/{}{ending}", tree.uid(unit));
    let holders = people::holders_at(&mut conn, unit, day).await?;
    let names = names_of(&mut conn, unit).await?;
    let story = event::story(&mut conn, w, unit).await?;
    let keeps = officer.may(Right::KeepOrganisation, unit);
    let mut persons = Vec::new();
    if officer.may(Right::ReadPeople, unit) {
        persons = people::members_of(&mut conn, unit, day).await?;
    }
    let total = |unit: i64| tree.branch(unit).iter().filter_map(|unit| members.get(unit)).sum::<i64>();
    let path = tree.path(unit);
    let above = path.iter().filter(|above| **above != unit && officer.may(Right::ReadOrganisation, **above));
    let span = |from: Day, to: Option<Day>| people::pages::span(w, from, to);
    let page = UnitPage {
        shell: office.shell(&officer),
        other_day: if day == office.clock.today() { String::new() } else { day.written() },
        name: tree.get(unit).map_or_else(|| w.say("org-not-there"), |unit| unit.name.clone()),
        kind: tree.get(unit).map_or(String::new(), |unit| w.say(&format!("unit-kind-{}", unit.kind))),
        trail: above.map(|unit| (href(*unit), tree.name(*unit).to_owned())).collect(),
        holders: holders
            .into_iter()
            .map(|post| (w.say(&format!("post-{}", post.title)), post.full_name, span(post.from_day, post.to_day)))
            .collect(),
        names: names.into_iter().map(|(name, from, to, paper)| (name, span(from, to), paper)).collect(),
        members: Some(total(unit)).filter(|count| *count > 0).map_or(String::new(), |n| w.count("org-members", n)),
        below: tree
            .children(unit)
            .iter()
            .map(|child| (href(*child), tree.name(*child).to_owned(), w.number(total(*child))))
            .collect(),
        story,
        change: if keeps { format!("{}/thay-doi", address(&officer.tree, unit)) } else { String::new() },
        ended: last.filter(|last| *last < office.clock.today()).map_or(String::new(), Day::written),
        people: persons
            .into_iter()
            .map(|person| (people::pages::address(&person.uid), person.full_name, person.birth_year))
            .collect(),
        form,
    };
    let status = if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &page)
}
