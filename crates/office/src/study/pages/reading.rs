//! Where a reader reads what a cell's members handed in: what waits, one paper with its text, the grade or the reason why it
//! is given back.

use super::handins::{chip, refused, state_name};
use super::sheet::{Sheet, closed, open_for};
use super::{Campaign, has_sheet, place, seen_from};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadHandins, Right};
use crate::people::Person;
use crate::shell::{Office, Shell};
use crate::study::cascade::Asked;
use crate::study::reading::{self, GRADES, Paper, Reader, STATES, Verdict, open_words, waiting};
use crate::study::{HANDINS, StudyError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

/// So long may a reader's words be, in bytes.
const LONGEST: usize = 10_000;

#[derive(Template)]
#[template(path = "study/pages/reading.html")]
struct ReadingPage {
    shell: Shell,
    title: String,
    unit: String,
    back: String,
    /// How many papers are how far: the state, what people call it, the number.
    counts: Vec<(&'static str, String, String)>,
    rows: Vec<Row>,
    closed: String,
}

struct Row {
    name: String,
    birth_year: i64,
    kind: String,
    form: String,
    on: String,
    /// It came after the day until which it was asked for.
    late: bool,
    state: &'static str,
    state_name: String,
    grade: String,
    /// Where it is opened; empty for what has not come.
    open: String,
}

#[derive(Template)]
#[template(path = "study/pages/read_paper.html")]
struct PaperPage {
    shell: Shell,
    form: Form,
    title: String,
    unit: String,
    back: String,
    here: String,
    name: String,
    birth_year: i64,
    kind: String,
    form_name: String,
    on: String,
    state: &'static str,
    state_name: String,
    questions: String,
    words: String,
    count: String,
    /// Where its scan is; empty when there is none.
    scan: String,
    /// What its reader said.
    comment: String,
    /// Who handed in nearly the same, and how much of it is.
    alike: Vec<(String, String)>,
    /// What may be made of it; empty where it waits for nobody or is the reader's own.
    verdicts: Vec<(String, String)>,
    /// Why the reader says nothing here; may be empty.
    not_here: String,
}

/// What a cell's members owe and handed in: those that wait first, then what was given back, what has not come, what is done.
pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let sheet = open_for(&office, &officer, ReadHandins, (&campaign, &unit)).await?;
    let w = officer.words();
    let persons: Vec<i64> = sheet.members.iter().map(|member| member.id).collect();
    let mut conn = office.db.read().await?;
    let papers = Paper::of_all(&mut conn, sheet.campaign.id, &persons).await?;
    let asked = Asked::of(&mut conn, &sheet.campaign, sheet.standing.tree(), sheet.cell).await?.kinds();
    drop(conn);
    let here = format!("{}/doc-bai", sheet.back());
    let mut rows = Vec::new();
    for state in ["submitted", "returned", "due", "accepted"] {
        for member in &sheet.members {
            for kind in HANDINS {
                let paper = papers.iter().find(|paper| paper.person_id == member.id && paper.kind == kind);
                let due = paper.is_none() && asked.contains(&kind) && !sheet.standing.person(member.id).1;
                let is = paper.map_or(if due { "due" } else { "" }, Paper::standing) == state;
                if is {
                    rows.push(row(w, &sheet, &here, (member, kind, state), paper));
                }
            }
        }
    }
    let counts = STATES.map(|state| {
        let n = rows.iter().filter(|row| row.state_name == state_name(w, state)).count();
        (chip(state), state_name(w, state), w.number(n as i64))
    });
    let page = ReadingPage {
        title: sheet.campaign.title.clone(),
        unit: sheet.cell_name(),
        back: sheet.back(),
        counts: counts.into(),
        closed: closed(w, &sheet.campaign),
        shell: office.shell(&officer),
        rows,
    };
    html(StatusCode::OK, &page)
}

fn row(
    w: Words,
    sheet: &Sheet,
    here: &str,
    (member, kind, state): (&Person, &str, &'static str),
    paper: Option<&Paper>,
) -> Row {
    Row {
        name: member.full_name.clone(),
        birth_year: member.birth_year,
        kind: w.say(&format!("study-handin-{kind}")),
        form: paper.map_or(String::new(), |paper| w.say(&format!("study-form-{}", paper.how()))),
        on: paper.map_or(String::new(), |paper| paper.received_on.written()),
        late: paper.is_some_and(|paper| sheet.campaign.write_by.is_some_and(|by| paper.received_on > by)),
        state: chip(state),
        state_name: state_name(w, state),
        grade: paper.filter(|_| state == "accepted").map_or(String::new(), |paper| grade(w, &paper.grade)),
        open: paper.map_or(String::new(), |_| format!("{here}/{}/{kind}", member.uid)),
    }
}

fn grade(w: Words, grade: &str) -> String {
    if grade.is_empty() { String::new() } else { w.say(&format!("handin-grade-{grade}")) }
}

/// A paper of an address, with whose it is.
async fn find(sheet: &Sheet, office: &Office, (person, kind): (&str, &str)) -> Result<(Person, Paper), Failure> {
    let person = sheet.members.iter().find(|member| member.uid == person).cloned().ok_or(Failure::NotFound)?;
    let papers = Paper::of(&mut office.db.read().await?, sheet.campaign.id, person.id).await?;
    let paper = papers.into_iter().find(|paper| paper.kind == kind).ok_or(Failure::NotFound)?;
    Ok((person, paper))
}

/// Opens a paper to be read, which is noted.
pub(super) async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, person, kind)): Path<(String, String, String, String)>,
) -> Result<Response, Failure> {
    let sheet = open_for(&office, &officer, ReadHandins, (&campaign, &unit)).await?;
    let found = find(&sheet, &office, (&person, &kind)).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", request), ("version", found.1.version.to_string())]);
    page(&office, &officer, (&sheet, &found), StatusCode::OK, form).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    (sheet, (person, paper)): (&Sheet, &(Person, Paper)),
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let grant = sheet.grant_for(officer, ReadHandins)?;
    let own = grant.person() == Some(person.id);
    let persons: Vec<i64> = sheet.members.iter().map(|member| member.id).collect();
    let mut tx = office.db.begin().await?;
    let (words, comment) = open_words(&mut tx, Reader::Reader(&grant), &office.vault, paper, now).await?;
    let alike = paper.alike(&mut tx, &office.vault, sheet.campaign.id, &persons).await?;
    tx.commit().await?;
    let named = alike.into_iter().filter_map(|(person, same)| {
        let member = sheet.members.iter().find(|member| member.id == person)?;
        let values = [("name", member.full_name.as_str().into()), ("born", member.birth_year.to_string().into())];
        Some((w.fill("reading-alike-who", &values), w.rate(u64::from(same), 100)))
    });
    let state = paper.standing();
    let open = sheet.campaign.state().is_open();
    let verdicts = GRADES.map(|grade| {
        let word = if grade.is_empty() { "read" } else { grade };
        (word.to_owned(), w.say(&format!("reading-do-{word}")))
    });
    let verdicts = verdicts.into_iter().chain([("return".to_owned(), w.say("reading-do-return"))]);
    let not_here = match (own, open, state) {
        (true, ..) => w.say("reading-own"),
        (_, false, _) => closed(w, &sheet.campaign),
        (.., "returned") => w.say("reading-returned"),
        _ => String::new(),
    };
    let here = format!("{}/doc-bai/{}/{}", sheet.back(), person.uid, paper.kind);
    let page = PaperPage {
        title: sheet.campaign.title.clone(),
        unit: sheet.cell_name(),
        back: format!("{}/doc-bai", sheet.back()),
        name: person.full_name.clone(),
        birth_year: person.birth_year,
        kind: viet::capital(&w.say(&format!("study-handin-{}", paper.kind))),
        form_name: w.say(&format!("study-form-{}", paper.how())),
        on: paper.received_on.written(),
        state: chip(state),
        state_name: state_name(w, state),
        questions: sheet.campaign.questions.clone(),
        count: if paper.word_count > 0 { w.count("reading-words", paper.word_count) } else { String::new() },
        scan: paper
            .scan_sha256
            .as_ref()
            .map_or(String::new(), |_| format!("{}/thu-bai/{}/{}", sheet.back(), person.uid, paper.kind)),
        alike: named.collect(),
        verdicts: if not_here.is_empty() { verdicts.collect() } else { vec![] },
        shell: office.shell(officer),
        form,
        here,
        words,
        comment,
        not_here,
    };
    html(status, &page)
}

