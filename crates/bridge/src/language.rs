//! In which language a text is, and of which one it is a translation.

use serde::{Deserialize, Serialize};

/// The language of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
    /// Khmer.
    Km,
}

impl Language {
    /// All, Vietnamese first.
    pub const ALL: [Language; 3] = [Language::Vi, Language::En, Language::Km];

    /// The code in `lang="…"` and in the record.
    pub fn code(self) -> &'static str {
        match self {
            Language::Vi => "vi",
            Language::En => "en",
            Language::Km => "km",
        }
    }

    /// The language of a code.
    pub fn of_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Whether a text of it stands beside its original.
    pub fn is_vietnamese(&self) -> bool {
        *self == Language::Vi
    }
}

/// Of which text a text is a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The article that was translated; another one than this.
    pub of: i64,
    /// Which of its editions, from 1.
    pub edition: u32,
}
