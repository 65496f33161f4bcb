//! The wizard: a change of units is read, done in a transaction to see what it brings with it, shown, and only then made.

use super::brings::{Brings, brings};
use super::coming::Coming;
use super::draft;
use super::event::event_address;
use super::fitting::{self, Asked};
use super::wizard::{asks, page};
use super::{address, code, day_of_change, parts, place, tidy_names, together};
use crate::identity::reach::deciding::{Deciding, DecidingWay};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EndUnits, KeepOrganisation};
use crate::org::change::{Change, ChangeError, Decision, KINDS};
use crate::org::estate::{Dependent, Named};
use crate::org::{NewUnit, kind};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::Words;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Things of a kind that are named where they stand in the way of an undo.
const DEPENDENTS: usize = 5;

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(KeepOrganisation, unit)?;
    let kind = officer.query("loai").filter(|kind| KINDS.contains(&kind.as_str())).unwrap_or_default();
    let today = office.clock.today().written();
    let request = office.chance.uuid(office.clock.now()).to_string();
    let now = officer.tree.get(unit).map(|unit| (unit.name.clone(), unit.short.clone())).unwrap_or_default();
    let (name, short) = if kind == "rename" { now } else { Default::default() };
    let mut form = Form::filled([
        ("kind", kind.as_str()),
        ("request", &request),
        ("day", &today),
        ("name", &name),
        ("short", &short),
        ("unit_kind", fitting::likely(&office, &officer, unit)?),
    ]);
    if kind == "split" {
        // Most often a unit falls into parts of its own kind.
        form.set("unit_kind-1", officer.tree.get(unit).map_or(kind::CELL, |unit| &unit.kind));
    }
    if let Some(draft) = officer.query("nhap").filter(|_| kind == "establish") {
        draft::lay_in(&mut office.db.read().await?, unit, &draft, &mut form).await?;
    }
    page(&office, &officer, unit, StatusCode::OK, form, None).await
}

