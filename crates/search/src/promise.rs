//! Candidates: what promises most by the words that stand side by side, before it is looked at closely.

use crate::Error;
use crate::plan::{Plan, Spelling};
use crate::sets::Set;
use crate::state::State;
use crate::words::pair;
use std::cmp::Ordering;
use tantivy::Term;
use tantivy::schema::{Field, IndexRecordOption};

/// So many spellings of a place are paired with those of the next.
const PAIRED: usize = 6;
/// So many things are passed over at a time when none of them promises enough.
const STRIDE: usize = 16;

/// How soon more of the same stops promising more, and how much a long text must have more of it (BM25).
const ENOUGH: f32 = 1.2;
const LENGTH: f32 = 0.75;

/// What a thing that has a term promises the more: the rarer the term, the oftener it stands there, the shorter the text.
struct Clause {
    term: Term,
    counts: f32,
    in_title: bool,
}

/// Something to be looked at closely.
pub(crate) struct Candidate {
    pub thing: u32,
    pub promise: f32,
    /// Whether its title has some of what was asked: it may fit better than a text that has all.
    pub in_title: bool,
}

/// What more of a term is worth in each thing: the longer it is, the less.
pub(crate) struct Lengths(Vec<f32>);

impl Lengths {
    /// From how many words each has.
    pub fn of(words: &[usize]) -> Lengths {
        let usual = (words.iter().sum::<usize>() as f32 / words.len().max(1) as f32).max(1.0);
        let length = |words: &usize| ENOUGH * (1.0 - LENGTH + LENGTH * *words as f32 / usual);
        Lengths(words.iter().map(length).collect())
    }
}

/// What each thing promises, and whether by its title.
struct Promises {
    promise: Vec<f32>,
    in_title: Set,
}

impl Promises {
    fn of(state: &State, clauses: Vec<Clause>) -> Result<Promises, Error> {
        let mut it = Promises { promise: vec![0.0; state.things()], in_title: state.none() };
        for Clause { term, counts, in_title } in clauses {
            let postings = state.postings(&term, IndexRecordOption::WithFreqs)?;
            let (all, having) = (state.things() as f32, postings.len() as f32);
            let more = counts * (1.0 + ENOUGH) * (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            let Lengths(lengths) = if in_title { &state.titles } else { &state.lengths };
            postings.each_with(|thing, often| {
                it.promise[thing as usize] += more * often as f32 / (often as f32 + lengths[thing as usize]);
                if in_title {
                    it.in_title.add(thing);
                }
            });
        }
        Ok(it)
    }

    /// Those among some things that promise most; of those that promise the same the newest.
    fn best(&self, state: &State, of: &Set, most: usize) -> Vec<Candidate> {
        let better = |a: &(f32, i64, u32), b: &(f32, i64, u32)| b.partial_cmp(a).unwrap_or(Ordering::Equal);
        let mut best: Vec<(f32, i64, u32)> = Vec::with_capacity(2 * most);
        let mut least = f32::MIN_POSITIVE;
        for (block, promises) in (0..).zip(self.promise.chunks(STRIDE)) {
            if !promises.iter().fold(false, |any, promise| any | (*promise >= least)) {
                continue;
            }
            for (thing, promise) in (block * STRIDE as u32..).zip(promises) {
                if *promise >= least && of.has(thing) {
                    best.push((*promise, state.at(thing), thing));
                }
            }
            if best.len() + STRIDE > 2 * most {
                best.select_nth_unstable_by(most - 1, better);
                best.truncate(most);
                least = best[most - 1].0;
            }
        }
        best.sort_unstable_by(better);
        best.truncate(most);
        let candidate = |(promise, _, thing)| Candidate { thing, promise, in_title: self.in_title.has(thing) };
        best.into_iter().map(candidate).collect()
    }
}

/// What promises most by one way to ask; single words are looked up once pairs have brought too little.
pub(crate) struct Promising<'a> {
    state: &'a State,
    plan: &'a Plan,
    pairs: Promises,
    singles: Option<Promises>,
}

impl<'a> Promising<'a> {
    pub fn by(state: &'a State, plan: &'a Plan) -> Result<Promising<'a>, Error> {
        Ok(Promising { state, plan, pairs: Promises::of(state, pairs(state, plan))?, singles: None })
    }

    /// Things among those `of` which promise most, the best first: at most so many.
    pub fn candidates(&mut self, of: &Set, most: usize) -> Result<Vec<Candidate>, Error> {
        let mut found = self.pairs.best(self.state, of, most);
        if found.len() < most / 4 {
            let singles = match self.singles.take() {
                Some(known) => known,
                None => Promises::of(self.state, singles(self.state, self.plan))?,
            };
            found.extend(singles.best(self.state, of, most / 2));
            self.singles = Some(singles);
        }
        Ok(found)
    }
}

/// Neighbours in the query, with and without marks; in the title twice; turned round, or with one word between, less.
fn pairs(state: &State, plan: &Plan) -> Vec<Clause> {
    let f = state.fields;
    let (mut out, marked) = (Vec::new(), plan.is_marked());
    let mut add = |field: Field, text: &str, counts: f32, in_title: bool| {
        out.push(Clause { term: Term::from_field_text(field, text), counts, in_title });
    };
    if let [only] = plan.places.as_slice() {
        for s in &only.spellings {
            add(f.title_words, &s.folded, s.fits, true);
            add(f.words, &s.folded, s.fits, false);
            if marked {
                add(f.exact_words, &s.exact, 2.0 * s.fits, false);
            }
        }
    }
    for window in plan.places.windows(2) {
        for a in window[0].spellings.iter().take(PAIRED) {
            for b in window[1].spellings.iter().take(PAIRED) {
                let (fits, folded) = (a.fits * b.fits, pair(&a.folded, &b.folded));
                add(f.pairs, &folded, fits, false);
                add(f.title_pairs, &folded, fits, true);
                if marked {
                    add(f.exact_pairs, &pair(&a.exact, &b.exact), 2.0 * fits, false);
                }
            }
        }
        let (a, b) = (&window[0].spellings[0], &window[1].spellings[0]);
        add(f.pairs, &pair(&b.folded, &a.folded), 0.4, false);
    }
    for window in plan.places.windows(3) {
        let (a, c) = (&window[0].spellings[0], &window[2].spellings[0]);
        add(f.pairs, &pair(&a.folded, &c.folded), 0.4, false);
    }
    out
}

fn singles(state: &State, plan: &Plan) -> Vec<Clause> {
    let f = state.fields;
    let both = |s: &Spelling| {
        [(f.words, false), (f.title_words, true)].map(|(field, in_title)| Clause {
            term: Term::from_field_text(field, &s.folded),
            counts: s.fits,
            in_title,
        })
    };
    plan.places.iter().flat_map(|p| &p.spellings).flat_map(both).collect()
}
