//! The tree of units on a day, and one unit: its names, who leads it, who belongs to it; and what changes them.

mod along;
#[cfg(test)]
mod along_tests;
#[cfg(test)]
mod areas_tests;
pub(crate) mod as_of;
#[cfg(test)]
mod as_of_tests;
#[cfg(test)]
mod beside_tests;
mod brings;
mod change;
mod chart;
pub(crate) mod closing;
#[cfg(test)]
mod closing_tests;
mod code;
mod coming;
#[cfg(test)]
mod coming_tests;
mod draft;
mod event;
mod fitting;
pub(crate) mod grouping;
#[cfg(test)]
mod late_tests;
#[cfg(test)]
mod looks_tests;
#[cfg(test)]
mod mistakes_tests;
mod parts;
#[cfg(test)]
mod parts_tests;
mod place;
mod portion;
#[cfg(test)]
mod races_tests;
#[cfg(test)]
mod receivers_tests;
#[cfg(test)]
mod register_tests;
#[cfg(test)]
mod reorganised_tests;
#[cfg(test)]
mod stays_tests;
mod term;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod then_tests;
pub(crate) mod together;
#[cfg(test)]
mod together_tests;
#[cfg(test)]
mod told_tests;
mod tree;
#[cfg(test)]
mod undo_tests;
mod unit;
mod wizard;

pub(crate) use term::term_name;

use super::{Misfit, Tree, whenever};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::Noted;
use crate::shell::Office;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::web::attachment;
use kit::words::Words;

/// Why nobody can be entered into a unit from a day on, in words.
pub(crate) fn misfit_told(w: Words, misfit: Misfit) -> String {
    match misfit {
        Misfit::Begins(day) => w.with("unit-begins", "day", day.written()),
        Misfit::Ends(day) => w.with("unit-ends", "day", day.plus_days(-1).written()),
    }
}

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/to-chuc", get(tree::show))
        .route("/van-phong/to-chuc/{unit}", get(unit::show))
        .route("/van-phong/to-chuc/{unit}/ma", get(code::show).post(code::save))
        .route("/van-phong/to-chuc/{unit}/ma/bo", post(code::take_away))
        .route("/van-phong/to-chuc/{unit}/nhiem-ky", get(term::all).post(term::add))
        .route("/van-phong/to-chuc/{unit}/nhiem-ky/{term}", get(term::one).post(term::correct))
        .route("/van-phong/to-chuc/{unit}/nhiem-ky/{term}/bo", post(term::take_away))
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

/// How many years ahead a change of units may be decided: what lies further is a slip of the year.
const YEARS_AHEAD: i32 = 5;

/// The day from which a change of units is to hold, as it was typed. One that is no day, or too far ahead, is told at its field.
fn day_of_change(form: &mut Form, today: Day, w: Words) -> Option<Day> {
    let Some(day) = Day::parse(form.get("day")) else {
        form.wrong("day", w.say("wrong-day"));
        return None;
    };
    if day > today.plus_months(12 * YEARS_AHEAD) {
        form.wrong("day", w.with("change-too-far", "years", i64::from(YEARS_AHEAD)));
    }
    Some(day)
}

/// Names of units as they are kept: what cannot be seen, or turns the letters around it, is none of a name.
fn tidy_names(form: &mut Form) {
    let typed = |prefix: &'static str| {
        form.with_prefix(prefix).map(move |(row, name)| (format!("{prefix}{row}"), viet::tidy(name)))
    };
    let names: Vec<(String, String)> = ["name", "short"].into_iter().flat_map(typed).collect();
    for (field, name) in names {
        form.set(&field, name);
    }
}

/// A unit that an address names: one that is there, that is no more, or that is yet to come.
pub(crate) struct Named {
    pub(crate) unit: i64,
    /// The last day of one whose end is on record.
    pub(crate) last: Option<Day>,
    /// Whether it is there today.
    pub(crate) there: bool,
}

impl Named {
    /// The unit, for whoever may read of it: of one that is no more, or not yet, as it was when it was there.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside reach, [`Failure::Forbidden`] inside it without the right.
    pub(crate) async fn seen(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<Named, Failure> {
        Named::seen_with(conn, (office, officer), Right::ReadOrganisation, uid).await
    }

    /// The same for whoever has another right there.
    ///
    /// # Errors
    /// As [`Named::seen`].
    pub(crate) async fn seen_with(
        conn: &mut Conn,
        (office, officer): (&Office, &Officer),
        right: Right,
        uid: &str,
    ) -> Result<Named, Failure> {
        // Of a unit that never was the same is asked as of one out of reach: the answer takes as long.
        let (unit, last) = whenever(conn, uid).await?.unwrap_or_default();
        let there = officer.tree.get(unit).is_some();
        let ever = last.unwrap_or(Day::of(9999, 12, 31));
        let at_its_time = office.trees.past(conn, ever, office.clock.today()).await?;
        let seen = match there {
            true => officer.may(right, unit),
            false => officer.may_then(&at_its_time, right, unit),
        };
        match seen {
            true => Ok(Named { unit, last, there }),
            false if there && officer.reaches(unit) => Err(Failure::Forbidden),
            false => Err(Failure::NotFound),
        }
    }

    /// Its last day, once that is past.
    pub(crate) fn ended(&self, today: Day) -> Option<Day> {
        self.last.filter(|last| *last < today)
    }

    /// The message for a day on which it is not there.
    pub(crate) fn absent(&self, day: Day) -> &'static str {
        if self.last.is_some_and(|last| last < day) { "org-no-more" } else { "org-not-there" }
    }

    /// The day asked for, as [`day_asked`] says; of a unit that is no more, its last one when nothing was asked for.
    pub(crate) fn day_asked(&self, today: Day, officer: &Officer) -> (Day, Form) {
        match self.ended(today).filter(|_| officer.query("ngay").is_none_or(|typed| typed.trim().is_empty())) {
            Some(last) => (last, Form::filled([("ngay", last.written())])),
            None => day_asked(today, officer),
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

/// Whether the page of a unit that somebody may see on an earlier day is open to them: one that goes on elsewhere may be out of
/// reach by now.
fn opens(officer: &Officer, unit: i64) -> bool {
    officer.tree.get(unit).is_none() || officer.may(Right::ReadOrganisation, unit)
}

/// Where a unit's page is.
fn address(tree: &Tree, unit: i64) -> String {
    format!("/van-phong/to-chuc/{}", tree.uid(unit))
}

fn unit_name(tree: &Tree, unit: i64) -> String {
    tree.name(unit).to_owned()
}
