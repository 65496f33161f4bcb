//! Papers of the Party in their prescribed layout: written as Word files, and looked at in them. No IO.
//!
//! What is prescribed is a [`rules::LayoutRule`]; nothing of it stands here. A file that somebody wrote in a word processor is
//! looked at in the same way as one that this crate has written.

mod check;
mod letter;
#[cfg(test)]
mod tests;

pub use check::{Finding, check};
pub use letter::{Letter, around, day_line, paragraph, recipients, symbol_line, width, word, written_out};
