//! Who is late: each unit that leads, with what it owes and for how long; the longest first. Whoever gave the tasks reminds
//! them from here, of one, of several or of all at once.

use super::remind::{last, read_words};
use super::{address, find, may_see};
use crate::deadline::{CALENDAR, left};
use crate::identity::reach::Officer;
use crate::identity::right::{GiveTasks, Right};
use crate::org::lineage::Past;
use crate::shell::{Office, Shell};
use crate::tasks::{Reminder, State as TaskState, Task, TaskError, remind};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

/// What the boxes of tasks to be reminded of are called, before the task's identity.
const CHOSEN: &str = "nhac-";

#[derive(Template)]
#[template(path = "tasks/pages/late.html")]
struct LatePage {
    shell: Shell,
    form: Form,
    day: String,
    found: String,
    units: Vec<Unit>,
    /// Whether any of them may be reminded of.
    reminds: bool,
    /// The button that reminds of all of these; empty where it would be one.
    reminds_all: String,
}

/// A unit that leads, and what it owes.
struct Unit {
    id: i64,
    name: String,
    href: String,
    count: String,
    longest: i64,
    owes: Vec<Owed>,
}

/// A task that is late.
struct Owed {
    href: String,
    what: String,
    paper: String,
    due: String,
    late: String,
    is_long: bool,
    /// The last reminder; empty where there was none.
    reminded: String,
    /// The box that chooses it; empty where it is not to be reminded of.
    choice: String,
}

/// The tasks that are late and that the officer sees.
async fn late(conn: &mut Conn, office: &Office, who: (&Officer, &Past)) -> Result<Vec<Task>, Failure> {
    let today = office.clock.today();
    let mut seen = Vec::new();
    for task in Task::open(conn).await? {
        let late = matches!(task.state(), TaskState::New | TaskState::Doing) && today > task.due_day;
        if late && may_see(conn, who, &task).await? {
            seen.push(task);
        }
    }
    Ok(seen)
}

fn gives(officer: &Officer, past: &Past, task: &Task) -> bool {
    officer.may_then(past, Right::GiveTasks, task.giver_unit)
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default()).await
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, mut form: Form) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    if super::SEEN_WITH.iter().all(|right| officer.roots(*right).is_empty()) {
        return Err(Failure::Forbidden);
    }
    let ruling = office.tasks_rule()?;
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let reminders = Reminder::open(&mut conn).await?;
    let tasks = late(&mut conn, office, (officer, &past)).await?;
    drop(conn);
    let mut units: Vec<Unit> = Vec::new();
    let (all, mut to_remind) = (tasks.len(), 0);
    for task in tasks {
        let lead = past.heir(task.unit_id);
        let at = units.iter().position(|unit| unit.id == lead).unwrap_or_else(|| {
            let href = format!("{}?don-vi={}", super::PATH, officer.tree.uid(lead));
            let name = past.tree.name(lead).to_owned();
            units.push(Unit { id: lead, name, href, count: String::new(), longest: 0, owes: vec![] });
            units.len() - 1
        });
        let days = CALENDAR.working_days_between(task.due_day.0, today.0);
        let reminder = reminders.get(&task.id);
        let may = gives(officer, &past, &task) && !reminder.is_some_and(|last| last.is_of(today));
        to_remind += i64::from(may);
        units[at].longest = units[at].longest.max(days);
        units[at].owes.push(Owed {
            href: address(&task.uid),
            is_long: task.is_escalated(ruling.rule, today),
            reminded: reminder.map_or(String::new(), |reminder| last(w, reminder)),
            choice: if may { format!("{CHOSEN}{}", task.uid) } else { String::new() },
            paper: task.symbol,
            due: task.due_day.written(),
            late: left(w, today, task.due_day),
            what: task.what,
        });
    }
    units.sort_by_key(|unit| (std::cmp::Reverse(unit.longest), std::cmp::Reverse(unit.owes.len())));
    for unit in &mut units {
        unit.count = w.count("tasks-late-count", unit.owes.len() as i64);
    }
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    let page = LatePage {
        day: today.written(),
        found: w.count("tasks-late-count", all as i64),
        reminds: to_remind > 0,
        reminds_all: if to_remind > 1 { w.count("task-remind-all", to_remind) } else { String::new() },
        shell: office.shell(officer),
        units,
        form,
    };
    html(status, &page)
}

pub(super) async fn reminded(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    if officer.roots(Right::GiveTasks).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let past = office.trees.past(&mut tx, now.day(), now.day()).await?;
    let mut chosen = chosen(&mut tx, &office, (&officer, &past), &form).await?;
    // Two who remind of the same ones wait for each other in one order.
    chosen.sort_by_key(|task| task.id);
    if chosen.is_empty() {
        form.wrong("chosen", w.say("task-remind-none"));
    }
    read_words(&mut form, w);
    let (mut done, mut passed) = (0, 0);
    for task in chosen.iter().filter(|_| form.is_sound()) {
        let grant = officer.require_then(GiveTasks, &past, task.giver_unit).map_err(|_| Failure::Forbidden)?;
        match remind(&mut tx, grant, task.id, form.get("reminder"), now).await {
            Ok(()) => done += 1,
            // Somebody else was quicker, or it is reported meanwhile: there is nothing to remind of.
            Err(TaskError::Reminded(_) | TaskError::Stale) => passed += 1,
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(Failure::Broken(error.into())),
        }
    }
    if form.is_sound() && done > 0 {
        let how = if passed > 0 { "viec-nhac-tru" } else { "viec-nhac-nhieu" };
        let target = format!("{}/cham?xong={how}", super::PATH);
        return once::done(tx, &form, &target, now).await;
    }
    if form.is_sound() {
        form.wrong("chosen", w.say("task-remind-again"));
    }
    drop(tx);
    page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// The tasks that a form chooses: all that are late and not reminded of today, or those whose boxes are ticked.
async fn chosen(
    conn: &mut Conn,
    office: &Office,
    (officer, past): (&Officer, &Past),
    form: &Form,
) -> Result<Vec<Task>, Failure> {
    let mut tasks = Vec::new();
    if form.get("do") == "all" {
        let reminders = Reminder::open(conn).await?;
        let today = office.clock.today();
        tasks = late(conn, office, (officer, past)).await?;
        tasks.retain(|task| gives(officer, past, task) && !reminders.get(&task.id).is_some_and(|one| one.is_of(today)));
        return Ok(tasks);
    }
    for (uid, _) in form.with_prefix(CHOSEN).filter(|(_, value)| *value == "1") {
        tasks.push(find(conn, office, officer, uid).await?.0);
    }
    Ok(tasks)
}
