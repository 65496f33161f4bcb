//! Lists as files.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// A list as CSV with Excel's byte order mark. A cell that begins like a formula (`=`, `+`, `-`, `@`, a tab) gets an
/// apostrophe in front, as OWASP advises against CSV injection.
#[must_use]
pub fn csv(header: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let cell = if risky { format!("'{cell}") } else { cell.clone() };
            if cell.contains([',', ';', '"', '\n', '\r']) {
                out.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes());
            } else {
                out.extend(cell.bytes());
            }
        }
        out.extend(b"\r\n");
    }
    out
}

/// A list as XLSX: the title, the header repeated on each printed page, every cell text (never a formula), columns as wide
/// as what they hold.
///
/// # Errors
/// When there are more rows than a sheet has.
pub fn xlsx(title: &str, header: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(2, 2)?;
    for (column, name) in header.iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.get(column)).take(500);
        let widest = cells.chain([name]).map(|cell| cell.chars().count()).max().unwrap_or(8);
        sheet.set_column_width(column as u16, widest.clamp(5, 45) as f64 + 1.5)?;
    }
    sheet.write_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14.0))?;
    let head = Format::new().set_bold().set_align(FormatAlign::Center).set_text_wrap().set_border(FormatBorder::Thin);
    for (column, name) in header.iter().enumerate() {
        sheet.write_with_format(2, column as u16, name, &head)?;
    }
    let plain = Format::new().set_border(FormatBorder::Thin);
    for (row, cells) in (3..).zip(rows) {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string_with_format(row, column as u16, cell, &plain)?;
        }
    }
    book.save_to_buffer()
}
