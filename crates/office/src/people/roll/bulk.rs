//! What is done to many members at once: into another cell by one paper, marked as to be looked at again, and cleared. Each is
//! a batch that can be taken back for half a minute (`list::batch`).

use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use crate::list::batch::{self, Batch, Step};
use crate::people::move_member;
use crate::transfer::{self, By};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// Persons to whom something is done at once, at most.
pub const MOST: usize = 5_000;

/// Verbs of batches, in the journal.
pub(super) const TRANSFER: &str = "people.batch.transfer";
/// See [`TRANSFER`].
pub(super) const MARK: &str = "people.batch.mark";
/// See [`TRANSFER`].
pub(super) const CLEAR: &str = "people.batch.clear";

/// The tables of dated rows that batches touch.
const SPANS: [&str; 4] = [MEMBERSHIP, RESIDENCE, POST, CHECK];
const MEMBERSHIP: &str = "membership";
const RESIDENCE: &str = "residence_link";
const POST: &str = "post_holding";
const CHECK: &str = "member_check";

/// Somebody, and the unit at which the list had them.
pub(super) type Seen = (i64, i64);

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// Somebody was not at the unit on the day.
    #[error("person {0} was not at the unit on the day")]
    Elsewhere(i64),
    /// No grant for the unit at which somebody is.
    #[error("no grant for the unit of person {0}")]
    NoGrant(i64),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A paper that moves members, and from when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper<'a> {
    pub(super) day: Day,
    pub(super) paper: &'a str,
}

