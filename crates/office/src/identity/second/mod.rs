//! The second step of signing in: after the password, the link or the slip, a code of the telephone or one of ten that
//! were printed. An account that has it on is entered by nobody who only knows or holds the first.
//!
//! Lost with the telephone and the paper, it is taken off by two persons or by the console, never by one manager alone.

pub mod half_way;
pub mod totp;

use super::code;
use super::reach::Grant;
use super::right::LiftSecondStep;
use super::sessions::silence;
use kit::clock::{Chance, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use totp::Secret;

/// So many codes are printed.
pub const CODES: usize = 10;

kit::record! {
    /// The second step of an account that has it on.
    pub struct SecondStep {
        /// Since when.
        pub made_at: Ts,
        /// The last step whose code was taken.
        pub last_step: i64,
        /// Printed codes that are still good.
        pub codes_left: i64,
    }
}

impl SecondStep {
    /// That of an account; `None` when it is off.
    pub async fn of(conn: &mut Conn, account: i64) -> Result<Option<SecondStep>> {
        conn.opt(
            "SELECT made_at, last_step, (SELECT count(*) FROM recovery_code r
                                         WHERE r.account_id = a.account_id AND r.used_at IS NULL) AS codes_left
             FROM authenticator a WHERE account_id = $1",
            &[&account],
        )
        .await
    }
}

/// Turns it on for an account, in a session that `let_in_by` let in, once its owner has typed the code of `step`; the printed
/// codes. Sent twice, it is on once, and the codes of the second time hold. `None` when it is on with another secret.
pub async fn turn_on(
    conn: &mut Conn,
    vault: &Vault,
    (account, let_in_by): (i64, Option<i64>),
    (secret, step): (Secret, i64),
    chance: &Chance,
    now: Ts,
) -> Result<Option<Vec<String>>> {
    if let Some(kept) = secret_of(conn, vault, account).await? {
        if kept != secret {
            return Ok(None);
        }
        return make_codes(conn, vault, account, chance, now).await.map(Some);
    }
    let sealed = vault.seal(conn, "account", account, &secret.text(), now).await?;
    conn.exec(
        "INSERT INTO authenticator (account_id, sealed_secret, made_at, last_step, let_in_by) VALUES ($1, $2, $3, $4, $5)",
        &[&account, &sealed, &now, &step, &let_in_by],
    )
    .await?;
    journal::write(conn, &Event::new(Some(account), "identity.second.on", "account", account), now).await?;
    make_codes(conn, vault, account, chance, now).await.map(Some)
}

/// Draws the printed codes anew; those before are worth nothing. They are kept nowhere.
pub async fn make_codes(conn: &mut Conn, vault: &Vault, account: i64, chance: &Chance, now: Ts) -> Result<Vec<String>> {
    conn.exec("DELETE FROM recovery_code WHERE account_id = $1", &[&account]).await?;
    let codes: Vec<String> = (0..CODES).map(|_| code::draw(chance)).collect();
    for drawn in &codes {
        let plain = code::read(drawn).map_err(|_| DbError::Broken("a code that was drawn is no code".into()))?;
        conn.exec(
            "INSERT INTO recovery_code (account_id, code_mark, made_at) VALUES ($1, $2, $3)",
            &[&account, &mark(vault, &plain), &now],
        )
        .await?;
    }
    journal::write(conn, &Event::new(Some(account), "identity.recovery.make", "account", account), now).await?;
    Ok(codes)
}

/// With what somebody passed the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The telephone's code.
    Telephone,
    /// A printed one, which is used up.
    Paper,
}

/// Whether what was typed passes the second step of an account now, and uses it up: neither kind of code counts twice.
/// `outside` is the time as the telephone knows it.
pub async fn pass(
    conn: &mut Conn,
    vault: &Vault,
    account: i64,
    typed: &str,
    (outside, now): (Ts, Ts),
) -> Result<Option<Passed>> {
    if totp::digits(typed).is_some() {
        let Some(secret) = secret_of(conn, vault, account).await? else { return Ok(None) };
        let Some(step) = secret.step_of(typed, outside) else { return Ok(None) };
        let sql = "UPDATE authenticator SET last_step = $1 WHERE account_id = $2 AND last_step < $1";
        return Ok((conn.exec(sql, &[&step, &account]).await? > 0).then_some(Passed::Telephone));
    }
    let Ok(plain) = code::read(typed) else { return Ok(None) };
    let sql = "UPDATE recovery_code SET used_at = $1 WHERE account_id = $2 AND code_mark = $3 AND used_at IS NULL";
    if conn.exec(sql, &[&now, &account, &mark(vault, &plain)]).await? == 0 {
        return Ok(None);
    }
    journal::write(conn, &Event::new(Some(account), "identity.recovery.use", "account", account), now).await?;
    Ok(Some(Passed::Paper))
}

/// Turns it off for its owner.
pub async fn turn_off(conn: &mut Conn, account: i64, now: Ts) -> Result<()> {
    if forget(conn, account).await? {
        journal::write(conn, &Event::new(Some(account), "identity.second.off", "account", account), now).await?;
    }
    Ok(())
}

/// Takes it off an account whose owner has lost the telephone and the paper. Their sessions end: it may be somebody else
/// who has them now.
pub async fn lift(conn: &mut Conn, grant: Grant<LiftSecondStep>, account: i64, now: Ts) -> Result<bool> {
    if !forget(conn, account).await? {
        return Ok(false);
    }
    silence(conn, account, now).await?;
    journal::write(conn, &grant.event("identity.second.lift", "account", account), now).await?;
    Ok(true)
}

async fn forget(conn: &mut Conn, account: i64) -> Result<bool> {
    conn.exec("DELETE FROM recovery_code WHERE account_id = $1", &[&account]).await?;
    Ok(conn.exec("DELETE FROM authenticator WHERE account_id = $1", &[&account]).await? > 0)
}

async fn secret_of(conn: &mut Conn, vault: &Vault, account: i64) -> Result<Option<Secret>> {
    let sql = "SELECT sealed_secret FROM authenticator WHERE account_id = $1";
    let Some(sealed) = conn.value::<String>(sql, &[&account]).await? else { return Ok(None) };
    let Some(text) = vault.open(conn, "account", account, &sealed).await? else { return Ok(None) };
    Secret::read(&text).map(Some).ok_or_else(|| DbError::Broken("a sealed secret is none".into()))
}

fn mark(vault: &Vault, code: &str) -> String {
    vault.mark("recovery", code)
}
