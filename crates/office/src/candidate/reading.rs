//! What pages ask about candidates.

use super::checks::Facts;
use crate::org::estate::unit_then;
use crate::people::NewPerson;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};

/// How far a candidate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Recognised as outstanding (quần chúng ưu tú).
    Recognised,
    /// Has attended the class (cảm tình đảng).
    Sympathiser,
    /// The file is complete.
    Filed,
    /// The cell has agreed.
    Reviewed,
    /// Those above have decided: a probationary member.
    Admitted,
    /// Those above have refused.
    Refused,
    /// The cell or the candidate has taken it back.
    Withdrawn,
}

const STAGES: [(Stage, &str, &str); 7] = [
    (Stage::Recognised, "recognised", "gioi-thieu"),
    (Stage::Sympathiser, "sympathiser", "lop"),
    (Stage::Filed, "filed", "ho-so"),
    (Stage::Reviewed, "reviewed", "xet"),
    (Stage::Admitted, "admitted", "quyet-dinh"),
    (Stage::Refused, "refused", "khong-ket-nap"),
    (Stage::Withdrawn, "withdrawn", "rut"),
];

impl Stage {
    /// All of them, in the order of the way.
    pub const ALL: [Stage; 7] = [
        Stage::Recognised,
        Stage::Sympathiser,
        Stage::Filed,
        Stage::Reviewed,
        Stage::Admitted,
        Stage::Refused,
        Stage::Withdrawn,
    ];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        STAGES.iter().find(|(stage, ..)| *stage == self).map_or("", |(_, word, _)| word)
    }

    /// The word in addresses of the step that leads to it.
    pub fn address(self) -> &'static str {
        STAGES.iter().find(|(stage, ..)| *stage == self).map_or("", |(.., address)| address)
    }

    /// The stage that a step's address leads to.
    pub fn at(address: &str) -> Option<Stage> {
        STAGES.iter().find(|(.., known)| *known == address).map(|(stage, ..)| *stage)
    }

    /// The stage of a word.
    pub fn of(word: &str) -> Option<Stage> {
        STAGES.iter().find(|(_, known, _)| *known == word).map(|(stage, ..)| *stage)
    }

    /// Whether something is still to be done before the decision.
    pub fn is_open(self) -> bool {
        self < Stage::Admitted
    }

    /// The stages that can follow, the usual one first.
    pub fn next(self) -> Vec<Stage> {
        match self {
            Stage::Recognised => vec![Stage::Sympathiser, Stage::Withdrawn],
            Stage::Sympathiser => vec![Stage::Filed, Stage::Withdrawn],
            Stage::Filed => vec![Stage::Reviewed, Stage::Withdrawn],
            Stage::Reviewed => vec![Stage::Admitted, Stage::Refused, Stage::Withdrawn],
            Stage::Admitted | Stage::Refused | Stage::Withdrawn => vec![],
        }
    }
}

kit::record! {
    /// A candidate as it stands.
    pub struct Candidate {
        /// The candidate.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The cell that proposes.
        pub unit_id: i64,
        /// Family, middle and given name.
        pub full_name: String,
        /// Day of birth.
        pub birth_day: Day,
        /// `m`, `f` or not said.
        pub sex: Option<String>,
        /// The key of the schooling in the ruleset.
        pub schooling: String,
        /// The word of the [`Stage`].
        pub state: String,
        /// The day on which a former member left the Party.
        pub left_on: Option<Day>,
        /// The paper by which those above consent.
        pub consent: String,
        /// The day of the class's certificate.
        pub class_on: Option<Day>,
        /// The body that sponsors in place of one member; empty where none does.
        pub body: String,
        /// The ruleset it is judged by.
        pub ruleset: String,
        /// The record of the former member that the decision goes on with.
        pub former_id: Option<i64>,
        /// 1 when it was looked for a record of before and there is none here.
        pub apart: i64,
        /// How often the former member was admitted again so far.
        pub readmitted: i64,
        /// The member that became of it.
        pub person_uid: Option<String>,
        /// How many members sponsor.
        pub sponsors: i64,
        /// Counts the changes.
        pub version: i64,
    }
}

const CANDIDATES: &str =
    "SELECT c.id, c.uid, c.unit_id, c.full_name, c.birth_day, c.sex, c.schooling, c.state, c.left_on,
    c.consent, c.class_on, c.body, c.ruleset, c.former_id, c.apart,
    (SELECT count(*) FROM member_state r WHERE r.person_id = c.former_id AND r.change_key = 'readmitted'
      AND (r.to_day IS NULL OR r.to_day > r.from_day)) AS readmitted, p.uid AS person_uid,
    (SELECT count(*) FROM candidate_sponsor s WHERE s.candidate_id = c.id) AS sponsors, c.version
    FROM candidate c LEFT JOIN person p ON p.id = c.person_id";

