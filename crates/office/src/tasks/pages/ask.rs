//! Asking for more time for one task, what is answered, and how both are told.

use super::give::later;
use super::{address, find, one};
use crate::identity::reach::Officer;
use crate::identity::right::{DoTasks, GiveTasks};
use crate::shell::Office;
use crate::tasks::{Asked, TaskError, ask, refuse};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::Words;

/// Letters of a reason at most.
const LONGEST: usize = 500;

/// What was asked, or answered, by whom and when.
pub(super) fn said(w: Words, asked: &Asked) -> String {
    let day = asked.due.map_or(String::new(), Day::written);
    let values = [
        ("day", day.into()),
        ("words", asked.words.clone().into()),
        ("who", asked.who.clone().into()),
        ("at", asked.at.day().written().into()),
    ];
    w.fill(if asked.is_waiting() { "task-asked" } else { "task-refused" }, &values)
}

fn read_reason(form: &mut Form, w: Words, name: &str) {
    match form.get(name).chars().count() {
        0 => form.wrong(name, w.say("papers-no-reason")),
        n if n > LONGEST => form.wrong(name, w.count("papers-too-long", LONGEST as i64)),
        _ => {}
    }
}

pub(super) async fn asked(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (task, past) = find(&mut tx, &office, &officer, &uid).await?;
    let grant = officer.require_then(DoTasks, &past, task.unit_id).map_err(|_| Failure::Forbidden)?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let until = later(&mut form, w, "until", (task.due_day, now.day()));
    read_reason(&mut form, w, "plea");
    if let Some(until) = until.filter(|_| form.is_sound()) {
        match ask(&mut tx, grant, (task.id, version), (until, form.get("plea")), now).await {
            Ok(()) => return once::done(tx, &form, &format!("{}?xong=viec-xin", address(&uid)), now).await,
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(TaskError::NotLater | TaskError::TooEarly) => {
                form.wrong("until", w.with("task-ask-not-later", "day", task.due_day.written()));
            }
            Err(TaskError::Stale | TaskError::Reminded(_)) => form.wrong("until", w.say("task-stale")),
        }
    }
    drop(tx);
    one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

pub(super) async fn refused(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (task, past) = find(&mut tx, &office, &officer, &uid).await?;
    let grant = officer.require_then(GiveTasks, &past, task.giver_unit).map_err(|_| Failure::Forbidden)?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    read_reason(&mut form, w, "refusal");
    if form.is_sound() {
        match refuse(&mut tx, grant, (task.id, version), form.get("refusal"), now).await {
            Ok(()) => return once::done(tx, &form, &format!("{}?xong=viec-khong-gia-han", address(&uid)), now).await,
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(_) => form.wrong("refusal", w.say("task-stale")),
        }
    }
    drop(tx);
    one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
