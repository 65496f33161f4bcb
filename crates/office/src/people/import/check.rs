//! Row by row, what bringing a list would do. The same reading decides in a dry run and when it is done.

mod looks;

use super::doubles::{Known, Match, People};
use super::fields::Field;
use super::places::{self, Found, Units};
use super::plan::Plan;
use super::rows::{Line, Reader, Said};
use super::told::{Fault, Notice};
use crate::people::pages::differing::{min_age, probation_months};
use crate::people::secret::Secret;
use kit::clock::Day;
use kit::vault::Vault;
use std::collections::{BTreeMap, HashMap};

/// What somebody decided about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is this person; of what differs, these fields are taken over (all when `None`).
    Same(i64, Option<Vec<String>>),
    /// It is nobody on record.
    Other,
    /// It is left out.
    Skip,
}

/// What a row comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No person's row.
    Nothing,
    /// Something is wrong, at these columns when it is at one; sometimes with another row.
    Wrong(Vec<(Option<usize>, Fault, Option<usize>)>),
    /// It may be one of these persons, or that other row again.
    Doubtful(Vec<i64>, Option<usize>),
    /// It is left out.
    Skipped,
    /// Somebody new of this unit.
    New(Box<Said>, i64),
    /// Somebody on record of whom these fields change.
    Changed(Box<Said>, i64, Vec<&'static str>),
    /// Somebody on record of whom nothing changes.
    Same(i64),
}

/// How many rows come to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Persons in the list.
    pub rows: i64,
    /// New ones.
    pub new: i64,
    /// Known ones of whom something changes.
    pub changed: i64,
    /// Known ones of whom nothing changes.
    pub same: i64,
    /// Those of which a person must say who they are.
    pub doubtful: i64,
    /// Those that cannot be brought as they are.
    pub wrong: i64,
    /// Those that are left out.
    pub skipped: i64,
    /// What the list calls units that are not found, with how many rows: asked for once each.
    pub units: BTreeMap<String, (String, i64)>,
}

/// Checks rows one after the other.
pub struct Checker<'a> {
    plan: &'a Plan,
    reader: Reader,
    units: &'a Units<'a>,
    people: &'a People,
    vault: &'a Vault,
    choices: &'a HashMap<usize, Choice>,
    whole: Option<i64>,
    today: Day,
    /// Full years of age from which somebody may be admitted.
    min_age: u32,
    /// Months of probation.
    probation: u32,
    section: Option<i64>,
    /// The text of a heading whose unit is not known.
    unclear: Option<String>,
    ids: HashMap<String, usize>,
    names: HashMap<(String, i64, Option<Day>, i64), usize>,
    taken: HashMap<i64, usize>,
    cards: HashMap<String, usize>,
    place: Option<i64>,
    /// Persons out of reach whose citizen id stands in the list, with the row.
    pub met: Vec<(usize, i64)>,
    /// What was counted so far.
    pub counts: Counts,
}

/// A citizen id's digest, as [`crate::people::secret`] keeps it.
pub fn mark_of(vault: &Vault, said: &Said) -> Option<String> {
    said.citizen_id.as_ref().map(|id| vault.mark(Secret::CitizenId.word(), id.digits()))
}

