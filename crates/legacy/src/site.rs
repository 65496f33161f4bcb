//! What comes out of any old site: articles, and the addresses of what was no article.

use crate::clean::{Block, Inline, Notes, words};
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// An article of an old site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// What the old site called it: `joomla:254`, `k2:7`, `wp:12`.
    pub name: String,
    /// The line of the file at which it stands.
    pub line: usize,
    /// The headline, plain.
    pub title: String,
    /// The readable part of its old address; empty when it had none.
    pub alias: String,
    /// Whether readers had it.
    pub state: State,
    /// The number of its category on the old site; 0 without.
    pub category: i64,
    /// Where it stands: the name of the section.
    pub section: String,
    /// The name of the category below it, if it stood in one.
    pub topic: Option<String>,
    /// When it came out, microseconds since 1970 UTC.
    pub published_at: Option<i64>,
    /// Who signed it.
    pub author: Option<String>,
    /// The code of its language where the old site said that it is another one than Vietnamese; otherwise empty.
    pub lang: String,
    /// How often it was read there.
    pub hits: i64,
    /// The first paragraph, when it stands out.
    pub lead: Vec<Inline>,
    /// The text.
    pub body: Vec<Block>,
    /// What was changed and left out.
    pub notes: Notes,
}

/// Whether readers had an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everybody could read it.
    Public,
    /// It was kept from readers.
    Hidden(Why),
    /// It was thrown away.
    Gone,
}

/// Why readers did not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A draft, or taken off.
    Unpublished,
    /// Only for those who signed in or knew a password.
    Restricted,
    /// The category in which it stood, or one above, was not open to everybody.
    Category,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    Later,
    /// No article but a box of text beside others.
    Module,
}

/// An old address that is no article's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// A path (`/gioi-thieu`) or the old site's name for it (`joomla:cat:7`).
    pub from: String,
    /// Where it leads.
    pub leads: Leads,
}

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To the front page.
    Front,
    /// To an article, by its old name.
    Article(String),
    /// To the list of a section, by its name.
    Section(String),
    /// To the list of the fullest of some sections, by their names.
    Fullest(Vec<String>),
    /// To the list of a topic, by its name.
    Topic(String),
}

/// A moment as the database writes it, `offset` minutes east of UTC; `None` for what is none (`0000-00-00 00:00:00`).
pub fn moment(text: &str, offset: i32) -> Option<i64> {
    let time: DateTime = text.trim().parse().ok().filter(|time: &DateTime| time.year() >= 1970)?;
    let offset = Offset::from_seconds(offset.saturating_mul(60)).ok()?;
    Some(offset.to_timestamp(time).ok()?.as_microsecond())
}

/// The language of a text by its tag (`en-GB`, `*`), as far as portals here are written in it.
pub fn language(tag: &str) -> String {
    let tag = tag.trim().to_ascii_lowercase();
    let code = tag.split(['-', '_']).next().unwrap_or_default();
    if matches!(code, "en" | "km") { code.to_owned() } else { String::new() }
}

/// The lead of a text whose beginning stands apart: one paragraph, not long, followed by more.
pub fn take_lead(blocks: &mut Vec<Block>, stands_apart: bool) -> Vec<Inline> {
    const LEAD: usize = 700;
    let Some(Block::Paragraph(first)) = blocks.first() else { return Vec::new() };
    let length = words(first).chars().count();
    let strong = first.iter().all(|inline| match inline {
        Inline::Strong(_) => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    });
    if blocks.len() < 2 || length > LEAD || !(stands_apart || strong && length > 40) {
        return Vec::new();
    }
    match blocks.remove(0) {
        // A lead is set apart by its place; it need not be strong.
        Block::Paragraph(line) if strong => line
            .into_iter()
            .flat_map(|inline| match inline {
                Inline::Strong(inner) => inner,
                other => vec![other],
            })
            .collect(),
        Block::Paragraph(line) => line,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_their_zone() {
        for (text, offset, at) in [
            ("2018-11-23 01:00:00", 0, Some(1_542_934_800_000_000)),
            ("2018-11-23 08:00:00", 420, Some(1_542_934_800_000_000)),
            ("0000-00-00 00:00:00", 0, None),
            ("1000-01-01 00:00:00", 0, None),
            ("", 0, None),
            ("hôm qua", 0, None),
        ] {
            assert_eq!(moment(text, offset), at, "{text}");
        }
    }
}
