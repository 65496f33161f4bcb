//! Taking a batch back: what it brought goes, what it changed is again as it was.

use super::row::{read, sketch, when};
use super::{FIRST_NUMBER, TAKEN_BACK, found, off, old, withdrawal};
use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::newsroom::outbox;
use bridge::Entry;
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;
use std::collections::BTreeSet;

kit::record! {
    /// What an article was before a batch changed it.
    struct Before {
        was_batch: i64,
        content: String,
        kept: String,
        withdrawn: i64,
    }
}

kit::record! {
    /// An article that a batch brought or changed last.
    struct Article {
        id: i64,
        external_id: String,
        edition: i64,
        first_at: i64,
        kept: String,
        taken_off: String,
        corrected_at: Option<Ts>,
    }
}

/// Keeps what an article is, before a batch that did not bring it changes it.
pub(super) async fn remember(conn: &mut Conn, article: i64, batch: i64) -> Result<()> {
    let sql = "INSERT INTO archive_before (article_id, batch_id, was_batch, content, kept, withdrawn)
               SELECT id, CAST($1 AS BIGINT), batch_id, content, kept, withdrawn FROM archive_article
               WHERE id = $2 AND batch_id <> $1 ON CONFLICT (article_id, batch_id) DO NOTHING";
    conn.exec(sql, &[&batch, &article]).await?;
    Ok(())
}

/// What an article was before a batch, as far as that stands: what other batches that were taken back had made of it does
/// not. `None` when it was not there.
async fn before(conn: &mut Conn, article: i64, batch: i64) -> Result<Option<Before>> {
    let sql = "SELECT was_batch, content, kept, withdrawn FROM archive_before WHERE article_id = $1 AND batch_id = $2";
    let mut at = batch;
    while let Some(before) = conn.opt::<Before>(sql, &[&article, &at]).await? {
        if !is_undone(conn, before.was_batch).await? {
            return Ok(Some(before));
        }
        at = before.was_batch;
    }
    Ok(None)
}

/// Whether a batch was taken back.
pub(super) async fn is_undone(conn: &mut Conn, batch: i64) -> Result<bool> {
    let sql = "SELECT count(*) FROM archive_batch WHERE id = $1 AND undone_at IS NOT NULL";
    Ok(conn.value::<i64>(sql, &[&batch]).await?.unwrap_or(0) > 0)
}

/// Takes a batch back from its readers; how many articles that were, `None` when there is no such batch. Doing it again does
/// nothing.
pub async fn undo(conn: &mut Conn, grant: Grant<PublishArticle>, batch: i64, now: Ts) -> Result<Option<usize>> {
    let known = "SELECT count(*) FROM archive_batch WHERE id = $1";
    if conn.value::<i64>(known, &[&batch]).await?.unwrap_or(0) == 0 {
        return Ok(None);
    }
    let sql = "SELECT id, external_id, edition, first_at, kept, taken_off, corrected_at FROM archive_article
               WHERE batch_id = $1 AND withdrawn = 0 ORDER BY id";
    let articles: Vec<Article> = conn.all(sql, &[&batch]).await?;
    for article in &articles {
        let before = before(conn, article.id, batch).await?;
        take_back(conn, article, before, now).await?;
    }
    let addresses = old::undo(conn, batch, now).await?;
    conn.exec("DELETE FROM old_piece WHERE batch_id = $1 AND taken_at IS NULL", &[&batch]).await?;
    conn.exec("UPDATE archive_batch SET undone_at = $1 WHERE id = $2 AND undone_at IS NULL", &[&now, &batch]).await?;
    if !articles.is_empty() || addresses > 0 {
        let after = json!({ "articles": articles.len(), "addresses": addresses });
        journal::write(conn, &grant.event("archive.batch.undo", "archive_batch", batch).after(after), now).await?;
    }
    Ok(Some(articles.len()))
}

/// Takes from an article what a batch made of it.
async fn take_back(conn: &mut Conn, it: &Article, before: Option<Before>, now: Ts) -> Result<()> {
    let Some(before) = before else {
        withdraw(conn, it, now).await?;
        conn.exec("UPDATE archive_article SET withdrawn = 1 WHERE id = $1", &[&it.id]).await?;
        return Ok(());
    };
    let stands = before.withdrawn == 0 && before.kept.is_empty();
    if !stands {
        withdraw(conn, it, now).await?;
    }
    let sql = "UPDATE archive_article SET batch_id = $1, kept = $2, withdrawn = $3 WHERE id = $4";
    conn.exec(sql, &[&before.was_batch, &before.kept, &before.withdrawn, &it.id]).await?;
    // What the newsroom has corrected stays corrected: it is no batch's text any more.
    if it.corrected_at.is_some() {
        return Ok(());
    }
    let edition = it.edition + i64::from(stands && it.taken_off != "error");
    let sql = "UPDATE archive_article SET content = $1, edition = $2 WHERE id = $3";
    conn.exec(sql, &[&before.content, &edition, &it.id]).await?;
    let row = read(&it.external_id, &before.content);
    let row = row.ok_or_else(|| DbError::Broken(format!("the text of brought article {}", it.id)))?;
    found::keep_words(conn, it.id, &row).await?;
    if edition > it.edition {
        let at = when(&row, now).map_err(DbError::Refused)?.0.max(it.first_at);
        let again = sketch(&row, &it.external_id, (FIRST_NUMBER + it.id, edition, it.first_at), at);
        outbox::put(conn, &Entry::Edition(Box::new(again)), now).await?;
    }
    // The earlier text stands under the notice that two persons gave the later one.
    if edition > it.edition && !it.taken_off.is_empty() {
        let reason = off::reason(conn, it.id).await?.unwrap_or_else(|| TAKEN_BACK.to_owned());
        outbox::put(conn, &off::notice(FIRST_NUMBER + it.id, &it.taken_off, reason, now), now).await?;
    }
    Ok(())
}

/// Takes an article from its readers with the batch that brought it; where it stood under a notice, with the reason of that.
async fn withdraw(conn: &mut Conn, it: &Article, now: Ts) -> Result<()> {
    if it.edition == 0 || !it.kept.is_empty() || it.taken_off == "error" {
        return Ok(());
    }
    let reason = if it.taken_off.is_empty() { None } else { off::reason(conn, it.id).await? };
    let entry = match reason {
        Some(reason) => off::notice(FIRST_NUMBER + it.id, "error", reason, now),
        None => withdrawal(it.id, now),
    };
    outbox::put(conn, &entry, now).await?;
    Ok(())
}

/// The files of pictures that a batch's articles show and no other text of the record does: what taking it back leaves
/// without use. Asked before it is taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn pictures_only_of(conn: &mut Conn, batch: i64) -> Result<Vec<String>> {
    let mut own = BTreeSet::new();
    let sql = "SELECT content FROM archive_article WHERE batch_id = $1 AND withdrawn = 0 AND corrected_at IS NULL";
    for (content,) in conn.all::<(String,)>(sql, &[&batch]).await? {
        own.extend(files_in(&content));
    }
    let mut last = 0;
    while !own.is_empty() {
        // What the newsroom has corrected stays, or comes back as it is.
        let sql = "SELECT id, content FROM archive_article
                   WHERE (batch_id <> $1 AND withdrawn = 0 OR corrected_at IS NOT NULL) AND id > $2
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
    // Texts to which articles go back.
    for (content,) in conn.all::<(String,)>("SELECT content FROM archive_before WHERE batch_id = $1", &[&batch]).await?
    {
        for file in files_in(&content) {
            own.remove(&file);
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
