//! Finding: candidates by words and pairs of neighbours, then ranking by how the words line up.

use crate::Error;
use crate::ask::{Answer, Ask, Count, Doc, Facets, Hit, Sort};
use crate::index::Index;
use crate::plan::{Plan, Planner, Vocabulary};
use crate::rank::{Line, kept};
use crate::snippet::{self, Found};
use crate::synonyms::Synonyms;
use crate::words::pair;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::collector::{Collector, SegmentCollector, TopDocs};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, Order, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument, Term};

/// So many candidates are ranked.
const CANDIDATES: usize = 120;
/// Another way to ask counts a little less than the one typed.
const VARIANT: f32 = 0.93;

type Known = (u64, Arc<Vocabulary>);

/// Searches one index; remembers its vocabulary until the index changes.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<Option<Known>>);

impl Remembered {
    pub fn vocabulary(&self, index: &Index, searcher: &Searcher) -> Result<Arc<Vocabulary>, Error> {
        let generation = searcher.generation().generation_id();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, vocabulary)) = known.as_ref()
            && *of == generation
        {
            return Ok(vocabulary.clone());
        }
        let vocabulary = Arc::new(Vocabulary::of(index, searcher)?);
        *known = Some((generation, vocabulary.clone()));
        Ok(vocabulary)
    }
}

struct Ranked {
    score: f32,
    /// Where in the text the best place ends, in words.
    end: usize,
    cover: f32,
    doc: TantivyDocument,
}

impl Index {
    /// Answers a question; any text may be asked.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, ask: &Ask, synonyms: &Synonyms) -> Result<Answer, Error> {
        let searcher = self.reader.searcher();
        let vocabulary = self.remembered.vocabulary(self, &searcher)?;
        let planner = Planner { index: self, searcher: &searcher, vocabulary: &vocabulary };
        let plan = planner.plan(&ask.text);
        let mut answer = Answer { interpreted_as: plan.shown(), ..Answer::default() };
        if plan.places.is_empty() {
            answer.interpreted_as.clone_from(&ask.text);
            return Ok(answer);
        }
        let mut plans = vec![plan];
        plans.extend(synonyms.variants(&ask.text).iter().map(|v| planner.plan(v)));
        let search = Search { index: self, searcher: &searcher, ask };
        let whole = search.having_all(&plans);
        let (total, facets) = searcher.search(&whole, &Tally)?.into_facets();
        let ranked = search.ranked(&plans)?;
        let ranked = search.in_order(ranked, &whole, total, &plans)?;
        let best = ranked.first().map_or(0.0, |r| r.score);
        let near: Vec<Ranked> = match total > 0 && ask.sort == Sort::Date {
            true => ranked,
            false => ranked.into_iter().filter(|r| r.score >= 0.3 * best && r.cover >= 0.3).collect(),
        };
        answer.total = total.max(near.len());
        answer.facets = if total > 0 { facets } else { search.facets_of(&near)? };
        if plans[0].mended && !near.is_empty() {
            answer.did_you_mean = Some(plans[0].shown());
        }
        let mut found = Found::default();
        let spellings = plans.iter().flat_map(|p| &p.places).flat_map(|p| &p.spellings);
        spellings.for_each(|s| found.add(&s.folded, &s.exact));
        let page = near.into_iter().skip(ask.offset).take(ask.limit.min(Ask::MOST));
        answer.hits = page.map(|r| search.hit(r, &found, plans[0].places.len())).collect::<Result<_, Error>>()?;
        Ok(answer)
    }
}

struct Search<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    ask: &'a Ask,
}

