//! Word files (DOCX): read within bounds, hostile ones refused with a reason; and written. No IO.
//!
//! [`text()`] reads the running text: paragraphs as lines, cells of tables as lines, tabs and breaks. [`contents`] reads the
//! structure too, and the pictures. What was struck out in a reviewed file and codes of fields are left out. Nothing is
//! unpacked that is not read.

mod html;
mod parts;
mod seen;
pub mod testing;
#[cfg(test)]
mod tests;
mod write;
mod xml;

pub use html::{ALL_PICTURES, Contents, PICTURE, PICTURES, PLACE, contents};
pub use seen::{Piece, Seen, SeenPage, SeenParagraph, Spacing, seen};
pub use write::{Align, Block, Document, Page, Paragraph, Run, twips, write};

use quick_xml::events::BytesRef;
use std::io::{Cursor, Read};
use xml::{Step, walk};

/// Bytes of the main part at most, unpacked: some thousand pages.
pub const UNPACKED: u64 = 16 << 20;
/// Letters of text at most; what follows is left out.
pub const LETTERS: usize = 1_000_000;
/// The part with the text.
const MAIN: &str = "word/document.xml";
/// Parts that a file may have.
const PARTS: usize = 4_000;
/// Tags within tags at most; no program writes more.
pub(crate) const DEPTH: usize = 200;

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no Word file of today (DOCX).
    #[error("this is no DOCX file")]
    NotDocx,
    /// It is cut or broken.
    #[error("the file is damaged")]
    Damaged,
    /// It is larger unpacked than is taken.
    #[error("the file is too large")]
    TooLarge,
    /// It is protected by a password.
    #[error("the file is locked by a password")]
    Locked,
    /// It carries programs, or is made to harm whoever reads it.
    #[error("the file carries something that is not taken")]
    Unsafe,
}

/// Whether the bytes are a packed file, which a DOCX is; only reading tells more.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The text, a line for each paragraph.
///
/// # Errors
/// See [`Refusal`].
pub fn text(bytes: &[u8]) -> Result<String, Refusal> {
    paragraphs(&Package::open(bytes)?.main()?)
}

/// A file whose list of parts was looked at.
pub(crate) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// Parts by their names in small letters.
    parts: std::collections::HashMap<String, usize>,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Refusal> {
        if !is_packed(bytes) {
            return Err(Refusal::NotDocx);
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
        if archive.len() > PARTS {
            return Err(Refusal::TooLarge);
        }
        let mut parts = std::collections::HashMap::new();
        for at in 0..archive.len() {
            let part = archive.by_index_raw(at).map_err(|_| Refusal::Damaged)?;
            let name = part.name().map_err(|_| Refusal::Damaged)?.replace('\\', "/").to_lowercase();
            if name.starts_with('/')
                || name.split('/').any(|step| step == "..")
                || name.ends_with(".bin") && name.contains("vba")
            {
                return Err(Refusal::Unsafe);
            }
            if part.encrypted() {
                return Err(Refusal::Locked);
            }
            // A second one of the same name would be read by some programs and not by others.
            if parts.insert(name.clone(), at).is_some() && name == MAIN {
                return Err(Refusal::Unsafe);
            }
        }
        Ok(Package { archive, parts })
    }

    /// The bytes of the main part.
    pub(crate) fn main(&mut self) -> Result<Vec<u8>, Refusal> {
        self.part(MAIN, UNPACKED)?.ok_or(Refusal::NotDocx)
    }

    /// The bytes of a part, at most so many; `None` when there is no such part.
    pub(crate) fn part(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(at) = self.parts.get(name) else { return Ok(None) };
        let part = self.archive.by_index(*at).map_err(|_| Refusal::Damaged)?;
        let mut bytes = Vec::new();
        // What the file states of its size may be a lie, so what comes out is counted.
        part.take(most + 1).read_to_end(&mut bytes).map_err(|_| Refusal::Damaged)?;
        if bytes.len() as u64 > most { Err(Refusal::TooLarge) } else { Ok(Some(bytes)) }
    }
}

fn paragraphs(xml: &[u8]) -> Result<String, Refusal> {
    let (mut out, mut skipped, mut said, mut letters) = (String::new(), 0_usize, false, 0);
    walk(xml, |step| {
        match step {
            // The same text again, for programs that cannot show a drawing.
            Step::Start(tag) if skipped > 0 || tag.name() == "Fallback" => skipped += 1,
            Step::End(_) if skipped > 0 => skipped -= 1,
            Step::Start(tag) => match tag.name() {
                "t" => said = true,
                "tab" if !out.is_empty() => out.push('\t'),
                "br" | "cr" => out.push('\n'),
                _ => {}
            },
            Step::End("t") => said = false,
            Step::End("p") if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
            Step::Text(text) if said && skipped == 0 && letters <= LETTERS => {
                letters += text.chars().count();
                out.push_str(text);
            }
            Step::End(_) | Step::Text(_) => {}
        }
        Ok(())
    })?;
    out.truncate(out.trim_end().len());
    Ok(out)
}

/// A character written as a reference; entities of a file's own are not resolved.
pub(crate) fn character(entity: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Ok(c);
    }
    match &**entity {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Refusal::Unsafe),
    }
}
