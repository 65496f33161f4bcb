//! What the portal has to show: a card for each article, in the orders that pages ask for. Texts stay in the log and are
//! read when a page of theirs is made, so that thirty thousand articles cost some ten megabytes.

use crate::intake;
use crate::old::Names;
use crate::related::Related;
use crate::sites::Standings;
use bridge::print::Printer;
use bridge::{Byline, Edition, Entry, Fate, Figure, Inline, Layout, Photo, PhotoFormat, Section, Topic};
use kit::clock::{Day, Ts};
use kit::db::Conn;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// So much of a lead stands in lists, feeds and descriptions, in characters.
const LEAD: usize = 280;

/// An article as lists know it: everything of its newest edition but the text.
#[derive(Debug)]
pub(crate) struct Card {
    pub(crate) article_id: i64,
    pub(crate) edition: u32,
    pub(crate) section: Arc<Section>,
    pub(crate) slug: String,
    pub(crate) headline: String,
    /// The beginning of the lead without its marks, as Vietnamese and as English write numbers.
    lead: [Arc<str>; 2],
    pub(crate) author: Option<Byline>,
    pub(crate) topics: Vec<Arc<Topic>>,
    /// The ids of the figures that its text shows.
    pub(crate) figures: Vec<String>,
    pub(crate) published_at: i64,
    pub(crate) first_published_at: i64,
    /// How often it had been read at its older place.
    pub(crate) read_before: i64,
    /// The picture beside the headline, as lists show it.
    pub(crate) picture: Option<Box<CardPicture>>,
}

/// The cut-out of a picture that stands in lists.
#[derive(Debug)]
pub(crate) struct CardPicture {
    pub(crate) webp: String,
    pub(crate) jpeg: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl CardPicture {
    fn of(photo: &Photo) -> Option<Box<CardPicture>> {
        let of = |format| photo.card.iter().find(|file| file.format == format);
        let (jpeg, webp) = (of(PhotoFormat::Jpeg)?, of(PhotoFormat::Webp));
        let (width, height) = (jpeg.width, jpeg.height);
        let webp = webp.map_or(String::new(), |file| file.address());
        Some(Box::new(CardPicture { webp, jpeg: jpeg.address(), width, height }))
    }
}

impl Card {
    pub(crate) fn lead(&self, english: bool) -> &str {
        &self.lead[usize::from(english)]
    }

    fn order(&self) -> Reverse<(i64, i64)> {
        Reverse((self.first_published_at, self.article_id))
    }
}

/// The days that an archive page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    pub(crate) first: Day,
    pub(crate) last: Day,
}

/// The editions of an article, when each came out and what was corrected in it, oldest first.
type Editions = Vec<(u32, i64, Option<Arc<str>>)>;

/// That an article was taken back.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) reason: String,
    /// Microseconds since 1970 UTC.
    pub(crate) at: i64,
    pub(crate) fate: Fate,
}

/// All articles, and today's figures.
#[derive(Clone, Default)]
pub(crate) struct Library {
    /// The newest edition of each article, and all of them.
    articles: BTreeMap<i64, (Arc<Card>, Editions)>,
    /// Articles that were taken back.
    ended: BTreeMap<i64, Ended>,
    figures: BTreeMap<String, Arc<Figure>>,
    /// The newest value that an edition froze of figures that have not crossed by themselves.
    frozen: BTreeMap<String, (i64, Arc<Figure>)>,
    /// The files of pictures, by hash: how they are encoded, and the articles that show them.
    media: BTreeMap<String, (PhotoFormat, Vec<i64>)>,
    /// How each portal's pages are arranged.
    layouts: BTreeMap<String, Arc<Layout>>,
    /// Names that many articles share.
    shared_sections: BTreeMap<String, Arc<Section>>,
    shared_topics: BTreeMap<String, Arc<Topic>>,
    /// Articles with readers, newest first.
    newest: Vec<Arc<Card>>,
    by_section: BTreeMap<String, Vec<Arc<Card>>>,
    by_topic: BTreeMap<String, Vec<Arc<Card>>>,
    sections: Vec<Arc<Section>>,
    topics: Vec<(Arc<Topic>, usize)>,
    /// Made when the first page asks: while many articles are brought, nobody does.
    related: Arc<OnceLock<Related>>,
    /// What older sites called things.
    names: Arc<Names>,
    /// How often all articles had been read at their older places.
    read_before: i64,
    /// The last change of anything that lists show.
    changed_at: i64,
}

