//! PDF files for tests: a page of lines in a font whose letters are named by a table of Unicode, as word processors write.

use std::fmt::Write;

/// A PDF with these lines on a page, in Unicode.
pub fn file(lines: &str) -> Vec<u8> {
    let whole = |codes: &[String]| format!("<{}> Tj T*\n", codes.concat());
    with_lines(lines, &|_| "/DW 500".to_owned(), &whole)
}

/// The same as Chromium has it: each letter is put where it stands, so that whoever reads tells blanks by the widths that the
/// font says, and the font says them as `widths` has it of how many letters there are.
pub fn file_by_letters(lines: &str, widths: &dyn Fn(usize) -> String) -> Vec<u8> {
    // Letters are half as wide as they are high: 6 of 12.
    let placed = |codes: &[String]| {
        let letters: String = codes.iter().map(|code| format!("<{code}> Tj 6 0 Td\n")).collect();
        format!("{letters}{} -14 Td\n", codes.len() as i64 * -6)
    };
    with_lines(lines, widths, &placed)
}

fn with_lines(lines: &str, widths: &dyn Fn(usize) -> String, shown: &dyn Fn(&[String]) -> String) -> Vec<u8> {
    let mut letters: Vec<char> = lines.chars().filter(|c| *c != '\n').collect();
    letters.sort_unstable();
    letters.dedup();
    let code = |c: char| letters.binary_search(&c).map_or(0, |at| at + 1);
    let mut text = String::from("BT /F1 12 Tf 14 TL 60 780 Td\n");
    for line in lines.lines() {
        let codes: Vec<String> = line.chars().map(|c| format!("{:04x}", code(c))).collect();
        text.push_str(&shown(&codes));
    }
    text.push_str("ET");
    let mut table = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <ffff> \
         endcodespacerange\n",
    );
    for part in letters.chunks(100) {
        let _ = writeln!(table, "{} beginbfchar", part.len());
        for c in part {
            let units: String = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04x}")).collect();
            let _ = writeln!(table, "<{:04x}> <{units}>", code(*c));
        }
        table.push_str("endbfchar\n");
    }
    table.push_str("endcmap end end");
    with_content(
        &text,
        &[
            "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>".into(),
            format!(
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
                 /Supplement 0 >> {} /FontDescriptor 8 0 R >>",
                widths(letters.len())
            ),
            stream(&table),
            "<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 /Descent 0 \
             /CapHeight 1 /StemV 1 >>"
                .into(),
        ],
    )
}

/// A PDF whose page has this content, with the font `/F1` as object 5 and what it stands on from 6.
pub fn with_content(content: &str, fonts: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        stream(content),
    ];
    objects.extend_from_slice(fonts);
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(out.len());
        out.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = out.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(end, "{place:010} 00000 n ");
    }
    let _ = write!(end, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.extend_from_slice(end.as_bytes());
    out
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}
