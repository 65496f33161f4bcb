//! Changes of transfers. Each writes its step and its journal row in the caller's transaction.

use super::reading::above;
use super::{Newcomer, Side, Step, Transfer};
use crate::identity::reach::Grant;
use crate::identity::right::{KeepMoves, Permission};
use crate::people;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// Somebody else changed it since it was read.
    #[error("the transfer was changed meanwhile")]
    Stale,
    /// The person has a transfer that is not finished.
    #[error("there is an open transfer already")]
    Open(String),
    /// The step's day lies before that of the step before it.
    #[error("the step before it was on {0}")]
    TooEarly(Day),
    /// On the day the person belongs nowhere, so nothing can be moved.
    #[error("nobody to move on {0}")]
    NotThere(Day),
    /// The receiving unit is there no more from this day on, so nobody can be put on its roll; its heir is the one to ask.
    #[error("the receiving unit ends on {0}")]
    Ends(Day),
    /// The receiving unit begins on this day only.
    #[error("the receiving unit begins on {0}")]
    Begins(Day),
    /// A temporary stay would end before it begins, on this day.
    #[error("the stay is over before {0}")]
    Over(Day),
    /// Something that happened since depends on it.
    #[error("something else depends on it")]
    Depends,
    /// The database's refusal; also that the grant is for another unit than the step is done at.
    #[error(transparent)]
    Db(#[from] DbError),
}

pub(super) type Result<T> = std::result::Result<T, TransferError>;

/// What a member asks for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Who asks.
    pub person: i64,
    /// Whether only for a time.
    pub temporary: bool,
    /// The receiving unit, when it is one of this office and known already.
    pub to: Option<i64>,
    /// The receiving organisation as the member names it.
    pub elsewhere: &'a str,
    /// The key of the cause in the ruleset.
    pub cause: &'a str,
    /// When the cause took effect.
    pub cause_on: Day,
    /// The first day after a temporary stay.
    pub until: Option<Day>,
    /// The last day on which it is in time.
    pub due: Day,
    /// The ruleset it is judged by.
    pub ruleset: &'a str,
}

/// A step as it is written down.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// On which day.
    pub day: Day,
    /// Number and day of the paper; may be empty.
    pub paper: &'a str,
    /// What is said of it; may be empty.
    pub words: &'a str,
}

/// A member of the grant's unit asks to be transferred; the transfer's id.
pub async fn ask(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    new: &Asked<'_>,
    written: Written<'_>,
    now: Ts,
) -> Result<i64> {
    if people::unit_of(conn, new.person, now.day()).await? != Some(grant.unit()) {
        let told = format!("person {} is not a member of unit {}", new.person, grant.unit());
        return Err(DbError::Refused(told).into());
    }
    let known = Transfer::of(conn, new.person, now.day()).await?;
    if let Some(open) = known.into_iter().find(|known| known.state().is_open()) {
        return Err(TransferError::Open(open.uid));
    }
    let kind = if new.temporary { "temporary" } else { "main" };
    let id = conn
        .insert(
            "INSERT INTO transfer (uid, person_id, kind, from_unit, to_unit, elsewhere, cause, cause_on, until_day, state,
             due_day, ruleset) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'requested', $10, $11)",
            &[
                &new.uid,
                &new.person,
                &kind,
                &grant.unit(),
                &new.to,
                &new.elsewhere,
                &new.cause,
                &new.cause_on,
                &new.until,
                &new.due,
                &new.ruleset,
            ],
        )
        .await?;
    note(conn, &grant, id, Step::Ask.word(), written, now).await?;
    let after = json!({"person": new.person, "kind": kind, "to": new.to, "due": new.due, "day": written.day});
    let event = grant.event("transfer.ask", "transfer", id).after(after).under(new.ruleset);
    journal::write(conn, &event, now).await?;
    Ok(id)
}

/// Somebody from elsewhere is announced to the grant's unit with an introduction; the transfer's id. `new.person` is whose
/// record goes on with it, 0 for somebody without one here.
///
/// # Errors
/// [`TransferError::Open`] when somebody with a record is announced already.
pub async fn announce(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    (new, who): (&Asked<'_>, &Newcomer),
    written: Written<'_>,
    now: Ts,
) -> Result<i64> {
    let known = Some(new.person).filter(|person| *person != 0);
    if let Some(person) = known {
        let all = Transfer::of(conn, person, now.day()).await?;
        if let Some(open) = all.into_iter().find(|known| known.state().is_open()) {
            return Err(TransferError::Open(open.uid));
        }
    }
    let id = conn
        .insert(
            "INSERT INTO transfer (uid, kind, to_unit, elsewhere, cause, cause_on, state, due_day, introduced_on, ruleset,
             person_id) VALUES ($1, 'main', $2, $3, $4, $5, 'introduced', $6, $7, $8, $9)",
            &[
                &new.uid,
                &grant.unit(),
                &new.elsewhere,
                &new.cause,
                &new.cause_on,
                &new.due,
                &written.day,
                &new.ruleset,
                &known,
            ],
        )
        .await?;
    conn.exec(
        "INSERT INTO transfer_newcomer (transfer_id, full_name, birth_year, birth_day, sex, joined_on, official_on,
         card_no) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &id,
            &who.full_name,
            &who.birth_year,
            &who.birth_day,
            &who.sex,
            &who.joined_on,
            &who.official_on,
            &who.card_no,
        ],
    )
    .await?;
    note(conn, &grant, id, Step::Introduce.word(), written, now).await?;
    let event = grant.event("transfer.announce", "transfer", id).after(json!({"due": new.due, "day": written.day}));
    journal::write(conn, &event.under(new.ruleset), now).await?;
    Ok(id)
}

