//! A member's own pledge of the year: written, given to the cell, and what came of it said in mid-year and at the end.

use super::pledge::{chip, months_of, told, year_of};
use super::pledge_form::{Asks, fill, read};
use crate::desk::Duty;
use crate::identity::reach::{Officer, Own};
use crate::people::exemption::exempt_on;
use crate::people::unit_of;
use crate::shell::{Office, Shell};
use crate::study::StudyError;
use crate::study::pledge::{Item, MOST, Pledge, READ, RESULTS, Stage};
use crate::study::pledge_own::{register_own, say};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::journal::{self, Event};
use kit::once;
use kit::page::html;

/// The page.
const HERE: &str = "/van-phong/cam-ket-cua-toi";

#[derive(Template)]
#[template(path = "study/pages/own_pledge.html")]
struct OwnPledgePage {
    shell: Shell,
    form: Form,
    /// Whether the officer is a member of a unit of ours at all.
    member: bool,
    exempt: bool,
    year: i64,
    here: &'static str,
    state: &'static str,
    state_name: String,
    /// How far it is: what, and when.
    facts: Vec<(String, String)>,
    /// Whether there is one that was not opened yet.
    closed: bool,
    items: Vec<Item>,
    /// What may be done: `register`, `own-mid`, `own-year`.
    steps: Vec<&'static str>,
    results: Vec<(String, String)>,
    rows: Vec<usize>,
    before: String,
    after: String,
}

/// The officer as a member, and their pledge of the year of the address.
struct Found {
    own: Own,
    pledge: Option<Pledge>,
    year: i64,
    home: Option<i64>,
    exempt: bool,
}

async fn find(office: &Office, officer: &Officer, year: i64) -> Result<Found, Failure> {
    let own = officer.own()?;
    let mut conn = office.db.read().await?;
    let pledge = Pledge::of(&mut conn, own.person(), year).await?;
    let today = office.clock.today();
    let home = unit_of(&mut conn, own.person(), today).await?;
    let exempt = exempt_on(&mut conn, today).await?.contains(&own.person());
    Ok(Found { own, pledge, year, home, exempt })
}

/// Which look back is asked for this month.
fn stage_now(office: &Office) -> Option<Stage> {
    let (months, month) = (months_of(office)?, office.clock.today().0.month());
    match month {
        _ if month >= months.year_from => Some(Stage::Year),
        _ if month >= months.mid_from => Some(Stage::Mid),
        _ => None,
    }
}

/// What the member may do with it now.
fn steps(office: &Office, found: &Found) -> Vec<&'static str> {
    let this = office.clock.today().year();
    if found.home.is_none() || !(this..=this + 1).contains(&found.year) {
        return vec![];
    }
    let looks = stage_now(office).filter(|_| found.year == this).map(|stage| match stage {
        Stage::Mid => "own-mid",
        Stage::Year => "own-year",
    });
    match found.pledge.as_ref().map(|pledge| pledge.state.as_str()) {
        None | Some("registered") => vec!["register"],
        Some("approved") => looks.into_iter().chain(["register"]).collect(),
        Some("mid_review") => looks.into_iter().collect(),
        _ => vec![],
    }
}

fn fresh(office: &Office, found: &Found) -> Form {
    let request = office.chance.uuid(office.clock.now()).to_string();
    let version = found.pledge.as_ref().map_or(0, |pledge| pledge.version);
    Form::filled([("request", request), ("version", version.to_string())])
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let year = year_of(&office, &officer);
    // An account of nobody on record pledges nothing.
    let found = match find(&office, &officer, year).await {
        Ok(found) => Some(found),
        Err(Failure::NotFound) => None,
        Err(error) => return Err(error),
    };
    let form = found.as_ref().map_or_else(Form::default, |found| fresh(&office, found));
    page(&office, &officer, (found.as_ref(), year), None, (StatusCode::OK, form))
}

/// Opens what was pledged, to be read and gone on with; that is noted.
pub(super) async fn open(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let year = year_of(&office, &officer);
    let found = find(&office, &officer, year).await?;
    let mut form = fresh(&office, &found);
    let items = opened(&office, &found).await?;
    fill(&mut form, &items);
    page(&office, &officer, (Some(&found), year), Some(items), (StatusCode::OK, form))
}

async fn opened(office: &Office, found: &Found) -> Result<Vec<Item>, Failure> {
    let Some(pledge) = &found.pledge else { return Ok(vec![]) };
    let mut tx = office.db.begin().await?;
    let event = Event::new(Some(found.own.account()), READ, "pledge", pledge.id);
    let event = found.home.map_or(event.clone(), |home| event.at_place(home));
    journal::write(&mut tx, &event, office.clock.now()).await?;
    let items = pledge.open(&mut tx, &office.vault).await?;
    tx.commit().await?;
    Ok(items)
}

