//! Articles brought along from an older system: published as they are, known by the name that it gave them.
//!
//! A batch is a file. Bringing the same article again changes nothing; a changed text becomes its next edition; a batch
//! taken back is withdrawn from its readers.

use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::newsroom::outbox;
use bridge::{Block, Byline, Edition, Entry, Inline, Section, Text};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde::Deserialize;
use serde_json::json;

#[cfg(test)]
mod tests;

/// After the tables of the newsroom.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "archive/0001_archive", sql: include_str!("schema.sql") };

/// Public numbers of brought articles begin after this one; those of the newsroom stay below.
pub const FIRST_NUMBER: i64 = 10_000_000;

/// One row of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    /// What the older system called it: text or a number.
    pub id: serde_json::Value,
    /// The name of its section.
    #[serde(default)]
    pub section: String,
    /// The headline.
    pub title: String,
    /// Plain text; each line is a paragraph.
    pub body: String,
    /// The day or the moment it came out: `2006-05-04`, `2006-05-04T10:30:00+07:00`, `04/05/2006`.
    #[serde(default)]
    pub published_at: Option<String>,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<String>,
}

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

/// Brings one row, in the caller's transaction.
///
/// # Errors
/// [`DbError::Refused`] says in words what is wrong with the row; nothing was written then.
pub async fn bring(conn: &mut Conn, batch: i64, row: &Row, now: Ts) -> Result<Brought> {
    let external = external_id(row).map_err(DbError::Refused)?;
    let known: Option<(i64, i64, i64, String, i64)> = conn
        .opt(
            "SELECT id, edition, first_at, content, withdrawn FROM archive_article WHERE external_id = $1",
            &[&external],
        )
        .await?;
    let content = json!([row.section, row.title, row.body, row.published_at, row.author, row.source]).to_string();
    let at = when(row, now).map_err(DbError::Refused)?;
    let (edition, first_at) = match &known {
        Some((_, _, _, old, 0)) if *old == content => return Ok(Brought::Same),
        Some((_, edition, first_at, ..)) => (edition + 1, *first_at),
        None => (1, at.0),
    };
    let sketch = sketch(row, &external, (FIRST_NUMBER + 1, edition, first_at), at.0.max(first_at));
    bridge::check(&Entry::Edition(Box::new(sketch.clone()))).map_err(DbError::Refused)?;
    let id: i64 = match &known {
        Some((id, ..)) => {
            let sql =
                "UPDATE archive_article SET batch_id = $1, edition = $2, content = $3, withdrawn = 0 WHERE id = $4";
            conn.exec(sql, &[&batch, &edition, &content, id]).await?;
            *id
        }
        None => {
            let sql = "INSERT INTO archive_article (external_id, batch_id, edition, first_at, content)
                       VALUES ($1, $2, $3, $4, $5) RETURNING id";
            let id = conn.value(sql, &[&external, &batch, &edition, &first_at, &content]).await?;
            id.ok_or_else(|| DbError::Broken("an article without a number".into()))?
        }
    };
    let edition = Edition { article_id: FIRST_NUMBER + id, ..sketch };
    outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    Ok(if known.is_some() { Brought::Changed } else { Brought::New })
}

/// What is wrong with a row, in words; `None` when it could be brought. Writes nothing.
pub fn check(row: &Row, now: Ts) -> std::result::Result<(), String> {
    let external = external_id(row)?;
    let at = when(row, now)?;
    bridge::check(&Entry::Edition(Box::new(sketch(row, &external, (FIRST_NUMBER + 1, 1, at.0), at.0))))
}

/// Takes a batch back from its readers; how many articles that were. Doing it again does nothing.
pub async fn undo(conn: &mut Conn, grant: Grant<PublishArticle>, batch: i64, now: Ts) -> Result<usize> {
    let sql = "SELECT id FROM archive_article WHERE batch_id = $1 AND withdrawn = 0 ORDER BY id";
    let articles: Vec<(i64,)> = conn.all(sql, &[&batch]).await?;
    for (id,) in &articles {
        let reason = "Bài chuyển từ hệ thống cũ đã được rút lại.".to_owned();
        let entry = Entry::Withdrawal { article_id: FIRST_NUMBER + id, at: now.0, reason, fate: bridge::Fate::Gone };
        outbox::put(conn, &entry, now).await?;
    }
    conn.exec("UPDATE archive_article SET withdrawn = 1 WHERE batch_id = $1", &[&batch]).await?;
    conn.exec("UPDATE archive_batch SET undone_at = $1 WHERE id = $2 AND undone_at IS NULL", &[&now, &batch]).await?;
    if !articles.is_empty() {
        let after = json!({ "articles": articles.len() });
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

fn external_id(row: &Row) -> std::result::Result<String, String> {
    let id = match &row.id {
        serde_json::Value::String(text) => text.trim().to_owned(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => return Err("id: phải là chữ hoặc số".into()),
    };
    match id.chars().count() {
        1..=200 => Ok(id),
        _ => Err("id: phải có từ 1 đến 200 ký tự".into()),
    }
}

fn when(row: &Row, now: Ts) -> std::result::Result<Ts, String> {
    let Some(text) = row.published_at.as_deref().map(str::trim).filter(|t| !t.is_empty()) else { return Ok(now) };
    let day = Day::parse(text.get(..10).unwrap_or(text));
    let found = viet::Date::find(text).map(|(date, _)| date.to_string());
    let day = day.or_else(|| Day::parse(&found?));
    let wrong = || format!("published_at: “{text}” không phải là ngày; hãy ghi như 2006-05-04");
    day.map(|day| day.begins()).ok_or_else(wrong)
}

fn sketch(row: &Row, external: &str, (article_id, edition, first_at): (i64, i64, i64), at: i64) -> Edition {
    /// Words of the portal's own addresses, which no section may have.
    const TAKEN: [&str; 7] = ["so-lieu", "chuyen-de", "tim-kiem", "van-phong", "dem", "en", "api"];
    let said = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let name = if row.section.trim().is_empty() { "Tin tức" } else { row.section.trim() };
    let slug = viet::slug(name);
    let slug = if TAKEN.contains(&slug.as_str()) { format!("{slug}-tin") } else { slug };
    let paragraph = |line: &str| Block::Paragraph(vec![Inline::Text(line.to_owned())]);
    let lines = row.body.lines().map(str::trim).filter(|line| !line.is_empty());
    Edition {
        article_id,
        edition: u32::try_from(edition).unwrap_or(u32::MAX),
        section: Section { slug, name: Text { vi: name.to_owned(), en: String::new() } },
        slug: viet::slug(&row.title),
        kicker: None,
        headline: row.title.split_whitespace().collect::<Vec<_>>().join(" "),
        lead: Vec::new(),
        body: lines.map(paragraph).collect(),
        author: said(&row.author).map(|name| Byline { name, post: None }),
        topics: Vec::new(),
        figures: Vec::new(),
        published_at: at,
        first_published_at: first_at,
        correction_note: None,
        external_id: Some(external.to_owned()),
        source: said(&row.source),
    }
}
