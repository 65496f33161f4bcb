//! The workbook of Excel 5 to 2003: a stream of records. Nothing is kept ready for what a record states of its sizes.

use crate::compound::{Compound, long, short};
use crate::format::Format;
use crate::{Grid, Refusal, Room, Sheet};
use std::collections::HashMap;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const CONTINUED: u16 = 0x003c;
/// Formats of cells at most.
const FORMATS: usize = 70_000;

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let file = Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(Refusal::Locked);
    }
    if ["_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"].iter().any(|name| file.has(name)) {
        return Err(Refusal::Macros);
    }
    let stream = file.stream(if file.has("Workbook") { "Workbook" } else { "Book" })?;
    let book = Book::of(&stream)?;
    let (mut room, mut found) = (Room::new(), Vec::new());
    for (name, at) in &book.sheets {
        let mut grid = Grid::new(&mut room);
        cells(stream.get(*at..).ok_or(Refusal::Damaged)?, &book, &mut grid)?;
        found.extend(grid.finish(name));
    }
    Ok(found)
}

/// A record: its kind and its bytes.
struct Records<'a>(&'a [u8]);

impl<'a> Records<'a> {
    fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, Refusal> {
        let Some(kind) = short(self.0, 0) else { return Ok(None) };
        let size = usize::from(short(self.0, 2).ok_or(Refusal::Damaged)?);
        let bytes = self.0.get(4..4 + size).ok_or(Refusal::Damaged)?;
        self.0 = &self.0[4 + size..];
        Ok(Some((kind, bytes)))
    }

    /// The records that go on with the one before.
    fn continued(&mut self) -> Result<Vec<&'a [u8]>, Refusal> {
        let mut parts = Vec::new();
        while short(self.0, 0) == Some(CONTINUED) {
            parts.extend(self.next()?.map(|(_, bytes)| bytes));
        }
        Ok(parts)
    }
}

/// What holds for all sheets of a workbook.
#[derive(Default)]
struct Book {
    /// Excel 97 and later writes Unicode; before, the letters of a code page.
    unicode: bool,
    since_1904: bool,
    formats: Vec<Format>,
    texts: Vec<String>,
    /// Names and places of the sheets that are shown.
    sheets: Vec<(String, usize)>,
}

impl Book {
    fn of(stream: &[u8]) -> Result<Book, Refusal> {
        let (mut book, mut own, mut used) = (Book::default(), HashMap::new(), Vec::new());
        let mut records = Records(stream);
        while let Some((kind, bytes)) = records.next()? {
            match kind {
                BEGIN => book.unicode = short(bytes, 0).is_none_or(|version| version >= 0x0600),
                END => break,
                // A password.
                0x002f if short(bytes, 0) != Some(0) || bytes.len() > 2 => return Err(Refusal::Locked),
                0x0022 => book.since_1904 = short(bytes, 0) == Some(1),
                0x041e => {
                    if let (Some(id), Some(code)) = (short(bytes, 0), book.text(bytes.get(2..).unwrap_or_default(), 2))
                    {
                        own.insert(id, Format::of(&code));
                    }
                }
                0x00e0 if used.len() < FORMATS => used.push(short(bytes, 2).unwrap_or(0)),
                0x0085 => match (bytes.get(4).map(|state| state & 3), bytes.get(5)) {
                    // Macros in the manner of Excel 4, on a sheet of their own.
                    (_, Some(1)) => return Err(Refusal::Macros),
                    (Some(0), Some(0)) => {
                        let name = book.text(&bytes[6..], 1).unwrap_or_default();
                        book.sheets.push((name, long(bytes, 0).unwrap_or(u32::MAX) as usize));
                    }
                    _ => {}
                },
                0x00fc => book.texts = texts(bytes, records.continued()?)?,
                _ => {}
            }
        }
        let format = |id: &u16| own.get(id).copied().unwrap_or_else(|| Format::built_in(*id));
        book.formats = used.iter().map(format).collect();
        Ok(book)
    }

    /// A text after its length, which takes so many bytes.
    fn text(&self, bytes: &[u8], length: usize) -> Option<String> {
        let count = if length == 1 { usize::from(*bytes.first()?) } else { usize::from(short(bytes, 0)?) };
        if !self.unicode {
            // Letters of a code page are kept as they are: which one it is, is told from the words later.
            return Some(narrow(bytes.get(length..length + count)?));
        }
        let wide = bytes.get(length)? & 1 == 1;
        let letters = bytes.get(length + 1..)?;
        Some(if wide { wide_text(letters.get(..2 * count)?) } else { narrow(letters.get(..count)?) })
    }

    fn number(&self, n: f64, look: Option<u16>) -> String {
        let format = look.and_then(|look| self.formats.get(usize::from(look))).copied().unwrap_or_default();
        format.show(n, self.since_1904)
    }
}

