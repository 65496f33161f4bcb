//! Units with all their names and links, over all days, in memory: where a unit stood on any day is told without a question
//! to the database, so that nobody learns from the time of an answer whether there was one and until when.

use super::Tree;
use super::tree::TreeUnit;
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::HashMap;

/// From a day up to, but without, another one.
type Span = (Day, Option<Day>);

fn holds((from, to): Span, day: Day) -> bool {
    from <= day && to.is_none_or(|to| day < to)
}

kit::record! {
    /// A unit under a name.
    struct Row {
        id: i64,
        uid: String,
        kind: String,
        area_id: Option<i64>,
        from_day: Day,
        to_day: Option<Day>,
        name: String,
        short: String,
    }
}

struct Unit {
    id: i64,
    uid: String,
    kind: String,
    area_id: Option<i64>,
    /// Name and short name.
    names: Vec<(Span, String, String)>,
    parents: Vec<(Span, i64)>,
}

impl Unit {
    fn name_on(&self, day: Day) -> Option<&(Span, String, String)> {
        self.names.iter().find(|(span, ..)| holds(*span, day))
    }

    fn parent_on(&self, day: Day) -> Option<i64> {
        self.parents.iter().find(|(span, _)| holds(*span, day)).map(|(_, parent)| *parent)
    }

    fn on(&self, day: Day) -> Option<TreeUnit> {
        let (_, name, short) = self.name_on(day)?;
        Some(TreeUnit {
            id: self.id,
            uid: self.uid.clone(),
            kind: self.kind.clone(),
            area_id: self.area_id,
            name: name.clone(),
            short: short.clone(),
            parent_id: self.parent_on(day),
        })
    }
}

/// All units that ever were or will be.
pub(crate) struct History {
    /// In the order in which they were entered.
    units: Vec<Unit>,
    places: HashMap<i64, usize>,
    by_area: HashMap<i64, Vec<i64>>,
    /// Of a unit that came from others, the first of them: it stands where that one stood.
    order: HashMap<i64, i64>,
}

/// Which unit passed into which on which day, the earliest first.
const LINEAGE: &str = "SELECT l.from_unit, l.to_unit, e.effective_day FROM unit_lineage l
    JOIN unit_event e ON e.id = l.event_id
    WHERE e.undone_at IS NULL AND l.from_unit IS NOT NULL AND l.to_unit IS NOT NULL AND l.from_unit <> l.to_unit
    ORDER BY e.effective_day, e.id, l.id";

impl History {
    /// Reads it.
    pub(super) async fn read(conn: &mut Conn) -> Result<History> {
        let sql = "SELECT u.id, u.uid, u.kind, u.area_id, n.from_day, n.to_day, n.name, n.short FROM unit u
                   JOIN unit_name n ON n.unit_id = u.id ORDER BY u.id, n.from_day, n.id";
        let mut units: Vec<Unit> = Vec::new();
        for row in conn.all::<Row>(sql, &[]).await? {
            let name = ((row.from_day, row.to_day), row.name, row.short);
            match units.last_mut().filter(|unit| unit.id == row.id) {
                Some(unit) => unit.names.push(name),
                None => units.push(Unit {
                    id: row.id,
                    uid: row.uid,
                    kind: row.kind,
                    area_id: row.area_id,
                    names: vec![name],
                    parents: vec![],
                }),
            }
        }
        let places: HashMap<i64, usize> = units.iter().enumerate().map(|(at, unit)| (unit.id, at)).collect();
        let sql = "SELECT unit_id, from_day, to_day, parent_id FROM unit_parent ORDER BY unit_id, from_day, id";
        for (unit, from, to, parent) in conn.all::<(i64, Day, Option<Day>, i64)>(sql, &[]).await? {
            if let Some(at) = places.get(&unit) {
                units[*at].parents.push(((from, to), parent));
            }
        }
        let mut order: HashMap<i64, i64> = HashMap::new();
        for (from, to, day) in conn.all::<(i64, i64, Day)>(LINEAGE, &[]).await? {
            // A unit that another one passed into for good is no heir of its place: only one that came from it.
            let began = places.get(&to).is_some_and(|at| units[*at].names.iter().all(|((from, _), ..)| *from >= day));
            if began {
                let before = order.get(&from).copied().unwrap_or(from);
                order.entry(to).and_modify(|known| *known = before.min(*known)).or_insert(before);
            }
        }
        let mut by_area: HashMap<i64, Vec<i64>> = HashMap::new();
        for unit in &units {
            if let Some(area) = unit.area_id {
                by_area.entry(area).or_default().push(unit.id);
            }
        }
        Ok(History { units, places, by_area, order })
    }

