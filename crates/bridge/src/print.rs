//! An edition's text as HTML, every text escaped. It is written here and nowhere else, so that the office's preview
//! is what the portal shows.

use crate::{Block, Edition, Inline, Photo, PhotoFile, PhotoFormat, Picture, Show, Value};

/// A figure's value as it stands in a sentence and beside it.
pub struct Written {
    /// `99,16%`, `07/14`, `41 (2014) – 22 (2018)`
    pub value: String,
    /// `35.599/35.900`; empty when the value says it already.
    pub parts: String,
}

impl Value {
    /// The value in words, with the signs of Vietnamese or of English.
    pub fn written(&self, english: bool) -> Written {
        let number = |n: u64| {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            if english { viet::number::grouped_en(n) } else { viet::number::grouped(n) }
        };
        let rate = if english { viet::number::rate_en } else { viet::number::rate };
        match self {
            Value::Rate { numerator, denominator, .. } => Written {
                value: rate(*numerator, *denominator).unwrap_or_else(|| "–".to_owned()),
                parts: format!("{}/{}", number(*numerator), number(*denominator)),
            },
            Value::Ratio { numerator, denominator } => {
                Written { value: viet::number::fraction(*numerator, *denominator, 2), parts: String::new() }
            }
            Value::Series { points } => {
                let point = |p: &crate::Point| format!("{} ({})", number(p.numerator), p.label);
                let value = match (points.first(), points.last()) {
                    (Some(first), Some(last)) if points.len() > 1 => format!("{} – {}", point(first), point(last)),
                    (Some(only), _) => point(only),
                    _ => "–".to_owned(),
                };
                Written { value, parts: String::new() }
            }
        }
    }
}

/// Prints the text of one edition.
pub struct Printer<'a> {
    /// Whose figures the text shows.
    pub edition: &'a Edition,
    /// Whether numbers are written the English way.
    pub english: bool,
    /// The word beside a figure that says that it opens: `số liệu`.
    pub mark: &'a str,
    /// Where the figure of an id opens.
    pub href: &'a dyn Fn(&str) -> String,
}

