//! Changes of candidates. Each writes its step and its journal row in the caller's transaction.

use super::{Candidate, Ruling, Stage};
use crate::deadline::working;
use crate::identity::reach::Grant;
use crate::identity::right::{KeepMoves, KeepPeople, Permission};
use crate::org::{Misfit, misfit};
use crate::people::facts::Fact;
use crate::people::state::{self, NewState, READMITTED, Refusal, change_state};
use crate::people::{self, Former, NewPerson};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use kit::vault::Vault;
use serde_json::json;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum CandidateError {
    /// Somebody else changed it since it was read, or the step makes no sense now.
    #[error("the candidate was changed meanwhile")]
    Stale,
    /// The cell has an open candidate of this name and day of birth.
    #[error("there is such a candidate already")]
    Known(String),
    /// The step's day lies before that of the step before it.
    #[error("the step before it was on {0}")]
    TooEarly(Day),
    /// The step's day lies after that of the step after it.
    #[error("the step after it was on {0}")]
    TooLate(Day),
    /// The rule asks for something that is not there yet.
    #[error("something that the rule asks for is missing")]
    Missing,
    /// Somebody who was a member before: nobody has said yet which record is theirs.
    #[error("nobody has looked for the record of before")]
    Unidentified,
    /// The rules on standing refuse to admit the former member again.
    #[error("not to be admitted again: {0:?}")]
    Again(Refusal),
    /// The cell is not there on that day, or nobody knows where its members go when it ends.
    #[error("the cell takes nobody in on that day: {0:?}")]
    Misfit(Misfit),
    /// The database's refusal; also that the grant is for another unit.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, CandidateError>;

/// Somebody who is recognised.
#[derive(Clone, Debug)]
pub struct NewCandidate<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Family, middle and given name.
    pub full_name: &'a str,
    /// Day of birth.
    pub birth_day: Day,
    /// `m`, `f` or not said.
    pub sex: Option<&'a str>,
    /// The key of the schooling in the ruleset.
    pub schooling: &'a str,
    /// The day on which a former member left the Party.
    pub left_on: Option<Day>,
}

/// What can be mended until the decision.
#[derive(Clone, Copy, Debug)]
pub struct Mended<'a> {
    /// The name.
    pub full_name: &'a str,
    /// The day of birth.
    pub birth_day: Day,
    /// The key of the schooling.
    pub schooling: &'a str,
    /// The paper by which those above consent; may be empty.
    pub consent: &'a str,
    /// The members who sponsor.
    pub sponsors: &'a [i64],
    /// The body that sponsors in place of one; may be empty.
    pub body: &'a str,
}

/// Somebody is recognised as a candidate of the grant's cell; the candidate's id.
pub async fn recognise(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    ruling: Ruling<'_>,
    new: &NewCandidate<'_>,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<i64> {
    let key = viet::name_key(new.full_name);
    if let Some(known) = Candidate::known(conn, grant.unit(), &key, new.birth_day).await? {
        return Err(CandidateError::Known(known.uid));
    }
    let id = conn
        .insert(
            "INSERT INTO candidate (uid, unit_id, full_name, name_key, birth_day, sex, schooling, state, left_on, ruleset)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'recognised', $8, $9)",
            &[
                &new.uid,
                &grant.unit(),
                &new.full_name,
                &key,
                &new.birth_day,
                &new.sex,
                &new.schooling,
                &new.left_on,
                &ruling.id,
            ],
        )
        .await?;
    note(conn, grant.account(), id, Stage::Recognised, (day, paper), now).await?;
    let event = grant.event("candidate.recognise", "candidate", id).after(json!({"day": day}));
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(id)
}

