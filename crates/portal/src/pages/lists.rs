//! Lists of articles: the front page, sections, topics and the archive by year, month and day.

use super::frame::{Crumb, Frame, Head};
use super::{Maker, Story};
use crate::address::{Feed, List, Period};
use crate::cache::Sheet;
use crate::card::Card;
use crate::library::Span;
use crate::listed::dated;
use askama::Template;
use bridge::Language;
use kit::clock::{Day, Ts};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many articles stand on one page of a list.
const LIST: usize = 30;

#[derive(Template)]
#[template(path = "pages/list.html")]
struct ListPage {
    frame: Frame,
    said: String,
    /// How much of it is in the language that was asked for.
    spoken: String,
    /// What the archive has below this page.
    parts: Vec<Part>,
    rest: Vec<Story>,
    pager: Option<Pager>,
    feeds: Vec<(&'static str, String, String)>,
}

struct Part {
    href: String,
    name: String,
    count: String,
}

/// The way through the pages of a list: the first, the last and those near this one.
struct Pager {
    newer: Option<String>,
    older: Option<String>,
    said: String,
    /// Number and address; this page has none, a gap has no number.
    pages: Vec<(String, Option<String>)>,
}

#[derive(Template)]
#[template(path = "pages/topics.html")]
pub(super) struct TopicsPage {
    frame: Frame,
    topics: Vec<Part>,
}

impl Maker<'_> {
    /// One page of a list; `None` when there is no such list, or beyond its last page.
    pub(super) fn list(&self, list: &List, page: usize) -> Option<askama::Result<Sheet>> {
        match list {
            List::Front => Some(Sheet::of(&self.front())),
            _ => Some(Sheet::of(&self.some(list, page)?)),
        }
    }

    /// How many articles of a list are in the language that was asked for, and in which the others are.
    pub(super) fn how_much(&self, own: usize, others: usize) -> String {
        if self.language.is_vietnamese() {
            return String::new();
        }
        let key = match (own, others) {
            (0, _) => "spoken-none",
            (_, 0) => "spoken-all",
            _ => "spoken-some",
        };
        self.w.count(&format!("{key}-{}", self.language.code()), own as i64)
    }

    /// The head of a list: it is there in Khmer when something of it is.
    pub(super) fn head_of_list(&self, list: &List, own: &str) -> Head {
        self.head_in(own, &self.languages_of(list))
    }

    /// The languages in which a list is there.
    pub(crate) fn languages_of(&self, list: &List) -> Vec<Language> {
        let has_khmer = || {
            let there = Maker::new(self.portal, self.library, Language::Km);
            self.library.has(Language::Km) && there.cards(list).iter().any(|card| card.language == Language::Km)
        };
        let is_there = |language: &Language| *language != Language::Km || has_khmer();
        Language::ALL.into_iter().filter(is_there).collect()
    }

    fn some(&self, list: &List, page: usize) -> Option<ListPage> {
        let title = self.list_title(list)?;
        let cards = self.cards(list);
        let is_archive = matches!(list, List::Archive(_));
        let shown = match list {
            // The whole archive opens with its years; every article stands in one of them.
            List::Archive(Period::All) => &[],
            _ => {
                let from = (page - 1).checked_mul(LIST).filter(|from| *from < cards.len())?;
                &cards[from..cards.len().min(from + LIST)]
            }
        };
        let pages = if matches!(list, List::Archive(Period::All)) { 1 } else { cards.len().div_ceil(LIST) };
        let own = list.path();
        let of_page = if page == 1 { own.clone() } else { format!("{own}?trang={page}") };
        let feeds = if is_archive { Vec::new() } else { self.feeds(list) };
        let said = self.w.count("list-articles", cards.len() as i64);
        let own_count = cards.iter().filter(|card| card.language == self.language).count();
        let spoken = self.how_much(own_count, cards.len() - own_count);
        let mut head = self.head_of_list(list, &of_page);
        head.description = format!("{title}: {said}.");
        head.feeds = feeds.clone();
        Some(ListPage {
            frame: self.frame(title, self.above(list), &of_page, head),
            said,
            spoken,
            parts: self.parts(list, cards),
            rest: shown.iter().map(|card| self.story(card)).collect(),
            pager: (pages > 1).then(|| self.pager(&own, page, pages)),
            feeds,
        })
    }

