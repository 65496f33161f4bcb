//! The tally alone: tables and cross-sections against a popcount over plain memory; records while readers look on.

use super::{Size, Times, nation, resident};
use anyhow::Result;
use std::hint::black_box;
use std::sync::mpsc;
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
    record(size, tally)
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

/// Records that come at a steady rate while somebody looks at the nation's count all the time: after how long each shows there.
/// As in the office, whoever looks first takes in what came since the last look, then counts; no record waits for a turn.
fn record(size: Size, mut tally: Tally) -> Result<()> {
    let attended = Set::Mark(0);
    let before = tally.count(&attended, 1).unwrap_or(0);
    let fresh = (1..=size.persons).filter(|person| person % 50 != 0).take((RECORDS * SECONDS) as usize);
    let fresh: Vec<i64> = fresh.map(i64::from).collect();
    let due = |n: usize| Duration::from_secs(1) * n as u32 / RECORDS;
    let (came, coming) = mpsc::channel();
    let (began, mut late) = (Instant::now(), Vec::with_capacity(fresh.len()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for (n, person) in fresh.iter().enumerate() {
                // By the clock: whatever keeps this thread, the next records are as due as they were.
                std::thread::sleep(due(n).saturating_sub(began.elapsed()));
                let _ = came.send(*person);
            }
        });
        while late.len() < fresh.len() {
            for person in coming.try_iter() {
                tally.mark(person, 0, true)?;
            }
            let there = (tally.count(&attended, 1).unwrap_or(0) - before) as usize;
            let now = began.elapsed();
            late.extend((late.len()..there).map(|n| now.saturating_sub(due(n))));
        }
        anyhow::Ok(())
    })?;
    let rate = fresh.len() as f64 / began.elapsed().as_secs_f64();
    late.sort_unstable();
    Times(late).print(&format!("a record shows at the top, at {rate:.0} a second"), "bar 100 ms at 10.000 a second");
    Ok(())
}
