//! What is done with a campaign as a whole: made, changed, issued, closed, opened again, reported.

use super::campaign::COLUMNS;
use super::fixing::fix_numbers;
use super::{Campaign, CampaignState, Scope, Standing, StudyError};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use crate::org::Tree;
use kit::clock::{Day, Ts};
use kit::db::{Conn, EngineKind};
use kit::journal;
use rules::RuleBook;
use serde_json::json;
use std::sync::Arc;

type Result<T> = std::result::Result<T, StudyError>;

/// Whom a campaign is for, and what each of them hands in.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Branches and kinds of unit.
    pub scope: Scope,
    /// Which of [`super::HANDINS`] are required.
    pub handins: Vec<&'static str>,
}

/// Makes a campaign of the grant's unit, as a draft (of what is handed in, `id`, `unit_id`, the state and its days are not
/// read); the new id.
///
/// # Errors
/// [`StudyError::NotYet`] for branches that did not exist on the cut-off day, [`StudyError::NobodyDue`] for an empty roll.
pub async fn open_campaign(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    new: &Campaign,
    terms: &Terms,
    now: Ts,
) -> Result<i64> {
    let terms = within(&grant, terms);
    let days = (&new.study_by, &new.write_by, &new.report_by);
    let id = conn
        .insert(
            "INSERT INTO campaign (uid, title, paper, unit_id, target_basis_points, cutoff_day, ruleset, state, audience,
             roll_rule, study_by, write_by, report_by, questions, handin_rule)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10, $11, $12, $13, $14)",
            &[
                &new.uid,
                &new.title,
                &new.paper,
                &grant.unit(),
                &new.target_basis_points,
                &new.cutoff_day,
                &new.ruleset,
                &new.audience,
                &new.roll_rule,
                days.0,
                days.1,
                days.2,
                &new.questions,
                &new.handin_rule,
            ],
        )
        .await?;
    write_terms(conn, id, &terms).await?;
    require_somebody(conn, id).await?;
    let event = grant.event("study.campaign.open", "campaign", id).after(told(new, &terms));
    journal::write(conn, &event.under(&*new.ruleset), now).await?;
    Ok(id)
}

/// Writes a draft of the grant's unit anew; the version is the one that the caller saw.
///
/// # Errors
/// As [`open_campaign`]; [`StudyError::Changed`] when it is no draft any more or somebody else changed it.
pub async fn edit_campaign(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    new: &Campaign,
    terms: &Terms,
    now: Ts,
) -> Result<()> {
    let terms = within(&grant, terms);
    let sql = "UPDATE campaign SET title = $1, paper = $2, target_basis_points = $3, cutoff_day = $4, ruleset = $5,
               audience = $6, roll_rule = $7, study_by = $8, write_by = $9, report_by = $10, questions = $11,
               handin_rule = $12,
               version = version + 1 WHERE id = $13 AND version = $14 AND unit_id = $15 AND state = 'draft'";
    let days = (&new.study_by, &new.write_by, &new.report_by);
    let done = conn
        .exec(
            sql,
            &[
                &new.title,
                &new.paper,
                &new.target_basis_points,
                &new.cutoff_day,
                &new.ruleset,
                &new.audience,
                &new.roll_rule,
                days.0,
                days.1,
                days.2,
                &new.questions,
                &new.handin_rule,
                &new.id,
                &new.version,
                &grant.unit(),
            ],
        )
        .await?;
    if done == 0 {
        return Err(StudyError::Changed);
    }
    for table in ["campaign_branch", "campaign_kind", "campaign_handin"] {
        conn.exec(&format!("DELETE FROM {table} WHERE campaign_id = $1"), &[&new.id]).await?;
    }
    write_terms(conn, new.id, &terms).await?;
    require_somebody(conn, new.id).await?;
    let event = grant.event("study.campaign.edit", "campaign", new.id).after(told(new, &terms));
    journal::write(conn, &event.under(&*new.ruleset), now).await?;
    Ok(())
}

