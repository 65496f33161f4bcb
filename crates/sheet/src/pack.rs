//! A packed file: its parts by name, each read within a bound. Nothing is unpacked that is not read.

use crate::xml::Xml;
use crate::{Refusal, UNPACKED};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::rc::Rc;
use zip::result::ZipError;

/// Parts that a file may have; the largest workbooks have some hundreds.
const PARTS: u16 = 10_000;

pub(crate) struct Pack<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// By name in small letters, slashes one way.
    places: HashMap<String, usize>,
    left: Rc<Cell<u64>>,
}

impl<'a> Pack<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Pack<'a>, Refusal> {
        if parts(bytes).ok_or(Refusal::Damaged)? > PARTS {
            return Err(Refusal::TooLarge);
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
        let (mut places, mut stated) = (HashMap::new(), 0_u64);
        for at in 0..archive.len() {
            let part = archive.by_index_raw(at).map_err(|_| Refusal::Damaged)?;
            let name = part.name().map_err(|_| Refusal::Damaged)?.replace('\\', "/").to_lowercase();
            if name.starts_with('/') || name.contains(':') || name.split('/').any(|step| step == "..") {
                return Err(Refusal::Unsafe);
            }
            if part.encrypted() {
                return Err(Refusal::Locked);
            }
            stated = stated.saturating_add(part.size());
            if places.insert(name, at).is_some() {
                return Err(Refusal::Unsafe);
            }
        }
        // What is stated may be a lie; so each part that is read is counted too.
        if stated > UNPACKED {
            Err(Refusal::TooLarge)
        } else {
            Ok(Pack { archive, places, left: Rc::new(Cell::new(UNPACKED)) })
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&name.to_lowercase())
    }

    /// A part of at most `limit` bytes.
    pub(crate) fn xml(&mut self, name: &str, limit: u64) -> Result<Xml<impl Read>, Refusal> {
        let at = *self.places.get(&name.to_lowercase()).ok_or(Refusal::Damaged)?;
        let part = self.archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::Locked,
            _ => Refusal::Damaged,
        })?;
        Ok(Xml::new(part, limit, self.left.clone()))
    }
}

/// How many parts the end of the archive states, which is how many are read; `None` when there is no such end. More
/// than a short number says is more than is taken.
fn parts(bytes: &[u8]) -> Option<u16> {
    let tail = bytes.len().saturating_sub(22 + 0xffff);
    let end = bytes[tail..].windows(22).rposition(|window| window.starts_with(b"PK\x05\x06"))?;
    let count = bytes.get(tail + end + 10..tail + end + 12)?;
    Some(u16::from_le_bytes([count[0], count[1]]))
}
