//! The timetable of a unit: sessions planned, corrected and dropped, and which days and hours make sense for one.

use super::session::Session;
use super::{Campaign, StudyError};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use kit::clock::{Chance, Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::{Value, json};

/// A unit and those above it, as they stand on a day: the unit at `$1`, the day at `$2`.
const UP: &str = "WITH RECURSIVE up (unit) AS (
       SELECT CAST($1 AS BIGINT) UNION
       SELECT p.parent_id FROM up JOIN unit_parent p ON p.unit_id = up.unit AND p.from_day <= $2
         AND (p.to_day IS NULL OR p.to_day > $2))";

/// A session to be held by the grant's unit.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// The identity outside the database.
    pub uid: &'a str,
    /// One of [`super::session::KINDS`].
    pub kind: &'a str,
    /// On which day.
    pub on: Day,
    /// From when, as it is written.
    pub at: &'a str,
    /// Where.
    pub place: &'a str,
    /// Who speaks.
    pub lecturer: &'a str,
    /// What is handed out.
    pub materials: &'a str,
}

impl NewSession<'_> {
    fn told(&self) -> Value {
        json!({
            "kind": self.kind, "on": self.on, "at": self.at, "place": self.place, "lecturer": self.lecturer,
            "materials": self.materials,
        })
    }
}

/// Why a session cannot be on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfTime {
    /// Nobody was asked to study before this day, on which the campaign was issued or its roll was taken.
    Before(Day),
    /// It is after the last day for studying that holds at the unit: what comes later makes up.
    After(Day),
}

/// Whether a session of a kind can be on a day in a campaign, of which the unit's last day for studying is `last`. A session
/// that makes up may be later: that is what it is for.
fn may_be(campaign: &Campaign, (kind, on): (&str, Day), last: Option<Day>) -> Result<(), OutOfTime> {
    match (campaign.first_day(), last) {
        (Some(first), _) if on < first => Err(OutOfTime::Before(first)),
        (_, Some(last)) if on > last && kind != "make_up" => Err(OutOfTime::After(last)),
        _ => Ok(()),
    }
}

/// Whether hours as people write them can be: `7 giờ 30`, `7h30 - 11h`, `buổi chiều`; not `25 giờ`.
pub fn is_hour(text: &str) -> bool {
    let text = text.to_lowercase();
    let (mut rest, mut last_was_hour, mut minute_next) = (text.as_str(), false, false);
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        if !is_digit {
            minute_next = last_was_hour && matches!(part.trim(), "giờ" | "gio" | "h" | "g" | ":" | ".");
            last_was_hour = false;
            continue;
        }
        let most = if minute_next { 59 } else { 23 };
        if part.len() > 2 || part.parse::<u32>().is_ok_and(|n| n > most) {
            return false;
        }
        (last_was_hour, minute_next) = (!minute_next, false);
    }
    true
}

/// The last day for studying that holds at a unit: the earliest that the campaign, a unit above or the unit itself has set.
async fn last_day(conn: &mut Conn, campaign: &Campaign, unit: i64, day: Day) -> Result<Option<Day>, DbError> {
    let sql = format!(
        "{UP} SELECT p.study_by FROM up JOIN campaign_plan p ON p.unit_id = up.unit
         WHERE p.campaign_id = $3 AND p.study_by IS NOT NULL ORDER BY p.study_by LIMIT 1"
    );
    let planned: Option<Day> = conn.value(&sql, &[&unit, &day, &campaign.id]).await?;
    Ok([planned, campaign.study_by].into_iter().flatten().min())
}

/// The day of the first session that a unit or one above it holds, when all of them are still to come. One that makes up says
/// nothing: others studied before it, whether their session stands here or not.
pub(super) async fn all_ahead(
    conn: &mut Conn,
    campaign: &Campaign,
    unit: i64,
    today: Day,
) -> Result<Option<Day>, DbError> {
    let sql = format!(
        "{UP} SELECT s.on_day FROM up JOIN study_session s ON s.unit_id = up.unit
         WHERE s.campaign_id = $3 AND s.kind <> 'make_up' ORDER BY s.on_day LIMIT 1"
    );
    let first: Option<Day> = conn.value(&sql, &[&unit, &campaign.roll_day(today), &campaign.id]).await?;
    Ok(first.filter(|first| *first > today))
}

async fn open(conn: &mut Conn, campaign: i64) -> Result<Campaign, StudyError> {
    let known = Campaign::get(conn, campaign).await?;
    if known.state().is_open() { Ok(known) } else { Err(StudyError::Closed(known.closed_on)) }
}

async fn in_time(
    conn: &mut Conn,
    campaign: &Campaign,
    (unit, new): (i64, &NewSession<'_>),
    now: Ts,
) -> Result<(), StudyError> {
    let last = last_day(conn, campaign, unit, campaign.roll_day(now.day())).await?;
    may_be(campaign, (new.kind, new.on), last).map_err(StudyError::OutOfTime)
}

/// Plans a session of the grant's unit; its id.
///
/// # Errors
/// [`StudyError::Closed`] after the close, [`StudyError::OutOfTime`] for a day outside the campaign's time.
pub async fn plan_session(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    campaign: i64,
    new: &NewSession<'_>,
    chance: &Chance,
    now: Ts,
) -> Result<i64, StudyError> {
    let known = open(conn, campaign).await?;
    in_time(conn, &known, (grant.unit(), new), now).await?;
    let secret = kit::hex(&chance.bytes::<16>());
    let id = conn
        .insert(
            "INSERT INTO study_session (uid, campaign_id, unit_id, kind, on_day, at_time, place, lecturer, materials, secret)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &new.uid,
                &campaign,
                &grant.unit(),
                &new.kind,
                &new.on,
                &new.at,
                &new.place,
                &new.lecturer,
                &new.materials,
                &secret,
            ],
        )
        .await?;
    let after = json!({"campaign": campaign, "kind": new.kind, "on": new.on, "place": new.place});
    journal::write(conn, &grant.event("study.session.plan", "study_session", id).after(after), now).await?;
    Ok(id)
}

