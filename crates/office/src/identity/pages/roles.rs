//! Giving roles and ending them; a role that gives power over the office, and any role that somebody would give themselves, is
//! given by two persons.

use super::accounts::{address, find, one_page};
use crate::identity::reach::second::GivingWay;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{GivePower, KeepAccounts, Role};
use crate::identity::{Account, give_role, roles, take_role};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Ts;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use serde_json::json;

pub(super) async fn add(
    State(office): State<Office>,
    officer: Officer,
    Path(account): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (account, _) = find(&office, &officer, &account).await?;
    let unit = officer.tree.by_uid(form.get("unit")).ok_or(Failure::NotFound)?.id;
    officer.require(KeepAccounts, unit)?;
    if office.roles()?.role(form.get("role")).is_none() {
        form.wrong("role", officer.words().say("wrong-role"));
        return one_page(&office, &officer, &account, StatusCode::UNPROCESSABLE_ENTITY, form, String::new()).await;
    }
    let mut tx = office.db.begin().await?;
    let held = roles(&mut tx, account.id, office.clock.today()).await?;
    let mut asked = None;
    if !held.iter().any(|(_, word, at)| word == form.get("role") && *at == unit) {
        asked = give(&mut tx, &office, &officer, &account, (unit, &form)).await?;
        tx.commit().await?;
    }
    Ok(see_other(&asked.unwrap_or_else(|| format!("{}?xong=luu", address(&account)))))
}

/// Gives the role of a form, or asks a second person to agree; where the proposal is then.
pub(super) async fn give(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    account: &Account,
    (unit, form): (i64, &Form),
) -> Result<Option<String>, Failure> {
    let (role, now) = (form.get("role"), office.clock.now());
    let asking = match officer.giving(tx, office, account.id, (unit, role)).await? {
        GivingWay::Now(giving) => {
            give_role(tx, giving, account.id, now).await?;
            return Ok(None);
        }
        GivingWay::Together(asking) => asking,
    };
    let ask = Ask {
        uid: office.chance.uuid(now).to_string(),
        subject: "account",
        subject_id: account.id,
        payload: json!({ "role": role }),
        reason: form.get("reason"),
        hours: office.roles()?.two_person_hours,
    };
    Ok(Some(format!("{}?xong=de-nghi", proposals::ask(tx, asking, &ask, now).await?)))
}

/// What a proposal to give a role is about: whose, which, where.
pub(crate) async fn told(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let account = Account::get(conn, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let role = office.role_name(w, proposal.values()["role"].as_str().unwrap_or_default());
    Ok(vec![
        (w.say("person-name"), format!("{} ({})", account.name, account.login)),
        (w.say("role"), role),
        (w.say("role-unit"), officer.tree.name(proposal.unit_id).to_owned()),
    ])
}

/// Gives the role that two persons agreed on; where it is seen.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    grant: Grant<GivePower>,
    proposal: &Proposal,
    now: Ts,
) -> Result<(), Failure> {
    let values = proposal.values();
    let role = values["role"].as_str().ok_or(Failure::Malformed)?;
    let held = roles(tx, proposal.subject_id, now.day()).await?;
    if !held.iter().any(|(_, word, at)| word == role && *at == grant.unit()) {
        give_role(tx, grant.giving(role), proposal.subject_id, now).await?;
    }
    Ok(())
}

pub(super) async fn end(
    State(office): State<Office>,
    officer: Officer,
    Path((account, holding)): Path<(String, i64)>,
) -> Result<Response, Failure> {
    let (account, _) = find(&office, &officer, &account).await?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let held = roles(&mut tx, account.id, now.day()).await?;
    let (_, word, unit) = held.iter().find(|(id, ..)| *id == holding).ok_or(Failure::NotFound)?;
    if account.id == officer.account && word == Role::OfficeManager.word() {
        return Err(Failure::Forbidden);
    }
    take_role(&mut tx, officer.require(KeepAccounts, *unit)?, holding, now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=luu", address(&account))))
}
