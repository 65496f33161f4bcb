//! Who came from whom, across all changes on record: the unit that carries on for one that ended, the persons of an
//! earlier day by the units of today, and what a chart of a unit's past and future shows.

use super::estate::REGISTER;
use super::history::History;
use super::{Tree, TreeUnit};
use crate::identity::right::Right;
use crate::people;
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

kit::record! {
    /// One unit, or a part of it, passing into another one.
    pub struct Edge {
        /// The event that did it.
        pub event_id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// One of [`super::change::KINDS`].
        pub kind: String,
        /// The unit at which it was decided.
        pub decided_at: i64,
        /// From when it holds.
        pub day: Day,
        /// Number and day of the paper.
        pub paper: String,
        /// The old unit; `None` when the new one came from nowhere.
        pub from_unit: Option<i64>,
        /// The new unit.
        pub to_unit: Option<i64>,
        /// `all` or `part`.
        pub share: String,
    }
}

impl Edge {
    /// Whether a unit ends in it.
    pub fn ends(&self) -> bool {
        self.share == "all" && self.from_unit.is_some() && self.from_unit != self.to_unit
    }
}

/// A row that began meanwhile: its id, the person, the unit, whether it ever came to hold, whether a change of units began it,
/// and the row that never came to hold of which that change made it.
type Began = (i64, i64, i64, i64, i64, Option<i64>);

/// All that is on record, in the order of the days; what was taken back is left out.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    edges: Vec<Edge>,
    /// How a unit ended, by the earliest edge where several are on record.
    ends: HashMap<i64, End>,
    /// Who keeps the register of a unit that ended, where it was chosen.
    registers: HashMap<i64, i64>,
}

#[derive(Clone, Copy, Debug)]
struct End {
    day: Day,
    event: i64,
    heir: i64,
}

impl Lineage {
    /// Reads it.
    pub async fn read(conn: &mut Conn) -> Result<Lineage> {
        let sql = "SELECT l.event_id, e.uid, e.kind, e.unit_id AS decided_at, e.effective_day AS day, e.paper, l.from_unit, l.to_unit, l.share
                   FROM unit_lineage l JOIN unit_event e ON e.id = l.event_id WHERE e.undone_at IS NULL
                   ORDER BY e.effective_day, e.id, l.id";
        let mut edges: Vec<Edge> = conn.all(sql, &[]).await?;
        let mut ends: HashMap<i64, End> = HashMap::new();
        for edge in edges.iter().filter(|edge| edge.ends()) {
            if let (Some(from), Some(to)) = (edge.from_unit, edge.to_unit) {
                ends.entry(from).or_insert(End { day: edge.day, event: edge.event_id, heir: to });
            }
        }
        // What was decided for a later day than that on which the unit ends, by what was decided since, did not happen to it.
        edges.retain(|edge| {
            let ended = edge.from_unit.filter(|_| edge.from_unit == edge.to_unit).and_then(|unit| ends.get(&unit));
            ended.is_none_or(|end| edge.day < end.day)
        });
        let sql = "SELECT c.unit_id, d.into_unit FROM unit_closing c JOIN unit_event e ON e.id = c.event_id
                   JOIN unit_destination d ON d.closing_id = c.id AND d.kind = $1
                   WHERE e.undone_at IS NULL ORDER BY c.id";
        let registers: Vec<(i64, i64)> = conn.all(sql, &[&REGISTER]).await?;
        Ok(Lineage { edges, ends, registers: registers.into_iter().collect() })
    }

