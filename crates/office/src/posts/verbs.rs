//! Giving a post, ending and correcting what is on record of it, and setting aside what was entered by mistake.

use super::Seat;
use super::reading::{Holding, Stamp, of_unit};
use crate::identity::reach::seating::Seating;
use crate::org::kind;
use crate::people::unit_of;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// What is to be on record of who holds a post.
#[derive(Clone, Debug)]
pub struct NewHolding<'a> {
    /// Who holds it.
    pub person: i64,
    /// Since when.
    pub from: Day,
    /// The first day without it.
    pub to: Option<Day>,
    /// The term for which it is held, one of the unit.
    pub term: Option<i64>,
    /// Number and day of the paper; empty when none is known.
    pub paper: &'a str,
}

/// Why something about a post was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The unit was not there yet before this day.
    #[error("the unit begins on {0}")]
    Begins(Day),
    /// The unit is not there any more from this day on.
    #[error("the unit ends on {0}")]
    Ends(Day),
    /// All seats are taken by these.
    #[error("the post is taken")]
    Taken(Vec<Holding>),
    /// The same person holds it already in that time.
    #[error("the person holds it already")]
    Twice(Box<Holding>),
    /// Who is no member on this day gets no post from then on.
    #[error("no member on {0}")]
    NoMember(Day),
    /// A post of the Party is held by nobody who had not joined it yet, on this day.
    #[error("joined on {0}")]
    NotJoined(Day),
    /// The term is not one of the unit, or not of that time.
    #[error("not a term of that time")]
    Term,
    /// It would end before it began.
    #[error("it begins on {0}")]
    BeforeBegin(Day),
    /// Somebody else changed it since it was read.
    #[error("the post was changed meanwhile")]
    Stale,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, PostError>;

/// From one day up to, but without, another.
pub type Span = (Day, Option<Day>);

/// Whether somebody holds a post on a day from `today` on by the span `new` on which they do not by `old`.
pub fn gives(old: Option<Span>, new: Span, today: Day) -> bool {
    let (from, to) = (new.0.max(today), new.1);
    if to.is_some_and(|to| to <= from) {
        return false;
    }
    !old.is_some_and(|(begins, ends)| begins <= from && ends.is_none_or(|ends| to.is_some_and(|to| to <= ends)))
}

/// Gives a person a post; the holding. `uid` is the post's outward identity, where the unit never had it.
///
/// # Errors
/// See [`PostError`]; the caller rolls back.
pub async fn hold(conn: &mut Conn, seating: Seating, uid: &str, new: &NewHolding<'_>, now: Ts) -> Result<i64> {
    let span = (new.from, new.to);
    allowed(&seating, new.person, gives(None, span, now.day()))?;
    fits(conn, seating.seat(), None, new, now.day()).await?;
    let post = post_at(conn, &seating, uid, now).await?;
    let paper = Some(new.paper).filter(|paper| !paper.is_empty());
    let id = conn
        .insert(
            "INSERT INTO post_holding (post_id, person_id, from_day, to_day, paper, term_id) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&post, &new.person, &new.from, &new.to, &paper, &new.term],
        )
        .await?;
    let after = json!({"post": post, "person": new.person, "from": new.from, "to": new.to, "term": new.term});
    journal::write(conn, &seating.grant().event("people.post.hold", "post_holding", id).after(after), now).await?;
    Ok(id)
}

