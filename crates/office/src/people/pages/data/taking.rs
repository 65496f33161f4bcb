//! Taking what is sealed of a person out as a file, for whoever asked for their copy: it takes two persons, one of whom asks
//! and one of whom agrees; then whoever asked saves it once.

use super::file;
use crate::identity::reach::Officer;
use crate::identity::reach::second::{Refused, Way};
use crate::identity::right::{Act, ExportSealed};
use crate::people::kept::By;
use crate::people::pages::{Found, address};
use crate::people::record::Record;
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use axum::response::Response;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use serde_json::json;

const PERSON: &str = "person";

/// The file, where the officer may save it; otherwise a second person is asked.
pub(super) async fn take(office: &Office, officer: &Officer, found: &Found, form: &Form) -> Result<Response, Failure> {
    let (unit, person, now) = (found.person.unit_id, found.record.id, office.clock.now());
    let mut tx = office.db.begin().await?;
    let asking = match officer.way(&mut tx, office, ExportSealed, unit).await? {
        Way::Alone(grant) => return file(office, officer, tx, By::Keeper(grant.reading()), &found.record).await,
        Way::Together(asking) => asking,
    };
    if let Some(grant) = officer.redeem(&mut tx, office, ExportSealed, (unit, PERSON, person)).await? {
        return file(office, officer, tx, By::Keeper(grant.reading()), &found.record).await;
    }
    let ask = Ask {
        uid: office.chance.uuid(now).to_string(),
        subject: PERSON,
        subject_id: person,
        payload: json!({}),
        reason: form.get("reason"),
        hours: office.roles()?.two_person_hours,
    };
    let proposal = proposals::ask(&mut tx, asking, &ask, now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{proposal}?xong=de-nghi")))
}

/// Whether the officer still has to ask for it.
pub(super) async fn waits(office: &Office, officer: &Officer, (unit, person): (i64, i64)) -> Result<bool, Failure> {
    let mut conn = office.db.read().await?;
    let together = matches!(officer.way(&mut conn, office, ExportSealed, unit).await?, Way::Together(_));
    Ok(together && !officer.may_redeem(&mut conn, office, Act::ExportSealed, (unit, PERSON, person)).await?)
}

/// What a proposal to take a file is about.
pub(crate) async fn told(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let record = Record::get(conn, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let hours = i64::from(office.roles()?.two_person_hours);
    Ok(vec![
        (w.say("request-person"), record.full_name),
        (w.say("taking-what"), w.say("taking-what-text")),
        (w.say("taking-then"), w.count("taking-then-text", hours)),
    ])
}

/// Nothing is taken yet: where whoever asked saves the file.
pub(crate) async fn allowed(tx: &mut Tx, proposal: &Proposal) -> Result<String, Refused> {
    let record = Record::get(tx, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    Ok(format!("{}/du-lieu", address(&record.uid)))
}
