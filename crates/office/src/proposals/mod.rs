//! Proposals: what takes two persons is asked for by one and done when another one agrees, within the rule's hours.
//!
//! A verb opts in by the type of its grant: `Grant<P>` of a [`TwoPerson`](crate::identity::right::TwoPerson) act. Its page
//! asks [`Officer::way`](crate::identity::reach::Officer::way) and either does it or [`ask`]s for it; [`acts`] says what is
//! done with the answer. A proposal is seen by whoever asked and by those who may agree; for others there is none, nor is one
//! about a closed case for whom the case concerns.

pub mod acts;
pub mod pages;
#[cfg(test)]
mod tests;

use crate::identity::reach::second::Asking;
use crate::identity::right::{Act, TwoPerson};
use kit::clock::{SECOND, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "proposals/0001_proposal", sql: include_str!("schema.sql") };

/// What came of it.
pub const RESULT: kit::db::Migration =
    kit::db::Migration { name: "proposals/0002_result", sql: include_str!("result.sql") };

kit::record! {
    /// A proposal.
    pub struct Proposal {
        /// The proposal.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The word of the act.
        pub act: String,
        /// At which unit.
        pub unit_id: i64,
        /// To what kind of thing: a table's name.
        pub subject: String,
        /// To which one.
        pub subject_id: i64,
        /// What exactly, as JSON.
        pub payload: String,
        /// Why.
        pub reason: String,
        /// The account that asked.
        pub asked_by: i64,
        /// When.
        pub asked_at: Ts,
        /// Until when somebody may agree.
        pub expires_at: Ts,
        /// `agreed`, `declined`, `withdrawn`; nothing while it waits or when its time ran out.
        pub settled: Option<String>,
        /// By which account.
        pub settled_by: Option<i64>,
        /// When.
        pub settled_at: Option<Ts>,
        /// Why it was declined.
        pub note: String,
        /// Where what was done is seen; empty when nothing is worth seeing, or nothing was done.
        pub result: String,
        /// When whoever asked made use of what the agreement lets them do once.
        pub used_at: Option<Ts>,
        /// Whom the closed case concerns that it would open, if that is a person.
        pub about_person: Option<i64>,
    }
}

const COLUMNS: &str = "id, uid, act, unit_id, subject, subject_id, payload, reason, asked_by, asked_at, expires_at, \
                       settled, settled_by, settled_at, note, result, used_at, \
                       (SELECT c.person_id FROM closed_case c \
                        WHERE proposal.subject = 'closed_case' AND c.id = proposal.subject_id) AS about_person";

