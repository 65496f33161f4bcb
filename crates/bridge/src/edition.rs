//! What crosses: editions of articles, withdrawals, and today's value of a figure.
//!
//! An article keeps its number for good; each published text of it is a new edition. Text is plain and
//! structure is data, so no markup written in the office can reach a reader's browser as such.

use crate::figure::{Figure, Show, Text};
use crate::language::{Language, Translation};
use crate::layout::Layout;
use crate::paper::PublicPaper;
use crate::reception::{Reception, Reply};
use crate::site::{Site, Standing};
use serde::{Deserialize, Serialize};

/// One step of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Entry {
    /// An article appears, or its text is replaced by a newer edition.
    Edition(Box<Edition>),
    /// An article is taken from the lists; its address stays and says what became of it.
    Withdrawal {
        /// The article.
        article_id: i64,
        /// When, microseconds since 1970 UTC.
        at: i64,
        /// Why, told to the reader; not blank.
        reason: String,
        /// What readers find at its address.
        #[serde(default, skip_serializing_if = "Fate::is_default")]
        fate: Fate,
    },
    /// Today's value of a figure. Values frozen into editions do not change with it.
    Figure(Box<Figure>),
    /// Where an address of an older site leads.
    Address(OldAddress),
    /// How a portal's pages are arranged.
    Layout(Box<Layout>),
    /// A paper that anybody may read appears, or what is said of it changes.
    Paper(Box<PublicPaper>),
    /// A paper is taken from the readers; its address says why.
    PaperWithdrawal {
        /// The paper's public number.
        paper_id: i64,
        /// When, microseconds since 1970 UTC.
        at: i64,
        /// Why, told to the reader; not blank.
        reason: String,
    },
    /// The portal of a unit.
    Site(Site),
    /// On which portals an article stands.
    Standing(Standing),
    /// Where people may send what they have to say.
    Reception(Reception),
    /// What the sender of a petition is told.
    Reply(Box<Reply>),
}

/// An address of an older site that is no article's own: of a category, a menu, a page that is gone. A later one for the
/// same address takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldAddress {
    /// A path in small letters without a slash at its end (`/gioi-thieu`), or the older system's name for what stood there
    /// (`joomla:cat:7`).
    pub from: String,
    /// What its readers find.
    pub leads: Leads,
}

/// What the readers of an old address find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Leads {
    /// They are led to this address of the portal, never elsewhere.
    To(String),
    /// They are told that what stood there is gone for good.
    Gone,
    /// Nothing is known of it: what was said before is taken back.
    Nowhere,
}

/// What readers find at the address of an article that was taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fate {
    /// The reason, and no text: it should never have been there.
    #[default]
    Gone,
    /// The text as it was, under a notice with the reason.
    Notice,
    /// Another article, to which they are led.
    Merged {
        /// Which one.
        into: i64,
    },
}

impl Fate {
    fn is_default(&self) -> bool {
        *self == Fate::Gone
    }
}

/// A published text of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Permanent public number of the article, from 1.
    pub article_id: i64,
    /// Number of this text among those of the article, from 1.
    pub edition: u32,
    /// Where it stands.
    pub section: Section,
    /// Readable part of the address: `a-z 0-9 -`.
    pub slug: String,
    /// The short line above the headline.
    pub kicker: Option<String>,
    /// Headline, not blank.
    pub headline: String,
    /// The lead (sapo), one paragraph; may be empty.
    pub lead: Vec<Inline>,
    /// The text.
    pub body: Vec<Block>,
    /// Who wrote it, if it is signed.
    pub author: Option<Byline>,
    /// Topics (chuyên đề) it belongs to.
    pub topics: Vec<Topic>,
    /// The figures its text shows, frozen as of this edition. Ids are unique.
    pub figures: Vec<Figure>,
    /// When this edition came out, microseconds since 1970 UTC.
    pub published_at: i64,
    /// When the article first came out, microseconds since 1970 UTC; not after `published_at`.
    pub first_published_at: i64,
    /// What was corrected, told to the reader; `None` if nothing was.
    pub correction_note: Option<String>,
    /// What another system called the article that this one was brought from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// How often it had been read at its older place.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub read_before: u64,
    /// Where the text comes from, told to the reader, if it is not the office's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The picture beside the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Box<Photo>>,
    /// Papers that belong to it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Attached>,
    /// Articles that somebody put beside it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<i64>,
    /// In which language it is written.
    #[serde(default, skip_serializing_if = "Language::is_vietnamese")]
    pub language: Language,
    /// Of which text it is a translation, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Translation>,
    /// Whether nobody knows when it came out: its time is that of its coming here, and it is no news.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undated: bool,
    /// Whether readers have the editions before this one no longer: something in them is to be hidden.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
}

