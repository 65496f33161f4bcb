//! `reach [COUNT]`: what it costs to ask who may do what where. In a province of so many members (130,000), SQLite or the
//! PostgreSQL server that THENCHOT_TEST_POSTGRES names, records are found plainly by their outward identity (the floor), and
//! with the reach check around it as each page has it: what the account holds today, the tree, where the record is kept. Then
//! an officer of one committee asks for members of the others, and for some that never were: both are nowhere, and the time
//! that it takes to say so should not tell them apart.

mod filled;
mod province;

use anyhow::{Context, Result};
use kit::db::EngineKind;
use kit::testing::TempDir;
use office::identity::holding::rights_of;
use office::identity::right::Right;
use office::people::home;
use province::{CELLS, COMMITTEES, DAY, Province, let_in, resident};
use std::hint::black_box;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many records are looked at, in each way.
const LOOKS: usize = 20_000;
/// Pages through the router.
const PAGES: usize = 400;
/// Members who are nowhere, for an officer of one committee.
const NOWHERE: usize = 2_000;

/// An identity as old as another one that nobody has: one of today stands at the end of the index, which is always at hand.
fn beside(uid: &str) -> String {
    let (head, last) = uid.split_at(uid.len() - 4);
    format!("{head}{:04x}", u16::from_str_radix(last, 16).unwrap_or_default() ^ 0x5a5a)
}

#[tokio::main]
async fn main() -> Result<()> {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(130_000);
    let folder = TempDir::new();
    let house = &province::open(&folder, "bench_reach").await?;
    let Province { root, committee, .. } = filled::fill(house, count).await?;
    let mut door = let_in(house, root, "bench").await?;
    let mut conn = house.db.read().await?;
    let engine = if house.db.kind() == EngineKind::Lite { "SQLite" } else { "PostgreSQL" };
    println!("{count} members in {} units, {engine}; {LOOKS} records in each way", 1 + COMMITTEES * (CELLS + 1));
    let persons: Vec<(i64, String)> = conn.all("SELECT id, uid FROM person ORDER BY id", &[]).await?;
    let account: i64 = conn.value("SELECT id FROM account WHERE login = 'bench'", &[]).await?.context("an account")?;
    let tree = house.trees.as_of(&mut conn, DAY).await?;
    let rule = house.roles().map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
    let chosen = |at: usize| &persons[at.wrapping_mul(7_919) % persons.len()];
    let plain = "SELECT id, full_name FROM person WHERE uid = $1";

    let (mut floor, mut decide, mut kept, mut whole) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let rights = rights_of(&mut conn, rule, &tree, account).await?;
    for at in 0..LOOKS {
        let (person, uid) = chosen(at);
        let started = Instant::now();
        black_box(conn.opt::<(i64, String)>(plain, &[uid]).await?);
        floor.push(started.elapsed());

        let started = Instant::now();
        let unit = home(&mut conn, *person, DAY).await?.unwrap_or_default();
        kept.push(started.elapsed());
        let started = Instant::now();
        let may = black_box(rights.may(&tree, Right::ReadPeople, unit));
        decide.push(started.elapsed());
        anyhow::ensure!(may, "person {person} is out of reach");

        let started = Instant::now();
        let tree = house.trees.as_of(&mut conn, DAY).await?;
        let rights = rights_of(&mut conn, rule, &tree, account).await?;
        let found = conn.opt::<(i64, String)>(plain, &[uid]).await?.context("a person")?;
        let unit = home(&mut conn, found.0, DAY).await?.unwrap_or_default();
        black_box(rights.may(&tree, Right::ReadPeople, unit));
        whole.push(started.elapsed());
    }
    drop(conn);
    let mut pages = Vec::new();
    for at in 0..PAGES {
        let address = format!("/van-phong/dang-vien/{}", chosen(at * 31).1);
        let started = Instant::now();
        let answer = door.get(&address).await;
        pages.push(started.elapsed());
        anyhow::ensure!(answer.outcome() == "200", "{address}: {}", answer.outcome());
    }
    let mut units = Vec::new();
    for _ in 0..PAGES / 4 {
        let started = Instant::now();
        let answer = door.get(&format!("/van-phong/to-chuc/{committee}")).await;
        units.push(started.elapsed());
        anyhow::ensure!(answer.outcome() == "200", "the committee: {}", answer.outcome());
    }
    let committee = tree.by_uid(&committee).context("the committee")?.id;
    let mut near = let_in(house, committee, "near").await?;
    let (mut there, mut nowhere) = (Vec::new(), Vec::new());
    let mut conn = house.db.read().await?;
    for look in 0..NOWHERE {
        let (person, uid) = chosen(look * 17);
        if home(&mut conn, *person, DAY).await?.is_some_and(|unit| tree.is_within(unit, committee)) {
            continue;
        }
        let never = beside(&chosen(look * 17 + 5).1);
        let mut both = [(uid, &mut there), (&never, &mut nowhere)];
        // Whoever is asked for second finds the processor warm: the two take turns.
        if look % 2 == 1 {
            both.swap(0, 1);
        }
        for (uid, times) in both {
            let address = format!("/van-phong/dang-vien/{uid}");
            let started = Instant::now();
            let answer = near.get(&address).await;
            times.push(started.elapsed());
            anyhow::ensure!(answer.outcome() == "404", "{address}: {}", answer.outcome());
        }
    }
    let base = at(&mut floor, 50);
    for (what, times) in [
        ("floor: a record, plainly", &mut floor),
        ("where a record is kept", &mut kept),
        ("the decision itself, in memory", &mut decide),
        ("a record with all of the check", &mut whole),
        ("the page of a member, through the door", &mut pages),
        ("the page of a committee", &mut units),
        ("no page: a member beyond reach", &mut there),
        ("no page: one who never was", &mut nowhere),
    ] {
        let (p50, p99) = (at(times, 50), at(times, 99));
        println!("{what:40} p50 {p50:9.2} µs   p99 {p99:9.2} µs   {:6.2} times the floor", p50 / base);
    }
    let (whole, page) = (at(&mut whole, 50), at(&mut pages, 50));
    println!("{:.0} MB resident", resident());
    println!("the check adds {:.1} µs, {:.1} % of a member's page", whole - base, 100.0 * (whole - base) / page);
    Ok(())
}

/// Microseconds.
fn at(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    times[((times.len() * percent).div_ceil(100)).clamp(1, times.len()) - 1].as_secs_f64() * 1e6
}
