//! A campaign as a whole: what it asks of whom until when, how far it is, and its steps from draft to report.

use super::plan::rule_title;
use super::sheet::cancelled;
use super::{Link, campaign_address, seen_from};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepStudy, Right};
use crate::shell::{Office, Shell};
use crate::study::above::added;
use crate::study::{Campaign, CampaignState, Line, Move, RollRule, Scope, StudyError, cascade, move_campaign};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

#[derive(Template)]
#[template(path = "study/pages/campaign.html")]
struct CampaignPage {
    shell: Shell,
    form: Form,
    title: String,
    state: &'static str,
    state_name: String,
    /// (label, value) lines, as far as there is something to say.
    lines: Vec<(String, String)>,
    questions: String,
    /// Where it is looked at, unit by unit.
    places: Vec<Link>,
    here: String,
    /// Whether signed reports go up or come in here.
    reports: bool,
    /// What those that came in add, and where they are; empty without any.
    added: Vec<String>,
    added_at: String,
    /// That it was cancelled and why; empty while it holds.
    cancelled: String,
    /// Which forms are shown: `issue`, `close`, `reopen`, `report`, `cancel` or, of a draft, `drop`.
    steps: Vec<&'static str>,
    /// How many would count as not having studied if it were closed now; empty where nobody would.
    unmarked: String,
}

/// How far a campaign is, which roll counts, and until when at a unit of which so much is asked: a few short sentences.
pub(super) fn facts(w: Words, campaign: &Campaign, roll_day: Day, asked: Option<&cascade::Asked>) -> Vec<String> {
    let state = match (campaign.state(), campaign.closed_on, campaign.reported_on) {
        (CampaignState::Closed, Some(day), _) => w.with("campaign-closed-on", "day", day.written()),
        (CampaignState::Reported, _, Some(day)) => w.with("campaign-reported-on", "day", day.written()),
        (CampaignState::Cancelled, ..) => w.say("campaign-cancelled"),
        (state, ..) => w.say(&format!("campaign-{}", state.word())),
    };
    let roll = match campaign.roll_rule() {
        RollRule::Frozen => w.with("campaign-roll-frozen-on", "day", campaign.cutoff_day.written()),
        RollRule::Current => w.with("campaign-roll-current-on", "day", roll_day.written()),
    };
    let days = asked.map_or((campaign.study_by, campaign.write_by), |asked| (asked.study_by, asked.write_by));
    let until = deadlines(w, &Campaign { study_by: days.0, write_by: days.1, ..campaign.clone() })
        .into_iter()
        .map(|(label, day)| format!("{label}: {day}"));
    [state, roll].into_iter().chain(until).collect()
}

fn deadlines(w: Words, campaign: &Campaign) -> Vec<(String, String)> {
    let all = [("study", campaign.study_by), ("write", campaign.write_by), ("report", campaign.report_by)];
    let set = all.into_iter().filter_map(|(key, day)| Some((w.say(&format!("campaign-{key}-by")), day?.written())));
    set.collect()
}

/// The campaign of an address, as far as the officer sees it, with the first unit from which they do.
pub(super) async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<(Campaign, Vec<Link>), Failure> {
    let campaign = super::known(&mut office.db.read().await?, office, officer, uid).await?;
    let mut places = Vec::new();
    for root in officer.roots(Right::ReadStudy) {
        if let Some((standing, unit)) = seen_from(office, &campaign, root).await? {
            let href = super::place(&standing, unit);
            places.push(Link { href, name: standing.tree().name(unit).to_owned() });
        }
    }
    match places.is_empty() {
        false => Ok((campaign, places)),
        true if officer.reaches(campaign.unit_id) => Err(Failure::Forbidden),
        true => Err(Failure::NotFound),
    }
}

