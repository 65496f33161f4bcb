//! One's own account: the password, and the devices on which one is signed in.

use super::invitations::welcome_page;
use super::ways::name as way_name;
use super::{anew, first_run, here, own, password, prove, sessions, with_session};
use crate::identity::attempts::wrong_tries;
use crate::identity::passkey::Passkey;
use crate::identity::reach::Officer;
use crate::identity::second::SecondStep;
use crate::identity::sessions::Session;
use crate::identity::ways::{Way, end_of_others};
use crate::inspection::case::Case;
use crate::rights::pages::held::{self, HeldLine};
use crate::rights::pages::{DelegationLine, delegations};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Ts;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;

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
    /// Whether it is somebody's of the record, who may see what is kept of them.
    on_record: bool,
    has_password: bool,
    needs_old: bool,
    /// Whether signing in takes a second step.
    second: bool,
    /// How many passkeys they have, in words; empty when none.
    passkeys: String,
    /// Who else vouches for people; empty when nobody does.
    provider: String,
    /// What they may do, and where.
    held: Vec<HeldLine>,
    /// How many closed cases are open to them; empty when none are.
    cases: String,
    delegations: Vec<DelegationLine>,
    /// Where it says who may see their own record; empty when there is none.
    mine: String,
    /// Ways in that were made behind somebody else's link or slip, in words.
    behind: Vec<String>,
    /// Whether they may be said to be one's own here.
    may_own: bool,
    devices: Vec<Device>,
    /// The latest times it was entered, the newest first.
    entries: Vec<Device>,
    /// Wrong tries with this login; empty when there were none.
    wrong: String,
    /// What was changed about the account, as (when, what, by whom).
    changes: Vec<(String, String, String)>,
}

struct Device {
    id: i64,
    name: String,
    place: String,
    how: String,
    since: String,
    seen: String,
    here: bool,
}

/// How many of the latest entries and changes are shown.
const SHOWN: i64 = 10;

async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default()).await
}

async fn choose_password(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let account = own(&office, &officer).await?;
    let here = here(&mut office.db.read().await?, &officer, now).await?;
    // Whoever has just come in by what the manager gave them may have forgotten the old one.
    if account.password_hash.is_some() && !here.may_choose_anew(now) {
        prove(&office, &account, &mut form, w).await?;
    }
    first_run::check_password(&mut form, "password", (&account.login, &account.name), w);
    let begins = form.is("bat-dau", "1");
    if !form.is_sound() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return if begins {
            welcome_page(&office, &officer, status, form).await
        } else {
            page(&office, &officer, status, form).await
        };
    }
    let hash = password::hashed(form.raw("password"), &office.chance).await?;
    let mut tx = office.db.begin().await?;
    password::keep(&mut tx, (account.id, officer.let_in_by()), &hash, now).await?;
    // What others made while somebody had let them in goes with the password that they may know.
    let ended = end_of_others(&mut tx, account.id, officer.let_in_by(), now).await?;
    let target = match begins {
        true => "/van-phong?xong=san-sang",
        false if ended > 0 => "/van-phong/tai-khoan?xong=mat-khau-loi-vao",
        false => "/van-phong/tai-khoan?xong=mat-khau",
    };
    let token = anew(&office, &mut tx, &officer).await?;
    tx.commit().await?;
    Ok(with_session(&office, &headers, &account.login, &token, see_other(target)))
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

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let account = own(office, officer).await?;
    let mut conn = office.db.read().await?;
    let device = |session: Session| Device {
        id: session.id,
        here: session.is_of(officer.token()),
        name: session.device,
        place: session.place,
        how: how_name(w, &session.how),
        since: session.created_at.written(),
        seen: session.seen_at.written(),
    };
    let devices = sessions::sessions_of(&mut conn, account.id, now).await?;
    let fresh = devices.iter().any(|session| session.is_of(officer.token()) && session.may_choose_anew(now));
    let entries = sessions::entries_of(&mut conn, account.id, SHOWN).await?;
    let wrong = wrong_tries(&mut conn, &office.vault, &account.login, now).await?.map(|tries| {
        let (count, at) = (w.number(tries.count), tries.last_at.written());
        w.fill("wrong-tries", &[("count", count.into()), ("at", at.into()), ("place", tries.last_place.into())])
    });
    let held = held::lines(&mut conn, office, officer, officer.rights()).await?;
    let delegations = delegations(&mut conn, office, officer, officer.account).await?;
    let uid = "SELECT uid FROM person WHERE id = $1";
    let mine = match officer.person {
        Some(person) => conn.value::<String>(uid, &[&person]).await?,
        None => None,
    };
    let changes: Vec<(Ts, String, Option<String>)> = conn
        .all(
            "SELECT j.at, j.verb, a.name FROM journal j LEFT JOIN account a ON a.id = j.actor
             WHERE j.subject = 'account' AND j.subject_id = $1 AND j.verb <> 'identity.session.begin'
             ORDER BY j.id DESC LIMIT $2",
            &[&account.id, &SHOWN],
        )
        .await?;
    let change = |(at, verb, who): (Ts, String, Option<String>)| {
        let who = who.unwrap_or_else(|| w.say("journal-console"));
        (at.written(), w.say(&format!("verb-{}", verb.replace('.', "-"))), who)
    };
    let keys = Passkey::of(&mut conn, account.id).await?.len() as i64;
    let cases = Case::open_to(&mut conn, officer).await?.len() as i64;
    let page = AccountPage {
        shell: office.shell(officer),
        form,
        login: account.login,
        on_record: officer.person.is_some(),
        has_password: account.password_hash.is_some(),
        needs_old: account.password_hash.is_some() && !fresh,
        passkeys: if keys > 0 { w.count("passkeys-count", keys) } else { String::new() },
        provider: super::SignInPage::provider(office),
        second: SecondStep::of(&mut conn, account.id).await?.is_some(),
        cases: if cases > 0 { w.count("cases-own", cases) } else { String::new() },
        held,
        delegations,
        mine: mine.map_or(String::new(), |uid| format!("/van-phong/quyen/dang-vien/{uid}")),
        behind: Way::behind(&mut conn, account.id).await?.iter().map(|way| way_name(w, way)).collect(),
        may_own: officer.let_in_by().is_none(),
        devices: devices.into_iter().map(device).collect(),
        entries: entries.into_iter().map(device).collect(),
        wrong: wrong.unwrap_or_default(),
        changes: changes.into_iter().map(change).collect(),
    };
    html(status, &page)
}

/// How a session began, in words; sessions from before it was noted say nothing.
fn how_name(w: Words, how: &str) -> String {
    if how.is_empty() { String::new() } else { w.say(&format!("how-{how}")) }
}
