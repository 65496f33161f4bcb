//! An article as lists know it.

use bridge::print::Printer;
use bridge::{Block, Byline, Edition, Language, Photo, PhotoFormat, Section, Topic, Translation};
use std::cmp::Reverse;
use std::sync::Arc;

/// So much of a lead stands in lists, feeds and descriptions, in characters.
const LEAD: usize = 280;
/// So much of a text without a lead says in feeds and descriptions what it is about.
const BEGINNING: usize = 200;

/// An article as lists know it: everything of its newest edition but the text.
#[derive(Debug)]
pub(crate) struct Card {
    pub(crate) article_id: i64,
    pub(crate) edition: u32,
    pub(crate) section: Arc<Section>,
    pub(crate) slug: String,
    pub(crate) headline: String,
    /// The beginning of the lead without its marks, where there is one, otherwise of the text, as Vietnamese and as English
    /// write numbers.
    pub(crate) begins: [Arc<str>; 2],
    /// Whether that is a lead.
    pub(crate) has_lead: bool,
    pub(crate) author: Option<Byline>,
    pub(crate) topics: Vec<Arc<Topic>>,
    /// The ids of the figures that its text shows.
    pub(crate) figures: Vec<String>,
    pub(crate) published_at: i64,
    pub(crate) first_published_at: i64,
    /// Whether that is no more than when it was brought.
    pub(crate) undated: bool,
    /// How often it had been read at its older place.
    pub(crate) read_before: i64,
    /// The picture beside the headline, as lists show it.
    pub(crate) picture: Option<Box<CardPicture>>,
    pub(crate) language: Language,
    /// Of which text it is a translation.
    pub(crate) translation: Option<Translation>,
}

/// The cut-out of a picture that stands in lists.
#[derive(Debug)]
pub(crate) struct CardPicture {
    pub(crate) webp: String,
    pub(crate) jpeg: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl CardPicture {
    pub(crate) fn of(photo: &Photo) -> Option<Box<CardPicture>> {
        let of = |format| photo.card.iter().find(|file| file.format == format);
        let (jpeg, webp) = (of(PhotoFormat::Jpeg)?, of(PhotoFormat::Webp));
        let (width, height) = (jpeg.width, jpeg.height);
        let webp = webp.map_or(String::new(), |file| file.address());
        Some(Box::new(CardPicture { webp, jpeg: jpeg.address(), width, height }))
    }
}

impl Card {
    /// The lead as lists show it; empty without one.
    pub(crate) fn lead(&self, english: bool) -> &str {
        if self.has_lead { self.summary(english) } else { "" }
    }

    /// What the article is about, in a few words: the lead, or the first sentences.
    pub(crate) fn summary(&self, english: bool) -> &str {
        &self.begins[usize::from(english)]
    }

    /// Newest first; what has no day comes last of all.
    pub(crate) fn order(&self) -> Reverse<(bool, i64, i64)> {
        Reverse((!self.undated, self.first_published_at, self.article_id))
    }

    /// The article whose text this is: itself, or the one that it translates.
    pub(crate) fn original(&self) -> i64 {
        self.translation.map_or(self.article_id, |translation| translation.of)
    }
}

/// The beginning of a lead without its marks, or of a text without a lead.
pub(crate) fn beginning(edition: &Edition, english: bool) -> String {
    let printer = Printer { edition, english, mark: "", href: &|_| String::new() };
    if !edition.lead.is_empty() {
        return shorten(&printer.plain(&edition.lead), LEAD);
    }
    let mut text = String::new();
    let sentences =
        edition.body.iter().filter(|it| matches!(it, Block::Paragraph(_) | Block::Quote(_) | Block::List { .. }));
    for block in sentences {
        for word in printer.lines(std::slice::from_ref(block)).split_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        // A letter has four bytes at most.
        if text.len() > BEGINNING * 4 {
            break;
        }
    }
    // With the ellipsis it is no longer than that.
    shorten(&text, BEGINNING - 2)
}

/// Cut at a word, with an ellipsis, at no more than `most` characters.
fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or(&text[..at], |(head, _)| head)),
    }
}
