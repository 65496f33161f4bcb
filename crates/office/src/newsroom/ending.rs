//! Taking an article back from its readers: its address goes on answering, and says what became of it.

use super::verbs::of_unit;
use super::{Article, NewsError, outbox};
use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use bridge::{Entry, Fate};
use kit::clock::Ts;
use kit::db::Conn;
use kit::journal;
use serde_json::json;

/// What is to become of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The text stays under a notice with the reason.
    Withdrawn,
    /// Readers are led to another article.
    Merged(i64),
    /// It should never have been there: no text, only the reason.
    Error,
}

impl Ending {
    /// The word in the record.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Withdrawn => "withdrawn",
            Ending::Merged(_) => "merged",
            Ending::Error => "error",
        }
    }
}

/// Takes an article back from its readers, for a reason told to them; its number in the outbox.
///
/// # Errors
/// [`NewsError::NotPublished`] when readers do not have it, [`NewsError::NoTarget`] when what it is merged into is no
/// other article that they have.
pub async fn withdraw(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    (ending, reason): (Ending, &str),
    now: Ts,
) -> Result<i64, NewsError> {
    if !of_unit(conn, &grant, id).await?.is_public() {
        return Err(NewsError::NotPublished);
    }
    let (fate, into, verb) = match ending {
        Ending::Withdrawn => (Fate::Notice, None, "newsroom.article.withdraw"),
        Ending::Error => (Fate::Gone, None, "newsroom.article.retract"),
        Ending::Merged(into) => (Fate::Merged { into }, Some(into), "newsroom.article.merge"),
    };
    if let Some(into) = into {
        // What leads on must not itself be led on: readers would go in a circle.
        let found = match Article::get(conn, into).await {
            Ok(target) => target.id != id && target.is_public(),
            Err(NewsError::NoArticle(_)) => false,
            Err(error) => return Err(error),
        };
        if !found {
            return Err(NewsError::NoTarget(into));
        }
    }
    let sql =
        "UPDATE article SET withdrawn_at = $1, changed_at = $1, state = 'draft', due_at = NULL, cleared_by = NULL,
               fate = $2, merged_into = $3, version = version + 1 WHERE id = $4 AND version = $5";
    if conn.exec(sql, &[&now, &ending.word(), &into, &id, &version]).await? == 0 {
        return Err(NewsError::Stale);
    }
    let entry = Entry::Withdrawal { article_id: id, at: now.0, reason: reason.into(), fate };
    let seq = outbox::put(conn, &entry, now).await?;
    let event = grant.event(verb, "article", id).after(json!({"reason": reason, "into": into}));
    journal::write(conn, &event, now).await?;
    Ok(seq)
}
