//! The attendance sheet of a cell, and the papers its members hand in: on a phone, for the whole cell at once.

use super::{address, find, is_cell};
use crate::identity::reach::{Officer, Right};
use crate::people::{self, Person};
use crate::shell::{Office, Shell};
use crate::study::standing::{HANDINS, Standing};
use crate::study::{Campaign, State, StudyError, mark_attendance, receive_handin};
use askama::Template;
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{Page, html, see_other};
use std::collections::{HashMap, HashSet};

#[derive(Template)]
#[template(path = "study/pages/sheet.html")]
pub(super) struct SheetPage {
    shell: Shell,
    title: String,
    unit: String,
    back: String,
    request: String,
    rows: Vec<SheetRow>,
    /// What somebody else saved meanwhile; empty when nobody did.
    conflicts: Vec<String>,
}

struct SheetRow {
    id: i64,
    name: String,
    fold: String,
    birth_year: i64,
    version: i64,
    state: String,
    exempt: bool,
}

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
}

struct PaperRow {
    id: i64,
    name: String,
    birth_year: i64,
    /// For each kind: its name, and whether it was received.
    papers: Vec<(String, String, bool)>,
}

/// A campaign, the cell, and those on its roll.
struct Sheet {
    campaign: Campaign,
    cell: i64,
    standing: Standing,
    members: Vec<Person>,
    marks: HashMap<i64, (String, i64)>,
}

async fn open(office: &Office, officer: &Officer, campaign: &str, unit: &str) -> Result<Sheet, Failure> {
    let (campaign, cell) = find(office, officer, campaign, unit).await?;
    officer.require(Right::KeepStudy, cell)?;
    if !is_cell(&officer.tree, cell) {
        return Err(Failure::NotFound);
    }
    let standing = office.standing(campaign.id).await?;
    let mut conn = office.db.read().await?;
    let members = people::members_of(&mut conn, cell, campaign.cutoff_day).await?;
    let marks = marks(&mut conn, campaign.id).await?;
    Ok(Sheet { campaign, cell, standing, members, marks })
}

async fn marks(conn: &mut Conn, campaign: i64) -> Result<HashMap<i64, (String, i64)>, Failure> {
    let rows: Vec<(i64, String, i64)> =
        conn.all("SELECT person_id, state, version FROM attendance WHERE campaign_id = $1", &[&campaign]).await?;
    Ok(rows.into_iter().map(|(person, state, version)| (person, (state, version))).collect())
}

