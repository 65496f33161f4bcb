//! A query understood: each of its words with the spellings that may be meant.

use crate::Error;
use crate::index::Fields;
use crate::rank::{Line, Number};
use crate::state::State;
use crate::words::{Word, forms, words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;
use tantivy::Searcher;

/// No question needs more words; the rest of a longer one is not looked at.
const MOST_WORDS: usize = crate::rank::MOST;
const MOST_BYTES: usize = 1_000;
/// How well spellings fit beside the one that was typed.
const UNMARKED: f32 = 0.75;
const BARE: f32 = 0.85;
const SLIP: f32 = 0.6;
/// Slips of the finger are looked for in so many words at most.
const MOST_SLIPS: usize = 5;

/// The words that are in the index: how often without marks, and the commonest spelling with marks.
#[derive(Default)]
pub(crate) struct Vocabulary {
    known: FxHashMap<String, (u64, String)>,
    spelt: FxHashSet<String>,
    docs: u64,
}

impl Vocabulary {
    pub fn of(fields: Fields, searcher: &Searcher) -> Result<Vocabulary, Error> {
        let mut known: FxHashMap<String, (u64, String)> = FxHashMap::default();
        let mut spelt: FxHashMap<String, u64> = FxHashMap::default();
        for segment in searcher.segment_readers() {
            let each = |field, take: &mut dyn FnMut(String, u64)| -> Result<(), Error> {
                let inverted = segment.inverted_index(field)?;
                let mut terms = inverted.terms().stream()?;
                while terms.advance() {
                    if let Ok(word) = std::str::from_utf8(terms.key()) {
                        take(word.to_owned(), u64::from(terms.value().doc_freq));
                    }
                }
                Ok(())
            };
            each(fields.words, &mut |word, docs| known.entry(word).or_default().0 += docs)?;
            each(fields.exact_words, &mut |word, docs| *spelt.entry(word).or_default() += docs)?;
        }
        let mut best: FxHashMap<String, u64> = FxHashMap::default();
        for (word, docs) in &spelt {
            let (word, docs) = (word.clone(), *docs);
            let folded = viet::fold(&word);
            let most = best.entry(folded.clone()).or_default();
            if docs > *most
                && let Some(entry) = known.get_mut(&folded)
            {
                (*most, entry.1) = (docs, word);
            }
        }
        Ok(Vocabulary { known, spelt: spelt.into_keys().collect(), docs: searcher.num_docs() })
    }

    pub fn docs_with(&self, folded: &str) -> u64 {
        self.known.get(folded).map_or(0, |(docs, _)| *docs)
    }

    fn knows(&self, folded: &str) -> bool {
        self.known.contains_key(folded)
    }

    /// The commonest spelling with marks.
    fn spelling(&self, folded: &str) -> String {
        self.known.get(folded).map_or_else(|| folded.to_owned(), |(_, word)| word.clone())
    }
}

/// One way to read a word of the query.
#[derive(Clone, Debug)]
pub(crate) struct Spelling {
    pub exact: Rc<str>,
    pub folded: Rc<str>,
    pub fits: f32,
}

/// One place of the query.
pub(crate) struct Place {
    pub spellings: Vec<Spelling>,
    pub weight: f32,
    /// As it is to be shown.
    pub shown: String,
}

impl Place {
    /// What a text's word must be to stand here. Who types marks means them: then a word typed without is level.
    fn numbers(&self, marked: bool) -> Vec<Number> {
        let of = |s: &Spelling| {
            let (folded, exact) = crate::rank::numbers(&s.folded, &s.exact);
            let unmarked = match (s.folded == s.exact, marked) {
                (false, _) => UNMARKED,
                (true, true) => BARE,
                (true, false) => 1.0,
            };
            Number { exact: (exact, s.fits), folded: (folded, s.fits * unmarked) }
        };
        self.spellings.iter().map(of).collect()
    }
}

/// A query understood.
pub(crate) struct Plan {
    pub places: Vec<Place>,
    /// Whether a spelling that was not typed had to be thought of.
    pub mended: bool,
}

impl Plan {
    /// Whether any word was typed with marks.
    pub fn is_marked(&self) -> bool {
        self.places.iter().any(|p| p.spellings[0].exact != p.spellings[0].folded)
    }

    /// The query as ranking needs it.
    pub fn line(&self) -> Line {
        let marked = self.is_marked();
        let numbers: Vec<_> = self.places.iter().map(|p| p.numbers(marked)).collect();
        Line::new(&numbers, &self.places.iter().map(|p| p.weight).collect::<Vec<_>>())
    }

    pub fn shown(&self) -> String {
        self.places.iter().map(|p| p.shown.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Makes plans against one state of the index.
pub(crate) struct Planner<'a>(pub &'a State);

impl Planner<'_> {
    /// Reads a query: keystrokes, joined and parted words, slips.
    pub fn plan(&self, text: &str) -> Plan {
        let text = &text[..text.floor_char_boundary(MOST_BYTES)];
        let decoded = words(&viet::keys(text));
        let mut typed: Vec<(String, Word)> =
            words(text).into_iter().map(|w| (text[w.span.clone()].to_owned(), w)).take(MOST_WORDS).collect();
        let by_keys: Vec<String> = decoded.iter().map(|w| w.exact.to_string()).collect();
        let mut mended = self.mend_blanks(&mut typed);
        let places: Vec<Place> = typed.iter().map(|(raw, word)| self.place(raw, word, &by_keys)).collect();
        let mut plan = Plan { places, mended: false };
        mended |= self.mend_slips(&mut plan);
        plan.mended = mended;
        self.weigh(&mut plan);
        plan
    }

    /// A word as typed, and as its keystrokes read.
    fn place(&self, raw: &str, word: &Word, by_keys: &[String]) -> Place {
        let known = self.0.vocabulary.knows(&word.folded);
        let mut spellings = vec![Spelling { exact: word.exact.clone(), folded: word.folded.clone(), fits: 1.0 }];
        let mut shown = raw.to_lowercase();
        if let Some(read) = viet::key_word(raw) {
            let (exact, folded) = forms(&read);
            // In doubt (`as`, `his`) both are looked for; what was typed comes first if it is a word here.
            let sure = by_keys.iter().any(|w| **w == *exact);
            spellings[0].fits = if known && !sure { 1.0 } else { 0.5 };
            if !known || sure {
                shown = read.to_lowercase();
            }
            spellings.push(Spelling { exact, folded, fits: if sure || !known { 1.0 } else { 0.7 } });
        } else if let Some(read) = viet::key_shapes(raw).filter(|_| !known) {
            // Typed without the tone keys.
            let (exact, folded) = forms(&read);
            shown = self.0.vocabulary.spelling(&folded);
            spellings.push(Spelling { exact, folded, fits: 1.0 });
        }
        Place { spellings, weight: 1.0, shown }
    }

    /// Two words typed as one become two, two halves of one become one, when the index knows them so.
    fn mend_blanks(&self, typed: &mut Vec<(String, Word)>) -> bool {
        let mut mended = false;
        let mut at = 0;
        while at < typed.len() {
            let word = typed[at].1.clone();
            let lost = |folded: &str, raw: &str| !self.0.vocabulary.knows(folded) && viet::key_word(raw).is_none();
            let folded_of = |at: Option<usize>| at.and_then(|at| typed.get(at)).map(|(_, w)| w.folded.clone());
            let (before, after) = (folded_of(at.checked_sub(1)), folded_of(Some(at + 1)));
            let slip = |w: &str| {
                self.0.vocabulary.knows(w)
                    && (before.as_ref().is_some_and(|b| self.0.has_pair(b, w))
                        || after.as_ref().is_some_and(|a| self.0.has_pair(w, a)))
            };
            let is_slip = || {
                let mut found = false;
                near_words(&word.folded, |near| found = found || slip(near));
                found
            };
            if lost(&word.folded, &typed[at].0) && !is_slip() {
                let joined = typed
                    .get(at + 1)
                    .map(|(raw, next)| (format!("{}{}", typed[at].0, raw), format!("{}{}", word.folded, next.folded)));
                if let Some((raw, folded)) = joined.filter(|(_, folded)| self.0.vocabulary.knows(folded)) {
                    let (exact, folded_again) = forms(&raw);
                    typed.splice(at..at + 2, [(raw, Word { exact, folded: folded_again, span: word.span.clone() })]);
                    debug_assert!(!folded.is_empty());
                    mended = true;
                } else if let Some(halves) = self.halves(&typed[at].0) {
                    let made = halves.map(|half| {
                        let (exact, folded) = forms(&half);
                        (half, Word { exact, folded, span: word.span.clone() })
                    });
                    typed.splice(at..at + 1, made);
                    mended = true;
                    at += 1;
                }
            }
            at += 1;
        }
        typed.truncate(MOST_WORDS);
        mended
    }

    fn halves(&self, raw: &str) -> Option<[String; 2]> {
        if raw.chars().count() > 16 {
            return None;
        }
        let cuts = raw.char_indices().skip(1).map(|(at, _)| raw.split_at(at));
        let fits = |(a, b): &(&str, &str)| {
            let (a, b) = (forms(a).1, forms(b).1);
            self.0.vocabulary.knows(&a) && self.0.vocabulary.knows(&b) && self.0.has_pair(&a, &b)
        };
        cuts.filter(fits).map(|(a, b)| [a.to_owned(), b.to_owned()]).next()
    }

    /// A word that the index does not know, or has never seen beside these neighbours, may be a slip of the finger.
    fn mend_slips(&self, plan: &mut Plan) -> bool {
        let mut left = MOST_SLIPS;
        let mut mended = false;
        for at in 0..plan.places.len() {
            let near = |other: Option<usize>| {
                other.and_then(|o| plan.places.get(o)).map(|p| p.spellings.as_slice()).unwrap_or_default()
            };
            let (before, after) = (near(at.checked_sub(1)), near(Some(at + 1)));
            let fits_here = |word: &str| {
                before.iter().any(|b| self.0.has_pair(&b.folded, word))
                    || after.iter().any(|a| self.0.has_pair(word, &a.folded))
            };
            let place = &plan.places[at];
            let known = place.spellings.iter().any(|s| self.0.vocabulary.knows(&s.folded));
            let alone = before.is_empty() && after.is_empty();
            // With marks that no text has, it is one even if its letters are known.
            let odd = place.spellings.len() == 1 && !self.0.vocabulary.spelt.contains(&*place.spellings[0].exact);
            let at_home = known && !odd && (alone || place.spellings.iter().any(|s| fits_here(&s.folded)));
            let typed = place.spellings[0].folded.clone();
            if at_home || left == 0 || typed.len() < 2 || typed.len() > 16 || typed.bytes().any(|b| b.is_ascii_digit())
            {
                continue;
            }
            left -= 1;
            let mut slips: Vec<(bool, u64, String)> = Vec::new();
            near_words(&typed, |word| {
                let docs = self.0.vocabulary.docs_with(word);
                let fits = docs > 0 && !alone && fits_here(word);
                if docs > 0 && (fits || !known) {
                    slips.push((fits, docs, word.to_owned()));
                }
            });
            slips.sort_unstable_by_key(|slip| std::cmp::Reverse((slip.0, slip.1)));
            slips.dedup_by(|a, b| a.2 == b.2);
            slips.truncate(8);
            let place = &mut plan.places[at];
            if let Some((_, _, best)) = slips.first().filter(|_| !known) {
                place.shown = self.0.vocabulary.spelling(best);
                mended = true;
            }
            for (_, _, word) in slips {
                let folded: Rc<str> = word.into();
                place.spellings.push(Spelling { exact: folded.clone(), folded, fits: SLIP });
            }
        }
        mended
    }

    /// A rare word tells more than a common one.
    fn weigh(&self, plan: &mut Plan) {
        let all = self.0.vocabulary.docs.max(1) as f32;
        for place in &mut plan.places {
            let docs = place.spellings.iter().map(|s| self.0.vocabulary.docs_with(&s.folded)).max().unwrap_or(0);
            place.weight = (1.0 + all / (1.0 + docs as f32)).ln();
        }
    }
}

/// Tells words that differ in one letter, or in the order of two. There are some hundreds, and hardly any is one.
fn near_words(word: &str, mut tell: impl FnMut(&str)) {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let mut room = String::with_capacity(word.len() + 4);
    let mut made_of = |parts: [&str; 4]| {
        room.clear();
        parts.into_iter().for_each(|part| room.push_str(part));
        if !room.is_empty() && room != word {
            tell(&room);
        }
    };
    let first = |text: &str| text.chars().next().map_or(0, char::len_utf8);
    for at in word.char_indices().map(|(at, _)| at).chain([word.len()]) {
        let (head, tail) = word.split_at(at);
        let (letter, after) = tail.split_at(first(tail));
        let (next, rest) = after.split_at(first(after));
        made_of([head, after, "", ""]);
        if !next.is_empty() {
            made_of([head, next, letter, rest]);
        }
        for c in (0..LETTERS.len()).map(|at| &LETTERS[at..=at]) {
            made_of([head, c, tail, ""]);
            if !letter.is_empty() {
                made_of([head, c, after, ""]);
            }
        }
    }
}
