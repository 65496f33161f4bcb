//! Changes of units that take two persons: looked at and asked for by one, shown with what they bring to the other one, made
//! in the name of the first when the second one agrees.

use super::brings::{Brings, brings};
use super::change::{decided_at, perform, read, told as in_words};
use super::closing::finish;
use super::event::event_address;
use super::parts;
use crate::identity::reach::second::{Asking, Refused};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EndUnits, UndoUnits};
use crate::org::closing::{Closing, ClosingError};
use crate::org::{ChangeError, Happened, name_on, names_on, undo, undo_to_look, whenever};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use serde_json::json;

/// From here on what is done in the transaction may be [`only_looked`] at.
pub(super) async fn begin_to_look(tx: &mut Tx) -> Result<(), Failure> {
    Ok(tx.batch("SAVEPOINT look").await?)
}

/// Takes back what was done in the transaction since [`begin_to_look`].
pub(super) async fn only_looked(tx: &mut Tx) -> Result<(), Failure> {
    Ok(tx.batch("ROLLBACK TO SAVEPOINT look").await?)
}

/// The fields of the wizard that say what is to be done.
const FIELDS: &[&str] = &[
    "kind",
    "day",
    "paper",
    "name",
    "short",
    "unit_kind",
    "into",
    "place",
    "place_is",
    "twin",
    "apart",
    "parts",
    "rest",
];
/// What the names of the others begin with: the rows of a split, and what was ticked or goes into one of them.
const ROWS: &[&str] =
    &["name-", "short-", "unit_kind-", "code-", "place-", "place_is-", "twin-", "unit-", "person-", "post-"];
/// What a proposal is about: a unit to be changed, one whose closing is to be ended, an event to be taken back.
const CHANGE: &str = "unit";
const CLOSING: &str = "unit_closing";
const EVENT: &str = "unit_event";

/// What the wizard's form says, the reason left out.
pub(super) fn said(form: &Form) -> serde_json::Value {
    let said: serde_json::Map<_, _> = FIELDS.iter().map(|name| ((*name).to_owned(), json!(form.get(name)))).collect();
    let row =
        |prefix: &'static str| form.with_prefix(prefix).map(move |(row, value)| (format!("{prefix}{row}"), value));
    let rows = ROWS.iter().flat_map(|prefix| row(prefix)).filter(|(_, value)| !value.is_empty());
    let rows: serde_json::Map<_, _> = rows.map(|(name, value)| (name, json!(value))).collect();
    json!({ "form": said, "rows": rows })
}

/// Asks for the change that the wizard's form describes; where the proposal is.
pub(super) async fn ask(
    tx: &mut Tx,
    office: &Office,
    asking: Asking<EndUnits>,
    (unit, form): (i64, &Form),
) -> Result<String, Failure> {
    let ask = asked(office, (CHANGE, unit), said(form), form.get("reason"))?;
    let proposal = proposals::ask(tx, asking, &ask, office.clock.now()).await?;
    Ok(format!("{proposal}?xong=de-nghi"))
}

/// Asks for the end of a unit whose things all have a destination.
pub(super) async fn ask_end(
    tx: &mut Tx,
    office: &Office,
    asking: Asking<EndUnits>,
    (closing, reason): (&Closing, &str),
) -> Result<String, Failure> {
    let payload = json!({ "unit": closing.unit_id, "version": closing.version });
    let ask = asked(office, (CLOSING, closing.id), payload, reason)?;
    let proposal = proposals::ask(tx, asking, &ask, office.clock.now()).await?;
    Ok(format!("{proposal}?xong=de-nghi"))
}

/// Asks for an event to be taken back.
pub(super) async fn ask_back(
    tx: &mut Tx,
    office: &Office,
    asking: Asking<UndoUnits>,
    (event, reason): (i64, &str),
) -> Result<String, Failure> {
    let ask = asked(office, (EVENT, event), json!({}), reason)?;
    let proposal = proposals::ask(tx, asking, &ask, office.clock.now()).await?;
    Ok(format!("{proposal}?xong=de-nghi"))
}

fn asked<'a>(
    office: &Office,
    (subject, subject_id): (&'static str, i64),
    payload: serde_json::Value,
    reason: &'a str,
) -> Result<Ask<'a>, Failure> {
    let uid = office.chance.uuid(office.clock.now()).to_string();
    Ok(Ask { uid, subject, subject_id, payload, reason, hours: office.roles()?.two_person_hours })
}

/// Whether somebody asked before a split could make several units: what was to go where then cannot be read from it. A
/// unit that ends as a whole has nothing to be chosen.
fn is_outdated(proposal: &Proposal) -> bool {
    let values = proposal.values();
    let chose = values["form"]["kind"] == "split" || values["ticked"].as_array().is_some_and(|all| !all.is_empty());
    proposal.subject == CHANGE && values["rows"].is_null() && chose
}

