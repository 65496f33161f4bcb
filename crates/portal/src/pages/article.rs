//! An article: as it is read, printed and kept, with what is near it.

use super::Maker;
use super::frame::{About, Crumb, Frame, Head, Spoken};
use crate::address;
use crate::cache::{Kind, Sheet};
use crate::card::Card;
use crate::related::MOST;
use askama::Template;
use bridge::{Attached, Byline, Edition, Language};
use kit::clock::{Day, Ts};
use kit::words::Lang;
use std::sync::Arc;

/// Syllables that a reader who takes their time reads in a minute.
const READ_A_MINUTE: usize = 220;

#[derive(Template)]
#[template(path = "pages/article.html")]
pub(super) struct ArticlePage {
    frame: Frame,
    href: String,
    /// The address as it is written on paper and sent to others.
    absolute: String,
    mail: String,
    facebook: String,
    section: Crumb,
    iso: String,
    date: String,
    changed: Option<String>,
    /// The portal that it belongs to, when it is another one: its name, and the article there.
    home: Option<(String, String)>,
    views: String,
    reading_time: String,
    print: bool,
    /// Whether readers may say what they think of it.
    hears: bool,
    qr: String,
    printed_edition: String,
    earlier: bool,
    /// When and why it was taken from the lists; the text stays.
    withdrawn: Option<(String, String)>,
    /// The code of the text's language, also where it stands among words of another one (then not empty).
    text_language: &'static str,
    title_language: &'static str,
    /// What is to be said of its language, and where the same text is in another one.
    spoken_note: String,
    spoken_at: Option<Spoken>,
    correction: Option<String>,
    source: Option<String>,
    kicker: Option<String>,
    lead: String,
    /// The picture beside the headline.
    picture: String,
    body: String,
    author: Option<Byline>,
    topics: Vec<Crumb>,
    editions: Vec<EditionLink>,
    /// Papers that belong to it, each with where it is read, if it is public.
    papers: Vec<(String, String)>,
    related: Vec<Near>,
    older: Option<Near>,
    newer: Option<Near>,
}

/// An article near this one: as much of it as a link says.
struct Near {
    href: String,
    headline: String,
    /// The code of its language, when that is another one than the page's; otherwise empty.
    lang: &'static str,
    section: String,
    date: String,
}

