//! Bringing a list through pages: the file comes, its columns are named, what it would do is shown and mended, then it is
//! brought; and all lists that were.

mod map;
mod mend;
mod preview;
mod twins;

use super::stage::{self, List};
use super::{places, work};
use crate::identity::Account;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepPeople, Right};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::failure::Failure;
use kit::form::{Form, ListForm};
use kit::once;
use kit::page::{html, see_other};
use sheet::Refusal;
use std::collections::HashMap;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-vien/nhap", get(register).post(upload))
        .route("/van-phong/dang-vien/nhap/{list}", get(show))
        .route("/van-phong/dang-vien/nhap/{list}/cot", post(map::save))
        .route("/van-phong/dang-vien/nhap/{list}/don-vi", post(preview::name_units))
        .route("/van-phong/dang-vien/nhap/{list}/sua", get(mend::show).post(mend::save))
        .route("/van-phong/dang-vien/nhap/{list}/loi.xlsx", get(mend::file))
        .route("/van-phong/dang-vien/nhap/{list}/trung", get(twins::show).post(twins::save))
        .route("/van-phong/dang-vien/nhap/{list}/ghi", post(preview::bring))
        .route("/van-phong/dang-vien/nhap/{list}/hoan-tac", post(preview::undo))
        .route("/van-phong/dang-vien/nhap/{list}/bo", post(preview::drop_it))
}

const REGISTER: &str = "/van-phong/dang-vien/nhap";

/// Where a list's page is.
fn address(list: &List) -> String {
    format!("{REGISTER}/{}", list.uid)
}

#[derive(Template)]
#[template(path = "people/import/pages/register.html")]
struct RegisterPage {
    shell: Shell,
    form: Form,
    units: Vec<(String, String)>,
    /// (address, file, when, who, unit, state's word, state's name)
    lists: Vec<Row>,
}

struct Row {
    href: String,
    file: String,
    at: String,
    who: String,
    unit: String,
    state: String,
    kind: &'static str,
    brought: String,
}

async fn register(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let root = *officer.roots(Right::KeepPeople).first().ok_or(Failure::Forbidden)?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", request.as_str()), ("unit", officer.tree.uid(root))]);
    register_page(&office, &officer, StatusCode::OK, form).await
}

async fn register_page(
    office: &Office,
    officer: &Officer,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let lists = List::all(&mut conn).await?;
    let names: HashMap<i64, String> =
        Account::all(&mut conn).await?.into_iter().map(|account| (account.id, account.name)).collect();
    drop(conn);
    let row = |list: List| Row {
        href: address(&list),
        at: list.made_at.written(),
        who: list.account_id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| w.say("import-console")),
        unit: past.name_on(list.unit_id, today).to_owned(),
        state: w.say(&format!("import-state-{}", list.state)),
        kind: match list.state.as_str() {
            "done" => "done",
            "undone" | "dropped" => "off",
            "checked" => "late",
            _ => "draft",
        },
        brought: match list.state.as_str() {
            "done" | "undone" => w.count("import-people", list.counts().new + list.counts().changed),
            _ => String::new(),
        },
        file: list.file,
    };
    let keeps = |list: &List| officer.may(Right::KeepPeople, past.heir(list.unit_id));
    let page = RegisterPage {
        shell: office.shell(officer),
        units: units(officer),
        lists: lists.into_iter().filter(keeps).map(row).collect(),
        form,
    };
    html(status, &page)
}

/// The units that a list may be for: those whose records they keep, deeper ones set in.
fn units(officer: &Officer) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let kept = tree.preorder().iter().copied().filter(|unit| officer.may(Right::KeepPeople, *unit));
    let party = kept.filter(|unit| tree.get(*unit).is_some_and(|known| places::is_of_the_party(&known.kind)));
    let depth = |unit: i64| {
        let above = tree.path(unit);
        above.iter().filter(|above| officer.may(Right::KeepPeople, **above)).count().saturating_sub(1)
    };
    party
        .map(|unit| {
            (tree.uid(unit).to_owned(), format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(depth(unit)), tree.name(unit)))
        })
        .collect()
}

