//! Portals of units: begun and ended by the committee's publishers, with a place of their own; on which of them an article
//! stands. It belongs to the portal of its newsroom's unit or of the nearest one above, and stands where else it was taken.

use super::LayoutError;
use crate::identity::reach::Grant;
use crate::identity::right::PublishArticle;
use crate::newsroom::outbox;
use crate::org::Tree;
use bridge::{Entry, Site, Standing, Text};
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;
use std::collections::BTreeSet;

kit::record! {
    /// The portal of a unit.
    pub struct Portal {
        /// The row.
        pub id: i64,
        /// Whose it is.
        pub unit_id: i64,
        /// What its addresses begin with.
        pub key: String,
        /// A host of its own; empty for none.
        pub host: String,
        /// The unit's name as it crossed last.
        pub name: String,
        /// Not 0 when readers have it no longer.
        pub ended: i64,
    }
}

const COLUMNS: &str = "id, unit_id, key, host, name, ended";

impl Portal {
    /// All that ever were, in the order of their names.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Portal>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM portal_site ORDER BY name, id"), &[]).await
    }

    /// Those that readers have.
    pub async fn open(conn: &mut Conn) -> Result<Vec<Portal>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM portal_site WHERE ended = 0 ORDER BY name, id"), &[]).await
    }

    /// The key of a unit's portal: empty for the committee's own; `None` where the unit has none.
    pub async fn key_of(conn: &mut Conn, tree: &Tree, unit: i64) -> Result<Option<String>, DbError> {
        if tree.committee().is_some_and(|committee| committee.id == unit) {
            return Ok(Some(String::new()));
        }
        conn.value("SELECT key FROM portal_site WHERE unit_id = $1 AND ended = 0", &[&unit]).await
    }

    fn entry(&self) -> Entry {
        Entry::Site(Site {
            key: self.key.clone(),
            host: (!self.host.is_empty()).then(|| self.host.clone()),
            name: Text { vi: self.name.clone(), en: String::new() },
            ended: self.ended != 0,
        })
    }
}

/// Gives a unit a portal, or the one it has another host; its key stays as it was once readers have it.
///
/// # Errors
/// [`LayoutError::Unsound`] when the key or the host cannot be one; the database's when another unit has the key.
pub async fn begin(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (unit, name): (i64, &str),
    (key, host): (&str, &str),
    now: Ts,
) -> Result<(), LayoutError> {
    let known: Option<Portal> =
        conn.opt(&format!("SELECT {COLUMNS} FROM portal_site WHERE unit_id = $1"), &[&unit]).await?;
    let key = known.as_ref().map_or(key, |known| known.key.as_str());
    let portal = Portal { id: 0, unit_id: unit, key: key.into(), host: host.into(), name: name.into(), ended: 0 };
    bridge::check(&portal.entry()).map_err(LayoutError::Unsound)?;
    let sql =
        "INSERT INTO portal_site (unit_id, key, host, name, account_id, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (unit_id) DO UPDATE SET host = excluded.host, name = excluded.name, ended = 0,
               account_id = excluded.account_id, changed_at = excluded.changed_at";
    conn.exec(sql, &[&unit, &key, &host, &name, &grant.account(), &now]).await?;
    let id: Option<i64> = conn.value("SELECT id FROM portal_site WHERE unit_id = $1", &[&unit]).await?;
    outbox::put(conn, &portal.entry(), now).await?;
    let event = grant.event("layout.portal.begin", "portal_site", id.unwrap_or(0));
    journal::write(conn, &event.after(json!({"unit": unit, "key": key, "host": host})), now).await?;
    Ok(())
}

/// Takes a unit's portal from its readers.
///
/// # Errors
/// [`LayoutError::Stale`] when readers do not have it.
pub async fn end(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    tree: &Tree,
    unit: i64,
    now: Ts,
) -> Result<(), LayoutError> {
    let sql = format!("SELECT {COLUMNS} FROM portal_site WHERE unit_id = $1 AND ended = 0");
    let portal: Portal = conn.opt(&sql, &[&unit]).await?.ok_or(LayoutError::Stale)?;
    let sql = "UPDATE portal_site SET ended = 1, account_id = $1, changed_at = $2 WHERE id = $3";
    conn.exec(sql, &[&grant.account(), &now, &portal.id]).await?;
    // What belonged to it belongs to the nearest one above from now on.
    let sql = "SELECT s.article_id, a.unit_id FROM article_standing s JOIN article a ON a.id = s.article_id
               WHERE s.home = $1 ORDER BY s.article_id";
    for (article, of_unit) in conn.all::<(i64, i64)>(sql, &[&portal.key]).await? {
        stand(conn, tree, (article, of_unit), now).await?;
    }
    outbox::put(conn, &Portal { ended: 1, ..portal.clone() }.entry(), now).await?;
    let event = grant.event("layout.portal.end", "portal_site", portal.id);
    journal::write(conn, &event.before(json!({"unit": unit, "key": portal.key})), now).await?;
    Ok(())
}

