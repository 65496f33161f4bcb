//! Spreadsheets that people really have (XLSX, XLS, ODS, CSV) as rows of text, and lists as CSV and XLSX.
//!
//! Whatever is sent is read within bounds ([`ROWS`], [`COLUMNS`], [`UNPACKED`], cells and characters in all) or refused
//! with the reason ([`Refusal`]): a small file that unpacks to gigabytes, sizes that lie, a chain of sectors without an
//! end, a sheet whose only cell lies in the last corner, entities, macros, half a file. Nothing a file says of its own
//! size is believed, nothing is unpacked to the disk, no name in a file is used as a path. What is written cannot be
//! taken for a formula.

mod compound;
mod csv_text;
mod format;
mod ods;
mod pack;
mod read;
pub mod testing;
#[cfg(test)]
mod tests;
mod write;
mod xls;
mod xlsx;
mod xml;

pub use read::{book, read};
pub use rust_xlsxwriter::XlsxError;
pub use write::{Cell, csv, write_csv, write_xlsx, xlsx};

/// Rows that are read at most.
pub const ROWS: usize = 200_000;
/// Columns that are read at most.
pub const COLUMNS: usize = 120;
/// Bytes that a packed file may hold, unpacked.
pub const UNPACKED: u64 = 320 << 20;
/// Characters of one cell that are kept.
const CELL: usize = 2_000;
/// Cells of all sheets, empty ones before filled ones counted.
const CELLS: usize = 5_000_000;
/// Bytes of text of all sheets.
const TEXT: usize = 64 << 20;
/// Ranges of merged cells that are kept of a sheet.
const MERGED: usize = 50_000;

/// Rows of text. Cells that are shown as dates are `2018-11-23`, whole numbers have no decimal point, text has no blanks
/// around it. Every row is as long as its last cell that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty for CSV.
    pub name: String,
    /// The rows from the first one on, empty ones too, so that a row keeps its number.
    pub rows: Vec<Vec<String>>,
    /// Cells that are shown as one; only the first of each has text.
    pub merged: Vec<Merged>,
}

/// Cells that are shown as one, the last row and column included; counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Row and column of the first cell.
    pub first: (usize, usize),
    /// Row and column of the last one.
    pub last: (usize, usize),
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is none of the kinds that are read.
    #[error("not a spreadsheet")]
    Kind,
    /// It is a web page or another text with markup, as some programs save it under the name of a spreadsheet.
    #[error("a web page under the name of a spreadsheet")]
    Markup,
    /// It carries macros.
    #[error("a spreadsheet with macros")]
    Macros,
    /// It is locked with a password.
    #[error("locked with a password")]
    Locked,
    /// It has too many rows, columns or parts, or unpacks to too much.
    #[error("too large")]
    TooLarge,
    /// It has what no program writes into a list: declared entities, depths, names that lead out of a folder.
    #[error("built to do harm")]
    Unsafe,
    /// It ends too early or contradicts itself.
    #[error("damaged")]
    Damaged,
    /// It has no filled cell.
    #[error("empty")]
    Empty,
}

/// How much may still be read, over all sheets of a file.
struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    fn new() -> Room {
        Room { cells: CELLS, text: TEXT }
    }
}

/// A grid that is being filled, within the bounds.
struct Grid<'a> {
    room: &'a mut Room,
    rows: Vec<Vec<String>>,
    merged: Vec<Merged>,
}

impl Grid<'_> {
    fn new(room: &mut Room) -> Grid<'_> {
        Grid { room, rows: Vec::new(), merged: Vec::new() }
    }

    fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Refusal> {
        // Wider blanks are letters in some of the old charsets, so they are left alone.
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.is_empty() {
            return Ok(());
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(Refusal::TooLarge);
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            self.room.cells = self.room.cells.checked_sub(column + 1 - cells.len()).ok_or(Refusal::TooLarge)?;
            cells.resize(column + 1, String::new());
        }
        let kept = tidy(text);
        self.room.text = self.room.text.checked_sub(kept.len()).ok_or(Refusal::TooLarge)?;
        cells[column] = kept;
        Ok(())
    }

    /// Notes merged cells; those of one cell, and more than anybody merges, are passed over.
    fn merge(&mut self, first: (usize, usize), last: (usize, usize)) {
        let sound = first.0 <= last.0 && first.1 <= last.1 && first != last && last.0 < ROWS;
        if sound && self.merged.len() < MERGED {
            self.merged.push(Merged { first, last: (last.0, last.1.min(COLUMNS - 1)) });
        }
    }

    /// The sheet, when it has anything.
    fn finish(self, name: &str) -> Option<Sheet> {
        let Grid { rows, merged, .. } = self;
        let name = name.chars().take(100).collect();
        (!rows.is_empty()).then_some(Sheet { name, rows, merged })
    }
}

/// A cell's line breaks are layout: a heading in two lines is one heading.
fn tidy(text: &str) -> String {
    let is_tidy = |pair: &[u8]| pair[0] >= b' ' && (pair[0] != b' ' || pair[1] != b' ');
    if text.len() <= CELL && text.as_bytes().windows(2).all(is_tidy) {
        return text.to_owned();
    }
    let end = text.char_indices().nth(2 * CELL).map_or(text.len(), |(end, _)| end);
    let words: Vec<&str> = text[..end].split_ascii_whitespace().collect();
    words.join(" ").chars().take(CELL).collect()
}