/// The wizard's form as it was when somebody asked.
fn form_of(proposal: &Proposal) -> Form {
    let values = proposal.values();
    let said = FIELDS.iter().map(|name| ((*name).to_owned(), values["form"][*name].as_str().unwrap_or("").to_owned()));
    let rows = values["rows"].as_object().cloned().unwrap_or_default();
    let rows = rows.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    Form::filled(said.chain(rows))
}

/// The closing that a proposal is about, as far as it is still the one that somebody asked for.
async fn closing_of(conn: &mut Conn, proposal: &Proposal) -> Result<Option<Closing>, Failure> {
    let values = proposal.values();
    let known = Closing::of(conn, values["unit"].as_i64().unwrap_or_default()).await?;
    Ok(known.filter(|known| known.id == proposal.subject_id && values["version"].as_i64() == Some(known.version)))
}

/// What a proposal about units is about: what was decided, and while it waits also what it would bring.
pub(crate) async fn told(
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let mut lines = decided(&mut conn, officer, proposal).await?;
    if proposal.state(office.clock.now()) != "waiting" {
        return Ok(lines);
    }
    let asker = officer.asker(&mut conn, office, proposal).await?;
    drop(conn);
    let Some(asker) = asker else { return Ok(lines) };
    let mut tx = office.db.begin().await?;
    // Only looked at: nothing of it is kept.
    match look(&mut tx, office, (&asker, officer), proposal).await {
        Ok(brings) => lines.extend(in_lines(w, brings)),
        Err(Refused::Told(why)) => lines.push((w.say("change-not-now"), why)),
        Err(Refused::Failure(failure)) => return Err(failure),
        Err(_) => {}
    }
    Ok(lines)
}

/// What was decided, in lines.
async fn decided(conn: &mut Conn, officer: &Officer, proposal: &Proposal) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let values = proposal.values();
    let said = |name: &str| values["form"][name].as_str().unwrap_or_default().to_owned();
    let (kind, unit, day, paper) = match proposal.subject.as_str() {
        CHANGE => {
            let day = Day::parse(&said("day")).map_or_else(|| said("day"), Day::written);
            (said("kind"), Some(proposal.subject_id), day, said("paper"))
        }
        CLOSING => {
            let known = closing_of(conn, proposal).await?;
            let (day, paper) = known.map_or_else(Default::default, |known| (known.day.written(), known.paper));
            ("dissolve".to_owned(), values["unit"].as_i64(), day, paper)
        }
        _ => {
            let event = Happened::get(conn, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
            (event.kind, None, event.effective_day.written(), event.paper)
        }
    };
    let mut lines = vec![(w.say("change-which-kind"), w.say(&format!("change-kind-{kind}")))];
    if let Some(unit) = unit {
        let names = names_on(conn, &[unit], officer.tree.day()).await?;
        lines.extend(names.get(&unit).map(|(_, name)| (w.say("org-unit"), name.clone())));
    }
    lines.extend([(w.say("change-day"), day), (w.say("change-paper"), paper), (w.say("change-name"), said("name"))]);
    if kind == "split" && proposal.subject == CHANGE && !is_outdated(proposal) {
        lines.push((w.say("change-parts"), parts::in_lines(&form_of(proposal), w)?));
    }
    // It may be yet to come, or be no more.
    if let Some((into, _)) = whenever(conn, &said("into")).await? {
        lines.push((w.say("change-into"), name_on(conn, into, officer.tree.day()).await?.0));
    }
    lines.retain(|(_, said)| !said.is_empty());
    Ok(lines)
}

/// Does in the transaction what a proposal asks for, to be looked at.
async fn look(
    tx: &mut Tx,
    office: &Office,
    (asker, second): (&Officer, &Officer),
    proposal: &Proposal,
) -> Result<Brings, Refused> {
    let w = second.words();
    let event = match proposal.subject.as_str() {
        EVENT => {
            let brings = brings(tx, office, second, proposal.subject_id).await?;
            let done = undo_to_look(tx, proposal.unit_id, proposal.subject_id, office.clock.now()).await;
            return done.map(|_| brings).map_err(|error| refused(w, second, error));
        }
        _ => make(tx, office, (asker, w), proposal, None).await?,
    };
    Ok(brings(tx, office, second, event).await?)
}

/// Makes the change that two persons agreed on; where its event is. What the second one looked at is compared with what was
/// done, in this transaction: nothing comes in between.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    (asker, second): (&Officer, &Officer),
    grant: Grant<EndUnits>,
    (proposal, seen): (&Proposal, &str),
) -> Result<String, Refused> {
    let mut lines = decided(tx, second, proposal).await?;
    let event = make(tx, office, (asker, second.words()), proposal, Some(grant)).await?;
    lines.extend(in_lines(second.words(), brings(tx, office, second, event).await?));
    as_seen(&lines, seen)?;
    let event = Happened::get(tx, event).await?.ok_or(Failure::NotFound)?;
    Ok(event_address(&event.uid))
}

