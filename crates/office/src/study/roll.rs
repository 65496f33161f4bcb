//! Whom a campaign counts: its scope as units, and the roll of a day as one piece of SQL that all who count read.

use super::{Audience, Campaign, RollRule};
use crate::org::Tree;
use crate::org::kind::{COMMUNE_COMMITTEE, DISTRICT_COMMITTEE, PROVINCE_COMMITTEE};
use crate::org::lineage::{Lineage, heir_of};
use crate::people::Person;
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::HashSet;

/// Whom a campaign is for: branches, and the kinds of unit within them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Its branches; none means the whole branch of the campaign's unit.
    pub branches: Vec<i64>,
    /// Kinds of unit, each with what stands below it; none means all.
    pub kinds: Vec<String>,
}

impl Scope {
    /// The branches of a campaign that are written down.
    pub async fn branches_of(conn: &mut Conn, campaign: i64) -> Result<Vec<i64>> {
        let sql = "SELECT unit_id FROM campaign_branch WHERE campaign_id = $1 ORDER BY unit_id";
        let rows: Vec<(i64,)> = conn.all(sql, &[&campaign]).await?;
        Ok(rows.into_iter().map(|(unit,)| unit).collect())
    }

    /// A campaign's scope, as it was written down.
    pub async fn of(conn: &mut Conn, campaign: &Campaign) -> Result<Scope> {
        let mut branches = Scope::branches_of(conn, campaign.id).await?;
        let sql = "SELECT kind FROM campaign_kind WHERE campaign_id = $1 ORDER BY kind";
        let kinds: Vec<(String,)> = conn.all(sql, &[&campaign.id]).await?;
        if branches.is_empty() {
            branches.push(campaign.unit_id);
        }
        Ok(Scope { branches, kinds: kinds.into_iter().map(|(kind,)| kind).collect() })
    }

    /// The same by the units of a later day: a branch that has ended is the one that carries on for it.
    pub fn carried(mut self, lineage: &Lineage, day: Day) -> Scope {
        for branch in &mut self.branches {
            *branch = lineage.heir(*branch, day);
        }
        self.branches.sort_unstable();
        self.branches.dedup();
        self
    }

    /// The same without reading all changes of units: asked of its branches alone, for each mark asks.
    async fn carried_now(mut self, conn: &mut Conn, day: Day) -> Result<Scope> {
        for branch in &mut self.branches {
            *branch = heir_of(conn, *branch, day).await?;
        }
        self.branches.sort_unstable();
        self.branches.dedup();
        Ok(self)
    }

    /// The units whose members it is for.
    pub fn units(&self, tree: &Tree) -> HashSet<i64> {
        let all = self.branches.iter().flat_map(|branch| tree.branch(*branch)).copied();
        let is_meant = |unit: &i64| {
            let kind = |at: i64| tree.get(at).map_or("", |unit| unit.kind.as_str());
            self.kinds.is_empty() || tree.path(*unit).into_iter().any(|at| self.kinds.iter().any(|one| one == kind(at)))
        };
        all.filter(is_meant).collect()
    }

    /// The units in which it can be seen: the branches with all below and above them.
    pub fn touches(&self, tree: &Tree, unit: i64) -> bool {
        self.branches.iter().any(|branch| tree.is_within(unit, *branch) || tree.is_within(*branch, unit))
    }
}

