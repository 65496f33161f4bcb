//! A unit on its way out: what it still has, where each thing goes, and the button that ends it once nothing waits.

use super::brings::{Brings, as_seen, brings};
use super::change::told;
use super::event::event_address;
use super::portion::PortionView;
use super::wizard::targets;
use super::{address, day_of_change, fitting, together, unit_name};
use crate::desk::Duty;
use crate::identity::reach::deciding::{Deciding, DecidingWay};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{Act, EndUnits, KeepOrganisation, Right};
use crate::org::closing::{self, Closing, ClosingError, NewClosing, Portion};
use crate::org::estate::{Kind, Named};
use crate::org::{ChangeError, end_of, names_on};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

#[derive(Template)]
#[template(path = "org/pages/closing.html")]
struct ClosingPage {
    shell: Shell,
    form: Form,
    unit: String,
    here: String,
    back: String,
    targets: Vec<(String, String)>,
    /// The closing under way.
    open: Option<Open>,
}

struct Open {
    version: i64,
    day: String,
    paper: String,
    heir: String,
    /// How many things wait, in words; empty when none does.
    waiting: String,
    portions: Vec<PortionView>,
    /// What ends with the unit: (what, how many).
    ends: Vec<(String, String)>,
    /// What would happen, when it was asked for and nothing waits, and its mark.
    preview: Option<Brings>,
    seen: String,
    /// Whether a second person has to agree.
    together: bool,
}

/// Units within the officer's keeping that are on their way out.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    if officer.roots(Right::KeepOrganisation).is_empty() {
        return Ok(vec![]);
    }
    let mut conn = office.db.read().await?;
    let mut duties = Vec::new();
    for closing in Closing::all(&mut conn).await? {
        let Some(unit) = officer.tree.get(closing.unit_id) else { continue };
        if !unit.parent_id.is_some_and(|parent| officer.may(Right::KeepOrganisation, parent)) {
            continue;
        }
        let waiting = closing.waiting(&closing.portions(&mut conn).await?);
        duties.push(Duty {
            href: format!("{}/ket-thuc", address(&officer.tree, unit.id)),
            name: w.with("closing-duty", "unit", unit.name.clone()),
            text: if waiting == 0 { w.say("closing-duty-ready") } else { w.count("closing-waits", waiting as i64) },
            state: if waiting == 0 { "late" } else { "wait" },
            state_name: w.say("closing-state"),
        });
    }
    Ok(duties)
}

/// The unit of an address that the officer may end: a decision of the unit above, which can take it back.
fn find(officer: &Officer, unit: &str) -> Result<(i64, i64), Failure> {
    let unit = officer.tree.by_uid(unit).ok_or(Failure::NotFound)?;
    officer.require(KeepOrganisation, unit.id)?;
    let parent = unit.parent_id.filter(|parent| officer.may(Right::KeepOrganisation, *parent));
    Ok((unit.id, parent.ok_or(Failure::Forbidden)?))
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let (unit, parent) = find(&officer, &unit)?;
    page(&office, &officer, (unit, parent), StatusCode::OK, Form::default()).await
}

