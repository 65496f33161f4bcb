//! For tests: files that are built to do harm or are not what they seem, made when they are asked for, each with the
//! reason for which it must be refused.

use crate::Refusal;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A file that must be refused.
pub struct Hostile {
    /// What it is.
    pub what: &'static str,
    /// The name that it is sent under.
    pub name: &'static str,
    /// Its bytes.
    pub make: fn() -> Vec<u8>,
    /// Why it is refused.
    pub refusal: Refusal,
}

/// All of them.
pub const HOSTILE: &[Hostile] = &[
    one("nothing", "a.xlsx", Vec::new, Refusal::Empty),
    one("a web page", "a.xls", || b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), Refusal::Markup),
    one(
        "a picture with script",
        "a.csv",
        || b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        Refusal::Markup,
    ),
    one("a PDF", "a.xlsx", || b"%PDF-1.7\n".to_vec(), Refusal::Kind),
    one("a program", "a.csv", || b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec(), Refusal::Kind),
    one("a letter", "a.xlsx", || packed(&[("word/document.xml", b"<x/>")]), Refusal::Kind),
    one("an archive in an archive", "a.xlsx", || packed(&[("a.xlsx", &workbook("<row/>", ""))]), Refusal::Kind),
    one("half a file", "a.xlsx", || half(&list()), Refusal::Damaged),
    one("half of an old file", "a.xls", || half(OLD), Refusal::Damaged),
    one("an old file's head", "a.xls", || [&OLD[..512], &[0; 512]].concat(), Refusal::Damaged),
    one("a workbook without cells", "a.xlsx", || workbook("", ""), Refusal::Empty),
    one(
        "macros",
        "a.xlsm",
        || packed(&[("xl/workbook.xml", b"<workbook/>"), ("xl/vbaProject.bin", b"x")]),
        Refusal::Macros,
    ),
    one(
        "macros of OpenDocument",
        "a.ods",
        || packed(&[("content.xml", b"<x/>"), ("Basic/Standard/script-lb.xml", b"<x/>")]),
        Refusal::Macros,
    ),
    one("old macros", "a.xls", || renamed("_VBA_PROJECT_CUR"), Refusal::Macros),
    one("a password", "a.xlsx", || renamed("EncryptedPackage"), Refusal::Locked),
    one("an old password", "a.xls", || old_with(&[0x2f, 0, 6, 0, 0, 0, 1, 2, 3, 4]), Refusal::Locked),
    one("a small file of gigabytes", "a.xlsx", bomb, Refusal::TooLarge),
    one("sizes that lie", "a.xlsx", lying, Refusal::Damaged),
    one("a hundred thousand parts", "a.xlsx", many_parts, Refusal::TooLarge),
    one(
        "a part that leads out",
        "a.xlsx",
        || packed(&[("xl/workbook.xml", b"<workbook/>"), ("../../etc/passwd", b"x")]),
        Refusal::Unsafe,
    ),
    one("a billion laughs", "a.xlsx", laughs, Refusal::Unsafe),
    one("a billion laughs in OpenDocument", "a.ods", || packed(&[("content.xml", LAUGHS.as_bytes())]), Refusal::Unsafe),
    one("quadratic entities", "a.xlsx", quadratic, Refusal::Unsafe),
    one(
        "an entity from elsewhere",
        "a.ods",
        || packed(&[("content.xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>")]),
        Refusal::Unsafe,
    ),
    one(
        "an entity without declaration",
        "a.xlsx",
        || workbook("<row><c t=\"inlineStr\"><is><t>&a;</t></is></c></row>", ""),
        Refusal::Unsafe,
    ),
    one(
        "tags 200,000 deep",
        "a.xlsx",
        || workbook(&format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000)), ""),
        Refusal::Unsafe,
    ),
    one(
        "a text of 16 MB",
        "a.xlsx",
        || workbook(&format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(16 << 20)), ""),
        Refusal::TooLarge,
    ),
    one("a text 60,000 times", "a.xlsx", repeated, Refusal::TooLarge),
    one(
        "texts by a count that lies",
        "a.xlsx",
        || workbook("", "uniqueCount=\"999999999999\" count=\"999999999999\""),
        Refusal::Empty,
    ),
    one(
        "a cell in the last corner",
        "a.xlsx",
        || workbook("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"str\"><v>x</v></c></row>", ""),
        Refusal::TooLarge,
    ),
    one("a cell in each row's last column", "a.xlsx", wide, Refusal::TooLarge),
    one(
        "a row a million times",
        "a.ods",
        || table("<table-row number-rows-repeated=\"1000000\"><table-cell><p>x</p></table-cell></table-row>"),
        Refusal::TooLarge,
    ),
    one(
        "a cell a million times",
        "a.ods",
        || table("<table-row><table-cell number-columns-repeated=\"1000000\"><p>x</p></table-cell></table-row>"),
        Refusal::TooLarge,
    ),
    one(
        "a table that was cut",
        "a.ods",
        || packed(&[("content.xml", b"<document><table><table-row><table-cell><p>x</p></table-cell></table-row>")]),
        Refusal::Damaged,
    ),
    one("sectors in a ring", "a.xls", ring, Refusal::Unsafe),
    one("a sheet beyond the end", "a.xls", beyond, Refusal::Damaged),
    one(
        "a quotation that never ends",
        "a.csv",
        || format!("a,b\n\"c{}", ",d\n".repeat(100_000)).into_bytes(),
        Refusal::Damaged,
    ),
    one(
        "a million columns",
        "a.csv",
        || b",".repeat(1 << 20).iter().copied().chain(*b"x").collect(),
        Refusal::TooLarge,
    ),
    one("a million rows", "a.csv", || b"a,b\n".repeat(1 << 20), Refusal::TooLarge),
];

