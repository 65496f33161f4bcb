//! Rights passed on for a while, and the pages that say who may do what.
//!
//! A delegation is read by [`identity::holding`](crate::identity::holding) together with roles and posts: what is passed on
//! is worth what its giver holds on the day, never more, and is not passed on again.

pub mod findings;
pub mod pages;
#[cfg(test)]
mod tests;

use crate::identity::reach::passing::Passing;
use crate::org;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use rules::{Right, RightSet};
use serde_json::json;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "rights/0001_delegation", sql: include_str!("schema.sql") };

kit::record! {
    /// Rights that one account passed on to another.
    pub struct Delegation {
        /// The delegation.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Who gave them.
        pub from_account: i64,
        /// Who has them meanwhile.
        pub to_account: i64,
        /// In the branch of which unit.
        pub unit_id: i64,
        /// Their words, with blanks between.
        pub rights: String,
        /// Why.
        pub reason: String,
        /// Since when.
        pub from_day: Day,
        /// The first day without them.
        pub to_day: Day,
        /// When it was ended before its time, if it was.
        pub ended_at: Option<Ts>,
    }
}

const COLUMNS: &str = "id, uid, from_account, to_account, unit_id, rights, reason, from_day, to_day, ended_at";

impl Delegation {
    /// The delegation with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Delegation>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM delegation WHERE uid = $1"), &[&uid]).await
    }

    /// Those that an account gave or got, the newest first.
    pub async fn of(conn: &mut Conn, account: i64) -> Result<Vec<Delegation>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM delegation WHERE from_account = $1 OR to_account = $1 ORDER BY id DESC LIMIT 200"
        );
        conn.all(&sql, &[&account]).await
    }

    /// The rights, as far as the program knows them (still).
    pub fn set(&self) -> RightSet {
        set_of(&self.rights)
    }

    /// How far it is: `coming`, `running`, `over` or `ended`.
    pub fn state(&self, day: Day) -> &'static str {
        match self {
            _ if self.ended_at.is_some() => "ended",
            _ if self.to_day <= day => "over",
            _ if self.from_day > day => "coming",
            _ => "running",
        }
    }
}

/// The rights of these words.
pub fn set_of(words: &str) -> RightSet {
    words.split(' ').filter_map(Right::of).collect()
}

/// What is passed on, besides the rights and the unit, which are the permission's.
#[derive(Clone, Debug)]
pub struct NewDelegation<'a> {
    /// Its identity outside the database.
    pub uid: String,
    /// To which account.
    pub to: i64,
    /// Why.
    pub reason: &'a str,
    /// Since when.
    pub from_day: Day,
    /// The first day without them.
    pub to_day: Day,
    /// The ruleset that says how long is long enough.
    pub ruleset: &'a str,
}

/// Passes rights on, as far as the unit is there; the delegation's id.
///
/// # Errors
/// [`kit::db::DbError::Refused`] where the unit's end is decided for the first day or earlier.
pub async fn delegate(conn: &mut Conn, passing: Passing, new: &NewDelegation<'_>, now: Ts) -> Result<i64> {
    let rights: Vec<&str> = passing.rights().iter().map(Right::word).collect();
    let rights = rights.join(" ");
    let id = conn
        .insert(
            "INSERT INTO delegation
               (uid, from_account, to_account, unit_id, rights, reason, from_day, to_day, ruleset)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &new.uid,
                &passing.account(),
                &new.to,
                &passing.unit(),
                &rights,
                &new.reason,
                &new.from_day,
                &new.to_day,
                &new.ruleset,
            ],
        )
        .await?;
    org::end_with_unit(conn, org::Span::Delegation, id).await?;
    let after = json!({"to": new.to, "rights": rights, "from": new.from_day, "until": new.to_day});
    let event =
        Event::new(Some(passing.account()), "rights.delegation.give", "delegation", id).at_place(passing.unit());
    journal::write(conn, &event.after(after).under(new.ruleset), now).await?;
    Ok(id)
}

/// Ends a delegation before its time; false when it had ended.
pub async fn end(conn: &mut Conn, account: i64, delegation: &Delegation, now: Ts) -> Result<bool> {
    let sql = "UPDATE delegation SET ended_at = $1, ended_by = $2 WHERE id = $3 AND ended_at IS NULL AND to_day > $4";
    if conn.exec(sql, &[&now, &account, &delegation.id, &now.day()]).await? == 0 {
        return Ok(false);
    }
    let event = Event::new(Some(account), "rights.delegation.end", "delegation", delegation.id);
    journal::write(conn, &event.at_place(delegation.unit_id), now).await?;
    Ok(true)
}
