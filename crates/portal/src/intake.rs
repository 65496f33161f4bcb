//! Where the bridge ends on the public side.

use crate::Inner;
use bridge::{BridgeError, Entry};
use kit::db::{Conn, DbError, Result};

/// Why a bundle was refused. Nothing of it was applied.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The bundle itself is wrong: its signature, its order, its schema.
    #[error(transparent)]
    Bundle(#[from] BridgeError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// What was applied cannot be read back.
    #[error(transparent)]
    Library(#[from] anyhow::Error),
}

pub(crate) async fn last_applied(conn: &mut Conn, stream: &str) -> Result<u64> {
    let seq: Option<i64> = conn.value("SELECT seq FROM applied WHERE stream = $1", &[&stream]).await?;
    Ok(seq.unwrap_or(0).max(0) as u64)
}

pub(crate) async fn apply(portal: &Inner, bytes: &[u8], stream: &str) -> std::result::Result<Vec<Entry>, IntakeError> {
    let bundle = bridge::open(&portal.trusted, bytes)?;
    let mut tx = portal.db.begin().await?;
    let before = last_applied(&mut tx, stream).await?;
    let mut last = before;
    let mut new = Vec::new();
    for (seq, entry) in bundle.after(stream, before)? {
        store(&mut tx, entry).await?;
        new.push(entry.clone());
        last = seq;
    }
    if last > before {
        tx.exec(
            "INSERT INTO applied (stream, seq) VALUES ($1, $2) ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq",
            &[&stream, &(last as i64)],
        )
        .await?;
        tx.commit().await?;
    }
    Ok(new)
}

async fn store(conn: &mut Conn, entry: &Entry) -> Result<()> {
    let broken = |e: serde_json::Error| DbError::Broken(e.to_string());
    match entry {
        Entry::Edition(edition) => {
            let content = serde_json::to_string(edition).map_err(broken)?;
            conn.exec(
                "INSERT INTO edition (article_id, edition, content) VALUES ($1, $2, $3)",
                &[&edition.article_id, &i64::from(edition.edition), &content],
            )
            .await?;
            conn.exec("DELETE FROM withdrawal WHERE article_id = $1", &[&edition.article_id]).await?;
        }
        Entry::Withdrawal { article_id, at, reason } => {
            conn.exec(
                "INSERT INTO withdrawal (article_id, at, reason) VALUES ($1, $2, $3)
                 ON CONFLICT (article_id) DO UPDATE SET at = excluded.at, reason = excluded.reason",
                &[article_id, at, reason],
            )
            .await?;
        }
        Entry::Figure(figure) => {
            let content = serde_json::to_string(figure).map_err(broken)?;
            conn.exec(
                "INSERT INTO figure (id, content) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET content = excluded.content",
                &[&figure.id, &content],
            )
            .await?;
        }
    }
    Ok(())
}
