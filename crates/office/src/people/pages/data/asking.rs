//! Entering a request: by the person on the own page, or by an officer for who asked in writing or in person.

use super::{Whose, address, data_rule, find, in_lang, label, show};
use crate::identity::reach::Officer;
use crate::identity::right::KeepPeople;
use crate::people::request::{By, NewRequest, RESTRICT, Request, ask};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;
use rules::PersonalDataRule;

/// Longest text of a request, in characters.
const LONGEST: usize = 4000;

/// What may be chosen in the form.
pub(super) struct Choices {
    pub(super) kinds: Vec<(String, String)>,
    /// Fields that may be restricted.
    pub(super) fields: Vec<(String, String)>,
    /// How it was asked; empty for the person.
    pub(super) ways: Vec<(String, String)>,
}

pub(super) fn choices(w: Words, rule: &PersonalDataRule, for_somebody: bool) -> Choices {
    let kind = |kind: &rules::RequestKind| {
        let values =
            [("kind", viet::capital(&in_lang(w, &kind.name)).into()), ("days", i64::from(kind.done_days).into())];
        (kind.key.clone(), w.fill("request-kind-days", &values))
    };
    let fields = rule.fields.iter().filter(|field| field.may_restrict);
    let ways: &[&str] = if for_somebody { &["written", "oral"] } else { &[] };
    Choices {
        kinds: rule.requests.iter().map(kind).collect(),
        fields: fields.map(|field| (field.key.clone(), label(w, rule, &field.key))).collect(),
        ways: ways.iter().map(|way| ((*way).to_owned(), w.say(&format!("request-{way}")))).collect(),
    }
}

pub(super) fn fresh(office: &Office) -> Form {
    Form::filled([("request", office.chance.uuid(office.clock.now()).to_string())])
}

#[derive(Template)]
#[template(path = "people/pages/data/ask.html")]
struct AskPage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    back: String,
    rule: String,
    asks: Choices,
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let mut form = fresh(&office);
    form.set("asked_on", office.clock.today().written());
    ask_page(&office, &officer, &person, form, StatusCode::OK).await
}

async fn ask_page(
    office: &Office,
    officer: &Officer,
    person: &str,
    form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let found = find(office, officer, person).await?;
    officer.require(KeepPeople, found.person.unit_id)?;
    let w = officer.words();
    let (rule, title) = data_rule(w, office.clock.today())?;
    let page = AskPage {
        name: found.person.full_name,
        birth_year: found.person.birth_year,
        back: address(&found.person.uid),
        rule: title,
        asks: choices(w, rule, true),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

pub(super) async fn ask_for(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let grant = officer.require(KeepPeople, found.person.unit_id)?;
    let (w, today) = (officer.words(), office.clock.today());
    if !["written", "oral"].contains(&form.get("asked_how")) {
        form.wrong("asked_how", w.say("exemption-no-way"));
    }
    let asked_on = Day::parse(form.get("asked_on"));
    match asked_on {
        None => form.wrong("asked_on", w.say("wrong-day")),
        Some(day) if day > today => form.wrong("asked_on", w.say("day-to-come")),
        Some(_) => {}
    }
    let mut tx = office.db.begin().await?;
    let how = (form.get("asked_how").to_owned(), asked_on.unwrap_or(today));
    match enter(&office, &mut tx, By::Keeper(grant), found.person.id, &mut form, (how, w)).await? {
        Entered::Now(uid) => {
            let target = format!("/van-phong/yeu-cau/{uid}?xong=yeu-cau");
            once::done(tx, &form, &target, office.clock.now()).await
        }
        Entered::Wrong => {
            drop(tx);
            ask_page(&office, &officer, &person, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

pub(super) async fn ask_own(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let own = officer.own()?;
    let (w, person) = (officer.words(), own.person());
    let mut tx = office.db.begin().await?;
    let how = ("account".to_owned(), office.clock.today());
    match enter(&office, &mut tx, By::Own(own), person, &mut form, (how, w)).await? {
        Entered::Now(_) => {
            let target = "/van-phong/tai-khoan/du-lieu?xong=yeu-cau";
            once::done(tx, &form, target, office.clock.now()).await
        }
        Entered::Wrong => {
            drop(tx);
            let whose = Whose::Own(officer.own()?);
            show(&office, &officer, whose, false, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

enum Entered {
    /// It is entered.
    Now(String),
    /// Something in the form is wrong.
    Wrong,
}

async fn enter(
    office: &Office,
    tx: &mut Tx,
    by: By,
    person: i64,
    form: &mut Form,
    ((asked_how, asked_on), w): ((String, Day), Words),
) -> Result<Entered, Failure> {
    once::first_time(tx, form).await?;
    let now = office.clock.now();
    let ruleset = super::BOOK.on(rules::Area::PersonalData, None, now.day().0);
    let ruled = ruleset.and_then(|ruleset| Some((ruleset.id.as_str(), ruleset.personal_data()?)));
    let (id, rule) = ruled.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on personal data")))?;
    let kind = form.get("kind").to_owned();
    if rule.request(&kind).is_none() {
        form.wrong("kind", w.say("request-no-kind"));
    }
    let fields: Vec<String> = rule
        .fields
        .iter()
        .filter(|field| kind == RESTRICT && field.may_restrict && form.is(&format!("field-{}", field.key), "1"))
        .map(|field| field.key.clone())
        .collect();
    if kind == RESTRICT && fields.is_empty() {
        form.wrong("fields", w.say("request-no-fields"));
    }
    if kind == "correct" && form.get("words").is_empty() {
        form.wrong("words", w.say("request-no-words"));
    }
    if form.get("words").chars().count() > LONGEST {
        form.wrong("words", w.say("request-too-long"));
    }
    let known = Request::of(tx, person).await?;
    if let Some(open) = known.iter().find(|known| known.state == "open" && known.kind == kind) {
        form.wrong("kind", w.with("request-open-already", "day", open.due.written()));
    }
    if !form.is_sound() {
        return Ok(Entered::Wrong);
    }
    let new = NewRequest {
        uid: office.chance.uuid(now).to_string(),
        kind: &kind,
        fields: fields.iter().map(String::as_str).collect(),
        words: form.get("words"),
        asked_how: &asked_how,
        asked_on,
    };
    ask(tx, by, &office.vault, (id, rule), person, &new, now).await?;
    Ok(Entered::Now(new.uid))
}
