//! The members behind a number of the pledges of the year.

use super::pledge::{day_of, unit_of, year_of};
use crate::identity::reach::Officer;
use crate::list::noted::{Taking, note};
use crate::org::pages::table_file;
use crate::shell::{Office, Shell};
use crate::study::pledge_count::{LISTS, counts, persons};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::html;

/// So many are shown; the file has them all.
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
    files: Vec<(String, String)>,
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
    let unit = unit_of(&office, &officer, &unit, "/danh-sach").await?;
    let (w, year) = (officer.words(), year_of(&office, &officer));
    let asked = officer.query("loai").unwrap_or_default();
    let which = LISTS.iter().map(|(word, _)| *word).find(|word| *word == asked).unwrap_or("due");
    let mut conn = office.db.read().await?;
    let tree = office.trees.as_of(&mut conn, day_of(&office, year)).await?;
    let file = officer.query("tep");
    let most = if file.is_some() { i64::MAX } else { SHOWN as i64 };
    let all = persons(&mut conn, &tree, (unit, year), which, most).await?;
    let whole = counts(&mut conn, &tree, year).await?.get(&unit).map_or(0, |counts| counts.of(which));
    drop(conn);
    let what = w.say(&format!("pledge-count-{which}"));
    if let Some(kind) = file {
        let asked = format!("{what}, {year}, {}", officer.tree.name(unit));
        let noted =
            note(&office, &officer, Taking { list: "study", unit, kind: &kind, asked, rows: all.len() }).await?;
        let header = ["study-name", "study-born", "study-unit"].map(|key| w.say(key));
        let cells = all.into_iter().map(|person| {
            let unit = sheet::Cell::Text(tree.name(person.unit_id).to_owned());
            vec![sheet::Cell::Text(person.full_name), sheet::Cell::Number(person.birth_year), unit]
        });
        return table_file(&noted, &format!("cam-ket-{year}-{which}"), &what, (&header, cells.collect()));
    }
    let here = |unit: i64| format!("/van-phong/cam-ket/{}?nam={year}", officer.tree.uid(unit));
    let list = format!("/van-phong/cam-ket/{}/danh-sach?nam={year}&loai=", officer.tree.uid(unit));
    let rows = all.into_iter().map(|person| Row {
        name: person.full_name,
        birth_year: person.birth_year,
        unit: tree.name(person.unit_id).to_owned(),
        // A unit that has ended since has no page of its own.
        href: officer.tree.get(person.unit_id).map_or(String::new(), |at| here(at.id)),
    });
    let page = ListPage {
        unit: officer.tree.name(unit).to_owned(),
        files: ["xlsx", "csv"].map(|kind| (kind.to_uppercase(), format!("{list}{which}&tep={kind}"))).into(),
        what,
        rows: rows.collect(),
        found: String::new(),
        back: here(unit),
        shell: office.shell(&officer),
        year,
    };
    let mut found = w.count("pledge-list-found", whole as i64);
    if page.rows.len() < whole as usize {
        found = format!("{found}. {}", w.count("pledge-list-more", page.rows.len() as i64));
    }
    html(StatusCode::OK, &ListPage { found, ..page })
}
