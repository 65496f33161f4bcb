//! Accounts, sign-in and sessions. There is no default password: an account comes with a one-time link.

pub mod attempts;
pub mod code;
pub(crate) mod hands;
pub mod holding;
pub mod invitation;
pub(crate) mod keeping;
pub mod near;
pub mod pages;
pub mod passkey;
pub mod password;
pub mod provider;
pub mod reach;
pub mod right;
pub mod second;
pub mod sessions;
pub mod setup;
pub mod ways;

#[cfg(test)]
mod tests;

use crate::org;
use kit::clock::{Chance, Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use reach::Grant;
use reach::second::Giving;
use right::KeepAccounts;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "identity/0001_account", sql: include_str!("schema.sql") };

/// Where sessions came from, and wrong tries.
pub const DOOR: kit::db::Migration = kit::db::Migration { name: "identity/0002_door", sql: include_str!("door.sql") };

/// Invitations printed on slips.
pub const INVITATIONS: kit::db::Migration =
    kit::db::Migration { name: "identity/0003_invitation", sql: include_str!("invitation.sql") };

/// The second step of signing in.
pub const SECOND: kit::db::Migration =
    kit::db::Migration { name: "identity/0004_second", sql: include_str!("second.sql") };

/// Passkeys.
pub const PASSKEYS: kit::db::Migration =
    kit::db::Migration { name: "identity/0005_passkey", sql: include_str!("passkey.sql") };

/// Who made what somebody came in by.
pub const LET_IN: kit::db::Migration =
    kit::db::Migration { name: "identity/0006_let_in", sql: include_str!("let_in.sql") };

/// Accounts that a provider vouches for.
pub const PROVIDERS: kit::db::Migration =
    kit::db::Migration { name: "identity/0007_provider", sql: include_str!("provider.sql") };

/// Sessions that go on from others.
pub const FOLLOWS: kit::db::Migration =
    kit::db::Migration { name: "identity/0008_follows", sql: include_str!("follows.sql") };

/// Who had let in the session in which a way in was made.
pub const BEHIND: kit::db::Migration =
    kit::db::Migration { name: "identity/0009_behind", sql: include_str!("behind.sql") };

/// The session's cookie.
pub const COOKIE: &str = "thenchot";
/// How long a browser keeps it, in seconds; the session itself ends sooner when it is not used.
pub const COOKIE_LASTS: u32 = 30 * 86_400;

/// Someone to be let in.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// What they sign in with.
    pub login: &'a str,
    /// Their name, as it is shown.
    pub name: &'a str,
    /// Their post, as it is shown.
    pub post: &'a str,
    /// The person of the record, when they are one.
    pub person: Option<i64>,
}

kit::record! {
    /// An account as lists show it.
    pub struct Account {
        /// The account.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// What it signs in with.
        pub login: String,
        /// Whose it is.
        pub name: String,
        /// The post, as it is shown.
        pub post: String,
        /// The person of the record behind it.
        pub person_id: Option<i64>,
        /// The Argon2id hash, when a password was chosen.
        pub password_hash: Option<String>,
        /// Since when nobody may come in with it.
        pub disabled_at: Option<Ts>,
    }
}

const COLUMNS: &str = "id, uid, login, name, post, person_id, password_hash, disabled_at";

impl Account {
    /// The account with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Account>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM account WHERE id = $1"), &[&id]).await
    }

    /// The account that signs in as `login`; capitals do not matter.
    pub async fn by_login(conn: &mut Conn, login: &str) -> Result<Option<Account>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM account WHERE login = $1"), &[&login.to_lowercase()]).await
    }

    /// All accounts, in the order in which they were made.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Account>> {
        conn.all(&format!("SELECT {COLUMNS} FROM account ORDER BY id"), &[]).await
    }
}

/// Makes an account of somebody who works at the grant's unit; the account's id. It holds no role yet.
pub async fn create_account(
    conn: &mut Conn,
    grant: Grant<KeepAccounts>,
    new: &NewAccount<'_>,
    chance: &Chance,
    now: Ts,
) -> Result<i64> {
    let (uid, login) = (chance.uuid(now).to_string(), new.login.to_lowercase());
    let id = conn
        .insert(
            "INSERT INTO account (uid, login, name, post, person_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&uid, &login, &new.name, &new.post, &new.person, &now],
        )
        .await?;
    let after = serde_json::json!({ "login": login, "name": new.name });
    journal::write(conn, &grant.event("identity.account.create", "account", id).after(after), now).await?;
    Ok(id)
}

/// From one day up to, but without, another.
pub type Span = (Day, Option<Day>);

