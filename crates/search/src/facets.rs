//! Facets: which things have which value of a field, and how many of the things found.

use crate::ask::{Count, Facets};
use crate::sets::Set;
use rustc_hash::FxHashMap;

/// So many values of a facet are told.
const TOLD: usize = 12;
/// A value that one in so many things has is kept as a set; one that fewer have, as a list.
const FEW: usize = 64;

/// The values of one field.
pub(crate) struct Facet(Vec<(String, Having)>);

/// The things that have a value.
enum Having {
    Many(Set),
    Few(Vec<u32>),
}

impl Facet {
    /// From each thing's value; things without one are passed over.
    pub fn of(things: usize, values: impl Iterator<Item = (u32, String)>) -> Facet {
        let mut all: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        values
            .filter(|(_, value)| !value.is_empty())
            .for_each(|(thing, value)| all.entry(value).or_default().push(thing));
        let having = |few: Vec<u32>| {
            if few.len() < things / FEW {
                return Having::Few(few);
            }
            let mut many = Set::none(things);
            few.into_iter().for_each(|thing| many.add(thing));
            Having::Many(many)
        };
        Facet(all.into_iter().map(|(value, things)| (value, having(things))).collect())
    }

    /// The values that things found have, with how many of them.
    fn counts(&self, found: &Set) -> Vec<(&str, u64)> {
        let count = |having: &Having| match having {
            Having::Many(set) => set.shared(found),
            Having::Few(things) => things.iter().filter(|thing| found.has(**thing)).count(),
        };
        let all = self.0.iter().map(|(value, having)| (value.as_str(), count(having) as u64));
        all.filter(|(_, count)| *count > 0).collect()
    }

    fn told<'a>(counts: impl IntoIterator<Item = (&'a str, u64)>) -> Vec<Count> {
        counts.into_iter().map(|(value, count)| Count { value: value.to_owned(), count }).collect()
    }

    /// The commonest first.
    fn commonest(&self, found: &Set) -> Vec<Count> {
        let mut counts = self.counts(found);
        counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        Facet::told(counts.into_iter().take(TOLD))
    }

    /// The last first: for years.
    fn last(&self, found: &Set) -> Vec<Count> {
        let mut counts = self.counts(found);
        counts.sort_unstable_by(|a, b| b.0.cmp(a.0));
        Facet::told(counts)
    }
}

/// The four fields by which a search is narrowed.
pub(crate) struct AllFacets {
    pub sections: Facet,
    pub years: Facet,
    pub authors: Facet,
    pub kinds: Facet,
}

impl AllFacets {
    /// Where the things found are.
    pub fn count(&self, found: &Set) -> Facets {
        Facets {
            sections: self.sections.commonest(found),
            years: self.years.last(found),
            authors: self.authors.commonest(found),
            kinds: self.kinds.commonest(found),
        }
    }
}
