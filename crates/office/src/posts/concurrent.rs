//! Concurrent posts on any day: in how many communes one person is both secretary and chairman, by the rule of that day and
//! among the communes of that day; and who else holds several posts.

use super::reading::{Holding, all_on};
use crate::org::{Place, Tree, kind};
use kit::clock::Day;
use kit::db::{Conn, Result};
use rules::ConcurrentPostsRule;
use std::collections::HashMap;

/// A commune on a day, with who holds the two posts.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its area.
    pub area: i64,
    /// Its name with the kind in front.
    pub name: String,
    /// Its Party committee.
    pub committee: i64,
    /// Its people's committee, when one is on record.
    pub government: Option<i64>,
    /// Who holds the Party post.
    pub party: Option<Holding>,
    /// Who holds the government post.
    pub chair: Option<Holding>,
}

impl Part {
    /// Whether one person holds both.
    pub fn both(&self) -> bool {
        matches!((&self.party, &self.chair), (Some(party), Some(chair)) if party.person_id == chair.person_id)
    }
}

/// The committees of communes that exist on the tree's day, in the order of their areas.
pub async fn concurrent(conn: &mut Conn, rule: &ConcurrentPostsRule, tree: &Tree) -> Result<Vec<Part>> {
    let mut held: HashMap<(i64, String), Vec<Holding>> = HashMap::new();
    for one in all_on(conn, tree.day()).await? {
        held.entry((one.unit_id, one.title.clone())).or_default().push(one);
    }
    let at = |unit: i64, title: &str, other: Option<&Holding>| {
        let here = held.get(&(unit, title.to_owned())).map_or(&[][..], Vec::as_slice);
        // Where several hold it, whoever also holds the other post.
        let same = here.iter().find(|held| other.is_some_and(|other| other.person_id == held.person_id));
        same.or(here.first()).cloned()
    };
    let places: HashMap<i64, Place> =
        Place::as_of(conn, tree.day()).await?.into_iter().map(|place| (place.area_id, place)).collect();
    let mut governments: HashMap<Option<i64>, i64> = HashMap::new();
    for unit in tree.of_kind(kind::GOVERNMENT) {
        governments.entry(unit.area_id).or_insert(unit.id);
    }
    // By committee, not by area: where two stand for one area, neither takes the other's place.
    let mut parts: Vec<(&str, Part)> = Vec::new();
    for unit in tree.of_kind(kind::COMMUNE_COMMITTEE) {
        let Some(place) = unit.area_id.and_then(|area| places.get(&area)) else { continue };
        if !rule.unit_kinds.iter().any(|kind| kind.word() == place.kind) {
            continue;
        }
        let government = governments.get(&unit.area_id).copied();
        let chair = government.and_then(|unit| at(unit, &rule.government_post, None));
        let party = at(unit.id, &rule.party_post, chair.as_ref());
        let chair = government.and_then(|unit| at(unit, &rule.government_post, party.as_ref()));
        let name = place.name.clone();
        parts.push((&place.code, Part { area: place.area_id, name, committee: unit.id, government, party, chair }));
    }
    parts.sort_by_key(|(code, _)| *code);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// Who holds several posts on a day at the units that `within` lets through, each person's together, those with the most
/// first.
pub async fn several(conn: &mut Conn, day: Day, within: impl Fn(i64) -> bool) -> Result<Vec<Vec<Holding>>> {
    let mut by_person: Vec<Vec<Holding>> = Vec::new();
    let mut places: HashMap<i64, usize> = HashMap::new();
    for held in all_on(conn, day).await?.into_iter().filter(|held| within(held.unit_id)) {
        let place = *places.entry(held.person_id).or_insert_with(|| {
            by_person.push(Vec::new());
            by_person.len() - 1
        });
        by_person[place].push(held);
    }
    by_person.retain(|held| held.len() > 1);
    by_person.sort_by_key(|held| (usize::MAX - held.len(), viet::name_key(&held[0].full_name), held[0].person_id));
    Ok(by_person)
}
