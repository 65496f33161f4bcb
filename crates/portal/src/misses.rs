//! Addresses that readers asked for and that lead nowhere: how often, and when last. No reader is known by it. The office
//! looks at the list and lets the ones that were meant lead somewhere.

use crate::library::Library;
use crate::old;
use kit::clock::{Day, Ts};
use kit::db::{Db, Result};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More addresses are not kept: what strangers try would fill the list.
const MOST: usize = 2000;
/// A longer address is nobody's.
const LONGEST: usize = 300;
/// Endings of what programs look for in other people's servers.
const PROBES: [&str; 14] =
    [".php", ".env", ".asp", ".aspx", ".jsp", ".cgi", ".sql", ".bak", ".zip", ".gz", ".yml", ".json", ".xml", ".txt"];

/// An address that led nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The address, as it was asked for.
    pub address: String,
    /// The name by which the bridge knows it.
    pub from: String,
    /// How often it was asked for.
    pub times: i64,
    /// When last.
    pub last: Day,
}

#[derive(Default)]
pub(crate) struct Misses(Mutex<BTreeMap<String, Count>>);

struct Count {
    times: i64,
    unsaved: i64,
    last: Day,
}

impl Misses {
    pub(crate) async fn open(db: &Db) -> Result<Misses> {
        let sql = "SELECT address, times, last_day FROM miss ORDER BY times DESC, address LIMIT $1";
        let rows: Vec<(String, i64, Day)> = db.read().await?.all(sql, &[&(MOST as i64)]).await?;
        let counts = rows.into_iter().map(|(address, times, last)| (address, Count { times, unsaved: 0, last }));
        Ok(Misses(Mutex::new(counts.collect())))
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<String, Count>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that somebody asked in vain.
    pub(crate) fn note(&self, site: &str, path: &str, query: Option<&str>, now: Ts) {
        let Some(address) = told(path, query).filter(|address| !address.starts_with("//")) else { return };
        let address = if site.is_empty() { address } else { format!("//{site}{address}") };
        let mut counts = self.counts();
        if counts.len() >= MOST && !counts.contains_key(&address) {
            return;
        }
        let count = counts.entry(address).or_insert(Count { times: 0, unsaved: 0, last: now.day() });
        count.times += 1;
        count.unsaved += 1;
        count.last = now.day();
    }

    /// Those that still lead nowhere, the most wanted first.
    pub(crate) fn list(&self, library: &Library) -> Vec<Miss> {
        let all = self.counts();
        let all = all.iter().filter_map(|(address, count)| {
            let (path, query) = address.split_once('?').map_or((address.as_str(), None), |(p, q)| (p, Some(q)));
            // Of another site than the first it stands behind its host.
            let (site, path) = match path.strip_prefix("//") {
                Some(rest) => rest.split_at(rest.find('/')?),
                None => ("", path),
            };
            let from = old::name_of(library, site, path, query)?;
            let lost = old::find_elsewhere(library, site, path, query).is_none();
            lost.then(|| Miss { address: address.clone(), from, times: count.times, last: count.last })
        });
        let mut all: Vec<Miss> = all.collect();
        all.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.address.cmp(&b.address)));
        all
    }

    /// Adds what was counted to the database. When that fails it stays unsaved.
    pub(crate) async fn flush(&self, db: &Db) -> Result<()> {
        let taken: Vec<(String, i64, Day)> = {
            let counts = self.counts();
            let new = counts.iter().filter(|(_, count)| count.unsaved > 0);
            new.map(|(address, count)| (address.clone(), count.unsaved, count.last)).collect()
        };
        if taken.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        for (address, times, last) in &taken {
            tx.exec(
                "INSERT INTO miss (address, times, last_day) VALUES ($1, $2, $3)
                 ON CONFLICT (address) DO UPDATE SET times = miss.times + excluded.times, last_day = excluded.last_day",
                &[address, times, last],
            )
            .await?;
        }
        tx.commit().await?;
        let mut counts = self.counts();
        for (address, times, _) in taken {
            if let Some(count) = counts.get_mut(&address) {
                count.unsaved -= times;
            }
        }
        Ok(())
    }
}

/// The address as it is kept: readable, with the part of a question that says what was meant; `None` for what no reader
/// asks for.
fn told(path: &str, query: Option<&str>) -> Option<String> {
    let path = kit::web::decode(path.as_bytes(), false)?;
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '<' | '>' | '"');
    let ending = path.to_ascii_lowercase();
    let probe = PROBES.iter().any(|end| ending.ends_with(end)) && !ending.ends_with("/index.php");
    if path.len() > LONGEST || path.contains(odd) || probe || path.contains("/.") || path == "/favicon.ico" {
        return None;
    }
    let meant = query.unwrap_or_default().split('&').filter(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or_default();
        let plain = value.len() <= 60 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_:-".contains(&b));
        plain && ["option", "view", "task", "id", "p", "page_id"].contains(&name)
    });
    let meant: Vec<&str> = meant.collect();
    if path.ends_with("/index.php") && meant.is_empty() {
        return None;
    }
    Some(if meant.is_empty() { path } else { format!("{path}?{}", meant.join("&")) })
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_programs_try_is_no_miss() {
        for (path, query, kept) in [
            ("/tin-tuc/cu", None, Some("/tin-tuc/cu")),
            ("/tin-tuc/%C4%91%E1%BA%A1i-h%E1%BB%99i.html", None, Some("/tin-tuc/đại-hội.html")),
            (
                "/index.php",
                Some("option=com_content&view=article&id=9&Itemid=3&x=<b>"),
                Some("/index.php?option=com_content&view=article&id=9"),
            ),
            ("/index.php", Some("x=1"), None),
            ("/wp-login.php", None, None),
            ("/.git/config", None, None),
            ("/.env", None, None),
            ("/a%0ab", None, None),
            ("/%3Cscript%3E", None, None),
            ("/%ff", None, None),
        ] {
            assert_eq!(told(path, query).as_deref(), kept, "{path}");
        }
    }
}
