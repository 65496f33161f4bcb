//! Asking for more time: whoever leads a task asks with a day and a reason; whoever gave it extends the task, or refuses
//! with a reason. A question waits until either is done, or the task is reported.

use super::verbs::note;
use super::{Task, TaskError};
use crate::identity::reach::Grant;
use crate::identity::right::{DoTasks, GiveTasks};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;
use std::collections::HashMap;

/// The words by which the steps are kept.
const ASK: &str = "ask";
const REFUSE: &str = "refuse";

kit::record! {
    /// What was last asked about a task's end, while nothing else has come of it than perhaps a refusal.
    pub struct Asked {
        /// The task.
        pub task_id: i64,
        /// The word of the step: asked, or refused.
        pub step: String,
        /// Until when more time is asked for; `None` in a refusal.
        pub due: Option<Day>,
        /// Why it is asked for, or refused.
        pub words: String,
        /// Who asks or refuses.
        pub who: String,
        /// When.
        pub at: Ts,
    }
}

const LAST: &str = "SELECT s.task_id, s.step, s.new_due AS due, s.words, coalesce(a.name, '') AS who, s.at
    FROM task_step s JOIN task t ON t.id = s.task_id LEFT JOIN account a ON a.id = s.account_id
    WHERE t.state IN ('new', 'doing') AND s.step IN ('ask', 'refuse') AND s.id = (SELECT max(m.id) FROM task_step m
    WHERE m.task_id = s.task_id AND m.step NOT IN ('remind', 'accept'))";

impl Asked {
    /// Of the tasks that wait for those who lead them.
    pub async fn open(conn: &mut Conn) -> Result<HashMap<i64, Asked>> {
        let all: Vec<Asked> = conn.all(LAST, &[]).await?;
        Ok(all.into_iter().map(|one| (one.task_id, one)).collect())
    }

    /// Of one task.
    pub async fn of(conn: &mut Conn, task: i64) -> Result<Option<Asked>> {
        conn.opt(&format!("{LAST} AND s.task_id = $1"), &[&task]).await
    }

    /// Whether it waits for an answer.
    pub fn is_waiting(&self) -> bool {
        self.step == ASK
    }
}

/// Asks for more time for a task that the grant's unit leads; what was asked before gives way.
///
/// # Errors
/// [`TaskError::NotLater`] when the day is not later than the end that the task has, [`TaskError::Stale`] when somebody
/// changed it, or it waits for the other side.
pub async fn ask(
    conn: &mut Conn,
    grant: Grant<DoTasks>,
    at: (i64, i64),
    (due, reason): (Day, &str),
    now: Ts,
) -> std::result::Result<(), TaskError> {
    let known = touch(conn, at, |task| task.unit_id == grant.unit()).await?;
    if due <= known.due_day {
        return Err(TaskError::NotLater);
    }
    note(conn, &grant, known.id, (ASK, reason), (Some(known.due_day), Some(due)), now).await?;
    let event = grant.event("tasks.task.ask", "task", known.id).before(json!({"due": known.due_day}));
    journal::write(conn, &event.after(json!({"due": due, "reason": reason})), now).await?;
    Ok(())
}

/// Refuses the time that was asked for, for a task that the grant's unit gave, with a reason.
///
/// # Errors
/// [`TaskError::Stale`] when nothing waits for an answer, or somebody changed the task.
pub async fn refuse(
    conn: &mut Conn,
    grant: Grant<GiveTasks>,
    at: (i64, i64),
    reason: &str,
    now: Ts,
) -> std::result::Result<(), TaskError> {
    let known = touch(conn, at, |task| task.giver_unit == grant.unit()).await?;
    let asked = Asked::of(conn, known.id).await?.filter(Asked::is_waiting).ok_or(TaskError::Stale)?;
    note(conn, &grant, known.id, (REFUSE, reason), (None, None), now).await?;
    let event = grant.event("tasks.task.refuse", "task", known.id).before(json!({"due": asked.due}));
    journal::write(conn, &event.after(json!({"reason": reason})), now).await?;
    Ok(())
}

/// The task of a version, when it waits for those who lead it and is of the unit; whoever comes later sees another version.
async fn touch(
    conn: &mut Conn,
    (id, version): (i64, i64),
    is_of_unit: impl Fn(&Task) -> bool,
) -> std::result::Result<Task, TaskError> {
    let known = Task::get(conn, id).await?.filter(is_of_unit);
    let known = known.ok_or_else(|| DbError::Refused(format!("task {id} is not of this unit")))?;
    let sql = "UPDATE task SET version = version + 1 WHERE id = $1 AND version = $2 AND state IN ('new', 'doing')";
    if conn.exec(sql, &[&id, &version]).await? == 0 {
        return Err(TaskError::Stale);
    }
    Ok(known)
}
