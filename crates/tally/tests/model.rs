//! The tally against a plain model: persons in a map, and a walk up to the ancestors.

use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use tally::{MarkError, Node, Rate, Roster, Set, Table, Tally};

const MARKS: usize = 4;
/// Ids of persons begin here, so that they are never taken for those of units.
const PERSON: i64 = 1_000_000;

/// What is true, said without ranges and bits.
#[derive(Clone, Debug)]
struct Model {
    parents: BTreeMap<i64, Option<i64>>,
    /// Unit and marks of each person.
    persons: BTreeMap<i64, (i64, HashSet<usize>)>,
}

impl Model {
    fn is_in(&self, set: &Set, person: i64) -> bool {
        match set {
            Set::Everyone => true,
            Set::Mark(mark) => self.persons[&person].1.contains(mark),
            Set::All(parts) => parts.iter().all(|part| self.is_in(part, person)),
            Set::Any(parts) => parts.iter().any(|part| self.is_in(part, person)),
            Set::Not(part) => !self.is_in(part, person),
        }
    }

    fn is_under(&self, person: i64, unit: i64) -> bool {
        let mut at = Some(self.persons[&person].0);
        while let Some(here) = at {
            if here == unit {
                return true;
            }
            at = self.parents[&here];
        }
        false
    }

    fn members(&self, set: &Set, unit: i64) -> HashSet<i64> {
        let inside = |person: &i64| self.is_under(*person, unit) && self.is_in(set, *person);
        self.persons.keys().copied().filter(inside).collect()
    }

    fn own(&self, set: &Set, unit: i64) -> u64 {
        let inside = |person: &&i64| self.persons[*person].0 == unit && self.is_in(set, **person);
        self.persons.keys().filter(inside).count() as u64
    }

    /// The tally of this model, its records handed in in the given order.
    fn tally(&self, units: &[i64], persons: &[i64]) -> Tally {
        let nodes = units.iter().map(|&id| Node { id, parent: self.parents[&id] });
        let roster = Roster::build(nodes, persons.iter().map(|&p| (p, self.persons[&p].0))).unwrap();
        let mut tally = Tally::new(roster, MARKS);
        for &person in persons {
            for &mark in &self.persons[&person].1 {
                assert_eq!(tally.mark(person, mark, true), Ok(true));
            }
        }
        tally
    }
}

/// A model, and two orders in which its units and persons may be handed in.
#[derive(Clone, Debug)]
struct Case {
    model: Model,
    units: [Vec<i64>; 2],
    persons: [Vec<i64>; 2],
}

/// Up to 14 units under several roots and up to `most` persons, crowded enough to cross the borders of words.
fn cases(most: usize) -> impl Strategy<Value = Case> {
    let parents = prop::collection::vec(any::<Option<prop::sample::Index>>(), 1..14);
    let persons = prop::collection::vec((any::<prop::sample::Index>(), 0u8..1 << MARKS), 0..most);
    (parents, persons).prop_flat_map(|(parents, persons)| {
        let id = |i: usize| (i as i64 * 37) % 101 + 1;
        let above = |i: usize, parent: Option<prop::sample::Index>| match parent {
            Some(parent) if i > 0 => Some(id(parent.index(i))),
            _ => None,
        };
        let parents: BTreeMap<i64, _> = parents.into_iter().enumerate().map(|(i, p)| (id(i), above(i, p))).collect();
        let units: Vec<i64> = parents.keys().copied().collect();
        let bearing = |bits: u8| (0..MARKS).filter(|mark| bits >> mark & 1 == 1).collect();
        let placed = persons.into_iter().zip(PERSON..);
        let persons: BTreeMap<i64, _> =
            placed.map(|((unit, bits), person)| (person, (*unit.get(&units), bearing(bits)))).collect();
        let ids: Vec<i64> = persons.keys().copied().collect();
        let model = Model { parents, persons };
        let orders = (Just(units.clone()).prop_shuffle(), Just(units).prop_shuffle());
        let person_orders = (Just(ids.clone()).prop_shuffle(), Just(ids).prop_shuffle());
        (Just(model), orders, person_orders).prop_map(|(model, units, persons)| Case {
            model,
            units: units.into(),
            persons: persons.into(),
        })
    })
}

