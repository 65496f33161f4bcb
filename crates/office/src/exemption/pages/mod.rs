//! Exemptions on screen: what waits for the cell, what is to be reported, what is to be looked at again, and one request
//! with its next step.

mod ask;
mod one;

use super::{Request, State};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::org::Tree;
use crate::org::pages::as_of::{AsOf, Control};
use crate::people::exemption::{Ruling, ToReview};
use crate::people::pages::{self as people, BOOK, span};
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::Router;
use axum::extract::State as Handed;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;
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
    control: Control,
    /// What an address needs more to stay on the day and with its units.
    exempt: String,
    parts: Vec<Part>,
}

/// A heading with what stands below it, and how many more there are.
struct Part {
    name: String,
    hint: String,
    rows: Vec<Duty>,
    more: String,
}

async fn list(Handed(office): Handed<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let as_of = AsOf::asked(&mut conn, (&office, &officer), "/van-phong/mien-sinh-hoat", ReadPeople).await?;
    let (day, tree) = (as_of.day(), as_of.tree());
    let mut requests: Vec<Request> = if as_of.is_today() {
        let closed = Request::closed_since(&mut conn, day.plus_days(-RECENT), day).await?;
        Request::open(&mut conn, day).await?.into_iter().chain(closed).collect()
    } else {
        Request::as_of(&mut conn, (day.plus_days(-RECENT), day)).await?
    };
    let homes = requests.iter_mut().filter_map(|one| Some((one.person_id, one.unit_id.as_mut()?)));
    as_of.carry(&mut conn, homes).await?;
    let (mut asked, mut granted, mut closed) = (vec![], vec![], vec![]);
    for request in requests.iter().filter(|one| one.unit_id.is_some_and(|unit| as_of.takes(&officer, unit))) {
        let part = match request.state() {
            State::Asked => &mut asked,
            State::Granted => &mut granted,
            _ => &mut closed,
        };
        part.push(row(w, tree, request, day));
    }
    let ruling = ruling(day)?;
    let mut review = vec![];
    // What is to be done is a matter of today.
    if as_of.is_today() {
        let due = ToReview::on(&mut conn, ruling, day).await?;
        review.extend(due.iter().filter(|one| as_of.takes(&officer, one.unit_id)).map(|one| review_row(w, tree, one)));
    }
    drop(conn);
    let parts = [("asked", asked), ("granted", granted), ("review", review), ("closed", closed)];
    let parts = parts.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(key, rows)| Part {
        name: w.say(&format!("exempting-part-{key}")),
        hint: w.say(&format!("exempting-part-{key}-hint")),
        rows,
        more: String::new(),
    });
    let mut parts: Vec<Part> = parts.collect();
    let named = parts.iter().map(|part| (part.name.as_str(), part.rows.as_slice()));
    if let Some(file) = as_of.file(&office, &officer, ("exempting", "mien-sinh-hoat"), named).await? {
        return Ok(file);
    }
    for part in &mut parts {
        let beyond = part.rows.len().saturating_sub(SHOWN);
        part.rows.truncate(SHOWN);
        if beyond > 0 {
            part.more = w.count("exempting-more", beyond as i64);
        }
    }
    let page = ListPage {
        shell: office.shell(&officer),
        unit: as_of.unit(),
        rule: rule_title(w, ruling.id),
        control: as_of.control(&officer, parts.is_empty()),
        exempt: if as_of.is_today() { String::new() } else { format!("&{}", as_of.query()) },
        parts,
    };
    html(as_of.status(), &page)
}

fn row(w: Words, tree: &Tree, request: &Request, today: Day) -> Duty {
    let unit = request.unit_id.map_or("", |unit| tree.name(unit)).to_owned();
    let values = [
        ("unit", unit.into()),
        ("kind", kind_name(w, &request.ruleset, &request.kind).into()),
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

fn review_row(w: Words, tree: &Tree, one: &ToReview) -> Duty {
    let values = [("unit", tree.name(one.unit_id).to_owned().into()), ("day", one.looked_at.written().into())];
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
            1 => review_row(w, tree, first).href,
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
    Ok(known.iter().filter(|one| one.state().is_open()).map(|one| row(w, &officer.tree, one, today)).collect())
}

/// Where a request's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("/van-phong/mien-sinh-hoat/{uid}")
}

/// The kinds of a rule as choices.
fn kinds(w: Words, ruling: Ruling<'_>) -> Vec<(String, String)> {
    ruling.rule.kinds.iter().map(|kind| (kind.key.clone(), viet::capital(&in_words(w, &kind.name)))).collect()
}

/// What a kind is called in the ruleset; empty where that does not know it.
pub(crate) fn kind_name(w: Words, ruleset: &str, kind: &str) -> String {
    let rule = BOOK.by_id(ruleset).and_then(|ruleset| ruleset.exemption());
    let known = rule.and_then(|rule| rule.kinds.iter().find(|known| known.key == kind));
    known.map_or(String::new(), |known| in_words(w, &known.name))
}

fn ruling(day: Day) -> Result<Ruling<'static>, Failure> {
    let ruling = Ruling::on(&BOOK, day);
    ruling.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on exemption holds on {day}")))
}

fn rule_title(w: Words, ruleset: &str) -> String {
    BOOK.by_id(ruleset).map_or(String::new(), |ruleset| viet::capital(&in_words(w, &ruleset.title)))
}
