//! Transfers on screen: who is on the way out, in and within, one transfer with its next step, and the forms.

mod announce;
mod ask;
mod differing;
mod meant;
mod one;
mod step;
mod who;

use super::{Side, State, Step, Transfer};
use crate::deadline::{Pressure, left, pressure, working};
use crate::desk::Duty;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepMoves, ReadPeople, Right};
use crate::org::Tree;
use crate::org::lineage::Past;
use crate::org::pages::as_of::{AsOf, Control};
use crate::people::pages::BOOK;
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::Router;
use axum::extract::State as Handed;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use rules::{Area, Ruleset, TransferRule};

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/chuyen-sinh-hoat", get(list))
        .route("/van-phong/chuyen-sinh-hoat/den", get(announce::begin).post(announce::save))
        .route("/van-phong/chuyen-sinh-hoat/{transfer}", get(one::show))
        .route("/van-phong/chuyen-sinh-hoat/{transfer}/buoc/{step}", post(step::step))
        .route("/van-phong/chuyen-sinh-hoat/{transfer}/noi-nhan", post(step::direct))
        .route("/van-phong/chuyen-sinh-hoat/{transfer}/thoi-han", post(step::end_stay))
        .route("/van-phong/chuyen-sinh-hoat/{transfer}/lay-lai", post(step::take_back))
        .route("/van-phong/chuyen-sinh-hoat/{transfer}/theo-giay", post(differing::take_over))
        .route("/van-phong/dang-vien/{person}/chuyen", get(ask::begin).post(ask::save))
}

/// Days for which a finished transfer stays on the list.
const RECENT: i64 = 90;

#[derive(Template)]
#[template(path = "transfer/pages/list.html")]
struct ListPage {
    shell: Shell,
    unit: String,
    rule: String,
    /// Whether the officer may announce somebody from elsewhere.
    announces: bool,
    control: Control,
    parts: Vec<Part>,
}

/// A heading with the transfers below it.
struct Part {
    name: String,
    rows: Vec<Duty>,
}

async fn list(Handed(office): Handed<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let as_of = AsOf::asked(&mut conn, (&office, &officer), "/van-phong/chuyen-sinh-hoat", ReadPeople).await?;
    let (day, tree) = (as_of.day(), as_of.tree());
    let within = |unit: Option<i64>| unit.is_some_and(|unit| as_of.takes(&officer, unit));
    let mut transfers: Vec<Transfer> = if as_of.is_today() {
        let closed = Transfer::closed_since(&mut conn, day.plus_days(-RECENT), day).await?;
        Transfer::open(&mut conn, day).await?.into_iter().chain(closed).collect()
    } else {
        Transfer::as_of(&mut conn, (day.plus_days(-RECENT), day), as_of.by_today()).await?
    };
    let on_the_way = transfers.iter_mut().filter(|one| one.state().is_open());
    let homes = on_the_way.filter_map(|one| Some((one.person_id?, one.from_unit.as_mut()?)));
    as_of.carry(&mut conn, homes).await?;
    let sides = transfers.iter_mut().flat_map(|one| [&mut one.from_unit, &mut one.to_unit]);
    sides.flatten().for_each(|unit| as_of.settle(unit));
    drop(conn);
    let mut parts: Vec<Part> = ["transfer-within", "transfer-out", "transfer-in", "transfer-closed"]
        .into_iter()
        .map(|key| Part { name: w.say(key), rows: vec![] })
        .collect();
    for transfer in transfers {
        // Before it is introduced it is a matter of the sending side alone.
        let comes = within(transfer.to_unit) && transfer.state().is_announced();
        let part = match (transfer.state().is_open(), within(transfer.from_unit), comes) {
            (_, false, false) => continue,
            (false, ..) => 3,
            (true, true, true) => 0,
            (true, true, false) => 1,
            (true, false, true) => 2,
        };
        parts[part].rows.push(row(w, (tree, as_of.past()), &transfer, day));
    }
    parts.retain(|part| !part.rows.is_empty());
    let named = parts.iter().map(|part| (part.name.as_str(), part.rows.as_slice()));
    if let Some(file) = as_of.file(&office, &officer, ("transfers", "chuyen-sinh-hoat"), named).await? {
        return Ok(file);
    }
    let page = ListPage {
        shell: office.shell(&officer),
        unit: as_of.unit(),
        rule: title(w, ruling(day)?.0),
        announces: !officer.roots(Right::KeepMoves).is_empty(),
        control: as_of.control(&officer, parts.is_empty()),
        parts,
    };
    html(as_of.status(), &page)
}

