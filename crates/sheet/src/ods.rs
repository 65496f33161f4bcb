//! The content of an OpenDocument spreadsheet. Repeated cells are kept within the bounds: an office program writes a
//! million empty rows below a list as one repetition.

use crate::pack::Pack;
use crate::xml::{attribute, character};
use crate::{COLUMNS, Grid, ROWS, Refusal, Room, Sheet};
use quick_xml::events::{BytesStart, Event};

/// Bytes of the content.
const CONTENT: u64 = 320 << 20;
/// Bytes of the list of parts, which says whether they are locked.
const SMALL: u64 = 4 << 20;

pub(crate) fn read(pack: &mut Pack<'_>) -> Result<Vec<Sheet>, Refusal> {
    if is_locked(pack)? {
        return Err(Refusal::Locked);
    }
    let mut xml = pack.xml("content.xml", CONTENT)?;
    let (mut room, mut found) = (Room::new(), Vec::new());
    loop {
        let name = match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(tag) if tag.local_name().as_ref() == "table" => attribute(&tag, "name").unwrap_or_default(),
            _ => continue,
        };
        let mut grid = Grid::new(&mut room);
        let mut at = At::default();
        // To the end of this table; tables within tables are nobody's lists.
        loop {
            match xml.next()? {
                Event::Eof => return Err(Refusal::Damaged),
                Event::End(tag) if tag.local_name().as_ref() == "table" => break,
                event => at.follow(event, &mut grid)?,
            }
        }
        found.extend(grid.finish(&name));
    }
}

fn is_locked(pack: &mut Pack<'_>) -> Result<bool, Refusal> {
    if !pack.has("META-INF/manifest.xml") {
        return Ok(false);
    }
    let mut xml = pack.xml("META-INF/manifest.xml", SMALL)?;
    loop {
        match xml.next() {
            Ok(Event::Eof) => return Ok(false),
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "encryption-data" => return Ok(true),
            Ok(_) => {}
            // An old manifest names its grammar at an address; it is not read further.
            Err(Refusal::Unsafe) => return Ok(false),
            Err(refusal) => return Err(refusal),
        }
    }
}

/// Where in a table the reader is.
#[derive(Default)]
struct At {
    row: usize,
    column: usize,
    row_repeat: usize,
    column_repeat: usize,
    span: (usize, usize),
    cells: Vec<(usize, String)>,
    inside: bool,
    text: String,
    date: Option<String>,
}

impl At {
    fn follow(&mut self, event: Event<'_>, grid: &mut Grid<'_>) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "table-row" => {
                    self.row_repeat = count(&tag, "number-rows-repeated");
                    self.column = 0;
                }
                "table-cell" | "covered-table-cell" => {
                    self.column_repeat = count(&tag, "number-columns-repeated");
                    self.span = (count(&tag, "number-rows-spanned"), count(&tag, "number-columns-spanned"));
                    (self.inside, self.date) = (true, attribute(&tag, "date-value"));
                    self.text.clear();
                }
                "p" if self.inside && !self.text.is_empty() => self.text.push(' '),
                "s" | "tab" | "line-break" if self.inside => self.text.push(' '),
                "annotation" => self.inside = false,
                _ => {}
            },
            Event::Text(said) if self.inside => self.say(&said),
            Event::CData(said) if self.inside => self.say(&said),
            Event::GeneralRef(entity) if self.inside => self.text.push(character(&entity)?),
            Event::End(tag) => match tag.local_name().as_ref() {
                "annotation" => self.inside = true,
                "table-cell" | "covered-table-cell" => self.end_of_cell(grid)?,
                "table-row" => self.end_of_row(grid)?,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, said: &str) {
        if self.text.len() < 1 << 16 {
            self.text.push_str(said);
        }
    }

    fn end_of_cell(&mut self, grid: &mut Grid<'_>) -> Result<(), Refusal> {
        let said = self.date.take().map_or_else(|| self.text.clone(), |day| day.chars().take(10).collect());
        if !said.trim().is_empty() {
            let end = self.column + self.column_repeat;
            if end > COLUMNS {
                return Err(Refusal::TooLarge);
            }
            self.cells.extend((self.column..end).map(|column| (column, said.clone())));
            grid.merge((self.row, self.column), (self.row + self.span.0 - 1, self.column + self.span.1 - 1));
        }
        self.column += self.column_repeat;
        self.inside = false;
        Ok(())
    }

    fn end_of_row(&mut self, grid: &mut Grid<'_>) -> Result<(), Refusal> {
        if !self.cells.is_empty() && self.row + self.row_repeat > ROWS {
            return Err(Refusal::TooLarge);
        }
        for at in 0..if self.cells.is_empty() { 0 } else { self.row_repeat } {
            for (column, said) in &self.cells {
                grid.put(self.row + at, *column, said)?;
            }
        }
        self.cells.clear();
        self.row += self.row_repeat;
        Ok(())
    }
}

fn count(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, 1 << 21)
}