/// Moves these members into the unit of `to` on a day, and ends the posts of the units that they leave and transfers that were to
/// lead there; how many. Who is
/// there already stays. A grant is needed for each unit
/// that somebody leaves.
///
/// # Errors
/// See [`Refused`]; nothing may be committed then.
pub(super) async fn regroup(
    conn: &mut Conn,
    (to, from): (Grant<KeepPeople>, &[Grant<KeepPeople>]),
    seen: &[Seen],
    (uid, Paper { day, paper }): (&str, Paper<'_>),
    now: Ts,
) -> Result<usize, Refused> {
    let mut steps = Vec::with_capacity(2 * seen.len());
    let mut count = 0;
    for (person, unit) in seen.iter().filter(|(_, unit)| *unit != to.unit()) {
        if !from.iter().any(|grant| grant.unit() == *unit) {
            return Err(Refused::NoGrant(*person));
        }
        let moved = move_member(conn, &to, *person, day, paper, now).await?;
        let moved = moved.filter(|moved| moved.from == *unit).ok_or(Refused::Elsewhere(*person))?;
        let step = |span, row, began, had, set| Step { subject: *person, span, row, began, had, set };
        steps.extend(moved.posts.iter().map(|(row, had, set)| step(POST, *row, false, *had, Some(*set))));
        let dropped = moved.dropped.iter();
        steps.extend(dropped.map(|(span, row, had, set)| step(span, *row, false, *had, Some(*set))));
        for open in transfer::open_to(conn, *person, to.unit()).await? {
            transfer::overtake(conn, &to, (open, By::Batch(uid)), paper, now).await?;
        }
        steps.push(step(MEMBERSHIP, moved.ended.0, false, moved.ended.1, Some(day)));
        steps.push(step(MEMBERSHIP, moved.began.0, true, None, moved.began.1));
        count += 1;
    }
    let after = json!({"unit": to.unit(), "from": day, "paper": paper});
    batch::keep(conn, &to, uid, TRANSFER, (&steps, after), now).await?;
    Ok(count)
}

/// Marks these members as to be looked at again (the journal does not keep why: an erasure could not reach it there), for a reason; how many. Who is marked for this very reason stays so; another
/// reason takes the place of the one before. The batch itself is one of the unit of `over`.
///
/// # Errors
/// See [`Refused`]; nothing may be committed then.
pub(super) async fn mark(
    conn: &mut Conn,
    (over, at): (Grant<KeepPeople>, &[Grant<KeepPeople>]),
    seen: &[Seen],
    (uid, day, reason): (&str, Day, &str),
    now: Ts,
) -> Result<usize, Refused> {
    let mut steps = Vec::with_capacity(seen.len());
    let mut marked = 0;
    for (person, unit) in seen {
        let grant = at.iter().find(|grant| grant.unit() == *unit).ok_or(Refused::NoGrant(*person))?;
        let open = open(conn, *person).await?;
        if open.iter().any(|(_, _, known)| known == reason) {
            continue;
        }
        for (row, from, _) in open {
            steps.push(end(conn, *person, (row, from), day).await?);
        }
        let sql = "INSERT INTO member_check (person_id, reason, from_day) VALUES ($1, $2, $3)";
        let row = conn.insert(sql, &[person, &reason, &day]).await?;
        steps.push(Step { subject: *person, span: CHECK, row, began: true, had: None, set: None });
        let event = grant.event("people.check.set", CHECK, row);
        journal::write(conn, &event.after(json!({"person": person})), now).await?;
        marked += 1;
    }
    batch::keep(conn, &over, uid, MARK, (&steps, json!({})), now).await?;
    Ok(marked)
}

/// Clears the marks of these members; of how many. The batch itself is one of the unit of `over`.
///
/// # Errors
/// See [`Refused`]; nothing may be committed then.
pub(super) async fn clear(
    conn: &mut Conn,
    (over, at): (Grant<KeepPeople>, &[Grant<KeepPeople>]),
    seen: &[Seen],
    (uid, day): (&str, Day),
    now: Ts,
) -> Result<usize, Refused> {
    let mut steps = Vec::with_capacity(seen.len());
    let mut cleared = 0;
    for (person, unit) in seen {
        let grant = at.iter().find(|grant| grant.unit() == *unit).ok_or(Refused::NoGrant(*person))?;
        let open = open(conn, *person).await?;
        cleared += usize::from(!open.is_empty());
        for (row, from, _) in open {
            steps.push(end(conn, *person, (row, from), day).await?);
            let event = grant.event("people.check.clear", CHECK, row);
            journal::write(conn, &event.after(json!({"person": person})), now).await?;
        }
    }
    batch::keep(conn, &over, uid, CLEAR, (&steps, json!({})), now).await?;
    Ok(cleared)
}

async fn open(conn: &mut Conn, person: i64) -> Result<Vec<(i64, Day, String)>, DbError> {
    conn.all("SELECT id, from_day, reason FROM member_check WHERE person_id = $1 AND to_day IS NULL", &[&person]).await
}

async fn end(conn: &mut Conn, person: i64, (row, from): (i64, Day), day: Day) -> Result<Step, DbError> {
    let set = Some(day.max(from));
    conn.exec("UPDATE member_check SET to_day = $1 WHERE id = $2", &[&set, &row]).await?;
    Ok(Step { subject: person, span: CHECK, row, began: false, had: None, set })
}

/// Takes a batch back, with a row of the journal for each member.
///
/// # Errors
/// See [`batch::Kept`]; nothing may be committed then.
pub(super) async fn take_back(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    batch: &Batch,
    now: Ts,
) -> Result<(), batch::Kept> {
    let steps = batch::take_back(conn, &grant, batch, &SPANS, now).await?;
    let (opened, left) = transfer::reopen(conn, By::Batch(&batch.uid)).await?;
    if !left.is_empty() {
        return Err(batch::Kept::Changed);
    }
    for (transfer, person) in opened {
        let event = grant.event("transfer.reopen", "transfer", transfer).after(json!({"person": person}));
        journal::write(conn, &event, now).await?;
    }
    let mut told = std::collections::HashSet::new();
    for step in steps.iter().filter(|step| told.insert(step.subject)) {
        let verb = if step.span == CHECK { "people.check.take_back" } else { "people.membership.take_back" };
        let event = grant.event(verb, step.span, step.row).after(json!({"person": step.subject}));
        journal::write(conn, &event, now).await?;
    }
    Ok(())
}
