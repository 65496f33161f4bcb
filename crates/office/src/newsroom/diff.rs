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
/// In a stretch with more pairs of paragraphs than this nobody looks which became which.
const MOST_PAIRS: usize = 10_000;
/// Paragraphs with less in common, in thousandths of their words, are not read as one that was changed.
const ALIKE: usize = 400;

/// What differs; put together, `Same` and `Gone` are the old text, `Same` and `New` the new one.
pub fn differ(old: &str, new: &str) -> Vec<Piece> {
    let (before, after) = (paragraphs(old), paragraphs(new));
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
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                changed(&mut pieces, &before[old_index..old_index + old_len], &after[new_index..new_index + new_len])
            }
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

/// A stretch that was changed: paragraphs that are alike are compared word by word, the others are gone or new.
fn changed(pieces: &mut Vec<Piece>, old: &[&str], new: &[&str]) {
    if old.len() == new.len() || old.len() * new.len() > MOST_PAIRS {
        return words(pieces, &old.concat(), &new.concat());
    }
    let (mut from, mut to) = (0, 0);
    for (a, b) in alike(old, new).into_iter().chain([(old.len(), new.len())]) {
        push(pieces, Piece::Gone, old[from..a].concat());
        push(pieces, Piece::New, new[to..b].concat());
        if let (Some(old), Some(new)) = (old.get(a), new.get(b)) {
            words(pieces, old, new);
        }
        (from, to) = (a + 1, b + 1);
    }
}

/// Which old paragraph became which new one: the pairs in order that have most of their words in common.
fn alike(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let before: Vec<Vec<&str>> = old.iter().map(|line| sorted(line)).collect();
    let after: Vec<Vec<&str>> = new.iter().map(|line| sorted(line)).collect();
    // The best that can be had of the paragraphs from here on, in thousandths.
    let mut best = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            let paired = likeness(&before[a], &after[b]).map_or(0, |likeness| likeness + best[a + 1][b + 1]);
            best[a][b] = paired.max(best[a + 1][b]).max(best[a][b + 1]);
        }
    }
    let (mut pairs, mut a, mut b) = (Vec::new(), 0, 0);
    while a < old.len() && b < new.len() {
        if best[a][b] == best[a + 1][b] {
            a += 1;
        } else if best[a][b] == best[a][b + 1] {
            b += 1;
        } else {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        }
    }
    pairs
}

fn sorted(line: &str) -> Vec<&str> {
    let mut words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// How much two paragraphs have in common, in thousandths; `None` when it is too little to read one as the other.
fn likeness(old: &[&str], new: &[&str]) -> Option<usize> {
    let (mut a, mut b, mut shared) = (0, 0, 0);
    while let (Some(one), Some(other)) = (old.get(a), new.get(b)) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, shared) = (a + 1, b + 1, shared + 1),
        }
    }
    let likeness = 2000 * shared / (old.len() + new.len()).max(1);
    (likeness >= ALIKE).then_some(likeness)
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

/// Lines, each with the empty ones that follow it.
fn paragraphs(text: &str) -> Vec<&str> {
    let (mut paragraphs, mut from, mut to) = (Vec::new(), 0, 0);
    for line in lines(text) {
        if !line.trim().is_empty() && to > from {
            paragraphs.push(&text[from..to]);
            from = to;
        }
        to += line.len();
    }
    if to > from {
        paragraphs.push(&text[from..]);
    }
    paragraphs
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
            (
                "Đoạn một.\n\nTỷ lệ đạt 98% trong năm.",
                "Đoạn một nay.\n\nTỷ lệ đạt 99% trong năm.\n\nThêm một câu nữa.",
                "Đoạn một[+ nay+].\n\nTỷ lệ đạt [-98-][+99+]% trong năm.[+\n\nThêm một câu nữa.+]",
            ),
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
