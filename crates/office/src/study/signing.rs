//! The signed report for the office above: the numbers as they were fixed, with those of the reports from offices below that
//! counted then, unit by unit.

use super::above::{Received, carried, still_counts};
use super::fixing::papers_then;
use super::{Campaign, Standing};
use crate::org::Tree;
use bridge::{ReportHandin, ReportLine, StudyReport};
use kit::clock::Day;
use kit::db::{Conn, DbError};
use std::collections::{BTreeMap, HashMap};

/// Verb of a signed report that was taken out.
pub const SIGN: &str = "study.report.sign";

kit::record! {
    struct FixedLine {
        unit_id: i64,
        closing: i64,
        closed_on: Option<Day>,
        roll: i64,
        exempt: i64,
        attended: i64,
        made_up: i64,
        absent: i64,
    }
}

/// Writes down which reports count when a campaign is closed for the `closing`th time.
pub(super) async fn fix_reports(conn: &mut Conn, standing: &Standing, closing: i64) -> Result<(), DbError> {
    let id = standing.campaign().id;
    for report in Received::of(conn, id).await?.iter().filter(|one| still_counts(standing, one)) {
        let sql = "INSERT INTO campaign_result_report (campaign_id, closing, report_id) VALUES ($1, $2, $3)";
        conn.exec(sql, &[&id, &closing, &report.id]).await?;
    }
    Ok(())
}

/// The reports that counted at the last close.
async fn fixed_reports(conn: &mut Conn, campaign: i64) -> Result<Vec<i64>, DbError> {
    let sql = "SELECT report_id FROM campaign_result_report WHERE campaign_id = $1
               AND closing = (SELECT max(closing) FROM campaign_result WHERE campaign_id = $1) ORDER BY report_id";
    Ok(conn.all::<(i64,)>(sql, &[&campaign]).await?.into_iter().map(|(id,)| id).collect())
}