    /// The events, each as its edges, the earliest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &[Edge]> {
        self.edges.chunk_by(|one, next| one.event_id == next.event_id)
    }

    /// Whether any units changed after a day, up to another one.
    pub fn changed(&self, (after, to): (Day, Day)) -> bool {
        self.edges.iter().any(|edge| edge.day > after && edge.day <= to)
    }

    /// The unit that carries on for `unit` on a day: itself while it goes on.
    pub fn heir(&self, unit: i64, on: Day) -> i64 {
        self.follow(unit, on, |_, heir| heir)
    }

    /// The unit that keeps the register of `unit` on a day: itself while it goes on.
    pub fn keeper(&self, unit: i64, on: Day) -> i64 {
        self.follow(unit, on, |ended, heir| self.registers.get(&ended).copied().unwrap_or(heir))
    }

    fn follow(&self, unit: i64, on: Day, next: impl Fn(i64, i64) -> i64) -> i64 {
        let (mut at, mut seen) = (unit, HashSet::new());
        while let Some(end) = self.ends.get(&at).filter(|end| end.day <= on)
            && seen.insert(at)
        {
            at = next(at, end.heir);
        }
        at
    }

    /// Every unit that carries on for `unit`, or for a part of it as it ended, on a day; itself while it goes on. The one
    /// that [`Lineage::heir`] names stands first.
    pub fn heirs(&self, unit: i64, on: Day) -> Vec<i64> {
        let (mut open, mut seen, mut heirs) = (vec![unit], HashSet::new(), Vec::new());
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            let Some(end) = self.ends.get(&at).filter(|end| end.day <= on) else {
                heirs.push(at);
                continue;
            };
            let edges = self.edges.iter().filter(|edge| edge.event_id == end.event && edge.from_unit == Some(at));
            open.extend(edges.rev().filter_map(|edge| edge.to_unit).filter(|to| *to != at && *to != end.heir));
            open.push(end.heir);
        }
        heirs
    }

    /// The units that have ended by a day and for which one of these carries on.
    pub fn former(&self, units: &HashSet<i64>, on: Day) -> Vec<i64> {
        let ended = self.ends.iter().filter(|(_, end)| end.day <= on).map(|(unit, _)| *unit);
        ended.filter(|unit| units.contains(&self.heir(*unit, on))).collect()
    }

    /// Every event in which a unit, one it came from, or one that came from it has a part, with the edges that lead
    /// there; the earliest first.
    pub fn around(&self, unit: i64) -> Vec<Vec<&Edge>> {
        let mut shown: BTreeSet<usize> = BTreeSet::new();
        // Back in time from what the unit is, and forward from it.
        for back in [true, false] {
            let mut known = HashSet::from([unit]);
            let all: Vec<usize> =
                if back { (0..self.edges.len()).rev().collect() } else { (0..self.edges.len()).collect() };
            for at in all {
                let edge = &self.edges[at];
                let (near, far) = if back { (edge.to_unit, edge.from_unit) } else { (edge.from_unit, edge.to_unit) };
                if near.is_some_and(|near| known.contains(&near)) {
                    shown.insert(at);
                    known.extend(far);
                }
            }
        }
        let mut events: Vec<Vec<&Edge>> = Vec::new();
        for edge in shown.into_iter().map(|at| &self.edges[at]) {
            match events.last_mut() {
                Some(event) if event[0].event_id == edge.event_id => event.push(edge),
                _ => events.push(vec![edge]),
            }
        }
        events
    }

    /// Persons with their units of `from`, as (person, unit), by the units of `to`: who went over with a part of a unit
    /// is where that part went, everybody else where their unit went. A transfer of one's own is not followed.
    pub async fn carry(&self, conn: &mut Conn, roll: &[(i64, i64)], days: (Day, Day)) -> Result<Vec<(i64, i64)>> {
        self.carry_in(conn, ("membership", "m.kind = 'main'"), roll, days).await
    }

    /// The same for persons who belong to a unit in another way of which each has one at a time: by the rows of a table
    /// that fit.
    pub async fn carry_in(
        &self,
        conn: &mut Conn,
        (table, fit): (&str, &str),
        roll: &[(i64, i64)],
        (from, to): (Day, Day),
    ) -> Result<Vec<(i64, i64)>> {
        // Rows that began meanwhile; those that a change of units began carry a step, and what became of the row that they
        // came of is noted with the same event. Where that one never came to hold, it says whose doing they are.
        let sql = format!(
            "SELECT m.id, m.person_id, m.unit_id, CAST(CASE WHEN m.to_day = m.from_day THEN 0 ELSE 1 END AS BIGINT), count(b.id), max(o.id)
             FROM {table} m LEFT JOIN unit_step b ON b.span = '{table}' AND b.row_id = m.id AND b.began = 1
             LEFT JOIN {table} o ON b.id IS NOT NULL AND o.person_id = m.person_id AND o.from_day = m.from_day
               AND o.to_day = o.from_day AND o.id < m.id AND EXISTS (SELECT 1 FROM unit_step e
                 WHERE e.span = '{table}' AND e.row_id = o.id AND e.event_id = b.event_id AND e.began = 0)
             WHERE {fit} AND m.from_day > $1 AND m.from_day <= $2
             GROUP BY m.id, m.person_id, m.unit_id, m.from_day, m.to_day ORDER BY m.person_id, m.from_day, m.id"
        );
        let mut rows: HashMap<i64, Vec<(i64, bool)>> = HashMap::new();
        let mut own: HashSet<i64> = HashSet::new();
        for (row, person, unit, holds, steps, of) in conn.all::<Began>(&sql, &[&from, &to]).await? {
            let by_change = steps > 0 && of.is_none_or(|of| !own.contains(&of));
            if !by_change {
                own.insert(row);
            }
            if holds == 1 {
                rows.entry(person).or_default().push((unit, by_change));
            }
        }
        let carried = roll.iter().map(|(person, unit)| {
            let later = rows.get(person).into_iter().flatten().take_while(|(_, by_change)| *by_change);
            let last = later.last().map_or(*unit, |(unit, _)| *unit);
            (*person, self.heir(last, to))
        });
        Ok(carried.collect())
    }
}

