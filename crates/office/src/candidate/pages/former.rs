//! Whether a candidate was a member before: the record of then is looked for by number, name and birth, laid beside the
//! candidate, and chosen; the decision goes on with it.

use super::one::{find, page, refused};
use super::{address, ruling};
use crate::candidate::{Candidate, identify};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::people::facts::Fact;
use crate::people::pages::again::{self, Asked, Known, NOBODY, Side};
use crate::people::pages::differing::{Kept, Row, TAKE, TakenOver, take_over as take};
use crate::people::secret::with_citizen_id;
use crate::people::{Former, NewPerson};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;

/// What the page of a candidate says of the record of before.
#[derive(Default)]
pub(super) struct Looked {
    /// Whether there is something to look for, and the officer may.
    pub(super) asks: bool,
    pub(super) sides: Vec<Side>,
    pub(super) choices: Vec<(String, String)>,
    /// What was chosen; empty while nothing was.
    pub(super) chosen: String,
}

fn asked(one: &Candidate) -> Asked<'_> {
    Asked { said: one.said(), left_on: one.left_on }
}

/// Who may be meant, with whoever was chosen already.
pub(super) async fn meant(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    one: &Candidate,
) -> Result<Vec<Known>, Failure> {
    if !one.stage().is_open() || !officer.may(Right::KeepPeople, one.unit_id) {
        return Ok(vec![]);
    }
    again::known(officer, conn, asked(one), one.former_id, office.clock.today()).await
}

/// The same, ready to show.
pub(super) async fn looked(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    one: &Candidate,
) -> Result<Looked, Failure> {
    let known = meant(office, officer, conn, one).await?;
    let may = one.stage().is_open() && officer.may(Right::KeepPeople, one.unit_id);
    let chosen = known.iter().find(|known| Some(known.former.id) == one.former_id);
    let chosen = chosen.map(|known| known.former.uid.as_str()).or((one.apart == 1).then_some(NOBODY));
    Ok(Looked {
        chosen: chosen.unwrap_or_default().to_owned(),
        asks: may && (one.left_on.is_some() || !known.is_empty()),
        sides: again::sides(officer, &known, &asked(one), false)?,
        choices: again::choices(officer, &known),
    })
}

/// What the candidate's file says otherwise than the record that the decision goes on with, for whoever decides, with what the
/// form tells of the version that is shown.
pub(super) async fn differing(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    one: &Candidate,
) -> Result<(Vec<Row>, (String, i64)), Failure> {
    let (today, nothing) = (office.clock.today(), Ok(Default::default()));
    let Some(former) = one.former_id.filter(|_| officer.may(Right::KeepPeople, one.unit_id)) else { return nothing };
    let home = crate::people::home(conn, former, today).await?;
    if !home.is_some_and(|unit| officer.may(Right::ReadPeople, unit)) {
        return nothing;
    }
    let Some(kept) = Kept::of(conn, former, today).await? else { return nothing };
    let schooling = ruling(today)?.schooling(&one.schooling);
    let mut rows = kept.beside(officer.words(), &said(one, &schooling), TAKE)?;
    rows.retain(|row| row.differs);
    Ok((rows, kept.shown()))
}

fn said<'a>(one: &'a Candidate, schooling: &'a str) -> NewPerson<'a> {
    NewPerson { facts: vec![(Fact::Schooling, schooling)], ..one.said() }
}

/// Writes what was ticked of the candidate's file into the record of who has just been admitted again. Where it does not fit, or
/// the record has changed meanwhile, the form says so.
pub(super) async fn take_over(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    one: &Candidate,
    (person, form): (i64, &mut Form),
) -> Result<TakenOver, Failure> {
    if one.former_id != Some(person) {
        return Ok(TakenOver::Done);
    }
    let today = office.clock.today();
    let kept = Kept::of(tx, person, today).await?.ok_or(Failure::NotFound)?;
    let schooling = ruling(today)?.schooling(&one.schooling);
    let keeps = (officer, officer.require(KeepPeople, one.unit_id)?);
    let taken = take(tx, office, keeps, (&kept, 1, &said(one, &schooling)), (form, TAKE)).await?;
    if taken == TakenOver::Stale {
        form.wrong("khac-ho-so", officer.words().say("transfer-take-stale"));
    }
    Ok(taken)
}

pub(super) async fn identified(
    State(office): State<Office>,
    officer: Officer,
    Path(candidate): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &candidate).await?;
    let grant = officer.require(KeepPeople, found.unit_id)?;
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let former = chosen(&office, &officer, &mut tx, &mut form, &found).await?;
    if !form.is_sound() {
        // What was noted of a number at another place stays noted.
        tx.commit().await?;
        return page(&office, &officer, &found, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    match identify(&mut tx, grant, (found.id, version), former.as_ref(), office.clock.now()).await {
        Ok(()) => {
            let target = format!("{}?xong=ket-nap-ho-so-cu", address(&found.uid));
            once::done(tx, &form, &target, office.clock.now()).await
        }
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &found, found.stage(), error, form).await
        }
    }
}

/// Whose record it is by the number that was typed, else by what was chosen; what is wrong is put to the form.
async fn chosen(
    office: &Office,
    officer: &Officer,
    tx: &mut Tx,
    form: &mut Form,
    one: &Candidate,
) -> Result<Option<Former>, Failure> {
    let (w, choice) = (officer.words(), form.get("again").to_owned());
    let Ok(number) = again::number(form, w) else { return Ok(None) };
    if let Some(id) = number {
        let Some(person) = with_citizen_id(tx, &office.vault, &id).await? else {
            form.wrong("citizen_id", w.say("former-no-number"));
            return Ok(None);
        };
        let home = crate::people::home(tx, person, office.clock.today()).await?;
        if !home.is_some_and(|unit| officer.may(Right::KeepPeople, unit)) {
            again::elsewhere(office, officer, tx, form, person).await?;
            return Ok(None);
        }
        let former = Former::of(tx, person).await?;
        match &former {
            None => form.wrong("citizen_id", w.say("former-is-member")),
            Some(former) if !choice.is_empty() && choice != former.uid => {
                form.wrong("again", w.with("former-number", "name", former.full_name.clone()));
            }
            Some(_) => {}
        }
        return Ok(former);
    }
    if choice == NOBODY {
        return Ok(None);
    }
    let known = meant(office, officer, tx, one).await?;
    let former = known.into_iter().map(|known| known.former).find(|former| former.uid == choice);
    if former.is_none() {
        form.wrong("again", w.say("former-choose"));
    }
    Ok(former)
}
