//! Putting right the day or the paper of a step that was entered wrongly, as long as nothing is decided.

use super::checks::check;
use super::verbs::of_unit;
use super::{CandidateError, Ruling, Stage, StepDone};
use crate::identity::reach::Grant;
use crate::identity::right::KeepMoves;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::journal;
use serde_json::json;

/// Says another day of a step of the grant's cell, and another paper where one is named: not before the step before it, nor
/// after the one after it. Where the cell has agreed, everything that the rule asks for must have been there on that day;
/// `ruling` is the one of it.
pub async fn correct_step(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    ruling: Ruling<'_>,
    (candidate, version): (i64, i64),
    stage: Stage,
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<(), CandidateError> {
    let mut known = of_unit(conn, &grant, candidate).await?;
    let steps = StepDone::of(conn, candidate).await?;
    let at = steps.iter().position(|done| done.step == stage.word() && known.stage().is_open());
    let at = at.ok_or(CandidateError::Stale)?;
    let first = known.left_on.unwrap_or(known.birth_day).max(known.birth_day).plus_days(1);
    let earliest = at.checked_sub(1).map_or(first, |before| steps[before].day);
    if day < earliest {
        return Err(CandidateError::TooEarly(earliest));
    }
    if let Some(after) = steps.get(at + 1).map(|after| after.day).filter(|after| day > *after) {
        return Err(CandidateError::TooLate(after));
    }
    if stage == Stage::Sympathiser {
        known.class_on = Some(day);
    }
    let agreed = steps.iter().find(|done| done.step == Stage::Reviewed.word()).map(|done| done.day);
    let agreed = if stage == Stage::Reviewed { Some(day) } else { agreed };
    if agreed.is_some_and(|on| check(ruling, &known.facts(), on).iter().any(|(_, it)| !it.is_fine())) {
        return Err(CandidateError::Missing);
    }
    let sql = "UPDATE candidate SET class_on = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&known.class_on, &candidate, &version]).await? == 0 {
        return Err(CandidateError::Stale);
    }
    let had = &steps[at];
    let paper = if paper.is_empty() { had.paper.as_str() } else { paper };
    let sql = "UPDATE candidate_step SET day = $1, paper = $2 WHERE candidate_id = $3 AND step = $4";
    conn.exec(sql, &[&day, &paper, &candidate, &stage.word()]).await?;
    let event = grant.event("candidate.correct", "candidate", candidate);
    let event = event.before(json!({"step": had.step, "day": had.day, "paper": had.paper}));
    let after = json!({"step": had.step, "day": day, "paper": paper});
    journal::write(conn, &event.after(after).under(ruling.id), now).await?;
    Ok(())
}
