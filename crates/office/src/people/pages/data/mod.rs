//! What is kept of a person, for the person: one's own page, and the page that an officer opens and prints for who asks;
//! and the requests that persons make about it.

mod asking;
mod erasing;
mod register;
pub(crate) mod taking;
#[cfg(test)]
mod tests;

use super::record::{data_rule, in_lang, label, state_name};
use super::{BOOK, Found, address, find, reason_name};
use crate::identity::reach::{Officer, Own};
use crate::identity::right::ReadSensitive;
use crate::org::names_on;
use crate::people::facts::Fact;
use crate::people::kept::{By, Item, Part, everything};
use crate::people::kept_account::LEFT_OUT;
use crate::people::record::Record;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::web::attachment;
use kit::words::Words;
use rules::{Area, PersonalDataRule, Reader};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

pub(crate) use erasing::{carry_out, told};
pub(crate) use register::duties;

/// The addresses of personal data.
pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/tai-khoan/du-lieu", get(own).post(own_opened))
        .route("/van-phong/tai-khoan/du-lieu/tep", post(own_file))
        .route("/van-phong/tai-khoan/du-lieu/yeu-cau", post(asking::ask_own))
        .route("/van-phong/dang-vien/{person}/du-lieu", get(somebodys).post(somebodys_opened))
        .route("/van-phong/dang-vien/{person}/du-lieu/tep", post(somebodys_file))
        .route("/van-phong/dang-vien/{person}/yeu-cau", get(asking::begin).post(asking::ask_for))
        .merge(register::routes())
}

#[derive(Template)]
#[template(path = "people/pages/data/kept.html")]
struct KeptPage {
    shell: Shell,
    form: Form,
    name: String,
    born: String,
    /// Where the parts are opened and saved; where the page was reached from.
    here: String,
    back: String,
    /// Whether it is the reader's own.
    own: bool,
    /// Whether sealed values stand on it.
    opened: bool,
    /// Whether a second person has to agree before it is saved.
    together: bool,
    day: String,
    rule: String,
    sections: Vec<Section>,
    /// Each field with why it is kept: (name, purpose, basis, retention).
    why: Vec<(String, String, String, String)>,
    /// What is kept and stands elsewhere: (kind, where and why).
    left_out: Vec<(String, String)>,
    asks: Option<asking::Choices>,
}

