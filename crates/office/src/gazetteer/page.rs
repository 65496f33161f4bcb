//! Looking localities up: a page of what a name may mean, the same for the picker in forms, and a page of each.

use super::register::{Locality, Register};
use super::told::{Told, within};
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kit::failure::Failure;
use kit::page::html;
use serde_json::json;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dia-danh", get(search))
        .route("/van-phong/dia-danh/tim", get(pick))
        .route("/van-phong/dia-danh/{locality}", get(show))
}

/// Answers that the picker shows.
const PICKED: usize = 8;

#[derive(Template)]
#[template(path = "gazetteer/search.html")]
struct SearchPage {
    shell: Shell,
    text: String,
    /// How many were found, in words; empty while nothing was asked.
    found: String,
    hits: Vec<Told>,
    /// How many the register has, in words; empty when nothing was brought yet.
    size: String,
}

async fn search(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    let register = office.gazetteer.now(&mut office.db.read().await?).await?;
    let text = officer.query("q").unwrap_or_default();
    let hits = told(&office, &register, &text, &officer);
    let page = SearchPage {
        shell: office.shell(&officer),
        found: if text.trim().is_empty() { String::new() } else { w.count("place-found", hits.len() as i64) },
        hits,
        size: if register.is_empty() { String::new() } else { w.count("place-size", register.len() as i64) },
        text,
    };
    html(StatusCode::OK, &page)
}

fn told(office: &Office, register: &Register, text: &str, officer: &Officer) -> Vec<Told> {
    register
        .find(text, office.clock.today())
        .into_iter()
        .map(|place| Told::of(register, place, officer.words()))
        .collect()
}

/// What the picker of a form asks while somebody types.
async fn pick(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let register = office.gazetteer.now(&mut office.db.read().await?).await?;
    let found = told(&office, &register, &officer.query("q").unwrap_or_default(), &officer);
    let one = |told: &Told| {
        let note: Vec<&str> = [&told.above, &told.when, &told.fate]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        json!({"label": told.label, "plain": told.plain, "name": told.name, "note": note.join(" · ")})
    };
    let found: Vec<_> = found.iter().take(PICKED).map(one).collect();
    Ok(([(header::CONTENT_TYPE, "application/json")], json!(found).to_string()).into_response())
}

#[derive(Template)]
#[template(path = "gazetteer/show.html")]
struct ShowPage {
    shell: Shell,
    told: Told,
    /// What it lies in: (address, name).
    above: Vec<(String, String)>,
    /// What became of it, what it was made of, what lies in it: (heading, localities).
    sections: Vec<(String, Vec<Link>)>,
}

struct Link {
    href: String,
    name: String,
    note: String,
}

async fn show(State(office): State<Office>, officer: Officer, Path(place): Path<String>) -> Result<Response, Failure> {
    let w = officer.words();
    let register = office.gazetteer.now(&mut office.db.read().await?).await?;
    let place = register.by_uid(&place).ok_or(Failure::NotFound)?;
    let link = |(place, part): (&Locality, &str)| Link {
        href: address(place),
        name: viet::capital(&place.called()),
        note: match part {
            "" => within(&register, place),
            part => format!("{} · {}", within(&register, place), w.say(&format!("place-went-{part}"))),
        },
    };
    let inside = register.inside(place).into_iter().map(|inside| Link {
        href: address(inside),
        name: viet::capital(&inside.called()),
        note: inside.code.clone(),
    });
    let sections: [(&str, Vec<Link>); 3] = [
        ("place-became", register.became(place).into_iter().map(link).collect()),
        ("place-was", register.was(place).into_iter().map(link).collect()),
        ("place-inside", inside.collect()),
    ];
    let sections = sections.into_iter().filter(|(_, links)| !links.is_empty());
    let page = ShowPage {
        shell: office.shell(&officer),
        told: Told::of(&register, place, w),
        above: register.above(place).into_iter().map(|above| (address(above), above.called())).collect(),
        sections: sections.map(|(key, links)| (w.say(key), links)).collect(),
    };
    html(StatusCode::OK, &page)
}

fn address(place: &Locality) -> String {
    format!("/van-phong/dia-danh/{}", place.uid)
}
