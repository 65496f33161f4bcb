//! Text with separators: commas, semicolons (Excel here writes those) or tabs; UTF-8, or UTF-16 with its mark.

use crate::{Grid, Refusal, Sheet};

pub(crate) fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let text = text(bytes).ok_or(Refusal::Kind)?;
    // Markup, scripts and what else is text are no lists.
    if text.trim_start().starts_with(['<', '{', '%']) {
        return Err(Refusal::Kind);
    }
    let separator = separator(&text);
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator);
    let mut grid = Grid::default();
    for (row, record) in reader.from_reader(text.as_bytes()).records().enumerate() {
        for (column, cell) in record.map_err(|_| Refusal::Damaged)?.iter().enumerate() {
            // What we write with an apostrophe in front of a formula's sign is read without it.
            let cell = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell);
            grid.put(row, column, cell)?;
        }
    }
    grid.finish("")
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
    // Programs, pictures and archives have these; lists have not.
    let binary = |c: char| c.is_control() && !c.is_whitespace() && (c as u32) < 0x20;
    (!text.chars().take(4_000).any(|c| c == '\0' || binary(c) && bytes.starts_with(b"%PDF"))).then_some(text)
}

fn separator(text: &str) -> u8 {
    let head: String = text.lines().take(20).collect();
    let count = |separator: u8| head.bytes().filter(|byte| *byte == separator).count();
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}
