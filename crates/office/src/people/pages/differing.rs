//! What is said of somebody in a letter, in a candidate's file or in a form, beside the record that exists: side by side, and
//! taken over field by field.

use super::BOOK;
use super::record::{data_rule, label};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::KeepPeople;
use crate::people::erasure::restricted;
use crate::people::facts::{Fact, facts_of};
use crate::people::record::{NewPerson, Record, correct, is_under, official_by_change};
use crate::people::secret::{Secret, secrets_of};
use crate::shell::Office;
use axum::http::StatusCode;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use rules::Area;
use std::collections::HashSet;

/// What the names of the ticks begin with.
pub(crate) const TAKE: &str = "lay-";

/// What the name of the field begins with that tells which version of somebody's record was looked at.
const SHOWN: &str = "ban-";

/// A field as the record has it, and as it is said.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its name in the record.
    pub(crate) key: &'static str,
    /// The name of its tick in the form; empty where it is not taken over there.
    pub(crate) tick: String,
    pub(crate) label: String,
    pub(crate) known: String,
    pub(crate) typed: String,
    /// Whether something else is said than the record has.
    pub(crate) differs: bool,
}

impl Row {
    /// A row of which nothing is taken over.
    pub(crate) fn of(key: &'static str, label: String, known: String, typed: String) -> Row {
        Row { key, tick: String::new(), label, known, typed, differs: false }
    }
}

/// What is kept of somebody, to lay beside it what is said.
pub(crate) struct Kept {
    record: Record,
    facts: Vec<(Fact, String)>,
    sealed: Vec<Secret>,
    closed: HashSet<String>,
    by_standing: bool,
    day: Day,
}

impl Kept {
    /// What is kept of a person; what is restricted on the day is neither shown nor taken over.
    pub(crate) async fn of(conn: &mut Conn, person: i64, day: Day) -> Result<Option<Kept>, Failure> {
        let Some(record) = Record::get(conn, person).await? else { return Ok(None) };
        Ok(Some(Kept {
            record,
            facts: facts_of(conn, person).await?,
            sealed: secrets_of(conn, person).await?,
            closed: restricted(conn, person, day).await?,
            by_standing: official_by_change(conn, person).await?,
            day,
        }))
    }

    /// What a form tells of which version of the record was shown: the name of its field, and the version.
    pub(crate) fn shown(&self) -> (String, i64) {
        (format!("{SHOWN}{}", self.record.uid), self.record.version)
    }

    /// Whether a field is restricted.
    pub(crate) fn is_closed(&self, key: &str) -> bool {
        self.closed.contains(key)
    }

    /// Whether a field may be taken over: the day of becoming official is the standing's where that has it.
    fn is_open(&self, key: &str) -> bool {
        let of_standing = key == "official_on" && self.by_standing;
        !self.is_closed(key) && !of_standing
    }

