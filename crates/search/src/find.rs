//! Finding: candidates by words and pairs of neighbours, then ranking by how the words line up.

use crate::Error;
use crate::ask::{Answer, Ask, Hit, Sort};
use crate::index::Index;
use crate::plan::{Plan, Planner};
use crate::promise::{Candidate, Promising};
use crate::rank::{Kind, Line, in_title, score};
use crate::sets::Set;
use crate::snippet::{self, Found, Mark};
use crate::state::State;
use crate::synonyms::Synonyms;
use crate::texts::{Part, Room, Sought};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::hash_map::Entry;

/// So many candidates are ranked.
const CANDIDATES: usize = 160;
/// Another way to ask counts a little less than the one typed.
const VARIANT: f32 = 0.93;
/// So many of the best, if they fit nearly as well as the very best, decide which words are not asked for any more.
const FIRST: usize = 10;
const NEARLY: f32 = 0.8;
/// What has less of the question than this was not meant.
const TOO_LITTLE: f32 = 0.3;

#[derive(Clone, Copy)]
struct Ranked {
    thing: u32,
    score: f32,
    promise: f32,
    /// Where in the text the best place ends, in words.
    end: usize,
    cover: f32,
    /// By which way of asking, and which of its words are there.
    way: usize,
    has: u32,
}

impl Ranked {
    fn unseen(thing: u32) -> Ranked {
        Ranked { thing, score: 0.0, promise: 0.0, end: 0, cover: 0.0, way: 0, has: 0 }
    }
}

impl Index {
    /// Answers a question; any text may be asked.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, ask: &Ask, synonyms: &Synonyms) -> Result<Answer, Error> {
        let state = self.state()?;
        let planner = Planner(&state);
        let plan = planner.plan(&ask.text);
        let mut answer = Answer { interpreted_as: plan.shown(), ..Answer::default() };
        if plan.places.is_empty() {
            answer.interpreted_as.clone_from(&ask.text);
            return Ok(answer);
        }
        let mut plans = vec![plan];
        plans.extend(synonyms.variants(&ask.text).iter().map(|v| planner.plan(v)));
        let ways = plans.iter().map(|plan| Way::of(&state, plan)).collect::<Result<_, _>>()?;
        let search = Search {
            state: &state,
            ways,
            looked: FxHashMap::default(),
            room: Room::default(),
            marked: Room::default(),
        };
        search.answer(ask, answer)
    }
}

/// One way to ask the question.
struct Way<'a> {
    plan: &'a Plan,
    line: Line,
    sought: Vec<Sought<Kind>>,
    promising: Promising<'a>,
}

impl<'a> Way<'a> {
    fn of(state: &'a State, plan: &'a Plan) -> Result<Way<'a>, Error> {
        let line = plan.line();
        Ok(Way {
            plan,
            sought: state.seek(&line.folded(), |word| line.kind(word)),
            promising: Promising::by(state, plan)?,
            line,
        })
    }
}

struct Search<'a> {
    state: &'a State,
    /// As it was typed, then by other names.
    ways: Vec<Way<'a>>,
    /// What was looked at already, by way and thing.
    looked: FxHashMap<(usize, u32), Ranked>,
    /// Where the words of the thing that is looked at are laid out.
    room: Room<Kind>,
    /// The same for what is marked.
    marked: Room<Mark>,
}

/// What is found, the best of it where they are known by now, and the words that are not asked for any more.
type WhatIsFound = (Set, Option<Vec<Ranked>>, Vec<String>);

