//! A block as the office keeps it, and as it crosses the bridge.

use super::{Arranged, LayoutError};
use crate::newsroom::media::Media;
use bridge::{Contact, Content, Layout, LinkTo, Monitor, Official, Placed, Text};
use kit::clock::{Day, Ts};
use kit::db::Conn;
use serde::{Deserialize, Serialize};

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One article, large.
    Lead,
    /// The newest articles.
    Latest,
    /// The newest of a section.
    Section,
    /// The newest of a topic.
    Topic,
    /// Chosen articles.
    Articles,
    /// The topics.
    Topics,
    /// The statistics.
    Counters,
    /// A picture that may lead somewhere.
    Banner,
    /// Links; in the menu they are it.
    Links,
    /// Where the office is found, and who answers there.
    Contact,
    /// The state's monitoring of portals counts the readers.
    Monitor,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: &[Kind] = &[
        Kind::Lead,
        Kind::Latest,
        Kind::Section,
        Kind::Topic,
        Kind::Articles,
        Kind::Banner,
        Kind::Links,
        Kind::Contact,
        Kind::Topics,
        Kind::Counters,
        Kind::Monitor,
    ];

    /// Its word in addresses, forms and messages.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Lead => "lead",
            Kind::Latest => "latest",
            Kind::Section => "section",
            Kind::Topic => "topic",
            Kind::Articles => "articles",
            Kind::Topics => "topics",
            Kind::Counters => "counters",
            Kind::Banner => "banner",
            Kind::Links => "links",
            Kind::Contact => "contact",
            Kind::Monitor => "monitor",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// Where such a block may stand.
    pub fn places(self) -> &'static [Place] {
        match self {
            Kind::Lead | Kind::Latest => &[Place::Front],
            Kind::Topics | Kind::Counters | Kind::Monitor => &[Place::Side],
            Kind::Links => &[Place::Menu, Place::Front, Place::Side],
            _ => &[Place::Front, Place::Side],
        }
    }
}

/// Where a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the menu above every page.
    Menu,
    /// On the front page.
    Front,
    /// At the side of every page.
    Side,
}

impl Place {
    /// In the order of a page.
    pub const ALL: &[Place] = &[Place::Menu, Place::Front, Place::Side];

    /// Its word in forms and messages.
    pub fn word(self) -> &'static str {
        match self {
            Place::Menu => "menu",
            Place::Front => "front",
            Place::Side => "side",
        }
    }
}

/// A block. Texts that are not there are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// Its heading.
    pub title: String,
    /// The heading in English.
    pub title_en: String,
    /// What it is about: the address of a section or topic; the numbers of articles, one to a line; links as they are
    /// typed (`name | address`, or `name | English name | address`), one to a line; whom to ask, one to a line (`post |
    /// English post | name | telephone | mail`); the code by which the state's monitoring knows the portal.
    pub about: String,
    /// The number of a banner's picture in the library.
    pub picture: String,
    /// Where a banner leads; where the state's monitoring is.
    pub href: String,
    /// How many articles it shows.
    pub most: u8,
    /// The first day on which it stands, `YYYY-MM-DD`.
    pub from: String,
    /// The last one.
    pub until: String,
    /// Where the office is found.
    #[serde(default, skip_serializing_if = "Found::is_nothing")]
    pub found: Found,
}

/// Where an office is found, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// Its address.
    pub address: String,
    /// The address in English.
    pub address_en: String,
    /// Its telephone.
    pub phone: String,
    /// Its mail.
    pub email: String,
    /// When somebody is there.
    pub hours: String,
    /// The same in English.
    pub hours_en: String,
}

impl Found {
    fn is_nothing(&self) -> bool {
        *self == Found::default()
    }
}

impl Block {
    /// One of a kind with nothing in it.
    pub fn new(kind: Kind, place: Place) -> Block {
        let none = String::new;
        Block {
            place,
            kind,
            title: none(),
            title_en: none(),
            about: none(),
            picture: none(),
            href: none(),
            most: if kind == Kind::Latest { 20 } else { 5 },
            from: none(),
            until: none(),
            found: Found::default(),
        }
    }

    /// Whether it stands there on a day: before it, on it, after it.
    pub fn on(&self, day: Day) -> std::cmp::Ordering {
        let day = day.to_string();
        if !self.from.is_empty() && day < self.from {
            return std::cmp::Ordering::Less;
        }
        let over = !self.until.is_empty() && self.until < day;
        if over { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Equal }
    }

    /// The numbers of its articles.
    pub fn articles(&self) -> Vec<i64> {
        self.about.lines().filter_map(|line| line.trim().parse().ok()).collect()
    }

    /// Its links, as (name, English name, address).
    pub fn links(&self) -> Vec<(String, String, String)> {
        self.about.lines().filter_map(link).collect()
    }

    /// Whom to ask: those lines that can be read.
    pub fn officials(&self) -> Vec<Official> {
        self.about.lines().filter_map(official).collect()
    }

