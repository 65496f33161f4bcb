//! Dated rows under change. A row holds from its first day up to, but without, its last; nothing is deleted: a row that
//! never came to hold ends on the day on which it begins. What is done to a row is noted, so that it can be undone.

use super::change::ChangeError;
use super::estate::{Dependent, Fate, Kind, Named, TRANSFERS_OUT};
use super::undo::comes_first;
use crate::people;
use crate::transfer::{self, By};
use kit::clock::Day;
use kit::db::{Arg, Conn, DbError, Result};
use std::collections::{BTreeSet, HashSet};

/// Tables of dated rows that a change of units touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Names of units.
    Name,
    /// What a unit stands under.
    Parent,
    /// Who belongs to a unit.
    Membership,
    /// Who holds a post of a unit.
    Post,
    /// Who acts in a role at a unit.
    Role,
    /// Names of areas.
    Area,
    /// Codes of units.
    Code,
    /// Terms of units.
    Term,
    /// Who keeps in touch with a cell of residence.
    Residence,
    /// Who belongs to the Front or one of its organisations.
    Affiliation,
    /// Rights passed on for a while.
    Delegation,
}

impl Span {
    /// All of them.
    pub const ALL: [Span; 11] = [
        Span::Name,
        Span::Parent,
        Span::Membership,
        Span::Post,
        Span::Role,
        Span::Area,
        Span::Code,
        Span::Term,
        Span::Residence,
        Span::Affiliation,
        Span::Delegation,
    ];

    /// The column of the unit that must be there as long as a row holds, as SQL over the row `t`; of what is a unit's own name or
    /// an area's there is none.
    pub(super) fn rests_on(self) -> Option<&'static str> {
        match self {
            Span::Name | Span::Area => None,
            Span::Parent => Some("t.parent_id"),
            Span::Post => Some("(SELECT p.unit_id FROM post p WHERE p.id = t.post_id)"),
            _ => Some("t.unit_id"),
        }
    }

    /// The table.
    pub fn table(self) -> &'static str {
        match self {
            Span::Name => "unit_name",
            Span::Parent => "unit_parent",
            Span::Membership => "membership",
            Span::Post => "post_holding",
            Span::Role => "role_holding",
            Span::Area => "area_name",
            Span::Code => "unit_code",
            Span::Term => "unit_term",
            Span::Residence => "residence_link",
            Span::Affiliation => "affiliation",
            Span::Delegation => "delegation",
        }
    }
}

/// A row that overlaps the time from a day on: its id, its first day, its end.
pub(super) type Row = (i64, Day, Option<Day>);

/// The rows of a table that hold on `day` or later, where `condition` (with `$2`) is true.
pub(super) async fn from_day_on(
    conn: &mut Conn,
    span: Span,
    condition: &str,
    value: i64,
    day: Day,
) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT id, from_day, to_day FROM {} WHERE (to_day IS NULL OR (to_day > $1 AND to_day > from_day))
         AND {condition} ORDER BY from_day, id",
        span.table()
    );
    conn.all(&sql, &[&day, &value]).await
}

/// Ends a row on `day`, or, when it begins later, before it came to hold.
pub(super) async fn end(conn: &mut Conn, event: i64, span: Span, (id, from, to): Row, day: Day) -> Result<()> {
    let end = day.max(from);
    conn.exec(&format!("UPDATE {} SET to_day = $1 WHERE id = $2", span.table()), &[&end, &id]).await?;
    step(conn, event, span, id, false, to, Some(end)).await
}

/// Begins a row: `columns` and `values` without its days.
pub(super) async fn begin(
    conn: &mut Conn,
    event: i64,
    span: Span,
    (columns, values): (&str, &[&dyn Arg]),
    (from, to): (Day, Option<Day>),
) -> Result<()> {
    let places: Vec<String> = (3..3 + values.len()).map(|place| format!("${place}")).collect();
    let sql =
        format!("INSERT INTO {} (from_day, to_day, {columns}) VALUES ($1, $2, {})", span.table(), places.join(", "));
    let mut all: Vec<&dyn Arg> = vec![&from, &to];
    all.extend(values);
    let id = conn.insert(&sql, &all).await?;
    step(conn, event, span, id, true, None, to).await
}

