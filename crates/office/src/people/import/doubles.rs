//! Whether somebody in a list is on record already: by the citizen id, by the card, or by name and birth as lists spell
//! and swap them. Only who is within reach is looked at; of others nothing is known here but that an id is taken. Whoever
//! was a member and is none now, or has left for another office, is found too: a list does not admit them again nor take
//! them in, but nobody is entered twice unseen, and what it says otherwise may be taken over into their record.

use super::fields::words;
use super::likeness::{Likeness, alike, ids_differ, name_key};
use super::rows::Said;
use crate::org::days_of_units;
use crate::people::erasure::restricted_everywhere;
use crate::people::facts::Fact;
use crate::people::{Former, home};
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::{HashMap, HashSet};

kit::record! {
    /// Somebody on record within reach.
    pub struct Known {
        /// The person.
        pub id: i64,
        /// The name.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// The whole day, when it is known.
        pub birth_day: Option<Day>,
        /// `m`, `f` or not said.
        pub sex: Option<String>,
        /// The day of admission.
        pub joined_on: Option<Day>,
        /// The day of becoming official.
        pub official_on: Option<Day>,
        /// The card's number.
        pub card_no: Option<String>,
        /// The digest of the citizen id.
        pub citizen_mark: Option<String>,
        /// Counts the changes of the record.
        pub version: i64,
        /// The unit of main membership.
        pub unit_id: i64,
    }
}

const KNOWN: &str = "SELECT p.id, p.full_name, p.birth_year, p.birth_day, p.sex, p.joined_on, p.official_on, p.card_no,
           p.citizen_mark, p.version, m.unit_id
    FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
      AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)";

/// Who is on record.
#[derive(Default)]
pub struct People {
    known: HashMap<i64, Known>,
    by_mark: HashMap<String, i64>,
    by_card: HashMap<String, i64>,
    /// By family name, given name and year of birth.
    by_name: HashMap<(String, i64), Vec<i64>>,
    /// By the whole day of birth, where it is not restricted.
    by_birth: HashMap<Day, Vec<i64>>,
    /// Citizen ids of whoever is out of reach, or belongs nowhere now.
    elsewhere: HashMap<String, i64>,
    /// Who was a member and is none now or has left for another office ([`AWAY`](crate::people::AWAY)), with the record's
    /// last standing and since when.
    former: HashMap<i64, (Known, String, Day)>,
    /// Which sealed values there are.
    sealed: HashSet<(i64, String)>,
    /// Since when each unit is there, and until when.
    pub(super) units: HashMap<i64, (Day, Option<Day>)>,
    /// Fields that are kept and neither shown nor asked for today, by person.
    restricted: HashMap<i64, HashSet<String>>,
    /// Facts beside the core of the record.
    facts: HashMap<(i64, Fact), String>,
    /// Those whose becoming official is kept by a change of standing.
    by_change: HashSet<i64>,
    /// Who is a probationary member today.
    probationary: HashSet<i64>,
}

/// What is found for a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// Nobody.
    Nobody,
    /// This person.
    Same(i64),
    /// One of these, perhaps.
    Perhaps(Vec<i64>),
    /// The citizen id is taken by this person, who is out of reach.
    Elsewhere(i64),
}

impl People {
    /// Whoever belongs to a unit that may be kept, on a day.
    pub async fn read(conn: &mut Conn, may: &(dyn Fn(i64) -> bool + Sync), day: Day) -> Result<People> {
        let rows: Vec<Known> = conn.all(&format!("{KNOWN} ORDER BY p.id"), &[&day]).await?;
        let (restricted, units) = (restricted_everywhere(conn, day).await?, days_of_units(conn).await?);
        let mut people = People { restricted, units, ..People::default() };
        people.keep(rows, may);
        people.keep_former(conn, may, (None, day)).await?;
        let marks = "SELECT citizen_mark, id FROM person WHERE citizen_mark IS NOT NULL";
        let marks: Vec<(String, i64)> = conn.all(marks, &[]).await?;
        people.elsewhere = marks.into_iter().filter(|(mark, _)| !people.by_mark.contains_key(mark)).collect();
        people.read_more(conn, "", day).await?;
        Ok(people)
    }