impl Printer<'_> {
    /// Blocks as HTML.
    pub fn blocks(&self, blocks: &[Block]) -> String {
        // Room for most texts: it seldom has to grow.
        let mut out = String::with_capacity(8 * 1024);
        self.print(&mut out, blocks, &mut crate::heading_ids(blocks).into_iter());
        out
    }

    /// `ids` are the names of the headings to come.
    fn print(&self, out: &mut String, blocks: &[Block], ids: &mut std::vec::IntoIter<String>) {
        for block in blocks {
            match block {
                Block::Heading { level, text } => {
                    let (tag, id) = (if *level <= 2 { "h2" } else { "h3" }, ids.next().unwrap_or_default());
                    self.around(out, &format!("<{tag} id=\"{id}\">"), text, &format!("</{tag}>\n"));
                }
                Block::Paragraph(text) => self.around(out, "<p>", text, "</p>\n"),
                Block::Quote(inner) => {
                    out.push_str("<blockquote>");
                    self.print(out, inner, ids);
                    out.push_str("</blockquote>\n");
                }
                Block::Photo(it) => print_photo(out, it, false),
                Block::List { ordered, start, items } => {
                    let close = match (ordered, start) {
                        (false, _) => {
                            out.push_str("<ul>");
                            "</ul>\n"
                        }
                        (true, 1) => {
                            out.push_str("<ol>");
                            "</ol>\n"
                        }
                        (true, start) => {
                            out.push_str(&format!("<ol start=\"{start}\">"));
                            "</ol>\n"
                        }
                    };
                    for item in items {
                        self.item(out, item, ids);
                    }
                    out.push_str(close);
                }
                Block::Table(rows) => self.table(out, rows),
                Block::Picture(picture) => print_picture(out, picture),
            }
        }
    }

    fn table(&self, out: &mut String, rows: &[Vec<Vec<Inline>>]) {
        out.push_str("<div class=\"scroll\" tabindex=\"0\"><table class=\"table\">\n");
        for (nth, row) in rows.iter().enumerate() {
            let (open, close) = if nth == 0 { ("<th scope=\"col\">", "</th>") } else { ("<td>", "</td>") };
            out.push_str("<tr>");
            for text in row {
                self.around(out, open, text, close);
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table></div>\n");
    }

    /// The picture beside the headline as HTML; empty when there is none.
    pub fn photo(&self) -> String {
        let mut out = String::new();
        if let Some(it) = &self.edition.photo {
            print_photo(&mut out, it, true);
        }
        out
    }

    /// An item of a single paragraph needs no paragraph of its own.
    fn item(&self, out: &mut String, item: &[Block], ids: &mut std::vec::IntoIter<String>) {
        out.push_str("<li>");
        match item {
            [Block::Paragraph(text)] => self.run(out, text),
            blocks => self.print(out, blocks, ids),
        }
        out.push_str("</li>\n");
    }

    /// Running text as HTML.
    pub fn inlines(&self, text: &[Inline]) -> String {
        let mut out = String::new();
        self.run(&mut out, text);
        out
    }

    fn around(&self, out: &mut String, open: &str, text: &[Inline], close: &str) {
        out.push_str(open);
        self.run(out, text);
        out.push_str(close);
    }

    fn run(&self, out: &mut String, text: &[Inline]) {
        for inline in text {
            match inline {
                Inline::Text(text) => escape(out, text),
                Inline::Strong(inner) => self.around(out, "<strong>", inner, "</strong>"),
                Inline::Emphasis(inner) => self.around(out, "<em>", inner, "</em>"),
                Inline::Link { href, text } => {
                    out.push_str("<a href=\"");
                    escape(out, href);
                    self.around(out, "\">", text, "</a>");
                }
                Inline::Figure { id, show } => {
                    out.push_str("<a class=\"figure\" href=\"");
                    escape(out, &(self.href)(id));
                    out.push_str("\">");
                    escape(out, &self.figure(id, *show));
                    out.push_str("<small>");
                    escape(out, self.mark);
                    out.push_str("</small></a>");
                }
            }
        }
    }

    /// Running text without any markup: for lists and descriptions.
    pub fn plain(&self, text: &[Inline]) -> String {
        text.iter()
            .map(|inline| match inline {
                Inline::Text(text) => text.clone(),
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => self.plain(inner),
                Inline::Figure { id, show } => self.figure(id, *show),
            })
            .collect()
    }

    /// Blocks without any markup, a line for each paragraph, heading or item: for search.
    pub fn lines(&self, blocks: &[Block]) -> String {
        let mut out = String::new();
        for block in blocks {
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => out.push_str(&self.plain(text)),
                Block::Quote(inner) => out.push_str(&self.lines(inner)),
                Block::Table(rows) => {
                    for row in rows {
                        out.push_str(&row.iter().map(|cell| self.plain(cell)).collect::<Vec<_>>().join(" "));
                        out.push('\n');
                    }
                }
                Block::Picture(picture) => out.push_str(&picture.caption),
                Block::List { items, .. } => items.iter().for_each(|item| out.push_str(&self.lines(item))),
                Block::Photo(it) => out.push_str(it.caption.as_deref().unwrap_or_default()),
            }
            out.push('\n');
        }
        out
    }

    fn figure(&self, id: &str, show: Show) -> String {
        let Some(figure) = self.edition.figures.iter().find(|f| f.id == id) else { return "–".to_owned() };
        let Written { value, parts } = figure.value.written(self.english);
        match show {
            Show::Parts if !parts.is_empty() => format!("{parts} ({value})"),
            _ => value,
        }
    }
}