    /// All addresses to which it leads.
    pub fn addresses(&self) -> Vec<String> {
        match self.kind {
            Kind::Links => self.links().into_iter().map(|(.., href)| href).collect(),
            Kind::Banner | Kind::Monitor if !self.href.is_empty() => vec![self.href.clone()],
            _ => vec![],
        }
    }
}

/// A line of links; `None` when it is none.
pub(super) fn link(line: &str) -> Option<(String, String, String)> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let (name, english, href) = match parts.as_slice() {
        [name, href] => (*name, "", *href),
        [name, english, href] => (*name, *english, *href),
        _ => return None,
    };
    let sound = !name.is_empty() && !href.is_empty();
    sound.then(|| (name.to_owned(), english.to_owned(), href.to_owned()))
}

/// A line of whom to ask: `post | English post | name | telephone | mail`, the last two where they are known; `None` when
/// it is none.
pub(super) fn official(line: &str) -> Option<Official> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default().to_owned();
    let post = Text { vi: part(0), en: part(1) };
    let it = Official { post, name: part(2), phone: part(3), email: part(4) };
    let reached =
        (it.phone.is_empty() || bridge::is_phone(&it.phone)) && (it.email.is_empty() || bridge::is_mail(&it.email));
    ((3..=5).contains(&parts.len()) && !it.post.vi.is_empty() && !it.name.is_empty() && reached).then_some(it)
}

/// How the pages are where nobody has arranged them.
pub(super) fn usual() -> Vec<Block> {
    vec![
        Block::new(Kind::Lead, Place::Front),
        Block::new(Kind::Latest, Place::Front),
        Block::new(Kind::Topics, Place::Side),
        Block::new(Kind::Counters, Place::Side),
    ]
}

/// The picture of a banner.
///
/// # Errors
/// [`LayoutError::NoPicture`] when it is not there, [`LayoutError::PictureToCome`] while its files are being made.
pub(super) async fn photo(
    conn: &mut Conn,
    unit: i64,
    (at, block): (usize, &Block),
) -> Result<bridge::Photo, LayoutError> {
    let media = match block.picture.parse() {
        Ok(id) => Media::of_unit(conn, unit, id).await?,
        Err(_) => None,
    };
    match media {
        Some(media) if media.made.is_empty() && media.failed.is_empty() => Err(LayoutError::PictureToCome(at + 1)),
        media => media.and_then(|media| media.photo()).ok_or(LayoutError::NoPicture(at + 1)),
    }
}

/// The layout as it would cross now, with the pictures as they are made.
///
/// # Errors
/// Those of [`photo`], which name the block; [`LayoutError::Unsound`] what does not cross.
pub(super) async fn compose(
    conn: &mut Conn,
    (arranged, site): (&Arranged, &str),
    now: Ts,
) -> Result<Layout, LayoutError> {
    let mut blocks = Vec::with_capacity(arranged.blocks.len());
    for (at, block) in arranged.blocks.iter().enumerate() {
        let what = match block.kind {
            Kind::Lead => Content::Lead(block.articles().first().copied()),
            Kind::Latest => Content::Latest(block.most),
            Kind::Section => Content::Section { slug: block.about.clone(), most: block.most },
            Kind::Topic => Content::Topic { slug: block.about.clone(), most: block.most },
            Kind::Articles => Content::Articles(block.articles()),
            Kind::Topics => Content::Topics,
            Kind::Counters => Content::Counters,
            Kind::Banner => {
                let photo = photo(conn, arranged.unit, (at, block)).await?;
                let href = (!block.href.is_empty()).then(|| block.href.clone());
                Content::Banner { photo: Box::new(photo), href }
            }
            Kind::Links => {
                let link = |(vi, en, href)| LinkTo { name: Text { vi, en }, href };
                Content::Links(block.links().into_iter().map(link).collect())
            }
            Kind::Monitor => Content::Monitor(Monitor { at: block.href.clone(), code: block.about.clone() }),
            Kind::Contact => {
                let (it, text) = (&block.found, |vi: &String, en: &String| Text { vi: vi.clone(), en: en.clone() });
                Content::Contact(Box::new(Contact {
                    address: text(&it.address, &it.address_en),
                    phone: it.phone.clone(),
                    email: it.email.clone(),
                    hours: text(&it.hours, &it.hours_en),
                    persons: block.officials(),
                }))
            }
        };
        let day = |text: &String| (!text.is_empty()).then(|| text.clone());
        blocks.push(Placed {
            place: match block.place {
                Place::Menu => bridge::Place::Menu,
                Place::Front => bridge::Place::Front,
                Place::Side => bridge::Place::Side,
            },
            title: Text { vi: block.title.clone(), en: block.title_en.clone() },
            from: day(&block.from),
            until: day(&block.until),
            what,
        });
    }
    let number = u32::try_from(arranged.edition + 1).unwrap_or(u32::MAX);
    let layout = Layout { site: site.to_owned(), number, published_at: now.0, blocks };
    let entry = bridge::Entry::Layout(Box::new(layout));
    bridge::check(&entry).map_err(LayoutError::Unsound)?;
    let bridge::Entry::Layout(layout) = entry else { unreachable!("made two lines above") };
    Ok(*layout)
}
