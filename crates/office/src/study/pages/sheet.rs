//! The attendance sheet of a cell: on a phone, for the whole cell at once.

use super::moved::heir;
use super::{address, find, has_sheet};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepStudy, Permission};
use crate::org::lineage::Past;
use crate::people::Person;
use crate::shell::{Office, Shell};
use crate::study::standing::Standing;
use crate::study::{Campaign, Mark, State, StudyError, mark_attendance, marks_of};
use askama::Template;
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "study/pages/sheet.html")]
pub(super) struct SheetPage {
    shell: Shell,
    /// Whose device keeps what is ticked and not saved.
    account: i64,
    title: String,
    unit: String,
    back: String,
    request: String,
    rows: Vec<SheetRow>,
    /// What somebody else saved meanwhile; empty when nobody did.
    conflicts: Vec<String>,
    /// Why nothing is taken; empty while the campaign is open.
    closed: String,
    /// That the first session is still to come.
    ahead: String,
}

struct SheetRow {
    id: i64,
    name: String,
    fold: String,
    birth_year: i64,
    /// 0 while nobody marked them.
    version: i64,
    state: String,
    exempt: bool,
}

/// A campaign, the cell, and those on its roll.
pub(super) struct Sheet {
    pub(super) campaign: Campaign,
    pub(super) cell: i64,
    pub(super) standing: Arc<Standing>,
    past: Past,
    pub(super) members: Vec<Person>,
    /// Of each person the mark's id, state and version.
    marks: HashMap<i64, (i64, String, i64)>,
}

impl Sheet {
    /// The permission to keep it: of whoever keeps the cell, or the unit that carries on for it.
    pub(super) fn grant(&self, officer: &Officer) -> Result<Grant<KeepStudy>, Failure> {
        officer.require_then(KeepStudy, &self.past, self.cell)
    }

    /// The same with another right.
    pub(super) fn grant_for<P: Permission>(&self, officer: &Officer, right: P) -> Result<Grant<P>, Failure> {
        officer.require_then(right, &self.past, self.cell)
    }

    /// The units of the day whose roll counts.
    pub(super) fn past(&self) -> &Past {
        &self.past
    }

    /// Where the cell's page in the campaign is.
    pub(super) fn back(&self) -> String {
        address(&self.campaign, self.standing.tree(), self.cell)
    }

    /// What the cell was called.
    pub(super) fn cell_name(&self) -> String {
        self.standing.tree().name(self.cell).to_owned()
    }
}

pub(super) async fn open(office: &Office, officer: &Officer, campaign: &str, unit: &str) -> Result<Sheet, Failure> {
    open_for(office, officer, KeepStudy, (campaign, unit)).await
}

/// The same for whoever has another right there.
pub(super) async fn open_for<P: Permission>(
    office: &Office,
    officer: &Officer,
    right: P,
    (campaign, unit): (&str, &str),
) -> Result<Sheet, Failure> {
    let super::Found { campaign, standing, past, unit: cell } = find(office, officer, campaign, unit).await?;
    officer.require_then(right, &past, cell)?;
    if !has_sheet(&standing, cell) {
        return Err(Failure::NotFound);
    }
    let mut conn = office.db.read().await?;
    let day = standing.roll_day();
    let members = campaign.roll_of_unit(&mut conn, cell, day).await?;
    let marks = marks_of(&mut conn, &campaign, cell, day).await?;
    Ok(Sheet { campaign, cell, standing, past, members, marks })
}

