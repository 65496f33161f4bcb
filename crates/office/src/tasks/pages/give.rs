//! The form that gives a task from a paper, as it was directed.

use super::{address, group, leads};
use crate::identity::reach::Officer;
use crate::identity::right::GiveTasks;
use crate::papers::Paper;
use crate::papers::pages as papers;
use crate::shell::{Office, Shell};
use crate::tasks::{Group, NewTask, TaskError, default_due, give, on_working_day};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

/// Letters of a field at most.
const LONGEST: [(&str, usize); 4] = [("what", 2000), ("clause", 60), ("output", 300), ("directed", 120)];

#[derive(Template)]
#[template(path = "tasks/pages/give.html")]
struct GivePage {
    shell: Shell,
    form: Form,
    paper: String,
    back: String,
    leads: Vec<(String, String)>,
    /// (field, name)
    partners: Vec<(String, String)>,
    rule: String,
    default_due: String,
}

/// The paper, when the officer may give tasks from it.
pub(super) async fn paper(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<Paper, Failure> {
    let (paper, _) = papers::find(conn, office, officer, uid).await?;
    officer.require(GiveTasks, paper.unit_id)?;
    Ok(paper)
}

/// What says in a form that each of several right below leads a task of its own.
pub(super) const GROUPS: [(Group, &str); 3] =
    [(Group::Organisations, "organisations"), (Group::Committees, "every"), (Group::Communes, "communes")];

/// The units that may lead, by their outward identities; before them those that may do so each for itself, where there are
/// several.
pub(super) fn lead_choices(officer: &Officer, giver: i64) -> Vec<(String, String)> {
    let (tree, w) = (&officer.tree, officer.words());
    let committees = group(tree, giver, Group::Committees).len();
    let offered = GROUPS.into_iter().filter_map(|(of, word)| {
        let size = group(tree, giver, of).len();
        // Where these are the committees, that is one choice and not two.
        let is_own = of == Group::Committees || size != committees;
        (size > 1 && is_own).then(|| (word.to_owned(), w.count(&format!("task-{word}"), size as i64)))
    });
    let one = |unit: i64| (tree.uid(unit).to_owned(), tree.name(unit).to_owned());
    offered.chain(leads(tree, giver).into_iter().map(one)).collect()
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let paper = paper(&mut office.db.read().await?, &office, &officer, &uid).await?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", request), ("lead", officer.tree.uid(paper.unit_id).to_owned())]);
    page(&office, &officer, &paper, StatusCode::OK, form)
}

fn page(
    office: &Office,
    officer: &Officer,
    paper: &Paper,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let ruling = office.tasks_rule()?;
    let leads = lead_choices(officer, paper.unit_id);
    let tree = &officer.tree;
    let partner = |unit: i64| (format!("partner-{}", tree.uid(unit)), tree.name(unit).to_owned());
    let page = GivePage {
        paper: papers::title(w, paper),
        back: papers::address(&paper.uid),
        partners: self::leads(&officer.tree, paper.unit_id).into_iter().map(partner).collect(),
        leads,
        rule: papers::text(w, ruling.title),
        default_due: w.with("task-due-hint", "day", default_due(ruling.rule, office.clock.today()).written()),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

/// What a form says of one task, once it can be read.
pub(super) struct Typed {
    /// Who leads; each of them a task of its own.
    pub(super) leads: Vec<i64>,
    pub(super) due: Option<Day>,
}

/// Reads the fields of a task; `suffix` tells several in one form apart.
pub(super) fn read(form: &mut Form, officer: &Officer, giver: i64, suffix: &str, today: Day) -> Option<Typed> {
    let w = officer.words();
    for (name, most) in LONGEST {
        let name = format!("{name}{suffix}");
        if form.get(&name).chars().count() > most {
            form.wrong(name, w.count("papers-too-long", most as i64));
        }
    }
    let what = format!("what{suffix}");
    if form.get(&what).is_empty() {
        form.wrong(what, w.say("task-no-what"));
    }
    let name = format!("lead{suffix}");
    let leads: Vec<i64> = match GROUPS.into_iter().find(|(_, word)| *word == form.get(&name)) {
        Some((of, _)) => group(&officer.tree, giver, of),
        None => {
            let chosen = form.get(&name);
            leads(&officer.tree, giver).into_iter().filter(|unit| officer.tree.uid(*unit) == chosen).collect()
        }
    };
    if leads.is_empty() {
        form.wrong(name, w.say("papers-choose-one"));
    }
    let due = due(form, w, &format!("due{suffix}"), today);
    Some(Typed { leads: Some(leads).filter(|leads| !leads.is_empty())?, due: due.ok()? })
}

/// The stated end: a day that is to come, and worked.
fn due(form: &mut Form, w: Words, name: &str, today: Day) -> Result<Option<Day>, ()> {
    if form.get(name).is_empty() {
        return Ok(None);
    }
    let day = Day::parse(form.get(name));
    match day.map_or_else(|| Some(w.say("wrong-day")), |day| no_end(w, day, today)) {
        None => Ok(day),
        Some(why) => {
            form.wrong(name, why);
            Err(())
        }
    }
}

/// Why a day can be no end of a task: it is over, or nobody works on it.
pub(super) fn no_end(w: Words, day: Day, today: Day) -> Option<String> {
    if day < today {
        return Some(w.say("task-due-past"));
    }
    // A paper may well state a Sunday; the last working day on which something can be done is the one before, and only
    // who directs decides whether the next one will do.
    let worked = on_working_day(day);
    (worked != day).then(|| w.with("task-due-on-day-off", "day", worked.written()))
}

/// Reads the day to which an end is moved; that it is not later than the end there is, the task itself says.
pub(super) fn later(form: &mut Form, w: Words, name: &str, (end, today): (Day, Day)) -> Option<Day> {
    let day = Day::parse(form.get(name));
    let moved = day.filter(|day| *day > end);
    let wrong = if day.is_none() { Some(w.say("wrong-day")) } else { moved.and_then(|day| no_end(w, day, today)) };
    if let Some(why) = wrong {
        form.wrong(name, why);
    }
    day
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let paper = paper(&mut tx, &office, &officer, &uid).await?;
    officer.require(GiveTasks, paper.unit_id)?;
    once::first_time(&mut tx, &form).await?;
    let typed = read(&mut form, &officer, paper.unit_id, "", now.day()).filter(|_| form.is_sound());
    let Some(typed) = typed else {
        drop(tx);
        return page(&office, &officer, &paper, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let chosen = |unit: &i64| form.get(&format!("partner-{}", officer.tree.uid(*unit))) == "1";
    let partners: Vec<i64> = leads(&officer.tree, paper.unit_id).into_iter().filter(chosen).collect();
    let said = NewTask {
        uid: "",
        paper: paper.id,
        lead: 0,
        partners: &partners,
        clause: form.get("clause"),
        what: form.get("what"),
        output: form.get("output"),
        directed: form.get("directed"),
        due: typed.due,
    };
    let given = give_each(&mut tx, &office, &officer, (&paper, &typed.leads), said, now).await?;
    let target = match &given[..] {
        [task] => format!("{}?xong=viec-give", address(task)),
        _ => format!("{}?xong=viec-giao-nhieu", papers::address(&paper.uid)),
    };
    once::done(tx, &form, &target, now).await
}

/// Gives what is said from a paper to each who leads; the outward identities of the tasks.
pub(super) async fn give_each(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    (paper, leads): (&Paper, &[i64]),
    said: NewTask<'_>,
    now: Ts,
) -> Result<Vec<String>, Failure> {
    let mut given = Vec::with_capacity(leads.len());
    for lead in leads {
        let uid = office.chance.uuid(now).to_string();
        let grant = officer.require(GiveTasks, paper.unit_id)?;
        match give(conn, grant, office.tasks_rule()?, &NewTask { uid: &uid, lead: *lead, ..said }, now).await {
            Ok(_) => given.push(uid),
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(Failure::Broken(error.into())),
        }
    }
    Ok(given)
}
