//! The form of a post: reading what was typed, choosing who holds it, and what a refusal says; and the post that two persons
//! agree on.

use super::{address, title, when};
use crate::identity::reach::second::{Asking, Refused};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{FillPost, Right};
use crate::org::pages::term_name;
use crate::org::term::Term;
use crate::people::pages::span;
use crate::people::record::Record;
use crate::people::unit_of;
use crate::posts::{Holding, NewHolding, PostError, Seat, Stamp, correct, hold, of_unit};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use serde_json::{Value, json};

/// What was typed of a holding, once it can be read.
pub(super) struct Typed {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    pub(super) term: Option<i64>,
    pub(super) paper: String,
}

impl Typed {
    pub(super) fn of(&self, person: i64) -> NewHolding<'_> {
        NewHolding { person, from: self.from, to: self.to, term: self.term, paper: &self.paper }
    }
}

/// Reads the days, the term and the paper. An error is put to its field.
pub(super) fn read(form: &mut Form, terms: &[Term], w: Words) -> Option<Typed> {
    let (from, last) = (Day::parse(form.get("from")), Day::parse(form.get("to")));
    for (field, day) in [("from", from), ("to", last)] {
        if day.is_none() && (field == "from" || !form.get(field).is_empty()) {
            form.wrong(field, w.say("wrong-day"));
        }
    }
    if let (Some(from), Some(last)) = (from, last)
        && last < from
    {
        form.wrong("to", w.with("ends-before", "day", from.written()));
    }
    let term = terms.iter().find(|term| term.uid == form.get("term"));
    if term.is_none() && !form.get("term").is_empty() {
        form.wrong("term", w.say("post-wrong-term"));
    }
    let paper = form.get("paper").to_owned();
    if paper.chars().count() > 200 {
        form.wrong("paper", w.say("post-long-paper"));
    }
    let typed = Typed { from: from?, to: last.map(|last| last.plus_days(1)), term: term.map(|term| term.id), paper };
    form.is_sound().then_some(typed)
}

/// The terms of a unit as choices, after the one that means none.
pub(super) fn term_options(w: Words, terms: &[Term]) -> Vec<(String, String)> {
    let none = (String::new(), w.say("post-no-term"));
    std::iter::once(none).chain(terms.iter().map(|term| (term.uid.clone(), term_name(w, term)))).collect()
}

/// The person of a form whom an officer may see; nobody for an identity outside reach, as for one that never was.
pub(super) async fn chosen(conn: &mut Conn, officer: &Officer, uid: &str) -> Result<Option<Record>, Failure> {
    let kept = crate::people::kept(conn, officer, uid).await?;
    Ok(kept.filter(|(_, home)| officer.may(Right::ReadPeople, *home)).map(|(record, _)| record))
}

