//! Accounts, sign-in and sessions. There is no default password: an account comes with a one-time link.

pub mod pages;
pub mod reach;

use kit::clock::{Chance, DAY, Day, SECOND, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use sha2::{Digest, Sha256};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "identity/0001_account", sql: include_str!("schema.sql") };

/// A one-time link holds so long.
const LINK_LASTS: i64 = 7 * DAY;
/// A session ends after so long without a request …
const IDLE_LASTS: i64 = 12 * 3600 * SECOND;
/// … and after so long in any case.
const SESSION_LASTS: i64 = 30 * DAY;
/// How often a session notes that it is still in use.
const SEEN_EVERY: i64 = 600 * SECOND;

/// Someone to be let in.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// What they sign in with.
    pub login: &'a str,
    /// Their name, as it is shown.
    pub name: &'a str,
    /// Their post, as it is shown.
    pub post: &'a str,
    /// The role they act in.
    pub role: reach::Role,
    /// The unit that they hold it at; their reach is its branch.
    pub unit: i64,
}

/// Makes an account and gives it its role; the account's id.
pub async fn create_account(
    conn: &mut Conn,
    new: &NewAccount<'_>,
    chance: &Chance,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64> {
    let uid = chance.uuid(now).to_string();
    let id = conn
        .insert(
            "INSERT INTO account (uid, login, name, post, created_at) VALUES ($1, $2, $3, $4, $5)",
            &[&uid, &new.login, &new.name, &new.post, &now],
        )
        .await?;
    let after = serde_json::json!({ "login": new.login, "name": new.name });
    journal::write(conn, &Event::new(actor, "identity.account.create", "account", id).after(after), now).await?;
    give_role(conn, id, new.role, new.unit, actor, now).await?;
    Ok(id)
}

/// Lets an account act in a role at a unit, from today.
pub async fn give_role(
    conn: &mut Conn,
    account: i64,
    role: reach::Role,
    unit: i64,
    actor: Option<i64>,
    now: Ts,
) -> Result<()> {
    let id = conn
        .insert(
            "INSERT INTO role_holding (account_id, role, unit_id, from_day) VALUES ($1, $2, $3, $4)",
            &[&account, &role.word(), &unit, &now.day()],
        )
        .await?;
    let after = serde_json::json!({ "account": account, "role": role.word() });
    let event = Event::new(actor, "identity.role.give", "role_holding", id).at_place(unit).after(after);
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Makes a link that signs the account in once; the path to print or to send.
pub async fn make_link(conn: &mut Conn, account: i64, chance: &Chance, actor: Option<i64>, now: Ts) -> Result<String> {
    let token = chance.token();
    conn.exec(
        "INSERT INTO sign_in_link (token_sha256, account_id, expires_at) VALUES ($1, $2, $3)",
        &[&digest(&token), &account, &now.plus(LINK_LASTS)],
    )
    .await?;
    journal::write(conn, &Event::new(actor, "identity.link.make", "account", account), now).await?;
    Ok(format!("/van-phong/lien-ket/{token}"))
}

/// Whom a link would sign in, while it holds.
pub async fn link_holds(conn: &mut Conn, token: &str, now: Ts) -> Result<Option<(i64, String)>> {
    conn.opt(
        "SELECT a.id, a.name FROM sign_in_link l JOIN account a ON a.id = l.account_id
         WHERE l.token_sha256 = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND a.disabled_at IS NULL",
        &[&digest(token), &now],
    )
    .await
}

/// Uses a link up and begins a session; the session's token. `None` when the link does not hold (any more).
pub async fn use_link(conn: &mut Conn, token: &str, chance: &Chance, now: Ts) -> Result<Option<String>> {
    let Some((account, _)) = link_holds(conn, token, now).await? else { return Ok(None) };
    let used = conn
        .exec(
            "UPDATE sign_in_link SET used_at = $1 WHERE token_sha256 = $2 AND used_at IS NULL",
            &[&now, &digest(token)],
        )
        .await?;
    if used == 0 {
        return Ok(None);
    }
    begin_session(conn, account, chance, now).await.map(Some)
}

async fn begin_session(conn: &mut Conn, account: i64, chance: &Chance, now: Ts) -> Result<String> {
    let token = chance.token();
    conn.exec(
        "INSERT INTO session (token_sha256, account_id, created_at, seen_at) VALUES ($1, $2, $3, $3)",
        &[&digest(&token), &account, &now],
    )
    .await?;
    journal::write(conn, &Event::new(Some(account), "identity.session.begin", "account", account), now).await?;
    Ok(token)
}

/// Ends the session of a token; nothing happens when there is none.
pub async fn end_session(conn: &mut Conn, token: &str, now: Ts) -> Result<()> {
    let token = digest(token);
    let account: Option<i64> =
        conn.value("SELECT account_id FROM session WHERE token_sha256 = $1 AND ended_at IS NULL", &[&token]).await?;
    if let Some(account) = account {
        conn.exec("UPDATE session SET ended_at = $1 WHERE token_sha256 = $2", &[&now, &token]).await?;
        journal::write(conn, &Event::new(Some(account), "identity.session.end", "account", account), now).await?;
    }
    Ok(())
}

kit::record! {
    /// Who is signed in.
    pub(crate) struct SignedIn {
        pub(crate) id: i64,
        pub(crate) name: String,
        pub(crate) post: String,
        pub(crate) seen_at: Ts,
    }
}

/// Whose session a token is, while it lasts.
pub(crate) async fn session(conn: &mut Conn, token: &str, now: Ts) -> Result<Option<SignedIn>> {
    conn.opt(
        "SELECT a.id, a.name, a.post, s.seen_at FROM session s JOIN account a ON a.id = s.account_id
         WHERE s.token_sha256 = $1 AND s.ended_at IS NULL AND s.seen_at > $2 AND s.created_at > $3
           AND a.disabled_at IS NULL",
        &[&digest(token), &now.plus(-IDLE_LASTS), &now.plus(-SESSION_LASTS)],
    )
    .await
}

/// Whether a session last seen then should note that it is still in use.
pub(crate) fn is_stale(seen_at: Ts, now: Ts) -> bool {
    now.0 - seen_at.0 > SEEN_EVERY
}

/// Notes that a session is in use.
pub(crate) async fn note_seen(conn: &mut Conn, token: &str, now: Ts) -> Result<()> {
    conn.exec("UPDATE session SET seen_at = $1 WHERE token_sha256 = $2", &[&now, &digest(token)]).await?;
    Ok(())
}

/// The roles that an account holds on a day, with their units.
pub(crate) async fn roles(conn: &mut Conn, account: i64, day: Day) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT role, unit_id FROM role_holding WHERE account_id = $1 AND from_day <= $2
           AND (to_day IS NULL OR to_day > $2) ORDER BY id",
        &[&account, &day],
    )
    .await
}

fn digest(token: &str) -> String {
    kit::hex(&Sha256::digest(token.as_bytes()))
}
