//! Ties to a place that a change of units makes one's own: stays for a time and links of residence.

use super::spans::{Row, Span, end};
use kit::clock::Day;
use kit::db::{Conn, Result};

/// Who belongs to a unit for good is no longer there for a time, nor keeps in touch with it from where they live: ends on `day`
/// the ties of those kinds that an event leaves in the member's own unit. The list of a unit would name them twice, and a stay
/// could be ended by a transfer that goes nowhere.
pub(super) async fn end_own(conn: &mut Conn, event: i64, day: Day) -> Result<()> {
    for (span, fit) in [(Span::Membership, "t.kind = 'temporary'"), (Span::Residence, "1 = 1")] {
        let table = span.table();
        let of = |which: &str| {
            format!(
                "SELECT t.id AS id, t.from_day, t.to_day FROM unit_step s
                 JOIN {which} JOIN {table} t ON t.person_id = m.person_id AND t.unit_id = m.unit_id
                 WHERE {fit} AND (t.to_day IS NULL OR (t.to_day > $1 AND t.to_day > t.from_day))
                   AND m.kind = 'main' AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
                   AND s.event_id = $2 AND s.began = 1"
            )
        };
        // Either the tie came to where the member is, or the member to where the tie is.
        let tie = format!(
            "{table} x ON s.span = '{table}' AND x.id = s.row_id JOIN membership m ON m.person_id = x.person_id AND m.unit_id = x.unit_id"
        );
        let member = "membership m ON s.span = 'membership' AND m.id = s.row_id";
        let sql = format!("{} AND t.id = x.id UNION {} ORDER BY id", of(&tie), of(member));
        for row in conn.all::<Row>(&sql, &[&day, &event]).await? {
            end(conn, event, span, row, day).await?;
        }
    }
    Ok(())
}

/// The same for ties that are entered after the changes of units were decided: of somebody, from a day on.
pub async fn end_own_later(conn: &mut Conn, person: i64, from: Day) -> Result<()> {
    let of = |table: &str| {
        format!(
            "SELECT s.event_id, e.effective_day FROM {table} m JOIN unit_step s ON s.span = '{table}' AND s.row_id = m.id
             JOIN unit_event e ON e.id = s.event_id AND e.undone_at IS NULL
             WHERE m.person_id = $1 AND m.from_day > $2 AND s.began = 1"
        )
    };
    let sql = format!("{} UNION {} ORDER BY 2, 1", of("membership"), of("residence_link"));
    for (event, day) in conn.all::<(i64, Day)>(&sql, &[&person, &from]).await? {
        end_own(conn, event, day).await?;
    }
    Ok(())
}

/// A change of units is taken back by which somebody had left a unit: where they belong again, a tie that was entered since never
/// came to hold.
pub(super) async fn void_own(conn: &mut Conn, membership: i64, day: Day) -> Result<()> {
    for span in [Span::Membership, Span::Residence] {
        let table = span.table();
        let fit = if span == Span::Membership { "t.kind = 'temporary'" } else { "1 = 1" };
        let sql = format!(
            "SELECT t.id, t.from_day FROM {table} t JOIN membership m ON m.person_id = t.person_id AND m.unit_id = t.unit_id
             WHERE m.id = $1 AND m.kind = 'main' AND {fit} AND t.from_day >= $2 AND (m.to_day IS NULL OR t.from_day < m.to_day)
               AND (t.to_day IS NULL OR t.to_day > t.from_day)"
        );
        for (tie, from) in conn.all::<(i64, Day)>(&sql, &[&membership, &day]).await? {
            conn.exec(&format!("UPDATE {table} SET to_day = $1 WHERE id = $2"), &[&from, &tie]).await?;
        }
    }
    Ok(())
}
