//! Study campaigns: who took part, who made it up, who handed in what.

pub mod above;
mod campaign;
pub mod cascade;
mod check;
mod conduct;
pub mod fixing;
mod handin;
mod line;
mod minority;
pub mod nightly;
pub mod pages;
pub mod pledge;
pub mod pledge_count;
pub mod pledge_own;
pub mod reading;
pub mod report;
mod roll;
pub mod rollup;
pub mod sections;
pub mod session;
pub mod signing;
pub mod standing;
pub mod timetable;

#[cfg(test)]
mod above_tests;
#[cfg(test)]
mod campaign_tests;
#[cfg(test)]
mod cancel_tests;
#[cfg(test)]
mod cascade_tests;
#[cfg(test)]
mod due_tests;
#[cfg(test)]
mod merged_tests;
#[cfg(test)]
mod minority_tests;
#[cfg(test)]
mod nightly_tests;
#[cfg(test)]
mod own_rule_tests;
#[cfg(test)]
mod period_tests;
#[cfg(test)]
mod pledge_tests;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod session_tests;
#[cfg(test)]
mod signing_tests;
#[cfg(test)]
mod taken_back_tests;
#[cfg(test)]
mod takings_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod timetable_tests;

pub use campaign::{Audience, Campaign, CampaignState, HandinRule, RollRule};
pub use check::{Difference, check_against_sql};
pub use conduct::{Move, Terms, edit_campaign, move_campaign, open_campaign};
pub use handin::{FORMS, HandIn, home_in, receive_handins, write_down, write_own};
pub use roll::Scope;
pub use standing::{HANDINS, Line, Standing, Table};

use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "study/0001_study", sql: include_str!("schema.sql") };

/// Campaigns as persons make them: state, scope, roll, deadlines, results.
pub const CAMPAIGNS: kit::db::Migration =
    kit::db::Migration { name: "study/0002_campaign", sql: include_str!("campaign.sql") };

/// Sessions, badges, and how attendance was noted.
pub const SESSIONS: kit::db::Migration =
    kit::db::Migration { name: "study/0003_session", sql: include_str!("session.sql") };

/// Reading what was handed in: grades, words, and what is given back.
pub const READING: kit::db::Migration =
    kit::db::Migration { name: "study/0004_reading", sql: include_str!("reading.sql") };

/// How units below take a campaign up.
pub const CASCADE: kit::db::Migration =
    kit::db::Migration { name: "study/0005_cascade", sql: include_str!("cascade.sql") };

/// Signed reports of offices below.
pub const REPORTS: kit::db::Migration =
    kit::db::Migration { name: "study/0006_reports", sql: include_str!("above.sql") };

/// Pledges of the year.
pub const PLEDGES: kit::db::Migration =
    kit::db::Migration { name: "study/0007_pledge", sql: include_str!("pledge.sql") };

/// What had been handed in when the numbers were fixed.
pub const FIXED: kit::db::Migration =
    kit::db::Migration { name: "study/0008_fixed_papers", sql: include_str!("fixing.sql") };

/// What members say themselves of their pledges.
pub const OWN_PLEDGES: kit::db::Migration =
    kit::db::Migration { name: "study/0009_own_pledge", sql: include_str!("own_pledge.sql") };

/// Campaigns that were made by mistake.
pub const CANCELLED: kit::db::Migration =
    kit::db::Migration { name: "study/0010_cancelled", sql: include_str!("cancelled.sql") };

/// Marks that were taken back.
pub const TAKEN_BACK: kit::db::Migration =
    kit::db::Migration { name: "study/0011_taken_back", sql: include_str!("taken_back.sql") };

/// When they were taken back, person by person.
pub const TAKEN_BACK_WHEN: kit::db::Migration =
    kit::db::Migration { name: "study/0012_taken_back_when", sql: include_str!("taken_back_when.sql") };

/// Which reports of offices below counted when the numbers were fixed.
pub const COMBINED: kit::db::Migration =
    kit::db::Migration { name: "study/0013_combined", sql: include_str!("combined.sql") };

