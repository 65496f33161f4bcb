//! Changes of tasks. Each writes its step and its journal row in the caller's transaction.

use super::{Ruling, State, Task};
use crate::identity::reach::Grant;
use crate::identity::right::{DoTasks, GiveTasks, Permission};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// What is done to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Whoever leads takes it up.
    Accept,
    /// Whoever leads reports it as done.
    Submit,
    /// Whoever gave it sends the report back.
    Return,
    /// Whoever gave it accepts the report.
    Finish,
    /// Whoever gave it calls it off.
    Cancel,
}

const WORDS: [(Step, &str); 5] = [
    (Step::Accept, "accept"),
    (Step::Submit, "submit"),
    (Step::Return, "return"),
    (Step::Finish, "finish"),
    (Step::Cancel, "cancel"),
];

impl Step {
    /// All of them.
    pub const ALL: [Step; 5] = [Step::Accept, Step::Submit, Step::Return, Step::Finish, Step::Cancel];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(step, _)| *step == self).map_or("", |(_, word)| word)
    }

    /// The step of a word.
    pub fn of(word: &str) -> Option<Step> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(step, _)| *step)
    }

    /// Whether whoever leads does it; otherwise whoever gave the task.
    pub fn is_of_lead(self) -> bool {
        matches!(self, Step::Accept | Step::Submit)
    }

    /// Whether it says something: a report, a reason.
    pub fn wants_words(self) -> bool {
        !matches!(self, Step::Accept | Step::Finish)
    }

    fn verb(self) -> &'static str {
        match self {
            Step::Accept => "tasks.task.accept",
            Step::Submit => "tasks.task.submit",
            Step::Return => "tasks.task.return",
            Step::Finish => "tasks.task.finish",
            Step::Cancel => "tasks.task.cancel",
        }
    }
}

/// Why a task was not given or changed.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Somebody else changed it since it was read.
    #[error("the task was changed meanwhile")]
    Stale,
    /// The new end lies before the day on which the task was given.
    #[error("a task cannot end before it was given")]
    TooEarly,
    /// The new end of a task that is extended is not later than the one it has.
    #[error("an extension moves the end to a later day")]
    NotLater,
    /// Those who lead it were reminded on this day, by whom it names.
    #[error("{0} has reminded of the task today")]
    Reminded(String),
    /// The database's refusal; also that the grant is for another unit.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, TaskError>;

/// A task to be given.
#[derive(Clone, Debug)]
pub struct NewTask<'a> {
    /// Its identity outside the database.
    pub uid: &'a str,
    /// The paper, of the register of the unit that gives it.
    pub paper: i64,
    /// Who leads.
    pub lead: i64,
    /// Who helps.
    pub partners: &'a [i64],
    /// Which clause.
    pub clause: &'a str,
    /// What is to be done.
    pub what: &'a str,
    /// What is to come of it.
    pub output: &'a str,
    /// Who directed it on the paper.
    pub directed: &'a str,
    /// The end that the paper states; without one the rules count it.
    pub due: Option<Day>,
}

/// Gives a task from a paper of the grant's unit; its row.
pub async fn give(
    conn: &mut Conn,
    grant: Grant<GiveTasks>,
    ruling: Ruling<'_>,
    new: &NewTask<'_>,
    now: Ts,
) -> Result<i64> {
    let (unit, given_on) = (grant.unit(), now.day());
    let sql = "SELECT count(*) FROM paper WHERE id = $1 AND unit_id = $2";
    if conn.value::<i64>(sql, &[&new.paper, &unit]).await? != Some(1) {
        return Err(DbError::Refused(format!("paper {} is not of unit {unit}", new.paper)).into());
    }
    let basis = if new.due.is_some() { "stated" } else { "default" };
    let due = new.due.unwrap_or_else(|| super::default_due(ruling.rule, given_on));
    if due < given_on {
        return Err(TaskError::TooEarly);
    }
    let sql = "INSERT INTO task (uid, paper_id, giver_unit, unit_id, clause, what, output, directed, given_on, due_day, basis,
               state, ruleset) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'new', $12)";
    let values: [&dyn kit::db::Arg; 12] = [
        &new.uid,
        &new.paper,
        &unit,
        &new.lead,
        &new.clause,
        &new.what,
        &new.output,
        &new.directed,
        &given_on,
        &due,
        &basis,
        &ruling.id,
    ];
    let id = conn.insert(sql, &values).await?;
    for partner in new.partners.iter().filter(|partner| **partner != new.lead) {
        let sql =
            "INSERT INTO task_partner (task_id, unit_id) VALUES ($1, $2) ON CONFLICT (task_id, unit_id) DO NOTHING";
        conn.exec(sql, &[&id, partner]).await?;
    }
    note(conn, &grant, id, ("give", new.directed), (None, Some(due)), now).await?;
    let after = json!({"paper": new.paper, "lead": new.lead, "partners": new.partners, "due": due, "basis": basis});
    journal::write(conn, &grant.event("tasks.task.give", "task", id).after(after).under(ruling.id), now).await?;
    Ok(id)
}

