//! Changes of requests. Each writes its step and its journal row in the caller's transaction.

use super::{Request, State, Step};
use crate::identity::reach::Grant;
use crate::identity::right::{KeepStudy, Permission};
use crate::people;
use crate::people::exemption::{Begun, Exemption, Ruling, begin, seal_reason};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::files::FileKind;
use kit::journal;
use kit::vault::Vault;
use serde_json::json;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum ExemptionError {
    /// Somebody else changed it since it was read.
    #[error("the request was changed meanwhile")]
    Stale,
    /// The person has a request that is not finished.
    #[error("there is an open request already")]
    Open(String),
    /// The person is exempt on some of these days already: the first day, and the first day after it.
    #[error("there is an exemption from {0} on")]
    Overlaps(Day, Option<Day>),
    /// The step's day lies before that of the step before it.
    #[error("the step before it was on {0}")]
    TooEarly(Day),
    /// The database's refusal; also that the grant is for another unit than the person's.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, ExemptionError>;

/// What a member asks for.
#[derive(Clone, Debug)]
pub struct NewRequest<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Who asks.
    pub person: i64,
    /// The key of the kind in the ruleset.
    pub kind: &'a str,
    /// The key of the reason in the ruleset.
    pub reason: &'a str,
    /// What was said of it; sealed when there is something.
    pub words: Option<&'a str>,
    /// `written` or `oral`.
    pub asked_how: &'a str,
    /// When the member asked.
    pub asked_on: Day,
    /// Number and day of the letter; may be empty.
    pub paper: &'a str,
    /// The scan of the letter, as [`people::scan::keep`] keeps it.
    pub scan: Option<(String, FileKind)>,
    /// First day of the exemption.
    pub from: Day,
    /// First day after it, when it has an end.
    pub to: Option<Day>,
}

/// A member of the grant's unit asks to be exempt; the request's id. It changes no rate.
pub async fn ask(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    ruling: Ruling<'_>,
    new: &NewRequest<'_>,
    now: Ts,
) -> Result<i64> {
    require(conn, &grant, new.person, now.day()).await?;
    let known = Request::of(conn, new.person, now.day()).await?;
    if let Some(open) = known.into_iter().find(|known| known.state().is_open()) {
        return Err(ExemptionError::Open(open.uid));
    }
    apart(conn, new.person, (new.from, new.to)).await?;
    let (reason, sealed) = seal_reason(conn, vault, ruling, (new.person, new.reason, new.words), now).await?;
    let (scan, scan_kind) = new.scan.as_ref().map(|(hash, kind)| (hash, kind.ending())).unzip();
    let id = conn
        .insert(
            "INSERT INTO exemption_request (uid, person_id, unit_id, state, reason, reason_sealed, asked_how, paper,
             scan_sha256, scan_kind, from_day, to_day, ruleset, kind, asked_from, asked_to, asked_kind)
             VALUES ($1, $2, $3, 'asked', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $10, $11, $13)",
            &[
                &new.uid,
                &new.person,
                &grant.unit(),
                &reason,
                &sealed,
                &new.asked_how,
                &new.paper,
                &scan,
                &scan_kind,
                &new.from,
                &new.to,
                &ruling.id,
                &new.kind,
            ],
        )
        .await?;
    note(conn, &grant, id, Step::Ask, (new.asked_on, new.paper), now).await?;
    let after = json!({"person": new.person, "kind": new.kind, "from": new.from, "to": new.to});
    let event = grant.event("people.exemption.ask", "exemption_request", id).after(after);
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(id)
}

/// What the cell decided.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The key of the kind that the cell grants, which need not be the one that was asked for.
    pub kind: &'a str,
    /// From when to when (the first day without it), as the cell decided; `None` where it does not agree.
    pub granted: Option<(Day, Option<Day>)>,
    /// When.
    pub day: Day,
    /// Its resolution or minutes; may be empty.
    pub paper: &'a str,
}

/// The cell decides on a request of one of its members. Nothing holds before the unit above was told.
pub async fn decide(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    at: (i64, i64),
    decision: Decision<'_>,
    now: Ts,
) -> Result<()> {
    let step = if decision.granted.is_some() { Step::Grant } else { Step::Refuse };
    let known = take(conn, &grant, at, step, (decision.day, decision.paper), now).await?;
    if let Some((from, to)) = decision.granted {
        apart(conn, known.person_id, (from, to)).await?;
        let sql = "UPDATE exemption_request SET from_day = $1, to_day = $2, kind = $3 WHERE id = $4";
        conn.exec(sql, &[&from, &to, &decision.kind, &at.0]).await?;
    }
    let span = decision.granted.map(|(from, to)| json!({"kind": decision.kind, "from": from, "to": to}));
    let after = json!({"person": known.person_id, "granted": span, "day": decision.day});
    let verb = if decision.granted.is_some() { "people.exemption.decide" } else { "people.exemption.refuse" };
    journal::write(conn, &grant.event(verb, "exemption_request", at.0).after(after), now).await?;
    Ok(())
}

