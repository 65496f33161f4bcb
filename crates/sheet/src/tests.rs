//! What is read, and what is refused.

use crate::testing::{OLD, packed, workbook};
use crate::{Merged, book, csv, read, xlsx};

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
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
fn a_workbook_of_excel_97_is_read_with_its_sheets_days_and_merged_cells() {
    let sheets = book(OLD).unwrap();
    let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["Chi bộ ấp 1", "Chi bộ ấp 2"], "the hidden one is not shown");
    let rows = &sheets[0].rows;
    assert_eq!(rows[0], strings(&["DANH SÁCH ĐẢNG VIÊN"]));
    assert_eq!(rows[2], strings(&["STT", "Họ và tên", "Ngày sinh", "", "Số căn cước"]));
    assert_eq!(rows[3], strings(&["", "", "Nam", "Nữ"]));
    let long = "người của chi bộ ấp một, xã An Phú, huyện Tịnh Biên, tỉnh An Giang, ngụ tại tổ";
    for (nth, day) in [(0, ["1962", ""]), (1, ["", "1960-03-05"]), (59, ["", "1960-03-05"])] {
        let name = format!("Nguyễn Thị Thứ {} {long} {0}", nth + 1);
        let number = (nth + 1).to_string();
        assert_eq!(
            rows[4 + nth],
            strings(&[&number, &name, day[0], day[1], &format!("{:012}", 89_060_000_000 + nth as u64)])
        );
    }
    assert_eq!(rows[64].last().unwrap(), "1.5");
    assert!(sheets[0].merged.contains(&Merged { first: (2, 2), last: (2, 3) }), "{:?}", sheets[0].merged);
}

#[test]
fn a_workbook_is_read_cell_by_cell() {
    let rows = r#"<row r="2"><c r="B2" t="inlineStr"><is><r><t>Lê </t></r><r><t>Thị &amp; Ân</t></r><rPh><t>x</t></rPh></is></c><c t="b"><v>1</v></c></row>
        <row><c t="str"><f>1+1</f><v>a_x000D_b</v></c><c><v>89060001234</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>1962-03-05T00:00:00</v></c></row>"#;
    let sheet = read(&workbook(rows, "")).unwrap();
    assert_eq!(sheet.rows[1], strings(&["", "Lê Thị & Ân", "x"]));
    assert_eq!(sheet.rows[2], strings(&["a b", "89060001234", "#N/A", "1962-03-05"]));
}

#[test]
fn rows_of_text_keep_their_numbers() {
    let text = "sep=;\nHọ tên;Ghi chú\n\n\"Lê\nÂn\";\"a;b\"\nNgô Bê;'=1\n";
    let sheet = read(text.as_bytes()).unwrap();
    assert_eq!(
        sheet.rows,
        [strings(&["Họ tên", "Ghi chú"]), vec![], strings(&["Lê Ân", "a;b"]), strings(&["Ngô Bê", "=1"])]
    );
    let sheet = read("Họ tên|Địa chỉ\nLê Ân|tổ 1, ấp 2, xã An Phú\n".as_bytes()).unwrap();
    assert_eq!(sheet.rows[1], strings(&["Lê Ân", "tổ 1, ấp 2, xã An Phú"]));
}

#[test]
fn a_number_is_shown_as_its_format_shows_it() {
    use crate::format::{Format, date};
    for (code, n, shown) in [
        ("General", 1962.0, "1962"),
        ("dd/mm/yyyy", 22_710.0, "1962-03-05"),
        ("[$-42A]dd \"tháng\" mm", 22_710.0, "1962-03-05"),
        ("mm/yyyy", 22_710.0, "03/1962"),
        ("yyyy", 22_710.0, "1962"),
        ("h:mm", 0.5, "0.5"),
        ("0.00", 1.25, "1.25"),
        ("000000000000", 89_060_001_234.0, "089060001234"),
        ("dd/mm/yyyy", -5.0, "-5"),
    ] {
        assert_eq!(Format::of(code).show(n, false), shown, "{code}");
    }
    assert_eq!(
        [date(1.0, false), date(59.0, false), date(61.0, false)],
        [Some((1900, 1, 1)), Some((1900, 2, 28)), Some((1900, 3, 1))]
    );
    assert_eq!(date(0.0, true), Some((1904, 1, 1)));
    assert_eq!(date(2_958_465.0, false), Some((9999, 12, 31)));
}