impl Search<'_> {
    fn term(field: Field, text: &str, boost: f32) -> Box<dyn Query> {
        let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(query), boost))
    }

    /// What the reader narrowed the search to.
    fn filters(&self) -> Vec<(Occur, Box<dyn Query>)> {
        let (f, ask) = (self.index.fields, self.ask);
        let texts = [(f.section, &ask.section), (f.author, &ask.author), (f.kind, &ask.kind)];
        let terms = texts.into_iter().filter_map(|(field, v)| Some(Term::from_field_text(field, v.as_deref()?)));
        let year = ask.year.map(|year| Term::from_field_u64(f.year, year));
        let query = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
        let within = ask.within.iter().map(|sections| -> Box<dyn Query> {
            Box::new(TermSetQuery::new(sections.iter().map(|s| Term::from_field_text(f.section, s))))
        });
        terms.chain(year).map(query).chain(within).map(|query| (Occur::Must, query)).collect()
    }

    /// Things that have every word of one of the plans, in some spelling.
    fn having_all(&self, plans: &[Plan]) -> BooleanQuery {
        let all = |plan: &Plan| -> Box<dyn Query> {
            let places = plan.places.iter().map(|place| {
                let any = place.spellings.iter().map(|s| Self::term(self.index.fields.words, &s.folded, 1.0));
                (Occur::Must, Box::new(BooleanQuery::union(any.collect())) as Box<dyn Query>)
            });
            Box::new(BooleanQuery::new(places.collect()))
        };
        let mut clauses = self.filters();
        clauses.push((Occur::Must, Box::new(BooleanQuery::union(plans.iter().map(all).collect()))));
        BooleanQuery::new(clauses)
    }

    /// Candidates of all plans, ranked, the best first.
    fn ranked(&self, plans: &[Plan]) -> Result<Vec<Ranked>, Error> {
        let mut ranked: HashMap<DocAddress, Ranked> = HashMap::new();
        for (nth, plan) in plans.iter().enumerate() {
            let line = plan.line();
            let mut candidates = self.best(self.pairs(plan), CANDIDATES)?;
            if candidates.len() < CANDIDATES / 4 {
                candidates.extend(self.best(self.singles(plan), CANDIDATES / 2)?);
            }
            for address in candidates {
                let known = ranked.remove(&address);
                let doc = match known {
                    Some(ref r) => r.doc.clone(),
                    None => self.searcher.doc(address)?,
                };
                let mut fresh = self.rank(&line, doc);
                if nth > 0 {
                    fresh.score *= VARIANT;
                }
                let best = known.filter(|k| k.score >= fresh.score).unwrap_or(fresh);
                ranked.insert(address, best);
            }
        }
        let mut ranked: Vec<Ranked> = ranked.into_values().collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| self.key(&b.doc).cmp(self.key(&a.doc))));
        Ok(ranked)
    }

    fn rank(&self, line: &Line, doc: TantivyDocument) -> Ranked {
        let f = self.index.fields;
        let (title, body) = kept(doc.get_first(f.tokens).and_then(|v| v.as_bytes()).unwrap_or_default());
        let in_title = line.fit(title.iter().copied());
        let whole = line.fit(title.iter().chain(&body).copied());
        let filled = if in_title.run > 0.9 {
            0.06 * in_title.cover * line.len() as f32 / title.len().max(1) as f32
        } else {
            0.0
        };
        let run = (in_title.run * 1.04 + filled.min(0.06)).max(whole.run);
        let score = 0.6 * run + 0.25 * whole.cover + 0.15 * whole.beside;
        Ranked { score, end: whole.end.saturating_sub(title.len()), cover: whole.cover, doc }
    }

    fn best(&self, clauses: Vec<Box<dyn Query>>, most: usize) -> Result<Vec<DocAddress>, Error> {
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        let union: Box<dyn Query> = Box::new(BooleanQuery::union(clauses));
        let mut all = self.filters();
        let query: Box<dyn Query> = if all.is_empty() {
            union
        } else {
            all.push((Occur::Must, union));
            Box::new(BooleanQuery::new(all))
        };
        let top = self.searcher.search(&query, &TopDocs::with_limit(most).order_by_score())?;
        Ok(top.into_iter().map(|(_, address)| address).collect())
    }

    /// Neighbours in the query, with and without marks; in the title twice; turned round, or with one word between, less.
    fn pairs(&self, plan: &Plan) -> Vec<Box<dyn Query>> {
        let f = self.index.fields;
        let (mut out, marked): (Vec<Box<dyn Query>>, bool) = (Vec::new(), plan.is_marked());
        if let [only] = plan.places.as_slice() {
            for s in &only.spellings {
                out.extend([Self::term(f.title_words, &s.folded, s.fits), Self::term(f.words, &s.folded, s.fits)]);
                if marked {
                    out.push(Self::term(f.exact_words, &s.exact, 2.0 * s.fits));
                }
            }
        }
        for window in plan.places.windows(2) {
            for a in window[0].spellings.iter().take(6) {
                for b in window[1].spellings.iter().take(6) {
                    let (fits, folded) = (a.fits * b.fits, pair(&a.folded, &b.folded));
                    out.push(Self::term(f.pairs, &folded, fits));
                    out.push(Self::term(f.title_pairs, &folded, fits));
                    if marked {
                        out.push(Self::term(f.exact_pairs, &pair(&a.exact, &b.exact), 2.0 * fits));
                    }
                }
            }
            let (a, b) = (&window[0].spellings[0], &window[1].spellings[0]);
            out.push(Self::term(f.pairs, &pair(&b.folded, &a.folded), 0.4));
        }
        for window in plan.places.windows(3) {
            let (a, c) = (&window[0].spellings[0], &window[2].spellings[0]);
            out.push(Self::term(f.pairs, &pair(&a.folded, &c.folded), 0.4));
        }
        out
    }

    fn singles(&self, plan: &Plan) -> Vec<Box<dyn Query>> {
        let f = self.index.fields;
        let spellings = plan.places.iter().flat_map(|p| &p.spellings);
        let both = |s: &crate::plan::Spelling| {
            [Self::term(f.words, &s.folded, s.fits), Self::term(f.title_words, &s.folded, s.fits)]
        };
        spellings.flat_map(both).collect()
    }

    /// By date when that was asked: of all that have every word, not only of the candidates.
    fn in_order(
        &self,
        ranked: Vec<Ranked>,
        whole: &BooleanQuery,
        total: usize,
        plans: &[Plan],
    ) -> Result<Vec<Ranked>, Error> {
        if self.ask.sort == Sort::Relevance {
            return Ok(ranked);
        }
        if total == 0 {
            let mut by_date = ranked;
            by_date.sort_by_key(|r| std::cmp::Reverse(self.meta(&r.doc).map_or(0, |m| m.at)));
            return Ok(by_date);
        }
        let newest = TopDocs::with_limit(Ask::MOST).order_by_fast_field::<i64>("at", Order::Desc);
        let line = plans[0].line();
        let found = self.searcher.search(whole, &newest)?;
        found.into_iter().map(|(_, address)| Ok(self.rank(&line, self.searcher.doc(address)?))).collect()
    }

    fn key<'a>(&self, doc: &'a TantivyDocument) -> &'a str {
        doc.get_first(self.index.fields.key).and_then(|v| v.as_str()).unwrap_or_default()
    }

    fn meta(&self, doc: &TantivyDocument) -> Result<Doc, Error> {
        let json = doc.get_first(self.index.fields.meta).and_then(|v| v.as_str()).unwrap_or_default();
        Ok(serde_json::from_str(json)?)
    }

    fn hit(&self, ranked: Ranked, found: &Found<'_>, query_length: usize) -> Result<Hit, Error> {
        let doc = self.meta(&ranked.doc)?;
        let body = ranked.doc.get_first(self.index.fields.text).and_then(|v| v.as_str()).unwrap_or_default();
        let snippet_html = snippet::around(body, ranked.end, query_length, found);
        Ok(Hit { title_html: snippet::marked(&doc.title, found), snippet_html, score: ranked.score, doc })
    }

    fn facets_of(&self, ranked: &[Ranked]) -> Result<Facets, Error> {
        let mut counts = Counts::default();
        for r in ranked {
            let meta = self.meta(&r.doc)?;
            *counts.years.entry(meta.year).or_default() += 1;
            for (count, value) in counts.texts.iter_mut().zip([meta.section, meta.author, meta.kind]) {
                *count.entry(value).or_default() += 1;
            }
        }
        Ok(counts.into_facets().1)
    }
}

