//! How many heads, memberships and affiliations a unit and those below it have, as of a day, by the units of that day or of
//! today.

use super::residence;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list;
use crate::list::noted::{Noted, Taking, note};
use crate::org::names_on;
use crate::org::pages::Named;
use crate::org::pages::grouping::{Grouping, Switch, TODAY};
use crate::people::ties::{Count, Heads};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use sheet::Cell;

/// The columns, by their messages.
const COLUMNS: [&str; 5] = ["heads-heads", "heads-main", "heads-temporary", "heads-affiliation", "heads-residence"];

#[derive(Template)]
#[template(path = "people/pages/record/heads.html")]
struct HeadsPage {
    shell: Shell,
    form: Form,
    unit: String,
    back: String,
    day: String,
    /// That the unit was not there on the day; empty when it was.
    absent: String,
    switch: Option<Switch>,
    by_today: bool,
    columns: [String; 5],
    rows: Vec<Line>,
    /// The same as a file: (kind, address).
    files: Vec<(String, String)>,
}

/// One unit; the last line is the sum.
struct Row {
    name: String,
    href: String,
    /// Where those are listed who keep in touch, for those who may read of them.
    in_touch: String,
    numbers: [i64; 5],
}

struct Line {
    name: String,
    href: String,
    /// What is counted, the number, and where they are listed; empty where they are not.
    numbers: Vec<(String, String, String)>,
    sum: bool,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let named = Named::seen(&mut conn, &office, &officer, &uid).await?;
    let (unit, (day, form)) = (named.unit, named.day_asked(today, &officer));
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let (tree, past) = (grouping.tree(&officer), &grouping.past);
    let mut count = Count::on(&mut conn, day).await?;
    if grouping.by_today {
        count = count.carried(&mut conn, &past.lineage, (day, today)).await?;
    }
    let name = names_on(&mut conn, &[unit], day).await?.remove(&unit).map_or(String::new(), |(_, name)| name);
    let query = grouping.query();
    let ending = if query.is_empty() { String::new() } else { format!("?{query}") };
    let at = |uid: &str| format!("/van-phong/to-chuc/{uid}/dau-nguoi");
    let row = |name: String, units: &[i64], href: String| {
        let Heads { heads, main, temporary, residence, affiliation } = count.of(units);
        let unit = units.first().filter(|unit| grouping.may(&officer, Right::ReadPeople, **unit));
        let more = if query.is_empty() { String::new() } else { format!("&{query}") };
        let in_touch = unit.filter(|_| residence > 0);
        let in_touch =
            in_touch.map_or(String::new(), |unit| format!("{}?don-vi={}{more}", residence::PATH, tree.uid(*unit)));
        Row { href, name, in_touch, numbers: [heads, main, temporary, affiliation, residence] }
    };
    let mut rows = Vec::new();
    if tree.get(unit).is_some() {
        let own = row(w.say("heads-own"), &[unit], String::new());
        rows.extend(Some(own).filter(|own| own.numbers.iter().any(|n| *n != 0)));
        let reads = |child: &&i64| grouping.may(&officer, Right::ReadOrganisation, **child);
        let below = tree.children(unit).iter().filter(reads);
        let below = below.map(|child| (child, format!("{}{ending}", at(tree.uid(*child)))));
        rows.extend(below.map(|(child, href)| row(tree.name(*child).to_owned(), tree.branch(*child), href)));
        rows.push(row(w.say("heads-all"), tree.branch(unit), String::new()));
    }
    let heir = if named.there { unit } else { past.heir(unit) };
    if let Some(kind) = officer.query(list::FILE).filter(|_| form.is_sound() && !rows.is_empty()) {
        let asked = format!("{name}, {}", w.with("heads-on", "day", day.written()));
        let unit = if officer.may(Right::ReadOrganisation, heir) { heir } else { unit };
        drop(conn);
        let taking = Taking { list: "heads", unit, kind: &kind, asked: asked.clone(), rows: rows.len() };
        return Ok(file(&note(&office, &officer, taking).await?, w, (&asked, &grouping), &rows));
    }
    // A unit that has ended has none of today's: the link leads to the one that carries on.
    let by_today = Some(heir).filter(|heir| officer.may(Right::ReadOrganisation, *heir));
    let switch = by_today.filter(|_| day < today).map(|heir| {
        let links =
            (format!("{}?ngay={day}", at(&uid)), format!("{}?ngay={day}&theo={TODAY}", at(officer.tree.uid(heir))));
        Switch::new(w, day, grouping.by_today, links)
    });
    let last = rows.len().saturating_sub(1);
    let more = if query.is_empty() { query } else { format!("{query}&") };
    let kinds = if rows.is_empty() { &[][..] } else { &list::KINDS };
    let page = HeadsPage {
        back: format!("/van-phong/to-chuc/{uid}{ending}"),
        day: day.written(),
        absent: if rows.is_empty() { w.say(named.absent(grouping.units_of())) } else { String::new() },
        switch,
        by_today: grouping.by_today,
        columns: COLUMNS.map(|key| w.say(key)),
        files: kinds.iter().map(|kind| (kind.to_uppercase(), format!("{}?{more}tep={kind}", at(&uid)))).collect(),
        rows: rows.into_iter().enumerate().map(|(at, row)| line(w, row, at == last)).collect(),
        unit: name,
        shell: office.shell(&officer),
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

fn line(w: Words, row: Row, sum: bool) -> Line {
    let href = |key: &str| if key == "heads-residence" { row.in_touch.clone() } else { String::new() };
    let numbers = COLUMNS.iter().zip(row.numbers).map(|(key, n)| (w.say(key), w.number(n), href(key))).collect();
    Line { name: row.name, href: row.href, numbers, sum }
}

fn file(noted: &Noted, w: Words, (asked, grouping): (&str, &Grouping), rows: &[Row]) -> Response {
    let header = std::iter::once("study-unit").chain(COLUMNS).map(|key| w.say(key)).collect();
    let cells = |row: &Row| -> Vec<Cell> {
        std::iter::once(Cell::from(row.name.as_str())).chain(row.numbers.map(Cell::Number)).collect()
    };
    let name = format!("dau-nguoi-{}{}", grouping.day(), grouping.in_file_name());
    let title = format!("{}. {asked}", w.say("heads"));
    let rows: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    list::file(noted, &name, title, header, rows.into_iter())
}
