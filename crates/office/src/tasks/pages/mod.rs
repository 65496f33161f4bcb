//! Tasks on screen: those of a unit, who is late, one with its next step, and the forms that give some from a paper.

mod ask;
mod give;
mod late;
mod list;
mod one;
mod propose;
mod remind;

use super::{Asked, Group, Reminder, Ruling, State, Task};
use crate::deadline::{Pressure, left};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::lineage::Past;
use crate::org::{Tree, kind};
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;

/// The tasks' address.
pub(crate) const PATH: &str = "/van-phong/viec";

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/viec", get(list::show))
        .route("/van-phong/viec/cham", get(late::show).post(late::reminded))
        .route("/van-phong/viec/{task}", get(one::show))
        .route("/van-phong/viec/{task}/buoc", post(one::stepped))
        .route("/van-phong/viec/{task}/gia-han", post(one::extended))
        .route("/van-phong/viec/{task}/xin-gia-han", post(ask::asked))
        .route("/van-phong/viec/{task}/khong-gia-han", post(ask::refused))
        .route("/van-phong/viec/{task}/nhac", post(remind::one_reminded))
        .route("/van-phong/viec/{task}/tep/{file}", get(one::send))
        .route("/van-phong/van-ban/{paper}/giao-viec", get(give::begin).post(give::save))
        .route("/van-phong/van-ban/{paper}/de-xuat", get(propose::begin).post(propose::save))
}

/// Where a task's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("{PATH}/{uid}")
}

/// The rights with which a unit's tasks are seen.
pub(crate) const SEEN_WITH: &[Right] = &[Right::ReadPapers, Right::DoTasks, Right::GiveTasks];

/// Whether the officer sees a task: who gave it, who leads it, who helps.
async fn may_see(conn: &mut Conn, who: (&Officer, &Past), task: &Task) -> Result<bool, Failure> {
    Ok(sees(who, task, &[]) || sees(who, task, &Task::partners(conn, task.id).await?))
}

/// The same with the units that help.
fn sees((officer, past): (&Officer, &Past), task: &Task, partners: &[i64]) -> bool {
    let sees = |unit: i64| SEEN_WITH.iter().any(|right| officer.may_then(past, *right, unit));
    sees(task.giver_unit) || sees(task.unit_id) || partners.iter().any(|unit| sees(*unit))
}

