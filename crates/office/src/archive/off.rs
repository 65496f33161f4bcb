//! Taking a brought article from its readers: somebody asks with the reason, another person agrees. It then stays off,
//! whatever file is brought later.

use super::FIRST_NUMBER;
use super::found::shown;
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, Permission, PublishArticle};
use crate::newsroom::outbox;
use bridge::{Entry, Fate};
use kit::clock::Ts;
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;

/// The ways in which a brought article can be taken off: its text stays under a notice, or nothing of it.
pub const FATES: [&str; 2] = ["withdrawn", "error"];

kit::record! {
    /// A removal that waits for the second person.
    pub struct Asked {
        /// The row.
        pub id: i64,
        /// One of [`FATES`].
        pub fate: String,
        /// Why, told to readers.
        pub reason: String,
        /// Who asks.
        pub asked_by: i64,
        /// When.
        pub asked_at: Ts,
    }
}

/// What was done with what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It was done.
    Done,
    /// Whoever asked does not agree to it themselves.
    Own,
    /// Somebody else was faster, or readers do not have the article.
    Stale,
}

/// Asks for an article to be taken off; nothing else happens until a second person agrees.
pub async fn ask(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    number: i64,
    (fate, reason): (&str, &str),
    now: Ts,
) -> Result<Step> {
    let found = shown(conn, number).await?;
    let Some(account) = grant.account() else { return Ok(Step::Own) };
    // Of what should never have been there no text comes back.
    let settled = |taken_off: &str| taken_off == fate || taken_off == "error";
    if found.is_none_or(|it| it.waits() || settled(&it.taken_off)) {
        return Ok(Step::Stale);
    }
    let id = number - FIRST_NUMBER;
    let sql = "INSERT INTO archive_removal (article_id, fate, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, &[&id, &fate, &reason, &account, &now]).await?;
    let event = grant.event("archive.article.ask", "archive_article", id);
    journal::write(conn, &event.after(json!({ "fate": fate, "reason": reason })), now).await?;
    Ok(Step::Done)
}

/// Takes it off as somebody else asked. `asked` is the removal that was looked at.
pub async fn agree(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (number, asked): (i64, i64),
    now: Ts,
) -> Result<Step> {
    let waits = shown(conn, number).await?.and_then(|it| it.asked).filter(|it| it.id == asked);
    let Some(asked) = waits else { return Ok(Step::Stale) };
    if grant.account().is_none() || is_by(conn, (grant.account(), grant.person()), asked.asked_by).await? {
        return Ok(Step::Own);
    }
    if !settle(conn, REMOVAL, asked.id, ("agreed", &grant), now).await? {
        return Ok(Step::Stale);
    }
    let id = number - FIRST_NUMBER;
    conn.exec("UPDATE archive_article SET taken_off = $1 WHERE id = $2", &[&asked.fate, &id]).await?;
    let verb = if asked.fate == "error" { "archive.article.retract" } else { "archive.article.withdraw" };
    outbox::put(conn, &notice(number, &asked.fate, asked.reason.clone(), now), now).await?;
    let after = json!({ "reason": asked.reason, "asked_by": asked.asked_by });
    journal::write(conn, &grant.event(verb, "archive_article", id).after(after), now).await?;
    Ok(Step::Done)
}

/// Drops what was asked for: the article stays with its readers.
pub async fn drop_asked(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (number, asked): (i64, i64),
    now: Ts,
) -> Result<Step> {
    let waits = shown(conn, number).await?.and_then(|it| it.asked).filter(|it| it.id == asked);
    let Some(asked) = waits else { return Ok(Step::Stale) };
    if !settle(conn, REMOVAL, asked.id, ("dropped", &grant), now).await? {
        return Ok(Step::Stale);
    }
    let event = grant.event("archive.article.keep", "archive_article", number - FIRST_NUMBER);
    journal::write(conn, &event.after(json!({ "reason": asked.reason })), now).await?;
    Ok(Step::Done)
}

/// What readers find of an article that was taken off in one of the [`FATES`].
pub(super) fn notice(number: i64, fate: &str, reason: String, now: Ts) -> Entry {
    let fate = if fate == "error" { Fate::Gone } else { Fate::Notice };
    Entry::Withdrawal { article_id: number, at: now.0, reason, fate }
}

/// The reason with which two persons took an article off last.
pub(super) async fn reason(conn: &mut Conn, id: i64) -> Result<Option<String>> {
    let sql =
        "SELECT reason FROM archive_removal WHERE article_id = $1 AND settled = 'agreed' ORDER BY id DESC LIMIT 1";
    conn.value(sql, &[&id]).await
}

/// Whether whoever acts is who asked, with this account or with another one of theirs.
pub(super) async fn is_by(
    conn: &mut Conn,
    (account, person): (Option<i64>, Option<i64>),
    asked_by: i64,
) -> Result<bool> {
    let same = "SELECT count(*) FROM account WHERE person_id = $1 AND id = $2";
    Ok(account == Some(asked_by) || conn.value::<i64>(same, &[&person, &asked_by]).await?.unwrap_or(0) > 0)
}

/// The tables of what is asked for.
pub(super) const REMOVAL: &str = "archive_removal";
/// See [`REMOVAL`].
pub(super) const CORRECTION: &str = "archive_correction";

/// Settles what waits; whether it still did.
pub(super) async fn settle<P: Permission>(
    conn: &mut Conn,
    table: &'static str,
    id: i64,
    (how, grant): (&str, &Grant<P>),
    now: Ts,
) -> Result<bool> {
    let sql =
        format!("UPDATE {table} SET settled = $1, settled_by = $2, settled_at = $3 WHERE id = $4 AND settled IS NULL");
    Ok(conn.exec(&sql, &[&how, &grant.account(), &now, &id]).await? > 0)
}