/// The units whose reports count now and are not in what was fixed, or the other way round: what came or went after the close.
pub async fn moved_since(conn: &mut Conn, standing: &Standing) -> Result<Vec<i64>, DbError> {
    let fixed = fixed_reports(conn, standing.campaign().id).await?;
    let received = Received::of(conn, standing.campaign().id).await?;
    let moved = received.iter().filter(|one| still_counts(standing, one) != fixed.contains(&one.id));
    let mut units: Vec<i64> = moved.map(|one| one.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    Ok(units)
}

/// The report of a campaign as its numbers were fixed last, by the units of the day whose roll counts; `None` before the first
/// close. A unit that reported itself stands with the lines of its own report.
pub async fn report_of(
    conn: &mut Conn,
    campaign: &Campaign,
    tree: &Tree,
    reasons: Vec<(String, u64)>,
) -> Result<Option<StudyReport>, DbError> {
    let sql = "SELECT unit_id, closing, closed_on, roll, exempt, attended, made_up, absent FROM campaign_result
               WHERE campaign_id = $1 AND closing = (SELECT max(closing) FROM campaign_result WHERE campaign_id = $1)";
    let rows: Vec<FixedLine> = conn.all(sql, &[&campaign.id]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (closing, closed_on) = (first.closing, first.closed_on.or(campaign.closed_on));
    let papers = papers_then(conn, campaign.id, closing).await?;
    let fixed = fixed_reports(conn, campaign.id).await?;
    // By the unit that carries on for the one that reported; and whether that is the one itself, of whom nobody is counted here.
    let mut below: BTreeMap<i64, Vec<(bool, StudyReport)>> = BTreeMap::new();
    for one in Received::of(conn, campaign.id).await?.iter().filter(|one| fixed.contains(&one.id)) {
        let (at, told) = (carried(conn, tree, one.unit_id).await?, one.told());
        below.entry(at).or_default().extend(told.map(|told| (at == one.unit_id, told)));
    }
    let reports = || below.values().flatten().map(|(_, report)| report);
    // A kind of paper of which one of them says nothing would be told too small: it is left out, and so missed above.
    let mut asked = papers.get(&campaign.unit_id).cloned().unwrap_or_default();
    asked.retain(|kind| reports().all(|report| tells(report, &kind.kind)));
    let mut numbers: HashMap<i64, ReportLine> = HashMap::new();
    for row in &rows {
        let n = [row.roll, row.exempt, row.attended, row.made_up, row.absent].map(i64::unsigned_abs);
        let handins = alike(&asked, papers.get(&row.unit_id).map_or(&[][..], Vec::as_slice));
        let [roll, exempt, attended, made_up, absent] = n;
        let line = ReportLine { roll, exempt, attended, made_up, absent, handins, ..nobody(&asked) };
        numbers.insert(row.unit_id, line);
    }
    for (unit, reports) in &below {
        for whole in reports.iter().filter_map(|(_, report)| report.lines.first()) {
            for above in tree.path(*unit).into_iter().filter(|above| tree.is_within(*above, campaign.unit_id)) {
                add(numbers.entry(above).or_insert_with(|| nobody(&asked)), whole);
            }
        }
    }
    let top = tree.path(campaign.unit_id).len();
    let mut lines = Vec::new();
    for unit in tree.branch(campaign.unit_id) {
        let (Some(at), Some(own)) = (tree.get(*unit), numbers.remove(unit)) else { continue };
        let depth = u32::try_from(tree.path(*unit).len() - top).unwrap_or(u32::MAX);
        let reports = below.get(unit).map_or(&[][..], Vec::as_slice);
        let stands_for_it = matches!(reports, [(true, _)]);
        if !stands_for_it {
            lines.push(ReportLine { name: at.name.clone(), kind: at.kind.clone(), depth, ..own });
        }
        let first = depth + u32::from(!stands_for_it);
        lines.extend(reports.iter().flat_map(|(_, report)| &report.lines).map(|line| {
            let handins = alike(&asked, &line.handins);
            ReportLine { depth: first + line.depth, handins, ..line.clone() }
        }));
    }
    // What the record says of reasons today may have gone past what was fixed; then the report says nothing of them.
    let mut told: BTreeMap<String, u64> = reasons.into_iter().collect();
    for (reason, n) in reports().flat_map(|report| &report.reasons) {
        *told.entry(reason.clone()).or_default() += n;
    }
    let fits = told.values().sum::<u64>() <= lines.first().map_or(0, |whole| whole.exempt);
    Ok(Some(StudyReport {
        uid: campaign.uid.clone(),
        closing: u32::try_from(closing).unwrap_or(u32::MAX),
        title: campaign.title.clone(),
        paper: campaign.paper.clone(),
        cutoff_day: campaign.cutoff_day.to_string(),
        closed_on: closed_on.map_or(String::new(), |day| day.to_string()),
        target_basis_points: campaign.target_basis_points.clamp(0, 10_000) as u32,
        ruleset: campaign.ruleset.clone(),
        reasons: if fits { told.into_iter().collect() } else { vec![] },
        lines,
    }))
}

/// A line that counts nobody, with each kind of paper that is asked for.
fn nobody(asked: &[ReportHandin]) -> ReportLine {
    ReportLine {
        name: String::new(),
        kind: String::new(),
        depth: 0,
        roll: 0,
        exempt: 0,
        attended: 0,
        made_up: 0,
        absent: 0,
        handins: alike(asked, &[]),
    }
}

fn tells(report: &StudyReport, kind: &str) -> bool {
    report.lines.first().is_some_and(|whole| whole.handins.iter().any(|one| one.kind == kind))
}

/// Of what is said of papers the kinds that are asked for; nothing handed in where nothing is said.
fn alike(asked: &[ReportHandin], told: &[ReportHandin]) -> Vec<ReportHandin> {
    let of = |kind: &str| told.iter().find(|one| one.kind == kind).cloned();
    let none = |kind: &str| ReportHandin { kind: kind.to_owned(), due: 0, submitted: 0, accepted: 0 };
    asked.iter().map(|one| of(&one.kind).unwrap_or_else(|| none(&one.kind))).collect()
}

fn add(sum: &mut ReportLine, more: &ReportLine) {
    sum.roll += more.roll;
    sum.exempt += more.exempt;
    sum.attended += more.attended;
    sum.made_up += more.made_up;
    sum.absent += more.absent;
    let asked = sum.handins.clone();
    for (one, theirs) in sum.handins.iter_mut().zip(alike(&asked, &more.handins)) {
        one.due += theirs.due;
        one.submitted += theirs.submitted;
        one.accepted += theirs.accepted;
    }
}
