//! Everybody of the record in memory, with what lists ask about and on whichever day: read at the first look, kept current
//! from the journal, person by person. It can be thrown away at any time. Nothing that is sealed is in it; of a sealed value
//! it knows at most that there is one.

use super::load::load;
use crate::people::facts::Fact;
use kit::clock::Day;
use kit::db::{Conn, Result};
use kit::journal::{self, Entry};
use rules::MemberState;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A time from a day on, up to, but without, its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span<T> {
    pub(super) what: T,
    pub(super) from: Day,
    pub(super) to: Option<Day>,
}

impl<T> Span<T> {
    pub(super) fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| to > day)
    }
}

/// A person of the record.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) id: i64,
    /// Outward identity, name, name without marks, and number of the card, one after the other: one piece of memory.
    text: Box<str>,
    ends: [u16; 3],
    pub(super) birth_year: i16,
    pub(super) birth_day: Option<Day>,
    pub(super) sex: Option<Sex>,
    pub(super) joined_on: Option<Day>,
    pub(super) official_on: Option<Day>,
    /// Whether a citizen id is kept; which one is sealed.
    pub(super) has_citizen_id: bool,
    /// Units, with whether it is the main membership.
    pub(super) belongs: Box<[Span<(i64, bool)>]>,
    pub(super) states: Box<[Span<MemberState>]>,
    /// Whether as a whole.
    pub(super) exempt: Box<[Span<bool>]>,
    /// Units and titles, by their place among [`Roster::titles`].
    pub(super) posts: Box<[Span<(i64, u16)>]>,
    /// Facts beside the core of the record.
    pub(super) facts: Box<[(Fact, Arc<str>)]>,
    /// Why somebody is to be looked at again.
    pub(super) checks: Box<[Span<Box<str>>]>,
    /// Fields that the person had restricted: neither shown nor handed out while it holds.
    pub(super) restricted: Box<[Span<Field>]>,
}

/// A field of lists that a person may have had restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// `birth_day`, with the year.
    Born,
    /// `sex`
    Sex,
    /// `joined_on`
    Joined,
    /// `official_on`
    Official,
    /// `card_no`
    Card,
    /// One beside the core of the record.
    Fact(Fact),
}

impl Field {
    pub(super) fn of(key: &str) -> Option<Field> {
        match key {
            "birth_day" => Some(Field::Born),
            "sex" => Some(Field::Sex),
            "joined_on" => Some(Field::Joined),
            "official_on" => Some(Field::Official),
            "card_no" => Some(Field::Card),
            _ => Fact::of(key).map(Field::Fact),
        }
    }
}

/// Male or female.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    /// `m`
    Male,
    /// `f`
    Female,
}

