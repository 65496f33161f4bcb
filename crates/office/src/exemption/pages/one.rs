//! One request: where it stands, what was done, the form of the next step, and its sealed reason.

use super::ask::{read_kind, read_span, too_young};
use super::{address, kind_name, kinds, named, rule_title, state};
use crate::deadline::past_day;
use crate::exemption::{Decision, Done, ExemptionError, Request, State, decide, report, withdraw};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepStudy, ReadPeople, Right};
use crate::journal::entered;
use crate::people;
use crate::people::exemption::{self, Ruling, Sealed, Told, read_reason, read_scan};
use crate::people::pages::{self as members, BOOK, purpose, purposes, span};
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::web::attachment;
use kit::words::Words;
use rules::Area;

#[derive(Template)]
#[template(path = "exemption/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    href: String,
    name: String,
    person: String,
    unit: String,
    state: &'static str,
    state_name: String,
    rule: String,
    facts: Vec<(String, String)>,
    /// What was sealed, opened for this page alone.
    words: String,
    sealed: bool,
    scan: bool,
    purposes: Vec<(String, String)>,
    trail: Vec<(String, String, String, String)>,
    /// The form that is shown: `decide`, `report`, `withdraw`, or none.
    next: &'static str,
    verdicts: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    /// What it means for rates.
    counts: String,
    /// Whether taking it back is offered as a link.
    withdraws: bool,
    /// What the reader is told when nothing is theirs to do.
    waits: String,
    /// That whoever asks does not have the age of the reason; empty when there is nothing to say.
    young: String,
}

/// A request with the unit at which it is decided today.
struct Found {
    request: Request,
    unit: i64,
}

async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Found, Failure> {
    let mut conn = office.db.read().await?;
    let today = office.clock.today();
    let request = Request::by_uid(&mut conn, uid, today).await?;
    let unit = people::home_of_any(&mut conn, request.as_ref().map(|request| request.person_id), officer).await?;
    let (Some(request), Some(unit)) = (request, unit) else { return Err(Failure::NotFound) };
    officer.require(ReadPeople, unit)?;
    Ok(Found { request, unit })
}

pub(super) async fn show(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(asking): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &asking).await?;
    let back = officer.query("buoc").as_deref() == Some("rut");
    page(&office, &officer, found, (back, None), StatusCode::OK, Form::default()).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    Found { request, unit }: Found,
    (back, told): (bool, Option<Told>),
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let keeps = officer.may(Right::KeepStudy, unit);
    let open = request.state().is_open() && request.unit_id.is_some();
    let next = match request.state() {
        _ if !open || !keeps => "",
        _ if back => "withdraw",
        State::Asked => "decide",
        _ => "report",
    };
    form.set("version", request.version.to_string());
    if form.get("request").is_empty() {
        form.set("request", office.chance.uuid(office.clock.now()).to_string());
    }
    if form.is_sound() {
        form.set("kind", request.kind.clone());
        form.set("day", today.written());
        form.set("from", request.from_day.written());
        form.set("to", request.to_day.map_or(String::new(), |to| to.plus_days(-1).written()));
    }
    let mut conn = office.db.read().await?;
    let steps = Done::of(&mut conn, request.id).await?;
    let sex: Option<Option<String>> = conn.value("SELECT sex FROM person WHERE id = $1", &[&request.person_id]).await?;
    let who = (request.full_name.as_str(), sex.flatten());
    let young = too_young(
        w,
        ruling_of(&request)?,
        &request.reason,
        (who.0, who.1.as_deref()),
        (request.birth_year, request.from_day),
    );
    let (state, state_name) = state(w, &request, today);
    let page = OnePage {
        shell: office.shell(officer),
        href: address(&request.uid),
        name: named(&request),
        person: members::address(&request.person_uid),
        unit: officer.tree.name(unit).to_owned(),
        state,
        state_name,
        rule: rule_title(w, &request.ruleset),
        facts: facts(w, &request, told.as_ref(), (keeps, today)),
        words: told.as_ref().and_then(|told| told.words.clone()).unwrap_or_default(),
        sealed: keeps && told.is_none() && request.reason_sealed.is_some(),
        scan: keeps && request.scan_sha256.is_some(),
        purposes: purposes(w, today)?,
        trail: steps.into_iter().map(|done| row(w, done)).collect(),
        next,
        verdicts: ["yes", "no"].map(|key| (key.to_owned(), w.say(&format!("exempting-verdict-{key}")))).to_vec(),
        kinds: kinds(w, ruling_of(&request)?),
        counts: w.say(match ruling_of(&request)?.excludes(&request.kind) {
            true => "exempting-counts",
            false => "exempting-counts-on",
        }),
        withdraws: open && keeps && !back,
        waits: if open && !keeps { w.say(&format!("exempting-waits-{}", request.state)) } else { String::new() },
        young: young.filter(|_| open && keeps).unwrap_or_default(),
        form,
    };
    html(status, &page)
}

