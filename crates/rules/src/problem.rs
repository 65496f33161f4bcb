//! What is wrong with a ruleset file, in words for the person who wrote it.

/// One thing wrong with one file. Loading reports all of them at once, so that a file is mended in one go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {field}: {what}")]
pub struct Problem {
    /// The name the file was handed over under.
    pub file: String,
    /// The dotted path of the field (`study.target_basis_points`, `exemption.reasons[2].key`), or `whole file`.
    pub field: String,
    /// What is wrong and what would be right, in English.
    pub what: String,
}

impl Problem {
    /// The field named by problems that concern no single field.
    pub(crate) const WHOLE_FILE: &'static str = "whole file";

    pub(crate) fn new(file: &str, field: impl Into<String>, what: impl Into<String>) -> Self {
        Problem { file: file.to_owned(), field: field.into(), what: what.into() }
    }
}
