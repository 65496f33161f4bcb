//! What readers of one language are shown, in the orders that pages ask for.

use crate::card::Card;
use crate::library::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cards in the orders that pages ask for, newest first.
#[derive(Default)]
pub(crate) struct Listed {
    newest: Vec<Arc<Card>>,
    pub(crate) by_section: BTreeMap<String, Vec<Arc<Card>>>,
    pub(crate) by_topic: BTreeMap<String, Vec<Arc<Card>>>,
}

impl Listed {
    /// Of cards that are in order.
    pub(crate) fn new<'a>(cards: impl Iterator<Item = &'a Arc<Card>>) -> Listed {
        let mut listed = Listed { newest: cards.cloned().collect(), ..Listed::default() };
        for card in &listed.newest {
            match listed.by_section.get_mut(&card.section.slug) {
                Some(cards) => cards.push(card.clone()),
                None => _ = listed.by_section.insert(card.section.slug.clone(), vec![card.clone()]),
            }
            for topic in &card.topics {
                listed.by_topic.entry(topic.slug.clone()).or_default().push(card.clone());
            }
        }
        listed
    }

    /// All of it.
    pub(crate) fn newest(&self) -> &[Arc<Card>] {
        &self.newest
    }

    /// The articles of a section.
    pub(crate) fn of_section(&self, slug: &str) -> &[Arc<Card>] {
        self.by_section.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The articles of a topic.
    pub(crate) fn of_topic(&self, slug: &str) -> &[Arc<Card>] {
        self.by_topic.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The articles that came out on these days.
    pub(crate) fn of_days(&self, span: Span) -> &[Arc<Card>] {
        of_days(&self.newest, span)
    }
}

/// Those of cards in order of which it is known when they came out.
pub(crate) fn dated(cards: &[Arc<Card>]) -> &[Arc<Card>] {
    &cards[..cards.partition_point(|card| !card.undated)]
}

/// Those of cards in order that came out on these days.
pub(crate) fn of_days(cards: &[Arc<Card>], span: Span) -> &[Arc<Card>] {
    let cards = dated(cards);
    let (begins, ends) = (span.first.begins().0, span.last.plus_days(1).begins().0);
    let from = cards.partition_point(|card| card.first_published_at >= ends);
    let to = cards.partition_point(|card| card.first_published_at >= begins);
    &cards[from..to]
}
