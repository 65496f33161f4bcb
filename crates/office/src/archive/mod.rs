//! Articles brought along from an older system: published as they are, known by the name that it gave them.
//!
//! A batch is a file. Bringing the same article again changes nothing; a changed text becomes its next edition; a batch
//! taken back is withdrawn from its readers.

use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::newsroom::outbox;
use bridge::{Edition, Entry};
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::journal;
use row::{external_id, sketch, when};
use serde_json::json;
use std::collections::BTreeSet;

mod old;
pub mod pages;
pub mod piece;
mod row;
#[cfg(test)]
mod tests;

pub use old::lead;
pub use row::{Row, section_slug};

/// After the tables of the newsroom.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "archive/0001_archive", sql: include_str!("schema.sql") };

/// Addresses of older sites, and articles that are kept and not shown.
pub const OLD: kit::db::Migration = kit::db::Migration { name: "archive/0002_old", sql: include_str!("old.sql") };

/// What stood beside the articles of older sites.
pub const PIECES: kit::db::Migration =
    kit::db::Migration { name: "archive/0003_piece", sql: include_str!("piece.sql") };

/// Public numbers of brought articles begin after this one; those of the newsroom stay below.
pub const FIRST_NUMBER: i64 = 10_000_000;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// It was not there.
    New,
    /// Its text had changed.
    Changed,
    /// It was there, the same.
    Same,
}

/// A file that was brought.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// The file's name.
    pub file: String,
    /// When.
    pub at: Ts,
    /// How many articles it brought last.
    pub articles: i64,
    /// Whether it was taken back.
    pub undone: bool,
}

/// Begins a batch; its number. The journal names the file.
pub async fn begin(conn: &mut Conn, grant: Grant<PublishArticle>, file: &str, now: Ts) -> Result<i64> {
    let sql = "INSERT INTO archive_batch (file, at) VALUES ($1, $2) RETURNING id";
    let id: Option<i64> = conn.value(sql, &[&file, &now]).await?;
    let id = id.ok_or_else(|| DbError::Broken("a batch without a number".into()))?;
    let event = grant.event("archive.batch.bring", "archive_batch", id).after(json!({ "file": file }));
    journal::write(conn, &event, now).await?;
    Ok(id)
}

/// A larger text does not cross the bridge with others: no article is so long.
const LARGEST: usize = 4 * 1024 * 1024;

/// Brings one row, in the caller's transaction: what became of it, and the address at which its readers find it.
///
/// # Errors
/// [`DbError::Refused`] says in words what is wrong with the row; nothing was written then.
pub async fn bring(conn: &mut Conn, batch: i64, row: &Row, now: Ts) -> Result<(Brought, String)> {
    let external = external_id(row).map_err(DbError::Refused)?;
    let known: Option<(i64, i64, i64, String, i64, String)> = conn
        .opt(
            "SELECT id, edition, first_at, content, withdrawn, kept FROM archive_article WHERE external_id = $1",
            &[&external],
        )
        .await?;
    let content = row.content();
    if content.len() > LARGEST {
        return Err(DbError::Refused(format!("body: dài hơn {LARGEST} byte")));
    }
    let at = when(row, now).map_err(DbError::Refused)?;
    let kept = row.kept.clone().unwrap_or_default();
    let shown = kept.is_empty();
    // A text that was only kept has no edition yet, and none of its own time.
    let (edition, first_at) = match &known {
        Some((_, edition, first_at, ..)) if *edition > 0 => (edition + i64::from(shown), *first_at),
        _ => (i64::from(shown), at.0),
    };
    let number = (known.as_ref().map_or(FIRST_NUMBER + 1, |k| FIRST_NUMBER + k.0), edition.max(1), first_at);
    let sketch = sketch(row, &external, number, at.0.max(first_at));
    let address = |id: i64| format!("/{}/{}-{}", sketch.section.slug, sketch.slug, FIRST_NUMBER + id);
    if let Some((id, _, _, old, 0, _)) = &known
        && *old == content
    {
        return Ok((Brought::Same, address(*id)));
    }
    bridge::check(&Entry::Edition(Box::new(sketch.clone()))).map_err(DbError::Refused)?;
    let id: i64 = match &known {
        Some((id, ..)) => {
            let sql =
                "UPDATE archive_article SET batch_id = $1, edition = $2, first_at = $3, content = $4, withdrawn = 0,
                       kept = $5 WHERE id = $6";
            conn.exec(sql, &[&batch, &edition, &first_at, &content, &kept, id]).await?;
            *id
        }
        None => {
            let sql = "INSERT INTO archive_article (external_id, batch_id, edition, first_at, content, kept)
                       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
            let id = conn.value(sql, &[&external, &batch, &edition, &first_at, &content, &kept]).await?;
            id.ok_or_else(|| DbError::Broken("an article without a number".into()))?
        }
    };
    let was_shown = known
        .as_ref()
        .is_some_and(|(_, edition, _, _, withdrawn, kept)| *edition > 0 && *withdrawn == 0 && kept.is_empty());
    let path = address(id);
    if shown {
        let edition = Edition { article_id: FIRST_NUMBER + id, ..sketch };
        outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    } else if was_shown {
        outbox::put(conn, &withdrawal(id, now), now).await?;
    }
    Ok((if known.is_some() { Brought::Changed } else { Brought::New }, path))
}