/// The unit that carries on for `unit` on a day, as [`Lineage::heir`] says, by the rows that speak of it alone.
pub async fn heir_of(conn: &mut Conn, unit: i64, on: Day) -> Result<i64> {
    let sql = "SELECT l.to_unit, e.effective_day FROM unit_lineage l JOIN unit_event e ON e.id = l.event_id
               WHERE l.from_unit = $1 AND l.share = 'all' AND l.to_unit <> l.from_unit AND e.undone_at IS NULL
               ORDER BY e.effective_day, e.id, l.id LIMIT 1";
    let (mut at, mut seen) = (unit, HashSet::new());
    while let Some((next, _)) = conn.opt::<(i64, Day)>(sql, &[&at]).await?.filter(|(_, day)| *day <= on)
        && seen.insert(at)
    {
        at = next;
    }
    Ok(at)
}

/// How many main members of `day` each unit of `units_of` has, those below it not counted.
pub async fn members_by_unit_of(
    conn: &mut Conn,
    lineage: &Lineage,
    (day, units_of): (Day, Day),
) -> Result<HashMap<i64, i64>> {
    let roll = people::roll(conn, day).await?;
    let mut members = HashMap::new();
    for (_, unit) in lineage.carry(conn, &roll, (day, units_of)).await? {
        *members.entry(unit).or_insert(0) += 1;
    }
    Ok(members)
}

/// An earlier day as it is looked at on another one: the tree as it stood, and who carries on for its units.
pub struct Past {
    /// The tree of the day; laid out when somebody looks at it, which nobody does before it is known what they may see.
    pub tree: Laid,
    /// The lineage up to now.
    pub lineage: Arc<Lineage>,
    /// The day on which it is looked at.
    pub today: Day,
    pub(super) day: Day,
    pub(super) history: Arc<History>,
}

/// A tree that is laid out at the first look.
pub type Laid = LazyLock<Arc<Tree>, Box<dyn FnOnce() -> Arc<Tree> + Send>>;

impl Past {
    /// The unit of the other day that carries on for a unit.
    pub fn heir(&self, unit: i64) -> i64 {
        self.lineage.heir(unit, self.today)
    }

    /// The unit of the other day that keeps the register of a unit.
    pub fn keeper(&self, unit: i64) -> i64 {
        self.lineage.keeper(unit, self.today)
    }

    /// The unit of the other day at which a right over a unit counts: over its papers it is the one that keeps the register,
    /// over all else the one that carries on.
    pub fn stands_for(&self, unit: i64, right: Right) -> i64 {
        match right {
            Right::ReadPapers | Right::KeepPapers => self.keeper(unit),
            _ => self.heir(unit),
        }
    }

    /// The units that are on record for a later day than the one on which it is looked at, each with its first day.
    pub fn to_come(&self) -> Vec<(Day, TreeUnit)> {
        self.history.to_come(self.today)
    }

    /// The name of a unit on whatever day; of one that was not there then, the last one that it bore.
    pub fn name_on(&self, unit: i64, day: Day) -> &str {
        self.history.name(unit, day)
    }

    /// Whether a unit was there on whatever day.
    pub fn was_there(&self, unit: i64, day: Day) -> bool {
        self.history.is_within(unit, unit, day)
    }

    /// Whether `unit` was `root` or somewhere below it on the day.
    pub fn was_within(&self, unit: i64, root: i64) -> bool {
        self.history.is_within(unit, root, self.day)
    }

    /// A unit and those of the same area, on whatever day.
    pub fn of_one_area(&self, unit: i64) -> impl Iterator<Item = i64> + '_ {
        std::iter::once(unit).chain(self.history.of_area_of(unit).iter().copied())
    }
}
