//! Text with separators: commas, semicolons (Excel here writes those), tabs or bars; UTF-8, UTF-16 with its mark, or the
//! bytes of an old charset.

use crate::{Grid, Refusal, Room, Sheet};

/// Line breaks in one cell: more of them, and a quotation mark was never closed.
const BREAKS: usize = 100;

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let text = text(bytes).ok_or(Refusal::Kind)?.replace("\r\n", "\n").replace('\r', "\n");
    let mut text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        return Err(Refusal::Markup);
    }
    // Scripts, mark-up of printers and what else is text are no lists.
    if text.trim_start().starts_with(['{', '%']) {
        return Err(Refusal::Kind);
    }
    let mut separator = separator(text);
    // Excel is told the separator in a line of its own.
    if let Some((stated, rest)) = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        if let [stated] = stated.as_bytes() {
            separator = *stated;
        }
        text = rest;
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator);
    let mut room = Room::new();
    let mut grid = Grid::new(&mut room);
    // A row keeps its number: the reader passes over empty lines, and a cell of several lines is in one row.
    let (mut lines, mut breaks, mut seen) = (0, 0, 0);
    for record in reader.from_reader(text.as_bytes()).records() {
        let record = record.map_err(|_| Refusal::Damaged)?;
        let from = record.position().map_or(0, |place| place.byte() as usize).clamp(seen, text.len());
        let start = from + text[from..].len() - text[from..].trim_start_matches('\n').len();
        lines += text[seen..start].matches('\n').count();
        seen = start;
        let row = lines - breaks;
        for (column, cell) in record.iter().enumerate() {
            let here = cell.bytes().filter(|byte| *byte == b'\n').count();
            if here > BREAKS {
                return Err(Refusal::Damaged);
            }
            breaks += here;
            // What we write with an apostrophe in front of a formula's sign is read without it.
            let cell = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell);
            grid.put(row, column, cell)?;
        }
    }
    Ok(grid.finish("").into_iter().collect())
}

/// The text; bytes that are no Unicode are taken one by one (old charsets are decoded later, by what they look like).
fn text(bytes: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16(&units).ok()
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok()?.to_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
    };
    // Programs, pictures and archives have these; lists have not. (Old charsets have letters among the others.)
    let binary = |c: char| matches!(c, '\0' | '\u{1}' | '\u{7}' | '\u{8}');
    (!text.chars().take(100_000).any(binary)).then_some(text)
}

/// The sign that stands as often in most lines; of several the one that stands oftenest.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let score = |separator: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, separator)).collect();
        let alike = |n: usize| counts.iter().filter(|count| **count == n).count();
        counts.iter().filter(|n| **n > 0).map(|n| (alike(*n), *n)).max().unwrap_or((0, 0))
    };
    [b'|', b',', b';', b'\t'].into_iter().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}

fn outside_quotes(line: &str, separator: u8) -> usize {
    let (mut quoted, mut count) = (false, 0);
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            byte if byte == separator && !quoted => count += 1,
            _ => {}
        }
    }
    count
}
