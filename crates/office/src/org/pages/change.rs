//! The wizard: a change of units is read, done in a transaction to see what it brings with it, shown, and only then made.

use super::draft::{self, Prepared};
use super::event::{Brings, brings, event_address};
use super::{address, together, unit_name};
use crate::gazetteer::field;
use crate::identity::reach::deciding::{Deciding, DecidingWay};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EndUnits, KeepOrganisation, Right};
use crate::org::change::{Change, ChangeError, Decision, KINDS};
use crate::org::{NewUnit, kind};
use crate::people;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

#[derive(Template)]
#[template(path = "org/pages/change.html")]
struct ChangePage {
    shell: Shell,
    form: Form,
    unit: String,
    here: String,
    back: String,
    /// What kind of change; empty while it is to be chosen.
    chosen: String,
    title: String,
    /// (kind, name, what it does)
    kinds: Vec<(String, String, String)>,
    unit_kinds: Vec<(String, String)>,
    targets: Vec<(String, String)>,
    /// Units in preparation, where what to do is to be chosen.
    drafts: Vec<Prepared>,
    /// What may be handed over or merged: (name of the field, what, checked).
    units: Vec<(String, String, bool)>,
    people: Vec<(String, String, bool)>,
    /// The localities that the typed name may mean, when they are several.
    places: Vec<(String, String)>,
    /// What it would bring with it, once it was read.
    preview: Option<Brings>,
    /// Whether a second person has to agree.
    together: bool,
}

impl ChangePage {
    fn asks(&self, field: &str) -> bool {
        asks(&self.chosen, field)
    }
}

/// The fields that each kind of change asks for.
fn asks(kind: &str, field: &str) -> bool {
    matches!(
        (kind, field),
        ("establish" | "merge" | "split", "name" | "short" | "unit_kind")
            | ("establish", "place")
            | ("rename", "name" | "short")
            | ("move" | "dissolve" | "transfer_part", "into")
            | ("merge" | "split" | "transfer_part", "units")
            | ("split" | "transfer_part", "people")
    )
}

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
        ("unit_kind", kind::CELL),
    ]);
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
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    if let Some(answer) = once::answered(&mut tx, form.get("request")).await? {
        return Ok(see_other(&answer));
    }
    if form.get("kind") == "establish" && matches!(form.get("do"), "draft" | "drop") {
        let grant = officer.require(KeepOrganisation, unit)?;
        if draft::save(&mut tx, &office, &officer, grant, &mut form).await? {
            let done = if form.get("do") == "drop" { "bo-nhap" } else { "nhap" };
            let target = format!("{}?xong={done}", address(&officer.tree, unit));
            once::answer(&mut tx, form.get("request"), &target, now).await?;
            tx.commit().await?;
            return Ok(see_other(&target));
        }
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    let decision = read(&mut form, &office, w);
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
    if let Some(asking) = asking.filter(|_| runs) {
        together::only_looked(&mut tx).await?;
        let target = together::ask(&mut tx, &office, asking, (unit, &form)).await?;
        once::answer(&mut tx, form.get("request"), &target, now).await?;
        tx.commit().await?;
        return Ok(see_other(&target));
    }
    if runs {
        let grant = officer.require(KeepOrganisation, unit)?;
        if !draft::established(&mut tx, w, grant, &mut form, event).await? {
            drop(tx);
            return page(&office, &officer, unit, StatusCode::CONFLICT, form, None).await;
        }
        let target = format!("{target}?xong=thay-doi");
        once::answer(&mut tx, form.get("request"), &target, now).await?;
        tx.commit().await?;
        return Ok(see_other(&target));
    }
    let brings = brings(&mut tx, &office, w, event).await?;
    // Only looked at: nothing of it is kept.
    drop(tx);
    page(&office, &officer, unit, StatusCode::OK, form, Some((brings, together))).await
}