impl Candidate {
    /// The candidate with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Candidate>> {
        conn.opt(&format!("{CANDIDATES} WHERE c.uid = $1"), &[&uid]).await
    }

    /// The open candidate of this name and day of birth at a unit.
    pub async fn known(conn: &mut Conn, unit: i64, name_key: &[u8], born: Day) -> Result<Option<Candidate>> {
        let sql = format!(
            "{CANDIDATES} WHERE c.unit_id = $1 AND c.name_key = $2 AND c.birth_day = $3
             AND c.state IN ('recognised', 'sympathiser', 'filed', 'reviewed')"
        );
        conn.opt(&sql, &[&unit, &name_key, &born]).await
    }

    /// The candidate with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Candidate> {
        let known = conn.opt(&format!("{CANDIDATES} WHERE c.id = $1"), &[&id]).await?;
        known.ok_or_else(|| DbError::Broken(format!("candidate {id}")))
    }

    /// All before the decision, those who have come farthest first, in the order of their names.
    pub async fn open(conn: &mut Conn) -> Result<Vec<Candidate>> {
        let sql = format!(
            "{CANDIDATES} WHERE c.state IN ('recognised', 'sympathiser', 'filed', 'reviewed')
             ORDER BY CASE c.state WHEN 'reviewed' THEN 0 WHEN 'filed' THEN 1 WHEN 'sympathiser' THEN 2 ELSE 3 END,
             c.name_key, c.id"
        );
        conn.all(&sql, &[]).await
    }

    /// Those decided, refused or withdrawn since a day, the latest first.
    pub async fn closed_since(conn: &mut Conn, day: Day) -> Result<Vec<Candidate>> {
        let sql = format!(
            "{CANDIDATES} WHERE c.state IN ('admitted', 'refused', 'withdrawn') AND EXISTS (
               SELECT 1 FROM candidate_step s WHERE s.candidate_id = c.id AND s.step = c.state AND s.day >= $1)
             ORDER BY c.id DESC"
        );
        conn.all(&sql, &[&day]).await
    }

    /// All who had been entered by an earlier day, as far as they had come by then, those who had come farthest first; of
    /// what was closed then, what was since the day `since`. The unit is the one of the day, or the one to which a change of
    /// units has handed them since.
    pub async fn as_of(conn: &mut Conn, (since, day): (Day, Day), by_today: bool) -> Result<Vec<Candidate>> {
        let last = |what: &str| {
            format!(
                "(SELECT l.{what} FROM candidate_step l WHERE l.candidate_id = c.id AND l.day <= $1 ORDER BY l.id DESC LIMIT 1)"
            )
        };
        let step = last("step");
        let unit = if by_today { "c.unit_id".to_owned() } else { unit_then("candidates", "c.id", "c.unit_id") };
        let then = CANDIDATES
            .replace("c.state", &format!("{step} AS state"))
            .replace("c.unit_id", &format!("{unit} AS unit_id"));
        let sql = format!(
            "{then} WHERE {step} IS NOT NULL AND ({step} NOT IN ('admitted', 'refused', 'withdrawn') OR {} >= $2)
             ORDER BY CASE {step} WHEN 'reviewed' THEN 0 WHEN 'filed' THEN 1 WHEN 'sympathiser' THEN 2 ELSE 3 END,
             c.name_key, c.id",
            last("day")
        );
        conn.all(&sql, &[&day, &since]).await
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        Stage::of(&self.state).unwrap_or(Stage::Withdrawn)
    }

    /// Whether it is known which record the decision goes on with, if any.
    pub fn is_identified(&self) -> bool {
        self.former_id.is_some() || self.apart == 1
    }

    /// What is said of them.
    pub fn said(&self) -> NewPerson<'_> {
        NewPerson {
            full_name: &self.full_name,
            birth_year: self.birth_day.year(),
            birth_day: Some(self.birth_day),
            sex: self.sex.as_deref(),
            ..NewPerson::default()
        }
    }

    /// What the checks look at.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            birth_day: self.birth_day,
            schooling: &self.schooling,
            has_consent: !self.consent.is_empty(),
            class_on: self.class_on,
            sponsors: usize::try_from(self.sponsors).unwrap_or(0) + usize::from(!self.body.is_empty()),
            left_on: self.left_on,
            readmitted: u32::try_from(self.readmitted).unwrap_or(u32::MAX),
        }
    }
}

kit::record! {
    /// A step that was done.
    pub struct StepDone {
        /// The word of the stage it led to.
        pub step: String,
        /// On which day.
        pub day: Day,
        /// By which paper; empty when none was named.
        pub paper: String,
        /// Who entered it.
        pub who: String,
        /// When it was entered.
        pub at: Ts,
    }
}

impl StepDone {
    /// The steps of a candidate, the first one first.
    pub async fn of(conn: &mut Conn, candidate: i64) -> Result<Vec<StepDone>> {
        let sql = "SELECT s.step, s.day, s.paper, coalesce(a.name, '') AS who, s.at
                   FROM candidate_step s LEFT JOIN account a ON a.id = s.account_id
                   WHERE s.candidate_id = $1 ORDER BY s.id";
        conn.all(sql, &[&candidate]).await
    }
}

kit::record! {
    /// A member who sponsors.
    pub struct Sponsor {
        /// The member's outward identity.
        pub uid: String,
        /// The member's name.
        pub full_name: String,
    }
}

impl Sponsor {
    /// The members who sponsor a candidate.
    pub async fn of(conn: &mut Conn, candidate: i64) -> Result<Vec<Sponsor>> {
        let sql = "SELECT p.uid, p.full_name FROM candidate_sponsor s JOIN person p ON p.id = s.person_id
                   WHERE s.candidate_id = $1 ORDER BY s.id";
        conn.all(sql, &[&candidate]).await
    }
}

kit::record! {
    /// A member who may sponsor.
    pub struct MaySponsor {
        /// The person.
        pub id: i64,
        /// The outward identity.
        pub uid: String,
        /// The name.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
    }
}

impl MaySponsor {
    /// The official members of a unit on a day, in the order of their names.
    pub async fn of(conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<MaySponsor>> {
        let sql = "SELECT p.id, p.uid, p.full_name, p.birth_year FROM person p
                   JOIN membership m ON m.person_id = p.id AND m.kind = 'main' AND m.unit_id = $1
                     AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)
                   JOIN member_state s ON s.person_id = p.id AND s.state = 'official'
                     AND s.from_day <= $2 AND (s.to_day IS NULL OR s.to_day > $2)
                   ORDER BY p.name_key, p.birth_year, p.id";
        conn.all(sql, &[&unit, &day]).await
    }
}
