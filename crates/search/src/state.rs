//! One state of the index, with what of it is kept in memory: sets of the things that have a frequent word, the values
//! of facets, days, and the words of every text as small numbers. Made when the index has changed; what belongs to a
//! segment that is still there is taken over.
//!
//! Things are numbered through all segments.

use crate::Error;
use crate::ask::Ask;
use crate::facets::{AllFacets, Facet};
use crate::index::Fields;
use crate::kept::Kept;
use crate::pairs::{self, Pairs};
use crate::plan::Vocabulary;
use crate::promise::Lengths;
use crate::rank::Seen;
use crate::sets::Set;
use crate::texts::{self, Room, Sought, Texts};
use crate::words::pair;
use rustc_hash::FxHashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{Searcher, SegmentReader, Term};

/// The set of a word that one in so many things has is kept.
const FREQUENT: usize = 8;

/// What is kept of one segment.
struct Part {
    segment: SegmentId,
    keys: Vec<String>,
    /// When each came out.
    at: Vec<i64>,
    texts: Texts,
    pairs: Pairs,
    store: StoreReader,
}

impl Part {
    fn of(segment: &SegmentReader, fields: Fields) -> Result<Part, Error> {
        let fast = segment.fast_fields();
        let at = fast.i64("at")?;
        let inverted = segment.inverted_index(fields.pairs)?;
        let mut terms = inverted.terms().stream()?;
        let keys = std::iter::from_fn(|| terms.advance().then(|| pairs::key(terms.key())));
        Ok(Part {
            segment: segment.segment_id(),
            keys: texts(fast.str("key")?, segment.max_doc()).collect(),
            at: (0..segment.max_doc()).map(|thing| at.first(thing).unwrap_or(0)).collect(),
            texts: Texts::of(segment)?,
            pairs: Pairs::of(inverted.terms().num_terms(), keys),
            // What is kept is read where it lies: it needs no room of its own.
            store: segment.get_store_reader(0)?,
        })
    }
}

/// Each thing's value in a field of words; empty where it has none.
fn texts(column: Option<StrColumn>, things: u32) -> impl Iterator<Item = String> {
    let mut values = vec![String::new(); column.as_ref().map_or(0, |column| column.num_terms())];
    if let Some(column) = &column {
        // One that cannot be read counts as none.
        values.iter_mut().zip(0..).for_each(|(value, ord)| drop(column.ord_to_str(ord, value)));
    }
    (0..things).map(move |thing| {
        let ord = column.as_ref().and_then(|column| column.ords().first(thing));
        ord.and_then(|ord| values.get(ord as usize).cloned()).unwrap_or_default()
    })
}

/// The things that have a term, as the index keeps them.
pub(crate) struct Postings(Vec<(u32, BlockSegmentPostings)>);

impl Postings {
    /// How many there are; some of them may have been taken out.
    pub fn len(&self) -> usize {
        self.0.iter().map(|(_, postings)| postings.doc_freq() as usize).sum()
    }

    pub fn each(self, mut take: impl FnMut(u32)) {
        for (first, mut postings) in self.0 {
            while postings.block_len() > 0 {
                postings.docs().iter().for_each(|doc| take(first + doc));
                postings.advance();
            }
        }
    }

    /// The same, with how often each has it.
    pub fn each_with(self, mut take: impl FnMut(u32, u32)) {
        for (first, mut postings) in self.0 {
            while postings.block_len() > 0 {
                postings.docs().iter().zip(postings.freqs()).for_each(|(doc, often)| take(first + doc, *often));
                postings.advance();
            }
        }
    }
}

/// One state of the index.
pub(crate) struct State {
    pub searcher: Searcher,
    pub fields: Fields,
    pub vocabulary: Vocabulary,
    pub facets: AllFacets,
    /// How long each title is, and each thing with its title.
    pub titles: Lengths,
    pub lengths: Lengths,
    parts: Vec<Arc<Part>>,
    /// The number of each part's first thing.
    firsts: Vec<u32>,
    things: usize,
    /// What was not taken out.
    here: Set,
    frequent: RwLock<FxHashMap<Term, Arc<Set>>>,
}

