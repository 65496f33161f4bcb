//! One unit on a day: its names, code and term, who leads it, who belongs to it, what became of it.

use super::term::term_name;
use super::{address, day_asked, ending, event};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::code::{self, Borne};
use crate::org::term::Term;
use crate::org::{Tree, kind, members_by_unit, names_of, whenever};
use crate::people;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;

#[derive(Template)]
#[template(path = "org/pages/unit.html")]
struct UnitPage {
    shell: Shell,
    form: Form,
    other_day: String,
    name: String,
    kind: String,
    trail: Vec<(String, String)>,
    /// The code of the day, and where another one is given; empty when there is none, or for those who may not.
    code: String,
    give_code: String,
    /// The term of the day, and where all of them stand; empty for units without terms.
    term: String,
    terms: String,
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

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
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
    let tree = office.trees.as_of(&mut conn, day).await?;
    let members = members_by_unit(&mut conn, day).await?;
    let ending = ending(day, office.clock.today());
    let href = |unit: i64| format!("/van-phong/to-chuc/{}{ending}", tree.uid(unit));
    let holders = people::holders_at(&mut conn, unit, day).await?;
    let names = names_of(&mut conn, unit).await?;
    let story = event::story(&mut conn, w, unit).await?;
    let keeps = officer.may(Right::KeepOrganisation, unit);
    let codes = Borne::by(&mut conn, unit).await?;
    let code = codes.into_iter().find(|borne| borne.holds_on(day)).map(|borne| code::written(&borne.code));
    let term = Term::on(&mut conn, unit, day).await?.map(|term| term_name(w, &term));
    let of_kind = |has: fn(&str) -> bool| officer.tree.get(unit).is_some_and(|unit| has(&unit.kind));
    let give_code = keeps && of_kind(kind::has_code);
    let terms = term.is_some() || of_kind(kind::has_terms);
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
        code: code.unwrap_or_default(),
        give_code: if give_code { format!("{}/ma", address(&officer.tree, unit)) } else { String::new() },
        term: term.unwrap_or_default(),
        terms: if terms && officer.tree.get(unit).is_some() {
            format!("{}/nhiem-ky", address(&officer.tree, unit))
        } else {
            String::new()
        },
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
