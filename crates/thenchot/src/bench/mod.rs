//! `thenchot bench`: what the program does at the size of a nation, each number beside a floor measured in the same run.

mod end_to_end;
mod memory;
mod nation;

use anyhow::Result;
use clap::{Args, Subcommand};
use std::time::{Duration, Instant};

/// What to measure.
#[derive(Subcommand)]
pub enum BenchCommand {
    /// Counting a study campaign of a made-up nation: tables, cross-sections, records a second, rebuilding, memory.
    Tally(Size),
}

/// How large the made-up nation is.
#[derive(Args, Clone, Copy)]
pub struct Size {
    /// Members.
    #[arg(long, default_value_t = 5_600_000)]
    persons: u32,
    /// Cells.
    #[arg(long, default_value_t = 300_000)]
    cells: u32,
    /// Grassroots organisations above the cells.
    #[arg(long, default_value_t = 52_000)]
    grassroots: u32,
    /// Only what is in memory: no database is made.
    #[arg(long)]
    memory_only: bool,
}

/// Runs a bench and prints its numbers.
pub async fn run(command: &BenchCommand) -> Result<()> {
    let BenchCommand::Tally(size) = command;
    anyhow::ensure!(
        size.persons >= size.cells && size.cells >= size.grassroots && size.grassroots > 0,
        "a nation has at least as many members as cells, and as many cells as grassroots organisations"
    );
    println!(
        "{} members, {} cells, {} grassroots organisations, six levels",
        size.persons, size.cells, size.grassroots
    );
    memory::measure(*size)?;
    if !size.memory_only {
        end_to_end::measure(*size).await?;
    }
    Ok(())
}

/// Times taken, to be asked for their middle and their worst hundredth.
struct Times(Vec<Duration>);

impl Times {
    /// Takes the time of each call.
    fn of<T>(what: impl IntoIterator<Item = T>, mut call: impl FnMut(T)) -> Times {
        let time = |one| {
            let begun = Instant::now();
            call(one);
            begun.elapsed()
        };
        let mut times: Vec<Duration> = what.into_iter().map(time).collect();
        times.sort_unstable();
        Times(times)
    }

    /// The time below which so many hundredths of the calls stayed.
    fn at(&self, hundredths: usize) -> Duration {
        self.0.get((self.0.len() * hundredths / 100).min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    fn print(&self, what: &str, bar: &str) {
        let worst = self.0.last().copied().unwrap_or_default();
        println!(
            "{what}: p50 {:.1?}, p99 {:.1?}, longest {worst:.1?} of {} ({bar})",
            self.at(50),
            self.at(99),
            self.0.len()
        );
    }
}

/// Memory of this process that is in use, in MB; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1000
}