impl State {
    /// The state that a searcher sees; `before` lends what has not changed since.
    pub fn of(searcher: Searcher, fields: Fields, before: Option<&State>) -> Result<State, Error> {
        let (mut parts, mut firsts, mut things) = (Vec::new(), Vec::new(), 0);
        for segment in searcher.segment_readers() {
            let known = before.and_then(|state| state.parts.iter().find(|part| part.segment == segment.segment_id()));
            parts.push(known.map_or_else(|| Part::of(segment, fields).map(Arc::new), |part| Ok(part.clone()))?);
            firsts.push(things);
            things += segment.max_doc();
        }
        let each = || firsts.iter().copied().zip(searcher.segment_readers());
        let mut here = Set::none(things as usize);
        each().for_each(|(first, segment)| segment.doc_ids_alive().for_each(|doc| here.add(first + doc)));
        let facet = |name: &str| -> Result<Facet, Error> {
            let mut values = Vec::new();
            for (first, segment) in each() {
                values.extend((first..).zip(texts(segment.fast_fields().str(name)?, segment.max_doc())));
            }
            Ok(Facet::of(things as usize, values.into_iter()))
        };
        let mut years = Vec::new();
        for (first, segment) in each() {
            let column = segment.fast_fields().u64("year")?;
            let dated =
                (0..segment.max_doc()).filter_map(|doc| Some((first + doc, column.first(doc).filter(|y| *y > 0)?)));
            years.extend(dated.map(|(thing, year)| (thing, year.to_string())));
        }
        let facets = AllFacets {
            sections: facet("section")?,
            authors: facet("author")?,
            kinds: facet("kind")?,
            years: Facet::of(things as usize, years.into_iter()),
        };
        let each =
            parts.iter().flat_map(|part: &Arc<Part>| (0..part.at.len() as u32).map(|doc| part.texts.lengths(doc)));
        let (titles, lengths): (Vec<usize>, Vec<usize>) = each.unzip();
        let (titles, lengths) = (Lengths::of(&titles), Lengths::of(&lengths));
        let vocabulary = Vocabulary::of(fields, &searcher)?;
        let (things, frequent) = (things as usize, RwLock::default());
        Ok(State { searcher, fields, vocabulary, facets, titles, lengths, parts, firsts, things, here, frequent })
    }

    /// The later of two states has the higher number.
    pub fn generation(&self) -> u64 {
        self.searcher.generation().generation_id()
    }

    /// How many things are numbered; some of them may have been taken out.
    pub fn things(&self) -> usize {
        self.things
    }

    pub fn none(&self) -> Set {
        Set::none(self.things)
    }

    fn place(&self, thing: u32) -> (usize, u32) {
        let part = self.firsts.partition_point(|first| *first <= thing) - 1;
        (part, thing - self.firsts[part])
    }

    pub fn postings(&self, term: &Term, option: IndexRecordOption) -> Result<Postings, Error> {
        let mut all = Vec::with_capacity(self.firsts.len());
        for (first, segment) in self.firsts.iter().zip(self.searcher.segment_readers()) {
            let inverted = segment.inverted_index(term.field())?;
            let found = inverted.read_block_postings(term, option);
            all.extend(found.map_err(tantivy::TantivyError::from)?.map(|postings| (*first, postings)));
        }
        Ok(Postings(all))
    }

    /// Whether two words may stand side by side anywhere; `false` is sure.
    pub fn may_have_pair(&self, a: &str, b: &str) -> bool {
        let key = pairs::key_of(a, b);
        self.parts.iter().any(|part| part.pairs.may_have(key))
    }

