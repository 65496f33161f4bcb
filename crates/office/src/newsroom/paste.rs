//! What somebody pastes from Word, a web page or an old file, as light Markdown: structure stays, looks go, old charsets are
//! converted, and what was changed is said.

use legacy::clean::{Block, Cleaned, Inline, Options, clean};
use std::collections::BTreeMap;

/// What was pasted, as the editor takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Light Markdown.
    pub text: String,
    /// Old charsets that were converted, with the number of paragraphs.
    pub fonts: BTreeMap<&'static str, usize>,
    /// Words whose capitals were lost in an old charset, as they were read.
    pub capitals: Vec<String>,
    /// Links that were taken out because they run programs or lead to gambling.
    pub links: usize,
    /// Pictures that were left out.
    pub pictures: usize,
    /// Videos, frames, programs and hidden words that were left out.
    pub others: usize,
}

/// HTML that was read: what it says, before its pictures are known here.
pub struct Reading(Cleaned);

/// A picture that came with a text, by its place among those that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictured {
    /// Which of those that came.
    pub nth: usize,
    /// What it shows; may be empty.
    pub alt: String,
    /// What stands below it; may be empty.
    pub caption: String,
}

/// HTML of the clipboard, or of a Word file.
pub fn read_html(html: &str) -> Reading {
    Reading(clean(html, &Options::default()))
}

/// HTML of the clipboard without its pictures.
pub fn from_html(html: &str) -> Pasted {
    read_html(html).written(&[])
}

impl Reading {
    /// The pictures that it shows, in order.
    pub fn pictures(&self) -> Vec<Pictured> {
        let mut found = Vec::new();
        gather(&self.0.blocks, &mut found);
        found
    }

    /// As light Markdown. `marks` are those of the pictures that came and are in the library now.
    pub fn written(self, marks: &[Option<String>]) -> Pasted {
        let notes = self.0.notes;
        let left_out = notes.foreign_pictures.len();
        let mut pictures = Pictures { marks, left_out, later: Vec::new(), at_home: false };
        let mut text = String::new();
        write_blocks(&mut text, &self.0.blocks, true, &mut pictures);
        Pasted {
            text: text.trim().to_owned(),
            fonts: notes.fonts,
            capitals: notes.capitals,
            links: notes.outside.iter().filter(|link| link.removed.is_some()).count(),
            pictures: pictures.left_out,
            others: notes.embedded.len() + notes.hidden.len(),
        }
    }
}

fn gather(blocks: &[Block], found: &mut Vec<Pictured>) {
    for block in blocks {
        match block {
            Block::Picture { src, alt, caption } => {
                found.extend(nth(src).map(|nth| Pictured { nth, alt: viet::nfc(alt), caption: viet::nfc(caption) }))
            }
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, found)),
            Block::Quote(inner) => gather(inner, found),
            _ => {}
        }
    }
}

/// Which of the pictures that came stands at an address.
fn nth(src: &str) -> Option<usize> {
    src.strip_prefix(docx::PLACE)?.parse().ok()
}

/// What becomes of the pictures of a text.
struct Pictures<'a> {
    marks: &'a [Option<String>],
    left_out: usize,
    /// Those of a list or a quotation, which stand after it: a picture is a paragraph of its own.
    later: Vec<String>,
    /// Whether the text stands on the portal: pictures then stay within lists, and links within the portal lead somewhere.
    at_home: bool,
}

/// Blocks as they were brought from an older site, as light Markdown; how many pictures were left out.
pub fn from_blocks(blocks: &[bridge::Block]) -> (String, usize) {
    let cleaned = blocks.iter().filter_map(|block| cleaned(block, &mut |_| String::new())).collect::<Vec<_>>();
    let mut pictures = Pictures { marks: &[], left_out: 0, later: Vec::new(), at_home: false };
    let mut text = String::new();
    write_blocks(&mut text, &cleaned, true, &mut pictures);
    (text.trim().to_owned(), pictures.left_out)
}

