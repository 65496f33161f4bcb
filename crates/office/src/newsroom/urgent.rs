//! What could not wait for a second person: published by one alone, with the reason, shown to the head at once, and
//! approved by the day that the rule sets.

use super::verbs::of_unit;
use super::workflow::{How, issue};
use super::{Article, NewsError};
use crate::deadline;
use crate::identity::reach::Grant;
use crate::identity::right::{Confirm, PublishArticle};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

kit::record! {
    /// A publication by one person alone.
    pub struct Urgent {
        /// The row.
        pub id: i64,
        /// The article.
        pub article_id: i64,
        /// The edition that came out so.
        pub edition: i64,
        /// Who published it.
        pub account_id: i64,
        /// Why it could not wait.
        pub reason: String,
        /// When.
        pub at: Ts,
        /// The last day for approving it.
        pub due_day: Day,
        /// Who approved it.
        pub approved_by: Option<i64>,
        /// When it was approved.
        pub approved_at: Option<Ts>,
        /// What was said when it was approved.
        pub note: String,
    }
}

const COLUMNS: &str = "id, article_id, edition, account_id, reason, at, due_day, approved_by, approved_at, note";

impl Urgent {
    /// Those of an article, the newest first.
    pub async fn of(conn: &mut Conn, article: i64) -> Result<Vec<Urgent>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM urgent_publication WHERE article_id = $1 ORDER BY id DESC");
        conn.all(&sql, &[&article]).await
    }

    /// All that wait for approval, the oldest first.
    pub async fn waiting(conn: &mut Conn) -> Result<Vec<Urgent>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM urgent_publication WHERE approved_at IS NULL ORDER BY id");
        conn.all(&sql, &[]).await
    }
}

/// Publishes a submitted text, even one's own, because it cannot wait; its number in the outbox. `within` working days
/// after today the head has approved it, by `ruleset`.
pub async fn publish_urgently(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    reason: &str,
    (within, ruleset): (u32, &str),
    now: Ts,
) -> Result<i64, NewsError> {
    let article = of_unit(conn, &grant, id).await?;
    let who = grant.account().ok_or(NewsError::NoAuthor)?;
    if article.state != "submitted" {
        return Err(NewsError::Stale);
    }
    let due = if within == 0 { now.day() } else { Day(deadline::working(now.day(), within).day) };
    let told = json!({"reason": reason, "due": due.to_string(), "rule": ruleset});
    let seq = issue(conn, &grant, (&article, version), (How::Urgent, told), now).await?;
    conn.exec(
        "INSERT INTO urgent_publication (article_id, edition, account_id, reason, at, due_day, ruleset)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&id, &(article.edition + 1), &who, &reason, &now, &due, &ruleset],
    )
    .await?;
    Ok(seq)
}

/// Approves what was published by one person alone. Who published it does not approve it.
///
/// # Errors
/// [`NewsError::Stale`] when nothing of it waits.
pub async fn approve(
    conn: &mut Conn,
    grant: Grant<Confirm>,
    (article, urgent): (i64, i64),
    note: &str,
    now: Ts,
) -> Result<(), NewsError> {
    let article: Article = of_unit(conn, &grant, article).await?;
    let who = grant.account().ok_or(NewsError::NoAuthor)?;
    let sql = "SELECT a.person_id, u.account_id FROM urgent_publication u JOIN account a ON a.id = u.account_id
               WHERE u.id = $1 AND u.article_id = $2";
    let by: Option<(Option<i64>, i64)> = conn.opt(sql, &[&urgent, &article.id]).await?;
    let (person, account) = by.ok_or(NewsError::Stale)?;
    if account == who || (person.is_some() && person == grant.person()) {
        return Err(NewsError::OwnArticle);
    }
    let sql = "UPDATE urgent_publication SET approved_by = $1, approved_at = $2, note = $3
               WHERE id = $4 AND approved_at IS NULL";
    if conn.exec(sql, &[&who, &now, &note, &urgent]).await? == 0 {
        return Err(NewsError::Stale);
    }
    let event = grant.event("newsroom.article.approve", "article", article.id).after(json!({"note": note}));
    journal::write(conn, &event, now).await?;
    Ok(())
}
