//! One-time links and sessions. Tokens are 256 random bits; the database keeps their SHA-256 only.

use super::Account;
use super::keeping::is_kept_by;
use super::reach::Grant;
use super::right::KeepAccounts;
use crate::shell::Office;
use kit::clock::{Chance, DAY, SECOND, Ts};
use kit::db::{Conn, Result};
use kit::failure::Failure;
use kit::journal::{self, Event};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// A one-time link holds so long.
const LINK_LASTS: i64 = 7 * DAY;
/// A session ends after so long without a request …
pub(super) const IDLE_LASTS: i64 = 12 * 3600 * SECOND;
/// … and after so long in any case.
const SESSION_LASTS: i64 = 30 * DAY;
/// So long after coming in by a link or an invitation, a new password may be chosen without the old one.
const FRESH: i64 = 3600 * SECOND;
/// How often a session notes that it is still in use.
const SEEN_EVERY: i64 = 600 * SECOND;

/// Makes a link that signs the account in once; the path to print or to send. Links and invitations made before hold no
/// more.
pub async fn make_link(
    conn: &mut Conn,
    grant: Grant<KeepAccounts>,
    account: i64,
    chance: &Chance,
    now: Ts,
) -> Result<String> {
    let token = chance.token();
    end_ways_in(conn, account, now).await?;
    conn.exec(
        "INSERT INTO sign_in_link (token_sha256, account_id, expires_at, made_by) VALUES ($1, $2, $3, $4)",
        &[&digest(&token), &account, &now.plus(LINK_LASTS), &grant.hand()],
    )
    .await?;
    journal::write(conn, &grant.event("identity.link.make", "account", account), now).await?;
    Ok(format!("/van-phong/lien-ket/{token}"))
}

/// Ends whatever links and invitations an account has waiting: part of the verb that makes a newer way in.
pub(super) async fn end_ways_in(conn: &mut Conn, account: i64, now: Ts) -> Result<()> {
    for sql in [
        "UPDATE sign_in_link SET used_at = $1 WHERE account_id = $2 AND used_at IS NULL",
        "UPDATE invitation SET ended_at = $1 WHERE account_id = $2 AND used_at IS NULL AND ended_at IS NULL",
    ] {
        conn.exec(sql, &[&now, &account]).await?;
    }
    Ok(())
}

/// The account that a link would sign in, and the one that made it (`None` for the console), while it holds: whoever made it
/// keeps the account still.
pub(super) async fn link_holds(
    conn: &mut Conn,
    office: &Office,
    token: &str,
) -> std::result::Result<Option<(Account, Option<i64>)>, Failure> {
    let sql = "SELECT l.account_id, l.made_by FROM sign_in_link l JOIN account a ON a.id = l.account_id
               WHERE l.token_sha256 = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND a.disabled_at IS NULL";
    let known: Option<(i64, Option<i64>)> = conn.opt(sql, &[&digest(token), &office.clock.now()]).await?;
    let Some((account, made_by)) = known else { return Ok(None) };
    if !is_kept_by(conn, office, made_by, account).await? {
        return Ok(None);
    }
    Ok(Account::get(conn, account).await?.map(|account| (account, made_by)))
}

/// Uses a link up; what [`link_holds`] says of it. `None` when it does not hold (any more).
pub(super) async fn use_link(
    conn: &mut Conn,
    office: &Office,
    token: &str,
) -> std::result::Result<Option<(Account, Option<i64>)>, Failure> {
    let Some(known) = link_holds(conn, office, token).await? else { return Ok(None) };
    let sql = "UPDATE sign_in_link SET used_at = $1 WHERE token_sha256 = $2 AND used_at IS NULL";
    let used = conn.exec(sql, &[&office.clock.now(), &digest(token)]).await?;
    Ok((used > 0).then_some(known))
}

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// With login and password.
    Password,
    /// By a one-time link.
    Link,
    /// With the code of a printed invitation.
    Invitation,
    /// With a passkey.
    Passkey,
    /// By the word of a provider.
    Provider,
}

impl How {
    /// The way of a word.
    pub fn of(word: &str) -> Option<How> {
        [How::Password, How::Link, How::Invitation, How::Passkey, How::Provider]
            .into_iter()
            .find(|how| how.word() == word)
    }

    /// The word it is kept by, and the end of its message's key.
    pub fn word(self) -> &'static str {
        match self {
            How::Password => "password",
            How::Link => "link",
            How::Invitation => "invitation",
            How::Passkey => "passkey",
            How::Provider => "provider",
        }
    }
}

/// Somebody coming in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Browser and system, as their owner recognises them.
    pub device: String,
    /// The address they call from, see [`kit::web::Caller::prefix`].
    pub place: String,
    /// How.
    pub how: How,
    /// By whose link or slip, or by what was made behind it, where nothing else was shown that only its owner has.
    pub let_in_by: Option<i64>,
}