/// Does a step of whoever leads, at the unit that leads.
pub async fn step(
    conn: &mut Conn,
    grant: StepGrant,
    (id, version): (i64, i64),
    (step, words): (Step, &str),
    now: Ts,
) -> Result<()> {
    let known = Task::get(conn, id).await?.ok_or_else(|| DbError::Broken(format!("task {id}")))?;
    let own = if step.is_of_lead() { known.unit_id } else { known.giver_unit };
    if own != grant.unit() || step.is_of_lead() != matches!(grant, StepGrant::Lead(_)) {
        return Err(DbError::Refused(format!("task {id} is not of unit {}", grant.unit())).into());
    }
    let state = known.state().after(step).filter(|_| known.version == version).ok_or(TaskError::Stale)?;
    let sql = "UPDATE task SET state = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&State::word(state), &id, &version]).await? == 0 {
        return Err(TaskError::Stale);
    }
    let after = json!({"words": words, "state": state.word()});
    let event = match &grant {
        StepGrant::Lead(grant) => {
            note(conn, grant, id, (step.word(), words), (None, None), now).await?;
            grant.event(step.verb(), "task", id)
        }
        StepGrant::Giver(grant) => {
            note(conn, grant, id, (step.word(), words), (None, None), now).await?;
            grant.event(step.verb(), "task", id)
        }
    };
    journal::write(conn, &event.after(after), now).await?;
    Ok(())
}

/// Who does a step: whoever leads, or whoever gave the task.
#[derive(Debug)]
pub enum StepGrant {
    /// At the unit that leads.
    Lead(Grant<DoTasks>),
    /// At the unit that gave it.
    Giver(Grant<GiveTasks>),
}

impl StepGrant {
    fn unit(&self) -> i64 {
        match self {
            StepGrant::Lead(grant) => grant.unit(),
            StepGrant::Giver(grant) => grant.unit(),
        }
    }
}

/// Moves the end of an open task that the grant's unit gave, with a reason.
pub async fn extend(
    conn: &mut Conn,
    grant: Grant<GiveTasks>,
    (id, version): (i64, i64),
    (due, reason): (Day, &str),
    now: Ts,
) -> Result<()> {
    let known = Task::get(conn, id).await?.filter(|task| task.giver_unit == grant.unit());
    let known = known.ok_or_else(|| DbError::Refused(format!("task {id} is not of unit {}", grant.unit())))?;
    if due <= known.due_day {
        return Err(TaskError::NotLater);
    }
    let sql = "UPDATE task SET due_day = $1, basis = 'stated', version = version + 1
               WHERE id = $2 AND version = $3 AND state IN ('new', 'doing', 'submitted')";
    if conn.exec(sql, &[&due, &id, &version]).await? == 0 {
        return Err(TaskError::Stale);
    }
    note(conn, &grant, id, ("extend", reason), (Some(known.due_day), Some(due)), now).await?;
    let event = grant.event("tasks.task.extend", "task", id).before(json!({"due": known.due_day}));
    journal::write(conn, &event.after(json!({"due": due, "reason": reason})), now).await?;
    Ok(())
}

pub(super) async fn note<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    task: i64,
    (step, words): (&str, &str),
    (old, new): (Option<Day>, Option<Day>),
    now: Ts,
) -> Result<()> {
    let sql = "INSERT INTO task_step (task_id, step, words, old_due, new_due, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    conn.exec(sql, &[&task, &step, &words, &old, &new, &grant.account(), &now]).await?;
    Ok(())
}
