//! Where a link within the portal leads: to a page that its readers have, or nowhere.

use crate::figures;
use crate::layout::{Arranged, Kind, ListsOf, Mirror};
use crate::newsroom::beside::has_readers;
use crate::newsroom::outside::host;
use crate::newsroom::{NewsError, SECTIONS};
use kit::clock::Ts;
use kit::db::{Conn, DbError};

/// Pages that every portal has, besides its front page and its lists.
const PAGES: [&str; 6] = ["so-lieu", "chuyen-de", "luu-tru", "tim-kiem", "hien-thi", "van-ban"];
/// Where the files of pictures are.
const PICTURES: [&str; 2] = ["anh", "anh-bai"];
/// Where people are heard.
const HEARD: [&str; 3] = ["gop-y", "phan-anh", "giam-sat"];
/// What the feeds of a list are called.
const FEEDS: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

/// The portal to which a link leads, by its key, and the path there; `None` when it leads out of the house, whose `hosts`
/// [`Mirror::hosts`] knows. `key` is the portal on which it stands: a whole address may have been copied from the browser's
/// line, with any host of the house.
pub(crate) fn own(hosts: &[(String, String)], (key, link): (&str, &str)) -> Option<(String, String)> {
    let Some(named) = host(link) else { return Some((key.to_owned(), link.to_owned())) };
    let portal = hosts.iter().find(|(host, _)| *host == named).map(|(_, portal)| portal.clone());
    let rest = link.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]);
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    portal.map(|portal| (portal, path))
}

/// Whether a link within the portal of a key leads to something that readers have.
pub(crate) async fn leads_somewhere(
    conn: &mut Conn,
    (mirror, key): (&Mirror, &str),
    link: &str,
    now: Ts,
) -> Result<bool, NewsError> {
    if link.to_ascii_lowercase().starts_with("mailto:") {
        return Ok(true);
    }
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let Some(path) = path.strip_prefix('/') else { return Ok(false) };
    let path = path.trim_end_matches('/');
    // The portal of a unit may stand below the committee's.
    let (first, below) = path.split_once('/').unwrap_or((path, ""));
    let (key, path) = if is_portal(conn, first).await? { (first, below) } else { (key, path) };
    let spoken = |language: &str| match path.strip_prefix(language)? {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    };
    let path = ["en", "km"].into_iter().find_map(spoken).unwrap_or(path);
    let path =
        FEEDS.into_iter().find_map(|feed| path.strip_suffix(feed)).map_or(path, |list| list.trim_end_matches('/'));
    let mut parts = path.split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    let is_list = |slug: &str| SECTIONS.iter().any(|(own, ..)| *own == slug) || has(&mirror.lists, key, slug);
    match second {
        Some(_) if PICTURES.contains(&first) => Ok((mirror.shows)(key, &format!("/{path}"))),
        None if first == "lien-he" => Ok(has_contact(conn).await?),
        None => Ok(first.is_empty() || PAGES.contains(&first) || HEARD.contains(&first) || is_list(first)),
        Some(id) if first == "so-lieu" => is_figure(conn, id, now).await,
        Some(name) if HEARD.contains(&first) => Ok((first, name) == ("gop-y", "tra-cuu")),
        Some(_) if PAGES.contains(&first) => Ok(true),
        Some(name) => {
            let number = name.rsplit('-').next().and_then(|number| number.parse::<i64>().ok()).unwrap_or(0);
            has_readers(conn, number).await
        }
    }
}

fn has(lists: &ListsOf, key: &str, slug: &str) -> bool {
    lists(key).iter().any(|list| !list.is_topic && list.slug == slug)
}

async fn is_portal(conn: &mut Conn, key: &str) -> Result<bool, DbError> {
    let sql = "SELECT count(*) FROM portal_site WHERE key = $1 AND ended = 0";
    Ok(conn.value::<i64>(sql, &[&key]).await?.unwrap_or(0) > 0)
}

/// Whether somebody has arranged the block that the page is made of.
async fn has_contact(conn: &mut Conn) -> Result<bool, DbError> {
    for unit in Arranged::units(conn).await? {
        if Arranged::of(conn, unit).await?.blocks.iter().any(|block| block.kind == Kind::Contact) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_figure(conn: &mut Conn, id: &str, now: Ts) -> Result<bool, NewsError> {
    if ["cach-dem", "luot-xem", "luot-xem.csv"].contains(&id) {
        return Ok(true);
    }
    let known = figures::compute(conn, now.day(), now).await;
    let known = known.map_err(|error| NewsError::Figures(format!("{error:#}")))?;
    Ok(known.iter().any(|figure| figure.id == id))
}
