//! The register of persons' requests: what is due, the answers, the one extension, and what a granted request does.

use super::{BOOK, address, erasing, in_lang, label};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::people::record::Record;
use crate::people::request::{ERASE, RESTRICT, Request, Step, lift, proceed};
use crate::people::{SUBJECT, erasure, home_of_any, secret};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::journal;
use kit::page::{html, see_other};
use kit::words::Words;
use rules::PersonalDataRule;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/yeu-cau", get(list))
        .route("/van-phong/yeu-cau/{request}", get(one))
        .route("/van-phong/yeu-cau/{request}/mo", post(open))
        .route("/van-phong/yeu-cau/{request}/tra-loi", post(reply))
        .route("/van-phong/yeu-cau/{request}/gia-han", post(extend))
        .route("/van-phong/yeu-cau/{request}/xong", post(finish))
        .route("/van-phong/yeu-cau/{request}/bo-han-che", post(lift_restriction))
}

#[derive(Template)]
#[template(path = "people/pages/data/register.html")]
struct RegisterPage {
    shell: Shell,
    open: Vec<Row>,
    done: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    kind: String,
    asked: String,
    due: String,
    /// One of the states of the style sheet, and its words.
    state: &'static str,
    state_name: String,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::KeepPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let mut rows = [Vec::new(), Vec::new()];
    let placed =
        [Request::open(&mut conn, today).await?, Request::done_since(&mut conn, today.plus_months(-12), today).await?];
    for (rows, placed) in rows.iter_mut().zip(placed) {
        for (request, _) in placed.into_iter().filter(|(_, unit)| officer.may(Right::KeepPeople, *unit)) {
            rows.push(row(&mut conn, w, &request, today).await?);
        }
    }
    let [open, done] = rows;
    html(StatusCode::OK, &RegisterPage { shell: office.shell(&officer), open, done })
}

async fn row(conn: &mut Conn, w: Words, request: &Request, today: Day) -> Result<Row, Failure> {
    let record = Record::get(conn, request.person_id).await?.ok_or(Failure::NotFound)?;
    let (state, state_name) = standing(w, request, today);
    Ok(Row {
        href: at(&request.uid),
        name: record.full_name,
        kind: kind_name(w, request),
        asked: request.asked_on.written(),
        due: request.due.written(),
        state,
        state_name,
    })
}

pub(super) fn at(uid: &str) -> String {
    format!("/van-phong/yeu-cau/{uid}")
}

pub(super) fn rule(request: &Request) -> Option<&'static PersonalDataRule> {
    BOOK.by_id(&request.ruleset).and_then(|ruleset| ruleset.personal_data())
}

pub(super) fn kind_name(w: Words, request: &Request) -> String {
    let kind = rule(request).and_then(|rule| rule.request(&request.kind));
    kind.map_or_else(|| request.kind.clone(), |kind| viet::capital(&in_lang(w, &kind.name)))
}

/// How far a request is, as a state of the style sheet and in words.
pub(super) fn standing(w: Words, request: &Request, today: Day) -> (&'static str, String) {
    match request.state.as_str() {
        "open" if request.replied_on.is_none() => {
            let late = today > request.reply_due;
            let key = if late { "request-reply-late" } else { "request-reply-due" };
            (if late { "late" } else { "wait" }, w.with(key, "day", request.reply_due.written()))
        }
        "open" if today > request.due => ("late", w.with("request-late", "day", request.due.written())),
        "open" => ("wait", w.with("request-due", "day", request.due.written())),
        other => ("done", w.say(&format!("request-{other}"))),
    }
}

/// What of it is pressing, for the desk of who keeps the records.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    if officer.roots(Right::KeepPeople).is_empty() {
        return Ok(vec![]);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let mut duties = Vec::new();
    for (request, unit) in Request::open(&mut conn, today).await? {
        let soon = request.replied_on.is_none() || request.due <= today.plus_days(3);
        if !officer.may(Right::KeepPeople, unit) || !soon {
            continue;
        }
        let row = row(&mut conn, w, &request, today).await?;
        let values = [("kind", row.kind.into()), ("name", row.name.into()), ("due", row.due.into())];
        let text = w.fill("desk-request-text", &values);
        let state = if request.is_late(today) { "late" } else { "wait" };
        duties.push(Duty { href: row.href, name: w.say("desk-request"), text, state, state_name: row.state_name });
    }
    Ok(duties)
}

