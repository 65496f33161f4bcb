//! Changes of petitions. Each writes its step and its journal row in the caller's transaction, and lets what the sender is to
//! know cross the bridge. No journal row has a word of what was said.

use super::{Petition, Ruling, SUBJECT, Said, Sender, State, Step};
use crate::deadline;
use crate::identity::reach::Grant;
use crate::identity::right::{KeepDiscipline, KeepReception};
use crate::newsroom::outbox;
use bridge::{Entry, PetitionKind, Reply, Shown};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;

/// Why a petition was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ReceptionError {
    /// Somebody else changed it since it was read.
    #[error("the petition was changed meanwhile")]
    Stale,
    /// The sender did not agree, or nothing was answered yet.
    #[error("the answer may not be published")]
    NotToBeShown,
    /// The database's refusal; also that the grant is for another unit, or another room.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, ReceptionError>;

/// A petition to be received.
#[derive(Clone, Debug)]
pub struct NewPetition {
    /// Its identity outside the database.
    pub uid: String,
    /// What the sender's code comes to; random where there is none.
    pub receipt: String,
    /// Of which kind.
    pub kind: PetitionKind,
    /// One of [`super::CHANNELS`].
    pub channel: &'static str,
    /// What was said.
    pub said: Said,
    /// Who said it.
    pub sender: Sender,
    /// Whether the answer may be published.
    pub may_publish: bool,
    /// When it came.
    pub received_on: Day,
}

/// Enters what came by post, at the desk or in a meeting; its row.
pub async fn enter(
    conn: &mut Conn,
    grant: Grant<KeepReception>,
    vault: &Vault,
    ruling: Ruling<'_>,
    new: &NewPetition,
    now: Ts,
) -> Result<i64> {
    let event = grant.event("reception.petition.receive", "petition", 0);
    receive(conn, (grant.unit(), event), vault, ruling, new, now).await
}

/// The same for whatever comes; `event` says who receives it.
pub(super) async fn receive(
    conn: &mut Conn,
    (unit, event): (i64, Event),
    vault: &Vault,
    ruling: Ruling<'_>,
    new: &NewPetition,
    now: Ts,
) -> Result<i64> {
    let due = Day(deadline::working(new.received_on, ruling.rule.notice_working_days).day);
    let may_publish = i64::from(new.may_publish);
    let sql =
        "INSERT INTO petition (uid, receipt, unit_id, kind, channel, room, state, received_on, due_day, may_publish,
               said_sealed, ruleset) VALUES ($1, $2, $3, $4, $5, 'office', 'received', $6, $7, $8, '', $9)";
    let values: [&dyn kit::db::Arg; 9] = [
        &new.uid,
        &new.receipt,
        &unit,
        &new.kind.word(),
        &new.channel,
        &new.received_on,
        &due,
        &may_publish,
        &ruling.id,
    ];
    let id = conn.insert(sql, &values).await?;
    let sealer = vault.sealer(conn, SUBJECT, id, now).await?;
    let said = sealer.seal(&json!(new.said).to_string())?;
    let named = !(new.sender.name.is_empty() && new.sender.contact.is_empty());
    let sender = if named { Some(sealer.seal(&json!(new.sender).to_string())?) } else { None };
    let sql = "UPDATE petition SET said_sealed = $1, sender_sealed = $2 WHERE id = $3";
    conn.exec(sql, &[&said, &sender, &id]).await?;
    note(conn, (id, event.actor), vault, ("receive", &StepDone::default()), now).await?;
    let after = json!({"kind": new.kind.word(), "channel": new.channel, "due": due});
    let event = Event { subject_id: id, ..event };
    journal::write(conn, &event.after(after).under(ruling.id), now).await?;
    tell(conn, id, None, now).await.map(|()| id)
}

/// Who does a step: the office, or the inspection with what was handed over to it.
#[derive(Debug)]
pub enum Keeper {
    /// The office.
    Office(Grant<KeepReception>),
    /// The inspection.
    Inspection(Grant<KeepDiscipline>),
}

impl Keeper {
    fn unit(&self) -> i64 {
        match self {
            Keeper::Office(grant) => grant.unit(),
            Keeper::Inspection(grant) => grant.unit(),
        }
    }

    fn account(&self) -> Option<i64> {
        match self {
            Keeper::Office(grant) => grant.account(),
            Keeper::Inspection(grant) => grant.account(),
        }
    }

