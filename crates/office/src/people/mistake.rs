//! Taking away a record that was entered by mistake, or once too often, while nothing depends on it: the person never belonged,
//! as when a list is taken back that brought them.

use super::import::undo::{self, DEPENDS};
use super::{SUBJECT, require_home};
use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use kit::clock::{DAY, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;

/// So long after it was entered a record may be taken away; later the figures of too many days would change.
pub const WINDOW: i64 = 30 * DAY;

/// Why a record cannot be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was entered too long ago.
    TooLate,
    /// Something was entered of the person since, by the words of the tables.
    Depends(Vec<&'static str>),
    /// The record was changed since it was looked at.
    Stale,
}

/// Why somebody's record cannot be taken away today; `None` where it can.
pub async fn refusal(conn: &mut Conn, person: i64, now: Ts) -> Result<Option<Refusal>> {
    let sql = "SELECT max(at) FROM journal WHERE subject = $1 AND subject_id = $2 AND verb = 'people.person.enter'";
    let entered: Option<Option<Ts>> = conn.value(sql, &[&SUBJECT, &person]).await?;
    if entered.flatten().is_none_or(|at| at.plus(WINDOW) < now) {
        return Ok(Some(Refusal::TooLate));
    }
    let mut found = Vec::new();
    for (table, condition) in DEPENDS {
        let condition = match *table {
            // The first one is that of the entry.
            "membership" => {
                "AND (d.to_day IS NULL OR d.to_day > d.from_day)
                 AND d.id > (SELECT min(f.id) FROM membership f WHERE f.person_id = $1)"
            }
            _ => condition,
        };
        let sql = format!("SELECT count(*) FROM {table} d WHERE d.person_id = $1 {condition}");
        if conn.value::<i64>(&sql, &[&person]).await?.unwrap_or(0) > 0 {
            found.push(*table);
        }
    }
    Ok((!found.is_empty()).then_some(Refusal::Depends(found)))
}

/// Takes a record away. It is none of the list that brought it any more, which can still be taken back.
///
/// # Errors
/// [`kit::db::DbError::Refused`] when the record is not kept at the grant's unit.
pub async fn take_away(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    (person, version): (i64, i64),
    now: Ts,
) -> Result<std::result::Result<(), Refusal>> {
    require_home(conn, person, grant.unit(), now.day()).await?;
    let known: Option<i64> = conn.value("SELECT version FROM person WHERE id = $1", &[&person]).await?;
    if known != Some(version) {
        return Ok(Err(Refusal::Stale));
    }
    if let Some(refusal) = refusal(conn, person, now).await? {
        return Ok(Err(refusal));
    }
    undo::never_belonged(conn, "= $1", person).await?;
    conn.exec("DELETE FROM import_step WHERE person_id = $1 AND kind = 'new'", &[&person]).await?;
    let event = grant.event("people.person.undo", SUBJECT, person).after(json!({"unit": grant.unit()}));
    journal::write(conn, &event, now).await?;
    Ok(Ok(()))
}
