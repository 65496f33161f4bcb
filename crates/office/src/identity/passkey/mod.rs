//! Passkeys: keys in a device or a security key that sign in by themselves, since the device asks who holds it (a finger, a
//! face, a PIN). They cannot be guessed, nor used on another site's page.

pub mod ceremony;
pub mod key;
#[cfg(test)]
pub(crate) mod tests;

use super::Account;
use super::sessions::digest;
use ceremony::{NewKey, Refusal, Signed, Site};
use kit::clock::{Chance, SECOND, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;

/// How long a question waits for its answer, in seconds.
pub const WAITS: u32 = 600;
/// The longest name that somebody may give a passkey, in characters.
pub const LONGEST_NAME: usize = 60;
/// So many may stand on one account.
pub const MOST: usize = 20;

kit::record! {
    /// A passkey of an account.
    pub struct Passkey {
        /// The passkey.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose it is.
        pub account_id: i64,
        /// The credential's id, in base 64.
        pub credential: String,
        /// The kind of key.
        pub algorithm: i64,
        /// The key, in hexadecimal digits.
        pub public_key: String,
        /// How often it had signed.
        pub sign_count: i64,
        /// What its owner calls it.
        pub name: String,
        /// Since when.
        pub made_at: Ts,
        /// When it was used last.
        pub used_at: Option<Ts>,
        /// Who had let in the session in which it was made.
        pub let_in_by: Option<i64>,
    }
}

const COLUMNS: &str = "id, uid, account_id, credential, algorithm, public_key, sign_count, name, made_at, used_at, let_in_by FROM passkey";

impl Passkey {
    /// Those of an account, the oldest first.
    pub async fn of(conn: &mut Conn, account: i64) -> Result<Vec<Passkey>> {
        conn.all(&format!("SELECT {COLUMNS} WHERE account_id = $1 ORDER BY id"), &[&account]).await
    }
}

/// A question that only this office can ask, of one browser and for a while: what a key is made for, or what it signs.
/// Nothing is kept of it until it was answered.
#[derive(Clone, Debug)]
pub struct Question {
    nonce: String,
    until: Ts,
}

impl Question {
    /// A new one.
    pub fn draw(chance: &Chance, now: Ts) -> Question {
        Question { nonce: kit::hex(&chance.bytes::<16>()), until: now.plus(i64::from(WAITS) * SECOND) }
    }

    /// As the browser brings it back.
    pub fn note(&self) -> String {
        format!("{}.{}", self.nonce, self.until.0)
    }

    /// The question of a note that came back in time.
    pub fn of_note(note: &str, now: Ts) -> Option<Question> {
        let (nonce, until) = note.split_once('.')?;
        let until = Ts(until.parse().ok()?);
        (nonce.len() == 32 && until > now).then(|| Question { nonce: nonce.to_owned(), until })
    }

    /// What is signed: known to nobody before, and another one for each purpose and each `whose`.
    pub fn text(&self, vault: &Vault, purpose: &str, whose: &str) -> String {
        vault.mark("passkey_question", &format!("{purpose}/{whose}/{}", self.note()))
    }
}

/// Adds a passkey to its owner's account, in a session that `let_in_by` let in. `None` when some account has it already.
pub async fn add(
    conn: &mut Conn,
    (account, let_in_by): (i64, Option<i64>),
    (new, name): (&NewKey, &str),
    chance: &Chance,
    now: Ts,
) -> Result<Option<()>> {
    let uid = chance.uuid(now).to_string();
    let made = conn
        .exec(
            "INSERT INTO passkey (uid, account_id, credential, algorithm, public_key, sign_count, name, made_at, let_in_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (credential) DO NOTHING",
            &[&uid, &account, &new.credential, &new.algorithm, &kit::hex(&new.key), &i64::from(new.count), &name, &now, &let_in_by],
        )
        .await?;
    if made == 0 {
        return Ok(None);
    }
    let event = Event::new(Some(account), "identity.passkey.add", "account", account);
    journal::write(conn, &event.after(serde_json::json!({ "passkey": name })), now).await?;
    Ok(Some(()))
}

/// Gives a passkey of an account another name; false when it has no such passkey (any more).
pub async fn rename(conn: &mut Conn, account: i64, uid: &str, name: &str, now: Ts) -> Result<bool> {
    let sql = "UPDATE passkey SET name = $1 WHERE uid = $2 AND account_id = $3";
    if conn.exec(sql, &[&name, &uid, &account]).await? == 0 {
        return Ok(false);
    }
    let event = Event::new(Some(account), "identity.passkey.rename", "account", account);
    journal::write(conn, &event.after(serde_json::json!({ "passkey": name })), now).await?;
    Ok(true)
}

/// Removes a passkey from its owner's account; false when it has no such passkey (any more).
pub async fn remove(conn: &mut Conn, account: i64, uid: &str, now: Ts) -> Result<bool> {
    let sql = "SELECT name FROM passkey WHERE uid = $1 AND account_id = $2";
    let Some(name) = conn.value::<String>(sql, &[&uid, &account]).await? else { return Ok(false) };
    conn.exec("DELETE FROM passkey WHERE uid = $1 AND account_id = $2", &[&uid, &account]).await?;
    let event = Event::new(Some(account), "identity.passkey.remove", "account", account);
    journal::write(conn, &event.before(serde_json::json!({ "passkey": name })), now).await?;
    Ok(true)
}

/// Whom a passkey lets in.
#[derive(Debug)]
pub enum Entry {
    /// This account, by a passkey that was made in a session which that one had let in.
    Let(Box<Account>, Option<i64>),
    /// No open account has such a passkey, or the device says that it is somebody else's, or it was answered before.
    Unknown,
    /// The answer is not taken.
    Refused(Refusal),
}

/// Lets in by a passkey: `credential` is its id, `handle` whose the device says it is. An answer counts once.
pub async fn enter(
    conn: &mut Conn,
    site: &Site,
    question: (&Question, &str),
    (credential, handle, signed): (&str, &str, &Signed<'_>),
    now: Ts,
) -> Result<Entry> {
    let known: Option<Passkey> = conn.opt(&format!("SELECT {COLUMNS} WHERE credential = $1"), &[&credential]).await?;
    let Some(known) = known else { return Ok(Entry::Unknown) };
    let account = Account::get(conn, known.account_id).await?;
    let Some(account) = account.filter(|a| a.disabled_at.is_none() && a.uid == handle) else {
        return Ok(Entry::Unknown);
    };
    let key = kit::unhex(&known.public_key).ok_or_else(|| DbError::Broken("a public key cannot be read".into()))?;
    let count = u32::try_from(known.sign_count).unwrap_or(u32::MAX);
    let count = match ceremony::signed(site, question.1, (known.algorithm, &key, count), signed) {
        Ok(count) => count,
        Err(refusal) => return Ok(Entry::Refused(refusal)),
    };
    if !use_up(conn, question.0, now).await? {
        return Ok(Entry::Unknown);
    }
    let sql = "UPDATE passkey SET sign_count = $1, used_at = $2 WHERE id = $3";
    conn.exec(sql, &[&i64::from(count), &now, &known.id]).await?;
    Ok(Entry::Let(Box::new(account), known.let_in_by))
}

/// Notes that a question was answered; false when it was before. What could no more be answered is forgotten.
pub(in crate::identity) async fn use_up(conn: &mut Conn, question: &Question, now: Ts) -> Result<bool> {
    conn.exec("DELETE FROM passkey_question WHERE until <= $1", &[&now]).await?;
    let sql = "INSERT INTO passkey_question (question, until) VALUES ($1, $2) ON CONFLICT (question) DO NOTHING";
    Ok(conn.exec(sql, &[&digest(&question.nonce), &question.until]).await? > 0)
}
