//! WordPress, as it exports itself (WXR): posts and pages with their categories, authors and addresses. Read twice like a
//! dump: once for what articles refer to, once for the articles.

mod items;
#[cfg(test)]
mod tests;

pub use items::{Broken, Export, Item};

use crate::clean::{self, Block, Options, Target, target};
use crate::site::{Address, Article, Leads, State, Why, moment, take_lead};
use std::collections::HashMap;

/// Where pages stand that are no posts.
const PAGES: &str = "Giới thiệu";
/// Where posts stand that stood nowhere.
const NOWHERE: &str = "Tin tức";
/// More of a kind are not kept.
const MOST: usize = 500_000;

/// What was found of a site before its articles are read.
#[derive(Debug, Default)]
pub struct Blog {
    /// How many posts and pages there are.
    pub articles: usize,
    /// The hosts of the site.
    pub hosts: Vec<String>,
    /// Now, microseconds since 1970 UTC.
    now: i64,
    authors: HashMap<String, String>,
    /// By nicename: the name, and the nicename of what is above.
    categories: HashMap<String, (String, String)>,
    /// The numbers of categories, by nicename.
    numbers: HashMap<String, i64>,
    pictures: HashMap<i64, String>,
}

/// The first reading: all items, and the addresses of the posts.
pub fn survey(items: impl Iterator<Item = Item>, hosts: &[String], now: i64) -> (Blog, Vec<Address>) {
    let mut blog = Blog { hosts: hosts.to_vec(), now, ..Blog::default() };
    let mut addresses = Vec::new();
    for item in items {
        match item {
            Item::Site(href) => {
                if let Target::Outside(href) = target(&href, &[]) {
                    let host = href.split('/').nth(2).unwrap_or_default();
                    blog.hosts.push(host.strip_prefix("www.").unwrap_or(host).to_owned());
                }
            }
            Item::Author { login, name } if blog.authors.len() < MOST => {
                blog.authors.insert(login, clean::plain(&name));
            }
            Item::Category { nicename, name, parent, id } if blog.categories.len() < MOST => {
                if id > 0 {
                    blog.numbers.insert(nicename.clone(), id);
                }
                blog.categories.insert(nicename, (clean::plain(&name), parent));
            }
            Item::Post(post) if post.is_article() => {
                blog.articles += 1;
                if let Some(from) = path_of(&post, &blog.hosts).filter(|_| addresses.len() < MOST) {
                    addresses.push(Address { from, leads: Leads::Article(format!("wp:{}", post.id)) });
                }
            }
            Item::Post(post) if post.kind == "attachment" && blog.pictures.len() < MOST => {
                // The page of a picture shows nothing that its article does not.
                if post.parent > 0 {
                    let leads = Leads::Article(format!("wp:{}", post.parent));
                    addresses.push(Address { from: format!("wp:{}", post.id), leads: leads.clone() });
                    addresses.extend(path_of(&post, &blog.hosts).map(|from| Address { from, leads }));
                }
                blog.pictures.insert(post.id, post.attachment);
            }
            _ => {}
        }
    }
    for nicename in blog.categories.keys() {
        let (section, topic) = blog.place(nicename);
        let leads = topic.map_or(Leads::Section(section), Leads::Topic);
        let numbered = blog.numbers.get(nicename).map(|id| format!("wp:cat:{id}"));
        addresses.extend(numbered.map(|from| Address { from, leads: leads.clone() }));
        addresses.push(Address { from: format!("/category/{}", blog.path(nicename)), leads });
    }
    addresses.sort_by(|a, b| a.from.cmp(&b.from));
    (blog, addresses)
}

/// The path of a post on its site; `None` where it has none but its number.
fn path_of(post: &items::Post, hosts: &[String]) -> Option<String> {
    match target(&post.link, hosts) {
        Target::Own(path) if path != "/" && !path.contains('?') => Some(path),
        _ => None,
    }
}

