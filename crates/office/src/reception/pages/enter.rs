//! The form that enters what came by post, at the desk or in a meeting.

use super::address;
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepReception, Right};
use crate::reception::{CHANNELS, NewPetition, Said, Sender, enter};
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bridge::PetitionKind;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

/// Letters of each field at most.
const LONGEST: [(&str, usize); 5] = [("subject", 200), ("text", 6000), ("place", 200), ("name", 100), ("contact", 200)];

#[derive(Template)]
#[template(path = "reception/pages/enter.html")]
struct EnterPage {
    shell: Shell,
    form: Form,
    rule: String,
    units: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    channels: Vec<(String, String)>,
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let unit = *officer.roots(Right::KeepReception).first().ok_or(Failure::Forbidden)?;
    let now = office.clock.now();
    let form = Form::filled([
        ("request", office.chance.uuid(now).to_string()),
        ("unit", officer.tree.uid(unit).to_owned()),
        ("kind", PetitionKind::Opinion.word().to_owned()),
        ("channel", "desk".to_owned()),
        ("received_on", now.day().written()),
    ]);
    page(&office, &officer, StatusCode::OK, form)
}

fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let w = officer.words();
    let named = |key: &str, words: &[&str]| -> Vec<(String, String)> {
        words.iter().map(|word| ((*word).to_owned(), w.say(&format!("petition-{key}-{word}")))).collect()
    };
    let unit = |unit: i64| (officer.tree.uid(unit).to_owned(), officer.tree.name(unit).to_owned());
    let page = EnterPage {
        rule: in_words(w, office.reception_rule()?.title),
        units: officer.roots(Right::KeepReception).into_iter().map(unit).collect(),
        kinds: named("kind", &PetitionKind::ALL.map(PetitionKind::word)),
        channels: named("channel", &CHANNELS[1..]),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

pub(super) async fn save(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    if officer.roots(Right::KeepReception).is_empty() {
        return Err(Failure::Forbidden);
    }
    let grant = match form.get("unit") {
        "" => {
            form.wrong("unit", w.say("papers-choose-one"));
            None
        }
        uid => {
            let unit = officer.tree.by_uid(uid).ok_or(Failure::NotFound)?;
            Some(officer.require(KeepReception, unit.id)?)
        }
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    for (name, most) in LONGEST {
        if form.get(name).chars().count() > most {
            form.wrong(name, w.count("papers-too-long", most as i64));
        }
    }
    for name in ["subject", "text"] {
        if form.get(name).is_empty() {
            form.wrong(name, w.say(&format!("petition-no-{name}")));
        }
    }
    let kind = PetitionKind::of(form.get("kind"));
    if kind.is_none() {
        form.wrong("kind", w.say("papers-choose-one"));
    }
    let channel = CHANNELS[1..].iter().find(|channel| form.is("channel", channel));
    if channel.is_none() {
        form.wrong("channel", w.say("papers-choose-one"));
    }
    let on = past_day(&mut form, "received_on", now.day(), w);
    let (true, Some(grant), Some(kind), Some(channel), Some(on)) = (form.is_sound(), grant, kind, channel, on) else {
        drop(tx);
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let field = |name: &str| form.get(name).to_owned();
    let new = NewPetition {
        uid: office.chance.uuid(now).to_string(),
        receipt: office.chance.token(),
        kind,
        channel,
        said: Said { subject: field("subject"), text: field("text"), place: field("place"), about: String::new() },
        sender: Sender { name: field("name"), contact: field("contact") },
        may_publish: form.is("may_publish", "1"),
        received_on: on,
    };
    match enter(&mut tx, grant, &office.vault, office.reception_rule()?, &new, now).await {
        Ok(_) => once::done(tx, &form, &format!("{}?xong=tiep-nhan-vao", address(&new.uid)), now).await,
        Err(crate::reception::ReceptionError::Db(error)) => Err(error.into()),
        Err(error) => Err(Failure::Broken(error.into())),
    }
}
