//! Correcting a brought article: somebody asks with the whole new text and a note to readers, another person agrees. It then
//! is the newsroom's text: no file that is brought later changes it.

use super::found::{Shown, keep_words, shown};
use super::off::{CORRECTION, Step, is_by, settle};
use super::row::{Row, read, sketch, slug};
use super::{FIRST_NUMBER, text};
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, PublishArticle};
use crate::newsroom::checks::personal::numbers;
use crate::newsroom::{outbox, outside};
use bridge::{Edition, Entry};
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;

kit::record! {
    /// A correction that waits for the second person.
    pub struct Correction {
        /// The row.
        pub id: i64,
        /// Which edition it corrects.
        pub edition: i64,
        /// The whole new text, as the archive keeps it.
        pub content: String,
        /// What was changed, told to readers.
        pub note: String,
        /// Whether readers have the earlier editions no longer (1), because something in them is to be hidden.
        pub alone: i64,
        /// Who asks.
        pub asked_by: i64,
        /// When.
        pub asked_at: Ts,
    }
}

/// What can be corrected, as the newsroom writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The headline.
    pub headline: String,
    /// The lead, a line of light Markdown.
    pub lead: String,
    /// The text, light Markdown with a mark for each picture that came with it.
    pub body: String,
    /// Who wrote it.
    pub author: String,
    /// Where it comes from.
    pub source: String,
}

impl Words {
    /// By name, in the order in which they are read.
    pub fn fields(&self) -> [(&'static str, &str); 5] {
        let Words { headline, lead, body, author, source } = self;
        [("headline", headline), ("lead", lead), ("body", body), ("byline", author), ("source", source)]
    }
}

/// The words of an article, and how many of its paragraphs are set in a way that cannot be written; `None` when something
/// of it cannot be written at all. Its pictures have the numbers that they have in `of`.
pub(super) fn words(row: &Row, of: &Row) -> Option<(Words, usize)> {
    let body = text::write(&blocks(row), &text::pictures_of(&blocks(of)))?;
    let said = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let words = Words {
        headline: row.title.clone(),
        lead: text::write_line(&row.lead),
        body: body.text,
        author: said(&row.author),
        source: said(&row.source),
    };
    Some((words, body.plain))
}

fn blocks(row: &Row) -> Vec<bridge::Block> {
    sketch(row, "", (FIRST_NUMBER + 1, 1, 0), 0).body
}

/// The article with other words; the field that cannot be read otherwise, and why.
///
/// # Errors
/// A mark in one of its texts that means nothing there.
pub(super) fn corrected(old: &Row, words: &Words) -> std::result::Result<Row, (&'static str, text::Wrong)> {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Row {
        title: words.headline.clone(),
        lead: text::read_line(&old.lead, &words.lead).map_err(|wrong| ("lead", wrong))?,
        blocks: text::read(&blocks(old), &words.body).map_err(|wrong| ("body", wrong))?,
        body: String::new(),
        author: said(&words.author),
        source: said(&words.source),
        // Readers have its address in letters and on paper.
        alias: slug(old),
        ..old.clone()
    })
}

/// Whether a correction takes numbers of persons out of a text: whoever does so does not want them to be read in the edition
/// before it, to which its page leads.
pub(super) fn hides(old: &Words, new: &Words) -> bool {
    let all = |words: &Words| words.fields().map(|(_, text)| text.to_owned()).join("\n");
    let (old, new) = (all(old), all(new));
    let kept: Vec<&str> = numbers(&new).into_iter().map(|number| number.text).collect();
    numbers(&old).iter().any(|number| !kept.contains(&number.text))
}

/// The edition that a corrected text would be now.
pub(super) fn edition(it: &Shown, row: &Row, note: &str, now: Ts) -> Edition {
    let number = (it.number, it.edition + 1, it.first_at);
    Edition {
        correction_note: Some(note.to_owned()).filter(|note| !note.is_empty()),
        ..sketch(row, &it.name, number, now.0.max(it.first_at))
    }
}

