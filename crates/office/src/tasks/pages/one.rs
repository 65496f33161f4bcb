//! One task: the paper and clause that it comes from, who leads until when, what was done, and the next step.

use super::ask::said;
use super::give::later;
use super::remind::last;
use super::{address, find, state};
use crate::deadline::left;
use crate::identity::reach::Officer;
use crate::identity::right::{DoTasks, GiveTasks, Right};
use crate::papers::{Paper, PaperFile};
use crate::shell::{Office, Shell};
use crate::tasks::verbs::StepGrant;
use crate::tasks::{
    Asked, Done, Reminder, Ruling, State as TaskState, Step, Task, TaskError, extend, on_working_day, step,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

/// Letters of a report or a reason at most.
const LONGEST: usize = 2000;

#[derive(Template)]
#[template(path = "tasks/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    what: String,
    here: String,
    state: &'static str,
    state_name: String,
    facts: Vec<(String, String)>,
    /// The paper: what it is, and its page where its register is within reach.
    paper: (String, String),
    files: Vec<(String, String)>,
    /// The steps that the officer may do now: word, button, whether it wants words.
    steps: Vec<(&'static str, String, bool)>,
    extends: bool,
    /// Whether the officer may ask for more time.
    asks: bool,
    /// What was asked or answered about its end; empty where nothing was.
    asked: String,
    /// What the officer may agree to: until when, and why it is asked for.
    answers: Option<(String, String)>,
    /// Whether the officer may remind of it; where that was done today, what is said instead.
    reminds: Option<String>,
    /// Step, when, words, who.
    trail: Vec<(String, String, String, String)>,
    version: i64,
    request: String,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    page(&office, &officer, &uid, StatusCode::OK, Form::default()).await
}

async fn the_paper(conn: &mut Conn, task: &Task) -> Result<Paper, Failure> {
    Paper::get(conn, task.paper_id).await?.ok_or(Failure::NotFound)
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    uid: &str,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let (task, past) = find(&mut conn, office, officer, uid).await?;
    let set = office.book.by_id(&task.ruleset);
    let ruling = set.and_then(|set| Some(Ruling { id: &set.id, title: &set.title, rule: set.tasks()? }));
    let ruling = ruling.map_or_else(|| office.tasks_rule(), Ok)?;
    let paper = the_paper(&mut conn, &task).await?;
    let here = address(&task.uid);
    let files = PaperFile::of(&mut conn, paper.id).await?;
    let files = files.into_iter().map(|file| (format!("{here}/tep/{}", file.uid), file.name)).collect();
    let partners = Task::partners(&mut conn, task.id).await?;
    let done = Done::of(&mut conn, task.id).await?;
    let reminder = Reminder::of(&mut conn, task.id).await?;
    let asked = Asked::of(&mut conn, task.id).await?;
    drop(conn);
    let name = |unit: i64| past.tree.name(past.heir(unit)).to_owned();
    let partners: Vec<String> = partners.into_iter().map(name).collect();
    let due = match task.state().is_open() {
        true => format!("{} ({})", task.due_day.written(), left(w, today, task.due_day)),
        false => task.due_day.written(),
    };
    let off = on_working_day(task.due_day) != task.due_day;
    let facts = [
        ("task-clause", task.clause.clone()),
        ("task-output", task.output.clone()),
        ("task-lead", name(task.unit_id)),
        ("task-partners", partners.join("; ")),
        ("task-giver", name(task.giver_unit)),
        ("task-directed", task.directed.clone()),
        ("task-given-on", task.given_on.written()),
        ("task-due", due),
        ("task-basis", w.say(&format!("task-basis-{}", task.basis))),
        ("task-due-off", if off { w.say("task-due-off-text") } else { String::new() }),
        ("task-reminded", reminder.as_ref().map_or(String::new(), |reminder| last(w, reminder))),
        ("papers-rule", crate::papers::pages::text(w, ruling.title)),
    ];
    let facts =
        facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (w.say(key), value)).collect();
    let leads = officer.require_then(DoTasks, &past, task.unit_id).is_ok();
    let gives = officer.require_then(GiveTasks, &past, task.giver_unit).is_ok();
    let may = |step: &Step| if step.is_of_lead() { leads } else { gives };
    let steps = Step::ALL.into_iter().filter(|step| may(step) && task.state().after(*step).is_some());
    let reads = officer.may_then(&past, Right::ReadPapers, paper.unit_id);
    let (state, state_name) = state(w, ruling, &task, today);
    let trail = done.into_iter().map(|one| {
        let moved = match (one.old_due, one.new_due) {
            (_, Some(new)) if one.step == "ask" => w.with("task-asked-until", "day", new.written()),
            (Some(old), Some(new)) => {
                w.fill("task-moved", &[("old", old.written().into()), ("new", new.written().into())])
            }
            _ => String::new(),
        };
        let words = [moved, one.words].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        (w.say(&format!("task-step-{}", one.step)), one.at.written(), words, one.who)
    });
    let page = OnePage {
        trail: trail.collect(),
        steps: steps
            .map(|step| (step.word(), w.say(&format!("task-do-{}", step.word())), step.wants_words()))
            .collect(),
        extends: gives && task.state().is_open(),
        asks: leads && !gives && matches!(task.state(), TaskState::New | TaskState::Doing),
        asked: asked.as_ref().map_or(String::new(), |asked| said(w, asked)),
        answers: asked
            .filter(|asked| gives && asked.is_waiting())
            .map(|asked| (asked.due.map_or(String::new(), Day::written), asked.words)),
        reminds: (gives && matches!(task.state(), TaskState::New | TaskState::Doing)).then(|| {
            let today = reminder.filter(|last| last.is_of(today));
            today.map_or(String::new(), |last| w.with("task-remind-today", "who", last.who))
        }),
        paper: (
            crate::papers::pages::title(w, &paper),
            if reads { crate::papers::pages::address(&paper.uid) } else { String::new() },
        ),
        version: task.version,
        request: office.chance.uuid(office.clock.now()).to_string(),
        shell: office.shell(officer),
        what: task.what,
        here,
        state,
        state_name,
        facts,
        files,
        form,
    };
    html(status, &page)
}

