//! Articles: drafts in light Markdown with figures inserted, and the editions that leave the house.

pub mod markdown;
pub mod outbox;

#[cfg(test)]
mod tests;

use crate::figures;
use bridge::{Byline, Edition, Entry, Section, Text, Topic};
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal::{self, Event};
use serde_json::json;
use std::collections::BTreeSet;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0001_newsroom", sql: include_str!("schema.sql") };

/// The sections, as (slug, Vietnamese, English).
pub const SECTIONS: &[(&str, &str, &str)] = &[("xay-dung-dang", "Xây dựng Đảng", "Party building")];

/// Why an article was not published or withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum NewsError {
    /// Nobody publishes what they wrote.
    #[error("who wrote an article does not publish it")]
    OwnArticle,
    /// No such article.
    #[error("there is no article {0}")]
    NoArticle(i64),
    /// Somebody else changed it since it was read.
    #[error("the article was changed meanwhile")]
    Stale,
    /// The text inserts a figure that nobody computes.
    #[error("the text shows the figure \"{0}\", which is unknown")]
    UnknownFigure(String),
    /// The section is not among [`SECTIONS`].
    #[error("there is no section \"{0}\"")]
    UnknownSection(String),
    /// Never published, or withdrawn already.
    #[error("the article is not published")]
    NotPublished,
    /// The figures cannot be computed.
    #[error("the figures cannot be computed: {0}")]
    Figures(String),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// An article to be written.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Slug of the section.
    pub section: &'a str,
    /// The short line above the headline.
    pub kicker: Option<&'a str>,
    /// The headline.
    pub headline: &'a str,
    /// The lead, one paragraph of light Markdown.
    pub lead: &'a str,
    /// The text, light Markdown with `[[so-lieu:ID]]` where a figure stands.
    pub body: &'a str,
    /// The name it is signed with, and the post shown with it.
    pub byline: Option<(&'a str, Option<&'a str>)>,
    /// Topics as (slug, name).
    pub topics: &'a [(&'a str, &'a str)],
    /// The person who enters it.
    pub author: i64,
}

kit::record! {
    /// An article of the record.
    pub struct Article {
        /// The article, also its public number.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Slug of the section.
        pub section: String,
        /// Readable part of the address.
        pub slug: String,
        /// The short line above the headline.
        pub kicker: Option<String>,
        /// The headline.
        pub headline: String,
        /// The lead.
        pub lead: String,
        /// The text.
        pub body: String,
        /// The name it is signed with.
        pub byline: Option<String>,
        /// The post shown with the name.
        pub byline_post: Option<String>,
        /// The person who entered it.
        pub author_id: i64,
        /// `draft`, `published` or `withdrawn`.
        pub state: String,
        /// How many editions came out.
        pub edition: i64,
        /// When the first came out.
        pub first_published_at: Option<Ts>,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, uid, section, slug, kicker, headline, lead, body, byline, byline_post, author_id, state, \
                       edition, first_published_at, version";

impl Article {
    /// The article with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Article, NewsError> {
        let sql = format!("SELECT {COLUMNS} FROM article WHERE id = $1");
        conn.opt(&sql, &[&id]).await?.ok_or(NewsError::NoArticle(id))
    }

    /// All articles, the newest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Article>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM article ORDER BY id DESC"), &[]).await
    }
}

/// Enters a draft; its id.
pub async fn write(conn: &mut Conn, draft: &Draft<'_>, actor: Option<i64>, now: Ts) -> Result<i64, NewsError> {
    section(draft.section)?;
    let (byline, post) = draft.byline.unzip();
    let id = conn
        .insert(
            "INSERT INTO article (uid, section, slug, kicker, headline, lead, body, byline, byline_post, author_id, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft')",
            &[
                &draft.uid,
                &draft.section,
                &viet::slug(draft.headline),
                &draft.kicker,
                &draft.headline,
                &draft.lead,
                &draft.body,
                &byline,
                &post.flatten(),
                &draft.author,
            ],
        )
        .await?;
    for (slug, name) in draft.topics {
        let sql = "INSERT INTO article_topic (article_id, slug, name) VALUES ($1, $2, $3)";
        conn.exec(sql, &[&id, slug, name]).await?;
    }
    let after = json!({"headline": draft.headline, "lead": draft.lead, "body": draft.body});
    journal::write(conn, &Event::new(actor, "newsroom.article.write", "article", id).after(after), now).await?;
    Ok(id)
}

