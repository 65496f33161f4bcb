//! The form with which a member's cell enters that the member asks to be exempt, and what was done of it already.

use super::{address, kinds, rule_title, ruling};
use crate::deadline::past_day;
use crate::exemption::{Decision, ExemptionError, NewRequest, Request, ask, decide, report};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepStudy, ReadPeople};
use crate::people::exemption::{Exemption, Ruling};
use crate::people::pages::{address as member_address, span};
use crate::people::{Person, scan as scans};
use crate::shell::{Office, Shell, in_words};
use crate::study::Campaign;
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
#[template(path = "exemption/pages/ask.html")]
struct AskPage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    unit: String,
    back: String,
    kinds: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    ways: Vec<(String, String)>,
    /// The rule that it is decided under.
    rule: String,
    /// What the latest study campaign makes of it; empty when there is none.
    cutoff: String,
    /// An exemption that holds or is to hold, which another one must not overlap; empty when there is none.
    exempt: String,
    /// The member's request that is not finished: (address, since when); none can be asked beside it.
    open: Option<(String, String)>,
}

async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Person, Failure> {
    let mut conn = office.db.read().await?;
    let person = Person::by_uid(&mut conn, uid, office.clock.today()).await?.ok_or(Failure::NotFound)?;
    officer.require(ReadPeople, person.unit_id)?;
    Ok(person)
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let person = find(&office, &officer, &person).await?;
    officer.require(KeepStudy, person.unit_id)?;
    let today = office.clock.today().written();
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form =
        Form::filled([("request", request.as_str()), ("asked_on", &today), ("from", &today), ("kind", rules::EXEMPT)]);
    form_page(&office, &officer, &person, StatusCode::OK, form).await
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let person = find(&office, &officer, &person).await?;
    let grant = officer.require(KeepStudy, person.unit_id)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let upload = scans::chosen(&mut form, "scan", &w.say("wrong-file"));
    let ruling = ruling(now.day())?;
    let typed = read(&mut form, ruling, upload.is_some(), now.day(), w).filter(|_| form.is_sound());
    let Some(typed) = typed else {
        return form_page(&office, &officer, &person, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let told = too_young(
        w,
        ruling,
        form.get("reason"),
        (&person.full_name, person.sex.as_deref()),
        (person.birth_year, typed.from),
    );
    if let Some(told) = told.filter(|_| !form.is("sure", "1")) {
        drop(tx);
        form.wrong("reason", format!("{told} {}", w.say("post-sure-how")));
        form.set("doubted", "1");
        return form_page(&office, &officer, &person, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let scan = match upload {
        Some((upload, kind)) => {
            let keeper = (&office.vault, &office.files);
            Some((scans::keep(&mut tx, keeper, person.id, &upload.bytes, now).await?, kind))
        }
        None => None,
    };
    let new = NewRequest {
        uid: office.chance.uuid(now).to_string(),
        person: person.id,
        kind: form.get("kind"),
        reason: form.get("reason"),
        words: Some(form.get("words")).filter(|words| !words.is_empty()),
        asked_how: form.get("asked_how"),
        asked_on: typed.asked_on,
        paper: form.get("paper"),
        scan,
        from: typed.from,
        to: typed.to,
    };
    let mut done = ask(&mut tx, grant, &office.vault, ruling, &new, now).await;
    let mut target = format!("{}?xong=mien", address(&new.uid));
    if let (Ok(id), Some(day)) = (&done, typed.decided_on) {
        let grant = officer.require(KeepStudy, person.unit_id)?;
        let granted = Some((typed.from, typed.to));
        let decision = Decision { kind: new.kind, granted, day, paper: form.get("decision") };
        done = decide(&mut tx, grant, (*id, 1), decision, now).await.map(|()| *id);
    }
    if let (Ok(id), Some(day)) = (&done, typed.reported_on) {
        let grant = officer.require(KeepStudy, person.unit_id)?;
        done = report(&mut tx, grant, ruling, (*id, 2), (day, form.get("report")), now).await;
        target = format!("{}?xong=mien-hieu-luc", member_address(&person.uid));
    }
    match done {
        Ok(_) => once::done(tx, &form, &target, now).await,
        Err(ExemptionError::Open(_)) => {
            drop(tx);
            form.wrong("dang-co", w.say("exempting-open"));
            form_page(&office, &officer, &person, StatusCode::CONFLICT, form).await
        }
        Err(ExemptionError::Overlaps(from, to)) => {
            drop(tx);
            form.wrong("from", w.with("exemption-overlaps", "when", span(w, from, to)));
            form_page(&office, &officer, &person, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(ExemptionError::TooEarly(last)) => {
            drop(tx);
            let field =
                if typed.decided_on.is_some_and(|day| day < typed.asked_on) { "decided_on" } else { "reported_on" };
            form.wrong(field, w.with("exempting-too-early", "day", last.written()));
            form_page(&office, &officer, &person, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(ExemptionError::Db(error)) => Err(error.into()),
        Err(error) => Err(Failure::Broken(error.into())),
    }
}

/// The days of a form, once they can be read.
struct Typed {
    asked_on: Day,
    from: Day,
    to: Option<Day>,
    decided_on: Option<Day>,
    reported_on: Option<Day>,
}

/// Checks the form field by field; `None` when a day cannot be read.
fn read(form: &mut Form, ruling: Ruling<'_>, has_scan: bool, today: Day, w: Words) -> Option<Typed> {
    read_kind(form, ruling, w);
    if !ruling.rule.reasons.iter().any(|reason| reason.key == form.get("reason")) {
        form.wrong("reason", w.say("exemption-no-reason"));
    }
    if form.get("reason") == "other" && form.get("words").is_empty() {
        form.wrong("words", w.say("exemption-no-words"));
    }
    if !ruling.rule.asked_how.iter().any(|way| way.word() == form.get("asked_how")) {
        form.wrong("asked_how", w.say("exemption-no-way"));
    }
    if form.get("asked_how") == "written" && form.get("paper").is_empty() && !has_scan {
        form.wrong("paper", w.say("exemption-no-paper"));
    }
    let asked_on = past_day(form, "asked_on", today, w);
    let (from, to) = read_span(form, w);
    if let (Some(asked), Some(from)) = (asked_on, from)
        && from < asked
    {
        form.wrong("from", w.with("exempting-before-asked", "day", asked.written()));
    }
    let optional =
        |form: &mut Form, name: &str| if form.get(name).is_empty() { None } else { past_day(form, name, today, w) };
    let (decided_on, reported_on) = (optional(form, "decided_on"), optional(form, "reported_on"));
    if reported_on.is_some() && form.get("decided_on").is_empty() {
        form.wrong("decided_on", w.say("exempting-not-decided"));
    }
    Some(Typed { asked_on: asked_on?, from: from?, to: to.ok()?, decided_on, reported_on })
}

/// That somebody born in a year does not have the age of a reason on a day, by which guide; a cell may decide otherwise.
pub(super) fn too_young(
    w: Words,
    ruling: Ruling<'_>,
    reason: &str,
    (name, sex): (&str, Option<&str>),
    (born, day): (i64, Day),
) -> Option<String> {
    let age = day.year() - born;
    let over = ruling.too_young(reason, sex, age)?;
    let values = [
        ("name", name.into()),
        ("age", age.into()),
        ("year", day.year().to_string().into()),
        ("rule", over.source.as_str().into()),
        ("men", i64::from(over.men).into()),
        ("women", i64::from(over.women).into()),
    ];
    Some(w.fill("exempting-too-young", &values))
}

/// Says so where no kind of the rule was chosen.
pub(super) fn read_kind(form: &mut Form, ruling: Ruling<'_>, w: Words) {
    if !ruling.rule.kinds.iter().any(|kind| kind.key == form.get("kind")) {
        form.wrong("kind", w.say("exempting-no-kind"));
    }
}

/// The first day, and the first day after the last one; an error where that cannot be read.
pub(super) fn read_span(form: &mut Form, w: Words) -> (Option<Day>, Result<Option<Day>, ()>) {
    let mut day = |name: &str| {
        let day = Day::parse(form.get(name));
        if day.is_none() {
            form.wrong(name, w.say("wrong-day"));
        }
        day
    };
    let from = day("from");
    if form.get("to").is_empty() {
        return (from, Ok(None));
    }
    let last = Day::parse(form.get("to"));
    match (from, last) {
        (_, None) => form.wrong("to", w.say("wrong-day")),
        (Some(from), Some(last)) if last < from => form.wrong("to", w.with("ends-before", "day", from.written())),
        _ => {}
    }
    (from, last.map(|last| Some(last.plus_days(1))).ok_or(()))
}

async fn form_page(
    office: &Office,
    officer: &Officer,
    person: &Person,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let ruling = ruling(office.clock.today())?;
    let today = office.clock.today();
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    // The nearest campaign that counts them: of the cell itself, or of a unit above it.
    let mut campaign = None;
    for unit in officer.tree.path(person.unit_id).into_iter().rev() {
        let known = Campaign::latest_of(&mut conn, &past.lineage, unit, today).await?;
        campaign = campaign.or(known);
    }
    let known = Request::of(&mut conn, person.id, today).await?;
    let open = known.into_iter().find(|known| known.state().is_open());
    let mut exempt = Exemption::of(&mut conn, person.id).await?.into_iter();
    let exempt = exempt.rfind(|one| one.to_day.is_none_or(|to| to > today && to > one.from_day));
    let exempt = exempt.map(|one| w.with("exempting-exempt-already", "when", span(w, one.from_day, one.to_day)));
    drop(conn);
    let cutoff = campaign.map(|campaign| w.with("exemption-cutoff", "day", campaign.cutoff_day.written()));
    let way = |way: &rules::AskedHow| (way.word().to_owned(), w.say(&format!("asked-{}", way.word())));
    let reasons = ruling.rule.reasons.iter();
    let page = AskPage {
        name: person.full_name.clone(),
        birth_year: person.birth_year,
        unit: officer.tree.name(person.unit_id).to_owned(),
        back: member_address(&person.uid),
        kinds: kinds(w, ruling),
        reasons: reasons.map(|reason| (reason.key.clone(), viet::capital(&in_words(w, &reason.name)))).collect(),
        ways: ruling.rule.asked_how.iter().map(way).collect(),
        rule: rule_title(w, ruling.id),
        cutoff: cutoff.unwrap_or_default(),
        exempt: exempt.unwrap_or_default(),
        open: open.map(|open| (address(&open.uid), open.asked_on.written())),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