pub(super) async fn go_on(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (unit, parent) = find(&officer, &unit)?;
    if form.is("do", "preview") {
        return page(&office, &officer, (unit, parent), StatusCode::OK, form).await;
    }
    let here = format!("{}/ket-thuc", address(&officer.tree, unit));
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let done = match form.get("do") {
        "begin" => begin(&mut tx, &office, &officer, unit, &mut form).await?,
        "send" => send(&mut tx, &office, &officer, unit, &mut form).await?,
        "leave" => leave(&mut tx, &office, &officer, unit, &form).await?,
        "run" => run(&mut tx, &office, &officer, (unit, parent), &mut form).await?,
        _ => return Err(Failure::Malformed),
    };
    let status = match done {
        Ok(target) if form.is_sound() => {
            let target = target.unwrap_or_else(|| format!("{here}?xong=luu"));
            return once::done(tx, &form, &target, office.clock.now()).await;
        }
        Ok(_) if form.error("seen").is_some() => StatusCode::CONFLICT,
        Ok(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(error) => refused(&officer, &mut form, error)?,
    };
    drop(tx);
    page(&office, &officer, (unit, parent), status, form).await
}

/// Puts what stands in the way into the form; how that is answered.
fn refused(officer: &Officer, form: &mut Form, error: ClosingError) -> Result<StatusCode, Failure> {
    let w = officer.words();
    let (status, why) = match error {
        ClosingError::Stale => (StatusCode::CONFLICT, w.say("closing-stale")),
        ClosingError::Waits(count) => (StatusCode::CONFLICT, w.count("closing-waits", count as i64)),
        ClosingError::OutOfReach => (StatusCode::CONFLICT, w.say("closing-out-of-reach")),
        ClosingError::Change(ChangeError::Db(error)) => return Err(error.into()),
        ClosingError::Change(error) => (StatusCode::UNPROCESSABLE_ENTITY, told(w, officer, &error)),
    };
    form.wrong("into", why);
    Ok(status)
}

/// Where to go next, or what stands in the way; what is wrong with the form stands in the form.
type Done = Result<Result<Option<String>, ClosingError>, Failure>;

fn seen(form: &Form) -> i64 {
    form.get("version").parse().unwrap_or(0)
}

/// The receiving unit of a form: one that goes on.
async fn receiver(tx: &mut Tx, officer: &Officer, form: &mut Form) -> Result<Option<Grant<KeepOrganisation>>, Failure> {
    if form.get("into").is_empty() {
        form.wrong("into", officer.words().say("change-no-target"));
        return Ok(None);
    }
    let into = officer.tree.by_uid(form.get("into")).ok_or(Failure::NotFound)?.id;
    let grant = officer.require(KeepOrganisation, into)?;
    if end_of(tx, into).await?.is_some() {
        form.wrong("into", told(officer.words(), officer, &ChangeError::DoesNotLast(into)));
        return Ok(None);
    }
    Ok(Some(grant))
}

async fn begin(tx: &mut Tx, office: &Office, officer: &Officer, unit: i64, form: &mut Form) -> Done {
    let (w, now) = (officer.words(), office.clock.now());
    let (day, paper) = (day_of_change(form, now.day(), w), form.get("paper").to_owned());
    if paper.is_empty() {
        form.wrong("paper", w.say("change-no-paper"));
    }
    let into = receiver(tx, officer, form).await?;
    if let Some(into) = &into
        && let Some(told) = fitting::heir(office, officer, unit, into.unit())?
    {
        form.wrong("into", told);
    }
    let (Some(day), Some(into)) = (day, into) else { return Ok(Ok(None)) };
    if !form.is_sound() {
        return Ok(Ok(None));
    }
    let uid = office.chance.uuid(now).to_string();
    let new = NewClosing { uid: &uid, day, paper: &paper };
    let grant = officer.require(KeepOrganisation, unit)?;
    Ok(closing::begin(tx, grant, into, (&new, seen(form)), now).await.map(|_| None))
}

async fn send(tx: &mut Tx, office: &Office, officer: &Officer, unit: i64, form: &mut Form) -> Done {
    let Some(known) = open(tx, unit, form).await? else { return Ok(Err(ClosingError::Stale)) };
    let kind = Kind::by_key(form.get("kind")).filter(|kind| kind.wants_destination()).ok_or(Failure::Malformed)?;
    let rows = form.with_prefix("row-").map(|(row, _)| row.parse().map_err(|_| Failure::Malformed));
    let rows = rows.collect::<Result<Vec<i64>, Failure>>()?;
    if rows.is_empty() && form.get("all").is_empty() {
        form.wrong(kind.key, officer.words().say("closing-no-rows"));
        return Ok(Ok(None));
    }
    let rows = if form.get("all").is_empty() { rows } else { vec![] };
    let Some(into) = receiver(tx, officer, form).await? else { return Ok(Ok(None)) };
    let below = if kind.key == "units" { known.units_sent(tx, &rows).await? } else { vec![] };
    if let Some(told) = fitting::destination(office, officer, (into.unit(), &below), kind.key)? {
        form.wrong(kind.key, told);
        return Ok(Ok(None));
    }
    Ok(closing::send(tx, &known, into, (kind, &rows), office.clock.now()).await.map(|_| None))
}

async fn leave(tx: &mut Tx, office: &Office, officer: &Officer, unit: i64, form: &Form) -> Done {
    let Some(known) = open(tx, unit, form).await? else { return Ok(Err(ClosingError::Stale)) };
    let grant = officer.require(KeepOrganisation, unit)?;
    let left = closing::leave(tx, grant, &known, office.clock.now()).await;
    Ok(left.map(|()| Some(format!("{}?xong=luu", address(&officer.tree, unit)))))
}

/// Ends the unit as it was looked at, and not otherwise; the event's address.
async fn run(tx: &mut Tx, office: &Office, officer: &Officer, place: (i64, i64), form: &mut Form) -> Done {
    let Some(known) = open(tx, place.0, form).await? else { return Ok(Err(ClosingError::Stale)) };
    let uid = office.chance.uuid(office.clock.now()).to_string();
    match officer.deciding(tx, office, EndUnits, (place.1, "dissolve")).await? {
        DecidingWay::Now(decided) => {
            let event = match finish(tx, office, officer, place, &known, (uid.clone(), Some(decided))).await? {
                Ok(event) => event,
                Err(error) => return Ok(Err(error)),
            };
            if !as_seen(tx, office, officer, event, form).await? {
                return Ok(Ok(None));
            }
            Ok(Ok(Some(format!("{}?xong=thay-doi", event_address(&uid)))))
        }
        DecidingWay::Together(asking) => {
            together::begin_to_look(tx).await?;
            let event = match finish(tx, office, officer, place, &known, (uid, None)).await? {
                Ok(event) => event,
                Err(error) => return Ok(Err(error)),
            };
            if !as_seen(tx, office, officer, event, form).await? {
                return Ok(Ok(None));
            }
            together::only_looked(tx).await?;
            together::ask_end(tx, office, asking, (&known, form.get("reason"))).await.map(|to| Ok(Some(to)))
        }
    }
}

/// Ends the unit, to be kept as it was decided or only looked at.
pub(super) async fn finish(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    (unit, parent): (i64, i64),
    known: &Closing,
    (uid, decided): (String, Option<Deciding<EndUnits>>),
) -> Result<Result<i64, ClosingError>, Failure> {
    let grant = |unit: i64| officer.require(KeepOrganisation, unit);
    let portions = known.portions(tx).await?;
    // Before anybody is asked for: a unit that is no more is out of everybody's reach.
    if let Err(error) = known.ready(&portions) {
        return Ok(Err(error));
    }
    let receivers = Closing::receivers(&portions).into_iter().map(grant).collect::<Result<Vec<_>, Failure>>();
    let (Ok(receivers), Ok(into)) = (receivers, grant(known.into_unit)) else {
        // Somebody with a wider reach chose it.
        return Ok(Err(ClosingError::OutOfReach));
    };
    let grants = (grant(parent)?, grant(unit)?, into);
    Ok(closing::finish(tx, known, grants, (receivers, decided), uid, (&office.chance, office.clock.now())).await)
}

/// The closing under way, as far as it is still the one that the form was shown for.
async fn open(tx: &mut Tx, unit: i64, form: &Form) -> Result<Option<Closing>, Failure> {
    let known = Closing::of(tx, unit).await?;
    Ok(known.filter(|known| known.version == seen(form)))
}

async fn page(
    office: &Office,
    officer: &Officer,
    place: (i64, i64),
    mut status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = place.0;
    let known = Closing::of(&mut office.db.read().await?, unit).await?;
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    if form.get("do") != "begin" {
        let day = known.as_ref().map_or(office.clock.today(), |known| known.day);
        form.set("day", day.written());
        form.set("paper", known.as_ref().map_or(String::new(), |known| known.paper.clone()));
    }
    if let Some(known) = known.as_ref().filter(|_| form.get("into").is_empty()) {
        form.set("into", officer.tree.uid(known.into_unit));
    }
    let open = match known {
        Some(known) => Some({
            let looks = form.is("do", "preview") || form.error("seen").is_some();
            let asked = (looks, &mut form, &mut status);
            view(office, officer, place, &known, asked).await?
        }),
        None => None,
    };
    let page = ClosingPage {
        shell: office.shell(officer),
        unit: unit_name(&officer.tree, unit),
        here: format!("{}/ket-thuc", address(&officer.tree, unit)),
        back: address(&officer.tree, unit),
        targets: targets(officer, unit),
        open,
        form,
    };
    html(status, &page)
}

async fn view(
    office: &Office,
    officer: &Officer,
    place: (i64, i64),
    known: &Closing,
    (looks, form, status): (bool, &mut Form, &mut StatusCode),
) -> Result<Open, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let portions = known.portions(&mut conn).await?;
    let mut all = Closing::receivers(&portions);
    all.extend(portions.iter().flat_map(|portion| &portion.gone).chain([&known.into_unit]));
    let names = names_on(&mut conn, &all, today).await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    // A unit that somebody with a wider reach chose is not named to whoever does not reach it, or what carries on for it.
    let name = |unit: i64| match names.get(&unit).filter(|_| officer.reaches(past.heir(unit))) {
        Some((_, name)) => name.clone(),
        None => w.say("closing-elsewhere"),
    };
    let no_more = |unit: i64| viet::capital(&w.with("change-does-not-last", "unit", name(unit)));
    let waiting = known.waiting(&portions);
    let mut ends = Vec::new();
    for kind in crate::org::estate::ALL.iter().filter(|kind| kind.ends()) {
        let count = kind.of(&mut conn, known.unit_id, known.day).await?.len();
        if count > 0 {
            ends.push((w.say(&format!("estate-{}", kind.key)), w.number(count as i64)));
        }
    }
    let sees = |portion: &Portion| match portion.kind.named {
        Named::Openly => true,
        Named::ToWhoMay(rights) => rights.iter().any(|right| officer.may(*right, known.unit_id)),
        Named::Never => false,
    };
    let views = portions.iter().map(|portion| PortionView::of(officer, portion, sees(portion), (&name, &no_more)));
    let views = views.collect();
    drop(conn);
    let mut preview = None;
    // Tried when somebody asks for it, and all have a destination: it takes the writer for a moment.
    if looks && waiting == 0 {
        let mut tx = office.db.begin().await?;
        let uid = office.chance.uuid(office.clock.now()).to_string();
        // Only looked at: nothing of it is kept.
        match finish(&mut tx, office, officer, place, known, (uid, None)).await? {
            Ok(event) => preview = Some(brings(&mut tx, office, officer, event).await?),
            Err(error) => *status = refused(officer, form, error)?,
        }
    }
    let seat = (place.1, "dissolve");
    let together = officer.decides_together(&mut office.db.read().await?, office, Act::EndUnits, seat).await?;
    Ok(Open {
        together,
        version: known.version,
        day: known.day.written(),
        paper: known.paper.clone(),
        heir: if known.heir_lasts() { name(known.into_unit) } else { no_more(known.into_unit) },
        waiting: if waiting == 0 { String::new() } else { w.count("closing-waits", waiting as i64) },
        portions: views,
        ends,
        seen: preview.as_ref().map_or(String::new(), Brings::mark),
        preview,
    })
}
