//! Tasks that papers give: one unit leads, others help, until a day that the paper states or the rules count.
//!
//! `new → doing → submitted → done`; what was submitted may be sent back to `doing`, and whoever gave a task may cancel it
//! or move its end, with a reason; whoever leads may ask for that. Whether a task is late is not kept: it follows from its
//! end and the day of looking. A task shows the paper and the clause that it comes from to whoever leads it or helps,
//! whatever register the paper is in.

mod ask;
mod clause;
mod due;
mod lines;
pub mod pages;
mod remind;
mod stated;
#[cfg(test)]
mod tests;
pub(crate) mod verbs;
mod whom;

pub use ask::{Asked, ask, refuse};
pub use clause::{Group, Proposed, propose};
pub use due::{default_due, on_working_day};
pub use remind::{Reminder, remind};
pub use verbs::{NewTask, Step, TaskError, extend, give, step};

use crate::deadline::{self, CALENDAR, Pressure};
use crate::shell::{OFFICE_SCOPE, Office};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::failure::Failure;
use rules::{Area, RuleBook, TasksRule};

/// The tables of this slice; after those of papers.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "tasks/0001_tasks", sql: include_str!("schema.sql") };

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Given; whoever leads has not taken it up.
    New,
    /// Taken up.
    Doing,
    /// Reported as done; whoever gave it has not looked.
    Submitted,
    /// Accepted as done.
    Done,
    /// Called off by whoever gave it.
    Cancelled,
}

const STATES: [(State, &str); 5] = [
    (State::New, "new"),
    (State::Doing, "doing"),
    (State::Submitted, "submitted"),
    (State::Done, "done"),
    (State::Cancelled, "cancelled"),
];

impl State {
    /// All of them.
    pub const ALL: [State; 5] = [State::New, State::Doing, State::Submitted, State::Done, State::Cancelled];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        STATES.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Done | State::Cancelled)
    }

    /// What it becomes by a step; `None` where the step makes no sense.
    pub fn after(self, step: Step) -> Option<State> {
        match (self, step) {
            (State::New, Step::Accept) => Some(State::Doing),
            (State::New | State::Doing, Step::Submit) => Some(State::Submitted),
            (State::Submitted, Step::Return) => Some(State::Doing),
            (State::Submitted, Step::Finish) => Some(State::Done),
            (State::New | State::Doing | State::Submitted, Step::Cancel) => Some(State::Cancelled),
            _ => None,
        }
    }
}

kit::record! {
    /// A task as it stands.
    pub struct Task {
        /// The task.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The paper that gives it.
        pub paper_id: i64,
        /// The unit that gave it.
        pub giver_unit: i64,
        /// The unit that leads it.
        pub unit_id: i64,
        /// Which clause of the paper; may be empty.
        pub clause: String,
        /// What is to be done.
        pub what: String,
        /// What is to come of it; may be empty.
        pub output: String,
        /// Who directed it on the paper; may be empty.
        pub directed: String,
        /// When it was given.
        pub given_on: Day,
        /// The last day.
        pub due_day: Day,
        /// `stated` or `default`.
        pub basis: String,
        /// The word of its [`State`].
        pub state: String,
        /// The ruleset it was given under.
        pub ruleset: String,
        /// Counts the changes.
        pub version: i64,
        /// The symbol of the paper.
        pub symbol: String,
        /// The word of the [`Step`] that was done last.
        pub last_step: String,
    }
}

const TASKS: &str = "SELECT t.id, t.uid, t.paper_id, t.giver_unit, t.unit_id, t.clause, t.what, t.output, t.directed,
    t.given_on, t.due_day, t.basis, t.state, t.ruleset, t.version, p.symbol, coalesce((SELECT s.step FROM task_step s
    WHERE s.task_id = t.id AND s.step NOT IN ('extend', 'remind', 'ask', 'refuse')
    ORDER BY s.id DESC LIMIT 1), '') AS last_step
    FROM task t JOIN paper p ON p.id = t.paper_id";

