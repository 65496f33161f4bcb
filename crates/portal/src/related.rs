//! Which articles are about the same things: they share topics, or neighbouring words of their headlines that few others
//! have. Known from the cards alone, so a page is made without asking the search index.

use crate::card::Card;
use crate::library::Library;
use bridge::Language;
use std::collections::HashMap;
use std::sync::Arc;

/// A pair of words that more headlines than this share says nothing about any of them.
const COMMON: usize = 60;
/// What a shared topic is worth beside the pairs.
const TOPIC: u32 = 2;
/// So many of the newest articles of a topic are looked at.
const LOOKED_AT: usize = 40;

/// The headlines in which each pair of neighbouring words stands, by a hash of the pair.
#[derive(Default)]
pub(crate) struct Related(HashMap<u64, Vec<u32>>);

impl Related {
    /// Over the cards, newest first.
    pub(crate) fn over(cards: &[Arc<Card>]) -> Related {
        let mut pairs: HashMap<u64, Vec<u32>> = HashMap::new();
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
        Related(pairs)
    }

    /// The nearest to `card`, at most `most`; of equals the newer first.
    pub(crate) fn to<'a>(&self, card: &Card, library: &'a Library, most: usize) -> Vec<&'a Arc<Card>> {
        let mut worth: Vec<(u32, &'a Arc<Card>)> = Vec::new();
        for pair in pairs_of(&card.headline) {
            let places = self.0.get(&pair).into_iter().flatten();
            worth.extend(places.filter_map(|at| library.originals().get(*at as usize)).map(|other| (1, other)));
        }
        for topic in &card.topics {
            worth.extend(
                library
                    .listed_in(Language::Vi)
                    .of_topic(&topic.slug)
                    .iter()
                    .take(LOOKED_AT)
                    .map(|other| (TOPIC, other)),
            );
        }
        worth.retain(|(_, other)| other.article_id != card.article_id);
        worth.sort_unstable_by_key(|(_, other)| other.article_id);
        let same = |one: &(u32, &Arc<Card>), next: &(u32, &Arc<Card>)| one.1.article_id == next.1.article_id;
        let of_one = |each: &[(u32, &'a Arc<Card>)]| (each.iter().map(|(worth, _)| worth).sum::<u32>(), each[0].1);
        let mut found: Vec<_> = worth.chunk_by(same).map(of_one).collect();
        found.sort_by_key(|(worth, other)| std::cmp::Reverse((*worth, other.first_published_at, other.article_id)));
        found.into_iter().take(most).map(|(_, other)| other).collect()
    }
}

fn pairs_of(headline: &str) -> impl Iterator<Item = u64> {
    let lower = headline.to_lowercase();
    let words: Vec<u64> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(hash).collect();
    words.windows(2).map(|pair| pair[0].rotate_left(7) ^ pair[1]).collect::<Vec<_>>().into_iter()
}

/// The same in every run, and quick.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
