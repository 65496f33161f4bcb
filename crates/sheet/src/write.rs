//! Lists as files, written row by row: what is in memory does not grow with the list.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use std::io::{self, Write};

/// A cell of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text; in no file is it ever taken for a formula.
    Text(String),
    /// A whole number, so that a spreadsheet can add and sort it.
    Number(i64),
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

/// A list as CSV; see [`write_csv`].
#[must_use]
pub fn csv(header: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = write_csv(&mut out, header, rows.iter().map(|row| texts(row)));
    out
}

/// A list as XLSX; see [`write_xlsx`].
///
/// # Errors
/// When there are more rows than a sheet has.
pub fn xlsx(title: &str, header: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut out = Vec::new();
    write_xlsx(&mut out, title, header, rows.iter().map(|row| texts(row)))?;
    Ok(out)
}

fn texts(row: &[String]) -> Vec<Cell> {
    row.iter().cloned().map(Cell::Text).collect()
}

/// Writes a list as CSV with the byte order mark by which Excel knows that it is Unicode. What a spreadsheet could take for
/// a formula gets an apostrophe in front.
///
/// # Errors
/// Those of the writer.
pub fn write_csv(out: &mut impl Write, header: &[String], rows: impl IntoIterator<Item = Vec<Cell>>) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    for row in std::iter::once(texts(header)).chain(rows) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            match cell {
                Cell::Number(number) => write!(out, "{number}")?,
                Cell::Text(text) => write_text(out, &harmless(text))?,
            }
        }
        out.write_all(b"\r\n")?;
    }
    Ok(())
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    if text.contains([',', ';', '"', '\n', '\r', '\t']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}

/// Puts an apostrophe before each sign that could begin a formula: `=`, `+`, `-`, `@` and their full-width forms (OWASP, "CSV
/// injection"). That is at the beginning, blanks and control characters aside, and also after a separator, a quote or
/// a line break: where a spreadsheet reads commas as semicolons or the reverse, a new cell begins there.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    // Whether a cell might begin here for some reader, and where its blanks began.
    let mut start = Some(0);
    for letter in text.chars() {
        match (start, letter) {
            (Some(at), '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => {
                out.insert(at, '\'');
                start = None;
            }
            (_, ',' | ';' | '\t' | '\r' | '\n' | '"') => start = Some(out.len() + letter.len_utf8()),
            (Some(_), other) if is_blank(other) => {}
            _ => start = None,
        }
        out.push(letter);
    }
    // A tab or a line break in front is eaten by some spreadsheets together with what guards the rest.
    if out.starts_with(char::is_control) {
        out.insert(0, '\'');
    }
    out
}

/// What a reader may skip before it looks for a sign: blanks, control characters, what has no width.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Rows by which the widths of columns are set.
const LOOKED_AT: usize = 500;

