//! Invitations: a slip of paper with a code that lets its owner in once, made by whoever keeps the account.

use super::reach::Grant;
use super::right::KeepAccounts;
use super::{Account, code, sessions};
use kit::clock::{Chance, Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has used it yet.
    Waiting,
    /// Its owner came in with it.
    Used,
    /// Withdrawn, replaced by a newer way in, or too old.
    Ended,
}

impl State {
    /// All of them, in the order in which pages show them.
    pub const ALL: [State; 3] = [State::Waiting, State::Used, State::Ended];

    /// The word in addresses, and the end of its message's key.
    pub fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Used => "used",
            State::Ended => "ended",
        }
    }
}

kit::record! {
    /// An invitation as lists show it.
    pub struct Invitation {
        /// The invitation.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whom it lets in.
        pub account_id: i64,
        /// When it was made.
        pub made_at: Ts,
        /// From when it holds no more.
        pub expires_at: Ts,
        /// When its owner came in with it.
        pub used_at: Option<Ts>,
        /// When it was withdrawn or replaced.
        pub ended_at: Option<Ts>,
    }
}

const COLUMNS: &str = "id, uid, account_id, made_at, expires_at, used_at, ended_at";

impl Invitation {
    /// All of them, the newest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Invitation>> {
        conn.all(&format!("SELECT {COLUMNS} FROM invitation ORDER BY id DESC"), &[]).await
    }

    /// How it stands.
    pub fn state(&self, now: Ts) -> State {
        match (self.used_at, self.ended_at) {
            (Some(_), _) => State::Used,
            (None, None) if self.expires_at > now => State::Waiting,
            _ => State::Ended,
        }
    }

    /// The last day on which it can be used.
    pub fn last_day(&self) -> Day {
        self.expires_at.plus(-1).day()
    }
}

/// Invites the owner of an account, for so many days; the code to print, which is kept nowhere. Invitations and links
/// made before hold no more.
pub async fn invite(
    conn: &mut Conn,
    grant: Grant<KeepAccounts>,
    vault: &Vault,
    (account, days): (i64, u32),
    chance: &Chance,
    now: Ts,
) -> Result<String> {
    sessions::end_ways_in(conn, account, now).await?;
    let code = code::draw(chance);
    let plain = code::read(&code).map_err(|_| DbError::Broken("a code that was drawn is no code".into()))?;
    let (uid, expires) = (chance.uuid(now).to_string(), now.day().plus_days(i64::from(days) + 1).begins());
    let id = conn
        .insert(
            "INSERT INTO invitation (uid, account_id, code_mark, made_by, made_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[&uid, &account, &mark(vault, &plain), &grant.account(), &now, &expires],
        )
        .await?;
    let after = serde_json::json!({ "invitation": id, "until": expires.plus(-1).day() });
    journal::write(conn, &grant.event("identity.invitation.make", "account", account).after(after), now).await?;
    Ok(code)
}

/// Withdraws an invitation of an account; false when it does not wait (any more).
pub async fn withdraw(
    conn: &mut Conn,
    grant: Grant<KeepAccounts>,
    (account, invitation): (i64, i64),
    now: Ts,
) -> Result<bool> {
    let sql = "UPDATE invitation SET ended_at = $1
               WHERE id = $2 AND account_id = $3 AND used_at IS NULL AND ended_at IS NULL AND expires_at > $1";
    if conn.exec(sql, &[&now, &invitation, &account]).await? == 0 {
        return Ok(false);
    }
    let event = grant.event("identity.invitation.withdraw", "account", account);
    journal::write(conn, &event.after(serde_json::json!({ "invitation": invitation })), now).await?;
    Ok(true)
}

/// Whom a code, as [`code::read`] gives it, would let in while it holds.
pub async fn holds(conn: &mut Conn, vault: &Vault, code: &str, now: Ts) -> Result<Option<Account>> {
    let sql = "SELECT i.account_id FROM invitation i JOIN account a ON a.id = i.account_id
               WHERE i.code_mark = $1 AND i.used_at IS NULL AND i.ended_at IS NULL AND i.expires_at > $2
                 AND a.disabled_at IS NULL";
    match conn.value::<i64>(sql, &[&mark(vault, code), &now]).await? {
        Some(account) => Account::get(conn, account).await,
        None => Ok(None),
    }
}

/// Uses a code up; the account that it lets in, and the one that made the slip. `None` when it does not hold (any more), or
/// somebody was faster.
pub async fn use_up(conn: &mut Conn, vault: &Vault, code: &str, now: Ts) -> Result<Option<(Account, Option<i64>)>> {
    let Some(account) = holds(conn, vault, code, now).await? else { return Ok(None) };
    let sql = "UPDATE invitation SET used_at = $1 WHERE code_mark = $2 AND used_at IS NULL AND ended_at IS NULL";
    if conn.exec(sql, &[&now, &mark(vault, code)]).await? == 0 {
        return Ok(None);
    }
    let event = Event::new(Some(account.id), "identity.invitation.use", "account", account.id);
    journal::write(conn, &event, now).await?;
    let made_by = "SELECT made_by FROM invitation WHERE code_mark = $1";
    let made_by = conn.value::<Option<i64>>(made_by, &[&mark(vault, code)]).await?.flatten();
    Ok(Some((account, made_by)))
}

fn mark(vault: &Vault, code: &str) -> String {
    vault.mark("invitation", code)
}
