//! The tally against plain SQL: the same numbers, counted the slow way.

use super::{Line, Standing};
use kit::db::{Conn, Result};
use std::collections::HashMap;

/// A unit for which memory and database differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the tally says.
    pub tally: Line,
    /// What the database says.
    pub sql: Line,
}

kit::record! {
    struct Counted {
        unit: i64,
        roll: i64,
        exempt: i64,
        attended: i64,
        made_up: i64,
        absent: i64,
    }
}

const BRANCHES: &str = "WITH RECURSIVE branch (root, unit) AS (
       SELECT unit_id, unit_id FROM unit_name WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)
       UNION ALL
       SELECT b.root, p.unit_id FROM branch b JOIN unit_parent p
         ON p.parent_id = b.unit AND p.from_day <= $1 AND (p.to_day IS NULL OR p.to_day > $1)),
     member AS (
       SELECT r.person_id, r.unit_id, CASE WHEN EXISTS (SELECT 1 FROM exemption e WHERE e.person_id = r.person_id
         AND e.excluded = 1 AND e.from_day <= $1 AND (e.to_day IS NULL OR e.to_day > $1)) THEN 1 ELSE 0 END AS exempt
       FROM ({roll}) r WHERE EXISTS (SELECT 1 FROM branch s WHERE s.unit = r.unit_id AND s.root IN ({branches}))
         AND {kinds})";

/// Counts every unit in the database and names those that differ; none when all is well. The standing must have
/// caught up with a journal that is sealed to its end.
pub async fn check_against_sql(standing: &Standing, conn: &mut Conn) -> Result<Vec<Difference>> {
    let (day, campaign) = (standing.roll_day(), standing.campaign().id);
    let scope = standing.campaign().scope_on(conn, day).await?;
    let branches = scope.branches.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let kinds = scope.kinds.iter().map(|kind| format!("'{}'", kind.replace('\'', "''"))).collect::<Vec<_>>().join(", ");
    let kinds = match kinds.is_empty() {
        true => "1 = 1".to_owned(),
        false => format!(
            "EXISTS (SELECT 1 FROM branch k JOIN unit u ON u.id = k.root WHERE k.unit = r.unit_id AND u.kind IN ({kinds}))"
        ),
    };
    let roll = standing.campaign().roll_sql("$1");
    let with = BRANCHES.replace("{roll}", &roll).replace("{branches}", &branches).replace("{kinds}", &kinds);
    let states = |word: &str| format!("count(CASE WHEN m.exempt = 0 AND a.state = '{word}' THEN 1 END) AS {word}");
    let sql = format!(
        "{with} SELECT b.root AS unit, count(m.person_id) AS roll, count(CASE WHEN m.exempt = 1 THEN 1 END) AS exempt,
         {}, {}, {} FROM branch b JOIN member m ON m.unit_id = b.unit
         LEFT JOIN attendance a ON a.person_id = m.person_id AND a.campaign_id = $2 GROUP BY b.root",
        states("attended"),
        states("made_up"),
        states("absent"),
    );
    let counted: Vec<Counted> = conn.all(&sql, &[&day, &campaign]).await?;
    let mut counted: HashMap<i64, Counted> = counted.into_iter().map(|row| (row.unit, row)).collect();
    let sql = format!(
        "{with} SELECT b.root, h.kind, count(*) FROM branch b JOIN member m ON m.unit_id = b.unit AND m.exempt = 0
         JOIN attendance a ON a.person_id = m.person_id AND a.campaign_id = $2 AND a.state IN ('attended', 'made_up')
         JOIN handin h ON h.person_id = m.person_id AND h.campaign_id = $2 AND {} GROUP BY b.root, h.kind",
        standing.campaign().handin_rule().counted("h"),
    );
    let handins: Vec<(i64, String, i64)> = conn.all(&sql, &[&day, &campaign]).await?;
    let handins: HashMap<(i64, String), i64> = handins.into_iter().map(|(unit, kind, n)| ((unit, kind), n)).collect();
    let mut differences = Vec::new();
    for tally in standing.tree().preorder().iter().filter_map(|unit| standing.line(*unit)) {
        let row = counted.remove(&tally.unit);
        let of = |field: fn(&Counted) -> i64| row.as_ref().map_or(0, field).unsigned_abs();
        let paper = |key: &str| handins.get(&(tally.unit, key.to_owned())).map_or(0, |n| n.unsigned_abs());
        let sql = Line {
            unit: tally.unit,
            roll: of(|c| c.roll),
            exempt: of(|c| c.exempt),
            attended: of(|c| c.attended),
            made_up: of(|c| c.made_up),
            absent: of(|c| c.absent),
            handins: super::HANDINS.map(paper),
        };
        if sql != tally {
            differences.push(Difference { tally, sql });
        }
    }
    Ok(differences)
}
