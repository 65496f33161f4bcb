//! What the portal has to show: a card for each article, in the orders that pages ask for. Texts stay in the log and are
//! read when a page of theirs is made, so that thirty thousand articles cost some twenty megabytes.

use crate::card::{Card, CardPicture, beginning};
use crate::intake;
use crate::listed::{Listed, dated};
use crate::old::Names;
use crate::reception::{Hearing, is_aside};
use crate::related::Related;
use crate::shelf::Shelf;
use crate::shown::Shown;
use crate::sites::Standings;
use bridge::{Edition, Entry, Fate, Figure, Language, Layout, Section, Topic};
use kit::clock::{Day, Ts};
use kit::db::Conn;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

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
    /// How far it has followed, as [`crate::search::mark`] says.
    mark: String,
    /// The newest edition of each article, and all of them.
    articles: BTreeMap<i64, (Arc<Card>, Editions)>,
    /// Articles that were taken back.
    ended: BTreeMap<i64, Ended>,
    figures: BTreeMap<String, Arc<Figure>>,
    /// The newest value that an edition froze of figures that have not crossed by themselves.
    frozen: BTreeMap<String, (i64, Arc<Figure>)>,
    /// The pictures of texts.
    shown: Arc<Shown>,
    /// How each portal's pages are arranged.
    layouts: BTreeMap<String, Arc<Layout>>,
    /// Names that many articles share.
    shared_sections: BTreeMap<String, Arc<Section>>,
    shared_topics: BTreeMap<String, Arc<Topic>>,
    /// Every text with readers, newest first.
    everything: Arc<Vec<Arc<Card>>>,
    /// What readers of each language are shown.
    lists: [Arc<Listed>; Language::ALL.len()],
    /// In which languages anything is there.
    spoken: Vec<Language>,
    /// Translations with readers, by the article that they translate.
    translations: BTreeMap<i64, Vec<Arc<Card>>>,
    sections: Vec<Arc<Section>>,
    topics: Vec<(Arc<Topic>, usize)>,
    /// Made when the first page asks: while many articles are brought, nobody does.
    related: Arc<OnceLock<Related>>,
    /// Public papers.
    shelf: Arc<Shelf>,
    /// Where people are heard, and what they are told.
    hearing: Arc<Hearing>,
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
        let mark = crate::search::mark(conn).await?;
        let (mut library, mut place) = (Library { mark, ..Library::default() }, (String::new(), 0));
        loop {
            let part = intake::after(conn, &place).await?;
            let Some((last, _)) = part.last() else { break };
            place = last.clone();
            part.iter().filter(|(_, it)| standings.is_for(site, it)).for_each(|(_, entry)| library.take(entry));
        }
        library.arrange();
        Ok(library)
    }

    /// What the library is after more has crossed, up to `mark`, and some articles stand here no longer.
    pub(crate) fn with(&self, entries: &[Entry], lost: &[i64], mark: String) -> Library {
        let mut library = Library { mark, ..self.clone() };
        for article in lost {
            library.articles.remove(article);
            library.ended.remove(article);
        }
        entries.iter().for_each(|entry| library.take(entry));
        // Today's figures cross often, and stand in no order of articles.
        if !lost.is_empty() || entries.iter().any(|entry| !is_aside(entry)) {
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
            Entry::Paper(paper) => {
                Arc::make_mut(&mut self.shelf).take(paper);
                self.changed_at = self.changed_at.max(paper.published_at);
            }
            Entry::PaperWithdrawal { paper_id, at, reason } => {
                Arc::make_mut(&mut self.shelf).end(*paper_id, *at, reason);
                self.changed_at = self.changed_at.max(*at);
            }
            Entry::Reception(_) | Entry::Reply(_) => Arc::make_mut(&mut self.hearing).take(entry),
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
        Arc::make_mut(&mut self.shown).take(edition);
        let card = Arc::new(self.card(edition));
        let (shown, editions) =
            self.articles.entry(edition.article_id).or_insert_with(|| (card.clone(), Vec::with_capacity(1)));
        *shown = card;
        if edition.alone {
            editions.clear();
        }
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
        let begins: Arc<str> = beginning(edition, false).into();
        // Only figures are written otherwise in English.
        let english = match edition.figures.is_empty() {
            true => begins.clone(),
            false => beginning(edition, true).into(),
        };
        Card {
            article_id: edition.article_id,
            edition: edition.edition,
            section,
            slug: edition.slug.clone(),
            headline: edition.headline.clone(),
            begins: [begins, english],
            has_lead: !edition.lead.is_empty(),
            author: edition.author.clone(),
            topics,
            figures: edition.figures.iter().map(|figure| figure.id.clone()).collect(),
            published_at: edition.published_at,
            first_published_at: edition.first_published_at,
            undated: edition.undated,
            read_before: i64::try_from(edition.read_before).unwrap_or(i64::MAX),
            picture: edition.photo.as_deref().and_then(CardPicture::of),
            language: edition.language,
            translation: edition.translation,
        }
    }

    /// The orders and lists that pages need again and again.
    fn arrange(&mut self) {
        if self.shelf.is_stale() {
            Arc::make_mut(&mut self.shelf).arrange();
        }
        let public = self.articles.iter().filter(|(id, _)| !self.ended.contains_key(id));
        let mut newest: Vec<Arc<Card>> = public.map(|(_, (card, _))| card.clone()).collect();
        newest.sort_by_key(|card| card.order());
        self.translations = BTreeMap::new();
        for card in newest.iter().filter(|card| card.translation.is_some()) {
            self.translations.entry(card.original()).or_default().push(card.clone());
        }
        let originals = Arc::new(Listed::new(newest.iter().filter(|card| card.translation.is_none())));
        self.everything = Arc::new(newest);
        let speaks = |language: &Language| self.everything.iter().any(|card| card.language == *language);
        self.spoken = Language::ALL.into_iter().filter(speaks).collect();
        self.lists = Language::ALL.map(|language| match self.spoken.contains(&language) {
            true if !language.is_vietnamese() => Arc::new(self.listed(language)),
            _ => originals.clone(),
        });
        let newest_name = |cards: &Vec<Arc<Card>>| cards.first().map(|card| card.section.clone());
        self.sections = originals.by_section.values().filter_map(newest_name).collect();
        self.sections.sort_by_key(|section| viet::text_key(&section.name.vi));
        let topics = originals
            .by_topic
            .iter()
            .filter_map(|(slug, cards)| Some((self.shared_topics.get(slug)?.clone(), cards.len())));
        let mut topics: Vec<_> = topics.collect();
        topics.sort_by_key(|(topic, count)| (Reverse(*count), Reverse(viet::text_key(&topic.name))));
        self.related = Arc::default();
        self.read_before = self.everything.iter().fold(0, |sum, card| sum.saturating_add(card.read_before));
        self.topics = topics;
    }

    /// What readers of a language are shown: its texts, and the others as long as nobody has translated them.
    fn listed(&self, language: Language) -> Listed {
        let is_shown = |card: &&Arc<Card>| match card.translation {
            Some(_) => card.language == language,
            None => card.language == language || self.translation(card.article_id, language).is_none(),
        };
        Listed::new(self.everything.iter().filter(is_shown))
    }

    fn translation(&self, original: i64, language: Language) -> Option<&Arc<Card>> {
        self.translations.get(&original)?.iter().find(|card| card.language == language)
    }

    /// The text of an article in a language: a translation that readers have, otherwise the original.
    pub(crate) fn in_language<'a>(&'a self, card: &'a Arc<Card>, language: Language) -> &'a Arc<Card> {
        let original = card.translation.and_then(|translation| self.current(translation.of)).unwrap_or(card);
        match original.language == language {
            true => original,
            false => self.translation(card.original(), language).unwrap_or(original),
        }
    }

    /// The texts of an article that readers have, the original first.
    pub(crate) fn languages(&self, card: &Card) -> Vec<&Arc<Card>> {
        let translations = self.translations.get(&card.original()).into_iter().flatten();
        let mut texts: Vec<_> = self.current(card.original()).into_iter().chain(translations).collect();
        texts.sort_by_key(|card| card.language);
        texts
    }

    /// Whether anything is there in a language.
    pub(crate) fn has(&self, language: Language) -> bool {
        self.spoken.contains(&language)
    }

    /// What readers of a language are shown.
    pub(crate) fn listed_in(&self, language: Language) -> &Listed {
        &self.lists[language as usize]
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

    /// Whether readers may have the picture of an address: the present text of an article shows it, or a banner does.
    pub(crate) fn shows(&self, address: &str) -> bool {
        let mut photos = self.layouts.values().flat_map(|layout| layout.photos());
        let on_banner = photos.any(|photo| photo.files.iter().any(|it| it.address() == address));
        on_banner || self.shown.is_in_text(address, self)
    }

    /// That an article was taken back, if it was.
    pub(crate) fn ended(&self, article: i64) -> Option<&Ended> {
        self.ended.get(&article)
    }

    /// Every text with readers, in whatever language, newest first.
    pub(crate) fn everything(&self) -> &[Arc<Card>] {
        &self.everything
    }

    /// The texts that nobody translated from another one, newest first.
    pub(crate) fn originals(&self) -> &[Arc<Card>] {
        self.listed_in(Language::Vi).newest()
    }

    /// The first and the last day on which a text came out.
    pub(crate) fn days(&self) -> Option<Span> {
        let day = |card: &Arc<Card>| Ts(card.first_published_at).day();
        let dated = dated(&self.everything);
        Some(Span { first: day(dated.last()?), last: day(dated.first()?) })
    }

    /// The articles published before and after this one, in its section.
    pub(crate) fn neighbours(&self, card: &Card) -> (Option<&Arc<Card>>, Option<&Arc<Card>>) {
        let section = self.listed_in(card.language).of_section(&card.section.slug);
        let Ok(at) = section.binary_search_by_key(&card.order(), |card| card.order()) else { return (None, None) };
        (section.get(at + 1), at.checked_sub(1).and_then(|at| section.get(at)))
    }

    /// Articles about the same things as an original, the nearest first.
    pub(crate) fn related(&self, card: &Card) -> Vec<&Arc<Card>> {
        self.related.get_or_init(|| Related::over(self.originals())).to(card, self)
    }

    /// Today's value of a figure; until one has crossed, the newest that an edition with readers froze.
    pub(crate) fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        let in_use = || self.everything.iter().any(|card| card.figures.iter().any(|f| f == id));
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

    /// Where people are heard, and what they are told.
    pub(crate) fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Public papers.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// What older sites called things.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// How often all articles had been read at their older places.
    pub(crate) fn read_before(&self) -> i64 {
        self.read_before
    }

    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// When anything that lists show changed last, microseconds since 1970 UTC.
    pub(crate) fn changed_at(&self) -> i64 {
        self.changed_at
    }
}
