//! Candidates: what promises most by the words that stand side by side, before it is looked at closely.

use crate::Error;
use crate::plan::{Place, Plan, Spelling};
use crate::sets::Set;
use crate::state::State;
use crate::words::pair;
use std::cell::Cell;
use std::cmp::Ordering;
use std::mem;
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
    /// Which neighbours in the question it says are neighbours, a bit each.
    beside: u8,
}

/// Something to be looked at closely.
pub(crate) struct Candidate {
    pub thing: u32,
    pub promise: f32,
    /// Which words that are neighbours in the question may be neighbours in it, a bit for each that others follow.
    pub beside: u32,
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

/// What each thing promises, and which of its words stand side by side.
struct Promises {
    promise: Vec<f32>,
    /// Of the first neighbours in the question, a bit each.
    beside: Vec<u8>,
}

thread_local! {
    /// Room for the next question: it is large, and would be asked of the system again each time.
    static SPARE: Cell<(Vec<f32>, Vec<u8>)> = Cell::default();
}

impl Drop for Promises {
    fn drop(&mut self) {
        SPARE.set((mem::take(&mut self.promise), mem::take(&mut self.beside)));
    }
}

impl Promises {
    fn of(state: &State, clauses: Vec<Clause>) -> Result<Promises, Error> {
        let (mut promise, mut beside) = SPARE.take();
        promise.clear();
        promise.resize(state.things(), 0.0);
        beside.clear();
        beside.resize(state.things(), 0);
        let mut it = Promises { promise, beside };
        for Clause { term, counts, in_title, beside } in clauses {
            let postings = state.postings(&term, IndexRecordOption::WithFreqs)?;
            let (all, having) = (state.things() as f32, postings.len() as f32);
            let more = counts * (1.0 + ENOUGH) * (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            let Lengths(lengths) = if in_title { &state.titles } else { &state.lengths };
            postings.each_with(|thing, often| {
                it.promise[thing as usize] += more * often as f32 / (often as f32 + lengths[thing as usize]);
                it.beside[thing as usize] |= beside;
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
        let candidate = |(promise, _, thing)| Candidate { thing, promise, beside: u32::MAX };
        best.into_iter().map(candidate).collect()
    }
}

/// What promises most by one way to ask; single words are looked up once pairs have brought too little.
pub(crate) struct Promising<'a> {
    state: &'a State,
    plan: &'a Plan,
    /// Which neighbours in the question may stand side by side in spellings that no pair was looked up for.
    unsure: u32,
    pairs: Promises,
    singles: Option<Promises>,
}

impl<'a> Promising<'a> {
    pub fn by(state: &'a State, plan: &'a Plan) -> Result<Promising<'a>, Error> {
        let single = |places: &[Place]| places.iter().all(|place| place.spellings.len() == 1);
        let sure = (0..u8::BITS).zip(plan.places.windows(2)).filter(|(_, both)| single(both));
        let unsure = !sure.fold(0, |sure, (nth, _)| sure | 1 << nth);
        Ok(Promising { state, plan, unsure, pairs: Promises::of(state, pairs(state, plan))?, singles: None })
    }

    /// Things among those `of` which promise most, the best first: at most so many.
    pub fn candidates(&mut self, of: &Set, most: usize) -> Result<Vec<Candidate>, Error> {
        let mut found = self.pairs.best(self.state, of, most);
        if found.len() < most / 4 {
            let singles = match self.singles.take() {
                Some(known) => known,
                None => Promises::of(self.state, singles(self.state, self.plan))?,
            };
            let others = singles.best(self.state, of, most / 2).into_iter();
            // So few have pairs that all of those are here.
            found.extend(others.filter(|it| self.pairs.promise[it.thing as usize] <= 0.0));
            self.singles = Some(singles);
        }
        for candidate in &mut found {
            candidate.beside = u32::from(self.pairs.beside[candidate.thing as usize]) | self.unsure;
        }
        Ok(found)
    }
}

/// Neighbours in the query, with and without marks; in the title twice; turned round, or with one word between, less.
fn pairs(state: &State, plan: &Plan) -> Vec<Clause> {
    let f = state.fields;
    let (mut out, marked) = (Vec::new(), plan.is_marked());
    let mut add = |field: Field, text: &str, counts: f32, beside: u8| {
        let in_title = field == f.title_words || field == f.title_pairs;
        out.push(Clause { term: Term::from_field_text(field, text), counts, in_title, beside });
    };
    if let [only] = plan.places.as_slice() {
        for s in &only.spellings {
            add(f.title_words, &s.folded, s.fits, 0);
            add(f.words, &s.folded, s.fits, 0);
            if marked {
                add(f.exact_words, &s.exact, 2.0 * s.fits, 0);
            }
        }
    }
    for (nth, window) in plan.places.windows(2).enumerate() {
        let neighbours = 1_u8.checked_shl(nth as u32).unwrap_or(0);
        for a in window[0].spellings.iter().take(PAIRED) {
            for b in window[1].spellings.iter().take(PAIRED) {
                if !state.may_have_pair(&a.folded, &b.folded) {
                    continue;
                }
                let (fits, folded) = (a.fits * b.fits, pair(&a.folded, &b.folded));
                add(f.pairs, &folded, fits, neighbours);
                add(f.title_pairs, &folded, fits, 0);
                if marked {
                    add(f.exact_pairs, &pair(&a.exact, &b.exact), 2.0 * fits, 0);
                }
            }
        }
        let (a, b) = (&window[0].spellings[0], &window[1].spellings[0]);
        add(f.pairs, &pair(&b.folded, &a.folded), 0.4, neighbours);
    }
    for window in plan.places.windows(3) {
        let (a, c) = (&window[0].spellings[0], &window[2].spellings[0]);
        add(f.pairs, &pair(&a.folded, &c.folded), 0.4, 0);
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
            beside: 0,
        })
    };
    plan.places.iter().flat_map(|p| &p.spellings).flat_map(both).collect()
}
