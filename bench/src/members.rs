//! `members [COUNT]`: the members' list of a province through its door. So many members (130,000) in the tree of a province
//! are made in a fresh database, SQLite or the PostgreSQL server that THENCHOT_TEST_POSTGRES names; an officer of the whole
//! province asks for pages of a mix of filters; in between somebody is marked, so that the list has to follow. The floor is
//! a plain pass over as many names in memory, and a page of 50 rows put together, in the same run.

mod filled;
mod province;

use anyhow::{Context, Result};
use kit::db::{Db, EngineKind};
use kit::testing::{Door, TempDir};
use office::shell::Office;
use province::{CELLS, COMMITTEES, DAY, Province, resident};
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 60;

/// What is asked: each a page that officers really want.
const ASKED: [&str; 14] = [
    "",
    "trang=1300",
    "gioi=f",
    "ten=nguyen+van",
    "ten=Nguy%E1%BB%85n+Th%E1%BB%8B",
    "tuoi=31-40&tu-cach=official",
    "tu-tuoi-dang=30&xep=vao",
    "xep=-sinh",
    "xep=don-vi&trang=40",
    "thieu=dinh-danh&gioi=m",
    "vao-tu=1/1/2010&vao-den=31/12/2012",
    "the=0012",
    "don-vi={unit}&tuoi=51-60",
    "ngay=1/6/2015&gioi=f",
];

#[tokio::main]
async fn main() -> Result<()> {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(130_000);
    let folder = TempDir::new();
    let house = province::open(&folder, "bench_members").await?;
    let db = house.db.clone();
    let Province { root, committee: unit, .. } = filled::fill(&house, count).await?;
    let mut door = province::let_in(&house, root, "bench").await?;
    kit::journal::seal::seal(&db, house.clock.now()).await?;
    let engine = if db.kind() == EngineKind::Lite { "SQLite" } else { "PostgreSQL" };
    println!(
        "{count} members in {} units, {engine}; pages through the router, one at a time",
        1 + COMMITTEES * (CELLS + 1)
    );

    let before = resident();
    let started = Instant::now();
    house.warm_lists().await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
    println!("read into memory in {:.2?}; {:.0} MB more resident than before", started.elapsed(), resident() - before);

    let floor = floor(&db).await?;
    let (mut all, mut after_write) = (Vec::new(), Vec::new());
    for asked in ASKED {
        let address = format!("/van-phong/dang-vien?{}", asked.replace("{unit}", &unit));
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            times.push(ask(&mut door, &address).await?);
        }
        println!("{:38} p50 {:6.1} ms   p99 {:6.1} ms", asked, at(&mut times, 50), at(&mut times, 99));
        all.extend(times);
    }
    for round in 0..ROUNDS as i64 {
        mark(&house, round + 1).await?;
        after_write.push(ask(&mut door, "/van-phong/dang-vien?gioi=f").await?);
    }
    let (p50, p99) = (at(&mut all, 50), at(&mut all, 99));
    println!("all {} pages: p50 {p50:.1} ms, p99 {p99:.1} ms (bar 50 ms)", all.len());
    println!("right after a write: p50 {:.1} ms, p99 {:.1} ms", at(&mut after_write, 50), at(&mut after_write, 99));
    let floor = floor.as_secs_f64() * 1e3;
    println!(
        "floor, a plain pass and a page of 50 rows: {floor:.2} ms; p50 is {:.1} times that, p99 {:.1}",
        p50 / floor,
        p99 / floor
    );
    Ok(())
}

async fn ask(door: &mut Door, address: &str) -> Result<Duration> {
    let started = Instant::now();
    let answer = door.get(address).await;
    let took = started.elapsed();
    anyhow::ensure!(answer.outcome() == "200", "{address}: {}", answer.outcome());
    Ok(took)
}

fn at(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    times[((times.len() * percent).div_ceil(100)).clamp(1, times.len()) - 1].as_secs_f64() * 1e3
}

/// The best of twenty passes over all names for one word, with fifty of those found put into rows.
async fn floor(db: &Db) -> Result<Duration> {
    let names: Vec<(String,)> = db.read().await?.all("SELECT full_name FROM person ORDER BY id", &[]).await?;
    let folded: Vec<String> = names.iter().map(|(name,)| viet::fold(name)).collect();
    let pass = |_| {
        let started = Instant::now();
        let found: Vec<usize> = (0..folded.len()).filter(|at| folded[*at].contains("van")).collect();
        let mut page = String::new();
        for place in found.iter().take(50) {
            let _ = write!(page, "<tr><td>{place}</td><th>{}</th></tr>", names[*place].0);
        }
        black_box((page, found.len()));
        started.elapsed()
    };
    (0..20).map(pass).min().context("a pass")
}

/// Marks somebody as the pages do: a dated row and its row of the journal.
async fn mark(house: &Office, person: i64) -> Result<()> {
    let mut tx = house.db.begin().await?;
    let sql = "INSERT INTO member_check (person_id, reason, from_day) VALUES ($1, 'x', $2)";
    let row = tx.insert(sql, &[&person, &DAY]).await?;
    let event = kit::journal::Event::new(None, "people.check.set", "member_check", row);
    kit::journal::write(&mut tx, &event.after(serde_json::json!({"person": person})), house.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