fn sets() -> impl Strategy<Value = Set> {
    let leaf = prop_oneof![Just(Set::Everyone), (0..MARKS).prop_map(Set::Mark)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Set::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Set::Any),
            inner.clone().prop_map(|set| !set),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a & b),
            (inner.clone(), inner).prop_map(|(a, b)| a | b),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn counts_and_lists_are_those_of_the_model(case in cases(400), set in sets(), other in sets()) {
        let tally = case.model.tally(&case.units[0], &case.persons[0]);
        for &unit in case.model.parents.keys() {
            let members = case.model.members(&set, unit);
            prop_assert_eq!(tally.count(&set, unit), Some(members.len() as u64));
            prop_assert_eq!(tally.count_own(&set, unit), Some(case.model.own(&set, unit)));

            let listed: Vec<i64> = tally.members(&set, unit).unwrap().collect();
            prop_assert!(listed.iter().map(|&p| tally.roster().slot(p)).is_sorted());
            prop_assert_eq!(listed.into_iter().collect::<HashSet<_>>(), members.clone());

            let numerator = members.intersection(&case.model.members(&other, unit)).count() as u64;
            let rate = Rate { numerator, denominator: members.len() as u64 };
            prop_assert_eq!(tally.rate(&other, &set, unit), Some(rate));

            let outside = members.len() as u64 - numerator;
            let parts = [&other, &!other.clone(), &Set::Everyone];
            let split = tally.split(&set, parts, unit);
            prop_assert_eq!(split, Some((members.len() as u64, [numerator, outside, members.len() as u64])));

            let below = tally.roster().children(unit).iter();
            let below: Vec<_> = below.map(|&child| (child, tally.split(&set, parts, child).unwrap())).collect();
            let whole = split.unwrap();
            prop_assert_eq!(tally.table(&set, parts, unit), Some(Table { whole, below }));
        }
    }

    #[test]
    fn the_order_of_records_does_not_count(case in cases(200), set in sets()) {
        let [one, other] = [0, 1].map(|i| case.model.tally(&case.units[i], &case.persons[i]));
        for &unit in case.model.parents.keys() {
            prop_assert_eq!(one.count(&set, unit), other.count(&set, unit));
            prop_assert_eq!(one.count_own(&set, unit), other.count_own(&set, unit));
        }
    }

    #[test]
    fn a_branch_is_its_own_persons_and_its_children(case in cases(400), set in sets(), other in sets()) {
        let tally = case.model.tally(&case.units[0], &case.persons[0]);
        let roster = tally.roster();
        for &unit in roster.units() {
            let below = roster.children(unit).iter();
            let counts: u64 = below.clone().map(|&child| tally.count(&set, child).unwrap()).sum();
            prop_assert_eq!(tally.count(&set, unit).unwrap(), counts + tally.count_own(&set, unit).unwrap());

            let rates: Rate = below.map(|&child| tally.rate(&other, &set, child).unwrap()).sum();
            let own = tally.rate_own(&other, &set, unit).unwrap();
            prop_assert_eq!(tally.rate(&other, &set, unit).unwrap(), rates + own);
        }
        let whole: u64 = roster.roots().iter().map(|&root| tally.count(&Set::Everyone, root).unwrap()).sum();
        prop_assert_eq!(whole, u64::from(roster.len()));
    }

    #[test]
    fn a_mark_taken_away_leaves_no_trace(case in cases(150), changes in prop::collection::vec((any::<prop::sample::Index>(), 0..MARKS), 0..40)) {
        prop_assume!(!case.model.persons.is_empty());
        let before = case.model.tally(&case.units[0], &case.persons[0]);
        let mut after = before.clone();
        let changes: HashMap<(i64, usize), bool> = changes
            .iter()
            .map(|(person, mark)| (*person.get(&case.persons[0]), *mark))
            .map(|(person, mark)| ((person, mark), before.is_marked(person, mark).unwrap()))
            .collect();
        for (&(person, mark), &was) in &changes {
            prop_assert_eq!(after.mark(person, mark, !was), Ok(true));
            prop_assert_eq!(after.mark(person, mark, !was), Ok(false), "a second time changes nothing");
        }
        for (&(person, mark), &was) in &changes {
            prop_assert_eq!(after.mark(person, mark, was), Ok(true));
        }
        for mark in 0..MARKS {
            for &unit in before.roster().units() {
                prop_assert_eq!(after.count(&Set::Mark(mark), unit), before.count(&Set::Mark(mark), unit));
            }
        }
    }
}

/// A unit of each size beside the borders of words and of blocks, with another before it to shift its start.
#[test]
fn ranges_at_the_borders_of_words() {
    let sizes = [0, 1, 63, 64, 65, 127, 128, 129, 4_095, 4_096, 4_097, 9_000];
    for (shift, size) in sizes.iter().flat_map(|a| sizes.map(|b| (*a, b))) {
        let nodes = [1, 2, 3].map(|id| Node { id, parent: None });
        let units = [(1, shift), (2, size), (3, 70)];
        let persons =
            units.iter().flat_map(|&(unit, n)| std::iter::repeat_n(unit, n)).zip(0..).map(|(unit, p)| (p, unit));
        let mut tally = Tally::new(Roster::build(nodes, persons).unwrap(), 1);
        (0..i64::from(tally.roster().len())).step_by(3).for_each(|p| assert_eq!(tally.mark(p, 0, true), Ok(true)));

        let (shift, size) = (shift as u64, size as u64);
        let thirds = (shift + size).div_ceil(3) - shift.div_ceil(3);
        assert_eq!(tally.count(&Set::Everyone, 2), Some(size));
        assert_eq!(tally.count(&!Set::nobody(), 2), Some(size));
        assert_eq!(tally.count(&Set::Mark(0), 2), Some(thirds), "{size} after {shift}");
        assert_eq!(tally.count(&!Set::Mark(0), 2), Some(size - thirds), "{size} after {shift}");
        assert_eq!(tally.members(&Set::Mark(0), 2).unwrap().count() as u64, thirds);
    }
}

#[test]
fn the_unknown_is_not_zero() {
    let roster = Roster::build([Node { id: 1, parent: None }], [(901, 1)]).unwrap();
    let mut tally = Tally::new(roster, 2);
    let (known, unknown) = (Set::Mark(1), Set::Everyone & !(Set::Mark(0) | Set::Mark(2)));
    assert_eq!((tally.count(&known, 1), tally.count(&known, 9), tally.count(&unknown, 1)), (Some(0), None, None));
    assert_eq!((tally.rate(&known, &unknown, 1), tally.rate(&unknown, &known, 1)), (None, None));
    assert_eq!(tally.rate(&known, &Set::nobody(), 1), Some(Rate::default()));
    assert!(tally.members(&unknown, 1).is_none() && tally.members(&known, 9).is_none());
    assert_eq!(tally.mark(902, 0, true), Err(MarkError::UnknownPerson(902)));
    assert_eq!(tally.mark(901, 2, true), Err(MarkError::UnknownMark(2)));
    assert_eq!(tally.is_marked(901, 2), Err(MarkError::UnknownMark(2)));
    assert_eq!(MarkError::UnknownPerson(902).to_string(), "person 902 is not on the roster");
}
