//! How long what was said, and who said it, is kept: some months after a petition is done with, as the rules say. Then its key
//! is destroyed, so that no backup can be read either. That it was there, of which kind, and what became of it stay for the
//! numbers; so does a published answer, which names nobody. What the sender was told last is sealed to the sender's code, which
//! the office does not know. What was handed over to the inspection is kept by the inspection's own rules.

use super::{Petition, Ruling, SUBJECT, State};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;

/// So many are erased in one transaction.
const AT_ONCE: i64 = 200;

/// The last day on which what was said in a petition is kept, when `last` is the day of its last step; `None` while it is not
/// done with, for what the inspection has, and for what is erased.
pub fn kept_until(petition: &Petition, last: Day, ruling: Ruling<'_>) -> Option<Day> {
    let over = matches!(petition.state(), State::Closed | State::Refused);
    let kept = over && petition.room == "office" && petition.erased_on.is_none();
    kept.then(|| last.plus_months(i32::try_from(ruling.rule.kept_months).unwrap_or(i32::MAX)))
}

/// Erases what was said, and who said it, in petitions whose time is over by the rule that holds today, at most so many in one
/// go; how many. Doing it again erases the next ones, or nothing.
///
/// # Errors
/// When the database refuses.
pub async fn forget(conn: &mut Conn, vault: &Vault, ruling: Ruling<'_>, now: Ts) -> Result<usize> {
    let today = now.day();
    let longest = i32::try_from(ruling.rule.kept_months).unwrap_or(i32::MAX);
    // The oldest first: whatever is due comes before what is not, however many wait.
    let sql =
        "SELECT p.id, p.unit_id, p.version, (SELECT max(s.at) FROM petition_step s WHERE s.petition_id = p.id) AS last
               FROM petition p WHERE p.room = 'office' AND p.state IN ('closed', 'refused') AND p.erased_on IS NULL
               AND (SELECT max(s.at) FROM petition_step s WHERE s.petition_id = p.id) < $1
               ORDER BY last, p.id LIMIT $2";
    let over: Vec<(i64, i64, i64, Option<Ts>)> = conn.all(sql, &[&today.begins(), &AT_ONCE]).await?;
    let mut erased = 0;
    for (id, unit, version, last) in over {
        if last.is_none_or(|last| last.day().plus_months(longest) >= today) {
            continue;
        }
        let sql = "UPDATE petition SET said_sealed = '', sender_sealed = NULL, erased_on = $1, version = version + 1
                   WHERE id = $2 AND erased_on IS NULL AND version = $3";
        // Whoever took it up again meanwhile keeps it.
        if conn.exec(sql, &[&today, &id, &version]).await? == 0 {
            continue;
        }
        conn.exec("UPDATE petition_step SET words_sealed = NULL WHERE petition_id = $1", &[&id]).await?;
        vault.erase(conn, SUBJECT, id).await?;
        let event = Event::new(None, "reception.petition.erase", "petition", id).at_place(unit).under(ruling.id);
        journal::write(conn, &event, now).await?;
        erased += 1;
    }
    Ok(erased)
}
