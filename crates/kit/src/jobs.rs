//! Jobs: work to be done after a change, written in the change's own transaction, so that it is neither lost nor done
//! for a change that never happened. A job may run twice (a crash between doing and noting it): each must bear that.

use crate::clock::{Clock, DAY, SECOND, Ts};
use crate::db::{Conn, Db, EngineKind, Result};
use std::time::Duration;

/// After so long a claimed job is taken to have died with its node.
const CLAIM_LASTS: i64 = 300 * SECOND;
/// After so many attempts a job is left alone, with its error, for a person to look at.
const ATTEMPTS: i64 = 8;

crate::record! {
    /// A job that is due.
    pub struct Job {
        /// Its id.
        pub id: i64,
        /// What is to be done.
        pub kind: String,
        /// With what, as JSON.
        pub payload: String,
        /// How often it was tried, this time included.
        pub attempts: i64,
    }
}

/// Writes a job in the caller's transaction.
pub async fn enqueue(conn: &mut Conn, kind: &str, payload: &serde_json::Value, run_at: Ts) -> Result<i64> {
    conn.insert("INSERT INTO job (kind, payload, run_at) VALUES ($1, $2, $3)", &[&kind, &payload.to_string(), &run_at])
        .await
}

/// Sees to it that a job of this kind waits for the next `hour` o'clock in Vietnam, once however often it is asked for.
pub async fn keep_daily(db: &Db, kind: &str, hour: i64, now: Ts) -> Result<()> {
    let today = now.day().begins().plus(hour * 3600 * SECOND);
    let next = if today > now { today } else { today.plus(DAY) };
    let mut tx = db.begin().await?;
    let sql = "INSERT INTO job (kind, payload, run_at, key) VALUES ($1, '{}', $2, $1) ON CONFLICT DO NOTHING";
    if tx.exec(sql, &[&kind, &next]).await? > 0 {
        tx.commit().await?;
    }
    Ok(())
}

/// Does what is due, again and again: keeps `daily` jobs (kind, hour) waiting and hands each job that is due to `work`.
/// Never returns.
pub async fn run<F, W>(db: Db, clock: Clock, daily: &[(&str, i64)], work: F)
where
    F: Fn(Job) -> W,
    W: Future<Output = std::result::Result<(), String>>,
{
    let mut commits = db.commits();
    if let Err(error) = release(&db).await {
        tracing::warn!("jobs that were cut off are taken up later: {error}");
    }
    loop {
        if let Err(error) = due(&db, &clock, daily, &work).await {
            tracing::warn!("jobs are left for later: {error}");
        }
        // A job that becomes due by itself, or that another node wrote, is seen within half a minute.
        let _ = tokio::time::timeout(Duration::from_secs(30), commits.changed()).await;
    }
}