/// Blocks that stand on the portal, as light Markdown: pictures stay where they stand, as what `mark` says of each, and so do
/// links within the portal.
pub fn rewritten(blocks: &[bridge::Block], mark: &dyn Fn(&bridge::Picture) -> String) -> String {
    let mut marks = Vec::new();
    let mut place = |picture: &bridge::Picture| {
        marks.push(Some(mark(picture)));
        format!("{}{}", docx::PLACE, marks.len() - 1)
    };
    let cleaned = blocks.iter().filter_map(|block| cleaned(block, &mut place)).collect::<Vec<_>>();
    let mut pictures = Pictures { marks: &marks, left_out: 0, later: Vec::new(), at_home: true };
    let mut text = String::new();
    write_blocks(&mut text, &cleaned, true, &mut pictures);
    text.trim().to_owned()
}

fn cleaned(block: &bridge::Block, place: &mut dyn FnMut(&bridge::Picture) -> String) -> Option<Block> {
    let mut all = |blocks: &[bridge::Block]| blocks.iter().filter_map(|it| cleaned(it, place)).collect::<Vec<_>>();
    Some(match block {
        bridge::Block::Heading { level, text } => Block::Heading(*level, inlines(text)),
        bridge::Block::Paragraph(text) => Block::Paragraph(inlines(text)),
        bridge::Block::Quote(inner) => Block::Quote(all(inner)),
        bridge::Block::List { ordered, items, .. } => {
            Block::List { ordered: *ordered, items: items.iter().map(|item| all(item)).collect() }
        }
        bridge::Block::Table(rows) => {
            Block::Table(rows.iter().map(|row| row.iter().map(|cell| inlines(cell)).collect()).collect())
        }
        bridge::Block::Picture(it) => {
            Block::Picture { src: place(it), alt: it.alt.clone(), caption: it.caption.clone() }
        }
        bridge::Block::Photo(_) => return None,
    })
}

fn inlines(text: &[bridge::Inline]) -> Vec<Inline> {
    let one = |inline: &bridge::Inline| match inline {
        bridge::Inline::Text(text) => Inline::Text(text.clone()),
        bridge::Inline::Strong(inner) => Inline::Strong(inlines(inner)),
        bridge::Inline::Emphasis(inner) => Inline::Emphasis(inlines(inner)),
        bridge::Inline::Link { href, text } => Inline::Link { href: href.clone(), text: inlines(text) },
        bridge::Inline::Figure { id, .. } => Inline::Text(id.clone()),
    };
    text.iter().map(one).collect()
}

/// Plain text of the clipboard: only its charset is looked at.
pub fn from_text(text: &str) -> Pasted {
    let mut pasted = Pasted::default();
    let mut lines = Vec::new();
    for (decoded, charset) in viet::decode_lines(text) {
        if let Some(charset) = charset {
            *pasted.fonts.entry(charset.name()).or_default() += 1;
            pasted.capitals.extend(decoded.lost_capitals.iter().map(|word| decoded.text[word.clone()].to_uppercase()));
        }
        lines.push(decoded.with_capitals());
    }
    pasted.text = viet::nfc(&lines.join("\n"));
    pasted
}

