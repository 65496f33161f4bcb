//! The papers that members hand in: for the whole cell at once, and one by one with a scan.

use super::sheet::{Sheet, closed, open, open_for};
use crate::identity::reach::Officer;
use crate::identity::right::ReadHandins;
use crate::people::{Person, scan as scans};
use crate::shell::{Office, Shell};
use crate::study::cascade::Asked;
use crate::study::reading::{Paper, STATES};
use crate::study::{FORMS, HANDINS, HandIn, StudyError, receive_handins, write_down};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::files::FileKind;
use kit::form::Form;
use kit::journal;
use kit::once;
use kit::page::{html, see_other};
use kit::web::attachment;
use kit::words::Words;
use std::collections::HashMap;

/// So long may a text be, in bytes: some twenty pages.
pub(super) const LONGEST: usize = 100_000;

#[derive(Template)]
#[template(path = "study/pages/papers.html")]
pub(super) struct PapersPage {
    shell: Shell,
    title: String,
    unit: String,
    back: String,
    request: String,
    kinds: Vec<(String, String)>,
    rows: Vec<PaperRow>,
    /// Where they are read; empty without the right.
    reading: String,
    /// Why nothing is taken; empty while the campaign is open.
    closed: String,
}

struct PaperRow {
    id: i64,
    name: String,
    birth_year: i64,
    href: String,
    /// For each kind: its key and name, how far it is, and what people call that.
    papers: Vec<(String, String, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "study/pages/one_paper.html")]
struct OnePaperPage {
    shell: Shell,
    form: Form,
    title: String,
    name: String,
    birth_year: i64,
    unit: String,
    back: String,
    here: String,
    kinds: Vec<(String, String)>,
    forms: Vec<(String, String)>,
    received: Vec<Received>,
}

struct Received {
    name: String,
    form: String,
    on: String,
    state: &'static str,
    state_name: String,
    /// Where its scan is; empty when there is none.
    scan: String,
}

pub(super) async fn papers(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let sheet = open(&office, &officer, &campaign, &unit).await?;
    papers_page(&office, &officer, &sheet, StatusCode::OK).await
}

async fn papers_page(
    office: &Office,
    officer: &Officer,
    sheet: &Sheet,
    status: StatusCode,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let persons: Vec<i64> = sheet.members.iter().map(|member| member.id).collect();
    let received = Paper::of_all(&mut conn, sheet.campaign.id, &persons).await?;
    let asked = Asked::of(&mut conn, &sheet.campaign, sheet.standing.tree(), sheet.cell).await?.kinds();
    drop(conn);
    let shell = office.shell(officer);
    let back = sheet.back();
    let rows = sheet.members.iter().filter(|member| !sheet.standing.person(member.id).1).map(|member| PaperRow {
        id: member.id,
        name: member.full_name.clone(),
        birth_year: member.birth_year,
        href: format!("{back}/thu-bai/{}", member.uid),
        papers: kinds(shell.w, &asked)
            .into_iter()
            .map(|(kind, name)| {
                let known = received.iter().find(|paper| paper.person_id == member.id && paper.kind == kind);
                let state = known.map_or(STATES[0], Paper::standing);
                let said = if state == STATES[0] { String::new() } else { state_name(shell.w, state) };
                (kind, name, state, said)
            })
            .collect(),
    });
    let page = PapersPage {
        title: sheet.campaign.title.clone(),
        unit: sheet.cell_name(),
        request: office.chance.uuid(office.clock.now()).to_string(),
        // What is told to a clerk has words, and a page of its own.
        kinds: forms(shell.w).into_iter().filter(|(form, _)| form != "dictated").collect(),
        reading: if officer.require_then(ReadHandins, sheet.past(), sheet.cell).is_ok() {
            format!("{back}/doc-bai")
        } else {
            String::new()
        },
        rows: rows.collect(),
        closed: closed(shell.w, &sheet.campaign),
        back,
        shell,
    };
    html(status, &page)
}

pub(super) async fn receive(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let sheet = open(&office, &officer, &campaign, &unit).await?;
    let grant = sheet.grant(&officer)?;
    let target = sheet.back();
    let how = form.get("form");
    if !FORMS.contains(&how) || how == "dictated" {
        return Err(Failure::Malformed);
    }
    if !sheet.campaign.state().is_open() {
        return papers_page(&office, &officer, &sheet, StatusCode::CONFLICT).await;
    }
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let known = received(&mut tx, sheet.campaign.id).await?;
    let mut new = Vec::new();
    for (field, _) in form.with_prefix("paper-") {
        let (person, kind) = field.split_once('-').ok_or(Failure::Malformed)?;
        let person: i64 = person.parse().map_err(|_| Failure::Malformed)?;
        let kind = HANDINS.into_iter().find(|known| *known == kind).ok_or(Failure::Malformed)?;
        // Only what was given back is handed in again from here.
        let (there, replaces) = known.get(&(person, kind.to_owned())).copied().unwrap_or((false, 0));
        if !there {
            new.push(HandIn { person, kind, form: how, scan: None, replaces });
        }
    }
    let now = office.clock.now();
    match receive_handins(&mut tx, grant, &sheet.campaign, &new, now.day(), now).await {
        // Somebody took in the same meanwhile: the list shows what is there now.
        Err(StudyError::Changed) => {
            drop(tx);
            return papers_page(&office, &officer, &sheet, StatusCode::CONFLICT).await;
        }
        done => done.map_err(refused)?,
    }
    once::done(tx, &form, &target, now).await
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, person)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (sheet, person) = one(&office, &officer, (&campaign, &unit, &person)).await?;
    let (today, request) = (office.clock.today().written(), office.chance.uuid(office.clock.now()).to_string());
    let form = Form::filled([("request", request.as_str()), ("on", &today), ("form", FORMS[0])]);
    one_page(&office, &officer, &sheet, &person, StatusCode::OK, form).await
}

