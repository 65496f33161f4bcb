//! Reminders: whoever gave a task tells those who lead it that it waits. A step like others, that changes nothing of the task.

use super::verbs::note;
use super::{State, TaskError};
use crate::identity::reach::Grant;
use crate::identity::right::GiveTasks;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;
use std::collections::HashMap;

/// The word by which the step is kept.
pub(super) const REMIND: &str = "remind";

kit::record! {
    /// What is known of the reminders of a task.
    pub struct Reminder {
        /// The task.
        pub task_id: i64,
        /// How many there were.
        pub times: i64,
        /// What the last one said; may be empty.
        pub words: String,
        /// Who sent it.
        pub who: String,
        /// When.
        pub at: Ts,
    }
}

const REMINDERS: &str =
    "SELECT s.task_id, (SELECT count(*) FROM task_step c WHERE c.task_id = s.task_id AND c.step = 'remind') AS times,
    s.words, coalesce(a.name, '') AS who, s.at FROM task_step s JOIN task t ON t.id = s.task_id
    LEFT JOIN account a ON a.id = s.account_id WHERE s.step = 'remind'
    AND s.id = (SELECT max(m.id) FROM task_step m WHERE m.task_id = s.task_id AND m.step = 'remind')";

impl Reminder {
    /// Of the tasks that wait for those who lead them.
    pub async fn open(conn: &mut Conn) -> Result<HashMap<i64, Reminder>> {
        let all: Vec<Reminder> = conn.all(&format!("{REMINDERS} AND t.state IN ('new', 'doing')"), &[]).await?;
        Ok(all.into_iter().map(|one| (one.task_id, one)).collect())
    }

    /// Of one task.
    pub async fn of(conn: &mut Conn, task: i64) -> Result<Option<Reminder>> {
        conn.opt(&format!("{REMINDERS} AND s.task_id = $1"), &[&task]).await
    }

    /// Whether it was sent on a day: once is enough for that day.
    pub fn is_of(&self, day: Day) -> bool {
        self.at.day() == day
    }
}

/// Reminds those who lead a task that the grant's unit gave, with or without words.
///
/// # Errors
/// [`TaskError::Stale`] when it waits for them no more, [`TaskError::Reminded`] when they were reminded on this day already.
pub async fn remind(
    conn: &mut Conn,
    grant: Grant<GiveTasks>,
    task: i64,
    words: &str,
    now: Ts,
) -> std::result::Result<(), TaskError> {
    // Nothing changes, and whoever comes at the same moment waits and sees that it was done.
    let sql = "UPDATE task SET version = version WHERE id = $1 AND giver_unit = $2";
    if conn.exec(sql, &[&task, &grant.unit()]).await? == 0 {
        return Err(DbError::Refused(format!("task {task} is not of unit {}", grant.unit())).into());
    }
    let known = super::Task::get(conn, task).await?.filter(|task| matches!(task.state(), State::New | State::Doing));
    let known = known.ok_or(TaskError::Stale)?;
    if let Some(last) = Reminder::of(conn, task).await?.filter(|last| last.is_of(now.day())) {
        return Err(TaskError::Reminded(last.who));
    }
    note(conn, &grant, task, (REMIND, words), (None, None), now).await?;
    let after = json!({"lead": known.unit_id, "due": known.due_day, "words": words});
    journal::write(conn, &grant.event("tasks.task.remind", "task", task).after(after), now).await?;
    Ok(())
}
