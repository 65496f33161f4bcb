//! What is unusual about giving somebody a post, and therefore asked about once more: a member of another unit, and somebody
//! who leads another unit of the kind already.

use super::{At, title};
use crate::identity::reach::Officer;
use crate::org::kind;
use crate::people::unit_of;
use crate::posts::{NewHolding, keeper, of_person};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;

/// The unit among whose members the holders of a unit's posts are looked for first: a cell itself, a committee with all
/// below it, and for what stands beside or serves one, that committee.
fn around(officer: &Officer, at: &At) -> i64 {
    let tree = &officer.tree;
    if at.kind == kind::CELL || kind::COMMITTEES.contains(&at.kind.as_str()) {
        return at.unit;
    }
    let of_party = |unit: &i64| {
        let kind = tree.get(*unit).map_or("", |unit| unit.kind.as_str());
        kind == kind::CELL || kind::COMMITTEES.contains(&kind)
    };
    let above = tree.path(at.unit).into_iter().rev().find(of_party);
    above.or_else(|| tree.get(at.unit).map(|unit| keeper(tree, unit))).unwrap_or(at.unit)
}

/// What is unusual, in sentences; empty when nothing is.
pub(super) async fn doubts(
    conn: &mut Conn,
    (office, officer): (&Office, &Officer),
    (at, post): (&At, &str),
    (new, name): (&NewHolding<'_>, &str),
    today: Day,
) -> Result<String, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let mut told = Vec::new();
    let around = around(officer, at);
    let home = unit_of(conn, new.person, new.from.max(today)).await?;
    // Of a unit that stands in no branch of the Party everybody may come.
    let known = tree.get(around).is_some_and(|unit| kind::has_code(&unit.kind));
    if let Some(home) = home.filter(|home| known && !tree.is_within(*home, around)) {
        let values = [("name", name.into()), ("home", tree.name(home).into()), ("unit", at.name.clone().into())];
        told.push(w.fill("post-other-unit", &values));
    }
    let leads = office.posts()?.at(&at.kind, post).is_some_and(|line| line.leads(&at.kind));
    if leads {
        let ends = |to: Option<Day>, from: Day| to.is_some_and(|to| to <= from);
        let other = of_person(conn, new.person).await?.into_iter().find(|held| {
            let same = tree.get(held.unit_id).is_some_and(|unit| unit.kind == at.kind && unit.id != at.unit);
            same && held.title == post && !ends(held.to_day, new.from) && !ends(new.to, held.from_day)
        });
        if let Some(held) = other {
            let values =
                [("name", name.into()), ("post", title(w, post).into()), ("unit", tree.name(held.unit_id).into())];
            told.push(w.fill("post-leads-other", &values));
        }
    }
    Ok(told.join(" "))
}
