//! What went wrong by itself, told to people: numbers that differed from the record, and jobs that gave up.

use super::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::shell::Office;
use crate::study::nightly::differed;
use kit::clock::DAY;
use kit::failure::Failure;
use kit::jobs::given_up;

/// So long it stands on a desk.
const TOLD: i64 = 7 * DAY;

/// Of numbers whoever keeps study or accounts at the unit that runs the campaign is told, of jobs whoever keeps the office's
/// accounts.
pub(super) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, since) = (officer.words(), office.clock.now().plus(-TOLD));
    let top = officer.tree.committee().map(|top| top.id);
    let keeps_office = top.is_some_and(|top| officer.may(Right::KeepAccounts, top));
    if !keeps_office && officer.roots(Right::KeepStudy).is_empty() && officer.roots(Right::KeepAccounts).is_empty() {
        return Ok(vec![]);
    }
    let mut conn = office.db.read().await?;
    let late = |href: String, name: &str, text: String| Duty {
        href,
        name: w.say(name),
        text,
        state: "late",
        state_name: w.say("desk-look"),
    };
    let mut duties = Vec::new();
    for one in differed(&mut conn, since).await? {
        if !officer.may(Right::KeepStudy, one.unit) && !officer.may(Right::KeepAccounts, one.unit) {
            continue;
        }
        let reads = officer.may(Right::ReadStudy, one.unit);
        let href = if reads { format!("/van-phong/hoc-tap/{}", one.uid) } else { "/van-phong/nhat-ky".to_owned() };
        let n = w.number(one.units());
        let values = [("at", one.at.written().into()), ("title", one.title.into()), ("n", n.into())];
        duties.push(late(href, "desk-tally", w.fill("desk-tally-text", &values)));
    }
    let stopped = if keeps_office { given_up(&mut conn, since).await?.len() } else { 0 };
    if stopped > 0 {
        let text = w.with("desk-jobs-text", "n", w.number(stopped as i64));
        duties.push(late("/van-phong/quyen".into(), "desk-jobs", text));
    }
    Ok(duties)
}