/// Mends what is known of a candidate of the grant's cell.
pub async fn mend(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    (candidate, version): (i64, i64),
    mended: Mended<'_>,
    now: Ts,
) -> Result<()> {
    let known = of_unit(conn, &grant, candidate).await?;
    if !known.stage().is_open() {
        return Err(CandidateError::Stale);
    }
    let key = viet::name_key(mended.full_name);
    if let Some(other) =
        Candidate::known(conn, grant.unit(), &key, mended.birth_day).await?.filter(|it| it.id != candidate)
    {
        return Err(CandidateError::Known(other.uid));
    }
    let sql =
        "UPDATE candidate SET schooling = $1, consent = $2, body = $3, full_name = $4, name_key = $5, birth_day = $6,
               version = version + 1 WHERE id = $7 AND version = $8";
    let values: [&dyn kit::db::Arg; 8] = [
        &mended.schooling,
        &mended.consent,
        &mended.body,
        &mended.full_name,
        &key,
        &mended.birth_day,
        &candidate,
        &version,
    ];
    if conn.exec(sql, &values).await? == 0 {
        return Err(CandidateError::Stale);
    }
    let renamed = known.full_name != mended.full_name;
    let reborn = known.birth_day != mended.birth_day;
    if renamed || reborn {
        // Somebody else is looked for: the comparison of before is of the old name.
        conn.exec("UPDATE candidate SET former_id = NULL, apart = 0 WHERE id = $1", &[&candidate]).await?;
    }
    conn.exec("DELETE FROM candidate_sponsor WHERE candidate_id = $1", &[&candidate]).await?;
    for person in mended.sponsors {
        let sql = "INSERT INTO candidate_sponsor (candidate_id, person_id) VALUES ($1, $2)";
        conn.exec(sql, &[&candidate, person]).await?;
    }
    // What an erasure takes out of the record stays out of the journal, which is kept for ever.
    let after = json!({"sponsors": mended.sponsors, "schooling_changed": known.schooling != mended.schooling,
                       "birth_changed": reborn, "name_changed": renamed});
    let before = json!({"person": known.former_id});
    let event = grant.event("candidate.mend", "candidate", candidate).before(before);
    journal::write(conn, &event.after(after), now).await?;
    Ok(())
}

