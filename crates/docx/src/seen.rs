//! How a Word file looks: its page and margins, and each paragraph with typeface, size and emphasis, as far as the file says.

use super::xml::{Step, walk};
use super::{LETTERS, Package, Refusal, UNPACKED};
use std::collections::HashMap;
use std::hash::Hash;

/// The page of a file, in hundredths of a millimetre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeenPage {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The margin above.
    pub top: u32,
    /// The margin below.
    pub bottom: u32,
    /// The margin at the left.
    pub left: u32,
    /// The margin at the right.
    pub right: u32,
}

/// A paragraph as it looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenParagraph {
    /// Its text.
    pub text: String,
    /// Whether it stands in a table, as head and foot do.
    pub in_table: bool,
    /// Its pieces: letters, typeface (where the file says one), half points (where it says a size).
    pub pieces: Vec<Piece>,
    /// How far apart its lines are.
    pub spacing: Spacing,
    /// How far its first line is moved in, in hundredths of a millimetre.
    pub indent: u32,
    /// Whether it is a member of one of the program's own lists, which move it in by what they say.
    pub is_listed: bool,
}

/// How far apart lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spacing {
    /// So many parts of 240 of what a line needs.
    Lines(u32),
    /// So many twentieths of a point, or what a line needs.
    AtLeast(u32),
    /// So many twentieths of a point.
    Exactly(u32),
}

impl Default for Spacing {
    fn default() -> Spacing {
        Spacing::Lines(240)
    }
}

/// A piece of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// How many letters.
    pub letters: usize,
    /// The typeface; empty where the file does not say.
    pub font: String,
    /// The size in half points; 0 where the file does not say.
    pub half_points: u32,
    /// Bold.
    pub bold: bool,
    /// In italics.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
}

/// A file as it looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The page of its last section; `None` where the file says none.
    pub page: Option<SeenPage>,
    /// Its paragraphs, those with text.
    pub paragraphs: Vec<SeenParagraph>,
}

impl Seen {
    /// What most letters outside tables have, among the pieces for which there is something.
    pub fn most<T: Hash + Eq>(&self, of: impl Fn(&Piece) -> Option<T>) -> Option<T> {
        let pieces = self.paragraphs.iter().filter(|one| !one.in_table).flat_map(|one| &one.pieces);
        heaviest(pieces.filter_map(|piece| Some((of(piece)?, piece.letters))))
    }

    /// What the paragraphs outside tables have in which most letters stand, among those for which there is something.
    pub fn mostly<T: Hash + Eq>(&self, of: impl Fn(&SeenParagraph) -> Option<T>) -> Option<T> {
        let letters = |one: &SeenParagraph| one.pieces.iter().map(|piece| piece.letters).sum();
        let outside = self.paragraphs.iter().filter(|one| !one.in_table);
        heaviest(outside.filter_map(|one| Some((of(one)?, letters(one)))))
    }

    /// The lines of the text.
    pub fn lines(&self) -> Vec<&str> {
        let lines = self.paragraphs.iter().flat_map(|one| one.text.lines());
        lines.map(str::trim).filter(|line| !line.is_empty()).collect()
    }
}

/// The value with the most letters.
fn heaviest<T: Hash + Eq>(values: impl Iterator<Item = (T, usize)>) -> Option<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for (value, letters) in values {
        *counts.entry(value).or_default() += letters;
    }
    counts.into_iter().max_by_key(|(_, letters)| *letters).map(|(value, _)| value)
}

/// What a piece of text, or a style, says of its look and of that of its paragraph.
#[derive(Clone, Default)]
struct Look {
    spacing: Spacing,
    indent: u32,
    font: String,
    half_points: u32,
    bold: bool,
    italic: bool,
    underline: bool,
}

impl Look {
    /// Takes over an element of the properties of a run.
    fn take(&mut self, name: &str, value: &dyn Fn(&str) -> Option<String>) {
        let on = || !matches!(value("val").as_deref(), Some("0" | "false" | "none"));
        match name {
            "rFonts" => self.font = value("ascii").or_else(|| value("hAnsi")).unwrap_or_default(),
            "sz" => self.half_points = value("val").and_then(|text| text.parse().ok()).unwrap_or(0),
            "b" => self.bold = on(),
            "i" => self.italic = on(),
            "u" => self.underline = on(),
            // Of a run this is the distance of its letters, which says no line.
            "spacing" => {
                if let Some(line) = value("line").and_then(|text| text.parse().ok()) {
                    self.spacing = match value("lineRule").as_deref() {
                        Some("atLeast") => Spacing::AtLeast(line),
                        Some("exact") => Spacing::Exactly(line),
                        _ => Spacing::Lines(line),
                    };
                }
            }
            "ind" => {
                if let Some(first) = value("firstLine").or_else(|| value("hanging").map(|_| String::new())) {
                    self.indent = hundredths(Some(first));
                }
            }
            _ => {}
        }
    }
}

/// Hundredths of a millimetre of a measure in twentieths of a point.
fn hundredths(text: Option<String>) -> u32 {
    let twips: i64 = text.and_then(|text| text.parse().ok()).unwrap_or(0);
    u32::try_from((twips.abs().min(200_000) * 2540 + 720) / 1440).unwrap_or(0)
}

