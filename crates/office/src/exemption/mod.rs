//! Exemption from meetings and study as a way with steps: the member asks, orally or in writing, the cell decides, the
//! unit above is told, and from then on it is in force.
//!
//! `asked → granted → active`, or refused or withdrawn. **What is in force stands in the table `exemption` alone, and
//! every denominator reads that one**: a request that nobody decided or reported changes no rate, and what has ended
//! counts up to its last day. Whether one without an end is still right is asked again after the months of the rule.

pub mod pages;
#[cfg(test)]
mod tests;
mod verbs;

pub use verbs::{Decision, ExemptionError, NewRequest, ask, decide, report, withdraw};

use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};

/// The tables of this slice; after those of persons.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "exemption/0001_request", sql: include_str!("schema.sql") };

/// Whole exemption and reduced one.
pub const KIND: kit::db::Migration = kit::db::Migration { name: "exemption/0002_kind", sql: include_str!("kind.sql") };

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The member has asked.
    Asked,
    /// The cell agrees; the unit above was not told yet.
    Granted,
    /// The unit above was told: it is in force from its first day on.
    Active,
    /// The cell does not agree.
    Refused,
    /// The member, or who entered it by mistake, takes it back.
    Withdrawn,
}

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The member asks.
    Ask,
    /// The cell agrees.
    Grant,
    /// The cell does not agree.
    Refuse,
    /// The unit above is told.
    Report,
    /// It is taken back.
    Withdraw,
}

const STATES: [(State, &str); 5] = [
    (State::Asked, "asked"),
    (State::Granted, "granted"),
    (State::Active, "active"),
    (State::Refused, "refused"),
    (State::Withdrawn, "withdrawn"),
];

impl State {
    /// All of them.
    pub const ALL: [State; 5] = [State::Asked, State::Granted, State::Active, State::Refused, State::Withdrawn];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        STATES.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether something is still to be done before it is in force.
    pub fn is_open(self) -> bool {
        matches!(self, State::Asked | State::Granted)
    }

    /// What it becomes by a step; `None` where the step makes no sense.
    pub fn after(self, step: Step) -> Option<State> {
        match (self, step) {
            (State::Asked, Step::Grant) => Some(State::Granted),
            (State::Asked, Step::Refuse) => Some(State::Refused),
            (State::Granted, Step::Report) => Some(State::Active),
            (State::Asked | State::Granted, Step::Withdraw) => Some(State::Withdrawn),
            _ => None,
        }
    }
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 5] = [Step::Ask, Step::Grant, Step::Refuse, Step::Report, Step::Withdraw];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        match self {
            Step::Ask => "ask",
            Step::Grant => "grant",
            Step::Refuse => "refuse",
            Step::Report => "report",
            Step::Withdraw => "withdraw",
        }
    }
}

kit::record! {
    /// A request as it stands.
    pub struct Request {
        /// The request.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Who asks.
        pub person_id: i64,
        /// The person's outward identity.
        pub person_uid: String,
        /// Whose name this is.
        pub full_name: String,
        /// Year of birth, which tells two of one name apart.
        pub birth_year: i64,
        /// The member's unit of today; `None` for who is no member any more.
        pub unit_id: Option<i64>,
        /// The word of its [`State`].
        pub state: String,
        /// The key of the kind in the ruleset, as asked for or as decided.
        pub kind: String,
        /// The key of the reason in the ruleset, or [`crate::people::exemption::SEALED`].
        pub reason: String,
        /// What was sealed of it; it moves to the exemption with the report.
        pub reason_sealed: Option<String>,
        /// `written` or `oral`.
        pub asked_how: String,
        /// Number and day of the letter; empty when none was named.
        pub paper: String,
        /// The scan of the letter, sealed.
        pub scan_sha256: Option<String>,
        /// What the scan is.
        pub scan_kind: Option<String>,
        /// The first day, as asked for or as decided.
        pub from_day: Day,
        /// The first day after it.
        pub to_day: Option<Day>,
        /// The day on which the member asked.
        pub asked_on: Day,
        /// What came of it.
        pub exemption_id: Option<i64>,
        /// The ruleset it is decided under.
        pub ruleset: String,
        /// Counts the changes.
        pub version: i64,
    }
}

