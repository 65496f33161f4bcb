//! The page on which the signed report for the office above is taken out, and those of offices below are taken in.

use super::campaign::{find, keeper};
use super::{above_keys, campaign_address, sections::reason_counts};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::shell::{Office, Shell};
use crate::study::above::{
    Added, NotTaken, Received, papers_together, receive, report_keys, set_aside, still_counts, together,
};
use crate::study::fixing::papers;
use crate::study::report::share;
use crate::study::signing::{SIGN, moved_since, report_of};
use crate::study::{Campaign, CampaignState, HANDINS, Line, Standing, StudyError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bridge::{BridgeError, ReportHandin, ReportLine, SigningKey, StudyReport, keys};
use kit::failure::Failure;
use kit::form::Form;
use kit::journal;
use kit::once;
use kit::page::{html, see_other};
use kit::web::attachment;
use kit::words::Words;
use serde_json::json;
use std::collections::HashMap;

/// So many units of a report are shown; the file has them all.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "study/pages/above.html")]
struct AbovePage {
    shell: Shell,
    form: Form,
    title: String,
    back: String,
    here: String,
    /// Whether the officer keeps study there.
    keeps: bool,
    /// Whether reports are taken in: not in a campaign that was cancelled.
    takes: bool,
    /// Whether there is something to sign.
    closed: bool,
    /// This office's own key, to be given to the office above.
    key: String,
    key_id: String,
    /// What would be signed: when it was fixed, the whole, and what was handed in; empty before the first close.
    fixed: Vec<String>,
    own: Vec<String>,
    sum: Vec<String>,
    columns: Vec<String>,
    reports: Vec<Shown>,
    /// Reports that came or went since the close, told in a sentence; empty where none did.
    moved: String,
    keys: Vec<Trusted>,
    units: Vec<(String, String)>,
}

/// A key that is trusted: for which unit, its name, since when, and where it is trusted no more.
struct Trusted {
    unit: String,
    id: String,
    since: String,
    ends: String,
}

struct Shown {
    unit: String,
    share: String,
    said: String,
    papers: Vec<String>,
    /// The units of the report itself, and those right below it.
    lines: Vec<Vec<String>>,
    /// Where it is set aside; empty once it was.
    aside: String,
    uid: String,
}

/// The key with which this office signs its reports: of the master key, which is kept apart from the record.
pub(super) fn signing_key(office: &Office) -> SigningKey {
    SigningKey::from_bytes(&office.vault.key_for("study-report"))
}

fn fresh(office: &Office) -> Form {
    Form::filled([("request", office.chance.uuid(office.clock.now()).to_string())])
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
) -> Result<Response, Failure> {
    let (campaign, _) = find(&office, &officer, &campaign).await?;
    if !officer.may(Right::ReadStudy, campaign.unit_id) && keeper(&office, &officer, &campaign).await.is_err() {
        return Err(Failure::Forbidden);
    }
    page(&office, &officer, &campaign, StatusCode::OK, fresh(&office)).await
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    campaign: &Campaign,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let keeps = keeper(office, officer, campaign).await.is_ok();
    let standing = office.standing(campaign.id).await?;
    let tree = standing.tree();
    let mut conn = office.db.read().await?;
    let received = Received::of(&mut conn, campaign.id).await?;
    let counting: Vec<Received> = received.iter().filter(|one| still_counts(&standing, one)).cloned().collect();
    let known = report_keys(&mut conn, tree).await?;
    let papers_here = papers(&mut conn, &standing).await?.remove(&campaign.unit_id).unwrap_or_default();
    let signable = report_of(&mut conn, campaign, tree, vec![]).await?.filter(|_| campaign.state().is_fixed());
    let moved = if signable.is_some() { moved_since(&mut conn, &standing).await? } else { vec![] };
    let mut names = HashMap::new();
    for unit in received.iter().map(|one| one.unit_id).chain(moved.iter().copied()) {
        if tree.get(unit).is_none() && officer.tree.get(unit).is_none() {
            // One that ended in between, on neither of the two days.
            let last = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= $2
                        AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day DESC, id DESC LIMIT 1";
            names.insert(unit, conn.value::<String>(last, &[&unit, &tree.day()]).await?.unwrap_or_default());
        }
    }
    drop(conn);
    let (papers_sum, silent) = papers_together(&papers_here, &counting);
    let own = standing.line(campaign.unit_id).unwrap_or(Line::nobody(campaign.unit_id));
    let here = format!("{}/cap-duoi", campaign_address(campaign));
    let name = |unit: i64| match names.get(&unit) {
        Some(name) => name.as_str(),
        None if tree.get(unit).is_some() => tree.name(unit),
        None => officer.tree.name(unit),
    };
    let shown = received.iter().map(|one| {
        let came = w.with("above-received-on", "day", one.received_on.written());
        let said = match (one.aside_on, one.aside_why.as_str()) {
            (None, _) if !still_counts(&standing, one) => format!("{came} {}", w.say("above-counted-since")),
            (None, _) => came,
            (Some(day), "") => {
                let later = received.iter().any(|by| by.report_uid == one.report_uid && by.closing > one.closing);
                let key = if later { "above-corrected" } else { "above-counted-elsewhere" };
                format!("{came} {}", w.with(key, "day", day.written()))
            }
            (Some(day), why) => {
                let values = [("day", day.written().into()), ("why", why.into())];
                format!("{came} {}", w.fill("above-aside", &values))
            }
        };
        let told = one.told().map_or(vec![], |told| told.lines);
        Shown {
            unit: name(one.unit_id).to_owned(),
            share: share(w, campaign, &one.line()),
            papers: told.first().map_or(vec![], |whole| papers_said(w, &whole.handins)),
            lines: told.iter().filter(|line| line.depth <= 1).take(SHOWN).map(|line| cells(w, line)).collect(),
            aside: if keeps && one.aside_on.is_none() { format!("{here}/{}/bo", one.uid) } else { String::new() },
            uid: one.uid.clone(),
            said,
        }
    });
    let keys_shown = known.iter().filter(|key| key.until.is_none() && tree.is_within(key.unit_id, campaign.unit_id));
    let moved = moved.into_iter().map(name).collect::<Vec<_>>().join("; ");
    let trusted = keys_shown.map(|key| Trusted {
        unit: name(key.unit_id).to_owned(),
        ends: format!("{here}/khoa/{}/thoi", key.key_id),
        id: key.key_id.clone(),
        since: key.since.written(),
    });
    let own_key = signing_key(office).verifying_key();
    let page = AbovePage {
        title: campaign.title.clone(),
        back: campaign_address(campaign),
        closed: campaign.state().is_fixed(),
        key: keys::verifying_key_to_hex(&own_key),
        key_id: keys::key_id(&own_key),
        fixed: signable.as_ref().map_or(vec![], |report| fixed(w, campaign, report, &papers_here)),
        own: said(w, (campaign, &own), &papers_here, 0),
        sum: said(w, (campaign, &together(&own, &counting)), &papers_sum, silent),
        columns: columns(w),
        reports: shown.collect(),
        moved: match (moved.is_empty(), campaign.state()) {
            (true, _) => moved,
            (false, CampaignState::Closed) => {
                format!("{} {}", w.with("above-moved", "units", moved), w.say("above-moved-how"))
            }
            _ => w.with("above-moved", "units", moved),
        },
        keys: trusted.collect(),
        units: above_keys::offered(&standing)
            .map(|unit| (tree.uid(unit).to_owned(), tree.name(unit).to_owned()))
            .collect(),
        shell: office.shell(officer),
        takes: keeps && campaign.cancelled_on.is_none(),
        keeps,
        here,
        form,
    };
    html(status, &page)
}

/// What the reports that came in add, in sentences; none without any.
pub(super) fn added_lines(w: Words, standing: &Standing, added: Option<&Added>) -> Vec<String> {
    let Some(added) = added else { return vec![] };
    let campaign = standing.campaign();
    let told = w.fill(
        "added-told",
        &[
            ("n", w.number(added.reports as i64).into()),
            ("share", share(w, campaign, &added.reported).into()),
            ("whole", share(w, campaign, &added.whole).into()),
        ],
    );
    let names = added.counted_here.iter().map(|unit| standing.tree().name(*unit)).collect::<Vec<_>>().join("; ");
    let here = (!names.is_empty()).then(|| w.with("added-counted-here", "units", names));
    Some(told).filter(|_| added.reports > 0).into_iter().chain(here).collect()
}

/// A row below a table's numbers that says something of them, in a file.
pub(super) fn noted_below(told: String, columns: usize) -> Vec<sheet::Cell> {
    let blank = std::iter::repeat_with(|| sheet::Cell::Text(String::new()));
    std::iter::once(sheet::Cell::Text(told)).chain(blank).take(columns).collect()
}

/// A share, and below it what was handed in.
fn said(w: Words, (campaign, line): (&Campaign, &Line), papers: &[ReportHandin], silent: usize) -> Vec<String> {
    let silent = (silent > 0).then(|| w.count("above-papers-silent", silent as i64));
    std::iter::once(share(w, campaign, line)).chain(papers_said(w, papers)).chain(silent).collect()
}

/// What was handed in, a sentence for each kind of paper.
fn papers_said(w: Words, papers: &[ReportHandin]) -> Vec<String> {
    let known = papers.iter().filter(|one| HANDINS.contains(&one.kind.as_str()));
    let sentence = |one: &ReportHandin| {
        let values = [
            ("kind", viet::capital(&w.say(&format!("study-handin-{}", one.kind))).into()),
            ("due", w.number(one.due as i64).into()),
            ("submitted", w.number(one.submitted as i64).into()),
            ("rate", w.rate(one.submitted, one.due).into()),
            ("accepted", w.number(one.accepted as i64).into()),
        ];
        w.fill("above-papers", &values)
    };
    known.map(sentence).collect()
}

/// What would be signed, as it was fixed.
fn fixed(w: Words, campaign: &Campaign, report: &StudyReport, asked: &[ReportHandin]) -> Vec<String> {
    let Some(whole) = report.lines.first() else { return vec![] };
    let line = Line {
        roll: whole.roll,
        exempt: whole.exempt,
        attended: whole.attended,
        made_up: whole.made_up,
        absent: whole.absent,
        ..Line::nobody(campaign.unit_id)
    };
    let day = campaign.closed_on.map_or(String::new(), |day| day.written());
    let values = [("n", w.number(i64::from(report.closing)).into()), ("day", day.into())];
    let left_out = asked.iter().filter(|kind| !whole.handins.iter().any(|one| one.kind == kind.kind));
    let left_out = left_out.map(|kind| w.say(&format!("study-handin-{}", kind.kind))).collect::<Vec<_>>().join(", ");
    let left_out = (!left_out.is_empty()).then(|| w.with("above-papers-left-out", "kinds", left_out));
    let told = said(w, (campaign, &line), &whole.handins, 0).into_iter().chain(left_out);
    std::iter::once(w.fill("above-fixed", &values)).chain(told).collect()
}

/// The columns of the units of a report.
fn columns(w: Words) -> Vec<String> {
    ["study-unit", "study-expected", "study-took-part", "study-exempt", "study-rate"].map(|key| w.say(key)).into()
}

fn cells(w: Words, line: &ReportLine) -> Vec<String> {
    let (due, took_part) = (line.roll - line.exempt, line.attended + line.made_up);
    let numbers = [due, took_part, line.exempt].map(|n| w.number(n as i64));
    std::iter::once(line.name.clone()).chain(numbers).chain([w.rate(took_part, due)]).collect()
}

/// The file for the office above.
pub(super) async fn sign(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
) -> Result<Response, Failure> {
    let (campaign, _) = find(&office, &officer, &campaign).await?;
    let grant = keeper(&office, &officer, &campaign).await?;
    let standing = office.standing(campaign.id).await?;
    let mut conn = office.db.read().await?;
    let reasons = reason_counts(&mut conn, &standing, campaign.unit_id).await?;
    let report = report_of(&mut conn, &campaign, standing.tree(), reasons).await?;
    drop(conn);
    let Some(report) = report.filter(|_| campaign.state().is_fixed()) else {
        let mut form = fresh(&office);
        form.wrong("file", officer.words().say("above-not-closed"));
        return page(&office, &officer, &campaign, StatusCode::CONFLICT, form).await;
    };
    let (report, sealed) = sealed(&office, report)?;
    let after = json!({"closing": report.closing, "units": report.lines.len()});
    let mut tx = office.db.begin().await?;
    journal::write(&mut tx, &grant.event(SIGN, "campaign", campaign.id).after(after), office.clock.now()).await?;
    tx.commit().await?;
    let name = format!("bao-cao-hoc-tap-{}-{}.thenchot", campaign.cutoff_day, report.closing);
    Ok(attachment(sealed.into_bytes(), "application/octet-stream", &name))
}

/// The report with its signature; of one that is too large for the office above the units furthest down are left out.
fn sealed(office: &Office, mut report: StudyReport) -> Result<(StudyReport, String), Failure> {
    loop {
        let deepest = report.lines.iter().map(|line| line.depth).max().unwrap_or(0);
        match bridge::seal_report(&signing_key(office), &report) {
            Err(BridgeError::TooLarge { .. }) if deepest > 0 => report.lines.retain(|line| line.depth < deepest),
            sealed => return Ok((report, sealed.map_err(anyhow::Error::from)?)),
        }
    }
}

/// Why a report was not taken in, in words.
fn refused(w: Words, officer: &Officer, why: NotTaken) -> String {
    match why {
        NotTaken::NoReport => w.say("above-no-report"),
        NotTaken::Foreign(key) => w.with("above-foreign", "key", key),
        NotTaken::Altered => w.say("above-altered"),
        NotTaken::Impossible(what) => w.with("above-impossible", "what", what),
        NotTaken::Twice(day) => w.with("above-twice", "day", day.written()),
        NotTaken::Older => w.say("above-older"),
        NotTaken::Another(title) => w.with("above-another", "title", title),
        NotTaken::OtherPaper(title) => w.with("above-other-paper", "title", title),
        NotTaken::CountedHere => w.say("above-counted-here"),
        NotTaken::Overlaps(unit) => w.with("above-overlaps", "unit", officer.tree.name(unit)),
        NotTaken::Elsewhere(title) if title.is_empty() => w.say("above-other-office"),
        NotTaken::Elsewhere(title) => w.with("above-other-campaign", "title", title),
        NotTaken::NotBelow => w.say("above-not-below"),
    }
}

pub(super) async fn take(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (campaign, _) = find(&office, &officer, &campaign).await?;
    let grant = keeper(&office, &officer, &campaign).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let target = format!("{}/cap-duoi?xong=nhan-bao-cao", campaign_address(&campaign));
    let standing = office.standing(campaign.id).await?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let uid = office.chance.uuid(now).to_string();
    let upload = form.upload("file").cloned().filter(|_| campaign.cancelled_on.is_none());
    let Some(upload) = upload else {
        form.wrong("file", w.say(if campaign.cancelled_on.is_some() { "above-cancelled" } else { "above-no-file" }));
        drop(tx);
        return page(&office, &officer, &campaign, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    match receive(&mut tx, grant, &standing, (&uid, &upload.bytes), now).await {
        Ok(Ok(_)) => {}
        Ok(Err(why)) => {
            drop(tx);
            form.wrong("file", refused(w, &officer, why));
            return page(&office, &officer, &campaign, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    once::done(tx, &form, &target, now).await
}

pub(super) async fn aside(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, report)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (campaign, _) = find(&office, &officer, &campaign).await?;
    let grant = keeper(&office, &officer, &campaign).await?;
    let now = office.clock.now();
    let received = Received::of(&mut office.db.read().await?, campaign.id).await?;
    let report = received.into_iter().find(|one| one.uid == report).ok_or(Failure::NotFound)?;
    if form.get("why").is_empty() {
        form.wrong("why", officer.words().say("above-no-why"));
        return page(&office, &officer, &campaign, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    match set_aside(&mut tx, grant, (report.id, form.get("why")), now).await {
        // Whoever else set it aside meanwhile did what was asked for.
        Ok(()) | Err(StudyError::Changed) => {}
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    tx.commit().await?;
    Ok(see_other(&format!("{}/cap-duoi?xong=bo-bao-cao", campaign_address(&campaign))))
}