/// How a file looks.
///
/// # Errors
/// See [`Refusal`].
pub fn seen(bytes: &[u8]) -> Result<Seen, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main()?;
    let styles = match package.part("word/styles.xml", UNPACKED)? {
        Some(xml) => read_styles(&xml)?,
        None => HashMap::new(),
    };
    let mut eye = Eye { styles, ..Eye::default() };
    walk(&main, |step| {
        match step {
            Step::Start(tag) => eye.begins(tag.name(), &|key| tag.get(key)),
            Step::End(name) => eye.ends(name),
            Step::Text(text) => eye.says(text),
        }
        Ok(())
    })?;
    Ok(eye.seen)
}

/// What has been seen so far, and where in the text one is.
#[derive(Default)]
struct Eye {
    styles: HashMap<String, Look>,
    seen: Seen,
    paragraph: SeenParagraph,
    style: Look,
    look: Look,
    letters: usize,
    tables: usize,
    in_run: bool,
    in_properties: bool,
    said: bool,
    /// In a copy of text for programs that cannot show a drawing.
    skipped: usize,
}

impl Eye {
    fn begins(&mut self, name: &str, value: &dyn Fn(&str) -> Option<String>) {
        // What a tracked change tells is how it was before.
        if self.skipped > 0 || name == "Fallback" || name.ends_with("PrChange") {
            self.skipped += 1;
            return;
        }
        match name {
            "tbl" => self.tables += 1,
            "p" => {
                self.paragraph = SeenParagraph { in_table: self.tables > 0, ..SeenParagraph::default() };
                self.style = self.styles.get(STANDARD).cloned().unwrap_or_default();
            }
            "pStyle" => {
                if let Some(style) = value("val").and_then(|id| self.styles.get(&id)) {
                    self.style = style.clone();
                }
            }
            "r" => {
                self.in_run = true;
                self.look = self.style.clone();
            }
            "numPr" => self.paragraph.is_listed = true,
            "spacing" | "ind" if !self.in_run => self.style.take(name, value),
            "rPr" => self.in_properties = self.in_run,
            "t" => self.said = true,
            "tab" if self.in_run => self.paragraph.text.push('\t'),
            "br" | "cr" if self.in_run => self.paragraph.text.push('\n'),
            "pgSz" => {
                let page = self.seen.page.get_or_insert_default();
                (page.width, page.height) = (hundredths(value("w")), hundredths(value("h")));
            }
            "pgMar" => {
                let page = self.seen.page.get_or_insert_default();
                (page.top, page.bottom) = (hundredths(value("top")), hundredths(value("bottom")));
                (page.left, page.right) = (hundredths(value("left")), hundredths(value("right")));
            }
            other if self.in_properties => self.look.take(other, value),
            _ => {}
        }
    }

    fn ends(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "tbl" => self.tables = self.tables.saturating_sub(1),
            "rPr" => self.in_properties = false,
            "r" => self.in_run = false,
            "t" => self.said = false,
            "p" if !self.paragraph.text.trim().is_empty() => {
                (self.paragraph.spacing, self.paragraph.indent) = (self.style.spacing, self.style.indent);
                self.seen.paragraphs.push(std::mem::take(&mut self.paragraph));
            }
            _ => {}
        }
    }

    fn says(&mut self, text: &str) {
        if !self.said || self.skipped > 0 || self.letters > LETTERS {
            return;
        }
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        self.letters += letters;
        let Look { font, half_points, bold, italic, underline, .. } = self.look.clone();
        self.paragraph.pieces.push(Piece { letters, font, half_points, bold, italic, underline });
        self.paragraph.text.push_str(text);
    }
}

/// The key of the look of text of no style.
const STANDARD: &str = "";

/// What styles of paragraphs say, each with what it stands on, and what holds where none is named.
fn read_styles(xml: &[u8]) -> Result<HashMap<String, Look>, Refusal> {
    let mut known: HashMap<String, Look> = HashMap::new();
    let (mut id, mut look, mut in_run, mut standard) = (None::<String>, Look::default(), false, String::new());
    walk(xml, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "style" => {
                    id = tag.get("styleId");
                    look = known.get(STANDARD).cloned().unwrap_or_default();
                    if tag.get("type").as_deref() == Some("paragraph") && tag.get("default").as_deref() == Some("1") {
                        standard = id.clone().unwrap_or_default();
                    }
                }
                "basedOn" => {
                    // A style stands on one that was read before it; of any other order only its own words are taken.
                    if let Some(base) = tag.get("val").and_then(|base| known.get(&base)) {
                        look = base.clone();
                    }
                }
                "rPr" => in_run = true,
                name if in_run || matches!(name, "spacing" | "ind") => look.take(name, &|key| tag.get(key)),
                _ => {}
            },
            Step::End("rPr") => in_run = false,
            Step::End("rPrDefault" | "pPrDefault") => {
                known.insert(STANDARD.to_owned(), look.clone());
            }
            Step::End("style") => {
                if let Some(id) = id.take() {
                    known.insert(id, look.clone());
                }
            }
            Step::End(_) | Step::Text(_) => {}
        }
        Ok(())
    })?;
    if let Some(look) = known.get(&standard).cloned() {
        known.insert(STANDARD.to_owned(), look);
    }
    Ok(known)
}
