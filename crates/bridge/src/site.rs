//! Portals of units beside the committee's own, and on which of them an article stands.

use crate::figure::Text;
use serde::{Deserialize, Serialize};

/// The portal of a unit. A later one with the same key takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// What its addresses begin with where it has no host of its own: `a-z 0-9 -`. It is never another unit's.
    pub key: String,
    /// Its own host, `tinhbien.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The unit's name, which stands over its pages.
    pub name: Text,
    /// Whether its readers have it no longer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ended: bool,
}

fn is_false(it: &bool) -> bool {
    !it
}

/// On which portals an article stands. An article of which nothing is said stands on the committee's own; a later one
/// takes the place of what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Which article.
    pub article_id: i64,
    /// The key of the portal that it belongs to; empty for the committee's own.
    pub home: String,
    /// The keys of the portals above and below on which it stands too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

impl Standing {
    /// Whether it stands on the portal of a key.
    pub fn is_on(&self, key: &str) -> bool {
        self.home == key || self.also.iter().any(|also| also == key)
    }
}