impl Library {
    /// What the portal of a key has to show.
    pub(crate) async fn read(conn: &mut Conn, site: &str, standings: &Standings) -> anyhow::Result<Library> {
        let (mut library, mut place) = (Library::default(), (String::new(), 0));
        loop {
            let part = intake::after(conn, &place).await?;
            let Some((last, _)) = part.last() else { break };
            place = last.clone();
            part.iter().filter(|(_, it)| standings.is_for(site, it)).for_each(|(_, entry)| library.take(entry));
        }
        library.arrange();
        Ok(library)
    }

    /// What the library is after more has crossed, and some articles stand here no longer.
    pub(crate) fn with(&self, entries: &[Entry], lost: &[i64]) -> Library {
        let mut library = self.clone();
        for article in lost {
            library.articles.remove(article);
            library.ended.remove(article);
        }
        entries.iter().for_each(|entry| library.take(entry));
        // Today's figures cross often, and stand in no order of articles.
        if !lost.is_empty() || entries.iter().any(|entry| !matches!(entry, Entry::Figure(_) | Entry::Layout(_))) {
            library.arrange();
        }
        library
    }

    fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Edition(edition) => self.take_edition(edition),
            Entry::Withdrawal { article_id, at, reason, fate } => {
                self.ended.insert(*article_id, Ended { reason: reason.clone(), at: *at, fate: *fate });
                self.changed_at = self.changed_at.max(*at);
            }
            Entry::Figure(figure) => {
                self.figures.insert(figure.id.clone(), Arc::new((**figure).clone()));
            }
            // Which portal takes what is decided before.
            Entry::Site(_) | Entry::Standing(_) => {}
            Entry::Layout(layout) => {
                self.layouts.insert(layout.site.clone(), Arc::new((**layout).clone()));
            }
            Entry::Address(address) => Arc::make_mut(&mut self.names).take_address(address),
        }
    }

    fn take_edition(&mut self, edition: &Edition) {
        self.ended.remove(&edition.article_id);
        self.changed_at = self.changed_at.max(edition.published_at);
        for figure in &edition.figures {
            let known = self.frozen.get(&figure.id);
            if known.is_none_or(|(at, _)| *at <= edition.published_at) {
                self.frozen.insert(figure.id.clone(), (edition.published_at, Arc::new(figure.clone())));
            }
        }
        Arc::make_mut(&mut self.names).take_edition(edition);
        for file in edition.photos().into_iter().flat_map(|photo| photo.files.iter().chain(&photo.card)) {
            let (_, articles) = self.media.entry(file.hash.clone()).or_insert_with(|| (file.format, Vec::new()));
            if !articles.contains(&edition.article_id) {
                articles.push(edition.article_id);
            }
        }
        let card = Arc::new(self.card(edition));
        let (shown, editions) =
            self.articles.entry(edition.article_id).or_insert_with(|| (card.clone(), Vec::with_capacity(1)));
        *shown = card;
        editions.push((edition.edition, edition.published_at, edition.correction_note.as_deref().map(Arc::from)));
    }

    fn card(&mut self, edition: &Edition) -> Card {
        let section = self.shared_sections.get(&edition.section.slug).filter(|s| ***s == edition.section).cloned();
        let section = section.unwrap_or_else(|| Arc::new(edition.section.clone()));
        self.shared_sections.insert(section.slug.clone(), section.clone());
        let topics = edition.topics.iter().map(|topic| {
            let known = self.shared_topics.entry(topic.slug.clone()).or_insert_with(|| Arc::new(topic.clone()));
            known.clone()
        });
        let topics = topics.collect();
        let lead: Arc<str> = plain_lead(edition, false).into();
        let shows_figure = |inline: &Inline| !matches!(inline, Inline::Text(_));
        let english = match edition.lead.iter().any(shows_figure) {
            true => plain_lead(edition, true).into(),
            false => lead.clone(),
        };
        Card {
            article_id: edition.article_id,
            edition: edition.edition,
            section,
            slug: edition.slug.clone(),
            headline: edition.headline.clone(),
            lead: [lead, english],
            author: edition.author.clone(),
            topics,
            figures: edition.figures.iter().map(|figure| figure.id.clone()).collect(),
            published_at: edition.published_at,
            first_published_at: edition.first_published_at,
            read_before: i64::try_from(edition.read_before).unwrap_or(i64::MAX),
            picture: edition.photo.as_deref().and_then(CardPicture::of),
        }
    }

    /// The orders and lists that pages need again and again.
    fn arrange(&mut self) {
        let public = self.articles.iter().filter(|(id, _)| !self.ended.contains_key(id));
        let mut newest: Vec<Arc<Card>> = public.map(|(_, (card, _))| card.clone()).collect();
        newest.sort_by_key(|card| card.order());
        let mut by_section: BTreeMap<String, Vec<Arc<Card>>> = BTreeMap::new();
        let mut by_topic: BTreeMap<String, Vec<Arc<Card>>> = BTreeMap::new();
        for card in &newest {
            let section = by_section.get_mut(&card.section.slug);
            match section {
                Some(cards) => cards.push(card.clone()),
                None => _ = by_section.insert(card.section.slug.clone(), vec![card.clone()]),
            }
            for topic in &card.topics {
                by_topic.entry(topic.slug.clone()).or_default().push(card.clone());
            }
        }
        let newest_name = |cards: &Vec<Arc<Card>>| cards.first().map(|card| card.section.clone());
        self.sections = by_section.values().filter_map(newest_name).collect();
        self.sections.sort_by_key(|section| viet::text_key(&section.name.vi));
        let topics =
            by_topic.iter().filter_map(|(slug, cards)| Some((self.shared_topics.get(slug)?.clone(), cards.len())));
        let mut topics: Vec<_> = topics.collect();
        topics.sort_by_key(|(topic, count)| (Reverse(*count), Reverse(viet::text_key(&topic.name))));
        self.related = Arc::default();
        self.read_before = newest.iter().fold(0, |sum, card| sum.saturating_add(card.read_before));
        (self.newest, self.by_section, self.by_topic, self.topics) = (newest, by_section, by_topic, topics);
    }

    /// The card of an article; `None` when there is no such article or it was taken back.
    pub(crate) fn current(&self, article: i64) -> Option<&Arc<Card>> {
        self.readable(article).filter(|_| !self.ended.contains_key(&article))
    }

    /// The card of an article whose text stands at its address: it is in the lists, or stands under a notice.
    pub(crate) fn readable(&self, article: i64) -> Option<&Arc<Card>> {
        let stays = self.ended.get(&article).is_none_or(|ended| ended.fate == Fate::Notice);
        self.articles.get(&article).filter(|_| stays).map(|(card, _)| card)
    }

    /// Whether readers may have this edition of an article.
    pub(crate) fn has_edition(&self, article: i64, edition: u32) -> bool {
        self.readable(article).is_some() && self.editions(article).iter().any(|(number, ..)| *number == edition)
    }

    /// All editions of an article, when they came out and what was corrected, oldest first.
    pub(crate) fn editions(&self, article: i64) -> &[(u32, i64, Option<Arc<str>>)] {
        self.articles.get(&article).map_or(&[], |(_, editions)| editions.as_slice())
    }

    /// How a portal's pages are arranged; `None` when nobody has arranged them.
    pub(crate) fn layout(&self, site: &str) -> Option<&Arc<Layout>> {
        self.layouts.get(site).filter(|layout| !layout.blocks.is_empty())
    }

    /// Whether readers may have a picture's file: an article whose text they have shows it, or a banner does.
    pub(crate) fn shows(&self, hash: &str, format: PhotoFormat) -> bool {
        let mut photos = self.layouts.values().flat_map(|layout| layout.photos());
        let on_banner = photos.any(|photo| photo.files.iter().any(|it| it.hash == hash && it.format == format));
        on_banner
            || self.media.get(hash).is_some_and(|(known, articles)| {
                *known == format && articles.iter().any(|article| self.readable(*article).is_some())
            })
    }

    /// That an article was taken back, if it was.
    pub(crate) fn ended(&self, article: i64) -> Option<&Ended> {
        self.ended.get(&article)
    }

    /// All articles, newest first.
    pub(crate) fn articles(&self) -> &[Arc<Card>] {
        &self.newest
    }

    /// The articles of a section, newest first.
    pub(crate) fn of_section(&self, slug: &str) -> &[Arc<Card>] {
        self.by_section.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The articles of a topic, newest first.
    pub(crate) fn of_topic(&self, slug: &str) -> &[Arc<Card>] {
        self.by_topic.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The articles that came out on these days, newest first.
    pub(crate) fn of_days(&self, span: Span) -> &[Arc<Card>] {
        let (begins, ends) = (span.first.begins().0, span.last.plus_days(1).begins().0);
        let from = self.newest.partition_point(|card| card.first_published_at >= ends);
        let to = self.newest.partition_point(|card| card.first_published_at >= begins);
        &self.newest[from..to]
    }

    /// The first and the last day on which an article came out.
    pub(crate) fn days(&self) -> Option<Span> {
        let day = |card: &Arc<Card>| Ts(card.first_published_at).day();
        Some(Span { first: day(self.newest.last()?), last: day(self.newest.first()?) })
    }

    /// The articles published before and after this one, in its section.
    pub(crate) fn neighbours(&self, card: &Card) -> (Option<&Arc<Card>>, Option<&Arc<Card>>) {
        let section = self.of_section(&card.section.slug);
        let Ok(at) = section.binary_search_by_key(&card.order(), |card| card.order()) else { return (None, None) };
        (section.get(at + 1), at.checked_sub(1).and_then(|at| section.get(at)))
    }

    /// Articles about the same things, the nearest first.
    pub(crate) fn related(&self, card: &Card, most: usize) -> Vec<&Arc<Card>> {
        self.related.get_or_init(|| Related::over(&self.newest)).to(card, self, most)
    }

    /// Today's value of a figure; until one has crossed, the newest that an edition with readers froze.
    pub(crate) fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        let in_use = || self.newest.iter().any(|card| card.figures.iter().any(|f| f == id));
        self.figures.get(id).or_else(|| self.frozen.get(id).filter(|_| in_use()).map(|(_, figure)| figure))
    }

    /// The value that crossed last, if one has.
    pub(crate) fn today(&self, id: &str) -> Option<&Arc<Figure>> {
        self.figures.get(id)
    }

    /// Today's figures, by their addresses.
    pub(crate) fn figures(&self) -> impl Iterator<Item = &Arc<Figure>> {
        self.figures.values()
    }

    /// Sections that have an article, in the order of their names.
    pub(crate) fn sections(&self) -> &[Arc<Section>] {
        &self.sections
    }

    /// Special topics with the number of their articles, most first.
    pub(crate) fn topics(&self) -> &[(Arc<Topic>, usize)] {
        &self.topics
    }

    /// What older sites called things.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// How often all articles had been read at their older places.
    pub(crate) fn read_before(&self) -> i64 {
        self.read_before
    }

    /// When anything that lists show changed last, microseconds since 1970 UTC.
    pub(crate) fn changed_at(&self) -> i64 {
        self.changed_at
    }
}

fn plain_lead(edition: &Edition, english: bool) -> String {
    let printer = Printer { edition, english, mark: "", href: &|_| String::new() };
    shorten(&printer.plain(&edition.lead), LEAD)
}

/// Cut at a word, with an ellipsis, at no more than `most` characters.
fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or(&text[..at], |(head, _)| head)),
    }
}