impl Blog {
    /// What is at the top above a category, and itself.
    fn place(&self, nicename: &str) -> (String, Option<String>) {
        let Some((name, _)) = self.categories.get(nicename) else { return (NOWHERE.to_owned(), None) };
        let top = self.above(nicename).last().map_or(nicename, |top| top);
        match self.categories.get(top) {
            Some((top, _)) if top != name => (top.clone(), Some(name.clone())),
            _ if matches!(
                viet::fold(name).as_str(),
                "uncategorized" | "chua phan loai" | "chua duoc phan loai" | ""
            ) =>
            {
                (NOWHERE.to_owned(), None)
            }
            _ => (name.clone(), None),
        }
    }

    /// The nicenames above one, the nearest first.
    fn above<'a>(&'a self, nicename: &'a str) -> Vec<&'a str> {
        let (mut above, mut at) = (Vec::new(), nicename);
        while let Some((_, parent)) =
            self.categories.get(at).filter(|(_, parent)| !parent.is_empty() && above.len() < 20)
        {
            above.push(parent.as_str());
            at = parent;
        }
        above
    }

    fn path(&self, nicename: &str) -> String {
        let mut parts = vec![nicename];
        parts.extend(self.above(nicename));
        parts.reverse();
        parts.join("/")
    }

    /// The article of a post; `None` for what is none (menus, attachments, revisions).
    pub fn article(&self, post: &items::Post) -> Option<Article> {
        if !post.is_article() {
            return None;
        }
        let options = Options { hosts: self.hosts.clone(), lines: true };
        let cleaned = clean::clean(&figures(&post.content), &options);
        let (mut body, mut notes) = (cleaned.blocks, cleaned.notes);
        let lead = match clean::clean(&post.excerpt, &options).blocks.as_slice() {
            [Block::Paragraph(line)] => line.clone(),
            _ => take_lead(&mut body, false),
        };
        if let Some(Target::Own(src)) =
            post.picture.and_then(|id| self.pictures.get(&id)).map(|src| target(src, &self.hosts))
            && !body.iter().any(|block| matches!(block, Block::Picture { .. }))
        {
            body.insert(0, Block::Picture { src, alt: String::new(), caption: String::new() });
        }
        notes.signs.truncate(20);
        let (section, topic) = match (post.kind.as_str(), post.categories.first()) {
            ("page", _) => (PAGES.to_owned(), None),
            (_, Some(nicename)) => self.place(nicename),
            _ => (NOWHERE.to_owned(), None),
        };
        let published_at = moment(&post.date_gmt, 0).or_else(|| moment(&post.date, 420));
        Some(Article {
            name: format!("wp:{}", post.id),
            line: post.line,
            title: clean::plain(&post.title),
            alias: post.slug.clone(),
            state: match post.status.as_str() {
                "trash" => State::Gone,
                "publish" if !post.password.is_empty() => State::Hidden(Why::Restricted),
                "publish" if published_at.is_some_and(|at| at > self.now) => State::Hidden(Why::Later),
                "publish" => State::Public,
                "private" => State::Hidden(Why::Restricted),
                "future" => State::Hidden(Why::Later),
                _ => State::Hidden(Why::Unpublished),
            },
            category: 0,
            section,
            topic,
            published_at,
            author: self
                .authors
                .get(&post.creator)
                .cloned()
                .filter(|name| viet::fold(name) != "admin" && !name.is_empty()),
            lang: String::new(),
            hits: post.hits.max(0),
            lead,
            body,
            notes,
        })
    }
}

/// Words below a picture as HTML has them: `[caption]<img> words[/caption]`.
fn figures(content: &str) -> String {
    if !content.contains("[caption") {
        return content.to_owned();
    }
    let (mut out, mut rest) = (String::with_capacity(content.len()), content);
    while let Some(at) = rest.find("[caption") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match rest.find(']').filter(|end| *end < 1000) {
            Some(end) => {
                out.push_str("<figure>");
                rest = &rest[end + 1..];
            }
            None => {
                out.push('[');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.replace("[/caption]", "</figure>")
}