fn narrow(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn wide_text(bytes: &[u8]) -> String {
    String::from_utf16_lossy(&bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect::<Vec<_>>())
}

/// The shared texts: one stream over records that go on with each other. Where a text is cut, the next record says anew
/// how wide its letters are.
fn texts(first: &[u8], more: Vec<&[u8]>) -> Result<Vec<String>, Refusal> {
    let mut parts = std::iter::once(first.get(8..).unwrap_or_default()).chain(more);
    let mut at = Cursor { part: parts.next().unwrap_or_default(), more: parts.collect::<Vec<_>>().into_iter() };
    let mut found = Vec::new();
    while at.refill() {
        let Some(head) = at.take::<3>() else { break };
        let (mut left, mut wide) = (usize::from(u16::from_le_bytes([head[0], head[1]])), head[2] & 1 == 1);
        let runs = if head[2] & 8 == 8 { at.take::<2>().map_or(0, |n| usize::from(u16::from_le_bytes(n))) } else { 0 };
        let sounds = if head[2] & 4 == 4 { at.take::<4>().map_or(0, |n| u32::from_le_bytes(n) as usize) } else { 0 };
        let mut text = String::new();
        while left > 0 {
            if at.part.is_empty() {
                if !at.refill() {
                    return Err(Refusal::Damaged);
                }
                wide = at.part[0] & 1 == 1;
                at.part = &at.part[1..];
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let here = left.min(at.part.len() / width);
            if here == 0 {
                return Err(Refusal::Damaged);
            }
            let (letters, rest) = at.part.split_at(here * width);
            text.push_str(&if wide { wide_text(letters) } else { narrow(letters) });
            (at.part, left) = (rest, left - here);
        }
        at.skip(4 * runs + sounds);
        found.push(text);
    }
    Ok(found)
}

struct Cursor<'a> {
    part: &'a [u8],
    more: std::vec::IntoIter<&'a [u8]>,
}

impl Cursor<'_> {
    /// Goes on to the next record where this one ends; false at the end of all.
    fn refill(&mut self) -> bool {
        while self.part.is_empty() {
            let Some(part) = self.more.next() else { return false };
            self.part = part;
        }
        true
    }

    /// The next few bytes; a number may be cut like anything else.
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut out = [0; N];
        for byte in &mut out {
            if !self.refill() {
                return None;
            }
            (*byte, self.part) = (self.part[0], &self.part[1..]);
        }
        Some(out)
    }

    fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 && self.refill() {
            let here = bytes.min(self.part.len());
            (self.part, bytes) = (&self.part[here..], bytes - here);
        }
    }
}

fn cells(stream: &[u8], book: &Book, grid: &mut Grid<'_>) -> Result<(), Refusal> {
    let mut records = Records(stream);
    // A chart on the sheet is a stream of its own within the sheet's.
    let (mut depth, mut formula) = (0_usize, None);
    while let Some((kind, bytes)) = records.next()? {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => return Ok(()),
            END => depth -= 1,
            _ if depth > 1 => {}
            0x00e5 => merged(bytes, grid),
            // The text that the formula before came to.
            0x0207 => {
                if let (Some((row, column)), Some(text)) = (formula.take(), book.text(bytes, 2)) {
                    grid.put(row, column, &text)?;
                }
            }
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203 | 0x0204 | 0x0205 | 0x027e => {
                formula = cell(kind, bytes, book, grid)?;
            }
            _ => {}
        }
    }
    // A sheet without an end was cut.
    Err(Refusal::Damaged)
}

/// One cell, or a run of them; the place of a formula whose text follows.
fn cell(kind: u16, bytes: &[u8], book: &Book, grid: &mut Grid<'_>) -> Result<Option<(usize, usize)>, Refusal> {
    let (Some(row), Some(column)) = (short(bytes, 0), short(bytes, 2)) else { return Err(Refusal::Damaged) };
    let (row, column, look) = (usize::from(row), usize::from(column), short(bytes, 4));
    let float = |at: usize| bytes.get(at..)?.first_chunk().map(|eight| f64::from_le_bytes(*eight));
    let text = match kind {
        0x00fd => long(bytes, 6).and_then(|at| book.texts.get(at as usize)).cloned(),
        0x0204 | 0x00d6 => book.text(bytes.get(6..).unwrap_or_default(), 2),
        0x0203 => float(6).map(|n| book.number(n, look)),
        0x027e => long(bytes, 6).map(|packed| book.number(unpack(packed), look)),
        0x0205 => (bytes.get(7) == Some(&0) && bytes.get(6) == Some(&1)).then(|| "x".to_owned()),
        0x00bd => {
            for (nth, pair) in
                bytes.get(4..bytes.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6).enumerate()
            {
                let packed = long(pair, 2).unwrap_or(0);
                grid.put(row, column + nth, &book.number(unpack(packed), short(pair, 0)))?;
            }
            None
        }
        _ => match bytes.get(6..14) {
            Some([0, .., 0xff, 0xff]) => return Ok(Some((row, column))),
            Some([1, _, yes, .., 0xff, 0xff]) => (*yes == 1).then(|| "x".to_owned()),
            Some([.., 0xff, 0xff]) => None,
            _ => float(6).map(|n| book.number(n, look)),
        },
    };
    grid.put(row, column, &text.unwrap_or_default())?;
    Ok(None)
}

/// A number in 30 bits: whole or the upper half of a float, perhaps in hundredths.
fn unpack(packed: u32) -> f64 {
    let n = match packed & 2 {
        2 => f64::from(packed as i32 >> 2),
        _ => f64::from_bits(u64::from(packed & !3) << 32),
    };
    if packed & 1 == 1 { n / 100.0 } else { n }
}

fn merged(bytes: &[u8], grid: &mut Grid<'_>) {
    for range in bytes.get(2..).unwrap_or_default().chunks_exact(8) {
        let at = |offset: usize| usize::from(short(range, offset).unwrap_or(0));
        grid.merge((at(0), at(4)), (at(2), at(6)));
    }
}
