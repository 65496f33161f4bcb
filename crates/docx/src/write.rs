//! Word files written: a page with its margins, paragraphs, and columns without lines. The same content gives the same bytes.
//!
//! The few elements that are needed are written by hand. A whole writer of the format would bring its own older copies of
//! what packs and reads XML here, and every word processor opens these.

use std::io::{Cursor, Write};
use zip::DateTime;
use zip::write::SimpleFileOptions;

/// Millimetres in the twentieths of a point in which Word measures, to the nearest one.
pub fn twips(mm: u32) -> u32 {
    (mm * 1440 * 10 + 127) / 254
}

/// The page, in millimetres.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The margin above.
    pub top: u32,
    /// The margin below.
    pub bottom: u32,
    /// The margin at the left.
    pub left: u32,
    /// The margin at the right.
    pub right: u32,
    /// How far below the upper edge the number stands, from the second page on; `None` for no numbers.
    pub number_from_top: Option<u32>,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The page.
    pub page: Page,
    /// What the file is called inside.
    pub title: String,
    /// The typeface.
    pub font: String,
    /// The size of what says no other, points.
    pub points: u32,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// Columns side by side, without lines: width in millimetres, and what stands in each.
    Columns(Vec<(u32, Vec<Paragraph>)>),
    /// A table with lines: how wide each column is, in millimetres, and its rows; the first one is its head, which stands
    /// again at the top of each page.
    Table(Vec<u32>, Vec<Vec<Paragraph>>),
}

/// Where the lines of a paragraph stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// At the right, as numbers stand in tables.
    Right,
    /// In the middle.
    Centre,
    /// At both margins.
    Both,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Where its lines stand.
    pub align: Align,
    /// How far its first line stands in, millimetres.
    pub indent: u32,
    /// Points before it.
    pub before: u32,
    /// Points after it.
    pub after: u32,
    /// The distance of its lines at least, points; 0 for what the letters need.
    pub line: u32,
    /// Stays on one page with what follows.
    pub keeps: bool,
    /// Its text, piece by piece.
    pub runs: Vec<Run>,
}

impl Paragraph {
    /// A paragraph of these pieces with nothing around it.
    pub fn new(align: Align, runs: Vec<Run>) -> Paragraph {
        Paragraph { align, indent: 0, before: 0, after: 0, line: 0, keeps: false, runs }
    }
}

/// A piece of text that looks alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The text; a line feed breaks the line, a tab is one.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// In italics.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Its size, points; 0 for that of the document.
    pub points: u32,
}

impl Run {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), ..Run::default() }
    }

    /// Bold text.
    pub fn bold(text: impl Into<String>) -> Run {
        Run { bold: true, ..Run::plain(text) }
    }

    /// The same in another size.
    #[must_use]
    pub fn sized(self, points: u32) -> Run {
        Run { points, ..self }
    }
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The file's bytes.
///
/// # Errors
/// Those of packing.
pub fn write(document: &Document) -> zip::result::ZipResult<Vec<u8>> {
    let types = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>\
         <Override PartName=\"/word/styles.xml\" ContentType=\"{WORD}.styles+xml\"/><Override PartName=\"/word/header1.xml\" \
         ContentType=\"{WORD}.header+xml\"/><Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    );
    let relations = format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
         Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/></Relationships>"
    );
    let inner = format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/styles\" \
         Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/header\" Target=\"header1.xml\"/></Relationships>"
    );
    let core = format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>",
        escaped(&document.title)
    );
    let parts = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relations),
        ("word/document.xml", main(document)),
        ("word/_rels/document.xml.rels", inner),
        ("word/styles.xml", styles(document)),
        ("word/header1.xml", header()),
        ("docProps/core.xml", core),
    ];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The moment of writing is no part of a paper.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, text) in parts {
        out.start_file(name, options)?;
        out.write_all(text.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}

fn main(document: &Document) -> String {
    let mut out = format!("{XML}<w:document {W}><w:body>");
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => write_paragraph(&mut out, paragraph),
            Block::Columns(columns) => write_columns(&mut out, columns),
            Block::Table(widths, rows) => write_table(&mut out, widths, rows),
        }
    }
    // Between a table and the end of the text there has to be a paragraph.
    if !matches!(document.blocks.last(), Some(Block::Paragraph(_))) {
        out.push_str("<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>");
    }
    let page = &document.page;
    let number = page.number_from_top;
    out.push_str("<w:sectPr>");
    if number.is_some() {
        out.push_str("<w:headerReference w:type=\"default\" r:id=\"rId2\"/>");
    }
    out.push_str(&format!(
        "<w:pgSz w:w=\"{}\" w:h=\"{}\"/><w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"{}\" \
         w:footer=\"{}\" w:gutter=\"0\"/>",
        twips(page.width),
        twips(page.height),
        twips(page.top),
        twips(page.right),
        twips(page.bottom),
        twips(page.left),
        twips(number.unwrap_or(10)),
        twips(10),
    ));
    if number.is_some() {
        out.push_str("<w:titlePg/>");
    }
    out.push_str("</w:sectPr></w:body></w:document>");
    out
}

