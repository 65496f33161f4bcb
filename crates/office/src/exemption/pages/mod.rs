//! Exemptions on screen: what waits for the cell, what is to be reported, what is to be looked at again, and one request
//! with its next step.

mod ask;
mod one;

use super::{Request, State};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::people::exemption::{Ruling, ToReview};
use crate::people::pages::{self as people, BOOK, span};
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::Router;
use axum::extract::State as Handed;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::Page;
use kit::words::Words;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/mien-sinh-hoat", get(list))
        .route("/van-phong/mien-sinh-hoat/{asking}", get(one::show))
        .route("/van-phong/mien-sinh-hoat/{asking}/quyet-dinh", post(one::decided))
        .route("/van-phong/mien-sinh-hoat/{asking}/bao-cao", post(one::reported))
        .route("/van-phong/mien-sinh-hoat/{asking}/rut", post(one::withdrawn))
        .route("/van-phong/mien-sinh-hoat/{asking}/ly-do", post(one::reason))
        .route("/van-phong/mien-sinh-hoat/{asking}/giay", post(one::scan))
        .route("/van-phong/dang-vien/{person}/mien", get(ask::begin).post(ask::save))
}

/// Days for which a finished request stays on the list.
const RECENT: i64 = 90;
/// Lines of one part that are shown; those beyond are counted.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "exemption/pages/list.html")]
struct ListPage {
    shell: Shell,
    unit: String,
    rule: String,
    parts: Vec<Part>,
}

/// A heading with what stands below it, and how many more there are.
struct Part {
    name: String,
    hint: String,
    rows: Vec<Duty>,
    more: String,
}

async fn list(Handed(office): Handed<Office>, officer: Officer) -> Result<Page<ListPage>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let (roots, unit) = officer.asked_branches(ReadPeople)?;
    let within =
        |unit: Option<i64>| unit.is_some_and(|unit| roots.iter().any(|root| officer.tree.is_within(unit, *root)));
    let mut conn = office.db.read().await?;
    let (mut asked, mut granted) = (vec![], vec![]);
    for request in Request::open(&mut conn, today).await?.into_iter().filter(|request| within(request.unit_id)) {
        let row = row(w, &officer, &request, today);
        if request.state() == State::Asked { asked.push(row) } else { granted.push(row) }
    }
    let closed = Request::closed_since(&mut conn, today.plus_days(-RECENT), today).await?;
    let closed = closed.iter().filter(|request| within(request.unit_id));
    let closed = closed.map(|request| row(w, &officer, request, today)).collect();
    let ruling = ruling(today)?;
    let review = ToReview::on(&mut conn, ruling, today).await?;
    let review = review.iter().filter(|one| within(Some(one.unit_id)));
    let review = review.map(|one| review_row(w, &officer, one)).collect();
    let parts = [("asked", asked), ("granted", granted), ("review", review), ("closed", closed)];
    let parts = parts.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(key, mut rows)| {
        let beyond = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        Part {
            name: w.say(&format!("exempting-part-{key}")),
            hint: w.say(&format!("exempting-part-{key}-hint")),
            rows,
            more: if beyond > 0 { w.count("exempting-more", beyond as i64) } else { String::new() },
        }
    });
    Ok(Page(ListPage { shell: office.shell(&officer), unit, rule: rule_title(w, ruling.id), parts: parts.collect() }))
}

fn row(w: Words, officer: &Officer, request: &Request, today: Day) -> Duty {
    let unit = request.unit_id.map_or("", |unit| officer.tree.name(unit)).to_owned();
    let values = [
        ("unit", unit.into()),
        ("asked", request.asked_on.written().into()),
        ("span", span(w, request.from_day, request.to_day).into()),
    ];
    let (state, state_name) = state(w, request, today);
    Duty {
        href: address(&request.uid),
        name: named(request),
        text: w.fill("exempting-row", &values),
        state,
        state_name,
    }
}