#[derive(Template)]
#[template(path = "people/pages/data/request.html")]
struct RequestPage {
    shell: Shell,
    form: Form,
    name: String,
    person: String,
    kind: String,
    here: String,
    state: &'static str,
    state_name: String,
    /// (name, value)
    facts: Vec<(String, String)>,
    /// Whether words are sealed that are not opened on this page.
    sealed: bool,
    /// (heading, words), opened for this page alone.
    words: Vec<(String, String)>,
    is_open: bool,
    may_reply: bool,
    /// Days of the one extension; 0 when there is none left.
    extension: i64,
    outcomes: Vec<(String, String)>,
    /// What granting it does.
    grants: String,
    restricts: bool,
}

/// A request within reach, with the unit at which the person's record is kept.
async fn find_request(office: &Office, officer: &Officer, uid: &str) -> Result<(Request, i64), Failure> {
    let mut conn = office.db.read().await?;
    let request = Request::by_uid(&mut conn, uid).await?;
    let person = request.as_ref().map(|request| request.person_id);
    let unit = home_of_any(&mut conn, person, officer).await?;
    let (Some(request), Some(unit)) = (request, unit) else { return Err(Failure::NotFound) };
    officer.require(KeepPeople, unit)?;
    Ok((request, unit))
}

async fn one(State(office): State<Office>, officer: Officer, Path(uid): Path<String>) -> Result<Response, Failure> {
    let (request, _) = find_request(&office, &officer, &uid).await?;
    page(&office, &officer, &request, None, Form::default(), StatusCode::OK).await
}

