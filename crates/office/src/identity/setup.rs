//! The first run: whoever can read the machine's console names the committee and becomes the office's manager.

use super::reach::Grant;
use super::reach::second::Giving;
use super::right::{KeepAccounts, KeepOrganisation, Role};
use super::{NewAccount, code, create_account, give_role, password, sessions};
use crate::org::{self, NewUnit};
use kit::clock::{Chance, Ts};
use kit::db::{Conn, Result};

/// The setting under which the code's SHA-256 is kept until it is used.
const CODE: &str = "setup_code_sha256";

/// The committee and its office's manager, as typed.
#[derive(Clone, Copy, Debug)]
pub struct FirstRun<'a> {
    /// Name of the committee: `Đảng bộ xã An Phú`.
    pub committee: &'a str,
    /// Its kind, see [`org::kind`].
    pub kind: &'a str,
    /// The manager's name.
    pub name: &'a str,
    /// What the manager signs in with.
    pub login: &'a str,
    /// The hash of the manager's password.
    pub password_hash: &'a str,
}

/// Makes the code that the first visitor must know, to be shown on the console; the code before it is void. `None`
/// once somebody was let in.
pub async fn make_code(conn: &mut Conn, chance: &Chance) -> Result<Option<String>> {
    if super::is_set_up(conn).await? {
        return Ok(None);
    }
    let code = code::draw(chance);
    conn.exec(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[&CODE, &sessions::digest(&plain(&code))],
    )
    .await?;
    Ok(Some(code))
}

/// Whether this is the code on the console.
pub async fn is_code(conn: &mut Conn, code: &str) -> Result<bool> {
    let kept: Option<String> = conn.value("SELECT value FROM setting WHERE name = $1", &[&CODE]).await?;
    Ok(kept.is_some_and(|kept| kept == sessions::digest(&plain(code))))
}

/// Uses the code up; false when it is not the one on the console, or somebody was faster.
pub async fn use_code(conn: &mut Conn, code: &str) -> Result<bool> {
    let sql = "DELETE FROM setting WHERE name = $1 AND value = $2";
    Ok(conn.exec(sql, &[&CODE, &sessions::digest(&plain(code))]).await? > 0)
}

/// Founds the committee's unit and lets its manager in; the account.
pub async fn set_up(conn: &mut Conn, first: &FirstRun<'_>, chance: &Chance, now: Ts) -> Result<i64> {
    let unit = NewUnit {
        uid: chance.uuid(now).to_string(),
        kind: first.kind,
        area: None,
        parent: None,
        name: first.committee,
        short: first.committee,
        from: now.day(),
        paper: None,
    };
    let unit = org::add_unit(conn, Grant::<KeepOrganisation>::console(org::NOWHERE), &unit, now).await?;
    let new = NewAccount { login: first.login, name: first.name, post: "", person: None };
    let account = create_account(conn, Grant::<KeepAccounts>::console(unit), &new, chance, now).await?;
    give_role(conn, Giving::console(unit, Role::OfficeManager.word()), account, now).await?;
    password::keep(conn, (account, None), first.password_hash, now).await?;
    Ok(account)
}

/// As it is compared; what is no code at all is nobody's.
fn plain(code: &str) -> String {
    code::read(code).unwrap_or_default()
}
