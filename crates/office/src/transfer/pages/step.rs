//! What is done to a transfer: the next step, the choice of the receiving side, the end of a temporary stay.

use super::one::{asks_whither, find, keeps_stay, page};
use super::{address, meant, place, side_of, who};
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepMoves, KeepPeople};
use crate::shell::Office;
use crate::transfer::{
    Side, Step, Transfer, TransferError, Written, advance, direct as direct_to, end_stay as end, receive,
    receive_newcomer, take_back as back,
};
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::see_other;
use kit::words::Words;

pub(super) async fn step(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((transfer, step)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let step = Step::at(&step).filter(|step| *step != Step::Ask).ok_or(Failure::NotFound)?;
    let (w, now) = (officer.words(), office.clock.now());
    let grant = side_of(&officer, place(&officer.tree, &transfer, step.side(transfer.state())))?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let day = past_day(&mut form, "day", now.day(), w);
    if step == Step::Introduce && form.get("paper").is_empty() {
        form.wrong("paper", w.say("transfer-no-paper"));
    }
    if matches!(step, Step::SendBack | Step::Withdraw) && form.get("words").is_empty() {
        form.wrong("words", w.say("transfer-no-words"));
    }
    let meant = asks_whither(&officer, &transfer, step);
    let chosen = meant.and_then(|meant| meant::answer(&officer, &mut form, &meant));
    let mut person = 0;
    if step == Step::Receive
        && let Some(new) = who::awaited(&mut tx, &transfer).await?
    {
        let known = who::around(&officer, &mut tx, &new, now.day()).await?;
        person = who::meant(&mut form, &officer, &known);
    }
    let until = if step == Step::Receive { stay_until(&mut form, &transfer, w) } else { None };
    let Some(day) = day.filter(|_| form.is_sound()) else {
        return page(&office, &officer, &transfer, Some(step), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut version = version;
    if chosen.is_some() {
        // It is one of this office's units: that is said first, and who takes the member in is that unit.
        let above = side_of(&officer, place(&officer.tree, &transfer, Side::AboveSending))?;
        match direct_to(&mut tx, above, (transfer.id, version), (chosen, ""), now).await {
            Ok(()) if step == Step::Receive => {
                let target = format!("{}?xong=chuyen-noi-nhan", address(&transfer.uid));
                return once::done(tx, &form, &target, now).await;
            }
            Ok(()) => version += 1,
            Err(error) => {
                drop(tx);
                return refused(&office, &officer, &transfer, Some(step), error, form).await;
            }
        }
    }
    let typed = form.clone();
    let written = Written { day, paper: typed.get("paper"), words: typed.get("words") };
    let at = (transfer.id, version);
    let done = match step {
        Step::Receive if transfer.is_newcomer() => {
            let keep = officer.require(KeepPeople, grant.unit())?;
            let new = (person, office.chance.uuid(now).to_string());
            receive_newcomer(&mut tx, (grant, keep), &office.vault, (at, new), written, now).await.map(|_| ())
        }
        Step::Receive => receive(&mut tx, grant, at, written, until, now).await,
        step => advance(&mut tx, grant, at, step, written, now).await,
    };
    let target = format!("{}?xong=chuyen-{}", address(&transfer.uid), step.address());
    match done {
        Ok(()) => {
            // Who has taken a member in sees the page from the receiving side; who has sent one away may not any more.
            once::done(tx, &form, &target, now).await
        }
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &transfer, Some(step), error, form).await
        }
    }
}

/// The first day after a temporary stay, as whoever receives says it; nothing where they leave it as it was asked for.
fn stay_until(form: &mut Form, transfer: &Transfer, w: Words) -> Option<Day> {
    if !transfer.is_temporary() || form.get("last").is_empty() {
        return None;
    }
    let last = Day::parse(form.get("last"));
    if last.is_none() {
        form.wrong("last", w.say("wrong-day"));
    }
    last.map(|last| last.plus_days(1))
}

pub(super) async fn direct(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(transfer): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let grant = side_of(&officer, place(&officer.tree, &transfer, Side::AboveSending))?;
    let version = form.version()?;
    let all = meant::receiving(&officer, transfer.from_unit);
    let chosen = all.iter().find(|cell| form.is("to", &cell.uid)).map(|cell| cell.id);
    if chosen.is_none() && (!form.get("to").is_empty() || form.get("elsewhere").is_empty()) {
        form.wrong("to", w.say("transfer-no-target"));
        return page(&office, &officer, &transfer, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let elsewhere = if chosen.is_some() { String::new() } else { form.get("elsewhere").to_owned() };
    match direct_to(&mut tx, grant, (transfer.id, version), (chosen, &elsewhere), now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=chuyen-noi-nhan", address(&transfer.uid))))
        }
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &transfer, None, error, form).await
        }
    }
}

