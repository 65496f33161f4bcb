//! Pages: each a struct that compiles with its template. They are made from the library and, for an article, from the
//! text of its edition; they need no database.

mod article;
mod contact;
mod escape;
pub(crate) mod figure;
mod frame;
mod front;
mod lists;
mod looks;
mod papers;
pub(crate) mod reception;
pub(crate) mod search;
mod structured;
mod views;

pub(crate) use frame::Around;
pub(crate) use looks::look_page;
pub(crate) use search::search_limit;

use crate::Portal;
use crate::address::{self, Address, List};
use crate::cache::Sheet;
use crate::card::Card;
use crate::library::Library;
use crate::listed::Listed;
use crate::shown::without_gone;
use crate::{feeds, map, picture};
use askama::Template;
use bridge::print::Printer;
use bridge::{Edition, Fate, Language, Layout, Text};
use frame::{Frame, Head};
use kit::clock::{Day, Ts};
use kit::words::{Lang, Lexicon, Words};
use std::sync::{Arc, LazyLock};

/// The portal's messages.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::new(&[
        (include_str!("../words.vi.ftl"), include_str!("../words.en.ftl")),
        (include_str!("../furniture.vi.ftl"), include_str!("../furniture.en.ftl")),
        (include_str!("../papers.vi.ftl"), include_str!("../papers.en.ftl")),
        (include_str!("../reception.vi.ftl"), include_str!("../reception.en.ftl")),
    ])
});

/// An article in a list.
struct Story {
    href: String,
    headline: String,
    /// The code of its language, when that is another one than the page's; otherwise empty.
    lang: &'static str,
    section: String,
    section_slug: String,
    lead: String,
    iso: String,
    date: String,
    views: String,
    picture: Option<StoryPicture>,
}

/// The small picture beside a headline; it says nothing that the headline does not.
struct StoryPicture {
    webp: String,
    jpeg: String,
    width: u32,
    height: u32,
}

#[derive(Template)]
#[template(path = "pages/failure.html")]
struct FailurePage {
    frame: Frame,
    text: String,
    rest: Vec<Story>,
}

/// What stands at the search's address in a copy of the portal as files.
pub(crate) fn copy_search(portal: &Portal, lang: Language) -> askama::Result<String> {
    let library = portal.library();
    let maker = Maker::new(portal, &library, lang);
    let rest = maker.listed().newest().iter().take(5).map(|card| maker.story(card)).collect();
    let frame = maker.frame(maker.w.say("search"), vec![], "/tim-kiem", Head::hidden());
    FailurePage { frame, text: maker.w.say("copy-search"), rest }.render()
}

/// Makes pages in one language from what the portal has now.
pub(crate) struct Maker<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) library: &'a Arc<Library>,
    pub(crate) w: Words,
    /// In which language texts are looked for first.
    pub(crate) language: Language,
    /// How the pages are arranged, if somebody has arranged them.
    layout: Option<Arc<Layout>>,
    /// The day on which they are read.
    day: Day,
    /// Whether nobody but whoever arranges them sees it.
    is_preview: bool,
}

/// The edition whose text the page of an address shows; `None` when it shows none.
pub(crate) fn edition_of(library: &Library, address: &Address) -> Option<(i64, u32)> {
    match address {
        Address::Article(id) | Address::Print(id) => library.readable(*id).map(|card| (*id, card.edition)),
        Address::Saved(id) | Address::SavedText(id) => library.current(*id).map(|card| (*id, card.edition)),
        Address::Earlier(id, n) | Address::Figure(_, Some((id, n))) => {
            library.has_edition(*id, *n).then_some((*id, *n))
        }
        _ => None,
    }
}

/// The article that an address is about.
pub(crate) fn article_of(address: &Address) -> Option<i64> {
    match address {
        Address::Article(id)
        | Address::Print(id)
        | Address::Earlier(id, _)
        | Address::Saved(id)
        | Address::SavedText(id)
        | Address::Picture(id)
        | Address::Qr(id) => Some(*id),
        _ => None,
    }
}

