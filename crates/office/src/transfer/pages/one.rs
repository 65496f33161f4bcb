//! One transfer: where it stands, its clock, what was done, and the form of the next step.

use super::{Units, address, cells, may_do, meant, named, pressure_of, side_name, state, title, way};
use super::{differing, who};
use crate::deadline::{Pressure, how, left, working};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::journal::entered;
use crate::org::lineage::Past;
use crate::org::{TreeUnit, names_on};
use crate::people::pages as people;
use crate::people::pages::BOOK;
use crate::people::pages::again::Side as Former;
use crate::people::pages::differing::Row as Differing;
use crate::people::posts_left;
use crate::shell::{Office, Shell, in_words};
use crate::transfer::{Done, Side, State, Step, Transfer};
use askama::Template;
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use rules::Ruleset;

#[derive(Template)]
#[template(path = "transfer/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    href: String,
    name: String,
    /// The member's own page; empty when it is not theirs to see.
    person: String,
    way: String,
    state: &'static str,
    state_name: String,
    /// The day it is due with what is left; empty when it is finished.
    due: String,
    how: String,
    rule: String,
    facts: Vec<(String, String)>,
    trail: Vec<Row>,
    next: Option<Next>,
    /// Other things that can be done now: (address, words).
    others: Vec<(String, String)>,
    /// What the officer is told when nothing is theirs to do.
    waits: String,
    /// Units to choose the receiving one from; empty when it is not theirs to choose.
    units: Vec<(String, String)>,
    /// What may be meant by the receiving organisation's name, where that must be said before the next step.
    whither: Vec<(String, String)>,
    /// What was typed of somebody whose record goes on, where it is otherwise there.
    differs: Vec<Differing>,
    /// What stands above the ticks; empty for those who may not take anything over.
    take: String,
    /// Counts the changes of the record.
    shown: (String, i64),
    /// Where the record is kept up; empty for those who may not.
    keeps: String,
    /// Posts that end with the reception.
    ends: Vec<String>,
    /// Whoever on record may be the one to be received, beside what was written, and what can be answered.
    formers: Vec<Former>,
    former_choices: Vec<(String, String)>,
    /// Whether they may take back that somebody has left.
    takes_back: bool,
    /// Whether they may change the end of a temporary stay.
    stays: bool,
}

struct Row {
    title: String,
    day: String,
    paper: String,
    words: String,
    who: String,
}

/// The form of a step.
struct Next {
    action: String,
    title: String,
    hint: String,
    day: String,
    /// What the last day of a temporary stay is called; empty where none is asked for.
    last: String,
    paper: String,
    words: String,
    button: String,
}

pub(super) async fn show(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(transfer): Path<String>,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let asked = officer.query("buoc").and_then(|word| Step::at(&word));
    page(&office, &officer, &transfer, asked, StatusCode::OK, Form::default()).await
}