/// A task that the officer sees.
async fn find(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<(Task, Past), Failure> {
    let today = office.clock.today();
    // Whether or not there is such a task, the same is asked: the answer takes as long.
    let past = office.trees.past(conn, today, today).await?;
    let task = Task::by_uid(conn, uid).await?;
    let partners = Task::partners(conn, task.as_ref().map_or(0, |task| task.id)).await?;
    let task = task.ok_or(Failure::NotFound)?;
    if sees((officer, &past), &task, &partners) {
        return Ok((task, past));
    }
    let reached = officer.reaches(past.heir(task.unit_id)) || officer.reaches(past.heir(task.giver_unit));
    Err(if reached { Failure::Forbidden } else { Failure::NotFound })
}

/// The state of the style sheet, and the state in words.
fn state(w: Words, ruling: Ruling<'_>, task: &Task, today: Day) -> (&'static str, String) {
    let name = w.say(&format!("task-state-{}", if task.is_returned() { "returned" } else { &task.state }));
    match (task.state(), task.pressure(ruling.rule, today)) {
        (State::Done, _) => ("done", name),
        (State::Cancelled, _) => ("off", name),
        (_, Some(Pressure::Late)) => (Pressure::Late.state(), w.with("task-late", "state", name)),
        // What was sent back asks for something whatever the day.
        _ if task.is_returned() => ("short", name),
        (_, Some(pressure)) => (pressure.state(), name),
        _ => ("wait", name),
    }
}

/// A task as a line of a list.
pub(crate) fn row(w: Words, ruling: Ruling<'_>, past: &Past, task: &Task, today: Day) -> Duty {
    let lead = past.tree.name(past.heir(task.unit_id)).to_owned();
    let (state, state_name) = state(w, ruling, task, today);
    let mut values =
        vec![("unit", lead.into()), ("paper", task.symbol.clone().into()), ("day", task.due_day.written().into())];
    let text = if matches!(task.state(), State::New | State::Doing) {
        values.push(("left", left(w, today, task.due_day).into()));
        w.fill("task-row-open", &values)
    } else {
        w.fill("task-row", &values)
    };
    let name: String = task.what.chars().take(160).collect();
    Duty { href: address(&task.uid), name, text, state, state_name }
}

/// The tasks of a paper that the officer may see, for the paper's page.
pub(crate) async fn of_paper(
    conn: &mut Conn,
    office: &Office,
    (officer, past): (&Officer, &Past),
    paper: i64,
) -> Result<Vec<Duty>, Failure> {
    let (w, today, ruling) = (officer.words(), office.clock.today(), office.tasks_rule()?);
    let mut rows = Vec::new();
    for task in Task::of_paper(conn, paper).await? {
        if may_see(conn, (officer, past), &task).await? {
            rows.push(row(w, ruling, past, &task, today));
        }
    }
    Ok(rows)
}

/// Who may lead a task that a unit gives: itself, its boards, the units right below it.
fn leads(tree: &Tree, giver: i64) -> Vec<i64> {
    let mut below: Vec<i64> = tree.children(giver).to_vec();
    below.sort_by_key(|unit| tree.get(*unit).is_none_or(|unit| unit.kind != kind::BOARD));
    std::iter::once(giver).chain(below).collect()
}

/// Those right below a unit whom a clause speaks to.
fn group(tree: &Tree, giver: i64, group: Group) -> Vec<i64> {
    let is_of = |kind: &str| match group {
        Group::Organisations => kind == kind::CELL || kind::COMMITTEES.contains(&kind),
        Group::Committees => kind::COMMITTEES.contains(&kind),
        Group::Communes => kind == kind::COMMUNE_COMMITTEE,
    };
    tree.children(giver).iter().copied().filter(|unit| tree.get(*unit).is_some_and(|it| is_of(&it.kind))).collect()
}

/// What waits for the officer among tasks: to be taken up and done, to be looked at, and what is long late.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let (does, gives, reads) =
        (officer.roots(Right::DoTasks), officer.roots(Right::GiveTasks), officer.roots(Right::ReadPapers));
    if does.is_empty() && gives.is_empty() && reads.is_empty() {
        return Ok(vec![]);
    }
    let ruling = office.tasks_rule()?;
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    // One's own unit and its boards; what lies further down is on the desks there.
    let near = |roots: &[i64], unit: i64| {
        let unit = past.heir(unit);
        let known = officer.tree.get(unit);
        let board = known
            .is_some_and(|unit| unit.kind == kind::BOARD && unit.parent_id.is_some_and(|above| roots.contains(&above)));
        roots.contains(&unit) || board
    };
    let (reminders, asked) = (Reminder::open(&mut conn).await?, Asked::open(&mut conn).await?);
    let mut duties = Vec::new();
    let (mut long_late, mut may_remind, mut reminded) = (0, false, 0);
    for task in Task::open(&mut conn).await? {
        let own = task.state() != State::Submitted && near(&does, task.unit_id);
        let asked = asked.get(&task.id);
        let to_answer = asked.is_some_and(Asked::is_waiting) && near(&gives, task.giver_unit);
        let to_look_at = task.state() == State::Submitted && near(&gives, task.giver_unit);
        if own || to_answer || to_look_at {
            let row = row(w, ruling, &past, &task, today);
            let key = match (to_answer, own) {
                (true, _) => "task-duty-answer",
                (_, true) => "task-duty",
                _ => "task-duty-review",
            };
            let text = asked.map_or(row.text.clone(), |asked| format!("{} {}", row.text, ask::said(w, asked)));
            let duty = Duty { name: w.with(key, "what", row.name), text, ..row };
            match reminders.get(&task.id).filter(|_| own) {
                // What somebody reminds of stands before what does not.
                Some(last) => {
                    duties.insert(reminded, remind::raised(w, duty, last));
                    reminded += 1;
                }
                None => duties.push(duty),
            }
        } else if task.is_escalated(ruling.rule, today) && (near(&reads, task.giver_unit) || near(&reads, task.unit_id))
        {
            // Those who lead see it on both sides: where it was given, and where it lies.
            long_late += 1;
            may_remind |= officer.may_then(&past, Right::GiveTasks, task.giver_unit);
        }
    }
    if long_late > 0 {
        duties.push(Duty {
            href: format!("{PATH}/cham"),
            name: w.say("tasks-late"),
            text: w.count(if may_remind { "task-duty-late" } else { "task-duty-late-seen" }, long_late),
            state: "short",
            state_name: w.say("desk-todo"),
        });
    }
    Ok(duties)
}