    /// Those of these persons who belong to a unit that may be kept, on a day.
    pub async fn some(conn: &mut Conn, may: &(dyn Fn(i64) -> bool + Sync), ids: &[i64], day: Day) -> Result<People> {
        let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let mut people = People { restricted: restricted_everywhere(conn, day).await?, ..People::default() };
        if !ids.is_empty() {
            people.keep(conn.all(&format!("{KNOWN} WHERE p.id IN ({ids})"), &[&day]).await?, may);
            people.keep_former(conn, may, (Some(&ids), day)).await?;
            people.read_more(conn, &format!("AND person_id IN ({ids})"), day).await?;
        }
        Ok(people)
    }

    fn keep(&mut self, rows: Vec<Known>, may: &(dyn Fn(i64) -> bool + Sync)) {
        for known in rows.into_iter().filter(|known| may(known.unit_id)) {
            let card = known.card_no.as_deref().filter(|_| !self.is_restricted(known.id, "card_no"));
            self.by_card.extend(card.map(|card| (words(card), known.id)));
            self.name(&known);
            self.known.insert(known.id, known);
        }
    }

    fn name(&mut self, known: &Known) {
        self.by_mark.extend(known.citizen_mark.clone().map(|mark| (mark, known.id)));
        self.by_name.entry(name_key(&known.full_name, known.birth_year)).or_default().push(known.id);
        if let Some(day) = known.birth_day.filter(|_| !self.is_restricted(known.id, "birth_day")) {
            self.by_birth.entry(day).or_default().push(known.id);
        }
    }

    async fn keep_former(
        &mut self,
        conn: &mut Conn,
        may: &(dyn Fn(i64) -> bool + Sync),
        (ids, day): (Option<&str>, Day),
    ) -> Result<()> {
        let mut all = Former::all(conn, ids).await?;
        all.extend(Former::away(conn, ids, day).await?);
        for it in all {
            let Some(unit_id) = home(conn, it.id, day).await?.filter(|unit| may(*unit)) else { continue };
            let known = Known {
                id: it.id,
                full_name: it.full_name,
                birth_year: it.birth_year,
                birth_day: it.birth_day,
                sex: it.sex,
                joined_on: it.joined_on,
                official_on: it.official_on,
                card_no: it.card_no,
                citizen_mark: it.citizen_mark,
                version: it.version,
                unit_id,
            };
            self.name(&known);
            self.former.insert(it.id, (known, it.state, it.since));
        }
        Ok(())
    }

    async fn read_more(&mut self, conn: &mut Conn, which: &str, day: Day) -> Result<()> {
        if self.known.is_empty() && self.former.is_empty() {
            return Ok(());
        }
        let sql = format!("SELECT person_id, field FROM person_secret WHERE 1 = 1 {which}");
        let sealed: Vec<(i64, String)> = conn.all(&sql, &[]).await?;
        self.sealed = sealed.into_iter().filter(|(person, _)| self.any(*person).is_some()).collect();
        let sql = format!("SELECT person_id, field, value FROM person_fact WHERE 1 = 1 {which}");
        let facts: Vec<(i64, String, String)> = conn.all(&sql, &[]).await?;
        let of_known = facts.into_iter().filter(|(person, ..)| self.any(*person).is_some());
        self.facts = of_known.filter_map(|(person, word, value)| Some(((person, Fact::of(&word)?), value))).collect();
        let sql = format!(
            "SELECT DISTINCT person_id FROM member_state WHERE state = 'probationary'
             AND (to_day IS NULL OR to_day > from_day) {which}"
        );
        self.by_change = conn.all::<(i64,)>(&sql, &[]).await?.into_iter().map(|(person,)| person).collect();
        let sql = format!(
            "SELECT person_id FROM member_state WHERE state = 'probationary' AND from_day <= $1
             AND (to_day IS NULL OR to_day > $1) {which}"
        );
        self.probationary = conn.all::<(i64,)>(&sql, &[&day]).await?.into_iter().map(|(person,)| person).collect();
        Ok(())
    }