/// A workbook of Excel 97 with two sheets that are shown: a title, a heading in two rows, 60 persons.
pub const OLD: &[u8] = include_bytes!("list.xls");

const fn one(what: &'static str, name: &'static str, make: fn() -> Vec<u8>, refusal: Refusal) -> Hostile {
    Hostile { what, name, make, refusal }
}

/// A packed file of these parts.
///
/// # Panics
/// Never: it is written into memory.
pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(*name, SimpleFileOptions::default()).expect("a part");
        out.write_all(bytes).expect("its bytes");
    }
    out.finish().expect("an archive").into_inner()
}

/// A workbook whose only sheet has these rows, and shared texts with these attributes (none when empty).
pub fn workbook(rows: &str, texts: &str) -> Vec<u8> {
    workbook_of(rows, if texts.is_empty() { "" } else { "<si><t>x</t></si>" }, texts)
}

fn workbook_of(rows: &str, texts: &str, count: &str) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |all: &str| format!("<Relationships>{all}</Relationships>");
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/>")
    };
    let inner =
        relation("r1", "worksheet", "worksheets/sheet1.xml") + &relation("r2", "sharedStrings", "sharedStrings.xml");
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations(&relation("r1", "officeDocument", "xl/workbook.xml")).as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(&inner).as_bytes()),
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/sharedStrings.xml", format!("<sst {count}>{texts}</sst>").as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes()),
    ])
}

fn table(rows: &str) -> Vec<u8> {
    packed(&[("content.xml", format!("<document><table>{rows}</table></document>").as_bytes())])
}

