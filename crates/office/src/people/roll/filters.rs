//! What the members' list can be narrowed by: read from the address, said in words, and held against each line.

use super::name::NameAsked;
use super::roster::Field;
use super::view::{
    AGES, ANY_POST, Facet, Kind, LACKS, Line, N, NO_PARTY_AGE, NO_POST, NO_STANDING, OTHER_TITLES, PARTY_AGES, View,
    title_bit,
};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::{Ask, Mask, Sifted, sift};
use crate::org::Tree;
use crate::org::lineage::Past;
use crate::org::pages::grouping::TODAY;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use rules::MemberState;
use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};

/// The names in the address and of the fields.
pub const FILTERS: &[&str] = &[
    NAME,
    UNIT,
    UNIT_TEXT,
    "gioi",
    "tuoi",
    "tu-tuoi",
    "den-tuoi",
    "tuoi-dang",
    "tu-tuoi-dang",
    "den-tuoi-dang",
    "tu-cach",
    "mien",
    "loai",
    "chuc-vu",
    "vao-tu",
    "vao-den",
    "the",
    "thieu",
    "kiem-tra",
    "giay",
    DAY,
    BY,
    CHOSEN,
];
/// The name, in part.
pub(super) const NAME: &str = "ten";
/// The unit, with all below it.
pub(super) const UNIT: &str = "don-vi";
/// A unit by its name.
pub(super) const UNIT_TEXT: &str = "tim-don-vi";
/// The day of the picture.
pub(super) const DAY: &str = "ngay";
/// By whose units a day that is past is looked at.
pub(super) const BY: &str = "theo";
/// Those that were selected, by their outward identities.
pub(super) const CHOSEN: &str = "chon";
/// The value of a filter that takes in all.
pub(super) const ANY: &str = "tat-ca";

impl Facet {
    /// Its name in the address, and the message of its field.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Facet::Sex => ("gioi", "roll-sex"),
            Facet::Age => ("tuoi", "roll-ages"),
            Facet::PartyAge => ("tuoi-dang", "roll-party-ages"),
            Facet::Standing => ("tu-cach", "roll-standing"),
            Facet::Exempt => ("mien", "roll-exempt"),
            Facet::Kind => ("loai", "roll-kind"),
            Facet::Post => ("chuc-vu", "roll-post"),
            Facet::Lacks => ("thieu", "roll-lacks"),
            Facet::Check => ("kiem-tra", "roll-check"),
            Facet::Paper => ("giay", "roll-on-paper"),
        }
    }

    /// Its values as (word in the address, what people read, bit).
    pub(super) fn values(self, w: Words, titles: &[String]) -> Vec<(String, String, usize)> {
        let said = |words: &[(&str, &str)]| {
            words.iter().zip(0..).map(|((value, key), bit)| ((*value).to_owned(), w.say(key), bit)).collect()
        };
        match self {
            Facet::Sex => said(&[("m", "sex-m"), ("f", "sex-f"), ("khac", "roll-not-said")]),
            Facet::Age => bands(w, &AGES, "roll-band"),
            Facet::PartyAge => {
                let mut values = bands(w, &PARTY_AGES, "roll-band");
                values.push(("khong".to_owned(), w.say("roll-no-party-age"), NO_PARTY_AGE));
                values
            }
            Facet::Standing => {
                let states = MemberState::ALL.iter().zip(0..);
                let mut values: Vec<_> = states
                    .map(|(state, bit)| (state.word().to_owned(), w.say(&format!("state-{}", state.word())), bit))
                    .collect();
                values.push(("khong".to_owned(), w.say("roll-not-said"), NO_STANDING));
                values
            }
            Facet::Exempt => {
                said(&[("co", "roll-is-exempt"), ("khong", "roll-not-exempt"), ("giam", "roll-is-reduced")])
            }
            Facet::Kind => said(&[("chinh", "roll-main"), ("tam", "roll-temporary"), ("roi", "roll-former")]),
            Facet::Post => {
                let mut values = vec![
                    ("co".to_owned(), w.say("roll-any-post"), ANY_POST),
                    ("khong".to_owned(), w.say("roll-no-post"), NO_POST),
                ];
                let named = titles.iter().enumerate().filter(|(at, _)| title_bit(*at) < OTHER_TITLES);
                values.extend(named.map(|(at, title)| (title.clone(), w.say(&format!("post-{title}")), title_bit(at))));
                values
            }
            Facet::Lacks => LACKS
                .iter()
                .zip(0..)
                .map(|(value, bit)| ((*value).to_owned(), w.say(&format!("roll-lacks-{value}")), bit))
                .collect(),
            Facet::Paper => {
                said(&[("co", "roll-wants-paper"), ("khong", "roll-without-paper"), ("chua-ghi", "roll-not-said")])
            }
            Facet::Check => said(&[("co", "roll-to-check"), ("khong", "roll-not-to-check")]),
        }
    }
}