impl Campaign {
    /// Everybody on its roll on a day whatever the scope, as SQL with the columns `person_id` and `unit_id`; the day stands
    /// at `day`.
    pub(super) fn roll_sql(&self, day: &str) -> String {
        let main = format!(
            "SELECT m.person_id, m.unit_id FROM membership m WHERE m.kind = 'main' AND m.from_day <= {day}
             AND (m.to_day IS NULL OR m.to_day > {day})"
        );
        match self.audience() {
            Audience::Members => main,
            Audience::Cadres => format!(
                "{main} AND EXISTS (SELECT 1 FROM post_holding h WHERE h.person_id = m.person_id AND h.from_day <= {day}
                 AND (h.to_day IS NULL OR h.to_day > {day}))"
            ),
            // The Front stands beside the Party's tree: whoever belongs to it or to one of its organisations counts at the
            // committee of the same area, once, and where they belong in a commune and above it, in the commune.
            Audience::MassOrganisations => format!(
                "SELECT b.person_id, COALESCE(min(b.commune_id), min(b.committee_id)) AS unit_id FROM (
                   SELECT a.person_id, c.id AS committee_id, CASE WHEN c.kind = '{COMMUNE_COMMITTEE}' THEN c.id END AS commune_id
                   FROM affiliation a JOIN unit o ON o.id = a.unit_id JOIN unit c ON c.area_id = o.area_id
                     AND c.kind IN ('{PROVINCE_COMMITTEE}', '{DISTRICT_COMMITTEE}', '{COMMUNE_COMMITTEE}')
                   JOIN unit_name n ON n.unit_id = c.id AND n.from_day <= {day} AND (n.to_day IS NULL OR n.to_day > {day})
                   WHERE a.from_day <= {day} AND (a.to_day IS NULL OR a.to_day > {day})) b GROUP BY b.person_id"
            ),
        }
    }

    /// Everybody on its roll on a day within the scope, as (person, unit), in the order of names.
    pub async fn roll(&self, conn: &mut Conn, tree: &Tree, scope: &Scope) -> Result<Vec<(i64, i64)>> {
        let sql = format!(
            "SELECT r.person_id, r.unit_id FROM ({}) r JOIN person p ON p.id = r.person_id
             ORDER BY p.name_key, p.birth_year, p.id",
            self.roll_sql("$1")
        );
        let units = scope.units(tree);
        let mut roll: Vec<(i64, i64)> = conn.all(&sql, &[&tree.day()]).await?;
        roll.retain(|(_, unit)| units.contains(unit));
        Ok(roll)
    }

    /// Whether anybody is on its roll on a day within the scope.
    pub(super) async fn has_anybody(&self, conn: &mut Conn, tree: &Tree, scope: &Scope) -> Result<bool> {
        let units = scope.units(tree);
        let sql = format!("SELECT r.unit_id FROM ({}) r", self.roll_sql("$1"));
        // Nearly always one of the first is meant; only where none is, every unit is looked for.
        for sql in [format!("{sql} LIMIT 1000"), format!("SELECT DISTINCT unit_id FROM ({sql}) d")] {
            let found: Vec<(i64,)> = conn.all(&sql, &[&tree.day()]).await?;
            if found.iter().any(|(unit,)| units.contains(unit)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The scope on the day whose roll counts: under the current roll, units that have ended since are those that carry on.
    pub async fn scope_on(&self, conn: &mut Conn, day: Day) -> Result<Scope> {
        let scope = Scope::of(conn, self).await?;
        match self.roll_rule() {
            RollRule::Frozen => Ok(scope),
            RollRule::Current => scope.carried_now(conn, day).await,
        }
    }

    /// Whether it is for the members of a unit, as the units stand on a day: asked of the unit and those above it alone, since
    /// a nation has very many.
    pub(super) async fn is_for(&self, conn: &mut Conn, unit: i64, day: Day) -> Result<bool> {
        let scope = self.scope_on(conn, day).await?;
        let sql = "WITH RECURSIVE up (unit) AS (
                     SELECT CAST($1 AS BIGINT) UNION
                     SELECT p.parent_id FROM up JOIN unit_parent p ON p.unit_id = up.unit AND p.from_day <= $2
                       AND (p.to_day IS NULL OR p.to_day > $2))
                   SELECT u.id, u.kind FROM up JOIN unit u ON u.id = up.unit";
        let path: Vec<(i64, String)> = conn.all(sql, &[&unit, &day]).await?;
        let is_within = path.iter().any(|(at, _)| scope.branches.contains(at));
        Ok(is_within && (scope.kinds.is_empty() || path.iter().any(|(_, kind)| scope.kinds.contains(kind))))
    }

    /// Those of a unit itself who are on its roll on a day, in the order of names; nobody when the unit is not in its scope.
    pub async fn roll_of_unit(&self, conn: &mut Conn, unit: i64, day: Day) -> Result<Vec<Person>> {
        if !self.is_for(conn, unit, day).await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT p.id, p.uid, p.full_name, p.birth_year, p.sex, r.unit_id FROM person p JOIN ({}) r ON r.person_id = p.id
             WHERE r.unit_id = $1 ORDER BY p.name_key, p.birth_year, p.id",
            self.roll_sql("$2")
        );
        conn.all(&sql, &[&unit, &day]).await
    }
}

/// These persons, in the order of their names, as of a unit.
pub(super) async fn persons(conn: &mut Conn, ids: &[i64], unit: i64) -> Result<Vec<Person>> {
    let listed = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT id, uid, full_name, birth_year, sex, CAST($1 AS BIGINT) AS unit_id FROM person WHERE id IN ({listed})
         ORDER BY name_key, birth_year, id"
    );
    if ids.is_empty() { Ok(Vec::new()) } else { conn.all(&sql, &[&unit]).await }
}
