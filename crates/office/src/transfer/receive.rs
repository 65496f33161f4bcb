//! Reception: the one step that changes whose roll somebody stands on, and the end of a temporary stay.

use super::verbs::{Result, TransferError, Written, current, elsewhere, note, require, take};
use super::{Newcomer, Side, State, Step, Transfer};
use crate::identity::reach::Grant;
use crate::identity::right::{KeepMoves, KeepPeople};
use crate::org::{self, Misfit, Span};
use crate::people::{self, NewPerson};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use kit::vault::Vault;
use rules::PostsRule;
use serde_json::json;

/// The receiving side takes the member in on `written.day`: from that day on the member stands on its roll, or, for a
/// temporary stay, takes part there. For an organisation outside, the unit above the sending one notes that it did. `until` is
/// the first day after a temporary stay, where it is another one than was asked for.
///
/// # Errors
/// [`TransferError::Over`] when a temporary stay would be over by then.
pub async fn receive(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    at: (i64, i64),
    written: Written<'_>,
    until: Option<Day>,
    now: Ts,
) -> Result<()> {
    let known = take(conn, &grant, at, Step::Receive, written, now).await?;
    let person = known.person_id.ok_or_else(|| DbError::Refused(format!("transfer {} is of a newcomer", at.0)))?;
    let (day, until) = (written.day, until.or(known.until_day).filter(|_| known.is_temporary()));
    if until.is_some_and(|until| until <= day) {
        return Err(TransferError::Over(day));
    }
    if let Some(unit) = known.to_unit {
        fits(conn, unit, (day, until)).await?;
    }
    let mut ended = Vec::new();
    let (verb, row, before) = match (known.is_temporary(), known.to_unit) {
        (false, Some(unit)) => {
            let moved = people::move_main(conn, person, Some(unit), day, written.paper).await?;
            let moved = moved.ok_or(TransferError::NotThere(day))?;
            // Where the unit's end is decided, they go on with the others when it comes.
            org::carry_on(conn, Span::Membership, moved.began.0).await?;
            org::end_own_later(conn, person, day).await?;
            ended = moved.ended_posts();
            ("people.membership.transfer", Some(moved.began.0), json!({"unit": moved.from}))
        }
        (false, None) => {
            let left = people::move_main(conn, person, None, day, written.paper).await?;
            let left = left.ok_or(TransferError::NotThere(day))?;
            for (row, before, set) in &left.posts {
                let sql =
                    "INSERT INTO transfer_post (transfer_id, holding_id, to_before, to_set) VALUES ($1, $2, $3, $4)";
                conn.exec(sql, &[&at.0, row, before, set]).await?;
            }
            ended = left.ended_posts();
            ("people.membership.leave", None, json!({"unit": left.from}))
        }
        (true, Some(unit)) => {
            let sql = "INSERT INTO membership (person_id, unit_id, kind, from_day, to_day, paper)
                       VALUES ($1, $2, 'temporary', $3, $4, $5)";
            let row = conn.insert(sql, &[&person, &unit, &day, &until, &written.paper]).await?;
            org::carry_on(conn, Span::Membership, row).await?;
            org::end_own_later(conn, person, day).await?;
            ("people.membership.stay", Some(row), json!({}))
        }
        (true, None) => ("people.membership.stay", None, json!({})),
    };
    let sql = "UPDATE transfer SET stay_from = $1, stay_to = $2, membership_id = $3 WHERE id = $4";
    conn.exec(sql, &[&day, &until, &row, &at.0]).await?;
    let after = json!({"person": person, "unit": known.to_unit, "from": day, "to": until, "transfer": at.0,
                       "posts_ended": ended});
    journal::write(conn, &grant.event(verb, "transfer", at.0).before(before).after(after), now).await?;
    Ok(())
}

