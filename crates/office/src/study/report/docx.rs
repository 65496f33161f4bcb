//! A report as a Word file: headings, paragraphs and tables, in the letters and margins that offices use. Written by hand in
//! the few elements that it needs; a word processor opens it and goes on.

use super::Block;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const OPEN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
/// A4, 20 mm above and below, 30 mm left, 15 mm right, in twentieths of a point.
const CLOSE: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>"#;
/// Sizes in half points: 14 pt in the text, 12 pt in tables.
const TEXT: u32 = 28;
const TABLE: u32 = 24;

/// The file.
///
/// # Errors
/// Those of packing, which memory does not give.
pub fn write(blocks: &[Block]) -> zip::result::ZipResult<Vec<u8>> {
    let mut body = String::from(OPEN);
    for block in blocks {
        match block {
            Block::Pair(left, right) => pair(&mut body, left, right),
            Block::Title(text) => paragraph(&mut body, text, "center", TEXT, true),
            Block::Heading(text) => paragraph(&mut body, text, "left", TEXT, true),
            Block::Text(text) => paragraph(&mut body, text, "both", TEXT, false),
            Block::Table(header, rows) => table(&mut body, header, rows),
        }
    }
    body.push_str(CLOSE);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("word/document.xml", &body)] {
        out.start_file(name, SimpleFileOptions::default())?;
        out.write_all(text.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}

fn escaped(text: &str) -> String {
    // Control characters are no part of XML.
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn paragraph(out: &mut String, text: &str, align: &str, size: u32, bold: bool) {
    let indent = if align == "both" { "<w:ind w:firstLine=\"567\"/>" } else { "" };
    let bold = if bold { "<w:b/>" } else { "" };
    let font = "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/>";
    for line in text.split('\n') {
        out.push_str(&format!(
            "<w:p><w:pPr><w:spacing w:after=\"120\"/>{indent}<w:jc w:val=\"{align}\"/></w:pPr><w:r><w:rPr>{font}{bold}\
             <w:sz w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            escaped(line)
        ));
    }
}

/// Two columns without lines: who writes, and the country's line; at the end, who gets it and who signs.
fn pair(out: &mut String, left: &str, right: &str) {
    out.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/></w:tblPr><w:tr>");
    for text in [left, right] {
        out.push_str("<w:tc><w:tcPr><w:tcW w:w=\"2500\" w:type=\"pct\"/></w:tcPr>");
        paragraph(out, text, "center", TABLE, true);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr></w:tbl>");
    paragraph(out, "", "left", TABLE, false);
}

fn table(out: &mut String, header: &[String], rows: &[Vec<String>]) {
    let line = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>{lines}</w:tblBorders></w:tblPr>"
    ));
    let head = std::iter::once((header, true));
    for (cells, is_head) in head.chain(rows.iter().map(|row| (row.as_slice(), false))) {
        out.push_str("<w:tr>");
        if is_head {
            out.push_str("<w:trPr><w:tblHeader/></w:trPr>");
        }
        for (at, text) in cells.iter().enumerate() {
            let align = if is_head {
                "center"
            } else if at == 0 {
                "left"
            } else {
                "right"
            };
            out.push_str("<w:tc>");
            paragraph(out, text, align, TABLE, is_head);
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    paragraph(out, "", "left", TABLE, false);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_package_that_says_what_it_was_told() {
        let blocks = [
            Block::Pair("ĐẢNG ỦY XÃ".into(), "ĐẢNG CỘNG SẢN VIỆT NAM".into()),
            Block::Title("BÁO CÁO".into()),
            Block::Text("35.599/35.900 đảng viên, đạt 99,16% <&>".into()),
            Block::Table(vec!["Đơn vị".into(), "Tỷ lệ".into()], vec![vec!["Chi bộ 1".into(), "100,00%".into()]]),
        ];
        let bytes = write(&blocks).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut text).unwrap();
        assert!(text.contains("35.599/35.900 đảng viên, đạt 99,16% &lt;&amp;&gt;"), "{text}");
        for (open, close) in
            [("<w:p>", "</w:p>"), ("<w:tc>", "</w:tc>"), ("<w:tr>", "</w:tr>"), ("<w:tbl>", "</w:tbl>")]
        {
            assert_eq!(text.matches(open).count(), text.matches(close).count(), "{open}");
        }
        for name in ["[Content_Types].xml", "_rels/.rels"] {
            assert!(archive.by_name(name).is_ok(), "{name}");
        }
    }
}
