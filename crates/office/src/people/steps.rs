//! What a change of standing brings with it: belongings that end or begin on the day, noted row by row as they were
//! before, so that an amendment takes them back exactly.

use super::state::is_party_kind;
use crate::org::{Span, carry_on};
use kit::clock::Day;
use kit::db::{Conn, Result};
use rules::EndsPosts;

const MEMBERSHIP: &str = "membership";
const OFFICIAL_ON: &str = "official_on";

async fn note(conn: &mut Conn, state: i64, span: &str, row: i64, began: bool, before: Option<Day>) -> Result<()> {
    let sql = "INSERT INTO member_state_step (state_id, span, row_id, began, to_before) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, &[&state, &span, &row, &i64::from(began), &before]).await?;
    Ok(())
}

/// Ends on `day` where the person belongs, from which duties the person is exempt, and the posts that go with it.
pub(super) async fn end_belonging(conn: &mut Conn, state: i64, person: i64, day: Day, posts: EndsPosts) -> Result<()> {
    let mut spans = vec![MEMBERSHIP, "residence_link", "exemption"];
    if posts == EndsPosts::All {
        spans.push("affiliation");
    }
    for span in spans {
        let sql = format!(
            "SELECT id, from_day, to_day FROM {span} WHERE person_id = $1 AND (to_day IS NULL OR to_day > $2)
             AND (to_day IS NULL OR to_day > from_day) ORDER BY id"
        );
        let rows: Vec<(i64, Day, Option<Day>)> = conn.all(&sql, &[&person, &day]).await?;
        end(conn, state, span, rows, day).await?;
    }
    if posts == EndsPosts::None {
        return Ok(());
    }
    let sql = "SELECT h.id, h.from_day, h.to_day, u.kind FROM post_holding h JOIN post p ON p.id = h.post_id
               JOIN unit u ON u.id = p.unit_id WHERE h.person_id = $1 AND (h.to_day IS NULL OR h.to_day > $2)
               AND (h.to_day IS NULL OR h.to_day > h.from_day) ORDER BY h.id";
    let held: Vec<(i64, Day, Option<Day>, String)> = conn.all(sql, &[&person, &day]).await?;
    let ending = held.into_iter().filter(|(.., kind)| posts == EndsPosts::All || is_party_kind(kind));
    end(conn, state, "post_holding", ending.map(|(id, from, to, _)| (id, from, to)).collect(), day).await
}

async fn end(conn: &mut Conn, state: i64, span: &str, rows: Vec<(i64, Day, Option<Day>)>, day: Day) -> Result<()> {
    for (row, from, to) in rows {
        note(conn, state, span, row, false, to).await?;
        // What was to begin later does not come to hold.
        conn.exec(&format!("UPDATE {span} SET to_day = $1 WHERE id = $2"), &[&day.max(from), &row]).await?;
    }
    Ok(())
}

/// Begins a main membership at a unit.
pub(super) async fn belong(
    conn: &mut Conn,
    state: i64,
    (person, unit): (i64, i64),
    day: Day,
    paper: &str,
) -> Result<()> {
    let sql = "INSERT INTO membership (person_id, unit_id, kind, from_day, paper) VALUES ($1, $2, 'main', $3, $4)";
    let row = conn.insert(sql, &[&person, &unit, &day, &paper]).await?;
    note(conn, state, MEMBERSHIP, row, true, None).await?;
    carry_on(conn, Span::Membership, row).await
}

/// Says since when the person is official.
pub(super) async fn official_on(conn: &mut Conn, state: i64, person: i64, day: Option<Day>) -> Result<()> {
    let before: Option<Option<Day>> = conn.value("SELECT official_on FROM person WHERE id = $1", &[&person]).await?;
    note_official(conn, state, person, before.flatten()).await?;
    conn.exec("UPDATE person SET official_on = $1 WHERE id = $2", &[&day, &person]).await?;
    Ok(())
}