struct EditionLink {
    href: String,
    name: String,
    date: String,
    current: bool,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/saved.html")]
struct SavedPage {
    code: &'static str,
    text_language: &'static str,
    title: String,
    site: String,
    about: String,
    kicker: String,
    lead: String,
    body: String,
    author: Option<Byline>,
    from: String,
    absolute: String,
    kept: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Current,
    Print,
    Earlier,
}

impl Maker<'_> {
    pub(super) fn article(&self, edition: &Edition, shape: Shape) -> ArticlePage {
        let section = self.section_of(edition);
        let current = self.library.current(edition.article_id);
        let ended = self.library.ended(edition.article_id);
        let plain = current.map_or_else(
            || address::article(&edition.section.slug, &edition.slug, edition.article_id),
            |card| address::plain(card),
        );
        let base = match edition.language {
            Language::Vi => self.base(),
            own => address::prefix(own),
        };
        let ending = match shape {
            Shape::Current => String::new(),
            Shape::Print => "/in".to_owned(),
            Shape::Earlier => format!("/ban/{}", edition.edition),
        };
        let (older, newer) = current.map_or((None, None), |card| self.library.neighbours(card));
        let newest = self.library.readable(edition.article_id).map(|card| card.edition);
        let link = |(number, at, note): &(u32, i64, Option<Arc<str>>)| EditionLink {
            href: format!("{base}{plain}/ban/{number}"),
            name: self.w.with("edition-number", "number", i64::from(*number)),
            date: Ts(*at).day().written(),
            current: Some(*number) == newest,
            note: note.as_deref().map(str::to_owned),
        };
        // A single one needs no list.
        let editions = Some(self.library.editions(edition.article_id)).filter(|all| all.len() > 1).unwrap_or_default();
        let absolute = self.absolute(&format!("{}{plain}", address::prefix(edition.language)));
        // Where it only stands too, search engines are told where it belongs.
        let home = self
            .home_of(edition.article_id)
            .map(|(name, origin)| (name, format!("{origin}{}{plain}", address::prefix(edition.language))));
        let known = home.as_ref().map_or(absolute.as_str(), |(_, href)| href.as_str());
        let head =
            if shape == Shape::Current && ended.is_none() { self.head_of(edition, known) } else { Head::hidden() };
        let crumbs = if section.href.is_empty() { vec![] } else { vec![section.clone()] };
        let minutes = edition.words().div_ceil(READ_A_MINUTE).max(1);
        let original = current.map(|card| self.library.in_language(card, Language::Vi));
        let related = original.filter(|_| shape == Shape::Current).map(|card| self.beside(edition, card));
        let (spoken_note, spoken_at) = current.map(|card| self.spoken_of(card)).unwrap_or_default();
        let mut frame = self.frame(edition.headline.clone(), crumbs, &format!("{plain}{ending}"), head);
        if let Some(card) = current {
            frame.languages = self.spoken(|language| {
                let text = self.library.in_language(card, language);
                match language {
                    _ if text.language == language => Some(address::of_article(text)),
                    Language::En if text.language.is_vietnamese() => Some(format!("/en{}", address::plain(text))),
                    _ => None,
                }
            });
        }
        let encoded = kit::web::encode(&absolute);
        ArticlePage {
            href: format!("{base}{plain}"),
            mail: format!("mailto:?subject={}&body={encoded}", kit::web::encode(&edition.headline)),
            facebook: format!("https://www.facebook.com/sharer/sharer.php?u={}", encoded.replace('/', "%2F")),
            qr: if shape == Shape::Print { self.qr_of(&absolute) } else { String::new() },
            absolute,
            frame,
            text_language: edition.language.code(),
            title_language: self.other(edition.language),
            spoken_note,
            spoken_at,
            section,
            iso: Ts(edition.first_published_at).iso(),
            date: Ts(edition.first_published_at).written(),
            changed: (edition.edition > 1).then(|| Ts(edition.published_at).written()),
            home,
            views: self.views_of(edition.article_id),
            reading_time: self.w.count("reading-time", minutes as i64),
            print: shape == Shape::Print,
            hears: self.hears(),
            printed_edition: if shape == Shape::Print { self.which_edition(edition) } else { String::new() },
            earlier: shape == Shape::Earlier && Some(edition.edition) != newest,
            withdrawn: ended.map(|ended| (Ts(ended.at).written(), ended.reason.clone())),
            correction: edition.correction_note.clone(),
            source: edition.source.clone(),
            kicker: edition.kicker.clone(),
            lead: self.printed(edition, |printer| printer.inlines(&edition.lead)),
            picture: self.printed(edition, |printer| printer.photo()),
            body: self.printed(edition, |printer| printer.blocks(&edition.body)),
            author: edition.author.clone(),
            topics: self.topics_of(edition),
            editions: editions.iter().map(link).collect(),
            papers: edition.papers.iter().map(|paper| self.attached(paper)).collect(),
            related: related
                .into_iter()
                .flatten()
                .map(|card| self.near(self.library.in_language(card, self.language)))
                .collect(),
            older: older.map(|card| self.near(card)),
            newer: newer.map(|card| self.near(card)),
        }
    }

    fn near(&self, card: &Card) -> Near {
        Near {
            href: self.href(card),
            headline: card.headline.clone(),
            lang: self.other(card.language),
            section: self.text(&card.section.name),
            date: Ts(card.first_published_at).day().written(),
        }
    }