/// Puts a refusal to its field, in words.
///
/// # Errors
/// What is no refusal.
pub(super) fn refuse(form: &mut Form, w: Words, error: PostError) -> Result<(), Failure> {
    let holder = |held: &Holding| format!("{}, {}", held.full_name, span(w, held.from_day, held.to_day));
    match error {
        PostError::Begins(day) => form.wrong("from", w.with("post-unit-begins", "day", day.written())),
        PostError::Ends(day) => form.wrong("to", w.with("post-unit-ends", "day", day.plus_days(-1).written())),
        PostError::Taken(held) => {
            let who = held.iter().map(holder).collect::<Vec<_>>().join("; ");
            form.wrong("from", w.with("post-taken", "who", who));
        }
        PostError::Twice(held) => {
            form.wrong("from", w.with("post-twice", "when", span(w, held.from_day, held.to_day)));
        }
        PostError::NoMember(day) => form.wrong("who", w.with("post-no-member", "day", day.written())),
        PostError::NotJoined(day) => form.wrong("from", w.with("post-not-joined", "day", day.written())),
        PostError::Term => form.wrong("term", w.say("post-wrong-term")),
        PostError::BeforeBegin(day) => form.wrong("to", w.with("ends-before", "day", day.written())),
        PostError::Stale => form.wrong("from", w.say("post-stale")),
        PostError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

/// What two persons are to agree on: who shall hold which post, or what a holding shall become.
pub(super) async fn ask(
    tx: &mut Tx,
    office: &Office,
    asking: Asking<FillPost>,
    (seat, of): (&Seat, Option<&Holding>),
    new: &NewHolding<'_>,
    reason: &str,
) -> Result<String, Failure> {
    let now = office.clock.now();
    let ask = Ask {
        uid: office.chance.uuid(now).to_string(),
        subject: "unit",
        subject_id: seat.unit(),
        payload: json!({
            "title": seat.title(), "person": new.person, "from": new.from, "to": new.to, "term": new.term,
            "paper": new.paper, "holding": of.map(|held| held.id), "version": of.map(|held| held.version),
            "had_to": of.and_then(|held| held.to_day),
        }),
        reason,
        hours: office.roles()?.two_person_hours,
    };
    Ok(format!("{}?xong=de-nghi", proposals::ask(tx, asking, &ask, now).await?))
}

fn day(values: &Value, name: &str) -> Option<Day> {
    values[name].as_str().and_then(Day::parse)
}

/// What a proposal to give a post is about.
pub(crate) async fn told(
    conn: &mut Conn,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let (w, values) = (officer.words(), proposal.values());
    let sql = "SELECT full_name, birth_year FROM person WHERE id = $1";
    let person: Option<(String, i64)> = conn.opt(sql, &[&values["person"].as_i64()]).await?;
    let (name, born) = person.unwrap_or_default();
    let from = day(&values, "from").ok_or(Failure::Malformed)?;
    let home = unit_of(conn, values["person"].as_i64().unwrap_or_default(), officer.tree.day()).await?;
    let home = home.filter(|home| officer.may(Right::ReadOrganisation, *home));
    let mut told = vec![
        (w.say("post-title"), title(w, values["title"].as_str().unwrap_or_default())),
        (w.say("role-unit"), officer.tree.name(proposal.subject_id).to_owned()),
        (w.say("person-name"), format!("{name} ({born})")),
        (w.say("post-member-of"), home.map_or(String::new(), |home| officer.tree.name(home).to_owned())),
        (w.say("post-when"), span(w, from, day(&values, "to"))),
        (w.say("post-paper"), values["paper"].as_str().unwrap_or_default().to_owned()),
    ];
    if let Some(held) = before(conn, &values, proposal.subject_id).await? {
        told.push((w.say("post-before"), when(w, &held)));
    }
    told.retain(|(_, what)| !what.is_empty());
    Ok(told)
}

async fn before(conn: &mut Conn, values: &Value, unit: i64) -> Result<Option<Holding>, Failure> {
    let Some(id) = values["holding"].as_i64() else { return Ok(None) };
    Ok(of_unit(conn, unit).await?.into_iter().find(|held| held.id == id))
}

/// Gives the post that two persons agreed on; where it is seen.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    grant: Grant<FillPost>,
    proposal: &Proposal,
) -> Result<String, Refused> {
    let (values, now) = (proposal.values(), office.clock.now());
    let title = values["title"].as_str().unwrap_or_default();
    let changed = || Refused::Told(officer.words().say("post-changed"));
    let seat = Seat::of(&officer.tree, office.posts()?, proposal.subject_id, title).ok_or_else(changed)?;
    let person = values["person"].as_i64().ok_or(Failure::Malformed)?;
    let seating = grant.seating(seat, person).ok_or_else(changed)?;
    let new = NewHolding {
        person,
        from: day(&values, "from").ok_or(Failure::Malformed)?,
        to: day(&values, "to"),
        term: values["term"].as_i64(),
        paper: values["paper"].as_str().unwrap_or_default(),
    };
    let done = match values["holding"].as_i64() {
        None => {
            let uid = office.chance.uuid(now).to_string();
            hold(tx, seating, &uid, &new, now).await.map(drop)
        }
        Some(id) => {
            let stamp: Stamp = (values["version"].as_i64().unwrap_or_default(), day(&values, "had_to"));
            correct(tx, seating, (id, stamp), &new, now).await
        }
    };
    match done {
        Ok(()) => Ok(address(&officer.tree, proposal.subject_id)),
        Err(PostError::Db(error)) => Err(error.into()),
        Err(_) => Err(changed()),
    }
}