fn facts(w: Words, request: &Request, told: Option<&Told>, (keeps, today): (bool, Day)) -> Vec<(String, String)> {
    let mut facts = vec![];
    // Whoever only sees the roll learns that somebody asks, not why.
    if keeps {
        let key = told.map_or(request.reason.as_str(), |told| told.reason.as_str());
        let rule = BOOK.by_id(&request.ruleset).and_then(|ruleset| ruleset.exemption());
        let known = rule.and_then(|rule| rule.reasons.iter().find(|known| known.key == key));
        let reason = known.map_or(w.say("exemption-sealed"), |known| viet::capital(&in_words(w, &known.name)));
        facts.push((w.say("exemption-reason"), reason));
        facts.push((w.say("exemption-asked"), w.say(&format!("asked-{}", request.asked_how))));
        if !request.paper.is_empty() {
            facts.push((w.say("exemption-paper"), request.paper.clone()));
        }
    }
    facts.push((w.say("exempting-kind"), viet::capital(&kind_name(w, &request.ruleset, &request.kind))));
    facts.push((w.say("exempting-span"), span(w, request.from_day, request.to_day)));
    // Nothing came of it, and yet what was sealed is kept: until when is the rule's to say.
    if keeps && request.reason_sealed.is_some() && matches!(request.state(), State::Refused | State::Withdrawn) {
        let rule = BOOK.on(Area::PersonalData, None, today.0).and_then(|ruleset| ruleset.personal_data());
        let field = rule.and_then(|rule| rule.field(exemption::FIELD));
        facts.extend(field.map(|field| (w.say("exempting-kept-until"), viet::capital(&in_words(w, &field.retention)))));
    }
    facts
}

/// The ruleset that a request is decided under.
fn ruling_of(request: &Request) -> Result<Ruling<'static>, Failure> {
    let ruling = Ruling::by_id(&BOOK, &request.ruleset);
    ruling.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on exemption {}", request.ruleset)))
}

fn row(w: Words, done: Done) -> (String, String, String, String) {
    let who = entered(w, &done.who, done.at);
    (w.say(&format!("exempting-done-{}", done.step)), done.day.written(), done.paper, who)
}

/// Who asks, the request, and the right to keep it.
async fn keeper(office: &Office, officer: &Officer, uid: &str) -> Result<(Found, Grant<KeepStudy>), Failure> {
    let found = find(office, officer, uid).await?;
    let grant = officer.require(KeepStudy, found.unit)?;
    Ok((found, grant))
}

