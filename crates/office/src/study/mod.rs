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

use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal::{self, Event};
use serde_json::json;

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
    /// Somebody else changed it since it was read.
    #[error("it was changed meanwhile: version {found}, not {expected}")]
    Stale {
        /// What the caller had read.
        expected: i64,
        /// What is there.
        found: i64,
    },
    /// Not a member on the cut-off day.
    #[error("person {0} is not on the campaign's roll")]
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

    /// The newest campaign whose cut-off is not after `day`.
    pub async fn latest(conn: &mut Conn, day: Day) -> Result<Option<Campaign>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM campaign WHERE cutoff_day <= $1 ORDER BY cutoff_day DESC, id DESC");
        conn.opt(&sql, &[&day]).await
    }
}

/// Opens a campaign (its `id` is not read); the new id.
pub async fn open_campaign(conn: &mut Conn, new: &Campaign, actor: Option<i64>, now: Ts) -> Result<i64, StudyError> {
    let id = conn
        .insert(
            "INSERT INTO campaign (uid, title, paper, unit_id, target_basis_points, cutoff_day, ruleset)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&new.uid, &new.title, &new.paper, &new.unit_id, &new.target_basis_points, &new.cutoff_day, &new.ruleset],
        )
        .await?;
    let after = json!({"title": new.title, "target": new.target_basis_points, "cutoff": new.cutoff_day});
    let event = Event::new(actor, "study.campaign.open", "campaign", id).at_place(new.unit_id).after(after);
    journal::write(conn, &event.under(&*new.ruleset), now).await?;
    Ok(id)
}

/// Marks how a person took part; the new version. `expected` is the version the caller saw (0: no mark yet).
pub async fn mark_attendance(
    conn: &mut Conn,
    campaign: &Campaign,
    person: i64,
    state: State,
    expected: i64,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64, StudyError> {
    let unit = crate::people::unit_of(conn, person, campaign.cutoff_day).await?;
    let unit = unit.ok_or(StudyError::NotOnRoll(person))?;
    let known: Option<(i64, String, i64)> = conn
        .opt(
            "SELECT id, state, version FROM attendance WHERE campaign_id = $1 AND person_id = $2",
            &[&campaign.id, &person],
        )
        .await?;
    let found = known.as_ref().map_or(0, |(_, _, version)| *version);
    if found != expected {
        return Err(StudyError::Stale { expected, found });
    }
    let word = state.word();
    let id = match &known {
        None => {
            conn.insert(
                "INSERT INTO attendance (campaign_id, person_id, state) VALUES ($1, $2, $3)",
                &[&campaign.id, &person, &word],
            )
            .await?
        }
        Some((id, _, version)) => {
            let changed = conn
                .exec(
                    "UPDATE attendance SET state = $1, version = version + 1 WHERE id = $2 AND version = $3",
                    &[&word, id, version],
                )
                .await?;
            if changed == 0 {
                return Err(StudyError::Stale { expected, found: expected + 1 });
            }
            *id
        }
    };
    let after = json!({"campaign": campaign.id, "person": person, "state": word});
    let mut event = Event::new(actor, MARK, "attendance", id).at_place(unit).after(after).under(&*campaign.ruleset);
    event.before = known.map(|(_, before, _)| json!({"state": before}));
    journal::write(conn, &event, now).await?;
    Ok(found + 1)
}

/// Takes in what a person handed in; handing in again replaces form and day.
pub async fn receive_handin(
    conn: &mut Conn,
    campaign: &Campaign,
    person: i64,
    (kind, form): (&str, &str),
    received_on: Day,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64, StudyError> {
    let unit = crate::people::unit_of(conn, person, campaign.cutoff_day).await?;
    let unit = unit.ok_or(StudyError::NotOnRoll(person))?;
    let id = conn
        .insert(
            "INSERT INTO handin (campaign_id, person_id, kind, form, state, received_on)
             VALUES ($1, $2, $3, $4, 'received', $5)
             ON CONFLICT (campaign_id, person_id, kind) DO UPDATE SET form = excluded.form, state = 'received',
             received_on = excluded.received_on, version = handin.version + 1",
            &[&campaign.id, &person, &kind, &form, &received_on],
        )
        .await?;
    let after = json!({"campaign": campaign.id, "person": person, "kind": kind, "form": form, "on": received_on});
    let event = Event::new(actor, HANDIN, "handin", id).at_place(unit).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    Ok(id)
}
