//! Reads the whole journal against its seals and says which rows do not match.

use super::seal::{chain, leaf, root};
use super::{COLUMNS, Entry};
use crate::db::{Conn, Result};
use std::collections::HashMap;
use std::fmt;

/// What verifying found.
#[derive(Debug, Default)]
pub struct Report {
    /// Sealed rows read.
    pub rows: i64,
    /// Batches read.
    pub batches: i64,
    /// Rows that are committed and not sealed yet.
    pub unsealed: i64,
    /// The last chain value in hexadecimal digits: written down elsewhere, it also betrays a journal rewritten whole.
    pub head: String,
    /// What does not match; empty when all is well.
    pub problems: Vec<Problem>,
}

/// A row or batch that does not match its seal.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// The row at this position has other values than when it was sealed.
    Changed {
        /// Where.
        position: i64,
        /// The row.
        id: i64,
    },
    /// The row that was sealed at this position is gone.
    Removed {
        /// Where.
        position: i64,
    },
    /// A row stands at another position than it was sealed at.
    Moved {
        /// The row.
        id: i64,
        /// Where it was sealed.
        from: i64,
        /// Where it stands.
        to: i64,
    },
    /// A row has a position that no seal covers.
    Inserted {
        /// Where.
        position: i64,
        /// The row.
        id: i64,
    },
    /// The seal itself was altered, or a seal before it was removed.
    Seal {
        /// The batch's first position.
        first: i64,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Changed { position, id } => write!(f, "row {id} at position {position} was changed"),
            Problem::Removed { position } => write!(f, "the row at position {position} was removed"),
            Problem::Moved { id, from, to } => write!(f, "row {id} was moved from position {from} to {to}"),
            Problem::Inserted { position, id } => write!(f, "row {id} at position {position} was never sealed"),
            Problem::Seal { first } => {
                write!(f, "the seal that begins at position {first} was altered or one before it removed")
            }
        }
    }
}

crate::record! {
    struct Seal {
        first_position: i64,
        last_position: i64,
        leaves: Vec<u8>,
        root: Vec<u8>,
        chain: Vec<u8>,
    }
}

/// Checks every sealed row, batch by batch.
pub async fn verify(conn: &mut Conn) -> Result<Report> {
    let mut report = Report {
        unsealed: conn.value("SELECT count(*) FROM journal WHERE position IS NULL", &[]).await?.unwrap_or(0),
        ..Report::default()
    };
    let mut expected = 1;
    let mut before: Option<Vec<u8>> = None;
    let mut from = 0;
    while let Some(seal) = next_seal(conn, from).await? {
        from = seal.first_position;
        let sound = seal.first_position == expected
            && seal.leaves.len() as i64 == 32 * (seal.last_position - seal.first_position + 1)
            && root(&seal.leaves).as_slice() == seal.root
            && chain(before.as_deref(), seal.first_position, seal.last_position, &seal.root).as_slice() == seal.chain;
        if !sound {
            report.problems.push(Problem::Seal { first: seal.first_position });
        }
        check_rows(conn, &seal, &mut report).await?;
        report.batches += 1;
        expected = seal.last_position + 1;
        before = Some(seal.chain);
    }
    let beyond: Vec<(i64, i64)> =
        conn.all("SELECT position, id FROM journal WHERE position >= $1 ORDER BY position", &[&expected]).await?;
    report.problems.extend(beyond.into_iter().map(|(position, id)| Problem::Inserted { position, id }));
    report.head = crate::hex(before.as_deref().unwrap_or_default());
    Ok(report)
}

async fn next_seal(conn: &mut Conn, after: i64) -> Result<Option<Seal>> {
    conn.opt(
        "SELECT first_position, last_position, leaves, root, chain FROM seal WHERE first_position > $1
         ORDER BY first_position LIMIT 1",
        &[&after],
    )
    .await
}

async fn check_rows(conn: &mut Conn, seal: &Seal, report: &mut Report) -> Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE position BETWEEN $1 AND $2 ORDER BY position");
    let rows: Vec<Entry> = conn.all(&sql, &[&seal.first_position, &seal.last_position]).await?;
    let found: HashMap<i64, &Entry> = rows.iter().filter_map(|row| Some((row.position?, row))).collect();
    let leaves = seal.leaves.as_chunks::<32>().0;
    let sealed_at: HashMap<&[u8; 32], i64> = leaves.iter().zip(seal.first_position..).collect();
    for (sealed, position) in leaves.iter().zip(seal.first_position..) {
        report.rows += 1;
        let Some(row) = found.get(&position) else {
            report.problems.push(Problem::Removed { position });
            continue;
        };
        let now = leaf(row);
        if now != *sealed {
            report.problems.push(match sealed_at.get(&now) {
                Some(&from) => Problem::Moved { id: row.id, from, to: position },
                None => Problem::Changed { position, id: row.id },
            });
        }
    }
    Ok(())
}
