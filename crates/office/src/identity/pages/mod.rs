//! The door: sign-in by password, the one-time link, and the way out; behind it the pages about accounts.

mod account;
mod accounts;
mod first_run;
pub(crate) mod invitations;
mod passkeys;
mod provider;
pub(crate) mod roles;
pub(crate) mod second;
pub(crate) mod ways;

use super::attempts::{KNOWN_COOKIE, KNOWN_LASTS, Lane, note_wrong, remember};
use super::keeping::is_kept_by;
use super::reach::Officer;
use super::second::{SecondStep, half_way};
use super::sessions::{Arrival, How, Session};
use super::ways::hand_on;
use super::{Account, COOKIE, COOKIE_LASTS, is_set_up, password, sessions};
use crate::shell::{Office, Shell, lang_of, set_cookie};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
pub(crate) use invitations::address_of;
use kit::clock::{SECOND, Ts};
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::{DoorForm, Form};
use kit::page::{html, see_other};
use kit::web::{Caller, cookie, encode, is_local, query};
use kit::words::Words;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-nhap", get(sign_in).post(enter_by_password))
        .route("/van-phong/lien-ket/{token}", get(confirm).post(enter_by_link))
        .route("/van-phong/dang-xuat", post(leave))
        .merge(first_run::routes())
        .merge(account::routes())
        .merge(accounts::routes())
        .merge(invitations::routes())
        .merge(second::routes())
        .merge(passkeys::routes())
        .merge(provider::routes())
        .merge(ways::routes())
}

#[derive(Template)]
#[template(path = "identity/pages/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: Form,
    /// Who else vouches for people; empty when nobody does.
    provider: String,
}

impl SignInPage {
    fn new(office: &Office, shell: Shell, form: Form) -> SignInPage {
        SignInPage { shell, form, provider: SignInPage::provider(office) }
    }

    /// The name of who else vouches for people; empty when nobody does.
    fn provider(office: &Office) -> String {
        let provider = office.provider.as_ref().filter(|_| office.site.is_some());
        provider.map_or(String::new(), |provider| provider.name.clone())
    }
}

#[derive(Template)]
#[template(path = "identity/pages/door.html")]
struct LinkPage {
    shell: Shell,
    title: String,
    text: String,
    /// The link to confirm; empty when it does not hold.
    action: String,
}

async fn sign_in(State(office): State<Office>, headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    if !is_set_up(&mut office.db.read().await?).await? {
        return Ok(see_other("/van-phong/cai-dat"));
    }
    let form = Form::filled([("tiep", query(&uri, "tiep").unwrap_or_default())]);
    html(StatusCode::OK, &SignInPage::new(&office, office.door(lang_of(&headers)), form))
}

async fn enter_by_password(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    DoorForm(mut form): DoorForm,
) -> Result<Response, Failure> {
    let login: String = form.get("login").to_lowercase().chars().take(100).collect();
    let now = office.clock.now();
    let lane = Lane::of(&office, &headers, caller, &login).await?;
    if let Err(failure) = office.attempts.take(&lane, now) {
        return too_often(&office, &headers, form, failure);
    }
    let Some(account) = password::check(&office.db, &login, form.raw("password")).await? else {
        let mut tx = office.db.begin().await?;
        note_wrong(&mut tx, &office.vault, &login, &caller.prefix(), now).await?;
        tx.commit().await?;
        let shell = office.door(lang_of(&headers));
        form.wrong("password", shell.w.say("sign-in-wrong"));
        return html(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage::new(&office, shell, form));
    };
    office.attempts.was_right(&lane);
    let mut tx = office.db.begin().await?;
    let came = Came::of(&mut tx, &office, &account, How::Password).await?;
    enter(&office, tx, &account, (&headers, caller, came), next_of(&form)).await
}

/// Where a form says that somebody was going, if that is in the office.
fn next_of(form: &Form) -> &str {
    let next = form.get("tiep");
    if is_local(next) && next.starts_with("/van-phong") { next } else { "/van-phong" }
}

/// The sign-in page again, with how long to wait and the ways in that stay open.
fn too_often(office: &Office, headers: &HeaderMap, mut form: Form, failure: Failure) -> Result<Response, Failure> {
    let Failure::TooMany { seconds } = failure else { return Err(failure) };
    let shell = office.door(lang_of(headers));
    form.wrong("login", shell.w.count("sign-in-slowed", seconds.div_ceil(60).cast_signed()));
    let mut response = html(StatusCode::TOO_MANY_REQUESTS, &SignInPage::new(office, shell, form))?;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    Ok(response)
}

