//! Signed reports that offices below have sent: each counts once, as it was signed, beside the members that are counted here.

use super::{Campaign, Line, Standing, StudyError};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
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
    pub struct TrustedKey {
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
    }
}

/// The keys that are trusted now.
pub async fn trusted(conn: &mut Conn) -> Result<Vec<TrustedKey>, DbError> {
    conn.all("SELECT id, unit_id, key, key_id, since FROM study_report_key WHERE until IS NULL ORDER BY id", &[]).await
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
    (key, why): (&TrustedKey, &str),
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

const COLUMNS: &str = "id, uid, campaign_id, unit_id, report_uid, closing, body, roll, exempt, attended, made_up, absent, \
                       received_on, aside_on, aside_why";

impl Received {
    /// Those of a campaign, the ones set aside among them.
    pub async fn of(conn: &mut Conn, campaign: i64) -> Result<Vec<Received>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM study_report WHERE campaign_id = $1 ORDER BY id"), &[&campaign]).await
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
    let mut received = Received::of(conn, standing.campaign().id).await?;
    received.retain(|one| one.aside_on.is_none() && tree.is_within(one.unit_id, unit));
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

/// What was handed in here and what the reports that count say of it, together; and how many of those say nothing.
pub fn papers_together(own: &[ReportHandin], received: &[Received]) -> (Vec<ReportHandin>, usize) {
    let (mut sum, mut silent) = (own.to_vec(), 0);
    for told in received.iter().filter(|one| one.aside_on.is_none()).filter_map(Received::told) {
        let Some(whole) = told.lines.into_iter().next().filter(|whole| !whole.handins.is_empty()) else {
            silent += 1;
            continue;
        };
        for theirs in whole.handins {
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
    /// A later correction was taken in already.
    Older,
    /// Another campaign's report of the same unit counts already.
    Another(String),
    /// It is about another paper: what it says it is about.
    OtherPaper(String),
    /// Members of that unit are counted here themselves.
    CountedHere,
    /// A report of a unit above or below it counts already.
    Overlaps(i64),
    /// It speaks for a unit that is not below the one that runs the campaign.
    Elsewhere,
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
    let known = trusted(conn).await?;
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
    let tree = standing.tree();
    if tree.get(unit).is_none() || !tree.is_within(unit, campaign.unit_id) || unit == campaign.unit_id {
        return Ok(Err(NotTaken::Elsewhere));
    }
    if !is_about(campaign, &report) {
        return Ok(Err(NotTaken::OtherPaper(report.title)));
    }
    if standing.line(unit).is_some_and(|line| line.roll > 0) {
        return Ok(Err(NotTaken::CountedHere));
    }
    let closing = i64::from(report.closing);
    let before = known_before(conn, &report.uid, closing).await?;
    if let Some(before) = before.as_ref().filter(|before| before.counts()) {
        return Ok(Err(NotTaken::Twice(before.received_on)));
    }
    let all = Received::of(conn, campaign.id).await?;
    for one in all.iter().filter(|one| one.aside_on.is_none()) {
        if one.unit_id == unit {
            if one.report_uid != report.uid {
                let other = one.told().map_or(String::new(), |told| told.title);
                return Ok(Err(NotTaken::Another(other)));
            }
            if one.closing > closing {
                let twice = before.map(|before| NotTaken::Twice(before.received_on));
                return Ok(Err(twice.unwrap_or(NotTaken::Older)));
            }
            let sql = "UPDATE study_report SET aside_on = $1, aside_why = '' WHERE id = $2 AND aside_on IS NULL";
            conn.exec(sql, &[&now.day(), &one.id]).await?;
        } else if tree.is_within(unit, one.unit_id) || tree.is_within(one.unit_id, unit) {
            return Ok(Err(NotTaken::Overlaps(one.unit_id)));
        }
    }
    let whole = &report.lines[0];
    let n = [whole.roll, whole.exempt, whole.attended, whole.made_up, whole.absent].map(|n| n as i64);
    let body = serde_json::to_string(&report).map_err(|error| DbError::Broken(error.to_string()))?;
    let id = match before {
        // What was set aside counts again, where it is taken in now.
        Some(before) => {
            let sql = "UPDATE study_report SET campaign_id = $1, unit_id = $2, body = $3, roll = $4, exempt = $5,
                       attended = $6, made_up = $7, absent = $8, received_on = $9, aside_on = NULL, aside_why = ''
                       WHERE id = $10";
            let today = now.day();
            let args: [&dyn kit::db::Arg; 10] =
                [&campaign.id, &unit, &body, &n[0], &n[1], &n[2], &n[3], &n[4], &today, &before.id];
            conn.exec(sql, &args).await?;
            before.id
        }
        None => {
            let sql = "INSERT INTO study_report (uid, campaign_id, unit_id, report_uid, closing, body, roll, exempt, attended,
                       made_up, absent, received_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
            let today = now.day();
            let args: [&dyn kit::db::Arg; 12] =
                [&uid, &campaign.id, &unit, &report.uid, &closing, &body, &n[0], &n[1], &n[2], &n[3], &n[4], &today];
            conn.insert(sql, &args).await?
        }
    };
    let after = json!({"campaign": campaign.id, "unit": unit, "key": key, "closing": closing, "numbers": n});
    let event = grant.event(RECEIVE, "study_report", id).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    Ok(Ok(report))
}

kit::record! {
    /// A report that was taken in before, as it was signed.
    struct Before {
        id: i64,
        received_on: Day,
        aside_on: Option<Day>,
        cancelled_on: Option<Day>,
    }
}

impl Before {
    /// Whether it counts in a campaign that goes on.
    fn counts(&self) -> bool {
        self.aside_on.is_none() && self.cancelled_on.is_none()
    }
}

async fn known_before(conn: &mut Conn, report: &str, closing: i64) -> Result<Option<Before>, DbError> {
    let sql = "SELECT r.id, r.received_on, r.aside_on, c.cancelled_on FROM study_report r
               JOIN campaign c ON c.id = r.campaign_id WHERE r.report_uid = $1 AND r.closing = $2";
    conn.opt(sql, &[&report, &closing]).await
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
