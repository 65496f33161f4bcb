//! A dump of a MySQL database, read row by row as a stream: what mysqldump, phpMyAdmin and Akeeba write, with rows by the
//! thousand in one statement or one in each. Tables that nobody wants are passed over; a dump that breaks off gives what
//! it has and says at which line it ends.

mod input;
mod lex;
mod statement;
#[cfg(test)]
mod tests;

pub use input::open;

use std::io::Read;
use std::rc::Rc;

/// A longer value is refused: MySQL's own texts end at 16 MiB, and no article is so long.
pub const LONGEST: usize = 16 * 1024 * 1024;

/// What is wrong with a dump, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what:?}")]
pub struct Trouble {
    /// The line of the dump, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: Wrong,
}

/// What can be wrong with a dump or a row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The file ends in the middle of a statement that begins at this line.
    BreaksOff,
    /// The packed file or the disk fails.
    Unreadable(String),
    /// A statement is not understood.
    NotUnderstood,
    /// A value is longer than [`LONGEST`].
    TooLong,
    /// A row has another number of values than its table has columns.
    Columns {
        /// How many the table has.
        expected: usize,
        /// How many the row has.
        found: usize,
    },
    /// The rows of a table whose columns nobody named: the dump was made without its structure.
    NoColumns(String),
}

/// A table of the dump.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// With its prefix.
    pub name: String,
    /// In the order of the values.
    pub columns: Vec<String>,
}

/// A row: its table and its values, in the bytes that the dump has.
#[derive(Debug, Clone)]
pub struct Row {
    /// The table.
    pub table: Rc<Table>,
    /// The line at which the row begins.
    pub line: usize,
    /// A value for each column; `None` is NULL.
    pub values: Vec<Option<Vec<u8>>>,
}

impl Row {
    /// The bytes of a column; `None` for NULL and where there is no such column.
    pub fn bytes(&self, column: &str) -> Option<&[u8]> {
        let at = self.table.columns.iter().position(|c| c == column)?;
        self.values.get(at)?.as_deref()
    }

    /// A column as text, whatever charset the site kept it in; empty for NULL and where there is no such column.
    pub fn text(&self, column: &str) -> String {
        self.bytes(column).map(crate::charset::text).unwrap_or_default()
    }

    /// A column as a number; 0 for what is none.
    pub fn number(&self, column: &str) -> i64 {
        self.bytes(column).and_then(|b| std::str::from_utf8(b).ok()?.trim().parse().ok()).unwrap_or(0)
    }

    /// Whether there is such a column.
    pub fn has(&self, column: &str) -> bool {
        self.table.columns.iter().any(|c| c == column)
    }
}

/// The dump as a stream of the rows of the tables that are wanted.
pub struct Dump<'a> {
    reader: statement::Reader<Box<dyn Read + 'a>>,
    wanted: Box<dyn Fn(&str) -> bool + 'a>,
}

impl<'a> Dump<'a> {
    /// Reads from a stream as [`open`] gives it.
    pub fn new(input: impl Read + 'a, wanted: impl Fn(&str) -> bool + 'a) -> Dump<'a> {
        Dump { reader: statement::Reader::new(Box::new(input)), wanted: Box::new(wanted) }
    }
}

impl Iterator for Dump<'_> {
    type Item = Result<Row, Trouble>;

    fn next(&mut self) -> Option<Result<Row, Trouble>> {
        self.reader.next(&*self.wanted)
    }
}
