//! `/van-phong/dia-chi-cu`: addresses of the older site that readers ask for in vain, and the form with which somebody lets
//! one lead to a page of the portal, or says that it is gone.

mod articles;
mod correct;
#[cfg(test)]
mod correct_tests;
#[cfg(test)]
mod strange_tests;
#[cfg(test)]
mod tests;

use super::found::alive_at;
use super::{FIRST_NUMBER, old};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::checks::leads_somewhere;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use bridge::Leads;
use kit::clock::Day;
use kit::db::DbError;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;

pub(crate) use articles::{duties, href};

const PAGE: &str = "/van-phong/dia-chi-cu";
/// So many are shown; the most wanted come first.
const SHOWN: usize = 100;

/// An address that readers asked the portal for in vain. A number crosses with it, never a reader.
#[derive(Clone, Debug)]
pub struct Miss {
    /// As it was asked for.
    pub address: String,
    /// The name by which the bridge knows it.
    pub from: String,
    /// How often.
    pub times: i64,
    /// When last.
    pub last: Day,
}

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dia-chi-cu", get(list))
        .route("/van-phong/dia-chi-cu/sua", get(form).post(save))
        .route("/van-phong/dia-chi-cu/bai", get(articles::list))
        .route("/van-phong/dia-chi-cu/bai/go", get(articles::show).post(articles::act))
        .route("/van-phong/dia-chi-cu/bai/sua", get(correct::show).post(correct::act))
}

#[derive(Template)]
#[template(path = "archive/pages/list.html")]
struct ListPage {
    shell: Shell,
    misses: Vec<Row>,
    more: String,
    mended: Vec<Row>,
}

struct Row {
    address: String,
    href: String,
    /// How often it was asked for and when last, or where it leads.
    what: String,
    when: String,
}

#[derive(Template)]
#[template(path = "archive/pages/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    address: String,
    asked: String,
    now: String,
    /// The page of the article that readers find there, if it was brought.
    article: String,
}

/// The portal is the committee's: whoever edits there.
async fn grant(office: &Office, officer: &Officer) -> Result<Grant<EditArticle>, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let tree = crate::org::Tree::as_of(&mut office.db.read().await?, office.clock.today()).await?;
    let committee = tree.committee().ok_or(Failure::NotFound)?.id;
    officer.require(EditArticle, committee)
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let w = officer.words();
    let misses = (office.misses)();
    let more = misses.len().saturating_sub(SHOWN);
    let row = |miss: &Miss| Row {
        href: edit(&miss.from),
        address: miss.address.clone(),
        what: w.count("old-times", miss.times),
        when: miss.last.written(),
    };
    let mended = old::by_hand(&mut office.db.read().await?, SHOWN as i64).await?;
    let mended = mended.into_iter().map(|(origin, leads, at)| Row {
        href: edit(&origin),
        address: origin,
        what: leads_to(w, Some(&leads)),
        when: at.written(),
    });
    let page = ListPage {
        misses: misses.iter().take(SHOWN).map(row).collect(),
        more: if more > 0 { w.count("old-more", more as i64) } else { String::new() },
        mended: mended.collect(),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

async fn form(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let from = officer.query("tu").filter(|from| !from.is_empty()).ok_or(Failure::NotFound)?;
    let known = old::known(&mut office.db.read().await?, &from).await?;
    let to = match &known {
        Some(Leads::To(path)) => path.clone(),
        _ => String::new(),
    };
    let was = word(known.as_ref());
    let form = Form::filled([("from", from.as_str()), ("to", &to), ("was", &was)]);
    page(&office, &officer, StatusCode::OK, form).await
}

async fn save(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let grant = grant(&office, &officer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let from = form.get("from").to_owned();
    if from.is_empty() {
        return Err(Failure::Malformed);
    }
    let leads = match form.get("do") {
        "gone" => Leads::Gone,
        "forget" => Leads::Nowhere,
        "to" => match target(form.get("to"), &headers) {
            Some(path) => Leads::To(path),
            None => {
                form.wrong("to", w.say("old-wrong-target"));
                return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
            }
        },
        _ => return Err(Failure::Malformed),
    };
    let mut tx = office.db.begin().await?;
    if let Leads::To(path) = &leads {
        let leads = leads_somewhere(&mut tx, (&office.mirror, ""), path, now).await;
        if !leads.map_err(|error| Failure::Broken(error.into()))? {
            drop(tx);
            form.wrong("to", w.say("old-dead-target"));
            return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    // What stands at an address stands before whatever is said of it.
    if leads != Leads::Nowhere && alive_at(&mut tx, &from).await?.is_some() {
        drop(tx);
        form.wrong("to", w.say("old-alive"));
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let known = old::known(&mut tx, &from).await?;
    let same = known.as_ref() == Some(&leads);
    if !same && word(known.as_ref()) != form.get("was") {
        drop(tx);
        form.wrong("to", w.with("old-changed", "now", leads_to(w, known.as_ref())));
        form.set("was", word(known.as_ref()));
        return page(&office, &officer, StatusCode::CONFLICT, form).await;
    }
    match old::mend(&mut tx, grant, &from, leads, now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other("/van-phong/dia-chi-cu?xong=dia-chi-cu"))
        }
        Err(DbError::Refused(_)) => {
            drop(tx);
            form.wrong("to", w.say("old-wrong-target"));
            page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let w = officer.words();
    let from = form.get("from").to_owned();
    let miss = (office.misses)().into_iter().find(|miss| miss.from == from);
    let known = old::known(&mut office.db.read().await?, &from).await?;
    let alive = alive_at(&mut office.db.read().await?, &from).await?.filter(|number| *number > FIRST_NUMBER);
    let page = FormPage {
        article: alive.map(articles::href).unwrap_or_default(),
        asked: miss.as_ref().map(|miss| w.count("old-times", miss.times)).unwrap_or_default(),
        address: miss.map_or(from, |miss| miss.address),
        now: leads_to(w, known.as_ref()),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

/// What was typed as an address of the portal: from its root, or copied whole from the browser's line.
fn target(typed: &str, headers: &HeaderMap) -> Option<String> {
    let typed = typed.trim();
    let here = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let bare = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"));
    let path = match bare {
        Some(rest) => rest.strip_prefix(here).filter(|_| !here.is_empty())?,
        None => typed,
    };
    let path = if path.is_empty() && bare.is_some() { "/" } else { path };
    let sound = kit::web::is_local(path) && !path.contains(char::is_whitespace) && !path.starts_with("/van-phong");
    sound.then(|| path.to_owned())
}

fn edit(from: &str) -> String {
    format!("{PAGE}/sua?tu={}", kit::web::encode(from).replace('/', "%2F"))
}

fn leads_to(w: Words, leads: Option<&Leads>) -> String {
    match leads {
        Some(Leads::To(path)) => w.with("old-leads-to", "path", path.as_str()),
        Some(Leads::Gone) => w.say("old-leads-gone"),
        Some(Leads::Nowhere) | None => w.say("old-leads-nowhere"),
    }
}

/// What the second of two must have seen.
fn word(leads: Option<&Leads>) -> String {
    match leads {
        Some(Leads::To(path)) => path.clone(),
        Some(Leads::Gone) => "gone".to_owned(),
        Some(Leads::Nowhere) | None => String::new(),
    }
}