/// A transfer is seen from the member's unit, and from the receiving one once it was introduced; of a unit that is no more, from
/// the one that carries on.
pub(super) async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Transfer, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    // Whether or not there is such a transfer, the same is asked: the answer takes as long.
    let past = office.trees.past(&mut conn, today, today).await?;
    let found = Transfer::by_uid(&mut conn, uid, today).await?.ok_or(Failure::NotFound)?;
    let to = found.to_unit.filter(|_| found.state().is_announced());
    let sides: Vec<i64> = found.from_unit.into_iter().chain(to).collect();
    if sides.iter().any(|side| officer.may_then(&past, Right::ReadPeople, *side)) {
        Ok(found)
    } else if sides.iter().any(|side| officer.reaches(past.heir(*side))) {
        Err(Failure::Forbidden)
    } else {
        Err(Failure::NotFound)
    }
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    transfer: &Transfer,
    asked: Option<Step>,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let units = (&*officer.tree, &past);
    let open = transfer.state().is_open();
    let mut mine = Vec::new();
    for step in transfer.state().steps() {
        let side = step.side(transfer.state());
        let takes_in = step == Step::Receive && transfer.is_newcomer();
        let keeps = !takes_in || transfer.to_unit.is_some_and(|unit| officer.may(Right::KeepPeople, unit));
        if keeps && may_do(officer, transfer, side) {
            mine.push(step);
        }
    }
    // What takes the transfer back is never the first thing to be seen.
    let usual = mine.iter().copied().find(|step| !matches!(step, Step::SendBack | Step::Withdraw));
    let chosen = asked.filter(|step| mine.contains(step)).or(usual);
    if form.get("request").is_empty() {
        form.set("request", office.chance.uuid(office.clock.now()).to_string());
    }
    form.set("version", transfer.version.to_string());
    for (field, value) in [("day", today.written()), ("elsewhere", transfer.elsewhere.clone())] {
        if form.get(field).is_empty() && form.is_sound() {
            form.set(field, value);
        }
    }
    let until = transfer.stay_to.or(transfer.until_day.filter(|_| open));
    if let Some(to) = until.filter(|_| form.get("last").is_empty()) {
        form.set("last", to.plus_days(-1).written());
    }
    let directs = open && !transfer.is_newcomer() && may_do(officer, transfer, Side::AboveSending);
    let ruleset = BOOK.by_id(&transfer.ruleset);
    let (state, state_name) = state(w, transfer, today);
    let stays = transfer.is_temporary() && transfer.state() == State::Received;
    let keeps = differing::keeps(officer, &past, transfer);
    let differs = differing::of(&mut conn, officer, transfer, today).await?;
    let awaited = match chosen {
        Some(Step::Receive) => who::awaited(&mut conn, transfer).await?,
        _ => None,
    };
    let (formers, former_choices) = match &awaited {
        Some(new) => who::shown(officer, new, &who::around(officer, &mut conn, new, today).await?)?,
        None => Default::default(),
    };
    let page = OnePage {
        shell: office.shell(officer),
        href: address(&transfer.uid),
        name: named(transfer),
        person: person(officer, &past, transfer),
        way: way(w, units, transfer),
        state,
        state_name,
        due: if open { due(w, transfer, today) } else { String::new() },
        how: if open { reckoned(w, transfer) } else { String::new() },
        rule: ruleset.map_or(String::new(), |ruleset| title(w, ruleset)),
        facts: facts(w, units, transfer, ruleset),
        trail: Done::of(&mut conn, transfer.id).await?.into_iter().map(|done| row(w, done)).collect(),
        next: chosen.map(|step| next(w, transfer, step)),
        others: mine
            .iter()
            .filter(|step| Some(**step) != chosen)
            .map(|step| (format!("{}?buoc={}", address(&transfer.uid), step.address()), does(w, transfer, *step)))
            .collect(),
        waits: if open && chosen.is_none() { waits(w, units, transfer) } else { String::new() },
        units: if directs { cells(officer, transfer.from_unit, w.say("transfer-outside")) } else { vec![] },
        whither: chosen
            .and_then(|step| asks_whither(officer, transfer, step))
            .map_or(vec![], |meant| meant::choices(officer, &meant)),
        shown: differs.1,
        differs: differs.0,
        take: if keeps.is_empty() { String::new() } else { w.say("transfer-take") },
        keeps,
        ends: if open { ends(&mut conn, w, transfer, today).await? } else { vec![] },
        formers,
        former_choices,
        takes_back: may_take_back(officer, transfer),
        stays: stays && keeps_stay(officer, &past, transfer).is_some(),
        form,
    };
    html(status, &page)
}

/// The units that the words for the receiving organisation may name, where whoever does a step must say which is meant: the
/// words name one of this office, or the step lets the member go from it.
pub(super) fn asks_whither<'a>(officer: &'a Officer, transfer: &Transfer, step: Step) -> Option<Vec<&'a TreeUnit>> {
    if transfer.is_newcomer() || transfer.to_unit.is_some() || !matches!(step, Step::Introduce | Step::Receive) {
        return None;
    }
    let all = meant::receiving(officer, transfer.from_unit);
    let meant = meant::named(&all, &transfer.elsewhere);
    (!meant.is_empty() || (step == Step::Receive && !transfer.is_temporary())).then_some(meant)
}

/// Whether somebody has left this office by it, and the officer may take that back.
pub(super) fn may_take_back(officer: &Officer, transfer: &Transfer) -> bool {
    let left = transfer.state() == State::Received && transfer.to_unit.is_none() && !transfer.is_temporary();
    left && !transfer.is_newcomer() && may_do(officer, transfer, Side::AboveSending)
}

/// The side at which the officer keeps a temporary stay: the member's unit, or the one that carries on for it; else the other one.
pub(super) fn keeps_stay(officer: &Officer, past: &Past, transfer: &Transfer) -> Option<i64> {
    let own = transfer.from_unit.filter(|unit| officer.may_then(past, Right::KeepMoves, *unit));
    own.or(transfer.to_unit.filter(|unit| officer.may(Right::KeepMoves, *unit)))
}

/// The posts that end when the member is received, each with its unit.
async fn ends(conn: &mut Conn, w: Words, transfer: &Transfer, today: Day) -> Result<Vec<String>, Failure> {
    let (Some(person), Some(from), false) = (transfer.person_id, transfer.from_unit, transfer.is_temporary()) else {
        return Ok(vec![]);
    };
    let posts = posts_left(conn, person, (from, transfer.to_unit.is_none()), today).await?;
    let units: Vec<i64> = posts.iter().map(|post| post.unit_id).collect();
    let names = names_on(conn, &units, today).await?;
    let name = |unit: i64| names.get(&unit).map_or("", |(_, name)| name.as_str());
    Ok(posts.iter().map(|post| format!("{}, {}", w.say(&format!("post-{}", post.title)), name(post.unit_id))).collect())
}

