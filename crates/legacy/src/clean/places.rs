//! Where the blocks of a text go while it is read: into an item, a quotation, a cell, or the text itself.

use super::settle::table;
use super::{Block, DEPTH, Inline, words};

enum Place {
    List { ordered: bool, items: Vec<Vec<Block>> },
    Item(Vec<Block>),
    Quote(Vec<Block>),
    Table(Vec<Vec<Vec<Block>>>),
    Cell(Vec<Block>),
}

/// The text, and the places that are open in it, the innermost last.
#[derive(Default)]
pub(super) struct Places {
    root: Vec<Block>,
    open: Vec<Place>,
}

impl Places {
    /// Opens a place for what an element holds, if it has one and the text is not too deep already.
    pub(super) fn enter(&mut self, name: &str) -> bool {
        let deep = self.open.len() >= DEPTH;
        let top = self.open.last_mut();
        let place = match name {
            "ul" | "dir" | "menu" if !deep => Place::List { ordered: false, items: Vec::new() },
            "ol" if !deep => Place::List { ordered: true, items: Vec::new() },
            "li" if matches!(top, Some(Place::List { .. })) => Place::Item(Vec::new()),
            "blockquote" if !deep => Place::Quote(Vec::new()),
            "table" if !deep => Place::Table(Vec::new()),
            "tr" => {
                if let Some(Place::Table(rows)) = top {
                    rows.push(Vec::new());
                }
                return false;
            }
            "td" | "th" if matches!(top, Some(Place::Table(_))) => Place::Cell(Vec::new()),
            _ => return false,
        };
        self.open.push(place);
        true
    }

    /// Closes the innermost place and puts what it holds where it belongs.
    pub(super) fn leave(&mut self) {
        let Some(place) = self.open.pop() else { return };
        match (place, self.open.last_mut()) {
            (Place::Item(blocks), Some(Place::List { items, .. })) if !blocks.is_empty() => items.push(blocks),
            (Place::Cell(blocks), Some(Place::Table(rows))) => match rows.last_mut() {
                Some(row) => row.push(blocks),
                None => rows.push(vec![blocks]),
            },
            (Place::List { ordered, items }, _) if !items.is_empty() => self.add(Block::List { ordered, items }),
            (Place::Quote(blocks), _) if !blocks.is_empty() => self.add(Block::Quote(blocks)),
            (Place::Table(rows), _) => match table(rows, self.in_cell()) {
                Ok(table) => self.add(table),
                Err(blocks) => blocks.into_iter().for_each(|block| self.add(block)),
            },
            _ => {}
        }
    }

    pub(super) fn add(&mut self, block: Block) {
        match self.open.last_mut() {
            None => self.root.push(block),
            Some(Place::Item(blocks) | Place::Quote(blocks) | Place::Cell(blocks)) => blocks.push(block),
            Some(Place::List { items, .. }) => items.push(vec![block]),
            Some(Place::Table(rows)) => rows.push(vec![vec![block]]),
        }
    }

    /// What is said in a figure is said of its picture.
    pub(super) fn add_caption(&mut self, line: Vec<Inline>) {
        let blocks = match self.open.last_mut() {
            None => Some(&mut self.root),
            Some(Place::Item(blocks) | Place::Quote(blocks) | Place::Cell(blocks)) => Some(blocks),
            _ => None,
        };
        match blocks.and_then(|blocks| blocks.last_mut()) {
            Some(Block::Picture { caption, .. }) if caption.is_empty() => *caption = words(&line),
            _ => self.add(Block::Paragraph(line)),
        }
    }

    pub(super) fn in_cell(&self) -> bool {
        self.open.iter().any(|place| matches!(place, Place::Cell(_)))
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.leave();
        }
        self.root
    }
}