pub(super) async fn receive_one(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, person)): Path<(String, String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (sheet, person) = one(&office, &officer, (&campaign, &unit, &person)).await?;
    let grant = sheet.grant(&officer)?;
    let (w, now) = (officer.words(), office.clock.now());
    let target = format!("{}/thu-bai/{}?xong=thu-bai", sheet.back(), person.uid);
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let upload = scans::chosen(&mut form, "scan", &w.say("wrong-file"));
    let (kind, how, on) = read(&mut form, upload.is_some(), (sheet.campaign.first_day(), now.day()), w);
    if !sheet.campaign.state().is_open() {
        form.wrong("kind", closed(w, &sheet.campaign));
    }
    let (Some(kind), Some(how), Some(on), true) = (kind, how, on, form.is_sound()) else {
        return one_page(&office, &officer, &sheet, &person, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let there = Paper::of(&mut tx, sheet.campaign.id, person.id).await?.into_iter().find(|paper| paper.kind == kind);
    if let Some(lost) =
        there.as_ref().filter(|paper| paper.would_be_lost() && !form.is("replace", &paper.version.to_string()))
    {
        drop(tx);
        ask_first(&mut form, w, lost);
        return one_page(&office, &officer, &sheet, &person, StatusCode::CONFLICT, form).await;
    }
    let scan = match upload {
        Some((upload, kind)) => {
            let keeper = (&office.vault, &office.files);
            Some((scans::keep(&mut tx, keeper, person.id, &upload.bytes, now).await?, kind))
        }
        None => None,
    };
    let handin = HandIn { person: person.id, kind, form: how, scan, replaces: there.map_or(0, |paper| paper.version) };
    let words = form.get("words");
    match write_down(&mut tx, grant, &office.vault, &sheet.campaign, (&handin, words), (on, now)).await {
        // Another clerk, or the member, was a moment earlier.
        Err(StudyError::Changed) => {
            drop(tx);
            let there = Paper::of(&mut office.db.read().await?, sheet.campaign.id, person.id).await?;
            if let Some(lost) = there.iter().find(|paper| paper.kind == kind) {
                ask_first(&mut form, w, lost);
            }
            return one_page(&office, &officer, &sheet, &person, StatusCode::CONFLICT, form).await;
        }
        done => done.map_err(refused)?,
    }
    once::done(tx, &form, &target, now).await
}

/// Asks whether the paper that is there is meant to be lost.
fn ask_first(form: &mut Form, w: Words, lost: &Paper) {
    let how = w.say(&format!("study-form-{}", lost.how()));
    let values = [("form", how.into()), ("day", lost.received_on.written().into())];
    form.wrong("replace", w.fill(&format!("handin-lost-{}", lost.standing()), &values));
    form.set("lost", lost.version.to_string());
}

/// Checks the form field by field: which paper, in which form, received when.
fn read(
    form: &mut Form,
    has_scan: bool,
    (first, today): (Option<Day>, Day),
    w: Words,
) -> (Option<&'static str>, Option<&'static str>, Option<Day>) {
    let kind = HANDINS.into_iter().find(|kind| *kind == form.get("kind"));
    if kind.is_none() {
        form.wrong("kind", w.say("handin-no-kind"));
    }
    let how = FORMS.into_iter().find(|how| *how == form.get("form"));
    match how {
        None => form.wrong("form", w.say("handin-no-form")),
        Some("scan") if !has_scan => form.wrong("scan", w.say("handin-no-scan")),
        Some("dictated") if form.get("words").is_empty() => form.wrong("words", w.say("handin-no-words")),
        Some("handwritten_received" | "scan") if !form.get("words").is_empty() => {
            form.wrong("form", w.say("handin-words-need-form"));
        }
        Some(_) if form.get("words").len() > LONGEST => form.wrong("words", w.say("handin-too-long")),
        Some(_) => {}
    }
    let on = Day::parse(form.get("on"));
    match (on, first) {
        (None, _) => form.wrong("on", w.say("wrong-day")),
        (Some(on), _) if on > today => form.wrong("on", w.say("day-to-come")),
        (Some(on), Some(first)) if on < first => form.wrong("on", w.with("handin-before", "day", first.written())),
        _ => {}
    }
    (kind, how, on)
}

pub(super) async fn scan(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, person, kind)): Path<(String, String, String, String)>,
) -> Result<Response, Failure> {
    // Whoever reads what was handed in opens its scan as well.
    let sheet = match open(&office, &officer, &campaign, &unit).await {
        Err(Failure::Forbidden) => open_for(&office, &officer, ReadHandins, (&campaign, &unit)).await?,
        other => other?,
    };
    let person = sheet.members.iter().find(|member| member.uid == person).ok_or(Failure::NotFound)?;
    let mut tx = office.db.begin().await?;
    let sql = "SELECT id, scan_sha256 FROM handin WHERE campaign_id = $1 AND person_id = $2 AND kind = $3";
    let found: Option<(i64, Option<String>)> = tx.opt(sql, &[&sheet.campaign.id, &person.id, &kind]).await?;
    let Some((id, Some(hash))) = found else { return Err(Failure::NotFound) };
    let event = match sheet.grant(&officer) {
        Ok(grant) => grant.event("study.handin.read_scan", "handin", id),
        Err(_) => sheet.grant_for(&officer, ReadHandins)?.event("study.handin.read_scan", "handin", id),
    };
    journal::write(&mut tx, &event, office.clock.now()).await?;
    let bytes = scans::open(&mut tx, (&office.vault, &office.files), person.id, &hash).await?;
    tx.commit().await?;
    let bytes = bytes.ok_or(Failure::NotFound)?;
    let file = FileKind::sniff(&bytes).ok_or(Failure::NotFound)?;
    Ok(attachment(bytes, file.mime(), &format!("{kind}.{}", file.ending())))
}

