//! The members behind a number of the pledges of the year.

use super::pledge::{day_of, year_of};
use crate::identity::reach::Officer;
use crate::identity::right::ReadStudy;
use crate::shell::{Office, Shell};
use crate::study::pledge_count::{LISTS, persons};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::html;

/// So many are shown; whoever wants more opens a unit below.
const SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "study/pages/pledge_list.html")]
struct ListPage {
    shell: Shell,
    unit: String,
    year: i64,
    what: String,
    found: String,
    back: String,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    birth_year: i64,
    unit: String,
    href: String,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(ReadStudy, unit)?;
    let (w, year) = (officer.words(), year_of(&office, &officer));
    let asked = officer.query("loai").unwrap_or_default();
    let which = LISTS.iter().map(|(word, _)| *word).find(|word| *word == asked).unwrap_or("due");
    let mut conn = office.db.read().await?;
    let tree = office.trees.as_of(&mut conn, day_of(&office, year)).await?;
    let mut all = persons(&mut conn, &tree, (unit, year), which, SHOWN as i64 + 1).await?;
    drop(conn);
    let more = all.len() > SHOWN;
    all.truncate(SHOWN);
    let here = |unit: i64| format!("/van-phong/cam-ket/{}?nam={year}", officer.tree.uid(unit));
    let rows = all.into_iter().map(|person| Row {
        name: person.full_name,
        birth_year: person.birth_year,
        unit: tree.name(person.unit_id).to_owned(),
        href: here(person.unit_id),
    });
    let page = ListPage {
        unit: officer.tree.name(unit).to_owned(),
        what: w.say(&format!("pledge-count-{which}")),
        rows: rows.collect(),
        found: String::new(),
        back: here(unit),
        shell: office.shell(&officer),
        year,
    };
    let found = w.count(if more { "pledge-list-more" } else { "pledge-list-found" }, page.rows.len() as i64);
    html(StatusCode::OK, &ListPage { found, ..page })
}