fn write_blocks(out: &mut String, blocks: &[Block], outside: bool, pictures: &mut Pictures<'_>) {
    let at_home = pictures.at_home;
    let (mut lists, mut last) = (0, None);
    for block in blocks {
        if outside {
            pictures.later.drain(..).for_each(|mark| paragraph(out, &mark));
        }
        // A list that follows another one of its kind has another sign, or the two would be one.
        let this = if let Block::List { ordered, .. } = block { Some(*ordered) } else { None };
        lists = if this == last { lists + 1 } else { 1 };
        last = this;
        match block {
            Block::Heading(level, words) => {
                let sign = if *level <= 2 { "##" } else { "###" };
                paragraph(out, &format!("{sign} {}", line(words, at_home)));
            }
            Block::Paragraph(words) => paragraph(out, &begun(line(words, at_home).trim())),
            Block::List { ordered, items } => {
                for (at, item) in items.iter().enumerate() {
                    let sign = match (ordered, lists % 2) {
                        (true, 1) => format!("{}. ", at + 1),
                        (true, _) => format!("{}) ", at + 1),
                        (false, 1) => "- ".to_owned(),
                        (false, _) => "* ".to_owned(),
                    };
                    let mut inner = String::new();
                    write_blocks(&mut inner, item, false, pictures);
                    let deeper = " ".repeat(sign.len());
                    for (nth, row) in inner.trim().lines().enumerate() {
                        let before = if nth == 0 { sign.as_str() } else { deeper.as_str() };
                        out.push_str(format!("{before}{row}").trim_end());
                        out.push('\n');
                    }
                }
                out.push('\n');
            }
            Block::Quote(inner) => {
                let mut quoted = String::new();
                write_blocks(&mut quoted, inner, false, pictures);
                for row in quoted.trim().lines() {
                    out.push_str(format!("> {row}").trim_end());
                    out.push('\n');
                }
                out.push('\n');
            }
            Block::Table(rows) => table(out, rows, at_home),
            Block::Picture { src, .. } => match nth(src).and_then(|nth| pictures.marks.get(nth)?.clone()) {
                Some(mark) if outside || at_home => paragraph(out, &mark),
                Some(mark) => pictures.later.push(mark),
                // It lies on somebody's machine or on another site: it has to be brought into the library.
                None => pictures.left_out += 1,
            },
        }
    }
    if outside {
        pictures.later.drain(..).for_each(|mark| paragraph(out, &mark));
    }
}

fn paragraph(out: &mut String, words: &str) {
    if !words.trim().is_empty() {
        out.push_str(&format!("{}\n\n", words.trim()));
    }
}

fn table(out: &mut String, rows: &[Vec<Vec<Inline>>], at_home: bool) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return;
    }
    for (nth, row) in rows.iter().enumerate() {
        let mut cells: Vec<String> = row.iter().map(|cell| line(cell, at_home).replace('|', "\\|")).collect();
        cells.resize(columns, String::new());
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if nth == 0 {
            out.push_str(&format!("|{}\n", " --- |".repeat(columns)));
        }
    }
    out.push('\n');
}

/// Running text; a break is a blank.
fn line(words: &[Inline], at_home: bool) -> String {
    let mut out = String::new();
    for (at, inline) in words.iter().enumerate() {
        match inline {
            Inline::Text(text) => out.push_str(&escaped(text)),
            Inline::Strong(inner) => marked(&mut out, "**", &line(inner, at_home), words.get(at + 1)),
            Inline::Emphasis(inner) => marked(&mut out, "*", &line(inner, at_home), words.get(at + 1)),
            Inline::Link { href, text } => match href.strip_prefix('/').filter(|_| !at_home) {
                // An address of a page that nobody knows here would lead nowhere.
                Some(_) => out.push_str(&line(text, at_home)),
                None => out.push_str(&format!("[{}](<{}>)", line(text, at_home), href.replace(['<', '>'], ""))),
            },
        }
    }
    out
}

/// Signs at the end of marked words: where a word follows at once they stand behind the mark, or it is none.
const LAST_SIGNS: [char; 9] = ['.', ',', ':', ';', '!', '?', ')', '”', '"'];

/// Marks stand close to their words, or they are none.
fn marked(out: &mut String, sign: &str, words: &str, next: Option<&Inline>) {
    let goes_on = matches!(next, Some(Inline::Text(text)) if text.starts_with(char::is_alphanumeric));
    let bare = words.trim();
    let bare = if goes_on && words.ends_with(bare) { bare.trim_end_matches(LAST_SIGNS) } else { bare };
    if bare.is_empty() {
        out.push_str(words);
        return;
    }
    let from = words.len() - words.trim_start().len();
    let (begin, end) = (&words[..from], &words[from + bare.len()..]);
    out.push_str(&format!("{begin}{sign}{bare}{sign}{end}"));
}

/// Words in which nothing is a mark.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '*' | '_' | '[' | ']' | '`' | '<' => out.extend(['\\', c]),
            '&' if is_entity(&text[at + 1..]) => out.push_str("\\&"),
            '\n' | '\r' | '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Whether what follows an ampersand makes another character of it.
fn is_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches('#');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

