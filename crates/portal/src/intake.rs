//! Where the bridge ends on the public side: the log of all that crossed, as it was signed.

use crate::Inner;
use crate::verify::named;
use bridge::{BridgeError, Edition, Entry};
use kit::db::{Conn, DbError, LongText, Result};

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
    let new: Vec<(u64, Entry)> = bundle.after(stream, before)?.map(|(seq, entry)| (seq, entry.clone())).collect();
    let Some(&(last, _)) = new.last() else { return Ok(Vec::new()) };
    // A bundle that brings some entries again is kept for the new ones; it is proven with the rows that are there.
    tx.exec(
        "INSERT INTO bundle (stream, first, last, head) VALUES ($1, $2, $3, $4)
         ON CONFLICT (stream, first) DO UPDATE SET last = excluded.last, head = excluded.head",
        &[&stream, &(bundle.first() as i64), &(last as i64), &bundle.head()],
    )
    .await?;
    for ((seq, raw), (_, entry)) in bundle.raw().zip(bundle.entries()).filter(|((seq, _), _)| *seq > before) {
        store(&mut tx, (stream, seq), entry, raw).await?;
    }
    tx.exec(
        "INSERT INTO applied (stream, seq) VALUES ($1, $2) ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq",
        &[&stream, &(last as i64)],
    )
    .await?;
    tx.commit().await?;
    Ok(new.into_iter().map(|(_, entry)| entry).collect())
}

async fn store(conn: &mut Conn, (stream, seq): (&str, u64), entry: &Entry, raw: &str) -> Result<()> {
    let (kind, subject, edition) = named(entry);
    conn.exec(
        "INSERT INTO crossed (stream, seq, kind, subject, edition, content) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&stream, &(seq as i64), &kind, &subject, &edition, &raw],
    )
    .await?;
    Ok(())
}

/// The text of one edition, as it crossed.
pub(crate) async fn edition(conn: &mut Conn, article: i64, edition: u32) -> Result<Option<Edition>> {
    let sql = "SELECT content FROM crossed WHERE kind = 'edition' AND subject = $1 AND edition = $2";
    let content: Option<LongText> = conn.value(sql, &[&article.to_string(), &i64::from(edition)]).await?;
    match content.map(|content| read(&content.0)).transpose()? {
        Some(Entry::Edition(edition)) => Ok(Some(*edition)),
        Some(_) => Err(DbError::Broken(format!("edition {edition} of article {article} is none"))),
        None => Ok(None),
    }
}

/// All that crossed of an article, in order.
pub(crate) async fn of_article(conn: &mut Conn, article: i64) -> Result<Vec<Entry>> {
    let sql =
        "SELECT content FROM crossed WHERE kind IN ('edition', 'withdrawal') AND subject = $1 ORDER BY stream, seq";
    let rows: Vec<(String,)> = conn.all(sql, &[&article.to_string()]).await?;
    rows.iter().map(|(content,)| read(content)).collect()
}

pub(crate) fn read(content: &str) -> Result<Entry> {
    serde_json::from_str(content).map_err(|error| DbError::Broken(error.to_string()))
}

/// So many entries are read at once: all of them together may be larger than the memory.
pub(crate) const STEP: i64 = 200;

/// All that crossed after `(stream, seq)`, but for figures that a later one has replaced; the next part of it, with the
/// place to go on from. Empty at the end.
pub(crate) async fn after(conn: &mut Conn, (stream, seq): &(String, i64)) -> Result<Vec<((String, i64), Entry)>> {
    let sql = "SELECT stream, seq, content FROM crossed c WHERE (stream > $1 OR (stream = $1 AND seq > $2))
               AND (kind <> 'figure' OR seq = (SELECT max(seq) FROM crossed l
               WHERE l.kind = 'figure' AND l.subject = c.subject AND l.stream = c.stream))
               ORDER BY stream, seq LIMIT $3";
    let rows: Vec<(String, i64, LongText)> = conn.all(sql, &[stream, seq, &STEP]).await?;
    rows.into_iter().map(|(stream, seq, content)| Ok(((stream, seq), read(&content.0)?))).collect()
}
