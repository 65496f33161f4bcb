//! Ranking: how well the words of a query line up in a text.

use crate::words::{Word, number};
use rustc_hash::FxHashMap;

/// How far apart two words may stand in a text and still belong to one place.
const REACH: usize = 12;

/// A query has no more words.
pub(crate) const MOST: usize = 32;

/// Where a word stands in the query, and how well it fits there.
type Fits = Vec<(usize, f32)>;

/// Where a word of a text fits in a query, by a number of the query's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kind(u16);

/// A query's words as numbers, each with its share of the query's weight.
pub(crate) struct Line {
    /// Words just as they were typed, and those that fit by their letters.
    exact: FxHashMap<u32, Kind>,
    folded: FxHashMap<u32, Kind>,
    kinds: Vec<Fits>,
    shares: Vec<f32>,
}

/// A spelling that fits a place of the query: with its marks so well, without them a little less.
pub(crate) struct Number {
    pub exact: (u32, f32),
    pub folded: (u32, f32),
}

/// How a text fits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Fit {
    /// The best run in the query's order, 1 for all of it side by side.
    pub run: f32,
    /// Where that run ends, in words.
    pub end: usize,
    /// The share of the query that stands anywhere.
    pub cover: f32,
    /// Which places of the query stand anywhere, a bit each.
    pub has: u32,
    /// The share of neighbours that are neighbours, in either order.
    pub beside: f32,
}

impl Line {
    /// `words`: for each place of the query the spellings that fit it; `weights`: how much each place tells.
    pub fn new(words: &[Vec<Number>], weights: &[f32]) -> Line {
        let (mut exact, mut folded): (FxHashMap<u32, Fits>, FxHashMap<u32, Fits>) = Default::default();
        for (place, spelling) in words.iter().enumerate().flat_map(|(p, all)| all.iter().map(move |s| (p, s))) {
            for (map, (number, fits)) in [(&mut exact, spelling.exact), (&mut folded, spelling.folded)] {
                add(map.entry(number).or_default(), place, fits);
            }
        }
        // A word that stands as typed fits wherever its letters do, too.
        for spelling in words.iter().flatten() {
            let by_letters = folded.get(&spelling.folded.0).into_iter().flatten();
            let fits = exact.entry(spelling.exact.0).or_default();
            by_letters.for_each(|&(place, how)| add(fits, place, how));
        }
        let mut kinds = vec![Fits::new()];
        let mut numbered = |all: FxHashMap<u32, Fits>| -> FxHashMap<u32, Kind> {
            let numbered = all.into_iter().map(|(number, fits)| {
                kinds.push(fits);
                (number, Kind((kinds.len() - 1) as u16))
            });
            numbered.collect()
        };
        let (exact, folded) = (numbered(exact), numbered(folded));
        let sum: f32 = weights.iter().sum();
        let shares = weights.iter().map(|w| w / sum.max(f32::MIN_POSITIVE)).collect();
        Line { exact, folded, kinds, shares }
    }

    /// Where a word of a text fits.
    pub fn kind(&self, word: Seen) -> Kind {
        let kind = self.exact.get(&word.exact).or_else(|| self.folded.get(&word.folded));
        kind.copied().unwrap_or(Kind(0))
    }

    /// The most that a thing can come to whose title counts so much, and in which no neighbours of the question are
    /// neighbours but those `beside`, a bit each. It is reckoned as [`fit`](Self::fit) reckons, so that what comes to the
    /// most comes to just as much.
    pub fn most(&self, head: f32, beside: u32) -> f32 {
        let (mut run, mut cover) = (0.0, 0.0);
        for (place, share) in self.shares.iter().enumerate() {
            let apart = place > 0 && beside & 1 << (place - 1) == 0;
            run = run + share - self.gap(usize::from(apart));
            cover += share;
        }
        let neighbours = (beside & self.all() >> 1).count_ones();
        score(run.max(self.rest()).max(head), cover, neighbours as f32 / self.len().saturating_sub(1).max(1) as f32)
    }

    /// The most of the question's weight that is left when one of its words is lacking.
    fn rest(&self) -> f32 {
        1.0 - self.shares.iter().copied().fold(1.0, f32::min)
    }

    /// What so many words between two of the question take from a run.
    fn gap(&self, words: usize) -> f32 {
        0.12 * words as f32 / self.len() as f32
    }

    /// All places of the query, a bit each.
    pub fn all(&self) -> u32 {
        u32::MAX.checked_shr(32 - self.len() as u32).unwrap_or(0)
    }

    /// More than this nothing comes to that lacks one of the words.
    pub fn lacking(&self) -> f32 {
        let rest = self.rest();
        // One word at an end leaves all neighbours but one pair.
        let beside = self.len().saturating_sub(2) as f32 / self.len().saturating_sub(1).max(1) as f32;
        score(in_title(rest, rest, 1.0), rest, beside)
    }

    /// How many words the query has.
    pub fn len(&self) -> usize {
        self.shares.len()
    }

