//! Changing a member's standing, and amending the latest change.

use super::{BOOK, Found, address, find, in_lang, keeper, state_name};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::org::kind;
use crate::org::pages::misfit_told;
use crate::people::record::Record;
use crate::people::state::{
    Instead, NewState, READMITTED, Refusal, Ruling, StateRow, amend_state, change_state, history, on,
};
use crate::people::ties::belongings;
use crate::posts::posts_of;
use crate::shell::{Office, Shell};
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
use rules::EndsPosts;

#[derive(Template)]
#[template(path = "people/pages/record/standing.html")]
struct StandingPage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    back: String,
    /// The standing as it is, and since when.
    now: String,
    /// (key, words)
    changes: Vec<(String, String)>,
    /// Where somebody may be admitted again; empty when that is not to be decided.
    units: Vec<(String, String)>,
    /// What a change that ends memberships brings with it.
    ends: Vec<String>,
    rule: String,
    /// The latest change, when it can be amended: (where it is sent, what it says).
    latest: Option<(String, String)>,
    ways: Vec<(String, String)>,
}

pub(super) fn ruling(day: Day) -> Result<Ruling<'static>, Failure> {
    Ruling::on(&BOOK, day).ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on standing holds on {day}")))
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    keeper(&officer, &found)?;
    let form = fresh(&office, &found.record);
    page(&office, &officer, &found, form, StatusCode::OK).await
}

fn fresh(office: &Office, record: &Record) -> Form {
    let request = office.chance.uuid(office.clock.now()).to_string();
    Form::filled([("request", request), ("version", record.version.to_string())])
}

