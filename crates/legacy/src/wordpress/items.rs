//! The items of an export, one after the other, within bounds: no text longer than any article, no depth, no declarations.

use crate::dump::LONGEST;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// What an export has in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The site's own address.
    Site(String),
    /// Somebody who writes.
    Author {
        /// The name by which posts call them.
        login: String,
        /// Their name.
        name: String,
    },
    /// A category.
    Category {
        /// Its part of addresses.
        nicename: String,
        /// Its name.
        name: String,
        /// The nicename of the one above; empty at the top.
        parent: String,
        /// Its number; 0 where the file does not say.
        id: i64,
    },
    /// A post, page, attachment, or something that an extension keeps.
    Post(Box<Post>),
}

/// A post, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    pub(super) line: usize,
    pub(super) id: i64,
    /// The number of what it belongs to; 0 for none.
    pub(super) parent: i64,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) slug: String,
    pub(super) status: String,
    pub(super) password: String,
    pub(super) creator: String,
    pub(super) date: String,
    pub(super) date_gmt: String,
    pub(super) content: String,
    pub(super) excerpt: String,
    pub(super) attachment: String,
    pub(super) categories: Vec<String>,
    pub(super) hits: i64,
    pub(super) picture: Option<i64>,
}

impl Post {
    pub(super) fn is_article(&self) -> bool {
        matches!(self.kind.as_str(), "post" | "page") && !matches!(self.status.as_str(), "auto-draft" | "inherit")
    }
}

/// That an export cannot be read further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Broken {
    /// Where, from 1.
    pub line: usize,
    /// What the reader says.
    pub what: String,
}

/// The items of an export.
pub struct Export<R> {
    reader: Reader<Lines<BufReader<R>>>,
    line: Rc<Cell<usize>>,
    left: Rc<Cell<usize>>,
    /// The elements that are open.
    path: Vec<String>,
    /// What is being read of an author or a category.
    about: Vec<(String, String)>,
    post: Option<Box<Post>>,
    meta: (String, String),
    text: String,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: Read> Export<R> {
    /// Reads from a stream as [`crate::dump::open`] gives it.
    pub fn new(input: R) -> Export<R> {
        let (line, left) = (Rc::new(Cell::new(1)), Rc::new(Cell::new(LONGEST)));
        let lines = Lines { inner: BufReader::with_capacity(1 << 16, input), line: line.clone(), left: left.clone() };
        let mut reader = Reader::from_reader(lines);
        reader.config_mut().expand_empty_elements = true;
        // What extensions write is not always sound; the items are told by their beginnings.
        reader.config_mut().check_end_names = false;
        Export {
            reader,
            line,
            left,
            path: Vec::new(),
            about: Vec::new(),
            post: None,
            meta: Default::default(),
            text: String::new(),
            buffer: Vec::new(),
            ended: false,
        }
    }

    fn step(&mut self) -> Result<Option<Item>, String> {
        self.buffer.clear();
        self.left.set(LONGEST);
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| error.to_string())?;
        match event {
            Event::Start(tag) => {
                if self.path.len() > 50 {
                    return Err("elements within elements without end".into());
                }
                let name = String::from(tag.name().as_ref());
                self.text.clear();
                match name.as_str() {
                    "item" => self.post = Some(Box::new(Post { line: self.line.get(), ..Post::default() })),
                    "wp:author" | "wp:category" => self.about.clear(),
                    "wp:postmeta" => self.meta = Default::default(),
                    "category" => {
                        let value = |wanted: &str| {
                            let mut all = tag.attributes();
                            let mut found = all.with_checks(false).flatten();
                            found.find(|a| a.key.as_ref() == wanted).map(|a| a.value.to_string())
                        };
                        if value("domain").as_deref() == Some("category")
                            && let (Some(post), Some(nicename)) = (&mut self.post, value("nicename"))
                            && post.categories.len() < 50
                        {
                            post.categories.push(nicename);
                        }
                    }
                    _ => {}
                }
                self.path.push(name);
            }
            Event::Text(said) => self.text.push_str(&said),
            Event::CData(said) => self.text.push_str(&said),
            Event::GeneralRef(entity) => {
                let said = character(&entity);
                self.text.push_str(&said);
            }
            Event::End(_) => {
                let Some(name) = self.path.pop() else { return Ok(None) };
                let text = std::mem::take(&mut self.text);
                return Ok(self.end(&name, text));
            }
            Event::DocType(_) => return Err("declarations are not read".into()),
            Event::Eof => {
                self.ended = true;
                if !self.path.is_empty() {
                    return Err("the file ends in the middle".into());
                }
            }
            _ => {}
        }
        if self.text.len() > LONGEST {
            return Err("a text is longer than any article".into());
        }
        Ok(None)
    }