/// Opens what the person said and was told; noted like any opening.
async fn open(State(office): State<Office>, officer: Officer, Path(uid): Path<String>) -> Result<Response, Failure> {
    let (request, unit) = find_request(&office, &officer, &uid).await?;
    let grant = officer.require(KeepPeople, unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let mut words = Vec::new();
    for (key, sealed) in [
        ("request-words", &request.words_sealed),
        ("request-reply-words", &request.reply_sealed),
        ("request-answer-words", &request.answer_sealed),
    ] {
        if let Some(sealed) = sealed
            && let Some(said) = office.vault.open(&mut tx, SUBJECT, request.person_id, sealed).await?
        {
            words.push((w.say(key), said));
        }
    }
    let by = (grant.account(), unit);
    let (id, mark) = secret::note(&mut tx, &office.vault, request.person_id, ("request", "subject"), by, now).await?;
    journal::write(&mut tx, &grant.event("people.secret.read", "reading", id).after(mark), now).await?;
    tx.commit().await?;
    page(&office, &officer, &request, Some(words), Form::default(), StatusCode::OK).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    request: &Request,
    words: Option<Vec<(String, String)>>,
    mut form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let record = Record::get(&mut conn, request.person_id).await?.ok_or(Failure::NotFound)?;
    let restricted = erasure::restricted(&mut conn, request.person_id, today).await?;
    let rule = rule(request);
    let (state, state_name) = standing(w, request, today);
    let said = |day: Day| day.written();
    let mut facts = vec![
        (w.say("request-asked-on"), said(request.asked_on)),
        (w.say("request-asked-how"), w.say(&format!("request-{}", request.asked_how))),
        (
            w.say("request-first-reply"),
            request.replied_on.map_or_else(|| w.with("request-until", "day", said(request.reply_due)), said),
        ),
        (
            w.say("request-done"),
            request.done_on.map_or_else(|| w.with("request-until", "day", said(request.due)), said),
        ),
    ];
    if let (Some(from), Some(why)) = (request.extended_from, &request.extended_why) {
        let values = [("day", said(from).into()), ("why", why.clone().into())];
        facts.push((w.say("request-extended"), w.fill("request-extended-from", &values)));
    }
    let fields: Vec<String> =
        request.field_keys().map(|key| rule.map_or_else(|| key.to_owned(), |rule| label(w, rule, key))).collect();
    if !fields.is_empty() {
        facts.push((w.say("request-fields"), fields.join(", ")));
    }
    let title = BOOK.by_id(&request.ruleset).map(|ruleset| in_lang(w, &ruleset.title));
    facts.push((w.say("request-rule"), title.unwrap_or_default()));
    let is_open = request.state == "open";
    let sealed = request.words_sealed.is_some() || request.reply_sealed.is_some() || request.answer_sealed.is_some();
    if form.get("version").is_empty() {
        form.set("version", request.version.to_string());
    }
    let page = RequestPage {
        name: record.full_name,
        person: address(&record.uid),
        kind: kind_name(w, request),
        here: at(&request.uid),
        state,
        state_name,
        facts,
        sealed: sealed && words.is_none(),
        words: words.unwrap_or_default(),
        is_open,
        may_reply: is_open && request.replied_on.is_none(),
        extension: rule
            .filter(|_| is_open && request.extended_from.is_none())
            .map_or(0, |rule| rule.extension_days.into()),
        outcomes: ["granted", "partly", "refused"]
            .into_iter()
            .filter(|outcome| request.kind != ERASE || *outcome != "partly")
            .map(|outcome| (outcome.to_owned(), w.say(&format!("request-{outcome}"))))
            .collect(),
        grants: grants(w, request),
        restricts: !is_open && request.kind == RESTRICT && request.field_keys().any(|key| restricted.contains(key)),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

async fn reply(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (request, unit) = find_request(&office, &officer, &uid).await?;
    let words = form.get("reply").to_owned();
    if words.is_empty() {
        form.wrong("reply", officer.words().say("request-no-reply"));
    }
    step(&office, &officer, (&request, unit), form, Step::Reply { words: &words }).await
}

async fn extend(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (request, unit) = find_request(&office, &officer, &uid).await?;
    let why = form.get("why").to_owned();
    if why.is_empty() {
        form.wrong("why", officer.words().say("request-no-why"));
    }
    let days = rule(&request).map_or(0, |rule| rule.extension_days);
    if days == 0 {
        return Err(Failure::NotFound);
    }
    step(&office, &officer, (&request, unit), form, Step::Extend { days, why: &why }).await
}

async fn finish(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (request, unit) = find_request(&office, &officer, &uid).await?;
    let w = officer.words();
    let (outcome, words) = (form.get("outcome").to_owned(), form.get("answer").to_owned());
    if !["granted", "partly", "refused"].contains(&outcome.as_str()) {
        form.wrong("outcome", w.say("request-no-outcome"));
    }
    if words.is_empty() {
        form.wrong("answer", w.say("request-no-answer"));
    }
    if request.kind == ERASE && outcome == "granted" && form.is_sound() && request.state == "open" {
        return erasing::erase(&office, &officer, (&request, unit), form).await;
    }
    step(&office, &officer, (&request, unit), form, Step::Finish { outcome: &outcome, words: &words }).await
}

async fn step(
    office: &Office,
    officer: &Officer,
    (request, unit): (&Request, i64),
    form: Form,
    step: Step<'_>,
) -> Result<Response, Failure> {
    if !form.is_sound() {
        return page(office, officer, request, None, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let version = form.version()?;
    let grant = officer.require(KeepPeople, unit)?;
    let mut tx = office.db.begin().await?;
    if !proceed(&mut tx, grant, &office.vault, (request, version), step, office.clock.now()).await? {
        drop(tx);
        return conflict(office, officer, request, form).await;
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=luu", at(&request.uid))))
}

pub(super) async fn conflict(
    office: &Office,
    officer: &Officer,
    request: &Request,
    mut form: Form,
) -> Result<Response, Failure> {
    form.wrong("version", officer.words().say("request-stale"));
    form.set("version", request.version.to_string());
    page(office, officer, request, None, form, StatusCode::CONFLICT).await
}

async fn lift_restriction(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let (request, unit) = find_request(&office, &officer, &uid).await?;
    let grant = officer.require(KeepPeople, unit)?;
    let mut tx = office.db.begin().await?;
    if !lift(&mut tx, grant, &request, office.clock.now()).await? {
        return Err(Failure::NotFound);
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=luu", at(&request.uid))))
}

/// What granting a request does; of a day of birth the year stays.
fn grants(w: Words, request: &Request) -> String {
    let does = w.say(&format!("request-grants-{}", request.kind));
    let year = request.kind == RESTRICT && request.field_keys().any(|key| key == "birth_day");
    if year { format!("{does} {}", w.say("request-restrict-year")) } else { does }
}