async fn one(
    office: &Office,
    officer: &Officer,
    (campaign, unit, person): (&str, &str, &str),
) -> Result<(Sheet, Person), Failure> {
    let sheet = open(office, officer, campaign, unit).await?;
    let person = sheet.members.iter().find(|member| member.uid == person).cloned().ok_or(Failure::NotFound)?;
    Ok((sheet, person))
}

async fn one_page(
    office: &Office,
    officer: &Officer,
    sheet: &Sheet,
    person: &Person,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let asked = Asked::of(&mut conn, &sheet.campaign, sheet.standing.tree(), sheet.cell).await?.kinds();
    let rows = Paper::of(&mut conn, sheet.campaign.id, person.id).await?;
    let cell = sheet.back();
    let here = format!("{cell}/thu-bai/{}", person.uid);
    let received = rows.into_iter().map(|paper| Received {
        name: w.say(&format!("study-handin-{}", paper.kind)),
        form: w.say(&format!("study-form-{}", paper.how())),
        on: paper.received_on.written(),
        state: chip(paper.standing()),
        state_name: state_name(w, paper.standing()),
        scan: paper.scan_sha256.as_ref().map_or(String::new(), |_| format!("{here}/{}", paper.kind)),
    });
    let page = OnePaperPage {
        shell: office.shell(officer),
        title: sheet.campaign.title.clone(),
        name: person.full_name.clone(),
        birth_year: person.birth_year,
        unit: sheet.cell_name(),
        back: format!("{cell}/thu-bai"),
        kinds: kinds(w, &asked),
        forms: forms(w),
        received: received.collect(),
        here,
        form,
    };
    html(status, &page)
}

/// How far a paper is, in words.
pub(super) fn state_name(w: Words, state: &str) -> String {
    w.say(&format!("handin-state-{state}"))
}

/// The colour of how far a paper is.
pub(super) fn chip(state: &str) -> &'static str {
    match state {
        "accepted" => "met",
        "returned" => "short",
        "submitted" => "wait",
        _ => "late",
    }
}

/// What the campaign asks for, to choose from.
pub(super) fn kinds(w: Words, asked: &[&str]) -> Vec<(String, String)> {
    let name = |kind: &str| viet::capital(&w.say(&format!("study-handin-{kind}")));
    asked.iter().map(|kind| ((*kind).to_owned(), name(kind))).collect()
}

fn forms(w: Words) -> Vec<(String, String)> {
    FORMS.iter().map(|form| ((*form).to_owned(), w.say(&format!("study-form-{form}")))).collect()
}

/// What is there in a campaign, as person and kind to whether it stands (or was given back) and its version.
async fn received(conn: &mut Conn, campaign: i64) -> Result<HashMap<(i64, String), (bool, i64)>, Failure> {
    let sql = "SELECT person_id, kind, state, version FROM handin WHERE campaign_id = $1";
    let rows: Vec<(i64, String, String, i64)> = conn.all(sql, &[&campaign]).await?;
    let each = |(person, kind, state, version)| ((person, kind), (state == "received", version));
    Ok(rows.into_iter().map(each).collect())
}

pub(super) fn refused(error: StudyError) -> Failure {
    match error {
        StudyError::NotOnRoll(_) => Failure::Malformed,
        // Closed between the look and the write: the page says so.
        StudyError::Closed(_) => Failure::answer(see_other("/van-phong/hoc-tap")),
        StudyError::Db(error) => error.into(),
        other => Failure::Broken(other.into()),
    }
}