pub(super) async fn decided(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(asking): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (found, grant) = keeper(&office, &officer, &asking).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let day = past_day(&mut form, "day", now.day(), w);
    let yes = form.is("verdict", "yes");
    if !yes && !form.is("verdict", "no") {
        form.wrong("verdict", w.say("exempting-no-verdict"));
    }
    if yes {
        read_kind(&mut form, ruling_of(&found.request)?, w);
    }
    let (from, to) = if yes { read_span(&mut form, w) } else { (None, Ok(None)) };
    let Some(day) = day.filter(|_| form.is_sound()) else {
        return page(&office, &officer, found, (false, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let granted = from.zip(to.ok());
    let decision = Decision { kind: form.get("kind"), granted, day, paper: form.get("paper") };
    let done = decide(&mut tx, grant, (found.request.id, version), decision, now).await;
    let target = format!("{}?xong={}", address(&asking), if yes { "mien-dong-y" } else { "mien-khong" });
    match done {
        Ok(()) => once::done(tx, &form, &target, now).await,
        Err(error) => {
            drop(tx);
            refused(&office, &officer, found, false, error, form).await
        }
    }
}

pub(super) async fn reported(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(asking): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    noted(&office, &officer, &asking, form, false).await
}

pub(super) async fn withdrawn(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(asking): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    noted(&office, &officer, &asking, form, true).await
}

/// What is noted with its day and paper alone: that it was reported up, or that it was taken `back`.
async fn noted(
    office: &Office,
    officer: &Officer,
    asking: &str,
    mut form: Form,
    back: bool,
) -> Result<Response, Failure> {
    let (found, grant) = keeper(office, officer, asking).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let Some(day) = past_day(&mut form, "day", now.day(), w) else {
        return page(office, officer, found, (back, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let (at, written) = ((found.request.id, version), (day, form.get("paper")));
    let done = match back {
        true => withdraw(&mut tx, grant, at, written, now).await,
        false => report(&mut tx, grant, ruling_of(&found.request)?, at, written, now).await.map(drop),
    };
    match done {
        Ok(()) => {
            let target = format!("{}?xong={}", address(asking), if back { "mien-rut" } else { "mien-hieu-luc" });
            once::done(tx, &form, &target, now).await
        }
        Err(error) => {
            drop(tx);
            refused(office, officer, found, back, error, form).await
        }
    }
}

/// The form again with what went wrong; when somebody else was first, with what they did.
async fn refused(
    office: &Office,
    officer: &Officer,
    found: Found,
    back: bool,
    error: ExemptionError,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let (status, found) = match error {
        ExemptionError::TooEarly(last) => {
            form.wrong("day", w.with("exempting-too-early", "day", last.written()));
            (StatusCode::UNPROCESSABLE_ENTITY, found)
        }
        ExemptionError::Overlaps(from, to) => {
            form.wrong("from", w.with("exemption-overlaps", "when", span(w, from, to)));
            (StatusCode::UNPROCESSABLE_ENTITY, found)
        }
        ExemptionError::Stale | ExemptionError::Open(_) => {
            let now = find(office, officer, &found.request.uid).await?;
            let told = w.say(&format!("exempting-state-{}", now.request.state));
            form.wrong("version", w.with("transfer-changed", "state", told));
            (StatusCode::CONFLICT, now)
        }
        ExemptionError::Db(error) => return Err(error.into()),
    };
    page(office, officer, found, (back, None), status, form).await
}

fn sealed(request: &Request) -> Sealed<'_> {
    Sealed { person: request.person_id, reason: request.reason_sealed.as_deref(), scan: request.scan_sha256.as_deref() }
}

pub(super) async fn reason(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(asking): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (found, grant) = keeper(&office, &officer, &asking).await?;
    let Some(why) = purpose(&office, &officer, found.request.person_id, &mut form).await? else {
        return page(&office, &officer, found, (false, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    let told = read_reason(&mut tx, grant, &office.vault, sealed(&found.request), &why, office.clock.now()).await?;
    tx.commit().await?;
    page(&office, &officer, found, (false, told), StatusCode::OK, Form::default()).await
}

pub(super) async fn scan(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(asking): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (found, grant) = keeper(&office, &officer, &asking).await?;
    let Some(why) = purpose(&office, &officer, found.request.person_id, &mut form).await? else {
        return page(&office, &officer, found, (false, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    let keeper = (&office.vault, &office.files);
    let bytes = read_scan(&mut tx, grant, keeper, sealed(&found.request), &why, office.clock.now()).await?;
    tx.commit().await?;
    let bytes = bytes.ok_or(Failure::NotFound)?;
    let kind = kit::files::FileKind::sniff(&bytes).ok_or(Failure::NotFound)?;
    Ok(attachment(bytes, kind.mime(), &format!("don-xin-mien-{}.{}", found.request.asked_on, kind.ending())))
}