/// The permission to move it on: of whoever keeps study at its unit, or at the one that carries on for it.
pub(super) async fn keeper(
    office: &Office,
    officer: &Officer,
    campaign: &Campaign,
) -> Result<Grant<KeepStudy>, Failure> {
    let today = office.clock.today();
    let past = office.trees.past(&mut office.db.read().await?, today, today).await?;
    officer.require_then(KeepStudy, &past, campaign.unit_id).map_err(|_| Failure::Forbidden)
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
) -> Result<Response, Failure> {
    let (campaign, places) = find(&office, &officer, &campaign).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let today = office.clock.today().written();
    let form = Form::filled([("request", request), ("version", campaign.version.to_string()), ("day", today)]);
    page(&office, &officer, (&campaign, places), StatusCode::OK, form).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    (campaign, places): (&Campaign, Vec<Link>),
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let keeps = keeper(office, officer, campaign).await.is_ok();
    let mut conn = office.db.read().await?;
    let scope = Scope::of(&mut conn, campaign).await?;
    let handins = campaign.handins(&mut conn).await?;
    let past = office.trees.past(&mut conn, campaign.cutoff_day, office.clock.today()).await?;
    drop(conn);
    let (tree, line) = (&past.tree, whole(office, campaign).await?);
    let named = |unit: &i64| if tree.get(*unit).is_some() { tree.name(*unit) } else { officer.tree.name(*unit) };
    let branches = scope.branches.iter().map(named).collect::<Vec<_>>().join("; ");
    let kinds = scope.kinds.iter().map(|kind| w.say(&format!("unit-kind-{kind}"))).collect::<Vec<_>>().join("; ");
    let required = !handins.is_empty();
    let handins = handins.iter().map(|kind| w.say(&format!("study-handin-{kind}"))).collect::<Vec<_>>().join(", ");
    let target = w.rate(campaign.target_basis_points.unsigned_abs(), 10_000);
    let roll = w.say(&format!("campaign-roll-{}", campaign.roll_rule));
    let reported = campaign.reported_on.map_or(String::new(), Day::written);
    let report = [reported, campaign.report_paper.clone()].into_iter().filter(|part| !part.is_empty());
    let report = report.collect::<Vec<_>>().join(", ");
    let mut lines = vec![
        (w.say("campaign-paper"), campaign.paper.clone()),
        (w.say("campaign-home"), named(&campaign.unit_id).to_owned()),
        (w.say("campaign-branches"), branches),
        (w.say("campaign-kinds"), kinds),
        (w.say("campaign-audience"), w.say(&format!("campaign-audience-{}", campaign.audience))),
        (w.say("campaign-cutoff"), campaign.cutoff_day.written()),
        (w.say("study-expected"), w.number(line.rate().denominator as i64)),
        (w.say("campaign-roll"), roll),
        (w.say("campaign-rule"), format!("{} ({target})", rule_title(w, &office.book, &campaign.ruleset))),
        (w.say("campaign-handins"), if handins.is_empty() { w.say("campaign-no-handins") } else { handins }),
    ];
    if required {
        lines.push((w.say("campaign-counts"), w.say(&format!("campaign-counts-{}", campaign.handin_rule))));
    }
    lines.extend(deadlines(w, campaign));
    lines.extend([
        (w.say("campaign-issued-day"), campaign.issued_on.map_or(String::new(), Day::written)),
        (w.say("campaign-closed-day"), campaign.closed_on.map_or(String::new(), Day::written)),
        (w.say("campaign-report-sent"), report),
    ]);
    lines.retain(|(_, value)| !value.is_empty());
    let (mut added_lines, mut added_at) = (vec![], String::new());
    if campaign.state() != CampaignState::Draft && (keeps || officer.may(Right::ReadStudy, campaign.unit_id)) {
        let standing = office.standing(campaign.id).await?;
        let added = added(&mut office.db.read().await?, &standing, campaign.unit_id).await?;
        added_lines = super::above::added_lines(w, &standing, added.as_ref());
        added_at = format!("{}/cap-duoi", campaign_address(campaign));
    }
    let steps: &[&str] = match campaign.state() {
        _ if !keeps => &[],
        CampaignState::Draft => &["issue", "drop"],
        CampaignState::Issued | CampaignState::Running => &["close", "cancel"],
        CampaignState::Closed => &["report", "reopen", "cancel"],
        CampaignState::Reported | CampaignState::Cancelled => &[],
    };
    let state = match campaign.state() {
        CampaignState::Draft | CampaignState::Issued => "wait",
        CampaignState::Running => "late",
        CampaignState::Closed | CampaignState::Reported => "met",
        CampaignState::Cancelled => "off",
    };
    let unmarked = if campaign.state().is_open() { line.unmarked() } else { 0 };
    let page = CampaignPage {
        title: campaign.title.clone(),
        state_name: w.say(&format!("campaign-{}", campaign.state().word())),
        cancelled: cancelled(w, campaign),
        unmarked: if unmarked > 0 { w.count("campaign-unmarked", unmarked as i64) } else { String::new() },
        questions: campaign.questions.clone(),
        here: campaign_address(campaign),
        reports: keeps && campaign.state() != CampaignState::Draft,
        steps: steps.to_vec(),
        added: added_lines,
        added_at,
        shell: office.shell(officer),
        state,
        form,
        lines,
        places,
    };
    html(status, &page)
}