pub(super) async fn take_back(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(transfer): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let grant = side_of(&officer, place(&officer.tree, &transfer, Side::AboveSending))?;
    let version = form.version()?;
    if form.get("why").is_empty() {
        form.wrong("why", officer.words().say("transfer-no-words"));
        return page(&office, &officer, &transfer, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    let why = form.get("why").to_owned();
    match back(&mut tx, grant, office.posts()?, (transfer.id, version), &why, office.clock.now()).await {
        Ok(stay_ended) => {
            tx.commit().await?;
            let done = if stay_ended == 0 { "chuyen-lay-lai" } else { "chuyen-lay-lai-thieu-chuc" };
            Ok(see_other(&format!("{}?xong={done}", address(&transfer.uid))))
        }
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &transfer, None, error, form).await
        }
    }
}

pub(super) async fn end_stay(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(transfer): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let past = office.trees.past(&mut office.db.read().await?, now.day(), now.day()).await?;
    let side = keeps_stay(&officer, &past, &transfer).ok_or(Failure::Forbidden)?;
    let grant = officer.require_then(KeepMoves, &past, side).map_err(|_| Failure::Forbidden)?;
    let version = form.version()?;
    let Some(last) = Day::parse(form.get("last")) else {
        form.wrong("last", w.say("wrong-day"));
        return page(&office, &officer, &transfer, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    match end(&mut tx, grant, (transfer.id, version), last.plus_days(1), now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=chuyen-thoi-han", address(&transfer.uid))))
        }
        Err(TransferError::TooEarly(from)) => {
            drop(tx);
            form.wrong("last", w.with("ends-before", "day", from.written()));
            page(&office, &officer, &transfer, None, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &transfer, None, error, form).await
        }
    }
}

/// The form again with what went wrong; when somebody else was first, with what they did.
async fn refused(
    office: &Office,
    officer: &Officer,
    transfer: &Transfer,
    step: Option<Step>,
    error: TransferError,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let (status, transfer) = match error {
        TransferError::TooEarly(last) => {
            form.wrong("day", w.with("transfer-too-early", "day", last.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, transfer.clone())
        }
        TransferError::NotThere(day) => {
            form.wrong("day", w.with("transfer-not-there", "day", day.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, transfer.clone())
        }
        TransferError::Ends(day) => {
            // Without a step somebody who has left is taken back: into the unit that they left.
            let (field, key) =
                if step.is_some() { ("day", "transfer-unit-ends") } else { ("why", "transfer-left-ends") };
            form.wrong(field, w.with(key, "day", day.plus_days(-1).written()));
            (StatusCode::UNPROCESSABLE_ENTITY, transfer.clone())
        }
        TransferError::Begins(day) => {
            form.wrong("day", w.with("unit-begins", "day", day.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, transfer.clone())
        }
        TransferError::Over(day) => {
            form.wrong("last", w.with("transfer-stay-over", "day", day.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, transfer.clone())
        }
        TransferError::Depends => {
            let (field, key) =
                if step.is_some() { ("day", "transfer-here-already") } else { ("why", "transfer-depends") };
            form.wrong(field, w.say(key));
            (StatusCode::CONFLICT, transfer.clone())
        }
        TransferError::Open(_) => {
            form.wrong("again", w.say("transfer-again-open"));
            (StatusCode::CONFLICT, transfer.clone())
        }
        TransferError::Stale => {
            let now = find(office, officer, &transfer.uid).await?;
            let told = w.say(&format!("transfer-state-{}", now.state().word()));
            form.wrong("version", w.with("transfer-changed", "state", told));
            (StatusCode::CONFLICT, now)
        }
        TransferError::Db(error) => return Err(error.into()),
    };
    page(office, officer, &transfer, step, status, form).await
}
