//! What people send in: opinions, reports, and what the people's supervision sees.
//!
//! `received → accepted → working → answered → closed`, or forwarded, or refused. By when a sender is told follows from the
//! rules and the calendar of working days. What was said and who said it are sealed under a key of the petition's own; who
//! opens the sender's name writes a journal row. A denunciation is handed over to the inspection, and the office sees it no
//! longer. What is done with is taken up again for a reason, until its time of keeping is over: then what was said and who
//! said it are erased, and only that it was there, and what became of it, stays. Nothing here is in any search index, and nothing is counted by person.

mod count;
mod intake;
mod kept;
pub mod pages;
#[cfg(test)]
mod tests;
mod verbs;

pub use count::{Counted, count};
pub use intake::{Desk, desk, open_desk, refresh_desk, take_in};
pub use kept::{forget, kept_until};
pub use verbs::{
    Keeper, NewPetition, ReceptionError, StepDone, enter, hand_over, open_sender, publish, step, take_back,
};

use crate::deadline::{self, Pressure};
use crate::shell::{OFFICE_SCOPE, Office};
use bridge::PetitionKind;
pub use bridge::ReplyState as State;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::failure::Failure;
use kit::vault::Vault;
use rules::{Area, ReceptionRule, RuleBook};
use serde::{Deserialize, Serialize};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "reception/0001_petition", sql: include_str!("schema.sql") };

/// Until when what was said is kept.
pub const KEPT: kit::db::Migration = kit::db::Migration { name: "reception/0002_kept", sql: include_str!("kept.sql") };

/// Whose keys the vault keeps for petitions.
const SUBJECT: &str = "petition";

/// How a petition came.
pub const CHANNELS: [&str; 4] = ["web", "desk", "post", "meeting"];

/// What is done with a petition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// It is taken up.
    Accept,
    /// It is passed on.
    Forward,
    /// It is not taken up.
    Refuse,
    /// Work on it begins.
    Begin,
    /// It is answered.
    Answer,
    /// It is done with.
    Close,
    /// It was answered, done with or not taken up, and is taken up again.
    Reopen,
}

impl Step {
    /// All of them, in the order in which pages offer them.
    pub const ALL: &[Step] =
        &[Step::Accept, Step::Begin, Step::Answer, Step::Forward, Step::Refuse, Step::Close, Step::Reopen];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        match self {
            Step::Accept => "accept",
            Step::Forward => "forward",
            Step::Refuse => "refuse",
            Step::Begin => "begin",
            Step::Answer => "answer",
            Step::Close => "close",
            Step::Reopen => "reopen",
        }
    }

    /// The step of a word.
    pub fn of(word: &str) -> Option<Step> {
        Step::ALL.iter().copied().find(|step| step.word() == word)
    }
}

/// What a state becomes by a step; `None` where the step makes no sense.
pub fn after(state: State, step: Step) -> Option<State> {
    match (state, step) {
        (State::Received, Step::Accept) => Some(State::Accepted),
        (State::Received | State::Accepted | State::Working, Step::Forward) => Some(State::Forwarded),
        (State::Received | State::Accepted, Step::Refuse) => Some(State::Refused),
        (State::Accepted, Step::Begin) => Some(State::Working),
        (State::Accepted | State::Working | State::Forwarded, Step::Answer) => Some(State::Answered),
        (State::Answered | State::Forwarded | State::Refused, Step::Close) => Some(State::Closed),
        (State::Answered | State::Closed | State::Refused, Step::Reopen) => Some(State::Accepted),
        _ => None,
    }
}

kit::record! {
    /// A petition as it stands, without what was said.
    pub struct Petition {
        /// The petition.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// What the sender's code comes to.
        pub receipt: String,
        /// The unit that it was sent to.
        pub unit_id: i64,
        /// The word of its kind.
        pub kind: String,
        /// One of [`CHANNELS`].
        pub channel: String,
        /// `office` or `inspection`.
        pub room: String,
        /// The word of its [`State`].
        pub state: String,
        /// When it came.
        pub received_on: Day,
        /// By when the sender is to be told.
        pub due_day: Day,
        /// When the sender was told.
        pub noticed_on: Option<Day>,
        /// 1 when the sender agrees that the answer is published.
        pub may_publish: i64,
        /// What was said, sealed.
        pub said_sealed: String,
        /// Who said it, sealed; nothing when nothing was told of that.
        pub sender_sealed: Option<String>,
        /// The unit in whose area it plays.
        pub area_unit: Option<i64>,
        /// What was said to the sender last, sealed to the sender's code.
        pub told: Option<String>,
        /// What every reader sees of it.
        pub question: Option<String>,
        /// The answer that every reader sees.
        pub answer: Option<String>,
        /// Since when.
        pub shown_on: Option<Day>,
        /// The ruleset it was received under.
        pub ruleset: String,
        /// When what was said and who said it were erased.
        pub erased_on: Option<Day>,
        /// Counts the changes.
        pub version: i64,
    }
}

const PETITIONS: &str = "SELECT id, uid, receipt, unit_id, kind, channel, room, state, received_on, due_day, noticed_on,
    may_publish, said_sealed, sender_sealed, area_unit, told, question, answer, shown_on, ruleset, erased_on, version FROM petition";

/// What was said, as it is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What it is about.
    pub subject: String,
    /// What is said.
    pub text: String,
    /// Where; may be empty.
    pub place: String,
    /// The page of the portal that it is about; may be empty.
    pub about: String,
}

