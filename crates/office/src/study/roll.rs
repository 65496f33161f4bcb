//! The roll of one unit in a campaign: each member with state, exemption and hand-ins. What the marking page shows.

use super::{Campaign, HANDINS};
use kit::db::{Conn, Result};

kit::record! {
    /// A member on a campaign's roll.
    pub struct RollLine {
        /// The member.
        pub person_id: i64,
        /// The member's name.
        pub full_name: String,
        /// Year of birth, which tells two of one name apart.
        pub birth_year: i64,
        /// `attended`, `made_up`, `absent`; `None` while nothing is known.
        pub state: Option<String>,
        /// The version to mark on; 0 while there is no mark.
        pub version: i64,
        /// How many exemptions hold on the cut-off day.
        pub exemptions: i64,
        /// Whether the reflection was received (0 or 1).
        pub reflection: i64,
        /// Whether the cultivation plan was received (0 or 1).
        pub cultivation_plan: i64,
        /// Whether the notebook of pledges was received (0 or 1).
        pub pledge_notebook: i64,
    }
}

/// The members of a unit (not of those below it) on the campaign's cut-off day, in the order of their names.
pub async fn roll_of(conn: &mut Conn, campaign: &Campaign, unit: i64) -> Result<Vec<RollLine>> {
    let [one, two, three] = HANDINS.map(|kind| {
        format!(
            "(SELECT count(*) FROM handin h WHERE h.campaign_id = $1 AND h.person_id = p.id AND h.kind = '{kind}'
              AND h.state = 'received') AS {kind}"
        )
    });
    let sql = format!(
        "SELECT p.id AS person_id, p.full_name, p.birth_year, a.state, coalesce(a.version, 0) AS version,
         (SELECT count(*) FROM exemption e WHERE e.person_id = p.id AND e.from_day <= $3
            AND (e.to_day IS NULL OR e.to_day > $3)) AS exemptions, {one}, {two}, {three}
         FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main' AND m.unit_id = $2
           AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3)
         LEFT JOIN attendance a ON a.person_id = p.id AND a.campaign_id = $1
         ORDER BY p.name_key, p.birth_year, p.id"
    );
    conn.all(&sql, &[&campaign.id, &unit, &campaign.cutoff_day]).await
}