    /// Field by field what the record has and what is said; of what is sealed only that there is something. The names of the
    /// ticks begin with `prefix`.
    pub(crate) fn beside(&self, w: Words, said: &NewPerson<'_>, prefix: &str) -> Result<Vec<Row>, Failure> {
        let (record, rule) = (&self.record, data_rule(w, self.day)?.0);
        let day = |day: Option<Day>| day.map_or_else(String::new, Day::written);
        let born = |day: Option<Day>, year: i64| day.map_or_else(|| year.to_string(), Day::written);
        let sex = |sex: Option<&str>| sex.map_or_else(String::new, |sex| w.say(&format!("sex-{sex}")));
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        // A year alone says nothing against a day of that year.
        let same_year = said.birth_day.is_none() && said.birth_year == record.birth_year;
        let (born_on, said_on) = (born(record.birth_day, record.birth_year), born(said.birth_day, said.birth_year));
        let mut rows = vec![
            ("full_name", w.say("record-name"), record.full_name.clone(), said.full_name.to_owned()),
            ("birth_day", w.say("record-born"), born_on, said_on),
            ("sex", w.say("record-sex"), sex(record.sex.as_deref()), sex(said.sex)),
            ("joined_on", w.say("record-joined"), day(record.joined_on), day(said.joined_on)),
            ("official_on", w.say("record-official"), day(record.official_on), day(said.official_on)),
            ("card_no", w.say("record-card"), text(record.card_no.as_deref()), text(said.card_no)),
        ];
        let answer = |fact: &Fact, value: &str| match fact.is_question() && !value.is_empty() {
            true => w.say(&format!("fact-{value}")),
            false => value.to_owned(),
        };
        for (fact, value) in &said.facts {
            let known = self.facts.iter().find(|(known, _)| known == fact).map_or("", |(_, value)| value.as_str());
            let key = fact.word();
            rows.push((key, label(w, rule, key), answer(fact, known), answer(fact, value)));
        }
        for (secret, value) in &said.secrets {
            let known = if self.sealed.contains(secret) { w.say("import-sealed") } else { String::new() };
            rows.push((secret.word(), label(w, rule, secret.word()), known, (*value).to_owned()));
        }
        let row = |(key, label, known, typed): (&'static str, String, String, String)| {
            let closed = self.closed.contains(key);
            let same = known == typed || (key == "birth_day" && same_year);
            let differs = !closed && !typed.is_empty() && !same;
            let known = if closed { w.say("record-restricted") } else { known };
            let tick = if differs && self.is_open(key) { format!("{prefix}{key}") } else { String::new() };
            Row { key, tick, label, known, typed, differs }
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

/// What came of taking fields over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TakenOver {
    /// They are on record, or none was ticked.
    Done,
    /// Somebody has changed the record meanwhile.
    Stale,
    /// One of them does not fit the others, or something else is wrong: the form says what.
    Unfit,
}

impl TakenOver {
    /// How a page answers that comes back with what was typed.
    pub(crate) fn status(&self) -> StatusCode {
        if *self == TakenOver::Stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

/// Takes over into the record what was ticked, of what is offered: a tick beside a field that says nothing (any more), or what
/// the record has, takes nothing away. It is to be what the form has shown, but for so many changes (`own`) of whoever sent it.
pub(crate) async fn take_over(
    conn: &mut Conn,
    office: &Office,
    (officer, grant): (&Officer, Grant<KeepPeople>),
    (kept, own, said): (&Kept, i64, &NewPerson<'_>),
    (form, prefix): (&mut Form, &str),
) -> Result<TakenOver, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let offered = kept.beside(w, said, prefix)?.into_iter().filter(|row| !row.tick.is_empty());
    let ticked: HashSet<&str> = offered.filter(|row| form.is(&row.tick, "1")).map(|row| row.key).collect();
    if ticked.is_empty() {
        return Ok(TakenOver::Done);
    }
    let (field, version) = kept.shown();
    if !form.is(&field, &(version - own).to_string()) {
        return Ok(TakenOver::Stale);
    }
    let new = kept.record.taking(said, |key| ticked.contains(key));
    // The field that was taken is the one to be looked at.
    let among = |keys: [&'static str; 2]| keys.into_iter().find(|key| ticked.contains(*key));
    if let (Some(key), Some((joined, official))) =
        (among(["official_on", "joined_on"]), new.joined_on.zip(new.official_on))
        && official < joined
    {
        wrong(form, (prefix, key), w, w.with("record-official-before", "day", joined.written()), false);
    }
    let age = min_age(now.day());
    if let (Some(key), Some(joined)) = (among(["joined_on", "birth_day"]), new.joined_on)
        && is_under(age, (new.birth_year, new.birth_day), joined)
    {
        wrong(form, (prefix, key), w, w.with("record-too-young", "age", i64::from(age)), true);
    }
    if !form.is_sound() {
        return Ok(TakenOver::Unfit);
    }
    let done = correct(conn, grant, &office.vault, (kept.record.id, kept.record.version), &new, now).await?;
    Ok(if done { TakenOver::Done } else { TakenOver::Stale })
}

/// Puts a message to the tick of a field, whose name the summary says; a doubt is none once the form says that it was looked at.
fn wrong(form: &mut Form, (prefix, key): (&str, &str), w: Words, message: String, is_doubt: bool) {
    let name = format!("{prefix}{key}");
    let label = match key {
        "birth_day" => "record-born",
        "joined_on" => "record-joined",
        _ => "record-official",
    };
    form.call(&name, w.say(label));
    if is_doubt {
        doubt(form, &name, message);
    } else {
        form.wrong(name, message);
    }
}

/// Says that something is unusual, unless the form says that it was looked at.
pub(super) fn doubt(form: &mut Form, name: &str, message: String) {
    if !form.is("sure", "1") {
        form.wrong(name, message);
        form.set("doubted", "1");
    }
}

/// Months of probation.
pub(in crate::people) fn probation_months(day: Day) -> u32 {
    let rule = BOOK.on(Area::Admission, None, day.0).and_then(|ruleset| ruleset.admission());
    rule.map_or(0, |rule| rule.probation_months)
}

/// Full years of age from which somebody may be admitted.
pub(in crate::people) fn min_age(day: Day) -> u32 {
    let rule = BOOK.on(Area::Admission, None, day.0).and_then(|ruleset| ruleset.admission());
    rule.map_or(0, |rule| rule.min_age)
}
