//! The tree of units on a day, and one unit: its names, who leads it, who belongs to it; and what changes them.

pub(crate) mod as_of;
#[cfg(test)]
mod as_of_tests;
mod brings;
mod change;
mod chart;
pub(crate) mod closing;
#[cfg(test)]
mod closing_tests;
mod code;
mod draft;
mod event;
mod fitting;
pub(crate) mod grouping;
#[cfg(test)]
mod looks_tests;
mod parts;
#[cfg(test)]
mod parts_tests;
#[cfg(test)]
mod races_tests;
#[cfg(test)]
mod register_tests;
mod term;
#[cfg(test)]
mod tests;
pub(crate) mod together;
#[cfg(test)]
mod together_tests;
mod tree;
mod unit;
mod wizard;

pub(crate) use term::term_name;

use super::Tree;
use crate::identity::reach::Officer;
use crate::list::noted::Noted;
use crate::shell::Office;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::web::attachment;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/to-chuc", get(tree::show))
        .route("/van-phong/to-chuc/{unit}", get(unit::show))
        .route("/van-phong/to-chuc/{unit}/ma", get(code::show).post(code::save))
        .route("/van-phong/to-chuc/{unit}/nhiem-ky", get(term::all).post(term::add))
        .route("/van-phong/to-chuc/{unit}/nhiem-ky/{term}", get(term::one).post(term::correct))
        .route("/van-phong/to-chuc/{unit}/qua-trinh", get(chart::show))
        .route("/van-phong/to-chuc/{unit}/ket-thuc", get(closing::show).post(closing::go_on))
        .route("/van-phong/to-chuc/{unit}/thay-doi", get(change::begin).post(change::go_on))
        .route("/van-phong/to-chuc/su-kien/{event}", get(event::show))
        .route("/van-phong/to-chuc/su-kien/{event}/hoan-tac", post(event::take_back))
}

/// The day asked for with `ngay`, and the form with it as it is written, or as it was typed when it is no day; today when
/// nothing was asked for.
pub(crate) fn day_asked(today: Day, officer: &Officer) -> (Day, Form) {
    let typed = officer.query("ngay").unwrap_or_default();
    match Day::parse(&typed) {
        Some(day) => (day, Form::filled([("ngay", day.written())])),
        None if typed.trim().is_empty() => (today, Form::filled([("ngay", today.written())])),
        None => {
            let mut form = Form::filled([("ngay", typed)]);
            form.wrong("ngay", officer.words().say("wrong-day"));
            (today, form)
        }
    }
}

/// A table as a file.
pub(crate) fn table_file(
    noted: &Noted,
    name: &str,
    title: &str,
    (header, rows): (&[String], Vec<Vec<sheet::Cell>>),
) -> Result<Response, Failure> {
    let mut bytes = Vec::new();
    let mime = match noted.kind() {
        "csv" => {
            sheet::write_csv(&mut bytes, header, rows).map_err(anyhow::Error::from)?;
            "text/csv; charset=utf-8"
        }
        _ => {
            sheet::write_xlsx(&mut bytes, title, header, rows).map_err(anyhow::Error::from)?;
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    };
    Ok(attachment(bytes, mime, &format!("{name}.{}", noted.kind())))
}

/// Where a unit's page is.
fn address(tree: &Tree, unit: i64) -> String {
    format!("/van-phong/to-chuc/{}", tree.uid(unit))
}

fn unit_name(tree: &Tree, unit: i64) -> String {
    tree.name(unit).to_owned()
}