async fn upload(State(office): State<Office>, officer: Officer, request: Request) -> Result<Response, Failure> {
    if officer.roots(Right::KeepPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let ListForm(mut form) = ListForm::from_request(request, &office).await?;
    let w = officer.words();
    let unit = officer.tree.by_uid(form.get("unit")).map(|unit| unit.id).ok_or(Failure::NotFound)?;
    let grant = officer.require(KeepPeople, unit)?;
    let Some(file) = form.upload("file").cloned() else {
        form.wrong("file", w.say("import-no-file"));
        return register_page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    // One list at a time is taken apart: that takes memory and a processor.
    let turn = office.reading.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
    let bytes = file.bytes;
    let read = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        sheet::book(&bytes)
    });
    let book = match read.await.map_err(anyhow::Error::from)? {
        Ok(book) => book,
        Err(refusal) => {
            form.wrong("file", w.with(refusal_key(refusal), "file", file.name));
            return register_page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    };
    let now = office.clock.now();
    let uid = office.chance.uuid(now).to_string();
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let own = if places::takes_members(&officer.tree, unit) { officer.tree.uid(unit) } else { "" };
    stage::begin(&mut tx, grant, &office.vault, (&uid, &file.name, own), book, now).await?;
    let target = format!("{REGISTER}/{uid}");
    once::done(tx, &form, &target, now).await
}

/// The message that says why a file is not read.
pub fn refusal_key(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Kind => "import-refused-kind",
        Refusal::Markup => "import-refused-markup",
        Refusal::Macros => "import-refused-macros",
        Refusal::Locked => "import-refused-locked",
        Refusal::TooLarge => "import-refused-large",
        Refusal::Unsafe => "import-refused-unsafe",
        Refusal::Damaged => "import-refused-damaged",
        Refusal::Empty => "import-refused-empty",
    }
}

async fn show(State(office): State<Office>, officer: Officer, Path(list): Path<String>) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    match list.state.as_str() {
        "open" => map::page(&office, &officer, &list, StatusCode::OK, None).await,
        "checked" if officer.query("buoc").as_deref() == Some("cot") => {
            map::page(&office, &officer, &list, StatusCode::OK, None).await
        }
        "checked" => preview::page(&office, &officer, &list, StatusCode::OK, Form::default()).await,
        "checking" | "running" | "undoing" => preview::meter(&office, &officer, &list),
        _ => preview::ended(&office, &officer, &list, StatusCode::OK).await,
    }
}

/// A list within reach, whose records they keep.
async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<List, Failure> {
    kept(office, officer, uid).await.map(|(list, _)| list)
}

/// The same, with the permission; of a unit that is no more, for whoever keeps the records of the one that carries on.
async fn kept(office: &Office, officer: &Officer, uid: &str) -> Result<(List, Grant<KeepPeople>), Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    // Whether or not there is such a list, the same is asked: the answer takes as long.
    let past = office.trees.past(&mut conn, today, today).await?;
    let list = List::by_uid(&mut conn, uid).await?.ok_or(Failure::NotFound)?;
    let grant = officer.require_then(KeepPeople, &past, list.unit_id)?;
    Ok((list, grant))
}

/// After a list was moved on: what it waits for is done now when it is short, and its page says the rest.
async fn go_on(office: &Office, list: &List, target: &str) -> Result<Response, Failure> {
    work::at_once(office, list.id).await?;
    Ok(see_other(target))
}

/// Somebody else has changed the list since the page was made.
async fn stale(office: &Office, officer: &Officer, list: &List) -> Result<Response, Failure> {
    let list = find(office, officer, &list.uid).await?;
    if list.state != "open" && list.state != "checked" {
        // It has moved on: its page says how far it is.
        return Ok(see_other(&address(&list)));
    }
    let mut form = Form::default();
    form.wrong("version", officer.words().say("import-stale"));
    match list.state.as_str() {
        "open" => map::page(office, officer, &list, StatusCode::CONFLICT, Some(form)).await,
        _ => preview::page(office, officer, &list, StatusCode::CONFLICT, form).await,
    }
}

/// Units that people belong to, of a branch, as a list to choose from: those that are like `text` first.
fn targets(officer: &Officer, root: i64, text: &str) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let wanted = super::fields::words(text);
    let like = |unit: i64| {
        let name = super::fields::words(tree.name(unit));
        wanted
            .split(' ')
            .filter(|word| !word.is_empty() && !["chi", "bo"].contains(word) && name.split(' ').any(|w| w == *word))
            .count()
    };
    let mut units: Vec<i64> =
        tree.branch(root).iter().copied().filter(|unit| places::takes_members(tree, *unit)).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(like(*unit)));
    let name = |unit: i64| match tree.get(unit).and_then(|known| known.parent_id) {
        Some(above) => format!("{}, {}", tree.name(unit), tree.name(above)),
        None => tree.name(unit).to_owned(),
    };
    units.into_iter().map(|unit| (tree.uid(unit).to_owned(), name(unit))).collect()
}

/// The pages of a list of `count` things: which one is asked for, the one before and the one after.
fn paged(officer: &Officer, count: usize, each: usize) -> (usize, Option<usize>, Option<usize>) {
    let last = count.div_ceil(each).max(1);
    let at = officer.query("trang").and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, last);
    (at, (at > 1).then(|| at - 1), (at < last).then_some(at + 1))
}

/// How a problem is said.
fn problem(list: &List) -> Option<super::run::Problem> {
    list.problem.as_deref().and_then(|text| serde_json::from_str(text).ok())
}
