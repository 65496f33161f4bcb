//! The probation of a member: its days, the ceremony, the cell's review, the decision of those above.

use super::{rule_title, ruling, standing};
use crate::candidate::{Probation, ProbationError, Proposal, conclude, hold_ceremony, review};
use crate::deadline::{how, past_day, working};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepMoves, KeepPeople, ReadPeople, Right};
use crate::people::pages::{self as members, BOOK};
use crate::people::{kept, state};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};

#[derive(Template)]
#[template(path = "candidate/pages/probation.html")]
struct ProbationPage {
    shell: Shell,
    form: Form,
    name: String,
    unit: String,
    person: String,
    href: String,
    state: &'static str,
    state_name: String,
    next_day: String,
    /// How the limit of the review was counted.
    how: String,
    rule: String,
    facts: Vec<(String, String)>,
    /// The form that is shown: `ceremony`, `review`, `conclude`, or none.
    next: &'static str,
    proposals: Vec<(String, String)>,
    /// What is told when nothing can be entered now.
    waits: String,
    /// Where the day of the ceremony is put right; empty where it is not.
    corrects: String,
}

async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Probation, Failure> {
    let mut conn = office.db.read().await?;
    let today = office.clock.today();
    let (record, unit) = kept(&mut conn, officer, uid).await?.ok_or(Failure::NotFound)?;
    officer.require(ReadPeople, unit)?;
    let known = Probation::of(&mut conn, record.id, today).await?;
    // Who is on none, or on none any more, is found at the record, which says so.
    let over = || Failure::answer(see_other(&format!("{}?xong=thu-thach-khong", members::address(&record.uid))));
    known.ok_or_else(over)
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let again = officer.query("buoc").as_deref() == Some("le");
    page(&office, &officer, &found, again, StatusCode::OK, Form::default())
}

