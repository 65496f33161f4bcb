//! What persons ask about the data kept of them: to see it, to have it corrected, restricted or erased; with clocks.

use super::erasure::{self, Erased};
use super::{SUBJECT, home, require_home};
use crate::identity::reach::{Grant, Own};
use crate::identity::right::{ErasePerson, KeepPeople};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use rules::{Calendar, PersonalDataRule};
use serde_json::json;
use std::sync::LazyLock;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::builtin);

/// The kinds of request that do something by being granted, by their keys in the ruleset.
pub const RESTRICT: &str = "restrict";
/// See [`RESTRICT`].
pub const ERASE: &str = "erase";

kit::record! {
    /// A request without what is sealed of it.
    pub struct Request {
        /// The request.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Who asks.
        pub person_id: i64,
        /// The key of the kind in the ruleset.
        pub kind: String,
        /// The keys of the fields that it is about, with commas between; empty for all.
        pub fields: String,
        /// What was said, sealed.
        pub words_sealed: Option<String>,
        /// `account`, `written`, `oral`.
        pub asked_how: String,
        /// When it was asked.
        pub asked_on: Day,
        /// The ruleset whose clocks it runs on.
        pub ruleset: String,
        /// The last day for the first answer.
        pub reply_due: Day,
        /// The last day to be done with it.
        pub due: Day,
        /// When the first answer was given.
        pub replied_on: Option<Day>,
        /// The first answer, sealed.
        pub reply_sealed: Option<String>,
        /// The last day as it was before the one extension.
        pub extended_from: Option<Day>,
        /// Why it was extended.
        pub extended_why: Option<String>,
        /// `open`, `granted`, `partly`, `refused`.
        pub state: String,
        /// When it was done.
        pub done_on: Option<Day>,
        /// The answer, sealed.
        pub answer_sealed: Option<String>,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, uid, person_id, kind, fields, words_sealed, asked_how, asked_on, ruleset, reply_due, due, \
                       replied_on, reply_sealed, extended_from, extended_why, state, done_on, answer_sealed, version";

impl Request {
    /// The request with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Request>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM data_request WHERE uid = $1"), &[&uid]).await
    }

    /// A person's requests, the newest first.
    pub async fn of(conn: &mut Conn, person: i64) -> Result<Vec<Request>> {
        let sql = format!("SELECT {COLUMNS} FROM data_request WHERE person_id = $1 ORDER BY asked_on DESC, id DESC");
        conn.all(&sql, &[&person]).await
    }

    /// Those that are open, the most pressing first, each with the unit at which the person's record is kept.
    pub async fn open(conn: &mut Conn, day: Day) -> Result<Vec<(Request, i64)>> {
        let sql = format!("SELECT {COLUMNS} FROM data_request WHERE state = 'open' ORDER BY due, id");
        Request::placed(conn, &sql, day).await
    }

    /// Those that were done since a day, the latest first.
    pub async fn done_since(conn: &mut Conn, since: Day, day: Day) -> Result<Vec<(Request, i64)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM data_request WHERE state <> 'open' AND done_on >= '{since}'
             ORDER BY done_on DESC, id DESC"
        );
        Request::placed(conn, &sql, day).await
    }

    async fn placed(conn: &mut Conn, sql: &str, day: Day) -> Result<Vec<(Request, i64)>> {
        let mut placed = Vec::new();
        for request in conn.all::<Request>(sql, &[]).await? {
            if let Some(unit) = home(conn, request.person_id, day).await? {
                placed.push((request, unit));
            }
        }
        Ok(placed)
    }

    /// The keys of its fields.
    pub fn field_keys(&self) -> impl Iterator<Item = &str> {
        self.fields.split(',').filter(|key| !key.is_empty())
    }

    /// Whether the first answer or the end is overdue on a day.
    pub fn is_late(&self, day: Day) -> bool {
        self.state == "open" && (day > self.due || (self.replied_on.is_none() && day > self.reply_due))
    }
}

