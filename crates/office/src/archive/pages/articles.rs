//! `/van-phong/dia-chi-cu/bai`: articles that were brought from an older site, found by their words, and the page on which two
//! persons take one from its readers.

use super::grant;
use crate::archive::off::{self, FATES, Shown, Step};
use crate::identity::reach::Officer;
use crate::identity::right::{PublishArticle, Right};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::{Value, Words};

/// So many are shown of what was found.
const SHOWN: i64 = 50;
/// A longer reason is no reason.
const LONGEST: usize = 1000;

#[derive(Template)]
#[template(path = "archive/pages/articles.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    waiting: Vec<Row>,
    found: Vec<Row>,
    full: bool,
}

struct Row {
    title: String,
    href: String,
    told: String,
}

#[derive(Template)]
#[template(path = "archive/pages/article.html")]
struct ArticlePage {
    shell: Shell,
    form: Form,
    title: String,
    path: String,
    state: String,
    asked: Option<String>,
    reason: String,
    /// Whether whoever looks may be the second person.
    second: bool,
    fates: Vec<(&'static str, String)>,
}

/// The page of a brought article.
pub(crate) fn href(number: i64) -> String {
    format!("/van-phong/dia-chi-cu/bai/go?so={number}")
}

pub(super) async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let (w, typed) = (officer.words(), officer.query("tim").unwrap_or_default());
    let typed = typed.trim().to_owned();
    let mut conn = office.db.read().await?;
    let number = typed.rsplit(['-', '/']).next().and_then(|number| number.parse().ok());
    let mut found = match number {
        Some(number) => off::shown(&mut conn, number).await?.into_iter().collect(),
        None => Vec::new(),
    };
    if found.is_empty() && !typed.is_empty() {
        found = off::search(&mut conn, &typed, SHOWN).await?;
    }
    let row =
        |it: Shown| Row { href: href(it.number), told: format!("{} {}", it.path, state(w, &it)), title: it.title };
    let page = ListPage {
        waiting: off::waiting(&mut conn).await?.into_iter().map(row).collect(),
        full: found.len() as i64 == SHOWN,
        found: found.into_iter().map(row).collect(),
        form: Form::filled([("tim", typed.as_str())]),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let number = officer.query("so").and_then(|number| number.parse().ok()).ok_or(Failure::NotFound)?;
    page(&office, &officer, number, StatusCode::OK, Form::filled([("so", number.to_string().as_str())])).await
}

pub(super) async fn act(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let grant = grant(&office, &officer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let number: i64 = form.get("so").parse().map_err(|_| Failure::Malformed)?;
    let (fate, reason) = (form.get("fate").to_owned(), form.get("reason").to_owned());
    let what = form.get("do").to_owned();
    if what == "ask" {
        if !FATES.contains(&fate.as_str()) {
            form.wrong("fate", w.say("brought-no-fate"));
        }
        if reason.is_empty() || reason.chars().count() > LONGEST {
            form.wrong("reason", w.say("brought-no-reason"));
        }
        if !form.is_sound() {
            return page(&office, &officer, number, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    let mut tx = office.db.begin().await?;
    let done = match what.as_str() {
        "ask" => off::ask(&mut tx, grant, number, (&fate, &reason), now).await?,
        "drop" => off::drop_asked(&mut tx, grant, number, now).await?,
        "agree" => off::agree(&mut tx, officer.require(PublishArticle, grant.unit())?, number, now).await?,
        _ => return Err(Failure::Malformed),
    };
    let (status, told) = match done {
        Step::Done => {
            tx.commit().await?;
            return Ok(see_other(&format!("{}&xong=bai-cu-{what}", href(number))));
        }
        Step::Own => (StatusCode::UNPROCESSABLE_ENTITY, "brought-own"),
        Step::Stale => (StatusCode::CONFLICT, "brought-stale"),
    };
    drop(tx);
    form.wrong("do", w.say(told));
    page(&office, &officer, number, status, form).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    number: i64,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let shown = off::shown(&mut office.db.read().await?, number).await?.ok_or(Failure::NotFound)?;
    let asked = shown.asked.as_ref().map(|asked| {
        let fate = w.say(&format!("brought-fate-{}", asked.fate));
        let values: [(&str, Value); 2] = [("at", asked.asked_at.written().into()), ("fate", fate.into())];
        w.fill("brought-asked-at", &values)
    });
    let own = shown.asked.as_ref().is_some_and(|asked| asked.asked_by == officer.account);
    let page = ArticlePage {
        state: state(w, &shown),
        reason: shown.asked.map(|asked| asked.reason).unwrap_or_default(),
        second: !own && !officer.roots(Right::PublishArticle).is_empty(),
        asked,
        title: shown.title,
        path: shown.path,
        fates: FATES.map(|fate| (fate, w.say(&format!("brought-fate-{fate}")))).into(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

fn state(w: Words, it: &Shown) -> String {
    w.say(match it.taken_off.as_str() {
        "" => "brought-alive",
        "error" => "brought-off-error",
        _ => "brought-off-withdrawn",
    })
}
