//! What an account holds on a day, and where each of its rights comes from: a role that was given, a post, a delegation.
//!
//! One function reads it for who is signed in and for everybody at once, so that the answer to "who may?" and the guard of
//! a page cannot differ.

use crate::org::Tree;
use crate::org::lineage::Past;
use crate::rights::set_of;
use kit::clock::Day;
use kit::db::{Arg, Conn, Result};
use rules::{Act, At, Right, RightSet, RolesRule};
use std::collections::{HashMap, HashSet};

/// Some rights at a unit, with where they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The rights.
    pub rights: RightSet,
    /// In the branch of which unit.
    pub unit: i64,
    /// Key of the role; empty for what was passed on.
    pub role: String,
    /// Where they come from.
    pub origin: Origin,
    /// The first day without them, when it is known.
    pub to_day: Option<Day>,
}

/// Where rights come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A role that was given.
    Role {
        /// The row of `role_holding`.
        holding: i64,
    },
    /// A post that the person behind the account holds.
    Post {
        /// Key of the post.
        title: String,
        /// The unit of the post.
        unit: i64,
    },
    /// Passed on by somebody who holds them.
    Delegation {
        /// The account that passed them on.
        from: i64,
    },
}

impl Held {
    /// Whether it lets its holder do it at a unit.
    pub fn lets(&self, tree: &Tree, right: Right, unit: i64) -> bool {
        let by_keeper = OF_ORGANISATION.contains(&right) && tree.is_kept_within(unit, self.unit);
        self.rights.has(right) && (by_keeper || tree.is_within(unit, self.unit))
    }

    /// Whether it is their own, by a role or a post, and not passed on to them.
    pub fn is_own(&self) -> bool {
        !matches!(self.origin, Origin::Delegation { .. })
    }
}

/// What an account may do: everything it holds on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights(Vec<Held>);

impl Rights {
    /// Everything, with its origin.
    pub fn held(&self) -> &[Held] {
        &self.0
    }

    /// The units that `right` is held at and that exist in the tree, each once.
    pub fn roots(&self, tree: &Tree, right: Right) -> Vec<i64> {
        let mut roots = Vec::new();
        for held in &self.0 {
            if held.rights.has(right) && tree.get(held.unit).is_some() && !roots.contains(&held.unit) {
                roots.push(held.unit);
            }
        }
        roots
    }

    /// What lets them do it at a unit: each holding whose branch it lies in.
    pub fn bases<'a>(&'a self, tree: &'a Tree, right: Right, unit: i64) -> impl Iterator<Item = &'a Held> {
        self.0.iter().filter(move |held| held.lets(tree, right, unit))
    }

    /// Whether they may, at this unit.
    pub fn may(&self, tree: &Tree, right: Right, unit: i64) -> bool {
        self.bases(tree, right, unit).next().is_some()
    }

    /// Whether they may, by what they hold today, at a unit where it stood on an earlier day.
    pub fn might(&self, past: &Past, right: Right, unit: i64) -> bool {
        self.0.iter().any(|held| held.rights.has(right) && past.was_within(unit, held.unit))
    }

    /// Whether they may be the second person of an act at a unit: by what is their own, for what was passed on to them is
    /// still the first one's.
    pub fn may_agree(&self, tree: &Tree, act: Act, unit: i64) -> bool {
        // Of a unit beside the Party's tree its keeper decides on the unit, its posts and who acts for it, not on what lies
        // in it: over its accounts nobody else could be the second one.
        let keeps = [Act::EndUnits, Act::UndoUnits, Act::FillPost, Act::GivePower, Act::LiftSecondStep].contains(&act);
        let reaches = |held: &Held| keeps || tree.is_within(unit, held.unit);
        act.agreed_with()
            .into_iter()
            .any(|right| self.bases(tree, right, unit).any(|held| held.is_own() && reaches(held)))
    }

    /// What they hold of their own at a unit.
    pub fn own_at(&self, tree: &Tree, unit: i64) -> RightSet {
        let own = self.0.iter().filter(|held| held.is_own() && tree.is_within(unit, held.unit));
        own.flat_map(|held| held.rights.iter()).collect()
    }

    /// Whether the unit is in the branch of anything they hold, or kept there, whatever that allows.
    pub fn reaches(&self, tree: &Tree, unit: i64) -> bool {
        self.0.iter().any(|held| tree.is_within(unit, held.unit) || tree.is_kept_within(unit, held.unit))
    }
}

/// The rights over units themselves, and over who acts for them. They reach what stands beside the Party's tree (a people's
/// committee, the Front, its organisations) from the unit that keeps it; what lies in such a unit stays its own.
const OF_ORGANISATION: [Right; 4] =
    [Right::ReadOrganisation, Right::KeepOrganisation, Right::Confirm, Right::KeepAccounts];

kit::record! {
    /// A row of either source.
    struct Row {
        account_id: i64,
        source: String,
        holding: i64,
        word: String,
        unit_id: i64,
        to_day: Option<Day>,
        giver: i64,
    }
}

/// What an account holds on the tree's day.
pub async fn rights_of(conn: &mut Conn, rule: &RolesRule, tree: &Tree, account: i64) -> Result<Rights> {
    let mut all = read(conn, rule, tree, ("=", account), true).await?;
    let passed = all.passed.iter().map(|row| row.giver).collect::<HashSet<i64>>();
    for giver in passed.into_iter().filter(|giver| *giver != account) {
        let own = read(conn, rule, tree, ("=", giver), true).await?.own;
        all.own.extend(own.into_iter().filter(|(id, _)| *id == giver));
    }
    Ok(all.joined(rule, tree).remove(&account).unwrap_or_default())
}