/// Ends a row on `day`; one like it, with the same `columns`, begins there at the unit `into`: the row that begins.
pub(super) async fn pass(
    conn: &mut Conn,
    event: i64,
    (span, columns): (Span, &str),
    row: Row,
    (day, paper): (Day, &str),
    into: i64,
) -> Result<i64> {
    let (id, from, to) = row;
    end(conn, event, span, row, day).await?;
    let owner = if span == Span::Parent { "parent_id" } else { "unit_id" };
    let table = span.table();
    // The types are said, because PostgreSQL does not look for them in a SELECT.
    let sql = format!(
        "INSERT INTO {table} (from_day, to_day, {owner}, paper, {columns})
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), {columns}
         FROM {table} WHERE id = $5"
    );
    let new = conn.insert(&sql, &[&day.max(from), &to, &into, &paper, &id]).await?;
    step(conn, event, span, new, true, None, to).await?;
    Ok(new)
}

/// A thing belongs to another unit from now on; or, where it `waits`, when the day of the event has come, see [`super::due`].
pub(super) async fn hand(
    conn: &mut Conn,
    event: i64,
    kind: &Kind,
    row: i64,
    (had, set): (i64, i64),
    waits: bool,
) -> Result<()> {
    let Kind { table, column, .. } = kind;
    if !waits {
        conn.exec(&format!("UPDATE {table} SET {column} = $1 WHERE id = $2"), &[&set, &row]).await?;
    }
    let sql =
        "INSERT INTO unit_handed (event_id, thing, row_id, had_unit, set_unit, waits) VALUES ($1, $2, $3, $4, $5, $6)";
    conn.exec(sql, &[&event, &kind.key, &row, &had, &set, &i64::from(waits)]).await?;
    Ok(())
}

/// Whether a change that stands did something to a row.
pub(super) async fn is_of_change(conn: &mut Conn, span: Span, row: i64) -> Result<bool> {
    let sql = "SELECT count(*) FROM unit_step s JOIN unit_event e ON e.id = s.event_id
               WHERE s.span = $1 AND s.row_id = $2 AND e.undone_at IS NULL";
    Ok(conn.value::<i64>(sql, &[&span.table(), &row]).await?.unwrap_or(0) > 0)
}

async fn step(
    conn: &mut Conn,
    event: i64,
    span: Span,
    row: i64,
    began: bool,
    had: Option<Day>,
    set: Option<Day>,
) -> Result<()> {
    conn.exec(
        "INSERT INTO unit_step (event_id, span, row_id, began, had_to_day, set_to_day) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&event, &span.table(), &row, &i64::from(began), &had, &set],
    )
    .await?;
    Ok(())
}

kit::record! {
    /// What an event did to one row.
    struct Step {
        span: String,
        row_id: i64,
        began: i64,
        had_to_day: Option<Day>,
        set_to_day: Option<Day>,
    }
}

