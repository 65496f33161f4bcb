//! Pages: each a struct that compiles with its template. They are made from the library alone and need no database.

mod figure;
pub(crate) mod search;

pub(crate) use search::search_limit;

use crate::Portal;
use crate::address::{self, Address};
use crate::counters::online_sentence;
use crate::library::Library;
use askama::Template;
use bridge::print::Printer;
use bridge::{Byline, Edition, Text};
use kit::clock::{Day, Ts};
use kit::words::{Lang, Lexicon, Words};
use std::sync::LazyLock;

/// The portal's messages.
pub static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(&[(include_str!("../words.vi.ftl"), include_str!("../words.en.ftl"))]));

/// So many articles stand on one page of a list.
const LIST: usize = 30;

/// What surrounds every page.
struct Frame {
    w: Words,
    /// The prefix of every address in this language.
    base: &'static str,
    title: String,
    site: String,
    demo: bool,
    crumbs: Vec<Crumb>,
    sections: Vec<Crumb>,
    topics: Vec<Topic>,
    online: String,
    views: String,
    /// The same page in the other language.
    other_language: String,
    other_code: &'static str,
}

struct Crumb {
    href: String,
    slug: String,
    name: String,
}

struct Topic {
    slug: String,
    name: String,
    articles: String,
}

/// An article in a list.
struct Story {
    href: String,
    headline: String,
    section: String,
    section_slug: String,
    lead: String,
    iso: String,
    date: String,
    views: String,
}

#[derive(Template)]
#[template(path = "pages/front.html")]
struct FrontPage {
    frame: Frame,
    top: Option<Story>,
    rest: Vec<Story>,
}

#[derive(Template)]
#[template(path = "pages/list.html")]
struct ListPage {
    frame: Frame,
    rest: Vec<Story>,
    older: Option<String>,
    newer: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/article.html")]
struct ArticlePage {
    frame: Frame,
    href: String,
    section: Crumb,
    iso: String,
    date: String,
    views: String,
    print: bool,
    earlier: bool,
    correction: Option<String>,
    kicker: Option<String>,
    lead: String,
    body: String,
    author: Option<Byline>,
    editions: Vec<EditionLink>,
    older: Option<Story>,
    newer: Option<Story>,
}

struct EditionLink {
    href: String,
    name: String,
    date: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "pages/counting.html")]
struct CountingPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "pages/failure.html")]
struct FailurePage {
    frame: Frame,
    text: String,
    rest: Vec<Story>,
}

