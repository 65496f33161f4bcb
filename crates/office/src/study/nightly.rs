//! The tallies looked at each night: compared with plain SQL, and where one differed, said so for good. Whoever stands for the
//! numbers is told on their desk, whoever looks after the machine by `thenchot doctor`.

use super::{Campaign, check_against_sql};
use crate::shell::Office;
use kit::clock::Ts;
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use serde_json::json;

/// What a tally that differed is in the journal.
const SUBJECT: &str = "tally";
/// How often a tally is looked at again while people are at work, before it is left to the next night.
const LOOKS: usize = 20;

kit::record! {
    /// A tally that was not what SQL counts.
    pub struct Differed {
        /// The campaign.
        pub campaign: i64,
        /// What it is called.
        pub title: String,
        /// Its identity outside the database.
        pub uid: String,
        /// The unit that runs it.
        pub unit: i64,
        /// When that was found.
        pub at: Ts,
        /// The values of the journal's row.
        after: String,
    }
}

impl Differed {
    /// At how many units.
    pub fn units(&self) -> i64 {
        serde_json::from_str::<serde_json::Value>(&self.after)
            .ok()
            .and_then(|after| after["units"].as_i64())
            .unwrap_or(1)
    }
}

/// Those found since a moment, the latest first, each campaign once.
pub async fn differed(conn: &mut Conn, since: Ts) -> Result<Vec<Differed>> {
    let sql = "SELECT c.id AS campaign, c.title, c.uid, c.unit_id AS unit, j.at, coalesce(j.after, '{}') AS after
               FROM journal j JOIN campaign c ON c.id = j.subject_id WHERE j.subject = $1 AND j.at >= $2 ORDER BY j.id DESC";
    let mut all: Vec<Differed> = conn.all(sql, &[&SUBJECT, &since]).await?;
    let mut told = std::collections::HashSet::new();
    all.retain(|one| told.insert(one.campaign));
    Ok(all)
}

impl Office {
    /// Compares every campaign's tally with plain SQL. One that differs is dropped, so that the next look counts anew, and the
    /// journal keeps that it did.
    ///
    /// # Errors
    /// When a tally differed, with the campaigns and how many units; it is noted by then.
    pub async fn check_tallies(&self) -> anyhow::Result<()> {
        let campaigns = Campaign::all(&mut self.db.read().await?).await?;
        let mut wrong = Vec::new();
        for campaign in campaigns {
            let units = self.units_that_differ(&campaign).await?;
            if units.is_empty() {
                continue;
            }
            self.forget_standings(campaign.id).await;
            let after = json!({"units": units.len(), "first": units[0]});
            let event = Event::new(None, "study.tally.differ", SUBJECT, campaign.id).at_place(campaign.unit_id);
            let mut tx = self.db.begin().await?;
            journal::write(&mut tx, &event.after(after), self.clock.now()).await?;
            tx.commit().await?;
            wrong.push(format!("campaign {}: {} units differ from SQL", campaign.id, units.len()));
        }
        anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("; "));
        Ok(())
    }

    /// The units whose line in memory is not what SQL counts at the same moment: what is written between the two looks is no
    /// difference.
    async fn units_that_differ(&self, campaign: &Campaign) -> anyhow::Result<Vec<i64>> {
        for _ in 0..LOOKS {
            let before = journal::mark(&mut self.db.read().await?).await?;
            let standing = self.standing(campaign.id).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
            let mut conn = self.db.read().await?;
            let differences = check_against_sql(&standing, &mut conn).await?;
            if differences.is_empty() || journal::mark(&mut conn).await? == before {
                return Ok(differences.into_iter().map(|one| one.tally.unit).collect());
            }
        }
        Ok(vec![])
    }
}
