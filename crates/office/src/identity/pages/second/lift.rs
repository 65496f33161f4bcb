//! Taking the second step off an account whose owner has lost the telephone and the paper: one asks, another one agrees.

use super::super::accounts::{address, find};
use crate::identity::Account;
use crate::identity::reach::second::Way;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::LiftSecondStep;
use crate::identity::second::{SecondStep, lift};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::response::Response;
use kit::clock::Ts;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;

pub(super) async fn ask(
    State(office): State<Office>,
    officer: Officer,
    Path(account): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let (account, kept) = find(&office, &officer, &account).await?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    if SecondStep::of(&mut tx, account.id).await?.is_none() {
        return Ok(see_other(&address(&account)));
    }
    let target = match officer.way(&mut tx, &office, LiftSecondStep, kept.unit()).await? {
        Way::Alone(grant) => {
            lift(&mut tx, grant, account.id, now).await?;
            format!("{}?xong=buoc-hai-go", address(&account))
        }
        Way::Together(asking) => {
            let ask = Ask {
                uid: office.chance.uuid(now).to_string(),
                subject: "account",
                subject_id: account.id,
                payload: serde_json::json!({}),
                reason: form.get("reason"),
                hours: office.roles()?.two_person_hours,
            };
            format!("{}?xong=de-nghi", proposals::ask(&mut tx, asking, &ask, now).await?)
        }
    };
    tx.commit().await?;
    Ok(see_other(&target))
}

/// What a proposal to take it off is about: whose.
pub(crate) async fn told(
    conn: &mut Conn,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let account = Account::get(conn, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    Ok(vec![
        (w.say("person-name"), format!("{} ({})", account.name, account.login)),
        (w.say("role-unit"), officer.tree.name(proposal.unit_id).to_owned()),
    ])
}

/// Takes it off, as two persons agreed.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    grant: Grant<LiftSecondStep>,
    proposal: &Proposal,
    now: Ts,
) -> Result<(), Failure> {
    lift(tx, grant, proposal.subject_id, now).await?;
    Ok(())
}
