//! What differs between two texts, in words: paragraphs first, then the words of those that were changed.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A run of a text that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Stands in both.
    Same(String),
    /// Stood in the old text alone.
    Gone(String),
    /// Stands in the new text alone.
    New(String),
    /// So many paragraphs that stand in both and are not shown.
    Skipped(i64),
}

/// A changed paragraph with more words than this is shown whole, old and new: word by word nobody could read it.
const MOST_WORDS: usize = 4000;

/// What differs; put together, `Same` and `Gone` are the old text, `Same` and `New` the new one.
pub fn differ(old: &str, new: &str) -> Vec<Piece> {
    let (before, after) = (lines(old), lines(new));
    let mut pieces = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                push(&mut pieces, Piece::Same, before[old_index..old_index + len].concat());
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                push(&mut pieces, Piece::Gone, before[old_index..old_index + old_len].concat());
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                push(&mut pieces, Piece::New, after[new_index..new_index + new_len].concat());
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => words(
                &mut pieces,
                &before[old_index..old_index + old_len].concat(),
                &after[new_index..new_index + new_len].concat(),
            ),
        }
    }
    pieces
}

/// The same with long unchanged stretches left out: what stands beside a change stays.
pub fn shortened(pieces: Vec<Piece>) -> Vec<Piece> {
    let last = pieces.len().saturating_sub(1);
    let mut short = Vec::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        let Piece::Same(text) = &piece else {
            short.push(piece);
            continue;
        };
        let lines = lines(text);
        let head = if at == 0 { 0 } else { 2 };
        let tail = if at == last { 0 } else { 2 };
        if lines.len() <= head + tail + 2 {
            short.push(piece);
            continue;
        }
        let (from, to) = (head, lines.len() - tail);
        let said = lines[from..to].iter().filter(|line| !line.trim().is_empty()).count() as i64;
        for part in [Piece::Same(lines[..from].concat()), Piece::Skipped(said), Piece::Same(lines[to..].concat())] {
            if part != Piece::Same(String::new()) {
                short.push(part);
            }
        }
    }
    short
}

fn words(pieces: &mut Vec<Piece>, old: &str, new: &str) {
    let (before, after) = (tokens(old), tokens(new));
    if before.len() > MOST_WORDS || after.len() > MOST_WORDS {
        push(pieces, Piece::Gone, old.to_owned());
        push(pieces, Piece::New, new.to_owned());
        return;
    }
    for op in capture_diff_slices(Algorithm::Patience, &before, &after) {
        let (of_old, of_new) = (before[op.old_range()].concat(), after[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => push(pieces, Piece::Same, of_old),
            _ => {
                push(pieces, Piece::Gone, of_old);
                push(pieces, Piece::New, of_new);
            }
        }
    }
}

/// Adds a run; a run of the same kind goes on.
fn push(pieces: &mut Vec<Piece>, kind: fn(String) -> Piece, text: String) {
    if text.is_empty() {
        return;
    }
    match (pieces.last_mut(), kind(String::new())) {
        (Some(Piece::Same(run)), Piece::Same(_))
        | (Some(Piece::Gone(run)), Piece::Gone(_))
        | (Some(Piece::New(run)), Piece::New(_)) => run.push_str(&text),
        _ => pieces.push(kind(text)),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words, blanks and signs. A word keeps its marks, also when they are written as characters of their own.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let (mut tokens, mut from) = (Vec::new(), 0);
    let mut last = None;
    for (at, c) in text.char_indices() {
        let this = kind(c);
        if last.is_some_and(|last| last != this || this == 2) {
            tokens.push(&text[from..at]);
            from = at;
        }
        last = Some(this);
    }
    if from < text.len() {
        tokens.push(&text[from..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(old: &str, new: &str) -> String {
        let told = |piece: Piece| match piece {
            Piece::Same(text) => text,
            Piece::Gone(text) => format!("[-{text}-]"),
            Piece::New(text) => format!("[+{text}+]"),
            Piece::Skipped(count) => format!("<{count}>\n"),
        };
        shortened(differ(old, new)).into_iter().map(told).collect()
    }

    #[test]
    fn what_was_changed_is_told_in_words() {
        for (old, new, expected) in [
            ("Tỷ lệ đạt 98%.", "Tỷ lệ đạt 99%.", "Tỷ lệ đạt [-98-][+99+]%."),
            ("hòa bình", "hoà bình", "[-hòa-][+hoà+] bình"),
            ("Học tập, làm theo", "Học tập và làm theo", "Học tập[-,-] [+và +]làm theo"),
            ("một\nhai\n", "một\nhai\nba\n", "một\nhai\n[+ba\n+]"),
            ("như nhau", "như nhau", "như nhau"),
            ("", "mới", "[+mới+]"),
            ("a\nb\nc\nd\ne\nf\ng\nh\ncũ", "a\nb\nc\nd\ne\nf\ng\nh\nmới", "<6>\ng\nh\n[-cũ-][+mới+]"),
        ] {
            assert_eq!(told(old, new), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(old in "([aắ \n.,]|hòa|hoà){0,40}", new in "([aắ \n.,]|hòa|hoà){0,40}") {
            let (mut before, mut after) = (String::new(), String::new());
            for piece in differ(&old, &new) {
                match piece {
                    Piece::Same(text) => { before.push_str(&text); after.push_str(&text); }
                    Piece::Gone(text) => before.push_str(&text),
                    Piece::New(text) => after.push_str(&text),
                    Piece::Skipped(_) => prop_assert!(false, "nothing is left out yet"),
                }
            }
            prop_assert_eq!((before, after), (old, new));
        }
    }
}