fn row(w: Words, units: Units, transfer: &Transfer, today: Day) -> Duty {
    let way = way(w, units, transfer);
    let open = transfer.state().is_open();
    let text = if open {
        let values = [
            ("way", way.into()),
            ("day", transfer.due_day.written().into()),
            ("left", left(w, today, transfer.due_day).into()),
        ];
        w.fill("transfer-row", &values)
    } else {
        way
    };
    let (state, state_name) = state(w, transfer, today);
    Duty { href: address(&transfer.uid), name: named(transfer), text, state, state_name }
}

/// `Nguyễn Văn A (1952)`
fn named(transfer: &Transfer) -> String {
    format!("{} ({})", transfer.full_name, transfer.birth_year)
}

/// The units by which something is looked at, and those of all days.
type Units<'a> = (&'a Tree, &'a Past);

/// `Chi bộ A → Chi bộ B`, with what is not of this office in words.
fn way(w: Words, units: Units, transfer: &Transfer) -> String {
    let (from, to) = (side_name(units, transfer, true), side_name(units, transfer, false));
    let key = match (transfer.is_temporary(), transfer.from_unit == transfer.to_unit) {
        // A change of units has made one of them, or will.
        (_, true) => "transfer-way-one",
        (true, false) => "transfer-way-temporary",
        (false, false) => "transfer-way",
    };
    w.fill(key, &[("from", from.into()), ("to", to.into())])
}

/// What a side is called; a unit that is no more as it was called then.
fn side_name((tree, past): Units, transfer: &Transfer, sending: bool) -> String {
    match if sending { transfer.from_unit } else { transfer.to_unit } {
        Some(unit) if tree.get(unit).is_some() => tree.name(unit).to_owned(),
        Some(unit) => past.name_on(unit, transfer.day()).to_owned(),
        None => transfer.elsewhere.clone(),
    }
}

/// The state of the style sheet, and the state in words; late and soon due while something is to be done.
fn state(w: Words, transfer: &Transfer, today: Day) -> (&'static str, String) {
    let state = transfer.state();
    let name = w.say(&format!("transfer-state-{}", state.word()));
    match (state, pressure_of(transfer, today)) {
        (State::Received, _) => ("done", name),
        (State::Withdrawn | State::Closed, _) => ("off", name),
        (_, Pressure::Late) => (Pressure::Late.state(), w.with("transfer-late", "state", name)),
        (State::Returned, _) => ("short", name),
        (_, pressure) => (pressure.state(), name),
    }
}

fn pressure_of(transfer: &Transfer, today: Day) -> Pressure {
    let rule = BOOK.by_id(&transfer.ruleset).and_then(Ruleset::transfer);
    pressure(today, transfer.due_day, rule.map_or(0, |rule| rule.soon_within_working_days))
}

