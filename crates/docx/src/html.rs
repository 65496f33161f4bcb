//! A Word file as plain HTML: headings, paragraphs, lists, tables, links, strong and emphasis, with the font in which letters
//! are meant to be read, since that is how old charsets are known. Pictures stand beside it. Looks are left out.

use crate::parts::{Numbering, Place, Relations, Styles, font_of, level_of, number};
use crate::xml::{Step, Tag, walk};
use crate::{LETTERS, Package, Refusal};
use std::fmt::Write;

/// So many pictures are taken out of a file.
pub const PICTURES: usize = 40;
/// Bytes of one picture at most, unpacked.
pub const PICTURE: u64 = 20 << 20;
/// Bytes of all pictures at most, unpacked.
pub const ALL_PICTURES: u64 = 60 << 20;

/// The text of a file with its structure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// HTML; where a picture stands, `<img src="/trong-tep/0" alt="…">` with its number in `pictures`.
    pub html: String,
    /// The pictures in the order in which they stand, as they are in the file.
    pub pictures: Vec<Vec<u8>>,
    /// Pictures that lie outside the file, or are too many or too large.
    pub left_out: usize,
}

/// Where the pictures of a file stand in its HTML.
pub const PLACE: &str = "/trong-tep/";

/// Reads a file.
///
/// # Errors
/// See [`Refusal`].
pub fn contents(bytes: &[u8]) -> Result<Contents, Refusal> {
    let mut package = Package::open(bytes)?;
    let xml = package.main()?;
    let part = |package: &mut Package<'_>, name: &str| package.part(name, crate::UNPACKED);
    let styles = part(&mut package, "word/styles.xml")?.map_or(Ok(Styles::default()), |xml| Styles::read(&xml))?;
    let numbering =
        part(&mut package, "word/numbering.xml")?.map_or(Ok(Numbering::default()), |xml| Numbering::read(&xml))?;
    let relations = part(&mut package, "word/_rels/document.xml.rels")?;
    let relations = relations.map_or(Ok(Relations::default()), |xml| Relations::read(&xml))?;
    let mut writer = Writer { styles, numbering, relations, ..Writer::default() };
    walk(&xml, |step| writer.step(step))?;
    writer.close_lists(0);
    let mut contents = Contents { html: writer.out, left_out: writer.left_out, ..Contents::default() };
    let mut left = ALL_PICTURES;
    for name in writer.pictures {
        let bytes = package.part(&name, PICTURE.min(left)).ok().flatten().unwrap_or_default();
        contents.left_out += usize::from(bytes.is_empty());
        left -= bytes.len() as u64;
        contents.pictures.push(bytes);
    }
    Ok(contents)
}

#[derive(Default)]
struct Writer {
    styles: Styles,
    numbering: Numbering,
    relations: Relations,
    out: String,
    /// The paragraphs that are open: a frame in a paragraph has paragraphs of its own.
    paragraphs: Vec<Paragraph>,
    /// The lists that are open, whether they are numbered.
    lists: Vec<bool>,
    /// Cells within cells.
    cells: usize,
    pictures: Vec<String>,
    left_out: usize,
    letters: usize,
    /// How deep within something that is not read.
    skipped: usize,
    alt: String,
}

#[derive(Default)]
struct Paragraph {
    html: String,
    style: Option<String>,
    list: Option<String>,
    depth: usize,
    level: Option<u8>,
    run: Option<Run>,
    /// Whether letters are being read.
    says: bool,
    links: Vec<bool>,
    /// Whether what is read are the marks of the paragraph's end.
    about: bool,
}

#[derive(Default)]
struct Run {
    strong: bool,
    emphasis: bool,
    hidden: bool,
    font: Option<String>,
}

