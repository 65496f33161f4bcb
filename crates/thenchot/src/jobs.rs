//! What is done by itself: each night the tallies are compared with plain SQL, and old request ids, wrong tries,
//! the places of old sessions and old notes of who opened what are forgotten.

use crate::houses::Houses;
use kit::jobs::Job;
use kit::once;
use std::sync::Arc;

const CHECK_TALLIES: &str = "study.tally.check";
const FORGET_REQUESTS: &str = "kit.once.forget";
const FORGET_READINGS: &str = "people.reading.forget";
/// When the nightly jobs run, in Vietnam.
const NIGHT: i64 = 2;

/// Works until the process ends.
pub async fn run(houses: Arc<Houses>) {
    let (db, clock) = (houses.office.clone(), houses.clock.clone());
    let daily = [(CHECK_TALLIES, NIGHT), (FORGET_REQUESTS, NIGHT), (FORGET_READINGS, NIGHT)];
    kit::jobs::run(db, clock, &daily, |job| work(houses.clone(), job)).await;
}

async fn work(houses: Arc<Houses>, job: Job) -> Result<(), String> {
    match job.kind.as_str() {
        CHECK_TALLIES => houses.desk.check_tallies().await.map_err(|error| format!("{error:#}")),
        FORGET_REQUESTS => forget(&houses).await.map_err(|error| error.to_string()),
        FORGET_READINGS => houses.desk.forget_readings().await.map(|_| ()).map_err(|error| format!("{error:#}")),
        unknown => Err(format!("nobody knows how to do {unknown}")),
    }
}

async fn forget(houses: &Houses) -> kit::db::Result<()> {
    let mut tx = houses.office.begin().await?;
    let now = houses.clock.now();
    once::forget(&mut tx, now).await?;
    office::identity::attempts::forget(&mut tx, now).await?;
    office::identity::sessions::forget_places(&mut tx, now).await?;
    tx.commit().await
}
