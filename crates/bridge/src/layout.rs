//! The front page of a portal as somebody arranged it, with what stands at the side and in the menu of every page.
//!
//! Each layout is whole: a later one of the same portal takes its place. One without any block takes the arrangement back.

use crate::edition::Photo;
use crate::figure::Text;
use serde::{Deserialize, Serialize};

/// How a portal's pages are arranged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Which portal: empty for the committee's own, otherwise the key of a unit's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// Its number among those of the portal, from 1.
    pub number: u32,
    /// When it was published, microseconds since 1970 UTC.
    pub published_at: i64,
    /// What stands there, in order.
    pub blocks: Vec<Placed>,
}

/// A block where it stands, and the days on which it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// Where.
    pub place: Place,
    /// The heading; blank for the block's own.
    pub title: Text,
    /// The first day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What.
    pub what: Content,
}

impl Placed {
    /// Whether it stands there on a day, `YYYY-MM-DD`.
    pub fn stands_on(&self, day: &str) -> bool {
        // Days that are spelt alike are ordered as their texts are.
        self.from.as_deref().is_none_or(|from| from <= day) && self.until.as_deref().is_none_or(|until| day <= until)
    }
}

/// Where a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the menu above every page.
    Menu,
    /// On the front page.
    Front,
    /// At the side of every page.
    Side,
}

/// What a block shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    /// One article, large; the newest where none is named.
    Lead(Option<i64>),
    /// The newest articles that do not stand above.
    Latest(u8),
    /// The newest of a section.
    Section {
        /// Its address.
        slug: String,
        /// How many.
        most: u8,
    },
    /// The newest of a topic.
    Topic {
        /// Its address.
        slug: String,
        /// How many.
        most: u8,
    },
    /// These articles, in this order.
    Articles(Vec<i64>),
    /// The topics with the most articles.
    Topics,
    /// Who is here, and what was read.
    Counters,
    /// A picture that may lead somewhere.
    Banner {
        /// The picture; what it shows is said in words.
        photo: Box<Photo>,
        /// Where it leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href: Option<String>,
    },
    /// Links.
    Links(Vec<LinkTo>),
    /// Where the office is found, and who answers there.
    Contact(Box<Contact>),
    /// The state's monitoring of portals counts the readers.
    Monitor(Monitor),
}

/// Where the state's monitoring of portals is, and by which code it knows this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitor {
    /// `https://` and a host of the state's, nothing else: readers' browsers load its script.
    pub at: String,
    /// The code: digits.
    pub code: String,
}

/// Where an office is found, and who answers there. Texts that are not known are blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Where it lies; not blank.
    pub address: Text,
    /// Its telephone.
    pub phone: String,
    /// Its mail.
    pub email: String,
    /// When somebody is there.
    pub hours: Text,
    /// Who answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Official>,
}

/// Somebody who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// The post held; not blank.
    pub post: Text,
    /// The name; not blank.
    pub name: String,
    /// Their telephone.
    pub phone: String,
    /// Their mail.
    pub email: String,
}

/// A link by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTo {
    /// Its words.
    pub name: Text,
    /// An http or https address, or one of the portal.
    pub href: String,
}

impl Monitor {
    /// Whether a text can be the code by which the state's monitoring knows a portal.
    pub fn is_code(text: &str) -> bool {
        (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether it is where the state's monitoring may be: whoever got hold of an office's key still lets no other script in.
    pub(crate) fn is_of_the_state(&self) -> bool {
        let host = self.at.strip_prefix("https://").unwrap_or_default();
        let of_host = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
        host.len() <= 100 && host.ends_with(".gov.vn") && host.bytes().all(of_host)
    }
}

impl Layout {
    /// The pictures of its banners.
    pub fn photos(&self) -> Vec<&Photo> {
        let contents = self.blocks.iter().map(|placed| &placed.what);
        contents
            .filter_map(|what| if let Content::Banner { photo, .. } = what { Some(&**photo) } else { None })
            .collect()
    }
}