/// Whether somebody can be taken in at a unit from a day on, until another one: it is there, and whoever belongs to it goes on
/// somewhere when it ends.
async fn fits(conn: &mut Conn, unit: i64, (from, until): (Day, Option<Day>)) -> Result<()> {
    match org::misfit(conn, unit, from).await? {
        Some(Misfit::Begins(first)) => Err(TransferError::Begins(first)),
        Some(Misfit::Ends(end)) if until.is_none_or(|until| until > end) => Err(TransferError::Ends(end)),
        _ => Ok(()),
    }
}

/// Takes in somebody whose record was here before: it goes on with another membership. What was typed of them stays beside
/// the record, so that nothing of it is lost where the two differ.
async fn come_back(
    conn: &mut Conn,
    (moves, people_grant): (Grant<KeepMoves>, Grant<KeepPeople>),
    (transfer, person): (i64, i64),
    written: Written<'_>,
    now: Ts,
) -> Result<i64> {
    let sql = "SELECT count(*) FROM membership WHERE person_id = $1 AND kind = 'main'
               AND (to_day IS NULL OR (to_day > $2 AND to_day > from_day))";
    if conn.value::<i64>(sql, &[&person, &written.day]).await?.unwrap_or(0) > 0 {
        return Err(TransferError::Depends);
    }
    let unit = people_grant.unit();
    let sql = "INSERT INTO membership (person_id, unit_id, kind, from_day, paper) VALUES ($1, $2, 'main', $3, $4)";
    let row = conn.insert(sql, &[&person, &unit, &written.day, &written.paper]).await?;
    people::end_ties(conn, (person, unit), written.day).await?;
    org::carry_on(conn, Span::Membership, row).await?;
    org::end_own_later(conn, person, written.day).await?;
    let sql = "UPDATE transfer SET person_id = $1, stay_from = $2, membership_id = $3 WHERE id = $4";
    conn.exec(sql, &[&person, &written.day, &row, &transfer]).await?;
    let after = json!({"person": person, "unit": unit, "from": written.day, "transfer": transfer});
    let event = people_grant.event("people.membership.transfer", "membership", row).after(after);
    journal::write(conn, &event, now).await?;
    journal::write(conn, &moves.event("transfer.receive", "transfer", transfer).after(json!({"person": person})), now)
        .await?;
    Ok(person)
}

