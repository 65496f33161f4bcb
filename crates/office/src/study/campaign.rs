//! A campaign: what is studied, who is to study, which roll counts, and where it stands.

use super::StudyError;
use crate::org::lineage::Lineage;
use kit::clock::Day;
use kit::db::{Conn, DbError};

/// How far a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CampaignState {
    /// Being written; only who keeps study at its unit sees it.
    Draft,
    /// The units below have it.
    Issued,
    /// The first ones have studied.
    Running,
    /// Its numbers stand; nothing is marked any more.
    Closed,
    /// The report has gone up.
    Reported,
    /// It was made by mistake: it counts nowhere and nothing is marked any more.
    Cancelled,
}

impl CampaignState {
    /// All of them, in their order.
    pub const ALL: [CampaignState; 6] = [
        CampaignState::Draft,
        CampaignState::Issued,
        CampaignState::Running,
        CampaignState::Closed,
        CampaignState::Reported,
        CampaignState::Cancelled,
    ];

    /// The word in tables and journal.
    pub fn word(self) -> &'static str {
        match self {
            CampaignState::Draft => "draft",
            CampaignState::Issued => "issued",
            CampaignState::Running => "running",
            CampaignState::Closed => "closed",
            CampaignState::Reported => "reported",
            CampaignState::Cancelled => "cancelled",
        }
    }

    /// Whether its numbers were fixed, and stand.
    pub fn is_fixed(self) -> bool {
        matches!(self, CampaignState::Closed | CampaignState::Reported)
    }

    /// Whether attendance and hand-ins are taken.
    pub fn is_open(self) -> bool {
        matches!(self, CampaignState::Issued | CampaignState::Running)
    }
}

/// Who studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// All members, at the cell of their main membership.
    Members,
    /// The members who hold a post.
    Cadres,
    /// Those who belong to the Front and its organisations, each once, at the committee of the same area.
    MassOrganisations,
}

impl Audience {
    /// All of them.
    pub const ALL: [Audience; 3] = [Audience::Members, Audience::Cadres, Audience::MassOrganisations];

    /// The word in tables and journal.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Members => "members",
            Audience::Cadres => "cadres",
            Audience::MassOrganisations => "mass_organisations",
        }
    }

    /// The audience of a word.
    pub fn of(word: &str) -> Option<Audience> {
        Audience::ALL.into_iter().find(|audience| audience.word() == word)
    }
}

/// Which roll and which exemptions count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollRule {
    /// Those of the cut-off day, whatever happens later.
    Frozen,
    /// Those of today, until the campaign is closed.
    Current,
}

impl RollRule {
    /// Both.
    pub const ALL: [RollRule; 2] = [RollRule::Frozen, RollRule::Current];

    /// The word in tables and journal.
    pub fn word(self) -> &'static str {
        match self {
            RollRule::Frozen => "frozen",
            RollRule::Current => "current",
        }
    }

    /// The rule of a word.
    pub fn of(word: &str) -> Option<RollRule> {
        RollRule::ALL.into_iter().find(|rule| rule.word() == word)
    }
}

/// When what was handed in counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandinRule {
    /// As soon as it was handed in; not while it is given back.
    Submitted,
    /// Once a reader accepted it.
    Accepted,
}

impl HandinRule {
    /// Both.
    pub const ALL: [HandinRule; 2] = [HandinRule::Accepted, HandinRule::Submitted];

    /// The word in tables and journal.
    pub fn word(self) -> &'static str {
        match self {
            HandinRule::Submitted => "submitted",
            HandinRule::Accepted => "accepted",
        }
    }

    /// The rule of a word.
    pub fn of(word: &str) -> Option<HandinRule> {
        HandinRule::ALL.into_iter().find(|rule| rule.word() == word)
    }

    /// Which rows of `handin` count, as SQL; the table's name stands at `of`.
    pub(super) fn counted(self, of: &str) -> String {
        match self {
            HandinRule::Submitted => format!("{of}.state = 'received'"),
            HandinRule::Accepted => format!("{of}.state = 'received' AND {of}.read_on IS NOT NULL"),
        }
    }
}

kit::record! {
    /// A campaign.
    pub struct Campaign {
        /// The campaign.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// What is studied.
        pub title: String,
        /// The paper that calls for it.
        pub paper: String,
        /// The unit that runs it.
        pub unit_id: i64,
        /// The rate asked for, in hundredths of a percent.
        pub target_basis_points: i64,
        /// The day whose roll and exemptions count, under [`RollRule::Frozen`].
        pub cutoff_day: Day,
        /// The ruleset it is counted under.
        pub ruleset: String,
        /// One of [`CampaignState`], but for a campaign that was cancelled since.
        pub state: String,
        /// One of [`Audience`].
        pub audience: String,
        /// One of [`RollRule`].
        pub roll_rule: String,
        /// The last day for studying.
        pub study_by: Option<Day>,
        /// The last day for handing in.
        pub write_by: Option<Day>,
        /// The last day for the report.
        pub report_by: Option<Day>,
        /// One of [`HandinRule`].
        pub handin_rule: String,
        /// What the reflections are to answer; may be empty.
        pub questions: String,
        /// When the units below got it.
        pub issued_on: Option<Day>,
        /// When its numbers were fixed.
        pub closed_on: Option<Day>,
        /// When the report went up.
        pub reported_on: Option<Day>,
        /// Number and day of the report; may be empty.
        pub report_paper: String,
        /// When it was cancelled, or dropped as a draft.
        pub cancelled_on: Option<Day>,
        /// Why; empty for a draft.
        pub cancel_reason: String,
        /// Counts the changes.
        pub version: i64,
    }
}

