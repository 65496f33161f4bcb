//! Deciding on an exemption: the form, the sealed reason, the scan of the paper, and its end.

use super::{BOOK, Found, address, find, page};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::KeepStudy;
use crate::people::exemption::{
    Exemption, NewExemption, Ruling, end_exemption, grant_exemption, read_reason, read_scan,
};
use crate::people::{Person, scan as scans};
use crate::shell::{Office, Shell};
use crate::study::Campaign;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::web::attachment;
use kit::words::Words;

#[derive(Template)]
#[template(path = "people/pages/exemption.html")]
struct ExemptionPage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    unit: String,
    back: String,
    reasons: Vec<(String, String)>,
    ways: Vec<(String, String)>,
    /// The rule that it is decided under.
    rule: String,
    /// What the latest study campaign makes of it; empty when there is none.
    cutoff: String,
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let Found { person, .. } = find(&office, &officer, &person).await?;
    officer.require(KeepStudy, person.unit_id)?;
    let today = office.clock.today().written();
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", &request), ("decided_on", &today), ("from", &today)]);
    form_page(&office, &officer, &person, StatusCode::OK, form).await
}

pub(super) async fn grant(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let Found { person, .. } = find(&office, &officer, &person).await?;
    let grant = officer.require(KeepStudy, person.unit_id)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    if let Some(answer) = once::answered(&mut tx, form.get("request")).await? {
        return Ok(see_other(&answer));
    }
    let upload = scans::chosen(&mut form, "scan", &w.say("wrong-file"));
    let ruling = ruling(now.day())?;
    let typed = read(&mut form, ruling, upload.is_some(), now.day(), w);
    if let Some(typed) = &typed {
        let known = Exemption::of(&mut tx, person.id).await?;
        let overlaps = |known: &&Exemption| {
            typed.to.is_none_or(|to| known.from_day < to) && known.to_day.is_none_or(|end| end > typed.from)
        };
        if let Some(known) = known.iter().find(overlaps) {
            let when = super::span(w, known.from_day, known.to_day);
            form.wrong("from", w.with("exemption-overlaps", "when", when));
        }
    }
    let Some(typed) = typed.filter(|_| form.is_sound()) else {
        return form_page(&office, &officer, &person, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let scan = match upload {
        Some((upload, kind)) => {
            let keeper = (&office.vault, &office.files);
            Some((scans::keep(&mut tx, keeper, person.id, &upload.bytes, now).await?, kind))
        }
        None => None,
    };
    let said = |name: &str| Some(form.get(name)).filter(|text| !text.is_empty());
    let new = NewExemption {
        uid: office.chance.uuid(now).to_string(),
        person: person.id,
        reason: form.get("reason"),
        words: said("words"),
        paper: said("paper"),
        scan,
        asked_how: form.get("asked_how"),
        decided_on: typed.decided_on,
        from: typed.from,
        to: typed.to,
    };
    grant_exemption(&mut tx, grant, &office.vault, ruling, &new, now).await?;
    let target = format!("{}?xong=mien", address(&person.uid));
    once::answer(&mut tx, form.get("request"), &target, now).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}

/// The days of a form, once they can be read.
struct Typed {
    decided_on: Day,
    from: Day,
    to: Option<Day>,
}

/// Checks the form field by field; `None` when a day cannot be read.
fn read(form: &mut Form, ruling: Ruling<'_>, has_scan: bool, today: Day, w: Words) -> Option<Typed> {
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
    let day = |form: &mut Form, name: &str| {
        let day = Day::parse(form.get(name));
        if day.is_none() {
            form.wrong(name, w.say("wrong-day"));
        }
        day
    };
    let (decided_on, from) = (day(form, "decided_on"), day(form, "from"));
    let last = if form.get("to").is_empty() { None } else { day(form, "to") };
    if decided_on.is_some_and(|decided| decided > today) {
        form.wrong("decided_on", w.say("day-to-come"));
    }
    if let (Some(from), Some(last)) = (from, last)
        && last < from
    {
        form.wrong("to", w.with("ends-before", "day", from.written()));
    }
    Some(Typed { decided_on: decided_on?, from: from?, to: last.map(|last| last.plus_days(1)) })
}

pub(super) async fn reason(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (found, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let mut tx = office.db.begin().await?;
    let told = read_reason(&mut tx, grant, &office.vault, &exemption, office.clock.now()).await?;
    tx.commit().await?;
    let told = told.map(|told| (exemption.id, told));
    page(&office, &officer, found, told, String::new(), StatusCode::OK).await
}

pub(super) async fn scan(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (_, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let mut tx = office.db.begin().await?;
    let keeper = (&office.vault, &office.files);
    let bytes = read_scan(&mut tx, grant, keeper, &exemption, office.clock.now()).await?;
    tx.commit().await?;
    let bytes = bytes.ok_or(Failure::NotFound)?;
    let kind = kit::files::FileKind::sniff(&bytes).ok_or(Failure::NotFound)?;
    Ok(attachment(bytes, kind.mime(), &format!("giay-mien-{}.{}", exemption.decided_on, kind.ending())))
}

pub(super) async fn end(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let (found, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let w = officer.words();
    let version: i64 = form.get("version").parse().map_err(|_| Failure::Malformed)?;
    let Some(last) = Day::parse(form.get("last")).filter(|last| *last >= exemption.from_day.plus_days(-1)) else {
        let conflict = w.with("ends-before", "day", exemption.from_day.written());
        return page(&office, &officer, found, None, conflict, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = office.db.begin().await?;
    if !end_exemption(&mut tx, grant, (exemption.id, version), last.plus_days(1), office.clock.now()).await? {
        drop(tx);
        let theirs = super::span(w, exemption.from_day, exemption.to_day);
        let values = [("theirs", theirs.into()), ("yours", last.written().into())];
        let conflict = w.fill("exemption-conflict", &values);
        return page(&office, &officer, found, None, conflict, StatusCode::CONFLICT).await;
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=het-mien", address(&found.person.uid))))
}

/// The exemption of an address, with the grant to keep it.
async fn one(
    office: &Office,
    officer: &Officer,
    person: &str,
    exemption: &str,
) -> Result<(Found, Exemption, Grant<KeepStudy>), Failure> {
    let found = find(office, officer, person).await?;
    let all = Exemption::of(&mut office.db.read().await?, found.person.id).await?;
    let exemption = all.into_iter().find(|one| one.uid == exemption).ok_or(Failure::NotFound)?;
    let grant = officer.require(KeepStudy, exemption.unit_id)?;
    Ok((found, exemption, grant))
}

fn ruling(day: Day) -> Result<Ruling<'static>, Failure> {
    let ruling = Ruling::on(&BOOK, day);
    ruling.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on exemption holds on {day}")))
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
    let ruleset = BOOK.by_id(ruling.id).map(|ruleset| &ruleset.title);
    let english = w.code() == "en";
    let today = office.clock.today();
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    // The nearest campaign that counts them: of the cell itself, or of a unit above it.
    let mut campaign = None;
    for unit in officer.tree.path(person.unit_id).into_iter().rev() {
        let known = Campaign::latest_of(&mut conn, &past.lineage, unit, today).await?;
        campaign = campaign.or(known);
    }
    drop(conn);
    let cutoff = campaign.map(|campaign| w.with("exemption-cutoff", "day", campaign.cutoff_day.written()));
    let name = |text: &rules::Text| viet::capital(if english { &text.en } else { &text.vi });
    let page = ExemptionPage {
        name: person.full_name.clone(),
        birth_year: person.birth_year,
        unit: officer.tree.name(person.unit_id).to_owned(),
        back: address(&person.uid),
        reasons: ruling.rule.reasons.iter().map(|reason| (reason.key.clone(), name(&reason.name))).collect(),
        ways: ruling
            .rule
            .asked_how
            .iter()
            .map(|way| (way.word().to_owned(), w.say(&format!("asked-{}", way.word()))))
            .collect(),
        rule: ruleset.map(name).unwrap_or_default(),
        cutoff: cutoff.unwrap_or_default(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
