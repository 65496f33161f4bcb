//! What members do with their own pledge: they write it, and say in mid-year and at the end what came of it. That the cell
//! approves it, and what counts, is for the cell to say (`pledge`).

use super::StudyError;
use super::pledge::{Item, Pledge, REGISTER, Stage, put, sealed};
use crate::identity::reach::Own;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;

/// Verb of what the member says came of it.
pub const SAY: &str = "study.pledge.say";

/// Registers what the member pledges themselves, or writes it anew; the cell is to approve it.
///
/// # Errors
/// As [`register`]; [`StudyError::NotOnRoll`] for who is a member nowhere.
pub async fn register_own(
    conn: &mut Conn,
    own: &Own,
    vault: &Vault,
    (year, version): (i64, i64),
    items: &[Item],
    now: Ts,
) -> Result<(), StudyError> {
    let home = home(conn, own, now.day()).await?;
    let (id, after) = put(conn, vault, (own.person(), year, version), items, now).await?;
    let event = Event::new(Some(own.account()), REGISTER, "pledge", id).at_place(home);
    journal::write(conn, &event.after(after), now).await?;
    Ok(())
}

/// The unit of which the person is a member.
async fn home(conn: &mut Conn, own: &Own, day: Day) -> Result<i64, StudyError> {
    crate::people::unit_of(conn, own.person(), day).await?.ok_or(StudyError::NotOnRoll(own.person()))
}

/// Notes what the member says came of their own pledge; it is for the cell to say what counts.
///
/// # Errors
/// [`StudyError::Changed`] unless the cell approved it, has not looked at the end of the year, and nobody was first.
pub async fn say(
    conn: &mut Conn,
    own: &Own,
    vault: &Vault,
    (pledge, version, stage): (&Pledge, i64, Stage),
    items: &[Item],
    now: Ts,
) -> Result<(), StudyError> {
    let home = home(conn, own, now.day()).await?;
    if pledge.person_id != own.person() {
        return Err(StudyError::Own);
    }
    let sealed = sealed(conn, vault, own.person(), items, now).await?;
    let word = stage.word();
    let sql = format!(
        "UPDATE pledge SET items_sealed = $1, said_{word}_on = $2, version = version + 1
         WHERE id = $3 AND version = $4 AND state IN ('approved', 'mid_review')"
    );
    if conn.exec(&sql, &[&sealed, &now.day(), &pledge.id, &version]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let after = json!({"person": own.person(), "year": pledge.year, "stage": word});
    let event = Event::new(Some(own.account()), SAY, "pledge", pledge.id).at_place(home);
    journal::write(conn, &event.after(after), now).await?;
    Ok(())
}
