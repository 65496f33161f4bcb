//! Reading what was handed in: how far each paper is, the reader's grade or the reason why it is given back, and the hint
//! that two texts are nearly the same, which nobody but the reader learns and from which nothing follows by itself.

use super::{Campaign, StudyError, conduct};
use crate::identity::reach::{Grant, Own};
use crate::identity::right::ReadHandins;
use crate::people::SUBJECT;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;
use viet::Sketch;

/// Verb of a hand-in that is given back.
pub const RETURN: &str = "study.handin.return";
/// Verb of a hand-in that is accepted as it is.
pub const ACCEPT: &str = "study.handin.accept";
/// Verb of opening the words of one.
pub const READ: &str = "study.handin.read_words";

/// What a reader thinks of a paper that is accepted, the best first; empty without a grade.
pub const GRADES: [&str; 4] = ["good", "fair", "pass", ""];

/// How far a paper is, in this order; what is due has no row.
pub const STATES: [&str; 4] = ["due", "submitted", "returned", "accepted"];

kit::record! {
    /// A hand-in as its reader meets it, without what is sealed.
    pub struct Paper {
        /// The hand-in.
        pub id: i64,
        /// Whose it is.
        pub person_id: i64,
        /// Which of [`super::HANDINS`].
        pub kind: String,
        /// How it came, without regard to whether it was dictated.
        pub form: String,
        /// `received` or `returned`.
        pub state: String,
        /// When it came.
        pub received_on: Day,
        /// Its scan, by its content.
        pub scan_sha256: Option<String>,
        /// When a reader accepted it or gave it back.
        pub read_on: Option<Day>,
        /// One of [`GRADES`], or `fail` where it was given back.
        pub grade: String,
        /// The reader's words, sealed.
        pub comment_sealed: Option<String>,
        /// The text, sealed.
        pub words_sealed: Option<String>,
        /// Tells what is nearly the same; sealed.
        pub sketch_sealed: Option<String>,
        /// How many words the text has; 0 where the program does not hold it.
        pub word_count: i64,
        /// Whether somebody took it down for the member (0 or 1).
        pub dictated: i64,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, person_id, kind, form, state, received_on, scan_sha256, read_on, grade, comment_sealed, \
                       words_sealed, sketch_sealed, word_count, dictated, version";

impl Paper {
    /// What a person has handed in in a campaign.
    pub async fn of(conn: &mut Conn, campaign: i64, person: i64) -> Result<Vec<Paper>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM handin WHERE campaign_id = $1 AND person_id = $2 ORDER BY id");
        conn.all(&sql, &[&campaign, &person]).await
    }

    /// What these persons have handed in in a campaign.
    pub async fn of_all(conn: &mut Conn, campaign: i64, persons: &[i64]) -> Result<Vec<Paper>, DbError> {
        let mut found = Vec::new();
        for some in persons.chunks(2000) {
            let ids = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            let sql =
                format!("SELECT {COLUMNS} FROM handin WHERE campaign_id = $1 AND person_id IN ({ids}) ORDER BY id");
            found.extend(conn.all::<Paper>(&sql, &[&campaign]).await?);
        }
        Ok(found)
    }

    /// Whether handing in again loses something: words, a scan, or what its reader made of it. What was given back is meant to be
    /// handed in again.
    pub fn would_be_lost(&self) -> bool {
        let holds = self.words_sealed.is_some() || self.scan_sha256.is_some() || self.read_on.is_some();
        self.state == "received" && holds
    }

    /// How far it is: `submitted`, `returned` or `accepted`.
    pub fn standing(&self) -> &'static str {
        match (self.state.as_str(), self.read_on) {
            ("returned", _) => "returned",
            (_, Some(_)) => "accepted",
            _ => "submitted",
        }
    }

    /// One of [`super::FORMS`].
    pub fn how(&self) -> &str {
        if self.dictated == 1 { "dictated" } else { &self.form }
    }

    /// Others of these persons who handed in nearly the same, as (person, of a hundred), the likest first.
    pub async fn alike(
        &self,
        conn: &mut Conn,
        vault: &Vault,
        campaign: i64,
        persons: &[i64],
    ) -> Result<Vec<(i64, u32)>, DbError> {
        let Some(own) = self.sketch(conn, vault).await? else { return Ok(vec![]) };
        let mut near = Vec::new();
        for other in Paper::of_all(conn, campaign, persons).await? {
            if other.kind != self.kind || other.person_id == self.person_id {
                continue;
            }
            if let Some(sketch) = other.sketch(conn, vault).await? {
                near.push((other.person_id, own.likeness(&sketch)));
            }
        }
        near.retain(|(_, same)| *same >= Sketch::NEAR);
        near.sort_by_key(|(person, same)| (std::cmp::Reverse(*same), *person));
        Ok(near)
    }

    async fn sketch(&self, conn: &mut Conn, vault: &Vault) -> Result<Option<Sketch>, DbError> {
        let Some(sealed) = &self.sketch_sealed else { return Ok(None) };
        let opened = vault.open(conn, SUBJECT, self.person_id, sealed).await?;
        Ok(opened.and_then(|written| written.parse().ok()))
    }
}

