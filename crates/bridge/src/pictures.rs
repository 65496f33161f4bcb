//! Which files of pictures an edition shows, by their public addresses.

use crate::{Block, Edition};

impl Edition {
    /// The addresses of all files of its pictures: those of the newsroom in every size, and those that an older site brought.
    pub fn pictures(&self) -> Vec<String> {
        let files = self.photos().into_iter().flat_map(|photo| photo.files.iter().chain(&photo.card));
        let mut addresses: Vec<String> = files.map(|file| file.address()).collect();
        gather(&self.body, &mut addresses);
        addresses
    }
}

fn gather(blocks: &[Block], addresses: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Picture(picture) => addresses.push(picture.address()),
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, addresses)),
            Block::Quote(inner) => gather(inner, addresses),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Table(_) | Block::Photo(_) => {}
        }
    }
}
