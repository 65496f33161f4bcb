//! An account for whoever holds a post that carries power: to let people in, or to confirm. Whoever makes it would hold the
//! key to that power, so it is made by two persons.

use super::choose::suggest;
use crate::identity::holding::carried_by;
use crate::identity::reach::second::{Asking, Refused, Way};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{GivePower, KeepAccounts};
use crate::identity::{Account, NewAccount, create_account};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use serde_json::json;

/// What a proposal is about: a person who is to have an account.
pub(crate) const SUBJECT: &str = "person";

/// How an account for a person comes about.
pub(super) enum Making {
    /// At once.
    Now(Grant<KeepAccounts>),
    /// When a second one agrees.
    Together(Asking<GivePower>),
}

/// How an officer makes an account at a unit for a person whose posts may carry power.
pub(super) async fn making(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    (person, unit): (i64, i64),
) -> Result<Making, Failure> {
    let rule = office.roles()?;
    let carried = carried_by(conn, rule, &officer.tree, person).await?;
    let Some(power) = carried.iter().find(|held| rule.is_power(&held.role)) else {
        return Ok(Making::Now(officer.require(KeepAccounts, unit)?));
    };
    Ok(match officer.way(conn, office, GivePower, power.unit).await? {
        Way::Alone(grant) => Making::Now(grant.giving(&power.role).grant),
        Way::Together(asking) => Making::Together(asking),
    })
}

/// Asks a second person to agree; where the proposal is.
pub(super) async fn ask(
    tx: &mut Tx,
    office: &Office,
    asking: Asking<GivePower>,
    (person, post): (i64, &str),
) -> Result<String, Failure> {
    let now = office.clock.now();
    let ask = Ask {
        uid: office.chance.uuid(now).to_string(),
        subject: SUBJECT,
        subject_id: person,
        payload: json!({ "post": post }),
        reason: "",
        hours: office.roles()?.two_person_hours,
    };
    Ok(proposals::ask(tx, asking, &ask, now).await?)
}

/// What a proposal to make an account is about: whose, and what their post lets them do.
pub(crate) async fn told(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let (name, _) = person(conn, proposal.subject_id).await?;
    let carried = carried_by(conn, office.roles()?, &officer.tree, proposal.subject_id).await?;
    let roles = carried.iter().map(|held| {
        let (role, unit) = (office.role_name(w, &held.role), officer.tree.name(held.unit));
        format!("{role}: {unit}")
    });
    Ok(vec![
        (w.say("person-name"), name),
        (w.say("power-post"), proposal.values()["post"].as_str().unwrap_or_default().to_owned()),
        (w.say("power-carries"), roles.collect::<Vec<_>>().join("; ")),
        (w.say("power-then"), w.say("power-then-text")),
    ])
}

/// Makes the account that two persons agreed on; where its slip is made.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    grant: Grant<GivePower>,
    proposal: &Proposal,
) -> Result<String, Refused> {
    let (name, known) = person(tx, proposal.subject_id).await?;
    if !known {
        let accounts = Account::all(tx).await?;
        let login = suggest(&name, &accounts.into_iter().map(|account| account.login).collect());
        let (values, now) = (proposal.values(), office.clock.now());
        let post = values["post"].as_str().unwrap_or_default();
        let new = NewAccount { login: &login, name: &name, post, person: Some(proposal.subject_id) };
        create_account(tx, grant.giving("").grant, &new, &office.chance, now).await?;
    }
    Ok("/van-phong/loi-moi/moi".to_owned())
}

/// The person's name, and whether they have an account by now.
async fn person(conn: &mut Conn, person: i64) -> Result<(String, bool), Failure> {
    let sql =
        "SELECT full_name, (SELECT count(*) FROM account a WHERE a.person_id = p.id) FROM person p WHERE p.id = $1";
    let (name, accounts): (String, i64) = conn.opt(sql, &[&person]).await?.ok_or(Failure::NotFound)?;
    Ok((name, accounts > 0))
}
