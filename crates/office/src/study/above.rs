//! Signed reports that offices below have sent: each counts once, as it was signed, beside the members that are counted here.

use super::{Campaign, Line, Standing, StudyError};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use crate::org::Tree;
use crate::org::lineage::heir_of;
use bridge::{BridgeError, ReportHandin, StudyReport, VerifyingKey, keys};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// Verb of a report of an office below that was taken in.
pub const RECEIVE: &str = "study.report.receive";
/// Verb of one that was set aside.
pub const ASIDE: &str = "study.report.aside";
/// Verb of a key that is trusted.
pub const TRUST: &str = "study.report.trust";
/// Verb of a key that is trusted no more.
pub const DISTRUST: &str = "study.report.distrust";

kit::record! {
    /// The key of an office below.
    pub struct ReportKey {
        /// The row.
        pub id: i64,
        /// The unit for which it speaks.
        pub unit_id: i64,
        /// The key, as hexadecimal digits.
        pub key: String,
        /// Its short name.
        pub key_id: String,
        /// Since when it is trusted.
        pub since: Day,
        /// Since when it is trusted no more.
        pub until: Option<Day>,
    }
}

/// The keys that are trusted, or were; each of the unit that carries on, by the units of a tree.
pub async fn report_keys(conn: &mut Conn, tree: &Tree) -> Result<Vec<ReportKey>, DbError> {
    let sql = "SELECT id, unit_id, key, key_id, since, until FROM study_report_key ORDER BY id";
    let mut keys: Vec<ReportKey> = conn.all(sql, &[]).await?;
    for key in &mut keys {
        key.unit_id = carried(conn, tree, key.unit_id).await?;
    }
    Ok(keys)
}

/// The unit that carries on for one, by the units of a tree.
pub(super) async fn carried(conn: &mut Conn, tree: &Tree, unit: i64) -> Result<i64, DbError> {
    if tree.get(unit).is_some() { Ok(unit) } else { heir_of(conn, unit, tree.day()).await }
}

