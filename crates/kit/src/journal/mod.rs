//! The journal: every change of the record writes one row here, in the same transaction.
//!
//! [`write`] appends; the [`seal`](seal::seal) step gives committed rows their position and chains them; listeners
//! read [`after`] a position they keep; [`verify`](verify::verify) finds a row that was changed, removed or moved.

pub mod seal;
pub mod verify;

#[cfg(test)]
mod tests;

use crate::clock::Ts;
use crate::db::{Conn, Migration, Result};
use serde_json::Value;

/// The tables that `kit` itself needs, in every house.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "kit/0001_kit", sql: include_str!("../../migrations/0001_kit.sql") },
    Migration { name: "kit/0002_job_key", sql: include_str!("../../migrations/0002_job_key.sql") },
];

/// One change, about to be written.
#[derive(Clone, Debug)]
pub struct Event {
    /// The account that acts; `None` for the program itself.
    pub actor: Option<i64>,
    /// What is done: `"study.attendance.mark"`.
    pub verb: &'static str,
    /// What kind of thing it is done to: a table's name.
    pub subject: &'static str,
    /// Which one.
    pub subject_id: i64,
    /// Where it happens: the id that reach is decided by.
    pub place: Option<i64>,
    /// The values before, as far as they changed.
    pub before: Option<Value>,
    /// The values after.
    pub after: Option<Value>,
    /// The ruleset the decision was made under.
    pub rule: Option<String>,
    /// Who else has a part in it, by account: said with the values after, under [`BY`].
    pub also: Vec<(&'static str, i64)>,
}

/// Under this name the values after a change tell who else had a part in it.
pub const BY: &str = "by";

impl Event {
    /// An event without values; the fields are public.
    pub fn new(actor: Option<i64>, verb: &'static str, subject: &'static str, subject_id: i64) -> Event {
        Event { actor, verb, subject, subject_id, place: None, before: None, after: None, rule: None, also: vec![] }
    }

    /// The same, at a place.
    pub fn at_place(mut self, place: i64) -> Event {
        self.place = Some(place);
        self
    }

    /// The same, with the values after the change.
    pub fn after(mut self, after: Value) -> Event {
        self.after = Some(after);
        self
    }

    /// The same, with the values before the change.
    pub fn before(mut self, before: Value) -> Event {
        self.before = Some(before);
        self
    }

    /// The same, under a ruleset.
    pub fn under(mut self, rule: impl Into<String>) -> Event {
        self.rule = Some(rule.into());
        self
    }
}

crate::record! {
    /// A row of the journal as it was written.
    pub struct Entry {
        /// The row's id, in the order of writing.
        pub id: i64,
        /// Its place in the sealed order; `None` until it is sealed.
        pub position: Option<i64>,
        /// When.
        pub at: Ts,
        /// Which account acted; `None` for the program itself.
        pub actor: Option<i64>,
        /// What was done.
        pub verb: String,
        /// To what kind of thing.
        pub subject: String,
        /// To which one.
        pub subject_id: i64,
        /// Where.
        pub place: Option<i64>,
        /// The values before, as JSON.
        pub before: Option<String>,
        /// The values after, as JSON.
        pub after: Option<String>,
        /// The ruleset.
        pub rule: Option<String>,
    }
}

impl Entry {
    /// The values after the change; `Null` when there are none.
    pub fn values(&self) -> Value {
        self.after.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
    }

    /// Who else had a part in it in this way, by account.
    pub fn also(&self, how: &str) -> Option<i64> {
        self.values().get(BY)?.get(how)?.as_i64()
    }
}

pub(crate) const COLUMNS: &str = "id, position, at, actor, verb, subject, subject_id, place, before, after, rule";

/// Appends `event` in the caller's transaction; the row's id.
pub async fn write(conn: &mut Conn, event: &Event, at: Ts) -> Result<i64> {
    let before = event.before.as_ref().map(Value::to_string);
    let after = told(event).map(|value| value.to_string());
    conn.insert(
        "INSERT INTO journal (at, actor, verb, subject, subject_id, place, before, after, rule)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &at,
            &event.actor,
            &event.verb,
            &event.subject,
            &event.subject_id,
            &event.place,
            &before,
            &after,
            &event.rule,
        ],
    )
    .await
}

