//! The public papers that the portal has: what is said of each, in the order of their days, and which took the place of which.

use bridge::{PaperRelationKind, PublicFileKind, PublicPaper};
use kit::clock::Day;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Whether a paper holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Validity {
    Holds,
    Lapsed,
    ToCome,
}

impl Validity {
    /// The word in addresses and messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Validity::Holds => "con",
            Validity::Lapsed => "het",
            Validity::ToCome => "chua",
        }
    }
}

/// All public papers; their texts stay in the log.
#[derive(Clone, Default)]
pub(crate) struct Shelf {
    papers: BTreeMap<i64, Arc<PublicPaper>>,
    /// Those that were taken back: when, microseconds since 1970 UTC, and why.
    ended: BTreeMap<i64, (i64, String)>,
    /// Those with readers, the latest day first.
    newest: Vec<Arc<PublicPaper>>,
    /// From which day another one takes a paper's place, and which.
    replaced: BTreeMap<i64, (String, i64)>,
    /// Whether it has changed since it was arranged.
    stale: bool,
}

impl Shelf {
    pub(crate) fn take(&mut self, paper: &PublicPaper) {
        self.ended.remove(&paper.paper_id);
        let kept = PublicPaper { text: String::new(), ..paper.clone() };
        self.papers.insert(paper.paper_id, Arc::new(kept));
        self.stale = true;
    }

    pub(crate) fn end(&mut self, id: i64, at: i64, reason: &str) {
        self.ended.insert(id, (at, reason.to_owned()));
        self.stale = true;
    }

    /// Whether something was taken or ended since it was arranged.
    pub(crate) fn is_stale(&self) -> bool {
        self.stale
    }

    /// Puts what was taken and ended in order; until then readers have what they had.
    pub(crate) fn arrange(&mut self) {
        let public = self.papers.values().filter(|paper| !self.ended.contains_key(&paper.paper_id));
        let mut newest: Vec<Arc<PublicPaper>> = public.cloned().collect();
        newest.sort_by_cached_key(|paper| Reverse((paper.issued_on.clone(), paper.paper_id)));
        let mut by_symbol: HashMap<&str, Vec<&Arc<PublicPaper>>> = HashMap::new();
        for paper in &newest {
            by_symbol.entry(&paper.symbol).or_default().push(paper);
        }
        let mut replaced: BTreeMap<i64, (String, i64)> = BTreeMap::new();
        for paper in &newest {
            for relation in paper.relations.iter().filter(|one| one.kind == PaperRelationKind::Replaces) {
                let mut of_symbol = by_symbol.get(relation.symbol.as_str()).into_iter().flatten();
                let named = of_symbol.find(|other| meant(relation, other) && other.paper_id != paper.paper_id);
                let Some(other) = named.filter(|_| !paper.recalled) else { continue };
                let from = (paper.in_force_from.clone(), paper.paper_id);
                let known = replaced.entry(other.paper_id).or_insert_with(|| from.clone());
                if from < *known {
                    *known = from;
                }
            }
        }
        (self.newest, self.replaced, self.stale) = (newest, replaced, false);
    }

    /// Those with readers, the latest day first.
    pub(crate) fn papers(&self) -> &[Arc<PublicPaper>] {
        &self.newest
    }

    /// One that readers have.
    pub(crate) fn current(&self, id: i64) -> Option<&Arc<PublicPaper>> {
        self.papers.get(&id).filter(|_| !self.ended.contains_key(&id))
    }

    /// Why one was taken back, if it was.
    pub(crate) fn ended(&self, id: i64) -> Option<&str> {
        self.ended.get(&id).map(|(_, reason)| reason.as_str())
    }

    /// The one of a symbol, and of a day if one is said, if readers have it.
    pub(crate) fn named(&self, symbol: &str, issued_on: Option<&str>) -> Option<&Arc<PublicPaper>> {
        self.newest.iter().find(|paper| is(symbol, issued_on, paper))
    }

    /// Those that say something of this one, with what.
    pub(crate) fn naming(&self, paper: &PublicPaper) -> Vec<(PaperRelationKind, &Arc<PublicPaper>)> {
        let others = self.newest.iter().filter(|other| other.paper_id != paper.paper_id);
        others
            .flat_map(|other| other.relations.iter().filter(|one| meant(one, paper)).map(move |one| (one.kind, other)))
            .collect()
    }

    /// The first day on which a paper no longer holds, and the paper that takes its place.
    pub(crate) fn ends(&self, paper: &PublicPaper) -> (Option<Day>, Option<&Arc<PublicPaper>>) {
        let own = paper.ends_on.as_deref().and_then(Day::parse);
        let by = self.replaced.get(&paper.paper_id);
        let from = by.and_then(|(day, _)| Day::parse(day));
        (own.into_iter().chain(from).min(), by.and_then(|(_, id)| self.current(*id)))
    }

    /// Whether a paper holds on a day.
    pub(crate) fn validity(&self, paper: &PublicPaper, day: Day) -> Validity {
        let begins = Day::parse(&paper.in_force_from).is_none_or(|from| from <= day);
        if paper.recalled || self.ends(paper).0.is_some_and(|end| end <= day) {
            Validity::Lapsed
        } else if begins {
            Validity::Holds
        } else {
            Validity::ToCome
        }
    }

    /// Whether readers may have a file: a paper that they have names it. And the paper, for the file's name.
    pub(crate) fn with_file(&self, hash: &str, kind: PublicFileKind) -> Option<&Arc<PublicPaper>> {
        self.newest.iter().find(|paper| paper.files.iter().any(|file| file.hash == hash && file.kind == kind))
    }
}

fn meant(relation: &bridge::PaperRelation, paper: &PublicPaper) -> bool {
    is(&relation.symbol, relation.issued_on.as_deref(), paper)
}

fn is(symbol: &str, issued_on: Option<&str>, paper: &PublicPaper) -> bool {
    !symbol.is_empty() && symbol == paper.symbol && issued_on.is_none_or(|day| *day == paper.issued_on)
}
