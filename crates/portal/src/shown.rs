//! Which pictures readers may have: those of the texts as they stand now, and of banners. What a correction took out of a
//! text is gone from its earlier editions too: it may have been taken out for the sake of whoever it shows.

use crate::Portal;
use crate::library::Library;
use bridge::{Block, Edition, Inline, Photo};
use std::collections::HashMap;
use std::sync::Arc;

/// The files of pictures by their addresses: the articles that show or showed each, with the last edition that does.
#[derive(Clone, Default)]
pub(crate) struct Shown(HashMap<Arc<str>, Vec<(i64, u32)>>);

impl Shown {
    pub(crate) fn take(&mut self, it: &Edition) {
        for address in it.pictures() {
            let articles = self.0.entry(address.into()).or_default();
            match articles.iter_mut().find(|(article, _)| *article == it.article_id) {
                Some((_, last)) => *last = it.edition,
                None => articles.push((it.article_id, it.edition)),
            }
        }
    }

    /// Whether the present text of an article that readers have shows a file.
    pub(crate) fn is_in_text(&self, address: &str, library: &Library) -> bool {
        let articles = self.0.get(address).map_or(&[][..], Vec::as_slice);
        articles.iter().any(|(id, last)| library.readable(*id).is_some_and(|card| card.edition == *last))
    }
}

impl Portal {
    /// Whether readers of the portal of a key have the picture of an address.
    pub fn shows(&self, key: &str, address: &str) -> bool {
        self.of(key).is_some_and(|portal| portal.library().shows(address))
    }
}

/// An earlier edition as readers may have it now: where a picture stood that is gone, `note` says so.
pub(crate) fn without_gone(library: &Library, mut edition: Edition, note: &str) -> Edition {
    let gone = Gone { library, note };
    if edition.photo.as_deref().is_some_and(|photo| gone.is(photo)) {
        edition.photo = None;
        edition.body.insert(0, gone.told());
    }
    gone.replace(&mut edition.body);
    edition
}

struct Gone<'a> {
    library: &'a Library,
    note: &'a str,
}

impl Gone<'_> {
    fn is(&self, photo: &Photo) -> bool {
        !photo.files.iter().any(|file| self.library.shows(&file.address()))
    }

    fn told(&self) -> Block {
        Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(self.note.to_owned())])])
    }

    fn replace(&self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Picture(picture) if !self.library.shows(&picture.address()) => *block = self.told(),
                Block::Photo(photo) if self.is(photo) => *block = self.told(),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.replace(item)),
                Block::Quote(inner) => self.replace(inner),
                _ => {}
            }
        }
    }
}