    /// The articles beside this one: those that somebody chose, then those about the same things.
    fn beside(&self, edition: &Edition, original: &Card) -> Vec<&Arc<Card>> {
        let known = |id: &i64| self.library.current(*id);
        let mut beside: Vec<&Arc<Card>> = edition.beside.iter().filter_map(known).collect();
        for card in self.library.related(original) {
            let is_there = beside.iter().any(|other| other.original() == card.original());
            if !is_there && beside.len() < MOST.max(edition.beside.len()) {
                beside.push(card);
            }
        }
        beside
    }

    /// A paper that belongs to an article, in words, and where it is read; empty when it is not public.
    fn attached(&self, paper: &Attached) -> (String, String) {
        let words = match paper.issued_on.as_deref().and_then(Day::parse) {
            Some(day) => {
                let values = [("symbol", paper.symbol.clone().into()), ("day", day.written().into())];
                self.w.fill("paper-of", &values)
            }
            None => paper.symbol.clone(),
        };
        let (symbol, day) = (&paper.symbol, paper.issued_on.as_deref());
        let own = self.library.shelf().named(symbol, day).map(|it| format!("{}{}", self.base(), address::of_paper(it)));
        // Public papers are the committee's: a unit's article leads to them there.
        (words, own.or_else(|| self.paper_above(symbol, day)).unwrap_or_default())
    }

    /// What a reader is told of a text's language, and where the same is in the one that they would rather read.
    fn spoken_of(&self, card: &Arc<Card>) -> (String, Option<Spoken>) {
        let original = self.library.in_language(card, Language::Vi);
        let to = |text: &Arc<Card>| Spoken {
            code: text.language.code(),
            name: text.headline.clone(),
            href: address::of_article(text),
        };
        match card.translation {
            Some(translation) if original.article_id == translation.of => {
                let moved = original.edition > translation.edition;
                let day = Ts(original.published_at).day().written();
                let note = match moved {
                    true => self.w.with("translated-behind", "date", day),
                    false => self.w.say("translated-from"),
                };
                (note, Some(to(original)))
            }
            Some(_) => (self.w.say("translated-alone"), None),
            None if self.language != card.language => {
                let own = self.library.in_language(card, self.language);
                match own.language == self.language {
                    true => (self.w.say("translated-to"), Some(to(own))),
                    false => (self.w.say("translated-not"), None),
                }
            }
            None => (String::new(), None),
        }
    }

    /// The text is in one language; its page with the signs of another one is known by the same address.
    fn head_of(&self, edition: &Edition, absolute: &str) -> Head {
        let card = self.library.current(edition.article_id);
        let summary = card.map(|card| card.summary(self.w.lang() == Lang::En).to_owned());
        let picture = format!("{absolute}/anh.png");
        Head {
            canonical: absolute.to_owned(),
            description: summary.filter(|summary| !summary.is_empty()).unwrap_or_else(|| edition.headline.clone()),
            languages: self.each_language(edition, absolute),
            article: Some(About {
                published: Ts(edition.first_published_at).iso(),
                modified: Ts(edition.published_at).iso(),
                section: self.text(&edition.section.name),
                author: edition.author.as_ref().map(|author| author.name.clone()),
                publisher: self.site(),
                language: edition.language.code(),
            }),
            structured: vec![self.news_article(edition, absolute, &picture)],
            picture,
            ..Head::default()
        }
    }

    /// The texts of an article by language, absolute, the original also for readers of any other one.
    fn each_language(&self, edition: &Edition, absolute: &str) -> Vec<(&'static str, String)> {
        let texts = self.library.current(edition.article_id).map(|card| self.library.languages(card));
        let each = |card: &Arc<Card>| (card.language.code(), self.absolute(&address::of_article(card)));
        let mut each: Vec<_> = texts.into_iter().flatten().map(each).collect();
        if each.is_empty() {
            each.push((edition.language.code(), absolute.to_owned()));
        }
        let first = each[0].1.clone();
        each.push(("x-default", first));
        each
    }

    fn which_edition(&self, edition: &Edition) -> String {
        let values =
            [("number", i64::from(edition.edition).into()), ("date", Ts(edition.published_at).written().into())];
        self.w.fill("saved-edition", &values)
    }

