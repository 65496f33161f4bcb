//! A campaign on its way down: the page on which a unit takes it up, makes its plan and asks for more, and what each unit is
//! told to do next.

use super::{Found, address, campaign_address, find, has_sheet};
use crate::deadline::left;
use crate::identity::reach::Officer;
use crate::identity::right::KeepStudy;
use crate::org::Tree;
use crate::shell::{Office, Shell};
use crate::study::cascade::{Asked, Facts, NewPlan, Plan, Step, keep_plan};
use crate::study::{Campaign, HANDINS, Line, Standing, StudyError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

#[derive(Template)]
#[template(path = "study/pages/cascade.html")]
struct CascadePage {
    shell: Shell,
    form: Form,
    title: String,
    unit: String,
    back: String,
    here: String,
    /// Whether the unit has a plan already.
    again: bool,
    /// What is asked of it from above.
    asked: Vec<String>,
    /// Papers: the field, the name, whether it is asked from above, whether it is ticked.
    handins: Vec<(String, String, bool, bool)>,
}

/// What is asked at a unit, in sentences; where a unit below the campaign's own asks, it is named.
pub(super) fn asked_lines(w: Words, campaign: &Campaign, tree: &Tree, asked: &Asked) -> Vec<String> {
    let by = |what: String, unit: i64| match unit == campaign.unit_id {
        true => what,
        false => w.fill("cascade-asked-by", &[("what", what.into()), ("unit", tree.name(unit).into())]),
    };
    let papers =
        asked.handins.iter().map(|(kind, unit)| by(viet::capital(&w.say(&format!("study-handin-{kind}"))), *unit));
    let words = asked.words.iter().map(|(words, unit)| by(words.clone(), *unit));
    let days = [("study", asked.study_by), ("write", asked.write_by)].into_iter().zip(asked.days_by);
    let days = days.filter_map(|((key, day), unit)| {
        Some(by(format!("{}: {}", w.say(&format!("campaign-{key}-by")), day?.written()), unit))
    });
    days.chain(papers).chain(words).collect()
}

/// What is asked of a unit by the campaign and those above it, without what it adds itself.
async fn above(conn: &mut Conn, campaign: &Campaign, tree: &Tree, unit: i64) -> Result<Asked, Failure> {
    let above = tree.get(unit).and_then(|unit| unit.parent_id);
    Ok(Asked::of(conn, campaign, tree, above.unwrap_or(campaign.unit_id)).await?)
}

/// The unit of an address with the campaign; whoever runs the campaign has it already.
async fn open(office: &Office, officer: &Officer, at: (&str, &str)) -> Result<Result<Found, Response>, Failure> {
    let found = find(office, officer, at.0, at.1).await?;
    officer.require_then(KeepStudy, &found.past, found.unit)?;
    let own = found.unit == found.campaign.unit_id;
    let nobody = found.standing.line(found.unit).is_none_or(|line| line.roll == 0);
    if own || nobody { Ok(Err(see_other(&campaign_address(&found.campaign)))) } else { Ok(Ok(found)) }
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = match open(&office, &officer, (&campaign, &unit)).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let request = office.chance.uuid(office.clock.now()).to_string();
    let mut form = Form::filled([("request", request.as_str()), ("version", "0")]);
    let mut conn = office.db.read().await?;
    if let Some(plan) = Plan::all(&mut conn, found.campaign.id).await?.remove(&found.unit) {
        let day = |day: Option<Day>| day.map_or(String::new(), Day::written);
        for (name, value) in [
            ("version", plan.version.to_string()),
            ("paper", plan.paper),
            ("words", plan.words),
            ("asks", plan.asks),
            ("study_by", day(plan.study_by)),
            ("write_by", day(plan.write_by)),
        ] {
            form.set(name, value);
        }
        let asked = Asked::of(&mut conn, &found.campaign, found.standing.tree(), found.unit).await?;
        for (kind, _) in asked.handins.iter().filter(|(_, by)| *by == found.unit) {
            form.set(&format!("handin-{kind}"), "1");
        }
    }
    drop(conn);
    page(&office, &officer, &found, StatusCode::OK, form).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    found: &Found,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), found.standing.tree());
    for (field, key) in
        [("study_by", "campaign-study-by"), ("write_by", "campaign-write-by"), ("words", "cascade-words")]
    {
        form.call(field, w.say(key));
    }
    let above = above(&mut office.db.read().await?, &found.campaign, tree, found.unit).await?;
    let handins = HANDINS.into_iter().map(|kind| {
        let (field, fixed) = (format!("handin-{kind}"), above.handins.iter().any(|(known, _)| *known == kind));
        let on = fixed || !form.get(&field).is_empty();
        (field, viet::capital(&w.say(&format!("study-handin-{kind}"))), fixed, on)
    });
    let back = address(&found.campaign, tree, found.unit);
    let page = CascadePage {
        title: found.campaign.title.clone(),
        unit: tree.name(found.unit).to_owned(),
        here: format!("{back}/ke-hoach"),
        again: form.get("version") != "0",
        asked: asked_lines(w, &found.campaign, tree, &above),
        handins: handins.collect(),
        shell: office.shell(officer),
        form,
        back,
    };
    html(status, &page)
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = match open(&office, &officer, (&campaign, &unit)).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let grant = officer.require_then(KeepStudy, &found.past, found.unit)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut days = [None; 2];
    for (day, field) in days.iter_mut().zip(["study_by", "write_by"]) {
        *day = Day::parse(form.get(field));
        if day.is_none() && !form.get(field).is_empty() {
            form.wrong(field, w.say("wrong-day"));
        }
    }
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let above = above(&mut tx, &found.campaign, found.standing.tree(), found.unit).await?;
    for (field, mine, theirs) in [("study_by", days[0], above.study_by), ("write_by", days[1], above.write_by)] {
        if let (Some(mine), Some(theirs)) = (mine, theirs)
            && mine > theirs
        {
            form.wrong(field, w.with("cascade-later", "day", theirs.written()));
        }
        // As the campaign's own days: nobody studies before it is said who is to.
        let cutoff = found.campaign.cutoff_day;
        if mine.is_some_and(|mine| mine < cutoff) {
            form.wrong(field, w.with("campaign-deadline-before-cutoff", "day", cutoff.written()));
        }
    }
    // Nobody hands in before they have studied, whoever set the days; who sets none is not told of those of others.
    if days != [None; 2]
        && let (Some(study), Some(write)) = (days[0].or(above.study_by), days[1].or(above.write_by))
        && write < study
        && form.is_sound()
    {
        let field = if days[1].is_some() { "write_by" } else { "study_by" };
        let (told, day) =
            if days[1].is_some() { ("campaign-deadline-before", study) } else { ("cascade-later-than-papers", write) };
        form.wrong(field, w.with(told, "day", day.written()));
    }
    if !form.is_sound() {
        drop(tx);
        return page(&office, &officer, &found, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let sent = form.clone();
    let new = NewPlan {
        paper: sent.get("paper"),
        words: sent.get("words"),
        asks: sent.get("asks"),
        handins: HANDINS.into_iter().filter(|kind| !sent.get(&format!("handin-{kind}")).is_empty()).collect(),
        days: (days[0], days[1]),
        version,
    };
    match keep_plan(&mut tx, grant, &found.campaign, (&new, &above), now).await {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            let theirs = Plan::all(&mut office.db.read().await?, found.campaign.id).await?.remove(&found.unit);
            if let Some(theirs) = theirs {
                form.set("version", theirs.version.to_string());
                form.wrong("words", w.with("cascade-changed", "words", theirs.words));
            }
            return page(&office, &officer, &found, StatusCode::CONFLICT, form).await;
        }
        Err(StudyError::Closed(_)) => {
            drop(tx);
            form.wrong("words", super::sheet::closed(w, &found.campaign));
            return page(&office, &officer, &found, StatusCode::CONFLICT, form).await;
        }
        Err(StudyError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    }
    let target = format!("{}?xong=ke-hoach-hoc-tap", address(&found.campaign, found.standing.tree(), found.unit));
    once::done(tx, &form, &target, now).await
}

/// What a unit does next in a campaign, with what is asked of it.
pub(super) async fn next(
    conn: &mut Conn,
    standing: &Standing,
    line: &Line,
    today: Day,
) -> Result<(Step, Asked), Failure> {
    let (campaign, tree, unit) = (standing.campaign(), standing.tree(), line.unit);
    let plans = Plan::all(conn, campaign.id).await?;
    let asked = Asked::of(conn, campaign, tree, unit).await?;
    let sql = "SELECT unit_id, on_day FROM study_session WHERE campaign_id = $1 ORDER BY on_day";
    let sessions: Vec<(i64, Day)> = conn.all(sql, &[&campaign.id]).await?;
    let near = |holder: i64| tree.is_within(holder, unit) || tree.is_within(unit, holder);
    let facts = Facts {
        received: unit == campaign.unit_id || plans.contains_key(&unit),
        below: untaken(standing, &plans, unit).len() as u64,
        session: sessions.iter().find(|(holder, _)| near(*holder)).map(|(_, day)| *day),
        today: Some(today),
        unmarked: line.unmarked(),
        absent: line.absent,
        owed: asked.owed(line),
        took_part: line.rate().numerator,
    };
    Ok((Step::next(&facts), asked))
}

/// What is past its last day at a unit, each in a sentence.
pub(super) fn overdue(w: Words, campaign: &Campaign, asked: &Asked, line: &Line, today: Day) -> Vec<String> {
    let told = |(word, day): (&str, Day)| {
        let values = [("day", day.written().into()), ("late", left(w, today, day).into())];
        w.fill(&format!("study-overdue-{word}"), &values)
    };
    asked.overdue(campaign, line, today).into_iter().map(told).collect()
}

/// The units right below a unit that have members on the roll and have neither taken the campaign up nor marked anybody.
pub(super) fn untaken(standing: &Standing, plans: &std::collections::HashMap<i64, Plan>, unit: i64) -> Vec<i64> {
    let silent = |child: &i64| {
        let line = standing.line(*child).filter(|line| line.roll > line.exempt);
        line.is_some_and(|line| line.unmarked() == line.rate().denominator) && !plans.contains_key(child)
    };
    standing.tree().children(unit).iter().copied().filter(silent).collect()
}

/// The step in a sentence, and where it is done.
pub(super) fn told(w: Words, standing: &Standing, unit: i64, step: Step) -> (String, String) {
    let own = address(standing.campaign(), standing.tree(), unit);
    let (word, n) = step.word();
    // Nobody but whoever runs the campaign fixes its numbers.
    if step == Step::Done && unit == standing.campaign().unit_id {
        return (w.say("study-next-close"), campaign_address(standing.campaign()));
    }
    let place = match step {
        Step::Receive => "/ke-hoach",
        Step::Session => "/buoi",
        Step::Mark(_) | Step::MakeUp(_) if has_sheet(standing, unit) => "/diem-danh",
        Step::Collect(_) if has_sheet(standing, unit) => "/thu-bai",
        // A committee has no sheet of its own: it is led to whom it is about.
        Step::Mark(_) => "/danh-sach?loai=unmarked",
        Step::MakeUp(_) => "/danh-sach?loai=absent",
        Step::Collect(_) => "/nhom",
        _ => "",
    };
    let n = match step {
        Step::Await(day) => day.written(),
        _ => w.number(n as i64),
    };
    (w.with(&format!("study-next-{word}"), "n", n), format!("{own}{place}"))
}
