//! `thenchot export`: what readers see, as files.

use crate::{Place, demo, houses, origin};
use anyhow::{Context, Result};
use clap::Subcommand;
use std::path::PathBuf;

/// What to write.
#[derive(Subcommand)]
pub enum ExportCommand {
    /// The portal as files, with a signed list of them.
    Site {
        /// An empty folder, or one that is not there yet.
        folder: PathBuf,
        /// Where readers will find the copy: https://tinhbien.example
        #[arg(long, env = "THENCHOT_ADDRESS", value_parser = origin)]
        address: Option<String>,
        /// Only the portal of a unit, by the beginning of its address: for one that has a host of its own.
        #[arg(long, value_name = "KEY")]
        unit: Option<String>,
    },
}

/// Writes it and says how much it was.
pub async fn run(place: &Place, what: &ExportCommand) -> Result<()> {
    let ExportCommand::Site { folder, address, unit } = what;
    let office = houses::open_known(place).await?;
    let is_demo = demo::is_demo(&office).await?;
    let houses = houses::open_all(place, office, is_demo, 0).await?;
    if let Some(address) = address {
        let _ = houses.origin.set(address.clone());
    }
    let portal = match unit {
        Some(key) => houses.portal.of_unit(key).with_context(|| format!("no unit has the portal \"{key}\""))?,
        None => houses.portal.clone(),
    };
    let done = portal.export(folder, houses.bridge_key(), |files| println!("{files} files")).await?;
    println!("{} files, {} KB in {}", done.files, done.bytes / 1024, folder.display());
    for (page, link) in &done.dead {
        println!("on {page} a link leads nowhere: {link}");
    }
    println!("`thenchot verify site {}` proves the copy, wherever it lies.", folder.display());
    Ok(())
}
