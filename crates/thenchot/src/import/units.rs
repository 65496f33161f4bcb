//! `thenchot import units`: the register of localities, from the lists of before and after a day.

use crate::{Place, houses};
use anyhow::{Context, Result, bail};
use clap::Args;
use kit::clock::{Chance, Day};
use office::gazetteer::{Edition, bring, places, successors};
use office::identity::reach::Grant;
use office::org::NOWHERE;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The lists.
#[derive(Args)]
pub struct UnitLists {
    /// Provinces, districts and communes before the day: code,name,kind,parent_code
    #[arg(long, value_name = "FILE.csv")]
    old: PathBuf,
    /// Those from the day on.
    #[arg(long, value_name = "FILE.csv")]
    new: PathBuf,
    /// What became of what: old_code,new_code,part,source
    #[arg(long, value_name = "FILE.csv")]
    successors: PathBuf,
    /// From when the new ones hold.
    #[arg(long, default_value = "2025-07-01")]
    day: String,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
}

/// Brings them in one transaction; run again, it changes what has changed.
pub async fn run(place: &Place, what: &UnitLists) -> Result<()> {
    let Some(day) = Day::parse(&what.day) else { bail!("{} is no day like 2025-07-01", what.day) };
    let started = Instant::now();
    let of = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let list = |path: &Path| -> Result<_> { places(&of(path)?).with_context(|| path.display().to_string()) };
    let old = Edition { year: day.year() - 1, from: None, to: Some(day), places: list(&what.old)? };
    let new = Edition { year: day.year(), from: Some(day), to: None, places: list(&what.new)? };
    let (links, left) = successors(&of(&what.successors)?).with_context(|| what.successors.display().to_string())?;
    let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let files = [&what.old, &what.new, &what.successors].map(|path| name(path)).join(", ");
    let office = houses::open_office(place).await?;
    let now = houses::clock_of(&office).await?.now();
    let mut tx = office.begin().await?;
    let grant = Grant::console(NOWHERE);
    let brought = bring(&mut tx, grant, [&old, &new], &links, &files, (&Chance::system(), now)).await?;
    println!(
        "{} localities are new, {} changed, {} the same; {} links from old to new, {left} left out that no official list \
         confirms, {} of localities that are in neither list",
        brought.new, brought.changed, brought.same, brought.successors, brought.lost
    );
    if what.dry_run {
        println!("Only looked at: nothing was changed.");
        return Ok(());
    }
    tx.commit().await?;
    println!("in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}
