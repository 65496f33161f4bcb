//! What a member hands in themselves: what is asked of them, what became of it, and the page to write it on.

use super::handins::{LONGEST, chip, refused, state_name};
use super::sheet::{cancelled, closed};
use crate::desk::Duty;
use crate::identity::reach::{Officer, Own};
use crate::shell::{Office, Shell};
use crate::study::cascade;
use crate::study::reading::{Paper, Reader, open_words};
use crate::study::{Campaign, HANDINS, StudyError, home_in, write_own};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

/// The page.
const HERE: &str = "/van-phong/bai-cua-toi";

#[derive(Template)]
#[template(path = "study/pages/own.html")]
struct OwnPage {
    shell: Shell,
    campaigns: Vec<Asked>,
}

/// A campaign that asks something of the member.
struct Asked {
    title: String,
    until: String,
    /// That it was cancelled and why; empty while it holds.
    cancelled: String,
    papers: Vec<OwnPaper>,
}

struct OwnPaper {
    name: String,
    state: &'static str,
    state_name: String,
    grade: String,
    /// Where it is read again; empty where there is nothing.
    open: String,
    /// Where it is written; empty after the close.
    write: String,
}

#[derive(Template)]
#[template(path = "study/pages/own_paper.html")]
struct WritePage {
    shell: Shell,
    form: Form,
    title: String,
    kind: String,
    here: String,
    questions: String,
    until: String,
    state: &'static str,
    state_name: String,
    /// Whether something was handed in that a new text takes the place of.
    again: bool,
    /// Whether its words may be opened here.
    opens: bool,
    /// What its reader said.
    comment: String,
    closed: String,
}

/// The campaigns that ask something of a person, or to which they have handed something in, the latest first, each with what it
/// asks and what came. What somebody wrote stays theirs when the campaign is cancelled.
async fn asked(office: &Office, own: &Own) -> Result<Vec<(Campaign, Vec<(&'static str, Option<Paper>)>)>, Failure> {
    let mut conn = office.db.read().await?;
    let mut found = Vec::new();
    for mut campaign in Campaign::issued_to(&mut conn, own.person()).await? {
        let papers = Paper::of(&mut conn, campaign.id, own.person()).await?;
        let asks = match home_in(&mut conn, &campaign, own.person(), office.clock.today()).await {
            Ok(home) if campaign.state().is_open() => {
                let tree = office.trees.as_of(&mut conn, campaign.roll_day(office.clock.today())).await?;
                let asked = cascade::Asked::of(&mut conn, &campaign, &tree, home).await?;
                // The day that binds is the earliest that anybody up to the member's cell has set.
                campaign.write_by = asked.write_by;
                asked.kinds()
            }
            Ok(_) | Err(StudyError::NotOnRoll(_)) => vec![],
            Err(error) => return Err(refused(error)),
        };
        let of = |kind: &&str| asks.contains(kind) || papers.iter().any(|paper| paper.kind == **kind);
        let kinds: Vec<_> = HANDINS.into_iter().filter(|kind| of(kind)).collect();
        let with = kinds.into_iter().map(|kind| (kind, papers.iter().find(|paper| paper.kind == kind).cloned()));
        let with: Vec<_> = with.collect();
        if !with.is_empty() {
            found.push((campaign, with));
        }
    }
    Ok(found)
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    // An account of nobody on record is asked for nothing.
    let asked = match officer.own() {
        Ok(own) => asked(&office, &own).await?,
        Err(_) => vec![],
    };
    let campaigns = asked.into_iter().map(|(campaign, papers)| {
        let open = campaign.state().is_open();
        let here = |kind: &str| format!("{HERE}/{}/{kind}", campaign.uid);
        let papers = papers.into_iter().map(|(kind, paper)| {
            let state = paper.as_ref().map_or("due", Paper::standing);
            let grade = paper.as_ref().map_or("", |paper| &paper.grade);
            OwnPaper {
                name: viet::capital(&w.say(&format!("study-handin-{kind}"))),
                state: chip(state),
                state_name: state_name(w, state),
                grade: if grade.is_empty() { String::new() } else { w.say(&format!("handin-grade-{grade}")) },
                open: paper.map_or(String::new(), |_| format!("{}/xem", here(kind))),
                write: if open && state != "accepted" { here(kind) } else { String::new() },
            }
        });
        Asked {
            papers: papers.collect(),
            until: until(w, &campaign),
            cancelled: cancelled(w, &campaign),
            title: campaign.title,
        }
    });
    html(StatusCode::OK, &OwnPage { campaigns: campaigns.collect(), shell: office.shell(&officer) })
}

/// Up to when something is handed in; a campaign that was cancelled waits for nothing.
fn until(w: Words, campaign: &Campaign) -> String {
    let day = campaign.write_by.filter(|_| campaign.cancelled_on.is_none());
    day.map_or(String::new(), |day| w.with("own-until", "day", day.written()))
}

/// A campaign and a kind of paper that it asks of the officer, with what came of it.
async fn find(
    office: &Office,
    own: &Own,
    (campaign, kind): (&str, &str),
) -> Result<(Campaign, &'static str, Option<Paper>), Failure> {
    let all = asked(office, own).await?;
    let (campaign, papers) = all.into_iter().find(|(known, _)| known.uid == campaign).ok_or(Failure::NotFound)?;
    let (kind, paper) = papers.into_iter().find(|(known, _)| *known == kind).ok_or(Failure::NotFound)?;
    Ok((campaign, kind, paper))
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, kind)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer.own()?, (&campaign, &kind)).await?;
    page(&office, &officer, &found, (StatusCode::OK, ""), fresh(&office, &found))
}