/// Begins a session; its token.
pub async fn begin(conn: &mut Conn, account: i64, arrival: &Arrival, chance: &Chance, now: Ts) -> Result<String> {
    let token = chance.token();
    conn.exec(
        "INSERT INTO session (token_sha256, account_id, device, place, how, created_at, seen_at, let_in_by)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        &[&digest(&token), &account, &arrival.device, &arrival.place, &arrival.how.word(), &now, &arrival.let_in_by],
    )
    .await?;
    journal::write(conn, &Event::new(Some(account), "identity.session.begin", "account", account), now).await?;
    Ok(token)
}

/// Goes on from a session under another one, because what it takes to come in has changed; its token. Nobody came in anew.
pub(crate) async fn go_on(conn: &mut Conn, account: i64, from: &Session, chance: &Chance, now: Ts) -> Result<String> {
    let token = chance.token();
    let sql =
        "INSERT INTO session (token_sha256, account_id, device, place, how, created_at, seen_at, let_in_by, follows)
               VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)";
    let Session { device, place, how, let_in_by, id, .. } = from;
    let session = conn.insert(sql, &[&digest(&token), &account, device, place, how, &now, let_in_by, id]).await?;
    journal::write(conn, &Event::new(Some(account), "identity.session.renew", "session", session), now).await?;
    Ok(token)
}

/// Laid into each request: the new token of its session, for the answer to carry to the browser.
#[derive(Clone, Default)]
pub struct Renewed(pub Arc<OnceLock<String>>);

/// Lets a session go on under a new token, because what its owner may do has changed; the old token is dead.
pub(crate) async fn renew(
    conn: &mut Conn,
    known: &SignedIn,
    rights: &str,
    chance: &Chance,
    now: Ts,
) -> Result<Option<String>> {
    let token = chance.token();
    let renewed = conn
        .exec(
            "UPDATE session SET token_sha256 = $1, rights_sha256 = $2, seen_at = $3
             WHERE id = $4 AND rights_sha256 = $5 AND ended_at IS NULL",
            &[&digest(&token), &digest(rights), &now, &known.session_id, &known.rights_sha256],
        )
        .await?;
    if renewed == 0 {
        return Ok(None);
    }
    let event = Event::new(Some(known.id), "identity.session.renew", "session", known.session_id);
    journal::write(conn, &event, now).await?;
    Ok(Some(token))
}

/// Ends the session of a token; nothing happens when there is none.
pub async fn end(conn: &mut Conn, token: &str, now: Ts) -> Result<()> {
    let found: Option<(i64, i64)> = conn
        .opt("SELECT id, account_id FROM session WHERE token_sha256 = $1 AND ended_at IS NULL", &[&digest(token)])
        .await?;
    match found {
        Some((session, account)) => end_one(conn, account, session, now).await.map(|_| ()),
        None => Ok(()),
    }
}

/// Ends one of an account's sessions; false when it has no such session (any more).
pub async fn end_one(conn: &mut Conn, account: i64, session: i64, now: Ts) -> Result<bool> {
    let sql = "UPDATE session SET ended_at = $1 WHERE id = $2 AND account_id = $3 AND ended_at IS NULL";
    if conn.exec(sql, &[&now, &session, &account]).await? == 0 {
        return Ok(false);
    }
    journal::write(conn, &Event::new(Some(account), "identity.session.end", "session", session), now).await?;
    Ok(true)
}

/// Ends all sessions of an account, but for the one of the token `except`.
pub async fn end_all(conn: &mut Conn, account: i64, except: Option<&str>, now: Ts) -> Result<()> {
    let kept = except.map(digest).unwrap_or_default();
    let sessions: Vec<(i64,)> = conn
        .all(
            "SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL AND token_sha256 <> $2 ORDER BY id",
            &[&account, &kept],
        )
        .await?;
    for (session,) in sessions {
        end_one(conn, account, session, now).await?;
    }
    Ok(())
}

/// Ends all sessions of an account, whoever has them; how many there were.
pub async fn end_sessions(conn: &mut Conn, grant: Grant<KeepAccounts>, account: i64, now: Ts) -> Result<u64> {
    let ended = silence(conn, account, now).await?;
    let event = grant.event("identity.session.end_all", "account", account);
    journal::write(conn, &event.after(serde_json::json!({ "sessions": ended })), now).await?;
    Ok(ended)
}

/// The same as a part of a verb that says so in its own row of the journal.
pub(super) async fn silence(conn: &mut Conn, account: i64, now: Ts) -> Result<u64> {
    conn.exec("UPDATE session SET ended_at = $1 WHERE account_id = $2 AND ended_at IS NULL", &[&now, &account]).await
}

kit::record! {
    /// Who is signed in.
    pub(crate) struct SignedIn {
        pub(crate) id: i64,
        pub(crate) login: String,
        pub(crate) name: String,
        pub(crate) post: String,
        pub(crate) person_id: Option<i64>,
        pub(crate) seen_at: Ts,
        pub(crate) session_id: i64,
        /// How the session began.
        pub(crate) how: String,
        /// Who let it in.
        pub(crate) let_in_by: Option<i64>,
        /// What they might do when the token was made; empty before the first request.
        pub(crate) rights_sha256: String,
    }
}