fn styles(document: &Document) -> String {
    let font = escaped(&document.font);
    let size = document.points * 2;
    format!(
        "{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" \
         w:eastAsia=\"{font}\" w:cs=\"{font}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"vi-VN\"/>\
         </w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" \
         w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style></w:styles>"
    )
}

fn header() -> String {
    format!(
        "{XML}<w:hdr {W}><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
         <w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         </w:p></w:hdr>"
    )
}

fn write_columns(out: &mut String, columns: &[(u32, Vec<Paragraph>)]) {
    let width: u32 = columns.iter().map(|(width, _)| twips(*width)).sum();
    let none: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|side| format!("<w:{side} w:val=\"nil\"/>"))
        .concat();
    // Without its own margins a cell is exactly as wide as it says.
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:tblBorders>{none}</w:tblBorders><w:tblLayout \
         w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar>\
         </w:tblPr><w:tblGrid>"
    ));
    for (width, _) in columns {
        out.push_str(&format!("<w:gridCol w:w=\"{}\"/>", twips(*width)));
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (width, paragraphs) in columns {
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>", twips(*width)));
        for paragraph in paragraphs {
            write_paragraph(out, paragraph);
        }
        if paragraphs.is_empty() {
            out.push_str("<w:p/>");
        }
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr></w:tbl>");
}

fn write_table(out: &mut String, widths: &[u32], rows: &[Vec<Paragraph>]) {
    let whole: u32 = widths.iter().map(|width| twips(*width)).sum();
    let line = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout \
         w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
    ));
    for width in widths {
        out.push_str(&format!("<w:gridCol w:w=\"{}\"/>", twips(*width)));
    }
    out.push_str("</w:tblGrid>");
    for (nth, row) in rows.iter().enumerate() {
        out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        if nth == 0 {
            out.push_str("<w:tblHeader/>");
        }
        out.push_str("</w:trPr>");
        for (width, paragraph) in widths.iter().zip(row) {
            out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>", twips(*width)));
            write_paragraph(out, paragraph);
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

fn write_paragraph(out: &mut String, paragraph: &Paragraph) {
    out.push_str("<w:p><w:pPr>");
    if paragraph.keeps {
        out.push_str("<w:keepNext/>");
    }
    out.push_str(&format!("<w:spacing w:before=\"{}\" w:after=\"{}\"", paragraph.before * 20, paragraph.after * 20));
    if paragraph.line > 0 {
        out.push_str(&format!(" w:line=\"{}\" w:lineRule=\"atLeast\"", paragraph.line * 20));
    }
    out.push_str("/>");
    if paragraph.indent > 0 {
        out.push_str(&format!("<w:ind w:firstLine=\"{}\"/>", twips(paragraph.indent)));
    }
    let align = match paragraph.align {
        Align::Left => "left",
        Align::Right => "right",
        Align::Centre => "center",
        Align::Both => "both",
    };
    out.push_str(&format!("<w:jc w:val=\"{align}\"/></w:pPr>"));
    for run in &paragraph.runs {
        write_run(out, run);
    }
    out.push_str("</w:p>");
}

fn write_run(out: &mut String, run: &Run) {
    out.push_str("<w:r><w:rPr>");
    if run.bold {
        out.push_str("<w:b/>");
    }
    if run.italic {
        out.push_str("<w:i/>");
    }
    // The order of these elements is laid down: size before underlining.
    if run.points > 0 {
        out.push_str(&format!("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", run.points * 2));
    }
    if run.underline {
        out.push_str("<w:u w:val=\"single\"/>");
    }
    out.push_str("</w:rPr>");
    let mut text = String::new();
    let flush = |out: &mut String, text: &mut String| {
        if !text.is_empty() {
            out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(text)));
            text.clear();
        }
    };
    for c in run.text.chars() {
        match c {
            '\n' => {
                flush(out, &mut text);
                out.push_str("<w:br/>");
            }
            '\t' => {
                flush(out, &mut text);
                out.push_str("<w:tab/>");
            }
            c => text.push(c),
        }
    }
    flush(out, &mut text);
    out.push_str("</w:r>");
}

/// Whether XML may have the character.
fn is_allowed(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| is_allowed(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