fn as_seen(lines: &[(String, String)], seen: &str) -> Result<(), Refused> {
    if proposals::mark(lines) == seen { Ok(()) } else { Err(Refused::NotSeen) }
}

/// Takes the event back that two persons agreed on, if it brings what was looked at; where it is.
pub(crate) async fn carry_back(
    tx: &mut Tx,
    office: &Office,
    second: &Officer,
    grant: Grant<UndoUnits>,
    (proposal, seen): (&Proposal, &str),
) -> Result<String, Refused> {
    let event = Happened::get(tx, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let mut lines = decided(tx, second, proposal).await?;
    lines.extend(in_lines(second.words(), brings(tx, office, second, event.id).await?));
    let done = undo(tx, grant.deciding(&event.kind), event.id, office.clock.now()).await;
    done.map_err(|error| refused(second.words(), second, error))?;
    as_seen(&lines, seen)?;
    Ok(event_address(&event.uid))
}

/// The event of a change, with the grant to keep it or to look at.
async fn make(
    tx: &mut Tx,
    office: &Office,
    (asker, w): (&Officer, Words),
    proposal: &Proposal,
    grant: Option<Grant<EndUnits>>,
) -> Result<i64, Refused> {
    if proposal.subject == CLOSING {
        let gone = || Refused::Told(w.say("closing-stale"));
        let known = closing_of(tx, proposal).await?.ok_or_else(gone)?;
        let uid = office.chance.uuid(office.clock.now()).to_string();
        let decided = grant.map(|grant| grant.deciding("dissolve"));
        let made = finish(tx, office, asker, (known.unit_id, proposal.unit_id), &known, (uid, decided)).await;
        return match made.map_err(|failure| out_of_reach(w, failure))? {
            Ok(event) => Ok(event),
            Err(ClosingError::Change(error)) => Err(refused(w, asker, error)),
            Err(ClosingError::Stale) => Err(gone()),
            Err(ClosingError::OutOfReach) => Err(Refused::Told(w.say("change-moved-on"))),
            Err(ClosingError::Waits(count)) => Err(Refused::Told(w.count("closing-waits", count as i64))),
        };
    }
    if is_outdated(proposal) {
        return Err(Refused::Told(w.say("change-outdated")));
    }
    let mut form = form_of(proposal);
    let decision = read(&mut form, office, w)?.ok_or(Failure::Malformed)?;
    let (unit, kind) = (proposal.subject_id, decision.kind);
    if decided_at(asker, unit, kind).map_err(|failure| out_of_reach(w, failure))? != proposal.unit_id {
        // It stands elsewhere by now: that is another decision.
        return Err(Refused::Told(w.say("change-moved-on")));
    }
    let decided = grant.map(|grant| grant.deciding(kind));
    let made = perform(tx, office, asker, unit, &mut form, (decision, decided)).await;
    match made.map_err(|failure| out_of_reach(w, failure))? {
        Some(event) => Ok(event),
        None => Err(Refused::Told(form.errors().iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>().join(" "))),
    }
}

/// Whoever asked may have lost the reach of a unit that it is about, or the unit may be no more.
fn out_of_reach(w: Words, failure: Failure) -> Refused {
    match failure {
        Failure::NotFound | Failure::Forbidden | Failure::Malformed => Refused::Told(w.say("change-moved-on")),
        other => other.into(),
    }
}

fn refused(w: Words, officer: &Officer, error: ChangeError) -> Refused {
    match error {
        ChangeError::Db(error) => error.into(),
        error => Refused::Told(in_words(w, officer, &error)),
    }
}

fn in_lines(w: Words, brings: Brings) -> Vec<(String, String)> {
    let lineage = brings.lineage.iter().map(|(from, to)| format!("{from} → {to}")).collect::<Vec<_>>();
    let public = brings.addresses.into_iter().map(|(headline, _)| headline).collect::<Vec<_>>();
    let members = [vec![brings.members], brings.people].concat().join("\n");
    let mut lines = vec![(w.say("change-lineage"), lineage.join("\n")), (w.say("change-people"), members)];
    let along = brings.along.lines().map(|(key, what)| (key, what.to_vec()));
    for (key, what) in [
        ("change-temporary", brings.temporary),
        ("change-emptied", brings.emptied),
        ("change-ended", brings.ended),
        ("change-moved", brings.moved),
        ("change-posts", brings.posts),
        ("change-seated", brings.seated),
        ("change-areas", brings.areas),
        ("change-areas-ended", brings.areas_ended),
        ("change-codes", brings.codes),
        ("change-roles", brings.roles),
        ("change-carried", brings.carried),
        ("change-ends", brings.ends),
        ("change-overtaken", brings.overtaken),
        ("change-work", brings.work),
        ("change-rooms", brings.rooms),
        ("change-addresses", public),
    ]
    .into_iter()
    .chain(along)
    {
        if !what.is_empty() {
            lines.push((w.say(key), what.join("\n")));
        }
    }
    lines
}