/// A paragraph that would begin like a list, a heading or a quotation and is none.
fn begun(words: &str) -> String {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    if words.starts_with(['#', '-', '+', '>', '|', '~']) {
        return format!("\\{words}");
    }
    if digits > 0 && words[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &words[..digits], &words[digits..]);
    }
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newsroom::markdown;
    use proptest::prelude::*;

    #[test]
    fn word_becomes_clean_structure() {
        let word = "<html><head><style>p{color:red}</style></head><body><h1>Kết quả</h1>\
            <p class=\"MsoNormal\" style=\"mso-x:y\"><b><span style=\"font-size:14pt\">Đạt </span></b>98% * 2</p>\
            <ul><li>một</li><li>hai</li></ul><ol><li>ba</li></ol>\
            <table><tr><td>Xã</td><td>Số</td></tr><tr><td>An Cư</td><td>3|4</td></tr></table>\
            <p><a href=\"https://angiang.gov.vn/a\">đây</a> <a href=\"javascript:alert(1)\">kia</a></p>\
            <p>1. không phải danh sách</p><img src=\"file:///C:/a.jpg\"><script>alert(1)</script></body></html>";
        let pasted = from_html(word);
        assert_eq!(
            pasted.text,
            "## Kết quả\n\n**Đạt** 98% \\* 2\n\n- một\n- hai\n\n1. ba\n\n| Xã | Số |\n| --- | --- |\n| An Cư | 3\\|4 |\n\n\
             [đây](<https://angiang.gov.vn/a>) kia\n\n1\\. không phải danh sách"
        );
        assert_eq!((pasted.links, pasted.pictures), (1, 1));
        assert_eq!(markdown::blocks(&pasted.text).len(), 7, "it is read as it was written");
    }

    #[test]
    fn pictures_that_came_along_stand_where_they_stood() {
        let html = "<p>Một</p><p><img src=\"/trong-tep/1\" alt=\"Hội nghị\"></p><ul><li>hai<img src=\"/trong-tep/0\"></li><li>ba</li></ul>\
            <p>bốn</p><img src=\"/trong-tep/7\"><img src=\"https://khac.example/a.png\">";
        let reading = read_html(html);
        let picture = |nth, alt: &str| Pictured { nth, alt: alt.into(), caption: String::new() };
        assert_eq!(reading.pictures(), [picture(1, "Hội nghị"), picture(0, ""), picture(7, "")]);
        let pasted = reading.written(&[Some("[[anh:3]]".into()), Some("[[anh:4]]".into())]);
        assert_eq!(pasted.text, "Một\n\n[[anh:4]]\n\n- hai\n- ba\n\n[[anh:3]]\n\nbốn");
        assert_eq!(pasted.pictures, 2, "those that nobody has are told");
    }

    #[test]
    fn old_charsets_are_converted_and_told() {
        let tcvn = "§¶ng bé x· TÞnh Biªn tæ chøc ®¹i héi";
        let pasted = from_text(&format!("{tcvn}\nĐã là Unicode"));
        assert_eq!(pasted.text, "Đảng bộ xã Tịnh Biên tổ chức đại hội\nĐã là Unicode");
        assert_eq!(pasted.fonts.get("tcvn3"), Some(&1), "{:?}", pasted.fonts);
        let pasted = from_html(&format!("<p><span style=\"font-family:.VnTime\">{tcvn}</span></p>"));
        assert_eq!(pasted.text, "Đảng bộ xã Tịnh Biên tổ chức đại hội");
        assert!(!pasted.fonts.is_empty());
    }

    proptest! {
        #[test]
        fn words_come_through_as_they_are(words in "[a-zđắ*_#\\[\\]>`<|. 0-9-]{1,40}") {
            let html = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let pasted = from_html(&format!("<p>{html}</p>"));
            let blocks = markdown::blocks(&pasted.text);
            let edition_words = |blocks: &[bridge::Block]| -> String {
                blocks.iter().map(|block| match block {
                    bridge::Block::Paragraph(line) => line.iter().map(|inline| match inline {
                        bridge::Inline::Text(text) => text.clone(),
                        other => format!("{other:?}"),
                    }).collect::<String>(),
                    other => format!("{other:?}"),
                }).collect()
            };
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(plain(&edition_words(&blocks)), plain(&words));
        }
    }
}
