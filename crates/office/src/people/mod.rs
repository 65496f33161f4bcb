//! Persons, their records, memberships and exemptions.

use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use crate::org::{kind, passed_from};
use crate::posts::{self, Holding};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;

pub mod erasure;
pub mod exemption;
pub mod facts;
mod former;
pub mod import;
pub mod kept;
mod kept_account;
mod kept_moves;
mod kept_study;
pub mod keys;
pub mod mistake;
pub mod numbers;
pub mod pages;
mod reading;
pub mod record;
pub mod request;
pub mod roll;
pub mod scan;
pub mod secret;
pub mod state;
mod steps;
pub mod ties;

#[cfg(test)]
mod state_tests;
#[cfg(test)]
mod tests;

pub use former::{AWAY, Former, HERE};
pub use import::may_be_one;
use reading::require_home;
pub use reading::{home, home_of_any, kept, opened};
pub use record::{NewPerson, Record, enter};
pub(crate) use steps::{left_on_the_day, left_without};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "people/0001_people", sql: include_str!("schema.sql") };

/// The rest of the member's record; after those of units and persons.
pub const RECORD: kit::db::Migration =
    kit::db::Migration { name: "people/0002_record", sql: include_str!("record.sql") };

/// Sealed values: one citizen id to one person, and who opened what.
pub const SEALED: kit::db::Migration =
    kit::db::Migration { name: "people/0003_sealed", sql: include_str!("sealed.sql") };

/// Changes of standing: rules, amendments, and what they brought with them.
pub const STANDING: kit::db::Migration =
    kit::db::Migration { name: "people/0004_standing", sql: include_str!("standing.sql") };

/// What persons ask about the data kept of them, and what that does.
pub const REQUESTS: kit::db::Migration =
    kit::db::Migration { name: "people/0005_request", sql: include_str!("request.sql") };

/// Facts beside the core of the record.
pub const FACTS: kit::db::Migration = kit::db::Migration { name: "people/0007_facts", sql: include_str!("facts.sql") };

/// Names in the order of offices; see [`keys`].
pub const ORDER: kit::db::Migration = kit::db::Migration { name: "people/0008_order", sql: include_str!("order.sql") };

/// The subject under which a person's sensitive values are sealed.
pub const SUBJECT: &str = "person";

kit::record! {
    /// A person as lists show them.
    pub struct Person {
        /// The person.
        pub id: i64,
        /// The identity outside the database.
        pub uid: String,
        /// Family, middle and given name.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// `m`, `f` or not said.
        pub sex: Option<String>,
        /// The unit of main membership on the day.
        pub unit_id: i64,
    }
}

impl Person {
    /// The person with this outward identity, with the unit of the day.
    pub async fn by_uid(conn: &mut Conn, uid: &str, day: Day) -> Result<Option<Person>> {
        conn.opt(
            "SELECT p.id, p.uid, p.full_name, p.birth_year, p.sex, m.unit_id FROM person p
             JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
               AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)
             WHERE p.uid = $1",
            &[&uid, &day],
        )
        .await
    }
}

/// Moves a person's main membership to the grant's unit on a day; false when there is none to move.
pub async fn transfer(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    person: i64,
    day: Day,
    paper: &str,
    now: Ts,
) -> Result<bool> {
    Ok(move_member(conn, &grant, person, day, paper, now).await?.is_some())
}

/// A row that ends by a move: its table, the row, its end before and its end now.
pub(crate) type Dropped = (&'static str, i64, Option<Day>, Day);

/// What a move did: rows of `membership` with their ends, and the posts that ended by it.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    /// The unit that the person left.
    pub(crate) from: i64,
    /// The row that ended, and its end before.
    pub(crate) ended: (i64, Option<Day>),
    /// The row that began, and its end; the one that ended where none began.
    pub(crate) began: (i64, Option<Day>),
    /// Rows that end by it as well: for later days, which do not come to hold, and of a temporary stay or a link of residence
    /// where the person is now; each with its table, its end before and its end now.
    pub(crate) dropped: Vec<Dropped>,
    /// The rows of `post_holding` that ended, each with its end before and its end now.
    pub(crate) posts: Vec<(i64, Option<Day>, Day)>,
}

