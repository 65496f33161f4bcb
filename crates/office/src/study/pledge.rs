//! Pledges of the year (cam kết): what a member is going to do, how it will be seen and until when; approved by the cell, followed
//! up in mid-year and at the end. What it says is sealed under the member's key.

use super::StudyError;
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use crate::people::SUBJECT;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use kit::vault::Vault;
use rules::{Area, RuleBook};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;

/// Verb of a pledge that is registered or written anew.
pub const REGISTER: &str = "study.pledge.register";
/// Verb of the cell's approval.
pub const APPROVE: &str = "study.pledge.approve";
/// Verb of a follow-up.
pub const FOLLOW: &str = "study.pledge.follow";
/// Verb of opening what one says.
pub const READ: &str = "study.pledge.read";

/// The most things that one pledges.
pub const MOST: usize = 5;

/// How far a pledge is, in this order; who has none is `due`.
pub const STATES: [&str; 4] = ["registered", "approved", "mid_review", "year_review"];

/// What came of a thing that was pledged; empty while nothing is said.
pub const RESULTS: [&str; 3] = ["done", "part", "not"];

/// A thing that is pledged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// What.
    pub content: String,
    /// How it will be seen.
    pub measure: String,
    /// Until when, as it is written.
    pub due: String,
    /// What came of it until mid-year, one of [`RESULTS`].
    pub mid: String,
    /// What came of it in the year.
    pub year: String,
    /// What came of it until mid-year as the member sees it.
    pub own_mid: String,
    /// What came of it in the year as the member sees it.
    pub own_year: String,
    /// What the member says of it.
    pub self_note: String,
    /// What the cell says of it.
    pub cell_note: String,
}

/// When the year is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In mid-year.
    Mid,
    /// At its end.
    Year,
}

impl Stage {
    /// The stage of a word.
    pub fn of(word: &str) -> Option<Stage> {
        [Stage::Mid, Stage::Year].into_iter().find(|stage| stage.word() == word)
    }

    /// The word in addresses and messages.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Mid => "mid",
            Stage::Year => "year",
        }
    }
}

