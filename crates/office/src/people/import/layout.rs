//! Where the headings of a list stand, in one row or two, under whatever titles; and in which old charset a column is.

use super::fields::{Field, guess};
use std::collections::BTreeSet;
use viet::legacy::{Charset, decode};

/// Rows that are looked at for headings.
const ROWS: usize = 40;
/// Letters of a column that are looked at for its charset.
const LETTERS: usize = 6_000;

/// What is known of where the headings of a list stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Nothing: they are looked for.
    Sought,
    /// There are none: the list begins at once.
    Nowhere,
    /// From the first of these rows to the last, counted from 0.
    At(usize, usize),
}

/// The headings of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The first and the last row of the headings, counted from 0; `None` when no row looks like headings.
    pub header: Option<(usize, usize)>,
    /// What stands above each column, and what of it is guessed.
    pub columns: Vec<Heading>,
}

/// What stands above a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The words, those of the upper row first.
    pub label: String,
    /// What they stand for.
    pub field: Option<Field>,
}

/// Where headings may stand: in one row or in two that follow.
pub fn candidates(rows: &[Vec<String>]) -> impl Iterator<Item = (usize, usize)> + '_ {
    (0..rows.len().min(ROWS)).flat_map(|at| [(at, at), (at, at + 1)]).filter(|(_, last)| *last < rows.len())
}

impl Layout {
    /// With these rows for headings.
    pub fn at(rows: &[Vec<String>], header: (usize, usize)) -> Layout {
        Layout { header: Some(header), columns: headings(rows, header) }
    }
}

/// Looks for the headings.
pub fn find(rows: &[Vec<String>]) -> Layout {
    let mut best = (0, None);
    for at in 0..rows.len().min(ROWS) {
        let one = score(&headings(rows, (at, at)));
        // A second row counts where it says more.
        let two = if is_second(rows, at) { score(&headings(rows, (at, at + 1))) } else { 0 };
        let found = one.max(two);
        if found >= 2 && found > best.0 {
            best = (found, Some((at, if two >= one { at + 1 } else { at })));
        }
    }
    let header = best.1;
    Layout { header, columns: header.map_or_else(|| unnamed(rows), |header| headings(rows, header)) }
}

/// What stands above each column in these rows.
pub fn headings(rows: &[Vec<String>], (first, last): (usize, usize)) -> Vec<Heading> {
    let charset = charset(rows.iter().skip(first).take(last + 1 - first).flatten().map(String::as_str));
    let below = |column: usize| rows.iter().skip(last + 1).filter_map(move |cells| cells.get(column));
    let cell = |row: usize, column: usize| {
        let text = rows.get(row).and_then(|cells| cells.get(column)).map_or("", String::as_str);
        // A heading among others that are Unicode may be in what the cells below it are in.
        let own = || if text.is_ascii() { None } else { self::charset(below(column).map(String::as_str)) };
        let charset = charset.or_else(|| own().filter(|own| reads_in(text, *own)));
        charset.map_or_else(|| text.to_owned(), |charset| decode(text, charset).text)
    };
    let width = rows.iter().take(ROWS + last).map(Vec::len).max().unwrap_or(0);
    let (mut found, mut group, mut taken) = (Vec::with_capacity(width), String::new(), BTreeSet::new());
    for column in 0..width {
        let upper = cell(first, column);
        let below = if last > first { cell(last, column) } else { String::new() };
        // Cells to the right of a heading over several columns are empty.
        group = match (upper.is_empty(), below.is_empty()) {
            (false, _) => upper.clone(),
            (true, true) => String::new(),
            (true, false) => group,
        };
        let above = if upper.is_empty() { group.clone() } else { upper };
        // The first column of a kind is it: “ghi chú 2” and a second telephone are left to whoever maps.
        let field = guess(&above, &below).filter(|field| taken.insert(*field));
        found.push(Heading { label: format!("{above} {below}").trim().to_owned(), field });
    }
    found
}

/// Columns without headings.
pub fn unnamed(rows: &[Vec<String>]) -> Vec<Heading> {
    vec![Heading::default(); rows.iter().take(ROWS).map(Vec::len).max().unwrap_or(0)]
}

fn score(headings: &[Heading]) -> usize {
    headings.iter().filter(|heading| heading.field.is_some()).count()
}

/// Whether the row after this one goes on with its headings: words, and only below headings that are over several
/// columns or end in the row above.
fn is_second(rows: &[Vec<String>], at: usize) -> bool {
    let (Some(upper), Some(lower)) = (rows.get(at), rows.get(at + 1)) else { return false };
    let empty = |cells: &[String], column: usize| cells.get(column).is_none_or(String::is_empty);
    let is_word = |text: &String| text.chars().filter(char::is_ascii_digit).count() < 3;
    if upper.iter().filter(|text| !text.is_empty()).count() < 2 {
        return false;
    }
    let mut said = lower.iter().enumerate().filter(|(_, text)| !text.is_empty()).peekable();
    said.peek().is_some()
        && said.all(|(column, text)| {
            let begins_group = !empty(upper, column) && empty(upper, column + 1) && !empty(lower, column + 1);
            is_word(text) && (empty(upper, column) || begins_group)
        })
}

/// Whether a row below the headings only numbers the columns: `(1)`, `(2)`, `A`, `B`, `1`, `2`.
pub fn numbers_columns(cells: &[String]) -> bool {
    let said: Vec<&str> = cells.iter().map(|cell| cell.trim_matches(['(', ')', '[', ']', ' '])).collect();
    let said: Vec<&str> = said.into_iter().filter(|cell| !cell.is_empty()).collect();
    let is_number = |text: &&str| text.parse::<u8>().is_ok_and(|n| n < 100) || matches!(text.as_bytes(), [b'A'..=b'Z']);
    said.len() >= 3 && said.iter().all(is_number)
}

