//! Granting a request for erasure: two persons, one of whom asks and one of whom agrees.

use super::register::{at, conflict, kind_name, rule, standing};
use crate::identity::reach::second::Way;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::ErasePerson;
use crate::people::record::Record;
use crate::people::request::{Request, grant_erasure};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use axum::response::Response;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use serde_json::json;

/// Erasing takes two persons where the rules say so: it is asked for, and done when a second one agrees.
pub(super) async fn erase(
    office: &Office,
    officer: &Officer,
    (request, unit): (&Request, i64),
    form: Form,
) -> Result<Response, Failure> {
    let version = form.version()?;
    if version != request.version {
        return conflict(office, officer, request, form).await;
    }
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let target = match officer.way(&mut tx, office, ErasePerson, unit).await? {
        Way::Alone(grant) => {
            let rule = rule(request).ok_or(Failure::NotFound)?;
            if grant_erasure(&mut tx, grant, &office.vault, rule, (request, version), now).await?.is_none() {
                drop(tx);
                return conflict(office, officer, request, form).await;
            }
            format!("{}?xong=xoa-du-lieu", at(&request.uid))
        }
        Way::Together(asking) => {
            let ask = Ask {
                uid: office.chance.uuid(now).to_string(),
                subject: "data_request",
                subject_id: request.id,
                payload: json!({ "version": version }),
                reason: form.get("answer"),
                hours: office.roles()?.two_person_hours,
            };
            format!("{}?xong=de-nghi", proposals::ask(&mut tx, asking, &ask, now).await?)
        }
    };
    tx.commit().await?;
    Ok(see_other(&target))
}

async fn proposed(conn: &mut Conn, proposal: &Proposal) -> Result<Request, Failure> {
    let sql = "SELECT uid FROM data_request WHERE id = $1";
    let uid: Option<String> = conn.value(sql, &[&proposal.subject_id]).await?;
    Request::by_uid(conn, &uid.ok_or(Failure::NotFound)?).await?.ok_or(Failure::NotFound)
}

/// What a proposal to erase is about.
pub(crate) async fn told(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let request = proposed(conn, proposal).await?;
    let record = Record::get(conn, request.person_id).await?.ok_or(Failure::NotFound)?;
    let (state, due) = (standing(w, &request, office.clock.today()).1, request.due.written());
    Ok(vec![
        (w.say("request-person"), record.full_name),
        (w.say("request-kind"), kind_name(w, &request)),
        (w.say("request-asked-on"), request.asked_on.written()),
        (w.say("request-done"), w.with("request-until", "day", due)),
        (w.say("request-state"), state),
        (w.say("request-does"), w.say("request-grants-erase")),
    ])
}

/// Erases what two persons agreed on.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    grant: Grant<ErasePerson>,
    proposal: &Proposal,
) -> Result<(), Failure> {
    let request = proposed(tx, proposal).await?;
    let version = proposal.values()["version"].as_i64().unwrap_or_default();
    let rule = rule(&request).ok_or(Failure::NotFound)?;
    let done = grant_erasure(tx, grant, &office.vault, rule, (&request, version), office.clock.now()).await?;
    done.map(|_| ()).ok_or(Failure::NotFound)
}
