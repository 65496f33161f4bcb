//! Transfers that something else overtakes: their member stands on the roll of the receiving unit already, by a change of units
//! or moved with others by one paper, so that it would go from a unit to itself; or their member is one no more. Such a transfer
//! is closed, and comes back with what closed it.

use super::State;
use crate::identity::reach::Grant;
use crate::identity::right::{KeepOrganisation, Permission};
use crate::org::estate::TRANSFERS_IN;
use crate::{org, people};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;

/// The step that closes one whose member is there already.
pub(super) const OVERTAKE: &str = "overtake";
/// The step that closes one whose member has died or left the Party.
pub(super) const LAPSE: &str = "lapse";
/// What that step is called once it was taken back: it counts for nothing then.
pub(super) const REOPENED: &str = "reopened";

const OPEN: &str = "state IN ('requested', 'reviewed', 'introduced', 'in_transit', 'returned')";

/// What closes a transfer.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// An event of units.
    Change(i64),
    /// A batch, by its outward identity.
    Batch(&'a str),
    /// A change of the member's standing that ends every membership, and its day.
    Standing(i64, Day),
}

impl By<'_> {
    /// The change of units, the batch, the change of standing.
    fn parts(&self) -> (Option<i64>, Option<&str>, Option<i64>) {
        match self {
            By::Change(event) => (Some(*event), None, None),
            By::Batch(uid) => (None, Some(uid), None),
            By::Standing(standing, _) => (None, None, Some(*standing)),
        }
    }
}

/// Whether a transfer would go from a unit to itself once its sending side (`outward`) or its receiving side is `unit`.
pub async fn would_stay(conn: &mut Conn, transfer: i64, (outward, unit): (bool, i64), day: Day) -> Result<bool> {
    let sql = "SELECT person_id, to_unit FROM transfer WHERE id = $1";
    let (person, to): (Option<i64>, Option<i64>) = conn.one(sql, &[&transfer]).await?;
    let Some(person) = person else { return Ok(false) };
    match outward {
        true => Ok(to == Some(unit)),
        false => Ok(people::unit_of(conn, person, day).await? == Some(unit)),
    }
}

/// Closes an open transfer.
pub async fn overtake<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    (transfer, by): (i64, By<'_>),
    paper: &str,
    now: Ts,
) -> Result<()> {
    let sql = "SELECT state, person_id FROM transfer WHERE id = $1";
    let (state, person): (String, Option<i64>) = conn.one(sql, &[&transfer]).await?;
    let sql = "UPDATE transfer SET state = $1, version = version + 1 WHERE id = $2";
    conn.exec(sql, &[&State::Withdrawn.word(), &transfer]).await?;
    let (step, day) = match by {
        By::Standing(_, day) => (LAPSE, day),
        By::Change(_) | By::Batch(_) => (OVERTAKE, now.day()),
    };
    let (event, batch, standing) = by.parts();
    conn.exec(
        "INSERT INTO transfer_step (transfer_id, step, day, paper, words, account_id, at, had_state, event_id, batch, standing_id)
         VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10)",
        &[&transfer, &step, &day, &paper, &grant.account(), &now, &state, &event, &batch, &standing],
    )
    .await?;
    let row = grant.event("transfer.overtake", "transfer", transfer).before(json!({"state": state}));
    journal::write(conn, &row.after(json!({"person": person, "paper": paper})), now).await?;
    Ok(())
}

/// Lets changes of units that were decided ahead do to open transfers what their day brings: one that leads to a unit which
/// has ended leads on to where its members went, and one whose member a change has brought onto the roll of the receiving unit
/// is over. How many are over. Done again, it does nothing. `grant` is the machine's own for a unit.
pub async fn settle(conn: &mut Conn, grant: impl Fn(i64) -> Grant<KeepOrganisation>, now: Ts) -> Result<usize> {
    let today = now.day();
    let astray = format!(
        "SELECT id, to_unit FROM transfer WHERE to_unit IS NOT NULL AND {OPEN} AND NOT EXISTS (SELECT 1 FROM unit_name n
           WHERE n.unit_id = to_unit AND n.from_day <= $1 AND (n.to_day IS NULL OR n.to_day > $1)) ORDER BY id"
    );
    for astray in conn.all::<(i64, i64)>(&astray, &[&today]).await? {
        org::hand_on(conn, TRANSFERS_IN, astray, today).await?;
    }
    let there = format!(
        "SELECT t.id, t.to_unit, v.id, v.paper FROM transfer t
         JOIN membership m ON m.person_id = t.person_id AND m.unit_id = t.to_unit AND m.kind = 'main'
           AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
         JOIN unit_event v ON v.id = (SELECT max(e.id) FROM unit_event e WHERE e.undone_at IS NULL AND e.effective_day <= $1
           AND (EXISTS (SELECT 1 FROM unit_step s WHERE s.event_id = e.id AND s.span = 'membership' AND s.row_id = m.id
                  AND s.began = 1)
             OR EXISTS (SELECT 1 FROM unit_handed d WHERE d.event_id = e.id AND d.thing = '{TRANSFERS_IN}'
                  AND d.row_id = t.id AND d.set_unit = t.to_unit)))
         WHERE t.{OPEN} ORDER BY t.id"
    );
    let there: Vec<(i64, i64, i64, String)> = conn.all(&there, &[&today]).await?;
    for (transfer, unit, event, paper) in &there {
        overtake(conn, &grant(*unit), (*transfer, By::Change(*event)), paper, now).await?;
    }
    Ok(there.len())
}

