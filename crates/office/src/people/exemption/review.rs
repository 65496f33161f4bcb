//! Exemptions without an end, which are looked at again by the rule.

use super::Ruling;
use kit::clock::Day;
use kit::db::{Conn, Result};

kit::record! {
    /// An exemption without an end that is to be looked at again.
    pub struct ToReview {
        /// Who is exempt.
        pub person_uid: String,
        /// Whose name this is.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// The member's unit of the day.
        pub unit_id: i64,
        /// When somebody last looked at it.
        pub looked_at: Day,
    }
}

impl ToReview {
    /// All that are to be looked at again on a day, the oldest first.
    pub async fn on(conn: &mut Conn, ruling: Ruling<'_>, day: Day) -> Result<Vec<ToReview>> {
        let sql = "SELECT p.uid AS person_uid, p.full_name, p.birth_year, m.unit_id,
                     coalesce(e.reviewed_on, e.decided_on) AS looked_at
                   FROM exemption e JOIN person p ON p.id = e.person_id
                   JOIN membership m ON m.person_id = e.person_id AND m.kind = 'main'
                     AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)
                   WHERE e.from_day <= $1 AND e.to_day IS NULL AND coalesce(e.reviewed_on, e.decided_on) <= $2
                   ORDER BY looked_at, e.id";
        conn.all(sql, &[&day, &ruling.before(day)]).await
    }
}
