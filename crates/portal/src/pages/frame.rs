//! What surrounds every page: the head that programs read, the masthead, the side, the foot. All of it that is the same
//! on every page is made once, and again when the library has changed.

use super::Maker;
use crate::address;
use crate::counters::online_sentence;
use crate::library::Library;
use askama::Template;
use bridge::{Edition, Language, Monitor};
use kit::clock::Day;
use kit::words::Words;
use serde_json::value::RawValue;
use std::sync::{Arc, Mutex, PoisonError};

/// One page's surroundings.
pub(super) struct Frame {
    pub(super) w: Words,
    /// The prefix of every address in this language.
    pub(super) base: &'static str,
    pub(super) title: String,
    pub(super) site: String,
    pub(super) head: Head,
    pub(super) crumbs: Vec<Crumb>,
    pub(super) around: Arc<Around>,
    pub(super) online: String,
    pub(super) today: String,
    pub(super) week: String,
    pub(super) views: String,
    /// The same page in other languages.
    pub(super) languages: Vec<Spoken>,
}

/// What programs read of a page.
#[derive(Default)]
pub(super) struct Head {
    /// Whether search engines shall leave the page out.
    pub(super) hidden: bool,
    /// Whether the page is between the reader and the office: nobody else counts there.
    pub(super) confided: bool,
    /// The address under which the page is known, absolute; empty for a page that is hidden.
    pub(super) canonical: String,
    pub(super) description: String,
    /// The same page in each language, absolute.
    pub(super) languages: Vec<(&'static str, String)>,
    /// Feeds of what the page lists: kind, name, address.
    pub(super) feeds: Vec<(&'static str, String, String)>,
    pub(super) picture: String,
    pub(super) article: Option<About>,
    /// What the page is about, for machines (JSON-LD), already safe to stand in a script element.
    pub(super) structured: Vec<String>,
}

/// What is told of an article beside its words.
pub(super) struct About {
    pub(super) published: String,
    pub(super) modified: String,
    pub(super) section: String,
    pub(super) author: Option<String>,
    /// The office that publishes.
    pub(super) publisher: String,
    /// The code of its language.
    pub(super) language: &'static str,
}

/// A page in another language: its code, what the language calls itself, where it is.
pub(super) struct Spoken {
    pub(super) code: &'static str,
    pub(super) name: String,
    pub(super) href: String,
}

#[derive(Clone)]
pub(super) struct Crumb {
    pub(super) href: String,
    pub(super) slug: String,
    pub(super) name: String,
}

/// What is the same on every page in one language.
pub(crate) struct Around {
    site: String,
    library: Arc<Library>,
    /// The blocks at the side have their days.
    day: Day,
    pub(super) top: String,
    pub(super) sections: String,
    /// What stands at the side above the counters, and below them.
    pub(super) side: [String; 2],
    /// Whether the counters stand there.
    pub(super) counts: bool,
    pub(super) foot: String,
    /// The office as the publisher of articles, for machines.
    pub(super) publisher: Box<RawValue>,
    /// Whose script counts the readers, where the office lets it.
    monitor: Option<Monitor>,
    /// How many guests and members were here lately, and the sentence that says so.
    online: Mutex<(u64, u64, String)>,
}

#[derive(Template)]
#[template(path = "pages/around/top.html")]
struct Top<'a> {
    w: Words,
    base: &'static str,
    site: &'a str,
    demo: bool,
}

#[derive(Template)]
#[template(path = "pages/around/sections.html")]
struct Sections<'a> {
    w: Words,
    base: &'static str,
    papers: bool,
    /// Where people are heard.
    hearing: Option<&'a (String, String)>,
    sections: &'a [Crumb],
    /// The menu that somebody made, as (name, address); without one the sections are it.
    menu: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/around/foot.html")]
struct Foot<'a> {
    w: Words,
    base: &'static str,
    papers: bool,
    /// Where people are heard, as (name, address).
    hearing: &'a [(String, String)],
    site: &'a str,
    sections: &'a [Crumb],
    /// Where the office is found, if its layout says so.
    place: Option<super::contact::Lines>,
    /// The other portals: those of units, or the committee's own.
    family: Vec<(String, String)>,
}

impl Frame {
    /// The language and country of what the page says, as other sites ask for it.
    pub(super) fn locale(&self) -> &'static str {
        match self.head.article.as_ref().map_or(self.w.code(), |about| about.language) {
            "en" => "en_GB",
            "km" => "km_KH",
            _ => "vi_VN",
        }
    }

    /// The code of the title's language, when that is another one than the page's; otherwise empty.
    pub(super) fn title_language(&self) -> &'static str {
        self.head.article.as_ref().map(|about| about.language).filter(|code| *code != self.w.code()).unwrap_or_default()
    }

    /// Whose script counts the readers of this page.
    pub(super) fn monitor(&self) -> Option<&Monitor> {
        self.around.monitor.as_ref().filter(|_| !self.keeps_to_itself())
    }

    /// Whether what a reader asked or confided stands in the address of this page: no foreign script is here, and the page
    /// that is opened next, where one may be, does not learn the address.
    pub(super) fn keeps_to_itself(&self) -> bool {
        self.head.hidden || self.head.confided
    }
}