impl Moved {
    /// The posts that ended, for the journal.
    pub(crate) fn ended_posts(&self) -> Vec<i64> {
        self.posts.iter().map(|(row, ..)| *row).collect()
    }
}

async fn move_member(
    conn: &mut Conn,
    grant: &Grant<KeepPeople>,
    person: i64,
    day: Day,
    paper: &str,
    now: Ts,
) -> Result<Option<Moved>> {
    let unit = grant.unit();
    let Some(moved) = move_main(conn, person, Some(unit), day, paper).await? else { return Ok(None) };
    let event = grant.event("people.membership.transfer", "membership", moved.began.0);
    let after = json!({"person": person, "unit": unit, "from": day, "posts_ended": moved.ended_posts()});
    let event = event.before(json!({"unit": moved.from})).after(after);
    journal::write(conn, &event, now).await?;
    Ok(Some(moved))
}

/// Moves a person's main membership to a unit on a day, or ends it where there is none; the posts of the unit that is left
/// end with it, see [`posts_left`]. `None` when there is nothing to move. The caller writes the journal.
pub(crate) async fn move_main(
    conn: &mut Conn,
    person: i64,
    unit: Option<i64>,
    day: Day,
    paper: &str,
) -> Result<Option<Moved>> {
    let sql = "SELECT id, unit_id, to_day FROM membership WHERE person_id = $1 AND kind = 'main'
               AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)";
    let known: Option<(i64, i64, Option<Day>)> = conn.opt(sql, &[&person, &day]).await?;
    let Some((row, from, to)) = known else { return Ok(None) };
    conn.exec("UPDATE membership SET to_day = $1 WHERE id = $2", &[&day, &row]).await?;
    let mut posts = Vec::new();
    if unit != Some(from) {
        for post in posts_left(conn, person, (from, unit.is_none()), day).await? {
            // What was to begin later does not come to hold.
            let set = day.max(post.from_day);
            conn.exec("UPDATE post_holding SET to_day = $1 WHERE id = $2", &[&set, &post.id]).await?;
            posts.push((post.id, post.to_day, set));
        }
    }
    let Some(unit) = unit else {
        // What was recorded for later days does not come to hold either.
        let sql = "UPDATE membership SET to_day = from_day WHERE person_id = $1 AND kind = 'main' AND from_day > $2";
        conn.exec(sql, &[&person, &day]).await?;
        return Ok(Some(Moved { from, ended: (row, to), began: (row, Some(day)), dropped: vec![], posts }));
    };
    let (to_before, mut to, mut dropped) = (to, to, Vec::new());
    // Where the end of the unit that is left would have taken them, or a change of the unit after that, they do not go any
    // more; what somebody recorded of themselves for a later day still comes.
    while let Some(then) = to {
        let Some((next, end)) = taken_along(conn, person, then).await? else { break };
        conn.exec("UPDATE membership SET to_day = from_day WHERE id = $1", &[&next]).await?;
        dropped.push(("membership", next, end, then));
        to = end;
    }
    let sql = "INSERT INTO membership (person_id, unit_id, kind, from_day, to_day, paper)
               VALUES ($1, $2, 'main', $3, $4, $5)";
    let id = conn.insert(sql, &[&person, &unit, &day, &to, &paper]).await?;
    dropped.extend(end_ties(conn, (person, unit), day).await?);
    Ok(Some(Moved { from, ended: (row, to_before), began: (id, to), dropped, posts }))
}

/// Who is at a unit for good from a day on is no longer there for a time, nor keeps in touch with it from where they live: ends
/// those ties. The rows, each with its table, its end before and its end now.
pub(crate) async fn end_ties(conn: &mut Conn, (person, unit): (i64, i64), day: Day) -> Result<Vec<Dropped>> {
    let mut dropped = Vec::new();
    for (table, fit) in [("membership", "kind = 'temporary'"), ("residence_link", "1 = 1")] {
        let sql = format!(
            "SELECT id, to_day, from_day FROM {table} WHERE person_id = $1 AND unit_id = $2 AND {fit}
             AND (to_day IS NULL OR (to_day > $3 AND to_day > from_day))"
        );
        for (tie, end, from) in conn.all::<(i64, Option<Day>, Day)>(&sql, &[&person, &unit, &day]).await? {
            let set = day.max(from);
            conn.exec(&format!("UPDATE {table} SET to_day = $1 WHERE id = $2"), &[&set, &tie]).await?;
            dropped.push((table, tie, end, set));
        }
    }
    Ok(dropped)
}