/// Who said it, as it is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The name; may be empty.
    pub name: String,
    /// How the sender is reached; may be empty.
    pub contact: String,
}

impl Petition {
    /// The petition of this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Petition>> {
        conn.opt(&format!("{PETITIONS} WHERE uid = $1"), &[&uid]).await
    }

    /// The petition with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Petition> {
        let known = conn.opt(&format!("{PETITIONS} WHERE id = $1"), &[&id]).await?;
        known.ok_or_else(|| DbError::Broken(format!("petition {id}")))
    }

    /// Those of a unit in a room that are not done with, the most pressing first.
    pub async fn open(conn: &mut Conn, unit: i64, room: &str) -> Result<Vec<Petition>> {
        let sql = format!(
            "{PETITIONS} WHERE unit_id = $1 AND room = $2 AND state NOT IN ('closed', 'refused')
             ORDER BY CASE WHEN state = 'received' THEN 0 ELSE 1 END, due_day, id"
        );
        conn.all(&sql, &[&unit, &room]).await
    }

    /// Those that are done with, the latest first.
    pub async fn closed(conn: &mut Conn, unit: i64, room: &str) -> Result<Vec<Petition>> {
        let sql = format!(
            "{PETITIONS} WHERE unit_id = $1 AND room = $2 AND state IN ('closed', 'refused') ORDER BY id DESC LIMIT 100"
        );
        conn.all(&sql, &[&unit, &room]).await
    }

    /// Units to which something was sent.
    pub async fn units(conn: &mut Conn) -> Result<Vec<i64>> {
        let rows: Vec<(i64,)> = conn.all("SELECT DISTINCT unit_id FROM petition ORDER BY unit_id", &[]).await?;
        Ok(rows.into_iter().map(|(unit,)| unit).collect())
    }

    /// How far it has come.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Closed)
    }

    /// Of which kind it is.
    pub fn kind(&self) -> PetitionKind {
        PetitionKind::of(&self.kind).unwrap_or(PetitionKind::Opinion)
    }

    /// The state to which a step leads from here; `None` where it makes no sense, or nothing is left to be taken up again.
    pub fn after(&self, step: Step) -> Option<State> {
        after(self.state(), step).filter(|_| step != Step::Reopen || self.erased_on.is_none())
    }

    /// How the clock presses; nothing once the sender was told.
    pub fn pressure(&self, rule: &ReceptionRule, today: Day) -> Option<Pressure> {
        let waits = self.noticed_on.is_none();
        waits.then(|| deadline::pressure(today, self.due_day, rule.soon_within_working_days))
    }

    /// What was said; nothing once its key was destroyed.
    pub async fn said(&self, conn: &mut Conn, vault: &Vault) -> Result<Option<Said>> {
        let open = vault.open(conn, SUBJECT, self.id, &self.said_sealed).await?;
        open.map(|json| serde_json::from_str(&json).map_err(|error| DbError::Broken(error.to_string()))).transpose()
    }
}

kit::record! {
    /// A step that was done.
    pub struct Done {
        /// The word of the step.
        pub step: String,
        /// What was said to the sender or noted, sealed.
        pub words_sealed: Option<String>,
        /// To whom it was passed on.
        pub to_whom: String,
        /// By which letter.
        pub letter: String,
        /// The key of the reason why it was not taken up.
        pub reason: String,
        /// Who did it.
        pub who: String,
        /// When.
        pub at: Ts,
    }
}

impl Done {
    /// The steps of a petition, the first one first, each with its words.
    pub async fn of(conn: &mut Conn, vault: &Vault, petition: i64) -> Result<Vec<(Done, String)>> {
        let sql = "SELECT s.step, s.words_sealed, s.to_whom, s.letter, s.reason, coalesce(a.name, '') AS who, s.at
                   FROM petition_step s LEFT JOIN account a ON a.id = s.account_id WHERE s.petition_id = $1 ORDER BY s.id";
        let mut steps = Vec::new();
        for done in conn.all::<Done>(sql, &[&petition]).await? {
            let words = match &done.words_sealed {
                Some(sealed) => vault.open(conn, SUBJECT, petition, sealed).await?.unwrap_or_default(),
                None => String::new(),
            };
            steps.push((done, words));
        }
        Ok(steps)
    }
}

/// The rule on what people send in, with the id of its ruleset.
#[derive(Clone, Copy)]
pub struct Ruling<'a> {
    /// The id, which a petition keeps.
    pub id: &'a str,
    /// Its title.
    pub title: &'a rules::Text,
    /// What it says.
    pub rule: &'a ReceptionRule,
}

/// The rule of a book that holds on a day.
pub fn ruling(book: &RuleBook, day: Day) -> Option<Ruling<'_>> {
    let ruleset = book.on(Area::Reception, Some(OFFICE_SCOPE), day.0)?;
    Some(Ruling { id: &ruleset.id, title: &ruleset.title, rule: ruleset.reception()? })
}

impl Office {
    /// The rule on what people send in that holds today: the office's own, or the program's.
    ///
    /// # Errors
    /// When none holds.
    pub fn reception_rule(&self) -> std::result::Result<Ruling<'_>, Failure> {
        let today = self.clock.today();
        ruling(&self.book, today).ok_or_else(|| anyhow::anyhow!("no rule on petitions holds on {today}").into())
    }
}
