//! The tree of units as it stood on one day, in memory.

use super::history::History;
use super::kind;
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::{HashMap, HashSet};

kit::record! {
    /// A unit under the name it had on the day.
    pub struct TreeUnit {
        /// The unit.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Its kind, see [`super::kind`].
        pub kind: String,
        /// The area it is for, if it is for one.
        pub area_id: Option<i64>,
        /// Its full name.
        pub name: String,
        /// Its name for tables and narrow screens.
        pub short: String,
        /// The unit above it.
        pub parent_id: Option<i64>,
    }
}

kit::record! {
    /// An area under the name it had on a day.
    pub struct Place {
        /// The area.
        pub area_id: i64,
        /// Its official code.
        pub code: String,
        /// `commune`, `township`, `ward`, `special_zone`, `district`, `town`.
        pub kind: String,
        /// Its name with the kind in front: `Xã An Phú`.
        pub name: String,
        /// `known` or `to_be_confirmed`.
        pub confidence: String,
    }
}

impl Place {
    /// All areas that existed on `day`, in the order of their codes.
    pub async fn as_of(conn: &mut Conn, day: Day) -> Result<Vec<Place>> {
        conn.all(
            "SELECT a.id AS area_id, a.code, n.kind, n.name, n.confidence FROM area a
             JOIN area_name n ON n.area_id = a.id AND n.from_day <= $1 AND (n.to_day IS NULL OR n.to_day > $1)
             ORDER BY a.code",
            &[&day],
        )
        .await
    }
}

/// All units that had a name on one day, with the links of that day.
#[derive(Clone, Debug)]
pub struct Tree {
    day: Day,
    units: HashMap<i64, TreeUnit>,
    by_uid: HashMap<String, i64>,
    children: HashMap<i64, Vec<i64>>,
    roots: Vec<i64>,
    preorder: Vec<i64>,
    branch: HashMap<i64, (usize, usize)>,
    /// Units beside the Party's tree, each with those that keep it.
    beside: HashMap<i64, Vec<i64>>,
}

impl Tree {
    /// The tree on `day`. Siblings stand in the order in which they were entered, those that came from others where the first
    /// of those stood; units of a kind stand together.
    pub async fn as_of(conn: &mut Conn, day: Day) -> Result<Tree> {
        Ok(History::read(conn).await?.tree(day))
    }

    pub(super) fn lay_out(day: Day, rows: Vec<TreeUnit>) -> Tree {
        let order: Vec<i64> = rows.iter().map(|unit| unit.id).collect();
        let by_uid = rows.iter().map(|unit| (unit.uid.clone(), unit.id)).collect();
        let units: HashMap<i64, TreeUnit> = rows.into_iter().map(|unit| (unit.id, unit)).collect();
        let mut children: HashMap<i64, Vec<i64>> = HashMap::new();
        let mut roots = Vec::new();
        for id in &order {
            // A unit whose parent did not exist on the day stands by itself rather than vanish.
            match units[id].parent_id.filter(|parent| units.contains_key(parent)) {
                Some(parent) => children.entry(parent).or_default().push(*id),
                None => roots.push(*id),
            }
        }
        children.values_mut().for_each(|below| together(below, &units));
        let (mut preorder, mut branch) = (Vec::with_capacity(order.len()), HashMap::new());
        for root in &roots {
            walk(*root, &children, &mut preorder, &mut branch);
        }
        let beside = beside(&roots, &preorder, &units);
        Tree { day, units, by_uid, children, roots, preorder, branch, beside }
    }

    /// The day of the picture.
    pub fn day(&self) -> Day {
        self.day
    }

    /// A unit, if it existed on the day.
    pub fn get(&self, unit: i64) -> Option<&TreeUnit> {
        self.units.get(&unit)
    }

    /// The full name of a unit; empty when it did not exist.
    pub fn name(&self, unit: i64) -> &str {
        self.units.get(&unit).map_or("", |unit| unit.name.as_str())
    }

    /// The outward identity of a unit; empty when it did not exist.
    pub fn uid(&self, unit: i64) -> &str {
        self.units.get(&unit).map_or("", |unit| unit.uid.as_str())
    }

    /// The unit with this outward identity.
    pub fn by_uid(&self, uid: &str) -> Option<&TreeUnit> {
        self.units.get(self.by_uid.get(uid)?)
    }