/// Lets portals bear the names that their units have today; whether any had another one.
pub async fn rename(conn: &mut Conn, tree: &Tree, now: Ts) -> Result<bool, DbError> {
    let mut changed = false;
    for portal in Portal::open(conn).await? {
        let Some(unit) = tree.get(portal.unit_id).filter(|unit| unit.name != portal.name) else { continue };
        conn.exec("UPDATE portal_site SET name = $1 WHERE id = $2", &[&unit.name, &portal.id]).await?;
        outbox::put(conn, &Portal { name: unit.name.clone(), ..portal }.entry(), now).await?;
        changed = true;
    }
    Ok(changed)
}

/// Takes an article up onto a unit's portal, or takes it from there; the article belongs to another one.
pub async fn take(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    tree: &Tree,
    (article, taken): (i64, bool),
    now: Ts,
) -> Result<(), LayoutError> {
    let changed = match taken {
        true => {
            let sql = "INSERT INTO article_taken (article_id, unit_id, account_id, at) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (article_id, unit_id) DO NOTHING";
            conn.exec(sql, &[&article, &grant.unit(), &grant.account(), &now]).await?
        }
        false => {
            let sql = "DELETE FROM article_taken WHERE article_id = $1 AND unit_id = $2";
            conn.exec(sql, &[&article, &grant.unit()]).await?
        }
    };
    if changed == 0 {
        return Ok(());
    }
    let unit: Option<i64> = conn.value("SELECT unit_id FROM article WHERE id = $1", &[&article]).await?;
    stand(conn, tree, (article, unit.ok_or(LayoutError::Stale)?), now).await?;
    let verb = if taken { "layout.portal.take" } else { "layout.portal.give_up" };
    journal::write(conn, &grant.event(verb, "article", article), now).await?;
    Ok(())
}

/// Says on which portals an article stands, when that is not what was said last. It must be said before its text crosses.
pub async fn stand(conn: &mut Conn, tree: &Tree, (article, unit): (i64, i64), now: Ts) -> Result<(), DbError> {
    let portals = Portal::open(conn).await?;
    let key = |unit: i64| portals.iter().find(|portal| portal.unit_id == unit).map(|portal| portal.key.clone());
    let committee = tree.committee().map(|committee| committee.id);
    // The nearest one above; the committee's own is above all.
    let above = tree
        .path(unit)
        .into_iter()
        .rev()
        .find_map(|unit| if Some(unit) == committee { Some(String::new()) } else { key(unit) });
    let home = above.unwrap_or_default();
    let sql = "SELECT home, also FROM article_standing WHERE article_id = $1";
    let known: Option<(String, String)> = conn.opt(sql, &[&article]).await?;
    let edition: Option<i64> = conn.value("SELECT edition FROM article WHERE id = $1", &[&article]).await?;
    if let Some(committee) = committee.filter(|_| known.is_none() && !home.is_empty() && edition.unwrap_or(0) > 0) {
        // Readers have it on the committee's own already: it stays there until somebody takes it away.
        let sql = "INSERT INTO article_taken (article_id, unit_id, at) VALUES ($1, $2, $3)
                   ON CONFLICT (article_id, unit_id) DO NOTHING";
        conn.exec(sql, &[&article, &committee, &now]).await?;
    }
    let taken: Vec<(i64,)> = conn.all("SELECT unit_id FROM article_taken WHERE article_id = $1", &[&article]).await?;
    let keys =
        taken.into_iter().filter_map(|(unit,)| if Some(unit) == committee { Some(String::new()) } else { key(unit) });
    let also: Vec<String> = keys.filter(|key| *key != home).collect::<BTreeSet<_>>().into_iter().collect();
    let written = serde_json::to_string(&also).map_err(|error| DbError::Broken(error.to_string()))?;
    let (known_home, known_also) = known.unwrap_or_else(|| (String::new(), "[]".to_owned()));
    if known_home == home && known_also == written {
        return Ok(());
    }
    let sql = "INSERT INTO article_standing (article_id, home, also) VALUES ($1, $2, $3)
               ON CONFLICT (article_id) DO UPDATE SET home = excluded.home, also = excluded.also";
    conn.exec(sql, &[&article, &home, &written]).await?;
    outbox::put(conn, &Entry::Standing(Standing { article_id: article, home, also }), now).await?;
    Ok(())
}
