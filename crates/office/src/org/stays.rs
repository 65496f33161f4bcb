//! Stays for a time, where a change of units makes their place one's own.

use super::spans::{Row, Span, end};
use kit::clock::Day;
use kit::db::{Conn, Result};

/// Who belongs to a unit for good is no longer there for a time: ends on `day` the stays that an event leaves in the member's
/// own unit. The list of a unit would name them twice, and their stay could be ended by a transfer that goes nowhere.
pub(super) async fn end_own(conn: &mut Conn, event: i64, day: Day) -> Result<()> {
    let sql = "SELECT DISTINCT t.id, t.from_day, t.to_day FROM membership t
               JOIN membership m ON m.person_id = t.person_id AND m.unit_id = t.unit_id
               JOIN unit_step s ON s.row_id IN (t.id, m.id)
               WHERE t.kind = 'temporary' AND (t.to_day IS NULL OR (t.to_day > $1 AND t.to_day > t.from_day))
                 AND m.kind = 'main' AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
                 AND s.event_id = $2 AND s.span = 'membership' AND s.began = 1 ORDER BY t.id";
    for row in conn.all::<Row>(sql, &[&day, &event]).await? {
        end(conn, event, Span::Membership, row, day).await?;
    }
    Ok(())
}
