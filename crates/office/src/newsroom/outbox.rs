//! What leaves for the public house: numbered from 1 without a gap, never changed.

use bridge::Entry;
use kit::clock::Ts;
use kit::db::{Conn, DbError, EngineKind, Result};

/// Puts an entry at the end, in the caller's transaction; its number. One that the bridge would refuse is refused here,
/// before it stands in the way of all that follow.
pub async fn put(conn: &mut Conn, entry: &Entry, now: Ts) -> Result<i64> {
    bridge::check(entry).map_err(DbError::Refused)?;
    // One at a time: the numbers have no gap and nobody who publishes is refused for another's sake. SQLite has one
    // writer anyway.
    if conn.kind() == EngineKind::Pg {
        conn.batch("SELECT pg_advisory_xact_lock(728402)").await?;
    }
    let last: Option<i64> = conn.value::<Option<i64>>("SELECT max(seq) FROM outbox", &[]).await?.flatten();
    let seq = last.unwrap_or(0) + 1;
    let json = serde_json::to_string(entry).map_err(|error| DbError::Broken(error.to_string()))?;
    conn.exec("INSERT INTO outbox (seq, at, json) VALUES ($1, $2, $3)", &[&seq, &now, &json]).await?;
    Ok(seq)
}

/// So many entries cross in one bundle: a whole archive does not fit into one.
pub const MOST_AT_ONCE: i64 = 250;

/// No more bytes of them than this cross in one bundle, but for one that is larger by itself.
const LARGEST: usize = bridge::MAX_BYTES / 2;

/// The next entries after number `seq`, in order, at most [`MOST_AT_ONCE`] and as many as fit into one bundle.
pub async fn after(conn: &mut Conn, seq: i64) -> Result<Vec<(u64, Entry)>> {
    let sql = "SELECT seq, json FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2";
    let mut rows: Vec<(i64, String)> = conn.all(sql, &[&seq, &MOST_AT_ONCE]).await?;
    let sizes = rows.iter().scan(0, |bytes, (_, json)| {
        *bytes += json.len();
        Some(*bytes)
    });
    let fitting = sizes.take_while(|bytes| *bytes <= LARGEST).count();
    rows.truncate(fitting.max(1));
    read(rows)
}

/// The entries after number `from` up to `to`, in order.
pub async fn between(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<(u64, Entry)>> {
    let sql = "SELECT seq, json FROM outbox WHERE seq > $1 AND seq <= $2 ORDER BY seq";
    read(conn.all(sql, &[&from, &to]).await?)
}

fn read(rows: Vec<(i64, String)>) -> Result<Vec<(u64, Entry)>> {
    let entry = |(seq, json): (i64, String)| {
        let entry = serde_json::from_str(&json);
        entry.map(|entry| (seq.unsigned_abs(), entry)).map_err(|error| DbError::Broken(error.to_string()))
    };
    rows.into_iter().map(entry).collect()
}
