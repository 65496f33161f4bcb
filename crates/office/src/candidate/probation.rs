//! Probation: the ceremony, the months, the cell's review, and what came of it. Its clocks follow from days and the rule.

use super::Ruling;
use crate::deadline::working;
use crate::identity::reach::Grant;
use crate::identity::right::{KeepMoves, KeepPeople, Permission};
use crate::people::state::{self, NewState, Refusal, change_state};
use crate::people::unit_of;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use rules::{AdmissionRule, ProbationFrom};
use serde_json::json;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum ProbationError {
    /// Somebody else changed it since it was read, or the step makes no sense now.
    #[error("the probation was changed meanwhile")]
    Stale,
    /// The day lies before this one.
    #[error("not before {0}")]
    NotBefore(Day),
    /// The cell had reviewed on this day, before the months that would be counted were over.
    #[error("reviewed on {0}")]
    Reviewed(Day),
    /// The rules on standing refuse it.
    #[error("the standing cannot be changed: {0:?}")]
    Standing(Refusal),
    /// The database's refusal; also that the grant is for another unit than the member's.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, ProbationError>;

/// What the cell proposes after the months of probation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// To be recognised as an official member.
    Official,
    /// To be taken off the roll.
    Removed,
}

impl Proposal {
    /// The word it is kept by, which is the key of the change of standing too.
    pub fn word(self) -> &'static str {
        match self {
            Proposal::Official => "official",
            Proposal::Removed => "removed",
        }
    }

    /// The proposal of a word.
    pub fn of(word: &str) -> Option<Proposal> {
        [Proposal::Official, Proposal::Removed].into_iter().find(|known| known.word() == word)
    }
}

kit::record! {
    /// A probationary member as the record knows the probation.
    pub struct Probation {
        /// The member.
        pub person_id: i64,
        /// The member's outward identity.
        pub person_uid: String,
        /// Whose name this is.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// The member's unit.
        pub unit_id: i64,
        /// The day of the decision; of admission, or since when probationary, where nothing else is on record.
        pub decided_on: Day,
        /// The day of the ceremony.
        pub ceremony_on: Option<Day>,
        /// When the cell reviewed.
        pub reviewed_on: Option<Day>,
        /// The cell's resolution.
        pub review_paper: String,
        /// The word of the [`Proposal`].
        pub proposal: Option<String>,
        /// Counts the changes; 0 while nothing was entered.
        pub version: i64,
        /// Counts the changes of the person.
        pub person_version: i64,
    }
}

const PROBATIONS: &str = "SELECT p.id AS person_id, p.uid AS person_uid, p.full_name, p.birth_year, m.unit_id,
    coalesce(b.decided_on, CASE WHEN s.change_key = 'readmitted' THEN s.from_day END, p.joined_on, s.from_day)
      AS decided_on, b.ceremony_on, b.reviewed_on,
    coalesce(b.review_paper, '') AS review_paper, b.proposal, coalesce(b.version, 0) AS version,
    p.version AS person_version
    FROM member_state s JOIN person p ON p.id = s.person_id
    JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
      AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
    LEFT JOIN probation b ON b.person_id = p.id AND b.outcome_on IS NULL
      AND b.decided_on > coalesce((SELECT max(o.from_day) FROM member_state o WHERE o.person_id = p.id
        AND o.state IN ('removed', 'expelled', 'left') AND o.to_day > o.from_day), '')
    WHERE s.state = 'probationary' AND s.from_day <= $1 AND s.to_day IS NULL";

impl Probation {
    /// All probationary members of a day of whom nothing is decided yet, those whose probation began first before the others.
    pub async fn all(conn: &mut Conn, day: Day) -> kit::db::Result<Vec<Probation>> {
        conn.all(&format!("{PROBATIONS} ORDER BY decided_on, p.id"), &[&day]).await
    }

    /// All probationary members of an earlier day, as far as they had come by then.
    pub async fn as_of(conn: &mut Conn, day: Day) -> kit::db::Result<Vec<Probation>> {
        let then = PROBATIONS
            .replace("s.to_day IS NULL", "(s.to_day IS NULL OR s.to_day > $1)")
            .replace("b.outcome_on IS NULL", "(b.outcome_on IS NULL OR b.outcome_on > $1) AND b.decided_on <= $1")
            .replace("AND o.to_day > o.from_day", "AND o.to_day > o.from_day AND o.from_day <= $1");
        let mut all: Vec<Probation> = conn.all(&format!("{then} ORDER BY decided_on, p.id"), &[&day]).await?;
        for one in &mut all {
            one.ceremony_on = one.ceremony_on.filter(|on| *on <= day);
            one.reviewed_on = one.reviewed_on.filter(|on| *on <= day);
        }
        Ok(all)
    }

    /// The probation of a person; `None` for who is no probationary member on the day.
    pub async fn of(conn: &mut Conn, person: i64, day: Day) -> kit::db::Result<Option<Probation>> {
        conn.opt(&format!("{PROBATIONS} AND p.id = $2"), &[&day, &person]).await
    }

    /// The last day on which the ceremony is in time.
    pub fn ceremony_due(&self, rule: &AdmissionRule) -> Day {
        Day(working(self.decided_on, rule.ceremony_within_working_days).day)
    }