fn page(
    office: &Office,
    officer: &Officer,
    (found, year): (Option<&Found>, i64),
    items: Option<Vec<Item>>,
    (status, form): (StatusCode, Form),
) -> Result<Response, Failure> {
    let w = officer.words();
    let found = found.filter(|found| found.home.is_some() || found.pledge.is_some());
    let pledge = found.and_then(|found| found.pledge.as_ref());
    let exempt = found.is_some_and(|found| found.exempt);
    let state = match pledge {
        None if exempt => "exempt",
        None => "due",
        Some(pledge) => pledge.state.as_str(),
    };
    let days = pledge.map(|pledge| {
        [
            ("registered", Some(pledge.registered_on)),
            ("approved", pledge.approved_on),
            ("said-mid", pledge.said_mid_on),
            ("mid", pledge.mid_on),
            ("said-year", pledge.said_year_on),
            ("year", pledge.year_on),
        ]
    });
    let days = days.into_iter().flatten();
    let days = days.filter_map(|(key, day)| Some((w.say(&format!("pledge-day-{key}")), day?.written())));
    let said = pledge.map(|pledge| (w.say("pledge-said"), told(w, pledge)));
    let this = office.clock.today().year();
    let closed = pledge.is_some() && items.is_none();
    let steps = found.map_or(vec![], |found| steps(office, found));
    let page = OwnPledgePage {
        member: found.is_some(),
        here: HERE,
        state: if state == "exempt" { "off" } else { chip(state) },
        state_name: w.say(&format!("pledge-state-{state}")),
        facts: said.into_iter().chain(days).collect(),
        // Until it was opened there is nothing to go on with.
        steps: if closed { vec![] } else { steps },
        items: items.unwrap_or_default(),
        results: RESULTS.iter().map(|one| ((*one).to_owned(), w.say(&format!("pledge-result-{one}")))).collect(),
        rows: (0..MOST).collect(),
        before: format!("{HERE}?nam={}", year - 1),
        after: if year < this { format!("{HERE}?nam={}", year + 1) } else { String::new() },
        shell: office.shell(officer),
        exempt,
        closed,
        year,
        form,
    };
    html(status, &page)
}

/// Registers, or says what came of it, as the form's `do` says.
pub(super) async fn save(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let year = year_of(&office, &officer);
    let found = find(&office, &officer, year).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let asks = match form.get("do") {
        "register" => Asks::Things,
        "own-mid" => Asks::OwnResult(Stage::Mid),
        "own-year" => Asks::OwnResult(Stage::Year),
        _ => return Err(Failure::Malformed),
    };
    let known = match &found.pledge {
        Some(pledge) => pledge.open(&mut office.db.read().await?, &office.vault).await?,
        None => vec![],
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let items = read(w, &mut form, asks, &known);
    if !form.is_sound() {
        drop(tx);
        let items = opened(&office, &found).await?;
        return page(&office, &officer, (Some(&found), year), Some(items), (StatusCode::UNPROCESSABLE_ENTITY, form));
    }
    let allowed = steps(&office, &found).contains(&form.get("do"));
    let done = match (asks, &found.pledge) {
        _ if !allowed => Err(StudyError::Changed),
        (Asks::OwnResult(stage), Some(pledge)) => {
            say(&mut tx, &found.own, &office.vault, (pledge, version, stage), &items, now).await
        }
        (Asks::Things, _) => register_own(&mut tx, &found.own, &office.vault, (year, version), &items, now).await,
        _ => return Err(Failure::Malformed),
    };
    match done {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            let found = find(&office, &officer, year).await?;
            form.set("version", found.pledge.as_ref().map_or(0, |pledge| pledge.version).to_string());
            form.wrong("version", w.say("pledge-changed"));
            let items = opened(&office, &found).await?;
            return page(&office, &officer, (Some(&found), year), Some(items), (StatusCode::CONFLICT, form));
        }
        Err(StudyError::NotOnRoll(_)) => return Err(Failure::NotFound),
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    let target = format!("{HERE}?nam={year}&xong=cam-ket-cua-toi");
    once::done(tx, &form, &target, now).await
}

/// What the officer as a member has still to do with this year's pledge.
pub(super) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let year = office.clock.today().year();
    let found = match find(office, officer, year).await {
        Ok(found) if found.home.is_some() && !found.exempt => found,
        Ok(_) | Err(Failure::NotFound) => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let w = officer.words();
    let said = |stage: Stage, pledge: &Pledge| match stage {
        Stage::Mid => pledge.said_mid_on.is_some() || pledge.mid_on.is_some(),
        Stage::Year => pledge.said_year_on.is_some(),
    };
    let late = months_of(office).is_some_and(|months| office.clock.today().0.month() > months.register_by);
    let (key, late) = match (&found.pledge, stage_now(office)) {
        (None, _) => ("register", late),
        (Some(pledge), Some(stage))
            if matches!(pledge.state.as_str(), "approved" | "mid_review") && !said(stage, pledge) =>
        {
            (stage.word(), false)
        }
        _ => return Ok(vec![]),
    };
    Ok(vec![Duty {
        href: HERE.to_owned(),
        name: w.with("own-pledge-duty", "year", year.to_string()),
        text: w.say(&format!("own-pledge-due-{key}")),
        state: if late { "late" } else { "wait" },
        state_name: w.say("desk-todo"),
    }])
}
