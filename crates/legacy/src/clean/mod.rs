//! The HTML of an old article as structure: headings, paragraphs, lists, quotations, tables, pictures. No markup is kept, so
//! nothing that somebody once wrote into a text can act in a reader's browser. What was left out is noted.

mod build;
mod line;
mod link;
mod places;
mod settle;
mod signs;
mod tags;
#[cfg(test)]
mod tests;

pub use link::{Target, is_gambling, target};

use std::collections::BTreeMap;

/// A part of a text that stands by itself. Blocks nest at most [`DEPTH`] deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, of level 2 or 3.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Numbered, or with bullets.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A table of values: rows of cells, each row as many.
    Table(Vec<Vec<Vec<Inline>>>),
    /// A picture.
    Picture {
        /// Where it lies on the old site, from its root: `/images/stories/a.jpg`.
        src: String,
        /// What it shows, for those who do not see it.
        alt: String,
        /// What is said below it.
        caption: String,
    },
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Set strong.
    Strong(Vec<Inline>),
    /// Set with emphasis.
    Emphasis(Vec<Inline>),
    /// A link to elsewhere (`https://…`, `mailto:…`) or to the old site, from its root (`/index.php?…`).
    Link {
        /// Where to.
        href: String,
        /// Its words.
        text: Vec<Inline>,
    },
}

/// Blocks nest no deeper; what is deeper stands flat.
pub const DEPTH: usize = 6;
/// So many of a kind are noted of one article.
const NOTED: usize = 100;

/// How to read a text.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The hosts of the old site itself, small letters, without `www.`: links there are links to the site.
    pub hosts: Vec<String>,
    /// Whether an empty line begins a paragraph, as in WordPress.
    pub lines: bool,
}

/// A link that led out of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Where to.
    pub href: String,
    /// Its words.
    pub words: String,
    /// Why the link was taken out and only its words stayed, or not even these; `None` when it was kept.
    pub removed: Option<Removed>,
}

/// Why a link was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// It stood where no reader sees it: the mark of a site that was broken into. The words went with it.
    Hidden,
    /// It leads to a place of gambling or the like.
    Gambling,
    /// It would have run a program or opened a file.
    Unsafe,
}

/// What was changed, left out, or is to be looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Charsets that were converted, with the number of paragraphs.
    pub fonts: BTreeMap<&'static str, usize>,
    /// Words whose capitals TCVN3 has lost, as they were read.
    pub capitals: Vec<String>,
    /// Words that stood where no reader sees them; left out.
    pub hidden: Vec<String>,
    /// Links that led out of the site.
    pub outside: Vec<Outside>,
    /// Videos, frames and programs; left out.
    pub embedded: Vec<String>,
    /// Pictures that lay elsewhere or in the text itself; left out.
    pub foreign_pictures: Vec<String>,
    /// Files of the old site that the text links to: papers, spreadsheets.
    pub files: Vec<String>,
    /// Signs of extensions that nobody understands any more (`{gallery}`); left out.
    pub signs: Vec<String>,
}

impl Notes {
    fn add<T: PartialEq>(list: &mut Vec<T>, what: T) {
        if list.len() < NOTED && !list.contains(&what) {
            list.push(what);
        }
    }

    /// Adds what another part of the same article had.
    pub fn join(&mut self, other: Notes) {
        for (font, times) in other.fonts {
            *self.fonts.entry(font).or_default() += times;
        }
        self.capitals.extend(other.capitals);
        self.hidden.extend(other.hidden);
        self.outside.extend(other.outside);
        self.embedded.extend(other.embedded);
        self.foreign_pictures.extend(other.foreign_pictures);
        self.files.extend(other.files);
        self.signs.extend(other.signs);
    }
}

/// A text made structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The text.
    pub blocks: Vec<Block>,
    /// What is to be said about it.
    pub notes: Notes,
}

/// Makes HTML structure.
pub fn clean(html: &str, options: &Options) -> Cleaned {
    let (blocks, notes) = build::build(html, options);
    Cleaned { blocks: settle::settle(blocks), notes }
}

/// A line that may have marks in it (a headline, a name) as plain text: no tags, Unicode, single blanks.
pub fn plain(html: &str) -> String {
    let (blocks, _) = build::build(html, &Options::default());
    let mut out = String::new();
    blocks.iter().for_each(|block| words_of_block(block, &mut out));
    out.trim().to_owned()
}

/// The words of a line without its marks.
pub fn words(line: &[Inline]) -> String {
    let mut out = String::new();
    for inline in line {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                out.push_str(&words(inner));
            }
        }
    }
    out
}

fn words_of_block(block: &Block, out: &mut String) {
    let mut say = |line: &[Inline]| {
        out.push_str(&words(line));
        out.push(' ');
    };
    match block {
        Block::Heading(_, line) | Block::Paragraph(line) => say(line),
        Block::Table(rows) => rows.iter().flatten().for_each(|cell| say(cell)),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| words_of_block(block, out)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| words_of_block(block, out)),
        Block::Picture { .. } => {}
    }
}