impl Writer {
    fn step(&mut self, step: Step<'_>) -> Result<(), Refusal> {
        match step {
            // The same text again for other programs, and what was moved to where it is read as well.
            Step::Start(tag) if self.skipped > 0 || ["Fallback", "moveFrom", "del"].contains(&tag.name()) => {
                self.skipped += 1;
            }
            Step::End(_) if self.skipped > 0 => self.skipped -= 1,
            _ if self.skipped > 0 || self.letters > LETTERS => {}
            Step::Start(tag) => self.start(tag),
            Step::End(name) => self.end(name),
            Step::Text(text) => self.text(text),
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tbl" => {
                self.close_lists(0);
                self.write("<table>");
            }
            "tr" => self.write("<tr>"),
            "tc" => {
                self.cells += 1;
                self.write("<td>");
            }
            // A cell as wide as several is followed by empty ones, so that the columns stand below each other.
            "gridSpan" => (1..number(tag.get("val")).min(40)).for_each(|_| self.write("</td><td>")),
            "docPr" => self.alt = tag.get("descr").unwrap_or_default(),
            "blip" => self.picture(tag.get("embed")),
            "imagedata" => self.picture(tag.get("id")),
            name => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return };
                match name {
                    "pPr" => paragraph.about = true,
                    "pStyle" => paragraph.style = tag.get("val"),
                    "numId" if paragraph.about => paragraph.list = tag.get("val"),
                    "ilvl" if paragraph.about => paragraph.depth = number(tag.get("val")),
                    "outlineLvl" if paragraph.about => paragraph.level = level_of(tag.get("val")),
                    "r" => paragraph.run = Some(Run::default()),
                    "t" => paragraph.says = true,
                    "tab" if !paragraph.about => paragraph.html.push(' '),
                    "br" | "cr" if !paragraph.about => paragraph.html.push_str("<br>"),
                    "noBreakHyphen" => paragraph.html.push('-'),
                    "hyperlink" => {
                        let target = tag.get("id").and_then(|id| self.relations.outside(&id).map(escaped));
                        paragraph.links.push(target.is_some());
                        if let Some(target) = target {
                            let _ = write!(paragraph.html, "<a href=\"{target}\">");
                        }
                    }
                    _ => {
                        let Some(run) = paragraph.run.as_mut() else { return };
                        match name {
                            "b" => run.strong = tag.is_on(),
                            "i" => run.emphasis = tag.is_on(),
                            "vanish" => run.hidden = tag.is_on(),
                            "rFonts" => run.font = font_of(tag.get("ascii"), tag.get("hAnsi")),
                            _ => {}
                        }
                    }
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.finish(paragraph);
                }
            }
            "tbl" => {
                self.close_lists(0);
                self.write("</table>");
            }
            "tr" => self.write("</tr>"),
            "tc" => {
                self.close_lists(0);
                self.cells = self.cells.saturating_sub(1);
                self.write("</td>");
            }
            _ => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return };
                match name {
                    "pPr" => paragraph.about = false,
                    "r" => paragraph.run = None,
                    "t" => paragraph.says = false,
                    "hyperlink" if paragraph.links.pop() == Some(true) => paragraph.html.push_str("</a>"),
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| paragraph.says) else { return };
        let usual = Run::default();
        let run = paragraph.run.as_ref().unwrap_or(&usual);
        if run.hidden {
            return;
        }
        self.letters += text.chars().count();
        let font = run.font.clone().or_else(|| self.styles.font(paragraph.style.as_deref()));
        let mut words = escaped(text);
        if let Some(font) = font.filter(|font| font.starts_with('.') || font.to_lowercase().contains("vn")) {
            words = format!("<span style=\"font-family:'{}'\">{words}</span>", escaped(&font.replace(['\'', ';'], "")));
        }
        for (_, mark) in [(run.emphasis, "i"), (run.strong, "b")].into_iter().filter(|(is_on, _)| *is_on) {
            words = format!("<{mark}>{words}</{mark}>");
        }
        paragraph.html.push_str(&words);
    }

    fn picture(&mut self, id: Option<String>) {
        let alt = std::mem::take(&mut self.alt);
        let name = id.and_then(|id| self.relations.part(&id)).filter(|_| self.pictures.len() < PICTURES);
        let (Some(name), Some(paragraph)) = (name, self.paragraphs.last_mut()) else {
            self.left_out += 1;
            return;
        };
        let _ = write!(paragraph.html, "<img src=\"{PLACE}{}\" alt=\"{}\">", self.pictures.len(), escaped(&alt));
        self.pictures.push(name);
    }

    /// Puts a paragraph where it belongs.
    fn finish(&mut self, paragraph: Paragraph) {
        let style = paragraph.style.as_deref();
        let is_empty = paragraph.html.trim().is_empty();
        let level = paragraph.level.or_else(|| self.styles.heading(style)).filter(|_| self.cells == 0);
        let list: Option<Place> = match paragraph.list {
            Some(list) => Some((list, paragraph.depth)),
            None => self.styles.list(style),
        };
        let ordered = list.as_ref().and_then(|place| Some((self.numbering.is_ordered(place)?, place.1.min(8))));
        match (level, ordered) {
            _ if is_empty => {}
            (Some(level), _) => {
                self.close_lists(0);
                let _ = write!(self.out, "<h{level}>{}</h{level}>", paragraph.html);
            }
            (None, Some((ordered, depth))) => {
                self.close_lists(depth + 1);
                if self.lists.len() == depth + 1 {
                    match self.lists.last() == Some(&ordered) {
                        true => self.out.push_str("</li>"),
                        false => self.close_lists(depth),
                    }
                }
                while self.lists.len() < depth + 1 {
                    // A list that begins two steps deep has an item around it.
                    if self.out.ends_with("<ol>") || self.out.ends_with("<ul>") {
                        self.out.push_str("<li>");
                    }
                    self.out.push_str(if ordered { "<ol>" } else { "<ul>" });
                    self.lists.push(ordered);
                }
                let _ = write!(self.out, "<li>{}", paragraph.html);
            }
            (None, None) => {
                self.close_lists(0);
                let (open, close) = match self.styles.quotes(style) {
                    true => ("<blockquote><p>", "</p></blockquote>"),
                    false => ("<p>", "</p>"),
                };
                let _ = write!(self.out, "{open}{}{close}", paragraph.html);
            }
        }
    }

    /// Closes lists until so many are open.
    fn close_lists(&mut self, most: usize) {
        while self.lists.len() > most {
            let ordered = self.lists.pop().unwrap_or(false);
            self.out.push_str(if ordered { "</li></ol>" } else { "</li></ul>" });
        }
    }

    fn write(&mut self, html: &str) {
        self.out.push_str(html);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
