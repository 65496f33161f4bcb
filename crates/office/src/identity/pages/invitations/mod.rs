//! Invitations: the list of them, the sheet of slips, and choosing whom to invite by the post they hold.

mod choose;
mod enter;
pub(crate) mod power;
mod slips;

use super::accounts::{self, Keeper};
use crate::identity::Account;
use crate::identity::invitation::{Invitation, State as Standing, invite, withdraw};
use crate::identity::reach::Officer;
use crate::identity::right::KeepAccounts;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
pub(crate) use slips::address_of;
use slips::{Slip, sheet};
use std::collections::HashMap;

pub(super) use enter::welcome_page;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/loi-moi", get(list).post(act))
        .route("/van-phong/loi-moi/moi", get(choose::show).post(choose::create))
        .route("/van-phong/nguoi-dung/{account}/loi-moi", post(one))
        .route("/van-phong/ma", get(enter::show).post(enter::by_code))
        .route("/van-phong/ma/{code}", get(enter::confirm))
        .route("/van-phong/tai-khoan/bat-dau", get(enter::welcome))
}

#[derive(Template)]
#[template(path = "identity/pages/invitations/list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    /// The states as (address, name, how many, whether these are shown).
    states: Vec<(String, String, String, bool)>,
    rows: Vec<Row>,
    /// Whether any of them can still be withdrawn.
    any_waits: bool,
}

struct Row {
    uid: String,
    href: String,
    name: String,
    post: String,
    login: String,
    made: String,
    until: String,
    waits: bool,
    state: &'static str,
    state_name: String,
    ticked: bool,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    list_page(&office, &officer, StatusCode::OK, Form::default()).await
}

async fn list_page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let known = kept(office, officer).await?;
    let wanted = officer.query("trang-thai").unwrap_or_else(|| Standing::Waiting.word().to_owned());
    let of = |state: Standing| known.iter().filter(move |(invitation, ..)| invitation.state(now) == state);
    let states = Standing::ALL.iter().map(|state| {
        let (word, count) = (state.word(), of(*state).count());
        let name = w.say(&format!("invitations-{word}"));
        (format!("/van-phong/loi-moi?trang-thai={word}"), name, w.number(count as i64), wanted == word)
    });
    let shown = known.iter().filter(|(invitation, ..)| invitation.state(now).word() == wanted);
    let rows = shown.map(|(invitation, account, _)| {
        let state = invitation.state(now);
        Row {
            ticked: form.is(&format!("moi-{}", invitation.uid), "1"),
            uid: invitation.uid.clone(),
            href: accounts::address(account),
            name: account.name.clone(),
            post: account.post.clone(),
            login: account.login.clone(),
            made: invitation.made_at.day().written(),
            until: invitation.last_day().written(),
            waits: state == Standing::Waiting,
            state: match state {
                Standing::Waiting => "wait",
                Standing::Used => "done",
                Standing::Ended => "off",
            },
            state_name: match invitation.used_at {
                Some(used) => w.with("invitation-used-on", "day", used.day().written()),
                None => w.say(&format!("invitation-state-{}", state.word())),
            },
        }
    });
    let (states, rows): (_, Vec<Row>) = (states.collect(), rows.collect());
    let any_waits = rows.iter().any(|row| row.waits);
    html(status, &ListPage { shell: office.shell(officer), form, states, rows, any_waits })
}

/// The invitations of the accounts that the officer keeps, the newest first, with the unit at which they are kept.
async fn kept(office: &Office, officer: &Officer) -> Result<Vec<(Invitation, Account, i64)>, Failure> {
    let mut conn = office.db.read().await?;
    let keeper = Keeper::new(&mut conn, office, officer).await?;
    let accounts = Account::all(&mut conn).await?.into_iter().map(|account| (account.id, account));
    let accounts: HashMap<i64, Account> = accounts.collect();
    let mut known = Vec::new();
    for invitation in Invitation::all(&mut conn).await? {
        let Some(account) = accounts.get(&invitation.account_id) else { continue };
        if let Some(unit) = keeper.keeps(&mut conn, account).await? {
            known.push((invitation, account.clone(), unit));
        }
    }
    Ok(known)
}

/// Prints slips anew for those that were ticked, or withdraws theirs.
async fn act(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let known = kept(&office, &officer).await?;
    let ticked: Vec<_> = form.with_prefix("moi-").map(|(uid, _)| uid.to_owned()).collect();
    if ticked.is_empty() {
        form.wrong("moi", w.say("invitations-tick-somebody"));
        return list_page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut chosen = Vec::new();
    for uid in ticked {
        chosen.push(known.iter().find(|(invitation, ..)| invitation.uid == uid).ok_or(Failure::NotFound)?);
    }
    let anew = form.is("viec", "in-lai");
    let mut slips = Vec::new();
    let mut tx = office.db.begin().await?;
    for (invitation, account, unit) in chosen {
        let grant = officer.require(KeepAccounts, *unit)?;
        if !anew {
            withdraw(&mut tx, grant, (account.id, invitation.id), now).await?;
        } else if account.disabled_at.is_none() {
            let days = office.sign_in_rule()?.invitation_days;
            let code = invite(&mut tx, grant, &office.vault, (account.id, days), &office.chance, now).await?;
            slips.push(Slip { account: account.clone(), code });
        }
    }
    let address = address_of(&mut tx, &office, &headers).await?;
    tx.commit().await?;
    if anew {
        sheet(&office, &officer, &address, (slips, 0))
    } else {
        Ok(see_other("/van-phong/loi-moi?xong=thu-hoi-loi-moi"))
    }
}

/// One slip, for the account of a page.
async fn one(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    Path(account): Path<String>,
) -> Result<Response, Failure> {
    let (account, grant) = accounts::find(&office, &officer, &account).await?;
    if account.disabled_at.is_some() {
        return Err(Failure::Forbidden);
    }
    let (mut tx, days) = (office.db.begin().await?, office.sign_in_rule()?.invitation_days);
    let code = invite(&mut tx, grant, &office.vault, (account.id, days), &office.chance, office.clock.now()).await?;
    let address = address_of(&mut tx, &office, &headers).await?;
    tx.commit().await?;
    sheet(&office, &officer, &address, (vec![Slip { account, code }], 0))
}
