//! One's own passkeys: made, named, removed. Making and removing one takes the password, or having just come in.

use super::super::{anew, own, prove_anyhow, with_session};
use super::site;
use crate::identity::passkey::ceremony::{Made, made};
use crate::identity::passkey::{self, LONGEST_NAME, MOST, Passkey, Question, key};
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

const PAGE: &str = "/van-phong/tai-khoan/khoa-truy-cap";
const PURPOSE: &str = "make";

#[derive(Template)]
#[template(path = "identity/pages/passkeys/own.html")]
struct OwnPage {
    shell: Shell,
    form: Form,
    /// Whether passkeys can be used at the address that was asked.
    usable: bool,
    needs_password: bool,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    /// The end of the names of its fields.
    at: usize,
    name: String,
    made: String,
    used: String,
}

#[derive(Template)]
#[template(path = "identity/pages/passkeys/make.html")]
struct MakePage {
    shell: Shell,
    name: String,
    login: String,
    who: String,
    user: String,
    site: String,
    note: String,
    question: String,
    known: String,
    algorithms: String,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    page(&office, &officer, &headers, StatusCode::OK, Form::default()).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    headers: &HeaderMap,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, account) = (officer.words(), own(office, officer).await?);
    let known = Passkey::of(&mut office.db.read().await?, account.id).await?;
    let rows = known.into_iter().enumerate().map(|(at, passkey)| Row {
        href: format!("{PAGE}/{}", passkey.uid),
        at,
        name: passkey.name,
        made: passkey.made_at.day().written(),
        used: passkey.used_at.map_or_else(|| w.say("passkey-never"), |used| used.written()),
    });
    if form.get("name").is_empty() && form.is_sound() {
        form.set("name", w.say("passkey-name-usual"));
    }
    let page = OwnPage {
        rows: rows.collect(),
        shell: office.shell(officer),
        form,
        usable: site(office, headers).is_some(),
        needs_password: account.password_hash.is_some(),
    };
    html(status, &page)
}

fn check_name(form: &mut Form, officer: &Officer) {
    let letters = form.get("name").chars().count();
    if letters == 0 || letters > LONGEST_NAME {
        form.wrong("name", officer.words().say("passkey-wrong-name"));
    }
}

/// The password and a name first; then the page on which the device is asked.
pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let account = own(&office, &officer).await?;
    check_name(&mut form, &officer);
    prove_anyhow(&office, &officer, &account, &mut form).await?;
    let known = Passkey::of(&mut office.db.read().await?, account.id).await?;
    if known.len() >= MOST {
        form.wrong("name", officer.words().say("passkey-too-many"));
    }
    let Some(site) = site(&office, &headers).filter(|_| form.is_sound()) else {
        return page(&office, &officer, &headers, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let question = Question::draw(&office.chance, office.clock.now());
    let page = MakePage {
        shell: office.shell(&officer),
        name: form.get("name").to_owned(),
        question: question.text(&office.vault, PURPOSE, officer.token()),
        note: question.note(),
        site: site.host,
        known: known.into_iter().map(|passkey| passkey.credential).collect::<Vec<_>>().join(" "),
        algorithms: key::algorithms(),
        login: account.login,
        who: account.name,
        user: account.uid,
    };
    html(StatusCode::OK, &page)
}

/// Keeps what the device has made. The question was asked of this session, after the password: its answer proves both.
pub(super) async fn add(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let (account, now) = (own(&office, &officer).await?, office.clock.now());
    check_name(&mut form, &officer);
    let answered = Made {
        credential: form.get("credential"),
        client: form.get("client"),
        authenticator: form.get("authenticator"),
        algorithm: form.get("algorithm"),
        key: form.get("key"),
    };
    let question = Question::of_note(form.get("note"), now);
    let new = question.zip(site(&office, &headers)).and_then(|(question, site)| {
        let question = question.text(&office.vault, PURPOSE, officer.token());
        made(&site, &question, &answered)
            .inspect_err(|refusal| tracing::info!(?refusal, "a new passkey was refused"))
            .ok()
    });
    let mut tx = office.db.begin().await?;
    let added = match new.filter(|_| form.is_sound()) {
        Some(new) => {
            let whose = (account.id, officer.let_in_by());
            passkey::add(&mut tx, whose, (&new, form.get("name")), &office.chance, now).await?
        }
        None => None,
    };
    if added.is_none() {
        form.wrong("passkey", officer.words().say("passkey-not-made"));
        return page(&office, &officer, &headers, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let token = anew(&office, &mut tx, &officer).await?;
    tx.commit().await?;
    let response = see_other(&format!("{PAGE}?xong=khoa-truy-cap"));
    Ok(with_session(&office, &headers, &account.login, &token, response))
}

pub(super) async fn rename(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    Path(passkey): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    check_name(&mut form, &officer);
    if !Passkey::of(&mut tx, officer.account).await?.iter().any(|known| known.uid == passkey) {
        return Err(Failure::NotFound);
    }
    if !form.is_sound() {
        return page(&office, &officer, &headers, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    passkey::rename(&mut tx, officer.account, &passkey, form.get("name"), office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{PAGE}?xong=luu")))
}

pub(super) async fn remove(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    Path(passkey): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let account = own(&office, &officer).await?;
    let known = Passkey::of(&mut office.db.read().await?, account.id).await?;
    if !known.iter().any(|known| known.uid == passkey) {
        return Err(Failure::NotFound);
    }
    prove_anyhow(&office, &officer, &account, &mut form).await?;
    if !form.is_sound() {
        return page(&office, &officer, &headers, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    if !passkey::remove(&mut tx, account.id, &passkey, office.clock.now()).await? {
        return Err(Failure::NotFound);
    }
    // The device may be in other hands.
    let token = anew(&office, &mut tx, &officer).await?;
    tx.commit().await?;
    let response = see_other(&format!("{PAGE}?xong=khoa-truy-cap-xoa"));
    Ok(with_session(&office, &headers, &account.login, &token, response))
}
