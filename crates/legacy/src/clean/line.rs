//! A line while it is read: runs of text with their marks, which may open and close in any order.

use super::{Inline, Notes, signs};
use std::rc::Rc;
use viet::legacy::{Charset, decode};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) link: Option<Rc<str>>,
}

/// Text of a font whose charset is known.
pub(super) fn of_font(text: &str, (charset, capitals): (Charset, bool), notes: &mut Notes) -> String {
    let decoded = decode(text, charset);
    if decoded.text != text {
        *notes.fonts.entry(charset.name()).or_default() += 1;
    }
    if capitals { decoded.text.to_uppercase() } else { decoded.text }
}

/// Whether most words that are not plain ASCII have letters that only Unicode has: there is nothing to guess, and guessing
/// takes ten times as long as all else.
fn is_settled(text: &str) -> bool {
    let only_unicode = |c: char| matches!(c, '\u{102}'..='\u{1B0}' | '\u{300}'..='\u{323}' | '\u{1EA0}'..='\u{1EF9}');
    let (mut marked, mut unicode) = (0, 0);
    for word in text.split_whitespace().filter(|word| !word.is_ascii()) {
        marked += 1;
        unicode += usize::from(word.contains(only_unicode));
    }
    unicode * 2 >= marked
}

/// The line's runs as inlines: old charsets converted, blanks single, marks put into each other. Empty for a line without
/// words.
pub(super) fn finish(mut runs: Vec<Run>, notes: &mut Notes) -> Vec<Inline> {
    let all: String = runs.iter().map(|run| run.text.as_str()).collect();
    if !is_settled(&all)
        && let Some(guess) = viet::detect(&all)
        && let Some(charset) = guess.charset.filter(|_| guess.confidence >= viet::SURE)
    {
        *notes.fonts.entry(charset.name()).or_default() += 1;
        for run in &mut runs {
            let decoded = decode(&run.text, charset);
            let lost = decoded.lost_capitals.iter().map(|word| decoded.text[word.clone()].to_owned());
            lost.for_each(|word| Notes::add(&mut notes.capitals, word));
            run.text = decoded.text;
        }
    }
    runs.iter_mut().for_each(|run| run.text = signs::without(&run.text, notes));
    let runs = spaced(runs);
    let mut line: Vec<Inline> = Vec::new();
    let mut rest = runs.as_slice();
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|run| run.link == first.link).count();
        let inner = marked(&rest[..same]);
        match &first.link {
            Some(href) => line.push(Inline::Link { href: href.to_string(), text: inner }),
            None => line.extend(inner),
        }
        rest = &rest[same..];
    }
    line
}

/// Blanks single, none at the ends; runs alike are one.
fn spaced(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    let mut blank = true;
    for run in runs {
        let mut text = String::with_capacity(run.text.len());
        for c in viet::nfc(&run.text).chars() {
            match c {
                '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFD}' => {}
                '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
                c if c.is_whitespace() || c.is_control() => {
                    if !blank {
                        text.push(' ');
                    }
                    blank = true;
                }
                c => {
                    text.push(c);
                    blank = false;
                }
            }
        }
        // A blank alone takes the marks of what stands before it.
        let alike = |last: &Run| text == " " && last.link.is_none() || same(last, &run);
        match out.last_mut().filter(|last| alike(last)) {
            Some(last) => last.text.push_str(&text),
            None if text.is_empty() => {}
            None => out.push(Run { text, ..run }),
        }
    }
    while let Some(last) = out.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        out.pop();
    }
    out
}

fn same(a: &Run, b: &Run) -> bool {
    (a.strong, a.emphasis, &a.link) == (b.strong, b.emphasis, &b.link)
}

fn marked(runs: &[Run]) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut rest = runs;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|run| run.strong == first.strong).count();
        let inner = rest[..count].iter().map(|run| {
            let text = Inline::Text(run.text.clone());
            if run.emphasis { Inline::Emphasis(vec![text]) } else { text }
        });
        match first.strong {
            true => out.push(Inline::Strong(inner.collect())),
            false => out.extend(inner),
        }
        rest = &rest[count..];
    }
    out
}