    fn event(&self, verb: &'static str, id: i64) -> Event {
        match self {
            Keeper::Office(grant) => grant.event(verb, "petition", id),
            Keeper::Inspection(grant) => grant.event(verb, "petition", id),
        }
    }

    fn room(&self) -> &'static str {
        match self {
            Keeper::Office(_) => "office",
            Keeper::Inspection(_) => "inspection",
        }
    }

    /// The petition, when it is of this unit and room and nobody has changed it.
    async fn take(&self, conn: &mut Conn, (id, version): (i64, i64)) -> Result<Petition> {
        let known = Petition::get(conn, id).await?;
        if known.unit_id != self.unit() || known.room != self.room() {
            return Err(DbError::Refused(format!("petition {id} is not of unit {} in this room", self.unit())).into());
        }
        if known.version == version { Ok(known) } else { Err(ReceptionError::Stale) }
    }
}

/// What is done in a step.
#[derive(Clone, Copy, Debug, Default)]
pub struct StepDone<'a> {
    /// What is noted of it.
    pub words: &'a str,
    /// To whom it is passed on, and by which letter.
    pub to_whom: &'a str,
    /// See [`to_whom`](Self::to_whom).
    pub letter: &'a str,
    /// The key of the reason why it is not taken up.
    pub reason: &'a str,
    /// What the sender is told beside the state.
    pub told: &'a str,
    /// The unit in whose area it plays, when that is said now.
    pub area: Option<i64>,
}

