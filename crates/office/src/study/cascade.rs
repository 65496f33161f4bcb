//! How a campaign goes down: each unit below takes it up, makes its plan, and may ask for more than was asked of it, never for
//! less. What holds at a unit is what the campaign asks with what every unit above it and it itself have added.

use super::rollup::result;
use super::{Campaign, CampaignState, HANDINS, Line, StudyError};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use crate::org::Tree;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;
use std::collections::HashMap;

/// Verb of a unit that takes a campaign up or changes its plan.
pub const PLAN: &str = "study.plan.keep";

kit::record! {
    /// What a unit made of a campaign.
    pub struct Plan {
        /// The unit.
        pub unit_id: i64,
        /// When it took the campaign up.
        pub received_on: Day,
        /// Number and day of its own plan; may be empty.
        pub paper: String,
        /// What it is going to do; may be empty.
        pub words: String,
        /// What it asks for beyond the campaign, in words; may be empty.
        pub asks: String,
        /// Its own last day for studying.
        pub study_by: Option<Day>,
        /// Its own last day for handing in.
        pub write_by: Option<Day>,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "unit_id, received_on, paper, words, asks, study_by, write_by, version";

impl Plan {
    /// The plans in a campaign, unit by unit.
    pub async fn all(conn: &mut Conn, campaign: i64) -> Result<HashMap<i64, Plan>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM campaign_plan WHERE campaign_id = $1");
        let rows: Vec<Plan> = conn.all(&sql, &[&campaign]).await?;
        Ok(rows.into_iter().map(|plan| (plan.unit_id, plan)).collect())
    }

    async fn of(conn: &mut Conn, campaign: i64, unit: i64) -> Result<Option<Plan>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM campaign_plan WHERE campaign_id = $1 AND unit_id = $2");
        conn.opt(&sql, &[&campaign, &unit]).await
    }
}

/// What holds at a unit.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Papers, each with the unit that asks for it, in the order of [`HANDINS`].
    pub handins: Vec<(&'static str, i64)>,
    /// What is asked for in words, with the unit that asks.
    pub words: Vec<(String, i64)>,
    /// The last day for studying, the earliest that anybody set.
    pub study_by: Option<Day>,
    /// The last day for handing in, the earliest that anybody set.
    pub write_by: Option<Day>,
    /// The units that set these two days.
    pub days_by: [i64; 2],
}

impl Asked {
    /// Of a unit, by the campaign, the units above it as the tree has them, and itself.
    pub async fn of(conn: &mut Conn, campaign: &Campaign, tree: &Tree, unit: i64) -> Result<Asked, DbError> {
        let (study_by, write_by, days_by) = (campaign.study_by, campaign.write_by, [campaign.unit_id; 2]);
        let mut asked = Asked { study_by, write_by, days_by, ..Asked::default() };
        let own = campaign.handins(conn).await?;
        let mut by: HashMap<&str, i64> = own.into_iter().map(|kind| (kind, campaign.unit_id)).collect();
        for at in tree.path(unit) {
            let sql = "SELECT kind FROM campaign_plan_handin WHERE campaign_id = $1 AND unit_id = $2";
            let more: Vec<(String,)> = conn.all(sql, &[&campaign.id, &at]).await?;
            for kind in HANDINS.into_iter().filter(|kind| more.iter().any(|(known,)| known == kind)) {
                by.entry(kind).or_insert(at);
            }
            let Some(plan) = Plan::of(conn, campaign.id, at).await? else { continue };
            let [study, write] = &mut asked.days_by;
            for (known, of, new) in
                [(&mut asked.study_by, study, plan.study_by), (&mut asked.write_by, write, plan.write_by)]
            {
                if new.is_some_and(|new| known.is_none_or(|known| new < known)) {
                    (*known, *of) = (new, at);
                }
            }
            if !plan.asks.is_empty() {
                asked.words.push((plan.asks, at));
            }
        }
        asked.handins = HANDINS.into_iter().filter_map(|kind| Some((kind, *by.get(kind)?))).collect();
        Ok(asked)
    }

