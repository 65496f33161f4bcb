//! A branch's numbers by kind of unit and by level, what was handed in, and the lists of units behind the numbers.

use super::handins::state_name;
use super::sections::{at, noted};
use super::unit::{Asked, find};
use super::{Row, place, row};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::pages::table_file;
use crate::shell::{Office, Shell};
use crate::study::cascade;
use crate::study::reading::{Paper, STATES};
use crate::study::rollup::{By, Group, RESULTS, groups};
use crate::study::{HANDINS, Standing};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use std::collections::{BTreeSet, HashMap};

/// A table of groups of units.
pub(super) struct GroupTable {
    pub(super) title: String,
    pub(super) rows: Vec<GroupRow>,
}

/// Units of a kind, or of a level.
pub(super) struct GroupRow {
    pub(super) name: String,
    /// How many there are, and how many have each result; each with its list.
    pub(super) units: Vec<(String, String)>,
    pub(super) due: String,
    pub(super) took_part: String,
    pub(super) rate: String,
}

fn group_name(w: Words, by: By, group: &Group) -> String {
    match by {
        By::Kind => w.say(&format!("unit-kind-{}", group.key)),
        By::Level => w.with("rollup-level-n", "n", &group.key),
    }
}

/// The tables by kind and by level; none for a unit without any below it.
pub(super) fn tables(w: Words, asked: &Asked) -> Vec<GroupTable> {
    let standing = &*asked.standing;
    let tables = By::ALL.map(|by| {
        let rows = groups(standing, asked.unit, by).into_iter().map(|group| {
            let list = |result: &str| {
                let query = format!("theo={}&gia-tri={}&ket-qua={result}", by.word(), group.key);
                at(asked, "don-vi", &query)
            };
            let counted =
                RESULTS.map(|result| (w.number(group.of_result(standing, result).count() as i64), list(result)));
            let all = (w.number(group.units.len() as i64), list(""));
            GroupRow {
                name: group_name(w, by, &group),
                units: std::iter::once(all).chain(counted).collect(),
                due: w.number(group.line.rate().denominator as i64),
                took_part: w.number(group.line.rate().numerator as i64),
                rate: w.rate(group.line.rate().numerator, group.line.rate().denominator),
            }
        });
        GroupTable { title: w.say(&format!("rollup-{}", by.word())), rows: rows.collect() }
    });
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// What the tables call their columns of units.
pub(super) fn result_columns(w: Words) -> Vec<String> {
    let results = RESULTS.iter().map(|result| w.say(&format!("study-state-{result}")));
    std::iter::once(w.say("rollup-units")).chain(results).collect()
}

#[derive(Template)]
#[template(path = "study/pages/units.html")]
struct UnitsPage {
    shell: Shell,
    title: String,
    unit: String,
    back: String,
    what: String,
    count: String,
    rows: Vec<Row>,
    files: Vec<(String, String)>,
}

/// The units behind a number.
pub(super) async fn units(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let (w, standing) = (officer.words(), &*asked.standing);
    let by = officer.query("theo").and_then(|word| By::of(&word)).unwrap_or(By::Level);
    let key = officer.query("gia-tri").unwrap_or_default();
    let result = officer.query("ket-qua").filter(|word| RESULTS.contains(&word.as_str()));
    let group = groups(standing, asked.unit, by).into_iter().find(|group| group.key == key).ok_or(Failure::NotFound)?;
    let seen = |unit: &i64| match asked.grouping.by_today {
        true => officer.may(Right::ReadStudy, *unit),
        false => officer.may_then(&asked.grouping.past, Right::ReadStudy, *unit),
    };
    let units: Vec<i64> = match &result {
        Some(result) => group.of_result(standing, result).filter(seen).collect(),
        None => group.units.iter().copied().filter(seen).collect(),
    };
    let said = result.as_ref().map_or(String::new(), |result| format!(", {}", w.say(&format!("study-state-{result}"))));
    let what = format!("{}{}", group_name(w, by, &group), said.to_lowercase());
    let lines: Vec<_> = units.iter().filter_map(|unit| standing.line(*unit)).collect();
    if let Some(kind) = officer.query("tep") {
        let header = ["study-unit", "study-expected", "study-took-part", "study-exempt", "study-rate", "study-result"];
        let cells = lines.iter().map(|line| {
            let shown = row(w, standing, line, String::new());
            let numbers = [line.rate().denominator, line.rate().numerator, line.exempt];
            let numbers = numbers.into_iter().map(|n| sheet::Cell::Number(n as i64));
            let name = sheet::Cell::Text(standing.tree().name(line.unit).to_owned());
            let end = [shown.rate, shown.state_name].map(sheet::Cell::Text);
            std::iter::once(name).chain(numbers).chain(end).collect::<Vec<_>>()
        });
        let asked_for = format!("{}, {what}, {}", standing.campaign().title, standing.tree().name(asked.unit));
        let noted = noted(&office, &officer, &asked, &kind, (asked_for, lines.len())).await?;
        let header = header.map(|key| w.say(key));
        return table_file(&noted, "don-vi-hoc-tap", &standing.campaign().title, (&header, cells.collect()));
    }
    let query = format!("theo={}&gia-tri={key}&ket-qua={}", by.word(), result.unwrap_or_default());
    let files = ["xlsx", "csv"].map(|kind| (kind.to_uppercase(), at(&asked, "don-vi", &format!("{query}&tep={kind}"))));
    let page = UnitsPage {
        title: standing.campaign().title.clone(),
        unit: standing.tree().name(asked.unit).to_owned(),
        back: at(&asked, "nhom", ""),
        count: w.count("rollup-units-n", lines.len() as i64),
        rows: lines.iter().map(|line| row(w, standing, line, place(standing, line.unit))).collect(),
        files: files.into(),
        shell: office.shell(&officer),
        what,
    };
    html(StatusCode::OK, &page)
}

/// What of the papers of a kind is meant: those who took part, whose papers count, those who owe one, and each state.
pub(super) const PAPERS: [&str; 6] = ["took_part", "counted", "owed", "submitted", "returned", "accepted"];

/// A kind of paper, each number with its list.
pub(super) struct PaperLine {
    pub(super) name: String,
    pub(super) cells: Vec<(String, String)>,
    pub(super) rate: String,
}

/// The columns of what was handed in.
pub(super) fn paper_columns(w: Words) -> Vec<String> {
    PAPERS.iter().map(|which| w.say(&format!("rollup-paper-{which}"))).collect()
}

/// What was handed in in a branch, kind by kind; each number is also the length of its list.
pub(super) async fn papers(conn: &mut Conn, w: Words, asked: &Asked) -> Result<Vec<PaperLine>, Failure> {
    let standing = &*asked.standing;
    let required = cascade::Asked::of(conn, standing.campaign(), standing.tree(), asked.unit).await?.kinds();
    let states = states(conn, standing, asked.unit).await?;
    let mut lines = Vec::new();
    for kind in HANDINS {
        let counts = PAPERS.map(|which| persons(standing, asked.unit, &states, (kind, which)).len() as u64);
        if !required.contains(&kind) && counts[1..].iter().all(|n| *n == 0 || counts[0] == *n) {
            continue;
        }
        let cells = PAPERS
            .iter()
            .zip(counts)
            .map(|(which, n)| (w.number(n as i64), at(asked, "danh-sach", &format!("bai={kind}&muc={which}"))));
        lines.push(PaperLine {
            name: viet::capital(&w.say(&format!("study-handin-{kind}"))),
            cells: cells.collect(),
            rate: w.rate(counts[1], counts[0]),
        });
    }
    Ok(lines)
}

/// How far the papers of the members of a branch are, as (person, kind) to one of [`STATES`].
pub(super) async fn states(
    conn: &mut Conn,
    standing: &Standing,
    unit: i64,
) -> Result<HashMap<(i64, String), &'static str>, Failure> {
    // In one order: the same question is asked in the same words.
    let persons: Vec<i64> = standing.units_of_persons(unit).into_keys().collect::<BTreeSet<_>>().into_iter().collect();
    let papers = Paper::of_all(conn, standing.campaign().id, &persons).await?;
    Ok(papers.into_iter().map(|paper| ((paper.person_id, paper.kind.clone()), paper.standing())).collect())
}

/// The persons behind a number of papers, in the order of the units.
pub(super) fn persons(
    standing: &Standing,
    unit: i64,
    states: &HashMap<(i64, String), &'static str>,
    (kind, which): (&str, &str),
) -> Vec<i64> {
    let all = standing.persons(unit, &[], crate::study::sections::Which::Roll);
    let counts = |person: i64| standing.counts_handin(person, kind);
    let state = |person: i64| states.get(&(person, kind.to_owned())).copied().unwrap_or(STATES[0]);
    let studied = |person: i64| standing.took_part(person);
    let is = |person: &i64| match which {
        "took_part" => studied(*person),
        "counted" => counts(*person),
        "owed" => studied(*person) && !counts(*person),
        which => state(*person) == which,
    };
    all.into_iter().filter(is).collect()
}

/// What a list of papers is called.
pub(super) fn paper_list(w: Words, kind: &str, which: &str) -> String {
    let which = if STATES.contains(&which) { state_name(w, which) } else { w.say(&format!("rollup-paper-{which}")) };
    format!("{}: {}", viet::capital(&w.say(&format!("study-handin-{kind}"))), which.to_lowercase())
}
