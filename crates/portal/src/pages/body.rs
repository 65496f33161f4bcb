//! The running text: typed blocks become HTML here and nowhere else, every text escaped.

use bridge::{Block, Edition, Figure, Inline, Show, Value};
use kit::words::Words;

/// A figure's value as it is written in a sentence and beside it.
pub(crate) struct Shown {
    /// `99,16%`, `07/14`, `21 (2014) – 9 (2018)`
    pub(crate) value: String,
    /// `35.599/35.900`; empty when the value says it already
    pub(crate) parts: String,
}

/// Writes a figure's value.
pub(crate) fn shown(figure: &Figure, w: Words) -> Shown {
    match &figure.value {
        Value::Rate { numerator, denominator, .. } => Shown {
            value: w.rate(*numerator, *denominator),
            parts: format!("{}/{}", w.number(*numerator as i64), w.number(*denominator as i64)),
        },
        Value::Ratio { numerator, denominator } => {
            Shown { value: viet::number::fraction(*numerator, *denominator, 2), parts: String::new() }
        }
        Value::Series { points } => {
            let written = |p: &bridge::Point| format!("{} ({})", w.number(p.numerator as i64), p.label);
            let value = match (points.first(), points.last()) {
                (Some(first), Some(last)) if points.len() > 1 => format!("{} – {}", written(first), written(last)),
                (Some(only), _) => written(only),
                _ => "–".to_owned(),
            };
            Shown { value, parts: String::new() }
        }
    }
}

/// Blocks as HTML.
pub(super) fn blocks(blocks: &[Block], edition: &Edition, w: Words, base: &str) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                let level = level.clamp(&2, &3);
                out.push_str(&format!("<h{level}>{}</h{level}>\n", inlines(text, edition, w, base)));
            }
            Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", inlines(text, edition, w, base))),
            Block::Quote(inner) => {
                out.push_str(&format!("<blockquote>{}</blockquote>\n", self::blocks(inner, edition, w, base)));
            }
            Block::List { ordered, start, items } => {
                let (open, close) = match (ordered, start) {
                    (false, _) => ("<ul>".to_owned(), "</ul>"),
                    (true, 1) => ("<ol>".to_owned(), "</ol>"),
                    (true, start) => (format!("<ol start=\"{start}\">"), "</ol>"),
                };
                out.push_str(&open);
                for item in items {
                    out.push_str(&format!("<li>{}</li>\n", list_item(item, edition, w, base)));
                }
                out.push_str(close);
                out.push('\n');
            }
        }
    }
    out
}

/// An item of a single paragraph needs no paragraph of its own.
fn list_item(item: &[Block], edition: &Edition, w: Words, base: &str) -> String {
    match item {
        [Block::Paragraph(text)] => inlines(text, edition, w, base),
        blocks => self::blocks(blocks, edition, w, base),
    }
}

/// Running text as HTML.
pub(super) fn inlines(text: &[Inline], edition: &Edition, w: Words, base: &str) -> String {
    let mut out = String::new();
    for inline in text {
        match inline {
            Inline::Text(text) => escape(&mut out, text),
            Inline::Strong(inner) => out.push_str(&format!("<strong>{}</strong>", inlines(inner, edition, w, base))),
            Inline::Emphasis(inner) => out.push_str(&format!("<em>{}</em>", inlines(inner, edition, w, base))),
            Inline::Link { href, text } => {
                out.push_str("<a href=\"");
                escape(&mut out, href);
                out.push_str(&format!("\">{}</a>", inlines(text, edition, w, base)));
            }
            Inline::Figure { id, show } => {
                let href = format!("{base}/so-lieu/{id}?bai={}&amp;ban={}", edition.article_id, edition.edition);
                let mark = w.say("figure-mark");
                out.push_str(&format!("<a class=\"figure\" href=\"{href}\">"));
                escape(&mut out, &figure_text(edition, id, *show, w));
                out.push_str(&format!("<small>{mark}</small></a>"));
            }
        }
    }
    out
}

/// Running text without any markup: for lists and descriptions.
pub(super) fn plain(text: &[Inline], edition: &Edition, w: Words) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                plain(inner, edition, w)
            }
            Inline::Figure { id, show } => figure_text(edition, id, *show, w),
        })
        .collect()
}

fn figure_text(edition: &Edition, id: &str, show: Show, w: Words) -> String {
    let Some(figure) = edition.figures.iter().find(|f| f.id == id) else { return "–".to_owned() };
    let Shown { value, parts } = shown(figure, w);
    match show {
        Show::Parts if !parts.is_empty() => format!("{parts} ({value})"),
        _ => value,
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}
