//! The workbook of Excel since 2007: its sheets that are not hidden, from part to part as its relations lead.

use crate::format::Format;
use crate::pack::Pack;
use crate::xml::{attribute, character};
use crate::{Grid, Refusal, Room, Sheet};
use quick_xml::events::Event;
use std::collections::HashMap;

/// Bytes of the parts that describe the workbook, of its shared texts, of one sheet.
const SMALL: u64 = 16 << 20;
const TEXTS: u64 = 96 << 20;
const SHEET: u64 = 256 << 20;
/// Formats of cells at most.
const FORMATS: usize = 70_000;

/// Where the workbook is, when this is one.
pub(crate) fn workbook(pack: &mut Pack<'_>) -> Option<String> {
    let stated = relations(pack, "_rels/.rels", "").ok()?;
    let path = stated.into_iter().find(|relation| relation.kind == "officeDocument").map(|relation| relation.target);
    let path = path.filter(|path| pack.has(path)).unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let is_one = path.to_lowercase().ends_with(".xml") && path.to_lowercase().contains("workbook") && pack.has(&path);
    is_one.then_some(path)
}

pub(crate) fn read(pack: &mut Pack<'_>, path: &str) -> Result<Vec<Sheet>, Refusal> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let relations = relations(pack, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let target = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
    let (sheets, since_1904) = sheets(pack, path)?;
    let formats = match target("styles").filter(|path| pack.has(path)) {
        Some(path) => formats(pack, &path)?,
        None => Vec::new(),
    };
    let texts = match target("sharedStrings").filter(|path| pack.has(path)) {
        Some(path) => Texts::read(pack, &path)?,
        None => Texts::default(),
    };
    let (mut room, mut found) = (Room::new(), Vec::new());
    for (name, id) in sheets {
        // A chart on a sheet of its own has no cells.
        let path = relations.iter().find(|r| r.id == id && r.kind == "worksheet").map(|r| r.target.as_str());
        let Some(path) = path.filter(|path| pack.has(path)) else { continue };
        let mut grid = Grid::new(&mut room);
        cells(pack, path, &mut grid, &Look { formats: &formats, texts: &texts, since_1904 })?;
        found.extend(grid.finish(&name));
    }
    Ok(found)
}

struct Relation {
    id: String,
    /// The last step of its type: `worksheet`, `sharedStrings`.
    kind: String,
    target: String,
}

fn relations(pack: &mut Pack<'_>, path: &str, folder: &str) -> Result<Vec<Relation>, Refusal> {
    let mut xml = pack.xml(path.trim_start_matches('/'), SMALL)?;
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                let value = |name: &str| attribute(&tag, name).unwrap_or_default();
                let target = value("Target");
                let target = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None if folder.is_empty() => target,
                    None => format!("{folder}/{target}"),
                };
                let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relation { id: value("Id"), kind, target: target.replace("/./", "/") });
            }
            _ => {}
        }
    }
}

