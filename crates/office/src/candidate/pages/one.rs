//! One candidate: how far it has come, what the rule asks and what is missing, what was done, the form of the next step.

use super::former::{differing, looked, meant, take_over};
use super::told::{facts, identified, points, row};
use super::{address, named, new, probation_address, rule_title, ruling, schooling, steps};
use crate::candidate::{
    Candidate, CandidateError, MaySponsor, Mended, Sponsor, Stage, StepDone, admit, advance, mend, refuse,
};
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepMoves, KeepPeople, ReadPeople, Right};
use crate::org::pages::misfit_told;
use crate::people::pages as members;
use crate::people::pages::again::{Side, refuse as refuse_again};
use crate::people::pages::differing::{Row as Differing, TakenOver};
use crate::people::pages::twins::{self, Twin};
use crate::people::record::Record;
use crate::people::state;
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
#[template(path = "candidate/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    href: String,
    name: String,
    unit: String,
    /// The member that became of it; empty while there is none.
    person: String,
    state: &'static str,
    state_name: String,
    rule: String,
    /// What the rule asks: (state of the style sheet, point, finding).
    points: Vec<(&'static str, String, String)>,
    facts: Vec<(String, String)>,
    trail: Vec<(String, String, String, String)>,
    /// The step whose form is shown: its word and its address; empty when nothing is theirs to do.
    next: &'static str,
    action: String,
    /// Other things that can be done now: (address, words).
    others: Vec<(String, String)>,
    waits: String,
    /// Whether the record of before is to be looked for here, who may be meant, what can be chosen, and what was.
    looks: bool,
    identified: String,
    formers: Vec<Side>,
    former_choices: Vec<(String, String)>,
    /// What the record says otherwise that the decision goes on with, and what stands above the ticks.
    differs: Vec<Differing>,
    shown: (String, i64),
    take: String,
    /// Members of the same name and birth, for whoever decides.
    twins: Vec<Twin>,
    /// Whether they may mend what is known.
    mends: bool,
    schooling: Vec<(String, String)>,
    sponsors: Vec<(String, String)>,
    /// The steps whose day and paper may be put right; none where they may not.
    steps: Vec<(String, String)>,
}

/// A candidate is seen from the cell; of one that is no more, from the cell that carries on.
pub(super) async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Candidate, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    // Whether or not there is such a candidate, the same is asked: the answer takes as long.
    let past = office.trees.past(&mut conn, today, today).await?;
    let found = Candidate::by_uid(&mut conn, uid).await?.ok_or(Failure::NotFound)?;
    officer.require_then(ReadPeople, &past, found.unit_id)?;
    Ok(found)
}

