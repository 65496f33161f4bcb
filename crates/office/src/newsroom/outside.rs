//! Links to other sites: each that was ever in a text is kept with who put it there and when; the sites that the office
//! trusts. Portals of this kind are broken into for links to gambling; what nobody added stands out here.

use super::{Article, NewsError, Text, markdown, outbox};
use crate::archive::FIRST_NUMBER;
use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::layout::Mirror;
use crate::org::Tree;
use bridge::{Block, Entry, Inline};
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;
use std::collections::BTreeSet;

/// The host of an address of another site, in small letters; `None` for what stays within the portal.
pub fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    (!host.is_empty()).then_some(host)
}

/// Whether one of the trusted sites is this host or stands above it.
pub fn is_trusted<'a>(host: &str, trusted: impl IntoIterator<Item = &'a str>) -> bool {
    trusted.into_iter().any(|known| {
        host == known || host.strip_suffix(known).is_some_and(|below| below.ends_with('.') && known.contains('.'))
    })
}

/// The addresses of all links of some blocks, in order.
pub fn links_in(blocks: &[Block]) -> Vec<String> {
    let mut links = Vec::new();
    each(blocks, &mut |href| links.push(href.to_owned()));
    links
}

fn each(blocks: &[Block], found: &mut dyn FnMut(&str)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => each_inline(text, found),
            Block::List { items, .. } => items.iter().for_each(|item| each(item, found)),
            Block::Quote(inner) => each(inner, found),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| each_inline(cell, found)),
            Block::Picture(_) | Block::Photo(_) => {}
        }
    }
}

