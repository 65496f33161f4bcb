//! What was typed into the form of a record: checked field by field, and doubted gently where it may still be right.

use crate::people::facts::Fact;
use crate::people::numbers::{CitizenId, Phone};
use crate::people::pages::again::{self, Asked};
use crate::people::pages::differing::doubt;
use crate::people::record::{NewPerson, Record, is_under};
use crate::people::secret::Secret;
use kit::clock::Day;
use kit::form::Form;
use kit::words::Words;
use rules::PersonalDataRule;

/// Longest name, ethnic group, card number; in characters.
const LONGEST: usize = 80;

/// A form that could be read.
pub(super) struct Typed {
    name: String,
    birth_year: i64,
    birth_day: Option<Day>,
    joined_on: Option<Day>,
    official_on: Option<Day>,
    facts: Vec<(Fact, String)>,
    secrets: Vec<(Secret, String)>,
    /// The citizen id, when one was typed.
    pub(super) citizen_id: Option<CitizenId>,
}

impl Typed {
    /// What is to be kept.
    pub(super) fn person<'a>(&'a self, form: &'a Form, uid: String) -> NewPerson<'a> {
        let said = |name: &str| Some(form.get(name)).filter(|text| !text.is_empty());
        NewPerson {
            uid,
            full_name: &self.name,
            birth_year: self.birth_year,
            birth_day: self.birth_day,
            sex: said("sex"),
            joined_on: self.joined_on,
            official_on: self.official_on,
            card_no: said("card_no"),
            paper: said("paper"),
            facts: self.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect(),
            secrets: self.secrets.iter().map(|(secret, value)| (*secret, value.as_str())).collect(),
        }
    }

    /// The name and day or year by which the same person would be found.
    pub(super) fn born(&self) -> (&str, i64, Option<Day>) {
        (&self.name, self.birth_year, self.birth_day)
    }

    /// What is laid beside the record of a former member.
    pub(super) fn asked<'a>(&'a self, form: &'a Form) -> Asked<'a> {
        Asked { said: self.person(form, String::new()), left_on: None }
    }

    /// Since when an official member, as it was typed.
    pub(super) fn official_on(&self) -> Option<Day> {
        self.official_on
    }
}

/// What the form is compared with.
pub(super) struct Measure<'a> {
    pub(super) today: Day,
    pub(super) rule: &'a PersonalDataRule,
    /// Full years of age from which somebody may be admitted.
    pub(super) min_age: u32,
    /// The record that is corrected; `None` for somebody new.
    pub(super) known: Option<&'a Record>,
    /// Whether a change of standing keeps since when the person is official.
    pub(super) official_is_kept: bool,
}

/// Reads the form; `None` when something in it cannot be read. What may be right although it is unusual is said at its
/// field too, until the form says that it was looked at (`sure`).
pub(super) fn read(form: &mut Form, of: &Measure<'_>, w: Words) -> Option<Typed> {
    let name = viet::tidy(form.get("full_name"));
    if name.is_empty() {
        form.wrong("full_name", w.say("record-no-name"));
    } else if name.chars().count() > LONGEST || name.chars().any(|c| c.is_ascii_digit() || "<>{}[]@#".contains(c)) {
        form.wrong("full_name", w.say("record-wrong-name"));
    } else if !name.contains(' ') {
        doubt(form, "full_name", w.say("record-short-name"));
    }
    let born = born(form, of.today, w);
    if !["", "m", "f"].contains(&form.get("sex")) {
        form.wrong("sex", w.say("record-wrong-sex"));
    }
    let joined_on = past(form, "joined_on", of.today, w);
    let official_on = if of.official_is_kept {
        of.known.map_or(Ok(None), |known| Ok(known.official_on))
    } else {
        past(form, "official_on", of.today, w)
    };
    if let (Ok(Some(joined)), Ok(Some(official))) = (joined_on, official_on)
        && official < joined
    {
        form.wrong("official_on", w.with("record-official-before", "day", joined.written()));
    }
    if let (Some(born), Ok(Some(joined))) = (born, joined_on)
        && is_under(of.min_age, born, joined)
    {
        doubt(form, "joined_on", w.with("record-too-young", "age", i64::from(of.min_age)));
    }
    for name in ["card_no", "ethnicity", "religion"] {
        if form.get(name).chars().count() > LONGEST {
            form.wrong(name, w.say("record-too-long"));
        }
    }
    let facts = facts(form, w);
    let citizen_id = citizen_id(form, of, born.map(|(year, _)| year), w);
    phone(form, w);
    let secrets = Secret::ALL.into_iter().filter_map(|secret| {
        let typed = form.get(secret.word());
        let cleared = form.is(&format!("clear-{}", secret.word()), "1");
        match (typed.is_empty(), cleared) {
            (false, _) => Some((secret, typed.to_owned())),
            (true, true) => Some((secret, String::new())),
            (true, false) => None,
        }
    });
    let secrets = secrets.collect();
    let (birth_year, birth_day) = born?;
    let (joined_on, official_on) = (joined_on.ok()?, official_on.ok()?);
    Some(Typed { name, birth_year, birth_day, joined_on, official_on, facts, secrets, citizen_id: citizen_id.ok()? })
}