impl Search<'_> {
    fn answer(mut self, ask: &Ask, mut answer: Answer) -> Result<Answer, Error> {
        let wanted = ask.offset.saturating_add(ask.limit.min(Ask::MOST));
        let (mut found, mut best, lacking) =
            self.found(self.state.reach(ask)?, if ask.sort == Sort::Date { 1 } else { wanted })?;
        if let Some(narrowed) = self.state.narrowed(ask)? {
            found.keep(&narrowed);
            best = None;
        }
        (answer.total, answer.facets) = (found.len(), self.state.facets.count(&found));
        // Past the end there is nothing to look at, however far that is.
        let near = match ask.sort {
            _ if ask.offset >= answer.total => Vec::new(),
            Sort::Date => self.newest(&found, ask.offset, wanted),
            Sort::Relevance => self.lined_up(found, best, (ask.offset, wanted))?,
        };
        if answer.total > 0 {
            answer.lacking = lacking;
            answer.did_you_mean = self.ways[0].plan.mended.then(|| self.ways[0].plan.shown());
        }
        let plans: Vec<&Plan> = self.ways.iter().map(|way| way.plan).collect();
        let mut marks = Found::default();
        let spellings = plans.iter().flat_map(|p| &p.places).flat_map(|p| &p.spellings);
        spellings.for_each(|s| marks.add(&s.folded, &s.exact));
        let sought = self.state.seek(&marks.folded(), |word| marks.mark(word));
        let page = near.iter().take(wanted).skip(ask.offset);
        answer.hits =
            page.map(|r| self.hit(r, &marks, &sought, plans[0].places.len())).collect::<Result<_, Error>>()?;
        Ok(answer)
    }

    /// What is found: what has every word of the question. Where nothing has them side by side, and something that lacks
    /// some lines up nearly as well as the best, not all was remembered rightly: then what has the others.
    fn found(&mut self, reach: Set, wanted: usize) -> Result<WhatIsFound, Error> {
        let mut found = self.state.none();
        for way in &self.ways {
            found.unite(&self.having(way.plan, way.line.all(), &reach)?);
        }
        let near = self.ranked(&found, &found, wanted)?;
        let whole = near.first().map_or(0.0, |best| best.score);
        if self.ways.iter().all(|way| whole >= way.line.lacking()) {
            return Ok((found, Some(near), Vec::new()));
        }
        let near = self.ranked(&reach, &found, FIRST)?;
        let best = near.first().map_or(0.0, |best| best.score);
        let nearly = near.iter().take(FIRST).filter(|it| it.score >= NEARLY * best && it.cover >= TOO_LITTLE);
        let lacking: Vec<&Ranked> = nearly.filter(|it| !found.has(it.thing)).collect();
        let Some(way) = lacking.first().map(|it| it.way) else { return Ok((found, None, Vec::new())) };
        let same = lacking.iter().filter(|it| it.way == way).map(|it| it.has);
        let has = same.reduce(|has, other| if has & other == 0 { has } else { has & other }).unwrap_or(0);
        let plan = self.ways[way].plan;
        found.unite(&self.having(plan, has, &reach)?);
        let lacking = plan.places.iter().zip(0..).filter(|(_, place)| has & 1 << place == 0);
        Ok((found, None, lacking.map(|(place, _)| place.shown.clone()).collect()))
    }

    /// Things that have these words of a plan, in some spelling.
    fn having(&self, plan: &Plan, these: u32, reach: &Set) -> Result<Set, Error> {
        let words = self.state.fields.words;
        let mut all = reach.clone();
        for (_, place) in (0..).zip(&plan.places).filter(|(place, _)| these & 1 << place != 0) {
            match place.spellings.as_slice() {
                [only] => all.keep(&*self.state.having_text(words, &only.folded)?),
                several => {
                    let mut any = self.state.none();
                    for spelling in several {
                        any.unite(&*self.state.having_text(words, &spelling.folded)?);
                    }
                    all.keep(&any);
                }
            }
        }
        Ok(all)
    }

    /// Candidates of all ways among some things, ranked: the best first, of those that fit equally well what promised
    /// more, then the newest. Things that are not `whole` lack a word. What surely comes after so many as are wanted is
    /// not looked at: of the words of a question, what stands side by side is known before (as in Turtle and Flood's
    /// max-score, a bound on what a thing can come to decides whether its words are lined up).
    fn ranked(&mut self, of: &Set, whole: &Set, wanted: usize) -> Result<Vec<Ranked>, Error> {
        let mut ranked: FxHashMap<u32, Ranked> = FxHashMap::default();
        // The score and the promise of the best so far, the best first.
        let mut best: Vec<(f32, f32)> = Vec::new();
        let wanted = wanted.max(1);
        for nth in 0..self.ways.len() {
            let counts = if nth > 0 { VARIANT } else { 1.0 };
            for candidate in self.ways[nth].promising.candidates(of, CANDIDATES)? {
                let least = best.get(wanted - 1).copied();
                let Some(fresh) = self.look_if(nth, &candidate, whole.has(candidate.thing), |most| {
                    least.is_none_or(|least| (most * counts, candidate.promise) >= least)
                }) else {
                    continue;
                };
                let fresh = Ranked { score: fresh.score * counts, promise: candidate.promise, ..fresh };
                match ranked.entry(fresh.thing) {
                    // Single words bring once more what pairs have brought, another way what the first has.
                    Entry::Occupied(mut known) => {
                        if known.get().score < fresh.score {
                            known.insert(fresh);
                        }
                    }
                    Entry::Vacant(place) => {
                        place.insert(fresh);
                        let fits = (fresh.score, fresh.promise);
                        let at = best.partition_point(|better| *better >= fits);
                        best.insert(at, fits);
                        best.truncate(wanted);
                    }
                }
            }
        }
        let mut ranked: Vec<Ranked> = ranked.into_values().collect();
        let day_and_key = |r: &Ranked| (self.state.at(r.thing), self.state.key(r.thing));
        ranked.sort_unstable_by(|a, b| {
            let fits = b.score.total_cmp(&a.score).then(b.promise.total_cmp(&a.promise));
            fits.then_with(|| day_and_key(b).cmp(&day_and_key(a)))
        });
        Ok(ranked)
    }

    /// Looks closely at a thing, once.
    fn look(&mut self, nth: usize, thing: u32) -> Ranked {
        let candidate = Candidate { thing, promise: 0.0, beside: u32::MAX };
        self.look_if(nth, &candidate, true, |_| true).unwrap_or(Ranked::unseen(thing))
    }

    /// Looks at a candidate's title, and at the rest of it if it is `worth` that by the most it can come to.
    fn look_if(
        &mut self,
        nth: usize,
        candidate: &Candidate,
        is_whole: bool,
        worth: impl FnOnce(f32) -> bool,
    ) -> Option<Ranked> {
        let thing = candidate.thing;
        if let Some(known) = self.looked.get(&(nth, thing)) {
            return Some(*known);
        }
        let Way { line, sought, .. } = &self.ways[nth];
        let (title, _) = self.state.length(thing);
        self.room.clear();
        self.state.find((thing, Part::Title), sought, |word| line.kind(word), &mut self.room);
        let head = line.fit(&self.room);
        let head = in_title(head.run, head.cover, line.len() as f32 / title.max(1) as f32);
        // The last word of the title and the first of the text are neighbours that no pair tells of.
        let meet = self.room.last().is_some_and(|(at, _)| *at as usize + 1 == title);
        let most = line.most(head, if meet { u32::MAX } else { candidate.beside });
        if !worth(if is_whole { most } else { most.min(line.lacking()) }) {
            return None;
        }
        self.state.find((thing, Part::Text), sought, |word| line.kind(word), &mut self.room);
        let whole = line.fit(&self.room);
        let (score, end) = (score(head.max(whole.run), whole.cover, whole.beside), whole.end.saturating_sub(title));
        let fresh = Ranked { thing, score, promise: 0.0, end, cover: whole.cover, way: nth, has: whole.has };
        self.looked.insert((nth, thing), fresh);
        Some(fresh)
    }

    /// Everything found in the order of its fit, as far as it is wanted: what promised too little to be looked at comes
    /// last, the newest first.
    fn lined_up(
        &mut self,
        mut found: Set,
        best: Option<Vec<Ranked>>,
        (skip, wanted): (usize, usize),
    ) -> Result<Vec<Ranked>, Error> {
        let mut near = match best {
            Some(known) => known,
            None => self.ranked(&found, &found, wanted)?,
        };
        if near.len() < wanted {
            let mut there = self.state.none();
            near.iter().for_each(|r| there.add(r.thing));
            found.drop(&there);
            near.extend(self.newest(&found, skip.saturating_sub(near.len()), wanted - near.len()));
        }
        Ok(near)
    }

    /// The newest of what was found, as many as are wanted; those that are skipped are not looked at.
    fn newest(&mut self, found: &Set, skip: usize, wanted: usize) -> Vec<Ranked> {
        let mut things: Vec<(i64, u32)> = found.iter().map(|thing| (self.state.at(thing), thing)).collect();
        if wanted < things.len() {
            things.select_nth_unstable_by_key(wanted, |thing| Reverse(*thing));
            things.truncate(wanted);
        }
        things.sort_unstable_by_key(|thing| Reverse(*thing));
        let things = things.into_iter().enumerate();
        things.map(|(nth, (_, thing))| if nth < skip { Ranked::unseen(thing) } else { self.look(0, thing) }).collect()
    }

    fn hit(
        &mut self,
        ranked: &Ranked,
        found: &Found,
        sought: &[Sought<Mark>],
        query_length: usize,
    ) -> Result<Hit, Error> {
        let thing = ranked.thing;
        let kept = self.state.kept(thing)?;
        let doc = kept.doc()?;
        let (title, all) = self.state.length(thing);
        self.marked.clear();
        self.state.find((thing, Part::Title), sought, |word| found.mark(word), &mut self.marked);
        let title_html = snippet::marked(&doc.title, &self.marked, found);
        self.marked.clear();
        self.state.find((thing, Part::Text), sought, |word| found.mark(word), &mut self.marked);
        let known = snippet::Known {
            text: kept.text(),
            steps: kept.steps(),
            length: all - title,
            before: title,
            seen: &self.marked,
        };
        let snippet_html = snippet::around(&known, ranked.end, query_length, found);
        Ok(Hit { title_html, snippet_html, score: ranked.score, doc })
    }
}