/// What a reader makes of a paper.
#[derive(Clone, Copy, Debug)]
pub enum Verdict<'a> {
    /// It is accepted, with one of [`GRADES`].
    Accept(&'a str),
    /// It is given back; the comment says why.
    Return,
}

/// Notes what a reader made of a paper of a member of the grant's unit; the version is the one that the reader saw.
///
/// # Errors
/// [`StudyError::Changed`] when it waits for no reader any more, [`StudyError::Own`] for the reader's own,
/// [`StudyError::Closed`] after the close.
pub async fn judge(
    conn: &mut Conn,
    grant: Grant<ReadHandins>,
    vault: &Vault,
    (campaign, id, version): (&Campaign, i64, i64),
    (verdict, comment): (Verdict<'_>, &str),
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = &conduct::take(conn, campaign.id).await?;
    let sql = format!("SELECT {COLUMNS} FROM handin WHERE id = $1 AND campaign_id = $2 AND version = $3");
    let known: Option<Paper> = conn.opt(&sql, &[&id, &campaign.id, &version]).await?;
    let known = known.filter(|known| known.state == "received").ok_or(StudyError::Changed)?;
    if grant.person() == Some(known.person_id) {
        return Err(StudyError::Own);
    }
    let roll = super::unit_roll(conn, campaign, grant.unit(), campaign.roll_day(now.day())).await?;
    if !roll.contains(&known.person_id) {
        return Err(StudyError::NotOnRoll(known.person_id));
    }
    let sealed = match comment {
        "" => None,
        comment => Some(vault.seal(conn, SUBJECT, known.person_id, comment, now).await?),
    };
    let (verb, state, grade) = match verdict {
        Verdict::Accept(grade) => (ACCEPT, "received", grade),
        Verdict::Return => (RETURN, "returned", "fail"),
    };
    let sql = "UPDATE handin SET state = $1, read_on = $2, grade = $3, comment_sealed = $4, version = version + 1
               WHERE id = $5 AND version = $6";
    if conn.exec(sql, &[&state, &now.day(), &grade, &sealed, &id, &version]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let after = json!({"campaign": campaign.id, "person": known.person_id, "kind": known.kind, "grade": grade});
    let event = grant.event(verb, "handin", id).before(json!({"state": known.standing()})).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    Ok(())
}

/// Who opens the words of a paper.
#[derive(Debug)]
pub enum Reader<'a> {
    /// Whoever reads the hand-ins of the member's unit.
    Reader(&'a Grant<ReadHandins>),
    /// The member.
    Own(&'a Own),
}

/// Opens the text and the reader's words of a paper; the opening is noted.
///
/// # Errors
/// [`DbError::Refused`] when it is somebody else's than the one who opens their own.
pub async fn open_words(
    conn: &mut Conn,
    by: Reader<'_>,
    vault: &Vault,
    paper: &Paper,
    now: Ts,
) -> Result<(String, String), DbError> {
    let event = match by {
        Reader::Reader(grant) => grant.event(READ, "handin", paper.id),
        Reader::Own(own) if own.person() == paper.person_id => {
            Event::new(Some(own.account()), READ, "handin", paper.id)
        }
        Reader::Own(_) => return Err(DbError::Refused(format!("hand-in {} is somebody else's", paper.id))),
    };
    journal::write(conn, &event, now).await?;
    let mut opened = [String::new(), String::new()];
    for (opened, sealed) in opened.iter_mut().zip([&paper.words_sealed, &paper.comment_sealed]) {
        if let Some(sealed) = sealed {
            *opened = vault.open(conn, SUBJECT, paper.person_id, sealed).await?.unwrap_or_default();
        }
    }
    let [words, comment] = opened;
    Ok((words, comment))
}

/// How many papers of these persons wait for a reader, and how many were given back and did not come again.
pub async fn waiting(conn: &mut Conn, campaign: i64, persons: &[i64]) -> Result<(i64, i64), DbError> {
    let papers = Paper::of_all(conn, campaign, persons).await?;
    let count = |state: &str| papers.iter().filter(|paper| paper.standing() == state).count() as i64;
    Ok((count("submitted"), count("returned")))
}
