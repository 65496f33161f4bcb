//! The study campaign on screen: by commune as tiles and table, down to cells and names, and the attendance sheet.

mod above;
mod above_keys;
mod campaign;
mod cascade;
mod hall;
mod handins;
mod minority;
mod moved;
mod overview;
mod own;
mod own_pledge;
mod period;
mod plan;
mod planning;
mod pledge;
mod pledge_form;
mod pledge_list;
mod present;
mod reading;
mod report_page;
mod rollup;
mod sections;
mod session;
mod sheet;
mod unit;

pub(crate) use overview::{Overview, overview};
#[cfg(test)]
pub(super) use sections::reason_counts;

use super::cascade::Asked;
use super::standing::Standing;
use super::{Campaign, CampaignState, Scope};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepStudy, Permission, Right};
use crate::org::lineage::Past;
use crate::org::pages::grouping::TODAY;
use crate::org::{Tree, kind};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::Page;
use overview::{Row, row, rows};
use std::sync::Arc;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/hoc-tap", get(campaigns))
        .route("/van-phong/hoc-tap/moi/{unit}", get(plan::begin).post(plan::open))
        .route("/van-phong/hoc-tap/{campaign}", get(campaign::show))
        .route("/van-phong/hoc-tap/{campaign}/sua", get(plan::edit).post(plan::save))
        .route("/van-phong/hoc-tap/{campaign}/ban-hanh", post(campaign::issue))
        .route("/van-phong/hoc-tap/{campaign}/chot", post(campaign::close))
        .route("/van-phong/hoc-tap/{campaign}/mo-lai", post(campaign::reopen))
        .route("/van-phong/hoc-tap/{campaign}/huy", post(campaign::cancel))
        .route("/van-phong/hoc-tap/{campaign}/bao-cao", post(campaign::report))
        .route("/van-phong/hoc-tap/{campaign}/{unit}", get(unit::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/nhom", get(sections::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/danh-sach", get(sections::list))
        .route("/van-phong/hoc-tap/{campaign}/cap-duoi", get(above::show).post(above::take))
        .route("/van-phong/hoc-tap/{campaign}/cap-duoi/ky", post(above::sign))
        .route("/van-phong/hoc-tap/{campaign}/cap-duoi/khoa", post(above_keys::keep_key))
        .route("/van-phong/hoc-tap/{campaign}/cap-duoi/khoa/{key}/thoi", post(above_keys::end_key))
        .route("/van-phong/hoc-tap/{campaign}/cap-duoi/{report}/bo", post(above::aside))
        .route("/van-phong/cam-ket/{unit}", get(pledge::show))
        .route("/van-phong/cam-ket/{unit}/danh-sach", get(pledge_list::show))
        .route("/van-phong/cam-ket/{unit}/{person}", post(pledge_form::open))
        .route("/van-phong/cam-ket/{unit}/{person}/ghi", post(pledge_form::save))
        .route("/van-phong/cam-ket-cua-toi", get(own_pledge::show))
        .route("/van-phong/cam-ket-cua-toi/xem", post(own_pledge::open))
        .route("/van-phong/cam-ket-cua-toi/ghi", post(own_pledge::save))
        .route("/van-phong/hoc-tap/theo-ky/{unit}", get(period::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/don-vi", get(rollup::units))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/dan-toc", post(minority::count))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/dan-toc/danh-sach", post(minority::list))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/ke-hoach", get(cascade::show).post(cascade::save))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/bao-cao", get(report_page::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi", get(planning::begin).post(planning::plan))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi/{buoi}", get(session::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi/{buoi}/sua", get(planning::edit).post(planning::correct))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi/{buoi}/bo", post(planning::dismiss))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi/{buoi}/quet", get(session::scan).post(session::take))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi/{buoi}/man-hinh", get(hall::screen))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/buoi/{buoi}/phieu", get(hall::print).post(hall::give))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/doc-bai", get(reading::show))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/doc-bai/{person}/{kind}", post(reading::open))
        .route("/van-phong/hoc-tap/{campaign}/{unit}/doc-bai/{person}/{kind}/y-kien", post(reading::judge))
        .route("/van-phong/bai-cua-toi", get(own::show))
        .route("/van-phong/bai-cua-toi/{campaign}/{kind}", get(own::begin).post(own::write))
        .route("/van-phong/bai-cua-toi/{campaign}/{kind}/xem", post(own::open))
        .route("/van-phong/co-mat/{token}", get(present::show).post(present::note))
        .route("/van-phong/quet.js", get(present::worker))
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
    /// Where a new campaign may be made.
    new: Vec<Link>,
    /// Those that are closed.
    done: Vec<Duty>,
    /// The pledges of the year, at each of the officer's units.
    pledges: Vec<Link>,
    /// The year by months, at each of the officer's units.
    periods: Vec<Link>,
}

pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) name: String,
}

/// What waits in hand-ins: papers to read and those given back at the cells of the officer, and what they are to hand in
/// themselves.
pub(crate) async fn handin_duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let mut duties = own::duties(office, officer).await?;
    duties.extend(reading::duties(office, officer).await?);
    duties.extend(own_pledge::duties(office, officer).await?);
    duties.extend(pledge::duties(office, officer).await?);
    Ok(duties)
}

async fn campaigns(State(office): State<Office>, officer: Officer) -> Result<Page<CampaignsPage>, Failure> {
    if officer.roots(Right::ReadStudy).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (duties, done) = by_state(&office, &officer, |_, _| true).await?;
    let links = |right: Right, page: &str| {
        let link = |unit: i64| Link {
            href: format!("/van-phong/{page}/{}", officer.tree.uid(unit)),
            name: officer.tree.name(unit).to_owned(),
        };
        officer.roots(right).into_iter().map(link).collect::<Vec<_>>()
    };
    Ok(Page(CampaignsPage {
        new: links(Right::KeepStudy, "hoc-tap/moi"),
        periods: links(Right::ReadStudy, "hoc-tap/theo-ky"),
        pledges: links(Right::ReadStudy, "cam-ket"),
        duties,
        done,
        shell: office.shell(&officer),
    }))
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

/// Whether whoever reads study at a unit of today sees a campaign from there.
pub(crate) async fn is_seen_from(office: &Office, campaign: &Campaign, root: i64) -> Result<bool, Failure> {
    Ok(seen_from(office, campaign, root).await?.is_some())
}

/// Where a unit's page in the campaign is, by the same units as the tally.
fn place(standing: &Standing, unit: i64) -> String {
    let own = address(standing.campaign(), standing.tree(), unit);
    if standing.units_of().is_some() { format!("{own}?theo={TODAY}") } else { own }
}

/// Each open campaign at each unit that the officer's roles are held at, those under way first.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    Ok(by_state(office, officer, |_, _| true).await?.0)
}

/// The same at the units at which the officer keeps study, without the campaigns that units below them run.
pub(crate) async fn kept_duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let keeps = |root: i64, seen: i64| root == seen && officer.may(KeepStudy::RIGHT, root);
    Ok(by_state(office, officer, keeps).await?.0)
}

/// The campaigns in which something is still to be done, and those that are closed.
async fn by_state(
    office: &Office,
    officer: &Officer,
    wanted: impl Fn(i64, i64) -> bool,
) -> Result<(Vec<Duty>, Vec<Duty>), Failure> {
    let today = office.clock.today();
    let (mut open, mut done) = (Vec::new(), Vec::new());
    let mut campaigns = Campaign::all(&mut office.db.read().await?).await?;
    campaigns
        .sort_by_key(|campaign| (campaign.cutoff_day > today, std::cmp::Reverse((campaign.cutoff_day, campaign.id))));
    for campaign in campaigns.into_iter().filter(|campaign| may_be_seen(officer, campaign)) {
        for root in officer.roots(Right::ReadStudy) {
            let seen = seen_from(office, &campaign, root).await?.filter(|(_, unit)| wanted(root, *unit));
            let Some((standing, root)) = seen else { continue };
            let next = next_of(office, officer, &standing, root).await?;
            let asked = Asked::of(&mut office.db.read().await?, &campaign, standing.tree(), root).await?;
            // The state is the tally's, which has heard of the first mark.
            let Some(duty) = duty(officer, &standing, (root, &asked, today), next) else { continue };
            // Once the numbers are fixed, whoever runs the campaign still owes the report.
            let reports = campaign.state() == CampaignState::Closed && keeps(officer, &campaign, root);
            if campaign.state() < CampaignState::Closed || reports { open.push(duty) } else { done.push(duty) }
        }
    }
    Ok((open, done))
}

