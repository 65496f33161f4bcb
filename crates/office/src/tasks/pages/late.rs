//! Who is late: each unit that leads, with what it owes and for how long; the longest first.

use super::{address, may_see};
use crate::deadline::{CALENDAR, left};
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use crate::tasks::{State as TaskState, Task};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::html;

#[derive(Template)]
#[template(path = "tasks/pages/late.html")]
struct LatePage {
    shell: Shell,
    day: String,
    found: String,
    units: Vec<Unit>,
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
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    if super::SEEN_WITH.iter().all(|right| officer.roots(*right).is_empty()) {
        return Err(Failure::Forbidden);
    }
    let ruling = office.tasks_rule()?;
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let mut units: Vec<Unit> = Vec::new();
    let mut all = 0;
    for task in Task::open(&mut conn).await? {
        let late = matches!(task.state(), TaskState::New | TaskState::Doing) && today > task.due_day;
        if !late || !may_see(&mut conn, (&officer, &past), &task).await? {
            continue;
        }
        all += 1;
        let lead = past.heir(task.unit_id);
        let at = units.iter().position(|unit| unit.id == lead).unwrap_or_else(|| {
            let href = format!("{}?don-vi={}", super::PATH, officer.tree.uid(lead));
            let name = past.tree.name(lead).to_owned();
            units.push(Unit { id: lead, name, href, count: String::new(), longest: 0, owes: vec![] });
            units.len() - 1
        });
        let days = CALENDAR.working_days_between(task.due_day.0, today.0);
        units[at].longest = units[at].longest.max(days);
        units[at].owes.push(Owed {
            href: address(&task.uid),
            is_long: task.is_escalated(ruling.rule, today),
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
    let page = LatePage {
        day: today.written(),
        found: w.count("tasks-late-count", all),
        shell: office.shell(&officer),
        units,
    };
    html(StatusCode::OK, &page)
}