fn page(
    office: &Office,
    officer: &Officer,
    one: &Probation,
    again: bool,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let ruling = ruling(today)?;
    let rule = ruling.rule;
    let (state, state_name, next_day) = standing(w, rule, one, today);
    let (moves, people) = (officer.may(Right::KeepMoves, one.unit_id), officer.may(Right::KeepPeople, one.unit_id));
    let over = today >= one.ends_on(rule);
    let held = one.ceremony_on.filter(|_| moves);
    let next = match (one.reviewed_on, one.ceremony_on) {
        _ if again && held.is_some() => "ceremony",
        (Some(_), _) if people => "conclude",
        (None, None) if moves => "ceremony",
        (None, Some(_)) if moves && over => "review",
        _ => "",
    };
    form.set("version", one.version.to_string());
    if form.get("request").is_empty() {
        form.set("request", office.chance.uuid(office.clock.now()).to_string());
    }
    if form.is_sound() {
        form.set("day", held.filter(|_| again).unwrap_or(today).written());
        form.set("proposal", one.proposal.clone().unwrap_or_default());
    }
    let end = one.ends_on(rule).written();
    let mut facts = vec![
        (w.say("probation-decided"), one.decided_on.written()),
        (w.say("probation-ceremony"), one.ceremony_on.map_or(w.say("probation-unknown"), |day| day.written())),
        (
            w.say("probation-end"),
            if one.is_provisional(rule) { w.with("probation-provisional", "day", end) } else { end },
        ),
    ];
    if let (Some(day), Some(proposal)) = (one.reviewed_on, &one.proposal) {
        facts.push((w.say("probation-review"), day.written()));
        facts.push((w.say("probation-proposal"), w.say(&format!("probation-proposal-{proposal}"))));
        facts.push((w.say("probation-paper"), one.review_paper.clone()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    let here = super::probation_address(&one.person_uid);
    let proposal = |key: &str| (key.to_owned(), w.say(&format!("probation-proposal-{key}")));
    let page = ProbationPage {
        shell: office.shell(officer),
        name: format!("{} ({})", one.full_name, one.birth_year),
        unit: officer.tree.name(one.unit_id).to_owned(),
        person: members::address(&one.person_uid),
        href: here.clone(),
        state,
        state_name,
        next_day,
        how: if over {
            how(w, &working(one.ends_on(rule), rule.review_within_working_days), &w.say("probation-since"))
        } else {
            String::new()
        },
        rule: rule_title(w, ruling.id),
        corrects: held.filter(|_| !again).map_or(String::new(), |_| format!("{here}?buoc=le")),
        facts,
        next,
        proposals: vec![proposal("official"), proposal("removed")],
        waits: if next.is_empty() {
            w.say(if over { "probation-waits" } else { "probation-runs" })
        } else {
            String::new()
        },
        form,
    };
    html(status, &page)
}

/// What is entered of a probation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// The ceremony.
    Held,
    /// The cell's review.
    Reviewed,
    /// The decision of those above.
    Concluded,
}

pub(super) async fn ceremony(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    enter(&office, &officer, &person, form, Deed::Held).await
}

pub(super) async fn reviewed(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    enter(&office, &officer, &person, form, Deed::Reviewed).await
}

pub(super) async fn concluded(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    enter(&office, &officer, &person, form, Deed::Concluded).await
}

async fn enter(
    office: &Office,
    officer: &Officer,
    person: &str,
    mut form: Form,
    deed: Deed,
) -> Result<Response, Failure> {
    let found = find(office, officer, person).await?;
    match deed {
        Deed::Concluded => officer.require(KeepPeople, found.unit_id).map(drop)?,
        _ => officer.require(KeepMoves, found.unit_id).map(drop)?,
    }
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let day = past_day(&mut form, "day", now.day(), w);
    let proposal = if deed == Deed::Held { None } else { proposed(&mut form, w) };
    if deed == Deed::Concluded && form.get("paper").is_empty() {
        form.wrong("paper", w.say("candidate-no-paper"));
    }
    let Some(day) = day.filter(|_| form.is_sound()) else {
        return page(office, officer, &found, deed == Deed::Held, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (at, rule, paper) = ((found.person_id, version), ruling(now.day())?, form.get("paper"));
    let done = match (deed, proposal) {
        (Deed::Held, _) => {
            let grant = officer.require(KeepMoves, found.unit_id)?;
            hold_ceremony(&mut tx, grant, rule, at, day, now).await
        }
        (Deed::Reviewed, Some(proposal)) => {
            let grant = officer.require(KeepMoves, found.unit_id)?;
            review(&mut tx, grant, rule, at, (proposal, day, paper), now).await
        }
        (Deed::Concluded, Some(proposal)) => {
            let grant = officer.require(KeepPeople, found.unit_id)?;
            let standing = state::Ruling::on(&BOOK, day)
                .ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on standing holds on {day}")))?;
            conclude(&mut tx, grant, (rule, standing), at, (proposal, day, paper), now).await
        }
        (_, None) => return Err(Failure::Malformed),
    };
    finish(office, officer, &found, tx, done, deed, form).await
}

fn proposed(form: &mut Form, w: kit::words::Words) -> Option<Proposal> {
    let proposal = Proposal::of(form.get("proposal"));
    if proposal.is_none() {
        form.wrong("proposal", w.say("probation-no-proposal"));
    }
    proposal
}

async fn finish(
    office: &Office,
    officer: &Officer,
    found: &Probation,
    tx: kit::db::Tx,
    done: Result<(), ProbationError>,
    deed: Deed,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let (status, found) = match done {
        Ok(()) => {
            let here = super::probation_address(&found.person_uid);
            let target = match deed {
                Deed::Held => format!("{here}?xong=du-bi-le"),
                Deed::Reviewed => format!("{here}?xong=du-bi-xet"),
                // Whoever was concluded has no probation to show any more.
                Deed::Concluded => format!("{}?xong=du-bi-xong", members::address(&found.person_uid)),
            };
            return once::done(tx, &form, &target, office.clock.now()).await;
        }
        Err(ProbationError::NotBefore(day)) => {
            form.wrong("day", w.with("probation-not-before", "day", day.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        Err(ProbationError::Reviewed(day)) => {
            form.wrong("day", w.with("probation-reviewed-then", "day", day.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        Err(ProbationError::Standing(_)) => {
            form.wrong("proposal", w.say("probation-standing"));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        Err(ProbationError::Stale) => {
            form.wrong("version", w.say("probation-changed"));
            (StatusCode::CONFLICT, find(office, officer, &found.person_uid).await?)
        }
        Err(ProbationError::Db(error)) => return Err(error.into()),
    };
    drop(tx);
    page(office, officer, &found, deed == Deed::Held, status, form)
}
