//! Petitions on screen: the list, one with its clock and its next step, the form that enters one, the numbers of a year.

mod act;
mod counts;
mod enter;
mod list;
mod one;

use super::{Keeper, Petition, Ruling, Said, State};
use crate::deadline::{Pressure, left};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepDiscipline, KeepReception, Right};
use crate::org::kind;
use crate::org::lineage::Past;
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;

/// The reception's address.
pub(crate) const PATH: &str = "/van-phong/tiep-nhan";

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/tiep-nhan", get(list::show))
        .route("/van-phong/tiep-nhan/cong", post(list::open))
        .route("/van-phong/tiep-nhan/moi", get(enter::begin).post(enter::save))
        .route("/van-phong/tiep-nhan/so-lieu", get(counts::show))
        .route("/van-phong/tiep-nhan/{petition}", get(one::show))
        .route("/van-phong/tiep-nhan/{petition}/buoc", post(act::stepped))
        .route("/van-phong/tiep-nhan/{petition}/nguoi-gui", post(act::sender))
        .route("/van-phong/tiep-nhan/{petition}/chuyen-kiem-tra", post(act::handed_over))
        .route("/van-phong/tiep-nhan/{petition}/dang", post(act::published))
        .route("/van-phong/tiep-nhan/{petition}/go", post(act::taken_back))
}

/// Where a petition's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("{PATH}/{uid}")
}

/// A petition that the officer may see, with the unit's past.
async fn find(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<(Petition, Past), Failure> {
    let today = office.clock.today();
    // Whether or not there is such a petition, the same is asked: the answer takes as long.
    let past = office.trees.past(conn, today, today).await?;
    let petition = Petition::by_uid(conn, uid).await?.ok_or(Failure::NotFound)?;
    keeper(officer, &past, &petition)?;
    Ok((petition, past))
}

/// The permission to keep a petition. What was handed over to the inspection is to the office as if it had never been.
fn keeper(officer: &Officer, past: &Past, petition: &Petition) -> Result<Keeper, Failure> {
    if petition.room == "inspection" {
        let grant = officer.require_then(KeepDiscipline, past, petition.unit_id);
        return grant.map(Keeper::Inspection).map_err(|_| Failure::NotFound);
    }
    officer.require_then(KeepReception, past, petition.unit_id).map(Keeper::Office)
}

/// The rooms of a unit that the officer may look into.
fn rooms(officer: &Officer, past: &Past, unit: i64) -> Vec<&'static str> {
    let rooms = [("office", Right::KeepReception), ("inspection", Right::KeepDiscipline)];
    rooms.into_iter().filter(|(_, right)| officer.may_then(past, *right, unit)).map(|(room, _)| room).collect()
}

/// The state of the style sheet, and the state in words.
fn state(w: Words, ruling: Ruling<'_>, petition: &Petition, today: Day) -> (&'static str, String) {
    let name = w.say(&format!("petition-state-{}", petition.state));
    match (petition.state(), petition.pressure(ruling.rule, today)) {
        (_, Some(Pressure::Late)) => (Pressure::Late.state(), w.with("petition-late", "state", name)),
        (_, Some(pressure)) => (pressure.state(), name),
        (State::Answered | State::Closed, _) => ("done", name),
        (State::Refused, _) => ("off", name),
        _ => ("wait", name),
    }
}

/// What a petition is called: its subject.
fn title(w: Words, said: Option<&Said>) -> String {
    said.map_or_else(|| w.say("petition-erased"), |said| said.subject.clone())
}

async fn row(
    conn: &mut Conn,
    office: &Office,
    w: Words,
    ruling: Ruling<'_>,
    petition: &Petition,
) -> Result<Duty, Failure> {
    let today = office.clock.today();
    let said = petition.said(conn, &office.vault).await?;
    let (state, state_name) = state(w, ruling, petition, today);
    let mut values = vec![
        ("kind", w.say(&format!("petition-kind-{}", petition.kind)).into()),
        ("channel", w.say(&format!("petition-channel-{}", petition.channel)).into()),
        ("day", petition.received_on.written().into()),
    ];
    let text = if petition.noticed_on.is_none() {
        values.push(("left", left(w, today, petition.due_day).into()));
        w.fill("petition-row-waits", &values)
    } else {
        w.fill("petition-row", &values)
    };
    Ok(Duty { href: address(&petition.uid), name: title(w, said.as_ref()), text, state, state_name })
}

/// The units in whose areas petitions of a unit play: those right below it that are no boards.
fn areas(officer: &Officer, unit: i64) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let below = tree.children(unit).iter().filter(|unit| tree.get(**unit).is_some_and(|unit| unit.kind != kind::BOARD));
    below.map(|unit| (tree.uid(*unit).to_owned(), tree.name(*unit).to_owned())).collect()
}

/// What waits for the officer: what nobody has told its sender of yet, and what was handed over to the inspection.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let rooms = [("office", Right::KeepReception), ("inspection", Right::KeepDiscipline)];
    let mut duties = Vec::new();
    if rooms.iter().all(|(_, right)| officer.roots(*right).is_empty()) {
        return Ok(duties);
    }
    let (ruling, mut conn) = (office.reception_rule()?, office.db.read().await?);
    for (room, right) in rooms {
        let (mut waiting, mut late) = (0, 0);
        for unit in officer.roots(right) {
            for petition in Petition::open(&mut conn, unit, room).await? {
                let handed = room == "inspection" && petition.state() == State::Forwarded;
                waiting += i64::from(handed || petition.noticed_on.is_none());
                late += i64::from(petition.pressure(ruling.rule, today) == Some(Pressure::Late));
            }
        }
        if waiting > 0 {
            let text = w.count(&format!("petition-duty-{room}"), waiting);
            let overdue = if late > 0 { w.count("petition-duty-late", late) } else { String::new() };
            duties.push(Duty {
                href: PATH.to_owned(),
                name: w.say("reception"),
                text: format!("{text} {overdue}").trim().to_owned(),
                state: if late > 0 { "short" } else { "wait" },
                state_name: w.say("desk-todo"),
            });
        }
    }
    Ok(duties)
}
