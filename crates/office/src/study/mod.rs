//! Study campaigns: who took part, who made it up, who handed in what.

mod check;
pub mod pages;
mod roll;
pub mod standing;

#[cfg(test)]
mod tests;

pub use check::{Difference, check_against_sql};
pub use roll::{RollLine, roll_of};
pub use standing::{HANDINS, Line, Standing};

use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use crate::org::lineage::Lineage;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::files::FileKind;
use kit::journal;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "study/0001_study", sql: include_str!("schema.sql") };

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
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Attended, State::MadeUp, State::Absent];

    /// The word in tables and journal.
    pub fn word(self) -> &'static str {
        match self {
            State::Attended => "attended",
            State::MadeUp => "made_up",
            State::Absent => "absent",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

kit::record! {
    /// A campaign.
    pub struct Campaign {
        /// The campaign.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// What is studied.
        pub title: String,
        /// The paper that calls for it.
        pub paper: String,
        /// The unit that runs it.
        pub unit_id: i64,
        /// The rate asked for, in hundredths of a percent.
        pub target_basis_points: i64,
        /// The day whose roll and exemptions count.
        pub cutoff_day: Day,
        /// The ruleset it is counted under.
        pub ruleset: String,
    }
}

const COLUMNS: &str = "id, uid, title, paper, unit_id, target_basis_points, cutoff_day, ruleset";

impl Campaign {
    /// The campaign with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Campaign, StudyError> {
        let sql = format!("SELECT {COLUMNS} FROM campaign WHERE id = $1");
        conn.opt(&sql, &[&id]).await?.ok_or(StudyError::NoCampaign(id))
    }

    /// All campaigns, the newest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Campaign>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM campaign ORDER BY cutoff_day DESC, id DESC"), &[]).await
    }

    /// The newest campaign of a unit, or of one for which it carries on, whose cut-off is not after `day`.
    pub async fn latest_of(
        conn: &mut Conn,
        lineage: &Lineage,
        unit: i64,
        day: Day,
    ) -> Result<Option<Campaign>, DbError> {
        let all = Campaign::all(conn).await?.into_iter();
        let mut due = all.filter(|campaign| campaign.cutoff_day <= day);
        Ok(due.find(|campaign| lineage.heir(campaign.unit_id, day) == unit))
    }
}

/// Opens a campaign of the grant's unit (its `id` and `unit_id` are not read); the new id.
pub async fn open_campaign(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    new: &Campaign,
    now: Ts,
) -> Result<i64, StudyError> {
    let id = conn
        .insert(
            "INSERT INTO campaign (uid, title, paper, unit_id, target_basis_points, cutoff_day, ruleset)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&new.uid, &new.title, &new.paper, &grant.unit(), &new.target_basis_points, &new.cutoff_day, &new.ruleset],
        )
        .await?;
    let after = json!({"title": new.title, "target": new.target_basis_points, "cutoff": new.cutoff_day});
    let event = grant.event("study.campaign.open", "campaign", id).after(after);
    journal::write(conn, &event.under(&*new.ruleset), now).await?;
    Ok(id)
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
/// [`StudyError::Stale`] with everybody whose mark was changed since it was read.
pub async fn mark_attendance(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    campaign: &Campaign,
    marks: &[Mark],
    now: Ts,
) -> Result<(), StudyError> {
    let roll = unit_roll(conn, campaign, grant.unit()).await?;
    let known = marks_of(conn, campaign.id, grant.unit(), campaign.cutoff_day).await?;
    let version = |mark: &Mark| known.get(&mark.person).map_or(0, |(_, _, version)| *version);
    if let Some(stranger) = marks.iter().find(|mark| !roll.contains(&mark.person)) {
        return Err(StudyError::NotOnRoll(stranger.person));
    }
    let stale: Vec<i64> = marks.iter().filter(|mark| version(mark) != mark.expected).map(|mark| mark.person).collect();
    if !stale.is_empty() {
        return Err(StudyError::Stale(stale));
    }
    for mark in marks {
        let id = write_mark(conn, campaign, mark, known.get(&mark.person).map(|(id, ..)| *id)).await?;
        let after = json!({"campaign": campaign.id, "person": mark.person, "state": mark.state.word()});
        let mut event = grant.event(MARK, "attendance", id).after(after).under(&*campaign.ruleset);
        event.before = known.get(&mark.person).map(|(_, before, _)| json!({"state": before}));
        journal::write(conn, &event, now).await?;
    }
    Ok(())
}

async fn write_mark(conn: &mut Conn, of: &Campaign, mark: &Mark, known: Option<i64>) -> Result<i64, StudyError> {
    let word = mark.state.word();
    let Some(id) = known else {
        let sql = "INSERT INTO attendance (campaign_id, person_id, state) VALUES ($1, $2, $3)";
        return Ok(conn.insert(sql, &[&of.id, &mark.person, &word]).await?);
    };
    let sql = "UPDATE attendance SET state = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&word, &id, &mark.expected]).await? == 0 {
        return Err(StudyError::Stale(vec![mark.person]));
    }
    Ok(id)
}

