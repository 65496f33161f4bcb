//! Light Markdown into the blocks that cross the bridge: headings, paragraphs, lists, quotations, strong, emphasis,
//! links, tables, figures (`[[so-lieu:ID]]`, or `[[so-lieu:ID|day-du]]` with its parts) and pictures (`[[anh:12]]`, a paragraph
//! of its own). Anything else becomes its words.

use bridge::{Block, Inline, Show};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

const OPEN: &str = "[[so-lieu:";
const CLOSE: &str = "]]";
const WITH_PARTS: &str = "day-du";

/// The blocks of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let mut at = 0;
    read_blocks(&events, &mut at)
}

/// The inlines of a text of one paragraph; further paragraphs are joined by a blank.
pub fn line(text: &str) -> Vec<Inline> {
    let mut line = Vec::new();
    for block in blocks(text) {
        if let Block::Paragraph(words) | Block::Heading { text: words, .. } = block {
            if !line.is_empty() {
                line.push(Inline::Text(" ".into()));
            }
            line.extend(words);
        }
    }
    line
}

/// The ids of the figures a text shows, in order.
pub fn figures_in(text: &str) -> Vec<String> {
    text.split(OPEN)
        .skip(1)
        .filter_map(|rest| rest.split_once(CLOSE))
        .map(|(inside, _)| inside.split('|').next().unwrap_or_default().trim().to_owned())
        .collect()
}

/// The number of the picture that a paragraph stands for, if it is nothing but its mark, and what it is to say of the
/// picture here: `[[anh:12|Words in the language of the text]]`.
pub fn picture_of(block: &Block) -> Option<(&str, Option<&str>)> {
    let Block::Paragraph(words) = block else { return None };
    let [Inline::Text(text)] = words.as_slice() else { return None };
    let inside = text.trim().strip_prefix("[[anh:")?.strip_suffix(CLOSE)?;
    let (number, words) = inside.split_once('|').map_or((inside, None), |(number, words)| (number, Some(words.trim())));
    (!inside.contains('[')).then_some((number.trim(), words.filter(|words| !words.is_empty())))
}

/// The number of the picture whose mark a line is.
pub fn picture_in(line: &str) -> Option<&str> {
    let inside = line.trim().strip_prefix("[[anh:")?.strip_suffix(CLOSE)?;
    Some(inside.split('|').next().unwrap_or_default().trim())
}

/// The head and the rows of a table, up to its end, which is consumed.
fn read_table(events: &[Event<'_>], at: &mut usize) -> Block {
    let (mut columns, mut rows) = (0, Vec::new());
    while let Some(event) = events.get(*at) {
        *at += 1;
        match event {
            Event::Start(Tag::TableHead) => {
                let head = read_cells(events, at);
                columns = head.len();
                rows.push(head);
            }
            Event::Start(Tag::TableRow) => {
                let mut row = read_cells(events, at);
                row.resize(columns, Vec::new());
                rows.push(row);
            }
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    Block::Table(rows)
}

fn read_cells(events: &[Event<'_>], at: &mut usize) -> Vec<Vec<Inline>> {
    let mut cells = Vec::new();
    while let Some(event) = events.get(*at) {
        *at += 1;
        match event {
            Event::Start(Tag::TableCell) => cells.push(read_inlines(events, at)),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => break,
            _ => {}
        }
    }
    cells
}

/// Reads blocks up to the end of what encloses them, which is consumed.
fn read_blocks(events: &[Event<'_>], at: &mut usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    while let Some(event) = events.get(*at) {
        match event {
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_)) => {
                *at += 1;
                blocks.push(Block::Paragraph(read_inlines(events, at)));
            }
            Event::Start(Tag::Heading { level, .. }) => {
                *at += 1;
                let level = if *level <= HeadingLevel::H2 { 2 } else { 3 };
                blocks.push(Block::Heading { level, text: read_inlines(events, at) });
            }
            Event::Start(Tag::List(start)) => {
                *at += 1;
                let (ordered, start) = (start.is_some(), u32::try_from(start.unwrap_or(1)).unwrap_or(1));
                blocks.push(Block::List { ordered, start, items: read_items(events, at) });
            }
            Event::Start(Tag::Table(_)) => {
                *at += 1;
                blocks.push(read_table(events, at));
            }
            Event::Start(Tag::BlockQuote(_)) => {
                *at += 1;
                blocks.push(Block::Quote(read_blocks(events, at)));
            }
            Event::End(_) => {
                *at += 1;
                return blocks;
            }
            // What was meant as HTML is seen as it was typed: nothing of it works, and nothing is lost.
            Event::Start(Tag::HtmlBlock) => {
                *at += 1;
                let lines = read_inlines(events, at);
                blocks.push(Block::Paragraph(trimmed(lines)));
            }
            // The words of a tight list's item stand without a paragraph.
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. }) => {
                blocks.push(Block::Paragraph(read_loose(events, at)));
            }
            _ => *at += 1,
        }
    }
    blocks
}