/// The facts beside the core; what is wrong with one is said at its field.
fn facts(form: &mut Form, w: Words) -> Vec<(Fact, String)> {
    let mut facts = Vec::new();
    for fact in Fact::ALL {
        match fact.kept(form.get(fact.word())) {
            Some(value) => facts.push((*fact, value)),
            None if fact.is_question() => form.wrong(fact.word(), w.say("record-wrong-answer")),
            None => form.wrong(fact.word(), w.say("record-longer")),
        }
    }
    facts
}

/// A whole day, or a year alone.
fn born(form: &mut Form, today: Day, w: Words) -> Option<(i64, Option<Day>)> {
    let typed = form.get("birth_day").to_owned();
    let year = typed.parse::<i64>().ok().filter(|_| typed.len() == 4).map(|year| (year, None));
    let read = year.or_else(|| Day::parse(&typed).map(|day| (day.year(), Some(day))));
    match read {
        None => form.wrong("birth_day", w.say("record-wrong-birth")),
        Some((year, day)) if year < today.year() - 120 || day.is_some_and(|day| day > today) || year > today.year() => {
            form.wrong("birth_day", w.say("record-wrong-birth-year"));
            return None;
        }
        Some(_) => {}
    }
    read
}

/// A day that is not to come; an empty field is none.
fn past(form: &mut Form, name: &str, today: Day, w: Words) -> Result<Option<Day>, ()> {
    if form.get(name).is_empty() {
        return Ok(None);
    }
    match Day::parse(form.get(name)) {
        None => form.wrong(name, w.say("wrong-day")),
        Some(day) if day > today => form.wrong(name, w.say("day-to-come")),
        Some(day) => return Ok(Some(day)),
    }
    Err(())
}

fn citizen_id(form: &mut Form, of: &Measure<'_>, year: Option<i64>, w: Words) -> Result<Option<CitizenId>, ()> {
    let Some(id) = again::number(form, w)? else { return Ok(None) };
    let sex = form.get("sex").to_owned();
    let mut unlike = Vec::new();
    if !of.rule.citizen_places.iter().any(|place| place == id.place()) {
        unlike.push(w.with("record-unlike-place", "place", id.place()));
    }
    if year.is_some_and(|year| year != id.birth_year()) {
        unlike.push(w.with("record-unlike-year", "year", id.birth_year().to_string()));
    }
    if !sex.is_empty() && sex != id.sex() {
        unlike.push(w.with("record-unlike-sex", "sex", w.say(&format!("sex-{}", id.sex()))));
    }
    if !unlike.is_empty() {
        doubt(form, "citizen_id", w.with("record-unlike", "what", unlike.join("; ")));
    }
    Ok(Some(id))
}

fn phone(form: &mut Form, w: Words) {
    let typed = form.get("phone").to_owned();
    if typed.is_empty() {
        return;
    }
    match Phone::parse(&typed) {
        None => form.wrong("phone", w.say("record-wrong-phone")),
        Some(phone) if !phone.is_usual() => doubt(form, "phone", w.say("record-unusual-phone")),
        Some(_) => {}
    }
}
