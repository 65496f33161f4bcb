//! How a portal's pages are arranged: blocks in their order, each with its days; banners, links, the menu. What is arranged
//! is a draft until a second person publishes it, as with articles; then it crosses the bridge whole.

mod block;
#[cfg(test)]
mod old_tests;
pub mod pages;
pub mod sites;
#[cfg(test)]
mod sites_tests;
#[cfg(test)]
mod tests;
mod verbs;

pub use block::{Block, Kind, Place};
pub use verbs::{change, publish, send_back, submit};

use crate::newsroom::outside;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use serde_json::from_str;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "layout/0001_layout", sql: include_str!("schema.sql") };

/// Portals of units.
pub const SITES: kit::db::Migration = kit::db::Migration { name: "layout/0002_sites", sql: include_str!("sites.sql") };

/// More blocks than this stand on no page.
pub const MOST_BLOCKS: usize = 40;

/// Why a layout was not changed or published.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// Somebody else changed it since it was read, or it is in another state than it was.
    #[error("the layout was changed meanwhile")]
    Stale,
    /// Nobody publishes what they arranged.
    #[error("who arranged a page does not publish it")]
    OwnWork,
    /// The picture of a banner is not there, or cannot be made.
    #[error("block {0} shows a picture that is not there")]
    NoPicture(usize),
    /// The files of a banner's picture are not made yet.
    #[error("block {0} shows a picture that is being made")]
    PictureToCome(usize),
    /// It does not cross the bridge.
    #[error("the layout cannot be published: {0}")]
    Unsound(String),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A list of articles that readers have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicList {
    /// Whether it is a topic, or a section.
    pub is_topic: bool,
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// The lists that readers of the portal with a key have.
pub type ListsOf = std::sync::Arc<dyn Fn(&str) -> Vec<PublicList> + Send + Sync>;

/// Whether readers of the portal with a key have the picture of an address.
pub type Shows = std::sync::Arc<dyn Fn(&str, &str) -> bool + Send + Sync>;

/// What the public house tells the office that arranges its pages.
#[derive(Clone)]
pub struct Mirror {
    /// What lists there are.
    pub lists: ListsOf,
    /// Where readers find the committee's own portal: `https://tinhbien.example`; empty while nobody knows.
    pub origin: std::sync::Arc<dyn Fn() -> String + Send + Sync>,
    /// Which pictures readers have.
    pub shows: Shows,
    /// The front page as this layout would make it on a day; `None` when it cannot be made.
    pub preview:
        std::sync::Arc<dyn Fn(bridge::Layout, kit::clock::Day, kit::words::Lang) -> Option<String> + Send + Sync>,
}

impl Mirror {
    /// The hosts under which readers find a portal of the house, each with the portal's key.
    pub async fn hosts(&self, conn: &mut Conn) -> Result<Vec<(String, String)>, DbError> {
        let units = sites::Portal::open(conn).await?.into_iter().filter(|portal| !portal.host.is_empty());
        let own = outside::host(&(self.origin)()).map(|host| (host, String::new()));
        Ok(own.into_iter().chain(units.map(|portal| (portal.host, portal.key))).collect())
    }
}

impl Default for Mirror {
    fn default() -> Mirror {
        Mirror {
            lists: std::sync::Arc::new(|_| Vec::new()),
            origin: std::sync::Arc::new(String::new),
            shows: std::sync::Arc::new(|_, _| false),
            preview: std::sync::Arc::new(|_, _, _| None),
        }
    }
}

kit::record! {
    /// A row of the record.
    struct Row {
        id: i64,
        content: String,
        published: String,
        state: String,
        note: String,
        hands: String,
        edition: i64,
        published_at: Option<Ts>,
        changed_at: Ts,
        version: i64,
    }
}

/// How far an arrangement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being worked on.
    Draft,
    /// It waits for a second person.
    Submitted,
    /// Readers have it as it stands.
    Published,
}

/// How the pages of a unit's portal are arranged.
#[derive(Clone, Debug)]
pub struct Arranged {
    /// Its row; 0 where nobody has arranged anything yet.
    id: i64,
    /// Whose portal it is.
    pub unit: i64,
    /// The blocks, in their order.
    pub blocks: Vec<Block>,
    /// The blocks that readers have; `None` where they have the usual page.
    pub published: Option<Vec<Block>>,
    /// How far it is.
    pub state: State,
    /// Why it was sent back; empty when it was not.
    pub note: String,
    /// Who changed it since it went out.
    pub hands: Vec<i64>,
    /// How many went out.
    pub edition: i64,
    /// When the last one did.
    pub published_at: Option<Ts>,
    /// When it was changed last.
    pub changed_at: Ts,
    /// Counts the changes; 0 where there is none yet.
    pub version: i64,
}

impl Arranged {
    /// That of a unit's portal; the usual one where nobody has arranged it.
    pub async fn of(conn: &mut Conn, unit: i64) -> Result<Arranged, DbError> {
        let sql = "SELECT id, content, published, state, note, hands, edition, published_at, changed_at, version
                   FROM layout WHERE unit_id = $1";
        let Some(row) = conn.opt::<Row>(sql, &[&unit]).await? else {
            let blocks = block::usual();
            return Ok(Arranged {
                id: 0,
                unit,
                blocks,
                published: None,
                state: State::Published,
                note: String::new(),
                hands: vec![],
                edition: 0,
                published_at: None,
                changed_at: Ts(0),
                version: 0,
            });
        };
        let broken = |error: serde_json::Error| DbError::Broken(error.to_string());
        let published = (!row.published.is_empty()).then(|| from_str(&row.published)).transpose().map_err(broken)?;
        Ok(Arranged {
            id: row.id,
            unit,
            blocks: from_str(&row.content).map_err(broken)?,
            published,
            state: match row.state.as_str() {
                "draft" => State::Draft,
                "submitted" => State::Submitted,
                _ => State::Published,
            },
            note: row.note,
            hands: from_str(&row.hands).map_err(broken)?,
            edition: row.edition,
            published_at: row.published_at,
            changed_at: row.changed_at,
            version: row.version,
        })
    }

    /// The units whose portals somebody has arranged.
    pub async fn units(conn: &mut Conn) -> Result<Vec<i64>, DbError> {
        Ok(conn
            .all::<(i64,)>("SELECT unit_id FROM layout ORDER BY id", &[])
            .await?
            .into_iter()
            .map(|(id,)| id)
            .collect())
    }
}
