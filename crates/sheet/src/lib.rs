//! Spreadsheets that people really have (XLSX, XLS, ODS, CSV) as rows of text, and lists as CSV and XLSX.
//!
//! Whatever is sent is read within bounds ([`ROWS`], [`COLUMNS`], [`UNPACKED`]) or refused with the reason ([`Refusal`]):
//! a small file that unpacks to gigabytes, a sheet whose only cell lies in the last corner, entities, macros, half a file.
//! What is written cannot be taken for a formula.

mod csv_text;
mod ods;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read;
pub use write::{csv, xlsx};

/// Rows that are read at most.
pub const ROWS: usize = 200_000;
/// Columns that are read at most.
pub const COLUMNS: usize = 120;
/// Bytes that a packed file may hold, unpacked.
pub const UNPACKED: u64 = 320 << 20;
/// Characters of one cell that are kept.
const CELL: usize = 2_000;

/// Rows of text. Cells that are shown as dates are `2018-11-23`, whole numbers have no decimal point, text has no blanks
/// around it. Every row is as long as its last cell that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty for CSV.
    pub name: String,
    /// The rows from the first one on, empty ones too, so that a row keeps its number.
    pub rows: Vec<Vec<String>>,
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is none of the kinds that are read.
    #[error("not a spreadsheet")]
    Kind,
    /// It carries macros.
    #[error("a spreadsheet with macros")]
    Macros,
    /// It is locked with a password.
    #[error("locked with a password")]
    Locked,
    /// It has too many rows or columns, or unpacks to too much.
    #[error("too large")]
    TooLarge,
    /// It ends too early or contradicts itself.
    #[error("damaged")]
    Damaged,
    /// It has no filled cell.
    #[error("empty")]
    Empty,
}

/// A grid that is being filled, within the bounds.
#[derive(Default)]
struct Grid(Vec<Vec<String>>);

impl Grid {
    fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(Refusal::TooLarge);
        }
        if self.0.len() <= row {
            self.0.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.0[row];
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        // A cell's line breaks are layout: a heading in two lines is one heading.
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        cells[column] = words.chars().take(CELL).collect();
        Ok(())
    }

    fn finish(self, name: &str) -> Result<Sheet, Refusal> {
        if self.0.is_empty() { Err(Refusal::Empty) } else { Ok(Sheet { name: name.to_owned(), rows: self.0 }) }
    }
}
