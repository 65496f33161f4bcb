//! The roster: persons in slots, in the preorder of the tree of units.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

/// A unit as it is handed in. Units of one parent keep the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The unit.
    pub id: i64,
    /// The unit it belongs to; `None` for a root. A parent may come after its children.
    pub parent: Option<i64>,
}

/// Why no roster could be built. Every variant names the records to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterError {
    /// A unit is handed in twice.
    UnitTwice(i64),
    /// A unit belongs to one that is not there.
    UnknownParent {
        /// The unit.
        unit: i64,
        /// Its absent parent.
        parent: i64,
    },
    /// Units that belong to each other in a ring, each to the next and the last to the first.
    Cycle(Vec<i64>),
    /// A person belongs to a unit that is not there.
    UnknownUnit {
        /// The person.
        person: i64,
        /// The absent unit.
        unit: i64,
    },
    /// A person is handed in twice, in one unit or in two.
    PersonTwice(i64),
    /// More persons than slots can be numbered (2³² − 1).
    TooMany(usize),
}

impl fmt::Display for RosterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RosterError::UnitTwice(unit) => write!(f, "unit {unit} is given twice"),
            RosterError::UnknownParent { unit, parent } => write!(f, "unit {unit} is under unknown unit {parent}"),
            RosterError::Cycle(units) => write!(f, "units {units:?} are under each other in a ring"),
            RosterError::UnknownUnit { person, unit } => write!(f, "person {person} is in unknown unit {unit}"),
            RosterError::PersonTwice(person) => write!(f, "person {person} is given twice"),
            RosterError::TooMany(persons) => write!(f, "{persons} persons are more than a roster holds"),
        }
    }
}

impl std::error::Error for RosterError {}

/// Units in preorder and persons in slots `0..len`, so that each branch of the tree is one range of slots.
///
/// Within a unit persons keep the order in which they were handed in (by name, say). About 12 bytes a person.
#[derive(Clone, Debug)]
pub struct Roster {
    /// Preorder.
    units: Vec<i64>,
    /// Place of each unit in `units`.
    places: HashMap<i64, u32>,
    /// For the unit at each place, the place after its branch.
    ends: Vec<u32>,
    /// For the unit at each place, its first slot; one more at the end.
    starts: Vec<u32>,
    roots: Vec<i64>,
    /// Children of all units; those of the unit at place `p` are at `children_at[p]..children_at[p + 1]`.
    children: Vec<i64>,
    children_at: Vec<u32>,
    persons: Vec<i64>,
    /// Slots in the order of person ids.
    by_person: Vec<u32>,
}

impl Roster {
    /// Lays out the tree and its persons, each given as (person, unit).
    ///
    /// # Errors
    /// See [`RosterError`]; the first fault found is told, units before persons.
    pub fn build(
        nodes: impl IntoIterator<Item = Node>,
        persons: impl IntoIterator<Item = (i64, i64)>,
    ) -> Result<Roster, RosterError> {
        let mut roster = lay_out_units(&nodes.into_iter().collect::<Vec<_>>())?;
        roster.seat(&persons.into_iter().collect::<Vec<_>>())?;
        Ok(roster)
    }

    /// The slots of a unit and of all below it; `None` when there is no such unit.
    pub fn branch(&self, unit: i64) -> Option<Range<u32>> {
        let place = self.place(unit)?;
        Some(self.starts[place]..self.starts[self.ends[place] as usize])
    }

    /// The slots of those who belong to this very unit; `None` when there is no such unit.
    pub fn own(&self, unit: i64) -> Option<Range<u32>> {
        let place = self.place(unit)?;
        Some(self.starts[place]..self.starts[place + 1])
    }

    /// The slot of a person; `None` when the person is not on the roster.
    pub fn slot(&self, person: i64) -> Option<u32> {
        let found = self.by_person.binary_search_by_key(&person, |&slot| self.persons[slot as usize]);
        found.ok().map(|i| self.by_person[i])
    }

    /// The person in a slot.
    ///
    /// # Panics
    /// When the slot is not below [`len`](Roster::len).
    pub fn person(&self, slot: u32) -> i64 {
        self.persons[slot as usize]
    }

    /// The unit to which the person in a slot belongs.
    ///
    /// # Panics
    /// When the slot is not below [`len`](Roster::len).
    pub fn unit_of(&self, slot: u32) -> i64 {
        assert!(slot < self.len(), "slot {slot} of {}", self.len());
        self.units[self.starts.partition_point(|&start| start <= slot) - 1]
    }