/// The marks of a unit's members, as person to (id, state, version).
pub(crate) async fn marks_of(
    conn: &mut Conn,
    campaign: i64,
    unit: i64,
    day: Day,
) -> Result<HashMap<i64, (i64, String, i64)>, DbError> {
    let rows: Vec<(i64, i64, String, i64)> = conn
        .all(
            "SELECT a.person_id, a.id, a.state, a.version FROM attendance a
             JOIN membership m ON m.person_id = a.person_id AND m.kind = 'main' AND m.unit_id = $2
               AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3)
             WHERE a.campaign_id = $1",
            &[&campaign, &unit, &day],
        )
        .await?;
    Ok(rows.into_iter().map(|(person, id, state, version)| (person, (id, state, version))).collect())
}

async fn unit_roll(conn: &mut Conn, campaign: &Campaign, unit: i64) -> Result<HashSet<i64>, DbError> {
    let members = crate::people::members_of(conn, unit, campaign.cutoff_day).await?;
    Ok(members.into_iter().map(|member| member.id).collect())
}

/// A paper that a person handed in.
#[derive(Clone, Debug)]
pub struct HandIn<'a> {
    /// Who.
    pub person: i64,
    /// Which of [`HANDINS`].
    pub kind: &'a str,
    /// One of [`FORMS`].
    pub form: &'a str,
    /// The scan, by its content hash.
    pub scan: Option<(String, FileKind)>,
}

/// In which form a paper comes: on paper that the cell keeps, typed, as a scan.
pub const FORMS: [&str; 3] = ["handwritten_received", "typed", "scan"];

/// Takes in what members of the grant's unit handed in; handing in again replaces form, day and scan.
pub async fn receive_handins(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    campaign: &Campaign,
    handins: &[HandIn<'_>],
    received_on: Day,
    now: Ts,
) -> Result<(), StudyError> {
    let roll = unit_roll(conn, campaign, grant.unit()).await?;
    if let Some(stranger) = handins.iter().find(|handin| !roll.contains(&handin.person)) {
        return Err(StudyError::NotOnRoll(stranger.person));
    }
    for handin in handins {
        let (scan, ending) = handin.scan.as_ref().map(|(hash, kind)| (hash, kind.ending())).unzip();
        let id = conn
            .insert(
                "INSERT INTO handin (campaign_id, person_id, kind, form, state, received_on, scan_sha256, scan_kind)
                 VALUES ($1, $2, $3, $4, 'received', $5, $6, $7)
                 ON CONFLICT (campaign_id, person_id, kind) DO UPDATE SET form = excluded.form, state = 'received',
                 received_on = excluded.received_on, scan_sha256 = excluded.scan_sha256,
                 scan_kind = excluded.scan_kind, version = handin.version + 1",
                &[&campaign.id, &handin.person, &handin.kind, &handin.form, &received_on, &scan, &ending],
            )
            .await?;
        let after = json!({
            "campaign": campaign.id, "person": handin.person, "kind": handin.kind, "form": handin.form,
            "on": received_on, "scan": scan,
        });
        let event = grant.event(HANDIN, "handin", id).after(after);
        journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    }
    Ok(())
}
