//! `thenchot doctor`: what is worth looking at in this office, before somebody trips over it.

use crate::{Place, houses, office_rules};
use anyhow::{Context, Result, ensure};
use office::org::Tree;
use office::rights::findings::findings;
use office::shell::OFFICE_SCOPE;
use rules::Area;

/// Looks, says what it found, and fails when there was anything.
pub async fn doctor(place: &Place) -> Result<()> {
    let book = office_rules::load(&place.data)?;
    let db = houses::open_office(place).await?;
    let today = houses::clock_of(&db).await?.today();
    let ruleset = book.on(Area::Roles, Some(OFFICE_SCOPE), today.0).context("no rule on roles holds today")?;
    println!("Roles and rights: {}", ruleset.id);
    let rule = ruleset.roles().context("not a rule on roles")?;
    let mut conn = db.read().await?;
    let tree = Tree::as_of(&mut conn, today).await?;
    let found = findings(&mut conn, rule, &tree).await?;
    for finding in &found {
        println!("  {}", finding.told_in_english());
    }
    ensure!(found.is_empty(), "{} to be looked at", found.len());
    println!("  nothing to be looked at");
    Ok(())
}
