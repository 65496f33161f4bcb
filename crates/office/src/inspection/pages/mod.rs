//! The room of discipline: counts by year, and a year's decisions as far as their cases are open to whoever looks.

pub(crate) mod cases;
mod leaving;
mod new_case;

use super::by_year;
use super::case::{Case, read_year};
use super::unkept::to_hand_over;
use crate::desk::Duty;
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
use rules::Area;
use std::collections::HashSet;

/// Years that the counts go back.
const YEARS: i64 = 5;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(cases::routes())
        .route("/van-phong/ky-luat", get(counts))
        // Reading the names writes a row of the journal, so it is no mere look.
        .route("/van-phong/ky-luat/{year}", post(decisions))
}

#[derive(Template)]
#[template(path = "inspection/pages/counts.html")]
struct CountsPage {
    shell: Shell,
    units: String,
    rows: Vec<YearRow>,
}

struct YearRow {
    year: i64,
    disciplined: String,
    members: String,
    rate: String,
}

#[derive(Template)]
#[template(path = "inspection/pages/decisions.html")]
struct DecisionsPage {
    shell: Shell,
    year: i64,
    /// Why none is open in this session; empty where nothing bars it.
    barred: String,
    rows: Vec<DecisionRow>,
}

struct DecisionRow {
    name: String,
    birth_year: i64,
    unit: String,
    form: String,
    signed: String,
}

async fn counts(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let units = branch(&office, &officer).await?;
    let roots = officer.roots(Right::ReadDiscipline);
    let years =
        by_year(&mut office.db.read().await?, (today.year() + 1 - YEARS, today.year()), today, Some(&units)).await?;
    let rule = office.book.on(Area::Discipline, None, today.0).and_then(|ruleset| ruleset.discipline());
    // Among so few a count would point at somebody; without a rule that says how few, nothing is told.
    let least = rule.map_or(u64::MAX, |rule| u64::from(rule.min_group));
    let rows = years.into_iter().rev().map(|year| {
        let told = |text: String| if year.members < least { w.say("discipline-too-few") } else { text };
        YearRow {
            year: year.year,
            disciplined: told(w.number(year.disciplined as i64)),
            members: w.number(year.members as i64),
            rate: told(w.rate(year.disciplined, year.members)),
        }
    });
    let names: Vec<&str> = roots.iter().map(|root| officer.tree.name(*root)).collect();
    html(StatusCode::OK, &CountsPage { shell: office.shell(&officer), units: names.join(", "), rows: rows.collect() })
}

async fn decisions(State(office): State<Office>, officer: Officer, Path(year): Path<i64>) -> Result<Response, Failure> {
    let w = officer.words();
    branch(&office, &officer).await?;
    if !(1930..=9999).contains(&year) {
        return Err(Failure::NotFound);
    }
    let root = *officer.roots(Right::ReadDiscipline).first().ok_or(Failure::Forbidden)?;
    let mut tx = office.db.begin().await?;
    let found = read_year(&mut tx, &officer, root, year, office.clock.now()).await?;
    let barred = barred(&mut tx, &officer).await?;
    tx.commit().await?;
    let rows = found.into_iter().map(|decision| DecisionRow {
        name: decision.full_name,
        birth_year: decision.birth_year,
        unit: officer.tree.name(decision.unit_id).to_owned(),
        form: w.say(&format!("discipline-form-{}", decision.form)),
        signed: decision.signed_on.written(),
    });
    html(StatusCode::OK, &DecisionsPage { shell: office.shell(&officer), year, barred, rows: rows.collect() })
}

/// The units whose decisions they may count: those in reach, and those for which one of these carries on.
async fn branch(office: &Office, officer: &Officer) -> Result<Vec<i64>, Failure> {
    let roots = officer.roots(Right::ReadDiscipline);
    if roots.is_empty() {
        return Err(Failure::Forbidden);
    }
    let today = office.clock.today();
    let past = office.trees.past(&mut office.db.read().await?, today, today).await?;
    let mut units: HashSet<i64> = roots.into_iter().flat_map(|root| officer.tree.branch(root).to_vec()).collect();
    units.extend(past.lineage.former(&units, today));
    Ok(units.into_iter().collect())
}

/// What bars closed rooms in a session that somebody else has let in, and what to do; empty in others.
async fn barred(conn: &mut Conn, officer: &Officer) -> Result<String, Failure> {
    let Some(by) = officer.let_in_by() else { return Ok(String::new()) };
    let who = Account::get(conn, by).await?.map_or(String::new(), |account| account.name);
    Ok(officer.words().with("cases-barred", "who", who))
}

/// Cases that were opened to somebody who begins none: they would not look for them; and how many nobody keeps any more, to
/// those who may hand them over.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    if !officer.roots(Right::KeepDiscipline).is_empty() {
        let unkept = to_hand_over(&mut office.db.read().await?, office, officer).await?.len();
        let duty = || Duty {
            href: cases::PATH.into(),
            name: w.say("cases"),
            text: w.count("cases-unkept", unkept as i64),
            state: "late",
            state_name: w.say("case-unkept"),
        };
        return Ok((unkept > 0).then(duty).into_iter().collect());
    }
    let open = Case::open_to(&mut office.db.read().await?, officer).await?;
    let duty = |case: Case| Duty {
        href: cases::address(&case),
        name: cases::name(w, &case),
        text: officer.tree.name(case.unit_id).to_owned(),
        state: "wait",
        state_name: w.say("case-open-to-you"),
    };
    Ok(open.into_iter().map(duty).collect())
}
