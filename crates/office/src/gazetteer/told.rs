//! How a locality is told, so that nobody takes it for another one of the same name; and what a typed text means.

use super::register::{Locality, Register};
use kit::clock::Day;
use kit::words::Words;

/// Names told of what became of a locality, and of what it was made of.
const NAMED: usize = 3;

/// A locality in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its outward identity.
    pub uid: String,
    /// Kind and name: `Phường Tịnh Biên`.
    pub name: String,
    /// What it lies in: `thị xã Tịnh Biên, tỉnh An Giang`; empty for a province.
    pub above: String,
    /// Since when, or until when.
    pub when: String,
    /// What became of it, or what it was made of.
    pub fate: String,
    /// The statistical code.
    pub code: String,
    /// The whole of it in one line, as it stands in a field where it was chosen.
    pub label: String,
    /// The same without its days, as it stands in a text.
    pub plain: String,
}

impl Told {
    /// Tells a locality.
    pub fn of(register: &Register, place: &Locality, w: Words) -> Told {
        let above = within(register, place);
        let when = when(place, w);
        let called = place.called();
        let parts = [called.as_str(), above.as_str()].into_iter().filter(|part| !part.is_empty());
        let plain = parts.collect::<Vec<_>>().join(", ");
        let label = format!("{plain} ({when})");
        let fate = match place.to_day {
            Some(_) => named(register, &register.became(place), "place-then", w),
            None => named(register, &register.was(place), "place-from-what", w),
        };
        Told {
            uid: place.uid.clone(),
            name: viet::capital(&called),
            above,
            when,
            fate,
            code: place.code.clone(),
            label,
            plain,
        }
    }
}

/// What a locality lies in, the nearest first.
pub(super) fn within(register: &Register, place: &Locality) -> String {
    register.above(place).iter().map(|one| one.called()).collect::<Vec<_>>().join(", ")
}

fn when(place: &Locality, w: Words) -> String {
    match (place.from_day, place.to_day) {
        (_, Some(to)) => w.with("place-until", "day", to.plus_days(-1).written()),
        (Some(from), None) => w.with("place-since", "day", Day::written(from)),
        (None, None) => w.say("place-always"),
    }
}

fn named(register: &Register, places: &[(&Locality, &str)], key: &str, w: Words) -> String {
    if places.is_empty() {
        return String::new();
    }
    let one = |(place, part): &(&Locality, &str)| {
        let name = match register.above(place).as_slice() {
            [] => place.called(),
            above => format!("{}, {}", place.called(), above[0].called()),
        };
        if *part == "part" { w.with("place-part", "name", name) } else { name }
    };
    let mut names: Vec<String> = places.iter().take(NAMED).map(one).collect();
    if places.len() > NAMED {
        names.push(w.count("place-more", (places.len() - NAMED) as i64));
    }
    w.with(key, "names", names.join("; "))
}

/// What a typed text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant<'a> {
    /// Just this one.
    One(&'a Locality),
    /// One of these; a person must choose.
    Several(Vec<&'a Locality>),
    /// Nothing in the register.
    Nothing,
}

impl Register {
    /// What a text means that was typed, or chosen and left as it was.
    pub fn meant(&self, text: &str, day: Day, w: Words) -> Meant<'_> {
        let name = text.split('(').next().unwrap_or_default();
        let found = self.find(name, day);
        if let Some(chosen) = found.iter().copied().find(|place| Told::of(self, place, w).label == text) {
            return Meant::One(chosen);
        }
        match found.as_slice() {
            [] => Meant::Nothing,
            [one] => Meant::One(one),
            _ => Meant::Several(found),
        }
    }
}
