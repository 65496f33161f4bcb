//! The place of a text that fits best, its found words marked, in the text's own spelling.

use crate::words::{Word, words};
use std::collections::{HashMap, HashSet};

/// How many words a snippet has.
const WORDS: usize = 34;

/// What to mark: each word without marks, with the spellings of it that were typed with marks.
#[derive(Default)]
pub(crate) struct Found<'a>(HashMap<&'a str, HashSet<&'a str>>);

impl<'a> Found<'a> {
    /// Marks a word too; a spelling that has no marks of its own asks for all that fold to it.
    pub fn add(&mut self, folded: &'a str, exact: &'a str) {
        let typed = self.0.entry(folded).or_default();
        if exact != folded {
            typed.insert(exact);
        }
    }

    /// What to mark in this text: where a spelling stands just as typed, its look-alikes (đúng for dựng) are not.
    fn within<'w>(&self, words: &'w [Word]) -> impl Fn(&Word) -> bool + use<'_, 'w, 'a> {
        let as_typed = |word: &&Word| self.0.get(&*word.folded).is_some_and(|typed| typed.contains(&*word.exact));
        let strict: HashSet<&'w str> = words.iter().filter(as_typed).map(|word| &*word.folded).collect();
        move |word| {
            let typed = self.0.get(&*word.folded);
            typed.is_some_and(|typed| !strict.contains(&*word.folded) || typed.contains(&*word.exact))
        }
    }
}

/// Text as HTML, escaped, with what was found in `mark`.
pub(crate) fn marked(text: &str, found: &Found<'_>) -> String {
    let words = words(text);
    html(text, &words, found.within(&words), 0, text.len())
}

/// Some thirty words of the text around the word numbered `end`, likewise.
pub(crate) fn around(text: &str, end: usize, query_length: usize, found: &Found<'_>) -> String {
    let words = words(text);
    let first = end.saturating_sub(query_length + WORDS / 3).min(words.len().saturating_sub(WORDS));
    let last = (first + WORDS).min(words.len());
    let (Some(from), Some(to)) = (words.get(first), words[..last].last()) else { return String::new() };
    let to_end = if last == words.len() { text.len() } else { to.span.end };
    let start = if first == 0 { 0 } else { from.span.start };
    let mut out = html(text, &words[first..last], found.within(&words), start, to_end);
    if first > 0 {
        out.insert_str(0, "… ");
    }
    if last < words.len() {
        out.push_str(" …");
    }
    out
}

fn html(text: &str, words: &[Word], found: impl Fn(&Word) -> bool, start: usize, end: usize) -> String {
    let mut out = String::with_capacity(end - start + 64);
    let mut at = start;
    let mut marked_to = None;
    for word in words.iter().filter(|word| found(word)) {
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

    fn found<const N: usize>(words: [(&'static str, &'static str); N]) -> Found<'static> {
        let mut found = Found::default();
        words.into_iter().for_each(|(folded, exact)| found.add(folded, exact));
        found
    }

    #[test]
    fn found_words_are_marked_in_their_own_spelling() {
        let plain = found([("dang", "dang"), ("bo", "bo")]);
        let html = "<mark>Đảng bộ</mark> &lt;xã&gt; &amp; <mark>ĐẢNG</mark>";
        assert_eq!(marked("Đảng  bộ <xã> & ĐẢNG", &plain).replace("  ", " "), html);
        let long: String = (0..100).map(|i| format!("từ{i} ")).collect();
        let around = around(&long, 60, 1, &found([("tu60", "tu60")]));
        assert!(around.starts_with("… ") && around.ends_with(" …") && around.contains("<mark>từ60</mark>"));
    }

    #[test]
    fn look_alikes_are_marked_only_where_nothing_is_spelt_as_typed() {
        let typed = found([("dung", "dựng"), ("dang", "đảng")]);
        assert_eq!(marked("đúng là xây dựng", &typed), "đúng là xây <mark>dựng</mark>");
        assert_eq!(marked("đúng, Đảng, đăng", &typed), "<mark>đúng</mark>, <mark>Đảng</mark>, đăng");
    }
}
