//! One's own account: the password, and the devices on which one is signed in.

use super::{COOKIE, COOKIE_LASTS, device, first_run, password, sessions};
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::rights::pages::held::{self, HeldLine};
use crate::rights::pages::{DelegationLine, delegations};
use crate::shell::{Office, Shell, set_cookie};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/tai-khoan", get(show).post(choose_password))
        .route("/van-phong/tai-khoan/thiet-bi", post(end_others))
        .route("/van-phong/tai-khoan/thiet-bi/{session}", post(end_one))
}

#[derive(Template)]
#[template(path = "identity/pages/account.html")]
struct AccountPage {
    shell: Shell,
    form: Form,
    login: String,
    has_password: bool,
    /// What they may do, and where.
    held: Vec<HeldLine>,
    delegations: Vec<DelegationLine>,
    /// Where it says who may see their own record; empty when there is none.
    mine: String,
    devices: Vec<Device>,
}

struct Device {
    id: i64,
    name: String,
    since: String,
    seen: String,
    here: bool,
}

async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default()).await
}

async fn choose_password(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let account = own(&office, &officer).await?;
    if account.password_hash.is_some() {
        office.login_limit.check(&account.login)?;
        if !password::is_right(account.password_hash, form.raw("password_now")).await? {
            form.wrong("password_now", w.say("password-now-wrong"));
        }
    }
    first_run::check_password(&mut form, "password", (&account.login, &account.name), w);
    if !form.is_sound() {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let now = office.clock.now();
    let hash = password::hashed(form.raw("password"), &office.chance).await?;
    let mut tx = office.db.begin().await?;
    password::keep(&mut tx, account.id, &hash, now).await?;
    // Whoever knew the old password is out, everywhere; this browser goes on under a new token.
    sessions::end_all(&mut tx, account.id, None, now).await?;
    let token = sessions::begin(&mut tx, account.id, &device(&headers), &office.chance, now).await?;
    tx.commit().await?;
    let mut response = see_other("/van-phong/tai-khoan?xong=mat-khau");
    set_cookie(&mut response, COOKIE, &token, office.secure, COOKIE_LASTS);
    Ok(response)
}

async fn end_one(
    State(office): State<Office>,
    officer: Officer,
    Path(session): Path<i64>,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    if !sessions::end_one(&mut tx, officer.account, session, office.clock.now()).await? {
        return Err(Failure::NotFound);
    }
    tx.commit().await?;
    Ok(see_other("/van-phong/tai-khoan?xong=thiet-bi"))
}

async fn end_others(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    sessions::end_all(&mut tx, officer.account, Some(officer.token()), office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/van-phong/tai-khoan?xong=thiet-bi"))
}

async fn own(office: &Office, officer: &Officer) -> Result<Account, Failure> {
    Account::get(&mut office.db.read().await?, officer.account).await?.ok_or(Failure::NotFound)
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let account = own(office, officer).await?;
    let open = sessions::sessions_of(&mut office.db.read().await?, account.id, office.clock.now()).await?;
    let devices = open.into_iter().map(|session| Device {
        id: session.id,
        here: session.is_of(officer.token()),
        name: session.device,
        since: session.created_at.written(),
        seen: session.seen_at.written(),
    });
    let mut conn = office.db.read().await?;
    let held = held::lines(&mut conn, office, officer, officer.rights()).await?;
    let delegations = delegations(&mut conn, office, officer, officer.account).await?;
    let uid = "SELECT uid FROM person WHERE id = $1";
    let mine = match officer.person {
        Some(person) => conn.value::<String>(uid, &[&person]).await?,
        None => None,
    };
    let page = AccountPage {
        shell: office.shell(officer),
        form,
        login: account.login,
        has_password: account.password_hash.is_some(),
        held,
        delegations,
        mine: mine.map_or(String::new(), |uid| format!("/van-phong/quyen/dang-vien/{uid}")),
        devices: devices.collect(),
    };
    html(status, &page)
}
