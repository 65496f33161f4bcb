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
    /// Each word by its small number.
    small: Vec<u16>,
    /// What the small numbers stand for.
    known: Vec<Seen>,
    /// The small numbers of the words that are the same without marks.
    alike: FxHashMap<u32, Vec<u16>>,
    /// Each word as the index keeps it.
    kept: Column<u64>,
}

/// What is looked for in one segment: a bit for each small number.
pub(crate) struct Sought(Vec<u64>);

impl Sought {
    fn add(&mut self, small: u16) {
        self.0[usize::from(small / 64)] |= 1 << (small % 64);
    }

    fn has(&self, small: u16) -> bool {
        self.0[usize::from(small / 64)] & 1 << (small % 64) != 0
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
        let (mut numbers, mut alike) = (FxHashMap::default(), FxHashMap::<u32, Vec<u16>>::default());
        let mut room = [0; 1024];
        for first in (0..count).step_by(room.len()) {
            let room = &mut room[..(count - first).min(1024) as usize];
            kept.values.get_range(first.into(), room);
            small.extend(room.iter().map(|word| match (numbers.get(word), known.len()) {
                (Some(number), _) => *number,
                (None, all) if all < usize::from(RARE) => {
                    let (number, seen) = (all as u16, Seen::of(*word));
                    numbers.insert(*word, number);
                    alike.entry(seen.folded).or_default().push(number);
                    known.push(seen);
                    number
                }
                (None, _) => RARE,
            }));
        }
        let titles = (0..segment.max_doc()).map(|thing| titles.first(thing).unwrap_or(0) as u32).collect();
        Ok(Texts { starts, titles, small, known, alike, kept })
    }

    /// How many words a thing's title has, and how many it has in all.
    pub fn lengths(&self, thing: u32) -> (usize, usize) {
        let thing = thing as usize;
        (self.titles[thing] as usize, (self.starts[thing + 1] - self.starts[thing]) as usize)
    }

    /// Looks for words by their numbers without marks.
    pub fn seek(&self, folded: &[u32]) -> Sought {
        let mut sought = Sought(vec![0; 1024]);
        folded.iter().filter_map(|number| self.alike.get(number)).flatten().for_each(|small| sought.add(*small));
        sought.add(RARE);
        sought
    }

    /// Which of a thing's words are looked for, and where each stands.
    pub fn find(&self, thing: u32, sought: &Sought, found: &mut Vec<(usize, Seen)>) {
        let (start, end) = (self.starts[thing as usize] as usize, self.starts[thing as usize + 1] as usize);
        found.clear();
        for (at, small) in self.small[start..end].iter().enumerate() {
            if sought.has(*small) {
                let known = self.known.get(usize::from(*small)).copied();
                found.push((at, known.unwrap_or_else(|| Seen::of(self.kept.values.get_val((start + at) as u32)))));
            }
        }
    }
}