struct Section {
    key: &'static str,
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Section {
    /// Things of one kind as a table: a column for whatever any of them says.
    fn of(w: Words, rule: &PersonalDataRule, units: &HashMap<i64, String>, part: &Part) -> Section {
        let items: Vec<_> = part.items.iter().map(|item| lines(w, rule, units, part.key, item)).collect();
        let mut columns: Vec<String> = Vec::new();
        for (label, _) in items.iter().flatten() {
            if !columns.contains(label) {
                columns.push(label.clone());
            }
        }
        let cell = |item: &Vec<(String, String)>, column: &String| {
            item.iter().find(|(label, _)| label == column).map_or(String::new(), |(_, said)| said.clone())
        };
        let rows = items.iter().map(|item| columns.iter().map(|column| cell(item, column)).collect()).collect();
        Section { key: part.key, title: w.say(&format!("kept-{}", part.key)), columns, rows }
    }
}

async fn own(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let form = asking::fresh(&office);
    show(&office, &officer, Whose::Own(officer.own()?), false, form, StatusCode::OK).await
}

async fn own_opened(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let form = asking::fresh(&office);
    show(&office, &officer, Whose::Own(officer.own()?), true, form, StatusCode::OK).await
}

async fn own_file(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let own = officer.own()?;
    let record = Record::get(&mut office.db.read().await?, own.person()).await?.ok_or(Failure::NotFound)?;
    file(&office, &officer, office.db.begin().await?, By::Own(own), &record).await
}

async fn somebodys(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    show(&office, &officer, Whose::Somebodys(Box::new(found)), false, Form::default(), StatusCode::OK).await
}

async fn somebodys_opened(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    show(&office, &officer, Whose::Somebodys(Box::new(found)), true, Form::default(), StatusCode::OK).await
}

async fn somebodys_file(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    taking::take(&office, &officer, &found, &form).await
}

enum Whose {
    Own(Own),
    Somebodys(Box<Found>),
}

async fn show(
    office: &Office,
    officer: &Officer,
    whose: Whose,
    opened: bool,
    form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let own = matches!(whose, Whose::Own(_));
    let mut together = false;
    let (by, record, here, back) = match whose {
        Whose::Own(own) => {
            let record = Record::get(&mut office.db.read().await?, own.person()).await?.ok_or(Failure::NotFound)?;
            (By::Own(own), record, "/van-phong/tai-khoan/du-lieu".to_owned(), "/van-phong/tai-khoan".to_owned())
        }
        Whose::Somebodys(found) => {
            let grant = officer.require(ReadSensitive, found.person.unit_id)?;
            together = taking::waits(office, officer, (found.person.unit_id, found.record.id)).await?;
            let back = address(&found.person.uid);
            (By::Keeper(grant), found.record, format!("{back}/du-lieu"), back)
        }
    };
    let (rule, title) = data_rule(w, now.day())?;
    let mut tx = office.db.begin().await?;
    let mut parts = everything(&mut tx, &by, &office.vault, (record.id, opened), now).await?;
    tx.commit().await?;
    let shown_to = if own { Reader::Subject } else { Reader::Keeper };
    parts.retain(|part| part.key != "readings" || rule.reading_shown_to.contains(&shown_to));
    let units = unit_names(office, officer, &parts).await?;
    for (_, value) in parts.iter_mut().flat_map(|part| &mut part.items).flatten().filter(|(name, _)| *name == "role") {
        *value = json!(office.role_name(w, value.as_str().unwrap_or_default()));
    }
    let why = rule.fields.iter().map(|field| {
        let text = |text| in_lang(w, text);
        (label(w, rule, &field.key), text(&field.purpose), text(&field.basis), text(&field.retention))
    });
    // A restricted day of birth is shown to nobody but the person; the year tells two of one name apart.
    let shown = parts.iter().flat_map(|part| &part.items).flatten();
    let hides = shown.filter(|(name, _)| *name == "birth_day").any(|(_, value)| value.is_object());
    let born = record.birth_day.filter(|_| !hides).map_or_else(|| record.birth_year.to_string(), Day::written);
    let page = KeptPage {
        sections: parts.iter().map(|part| Section::of(w, rule, &units, part)).collect(),
        why: why.collect(),
        left_out: left_out(w),
        born,
        name: record.full_name,
        asks: own.then(|| asking::choices(w, rule, false)),
        day: now.day().written(),
        rule: title,
        here,
        back,
        own,
        opened,
        together,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

/// What the copy leaves out, and why.
fn left_out(w: Words) -> Vec<(String, String)> {
    let said = |(key, _): &(&str, _)| (w.say(&format!("kept-left-{key}")), w.say(&format!("kept-left-{key}-text")));
    LEFT_OUT.iter().map(said).collect()
}

/// The names of all units that the parts speak of.
async fn unit_names(office: &Office, officer: &Officer, parts: &[Part]) -> Result<HashMap<i64, String>, Failure> {
    let named = parts.iter().flat_map(|part| &part.items).flatten().filter(|(name, _)| *name == "unit");
    let ids: Vec<i64> = named.filter_map(|(_, value)| value.as_i64()).collect();
    let last = names_on(&mut office.db.read().await?, &ids, office.clock.today()).await?;
    let name = |id: &i64| {
        let now = officer.tree.get(*id).map(|unit| unit.name.clone());
        (*id, now.or_else(|| last.get(id).map(|(_, name)| name.clone())).unwrap_or_default())
    };
    Ok(ids.iter().map(name).collect())
}

/// Fields of the record that a letter of introduction has, too.
const WRITTEN: &[&str] = &["full_name", "birth_year", "birth_day", "sex", "joined_on", "official_on", "card_no"];

/// One thing as a reader sees it: what is not said is left out.
fn lines(
    w: Words,
    rule: &PersonalDataRule,
    units: &HashMap<i64, String>,
    part: &str,
    item: &Item,
) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let ruleset = item.iter().find(|(name, _)| *name == "rule").and_then(|(_, id)| id.as_str()).unwrap_or_default();
    for (name, value) in item {
        let said = match (*name, value) {
            (_, Value::Null) => continue,
            ("unit", Value::Number(id)) => id.as_i64().and_then(|id| units.get(&id).cloned()).unwrap_or_default(),
            (_, Value::Object(marked)) if marked.contains_key("restricted") => w.say("kept-f-restricted"),
            ("told", Value::Object(told)) => {
                let words = |(name, said): (&String, &Value)| match (name.as_str(), said.as_str()?) {
                    ("reason", key) => Some(reason_name(w, ruleset, key)),
                    (_, words) => Some(words.to_owned()),
                };
                told.iter().filter_map(words).collect::<Vec<_>>().join(", ")
            }
            ("reason", Value::String(key)) => reason_name(w, ruleset, key),
            (_, Value::Bool(true)) => w.say("kept-yes"),
            (_, Value::Bool(false)) => continue,
            (_, Value::String(text)) if text.is_empty() => continue,
            (name, Value::String(text)) => said(w, rule, name, text),
            (_, other) => other.to_string(),
        };
        // A letter of introduction says of the person what the record says too.
        let of_record = part == "record" || (part == "introductions" && WRITTEN.contains(name));
        let label = if of_record { label(w, rule, name) } else { w.say(&format!("kept-f-{name}")) };
        lines.push((label, said));
    }
    lines
}

fn said(w: Words, rule: &PersonalDataRule, name: &str, text: &str) -> String {
    match name {
        "field" => label(w, rule, text),
        "fields" => text.split(',').map(|key| label(w, rule, key)).collect::<Vec<_>>().join(", "),
        "sex" => w.say(&format!("sex-{text}")),
        name if Fact::of(name).is_some_and(Fact::is_question) => w.say(&format!("fact-{text}")),
        "state" => state_name(w, text),
        "asking" => w.say(&format!("exempting-state-{text}")),
        "moves" => w.say(&format!("transfer-kind-{text}")),
        "cause" => cause(w, text),
        "step" => w.say(&format!("transfer-done-{text}")),
        "stage" => w.say(&format!("candidate-done-{text}")),
        "tie" => w.say(&format!("tie-{text}")),
        "post" => w.say(&format!("post-{text}")),
        "mark" => w.say(&format!("kept-mark-{text}")),
        "grade" => w.say(&format!("handin-grade-{text}")),
        "outcome" => w.say(&format!("request-{text}")),
        "exempt_as" => w.say(&format!("exempt-as-{text}")),
        "request" => rule.request(text).map_or_else(|| text.to_owned(), |kind| in_lang(w, &kind.name)),
        "why" => {
            let known = rule.reasons.iter().find(|reason| reason.key == text);
            known.map_or_else(|| text.to_owned(), |reason| in_lang(w, &reason.name))
        }
        "rule" => BOOK.by_id(text).map_or_else(|| text.to_owned(), |ruleset| in_lang(w, &ruleset.title)),
        "stays" => w.say(&format!("kept-stays-{text}")),
        "how" => w.say(&format!("how-{text}")),
        "way" => w.say(&format!("kept-way-{text}")),
        "passed" => w.say(&format!("kept-passed-{text}")),
        "rights" => text.split(' ').map(|right| w.say(&format!("right-{right}"))).collect::<Vec<_>>().join(", "),
        "at" | "seen_at" | "used_at" | "ended_at" | "holds_until" => {
            let time = text.get(11..16).unwrap_or_default();
            text.get(..10)
                .and_then(Day::parse)
                .map_or_else(|| text.to_owned(), |day| format!("{} {time}", day.written()))
        }
        "birth_day" | "joined_on" | "official_on" | "from" | "to" | "asked_on" | "due" | "done_on" | "on"
        | "cause_on" | "until" | "present_by" => Day::parse(text).map_or_else(|| text.to_owned(), Day::written),
        _ => text.to_owned(),
    }
}

/// What a cause of moving is called in the rules.
fn cause(w: Words, key: &str) -> String {
    let rules = BOOK.rulesets().iter().filter_map(rules::Ruleset::transfer);
    let known = rules.flat_map(|rule| &rule.causes).find(|cause| cause.key == key);
    known.map_or_else(|| key.to_owned(), |cause| viet::capital(&in_lang(w, &cause.name)))
}

/// Everything as a file that a program can read.
async fn file(office: &Office, officer: &Officer, mut tx: Tx, by: By, record: &Record) -> Result<Response, Failure> {
    let now = office.clock.now();
    let parts = everything(&mut tx, &by, &office.vault, (record.id, true), now).await?;
    tx.commit().await?;
    let units = unit_names(office, officer, &parts).await?;
    let ruleset = BOOK.on(Area::PersonalData, None, now.day().0).map(|ruleset| ruleset.citation());
    let item = |item: &Item| {
        let named = item.iter().map(|(name, value)| {
            let value = match (*name, value.as_i64()) {
                ("unit", Some(id)) => json!(units.get(&id)),
                _ => value.clone(),
            };
            ((*name).to_owned(), value)
        });
        Value::Object(named.collect::<Map<_, _>>())
    };
    let kept: Map<String, Value> =
        parts.iter().map(|part| (part.key.to_owned(), Value::Array(part.items.iter().map(item).collect()))).collect();
    let whole = json!({
        "format": "thenchot-personal-data-1",
        "made_at": now.iso(),
        "person": record.uid,
        "rule": ruleset.map(|rule| json!({"id": rule.id, "title": rule.title_vi, "source": rule.source})),
        "kept": kept,
        "left_out": left_out(officer.words()).into_iter().map(|(what, why)| json!({"what": what, "why": why})).collect::<Vec<_>>(),
    });
    let text = serde_json::to_vec_pretty(&whole).map_err(anyhow::Error::from)?;
    Ok(attachment(text, "application/json", &format!("du-lieu-ca-nhan-{}.json", now.day())))
}