/// Lets an account act in a role at a unit, from today for as long as nobody ends it.
pub async fn give_role(conn: &mut Conn, giving: Giving, account: i64, now: Ts) -> Result<()> {
    give_role_for(conn, giving, account, (now.day(), None), now).await
}

/// Lets an account act in a role at a unit on these days, as far as the unit is there.
///
/// # Errors
/// [`kit::db::DbError::Refused`] where the unit's end is decided for the first day or earlier.
pub async fn give_role_for(conn: &mut Conn, giving: Giving, account: i64, (from, to): Span, now: Ts) -> Result<()> {
    let Giving { grant, role } = giving;
    let id = conn
        .insert(
            "INSERT INTO role_holding (account_id, role, unit_id, from_day, to_day) VALUES ($1, $2, $3, $4, $5)",
            &[&account, &role, &grant.unit(), &from, &to],
        )
        .await?;
    org::end_with_unit(conn, org::Span::Role, id).await?;
    let after = serde_json::json!({ "account": account, "role": role, "from": from, "to": to });
    journal::write(conn, &grant.event("identity.role.give", "role_holding", id).after(after), now).await?;
    Ok(())
}

/// Closes an account, or opens it again; its sessions end at once and its links are worth nothing.
pub async fn close_account(
    conn: &mut Conn,
    grant: Grant<KeepAccounts>,
    account: i64,
    closed: bool,
    now: Ts,
) -> Result<()> {
    let since = closed.then_some(now);
    conn.exec("UPDATE account SET disabled_at = $1 WHERE id = $2", &[&since, &account]).await?;
    sessions::silence(conn, account, now).await?;
    let verb = if closed { "identity.account.close" } else { "identity.account.reopen" };
    journal::write(conn, &grant.event(verb, "account", account), now).await?;
    Ok(())
}

/// Ends a role held at the grant's unit today; one that has not begun yet never does.
pub async fn take_role(conn: &mut Conn, grant: Grant<KeepAccounts>, holding: i64, now: Ts) -> Result<()> {
    let sql = "UPDATE role_holding SET to_day = CASE WHEN from_day > $1 THEN from_day ELSE $1 END
               WHERE id = $2 AND unit_id = $3 AND (to_day IS NULL OR to_day > $1)";
    if conn.exec(sql, &[&now.day(), &holding, &grant.unit()]).await? > 0 {
        journal::write(conn, &grant.event("identity.role.take", "role_holding", holding), now).await?;
    }
    Ok(())
}

kit::record! {
    /// A role with its days.
    pub struct RoleSpan {
        /// The row.
        pub id: i64,
        /// The role's word.
        pub role: String,
        /// The unit.
        pub unit_id: i64,
        /// The first day.
        pub from_day: Day,
        /// The first day without it.
        pub to_day: Option<Day>,
    }
}

/// The roles that an account holds on a day or will hold later, the first to begin first.
pub async fn roles_from(conn: &mut Conn, account: i64, day: Day) -> Result<Vec<RoleSpan>> {
    conn.all(
        "SELECT id, role, unit_id, from_day, to_day FROM role_holding WHERE account_id = $1
           AND (to_day IS NULL OR (to_day > $2 AND to_day > from_day)) ORDER BY from_day, id",
        &[&account, &day],
    )
    .await
}

/// Where an account that holds nothing belongs: the unit of its last role, or else of the person behind it, or else the
/// one for which it was made.
pub async fn home_of(conn: &mut Conn, account: i64, person: Option<i64>, day: Day) -> Result<Option<i64>> {
    // In one question, so that it takes as long for whoever holds nothing as for an account that never was.
    let sql = "SELECT unit_id FROM (
                 SELECT unit_id, 1 AS rank, from_day, id FROM role_holding WHERE account_id = $1
                 UNION ALL SELECT unit_id, 2, from_day, id FROM membership
                 WHERE person_id = $2 AND kind = 'main' AND from_day <= $3
                 UNION ALL SELECT place, 3, '', id FROM journal WHERE subject = 'account' AND subject_id = $1
                 AND verb = 'identity.account.create' AND place IS NOT NULL
               ) AS known ORDER BY rank, from_day DESC, id DESC LIMIT 1";
    conn.value(sql, &[&account, &person, &day]).await
}

/// Whether anybody was ever let in; while nobody was, the office waits to be set up.
pub async fn is_set_up(conn: &mut Conn) -> Result<bool> {
    Ok(conn.value::<i64>("SELECT id FROM account LIMIT 1", &[]).await?.is_some())
}
