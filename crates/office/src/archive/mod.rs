//! Articles brought along from an older system: published as they are, known by the name that it gave them.
//!
//! A batch is a file. Bringing the same article again changes nothing; a changed text becomes its next edition; of a batch
//! taken back what it brought is withdrawn from its readers, and what it changed is again as it was. What the newsroom has
//! taken off or corrected stays so, whatever file is brought or taken back.

use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::newsroom::{outbox, outside};
use bridge::{Edition, Entry};
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::journal;
use row::{external_id, sketch, when};
use serde_json::json;

mod correct;
mod found;
mod off;
mod old;
pub mod pages;
pub mod piece;
mod row;
pub mod site;
#[cfg(test)]
mod stays_tests;
#[cfg(test)]
mod tests;
mod text;
mod undo;

pub use old::lead;
pub use row::{Row, section_slug};
pub use undo::{pictures_only_of, undo};

/// After the tables of the newsroom.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "archive/0001_archive", sql: include_str!("schema.sql") };

/// Addresses of older sites, and articles that are kept and not shown.
pub const OLD: kit::db::Migration = kit::db::Migration { name: "archive/0002_old", sql: include_str!("old.sql") };

/// What stood beside the articles of older sites.
pub const PIECES: kit::db::Migration =
    kit::db::Migration { name: "archive/0003_piece", sql: include_str!("piece.sql") };

/// Links to other sites in what was brought.
pub const LINKS: kit::db::Migration = kit::db::Migration { name: "archive/0006_links", sql: include_str!("links.sql") };

/// What the newsroom takes from the readers of what was brought.
pub const REMOVALS: kit::db::Migration =
    kit::db::Migration { name: "archive/0005_removals", sql: include_str!("off.sql") };

/// What the newsroom corrects in what was brought, and the words in which that is found.
pub const CORRECTIONS: kit::db::Migration =
    kit::db::Migration { name: "archive/0007_corrections", sql: include_str!("correction.sql") };

/// Corrections after which the text before them has no readers.
pub const ALONE: kit::db::Migration = kit::db::Migration { name: "archive/0009_alone", sql: include_str!("alone.sql") };

/// What was said of banners.
pub const BANNERS: kit::db::Migration =
    kit::db::Migration { name: "archive/0008_banner", sql: include_str!("banner.sql") };

/// The names of older sites, and what a batch has changed.
pub const SITES: kit::db::Migration = kit::db::Migration { name: "archive/0004_sites", sql: include_str!("site.sql") };

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
    /// The newsroom has taken it off: it is left as it is.
    Left,
    /// The newsroom has corrected it: readers have its text.
    Corrected,
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

kit::record! {
    /// An article that is there.
    struct Known {
        id: i64,
        edition: i64,
        first_at: i64,
        content: String,
        withdrawn: i64,
        kept: String,
        taken_off: String,
        corrected_at: Option<Ts>,
    }
}

/// A larger text does not cross the bridge with others: no article is so long.
const LARGEST: usize = 4 * 1024 * 1024;