/// `31-40`, `61-`: the years of each band, and how people say them.
fn bands(w: Words, first: &[i16], key: &str) -> Vec<(String, String, usize)> {
    let band = |at: usize| {
        let (from, to) = (first[at], first.get(at + 1).map(|next| next - 1));
        let value = format!("{from}-{}", to.map_or(String::new(), |to| to.to_string()));
        let words = match to {
            Some(to) if at == 0 => w.count(&format!("{key}-below"), i64::from(to + 1)),
            Some(to) => w.fill(key, &[("from", i64::from(from).into()), ("to", i64::from(to).into())]),
            None => w.count(&format!("{key}-from"), i64::from(from)),
        };
        (value, words, at)
    };
    (0..first.len()).map(band).collect()
}

/// What was asked for, once it can be read.
pub(super) struct Wanted {
    allowed: [Mask; N],
    name: NameAsked,
    /// The places of the units that are asked for.
    places: Range<usize>,
    /// Which places are within reach.
    reach: Vec<bool>,
    age: RangeInclusive<i16>,
    party_age: RangeInclusive<i16>,
    joined: (Option<Day>, Option<Day>),
    card_no: String,
    chosen: HashSet<String>,
}

/// The units within reach on a tree, each by its place. Those of an earlier day are reached also through the ones that
/// carry on for them today.
pub(super) fn reach(officer: &Officer, past: &Past, tree: &Tree) -> Vec<bool> {
    let mut reach = vec![false; tree.preorder().len()];
    for root in officer.rights().roots(tree, Right::ReadPeople) {
        reach[tree.places(root)].fill(true);
    }
    if tree.day() < past.today {
        for (place, unit) in reach.iter_mut().zip(tree.preorder()) {
            *place |= officer.may(Right::ReadPeople, past.heir(*unit));
        }
    }
    reach
}

/// Reads what is asked for. `reach` are the places of the tree's preorder that are open to whoever asks; what cannot be read
/// is told at its field.
///
/// # Errors
/// [`Failure::NotFound`] for a unit outside reach: as if there were none.
pub(super) fn read(
    officer: &Officer,
    ask: &Ask,
    form: &mut Form,
    view: &View,
    reach: Vec<bool>,
) -> Result<Wanted, Failure> {
    let (w, tree) = (officer.words(), &view.tree);
    let places = match ask.get(UNIT) {
        "" => 0..tree.preorder().len(),
        uid => match tree.by_uid(uid).map(|unit| tree.places(unit.id)) {
            Some(places) if reach[places.start] => places,
            Some(_) => return Err(Failure::NotFound),
            // A unit of today that was not there yet on the day: whoever may see it is told so.
            None => {
                let unit = officer.tree.by_uid(uid).filter(|unit| officer.may(Right::ReadPeople, unit.id));
                let unit = unit.ok_or(Failure::NotFound)?;
                let values = [("unit", unit.name.clone().into()), ("day", view.day.written().into())];
                form.wrong(DAY, w.fill("roll-unit-not-then", &values));
                0..0
            }
        },
    };
    let mut allowed = [0; N];
    for facet in Facet::ALL {
        let (name, _) = facet.names();
        let value = ask.get(name);
        // Whoever does not ask for others means those who belong here.
        let value = if facet == Facet::Kind && value.is_empty() { "chinh" } else { value };
        if value.is_empty() || value == ANY {
            continue;
        }
        match facet.values(w, &view.titles).into_iter().find(|(known, ..)| known == value) {
            Some((.., bit)) => allowed[facet as usize] = 1 << bit,
            None => form.wrong(name, w.say("roll-wrong-value")),
        }
    }
    let mut years = |from: &str, to: &str| {
        let mut one = |name: &str, otherwise: i16| match ask.get(name) {
            "" => otherwise,
            typed => typed.parse::<i16>().ok().filter(|years| (0..=150).contains(years)).unwrap_or_else(|| {
                form.wrong(name, unfit(w, name, "roll-wrong-age"));
                otherwise
            }),
        };
        one(from, i16::MIN)..=one(to, i16::MAX)
    };
    let age = years("tu-tuoi", "den-tuoi");
    let party_age = years("tu-tuoi-dang", "den-tuoi-dang");
    let asked_age = ["tu-tuoi", "den-tuoi"].iter().any(|name| !ask.get(name).is_empty());
    let asked_party_age = ["tu-tuoi-dang", "den-tuoi-dang"].iter().any(|name| !ask.get(name).is_empty());
    let mut day = |name: &str| match ask.get(name) {
        "" => None,
        typed => Day::parse(typed).or_else(|| {
            form.wrong(name, unfit(w, name, "wrong-day"));
            None
        }),
    };
    Ok(Wanted {
        allowed,
        name: NameAsked::read(ask.get(NAME)),
        places,
        reach,
        // Whose age is restricted, or who has no party age, is between no two.
        age: if asked_age { 0.max(*age.start())..=*age.end() } else { age },
        party_age: if asked_party_age { 0.max(*party_age.start())..=*party_age.end() } else { i16::MIN..=i16::MAX },
        joined: (day("vao-tu"), day("vao-den")),
        card_no: digits(ask.get("the")),
        chosen: ask.all(CHOSEN).map(str::to_owned).collect(),
    })
}