pub(super) const COLUMNS: &str = "id, uid, title, paper, unit_id, target_basis_points, cutoff_day, ruleset, state, audience, \
     roll_rule, handin_rule, study_by, write_by, report_by, questions, issued_on, closed_on, reported_on, report_paper, \
     cancelled_on, cancel_reason, version";

impl Campaign {
    /// The first day on which anything of it can have been done; `None` of a draft. What was studied earlier than it was
    /// written down here is no mistake: the roll was taken on the first day of it.
    pub fn first_day(&self) -> Option<Day> {
        self.issued_on.map(|issued| issued.min(self.cutoff_day))
    }

    /// A draft for all members on the roll of a day, under a ruleset with its target, to which nothing else is said yet.
    pub fn draft(uid: String, cutoff_day: Day, (ruleset, target_basis_points): (&str, i64)) -> Campaign {
        Campaign {
            id: 0,
            uid,
            title: String::new(),
            paper: String::new(),
            unit_id: 0,
            target_basis_points,
            cutoff_day,
            ruleset: ruleset.to_owned(),
            state: CampaignState::Draft.word().to_owned(),
            audience: Audience::Members.word().to_owned(),
            roll_rule: RollRule::Frozen.word().to_owned(),
            handin_rule: HandinRule::Submitted.word().to_owned(),
            study_by: None,
            write_by: None,
            report_by: None,
            questions: String::new(),
            issued_on: None,
            closed_on: None,
            reported_on: None,
            report_paper: String::new(),
            cancelled_on: None,
            cancel_reason: String::new(),
            version: 1,
        }
    }

    /// The campaign with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Campaign, StudyError> {
        let sql = format!("SELECT {COLUMNS} FROM campaign WHERE id = $1");
        conn.opt(&sql, &[&id]).await?.ok_or(StudyError::NoCampaign(id))
    }

    /// The campaign with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Campaign>, DbError> {
        conn.opt(&format!("SELECT {COLUMNS} FROM campaign WHERE uid = $1"), &[&uid]).await
    }

    /// All campaigns, drafts among them, in the order in which they were entered.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Campaign>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM campaign ORDER BY id"), &[]).await
    }

    /// All that were issued and hold, the latest cut-off first.
    pub async fn issued(conn: &mut Conn) -> Result<Vec<Campaign>, DbError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM campaign WHERE state <> 'draft' AND cancelled_on IS NULL ORDER BY cutoff_day DESC, id DESC"
        );
        conn.all(&sql, &[]).await
    }

    /// Those that were issued and in which a person handed something in, cancelled ones too, and all others that hold, the latest
    /// cut-off first.
    pub async fn issued_to(conn: &mut Conn, person: i64) -> Result<Vec<Campaign>, DbError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM campaign WHERE state <> 'draft' AND (cancelled_on IS NULL
             OR id IN (SELECT campaign_id FROM handin WHERE person_id = $1)) ORDER BY cutoff_day DESC, id DESC"
        );
        conn.all(&sql, &[&person]).await
    }

    /// The newest campaign for the members of a unit, or of one for which it carries on, in which somebody has studied and
    /// whose cut-off is not after `day`.
    pub async fn latest_of(
        conn: &mut Conn,
        lineage: &Lineage,
        unit: i64,
        day: Day,
    ) -> Result<Option<Campaign>, DbError> {
        let all = Campaign::issued(conn).await?.into_iter();
        let all = all.filter(|campaign| campaign.state() > CampaignState::Issued);
        let mut due = all.filter(|campaign| campaign.cutoff_day <= day && campaign.audience() == Audience::Members);
        Ok(due.find(|campaign| lineage.heir(campaign.unit_id, day) == unit))
    }

    /// How far it is; a word that is none counts as a draft, which nobody else sees.
    pub fn state(&self) -> CampaignState {
        let known = || CampaignState::ALL.into_iter().find(|state| state.word() == self.state);
        match self.cancelled_on {
            Some(_) => CampaignState::Cancelled,
            None => known().unwrap_or(CampaignState::Draft),
        }
    }

    /// Whether units below it have ever had it.
    pub fn was_issued(&self) -> bool {
        self.state != CampaignState::Draft.word()
    }

    /// Who studies.
    pub fn audience(&self) -> Audience {
        Audience::of(&self.audience).unwrap_or(Audience::Members)
    }

    /// Which roll counts.
    pub fn roll_rule(&self) -> RollRule {
        RollRule::of(&self.roll_rule).unwrap_or(RollRule::Frozen)
    }

    /// When what was handed in counts.
    pub fn handin_rule(&self) -> HandinRule {
        HandinRule::of(&self.handin_rule).unwrap_or(HandinRule::Submitted)
    }

    /// The day whose roll and exemptions count, looked at on `today`.
    pub fn roll_day(&self, today: Day) -> Day {
        match self.roll_rule() {
            RollRule::Frozen => self.cutoff_day,
            RollRule::Current => self.closed_on.map_or(today, |closed| closed.min(today)),
        }
    }

    /// What each member hands in, in the order of [`super::HANDINS`].
    pub async fn handins(&self, conn: &mut Conn) -> Result<Vec<&'static str>, DbError> {
        let sql = "SELECT kind FROM campaign_handin WHERE campaign_id = $1";
        let rows: Vec<(String,)> = conn.all(sql, &[&self.id]).await?;
        Ok(super::HANDINS.into_iter().filter(|kind| rows.iter().any(|(known,)| known == kind)).collect())
    }
}