/// Makes pages in one language from what the portal has now.
pub(crate) struct Maker<'a> {
    portal: &'a Portal,
    library: &'a Library,
    w: Words,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(portal: &'a Portal, library: &'a Library, lang: Lang) -> Maker<'a> {
        Maker { portal, library, w: LEXICON.words(lang) }
    }

    /// The page of an address; `None` when there is nothing there.
    pub(crate) fn page(&self, address: &Address) -> Option<askama::Result<String>> {
        match address {
            Address::Front => Some(self.front().render()),
            Address::Section(slug, page) => Some(self.section(slug, *page)?.render()),
            Address::Topic(slug, page) => Some(self.topic(slug, *page)?.render()),
            Address::Article(id) => Some(self.article(self.library.current(*id)?, Shape::Current).render()),
            Address::Print(id) => Some(self.article(self.library.current(*id)?, Shape::Print).render()),
            Address::Earlier(id, n) => Some(self.article(self.library.edition(*id, *n)?, Shape::Earlier).render()),
            Address::Figures => Some(self.figures().render()),
            Address::Figure(id, frozen) => Some(self.figure(id, *frozen)?.render()),
            Address::Counting => Some(self.counting().render()),
        }
    }

    /// Where an address that is right in its number but not in its words should lead; `None` when it is right.
    pub(crate) fn canonical(&self, address: &Address, asked: &str) -> Option<String> {
        let (id, ending) = match address {
            Address::Article(id) => (*id, String::new()),
            Address::Print(id) => (*id, "/in".to_owned()),
            Address::Earlier(id, n) => (*id, format!("/ban/{n}")),
            _ => return None,
        };
        let right =
            format!("{}{}{ending}", address::prefix(self.w.lang()), address::of_article(self.library.current(id)?));
        (right != asked).then_some(right)
    }

    /// The page for an address that leads nowhere.
    pub(crate) fn not_found(&self, address: Option<&Address>) -> askama::Result<String> {
        let withdrawn = match address {
            Some(Address::Article(id) | Address::Print(id) | Address::Earlier(id, _)) => self.library.withdrawn.get(id),
            _ => None,
        };
        let (title, text) = match withdrawn {
            Some(reason) => (self.w.say("withdrawn-title"), self.w.with("withdrawn-text", "reason", reason)),
            None => (self.w.say("failure-title"), self.w.say("failure-text")),
        };
        let rest = self.library.articles().take(5).map(|e| self.story(e)).collect();
        FailurePage { frame: self.frame(title, vec![], "/"), text, rest }.render()
    }

    fn front(&self) -> FrontPage {
        let mut stories = self.library.articles().take(21).map(|e| self.story(e));
        let (top, rest) = (stories.next(), stories.collect());
        FrontPage { frame: self.frame(self.w.say("home"), vec![], "/"), top, rest }
    }

    fn section(&self, slug: &str, page: usize) -> Option<ListPage> {
        let section = self.library.sections().iter().find(|s| s.slug == slug)?;
        let stories = self.library.articles().filter(|e| e.section.slug == slug);
        self.list(self.text(&section.name), &format!("/{slug}"), page, stories)
    }

    fn topic(&self, slug: &str, page: usize) -> Option<ListPage> {
        let (topic, _) = self.library.topics().iter().find(|(t, _)| t.slug == slug)?;
        let stories = self.library.articles().filter(|e| e.topics.iter().any(|t| t.slug == slug));
        self.list(topic.name.clone(), &format!("/chuyen-de/{slug}"), page, stories)
    }

    /// One page of a list; `None` beyond the last.
    fn list<'s>(
        &self,
        title: String,
        own: &str,
        page: usize,
        stories: impl Iterator<Item = &'s Edition>,
    ) -> Option<ListPage> {
        let mut stories = stories.skip((page - 1) * LIST).peekable();
        stories.peek()?;
        let rest = stories.by_ref().take(LIST).map(|e| self.story(e)).collect();
        let to = |page: usize| match page {
            1 => format!("{}{own}", self.base()),
            page => format!("{}{own}?trang={page}", self.base()),
        };
        let older = stories.next().map(|_| to(page + 1));
        let newer = (page > 1).then(|| to(page - 1));
        Some(ListPage { frame: self.frame(title, vec![], own), rest, older, newer })
    }

    fn counting(&self) -> CountingPage {
        let crumbs = vec![self.crumb("/so-lieu", self.w.say("figures"))];
        CountingPage { frame: self.frame(self.w.say("counting-title"), crumbs, "/so-lieu/cach-dem") }
    }

    fn article(&self, edition: &Edition, shape: Shape) -> ArticlePage {
        let section = self.crumb(&format!("/{}", edition.section.slug), self.text(&edition.section.name));
        let plain = address::of_article(edition);
        let ending = match shape {
            Shape::Current => String::new(),
            Shape::Print => "/in".to_owned(),
            Shape::Earlier => format!("/ban/{}", edition.edition),
        };
        let own = format!("{plain}{ending}");
        let current = self.library.current(edition.article_id).map(|e| e.edition);
        let (older, newer) = self.library.neighbours(edition);
        let link = |e: &Edition| EditionLink {
            href: format!("{}{plain}/ban/{}", self.base(), e.edition),
            name: self.w.with("edition-number", "number", i64::from(e.edition)),
            date: Ts(e.published_at).day().written(),
            current: Some(e.edition) == current,
        };
        let crumbs = vec![self.crumb(&section.href, section.name.clone())];
        ArticlePage {
            href: format!("{}{plain}", self.base()),
            frame: self.frame(edition.headline.clone(), crumbs, &own),
            section,
            iso: Ts(edition.published_at).iso(),
            date: Ts(edition.published_at).written(),
            views: self.views_of(edition.article_id),
            print: shape == Shape::Print,
            earlier: shape == Shape::Earlier && Some(edition.edition) != current,
            correction: edition.correction_note.clone(),
            kicker: edition.kicker.clone(),
            lead: self.printed(edition, |printer| printer.inlines(&edition.lead)),
            body: self.printed(edition, |printer| printer.blocks(&edition.body)),
            author: edition.author.clone(),
            editions: self.library.editions(edition.article_id).iter().map(|e| link(e)).collect(),
            older: older.map(|e| self.story(e)),
            newer: newer.map(|e| self.story(e)),
        }
    }

    /// What a printer of the edition's text prints; each figure opens as this edition froze it.
    fn printed(&self, edition: &Edition, print: impl FnOnce(&Printer<'_>) -> String) -> String {
        let href =
            |id: &str| format!("{}/so-lieu/{id}?bai={}&ban={}", self.base(), edition.article_id, edition.edition);
        let mark = self.w.say("figure-mark");
        print(&Printer { edition, english: self.w.lang() == Lang::En, mark: &mark, href: &href })
    }

    fn base(&self) -> &'static str {
        address::prefix(self.w.lang())
    }

    fn text(&self, text: &Text) -> String {
        match self.w.lang() {
            Lang::En if !text.en.is_empty() => text.en.clone(),
            _ => text.vi.clone(),
        }
    }

    fn crumb(&self, href: &str, name: String) -> Crumb {
        Crumb { href: href.to_owned(), slug: href.trim_start_matches('/').to_owned(), name }
    }

    fn views_of(&self, article: i64) -> String {
        self.w.count("views-of", self.portal.0.counters.views_of(article))
    }

    fn story(&self, edition: &Edition) -> Story {
        Story {
            href: format!("{}{}", self.base(), address::of_article(edition)),
            headline: edition.headline.clone(),
            section: self.text(&edition.section.name),
            section_slug: edition.section.slug.clone(),
            lead: shorten(&self.printed(edition, |printer| printer.plain(&edition.lead)), 280),
            iso: Ts(edition.first_published_at).iso(),
            date: Ts(edition.first_published_at).day().written(),
            views: self.views_of(edition.article_id),
        }
    }

    fn frame(&self, title: String, crumbs: Vec<Crumb>, own: &str) -> Frame {
        let inner = &self.portal.0;
        let other = if self.w.lang() == Lang::Vi { Lang::En } else { Lang::Vi };
        let members = (inner.settings.members_online)();
        Frame {
            w: self.w,
            base: self.base(),
            title,
            site: (inner.settings.site_name)(),
            demo: inner.settings.demo,
            crumbs,
            sections: self
                .library
                .sections()
                .iter()
                .map(|s| self.crumb(&format!("/{}", s.slug), self.text(&s.name)))
                .collect(),
            topics: self
                .library
                .topics()
                .iter()
                .map(|(t, n)| Topic {
                    slug: t.slug.clone(),
                    name: t.name.clone(),
                    articles: self.w.count("topic-articles", *n as i64),
                })
                .collect(),
            online: online_sentence(self.w, inner.counters.guests(inner.clock.now()), members),
            views: self.w.number(inner.counters.views()),
            other_language: format!("{}{own}", address::prefix(other)),
            other_code: other.code(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Current,
    Print,
    Earlier,
}

/// Cut at a word, with an ellipsis, at no more than `most` characters.
fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or(&text[..at], |(head, _)| head)),
    }
}

/// A date of a figure as offices write it.
fn written_day(iso: &str) -> String {
    Day::parse(iso).map_or_else(|| iso.to_owned(), Day::written)
}
