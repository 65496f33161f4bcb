//! The plainest model of a history of units: a picture of every day.

use kit::clock::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Days of the model, and what is true on each of them: unit to (name, parent), person to unit. With each value goes
/// the mark of the change that gave it, since a change holds until the next one on record.
pub(super) const DAYS: usize = 12;
pub(super) type Marked<T> = (T, u64);
pub(super) type Picture = (BTreeMap<i64, (Marked<String>, Marked<Option<i64>>)>, BTreeMap<i64, Marked<i64>>);

/// A day without the marks: units as (unit, name, parent), persons as (person, unit), and how many are due at each unit
/// with all below it.
pub(super) type Plain = (Vec<(i64, String, Option<i64>)>, Vec<(i64, i64)>, Vec<(i64, u64)>);

pub(super) fn day(index: usize) -> Day {
    Day::of(2020, 1, 1).plus_days(index as i64)
}

/// What somebody once recorded of themselves, of which changes of units have made all that they are said to be since.
fn root(came_of: &BTreeMap<u64, u64>, mark: u64) -> Option<u64> {
    std::iter::successors(Some(mark), |mark| came_of.get(mark).copied()).last()
}

#[derive(Clone)]
pub(super) struct Model {
    pub(super) days: Vec<Picture>,
    pub(super) marks: u64,
    /// Which mark of a person a change of units put in the place of which.
    pub(super) came_of: BTreeMap<u64, u64>,
    /// Person, first day, first day after it.
    pub(super) exempt: Vec<(i64, Day, Option<Day>)>,
}

impl Model {
    pub(super) fn is_there(&self, at: usize, unit: i64) -> bool {
        self.days[at].0.contains_key(&unit)
    }

    pub(super) fn lasts(&self, at: usize, unit: i64) -> bool {
        (at..DAYS).all(|at| self.is_there(at, unit))
    }

    pub(super) fn has_ring(&self) -> bool {
        self.days.iter().any(|(units, _)| {
            units.keys().any(|unit| {
                let mut at = *unit;
                for _ in 0..=units.len() {
                    match units.get(&at).and_then(|(_, (parent, _))| *parent) {
                        Some(parent) if parent == *unit => return true,
                        Some(parent) => at = parent,
                        None => return false,
                    }
                }
                true
            })
        })
    }

    /// From a day on, as long as the value of that day was to hold.
    pub(super) fn rename(&mut self, at: usize, unit: i64, name: &str) {
        self.marks += 1;
        let old = self.days[at].0[&unit].0.1;
        for (units, _) in &mut self.days[at..] {
            match units.get_mut(&unit) {
                Some((named, _)) if named.1 == old => *named = (name.to_owned(), self.marks),
                _ => break,
            }
        }
    }

    pub(super) fn relocate(&mut self, at: usize, unit: i64, parent: i64) {
        self.marks += 1;
        let old = self.days[at].0[&unit].1.1;
        for (units, _) in &mut self.days[at..] {
            match units.get_mut(&unit) {
                Some((_, above)) if above.1 == old => *above = (Some(parent), self.marks),
                _ => break,
            }
        }
    }

    /// The unit ends; what stands below it goes to `into`, each person to where `home` says.
    pub(super) fn dissolve(&mut self, at: usize, unit: i64, into: i64, home: impl Fn(i64) -> i64) {
        self.marks += 1;
        let mut next: BTreeMap<u64, u64> = BTreeMap::new();
        let marks = &mut self.marks;
        let mut remark = |old: u64| {
            *next.entry(old).or_insert_with(|| {
                *marks += 1;
                *marks
            })
        };
        for (units, persons) in &mut self.days[at..] {
            units.remove(&unit);
            for (_, above) in units.values_mut().filter(|(_, above)| above.0 == Some(unit)) {
                *above = (Some(into), remark(above.1));
            }
            for (person, belongs) in persons.iter_mut().filter(|(_, belongs)| belongs.0 == unit) {
                *belongs = (home(*person), remark(belongs.1));
            }
        }
        self.came_of.extend(next.into_iter().map(|(old, new)| (new, old)));
    }

    /// Somebody goes of their own: no change of units takes them along any more that would have from where they were.
    pub(super) fn leave_for(&mut self, at: usize, person: i64, into: i64) {
        self.marks += 1;
        let own = |mark: u64| root(&self.came_of, mark);
        let old = own(self.days[at].1[&person].1);
        for (_, persons) in &mut self.days[at..] {
            let belongs = persons.get_mut(&person).expect("everybody belongs somewhere");
            if own(belongs.1) != old {
                break;
            }
            *belongs = (into, self.marks);
        }
    }

    /// The unit of somebody of a day to which changes of units have taken them by a later one, before they went anywhere of
    /// their own.
    pub(super) fn followed(&self, person: i64, (from, to): (usize, usize)) -> i64 {
        let own = |at: usize| root(&self.came_of, self.days[at].1[&person].1);
        let last = (from..=to).take_while(|at| own(*at) == own(from)).last().unwrap_or(from);
        self.days[last].1[&person].0
    }

    /// A change of units takes somebody along from a day on, as long as they were to be where they are.
    pub(super) fn transfer(&mut self, at: usize, person: i64, into: i64) {
        self.marks += 1;
        let old = self.days[at].1[&person].1;
        self.came_of.insert(self.marks, old);
        for (_, persons) in &mut self.days[at..] {
            match persons.get_mut(&person) {
                Some(belongs) if belongs.1 == old => *belongs = (into, self.marks),
                _ => break,
            }
        }
    }

    pub(super) fn establish(&mut self, at: usize, unit: i64, name: &str, parent: i64) {
        self.marks += 1;
        for (units, _) in &mut self.days[at..] {
            units.insert(unit, ((name.to_owned(), self.marks), (Some(parent), self.marks)));
        }
    }

    pub(super) fn plain(&self) -> Vec<Plain> {
        (0..DAYS).map(|at| self.plain_day(at)).collect()
    }

    fn plain_day(&self, at: usize) -> Plain {
        let (units, persons) = &self.days[at];
        let holds = |from: Day, to: Option<Day>| from <= day(at) && to.is_none_or(|to| to > day(at));
        let exempt: BTreeSet<i64> =
            self.exempt.iter().filter(|(_, from, to)| holds(*from, *to)).map(|(person, ..)| *person).collect();
        let mut due: BTreeMap<i64, u64> = units.keys().map(|unit| (*unit, 0)).collect();
        for (_, (unit, _)) in persons.iter().filter(|(person, _)| !exempt.contains(person)) {
            // Everybody counts at their unit and at each one above it.
            let mut above = Some(*unit);
            while let Some(unit) = above {
                *due.entry(unit).or_default() += 1;
                above = units.get(&unit).and_then(|(_, (parent, _))| *parent);
            }
        }
        let unit =
            |(id, (name, parent)): (&i64, &(Marked<String>, Marked<Option<i64>>))| (*id, name.0.clone(), parent.0);
        let persons = persons.iter().map(|(person, (unit, _))| (*person, *unit)).collect();
        (units.iter().map(unit).collect(), persons, due.into_iter().collect())
    }
}
