//! A reorganisation from lists: communes become fewer and larger, districts end. One event for all of it, made from two
//! files as the state publishes them: which old code went into which new one, and what the new areas are called.

use super::areas::lower;
use super::change::{Change, ChangeError, Decision};
use super::{NOWHERE, NewUnit, Place, Tree, kind};
use crate::gazetteer::{self, lists::with_the_program};
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::identity::right::{EndUnits, KeepOrganisation};
use kit::clock::{Chance, Day, Ts};
use kit::db::Conn;
use std::collections::BTreeMap;

/// What the lists say.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Old code to new code.
    pub successors: BTreeMap<String, String>,
    /// New code to kind (`phường`) and name.
    pub areas: BTreeMap<String, (String, String)>,
}

/// What is wrong with a list: the line, from 1, and what.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {what}")]
pub struct ListError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Lists {
    /// Reads `old_code,new_code,…` and `code,name,kind,…`, each with a header line; codes of five digits (communes).
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn read(successors: &str, areas: &str) -> Result<Lists, ListError> {
        let mut lists = Lists::default();
        for (line, cells) in rows(successors, "old_code,new_code")? {
            let [old, new, ..] = cells.as_slice() else {
                return Err(ListError { line, what: "two codes are expected" });
            };
            if is_commune(old) && is_commune(new) {
                lists.successors.insert((*old).to_owned(), (*new).to_owned());
            }
        }
        for (line, cells) in rows(areas, "code,name,kind")? {
            let [code, name, kind, ..] = cells.as_slice() else {
                return Err(ListError { line, what: "code, name and kind are expected" });
            };
            if is_commune(code) {
                lists.areas.insert((*code).to_owned(), ((*kind).to_owned(), (*name).to_owned()));
            }
        }
        Ok(lists)
    }
}

fn rows<'a>(text: &'a str, head: &str) -> Result<Vec<(usize, Vec<&'a str>)>, ListError> {
    if !text.starts_with(head) {
        return Err(ListError { line: 1, what: "the header names other columns" });
    }
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    Ok(lines.map(|(at, line)| (at + 1, line.split(',').map(str::trim).collect())).collect())
}

fn is_commune(code: &str) -> bool {
    code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The province above the new communes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Its official code.
    pub code: String,
    /// Its name with the kind in front: `tỉnh An Giang`.
    pub called: String,
}

impl Province {
    /// The one of this name in the lists that come with the program: in those of the day, or else in the others.
    ///
    /// # Errors
    /// Never, while a test reads those lists.
    pub fn of(name: &str, day: Day) -> Result<Option<Province>, gazetteer::ListError> {
        let (mut editions, asked) = (with_the_program()?.0, viet::fold(name.trim()));
        editions.sort_by_key(|edition| {
            !(edition.from.is_none_or(|from| from <= day) && edition.to.is_none_or(|to| to > day))
        });
        let all = editions.into_iter().flat_map(|edition| edition.places).filter(|place| place.parent.is_empty());
        let mut all = all.map(|place| Province { called: format!("{} {}", place.kind, place.name), code: place.code });
        Ok(all.find(|province| viet::fold(&province.called) == asked))
    }

    /// The office's own area for it, made and named by the change where there is none yet.
    async fn area(&self, conn: &mut Conn, change: &Change, uid: String) -> Result<i64, ChangeError> {
        let known: Option<i64> = conn.value("SELECT id FROM area WHERE code = $1", &[&self.code]).await?;
        let area = match known {
            Some(known) => known,
            None => conn.insert("INSERT INTO area (uid, code) VALUES ($1, $2)", &[&uid, &self.code]).await?,
        };
        let name = viet::capital(&self.called);
        let places = Place::as_of(conn, change.decision.day).await?;
        if !places.iter().any(|place| place.area_id == area && place.name == name) {
            change.reshape(conn, area, Some(("province", &name))).await?;
        }
        Ok(area)
    }
}

/// Kinds of unit of which each commune has its own.
const OF_COMMUNES: [&str; 4] = [kind::COMMUNE_COMMITTEE, kind::GOVERNMENT, kind::FRONT, kind::MASS_ORGANISATION];