    fn end(&mut self, name: &str, text: String) -> Option<Item> {
        let within = self.path.last().map_or("", String::as_str);
        match (within, name) {
            ("channel", "link" | "wp:base_blog_url" | "wp:base_site_url") => return Some(Item::Site(text)),
            ("channel", "item") => return self.post.take().map(Item::Post),
            ("channel", "wp:author") => {
                return Some(Item::Author {
                    login: self.said("wp:author_login"),
                    name: self.said("wp:author_display_name"),
                });
            }
            ("channel", "wp:category") => {
                return Some(Item::Category {
                    nicename: self.said("wp:category_nicename"),
                    name: self.said("wp:cat_name"),
                    parent: self.said("wp:category_parent"),
                    id: self.said("wp:term_id").trim().parse().unwrap_or(0),
                });
            }
            ("wp:author" | "wp:category", _) if self.about.len() < 50 => self.about.push((name.to_owned(), text)),
            ("wp:postmeta", "wp:meta_key") => self.meta.0 = text,
            ("wp:postmeta", "wp:meta_value") => self.meta.1 = text,
            ("item", _) => {
                let Some(post) = &mut self.post else { return None };
                let whole = || text.trim().parse::<i64>();
                match name {
                    "title" => post.title = text,
                    "link" => post.link = text,
                    "dc:creator" => post.creator = text,
                    "content:encoded" => post.content = text,
                    "excerpt:encoded" => post.excerpt = text,
                    "wp:post_id" => post.id = whole().unwrap_or(0),
                    "wp:post_parent" => post.parent = whole().unwrap_or(0),
                    "wp:post_type" => post.kind = text,
                    "wp:post_name" => post.slug = text,
                    "wp:status" => post.status = text,
                    "wp:post_password" => post.password = text,
                    "wp:post_date" => post.date = text,
                    "wp:post_date_gmt" => post.date_gmt = text,
                    "wp:attachment_url" => post.attachment = text,
                    "wp:postmeta" => match self.meta.0.as_str() {
                        // Counters of the extensions that are most in use.
                        "views" | "post_views_count" | "_post_views" | "wpb_post_views_count" => {
                            post.hits = self.meta.1.trim().parse().unwrap_or(0);
                        }
                        "_thumbnail_id" => post.picture = self.meta.1.trim().parse().ok(),
                        _ => {}
                    },
                    _ => {}
                }
            }
            _ => {}
        }
        None
    }

    fn said(&self, name: &str) -> String {
        self.about.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone()).unwrap_or_default()
    }
}

impl<R: Read> Iterator for Export<R> {
    type Item = Result<Item, Broken>;

    fn next(&mut self) -> Option<Result<Item, Broken>> {
        while !self.ended {
            match self.step() {
                Ok(Some(item)) => return Some(Ok(item)),
                Ok(None) => {}
                // Nothing is known of what follows.
                Err(what) => {
                    self.ended = true;
                    return Some(Err(Broken { line: self.line.get(), what }));
                }
            }
        }
        None
    }
}

fn character(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    match &**entity {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        // One of HTML: it is read with the text.
        other => format!("&{other};"),
    }
}

/// Counts lines, and refuses a sign that never ends.
struct Lines<R> {
    inner: R,
    line: Rc<Cell<usize>>,
    left: Rc<Cell<usize>>,
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left.get() == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        // The buffer is full still: it is looked at before it is let go.
        if let Ok(ready) = self.inner.fill_buf() {
            let lines = ready[..n.min(ready.len())].iter().filter(|byte| **byte == b'\n').count();
            self.line.set(self.line.get() + lines);
        }
        self.left.set(self.left.get().saturating_sub(n));
        self.inner.consume(n);
    }
}