impl Task {
    /// The task of this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Task>> {
        conn.opt(&format!("{TASKS} WHERE t.uid = $1"), &[&uid]).await
    }

    /// The task with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Task>> {
        conn.opt(&format!("{TASKS} WHERE t.id = $1"), &[&id]).await
    }

    /// All that are open, the most pressing first.
    pub async fn open(conn: &mut Conn) -> Result<Vec<Task>> {
        let sql = format!("{TASKS} WHERE t.state IN ('new', 'doing', 'submitted') ORDER BY t.due_day, t.id");
        conn.all(&sql, &[]).await
    }

    /// Those that were finished or called off since an instant, the latest first.
    pub async fn closed_since(conn: &mut Conn, at: Ts) -> Result<Vec<Task>> {
        let sql = format!(
            "{TASKS} WHERE t.state IN ('done', 'cancelled') AND EXISTS (SELECT 1 FROM task_step s WHERE s.task_id = t.id
             AND s.step IN ('finish', 'cancel') AND s.at >= $1) ORDER BY t.id DESC"
        );
        conn.all(&sql, &[&at]).await
    }

    /// Those of a paper, in the order in which they were given.
    pub async fn of_paper(conn: &mut Conn, paper: i64) -> Result<Vec<Task>> {
        conn.all(&format!("{TASKS} WHERE t.paper_id = $1 ORDER BY t.id"), &[&paper]).await
    }

    /// The units that help.
    pub async fn partners(conn: &mut Conn, task: i64) -> Result<Vec<i64>> {
        let rows: Vec<(i64,)> =
            conn.all("SELECT unit_id FROM task_partner WHERE task_id = $1 ORDER BY unit_id", &[&task]).await?;
        Ok(rows.into_iter().map(|(unit,)| unit).collect())
    }

    /// How far it has come.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Cancelled)
    }

    /// Whether the report on it was sent back, and it goes on.
    pub fn is_returned(&self) -> bool {
        self.state() == State::Doing && self.last_step == Step::Return.word()
    }

    /// How it presses on a day. What was submitted waits for the other side, and does not.
    pub fn pressure(&self, rule: &TasksRule, today: Day) -> Option<Pressure> {
        let open = matches!(self.state(), State::New | State::Doing);
        open.then(|| deadline::pressure(today, self.due_day, rule.soon_within_working_days))
    }

    /// Whether it is so late that those who lead see it.
    pub fn is_escalated(&self, rule: &TasksRule, today: Day) -> bool {
        let late = matches!(self.state(), State::New | State::Doing) && today > self.due_day;
        late && CALENDAR.working_days_between(self.due_day.0, today.0) >= i64::from(rule.escalate_after_working_days)
    }
}

kit::record! {
    /// A step that was done.
    pub struct Done {
        /// The word of the step.
        pub step: String,
        /// The report, or the reason.
        pub words: String,
        /// The end before it moved.
        pub old_due: Option<Day>,
        /// Where it moved to.
        pub new_due: Option<Day>,
        /// Who did it.
        pub who: String,
        /// When.
        pub at: Ts,
    }
}

impl Done {
    /// The steps of a task, the first one first.
    pub async fn of(conn: &mut Conn, task: i64) -> Result<Vec<Done>> {
        let sql = "SELECT s.step, s.words, s.old_due, s.new_due, coalesce(a.name, '') AS who, s.at FROM task_step s
                   LEFT JOIN account a ON a.id = s.account_id WHERE s.task_id = $1 ORDER BY s.id";
        conn.all(sql, &[&task]).await
    }
}

/// The rule on tasks of a day, with the id of its ruleset.
#[derive(Clone, Copy)]
pub struct Ruling<'a> {
    /// The id, which a task keeps.
    pub id: &'a str,
    /// Its title.
    pub title: &'a rules::Text,
    /// What it says.
    pub rule: &'a TasksRule,
}

/// The rule on tasks of a book that holds on a day.
pub fn ruling(book: &RuleBook, day: Day) -> Option<Ruling<'_>> {
    let ruleset = book.on(Area::Tasks, Some(OFFICE_SCOPE), day.0)?;
    Some(Ruling { id: &ruleset.id, title: &ruleset.title, rule: ruleset.tasks()? })
}

impl Office {
    /// The rule on tasks that holds today: the office's own, or the program's.
    ///
    /// # Errors
    /// When none holds.
    pub fn tasks_rule(&self) -> std::result::Result<Ruling<'_>, Failure> {
        let today = self.clock.today();
        ruling(&self.book, today).ok_or_else(|| anyhow::anyhow!("no rule on tasks holds on {today}").into())
    }
}
