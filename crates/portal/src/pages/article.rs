//! An article: as it is read, printed and kept, with what is near it.

use super::frame::{About, Crumb, Frame, Head};
use super::{Maker, Story};
use crate::address;
use crate::cache::{Kind, Sheet};
use crate::library::Card;
use askama::Template;
use bridge::{Byline, Edition};
use kit::clock::Ts;
use kit::words::Lang;
use std::sync::Arc;

/// Syllables that a reader who takes their time reads in a minute.
const READ_A_MINUTE: usize = 220;
/// So many related articles are named.
const RELATED: usize = 5;

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
    qr: String,
    printed_edition: String,
    earlier: bool,
    /// When and why it was taken from the lists; the text stays.
    withdrawn: Option<(String, String)>,
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
    related: Vec<Story>,
    older: Option<Story>,
    newer: Option<Story>,
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
        let section = self.crumb(&format!("/{}", edition.section.slug), self.text(&edition.section.name));
        let current = self.library.current(edition.article_id);
        let ended = self.library.ended(edition.article_id);
        let plain = current.map_or_else(
            || address::article(&edition.section.slug, &edition.slug, edition.article_id),
            |card| address::of_article(card),
        );
        let ending = match shape {
            Shape::Current => String::new(),
            Shape::Print => "/in".to_owned(),
            Shape::Earlier => format!("/ban/{}", edition.edition),
        };
        let (older, newer) = current.map_or((None, None), |card| self.library.neighbours(card));
        let newest = self.library.readable(edition.article_id).map(|card| card.edition);
        let link = |(number, at, note): &(u32, i64, Option<Arc<str>>)| EditionLink {
            href: format!("{}{plain}/ban/{number}", self.base()),
            name: self.w.with("edition-number", "number", i64::from(*number)),
            date: Ts(*at).day().written(),
            current: Some(*number) == newest,
            note: note.as_deref().map(str::to_owned),
        };
        let absolute = self.absolute(&plain);
        // Where it only stands too, search engines are told where it belongs.
        let home = self.home_of(edition.article_id).map(|(name, origin)| (name, format!("{origin}{plain}")));
        let known = home.as_ref().map_or(absolute.as_str(), |(_, href)| href.as_str());
        let head =
            if shape == Shape::Current && ended.is_none() { self.head_of(edition, known) } else { Head::hidden() };
        let crumbs = vec![self.crumb(&section.href, section.name.clone())];
        let text = self.plain_text(edition);
        let minutes = text.split_whitespace().count().div_ceil(READ_A_MINUTE).max(1);
        let related = current.filter(|_| shape == Shape::Current).map(|card| self.library.related(card, RELATED));
        let subject = |text: &str| kit::web::encode(text);
        ArticlePage {
            href: format!("{}{plain}", self.base()),
            mail: format!("mailto:?subject={}&body={}", subject(&edition.headline), subject(&absolute)),
            facebook: format!(
                "https://www.facebook.com/sharer/sharer.php?u={}",
                subject(&absolute).replace('/', "%2F")
            ),
            qr: if shape == Shape::Print { self.qr_of(&absolute) } else { String::new() },
            absolute,
            frame: self.frame(edition.headline.clone(), crumbs, &format!("{plain}{ending}"), head),
            section,
            iso: Ts(edition.first_published_at).iso(),
            date: Ts(edition.first_published_at).written(),
            changed: (edition.edition > 1).then(|| Ts(edition.published_at).written()),
            home,
            views: self.views_of(edition.article_id),
            reading_time: self.w.count("reading-time", minutes as i64),
            print: shape == Shape::Print,
            printed_edition: self.which_edition(edition),
            earlier: shape == Shape::Earlier && Some(edition.edition) != newest,
            withdrawn: ended.map(|ended| (Ts(ended.at).written(), ended.reason.clone())),
            correction: edition.correction_note.clone(),
            source: edition.source.clone(),
            kicker: edition.kicker.clone(),
            lead: self.printed(edition, |printer| printer.inlines(&edition.lead)),
            picture: self.printed(edition, |printer| printer.photo()),
            body: self.printed(edition, |printer| printer.blocks(&edition.body)),
            author: edition.author.clone(),
            topics: edition
                .topics
                .iter()
                .map(|t| self.crumb(&format!("/chuyen-de/{}", t.slug), t.name.clone()))
                .collect(),
            editions: self.library.editions(edition.article_id).iter().map(link).collect(),
            related: related.into_iter().flatten().map(|card| self.story(card)).collect(),
            older: older.map(|card| self.story(card)),
            newer: newer.map(|card| self.story(card)),
        }
    }

    /// The text is in one language; its page in the other one is known by the same address.
    fn head_of(&self, edition: &Edition, absolute: &str) -> Head {
        let lead = self.library.current(edition.article_id).map(|card| card.lead(self.w.lang() == Lang::En).to_owned());
        let picture = format!("{absolute}/anh.png");
        Head {
            canonical: absolute.to_owned(),
            description: lead.filter(|lead| !lead.is_empty()).unwrap_or_else(|| edition.headline.clone()),
            languages: vec![("vi", absolute.to_owned()), ("x-default", absolute.to_owned())],
            article: Some(About {
                published: Ts(edition.first_published_at).iso(),
                modified: Ts(edition.published_at).iso(),
                section: self.text(&edition.section.name),
                author: edition.author.as_ref().map(|author| author.name.clone()),
                publisher: self.site(),
            }),
            structured: vec![self.news_article(edition, absolute, &picture)],
            picture,
            ..Head::default()
        }
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
        Ok(Sheet {
            kind: Kind::Saved,
            body: html.into_bytes(),
            modified: Some(Ts(edition.published_at)),
            is_live: false,
            file_name: Some(format!("{}-{}.html", edition.slug, edition.article_id)),
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
