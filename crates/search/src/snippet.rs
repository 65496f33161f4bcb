//! The place of a text that fits best, its found words marked, in the text's own spelling.

use crate::words::{Word, words};
use std::collections::HashSet;

/// How many words a snippet has.
const WORDS: usize = 34;

/// Text as HTML, escaped, with the words that are in `found` (without marks) in `mark`.
pub(crate) fn marked(text: &str, found: &HashSet<&str>) -> String {
    let words = words(text);
    html(text, &words, found, 0, text.len())
}

/// Some thirty words of the text around the word numbered `end`, likewise.
pub(crate) fn around(text: &str, end: usize, query_length: usize, found: &HashSet<&str>) -> String {
    let words = words(text);
    let first = end.saturating_sub(query_length + WORDS / 3).min(words.len().saturating_sub(WORDS));
    let last = (first + WORDS).min(words.len());
    let (Some(from), Some(to)) = (words.get(first), words[..last].last()) else { return String::new() };
    let to_end = if last == words.len() { text.len() } else { to.span.end };
    let start = if first == 0 { 0 } else { from.span.start };
    let mut out = html(text, &words[first..last], found, start, to_end);
    if first > 0 {
        out.insert_str(0, "… ");
    }
    if last < words.len() {
        out.push_str(" …");
    }
    out
}

fn html(text: &str, words: &[Word], found: &HashSet<&str>, start: usize, end: usize) -> String {
    let mut out = String::with_capacity(end - start + 64);
    let mut at = start;
    let mut marked_to = None;
    for word in words.iter().filter(|w| found.contains(&*w.folded)) {
        // Words side by side share one mark.
        let between = &text[at..word.span.start];
        if marked_to == Some(at) && between.chars().all(char::is_whitespace) && !between.contains('\n') {
            out.truncate(out.len() - "</mark>".len());
        } else {
            escape(&mut out, between);
            out.push_str("<mark>");
            at = word.span.start;
        }
        escape(&mut out, &text[at..word.span.end]);
        out.push_str("</mark>");
        at = word.span.end;
        marked_to = Some(at);
    }
    escape(&mut out, &text[at..end.max(at)]);
    out
}

fn escape(out: &mut String, text: &str) {
    let mut blank = false;
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_whitespace() => {
                if !blank {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
        blank = c.is_whitespace();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_words_are_marked_in_their_own_spelling() {
        let found = HashSet::from(["dang", "bo"]);
        assert_eq!(
            marked("Đảng  bộ <xã> & ĐẢNG", &found),
            "<mark>Đảng  bộ</mark> &lt;xã&gt; &amp; <mark>ĐẢNG</mark>".replace("Đảng  bộ", "Đảng bộ")
        );
        let long: String = (0..100).map(|i| format!("từ{i} ")).collect();
        let found = HashSet::from(["tu60"]);
        let around = around(&long, 60, 1, &found);
        assert!(around.starts_with("… ") && around.ends_with(" …") && around.contains("<mark>từ60</mark>"));
    }
}
