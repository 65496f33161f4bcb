//! Entering somebody who was a member before: asked about beside the record, and admitted again on it when chosen.

use super::standing::ruling;
use super::typed::Typed;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::KeepPeople;
use crate::people::pages::again::{self, Known, NOBODY, prefix};
use crate::people::pages::differing::{Kept, TakenOver, take_over};
use crate::people::secret::with_citizen_id;
use crate::people::state::{NewState, READMITTED, change_state};
use crate::people::{Former, NewPerson};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;

/// Who may be meant by what was typed; the form must say which of them, or that it is nobody of them.
pub(super) async fn meant(
    office: &Office,
    officer: &Officer,
    tx: &mut Tx,
    form: &mut Form,
    typed: &Typed,
) -> Result<Vec<Known>, Failure> {
    let w = officer.words();
    let by_number = match &typed.citizen_id {
        Some(id) => with_citizen_id(tx, &office.vault, id).await?,
        None => None,
    };
    let known = again::known(officer, tx, typed.asked(form), by_number, office.clock.today()).await?;
    if known.is_empty() {
        return Ok(known);
    }
    let choice = form.get("again").to_owned();
    let chosen = known.iter().find(|known| known.former.uid == choice);
    let theirs = known.iter().find(|known| Some(known.former.id) == by_number);
    if chosen.is_none() && choice != NOBODY {
        form.wrong("again", w.say("former-choose"));
    } else if let Some(theirs) = theirs
        && chosen.is_none_or(|chosen| chosen.former.id != theirs.former.id)
    {
        form.wrong("again", w.with("former-number", "name", theirs.former.full_name.clone()));
    }
    if chosen.is_some() && form.get("paper").is_empty() {
        form.wrong("paper", w.say("former-no-paper"));
    }
    Ok(known)
}

/// Admits a former member again at the grant's cell, and writes what was ticked of what was typed in place of what the record
/// says. Where the rules refuse it, what was ticked does not fit or the record has changed meanwhile, the form says so.
pub(super) async fn join(
    office: &Office,
    tx: &mut Tx,
    (officer, grant): (&Officer, Grant<KeepPeople>),
    former: &Former,
    form: &mut Form,
    (typed, from): (&Typed, Day),
) -> Result<TakenOver, Failure> {
    let (unit, now) = (grant.unit(), office.clock.now());
    let paper = form.get("paper").to_owned();
    let again = NewState { change: READMITTED, day: from, paper: &paper };
    let mut done = change_state(tx, grant, ruling(from)?, (former.id, former.version), again, now).await?;
    let mut own = 1;
    if let (Ok(_), Some(day)) = (&done, typed.official_on().filter(|day| *day > from)) {
        let grant = officer.require(KeepPeople, unit)?;
        let official = NewState { change: "official", day, paper: "" };
        done = change_state(tx, grant, ruling(day)?, (former.id, former.version + own), official, now).await?;
        own += 1;
    }
    if let Err(refusal) = done {
        again::refuse(form, "from", refusal, officer.words());
        return Ok(TakenOver::Unfit);
    }
    let kept = Kept::of(tx, former.id, now.day()).await?.ok_or(Failure::NotFound)?;
    let (keeps, said) = ((officer, officer.require(KeepPeople, unit)?), form.clone());
    // The two days of coming in are the standing's, and not offered.
    let said = NewPerson { joined_on: None, official_on: None, ..typed.asked(&said).said };
    let taken = take_over(tx, office, keeps, (&kept, own, &said), (form, &prefix(&former.uid))).await?;
    if taken == TakenOver::Stale {
        form.wrong("again", officer.words().say("transfer-take-stale"));
    }
    Ok(taken)
}
