//! Reading what was handed in: the words of a text that was typed or taken down for somebody, the reader's grade or the
//! reason why it is given back, and the hint that two texts are nearly the same.

use super::near::{NEAR, likeness, sketch};
use super::{Campaign, HandIn, StudyError, conduct, receive_handins};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use crate::people::SUBJECT;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use kit::vault::Vault;
use serde_json::json;

/// Verb of a hand-in that is given back.
pub const RETURN: &str = "study.handin.return";
/// Verb of a hand-in that is taken as it is.
pub const ACCEPT: &str = "study.handin.accept";
/// Verb of opening the words of one.
pub const READ: &str = "study.handin.read_words";

/// What a reader may think of it, the best first.
pub const GRADES: [&str; 4] = ["good", "fair", "pass", "fail"];

kit::record! {
    /// A hand-in as its reader meets it, without what is sealed.
    pub struct Paper {
        /// The hand-in.
        pub id: i64,
        /// Whose it is.
        pub person_id: i64,
        /// Which of [`super::HANDINS`].
        pub kind: String,
        /// One of [`super::FORMS`].
        pub form: String,
        /// `received` or `returned`.
        pub state: String,
        /// When it came.
        pub received_on: Day,
        /// Its scan, by its content.
        pub scan_sha256: Option<String>,
        /// When a reader took it as it is.
        pub accepted_on: Option<Day>,
        /// One of [`GRADES`], or empty.
        pub grade: String,
        /// The reader's words, sealed.
        pub comment_sealed: Option<String>,
        /// The text, sealed.
        pub words_sealed: Option<String>,
        /// Whether somebody took it down for the member (0 or 1).
        pub taken_down: i64,
        /// Tells what is nearly the same.
        pub sketch: Option<String>,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, person_id, kind, form, state, received_on, scan_sha256, accepted_on, grade, comment_sealed, \
                       words_sealed, taken_down, sketch, version";

impl Paper {
    /// What a person has handed in in a campaign.
    pub async fn of(conn: &mut Conn, campaign: i64, person: i64) -> Result<Vec<Paper>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM handin WHERE campaign_id = $1 AND person_id = $2 ORDER BY id");
        conn.all(&sql, &[&campaign, &person]).await
    }

    /// How far it is: `submitted`, `returned` or `accepted`; what is due has no row.
    pub fn standing(&self) -> &'static str {
        match (self.state.as_str(), self.accepted_on) {
            ("returned", _) => "returned",
            (_, Some(_)) => "accepted",
            _ => "submitted",
        }
    }

    /// Others of these persons who handed in nearly the same, as (person, of a hundred).
    pub async fn alike(&self, conn: &mut Conn, campaign: i64, persons: &[i64]) -> Result<Vec<(i64, u32)>, DbError> {
        let Some(own) = &self.sketch else { return Ok(vec![]) };
        let sql = "SELECT person_id, sketch FROM handin WHERE campaign_id = $1 AND kind = $2 AND sketch IS NOT NULL
                   AND person_id <> $3 ORDER BY person_id";
        let rows: Vec<(i64, String)> = conn.all(sql, &[&campaign, &self.kind, &self.person_id]).await?;
        let near = rows.into_iter().filter(|(person, _)| persons.contains(person));
        let near = near.map(|(person, other)| (person, likeness(own, &other)));
        Ok(near.filter(|(_, same)| *same >= NEAR).collect())
    }
}

/// A text, typed by the member or taken down by a clerk.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Whose it is.
    pub person: i64,
    /// Which of [`super::HANDINS`].
    pub kind: &'static str,
    /// What it says.
    pub words: &'a str,
    /// Whether a clerk wrote down what the member said.
    pub taken_down: bool,
}

/// Takes in a text of a member of the grant's unit; a new one replaces what was there.
pub async fn write_down(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    campaign: &Campaign,
    (written, on): (Written<'_>, Day),
    now: Ts,
) -> Result<(), StudyError> {
    let paper = [HandIn { person: written.person, kind: written.kind, form: "typed", scan: None }];
    receive_handins(conn, grant, campaign, &paper, on, now).await?;
    let sealed = vault.seal(conn, SUBJECT, written.person, written.words, now).await?;
    let (taken_down, sketch) = (i64::from(written.taken_down), sketch(written.words));
    let sql = "UPDATE handin SET words_sealed = $1, taken_down = $2, sketch = $3
               WHERE campaign_id = $4 AND person_id = $5 AND kind = $6";
    conn.exec(sql, &[&sealed, &taken_down, &sketch, &campaign.id, &written.person, &written.kind]).await?;
    Ok(())
}

/// What a reader makes of a hand-in.
#[derive(Clone, Copy, Debug)]
pub enum Verdict<'a> {
    /// It is taken, with one of [`GRADES`].
    Accept(&'a str),
    /// It is given back; the comment says why.
    Return,
}

/// Notes what a reader made of a hand-in of a member of the grant's unit; the version is the one that the reader saw.
///
/// # Errors
/// [`StudyError::Changed`] when somebody else was first, [`StudyError::Closed`] after the close.
pub async fn judge(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    (campaign, id, version): (&Campaign, i64, i64),
    (verdict, comment): (Verdict<'_>, &str),
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = &conduct::take(conn, campaign.id).await?;
    let sql = format!("SELECT {COLUMNS} FROM handin WHERE id = $1 AND campaign_id = $2 AND version = $3");
    let known: Option<Paper> = conn.opt(&sql, &[&id, &campaign.id, &version]).await?;
    let known = known.filter(|known| known.state == "received").ok_or(StudyError::Changed)?;
    let roll = super::unit_roll(conn, campaign, grant.unit(), campaign.roll_day(now.day())).await?;
    if !roll.contains(&known.person_id) {
        return Err(StudyError::NotOnRoll(known.person_id));
    }
    let sealed = match comment {
        "" => None,
        comment => Some(vault.seal(conn, SUBJECT, known.person_id, comment, now).await?),
    };
    let (verb, state, accepted, grade) = match verdict {
        Verdict::Accept(grade) => (ACCEPT, "received", Some(now.day()), grade),
        Verdict::Return => (RETURN, "returned", None, ""),
    };
    let sql = "UPDATE handin SET state = $1, accepted_on = $2, grade = $3, comment_sealed = $4, version = version + 1
               WHERE id = $5 AND version = $6";
    if conn.exec(sql, &[&state, &accepted, &grade, &sealed, &id, &version]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let after = json!({"campaign": campaign.id, "person": known.person_id, "kind": known.kind, "grade": grade});
    let event = grant.event(verb, "handin", id).before(json!({"state": known.standing()})).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    Ok(())
}

/// Opens the text and the reader's words of a hand-in; the opening is noted.
pub async fn open_words(
    conn: &mut Conn,
    grant: &Grant<KeepStudy>,
    vault: &Vault,
    paper: &Paper,
    now: Ts,
) -> Result<(String, String), DbError> {
    journal::write(conn, &grant.event(READ, "handin", paper.id), now).await?;
    let mut opened = [String::new(), String::new()];
    for (at, sealed) in [&paper.words_sealed, &paper.comment_sealed].into_iter().enumerate() {
        if let Some(sealed) = sealed {
            opened[at] = vault.open(conn, SUBJECT, paper.person_id, sealed).await?.unwrap_or_default();
        }
    }
    let [words, comment] = opened;
    Ok((words, comment))
}