/// A form that has not been sent yet, made from what is there now.
fn fresh(office: &Office, found: &(Campaign, &'static str, Option<Paper>)) -> Form {
    let request = office.chance.uuid(office.clock.now()).to_string();
    Form::filled([("request", request), ("version", version(found).to_string())])
}

/// Which paper a text would take the place of; 0 for none.
fn version((_, _, paper): &(Campaign, &'static str, Option<Paper>)) -> i64 {
    paper.as_ref().map_or(0, |paper| paper.version)
}

/// Opens what was handed in and what its reader said, to be read again or written anew; that is noted.
pub(super) async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, kind)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let own = officer.own()?;
    let found = find(&office, &own, (&campaign, &kind)).await?;
    let paper = found.2.as_ref().ok_or(Failure::NotFound)?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let (words, comment) = open_words(&mut tx, Reader::Own(&own), &office.vault, paper, now).await?;
    tx.commit().await?;
    let mut form = fresh(&office, &found);
    form.set("words", words);
    page(&office, &officer, &found, (StatusCode::OK, &comment), form)
}

fn page(
    office: &Office,
    officer: &Officer,
    (campaign, kind, paper): &(Campaign, &'static str, Option<Paper>),
    (status, comment): (StatusCode, &str),
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let state = paper.as_ref().map_or("due", Paper::standing);
    let done = state == "accepted";
    let page = WritePage {
        title: campaign.title.clone(),
        kind: viet::capital(&w.say(&format!("study-handin-{kind}"))),
        here: format!("{HERE}/{}/{kind}", campaign.uid),
        questions: campaign.questions.clone(),
        until: until(w, campaign),
        state: chip(state),
        state_name: state_name(w, state),
        again: paper.is_some(),
        opens: paper.is_some() && form.get("words").is_empty() && comment.is_empty(),
        comment: comment.to_owned(),
        closed: if done && campaign.cancelled_on.is_none() { w.say("own-accepted") } else { closed(w, campaign) },
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

pub(super) async fn write(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, kind)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let own = officer.own()?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let found = find(&office, &own, (&campaign, &kind)).await?;
    if form.get("words").is_empty() {
        form.wrong("words", w.say("handin-no-words"));
    } else if form.get("words").len() > LONGEST {
        form.wrong("words", w.say("handin-too-long"));
    }
    if found.2.as_ref().is_some_and(|paper| paper.standing() == "accepted") {
        form.wrong("words", w.say("own-accepted"));
    }
    if !form.is_sound() {
        drop(tx);
        return page(&office, &officer, &found, (StatusCode::UNPROCESSABLE_ENTITY, ""), form);
    }
    let words = form.get("words").to_owned();
    let seen = form.version()?;
    match write_own(&mut tx, own, &office.vault, &found.0, (found.1, &words, seen), now).await {
        Ok(()) => {}
        Err(StudyError::Closed(_)) => {
            drop(tx);
            form.wrong("words", closed(w, &found.0));
            return page(&office, &officer, &found, (StatusCode::CONFLICT, ""), form);
        }
        // A clerk took it down meanwhile, or the member sent it from elsewhere: it is replaced knowingly or not at all.
        Err(StudyError::Changed) => {
            drop(tx);
            let found = find(&office, &officer.own()?, (&campaign, &kind)).await?;
            let day = found.2.as_ref().map_or_else(String::new, |paper| paper.received_on.written());
            form.set("version", version(&found).to_string());
            form.wrong("words", w.with("own-changed", "day", day));
            return page(&office, &officer, &found, (StatusCode::CONFLICT, ""), form);
        }
        Err(error) => return Err(refused(error)),
    }
    let target = format!("{HERE}?xong=nop-bai");
    once::done(tx, &form, &target, now).await
}

/// What was given back to the officer as a member, and what they still owe to a campaign, whether or not it has a deadline.
pub(super) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let Ok(own) = officer.own() else { return Ok(vec![]) };
    let w = officer.words();
    let mut duties = Vec::new();
    for (campaign, papers) in asked(office, &own).await?.into_iter().filter(|(one, _)| one.state().is_open()) {
        for (kind, paper) in papers {
            let state = paper.as_ref().map_or("due", Paper::standing);
            let key = match (state, campaign.write_by) {
                ("returned", _) => "own-duty-returned",
                ("due", Some(_)) => "own-duty-due",
                ("due", None) => "own-duty-open",
                _ => continue,
            };
            let name = w.say(&format!("study-handin-{kind}"));
            let day = campaign.write_by.map_or(String::new(), |day| day.written());
            let href = format!("{HERE}/{}/{kind}", campaign.uid);
            duties.push(Duty {
                // What was given back is opened where it says how; writing anew begins there.
                href: if state == "returned" { HERE.to_owned() } else { href },
                name: w.fill("own-duty", &[("kind", name.into()), ("title", campaign.title.as_str().into())]),
                text: w.with(key, "day", day),
                state: chip(state),
                state_name: state_name(w, state),
            });
        }
    }
    Ok(duties)
}