pub(super) async fn change(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let at_home = keeper(&officer, &found)?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (key, paper) = (form.get("change").to_owned(), form.get("paper").to_owned());
    if key.is_empty() {
        form.wrong("change", w.say("standing-no-change"));
    }
    if paper.is_empty() {
        form.wrong("paper", w.say("standing-no-paper"));
    }
    let day = day(&mut form, now.day(), w);
    let grant = if key == READMITTED { cell(&officer, &mut form, w)? } else { Some(at_home) };
    let (Some(day), Some(grant)) = (day, grant.filter(|_| form.is_sound())) else {
        return page(&office, &officer, &found, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let new = NewState { change: &key, day, paper: &paper };
    let done = change_state(&mut tx, grant, ruling(day)?, (found.person.id, version), new, now).await?;
    if let Err(refusal) = done {
        drop(tx);
        return refused(&office, &officer, &found, form, refusal).await;
    }
    let target = format!("{}?xong=tu-cach", address(&found.person.uid));
    once::done(tx, &form, &target, now).await
}

fn day(form: &mut Form, today: Day, w: Words) -> Option<Day> {
    let day = Day::parse(form.get("day"));
    match day {
        None => form.wrong("day", w.say("wrong-day")),
        Some(day) if day > today => form.wrong("day", w.say("day-to-come")),
        Some(_) => {}
    }
    day
}

/// The cell into which somebody is admitted again, with the grant for it.
fn cell(
    officer: &Officer,
    form: &mut Form,
    w: Words,
) -> Result<Option<crate::identity::reach::Grant<KeepPeople>>, Failure> {
    if form.get("unit").is_empty() {
        form.wrong("unit", w.say("record-no-unit"));
        return Ok(None);
    }
    let unit = officer.tree.by_uid(form.get("unit")).ok_or(Failure::NotFound)?;
    if unit.kind != kind::CELL {
        form.wrong("unit", w.say("record-no-unit"));
    }
    officer.require(KeepPeople, unit.id).map(Some)
}

/// The form again, with why it cannot be; what somebody else changed meanwhile is shown as it is now.
async fn refused(
    office: &Office,
    officer: &Officer,
    found: &Found,
    mut form: Form,
    refusal: Refusal,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match refusal {
        Refusal::Stale => {
            status = StatusCode::CONFLICT;
            form.wrong("change", w.say("standing-stale"));
            form.set("version", found.record.version.to_string());
        }
        Refusal::NoSuchStep => form.wrong("change", w.say("standing-no-step")),
        Refusal::NotAfter(day) => form.wrong("day", w.with("standing-not-after", "day", day.written())),
        Refusal::TooSoon(day) => form.wrong("day", w.with("standing-too-soon", "day", day.written())),
        Refusal::TooOften => form.wrong("change", w.say("standing-too-often")),
        Refusal::NotLatest => form.wrong("change", w.say("standing-not-latest")),
        Refusal::MovedSince => form.wrong("change", w.say("standing-moved-since")),
        Refusal::Misfit(misfit) => form.wrong("day", misfit_told(w, misfit)),
    }
    page(office, officer, found, form, status).await
}

pub(super) async fn amend(
    State(office): State<Office>,
    officer: Officer,
    Path((person, state)): Path<(String, i64)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let grant = keeper(&officer, &found)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let rows = history(&mut tx, found.person.id).await?;
    let row = rows.iter().find(|row| row.id == state).ok_or(Failure::NotFound)?;
    let version = form.version()?;
    let paper = form.get("amended_by").to_owned();
    if paper.is_empty() {
        form.wrong("amended_by", w.say("standing-no-paper"));
    }
    let instead = match form.get("instead") {
        "never" => Some(Instead::Never),
        "on" => {
            let day = Day::parse(form.get("amended_day"));
            match day {
                None => form.wrong("amended_day", w.say("wrong-day")),
                Some(day) if day > now.day() => form.wrong("amended_day", w.say("day-to-come")),
                Some(_) => {}
            }
            day.map(Instead::On)
        }
        _ => {
            form.wrong("instead", w.say("standing-no-instead"));
            None
        }
    };
    let Some(instead) = instead.filter(|_| form.is_sound()) else {
        return page(&office, &officer, &found, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // Under the rules that it was decided under.
    let ruling = ruling(row.from_day)?;
    let amended = (state, instead, paper.as_str());
    let done = amend_state(&mut tx, grant, ruling, (found.person.id, version), amended, now).await?;
    if let Err(refusal) = done {
        drop(tx);
        return refused(&office, &officer, &found, form, refusal).await;
    }
    let target = format!("{}?xong=dinh-chinh", address(&found.person.uid));
    once::done(tx, &form, &target, now).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    found: &Found,
    form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let rows = history(&mut conn, found.person.id).await?;
    let belongs = belongings(&mut conn, found.person.id).await?;
    let posts = posts_of(&mut conn, found.person.id, today).await?;
    drop(conn);
    let ruling = ruling(today)?;
    let last = rows.iter().rfind(|row| row.is_live());
    let standing = last.and_then(StateRow::standing);
    let changes: Vec<_> = standing.into_iter().flat_map(|state| ruling.rule.from(state)).collect();
    let again = changes.iter().any(|change| change.key == READMITTED);
    let out = changes.iter().any(|change| change.ends_memberships && change.ends_posts != EndsPosts::None);
    let mut ends = Vec::new();
    if out {
        ends.extend(belongs.iter().filter(|tie| tie.holds_on(today) && tie.kind != "affiliation").map(|tie| {
            let values =
                [("kind", w.say(&format!("tie-{}", tie.kind)).into()), ("unit", officer.tree.name(tie.unit_id).into())];
            w.fill("standing-ends", &values)
        }));
        ends.extend(posts.iter().map(|post| {
            let title = w.say(&format!("post-{}", post.title));
            w.fill("standing-ends", &[("kind", title.into()), ("unit", officer.tree.name(post.unit_id).into())])
        }));
    }
    let cells = officer.tree.of_kind(kind::CELL).filter(|unit| again && officer.may(Right::KeepPeople, unit.id));
    let cell = |unit: &crate::org::TreeUnit| {
        let above = unit.parent_id.map_or("", |above| officer.tree.name(above));
        (unit.uid.clone(), format!("{}, {above}", unit.name))
    };
    let said = |row: &StateRow| {
        let day = super::since(&found.record, &rows, row).written();
        w.fill("record-state-since", &[("state", state_name(w, &row.state).into()), ("day", day.into())])
    };
    let latest = last.filter(|row| row.change_key.is_some());
    let page = StandingPage {
        name: found.person.full_name.clone(),
        birth_year: found.person.birth_year,
        back: address(&found.person.uid),
        now: on(&rows, today).or(last).map_or_else(|| w.say("record-unsaid"), said),
        changes: changes.iter().map(|change| (change.key.clone(), viet::capital(&in_lang(w, &change.name)))).collect(),
        units: if again {
            std::iter::once((String::new(), w.say("record-choose"))).chain(cells.map(cell)).collect()
        } else {
            Vec::new()
        },
        ends,
        rule: BOOK.by_id(ruling.id).map_or(String::new(), |ruleset| in_lang(w, &ruleset.title)),
        latest: latest.map(|row| (format!("{}/tu-cach/{}", address(&found.person.uid), row.id), said(row))),
        ways: [("on", "standing-instead-on"), ("never", "standing-instead-never")]
            .map(|(value, key)| (value.to_owned(), w.say(key)))
            .into(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