/// The unit above was told: the exemption is in force; its id. The ruling is the one that it was asked for under.
pub async fn report(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    ruling: Ruling<'_>,
    at: (i64, i64),
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<i64> {
    let known = take(conn, &grant, at, Step::Report, (day, paper), now).await?;
    if ruling.id != known.ruleset {
        return Err(DbError::Refused(format!("request {} is decided under {}", at.0, known.ruleset)).into());
    }
    apart(conn, known.person_id, (known.from_day, known.to_day)).await?;
    let sql = "SELECT day FROM exemption_step WHERE request_id = $1 AND step = 'grant'";
    let decided: Option<Day> = conn.value(sql, &[&at.0]).await?;
    let begun = Begun {
        uid: &known.uid,
        person: known.person_id,
        unit: grant.unit(),
        reason: &known.reason,
        reason_sealed: known.reason_sealed.as_deref(),
        paper: Some(known.paper.as_str()).filter(|paper| !paper.is_empty()),
        scan: known.scan_sha256.as_deref().zip(known.scan_kind.as_deref()),
        asked_how: &known.asked_how,
        decided_on: decided.ok_or_else(|| DbError::Broken(format!("exemption request {} was not granted", at.0)))?,
        from: known.from_day,
        to: known.to_day,
        kind: &known.kind,
        ruling,
    };
    let exemption = begin(conn, &begun).await?;
    let sql =
        "UPDATE exemption_request SET exemption_id = $1, reason_sealed = NULL, scan_sha256 = NULL, scan_kind = NULL
               WHERE id = $2";
    conn.exec(sql, &[&exemption, &at.0]).await?;
    let after = json!({"person": known.person_id, "kind": known.kind, "from": known.from_day, "to": known.to_day});
    let event = grant.event("people.exemption.report", "exemption", exemption).after(after);
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(exemption)
}

/// A request is taken back before it is in force. What was sealed of it is dropped: nobody needs it any more.
pub async fn withdraw(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    at: (i64, i64),
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<()> {
    let known = take(conn, &grant, at, Step::Withdraw, (day, paper), now).await?;
    let sql = "UPDATE exemption_request SET reason_sealed = NULL, scan_sha256 = NULL, scan_kind = NULL WHERE id = $1";
    conn.exec(sql, &[&at.0]).await?;
    let event = grant.event("people.exemption.withdraw", "exemption_request", at.0);
    journal::write(conn, &event.after(json!({"person": known.person_id, "day": day})), now).await?;
    Ok(())
}

/// Brings the request to the state after the step and notes the step; the request as it was.
async fn take(
    conn: &mut Conn,
    grant: &Grant<KeepStudy>,
    (request, version): (i64, i64),
    step: Step,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<Request> {
    let known = Request::get(conn, request, now.day()).await?;
    require(conn, grant, known.person_id, now.day()).await?;
    let state = known.state().after(step).filter(|_| known.version == version).ok_or(ExemptionError::Stale)?;
    let sql = "SELECT max(day) FROM exemption_step WHERE request_id = $1";
    let last: Option<Day> = conn.value(sql, &[&request]).await?;
    if let Some(last) = last.filter(|last| day < *last) {
        return Err(ExemptionError::TooEarly(last));
    }
    let sql = "UPDATE exemption_request SET state = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&State::word(state), &request, &version]).await? == 0 {
        return Err(ExemptionError::Stale);
    }
    note(conn, grant, request, step, (day, paper), now).await?;
    Ok(known)
}

async fn note(
    conn: &mut Conn,
    grant: &Grant<KeepStudy>,
    request: i64,
    step: Step,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<()> {
    let sql =
        "INSERT INTO exemption_step (request_id, step, day, paper, account_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
    conn.exec(sql, &[&request, &step.word(), &day, &paper, &grant.account(), &now]).await?;
    Ok(())
}

async fn require<P: Permission>(conn: &mut Conn, grant: &Grant<P>, person: i64, day: Day) -> Result<()> {
    if people::unit_of(conn, person, day).await? == Some(grant.unit()) {
        return Ok(());
    }
    Err(DbError::Refused(format!("person {person} is not a member of unit {}", grant.unit())).into())
}

/// Refuses days on which the person is exempt already.
async fn apart(conn: &mut Conn, person: i64, (from, to): (Day, Option<Day>)) -> Result<()> {
    let known = Exemption::of(conn, person).await?;
    let overlaps = |known: &&Exemption| {
        to.is_none_or(|to| known.from_day < to)
            && known.to_day.is_none_or(|end| end > from)
            // One that was taken back on its first day never held.
            && known.to_day.is_none_or(|end| end > known.from_day)
    };
    match known.iter().find(overlaps) {
        Some(known) => Err(ExemptionError::Overlaps(known.from_day, known.to_day)),
        None => Ok(()),
    }
}