/// The open transfers of a person.
pub async fn open_by(conn: &mut Conn, person: i64) -> Result<Vec<i64>> {
    let sql = format!("SELECT id FROM transfer WHERE person_id = $1 AND {OPEN} ORDER BY id");
    Ok(conn.all::<(i64,)>(&sql, &[&person]).await?.into_iter().map(|(id,)| id).collect())
}

/// The open transfers of a person to a unit.
pub async fn open_to(conn: &mut Conn, person: i64, unit: i64) -> Result<Vec<i64>> {
    let sql = format!("SELECT id FROM transfer WHERE person_id = $1 AND to_unit = $2 AND {OPEN} ORDER BY id");
    Ok(conn.all::<(i64,)>(&sql, &[&person, &unit]).await?.into_iter().map(|(id,)| id).collect())
}

/// Of these persons, who has an open transfer to a unit of this office: (person, unit).
pub async fn open_of(conn: &mut Conn, persons: &[i64]) -> Result<Vec<(i64, i64)>> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let ids = persons.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT person_id, to_unit FROM transfer WHERE to_unit IS NOT NULL AND {OPEN} AND person_id IN ({ids}) ORDER BY id"
    );
    conn.all(&sql, &[]).await
}

/// Opens those again that a change or a batch closed, as they were: (transfer, person). In the second list are those that
/// cannot be: another transfer of the person has begun since.
pub async fn reopen(conn: &mut Conn, by: By<'_>) -> Result<(Vec<(i64, i64)>, Vec<i64>)> {
    let (event, batch, standing) = by.parts();
    let sql = "SELECT s.id, s.transfer_id, s.had_state, t.person_id FROM transfer_step s JOIN transfer t ON t.id = s.transfer_id
               WHERE s.step IN ($1, $2) AND (s.event_id = $3 OR s.batch = $4 OR s.standing_id = $5) ORDER BY s.id DESC";
    let closed: Vec<(i64, i64, String, i64)> = conn.all(sql, &[&OVERTAKE, &LAPSE, &event, &batch, &standing]).await?;
    let (mut opened, mut left) = (Vec::new(), Vec::new());
    for (step, transfer, state, person) in closed {
        let sql = format!(
            "UPDATE transfer SET state = $1, version = version + 1 WHERE id = $2 AND state = 'withdrawn'
             AND NOT EXISTS (SELECT 1 FROM transfer o WHERE o.person_id = $3 AND o.id <> $2 AND o.{OPEN})"
        );
        if conn.exec(&sql, &[&state, &transfer, &person]).await? == 0 {
            left.push(transfer);
            continue;
        }
        conn.exec("UPDATE transfer_step SET step = $1 WHERE id = $2", &[&REOPENED, &step]).await?;
        opened.push((transfer, person));
    }
    Ok((opened, left))
}

/// Who had a transfer that an event closed: (name, year of birth, sending unit, receiving unit), in the order of names.
pub async fn closed_by(conn: &mut Conn, event: i64) -> Result<Vec<(String, i64, Option<i64>, Option<i64>)>> {
    let sql = "SELECT p.full_name, p.birth_year, t.from_unit, t.to_unit FROM transfer_step s
               JOIN transfer t ON t.id = s.transfer_id JOIN person p ON p.id = t.person_id
               WHERE s.event_id = $1 ORDER BY p.name_key, p.birth_year, s.id";
    conn.all(sql, &[&event]).await
}