    /// Who has a card of this number, by its words.
    pub fn with_card(&self, card: &str) -> Option<i64> {
        self.by_card.get(card).copied()
    }

    /// Somebody on record.
    pub fn get(&self, person: i64) -> Option<&Known> {
        self.known.get(&person)
    }

    /// Whether somebody on record is a probationary member.
    pub fn is_probationary(&self, person: i64) -> bool {
        self.probationary.contains(&person)
    }

    /// Somebody on record who is no member any more, with the last standing and since when.
    pub fn former(&self, person: i64) -> Option<&(Known, String, Day)> {
        self.former.get(&person)
    }

    /// Somebody on record, a member or no more.
    pub fn any(&self, person: i64) -> Option<&Known> {
        self.get(person).or_else(|| self.former(person).map(|(known, ..)| known))
    }

    /// Whether a field of a person is restricted: it is kept as it is, and not shown.
    pub fn is_restricted(&self, person: i64, field: &str) -> bool {
        self.restricted.get(&person).is_some_and(|fields| fields.contains(field))
    }

    /// A fact of a person.
    pub fn fact(&self, person: i64, fact: Fact) -> Option<&String> {
        self.facts.get(&(person, fact))
    }

    /// Whether a sealed value of a person is there.
    pub fn has_sealed(&self, person: i64, word: &str) -> bool {
        self.sealed.contains(&(person, word.to_owned()))
    }

    /// Whether only a change of standing may say since when the person is official.
    pub fn official_by_change(&self, person: i64) -> bool {
        self.by_change.contains(&person)
    }

    /// Who a row may be: `mark` is the digest of its citizen id, `unit` where the list has it.
    pub fn find(&self, said: &Said, mark: Option<&str>, unit: i64) -> Match {
        if let Some(known) = mark.and_then(|mark| self.by_mark.get(mark)) {
            let same = self.known.get(known).is_some_and(|known| alike(said, None, unit, known) > Likeness::Other);
            return if same { Match::Same(*known) } else { Match::Perhaps(vec![*known]) };
        }
        if let Some(person) = mark.and_then(|mark| self.elsewhere.get(mark)) {
            return Match::Elsewhere(*person);
        }
        let mut perhaps = Vec::new();
        if let Some(known) = said.card.as_deref().and_then(|card| self.by_card.get(&words(card))) {
            // A card is one person's; but an id is so too.
            match self.known.get(known) {
                Some(it) if alike(said, mark, unit, it) > Likeness::Other && !ids_differ(mark, it) => {
                    return Match::Same(*known);
                }
                _ => perhaps.push(*known),
            }
        }
        let (mut sure, mut former) = (Vec::new(), Vec::new());
        let years = [0, -1, 1].map(|off| name_key(&said.name, said.birth_year + off));
        let born = said.birth_day.and_then(|day| self.by_birth.get(&day));
        let mut met = HashSet::new();
        for known in years.iter().filter_map(|key| self.by_name.get(key)).chain(born).flatten() {
            if !met.insert(*known) {
                continue;
            }
            match self.any(*known).map_or(Likeness::Other, |known| alike(said, mark, unit, known)) {
                Likeness::Other => {}
                _ if self.former.contains_key(known) => former.push(*known),
                Likeness::Sure => sure.push(*known),
                Likeness::Perhaps => perhaps.push(*known),
            }
        }
        match (&sure[..], &perhaps[..], &former[..]) {
            ([one], [], _) => Match::Same(*one),
            ([], [], []) => Match::Nobody,
            _ => {
                sure.extend(perhaps.into_iter().chain(former));
                sure.sort_unstable();
                sure.dedup();
                Match::Perhaps(sure)
            }
        }
    }
}