/// What a unit does next, in a sentence, with where it is done; empty where nothing is taken any more.
async fn next_of(
    office: &Office,
    officer: &Officer,
    standing: &Standing,
    unit: i64,
) -> Result<(String, String), Failure> {
    let Some(line) = standing.line(unit).filter(|line| line.roll > line.exempt) else { return Ok(Default::default()) };
    if !standing.campaign().state().is_open() {
        return Ok(Default::default());
    }
    let (step, _) = cascade::next(&mut office.db.read().await?, standing, &line, office.clock.today()).await?;
    Ok(cascade::told(officer.words(), standing, unit, step))
}

/// Whether a unit runs a campaign and the officer keeps study there.
fn keeps(officer: &Officer, campaign: &Campaign, root: i64) -> bool {
    root == campaign.unit_id && officer.may(KeepStudy::RIGHT, root)
}

fn duty(
    officer: &Officer,
    standing: &Standing,
    (root, asked, today): (i64, &Asked, Day),
    (next, _): (String, String),
) -> Option<Duty> {
    let (w, campaign) = (officer.words(), standing.campaign());
    // A kind of unit that it is not for has nothing to do.
    let line = standing.line(root).filter(|line| line.roll > 0)?;
    let row = row(w, standing, &line, String::new());
    // A day that nobody has set is no deadline.
    let day = |day: Option<Day>| day.map_or("none".to_owned(), Day::written);
    let (key, href, state, state_name) = match campaign.state() {
        CampaignState::Draft => ("study-duty-draft", campaign_address(campaign), "wait", w.say("campaign-draft")),
        CampaignState::Issued if line.rate().numerator == 0 => {
            ("study-duty-issued", place(standing, root), "wait", w.say("campaign-issued"))
        }
        CampaignState::Cancelled => ("study-duty-cancelled", place(standing, root), "off", w.say("campaign-cancelled")),
        CampaignState::Closed if keeps(officer, campaign, root) => {
            ("study-duty-report", campaign_address(campaign), row.state, row.state_name.clone())
        }
        CampaignState::Closed | CampaignState::Reported => {
            ("study-duty-done", place(standing, root), row.state, row.state_name.clone())
        }
        _ => ("study-duty-text", place(standing, root), row.state, row.state_name.clone()),
    };
    let text = w.fill(
        key,
        &[
            ("unit", row.name.into()),
            ("rate", row.rate.into()),
            ("unmarked", w.number(line.unmarked() as i64).into()),
            ("expected", row.expected.into()),
            ("by", day(asked.study_by).into()),
            ("report", day(campaign.report_by).into()),
            ("cutoff", campaign.cutoff_day.written().into()),
            ("closed", day(campaign.closed_on).into()),
            ("cancelled", sheet::cancelled(w, campaign).into()),
        ],
    );
    let overdue = cascade::overdue(w, campaign, asked, &line, today);
    let (state, state_name) = if overdue.is_empty() { (state, state_name) } else { ("late", w.say("study-overdue")) };
    let text = [text, next].into_iter().filter(|part| !part.is_empty()).chain(overdue).collect::<Vec<_>>().join(" ");
    Some(Duty { href, name: campaign.title.clone(), text, state, state_name })
}