kit::record! {
    /// A pledge, without what it says.
    pub struct Pledge {
        /// The pledge.
        pub id: i64,
        /// Whose it is.
        pub person_id: i64,
        /// For which year.
        pub year: i64,
        /// One of [`STATES`].
        pub state: String,
        /// What it says, sealed; nothing once it was erased.
        pub items_sealed: Option<String>,
        /// How many things.
        pub items: i64,
        /// Of them done by mid-year.
        pub mid_done: i64,
        /// In part by mid-year.
        pub mid_part: i64,
        /// Done in the year.
        pub year_done: i64,
        /// In part in the year.
        pub year_part: i64,
        /// When it was registered.
        pub registered_on: Day,
        /// When the cell approved it.
        pub approved_on: Option<Day>,
        /// When it was looked at in mid-year.
        pub mid_on: Option<Day>,
        /// When it was looked at at the end.
        pub year_on: Option<Day>,
        /// When the member said what came of it in mid-year.
        pub said_mid_on: Option<Day>,
        /// When the member said what came of it at the end.
        pub said_year_on: Option<Day>,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, person_id, year, state, items_sealed, items, mid_done, mid_part, year_done, year_part, registered_on, \
                       approved_on, mid_on, year_on, said_mid_on, said_year_on, version";

impl Pledge {
    /// A person's pledge of a year.
    pub async fn of(conn: &mut Conn, person: i64, year: i64) -> Result<Option<Pledge>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM pledge WHERE person_id = $1 AND year = $2");
        conn.opt(&sql, &[&person, &year]).await
    }

    /// Those of these persons for a year.
    pub async fn of_all(conn: &mut Conn, year: i64, persons: &[i64]) -> Result<HashMap<i64, Pledge>, DbError> {
        let mut found = HashMap::new();
        for some in persons.chunks(2000) {
            let ids = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            let sql = format!("SELECT {COLUMNS} FROM pledge WHERE year = $1 AND person_id IN ({ids})");
            found.extend(conn.all::<Pledge>(&sql, &[&year]).await?.into_iter().map(|one| (one.person_id, one)));
        }
        Ok(found)
    }

    /// What it says; nothing once the member's key was destroyed.
    pub async fn open(&self, conn: &mut Conn, vault: &Vault) -> Result<Vec<Item>, DbError> {
        let Some(sealed) = &self.items_sealed else { return Ok(vec![]) };
        let opened = vault.open(conn, SUBJECT, self.person_id, sealed).await?;
        Ok(opened.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }
}

/// Months of the year until which, and from which on, something is due, by the rule on study of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    /// Registered by the end of this month.
    pub register_by: i8,
    /// Looked at in mid-year from this month on.
    pub mid_from: i8,
    /// Looked at at the end from this month on.
    pub year_from: i8,
}

/// The months by the rule that holds on a day.
pub fn months(book: &RuleBook, scope: Option<&str>, day: Day) -> Option<Months> {
    let rule = book.on(Area::Study, scope, day.0).and_then(|rule| rule.study())?;
    let month = |n: u32| i8::try_from(n).unwrap_or(12);
    Some(Months {
        register_by: month(rule.pledge_register_by),
        mid_from: month(rule.pledge_mid_from),
        year_from: month(rule.pledge_year_from),
    })
}

/// Whether somebody is a member of the grant's unit today.
async fn require_member(conn: &mut Conn, unit: i64, person: i64, day: Day) -> Result<(), StudyError> {
    match crate::people::unit_of(conn, person, day).await? {
        Some(home) if home == unit => Ok(()),
        _ => Err(StudyError::NotOnRoll(person)),
    }
}

/// Registers what a member of the grant's unit pledges for a year, or writes it anew; a pledge that is written anew is to be
/// approved again. The version is the one that the caller saw, 0 when there was none.
///
/// # Errors
/// [`StudyError::NotOnRoll`], [`StudyError::Changed`] when somebody else was first or it was looked at already.
pub async fn register(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    (person, year, version): (i64, i64, i64),
    items: &[Item],
    now: Ts,
) -> Result<(), StudyError> {
    require_member(conn, grant.unit(), person, now.day()).await?;
    let (id, after) = put(conn, vault, (person, year, version), items, now).await?;
    journal::write(conn, &grant.event(REGISTER, "pledge", id).after(after), now).await?;
    Ok(())
}

/// Keeps what is pledged; the pledge and what the journal says of it.
pub(super) async fn put(
    conn: &mut Conn,
    vault: &Vault,
    (person, year, version): (i64, i64, i64),
    items: &[Item],
    now: Ts,
) -> Result<(i64, serde_json::Value), StudyError> {
    let sealed = sealed(conn, vault, person, items, now).await?;
    let (today, n) = (now.day(), items.len() as i64);
    let done = match version {
        0 => {
            let sql = "INSERT INTO pledge (person_id, year, state, items_sealed, items, registered_on)
                       VALUES ($1, $2, 'registered', $3, $4, $5) ON CONFLICT (person_id, year) DO NOTHING";
            conn.exec(sql, &[&person, &year, &sealed, &n, &today]).await?
        }
        version => {
            let sql = "UPDATE pledge SET state = 'registered', items_sealed = $1, items = $2, registered_on = $3,
                       approved_on = NULL, said_mid_on = NULL, said_year_on = NULL, version = version + 1
                       WHERE person_id = $4 AND year = $5 AND version = $6 AND state IN ('registered', 'approved')";
            conn.exec(sql, &[&sealed, &n, &today, &person, &year, &version]).await?
        }
    };
    if done == 0 {
        return Err(StudyError::Changed);
    }
    let id = Pledge::of(conn, person, year).await?.map_or(0, |pledge| pledge.id);
    Ok((id, json!({"person": person, "year": year, "items": n})))
}

pub(super) async fn sealed(
    conn: &mut Conn,
    vault: &Vault,
    person: i64,
    items: &[Item],
    now: Ts,
) -> Result<String, StudyError> {
    let text = serde_json::to_string(items).map_err(|error| DbError::Broken(error.to_string()))?;
    Ok(vault.seal(conn, SUBJECT, person, &text, now).await?)
}

/// The cell approves a pledge.
///
/// # Errors
/// [`StudyError::Changed`] unless it waits for that in the version that was seen.
pub async fn approve(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (pledge, version): (&Pledge, i64),
    now: Ts,
) -> Result<(), StudyError> {
    require_member(conn, grant.unit(), pledge.person_id, now.day()).await?;
    let sql = "UPDATE pledge SET state = 'approved', approved_on = $1, version = version + 1
               WHERE id = $2 AND version = $3 AND state = 'registered'";
    if conn.exec(sql, &[&now.day(), &pledge.id, &version]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let after = json!({"person": pledge.person_id, "year": pledge.year});
    journal::write(conn, &grant.event(APPROVE, "pledge", pledge.id).after(after), now).await?;
    Ok(())
}

/// Notes what came of a pledge in mid-year or at the end: of each thing the result, the member's word and the cell's.
///
/// # Errors
/// [`StudyError::Changed`] unless it was approved, the stage comes next, and nobody was first.
pub async fn follow(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    (pledge, version, stage): (&Pledge, i64, Stage),
    items: &[Item],
    now: Ts,
) -> Result<(), StudyError> {
    require_member(conn, grant.unit(), pledge.person_id, now.day()).await?;
    let sealed = sealed(conn, vault, pledge.person_id, items, now).await?;
    let (state, day, of, from): (_, _, fn(&Item) -> &str, _) = match stage {
        Stage::Mid => ("mid_review", "mid_on", |item| &item.mid, "'approved', 'mid_review'"),
        // The end may be looked at where mid-year was missed.
        Stage::Year => ("year_review", "year_on", |item| &item.year, "'approved', 'mid_review', 'year_review'"),
    };
    let count = |result: &str| items.iter().filter(|item| of(item) == result).count() as i64;
    let (done, part, word) = (count("done"), count("part"), stage.word());
    let sql = format!(
        "UPDATE pledge SET state = $1, {day} = $2, items_sealed = $3, {word}_done = $4, {word}_part = $5,
         version = version + 1 WHERE id = $6 AND version = $7 AND state IN ({from})"
    );
    if conn.exec(&sql, &[&state, &now.day(), &sealed, &done, &part, &pledge.id, &version]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let after = json!({
        "person": pledge.person_id, "year": pledge.year, "stage": word, "items": items.len(), "done": done, "part": part,
    });
    journal::write(conn, &grant.event(FOLLOW, "pledge", pledge.id).after(after), now).await?;
    Ok(())
}