/// Counts what matches, and where it is.
struct Tally;

#[derive(Default)]
struct Counts {
    total: usize,
    years: BTreeMap<u64, u64>,
    /// Sections, authors, kinds.
    texts: [HashMap<String, u64>; 3],
}

impl Counts {
    fn into_facets(self) -> (usize, Facets) {
        let text = |counts: HashMap<String, u64>| {
            let mut all: Vec<Count> = counts
                .into_iter()
                .filter(|(v, _)| !v.is_empty())
                .map(|(value, count)| Count { value, count })
                .collect();
            all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            all.truncate(12);
            all
        };
        let [sections, authors, kinds] = self.texts.map(text);
        let years = self.years.into_iter().rev().filter(|(year, _)| *year > 0);
        let years = years.map(|(year, count)| Count { value: year.to_string(), count }).collect();
        (self.total, Facets { sections, years, authors, kinds })
    }
}

struct Counting {
    total: usize,
    year: Column<u64>,
    years: HashMap<u64, u64>,
    texts: [(Option<StrColumn>, Vec<u64>); 3],
}

impl Collector for Tally {
    type Fruit = Counts;
    type Child = Counting;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Counting> {
        let fast = segment.fast_fields();
        let column = |name| -> tantivy::Result<(Option<StrColumn>, Vec<u64>)> {
            let column = fast.str(name)?;
            let terms = column.as_ref().map_or(0, |c| c.num_terms());
            Ok((column, vec![0; terms]))
        };
        let texts = [column("section")?, column("author")?, column("kind")?];
        Ok(Counting { total: 0, year: fast.u64("year")?, years: HashMap::new(), texts })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for fruit in fruits {
            all.total += fruit.total;
            fruit.years.into_iter().for_each(|(year, n)| *all.years.entry(year).or_default() += n);
            for (into, from) in all.texts.iter_mut().zip(fruit.texts) {
                from.into_iter().for_each(|(value, n)| *into.entry(value).or_default() += n);
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for Counting {
    type Fruit = Counts;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.total += 1;
        if let Some(year) = self.year.first(doc) {
            *self.years.entry(year).or_default() += 1;
        }
        for (column, counts) in &mut self.texts {
            if let Some(ord) = column.as_ref().and_then(|c| c.ords().first(doc)) {
                counts[ord as usize] += 1;
            }
        }
    }

    fn harvest(self) -> Counts {
        let texts = self.texts.map(|(column, counts)| {
            let mut out = HashMap::new();
            for (ord, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let mut value = String::new();
                if let Some(column) = &column {
                    // A value that cannot be read is counted without a name.
                    let _ = column.ord_to_str(ord as u64, &mut value);
                }
                *out.entry(value).or_default() += count;
            }
            out
        });
        Counts { total: self.total, years: self.years.into_iter().collect(), texts }
    }
}