/// The numbers of everybody whom a campaign is for.
async fn whole(office: &Office, campaign: &Campaign) -> Result<Line, Failure> {
    let standing = office.standing(campaign.id).await?;
    Ok(standing.line(campaign.unit_id).unwrap_or(Line::nobody(campaign.unit_id)))
}

/// What a step's form asked for, read.
enum Asked {
    Issue,
    Close,
    Reopen,
    Report(Day),
    Cancel,
}

async fn step(
    office: &Office,
    officer: &Officer,
    uid: &str,
    mut form: Form,
    read: impl Fn(&mut Form, Words, Day, &Campaign) -> Option<Asked>,
) -> Result<Response, Failure> {
    // Before it is looked for: a draft that was dropped is not found when its form comes again.
    once::first_time(&mut office.db.read().await?, &form).await?;
    let (campaign, places) = find(office, officer, uid).await?;
    let grant = keeper(office, officer, &campaign).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let target = match campaign.state() {
        CampaignState::Draft if !form.get("drop").is_empty() => "/van-phong/hoc-tap?xong=bo-ban-nhap".to_owned(),
        _ => format!("{}?xong=dot-hoc-tap", campaign_address(&campaign)),
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let version: Option<i64> = form.get("version").parse().ok();
    let asked = read(&mut form, w, now.day(), &campaign).filter(|_| form.is_sound());
    let (Some(asked), Some(version)) = (asked, version) else {
        if form.is_sound() {
            form.wrong("version", w.say("campaign-changed"));
        }
        drop(tx);
        return page(office, officer, (&campaign, places), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let reason = form.get("reason").to_owned();
    let (paper, why) = (form.get("paper").to_owned(), form.get("why").to_owned());
    let asked = match asked {
        Asked::Issue => Move::Issue,
        Asked::Close => Move::Close(&office.book),
        Asked::Reopen => Move::Reopen(&reason),
        Asked::Report(day) => Move::Report(day, &paper),
        Asked::Cancel => Move::Cancel(&why),
    };
    match move_campaign(&mut tx, grant, (campaign.id, version), asked, now).await {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            let (campaign, places) = find(office, officer, uid).await?;
            form.set("version", campaign.version.to_string());
            form.wrong("version", w.say("campaign-changed"));
            return page(office, officer, (&campaign, places), StatusCode::CONFLICT, form).await;
        }
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    once::done(tx, &form, &target, now).await
}

pub(super) async fn issue(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    step(&office, &officer, &campaign, form, |_, _, _, _| Some(Asked::Issue)).await
}

pub(super) async fn close(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let (known, _) = find(&office, &officer, &campaign).await?;
    let unmarked = whole(&office, &known).await?.unmarked();
    let read = |form: &mut Form, w: Words, _: Day, _: &Campaign| {
        if unmarked > 0 && form.get("sure").is_empty() {
            form.wrong("sure", w.count("campaign-unmarked", unmarked as i64));
        }
        Some(Asked::Close)
    };
    step(&office, &officer, &campaign, form, read).await
}

pub(super) async fn cancel(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let read = |form: &mut Form, w: Words, _: Day, campaign: &Campaign| {
        if campaign.was_issued() && form.get("why").is_empty() {
            form.wrong("why", w.say("campaign-no-why"));
        }
        Some(Asked::Cancel)
    };
    step(&office, &officer, &campaign, form, read).await
}

pub(super) async fn reopen(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let read = |form: &mut Form, w: Words, _: Day, _: &Campaign| {
        if form.get("reason").is_empty() {
            form.wrong("reason", w.say("campaign-no-reason"));
        }
        Some(Asked::Reopen)
    };
    step(&office, &officer, &campaign, form, read).await
}

pub(super) async fn report(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let read = |form: &mut Form, w: Words, today: Day, _: &Campaign| {
        let day = Day::parse(form.get("day"));
        match day {
            None => form.wrong("day", w.say("wrong-day")),
            Some(day) if day > today => form.wrong("day", w.say("day-to-come")),
            Some(_) => {}
        }
        if form.get("paper").is_empty() {
            form.wrong("paper", w.say("campaign-no-report-paper"));
        }
        day.map(Asked::Report)
    };
    step(&office, &officer, &campaign, form, read).await
}
