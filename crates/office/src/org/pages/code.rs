//! The code of a unit: what it bears, what it bore, and the form that gives it another one.

use super::{address, unit_name};
use crate::identity::reach::Officer;
use crate::identity::right::KeepOrganisation;
use crate::org::code::{self, Borne, CodeError, OrgCode, WrongCode, drop_code, give_code};
use crate::people::pages::span;
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

#[derive(Template)]
#[template(path = "org/pages/code.html")]
struct CodePage {
    shell: Shell,
    form: Form,
    unit: String,
    here: String,
    back: String,
    /// (code, from to, paper)
    borne: Vec<(String, String, String)>,
    /// The same to choose from which was given by mistake: (row, code and days).
    which: Vec<(String, String)>,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(KeepOrganisation, unit)?;
    let newest = newest(&office, unit).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", request), ("seen", newest), ("day", office.clock.today().written())]);
    page(&office, &officer, unit, StatusCode::OK, form).await
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    let grant = officer.require(KeepOrganisation, unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let Some((code, day)) = read(&mut form, w) else {
        drop(tx);
        return page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let seen = form.get("seen").parse().unwrap_or(0);
    match give_code(&mut tx, grant, (&code, seen), (day, form.get("paper")), now).await {
        Ok(_) => {
            let target = format!("{}?xong=luu", address(&officer.tree, unit));
            return once::done(tx, &form, &target, now).await;
        }
        Err(CodeError::Db(error)) => return Err(error.into()),
        Err(CodeError::Taken(other)) => {
            form.wrong("code", taken(&officer, other));
        }
        Err(CodeError::NotThere | CodeError::OfChange) => {
            form.wrong("day", w.with("change-not-there", "unit", unit_name(&officer.tree, unit)))
        }
        Err(CodeError::Stale) => {
            drop(tx);
            let theirs = Borne::by(&mut office.db.read().await?, unit).await?;
            let theirs = theirs.first().map_or(String::new(), |borne| code::written(&borne.code));
            form.wrong("code", w.fill("code-stale", &[("theirs", theirs.into()), ("yours", code.to_string().into())]));
            form.set("seen", newest(&office, unit).await?);
            return page(&office, &officer, unit, StatusCode::CONFLICT, form).await;
        }
    }
    drop(tx);
    page(&office, &officer, unit, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

pub(super) async fn take_away(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    let grant = officer.require(KeepOrganisation, unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let [row, seen] = ["which", "seen"].map(|field| form.get(field).parse().unwrap_or(0));
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.get("why").is_empty() {
        form.wrong("why", w.say("code-no-why"));
    } else {
        match drop_code(&mut tx, grant, (row, seen), form.get("why"), now).await {
            Ok(()) => {
                return once::done(tx, &form, &format!("{}?xong=luu", address(&officer.tree, unit)), now).await;
            }
            Err(CodeError::Db(error)) => return Err(error.into()),
            Err(CodeError::Taken(other)) => form.wrong("which", taken(&officer, other)),
            Err(CodeError::OfChange) => form.wrong("which", w.say("code-of-change")),
            Err(CodeError::Stale | CodeError::NotThere) => {
                form.wrong("which", w.say("code-drop-stale"));
                form.set("seen", newest(&office, unit).await?);
            }
        }
        status = StatusCode::CONFLICT;
    }
    drop(tx);
    form.set("day", office.clock.today().written());
    page(&office, &officer, unit, status, form).await
}

fn read(form: &mut Form, w: Words) -> Option<(OrgCode, Day)> {
    let (code, day) = (OrgCode::parse(form.get("code")), Day::parse(form.get("day")));
    if let Err(wrong) = code {
        form.wrong("code", said(w, wrong));
    }
    if day.is_none() {
        form.wrong("day", w.say("wrong-day"));
    }
    Some((code.ok()?, day?))
}

/// Why a text is no code, in words.
pub(super) fn said(w: Words, wrong: WrongCode) -> String {
    match wrong {
        WrongCode::Letters => w.say("code-letters"),
        WrongCode::Digits(n) => w.count("code-digits", n as i64),
        WrongCode::Groups => w.say("code-groups"),
    }
}

/// That another unit bears the code: within reach, which; outside it, only that one does.
pub(super) fn taken(officer: &Officer, other: i64) -> String {
    let name = Some(unit_name(&officer.tree, other)).filter(|name| !name.is_empty() && officer.reaches(other));
    officer.words().with("code-taken", "unit", name.unwrap_or_else(|| officer.words().say("code-another")))
}

/// The newest row of the unit's codes, for the form to be saved on; `0` before the first.
async fn newest(office: &Office, unit: i64) -> Result<String, Failure> {
    let sql = "SELECT max(id) FROM unit_code WHERE unit_id = $1";
    let newest: Option<i64> = office.db.read().await?.value(sql, &[&unit]).await?.flatten();
    Ok(newest.unwrap_or(0).to_string())
}

async fn page(
    office: &Office,
    officer: &Officer,
    unit: i64,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let borne = Borne::by(&mut office.db.read().await?, unit).await?;
    let which = borne.iter().map(|one| {
        let days = span(w, one.from_day, one.to_day);
        (one.id.to_string(), format!("{} ({days})", code::written(&one.code)))
    });
    let row = |borne: Borne| (code::written(&borne.code), span(w, borne.from_day, borne.to_day), borne.paper);
    let page = CodePage {
        shell: office.shell(officer),
        unit: unit_name(&officer.tree, unit),
        here: format!("{}/ma", address(&officer.tree, unit)),
        back: address(&officer.tree, unit),
        which: which.collect(),
        borne: borne.into_iter().map(row).collect(),
        form,
    };
    html(status, &page)
}