async fn confirm(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let shell = office.door(lang_of(&headers));
    match sessions::link_holds(&mut office.db.read().await?, &office, &token).await? {
        Some((account, _)) => {
            let (title, text) = (shell.w.with("link-title", "name", account.name), shell.w.say("link-text"));
            html(StatusCode::OK, &LinkPage { shell, title, text, action: format!("/van-phong/lien-ket/{token}") })
        }
        None => gone(&office, caller, shell),
    }
}

async fn enter_by_link(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    let Some((account, made_by)) = sessions::use_link(&mut tx, &office, &token).await? else {
        return gone(&office, caller, office.door(lang_of(&headers)));
    };
    // Whoever has no password yet is asked for one at once; in the demo the links are the way in.
    let choose = account.password_hash.is_none() && !office.demo;
    let next = if choose { "/van-phong/tai-khoan/bat-dau?xong=vao-bang-lien-ket" } else { "/van-phong" };
    enter(&office, tx, &account, (&headers, caller, Came::let_in(How::Link, made_by)), next).await
}

/// How somebody came in, and who else had what they came in by.
#[derive(Clone, Copy, Debug)]
struct Came {
    how: How,
    let_in_by: Option<i64>,
}

impl Came {
    /// By a link or a slip that an account made, or by a passkey made behind one; of the console, or the owner's own, for
    /// `None`.
    fn let_in(how: How, let_in_by: Option<i64>) -> Came {
        Came { how, let_in_by }
    }

    /// By what only its owner has, unless it was made behind somebody else's link or slip.
    async fn of(conn: &mut Conn, office: &Office, account: &Account, how: How) -> Result<Came, Failure> {
        let hours = i64::from(office.roles()?.let_in_hours);
        let since = office.clock.now().plus(-hours * 3600 * SECOND);
        let hand = hand_on(conn, account.id, how, since).await?;
        // Whoever made a link or a slip was asked at its first step. Where whoever had let the owner in when the second step was
        // turned on keeps the account no more, there is nobody left to share it with.
        let by_link = matches!(how, How::Link | How::Invitation);
        if by_link && !is_kept_by(conn, office, hand, account.id).await? {
            return Ok(Came { how, let_in_by: None });
        }
        Ok(Came { how, let_in_by: hand })
    }
}

/// Lets somebody in who has passed the first step; where the account has a second one, leads there before anything begins.
async fn enter(
    office: &Office,
    mut tx: Tx,
    account: &Account,
    (headers, caller, came): (&HeaderMap, Caller, Came),
    next: &str,
) -> Result<Response, Failure> {
    if SecondStep::of(&mut tx, account.id).await?.is_none() {
        return let_in(office, tx, account, (headers, caller, came), next).await;
    }
    // Who passes the second step shows what whoever made the link has not, unless that one had let them in when it was made.
    let note = half_way::note(&mut tx, &office.vault, account, came.how, office.clock.now()).await?;
    // A link or a slip is used up by its first step.
    tx.commit().await?;
    let mut response = see_other(&format!("/van-phong/dang-nhap/buoc-hai?tiep={}", encode(next)));
    set_cookie(&mut response, half_way::COOKIE, &note, office.secure, half_way::LASTS);
    Ok(response)
}

/// Begins a session in place of the one that this browser may have had, and leads to `next`.
async fn let_in(
    office: &Office,
    mut tx: Tx,
    account: &Account,
    (headers, caller, came): (&HeaderMap, Caller, Came),
    next: &str,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    // What was made behind a link holds no longer than the link would.
    if !is_kept_by(&mut tx, office, came.let_in_by, account.id).await? {
        let shell = office.door(lang_of(headers));
        let (title, text) = (shell.w.say("way-gone-title"), shell.w.say("way-gone-text"));
        return html(StatusCode::GONE, &LinkPage { shell, title, text, action: String::new() });
    }
    if let Some(old) = cookie(headers, COOKIE) {
        sessions::end(&mut tx, old, now).await?;
    }
    let token = sessions::begin(&mut tx, account.id, &arrival(headers, caller, came), &office.chance, now).await?;
    tx.commit().await?;
    Ok(with_session(office, headers, &account.login, &token, see_other(next)))
}

