//! What is done by itself: articles come out at their time, long lists of members are checked and brought; each day begins
//! with what changes of units bring that were decided for it; each night the tallies are compared with plain SQL, petitions whose time of keeping is over are erased, and old request ids, wrong tries,
//! the places of old sessions, old notes of who opened what, files that were let read and never entered and lists that nobody
//! came back to are forgotten.

use crate::houses::Houses;
use kit::jobs::Job;
use kit::once;
use office::identity::reach::Grant;
use office::people::import::work;
use std::sync::Arc;

const SETTLE: &str = "org.settle";
const CHECK_TALLIES: &str = "study.tally.check";
const FORGET_REQUESTS: &str = "kit.once.forget";
const FORGET_READINGS: &str = "people.reading.forget";
const FORGET_PETITIONS: &str = "reception.petition.forget";
/// When the nightly jobs run, in Vietnam.
const NIGHT: i64 = 2;
/// When a day begins.
const MIDNIGHT: i64 = 0;

/// Works until the process ends.
pub async fn run(houses: Arc<Houses>) {
    let (db, clock) = (houses.office.clone(), houses.clock.clone());
    let nightly = [CHECK_TALLIES, FORGET_REQUESTS, FORGET_READINGS, FORGET_PETITIONS, work::SWEEP];
    let daily: Vec<_> = nightly.map(|kind| (kind, NIGHT)).into_iter().chain([(SETTLE, MIDNIGHT)]).collect();
    kit::jobs::run(db, clock, &daily, |job| work(houses.clone(), job)).await;
}

async fn work(houses: Arc<Houses>, job: Job) -> Result<(), String> {
    match job.kind.as_str() {
        SETTLE => settle(&houses).await.map_err(|error| error.to_string()),
        CHECK_TALLIES => houses.desk.check_tallies().await.map_err(|error| format!("{error:#}")),
        FORGET_REQUESTS => forget(&houses).await.map_err(|error| error.to_string()),
        office::newsroom::PUBLISH_DUE => publish_due(&houses, &job.payload).await.map_err(|error| format!("{error:#}")),
        office::newsroom::media::MAKE => {
            let made = office::newsroom::media::make(&houses.office, &houses.desk.files, &job.payload).await;
            made.map_err(|error| format!("{error:#}"))
        }
        FORGET_READINGS => houses.desk.forget_readings().await.map(|_| ()).map_err(|error| format!("{error:#}")),
        FORGET_PETITIONS => forget_petitions(&houses).await.map_err(|error| format!("{error:#}")),
        work::JOB => {
            let payload: serde_json::Value = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
            let list = payload["list"].as_i64().ok_or("the job names no list")?;
            work::proceed(&houses.desk, list).await.map_err(|failure| format!("{failure:?}"))
        }
        work::SWEEP => work::sweep(&houses.desk).await.map_err(|error| error.to_string()),
        unknown => Err(format!("nobody knows how to do {unknown}")),
    }
}

async fn publish_due(houses: &Houses, order: &str) -> anyhow::Result<()> {
    let mut tx = houses.office.begin().await?;
    office::newsroom::publish_due(&mut tx, &houses.desk, order, houses.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// What the day brings of changes of units that were decided ahead.
async fn settle(houses: &Houses) -> kit::db::Result<()> {
    let (mut tx, now) = (houses.office.begin().await?, houses.clock.now());
    office::org::due::settle(&mut tx, now).await?;
    // After what is sent on has gone there: a transfer that is over by then stays with its member.
    office::transfer::settle(&mut tx, Grant::console, now).await?;
    tx.commit().await
}

/// Some hundred at a time, so that nobody who writes waits for long.
async fn forget_petitions(houses: &Houses) -> anyhow::Result<()> {
    let now = houses.clock.now();
    let ruling = office::reception::ruling(&houses.desk.book, now.day());
    let ruling = ruling.ok_or_else(|| anyhow::anyhow!("no rule on petitions holds today"))?;
    loop {
        let mut tx = houses.office.begin().await?;
        if office::reception::forget(&mut tx, &houses.desk.vault, ruling, now).await? == 0 {
            return Ok(());
        }
        tx.commit().await?;
    }
}

async fn forget(houses: &Houses) -> kit::db::Result<()> {
    let mut tx = houses.office.begin().await?;
    let now = houses.clock.now();
    once::forget(&mut tx, now).await?;
    office::identity::attempts::forget(&mut tx, now).await?;
    office::identity::sessions::forget_places(&mut tx, now).await?;
    office::papers::sweep(&mut tx, now).await?;
    tx.commit().await
}
