//! The area of a unit that the wizard establishes: the one that is named, that of what it comes from, or a new one by its
//! name. A committee that stands for an area says for which, and takes nothing of another one's.

use super::wizard::asks;
use crate::gazetteer::field;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepOrganisation, Right};
use crate::org::change::{Change, ChangeError};
use crate::org::{areas, kind};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;

/// What a new unit is for.
pub(super) enum For {
    /// An area that there is, if any.
    Known(Option<i64>),
    /// A new one by the unit's name, beside this one.
    Named(i64),
}

impl For {
    /// The area, made where there is none yet; `own` are the units that the new one comes from.
    pub(super) async fn area(
        self,
        tx: &mut Tx,
        change: &Change,
        (own, names): (&[i64], (&str, &str)),
        uid: String,
    ) -> Result<Option<i64>, ChangeError> {
        match self {
            For::Known(area) => Ok(area),
            For::Named(like) => change.area_for(tx, (like, own), names, uid).await.map(Some),
        }
    }
}

/// What the unit is for that a change of `unit` establishes, `units` being those that it comes from;
/// `None` when what is named cannot be read. What is wrong goes to the field.
pub(super) async fn read(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    form: &mut Form,
    (kind, unit, units, day): (&str, i64, &[i64], Day),
) -> Result<Option<For>, Failure> {
    let w = officer.words();
    let grant = officer.require(KeepOrganisation, unit)?;
    let Some(named) = field::area_of(tx, office, grant, form, (day, "", w)).await? else { return Ok(None) };
    let area_of = |unit: &i64| officer.tree.get(*unit).and_then(|unit| unit.area_id);
    let stands = asks(kind, "place") && kind::OF_AREAS.contains(&form.get("unit_kind"));
    if let Some(area) = named {
        if stands && kind == "merge" {
            free(tx, officer, form, (area, day, units), "").await?;
        }
        return Ok(Some(For::Known(named)));
    }
    // Units of one area that become one stay there.
    let mut common: Vec<Option<i64>> = units.iter().map(area_of).collect();
    common.dedup();
    if let (true, [Some(area)]) = (kind == "merge", &*common) {
        return Ok(Some(For::Known(Some(*area))));
    }
    if !stands {
        return Ok(Some(For::Known(area_of(&unit))));
    }
    let like = units.iter().find_map(area_of);
    // Where no lists were brought nothing can be named: then it is one by the committee's name.
    if like.is_none() && !office.gazetteer.now(tx).await?.is_empty() {
        form.wrong("place", w.say("place-needed"));
    }
    Ok(Some(like.or_else(|| area_of(&unit)).map_or(For::Known(None), For::Named)))
}

/// Refuses, at the field of a row, an area for which a committee stands that does not end by the change, or where something
/// stands that the officer may not change: it would take over what stands beside the old ones' committees.
pub(super) async fn free(
    conn: &mut Conn,
    officer: &Officer,
    form: &mut Form,
    (area, day, ends): (i64, Day, &[i64]),
    row: &str,
) -> Result<(), Failure> {
    let tree = &officer.tree;
    let beside =
        |unit: &&i64| tree.is_beside(**unit) && tree.get(**unit).is_some_and(|unit| unit.area_id == Some(area));
    let closed = |unit: &i64| !officer.may(Right::KeepOrganisation, *unit);
    let others = areas::standing(conn, day, &kind::OF_AREAS, ends).await?.contains(&area);
    if others || tree.preorder().iter().filter(beside).any(closed) {
        form.wrong(format!("place{row}"), officer.words().say("place-anothers"));
    }
    Ok(())
}