/// Notes what the reader made of a paper.
pub(super) async fn judge(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, person, kind)): Path<(String, String, String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let sheet = open_for(&office, &officer, ReadHandins, (&campaign, &unit)).await?;
    let grant = sheet.grant_for(&officer, ReadHandins)?;
    let found = find(&sheet, &office, (&person, &kind)).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let target = format!("{}/doc-bai?xong=doc-bai", sheet.back());
    let said = form.get("verdict").to_owned();
    let verdict = match said.as_str() {
        "return" => Some(Verdict::Return),
        "read" => Some(Verdict::Accept("")),
        word => GRADES.into_iter().find(|grade| !grade.is_empty() && *grade == word).map(Verdict::Accept),
    };
    match verdict {
        None => form.wrong("verdict", w.say("reading-no-verdict")),
        Some(Verdict::Return) if form.get("comment").is_empty() => {
            form.wrong("comment", w.say("reading-no-comment"));
        }
        Some(_) if form.get("comment").len() > LONGEST => form.wrong("comment", w.say("handin-too-long")),
        Some(_) => {}
    }
    let version: Option<i64> = form.get("version").parse().ok();
    let (Some(verdict), Some(version), true) = (verdict, version, form.is_sound()) else {
        return page(&office, &officer, (&sheet, &found), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (of, comment) = ((&sheet.campaign, found.1.id, version), form.get("comment").to_owned());
    match reading::judge(&mut tx, grant, &office.vault, of, (verdict, &comment), now).await {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            let found = find(&sheet, &office, (&person, &kind)).await?;
            form.set("version", found.1.version.to_string());
            form.wrong("verdict", w.say("reading-changed"));
            return page(&office, &officer, (&sheet, &found), StatusCode::CONFLICT, form).await;
        }
        Err(StudyError::Own) => return Err(Failure::Forbidden),
        Err(error) => return Err(refused(error)),
    }
    once::done(tx, &form, &target, now).await
}

/// What waits for a reader at the cells of the officer, campaign by campaign.
pub(super) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let mut duties = Vec::new();
    let roots = officer.roots(Right::ReadHandins);
    if roots.is_empty() {
        return Ok(duties);
    }
    let open = Campaign::issued(&mut office.db.read().await?).await?;
    for campaign in open.into_iter().filter(|campaign| campaign.state().is_open()) {
        for root in &roots {
            let Some((standing, unit)) = seen_from(office, &campaign, *root).await? else { continue };
            if !has_sheet(&standing, unit) {
                continue;
            }
            let (new, returned) = waiting(&mut office.db.read().await?, campaign.id, &standing.own(unit)).await?;
            if new + returned == 0 {
                continue;
            }
            let values = [
                ("unit", standing.tree().name(unit).into()),
                ("new", w.number(new).into()),
                ("returned", w.number(returned).into()),
            ];
            duties.push(Duty {
                href: format!("{}/doc-bai", place(&standing, unit)),
                name: w.with("reading-duty", "title", &campaign.title),
                text: w.fill("reading-duty-text", &values),
                state: if returned > 0 { "short" } else { "wait" },
                state_name: w.say("desk-todo"),
            });
        }
    }
    Ok(duties)
}