/// Notes since when the person was official before the change.
pub(super) async fn note_official(conn: &mut Conn, state: i64, person: i64, before: Option<Day>) -> Result<()> {
    note(conn, state, OFFICIAL_ON, person, false, before).await
}

/// The membership that a change of standing began: its unit and day.
pub(super) async fn began(conn: &mut Conn, state: i64) -> Result<Option<(i64, Day)>> {
    let sql = "SELECT m.unit_id, m.from_day FROM member_state_step s JOIN membership m ON m.id = s.row_id
               WHERE s.state_id = $1 AND s.span = 'membership' AND s.began = 1";
    conn.opt(sql, &[&state]).await
}

/// Puts everything back as it was before the change.
pub(super) async fn take_back(conn: &mut Conn, state: i64) -> Result<()> {
    let sql = "SELECT span, row_id, began, to_before FROM member_state_step WHERE state_id = $1 ORDER BY id DESC";
    let steps: Vec<(String, i64, i64, Option<Day>)> = conn.all(sql, &[&state]).await?;
    for (span, row, began, before) in steps {
        if span == OFFICIAL_ON {
            conn.exec("UPDATE person SET official_on = $1 WHERE id = $2", &[&before, &row]).await?;
        } else if began == 1 {
            if span == MEMBERSHIP {
                give_up_onward(conn, row).await?;
            }
            conn.exec(&format!("UPDATE {span} SET to_day = from_day WHERE id = $1"), &[&row]).await?;
        } else {
            conn.exec(&format!("UPDATE {span} SET to_day = $1 WHERE id = $2"), &[&before, &row]).await?;
        }
    }
    Ok(())
}

/// A change of units is taken back that had given a row the end `gave` before a change of standing ended it: what an amendment
/// of the standing would give back is what the row has `without` that change.
pub(crate) async fn left_without(
    conn: &mut Conn,
    (span, row): (&str, i64),
    (gave, without): (Option<Day>, Option<Day>),
) -> Result<()> {
    let sql = "SELECT id, to_before FROM member_state_step WHERE span = $1 AND row_id = $2 AND began = 0";
    let noted: Vec<(i64, Option<Day>)> = conn.all(sql, &[&span, &row]).await?;
    for (step, _) in noted.into_iter().filter(|(_, before)| *before == gave) {
        conn.exec("UPDATE member_state_step SET to_before = $1 WHERE id = $2", &[&without, &step]).await?;
    }
    Ok(())
}

/// A membership that is taken back goes nowhere from where its unit ends, and is none of what that change of units did.
async fn give_up_onward(conn: &mut Conn, row: i64) -> Result<()> {
    let sql = "SELECT person_id, to_day FROM membership WHERE id = $1";
    let (person, mut then): (i64, Option<Day>) = conn.one(sql, &[&row]).await?;
    let mut along = vec![row];
    while let Some(day) = then {
        let Some((next, end)) = super::taken_along(conn, person, day).await? else { break };
        conn.exec("UPDATE membership SET to_day = from_day WHERE id = $1", &[&next]).await?;
        along.push(next);
        then = end;
    }
    for row in along {
        conn.exec("DELETE FROM unit_step WHERE span = 'membership' AND row_id = $1", &[&row]).await?;
    }
    Ok(())
}

/// A change of units is taken back that had ended a row of somebody's on the day on which they left of their own: it stays ended,
/// and what an amendment of that standing would give back is what the row had before the change.
pub(crate) async fn left_on_the_day(
    conn: &mut Conn,
    (span, row): (&str, i64),
    day: Option<Day>,
    had: Option<Day>,
) -> Result<()> {
    let sql = format!(
        "SELECT max(s.id) FROM {span} r JOIN member_state s ON s.person_id = r.person_id AND s.from_day = $2
           AND s.state IN ('removed', 'expelled', 'left', 'deceased') AND (s.to_day IS NULL OR s.to_day > s.from_day)
         WHERE r.id = $1"
    );
    if let Some(state) = conn.value::<Option<i64>>(&sql, &[&row, &day]).await?.flatten() {
        note(conn, state, span, row, false, had).await?;
    }
    Ok(())
}
