//! The front page, and the blocks at the side and in the menu of every page: as somebody arranged them, or as they are
//! where nobody has. A block that has nothing to show is not shown; each has its days.

use super::contact::Lines;
use super::frame::{Frame, Head};
use super::{Maker, Story};
use crate::address::{self, List};
use crate::card::Card;
use askama::Template;
use bridge::{Content, Language, Layout, Monitor, Place, Placed, Text};
use std::collections::HashSet;
use std::sync::Arc;

/// So many stand on the front page below the first, where nobody says otherwise.
const LATEST: u8 = 20;
/// So many topics stand at the side; all of them on a page of their own.
const TOPICS_SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "pages/front.html")]
pub(super) struct FrontPage {
    frame: Frame,
    /// How much of it is in the language that was asked for; empty on the Vietnamese page.
    spoken: String,
    blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "pages/around/side.html")]
struct Side {
    base: &'static str,
    blocks: Vec<Block>,
}

/// A block that has something to show.
enum Block {
    Lead(Box<Story>),
    List { title: String, href: String, rest: Vec<Story>, more: bool },
    Links { title: String, links: Vec<(String, String)> },
    Banner(Banner),
    Contact(Box<Contact>),
    Monitor { title: String, text: String, more: String },
    Topics(Vec<Topic>),
}

struct Banner {
    title: String,
    href: String,
    picture: String,
}

struct Contact {
    title: String,
    place: Lines,
    /// Who answers there, in this many words.
    more: String,
}

struct Topic {
    slug: String,
    name: String,
    articles: String,
}

/// How the pages are where nobody has arranged them.
fn usual() -> Layout {
    let placed = |place, what| {
        let title = Text { vi: String::new(), en: String::new() };
        Placed { place, title, from: None, until: None, what }
    };
    let blocks = vec![
        placed(Place::Front, Content::Lead(None)),
        placed(Place::Front, Content::Latest(LATEST)),
        placed(Place::Side, Content::Topics),
        placed(Place::Side, Content::Counters),
    ];
    Layout { site: String::new(), number: 1, published_at: 0, blocks }
}

/// Whether the front page itself stands as it is where nobody has arranged anything.
fn is_usual(layout: &Layout) -> bool {
    let mut front = layout.blocks.iter().filter(|placed| placed.place == Place::Front).peekable();
    let usual = |placed: &Placed| matches!(placed.what, Content::Lead(None) | Content::Latest(_));
    front.peek().is_some() && front.all(usual)
}

