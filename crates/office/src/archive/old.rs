//! Where addresses of older sites lead that are no article's own: categories, menus, what was thrown away, and what somebody
//! has put right by hand. What somebody said, no file changes.

use crate::newsroom::outbox;
use bridge::{Entry, Leads, OldAddress};
use kit::clock::Ts;
use kit::db::{Conn, Result};

/// Lets an old address lead somewhere, in the caller's transaction; whether that is new. `batch` is the file that says so;
/// without one it is somebody, whose journal row the caller writes.
///
/// # Errors
/// [`kit::db::DbError::Refused`] when it would lead out of the portal, or the address cannot be one.
pub async fn lead(conn: &mut Conn, batch: Option<i64>, from: &str, leads: Leads, now: Ts) -> Result<bool> {
    let (state, to) = match &leads {
        Leads::To(path) => ("to", path.as_str()),
        Leads::Gone => ("gone", ""),
        Leads::Nowhere => ("nowhere", ""),
    };
    let sql = "SELECT state, leads, batch_id FROM old_address WHERE origin = $1";
    let known: Option<(String, String, Option<i64>)> = conn.opt(sql, &[&from]).await?;
    match known {
        Some((s, l, _)) if s == state && l == to => return Ok(false),
        Some((s, _, None)) if batch.is_some() && s != "nowhere" => return Ok(false),
        None if state == "nowhere" => return Ok(false),
        _ => {}
    }
    // Refused before anything is written.
    outbox::put(conn, &Entry::Address(OldAddress { from: from.to_owned(), leads: leads.clone() }), now).await?;
    conn.exec(
        "INSERT INTO old_address (origin, state, leads, batch_id, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (origin) DO UPDATE SET state = excluded.state, leads = excluded.leads, batch_id = excluded.batch_id,
         changed_at = excluded.changed_at",
        &[&from, &state, &to, &batch, &now],
    )
    .await?;
    Ok(true)
}

/// Takes back what a file said of addresses; how many these were.
pub(super) async fn undo(conn: &mut Conn, batch: i64, now: Ts) -> Result<usize> {
    let sql = "SELECT origin FROM old_address WHERE batch_id = $1 AND state <> 'nowhere' ORDER BY id";
    let origins: Vec<(String,)> = conn.all(sql, &[&batch]).await?;
    for (origin,) in &origins {
        lead(conn, Some(batch), origin, Leads::Nowhere, now).await?;
    }
    Ok(origins.len())
}
