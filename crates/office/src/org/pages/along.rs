//! What goes along with units that stand under another one from then on: their members, posts and open work; whose rights
//! over them end and whose begin; and the codes that still say where they stood.

use super::brings::Link;
use crate::identity::holding::{Held, Rights, rights_of_all};
use crate::identity::reach::Officer;
use crate::identity::right::{Right, RightSet};
use crate::org::code::{codes_on, stem, written};
use crate::org::estate::{ALL, Fate, Named};
use crate::org::{Tree, members_by_unit};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use std::collections::{BTreeSet, HashMap};

/// Those of whom names are told at most.
const NAMED: usize = 20;

#[derive(Default, Hash)]
pub(super) struct Along {
    /// Members and posts, each with their number.
    pub(super) things: Vec<String>,
    /// Work that is open on the day on which it is looked at.
    pub(super) work: Vec<String>,
    pub(super) lose: Vec<String>,
    pub(super) gain: Vec<String>,
    pub(super) codes: Vec<String>,
}

impl Along {
    /// Each kind of it under the key of its title.
    pub(super) fn lines(&self) -> [(&'static str, &[String]); 5] {
        [
            ("change-along", &self.things),
            ("change-work-along", &self.work),
            ("change-lose", &self.lose),
            ("change-gain", &self.gain),
            ("change-codes-old", &self.codes),
        ]
    }
}

/// What goes along with these units on a day; `links` say what each stood under, and what it stands under.
pub(super) async fn along(
    conn: &mut Conn,
    (office, officer): (&Office, &Officer),
    (moved, links): (&[i64], &HashMap<i64, Link>),
    day: Day,
) -> Result<Along, Failure> {
    if moved.is_empty() {
        return Ok(Along::default());
    }
    let w = officer.words();
    let tree = Tree::as_of(conn, day).await?;
    let all: BTreeSet<i64> = moved.iter().flat_map(|unit| tree.branch(*unit)).copied().collect();
    let units: Vec<i64> = all.into_iter().collect();
    // On the day itself they may have ended.
    if units.is_empty() {
        return Ok(Along::default());
    }
    let members = members_by_unit(conn, day).await?;
    let members: i64 = units.iter().filter_map(|unit| members.get(unit)).sum();
    let said = |key: &str, count: i64| format!("{}: {}", w.say(&format!("estate-{key}")), w.number(count));
    let (mut things, mut work) = (vec![said("members", members)], vec![]);
    for kind in ALL.iter().filter(|kind| kind.named != Named::Never) {
        let counts = kind.key == "posts" || matches!(kind.fate, Fate::Handed | Fate::WithPerson);
        let count = if counts { kind.count_at(conn, &units, day).await? } else { 0 };
        match (count, kind.key) {
            (0, _) => {}
            (_, "posts") => things.push(said(kind.key, count)),
            _ => work.push(said(kind.key, count)),
        }
    }
    let eve = Tree::as_of(conn, day.plus_days(-1)).await?;
    let (of_eve, mut asked) = (|unit: &&i64| eve.get(**unit).is_some(), BTreeSet::new());
    // Where the old unit ends, what was held there ends with it, and that is told by itself. Of several that were and are kept
    // alike one is asked about.
    let mut stays = |unit: &&i64| {
        let way = links.get(*unit).and_then(both).filter(|(old, _)| tree.get(*old).is_some());
        way.is_some_and(|way| asked.insert((way, eve.keepers(**unit), tree.keepers(**unit))))
    };
    let ways: Vec<i64> = moved.iter().filter(of_eve).filter(|unit| stays(unit)).copied().collect();
    let codes: HashMap<i64, String> = codes_on(conn, day).await?.into_iter().collect();
    let old_code = |unit: &i64| {
        let (old, new) = both(links.get(unit)?)?;
        let (own, was) = (codes.get(unit)?, stem(codes.get(&old)?));
        let now = codes.get(&new).map(|code| stem(code));
        let stays = own.starts_with(was) && now.is_none_or(|now| !own.starts_with(now));
        stays.then(|| format!("{}: {}", tree.name(*unit), written(own)))
    };
    let codes = moved.iter().filter_map(old_code).collect();
    let rights = rights_of_all(conn, office.roles()?, &tree).await?;
    let sql = "SELECT id, name FROM account WHERE disabled_at IS NULL ORDER BY name, id";
    let (mut lose, mut gain) = (vec![], vec![]);
    for (account, name) in conn.all::<(i64, String)>(sql, &[]).await? {
        let Some(held) = rights.get(&account) else { continue };
        for unit in &ways {
            let (was, is) = (over(&eve, held, *unit), over(&tree, held, *unit));
            for (rights, at, told) in [(was.without(is), &eve, &mut lose), (is.without(was), &tree, &mut gain)] {
                let by = |one: &&Held| rights.iter().any(|right| held.bases(at, right, *unit).any(|base| base == *one));
                let roles = held.held().iter().filter(by).filter(|held| officer.reaches(held.unit));
                let roles = roles.map(|held| match held.role.as_str() {
                    "" => w.say("estate-delegations"),
                    role => office.role_name(w, role),
                });
                let roles: BTreeSet<String> = roles.collect();
                if !roles.is_empty() {
                    told.push(format!("{name}: {}", roles.into_iter().collect::<Vec<_>>().join(", ")));
                }
            }
        }
    }
    for told in [&mut lose, &mut gain] {
        told.dedup();
        let more = told.len().saturating_sub(NAMED);
        told.truncate(NAMED);
        if more > 0 {
            told.push(w.count("change-more-people", more as i64));
        }
    }
    Ok(Along { things, work, lose, gain, codes })
}

fn both((old, new): &Link) -> Option<(i64, i64)> {
    Some(((*old)?, (*new)?)).filter(|(old, new)| old != new)
}

/// What somebody may do at a unit, where it stood in a tree.
fn over(tree: &Tree, held: &Rights, unit: i64) -> RightSet {
    Right::all().filter(|right| held.may(tree, *right, unit)).collect()
}