    /// The day on which the months of probation are over; counted from the decision for the time being where the rule
    /// counts from a ceremony that is not on record.
    pub fn ends_on(&self, rule: &AdmissionRule) -> Day {
        let from = match rule.probation_from {
            ProbationFrom::Ceremony => self.ceremony_on.unwrap_or(self.decided_on),
            ProbationFrom::Decision => self.decided_on,
        };
        from.plus_months(i32::try_from(rule.probation_months).unwrap_or(i32::MAX))
    }

    /// Whether its end is only for the time being.
    pub fn is_provisional(&self, rule: &AdmissionRule) -> bool {
        rule.probation_from == ProbationFrom::Ceremony && self.ceremony_on.is_none()
    }

    /// The last day on which the cell's review is in time.
    pub fn review_due(&self, rule: &AdmissionRule) -> Day {
        Day(working(self.ends_on(rule), rule.review_within_working_days).day)
    }
}

/// The ceremony was held; at the member's cell. Also another day of it than was entered, until those above have decided.
pub async fn hold_ceremony(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    ruling: Ruling<'_>,
    (person, version): (i64, i64),
    day: Day,
    now: Ts,
) -> Result<()> {
    let known = current(conn, &grant, ruling, (person, version), now).await?;
    if day < known.decided_on {
        return Err(ProbationError::NotBefore(known.decided_on));
    }
    let end = Probation { ceremony_on: Some(day), ..known.clone() }.ends_on(ruling.rule);
    if let Some(reviewed) = known.reviewed_on.filter(|reviewed| *reviewed < end) {
        return Err(ProbationError::Reviewed(reviewed));
    }
    let sql = "UPDATE probation SET ceremony_on = $1, version = version + 1 WHERE person_id = $2 AND decided_on = $3";
    conn.exec(sql, &[&day, &person, &known.decided_on]).await?;
    let event = grant.event("candidate.ceremony", "probation", person).before(json!({"day": known.ceremony_on}));
    journal::write(conn, &event.after(json!({"person": person, "day": day})).under(ruling.id), now).await?;
    Ok(())
}

/// The cell has reviewed a member whose months are over, and proposes.
pub async fn review(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    ruling: Ruling<'_>,
    (person, version): (i64, i64),
    (proposal, day, paper): (Proposal, Day, &str),
    now: Ts,
) -> Result<()> {
    let known = current(conn, &grant, ruling, (person, version), now).await?;
    let end = known.ends_on(ruling.rule);
    if day < end {
        return Err(ProbationError::NotBefore(end));
    }
    let sql = "UPDATE probation SET reviewed_on = $1, review_paper = $2, proposal = $3, version = version + 1
               WHERE person_id = $4 AND decided_on = $5";
    conn.exec(sql, &[&day, &paper, &proposal.word(), &person, &known.decided_on]).await?;
    let after = json!({"person": person, "day": day, "proposal": proposal.word()});
    let event = grant.event("candidate.probation_review", "probation", person).after(after);
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(())
}

/// Those above decide, after the cell's review: official as of the end of the months, or off the roll from the day of the
/// decision on.
pub async fn conclude(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    (ruling, standing): (Ruling<'_>, state::Ruling<'_>),
    (person, version): (i64, i64),
    (proposal, day, paper): (Proposal, Day, &str),
    now: Ts,
) -> Result<()> {
    let known = current(conn, &grant, ruling, (person, version), now).await?;
    let Some(reviewed) = known.reviewed_on else { return Err(ProbationError::Stale) };
    if day < reviewed {
        return Err(ProbationError::NotBefore(reviewed));
    }
    let from = match proposal {
        Proposal::Official => known.ends_on(ruling.rule),
        Proposal::Removed => day,
    };
    let event = grant.event("candidate.conclude", "probation", person);
    let event = event.after(json!({"person": person, "outcome": proposal.word(), "day": day, "from": from}));
    let sql = "UPDATE probation SET outcome_on = $1, version = version + 1 WHERE person_id = $2 AND decided_on = $3";
    conn.exec(sql, &[&day, &person, &known.decided_on]).await?;
    journal::write(conn, &event.under(ruling.id), now).await?;
    let new = NewState { change: proposal.word(), day: from, paper };
    let done = change_state(conn, grant, standing, (person, known.person_version), new, now).await?;
    done.map(|_| ()).map_err(ProbationError::Standing)
}

/// The probation as it was read, with a row of its own from now on.
async fn current<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    ruling: Ruling<'_>,
    (person, version): (i64, i64),
    now: Ts,
) -> Result<Probation> {
    if unit_of(conn, person, now.day()).await? != Some(grant.unit()) {
        let told = format!("person {person} is not a member of unit {}", grant.unit());
        return Err(DbError::Refused(told).into());
    }
    let known = Probation::of(conn, person, now.day()).await?.filter(|known| known.version == version);
    let known = known.ok_or(ProbationError::Stale)?;
    if version == 0 {
        let sql = "INSERT INTO probation (person_id, decided_on, ruleset, version) VALUES ($1, $2, $3, 0)";
        conn.exec(sql, &[&person, &known.decided_on, &ruling.id]).await?;
    }
    Ok(known)
}
