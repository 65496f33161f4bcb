//! One pledge: opened, which is noted, written, approved, followed up.

use super::pledge::{chip, months_of, year_of};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepStudy, ReadHandins};
use crate::people::{Person, members_of};
use crate::shell::{Office, Shell};
use crate::study::StudyError;
use crate::study::pledge::{Item, MOST, Pledge, READ, RESULTS, Stage, approve, follow, register};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::journal;
use kit::once;
use kit::page::html;
use kit::words::Words;

/// So long may what is said of a thing be, in bytes.
const LONGEST: usize = 2_000;

#[derive(Template)]
#[template(path = "study/pages/pledge.html")]
struct PledgePage {
    shell: Shell,
    form: Form,
    unit: String,
    name: String,
    birth_year: i64,
    year: i64,
    back: String,
    here: String,
    state: &'static str,
    state_name: String,
    items: Vec<Item>,
    /// What may be done: `register`, `approve`, `mid`, `year`.
    steps: Vec<&'static str>,
    results: Vec<(String, String)>,
    /// Whether the cell takes down what the member says.
    takes_down: bool,
    rows: Vec<usize>,
}

/// A member of a unit, whom whoever keeps study there and reads what members write may look at.
struct Found {
    unit: i64,
    person: Person,
    pledge: Option<Pledge>,
    year: i64,
    grant: Grant<KeepStudy>,
}

async fn find(office: &Office, officer: &Officer, (unit, person): (&str, &str)) -> Result<Found, Failure> {
    let unit = officer.tree.by_uid(unit).ok_or(Failure::NotFound)?.id;
    // Running study is not reading what members write.
    officer.require(ReadHandins, unit)?;
    let grant = officer.require(KeepStudy, unit)?;
    let year = year_of(office, officer);
    let mut conn = office.db.read().await?;
    let all = members_of(&mut conn, unit, office.clock.today()).await?;
    let person = all.into_iter().find(|one| one.uid == person).ok_or(Failure::NotFound)?;
    let pledge = Pledge::of(&mut conn, person.id, year).await?;
    Ok(Found { unit, person, pledge, year, grant })
}

/// What is opened to be written; opening what somebody pledged is noted.
pub(super) async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path((unit, person)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, (&unit, &person)).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let version = found.pledge.as_ref().map_or(0, |pledge| pledge.version);
    let mut form = Form::filled([("request", request), ("version", version.to_string())]);
    let items = items_of(&office, &found).await?;
    fill(&mut form, &items);
    page(&office, &officer, (&found, items), (StatusCode::OK, form))
}

/// Puts what is pledged into a form.
pub(super) fn fill(form: &mut Form, items: &[Item]) {
    for (at, item) in items.iter().enumerate() {
        for (name, value) in fields(item) {
            form.set(&format!("{name}-{at}"), value);
        }
    }
}

/// The fields of a thing that is pledged, as they are called in forms.
fn fields(item: &Item) -> [(&'static str, &str); 9] {
    [
        ("content", &item.content),
        ("measure", &item.measure),
        ("due", &item.due),
        ("mid", &item.mid),
        ("year", &item.year),
        ("own-mid", &item.own_mid),
        ("own-year", &item.own_year),
        ("self", &item.self_note),
        ("cell", &item.cell_note),
    ]
}

async fn items_of(office: &Office, found: &Found) -> Result<Vec<Item>, Failure> {
    let Some(pledge) = &found.pledge else { return Ok(vec![]) };
    let mut tx = office.db.begin().await?;
    journal::write(&mut tx, &found.grant.event(READ, "pledge", pledge.id), office.clock.now()).await?;
    let items = pledge.open(&mut tx, &office.vault).await?;
    tx.commit().await?;
    Ok(items)
}

fn page(
    office: &Office,
    officer: &Officer,
    (found, items): (&Found, Vec<Item>),
    (status, form): (StatusCode, Form),
) -> Result<Response, Failure> {
    let w = officer.words();
    let state = found.pledge.as_ref().map_or("due", |pledge| pledge.state.as_str());
    let this = found.year == office.clock.today().year() || found.year == office.clock.today().year() + 1;
    // One look back at a time: which one, the month says.
    let at_end = months_of(office).is_some_and(|months| office.clock.today().0.month() >= months.year_from);
    let steps: &[&str] = match state {
        _ if !this => &[],
        "due" => &["register"],
        "registered" => &["approve", "register"],
        "approved" if at_end => &["year", "register"],
        "approved" => &["mid", "register"],
        "mid_review" if !at_end => &["mid"],
        _ => &["year"],
    };
    let back = format!("/van-phong/cam-ket/{}", officer.tree.uid(found.unit));
    let page = PledgePage {
        unit: officer.tree.name(found.unit).to_owned(),
        name: found.person.full_name.clone(),
        birth_year: found.person.birth_year,
        year: found.year,
        here: format!("{back}/{}", found.person.uid),
        state: chip(state),
        state_name: w.say(&format!("pledge-state-{state}")),
        steps: steps.to_vec(),
        results: RESULTS.iter().map(|one| ((*one).to_owned(), w.say(&format!("pledge-result-{one}")))).collect(),
        takes_down: Said::of(found.pledge.as_ref()) == Said::ToCell,
        rows: (0..MOST).collect(),
        shell: office.shell(officer),
        back: format!("{back}?nam={}", found.year),
        items,
        form,
    };
    html(status, &page)
}

/// What a form asks for.
#[derive(Clone, Copy)]
pub(super) enum Asks {
    /// What is pledged.
    Things,
    /// What came of it, as the cell sees it; what the member says as well, unless the member has said it here.
    Result(Stage, Said),
    /// What came of it, as the member sees it.
    OwnResult(Stage),
}

/// Who says what the member says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The member did, on a page of their own: nobody else writes it.
    ByMember,
    /// The cell takes it down.
    ToCell,
}