/// Each taking of a report of an office below by itself.
pub const TAKINGS: kit::db::Migration =
    kit::db::Migration { name: "study/0014_takings", sql: include_str!("takings.sql") };

/// Verb of a mark of attendance in the journal.
pub const MARK: &str = "study.attendance.mark";
/// Verb of a hand-in in the journal.
pub const HANDIN: &str = "study.handin.receive";

/// Why a study verb was not done.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// Somebody else changed the marks of these persons since they were read.
    #[error("changed meanwhile: the marks of {0:?}")]
    Stale(Vec<i64>),
    /// Not a member of the unit on the cut-off day.
    #[error("person {0} is not on the campaign's roll of this unit")]
    NotOnRoll(i64),
    /// No such campaign.
    #[error("there is no campaign {0}")]
    NoCampaign(i64),
    /// Its numbers are fixed, since that day, or it was cancelled.
    #[error("the campaign is closed")]
    Closed(Option<Day>),
    /// Somebody else changed the campaign since it was read, or it is past that step.
    #[error("the campaign was changed meanwhile")]
    Changed,
    /// These branches did not exist on the cut-off day.
    #[error("not there on the cut-off day: the units {0:?}")]
    NotYet(Vec<i64>),
    /// A branch of the scope does not stand below the unit that runs the campaign.
    #[error("a branch of the scope is not below the campaign's unit")]
    Elsewhere,
    /// A unit may ask for something earlier than it was asked for, never later than this day.
    #[error("later than {0}, which was asked for")]
    Later(Day),
    /// A session of a unit lies outside the time of its campaign.
    #[error("{0:?}")]
    OutOfTime(timetable::OutOfTime),
    /// Every session of the unit and those above it is still to come, the first one on that day.
    #[error("the first session is on {0}")]
    Ahead(Day),
    /// So many were taken down in a session, which can be neither dropped nor held otherwise any more.
    #[error("{0} were taken down in it")]
    Attended(i64),
    /// It is the reader's own paper.
    #[error("nobody reads what they handed in themselves")]
    Own,
    /// Nobody is on the roll.
    #[error("nobody is on the campaign's roll")]
    NobodyDue,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How a member took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the session.
    Attended,
    /// In a make-up session.
    MadeUp,
    /// Not at all.
    Absent,
    /// Nothing is known any more: a mark that was made by mistake is taken back.
    Unmarked,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Attended, State::MadeUp, State::Absent, State::Unmarked];

    /// The word in tables and journal.
    pub fn word(self) -> &'static str {
        match self {
            State::Attended => "attended",
            State::MadeUp => "made_up",
            State::Absent => "absent",
            State::Unmarked => "unmarked",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// How one person took part, as a caller saw and decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Who.
    pub person: i64,
    /// How.
    pub state: State,
    /// The version that the caller saw; 0 when there was no mark yet.
    pub expected: i64,
}

/// Marks members of the grant's unit. All or none: the caller rolls back on an error.
///
/// # Errors
/// [`StudyError::Stale`] with everybody whose mark was changed since it was read; [`StudyError::Closed`] after the close.
pub async fn mark_attendance(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    campaign: &Campaign,
    marks: &[Mark],
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = &conduct::take(conn, campaign.id).await?;
    let day = campaign.roll_day(now.day());
    let roll = unit_roll(conn, campaign, grant.unit(), day).await?;
    let known = marks_of(conn, campaign, grant.unit(), day).await?;
    let version = |mark: &Mark| known.get(&mark.person).map_or(0, |(_, _, version)| *version);
    if let Some(stranger) = marks.iter().find(|mark| !roll.contains(&mark.person)) {
        return Err(StudyError::NotOnRoll(stranger.person));
    }
    // Whoever else wrote the same wrote what was asked for; where nobody is marked there is nothing to take back.
    let now_is = |mark: &Mark| known.get(&mark.person).map_or(State::Unmarked.word(), |(_, state, _)| state);
    let stands = |mark: &Mark| version(mark) != mark.expected || mark.state == State::Unmarked;
    let (same, other): (Vec<&Mark>, Vec<&Mark>) =
        marks.iter().partition(|mark| stands(mark) && now_is(mark) == mark.state.word());
    let stale: Vec<i64> = other.iter().filter(|mark| version(mark) != mark.expected).map(|mark| mark.person).collect();
    if !stale.is_empty() {
        return Err(StudyError::Stale(stale));
    }
    if other.iter().any(|mark| matches!(mark.state, State::Attended | State::MadeUp))
        && let Some(day) = timetable::all_ahead(conn, campaign, grant.unit(), now.day()).await?
    {
        return Err(StudyError::Ahead(day));
    }
    if same.len() < marks.len() {
        conduct::set_going(conn, campaign).await?;
    }
    for mark in other {
        let id = write_mark(conn, campaign, mark, known.get(&mark.person).map(|(id, ..)| *id), now).await?;
        let after = json!({"campaign": campaign.id, "person": mark.person, "state": mark.state.word()});
        let mut event = grant.event(MARK, "attendance", id).after(after).under(&*campaign.ruleset);
        event.before = known.get(&mark.person).map(|(_, before, _)| json!({"state": before}));
        journal::write(conn, &event, now).await?;
    }
    Ok(())
}

