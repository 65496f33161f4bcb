//! The place of a text that fits best, its found words marked, in the text's own spelling.

use crate::rank::Seen;
use crate::words::{Word, number, spans};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How many words a snippet has.
const WORDS: usize = 34;
/// How many words lie between two of the places that are kept of a text.
const STEP: usize = 32;

/// What to mark: each word without marks, with the spellings of it that were typed with marks, by their numbers.
#[derive(Default)]
pub(crate) struct Found(FxHashMap<u32, (u16, Vec<u32>)>);

/// A word that may be marked: which one it is without marks, and whether it stands there as it was typed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    word: u16,
    typed: bool,
}

impl Found {
    /// Marks a word too; a spelling that has no marks of its own asks for all that fold to it.
    pub fn add(&mut self, folded: &str, exact: &str) {
        let next = self.0.len() as u16;
        let (_, typed) = self.0.entry(number(folded)).or_insert_with(|| (next, Vec::new()));
        if exact != folded {
            typed.push(number(exact));
        }
    }

    /// The numbers without marks of what to mark.
    pub fn folded(&self) -> Vec<u32> {
        self.0.keys().copied().collect()
    }

    pub fn mark(&self, seen: Seen) -> Mark {
        let known = self.0.get(&seen.folded);
        known.map_or(Mark::default(), |(word, typed)| Mark { word: *word, typed: typed.contains(&seen.exact) })
    }

    /// Where to mark what was found in a text: where a spelling stands just as typed, its look-alikes (đúng for dựng) are
    /// not marked.
    fn within<'a>(&self, seen: &'a [(u32, Mark)]) -> impl Iterator<Item = usize> + use<'a> {
        let mut strict = vec![false; self.0.len()];
        seen.iter().filter(|(_, mark)| mark.typed).for_each(|(_, mark)| strict[usize::from(mark.word)] = true);
        let marked = seen.iter().filter(move |(_, mark)| mark.typed || !strict[usize::from(mark.word)]);
        marked.map(|(at, _)| *at as usize)
    }
}

/// Text as HTML, escaped, with what was found in `mark`.
pub(crate) fn marked(text: &str, seen: &[(u32, Mark)], found: &Found) -> String {
    let mut words = spans(text).enumerate();
    html(text, found.within(seen).filter_map(|at| Some(words.find(|(nth, _)| *nth == at)?.1)), 0, text.len())
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
    /// Counted from so many words before the text.
    pub before: usize,
    pub seen: &'a [(u32, Mark)],
}

/// Some thirty words of the text around the word numbered `end`, likewise.
pub(crate) fn around(known: &Known<'_>, end: usize, query_length: usize, found: &Found) -> String {
    let first = end.saturating_sub(query_length + WORDS / 3).min(known.length.saturating_sub(WORDS));
    let last = (first + WORDS).min(known.length);
    let step = |nth: usize| {
        let bytes = known.steps.get(4 * nth..4 * nth + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    };
    let (from, to) =
        (step(first / STEP).filter(|_| first > 0).unwrap_or(0), step(last / STEP + 1).unwrap_or(known.text.len()));
    let text = known.text.get(from..to).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default();
    let skipped = first / STEP * STEP;
    let words: Vec<Range<usize>> = spans(text).take(last - skipped).collect();
    let (Some(from), Some(to)) = (words.get(first % STEP), words.last()) else { return String::new() };
    let to_end = if last == known.length { text.len() } else { to.end };
    let start = if first == 0 { 0 } else { from.start };
    let marked = found.within(known.seen).map(|at| at - known.before).skip_while(|at| *at < first);
    let mut out = html(text, marked.map_while(|at| words.get(at - skipped).cloned()), start, to_end);
    if first > 0 {
        out.insert_str(0, "… ");
    }
    if last < known.length {
        out.push_str(" …");
    }
    out
}

fn html(text: &str, marked: impl Iterator<Item = Range<usize>>, start: usize, end: usize) -> String {
    let mut out = String::with_capacity(2 * (end - start));
    let mut at = start;
    let mut marked_to = None;
    for word in marked {
        // Words side by side share one mark.
        let between = &text[at..word.start];
        if marked_to == Some(at) && between.chars().all(char::is_whitespace) && !between.contains('\n') {
            out.truncate(out.len() - "</mark>".len());
        } else {
            escape(&mut out, between);
            out.push_str("<mark>");
            at = word.start;
        }
        escape(&mut out, &text[at..word.end]);
        out.push_str("</mark>");
        at = word.end;
        marked_to = Some(at);
    }
    escape(&mut out, &text[at..end.max(at)]);
    out
}

/// Blanks of any kind and number become one.
fn escape(out: &mut String, text: &str) {
    let (mut from, mut blank) = (0, false);
    for (at, c) in text.char_indices() {
        let instead = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            ' ' if !blank => {
                blank = true;
                continue;
            }
            c if c.is_whitespace() => [" ", ""][usize::from(blank)],
            c if c.is_control() => "",
            _ => {
                blank = false;
                continue;
            }
        };
        out.push_str(&text[from..at]);
        out.push_str(instead);
        (from, blank) = (at + c.len_utf8(), c.is_whitespace());
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn found<const N: usize>(words: [(&'static str, &'static str); N]) -> Found {
        let mut found = Found::default();
        words.into_iter().for_each(|(folded, exact)| found.add(folded, exact));
        found
    }

    fn seen(text: &str, found: &Found) -> Vec<(u32, Mark)> {
        let words = (0..).zip(words(text)).map(|(at, word)| (at, Seen::word(&word)));
        let folded = found.folded();
        words.filter(|(_, seen)| folded.contains(&seen.folded)).map(|(at, seen)| (at, found.mark(seen))).collect()
    }

    fn marked(text: &str, found: &Found) -> String {
        super::marked(text, &seen(text, found), found)
    }

    #[test]
    fn found_words_are_marked_in_their_own_spelling() {
        let plain = found([("dang", "dang"), ("bo", "bo")]);
        let html = "<mark>Đảng bộ</mark> &lt;xã&gt; &amp; <mark>ĐẢNG</mark>";
        assert_eq!(marked("Đảng  bộ <xã> & ĐẢNG", &plain).replace("  ", " "), html);
        let long: String = (0..100).map(|i| format!("từ{i} ")).collect();
        let (all, found) = (words(&long), found([("tu60", "tu60")]));
        let seen = seen(&long, &found);
        let known = Known { text: long.as_bytes(), steps: &steps(&all), length: all.len(), before: 0, seen: &seen };
        let around = around(&known, 60, 1, &found);
        assert!(around.starts_with("… ") && around.ends_with(" …") && around.contains("<mark>từ60</mark>"));
    }

    #[test]
    fn look_alikes_are_marked_only_where_nothing_is_spelt_as_typed() {
        let typed = found([("dung", "dựng"), ("dang", "đảng")]);
        assert_eq!(marked("đúng là xây dựng", &typed), "đúng là xây <mark>dựng</mark>");
        assert_eq!(marked("đúng, Đảng, đăng", &typed), "<mark>đúng</mark>, <mark>Đảng</mark>, đăng");
    }
}
