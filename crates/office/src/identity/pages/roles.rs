//! Giving roles and ending them; a role that gives power over the office, and any role that somebody would give themselves, is
//! given by two persons.

use super::accounts::{address, find, one_page};
use crate::identity::keeping::end_beyond;
use crate::identity::reach::second::{GivingWay, Refused};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{GivePower, KeepAccounts, Role};
use crate::identity::{Account, Span, give_role_for, roles_from, take_role};
use crate::org;
use crate::people::pages::span;
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::words::Words;
use serde_json::json;

pub(super) async fn add(
    State(office): State<Office>,
    officer: Officer,
    Path(account): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (account, _) = find(&office, &officer, &account).await?;
    let mut tx = office.db.begin().await?;
    let Some((unit, span)) = read(&mut tx, &office, &officer, &mut form).await? else {
        drop(tx);
        return one_page(&office, &officer, &account, StatusCode::UNPROCESSABLE_ENTITY, form, String::new()).await;
    };
    let mut asked = None;
    if !holds(&mut tx, account.id, (form.get("role"), unit), span).await? {
        asked = give(&mut tx, &office, &officer, &account, ((unit, span), &form)).await?;
        tx.commit().await?;
    }
    Ok(see_other(&asked.unwrap_or_else(|| format!("{}?xong=luu", address(&account)))))
}

/// Whether an account holds a role at a unit on each of these days already.
async fn holds(conn: &mut Conn, account: i64, (role, unit): (&str, i64), (from, to): Span) -> Result<bool, Failure> {
    for held in roles_from(conn, account, from).await? {
        if held.role == role && held.unit_id == unit && held.from_day <= from {
            // A unit that is to end has ended it sooner than it was given for.
            let end = org::end_without_change(conn, org::Span::Role, held.id, held.to_day).await?;
            if end.is_none_or(|end| to.is_some_and(|to| to <= end)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The unit and the days of a form in which a role is given; what is wrong is put to the fields. The role is one of the
/// rules, at a kind of unit at which it makes sense, and begins while the unit is there.
///
/// # Errors
/// As for [`Officer::require`] with the right to keep the accounts of the unit.
pub(super) async fn read(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    form: &mut Form,
) -> Result<Option<(i64, Span)>, Failure> {
    let (w, today, rule) = (officer.words(), office.clock.today(), office.roles()?);
    let unit = match form.get("unit") {
        "" => None,
        uid => Some(officer.tree.by_uid(uid).ok_or(Failure::NotFound)?),
    };
    if let Some(unit) = unit {
        officer.require(KeepAccounts, unit.id)?;
    } else {
        form.wrong("unit", w.say("role-no-unit"));
    }
    match (rule.role(form.get("role")), unit) {
        (None, _) => form.wrong("role", w.say("wrong-role")),
        (Some(role), Some(unit)) if !role.is_held_at(&unit.kind) => {
            let kinds: Vec<String> = role.held_at.iter().map(|kind| w.say(&format!("unit-kind-{kind}"))).collect();
            let values = [("role", office.role_name(w, &role.key).into()), ("kinds", kinds.join(", ").into())];
            form.wrong("unit", w.fill("role-not-there", &values));
        }
        _ => {}
    }
    let day = |form: &mut Form, name: &str| match (form.get(name), Day::parse(form.get(name))) {
        ("", _) => None,
        (_, Some(day)) if day < today => {
            form.wrong(name, w.say("role-past"));
            None
        }
        (_, None) => {
            form.wrong(name, w.say("wrong-day"));
            None
        }
        (_, day) => day,
    };
    let (from, last) = (day(form, "from").unwrap_or(today), day(form, "until"));
    if let Some(last) = last.filter(|last| *last < from) {
        form.wrong(
            "until",
            w.fill("role-backwards", &[("from", from.written().into()), ("day", last.written().into())]),
        );
    }
    if let Some(unit) = unit
        && let Some(told) = too_late(conn, w, (unit.id, &unit.name), from).await?
    {
        form.wrong("unit", told);
    }
    Ok(unit.filter(|_| form.is_sound()).map(|unit| (unit.id, (from, last.map(|last| last.plus_days(1))))))
}

/// What is told of a unit that is there no more when something at it would begin.
pub(crate) async fn too_late(
    conn: &mut Conn,
    w: Words,
    (unit, name): (i64, &str),
    from: Day,
) -> Result<Option<String>, Failure> {
    let end = org::end_of(conn, unit).await?.filter(|end| *end <= from);
    Ok(end.map(|end| w.fill("unit-ends-before", &[("unit", name.into()), ("day", end.written().into())])))
}

/// Gives the role of a form, or asks a second person to agree; where the proposal is then.
pub(super) async fn give(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    account: &Account,
    ((unit, span), form): ((i64, Span), &Form),
) -> Result<Option<String>, Failure> {
    let (role, now) = (form.get("role"), office.clock.now());
    let asking = match officer.giving(tx, office, account.id, (unit, role)).await? {
        GivingWay::Now(giving) => {
            give_role_for(tx, giving, account.id, span, now).await?;
            end_beyond(tx, office, (account.id, unit), now).await?;
            return Ok(None);
        }
        GivingWay::Together(asking) => asking,
    };
    let ask = Ask {
        uid: office.chance.uuid(now).to_string(),
        subject: "account",
        subject_id: account.id,
        payload: json!({ "role": role, "from": span.0, "to": span.1 }),
        reason: form.get("reason"),
        hours: office.roles()?.two_person_hours,
    };
    Ok(Some(format!("{}?xong=de-nghi", proposals::ask(tx, asking, &ask, now).await?)))
}

/// The days of a proposal, as far as they are to come. One from before says none: from today on.
fn days(proposal: &Proposal, today: Day) -> Span {
    let values = proposal.values();
    let day = |name: &str| values[name].as_str().and_then(Day::parse);
    (day("from").unwrap_or(today).max(today), day("to"))
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
    let (from, to) = days(proposal, office.clock.today());
    Ok(vec![
        (w.say("person-name"), format!("{} ({})", account.name, account.login)),
        (w.say("role"), role),
        (w.say("role-unit"), officer.tree.name(proposal.unit_id).to_owned()),
        (w.say("role-days"), span(w, from, to)),
    ])
}

/// Gives the role that two persons agreed on; where it is seen.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    grant: Grant<GivePower>,
    proposal: &Proposal,
) -> Result<(), Refused> {
    let now = office.clock.now();
    let values = proposal.values();
    let role = values["role"].as_str().ok_or(Failure::Malformed)?;
    let span = days(proposal, now.day());
    if span.1.is_some_and(|to| to <= span.0) {
        return Err(Refused::Told(officer.words().say("role-over")));
    }
    let unit = grant.unit();
    if let Some(told) = too_late(tx, officer.words(), (unit, officer.tree.name(unit)), span.0).await? {
        return Err(Refused::Told(told));
    }
    if !holds(tx, proposal.subject_id, (role, grant.unit()), span).await? {
        give_role_for(tx, grant.giving(role), proposal.subject_id, span, now).await?;
        end_beyond(tx, office, (proposal.subject_id, unit), now).await?;
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
    let known = roles_from(&mut tx, account.id, now.day()).await?;
    let held = known.iter().find(|held| held.id == holding).ok_or(Failure::NotFound)?;
    if account.id == officer.account && held.role == Role::OfficeManager.word() {
        return Err(Failure::Forbidden);
    }
    take_role(&mut tx, officer.require(KeepAccounts, held.unit_id)?, holding, now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=luu", address(&account))))
}