/// With which version a mark begins, as SQL with the campaign at `$1` and the person at `$2`.
const FIRST_VERSION: &str =
    "coalesce((SELECT version FROM attendance_taken_back WHERE campaign_id = $1 AND person_id = $2), 0) + 1";

async fn write_mark(
    conn: &mut Conn,
    of: &Campaign,
    mark: &Mark,
    known: Option<i64>,
    now: Ts,
) -> Result<i64, StudyError> {
    let word = mark.state.word();
    let Some(id) = known else {
        let sql = format!(
            "INSERT INTO attendance (campaign_id, person_id, state, version) VALUES ($1, $2, $3, {FIRST_VERSION})
             ON CONFLICT (campaign_id, person_id) DO NOTHING RETURNING id"
        );
        let id: Option<i64> = conn.value(&sql, &[&of.id, &mark.person, &word]).await?;
        return id.ok_or_else(|| StudyError::Stale(vec![mark.person]));
    };
    if mark.state == State::Unmarked {
        let sql = "INSERT INTO attendance_taken_back (campaign_id, person_id, version, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (campaign_id, person_id) DO UPDATE SET version = excluded.version, at = excluded.at";
        conn.exec(sql, &[&of.id, &mark.person, &mark.expected, &now]).await?;
        let sql = "DELETE FROM attendance WHERE id = $1 AND version = $2";
        let gone = conn.exec(sql, &[&id, &mark.expected]).await?;
        return if gone == 0 { Err(StudyError::Stale(vec![mark.person])) } else { Ok(id) };
    }
    // Who was absent was in no session, whatever had been taken down there.
    let sql = "UPDATE attendance SET state = $1, version = version + 1,
               session_id = CASE WHEN $1 = 'absent' THEN NULL ELSE session_id END WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&word, &id, &mark.expected]).await? == 0 {
        return Err(StudyError::Stale(vec![mark.person]));
    }
    Ok(id)
}

/// The marks of those of a unit who are on the roll of a day, as person to (id, state, version).
pub(crate) async fn marks_of(
    conn: &mut Conn,
    campaign: &Campaign,
    unit: i64,
    day: Day,
) -> Result<HashMap<i64, (i64, String, i64)>, DbError> {
    let sql = format!(
        "SELECT a.person_id, a.id, a.state, a.version FROM attendance a
         JOIN ({}) r ON r.person_id = a.person_id AND r.unit_id = $2 WHERE a.campaign_id = $1",
        campaign.roll_sql("$3")
    );
    let rows: Vec<(i64, i64, String, i64)> = conn.all(&sql, &[&campaign.id, &unit, &day]).await?;
    Ok(rows.into_iter().map(|(person, id, state, version)| (person, (id, state, version))).collect())
}

async fn unit_roll(conn: &mut Conn, campaign: &Campaign, unit: i64, day: Day) -> Result<HashSet<i64>, DbError> {
    let members = campaign.roll_of_unit(conn, unit, day).await?;
    Ok(members.into_iter().map(|member| member.id).collect())
}
