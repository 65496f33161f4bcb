//! Changes of areas and units. Each writes its journal row in the same transaction.

use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;

/// An area to be entered.
#[derive(Clone, Debug)]
pub struct NewArea<'a> {
    /// Its identity outside the database.
    pub uid: String,
    /// Its official code.
    pub code: &'a str,
    /// `commune`, `township`, `ward`, …
    pub kind: &'a str,
    /// Its name with the kind in front.
    pub name: &'a str,
    /// Since when it bears the name.
    pub from: Day,
}

/// A unit to be established.
#[derive(Clone, Debug)]
pub struct NewUnit<'a> {
    /// Its identity outside the database.
    pub uid: String,
    /// Its kind, see [`super::kind`].
    pub kind: &'a str,
    /// The area it is for.
    pub area: Option<i64>,
    /// The unit above.
    pub parent: Option<i64>,
    /// Its full name.
    pub name: &'a str,
    /// Its short name.
    pub short: &'a str,
    /// Since when.
    pub from: Day,
    /// The paper that decided it.
    pub paper: Option<&'a str>,
}

/// Stands in a console's grant where no unit is meant: areas, and the first unit of all.
pub const NOWHERE: i64 = 0;

/// Enters an area; its id.
pub async fn add_area(conn: &mut Conn, grant: Grant<KeepOrganisation>, new: &NewArea<'_>, now: Ts) -> Result<i64> {
    let id = conn.insert("INSERT INTO area (uid, code) VALUES ($1, $2)", &[&new.uid, &new.code]).await?;
    name_area(conn, id, new.kind, new.name, new.from, None, "known").await?;
    let event = grant.event("org.area.add", "area", id).after(json!({"code": new.code, "name": new.name}));
    journal::write(conn, &event, now).await?;
    Ok(id)
}

async fn name_area(
    conn: &mut Conn,
    area: i64,
    kind: &str,
    name: &str,
    from: Day,
    paper: Option<&str>,
    confidence: &str,
) -> Result<()> {
    conn.exec(
        "INSERT INTO area_name (area_id, kind, name, from_day, paper, confidence) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&area, &kind, &name, &from, &paper, &confidence],
    )
    .await?;
    Ok(())
}

/// From a day on, the area has another kind and name.
pub async fn rename_area(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    area: i64,
    (kind, name): (&str, &str),
    from: Day,
    (paper, confidence): (&str, &str),
    now: Ts,
) -> Result<()> {
    conn.exec("UPDATE area_name SET to_day = $1 WHERE area_id = $2 AND to_day IS NULL", &[&from, &area]).await?;
    name_area(conn, area, kind, name, from, Some(paper), confidence).await?;
    let after = json!({"kind": kind, "name": name, "from": from, "paper": paper, "confidence": confidence});
    journal::write(conn, &grant.event("org.area.rename", "area", area).after(after), now).await?;
    Ok(())
}

/// Enters a unit that has stood since long before the record began; its id. The grant is for the unit above it. What
/// happens from now on is a [`super::Change`].
pub async fn add_unit(conn: &mut Conn, grant: Grant<KeepOrganisation>, new: &NewUnit<'_>, now: Ts) -> Result<i64> {
    let id = insert_unit(conn, new).await?;
    conn.exec(
        "INSERT INTO unit_name (unit_id, name, short, from_day, paper) VALUES ($1, $2, $3, $4, $5)",
        &[&id, &new.name, &new.short, &new.from, &new.paper],
    )
    .await?;
    if let Some(parent) = new.parent {
        conn.exec(
            "INSERT INTO unit_parent (unit_id, parent_id, from_day, paper) VALUES ($1, $2, $3, $4)",
            &[&id, &parent, &new.from, &new.paper],
        )
        .await?;
    }
    let after = json!({"name": new.name, "kind": new.kind, "parent": new.parent, "from": new.from});
    journal::write(conn, &grant.event("org.unit.establish", "unit", id).at_place(id).after(after), now).await?;
    Ok(id)
}

/// The bare unit, without name and place; part of the verbs here.
pub(super) async fn insert_unit(conn: &mut Conn, new: &NewUnit<'_>) -> Result<i64> {
    conn.insert("INSERT INTO unit (uid, kind, area_id) VALUES ($1, $2, $3)", &[&new.uid, &new.kind, &new.area]).await
}