fn read_items(events: &[Event<'_>], at: &mut usize) -> Vec<Vec<Block>> {
    let mut items = Vec::new();
    while let Some(event) = events.get(*at) {
        *at += 1;
        match event {
            Event::Start(Tag::Item) => items.push(read_blocks(events, at)),
            Event::End(TagEnd::List(_)) => break,
            _ => {}
        }
    }
    items
}

/// Inlines up to the end of what encloses them, which is consumed.
fn read_inlines(events: &[Event<'_>], at: &mut usize) -> Vec<Inline> {
    let inlines = read_loose(events, at);
    *at += 1;
    inlines
}

/// Inlines up to something that is none.
fn read_loose(events: &[Event<'_>], at: &mut usize) -> Vec<Inline> {
    let (mut inlines, mut words) = (Vec::new(), String::new());
    while let Some(event) = events.get(*at) {
        let made: fn(Vec<Inline>, &str) -> Inline = match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(text);
                *at += 1;
                continue;
            }
            Event::SoftBreak | Event::HardBreak => {
                words.push(' ');
                *at += 1;
                continue;
            }
            // A picture comes from the library; of one from elsewhere its words stay.
            Event::Start(Tag::Image { .. }) => {
                split_figures(&mut words, &mut inlines);
                *at += 1;
                inlines.extend(read_inlines(events, at));
                continue;
            }
            Event::Start(Tag::Strong) => |inner, _| Inline::Strong(inner),
            Event::Start(Tag::Emphasis) => |inner, _| Inline::Emphasis(inner),
            Event::Start(Tag::Link { .. }) => |inner, href| Inline::Link { href: href.into(), text: inner },
            _ => break,
        };
        let href = if let Event::Start(Tag::Link { dest_url, .. }) = event { dest_url } else { "" };
        split_figures(&mut words, &mut inlines);
        *at += 1;
        let inner = read_inlines(events, at);
        inlines.push(made(inner, href));
    }
    split_figures(&mut words, &mut inlines);
    inlines
}

/// Words without the blank and the line's end around them.
fn trimmed(mut words: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(last)) = words.last_mut() {
        last.truncate(last.trim_end().len());
    }
    words
}

/// Moves the gathered words over, each figure's mark as a figure.
fn split_figures(words: &mut String, inlines: &mut Vec<Inline>) {
    let text = std::mem::take(words);
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((inside, tail)) = after.split_once(CLOSE) else { break };
        if !before.is_empty() {
            inlines.push(Inline::Text(before.to_owned()));
        }
        let (id, how) = inside.split_once('|').unwrap_or((inside, ""));
        let show = if how.trim() == WITH_PARTS { Show::Parts } else { Show::Value };
        inlines.push(Inline::Figure { id: id.trim().to_owned(), show });
        rest = tail;
    }
    if !rest.is_empty() {
        inlines.push(Inline::Text(rest.to_owned()));
    }
}
