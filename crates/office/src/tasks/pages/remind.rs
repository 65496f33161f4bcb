//! Reminding of one task, and what is said of reminders.

use super::{address, find, one};
use crate::deadline::Pressure;
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::GiveTasks;
use crate::shell::Office;
use crate::tasks::{Reminder, TaskError, remind};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::Words;

/// Letters of a reminder at most.
const LONGEST: usize = 500;

/// How often and when, by whom, with which words.
pub(super) fn last(w: Words, last: &Reminder) -> String {
    let values = [("who", last.who.clone().into()), ("at", last.at.day().written().into())];
    let said = w.count("task-reminded-times", last.times) + " " + &w.fill("task-reminded-last", &values);
    if last.words.is_empty() { said } else { said + " " + &w.with("task-reminded-words", "words", last.words.clone()) }
}

/// A line of the desk of those who lead, raised: who reminds of it and when.
pub(super) fn raised(w: Words, duty: Duty, reminder: &Reminder) -> Duty {
    let text = format!("{} {}", duty.text, last(w, reminder));
    // What is late says so already.
    let is_late = duty.state == Pressure::Late.state();
    let (state, state_name) =
        if is_late { (duty.state, duty.state_name) } else { (Pressure::Soon.state(), w.say("task-state-reminded")) };
    Duty { text, state, state_name, ..duty }
}

/// What was typed beside a reminder; it may be nothing.
pub(super) fn read_words(form: &mut Form, w: Words) {
    if form.get("reminder").chars().count() > LONGEST {
        form.wrong("reminder", w.count("papers-too-long", LONGEST as i64));
    }
}

pub(super) async fn one_reminded(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (task, past) = find(&mut tx, &office, &officer, &uid).await?;
    // Who sees the task may do this or may not; where the giver lies does not matter to them.
    let grant = officer.require_then(GiveTasks, &past, task.giver_unit).map_err(|_| Failure::Forbidden)?;
    once::first_time(&mut tx, &form).await?;
    read_words(&mut form, w);
    if form.is_sound() {
        match remind(&mut tx, grant, task.id, form.get("reminder"), now).await {
            Ok(()) => return once::done(tx, &form, &format!("{}?xong=viec-nhac", address(&uid)), now).await,
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(TaskError::Reminded(who)) => form.wrong("reminder", w.with("task-remind-today", "who", who)),
            Err(_) => form.wrong("reminder", w.say("task-remind-not")),
        }
    }
    drop(tx);
    one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