/// What waits for the officer among transfers, and what is late or soon due on either side.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let roots = officer.roots(Right::KeepMoves);
    if roots.is_empty() {
        return Ok(vec![]);
    }
    let (w, today, tree) = (officer.words(), office.clock.today(), &officer.tree);
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let mut duties = Vec::new();
    for transfer in Transfer::open(&mut conn, today).await? {
        let within = |unit: Option<i64>| unit.is_some_and(|unit| roots.iter().any(|root| tree.is_within(unit, *root)));
        let comes = transfer.state().is_announced() && within(transfer.to_unit);
        if !within(transfer.from_unit) && !comes {
            continue;
        }
        let pressure = pressure_of(&transfer, today);
        let steps = transfer.state().steps();
        let Some(next) = steps.iter().find(|step| **step != Step::SendOff) else { continue };
        let place = place(tree, &transfer, next.side(transfer.state()));
        // A step is a duty of the unit at which it is done and of the one right above; being late is everybody's.
        let own = place.is_some_and(|place| roots.contains(&place) || roots.contains(&above(tree, place)));
        if !own && pressure == Pressure::Running {
            continue;
        }
        let (state, state_name) = state(w, &transfer, today);
        let values = [
            ("step", w.say(&format!("transfer-next-{}", next.word())).into()),
            ("way", way(w, (tree, &past), &transfer).into()),
            ("day", transfer.due_day.written().into()),
            ("left", left(w, today, transfer.due_day).into()),
        ];
        let text = w.fill("transfer-duty", &values);
        let name = w.with("transfer-duty-name", "name", named(&transfer));
        duties.push(Duty { href: address(&transfer.uid), name, text, state, state_name });
    }
    Ok(duties)
}

/// Where a transfer's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("/van-phong/chuyen-sinh-hoat/{uid}")
}

/// The ruleset by which something begun on this day is judged, with what it says.
fn ruling(day: Day) -> Result<(&'static Ruleset, &'static TransferRule), Failure> {
    let ruleset = BOOK.on(Area::Transfer, None, day.0);
    let found = ruleset.and_then(|ruleset| Some((ruleset, ruleset.transfer()?)));
    found.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on transfer holds on {day}")))
}

fn title(w: Words, ruleset: &Ruleset) -> String {
    in_words(w, &ruleset.title)
}

/// The causes of a rule as choices.
fn causes(w: Words, rule: &TransferRule) -> Vec<(String, String)> {
    rule.causes.iter().map(|cause| (cause.key.clone(), viet::capital(&in_words(w, &cause.name)))).collect()
}

/// The cells that the officer may choose for a member of `home`, as (uid, name), after a first choice that means none.
fn cells(officer: &Officer, home: Option<i64>, none: String) -> Vec<(String, String)> {
    let cells = meant::receiving(officer, home).into_iter().map(|cell| (cell.uid.clone(), cell.name.clone()));
    std::iter::once((String::new(), none)).chain(cells).collect()
}

/// The right to act on the side of a step; inside the page a missing one is 403, whatever lies above.
fn side_of(officer: &Officer, place: Option<i64>) -> Result<Grant<KeepMoves>, Failure> {
    let place = place.ok_or(Failure::Forbidden)?;
    officer.require(KeepMoves, place).map_err(|_| Failure::Forbidden)
}

/// The unit right above a unit; the unit itself where there is none.
fn above(tree: &Tree, unit: i64) -> i64 {
    tree.get(unit).and_then(|unit| unit.parent_id).unwrap_or(unit)
}

/// The unit at which a side acts.
fn place(tree: &Tree, transfer: &Transfer, side: Side) -> Option<i64> {
    super::verbs::place(transfer, side, transfer.from_unit.map(|from| above(tree, from)))
}

/// Whether a step on this side is the officer's to do.
fn may_do(officer: &Officer, transfer: &Transfer, side: Side) -> bool {
    place(&officer.tree, transfer, side).is_some_and(|place| officer.may(Right::KeepMoves, place))
}

/// The last day by the rule that holds when it is asked for, and the rule's id.
fn due_by_rule(cause_on: Day, asked_on: Day) -> Result<(Day, &'static str), Failure> {
    let (ruleset, rule) = ruling(asked_on)?;
    Ok((Day(working(cause_on, rule.complete_within_working_days).day), &ruleset.id))
}
