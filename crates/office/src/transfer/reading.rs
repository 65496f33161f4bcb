//! What pages ask about transfers.

use super::State;
use crate::org::estate::{TRANSFERS_IN, unit_then};
use crate::people::NewPerson;
use kit::clock::{Day, Ts};
use kit::db::{Arg, Conn, DbError, Result};

kit::record! {
    /// A transfer as it stands today.
    pub struct Transfer {
        /// The transfer.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Who moves; `None` while somebody from elsewhere is not taken in yet.
        pub person_id: Option<i64>,
        /// The person's outward identity.
        pub person_uid: Option<String>,
        /// Whose name this is.
        pub full_name: String,
        /// Year of birth, which tells two of one name apart.
        pub birth_year: i64,
        /// `main` or `temporary`.
        pub kind: String,
        /// The sending unit: while it is open the member's unit of today, so that a change of units carries it along;
        /// `None` from elsewhere.
        pub from_unit: Option<i64>,
        /// The receiving unit; `None` elsewhere, or while nobody has said which.
        pub to_unit: Option<i64>,
        /// The organisation outside this office, as somebody wrote it.
        pub elsewhere: String,
        /// The key of the cause in the ruleset.
        pub cause: String,
        /// When the cause took effect: the time limit runs from then.
        pub cause_on: Day,
        /// The first day after a temporary stay, as it was asked for.
        pub until_day: Option<Day>,
        /// The word of its [`State`].
        pub state: String,
        /// The last day on which it is in time.
        pub due_day: Day,
        /// When it was introduced.
        pub introduced_on: Option<Day>,
        /// When reception took effect.
        pub stay_from: Option<Day>,
        /// The first day after a temporary stay, as it came to be.
        pub stay_to: Option<Day>,
        /// The ruleset it is judged by.
        pub ruleset: String,
        /// Counts the changes.
        pub version: i64,
    }
}

/// The steps after which nothing is to be done any more.
const LAST: &str = "('receive', 'withdraw', 'overtake', 'lapse')";

/// What of a transfer is read, each as an expression: it differs for a day before today.
struct Read<'a> {
    /// Whether nothing is to be done any more.
    over: &'a str,
    state: &'a str,
    to_unit: &'a str,
    elsewhere: &'a str,
}

const TODAY: Read = Read {
    over: "t.state IN ('received', 'withdrawn')",
    state: "CASE WHEN t.state = 'withdrawn' AND EXISTS (SELECT 1 FROM transfer_step c WHERE c.transfer_id = t.id
              AND c.step IN ('overtake', 'lapse')) THEN 'closed' ELSE t.state END",
    to_unit: "t.to_unit",
    elsewhere: "t.elsewhere",
};

impl Read<'_> {
    /// Transfers with what of them is read; `$1` is the day.
    fn transfers(&self) -> String {
        let Read { over, state, to_unit, elsewhere } = self;
        format!(
            "SELECT t.id, t.uid, t.person_id, p.uid AS person_uid, coalesce(p.full_name, n.full_name, '') AS full_name,
             coalesce(p.birth_year, n.birth_year, 0) AS birth_year, t.kind,
             CASE WHEN {over} THEN t.from_unit ELSE coalesce(m.unit_id, t.from_unit) END AS from_unit,
             {to_unit} AS to_unit, {elsewhere} AS elsewhere, t.cause, t.cause_on, t.until_day, {state} AS state, t.due_day,
             t.introduced_on, t.stay_from, t.stay_to, t.ruleset, t.version
             FROM transfer t LEFT JOIN person p ON p.id = t.person_id LEFT JOIN transfer_newcomer n ON n.transfer_id = t.id
             LEFT JOIN membership m ON m.person_id = t.person_id AND m.kind = 'main'
               AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)"
        )
    }
}