/// Whether a step is the officer's: those of the cell, or the decision of those above.
fn may_do(officer: &Officer, one: &Candidate, stage: Stage) -> bool {
    let right = if matches!(stage, Stage::Admitted | Stage::Refused) { Right::KeepPeople } else { Right::KeepMoves };
    officer.may(right, one.unit_id)
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(candidate): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &candidate).await?;
    let asked = officer.query("buoc").and_then(|word| Stage::at(&word));
    page(&office, &officer, &found, asked, StatusCode::OK, Form::default()).await
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    one: &Candidate,
    asked: Option<Stage>,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let ruling = ruling(today)?;
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let mine: Vec<Stage> = one.stage().next().into_iter().filter(|stage| may_do(officer, one, *stage)).collect();
    let usual = mine.iter().copied().find(|stage| !matches!(stage, Stage::Refused | Stage::Withdrawn));
    let chosen = asked.filter(|stage| mine.contains(stage)).or(usual);
    let sponsors = Sponsor::of(&mut conn, one.id).await?;
    let (differs, shown) = match chosen {
        Some(Stage::Admitted) => differing(office, officer, &mut conn, one).await?,
        _ => Default::default(),
    };
    let looked = looked(office, officer, &mut conn, one).await?;
    let twins = if chosen == Some(Stage::Admitted) { twins_of(officer, &mut conn, one).await? } else { vec![] };
    if !twins.is_empty() {
        form.set("doubted", "1");
    }
    form.set("version", one.version.to_string());
    if form.get("request").is_empty() {
        form.set("request", office.chance.uuid(office.clock.now()).to_string());
    }
    if form.get("again").is_empty() {
        form.set("again", looked.chosen);
    }
    if form.is_sound() {
        form.set("day", today.written());
        form.set("full_name", one.full_name.clone());
        form.set("birth_day", one.birth_day.written());
        for (field, value) in [("schooling", &one.schooling), ("consent", &one.consent), ("body", &one.body)] {
            form.set(field, value.clone());
        }
        for (field, sponsor) in ["sponsor1", "sponsor2"].into_iter().zip(&sponsors) {
            form.set(field, sponsor.uid.clone());
        }
    }
    let mends = one.stage().is_open() && officer.may(Right::KeepMoves, one.unit_id);
    let choices = if mends { MaySponsor::of(&mut conn, one.unit_id, today).await? } else { vec![] };
    let done = StepDone::of(&mut conn, one.id).await?;
    let none = (String::new(), w.say("candidate-no-sponsor"));
    let choices = choices.into_iter().map(|one| (one.uid, format!("{} ({})", one.full_name, one.birth_year)));
    let others = mine.iter().filter(|stage| Some(**stage) != chosen);
    let seen = one.person_uid.as_deref().map_or(String::new(), members::address);
    let page = OnePage {
        shell: office.shell(officer),
        href: address(&one.uid),
        name: named(one),
        unit: past.name_on(one.unit_id, today).to_owned(),
        person: seen,
        state: super::state(one.stage()),
        state_name: w.say(&format!("candidate-stage-{}", one.state)),
        rule: rule_title(w, ruling.id),
        looks: looked.asks,
        identified: if one.stage().is_open() { identified(w, one) } else { String::new() },
        formers: looked.sides,
        former_choices: looked.choices,
        take: w.say("former-take"),
        differs,
        twins,
        shown,
        points: if one.stage().is_open() { points(w, one, today)? } else { vec![] },
        facts: facts(w, one, &sponsors, ruling.rule),
        steps: if mends { steps::choices(w, &done) } else { vec![] },
        trail: done.into_iter().map(|done| row(w, done)).collect(),
        next: chosen.map_or("", Stage::word),
        action: chosen.map_or(String::new(), |stage| format!("{}/buoc/{}", address(&one.uid), stage.address())),
        others: others
            .map(|stage| {
                let at = format!("{}?buoc={}", address(&one.uid), stage.address());
                (at, w.say(&format!("candidate-do-{}", stage.word())))
            })
            .collect(),
        waits: if chosen.is_none() && one.stage().is_open() {
            w.say(&format!("candidate-waits-{}", one.state))
        } else {
            String::new()
        },
        mends,
        schooling: schooling(w, ruling.rule),
        sponsors: std::iter::once(none).chain(choices).collect(),
        form,
    };
    html(status, &page)
}

/// The members whom a decision would enter a second time; nobody where it goes on with a record.
async fn twins_of(officer: &Officer, conn: &mut kit::db::Conn, one: &Candidate) -> Result<Vec<Twin>, Failure> {
    if one.former_id.is_some() {
        return Ok(vec![]);
    }
    twins::members(officer, conn, &one.full_name, one.birth_day).await
}

pub(super) async fn step(
    State(office): State<Office>,
    officer: Officer,
    Path((candidate, stage)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &candidate).await?;
    let stage = Stage::at(&stage).filter(|stage| *stage != Stage::Recognised).ok_or(Failure::NotFound)?;
    if !may_do(&officer, &found, stage) {
        return Err(Failure::Forbidden);
    }
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let day = past_day(&mut form, "day", now.day(), w);
    if matches!(stage, Stage::Admitted | Stage::Refused) && form.get("paper").is_empty() {
        form.wrong("paper", w.say("candidate-no-paper"));
    }
    if stage == Stage::Admitted
        && !found.is_identified()
        && !meant(&office, &officer, &mut tx, &found).await?.is_empty()
    {
        form.wrong("again", w.say("candidate-former-first"));
    }
    if stage == Stage::Admitted {
        twins::ask(&mut form, "sure", &twins_of(&officer, &mut tx, &found).await?, w);
    }
    let Some(day) = day.filter(|_| form.is_sound()) else {
        return page(&office, &officer, &found, Some(stage), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let paper = form.get("paper").to_owned();
    let (at, written) = ((found.id, version), (day, paper.as_str()));
    let mut target = format!("{}?xong=ket-nap-{}", address(&found.uid), stage.address());
    let done = match stage {
        Stage::Admitted => {
            let uid = office.chance.uuid(now).to_string();
            let grants = (officer.require(KeepPeople, found.unit_id)?, officer.require(KeepPeople, found.unit_id)?);
            let rules = (ruling(day)?, standing(day)?, uid);
            match admit(&mut tx, grants, &office.vault, rules, at, written, now).await {
                Ok(person) => {
                    let taken = take_over(&mut tx, &office, &officer, &found, (person, &mut form)).await?;
                    if taken != TakenOver::Done {
                        drop(tx);
                        return page(&office, &officer, &found, Some(stage), taken.status(), form).await;
                    }
                    let record = Record::get(&mut tx, person).await?.ok_or(Failure::NotFound)?;
                    target = format!("{}?xong=ket-nap-quyet-dinh", probation_address(&record.uid));
                    Ok(())
                }
                Err(error) => Err(error),
            }
        }
        Stage::Refused => refuse(&mut tx, officer.require(KeepPeople, found.unit_id)?, at, written, now).await,
        stage => {
            let grant = officer.require(KeepMoves, found.unit_id)?;
            advance(&mut tx, grant, ruling(day)?, at, stage, written, now).await
        }
    };
    match done {
        Ok(()) => once::done(tx, &form, &target, now).await,
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &found, stage, error, form).await
        }
    }
}

