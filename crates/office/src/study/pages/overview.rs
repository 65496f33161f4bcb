//! Lines of units as pages show them, and the latest campaign at a glance.

use super::{Link, place, seen_from};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::shell::Office;
use crate::study::Campaign;
use crate::study::cascade::Asked;
use crate::study::rollup::result;
use crate::study::standing::{Line, Standing, Table};
use kit::clock::Day;
use kit::failure::Failure;
use kit::words::Words;
use std::sync::Arc;

/// A unit's line, ready to show.
pub(crate) struct Row {
    pub(crate) href: String,
    /// Where the persons behind a number are, but for which of them; empty where the page is not linked.
    pub(crate) list: String,
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

/// The latest campaign by the units right below the first of the officer's: what a leader wants to see first.
pub(crate) struct Overview {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) whole: Row,
    pub(crate) rows: Vec<Row>,
    /// What is past its last day, in sentences.
    pub(crate) overdue: Vec<String>,
    /// Units that are behind, by why.
    pub(crate) behind: Vec<Behind>,
}

pub(crate) async fn overview(office: &Office, officer: &Officer) -> Result<Option<Overview>, Failure> {
    let Some(root) = officer.roots(Right::ReadStudy).first().copied() else { return Ok(None) };
    let Some((standing, root)) = latest_seen_from(office, root).await? else { return Ok(None) };
    let (campaign, w) = (standing.campaign(), officer.words());
    let Some(Table { whole, below }) = standing.table(root) else { return Ok(None) };
    let (href, today) = (place(&standing, root), office.clock.today());
    let asked = Asked::of(&mut office.db.read().await?, campaign, standing.tree(), root).await?;
    let link = |unit: i64| Link { href: place(&standing, unit), name: standing.tree().name(unit).into() };
    let overview = Overview {
        whole: row(w, &standing, &whole, href.clone()),
        rows: rows(w, &standing, &below),
        overdue: super::cascade::overdue(w, campaign, &asked, &whole, today),
        behind: behind(w, late(&standing, &asked, &whole, today), missing(&standing, root), link),
        title: campaign.title.clone(),
        href,
    };
    Ok(Some(overview).filter(|overview| !overview.rows.is_empty()))
}

/// Units that are behind, under a heading that says why.
pub(crate) type Behind = (String, Vec<Link>);

/// The lists of those that are late and of those that are missing, as far as there are any.
pub(super) fn behind(w: Words, late: Vec<i64>, missing: Vec<i64>, link: impl Fn(i64) -> Link) -> Vec<Behind> {
    let lists = [("study-late", late), ("study-missing", missing)].into_iter().filter(|(_, units)| !units.is_empty());
    lists.map(|(key, units)| (w.say(key), units.into_iter().map(&link).collect())).collect()
}

/// The units below one of which nobody is marked.
pub(super) fn missing(standing: &Standing, root: i64) -> Vec<i64> {
    standing.missing(root).into_iter().filter(|unit| *unit != root).collect()
}

/// The units below one that are not done with marking though its last day for studying is past.
pub(super) fn late(standing: &Standing, asked: &Asked, line: &Line, today: Day) -> Vec<i64> {
    let overdue = asked.overdue(standing.campaign(), line, today);
    match overdue.first() {
        Some(("study", _)) => standing.unfinished(line.unit).into_iter().filter(|unit| *unit != line.unit).collect(),
        _ => vec![],
    }
}

/// The latest campaign that is seen from a unit, and where it is seen.
async fn latest_seen_from(office: &Office, root: i64) -> Result<Option<(Arc<Standing>, i64)>, Failure> {
    let all = Campaign::issued(&mut office.db.read().await?).await?;
    for campaign in all.into_iter().filter(|campaign| campaign.cutoff_day <= office.clock.today()) {
        let seen = seen_from(office, &campaign, root).await?;
        // One that is for other kinds of unit shows nothing here.
        let seen = seen.filter(|(standing, unit)| standing.line(*unit).is_some_and(|line| line.roll > 0));
        if seen.is_some() {
            return Ok(seen);
        }
    }
    Ok(None)
}

/// Units' lines in the words of the page, each leading to its unit.
pub(super) fn rows(w: Words, standing: &Standing, lines: &[Line]) -> Vec<Row> {
    lines.iter().map(|line| row(w, standing, line, place(standing, line.unit))).collect()
}

/// A unit's line in the words of the page.
pub(super) fn row(w: Words, standing: &Standing, line: &Line, href: String) -> Row {
    let rate = line.rate();
    let target = standing.campaign().target_basis_points.clamp(0, 10_000) as u32;
    let state = result(standing.campaign().target_basis_points, line);
    // How many more are needed: the smallest number that reaches the target, in whole persons.
    let needed = (rate.denominator * u64::from(target)).div_ceil(10_000).saturating_sub(rate.numerator);
    let gap = if needed == 0 { String::new() } else { w.count("study-gap", needed as i64) };
    let percent =
        |part: u64, whole: u64| format!("{:.2}", if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 });
    let list = match href.split_once('?') {
        _ if href.is_empty() => String::new(),
        Some((page, query)) => format!("{page}/danh-sach?{query}&loai="),
        None => format!("{href}/danh-sach?loai="),
    };
    Row {
        href,
        list,
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