fn each_inline(text: &[Inline], found: &mut dyn FnMut(&str)) {
    for inline in text {
        match inline {
            Inline::Link { href, text } => {
                found(href);
                each_inline(text, found);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => each_inline(inner, found),
            Inline::Text(_) | Inline::Figure { .. } => {}
        }
    }
}

/// The addresses of other sites in a text, each once.
pub fn outside_of(text: &Text) -> BTreeSet<String> {
    let mut links = links_in(&markdown::blocks(&text.body));
    each_inline(&markdown::line(&text.lead), &mut |href| links.push(href.to_owned()));
    links.into_iter().filter(|url| host(url).is_some()).collect()
}

/// Keeps the links of a text that was saved: those that are new with whoever saved it.
pub(super) async fn note(
    conn: &mut Conn,
    article: i64,
    text: &Text,
    (account, at): (Option<i64>, Ts),
) -> Result<(), DbError> {
    for url in outside_of(text) {
        put(conn, article, &url, (account, at)).await?;
    }
    Ok(())
}

async fn put(conn: &mut Conn, article: i64, url: &str, (account, at): (Option<i64>, Ts)) -> Result<(), DbError> {
    let Some(host) = host(url) else { return Ok(()) };
    let sql = "INSERT INTO outside_link (article_id, url, host, account_id, at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (article_id, url) DO NOTHING";
    conn.exec(sql, &[&article, &url, &host, &account, &at]).await?;
    Ok(())
}

/// Notes with which edition the links of a text went out first.
pub(super) async fn note_edition(
    conn: &mut Conn,
    article: &Article,
    edition: i64,
    (account, at): (Option<i64>, Ts),
) -> Result<(), DbError> {
    for url in outside_of(&article.text()) {
        put(conn, article.id, &url, (account, at)).await?;
        let sql = "UPDATE outside_link SET edition = $1 WHERE article_id = $2 AND url = $3 AND edition IS NULL";
        conn.exec(sql, &[&edition, &article.id, &url]).await?;
    }
    Ok(())
}

/// Keeps the links of an article that was brought from an older site: with the batch, since nobody wrote them here, but for
/// those that came with somebody's correction.
pub(crate) async fn note_brought(
    conn: &mut Conn,
    (article, batch): (i64, i64),
    edition: &bridge::Edition,
    (account, now): (Option<i64>, Ts),
) -> Result<(), DbError> {
    let mut links = links_in(&edition.body);
    each_inline(&edition.lead, &mut |href| links.push(href.to_owned()));
    for url in links {
        let Some(host) = host(&url) else { continue };
        let sql = "INSERT INTO archive_link (article_id, url, host, headline, batch_id, at, edition, account_id)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (article_id, url) DO NOTHING";
        let number = i64::from(edition.edition);
        conn.exec(sql, &[&article, &url, &host, &edition.headline, &batch, &now, &number, &account]).await?;
    }
    Ok(())
}

/// Puts the list together again from what is kept: each text as it stands, and each edition that went out. Nothing that is
/// in it is taken away. How many links were missing.
pub async fn rebuild(conn: &mut Conn) -> Result<u64, DbError> {
    let count = "SELECT (SELECT count(*) FROM outside_link) + (SELECT count(*) FROM archive_link)";
    let before: i64 = conn.value(count, &[]).await?.unwrap_or(0);
    let mut seq = 0;
    loop {
        let part = outbox::after(conn, seq).await?;
        let Some((last, _)) = part.last() else { break };
        seq = last.cast_signed();
        for (_, entry) in part {
            let Entry::Edition(edition) = entry else { continue };
            if edition.article_id > FIRST_NUMBER {
                let id = edition.article_id - FIRST_NUMBER;
                let sql = "SELECT b.id, b.at FROM archive_article a JOIN archive_batch b ON b.id = a.batch_id
                           WHERE a.id = $1";
                if let Some((batch, at)) = conn.opt::<(i64, Ts)>(sql, &[&id]).await? {
                    let sql = "SELECT asked_by, settled_at FROM archive_correction
                               WHERE article_id = $1 AND edition = $2 AND settled = 'agreed'";
                    let before = i64::from(edition.edition) - 1;
                    let corrected: Option<(i64, Ts)> = conn.opt(sql, &[&id, &before]).await?;
                    let by = corrected.map_or((None, at), |(account, at)| (Some(account), at));
                    note_brought(conn, (id, batch), &edition, by).await?;
                }
                continue;
            }
            let known = "SELECT count(*) FROM article WHERE id = $1";
            if conn.value::<i64>(known, &[&edition.article_id]).await?.unwrap_or(0) == 0 {
                continue;
            }
            let sql = "SELECT account_id FROM article_edition WHERE article_id = $1 AND edition = $2";
            let number = i64::from(edition.edition);
            let who = conn.value::<Option<i64>>(sql, &[&edition.article_id, &number]).await?.flatten();
            let mut links = links_in(&edition.body);
            each_inline(&edition.lead, &mut |href| links.push(href.to_owned()));
            for url in links {
                put(conn, edition.article_id, &url, (who, Ts(edition.published_at))).await?;
                let sql = "UPDATE outside_link SET edition = $1 WHERE article_id = $2 AND url = $3 AND edition IS NULL";
                conn.exec(sql, &[&number, &edition.article_id, &url]).await?;
            }
        }
    }
    for article in Article::all(conn).await? {
        note(conn, article.id, &article.text(), (Some(article.reviser_id), article.changed_at)).await?;
    }
    let after: i64 = conn.value(count, &[]).await?.unwrap_or(0);
    Ok(after.abs_diff(before))
}

kit::record! {
    /// A site that is trusted at a unit and below.
    pub struct Trusted {
        /// The row.
        pub id: i64,
        /// Which newsroom said so.
        pub unit_id: i64,
        /// The site.
        pub host: String,
        /// Why.
        pub note: String,
        /// Who said so.
        pub account_id: Option<i64>,
        /// When.
        pub at: Ts,
    }
}

impl Trusted {
    /// All that hold, in the order of their names.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Trusted>, DbError> {
        let sql = "SELECT id, unit_id, host, note, account_id, at FROM trusted_host WHERE ended_at IS NULL
                   ORDER BY host, id";
        conn.all(sql, &[]).await
    }

    /// Those that hold for articles of a unit: its own, and those of the units above it.
    pub async fn at(conn: &mut Conn, tree: &Tree, unit: i64) -> Result<Vec<Trusted>, DbError> {
        let all = Trusted::all(conn).await?;
        Ok(all.into_iter().filter(|trusted| tree.is_within(unit, trusted.unit_id)).collect())
    }
}