/// Asks for an article to have another text; readers keep the present one until a second person agrees.
pub async fn ask(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (number, edition): (i64, i64),
    (row, note, alone): (&Row, &str, bool),
    now: Ts,
) -> Result<Step> {
    let found = shown(conn, number).await?;
    let Some(account) = grant.account() else { return Ok(Step::Own) };
    if found.is_none_or(|it| it.waits() || !it.taken_off.is_empty() || it.edition != edition) {
        return Ok(Step::Stale);
    }
    let id = number - FIRST_NUMBER;
    let content = serde_json::to_string(row).map_err(|error| DbError::Broken(error.to_string()))?;
    let sql = "INSERT INTO archive_correction (article_id, edition, content, note, alone, asked_by, asked_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    conn.exec(sql, &[&id, &edition, &content, &note, &i64::from(alone), &account, &now]).await?;
    let event = grant.event("archive.article.propose", "archive_article", id);
    journal::write(conn, &event.after(json!({ "note": note })), now).await?;
    Ok(Step::Done)
}

/// Lets the text that somebody else asked for be the article's next edition. `asked` is the correction that was looked at.
pub async fn agree(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (number, asked): (i64, i64),
    now: Ts,
) -> Result<Step> {
    let Some(shown) = shown(conn, number).await? else { return Ok(Step::Stale) };
    let correction = shown.correction.clone().filter(|it| it.id == asked && it.edition == shown.edition);
    let Some(correction) = correction.filter(|_| shown.taken_off.is_empty()) else { return Ok(Step::Stale) };
    if grant.account().is_none() || is_by(conn, (grant.account(), grant.person()), correction.asked_by).await? {
        return Ok(Step::Own);
    }
    if !settle(conn, CORRECTION, asked, ("agreed", &grant), now).await? {
        return Ok(Step::Stale);
    }
    let id = number - FIRST_NUMBER;
    let row = read(&shown.name, &correction.content);
    let row = row.ok_or_else(|| DbError::Broken(format!("the correction of brought article {id}")))?;
    let edition = Edition { alone: correction.alone == 1, ..edition(&shown, &row, &correction.note, now) };
    let sql = "UPDATE archive_article SET content = $1, edition = $2, corrected_at = $3 WHERE id = $4";
    conn.exec(sql, &[&correction.content, &i64::from(edition.edition), &now, &id]).await?;
    keep_words(conn, id, &row).await?;
    let batch = "SELECT batch_id FROM archive_article WHERE id = $1";
    let batch = conn.value(batch, &[&id]).await?.unwrap_or(0);
    outside::note_brought(conn, (id, batch), &edition, (Some(correction.asked_by), now)).await?;
    outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    let after = json!({ "note": correction.note, "asked_by": correction.asked_by });
    journal::write(conn, &grant.event("archive.article.correct", "archive_article", id).after(after), now).await?;
    Ok(Step::Done)
}

/// Drops a correction: readers keep the present text.
pub async fn drop_asked(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (number, asked): (i64, i64),
    now: Ts,
) -> Result<Step> {
    let correction = shown(conn, number).await?.and_then(|it| it.correction).filter(|it| it.id == asked);
    let Some(correction) = correction else { return Ok(Step::Stale) };
    if !settle(conn, CORRECTION, asked, ("dropped", &grant), now).await? {
        return Ok(Step::Stale);
    }
    let event = grant.event("archive.article.leave", "archive_article", number - FIRST_NUMBER);
    journal::write(conn, &event.after(json!({ "note": correction.note })), now).await?;
    Ok(Step::Done)
}

/// The note of the correction with which readers have an article.
pub(super) async fn note(conn: &mut Conn, id: i64) -> Result<Option<String>> {
    let sql =
        "SELECT note FROM archive_correction WHERE article_id = $1 AND settled = 'agreed' ORDER BY id DESC LIMIT 1";
    conn.value(sql, &[&id]).await
}