impl<'a> Checker<'a> {
    /// By this plan, against what is on record.
    pub fn new(
        plan: &'a Plan,
        (units, people, vault): (&'a Units<'a>, &'a People, &'a Vault),
        choices: &'a HashMap<usize, Choice>,
        (whole, today): (Option<i64>, Day),
    ) -> Checker<'a> {
        Checker {
            plan,
            reader: Reader::new(plan, today),
            units,
            people,
            vault,
            choices,
            whole,
            today,
            min_age: min_age(today),
            probation: probation_months(today),
            section: None,
            unclear: None,
            ids: HashMap::new(),
            names: HashMap::new(),
            taken: HashMap::new(),
            cards: HashMap::new(),
            place: None,
            met: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// What row `at` comes to, and what in it is worth a look.
    pub fn row(&mut self, at: usize, cells: &[String]) -> (Outcome, Vec<(usize, Notice)>) {
        let line = match self.reader.read(at, cells) {
            Line::Heading(text, person) => match self.heading(&text) {
                true => return (Outcome::Nothing, vec![]),
                false => person.map_or(Line::Nothing, |person| *person),
            },
            line => line,
        };
        let Line::Person(said, faults, mut notices) = line else { return (Outcome::Nothing, vec![]) };
        self.counts.rows += 1;
        // Who is left out is asked nothing, not even for a unit.
        let unit = (self.choices.get(&at) != Some(&Choice::Skip)).then(|| self.unit(&said));
        self.place = unit.and_then(Result::ok);
        let standing = said.standing.or(said.official.map(|_| true));
        let outcome = unit.map_or(Outcome::Skipped, |unit| self.person(at, *said, faults, unit));
        let outcome = self.admitted_before_official(outcome);
        let count = match &outcome {
            Outcome::Nothing => &mut self.counts.rows,
            Outcome::Wrong(_) => &mut self.counts.wrong,
            Outcome::Doubtful(..) => &mut self.counts.doubtful,
            Outcome::Skipped => &mut self.counts.skipped,
            Outcome::New(..) => &mut self.counts.new,
            Outcome::Changed(..) => &mut self.counts.changed,
            Outcome::Same(_) => &mut self.counts.same,
        };
        *count += 1;
        notices.extend(self.too_young(&outcome));
        notices.extend(self.at_another_unit(&outcome));
        notices.extend(self.card_twice(at, &outcome));
        notices.extend(self.standing(&outcome, standing));
        (outcome, notices)
    }

    /// The unit that is meant by the row that was read last, where it has one.
    pub fn place(&self) -> Option<i64> {
        self.place
    }

    /// Takes a text for the unit of what follows, when it is one.
    fn heading(&mut self, text: &str) -> bool {
        if self.whole.is_some() || self.plan.has(Field::Unit) {
            // It narrows what a column may mean, no more.
            if let Found::One(unit) | Found::Above(unit) = self.units.find(text, &self.plan.units, self.section) {
                self.section = Some(unit);
                return true;
            }
            return places::looks_like_a_unit(text);
        }
        match self.units.find(text, &self.plan.units, None) {
            Found::One(unit) | Found::Above(unit) => (self.section, self.unclear) = (Some(unit), None),
            Found::Unclear if places::looks_like_a_unit(text) => {
                (self.section, self.unclear) = (None, Some(text.to_owned()))
            }
            Found::Unclear => return false,
        }
        true
    }

    /// The unit of a row, or why there is none.
    fn unit(&mut self, said: &Said) -> Result<i64, Fault> {
        if let Some(unit) = self.whole {
            return Ok(unit);
        }
        let text = match (&said.unit, self.section, &self.unclear) {
            (Some(text), ..) => text.clone(),
            (None, Some(unit), _) if places::takes_members(self.units.tree(), unit) => return Ok(unit),
            (None, _, Some(text)) => text.clone(),
            _ => return Err(Fault::NoUnit),
        };
        if let Found::One(unit) = self.units.find(&text, &self.plan.units, self.section) {
            return Ok(unit);
        }
        self.counts.units.entry(places::key(&text)).or_insert((text, 0)).1 += 1;
        Err(Fault::UnknownUnit)
    }

    fn person(&mut self, at: usize, said: Said, faults: Vec<(usize, Fault)>, unit: Result<i64, Fault>) -> Outcome {
        let choice = self.choices.get(&at);
        let column = |field| self.plan.columns.iter().position(|column| column.field() == Some(field));
        let (of_unit, of_id) = (column(Field::Unit), column(Field::CitizenId));
        let mut wrong: Vec<(Option<usize>, Fault, Option<usize>)> =
            faults.into_iter().map(|(column, fault)| (Some(column), fault, None)).collect();
        if let Err(fault) = unit {
            wrong.push((of_unit, fault, None));
        }
        let mark = mark_of(self.vault, &said);
        if let Some(mark) = &mark {
            match self.ids.get(mark) {
                Some(other) => wrong.push((of_id, Fault::IdTwice, Some(*other))),
                None => {
                    self.ids.insert(mark.clone(), at);
                }
            }
        }
        let Some(unit) = unit.ok().filter(|_| wrong.is_empty()) else { return Outcome::Wrong(wrong) };
        let found = self.people.find(&said, mark.as_deref(), unit);
        if let Match::Elsewhere(person) = found {
            self.met.push((at, person));
            return Outcome::Wrong(vec![(of_id, Fault::IdElsewhere, None)]);
        }
        // The same name and birth in one unit twice: once too often, or two people. With the whole day of birth a name that
        // was typed without its marks is the same; with the year alone Hùng and Hưng are two.
        let name = if said.birth_day.is_some() { viet::fold(&said.name) } else { viet::settle(&said.name) };
        let name = (name, said.birth_year, said.birth_day, unit);
        let before = *self.names.entry(name).or_insert(at);
        let again = (before != at && mark.is_none()).then_some(before);
        match (choice, found) {
            (Some(Choice::Same(person, fields)), _) => match self.people.any(*person) {
                Some(known) => self.known(at, said, mark, known, fields.as_deref()),
                None => Outcome::Doubtful(vec![], None),
            },
            // Two people cannot have one citizen id.
            (Some(Choice::Other), Match::Same(person)) if self.has_id(person, mark.as_deref()) => {
                Outcome::Doubtful(vec![person], again)
            }
            (Some(Choice::Other), Match::Perhaps(all)) if all.iter().any(|one| self.has_id(*one, mark.as_deref())) => {
                Outcome::Doubtful(all, again)
            }
            (Some(Choice::Other), _) => self.new_member(said, unit),
            (_, Match::Same(person)) => match self.people.get(person) {
                Some(known) => self.known(at, said, mark, known, None),
                None => Outcome::Doubtful(vec![person], again),
            },
            (_, Match::Perhaps(all)) => Outcome::Doubtful(all, again),
            (_, _) if again.is_some() => Outcome::Doubtful(vec![], again),
            _ => self.new_member(said, unit),
        }
    }

    /// Somebody new of a unit, if it is there from the day from which the row counts.
    fn new_member(&self, said: Said, unit: i64) -> Outcome {
        let column = |field| self.plan.columns.iter().position(|column| column.field() == Some(field));
        let from = said.since.or_else(|| Day::parse(&self.plan.since)).unwrap_or(self.today);
        match self.people.units.get(&unit) {
            Some((first, _)) if from < *first => {
                Outcome::Wrong(vec![(column(Field::Since).or(column(Field::Unit)), Fault::UnitNotYet, None)])
            }
            Some((_, Some(_))) => Outcome::Wrong(vec![(column(Field::Unit), Fault::UnitEnds, None)]),
            _ => Outcome::New(Box::new(said), unit),
        }
    }

    fn has_id(&self, person: i64, mark: Option<&str>) -> bool {
        mark.is_some() && self.people.any(person).is_some_and(|known| known.citizen_mark.as_deref() == mark)
    }

    fn known(
        &mut self,
        at: usize,
        said: Said,
        mark: Option<String>,
        known: &Known,
        chosen: Option<&[String]>,
    ) -> Outcome {
        let before = *self.taken.entry(known.id).or_insert(at);
        if before != at {
            return Outcome::Doubtful(vec![known.id], Some(before));
        }
        let mut changes = differences(&said, mark.as_deref(), known, self.people, &self.plan.replace);
        if let Some(chosen) = chosen {
            changes.retain(|field| chosen.iter().any(|one| one == field));
        }
        if changes.is_empty() { Outcome::Same(known.id) } else { Outcome::Changed(Box::new(said), known.id, changes) }
    }
}

/// Of what a row says, the fields that differ from the record. What a row leaves empty changes nothing; of sealed values
/// that are known nothing is opened to compare, they change only where the plan says so.
pub fn differences(
    said: &Said,
    mark: Option<&str>,
    known: &Known,
    people: &People,
    replace: &[String],
) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut note = |differs: bool, field: &'static str| {
        if differs {
            found.push(field);
        }
    };
    note(
        viet::settle(&said.name) != viet::settle(&known.full_name) && !lacks_marks(&said.name, &known.full_name),
        "full_name",
    );
    let birth = match said.birth_day {
        Some(day) => known.birth_day != Some(day),
        None => said.birth_year != known.birth_year,
    };
    note(birth, "birth_day");
    note(said.sex.is_some() && said.sex != known.sex.as_deref(), "sex");
    note(said.joined.is_some() && said.joined != known.joined_on, "joined_on");
    let official = said.official.is_some() && said.official != known.official_on;
    note(official && !people.official_by_change(known.id), "official_on");
    note(said.card.is_some() && said.card != known.card_no, "card_no");
    note(mark.is_some() && mark != known.citizen_mark.as_deref(), Secret::CitizenId.word());
    let values =
        [(Secret::Phone, &said.phone), (Secret::Ethnicity, &said.ethnicity), (Secret::Religion, &said.religion)];
    for (secret, value) in values {
        let may = !people.has_sealed(known.id, secret.word()) || replace.iter().any(|word| word == secret.word());
        note(value.is_some() && may, secret.word());
    }
    for (fact, value) in &said.facts {
        note(people.fact(known.id, *fact) != Some(value), fact.word());
    }
    found.retain(|field| !people.is_restricted(known.id, field));
    found
}

/// Whether a name is the other one in a list that was typed without marks: it says nothing against it.
fn lacks_marks(listed: &str, known: &str) -> bool {
    listed.is_ascii() && viet::fold(listed) == viet::fold(known)
}
