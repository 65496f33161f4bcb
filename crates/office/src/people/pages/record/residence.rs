//! Members of other cells who keep in touch with a cell of the place where they live. Their records are kept elsewhere: of
//! each there is the name, the year of birth and the own cell, and nothing more.

use super::address;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Taking, note};
use crate::list::{self, Ask, FILE, Pages, ROWS};
use crate::org::pages::day_asked;
use crate::org::pages::grouping::{Grouping, Switch, of_heir};
use crate::people::ties::{InTouch, in_touch};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use sheet::Cell;

/// Where it is.
pub(in crate::people) const PATH: &str = "/van-phong/dang-vien/lien-he-cu-tru";
const FILTERS: &[&str] = &["don-vi", "ngay", "theo"];
/// The columns, by their messages.
const COLUMNS: [&str; 5] = ["roll-name", "roll-born", "residence-home", "residence-cell", "roll-since"];

/// The list at the unit and on the day of the members' list; nothing of it is in that one, for the records are elsewhere.
pub(in crate::people) fn of(ask: &Ask) -> String {
    let kept = FILTERS.iter().map(|name| (name, ask.get(name))).filter(|(_, value)| !value.is_empty());
    let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={}", kit::web::encode(value))).collect();
    format!("{PATH}?{}", kept.join("&"))
}

#[derive(Template)]
#[template(path = "people/pages/record/residence.html")]
struct ResidencePage {
    shell: Shell,
    form: Form,
    unit: String,
    found: String,
    day: String,
    other_day: bool,
    hidden: Vec<(String, String)>,
    switch: Option<Switch>,
    columns: [String; 5],
    rows: Vec<Line>,
    pages: Pages,
    files: Vec<(String, String)>,
}

struct Line {
    name: String,
    /// The record, for those who may read it where it is kept.
    href: String,
    born: String,
    home: String,
    cell: String,
    since: String,
}

pub(super) async fn list(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    if officer.roots(Right::ReadPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let ask = Ask::read(PATH, FILTERS, uri.query().unwrap_or_default());
    let (day, form) = day_asked(today, &officer);
    let mut conn = office.db.read().await?;
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let (tree, past) = (grouping.tree(&officer), &grouping.past);
    let may = |unit: i64| grouping.may(&officer, Right::ReadPeople, unit);
    let branch = match ask.get("don-vi") {
        "" => None,
        uid => match tree.by_uid(uid).filter(|unit| may(unit.id)) {
            Some(unit) => Some(unit.id),
            None => return Ok(see_other(&of_heir(&mut conn, (&office, &officer), &ask, Right::ReadPeople).await?)),
        },
    };
    let mut known = in_touch(&mut conn, day, today).await?;
    if grouping.by_today {
        let (links, days) = (("residence_link", "m.id > 0"), (day, today));
        let cells: Vec<(i64, i64)> = known.iter().map(|one| (one.person, one.cell)).collect();
        let homes: Vec<(i64, i64)> = known.iter().map(|one| (one.person, one.home)).collect();
        let cells = past.lineage.carry_in(&mut conn, links, &cells, days).await?;
        let homes = past.lineage.carry(&mut conn, &homes, days).await?;
        for (one, ((_, cell), (_, home))) in known.iter_mut().zip(cells.into_iter().zip(homes)) {
            (one.cell, one.home) = (cell, home);
        }
    }
    drop(conn);
    known.retain(|one| may(one.cell) && branch.is_none_or(|branch| tree.is_within(one.cell, branch)));
    let line = |one: &InTouch| Line {
        name: one.full_name.clone(),
        href: match officer.may_then(past, Right::ReadPeople, one.home) {
            true => address(&one.uid),
            false => String::new(),
        },
        born: if one.birth_year > 0 { one.birth_year.to_string() } else { w.say("roll-restricted") },
        home: tree.name(one.home).to_owned(),
        cell: tree.name(one.cell).to_owned(),
        since: one.from_day.written(),
    };
    if !ask.get(FILE).is_empty() && form.is_sound() {
        let unit = branch.filter(|unit| officer.tree.get(*unit).is_some());
        let unit = unit.or(officer.roots(Right::ReadPeople).first().copied()).ok_or(Failure::Forbidden)?;
        let asked = [branch.map_or("", |unit| tree.name(unit)), &w.with("heads-on", "day", day.written())].join(" ");
        let taking = Taking { list: "residence", unit, kind: ask.get(FILE), asked: asked.clone(), rows: known.len() };
        let noted = note(&office, &officer, taking).await?;
        let name = format!("lien-he-cu-tru-{day}{}", grouping.in_file_name());
        let title = format!("{}. {}", w.say("residence"), asked.trim());
        let rows: Vec<Vec<Cell>> = known.iter().map(|one| cells(line(one))).collect();
        return Ok(list::file(&noted, &name, title, COLUMNS.map(|key| w.say(key)).into(), rows.into_iter()));
    }
    let pages = Pages::new(w, &ask, known.len());
    let kinds = if known.is_empty() { &[][..] } else { &list::KINDS };
    let page = ResidencePage {
        unit: branch.map_or(String::new(), |unit| tree.name(unit).to_owned()),
        found: w.count("roll-found", known.len() as i64),
        day: day.written(),
        other_day: day != today,
        hidden: ask.fields(&["ngay"]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        switch: grouping.switch(&officer, &ask, branch),
        columns: COLUMNS.map(|key| w.say(key)),
        rows: known.iter().skip(pages.first()).take(ROWS).map(line).collect(),
        pages,
        files: kinds.iter().map(|kind| (kind.to_uppercase(), ask.link(&[(FILE, kind)]))).collect(),
        shell: office.shell(&officer),
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

fn cells(line: Line) -> Vec<Cell> {
    [line.name, line.born, line.home, line.cell, line.since].map(Cell::Text).into()
}
