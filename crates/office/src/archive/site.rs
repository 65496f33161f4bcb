//! Two older sites in one house: each has a name, and what both call `254` are two articles.
//!
//! Systems number from 1, so the numbers of two sites are the same ones. The first site of its kind keeps the plain names;
//! those of another stand behind its own. Whether a file is a later one of a known site is seen by its articles, not by
//! what somebody says who may not know.

use super::row::read;
use bridge::old_name;
use kit::db::{Conn, Result};

/// What the first site is called while nobody has said its name.
pub const UNNAMED: &str = "trang-dau";

/// A file is a site's own when at least one of so many of its articles is there already.
const FEW: usize = 10;

/// An article of a file: its name there, its headline, when it came out.
pub type Sample = (String, String, Option<i64>);

/// An older site of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name here.
    pub name: String,
    /// Whether its articles have plain names.
    pub is_first: bool,
}

impl Site {
    /// By what a thing of this site is known, whatever it was called there.
    pub fn key(&self, name: &str) -> String {
        old_name(if self.is_first { "" } else { &self.name }, name)
    }
}

/// Why a file is not brought: it is, as far as its articles tell, of another site than those that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Another {
    /// The site that is there.
    pub there: String,
    /// What the file itself says of its site, if it does.
    pub guess: Option<String>,
    /// How many articles have a number of that site and are others.
    pub others: usize,
}

/// Which site a file is of. `said` is what somebody says, `guess` what the file or its place says; `kind` is `joomla` or `wp`.
///
/// # Errors
/// When the database cannot be read. That it cannot be told is no error of that kind but [`Another`].
pub async fn which(
    conn: &mut Conn,
    kind: &str,
    (said, guess): (Option<&str>, Option<&str>),
    sample: &[Sample],
) -> Result<std::result::Result<Site, Another>> {
    let known = known(conn, kind).await?;
    let Some(first) = known.first() else {
        let name = said.or(guess).unwrap_or(UNNAMED).to_owned();
        return Ok(Ok(Site { name, is_first: true }));
    };
    let named = |name: Option<&str>| known.iter().find(|site| name == Some(site.name.as_str())).cloned();
    if let Some(site) = named(said) {
        return Ok(Ok(site));
    }
    // Boxes of text beside articles are alike on many sites, and so is an article or two.
    let sample: Vec<&Sample> = sample.iter().filter(|(name, ..)| !name.contains(":module:")).collect();
    let mut others = 0;
    for site in &known {
        let (same, other) = compared(conn, site, &sample).await?;
        others = others.max(other);
        if same > other && same * FEW >= sample.len() && said.is_none_or(|_| site.name == UNNAMED) {
            // Now somebody says its name.
            let name = said.or(guess).filter(|_| site.name == UNNAMED).unwrap_or(&site.name).to_owned();
            return Ok(Ok(Site { name, ..*site }));
        }
    }
    Ok(match said {
        Some(said) => Ok(Site { name: said.to_owned(), is_first: false }),
        // A part of the site may have no article that is there already; its host then says whose it is.
        None => named(guess).filter(|_| others == 0).ok_or_else(|| Another {
            there: first.name.clone(),
            guess: guess.map(str::to_owned),
            others,
        }),
    })
}

/// Keeps the site, under the name that it has now.
///
/// # Errors
/// When the database refuses.
pub async fn keep(conn: &mut Conn, kind: &str, site: &Site) -> Result<()> {
    if site.is_first {
        let sql = "UPDATE old_site SET name = $1 WHERE kind = $2 AND is_first = 1";
        if conn.exec(sql, &[&site.name, &kind]).await? > 0 {
            return Ok(());
        }
    }
    let sql = "INSERT INTO old_site (kind, name, is_first) VALUES ($1, $2, $3) ON CONFLICT (kind, name) DO NOTHING";
    conn.exec(sql, &[&kind, &site.name, &i64::from(site.is_first)]).await?;
    Ok(())
}

/// The sites of a kind, the first one first: also one that was brought before sites had names.
async fn known(conn: &mut Conn, kind: &str) -> Result<Vec<Site>> {
    let sql = "SELECT name, is_first FROM old_site WHERE kind = $1 ORDER BY is_first DESC, id";
    let rows: Vec<(String, i64)> = conn.all(sql, &[&kind]).await?;
    let mut sites: Vec<Site> =
        rows.into_iter().map(|(name, is_first)| Site { name, is_first: is_first == 1 }).collect();
    let older = "SELECT count(*) FROM archive_article WHERE external_id LIKE $1 OR external_id LIKE $2";
    let (plain, k2) = (format!("{kind}:%"), if kind == "joomla" { "k2:%" } else { "wp:%" });
    if sites.is_empty() && conn.value::<i64>(older, &[&plain, &k2]).await?.unwrap_or(0) > 0 {
        sites.push(Site { name: UNNAMED.to_owned(), is_first: true });
    }
    Ok(sites)
}

/// Of the articles whose names the site has: how many are its own, by headline or time, and how many are others.
async fn compared(conn: &mut Conn, site: &Site, sample: &[&Sample]) -> Result<(usize, usize)> {
    let (mut same, mut other) = (0, 0);
    for (name, title, at) in sample {
        let sql = "SELECT content FROM archive_article WHERE external_id = $1";
        let Some(content) = conn.value::<String>(sql, &[&site.key(name)]).await? else { continue };
        match read(name, &content) {
            Some(row) if row.title == *title || at.is_some() && row.at == *at => same += 1,
            _ => other += 1,
        }
    }
    Ok((same, other))
}