    /// The units of the area that a unit is for; none where it is for none.
    pub(super) fn of_area_of(&self, unit: i64) -> &[i64] {
        let area = self.places.get(&unit).and_then(|at| self.units[*at].area_id);
        area.and_then(|area| self.by_area.get(&area)).map_or(&[], Vec::as_slice)
    }

    /// The name of a unit on a day; of one that was not there then, the last one that it bore.
    pub(super) fn name(&self, unit: i64, day: Day) -> &str {
        let Some(unit) = self.places.get(&unit).map(|at| &self.units[*at]) else { return "" };
        let mut borne = unit.names.iter().filter(|((from, to), ..)| to.is_none_or(|to| *from < to));
        unit.name_on(day).or_else(|| borne.next_back()).map_or("", |(_, name, _)| name)
    }

    /// The tree on a day.
    pub(super) fn tree(&self, day: Day) -> Tree {
        let place = |unit: &Unit| (self.order.get(&unit.id).copied().unwrap_or(unit.id), unit.id);
        let mut units: Vec<&Unit> = self.units.iter().collect();
        units.sort_by_key(|unit| place(unit));
        Tree::lay_out(day, units.into_iter().filter_map(|unit| unit.on(day)).collect())
    }

    /// The units that begin after a day and have no end on record, each with its first day, as it is then.
    pub(super) fn to_come(&self, day: Day) -> Vec<(Day, TreeUnit)> {
        let comes = |unit: &Unit| {
            let lasts = unit.names.iter().any(|((_, to), ..)| to.is_none());
            let borne = unit.names.iter().filter(|((from, to), ..)| to.is_none_or(|to| *from < to));
            let first = borne.map(|((from, _), ..)| *from).min().filter(|first| lasts && day < *first)?;
            Some((first, unit.on(first)?))
        };
        self.units.iter().filter_map(comes).collect()
    }

    /// Whether `unit` was `root` or somewhere below it on a day, as the tree of the day says, without laying it out.
    pub(super) fn is_within(&self, unit: i64, root: i64, day: Day) -> bool {
        let there =
            |id: i64| self.places.get(&id).map(|at| &self.units[*at]).filter(|unit| unit.name_on(day).is_some());
        let mut at = there(unit);
        // A ring of parents cannot make this endless.
        for _ in 0..self.units.len() {
            match at {
                Some(unit) if unit.id == root => return true,
                Some(unit) => at = unit.parent_on(day).and_then(there),
                None => return false,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::DEMO_DAY;

    #[tokio::test]
    async fn where_a_unit_stood_is_what_the_tree_of_the_day_says() {
        let test = crate::testing::cast().await;
        let mut conn = test.db.read().await.unwrap();
        let history = History::read(&mut conn).await.unwrap();
        let all: Vec<i64> = history.units.iter().map(|unit| unit.id).chain([0]).collect();
        for day in [DEMO_DAY, DEMO_DAY.plus_months(60), Day::of(2014, 12, 31), Day::of(1900, 1, 1)] {
            let tree = history.tree(day);
            let mut within = 0;
            for (unit, root) in all.iter().flat_map(|unit| all.iter().map(move |root| (*unit, *root))) {
                let stood = history.is_within(unit, root, day);
                assert_eq!(stood, tree.is_within(unit, root), "{unit} below {root} on {day}");
                within += usize::from(stood);
            }
            assert_eq!(within > 0, !tree.preorder().is_empty(), "{day}");
        }
    }
}
