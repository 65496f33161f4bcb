//! Builds blocks from the signs of an HTML tokenizer. Elements may be left open, ended twice, ended in another order; they
//! may nest a thousand deep. Nothing here calls itself.

use super::line::{Run, finish, of_font};
use super::link::{Target, is_gambling, target};
use super::places::Places;
use super::tags::{self, BLOCKS, NOTHING, VOID};
use super::{Block, Inline, Notes, Options, Outside, Removed, words};
use html5ever::Attribute;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use std::rc::Rc;
use viet::legacy::Charset;

/// More open elements are not told apart.
const MOST_OPEN: usize = 200;

pub(super) fn build(html: &str, options: &Options) -> (Vec<Block>, Notes) {
    let blocks_of_editor = html.contains("<!-- wp:");
    let builder = Builder {
        options,
        lines: options.lines && !blocks_of_editor,
        open: Vec::new(),
        places: Places::default(),
        line: Vec::new(),
        notes: Notes::default(),
    };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(builder)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(html.into());
    // It only stops early for scripts, and none is run here.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink<'a>(RefCell<Builder<'a>>);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => builder.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => builder.end(&tag.name),
            Token::TagToken(tag) => {
                builder.start(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct Attributes<'a>(&'a [Attribute]);

impl<'a> Attributes<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
    }
}

/// An element that was opened.
#[derive(Default)]
struct Open {
    name: String,
    strong: bool,
    emphasis: bool,
    link: Option<Rc<str>>,
    font: Option<(Charset, bool)>,
    /// Nothing of it is read.
    nothing: bool,
    /// Nobody saw it; what it said is noted.
    hidden: bool,
    /// It has a place of its own.
    place: bool,
}

struct Builder<'a> {
    options: &'a Options,
    lines: bool,
    open: Vec<Open>,
    places: Places,
    line: Vec<Run>,
    notes: Notes,
}

