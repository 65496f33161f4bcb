//! The sealer: gives committed rows their positions and chains them in batches.
//!
//! A row's leaf is a SHA-256 over its length-prefixed fields; the leaves of a batch make a Merkle root (RFC 6962
//! style: leaves and nodes are hashed with different first bytes); each batch's chain value covers the one before.

use super::{COLUMNS, Entry};
use crate::clock::Ts;
use crate::db::{Conn, Db, EngineKind, Result};
use sha2::{Digest, Sha256};

/// Rows sealed in one transaction at most.
const BATCH: i64 = 2000;
/// One sealer at a time, also across the nodes of a PostgreSQL cluster.
const LOCK: &str = "SELECT pg_advisory_xact_lock(728402)";

/// Seals all committed rows that are not sealed yet; the last sealed position.
pub async fn seal(db: &Db, now: Ts) -> Result<i64> {
    loop {
        if !pending(&mut db.read().await?).await? {
            return super::head(&mut db.read().await?).await;
        }
        let mut tx = db.begin().await?;
        if tx.kind() == EngineKind::Pg {
            tx.batch(LOCK).await?;
        }
        seal_batch(&mut tx, now).await?;
        tx.commit().await?;
    }
}

/// Whether a committed row waits for the sealer.
pub async fn pending(conn: &mut Conn) -> Result<bool> {
    Ok(conn.value::<i64>("SELECT id FROM journal WHERE position IS NULL LIMIT 1", &[]).await?.is_some())
}

async fn seal_batch(conn: &mut Conn, now: Ts) -> Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE position IS NULL ORDER BY id LIMIT $1");
    let rows: Vec<Entry> = conn.all(&sql, &[&BATCH]).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let first = super::head(conn).await? + 1;
    let last = first + rows.len() as i64 - 1;
    let mut leaves = Vec::with_capacity(rows.len() * 32);
    for (row, position) in rows.iter().zip(first..) {
        conn.exec("UPDATE journal SET position = $1 WHERE id = $2", &[&position, &row.id]).await?;
        leaves.extend_from_slice(&leaf(row));
    }
    let before: Option<Vec<u8>> =
        conn.value("SELECT chain FROM seal ORDER BY first_position DESC LIMIT 1", &[]).await?;
    let root = root(&leaves).to_vec();
    let chain = chain(before.as_deref(), first, last, &root).to_vec();
    conn.exec(
        "INSERT INTO seal (first_position, last_position, sealed_at, leaves, root, chain) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&first, &last, &now, &leaves, &root, &chain],
    )
    .await?;
    Ok(())
}

/// The hash of one row, over everything but its position.
pub(super) fn leaf(row: &Entry) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0]);
    for number in [Some(row.id), Some(row.at.0), row.actor, Some(row.subject_id), row.place] {
        hash.update([u8::from(number.is_some())]);
        hash.update(number.unwrap_or(0).to_be_bytes());
    }
    for text in [Some(&row.verb), Some(&row.subject), row.before.as_ref(), row.after.as_ref(), row.rule.as_ref()] {
        hash.update([u8::from(text.is_some())]);
        let text = text.map_or("", |t| t.as_str());
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

/// The Merkle root over leaves of 32 bytes each; an odd one goes up as it is.
pub(super) fn root(leaves: &[u8]) -> [u8; 32] {
    let mut level: Vec<[u8; 32]> = leaves.as_chunks::<32>().0.to_vec();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => {
                    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
                }
                rest => rest[0],
            })
            .collect();
    }
    level.first().copied().unwrap_or([0; 32])
}

/// The chain value of a batch.
pub(super) fn chain(before: Option<&[u8]>, first: i64, last: i64, root: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([2]);
    hash.update(before.unwrap_or(&[0; 32]));
    hash.update(first.to_be_bytes());
    hash.update(last.to_be_bytes());
    hash.update(root);
    hash.finalize().into()
}
