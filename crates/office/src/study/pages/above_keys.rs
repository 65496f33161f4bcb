//! The keys of offices below: trusted for a unit, and trusted no more.

use super::above::{page, signing_key};
use super::campaign::{find, keeper};
use super::campaign_address;
use crate::identity::reach::Officer;
use crate::shell::Office;
use crate::study::above::{distrust, report_keys, trust};
use crate::study::{Standing, StudyError};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bridge::keys;
use kit::db::DbError;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::see_other;
use kit::words::Words;

/// The units for which a key may speak: below the one that runs the campaign, with an office, and nobody of theirs on the
/// roll here.
pub(super) fn offered(standing: &Standing) -> impl Iterator<Item = i64> + '_ {
    let (tree, home) = (standing.tree(), standing.campaign().unit_id);
    let below = tree.branch(home).iter().copied().filter(move |unit| *unit != home);
    let uncounted = below.filter(|unit| standing.line(*unit).is_none_or(|line| line.roll == 0));
    uncounted.filter(|unit| tree.get(*unit).is_some_and(|at| crate::org::kind::has_code(&at.kind))).take(2000)
}

pub(super) async fn keep_key(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (campaign, _) = find(&office, &officer, &campaign).await?;
    let grant = keeper(&office, &officer, &campaign).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let standing = office.standing(campaign.id).await?;
    let unit = standing.tree().by_uid(form.get("unit")).map(|unit| unit.id);
    let unit = unit.filter(|unit| offered(&standing).any(|one| one == *unit));
    if unit.is_none() {
        form.wrong("unit", w.say("above-no-unit"));
    }
    if keys::verifying_key_from_hex(form.get("key")).is_err() {
        form.wrong("key", w.say("above-no-key"));
    }
    if keys::verifying_key_from_hex(form.get("key")).is_ok_and(|key| key == signing_key(&office).verifying_key()) {
        form.wrong("key", w.say("above-key-is-own"));
    }
    let target = format!("{}/cap-duoi?xong=khoa-bao-cao", campaign_address(&campaign));
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (Some(unit), true) = (unit, form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, &campaign, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    match trust(&mut tx, grant, (unit, form.get("key")), now).await {
        Ok(()) => {}
        Err(DbError::Unique(_)) => {
            drop(tx);
            let said = known_for(&office, &standing, form.get("key"), w).await?;
            form.wrong("key", said);
            return page(&office, &officer, &campaign, StatusCode::CONFLICT, form).await;
        }
        Err(error) => return Err(error.into()),
    }
    once::done(tx, &form, &target, now).await
}

/// For which unit a key is trusted already, in words; which one it is is told within the campaign's branch only.
async fn known_for(office: &Office, standing: &Standing, key: &str, w: Words) -> Result<String, Failure> {
    let (tree, home) = (standing.tree(), standing.campaign().unit_id);
    let known = report_keys(&mut office.db.read().await?, tree).await?;
    let hex = keys::verifying_key_from_hex(key).map(|key| keys::verifying_key_to_hex(&key)).unwrap_or_default();
    let known = known.iter().find(|one| one.key == hex && tree.is_within(one.unit_id, home));
    Ok(known.map_or_else(
        || w.say("above-known-elsewhere"),
        |one| w.with("above-known-key", "unit", tree.name(one.unit_id)),
    ))
}

pub(super) async fn end_key(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, key)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (campaign, _) = find(&office, &officer, &campaign).await?;
    let grant = keeper(&office, &officer, &campaign).await?;
    let standing = office.standing(campaign.id).await?;
    let mut tx = office.db.begin().await?;
    let mut known = report_keys(&mut tx, standing.tree()).await?.into_iter();
    let known = known.find(|one| one.key_id == key && standing.tree().is_within(one.unit_id, campaign.unit_id));
    let known = known.ok_or(Failure::NotFound)?;
    if form.get("ends").is_empty() {
        drop(tx);
        form.wrong("ends", officer.words().say("above-no-end"));
        return page(&office, &officer, &campaign, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    match distrust(&mut tx, grant, (&known, form.get("ends")), office.clock.now()).await {
        // Whoever else did so meanwhile did what was asked for.
        Ok(()) | Err(StudyError::Changed) => {}
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}/cap-duoi?xong=thoi-khoa", campaign_address(&campaign))))
}
