//! An article of an old site as a row that the archive brings.

use super::pictures::Pictures;
use super::report::Report;
use bridge::{Block, Inline};
use kit::words::Words;
use legacy::clean;
use legacy::site::{Article, State, Why};
use office::archive::Row;

/// No article was read more often; a larger number is a mistake that would spoil the sum.
const MOST_READ: u64 = 1_000_000_000;

/// The row. Pictures are taken along; what cannot be is told.
pub(super) fn row_of(article: Article, pictures: &mut Pictures, report: &mut Report, w: Words) -> Row {
    report.notes(article.line, &article.name, &article.notes);
    let kept = match article.state {
        State::Hidden(why) => Some(word(why)),
        State::Public | State::Gone => None,
    };
    if let Some(why) = kept {
        let what = format!("{} ({})", article.title, w.say(&format!("legacy-kept-{why}")));
        report.note("legacy-kind-kept", article.line, &article.name, &what);
    }
    if article.published_at.is_none() && kept.is_none() {
        report.note("legacy-kind-undated", article.line, &article.name, &article.title);
    }
    let mut turn = Turn { pictures, report, w, line: article.line, name: &article.name };
    let blocks = turn.blocks(article.body);
    Row {
        id: article.name.as_str().into(),
        section: article.section,
        title: article.title,
        body: String::new(),
        blocks,
        lead: article.lead.into_iter().map(inline).collect(),
        topics: article.topic.into_iter().collect(),
        alias: article.alias,
        published_at: None,
        at: article.published_at,
        author: article.author,
        source: None,
        lang: article.lang,
        read_before: article.hits.unsigned_abs().min(MOST_READ),
        kept: kept.map(str::to_owned),
    }
}

/// The word by which the record keeps why it is not shown.
fn word(why: Why) -> &'static str {
    match why {
        Why::Unpublished => "unpublished",
        Why::Restricted => "restricted",
        Why::Category => "category",
        Why::Expired => "expired",
        Why::Later => "later",
        Why::Module => "module",
    }
}

struct Turn<'a> {
    pictures: &'a mut Pictures,
    report: &'a mut Report,
    w: Words,
    line: usize,
    name: &'a str,
}

impl Turn<'_> {
    fn blocks(&mut self, blocks: Vec<clean::Block>) -> Vec<Block> {
        blocks.into_iter().filter_map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: clean::Block) -> Option<Block> {
        let line = |line: Vec<clean::Inline>| line.into_iter().map(inline).collect::<Vec<_>>();
        Some(match block {
            clean::Block::Heading(level, text) => Block::Heading { level, text: line(text) },
            clean::Block::Paragraph(text) => Block::Paragraph(line(text)),
            clean::Block::Quote(inner) => Block::Quote(self.blocks(inner)),
            clean::Block::List { ordered, items } => {
                Block::List { ordered, start: 1, items: items.into_iter().map(|item| self.blocks(item)).collect() }
            }
            clean::Block::Table(rows) => {
                Block::Table(rows.into_iter().map(|row| row.into_iter().map(line).collect()).collect())
            }
            clean::Block::Picture { src, alt, caption } => match self.pictures.get(&src, self.w) {
                Ok(picture) => Block::Picture(bridge::Picture { alt, caption, ..picture }),
                Err(why) => {
                    self.report.note("legacy-kind-missing", self.line, self.name, &format!("{src}: {why}"));
                    // What was said below it is still worth reading.
                    let said = Some(caption).filter(|caption| !caption.is_empty())?;
                    Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(said)])])
                }
            },
        })
    }
}

fn inline(inline: clean::Inline) -> Inline {
    let all = |line: Vec<clean::Inline>| line.into_iter().map(self::inline).collect();
    match inline {
        clean::Inline::Text(text) => Inline::Text(text),
        clean::Inline::Strong(inner) => Inline::Strong(all(inner)),
        clean::Inline::Emphasis(inner) => Inline::Emphasis(all(inner)),
        clean::Inline::Link { href, text } => Inline::Link { href, text: all(text) },
    }
}

/// Shows a row to whoever tries.
pub(super) fn show(row: &Row) {
    let mut text = String::new();
    words(&row.lead, &mut text);
    for block in &row.blocks {
        if let Block::Paragraph(line) | Block::Heading { text: line, .. } = block {
            text.push(' ');
            words(line, &mut text);
        }
    }
    let day = row.at.map(|at| kit::clock::Ts(at).day().written()).unwrap_or_default();
    println!("\n  {}\n  {} | {day} | {}", row.title, row.section, row.author.as_deref().unwrap_or("–"));
    println!("  {} …\n", text.trim().chars().take(300).collect::<String>());
}

fn words(line: &[Inline], out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => words(inner, out),
            Inline::Figure { .. } => {}
        }
    }
}