/// A file belongs to one process: what is claimed when that begins was cut off with the one before, and need not wait
/// until the claim runs out.
async fn release(db: &Db) -> Result<()> {
    if db.kind() == EngineKind::Lite {
        let mut tx = db.begin().await?;
        tx.exec("UPDATE job SET claimed_at = NULL WHERE done_at IS NULL AND claimed_at IS NOT NULL", &[]).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn due<F, W>(db: &Db, clock: &Clock, daily: &[(&str, i64)], work: &F) -> Result<()>
where
    F: Fn(Job) -> W,
    W: Future<Output = std::result::Result<(), String>>,
{
    // Looked at by a reader first: a wait that ends with nothing to do writes nothing, and wakes nobody.
    for (kind, hour) in daily {
        let sql = "SELECT id FROM job WHERE key = $1 AND done_at IS NULL";
        if db.read().await?.value::<i64>(sql, &[kind]).await?.is_none() {
            keep_daily(db, kind, *hour, clock.now()).await?;
        }
    }
    let sql = "SELECT id FROM job WHERE done_at IS NULL AND run_at <= $1 AND attempts < $2 LIMIT 1";
    while db.read().await?.value::<i64>(sql, &[&clock.now(), &ATTEMPTS]).await?.is_some() {
        let Some(job) = claim(db, clock.now()).await? else { return Ok(()) };
        let outcome = work(job.clone()).await;
        if let Err(error) = &outcome {
            tracing::error!("the job {} failed (attempt {}): {error}", job.kind, job.attempts);
        }
        finish(db, &job, outcome, clock.now()).await?;
    }
    Ok(())
}

/// How many jobs wait, and how many gave up.
pub async fn counts(conn: &mut Conn) -> Result<(i64, i64)> {
    let sql = "SELECT coalesce(sum(CASE WHEN attempts < $1 THEN 1 ELSE 0 END), 0),
               coalesce(sum(CASE WHEN attempts < $1 THEN 0 ELSE 1 END), 0) FROM job WHERE done_at IS NULL";
    conn.one(sql, &[&ATTEMPTS]).await
}

/// Takes the job that has been due longest, if there is one; nobody else gets it while it runs.
pub async fn claim(db: &Db, now: Ts) -> Result<Option<Job>> {
    let skip = if db.kind() == EngineKind::Pg { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE job SET claimed_at = $1, attempts = attempts + 1 WHERE id = (
           SELECT id FROM job WHERE done_at IS NULL AND run_at <= $1 AND attempts < $2
             AND (claimed_at IS NULL OR claimed_at < $3) ORDER BY run_at, id LIMIT 1 {skip})
         RETURNING id, kind, payload, attempts"
    );
    let mut tx = db.begin().await?;
    let job = tx.opt(&sql, &[&now, &ATTEMPTS, &now.plus(-CLAIM_LASTS)]).await?;
    tx.commit().await?;
    Ok(job)
}

/// Notes that the job is done, or why it failed and when it is tried again (after 2, 4, 8 … seconds).
pub async fn finish(db: &Db, job: &Job, outcome: std::result::Result<(), String>, now: Ts) -> Result<()> {
    let mut tx = db.begin().await?;
    match outcome {
        Ok(()) => {
            tx.exec("UPDATE job SET done_at = $1, error = NULL WHERE id = $2", &[&now, &job.id]).await?;
        }
        Err(error) => {
            let again = now.plus(SECOND << job.attempts.clamp(1, 16));
            // One that gives up stays for a person to look at, but does not stand in the way of tomorrow's.
            tx.exec(
                "UPDATE job SET claimed_at = NULL, run_at = $1, error = $2,
                 key = CASE WHEN attempts < $4 THEN key END WHERE id = $3",
                &[&again, &error, &job.id, &ATTEMPTS],
            )
            .await?;
        }
    }
    tx.commit().await
}

/// Jobs that gave up since a moment, newest first: for `doctor` and the desk of whoever looks after the machine.
pub async fn given_up(conn: &mut Conn, since: Ts) -> Result<Vec<(String, String)>> {
    let sql = "SELECT kind, coalesce(error, '') FROM job WHERE done_at IS NULL AND attempts >= $1 AND run_at >= $2
               ORDER BY id DESC LIMIT 50";
    conn.all(sql, &[&ATTEMPTS, &since]).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Day;
    use crate::journal::MIGRATIONS;
    use crate::testing::{TestDb, fresh};
    use serde_json::json;
    use std::sync::atomic::{AtomicU32, Ordering};

    const NOW: Ts = Ts(1_000 * SECOND);

    async fn with_job() -> TestDb {
        let test = fresh("jobs", async |db: Db| db.migrate(MIGRATIONS, NOW).await.expect("the schema")).await;
        let mut tx = test.db.begin().await.unwrap();
        enqueue(&mut tx, "letter.send", &json!({ "to": 3 }), NOW).await.unwrap();
        tx.commit().await.unwrap();
        test
    }

    #[tokio::test]
    async fn a_job_is_claimed_by_one_and_comes_back_when_its_node_dies() {
        let test = with_job().await;
        let db = test.db.clone();
        assert!(claim(&db, NOW.plus(-1)).await.unwrap().is_none(), "not due yet");
        let job = claim(&db, NOW).await.unwrap().expect("due");
        assert_eq!((job.kind.as_str(), job.payload.as_str()), ("letter.send", r#"{"to":3}"#));
        assert!(claim(&db, NOW).await.unwrap().is_none(), "nobody else gets it");
        let again = claim(&db, NOW.plus(CLAIM_LASTS + 1)).await.unwrap().expect("the first one died");
        finish(&db, &again, Ok(()), NOW).await.unwrap();
        assert!(claim(&db, NOW.plus(2 * CLAIM_LASTS)).await.unwrap().is_none(), "done is done");
    }

    #[tokio::test]
    async fn what_a_process_left_behind_in_its_file_is_taken_up_when_it_begins_again() {
        let test = with_job().await;
        let db = test.db.clone();
        claim(&db, NOW).await.unwrap().expect("due");
        release(&db).await.unwrap();
        // Other nodes of a cluster may be at it, so there it waits until the claim runs out.
        assert_eq!(claim(&db, NOW).await.unwrap().is_some(), db.kind() == EngineKind::Lite);
    }

    #[tokio::test]
    async fn a_failing_job_is_tried_later_and_later_and_then_left_to_a_person() {
        let test = with_job().await;
        let db = test.db.clone();
        let mut now = NOW;
        for _ in 0..ATTEMPTS {
            let job = claim(&db, now).await.unwrap().expect("due again");
            finish(&db, &job, Err("the post office is closed".into()), now).await.unwrap();
            assert!(claim(&db, now.plus(SECOND)).await.unwrap().is_none(), "not at once");
            now = now.plus(SECOND << 17);
        }
        assert!(claim(&db, now).await.unwrap().is_none());
        let given_up = given_up(&mut db.read().await.unwrap(), NOW).await.unwrap();
        assert_eq!(given_up, [("letter.send".to_owned(), "the post office is closed".to_owned())]);
        assert!(super::given_up(&mut db.read().await.unwrap(), now.plus(DAY)).await.unwrap().is_empty(), "long ago");
    }

    #[tokio::test]
    async fn a_daily_job_waits_once_and_again_after_it_was_done_or_gave_up() {
        let test = fresh("daily", async |db: Db| db.migrate(MIGRATIONS, NOW).await.expect("the schema")).await;
        let (db, clock) = (test.db.clone(), Clock::standing(Day::of(2018, 11, 23).begins()));
        let waiting = async || counts(&mut db.read().await.unwrap()).await.unwrap();
        for _two_nodes_twice in 0..4 {
            keep_daily(&db, "check", 2, clock.now()).await.unwrap();
        }
        assert_eq!(waiting().await, (1, 0));
        assert!(claim(&db, clock.now()).await.unwrap().is_none(), "not before two o'clock");
        let done = AtomicU32::new(0);
        let work = |fails: bool| {
            let done = &done;
            move |job: Job| async move {
                assert_eq!(job.kind, "check");
                done.fetch_add(1, Ordering::Relaxed);
                if fails { Err("the figures differ".to_owned()) } else { Ok(()) }
            }
        };
        for _each_hour_of_three_days in 0..72 {
            due(&db, &clock, &[("check", 2)], &work(false)).await.unwrap();
            clock.advance(3600 * SECOND);
        }
        assert_eq!((done.load(Ordering::Relaxed), waiting().await), (3, (1, 0)));
        for _each_hour_of_three_days in 0..72 {
            due(&db, &clock, &[("check", 2)], &work(true)).await.unwrap();
            clock.advance(3600 * SECOND);
        }
        assert!(waiting().await.1 >= 2, "each day's failure stays to be looked at: {:?}", waiting().await);
        due(&db, &clock, &[("check", 2)], &work(false)).await.unwrap();
        assert_eq!(waiting().await.0, 1, "and tomorrow's waits");
    }

    #[tokio::test]
    async fn a_job_of_a_change_that_never_happened_is_never_run() {
        let test = with_job().await;
        let db = test.db.clone();
        let mut tx = db.begin().await.unwrap();
        enqueue(&mut tx, "letter.burn", &json!({}), NOW.plus(-1)).await.unwrap();
        drop(tx);
        assert_eq!(claim(&db, NOW).await.unwrap().expect("the other one").kind, "letter.send");
    }
}