/// Takes back that somebody has left this office, on the word of the unit above the one that was left: the member belongs
/// there as before, and the transfer is introduced as it was, so that the right unit can be named. Posts that ended with it are
/// held again, but for those whose last seat somebody has taken since, or whose unit has ended: how many those are.
///
/// # Errors
/// [`TransferError::Depends`] when something that happened since stands in the way: the member belongs somewhere again, is
/// a member no more, was erased, or has another transfer.
pub async fn take_back(
    conn: &mut Conn,
    grant: Grant<KeepMoves>,
    rule: &PostsRule,
    at: (i64, i64),
    why: &str,
    now: Ts,
) -> Result<usize> {
    let known = current(conn, at, now.day()).await?;
    require(conn, &grant, &known, Side::AboveSending, now.day()).await?;
    let (Some(person), Some(left)) = (known.person_id, known.stay_from) else { return Err(TransferError::Stale) };
    if known.state() != State::Received || known.is_temporary() || known.to_unit.is_some() {
        return Err(TransferError::Stale);
    }
    // What was planned for later days and fell away with it does not come back by itself either; where a change of units would
    // have taken them is none of their plans.
    let since = "SELECT (SELECT count(*) FROM membership m WHERE person_id = $1 AND kind = 'main' AND from_day >= $2
                   AND NOT EXISTS (SELECT 1 FROM unit_step s WHERE s.span = 'membership' AND s.row_id = m.id AND s.began = 1
                     AND m.to_day = m.from_day))
                 + (SELECT count(*) FROM member_state WHERE person_id = $1 AND from_day >= $2
                    AND (to_day IS NULL OR to_day > from_day))
                 + (SELECT count(*) FROM transfer WHERE person_id = $1 AND id > $3)
                 + (SELECT count(*) FROM person WHERE id = $1 AND erased_at IS NOT NULL)";
    let row = "SELECT id, unit_id FROM membership WHERE person_id = $1 AND kind = 'main' AND to_day = $2
               AND to_day > from_day";
    let row: Option<(i64, i64)> = conn.opt(row, &[&person, &left]).await?;
    let depends: i64 = conn.value(since, &[&person, &left, &at.0]).await?.unwrap_or(0);
    let (row, unit) = row.filter(|_| depends == 0).ok_or(TransferError::Depends)?;
    if let Some(end) = org::end_of(conn, unit).await? {
        return Err(TransferError::Ends(end));
    }
    conn.exec("UPDATE membership SET to_day = NULL WHERE id = $1", &[&row]).await?;
    let (held, stay_ended) = hold_again(conn, rule, at.0).await?;
    conn.exec("DELETE FROM transfer_post WHERE transfer_id = $1", &[&at.0]).await?;
    let sql = "UPDATE transfer SET state = $1, stay_from = NULL, membership_id = NULL, version = version + 1
               WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&State::Introduced.word(), &at.0, &at.1]).await? == 0 {
        return Err(TransferError::Stale);
    }
    note(conn, &grant, at.0, "take_back", Written { day: now.day(), paper: "", words: why }, now).await?;
    let event = grant.event("people.membership.take_back", "membership", row).before(json!({"to": left}));
    let after = json!({"person": person, "transfer": at.0, "posts_held": held});
    journal::write(conn, &event.after(after), now).await?;
    Ok(stay_ended)
}

/// A change of units is taken back that had given a post the end `gave` before a transfer ended it: what taking the transfer
/// back would give back is what the post has `without` that change.
pub async fn left_without(
    conn: &mut Conn,
    holding: i64,
    (gave, without): (Option<Day>, Option<Day>),
) -> kit::db::Result<()> {
    let sql = "SELECT id, to_before FROM transfer_post WHERE holding_id = $1";
    let noted: Vec<(i64, Option<Day>)> = conn.all(sql, &[&holding]).await?;
    for (post, _) in noted.into_iter().filter(|(_, before)| *before == gave) {
        conn.exec("UPDATE transfer_post SET to_before = $1 WHERE id = $2", &[&without, &post]).await?;
    }
    Ok(())
}

/// Gives back the posts that ended with a transfer, as they were; the holdings, and how many stay ended.
async fn hold_again(conn: &mut Conn, rule: &PostsRule, transfer: i64) -> Result<(Vec<i64>, usize)> {
    let posts = "SELECT t.holding_id, t.to_before, t.to_set, p.unit_id, u.kind, p.title FROM transfer_post t
                 JOIN post_holding h ON h.id = t.holding_id JOIN post p ON p.id = h.post_id
                 JOIN unit u ON u.id = p.unit_id WHERE t.transfer_id = $1 ORDER BY t.id";
    type Left = (i64, Option<Day>, Day, i64, String, String);
    let (mut held, mut stay_ended) = (Vec::new(), 0);
    for (holding, before, set, unit, kind, title) in conn.all::<Left>(posts, &[&transfer]).await? {
        // Who sits there since the day, and who of them has come since.
        let sitting = "SELECT count(*), coalesce(sum(CASE WHEN from_day >= $2 THEN 1 ELSE 0 END), 0) FROM post_holding
                       WHERE post_id = (SELECT post_id FROM post_holding WHERE id = $1) AND id <> $1
                         AND (to_day IS NULL OR (to_day > $2 AND to_day > from_day))";
        let (sitting, since): (i64, i64) = conn.one(sitting, &[&holding, &set]).await?;
        let seats = rule.at(&kind, &title).map_or(1, |post| i64::from(post.seats));
        let followed = since > 0 && sitting >= seats;
        if followed || org::end_of(conn, unit).await?.is_some() {
            stay_ended += 1;
            continue;
        }
        // A post that somebody put on record otherwise since stays as they put it.
        let sql = "UPDATE post_holding SET to_day = $1, version = version + 1 WHERE id = $2 AND to_day = $3";
        if conn.exec(sql, &[&before, &holding, &set]).await? > 0 {
            held.push(holding);
        }
    }
    Ok((held, stay_ended))
}

