//! `thenchot import units`: the register of localities, from the lists that come with the program or from newer ones.

use crate::{Place, houses};
use anyhow::{Context, Result, bail};
use clap::Args;
use kit::clock::{Chance, Day};
use office::gazetteer::{Became, Edition, bring, lists, places, successors};
use office::identity::reach::Grant;
use office::org::NOWHERE;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The lists; without any, those that come with the program: every locality before and since 1 July 2025.
#[derive(Args)]
pub struct UnitLists {
    /// Provinces, districts and communes before the day: code,name,kind,parent_code
    #[arg(long, value_name = "FILE.csv", requires = "new")]
    old: Option<PathBuf>,
    /// Those from the day on.
    #[arg(long, value_name = "FILE.csv", requires = "old")]
    new: Option<PathBuf>,
    /// What became of what: old_code,new_code,part,source
    #[arg(long, value_name = "FILE.csv", requires = "old")]
    successors: Option<PathBuf>,
    /// From when the new ones hold.
    #[arg(long, default_value = "2025-07-01")]
    day: String,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
}

/// Brings them in one transaction; run again, it changes what has changed.
pub async fn run(place: &Place, what: &UnitLists) -> Result<()> {
    let started = Instant::now();
    let (editions, links, files) = match (&what.old, &what.new) {
        (Some(old), Some(new)) => read(what, old, new)?,
        _ => {
            let (editions, links) = lists::with_the_program()?;
            (editions, links, lists::NAME.to_owned())
        }
    };
    let (office, _passing) = houses::open_to_bring(place, what.dry_run).await?;
    let now = houses::clock_of(&office).await?.now();
    let mut tx = office.begin().await?;
    let grant = Grant::console(NOWHERE);
    let brought = bring(&mut tx, grant, &editions, &links, &files, (&Chance::system(), now)).await?;
    println!(
        "{} localities are new, {} changed, {} the same; {} links from old to new, {} of localities that are in neither list",
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

/// The two editions, what became of what, and what the files are called.
fn read(what: &UnitLists, old: &Path, new: &Path) -> Result<([Edition; 2], Vec<Became>, String)> {
    let Some(day) = Day::parse(&what.day) else { bail!("{} is no day like 2025-07-01", what.day) };
    let of = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let list = |path: &Path| -> Result<_> { places(&of(path)?).with_context(|| path.display().to_string()) };
    let editions = [
        Edition { year: day.year() - 1, from: None, to: Some(day), places: list(old)? },
        Edition { year: day.year(), from: Some(day), to: None, places: list(new)? },
    ];
    let mut links = Vec::new();
    if let Some(path) = &what.successors {
        let left;
        (links, left) = successors(&of(path)?).with_context(|| path.display().to_string())?;
        println!("{left} links were left out that no official list confirms");
    }
    let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let files = [Some(old), Some(new), what.successors.as_deref()].into_iter().flatten().map(name);
    Ok((editions, links, files.collect::<Vec<_>>().join(", ")))
}