/// Brings one row, in the caller's transaction: what became of it, and the address at which its readers find it.
///
/// # Errors
/// [`DbError::Refused`] says in words what is wrong with the row; nothing was written then.
pub async fn bring(conn: &mut Conn, batch: i64, row: &Row, now: Ts) -> Result<(Brought, String)> {
    let external = external_id(row).map_err(DbError::Refused)?;
    let sql = "SELECT id, edition, first_at, content, withdrawn, kept, taken_off, corrected_at FROM archive_article
               WHERE external_id = $1";
    let known: Option<Known> = conn.opt(sql, &[&external]).await?;
    let content = row.content();
    if content.len() > LARGEST {
        return Err(DbError::Refused(format!("body: dài hơn {LARGEST} byte")));
    }
    let at = when(row, now).map_err(DbError::Refused)?;
    let kept = row.kept.clone().unwrap_or_default();
    let shown = kept.is_empty();
    // A text that was only kept has no edition yet, and none of its own time.
    let (edition, first_at) = match &known {
        Some(it) if it.edition > 0 => (it.edition + i64::from(shown), it.first_at),
        _ => (i64::from(shown), at.0),
    };
    let number = (known.as_ref().map_or(FIRST_NUMBER + 1, |it| FIRST_NUMBER + it.id), edition.max(1), first_at);
    let sketch = sketch(row, &external, number, at.0.max(first_at));
    let address = |id: i64| address(&sketch, FIRST_NUMBER + id);
    if let Some(it) = &known {
        if !it.taken_off.is_empty() {
            return Ok((Brought::Left, address(it.id)));
        }
        if it.corrected_at.is_some() {
            return corrected_again(conn, (batch, shown), (it, &external), now).await;
        }
        if it.withdrawn == 0 && it.content == content {
            return Ok((Brought::Same, address(it.id)));
        }
    }
    row::sound(&sketch).map_err(DbError::Refused)?;
    let id: i64 = match &known {
        Some(Known { id, .. }) => {
            undo::remember(conn, *id, batch).await?;
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
    found::keep_words(conn, id, row).await?;
    let was_shown = known.as_ref().is_some_and(|it| it.edition > 0 && it.withdrawn == 0 && it.kept.is_empty());
    let path = address(id);
    if shown {
        let edition = Edition { article_id: FIRST_NUMBER + id, ..sketch };
        outside::note_brought(conn, (id, batch), &edition, (None, now)).await?;
        outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    } else if was_shown {
        outbox::put(conn, &withdrawal(id, now), now).await?;
    }
    Ok((if known.is_some() { Brought::Changed } else { Brought::New }, path))
}

/// Leaves what the newsroom has corrected as it is. Readers who had lost it with an earlier file have the corrected text again.
async fn corrected_again(
    conn: &mut Conn,
    (batch, shown): (i64, bool),
    (it, name): (&Known, &str),
    now: Ts,
) -> Result<(Brought, String)> {
    let number = (FIRST_NUMBER + it.id, it.edition + 1, it.first_at);
    let row = row::read(name, &it.content);
    let row = row.ok_or_else(|| DbError::Broken(format!("the text of brought article {}", it.id)))?;
    let edition = sketch(&row, name, number, now.0.max(it.first_at));
    let path = address(&edition, number.0);
    if shown && (it.withdrawn > 0 || !it.kept.is_empty()) {
        undo::remember(conn, it.id, batch).await?;
        let sql = "UPDATE archive_article SET batch_id = $1, edition = $2, withdrawn = 0, kept = '' WHERE id = $3";
        conn.exec(sql, &[&batch, &number.1, &it.id]).await?;
        let edition = Edition { correction_note: correct::note(conn, it.id).await?, ..edition };
        outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    }
    Ok((Brought::Corrected, path))
}

/// The address of an article on the portal.
fn address(it: &Edition, number: i64) -> String {
    let language = if it.language.is_vietnamese() { String::new() } else { format!("/{}", it.language.code()) };
    format!("{language}/{}/{}-{}", it.section.slug, it.slug, number)
}

/// What is told of an article that goes with its file.
const TAKEN_BACK: &str = "Bài chuyển từ hệ thống cũ đã được rút lại.";

fn withdrawal(id: i64, now: Ts) -> Entry {
    Entry::Withdrawal { article_id: FIRST_NUMBER + id, at: now.0, reason: TAKEN_BACK.into(), fate: bridge::Fate::Gone }
}

/// What is wrong with a row, in words; `None` when it could be brought. Writes nothing.
pub fn check(row: &Row, now: Ts) -> std::result::Result<(), String> {
    let external = external_id(row)?;
    let at = when(row, now)?;
    row::sound(&sketch(row, &external, (FIRST_NUMBER + 1, 1, at.0), at.0))
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
