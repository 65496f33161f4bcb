//! Invitations: a slip of paper with a code that lets its owner in once, made by whoever keeps the account.

use super::keeping::is_kept_by;
use super::reach::Grant;
use super::right::KeepAccounts;
use super::{Account, code, sessions};
use crate::shell::Office;
use kit::clock::{Chance, Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::failure::Failure;
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
            &[&uid, &account, &mark(vault, &plain), &grant.hand(), &now, &expires],
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

/// Whom a code, as [`code::read`] gives it, would let in, and who made the slip, while it holds: whoever made it keeps the
/// account still.
pub(super) async fn holds(
    conn: &mut Conn,
    office: &Office,
    code: &str,
) -> std::result::Result<Option<(Account, Option<i64>)>, Failure> {
    let sql = "SELECT i.account_id, i.made_by FROM invitation i JOIN account a ON a.id = i.account_id
               WHERE i.code_mark = $1 AND i.used_at IS NULL AND i.ended_at IS NULL AND i.expires_at > $2
                 AND a.disabled_at IS NULL";
    let known: Option<(i64, Option<i64>)> = conn.opt(sql, &[&mark(&office.vault, code), &office.clock.now()]).await?;
    let Some((account, made_by)) = known else { return Ok(None) };
    if !is_kept_by(conn, office, made_by, account).await? {
        return Ok(None);
    }
    Ok(Account::get(conn, account).await?.map(|account| (account, made_by)))
}

/// Uses a code up; what [`holds`] says of it. `None` when it does not hold (any more), or somebody was faster.
pub(super) async fn use_up(
    conn: &mut Conn,
    office: &Office,
    code: &str,
) -> std::result::Result<Option<(Account, Option<i64>)>, Failure> {
    let Some(known) = holds(conn, office, code).await? else { return Ok(None) };
    let now = office.clock.now();
    let sql = "UPDATE invitation SET used_at = $1 WHERE code_mark = $2 AND used_at IS NULL AND ended_at IS NULL";
    if conn.exec(sql, &[&now, &mark(&office.vault, code)]).await? == 0 {
        return Ok(None);
    }
    let event = Event::new(Some(known.0.id), "identity.invitation.use", "account", known.0.id);
    journal::write(conn, &event, now).await?;
    Ok(Some(known))
}

fn mark(vault: &Vault, code: &str) -> String {
    vault.mark("invitation", code)
}
