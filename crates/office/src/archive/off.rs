//! Taking a brought article from its readers: somebody asks with the reason, another person agrees. It then stays off,
//! whatever file is brought later.

use super::row::{read, sketch};
use super::{FIRST_NUMBER, address};
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, PublishArticle};
use crate::newsroom::outbox;
use bridge::{Entry, Fate};
use kit::clock::Ts;
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;

/// The ways in which a brought article can be taken off: its text stays under a notice, or nothing of it.
pub const FATES: [&str; 2] = ["withdrawn", "error"];

/// A brought article that has, or had, readers.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its public number.
    pub number: i64,
    /// The headline.
    pub title: String,
    /// Its address, as it was brought.
    pub path: String,
    /// One of [`FATES`]; empty while readers have it.
    pub taken_off: String,
    /// What somebody asks for.
    pub asked: Option<Asked>,
}

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

const ALIVE: &str = "edition > 0 AND withdrawn = 0 AND kept = ''";

/// The brought article with a public number, if it ever had readers and no batch has taken it back.
pub async fn shown(conn: &mut Conn, number: i64) -> Result<Option<Shown>> {
    let sql = format!("SELECT id, external_id, content, taken_off FROM archive_article WHERE id = $1 AND {ALIVE}");
    let row: Option<(i64, String, String, String)> = conn.opt(&sql, &[&(number - FIRST_NUMBER)]).await?;
    let Some(row) = row else { return Ok(None) };
    let Some(mut shown) = of(row) else { return Ok(None) };
    let sql =
        "SELECT id, fate, reason, asked_by, asked_at FROM archive_removal WHERE article_id = $1 AND settled IS NULL";
    shown.asked = conn.opt(sql, &[&(number - FIRST_NUMBER)]).await?;
    Ok(Some(shown))
}

fn of((id, name, content, taken_off): (i64, String, String, String)) -> Option<Shown> {
    let row = read(&name, &content)?;
    let path = address(&sketch(&row, &name, (FIRST_NUMBER + id, 1, 0), 0), FIRST_NUMBER + id);
    Some(Shown { number: FIRST_NUMBER + id, title: row.title, path, taken_off, asked: None })
}

/// Those in whose text, as it was brought, the words stand, the newest first.
pub async fn search(conn: &mut Conn, words: &str, most: i64) -> Result<Vec<Shown>> {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = format!("%{escaped}%");
    let sql = format!(
        "SELECT id, external_id, content, taken_off FROM archive_article
         WHERE {ALIVE} AND lower(content) LIKE lower($1) ESCAPE '\\' ORDER BY first_at DESC, id DESC LIMIT $2"
    );
    let rows: Vec<(i64, String, String, String)> = conn.all(&sql, &[&like, &most]).await?;
    Ok(rows.into_iter().filter_map(of).collect())
}

/// Those that wait for a second person, the oldest first.
pub async fn waiting(conn: &mut Conn) -> Result<Vec<Shown>> {
    let sql = "SELECT article_id FROM archive_removal WHERE settled IS NULL ORDER BY id";
    let mut all = Vec::new();
    for (id,) in conn.all::<(i64,)>(sql, &[]).await? {
        all.extend(shown(conn, FIRST_NUMBER + id).await?);
    }
    Ok(all)
}

/// The public number of the article that readers find now at an address of the portal, or by its name on an older site.
pub async fn alive_at(conn: &mut Conn, from: &str) -> Result<Option<i64>> {
    let sql = format!("SELECT id FROM archive_article WHERE external_id = $1 AND taken_off = '' AND {ALIVE}");
    if let Some(id) = conn.value::<i64>(&sql, &[&from]).await? {
        return Ok(Some(FIRST_NUMBER + id));
    }
    let number = from.rsplit_once('-').and_then(|(_, number)| number.parse::<i64>().ok());
    let Some(number) = number.filter(|_| from.matches('/').count() >= 2) else { return Ok(None) };
    if number > FIRST_NUMBER {
        return Ok(shown(conn, number).await?.filter(|it| it.taken_off.is_empty()).map(|it| it.number));
    }
    let sql = "SELECT id FROM article WHERE id = $1 AND edition > 0 AND withdrawn_at IS NULL";
    conn.value(sql, &[&number]).await
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
    if found.is_none_or(|it| it.asked.is_some() || settled(&it.taken_off)) {
        return Ok(Step::Stale);
    }
    let id = number - FIRST_NUMBER;
    let sql = "INSERT INTO archive_removal (article_id, fate, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, &[&id, &fate, &reason, &account, &now]).await?;
    let event = grant.event("archive.article.ask", "archive_article", id);
    journal::write(conn, &event.after(json!({ "fate": fate, "reason": reason })), now).await?;
    Ok(Step::Done)
}

/// Takes it off as somebody else asked.
pub async fn agree(conn: &mut Conn, grant: Grant<PublishArticle>, number: i64, now: Ts) -> Result<Step> {
    let Some(asked) = shown(conn, number).await?.and_then(|it| it.asked) else { return Ok(Step::Stale) };
    let same = "SELECT count(*) FROM account WHERE person_id = $1 AND id = $2";
    let own = grant.account() == Some(asked.asked_by)
        || conn.value::<i64>(same, &[&grant.person(), &asked.asked_by]).await?.unwrap_or(0) > 0;
    if own || grant.account().is_none() {
        return Ok(Step::Own);
    }
    if !settle(conn, &asked, ("agreed", grant.account()), now).await? {
        return Ok(Step::Stale);
    }
    let id = number - FIRST_NUMBER;
    conn.exec("UPDATE archive_article SET taken_off = $1 WHERE id = $2", &[&asked.fate, &id]).await?;
    let (fate, verb) = match asked.fate.as_str() {
        "error" => (Fate::Gone, "archive.article.retract"),
        _ => (Fate::Notice, "archive.article.withdraw"),
    };
    let entry = Entry::Withdrawal { article_id: number, at: now.0, reason: asked.reason.clone(), fate };
    outbox::put(conn, &entry, now).await?;
    let after = json!({ "reason": asked.reason, "asked_by": asked.asked_by });
    journal::write(conn, &grant.event(verb, "archive_article", id).after(after), now).await?;
    Ok(Step::Done)
}

/// Drops what was asked for: the article stays with its readers.
pub async fn drop_asked(conn: &mut Conn, grant: Grant<EditArticle>, number: i64, now: Ts) -> Result<Step> {
    let Some(asked) = shown(conn, number).await?.and_then(|it| it.asked) else { return Ok(Step::Stale) };
    if !settle(conn, &asked, ("dropped", grant.account()), now).await? {
        return Ok(Step::Stale);
    }
    let event = grant.event("archive.article.keep", "archive_article", number - FIRST_NUMBER);
    journal::write(conn, &event.after(json!({ "reason": asked.reason })), now).await?;
    Ok(Step::Done)
}

async fn settle(conn: &mut Conn, asked: &Asked, (how, by): (&str, Option<i64>), now: Ts) -> Result<bool> {
    let sql =
        "UPDATE archive_removal SET settled = $1, settled_by = $2, settled_at = $3 WHERE id = $4 AND settled IS NULL";
    Ok(conn.exec(sql, &[&how, &by, &now, &asked.id]).await? > 0)
}
