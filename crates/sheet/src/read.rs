//! Telling the kinds of files apart.

use crate::pack::Pack;
use crate::{Refusal, Sheet, csv_text, ods, xls, xlsx};

/// Reads the first sheet of a file that is not empty.
///
/// # Errors
/// With the reason for which nothing is read.
pub fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    book(bytes).map(|mut sheets| sheets.swap_remove(0))
}

/// Reads all sheets of a file that are shown and not empty: one at least.
///
/// # Errors
/// With the reason for which nothing is read.
pub fn book(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let sheets = match bytes {
        [] => vec![],
        [b'P', b'K', 3, 4, ..] => packed(bytes)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => xls::read(bytes)?,
        _ => csv_text::read(bytes)?,
    };
    if sheets.is_empty() { Err(Refusal::Empty) } else { Ok(sheets) }
}

fn packed(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut pack = Pack::open(bytes)?;
    // Excel's, and those that OpenDocument keeps in folders of their own.
    let carries = |name: &str| {
        name.ends_with("vbaproject.bin")
            || name.starts_with("basic/")
            || name.starts_with("scripts/")
            || name.contains("/macrosheets/")
    };
    if pack.names().any(carries) {
        return Err(Refusal::Macros);
    }
    if let Some(path) = xlsx::workbook(&mut pack) {
        return xlsx::read(&mut pack, &path);
    }
    if pack.has("content.xml") { ods::read(&mut pack) } else { Err(Refusal::Kind) }
}
