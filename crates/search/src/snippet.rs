//! The place of a text that fits best, its found words marked, in the text's own spelling.

use crate::rank::Seen;
use crate::words::{Word, first_words, number, words};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many words a snippet has.
const WORDS: usize = 34;
/// How many words lie between two of the places that are kept of a text.
const STEP: usize = 32;

/// What to mark: each word without marks, with the spellings of it that were typed with marks.
#[derive(Default)]
pub(crate) struct Found<'a>(FxHashMap<&'a str, FxHashSet<&'a str>>);

impl<'a> Found<'a> {
    /// Marks a word too; a spelling that has no marks of its own asks for all that fold to it.
    pub fn add(&mut self, folded: &'a str, exact: &'a str) {
        let typed = self.0.entry(folded).or_default();
        if exact != folded {
            typed.insert(exact);
        }
    }

    /// The numbers without marks of what to mark.
    pub fn folded(&self) -> Vec<u32> {
        self.0.keys().map(|folded| number(folded)).collect()
    }

    /// What to mark in a text of which it is known what it has: where a spelling stands just as typed, its look-alikes
    /// (đúng for dựng) are not.
    fn within(&self, has: impl Fn(&str) -> bool) -> impl Fn(&Word) -> bool {
        let strict: FxHashSet<&str> = self
            .0
            .iter()
            .filter(|(_, typed)| typed.iter().any(|exact| has(exact)))
            .map(|(folded, _)| *folded)
            .collect();
        move |word| {
            let typed = self.0.get(&*word.folded);
            typed.is_some_and(|typed| !strict.contains(&*word.folded) || typed.contains(&*word.exact))
        }
    }
}

/// Text as HTML, escaped, with what was found in `mark`.
pub(crate) fn marked(text: &str, found: &Found<'_>) -> String {
    let words = words(text);
    html(text, &words, found.within(|exact| words.iter().any(|word| *word.exact == *exact)), 0, text.len())
}

/// Where in a text every so many words begin, in bytes: what stands in the midst of it is then soon read.
pub(crate) fn steps(words: &[Word]) -> Vec<u8> {
    words.iter().step_by(STEP).flat_map(|word| (word.span.start as u32).to_le_bytes()).collect()
}

/// A text as the index knows it: its steps, how many words it has, and those that may be marked.
pub(crate) struct Known<'a> {
    pub text: &'a [u8],
    pub steps: &'a [u8],
    pub length: usize,
    pub seen: &'a [(usize, Seen)],
}

/// Some thirty words of the text around the word numbered `end`, likewise.
pub(crate) fn around(known: &Known<'_>, end: usize, query_length: usize, found: &Found<'_>) -> String {
    let first = end.saturating_sub(query_length + WORDS / 3).min(known.length.saturating_sub(WORDS));
    let last = (first + WORDS).min(known.length);
    let step = |nth: usize| {
        let bytes = known.steps.get(4 * nth..4 * nth + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    };
    let (from, to) =
        (step(first / STEP).filter(|_| first > 0).unwrap_or(0), step(last / STEP + 1).unwrap_or(known.text.len()));
    let text = known.text.get(from..to).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default();
    let words = first_words(text, last - first / STEP * STEP);
    let (Some(from), Some(to)) = (words.get(first % STEP), words.last()) else { return String::new() };
    let to_end = if last == known.length { text.len() } else { to.span.end };
    let start = if first == 0 { 0 } else { from.span.start };
    let has = |exact: &str| known.seen.iter().any(|(_, word)| word.exact == number(exact));
    let mut out = html(text, &words[first % STEP..], found.within(has), start, to_end);
    if first > 0 {
        out.insert_str(0, "… ");
    }
    if last < known.length {
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
        let all = words(&long);
        let seen: Vec<(usize, Seen)> = all.iter().map(Seen::word).enumerate().collect();
        let known = Known { text: long.as_bytes(), steps: &steps(&all), length: all.len(), seen: &seen };
        let around = around(&known, 60, 1, &found([("tu60", "tu60")]));
        assert!(around.starts_with("… ") && around.ends_with(" …") && around.contains("<mark>từ60</mark>"));
    }

    #[test]
    fn look_alikes_are_marked_only_where_nothing_is_spelt_as_typed() {
        let typed = found([("dung", "dựng"), ("dang", "đảng")]);
        assert_eq!(marked("đúng là xây dựng", &typed), "đúng là xây <mark>dựng</mark>");
        assert_eq!(marked("đúng, Đảng, đăng", &typed), "<mark>đúng</mark>, <mark>Đảng</mark>, đăng");
    }
}
