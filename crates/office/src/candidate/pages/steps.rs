//! The form with which a cell puts right the day or the paper of a step.

use super::one::{find, page, refused};
use super::{address, ruling};
use crate::candidate::{CandidateError, Stage, StepDone, correct_step};
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::KeepMoves;
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::words::Words;

/// The steps that were done, as choices.
pub(super) fn choices(w: Words, steps: &[StepDone]) -> Vec<(String, String)> {
    let choice = |done: &StepDone| {
        let name = w.say(&format!("candidate-done-{}", done.step));
        Some((Stage::of(&done.step)?.address().to_owned(), format!("{name}, {}", done.day.written())))
    };
    steps.iter().filter_map(choice).collect()
}

pub(super) async fn corrected(
    State(office): State<Office>,
    officer: Officer,
    Path(candidate): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &candidate).await?;
    let grant = officer.require(KeepMoves, found.unit_id)?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let steps = StepDone::of(&mut office.db.read().await?, found.id).await?;
    let stage = Stage::at(form.get("step")).filter(|stage| steps.iter().any(|done| done.step == stage.word()));
    if stage.is_none() {
        form.wrong("step", w.say("candidate-no-step"));
    }
    let day = past_day(&mut form, "step_day", now.day(), w);
    let (Some(stage), Some(day)) = (stage, day) else {
        return page(&office, &officer, &found, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let agreed = steps.iter().find(|done| done.step == Stage::Reviewed.word()).map(|done| done.day);
    let judged = agreed.filter(|_| stage != Stage::Reviewed).unwrap_or(day);
    let (at, said) = ((found.id, version), (day, form.get("step_paper")));
    let mut tx = office.db.begin().await?;
    let error = match correct_step(&mut tx, grant, ruling(judged)?, at, stage, said, now).await {
        Ok(()) => {
            tx.commit().await?;
            return Ok(see_other(&format!("{}?xong=ket-nap-sua", address(&found.uid))));
        }
        Err(error) => error,
    };
    drop(tx);
    match error {
        CandidateError::TooEarly(day) => form.wrong("step_day", w.with("candidate-step-before", "day", day.written())),
        CandidateError::TooLate(day) => form.wrong("step_day", w.with("candidate-step-after", "day", day.written())),
        CandidateError::Missing => form.wrong("step_day", w.say("candidate-step-missing")),
        other => return refused(&office, &officer, &found, found.stage(), other, form).await,
    }
    page(&office, &officer, &found, None, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
