//! Every text that was saved can be seen, compared and taken again; what is being typed is kept beside it.

use super::verbs::{of_unit, revise};
use super::{NewsError, Text};
use crate::identity::reach::Grant;
use crate::identity::right::EditArticle;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;
use std::collections::HashMap;

kit::record! {
    /// A text that was saved.
    pub struct Version {
        /// The article's version with this text.
        pub version: i64,
        /// The text, as JSON.
        pub text: String,
        /// Who saved it.
        pub account_id: i64,
        /// When.
        pub at: Ts,
        /// What somebody called it; empty for most.
        pub name: String,
    }
}

impl Version {
    /// All of an article, the newest first.
    pub async fn all(conn: &mut Conn, article: i64) -> Result<Vec<Version>, DbError> {
        let sql = "SELECT version, text, account_id, at, name FROM article_version WHERE article_id = $1
                   ORDER BY version DESC";
        conn.all(sql, &[&article]).await
    }

    /// One of an article.
    pub async fn get(conn: &mut Conn, article: i64, version: i64) -> Result<Option<Version>, DbError> {
        let sql = "SELECT version, text, account_id, at, name FROM article_version
                   WHERE article_id = $1 AND version = $2";
        conn.opt(sql, &[&article, &version]).await
    }

    /// The texts of an article that came out, by their versions: with which edition.
    pub async fn published(conn: &mut Conn, article: i64) -> Result<HashMap<i64, i64>, DbError> {
        let sql = "SELECT coalesce((SELECT max(v.version) FROM article_version v
                          WHERE v.article_id = e.article_id AND v.version <= e.version), 0), e.edition
                   FROM article_edition e WHERE e.article_id = $1 AND e.version > 0 ORDER BY e.edition";
        Ok(conn.all::<(i64, i64)>(sql, &[&article]).await?.into_iter().collect())
    }

    /// What is written in it.
    pub fn text(&self) -> Text {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// Keeps the text of a version, once.
pub(super) async fn keep(
    conn: &mut Conn,
    (article, version): (i64, i64),
    text: &Text,
    (account, at): (i64, Ts),
) -> Result<(), DbError> {
    let text = serde_json::to_string(text).map_err(|error| DbError::Broken(error.to_string()))?;
    let sql = "INSERT INTO article_version (article_id, version, text, account_id, at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (article_id, version) DO NOTHING";
    conn.exec(sql, &[&article, &version, &text, &account, &at]).await?;
    Ok(())
}

/// Gives a version a name, or takes it away with an empty one.
pub async fn name_version(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (article, version): (i64, i64),
    name: &str,
    now: Ts,
) -> Result<(), NewsError> {
    of_unit(conn, &grant, article).await?;
    let sql = "UPDATE article_version SET name = $1 WHERE article_id = $2 AND version = $3";
    if conn.exec(sql, &[&name, &article, &version]).await? == 0 {
        return Err(NewsError::Stale);
    }
    let told = json!({"version": version, "name": name});
    journal::write(conn, &grant.event("newsroom.article.name_version", "article", article).after(told), now).await?;
    Ok(())
}

/// Lets an article have the text of an earlier version again, as a new one: nothing is lost by it.
pub async fn restore(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (article, version): (i64, i64),
    from: i64,
    now: Ts,
) -> Result<i64, NewsError> {
    let earlier = Version::get(conn, article, from).await?.ok_or(NewsError::Stale)?;
    revise(conn, grant, (article, version), &earlier.text(), now).await
}

/// The place of what is typed for an article that does not exist yet; each form that was opened has one of its own below
/// it, since somebody may be writing two.
pub const NEW: &str = "moi";

/// The place of what is typed in the form with this request.
pub fn new_place(request: &str) -> String {
    format!("{NEW}.{request}")
}

/// Whether a place is one of a new article.
pub fn is_new(place: &str) -> bool {
    place == NEW || place.strip_prefix(NEW).and_then(|rest| rest.strip_prefix('.')).is_some_and(is_request)
}

fn is_request(request: &str) -> bool {
    request.len() == 36 && request.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

kit::record! {
    /// What somebody typed and has not saved.
    pub struct Draft {
        /// Where it belongs: an article's outward identity, or the place of a new one.
        pub place: String,
        /// The article's version that they had before them; 0 for a new article.
        pub base_version: i64,
        /// The text, as JSON.
        pub text: String,
        /// When it came here.
        pub saved_at: Ts,
    }
}

impl Draft {
    /// What an account is typing at a place.
    pub async fn of(conn: &mut Conn, account: i64, place: &str) -> Result<Option<Draft>, DbError> {
        let sql = "SELECT place, base_version, text, saved_at FROM article_draft WHERE account_id = $1 AND place = $2";
        conn.opt(sql, &[&account, &place]).await
    }

    /// What an account is typing for new articles, the latest first.
    pub async fn of_new(conn: &mut Conn, account: i64) -> Result<Vec<Draft>, DbError> {
        let sql = "SELECT place, base_version, text, saved_at FROM article_draft
                   WHERE account_id = $1 AND (place = $2 OR place LIKE $3) ORDER BY saved_at DESC, place";
        conn.all(sql, &[&account, &NEW, &format!("{NEW}.%")]).await
    }

    /// What is written in it.
    pub fn text(&self) -> Text {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// Keeps what somebody is typing. What was typed earlier never replaces what was typed later, in whatever order it
/// arrives; whether it was kept.
pub async fn keep_draft(
    conn: &mut Conn,
    (account, place): (i64, &str),
    (base, text): (i64, &Text),
    (typed_at, now): (i64, Ts),
) -> Result<bool, DbError> {
    let text = serde_json::to_string(text).map_err(|error| DbError::Broken(error.to_string()))?;
    let sql = "INSERT INTO article_draft (account_id, place, base_version, text, typed_at, saved_at)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (account_id, place) DO UPDATE SET base_version = excluded.base_version, text = excluded.text,
                 typed_at = excluded.typed_at, saved_at = excluded.saved_at
               WHERE article_draft.typed_at < excluded.typed_at";
    Ok(conn.exec(sql, &[&account, &place, &base, &text, &typed_at, &now]).await? > 0)
}

/// Forgets what somebody typed: it was saved, or is not wanted.
pub async fn forget_draft(conn: &mut Conn, account: i64, place: &str) -> Result<(), DbError> {
    conn.exec("DELETE FROM article_draft WHERE account_id = $1 AND place = $2", &[&account, &place]).await?;
    Ok(())
}