/// A paper that belongs to an article, as others know it: by its symbol and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// Its symbol, `05-NQ/TW`; not blank.
    pub symbol: String,
    /// The day of it, `YYYY-MM-DD`, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<String>,
}

impl Edition {
    /// The pictures of it: the one beside the headline, then those of the text in order.
    pub fn photos(&self) -> Vec<&Photo> {
        let mut photos: Vec<&Photo> = self.photo.as_deref().into_iter().collect();
        gather(&self.body, &mut photos);
        photos
    }
}

fn gather<'a>(blocks: &'a [Block], photos: &mut Vec<&'a Photo>) {
    for block in blocks {
        match block {
            Block::Photo(photo) => photos.push(photo),
            Block::Quote(inner) => gather(inner, photos),
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, photos)),
            _ => {}
        }
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A section of the portal (chuyên mục).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its address: `a-z 0-9 -`.
    pub slug: String,
    /// Its name.
    pub name: Text,
}

/// Who wrote an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Byline {
    /// Name or pen name, not blank.
    pub name: String,
    /// Post held, if it is to be shown.
    pub post: Option<String>,
}

/// A topic across sections (chuyên đề).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its address: `a-z 0-9 -`.
    pub slug: String,
    /// Its name, not blank.
    pub name: String,
}

/// A part of a text that stands by itself. Blocks nest at most eight deep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// A heading inside the article; level 1 is the headline.
    Heading {
        /// 2 or 3.
        level: u8,
        /// Its words.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Numbered, or with bullets.
        ordered: bool,
        /// Number of the first item; of no meaning with bullets.
        start: u32,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A table of values: rows of cells, the first row names the columns.
    Table(Vec<Vec<Vec<Inline>>>),
    /// A picture.
    Picture(Picture),
    /// A picture of the newsroom's own, in several sizes.
    Photo(Box<Photo>),
}

/// A picture in a text. Its file travels beside the bundle and is known by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The SHA-256 of the file, 64 small hexadecimal digits, a dot, and what it is: `jpg`, `png`, `gif` or `webp`.
    pub file: String,
    /// Its width in dots, from 1.
    pub width: u32,
    /// Its height in dots, from 1.
    pub height: u32,
    /// What it shows, for those who do not see it; may be empty.
    pub alt: String,
    /// What is said below it; may be empty.
    pub caption: String,
}

impl Picture {
    /// Its public address.
    pub fn address(&self) -> String {
        format!("/anh/{}", self.file)
    }
}

/// A picture of the newsroom, in the files that were made of it. They cross beside the bundle and are known
/// by their hashes, so that what is signed says which bytes a reader may get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// What it shows, for those who do not see it; not blank.
    pub alt: String,
    /// What is said below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The whole picture in several sizes, each in one format or more; at least one JPEG.
    pub files: Vec<PhotoFile>,
    /// A cut-out of one shape for lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub card: Vec<PhotoFile>,
}

/// A file of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoFile {
    /// SHA-256 of its bytes, 64 small hexadecimal digits.
    pub hash: String,
    /// How it is encoded.
    pub format: PhotoFormat,
    /// Its width in dots.
    pub width: u32,
    /// Its height in dots.
    pub height: u32,
}

/// How a picture's file is encoded. Nothing that could carry a script is among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoFormat {
    /// AVIF.
    Avif,
    /// WebP.
    Webp,
    /// JPEG.
    Jpeg,
}

impl PhotoFormat {
    /// The ending of its file.
    pub fn ending(self) -> &'static str {
        match self {
            PhotoFormat::Avif => "avif",
            PhotoFormat::Webp => "webp",
            PhotoFormat::Jpeg => "jpg",
        }
    }

    /// The media type it is sent with.
    pub fn mime(self) -> &'static str {
        match self {
            PhotoFormat::Avif => "image/avif",
            PhotoFormat::Webp => "image/webp",
            PhotoFormat::Jpeg => "image/jpeg",
        }
    }
}

impl PhotoFile {
    /// Its public address: it never changes what it shows.
    pub fn address(&self) -> String {
        photo_address(&self.hash, self.format)
    }
}

/// The public address of a picture's file by its hash.
pub fn photo_address(hash: &str, format: PhotoFormat) -> String {
    format!("/anh-bai/{hash}.{}", format.ending())
}

/// A part of a line. Inlines nest at most eight deep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Set strong.
    Strong(Vec<Inline>),
    /// Set with emphasis.
    Emphasis(Vec<Inline>),
    /// A link.
    Link {
        /// An http, https or mailto address, or one relative to the portal.
        href: String,
        /// Its words.
        text: Vec<Inline>,
    },
    /// A figure of this edition.
    Figure {
        /// The id of one of the edition's figures.
        id: String,
        /// How much of it.
        show: Show,
    },
}
