//! Half way in: who has passed the first step and is asked for the second one, as a cookie that only this office can
//! make. Nothing is written while somebody stands there, and no session has begun.

use super::SecondStep;
use crate::identity::Account;
use crate::identity::sessions::How;
use kit::clock::{SECOND, Ts};
use kit::db::{Conn, Result};
use kit::vault::Vault;

/// The cookie.
pub const COOKIE: &str = "thenchot_half";
/// How long somebody may take to find the telephone, in seconds.
pub const LASTS: u32 = 600;

/// What a browser keeps in between.
pub async fn note(conn: &mut Conn, vault: &Vault, account: &Account, how: How, now: Ts) -> Result<String> {
    let until = now.plus(i64::from(LASTS) * SECOND);
    let mark = mark(conn, vault, account, (how, until)).await?;
    Ok(format!("{}.{}.{}.{mark}", account.id, how.word(), until.0))
}

/// Whose note it is and how they began; `None` when it is not ours, too old, or anything it stood for has changed since.
pub async fn read(conn: &mut Conn, vault: &Vault, note: &str, now: Ts) -> Result<Option<(Account, How)>> {
    let mut parts = note.split('.');
    let mut next = || parts.next().unwrap_or_default();
    let (id, how, until, said) = (next().parse::<i64>(), How::of(next()), next().parse::<i64>(), next());
    let (Ok(id), Some(how), Ok(until)) = (id, how, until) else { return Ok(None) };
    if until <= now.0 {
        return Ok(None);
    }
    let account = Account::get(conn, id).await?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(None) };
    let right = mark(conn, vault, &account, (how, Ts(until))).await? == said;
    Ok(right.then_some((account, how)))
}

/// Under the vault's key: it holds no more once the password is another one, or a code of the telephone was taken.
async fn mark(conn: &mut Conn, vault: &Vault, account: &Account, (how, until): (How, Ts)) -> Result<String> {
    let step = SecondStep::of(conn, account.id).await?.map_or(-1, |step| step.last_step);
    let password = account.password_hash.as_deref().unwrap_or_default();
    Ok(vault.mark("half_way", &format!("{}/{}/{}/{step}/{password}", account.id, how.word(), until.0)))
}