    /// The units right below a unit.
    pub fn children(&self, unit: i64) -> &[i64] {
        self.children.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The units without one above.
    pub fn roots(&self) -> &[i64] {
        &self.roots
    }

    /// The committee whose office this is: the first one that stands under no other.
    pub fn committee(&self) -> Option<&TreeUnit> {
        committee(&self.roots, &self.units)
    }

    /// All units, each before those below it.
    pub fn preorder(&self) -> &[i64] {
        &self.preorder
    }

    /// A unit and all below it, in preorder; empty when it did not exist.
    pub fn branch(&self, unit: i64) -> &[i64] {
        self.branch.get(&unit).map_or(&[], |(start, end)| &self.preorder[*start..*end])
    }

    /// The places of a unit and of all below it among [`Tree::preorder`]; empty when it did not exist.
    pub fn places(&self, unit: i64) -> std::ops::Range<usize> {
        self.branch.get(&unit).map_or(0..0, |(start, end)| *start..*end)
    }

    /// Whether `unit` is `root` or somewhere below it.
    pub fn is_within(&self, unit: i64, root: i64) -> bool {
        match (self.branch.get(&unit), self.branch.get(&root)) {
            (Some((at, _)), Some((start, end))) => (start..end).contains(&at),
            _ => false,
        }
    }

    /// From the root down to the unit itself.
    pub fn path(&self, unit: i64) -> Vec<i64> {
        let mut path = vec![unit];
        // A ring of parents cannot make this endless.
        while let Some(parent) = path.last().and_then(|id| self.units.get(id)?.parent_id)
            && !path.contains(&parent)
        {
            path.push(parent);
        }
        path.reverse();
        path
    }

    /// Whether a unit stands beside the Party's tree: a people's committee, the Front, an organisation under no committee of
    /// the Party.
    pub fn is_beside(&self, unit: i64) -> bool {
        self.beside.contains_key(&unit)
    }

    /// The units at which one beside the Party's tree is kept: the committee of the Party that stands for its area and, for
    /// an organisation that the Front gathers, the Front there. Where its own area has none, those of the next area above;
    /// where there is none either, the committee whose office this is.
    pub fn keepers(&self, unit: i64) -> &[i64] {
        self.beside.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// Whether a unit beside the Party's tree is kept in the branch of another one.
    pub fn is_kept_within(&self, unit: i64, root: i64) -> bool {
        self.keepers(unit).iter().any(|keeper| self.is_within(*keeper, root))
    }

    /// The units of a kind, in preorder.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a TreeUnit> + 'a {
        self.preorder.iter().filter_map(|id| self.units.get(id)).filter(move |unit| unit.kind == kind)
    }
}

fn committee<'a>(roots: &[i64], units: &'a HashMap<i64, TreeUnit>) -> Option<&'a TreeUnit> {
    let is_committee = |unit: &&TreeUnit| kind::COMMITTEES.contains(&unit.kind.as_str());
    roots.iter().filter_map(|root| units.get(root)).find(is_committee)
}

/// The units beside the Party's tree, each with those that keep it.
fn beside(roots: &[i64], preorder: &[i64], units: &HashMap<i64, TreeUnit>) -> HashMap<i64, Vec<i64>> {
    let (mut committees, mut fronts, mut of_party) = (HashMap::new(), HashMap::new(), HashSet::new());
    let mut depths: HashMap<i64, usize> = HashMap::new();
    for unit in preorder.iter().map(|id| &units[id]) {
        let depth = unit.parent_id.and_then(|above| depths.get(&above)).map_or(0, |above| above + 1);
        depths.insert(unit.id, depth);
        let kind = unit.kind.as_str();
        if kind::COMMITTEES.contains(&kind) || unit.parent_id.is_some_and(|parent| of_party.contains(&parent)) {
            of_party.insert(unit.id);
        }
        // An agency's committee lies in an area and does not stand for it.
        let stands = kind::OF_AREAS.contains(&kind);
        let known = if stands { Some(&mut committees) } else { (kind == kind::FRONT).then_some(&mut fronts) };
        if let (Some(known), Some(area)) = (known, unit.area_id) {
            // Nobody comes to keep what stands in an area by a committee set up below another one's.
            let highest = known.entry(area).or_insert((depth, unit.id));
            *highest = (depth, unit.id).min(*highest);
        }
    }
    let nearest = |unit: i64, of_area: &HashMap<i64, (usize, i64)>| {
        let (mut at, mut left) = (units.get(&unit), units.len());
        while let Some(unit) = at.filter(|_| left > 0) {
            if let Some(known) = unit.area_id.and_then(|area| of_area.get(&area)) {
                return Some(known.1);
            }
            (at, left) = (unit.parent_id.and_then(|above| units.get(&above)), left - 1);
        }
        None
    };
    let office = committee(roots, units).map(|unit| unit.id);
    let stands = |unit: &&TreeUnit| kind::BESIDE.contains(&unit.kind.as_str()) && !of_party.contains(&unit.id);
    let keepers = |unit: &TreeUnit| {
        let gathered = [kind::MASS_ORGANISATION, kind::ASSOCIATION].contains(&unit.kind.as_str());
        let front = if gathered { nearest(unit.id, &fronts) } else { None };
        (unit.id, nearest(unit.id, &committees).or(office).into_iter().chain(front).collect())
    };
    preorder.iter().map(|id| &units[id]).filter(stands).map(keepers).collect()
}

/// Puts units of a kind together, the kinds in the order of their first ones.
fn together(siblings: &mut [i64], units: &HashMap<i64, TreeUnit>) {
    let kinds: Vec<&str> = siblings.iter().map(|unit| units[unit].kind.as_str()).collect();
    let first: HashMap<i64, usize> = siblings
        .iter()
        .map(|unit| (*unit, kinds.iter().position(|kind| *kind == units[unit].kind).unwrap_or(0)))
        .collect();
    siblings.sort_by_key(|unit| first[unit]);
}

fn walk(
    unit: i64,
    children: &HashMap<i64, Vec<i64>>,
    preorder: &mut Vec<i64>,
    branch: &mut HashMap<i64, (usize, usize)>,
) {
    let start = preorder.len();
    preorder.push(unit);
    for child in children.get(&unit).into_iter().flatten() {
        walk(*child, children, preorder, branch);
    }
    branch.insert(unit, (start, preorder.len()));
}
