//! The numbers of a year, as a page and as a file: by month and kind, by area, and how many senders were told in time.

use super::PATH;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Taking, note};
use crate::list::{KINDS, file};
use crate::reception::{Counted, count};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bridge::PetitionKind;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use sheet::Cell;

#[derive(Template)]
#[template(path = "reception/pages/counts.html")]
struct CountsPage {
    shell: Shell,
    title: String,
    year: i16,
    years: Vec<(String, i16)>,
    kinds: Vec<String>,
    months: Vec<(String, Vec<String>)>,
    areas: Vec<(String, Vec<String>)>,
    facts: Vec<(String, String)>,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let unit = *officer.roots(Right::KeepReception).first().ok_or(Failure::Forbidden)?;
    let year = officer.query("nam").and_then(|year| year.parse().ok()).filter(|year| (2000..=2999).contains(year));
    let year: i16 = year.unwrap_or(today.0.year());
    let ruling = office.reception_rule()?;
    let counted = count(&mut office.db.read().await?, unit, year, ruling).await?;
    let kinds = PetitionKind::ALL.map(|kind| w.say(&format!("petition-kind-{}", kind.word())));
    let title =
        w.fill("reception-counts-of", &[("year", year.to_string().into()), ("unit", officer.tree.name(unit).into())]);
    let rows = rows(w, &officer, &counted);
    if let Some(kind) = officer.query("tep").filter(|kind| KINDS.contains(&kind.as_str())) {
        let header: Vec<String> =
            [w.say("reception-part")].into_iter().chain(kinds).chain([w.say("reception-sum")]).collect();
        let cells = |(name, by_kind): (String, [i64; 3])| -> Vec<Cell> {
            let sum = by_kind.iter().sum::<i64>();
            std::iter::once(Cell::from(name)).chain(by_kind.into_iter().chain([sum]).map(Cell::from)).collect()
        };
        let rows: Vec<Vec<Cell>> = rows.into_iter().flatten().map(cells).collect();
        let taking = Taking { list: "reception", unit, kind: &kind, asked: title.clone(), rows: rows.len() };
        let noted = note(&office, &officer, taking).await?;
        return Ok(file(&noted, &format!("tiep-nhan-{year}"), title, header, rows.into_iter()));
    }
    let numbers = |by_kind: [i64; 3]| -> Vec<String> {
        let sum = by_kind.iter().sum::<i64>();
        by_kind.into_iter().chain([sum]).map(|n| w.number(n)).collect()
    };
    // Months without any are left out on the page; the file has all of them.
    let some = |(_, n): &(String, [i64; 3])| n.iter().any(|n| *n > 0);
    let shown =
        |rows: Vec<(String, [i64; 3])>| rows.into_iter().filter(some).map(|(name, n)| (name, numbers(n))).collect();
    let [months, areas] = rows;
    let facts = [
        ("reception-told-in-time", counted.told[0]),
        ("reception-told-late", counted.told[1]),
        ("reception-not-told", counted.told[2]),
        ("reception-taken-up", counted.came_of[0]),
        ("reception-passed-on", counted.came_of[1]),
        ("reception-refused", counted.came_of[2]),
    ];
    let page = CountsPage {
        title,
        year,
        years: (year - 1..=(year + 1).min(today.0.year()))
            .map(|year| (format!("{PATH}/so-lieu?nam={year}"), year))
            .collect(),
        kinds: kinds.into_iter().chain([w.say("reception-sum")]).collect(),
        months: shown(months),
        areas: shown(areas),
        facts: facts.into_iter().map(|(key, n)| (w.say(key), w.number(n))).collect(),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

/// The months with their sum, and the areas.
fn rows(w: Words, officer: &Officer, counted: &Counted) -> [Vec<(String, [i64; 3])>; 2] {
    let named =
        counted.months.iter().enumerate().map(|(at, n)| (w.with("reception-month", "month", (at + 1).to_string()), *n));
    let sum = counted.months.iter().fold([0; 3], |sum, n| [sum[0] + n[0], sum[1] + n[1], sum[2] + n[2]]);
    let months = named.chain([(w.say("reception-sum"), sum)]).collect();
    let area =
        |area: &Option<i64>| area.map_or(w.say("reception-other-areas"), |unit| officer.tree.name(unit).to_owned());
    [months, counted.areas.iter().map(|(unit, n)| (area(unit), *n)).collect()]
}