pub(super) async fn stepped(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (task, past) = find(&mut tx, &office, &officer, &uid).await?;
    let leads = officer.require_then(DoTasks, &past, task.unit_id);
    let gives = officer.require_then(GiveTasks, &past, task.giver_unit);
    if leads.is_err() && gives.is_err() {
        return Err(Failure::Forbidden);
    }
    once::first_time(&mut tx, &form).await?;
    let what = Step::of(form.get("step")).ok_or(Failure::Malformed)?;
    let forbidden = |_| Failure::Forbidden;
    let grant = match what.is_of_lead() {
        true => StepGrant::Lead(leads.map_err(forbidden)?),
        false => StepGrant::Giver(gives.map_err(forbidden)?),
    };
    let version = form.version()?;
    check_words(&mut form, w, what.wants_words());
    if form.is_sound() {
        match step(&mut tx, grant, (task.id, version), (what, form.get("words")), now).await {
            Ok(()) => {
                let target = format!("{}?xong=viec-{}", address(&uid), what.word());
                return once::done(tx, &form, &target, now).await;
            }
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(_) => form.wrong("words", w.say("task-stale")),
        }
    }
    drop(tx);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(&office, &officer, &uid, status, form).await
}

fn check_words(form: &mut Form, w: kit::words::Words, wanted: bool) {
    match form.get("words").chars().count() {
        0 if wanted => form.wrong("words", w.say("task-no-words")),
        n if n > LONGEST => form.wrong("words", w.count("papers-too-long", LONGEST as i64)),
        _ => {}
    }
}

pub(super) async fn extended(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (task, past) = find(&mut tx, &office, &officer, &uid).await?;
    // Who sees the task may do this or may not; where the giver lies does not matter to them.
    let grant = officer.require_then(GiveTasks, &past, task.giver_unit).map_err(|_| Failure::Forbidden)?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let due = later(&mut form, w, "due", (task.due_day, now.day()));
    if form.get("why").is_empty() {
        form.wrong("why", w.say("papers-no-reason"));
    }
    if let Some(due) = due.filter(|_| form.is_sound()) {
        match extend(&mut tx, grant, (task.id, version), (due, form.get("why")), now).await {
            Ok(()) => {
                let target = format!("{}?xong=viec-extend", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(TaskError::Db(error)) => return Err(error.into()),
            Err(TaskError::NotLater | TaskError::TooEarly) => {
                form.wrong("due", w.with("task-not-later", "day", task.due_day.written()));
            }
            Err(TaskError::Stale | TaskError::Reminded(_)) => form.wrong("due", w.say("task-stale")),
        }
    }
    drop(tx);
    page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

pub(super) async fn send(
    State(office): State<Office>,
    officer: Officer,
    Path((uid, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let (task, _) = find(&mut conn, &office, &officer, &uid).await?;
    let paper = the_paper(&mut conn, &task).await?;
    let files = PaperFile::of(&mut conn, paper.id).await?;
    let file = files.into_iter().find(|known| known.uid == file).ok_or(Failure::NotFound)?;
    let bytes = office.files.get(&file.sha256).map_err(anyhow::Error::from)?;
    Ok(kit::web::attachment(bytes, file.mime(), &file.name))
}
