//! The same through the record: rebuilding from it, and marks as secretaries send them, a cell at a time, until they show.

use super::{Size, Times, nation, resident};
use anyhow::{Context, Result};
use kit::clock::{Clock, Ts};
use kit::db::{Conn, Db};
use kit::journal::seal::seal;
use office::identity::reach::Grant;
use office::study::{self, Campaign, Mark, Move, Standing, State, Terms};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Cells that are marked one after the other.
const CELLS: i64 = 2_000;
/// How long whoever looks lets it be between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

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
    study::move_campaign(&mut tx, Grant::console(1), (finished, 1), Move::Issue, now).await?;
    nation::attend(&mut tx, size, finished).await?;
    tx.commit().await?;
    println!("\nin the record (SQLite): entered in {:.1?}", begun.elapsed());

    let begun = Instant::now();
    let standing = Standing::build(&mut db.read().await?, finished).await?;
    let rate = standing.rate(1).context("the nation has a rate")?;
    println!("rebuilt from the record in {:.1?} (bar 60 s): {}/{}", begun.elapsed(), rate.numerator, rate.denominator);
    println!("memory {} MB (bar 1000 MB)", resident());
    drop(standing);

    let begun = Instant::now();
    let mut tx = db.begin().await?;
    study::move_campaign(&mut tx, Grant::console(1), (running, 1), Move::Issue, now).await?;
    tx.commit().await?;
    println!("issued to the nation in {:.1?} (bar 2 s)", begun.elapsed());

    // As the office does: what is sealed is in the standing from the beginning.
    seal(&db, now).await?;
    let standing = Standing::build(&mut db.read().await?, running).await?;
    let first = units.len() as i64 + 1 - i64::from(size.cells);
    // Far apart, as they come in from a whole country.
    let cells: Vec<i64> = (0..CELLS).map(|n| first + n * 7_919 % i64::from(size.cells)).collect();
    // One secretary after the other sends, while somebody at the top looks again and again.
    let (committed, commits) = mpsc::unbounded_channel();
    let campaign = standing.campaign().clone();
    let begun = Instant::now();
    let looking = tokio::spawn(look(db.clone(), standing, commits, now));
    let sent = send(&db, &campaign, &cells, now, committed).await?;
    let ours = begun.elapsed();
    let shown = looking.await??;
    Times(shown).print("a cell's marks show at the top after its commit", "bar 100 ms");
    let floor = raw(&db, &cells, sent / cells.len(), now).await?;
    let per = |time: Duration| sent as f64 / time.as_secs_f64();
    println!(
        "marks a second, with reading the roll, journal, sealing and the count: {:.0}\n  floor: the same rows inserted raw, a commit a cell: {:.0}; ratio {:.2}",
        per(ours),
        per(floor),
        per(ours) / per(floor)
    );
    Ok(())
}

/// Marks everybody of these cells, a commit a cell, and tells of each commit; how many were marked.
async fn send(
    db: &Db,
    campaign: &Campaign,
    cells: &[i64],
    now: Ts,
    committed: mpsc::UnboundedSender<Instant>,
) -> Result<usize> {
    let mut marks = 0;
    for cell in cells {
        let mut tx = db.begin().await?;
        let roll = office::people::members_of(&mut tx, *cell, campaign.cutoff_day).await?;
        let mark = |member: &office::people::Person| Mark { person: member.id, state: State::Attended, expected: 0 };
        let all: Vec<Mark> = roll.iter().map(mark).collect();
        study::mark_attendance(&mut tx, Grant::console(*cell), campaign, &all, now).await?;
        tx.commit().await?;
        let _ = committed.send(Instant::now());
        marks += all.len();
    }
    Ok(marks)
}

/// Looks at the nation's rate until nothing more is sent; how long after each commit it was seen.
async fn look(
    db: Db,
    mut standing: Standing,
    mut commits: mpsc::UnboundedReceiver<Instant>,
    now: Ts,
) -> Result<Vec<Duration>> {
    let mut shown = Vec::new();
    while let Some(first) = commits.recv().await {
        // Whatever was committed before this look begins is in it.
        let mut seen = vec![first];
        while let Ok(more) = commits.try_recv() {
            seen.push(more);
        }
        seal(&db, now).await?;
        standing.catch_up(&mut db.read().await?).await?;
        standing.rate(1).context("the nation has a rate")?;
        shown.extend(seen.into_iter().map(|at| at.elapsed()));
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    shown.sort_unstable();
    Ok(shown)
}

async fn open(conn: &mut Conn, uid: &str, now: Ts) -> Result<i64> {
    let (title, paper) = (uid.to_owned(), uid.to_owned());
    let draft = Campaign::draft(uid.to_owned(), nation::DAY, ("study-19-qd-tw-2026", 10_000));
    let (new, terms) = (Campaign { title, paper, ..draft }, Terms::default());
    Ok(study::open_campaign(conn, Grant::console(1), &new, &terms, now).await?)
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
