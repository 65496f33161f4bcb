//! The form with which a session is planned and corrected, and with which one that nobody was in is dropped.

use super::moved::lead_on;
use super::session::{Holder, find, open, session_address, written};
use super::sheet::closed;
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use crate::study::StudyError;
use crate::study::session::{KINDS, Session};
use crate::study::timetable::{
    NewSession, OutOfTime, correct_session, drop_session, is_hour, plan_session, taken_down,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

#[derive(Template)]
#[template(path = "study/pages/plan_session.html")]
struct PlanPage {
    shell: Shell,
    form: Form,
    title: String,
    unit: String,
    /// Where it is sent.
    here: String,
    back: String,
    back_name: String,
    kinds: Vec<(String, String)>,
    /// Where the session is dropped; empty for a new one and for one that somebody was in.
    drop: String,
    /// Why it cannot be dropped.
    kept: String,
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let holder = open(&office, &officer, &campaign, &unit).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form =
        Form::filled([("request", request.as_str()), ("kind", KINDS[0]), ("on", &office.clock.today().written())]);
    page(&office, &officer, (&holder, None), StatusCode::OK, form).await
}

/// The form, for a new session or for one that is corrected.
async fn page(
    office: &Office,
    officer: &Officer,
    (holder, session): (&Holder, Option<&Session>),
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, unit) = (officer.words(), holder.back());
    for (field, key) in
        [("kind", "session-kind"), ("on", "session-on"), ("at", "session-at"), ("place", "session-place")]
    {
        form.call(field, w.say(key));
    }
    let back = session.map_or_else(|| unit.clone(), |session| session_address(&unit, session));
    let (mut drop, mut kept) = (String::new(), String::new());
    if let Some(session) = session {
        match taken_down(&mut office.db.read().await?, session.id).await? {
            0 => drop = format!("{back}/bo"),
            n => kept = w.count("session-kept", n),
        }
    }
    let page = PlanPage {
        title: holder.title(),
        unit: holder.name(),
        here: if session.is_some() { format!("{back}/sua") } else { format!("{unit}/buoi") },
        back_name: session.map_or_else(|| holder.name(), |session| written(w, session)),
        kinds: KINDS.iter().map(|kind| ((*kind).to_owned(), w.say(&format!("session-kind-{kind}")))).collect(),
        shell: office.shell(officer),
        form,
        back,
        drop,
        kept,
    };
    html(status, &page)
}

/// Kind and day as they were typed; what is wrong stands in the form.
fn read(w: Words, holder: &Holder, form: &mut Form) -> Option<(&'static str, Day)> {
    let kind = KINDS.into_iter().find(|kind| *kind == form.get("kind"));
    if kind.is_none() {
        form.wrong("kind", w.say("session-no-kind"));
    }
    let on = Day::parse(form.get("on"));
    if on.is_none() {
        form.wrong("on", w.say("wrong-day"));
    }
    if !is_hour(form.get("at")) {
        form.wrong("at", w.say("session-wrong-hour"));
    }
    if kind == Some("hall") && form.get("place").is_empty() {
        form.wrong("place", w.say("session-no-place"));
    }
    if !holder.campaign().state().is_open() {
        form.wrong("kind", closed(w, holder.campaign()));
    }
    kind.zip(on).filter(|_| form.is_sound())
}

fn new<'a>(form: &'a Form, uid: &'a str, (kind, on): (&'a str, Day)) -> NewSession<'a> {
    let [at, place, lecturer, materials] = ["at", "place", "lecturer", "materials"].map(|name| form.get(name));
    NewSession { uid, kind, on, at, place, lecturer, materials }
}

/// Puts what the record refused beside the field that it is about.
fn refuse(w: Words, holder: &Holder, form: &mut Form, error: StudyError) -> Result<(), Failure> {
    match error {
        StudyError::OutOfTime(OutOfTime::Before(day)) => {
            form.wrong("on", w.with("session-before", "day", day.written()))
        }
        StudyError::OutOfTime(OutOfTime::After(day)) => form.wrong("on", w.with("session-after", "day", day.written())),
        StudyError::Attended(n) => form.wrong("kind", w.count("session-attended", n)),
        StudyError::Closed(_) => form.wrong("kind", closed(w, holder.campaign())),
        StudyError::Db(error) => return Err(error.into()),
        error => return Err(Failure::Broken(error.into())),
    }
    Ok(())
}

