//! Where somebody is listed whose last unit is no more: at the nearest unit above it that still is, as their record is kept
//! ([`crate::people::home`]), so that whoever keeps the record finds it.

use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::HashMap;

/// A unit cannot stand deeper.
const DEEPEST: usize = 50;

/// The units that are no more on a day, each with those that it stood under, and from when to when.
pub(super) struct Gone(HashMap<i64, Vec<(i64, Day, Option<Day>)>>);

impl Gone {
    /// Those of a day.
    pub(super) async fn read(conn: &mut Conn, day: Day) -> Result<Gone> {
        let sql = "SELECT p.unit_id, p.parent_id, p.from_day, p.to_day FROM unit_parent p
                   WHERE (p.to_day IS NULL OR p.to_day > p.from_day) AND NOT EXISTS
                     (SELECT 1 FROM unit_name n
                      WHERE n.unit_id = p.unit_id AND n.from_day <= $1 AND (n.to_day IS NULL OR n.to_day > $1))";
        let mut above: HashMap<i64, Vec<(i64, Day, Option<Day>)>> = HashMap::new();
        for (unit, parent, from, to) in conn.all::<(i64, i64, Day, Option<Day>)>(sql, &[&day]).await? {
            above.entry(unit).or_default().push((parent, from, to));
        }
        Ok(Gone(above))
    }

    /// The nearest unit above one, as they stood on the last day before `gone`, that `is_there`.
    pub(super) fn nearest(&self, mut unit: i64, gone: Day, is_there: impl Fn(i64) -> bool) -> Option<i64> {
        for _ in 0..DEEPEST {
            if is_there(unit) {
                return Some(unit);
            }
            let holds = |(_, from, to): &&(i64, Day, Option<Day>)| *from < gone && to.is_none_or(|to| to >= gone);
            unit = self.0.get(&unit)?.iter().find(holds)?.0;
        }
        None
    }
}