/// `$1` is the day of today.
const REQUESTS: &str =
    "SELECT r.id, r.uid, r.person_id, p.uid AS person_uid, p.full_name, p.birth_year, m.unit_id, r.state, r.kind,
    r.reason, r.reason_sealed, r.asked_how, r.paper, r.scan_sha256, r.scan_kind, r.from_day, r.to_day,
    s.day AS asked_on, r.exemption_id, r.ruleset, r.version
    FROM exemption_request r JOIN person p ON p.id = r.person_id
    JOIN exemption_step s ON s.request_id = r.id AND s.step = 'ask'
    LEFT JOIN membership m ON m.person_id = r.person_id AND m.kind = 'main'
      AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)";

impl Request {
    /// The request with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str, today: Day) -> Result<Option<Request>> {
        conn.opt(&format!("{REQUESTS} WHERE r.uid = $2"), &[&today, &uid]).await
    }

    /// The request with this id.
    pub async fn get(conn: &mut Conn, id: i64, today: Day) -> Result<Request> {
        let known = conn.opt(&format!("{REQUESTS} WHERE r.id = $2"), &[&today, &id]).await?;
        known.ok_or_else(|| DbError::Broken(format!("exemption request {id}")))
    }

    /// A person's requests, the newest first.
    pub async fn of(conn: &mut Conn, person: i64, today: Day) -> Result<Vec<Request>> {
        conn.all(&format!("{REQUESTS} WHERE r.person_id = $2 ORDER BY r.id DESC"), &[&today, &person]).await
    }

    /// All that are open, the oldest first.
    pub async fn open(conn: &mut Conn, today: Day) -> Result<Vec<Request>> {
        let sql = format!("{REQUESTS} WHERE r.state IN ('asked', 'granted') ORDER BY s.day, r.id");
        conn.all(&sql, &[&today]).await
    }

    /// Those that came into force, were refused or taken back since a day, the latest first.
    pub async fn closed_since(conn: &mut Conn, day: Day, today: Day) -> Result<Vec<Request>> {
        let sql = format!(
            "{REQUESTS} WHERE r.state IN ('active', 'refused', 'withdrawn') AND EXISTS (SELECT 1 FROM exemption_step c
             WHERE c.request_id = r.id AND c.step IN ('report', 'refuse', 'withdraw') AND c.day >= $2) ORDER BY r.id DESC"
        );
        conn.all(&sql, &[&today, &day]).await
    }

    /// All that had been asked for by an earlier day, as far as they had come by then, the oldest first; of what was closed
    /// then, what was since the day `since`.
    pub async fn as_of(conn: &mut Conn, (since, day): (Day, Day)) -> Result<Vec<Request>> {
        let last = |what: &str| {
            format!(
                "(SELECT l.{what} FROM exemption_step l WHERE l.request_id = r.id AND l.day <= $1 ORDER BY l.id DESC LIMIT 1)"
            )
        };
        let state = format!(
            "CASE {} WHEN 'ask' THEN 'asked' WHEN 'grant' THEN 'granted' WHEN 'report' THEN 'active'
             WHEN 'refuse' THEN 'refused' ELSE 'withdrawn' END AS state",
            last("step")
        );
        // The decision may have said otherwise than was asked.
        let was = |column: &str| {
            let asked = column.trim_end_matches("_day");
            let known = format!("{} = 'ask' AND r.asked_from IS NOT NULL", last("step"));
            format!("CASE WHEN {known} THEN r.asked_{asked} ELSE r.{column} END AS {column}")
        };
        let then =
            ["kind", "from_day", "to_day"].into_iter().fold(REQUESTS.replace("r.state", &state), |sql, column| {
                sql.replace(&format!(" r.{column},"), &format!(" {},", was(column)))
            });
        let (step, on) = (last("step"), last("day"));
        let sql =
            format!("{then} WHERE s.day <= $1 AND ({step} IN ('ask', 'grant') OR {on} >= $2) ORDER BY s.day, r.id");
        conn.all(&sql, &[&day, &since]).await
    }

    /// How far it has come.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Withdrawn)
    }
}

kit::record! {
    /// A step that was done.
    pub struct Done {
        /// The word of the step.
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

impl Done {
    /// The steps of a request, the first one first.
    pub async fn of(conn: &mut Conn, request: i64) -> Result<Vec<Done>> {
        let sql = "SELECT s.step, s.day, s.paper, coalesce(a.name, '') AS who, s.at FROM exemption_step s
                   LEFT JOIN account a ON a.id = s.account_id WHERE s.request_id = $1 ORDER BY s.id";
        conn.all(sql, &[&request]).await
    }
}
