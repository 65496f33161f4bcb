//! The form with which a member's cell enters that the member asks to be transferred, and what was done of it already.

use super::{above, address, causes, cells, due_by_rule, meant, ruling, title};
use crate::deadline::past_day;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepMoves, ReadPeople, Right};
use crate::people::Person;
use crate::people::pages::address as member_address;
use crate::shell::{Office, Shell};
use crate::transfer::{Asked, Step, TransferError, Written, advance, ask};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;
use rules::TransferRule;

#[derive(Template)]
#[template(path = "transfer/pages/ask.html")]
struct AskPage {
    shell: Shell,
    form: Form,
    name: String,
    birth_year: i64,
    unit: String,
    back: String,
    rule: String,
    kinds: Vec<(String, String)>,
    causes: Vec<(String, String)>,
    units: Vec<(String, String)>,
    /// The units that the words may name, and that it is none of them; empty when they name none.
    whither: Vec<(String, String)>,
    /// What the time limit is, in words.
    limit: String,
    /// How long a temporary stay may be, in words.
    stay: String,
    /// Whether they act for the unit above the cell too and may enter the introduction at once.
    introduces: bool,
}

/// Who moves, and whether the officer also acts above the cell.
struct Member {
    person: Person,
    above: i64,
}

async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Member, Failure> {
    let today = office.clock.today();
    let mut conn = office.db.read().await?;
    let person = Person::by_uid(&mut conn, uid, today).await?.ok_or(Failure::NotFound)?;
    officer.require(ReadPeople, person.unit_id)?;
    let above = above(&officer.tree, person.unit_id);
    Ok(Member { person, above })
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let member = find(&office, &officer, &person).await?;
    officer.require(KeepMoves, member.person.unit_id)?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form =
        Form::filled([("request", request), ("kind", "main".to_owned()), ("day", office.clock.today().written())]);
    page(&office, &officer, &member, StatusCode::OK, form)
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let member = find(&office, &officer, &person).await?;
    let home = member.person.unit_id;
    let grant = officer.require(KeepMoves, home)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let typed = form.clone();
    let Some(asked) = read(&mut form, &officer, &member, now.day())?.filter(|_| form.is_sound()) else {
        return page(&office, &officer, &member, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let (due, ruleset) = due_by_rule(asked.cause_on, asked.day)?;
    let new = Asked {
        uid: office.chance.uuid(now).to_string(),
        person: member.person.id,
        temporary: asked.until.is_some(),
        to: asked.to,
        elsewhere: if asked.to.is_some() { "" } else { typed.get("elsewhere") },
        cause: typed.get("cause"),
        cause_on: asked.cause_on,
        until: asked.until,
        due,
        ruleset,
    };
    let words = typed.get("words");
    let begun = ask(&mut tx, grant, &new, Written { day: asked.day, paper: typed.get("paper"), words }, now).await;
    let id = match begun {
        Ok(id) => id,
        Err(TransferError::Open(open)) => {
            drop(tx);
            // The page of what is open already shows where it stands; nothing was written.
            return Ok(see_other(&format!("{}?xong=chuyen-dang-co", address(&open))));
        }
        Err(TransferError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(Failure::Broken(error.into())),
    };
    for (version, (step, unit, day, paper)) in (1..).zip(asked.steps(&typed, home, member.above)) {
        let grant = officer.require(KeepMoves, unit).map_err(|_| Failure::Forbidden)?;
        match advance(&mut tx, grant, (id, version), step, Written { day, paper, words: "" }, now).await {
            Ok(()) => {}
            Err(TransferError::TooEarly(last)) => {
                drop(tx);
                let field = if step == Step::Review { "reviewed_on" } else { "introduced_on" };
                form.wrong(field, w.with("transfer-too-early", "day", last.written()));
                return page(&office, &officer, &member, StatusCode::UNPROCESSABLE_ENTITY, form);
            }
            Err(TransferError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(Failure::Broken(error.into())),
        }
    }
    let target = format!("{}?xong=chuyen-de-nghi", address(&new.uid));
    once::done(tx, &form, &target, now).await
}

/// What was typed, once it can be read.
struct Typed {
    day: Day,
    cause_on: Day,
    to: Option<i64>,
    until: Option<Day>,
    reviewed_on: Option<Day>,
    introduced_on: Option<Day>,
}

impl Typed {
    /// The steps that were entered together with the request: step, unit, day, paper.
    fn steps<'a>(&self, form: &'a Form, home: i64, above: i64) -> impl Iterator<Item = (Step, i64, Day, &'a str)> {
        let reviewed = self.reviewed_on.map(|day| (Step::Review, home, day, form.get("reviewed_paper")));
        let introduced = self.introduced_on.map(|day| (Step::Introduce, above, day, form.get("introduced_paper")));
        reviewed.into_iter().chain(introduced)
    }
}

/// Checks the form field by field; `None` when a day cannot be read.
fn read(form: &mut Form, officer: &Officer, member: &Member, today: Day) -> Result<Option<Typed>, Failure> {
    let (w, (_, rule)) = (officer.words(), ruling(today)?);
    let temporary = form.is("kind", "temporary");
    if !temporary && !form.is("kind", "main") {
        form.wrong("kind", w.say("transfer-no-kind"));
    }
    let cause = rule.causes.iter().find(|cause| cause.key == form.get("cause"));
    if cause.is_none() {
        form.wrong("cause", w.say("transfer-no-cause"));
    }
    // A unit that is not offered is answered like one that never was.
    let home = member.person.unit_id;
    let all = meant::receiving(officer, Some(home));
    let mut to = all.iter().find(|cell| form.is("to", &cell.uid)).map(|cell| cell.id);
    let meant = if form.get("to").is_empty() { meant::named(&all, form.get("elsewhere")) } else { vec![] };
    if !meant.is_empty() {
        to = meant::answer(officer, form, &meant);
    } else if form.is("to", officer.tree.uid(home)) {
        form.wrong("to", w.say("transfer-same-unit"));
    } else if to.is_none() && (!form.get("to").is_empty() || form.get("elsewhere").is_empty()) {
        form.wrong("to", w.say("transfer-no-target"));
    }
    let day = past_day(form, "day", today, w);
    // The cause may take effect a little later than it is known.
    let cause_on = Day::parse(form.get("cause_on"));
    if cause_on.is_none() {
        form.wrong("cause_on", w.say("wrong-day"));
    }
    let optional = |form: &mut Form, name: &str| {
        if form.get(name).is_empty() { None } else { past_day(form, name, today, w) }
    };
    let (reviewed_on, introduced_on) = (optional(form, "reviewed_on"), optional(form, "introduced_on"));
    if introduced_on.is_some() {
        if reviewed_on.is_none() && form.get("reviewed_on").is_empty() {
            form.wrong("reviewed_on", w.say("transfer-not-reviewed"));
        }
        if form.get("introduced_paper").is_empty() {
            form.wrong("introduced_paper", w.say("transfer-no-paper"));
        }
        if !officer.may(Right::KeepMoves, member.above) {
            return Err(Failure::Forbidden);
        }
    }
    let mut until = None;
    if temporary {
        let last = Day::parse(form.get("until"));
        if last.is_none() {
            form.wrong("until", w.say("transfer-no-until"));
        }
        let longest = if cause.is_some_and(|cause| cause.studies) {
            rule.temporary_study_max_months
        } else {
            rule.temporary_max_months
        };
        until = last.map(|last| last.plus_days(1));
        if let (Some(until), Some(from)) = (until, cause_on) {
            let months = |months: u32| from.plus_months(i32::try_from(months).unwrap_or(i32::MAX));
            if until < months(rule.temporary_min_months) || until > months(longest) {
                let values = [
                    ("min", w.number(i64::from(rule.temporary_min_months)).into()),
                    ("max", w.number(i64::from(longest)).into()),
                    ("from", months(rule.temporary_min_months).plus_days(-1).written().into()),
                    ("to", months(longest).plus_days(-1).written().into()),
                ];
                form.wrong("until", w.fill("transfer-wrong-stay", &values));
            }
        }
        if until.is_none() {
            return Ok(None);
        }
    }
    let (Some(day), Some(cause_on)) = (day, cause_on) else { return Ok(None) };
    Ok(Some(Typed { day, cause_on, to, until, reviewed_on, introduced_on }))
}

fn page(
    office: &Office,
    officer: &Officer,
    Member { person, above }: &Member,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let (ruleset, rule) = ruling(office.clock.today())?;
    let all = meant::receiving(officer, Some(person.unit_id));
    let meant = if form.get("to").is_empty() { meant::named(&all, form.get("elsewhere")) } else { vec![] };
    let kind = |kind: &str| (kind.to_owned(), w.say(&format!("transfer-kind-{kind}")));
    let page = AskPage {
        name: person.full_name.clone(),
        birth_year: person.birth_year,
        unit: officer.tree.name(person.unit_id).to_owned(),
        back: member_address(&person.uid),
        rule: title(w, ruleset),
        kinds: vec![kind("main"), kind("temporary")],
        causes: causes(w, rule),
        units: cells(officer, Some(person.unit_id), w.say("transfer-outside")),
        whither: if meant.is_empty() { vec![] } else { meant::choices(officer, &meant) },
        limit: w.count("transfer-limit", i64::from(rule.complete_within_working_days)),
        stay: stay(w, rule),
        introduces: officer.may(Right::KeepMoves, *above),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

fn stay(w: Words, rule: &TransferRule) -> String {
    let number = |n: u32| w.number(i64::from(n));
    let values = [
        ("min", number(rule.temporary_min_months).into()),
        ("max", number(rule.temporary_max_months).into()),
        ("studies", number(rule.temporary_study_max_months).into()),
    ];
    w.fill("transfer-stay-hint", &values)
}
