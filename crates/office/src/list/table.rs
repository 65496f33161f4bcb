//! A list as a table: columns to choose, headings that put it in order, pages.

use super::ask::{Ask, COLUMNS, ORDER, PAGE};
use kit::words::Words;

/// Rows on one page.
pub const ROWS: usize = 50;

/// A column that a list can have, beside the one that names its rows.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the address.
    pub key: &'static str,
    /// The message of its heading.
    pub words: &'static str,
    /// Whether it holds numbers, which stand to the right.
    pub number: bool,
    /// Whether the list can be in its order.
    pub sorts: bool,
    /// Whether it is shown when nobody has chosen columns.
    pub first: bool,
}

/// The columns to show: those that were chosen, in the order of the list; otherwise those that come first.
pub fn chosen(columns: &'static [Column], ask: &Ask) -> Vec<&'static Column> {
    let keys: Vec<&str> = ask.get(COLUMNS).split('.').collect();
    let asked: Vec<&Column> = columns.iter().filter(|column| keys.contains(&column.key)).collect();
    if asked.is_empty() { columns.iter().filter(|column| column.first).collect() } else { asked }
}

/// By which column the list is ordered, and whether from the last to the first; `names` is the key of the rows' names.
pub fn order(columns: &[Column], ask: &Ask, names: &'static str) -> (&'static str, bool) {
    let asked = ask.get(ORDER);
    let (key, down) = asked.strip_prefix('-').map_or((asked, false), |key| (key, true));
    let known = columns.iter().find(|column| column.sorts && column.key == key).map(|column| column.key);
    match known {
        Some(key) => (key, down),
        None => (names, down && key == names),
    }
}

/// The heading of a column.
pub struct Head {
    /// Its name.
    pub name: String,
    /// Whether its cells stand to the right.
    pub number: bool,
    /// The same list in its order, or turned round when it is; empty when it orders nothing.
    pub href: String,
    /// `ascending`, `descending` or nothing, for `aria-sort`.
    pub sorted: &'static str,
}

impl Head {
    /// The heading of a column in a list that is in the order of `order`.
    pub fn new(w: Words, column: &Column, ask: &Ask, (key, down): (&str, bool)) -> Head {
        let here = column.sorts && key == column.key;
        let turned = if here && !down { format!("-{}", column.key) } else { column.key.to_owned() };
        Head {
            name: w.say(column.words),
            number: column.number,
            href: if column.sorts { ask.link(&[(ORDER, &turned)]) } else { String::new() },
            sorted: match (here, down) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
        }
    }
}

/// A row.
pub struct Line {
    /// By which it is selected.
    pub value: String,
    /// Which one it is, from 1.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// Where it leads; empty where nothing is open to whoever looks.
    pub href: String,
    /// Beside its name, when something is to be seen at once.
    pub mark: String,
    /// The cells under the headings.
    pub cells: Vec<Cell>,
}

/// A cell.
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Whether it stands to the right.
    pub number: bool,
}

/// A list as it is shown.
pub struct Table {
    /// What it is, and which page.
    pub caption: String,
    /// The heading of the names.
    pub names: Head,
    /// The other headings.
    pub heads: Vec<Head>,
    /// The rows of this page.
    pub lines: Vec<Line>,
    /// Whether rows can be selected.
    pub selects: bool,
    /// Whether a row becomes a card on a narrow screen, so that no column lies beyond its edge.
    pub stacks: bool,
}

/// All columns with whether each is shown, for the form in which they are chosen: (key, name, shown).
pub fn choices(w: Words, columns: &'static [Column], ask: &Ask) -> Vec<(String, String, bool)> {
    let shown: Vec<&str> = chosen(columns, ask).iter().map(|column| column.key).collect();
    columns.iter().map(|column| (column.key.to_owned(), w.say(column.words), shown.contains(&column.key))).collect()
}

/// The pages of a list.
pub struct Pages {
    /// `Trang 2 trên 9`
    pub place: String,
    /// The page before.
    pub earlier: Option<String>,
    /// The page after.
    pub later: Option<String>,
    at: usize,
}

impl Pages {
    /// The page that is asked for, of a list of so many rows; the last one when there are not so many.
    pub fn new(w: Words, ask: &Ask, rows: usize) -> Pages {
        let all = rows.div_ceil(ROWS).max(1);
        let at = ask.get(PAGE).parse::<usize>().unwrap_or(1).clamp(1, all);
        let link = |page: usize| ask.link(&[(PAGE, &page.to_string())]);
        let place = [("at", w.number(at as i64).into()), ("of", w.number(all as i64).into())];
        Pages {
            place: w.fill("list-page", &place),
            earlier: (at > 1).then(|| link(at - 1)),
            later: (at < all).then(|| link(at + 1)),
            at,
        }
    }

    /// The first row of the page, from 0.
    pub fn first(&self) -> usize {
        (self.at - 1) * ROWS
    }
}