impl Maker<'_> {
    pub(crate) fn front_page(&self) -> anyhow::Result<String> {
        Ok(self.front().render()?)
    }

    pub(super) fn front(&self) -> FrontPage {
        let (spoken, blocks) = match (self.language, &self.layout) {
            (Language::Vi, _) => (String::new(), self.front_blocks()),
            (_, Some(layout)) if !is_usual(layout) => {
                let all = self.listed().newest();
                let own = all.iter().filter(|card| card.language == self.language).count();
                (self.how_much(own, all.len() - own), self.front_blocks())
            }
            _ => self.spoken_blocks(),
        };
        let mut head = Head {
            feeds: self.feeds(&List::Front),
            description: self.w.with("front-says", "site", self.site()),
            ..self.head_of_list(&List::Front, "")
        };
        head.structured = self.organisation(&head.canonical);
        FrontPage { frame: self.frame(self.w.say("home"), vec![], "/", head), spoken, blocks }
    }

    fn front_blocks(&self) -> Vec<Block> {
        let (arranged, mut seen) = (self.arranged(), HashSet::new());
        self.standing(&arranged, Place::Front).filter_map(|placed| self.block(placed, &mut seen)).collect()
    }

    /// In another language than Vietnamese, where nobody has arranged the front page: what is written in it, then what nobody has
    /// translated.
    fn spoken_blocks(&self) -> (String, Vec<Block>) {
        let most = usize::from(LATEST) + 1;
        let all = self.listed().newest();
        let (own, others): (Vec<_>, Vec<_>) = all.iter().partition(|card| card.language == self.language);
        let spoken = self.how_much(own.len(), others.len());
        let left = most.saturating_sub(own.len());
        let mut own = own.into_iter().take(most);
        let lead = own.next().map(|card| Block::Lead(Box::new(self.story(card))));
        let mut seen = HashSet::new();
        let rest = self.stories(own, (self.w.say("latest"), String::new(), false), &mut seen);
        let title = (self.w.say("in-vietnamese"), String::new(), all.len() > most);
        let others = self.stories(others.into_iter().take(left), title, &mut seen);
        (spoken, lead.into_iter().chain(rest).chain(others).collect())
    }

    fn arranged(&self) -> Arc<Layout> {
        self.layout.clone().unwrap_or_else(|| Arc::new(usual()))
    }

    fn standing<'b>(&self, layout: &'b Layout, place: Place) -> impl Iterator<Item = &'b Placed> {
        let day = self.day.to_string();
        layout.blocks.iter().filter(move |placed| placed.place == place && placed.stands_on(&day))
    }

    /// What a block shows; `None` when that is nothing. `seen` are the articles above it.
    fn block(&self, placed: &Placed, seen: &mut HashSet<i64>) -> Option<Block> {
        let library = self.library;
        let named = Some(self.text(&placed.title)).filter(|title| !title.is_empty());
        match &placed.what {
            Content::Lead(article) => {
                let card = match article {
                    Some(id) => library.current(*id)?,
                    None => self.listed().newest().iter().find(|card| !seen.contains(&card.article_id))?,
                };
                seen.insert(card.article_id);
                Some(Block::Lead(Box::new(self.story(card))))
            }
            Content::Latest(most) => {
                let mut others = self.listed().newest().iter().filter(|card| !seen.contains(&card.article_id));
                let cards: Vec<_> = others.by_ref().take(usize::from(*most)).cloned().collect();
                let (title, more) = (named.unwrap_or_else(|| self.w.say("latest")), others.next().is_some());
                self.stories(cards.iter(), (title, String::new(), more), seen)
            }
            Content::Section { slug, most } => self.newest(&List::Section(slug.clone()), *most, named, seen),
            Content::Topic { slug, most } => self.newest(&List::Topic(slug.clone()), *most, named, seen),
            Content::Articles(ids) => {
                let title = named.unwrap_or_else(|| self.w.say("block-chosen"));
                self.stories(ids.iter().filter_map(|id| library.current(*id)), (title, String::new(), false), seen)
            }
            Content::Topics => {
                let topics = library.topics().iter().take(TOPICS_SHOWN).map(|(topic, n)| Topic {
                    slug: topic.slug.clone(),
                    name: topic.name.clone(),
                    articles: self.w.count("topic-articles", *n as i64),
                });
                Some(Block::Topics(topics.collect()))
            }
            Content::Banner { photo, href } => Some(Block::Banner(Banner {
                title: named.unwrap_or_default(),
                href: href.as_deref().map(|href| self.local(href)).unwrap_or_default(),
                picture: bridge::print::banner(photo),
            })),
            Content::Links(links) => {
                let links = links.iter().map(|it| (self.text(&it.name), self.local(&it.href))).collect();
                Some(Block::Links { title: named.unwrap_or_default(), links })
            }
            Content::Contact(it) => Some(Block::Contact(Box::new(Contact {
                title: named.unwrap_or_else(|| self.w.say("contact-title")),
                place: self.lines(it),
                more: self.w.say("contact-more"),
            }))),
            Content::Monitor(it) => {
                let host = it.at.trim_start_matches("https://");
                let values = [("code", it.code.as_str().into()), ("host", host.into())];
                Some(Block::Monitor {
                    title: named.unwrap_or_else(|| self.w.say("monitor-title")),
                    text: self.w.fill("monitor-text", &values),
                    more: self.w.say("counting-title"),
                })
            }
            Content::Counters => None,
        }
    }

    fn newest(&self, of: &List, most: u8, named: Option<String>, seen: &mut HashSet<i64>) -> Option<Block> {
        let title = named.or_else(|| self.list_title(of))?;
        let cards = self.cards(of).iter().take(usize::from(most));
        self.stories(cards, (title, format!("{}{}", self.base(), of.path()), false), seen)
    }

    fn stories<'c>(
        &self,
        cards: impl Iterator<Item = &'c Arc<Card>>,
        (title, href, more): (String, String, bool),
        seen: &mut HashSet<i64>,
    ) -> Option<Block> {
        let rest: Vec<Story> = cards
            .map(|card| {
                seen.insert(card.article_id);
                self.story(card)
            })
            .collect();
        (!rest.is_empty()).then_some(Block::List { title, href, rest, more })
    }

    /// An address of the portal in the language of the page; others stay as they are.
    fn local(&self, href: &str) -> String {
        let is_page = href.starts_with('/') && !href.starts_with("//");
        if is_page { format!("{}{href}", address::prefix(self.language)) } else { href.to_owned() }
    }

    /// The menu that somebody made; empty where nobody has, or its days are over.
    pub(super) fn menu(&self) -> Vec<(String, String)> {
        let arranged = self.arranged();
        let blocks = self.standing(&arranged, Place::Menu).filter_map(|placed| self.block(placed, &mut HashSet::new()));
        blocks.flat_map(|block| if let Block::Links { links, .. } = block { links } else { vec![] }).collect()
    }

    /// What the state's monitoring is told on pages that anybody may find, where the office lets it count.
    pub(crate) fn monitor(&self) -> Option<&Monitor> {
        let day = self.day.to_string();
        let mut placed = self.layout.iter().flat_map(|layout| &layout.blocks).filter(|placed| placed.stands_on(&day));
        let monitor = placed.find_map(|placed| if let Content::Monitor(it) = &placed.what { Some(it) } else { None });
        monitor.filter(|_| !self.is_preview)
    }

    /// The side of every page above the counters and below them, and whether they stand there.
    pub(super) fn side(&self) -> ([String; 2], bool) {
        let arranged = self.arranged();
        let (mut parts, mut counts) = ([Vec::new(), Vec::new()], false);
        for placed in self.standing(&arranged, Place::Side) {
            if placed.what == Content::Counters {
                counts = true;
            } else if let Some(block) = self.block(placed, &mut HashSet::new()) {
                parts[usize::from(counts)].push(narrow(block));
            }
        }
        let base = self.base();
        (parts.map(|blocks| Side { base, blocks }.render().unwrap_or_default()), counts)
    }
}

/// At the side a list is its headlines.
fn narrow(block: Block) -> Block {
    match block {
        Block::List { title, rest, .. } => {
            Block::Links { title, links: rest.into_iter().map(|story| (story.headline, story.href)).collect() }
        }
        other => other,
    }
}
