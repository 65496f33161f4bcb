//! Coming into the Party on screen: the candidates by how far they have come, who is on probation until when, and the
//! pages of one of either.

mod former;
mod new;
mod one;
mod probation;

use super::{Candidate, Probation, Ruling, Stage};
use crate::deadline::left;
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::org::kind;
use crate::people::pages::BOOK;
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::Page;
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
    parts: Vec<(String, Vec<Duty>)>,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Page<ListPage>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let (roots, unit) = officer.asked_branches(ReadPeople)?;
    let within = |unit: i64| roots.iter().any(|root| officer.tree.is_within(unit, *root));
    let ruling = ruling(today)?;
    let mut conn = office.db.read().await?;
    let open = Candidate::open(&mut conn).await?.into_iter().filter(|one| within(one.unit_id));
    let (decided, open): (Vec<_>, Vec<_>) = open.partition(|one| one.stage() == Stage::Reviewed);
    let closed = Candidate::closed_since(&mut conn, today.plus_days(-RECENT)).await?;
    let closed = closed.into_iter().filter(|one| within(one.unit_id));
    let probation = Probation::all(&mut conn, today).await?.into_iter().filter(|one| within(one.unit_id));
    let rows = |all: Vec<Candidate>| all.iter().map(|one| row(w, &officer, one)).collect::<Vec<_>>();
    let parts = [
        ("candidate-part-open", rows(open)),
        ("candidate-part-decide", rows(decided)),
        (
            "candidate-part-probation",
            probation.map(|one| probation_row(w, &officer, ruling.rule, &one, today)).collect(),
        ),
        ("candidate-part-closed", rows(closed.collect())),
    ];
    let parts = parts.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(key, rows)| (w.say(key), rows));
    Ok(Page(ListPage {
        shell: office.shell(&officer),
        unit,
        rule: rule_title(w, ruling.id),
        enters: !officer.roots(Right::KeepMoves).is_empty(),
        parts: parts.collect(),
    }))
}

fn row(w: Words, officer: &Officer, one: &Candidate) -> Duty {
    let stage = one.stage();
    let state = match stage {
        Stage::Admitted => "done",
        Stage::Refused | Stage::Withdrawn => "off",
        _ => "wait",
    };
    Duty {
        href: address(&one.uid),
        name: named(one),
        text: officer.tree.name(one.unit_id).to_owned(),
        state,
        state_name: w.say(&format!("candidate-stage-{}", stage.word())),
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

fn probation_row(w: Words, officer: &Officer, rule: &AdmissionRule, one: &Probation, today: Day) -> Duty {
    let (state, state_name, next) = standing(w, rule, one, today);
    Duty {
        href: probation_address(&one.person_uid),
        name: format!("{} ({})", one.full_name, one.birth_year),
        text: format!("{}. {next}", officer.tree.name(one.unit_id)),
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
            let row = row(w, officer, &one);
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
            let row = probation_row(w, officer, ruling.rule, &one, today);
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