/// Takes in somebody from elsewhere as a member of the grant's unit from `written.day` on; the person's id. `again` is whose
/// record goes on with it where that was not said before, 0 for somebody without one here, who gets `uid`.
///
/// # Errors
/// [`TransferError::Open`] when that person is on the way by another transfer.
pub async fn receive_newcomer(
    conn: &mut Conn,
    grant: (Grant<KeepMoves>, Grant<KeepPeople>),
    vault: &Vault,
    (at, (again, uid)): ((i64, i64), (i64, String)),
    written: Written<'_>,
    now: Ts,
) -> Result<i64> {
    let (moves, people_grant) = grant;
    let known = take(conn, &moves, at, Step::Receive, written, now).await?;
    fits(conn, people_grant.unit(), (written.day, None)).await?;
    let again = Some(again).filter(|person| *person != 0);
    if let Some(person) = again {
        let others = Transfer::of(conn, person, now.day()).await?;
        if let Some(open) = others.into_iter().find(|other| other.state().is_open()) {
            return Err(TransferError::Open(open.uid));
        }
    }
    if let Some(person) = known.person_id.or(again) {
        return come_back(conn, (moves, people_grant), (at.0, person), written, now).await;
    }
    let who = Newcomer::of(conn, at.0).await?;
    let who = who.ok_or_else(|| DbError::Refused(format!("transfer {} is of no newcomer", at.0)))?;
    let paper = Some(written.paper).filter(|paper| !paper.is_empty());
    let new = NewPerson { uid, paper, ..who.said() };
    let person = people::enter(conn, people_grant, vault, &new, written.day, now).await?;
    let sql = "UPDATE transfer SET person_id = $1, stay_from = $2 WHERE id = $3";
    conn.exec(sql, &[&person, &written.day, &at.0]).await?;
    conn.exec("DELETE FROM transfer_newcomer WHERE transfer_id = $1", &[&at.0]).await?;
    let event = moves.event("transfer.receive", "transfer", at.0).after(json!({"person": person}));
    journal::write(conn, &event, now).await?;
    Ok(person)
}

/// A temporary stay ends on `day` (the first day without it), earlier or later than was asked for; at the member's own
/// unit or at that of the stay.
pub async fn end_stay(conn: &mut Conn, grant: Grant<KeepMoves>, at: (i64, i64), day: Day, now: Ts) -> Result<()> {
    let known = current(conn, at, now.day()).await?;
    if known.from_unit != Some(grant.unit()) && known.to_unit != Some(grant.unit()) {
        return Err(elsewhere(&grant, &known).into());
    }
    if !known.is_temporary() || known.state() != State::Received {
        return Err(TransferError::Stale);
    }
    if let Some(from) = known.stay_from.filter(|from| day < *from) {
        return Err(TransferError::TooEarly(from));
    }
    let sql = "UPDATE transfer SET stay_to = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&day, &at.0, &at.1]).await? == 0 {
        return Err(TransferError::Stale);
    }
    let sql = "UPDATE membership SET to_day = $1 WHERE id = (SELECT membership_id FROM transfer WHERE id = $2)";
    conn.exec(sql, &[&day, &at.0]).await?;
    let event = grant.event("people.membership.end_stay", "transfer", at.0).before(json!({"to": known.stay_to}));
    journal::write(conn, &event.after(json!({"person": known.person_id, "to": day})), now).await?;
    Ok(())
}
