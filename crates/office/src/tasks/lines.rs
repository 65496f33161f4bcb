//! A paper's text as paragraphs with the numbers at their heads.

use crate::papers::go_on;

/// Letters of a line at least that may go on in the next one; a shorter one was ended by whoever wrote it.
const FULL: usize = 50;

/// How deep a paragraph stands, by what it begins with; the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `II.`
    Roman,
    /// `2.`, `2.1.`, by the parts of the number.
    Number(usize),
    /// `b)`
    Letter,
    /// `-`
    Dash,
    /// `+`
    Plus,
    /// Nothing of the kind.
    Unmarked,
}

/// A paragraph taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) level: Level,
    /// The number or letter; empty for a dash.
    pub(super) label: String,
    /// What it says.
    pub(super) what: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn of(paragraph: &'a str) -> Line<'a> {
        let (head, rest) = paragraph.split_once([' ', '\u{a0}', '\t']).unwrap_or((paragraph, ""));
        let label = head.trim_end_matches(['.', ')', ':', '/', '-']);
        let is_marked = label != head;
        let level = match head {
            "-" | "–" | "*" | "•" => Level::Dash,
            "+" => Level::Plus,
            _ if label.is_empty() => Level::Unmarked,
            _ if label.chars().all(|c| c.is_ascii_digit() || c == '.') && (is_marked || label.contains('.')) => {
                Level::Number(label.split('.').count())
            }
            _ if is_marked && label.chars().all(|c| "IVX".contains(c)) => Level::Roman,
            _ if head.ends_with(')') && label.chars().count() == 1 && label.chars().all(char::is_alphabetic) => {
                Level::Letter
            }
            _ => Level::Unmarked,
        };
        let label = if matches!(level, Level::Dash | Level::Plus | Level::Unmarked) { "" } else { label };
        let what = if level == Level::Unmarked { paragraph } else { rest.trim() };
        Line { level, label: label.to_owned(), what }
    }

    /// Whether others stand below it: it ends in a colon, or is no sentence and something deeper follows.
    pub(super) fn is_heading(&self, next: Option<&Line<'_>>) -> bool {
        let is_over = self.what.ends_with(['.', ';', ',', '!', '?']);
        let has_below = next.is_some_and(|next| next.level > self.level && next.level != Level::Unmarked);
        self.what.ends_with(':') || (!is_over && has_below)
    }

    /// Whether a list of names has come to its end with this: it is numbered and no name in a row of them, or a sentence.
    pub(super) fn is_clause_again(&self, sentence: usize) -> bool {
        let is_one_of_many = self.what.ends_with([',', ';']);
        let is_sentence = self.what.ends_with(['.', ':']) && self.what.chars().count() >= sentence;
        match self.level {
            Level::Roman | Level::Number(_) | Level::Letter => !is_one_of_many,
            Level::Dash | Level::Plus => false,
            Level::Unmarked => is_sentence,
        }
    }
}

/// The paragraphs of a text. A PDF has lines: what goes on in the next one is put together again; a page's number is left
/// out. `stands_alone` says which lines begin something of their own.
pub(super) fn paragraphs(text: &str, stands_alone: impl Fn(&str) -> bool) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.len() <= 3 && line.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        match all.last_mut().filter(|last| goes_on(last, line) && !stands_alone(line)) {
            Some(last) => go_on(last, line),
            None => all.push(line.to_owned()),
        }
    }
    all
}

/// Whether a line goes on in the next one: it is full and its sentence is not over.
fn goes_on(line: &str, next: &str) -> bool {
    let is_capital = |text: &str| text == text.to_uppercase();
    let in_a_row = line.ends_with(',') && next.starts_with(char::is_uppercase);
    line.chars().count() >= FULL
        && !line.ends_with(['.', ':', ';', '!', '?'])
        && !in_a_row
        && Line::of(next).level == Level::Unmarked
        && !is_capital(line)
        && !is_capital(next)
}

/// Without marks, in small letters, one blank between words: papers are typed in every way.
pub(super) fn plain(text: &str) -> String {
    viet::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether these words stand in a text.
pub(super) fn says(text: &str, words: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, found)| {
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + found.len()..].chars().next())
    })
}

/// Whether a text begins with these words.
pub(super) fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| !words.is_empty() && !rest.starts_with(char::is_alphanumeric))
}