impl Proposal {
    /// The proposal with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Proposal>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM proposal WHERE uid = $1"), &[&uid]).await
    }

    /// Those that wait.
    pub async fn waiting(conn: &mut Conn, now: Ts) -> Result<Vec<Proposal>> {
        let sql = format!("SELECT {COLUMNS} FROM proposal WHERE settled IS NULL AND expires_at > $1 ORDER BY id");
        conn.all(&sql, &[&now]).await
    }

    /// The newest ones of all, whoever asked.
    pub async fn latest(conn: &mut Conn, most: i64) -> Result<Vec<Proposal>> {
        conn.all(&format!("SELECT {COLUMNS} FROM proposal ORDER BY id DESC LIMIT $1"), &[&most]).await
    }

    /// What it is for; `None` for an act that the program does not know (any more).
    pub fn act(&self) -> Option<Act> {
        Act::of(&self.act)
    }

    /// What exactly was asked for.
    pub fn values(&self) -> serde_json::Value {
        serde_json::from_str(&self.payload).unwrap_or_default()
    }

    /// Whether it opens a closed room to this account: they do not say themselves that it opens to them.
    pub fn opens_to(&self, account: i64) -> bool {
        self.act() == Some(Act::OpenCase) && self.values()["account"].as_i64() == Some(account)
    }

    /// Whether it is about a closed case that concerns this person: to them there is no such case, and no such proposal.
    pub fn concerns(&self, person: Option<i64>) -> bool {
        self.about_person.is_some() && self.about_person == person
    }

    /// How far it is: `waiting`, `agreed`, `declined`, `withdrawn` or `expired`.
    pub fn state(&self, now: Ts) -> &str {
        match &self.settled {
            Some(settled) => settled,
            None if self.expires_at > now => "waiting",
            None => "expired",
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The proposal's identity outside the database.
    pub uid: String,
    /// To what kind of thing: a table's name.
    pub subject: &'static str,
    /// To which one.
    pub subject_id: i64,
    /// What exactly; nothing sensitive.
    pub payload: serde_json::Value,
    /// Why.
    pub reason: &'a str,
    /// For how many hours somebody may agree.
    pub hours: u32,
}

/// The proposals about closed cases that concern a person.
pub async fn concerning(conn: &mut Conn, person: Option<i64>) -> Result<HashSet<i64>> {
    let sql = "SELECT p.id FROM proposal p JOIN closed_case c ON p.subject = 'closed_case' AND c.id = p.subject_id
               WHERE c.person_id = $1";
    let rows: Vec<(i64,)> = conn.all(sql, &[&person]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Asks for it: nothing else happens until a second person agrees. The address of the proposal; asked twice, it is the
/// one that waits already.
pub async fn ask<P: TwoPerson>(conn: &mut Conn, asking: Asking<P>, ask: &Ask<'_>, now: Ts) -> Result<String> {
    let (act, payload) = (P::ACT.word(), ask.payload.to_string());
    let same = "SELECT uid FROM proposal WHERE asked_by = $1 AND act = $2 AND unit_id = $3 AND subject = $4
                AND subject_id = $5 AND payload = $6 AND settled IS NULL AND expires_at > $7";
    let args: [&dyn kit::db::Arg; 7] =
        [&asking.account(), &act, &asking.unit(), &ask.subject, &ask.subject_id, &payload, &now];
    if let Some(uid) = conn.value::<String>(same, &args).await? {
        return Ok(address(&uid));
    }
    let expires_at = now.plus(i64::from(ask.hours) * 3600 * SECOND);
    let id = conn
        .insert(
            "INSERT INTO proposal (uid, act, unit_id, subject, subject_id, payload, reason, asked_by, asked_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &ask.uid,
                &act,
                &asking.unit(),
                &ask.subject,
                &ask.subject_id,
                &payload,
                &ask.reason,
                &asking.account(),
                &now,
                &expires_at,
            ],
        )
        .await?;
    let event = Event::new(Some(asking.account()), "proposals.ask", "proposal", id).at_place(asking.unit());
    journal::write(conn, &event.after(serde_json::json!({ "act": act })), now).await?;
    Ok(address(&ask.uid))
}

/// Where a proposal is.
pub fn address(uid: &str) -> String {
    format!("/van-phong/de-nghi/{uid}")
}

/// Takes back what one asked for oneself; false when it waits no longer.
pub async fn withdraw(conn: &mut Conn, account: i64, proposal: &Proposal, now: Ts) -> Result<bool> {
    let sql = "UPDATE proposal SET settled = 'withdrawn', settled_by = $1, settled_at = $2
               WHERE id = $3 AND asked_by = $1 AND settled IS NULL AND expires_at > $2";
    if conn.exec(sql, &[&account, &now, &proposal.id]).await? == 0 {
        return Ok(false);
    }
    let event = Event::new(Some(account), "proposals.withdraw", "proposal", proposal.id).at_place(proposal.unit_id);
    journal::write(conn, &event.after(serde_json::json!({ "act": proposal.act })), now).await?;
    Ok(true)
}

/// What a proposal is about as one number, which is another one when something else is told.
pub fn mark(facts: &[(String, String)]) -> String {
    let mut hasher = DefaultHasher::new();
    facts.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