/// Takes back what an event did to dated rows and to things that were handed over; the rows that hold longer by it.
///
/// # Errors
/// [`ChangeError::Depends`] when some were changed by something else since, with the changes of units that did it and what else was.
pub(super) async fn take_back(
    conn: &mut Conn,
    event: i64,
    (seat, day): (i64, Day),
) -> std::result::Result<Vec<(Span, i64)>, ChangeError> {
    let steps: Vec<Step> = conn
        .all(
            "SELECT span, row_id, began, had_to_day, set_to_day FROM unit_step WHERE event_id = $1 ORDER BY id DESC",
            &[&event],
        )
        .await?;
    let (mut depends, mut longer, mut since) = (Vec::new(), Vec::new(), BTreeSet::new());
    let gone = left_that_day(conn, event).await?;
    // A row that somebody left on the very day on which it began; the step before is of the row from which they were taken along.
    let mut given_up: Option<(Span, Day)> = None;
    for Step { span: table, row_id: row, began, had_to_day: had, set_to_day: set } in steps {
        let span = Span::ALL.into_iter().find(|span| span.table() == table);
        let span = span.ok_or_else(|| ChangeError::Depends(vec![]))?;
        let table = span.table();
        let now: Option<(Day, Option<Day>)> =
            conn.opt(&format!("SELECT from_day, to_day FROM {table} WHERE id = $1"), &[&row]).await?;
        let Some((from, to)) = now.filter(|(_, to)| *to == set) else {
            match (set_by_another(conn, (event, span, row), now).await?, now) {
                (Some(later), _) => _ = since.insert(later),
                (None, Some((from, to))) if has_left(span, (from, to), (began == 1, set)) => {
                    // What whoever comes back would have again is as if the change had never been.
                    let days = (set, if began == 1 { Some(from) } else { had });
                    people::left_without(conn, (table, row), days).await?;
                    if span == Span::Post {
                        transfer::left_without(conn, row, days).await?;
                    }
                    given_up = (began == 1).then_some((span, from));
                }
                _ => depends.push(named(conn, span, row, (seat, day)).await?),
            }
            continue;
        };
        let left_then = given_up.take().is_some_and(|(of, day)| of == span && to == Some(day));
        if left_then && began == 0 {
            people::left_on_the_day(conn, (table, row), set, had).await?;
            continue;
        }
        let back = if began == 1 { Some(from) } else { had };
        let holder = if span == Span::Post && began == 0 && !gone.is_empty() { holder(conn, row).await? } else { None };
        if holder.is_some_and(|person| gone.contains(&person)) {
            people::left_on_the_day(conn, (table, row), set, had).await?;
            continue;
        }
        if back != to {
            conn.exec(&format!("UPDATE {table} SET to_day = $1 WHERE id = $2"), &[&back, &row]).await?;
            longer.push((span, row));
        }
    }
    let sql =
        "SELECT thing, row_id, had_unit, set_unit FROM unit_handed WHERE event_id = $1 AND waits = 0 ORDER BY id DESC";
    let handed: Vec<(String, i64, i64, i64)> = conn.all(sql, &[&event]).await?;
    for (thing, row, had, set) in handed {
        let kind = Kind::by_key(&thing).ok_or_else(|| ChangeError::Depends(vec![]))?;
        let Kind { table, column, .. } = kind;
        let sql = format!("UPDATE {table} SET {column} = $1 WHERE id = $2 AND {column} = $3");
        let is_back = conn.exec(&sql, &[&had, &row, &set]).await? > 0;
        // What is about somebody goes where they do: see `super::along`.
        if is_back || kind.fate == Fate::WithPerson {
            continue;
        }
        if let Some(later) = handed_by_another(conn, event, (kind, row, set)).await? {
            since.insert(later);
        } else {
            let label = kind.label_of(conn, row, day).await?;
            depends.push(Dependent { key: kind.key, label, named: kind.named, unit: seat });
        }
    }
    for row in transfer::reopen(conn, By::Change(event)).await?.1 {
        let kind = Kind::by_key(TRANSFERS_OUT).ok_or_else(|| ChangeError::Depends(vec![]))?;
        let label = kind.label_of(conn, row, day).await?;
        depends.push(Dependent { key: kind.key, label, named: kind.named, unit: seat });
    }
    depends.dedup();
    for later in since {
        depends.insert(0, comes_first(conn, (later, 0), seat).await?);
    }
    if depends.is_empty() { Ok(longer) } else { Err(ChangeError::Depends(depends)) }
}