/// How many were taken down in a session.
pub async fn taken_down(conn: &mut Conn, session: i64) -> Result<i64, DbError> {
    let sql = "SELECT count(*) FROM attendance WHERE session_id = $1";
    Ok(conn.value(sql, &[&session]).await?.unwrap_or_default())
}

/// Writes a session of the grant's unit anew; it keeps its identity, and `session` is what the caller saw.
///
/// # Errors
/// As [`plan_session`], for another kind or day; [`StudyError::Attended`] when somebody was taken down in it and it would be of
/// another kind or is still to come; [`StudyError::Changed`] when somebody else was first.
pub async fn correct_session(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (session, version): (&Session, i64),
    new: &NewSession<'_>,
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = open(conn, session.campaign_id).await?;
    let sql =
        "UPDATE study_session SET kind = $1, on_day = $2, at_time = $3, place = $4, lecturer = $5, materials = $6,
               version = version + 1 WHERE id = $7 AND unit_id = $8 AND version = $9";
    let unit = grant.unit();
    let values: [&dyn kit::db::Arg; 9] =
        [&new.kind, &new.on, &new.at, &new.place, &new.lecturer, &new.materials, &session.id, &unit, &version];
    if conn.exec(sql, &values).await? == 0 {
        return Err(StudyError::Changed);
    }
    if (new.kind, new.on) != (session.kind.as_str(), session.on_day) {
        in_time(conn, &campaign, (unit, new), now).await?;
        let n = taken_down(conn, session.id).await?;
        if n > 0 && (new.kind != session.kind || new.on > now.day()) {
            return Err(StudyError::Attended(n));
        }
    }
    let event = grant.event("study.session.correct", "study_session", session.id).before(session.as_new().told());
    journal::write(conn, &event.after(new.told()), now).await?;
    Ok(())
}

/// Drops a session of the grant's unit in which nobody was taken down; the journal keeps what it was.
///
/// # Errors
/// [`StudyError::Closed`] after the close, [`StudyError::Attended`] when somebody was taken down in it,
/// [`StudyError::Changed`] when somebody else changed it.
pub async fn drop_session(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (session, version): (&Session, i64),
    now: Ts,
) -> Result<(), StudyError> {
    open(conn, session.campaign_id).await?;
    let sql = "DELETE FROM study_session WHERE id = $1 AND unit_id = $2 AND version = $3";
    if conn.exec(sql, &[&session.id, &grant.unit(), &version]).await? == 0 {
        return Err(StudyError::Changed);
    }
    // Counted once the row is gone: whoever is being taken down waits for it.
    let n = taken_down(conn, session.id).await?;
    if n > 0 {
        return Err(StudyError::Attended(n));
    }
    let event = grant.event("study.session.drop", "study_session", session.id).before(session.as_new().told());
    journal::write(conn, &event, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hours_of_the_day_are_hours_and_others_are_not(hour in 0u32..60, minute in 0u32..100) {
            let can_be = hour < 24 && minute < 60;
            for text in [
                format!("{hour} giờ {minute}"),
                format!("{hour}h{minute:02}"),
                format!("{hour}:{minute:02}"),
                format!("từ {hour}g{minute} đến 23 giờ"),
                format!("7 giờ - {hour} giờ {minute} phút"),
            ] {
                prop_assert_eq!(is_hour(&text), can_be, "{}", text);
            }
        }
    }

    #[test]
    fn hours_are_written_in_many_ways() {
        for (text, can_be) in [
            ("", true),
            ("buổi chiều, sau sinh hoạt", true),
            ("7 giờ", true),
            ("19 giờ 30 - 21 giờ", true),
            ("25 giờ", false),
            ("7 giờ 75", false),
            ("24 giờ", false),
            ("2018", false),
            ("7 giờ ngày 24", false),
        ] {
            assert_eq!(is_hour(text), can_be, "{text}");
        }
    }

    #[test]
    fn a_session_is_within_the_time_of_its_campaign_unless_it_makes_up() {
        let day = |n: i64| Day::of(2018, 12, 5).plus_days(n);
        let issued =
            |n: i64| Campaign { issued_on: Some(day(n)), ..Campaign::draft(String::new(), day(0), ("", 9800)) };
        for (campaign, kind, on, last, wanted) in [
            (issued(-10), "hall", day(-10), None, Ok(())),
            (issued(-10), "hall", day(-11), None, Err(OutOfTime::Before(day(-10)))),
            (issued(-10), "make_up", day(-11), None, Err(OutOfTime::Before(day(-10)))),
            // Written down afterwards: the roll was taken on the first day of study.
            (issued(9), "hall", day(0), None, Ok(())),
            (issued(9), "hall", day(-1), None, Err(OutOfTime::Before(day(0)))),
            (issued(-10), "hall", day(7), Some(day(7)), Ok(())),
            (issued(-10), "online", day(8), Some(day(7)), Err(OutOfTime::After(day(7)))),
            (issued(-10), "make_up", day(8), Some(day(7)), Ok(())),
            (Campaign { issued_on: None, ..issued(0) }, "hall", day(-90), None, Ok(())),
        ] {
            assert_eq!(may_be(&campaign, (kind, on), last), wanted, "{kind} {on}");
        }
    }
}
