//! The second step at the door: the code of the telephone, or a printed one.

use super::super::{Came, Lane, let_in, next_of};
use crate::identity::Account;
use crate::identity::attempts::note_wrong;
use crate::identity::second::{Passed, half_way, pass as pass_second};
use crate::identity::sessions::How;
use crate::shell::{Office, Shell, lang_of, set_cookie};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use kit::failure::Failure;
use kit::form::{DoorForm, Form};
use kit::page::{html, see_other};
use kit::web::{Caller, cookie, query};

const DOOR: &str = "/van-phong/dang-nhap";

#[derive(Template)]
#[template(path = "identity/pages/second/enter.html")]
struct EnterPage {
    shell: Shell,
    form: Form,
}

pub(super) async fn show(State(office): State<Office>, headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    if waiting(&office, &headers).await?.is_none() {
        return Ok(see_other(DOOR));
    }
    let form = Form::filled([("tiep", query(&uri, "tiep").unwrap_or_default())]);
    html(StatusCode::OK, &EnterPage { shell: office.door(lang_of(&headers)), form })
}

pub(super) async fn pass(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    DoorForm(mut form): DoorForm,
) -> Result<Response, Failure> {
    let Some((account, how)) = waiting(&office, &headers).await? else { return Ok(see_other(DOOR)) };
    let (shell, now) = (office.door(lang_of(&headers)), office.clock.now());
    let lane = Lane::of(&office, &headers, caller, &account.login).await?;
    if let Err(failure) = office.attempts.take_second(&lane, now) {
        let Failure::TooMany { seconds } = failure else { return Err(failure) };
        form.wrong("code", shell.w.count("second-slowed", seconds.div_ceil(60).cast_signed()));
        let mut response = html(StatusCode::TOO_MANY_REQUESTS, &EnterPage { shell, form })?;
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    let mut tx = office.db.begin().await?;
    let times = (office.clock.outside(), now);
    let Some(passed) = pass_second(&mut tx, &office.vault, account.id, form.get("code"), times).await? else {
        note_wrong(&mut tx, &office.vault, &account.login, &caller.prefix(), now).await?;
        tx.commit().await?;
        form.wrong("code", shell.w.say("second-enter-wrong"));
        form.set("code", "");
        return html(StatusCode::UNPROCESSABLE_ENTITY, &EnterPage { shell, form });
    };
    office.attempts.second_was_right(&lane);
    let next = match passed {
        Passed::Telephone => next_of(&form),
        Passed::Paper => "/van-phong/tai-khoan/buoc-hai?xong=ma-du-phong",
    };
    let came = Came::of(&mut tx, &office, &account, how).await?;
    let mut response = let_in(&office, tx, &account, (&headers, caller, came), next).await?;
    set_cookie(&mut response, half_way::COOKIE, "", office.secure, 0);
    Ok(response)
}

async fn waiting(office: &Office, headers: &HeaderMap) -> Result<Option<(Account, How)>, Failure> {
    let Some(note) = cookie(headers, half_way::COOKIE) else { return Ok(None) };
    Ok(half_way::read(&mut office.db.read().await?, &office.vault, note, office.clock.now()).await?)
}