    /// Lead and text without marks, a line for each paragraph.
    fn plain_text(&self, edition: &Edition) -> String {
        self.printed(edition, |printer| format!("{}\n{}", printer.plain(&edition.lead), printer.lines(&edition.body)))
    }

    /// The article as a file that needs nothing else: no font, no style, no picture from elsewhere.
    pub(super) fn saved(&self, edition: &Edition) -> anyhow::Result<Sheet> {
        let card = self.library.current(edition.article_id);
        let absolute = self.absolute(&card.map(|card| address::of_article(card)).unwrap_or_default());
        let href = |id: &str| {
            let figure = format!("/so-lieu/{id}?bai={}&ban={}", edition.article_id, edition.edition);
            self.absolute(&figure)
        };
        let mark = self.w.say("figure-mark");
        let printer = bridge::print::Printer { edition, english: self.w.lang() == Lang::En, mark: &mark, href: &href };
        let page = SavedPage {
            code: self.w.code(),
            text_language: edition.language.code(),
            title: edition.headline.clone(),
            site: self.site(),
            about: format!("{}, {}", self.text(&edition.section.name), Ts(edition.first_published_at).written()),
            kicker: edition.kicker.clone().unwrap_or_default(),
            lead: printer.inlines(&edition.lead),
            body: printer.blocks(&edition.body),
            author: edition.author.clone(),
            from: self.w.say("saved-from"),
            kept: self.which_edition(edition),
            absolute,
        };
        // Links and pictures of a text are written from the root of the portal; the file lies elsewhere.
        let origin = self.portal.origin();
        let html = page.render()?;
        let html = html.replace(" href=\"/", &format!(" href=\"{origin}/"));
        let html = html.replace(" src=\"/", &format!(" src=\"{origin}/"));
        // Browsers take one of these before that.
        let html = html.replace(" srcset=\"/", &format!(" srcset=\"{origin}/"));
        let html = html.replace(", /anh-bai/", &format!(", {origin}/anh-bai/"));
        Ok(Sheet {
            kind: Kind::Saved,
            body: html.into_bytes(),
            modified: Some(Ts(edition.published_at)),
            is_live: false,
            file_name: Some(format!("{}-{}.html", edition.slug, edition.article_id)),
            monitor: None,
        })
    }

    /// The article as plain text.
    pub(super) fn saved_text(&self, edition: &Edition) -> Sheet {
        let card = self.library.current(edition.article_id);
        let absolute = self.absolute(&card.map(|card| address::of_article(card)).unwrap_or_default());
        let kicker = edition.kicker.as_ref().map_or_else(String::new, |kicker| format!("{kicker} "));
        let author = edition.author.as_ref().map_or_else(String::new, |author| {
            format!("\n{}{}\n", author.name, author.post.as_ref().map_or_else(String::new, |post| format!(", {post}")))
        });
        let text =
            self.plain_text(edition).lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n\n");
        let body = format!(
            "{}\n\n{}\n{}, {}\n\n{kicker}{text}\n{author}\n{}: {absolute}\n{}\n",
            edition.headline,
            self.site(),
            self.text(&edition.section.name),
            Ts(edition.first_published_at).written(),
            self.w.say("saved-from"),
            self.which_edition(edition),
        );
        Sheet {
            file_name: Some(format!("{}-{}.txt", edition.slug, edition.article_id)),
            ..Sheet::file("text/plain; charset=utf-8", body, edition.published_at)
        }
    }

    /// The address of an article for the camera of a telephone.
    pub(super) fn qr(&self, card: &Card) -> Sheet {
        let svg = self.qr_of(&self.absolute(&address::of_article(card)));
        Sheet { kind: Kind::Picture("image/svg+xml"), ..Sheet::file("image/svg+xml", svg, card.published_at) }
    }

    fn qr_of(&self, address: &str) -> String {
        kit::qr::svg(address, &self.w.say("qr-label")).unwrap_or_default()
    }
}
