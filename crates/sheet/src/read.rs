//! Telling the kinds of files apart, and reading each of them.

use crate::{Grid, Refusal, Sheet, UNPACKED, csv_text, ods};
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, XlsError, Xlsx, XlsxError};
use std::io::{Cursor, Read, copy, sink};

/// Reads the first sheet of a file that is not empty.
///
/// # Errors
/// With the reason for which nothing is read.
pub fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => packed(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => xls(bytes),
        [] => Err(Refusal::Empty),
        _ => csv_text::read(bytes),
    }
}

fn packed(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    // What the archive says of its sizes may be a lie: it is unpacked once to be measured.
    let mut left = UNPACKED;
    let mut is_workbook = false;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| Refusal::Damaged)?;
        let name = entry.name().map_err(|_| Refusal::Damaged)?;
        if name.ends_with("vbaProject.bin") {
            return Err(Refusal::Macros);
        }
        is_workbook |= name == "xl/workbook.xml";
        drop(name);
        let unpacked = copy(&mut entry.take(left + 1), &mut sink()).map_err(|_| Refusal::Damaged)?;
        left = left.checked_sub(unpacked).ok_or(Refusal::TooLarge)?;
    }
    if is_workbook {
        return xlsx(bytes);
    }
    let mut content = Vec::new();
    let mut entry = archive.by_name("content.xml").map_err(|_| Refusal::Kind)?;
    entry.read_to_end(&mut content).map_err(|_| Refusal::Damaged)?;
    ods::read(&content)
}

fn xlsx(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let refused =
        |error: XlsxError| if matches!(error, XlsxError::Password) { Refusal::Locked } else { Refusal::Damaged };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(refused)?;
    for name in book.sheet_names() {
        let mut grid = Grid::default();
        // A chart sheet has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = cells.next_cell().map_err(refused)? {
            let (row, column) = cell.get_position();
            grid.put(row as usize, column as usize, &shown_ref(cell.get_value()))?;
        }
        match grid.finish(&name) {
            Err(Refusal::Empty) => {}
            done => return done,
        }
    }
    Err(Refusal::Empty)
}

fn xls(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let refused =
        |error: XlsError| if matches!(error, XlsError::Password) { Refusal::Locked } else { Refusal::Damaged };
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(refused)?;
    if book.vba_project().is_ok_and(|project| project.is_some()) {
        return Err(Refusal::Macros);
    }
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(refused)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, cell) in range.used_cells() {
            grid.put(row + first_row as usize, column + first_column as usize, &shown(cell))?;
        }
        match grid.finish(&name) {
            Err(Refusal::Empty) => {}
            done => return done,
        }
    }
    Err(Refusal::Empty)
}

fn shown_ref(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::DateTime(date) => day(date),
        _ => String::new(),
    }
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => number(*n),
        Data::DateTime(date) => day(date),
        _ => String::new(),
    }
}

/// A number as it was typed: identity numbers of twelve digits come as floating point.
fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.0}") } else { n.to_string() }
}

fn day(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
