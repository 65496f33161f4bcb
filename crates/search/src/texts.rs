//! The words of one segment's texts, two bytes each: enough to line a question up in a text without reading it.

use crate::Error;
use crate::rank::Seen;
use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::Column;

/// The small number of words that came when all others were taken: which one it is, the index knows.
const RARE: u16 = u16::MAX;

/// So many words are looked at at once.
const BLOCK: usize = 64;

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

/// What is looked for in one segment.
pub(crate) struct Sought<T> {
    /// Words by their numbers without marks: from which small number on, how many, and where the first stands in `what`.
    spans: Vec<(u16, u16, usize)>,
    /// What each of them is to whoever looks.
    what: Vec<T>,
    /// The numbers themselves.
    folded: Vec<u32>,
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
        let mut sought = Sought { spans: Vec::new(), what: Vec::new(), folded: folded.to_vec() };
        for number in folded {
            let first = self.known.partition_point(|seen| seen.folded < *number);
            let alike = self.known[first..].iter().take_while(|seen| seen.folded == *number);
            let place = sought.what.len();
            sought.what.extend(alike.map(|seen| what(*seen)));
            if sought.what.len() > place {
                sought.spans.push((first as u16, (sought.what.len() - place) as u16, place));
            }
        }
        sought.spans.push((RARE, 1, usize::MAX));
        sought
    }

    /// Which of a thing's words are looked for, and where each stands.
    pub fn find<T: Copy>(&self, thing: u32, sought: &Sought<T>, what: impl Fn(Seen) -> T, found: &mut Vec<(usize, T)>) {
        let (start, end) = (self.starts[thing as usize] as usize, self.starts[thing as usize + 1] as usize);
        found.clear();
        for (first, words) in (start..end).step_by(BLOCK).zip(self.small[start..end].chunks(BLOCK)) {
            // Written so that it is done for many words at a time: most of them are not looked for.
            let mut is_sought = [0_u8; BLOCK];
            for (from, count, _) in &sought.spans {
                is_sought
                    .iter_mut()
                    .zip(words)
                    .for_each(|(is, word)| *is |= u8::from(word.wrapping_sub(*from) < *count));
            }
            for (eight, is_sought) in is_sought.as_chunks::<8>().0.iter().enumerate() {
                let mut left = u64::from_le_bytes(*is_sought);
                while left != 0 {
                    let at = 8 * eight + left.trailing_zeros() as usize / 8;
                    left &= left - 1;
                    if let Some(it) = self.is(first + at, words[at], sought, &what) {
                        found.push((first - start + at, it));
                    }
                }
            }
        }
    }

    fn is<T: Copy>(&self, at: usize, word: u16, sought: &Sought<T>, what: impl Fn(Seen) -> T) -> Option<T> {
        if word == RARE {
            let seen = Seen::of(self.kept.values.get_val(at as u32));
            return sought.folded.contains(&seen.folded).then(|| what(seen));
        }
        let (from, _, place) = sought.spans.iter().find(|(from, count, _)| word.wrapping_sub(*from) < *count)?;
        sought.what.get(place + usize::from(word - from)).copied()
    }
}