/// A number as it is compared: without the blanks and points that people put between.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

impl Wanted {
    /// Finds what is asked for, with the counts, and for each unit how many there are at it with the other filters.
    pub(super) fn sift(&self, view: &View) -> (Sifted<N>, Vec<u32>) {
        let mut at_units = vec![0; self.reach.len()];
        let inside = |line: &Line| self.places.contains(&(line.place as usize));
        let found = sift(
            &view.lines,
            |line| &line.masks,
            &self.allowed,
            |line| self.holds(view, line),
            inside,
            |line| at_units[line.place as usize] += 1,
        );
        (found, at_units)
    }

    /// The conditions without counts; the cheap ones first.
    fn holds(&self, view: &View, line: &Line) -> bool {
        self.reach[line.place as usize]
            && self.age.contains(&line.age)
            && self.party_age.contains(&line.party_age)
            && self.joined_between(view, line)
            && (self.chosen.is_empty() || self.chosen.contains(line.member.uid()))
            && (self.card_no.is_empty()
                || view.shows(line, Field::Card) && digits(line.member.card_no()).starts_with(&self.card_no))
            && self.name.is_in(&line.member)
    }

    fn joined_between(&self, view: &View, line: &Line) -> bool {
        let (from, to) = self.joined;
        if from.is_none() && to.is_none() {
            return true;
        }
        let joined = line.member.joined_on.filter(|_| view.shows(line, Field::Joined));
        joined.is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    }
}

/// What is wrong with a field that was typed into, with the field's name in front: several look alike.
pub(super) fn unfit(w: Words, name: &str, message: &str) -> String {
    let label = match name {
        "tu-tuoi" => "roll-from-age",
        "den-tuoi" => "roll-to-age",
        "tu-tuoi-dang" => "roll-from-party-age",
        "den-tuoi-dang" => "roll-to-party-age",
        "vao-tu" => "roll-joined-from",
        "vao-den" => "roll-joined-to",
        _ => "org-day",
    };
    format!("{}: {}", w.say(label), w.say(message))
}

/// What the list is narrowed by, in words, each with the address of the list without it.
pub(super) fn chips(w: Words, ask: &Ask, view: &View) -> Vec<(String, String)> {
    let mut chips = Vec::new();
    let mut chip = |name: &str, words: String| chips.push((words, ask.link(&[(name, "")])));
    if let Some(unit) = view.tree.by_uid(ask.get(UNIT)) {
        chip(UNIT, unit.name.clone());
    }
    for name in FILTERS.iter().filter(|name| ![UNIT, UNIT_TEXT, CHOSEN].contains(*name)) {
        let value = ask.get(name);
        if value.is_empty() || (*name == BY && value != TODAY) {
            continue;
        }
        let facet = Facet::ALL.into_iter().find(|facet| facet.names().0 == *name);
        let words = match facet {
            Some(facet) => {
                let known = facet.values(w, &view.titles).into_iter().find(|(known, ..)| known == value);
                let words = known.map_or_else(|| w.say("roll-any"), |(_, words, _)| words);
                w.fill("roll-chip", &[("what", w.say(facet.names().1).into()), ("value", words.into())])
            }
            None if *name == BY => w.say("org-by-today"),
            None if *name == DAY => {
                w.with("roll-chip-ngay", "value", Day::parse(value).map_or_else(|| value.to_owned(), Day::written))
            }
            None => w.with(&format!("roll-chip-{name}"), "value", value),
        };
        chip(name, words);
    }
    let chosen = ask.all(CHOSEN).count();
    if chosen > 0 {
        chip(CHOSEN, w.count("roll-chip-chon", chosen as i64));
    }
    chips
}

/// How a line's kind is said beside a name; nothing for who belongs there.
pub(super) fn kind_words(w: Words, kind: Kind) -> String {
    match kind {
        Kind::Main => String::new(),
        Kind::Temporary => w.say("roll-temporary"),
        Kind::Former => w.say("roll-former"),
    }
}
