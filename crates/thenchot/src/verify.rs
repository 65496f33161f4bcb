//! `thenchot verify`: the journal against its seals.

use crate::{Place, houses};
use anyhow::{Result, bail};

/// Checks the office's journal and says what it found; an error when a row does not match.
pub async fn verify(place: &Place) -> Result<()> {
    let office = houses::open_office(place).await?;
    let report = kit::journal::verify::verify(&mut office.read().await?).await?;
    println!("{} rows in {} sealed batches, {} not sealed yet", report.rows, report.batches, report.unsealed);
    println!("head {}", report.head);
    for problem in &report.problems {
        println!("PROBLEM: {problem}");
    }
    if !report.problems.is_empty() {
        bail!("the journal does not match its seals in {} places", report.problems.len());
    }
    println!("the journal is sound");
    Ok(())
}