    /// The numbers without marks of the words that fit anywhere.
    pub fn folded(&self) -> Vec<u32> {
        self.folded.keys().copied().collect()
    }

    /// How well a text fits: `text` gives words of it, at least those that fit somewhere, each with where it stands.
    pub fn fit(&self, text: &[(u32, Kind)]) -> Fit {
        let mut fit = Fit::default();
        debug_assert!(self.len() <= MOST, "places are bits");
        let (mut seen, mut beside) = ([0.0_f32; MOST], 0_u32);
        // Runs that end within reach: where in the text, where in the query, how good, and of which words.
        let mut open: Vec<(usize, usize, f32, u32)> = Vec::with_capacity(4 * REACH);
        for &(at, Kind(kind)) in text {
            let (at, here) = (at as usize, &self.kinds[usize::from(kind)]);
            open.retain(|(before, ..)| at - before <= REACH);
            let earlier = open.len();
            for &(place, fits) in here {
                let gain = fits * self.shares[place];
                seen[place] = seen[place].max(fits);
                let (mut best, mut of) = (gain, 1 << place);
                for &(before, from, run, words) in &open[..earlier] {
                    if at - before == 1 && from.abs_diff(place) == 1 {
                        beside |= 1 << from.min(place);
                    }
                    if words & 1 << place == 0 {
                        let gap = at - before - 1;
                        let turned =
                            if from > place { 0.15 } else { 0.12 * (place - from - 1) as f32 / self.len() as f32 };
                        let longer = run + gain - turned - self.gap(gap);
                        if longer > best {
                            (best, of) = (longer, words | 1 << place);
                        }
                    }
                }
                if best > fit.run {
                    (fit.run, fit.end) = (best, at);
                }
                open.push((at, place, best, of));
            }
        }
        let seen = &seen[..self.len()];
        fit.has = seen.iter().zip(0..).filter(|(fits, _)| **fits > 0.0).fold(0, |has, (_, place)| has | 1 << place);
        fit.cover = seen.iter().zip(&self.shares).map(|(fits, share)| fits * share).sum();
        fit.beside = beside.count_ones() as f32 / self.len().saturating_sub(1).max(1) as f32;
        fit
    }
}

/// How well a thing fits in all.
pub(crate) fn score(run: f32, cover: f32, beside: f32) -> f32 {
    0.6 * run + 0.25 * cover + 0.15 * beside
}

/// What a run in a title counts: more than in a text, the more so the less else the title says (`filled`, at most 1).
pub(crate) fn in_title(run: f32, cover: f32, filled: f32) -> f32 {
    let whole = if run > 0.9 { (0.06 * cover * filled).min(0.06) } else { 0.0 };
    run * 1.04 + whole
}

fn add(all: &mut Fits, place: usize, fits: f32) {
    match all.iter_mut().find(|(p, _)| *p == place) {
        Some((_, known)) => *known = known.max(fits),
        None => all.push((place, fits)),
    }
}

/// A word of a text as numbers, by which it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub folded: u32,
    pub exact: u32,
}

impl Seen {
    pub fn word(word: &Word) -> Seen {
        let (folded, exact) = numbers(&word.folded, &word.exact);
        Seen { folded, exact }
    }

    /// As the index keeps it.
    pub fn kept(self) -> u64 {
        u64::from(self.folded) << 32 | u64::from(self.exact)
    }

    pub fn of(kept: u64) -> Seen {
        Seen { folded: (kept >> 32) as u32, exact: kept as u32 }
    }
}

/// Both forms' numbers.
pub(crate) fn numbers(folded: &str, exact: &str) -> (u32, u32) {
    (number(folded), number(exact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn fit(query: &str, text: &str) -> Fit {
        let number =
            |w: &crate::words::Word| Number { exact: (number(&w.exact), 1.0), folded: (number(&w.folded), 0.8) };
        let spellings: Vec<Vec<Number>> = words(query).iter().map(|w| vec![number(w)]).collect();
        let line = Line::new(&spellings, &vec![1.0; spellings.len()]);
        let kinds = words(text).iter().map(|word| line.kind(Seen::word(word))).collect::<Vec<_>>();
        line.fit(&(0..).zip(kinds).collect::<Vec<_>>())
    }

    #[test]
    fn side_by_side_beats_scattered_and_marks_beat_none() {
        let text = "ban tổ chức tỉnh ủy họp bàn công tác cán bộ";
        assert!((fit("công tác cán bộ", text).run - 1.0).abs() < 1e-6);
        assert!(fit("công tác cán bộ", text).run > fit("công tác cán bộ", "công việc khác tác động cán cân bộ").run);
        assert!(fit("công tác", "cộng tác").run < fit("công tác", "công tác").run);
        let turned = fit("cán bộ công tác", text);
        assert!(turned.cover > 0.99 && turned.run < 0.9 && turned.run > 0.8 && turned.beside > 0.6, "{turned:?}");
        assert_eq!(fit("đảng", "không có gì"), Fit::default());
    }
}
