//! The form with which a cell enters somebody who is recognised as a candidate.

use super::{address, cells, rule_title, ruling, schooling};
use crate::candidate::{CandidateError, NewCandidate, recognise};
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepMoves, Right};
use crate::people::pages::twins::{self, Twin};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

/// Years that people live at the most.
const OLDEST: i64 = 120;

#[derive(Template)]
#[template(path = "candidate/pages/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    rule: String,
    units: Vec<(String, String)>,
    sexes: Vec<(String, String)>,
    schooling: Vec<(String, String)>,
    /// Members of the same name and birth.
    twins: Vec<Twin>,
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    officer.somewhere(Right::KeepMoves)?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", request), ("day", office.clock.today().written())]);
    page(&office, &officer, StatusCode::OK, form, vec![])
}

pub(super) async fn save(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    officer.somewhere(Right::KeepMoves)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let Some(typed) = read(&mut form, &officer, now.day(), w)?.filter(|_| form.is_sound()) else {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form, vec![]);
    };
    let grant = officer.require(KeepMoves, typed.unit)?;
    let twins = twins::members(&officer, &mut tx, &typed.name, typed.born).await?;
    twins::ask(&mut form, "full_name", &twins, w);
    if !form.is_sound() {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form, twins);
    }
    let new = NewCandidate {
        uid: office.chance.uuid(now).to_string(),
        full_name: &typed.name,
        birth_day: typed.born,
        sex: Some(form.get("sex")).filter(|sex| !sex.is_empty()),
        schooling: form.get("schooling"),
        left_on: typed.left_on,
    };
    let done = recognise(&mut tx, grant, ruling(now.day())?, &new, (typed.day, form.get("paper")), now).await;
    match done {
        Ok(_) => {
            let target = format!("{}?xong=ket-nap-moi", address(&new.uid));
            once::done(tx, &form, &target, now).await
        }
        // The page of the known one shows how far it has come; nothing was written.
        Err(CandidateError::Known(known)) => Ok(see_other(&format!("{}?xong=ket-nap-da-co", address(&known)))),
        Err(CandidateError::Db(error)) => Err(error.into()),
        Err(error) => Err(Failure::Broken(error.into())),
    }
}

struct Typed {
    unit: i64,
    name: String,
    born: Day,
    left_on: Option<Day>,
    day: Day,
}

fn read(form: &mut Form, officer: &Officer, today: Day, w: Words) -> Result<Option<Typed>, Failure> {
    let unit = officer.tree.by_uid(form.get("unit")).map(|unit| unit.id);
    let unit = unit.filter(|unit| officer.may(Right::KeepMoves, *unit));
    if unit.is_none() {
        form.wrong("unit", w.say("candidate-no-unit"));
    }
    let name = name(form, w);
    if !["", "m", "f"].contains(&form.get("sex")) {
        form.wrong("sex", w.say("transfer-wrong-sex"));
    }
    if !ruling(today)?.rule.schooling.iter().any(|level| level.key == form.get("schooling")) {
        form.wrong("schooling", w.say("candidate-no-schooling"));
    }
    let born = born(form, today, w);
    let left_on = if form.get("left_on").is_empty() { None } else { past_day(form, "left_on", today, w) };
    let day = past_day(form, "day", today, w);
    if let (Some(born), Some(day)) = (born, day)
        && day <= born
    {
        form.wrong("day", w.with("transfer-before", "day", born.written()));
    }
    if let (Some(left), Some(born)) = (left_on, born)
        && left <= born
    {
        form.wrong("left_on", w.with("transfer-before", "day", born.written()));
    }
    if let (Some(left), Some(day)) = (left_on, day)
        && day <= left
    {
        form.wrong("day", w.with("candidate-before-left", "day", left.written()));
    }
    let (Some(unit), Some(born), Some(day)) = (unit, born, day) else { return Ok(None) };
    Ok(Some(Typed { unit, name, born, left_on, day }))
}

/// The candidate's day of birth: nobody is older than people become.
pub(super) fn born(form: &mut Form, today: Day, w: Words) -> Option<Day> {
    let born = past_day(form, "birth_day", today, w)?;
    if born.year() < today.year() - OLDEST {
        form.wrong("birth_day", w.say("record-wrong-birth-year"));
        return None;
    }
    Some(born)
}

/// The candidate's name, one blank between words.
pub(super) fn name(form: &mut Form, w: Words) -> String {
    let name = viet::tidy(form.get("full_name"));
    if name.is_empty() {
        form.wrong("full_name", w.say("transfer-no-name"));
    } else if name.chars().count() > 80 || name.chars().any(|c| c.is_ascii_digit() || "<>{}[]@#".contains(c)) {
        form.wrong("full_name", w.say("record-wrong-name"));
    }
    name
}

fn page(
    office: &Office,
    officer: &Officer,
    status: StatusCode,
    form: Form,
    twins: Vec<Twin>,
) -> Result<Response, Failure> {
    let w = officer.words();
    let ruling = ruling(office.clock.today())?;
    let page = NewPage {
        shell: office.shell(officer),
        rule: rule_title(w, ruling.id),
        units: cells(officer, w.say("transfer-choose-unit")),
        sexes: ["m", "f"].map(|sex| (sex.to_owned(), w.say(&format!("sex-{sex}")))).to_vec(),
        schooling: schooling(w, ruling.rule),
        twins,
        form,
    };
    html(status, &page)
}