/// Who enters a request: the person, or who keeps the person's record.
#[derive(Debug)]
pub enum By {
    /// The person concerned.
    Own(Own),
    /// Who keeps the record.
    Keeper(Grant<KeepPeople>),
}

impl By {
    fn event(&self, verb: &'static str, subject: i64, place: i64) -> Event {
        match self {
            By::Own(own) => Event::new(Some(own.account()), verb, "data_request", subject).at_place(place),
            By::Keeper(grant) => grant.event(verb, "data_request", subject),
        }
    }
}

/// A request to be entered.
#[derive(Clone, Debug)]
pub struct NewRequest<'a> {
    /// Its identity outside the database.
    pub uid: String,
    /// The key of the kind.
    pub kind: &'a str,
    /// The keys of the fields it is about.
    pub fields: Vec<&'a str>,
    /// What was said.
    pub words: &'a str,
    /// `account`, `written`, `oral`.
    pub asked_how: &'a str,
    /// When it was asked.
    pub asked_on: Day,
}

/// The last days for the first answer and for being done.
pub fn clocks(rule: &PersonalDataRule, kind: &str, asked_on: Day) -> Option<(Day, Day)> {
    let reply = CALENDAR.plus_working_days(asked_on.0, rule.first_reply_working_days).day;
    Some((Day(reply), asked_on.plus_days(i64::from(rule.request(kind)?.done_days))))
}

/// Enters a request; its id.
///
/// # Errors
/// [`DbError::Refused`] when it is somebody else's, or the rule knows no such kind.
pub async fn ask(
    conn: &mut Conn,
    by: By,
    vault: &Vault,
    (ruleset, rule): (&str, &PersonalDataRule),
    person: i64,
    new: &NewRequest<'_>,
    now: Ts,
) -> Result<i64> {
    let place = home(conn, person, now.day()).await?.unwrap_or_default();
    let allowed = match &by {
        By::Own(own) => own.person() == person,
        By::Keeper(grant) => grant.unit() == place,
    };
    let clocks = clocks(rule, new.kind, new.asked_on).filter(|_| allowed);
    let (reply_due, due) = clocks.ok_or_else(|| DbError::Refused(format!("no request of person {person} here")))?;
    let words = match new.words {
        "" => None,
        words => Some(vault.seal(conn, SUBJECT, person, words, now).await?),
    };
    let sql = "INSERT INTO data_request (uid, person_id, kind, fields, words_sealed, asked_how, asked_on, ruleset,
               reply_due, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let fields = new.fields.join(",");
    let values: [&dyn kit::db::Arg; 10] =
        [&new.uid, &person, &new.kind, &fields, &words, &new.asked_how, &new.asked_on, &ruleset, &reply_due, &due];
    let id = conn.insert(sql, &values).await?;
    let event = by.event("people.request.ask", id, place);
    let after = json!({"person": person, "kind": new.kind, "due": due});
    journal::write(conn, &event.after(after).under(ruleset), now).await?;
    Ok(id)
}

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The first answer: that it came in, and what follows.
    Reply {
        /// What the person is told.
        words: &'a str,
    },
    /// The one extension that the rule allows.
    Extend {
        /// So many days.
        days: u32,
        /// Why.
        why: &'a str,
    },
    /// It is done.
    Finish {
        /// `granted`, `partly`, `refused`.
        outcome: &'a str,
        /// What the person is told.
        words: &'a str,
    },
}