/// A scope without branches is the whole branch of the unit, written down so that it stays what it was when the campaign
/// passes to another unit.
fn within(grant: &Grant<KeepStudy>, terms: &Terms) -> Terms {
    let mut terms = terms.clone();
    if terms.scope.branches.is_empty() {
        terms.scope.branches.push(grant.unit());
    }
    terms
}

fn told(new: &Campaign, terms: &Terms) -> serde_json::Value {
    json!({
        "title": new.title, "paper": new.paper, "target": new.target_basis_points, "cutoff": new.cutoff_day,
        "audience": new.audience, "roll": new.roll_rule, "branches": terms.scope.branches, "kinds": terms.scope.kinds,
        "handins": terms.handins, "handin_rule": new.handin_rule, "study_by": new.study_by, "write_by": new.write_by, "report_by": new.report_by,
    })
}

async fn write_terms(conn: &mut Conn, id: i64, terms: &Terms) -> Result<()> {
    for unit in &terms.scope.branches {
        conn.exec("INSERT INTO campaign_branch (campaign_id, unit_id) VALUES ($1, $2)", &[&id, unit]).await?;
    }
    for kind in &terms.scope.kinds {
        conn.exec("INSERT INTO campaign_kind (campaign_id, kind) VALUES ($1, $2)", &[&id, kind]).await?;
    }
    for kind in &terms.handins {
        conn.exec("INSERT INTO campaign_handin (campaign_id, kind) VALUES ($1, $2)", &[&id, kind]).await?;
    }
    Ok(())
}

/// A campaign for nobody, or of a day on which its branches were not there, would have a rate of nothing.
async fn require_somebody(conn: &mut Conn, id: i64) -> Result<()> {
    let campaign = Campaign::get(conn, id).await?;
    let scope = Scope::of(conn, &campaign).await?;
    let tree = Tree::as_of(conn, campaign.cutoff_day).await?;
    let gone: Vec<i64> = scope.branches.iter().copied().filter(|unit| tree.get(*unit).is_none()).collect();
    if !gone.is_empty() {
        return Err(StudyError::NotYet(gone));
    }
    // Whoever makes a campaign makes it for what stands below them.
    if scope.branches.iter().any(|unit| !tree.is_within(*unit, campaign.unit_id)) {
        return Err(StudyError::Elsewhere);
    }
    if !campaign.has_anybody(conn, &tree, &scope).await? {
        return Err(StudyError::NobodyDue);
    }
    Ok(())
}

