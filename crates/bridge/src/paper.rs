//! Papers that anybody may read (văn bản công khai): what crosses of them, and that one was taken back.

use crate::figure::Text;
use serde::{Deserialize, Serialize};

/// A paper as readers see it. It keeps its number for good; what is said of it may change with a later edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicPaper {
    /// Its permanent public number, from 1.
    pub paper_id: i64,
    /// Number of what is said of it, from 1.
    pub edition: u32,
    /// Readable part of the address: `a-z 0-9 -`.
    pub slug: String,
    /// As it stands on it: `05-NQ/ĐU`. May be blank where a paper has none.
    pub symbol: String,
    /// Its kind: `a-z 0-9 -`.
    pub kind: String,
    /// What the kind is called.
    pub kind_name: Text,
    /// Who issued it.
    pub issuer: String,
    /// Its day, `YYYY-MM-DD`.
    pub issued_on: String,
    /// The first day on which it holds; never before its own day without being said.
    pub in_force_from: String,
    /// The first day on which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<String>,
    /// Whoever issued it took it back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recalled: bool,
    /// What it is about.
    pub subject: String,
    /// Who signed it, with the post; may be empty.
    pub signer: String,
    /// What it says of other papers.
    pub relations: Vec<PaperRelation>,
    /// Its files, which cross beside the bundle.
    pub files: Vec<PublicFile>,
    /// Its text, for searching; may be empty.
    pub text: String,
    /// When this edition came out, microseconds since 1970 UTC.
    pub published_at: i64,
    /// When it was made public first; not after `published_at`.
    pub first_published_at: i64,
}

/// What a paper says of another one, which is named and not numbered: it may not be public, or not yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRelation {
    /// How it stands to the other one.
    pub kind: PaperRelationKind,
    /// The other one's symbol.
    pub symbol: String,
    /// The other one's day, if it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<String>,
}

/// How a paper stands to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperRelationKind {
    /// It stands on the other one.
    BasedOn,
    /// It takes the other one's place.
    Replaces,
    /// It changes the other one.
    Amends,
}

/// A file of a paper, known by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicFile {
    /// SHA-256 of its bytes, 64 small hexadecimal digits.
    pub hash: String,
    /// What it is.
    pub kind: PublicFileKind,
    /// Its bytes.
    pub size: u64,
}

/// What a file of a paper may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicFileKind {
    /// PDF.
    Pdf,
    /// Word.
    Docx,
    /// A scan.
    Jpg,
    /// A scan.
    Png,
    /// A scan.
    Webp,
}

const KINDS: [(PublicFileKind, &str, &str); 5] = [
    (PublicFileKind::Pdf, "pdf", "application/pdf"),
    (PublicFileKind::Docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (PublicFileKind::Jpg, "jpg", "image/jpeg"),
    (PublicFileKind::Png, "png", "image/png"),
    (PublicFileKind::Webp, "webp", "image/webp"),
];

impl PublicFileKind {
    /// The ending of its address.
    pub fn ending(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, ending, _)| ending)
    }

    /// The media type it is sent with.
    pub fn mime(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., mime)| mime)
    }

    /// The kind of an ending.
    pub fn of(ending: &str) -> Option<PublicFileKind> {
        KINDS.iter().find(|(_, known, _)| *known == ending).map(|(kind, ..)| *kind)
    }
}