/// The main membership in which a change of units lets somebody's belonging of before a day go on from that day, and its end.
/// One that somebody recorded of themselves for that day is none, also where a change has passed it on since.
async fn taken_along(conn: &mut Conn, person: i64, day: Day) -> Result<Option<(i64, Option<Day>)>> {
    let sql = "SELECT id, to_day FROM membership WHERE person_id = $1 AND kind = 'main' AND from_day = $2
               AND (to_day IS NULL OR to_day > from_day)";
    let Some((next, end)) = conn.opt::<(i64, Option<Day>)>(sql, &[&person, &day]).await? else { return Ok(None) };
    // Several changes of one day pass a belonging on from one to the next: the first of them says whose it was.
    let mut row = next;
    while let Some(before) = passed_from(conn, row).await? {
        if before.from < day {
            return Ok(Some((next, end)));
        }
        row = before.row;
    }
    Ok(None)
}

/// The posts that end when a person leaves a unit on a day: those of the unit and of the groups within it; who leaves this
/// office altogether holds no post of the Party here any more.
pub async fn posts_left(
    conn: &mut Conn,
    person: i64,
    (unit, altogether): (i64, bool),
    day: Day,
) -> Result<Vec<Holding>> {
    let held = posts::of_person(conn, person).await?.into_iter().filter(|post| post.to_day.is_none_or(|to| to > day));
    let kinds = "SELECT u.id, u.kind, l.parent_id FROM unit u LEFT JOIN unit_parent l ON l.unit_id = u.id
                 AND l.from_day <= $2 AND (l.to_day IS NULL OR l.to_day > $2) WHERE u.id = $1";
    let mut ending = Vec::new();
    for post in held {
        let (_, of, above): (i64, String, Option<i64>) = conn.one(kinds, &[&post.unit_id, &day]).await?;
        let within = post.unit_id == unit || (of == kind::PARTY_GROUP && above == Some(unit));
        if within || (altogether && state::is_party_kind(&of)) {
            ending.push(post);
        }
    }
    Ok(ending)
}

/// The main members of a unit on a day, in the order of their names.
pub async fn members_of(conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Person>> {
    conn.all(
        "SELECT p.id, p.uid, p.full_name, p.birth_year, p.sex, m.unit_id FROM person p
         JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
           AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)
         WHERE m.unit_id = $1 ORDER BY p.name_key, p.birth_year, p.id",
        &[&unit, &day],
    )
    .await
}

/// The main members of these units on a day, in the order of their names.
pub async fn members_within(conn: &mut Conn, units: &[i64], day: Day) -> Result<Vec<Person>> {
    let ids = units.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT p.id, p.uid, p.full_name, p.birth_year, p.sex, m.unit_id FROM person p
         JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
           AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
         WHERE m.unit_id IN ({ids}) ORDER BY p.name_key, p.birth_year, p.id"
    );
    if units.is_empty() { Ok(Vec::new()) } else { conn.all(&sql, &[&day]).await }
}

/// Those of these persons who are main members somewhere on a day, in the order of their names.
pub async fn members_among(conn: &mut Conn, persons: &[i64], day: Day) -> Result<Vec<Person>> {
    let ids = persons.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT p.id, p.uid, p.full_name, p.birth_year, p.sex, m.unit_id FROM person p
         JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
           AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
         WHERE p.id IN ({ids}) ORDER BY p.name_key, p.birth_year, p.id"
    );
    if persons.is_empty() { Ok(Vec::new()) } else { conn.all(&sql, &[&day]).await }
}

/// Everybody's unit of main membership on a day, as (person, unit), in the order of names.
pub async fn roll(conn: &mut Conn, day: Day) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT p.id, m.unit_id FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
           AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
         ORDER BY p.name_key, p.birth_year, p.id",
        &[&day],
    )
    .await
}

/// The unit of a person's main membership on a day.
pub async fn unit_of(conn: &mut Conn, person: i64, day: Day) -> Result<Option<i64>> {
    conn.value(
        "SELECT unit_id FROM membership WHERE person_id = $1 AND kind = 'main'
           AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)",
        &[&person, &day],
    )
    .await
}