/// Whether a row of somebody's is otherwise than the event left it because they had gone of their own before they would have
/// been taken along: then nothing of theirs is to be taken back. What another change did is none of this.
fn has_left(span: Span, (from, to): (Day, Option<Day>), (began, set): (bool, Option<Day>)) -> bool {
    let of_people = matches!(span, Span::Membership | Span::Post | Span::Role | Span::Residence | Span::Affiliation);
    let ended = if began { to == Some(from) } else { to.zip(set).is_some_and(|(to, set)| to < set) };
    of_people && ended
}

/// The other change that stands and gave a row the end that it has. One that touched it before is not meant: what counts is who
/// gave it the end.
async fn set_by_another(
    conn: &mut Conn,
    (event, span, row): (i64, Span, i64),
    now: Option<(Day, Option<Day>)>,
) -> Result<Option<i64>> {
    let Some(to) = now.and_then(|(_, to)| to) else { return Ok(None) };
    let sql = "SELECT s.event_id FROM unit_step s JOIN unit_event e ON e.id = s.event_id
               WHERE s.span = $1 AND s.row_id = $2 AND s.event_id <> $3 AND e.undone_at IS NULL AND s.set_to_day = $4
               ORDER BY s.id DESC LIMIT 1";
    conn.value(sql, &[&span.table(), &row, &event, &to]).await
}

/// The other change that stands and handed a thing on from the unit at which an event had put it.
async fn handed_by_another(conn: &mut Conn, event: i64, (kind, row, set): (&Kind, i64, i64)) -> Result<Option<i64>> {
    let sql = "SELECT d.event_id FROM unit_handed d JOIN unit_event e ON e.id = d.event_id
               WHERE d.thing = $1 AND d.row_id = $2 AND d.event_id <> $3 AND d.had_unit = $4 AND d.waits = 0
                 AND e.undone_at IS NULL ORDER BY d.id DESC LIMIT 1";
    conn.value(sql, &[&kind.key, &row, &event, &set]).await
}

async fn holder(conn: &mut Conn, holding: i64) -> Result<Option<i64>> {
    conn.value("SELECT person_id FROM post_holding WHERE id = $1", &[&holding]).await
}

/// Who left on the very day of an event of their own, rather than be taken along: they hold no post that it ended either.
async fn left_that_day(conn: &mut Conn, event: i64) -> Result<HashSet<i64>> {
    let sql = "SELECT m.person_id FROM unit_step s JOIN membership m ON s.span = 'membership' AND m.id = s.row_id
               WHERE s.event_id = $1 AND s.began = 1 AND m.kind = 'main' AND m.to_day = m.from_day
                 AND (s.set_to_day IS NULL OR s.set_to_day > m.from_day)";
    Ok(conn.all::<(i64,)>(sql, &[&event]).await?.into_iter().map(|(person,)| person).collect())
}

/// A dated row as what depends on a change.
async fn named(conn: &mut Conn, span: Span, row: i64, (seat, day): (i64, Day)) -> Result<Dependent> {
    let plain = |key, column| (key, format!("SELECT CAST({column} AS TEXT) FROM {} WHERE id = $1", span.table()));
    let (key, sql) = match span {
        Span::Name => plain("names", "name"),
        Span::Code => plain("codes", "code"),
        Span::Term => plain("terms", "no"),
        Span::Area => plain("areas", "name"),
        span => {
            let kind = super::estate::ALL.iter().find(|kind| kind.table == span.table());
            let Some(kind) = kind else { return Err(DbError::Broken(format!("no kind of {}", span.table()))) };
            let label = kind.label_of(conn, row, day).await?;
            return Ok(Dependent { key: kind.key, label, named: kind.named, unit: seat });
        }
    };
    let label = conn.value(&sql, &[&row]).await?.unwrap_or_default();
    Ok(Dependent { key, label, named: Named::Openly, unit: seat })
}
