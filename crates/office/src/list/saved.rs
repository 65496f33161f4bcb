//! Filters kept under a name: for oneself, or for all officers of a unit. What they show is still decided by the reach of
//! whoever opens them: a kept filter is an address and nothing else.

use crate::identity::reach::Grant;
use crate::identity::right::Permission;
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;

/// Kept filters of one account at most.
pub const MOST: i64 = 100;

kit::record! {
    /// A filter that somebody keeps.
    pub struct Saved {
        /// The filter.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Of which list: its key.
        pub list: String,
        /// What it is called.
        pub name: String,
        /// What the list is asked for.
        pub query: String,
        /// Whose it is.
        pub account_id: i64,
        /// The unit at which it was kept, and of whose officers it is when it is shared.
        pub unit_id: i64,
        /// 1 when the unit's officers have it too.
        pub shared: i64,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, uid, list, name, query, account_id, unit_id, shared, version FROM saved_list";

/// A filter to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewSaved<'a> {
    /// The identity outside the database.
    pub uid: &'a str,
    /// The key of the list.
    pub list: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// What the list is asked for.
    pub query: &'a str,
    /// Whether the officers of the grant's unit have it too.
    pub shared: bool,
}

impl Saved {
    /// An account's own filters and those shared with the officers of these units; of one list, or of all. By name.
    pub async fn of(conn: &mut Conn, list: Option<&str>, account: i64, units: &[i64]) -> Result<Vec<Saved>> {
        let ids: Vec<String> = units.iter().map(i64::to_string).collect();
        let shared =
            if ids.is_empty() { String::new() } else { format!("OR (shared = 1 AND unit_id IN ({}))", ids.join(", ")) };
        let sql = format!("SELECT {COLUMNS} WHERE dropped_at IS NULL AND (account_id = $1 {shared}) ORDER BY id");
        let mut all: Vec<Saved> = conn.all(&sql, &[&account]).await?;
        all.retain(|saved| list.is_none_or(|list| list == saved.list));
        all.sort_by_cached_key(|saved| viet::text_key(&saved.name));
        Ok(all)
    }

    /// The filter of this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Saved>> {
        conn.opt(&format!("SELECT {COLUMNS} WHERE uid = $1 AND dropped_at IS NULL"), &[&uid]).await
    }
}

/// How many filters an account keeps.
pub async fn count(conn: &mut Conn, account: i64) -> Result<i64> {
    let sql = "SELECT count(*) FROM saved_list WHERE account_id = $1 AND dropped_at IS NULL";
    Ok(conn.value(sql, &[&account]).await?.unwrap_or(0))
}

/// Keeps a filter at the grant's unit; its id.
///
/// # Errors
/// [`DbError::Refused`] for a grant of the console: a kept filter is somebody's.
pub async fn keep<P: Permission>(conn: &mut Conn, grant: Grant<P>, new: &NewSaved<'_>, now: Ts) -> Result<i64> {
    let account = grant.account().ok_or_else(|| DbError::Refused("a kept filter is somebody's".to_owned()))?;
    let NewSaved { uid, list, name, query, shared } = new;
    let id = conn
        .insert(
            "INSERT INTO saved_list (uid, list, name, query, account_id, unit_id, shared)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[uid, list, name, query, &account, &grant.unit(), &i64::from(*shared)],
        )
        .await?;
    let after = json!({"list": list, "name": name, "shared": shared});
    journal::write(conn, &grant.event("list.saved.keep", "saved_list", id).after(after), now).await?;
    Ok(id)
}

/// Gives a filter of the grant's unit another name; false when it was changed since `version` was read.
pub async fn rename<P: Permission>(
    conn: &mut Conn,
    grant: Grant<P>,
    (saved, version): (&Saved, i64),
    name: &str,
    now: Ts,
) -> Result<bool> {
    let sql = "UPDATE saved_list SET name = $1, version = version + 1
               WHERE id = $2 AND version = $3 AND unit_id = $4 AND dropped_at IS NULL";
    if conn.exec(sql, &[&name, &saved.id, &version, &grant.unit()]).await? == 0 {
        return Ok(false);
    }
    let event = grant.event("list.saved.rename", "saved_list", saved.id).before(json!({"name": saved.name}));
    journal::write(conn, &event.after(json!({"name": name})), now).await?;
    Ok(true)
}

/// Drops a filter of the grant's unit; nothing happens when it was dropped before.
pub async fn discard<P: Permission>(conn: &mut Conn, grant: Grant<P>, saved: &Saved, now: Ts) -> Result<()> {
    let sql = "UPDATE saved_list SET dropped_at = $1 WHERE id = $2 AND unit_id = $3 AND dropped_at IS NULL";
    if conn.exec(sql, &[&now, &saved.id, &grant.unit()]).await? == 1 {
        let event = grant.event("list.saved.drop", "saved_list", saved.id).before(json!({"name": saved.name}));
        journal::write(conn, &event, now).await?;
    }
    Ok(())
}
