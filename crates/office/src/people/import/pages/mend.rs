//! Rows that cannot be brought as they are, with the cell and the reason in words: mended here, left out, or taken away as a
//! file with the reason beside each row.

use super::{address, find, go_on, paged, stale};
use crate::identity::reach::Officer;
use crate::people::import::check::Choice;
use crate::people::import::errors::{self, findings, letters, numbers, said};
use crate::people::import::rows::text as read;
use crate::people::import::stage::{self, Fixes, List};
use crate::people::import::work;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::web::attachment;
use kit::words::Words;
use std::collections::BTreeMap;

/// Rows on one page.
const PAGE: usize = 20;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "people/import/pages/mend.html")]
struct MendPage {
    shell: Shell,
    form: Form,
    title: String,
    file: String,
    here: String,
    kind: String,
    version: i64,
    rows: Vec<Row>,
    place: String,
    earlier: Option<usize>,
    later: Option<usize>,
}

struct Row {
    at: usize,
    number: String,
    who: String,
    cells: Vec<Cell>,
    /// What is wrong with the row and with no cell of it.
    whole: Vec<String>,
}

struct Cell {
    field: String,
    label: String,
    text: String,
    why: Vec<String>,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    if list.state != "checked" {
        return Ok(kit::page::see_other(&address(&list)));
    }
    page(&office, &officer, &list, StatusCode::OK, Form::default()).await
}

/// The kind that is asked for.
fn kind(officer: &Officer) -> &'static str {
    match officer.query("loai").as_deref() {
        Some("notice") => "notice",
        Some("skipped") => "skipped",
        _ => "wrong",
    }
}

async fn page(
    office: &Office,
    officer: &Officer,
    list: &List,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, kind) = (officer.words(), kind(officer));
    let mut conn = office.db.read().await?;
    let numbers = numbers(&mut conn, list, kind).await?;
    let (at, earlier, later) = paged(officer, numbers.len(), PAGE);
    let wanted: Vec<usize> = numbers.iter().copied().skip((at - 1) * PAGE).take(PAGE).collect();
    let rows = rows(&mut conn, office, (list, kind), &wanted, w).await?;
    let pages = numbers.len().div_ceil(PAGE).max(1);
    let page = MendPage {
        shell: office.shell(officer),
        title: w.say(&format!("import-mend-{kind}")),
        file: list.file.clone(),
        here: address(list),
        kind: kind.to_owned(),
        version: list.version,
        rows,
        place: w.fill("list-page", &[("at", w.number(at as i64).into()), ("of", w.number(pages as i64).into())]),
        earlier,
        later,
        form,
    };
    html(status, &page)
}

async fn rows(
    conn: &mut Conn,
    office: &Office,
    (list, kind): (&List, &str),
    wanted: &[usize],
    w: Words,
) -> Result<Vec<Row>, Failure> {
    let plan = list.plan();
    let why = findings(conn, list, kind, wanted).await?;
    let fixes = Fixes::read(conn, &office.vault, list.id).await?;
    let mut rows = Vec::new();
    for at in wanted {
        let cells = stage::row(conn, &office.vault, (list.id, plan.sheet), *at, &fixes).await?;
        let text = |column: usize| {
            let charset = plan.columns.get(column).and_then(|column| column.charset());
            read(cells.get(column).map_or("", String::as_str), charset)
        };
        let mut by_column: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut whole = Vec::new();
        for (column, code, other) in why.get(at).into_iter().flatten() {
            let reason = said(w, kind, code, *other);
            match column {
                Some(column) => by_column.entry(*column as usize).or_default().push(reason),
                None => whole.push(reason),
            }
        }
        let cell = |(column, why): (usize, Vec<String>)| Cell {
            field: format!("c-{at}-{column}"),
            label: plan.columns.get(column).map_or_else(
                || letters(column),
                |known| match known.field.as_str() {
                    "" => letters(column),
                    word => w.say(&format!("import-field-{word}")),
                },
            ),
            text: text(column),
            why,
        };
        let named = |field: &str| plan.columns.iter().position(|column| column.field == field).map(text);
        let who: Vec<String> = ["name", "family", "given", "birth", "birth-men", "birth-women", "unit"]
            .into_iter()
            .filter_map(named)
            .filter(|text| !text.is_empty())
            .collect();
        rows.push(Row {
            at: *at,
            number: w.number(*at as i64 + 1),
            who: who.join(", "),
            cells: by_column.into_iter().map(cell).collect(),
            whole,
        });
    }
    Ok(rows)
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    let (version, now, plan) = (form.version()?, office.clock.now(), list.plan());
    let mut tx = office.db.begin().await?;
    if !stage::move_on(&mut tx, &list, (version, Some(officer.account)), ("checking", &plan), now).await? {
        drop(tx);
        if list.state != "checked" {
            return stale(&office, &officer, &list).await;
        }
        // What was typed stays in the fields, above what the list says now.
        form.wrong("version", officer.words().say("import-stale"));
        return page(&office, &officer, &list, StatusCode::CONFLICT, form).await;
    }
    let fixes = Fixes::read(&mut tx, &office.vault, list.id).await?;
    for (place, typed) in form.with_prefix("c-") {
        let (row, column) = place.split_once('-').ok_or(Failure::Malformed)?;
        let (Ok(row), Ok(column)) = (row.parse::<usize>(), column.parse::<usize>()) else {
            return Err(Failure::Malformed);
        };
        if row as i64 >= list.total || column >= plan.columns.len() {
            return Err(Failure::Malformed);
        }
        let cells = stage::row(&mut tx, &office.vault, (list.id, plan.sheet), row, &fixes).await?;
        let charset = plan.columns[column].charset();
        if read(cells.get(column).map_or("", String::as_str), charset) != typed {
            let text: String = typed.chars().take(500).collect();
            stage::fix(&mut tx, &office.vault, list.id, (row, column), &text, now).await?;
        }
    }
    for (prefix, choice) in [("s-", Some(&Choice::Skip)), ("k-", None)] {
        for (row, _) in form.with_prefix(prefix).filter(|(_, value)| *value == "1") {
            let row = row.parse::<usize>().ok().filter(|row| (*row as i64) < list.total).ok_or(Failure::Malformed)?;
            stage::choose(&mut tx, list.id, row, choice).await?;
        }
    }
    work::queue(&mut tx, &office, &list).await?;
    tx.commit().await?;
    work::at_once(&office, list.id).await?;
    let list = find(&office, &officer, &list.uid).await?;
    let left = list.state == "checked" && list.counts().wrong > 0 && form.is("kind", "wrong");
    let target = if left { format!("{}/sua", address(&list)) } else { address(&list) };
    go_on(&office, &list, &target).await
}

/// The rows that were not right, as they are in the list, with the reasons beside them.
pub(super) async fn file(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    if list.state != "checked" {
        return Err(Failure::NotFound);
    }
    let bytes = errors::file(&mut office.db.read().await?, &office.vault, &list, officer.words()).await?;
    Ok(attachment(bytes, XLSX, "dong-chua-dung.xlsx"))
}