impl<'a> Maker<'a> {
    pub(crate) fn new(portal: &'a Portal, library: &'a Arc<Library>, language: Language) -> Maker<'a> {
        let (w, layout) = (LEXICON.words(address::furniture(language)), library.layout(portal.key()).cloned());
        Maker { portal, library, w, language, layout, day: portal.0.clock.today(), is_preview: false }
    }

    /// The same for a layout that is not published, as it would be read on a day.
    pub(crate) fn preview(self, layout: Layout, day: Day) -> Maker<'a> {
        let layout = Some(Arc::new(layout)).filter(|layout| !layout.blocks.is_empty());
        Maker { layout, day, is_preview: true, ..self }
    }

    /// What stands at an address; `None` when there is nothing. `edition` is the one that [`edition_of`] names.
    pub(crate) fn sheet(&self, address: &Address, edition: Option<Edition>) -> Option<anyhow::Result<Sheet>> {
        use article::Shape;
        let edition = edition.map(|edition| crate::old::led(self.library, edition));
        let edition = edition.as_ref();
        let page = |sheet: askama::Result<Sheet>| Some(sheet.map_err(Into::into));
        match address {
            Address::List(list, nth) => page(self.list(list, *nth)?),
            Address::Topics => page(Sheet::of(&self.topics())),
            Address::Article(_) => page(Sheet::of(&self.article(edition?, Shape::Current))),
            Address::Print(_) => page(Sheet::of(&self.article(edition?, Shape::Print))),
            Address::Earlier(..) => {
                let left = without_gone(self.library, edition?.clone(), &self.w.say("picture-gone"));
                page(Sheet::of(&self.article(&left, Shape::Earlier)))
            }
            Address::Saved(_) => Some(self.saved(edition?)),
            Address::SavedText(_) => Some(Ok(self.saved_text(edition?))),
            Address::Qr(id) => Some(Ok(self.qr(self.library.current(*id)?))),
            Address::Papers(ask) => page(Sheet::of(&self.papers(ask)?)),
            Address::Paper(id) => page(Sheet::of(&self.paper(self.library.shelf().current(*id)?))),
            Address::PaperFeed(form) => Some(Ok(self.paper_feed(*form))),
            Address::PaperFile(hash, kind) => self.paper_file(hash, *kind),
            Address::Figures => page(Sheet::of(&self.figures())),
            Address::Figure(id, frozen) => page(Sheet::of(&self.figure(id, frozen.and(edition), frozen.is_some())?)),
            Address::Counting => page(Sheet::of(&self.counting())),
            Address::Contact => page(Sheet::of(&self.contact_page()?)),
            Address::Views(month) => page(Sheet::of(&self.views(*month)?)),
            Address::ViewsFile => Some(self.views_file()),
            Address::Feed(list, form) => feeds::feed(self, list, *form).map(Ok),
            Address::Map(part) => map::map(self, *part).map(Ok),
            Address::Robots => Some(Ok(map::robots(self))),
            Address::Media(hash, format) if self.library.shows(&bridge::photo_address(hash, *format)) => {
                let bytes = self.portal.0.settings.pictures.get(hash);
                // One that has not crossed yet is no failure of the page around it.
                bytes.ok().map(|bytes| Ok(Sheet::media(format.mime(), bytes)))
            }
            Address::Media(..) => None,
            Address::Picture(id) => Some(picture::of_article(self, self.library.current(*id)?)),
            Address::SitePicture => Some(picture::of_site(self)),
        }
    }

    /// Where an address that is right in its number but not in its words should lead; `None` when it is right.
    pub(crate) fn canonical(&self, address: &Address, asked: &str) -> Option<String> {
        let (id, ending) = match address {
            Address::Paper(id) => {
                let right = format!("{}{}", self.base(), address::of_paper(self.library.shelf().current(*id)?));
                return (right != asked).then_some(right);
            }
            Address::Article(id) => (id, ""),
            Address::Print(id) => (id, "/in"),
            Address::Saved(id) => (id, "/luu.html"),
            Address::SavedText(id) => (id, "/luu.txt"),
            Address::Picture(id) => (id, "/anh.png"),
            Address::Qr(id) => (id, "/qr.svg"),
            Address::Earlier(id, n) => (id, &*format!("/ban/{n}")),
            _ => return None,
        };
        let right = format!("{}{ending}", self.href(self.library.readable(*id)?));
        (right != asked).then_some(right)
    }

    /// Where readers of an article that was merged into another one are led.
    pub(crate) fn merged(&self, address: &Address) -> Option<String> {
        match self.library.ended(article_of(address)?)?.fate {
            Fate::Merged { into } => Some(self.href(self.library.readable(into)?)),
            _ => None,
        }
    }

    /// The page for an address that leads nowhere, and whether something stood there once.
    pub(crate) fn not_found(&self, address: Option<&Address>) -> (askama::Result<String>, bool) {
        let ended = address.and_then(article_of).and_then(|id| self.library.ended(id));
        let paper = match address {
            Some(Address::Paper(id)) => self.library.shelf().ended(*id),
            _ => None,
        };
        if let Some(reason) = paper {
            let (title, text) = (self.w.say("paper-withdrawn-title"), self.w.with("withdrawn-text", "reason", reason));
            return (
                FailurePage { frame: self.frame(title, vec![], "/", Head::hidden()), text, rest: vec![] }.render(),
                true,
            );
        }
        let (title, text) = match ended {
            Some(ended) => {
                (self.w.say("withdrawn-title"), self.w.with("withdrawn-text", "reason", ended.reason.as_str()))
            }
            None => (self.w.say("failure-title"), self.w.say("failure-text")),
        };
        let rest = self.listed().newest().iter().take(5).map(|card| self.story(card)).collect();
        (FailurePage { frame: self.frame(title, vec![], "/", Head::hidden()), text, rest }.render(), ended.is_some())
    }

    /// What a printer of the edition's text prints; each figure opens as this edition froze it.
    fn printed(&self, edition: &Edition, print: impl FnOnce(&Printer<'_>) -> String) -> String {
        let href =
            |id: &str| format!("{}/so-lieu/{id}?bai={}&ban={}", self.base(), edition.article_id, edition.edition);
        let mark = self.w.say("figure-mark");
        print(&Printer { edition, english: self.w.lang() == Lang::En, mark: &mark, href: &href })
    }

    /// The beginning of every address in this language.
    pub(crate) fn base(&self) -> &'static str {
        address::prefix(self.language)
    }

    /// Where a text is read from a page of this language: the signs around it stay as they are, as far as there are any.
    pub(crate) fn href(&self, card: &Card) -> String {
        let base = match card.language {
            Language::Vi if self.language == Language::En => self.base(),
            own => address::prefix(own),
        };
        address::below(base, card)
    }

    /// What readers of this language are shown.
    pub(crate) fn listed(&self) -> &'a Listed {
        self.library.listed_in(self.language)
    }

    /// The front page in this language.
    pub(crate) fn home(&self) -> &'static str {
        match self.language {
            Language::Vi => "/",
            other => address::prefix(other),
        }
    }

    /// An address of this site as others must write it.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.portal.origin(), path)
    }

    pub(crate) fn site(&self) -> String {
        if let Some(site) = self.portal.site() {
            return self.text(&site.name);
        }
        (self.portal.0.settings.site_name)()
    }

    pub(crate) fn text(&self, text: &Text) -> String {
        match self.w.lang() {
            Lang::En if !text.en.is_empty() => text.en.clone(),
            _ => text.vi.clone(),
        }
    }

    /// What a list is called; `None` when there is no such list.
    pub(crate) fn list_title(&self, list: &List) -> Option<String> {
        match list {
            List::Front => Some(self.w.say("home")),
            List::Section(slug) => self.library.sections().iter().find(|s| s.slug == *slug).map(|s| self.text(&s.name)),
            List::Topic(slug) => {
                self.library.topics().iter().find(|(t, _)| t.slug == *slug).map(|(t, _)| t.name.clone())
            }
            List::Archive(period) => Some(self.period_title(*period)),
        }
    }

    /// The articles of a list, newest first.
    pub(crate) fn cards(&self, list: &List) -> &'a [Arc<Card>] {
        match list {
            List::Front => self.listed().newest(),
            List::Section(slug) => self.listed().of_section(slug),
            List::Topic(slug) => self.listed().of_topic(slug),
            List::Archive(period) => match period.span() {
                Some(span) => self.listed().of_days(span),
                None => self.listed().newest(),
            },
        }
    }

    /// The code of a language, when it is another one than that of the signs around; otherwise empty.
    pub(crate) fn other(&self, language: Language) -> &'static str {
        if language.code() == self.w.code() { "" } else { language.code() }
    }

    fn views_of(&self, article: i64) -> String {
        let before = self.library.current(article).map_or(0, |card| card.read_before);
        self.w.count("views-of", before + self.portal.0.counters.views_of(article))
    }

    fn story(&self, card: &Card) -> Story {
        Story {
            href: self.href(card),
            headline: card.headline.clone(),
            lang: self.other(card.language),
            section: self.text(&card.section.name),
            section_slug: card.section.slug.clone(),
            lead: card.lead(self.w.lang() == Lang::En).to_owned(),
            iso: Ts(card.first_published_at).iso(),
            date: Ts(card.first_published_at).day().written(),
            views: self.views_of(card.article_id),
            picture: card.picture.as_deref().map(|it| StoryPicture {
                webp: it.webp.clone(),
                jpeg: it.jpeg.clone(),
                width: it.width,
                height: it.height,
            }),
        }
    }
}

/// A date of a figure as offices write it.
fn written_day(iso: &str) -> String {
    Day::parse(iso).map_or_else(|| iso.to_owned(), Day::written)
}