impl Builder<'_> {
    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        while self.open.last().is_some_and(|open| tags::ends_before(&open.name, name)) {
            self.close();
        }
        if matches!(name, "li" | "dt" | "dd" | "p" | "td" | "th" | "tr") {
            self.end_left_open(name);
        }
        let attributes = Attributes(&tag.attrs);
        let attribute = |wanted: &str| attributes.get(wanted);
        if tags::is(VOID, name) {
            return self.void(name, &attributes);
        }
        if self.open.len() >= MOST_OPEN {
            return;
        }
        let style = attribute("style").unwrap_or_default();
        let mut open = Open { name: name.to_owned(), ..Open::default() };
        open.nothing = tags::is(NOTHING, name);
        if let Some(source) = attribute("src").or(attribute("data")).filter(|_| open.nothing && name != "script") {
            Notes::add(&mut self.notes.embedded, short(source));
        }
        open.hidden = tags::hides(style) || attribute("hidden").is_some();
        open.strong = matches!(name, "b" | "strong") || style.contains("bold");
        open.emphasis = matches!(name, "i" | "em" | "cite" | "dfn") || style.contains("italic");
        open.font = attribute("face").or(tags::font_in(style)).and_then(tags::charset_of_font);
        if tags::is(BLOCKS, name) {
            self.flush();
            open.place = self.places.enter(name);
        }
        self.open.push(open);
        if name == "a"
            && let Some(href) = attribute("href")
        {
            let href = self.link(href);
            if let Some(open) = self.open.last_mut() {
                open.link = href;
            }
        }
    }

    fn void(&mut self, name: &str, attributes: &Attributes<'_>) {
        let attribute = |wanted: &str| attributes.get(wanted);
        if self.open.iter().any(|open| open.nothing || open.hidden) {
            return;
        }
        match name {
            "br" => match self.in_heading() || self.places.in_cell() {
                true => self.put(" "),
                false => self.flush(),
            },
            "hr" => self.flush(),
            "img" => {
                if tags::hides(attribute("style").unwrap_or_default()) {
                    return;
                }
                let Some(src) = attribute("src").or(attribute("data-src")) else { return };
                match target(src, &self.options.hosts) {
                    Target::Own(src) => {
                        let said = |what: &str| attribute(what).map(super::plain).filter(|text| !text.is_empty());
                        let alt = said("alt").or_else(|| said("title")).unwrap_or_default();
                        // Joomla's own way to write below a picture.
                        let below = attribute("class").is_some_and(|class| class.contains("caption"));
                        let caption = said("title").filter(|_| below).unwrap_or_default();
                        let src = src.split(['?', '#']).next().unwrap_or_default().to_owned();
                        self.flush();
                        self.places.add(Block::Picture { src, alt, caption });
                    }
                    _ => Notes::add(&mut self.notes.foreign_pictures, short(src)),
                }
            }
            "embed" | "frame" => {
                if let Some(src) = attribute("src") {
                    Notes::add(&mut self.notes.embedded, short(src));
                }
            }
            _ => {}
        }
    }

    fn link(&mut self, href: &str) -> Option<Rc<str>> {
        let unseen = self.open.iter().any(|open| open.hidden);
        let (href, removed) = match target(href, &self.options.hosts) {
            Target::Own(_) if unseen => return None,
            Target::Own(path) => {
                let file = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
                if [".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".rar", ".zip", ".rtf", ".odt"]
                    .iter()
                    .any(|end| file.ends_with(end))
                {
                    Notes::add(&mut self.notes.files, path.clone());
                }
                return Some(path.into());
            }
            Target::Nowhere => return None,
            Target::Unsafe => (short(href), Some(Removed::Unsafe)),
            Target::Outside(href) if unseen => (href, Some(Removed::Hidden)),
            Target::Outside(href) if is_gambling(&href) => (href, Some(Removed::Gambling)),
            Target::Outside(href) => (href, None),
        };
        let kept = removed.is_none().then(|| href.as_str().into());
        if !href.starts_with("mailto:") {
            Notes::add(&mut self.notes.outside, Outside { href, words: String::new(), removed });
        }
        kept
    }

    fn end(&mut self, name: &str) {
        match name {
            // As browsers read them.
            "br" => return self.flush(),
            "p" if !self.open.iter().any(|open| open.name == "p") => return self.flush(),
            _ => {}
        }
        let in_table = matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "table" | "caption");
        let found = self.open.iter().rposition(|open| open.name == name);
        let Some(found) = found else { return };
        if !in_table && self.open[found + 1..].iter().any(|open| tags::is_wall(&open.name)) {
            return;
        }
        // Marks may end in any order; what they enclose goes on.
        if self.open[found..].iter().all(|open| !tags::is(BLOCKS, &open.name)) {
            self.open.remove(found);
            return;
        }
        self.close_to(found);
    }

    /// Ends what should have ended before another of its kind begins.
    fn end_left_open(&mut self, next: &str) {
        let (mates, around): (&[&str], &[&str]) = match next {
            "li" => (&["li"], &["ul", "ol", "dir", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            _ => (&["p"], &["li", "td", "th", "div", "blockquote", "table", "ul", "ol"]),
        };
        for at in (0..self.open.len()).rev() {
            let open = self.open[at].name.as_str();
            if mates.contains(&open) {
                return self.close_to(at);
            }
            if around.contains(&open) || tags::is_wall(open) && !matches!(next, "td" | "th" | "tr") {
                return;
            }
        }
    }

    fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.last() else { return };
        if tags::is(BLOCKS, &open.name) {
            self.flush();
        }
        let Some(open) = self.open.pop() else { return };
        if open.place {
            self.places.leave();
        }
    }

    fn in_heading(&self) -> bool {
        self.open.iter().any(|open| heading(&open.name).is_some())
    }

    fn text(&mut self, text: &str) {
        if self.open.iter().any(|open| open.nothing) {
            return;
        }
        let text = text.replace('\u{A0}', " ");
        if self.open.iter().any(|open| open.hidden) {
            let said = short(text.trim());
            if !said.is_empty() {
                Notes::add(&mut self.notes.hidden, said);
            }
            return;
        }
        if !self.lines {
            return self.put(&text);
        }
        for (nth, part) in text.split('\n').enumerate() {
            if nth > 0 && !self.in_heading() && !self.places.in_cell() {
                self.flush();
            }
            self.put(part);
        }
    }

    fn put(&mut self, text: &str) {
        let open = &self.open;
        let font = open.iter().rev().find_map(|open| open.font);
        let text = match font {
            Some(font) => of_font(text, font, &mut self.notes),
            None => text.to_owned(),
        };
        let link = open.iter().rev().find_map(|open| open.link.clone());
        if let Some(href) = link.as_deref()
            && let Some(outside) = self.notes.outside.iter_mut().find(|outside| outside.href == href)
            && outside.words.len() < 200
        {
            outside.words.push_str(text.trim());
        }
        let (strong, emphasis) = (open.iter().any(|open| open.strong), open.iter().any(|open| open.emphasis));
        self.line.push(Run { text, strong, emphasis, link });
    }

    /// Ends the paragraph or heading that is being read.
    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let line = finish(std::mem::take(&mut self.line), &mut self.notes);
        if line.is_empty() {
            return;
        }
        match self.open.iter().rev().find_map(|open| heading(&open.name)) {
            // Marks say nothing in a heading.
            Some(level) => self.places.add(Block::Heading(level, vec![Inline::Text(words(&line))])),
            None if self.open.iter().any(|open| open.name == "figure") => self.places.add_caption(line),
            None => self.places.add(Block::Paragraph(line)),
        }
    }

    fn finish(mut self) -> (Vec<Block>, Notes) {
        self.flush();
        self.close_to(0);
        (self.places.finish(), self.notes)
    }
}

fn heading(name: &str) -> Option<u8> {
    match name {
        "h1" | "h2" => Some(2),
        "h3" | "h4" | "h5" | "h6" => Some(3),
        _ => None,
    }
}

/// So much of something is told.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
