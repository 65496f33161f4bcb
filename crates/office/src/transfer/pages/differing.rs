//! What a letter of introduction says otherwise than the record of somebody who has come back: side by side, and taken over
//! field by field.

use super::address;
use super::one::{find, page};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::org::lineage::Past;
use crate::people;
use crate::people::pages as members;
use crate::people::pages::differing::{Kept, Row, TAKE, TakenOver, take_over as take};
use crate::shell::Office;
use crate::transfer::{Newcomer, State, Transfer};
use axum::extract::{Path, State as Handed};
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;

/// What was written of somebody whose record is here, with that record; nothing for whom it is out of reach.
async fn both(
    conn: &mut Conn,
    officer: &Officer,
    transfer: &Transfer,
    today: Day,
) -> Result<Option<(Newcomer, Kept)>, Failure> {
    let Some(person) = transfer.person_id else { return Ok(None) };
    let Some(who) = Newcomer::of(conn, transfer.id).await? else { return Ok(None) };
    let home = people::home(conn, person, today).await?;
    if !home.is_some_and(|unit| officer.may(Right::ReadPeople, unit)) {
        return Ok(None);
    }
    Ok(Kept::of(conn, person, today).await?.map(|kept| (who, kept)))
}

/// The fields in which they differ, with what the form tells of the version of the record.
pub(super) async fn of(
    conn: &mut Conn,
    officer: &Officer,
    transfer: &Transfer,
    today: Day,
) -> Result<(Vec<Row>, (String, i64)), Failure> {
    let Some((who, kept)) = both(conn, officer, transfer, today).await? else { return Ok(Default::default()) };
    let mut rows = kept.beside(officer.words(), &who.said(), TAKE)?;
    rows.retain(|row| row.differs);
    Ok((rows, kept.shown()))
}

/// Where the record of who has come back is kept up, for those who may.
pub(super) fn keeps(officer: &Officer, past: &Past, transfer: &Transfer) -> String {
    let may = transfer.to_unit.is_some_and(|unit| officer.may_then(past, Right::KeepPeople, unit));
    let received = transfer.state() == State::Received;
    transfer.person_uid.as_deref().filter(|_| may && received).map_or(String::new(), members::address)
}

pub(super) async fn take_over(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(transfer): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let unit = people::home(&mut tx, transfer.person_id.unwrap_or_default(), now.day()).await?;
    let grant = officer.require(KeepPeople, unit.or(transfer.to_unit).unwrap_or_default());
    let grant = grant.map_err(|_| Failure::Forbidden)?;
    once::first_time(&mut tx, &form).await?;
    let past = office.trees.past(&mut tx, now.day(), now.day()).await?;
    let received = !keeps(&officer, &past, &transfer).is_empty();
    let known = both(&mut tx, &officer, &transfer, now.day()).await?.filter(|_| received);
    let taken = match known {
        Some((who, kept)) if form.with_prefix(TAKE).any(|(_, on)| on == "1") => {
            take(&mut tx, &office, (&officer, grant), (&kept, 0, &who.said()), (&mut form, TAKE)).await?
        }
        _ => {
            form.wrong("khac-ho-so", w.say("transfer-take-none"));
            TakenOver::Unfit
        }
    };
    match taken {
        TakenOver::Done => return once::done(tx, &form, &format!("{}?xong=ho-so", address(&transfer.uid)), now).await,
        TakenOver::Stale => form.wrong("khac-ho-so", w.say("transfer-take-stale")),
        TakenOver::Unfit => {}
    }
    drop(tx);
    page(&office, &officer, &transfer, None, taken.status(), form).await
}
