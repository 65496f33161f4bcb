//! The text of a brought article in the form in which the newsroom writes, and back. What nobody touches stays what it was, to
//! the letter: a paragraph that is still as it was written out becomes the very block that it was written from.

use crate::newsroom::markdown;
use crate::newsroom::paste::{escaped, rewritten};
use bridge::{Block, Inline, Picture};
use similar::{Algorithm, DiffOp, capture_diff_slices};

#[cfg(test)]
mod tests;

/// Begins the mark of a picture that came with the article: `[[anh-cu:1|what stands below it|what it shows]]`.
const PICTURE: &str = "[[anh-cu:";
const CLOSE: &str = "]]";
/// What the newsroom puts into its own articles, and nobody into these: their files do not travel with the archive.
const OWN: [&str; 2] = ["[[anh:", "[[so-lieu:"];

/// A text as it can be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// Light Markdown.
    pub(super) text: String,
    /// So many paragraphs have marks that cannot be written: whoever changes one of these loses its strong words.
    pub(super) plain: usize,
}

/// Why a text that was typed cannot be taken: the mark that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// No picture of the article has this number.
    NoPicture(String),
    /// A picture stands in a line of its own.
    NotAlone(String),
    /// Pictures and figures of the newsroom do not stand in older articles.
    Own(String),
}

/// A stretch of the article: its blocks, how they are written, and what that is read as.
struct Part {
    blocks: Vec<Block>,
    written: Block,
    read: Vec<Block>,
    plain: bool,
}

/// The pictures of an article, each file once: by their place here the marks name them.
pub(super) fn pictures_of(blocks: &[Block]) -> Vec<Picture> {
    let mut found: Vec<Picture> = Vec::new();
    each_picture(blocks, &mut |picture| {
        if !found.iter().any(|known| known.file == picture.file) {
            found.push(picture.clone());
        }
    });
    found
}

fn each_picture(blocks: &[Block], found: &mut dyn FnMut(&Picture)) {
    for block in blocks {
        match block {
            Block::Picture(picture) => found(picture),
            Block::List { items, .. } => items.iter().for_each(|item| each_picture(item, found)),
            Block::Quote(inner) => each_picture(inner, found),
            _ => {}
        }
    }
}

/// A text with the pictures that it is known by; `None` when some of its words cannot be written so that they are read again.
pub(super) fn write(blocks: &[Block], known: &[Picture]) -> Option<Written> {
    let parts = parts(blocks, known)?;
    let plain = parts.iter().filter(|part| part.plain).count();
    let written: Vec<Block> = parts.into_iter().map(|part| part.written).collect();
    let text = rewritten(&written, &|picture| mark(picture, known));
    let again = placed(markdown::blocks(&text), known).ok()?;
    (told(&again, known) == told(blocks, known)).then_some(Written { text, plain })
}

/// The blocks of a text that was typed over the one of `old`.
///
/// # Errors
/// The first mark that means nothing.
pub(super) fn read(old: &[Block], text: &str) -> Result<Vec<Block>, Wrong> {
    let known = pictures_of(old);
    let typed = markdown::blocks(text);
    if write(old, &known).is_some_and(|written| written.text == text) {
        return Ok(old.to_vec());
    }
    let Some(parts) = parts(old, &known) else { return placed(typed, &known) };
    let before: Vec<(usize, &Block)> =
        parts.iter().enumerate().flat_map(|(nth, part)| part.read.iter().map(move |block| (nth, block))).collect();
    let mut stays = vec![None; typed.len()];
    let (old_keys, new_keys) = (before.iter().map(|(_, block)| key(block)), typed.iter().map(key));
    let (old_keys, new_keys): (Vec<String>, Vec<String>) = (old_keys.collect(), new_keys.collect());
    for op in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..len).for_each(|at| stays[new_index + at] = Some(old_index + at));
        }
    }
    let mut out = Vec::with_capacity(typed.len());
    let mut at = 0;
    while at < typed.len() {
        // A part stays as it was only where all that it was read as stands there still.
        let whole = stays[at].and_then(|from| {
            let part = parts.get(before[from].0)?;
            let begins = from == 0 || before[from - 1].0 != before[from].0;
            let all = (0..part.read.len()).all(|nth| stays.get(at + nth) == Some(&Some(from + nth)));
            (begins && all).then_some(part)
        });
        match whole {
            Some(part) => {
                out.extend(part.blocks.iter().cloned());
                at += part.read.len();
            }
            None => {
                out.extend(placed(vec![typed[at].clone()], &known)?);
                at += 1;
            }
        }
    }
    Ok(out)
}

