//! Finding: candidates by words and pairs of neighbours, then ranking by how the words line up.

use crate::Error;
use crate::ask::{Answer, Ask, Doc, Hit, Sort};
use crate::index::Index;
use crate::plan::{Plan, Planner};
use crate::promise::{Candidate, candidates};
use crate::rank::{Line, Seen, score};
use crate::sets::Set;
use crate::snippet::{self, Found};
use crate::state::State;
use crate::synonyms::Synonyms;
use crate::texts::Sought;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use tantivy::schema::Value;

/// So many candidates are ranked.
const CANDIDATES: usize = 160;
/// Another way to ask counts a little less than the one typed.
const VARIANT: f32 = 0.93;

struct Ranked {
    thing: u32,
    score: f32,
    promise: f32,
    /// Where in the text the best place ends, in words.
    end: usize,
    cover: f32,
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
        let search = Search { state: &state, among: state.narrowed(ask)?, room: Vec::new() };
        search.answer(ask, &plans, answer)
    }
}

struct Search<'a> {
    state: &'a State,
    /// What the reader narrowed the search to.
    among: Set,
    /// Where the words of the thing that is looked at are laid out.
    room: Vec<(usize, Seen)>,
}

impl Search<'_> {
    fn answer(mut self, ask: &Ask, plans: &[Plan], mut answer: Answer) -> Result<Answer, Error> {
        let whole = self.having_all(plans)?;
        let total = whole.len();
        let near = match ask.sort {
            Sort::Date if total > 0 => self.newest(&whole, &plans[0]),
            sort => {
                // Where so many things have all its words, none is counted that has not.
                let wanted = match sort == Sort::Relevance && total >= 2 * CANDIDATES * plans.len() {
                    true => ask.offset + ask.limit,
                    false => usize::MAX,
                };
                let mut near = self.ranked(plans, wanted)?;
                if sort == Sort::Date {
                    near.sort_by_key(|r| Reverse(self.state.at(r.thing)));
                }
                let best = near.first().map_or(0.0, |r| r.score);
                near.retain(|r| r.score >= 0.3 * best && r.cover >= 0.3);
                near
            }
        };
        answer.total = total.max(near.len());
        answer.facets = self.state.facets.count(&match total {
            0 => self.set(&near),
            _ => whole,
        });
        if plans[0].mended && !near.is_empty() {
            answer.did_you_mean = Some(plans[0].shown());
        }
        let mut found = Found::default();
        let spellings = plans.iter().flat_map(|p| &p.places).flat_map(|p| &p.spellings);
        spellings.for_each(|s| found.add(&s.folded, &s.exact));
        let sought = self.state.seek(&found.folded());
        let page = near.into_iter().skip(ask.offset).take(ask.limit.min(Ask::MOST));
        answer.hits =
            page.map(|r| self.hit(&r, &found, &sought, plans[0].places.len())).collect::<Result<_, Error>>()?;
        Ok(answer)
    }

    fn set(&self, ranked: &[Ranked]) -> Set {
        let mut set = self.state.none();
        ranked.iter().for_each(|r| set.add(r.thing));
        set
    }

    /// Things that have every word of one of the plans, in some spelling.
    fn having_all(&self, plans: &[Plan]) -> Result<Set, Error> {
        let words = self.state.fields.words;
        let mut whole = self.state.none();
        for plan in plans {
            let mut all = self.among.clone();
            for place in &plan.places {
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
            whole.unite(&all);
        }
        Ok(whole)
    }

    /// Candidates of all plans, ranked: the best first, of those that fit equally well what promised more, then the newest.
    /// What comes after so many as are wanted may be left out.
    fn ranked(&mut self, plans: &[Plan], wanted: usize) -> Result<Vec<Ranked>, Error> {
        let mut ranked: FxHashMap<u32, Ranked> = FxHashMap::default();
        for (nth, plan) in plans.iter().enumerate() {
            let line = plan.line();
            let sought = self.state.seek(&line.folded());
            let mut perfect = 0;
            for Candidate { thing, promise, in_title } in candidates(self.state, plan, &self.among, CANDIDATES)? {
                if perfect >= wanted && !in_title {
                    continue;
                }
                let mut fresh = Ranked { promise, ..self.rank(&line, &sought, thing) };
                perfect += usize::from(fresh.score >= line.perfect());
                if nth > 0 {
                    fresh.score *= VARIANT;
                }
                let best = ranked.remove(&thing).filter(|known| known.score >= fresh.score).unwrap_or(fresh);
                ranked.insert(thing, best);
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

    fn rank(&mut self, line: &Line, sought: &[Sought], thing: u32) -> Ranked {
        self.state.find(thing, sought, &mut self.room);
        let (title, _) = self.state.length(thing);
        let in_title = line.fit(&self.room[..self.room.partition_point(|(at, _)| *at < title)]);
        let whole = line.fit(&self.room);
        let filled =
            if in_title.run > 0.9 { 0.06 * in_title.cover * line.len() as f32 / title.max(1) as f32 } else { 0.0 };
        let run = (in_title.run * 1.04 + filled.min(0.06)).max(whole.run);
        let score = score(run, whole.cover, whole.beside);
        Ranked { thing, score, promise: 0.0, end: whole.end.saturating_sub(title), cover: whole.cover }
    }

    /// The newest of all that have every word, not only of the candidates.
    fn newest(&mut self, whole: &Set, plan: &Plan) -> Vec<Ranked> {
        let mut things: Vec<(i64, u32)> = whole.iter().map(|thing| (self.state.at(thing), thing)).collect();
        things.sort_unstable_by_key(|thing| Reverse(*thing));
        things.truncate(Ask::MOST);
        let line = plan.line();
        let sought = self.state.seek(&line.folded());
        things.into_iter().map(|(_, thing)| self.rank(&line, &sought, thing)).collect()
    }

    fn hit(
        &mut self,
        ranked: &Ranked,
        found: &Found<'_>,
        sought: &[Sought],
        query_length: usize,
    ) -> Result<Hit, Error> {
        let (f, thing) = (self.state.fields, ranked.thing);
        let kept = self.state.doc(thing)?;
        let bytes = |field| kept.get_first(field).and_then(|v| v.as_bytes()).unwrap_or_default();
        let doc: Doc = serde_json::from_slice(bytes(f.meta))?;
        self.state.find(thing, sought, &mut self.room);
        let (title, all) = self.state.length(thing);
        let known = snippet::Known {
            text: bytes(f.text),
            steps: bytes(f.steps),
            length: all - title,
            seen: &self.room[self.room.partition_point(|(at, _)| *at < title)..],
        };
        let snippet_html = snippet::around(&known, ranked.end, query_length, found);
        Ok(Hit { title_html: snippet::marked(&doc.title, found), snippet_html, score: ranked.score, doc })
    }
}