fn withdrawal(id: i64, now: Ts) -> Entry {
    let reason = "Bài chuyển từ hệ thống cũ đã được rút lại.".to_owned();
    Entry::Withdrawal { article_id: FIRST_NUMBER + id, at: now.0, reason, fate: bridge::Fate::Gone }
}

/// What is wrong with a row, in words; `None` when it could be brought. Writes nothing.
pub fn check(row: &Row, now: Ts) -> std::result::Result<(), String> {
    let external = external_id(row)?;
    let at = when(row, now)?;
    bridge::check(&Entry::Edition(Box::new(sketch(row, &external, (FIRST_NUMBER + 1, 1, at.0), at.0))))
}

/// The files of pictures that a batch's articles show and no other text of the record does: what taking it back leaves
/// without use. Asked before it is taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn pictures_only_of(conn: &mut Conn, batch: i64) -> Result<Vec<String>> {
    let mut own = BTreeSet::new();
    for (content,) in conn
        .all::<(String,)>("SELECT content FROM archive_article WHERE batch_id = $1 AND withdrawn = 0", &[&batch])
        .await?
    {
        own.extend(files_in(&content));
    }
    let mut last = 0;
    while !own.is_empty() {
        let sql = "SELECT id, content FROM archive_article WHERE batch_id <> $1 AND withdrawn = 0 AND id > $2
                   ORDER BY id LIMIT 500";
        let part: Vec<(i64, String)> = conn.all(sql, &[&batch, &last]).await?;
        let Some((end, _)) = part.last() else { break };
        last = *end;
        for (_, content) in &part {
            for file in files_in(content) {
                own.remove(&file);
            }
        }
    }
    // Pictures of the newsroom lie beside them, known by the same digests.
    for (made,) in conn.all::<(String,)>("SELECT made FROM media WHERE made <> ''", &[]).await? {
        own.retain(|file| !made.contains(file.split('.').next().unwrap_or(file)));
    }
    Ok(own.into_iter().collect())
}

/// The files of pictures that a text shows, as its JSON names them.
fn files_in(content: &str) -> impl Iterator<Item = String> + '_ {
    content.split("\"file\":\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned)
}

/// Takes a batch back from its readers; how many articles that were. Doing it again does nothing.
pub async fn undo(conn: &mut Conn, grant: Grant<PublishArticle>, batch: i64, now: Ts) -> Result<usize> {
    let sql = "SELECT id, edition, kept FROM archive_article WHERE batch_id = $1 AND withdrawn = 0 ORDER BY id";
    let articles: Vec<(i64, i64, String)> = conn.all(sql, &[&batch]).await?;
    for (id, edition, kept) in &articles {
        if *edition > 0 && kept.is_empty() {
            outbox::put(conn, &withdrawal(*id, now), now).await?;
        }
    }
    let addresses = old::undo(conn, batch, now).await?;
    conn.exec("DELETE FROM old_piece WHERE batch_id = $1 AND taken_at IS NULL", &[&batch]).await?;
    conn.exec("UPDATE archive_article SET withdrawn = 1 WHERE batch_id = $1", &[&batch]).await?;
    conn.exec("UPDATE archive_batch SET undone_at = $1 WHERE id = $2 AND undone_at IS NULL", &[&now, &batch]).await?;
    if !articles.is_empty() || addresses > 0 {
        let after = json!({ "articles": articles.len(), "addresses": addresses });
        journal::write(conn, &grant.event("archive.batch.undo", "archive_batch", batch).after(after), now).await?;
    }
    Ok(articles.len())
}

/// All batches, the newest first.
pub async fn batches(conn: &mut Conn) -> Result<Vec<Batch>> {
    let sql = "SELECT b.id, b.file, b.at, b.undone_at, count(a.id) FROM archive_batch b
               LEFT JOIN archive_article a ON a.batch_id = b.id GROUP BY b.id, b.file, b.at, b.undone_at
               ORDER BY b.id DESC";
    let rows: Vec<(i64, String, Ts, Option<Ts>, i64)> = conn.all(sql, &[]).await?;
    let batch = |(id, file, at, undone, articles): (i64, String, Ts, Option<Ts>, i64)| Batch {
        id,
        file,
        at,
        articles,
        undone: undone.is_some(),
    };
    Ok(rows.into_iter().map(batch).collect())
}
