//! The content of an OpenDocument spreadsheet. Repeated cells are kept within the bounds: an office program writes a
//! million empty rows below a list as one repetition.

use crate::{COLUMNS, Grid, ROWS, Refusal, Sheet};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

pub(crate) fn read(content: &[u8]) -> Result<Sheet, Refusal> {
    let mut reader = Reader::from_str(std::str::from_utf8(content).map_err(|_| Refusal::Damaged)?);
    let (mut grid, mut name) = (Grid::default(), String::new());
    let (mut row, mut column) = (0, 0);
    let (mut row_repeat, mut column_repeat) = (1, 1);
    let mut cells: Vec<(usize, String)> = Vec::new();
    let (mut inside, mut text, mut date) = (false, String::new(), None);
    loop {
        let event = reader.read_event().map_err(|_| Refusal::Damaged)?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "table:table" => name = attribute(&tag, "table:name").unwrap_or_default(),
                "table:table-row" => {
                    row_repeat = repeat(&tag, "table:number-rows-repeated");
                    column = 0;
                    if empty {
                        row += row_repeat;
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    column_repeat = repeat(&tag, "table:number-columns-repeated");
                    (inside, date) = (!empty, attribute(&tag, "office:date-value"));
                    text.clear();
                    if empty {
                        column += column_repeat;
                    }
                }
                "text:p" if inside && !text.is_empty() => text.push(' '),
                "text:s" | "text:tab" | "text:line-break" if inside => text.push(' '),
                "office:annotation" => inside = false,
                _ => {}
            },
            Event::Text(said) if inside => text.push_str(&said),
            Event::GeneralRef(entity) if inside => text.push(character(&entity).ok_or(Refusal::Damaged)?),
            Event::End(tag) => match tag.name().as_ref() {
                "office:annotation" => inside = true,
                "table:table-cell" | "table:covered-table-cell" => {
                    let said = date.take().map_or_else(|| text.clone(), |day| day.chars().take(10).collect());
                    if !said.trim().is_empty() {
                        if column + column_repeat > COLUMNS {
                            return Err(Refusal::TooLarge);
                        }
                        cells.extend((column..column + column_repeat).map(|column| (column, said.clone())));
                    }
                    column += column_repeat;
                    inside = false;
                }
                "table:table-row" => {
                    if !cells.is_empty() && row + row_repeat > ROWS {
                        return Err(Refusal::TooLarge);
                    }
                    for (at, (column, said)) in (0..row_repeat).flat_map(|at| cells.iter().map(move |cell| (at, cell)))
                    {
                        grid.put(row + at, *column, said)?;
                    }
                    cells.clear();
                    row += row_repeat;
                }
                "table:table" if !grid.0.is_empty() => return grid.finish(&name),
                "table:table" => row = 0,
                _ => {}
            },
            _ => {}
        }
    }
    // A file that ends within a table was cut.
    Err(if grid.0.is_empty() { Refusal::Empty } else { Refusal::Damaged })
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.value.into_owned())
}

fn repeat(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, 1 << 21)
}

/// A character written as a reference; entities of one's own are not resolved.
fn character(entity: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Some(c);
    }
    match &**entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