/// Says otherwise from when to when somebody holds a post, in which term and by which paper.
///
/// # Errors
/// See [`PostError`]; the caller rolls back.
pub async fn correct(
    conn: &mut Conn,
    seating: Seating,
    (holding, stamp): (i64, Stamp),
    new: &NewHolding<'_>,
    now: Ts,
) -> Result<()> {
    let old = find(conn, seating.seat(), holding, stamp).await?;
    if old.person_id != new.person {
        return Err(DbError::Refused(format!("the holding {holding} is another person's")).into());
    }
    allowed(&seating, new.person, gives(Some((old.from_day, old.to_day)), (new.from, new.to), now.day()))?;
    fits(conn, seating.seat(), Some(&old), new, now.day()).await?;
    let paper = Some(new.paper).filter(|paper| !paper.is_empty());
    // What ended it is no more said of one that goes on.
    let ended_by = old.ended_by.clone().filter(|_| new.to.is_some());
    let sql = "UPDATE post_holding SET from_day = $1, to_day = $2, paper = $3, term_id = $4, ended_by = $5, version = version + 1
               WHERE id = $6 AND version = $7";
    let values: [&dyn kit::db::Arg; 7] = [&new.from, &new.to, &paper, &new.term, &ended_by, &holding, &old.version];
    written(conn.exec(sql, &values).await?)?;
    let before = json!({"from": old.from_day, "to": old.to_day, "term": old.term_id, "paper": old.paper});
    let after = json!({"person": new.person, "from": new.from, "to": new.to, "term": new.term, "paper": paper});
    let event = seating.grant().event("people.post.correct", "post_holding", holding).before(before).after(after);
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Ends on `day` (the first day without it) what a person holds, by a paper. It may also end sooner than was known, or
/// later when the seating gives that.
///
/// # Errors
/// See [`PostError`]; the caller rolls back.
pub async fn leave(
    conn: &mut Conn,
    seating: Seating,
    (holding, stamp): (i64, Stamp),
    (day, paper): (Day, &str),
    now: Ts,
) -> Result<()> {
    let old = find(conn, seating.seat(), holding, stamp).await?;
    if day <= old.from_day {
        return Err(PostError::BeforeBegin(old.from_day));
    }
    let new = NewHolding {
        person: old.person_id,
        from: old.from_day,
        to: Some(day),
        term: old.term_id,
        paper: old.paper.as_deref().unwrap_or_default(),
    };
    let longer = gives(Some((old.from_day, old.to_day)), (old.from_day, new.to), now.day());
    allowed(&seating, old.person_id, longer)?;
    if longer {
        fits(conn, seating.seat(), Some(&old), &new, now.day()).await?;
    }
    let paper = Some(paper).filter(|paper| !paper.is_empty());
    let sql =
        "UPDATE post_holding SET to_day = $1, ended_by = $2, version = version + 1 WHERE id = $3 AND version = $4";
    written(conn.exec(sql, &[&day, &paper, &holding, &old.version]).await?)?;
    let event = seating.grant().event("people.post.leave", "post_holding", holding).before(json!({"to": old.to_day}));
    journal::write(conn, &event.after(json!({"person": old.person_id, "to": day, "paper": paper})), now).await?;
    Ok(())
}

/// Sets aside what was entered by mistake: it never came to hold. `why` stands in the journal.
///
/// # Errors
/// See [`PostError`]; the caller rolls back.
pub async fn drop_holding(
    conn: &mut Conn,
    seating: Seating,
    (holding, stamp): (i64, Stamp),
    why: &str,
    now: Ts,
) -> Result<()> {
    let old = find(conn, seating.seat(), holding, stamp).await?;
    let sql = "UPDATE post_holding SET to_day = from_day, version = version + 1 WHERE id = $1 AND version = $2";
    written(conn.exec(sql, &[&holding, &old.version]).await?)?;
    let before = json!({"from": old.from_day, "to": old.to_day, "paper": old.paper});
    let event = seating.grant().event("people.post.drop", "post_holding", holding).before(before);
    journal::write(conn, &event.after(json!({"person": old.person_id, "why": why})), now).await?;
    Ok(())
}

fn allowed(seating: &Seating, person: i64, gives: bool) -> Result<()> {
    if gives && !seating.gives(person) {
        return Err(DbError::Refused("this post is given by two persons".to_owned()).into());
    }
    Ok(())
}

fn written(rows: u64) -> Result<()> {
    if rows == 0 { Err(PostError::Stale) } else { Ok(()) }
}

/// The holding, if it is of this seat and as it was when it was read.
async fn find(conn: &mut Conn, seat: &Seat, holding: i64, stamp: Stamp) -> Result<Holding> {
    let all = of_unit(conn, seat.unit()).await?;
    let found = all.into_iter().find(|known| known.id == holding && known.title == seat.title());
    found.filter(|known| known.stamp() == stamp).ok_or(PostError::Stale)
}

/// Whether it may be so: the unit is there, a seat is free, the term is of the time, the person is a member, and of the
/// Party's own posts had joined. `old` is what
/// is corrected.
///
/// # Errors
/// See [`PostError`].
pub async fn fits(conn: &mut Conn, seat: &Seat, old: Option<&Holding>, new: &NewHolding<'_>, today: Day) -> Result<()> {
    let (from, to) = (new.from, new.to);
    if to.is_some_and(|to| to <= from) {
        return Err(PostError::BeforeBegin(from));
    }
    let there = "SELECT min(from_day), max(coalesce(to_day, '9999-12-31')) FROM unit_name
                 WHERE unit_id = $1 AND (to_day IS NULL OR to_day > from_day)";
    let (begins, ends): (Option<Day>, Option<Day>) = conn.one(there, &[&seat.unit()]).await?;
    if let Some(begins) = begins.filter(|begins| from < *begins) {
        return Err(PostError::Begins(begins));
    }
    if let Some(ends) = ends.filter(|ends| *ends < Day::of(9999, 12, 31) && to.is_none_or(|to| to > *ends)) {
        return Err(PostError::Ends(ends));
    }
    if kind::is_of_party(seat.kind())
        && let Some(joined) = joined(conn, new.person).await?.filter(|joined| from < *joined)
    {
        return Err(PostError::NotJoined(joined));
    }
    if let Some(term) = new.term {
        let sql = "SELECT from_day, to_day FROM unit_term WHERE id = $1 AND unit_id = $2";
        let known: Option<(Day, Option<Day>)> = conn.opt(sql, &[&term, &seat.unit()]).await?;
        let (begins, ends) = known.ok_or(PostError::Term)?;
        if ends.is_some_and(|ends| ends <= from) || to.is_some_and(|to| to <= begins) {
            return Err(PostError::Term);
        }
    }
    let overlaps = |known: &&Holding| {
        known.title == seat.title()
            && old.is_none_or(|old| old.id != known.id)
            && known.to_day.is_none_or(|end| end > from)
            && to.is_none_or(|to| to > known.from_day)
    };
    let all = of_unit(conn, seat.unit()).await?;
    let others: Vec<&Holding> = all.iter().filter(overlaps).collect();
    if let Some(same) = others.iter().find(|known| known.person_id == new.person) {
        return Err(PostError::Twice(Box::new((*same).clone())));
    }
    // The most hold it at a time on a day on which one of them begins.
    let begins = std::iter::once(from).chain(others.iter().map(|known| known.from_day.max(from)));
    let most = begins.map(|day| others.iter().filter(|known| known.holds_on(day)).count()).max().unwrap_or(0);
    if most >= usize::try_from(seat.seats).unwrap_or(usize::MAX) {
        return Err(PostError::Taken(others.into_iter().cloned().collect()));
    }
    let known = old.map(|old| (old.from_day, old.to_day));
    let first = from.max(today);
    if gives(known, (from, to), today) && unit_of(conn, new.person, first).await?.is_none() {
        return Err(PostError::NoMember(first));
    }
    Ok(())
}

/// The first day on which somebody is known to have been in the Party, also the first time of two; nothing where the day of
/// joining is not on record.
async fn joined(conn: &mut Conn, person: i64) -> Result<Option<Day>> {
    let sql = "SELECT p.joined_on,
                 (SELECT min(s.from_day) FROM member_state s WHERE s.person_id = p.id
                    AND (s.to_day IS NULL OR s.to_day > s.from_day)),
                 (SELECT min(m.from_day) FROM membership m WHERE m.person_id = p.id AND m.kind = 'main'
                    AND (m.to_day IS NULL OR m.to_day > m.from_day))
               FROM person p WHERE p.id = $1";
    let known: Option<(Option<Day>, Option<Day>, Option<Day>)> = conn.opt(sql, &[&person]).await?;
    let Some((Some(joined), state, member)) = known else { return Ok(None) };
    Ok([Some(joined), state, member].into_iter().flatten().min())
}

/// The row of the post; made when the unit never had it.
async fn post_at(conn: &mut Conn, seating: &Seating, uid: &str, now: Ts) -> Result<i64> {
    let (unit, title) = (seating.seat().unit(), seating.seat().title());
    let known = "SELECT id FROM post WHERE unit_id = $1 AND title = $2";
    if let Some(id) = conn.value(known, &[&unit, &title]).await? {
        return Ok(id);
    }
    let id = conn.insert("INSERT INTO post (uid, unit_id, title) VALUES ($1, $2, $3)", &[&uid, &unit, &title]).await?;
    let event = seating.grant().event("org.post.add", "post", id).after(json!({"unit": unit, "title": title}));
    journal::write(conn, &event, now).await?;
    Ok(id)
}