pub(super) async fn go_on(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(KeepOrganisation, unit)?;
    tidy_names(&mut form);
    if form.get("kind") == "split" && form.get("do") == "add" {
        parts::add(&mut form);
        return page(&office, &officer, unit, StatusCode::OK, form, None).await;
    }
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    if form.get("kind") == "establish" && matches!(form.get("do"), "draft" | "drop") {
        let grant = officer.require(KeepOrganisation, unit)?;
        if draft::save(&mut tx, &office, &officer, grant, &mut form).await? {
            let done = if form.get("do") == "drop" { "bo-nhap" } else { "nhap" };
            let target = format!("{}?xong={done}", address(&officer.tree, unit));
            return once::done(tx, &form, &target, now).await;
        }
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    let decision = read(&mut form, &office, w)?;
    let Some(decision) = decision.filter(|_| form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    };
    let (target, runs) = (event_address(&decision.uid), form.get("do") == "run");
    let seat = (decided_at(&officer, unit, decision.kind)?, decision.kind);
    let (decided, asking) = match officer.deciding(&mut tx, &office, EndUnits, seat).await? {
        DecidingWay::Now(decided) => (Some(decided).filter(|_| runs), None),
        DecidingWay::Together(asking) => (None, Some(asking)),
    };
    together::begin_to_look(&mut tx).await?;
    let Some(event) = perform(&mut tx, &office, &officer, unit, &mut form, (decision, decided)).await? else {
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    };
    let together = asking.is_some();
    let brings = brings(&mut tx, &office, &officer, event).await?;
    let mark = mark(&form, &brings);
    if !runs || form.get("seen") != mark {
        // Only looked at: nothing of it is kept.
        drop(tx);
        let mut status = StatusCode::OK;
        if runs {
            // What is to be made is what was looked at, and nothing else.
            form.wrong("seen", w.say("change-not-seen"));
            status = StatusCode::CONFLICT;
        }
        form.set("seen", mark);
        return page(&office, &officer, unit, status, form, Some((brings, together))).await;
    }
    if let Some(asking) = asking {
        together::only_looked(&mut tx).await?;
        let target = together::ask(&mut tx, &office, asking, (unit, &form)).await?;
        return once::done(tx, &form, &target, now).await;
    }
    let grant = officer.require(KeepOrganisation, unit)?;
    if !draft::established(&mut tx, w, grant, &mut form, event).await? {
        drop(tx);
        return page(&office, &officer, unit, StatusCode::CONFLICT, form, None).await;
    }
    let target = format!("{target}?xong=thay-doi");
    once::done(tx, &form, &target, now).await
}

/// A number that is another one when the form says something else, or brings something else with it.
fn mark(form: &Form, brings: &Brings) -> String {
    let mut hasher = DefaultHasher::new();
    together::said(form).to_string().hash(&mut hasher);
    brings.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// The decision of a form; what is wrong goes to its field.
pub(super) fn read(form: &mut Form, office: &Office, w: Words) -> Result<Option<Decision>, Failure> {
    let kind = KINDS.into_iter().find(|kind| *kind == form.get("kind"));
    let Some(kind) = kind else {
        form.wrong("kind", w.say("change-no-kind"));
        return Ok(None);
    };
    if form.get("paper").is_empty() {
        form.wrong("paper", w.say("change-no-paper"));
    }
    for field in ["name", "short"] {
        let letters = form.get(field).chars().count();
        if asks(kind, field) && (letters == 0 || letters > 200) {
            form.wrong(field, w.say(&format!("change-no-{field}")));
        }
    }
    let ticked = form.with_prefix("unit-").count() + form.with_prefix("person-").count();
    let least = match kind {
        "merge" => 2,
        "transfer_part" => 1,
        _ => 0,
    };
    if ticked < least {
        form.wrong("units", w.count("change-too-few", least as i64));
    }
    if kind == "split" {
        parts::read(form, w)?;
    }
    if asks(kind, "into") && form.get("into").is_empty() {
        form.wrong("into", w.say("change-no-target"));
    }
    let day = day_of_change(form, office.clock.today(), w);
    let uid = office.chance.uuid(office.clock.now()).to_string();
    Ok(day.map(|day| Decision { uid, kind, day, paper: form.get("paper").to_owned() }))
}

/// Where a kind of change of a unit is decided: what becomes of a unit as a whole is decided by the one above it, which is
/// still there to take it back.
pub(super) fn decided_at(officer: &Officer, unit: i64, kind: &str) -> Result<i64, Failure> {
    match kind {
        "move" | "dissolve" | "split" => {
            officer.tree.get(unit).and_then(|unit| unit.parent_id).ok_or(Failure::Malformed)
        }
        _ => Ok(unit),
    }
}

/// Does the change in the transaction, to be kept as it was decided or only looked at; the event, or `None` when the form
/// now says what is wrong.
pub(super) async fn perform(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    unit: i64,
    form: &mut Form,
    (decision, decided): (Decision, Option<Deciding<EndUnits>>),
) -> Result<Option<i64>, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let coming = Coming::within(tx, office, officer).await?;
    let grant = |unit: i64| coming.grant(officer, unit);
    let into = coming.receiver(officer, form, decision.day);
    let ticked = |prefix: &str| -> Result<Vec<i64>, Failure> {
        form.with_prefix(prefix)
            .filter(|(_, into)| !into.is_empty())
            .map(|(id, _)| id.parse().map_err(|_| Failure::Malformed))
            .collect()
    };
    let (units, persons) = (ticked("unit-")?, ticked("person-")?);
    for unit in &units {
        grant(*unit)?;
    }
    let parent = officer.tree.get(unit).and_then(|unit| unit.parent_id);
    if decision.kind == "split" {
        let seat = (unit, parent.ok_or(Failure::Malformed)?);
        return parts::perform(tx, office, officer, seat, form, (decision, decided)).await;
    }
    let said = |field: &str| form.get(field).to_owned();
    let (name, short, unit_kind) = (said("name"), said("short"), said("unit_kind"));
    let asked = (decision.kind, unit, &*units, decision.day);
    let Some(area) = place::read(tx, office, officer, form, asked).await? else { return Ok(None) };
    let mut new = NewUnit {
        uid: office.chance.uuid(now).to_string(),
        kind: &unit_kind,
        area: None,
        parent: None,
        name: &name,
        short: &short,
        from: decision.day,
        paper: None,
    };
    let kind = decision.kind;
    if asks(kind, "unit_kind") && !kind::ESTABLISHED.contains(&new.kind) {
        return Err(Failure::Malformed);
    }
    // Whether the receiving unit is there for whoever asks comes first.
    if let Some(into) = into {
        grant(into)?;
    }
    let then = office.trees.as_of(tx, decision.day).await?;
    match (decision.kind, then.get(unit)) {
        ("rename", Some(was)) if was.name == name && was.short == short => {
            form.wrong("name", w.say("change-same-name"))
        }
        ("move", Some(was)) if into.is_some() && was.parent_id == into => {
            form.wrong("into", w.say("change-same-above"))
        }
        _ => {}
    }
    fitting::check(office, (officer, &*then), form, Asked { kind, unit, into, units: &units, persons: &persons })?;
    let (above, gone): (Option<i64>, &[i64]) = match kind {
        "establish" => (Some(unit), &[][..]),
        "merge" => (Some(unit), units.as_slice()),
        "rename" => (then.get(unit).and_then(|was| was.parent_id), std::slice::from_ref(&unit)),
        _ => (None, &[][..]),
    };
    if let Some(above) = above {
        fitting::twin(tx, office, officer, form, (above, decision.day, gone), "").await?;
    }
    if !form.is_sound() {
        return Ok(None);
    }
    let change = Change::begin(tx, grant(decided_at(officer, unit, kind)?)?, decision, now).await.map_err(broken)?;
    let uid = office.chance.uuid(now).to_string();
    new.area = area.area(tx, &change, (&units, (&name, &short)), uid).await.map_err(broken)?;
    let done = match kind {
        "establish" => change.establish(tx, grant(unit)?, &new).await.map(drop),
        "rename" => change.rename(tx, grant(unit)?, (&name, &short)).await,
        "move" => change.relocate(tx, grant(unit)?, target(grant, into)?).await,
        "dissolve" => change.absorb(tx, grant(unit)?, target(grant, into)?).await,
        "transfer_part" => change.hand_over(tx, grant(unit)?, target(grant, into)?, (&persons, &units)).await,
        _ => merge(tx, &change, officer, unit, &new, &units).await?,
    };
    let made = match done {
        Ok(()) => kept(tx, office, change, decided).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(event) => Ok(Some(event)),
        Err(ChangeError::Db(error)) => Err(error.into()),
        Err(error) => {
            let field = if asks(kind, "into") { "into" } else { "day" };
            form.wrong(field, told(w, officer, &error));
            Ok(None)
        }
    }
}

/// Makes what was begun as it was decided, or leaves it to be looked at, with the areas of the committees in it.
pub(super) async fn kept(
    tx: &mut Tx,
    office: &Office,
    change: Change,
    decided: Option<Deciding<EndUnits>>,
) -> Result<i64, ChangeError> {
    let now = office.clock.now();
    change.carry_areas(tx, (&office.chance, now)).await?;
    match decided {
        Some(decided) => change.finish(tx, decided, now).await,
        None => change.look(tx).await,
    }
}

/// Units below `unit` become one new unit there.
async fn merge(
    tx: &mut Tx,
    change: &Change,
    officer: &Officer,
    unit: i64,
    new: &NewUnit<'_>,
    units: &[i64],
) -> Result<Result<(), ChangeError>, Failure> {
    let whole = match change.establish(tx, officer.require(KeepOrganisation, unit)?, new).await {
        Ok(whole) => whole,
        Err(error) => return Ok(Err(error)),
    };
    for old in units {
        let into = officer.require(KeepOrganisation, unit)?.for_new_unit(whole);
        if let Err(error) = change.absorb(tx, officer.require(KeepOrganisation, *old)?, into).await {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn target(
    grant: impl Fn(i64) -> Result<Grant<KeepOrganisation>, Failure>,
    into: Option<i64>,
) -> Result<Grant<KeepOrganisation>, Failure> {
    grant(into.ok_or(Failure::NotFound)?)
}

pub(super) fn told(w: Words, officer: &Officer, error: &ChangeError) -> String {
    // What somebody typed may be outside reach: its name is not told.
    let name = |unit: &i64| if officer.reaches(*unit) { officer.tree.name(*unit).to_owned() } else { String::new() };
    match error {
        ChangeError::NotThere(unit) => w.with("change-not-there", "unit", name(unit)),
        ChangeError::DoesNotLast(unit) => w.with("change-does-not-last", "unit", name(unit)),
        ChangeError::Ring(unit) => w.with("change-ring", "unit", name(unit)),
        ChangeError::NotAMember(_) => w.say("change-not-a-member"),
        ChangeError::NotHeld(_) => w.say("change-not-held"),
        ChangeError::CodeTaken(other) => code::taken(officer, *other),
        ChangeError::Depends(all) => depends(w, officer, all),
        ChangeError::Db(_) => w.say("change-depends"),
    }
}

/// What depends on a change, by its kind, as far as the officer may know of it.
fn depends(w: Words, officer: &Officer, all: &[Dependent]) -> String {
    let mut told: Vec<(&str, Vec<String>, usize)> = Vec::new();
    for one in all.iter().filter(|one| one.named != Named::Never) {
        let at = told.iter().position(|(key, ..)| *key == one.key).unwrap_or_else(|| {
            told.push((one.key, vec![], 0));
            told.len() - 1
        });
        let sees = match one.named {
            Named::ToWhoMay(rights) => rights.iter().any(|right| officer.may(*right, one.unit)),
            _ => true,
        };
        told[at].2 += 1;
        if sees && !one.label.is_empty() && told[at].1.len() < DEPENDENTS {
            told[at].1.push(labelled(w, one));
        }
    }
    if told.is_empty() {
        return w.say("change-depends");
    }
    let line = |(key, labels, count): (&str, Vec<String>, usize)| {
        // Before an undo those that are finished count as well as those under way.
        let what = match key {
            "transfers-out" | "transfers-in" => w.say(&format!("depends-{key}")),
            key => w.say(&format!("estate-{key}")),
        };
        match count - labels.len() {
            0 => format!("{what}: {}", labels.join(", ")),
            _ => format!("{what} ({}) {}", w.number(count as i64), labels.join(", ")).trim_end().to_owned(),
        }
    };
    let what = told.into_iter().map(line).collect::<Vec<_>>().join("; ");
    w.with("change-depends-on", "what", what)
}

/// What it is called; the label of a post begins with the key of its title.
fn labelled(w: Words, one: &Dependent) -> String {
    match one.label.split_once(' ') {
        Some((title, who)) if one.key == "posts" => format!("{} {who}", w.say(&format!("post-{title}"))),
        _ => one.label.clone(),
    }
}

pub(super) fn broken(error: ChangeError) -> Failure {
    match error {
        ChangeError::Db(error) => error.into(),
        other => Failure::Broken(other.into()),
    }
}