pub(super) async fn show(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Page<SheetPage>, Failure> {
    let sheet = open(&office, &officer, &campaign, &unit).await?;
    Ok(Page(sheet_page(&office, &officer, &sheet, &HashMap::new(), vec![])))
}

pub(super) async fn save(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let sheet = open(&office, &officer, &campaign, &unit).await?;
    let grant = officer.require(Right::KeepStudy, sheet.cell)?;
    let target = address(&sheet.campaign, &officer.tree, sheet.cell);
    let typed = typed_marks(&form, &sheet)?;
    let mut tx = office.db.begin().await?;
    if let Some(answer) = once::answered(&mut tx, form.get("request")).await? {
        return Ok(see_other(&answer));
    }
    let mut conflicts = Vec::new();
    for member in &sheet.members {
        let Some((state, expected)) = typed.get(&member.id) else { continue };
        let now = office.clock.now();
        match mark_attendance(&mut tx, &sheet.campaign, member.id, *state, *expected, Some(grant.actor()), now).await {
            Ok(_) => {}
            Err(StudyError::Stale { .. }) => conflicts.push(member.id),
            Err(error) => return Err(Failure::Broken(error.into())),
        }
    }
    if !conflicts.is_empty() {
        // Nothing of this sheet is kept: the secretary sees both versions and decides.
        drop(tx);
        return conflict(&office, &officer, (&campaign, &unit), &typed, &conflicts).await;
    }
    once::answer(&mut tx, form.get("request"), &target, office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}

/// Reads the marks that differ from what the sheet showed, with the versions it showed.
fn typed_marks(form: &Form, sheet: &Sheet) -> Result<HashMap<i64, (State, i64)>, Failure> {
    let mut typed = HashMap::new();
    for (person, word) in form.with_prefix("mark-") {
        let person: i64 = person.parse().map_err(|_| Failure::Malformed)?;
        let state = State::of(word).ok_or(Failure::Malformed)?;
        let expected: i64 = form.get(&format!("version-{person}")).parse().map_err(|_| Failure::Malformed)?;
        if !sheet.members.iter().any(|member| member.id == person) {
            return Err(Failure::Malformed);
        }
        let unchanged = sheet.marks.get(&person).is_some_and(|(now, version)| now == word && *version == expected);
        if !unchanged {
            typed.insert(person, (state, expected));
        }
    }
    Ok(typed)
}

async fn conflict(
    office: &Office,
    officer: &Officer,
    (campaign, unit): (&str, &str),
    typed: &HashMap<i64, (State, i64)>,
    conflicts: &[i64],
) -> Result<Response, Failure> {
    let sheet = open(office, officer, campaign, unit).await?;
    let w = office.shell(None).w;
    let mark = |word: &str| w.say(&format!("study-mark-{word}"));
    let lines = sheet.members.iter().filter(|m| conflicts.contains(&m.id)).filter_map(|m| {
        let (theirs, _) = sheet.marks.get(&m.id)?;
        let (yours, _) = typed.get(&m.id)?;
        let values = [
            ("name", m.full_name.as_str().into()),
            ("theirs", mark(theirs).into()),
            ("yours", mark(yours.word()).into()),
        ];
        Some(w.fill("study-conflict-line", &values))
    });
    let page = sheet_page(office, officer, &sheet, typed, lines.collect());
    Ok(html(StatusCode::CONFLICT, &page)?.into_response())
}

fn sheet_page(
    office: &Office,
    officer: &Officer,
    sheet: &Sheet,
    typed: &HashMap<i64, (State, i64)>,
    conflicts: Vec<String>,
) -> SheetPage {
    let rows = sheet.members.iter().map(|member| {
        let known = sheet.marks.get(&member.id);
        let typed = typed.get(&member.id).map(|(state, _)| state.word().to_owned());
        SheetRow {
            id: member.id,
            name: member.full_name.clone(),
            fold: viet::fold(&member.full_name),
            birth_year: member.birth_year,
            version: known.map_or(0, |(_, version)| *version),
            state: typed.or_else(|| known.map(|(state, _)| state.clone())).unwrap_or_default(),
            exempt: sheet.standing.person(member.id).1,
        }
    });
    SheetPage {
        title: sheet.campaign.title.clone(),
        unit: officer.tree.name(sheet.cell).to_owned(),
        back: address(&sheet.campaign, &officer.tree, sheet.cell),
        request: office.chance.uuid(office.clock.now()).to_string(),
        rows: rows.collect(),
        conflicts,
        shell: office.shell(Some(officer)),
    }
}

pub(super) async fn papers(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Page<PapersPage>, Failure> {
    let sheet = open(&office, &officer, &campaign, &unit).await?;
    let received = received(&mut office.db.read().await?, sheet.campaign.id).await?;
    let shell = office.shell(Some(&officer));
    let kind_name = |kind: &str| shell.w.say(&format!("study-handin-{kind}"));
    let rows = sheet.members.iter().filter(|member| !sheet.standing.person(member.id).1).map(|member| PaperRow {
        id: member.id,
        name: member.full_name.clone(),
        birth_year: member.birth_year,
        papers: HANDINS
            .iter()
            .map(|kind| ((*kind).to_owned(), kind_name(kind), received.contains(&(member.id, (*kind).to_owned()))))
            .collect(),
    });
    Ok(Page(PapersPage {
        title: sheet.campaign.title.clone(),
        unit: officer.tree.name(sheet.cell).to_owned(),
        back: address(&sheet.campaign, &officer.tree, sheet.cell),
        request: office.chance.uuid(office.clock.now()).to_string(),
        kinds: ["handwritten_received", "typed", "scan"]
            .map(|form| (form.to_owned(), shell.w.say(&format!("study-form-{form}"))))
            .into(),
        rows: rows.collect(),
        shell,
    }))
}

async fn received(conn: &mut Conn, campaign: i64) -> Result<HashSet<(i64, String)>, Failure> {
    let rows: Vec<(i64, String)> = conn
        .all("SELECT person_id, kind FROM handin WHERE campaign_id = $1 AND state = 'received'", &[&campaign])
        .await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn receive(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let sheet = open(&office, &officer, &campaign, &unit).await?;
    let grant = officer.require(Right::KeepStudy, sheet.cell)?;
    let target = address(&sheet.campaign, &officer.tree, sheet.cell);
    let how = form.get("form");
    if !["handwritten_received", "typed", "scan"].contains(&how) {
        return Err(Failure::Malformed);
    }
    let mut tx = office.db.begin().await?;
    if let Some(answer) = once::answered(&mut tx, form.get("request")).await? {
        return Ok(see_other(&answer));
    }
    let known = received(&mut tx, sheet.campaign.id).await?;
    for (field, _) in form.with_prefix("paper-") {
        let (person, kind) = field.split_once('-').ok_or(Failure::Malformed)?;
        let person: i64 = person.parse().map_err(|_| Failure::Malformed)?;
        if !HANDINS.contains(&kind) || !sheet.members.iter().any(|member| member.id == person) {
            return Err(Failure::Malformed);
        }
        if known.contains(&(person, kind.to_owned())) {
            continue;
        }
        let (now, actor) = (office.clock.now(), Some(grant.actor()));
        receive_handin(&mut tx, &sheet.campaign, person, (kind, how), now.day(), actor, now)
            .await
            .map_err(anyhow::Error::from)?;
    }
    once::answer(&mut tx, form.get("request"), &target, office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}
