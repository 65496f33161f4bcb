//! Numbers that are kept for papers to come, and where a series begins that was kept on paper before.

use super::fields::{self, Choices, offered};
use super::{PATH, broken, find_unit, keepers, refusal};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPapers, Right};
use crate::org::term::Term;
use crate::papers::{Body, Direction, PaperError, Reservation, bodies_of, next_numbers, reserve, set_base, void};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

#[derive(Template)]
#[template(path = "papers/pages/numbers.html")]
struct NumbersPage {
    shell: Shell,
    form: Form,
    unit: String,
    rule: String,
    units: Choices,
    bodies: Choices,
    kinds: Choices,
    /// Kept and not yet used: symbol, since when, why, where the paper is entered, where the number is given up.
    kept: Vec<(String, String, String, String, String)>,
    /// What was given last of each series: letters, period, number.
    series: Vec<(String, String, String)>,
    request: String,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let unit = the_unit(&officer, &officer.query("don-vi").unwrap_or_default())?;
    let mut form = Form::filled([("unit", officer.tree.uid(unit))]);
    let body = bodies_of(fields::kind_of(&officer.tree, unit)).first().map_or("", |body| body.word());
    form.set("body", body);
    page(&office, &officer, unit, StatusCode::OK, form).await
}

/// The unit whose numbers are kept: the one asked for, or the first one.
fn the_unit(officer: &Officer, asked: &str) -> Result<i64, Failure> {
    if officer.roots(Right::KeepPapers).is_empty() {
        return Err(Failure::Forbidden);
    }
    let unit = match asked {
        "" => match keepers(officer, Direction::Out).first() {
            Some(unit) => *unit,
            None => find_unit(officer, Right::KeepPapers)?,
        },
        uid => officer.tree.by_uid(uid).ok_or(Failure::NotFound)?.id,
    };
    officer.require(KeepPapers, unit)?;
    Ok(unit)
}

async fn page(
    office: &Office,
    officer: &Officer,
    unit: i64,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let ruling = office.papers_rule(now.day())?;
    let offered = offered(w, officer, ruling, Direction::Out, unit);
    let mut conn = office.db.read().await?;
    let kept = Reservation::of(&mut conn, unit).await?;
    let series = next_numbers(&mut conn, unit).await?;
    let mut terms = Vec::new();
    for unit in officer.tree.path(unit) {
        terms.extend(Term::of(&mut conn, unit).await?);
    }
    drop(conn);
    let period = |period: &str| match period.split_once(':') {
        Some(("year", year)) => w.with("papers-series-year", "year", year.to_owned()),
        Some((_, id)) => terms
            .iter()
            .find(|term| term.id.to_string() == id)
            .map_or(String::new(), |term| w.with("papers-series-term", "no", w.number(term.no))),
        None => String::new(),
    };
    let kept = kept.into_iter().filter(Reservation::is_open).map(|one| {
        let enter = format!("{PATH}/moi?chieu=di&don-vi={}&so={}", officer.tree.uid(unit), one.uid);
        let off = format!("{PATH}/giu-so/{}/bo", one.uid);
        (one.symbol, one.day.written(), one.reason, enter, off)
    });
    let page = NumbersPage {
        unit: officer.tree.name(unit).to_owned(),
        rule: offered.rule,
        units: offered.units,
        bodies: offered.bodies,
        kinds: offered.kinds,
        kept: kept.collect(),
        series: series
            .into_iter()
            .map(|one| {
                let letters = if one.letters == "in" { w.say("papers-book-in") } else { one.letters };
                (letters, period(&one.period), w.number(one.last))
            })
            .collect(),
        request: office.chance.uuid(now).to_string(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

/// The body and kind that a form names, with what is wrong beside the fields.
fn chosen(form: &mut Form, officer: &Officer, unit: i64) -> Option<Body> {
    let known = bodies_of(fields::kind_of(&officer.tree, unit));
    let body = Body::of(form.get("body")).filter(|body| known.contains(body));
    if body.is_none() {
        form.wrong("body", officer.words().say("papers-choose-one"));
    }
    if form.get("kind").is_empty() {
        form.wrong("kind", officer.words().say("papers-no-kind"));
    }
    body
}

async fn finish(
    office: &Office,
    officer: &Officer,
    (unit, mut form): (i64, Form),
    done: Result<&'static str, PaperError>,
    tx: kit::db::Tx,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    match done {
        Ok(what) => {
            let target = format!("{PATH}/giu-so?don-vi={}&xong={what}", officer.tree.uid(unit));
            once::done(tx, &form, &target, now).await
        }
        Err(error) => {
            drop(tx);
            let ruling = office.papers_rule(now.day())?;
            match (refusal(officer.words(), officer, ruling, &error, form.get("kind")), &error) {
                (Some((field, message)), _) => {
                    let field = if ["issued_on", "unit"].contains(&field) { "kind" } else { field };
                    form.wrong(field, message);
                }
                (None, PaperError::Stale) => form.wrong("base", officer.words().say("papers-base-late")),
                (None, _) => return Err(broken(error)),
            }
            page(office, officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

pub(super) async fn keep(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let unit = the_unit(&officer, form.get("unit"))?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let body = chosen(&mut form, &officer, unit);
    if form.get("reason").is_empty() {
        form.wrong("reason", officer.words().say("papers-no-reason"));
    }
    let Some(body) = body.filter(|_| form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let (uid, ruling) = (office.chance.uuid(now).to_string(), office.papers_rule(now.day())?);
    let grant = officer.require(KeepPapers, unit)?;
    let what = (&*uid, body, form.get("kind"), form.get("reason"));
    let done = reserve(&mut tx, grant, (ruling, &officer.tree), what, now).await.map(|_| "giu-so");
    finish(&office, &officer, (unit, form), done, tx).await
}

pub(super) async fn begin_at(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = the_unit(&officer, form.get("unit"))?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let body = chosen(&mut form, &officer, unit);
    let base = form.get("base").parse::<i64>().ok().filter(|base| (1..100_000).contains(base));
    if base.is_none() {
        form.wrong("base", officer.words().say("papers-no-number"));
    }
    let (Some(body), Some(base), true) = (body, base, form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let now = office.clock.now();
    let grant = officer.require(KeepPapers, unit)?;
    let ruling = office.papers_rule(now.day())?;
    let what = (body, form.get("kind"), base);
    let done = set_base(&mut tx, grant, (ruling, &officer.tree), what, now).await.map(|()| "so-bat-dau");
    finish(&office, &officer, (unit, form), done, tx).await
}

pub(super) async fn give_up(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    let kept = Reservation::by_uid(&mut tx, &uid).await?.ok_or(Failure::NotFound)?;
    let grant = officer.require(KeepPapers, kept.unit_id)?;
    once::first_time(&mut tx, &form).await?;
    if form.get("reason").is_empty() {
        drop(tx);
        form.wrong("reason", officer.words().say("papers-no-reason"));
        return page(&office, &officer, kept.unit_id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let done = void(&mut tx, grant, kept.id, form.get("reason"), office.clock.now()).await.map(|()| "bo-so");
    finish(&office, &officer, (kept.unit_id, form), done, tx).await
}
