//! What a list waits for is done here: at once for a short one, as a job outside the request for a long one. A job that
//! was cut off is done again from its beginning, for nothing of it was committed.

use super::keeper::Keeper;
use super::run::{Problem, Tools, bring, check};
use super::stage::{self, List};
use super::undo::{WINDOW, undo};
use crate::identity::reach::Officer;
use crate::org::lineage::heir_of;
use crate::shell::Office;
use kit::clock::DAY;
use kit::db::{Conn, Result};
use kit::failure::Failure;
use kit::jobs;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The job that does what a list waits for.
pub const JOB: &str = "people.import.proceed";
/// The job that forgets what nobody came back to.
pub const SWEEP: &str = "people.import.sweep";
/// Lists of so many rows are worked on within the request.
pub const AT_ONCE: i64 = 3_000;
/// A list that nobody touched for so long is forgotten.
const FORGOTTEN: i64 = 14 * DAY;

/// How far the lists are that this process works on.
#[derive(Default)]
pub struct Progress(Mutex<HashMap<i64, usize>>);

impl Progress {
    /// How many rows of a list are done; `None` when this process is not at it.
    pub fn of(&self, list: i64) -> Option<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&list).copied()
    }

    fn set(&self, list: i64, rows: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(list, rows);
    }

    fn end(&self, list: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&list);
    }
}

/// Lets a list that was moved on wait for a job, when it is a long one; in the transaction that moved it.
pub async fn queue(conn: &mut Conn, office: &Office, list: &List) -> Result<()> {
    if list.total > AT_ONCE {
        jobs::enqueue(conn, JOB, &json!({"list": list.id}), office.clock.now()).await?;
    }
    Ok(())
}

/// Does what a short list waits for, once it was moved on.
pub async fn at_once(office: &Office, list: i64) -> std::result::Result<(), Failure> {
    let list = List::get(&mut office.db.read().await?, list).await?;
    match list.filter(|list| list.total <= AT_ONCE) {
        Some(list) => proceed(office, list.id).await,
        None => Ok(()),
    }
}

/// Does what a list waits for. Doing it twice does it once.
pub async fn proceed(office: &Office, id: i64) -> std::result::Result<(), Failure> {
    let Some(list) = List::get(&mut office.db.read().await?, id).await? else { return Ok(()) };
    let progress = |rows: usize| office.imports.set(id, rows);
    let now = office.clock.now();
    let account = list.acting_id.unwrap_or_default();
    let may_meet = || office.ask_limit.check(&account.to_string(), now).is_ok();
    let (db, vault, chance) = (&office.db, &office.vault, &office.chance);
    let tools = Tools { db, vault, chance, now, may_meet: &may_meet, progress: &progress };
    let done = step(office, tools, &list).await;
    office.imports.end(id);
    if let Some(problem) = done? {
        stop(office, &list, &problem).await?;
    }
    Ok(())
}

async fn step(office: &Office, tools: Tools<'_>, list: &List) -> std::result::Result<Option<Problem>, Failure> {
    // What the console lets go on is done there, not here.
    let Some(account) = list.acting_id else { return Ok(None) };
    let mut conn = office.db.read().await?;
    let officer = Officer::later(office, &mut conn, account).await?;
    let unit = heir_of(&mut conn, list.unit_id, tools.now.day()).await?;
    drop(conn);
    let Some(officer) = officer else { return Ok(Some(Problem::Rights)) };
    let keeper = Keeper::Officer(Box::new(officer));
    if !keeper.may(unit) {
        return Ok(Some(Problem::Rights));
    }
    match list.state.as_str() {
        "checking" => Ok(check(tools, &keeper, list).await?.err()),
        "running" => Ok(bring(tools, &keeper, list).await?.err()),
        "undoing" => Ok(undo(tools, &keeper, list).await?.err()),
        _ => Ok(None),
    }
}

/// Says why a list did not go on, and lets it wait for a person again.
async fn stop(office: &Office, list: &List, problem: &Problem) -> std::result::Result<(), Failure> {
    let mut tx = office.db.begin().await?;
    let again = *problem == Problem::Meanwhile;
    let back = match list.state.as_str() {
        "undoing" => "done",
        _ if again => "checking",
        _ => "open",
    };
    tx.exec(
        "UPDATE import_list SET state = $1, problem = $2, version = version + 1, touched_at = $3
         WHERE id = $4 AND state = $5",
        &[&back, &json!(problem).to_string(), &office.clock.now(), &list.id, &list.state],
    )
    .await?;
    tx.commit().await?;
    if again {
        // What is on record is looked at anew, so that the page shows it.
        Box::pin(proceed(office, list.id)).await?;
    }
    Ok(())
}

/// Forgets lists that nobody came back to, and what the record said before those that can no longer be taken back.
pub async fn sweep(office: &Office) -> Result<()> {
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let sql = "SELECT id FROM import_list WHERE state IN ('open', 'checking', 'checked') AND touched_at < $1";
    let left: Vec<(i64,)> = tx.all(sql, &[&now.plus(-FORGOTTEN)]).await?;
    for (list,) in left {
        tx.exec("UPDATE import_list SET state = 'dropped', version = version + 1 WHERE id = $1", &[&list]).await?;
        stage::forget_rows(&mut tx, &office.vault, list).await?;
    }
    let sql = "DELETE FROM import_step WHERE list_id IN (SELECT id FROM import_list WHERE done_at < $1)";
    tx.exec(sql, &[&now.plus(-WINDOW)]).await?;
    tx.commit().await
}
