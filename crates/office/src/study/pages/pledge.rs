//! Pledges of the year on screen: how far each unit and each member of a cell is, and what is due.

use super::{Link, moved};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadStudy, Right};
use crate::people::exemption::exempt_on;
use crate::people::members_of;
use crate::shell::{OFFICE_SCOPE, Office, Shell};
use crate::study::pledge::{Months, Pledge, months};
use crate::study::pledge_count::{Counts, LISTS, counts};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;

#[derive(Template)]
#[template(path = "study/pages/pledges.html")]
struct PledgesPage {
    shell: Shell,
    unit: String,
    year: i64,
    trail: Vec<Link>,
    /// What is due now, in a sentence; empty where nothing is.
    due: String,
    /// What is counted, the number, and the list of whom it counts; empty where it counts no members.
    facts: Vec<(String, String, String)>,
    /// Address, name, numbers, and where their lists begin.
    units: Vec<(String, String, [String; 5], String)>,
    /// The columns of the numbers: what each counts, by its word in addresses and messages.
    columns: [&'static str; 5],
    members: Vec<Member>,
    before: String,
    after: String,
}

struct Member {
    name: String,
    birth_year: i64,
    state: &'static str,
    state_name: String,
    said: String,
    /// Where it is opened; empty without the right.
    open: String,
}

pub(super) fn chip(state: &str) -> &'static str {
    match state {
        "registered" => "wait",
        "approved" | "mid_review" => "late",
        "year_review" => "met",
        _ => "missing",
    }
}

pub(super) fn year_of(office: &Office, officer: &Officer) -> i64 {
    let this = office.clock.today().year();
    officer.query("nam").and_then(|year| year.parse().ok()).unwrap_or(this).clamp(2000, this + 1)
}

/// The day on which members are looked at: today, or the last day of a year that is over.
pub(super) fn day_of(office: &Office, year: i64) -> Day {
    let today = office.clock.today();
    if year < today.year() { Day::of(year as i16, 12, 31) } else { today }
}

pub(super) fn months_of(office: &Office) -> Option<Months> {
    let today = office.clock.today();
    months(&office.book, Some(OFFICE_SCOPE), today).or_else(|| months(&office.book, None, today))
}

/// The unit of an address at which pledges are read.
///
/// # Errors
/// As [`Officer::require`]; for a unit that has ended, the way to the same `page` of the one that carries on.
pub(super) async fn unit_of(office: &Office, officer: &Officer, uid: &str, page: &str) -> Result<i64, Failure> {
    let unit = officer.tree.by_uid(uid).ok_or(Failure::NotFound);
    match unit.and_then(|unit| officer.require(ReadStudy, unit.id).map(|_| unit.id)) {
        Err(Failure::NotFound) => Err(Failure::answer(moved::pledges(office, officer, uid, page).await?)),
        found => found,
    }
}

/// Which messages tell what is due of a unit's pledges now, and of how many: what nobody has registered or approved is not
/// forgotten when the time has come to look at the others.
fn due(office: &Office, year: i64, counts: &Counts) -> Vec<(&'static str, u64)> {
    let today = office.clock.today();
    let Some(months) = months_of(office).filter(|_| year == today.year()) else { return vec![] };
    let month = today.0.month();
    let register = if month > months.register_by { "late" } else { "register" };
    let (mid, year) = ((months.mid_from..months.year_from).contains(&month), month >= months.year_from);
    let all = [
        ("year", counts.approved.saturating_sub(counts.year), year),
        (register, counts.due.saturating_sub(counts.registered), true),
        ("approve", counts.registered.saturating_sub(counts.approved), true),
        ("mid", counts.approved.saturating_sub(counts.mid), mid),
    ];
    all.into_iter().filter(|(_, n, is_time)| *is_time && *n > 0).map(|(key, n, _)| (key, n)).collect()
}

