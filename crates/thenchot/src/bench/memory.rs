//! The tally alone: tables and cross-sections against a popcount over plain memory; records while readers look on.

use super::{Size, Times, nation, resident};
use anyhow::Result;
use std::hint::black_box;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tally::{Node, Roster, Set, Tally};

/// Attended, made up, absent, exempt, four requirements; then woman, young, ethnic minority, leader.
const MARKS: usize = 12;
const EXEMPT: usize = 3;
/// Records a second that are to be borne, and for how long.
const RECORDS: u32 = 10_000;
const SECONDS: u32 = 5;

/// Builds the nation in memory and prints what counting it costs.
pub fn measure(size: Size) -> Result<()> {
    let units = nation::units(size);
    let begun = Instant::now();
    let nodes = units.iter().map(|(id, parent)| Node { id: *id, parent: *parent });
    let persons = (0..size.persons).map(|person| (i64::from(person) + 1, nation::cell_of(size, units.len(), person)));
    let mut tally = Tally::new(Roster::build(nodes, persons)?, MARKS);
    for person in 1..=i64::from(size.persons) {
        for mark in 0..MARKS {
            // Each mark on its own share of the members, none of them in step with another.
            if person % [50, 53, 59, 37, 10, 11, 13, 17, 3, 5, 7, 19][mark] == 0 {
                tally.mark(person, mark, true)?;
            }
        }
    }
    println!("\nin memory: laid out and marked in {:.1?}, {} MB in use", begun.elapsed(), resident());

    let floor = floor(size);
    let columns = [0, 1, 2, 4, 5, 6, 7].map(Set::Mark);
    // As the office makes its table: those on the roll, the exempt, and of the others each column.
    let table = |tally: &Tally, unit: i64| {
        let below = tally.roster().children(unit);
        for unit in std::iter::once(&unit).chain(below) {
            black_box(tally.count(&Set::Everyone, *unit));
        }
        black_box(tally.table(&!Set::Mark(EXEMPT), columns.each_ref(), unit));
    };
    // Every unit but the cells' like comes up; each level has its turn.
    let asked = |count: u64| (0..count).map(|n| 1 + (n * n * 7919 + n * 104_729) as i64 % units.len() as i64);
    Times::of(asked(10_000), |unit| table(&tally, unit)).print("a unit's whole table, any unit", "bar p99 1 ms");
    let whole = Times::of(0..50, |_| table(&tally, 1));
    whole.print("the nation's whole table, 34 provinces", "bar p99 1 ms");
    // The table reads the nation once: each column, and who is exempt.
    let words = (columns.len() + 1) as u32;
    println!(
        "  floor: popcount over as many plain words {:.1?}; ratio {:.2}",
        floor * words,
        ratio(whole.at(50), floor * words)
    );
    let cross = |tally: &Tally, unit: i64, n: usize| {
        let set = Set::all_of([n % MARKS, (n + 5) % MARKS]) & !Set::Mark((n + 7) % MARKS);
        black_box(tally.count(&set, unit));
    };
    let picked = asked(10_000).enumerate();
    Times::of(picked, |(n, unit)| cross(&tally, unit, n)).print("a cross-section of three, any unit", "bar p99 1 ms");
    let whole = Times::of(0..1_000, |n| cross(&tally, 1, n));
    whole.print("a cross-section of three, the nation", "bar p99 1 ms");
    println!("  floor: popcount over three bitmaps {:.1?}; ratio {:.2}", floor * 3, ratio(whole.at(50), floor * 3));
    record(size, tally);
    Ok(())
}

fn ratio(time: Duration, floor: Duration) -> f64 {
    time.as_secs_f64() / floor.as_secs_f64()
}

/// One pass of popcount over plain memory with one bit a member.
fn floor(size: Size) -> Duration {
    let words: Vec<u64> =
        (0..u64::from(size.persons.div_ceil(64))).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let pass = |_| {
        black_box(black_box(&words).iter().map(|word| word.count_ones()).sum::<u32>());
    };
    Times::of(0..200, pass).at(50)
}

/// Records at a steady rate while a reader asks for the nation's count: after how long each record shows there.
fn record(size: Size, tally: Tally) {
    let tally = RwLock::new(tally);
    let attended = Set::Mark(0);
    let read = || tally.read().unwrap_or_else(std::sync::PoisonError::into_inner).count(&attended, 1).unwrap_or(0);
    let before = read();
    let (done, fresh) = (AtomicU32::new(0), (1..=size.persons).filter(|person| person % 50 != 0));
    let fresh: Vec<i64> = fresh.take((RECORDS * SECONDS) as usize).map(i64::from).collect();
    let (began, mut seen) = (Instant::now(), Vec::with_capacity(fresh.len()));
    let recorded = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let due = |n: usize| Duration::from_secs(1) * n as u32 / RECORDS;
            let mut at = Vec::with_capacity(fresh.len());
            for (n, person) in fresh.iter().enumerate() {
                // Waits for the record's time by the clock: nothing is measured against the waiting itself.
                std::thread::sleep(due(n).saturating_sub(began.elapsed()));
                at.push(began.elapsed());
                let mut tally = tally.write().unwrap_or_else(std::sync::PoisonError::into_inner);
                let _ = tally.mark(*person, 0, true);
                drop(tally);
                done.store(n as u32 + 1, Ordering::Release);
            }
            at
        });
        while seen.len() < fresh.len() {
            let there = (read() - before) as usize;
            let now = began.elapsed();
            seen.resize(there.max(seen.len()), now);
        }
        writer.join().unwrap_or_default()
    });
    let mut late: Vec<Duration> = seen.iter().zip(&recorded).map(|(seen, at)| seen.saturating_sub(*at)).collect();
    late.sort_unstable();
    let rate = recorded.len() as f64 / recorded.last().map_or(1.0, Duration::as_secs_f64);
    Times(late).print(&format!("a record shows at the top, at {rate:.0} a second"), "bar 100 ms at 10.000 a second");
}