    /// The number of persons.
    pub fn len(&self) -> u32 {
        self.persons.len() as u32
    }

    /// Whether nobody is on the roster.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// The units right below a unit, in the order handed in; none for an unknown unit.
    pub fn children(&self, unit: i64) -> &[i64] {
        match self.place(unit) {
            Some(place) => &self.children[self.children_at[place] as usize..self.children_at[place + 1] as usize],
            None => &[],
        }
    }

    /// The units without a parent, in the order handed in.
    pub fn roots(&self) -> &[i64] {
        &self.roots
    }

    /// All units in preorder: each before those below it, branches in the order of siblings.
    pub fn units(&self) -> &[i64] {
        &self.units
    }

    fn place(&self, unit: i64) -> Option<usize> {
        self.places.get(&unit).map(|&place| place as usize)
    }

    fn seat(&mut self, persons: &[(i64, i64)]) -> Result<(), RosterError> {
        if persons.len() > u32::MAX as usize {
            return Err(RosterError::TooMany(persons.len()));
        }
        let mut places = Vec::with_capacity(persons.len());
        for &(person, unit) in persons {
            let place = self.place(unit).ok_or(RosterError::UnknownUnit { person, unit })?;
            self.starts[place + 1] += 1;
            places.push(place);
        }
        for place in 0..self.units.len() {
            self.starts[place + 1] += self.starts[place];
        }
        let mut next = self.starts.clone();
        self.persons = vec![0; persons.len()];
        for (&(person, _), place) in persons.iter().zip(places) {
            self.persons[next[place] as usize] = person;
            next[place] += 1;
        }
        self.by_person = (0..persons.len() as u32).collect();
        self.by_person.sort_unstable_by_key(|&slot| self.persons[slot as usize]);
        let twice = self.by_person.windows(2).find(|w| self.person(w[0]) == self.person(w[1]));
        twice.map_or(Ok(()), |w| Err(RosterError::PersonTwice(self.person(w[0]))))
    }
}

/// The tree without persons: every range of slots is still empty.
fn lay_out_units(nodes: &[Node]) -> Result<Roster, RosterError> {
    let mut index = HashMap::with_capacity(nodes.len());
    for (i, node) in nodes.iter().enumerate() {
        if index.insert(node.id, i).is_some() {
            return Err(RosterError::UnitTwice(node.id));
        }
    }
    let (mut roots, mut below) = (Vec::new(), vec![Vec::new(); nodes.len()]);
    for (i, node) in nodes.iter().enumerate() {
        match node.parent {
            None => roots.push(i),
            Some(parent) => match index.get(&parent) {
                Some(&above) => below[above].push(i),
                None => return Err(RosterError::UnknownParent { unit: node.id, parent }),
            },
        }
    }

    enum Step {
        Enter(usize),
        Leave(usize),
    }
    let (mut units, mut ends) = (Vec::with_capacity(nodes.len()), vec![0; nodes.len()]);
    let (mut children, mut children_at) = (Vec::new(), vec![0]);
    let mut steps: Vec<Step> = roots.iter().rev().map(|&i| Step::Enter(i)).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(i) => {
                steps.push(Step::Leave(units.len()));
                steps.extend(below[i].iter().rev().map(|&child| Step::Enter(child)));
                units.push(nodes[i].id);
                children.extend(below[i].iter().map(|&child| nodes[child].id));
                children_at.push(children.len() as u32);
            }
            Step::Leave(place) => ends[place] = units.len() as u32,
        }
    }
    let places: HashMap<i64, u32> = units.iter().zip(0..).map(|(&unit, place)| (unit, place)).collect();
    if let Some(lost) = nodes.iter().find(|node| !places.contains_key(&node.id)) {
        return Err(RosterError::Cycle(ring(lost.id, |unit| nodes[index[&unit]].parent)));
    }
    let roots = roots.into_iter().map(|i| nodes[i].id).collect();
    let starts = vec![0; units.len() + 1];
    let (persons, by_person) = (Vec::new(), Vec::new());
    Ok(Roster { units, places, ends, starts, roots, children, children_at, persons, by_person })
}

/// The ring into which a unit without a root above it leads.
fn ring(from: i64, parent: impl Fn(i64) -> Option<i64>) -> Vec<i64> {
    let (mut path, mut seen) = (Vec::new(), HashMap::new());
    let mut next = Some(from);
    while let Some(unit) = next {
        if let Some(&start) = seen.get(&unit) {
            return path.split_off(start);
        }
        seen.insert(unit, path.len());
        path.push(unit);
        next = parent(unit);
    }
    path
}