/// The same in sentences; empty where nothing is due.
fn due_told(w: Words, due: &[(&str, u64)]) -> String {
    let told = due.iter().map(|(key, n)| w.with(&format!("pledge-due-{key}"), "n", w.number(*n as i64)));
    told.collect::<Vec<_>>().join(" ")
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = unit_of(&office, &officer, &unit, "").await?;
    let (w, year) = (officer.words(), year_of(&office, &officer));
    let mut conn = office.db.read().await?;
    let tree = office.trees.as_of(&mut conn, day_of(&office, year)).await?;
    let all = counts(&mut conn, &tree, year).await?;
    let own = members_of(&mut conn, unit, tree.day()).await?;
    let exempt = exempt_on(&mut conn, tree.day()).await?;
    let ids: Vec<i64> = own.iter().map(|person| person.id).collect();
    let pledges = Pledge::of_all(&mut conn, year, &ids).await?;
    drop(conn);
    let here = |unit: i64| format!("/van-phong/cam-ket/{}", officer.tree.uid(unit));
    let list = |unit: i64| format!("{}/danh-sach?nam={year}&loai=", here(unit));
    let fact = |key: &str, value: String| {
        let behind = if LISTS.iter().any(|(word, _)| *word == key) { list(unit) + key } else { String::new() };
        (w.say(&format!("pledge-count-{key}")), value, behind)
    };
    let of = |unit: i64| all.get(&unit).copied().unwrap_or_default();
    let keeps = officer.may(Right::KeepStudy, unit) && officer.may(Right::ReadHandins, unit);
    let members = own.iter().map(|person| {
        let pledge = pledges.get(&person.id);
        let (chip, state) = match pledge {
            None if exempt.contains(&person.id) => ("off", "exempt"),
            None => ("missing", "due"),
            Some(pledge) => (chip(&pledge.state), pledge.state.as_str()),
        };
        let said = pledge.map_or(String::new(), |pledge| told(w, pledge));
        Member {
            name: person.full_name.clone(),
            birth_year: person.birth_year,
            state: chip,
            state_name: w.say(&format!("pledge-state-{state}")),
            open: if keeps { format!("{}/{}?nam={year}", here(unit), person.uid) } else { String::new() },
            said,
        }
    });
    let children = tree.children(unit).iter().copied().filter(|child| of(*child).due > 0);
    let units = children.map(|child| {
        let n = of(child);
        let cells = [n.due, n.registered, n.approved, n.mid, n.year].map(|n| w.number(n as i64));
        // A unit that has ended since has no page of its own.
        let there = officer.tree.get(child).map_or(String::new(), |_| format!("{}?nam={year}", here(child)));
        (there, tree.name(child).to_owned(), cells, list(child))
    });
    let whole = of(unit);
    let facts = [
        ("due", w.number(whole.due as i64)),
        ("missing", w.number(whole.due.saturating_sub(whole.registered) as i64)),
        ("registered", share(w, whole.registered, whole.due)),
        ("approved", share(w, whole.approved, whole.due)),
        ("mid", share(w, whole.mid, whole.approved)),
        ("year", share(w, whole.year, whole.approved)),
        ("done", share(w, whole.done, whole.items)),
    ];
    let above = tree.path(unit).into_iter().filter(|at| *at != unit && officer.may(Right::ReadStudy, *at));
    let this = office.clock.today().year();
    let page = PledgesPage {
        unit: officer.tree.name(unit).to_owned(),
        trail: above.map(|at| Link { href: here(at), name: tree.name(at).to_owned() }).collect(),
        due: due_told(w, &due(&office, year, &whole)),
        facts: facts.into_iter().map(|(key, value)| fact(key, value)).collect(),
        columns: ["due", "registered", "approved", "mid", "year"],
        units: units.collect(),
        members: members.collect(),
        before: format!("{}?nam={}", here(unit), year - 1),
        after: if year < this { format!("{}?nam={}", here(unit), year + 1) } else { String::new() },
        shell: office.shell(&officer),
        year,
    };
    html(StatusCode::OK, &page)
}

fn share(w: Words, part: u64, whole: u64) -> String {
    let (of, said) = (w.number(whole as i64), w.number(part as i64));
    if whole == 0 { said } else { format!("{said}/{of} ({})", w.rate(part, whole)) }
}

/// How far a pledge is, in numbers.
pub(super) fn told(w: Words, pledge: &Pledge) -> String {
    let items = w.number(pledge.items);
    let parts = [
        Some(w.count("pledge-items", pledge.items)),
        pledge.mid_on.map(|_| {
            w.fill("pledge-mid-said", &[("n", w.number(pledge.mid_done).into()), ("of", items.clone().into())])
        }),
        pledge
            .year_on
            .map(|_| w.fill("pledge-year-said", &[("n", w.number(pledge.year_done).into()), ("of", items.into())])),
        pledge.said_mid_on.filter(|_| pledge.mid_on.is_none()).map(|_| w.say("pledge-own-said-mid")),
        pledge.said_year_on.filter(|_| pledge.year_on.is_none()).map(|_| w.say("pledge-own-said-year")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What is due of this year's pledges at the cells of the officer.
pub(super) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let cells = officer.roots(Right::KeepStudy).into_iter();
    let cells: Vec<i64> =
        cells.filter(|unit| officer.tree.get(*unit).is_some_and(|at| at.kind == crate::org::kind::CELL)).collect();
    if cells.is_empty() {
        return Ok(vec![]);
    }
    let year = office.clock.today().year();
    let all = counts(&mut office.db.read().await?, &officer.tree, year).await?;
    let duties = cells.into_iter().filter_map(|unit| {
        let due = due(office, year, all.get(&unit)?);
        let is_late = due.iter().any(|(key, _)| *key == "late");
        (!due.is_empty()).then(|| Duty {
            href: format!("/van-phong/cam-ket/{}", officer.tree.uid(unit)),
            name: w.with("pledge-duty", "year", year.to_string()),
            text: format!("{}: {}", officer.tree.name(unit), due_told(w, &due)),
            state: if is_late { "late" } else { "wait" },
            state_name: w.say("desk-todo"),
        })
    });
    Ok(duties.collect())
}