fn list() -> Vec<u8> {
    let row = vec!["Nguyễn Văn A".to_owned()];
    crate::xlsx("A", &row, &vec![row.clone(); 500]).expect("a list")
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

fn bomb() -> Vec<u8> {
    let zeros = vec![b' '; 8 << 20];
    let names: Vec<String> = (0..50).map(|n| format!("xl/media/{n}")).collect();
    packed(&names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect::<Vec<_>>())
}

/// A sheet of 8 MB that says it has 10 bytes: no more of it is unpacked.
fn lying() -> Vec<u8> {
    let mut file = workbook(&"<a></a> ".repeat(1 << 20), "");
    let stated: Vec<usize> = file
        .windows(24)
        .enumerate()
        .filter(|(_, window)| *window == b"xl/worksheets/sheet1.xml")
        .map(|(at, _)| at)
        .collect();
    // In the part's own head and in the list at the end.
    for (name, size) in stated.into_iter().zip([8, 22]) {
        file[name - size..name - size + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    file
}

fn many_parts() -> Vec<u8> {
    let names: Vec<String> = (0..100_000).map(|n| format!("xl/{n}")).collect();
    packed(&names.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>())
}

const LAUGHS: &str = "<!DOCTYPE x [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><x>&c;</x>";

fn laughs() -> Vec<u8> {
    packed(&[
        ("_rels/.rels", b"<Relationships/>"),
        ("xl/workbook.xml", LAUGHS.as_bytes()),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>"),
    ])
}

fn quadratic() -> Vec<u8> {
    let text = format!("<!DOCTYPE x [<!ENTITY a \"{}\">]><x>{}</x>", "a".repeat(50_000), "&a;".repeat(50_000));
    packed(&[("_rels/.rels", text.as_bytes()), ("content.xml", text.as_bytes())])
}

/// One text of 2,000 letters that 60,000 cells refer to.
fn repeated() -> Vec<u8> {
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(100));
    workbook_of(&row.repeat(600), &format!("<si><t>{}</t></si>", "a".repeat(2_000)), "")
}

fn wide() -> Vec<u8> {
    let row = |n: usize| format!("<row r=\"{n}\"><c r=\"DP{n}\" t=\"str\"><v>x</v></c></row>");
    workbook(&(1..=50_000).map(row).collect::<String>(), "")
}

/// The old workbook with its last free entry under another name.
fn renamed(name: &str) -> Vec<u8> {
    let mut file = OLD.to_vec();
    let folder = (u32::from_le_bytes([file[48], file[49], file[50], file[51]]) as usize + 1) * 512;
    let entry = folder + 3 * 128;
    for (at, unit) in name.encode_utf16().enumerate() {
        file[entry + 2 * at..entry + 2 * at + 2].copy_from_slice(&unit.to_le_bytes());
    }
    file[entry + 64..entry + 66].copy_from_slice(&(2 * name.len() as u16 + 2).to_le_bytes());
    file
}

/// The old workbook with this record in place of the one after its beginning.
fn old_with(record: &[u8]) -> Vec<u8> {
    let mut file = OLD.to_vec();
    let begin = file.windows(4).position(|w| w == [0x09, 0x08, 0x10, 0x00]).expect("the stream begins");
    let next = begin + 20;
    let room = 4 + usize::from(u16::from_le_bytes([file[next + 2], file[next + 3]]));
    // The record takes as much as it needs, an empty one of no meaning the rest.
    assert!(record.len() <= file.len() - next, "room for the record");
    file[next..next + record.len()].copy_from_slice(record);
    if room >= record.len() + 4 {
        let rest = (room - record.len() - 4) as u16;
        file[next + record.len()..next + record.len() + 2].copy_from_slice(&0x00ff_u16.to_le_bytes());
        file[next + record.len() + 2..next + record.len() + 4].copy_from_slice(&rest.to_le_bytes());
    }
    file
}

/// The old workbook whose folder goes on with itself.
fn ring() -> Vec<u8> {
    let mut file = OLD.to_vec();
    let folder = u32::from_le_bytes([file[48], file[49], file[50], file[51]]) as usize;
    let table = (u32::from_le_bytes([file[76], file[77], file[78], file[79]]) as usize + 1) * 512;
    file[table + 4 * folder..table + 4 * folder + 4].copy_from_slice(&(folder as u32).to_le_bytes());
    file
}

/// The old workbook whose first sheet begins where nothing is.
fn beyond() -> Vec<u8> {
    let mut file = OLD.to_vec();
    let sheet =
        file.windows(2).enumerate().position(|(at, w)| w == [0x85, 0x00] && file[at + 8] == 0 && file[at + 9] == 0);
    let sheet = sheet.expect("a sheet");
    file[sheet + 4..sheet + 8].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    file
}

/// The parts of a packed file as text, by name.
///
/// # Panics
/// When it is none.
pub fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut text).expect("its bytes");
        let name = part.name().expect("its name").into_owned();
        found.push((name, String::from_utf8_lossy(&text).into_owned()));
    }
    found
}
