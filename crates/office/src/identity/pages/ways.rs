//! Ways in that were made behind somebody else's link or slip: the owner drops them, or says that they are theirs; whoever
//! keeps the account ends all of them.

use super::accounts::{address, find};
use super::{anew, here, own, prove_anyhow, with_session};
use crate::identity::reach::Officer;
use crate::identity::ways::{Way, disown, end_all, own as keep};
use crate::shell::Office;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::words::Words;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/tai-khoan/loi-vao", post(settle))
        .route("/van-phong/nguoi-dung/{account}/loi-vao", post(end))
}

/// One of them in words: `Khóa truy cập “Máy A”, tạo lúc …, do … cho vào`.
pub(crate) fn name(w: Words, way: &Way) -> String {
    let what = match way.kind.as_str() {
        "passkey" => w.with("way-passkey", "name", way.name.as_str()),
        kind => w.say(&format!("way-{kind}")),
    };
    w.fill(
        "way-behind",
        &[("what", what.into()), ("at", way.made_at.written().into()), ("who", way.who.as_str().into())],
    )
}

/// Drops them, which takes the password or having just come in; or keeps them, in a session of the owner's own alone.
async fn settle(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let (account, now) = (own(&office, &officer).await?, office.clock.now());
    let keeps = form.is("viec", "giu");
    if !keeps && !form.is("viec", "bo") {
        return Err(Failure::Malformed);
    }
    if keeps {
        if officer.let_in_by().is_some() {
            return Err(Failure::Forbidden);
        }
        let mut tx = office.db.begin().await?;
        keep(&mut tx, account.id, now).await?;
        tx.commit().await?;
        return Ok(see_other("/van-phong/tai-khoan?xong=loi-vao-giu"));
    }
    let here = here(&mut office.db.read().await?, &officer, now).await?;
    if !here.is_fresh(now) {
        prove_anyhow(&office, &officer, &account, &mut form).await?;
    }
    if !form.is_sound() {
        return super::account::page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    disown(&mut tx, account.id, now).await?;
    let token = anew(&office, &mut tx, &officer).await?;
    tx.commit().await?;
    Ok(with_session(&office, &headers, &account.login, &token, see_other("/van-phong/tai-khoan?xong=loi-vao-bo")))
}

/// Ends all sessions, links, slips, passkeys and the link to a provider of somebody else's account.
async fn end(State(office): State<Office>, officer: Officer, Path(account): Path<String>) -> Result<Response, Failure> {
    let (account, grant) = find(&office, &officer, &account).await?;
    if account.id == officer.account {
        // One's own are on one's own page, one by one.
        return Err(Failure::Forbidden);
    }
    let mut tx = office.db.begin().await?;
    end_all(&mut tx, grant, account.id, office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=loi-vao-het", address(&account))))
}