/// Names and relations of the sheets that are shown, and whether days are counted from 1904.
fn sheets(pack: &mut Pack<'_>, path: &str) -> Result<(Vec<(String, String)>, bool), Refusal> {
    let mut xml = pack.xml(path, SMALL)?;
    let (mut found, mut since_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Eof => return Ok((found, since_1904)),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "workbookPr" => {
                    since_1904 = attribute(&tag, "date1904").is_some_and(|value| value == "1" || value == "true");
                }
                "sheet" if attribute(&tag, "state").is_none_or(|state| state == "visible") => {
                    found
                        .push((attribute(&tag, "name").unwrap_or_default(), attribute(&tag, "id").unwrap_or_default()));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn formats(pack: &mut Pack<'_>, path: &str) -> Result<Vec<Format>, Refusal> {
    let mut xml = pack.xml(path, SMALL)?;
    let (mut own, mut found, mut inside) = (HashMap::new(), Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse::<u16>().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                        own.insert(id, Format::of(&code));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside && found.len() < FORMATS => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    found.push(own.get(&id).copied().unwrap_or_else(|| Format::built_in(id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => inside = false,
            _ => {}
        }
    }
}

/// The texts that cells refer to by number, one after the other.
#[derive(Default)]
struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    fn read(pack: &mut Pack<'_>, path: &str) -> Result<Texts, Refusal> {
        let mut xml = pack.xml(path, TEXTS)?;
        let (mut texts, mut inside, mut sounded) = (Texts::default(), false, false);
        loop {
            match xml.next()? {
                Event::Eof => return Ok(texts),
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "t" => inside = !sounded,
                    // How a text is pronounced, for Japanese.
                    "rPh" => sounded = true,
                    _ => {}
                },
                Event::Text(text) if inside => texts.all.push_str(&text),
                Event::CData(text) if inside => texts.all.push_str(&text),
                Event::GeneralRef(entity) if inside => texts.all.push(character(&entity)?),
                Event::End(tag) => match tag.local_name().as_ref() {
                    "t" => inside = false,
                    "rPh" => sounded = false,
                    "si" => texts.ends.push(u32::try_from(texts.all.len()).map_err(|_| Refusal::TooLarge)?),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.all.get(start..end)
    }
}

struct Look<'a> {
    formats: &'a [Format],
    texts: &'a Texts,
    since_1904: bool,
}

fn cells(pack: &mut Pack<'_>, path: &str, grid: &mut Grid<'_>, look: &Look<'_>) -> Result<(), Refusal> {
    let mut xml = pack.xml(path, SHEET)?;
    let (mut row, mut column) = (0, 0);
    let (mut kind, mut format) = (String::new(), Format::Plain);
    let (mut text, mut inside, mut sounded) = (String::new(), false, false);
    loop {
        match xml.next()? {
            Event::Eof => return Ok(()),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    row = attribute(&tag, "r").and_then(|r| r.parse::<usize>().ok()).unwrap_or(row + 1);
                    column = 0;
                }
                "c" => {
                    if let Some((at_row, at_column)) = attribute(&tag, "r").and_then(|r| place(&r)) {
                        (row, column) = (at_row + 1, at_column + 1);
                    } else {
                        column += 1;
                    }
                    kind = attribute(&tag, "t").unwrap_or_default();
                    let style = attribute(&tag, "s").and_then(|s| s.parse::<usize>().ok());
                    format = style.and_then(|s| look.formats.get(s)).copied().unwrap_or_default();
                    text.clear();
                }
                "v" => inside = kind != "inlineStr",
                "t" => inside = kind == "inlineStr" && !sounded,
                "rPh" => sounded = true,
                "mergeCell" => {
                    let range = attribute(&tag, "ref").unwrap_or_default();
                    if let Some((Some(first), Some(last))) = range.split_once(':').map(|(a, b)| (place(a), place(b))) {
                        grid.merge(first, last);
                    }
                }
                _ => {}
            },
            Event::Text(said) if inside => text.push_str(&said),
            Event::CData(said) if inside => text.push_str(&said),
            Event::GeneralRef(entity) if inside => text.push(character(&entity)?),
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" | "t" => inside = false,
                "rPh" => sounded = false,
                "c" if !text.is_empty() => {
                    grid.put(row.saturating_sub(1), column.saturating_sub(1), &shown(&kind, &text, format, look))?;
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn shown(kind: &str, text: &str, format: Format, look: &Look<'_>) -> String {
    match kind {
        "s" => text.trim().parse().ok().and_then(|at| look.texts.get(at)).map_or(String::new(), unescape),
        "str" | "inlineStr" => unescape(text),
        "b" => if text.trim() == "1" { "x" } else { "" }.to_owned(),
        "d" => text.chars().take(10).collect(),
        "e" => text.to_owned(),
        _ => text.trim().parse().map_or_else(|_| text.to_owned(), |n| format.show(n, look.since_1904)),
    }
}

/// `C5` as row 4, column 2.
fn place(name: &str) -> Option<(usize, usize)> {
    let name = name.trim_start_matches('$');
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digit = |byte: u8| usize::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = name.bytes().take(letters.min(4)).fold(0, |sum, byte| sum * 26 + digit(byte));
    let row: usize = name[letters..].trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// Excel writes what XML cannot hold as `_x000D_`.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let sign = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        out.push_str(&rest[..at]);
        match sign {
            Some(sign) => {
                out.push(sign);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}