/// A step of the cell: the class was attended, the file is complete, the cell has agreed, or it is taken back. For the
/// agreement everything that the rule asks for must be there on its day.
pub async fn advance(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    ruling: Ruling<'_>,
    at: (i64, i64),
    stage: Stage,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<()> {
    let verb = match stage {
        Stage::Sympathiser => "candidate.class",
        Stage::Filed => "candidate.file",
        Stage::Reviewed => "candidate.review",
        Stage::Withdrawn => "candidate.withdraw",
        Stage::Recognised | Stage::Admitted | Stage::Refused => return Err(CandidateError::Stale),
    };
    let known = take(conn, &grant, at, stage, (day, paper), now).await?;
    if stage == Stage::Sympathiser {
        conn.exec("UPDATE candidate SET class_on = $1 WHERE id = $2", &[&day, &at.0]).await?;
    }
    if stage == Stage::Reviewed && super::checks::check(ruling, &known.facts(), day).iter().any(|(_, it)| !it.is_fine())
    {
        return Err(CandidateError::Missing);
    }
    let event = grant.event(verb, "candidate", at.0).before(json!({"state": known.state}));
    journal::write(conn, &event.after(json!({"day": day})).under(ruling.id), now).await?;
    Ok(())
}

/// Those above say whose record the decision goes on with: that of this former member, who left on the day it says, or
/// none that is here.
pub async fn identify(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    (candidate, version): (i64, i64),
    former: Option<&Former>,
    now: Ts,
) -> Result<()> {
    let known = of_unit(conn, &grant, candidate).await?;
    if !known.stage().is_open() {
        return Err(CandidateError::Stale);
    }
    let (person, apart) = (former.map(|former| former.id), i64::from(former.is_none()));
    let left = former.map(|former| former.since).or(known.left_on);
    let sql = "UPDATE candidate SET former_id = $1, apart = $2, left_on = $3, version = version + 1
               WHERE id = $4 AND version = $5";
    if conn.exec(sql, &[&person, &apart, &left, &candidate, &version]).await? == 0 {
        return Err(CandidateError::Stale);
    }
    let event = grant.event("candidate.identify", "candidate", candidate).before(json!({"person": known.former_id}));
    journal::write(conn, &event.after(json!({"person": person, "left_on": left})), now).await?;
    Ok(())
}

/// Those above decide not to admit.
pub async fn refuse(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    at: (i64, i64),
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<()> {
    take(conn, &grant, at, Stage::Refused, (day, paper), now).await?;
    let event = grant.event("candidate.refuse", "candidate", at.0).after(json!({"day": day}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Those above decide: from that day on the candidate is a probationary member of the cell; the person's id. Who was a
/// member before goes on with the record that exists, under the rules on standing.
pub async fn admit(
    conn: &mut Conn,
    grants: (Grant<KeepPeople>, Grant<KeepPeople>),
    vault: &Vault,
    (ruling, standing, uid): (Ruling<'_>, state::Ruling<'_>, String),
    at: (i64, i64),
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<i64> {
    let (grant, entering) = grants;
    if let Some(misfit) = misfit(conn, entering.unit(), day).await? {
        return Err(CandidateError::Misfit(misfit));
    }
    let known = take(conn, &grant, at, Stage::Admitted, (day, paper), now).await?;
    let schooling = ruling.schooling(&known.schooling);
    let new = NewPerson {
        facts: vec![(Fact::Schooling, &schooling)],
        uid,
        joined_on: Some(day),
        paper: Some(paper).filter(|paper| !paper.is_empty()),
        ..known.said()
    };
    let person = match known.former_id {
        Some(former) => again(conn, entering, standing, former, (day, paper), now).await?,
        None if known.left_on.is_some() && !known.is_identified() => return Err(CandidateError::Unidentified),
        None => people::enter(conn, entering, vault, &new, day, now).await?,
    };
    conn.exec("UPDATE candidate SET person_id = $1 WHERE id = $2", &[&person, &at.0]).await?;
    let sql = "INSERT INTO probation (person_id, decided_on, ruleset) VALUES ($1, $2, $3)";
    conn.exec(sql, &[&person, &day, &ruling.id]).await?;
    let due = Day(working(day, ruling.rule.ceremony_within_working_days).day);
    let after = json!({"person": person, "day": day, "ceremony_due": due});
    let event = grant.event("candidate.admit", "candidate", at.0).after(after);
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(person)
}

/// The former member is a probationary member again: the same person, a second membership; the person's id.
async fn again(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    standing: state::Ruling<'_>,
    former: i64,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<i64> {
    let known = Former::of(conn, former).await?.ok_or(CandidateError::Again(Refusal::NoSuchStep))?;
    let new = NewState { change: READMITTED, day, paper };
    let done = change_state(conn, grant, standing, (former, known.version), new, now).await?;
    done.map_err(CandidateError::Again)?;
    Ok(former)
}

/// Brings the candidate to the stage and notes the step; the candidate as it was.
async fn take<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    (candidate, version): (i64, i64),
    stage: Stage,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<Candidate> {
    let known = of_unit(conn, grant, candidate).await?;
    if !known.stage().next().contains(&stage) {
        return Err(CandidateError::Stale);
    }
    let sql = "SELECT max(day) FROM candidate_step WHERE candidate_id = $1";
    let last: Option<Day> = conn.value(sql, &[&candidate]).await?;
    if let Some(last) = last.filter(|last| day < *last) {
        return Err(CandidateError::TooEarly(last));
    }
    let sql = "UPDATE candidate SET state = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&stage.word(), &candidate, &version]).await? == 0 {
        return Err(CandidateError::Stale);
    }
    note(conn, grant.account(), candidate, stage, (day, paper), now).await?;
    Ok(known)
}

async fn note(
    conn: &mut Conn,
    account: Option<i64>,
    candidate: i64,
    stage: Stage,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<()> {
    let sql =
        "INSERT INTO candidate_step (candidate_id, step, day, paper, account_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
    conn.exec(sql, &[&candidate, &stage.word(), &day, &paper, &account, &now]).await?;
    Ok(())
}

pub(super) async fn of_unit<P: Permission>(conn: &mut Conn, grant: &Grant<P>, candidate: i64) -> Result<Candidate> {
    let known = Candidate::get(conn, candidate).await?;
    if known.unit_id == grant.unit() {
        return Ok(known);
    }
    Err(DbError::Refused(format!("candidate {candidate} is not one of unit {}", grant.unit())).into())
}
