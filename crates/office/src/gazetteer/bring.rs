//! Bringing the state's lists into the register, in one transaction. Bringing them again changes what has changed.

use super::files::{Became, Listed};
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Chance, Day, Ts};
use kit::db::{Arg, Conn, Result};
use kit::journal;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// An edition of the lists.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The year it is called after.
    pub year: i64,
    /// The first day on which it held, when that is known.
    pub from: Option<Day>,
    /// The day from which it no longer holds.
    pub to: Option<Day>,
    /// Its places.
    pub places: Vec<Listed>,
}

/// What was brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Places that were not in the register.
    pub new: i64,
    /// Places that read otherwise now.
    pub changed: i64,
    /// Places that were in it just so.
    pub same: i64,
    /// What became of what.
    pub successors: i64,
    /// Lines of which one of the places is in no edition.
    pub lost: i64,
}

kit::record! {
    /// What the register says of a locality.
    struct Kept {
        id: i64,
        code: String,
        kind: String,
        name: String,
        parent_id: Option<i64>,
        from_day: Option<Day>,
        to_day: Option<Day>,
    }
}

/// Brings two editions that followed each other, and what became of what; `files` names the lists, for the journal.
pub async fn bring(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    editions: &[Edition; 2],
    successors: &[Became],
    files: &str,
    (chance, now): (&Chance, Ts),
) -> Result<Brought> {
    let mut brought = Brought::default();
    let mut ids: Vec<HashMap<String, i64>> = Vec::new();
    for edition in editions {
        ids.push(places(conn, edition, &mut brought, (chance, now)).await?);
    }
    let mut links: BTreeMap<(i64, i64), &str> = BTreeMap::new();
    for became in successors {
        match (ids[0].get(&became.old), ids[1].get(&became.new)) {
            (Some(old), Some(new)) => {
                links.insert((*old, *new), &became.part);
            }
            _ => brought.lost += 1,
        }
    }
    let sql = "DELETE FROM locality_successor WHERE old_id IN (SELECT id FROM locality WHERE edition = $1)";
    conn.exec(sql, &[&editions[0].year]).await?;
    let rows: Vec<[&dyn Arg; 3]> = links.iter().map(|((old, new), part)| [old as &dyn Arg, new, part]).collect();
    conn.insert_all("locality_successor", ["old_id", "new_id", "part"], &rows).await?;
    brought.successors = rows.len() as i64;
    let places: i64 = conn.value("SELECT count(*) FROM locality", &[]).await?.unwrap_or(0);
    let sql = "INSERT INTO locality_import (at, files, places) VALUES ($1, $2, $3)";
    let id = conn.insert(sql, &[&now, &files, &places]).await?;
    let after = json!({"files": files, "new": brought.new, "changed": brought.changed});
    journal::write(conn, &grant.event("gazetteer.import", "locality_import", id).after(after), now).await?;
    Ok(brought)
}

/// Writes the places of an edition, those that others lie in first; ids by code.
async fn places(
    conn: &mut Conn,
    edition: &Edition,
    brought: &mut Brought,
    (chance, now): (&Chance, Ts),
) -> Result<HashMap<String, i64>> {
    let sql = "SELECT id, code, kind, name, parent_id, from_day, to_day FROM locality WHERE edition = $1";
    let kept: Vec<Kept> = conn.all(sql, &[&edition.year]).await?;
    let kept: HashMap<String, Kept> = kept.into_iter().map(|row| (row.code.clone(), row)).collect();
    let mut ids: HashMap<String, i64> = kept.iter().map(|(code, row)| (code.clone(), row.id)).collect();
    for level in [2, 3, 5] {
        let of_level = || edition.places.iter().filter(move |place| place.code.len() == level);
        let new: Vec<&Listed> = of_level().filter(|place| !kept.contains_key(&place.code)).collect();
        let taken = conn.reserve("locality", new.len()).await?;
        let uids: Vec<String> = new.iter().map(|_| chance.uuid(now).to_string()).collect();
        let parents: Vec<Option<i64>> = new.iter().map(|place| ids.get(&place.parent).copied()).collect();
        let rows: Vec<[&dyn Arg; 9]> = new
            .iter()
            .enumerate()
            .map(|(at, place)| {
                let row: [&dyn Arg; 9] = [
                    &taken[at],
                    &uids[at],
                    &edition.year,
                    &place.code,
                    &place.kind,
                    &place.name,
                    &parents[at],
                    &edition.from,
                    &edition.to,
                ];
                row
            })
            .collect();
        let columns = ["id", "uid", "edition", "code", "kind", "name", "parent_id", "from_day", "to_day"];
        conn.insert_all("locality", columns, &rows).await?;
        brought.new += rows.len() as i64;
        ids.extend(new.iter().zip(&taken).map(|(place, id)| (place.code.clone(), *id)));
        for place in of_level() {
            let Some(row) = kept.get(&place.code) else { continue };
            let parent = ids.get(&place.parent).copied();
            let days = (row.from_day, row.to_day);
            if (&row.kind, &row.name, row.parent_id, days)
                == (&place.kind, &place.name, parent, (edition.from, edition.to))
            {
                brought.same += 1;
                continue;
            }
            let sql =
                "UPDATE locality SET kind = $1, name = $2, parent_id = $3, from_day = $4, to_day = $5 WHERE id = $6";
            conn.exec(sql, &[&place.kind, &place.name, &parent, &edition.from, &edition.to, &row.id]).await?;
            brought.changed += 1;
        }
    }
    Ok(ids)
}