/// Trusts the key of an office below to speak for a unit; the grant is at the unit that takes reports in. A key that was
/// trusted before may be trusted again, also for another unit.
///
/// # Errors
/// [`DbError::Unique`] for a key that is trusted now, [`DbError::Refused`] for what is no key.
pub async fn trust(conn: &mut Conn, grant: Grant<KeepStudy>, (unit, key): (i64, &str), now: Ts) -> Result<(), DbError> {
    let key = keys::verifying_key_from_hex(key).map_err(|error| DbError::Refused(error.to_string()))?;
    let (hex, short) = (keys::verifying_key_to_hex(&key), keys::key_id(&key));
    let sql = "UPDATE study_report_key SET unit_id = $1, since = $2, until = NULL WHERE key = $3 AND until IS NOT NULL
               RETURNING id";
    let id = match conn.value::<i64>(sql, &[&unit, &now.day(), &hex]).await? {
        Some(id) => id,
        None => {
            let sql = "INSERT INTO study_report_key (unit_id, key, key_id, since) VALUES ($1, $2, $3, $4)";
            conn.insert(sql, &[&unit, &hex, &short, &now.day()]).await?
        }
    };
    let event = grant.event(TRUST, "study_report_key", id).after(json!({"unit": unit, "key": short}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Trusts a key no more, with a reason. What was taken in with it stays, and is set aside report by report.
///
/// # Errors
/// [`StudyError::Changed`] when it was not trusted any more.
pub async fn distrust(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (key, why): (&ReportKey, &str),
    now: Ts,
) -> Result<(), StudyError> {
    let sql = "UPDATE study_report_key SET until = $1 WHERE id = $2 AND until IS NULL";
    if conn.exec(sql, &[&now.day(), &key.id]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let event = grant.event(DISTRUST, "study_report_key", key.id);
    let event = event.before(json!({"unit": key.unit_id, "key": key.key_id}));
    journal::write(conn, &event.after(json!({"reason": why})), now).await?;
    Ok(())
}

kit::record! {
    /// A report that was taken in.
    pub struct Received {
        /// The report.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The campaign into which it was taken.
        pub campaign_id: i64,
        /// The unit for which it speaks.
        pub unit_id: i64,
        /// The campaign at the office that reports.
        pub report_uid: String,
        /// The first, second … time that its numbers were fixed.
        pub closing: i64,
        /// What was signed.
        pub body: String,
        /// Members on the roll.
        pub roll: i64,
        /// Exempt.
        pub exempt: i64,
        /// Attended.
        pub attended: i64,
        /// Made up.
        pub made_up: i64,
        /// Absent.
        pub absent: i64,
        /// When it came.
        pub received_on: Day,
        /// When it was set aside.
        pub aside_on: Option<Day>,
        /// Why.
        pub aside_why: String,
    }
}

/// All but the body, which may be large.
const COLUMNS: &str = "id, uid, campaign_id, unit_id, report_uid, closing, roll, exempt, attended, made_up, absent, \
                       received_on, aside_on, aside_why";

impl Received {
    /// Those of a campaign, the ones set aside among them.
    pub async fn of(conn: &mut Conn, campaign: i64) -> Result<Vec<Received>, DbError> {
        let sql = format!("SELECT {COLUMNS}, body FROM study_report WHERE campaign_id = $1 ORDER BY id");
        conn.all(&sql, &[&campaign]).await
    }

    /// Those of a campaign that were not set aside, without what was signed.
    async fn numbers(conn: &mut Conn, campaign: i64) -> Result<Vec<Received>, DbError> {
        let sql = format!(
            "SELECT {COLUMNS}, '' AS body FROM study_report WHERE campaign_id = $1 AND aside_on IS NULL ORDER BY id"
        );
        conn.all(&sql, &[&campaign]).await
    }

    /// Its numbers.
    pub fn line(&self) -> Line {
        let n = [self.roll, self.exempt, self.attended, self.made_up, self.absent].map(i64::unsigned_abs);
        Line { roll: n[0], exempt: n[1], attended: n[2], made_up: n[3], absent: n[4], ..Line::nobody(self.unit_id) }
    }

    /// What was signed; nothing of one that cannot be read any more.
    pub fn told(&self) -> Option<StudyReport> {
        serde_json::from_str(&self.body).ok()
    }
}

/// What the reports that came in add at a unit.
#[derive(Clone, Debug)]
pub struct Added {
    /// How many units of the branch reported so.
    pub reports: usize,
    /// What they reported, together.
    pub reported: Line,
    /// The same with those who are counted here.
    pub whole: Line,
    /// Units whose report counts no more, because members of theirs are counted here by now.
    pub counted_here: Vec<i64>,
}

/// Whether a report counts: it was not set aside, and nobody of its unit is counted here.
pub fn still_counts(standing: &Standing, one: &Received) -> bool {
    one.aside_on.is_none() && standing.line(one.unit_id).is_none_or(|line| line.roll == 0)
}

/// What the reports that came in add at a unit with all below it; `None` where there are none.
pub async fn added(conn: &mut Conn, standing: &Standing, unit: i64) -> Result<Option<Added>, DbError> {
    let tree = standing.tree();
    let mut received = Vec::new();
    for one in Received::numbers(conn, standing.campaign().id).await? {
        if tree.is_within(carried(conn, tree, one.unit_id).await?, unit) {
            received.push(one);
        }
    }
    let (count, here): (Vec<Received>, Vec<Received>) =
        received.into_iter().partition(|one| still_counts(standing, one));
    if count.is_empty() && here.is_empty() {
        return Ok(None);
    }
    let own = standing.line(unit).unwrap_or(Line::nobody(unit));
    Ok(Some(Added {
        reports: count.len(),
        reported: together(&Line::nobody(unit), &count),
        whole: together(&own, &count),
        counted_here: here.iter().map(|one| one.unit_id).collect(),
    }))
}

/// The members counted here and those of the reports that count, together.
pub fn together(own: &Line, received: &[Received]) -> Line {
    let counting = received.iter().filter(|one| one.aside_on.is_none());
    counting.fold(*own, |sum, one| sum.and(&one.line()))
}

/// What was handed in here and what the reports that count say of it, together; and how many of those do not say all of it.
pub fn papers_together(own: &[ReportHandin], received: &[Received]) -> (Vec<ReportHandin>, usize) {
    let (mut sum, mut silent) = (own.to_vec(), 0);
    for told in received.iter().filter(|one| one.aside_on.is_none()).filter_map(Received::told) {
        let handins = told.lines.into_iter().next().map_or(vec![], |whole| whole.handins);
        let says_all = own.iter().all(|asked| handins.iter().any(|one| one.kind == asked.kind));
        silent += usize::from(!says_all || handins.is_empty());
        for theirs in handins {
            match sum.iter_mut().find(|one| one.kind == theirs.kind) {
                Some(one) => {
                    one.due += theirs.due;
                    one.submitted += theirs.submitted;
                    one.accepted += theirs.accepted;
                }
                None => sum.push(theirs),
            }
        }
    }
    (sum, silent)
}

/// Why a report was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is no report, or of another version.
    NoReport,
    /// It is signed with a key that is not trusted here.
    Foreign(String),
    /// It was changed after it was signed.
    Altered,
    /// It says what cannot be; what.
    Impossible(String),
    /// It was taken in already, on that day.
    Twice(Day),
    /// A later correction is known, whether it counts or was set aside.
    Older,
    /// It counts in another campaign: which one, empty where another unit runs it.
    Elsewhere(String),
    /// Another campaign's report of the same unit counts already.
    Another(String),
    /// It is about another paper: what it says it is about.
    OtherPaper(String),
    /// Members of that unit are counted here themselves.
    CountedHere,
    /// A report of a unit above or below it counts already.
    Overlaps(i64),
    /// It speaks for a unit that is not below the one that runs the campaign.
    NotBelow,
}

/// Takes in a report of an office below for a campaign of the grant's unit. A correction takes the place of what it corrects.
///
/// # Errors
/// Of the database; what is wrong with the report itself is [`NotTaken`].
pub async fn receive(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    standing: &Standing,
    (uid, bytes): (&str, &[u8]),
    now: Ts,
) -> Result<Result<StudyReport, NotTaken>, StudyError> {
    let campaign = standing.campaign();
    if campaign.unit_id != grant.unit() {
        return Err(StudyError::Elsewhere);
    }
    let tree = standing.tree();
    let mut known = report_keys(conn, tree).await?;
    known.retain(|key| key.until.is_none());
    let verifying: Vec<VerifyingKey> =
        known.iter().filter_map(|key| keys::verifying_key_from_hex(&key.key).ok()).collect();
    let (key, report) = match bridge::open_report(&verifying, bytes) {
        Ok(opened) => opened,
        Err(BridgeError::UnknownKey { key_id }) => return Ok(Err(NotTaken::Foreign(key_id))),
        Err(BridgeError::BadSignature) => return Ok(Err(NotTaken::Altered)),
        Err(BridgeError::BadBody { what }) => return Ok(Err(NotTaken::Impossible(what))),
        Err(_) => return Ok(Err(NotTaken::NoReport)),
    };
    let Some(unit) = known.iter().find(|known| known.key_id == key).map(|known| known.unit_id) else {
        return Ok(Err(NotTaken::Foreign(key)));
    };
    if tree.get(unit).is_none() || !tree.is_within(unit, campaign.unit_id) || unit == campaign.unit_id {
        return Ok(Err(NotTaken::NotBelow));
    }
    if !is_about(campaign, &report) {
        return Ok(Err(NotTaken::OtherPaper(report.title)));
    }
    if standing.line(unit).is_some_and(|line| line.roll > 0) {
        return Ok(Err(NotTaken::CountedHere));
    }
    let closing = i64::from(report.closing);
    if let Some(why) = known_before(conn, campaign, &report.uid, closing).await? {
        return Ok(Err(why));
    }
    for one in Received::of(conn, campaign.id).await?.iter().filter(|one| one.aside_on.is_none()) {
        let at = carried(conn, tree, one.unit_id).await?;
        if one.report_uid == report.uid {
            // What it corrects counts no more, whichever unit its key spoke for then.
        } else if at == unit {
            let other = one.told().map_or(String::new(), |told| told.title);
            return Ok(Err(NotTaken::Another(other)));
        } else if tree.is_within(unit, at) || tree.is_within(at, unit) {
            return Ok(Err(NotTaken::Overlaps(at)));
        }
    }
    let sql = "UPDATE study_report SET aside_on = $1, aside_why = '' WHERE report_uid = $2 AND aside_on IS NULL";
    conn.exec(sql, &[&now.day(), &report.uid]).await?;
    let whole = &report.lines[0];
    let n = [whole.roll, whole.exempt, whole.attended, whole.made_up, whole.absent].map(|n| n as i64);
    let body = serde_json::to_string(&report).map_err(|error| DbError::Broken(error.to_string()))?;
    let sql = "INSERT INTO study_report (uid, taken_as, campaign_id, unit_id, report_uid, closing, body, roll, exempt, attended,
               made_up, absent, received_on) VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let today = now.day();
    let args: [&dyn kit::db::Arg; 12] =
        [&uid, &campaign.id, &unit, &report.uid, &closing, &body, &n[0], &n[1], &n[2], &n[3], &n[4], &today];
    let id = match conn.insert(sql, &args).await {
        Ok(id) => id,
        // Somebody else took it in at the same time.
        Err(DbError::Unique(_)) => return Ok(Err(NotTaken::Twice(today))),
        Err(error) => return Err(error.into()),
    };
    let after = json!({"campaign": campaign.id, "unit": unit, "key": key, "closing": closing, "numbers": n});
    let event = grant.event(RECEIVE, "study_report", id).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    Ok(Ok(report))
}

kit::record! {
    /// A taking of a report, in whatever campaign of this office.
    struct Before {
        campaign_id: i64,
        unit_id: i64,
        title: String,
        closing: i64,
        received_on: Day,
        aside_on: Option<Day>,
        cancelled_on: Option<Day>,
    }
}

/// Why a report is not taken in (again): it counts already, here or in another campaign, or a later correction of it is known.
/// What was set aside counts nowhere, and may be taken in again; what counted in a campaign that was cancelled as well.
async fn known_before(
    conn: &mut Conn,
    campaign: &Campaign,
    report: &str,
    closing: i64,
) -> Result<Option<NotTaken>, DbError> {
    let sql = "SELECT r.campaign_id, c.unit_id, c.title, r.closing, r.received_on, r.aside_on, c.cancelled_on
               FROM study_report r JOIN campaign c ON c.id = r.campaign_id WHERE r.report_uid = $1 ORDER BY r.id";
    let all: Vec<Before> = conn.all(sql, &[&report]).await?;
    let mut counting = all.iter().filter(|one| one.aside_on.is_none() && one.cancelled_on.is_none());
    if let Some(same) = counting.clone().find(|one| one.closing == closing) {
        return Ok(Some(NotTaken::Twice(same.received_on)));
    }
    if all.iter().any(|one| one.closing > closing) {
        return Ok(Some(NotTaken::Older));
    }
    let elsewhere = counting.find(|one| one.campaign_id != campaign.id);
    let title = |one: &Before| if one.unit_id == campaign.unit_id { one.title.clone() } else { String::new() };
    Ok(elsewhere.map(|one| NotTaken::Elsewhere(title(one))))
}

/// Whether a report is about what a campaign is about: the same paper by its symbol, or the same words.
fn is_about(campaign: &Campaign, report: &StudyReport) -> bool {
    let symbols = |text: &str| viet::cite(text).into_iter().map(|cited| cited.canonical).collect::<Vec<_>>();
    let (ours, theirs) = (symbols(&campaign.paper), symbols(&report.paper));
    ours.iter().any(|symbol| theirs.contains(symbol)) || viet::fold(&campaign.paper) == viet::fold(&report.paper)
}

/// Sets a report aside with a reason: it counts no more, and stays on record.
///
/// # Errors
/// [`StudyError::Changed`] when it was set aside already.
pub async fn set_aside(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (id, why): (i64, &str),
    now: Ts,
) -> Result<(), StudyError> {
    let sql = "UPDATE study_report SET aside_on = $1, aside_why = $2 WHERE id = $3 AND aside_on IS NULL
               AND campaign_id IN (SELECT id FROM campaign WHERE unit_id = $4)";
    if conn.exec(sql, &[&now.day(), &why, &id, &grant.unit()]).await? == 0 {
        return Err(StudyError::Changed);
    }
    let event = grant.event(ASIDE, "study_report", id).after(json!({"reason": why}));
    journal::write(conn, &event, now).await?;
    Ok(())
}
