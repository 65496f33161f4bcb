//! The door: the one-time link, and the way out.

use super::{end_session, link_holds, reach::COOKIE, use_link};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kit::failure::Failure;
use kit::page::{html, see_other};
use kit::web::{Caller, cookie};

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-nhap", get(sign_in))
        .route("/van-phong/lien-ket/{token}", get(confirm).post(enter))
        .route("/van-phong/dang-xuat", post(leave))
}

#[derive(Template)]
#[template(path = "identity/door.html")]
struct DoorPage {
    shell: Shell,
    title: String,
    text: String,
    /// The link to confirm; empty when there is nothing to do here.
    action: String,
}

async fn sign_in(State(office): State<Office>) -> Result<Response, Failure> {
    let shell = office.shell(None);
    let (title, text) = (shell.w.say("door-title"), shell.w.say("door-text"));
    html(StatusCode::OK, &DoorPage { shell, title, text, action: String::new() })
}

async fn confirm(State(office): State<Office>, caller: Caller, Path(token): Path<String>) -> Result<Response, Failure> {
    office.sign_in_limit.check(&caller.prefix())?;
    let shell = office.shell(None);
    match link_holds(&mut office.db.read().await?, &token, office.clock.now()).await? {
        Some((_, name)) => {
            let (title, text) = (shell.w.with("link-title", "name", name), shell.w.say("link-text"));
            html(StatusCode::OK, &DoorPage { shell, title, text, action: format!("/van-phong/lien-ket/{token}") })
        }
        None => gone(shell),
    }
}

async fn enter(State(office): State<Office>, caller: Caller, Path(token): Path<String>) -> Result<Response, Failure> {
    office.sign_in_limit.check(&caller.prefix())?;
    let mut tx = office.db.begin().await?;
    let Some(session) = use_link(&mut tx, &token, &office.chance, office.clock.now()).await? else {
        return gone(office.shell(None));
    };
    tx.commit().await?;
    let mut response = see_other("/van-phong");
    keep_cookie(&mut response, &session, office.secure, 30 * 86_400);
    Ok(response)
}

async fn leave(State(office): State<Office>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = cookie(&headers, COOKIE) {
        let mut tx = office.db.begin().await?;
        end_session(&mut tx, token, office.clock.now()).await?;
        tx.commit().await?;
    }
    let mut response = see_other("/van-phong/dang-nhap");
    keep_cookie(&mut response, "", office.secure, 0);
    Ok(response)
}

fn gone(shell: Shell) -> Result<Response, Failure> {
    let (title, text) = (shell.w.say("link-gone-title"), shell.w.say("link-gone-text"));
    Ok(html(StatusCode::GONE, &DoorPage { shell, title, text, action: String::new() })?.into_response())
}

fn keep_cookie(response: &mut Response, token: &str, secure: bool, seconds: u32) {
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{COOKIE}={token}; Path=/van-phong; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::from_str(&line) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}
