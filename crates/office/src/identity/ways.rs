//! Ways in that were made while somebody else had let the session in: by whose link or slip, each of them remembers. They may
//! be that one's and not the owner's, so whoever comes in by them is still let in by that one, the owner is told of them by
//! name, and they end with a password that the owner chooses in a session of another hand. A password is seen by its owner at
//! the next sign-in, so its mark counts for a while only.

use super::reach::Grant;
use super::right::KeepAccounts;
use super::sessions::{How, end_ways_in, silence};
use super::{passkey, provider, second};
use kit::clock::Ts;
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use serde_json::json;

kit::record! {
    /// A way in that was made so.
    pub(crate) struct Way {
        /// `passkey`, `provider` or `second`.
        pub(crate) kind: String,
        /// What a passkey is called; empty for others.
        pub(crate) name: String,
        pub(crate) made_at: Ts,
        pub(crate) let_in_by: i64,
        /// The name of whoever made the link or the slip.
        pub(crate) who: String,
    }
}

impl Way {
    /// Those of an account that its owner has not said to be theirs, the oldest first.
    pub(crate) async fn behind(conn: &mut Conn, account: i64) -> Result<Vec<Way>> {
        conn.all(
            "SELECT 'passkey' AS kind, w.name AS name, w.made_at AS made_at, w.let_in_by AS let_in_by, m.name AS who
             FROM passkey w JOIN account m ON m.id = w.let_in_by WHERE w.account_id = $1
             UNION ALL SELECT 'provider', '', w.made_at, w.let_in_by, m.name
             FROM provider_link w JOIN account m ON m.id = w.let_in_by WHERE w.account_id = $1
             UNION ALL SELECT 'second', '', w.made_at, w.let_in_by, m.name
             FROM authenticator w JOIN account m ON m.id = w.let_in_by WHERE w.account_id = $1
             ORDER BY 3, 1",
            &[&account],
        )
        .await
    }
}

/// Whose hand may be on what an account is entered with, besides the owner's: of a link or a slip, once the second step was
/// passed; of a password that was chosen after `since`.
pub(super) async fn hand_on(conn: &mut Conn, account: i64, how: How, since: Ts) -> Result<Option<i64>> {
    let hand: Option<Option<i64>> = match how {
        How::Password => {
            let sql = "SELECT password_let_in_by FROM account WHERE id = $1 AND password_set_at > $2";
            conn.value(sql, &[&account, &since]).await?
        }
        How::Link | How::Invitation => {
            conn.value("SELECT let_in_by FROM authenticator WHERE account_id = $1", &[&account]).await?
        }
        How::Passkey => None,
        How::Provider => conn.value("SELECT let_in_by FROM provider_link WHERE account_id = $1", &[&account]).await?,
    };
    Ok(hand.flatten())
}

/// Ends the passkeys and the link to a provider that were made behind another hand than this one; how many there were. A second
/// step stays: whoever is in has passed it.
pub(super) async fn end_of_others(conn: &mut Conn, account: i64, hand: Option<i64>, now: Ts) -> Result<usize> {
    let others = Way::behind(conn, account).await?.into_iter();
    let others: Vec<Way> = others.filter(|way| Some(way.let_in_by) != hand && way.kind != "second").collect();
    let sql = "SELECT uid FROM passkey WHERE account_id = $1 AND let_in_by <> $2 ORDER BY id";
    let keys: Vec<(String,)> = conn.all(sql, &[&account, &hand.unwrap_or(0)]).await?;
    for (uid,) in keys {
        passkey::remove(conn, account, &uid, now).await?;
    }
    if others.iter().any(|way| way.kind == "provider") {
        provider::unlink(conn, account, now).await?;
    }
    Ok(others.len())
}

/// Ends all that were made so, a second step too: their owner says that they are not theirs.
pub(super) async fn disown(conn: &mut Conn, account: i64, now: Ts) -> Result<()> {
    let second = Way::behind(conn, account).await?.iter().any(|way| way.kind == "second");
    end_of_others(conn, account, None, now).await?;
    if second {
        second::turn_off(conn, account, now).await?;
    }
    Ok(())
}

/// Their owner says, in a session of their own, that they are theirs.
pub(super) async fn own(conn: &mut Conn, account: i64, now: Ts) -> Result<()> {
    let mut owned = 0;
    for table in ["passkey", "provider_link", "authenticator"] {
        let sql = format!("UPDATE {table} SET let_in_by = NULL WHERE account_id = $1 AND let_in_by IS NOT NULL");
        owned += conn.exec(&sql, &[&account]).await?;
    }
    if owned > 0 {
        journal::write(conn, &Event::new(Some(account), "identity.way.own", "account", account), now).await?;
    }
    Ok(())
}

/// Ends whatever lets somebody in but the password and the second step, and all sessions: the rescue of an account in which
/// somebody may sit. How many sessions and how many passkeys and links to a provider there were.
pub async fn end_all(conn: &mut Conn, grant: Grant<KeepAccounts>, account: i64, now: Ts) -> Result<(u64, u64)> {
    let sessions = silence(conn, account, now).await?;
    end_ways_in(conn, account, now).await?;
    let mut keys = 0;
    for table in ["passkey", "provider_link"] {
        keys += conn.exec(&format!("DELETE FROM {table} WHERE account_id = $1"), &[&account]).await?;
    }
    let event = grant.event("identity.way.end_all", "account", account);
    journal::write(conn, &event.after(json!({ "sessions": sessions, "keys": keys })), now).await?;
    Ok((sessions, keys))
}
