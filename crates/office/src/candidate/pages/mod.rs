//! Coming into the Party on screen: the candidates by how far they have come, who is on probation until when, and the
//! pages of one of either.

mod former;
mod new;
mod one;
mod probation;
mod steps;
mod told;

use super::{Candidate, Probation, Ruling, Stage};
use crate::deadline::left;
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::org::pages::as_of::{AsOf, Control};
use crate::org::{Tree, kind};
use crate::people::pages::BOOK;
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use rules::AdmissionRule;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/ket-nap", get(list))
        .route("/van-phong/ket-nap/moi", get(new::begin).post(new::save))
        .route("/van-phong/ket-nap/{candidate}", get(one::show))
        .route("/van-phong/ket-nap/{candidate}/buoc/{step}", post(one::step))
        .route("/van-phong/ket-nap/{candidate}/bo-sung", post(one::mended))
        .route("/van-phong/ket-nap/{candidate}/sua-buoc", post(steps::corrected))
        .route("/van-phong/ket-nap/{candidate}/ho-so-cu", post(former::identified))
        .route("/van-phong/du-bi/{novice}", get(probation::show))
        .route("/van-phong/du-bi/{novice}/le", post(probation::ceremony))
        .route("/van-phong/du-bi/{novice}/xet", post(probation::reviewed))
        .route("/van-phong/du-bi/{novice}/quyet-dinh", post(probation::concluded))
}

/// Days for which a finished candidacy stays on the list.
const RECENT: i64 = 90;

#[derive(Template)]
#[template(path = "candidate/pages/list.html")]
struct ListPage {
    shell: Shell,
    unit: String,
    rule: String,
    /// Whether they may enter somebody new.
    enters: bool,
    control: Control,
    parts: Vec<(String, Vec<Duty>)>,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let as_of = AsOf::asked(&mut conn, (&office, &officer), "/van-phong/ket-nap", ReadPeople).await?;
    let (day, tree) = (as_of.day(), as_of.tree());
    let ruling = ruling(day)?;
    let (mut candidates, mut probation): (Vec<Candidate>, Vec<Probation>) = if as_of.is_today() {
        let closed = Candidate::closed_since(&mut conn, day.plus_days(-RECENT)).await?;
        let all = Candidate::open(&mut conn).await?.into_iter().chain(closed).collect();
        (all, Probation::all(&mut conn, day).await?)
    } else {
        let all = Candidate::as_of(&mut conn, (day.plus_days(-RECENT), day), as_of.by_today()).await?;
        (all, Probation::as_of(&mut conn, day).await?)
    };
    candidates.iter_mut().for_each(|one| as_of.settle(&mut one.unit_id));
    as_of.carry(&mut conn, probation.iter_mut().map(|one| (one.person_id, &mut one.unit_id))).await?;
    drop(conn);
    let (mut open, mut decided, mut closed) = (vec![], vec![], vec![]);
    for one in candidates.iter().filter(|one| as_of.takes(&officer, one.unit_id)) {
        let part = match one.stage() {
            Stage::Reviewed => &mut decided,
            stage if stage.is_open() => &mut open,
            _ => &mut closed,
        };
        // What is over stays with its cell, be that no more.
        part.push(row(w, as_of.past().name_on(one.unit_id, tree.day()), one));
    }
    let probation = probation.iter().filter(|one| as_of.takes(&officer, one.unit_id));
    let probation = probation.map(|one| probation_row(w, tree, ruling.rule, one, day)).collect();
    let parts = [
        ("candidate-part-open", open),
        ("candidate-part-decide", decided),
        ("candidate-part-probation", probation),
        ("candidate-part-closed", closed),
    ];
    let parts: Vec<(String, Vec<Duty>)> =
        parts.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(key, rows)| (w.say(key), rows)).collect();
    let named = parts.iter().map(|(name, rows)| (name.as_str(), rows.as_slice()));
    if let Some(file) = as_of.file(&office, &officer, ("candidates", "ket-nap"), named).await? {
        return Ok(file);
    }
    let page = ListPage {
        shell: office.shell(&officer),
        unit: as_of.unit(),
        rule: rule_title(w, ruling.id),
        enters: !officer.roots(Right::KeepMoves).is_empty(),
        control: as_of.control(&officer, parts.is_empty()),
        parts,
    };
    html(as_of.status(), &page)
}

fn row(w: Words, unit: &str, one: &Candidate) -> Duty {
    let stage = one.stage();
    Duty {
        href: address(&one.uid),
        name: named(one),
        text: unit.to_owned(),
        state: state(stage),
        state_name: w.say(&format!("candidate-stage-{}", stage.word())),
    }
}

/// The state of the style sheet.
fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Admitted => "done",
        Stage::Refused | Stage::Withdrawn => "off",
        _ => "wait",
    }
}