/// What every account holds on the tree's day, closed ones too.
pub async fn rights_of_all(conn: &mut Conn, rule: &RolesRule, tree: &Tree) -> Result<HashMap<i64, Rights>> {
    Ok(read(conn, rule, tree, (">", 0), true).await?.joined(rule, tree))
}

/// What every account holds or ever held of its own, on whatever day, where it would be held in this tree.
pub async fn ever_held(conn: &mut Conn, rule: &RolesRule, tree: &Tree) -> Result<HashMap<i64, Rights>> {
    Ok(read(conn, rule, tree, (">", 0), false).await?.own)
}

/// What a person's posts carry on the tree's day, whether they have an account or not.
pub async fn carried_by(conn: &mut Conn, rule: &RolesRule, tree: &Tree, person: i64) -> Result<Vec<Held>> {
    let sql =
        "SELECT h.person_id AS account_id, 'post' AS source, h.id AS holding, p.title AS word, p.unit_id AS unit_id,
                      h.to_day AS to_day, h.person_id AS giver
               FROM post_holding h JOIN post p ON p.id = h.post_id
               WHERE h.person_id = $1 AND h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day > $2) ORDER BY h.id";
    let rows = conn.all::<Row>(sql, &[&person, &tree.day()]).await?;
    Ok(rows.into_iter().flat_map(|row| held(rule, tree, row)).collect())
}

/// What was read: what each account holds of its own, and what was passed on.
struct Read {
    own: HashMap<i64, Rights>,
    passed: Vec<Row>,
}

impl Read {
    /// With what was passed on, as far as its giver holds it.
    fn joined(mut self, rule: &RolesRule, tree: &Tree) -> HashMap<i64, Rights> {
        let passed = std::mem::take(&mut self.passed).into_iter().filter_map(|row| {
            let own = self.own.get(&row.giver)?.own_at(tree, row.unit_id).without(rule.never_delegated);
            let rights = own.and(set_of(&row.word));
            let origin = Origin::Delegation { from: row.giver };
            let held = Held { rights, unit: row.unit_id, role: String::new(), origin, to_day: row.to_day };
            (!rights.is_empty()).then_some((row.account_id, held))
        });
        for (account, held) in passed.collect::<Vec<_>>() {
            self.own.entry(account).or_default().0.push(held);
        }
        self.own
    }
}

async fn read(
    conn: &mut Conn,
    rule: &RolesRule,
    tree: &Tree,
    (which, account): (&'static str, i64),
    today: bool,
) -> Result<Read> {
    // A condition that always holds keeps the day bound, as PostgreSQL wants it.
    let holds = if today { "h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day > $2)" } else { "$2 = $2" };
    let sql = format!(
        "SELECT h.account_id AS account_id, 'role' AS source, h.id AS holding, h.role AS word, h.unit_id AS unit_id,
                h.to_day AS to_day, h.account_id AS giver
         FROM role_holding h
         WHERE h.account_id {which} $1 AND {holds}
         UNION ALL
         SELECT a.id, 'post', h.id, p.title, p.unit_id, h.to_day, a.id
         FROM account a JOIN post_holding h ON h.person_id = a.person_id JOIN post p ON p.id = h.post_id
         WHERE a.id {which} $1 AND {holds}
         UNION ALL
         SELECT h.to_account, 'delegation', h.id, h.rights, h.unit_id, h.to_day, h.from_account
         FROM delegation h JOIN account a ON a.id = h.from_account
         WHERE h.to_account {which} $1 AND h.ended_at IS NULL AND a.disabled_at IS NULL AND {holds}
         ORDER BY 1, 2 DESC, 3"
    );
    let day = tree.day();
    let args: [&dyn Arg; 2] = [&account, &day];
    let mut all = Read { own: HashMap::new(), passed: Vec::new() };
    for row in conn.all::<Row>(&sql, &args).await? {
        if row.source == "delegation" {
            all.passed.push(row);
        } else {
            all.own.entry(row.account_id).or_default().0.extend(held(rule, tree, row));
        }
    }
    Ok(all)
}

/// What a row gives. A role that the ruleset does not know (any more) allows nothing.
fn held(rule: &RolesRule, tree: &Tree, row: Row) -> Vec<Held> {
    if row.source == "role" {
        let kind = tree.get(row.unit_id).map_or("", |unit| unit.kind.as_str());
        let rights = rule.role(&row.word).map_or(RightSet::default(), |role| match role.is_held_at(kind) {
            true => role.rights,
            // Given where it makes no sense, before the rules said so: nobody comes to change units by that.
            false => role.rights.iter().filter(|right| *right != Right::KeepOrganisation).collect(),
        });
        let origin = Origin::Role { holding: row.holding };
        return vec![Held { rights, unit: row.unit_id, role: row.word, origin, to_day: row.to_day }];
    }
    let carried = rule.posts.iter().filter(|post| post.post == row.word).filter_map(|post| {
        let unit = tree.get(row.unit_id)?;
        let named = || {
            let name = viet::fold(&unit.name);
            post.named.iter().any(|begin| name.starts_with(&viet::fold(begin)))
        };
        let fits = post.unit_kinds.contains(&unit.kind) && (post.named.is_empty() || named());
        let at = match post.at {
            At::Unit => Some(unit.id),
            At::Above => unit.parent_id,
        };
        let role = rule.role(&post.role).filter(|_| fits)?;
        let origin = Origin::Post { title: row.word.clone(), unit: unit.id };
        Some(Held { rights: role.rights, unit: at?, role: role.key.clone(), origin, to_day: row.to_day })
    });
    carried.collect()
}

#[cfg(test)]
mod tests;
