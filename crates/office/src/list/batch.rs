//! What is done to many at once: one transaction, a row of the journal for each and one for the whole, and for half a minute
//! a way back that restores what was, or refuses when something was changed since.
//!
//! It works on dated rows: those of a table with `from_day` and `to_day`. Nothing is deleted: a row that is taken back ends
//! on the day on which it begins, so it never came to hold.

use crate::identity::reach::Grant;
use crate::identity::right::Permission;
use kit::clock::{Day, SECOND, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;

/// So long it can be taken back.
pub const UNDO_WITHIN: i64 = 30 * SECOND;
/// Rows of the journal that are looked through; so many in half a minute, and nothing is taken back.
const LATER: i64 = 1000;

/// What was done to one dated row.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Whose row it is: by what the list names its rows.
    pub subject: i64,
    /// The table.
    pub span: &'static str,
    /// The row.
    pub row: i64,
    /// Whether it began; otherwise it was ended.
    pub began: bool,
    /// Its end before.
    pub had: Option<Day>,
    /// Its end now.
    pub set: Option<Day>,
}

/// Keeps what was done, in the transaction in which it was done, and writes the batch's own row of the journal. `verb` is its
/// verb there, `after` what else is to be said of it.
///
/// # Errors
/// [`DbError::Refused`] for a grant of the console: a batch is somebody's, who may take it back.
pub async fn keep<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    uid: &str,
    verb: &'static str,
    (steps, after): (&[Step], serde_json::Value),
    now: Ts,
) -> Result<i64> {
    let account = grant.account().ok_or_else(|| DbError::Refused("nobody could take this batch back".to_owned()))?;
    let mut subjects: Vec<i64> = steps.iter().map(|step| step.subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let size = subjects.len() as i64;
    let id = conn
        .insert(
            "INSERT INTO batch (uid, verb, account_id, unit_id, size, at, until_at, journal_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
            &[&uid, &verb, &account, &grant.unit(), &size, &now, &now.plus(UNDO_WITHIN)],
        )
        .await?;
    for Step { subject, span, row, began, had, set } in steps {
        conn.exec(
            "INSERT INTO batch_step (batch_id, subject_id, span, row_id, began, had_to_day, set_to_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&id, subject, span, row, &i64::from(*began), had, set],
        )
        .await?;
    }
    let mut said = json!({"batch": uid, "size": size});
    if let (Some(said), Some(after)) = (said.as_object_mut(), after.as_object()) {
        said.extend(after.clone());
    }
    let row = journal::write(conn, &grant.event(verb, "batch", id).after(said), now).await?;
    conn.exec("UPDATE batch SET journal_id = $1 WHERE id = $2", &[&row, &id]).await?;
    Ok(id)
}

kit::record! {
    /// Something that was done to many.
    pub struct Batch {
        /// The batch.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// What was done.
        pub verb: String,
        /// Who did it.
        pub account_id: i64,
        /// At which unit.
        pub unit_id: i64,
        /// To how many.
        pub size: i64,
        /// Until when it can be taken back.
        pub until_at: Ts,
        /// Its own row of the journal.
        pub journal_id: i64,
        /// When it was taken back.
        pub undone_at: Option<Ts>,
    }
}

const COLUMNS: &str = "id, uid, verb, account_id, unit_id, size, until_at, journal_id, undone_at FROM batch";

impl Batch {
    /// The batch of this outward identity, if this account did it.
    pub async fn of(conn: &mut Conn, uid: &str, account: i64) -> Result<Option<Batch>> {
        conn.opt(&format!("SELECT {COLUMNS} WHERE uid = $1 AND account_id = $2"), &[&uid, &account]).await
    }

    /// The last thing that this account did to many, while it can be taken back.
    pub async fn open(conn: &mut Conn, account: i64, now: Ts) -> Result<Option<Batch>> {
        let sql = format!("SELECT {COLUMNS} WHERE account_id = $1 AND until_at > $2 ORDER BY id DESC LIMIT 1");
        let last: Option<Batch> = conn.opt(&sql, &[&account, &now]).await?;
        Ok(last.filter(|batch| batch.undone_at.is_none()))
    }
}

/// Why a batch is not taken back.
#[derive(Debug, thiserror::Error)]
pub enum Kept {
    /// Its time is over.
    #[error("the time to take it back is over")]
    Late,
    /// It was taken back before.
    #[error("it was taken back before")]
    Undone,
    /// What it did was changed since, or something was done that stands on it.
    #[error("something was changed since")]
    Changed,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

kit::record! {
    struct Row {
        subject_id: i64,
        span: String,
        row_id: i64,
        began: i64,
        had_to_day: Option<Day>,
        set_to_day: Option<Day>,
    }
}

/// Takes a batch back as a whole: every row is as it was before. The steps that were taken back, the last first; the caller
/// writes a row of the journal for each of its subjects, and the grant is for the unit at which the batch was done.
///
/// # Errors
/// See [`Kept`]; nothing may be committed then.
pub async fn take_back<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    batch: &Batch,
    spans: &[&'static str],
    now: Ts,
) -> std::result::Result<Vec<Step>, Kept> {
    if now >= batch.until_at {
        return Err(Kept::Late);
    }
    let sql = "UPDATE batch SET undone_at = $1 WHERE id = $2 AND unit_id = $3 AND undone_at IS NULL";
    if conn.exec(sql, &[&now, &batch.id, &grant.unit()]).await? == 0 {
        return Err(Kept::Undone);
    }
    let sql = "SELECT subject_id, span, row_id, began, had_to_day, set_to_day FROM batch_step
               WHERE batch_id = $1 ORDER BY id DESC";
    let rows: Vec<Row> = conn.all(sql, &[&batch.id]).await?;
    let mut steps = Vec::with_capacity(rows.len());
    for Row { subject_id: subject, span, row_id: row, began, had_to_day: had, set_to_day: set } in rows {
        let span = spans.iter().find(|known| **known == span).copied().ok_or(Kept::Changed)?;
        let left = "(to_day = $2 OR (to_day IS NULL AND CAST($2 AS TEXT) IS NULL))";
        let changed = if began == 1 {
            conn.exec(&format!("UPDATE {span} SET to_day = from_day WHERE id = $1 AND {left}"), &[&row, &set]).await?
        } else {
            conn.exec(&format!("UPDATE {span} SET to_day = $3 WHERE id = $1 AND {left}"), &[&row, &set, &had]).await?
        };
        if changed == 0 {
            return Err(Kept::Changed);
        }
        steps.push(Step { subject, span, row, began: began == 1, had, set });
    }
    if built_on(conn, batch, &steps).await? {
        return Err(Kept::Changed);
    }
    let said = json!({"batch": batch.uid, "size": batch.size, "verb": batch.verb});
    journal::write(conn, &grant.event("list.batch.undo", "batch", batch.id).after(said), now).await?;
    Ok(steps)
}

/// Whether something was done since at the batch's unit to one of its subjects: it may stand on what the batch did.
async fn built_on(conn: &mut Conn, batch: &Batch, steps: &[Step]) -> Result<bool> {
    let later = journal::at_place(conn, batch.unit_id, batch.journal_id, LATER).await?;
    let of_batch = |id: i64| steps.iter().any(|step| step.subject == id);
    Ok(later.len() as i64 == LATER
        || later.iter().any(|entry| {
            let told = entry.values()["person"].as_i64();
            told.is_some_and(of_batch) || (entry.subject == "person" && of_batch(entry.subject_id))
        }))
}