/// Does a step.
pub async fn step(
    conn: &mut Conn,
    keeper: Keeper,
    vault: &Vault,
    at: (i64, i64),
    (what, done): (Step, StepDone<'_>),
    now: Ts,
) -> Result<()> {
    let known = keeper.take(conn, at).await?;
    let state = known.after(what).ok_or(ReceptionError::Stale)?;
    change(conn, at, state, done.area, now).await?;
    note(conn, (at.0, keeper.account()), vault, (what.word(), &done), now).await?;
    let verb = match what {
        Step::Accept => "reception.petition.accept",
        Step::Forward => "reception.petition.forward",
        Step::Refuse => "reception.petition.refuse",
        Step::Begin => "reception.petition.begin",
        Step::Answer => "reception.petition.answer",
        Step::Close => "reception.petition.close",
        Step::Reopen => "reception.petition.reopen",
    };
    let event = keeper.event(verb, at.0).before(json!({"state": known.state}));
    let told = json!({"state": state.word(), "to": done.to_whom, "letter": done.letter, "reason": done.reason});
    journal::write(conn, &event.after(told), now).await?;
    tell(conn, at.0, Some(done.told), now).await
}

/// Hands a denunciation over to the inspection of the unit: from then on it is seen there alone.
pub async fn hand_over(
    conn: &mut Conn,
    grant: Grant<KeepReception>,
    vault: &Vault,
    at: (i64, i64),
    (to_whom, words, told): (&str, &str, &str),
    now: Ts,
) -> Result<()> {
    let keeper = Keeper::Office(grant);
    let known = keeper.take(conn, at).await?;
    if matches!(known.state(), State::Refused | State::Closed) || known.shown_on.is_some() {
        return Err(ReceptionError::Stale);
    }
    change(conn, at, State::Forwarded, None, now).await?;
    conn.exec("UPDATE petition SET room = 'inspection' WHERE id = $1", &[&at.0]).await?;
    let done = StepDone { words, to_whom, ..StepDone::default() };
    note(conn, (at.0, keeper.account()), vault, ("hand_over", &done), now).await?;
    journal::write(conn, &keeper.event("reception.petition.hand_over", at.0), now).await?;
    tell(conn, at.0, Some(told), now).await
}

/// Publishes a question with its answer, as somebody has read them once more; nobody's name is in them.
pub async fn publish(
    conn: &mut Conn,
    grant: Grant<KeepReception>,
    at: (i64, i64),
    (question, answer): (&str, &str),
    now: Ts,
) -> Result<()> {
    let keeper = Keeper::Office(grant);
    let known = keeper.take(conn, at).await?;
    if known.may_publish != 1 || !matches!(known.state(), State::Answered | State::Closed) {
        return Err(ReceptionError::NotToBeShown);
    }
    let sql = "UPDATE petition SET question = $1, answer = $2, shown_on = $3, version = version + 1 WHERE id = $4 AND version = $5";
    if conn.exec(sql, &[&question, &answer, &now.day(), &at.0, &at.1]).await? == 0 {
        return Err(ReceptionError::Stale);
    }
    let event = keeper.event("reception.answer.publish", at.0).after(json!({"question": question, "answer": answer}));
    journal::write(conn, &event, now).await?;
    tell(conn, at.0, None, now).await
}

/// Takes a published answer back.
pub async fn take_back(conn: &mut Conn, grant: Grant<KeepReception>, at: (i64, i64), now: Ts) -> Result<()> {
    let keeper = Keeper::Office(grant);
    keeper.take(conn, at).await?;
    let sql = "UPDATE petition SET question = NULL, answer = NULL, shown_on = NULL, version = version + 1
               WHERE id = $1 AND version = $2 AND shown_on IS NOT NULL";
    if conn.exec(sql, &[&at.0, &at.1]).await? == 0 {
        return Err(ReceptionError::Stale);
    }
    journal::write(conn, &keeper.event("reception.answer.take_back", at.0), now).await?;
    tell(conn, at.0, None, now).await
}

/// Opens who sent a petition; that it was opened stands in the journal.
pub async fn open_sender(
    conn: &mut Conn,
    keeper: Keeper,
    vault: &Vault,
    petition: &Petition,
    now: Ts,
) -> Result<Option<Sender>> {
    keeper.take(conn, (petition.id, petition.version)).await?;
    let Some(sealed) = &petition.sender_sealed else { return Ok(None) };
    journal::write(conn, &keeper.event("reception.sender.open", petition.id), now).await?;
    let open = vault.open(conn, SUBJECT, petition.id, sealed).await?;
    let sender = open.map(|json| serde_json::from_str(&json).map_err(|error| DbError::Broken(error.to_string())));
    Ok(sender.transpose()?)
}

async fn change(conn: &mut Conn, (id, version): (i64, i64), state: State, area: Option<i64>, now: Ts) -> Result<()> {
    let sql =
        "UPDATE petition SET state = $1, noticed_on = coalesce(noticed_on, $2), area_unit = coalesce($3, area_unit),
               version = version + 1 WHERE id = $4 AND version = $5";
    match conn.exec(sql, &[&state.word(), &now.day(), &area, &id, &version]).await? {
        0 => Err(ReceptionError::Stale),
        _ => Ok(()),
    }
}

async fn note(
    conn: &mut Conn,
    (id, account): (i64, Option<i64>),
    vault: &Vault,
    (step, done): (&str, &StepDone<'_>),
    now: Ts,
) -> Result<()> {
    let words = match done.words {
        "" => None,
        words => Some(vault.seal(conn, SUBJECT, id, words, now).await?),
    };
    let sql = "INSERT INTO petition_step (petition_id, step, words_sealed, to_whom, letter, reason, account_id, at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    conn.exec(sql, &[&id, &step, &words, &done.to_whom, &done.letter, &done.reason, &account, &now]).await?;
    Ok(())
}

/// Lets cross how far a petition has come, what its sender is told, and what every reader sees of it. What came otherwise
/// than over the portal crosses only when it is published.
async fn tell(conn: &mut Conn, id: i64, said: Option<&str>, now: Ts) -> Result<()> {
    let it = Petition::get(conn, id).await?;
    let told = match said {
        Some("") => None,
        Some(said) => Some(bridge::seal_reply(&it.receipt, said).map_err(|error| DbError::Refused(error.to_string()))?),
        None => it.told.clone(),
    };
    conn.exec("UPDATE petition SET told = $1 WHERE id = $2", &[&told, &id]).await?;
    let shown = match (&it.question, &it.answer, it.shown_on) {
        (Some(question), Some(answer), Some(on)) => {
            Some(Shown { question: question.clone(), answer: answer.clone(), on: on.to_string() })
        }
        _ => None,
    };
    let crossed = "SELECT count(*) FROM journal WHERE verb = 'reception.answer.publish' AND subject_id = $1";
    if it.channel != "web" && shown.is_none() && conn.value::<i64>(crossed, &[&id]).await? == Some(0) {
        return Ok(());
    }
    let reply = Reply {
        receipt: it.receipt.clone(),
        kind: it.kind(),
        state: it.state(),
        on: now.day().to_string(),
        said: if it.channel == "web" { told } else { None },
        shown,
    };
    outbox::put(conn, &Entry::Reply(Box::new(reply)), now).await?;
    Ok(())
}
