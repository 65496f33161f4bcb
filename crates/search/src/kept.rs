//! A thing as the index keeps it to be shown: what is told of it, where its words begin, its text. It is the only value
//! that is stored of a thing, so it is what the stored bytes end with, and is read where it lies: most of a text is never
//! looked at.

use crate::words::Word;
use crate::{Doc, Error, snippet};
use tantivy::directory::OwnedBytes;

/// Both lengths at the end.
const LENGTHS: usize = 8;

/// As it is put in: its text, what is told of it, the steps, then how long the text and how long the steps are.
pub(crate) fn of(doc: &Doc, body: &[Word]) -> Result<Vec<u8>, Error> {
    let (told, steps) = (serde_json::to_vec(doc)?, snippet::steps(body));
    let lengths = [told.len() as u32, steps.len() as u32].map(u32::to_le_bytes);
    // What comes first is found from behind.
    Ok([doc.body.as_bytes(), &(doc.body.len() as u32).to_le_bytes(), &told, &steps, lengths.as_flattened()].concat())
}

/// As it is read.
pub(crate) struct Kept(OwnedBytes);

impl Kept {
    pub fn read(stored: OwnedBytes) -> Kept {
        Kept(stored)
    }

    /// The bytes before the last `skipped`, as many as the number behind them says.
    fn part(&self, skipped: usize, length: usize) -> &[u8] {
        let end = self.0.len().saturating_sub(skipped);
        self.0.get(end.saturating_sub(length)..end).unwrap_or_default()
    }

    fn number(&self, skipped: usize) -> usize {
        self.part(skipped, 4).try_into().map_or(0, |bytes| u32::from_le_bytes(bytes) as usize)
    }

    /// What is told of it.
    pub fn doc(&self) -> Result<Doc, Error> {
        Ok(serde_json::from_slice(self.part(LENGTHS + self.number(0), self.number(4)))?)
    }

    /// Where every so many of its words begin.
    pub fn steps(&self) -> &[u8] {
        self.part(LENGTHS, self.number(0))
    }

    /// Its text, in bytes: only what is shown of it is worth reading.
    pub fn text(&self) -> &[u8] {
        let behind = LENGTHS + self.number(0) + self.number(4);
        self.part(behind + 4, self.number(behind))
    }
}