/// Appends many events in the caller's transaction, each a row of its own, in order.
pub async fn write_all(conn: &mut Conn, events: &[Event], at: Ts) -> Result<()> {
    let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
    let values: Vec<_> = events.iter().map(|event| (json(&event.before), json(&told(event)))).collect();
    let rows: Vec<[&dyn crate::db::Arg; 9]> = events
        .iter()
        .zip(&values)
        .map(|(event, (before, after))| {
            let row: [&dyn crate::db::Arg; 9] = [
                &at,
                &event.actor,
                &event.verb,
                &event.subject,
                &event.subject_id,
                &event.place,
                before,
                after,
                &event.rule,
            ];
            row
        })
        .collect();
    let columns = ["at", "actor", "verb", "subject", "subject_id", "place", "before", "after", "rule"];
    conn.insert_all("journal", columns, &rows).await
}

/// The values after, with who else had a part in it.
fn told(event: &Event) -> Option<Value> {
    if event.also.is_empty() {
        return event.after.clone();
    }
    let by = event.also.iter().map(|(how, who)| ((*how).to_owned(), Value::from(*who))).collect();
    let mut values = match event.after.clone() {
        Some(Value::Object(values)) => values,
        Some(other) => serde_json::Map::from_iter([("value".to_owned(), other)]),
        None => serde_json::Map::new(),
    };
    values.insert(BY.to_owned(), Value::Object(by));
    Some(Value::Object(values))
}

/// Up to `limit` sealed rows after `position`, in order.
pub async fn after(conn: &mut Conn, position: i64, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE position > $1 ORDER BY position LIMIT $2");
    conn.all(&sql, &[&position, &limit]).await
}

/// Up to `limit` rows written before row `id`, sealed or not, the newest first.
pub async fn before(conn: &mut Conn, id: i64, limit: i64) -> Result<Vec<Entry>> {
    conn.all(&format!("SELECT {COLUMNS} FROM journal WHERE id < $1 ORDER BY id DESC LIMIT $2"), &[&id, &limit]).await
}

/// Up to `limit` rows about one subject, the newest first.
pub async fn about(conn: &mut Conn, subject: &str, subject_id: i64, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE subject = $1 AND subject_id = $2 ORDER BY id DESC LIMIT $3");
    conn.all(&sql, &[&subject, &subject_id, &limit]).await
}

/// Up to `limit` rows at a place written after row `id`, sealed or not, in the order of writing.
pub async fn at_place(conn: &mut Conn, place: i64, id: i64, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE place = $1 AND id > $2 ORDER BY id LIMIT $3");
    conn.all(&sql, &[&place, &id, &limit]).await
}

/// The last sealed position; 0 before the first.
pub async fn head(conn: &mut Conn) -> Result<i64> {
    Ok(conn.value::<Option<i64>>("SELECT max(last_position) FROM seal", &[]).await?.flatten().unwrap_or(0))
}

/// How far the journal has grown: what is kept in memory holds as long as this is the same, sealed meanwhile or not.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The last sealed position.
    pub position: i64,
    /// Rows in all, those that wait for the sealer too.
    rows: i64,
}

impl PartialEq for Mark {
    fn eq(&self, other: &Mark) -> bool {
        self.rows == other.rows
    }
}

/// How far the journal has grown at this moment. It asks in one statement, so the sealer at work beside it does not show,
/// and costs microseconds however long the journal is.
pub async fn mark(conn: &mut Conn) -> Result<Mark> {
    let sql = "SELECT coalesce((SELECT max(last_position) FROM seal), 0),
                      (SELECT count(*) FROM journal WHERE position IS NULL)";
    let (position, unsealed): (i64, i64) = conn.one(sql, &[]).await?;
    Ok(Mark { position, rows: position + unsealed })
}

/// Whether a row that was not sealed at `mark`, or came later, has a verb that begins with `prefix`.
pub async fn touched(conn: &mut Conn, mark: Mark, prefix: &str) -> Result<bool> {
    let sql = "SELECT verb FROM (SELECT verb FROM journal WHERE position IS NULL
               UNION ALL SELECT verb FROM journal WHERE position > $1) AS late
               WHERE substr(verb, 1, length(CAST($2 AS TEXT))) = CAST($2 AS TEXT) LIMIT 1";
    Ok(conn.value::<String>(sql, &[&mark.position, &prefix]).await?.is_some())
}

/// How far the listener `name` has read; 0 before its first time.
pub async fn cursor(conn: &mut Conn, name: &str) -> Result<i64> {
    Ok(conn.value("SELECT position FROM listener WHERE name = $1", &[&name]).await?.unwrap_or(0))
}

/// Keeps how far the listener `name` has read, in the transaction of what it did there.
pub async fn keep_cursor(conn: &mut Conn, name: &str, position: i64) -> Result<()> {
    conn.exec(
        "INSERT INTO listener (name, position) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET position = excluded.position",
        &[&name, &position],
    )
    .await?;
    Ok(())
}