pub(super) async fn plan(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let holder = open(&office, &officer, &campaign, &unit).await?;
    let grant = holder.grant(&officer)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let Some(asked) = read(w, &holder, &mut form) else {
        drop(tx);
        return page(&office, &officer, (&holder, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let uid = office.chance.uuid(now).to_string();
    let done = plan_session(&mut tx, grant, holder.campaign().id, &new(&form, &uid, asked), &office.chance, now).await;
    if let Err(error) = done {
        drop(tx);
        refuse(w, &holder, &mut form, error)?;
        return page(&office, &officer, (&holder, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let target = format!("{}/buoi/{uid}?xong=buoi-hoc", holder.back());
    once::done(tx, &form, &target, now).await
}

pub(super) async fn edit(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let at = (&*campaign, &*unit, &*session);
    let (holder, session) = match find(&office, &officer, at).await {
        Err(Failure::NotFound) => return lead_on(&office, &officer, at).await,
        found => found?,
    };
    let form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("version", session.version.to_string()),
        ("kind", session.kind.clone()),
        ("on", session.on_day.written()),
        ("at", session.at_time.clone()),
        ("place", session.place.clone()),
        ("lecturer", session.lecturer.clone()),
        ("materials", session.materials.clone()),
    ]);
    page(&office, &officer, (&holder, Some(&session)), StatusCode::OK, form).await
}

/// Somebody else was first: theirs is told, what was typed stays.
async fn changed(
    office: &Office,
    officer: &Officer,
    (holder, session): (&Holder, &Session),
    mut form: Form,
) -> Result<Response, Failure> {
    let theirs = Session::by_uid(&mut office.db.read().await?, &session.uid).await?.ok_or(Failure::NotFound)?;
    let w = officer.words();
    form.set("version", theirs.version.to_string());
    let told = [written(w, &theirs), theirs.lecturer.clone()].into_iter().filter(|part| !part.is_empty());
    form.wrong("kind", w.with("session-changed", "theirs", told.collect::<Vec<_>>().join(", ")));
    page(office, officer, (holder, Some(&theirs)), StatusCode::CONFLICT, form).await
}

pub(super) async fn correct(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (holder, session) = find(&office, &officer, (&campaign, &unit, &session)).await?;
    let grant = holder.grant(&officer)?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let at = (&holder, Some(&session));
    let Some(asked) = read(w, &holder, &mut form) else {
        drop(tx);
        return page(&office, &officer, at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    match correct_session(&mut tx, grant, (&session, version), &new(&form, &session.uid, asked), now).await {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            return changed(&office, &officer, (&holder, &session), form).await;
        }
        Err(error) => {
            drop(tx);
            refuse(w, &holder, &mut form, error)?;
            return page(&office, &officer, at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    let target = format!("{}?xong=buoi-hoc", session_address(&holder.back(), &session));
    once::done(tx, &form, &target, now).await
}

pub(super) async fn dismiss(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, uid)): Path<(String, String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    // Whoever sends it twice has dropped it: what was answered is looked up before the session is.
    let holder = open(&office, &officer, &campaign, &unit).await?;
    let grant = holder.grant(&officer)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (_, session) = find(&office, &officer, (&campaign, &unit, &uid)).await?;
    let version = form.version()?;
    match drop_session(&mut tx, grant, (&session, version), now).await {
        Ok(()) => {}
        Err(error) => {
            drop(tx);
            // The fields of the form that corrects it, which stands on the same page.
            let typed = session.as_new();
            let known = [("kind", typed.kind), ("at", typed.at), ("place", typed.place), ("lecturer", typed.lecturer)];
            known.into_iter().for_each(|(name, value)| form.set(name, value));
            form.set("on", typed.on.written());
            form.set("materials", typed.materials);
            if matches!(error, StudyError::Changed) {
                return changed(&office, &officer, (&holder, &session), form).await;
            }
            refuse(w, &holder, &mut form, error)?;
            return page(&office, &officer, (&holder, Some(&session)), StatusCode::CONFLICT, form).await;
        }
    }
    let target = format!("{}?xong=bo-buoi-hoc", holder.back());
    once::done(tx, &form, &target, now).await
}
