//! Where addresses of older sites lead that are no article's own: categories, menus, what was thrown away, and what somebody
//! has put right by hand. What somebody said, no file changes.

use super::undo::is_undone;
use crate::identity::reach::Grant;
use crate::identity::right::EditArticle;
use crate::newsroom::outbox;
use bridge::{Entry, Leads, OldAddress};
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;

/// Lets an old address lead somewhere, in the caller's transaction; whether that is new. `batch` is the file that says so;
/// without one it is somebody, whose journal row the caller writes.
///
/// # Errors
/// [`kit::db::DbError::Refused`] when it would lead out of the portal, or the address cannot be one.
pub async fn lead(conn: &mut Conn, batch: Option<i64>, from: &str, leads: Leads, now: Ts) -> Result<bool> {
    let (state, to) = words(&leads);
    let sql = "SELECT state, leads, batch_id FROM old_address WHERE origin = $1";
    let known: Option<(String, String, Option<i64>)> = conn.opt(sql, &[&from]).await?;
    match &known {
        Some((s, l, _)) if *s == state && *l == to => return Ok(false),
        Some((s, _, None)) if batch.is_some() && *s != "nowhere" => return Ok(false),
        None if state == "nowhere" => return Ok(false),
        _ => {}
    }
    if let (Some(batch), Some((.., Some(_)))) = (batch, &known) {
        let sql = "INSERT INTO old_address_before (origin, batch_id, was_batch, state, leads)
                   SELECT origin, CAST($1 AS BIGINT), batch_id, state, leads FROM old_address
                   WHERE origin = $2 AND batch_id <> $1 ON CONFLICT (origin, batch_id) DO NOTHING";
        conn.exec(sql, &[&batch, &from]).await?;
    }
    put(conn, batch, from, leads, now).await?;
    Ok(true)
}

async fn put(conn: &mut Conn, batch: Option<i64>, from: &str, leads: Leads, now: Ts) -> Result<()> {
    let (state, to) = words(&leads);
    // Refused before anything is written.
    outbox::put(conn, &Entry::Address(OldAddress { from: from.to_owned(), leads: leads.clone() }), now).await?;
    conn.exec(
        "INSERT INTO old_address (origin, state, leads, batch_id, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (origin) DO UPDATE SET state = excluded.state, leads = excluded.leads, batch_id = excluded.batch_id,
         changed_at = excluded.changed_at",
        &[&from, &state, &to, &batch, &now],
    )
    .await?;
    Ok(())
}

fn words(leads: &Leads) -> (&'static str, &str) {
    match leads {
        Leads::To(path) => ("to", path.as_str()),
        Leads::Gone => ("gone", ""),
        Leads::Nowhere => ("nowhere", ""),
    }
}

/// The same, said by somebody: with its row in the journal. What is so already is not done again.
pub(super) async fn mend(conn: &mut Conn, grant: Grant<EditArticle>, from: &str, leads: Leads, now: Ts) -> Result<()> {
    let before = known(conn, from).await?;
    if !lead(conn, None, from, leads.clone(), now).await? {
        return Ok(());
    }
    let id: Option<i64> = conn.value("SELECT id FROM old_address WHERE origin = $1", &[&from]).await?;
    let id = id.ok_or_else(|| DbError::Broken("an old address without a number".into()))?;
    let event = grant.event("archive.address.lead", "old_address", id);
    let event = event.before(json!({ "from": from, "leads": before })).after(json!({ "from": from, "leads": leads }));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Where an old address leads; `None` when nothing was ever said of it.
pub(super) async fn known(conn: &mut Conn, from: &str) -> Result<Option<Leads>> {
    let sql = "SELECT state, leads FROM old_address WHERE origin = $1";
    let row: Option<(String, String)> = conn.opt(sql, &[&from]).await?;
    Ok(row.map(|(state, to)| leads_of(&state, to)))
}

/// What was said by hand, the latest first.
pub(super) async fn by_hand(conn: &mut Conn, most: i64) -> Result<Vec<(String, Leads, Ts)>> {
    let sql = "SELECT origin, state, leads, changed_at FROM old_address WHERE batch_id IS NULL
               ORDER BY changed_at DESC, id DESC LIMIT $1";
    let rows: Vec<(String, String, String, Ts)> = conn.all(sql, &[&most]).await?;
    Ok(rows.into_iter().map(|(origin, state, to, at)| (origin, leads_of(&state, to), at)).collect())
}

fn leads_of(state: &str, to: String) -> Leads {
    match state {
        "to" => Leads::To(to),
        "gone" => Leads::Gone,
        _ => Leads::Nowhere,
    }
}

/// Takes back what a file said of addresses: each leads where it led before; how many these were.
pub(super) async fn undo(conn: &mut Conn, batch: i64, now: Ts) -> Result<usize> {
    let sql = "SELECT origin FROM old_address WHERE batch_id = $1 AND state <> 'nowhere' ORDER BY id";
    let origins: Vec<(String,)> = conn.all(sql, &[&batch]).await?;
    for (origin,) in &origins {
        let (was_batch, leads) = before(conn, origin, batch).await?.unwrap_or((batch, Leads::Nowhere));
        put(conn, Some(was_batch), origin, leads, now).await?;
    }
    Ok(origins.len())
}

/// Where it led before a batch, by which other one that stands.
async fn before(conn: &mut Conn, origin: &str, batch: i64) -> Result<Option<(i64, Leads)>> {
    let sql = "SELECT was_batch, state, leads FROM old_address_before WHERE origin = $1 AND batch_id = $2";
    let mut at = batch;
    while let Some((was, state, to)) = conn.opt::<(i64, String, String)>(sql, &[&origin, &at]).await? {
        if !is_undone(conn, was).await? {
            return Ok(Some((was, leads_of(&state, to))));
        }
        at = was;
    }
    Ok(None)
}
