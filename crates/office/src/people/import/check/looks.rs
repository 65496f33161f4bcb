//! What a row would say of a person that nobody would write by hand: a fault at its cell, or worth a look.

use super::{Checker, Outcome};
use crate::people::import::fields::{Field, words};
use crate::people::import::told::{Fault, Notice};
use crate::people::record::is_under;
use kit::clock::Day;

impl Checker<'_> {
    /// Whether the list has somebody at another unit than the record: a list moves nobody. At the column that says the unit, or
    /// the name.
    pub(super) fn at_another_unit(&self, outcome: &Outcome) -> Option<(usize, Notice)> {
        let (Outcome::Same(person) | Outcome::Changed(_, person, _)) = outcome else { return None };
        let (known, place) = (self.people.get(*person)?, self.place?);
        if self.units.tree().is_within(known.unit_id, place) {
            return None;
        }
        let column = |field| self.plan.columns.iter().position(|column| column.field() == Some(field));
        let column = column(Field::Unit).or_else(|| column(Field::Name)).or_else(|| column(Field::GivenPart));
        Some((column?, Notice::OtherUnit))
    }

    /// Whether the number of a card that is taken over is another person's.
    pub(super) fn card_twice(&mut self, at: usize, outcome: &Outcome) -> Option<(usize, Notice)> {
        let (said, own) = match outcome {
            Outcome::New(said, _) => (said, None),
            Outcome::Changed(said, person, fields) if fields.contains(&"card_no") => (said, Some(*person)),
            _ => return None,
        };
        let card = words(said.card.as_deref()?);
        let before = *self.cards.entry(card.clone()).or_insert(at);
        let known = self.people.with_card(&card).is_some_and(|person| Some(person) != own);
        let column = self.plan.columns.iter().position(|column| column.field() == Some(Field::Card))?;
        (known || before != at).then_some((column, Notice::CardTwice))
    }

    /// Whether a record would say that somebody was admitted too young, by the day of birth or of admission that is taken over
    /// from the list: at its column.
    pub(super) fn too_young(&self, outcome: &Outcome) -> Option<(usize, Notice)> {
        if let Outcome::New(said, _) = outcome {
            // Of whom no day of admission is said, the day from which they are entered counts.
            let from = said.since.or_else(|| Day::parse(&self.plan.since)).unwrap_or(self.today);
            let (born, day) = ((said.birth_year, said.birth_day), said.joined.unwrap_or(from));
            let column = |field| self.plan.columns.iter().position(|column| column.field() == Some(field));
            let at = column(Field::Joined).filter(|_| said.joined.is_some()).or_else(|| column(Field::Birth));
            let young = said.birth_year > 0 && is_under(self.min_age, born, day);
            return Some((at?, Notice::TooYoung)).filter(|_| young);
        }
        let Outcome::Changed(said, person, fields) = outcome else { return None };
        let (known, takes) = (self.people.any(*person)?, |field: &str| fields.contains(&field));
        let joined = if takes("joined_on") { said.joined } else { known.joined_on };
        let birth = takes("birth_day");
        let born = if birth { (said.birth_year, said.birth_day) } else { (known.birth_year, known.birth_day) };
        if !(birth || takes("joined_on")) || !is_under(self.min_age, born, joined?) {
            return None;
        }
        let of_birth = [Field::Birth, Field::BirthOfMen, Field::BirthOfWomen];
        let fields = if takes("joined_on") { &[Field::Joined][..] } else { &of_birth[..] };
        let column = self.plan.columns.iter().position(|column| column.field().is_some_and(|it| fields.contains(&it)));
        Some((column?, Notice::TooYoung))
    }

    /// What the list says of a standing that its days, or the record, speak against: at its column, or that of the day.
    /// `said` is whether it says official or probationary, by the word or by the day.
    pub(super) fn standing(&self, outcome: &Outcome, said: Option<bool>) -> Option<(usize, Notice)> {
        let column = |field| self.plan.columns.iter().position(|column| column.field() == Some(field));
        let of_word = column(Field::Standing);
        match outcome {
            Outcome::Same(person) | Outcome::Changed(_, person, _) => {
                let on_probation = self.people.get(*person).map(|known| self.people.is_probationary(known.id))?;
                (said? == on_probation).then_some((of_word.or(column(Field::Official))?, Notice::OtherStanding))
            }
            Outcome::New(new, _) => {
                let early = new.official.is_none() && new.is_on_probation(self.probation, self.today);
                let of_day = column(Field::Joined);
                match new.standing {
                    Some(false) if new.official.is_some() => Some((of_word?, Notice::StandingAgainstDay)),
                    Some(true) if early => Some((of_word?, Notice::OfficialEarly)),
                    // Once made longer it is twice as long at most.
                    Some(false) if new.joined.is_some() && !new.is_on_probation(2 * self.probation, self.today) => {
                        Some((of_word?, Notice::ProbationLong))
                    }
                    None if early && self.plan.official => Some((of_day?, Notice::ProbationTaken)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// With what is taken over nobody is official before they were admitted.
    pub(super) fn admitted_before_official(&self, outcome: Outcome) -> Outcome {
        let Outcome::Changed(said, person, fields) = &outcome else { return outcome };
        let Some(known) = self.people.any(*person) else { return outcome };
        let of = |field, listed, known| if fields.contains(&field) { listed } else { known };
        let joined = of("joined_on", said.joined, known.joined_on);
        let official = of("official_on", said.official, known.official_on);
        if joined.zip(official).is_none_or(|(joined, official)| joined <= official) {
            return outcome;
        }
        let column = |field| self.plan.columns.iter().position(|column| column.field() == Some(field));
        Outcome::Wrong(vec![(column(Field::Joined).or(column(Field::Official)), Fault::BeforeJoined, None)])
    }
}
