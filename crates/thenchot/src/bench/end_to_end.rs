//! The same through the record: rebuilding from it, and marks as secretaries send them, a cell at a time, until they show.

use super::{Size, Times, nation, resident};
use anyhow::{Context, Result};
use kit::clock::{Clock, Ts};
use kit::db::{Conn, Db};
use kit::journal::seal::seal;
use office::identity::reach::Grant;
use office::study::{self, Campaign, Mark, Move, Standing, State, Terms};
use std::time::{Duration, Instant};

/// Cells that are marked one after the other.
const CELLS: i64 = 2_000;

/// Makes a record of the nation in a folder that goes away, and prints what working with it costs.
pub async fn measure(size: Size) -> Result<()> {
    let folder = kit::testing::TempDir::new();
    let db = Db::open_lite(&folder.path().join("nation.db"))?;
    let now = Clock::system().now();
    db.migrate(kit::journal::MIGRATIONS, now).await?;
    db.migrate(office::MIGRATIONS, now).await?;
    let begun = Instant::now();
    let units = nation::units(size);
    let mut tx = db.begin().await?;
    nation::enter(&mut tx, size, &units).await?;
    let (finished, running) = (open(&mut tx, "finished", now).await?, open(&mut tx, "running", now).await?);
    nation::attend(&mut tx, size, finished).await?;
    tx.commit().await?;
    println!("\nin the record (SQLite): entered in {:.1?}", begun.elapsed());

    let begun = Instant::now();
    let standing = Standing::build(&mut db.read().await?, finished).await?;
    let rate = standing.rate(1).context("the nation has a rate")?;
    println!("rebuilt from the record in {:.1?} (bar 60 s): {}/{}", begun.elapsed(), rate.numerator, rate.denominator);
    println!("memory {} MB (bar 1000 MB)", resident());
    drop(standing);

    let mut standing = Standing::build(&mut db.read().await?, running).await?;
    let campaign = standing.campaign().clone();
    let first = units.len() as i64 + 1 - i64::from(size.cells);
    // Far apart, as they come in from a whole country.
    let cells: Vec<i64> = (0..CELLS).map(|n| first + n * 7_919 % i64::from(size.cells)).collect();
    let (mut shown, mut marks) = (Vec::new(), 0_usize);
    let begun = Instant::now();
    for cell in &cells {
        let mut tx = db.begin().await?;
        let roll = office::people::members_of(&mut tx, *cell, campaign.cutoff_day).await?;
        let all: Vec<Mark> =
            roll.iter().map(|member| Mark { person: member.id, state: State::Attended, expected: 0 }).collect();
        study::mark_attendance(&mut tx, Grant::console(*cell), &campaign, &all, now).await?;
        tx.commit().await?;
        let committed = Instant::now();
        marks += all.len();
        seal(&db, now).await?;
        standing.catch_up(&mut db.read().await?).await?;
        standing.rate(1).context("the nation has a rate")?;
        shown.push(committed.elapsed());
    }
    let ours = begun.elapsed();
    shown.sort_unstable();
    Times(shown).print("a cell's marks show at the top after its commit", "bar 100 ms");
    let floor = raw(&db, &cells, marks / cells.len(), now).await?;
    let per = |time: Duration| marks as f64 / time.as_secs_f64();
    println!(
        "marks a second, with reading the roll, journal, sealing and the count: {:.0}\n  floor: the same rows inserted raw, a commit a cell: {:.0}; ratio {:.2}",
        per(ours),
        per(floor),
        per(ours) / per(floor)
    );
    Ok(())
}

async fn open(conn: &mut Conn, uid: &str, now: Ts) -> Result<i64> {
    let (title, paper) = (uid.to_owned(), uid.to_owned());
    let draft = Campaign::draft(uid.to_owned(), nation::DAY, ("study-19-qd-tw-2026", 10_000));
    let (new, terms) = (Campaign { title, paper, ..draft }, Terms::default());
    let id = study::open_campaign(conn, Grant::console(1), &new, &terms, now).await?;
    study::move_campaign(conn, Grant::console(1), (id, 1), Move::Issue, now).await?;
    Ok(id)
}

/// The engine alone: as many rows of marks and journal, and as many commits.
async fn raw(db: &Db, cells: &[i64], members: usize, now: Ts) -> Result<Duration> {
    let mut tx = db.begin().await?;
    tx.batch(
        "CREATE TABLE raw_mark (id INTEGER PRIMARY KEY, campaign_id BIGINT, person_id BIGINT, state TEXT, UNIQUE (campaign_id, person_id));
         CREATE TABLE raw_row (id INTEGER PRIMARY KEY, at BIGINT, verb TEXT, subject_id BIGINT, after TEXT)",
    )
    .await?;
    tx.commit().await?;
    let begun = Instant::now();
    for cell in cells {
        let mut tx = db.begin().await?;
        for member in 0..members as i64 {
            let person = cell * 1_000 + member;
            tx.exec("INSERT INTO raw_mark (campaign_id, person_id, state) VALUES (1, $1, 'attended')", &[&person])
                .await?;
            let sql = "INSERT INTO raw_row (at, verb, subject_id, after) VALUES ($1, 'study.attendance.mark', $2, $3)";
            tx.exec(sql, &[&now, &person, &"{\"campaign\":1,\"person\":1,\"state\":\"attended\"}"]).await?;
        }
        tx.commit().await?;
    }
    Ok(begun.elapsed())
}