    /// How many papers of those who took part have not come, or do not count yet.
    pub fn owed(&self, line: &Line) -> u64 {
        let asked = HANDINS.iter().zip(line.handins).filter(|(kind, _)| self.handins.iter().any(|(of, _)| of == *kind));
        asked.map(|(_, came)| line.rate().numerator.saturating_sub(came)).sum()
    }

    /// What is past its last day at a unit, by the word of that day: studying as long as its target is not reached, papers as
    /// long as one is owed, and at the unit that runs the campaign its report.
    pub fn overdue(&self, campaign: &Campaign, line: &Line, today: Day) -> Vec<(&'static str, Day)> {
        let (is_open, state) = (campaign.state().is_open(), result(campaign.target_basis_points, line));
        let owes_report = line.unit == campaign.unit_id && (is_open || campaign.state() == CampaignState::Closed);
        let all = [
            ("study", self.study_by, is_open && !matches!(state, "met" | "off")),
            ("write", self.write_by, is_open && self.owed(line) > 0),
            ("report", campaign.report_by, owes_report),
        ];
        let past = all.into_iter().filter(|(_, day, owed)| *owed && day.is_some_and(|day| day < today));
        past.filter_map(|(word, day, _)| Some((word, day?))).collect()
    }

    /// The papers alone.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.handins.iter().map(|(kind, _)| *kind).collect()
    }
}

/// A plan as it is written down.
#[derive(Clone, Debug, Default)]
pub struct NewPlan<'a> {
    /// Number and day of the unit's plan.
    pub paper: &'a str,
    /// What it is going to do.
    pub words: &'a str,
    /// What it asks for beyond the campaign.
    pub asks: &'a str,
    /// Papers that it asks for beyond what is asked of it.
    pub handins: Vec<&'static str>,
    /// Its own last days, for studying and for handing in.
    pub days: (Option<Day>, Option<Day>),
    /// The version that the caller saw; 0 when there was none.
    pub version: i64,
}

/// Takes a campaign up at the grant's unit, or writes its plan anew. `above` is what is asked of the unit.
///
/// # Errors
/// [`StudyError::Closed`] unless the campaign is open, [`StudyError::Elsewhere`] where it is not for that unit,
/// [`StudyError::Later`] for a day after the one asked for, [`StudyError::Changed`] when somebody else was first.
pub async fn keep_plan(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    campaign: &Campaign,
    (new, above): (&NewPlan<'_>, &Asked),
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = &Campaign::get(conn, campaign.id).await?;
    if !campaign.state().is_open() {
        return Err(StudyError::Closed(campaign.closed_on));
    }
    let unit = grant.unit();
    for (mine, theirs) in [(new.days.0, above.study_by), (new.days.1, above.write_by)] {
        if let (Some(mine), Some(theirs)) = (mine, theirs)
            && mine > theirs
        {
            return Err(StudyError::Later(theirs));
        }
    }
    let done = match new.version {
        0 => {
            let sql =
                "INSERT INTO campaign_plan (campaign_id, unit_id, received_on, paper, words, asks, study_by, write_by)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (campaign_id, unit_id) DO NOTHING";
            let today = now.day();
            let (study, write) = new.days;
            conn.exec(sql, &[&campaign.id, &unit, &today, &new.paper, &new.words, &new.asks, &study, &write]).await?
        }
        version => {
            let sql = "UPDATE campaign_plan SET paper = $1, words = $2, asks = $3, study_by = $4, write_by = $5,
                       version = version + 1 WHERE campaign_id = $6 AND unit_id = $7 AND version = $8";
            let (study, write) = new.days;
            conn.exec(sql, &[&new.paper, &new.words, &new.asks, &study, &write, &campaign.id, &unit, &version]).await?
        }
    };
    if done == 0 {
        return Err(StudyError::Changed);
    }
    conn.exec("DELETE FROM campaign_plan_handin WHERE campaign_id = $1 AND unit_id = $2", &[&campaign.id, &unit])
        .await?;
    // What is asked from above is asked anyhow: only what is more is the unit's own.
    let more = new.handins.iter().filter(|kind| !above.handins.iter().any(|(known, _)| known == *kind));
    for kind in more {
        let sql = "INSERT INTO campaign_plan_handin (campaign_id, unit_id, kind) VALUES ($1, $2, $3)";
        conn.exec(sql, &[&campaign.id, &unit, kind]).await?;
    }
    let after = json!({
        "campaign": campaign.id, "paper": new.paper, "handins": new.handins, "study_by": new.days.0,
        "write_by": new.days.1, "words": new.words, "asks": new.asks,
    });
    let event = grant.event(PLAN, "campaign", campaign.id).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    Ok(())
}

/// What is known of a unit when it is asked what it does next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// It took the campaign up.
    pub received: bool,
    /// Units right below it that did not.
    pub below: u64,
    /// The day of the first session that it, or a unit above or below it, holds.
    pub session: Option<Day>,
    /// The day on which it is asked.
    pub today: Option<Day>,
    /// Expected, and nothing is known yet.
    pub unmarked: u64,
    /// Took part.
    pub took_part: u64,
    /// Marked absent.
    pub absent: u64,
    /// Papers of those who took part that have not come, or do not count yet.
    pub owed: u64,
}

