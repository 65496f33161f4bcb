//! Taking a batch back: what it brought goes, what it changed is again as it was.

use super::row::{read, sketch, when};
use super::{FIRST_NUMBER, old, withdrawal};
use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::newsroom::outbox;
use bridge::{Edition, Entry};
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
    let sql = "SELECT id, external_id, edition, first_at, kept, taken_off FROM archive_article
               WHERE batch_id = $1 AND withdrawn = 0 ORDER BY id";
    let articles: Vec<(i64, String, i64, i64, String, String)> = conn.all(sql, &[&batch]).await?;
    for (id, name, edition, first_at, kept, taken_off) in &articles {
        let before = before(conn, *id, batch).await?;
        // What the newsroom has taken off stays off; only the text under its notice goes with the batch that brought it.
        let stands = before.as_ref().is_some_and(|before| before.withdrawn == 0 && before.kept.is_empty());
        let shown = stands && taken_off.is_empty();
        let mut next = *edition;
        if let Some(before) = before.as_ref().filter(|_| shown) {
            next += 1;
            let broken = || DbError::Broken(format!("the text of brought article {id}"));
            let row = read(name, &before.content).ok_or_else(broken)?;
            let at = when(&row, now).map_err(DbError::Refused)?.0.max(*first_at);
            let again = sketch(&row, name, (FIRST_NUMBER + id, next, *first_at), at);
            outbox::put(conn, &Entry::Edition(Box::new(Edition { article_id: FIRST_NUMBER + id, ..again })), now)
                .await?;
        } else if *edition > 0 && kept.is_empty() && taken_off != "error" {
            outbox::put(conn, &withdrawal(*id, now), now).await?;
        }
        match before {
            Some(it) => {
                let sql =
                    "UPDATE archive_article SET batch_id = $1, content = $2, kept = $3, withdrawn = $4, edition = $5
                           WHERE id = $6";
                conn.exec(sql, &[&it.was_batch, &it.content, &it.kept, &it.withdrawn, &next, id]).await?;
            }
            None => _ = conn.exec("UPDATE archive_article SET withdrawn = 1 WHERE id = $1", &[id]).await?,
        }
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
