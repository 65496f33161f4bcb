//! The words of one segment's texts, two bytes each: enough to line a question up in a text without reading it.

use crate::Error;
use crate::rank::Seen;
use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::Column;

/// The small number of words that came when all others were taken: which one it is, the index knows.
const RARE: u16 = u16::MAX;

pub(crate) struct Texts {
    /// Where each thing's words begin, and where the last one's end.
    starts: Vec<u32>,
    /// How many of the words are the title's.
    titles: Vec<u32>,
    /// Each word by its small number. Those that are the same without marks have numbers that follow each other.
    small: Vec<u16>,
    /// What the small numbers stand for.
    known: Vec<Seen>,
    /// Each word as the index keeps it.
    kept: Column<u64>,
}

/// Of which words a thing is made, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    Text,
}

/// What is looked for in one segment.
pub(crate) struct Sought<T> {
    /// For each small number where it stands in `what`, and one more; 0 for words that are not looked for.
    places: Vec<u16>,
    /// What each word that is looked for is to whoever looks.
    what: Vec<T>,
    /// The numbers without marks.
    folded: Vec<u32>,
}

/// Words of a thing that were found: where each stands, and what it is to whoever looks. The room is kept for the next
/// thing, and is larger than what was found.
#[derive(Default)]
pub(crate) struct Room<T> {
    words: Vec<(u32, T)>,
    found: usize,
}

impl<T> Room<T> {
    pub fn clear(&mut self) {
        self.found = 0;
    }
}

impl<T> std::ops::Deref for Room<T> {
    type Target = [(u32, T)];

    fn deref(&self) -> &[(u32, T)] {
        &self.words[..self.found]
    }
}

impl Texts {
    pub fn of(segment: &SegmentReader) -> Result<Texts, Error> {
        let (titles, kept) = (segment.fast_fields().u64("title_length")?, segment.fast_fields().u64("tokens")?);
        let mut starts = vec![0];
        for thing in 0..segment.max_doc() {
            // Where a thing has no words, its place is that of the one before.
            let end = kept.index.value_row_ids(thing).end;
            starts.push(end.max(starts[thing as usize]));
        }
        let count = kept.values.num_vals();
        let (mut small, mut known) = (Vec::with_capacity(count as usize), Vec::new());
        let mut numbers = FxHashMap::default();
        let mut room = [0; 1024];
        for first in (0..count).step_by(room.len()) {
            let room = &mut room[..(count - first).min(1024) as usize];
            kept.values.get_range(first.into(), room);
            small.extend(room.iter().map(|word| match (numbers.get(word), known.len()) {
                (Some(number), _) => *number,
                (None, all) if all < usize::from(RARE) => {
                    let number = all as u16;
                    numbers.insert(*word, number);
                    known.push((*word, number));
                    number
                }
                (None, _) => RARE,
            }));
        }
        known.sort_unstable();
        let mut settled = vec![RARE; usize::from(RARE) + 1];
        (0..).zip(&known).for_each(|(number, (_, first))| settled[usize::from(*first)] = number);
        small.iter_mut().for_each(|number| *number = settled[usize::from(*number)]);
        let known = known.into_iter().map(|(word, _)| Seen::of(word)).collect();
        let titles = (0..segment.max_doc()).map(|thing| titles.first(thing).unwrap_or(0) as u32).collect();
        Ok(Texts { starts, titles, small, known, kept })
    }

    /// How many words a thing's title has, and how many it has in all.
    pub fn lengths(&self, thing: u32) -> (usize, usize) {
        let thing = thing as usize;
        (self.titles[thing] as usize, (self.starts[thing + 1] - self.starts[thing]) as usize)
    }

    /// Looks for words by their numbers without marks; `what` says what a word is to whoever looks.
    pub fn seek<T>(&self, folded: &[u32], what: impl Fn(Seen) -> T) -> Sought<T> {
        let mut sought = Sought { places: vec![0; usize::from(RARE) + 1], what: Vec::new(), folded: folded.to_vec() };
        for number in folded {
            let first = self.known.partition_point(|seen| seen.folded < *number);
            for (small, seen) in (first..).zip(&self.known[first..]).take_while(|(_, seen)| seen.folded == *number) {
                sought.what.push(what(*seen));
                sought.places[small] = sought.what.len() as u16;
            }
        }
        sought.places[usize::from(RARE)] = RARE;
        sought
    }

    /// Which words of a part are looked for, and where in the thing each stands: they are added to what was `found`.
    pub fn find<T: Copy + Default>(
        &self,
        (thing, part): (u32, Part),
        sought: &Sought<T>,
        what: impl Fn(Seen) -> T,
        found: &mut Room<T>,
    ) {
        let (start, end) = (self.starts[thing as usize] as usize, self.starts[thing as usize + 1] as usize);
        let body = start + self.titles[thing as usize] as usize;
        let (from, to) = match part {
            Part::Title => (start, body),
            Part::Text => (body, end),
        };
        let room = found.found + to - from;
        if found.words.len() < room {
            found.words.resize(room, (0, T::default()));
        }
        let known: &[u16; RARE as usize + 1] = sought.places.first_chunk().expect("a place for each small number");
        // Whether a word is looked for cannot be foretold: each is written down, and the next one over it if it is not.
        for (at, word) in (from..).zip(&self.small[from..to]) {
            let place = known[usize::from(*word)];
            let it = match place {
                RARE => self.rare(at, sought, &what),
                _ => sought.what.get(usize::from(place).wrapping_sub(1)).copied(),
            };
            found.words[found.found] = ((at - start) as u32, it.unwrap_or_default());
            found.found += usize::from(it.is_some());
        }
    }

    #[cold]
    fn rare<T>(&self, at: usize, sought: &Sought<T>, what: impl Fn(Seen) -> T) -> Option<T> {
        let seen = Seen::of(self.kept.values.get_val(at as u32));
        sought.folded.contains(&seen.folded).then(|| what(seen))
    }
}