/// The decision of a form; what is wrong goes to its field.
pub(super) fn read(form: &mut Form, office: &Office, w: Words) -> Option<Decision> {
    let kind = KINDS.into_iter().find(|kind| *kind == form.get("kind"));
    let Some(kind) = kind else {
        form.wrong("kind", w.say("change-no-kind"));
        return None;
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
        "split" | "transfer_part" => 1,
        _ => 0,
    };
    if ticked < least {
        form.wrong("units", w.count("change-too-few", least as i64));
    }
    if asks(kind, "into") && form.get("into").is_empty() {
        form.wrong("into", w.say("change-no-target"));
    }
    let day = Day::parse(form.get("day"));
    if day.is_none() {
        form.wrong("day", w.say("wrong-day"));
    }
    let uid = office.chance.uuid(office.clock.now()).to_string();
    Some(Decision { uid, kind, day: day?, paper: form.get("paper").to_owned() })
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
    let grant = |unit: i64| officer.require(KeepOrganisation, unit);
    let into = officer.tree.by_uid(form.get("into")).map(|unit| unit.id);
    let ticked = |prefix: &str| -> Result<Vec<i64>, Failure> {
        form.with_prefix(prefix).map(|(id, _)| id.parse().map_err(|_| Failure::Malformed)).collect()
    };
    let (units, persons) = (ticked("unit-")?, ticked("person-")?);
    for unit in &units {
        grant(*unit)?;
    }
    let area = field::area_of(tx, office, grant(unit)?, form, (decision.day, w)).await?;
    let Some(area) = area else { return Ok(None) };
    let (name, short) = (form.get("name").to_owned(), form.get("short").to_owned());
    let new = NewUnit {
        uid: office.chance.uuid(now).to_string(),
        kind: form.get("unit_kind"),
        area: area.or_else(|| officer.tree.get(unit).and_then(|unit| unit.area_id)),
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
    let parent = officer.tree.get(unit).and_then(|unit| unit.parent_id);
    let change = Change::begin(tx, grant(decided_at(officer, unit, kind)?)?, decision, now).await.map_err(broken)?;
    let done = match kind {
        "establish" => change.establish(tx, grant(unit)?, &new).await.map(drop),
        "rename" => change.rename(tx, grant(unit)?, (&name, &short)).await,
        "move" => change.relocate(tx, grant(unit)?, target(grant, into)?).await,
        "dissolve" => change.absorb(tx, grant(unit)?, target(grant, into)?).await,
        "transfer_part" => change.hand_over(tx, grant(unit)?, target(grant, into)?, (&persons, &units)).await,
        "split" => match change.establish(tx, grant(parent.ok_or(Failure::Malformed)?)?, &new).await {
            Ok(half) => {
                // The new unit is not in the tree of reach yet; whoever may found it may fill it.
                let half = grant(parent.unwrap_or(unit))?.for_new_unit(half);
                change.hand_over(tx, grant(unit)?, half, (&persons, &units)).await
            }
            Err(error) => Err(error),
        },
        _ => merge(tx, &change, officer, unit, &new, &units).await?,
    };
    let made = match (done, decided) {
        (Ok(()), Some(decided)) => change.finish(tx, decided, now).await,
        (Ok(()), None) => change.look(tx).await,
        (Err(error), _) => Err(error),
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
        ChangeError::Depends | ChangeError::Db(_) => w.say("change-depends"),
    }
}

fn broken(error: ChangeError) -> Failure {
    match error {
        ChangeError::Db(error) => error.into(),
        other => Failure::Broken(other.into()),
    }
}

/// Units that may receive what is another one's: all that the officer may change.
pub(super) fn targets(officer: &Officer, unit: i64) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let roots = officer.roots(Right::KeepOrganisation);
    let all = roots.into_iter().flat_map(|root| tree.branch(root)).filter(|id| **id != unit);
    let all = all.map(|id| (tree.uid(*id).to_owned(), tree.name(*id).to_owned()));
    std::iter::once((String::new(), officer.words().say("change-choose"))).chain(all).collect()
}

async fn page(
    office: &Office,
    officer: &Officer,
    unit: i64,
    status: StatusCode,
    form: Form,
    preview: Option<(Brings, bool)>,
) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let chosen = form.get("kind").to_owned();
    let parent = tree.get(unit).and_then(|unit| unit.parent_id);
    let above = parent.is_some_and(|parent| officer.may(Right::KeepOrganisation, parent));
    let kinds = KINDS.iter().filter(|kind| above || !matches!(**kind, "move" | "dissolve" | "split"));
    let said = |what: &str, kind: &str| w.say(&format!("change-{what}-{kind}"));
    let kinds = kinds.map(|kind| ((*kind).to_owned(), said("kind", kind), said("does", kind))).collect();
    let (mut units, mut persons) = (Vec::new(), Vec::new());
    if asks(&chosen, "units") {
        units = tree
            .children(unit)
            .iter()
            .map(|child| {
                (format!("unit-{child}"), tree.name(*child).to_owned(), !form.get(&format!("unit-{child}")).is_empty())
            })
            .collect();
    }
    if asks(&chosen, "people") {
        let members = people::members_of(&mut office.db.read().await?, unit, office.clock.today()).await?;
        let row = |person: people::Person| {
            let field = format!("person-{}", person.id);
            let ticked = !form.get(&field).is_empty();
            (field, format!("{} ({})", person.full_name, person.birth_year), ticked)
        };
        persons = members.into_iter().map(row).collect();
    }
    let targets = if asks(&chosen, "into") { targets(officer, unit) } else { vec![] };
    let drafts = draft::prepared(&mut office.db.read().await?, (w, tree), unit).await?;
    let places = if asks(&chosen, "place") { field::choices(office, &form, w).await? } else { vec![] };
    let page = ChangePage {
        places,
        shell: office.shell(officer),
        unit: unit_name(tree, unit),
        here: format!("{}/thay-doi", address(tree, unit)),
        back: address(tree, unit),
        title: if chosen.is_empty() { w.say("change-title") } else { w.say(&format!("change-kind-{chosen}")) },
        unit_kinds: kind::ESTABLISHED
            .iter()
            .map(|kind| ((*kind).to_owned(), w.say(&format!("unit-kind-{kind}"))))
            .collect(),
        kinds,
        targets,
        drafts,
        units,
        people: persons,
        together: preview.as_ref().is_some_and(|(_, together)| *together),
        preview: preview.map(|(brings, _)| brings),
        chosen,
        form,
    };
    html(status, &page)
}