/// The answer with the session's cookie, and the one by which the device is known again.
fn with_session(office: &Office, headers: &HeaderMap, login: &str, token: &str, mut response: Response) -> Response {
    set_cookie(&mut response, COOKIE, token, office.secure, COOKIE_LASTS);
    let known = remember(&office.vault, headers, login, &office.chance);
    set_cookie(&mut response, KNOWN_COOKIE, &known, office.secure, KNOWN_LASTS);
    response
}

/// Ends all sessions of an account and lets this browser go on under another one, because what it takes to come in has changed:
/// whoever came in by less is out, everywhere; the new token. How they came in, and who let them in, stays as it was.
async fn anew(office: &Office, tx: &mut Tx, officer: &Officer) -> Result<String, Failure> {
    let (account, now) = (officer.account, office.clock.now());
    let here = here(tx, officer, now).await?;
    sessions::end_all(tx, account, None, now).await?;
    Ok(sessions::go_on(tx, account, &here, &office.chance, now).await?)
}

/// The session of whoever is signed in.
async fn here(conn: &mut Conn, officer: &Officer, now: Ts) -> Result<Session, Failure> {
    let open = sessions::sessions_of(conn, officer.account, now).await?;
    open.into_iter().find(|session| session.is_of(officer.token())).ok_or(Failure::NotFound)
}

/// The account of whoever is signed in.
async fn own(office: &Office, officer: &Officer) -> Result<Account, Failure> {
    Account::get(&mut office.db.read().await?, officer.account).await?.ok_or(Failure::NotFound)
}

/// Looks whether the account's own password was typed again; otherwise the form says so.
async fn prove(office: &Office, account: &Account, form: &mut Form, w: Words) -> Result<(), Failure> {
    let lane = Lane::inside(account.id);
    office.attempts.take(&lane, office.clock.now())?;
    if password::is_right(account.password_hash.clone(), form.raw("password_now")).await? {
        office.attempts.was_right(&lane);
    } else {
        form.wrong("password_now", w.say("password-now-wrong"));
    }
    Ok(())
}

/// The same for whoever may have no password: they have just come in by what the manager gave them, or by a passkey.
async fn prove_anyhow(office: &Office, officer: &Officer, account: &Account, form: &mut Form) -> Result<(), Failure> {
    if account.password_hash.is_some() {
        return prove(office, account, form, officer.words()).await;
    }
    let now = office.clock.now();
    let here = here(&mut office.db.read().await?, officer, now).await?;
    if !here.is_fresh(now) {
        form.wrong("passkey", officer.words().say("passkey-prove-first"));
    }
    Ok(())
}

fn arrival(headers: &HeaderMap, caller: Caller, came: Came) -> Arrival {
    let Came { how, let_in_by } = came;
    Arrival { device: device(headers), place: caller.prefix(), how, let_in_by }
}

async fn leave(State(office): State<Office>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = cookie(&headers, COOKIE) {
        let mut tx = office.db.begin().await?;
        sessions::end(&mut tx, token, office.clock.now()).await?;
        tx.commit().await?;
    }
    let mut response = see_other("/van-phong/dang-nhap");
    set_cookie(&mut response, COOKIE, "", office.secure, 0);
    Ok(response)
}

/// A link that does not hold. One that holds is never slowed: its 256 bits cannot be guessed.
fn gone(office: &Office, caller: Caller, shell: Shell) -> Result<Response, Failure> {
    office.attempts.take_code(caller, office.clock.now())?;
    let (title, text) = (shell.w.say("link-gone-title"), shell.w.say("link-gone-text"));
    Ok(html(StatusCode::GONE, &LinkPage { shell, title, text, action: String::new() })?.into_response())
}

/// The browser and the system, so that people recognise their own devices: `Chrome, Android`.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let first = |names: &[&str]| names.iter().find(|name| agent.contains(**name)).map(|name| (*name).to_owned());
    // The order matters: each browser also names those that it wants to be taken for.
    let browser = first(&["Edg", "OPR", "coc_coc", "Firefox", "Chrome", "Safari"]);
    let system = first(&["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"]);
    let known: Vec<String> = [browser, system].into_iter().flatten().collect();
    if known.is_empty() { "?".to_owned() } else { known.join(", ") }
}
