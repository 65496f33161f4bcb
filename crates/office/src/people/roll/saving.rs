//! The members' list as a file of what is shown, with its row in the journal.

use super::columns::{COLUMNS, NAMES, cell};
use super::filters::{UNIT, chips};
use super::page::Found;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Taking, note};
use crate::list::{self, Ask, FILE};
use crate::shell::Office;
use axum::response::Response;
use kit::failure::Failure;
use sheet::Cell;

/// The list as a file: the columns, the order and the filters of the page, without its end.
pub(super) async fn save(office: &Office, officer: &Officer, ask: &Ask, found: Found) -> Result<Response, Failure> {
    let w = officer.words();
    let asked = chips(w, ask, &found.view).into_iter().map(|(words, _)| words).chain([found.view.day.written()]);
    let taking = Taking {
        list: "members",
        unit: place(officer, ask, &found),
        kind: ask.get(FILE),
        asked: asked.collect::<Vec<_>>().join("; "),
        rows: found.hits.len(),
    };
    let noted = note(office, officer, taking).await?;
    let columns = list::chosen(COLUMNS, ask);
    let heads = ["list-number", NAMES.words].into_iter().chain(columns.iter().map(|column| column.words));
    let header = heads.map(|key| w.say(key)).collect();
    let day = found.view.day;
    let by = if found.view.tree.day() == day { "" } else { "-theo-don-vi-hom-nay" };
    let title = w.with("roll-file-title", "day", day.written());
    let (view, hits) = (found.view, found.hits);
    let rows = hits.into_iter().zip(1..).map(move |(at, number): (u32, i64)| {
        let line = &view.lines[at as usize];
        let first = [Cell::from(number), Cell::from(line.member.name())];
        first.into_iter().chain(columns.iter().map(|column| cell(w, &view, line, column.key))).collect()
    });
    Ok(list::file(&noted, &format!("danh-sach-dang-vien-{day}{by}"), title, header, rows))
}

/// The unit that is asked for, or the one that carries on for it; otherwise the first of those whose members they read.
fn place(officer: &Officer, ask: &Ask, found: &Found) -> i64 {
    let asked = found.view.tree.by_uid(ask.get(UNIT)).map(|unit| unit.id);
    let near = asked.map(|unit| if officer.tree.get(unit).is_some() { unit } else { found.past.heir(unit) });
    let roots = officer.roots(Right::ReadPeople);
    near.or(roots.first().copied()).unwrap_or_default()
}
