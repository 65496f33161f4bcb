//! What is read, and what is refused.

use crate::{Refusal, csv, read, xlsx};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn ods(table: &str) -> Vec<u8> {
    let xml = format!(
        "<office:document-content><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    );
    packed(&[("content.xml", xml.as_bytes())])
}

#[test]
fn a_list_comes_back_as_it_was_written() {
    let header = strings(&["Họ và tên", "Ghi chú"]);
    let rows = vec![strings(&["Lê Thị A", "=1+1"]), strings(&["Ngô B", "a, \"b\"; c"]), strings(&["Trần C", "+84 90"])];
    let whole = |from: usize, sheet: crate::Sheet| sheet.rows[from..].to_vec();
    let expected: Vec<_> = std::iter::once(header.clone()).chain(rows.clone()).collect();
    assert_eq!(whole(0, read(&csv(&header, &rows)).unwrap()), expected);
    assert_eq!(whole(2, read(&xlsx("Danh sách", &header, &rows).unwrap()).unwrap()), expected);
    let text = String::from_utf8(csv(&header, &rows)).unwrap();
    assert!(text.contains("'=1+1") && text.contains("'+84 90"), "no cell is a formula: {text}");
}

#[test]
fn separators_and_charsets_of_text_are_told_apart() {
    let expected = vec![strings(&["Họ tên", "Năm sinh"]), strings(&["Đỗ Ân", "1950"])];
    for text in ["Họ tên,Năm sinh\nĐỗ Ân,1950", "Họ tên;Năm sinh\r\nĐỗ Ân;1950\r\n", "Họ tên\tNăm sinh\nĐỗ Ân\t1950"]
    {
        assert_eq!(read(text.as_bytes()).unwrap().rows, expected);
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide).unwrap().rows, expected);
    }
    assert_eq!(
        read(b"H\xe4 t\xaan,1950").unwrap().rows,
        [strings(&["Hä tªn", "1950"])],
        "old bytes wait to be decoded"
    );
}

#[test]
fn opendocument_repeats_dates_and_notes() {
    let table = r#"<table:table table:name="Chi bộ"><table:table-row><table:table-cell table:number-columns-repeated="2"/>
        <table:table-cell><text:p>Họ &amp; tên</text:p><office:annotation><text:p>ghi chú</text:p></office:annotation></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:date-value="1950-02-03T00:00:00"><text:p>3/2/50</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="2"><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#;
    let sheet = read(&ods(table)).unwrap();
    assert_eq!(
        (sheet.name.as_str(), &sheet.rows),
        ("Chi bộ", &vec![strings(&["", "", "Họ & tên"]), strings(&["1950-02-03", "a", "a"])])
    );
}

#[test]
fn hostile_and_broken_files_are_refused_with_the_reason() {
    let zeros = vec![b' '; 8 << 20];
    let bomb: Vec<(String, &[u8])> = (0..50).map(|n| (format!("xl/media/{n}"), zeros.as_slice())).collect();
    let bomb: Vec<(&str, &[u8])> = bomb.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let good = xlsx("A", &strings(&["a"]), &vec![strings(&["b"]); 50]).unwrap();
    let mut corner = rust_xlsxwriter::Workbook::new();
    corner.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
    let corner = corner.save_to_buffer().unwrap();
    let mut empty = rust_xlsxwriter::Workbook::new();
    empty.add_worksheet();
    let empty = empty.save_to_buffer().unwrap();
    let entity = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><table:table><table:table-row><table:table-cell><text:p>&b;</text:p></table:table-cell></table:table-row></table:table>";
    let wide = r#"<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#;
    for (what, bytes, refusal) in [
        ("nothing", vec![], Refusal::Empty),
        ("a page", b"<html><script>alert(1)</script>".to_vec(), Refusal::Kind),
        ("a PDF", b"%PDF-1.4".to_vec(), Refusal::Kind),
        ("another archive", packed(&[("word/document.xml", b"x")]), Refusal::Kind),
        ("a small file of gigabytes", packed(&bomb), Refusal::TooLarge),
        ("macros", packed(&[("xl/vbaProject.bin", b"x")]), Refusal::Macros),
        ("half a file", good[..good.len() / 2].to_vec(), Refusal::Damaged),
        ("an old file's head", [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat(), Refusal::Damaged),
        ("a cell in the last corner", corner, Refusal::TooLarge),
        ("an empty workbook", empty, Refusal::Empty),
        ("entities", ods(entity), Refusal::Damaged),
        ("a row a million times", ods(wide), Refusal::TooLarge),
        (
            "a table that was cut",
            ods(
                "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
            ),
            Refusal::Damaged,
        ),
    ] {
        assert_eq!(read(&bytes).err(), Some(refusal), "{what}");
    }
}