impl Transfer {
    /// The transfer with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str, today: Day) -> Result<Option<Transfer>> {
        conn.opt(&format!("{} WHERE t.uid = $2", TODAY.transfers()), &[&today, &uid]).await
    }

    /// The transfer with this id.
    pub async fn get(conn: &mut Conn, id: i64, today: Day) -> Result<Transfer> {
        Transfer::some(conn, "t.id = $2", today, &id)
            .await?
            .pop()
            .ok_or_else(|| DbError::Broken(format!("transfer {id}")))
    }

    /// A person's transfers, the newest first.
    pub async fn of(conn: &mut Conn, person: i64, today: Day) -> Result<Vec<Transfer>> {
        Transfer::some(conn, "t.person_id = $2 ORDER BY t.id DESC", today, &person).await
    }

    /// All that are open, the most urgent first.
    pub async fn open(conn: &mut Conn, today: Day) -> Result<Vec<Transfer>> {
        let open = "t.state IN ('requested', 'reviewed', 'introduced', 'in_transit', 'returned') AND t.due_day > $2
                    ORDER BY t.due_day, t.id";
        Transfer::some(conn, open, today, &"").await
    }

    /// Those received or withdrawn since a day, the latest first.
    pub async fn closed_since(conn: &mut Conn, day: Day, today: Day) -> Result<Vec<Transfer>> {
        let closed = format!(
            "t.state IN ('received', 'withdrawn') AND EXISTS (SELECT 1 FROM transfer_step s
             WHERE s.transfer_id = t.id AND s.step IN {LAST} AND s.day >= $2) ORDER BY t.id DESC"
        );
        Transfer::some(conn, &closed, today, &day).await
    }

    /// All that had been asked for by an earlier day, as far as they had come by then, the most urgent first; of what was
    /// closed then, what was since the day `since`. The receiving unit is the one of the day, or the one to which a change of
    /// units has handed it since.
    pub async fn as_of(conn: &mut Conn, (since, day): (Day, Day), by_today: bool) -> Result<Vec<Transfer>> {
        let last = |what: &str| {
            format!(
                "(SELECT l.{what} FROM transfer_step l WHERE l.transfer_id = t.id AND l.step <> 'reopened' AND l.day <= $1 ORDER BY l.id DESC LIMIT 1)"
            )
        };
        let step = last("step");
        let state = format!(
            "CASE {step} WHEN 'ask' THEN 'requested' WHEN 'review' THEN 'reviewed' WHEN 'introduce' THEN 'introduced' WHEN 'take_back' THEN 'introduced'
             WHEN 'send_off' THEN 'in_transit' WHEN 'receive' THEN 'received' WHEN 'send_back' THEN 'returned'
             WHEN 'withdraw' THEN 'withdrawn' ELSE 'closed' END"
        );
        // Where it was to go before the unit above said otherwise on a later day.
        let directed = |then: &str, now: &str| {
            format!(
                "CASE WHEN EXISTS (SELECT 1 FROM transfer_directed d WHERE d.transfer_id = t.id AND d.day > $1)
                 THEN (SELECT d.{then} FROM transfer_directed d WHERE d.transfer_id = t.id AND d.day > $1 ORDER BY d.id LIMIT 1)
                 ELSE {now} END"
            )
        };
        let handed = if by_today { "t.to_unit".to_owned() } else { unit_then(TRANSFERS_IN, "t.id", "t.to_unit") };
        let then = Read {
            over: &format!("{step} IN {LAST}"),
            state: &state,
            to_unit: &directed("had_unit", &handed),
            elsewhere: &directed("had_elsewhere", "t.elsewhere"),
        };
        let sql = format!(
            "{} WHERE {step} IS NOT NULL AND ({step} NOT IN {LAST} OR {} >= $2) ORDER BY t.due_day, t.id",
            then.transfers(),
            last("day")
        );
        conn.all(&sql, &[&day, &since]).await
    }

    async fn some(conn: &mut Conn, condition: &str, today: Day, value: &dyn Arg) -> Result<Vec<Transfer>> {
        conn.all(&format!("{} WHERE {condition}", TODAY.transfers()), &[&today, value]).await
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Withdrawn)
    }

    /// The day by which its units are named that are no more: that of reception, else the last one that is known of its way.
    pub fn day(&self) -> Day {
        self.stay_from.or(self.introduced_on).unwrap_or(self.cause_on)
    }

    /// Whether it is only for a time.
    pub fn is_temporary(&self) -> bool {
        self.kind == "temporary"
    }

    /// Whether the person stands outside this record until reception.
    pub fn is_newcomer(&self) -> bool {
        self.from_unit.is_none()
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
        /// What was said of it.
        pub words: String,
        /// Who entered it.
        pub who: String,
        /// When it was entered.
        pub at: Ts,
    }
}

