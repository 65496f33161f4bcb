//! Search that knows Vietnamese: the same words are found with and without marks, in either tone style, in any
//! Unicode form, by keystrokes typed with the input method off, with a slip of the finger, with words left out or
//! turned round; and when marks are typed, they count.
//!
//! Candidates come from an inverted index ([tantivy]) by single words and by pairs of neighbours, since a remembered
//! phrase is found by what stands side by side. They are then ranked by how well the query's words line up in each
//! (`rank`). What every question needs is kept in memory (`state`): two bytes a word, a bit a thing for frequent words and
//! facets. What the index knows it learnt from the record, so it can be thrown away and made again.

mod ask;
mod facets;
mod find;
mod index;
mod kept;
mod pairs;
mod plan;
mod promise;
mod rank;
mod sets;
mod snippet;
mod state;
mod synonyms;
#[cfg(test)]
mod tests;
mod texts;
mod words;

pub use ask::{Answer, Ask, Count, Doc, Facets, Hit, Sort};
pub use index::Index;
pub use synonyms::Synonyms;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index itself.
    #[error("the search index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The folder of the index.
    #[error("the folder of the search index: {0}")]
    Folder(#[from] std::io::Error),
    /// What was kept in it.
    #[error("the search index keeps what cannot be read: {0}")]
    Broken(#[from] serde_json::Error),
}
