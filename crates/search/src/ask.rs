//! What is put into the index, what is asked of it, and what it answers.

use serde::{Deserialize, Serialize};

/// A thing that can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doc {
    /// Its name in the index, the same for good.
    pub key: String,
    /// `article`, `figure`, `topic`, …
    pub kind: String,
    /// The number that the house knows it by; 0 when it has none.
    pub id: i64,
    /// The number or name that another system knows it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Counts more than the text.
    pub title: String,
    /// Kept apart in the index.
    #[serde(skip)]
    pub body: String,
    /// Where it is read.
    pub url: String,
    /// The section's address.
    pub section: String,
    /// Who wrote it; empty when nobody signed.
    pub author: String,
    /// When it came out, for the filter; 0 when that has no meaning.
    pub year: u64,
    /// When it came out, microseconds since 1970 UTC.
    pub at: i64,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first.
    Date,
}

/// A question. Text of any length and kind may be asked; what is too long is cut.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// What was typed.
    pub text: String,
    /// How many answers; at most [`Ask::MOST`].
    pub limit: usize,
    /// How many to pass over first.
    pub offset: usize,
    /// In which order.
    pub sort: Sort,
    /// Only this section.
    pub section: Option<String>,
    /// Only these sections: what the asker may open. Nothing else is counted, and nothing is found when there are none.
    pub within: Option<Vec<String>>,
    /// Only this year.
    pub year: Option<u64>,
    /// Only this author.
    pub author: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
}

impl Ask {
    /// So many answers are given at a time.
    pub const MOST: usize = 100;
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The question as it was understood: keystrokes read, slips mended. Equal to the text when nothing was changed.
    pub interpreted_as: String,
    /// How many things are found: they have all its words, or all but those that are [`lacking`](Self::lacking). Every one
    /// of them can be paged to, in either order.
    pub total: usize,
    /// The page asked for.
    pub hits: Vec<Hit>,
    /// Where the things found are.
    pub facets: Facets,
    /// Words that what is found may lack, since something without them fits better than all that has them.
    pub lacking: Vec<String>,
    /// What may have been meant, when nothing was found as typed.
    pub did_you_mean: Option<String>,
}

/// A thing found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The thing; its text is not given.
    pub doc: Doc,
    /// The title as HTML, escaped, its found words in `mark`.
    pub title_html: String,
    /// The place of the text that fits best, likewise.
    pub snippet_html: String,
    /// How well it fits: about 1 for the very words side by side.
    pub score: f32,
}

/// How many of the things found are where, most first.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// By section.
    pub sections: Vec<Count>,
    /// By year, newest first.
    pub years: Vec<Count>,
    /// By author.
    pub authors: Vec<Count>,
    /// By kind.
    pub kinds: Vec<Count>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The value.
    pub value: String,
    /// How many.
    pub count: u64,
}