fn review_row(w: Words, officer: &Officer, one: &ToReview) -> Duty {
    let values = [("unit", officer.tree.name(one.unit_id).to_owned().into()), ("day", one.looked_at.written().into())];
    Duty {
        href: format!("{}#mien", people::address(&one.person_uid)),
        name: format!("{} ({})", one.full_name, one.birth_year),
        text: w.fill("exempting-review-row", &values),
        state: "late",
        state_name: w.say("exempting-review"),
    }
}

fn named(request: &Request) -> String {
    format!("{} ({})", request.full_name, request.birth_year)
}

/// The state of the style sheet, and the state in words.
pub(crate) fn state(w: Words, request: &Request, today: Day) -> (&'static str, String) {
    let name = w.say(&format!("exempting-state-{}", request.state));
    match request.state() {
        State::Active => ("done", name),
        State::Refused | State::Withdrawn => ("off", name),
        State::Asked | State::Granted if is_late(request, today) => ("short", w.with("exempting-late", "state", name)),
        State::Asked | State::Granted => ("wait", name),
    }
}

/// Whether the cell has met at least once since by the rule, and the request is still open.
fn is_late(request: &Request, today: Day) -> bool {
    let rule = BOOK.by_id(&request.ruleset).and_then(|ruleset| ruleset.exemption());
    rule.is_some_and(|rule| request.asked_on.plus_days(i64::from(rule.decide_within_days)) < today)
}

/// What waits for the officer among exemptions: requests of their own cell or the ones right below, and what is to be
/// looked at again.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let roots = officer.roots(Right::KeepStudy);
    let Some(ruling) = Ruling::on(&BOOK, today).filter(|_| !roots.is_empty()) else { return Ok(vec![]) };
    let tree = &officer.tree;
    let within = |unit: i64| roots.iter().any(|root| tree.is_within(unit, *root));
    let mut conn = office.db.read().await?;
    let mut duties = Vec::new();
    for request in Request::open(&mut conn, today).await? {
        let Some(unit) = request.unit_id.filter(|unit| within(*unit)) else { continue };
        let above = tree.get(unit).and_then(|unit| unit.parent_id);
        let own = roots.contains(&unit) || above.is_some_and(|above| roots.contains(&above));
        if !own && !is_late(&request, today) {
            continue;
        }
        let (state, state_name) = state(w, &request, today);
        duties.push(Duty {
            href: address(&request.uid),
            name: w.with("exempting-duty-name", "name", named(&request)),
            text: w.with(&format!("exempting-duty-{}", request.state), "unit", tree.name(unit).to_owned()),
            state,
            state_name,
        });
    }
    let due = ToReview::on(&mut conn, ruling, today).await?;
    let due: Vec<&ToReview> = due.iter().filter(|one| within(one.unit_id)).collect();
    if let Some(first) = due.first() {
        let href = match due.len() {
            1 => review_row(w, officer, first).href,
            _ => "/van-phong/mien-sinh-hoat".to_owned(),
        };
        duties.push(Duty {
            href,
            name: w.say("desk-exemptions"),
            text: w.count("desk-exemptions-text", due.len() as i64),
            state: "wait",
            state_name: w.say("desk-todo"),
        });
    }
    Ok(duties)
}

/// A person's open requests, as a member's page shows them.
pub(crate) async fn open_of(office: &Office, officer: &Officer, person: i64) -> Result<Vec<Duty>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let known = Request::of(&mut office.db.read().await?, person, today).await?;
    Ok(known.iter().filter(|one| one.state().is_open()).map(|one| row(w, officer, one, today)).collect())
}

/// Where a request's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("/van-phong/mien-sinh-hoat/{uid}")
}

fn ruling(day: Day) -> Result<Ruling<'static>, Failure> {
    let ruling = Ruling::on(&BOOK, day);
    ruling.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on exemption holds on {day}")))
}

fn rule_title(w: Words, ruleset: &str) -> String {
    BOOK.by_id(ruleset).map_or(String::new(), |ruleset| viet::capital(&in_words(w, &ruleset.title)))
}