/// A line of inlines, as it is written.
pub(super) fn write_line(line: &[Inline]) -> String {
    rewritten(&[Block::Paragraph(line.to_vec())], &|_| String::new())
}

/// The inlines of a line that was typed over an old one.
///
/// # Errors
/// A mark that means nothing in a line.
pub(super) fn read_line(old: &[Inline], text: &str) -> Result<Vec<Inline>, Wrong> {
    if text == write_line(old) {
        return Ok(old.to_vec());
    }
    let line = markdown::line(text);
    sound(&line)?;
    Ok(line)
}

/// All words of a text, each block a line.
pub(super) fn words(blocks: &[Block]) -> String {
    let mut out = String::new();
    each_word(blocks, &mut out);
    each_picture(blocks, &mut |picture| out.push_str(&format!("{}\n{}\n", picture.caption, picture.alt)));
    out
}

/// The words of a line.
pub(super) fn words_in(line: &[Inline]) -> String {
    let mut out = String::new();
    line_words(line, &mut out);
    out
}

fn parts(blocks: &[Block], known: &[Picture]) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let part = part(block, known)?;
        match parts.last_mut() {
            // What is read as nothing goes with what stands before it.
            Some(last) if part.read.is_empty() => last.blocks.push(block.clone()),
            _ => parts.push(part),
        }
    }
    Some(parts)
}

/// How a block is written: with its marks where they are read again as such, otherwise without those that set words apart.
fn part(block: &Block, known: &[Picture]) -> Option<Part> {
    let meant = told(std::slice::from_ref(block), known);
    for (written, plain) in [(block.clone(), false), (without_marks(block), true)] {
        let text = rewritten(std::slice::from_ref(&written), &|picture| mark(picture, known));
        let read = markdown::blocks(&text);
        if placed(read.clone(), known).is_ok_and(|read| told(&read, known) == meant) {
            return Some(Part { blocks: vec![block.clone()], written, read, plain });
        }
    }
    None
}

/// What a text tells its readers: its words, where its links lead, its pictures; not how the words are set.
fn told(blocks: &[Block], known: &[Picture]) -> (String, Vec<String>, Vec<String>) {
    let mut pictures = Vec::new();
    each_picture(blocks, &mut |picture| pictures.push(mark(picture, known)));
    let mut words = String::new();
    each_word(blocks, &mut words);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (words, crate::newsroom::outside::links_in(blocks), pictures)
}

fn without_marks(block: &Block) -> Block {
    let all = |blocks: &[Block]| blocks.iter().map(without_marks).collect::<Vec<_>>();
    match block {
        Block::Heading { level, text } => Block::Heading { level: *level, text: bare(text) },
        Block::Paragraph(text) => Block::Paragraph(bare(text)),
        Block::Quote(inner) => Block::Quote(all(inner)),
        Block::List { ordered, start, items } => {
            Block::List { ordered: *ordered, start: *start, items: items.iter().map(|item| all(item)).collect() }
        }
        Block::Table(rows) => {
            Block::Table(rows.iter().map(|row| row.iter().map(|cell| bare(cell)).collect()).collect())
        }
        Block::Picture(_) | Block::Photo(_) => block.clone(),
    }
}

fn bare(line: &[Inline]) -> Vec<Inline> {
    let one = |inline: &Inline| match inline {
        Inline::Strong(inner) | Inline::Emphasis(inner) => bare(inner),
        Inline::Link { href, text } => vec![Inline::Link { href: href.clone(), text: bare(text) }],
        Inline::Text(_) | Inline::Figure { .. } => vec![inline.clone()],
    };
    line.iter().flat_map(one).collect()
}

