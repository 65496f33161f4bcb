//! The study campaign on screen: by commune as tiles and table, down to cells and names, and the attendance sheet.

mod handins;
mod sheet;
mod unit;

use super::Campaign;
use super::standing::{Line, Standing};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::lineage::Past;
use crate::org::pages::grouping::TODAY;
use crate::org::{Tree, kind};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use kit::failure::Failure;
use kit::page::Page;
use kit::words::Words;
use std::sync::Arc;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/hoc-tap", get(campaigns))
        .route("/van-phong/hoc-tap/{campaign}/{unit}", get(unit::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/diem-danh", get(sheet::show).post(sheet::save))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/thu-bai", get(handins::papers).post(handins::receive))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/thu-bai/{person}", get(handins::show).post(handins::receive_one))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/thu-bai/{person}/{kind}", post(handins::scan))
}

#[derive(Template)]
#[template(path = "study/pages/campaigns.html")]
struct CampaignsPage {
    shell: Shell,
    duties: Vec<Duty>,
}

pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) name: String,
}

/// A unit's line, ready to show.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) expected: String,
    pub(crate) took_part: String,
    pub(crate) exempt: String,
    pub(crate) rate: String,
    /// Width of the bar and place of the target line, of 100.
    pub(crate) bar: String,
    pub(crate) mark: String,
    pub(crate) state: &'static str,
    pub(crate) state_name: String,
    pub(crate) gap: String,
}

async fn campaigns(State(office): State<Office>, officer: Officer) -> Result<Page<CampaignsPage>, Failure> {
    if officer.roots(Right::ReadStudy).is_empty() {
        return Err(Failure::Forbidden);
    }
    let duties = duties(&office, &officer).await?;
    Ok(Page(CampaignsPage { shell: office.shell(&officer), duties }))
}

/// The latest campaign by the units right below the first of the officer's: what a leader wants to see first.
pub(crate) struct Overview {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) whole: Row,
    pub(crate) rows: Vec<Row>,
    /// Units that were not marked at all.
    pub(crate) missing: Vec<Link>,
}

pub(crate) async fn overview(office: &Office, officer: &Officer) -> Result<Option<Overview>, Failure> {
    let Some(root) = officer.roots(Right::ReadStudy).first().copied() else { return Ok(None) };
    let Some((standing, root)) = latest_seen_from(office, root).await? else { return Ok(None) };
    let (campaign, w) = (standing.campaign(), officer.words());
    let Some(line) = standing.line(root) else { return Ok(None) };
    let rows = rows_below(w, &standing, root, |_| true);
    let href = place(&standing, root);
    let link = |unit: i64| Link { href: place(&standing, unit), name: standing.tree().name(unit).into() };
    let overview = Overview {
        whole: row(w, &standing, &line, href.clone()),
        missing: standing.missing(root).into_iter().filter(|unit| *unit != root).map(link).collect(),
        title: campaign.title.clone(),
        href,
        rows,
    };
    Ok(Some(overview).filter(|overview| !overview.rows.is_empty()))
}

/// The latest campaign that is seen from a unit, and where it is seen.
async fn latest_seen_from(office: &Office, root: i64) -> Result<Option<(Arc<Standing>, i64)>, Failure> {
    let all = Campaign::all(&mut office.db.read().await?).await?;
    for campaign in all.into_iter().filter(|campaign| campaign.cutoff_day <= office.clock.today()) {
        let seen = seen_from(office, &campaign, root).await?;
        if seen.is_some() {
            return Ok(seen);
        }
    }
    Ok(None)
}

/// A campaign's tally as it is seen from a unit of today, and where: by the units of the cut-off day, or by those of today
/// when the unit began since; `None` when the campaign is none of theirs.
async fn seen_from(office: &Office, campaign: &Campaign, root: i64) -> Result<Option<(Arc<Standing>, i64)>, Failure> {
    let mut standing = office.standing(campaign.id).await?;
    if standing.tree().get(root).is_none() {
        standing = office.standing_by(campaign.id, Some(office.clock.today())).await?;
    }
    let unit = standing.seen_from(root);
    Ok(unit.map(|unit| (standing, unit)))
}

