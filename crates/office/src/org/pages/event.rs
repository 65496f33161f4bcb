//! An event on its page: what it did, who came from whom, and the way back; and what a unit's page tells of its events.

use super::change::told;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepOrganisation, ReadOrganisation, Right};
use crate::org::change::{ChangeError, undo};
use crate::org::{Consequences, Happened, last_names};
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
use std::collections::HashMap;

/// What a change brings with it, in words.
pub(super) struct Brings {
    pub(super) lineage: Vec<(String, String)>,
    pub(super) ended: Vec<String>,
    pub(super) moved: Vec<String>,
    pub(super) members: String,
    pub(super) posts: Vec<String>,
    pub(super) roles: Vec<String>,
}

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
}

/// Where an event's page is.
pub(super) fn event_address(uid: &str) -> String {
    format!("/van-phong/to-chuc/su-kien/{uid}")
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
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    let event = Happened::by_uid(&mut tx, &uid).await?.ok_or(Failure::NotFound)?;
    let grant = officer.require(KeepOrganisation, event.unit_id)?;
    match undo(&mut tx, grant, event.id, office.clock.now()).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=hoan-tac", event_address(&uid))))
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
    let event = Happened::by_uid(&mut conn, uid).await?.ok_or(Failure::NotFound)?;
    officer.require(ReadOrganisation, event.unit_id)?;
    let may_undo = event.undone_at.is_none() && officer.may(Right::KeepOrganisation, event.unit_id);
    let page = EventPage {
        shell: office.shell(officer),
        title: w.say(&format!("change-kind-{}", event.kind)),
        day: event.effective_day.written(),
        undone: event.undone_at.map_or(String::new(), |at| at.written()),
        brings: brings(&mut conn, office, w, event.id).await?,
        undo: if may_undo { format!("{}/hoan-tac", event_address(uid)) } else { String::new() },
        paper: event.paper,
        form,
    };
    html(status, &page)
}

/// What an event does, in words; in a transaction also what it would do.
pub(super) async fn brings(conn: &mut Conn, office: &Office, w: Words, event: i64) -> Result<Brings, Failure> {
    let what = Consequences::of(conn, event).await?;
    let sql = "SELECT from_unit, to_unit, share FROM unit_lineage WHERE event_id = $1 ORDER BY id";
    let lineage: Vec<(Option<i64>, Option<i64>, String)> = conn.all(sql, &[&event]).await?;
    let mut all: Vec<i64> = lineage.iter().flat_map(|(from, to, _)| [*from, *to]).flatten().collect();
    all.extend(what.ended.iter().chain(&what.moved));
    let names = last_names(conn, &all).await?;
    let name = |unit: i64| names.get(&unit).map_or(String::new(), |(_, name)| name.clone());
    let from = |unit: Option<i64>, share: &str| match unit {
        None => w.say("change-new"),
        Some(unit) if share == "part" => w.with("change-part-of", "unit", name(unit)),
        Some(unit) => name(unit),
    };
    let row =
        |(old, new, share): (Option<i64>, Option<i64>, String)| (from(old, &share), new.map_or(String::new(), name));
    Ok(Brings {
        lineage: lineage.into_iter().map(row).collect(),
        ended: what.ended.into_iter().map(name).collect(),
        moved: what.moved.into_iter().map(name).collect(),
        members: w.count("change-members", what.members),
        posts: what
            .posts
            .into_iter()
            .map(|(title, who)| format!("{}: {who}", w.say(&format!("post-{title}"))))
            .collect(),
        roles: what.roles.into_iter().map(|(role, who)| format!("{who}: {}", office.role_name(w, &role))).collect(),
    })
}

/// What became of a unit, and what it came from: (event's address, words).
pub(super) async fn story(conn: &mut Conn, w: Words, unit: i64) -> Result<Vec<(String, String, String)>, Failure> {
    let mut story = Vec::new();
    for event in Happened::to(conn, unit).await? {
        let lineage = event.lineage(conn).await?;
        let others: Vec<i64> =
            lineage.iter().flat_map(|(from, to, _)| [*from, *to]).flatten().filter(|other| *other != unit).collect();
        let names: HashMap<i64, (String, String)> = last_names(conn, &others).await?;
        let side = |into: bool| {
            let ends =
                lineage.iter().filter(|(from, to, _)| if into { *from == Some(unit) } else { *to == Some(unit) });
            let ids = ends.filter_map(|(from, to, _)| if into { *to } else { *from }).filter(|other| *other != unit);
            ids.filter_map(|id| names.get(&id).map(|(_, name)| name.clone())).collect::<Vec<_>>().join(", ")
        };
        let (from, into) = (side(false), side(true));
        let mut words = w.say(&format!("change-kind-{}", event.kind));
        if !from.is_empty() {
            words.push_str(&format!(". {}", w.with("change-came-from", "units", from)));
        }
        if !into.is_empty() {
            words.push_str(&format!(". {}", w.with("change-went-to", "units", into)));
        }
        story.push((event_address(&event.uid), format!("{}. {}", event.effective_day.written(), words), event.paper));
    }
    Ok(story)
}