/// Trusts a site from now on. Trusting it again changes nothing.
pub async fn trust(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (host, note): (&str, &str),
    now: Ts,
) -> Result<(), DbError> {
    let known = "SELECT id FROM trusted_host WHERE unit_id = $1 AND host = $2 AND ended_at IS NULL";
    if conn.value::<i64>(known, &[&grant.unit(), &host]).await?.is_some() {
        return Ok(());
    }
    let sql = "INSERT INTO trusted_host (unit_id, host, note, account_id, at) VALUES ($1, $2, $3, $4, $5)";
    let id = conn.insert(sql, &[&grant.unit(), &host, &note, &grant.account(), &now]).await?;
    let event = grant.event("newsroom.host.trust", "trusted_host", id).after(json!({"host": host, "note": note}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Trusts a site no longer; links to it that are out already stay in the list.
///
/// # Errors
/// [`NewsError::Stale`] when the newsroom has no such row that holds.
pub async fn distrust(conn: &mut Conn, grant: Grant<PublishArticle>, id: i64, now: Ts) -> Result<(), NewsError> {
    let sql =
        "UPDATE trusted_host SET ended_at = $1, ended_by = $2 WHERE id = $3 AND unit_id = $4 AND ended_at IS NULL";
    if conn.exec(sql, &[&now, &grant.account(), &id, &grant.unit()]).await? == 0 {
        return Err(NewsError::Stale);
    }
    journal::write(conn, &grant.event("newsroom.host.distrust", "trusted_host", id), now).await?;
    Ok(())
}

kit::record! {
    /// A link to another site that was in a text.
    pub struct Link {
        /// The article; 0 where it stood in the arrangement of a portal's pages. One that was brought has its public number.
        pub article_id: i64,
        /// Where it leads.
        pub url: String,
        /// To which site.
        pub host: String,
        /// Who put it there.
        pub account_id: Option<i64>,
        /// The file with which it was brought; empty where somebody put it there.
        pub file: String,
        /// When it was first saved.
        pub at: Ts,
        /// The edition with which it went out first.
        pub edition: Option<i64>,
        /// Whose newsroom it was.
        pub unit_id: i64,
        /// The article's outward identity.
        pub uid: String,
        /// The article's headline today.
        pub headline: String,
    }
}

impl Link {
    /// All that ever were, the newest first, but for those to a host of the house. What was brought is the `committee`'s.
    pub async fn all(conn: &mut Conn, mirror: &Mirror, committee: i64) -> Result<Vec<Link>, DbError> {
        let sql = "SELECT l.article_id, l.url, l.host, l.account_id, '' AS file, l.at, l.edition, a.unit_id, a.uid,
                          a.headline
                   FROM outside_link l JOIN article a ON a.id = l.article_id
                   UNION ALL SELECT 0, l.url, l.host, l.account_id, '', l.at, l.edition, y.unit_id, '', ''
                   FROM layout_link l JOIN layout y ON y.id = l.layout_id
                   UNION ALL SELECT CAST($2 AS BIGINT) + l.article_id, l.url, l.host, l.account_id,
                          CASE WHEN l.account_id IS NULL THEN b.file ELSE '' END, l.at, l.edition,
                          CAST($1 AS BIGINT), '', l.headline
                   FROM archive_link l JOIN archive_batch b ON b.id = l.batch_id
                   ORDER BY 6 DESC, 2, 1";
        let all: Vec<Link> = conn.all(sql, &[&committee, &FIRST_NUMBER]).await?;
        let own = mirror.hosts(conn).await?;
        Ok(all.into_iter().filter(|link| !own.iter().any(|(host, _)| *host == link.host)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_the_browser_goes_to() {
        for (url, expected) in [
            ("https://dangcongsan.vn/a", Some("dangcongsan.vn")),
            ("HTTP://DangCongSan.VN:8080?x", Some("dangcongsan.vn")),
            ("https://gov.vn@evil.example/", Some("evil.example")),
            ("https://evil.example\\@gov.vn", Some("evil.example")),
            ("https://gov.vn.", Some("gov.vn")),
            ("/so-lieu", None),
            ("mailto:a@gov.vn", None),
            ("#a", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn what_stands_below_a_trusted_site_is_trusted_and_what_only_ends_alike_is_not() {
        for (host, trusted, expected) in [
            ("gov.vn", "gov.vn", true),
            ("angiang.gov.vn", "gov.vn", true),
            ("evilgov.vn", "gov.vn", false),
            ("gov.vn.evil.example", "gov.vn", false),
            ("example.vn", "vn", false),
        ] {
            assert_eq!(is_trusted(host, [trusted]), expected, "{host}");
        }
    }
}