/// The old charset in which these cells are, when that is sure.
pub fn charset<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Charset> {
    let mut text = String::new();
    for cell in cells.filter(|cell| !cell.is_ascii()) {
        text.push_str(cell);
        text.push(' ');
        if text.len() > LETTERS {
            break;
        }
    }
    viet::detect(&text).filter(|guess| guess.confidence >= viet::SURE).and_then(|guess| guess.charset)
}

/// The charset of each column below the headings. Where a column has too few words to tell, what most others are in
/// counts, as long as its words make sense in that.
pub fn charsets(rows: &[Vec<String>], from: usize, columns: usize) -> Vec<Option<Charset>> {
    let cells = |column: usize| rows.iter().skip(from).filter_map(move |cells| cells.get(column)).map(String::as_str);
    let mut found: Vec<Option<Charset>> = (0..columns).map(|column| charset(cells(column))).collect();
    let most =
        viet::legacy::CHARSETS.into_iter().max_by_key(|one| found.iter().filter(|it| **it == Some(*one)).count());
    let most = most.filter(|one| found.contains(&Some(*one)));
    let Some(most) = most else { return found };
    for (column, charset) in found.iter_mut().enumerate().filter(|(_, charset)| charset.is_none()) {
        let text: String = cells(column).filter(|cell| !cell.is_ascii()).take(50).collect::<Vec<_>>().join(" ");
        if !text.is_empty() && reads_in(&text, most) {
            *charset = Some(most);
        }
    }
    found
}

/// Whether words make sense in an old charset, and none as they stand.
fn reads_in(text: &str, charset: Charset) -> bool {
    let is_unicode = |text: &str| viet::detect(text).is_some_and(|guess| guess.charset.is_none());
    !is_unicode(text) && is_unicode(&decode(text, charset).text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[&str]) -> Vec<Vec<String>> {
        text.iter().map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
    }

    fn fields(layout: &Layout) -> String {
        let word = |heading: &Heading| heading.field.map_or("-", Field::word);
        layout.columns.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn headings_are_found_under_titles_in_one_row_and_in_two() {
        for (text, header, expected) in [
            (&["Họ và tên|Năm sinh", "Lê Văn A|1960"][..], Some((0, 0)), "name birth"),
            (
                &[
                    "ĐẢNG ỦY XÃ AN PHÚ",
                    "DANH SÁCH ĐẢNG VIÊN",
                    "",
                    "STT|Họ và tên|Ngày sinh|Chi bộ",
                    "1|Lê Văn A|5/3/1960|ấp 1",
                ],
                Some((3, 3)),
                "- name birth unit",
            ),
            (
                &[
                    "Danh sách",
                    "STT|Họ và tên|Ngày sinh||Ngày vào Đảng||Ghi chú",
                    "||Nam|Nữ|Dự bị|Chính thức|",
                    "(1)|(2)|(3)|(4)|(5)|(6)|(7)",
                    "1|A B|1960",
                ],
                Some((1, 2)),
                "- name birth-men birth-women joined official -",
            ),
            (&["TT|Họ đệm|Tên|Nam|Nữ|SĐT", "1|Lê Văn|A|x||0912"], Some((0, 0)), "- family given men women phone"),
            (&["Lê Văn A|1960", "Lê Văn B|1961"], None, "- -"),
            (&["Họ tên|ĐT|ĐT", "A B|1|2"], Some((0, 0)), "name phone -"),
        ] {
            let layout = find(&rows(text));
            assert_eq!((layout.header, fields(&layout).as_str()), (header, expected), "{text:?}");
        }
        assert!(numbers_columns(&rows(&["(1)|(2)|(3)"])[0]) && numbers_columns(&rows(&["A|B|1|2"])[0]));
        assert!(!numbers_columns(&rows(&["1|Lê Văn A|1960"])[0]));
    }

    #[test]
    fn an_old_charset_is_told_column_by_column() {
        let old = |text: &str| viet::legacy::latin(&viet::legacy::encode(text, Charset::Tcvn3).unwrap());
        let mut list = vec![vec![old("Họ và tên"), old("Năm sinh"), "Chi bộ".to_owned(), old("Giới tính")]];
        for (name, cell) in [
            ("Nguyễn Thị Hường", "Chi bộ ấp Phú Hiệp"),
            ("Trần Đăng Khoa", "Chi bộ ấp Phú Nhứt"),
            ("Lê Hữu Phước", "Chi bộ trường"),
        ] {
            list.push(vec![old(name), "1960".to_owned(), cell.to_owned(), old("nữ")]);
        }
        let layout = find(&list);
        assert_eq!(fields(&layout), "name birth unit sex");
        assert_eq!(layout.columns[0].label, "Họ và tên");
        let tcvn3 = Some(Charset::Tcvn3);
        assert_eq!(charsets(&list, 1, 4), [tcvn3, None, None, tcvn3]);
        assert_eq!(charsets(&rows(&["Lê Văn Ân|1960"]), 0, 2), [None, None]);
        // One column of an old list among others that were typed anew, whichever heading is whose.
        for name in [old("Họ và tên"), "Họ và tên".to_owned()] {
            list[0] = ["", "Năm sinh", "Chi bộ", "Giới tính"].map(str::to_owned).into();
            list[0][0] = name;
            let layout = find(&list);
            assert_eq!(
                (fields(&layout).as_str(), layout.columns[0].label.as_str()),
                ("name birth unit sex", "Họ và tên")
            );
        }
    }
}
