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
pub use seen::{Piece, Seen, SeenPage, SeenParagraph, seen};
pub use write::{Align, Block, Document, Page, Paragraph, Run, twips, write};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{Cursor, Read};

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

/// A step through the elements of a part.
enum Step<'a> {
    /// An element begins: its name and itself.
    Begins(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    Ends(&'a str),
    /// Text, wherever it stands.
    Says(&'a str),
}

/// Goes through a part from its beginning to its end.
fn walk(xml: &[u8], mut on: impl FnMut(Step<'_>)) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut buffer) = (0_usize, Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Damaged)? {
            Event::DocType(_) => return Err(Refusal::Unsafe),
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Refusal::Unsafe);
                }
                on(Step::Begins(tag.local_name().as_ref(), &tag));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                on(Step::Ends(tag.local_name().as_ref()));
            }
            Event::Text(text) => on(Step::Says(&text)),
            Event::GeneralRef(entity) => on(Step::Says(character(&entity)?.encode_utf8(&mut [0; 4]))),
            Event::Eof if depth > 0 => return Err(Refusal::Damaged),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, whatever its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

fn paragraphs(xml: &[u8]) -> Result<String, Refusal> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut out, mut depth, mut skipped, mut said) = (String::new(), 0_usize, None, false);
    let mut letters = 0;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Damaged)? {
            Event::DocType(_) => return Err(Refusal::Unsafe),
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Refusal::Unsafe);
                }
                let name = tag.local_name();
                let name: &[u8] = name.as_ref().as_bytes();
                match name {
                    // The same text again, for programs that cannot show a drawing.
                    b"Fallback" if skipped.is_none() => skipped = Some(depth),
                    b"t" => said = true,
                    b"tab" if skipped.is_none() && !out.is_empty() => out.push('\t'),
                    b"br" | b"cr" if skipped.is_none() => out.push('\n'),
                    _ => {}
                }
            }
            Event::End(tag) => {
                if skipped == Some(depth) {
                    skipped = None;
                }
                depth = depth.saturating_sub(1);
                let name = tag.local_name();
                let name: &[u8] = name.as_ref().as_bytes();
                match name {
                    b"t" => said = false,
                    b"p" if skipped.is_none() && !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
                    _ => {}
                }
            }
            Event::Text(text) if said && skipped.is_none() => {
                letters += text.chars().count();
                out.push_str(&text);
            }
            Event::GeneralRef(entity) if said && skipped.is_none() => {
                letters += 1;
                out.push(character(&entity)?);
            }
            Event::Eof if depth > 0 => return Err(Refusal::Damaged),
            Event::Eof => break,
            _ => {}
        }
        if letters > LETTERS {
            break;
        }
    }
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
