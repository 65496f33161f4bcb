//! A write happens once: a form carries a request id made when it was shown; sending it again finds the first answer.

use crate::clock::{DAY, Ts};
use crate::db::{Conn, Result, Tx};
use crate::failure::Failure;
use crate::form::Form;
use crate::page::see_other;
use axum::response::Response;

/// The answer given to the request `id`, if it was answered before. An empty id was never answered.
pub async fn answered(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    if id.is_empty() {
        return Ok(None);
    }
    conn.value("SELECT answer FROM request WHERE id = $1", &[&id]).await
}

/// Goes on with a form that comes for the first time; whoever sends it again is led to where it led then.
///
/// # Errors
/// The answer to a form that was sent before.
pub async fn first_time(conn: &mut Conn, form: &Form) -> std::result::Result<(), Failure> {
    match answered(conn, form.get("request")).await? {
        Some(target) => Err(Failure::answer(see_other(&target))),
        None => Ok(()),
    }
}

/// Keeps the answer (where to go) in the transaction of the write. Two at the same instant: the second one fails on
/// the unique id and is rolled back.
pub async fn answer(conn: &mut Conn, id: &str, target: &str, at: Ts) -> Result<()> {
    if !id.is_empty() {
        conn.exec("INSERT INTO request (id, answer, at) VALUES ($1, $2, $3)", &[&id, &target, &at]).await?;
    }
    Ok(())
}

/// Ends the write that a form asked for: keeps the answer, commits, and leads there.
pub async fn done(mut tx: Tx, form: &Form, target: &str, at: Ts) -> std::result::Result<Response, Failure> {
    answer(&mut tx, form.get("request"), target, at).await?;
    tx.commit().await?;
    Ok(see_other(target))
}

/// Forgets answers older than a week; nobody sends a form again after that.
pub async fn forget(conn: &mut Conn, now: Ts) -> Result<u64> {
    conn.exec("DELETE FROM request WHERE at < $1", &[&now.plus(-7 * DAY)]).await
}