/// The state of the style sheet, the state in words, and what is next with its day, of a probation.
fn standing(w: Words, rule: &AdmissionRule, one: &Probation, today: Day) -> (&'static str, String, String) {
    let say = |key: &str, day: Day| w.fill(key, &[("day", day.written().into()), ("left", left(w, today, day).into())]);
    let soon = i64::from(rule.soon_within_days);
    if one.reviewed_on.is_some() {
        return ("wait", w.say("probation-reviewed"), w.say("probation-next-decide"));
    }
    let (ceremony, end, due) = (one.ceremony_due(rule), one.ends_on(rule), one.review_due(rule));
    if today >= end {
        let state = if today > due { "short" } else { "late" };
        return (state, w.say("probation-over"), say("probation-next-review", due));
    }
    // Whoever came on record otherwise has had a ceremony; nobody has said when.
    if one.ceremony_on.is_none() && one.version > 0 {
        let state = if today > ceremony { "short" } else { "wait" };
        return (state, w.say("probation-no-ceremony"), say("probation-next-ceremony", ceremony));
    }
    let state = if today.plus_days(soon) >= end { "late" } else { "wait" };
    (state, w.say("probation-running"), say("probation-next-end", end))
}

fn probation_row(w: Words, tree: &Tree, rule: &AdmissionRule, one: &Probation, today: Day) -> Duty {
    let (state, state_name, next) = standing(w, rule, one, today);
    Duty {
        href: probation_address(&one.person_uid),
        name: format!("{} ({})", one.full_name, one.birth_year),
        text: format!("{}. {next}", tree.name(one.unit_id)),
        state,
        state_name,
    }
}

/// What waits for the officer: the cell's agreement, the decision above, the ceremony, the review, recognition.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, today, tree) = (officer.words(), office.clock.today(), &officer.tree);
    let (moves, people) = (officer.roots(Right::KeepMoves), officer.roots(Right::KeepPeople));
    if moves.is_empty() && people.is_empty() {
        return Ok(vec![]);
    }
    // A step is a duty of the unit at which it is done and of the one right above.
    let own = |roots: &[i64], unit: i64| {
        let above = tree.get(unit).and_then(|unit| unit.parent_id);
        roots.contains(&unit) || above.is_some_and(|above| roots.contains(&above))
    };
    let within = |roots: &[i64], unit: i64| roots.iter().any(|root| tree.is_within(unit, *root));
    let Ok(ruling) = ruling(today) else { return Ok(vec![]) };
    let mut conn = office.db.read().await?;
    let mut duties = Vec::new();
    for one in Candidate::open(&mut conn).await? {
        let waits = match one.stage() {
            Stage::Filed => own(&moves, one.unit_id),
            Stage::Reviewed => within(&people, one.unit_id),
            _ => false,
        };
        if waits {
            let row = row(w, tree.name(one.unit_id), &one);
            let text = w.say(&format!("candidate-duty-{}", one.state));
            duties.push(Duty {
                name: w.with("candidate-duty-name", "name", row.name),
                text: format!("{text} {}.", row.text),
                ..row
            });
        }
    }
    for one in Probation::all(&mut conn, today).await? {
        let (state, ..) = standing(w, ruling.rule, &one, today);
        let waits = match one.reviewed_on {
            Some(_) => within(&people, one.unit_id),
            None => state != "wait" && own(&moves, one.unit_id),
        };
        if waits {
            let row = probation_row(w, tree, ruling.rule, &one, today);
            duties.push(Duty { name: w.with("probation-duty-name", "name", row.name), ..row });
        }
    }
    Ok(duties)
}

fn named(one: &Candidate) -> String {
    format!("{} ({})", one.full_name, one.birth_day.year())
}

/// Where a candidate's page is.
fn address(uid: &str) -> String {
    format!("/van-phong/ket-nap/{uid}")
}

/// Where the page of a member's probation is.
pub(crate) fn probation_address(person: &str) -> String {
    format!("/van-phong/du-bi/{person}")
}

/// Where the probation of a person stands; empty for who is on none.
pub(crate) async fn probation_of(office: &Office, person: i64, uid: &str) -> Result<String, Failure> {
    let known = Probation::of(&mut office.db.read().await?, person, office.clock.today()).await?;
    Ok(known.map_or(String::new(), |_| probation_address(uid)))
}

fn ruling(day: Day) -> Result<Ruling<'static>, Failure> {
    let ruling = Ruling::on(&BOOK, day);
    ruling.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on admission holds on {day}")))
}

fn rule_title(w: Words, ruleset: &str) -> String {
    BOOK.by_id(ruleset).map_or(String::new(), |ruleset| in_words(w, &ruleset.title))
}

fn schooling(w: Words, rule: &AdmissionRule) -> Vec<(String, String)> {
    let none = (String::new(), w.say("record-choose"));
    let levels = rule.schooling.iter().map(|level| (level.key.clone(), viet::capital(&in_words(w, &level.name))));
    std::iter::once(none).chain(levels).collect()
}

/// The cells in which the officer may enter candidates, as (uid, name).
fn cells(officer: &Officer, none: String) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let mut cells = vec![(String::new(), none)];
    for root in officer.roots(Right::KeepMoves) {
        let within = tree.branch(root).iter().filter_map(|unit| tree.get(*unit)).filter(|unit| unit.kind == kind::CELL);
        for unit in within {
            if !cells.iter().any(|(uid, _)| *uid == unit.uid) {
                cells.push((unit.uid.clone(), unit.name.clone()));
            }
        }
    }
    cells
}
