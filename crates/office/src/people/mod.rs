//! Persons, their memberships, the posts they hold and their exemptions.

use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;

mod reading;

#[cfg(test)]
mod tests;

pub use reading::{Exemption, Holding, exemptions_of, holders_at, posts_of, read_reason, transfer};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "people/0001_people", sql: include_str!("schema.sql") };

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

/// A person to be entered.
#[derive(Clone, Debug)]
pub struct NewPerson<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Family, middle and given name.
    pub full_name: &'a str,
    /// Year of birth.
    pub birth_year: i64,
    /// `m` or `f`, when it is said.
    pub sex: Option<&'a str>,
}

/// An exemption to be granted.
#[derive(Clone, Debug)]
pub struct NewExemption<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Who asks.
    pub person: i64,
    /// The cell that decides.
    pub unit: i64,
    /// The key of the reason in the ruleset.
    pub reason: &'a str,
    /// The reason in words, sealed when there is one.
    pub words: Option<&'a str>,
    /// The paper of the decision.
    pub paper: Option<&'a str>,
    /// `written` or `oral`.
    pub asked_how: &'a str,
    /// When the cell decided.
    pub decided_on: Day,
    /// First day of the exemption.
    pub from: Day,
    /// First day after it, when it has an end.
    pub to: Option<Day>,
    /// The ruleset it is decided under.
    pub ruleset: &'a str,
}

/// Enters a person as a main member of a unit; the person's id.
pub async fn enter(
    conn: &mut Conn,
    new: &NewPerson<'_>,
    unit: i64,
    from: Day,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64> {
    let id = conn
        .insert(
            "INSERT INTO person (uid, full_name, name_key, birth_year, sex) VALUES ($1, $2, $3, $4, $5)",
            &[&new.uid, &new.full_name, &viet::name_key(new.full_name), &new.birth_year, &new.sex],
        )
        .await?;
    conn.exec(
        "INSERT INTO membership (person_id, unit_id, kind, from_day) VALUES ($1, $2, 'main', $3)",
        &[&id, &unit, &from],
    )
    .await?;
    let event = Event::new(actor, "people.person.enter", "person", id).at_place(unit);
    journal::write(conn, &event.after(json!({"unit": unit, "from": from})), now).await?;
    Ok(id)
}

/// Gives a person a post from a day on.
pub async fn hold_post(
    conn: &mut Conn,
    (post, unit): (i64, i64),
    person: i64,
    (from, to): (Day, Option<Day>),
    paper: Option<&str>,
    now: Ts,
) -> Result<i64> {
    let id = conn
        .insert(
            "INSERT INTO post_holding (post_id, person_id, from_day, to_day, paper) VALUES ($1, $2, $3, $4, $5)",
            &[&post, &person, &from, &to, &paper],
        )
        .await?;
    let after = json!({"post": post, "person": person, "from": from, "to": to});
    journal::write(conn, &Event::new(None, "people.post.hold", "post_holding", id).at_place(unit).after(after), now)
        .await?;
    Ok(id)
}

/// Ends what a person holds on `day` (the first day without it).
pub async fn leave_post(conn: &mut Conn, holding: i64, day: Day, actor: Option<i64>, now: Ts) -> Result<()> {
    conn.exec("UPDATE post_holding SET to_day = $1 WHERE id = $2", &[&day, &holding]).await?;
    let event = Event::new(actor, "people.post.leave", "post_holding", holding).after(json!({"to": day}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Grants an exemption; its id. The reason in words never enters the journal in the clear.
pub async fn grant_exemption(
    conn: &mut Conn,
    vault: &Vault,
    new: &NewExemption<'_>,
    actor: Option<i64>,
    now: Ts,
) -> Result<i64> {
    let sealed = match new.words {
        Some(words) => Some(vault.seal(conn, SUBJECT, new.person, words, now).await?),
        None => None,
    };
    let id = conn
        .insert(
            "INSERT INTO exemption
             (uid, person_id, unit_id, reason, reason_sealed, paper, asked_how, decided_on, from_day, to_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &new.uid,
                &new.person,
                &new.unit,
                &new.reason,
                &sealed,
                &new.paper,
                &new.asked_how,
                &new.decided_on,
                &new.from,
                &new.to,
            ],
        )
        .await?;
    let after = json!({"person": new.person, "from": new.from, "to": new.to});
    let event = Event::new(actor, "people.exemption.grant", "exemption", id).at_place(new.unit).after(after);
    journal::write(conn, &event.under(new.ruleset), now).await?;
    Ok(id)
}

/// Ends an exemption on `day`; false when it was changed since `version` was read.
pub async fn end_exemption(
    conn: &mut Conn,
    exemption: i64,
    version: i64,
    day: Day,
    actor: Option<i64>,
    now: Ts,
) -> Result<bool> {
    let person: Option<(i64, i64)> = conn
        .opt("SELECT person_id, unit_id FROM exemption WHERE id = $1 AND version = $2", &[&exemption, &version])
        .await?;
    let Some((person, unit)) = person else { return Ok(false) };
    let changed = conn
        .exec(
            "UPDATE exemption SET to_day = $1, version = version + 1 WHERE id = $2 AND version = $3",
            &[&day, &exemption, &version],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let event = Event::new(actor, "people.exemption.end", "exemption", exemption).at_place(unit);
    journal::write(conn, &event.after(json!({"person": person, "to": day})), now).await?;
    Ok(true)
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

/// Who is exempt on a day.
pub async fn exempt_on(conn: &mut Conn, day: Day) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = conn
        .all(
            "SELECT DISTINCT person_id FROM exemption WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)",
            &[&day],
        )
        .await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}