/// Replaces the text of an article; the new version.
pub async fn revise(
    conn: &mut Conn,
    (id, version): (i64, i64),
    (headline, lead, body): (&str, &str, &str),
    actor: Option<i64>,
    now: Ts,
) -> Result<i64, NewsError> {
    let old = Article::get(conn, id).await?;
    let changed = conn
        .exec(
            "UPDATE article SET headline = $1, lead = $2, body = $3, version = version + 1 WHERE id = $4 AND version = $5",
            &[&headline, &lead, &body, &id, &version],
        )
        .await?;
    if changed == 0 {
        return Err(NewsError::Stale);
    }
    let before = json!({"headline": old.headline, "lead": old.lead, "body": old.body});
    let after = json!({"headline": headline, "lead": lead, "body": body});
    let event = Event::new(actor, "newsroom.article.revise", "article", id).before(before).after(after);
    journal::write(conn, &event, now).await?;
    Ok(version + 1)
}

/// Publishes the present text as a new edition, with the figures frozen as they are now. Gives its number in the
/// outbox. `publisher` is the person who publishes and is not the author; `note` says what was corrected.
pub async fn publish(
    conn: &mut Conn,
    id: i64,
    publisher: i64,
    note: Option<&str>,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64, NewsError> {
    let article = Article::get(conn, id).await?;
    if article.author_id == publisher {
        return Err(NewsError::OwnArticle);
    }
    let edition = freeze(conn, &article, note, now).await?;
    let number = i64::from(edition.edition);
    let changed = conn
        .exec(
            "UPDATE article SET state = 'published', edition = $1, first_published_at = $2, version = version + 1
             WHERE id = $3 AND version = $4",
            &[&number, &Ts(edition.first_published_at), &id, &article.version],
        )
        .await?;
    if changed == 0 {
        return Err(NewsError::Stale);
    }
    let seq = outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    let after = json!({"edition": number, "outbox": seq, "publisher": publisher});
    journal::write(conn, &Event::new(actor, "newsroom.article.publish", "article", id).after(after), now).await?;
    Ok(seq)
}

/// Takes a published article back, for a reason told to the reader.
pub async fn withdraw(conn: &mut Conn, id: i64, reason: &str, actor: Option<i64>, now: Ts) -> Result<i64, NewsError> {
    let sql = "UPDATE article SET state = 'withdrawn', version = version + 1 WHERE id = $1 AND state = 'published'";
    if conn.exec(sql, &[&id]).await? == 0 {
        return Err(NewsError::NotPublished);
    }
    let entry = Entry::Withdrawal { article_id: id, at: now.0, reason: reason.into() };
    let seq = outbox::put(conn, &entry, now).await?;
    let event = Event::new(actor, "newsroom.article.withdraw", "article", id).after(json!({"reason": reason}));
    journal::write(conn, &event, now).await?;
    Ok(seq)
}

async fn freeze(conn: &mut Conn, article: &Article, note: Option<&str>, now: Ts) -> Result<Edition, NewsError> {
    let (lead, body) = (markdown::line(&article.lead), markdown::blocks(&article.body));
    let shown: BTreeSet<String> =
        [&article.lead, &article.body].into_iter().flat_map(|text| markdown::figures_in(text)).collect();
    let mut frozen = Vec::new();
    if !shown.is_empty() {
        let known = figures::compute(conn, now.day(), now).await;
        let mut known = figures::by_id(known.map_err(|error| NewsError::Figures(format!("{error:#}")))?);
        for id in shown {
            frozen.push(known.remove(&id).ok_or(NewsError::UnknownFigure(id))?);
        }
    }
    let topics: Vec<(String, String)> =
        conn.all("SELECT slug, name FROM article_topic WHERE article_id = $1 ORDER BY slug", &[&article.id]).await?;
    Ok(Edition {
        article_id: article.id,
        edition: u32::try_from(article.edition + 1).unwrap_or(u32::MAX),
        section: section(&article.section)?,
        slug: article.slug.clone(),
        kicker: article.kicker.clone(),
        headline: article.headline.clone(),
        lead,
        body,
        author: article.byline.clone().map(|name| Byline { name, post: article.byline_post.clone() }),
        topics: topics.into_iter().map(|(slug, name)| Topic { slug, name }).collect(),
        figures: frozen,
        published_at: now.0,
        first_published_at: article.first_published_at.unwrap_or(now).0,
        correction_note: note.map(str::to_owned),
    })
}

fn section(slug: &str) -> Result<Section, NewsError> {
    let known = SECTIONS.iter().find(|(known, ..)| *known == slug);
    let (slug, vi, en) = known.ok_or_else(|| NewsError::UnknownSection(slug.to_owned()))?;
    Ok(Section { slug: (*slug).into(), name: Text { vi: (*vi).into(), en: (*en).into() } })
}