impl Around {
    /// Who is here: it is the same for many pages, and put together from three messages.
    fn online(&self, w: Words, guests: u64, members: u64) -> String {
        let mut said = self.online.lock().unwrap_or_else(PoisonError::into_inner);
        if (said.0, said.1) != (guests, members) {
            *said = (guests, members, online_sentence(w, guests, members));
        }
        said.2.clone()
    }
}

impl Head {
    /// For a page that search engines shall leave out.
    pub(super) fn hidden() -> Head {
        Head { hidden: true, ..Head::default() }
    }
}

impl Maker<'_> {
    /// The head of a page that says the same in both languages, at `own` (without the language).
    pub(super) fn head(&self, own: &str) -> Head {
        self.head_in(own, &[Language::Vi, Language::En])
    }

    /// The same of a page that is there in these languages. In another one it is the Vietnamese page once more.
    pub(super) fn head_in(&self, own: &str, languages: &[Language]) -> Head {
        let home = |path: &str| if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        let of = |language| self.absolute(&home(&format!("{}{own}", address::prefix(language)).replace("//", "/")));
        let known = if languages.contains(&self.language) { self.language } else { Language::Vi };
        let each = languages.iter().map(|language| (language.code(), of(*language)));
        Head {
            canonical: of(known),
            languages: each.chain([("x-default", of(Language::Vi))]).collect(),
            picture: self.absolute("/anh.png"),
            ..Head::default()
        }
    }

    pub(super) fn frame(&self, title: String, crumbs: Vec<Crumb>, own: &str, mut head: Head) -> Frame {
        let inner = &self.portal.0;
        let members = (inner.settings.members_online)();
        let count = inner.counters.count(inner.clock.now());
        if !crumbs.is_empty() && !head.hidden {
            head.structured.push(self.breadcrumbs(&crumbs, &title, &head.canonical));
        }
        let around = self.around();
        Frame {
            w: self.w,
            base: self.base(),
            title,
            site: self.site(),
            head,
            crumbs,
            online: around.online(self.w, count.guests, members),
            around,
            today: self.w.number(count.today),
            week: self.w.number(count.week),
            views: self.w.number(count.views),
            languages: self.spoken(|language| {
                let is_there = language != Language::Km || self.library.has(language);
                is_there.then(|| format!("{}{own}", address::prefix(language)))
            }),
        }
    }

    /// The other languages in which a page is there.
    pub(super) fn spoken(&self, href: impl Fn(Language) -> Option<String>) -> Vec<Spoken> {
        let others = Language::ALL.into_iter().filter(|language| *language != self.language);
        let spoken = |language: Language| {
            let (code, name) = (language.code(), self.w.say(&format!("language-{}", language.code())));
            Some(Spoken { code, name, href: href(language)? })
        };
        others.filter_map(spoken).collect()
    }

    pub(super) fn crumb(&self, href: &str, name: String) -> Crumb {
        Crumb { href: href.to_owned(), slug: href.trim_start_matches('/').to_owned(), name }
    }

    /// The section of an article; without an address when its last article has gone: the list is no page any more.
    pub(super) fn section_of(&self, edition: &Edition) -> Crumb {
        let listed = self.library.sections().iter().any(|it| it.slug == edition.section.slug);
        let href = if listed { format!("/{}", edition.section.slug) } else { String::new() };
        self.crumb(&href, self.text(&edition.section.name))
    }

    /// The topics of an article that are pages.
    pub(super) fn topics_of(&self, edition: &Edition) -> Vec<Crumb> {
        let listed = |slug: &str| self.library.topics().iter().any(|(it, _)| it.slug == slug);
        let topics = edition.topics.iter().filter(|topic| listed(&topic.slug));
        topics.map(|topic| self.crumb(&format!("/chuyen-de/{}", topic.slug), topic.name.clone())).collect()
    }

    pub(super) fn around(&self) -> Arc<Around> {
        let (kept, site) = (&self.portal.0.around[self.language as usize], self.site());
        if self.is_preview {
            return Arc::new(self.make_around(site));
        }
        let known = kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        let holds = |known: &Arc<Around>| {
            Arc::ptr_eq(&known.library, self.library) && known.site == site && known.day == self.day
        };
        if let Some(known) = known.filter(holds) {
            return known;
        }
        let around = Arc::new(self.make_around(site));
        *kept.write().unwrap_or_else(PoisonError::into_inner) = Some(around.clone());
        around
    }

    fn make_around(&self, site: String) -> Around {
        let (w, base) = (self.w, self.base());
        let sections: Vec<Crumb> =
            self.library.sections().iter().map(|s| self.crumb(&format!("/{}", s.slug), self.text(&s.name))).collect();
        let (side, counts) = self.side();
        let papers = !self.library.shelf().papers().is_empty();
        let place = self.contact().map(|it| self.lines(it));
        let made = |html: askama::Result<String>| html.unwrap_or_default();
        let hearing = self.hearing();
        let foot =
            Foot { w, base, papers, hearing: &hearing, site: &site, sections: &sections, place, family: self.family() };
        let foot = made(foot.render());
        Around {
            top: made(Top { w, base, site: &site, demo: self.portal.0.settings.demo }.render()),
            sections: made(
                Sections { w, base, papers, hearing: hearing.first(), sections: &sections, menu: self.menu() }.render(),
            ),
            side,
            counts,
            day: self.day,
            foot,
            publisher: self.published_by(),
            monitor: self.monitor().cloned(),
            library: self.library.clone(),
            site,
            online: Mutex::new((0, 0, online_sentence(w, 0, 0))),
        }
    }
}
