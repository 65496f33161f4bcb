//! Which articles are about the same things: they share topics, or neighbouring words of their headlines that few others
//! have. Known from the cards alone, so a page is made without asking the search index.

use crate::card::Card;
use crate::library::Library;
use bridge::Language;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

/// So many are named.
pub(crate) const MOST: usize = 5;
/// A pair of words that more headlines than this share says nothing about any of them.
const COMMON: usize = 60;
/// What a shared topic is worth beside the pairs.
const TOPIC: u32 = 2;
/// So many of the newest articles of a topic are looked at.
const LOOKED_AT: usize = 40;

/// What is known of all headlines, by the places of their cards among the originals.
pub(crate) struct Related {
    /// The headlines in which each pair of neighbouring words stands, by a hash of the pair.
    pairs: FxHashMap<u64, Vec<u32>>,
    /// The nearest of each article that was asked for.
    nearest: FxHashMap<i64, OnceLock<Box<[u32]>>>,
}

impl Related {
    /// Over the cards, newest first.
    pub(crate) fn over(cards: &[Arc<Card>]) -> Related {
        let mut pairs: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (at, card) in (0_u32..).zip(cards) {
            for pair in pairs_of(&card.headline) {
                let places = pairs.entry(pair).or_default();
                if places.len() <= COMMON && places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        pairs.retain(|_, places| (2..=COMMON).contains(&places.len()));
        pairs.shrink_to_fit();
        Related { pairs, nearest: cards.iter().map(|card| (card.article_id, OnceLock::new())).collect() }
    }

    /// The nearest to an original, at most [`MOST`]; of equals the newer first.
    pub(crate) fn to<'a>(&self, card: &Card, library: &'a Library) -> Vec<&'a Arc<Card>> {
        let nearest = self.nearest.get(&card.article_id).map(|known| known.get_or_init(|| self.near(card, library)));
        let places = nearest.into_iter().flatten();
        places.filter_map(|place| library.originals().get(*place as usize)).collect()
    }

    fn near(&self, card: &Card, library: &Library) -> Box<[u32]> {
        let mut worth = FxHashMap::<u32, u32>::with_capacity_and_hasher(256, FxBuildHasher);
        for place in pairs_of(&card.headline).filter_map(|pair| self.pairs.get(&pair)).flatten() {
            *worth.entry(*place).or_default() += 1;
        }
        let originals = library.originals();
        for topic in &card.topics {
            let newest = library.listed_in(Language::Vi).of_topic(&topic.slug).iter().take(LOOKED_AT);
            let place = |other: &Arc<Card>| originals.binary_search_by_key(&other.order(), |known| known.order()).ok();
            newest.filter_map(place).for_each(|place| *worth.entry(place as u32).or_default() += TOPIC);
        }
        let mut found: Vec<_> = worth.into_iter().map(|(place, worth)| (Reverse(worth), place)).collect();
        // One more than are named: among them may be the article itself.
        if found.len() > MOST + 1 {
            found.select_nth_unstable(MOST);
            found.truncate(MOST + 1);
        }
        found.retain(|(_, place)| originals.get(*place as usize).is_some_and(|it| it.article_id != card.article_id));
        found.sort_unstable();
        found.into_iter().take(MOST).map(|(_, place)| place).collect()
    }
}

fn pairs_of(headline: &str) -> impl Iterator<Item = u64> {
    let lower = headline.to_lowercase();
    let words: Vec<u64> = lower.split(|c: char| !is_of_a_word(c)).filter(|word| !word.is_empty()).map(hash).collect();
    words.windows(2).map(|pair| pair[0].rotate_left(7) ^ pair[1]).collect::<Vec<_>>().into_iter()
}

/// Letters of Vietnamese are known without the large table of all scripts' letters.
fn is_of_a_word(c: char) -> bool {
    matches!(c, 'ø'..='\u{24f}' | '\u{1ea0}'..='\u{1ef9}' | 'à'..='ö') || c.is_alphanumeric()
}

/// The same in every run, and quick.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