/// A step of a campaign as a whole.
#[derive(Clone, Copy, Debug)]
pub enum Move<'a> {
    /// The units below get it.
    Issue,
    /// Its numbers are fixed as they stand in the record, by the office's rules.
    Close(&'a Arc<RuleBook>),
    /// Something has to be put right; the reason.
    Reopen(&'a str),
    /// The report has gone up: on which day, under which number.
    Report(Day, &'a str),
    /// It was made by mistake; the reason, of which a draft needs none.
    Cancel(&'a str),
}

impl Move<'_> {
    fn leads(self) -> (&'static str, CampaignState) {
        match self {
            Move::Issue => ("study.campaign.issue", CampaignState::Issued),
            Move::Close(_) => ("study.campaign.close", CampaignState::Closed),
            Move::Reopen(_) => ("study.campaign.reopen", CampaignState::Running),
            Move::Report(..) => ("study.campaign.report", CampaignState::Reported),
            Move::Cancel(_) => ("study.campaign.cancel", CampaignState::Cancelled),
        }
    }

    /// Whether a campaign in this state can take the step.
    pub fn follows(self, state: CampaignState) -> bool {
        match self {
            Move::Issue => state == CampaignState::Draft,
            Move::Close(_) => state.is_open(),
            Move::Reopen(_) | Move::Report(..) => state == CampaignState::Closed,
            // What has gone up stands in the papers of two offices; it is put right by a paper.
            Move::Cancel(_) => state < CampaignState::Reported,
        }
    }
}

/// Moves a campaign of the grant's unit on; the version is the one that the caller saw.
///
/// # Errors
/// [`StudyError::Changed`] when somebody else was first or its state does not allow it.
pub async fn move_campaign(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (id, version): (i64, i64),
    step: Move<'_>,
    now: Ts,
) -> Result<()> {
    if matches!(step, Move::Close(_) | Move::Cancel(_)) {
        hold(conn, id, Hold::Alone).await?;
    }
    let known: Option<Campaign> = conn
        .opt(
            &format!("SELECT {COLUMNS} FROM campaign WHERE id = $1 AND version = $2 AND unit_id = $3"),
            &[&id, &version, &grant.unit()],
        )
        .await?;
    let known = known.filter(|known| step.follows(known.state())).ok_or(StudyError::Changed)?;
    let (verb, state) = step.leads();
    let today = now.day();
    let issued = if matches!(step, Move::Issue) { Some(today) } else { known.issued_on };
    let closed = match step {
        Move::Close(_) => Some(today),
        Move::Reopen(_) => None,
        _ => known.closed_on,
    };
    let (reported, paper) = match step {
        Move::Report(day, paper) => (Some(day), paper),
        _ => (None, ""),
    };
    // What it was stays beside the day on which it was cancelled.
    let (word, cancelled, why) = match step {
        Move::Cancel(why) => (known.state.as_str(), Some(today), why),
        _ => (state.word(), None, ""),
    };
    let sql = "UPDATE campaign SET state = $1, issued_on = $2, closed_on = $3, reported_on = $4, report_paper = $5,
               cancelled_on = $6, cancel_reason = $7, version = version + 1 WHERE id = $8 AND version = $9";
    let done = conn.exec(sql, &[&word, &issued, &closed, &reported, &paper, &cancelled, &why, &id, &version]).await?;
    if done == 0 {
        return Err(StudyError::Changed);
    }
    let mut after = json!({"state": state.word()});
    match step {
        // Counted here, where nothing more can come in: a mark that was answered for is in the numbers.
        Move::Close(book) => {
            let standing = Standing::build_on(conn, book, id, today, None).await?;
            fix_numbers(conn, &standing, today).await?;
        }
        Move::Reopen(reason) | Move::Cancel(reason) => after["reason"] = json!(reason),
        Move::Report(day, paper) => after["report"] = json!({"day": day, "paper": paper}),
        Move::Issue => {}
    }
    let event = grant.event(verb, "campaign", id).before(json!({"state": known.state})).after(after);
    journal::write(conn, &event.under(&*known.ruleset), now).await?;
    Ok(())
}

/// How a campaign is held until the transaction ends.
#[derive(Clone, Copy)]
enum Hold {
    /// With others who take something in.
    Shared,
    /// Alone, to close or cancel it.
    Alone,
}

/// Holds a campaign: whoever closes it waits for those who are taking something in, and they for the close. SQLite has one
/// writer at a time as it is.
async fn hold(conn: &mut Conn, campaign: i64, how: Hold) -> Result<()> {
    const CLASS: i32 = 728_403;
    if conn.kind() == EngineKind::Pg {
        let shared = if matches!(how, Hold::Shared) { "_shared" } else { "" };
        conn.batch(&format!("SELECT pg_advisory_xact_lock{shared}({CLASS}, {campaign})")).await?;
    }
    Ok(())
}

/// Whether a campaign takes attendance and hand-ins now; it is not closed before the transaction ends.
pub(super) async fn take(conn: &mut Conn, campaign: i64) -> Result<Campaign> {
    hold(conn, campaign, Hold::Shared).await?;
    let known = Campaign::get(conn, campaign).await?;
    match known.state() {
        CampaignState::Draft => Err(StudyError::NoCampaign(campaign)),
        CampaignState::Closed | CampaignState::Reported => Err(StudyError::Closed(known.closed_on)),
        CampaignState::Cancelled => Err(StudyError::Closed(None)),
        CampaignState::Issued | CampaignState::Running => Ok(known),
    }
}

/// The first mark or hand-in sets a campaign going; its own row of the journal says so, and the tally reads it there.
pub(super) async fn set_going(conn: &mut Conn, campaign: &Campaign) -> Result<()> {
    if campaign.state() == CampaignState::Issued {
        let sql = "UPDATE campaign SET state = 'running' WHERE id = $1 AND state = 'issued'";
        conn.exec(sql, &[&campaign.id]).await?;
    }
    Ok(())
}
