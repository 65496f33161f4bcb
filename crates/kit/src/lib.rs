//! What every slice stands on. No domain word may enter here: if a module of `kit` needs the word "member", it is in
//! the wrong place.

pub mod assets;
mod chance;
pub mod clock;
pub mod db;
pub mod failure;
pub mod files;
pub mod form;
pub mod jobs;
pub mod journal;
pub mod limits;
pub mod once;
pub mod page;
pub mod qr;
pub mod testing;
pub mod vault;
pub mod web;
pub mod words;

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that hexadecimal digits stand for; `None` when they are none.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}
