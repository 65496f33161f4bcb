//! Coming in with the code of a slip, and the first page after that: the login to remember and a password to choose.

use super::super::{Came, Session, enter, sessions};
use crate::identity::reach::Officer;
use crate::identity::sessions::How;
use crate::identity::{Account, code, invitation};
use crate::shell::{Office, Shell, lang_of};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kit::failure::Failure;
use kit::form::{DoorForm, Form};
use kit::page::html;
use kit::web::Caller;

#[derive(Template)]
#[template(path = "identity/pages/invitations/enter.html")]
struct EnterPage {
    shell: Shell,
    form: Form,
    /// Whose code it is, when it came by an address; empty when it is still to be typed.
    name: String,
    post: String,
}

pub(super) async fn show(State(office): State<Office>, headers: HeaderMap) -> Result<Response, Failure> {
    html(StatusCode::OK, &typing(&office, &headers, Form::default()))
}

/// What a telephone opens that has read the slip: whose it is, and the button.
pub(super) async fn confirm(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let mut form = Form::filled([("ma", code)]);
    match owner(&office, caller, &headers, &mut form).await? {
        Some((_, Account { name, post, .. })) => {
            let shell = office.door(lang_of(&headers));
            html(StatusCode::OK, &EnterPage { shell, form, name, post })
        }
        None => html(StatusCode::GONE, &typing(&office, &headers, form)),
    }
}

pub(super) async fn by_code(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    DoorForm(mut form): DoorForm,
) -> Result<Response, Failure> {
    if let Some((code, _)) = owner(&office, caller, &headers, &mut form).await? {
        let mut tx = office.db.begin().await?;
        if let Some((account, made_by)) = invitation::use_up(&mut tx, &office, &code).await? {
            let next = "/van-phong/tai-khoan/bat-dau?xong=vao-bang-phieu";
            return enter(&office, tx, &account, (&headers, caller, Came::let_in(How::Invitation, made_by)), next)
                .await;
        }
        form.wrong("ma", office.door(lang_of(&headers)).w.say("by-code-gone"));
    }
    html(StatusCode::UNPROCESSABLE_ENTITY, &typing(&office, &headers, form))
}

/// The code that was typed, and whom it would let in; otherwise the form says what is wrong.
async fn owner(
    office: &Office,
    caller: Caller,
    headers: &HeaderMap,
    form: &mut Form,
) -> Result<Option<(String, Account)>, Failure> {
    let w = office.door(lang_of(headers)).w;
    let plain = match code::read(form.get("ma")) {
        Ok(plain) => plain,
        Err(wrong) => {
            form.wrong("ma", w.with(&format!("by-code-wrong-{}", wrong.key()), "what", wrong.what()));
            return Ok(None);
        }
    };
    office.attempts.take_code(caller, office.clock.now())?;
    match invitation::holds(&mut office.db.read().await?, office, &plain).await? {
        Some((account, _)) => {
            office.attempts.code_was_right(caller);
            Ok(Some((plain, account)))
        }
        None => {
            form.wrong("ma", w.say("by-code-gone"));
            Ok(None)
        }
    }
}

fn typing(office: &Office, headers: &HeaderMap, form: Form) -> EnterPage {
    EnterPage { shell: office.door(lang_of(headers)), form, name: String::new(), post: String::new() }
}

#[derive(Template)]
#[template(path = "identity/pages/invitations/welcome.html")]
struct WelcomePage {
    shell: Shell,
    form: Form,
    name: String,
    login: String,
    needs_old: bool,
}

pub(super) async fn welcome(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    welcome_page(&office, &officer, StatusCode::OK, Form::default()).await
}

/// The first page after coming in by what the manager gave.
pub(in super::super) async fn welcome_page(
    office: &Office,
    officer: &Officer,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    let mut conn = office.db.read().await?;
    let account = Account::get(&mut conn, officer.account).await?.ok_or(Failure::NotFound)?;
    let open = sessions::sessions_of(&mut conn, account.id, now).await?;
    let fresh = open.iter().any(|session: &Session| session.is_of(officer.token()) && session.may_choose_anew(now));
    let page = WelcomePage {
        shell: office.shell(officer),
        form,
        name: account.name,
        login: account.login,
        needs_old: account.password_hash.is_some() && !fresh,
    };
    html(status, &page)
}
