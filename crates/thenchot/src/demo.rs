//! The demo: one cast, loaded into an empty data folder, marked as a demo, removed by one command.

use crate::houses::{self, Houses};
use crate::{Place, Serve, keys, serve};
use anyhow::{Context, Result, bail};
use kit::clock::{Chance, Clock, Day, SECOND, machine_micros};
use kit::db::Db;
use kit::files::Files;
use kit::vault::Vault;
use office::gazetteer::{bring, lists};
use office::identity::reach::{Grant, deciding::Deciding};
use office::identity::{Account, sessions::make_link};
use office::org::reorganise::{Province, reorganise};
use office::org::{Decision, NOWHERE};
use std::net::SocketAddr;

/// The total of article views that the founding page showed, carried over.
pub const IMPORTED_VIEWS: i64 = 16_735_341;
/// From this day on the demo's communes are those of today, by this paper.
const REORGANISED: Day = Day::of(2025, 7, 1);
/// See [`REORGANISED`].
const PAPER: &str = "Nghị quyết 1654/NQ-UBTVQH15 ngày 16/6/2025";
/// The demo's first morning, half past seven.
const FIRST_DAY: Day = Day::of(2018, 11, 23);

/// Loads the demo where there is nothing yet, and serves it; on a later day when one is named.
pub async fn demo(options: &Serve, on: Option<&str>) -> Result<()> {
    let place = &options.place;
    let office = houses::open_office(place).await?;
    if !is_demo(&office).await? {
        if has_work(&office).await? {
            bail!("{} keeps real work; the demo wants a folder of its own: --data DIR", place.data.display());
        }
        load(place, &office).await?;
    }
    if let Some(on) = on {
        let Some(day) = Day::parse(on) else { bail!("{on} is no day like 2025-07-01") };
        go_to(&office, day).await?;
    }
    let houses: Houses = houses::open_all(place, office, true, IMPORTED_VIEWS).await?;
    houses.settle().await?;
    print_links(&houses, options.listen).await?;
    serve::until_stopped(houses, options).await
}

/// One link for each of the cast, each good for one sign-in. There is no password to know.
async fn print_links(houses: &Houses, listen: SocketAddr) -> Result<()> {
    let mut tx = houses.office.begin().await?;
    println!("\nOne-time sign-in links:");
    for account in Account::all(&mut tx).await? {
        let grant = Grant::console(office::org::NOWHERE);
        let link = make_link(&mut tx, grant, account.id, &Chance::system(), houses.clock.now()).await?;
        println!("  {}, {}\n    http://{listen}{link}", account.name, account.post);
    }
    println!();
    tx.commit().await?;
    Ok(())
}

/// Whether the demo is loaded here.
pub async fn is_demo(office: &Db) -> Result<bool> {
    let demo: Option<String> = office.read().await?.value("SELECT value FROM setting WHERE name = 'demo'", &[]).await?;
    Ok(demo.is_some())
}

async fn has_work(office: &Db) -> Result<bool> {
    Ok(office.read().await?.value::<i64>("SELECT id FROM unit LIMIT 1", &[]).await?.is_some())
}

async fn load(place: &Place, office: &Db) -> Result<()> {
    eprintln!("Loading the demo: Tịnh Biên, November 2018 …");
    let keys = keys::read_or_make(&place.data)?;
    let offset = FIRST_DAY.begins().plus((7 * 60 + 30) * 60 * SECOND).0 - machine_micros();
    let clock = Clock::moved(offset);
    let cast = office::cast::load(office, &Vault::new(&keys.master, Chance::system()), &clock).await?;
    // The last step: a load that was cut off is not taken for a demo.
    let mut tx = office.begin().await?;
    let now = clock.now();
    let files = Files::at(place.data.join("files").join("office"));
    office::cast::library::open(&mut tx, cast.district, (&files, &Chance::system()), now).await?;
    office::cast::contact::open(&mut tx, &cast, now).await?;
    for entry in office::figures::compute(&mut tx, now.day(), now).await? {
        office::newsroom::outbox::put(&mut tx, &bridge::Entry::Figure(Box::new(entry)), now).await?;
    }
    for (name, value) in [("clock_offset", offset.to_string()), ("demo", FIRST_DAY.to_string())] {
        tx.exec("INSERT INTO setting (name, value) VALUES ($1, $2)", &[&name, &value]).await?;
    }
    let (editions, became) = lists::with_the_program()?;
    let grant = Grant::console(NOWHERE);
    bring(&mut tx, grant, &editions, &became, lists::NAME, (&Chance::system(), now)).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets the demo's clock stand at half past seven of a later day. From 1 July 2025 on its communes are those of today.
async fn go_to(office: &Db, day: Day) -> Result<()> {
    let now = houses::clock_of(office).await?.now();
    if day < now.day() {
        bail!("the demo is on {} already; its clock goes forward only", now.day());
    }
    let morning = day.begins().plus((7 * 60 + 30) * 60 * SECOND);
    let mut tx = office.begin().await?;
    if morning > now {
        let offset = (morning.0 - machine_micros()).to_string();
        tx.exec("UPDATE setting SET value = $1 WHERE name = 'clock_offset'", &[&offset]).await?;
    }
    let known = "SELECT count(*) FROM unit_event WHERE effective_day = $1 AND unit_id = $2 AND undone_at IS NULL";
    let known: Option<i64> = tx.value(known, &[&REORGANISED, &NOWHERE]).await?;
    if day >= REORGANISED && known.unwrap_or(0) == 0 {
        eprintln!("The reorganisation of {REORGANISED}: the district's communes become those of today …");
        let (chance, at) = (Chance::system(), morning.max(now));
        let uid = chance.uuid(at).to_string();
        let decision = Decision { uid, kind: "merge", day: REORGANISED, paper: PAPER.into() };
        let lists = office::cast::lists_of_2025()?;
        let province = Province::of("tỉnh An Giang", REORGANISED)?.context("An Giang is in no list")?;
        reorganise(
            &mut tx,
            (Grant::console, Deciding::console(NOWHERE)),
            (&lists, &province, true),
            decision,
            &chance,
            at,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Removes the demo: the folder's databases and keys, or both schemas in PostgreSQL.
pub async fn remove(place: &Place) -> Result<()> {
    let office = houses::open_known(place).await?;
    if !is_demo(&office).await? {
        bail!("{} keeps no demo; nothing was removed", place.data.display());
    }
    if place.database.is_some() {
        let mut tx = office.begin().await?;
        tx.batch("DROP SCHEMA IF EXISTS portal CASCADE; DROP SCHEMA IF EXISTS office CASCADE").await?;
        tx.commit().await?;
    }
    drop(office);
    for house in ["office", "portal"] {
        for ending in ["db", "db-wal", "db-shm"] {
            match std::fs::remove_file(place.data.join(format!("{house}.{ending}"))) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
    }
    for folder in ["keys", "files"] {
        match std::fs::remove_dir_all(place.data.join(folder)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    println!("The demo is removed from {}.", place.data.display());
    Ok(())
}
