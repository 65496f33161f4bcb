//! The tasks within reach: what is late, what waits to be looked at, what is being done, what came to an end lately.

use super::{may_see, row};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::list::Ask;
use crate::org::lineage::Past;
use crate::org::pages::grouping::branch_of_papers;
use crate::shell::{Office, Shell};
use crate::tasks::{State as TaskState, Task};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use kit::clock::DAY;
use kit::failure::Failure;
use kit::page::html;

/// Days for which a finished task stays on the list.
const RECENT: i64 = 30;
/// Lines of one part that are shown; those beyond are counted.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "tasks/pages/list.html")]
struct ListPage {
    shell: Shell,
    unit: String,
    rule: String,
    parts: Vec<Part>,
}

/// A heading with what stands below it, and how many more there are.
struct Part {
    name: String,
    rows: Vec<Duty>,
    more: String,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    let (w, today, now) = (officer.words(), office.clock.today(), office.clock.now());
    if super::SEEN_WITH.iter().all(|right| officer.roots(*right).is_empty()) {
        return Err(Failure::Forbidden);
    }
    let ruling = office.tasks_rule()?;
    let ask = Ask::read(super::PATH, &["don-vi"], uri.query().unwrap_or_default());
    let mut conn = office.db.read().await?;
    let within = branch_of_papers(&mut conn, (&office, &officer), &ask, Past::heir).await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let mut parts: [Vec<Duty>; 4] = Default::default();
    let mut all = Task::open(&mut conn).await?;
    all.extend(Task::closed_since(&mut conn, now.plus(-RECENT * DAY)).await?);
    for task in all {
        let inside = within.is_none_or(|unit| officer.tree.is_within(past.heir(task.unit_id), unit));
        if !inside || !may_see(&mut conn, (&officer, &past), &task).await? {
            continue;
        }
        let part = match task.state() {
            TaskState::Submitted => 1,
            TaskState::New | TaskState::Doing if today > task.due_day => 0,
            TaskState::New | TaskState::Doing => 2,
            TaskState::Done | TaskState::Cancelled => 3,
        };
        parts[part].push(row(w, ruling, &past, &task, today));
    }
    let names = ["tasks-part-late", "tasks-part-review", "tasks-part-open", "tasks-part-closed"];
    let parts = names.into_iter().zip(parts).filter(|(_, rows)| !rows.is_empty()).map(|(key, mut rows)| {
        let beyond = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        let more = if beyond > 0 { w.count("tasks-more", beyond as i64) } else { String::new() };
        Part { name: w.say(key), rows, more }
    });
    let page = ListPage {
        unit: within.map_or(String::new(), |unit| officer.tree.name(unit).to_owned()),
        rule: crate::papers::pages::text(w, ruling.title),
        parts: parts.collect(),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}
