//! The second step of one's own account: turned on with the telephone in hand, ten codes on paper, turned off.

use super::super::{anew, own, with_session};
use super::prove;
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::identity::second::totp::Secret;
use crate::identity::second::{self, SecondStep};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

const PAGE: &str = "/van-phong/tai-khoan/buoc-hai";

#[derive(Template)]
#[template(path = "identity/pages/second/own.html")]
struct OwnPage {
    shell: Shell,
    form: Form,
    has_password: bool,
    /// Since when it is on, and how many printed codes are left, in words; `None` when it is off.
    on: Option<(String, String)>,
    /// A secret to be shared with the telephone, as a drawing and in groups of four letters.
    qr: String,
    key: String,
}

#[derive(Template)]
#[template(path = "identity/pages/second/codes.html")]
struct CodesPage {
    shell: Shell,
    login: String,
    codes: Vec<String>,
    made: String,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default()).await
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, mut form: Form) -> Result<Response, Failure> {
    let w = officer.words();
    let account = own(office, officer).await?;
    let on = SecondStep::of(&mut office.db.read().await?, account.id).await?;
    let on = on.map(|on| (w.with("second-since", "at", on.made_at.written()), w.count("recovery-left", on.codes_left)));
    // Nothing is kept of a secret before its first code was typed: until then it is only on this page.
    let secret = Secret::read(form.get("secret")).unwrap_or_else(|| Secret::draw(&office.chance));
    form.set("secret", secret.text());
    form.set("code", "");
    let address = secret.address(&w.say("office-name"), &account.login);
    let letters: Vec<char> = secret.text().chars().collect();
    let page = OwnPage {
        shell: office.shell(officer),
        form,
        has_password: account.password_hash.is_some(),
        on,
        qr: kit::qr::svg(&address, &w.say("second-qr")).unwrap_or_default(),
        key: letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" "),
    };
    html(status, &page)
}

fn codes_page(office: &Office, officer: &Officer, account: &Account, codes: Vec<String>) -> Result<Response, Failure> {
    let made = officer.words().with("recovery-made", "day", office.clock.today().written());
    html(StatusCode::OK, &CodesPage { shell: office.shell(officer), login: account.login.clone(), codes, made })
}

pub(super) async fn turn_on(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let account = own(&office, &officer).await?;
    let secret = Secret::read(form.get("secret"));
    let step = secret.and_then(|secret| Some((secret, secret.step_of(form.get("code"), office.clock.outside())?)));
    if step.is_none() {
        form.wrong("code", w.say("second-code-wrong"));
    }
    prove(&office, &account, &mut form, w).await?;
    let Some(step) = step.filter(|_| form.is_sound()) else {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    let codes =
        second::turn_on(&mut tx, &office.vault, (account.id, officer.let_in_by()), step, &office.chance, now).await?;
    let Some(codes) = codes else {
        form.wrong("code", w.say("second-on-already"));
        return page(&office, &officer, StatusCode::CONFLICT, form).await;
    };
    let token = anew(&office, &mut tx, &officer).await?;
    tx.commit().await?;
    Ok(with_session(&office, &headers, &account.login, &token, codes_page(&office, &officer, &account, codes)?))
}

pub(super) async fn renew_codes(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let account = with_second(&office, &officer).await?;
    prove(&office, &account, &mut form, officer.words()).await?;
    if !form.is_sound() {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    let codes = second::make_codes(&mut tx, &office.vault, account.id, &office.chance, office.clock.now()).await?;
    tx.commit().await?;
    codes_page(&office, &officer, &account, codes)
}

pub(super) async fn turn_off(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let account = with_second(&office, &officer).await?;
    prove(&office, &account, &mut form, officer.words()).await?;
    if !form.is_sound() {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    second::turn_off(&mut tx, account.id, office.clock.now()).await?;
    let token = anew(&office, &mut tx, &officer).await?;
    tx.commit().await?;
    let response = see_other(&format!("{PAGE}?xong=buoc-hai-tat"));
    Ok(with_session(&office, &headers, &account.login, &token, response))
}

/// One's own account, when it has the second step on; otherwise the page that says that it has not.
async fn with_second(office: &Office, officer: &Officer) -> Result<Account, Failure> {
    let account = own(office, officer).await?;
    match SecondStep::of(&mut office.db.read().await?, account.id).await? {
        Some(_) => Ok(account),
        None => Err(Failure::answer(see_other(PAGE))),
    }
}
