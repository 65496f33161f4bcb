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
        let mut out = String::new();
        for block in blocks {
            match block {
                Block::Heading { level, text } => {
                    let level = level.clamp(&2, &3);
                    out.push_str(&format!("<h{level}>{}</h{level}>\n", self.inlines(text)));
                }
                Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", self.inlines(text))),
                Block::Quote(inner) => {
                    out.push_str(&format!("<blockquote>{}</blockquote>\n", self.blocks(inner)));
                }
                Block::Photo(it) => print_photo(&mut out, it, false),
                Block::List { ordered, start, items } => {
                    let (open, close) = match (ordered, start) {
                        (false, _) => ("<ul>".to_owned(), "</ul>"),
                        (true, 1) => ("<ol>".to_owned(), "</ol>"),
                        (true, start) => (format!("<ol start=\"{start}\">"), "</ol>"),
                    };
                    out.push_str(&open);
                    for item in items {
                        out.push_str(&format!("<li>{}</li>\n", self.item(item)));
                    }
                    out.push_str(close);
                    out.push('\n');
                }
                Block::Table(rows) => self.table(&mut out, rows),
                Block::Picture(picture) => print_picture(&mut out, picture),
            }
        }
        out
    }

    fn table(&self, out: &mut String, rows: &[Vec<Vec<Inline>>]) {
        out.push_str("<div class=\"scroll\" tabindex=\"0\"><table class=\"table\">\n");
        for (nth, row) in rows.iter().enumerate() {
            let cell = if nth == 0 { "th" } else { "td" };
            let scope = if nth == 0 { " scope=\"col\"" } else { "" };
            out.push_str("<tr>");
            for text in row {
                out.push_str(&format!("<{cell}{scope}>{}</{cell}>", self.inlines(text)));
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
    fn item(&self, item: &[Block]) -> String {
        match item {
            [Block::Paragraph(text)] => self.inlines(text),
            blocks => self.blocks(blocks),
        }
    }

    /// Running text as HTML.
    pub fn inlines(&self, text: &[Inline]) -> String {
        let mut out = String::new();
        for inline in text {
            match inline {
                Inline::Text(text) => escape(&mut out, text),
                Inline::Strong(inner) => out.push_str(&format!("<strong>{}</strong>", self.inlines(inner))),
                Inline::Emphasis(inner) => out.push_str(&format!("<em>{}</em>", self.inlines(inner))),
                Inline::Link { href, text } => {
                    out.push_str("<a href=\"");
                    escape(&mut out, href);
                    out.push_str(&format!("\">{}</a>", self.inlines(text)));
                }
                Inline::Figure { id, show } => {
                    out.push_str("<a class=\"figure\" href=\"");
                    escape(&mut out, &(self.href)(id));
                    out.push_str("\">");
                    escape(&mut out, &self.figure(id, *show));
                    out.push_str("<small>");
                    escape(&mut out, self.mark);
                    out.push_str("</small></a>");
                }
            }
        }
        out
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
    out.push_str("<figure class=\"photo\"><img src=\"/anh/");
    escape(out, &picture.file);
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
