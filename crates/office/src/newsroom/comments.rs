//! What colleagues say about a passage of an article, until it is settled.

use super::NewsError;
use super::verbs::of_unit;
use crate::identity::reach::Grant;
use crate::identity::right::EditArticle;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

kit::record! {
    /// A remark.
    pub struct Comment {
        /// The row.
        pub id: i64,
        /// The words that it is about, as they stood then; empty for the whole article.
        pub passage: String,
        /// What is said.
        pub text: String,
        /// Who said it.
        pub account_id: i64,
        /// When.
        pub at: Ts,
        /// Who settled it.
        pub settled_by: Option<i64>,
    }
}

impl Comment {
    /// All of an article, in the order in which they were made.
    pub async fn all(conn: &mut Conn, article: i64) -> Result<Vec<Comment>, DbError> {
        let sql = "SELECT id, passage, text, account_id, at, settled_by FROM article_comment
                   WHERE article_id = $1 ORDER BY id";
        conn.all(sql, &[&article]).await
    }
}

/// Says something about a passage.
pub async fn comment(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    article: i64,
    (passage, text): (&str, &str),
    now: Ts,
) -> Result<i64, NewsError> {
    of_unit(conn, &grant, article).await?;
    let who = grant.account().ok_or(NewsError::NoAuthor)?;
    let sql = "INSERT INTO article_comment (article_id, passage, text, account_id, at) VALUES ($1, $2, $3, $4, $5)";
    let id = conn.insert(sql, &[&article, &passage, &text, &who, &now]).await?;
    let told = json!({"comment": id, "note": text});
    journal::write(conn, &grant.event("newsroom.article.comment", "article", article).after(told), now).await?;
    Ok(id)
}

/// Says that a remark has been heeded or answered.
///
/// # Errors
/// [`NewsError::Stale`] when the article has no such remark that waits.
pub async fn settle(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (article, comment): (i64, i64),
    now: Ts,
) -> Result<(), NewsError> {
    of_unit(conn, &grant, article).await?;
    let sql = "UPDATE article_comment SET settled_by = $1, settled_at = $2
               WHERE id = $3 AND article_id = $4 AND settled_at IS NULL";
    if conn.exec(sql, &[&grant.account(), &now, &comment, &article]).await? == 0 {
        return Err(NewsError::Stale);
    }
    let told = json!({"comment": comment});
    journal::write(conn, &grant.event("newsroom.article.settle_comment", "article", article).after(told), now).await?;
    Ok(())
}