    /// The lists that a list belongs to.
    fn above(&self, list: &List) -> Vec<Crumb> {
        let periods: &[Period] = match list {
            List::Topic(_) => return vec![self.crumb("/chuyen-de", self.w.say("topics"))],
            List::Archive(Period::Year(_)) => &[Period::All],
            List::Archive(Period::Month(year, _)) => &[Period::All, Period::Year(*year)],
            List::Archive(Period::Day(day)) => {
                &[Period::All, Period::Year(day.0.year()), Period::Month(day.0.year(), day.0.month())]
            }
            _ => &[],
        };
        let crumb = |period: &Period| self.crumb(&List::Archive(*period).path(), self.period_title(*period));
        periods.iter().map(crumb).collect()
    }

    pub(super) fn period_title(&self, period: Period) -> String {
        match period {
            Period::All => self.w.say("archive"),
            Period::Year(year) => self.w.with("archive-year", "year", year.to_string()),
            Period::Month(year, month) => self
                .w
                .fill("archive-month", &[("month", format!("{month:02}").into()), ("year", year.to_string().into())]),
            Period::Day(day) => self.w.with("archive-day", "day", day.written()),
        }
    }

    /// Years of the archive, months of a year, days of a month: those that have an article, with how many.
    fn parts(&self, list: &List, cards: &[Arc<Card>]) -> Vec<Part> {
        let List::Archive(period) = list else { return Vec::new() };
        let part = |day: Day| match period {
            Period::All => Some(Period::Year(day.0.year())),
            Period::Year(year) => Some(Period::Month(*year, day.0.month())),
            Period::Month(..) => Some(Period::Day(day)),
            Period::Day(_) => None,
        };
        let mut counts: BTreeMap<String, (Period, i64)> = BTreeMap::new();
        for card in dated(cards) {
            let Some(period) = part(Ts(card.first_published_at).day()) else { break };
            counts.entry(List::Archive(period).path()).or_insert((period, 0)).1 += 1;
        }
        let part = |(path, (period, count)): (String, (Period, i64))| Part {
            href: format!("{}{path}", self.base()),
            name: self.period_title(period),
            count: self.w.count("list-articles", count),
        };
        counts.into_iter().rev().map(part).collect()
    }

    fn pager(&self, own: &str, page: usize, pages: usize) -> Pager {
        let to = |page: usize| match page {
            1 => format!("{}{own}", self.base()),
            page => format!("{}{own}?trang={page}", self.base()),
        };
        let mut shown: Vec<(String, Option<String>)> = Vec::new();
        let mut last = 0;
        for nth in (1..=pages).filter(|nth| *nth == 1 || *nth == pages || nth.abs_diff(page) <= 2) {
            if nth > last + 1 {
                shown.push((String::new(), None));
            }
            last = nth;
            shown.push((nth.to_string(), (nth != page).then(|| to(nth))));
        }
        let said = [("page", page.to_string().into()), ("pages", pages.to_string().into())];
        Pager {
            newer: (page > 1).then(|| to(page - 1)),
            older: (page < pages).then(|| to(page + 1)),
            said: self.w.fill("page-of", &said),
            pages: shown,
        }
    }

    /// The feeds of a list: kind, name, address.
    pub(super) fn feeds(&self, list: &List) -> Vec<(&'static str, String, String)> {
        let names = ["RSS", "Atom", "JSON Feed"];
        let feed = |(form, name): (Feed, &str)| {
            (form.mime(), name.to_owned(), format!("{}{}/{}", self.base(), list.path(), form.file()))
        };
        Feed::ALL.into_iter().zip(names).map(feed).collect()
    }

    pub(super) fn topics(&self) -> TopicsPage {
        let part = |(topic, n): &(Arc<bridge::Topic>, usize)| Part {
            href: format!("{}/chuyen-de/{}", self.base(), topic.slug),
            name: topic.name.clone(),
            count: self.w.count("topic-articles", *n as i64),
        };
        let topics = self.library.topics().iter().map(part).collect();
        TopicsPage { frame: self.frame(self.w.say("topics"), vec![], "/chuyen-de", self.head("/chuyen-de")), topics }
    }

    /// The days on which an article came out: for the map of the site and the copy as files.
    pub(crate) fn days(&self) -> Option<Span> {
        self.library.days()
    }
}
