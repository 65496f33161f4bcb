//! The names of a text's parts, by which a link leads to a heading of it: `#ket-qua`. They are made of the headings' words
//! where a text is printed, so that every edition has them, whenever it was signed.

use crate::{Block, Inline};
use std::collections::HashSet;

/// What pages around a text call parts of their own.
const OF_PAGES: [&str; 10] =
    ["noi-dung", "muc-luc", "chia-se", "cac-cong", "tim", "ml-h", "c-h", "vb-h", "cs-h", "lq-h"];

/// The names of the headings of a text in order, each of them once: a heading whose words stood before has a number.
pub fn heading_ids(blocks: &[Block]) -> Vec<String> {
    let mut taken: HashSet<String> = OF_PAGES.map(str::to_owned).into();
    let mut ids = Vec::new();
    each_heading(blocks, &mut |text| {
        let slug = viet::slug(&words(text));
        let numbered = (2..).map(|nth| format!("{slug}-{nth}"));
        let free = std::iter::once(slug.clone()).chain(numbered).find(|id| taken.insert(id.clone()));
        ids.extend(free);
    });
    ids
}

fn each_heading(blocks: &[Block], found: &mut dyn FnMut(&[Inline])) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } => found(text),
            Block::List { items, .. } => items.iter().for_each(|item| each_heading(item, found)),
            Block::Quote(inner) => each_heading(inner, found),
            Block::Paragraph(_) | Block::Table(_) | Block::Picture(_) | Block::Photo(_) => {}
        }
    }
}

/// Without figures: their values are others in the next edition, and its links are the same.
fn words(text: &[Inline]) -> String {
    let of = |inline: &Inline| match inline {
        Inline::Text(text) => text.clone(),
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => words(inner),
        Inline::Figure { .. } => String::new(),
    };
    text.iter().map(of).collect()
}