impl SignedIn {
    /// Whether the session was begun, or renewed, with other rights than these.
    pub(crate) fn had_other(&self, rights: &str) -> bool {
        self.rights_sha256 != digest(rights)
    }
}

kit::record! {
    /// A session as its owner sees it.
    pub(crate) struct Session {
        pub(crate) id: i64,
        pub(crate) device: String,
        pub(crate) place: String,
        pub(crate) how: String,
        pub(crate) created_at: Ts,
        pub(crate) seen_at: Ts,
        pub(crate) ended_at: Option<Ts>,
        pub(crate) token_sha256: String,
        pub(crate) let_in_by: Option<i64>,
        /// The session that it goes on from.
        pub(crate) follows: Option<i64>,
    }
}

const SESSION: &str =
    "id, device, place, how, created_at, seen_at, ended_at, token_sha256, let_in_by, follows FROM session";

impl Session {
    /// Whether its owner has just come in by what nobody else has: what the manager gave them, or a passkey.
    pub(crate) fn is_fresh(&self, now: Ts) -> bool {
        self.may_choose_anew(now) || (self.how == How::Passkey.word() && now.0 - self.created_at.0 < FRESH)
    }

    /// Whether its owner has just come in by what the manager gave them, and may choose a password without the old one. Once
    /// something was chosen, the session goes on as another one, which may not.
    pub(crate) fn may_choose_anew(&self, now: Ts) -> bool {
        self.follows.is_none()
            && [How::Link, How::Invitation].iter().any(|how| how.word() == self.how)
            && now.0 - self.created_at.0 < FRESH
    }

    /// Whether it is the session of this token.
    pub(crate) fn is_of(&self, token: &str) -> bool {
        self.token_sha256 == digest(token)
    }
}

/// Whose session a token is, while it lasts.
pub(crate) async fn session(conn: &mut Conn, token: &str, now: Ts) -> Result<Option<SignedIn>> {
    conn.opt(
        "SELECT a.id, a.login, a.name, a.post, a.person_id, s.seen_at, s.id AS session_id, s.how, s.let_in_by, s.rights_sha256
         FROM session s
         JOIN account a ON a.id = s.account_id
         WHERE s.token_sha256 = $1 AND s.ended_at IS NULL AND s.seen_at > $2 AND s.created_at > $3
           AND a.disabled_at IS NULL",
        &[&digest(token), &now.plus(-IDLE_LASTS), &now.plus(-SESSION_LASTS)],
    )
    .await
}

/// The sessions of an account that last, the one used last first.
pub(crate) async fn sessions_of(conn: &mut Conn, account: i64, now: Ts) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {SESSION} WHERE account_id = $1 AND ended_at IS NULL AND seen_at > $2 AND created_at > $3
         ORDER BY seen_at DESC, id DESC"
    );
    conn.all(&sql, &[&account, &now.plus(-IDLE_LASTS), &now.plus(-SESSION_LASTS)]).await
}

/// The latest times that an account was entered, the newest first, ended or not.
pub(crate) async fn entries_of(conn: &mut Conn, account: i64, limit: i64) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {SESSION} WHERE account_id = $1 AND follows IS NULL ORDER BY created_at DESC, id DESC LIMIT $2"
    );
    conn.all(&sql, &[&account, &limit]).await
}

/// Whether the account of a login was entered from a place after `since`.
pub(crate) async fn was_entered_from(conn: &mut Conn, login: &str, place: &str, since: Ts) -> Result<bool> {
    let sql = "SELECT count(*) FROM session s JOIN account a ON a.id = s.account_id
               WHERE a.login = $1 AND s.place = $2 AND s.created_at > $3";
    Ok(conn.value::<i64>(sql, &[&login, &place, &since]).await?.unwrap_or(0) > 0)
}

/// Forgets from where sessions came that ended long ago; whose they were and when stays.
pub async fn forget_places(conn: &mut Conn, now: Ts) -> Result<u64> {
    let sql = "UPDATE session SET place = '' WHERE place <> '' AND created_at < $1";
    conn.exec(sql, &[&now.plus(-super::attempts::PLACE_LASTS - SESSION_LASTS)]).await
}

/// Whether a session last seen then should note that it is still in use.
pub(crate) fn is_stale(seen_at: Ts, now: Ts) -> bool {
    now.0 - seen_at.0 > SEEN_EVERY
}

/// Notes that a session is in use, and with which rights.
pub(crate) async fn note_seen(conn: &mut Conn, session: i64, rights: &str, now: Ts) -> Result<()> {
    let sql = "UPDATE session SET seen_at = $1, rights_sha256 = $2 WHERE id = $3";
    conn.exec(sql, &[&now, &digest(rights), &session]).await?;
    Ok(())
}

/// SHA-256 in hexadecimal digits: enough for a secret of 256 random bits, which nobody can try out.
pub(crate) fn digest(token: &str) -> String {
    kit::hex(&Sha256::digest(token.as_bytes()))
}
