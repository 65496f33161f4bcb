//! An event on its page: what it did, who came from whom, and the way back; and what a unit's page tells of its events.

use super::brings::{Brings, brings};
use super::change::told;
use super::together;
use crate::identity::reach::Officer;
use crate::identity::reach::deciding::DecidingWay;
use crate::identity::right::{Act, KeepOrganisation, ReadOrganisation, Right, UndoUnits};
use crate::org::lineage::{Edge, Past};
use crate::org::{ChangeError, NOWHERE, undo, undo_to_look};
use crate::org::{Happened, names_on};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;

#[derive(Template)]
#[template(path = "org/pages/event.html")]
struct EventPage {
    shell: Shell,
    form: Form,
    title: String,
    day: String,
    paper: String,
    undone: String,
    brings: Brings,
    /// Where it is taken back; empty for those who may not, or when it was.
    undo: String,
    /// Whether a second person has to agree to that.
    together: bool,
}

/// Where an event's page is.
pub(super) fn event_address(uid: &str) -> String {
    format!("/van-phong/to-chuc/su-kien/{uid}")
}

/// Whether somebody may see the page of an event that was decided at a unit: the unit, or the one that carries on for it,
/// is within their reach. What was decided for the whole office is for those who stand above all of it.
pub(super) fn may_see_event(officer: &Officer, past: &Past, decided_at: i64) -> bool {
    officer.may(Right::ReadOrganisation, seat(officer, past, decided_at))
}

/// The unit at which an event is kept today.
fn seat(officer: &Officer, past: &Past, decided_at: i64) -> i64 {
    match decided_at {
        NOWHERE => officer.tree.committee().map_or(NOWHERE, |committee| committee.id),
        unit => past.heir(unit),
    }
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(event): Path<String>,
) -> Result<Response, Failure> {
    event_page(&office, &officer, &event, StatusCode::OK, Form::default()).await
}

pub(super) async fn take_back(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let (mut tx, now) = (office.db.begin().await?, office.clock.now());
    let past = office.trees.past(&mut tx, now.day(), now.day()).await?;
    let event = Happened::by_uid(&mut tx, &uid).await?.ok_or(Failure::NotFound)?;
    let kept_at = seat(&officer, &past, event.unit_id);
    officer.require(KeepOrganisation, kept_at)?;
    let way = officer.deciding(&mut tx, &office, UndoUnits, (kept_at, &event.kind)).await?;
    let done = match way {
        DecidingWay::Now(decided) => undo(&mut tx, decided, event.id, now).await.map(|()| None),
        DecidingWay::Together(asking) => {
            together::begin_to_look(&mut tx).await?;
            undo_to_look(&mut tx, kept_at, event.id, now).await.map(|_| Some(asking))
        }
    };
    match done {
        Ok(asking) => {
            let mut target = format!("{}?xong=hoan-tac", event_address(&uid));
            if let Some(asking) = asking {
                together::only_looked(&mut tx).await?;
                target = together::ask_back(&mut tx, &office, asking, (event.id, form.get("reason"))).await?;
            }
            tx.commit().await?;
            Ok(see_other(&target))
        }
        Err(ChangeError::Db(error)) => Err(error.into()),
        Err(error) => {
            drop(tx);
            let mut form = Form::default();
            form.wrong("undo", told(officer.words(), &officer, &error));
            event_page(&office, &officer, &uid, StatusCode::CONFLICT, form).await
        }
    }
}

async fn event_page(
    office: &Office,
    officer: &Officer,
    uid: &str,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let today = office.clock.today();
    // Read before it is known whether there is such an event: the answer takes as long either way.
    let past = office.trees.past(&mut conn, today, today).await?;
    let event = Happened::by_uid(&mut conn, uid).await?.ok_or(Failure::NotFound)?;
    let kept_at = seat(officer, &past, event.unit_id);
    officer.require(ReadOrganisation, kept_at)?;
    let may_undo = event.undone_at.is_none() && officer.may(Right::KeepOrganisation, kept_at);
    let way = (kept_at, event.kind.as_str());
    let page = EventPage {
        together: may_undo && officer.decides_together(&mut conn, office, Act::UndoUnits, way).await?,
        shell: office.shell(officer),
        title: w.say(&format!("change-kind-{}", event.kind)),
        day: event.effective_day.written(),
        undone: event.undone_at.map_or(String::new(), |at| at.written()),
        brings: brings(&mut conn, office, officer, event.id).await?.done(),
        undo: if may_undo { format!("{}/hoan-tac", event_address(uid)) } else { String::new() },
        paper: event.paper,
        form,
    };
    html(status, &page)
}

/// What became of a unit, and what it came from: (the event's address, words, paper), the latest first. The address is
/// empty for those who may not see the event as a whole.
pub(super) async fn story(
    conn: &mut Conn,
    (w, officer, past): (Words, &Officer, &Past),
    unit: i64,
) -> Result<Vec<(String, String, String)>, Failure> {
    let mut story = Vec::new();
    let touches = |edge: &&Edge| [edge.from_unit, edge.to_unit].contains(&Some(unit));
    for event in past.lineage.events().rev() {
        let edges: Vec<&Edge> = event.iter().filter(touches).collect();
        let Some(first) = edges.first() else { continue };
        let others = |side: fn(&Edge) -> Option<i64>| {
            edges.iter().filter_map(|edge| side(edge)).filter(|other| *other != unit).collect::<Vec<i64>>()
        };
        let (from, into) = (others(|edge| edge.from_unit), others(|edge| edge.to_unit));
        let mut words = w.say(&format!("change-kind-{}", first.kind));
        let eve = first.day.plus_days(-1);
        for (units, key, day) in [(from, "change-came-from", eve), (into, "change-went-to", first.day)] {
            let names = names_on(conn, &units, day).await?;
            let names: Vec<String> = units.iter().filter_map(|id| Some(names.get(id)?.1.clone())).collect();
            if !names.is_empty() {
                words.push_str(&format!(". {}", w.with(key, "units", names.join(", "))));
            }
        }
        let seen = may_see_event(officer, past, first.decided_at);
        let address = if seen { event_address(&first.uid) } else { String::new() };
        story.push((address, format!("{}. {words}", first.day.written()), first.paper.clone()));
    }
    Ok(story)
}
