//! An exemption that is in force: its sealed reason, the scan of its paper, whether it is still right, and its end.

use super::{Found, address, find, page, purpose};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::KeepStudy;
use crate::people::exemption::{Exemption, end_exemption, read_reason, read_scan, review_exemption};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::web::attachment;

pub(super) async fn reason(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (found, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let Some(why) = purpose(&office, &officer, found.person.id, &mut form).await? else {
        return unchosen(&office, &officer, found, &form).await;
    };
    let mut tx = office.db.begin().await?;
    let told = read_reason(&mut tx, grant, &office.vault, exemption.sealed(), &why, office.clock.now()).await?;
    tx.commit().await?;
    let told = told.map(|told| (exemption.id, told));
    page(&office, &officer, found, told, String::new(), StatusCode::OK).await
}

pub(super) async fn scan(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (found, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let Some(why) = purpose(&office, &officer, found.person.id, &mut form).await? else {
        return unchosen(&office, &officer, found, &form).await;
    };
    let mut tx = office.db.begin().await?;
    let keeper = (&office.vault, &office.files);
    let bytes = read_scan(&mut tx, grant, keeper, exemption.sealed(), &why, office.clock.now()).await?;
    tx.commit().await?;
    let bytes = bytes.ok_or(Failure::NotFound)?;
    let kind = kit::files::FileKind::sniff(&bytes).ok_or(Failure::NotFound)?;
    Ok(attachment(bytes, kind.mime(), &format!("giay-mien-{}.{}", exemption.decided_on, kind.ending())))
}

/// The page again, with what is wrong with opening.
async fn unchosen(office: &Office, officer: &Officer, found: Found, form: &Form) -> Result<Response, Failure> {
    let told = form.errors().first().map(|(_, told)| told.clone()).unwrap_or_default();
    page(office, officer, found, None, told, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Somebody has asked the member: it is still right today.
pub(super) async fn confirm(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let (found, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let version = form.version()?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    if !review_exemption(&mut tx, grant, (exemption.id, version), now.day(), now).await? {
        drop(tx);
        let theirs = super::span(officer.words(), exemption.from_day, exemption.to_day);
        let conflict = officer.words().with("exemption-review-conflict", "theirs", theirs);
        return page(&office, &officer, found, None, conflict, StatusCode::CONFLICT).await;
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=mien-con-dung", address(&found.person.uid))))
}

pub(super) async fn end(
    State(office): State<Office>,
    officer: Officer,
    Path((person, exemption)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let (found, exemption, grant) = one(&office, &officer, &person, &exemption).await?;
    let w = officer.words();
    let version = form.version()?;
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
    let grant = officer.require(KeepStudy, found.person.unit_id)?;
    Ok((found, exemption, grant))
}
