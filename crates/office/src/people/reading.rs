//! What pages ask about persons: posts, exemptions, transfers.

use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;

kit::record! {
    /// A post that somebody holds on a day.
    pub struct Holding {
        /// The holding.
        pub id: i64,
        /// Who holds it.
        pub person_id: i64,
        /// Whose name this is.
        pub full_name: String,
        /// The unit of the post.
        pub unit_id: i64,
        /// The post's key: `secretary`, `chairman`, `head`, `president`.
        pub title: String,
        /// Since when.
        pub from_day: Day,
        /// The first day without it.
        pub to_day: Option<Day>,
    }
}

kit::record! {
    /// An exemption without the sealed words.
    pub struct Exemption {
        /// The exemption.
        pub id: i64,
        /// Who is exempt.
        pub person_id: i64,
        /// The key of the reason in the ruleset.
        pub reason: String,
        /// When the cell decided.
        pub decided_on: Day,
        /// The first day.
        pub from_day: Day,
        /// The first day after it.
        pub to_day: Option<Day>,
        /// Counts the changes.
        pub version: i64,
    }
}

const HOLDINGS: &str = "SELECT h.id, h.person_id, n.full_name, p.unit_id, p.title, h.from_day, h.to_day
    FROM post_holding h JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
    WHERE h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day > $2)";

/// The posts a person holds on a day.
pub async fn posts_of(conn: &mut Conn, person: i64, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND h.person_id = $1 ORDER BY h.id"), &[&person, &day]).await
}

/// Who holds a post at a unit on a day.
pub async fn holders_at(conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Holding>> {
    conn.all(&format!("{HOLDINGS} AND p.unit_id = $1 ORDER BY h.id"), &[&unit, &day]).await
}

/// A person's exemptions, the newest first.
pub async fn exemptions_of(conn: &mut Conn, person: i64) -> Result<Vec<Exemption>> {
    conn.all(
        "SELECT id, person_id, reason, decided_on, from_day, to_day, version FROM exemption
         WHERE person_id = $1 ORDER BY from_day DESC, id DESC",
        &[&person],
    )
    .await
}

/// Opens the reason in words; that it was read stands in the journal. `None` when there are no words or they were
/// erased.
pub async fn read_reason(
    conn: &mut Conn,
    vault: &Vault,
    exemption: i64,
    actor: Option<i64>,
    now: Ts,
) -> Result<Option<String>> {
    let found: Option<(i64, i64, Option<String>)> =
        conn.opt("SELECT person_id, unit_id, reason_sealed FROM exemption WHERE id = $1", &[&exemption]).await?;
    let Some((person, unit, Some(sealed))) = found else { return Ok(None) };
    let event = Event::new(actor, "people.exemption.read_reason", "exemption", exemption).at_place(unit);
    journal::write(conn, &event, now).await?;
    vault.open(conn, super::SUBJECT, person, &sealed).await
}

/// Moves a person's main membership to another unit on a day; false when there is none to move.
pub async fn transfer(
    conn: &mut Conn,
    person: i64,
    unit: i64,
    day: Day,
    paper: &str,
    actor: Option<i64>,
    now: Ts,
) -> Result<bool> {
    let Some(old) = super::unit_of(conn, person, day).await? else { return Ok(false) };
    conn.exec(
        "UPDATE membership SET to_day = $1 WHERE person_id = $2 AND unit_id = $3 AND kind = 'main'
         AND from_day <= $1 AND (to_day IS NULL OR to_day > $1)",
        &[&day, &person, &old],
    )
    .await?;
    let id = conn
        .insert(
            "INSERT INTO membership (person_id, unit_id, kind, from_day, paper) VALUES ($1, $2, 'main', $3, $4)",
            &[&person, &unit, &day, &paper],
        )
        .await?;
    let event = Event::new(actor, "people.membership.transfer", "membership", id).at_place(unit);
    let event = event.before(json!({"unit": old})).after(json!({"person": person, "unit": unit, "from": day}));
    journal::write(conn, &event, now).await?;
    Ok(true)
}
