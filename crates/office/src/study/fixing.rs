//! Numbers as they stand when a campaign is closed: written down for each unit, those of papers beside those of attendance.

use super::signing::fix_reports;
use super::{Standing, StudyError};
use bridge::ReportHandin;
use kit::clock::Day;
use kit::db::{Conn, DbError};
use std::collections::HashMap;

/// What was handed in, unit by unit with all below it, of each kind that the campaign itself requires: of those who took part
/// how many handed in, and how many of their papers a reader accepted.
pub async fn papers(conn: &mut Conn, standing: &Standing) -> Result<HashMap<i64, Vec<ReportHandin>>, DbError> {
    let (campaign, tree) = (standing.campaign(), standing.tree());
    let kinds = campaign.handins(conn).await?;
    let lines = tree.preorder().iter().filter_map(|unit| standing.line(*unit)).filter(|line| line.roll > 0);
    let nothing = |kind: &&str, due| ReportHandin { kind: (*kind).to_owned(), due, submitted: 0, accepted: 0 };
    let mut all: HashMap<i64, Vec<ReportHandin>> = lines
        .map(|line| (line.unit, kinds.iter().map(|kind| nothing(kind, line.rate().numerator)).collect()))
        .collect();
    let homes = all.keys().flat_map(|unit| standing.own(*unit).into_iter().map(|person| (person, *unit)));
    let homes: HashMap<i64, i64> = homes.collect();
    let sql = "SELECT person_id, kind, CAST(CASE WHEN read_on IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM handin
               WHERE campaign_id = $1 AND state = 'received'";
    let rows: Vec<(i64, String, i64)> = conn.all(sql, &[&campaign.id]).await?;
    for (person, kind, accepted) in rows.into_iter().filter(|(person, ..)| standing.took_part(*person)) {
        let (Some(home), Some(at)) = (homes.get(&person), kinds.iter().position(|known| *known == kind)) else {
            continue;
        };
        for unit in tree.path(*home) {
            if let Some(papers) = all.get_mut(&unit) {
                papers[at].submitted += 1;
                papers[at].accepted += accepted.unsigned_abs();
            }
        }
    }
    Ok(all)
}

/// Writes the numbers of a tally down as those of the next close.
pub(super) async fn fix_numbers(conn: &mut Conn, standing: &Standing, today: Day) -> Result<(), StudyError> {
    let id = standing.campaign().id;
    let sql = "SELECT coalesce(max(closing), 0) FROM campaign_result WHERE campaign_id = $1";
    let closing = conn.value::<i64>(sql, &[&id]).await?.unwrap_or(0) + 1;
    let papers = papers(conn, standing).await?;
    for line in standing.tree().preorder().iter().filter_map(|unit| standing.line(*unit)).filter(|line| line.roll > 0) {
        let n = [line.roll, line.exempt, line.attended, line.made_up, line.absent].map(|n| n as i64);
        conn.exec(
            "INSERT INTO campaign_result (campaign_id, closing, unit_id, roll, exempt, attended, made_up, absent, closed_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[&id, &closing, &line.unit, &n[0], &n[1], &n[2], &n[3], &n[4], &today],
        )
        .await?;
        for paper in papers.get(&line.unit).into_iter().flatten() {
            let n = [paper.due, paper.submitted, paper.accepted].map(|n| n as i64);
            conn.exec(
                "INSERT INTO campaign_result_handin (campaign_id, closing, unit_id, kind, due, submitted, accepted)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[&id, &closing, &line.unit, &paper.kind, &n[0], &n[1], &n[2]],
            )
            .await?;
        }
    }
    fix_reports(conn, standing, closing).await?;
    Ok(())
}

kit::record! {
    struct FixedPaper {
        unit_id: i64,
        kind: String,
        due: i64,
        submitted: i64,
        accepted: i64,
    }
}

/// What had been handed in when a campaign was closed for the `closing`th time, unit by unit; nothing of those that were closed
/// before papers were written down.
pub(super) async fn papers_then(
    conn: &mut Conn,
    campaign: i64,
    closing: i64,
) -> Result<HashMap<i64, Vec<ReportHandin>>, DbError> {
    let sql = "SELECT unit_id, kind, due, submitted, accepted FROM campaign_result_handin
               WHERE campaign_id = $1 AND closing = $2";
    let rows: Vec<FixedPaper> = conn.all(sql, &[&campaign, &closing]).await?;
    let mut all: HashMap<i64, Vec<ReportHandin>> = HashMap::new();
    for kind in super::HANDINS {
        for row in rows.iter().filter(|row| row.kind == kind) {
            let [due, submitted, accepted] = [row.due, row.submitted, row.accepted].map(i64::unsigned_abs);
            let one = ReportHandin { kind: row.kind.clone(), due, submitted, accepted };
            all.entry(row.unit_id).or_default().push(one);
        }
    }
    Ok(all)
}