pub(super) async fn show(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    match open(&office, &officer, &campaign, &unit).await {
        Ok(sheet) => html(StatusCode::OK, &sheet_page(&office, &officer, &sheet, &[], vec![])),
        Err(Failure::NotFound) => {
            let unit = heir(&office, &officer, &unit).await?;
            open(&office, &officer, &campaign, unit)
                .await
                .map(|sheet| see_other(&format!("{}/diem-danh", sheet.back())))
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn save(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, mut unit)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    // A list that a phone kept for want of a net may be that of a cell which has become another one meanwhile.
    let mut opened = open(&office, &officer, &campaign, &unit).await;
    if let Err(Failure::NotFound) = opened {
        unit = heir(&office, &officer, &unit).await?.to_owned();
        opened = open(&office, &officer, &campaign, &unit).await;
    }
    let sheet = opened?;
    let grant = sheet.grant(&officer)?;
    let target = sheet.back();
    let typed = typed_marks(&form, &sheet)?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    match mark_attendance(&mut tx, grant, &sheet.campaign, &typed, office.clock.now()).await {
        Ok(()) => {}
        Err(StudyError::Stale(whose)) => {
            // Nothing of this sheet is kept: the secretary sees both versions and decides.
            drop(tx);
            return conflict(&office, &officer, (&campaign, &unit), &typed, &whose).await;
        }
        Err(StudyError::Closed(_)) => {
            drop(tx);
            let sheet = open(&office, &officer, &campaign, &unit).await?;
            let page = sheet_page(&office, &officer, &sheet, &typed, vec![]);
            return html(StatusCode::CONFLICT, &page);
        }
        Err(StudyError::Ahead(day)) => {
            drop(tx);
            let mut page = sheet_page(&office, &officer, &sheet, &typed, vec![]);
            page.ahead = officer.words().with("study-ahead", "day", day.written());
            return html(StatusCode::CONFLICT, &page);
        }
        Err(StudyError::NotOnRoll(_)) => return Err(Failure::Malformed),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    once::done(tx, &form, &target, office.clock.now()).await
}

/// Reads the marks that differ from what the sheet showed, with the versions it showed.
fn typed_marks(form: &Form, sheet: &Sheet) -> Result<Vec<Mark>, Failure> {
    let mut typed = Vec::new();
    for (person, word) in form.with_prefix("mark-") {
        let person: i64 = person.parse().map_err(|_| Failure::Malformed)?;
        let state = State::of(word).ok_or(Failure::Malformed)?;
        let expected: i64 = form.get(&format!("version-{person}")).parse().map_err(|_| Failure::Malformed)?;
        let (now, version) = sheet.marks.get(&person).map_or((State::Unmarked.word(), 0), |(_, now, at)| (now, *at));
        let unchanged = now == word && version == expected;
        if !unchanged {
            typed.push(Mark { person, state, expected });
        }
    }
    Ok(typed)
}

async fn conflict(
    office: &Office,
    officer: &Officer,
    (campaign, unit): (&str, &str),
    typed: &[Mark],
    conflicts: &[i64],
) -> Result<Response, Failure> {
    let sheet = open(office, officer, campaign, unit).await?;
    let w = officer.words();
    let mark = |word: &str| w.say(&format!("study-mark-{word}"));
    let lines = sheet.members.iter().filter(|m| conflicts.contains(&m.id)).filter_map(|m| {
        let theirs = sheet.marks.get(&m.id).map_or(State::Unmarked.word(), |(_, theirs, _)| theirs);
        let yours = typed.iter().find(|mark| mark.person == m.id)?.state;
        if theirs == yours.word() {
            return None;
        }
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

/// Why a campaign takes nothing any more; empty while it does.
pub(super) fn closed(w: Words, campaign: &Campaign) -> String {
    match (cancelled(w, campaign), campaign.closed_on) {
        (told, _) if !told.is_empty() => format!("{told} {}", w.say("study-cancelled")),
        (_, Some(day)) if !campaign.state().is_open() => w.with("study-closed", "day", day.written()),
        _ => String::new(),
    }
}

/// That a campaign was cancelled, when and why; empty while it holds.
pub(super) fn cancelled(w: Words, campaign: &Campaign) -> String {
    let Some(day) = campaign.cancelled_on else { return String::new() };
    let values = [("day", day.written().into()), ("why", campaign.cancel_reason.as_str().into())];
    w.fill("campaign-cancelled-on", &values)
}

fn sheet_page(office: &Office, officer: &Officer, sheet: &Sheet, typed: &[Mark], conflicts: Vec<String>) -> SheetPage {
    let rows = sheet.members.iter().map(|member| {
        let known = sheet.marks.get(&member.id);
        let typed = typed.iter().find(|mark| mark.person == member.id).map(|mark| mark.state.word().to_owned());
        SheetRow {
            id: member.id,
            name: member.full_name.clone(),
            fold: viet::fold(&member.full_name),
            birth_year: member.birth_year,
            version: known.map_or(0, |(_, _, version)| *version),
            state: typed.or_else(|| known.map(|(_, state, _)| state.clone())).unwrap_or_default(),
            exempt: sheet.standing.person(member.id).1,
        }
    });
    SheetPage {
        account: officer.account,
        title: sheet.campaign.title.clone(),
        unit: sheet.cell_name(),
        back: sheet.back(),
        request: office.chance.uuid(office.clock.now()).to_string(),
        rows: rows.collect(),
        conflicts,
        closed: closed(officer.words(), &sheet.campaign),
        ahead: String::new(),
        shell: office.shell(officer),
    }
}
