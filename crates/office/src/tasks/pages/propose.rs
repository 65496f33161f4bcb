//! Clauses of a paper as tasks: its text is read, the rules propose, somebody decides.

use super::give::{self, GROUPS, lead_choices, paper};
use super::{group, leads};
use crate::identity::reach::Officer;
use crate::papers::pages as papers;
use crate::papers::{Direction, Paper, PaperFile, Taken, in_unicode, pdf_text};
use crate::shell::{Office, Shell};
use crate::tasks::{Group, NewTask, Proposed, on_working_day, propose};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::files::FileKind;
use kit::form::Form;
use kit::once;
use kit::page::html;

/// Clauses in one form at most.
const MOST: usize = 40;

#[derive(Template)]
#[template(path = "tasks/pages/propose.html")]
struct ProposePage {
    shell: Shell,
    form: Form,
    paper: String,
    back: String,
    rule: String,
    leads: Vec<(String, String)>,
    /// The proposed clauses, by the ends of their fields' names.
    clauses: Vec<String>,
    /// Whether a text was read in which nothing was found.
    nothing: bool,
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let paper = paper(&mut office.db.read().await?, &office, &officer, &uid).await?;
    let files = PaperFile::of(&mut office.db.read().await?, paper.id).await?;
    // The text of a Word file of the paper, or of a PDF, is there to be read; others are pasted.
    let of = |kind: Taken| files.iter().find(|file| Taken::of(&file.kind) == Some(kind)).map(|file| &file.sha256);
    let bytes = |hash: &String| office.files.get(hash).ok();
    let text = match (of(Taken::Word).and_then(bytes), of(Taken::Seen(FileKind::Pdf)).and_then(bytes)) {
        (Some(word), _) => docx::text(&word).unwrap_or_default(),
        (None, Some(pdf)) => pdf_text(&office, pdf).await?.unwrap_or_default(),
        (None, None) => String::new(),
    };
    let text = in_unicode(&text);
    page(&office, &officer, &paper, StatusCode::OK, Form::filled([("text", text)]), false)
}

fn page(
    office: &Office,
    officer: &Officer,
    paper: &Paper,
    status: StatusCode,
    form: Form,
    nothing: bool,
) -> Result<Response, Failure> {
    let w = officer.words();
    let page = ProposePage {
        paper: papers::title(w, paper),
        back: papers::address(&paper.uid),
        rule: papers::text(w, office.tasks_rule()?.title),
        leads: lead_choices(officer, paper.unit_id),
        clauses: (0..count(&form)).map(|nth| format!("-{nth}")).collect(),
        shell: office.shell(officer),
        form,
        nothing,
    };
    html(status, &page)
}

fn count(form: &Form) -> usize {
    form.get("count").parse::<usize>().unwrap_or(0).min(MOST)
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    let paper = paper(&mut tx, &office, &officer, &uid).await?;
    if form.get("do") != "give" {
        drop(tx);
        return read(&office, &officer, &paper, form);
    }
    once::first_time(&mut tx, &form).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let chosen: Vec<String> =
        (0..count(&form)).map(|nth| format!("-{nth}")).filter(|end| form.get(&format!("take{end}")) == "1").collect();
    if chosen.is_empty() {
        form.wrong("take-0", w.say("task-none-chosen"));
    }
    let mut read = Vec::new();
    for end in &chosen {
        if let Some(typed) = give::read(&mut form, &officer, paper.unit_id, end, now.day()) {
            read.push((end, typed));
        }
    }
    if !form.is_sound() || read.len() < chosen.len() {
        drop(tx);
        return page(&office, &officer, &paper, StatusCode::UNPROCESSABLE_ENTITY, form, false);
    }
    for (end, typed) in read {
        let field = |name: &str| form.get(&format!("{name}{end}"));
        let said = NewTask {
            uid: "",
            paper: paper.id,
            lead: 0,
            partners: &[],
            clause: field("clause"),
            what: field("what"),
            output: "",
            directed: form.get("directed"),
            due: typed.due,
        };
        give::give_each(&mut tx, &office, &officer, (&paper, &typed.leads), said, now).await?;
    }
    let target = format!("{}?xong=viec-giao-nhieu", papers::address(&paper.uid));
    once::done(tx, &form, &target, now).await
}

/// Reads the text and fills the form with what the rules propose.
fn read(office: &Office, officer: &Officer, paper: &Paper, typed: Form) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    if typed.get("text").is_empty() {
        let mut form = typed;
        form.wrong("text", w.say("task-no-text"));
        return page(office, officer, paper, StatusCode::UNPROCESSABLE_ENTITY, form, false);
    }
    let tree = &officer.tree;
    let below =
        group(tree, paper.unit_id, Group::Committees).into_iter().map(|unit| tree.name(unit)).collect::<Vec<_>>();
    let found = propose(office.tasks_rule()?, &below, typed.raw("text"), paper.issued_on);
    let nothing = found.is_empty();
    let mut form = typed;
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    form.set("count", found.len().to_string());
    for (nth, one) in found.into_iter().enumerate() {
        let lead = lead(officer, paper, &one);
        // A day off in the paper is shown as the next working day, to be looked at before the task is given.
        let due = one.due.filter(|due| *due >= today).map_or(String::new(), |due| on_working_day(due).written());
        form.set(&format!("take-{nth}"), "1");
        form.set(&format!("what-{nth}"), one.what);
        form.set(&format!("clause-{nth}"), one.clause);
        form.set(&format!("lead-{nth}"), lead);
        form.set(&format!("due-{nth}"), due);
    }
    page(office, officer, paper, StatusCode::OK, form, nothing)
}

/// Who is proposed to lead: each of those to whom it speaks, where there are several; otherwise the unit whose name the rules
/// say; otherwise each of those below, or the unit itself.
fn lead(officer: &Officer, paper: &Paper, one: &Proposed) -> String {
    let (tree, giver) = (&officer.tree, paper.unit_id);
    let offered = lead_choices(officer, giver);
    let word = |group: Group| GROUPS.into_iter().find(|(known, _)| *known == group).map(|(_, word)| word.to_owned());
    let each = |group: Group| word(group).filter(|word| offered.iter().any(|(value, _)| value == word));
    let has_committees = each(Group::Committees);
    let begins = viet::fold(&one.lead);
    let named = |unit: &i64| !begins.is_empty() && viet::fold(tree.name(*unit)).starts_with(&begins);
    // Of two names of which one begins with the other, it is the one that was said.
    let named = || leads(tree, giver).into_iter().filter(named).min_by_key(|unit| tree.name(*unit).len());
    let named = || named().map(|unit| tree.uid(unit).to_owned());
    // The cells of a paper from above are not those of a commune that it comes to: the commune does what it says.
    let is_own = has_committees.is_some() || paper.direction() != Direction::In;
    let group = one.group.filter(|_| is_own);
    let speaks_to = group.and_then(|group| each(group).or_else(|| has_committees.clone()));
    speaks_to.or_else(named).or(has_committees).unwrap_or_else(|| tree.uid(giver).to_owned())
}
