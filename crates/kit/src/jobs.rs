//! Jobs: work to be done after a change, written in the change's own transaction, so that it is neither lost nor done
//! for a change that never happened. A job may run twice (a crash between doing and noting it): each must bear that.

use crate::clock::{SECOND, Ts};
use crate::db::{Conn, Db, EngineKind, Result};

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
            tx.exec(
                "UPDATE job SET claimed_at = NULL, run_at = $1, error = $2 WHERE id = $3",
                &[&again, &error, &job.id],
            )
            .await?;
        }
    }
    tx.commit().await
}

/// Jobs that gave up, newest first: for `doctor` and the desk of whoever looks after the machine.
pub async fn given_up(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    conn.all(
        "SELECT kind, coalesce(error, '') FROM job WHERE done_at IS NULL AND attempts >= $1 ORDER BY id DESC LIMIT 50",
        &[&ATTEMPTS],
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::MIGRATIONS;
    use crate::testing::{TestDb, fresh};
    use serde_json::json;

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
        let given_up = given_up(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(given_up, [("letter.send".to_owned(), "the post office is closed".to_owned())]);
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
