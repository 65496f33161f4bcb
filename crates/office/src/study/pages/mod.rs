//! The study campaign on screen: by commune as tiles and table, down to cells and names, and the attendance sheet.

mod handins;
mod sheet;

use super::Campaign;
use super::standing::{HANDINS, Line, Standing};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadStudy, Right};
use crate::org::{Tree, kind};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use kit::failure::Failure;
use kit::page::Page;
use kit::words::Words;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/hoc-tap", get(campaigns))
        .route("/van-phong/hoc-tap/{campaign}/{unit}", get(unit))
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

#[derive(Template)]
#[template(path = "study/pages/unit.html")]
struct UnitPage {
    shell: Shell,
    title: String,
    unit: String,
    paper: String,
    target: String,
    trail: Vec<Link>,
    whole: Row,
    rows: Vec<Row>,
    handins: String,
    missing: Vec<Link>,
    /// The attendance sheet and the papers of a cell; empty where there is none, or without the right.
    sheet: String,
    papers: String,
    names: Vec<Name>,
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

struct Name {
    href: String,
    name: String,
    birth_year: i64,
    state: &'static str,
    state_name: String,
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
    let Some((campaign, standing, root)) = latest_seen_from(office, root).await? else { return Ok(None) };
    let w = officer.words();
    let Some(line) = standing.line(root) else { return Ok(None) };
    let rows = rows_below(w, &standing, root);
    let href = address(&campaign, standing.tree(), root);
    let link =
        |unit: i64| Link { href: address(&campaign, standing.tree(), unit), name: standing.tree().name(unit).into() };
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
async fn latest_seen_from(office: &Office, root: i64) -> Result<Option<(Campaign, Standing, i64)>, Failure> {
    let all = Campaign::all(&mut office.db.read().await?).await?;
    for campaign in all.into_iter().filter(|campaign| campaign.cutoff_day <= office.clock.today()) {
        let standing = office.standing(campaign.id).await?;
        if let Some(unit) = standing.seen_from(root) {
            return Ok(Some((campaign, standing, unit)));
        }
    }
    Ok(None)
}

fn rows_below(w: Words, standing: &Standing, unit: i64) -> Vec<Row> {
    let tree = standing.tree();
    let lines = tree.children(unit).iter().filter_map(|child| standing.line(*child)).filter(|line| line.roll > 0);
    lines.map(|line| row(w, standing, &line, address(standing.campaign(), tree, line.unit))).collect()
}

/// Each campaign at each unit that the officer's roles are held at.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let mut duties = Vec::new();
    let campaigns = Campaign::all(&mut office.db.read().await?).await?;
    for campaign in campaigns {
        let standing = office.standing(campaign.id).await?;
        for root in officer.roots(Right::ReadStudy).into_iter().filter_map(|root| standing.seen_from(root)) {
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
                href: address(&campaign, &officer.tree, root),
                name: campaign.title.clone(),
                text,
                state: row.state,
                state_name: row.state_name,
            });
        }
    }
    Ok(duties)
}

async fn unit(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Page<UnitPage>, Failure> {
    let (campaign, unit) = find(&office, &officer, &campaign, &unit).await?;
    officer.require(ReadStudy, unit)?;
    let standing = office.standing(campaign.id).await?;
    let line = standing.line(unit).ok_or(Failure::NotFound)?;
    let names =
        if is_cell(&officer.tree, unit) { names(&office, officer.words(), &standing, unit).await? } else { vec![] };
    Ok(Page(unit_page(&office, &officer, &standing, &line, names)))
}

/// The campaign and the unit of an address, as far as the officer's reach goes.
async fn find(office: &Office, officer: &Officer, campaign: &str, unit: &str) -> Result<(Campaign, i64), Failure> {
    let unit = officer.tree.by_uid(unit).ok_or(Failure::NotFound)?.id;
    let all = Campaign::all(&mut office.db.read().await?).await?;
    let campaign = all.into_iter().find(|c| c.uid == campaign).ok_or(Failure::NotFound)?;
    // A campaign of another commune is none of this one's, whoever asks.
    let standing = office.standing(campaign.id).await?;
    standing.seen_from(unit).filter(|seen| *seen == unit).ok_or(Failure::NotFound)?;
    Ok((campaign, unit))
}

fn is_cell(tree: &Tree, unit: i64) -> bool {
    tree.get(unit).is_some_and(|u| u.kind == kind::CELL)
}

fn address(campaign: &Campaign, tree: &Tree, unit: i64) -> String {
    let uid = tree.get(unit).map_or("", |u| u.uid.as_str());
    format!("/van-phong/hoc-tap/{}/{uid}", campaign.uid)
}

fn unit_page(office: &Office, officer: &Officer, standing: &Standing, line: &Line, names: Vec<Name>) -> UnitPage {
    let shell = office.shell(officer);
    let (w, tree, campaign) = (shell.w, standing.tree(), standing.campaign());
    let link = |unit: i64| Link { href: address(campaign, tree, unit), name: tree.name(unit).to_owned() };
    let rows = rows_below(w, standing, line.unit);
    let path = tree.path(line.unit);
    let above = path.iter().filter(|unit| **unit != line.unit && officer.may(Right::ReadStudy, **unit));
    let own = address(campaign, tree, line.unit);
    let keeps = is_cell(tree, line.unit) && officer.may(Right::KeepStudy, line.unit);
    UnitPage {
        title: campaign.title.clone(),
        unit: tree.name(line.unit).to_owned(),
        paper: campaign.paper.clone(),
        target: w.rate(campaign.target_basis_points.unsigned_abs(), 10_000),
        trail: above.map(|unit| link(*unit)).collect(),
        whole: row(w, standing, line, own.clone()),
        rows,
        handins: HANDINS
            .iter()
            .zip(line.handins)
            .map(|(kind, count)| format!("{} {}", w.say(&format!("study-handin-{kind}")), w.number(count as i64)))
            .collect::<Vec<_>>()
            .join(", "),
        missing: standing.missing(line.unit).into_iter().filter(|unit| *unit != line.unit).map(link).collect(),
        sheet: if keeps { format!("{own}/diem-danh") } else { String::new() },
        papers: if keeps { format!("{own}/thu-bai") } else { String::new() },
        names,
        shell,
    }
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

async fn names(office: &Office, w: Words, standing: &Standing, cell: i64) -> Result<Vec<Name>, Failure> {
    let mut conn = office.db.read().await?;
    let members = crate::people::members_of(&mut conn, cell, standing.campaign().cutoff_day).await?;
    let name = |person: crate::people::Person| {
        let (state, exempt) = standing.person(person.id);
        let (chip, key) = match (state, exempt) {
            (_, true) => ("off", "exempt"),
            (None, _) => ("wait", "unmarked"),
            (Some(super::State::Absent), _) => ("short", "absent"),
            (Some(super::State::Attended), _) => ("met", "attended"),
            (Some(super::State::MadeUp), _) => ("met", "made_up"),
        };
        let state_name = w.say(&format!("study-mark-{key}"));
        let href = crate::people::pages::address(&person.uid);
        Name { href, name: person.full_name, birth_year: person.birth_year, state: chip, state_name }
    };
    Ok(members.into_iter().map(name).collect())
}
