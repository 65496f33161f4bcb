//! The papers under way, by what is to be done with them next, and those that came to an end lately.

use super::{SEEN_WITH, may_see, row};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::outgoing::{Outgoing, State as Way};
use crate::papers::pages::kind_name;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::DAY;
use kit::failure::Failure;
use kit::page::html;

/// Days for which a paper that is filed or dropped stays on the list.
const RECENT: i64 = 30;
/// Lines of one part that are shown; those beyond are counted.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "outgoing/pages/list.html")]
struct ListPage {
    shell: Shell,
    /// Heading, what stands below it, how many more there are.
    parts: Vec<(String, Vec<Duty>, String)>,
    writes: bool,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let (w, today, now) = (officer.words(), office.clock.today(), office.clock.now());
    if SEEN_WITH.iter().all(|right| officer.roots(*right).is_empty()) {
        return Err(Failure::Forbidden);
    }
    let rule = office.papers_rule(today)?.rule;
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let mut all = Outgoing::open(&mut conn).await?;
    all.extend(Outgoing::closed_since(&mut conn, now.plus(-RECENT * DAY)).await?);
    drop(conn);
    all.retain(|one| may_see(&officer, &past, one.unit_id));
    let mut parts = Vec::new();
    for state in Way::all() {
        let of = all.iter().filter(|one| one.state() == state);
        let begun = |row: Duty| Duty { name: viet::capital(&row.name), ..row };
        let mut rows: Vec<Duty> = of.map(|one| begun(row(w, &past, one, kind_name(w, rule, &one.kind)))).collect();
        let beyond = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        if !rows.is_empty() {
            let more = if beyond > 0 { w.count("outgoing-more", beyond as i64) } else { String::new() };
            parts.push((w.say(&format!("outgoing-part-{}", state.word())), rows, more));
        }
    }
    let writes = !officer.roots(Right::DraftPapers).is_empty();
    html(StatusCode::OK, &ListPage { shell: office.shell(&officer), parts, writes })
}
