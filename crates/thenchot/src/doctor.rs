//! `thenchot doctor`: what is worth looking at in this office, before somebody trips over it.

use crate::{Place, houses, office_rules};
use anyhow::{Context, Result, ensure};
use kit::clock::DAY;
use kit::jobs::given_up;
use office::org::Tree;
use office::rights::findings::findings;
use office::shell::OFFICE_SCOPE;
use office::study::nightly::differed;
use rules::Area;

/// How far back it looks at what went wrong by itself.
const LOOKS_BACK: i64 = 30 * DAY;

/// Looks, says what it found, and fails when there was anything.
pub async fn doctor(place: &Place) -> Result<()> {
    let book = office_rules::load(&place.data)?;
    let db = houses::open_known(place).await?;
    let clock = houses::clock_of(&db).await?;
    let today = clock.today();
    let ruleset = book.on(Area::Roles, Some(OFFICE_SCOPE), today.0).context("no rule on roles holds today")?;
    println!("Roles and rights: {}", ruleset.id);
    let rule = ruleset.roles().context("not a rule on roles")?;
    let mut conn = db.read().await?;
    let tree = Tree::as_of(&mut conn, today).await?;
    let found = findings(&mut conn, rule, &tree).await?;
    for finding in &found {
        println!("  {}", finding.told_in_english());
    }
    let since = clock.now().plus(-LOOKS_BACK);
    let differed = differed(&mut conn, since).await?;
    println!("Tallies and jobs of the last {} days:", LOOKS_BACK / DAY);
    for one in &differed {
        let (at, units, title) = (one.at.written(), one.units(), &one.title);
        println!("  at {at} the tally of “{title}” was not what SQL counts, at {units} units; it was counted anew");
    }
    let given_up = given_up(&mut conn, since).await?;
    for (kind, error) in &given_up {
        println!("  the job {kind} gave up: {error}");
    }
    let all = found.len() + differed.len() + given_up.len();
    ensure!(all == 0, "{all} to be looked at");
    println!("  nothing to be looked at");
    Ok(())
}
