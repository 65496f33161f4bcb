//! Files of papers: kept by content, judged by their first bytes, never run. A file that is taken off stays on record.

use super::Paper;
use super::error::PaperError;
use super::taken::Taken;
use crate::identity::reach::Grant;
use crate::identity::right::KeepPapers;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// Files of one paper at most.
pub const MOST_FILES: usize = 20;

kit::record! {
    /// A file of a paper.
    pub struct PaperFile {
        /// The file.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The paper.
        pub paper_id: i64,
        /// The hash by which it is kept.
        pub sha256: String,
        /// Its ending.
        pub kind: String,
        /// What it was called.
        pub name: String,
        /// Its bytes.
        pub size: i64,
    }
}

const FILES: &str = "SELECT id, uid, paper_id, sha256, kind, name, size FROM paper_file WHERE removed_at IS NULL";

impl PaperFile {
    /// The files of a paper.
    pub async fn of(conn: &mut Conn, paper: i64) -> kit::db::Result<Vec<PaperFile>> {
        conn.all(&format!("{FILES} AND paper_id = $1 ORDER BY id"), &[&paper]).await
    }

    /// The media type it is sent with.
    pub fn mime(&self) -> &'static str {
        Taken::of(&self.kind).map_or("application/octet-stream", Taken::mime)
    }
}

/// Notes a file that is kept under its hash as one of a paper of the grant's unit.
///
/// # Errors
/// [`PaperError::Secret`] for a paper with a mark of secrecy.
pub async fn attach(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    paper: i64,
    (uid, name, kind, hash, size): (&str, &str, Taken, &str, i64),
    now: Ts,
) -> Result<(), PaperError> {
    let known = Paper::get(conn, paper).await?.filter(|paper| paper.unit_id == grant.unit());
    let known = known.ok_or_else(|| DbError::Refused(format!("paper {paper} is not of unit {}", grant.unit())))?;
    if !known.secret.is_empty() {
        return Err(PaperError::Secret);
    }
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    let sql =
        "INSERT INTO paper_file (uid, paper_id, sha256, kind, name, size, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = conn.insert(sql, &[&uid, &paper, &hash, &kind.ending(), &name, &size, &now]).await?;
    let after = json!({"paper": paper, "file": id, "name": name, "sha256": hash});
    journal::write(conn, &grant.event("papers.file.attach", "paper", paper).after(after), now).await?;
    Ok(())
}

/// Takes a file off a paper of the grant's unit.
pub async fn detach(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (paper, file): (i64, &PaperFile),
    now: Ts,
) -> Result<(), PaperError> {
    let sql = "UPDATE paper_file SET removed_at = $1 WHERE id = $2 AND paper_id = $3 AND removed_at IS NULL
               AND paper_id IN (SELECT id FROM paper WHERE unit_id = $4)";
    if conn.exec(sql, &[&now, &file.id, &paper, &grant.unit()]).await? == 0 {
        return Err(PaperError::Stale);
    }
    let before = json!({"name": file.name, "sha256": file.sha256});
    journal::write(conn, &grant.event("papers.file.detach", "paper", paper).before(before), now).await?;
    Ok(())
}