/// Makes the reorganisation with the grants of whoever may change all of these units and decides it for
/// the whole office; the event. Units of communes that share a new code become one;
/// what stands above them passes to a unit of its kind of the `province`, whose area they are for. Roles held there are carried
/// along; those held at communes end, or are carried to the commune that carries on for theirs with `keep_roles`.
///
/// # Errors
/// What [`Change`] refuses.
pub async fn reorganise(
    conn: &mut Conn,
    (grant, decided): (impl Fn(i64) -> Grant<KeepOrganisation>, Deciding<EndUnits>),
    (lists, province, keep_roles): (&Lists, &Province, bool),
    decision: Decision,
    chance: &Chance,
    now: Ts,
) -> Result<i64, ChangeError> {
    let day = decision.day;
    let tree = Tree::as_of(conn, day).await?;
    let eve = Tree::as_of(conn, day.plus_days(-1)).await?;
    let places: BTreeMap<i64, Place> =
        Place::as_of(conn, day).await?.into_iter().map(|place| (place.area_id, place)).collect();
    let by_code: BTreeMap<&str, i64> = places.values().map(|place| (place.code.as_str(), place.area_id)).collect();
    let change = Change::begin(conn, grant(NOWHERE), decision, now).await?;
    // Units that become one: those of a kind and above-unit whose areas share a new code.
    let mut groups: BTreeMap<(&str, i64), Vec<i64>> = BTreeMap::new();
    // What was not there on the eve is what these lists have made already: running them again changes nothing.
    for unit in tree.preorder().iter().filter(|id| eve.get(**id).is_some()).filter_map(|id| tree.get(*id)) {
        let place = unit.area_id.and_then(|area| places.get(&area));
        let new = place.and_then(|place| lists.successors.get(&place.code));
        if let (Some(new), Some(parent), true) = (new, unit.parent_id, OF_COMMUNES.contains(&unit.kind.as_str())) {
            groups.entry((new, parent)).or_default().push(unit.id);
        }
    }
    let area = match groups.is_empty() {
        true => None,
        false => Some(province.area(conn, &change, chance.uuid(now).to_string()).await?),
    };
    // The units above end too; each passes into one of the province.
    let mut above: BTreeMap<i64, i64> = BTreeMap::new();
    for (_, parent) in groups.keys() {
        if above.contains_key(parent) {
            continue;
        }
        let Some(unit) = tree.get(*parent) else { continue };
        let district = unit.area_id.and_then(|area| places.get(&area)).map(|place| lower(&place.name));
        let called = province.called.as_str();
        let renamed = |text: &str| match &district {
            Some(district) => text.replace(district.as_str(), called).replace(&viet::capital(district), called),
            None => format!("{text}, {called}"),
        };
        let (name, short) = (renamed(&unit.name), viet::capital(&renamed(&unit.short)));
        let of_province = match unit.kind.as_str() {
            kind::DISTRICT_COMMITTEE => kind::PROVINCE_COMMITTEE,
            other => other,
        };
        let new = fresh(chance.uuid(now).to_string(), of_province, area, (&name, &short), day);
        above.insert(*parent, change.establish_root(conn, &new).await?);
    }
    for ((code, parent), units) in &groups {
        let Some((kind, name)) = lists.areas.get(*code) else { continue };
        let full = format!("{kind} {name}");
        let Some(old) = units.first().and_then(|unit| tree.get(*unit)) else { continue };
        let was = old.area_id.and_then(|area| places.get(&area)).map(|place| lower(&place.name)).unwrap_or_default();
        let renamed = |text: &str| text.replace(&was, &full).replace(&viet::capital(&was), &viet::capital(&full));
        let (name, short) = (renamed(&old.name), renamed(&old.short));
        let area = by_code.get(code).copied();
        let new = fresh(chance.uuid(now).to_string(), &old.kind, area, (&name, &short), day);
        let whole = change.establish(conn, grant(above[parent]), &new).await?;
        for unit in units {
            if keep_roles {
                change.carry_roles(conn, grant(*unit), grant(whole)).await?;
            }
            change.absorb(conn, grant(*unit), grant(whole)).await?;
        }
    }
    for (old, new) in &above {
        // Whoever kept the district's office keeps what comes after it.
        change.carry_roles(conn, grant(*old), grant(*new)).await?;
        change.absorb(conn, grant(*old), grant(*new)).await?;
    }
    for place in places.values().filter(|_| !groups.is_empty()) {
        let named = lists.areas.get(&place.code).filter(|_| lists.successors.contains_key(&place.code));
        match named {
            Some((kind, name)) => {
                let full = viet::capital(&format!("{kind} {name}"));
                change.reshape(conn, place.area_id, Some((kind_word(kind), &full))).await?;
            }
            None if lists.successors.contains_key(&place.code) => change.reshape(conn, place.area_id, None).await?,
            None => {}
        }
    }
    change.finish(conn, decided, now).await
}

fn fresh<'a>(
    uid: String,
    kind: &'a str,
    area: Option<i64>,
    (name, short): (&'a str, &'a str),
    from: kit::clock::Day,
) -> NewUnit<'a> {
    NewUnit { uid, kind, area, parent: None, name, short, from, paper: None }
}

fn kind_word(kind: &str) -> &'static str {
    match kind {
        "phường" => "ward",
        "đặc khu" => "special_zone",
        _ => "commune",
    }
}