/// The mark by which a picture stands in the text.
fn mark(picture: &Picture, known: &[Picture]) -> String {
    let nth = known.iter().position(|it| it.file == picture.file).map_or(0, |at| at + 1);
    let word = |text: &str| escaped(&text.replace('|', "/").split_whitespace().collect::<Vec<_>>().join(" "));
    let (caption, alt) = (word(&picture.caption), word(&picture.alt));
    match (caption.is_empty(), alt.is_empty() || alt == caption) {
        (true, true) => format!("{PICTURE}{nth}{CLOSE}"),
        (false, true) => format!("{PICTURE}{nth}|{caption}{CLOSE}"),
        (_, false) => format!("{PICTURE}{nth}|{caption}|{alt}{CLOSE}"),
    }
}

/// The picture that a mark means.
fn picture(mark: &str, known: &[Picture]) -> Result<Picture, Wrong> {
    let inside = mark.strip_prefix(PICTURE).and_then(|rest| rest.strip_suffix(CLOSE)).unwrap_or_default();
    let mut said = inside.split('|').map(str::trim);
    let nth = said.next().and_then(|nth| nth.parse::<usize>().ok());
    let it = nth.and_then(|nth| known.get(nth.checked_sub(1)?)).ok_or_else(|| Wrong::NoPicture(mark.to_owned()))?;
    let caption = said.next().unwrap_or_default().to_owned();
    // What stands below it says as well what it shows, unless that is said apart or was left out before.
    let alt =
        said.next().map_or_else(|| if it.alt.is_empty() { String::new() } else { caption.clone() }, str::to_owned);
    Ok(Picture { alt, caption, ..it.clone() })
}

/// The blocks with each paragraph that is the mark of a picture replaced by it.
fn placed(blocks: Vec<Block>, known: &[Picture]) -> Result<Vec<Block>, Wrong> {
    let one = |block: Block| {
        Ok(match block {
            Block::Paragraph(line) => {
                let said = words_in(&line);
                let said = said.trim();
                if said.starts_with(PICTURE) && said.ends_with(CLOSE) && said.matches(PICTURE).count() == 1 {
                    Block::Picture(picture(said, known)?)
                } else {
                    sound(&line)?;
                    Block::Paragraph(line)
                }
            }
            Block::Heading { level, text } => {
                sound(&text)?;
                Block::Heading { level, text }
            }
            Block::Quote(inner) => Block::Quote(placed(inner, known)?),
            Block::List { ordered, start, items } => {
                let items = items.into_iter().map(|item| placed(item, known)).collect::<Result<_, _>>()?;
                Block::List { ordered, start, items }
            }
            Block::Table(rows) => {
                rows.iter().flatten().try_for_each(|cell| sound(cell))?;
                Block::Table(rows)
            }
            Block::Picture(_) | Block::Photo(_) => block,
        })
    };
    blocks.into_iter().map(one).collect()
}

/// Whether a line has no mark in it that means something elsewhere.
fn sound(line: &[Inline]) -> Result<(), Wrong> {
    let said = words_in(line);
    let from = |begin: &str| {
        let rest = &said[said.find(begin)?..];
        Some(rest.find(CLOSE).map_or(rest, |end| &rest[..end + CLOSE.len()]).to_owned())
    };
    match (from(PICTURE), OWN.iter().find_map(|begin| from(begin))) {
        (Some(mark), _) => Err(Wrong::NotAlone(mark)),
        (_, Some(mark)) => Err(Wrong::Own(mark)),
        _ => Ok(()),
    }
}

fn each_word(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => line_words(text, out),
            Block::Quote(inner) => each_word(inner, out),
            Block::List { items, .. } => items.iter().for_each(|item| each_word(item, out)),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| {
                line_words(cell, out);
                out.push('\n');
            }),
            Block::Picture(_) | Block::Photo(_) => {}
        }
        out.push('\n');
    }
}

fn line_words(line: &[Inline], out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                line_words(inner, out)
            }
            Inline::Figure { id, .. } => out.push_str(&format!("[[so-lieu:{id}{CLOSE}")),
        }
    }
}

fn key(block: &Block) -> String {
    serde_json::to_string(block).unwrap_or_default()
}
