//! Who took a list out as a file: one row of the journal before the first byte is sent, with what was asked for and how
//! many rows there are. A file is written for nobody who has not got a [`Noted`].

use super::KINDS;
use crate::identity::reach::Officer;
use crate::shell::Office;
use kit::failure::Failure;
use kit::journal::{self, Entry, Event};
use kit::words::Words;
use serde_json::json;

/// The verb of the journal's row.
pub const VERB: &str = "list.export";

/// A list that somebody wants as a file.
pub struct Taking<'a> {
    /// The message of the list's name: `members`.
    pub list: &'static str,
    /// At which unit; within their reach.
    pub unit: i64,
    /// The kind of file that was asked for.
    pub kind: &'a str,
    /// What was asked for, in the words of whoever asked; empty for everything.
    pub asked: String,
    /// How many rows there are.
    pub rows: usize,
}

/// Proof that the journal has the row of a file.
#[derive(Debug)]
pub struct Noted(&'static str);

impl Noted {
    /// The kind of file, one of [`KINDS`].
    pub fn kind(&self) -> &'static str {
        self.0
    }
}

/// Notes who takes what.
///
/// # Errors
/// [`Failure::NotFound`] for a kind of file that there is not.
pub async fn note(office: &Office, officer: &Officer, taking: Taking<'_>) -> Result<Noted, Failure> {
    let kind = KINDS.into_iter().find(|known| *known == taking.kind).ok_or(Failure::NotFound)?;
    let after = json!({ "list": taking.list, "kind": kind, "asked": taking.asked, "rows": taking.rows });
    let event = Event::new(Some(officer.account), VERB, "list", 0).at_place(taking.unit).after(after);
    let mut tx = office.db.begin().await?;
    journal::write(&mut tx, &event, office.clock.now()).await?;
    tx.commit().await?;
    Ok(Noted(kind))
}

/// What the journal's readers are told of it: `Đảng viên (XLSX, 120 dòng): Nữ`; nothing for other rows.
pub fn told(w: Words, entry: &Entry) -> Option<String> {
    let values = entry.values();
    let text = |name: &str| values[name].as_str().unwrap_or_default();
    if entry.verb != VERB {
        return None;
    }
    let rows = w.count("list-rows", values["rows"].as_i64().unwrap_or(0));
    let name = match text("list") {
        "" => String::new(),
        list => w.say(list),
    };
    let told = format!("{name} ({}, {rows})", text("kind").to_uppercase());
    Some(if text("asked").is_empty() { told } else { format!("{told}: {}", text("asked")) })
}