/// A draft is seen by whoever keeps study at its unit, and by nobody else; one that was dropped by nobody.
fn may_be_seen(officer: &Officer, campaign: &Campaign) -> bool {
    match campaign.state() {
        CampaignState::Draft => officer.may(KeepStudy::RIGHT, campaign.unit_id),
        CampaignState::Cancelled => campaign.was_issued(),
        _ => true,
    }
}

/// The campaign of an address, if it may be one of the officer's. Of one that is none of theirs the database is asked what
/// it is asked of one that never was: the answer takes as long, and neither a tree of its day nor a tally is made for it.
async fn known(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<Campaign, Failure> {
    let today = office.clock.today();
    let campaign = Campaign::by_uid(conn, uid).await?;
    let (id, day) = campaign.as_ref().map_or((0, today), |campaign| (campaign.id, campaign.roll_day(today)));
    let branches = Scope::branches_of(conn, id).await?;
    let past = office.trees.past(conn, day, today).await?;
    let campaign = campaign.filter(|campaign| may_be_seen(officer, campaign)).ok_or(Failure::NotFound)?;
    // By the units of its day, or by those that carry on for them today; where exactly it is seen, the tally knows.
    type Carried<'a> = &'a dyn Fn(i64) -> i64;
    let touches = |within: &dyn Fn(i64, i64) -> bool, root: i64, carried: Carried<'_>| {
        let own = carried(campaign.unit_id);
        let of_branch = branches.iter().any(|branch| within(root, carried(*branch)));
        within(own, root) || within(root, own) || of_branch
    };
    let (then, now) = (|unit, root| past.was_within(unit, root), |unit, root| officer.tree.is_within(unit, root));
    // Whatever they hold there: who may not read it is told so, by whoever asks for the right.
    let mut held = officer.rights().held().iter().map(|held| held.unit);
    let theirs = held.any(|root| touches(&then, root, &|unit| unit) || touches(&now, root, &|unit| past.heir(unit)));
    if theirs || officer.reaches(campaign.unit_id) { Ok(campaign) } else { Err(Failure::NotFound) }
}

/// The page of a campaign as a whole.
pub(crate) fn campaign_address(campaign: &Campaign) -> String {
    format!("/van-phong/hoc-tap/{}", campaign.uid)
}

/// A campaign at a unit, by the units of the day whose roll counts.
struct Found {
    campaign: Campaign,
    standing: Arc<Standing>,
    past: Past,
    unit: i64,
}

/// The campaign and the unit of an address. The unit is one of the day whose roll counts, whether or not it goes on today.
async fn find(office: &Office, officer: &Officer, campaign: &str, unit: &str) -> Result<Found, Failure> {
    let mut conn = office.db.read().await?;
    let campaign = known(&mut conn, office, officer, campaign).await?;
    let today = office.clock.today();
    let past = office.trees.past(&mut conn, campaign.roll_day(today), today).await?;
    drop(conn);
    let unit = past.tree.by_uid(unit).ok_or(Failure::NotFound)?.id;
    if !officer.reaches(past.heir(unit)) && !officer.may_then(&past, Right::ReadStudy, unit) {
        return Err(Failure::NotFound);
    }
    // A campaign of another commune is none of this one's, whoever asks.
    let standing = office.standing(campaign.id).await?;
    standing.seen_from(unit).filter(|seen| *seen == unit).ok_or(Failure::NotFound)?;
    Ok(Found { campaign, standing, past, unit })
}

/// Whether a unit has a sheet of its own: a cell, or wherever somebody on the roll belongs.
fn has_sheet(standing: &Standing, unit: i64) -> bool {
    standing.tree().get(unit).is_some_and(|u| u.kind == kind::CELL) || !standing.own(unit).is_empty()
}

fn address(campaign: &Campaign, tree: &Tree, unit: i64) -> String {
    let uid = tree.get(unit).map_or("", |u| u.uid.as_str());
    format!("{}/{uid}", campaign_address(campaign))
}
