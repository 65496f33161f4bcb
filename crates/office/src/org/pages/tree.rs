//! The tree of units on a day.

use super::{day_asked, ending};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::{Tree, changes, kind, members_by_unit};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use std::collections::HashMap;

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

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let roots = officer.roots(Right::ReadOrganisation);
    if roots.is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, (day, form)) = (officer.words(), day_asked(&office, &officer));
    let mut conn = office.db.read().await?;
    let tree = office.trees.as_of(&mut conn, day).await?;
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