fn standing(day: kit::clock::Day) -> Result<state::Ruling<'static>, Failure> {
    let ruling = state::Ruling::on(&members::BOOK, day);
    ruling.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on standing holds on {day}")))
}

/// The form again with what went wrong; when somebody else was first, with what they did.
pub(super) async fn refused(
    office: &Office,
    officer: &Officer,
    found: &Candidate,
    stage: Stage,
    error: CandidateError,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let (status, now) = match error {
        CandidateError::TooEarly(last) => {
            form.wrong("day", w.with("exempting-too-early", "day", last.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        CandidateError::Misfit(misfit) => {
            form.wrong("day", misfit_told(w, misfit));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        CandidateError::Missing => {
            form.wrong("points", w.say("candidate-missing"));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        CandidateError::Unidentified => {
            form.wrong("again", w.say("candidate-former-first"));
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        CandidateError::Again(refusal) => {
            refuse_again(&mut form, "day", refusal, w);
            (StatusCode::UNPROCESSABLE_ENTITY, found.clone())
        }
        CandidateError::Stale | CandidateError::Known(_) | CandidateError::TooLate(_) => {
            let now = find(office, officer, &found.uid).await?;
            let told = w.say(&format!("candidate-stage-{}", now.state));
            form.wrong("version", w.with("transfer-changed", "state", told));
            (StatusCode::CONFLICT, now)
        }
        CandidateError::Db(error) => return Err(error.into()),
    };
    page(office, officer, &now, Some(stage), status, form).await
}

pub(super) async fn mended(
    State(office): State<Office>,
    officer: Officer,
    Path(candidate): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &candidate).await?;
    let grant = officer.require(KeepMoves, found.unit_id)?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    if !ruling(now.day())?.rule.schooling.iter().any(|level| level.key == form.get("schooling")) {
        form.wrong("schooling", w.say("candidate-no-schooling"));
    }
    let (full_name, birth_day) = (new::name(&mut form, w), new::born(&mut form, now.day(), w));
    let known = MaySponsor::of(&mut office.db.read().await?, found.unit_id, now.day()).await?;
    let mut sponsors = Vec::new();
    for field in ["sponsor1", "sponsor2"] {
        let typed = form.get(field).to_owned();
        match known.iter().find(|one| one.uid == typed) {
            Some(one) if sponsors.contains(&one.id) => form.wrong(field, w.say("candidate-same-sponsor")),
            Some(one) => sponsors.push(one.id),
            None if typed.is_empty() => {}
            None => form.wrong(field, w.say("candidate-wrong-sponsor")),
        }
    }
    let Some(birth_day) = birth_day.filter(|_| form.is_sound()) else {
        return page(&office, &officer, &found, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    let mended = Mended {
        full_name: &full_name,
        birth_day,
        schooling: form.get("schooling"),
        consent: form.get("consent"),
        sponsors: &sponsors,
        body: form.get("body"),
    };
    match mend(&mut tx, grant, (found.id, version), mended, now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=ket-nap-bo-sung", address(&found.uid))))
        }
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &found, found.stage(), error, form).await
        }
    }
}