/// Does a step that only changes the state: the cell agrees, the unit above it introduces, the member goes, the receiving
/// side sends back, the sending side withdraws. Taking in is [`super::receive`].
///
/// # Errors
/// See [`TransferError`]; a step that makes no sense in the present state is stale.
pub async fn advance(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    at: (i64, i64),
    step: Step,
    written: Written<'_>,
    now: Ts,
) -> Result<()> {
    let verb = match step {
        Step::Review => "transfer.review",
        Step::Introduce => "transfer.introduce",
        Step::SendOff => "transfer.send_off",
        Step::SendBack => "transfer.send_back",
        Step::Withdraw => "transfer.withdraw",
        Step::Ask | Step::Receive => return Err(TransferError::Stale),
    };
    let known = take(conn, &grant, at, step, written, now).await?;
    if step == Step::Introduce {
        conn.exec("UPDATE transfer SET introduced_on = $1 WHERE id = $2", &[&written.day, &at.0]).await?;
    }
    let after = json!({"person": known.person_id, "day": written.day});
    let event = grant.event(verb, "transfer", at.0).before(json!({"state": known.state})).after(after);
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Says which unit of this office, or which organisation outside, is meant; at the unit above the member's one.
pub async fn direct(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    at: (i64, i64),
    (to, elsewhere): (Option<i64>, &str),
    now: Ts,
) -> Result<()> {
    let known = current(conn, at, now.day()).await?;
    require(conn, &grant, &known, Side::AboveSending, now.day()).await?;
    let sql = "UPDATE transfer SET to_unit = $1, elsewhere = $2, version = version + 1 WHERE id = $3 AND version = $4";
    if !known.state().is_open() || conn.exec(sql, &[&to, &elsewhere, &at.0, &at.1]).await? == 0 {
        return Err(TransferError::Stale);
    }
    let sql = "INSERT INTO transfer_directed (transfer_id, day, had_unit, had_elsewhere) VALUES ($1, $2, $3, $4)";
    conn.exec(sql, &[&at.0, &now.day(), &known.to_unit, &known.elsewhere]).await?;
    let event = grant.event("transfer.direct", "transfer", at.0).before(json!({"to": known.to_unit}));
    journal::write(conn, &event.after(json!({"to": to, "person": known.person_id})), now).await?;
    Ok(())
}

/// Brings the transfer to the state after the step and notes the step; the transfer as it was.
pub(super) async fn take(
    conn: &mut Conn,
    grant: &Grant<KeepMoves>,
    (transfer, version): (i64, i64),
    step: Step,
    written: Written<'_>,
    now: Ts,
) -> Result<Transfer> {
    let known = current(conn, (transfer, version), now.day()).await?;
    let state = known.state().after(step).ok_or(TransferError::Stale)?;
    require(conn, grant, &known, step.side(known.state()), now.day()).await?;
    // What was taken back was not: neither the reception nor the day of taking it back binds the true one.
    let last =
        "SELECT max(s.day) FROM transfer_step s WHERE s.transfer_id = $1 AND s.step NOT IN ('take_back', 'reopened')
                AND NOT (s.step = 'receive' AND EXISTS (SELECT 1 FROM transfer_step b
                  WHERE b.transfer_id = s.transfer_id AND b.step = 'take_back' AND b.id > s.id))";
    let last: Option<Day> = conn.value(last, &[&transfer]).await?;
    if let Some(last) = last.filter(|last| written.day < *last) {
        return Err(TransferError::TooEarly(last));
    }
    let sql = "UPDATE transfer SET state = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&state.word(), &transfer, &version]).await? == 0 {
        return Err(TransferError::Stale);
    }
    note(conn, grant, transfer, step.word(), written, now).await?;
    Ok(known)
}

pub(super) async fn current(conn: &mut Conn, (transfer, version): (i64, i64), today: Day) -> Result<Transfer> {
    let known = Transfer::get(conn, transfer, today).await?;
    if known.version == version { Ok(known) } else { Err(TransferError::Stale) }
}

/// The unit at which a side acts; `above` is the unit above the sending one.
pub(super) fn place(known: &Transfer, side: Side, above: Option<i64>) -> Option<i64> {
    match (side, known.from_unit, known.to_unit) {
        (Side::Receiving, _, Some(to)) => Some(to),
        (Side::Sending, Some(from), _) => Some(from),
        (Side::AboveSending | Side::Receiving, Some(_), _) => above,
        // Somebody comes from elsewhere: this office has the receiving side only, and may take its own entry back.
        (_, None, to) => to,
    }
}

pub(super) async fn require(
    conn: &mut Conn,
    grant: &Grant<KeepMoves>,
    known: &Transfer,
    side: Side,
    today: Day,
) -> Result<()> {
    let above = match known.from_unit {
        Some(from) => Some(above(conn, from, today).await?),
        None => None,
    };
    match place(known, side, above) {
        Some(place) if place == grant.unit() => Ok(()),
        _ => Err(elsewhere(grant, known).into()),
    }
}

pub(super) fn elsewhere<P: Permission>(grant: &Grant<P>, known: &Transfer) -> DbError {
    DbError::Refused(format!("transfer {} is not in the hands of unit {}", known.id, grant.unit()))
}

pub(super) async fn note(
    conn: &mut Conn,
    grant: &Grant<KeepMoves>,
    transfer: i64,
    step: &str,
    written: Written<'_>,
    now: Ts,
) -> Result<()> {
    conn.exec(
        "INSERT INTO transfer_step (transfer_id, step, day, paper, words, account_id, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&transfer, &step, &written.day, &written.paper, &written.words, &grant.account(), &now],
    )
    .await?;
    Ok(())
}