impl Sex {
    pub(super) fn of(word: &str) -> Option<Sex> {
        match word {
            "m" => Some(Sex::Male),
            "f" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// What is written about a person.
pub(super) struct Texts<'a> {
    pub(super) uid: &'a str,
    pub(super) name: &'a str,
    pub(super) card_no: &'a str,
}

impl Member {
    /// Somebody of whom no more is known yet.
    pub(super) fn new(id: i64, texts: &Texts<'_>) -> Member {
        // Longer than any page takes; what is longer still is cut.
        let cut = |text: &str| text.chars().take(400).collect::<String>();
        let (mut text, name, card) = (cut(texts.uid), cut(texts.name), cut(texts.card_no));
        let mut ends = [0; 3];
        for (at, part) in [name.as_str(), &viet::fold(&name), &card].into_iter().enumerate() {
            ends[at] = u16::try_from(text.len()).unwrap_or(u16::MAX);
            text.push_str(part);
        }
        Member {
            id,
            text: text.into(),
            ends,
            birth_year: 0,
            birth_day: None,
            sex: None,
            joined_on: None,
            official_on: None,
            has_citizen_id: false,
            belongs: Box::default(),
            states: Box::default(),
            exempt: Box::default(),
            posts: Box::default(),
            facts: Box::default(),
            checks: Box::default(),
            restricted: Box::default(),
        }
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    pub(super) fn uid(&self) -> &str {
        self.part(0, self.ends[0].into())
    }

    pub(super) fn name(&self) -> &str {
        self.part(self.ends[0].into(), self.ends[1].into())
    }

    /// The name in small letters without marks.
    pub(super) fn folded(&self) -> &str {
        self.part(self.ends[1].into(), self.ends[2].into())
    }

    pub(super) fn card_no(&self) -> &str {
        self.part(self.ends[2].into(), self.text.len())
    }

    pub(super) fn fact(&self, fact: Fact) -> &str {
        self.facts.iter().find(|(known, _)| *known == fact).map_or("", |(_, value)| value)
    }

    pub(super) fn state_on(&self, day: Day) -> Option<MemberState> {
        self.states.iter().rfind(|span| span.holds_on(day)).map(|span| span.what)
    }

    pub(super) fn check_on(&self, day: Day) -> Option<&Span<Box<str>>> {
        self.checks.iter().rfind(|span| span.holds_on(day))
    }

    pub(super) fn hides(&self, field: Field, day: Day) -> bool {
        self.restricted.iter().any(|span| span.what == field && span.holds_on(day))
    }

    /// What lists are in the order of: name, year of birth, the person.
    fn key(&self) -> (Vec<u8>, i16, i64) {
        (viet::name_key(self.name()), self.birth_year, self.id)
    }
}

/// Everybody, in the order of names.
pub struct Roster {
    /// Read up to this position of the journal.
    position: i64,
    pub(super) members: Vec<Arc<Member>>,
    by_id: HashMap<i64, Arc<Member>>,
    /// Titles of posts that somebody holds or held.
    pub(super) titles: Vec<String>,
    /// Counts the changes: what was made from an earlier one is out of date.
    pub(super) version: u64,
}

/// So many persons changed, and all are read anew.
const FEW: usize = 2_000;
/// Rows of the journal read at a time.
const PAGE: i64 = 1_000;

impl Roster {
    /// Reads everybody.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn read(conn: &mut Conn) -> Result<Roster> {
        // The position is read first: what is sealed meanwhile is met again, and reading somebody twice is harmless.
        let position = journal::head(conn).await?;
        let mut roster = Roster { position, members: vec![], by_id: HashMap::new(), titles: vec![], version: 0 };
        roster.fill(conn).await?;
        Ok(roster)
    }

    async fn fill(&mut self, conn: &mut Conn) -> Result<()> {
        // What is thrown away first does not stand beside the new one.
        (self.members, self.by_id) = (vec![], HashMap::new());
        self.members = load(conn, &mut self.titles, None).await?.into_iter().map(Arc::new).collect();
        self.by_id = self.members.iter().map(|member| (member.id, member.clone())).collect();
        self.version += 1;
        Ok(())
    }

    /// How many are in it.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Everybody's unit of main membership on a day, as (person, unit).
    pub(super) fn roll(&self, day: Day) -> Vec<(i64, i64)> {
        let home = |member: &Arc<Member>| {
            let span = member.belongs.iter().find(|span| span.what.1 && span.holds_on(day))?;
            Some((member.id, span.what.0))
        };
        self.members.iter().filter_map(home).collect()
    }

    /// Follows what was sealed since.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn catch_up(&mut self, conn: &mut Conn) -> Result<()> {
        let mut changed = HashSet::new();
        let mut anew = false;
        let mut position = self.position;
        loop {
            let entries = journal::after(conn, position, PAGE).await?;
            let Some(last) = entries.last().and_then(|entry| entry.position) else { break };
            position = last;
            for entry in &entries {
                match concerns(conn, entry).await? {
                    Concern::Nobody => {}
                    Concern::Person(person) => drop(changed.insert(person)),
                    Concern::Anybody => anew = true,
                }
            }
        }
        if anew || changed.len() > FEW {
            self.fill(conn).await?;
        } else if !changed.is_empty() {
            let persons: Vec<i64> = changed.into_iter().collect();
            self.renew(conn, &persons).await?;
        }
        self.position = position;
        Ok(())
    }

    async fn renew(&mut self, conn: &mut Conn, persons: &[i64]) -> Result<()> {
        let fresh = load(conn, &mut self.titles, Some(persons)).await?;
        for person in persons {
            let old = self.by_id.remove(person);
            let at = old.and_then(|old| self.members.iter().position(|member| Arc::ptr_eq(member, &old)));
            if let Some(at) = at {
                self.members.remove(at);
            }
        }
        for member in fresh.into_iter().map(Arc::new) {
            let key = member.key();
            let at = self.members.partition_point(|other| other.key() < key);
            self.members.insert(at, member.clone());
            self.by_id.insert(member.id, member);
        }
        self.version += 1;
        Ok(())
    }
}

/// Whom a row of the journal is about.
enum Concern {
    Nobody,
    Person(i64),
    /// It cannot be told, or it is about many.
    Anybody,
}

/// Tables whose rows belong to a person.
const OF_A_PERSON: [&str; 7] =
    ["membership", "member_state", "exemption", "post_holding", "residence_link", "affiliation", "member_check"];
/// What these say of persons is not in lists; the end of a request may bring a restriction.
const OTHER_VERBS: &[&str] = &[
    "people.batch.",
    "people.request.ask",
    "people.request.reply",
    "people.request.extend",
    "people.reading.",
    "people.secret.read",
];

async fn concerns(conn: &mut Conn, entry: &Entry) -> Result<Concern> {
    // Changes of units move their members without a row for each.
    if entry.verb.starts_with("org.unit.") {
        return Ok(Concern::Anybody);
    }
    let verb = entry.verb.as_str();
    if !verb.starts_with("people.") || OTHER_VERBS.iter().any(|other| verb.starts_with(other)) {
        return Ok(Concern::Nobody);
    }
    if entry.subject == "person" {
        return Ok(Concern::Person(entry.subject_id));
    }
    if let Some(person) = entry.values()["person"].as_i64() {
        return Ok(Concern::Person(person));
    }
    let Some(table) = OF_A_PERSON.iter().find(|table| **table == entry.subject) else { return Ok(Concern::Anybody) };
    let person = conn.value(&format!("SELECT person_id FROM {table} WHERE id = $1"), &[&entry.subject_id]).await?;
    Ok(person.map_or(Concern::Anybody, Concern::Person))
}
