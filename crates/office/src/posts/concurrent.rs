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

/// The communes that exist on the tree's day and have a committee here, in the order of their areas.
pub async fn concurrent(conn: &mut Conn, rule: &ConcurrentPostsRule, tree: &Tree) -> Result<Vec<Part>> {
    let held = all_on(conn, tree.day()).await?;
    let at = |unit: i64, title: &str, other: Option<&Holding>| {
        let here: Vec<&Holding> = held.iter().filter(|held| held.unit_id == unit && held.title == title).collect();
        // Where several hold it, whoever also holds the other post.
        let same = here.iter().find(|held| other.is_some_and(|other| other.person_id == held.person_id));
        same.or(here.first()).map(|held| (*held).clone())
    };
    let by_area =
        |kind| -> HashMap<i64, i64> { tree.of_kind(kind).filter_map(|unit| Some((unit.area_id?, unit.id))).collect() };
    let (committees, governments) = (by_area(kind::COMMUNE_COMMITTEE), by_area(kind::GOVERNMENT));
    let places = Place::as_of(conn, tree.day()).await?.into_iter();
    let in_scope = places.filter(|place| rule.unit_kinds.iter().any(|kind| kind.word() == place.kind));
    // An area counts when a committee of this office is for it: others may be on record as the place of a unit.
    let parts = in_scope.filter_map(|place| {
        let committee = *committees.get(&place.area_id)?;
        let government = governments.get(&place.area_id).copied();
        let chair = government.and_then(|unit| at(unit, &rule.government_post, None));
        let party = at(committee, &rule.party_post, chair.as_ref());
        let chair = government.and_then(|unit| at(unit, &rule.government_post, party.as_ref()));
        Some(Part { area: place.area_id, name: place.name, committee, government, party, chair })
    });
    Ok(parts.collect())
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