    /// Whether two words stand side by side anywhere.
    pub fn has_pair(&self, a: &str, b: &str) -> bool {
        let known = || self.searcher.doc_freq(&Term::from_field_text(self.fields.pairs, &pair(a, b)));
        self.may_have_pair(a, b) && known().is_ok_and(|docs| docs > 0)
    }

    /// The things that have a term.
    pub fn having(&self, term: Term) -> Result<Arc<Set>, Error> {
        if let Some(known) = self.frequent.read().unwrap_or_else(PoisonError::into_inner).get(&term) {
            return Ok(known.clone());
        }
        let postings = self.postings(&term, IndexRecordOption::Basic)?;
        let is_frequent = postings.len() > self.things / FREQUENT;
        let mut set = self.none();
        postings.each(|thing| set.add(thing));
        let set = Arc::new(set);
        if is_frequent {
            self.frequent.write().unwrap_or_else(PoisonError::into_inner).insert(term, set.clone());
        }
        Ok(set)
    }

    pub fn having_text(&self, field: Field, text: &str) -> Result<Arc<Set>, Error> {
        self.having(Term::from_field_text(field, text))
    }

    /// What is here and may be opened by whoever asks.
    pub fn reach(&self, ask: &Ask) -> Result<Set, Error> {
        let Some(sections) = &ask.within else { return Ok(self.here.clone()) };
        let mut within = self.none();
        for section in sections {
            let term = Term::from_field_text(self.fields.section, section);
            self.postings(&term, IndexRecordOption::Basic)?.each(|thing| within.add(thing));
        }
        within.keep(&self.here);
        Ok(within)
    }

    /// What the search was narrowed to, if it was.
    pub fn narrowed(&self, ask: &Ask) -> Result<Option<Set>, Error> {
        let f = self.fields;
        let text = |field, value: &Option<String>| Some(Term::from_field_text(field, value.as_deref()?));
        let terms = [text(f.section, &ask.section), text(f.author, &ask.author), text(f.kind, &ask.kind)];
        let year = ask.year.map(|year| Term::from_field_u64(f.year, year));
        let mut left: Option<Set> = None;
        for term in terms.into_iter().flatten().chain(year) {
            let having = self.having(term)?;
            match &mut left {
                Some(left) => left.keep(&having),
                None => left = Some(having.as_ref().clone()),
            }
        }
        Ok(left)
    }

    /// When a thing came out.
    pub fn at(&self, thing: u32) -> i64 {
        let (part, doc) = self.place(thing);
        self.parts[part].at[doc as usize]
    }

    pub fn key(&self, thing: u32) -> &str {
        let (part, doc) = self.place(thing);
        &self.parts[part].keys[doc as usize]
    }

    /// How many words a thing's title has, and how many it has in all.
    pub fn length(&self, thing: u32) -> (usize, usize) {
        let (part, doc) = self.place(thing);
        self.parts[part].texts.lengths(doc)
    }

    /// Looks for words by their numbers without marks; `what` says what a word is to whoever looks.
    pub fn seek<T>(&self, folded: &[u32], what: impl Fn(Seen) -> T) -> Vec<Sought<T>> {
        self.parts.iter().map(|part| part.texts.seek(folded, &what)).collect()
    }

    /// Which words of a thing's title or text are looked for, and where each stands: they are added to what was `found`.
    pub fn find<T: Copy + Default>(
        &self,
        (thing, of): (u32, texts::Part),
        sought: &[Sought<T>],
        what: impl Fn(Seen) -> T,
        found: &mut Room<T>,
    ) {
        let (part, doc) = self.place(thing);
        self.parts[part].texts.find((doc, of), &sought[part], what, found);
    }

    /// A thing as it was put in.
    pub fn kept(&self, thing: u32) -> Result<Kept, Error> {
        let (part, doc) = self.place(thing);
        Ok(Kept::read(self.parts[part].store.get_document_bytes(doc)?))
    }
}