fn say(w: Words, what: &str, step: Step) -> String {
    w.say(&format!("transfer-{what}-{}", step.word()))
}

/// Whether another office takes the member in, so that it can only be noted here.
fn is_outside(transfer: &Transfer, step: Step) -> bool {
    step == Step::Receive && transfer.to_unit.is_none()
}

fn does(w: Words, transfer: &Transfer, step: Step) -> String {
    if is_outside(transfer, step) { w.say("transfer-do-receive-outside") } else { say(w, "do", step) }
}

/// The member's page, for who may see it now.
fn person(officer: &Officer, past: &Past, transfer: &Transfer) -> String {
    let home = if transfer.state() == State::Received && !transfer.is_temporary() {
        transfer.to_unit
    } else {
        transfer.from_unit
    };
    let seen = home.is_some_and(|unit| officer.may_then(past, Right::ReadPeople, unit));
    transfer.person_uid.as_deref().filter(|_| seen).map_or(String::new(), people::address)
}

fn due(w: Words, transfer: &Transfer, today: Day) -> String {
    let left = left(w, today, transfer.due_day);
    let key = if pressure_of(transfer, today) == Pressure::Late { "transfer-was-due" } else { "transfer-is-due" };
    w.fill(key, &[("day", transfer.due_day.written().into()), ("left", left.into())])
}

/// How the day was counted, by the rule that the transfer is judged by.
fn reckoned(w: Words, transfer: &Transfer) -> String {
    let rule = BOOK.by_id(&transfer.ruleset).and_then(Ruleset::transfer);
    let Some(rule) = rule else { return String::new() };
    let reckoning = working(transfer.cause_on, rule.complete_within_working_days);
    how(w, &reckoning, &w.say("transfer-since"))
}

fn facts(w: Words, units: Units, transfer: &Transfer, ruleset: Option<&Ruleset>) -> Vec<(String, String)> {
    let rule = ruleset.and_then(Ruleset::transfer);
    let cause = rule.and_then(|rule| rule.causes.iter().find(|cause| cause.key == transfer.cause));
    let mut facts = vec![
        (w.say("transfer-from"), side_name(units, transfer, true)),
        (w.say("transfer-to"), side_name(units, transfer, false)),
        (w.say("transfer-kind"), w.say(&format!("transfer-kind-{}", transfer.kind))),
        (w.say("transfer-cause"), cause.map_or(String::new(), |cause| viet::capital(&in_words(w, &cause.name)))),
        (w.say("transfer-cause-on"), transfer.cause_on.written()),
    ];
    if let (Some(on), Some(rule), true) = (transfer.introduced_on, rule, transfer.state().is_open()) {
        let last = on.plus_days(i64::from(rule.present_within_days));
        facts.push((w.say("transfer-present-by"), last.written()));
    }
    match (transfer.stay_from, transfer.is_temporary()) {
        (Some(from), true) => facts.push((w.say("transfer-stay"), people::span(w, from, transfer.stay_to))),
        (Some(from), false) => facts.push((w.say("transfer-member-from"), from.written())),
        (None, true) => {
            let last = transfer.until_day.map_or(String::new(), |until| until.plus_days(-1).written());
            facts.push((w.say("transfer-until"), last));
        }
        (None, false) => {}
    }
    facts
}

fn row(w: Words, done: Done) -> Row {
    Row {
        title: w.say(&format!("transfer-done-{}", done.step)),
        day: done.day.written(),
        paper: done.paper,
        words: done.words,
        who: entered(w, &done.who, done.at),
    }
}

fn next(w: Words, transfer: &Transfer, step: Step) -> Next {
    let outside = is_outside(transfer, step);
    Next {
        action: format!("{}/buoc/{}", address(&transfer.uid), step.address()),
        title: does(w, transfer, step),
        hint: if outside { w.say("transfer-hint-receive-outside") } else { say(w, "hint", step) },
        day: say(w, "day", step),
        last: if step == Step::Receive && transfer.is_temporary() { w.say("transfer-until") } else { String::new() },
        paper: say(w, "paper", step),
        words: w.say(if matches!(step, Step::SendBack | Step::Withdraw) { "transfer-why" } else { "transfer-words" }),
        button: say(w, "button", step),
    }
}

/// Who is to do the next step.
fn waits(w: Words, units: Units, transfer: &Transfer) -> String {
    let step = transfer.state().steps().into_iter().find(|step| *step != Step::SendOff);
    let Some(step) = step else { return String::new() };
    let what = w.say(&format!("transfer-next-{}", step.word()));
    let who = match step.side(transfer.state()) {
        Side::Sending => side_name(units, transfer, true),
        Side::AboveSending => w.with("transfer-above", "unit", side_name(units, transfer, true)),
        Side::Receiving => side_name(units, transfer, false),
    };
    w.fill("transfer-waits", &[("what", what.into()), ("who", who.into())])
}
