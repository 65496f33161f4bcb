//! What stands as paragraphs and is more: lists whose dashes were typed, words below a picture, tables of values.

use super::{Block, Inline, words};

/// Signs that begin a line of a list, as they are typed and as Word leaves them.
const BULLETS: [char; 12] = ['-', '–', '•', '·', '+', '*', '▪', '●', '○', '◦', '\u{F0B7}', '\u{F0A7}'];
/// Words below a picture are no longer, in characters.
const CAPTION: usize = 300;

pub(super) fn settle(blocks: Vec<Block>) -> Vec<Block> {
    lists(captions(blocks, false))
}

/// A table of values, or what a table holds that only arranges things.
pub(super) fn table(rows: Vec<Vec<Vec<Block>>>, nested: bool) -> Result<Block, Vec<Block>> {
    let rows: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_line = |block: &Block| matches!(block, Block::Paragraph(_) | Block::Heading(..));
    if rows.len() < 2 || width < 2 || nested || !rows.iter().flatten().flatten().all(is_line) {
        return Err(captions(rows.into_iter().flatten().flatten().collect(), width == 1));
    }
    let rows = rows.into_iter().map(|row| {
        let mut row: Vec<_> = row.into_iter().map(cell).collect();
        row.resize_with(width, Vec::new);
        row
    });
    Ok(Block::Table(rows.collect()))
}

fn cell(blocks: Vec<Block>) -> Vec<Inline> {
    let mut line: Vec<Inline> = Vec::new();
    for block in blocks {
        if let Block::Paragraph(words) | Block::Heading(_, words) = block {
            if !line.is_empty() {
                line.push(Inline::Text(" ".into()));
            }
            line.extend(words);
        }
    }
    line
}

/// Puts words below a picture to it: a paragraph in italics after it, or any short one (`near`).
fn captions(blocks: Vec<Block>, near: bool) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        if let (Some(Block::Picture { caption, .. }), Block::Paragraph(line)) = (out.last_mut(), &block)
            && caption.is_empty()
            && (near || line.iter().all(is_italic))
        {
            let said = words(line);
            if said.chars().count() <= CAPTION {
                *caption = said;
                continue;
            }
        }
        out.push(block);
    }
    out
}

fn is_italic(inline: &Inline) -> bool {
    match inline {
        Inline::Emphasis(_) => true,
        Inline::Strong(inner) => inner.iter().all(is_italic),
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Link { .. } => false,
    }
}

/// Two paragraphs or more that begin with a dash are a list; those with a plus below a dash are the list of that item.
fn lists(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut run: Vec<(char, Vec<Inline>)> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(line) => match bullet(&line) {
                Some(sign) => run.push((sign, line)),
                None => {
                    end_run(&mut out, &mut run);
                    out.push(Block::Paragraph(line));
                }
            },
            other => {
                end_run(&mut out, &mut run);
                out.push(other);
            }
        }
    }
    end_run(&mut out, &mut run);
    out
}

fn end_run(out: &mut Vec<Block>, run: &mut Vec<(char, Vec<Inline>)>) {
    if run.len() < 2 {
        out.extend(run.drain(..).map(|(_, line)| Block::Paragraph(line)));
        return;
    }
    let first = run[0].0;
    let mut items: Vec<Vec<Block>> = Vec::new();
    for (sign, line) in run.drain(..) {
        let line = Block::Paragraph(without_bullet(line));
        match items.last_mut() {
            Some(item) if sign == '+' && first != '+' => match item.last_mut() {
                Some(Block::List { items, .. }) => items.push(vec![line]),
                _ => item.push(Block::List { ordered: false, items: vec![vec![line]] }),
            },
            _ => items.push(vec![line]),
        }
    }
    out.push(Block::List { ordered: false, items });
}

/// The sign that a line begins with, before a blank and a word.
fn bullet(line: &[Inline]) -> Option<char> {
    let said = words(line);
    let sign = said.chars().next().filter(|c| BULLETS.contains(c))?;
    let rest = &said[sign.len_utf8()..];
    let word = rest.trim_start().chars().next().is_some_and(|c| c.is_alphanumeric() || "“\"(‘".contains(c));
    // “-5” is a number, “* Ghi chú” a list.
    let spaced = rest.starts_with(' ') || !rest.starts_with(|c: char| c.is_ascii_digit());
    (word && spaced).then_some(sign)
}

fn without_bullet(mut line: Vec<Inline>) -> Vec<Inline> {
    match line.first_mut() {
        Some(Inline::Text(text)) => {
            *text = text.trim_start_matches(BULLETS).trim_start().to_owned();
            if text.is_empty() {
                line.remove(0);
            }
        }
        Some(Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. }) => {
            *inner = without_bullet(std::mem::take(inner));
            if inner.is_empty() {
                line.remove(0);
            }
        }
        None => {}
    }
    line
}