fn print_picture(out: &mut String, picture: &Picture) {
    out.push_str("<figure class=\"photo\"><img src=\"");
    escape(out, &picture.address());
    out.push_str("\" alt=\"");
    escape(out, &picture.alt);
    out.push_str(&format!("\" width=\"{}\" height=\"{}\" loading=\"lazy\">", picture.width, picture.height));
    if !picture.caption.is_empty() {
        out.push_str("<figcaption>");
        escape(out, &picture.caption);
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>\n");
}

/// A picture by itself, as HTML: a banner.
pub fn banner(it: &Photo) -> String {
    let mut out = String::new();
    print_sources(&mut out, it, false);
    out
}

/// A picture with what is said below it. The browser takes the smallest file that is sharp; `first` is in sight at once.
fn print_photo(out: &mut String, it: &Photo, first: bool) {
    out.push_str("<figure class=\"photo\">");
    print_sources(out, it, first);
    if it.caption.is_some() || it.credit.is_some() {
        out.push_str("<figcaption>");
        escape(out, it.caption.as_deref().unwrap_or_default());
        if let Some(credit) = &it.credit {
            out.push_str(" <small>");
            escape(out, credit);
            out.push_str("</small>");
        }
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>\n");
}

fn print_sources(out: &mut String, it: &Photo, first: bool) {
    out.push_str("<picture>");
    for format in [PhotoFormat::Avif, PhotoFormat::Webp] {
        let set = sources(&it.files, format);
        if !set.is_empty() {
            out.push_str(&format!("<source type=\"{}\" srcset=\"{set}\" sizes=\"{SIZES}\">", format.mime()));
        }
    }
    let jpegs = it.files.iter().filter(|file| file.format == PhotoFormat::Jpeg);
    if let Some(file) = jpegs.max_by_key(|file| file.width) {
        let (set, how) = (sources(&it.files, PhotoFormat::Jpeg), if first { "eager" } else { "lazy" });
        out.push_str(&format!(
            "<img src=\"{}\" srcset=\"{set}\" sizes=\"{SIZES}\" width=\"{}\" height=\"{}\" loading=\"{how}\" decoding=\"async\" alt=\"",
            file.address(),
            file.width,
            file.height
        ));
        escape(out, &it.alt);
        out.push_str("\">");
    }
    out.push_str("</picture>");
}

/// How wide a picture stands in the text.
const SIZES: &str = "(min-width: 44rem) 41rem, 100vw";

fn sources(files: &[PhotoFile], format: PhotoFormat) -> String {
    let of_format = files.iter().filter(|file| file.format == format);
    of_format.map(|file| format!("{} {}w", file.address(), file.width)).collect::<Vec<_>>().join(", ")
}

impl Edition {
    /// How many words its lead and its text have for a reader, as blanks part them.
    pub fn words(&self) -> usize {
        words_of(&self.lead) + self.body.iter().map(words_in).sum::<usize>()
    }
}

fn words_in(block: &Block) -> usize {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => words_of(text),
        Block::Quote(inner) => inner.iter().map(words_in).sum(),
        Block::Table(rows) => rows.iter().flatten().map(|cell| words_of(cell)).sum(),
        Block::Picture(picture) => blanks(&picture.caption) + 1,
        Block::List { items, .. } => items.iter().flatten().map(words_in).sum(),
        Block::Photo(it) => it.caption.as_deref().map_or(0, |caption| blanks(caption) + 1),
    }
}

/// One more than there are blanks: an edition's texts have single ones.
fn words_of(text: &[Inline]) -> usize {
    fn within(text: &[Inline]) -> usize {
        let of = |inline: &Inline| match inline {
            Inline::Text(text) => blanks(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => within(inner),
            Inline::Figure { .. } => 0,
        };
        text.iter().map(of).sum()
    }
    if text.is_empty() { 0 } else { within(text) + 1 }
}

fn blanks(text: &str) -> usize {
    // Summed in bytes, many at a time, for as long as a byte can hold the sum.
    let few = |bytes: &[u8]| usize::from(bytes.iter().map(|byte| u8::from(*byte == b' ')).sum::<u8>());
    text.as_bytes().chunks(usize::from(u8::MAX)).map(few).sum()
}

/// So many bytes are looked at at once: hardly any of them has to be escaped.
const BLOCK: usize = 32;

fn escape(out: &mut String, text: &str) {
    let mut copied = 0;
    for (first, block) in (0..).step_by(BLOCK).zip(text.as_bytes().chunks(BLOCK)) {
        if !block.iter().fold(false, |any, byte| any | matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
            continue;
        }
        for (at, byte) in (first..).zip(block) {
            let instead = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => continue,
            };
            out.push_str(&text[copied..at]);
            out.push_str(instead);
            copied = at + 1;
        }
    }
    out.push_str(&text[copied..]);
}