impl Said {
    fn of(pledge: Option<&Pledge>) -> Said {
        let said = pledge.is_some_and(|pledge| pledge.said_mid_on.is_some() || pledge.said_year_on.is_some());
        if said { Said::ByMember } else { Said::ToCell }
    }
}

/// The things of a form, as they were typed; what is wrong stands in the form afterwards.
pub(super) fn read(w: Words, form: &mut Form, asks: Asks, known: &[Item]) -> Vec<Item> {
    let mut items = Vec::new();
    for at in 0..MOST {
        let field = |form: &Form, name: &str| form.get(&format!("{name}-{at}")).to_owned();
        let result = |form: &mut Form, name: &str| {
            let result = field(form, name);
            if !RESULTS.contains(&&*result) {
                form.wrong(format!("{name}-{at}"), w.with("pledge-no-result", "n", (at + 1).to_string()));
            }
            result
        };
        let mut item = known.get(at).cloned().unwrap_or_default();
        match asks {
            Asks::Things => {
                item = Item {
                    content: field(form, "content"),
                    measure: field(form, "measure"),
                    due: field(form, "due"),
                    ..Item::default()
                };
                if item.content.is_empty() {
                    if !item.measure.is_empty() || !item.due.is_empty() {
                        form.wrong(format!("content-{at}"), w.with("pledge-no-content", "n", (at + 1).to_string()));
                    }
                    continue;
                }
                if item.measure.is_empty() {
                    form.wrong(format!("measure-{at}"), w.with("pledge-no-measure", "n", (at + 1).to_string()));
                }
            }
            _ if known.get(at).is_none() => continue,
            Asks::Result(stage, said) => {
                let result = result(form, stage.word());
                match stage {
                    Stage::Mid => item.mid = result,
                    Stage::Year => item.year = result,
                }
                item.cell_note = field(form, "cell");
                if said == Said::ToCell {
                    item.self_note = field(form, "self");
                }
            }
            Asks::OwnResult(stage) => {
                let result = result(form, &format!("own-{}", stage.word()));
                match stage {
                    Stage::Mid => item.own_mid = result,
                    Stage::Year => item.own_year = result,
                }
                item.self_note = field(form, "self");
            }
        }
        for (name, value) in fields(&item) {
            if value.len() > LONGEST {
                form.wrong(format!("{name}-{at}"), w.say("handin-too-long"));
            }
        }
        items.push(item);
    }
    if matches!(asks, Asks::Things) && items.is_empty() && form.is_sound() {
        form.wrong("content-0", w.say("pledge-nothing"));
    }
    items
}

/// Registers, approves or follows up, as the form's `do` says.
pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path((unit, person)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, (&unit, &person)).await?;
    let grant = officer.require(KeepStudy, found.unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let step = form.get("do").to_owned();
    let version = form.version()?;
    let known = match &found.pledge {
        Some(pledge) => pledge.open(&mut office.db.read().await?, &office.vault).await?,
        None => vec![],
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let stage = Stage::of(&step);
    let asks = stage.map_or(Asks::Things, |stage| Asks::Result(stage, Said::of(found.pledge.as_ref())));
    let items = if step == "approve" { known.clone() } else { read(w, &mut form, asks, &known) };
    if !form.is_sound() {
        drop(tx);
        let items = items_of(&office, &found).await?;
        return page(&office, &officer, (&found, items), (StatusCode::UNPROCESSABLE_ENTITY, form));
    }
    let done = match (step.as_str(), stage, &found.pledge) {
        ("register", _, _) => {
            register(&mut tx, grant, &office.vault, (found.person.id, found.year, version), &items, now).await
        }
        ("approve", _, Some(pledge)) => approve(&mut tx, grant, (pledge, version), now).await,
        (_, Some(stage), Some(pledge)) => {
            follow(&mut tx, grant, &office.vault, (pledge, version, stage), &items, now).await
        }
        _ => return Err(Failure::Malformed),
    };
    match done {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            let found = find(&office, &officer, (&unit, &person)).await?;
            form.set("version", found.pledge.as_ref().map_or(0, |pledge| pledge.version).to_string());
            form.wrong("version", w.say("pledge-changed"));
            let items = items_of(&office, &found).await?;
            return page(&office, &officer, (&found, items), (StatusCode::CONFLICT, form));
        }
        Err(StudyError::NotOnRoll(_)) => return Err(Failure::NotFound),
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    let target = format!("/van-phong/cam-ket/{unit}?nam={}&xong=cam-ket", found.year);
    once::done(tx, &form, &target, now).await
}
