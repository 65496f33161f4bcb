//! The text of PDF files. Knows no house.
//!
//! A PDF is unpacked while it is read, and no library says beforehand how much comes out of it or how long that takes; some
//! files make the reader stop with a panic, some make it turn for ever. So whoever serves others reads in a process of its
//! own ([`apart`]), which has a limit of memory and is ended when its time is over. What it says is text and nothing else.

mod apart;
pub mod testing;
#[cfg(test)]
mod tests;
mod widths;

pub use apart::{Limits, answer, apart};

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a file at most.
pub const LARGEST: usize = 12 << 20;
/// Pages that are read: head and foot of a paper stand on the first and the last of them.
pub const PAGES: u32 = 60;
/// Letters of text at most; what follows is left out.
pub const LETTERS: usize = 1_000_000;

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no PDF.
    #[error("this is no PDF file")]
    NotPdf,
    /// It is cut or broken, or written in a way that is not understood.
    #[error("the file is damaged or not understood")]
    Damaged,
    /// It is larger than is taken, packed or unpacked.
    #[error("the file is too large")]
    TooLarge,
    /// It is protected by a password.
    #[error("the file is locked by a password")]
    Locked,
    /// It took longer than anybody waits.
    #[error("reading the file took too long")]
    TooSlow,
}

const WORDS: [(Refusal, &str); 5] = [
    (Refusal::NotPdf, "not-pdf"),
    (Refusal::Damaged, "damaged"),
    (Refusal::TooLarge, "too-large"),
    (Refusal::Locked, "locked"),
    (Refusal::TooSlow, "too-slow"),
];

impl Refusal {
    /// The word of it in messages and between processes.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(refusal, _)| *refusal == self).map_or("", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Refusal> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(refusal, _)| *refusal)
    }
}

/// Whether the bytes say that they are a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// The text, line by line, in this process: for files that one trusts. Empty for a scan, which has pictures and no text.
///
/// # Errors
/// See [`Refusal`].
pub fn text(bytes: &[u8]) -> Result<String, Refusal> {
    if !is_pdf(bytes) {
        return Err(Refusal::NotPdf);
    }
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    // What stops half-way has said nothing.
    catch_unwind(AssertUnwindSafe(|| pages(bytes))).unwrap_or(Err(Refusal::Damaged))
}

fn pages(bytes: &[u8]) -> Result<String, Refusal> {
    let mut document = pdf_extract::Document::load_mem(bytes).map_err(|_| Refusal::Damaged)?;
    // Many files are locked against changes only and open with no word.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Refusal::Locked);
    }
    widths::write_out(&mut document);
    let mut out = String::new();
    for number in document.get_pages().into_keys().take(PAGES as usize) {
        let mut page = String::new();
        let read = pdf_extract::output_doc_page(&document, &mut pdf_extract::PlainTextOutput::new(&mut page), number);
        if read.is_err() && out.is_empty() {
            return Err(Refusal::Damaged);
        }
        out.push_str(&page);
        out.push('\n');
        if out.len() > LETTERS * 2 {
            break;
        }
    }
    Ok(lines(&out))
}

/// Lines with one blank between words, without those that are empty.
fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).take(LETTERS).collect()
}