/// The lines of the units right below a unit that may be seen and have anybody on the roll.
fn rows_below(w: Words, standing: &Standing, unit: i64, seen: impl Fn(i64) -> bool) -> Vec<Row> {
    let children = standing.tree().children(unit).iter().copied().filter(|child| seen(*child));
    let lines = children.filter_map(|child| standing.line(child)).filter(|line| line.roll > 0);
    lines.map(|line| row(w, standing, &line, place(standing, line.unit))).collect()
}

/// Where a unit's page in the campaign is, by the same units as the tally.
fn place(standing: &Standing, unit: i64) -> String {
    let own = address(standing.campaign(), standing.tree(), unit);
    if standing.units_of().is_some() { format!("{own}?theo={TODAY}") } else { own }
}

/// Each campaign at each unit that the officer's roles are held at.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let mut duties = Vec::new();
    let campaigns = Campaign::all(&mut office.db.read().await?).await?;
    for campaign in campaigns {
        for root in officer.roots(Right::ReadStudy) {
            let Some((standing, root)) = seen_from(office, &campaign, root).await? else { continue };
            let Some(line) = standing.line(root) else { continue };
            let row = row(w, &standing, &line, String::new());
            let text = w.fill(
                "study-duty-text",
                &[
                    ("unit", row.name.into()),
                    ("rate", row.rate.into()),
                    ("unmarked", w.number(line.unmarked() as i64).into()),
                ],
            );
            duties.push(Duty {
                href: place(&standing, root),
                name: campaign.title.clone(),
                text,
                state: row.state,
                state_name: row.state_name,
            });
        }
    }
    Ok(duties)
}

/// A campaign at a unit, by the units of its cut-off day.
struct Found {
    campaign: Campaign,
    standing: Arc<Standing>,
    past: Past,
    unit: i64,
}

/// The campaign and the unit of an address. The unit is one of the cut-off day, whether or not it goes on today.
async fn find(office: &Office, campaign: &str, unit: &str) -> Result<Found, Failure> {
    let mut conn = office.db.read().await?;
    let all = Campaign::all(&mut conn).await?;
    let campaign = all.into_iter().find(|c| c.uid == campaign).ok_or(Failure::NotFound)?;
    let past = office.trees.past(&mut conn, campaign.cutoff_day, office.clock.today()).await?;
    drop(conn);
    let unit = past.tree.by_uid(unit).ok_or(Failure::NotFound)?.id;
    // A campaign of another commune is none of this one's, whoever asks.
    let standing = office.standing(campaign.id).await?;
    standing.seen_from(unit).filter(|seen| *seen == unit).ok_or(Failure::NotFound)?;
    Ok(Found { campaign, standing, past, unit })
}

fn is_cell(tree: &Tree, unit: i64) -> bool {
    tree.get(unit).is_some_and(|u| u.kind == kind::CELL)
}

fn address(campaign: &Campaign, tree: &Tree, unit: i64) -> String {
    let uid = tree.get(unit).map_or("", |u| u.uid.as_str());
    format!("/van-phong/hoc-tap/{}/{uid}", campaign.uid)
}

fn row(w: Words, standing: &Standing, line: &Line, href: String) -> Row {
    let rate = line.rate();
    let target = standing.campaign().target_basis_points.clamp(0, 10_000) as u32;
    let marked = line.attended + line.made_up + line.absent;
    let state = match rate.reaches(target) {
        None => "off",
        Some(_) if marked == 0 => "missing",
        Some(true) => "met",
        Some(false) if line.unmarked() > 0 => "late",
        Some(false) => "short",
    };
    // How many more are needed: the smallest number that reaches the target, in whole persons.
    let needed = (rate.denominator * u64::from(target)).div_ceil(10_000).saturating_sub(rate.numerator);
    let gap = if needed == 0 { String::new() } else { w.count("study-gap", needed as i64) };
    let percent =
        |part: u64, whole: u64| format!("{:.2}", if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 });
    Row {
        href,
        name: standing.tree().get(line.unit).map_or(String::new(), |u| u.short.clone()),
        expected: w.number(rate.denominator as i64),
        took_part: w.number(rate.numerator as i64),
        exempt: w.number(line.exempt as i64),
        rate: w.rate(rate.numerator, rate.denominator),
        bar: percent(rate.numerator, rate.denominator),
        mark: percent(u64::from(target), 10_000),
        state,
        state_name: w.say(&format!("study-state-{state}")),
        gap,
    }
}
