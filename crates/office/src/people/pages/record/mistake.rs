//! Taking away a record that was entered by mistake: what it brings, why it cannot be, and doing it.

use super::{Found, address, find, keeper};
use crate::identity::reach::Officer;
use crate::people::mistake::{self, Refusal};
use crate::people::roll::PATH;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "people/pages/record/mistake.html")]
struct MistakePage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    back: String,
    /// Why it cannot be taken away, and what stands in the way; empty when it can.
    why: String,
    depends: BTreeSet<String>,
}

pub(super) async fn look(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    keeper(&officer, &found)?;
    page(&office, &officer, &found, (StatusCode::OK, "")).await
}

pub(super) async fn take_away(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let (grant, now) = (keeper(&officer, &found)?, office.clock.now());
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    match mistake::take_away(&mut tx, grant, (found.person.id, version), now).await? {
        Ok(()) => once::done(tx, &form, &format!("{PATH}?xong=bo-ho-so"), now).await,
        Err(refusal) => {
            drop(tx);
            let why = if refusal == Refusal::Stale { "standing-stale" } else { "" };
            page(&office, &officer, &found, (StatusCode::CONFLICT, why)).await
        }
    }
}

async fn page(
    office: &Office,
    officer: &Officer,
    found: &Found,
    (status, wrong): (StatusCode, &str),
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut form =
        Form::filled([("request", office.chance.uuid(now).to_string()), ("version", found.record.version.to_string())]);
    if !wrong.is_empty() {
        form.wrong("do", w.say(wrong));
    }
    let (why, depends) = match mistake::refusal(&mut office.db.read().await?, found.person.id, now).await? {
        Some(Refusal::Depends(tables)) => ("mistake-depends", tables),
        Some(_) => ("mistake-late", vec![]),
        None => ("", vec![]),
    };
    let page = MistakePage {
        shell: office.shell(officer),
        form,
        name: found.person.full_name.clone(),
        birth_year: found.person.birth_year,
        back: address(&found.person.uid),
        why: if why.is_empty() { String::new() } else { w.say(why) },
        depends: depends.into_iter().map(|table| viet::capital(&w.say(&format!("import-depends-{table}")))).collect(),
    };
    html(status, &page)
}