/// Takes a request one step further; false when it was changed since `version` was read, or the step is not open to it.
/// A restriction that is granted holds from today.
///
/// # Errors
/// [`DbError::Refused`] when the person's record is not kept at the grant's unit.
pub async fn proceed(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    vault: &Vault,
    (request, version): (&Request, i64),
    step: Step<'_>,
    now: Ts,
) -> Result<bool> {
    require_home(conn, request.person_id, grant.unit(), now.day()).await?;
    let (id, person, today) = (request.id, request.person_id, now.day());
    let (verb, changed, after) = match step {
        Step::Reply { words } => {
            let sealed = vault.seal(conn, SUBJECT, person, words, now).await?;
            let sql = "UPDATE data_request SET replied_on = $1, reply_sealed = $2, version = version + 1
                       WHERE id = $3 AND version = $4 AND state = 'open' AND replied_on IS NULL";
            let changed = conn.exec(sql, &[&today, &sealed, &id, &version]).await?;
            ("people.request.reply", changed, json!({"person": person}))
        }
        Step::Extend { days, why } => {
            let due = request.due.plus_days(i64::from(days));
            let sql = "UPDATE data_request SET extended_from = due, due = $1, extended_why = $2, version = version + 1
                       WHERE id = $3 AND version = $4 AND state = 'open' AND extended_from IS NULL";
            let changed = conn.exec(sql, &[&due, &why, &id, &version]).await?;
            ("people.request.extend", changed, json!({"person": person, "due": due}))
        }
        Step::Finish { outcome, words } => {
            let sealed = vault.seal(conn, SUBJECT, person, words, now).await?;
            let sql = "UPDATE data_request SET state = $1, done_on = $2, answer_sealed = $3,
                       replied_on = coalesce(replied_on, $2), version = version + 1
                       WHERE id = $4 AND version = $5 AND state = 'open'";
            let changed = conn.exec(sql, &[&outcome, &today, &sealed, &id, &version]).await?;
            if changed > 0 && request.kind == RESTRICT && outcome != "refused" {
                erasure::restrict(conn, request, today).await?;
            }
            ("people.request.finish", changed, json!({"person": person, "outcome": outcome}))
        }
    };
    if changed == 0 {
        return Ok(false);
    }
    journal::write(conn, &grant.event(verb, "data_request", id).after(after), now).await?;
    Ok(true)
}

/// Grants a request for erasure and erases; `None` when it was changed since `version` was read. What the person is
/// told stands outside: nothing that was sealed can be read again.
///
/// # Errors
/// [`DbError::Refused`] when the person's record is not kept at the grant's unit.
pub async fn grant_erasure(
    conn: &mut Conn,
    grant: Grant<ErasePerson>,
    vault: &Vault,
    rule: &PersonalDataRule,
    (request, version): (&Request, i64),
    now: Ts,
) -> Result<Option<Erased>> {
    require_home(conn, request.person_id, grant.unit(), now.day()).await?;
    let sql = "UPDATE data_request SET state = 'granted', done_on = $1, replied_on = coalesce(replied_on, $1),
               version = version + 1 WHERE id = $2 AND version = $3 AND state = 'open' AND kind = 'erase'";
    if conn.exec(sql, &[&now.day(), &request.id, &version]).await? == 0 {
        return Ok(None);
    }
    let erased = erasure::erase(conn, vault, rule, request.person_id, now).await?;
    let event = grant.event("people.person.erase", "person", request.person_id);
    let after = json!({"request": request.id, "cleared": erased.cleared, "kept": erased.kept});
    journal::write(conn, &event.after(after).under(&request.ruleset), now).await?;
    Ok(Some(erased))
}

/// Lifts the restriction that a request brought, from today; false when none holds.
///
/// # Errors
/// [`DbError::Refused`] when the person's record is not kept at the grant's unit.
pub async fn lift(conn: &mut Conn, grant: Grant<KeepPeople>, request: &Request, now: Ts) -> Result<bool> {
    require_home(conn, request.person_id, grant.unit(), now.day()).await?;
    let sql = "UPDATE restriction SET to_day = CASE WHEN from_day > $1 THEN from_day ELSE $1 END
               WHERE request_id = $2 AND (to_day IS NULL OR to_day > $1)";
    if conn.exec(sql, &[&now.day(), &request.id]).await? == 0 {
        return Ok(false);
    }
    let event = grant.event("people.request.lift", "data_request", request.id);
    journal::write(conn, &event.after(json!({"person": request.person_id})), now).await?;
    Ok(true)
}
