//! Who was a member before, or is one already: found by the citizen id or by name and birth, so that somebody who is admitted again goes on
//! with the record that exists.

use super::import::may_be_one;
use kit::clock::Day;
use kit::db::{Conn, Result};

kit::record! {
    /// Somebody who was a member and is none now, though alive.
    pub struct Former {
        /// The person.
        pub id: i64,
        /// The identity outside the database.
        pub uid: String,
        /// Family, middle and given name.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// The whole day of birth, when it is known.
        pub birth_day: Option<Day>,
        /// `m`, `f` or not said.
        pub sex: Option<String>,
        /// The day of the decision on the first admission.
        pub joined_on: Option<Day>,
        /// The day of becoming official.
        pub official_on: Option<Day>,
        /// The number of the card of then.
        pub card_no: Option<String>,
        /// The digest of the citizen id.
        pub citizen_mark: Option<String>,
        /// Counts the changes of the record.
        pub version: i64,
        /// The word of the standing.
        pub state: String,
        /// The first day on which they were no member any more.
        pub since: Day,
        /// How often they were admitted again so far.
        pub readmitted: i64,
    }
}

const FORMER: &str = "SELECT p.id, p.uid, p.full_name, p.birth_year, p.birth_day, p.sex, p.joined_on, p.official_on,
    p.card_no, p.citizen_mark, p.version, s.state, s.from_day AS since,
    (SELECT count(*) FROM member_state r WHERE r.person_id = p.id AND r.change_key = 'readmitted'
      AND (r.to_day IS NULL OR r.to_day > r.from_day)) AS readmitted
    FROM person p JOIN member_state s ON s.person_id = p.id AND s.to_day IS NULL
      AND s.state IN ('removed', 'expelled', 'left')
    WHERE p.erased_at IS NULL";

/// Somebody whose standing is a member's, with where they are for `state`: [`HERE`] or [`AWAY`]. `$1` is today. Who was
/// entered by mistake, and never belonged anywhere, is nobody's record.
const MEMBERS: &str = "SELECT p.id, p.uid, p.full_name, p.birth_year, p.birth_day, p.sex, p.joined_on, p.official_on,
    p.card_no, p.citizen_mark, p.version, CASE WHEN h.from_day IS NULL THEN 'away' ELSE 'here' END AS state,
    coalesce(h.from_day, (SELECT max(m.to_day) FROM membership m WHERE m.person_id = p.id AND m.kind = 'main'
      AND m.to_day > m.from_day), CAST($1 AS TEXT)) AS since, CAST(0 AS BIGINT) AS readmitted
    FROM person p LEFT JOIN membership h ON h.person_id = p.id AND h.kind = 'main' AND h.from_day <= $1
      AND (h.to_day IS NULL OR h.to_day > $1)
    WHERE p.erased_at IS NULL
      AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.kind = 'main'
        AND (m.to_day IS NULL OR m.to_day > m.from_day))
      AND NOT EXISTS (SELECT 1 FROM member_state s WHERE s.person_id = p.id AND s.to_day IS NULL
        AND s.state IN ('removed', 'expelled', 'left', 'deceased'))";

/// For [`Former::state`]: belongs to a unit of this office today.
pub const HERE: &str = "here";
/// For [`Former::state`]: has left this office for another one.
pub const AWAY: &str = "away";

impl Former {
    /// The members, of today or gone elsewhere, who may be of this name and birth, or have this card.
    pub async fn members_like(
        conn: &mut Conn,
        (name, born): (&str, (i64, Option<Day>)),
        card: &str,
        today: Day,
    ) -> Result<Vec<Former>> {
        let card: String = card.split_whitespace().collect();
        let sql = format!(
            "{MEMBERS} AND (p.birth_year = $2 OR (CAST($3 AS TEXT) <> '' AND replace(p.card_no, ' ', '') = $3))
             ORDER BY p.name_key, p.id"
        );
        let all: Vec<Former> = conn.all(&sql, &[&today, &born.0, &card]).await?;
        let same_card = |one: &Former| {
            let known: String = one.card_no.as_deref().unwrap_or_default().split_whitespace().collect();
            !card.is_empty() && known == card
        };
        let like = |one: &Former| may_be_one((name, born), (&one.full_name, (one.birth_year, one.birth_day)));
        Ok(all.into_iter().filter(|one| same_card(one) || like(one)).collect())
    }

    /// The members who have left this office for another one; those among `ids`, when some are named.
    pub async fn away(conn: &mut Conn, ids: Option<&str>, today: Day) -> Result<Vec<Former>> {
        let among = ids.map_or(String::new(), |ids| format!("AND p.id IN ({ids})"));
        conn.all(&format!("{MEMBERS} AND h.from_day IS NULL {among} ORDER BY p.id"), &[&today]).await
    }

    /// This person, if a former member; who was erased is nobody's record any more.
    pub async fn of(conn: &mut Conn, person: i64) -> Result<Option<Former>> {
        conn.opt(&format!("{FORMER} AND p.id = $1"), &[&person]).await
    }

    /// All of them; those among `ids`, when some are named.
    pub async fn all(conn: &mut Conn, ids: Option<&str>) -> Result<Vec<Former>> {
        let among = ids.map_or(String::new(), |ids| format!("AND p.id IN ({ids})"));
        conn.all(&format!("{FORMER} {among} ORDER BY p.id"), &[]).await
    }

    /// The former members who may be of this name and birth, as people spell and swap them, in the order of names.
    pub async fn like(conn: &mut Conn, name: &str, (year, day): (i64, Option<Day>)) -> Result<Vec<Former>> {
        let sql = format!("{FORMER} AND p.birth_year = $1 ORDER BY p.name_key, p.id");
        let born_then: Vec<Former> = conn.all(&sql, &[&year]).await?;
        let asked = (name, (year, day));
        Ok(born_then
            .into_iter()
            .filter(|one| may_be_one(asked, (&one.full_name, (one.birth_year, one.birth_day))))
            .collect())
    }
}