impl Done {
    /// The steps of a transfer, the first one first.
    pub async fn of(conn: &mut Conn, transfer: i64) -> Result<Vec<Done>> {
        let sql = "SELECT s.step, s.day, s.paper, s.words, coalesce(a.name, '') AS who, s.at FROM transfer_step s
                   LEFT JOIN account a ON a.id = s.account_id WHERE s.transfer_id = $1 ORDER BY s.id";
        conn.all(sql, &[&transfer]).await
    }
}

kit::record! {
    /// Who comes from elsewhere.
    pub struct Newcomer {
        /// Family, middle and given name.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// The whole day of birth, when it is known.
        pub birth_day: Option<Day>,
        /// `m`, `f` or not said.
        pub sex: Option<String>,
        /// The day of the decision on admission.
        pub joined_on: Option<Day>,
        /// Since when an official member.
        pub official_on: Option<Day>,
        /// The number of the card.
        pub card_no: Option<String>,
    }
}

impl Newcomer {
    /// What is said of them.
    pub fn said(&self) -> NewPerson<'_> {
        NewPerson {
            full_name: &self.full_name,
            birth_year: self.birth_year,
            birth_day: self.birth_day,
            sex: self.sex.as_deref(),
            joined_on: self.joined_on,
            official_on: self.official_on,
            card_no: self.card_no.as_deref(),
            ..NewPerson::default()
        }
    }

    /// Who comes by this transfer.
    pub async fn of(conn: &mut Conn, transfer: i64) -> Result<Option<Newcomer>> {
        let sql = "SELECT full_name, birth_year, birth_day, sex, joined_on, official_on, card_no FROM transfer_newcomer
                   WHERE transfer_id = $1";
        conn.opt(sql, &[&transfer]).await
    }
}

/// The main members of a unit who take part elsewhere on a day: they stay on its roll, and rules on meetings and votes
/// may leave them out.
pub async fn away_at(conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<i64>> {
    let sql = "SELECT m.person_id FROM membership m WHERE m.kind = 'main' AND m.unit_id = $1
        AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)
        AND (EXISTS (SELECT 1 FROM membership o WHERE o.person_id = m.person_id AND o.kind = 'temporary'
               AND o.from_day <= $2 AND (o.to_day IS NULL OR o.to_day > $2))
          OR EXISTS (SELECT 1 FROM transfer t WHERE t.person_id = m.person_id AND t.kind = 'temporary'
               AND t.state = 'received' AND t.stay_from <= $2 AND (t.stay_to IS NULL OR t.stay_to > $2)))
        ORDER BY m.person_id";
    let rows: Vec<(i64,)> = conn.all(sql, &[&unit, &day]).await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// The unit above a unit on a day; the unit itself where there is none.
pub(super) async fn above(conn: &mut Conn, unit: i64, day: Day) -> Result<i64> {
    let sql = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND from_day <= $2
               AND (to_day IS NULL OR to_day > $2)";
    Ok(conn.value(sql, &[&unit, &day]).await?.unwrap_or(unit))
}
