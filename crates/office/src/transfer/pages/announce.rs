//! The form that announces somebody who comes from outside this office with an introduction.

use super::who::{self, Shown};
use super::{address, causes, cells, due_by_rule, ruling, title};
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepMoves, Right};
use crate::people::may_be_one;
use crate::people::pages::again::Side;
use crate::shell::{Office, Shell};
use crate::transfer::{Asked, Newcomer, TransferError, Written, announce};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

#[derive(Template)]
#[template(path = "transfer/pages/announce.html")]
struct AnnouncePage {
    shell: Shell,
    form: Form,
    rule: String,
    causes: Vec<(String, String)>,
    units: Vec<(String, String)>,
    sexes: Vec<(String, String)>,
    /// Whoever on record may be meant, beside what was typed, and what can be answered.
    formers: Vec<Side>,
    former_choices: Vec<(String, String)>,
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    officer.somewhere(Right::KeepMoves)?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    page(&office, &officer, StatusCode::OK, Form::filled([("request", request)]), Shown::default())
}

pub(super) async fn save(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    officer.somewhere(Right::KeepMoves)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    form.set("twins", "");
    form.set("announced", "");
    let typed = form.clone();
    let read = read(&mut form, &officer, now.day(), w);
    let (mut shown, mut person) = (Shown::default(), 0);
    if let Some(new) = read.as_ref().map(|read| &read.who) {
        let known = who::around(&officer, &mut tx, new, now.day()).await?;
        person = who::meant(&mut form, &officer, &known);
        if person == 0 {
            announced(&mut form, &officer, &mut tx, new).await?;
        }
        shown = who::shown(&officer, new, &known)?;
    }
    let Some(read) = read.filter(|_| form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form, shown);
    };
    let grant = officer.require(KeepMoves, read.to)?;
    let (due, ruleset) = due_by_rule(read.cause_on, read.day)?;
    let new = Asked {
        uid: office.chance.uuid(now).to_string(),
        person,
        temporary: false,
        to: Some(read.to),
        elsewhere: typed.get("elsewhere"),
        cause: typed.get("cause"),
        cause_on: read.cause_on,
        until: None,
        due,
        ruleset,
    };
    let written = Written { day: read.day, paper: typed.get("paper"), words: typed.get("words") };
    match announce(&mut tx, grant, (&new, &read.who), written, now).await {
        Ok(_) => {}
        // Announced already: that page shows where it stands, and nothing was written.
        Err(TransferError::Open(open)) => return Ok(see_other(&format!("{}?xong=chuyen-dang-co", address(&open)))),
        Err(TransferError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    let target = format!("{}?xong=chuyen-den", address(&new.uid));
    once::done(tx, &form, &target, now).await
}

/// Asks whether somebody else is meant than whoever of this name and birth is announced already.
async fn announced(form: &mut Form, officer: &Officer, conn: &mut Conn, who: &Newcomer) -> Result<(), Failure> {
    if form.is("twin", "1") {
        return Ok(());
    }
    let sql = "SELECT t.uid, t.to_unit, n.full_name, n.birth_year, n.birth_day FROM transfer_newcomer n
               JOIN transfer t ON t.id = n.transfer_id WHERE t.person_id IS NULL AND n.birth_year = $1
               AND t.state IN ('introduced', 'in_transit', 'returned') ORDER BY t.id";
    let all: Vec<(String, i64, String, i64, Option<Day>)> = conn.all(sql, &[&who.birth_year]).await?;
    let asked = (who.full_name.as_str(), (who.birth_year, who.birth_day));
    let known = all.into_iter().find(|(_, to, name, year, day)| {
        officer.may(Right::ReadPeople, *to) && may_be_one(asked, (name, (*year, *day)))
    });
    if let Some((uid, to, name, ..)) = known {
        let values = [("name", name.into()), ("unit", officer.tree.name(to).into())];
        form.wrong("full_name", officer.words().fill("transfer-twin", &values));
        form.set("twins", "1");
        form.set("announced", address(&uid));
    }
    Ok(())
}

struct Typed {
    to: i64,
    day: Day,
    cause_on: Day,
    who: Newcomer,
}

fn read(form: &mut Form, officer: &Officer, today: Day, w: Words) -> Option<Typed> {
    let to = officer.tree.by_uid(form.get("to")).map(|unit| unit.id).filter(|to| officer.may(Right::KeepMoves, *to));
    if to.is_none() {
        form.wrong("to", w.say("transfer-no-unit"));
    }
    if !ruling(today).ok()?.1.causes.iter().any(|cause| cause.key == form.get("cause")) {
        form.wrong("cause", w.say("transfer-no-cause"));
    }
    let name = viet::tidy(form.get("full_name"));
    form.set("full_name", name);
    for (field, key) in
        [("full_name", "transfer-no-name"), ("elsewhere", "transfer-no-sender"), ("paper", "transfer-no-paper")]
    {
        if form.get(field).is_empty() {
            form.wrong(field, w.say(key));
        }
    }
    if !form.get("sex").is_empty() && !form.is("sex", "m") && !form.is("sex", "f") {
        form.wrong("sex", w.say("transfer-wrong-sex"));
    }
    let born = past_day(form, "birth_day", today, w);
    let (day, cause_on) = (past_day(form, "day", today, w), past_day(form, "cause_on", today, w));
    let joined_on = past_day(form, "joined_on", today, w);
    let official_on = if form.get("official_on").is_empty() { None } else { past_day(form, "official_on", today, w) };
    if let (Some(born), Some(joined)) = (born, joined_on)
        && joined < born
    {
        form.wrong("joined_on", w.with("transfer-before", "day", born.written()));
    }
    if let (Some(joined), Some(official)) = (joined_on, official_on)
        && official < joined
    {
        form.wrong("official_on", w.with("transfer-before", "day", joined.written()));
    }
    let said = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
    let who = Newcomer {
        full_name: form.get("full_name").to_owned(),
        birth_year: born?.year(),
        birth_day: born,
        sex: said("sex"),
        joined_on,
        official_on,
        card_no: said("card_no"),
    };
    Some(Typed { to: to?, day: day?, cause_on: cause_on?, who })
}

fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form, shown: Shown) -> Result<Response, Failure> {
    let w = officer.words();
    let (ruleset, rule) = ruling(office.clock.today())?;
    let page = AnnouncePage {
        shell: office.shell(officer),
        rule: title(w, ruleset),
        causes: causes(w, rule),
        units: cells(officer, None, w.say("transfer-choose-unit")),
        sexes: ["m", "f"].map(|sex| (sex.to_owned(), w.say(&format!("sex-{sex}")))).to_vec(),
        formers: shown.0,
        former_choices: shown.1,
        form,
    };
    html(status, &page)
}
