//! The numbers of a branch put together otherwise: by kind of unit, by level, by the time of year. Every sum is one of
//! numerators and of denominators; no unit is counted twice.

use super::standing::{Line, Standing};
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::BTreeMap;

/// How a unit stands to the target: `off` without anybody expected, `missing` with nobody marked, `met`, `late` with somebody
/// not marked, `short`.
pub const RESULTS: [&str; 5] = ["met", "late", "short", "missing", "off"];

/// How a line stands to the target, one of [`RESULTS`].
pub fn result(target_basis_points: i64, line: &Line) -> &'static str {
    let target = target_basis_points.clamp(0, 10_000) as u32;
    let marked = line.attended + line.made_up + line.absent;
    match line.rate().reaches(target) {
        None => "off",
        Some(_) if marked == 0 => "missing",
        Some(true) => "met",
        Some(false) if line.unmarked() > 0 => "late",
        Some(false) => "short",
    }
}

impl Line {
    /// This one and another one, of other persons, together.
    #[must_use]
    pub fn and(self, other: &Line) -> Line {
        let sum = |at: usize| self.handins[at] + other.handins[at];
        Line {
            unit: self.unit,
            roll: self.roll + other.roll,
            exempt: self.exempt + other.exempt,
            attended: self.attended + other.attended,
            made_up: self.made_up + other.made_up,
            absent: self.absent + other.absent,
            handins: [sum(0), sum(1), sum(2)],
        }
    }

    /// Nobody, at a unit.
    pub fn nobody(unit: i64) -> Line {
        Line { unit, roll: 0, exempt: 0, attended: 0, made_up: 0, absent: 0, handins: [0; 3] }
    }
}

/// What units are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Their kind.
    Kind,
    /// How many steps they are below the unit that is looked at.
    Level,
}

impl By {
    /// Both.
    pub const ALL: [By; 2] = [By::Kind, By::Level];

    /// The word in addresses and messages.
    pub fn word(self) -> &'static str {
        match self {
            By::Kind => "kind",
            By::Level => "level",
        }
    }

    /// The one of a word.
    pub fn of(word: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.word() == word)
    }
}

/// Units that are put together.
#[derive(Clone, Debug)]
pub struct Group {
    /// The kind, or the level as a number.
    pub key: String,
    /// The units, in preorder; none of them below another one.
    pub units: Vec<i64>,
    /// Their sum.
    pub line: Line,
}

impl Group {
    /// Those of its units that have a result.
    pub fn of_result<'a>(&'a self, standing: &'a Standing, wanted: &'a str) -> impl Iterator<Item = i64> + 'a {
        let target = standing.campaign().target_basis_points;
        let is = move |unit: &i64| standing.line(*unit).is_some_and(|line| result(target, &line) == wanted);
        self.units.iter().copied().filter(is)
    }
}

/// The units below `root` that have anybody on the roll, put together.
pub fn groups(standing: &Standing, root: i64, by: By) -> Vec<Group> {
    let tree = standing.tree();
    let depth = tree.path(root).len();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for unit in tree.branch(root).iter().copied().filter(|unit| *unit != root) {
        let (Some(at), Some(line)) = (tree.get(unit), standing.line(unit).filter(|line| line.roll > 0)) else {
            continue;
        };
        let key = match by {
            By::Kind => at.kind.clone(),
            By::Level => (tree.path(unit).len() - depth).to_string(),
        };
        let group = groups.entry(key.clone());
        let group = group.or_insert_with(|| Group { key, units: vec![], line: Line::nobody(root) });
        // A unit within one of the same kind is counted there already.
        if group.units.last().is_some_and(|last| tree.is_within(unit, *last)) {
            continue;
        }
        group.line = group.line.and(&line);
        group.units.push(unit);
    }
    groups.into_values().collect()
}

kit::record! {
    /// Numbers that were fixed.
    pub struct Fixed {
        /// The first, the second … time.
        pub closing: i64,
        /// When; unknown for the oldest ones.
        pub closed_on: Option<Day>,
        /// Members on the roll.
        pub roll: i64,
        /// Exempt.
        pub exempt: i64,
        /// Attended.
        pub attended: i64,
        /// Made up.
        pub made_up: i64,
        /// Absent.
        pub absent: i64,
    }
}

impl Fixed {
    /// What was fixed of a unit with all below it, the first time first.
    pub async fn of(conn: &mut Conn, campaign: i64, unit: i64) -> Result<Vec<Fixed>> {
        let sql = "SELECT closing, closed_on, roll, exempt, attended, made_up, absent FROM campaign_result
                   WHERE campaign_id = $1 AND unit_id = $2 ORDER BY closing";
        conn.all(sql, &[&campaign, &unit]).await
    }

    /// As a line; what was handed in is not fixed.
    pub fn line(&self, unit: i64) -> Line {
        let [roll, exempt, attended, made_up, absent] =
            [self.roll, self.exempt, self.attended, self.made_up, self.absent].map(i64::unsigned_abs);
        Line { unit, roll, exempt, attended, made_up, absent, handins: [0; 3] }
    }

    /// Whether a line of later says the same.
    pub fn is_still(&self, line: &Line) -> bool {
        self.line(line.unit) == Line { handins: [0; 3], ..*line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_follows_the_whole_persons() {
        let line = |attended, absent, exempt| Line { roll: 100, exempt, attended, absent, ..Line::nobody(1) };
        for (line, wanted) in [
            (line(98, 2, 0), "met"),
            (line(97, 3, 0), "short"),
            (line(97, 2, 0), "late"),
            (line(0, 0, 0), "missing"),
            (line(0, 0, 100), "off"),
            (line(88, 2, 10), "short"),
            (line(89, 1, 10), "met"),
        ] {
            assert_eq!(result(9800, &line), wanted, "{line:?}");
        }
    }
}