/// Writes a list as XLSX: the title, the header repeated on each printed page, text always text (never a formula), columns
/// as wide as what the first rows hold. The rows wait in a nameless temporary file until the sheet is packed.
///
/// # Errors
/// Those of the writer and of the temporary file; when there are more rows than a sheet has.
pub fn write_xlsx(
    out: &mut (impl Write + Send),
    title: &str,
    header: &[String],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    let mut rows = rows.into_iter();
    let first: Vec<Vec<Cell>> = rows.by_ref().take(LOOKED_AT).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(2, 2)?;
    sheet.set_freeze_panes(3, 0)?;
    for (column, name) in header.iter().enumerate() {
        let cells = first.iter().filter_map(|row| row.get(column)).map(|cell| match cell {
            Cell::Text(text) => text.chars().count(),
            Cell::Number(number) => number.to_string().len(),
        });
        let widest = cells.chain([name.chars().count()]).max().unwrap_or(8);
        sheet.set_column_width(column as u16, widest.clamp(5, 45) as f64 + 1.5)?;
    }
    sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14.0))?;
    let head = Format::new().set_bold().set_align(FormatAlign::Center).set_text_wrap().set_border(FormatBorder::Thin);
    for (column, name) in header.iter().enumerate() {
        sheet.write_string_with_format(2, column as u16, name, &head)?;
    }
    let plain = Format::new().set_border(FormatBorder::Thin);
    for (row, cells) in (3..).zip(first.into_iter().chain(rows)) {
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                Cell::Text(text) => sheet.write_string_with_format(row, column as u16, text, &plain)?,
                Cell::Number(number) => sheet.write_number_with_format(row, column as u16, *number as f64, &plain)?,
            };
        }
    }
    book.save_to_writer(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    /// How a reader with this separator splits a line, as Excel does: a quote counts only at the beginning of a field.
    fn fields(text: &str, separator: char) -> Vec<String> {
        let (mut all, mut one, mut quoted, mut fresh) = (Vec::new(), String::new(), false, true);
        let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if fresh => (quoted, fresh) = (true, false),
                '"' if quoted && letters.peek() == Some(&'"') => one.push(letters.next().unwrap_or('"')),
                '"' if quoted => quoted = false,
                other if !quoted && (other == separator || other == '\n') => {
                    all.push(std::mem::take(&mut one));
                    fresh = true;
                }
                other => {
                    one.push(other);
                    fresh = false;
                }
            }
        }
        all.push(one);
        all
    }

    #[test]
    fn no_cell_of_a_text_file_is_a_formula_whichever_separator_is_read() {
        let hostile = [
            "=1+1",
            "+84 90",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "=cmd|' /C calc'!A0",
            "=HYPERLINK(\"http://x\",\"y\")",
            "＝1+1",
            "＋1",
            "－1",
            "＠a",
            " =1",
            "\u{a0}=1",
            "\u{200b}=1",
            "\u{feff}@a",
            "\t\t-1",
            "An;=1+1",
            "An,=1+1",
            "An\t=1+1",
            "An\n=1+1",
            "An\r\n  =1+1",
            "An\"=1+1",
            "\"=1+1",
            ";;=1",
            "\"\",\"=1+1",
            "DDE;  @x",
        ];
        let rows: Vec<Vec<Cell>> = hostile.iter().map(|text| vec![Cell::from("Lê Thị A"), Cell::from(*text)]).collect();
        let mut out = Vec::new();
        write_csv(&mut out, &["Họ tên".into(), "Ghi chú".into()], rows).unwrap();
        let text = String::from_utf8(out).unwrap();
        for separator in [',', ';', '\t'] {
            for field in fields(&text, separator) {
                let bare = field.trim_start_matches(is_blank);
                assert!(
                    !bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']),
                    "{separator:?} reads {field:?}"
                );
                assert!(!field.starts_with('\t'), "{separator:?} reads {field:?}");
            }
        }
    }

    #[test]
    fn what_is_no_formula_is_left_as_it_is() {
        for text in
            ["Lê Thị An", "A-B", "12/11/2018", "01-2018", "Chi bộ ấp 1, xã Nhà Bàng", "a@b.vn", "'", "50 = 50", ""]
        {
            assert_eq!(harmless(text), text);
        }
        assert_eq!(harmless("Tổ 1, -5"), "Tổ 1,' -5");
    }

    #[test]
    fn a_workbook_keeps_text_text_and_numbers_numbers() {
        let rows = vec![vec![Cell::from("=1+1"), Cell::from(1_952), Cell::from("0123456")]];
        let mut out = Vec::new();
        write_xlsx(&mut out, "=2+2", &["=3".into(), "Năm sinh".into(), "Số thẻ".into()], rows).unwrap();
        let sheet = read(&out).unwrap();
        assert_eq!(sheet.rows[0], ["=2+2"]);
        assert_eq!(sheet.rows[2..], [["=3", "Năm sinh", "Số thẻ"], ["=1+1", "1952", "0123456"]]);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(out)).unwrap();
        let mut xml = String::new();
        io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
        assert!(!xml.contains("<f>") && xml.contains("<v>1952</v>"), "{xml}");
    }

    #[test]
    fn a_long_list_is_written_as_it_comes() {
        struct Count(usize, usize);
        impl Write for Count {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                (self.0, self.1) = (self.0 + bytes.len(), self.1.max(bytes.len()));
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let rows = || (0..20_000).map(|n| vec![Cell::from(n), Cell::from("Nguyễn Thị Minh Khai")]);
        for kind in ["csv", "xlsx"] {
            let mut out = Count(0, 0);
            let header = ["STT".to_owned(), "Họ và tên".to_owned()];
            match kind {
                "csv" => write_csv(&mut out, &header, rows()).unwrap(),
                _ => write_xlsx(&mut out, "Danh sách", &header, rows()).unwrap(),
            }
            assert!(out.0 > 90_000 && out.1 <= 1 << 16, "{kind}: {} bytes, at most {} at once", out.0, out.1);
        }
    }
}