/// What a unit does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Take the campaign up and make a plan.
    Receive,
    /// See that so many units below take it up.
    Below(u64),
    /// Plan a session.
    Session,
    /// Wait for the first session, on that day.
    Await(Day),
    /// Mark so many.
    Mark(u64),
    /// Let so many make it up.
    MakeUp(u64),
    /// Collect so many papers.
    Collect(u64),
    /// Nothing more: it is for whoever runs the campaign to fix the numbers.
    Done,
}

impl Step {
    /// The first thing that is not done yet. Whoever marked or heard of it otherwise need not say that they took it up.
    pub fn next(facts: &Facts) -> Step {
        match facts {
            Facts { received: false, took_part: 0, .. } => Step::Receive,
            Facts { session: None, took_part: 0, .. } => Step::Session,
            Facts { below: 1.., took_part: 0, .. } => Step::Below(facts.below),
            Facts { session: Some(day), took_part: 0, unmarked: 1.., .. }
                if facts.today.is_some_and(|it| it < *day) =>
            {
                Step::Await(*day)
            }
            Facts { unmarked: 1.., .. } => Step::Mark(facts.unmarked),
            Facts { absent: 1.., .. } => Step::MakeUp(facts.absent),
            Facts { owed: 1.., .. } => Step::Collect(facts.owed),
            _ => Step::Done,
        }
    }

    /// The word in messages, and the number that it speaks of.
    pub fn word(self) -> (&'static str, u64) {
        match self {
            Step::Receive => ("receive", 0),
            Step::Below(n) => ("below", n),
            Step::Session => ("session", 0),
            Step::Await(_) => ("await", 0),
            Step::Mark(n) => ("mark", n),
            Step::MakeUp(n) => ("make-up", n),
            Step::Collect(n) => ("collect", n),
            Step::Done => ("done", 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_told_the_first_thing_that_is_not_done() {
        let new = Facts { unmarked: 40, below: 3, ..Facts::default() };
        let received = Facts { received: true, ..new };
        let (day, today) = (Day::of(2018, 12, 5), Some(Day::of(2018, 12, 5)));
        let planned = Facts { session: Some(day), today, ..received };
        let cell = Facts { below: 0, ..planned };
        let studied = Facts { unmarked: 0, took_part: 38, absent: 2, owed: 38, ..cell };
        for (facts, step) in [
            (new, Step::Receive),
            (received, Step::Session),
            (planned, Step::Below(3)),
            (Facts { today: Some(day.plus_days(-1)), ..cell }, Step::Await(day)),
            (cell, Step::Mark(40)),
            (Facts { took_part: 3, unmarked: 37, ..new }, Step::Mark(37)),
            (studied, Step::MakeUp(2)),
            (Facts { absent: 0, ..studied }, Step::Collect(38)),
            (Facts { absent: 0, owed: 0, ..studied }, Step::Done),
        ] {
            assert_eq!(Step::next(&facts), step, "{facts:?}");
        }
    }
}
